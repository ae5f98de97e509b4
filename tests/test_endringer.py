"""A reviewer's changes: every number has an address, and a change moves what depends on it only."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from effekt import beregning, figurer, forside, kort, registre, tabeller
from effekt.endringer import adresser, les_endringer, les_verdi, med_endringer
from effekt.kilder import Datafeil
from effekt.sektor import Sektor
from effekt.visning import Publiserbar

F = Fraction
MILL = 1_000_000


def _feil(endringer: dict[str, object], sektor: str = "hls") -> str:
    with pytest.raises(Datafeil) as feil:
        med_endringer(sektor, endringer)
    return str(feil.value)


# --- addresses -----------------------------------------------------------------------------------


def test_an_assumption_a_year_of_it_a_single_figure_and_a_cell_have_addresses(hls: Sektor) -> None:
    alle = adresser(hls)
    assert alle["SYE1.inntektstap"].verdi == 1_180_780
    assert alle["SYE1.inntektstap"].enhet == "kr per plass og år"
    assert (alle["SYE1.inntektstap"].kilde, alle["SYE1.inntektstap"].side) == (
        "delrapport-6",
        "49\u201351",
    )
    assert alle["SYE1.innfasing[2027]"].verdi == F(5, 24)
    assert alle["SYE1.innfasing[2027]"].navn == "del av full effekt som er nådd, 2027"
    assert alle["tall.ansatte_sye"].verdi == 6897
    assert alle["rammekutt[HEL, 2026]"].verdi == -14_551
    assert alle["rammekutt[HEL, 2026]"].enhet == "1 000 kr"
    assert alle["nokkeltall[Ledertetthet, HEL]"].verdi is None


def test_every_number_of_the_sector_has_an_address(hls: Sektor) -> None:
    alle = adresser(hls)
    for tiltak in hls.tiltak.values():
        for navn, f in tiltak.forutsetninger.items():
            ar = [""] if isinstance(f.verdi, Fraction) else [f"[{a}]" for a in f.verdi]
            assert all(f"{tiltak.id}.{navn}{a}" in alle for a in ar)
    assert {f"tall.{navn}" for navn in hls.tall} <= set(alle)
    for tabell in hls.tabeller.values():
        har = {celle.adresse for celle in tabell.celler.values()} <= set(alle)
        assert har != tabell.ressurs.path.startswith("oppgitt/")


def test_what_the_source_prints_cannot_be_changed(hls: Sektor) -> None:
    assert not any(adresse.startswith(("tabell_", "langtidshjem_sum")) for adresse in adresser(hls))
    assert "ukjent adresse «tabell_8[total, 2030]»" in _feil({"tabell_8[total, 2030]": 100})


@pytest.mark.parametrize("skrevet", ["rammekutt[HEL,2026]", " rammekutt[HEL ,  2026] "])
def test_spaces_in_an_address_do_not_matter(hls: Sektor, skrevet: str) -> None:
    assert les_endringer(hls, {skrevet: -16_000}) == {"rammekutt[HEL, 2026]": -16_000}


@pytest.mark.parametrize(
    ("skrevet", "naermest"),
    [
        ("SYE1.intektstap", "SYE1.inntektstap"),
        ("SYE1.innfasing[2037]", "SYE1.innfasing[20"),
        ("tall.ansatte_sy", "tall.ansatte_sye"),
        ("rammekut[HEL, 2026]", "rammekutt[HEL, 2026]"),
        ("rammekutt[HEL, 2029]", "rammekutt[HEL, 202"),
    ],
)
def test_an_unknown_address_names_the_nearest(skrevet: str, naermest: str) -> None:
    feil = _feil({skrevet: 1})
    assert feil.startswith(f"endringer: ukjent adresse «{skrevet}». Mente du ")
    assert naermest in feil


def test_an_address_without_its_year_is_told_the_years() -> None:
    assert _feil({"SYE1.innfasing": 1}) == (
        "endringer: ukjent adresse «SYE1.innfasing». Den har ett tall per år: "
        "SYE1.innfasing[2026], SYE1.innfasing[2027], SYE1.innfasing[2028], "
        "SYE1.innfasing[2029], SYE1.innfasing[2030]."
    )


def test_all_faults_are_told_at_once() -> None:
    feil = _feil({"SYE1.plasse": 1, "SYE1.inntektstap": "mye"}).splitlines()
    assert len(feil) == 2
    assert any("SYE1.inntektstap er «mye»" in linje for linje in feil)


def test_an_unknown_sector_is_told_the_known_ones() -> None:
    assert "ukjent sektor «hsl». Mente du hls?" in _feil({"SYE1.plasser": 1}, "hsl")


# --- values as a reviewer types them -------------------------------------------------------------


@pytest.mark.parametrize(
    ("skrevet", "enhet", "verdi"),
    [
        (1250000, "kr", F(1_250_000)),
        (0.12, "andel", F(12, 100)),
        ("1250000", "kr", F(1_250_000)),
        ("1 250 000", "kr per plass og år", F(1_250_000)),
        ("1\u00a0250\u00a0000", "kr", F(1_250_000)),
        ("1 250 000 kr", "kr", F(1_250_000)),
        ("1 250 000 kroner", "kr", F(1_250_000)),
        ("1,25 mill.", "kr", F(1_250_000)),
        ("1.25 mill", "kr", F(1_250_000)),
        ("1,25 mill. kr", "kr per plass og år", F(1_250_000)),
        ("1,25 mill. kroner", "mill. kr", F("1.25")),
        ("-16 mill.", "1 000 kr", F(-16_000)),
        ("\u221216 mill.", "1 000 kr", F(-16_000)),
        ("5 mrd.", "mill. kr", F(5000)),
        ("16 000 000 kr", "1 000 kr", F(16_000)),
        ("2 500 000 kroner", "mill. kr", F("2.5")),
        ("12 %", "andel", F(12, 100)),
        ("12%", "andel", F(12, 100)),
        ("3,5 %", "andel", F(35, 1000)),
        ("12 %", "prosent", F(12)),
        ("12,5", "prosent", F("12.5")),
        ("5/24", "andel", F(5, 24)),
        ("-3", "plasser", F(-3)),
    ],
)
def test_a_value_is_read_as_a_reviewer_types_it(
    skrevet: object, enhet: str, verdi: Fraction
) -> None:
    assert les_verdi(skrevet, enhet) == verdi


@pytest.mark.parametrize(
    ("skrevet", "enhet", "grunn"),
    [
        ("12 %", "plasser", "enheten er plasser, ikke prosent"),
        ("12 %", "kr", "enheten er kr, ikke prosent"),
        ("12 % kr", "kr", "ikke kroner"),
        ("1,25 mill.", "plasser", "enheten er plasser, ikke kroner"),
        ("20 kr", "plasser", "enheten er plasser, ikke kroner"),
        ("mange", "plasser", "som ikke er et tall"),
        ("1.250.000", "kr", "som ikke er et tall"),
        ("1/0", "andel", "kan ikke deles på null"),
        ("", "kr", "som ikke er et tall"),
        ("1e6", "kr", "som ikke er et tall"),
        (None, "kr", "må være ett tall"),
        (True, "kr", "må være ett tall"),
        ([1], "kr", "må være ett tall"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(skrevet: object, enhet: str, grunn: str) -> None:
    with pytest.raises(ValueError) as feil:
        les_verdi(skrevet, enhet)
    assert grunn in str(feil.value)


@pytest.mark.parametrize(
    ("adresse", "verdi"),
    [
        ("HEL1.besparelse", "110 %"),
        ("HEL1.besparelse", "-1 %"),
        ("SYE1.innfasing[2027]", 2),
        ("SYE3.rentesats", "3.5"),
        ("SYE3.rentesats", "16 %"),
    ],
)
def test_an_assumption_out_of_range_is_refused_with_the_range(adresse: str, verdi: object) -> None:
    feil = _feil({adresse: verdi})
    assert feil.startswith("endringer: ")
    assert "Tillatt: 0–" in feil


@pytest.mark.parametrize(
    ("adresse", "verdi"),
    [
        ("rammekutt[HEL, 2026]", 16_000),
        ("andel_arsverk_2025[HEL]", 122),
        ("langtidshjem[Lillohjemmet]", -1),
    ],
)
def test_a_cell_out_of_range_is_refused(adresse: str, verdi: object) -> None:
    feil = _feil({adresse: verdi})
    assert feil.startswith(f"endringer: {adresse} er ")
    assert "Tillatt: 0" in feil


# --- what a change moves -------------------------------------------------------------------------

Vis = Callable[[Sektor], Publiserbar]
_SIDER: dict[str, list[Vis]] = {
    "": [
        tabeller.nokkeltall,
        tabeller.rammekutt,
        tabeller.langtidshjem,
        tabeller.effekt_per_klasse,
        tabeller.effekt_per_klasse_sammendrag,
        tabeller.effekt_per_virksomhet,
        tabeller.effekt_per_tiltak,
        forside.hovedtall,
        forside.effekt_etter_virksomhet_og_klasse,
        registre.alle_tiltaksforutsetninger,
        registre.alle_enkelttall,
        registre.alle_tabellverdier,
        registre.alle_kilder,
    ],
    " (figur)": [
        figurer.andel_arsverk,
        figurer.andel_driftskostnader,
        figurer.andel_investeringer,
        figurer.effekt_per_tiltak,
        forside.effekt_mot_rammekutt,
    ],
}
VISNINGER = {
    f"{getattr(vis, '__name__', '')}{sted}": vis for sted, alle in _SIDER.items() for vis in alle
}
SUMMENE = {
    "effekt_per_klasse",
    "effekt_per_klasse_sammendrag",
    "effekt_per_virksomhet",
    "effekt_per_tiltak",
    "effekt_per_tiltak (figur)",
    "effekt_mot_rammekutt (figur)",
    "hovedtall",
    "effekt_etter_virksomhet_og_klasse",
}


def _bilde(sektor: Sektor) -> dict[str, str]:
    """Everything that is shown of the sector."""
    vist = {navn: repr(vis(sektor)) for navn, vis in VISNINGER.items()}
    return vist | {id_: repr(kort.tiltakskort(sektor, id_)) for id_ in sektor.tiltak}


@pytest.fixture(scope="module")
def bilde(hls: Sektor) -> dict[str, str]:
    return _bilde(hls)


@pytest.mark.parametrize(
    ("adresse", "verdi", "flytter"),
    [
        (
            "SYE1.inntektstap",
            "1,25 mill.",
            {"SYE1", "alle_tiltaksforutsetninger", *SUMMENE},
        ),
        # 1 kr more does not reach the rounded effect, and so no sum.
        ("SYE1.inntektstap", 1_180_781, {"SYE1", "alle_tiltaksforutsetninger"}),
        # Of what has no column for 2027, nothing moves.
        (
            "SYE1.innfasing[2027]",
            "50 %",
            {"SYE1", "alle_tiltaksforutsetninger", *SUMMENE}
            - {"effekt_per_tiltak (figur)", "hovedtall"},
        ),
        (
            "rammekutt[HEL, 2026]",
            -16_000,
            {
                "rammekutt",
                "effekt_per_virksomhet",
                "effekt_mot_rammekutt (figur)",
                "effekt_etter_virksomhet_og_klasse",
                "alle_tabellverdier",
            },
        ),
        # A cut of before the period is in Tabell 4 and not in Tabell 7.
        ("rammekutt[HEL, 2025]", -16_000, {"rammekutt", "alle_tabellverdier"}),
        ("andel_arsverk_2025[HEL]", 23, {"andel_arsverk (figur)", "alle_tabellverdier"}),
        (
            "langtidshjem[Bjølsenhjemmet]",
            130,
            {"langtidshjem", "SYE3", "SYE5", "alle_tabellverdier"},
        ),
        ("tall.ansatte_sye", 7000, {"alle_enkelttall"}),
        ("tall.hls1_grense_dager", 50, {"alle_enkelttall", "HLS1"}),
    ],
)
def test_a_change_moves_what_depends_on_it_and_nothing_else(
    bilde: dict[str, str], adresse: str, verdi: object, flytter: set[str]
) -> None:
    etter = _bilde(med_endringer("hls", {adresse: verdi}))
    assert {navn for navn in bilde if bilde[navn] != etter[navn]} == flytter


def test_a_change_moves_the_effect_by_what_it_is_worth() -> None:
    """20 plasser × 1 250 000 kr = 25 mill.; 5/24 of it is 5,2, and 10/24 is 10,4 mill."""
    endret = med_endringer("hls", {"SYE1.inntektstap": "1 250 000"})
    effekt = beregning.effekt(endret.tiltak["SYE1"], endret.info.periode)
    assert list(effekt.values()) == [0, 5 * MILL, 10 * MILL, 25 * MILL, 25 * MILL]
    assert beregning.total(endret)[2030] == 73 * MILL


def test_changes_work_together() -> None:
    """10 plasser × 2 mill. = 20 mill., and 5 % interest is 10 mill. of 200: 30 − 28 = 2."""
    endret = med_endringer(
        "hls", {"SYE1.plasser": 10, "SYE1.inntektstap": "2 mill.", "SYE3.rentesats": "5 %"}
    )
    effekter = beregning.effekter(endret)
    assert effekter["SYE1"][2030] == 20 * MILL
    assert effekter["SYE3"][2030] == 2 * MILL


def test_a_missing_value_can_be_filled_in() -> None:
    endret = med_endringer("hls", {"nokkeltall[Ledertetthet, HEL]": "12,5"})
    assert str(endret.tabeller["nokkeltall"]["Ledertetthet", "HEL"].verdi) == "25/2"


def test_a_change_to_the_same_value_moves_nothing(hls: Sektor, bilde: dict[str, str]) -> None:
    like = {a.adresse: a.verdi for a in adresser(hls).values() if a.verdi is not None}
    assert _bilde(med_endringer("hls", like)) == bilde


def test_the_sector_remembers_what_was_changed_and_data_is_untouched(datakopi: Path) -> None:
    for_ = {fil: fil.read_bytes() for fil in datakopi.rglob("*.*")}
    endret = med_endringer("hls", {"SYE1.plasser": 21})
    assert endret.endringer == {"SYE1.plasser": 21}
    assert med_endringer("hls", {}).endringer == {}
    assert {fil: fil.read_bytes() for fil in datakopi.rglob("*.*")} == for_
