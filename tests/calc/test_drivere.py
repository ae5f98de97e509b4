"""What varies in a measure, and between which limits."""

from fractions import Fraction
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.calc import usikkerhet
from effekt.calc.drivere import (
    GEVINST,
    KILDEN,
    KOSTNAD,
    SATT_SAMMEN,
    TILLATT,
    VURDERINGEN,
    Driver,
    drivere,
    utenfor_kilden,
)
from effekt.model.storrelse import Forutsetning
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt
from tests.helpers.kommune import med_formel

F = Fraction


def _merket(sektor: Sektor, tekst: str, **merker: dict[str, Any]) -> list[Driver]:
    """The drivers of a measure of an uncertainty that is called «mye», 40 %, with the assumptions given so."""
    tiltak = med_formel(sektor, tekst, 0, **dict.fromkeys(merker, F(10)))
    alle = {navn: f.model_copy(update=merker[navn]) for navn, f in tiltak.forutsetninger.items()}
    return drivere(sektor, tiltak.model_copy(update={"forutsetninger": alle}))


def _ender(alle: list[Driver]) -> dict[str, tuple[Any, Any]]:
    return {d.navn: (d.lav, d.hoy) for d in alle}


def test_a_mark_is_the_ratings_a_step_of_the_scale_or_none(tek: Sektor) -> None:
    alle = _merket(
        tek, "a * b + c + d", a={"usikkerhet": "anslaget"}, b={"usikkerhet": "liten"}, c={"usikkerhet": "ingen"}, d={}
    )
    assert _ender(alle) == {"a": (6, 14), "b": (F(95, 10), F(105, 10))}
    assert [d.vurdering.trinn for d in alle] == ["mye", "liten"]


@pytest.mark.parametrize(
    ("grenser", "ender", "fra"),
    [
        # the wider of the two, each end by itself
        ({"lav": F(9), "hoy": F(20)}, (6, 20), (VURDERINGEN, KILDEN)),
        ({"lav": F(2), "hoy": F(11)}, (2, 14), (KILDEN, VURDERINGEN)),
        # a lone end is not passed, and the other is the rating's
        ({"lav": F(9)}, (9, 14), (KILDEN, VURDERINGEN)),
        ({"lav": F(1)}, (1, 14), (KILDEN, VURDERINGEN)),
        ({"hoy": F(10)}, (6, 10), (VURDERINGEN, KILDEN)),
        # a value past its lone end is not bounded by it
        ({"lav": F(12)}, (6, 14), (VURDERINGEN, VURDERINGEN)),
        ({"hoy": F(8)}, (6, 14), (VURDERINGEN, VURDERINGEN)),
        # what is not allowed is not reached
        ({"tillatt": (F(8), F(12)), "usikkerhet": "anslaget"}, (8, 12), (TILLATT, TILLATT)),
    ],
)
def test_the_ends_of_a_source_and_of_a_rating_are_put_together(
    tek: Sektor, grenser: dict[str, Any], ender: tuple[int, int], fra: tuple[str, str]
) -> None:
    (d,) = _merket(tek, "a * b", a=grenser, b={})
    assert (d.lav, d.hoy) == ender
    assert (d.lav_fra, d.hoy_fra) == fra


def test_a_span_that_the_book_has_put_together_is_called_that(tek: Sektor) -> None:
    (d,) = drivere(tek, tek.tiltak["VAN1"])
    assert (d.navn, d.lav_fra, d.hoy_fra) == ("besparelse", VURDERINGEN, SATT_SAMMEN)


def test_all_years_of_a_value_move_together(tek: Sektor) -> None:
    vei2 = tek.tiltak["VEI2"]
    alle = {**vei2.forutsetninger}
    alle["besparelse"] = alle["besparelse"].model_copy(update={"usikkerhet": "en_del"})
    (d,) = drivere(tek, vei2.model_copy(update={"forutsetninger": alle}))
    assert d.lav == {2027: 0, 2028: 0, 2029: 170_000, 2030: 340_000}
    assert d.hoy == {2027: 0, 2028: 0, 2029: 230_000, 2030: 460_000}


def test_phasing_in_is_never_varied_not_even_where_it_is_bounded(tek: Sektor) -> None:
    vei1 = tek.tiltak["VEI1"]
    innfasing = vei1.forutsetninger["innfasing"].model_copy(update={"hoy": F(1)})
    alle = drivere(tek, vei1.model_copy(update={"forutsetninger": {**vei1.forutsetninger, "innfasing": innfasing}}))
    assert [d.navn for d in alle] == ["spart"]


def test_unmarked_a_measures_two_sides_vary_and_one_that_is_nothing_does_not(tek: Sektor, opp: Sektor) -> None:
    assert [(d.navn, d.retning) for d in drivere(tek, tek.tiltak["VEI2"])] == [(GEVINST, 1), (KOSTNAD, -1)]
    assert [(d.navn, d.retning) for d in drivere(opp, opp.tiltak["SKO1"])] == [(GEVINST, 1)]
    assert [(d.navn, d.retning) for d in drivere(opp, opp.tiltak["KUL1"])] == [(KOSTNAD, -1)]


def test_an_end_where_nothing_can_be_worked_out_is_no_end(tek: Sektor) -> None:
    (d,) = _merket(tek, "a / b", a={}, b={"usikkerhet": "anslaget", "lav": F(0), "hoy": F(20)})
    assert (d.lav, d.hoy) == (10, 20)


def test_where_all_is_certain_low_and_high_are_the_estimate(opp: Sektor) -> None:
    ppt1 = opp.tiltak["PPT1"]
    alle = {navn: f.model_copy(update={"usikkerhet": "ingen"}) for navn, f in ppt1.forutsetninger.items()}
    ett = usikkerhet.spenn(opp, ppt1.model_copy(update={"forutsetninger": alle}))
    assert ett.lav == ett.hoved == ett.hoy
    assert ett.drivere == ()


@pytest.mark.parametrize(
    ("felt", "utenfor"),
    [
        ({"verdi": F(5), "lav": F(1), "hoy": F(9)}, None),
        ({"verdi": F(10), "lav": F(1), "hoy": F(9)}, (F(10), None)),
        ({"verdi": F(0), "lav": F(1)}, (F(0), None)),
        ({"verdi": F(0), "hoy": F(1)}, None),
        ({"verdi": F(5)}, None),
        ({"verdi": {2027: F(5), 2028: F(12)}, "lav": F(1), "hoy": F(9)}, (F(12), 2028)),
    ],
)
def test_a_value_outside_its_sources_range_is_found(felt: dict[str, Any], utenfor: tuple[Fraction, int] | None) -> None:
    funnet = utenfor_kilden(Forutsetning(navn="a", kilde="b", side="1", enhet="kr", **felt))
    assert (funnet and (funnet.verdi, funnet.ar)) == utenfor


def test_a_mark_that_is_no_step_of_the_scale_is_refused_with_what_it_may_be(kommunekopi: Any) -> None:
    bytt(kommunekopi / "opp/tiltak/ppt1.yml", "usikkerhet: liten", "usikkerhet: litn")
    with pytest.raises(Datafeil, match=r"forutsetninger\.pris\.usikkerhet er «litn».*liten") as feil:
        les_sektor("opp")
    assert "anslaget, ingen, liten" in str(feil.value)


def test_a_reviewers_rating_moves_what_is_marked_as_the_estimate() -> None:
    endret = med_endringer("opp", {"PPT1.estimatusikkerhet": "liten"})
    ppt1 = {d.navn: d for d in drivere(endret, endret.tiltak["PPT1"])}
    assert ppt1["antall"].hoy == 2 * F(105, 100)


@pytest.mark.parametrize(
    ("gammelt", "nytt", "sagt"),
    [
        (
            "innfasing: {navn: del som er nådd,",
            "innfasing: {usikkerhet: mye, navn: del som er nådd,",
            "«innfasing» er innfasing, som ikke varierer",
        ),
        (
            "formel: antall * pris * regnet_inn * innfasing",
            "".join(
                f"  a{nr}: {{navn: a, verdi: 1, enhet: andel, usikkerhet: mye, kilde: plan-2027, side: 28}}\n"
                for nr in range(9)
            )
            + "formel: antall * pris * regnet_inn * innfasing * "
            + " * ".join(f"a{nr}" for nr in range(9)),
            "11 forutsetninger er usikre, men høyst 10 kan være det i ett tiltak",
        ),
    ],
)  # fmt: skip
def test_what_cannot_vary_is_refused_with_what_to_do(kommunekopi: Any, gammelt: str, nytt: str, sagt: str) -> None:
    bytt(kommunekopi / "opp/tiltak/ppt1.yml", gammelt, nytt)
    with pytest.raises(Datafeil, match=sagt):
        les_sektor("opp")


def test_a_reviewer_changes_a_mark_by_its_address() -> None:
    alle = adresser(les_sektor("opp"))
    assert alle["PPT1.pris.usikkerhet"].verdi == "liten"
    assert "PPT1.innfasing.usikkerhet" not in alle
    endret = med_endringer("opp", {"PPT1.pris.usikkerhet": "mye", "PPT1.antall.usikkerhet": "ingen"})
    assert _ender(drivere(endret, endret.tiltak["PPT1"])) == {"pris": (480_000, 1_120_000)}
    with pytest.raises(Datafeil, match="Velg én av: anslaget, ingen, liten"):
        med_endringer("opp", {"PPT1.pris.usikkerhet": "enorm"})
