"""The same municipality entered in kroner, 1 000 kr, mill. kr and mrd. kr has the same amounts on its pages."""

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from effekt.audit.kontroll import kontroller, sjekker
from effekt.base.faults import Datafeil
from effekt.base.numbers import Enhet, skriv_tall
from effekt.calc import beregning, programsummer, simulering, usikkerhet
from effekt.calc.dekning import dekning
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import Mangelboks
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import les_endringer, med_endringer
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, forside, rekker, tabeller, tiltaksside, utvikling
from effekt.report import usikkerhet as analyse
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE, data_i
from tests.helpers.skala import rescaled

SKALAER = ["1 000 kr", "mill. kr", "mrd. kr"]
TEKSTER = [
    "{{ VEI2.effekt[2030] | mill }} {{ VEI2.effekt[2030] | belop }} {{ VEI2.oppgitt[2030] | kr }}",
    "{{ VEI2.investering | mill }} {{ (VEI2.investering * 2 - VEI2.avdrag) | belop }} {{ VEI1.avrunding | kr }}",
    "{{ (VEI2.investering * VEI2.rentesats + VEI2.avdrag + VEI2.lisens) | kr }}",
    "{{ (VEI2.besparelse[2030] - VEI2.effekt[2030]) | belop }} {{ (VEI2.effekt[2030] / VEI2.investering) | prosent }}",
    "{% pastand VEI2.besparelse[2029] == 2 * VEI2.oppgitt[2030] < VEI2.investering %}Ja{% endpastand %}",
    "{{ (VEI2.avdrag / VEI2.investering) | prosent }} {{ ([VEI2.avdrag, VEI2.lisens] | sum) | kr }}",
    "{{ rammekutt.sum(ar=2027) | mill }} {{ (total[2030] + rammekutt[VEI, 2027]) | kr }}",
]


@pytest.fixture(scope="module", params=SKALAER)
def bok(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rescaled(tmp_path_factory.mktemp("skala") / "bok", request.param)


def _les(bok: Path, sektor: str) -> Sektor:
    with data_i(bok):
        return les_sektor(sektor, bok=Bokmappe.her())


def _regnet(sektor: Sektor) -> dict[str, Any]:
    """All that is worked out of the amounts of a sector."""
    periode = sektor.info.periode
    simulert = simulering.simuler(sektor)
    return {
        "effekter": beregning.effekter(sektor),
        "oppgitt": {id_: beregning.oppgitt_effekt(t, periode) for id_, t in sektor.tiltak.items()},
        "total": beregning.total(sektor),
        "gebyrer": beregning.gebyrer(sektor),
        "klasser": beregning.sum_per_klasse(sektor),
        "virksomheter": beregning.sum_per_virksomhet(sektor),
        "dekning": dekning(sektor),
        "lan": {id_: beregning.laneposter(t, periode) for id_, t in sektor.tiltak.items() if t.lan},
        "lanet": {
            id_: beregning.laneberegninger(t, periode, Fraction(8, 100)) for id_, t in sektor.tiltak.items() if t.lan
        },
        "spenn": {id_: (s.lav, s.hoved, s.hoy, s.vurdering) for id_, s in usikkerhet.alle_spenn(sektor).items()},
        "utslag": [(u.tiltak, u.navn, u.verst, u.best, u.siste_best) for u in usikkerhet.alle_utslag(sektor)],
        "steg": [(b.navn, b.steg, b.null.alt_slik, b.null.regnet) for b in usikkerhet.alle_bytteverdier(sektor)],
        "simulert": (simulert.gjennomfort, simulert.med_risiko, simulert.avrundet, simulert.andeler),
        "sjekker": [(s.hva.partition("[")[0], s.holder) for s in sjekker(sektor)],
    }


@pytest.mark.parametrize("sektor", ["tek", "opp"])
def test_what_is_worked_out_is_the_same_on_every_scale(bok: Path, sektor: str) -> None:
    her, lillevik = _regnet(_les(bok, sektor)), _regnet(_les(KOMMUNE, sektor))
    for navn, ventet in lillevik.items():
        assert her[navn] == ventet, navn


def test_the_source_is_met_and_the_sums_across_sectors_are_the_same(bok: Path) -> None:
    kontroller(_les(bok, "tek"))
    with data_i(bok):
        her = les_program()
        summer = programsummer.per_sektor(her), programsummer.programmets_dekning(her)
    with data_i(KOMMUNE):
        lillevik = les_program()
        assert summer == (programsummer.per_sektor(lillevik), programsummer.programmets_dekning(lillevik))


def _uten_innlagte(vist: object) -> str:
    """What is shown, without assumptions and their spans, which are shown as they were entered."""
    return re.sub(r"\([^()]*\d\S*\)|koster .*? hver", "", str(vist))


def _vist(sektor: Sektor) -> dict[str, Any]:
    """The figures and tables of worked out amounts, as data and as cells."""
    alle = [
        tabeller.effekt_per_virksomhet(sektor), tabeller.effekt_per_klasse(sektor), tabeller.effekt_per_tiltak(sektor),
        figurer.effekt_per_tiltak(sektor), forside.effekt_mot_rammekutt(sektor),
        rekker.kutt_mot_effekt(sektor), analyse.dekning_per_virksomhet(sektor), analyse.spenn_per_tiltak(sektor),
        analyse.simulering_per_ar(sektor), analyse.tornado_samlet(sektor), rekker.ett_ar_senere(sektor),
        utvikling.tiltakene_ar_for_ar(sektor),
    ]  # fmt: skip
    hele = [_hel(ett) for ett in alle]
    return {f"{nr} {ett.adresse}": (ett.data, ett.rader, ett.alternativtekst) for nr, ett in enumerate(hele)}


def _hel(vist: Figur | Tabell | Mangelboks) -> Figur | Tabell:
    assert not isinstance(vist, Mangelboks)
    return vist


def test_pages_show_the_same_amounts_on_every_scale(bok: Path) -> None:
    her, lillevik = _vist(_les(bok, "tek")), _vist(_les(KOMMUNE, "tek"))
    for navn, (data, rader, tekst) in lillevik.items():
        pd.testing.assert_frame_equal(her[navn][0], data)
        assert _uten_innlagte(her[navn][1:]) == _uten_innlagte((rader, tekst)), navn


def test_a_card_has_the_same_effect_on_every_scale(bok: Path) -> None:
    def effekt(sektor: Sektor) -> list[str]:
        alle = [str(tiltaksside.tiltaket(sektor, id_)) for id_ in sektor.tiltak]
        return [_uten_innlagte(ett[ett.index("Økonomisk effekt") : ett.index("Slik er det regnet")]) for ett in alle]

    assert effekt(_les(bok, "tek")) == effekt(_les(KOMMUNE, "tek"))


@pytest.mark.parametrize("tekst", TEKSTER)
def test_a_text_tells_the_same_amounts_on_every_scale(bok: Path, tekst: str) -> None:
    def fylt(mappe: Path) -> Any:
        sektor = _les(mappe, "tek")
        return fyll_ut(tekst, kapittelkontekst(sektor), "teksten")

    assert fylt(bok) == fylt(KOMMUNE)
    assert not fylt(bok).brutte


def test_a_per_cent_is_shown_as_one_and_a_count_is_none(tek: Sektor) -> None:
    kontekst = kapittelkontekst(tek)
    assert fyll_ut("{{ tall.andel_led | prosent }}", kontekst, "her").tekst == "12,5\u00a0%"
    with pytest.raises(Datafeil, match=r"er ikke en andel\. Ta bort filteret"):
        fyll_ut("{{ tall.ansatte | prosent }}", kontekst, "her")


@pytest.mark.parametrize("skrevet", ["0,24 mill. kr", "240 000 kr", "240 tkr", "kr 240 000,-"])
def test_a_change_is_the_same_amount_on_every_scale(bok: Path, skrevet: str) -> None:
    with data_i(bok):
        lest = les_endringer(_les(bok, "tek"), {"VEI2.avdrag": skrevet})
        endret = med_endringer("tek", {"VEI2.avdrag": skrevet}, Bokmappe.her())
    enhet = endret.tiltak["VEI2"].forutsetninger["avdrag"].enhet
    assert lest["VEI2.avdrag"] != 240_000, f"{enhet} er en annen skala enn kr"
    assert beregning.effekt(endret.tiltak["VEI2"], endret.info.periode)[2030] == 60_000


def test_what_is_rounded_to_is_changed_in_its_own_unit(bok: Path) -> None:
    with data_i(bok):
        endret = med_endringer("tek", {"VEI1.avrunding": "100 000 kr"}, Bokmappe.her())
    assert endret.tiltak["VEI1"].avrundet_til == 100_000
    assert beregning.effekt(endret.tiltak["VEI1"], endret.info.periode)[2030] == 400_000


# What a municipality's list of budget amounts has: the assumptions, in kroner, the formula, and what comes out.
LISTER: dict[str, tuple[dict[str, tuple[object, str]], str, list[int]]] = {
    "savings as minus": (
        {"belop": ({2027: -110_000, 2028: -110_000, 2029: -430_000, 2030: -2_375_000}, "{}")},
        "-belop",
        [110_000, 110_000, 430_000, 2_375_000],
    ),
    "one year only, and a cost": (
        {"belop": ({2027: 9_700_000, 2028: 0, 2029: 0, 2030: 0}, "{}"), "drift": (250_000, "{} per år")},
        "belop - drift",
        [9_450_000, -250_000, -250_000, -250_000],
    ),
    "a per cent of a frame": (
        {"ramme": (84_000_000, "{}"), "kutt": ({2027: 0.5, 2028: 1, 2029: 1.5, 2030: 2}, "prosent av rammen")},
        "ramme * kutt",
        [420_000, 840_000, 1_260_000, 1_680_000],
    ),
    "posts times what they cost": (
        {"arsverk": (2.5, "årsverk"), "lonn": (830_000, "{} per årsverk")},
        "arsverk * lonn",
        [2_075_000] * 4,
    ),
}


@pytest.mark.parametrize("enhet", ["kr", "1 000 kr", "mill. kr", "mrd. kr"])
@pytest.mark.parametrize("liste", LISTER)
def test_a_list_of_budget_amounts_gives_what_it_says(kommunekopi: Path, liste: str, enhet: str) -> None:
    forutsetninger, formel, ventet = LISTER[liste]
    skala = Enhet.les(enhet).i_kroner
    fil = kommunekopi / "tek/tiltak/vei1.yml"
    innhold = yaml.safe_load(fil.read_text(encoding="utf-8"))

    def skrevet(verdi: Any, slag: str) -> Any:
        if isinstance(verdi, dict):
            return {ar: skrevet(ett, slag) for ar, ett in verdi.items()}
        return skriv_tall(Fraction(str(verdi)) / (skala if "{}" in slag else 1))

    innhold |= {
        "forutsetninger": {
            navn: {
                "navn": navn, "verdi": skrevet(verdi, slag), "enhet": slag.format(enhet), "kilde": "plan-2027",
                "side": "12", "tillatt": ["-1000000000", "1000000000"],
            }
            for navn, (verdi, slag) in forutsetninger.items()
        },
        "formel": formel,
        "oppgitt_i": enhet,
        "oppgitt": {ar: skriv_tall(b / skala) for ar, b in zip(range(2027, 2031), map(Fraction, ventet), strict=True)},
    }  # fmt: skip
    del innhold["avrunding"]
    fil.write_text(yaml.safe_dump(innhold, allow_unicode=True), encoding="utf-8")
    (kommunekopi / "tek/historikk.yml").unlink()
    sektor = les_sektor("tek")
    assert list(beregning.effekt(sektor.tiltak["VEI1"], sektor.info.periode).values()) == ventet
    assert all(s.holder for s in sjekker(sektor) if s.hva.startswith("VEI1"))


@pytest.mark.parametrize("enhet", ["kr", "1 000 kr", "mill. kr"])
def test_what_pages_show_has_the_decimals_that_the_amounts_carry(kommunekopi: Path, enhet: str) -> None:
    bytt(kommunekopi / "felles/program.yml", "belopsenhet: 1 000 kr", f"belopsenhet: {enhet}")
    sektor = les_sektor("tek")
    vei1, van1, desimaler = {
        "kr": ("420\u00a0000", "300\u00a0000", 0),
        "1 000 kr": ("420", "300", 0),
        "mill. kr": ("0,42", "0,3", 1),
    }[enhet]
    tiltakene = {rad[0]: rad[2] for rad in _hel(figurer.effekt_per_tiltak(sektor)).rader}
    assert (tiltakene["VEI1"], tiltakene["VAN1"]) == (vei1, van1)
    assert {rad[0]: rad[2] for rad in _hel(analyse.spenn_per_tiltak(sektor)).rader}["VEI1"] == vei1
    # The draws are rounded to a hundred thousand kroner.
    assert all(
        len(celle.partition(",")[2]) == desimaler
        for rad in _hel(analyse.simulering_per_ar(sektor)).rader
        for celle in rad[2:5]
    )
    fortalt = fyll_ut("{{ simulert[p50, 2030] | belop(1) }}", kapittelkontekst(sektor), "her").tekst
    assert ("," in fortalt) == (enhet == "mill. kr")
