"""A reviewer's changes: every number has an address, and a change moves what depends on it only."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.calc import beregning
from effekt.display.objects import Publiserbar
from effekt.model.storrelse import Storrelse
from effekt.model.verdi import VURDERING, skriv_verdi
from effekt.reading.endringer import adresser, les_endringer, med_endringer
from effekt.reading.sektor import Sektor, alle_storrelser
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, forside, registre, rekker, tabeller, tiltaksside
from tests.helpers.feildata import bytt, feilmelding

F = Fraction


def _feil(endringer: dict[str, object], sektor: str = "tek") -> str:
    with pytest.raises(Datafeil) as feil:
        med_endringer(sektor, endringer)
    return str(feil.value)


# --- addresses -----------------------------------------------------------------------------------


def test_an_assumption_a_year_of_it_a_single_figure_and_a_cell_have_addresses(tek: Sektor) -> None:
    alle = adresser(tek)
    assert alle["VEI1.spart"].verdi == 210
    assert alle["VEI1.spart"].enhet == "kr per lyspunkt og år"
    assert (alle["VEI1.spart"].kilde, alle["VEI1.spart"].side) == ("plan-2027", "12\u201313")
    assert alle["VEI1.innfasing[2027]"].verdi == F(1, 2)
    assert alle["VEI1.innfasing[2027]"].navn == "del som er dempet, 2027"
    assert alle["tall.ansatte"].verdi == 20
    assert alle["tall.innbyggere"].verdi == 9500
    assert alle["rammekutt[VEI, 2026]"].verdi == -1200
    assert alle["rammekutt[VEI, 2026]"].enhet == "1 000 kr"
    assert alle["nokkeltall[Ledertetthet, VEI]"].verdi is None


def test_every_number_of_the_sector_has_an_address(tek: Sektor) -> None:
    alle = adresser(tek)
    for tiltak in tek.tiltak.values():
        for navn, f in tiltak.forutsetninger.items():
            ar = [""] if isinstance(f.verdi, Fraction) else [f"[{a}]" for a in f.verdi]
            assert all(f"{tiltak.id}.{navn}{a}" in alle for a in ar)
    assert {f"tall.{navn}" for navn in tek.tall} <= set(alle)
    for tabell in tek.tabeller.values():
        har = {celle.adresse for celle in tabell.celler.values()} <= set(alle)
        assert har != tabell.ressurs.path.startswith("oppgitt/")


def test_every_address_reads_its_own_value_and_changes_nothing(tek: Sektor) -> None:
    """As typed, and as shown: «effekt changes» and the template give what can be typed back."""
    for a in adresser(tek).values():
        if a.verdi is not None:
            assert a.les(skriv_verdi(a.verdi)) == a.les(a.verdi) == a.verdi


def test_ends_of_a_range_have_addresses_and_bounds() -> None:
    alle = adresser(med_endringer("tek", {"VAN1.besparelse.hoy": "25 %"}))
    assert (alle["VAN1.besparelse.lav"].verdi, alle["VAN1.besparelse.hoy"].verdi) == (F(1, 10), F(1, 4))
    assert alle["VAN1.besparelse"].verdi == F(1, 10)
    assert "er 0.3, som er mer enn hoy (0.2)" in _feil({"VAN1.besparelse.lav": "30 %"})
    assert "Tillatt: 0–1" in _feil({"VAN1.besparelse.hoy": 20})


def test_a_rule_of_calculation_can_be_changed() -> None:
    endret = med_endringer("tek", {"felles.laneandel": "12 %"})
    assert endret.felles.regneregler["laneandel"].verdi == F(12, 100)
    assert "Den generelle regelen (s.\u00a06) setter renter og avdrag til 12" in repr(
        tiltaksside.tiltaket(endret, "VEI2")
    )


def test_a_rounding_can_be_changed() -> None:
    """2 000 × 210 = 420 000, to the nearest 50 000: 400 000."""
    endret = med_endringer("tek", {"VEI1.avrunding": "50 000"})
    assert beregning.effekt(endret.tiltak["VEI1"], endret.info.periode)[2030] == 400_000
    assert "er 0 kr. Tillatt: 1 og mer" in _feil({"VEI1.avrunding": 0})
    assert "ukjent adresse «VAN1.avrunding»" in _feil({"VAN1.avrunding": 1000})


def test_a_quantity_in_a_file_of_its_own_would_have_an_address(tek: Sektor) -> None:
    """What ``alle_storrelser`` gives is what has addresses; nothing else needs to know of it."""
    storrelser = alle_storrelser(tek)
    assert all(isinstance(s, Storrelse) and s.adresse == a for a, s in storrelser.items())
    assert {a.partition("[")[0] for a in adresser(tek)} >= set(storrelser)


# --- ratings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adresse", "verdi", "vist"),
    [
        ("VEI1.estimatusikkerhet", "nesten_alt", "Nesten alt er usikkert"),
        ("VEI1.estimatusikkerhet", "Nesten alt er usikkert", "Nesten alt er usikkert"),
        ("VEI1.konsekvenser_ansatte", "ikke_gjengitt", "ukjent"),
        ("VEI1.konsekvenser_samfunn", "bedre", "Bedre"),
    ],
)
def test_a_changed_rating_is_on_the_card_as_the_reviewers(adresse: str, verdi: str, vist: str, tek: Sektor) -> None:
    for_ = repr(tiltaksside.tiltaket(tek, "VEI1"))
    etter = repr(tiltaksside.tiltaket(med_endringer("tek", {adresse: verdi}), "VEI1"))
    # Once where it is seen first, and once among the ratings in full.
    assert etter.count(vist) == for_.count(vist) + 2
    assert etter.count(registre.ENDRET) == 1
    assert registre.ENDRET not in for_


def test_a_rating_that_is_not_reproduced_can_be_set_and_the_source_still_lacks_it(opp: Sektor) -> None:
    adresse = "PPT1.estimatusikkerhet"
    endret, mangler = med_endringer("opp", {adresse: "liten"}), "ukjent ¹"
    assert repr(tiltaksside.tiltaket(opp, "PPT1")).count(mangler) == 2 + 4
    assert repr(tiltaksside.tiltaket(endret, "PPT1")).count(mangler) == 2 + 3
    assert repr(registre.kort(endret)) == repr(registre.kort(opp))
    assert "er endret i denne omregningen" in repr(registre.alle_vurderinger(endret))


def test_a_changed_class_moves_the_measure_between_sums_and_is_not_called_derived(tek: Sektor) -> None:
    endret = med_endringer("tek", {"VAN1.klasse": "Gjøres nå"})
    for_, etter = beregning.sum_per_klasse(tek), beregning.sum_per_klasse(endret)
    assert etter["na"][2030] == for_["na"][2030] + 300_000
    assert etter["vent"][2030] == for_["vent"][2030] - 300_000
    assert "(utledet av oss)" in repr(tiltaksside.tiltaket(tek, "VAN1"))
    vist = repr(tiltaksside.tiltaket(endret, "VAN1"))
    assert "Gjøres nå" in vist
    assert "(utledet av oss)" not in vist
    assert registre.ENDRET in vist


def test_the_same_rating_is_no_change(tek: Sektor) -> None:
    like = {a.adresse: a.verdi for a in adresser(tek).values() if a.enhet == VURDERING and a.verdi}
    # Four ratings, a class, and whether it is carried out; and how far VAN1 has come.
    assert len(like) == 6 * 3 + 1
    endret = med_endringer("tek", like)
    assert endret.tiltak.unrecorded() == tek.tiltak.unrecorded()


@pytest.mark.parametrize(
    ("adresse", "verdi", "grunn"),
    [
        ("VEI1.estimatusikkerhet", "myye", "Mente du mye? Velg én av: liten, en_del, mye, "),
        ("VEI1.estimatusikkerhet", "likt", "Velg én av: liten, en_del, mye, nesten_alt, ikke_gjengitt."),
        ("VEI1.klasse", "kan ventes", "Mente du "),
        ("VEI1.klasse", 1, "er «1». Velg én av: na, "),
        ("VEI1.estimatusikker", "mye", "Mente du VEI1.estimatusikkerhet"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(adresse: str, verdi: object, grunn: str) -> None:
    assert grunn in _feil({adresse: verdi})


def test_an_analyst_cannot_mark_a_rating_as_a_reviewers(kommunekopi: Path) -> None:
    bytt(kommunekopi / "tek/tiltak/van1.yml", "    grunnlag: boks\n", "    grunnlag: boks\n    endret: true\n")
    assert "vurderinger.estimatusikkerhet.endret er «true»" in feilmelding(lambda: les_sektor("tek"))


def test_an_assumption_cannot_have_the_name_of_a_field_of_the_card(kommunekopi: Path) -> None:
    fil = kommunekopi / "tek/tiltak/van1.yml"
    bytt(fil, "  stasjoner:\n", "  klasse:\n")
    bytt(fil, "formel: stasjoner *", "formel: klasse *")
    bytt(fil, "{{ VAN1.stasjoner }}", "{{ VAN1.klasse }}")
    bytt(fil, "{{ VAN1.stasjoner }}", "{{ VAN1.klasse }}")
    assert "«klasse» er adressen til noe annet på kortet." in feilmelding(lambda: les_sektor("tek"))


# --- spelling of addresses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "skrevet",
    [
        "rammekutt[VEI,2027]",
        " rammekutt[ VEI ,  2027 ]",
        "rammekutt [VEI,\u00a02027]",
        'rammekutt["VEI", 2027]',
        "rammekutt['VEI',2027]",
    ],
)
def test_spaces_and_quotes_in_an_address_do_not_matter(tek: Sektor, skrevet: str) -> None:
    assert les_endringer(tek, {skrevet: -160}) == {"rammekutt[VEI, 2027]": -160}


def test_the_same_address_twice_is_refused_however_it_is_spelt() -> None:
    feil = _feil({"rammekutt[VEI, 2027]": -1, "rammekutt[VEI,2027]": -1})
    assert feil == "endringer: rammekutt[VEI, 2027] er gitt to ganger. Slett den ene."


def test_a_table_without_a_cell_is_told_a_cell() -> None:
    assert _feil({"rammekutt": 1}) == (
        "endringer: ukjent adresse «rammekutt». Det er en tabell. Velg en rute, for eksempel rammekutt[VEI, 2026]."
    )


def test_a_cell_that_counts_takes_whole_numbers_only() -> None:
    assert "må være et helt tall" in _feil({"anlegg[Nordre øy]": "12,5"})


def test_what_the_source_prints_cannot_be_changed(tek: Sektor) -> None:
    assert not any(adresse.startswith(("tabell_", "anlegg_sum")) for adresse in adresser(tek))
    assert "ukjent adresse «tabell_3[total, 2030]»" in _feil({"tabell_3[total, 2030]": 100})


@pytest.mark.parametrize(
    ("skrevet", "naermest"),
    [
        ("VEI1.spartt", "VEI1.spart"),
        ("VEI1.innfasing[2037]", "VEI1.innfasing[20"),
        ("tall.ansate", "tall.ansatte"),
        ("rammekut[VEI, 2027]", "rammekutt[VEI, 2027]"),
    ],
)
def test_an_unknown_address_names_the_nearest(skrevet: str, naermest: str) -> None:
    feil = _feil({skrevet: 1})
    assert feil.startswith(f"endringer: ukjent adresse «{skrevet}». Mente du ")
    assert naermest in feil


def test_a_cell_that_a_table_lacks_is_entered_in_its_file_first() -> None:
    assert _feil({"rammekutt[VEI, 2030]": -1}) == (
        "endringer: ukjent adresse «rammekutt[VEI, 2030]». Tabellen har ikke den ruten, og en omregning kan ikke legge "
        "til ruter. Legg raden inn i data/tek/tabeller/rammekutt.csv først."
    )


def test_an_address_without_its_year_is_told_the_years() -> None:
    assert _feil({"VEI1.innfasing": 1}) == (
        "endringer: ukjent adresse «VEI1.innfasing». Den har ett tall per år: "
        "VEI1.innfasing[2027], VEI1.innfasing[2028], VEI1.innfasing[2029], VEI1.innfasing[2030]."
    )


def test_all_faults_are_told_at_once() -> None:
    feil = _feil({"VEI1.punkte": 1, "VEI1.spart": "mye"}).splitlines()
    assert len(feil) == 2
    assert any("VEI1.spart er «mye»" in linje for linje in feil)


def test_an_unknown_sector_is_told_the_known_ones() -> None:
    assert "ukjent sektor «tke». Mente du tek?" in _feil({"VEI1.punkter": 1}, "tke")


# --- values as a reviewer types them -------------------------------------------------------------


@pytest.mark.parametrize(
    ("adresse", "verdi"),
    [
        ("VAN1.besparelse", "110 %"),
        ("VAN1.besparelse", "-1 %"),
        ("VEI1.innfasing[2027]", 2),
        ("VEI2.rentesats", "3.5"),
        ("VEI2.rentesats", "16 %"),
    ],
)
def test_an_assumption_out_of_range_is_refused_with_the_range(adresse: str, verdi: object) -> None:
    feil = _feil({adresse: verdi})
    assert feil.startswith("endringer: ")
    assert "Tillatt: 0–" in feil


@pytest.mark.parametrize(
    ("adresse", "verdi"), [("rammekutt[VEI, 2027]", 16_000), ("andel_kostnader[VEI]", 122), ("anlegg[Småbåthavna]", -1)]
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
        tabeller.effekt_per_klasse,
        tabeller.effekt_per_virksomhet,
        tabeller.effekt_per_tiltak,
        forside.rekker_det,
        rekker.to_linjer,
        registre.alle_tiltaksforutsetninger,
        registre.alle_enkelttall,
        registre.alle_tabellverdier,
        registre.alle_kilder,
    ],
    " (figur)": [lambda s: figurer.figur(s, 1), figurer.effekt_per_tiltak, forside.effekt_mot_rammekutt],
}
VISNINGER = {f"{getattr(vis, '__name__', '')}{sted}": vis for sted, alle in _SIDER.items() for vis in alle}
SUMMENE = {
    "effekt_per_klasse",
    "effekt_per_virksomhet",
    "effekt_per_tiltak",
    "effekt_per_tiltak (figur)",
    "effekt_mot_rammekutt (figur)",
    "rekker_det",
    "to_linjer",
}


def _bilde(sektor: Sektor) -> dict[str, str]:
    """Everything that is shown of the sector."""
    vist = {navn: repr(vis(sektor)) for navn, vis in VISNINGER.items()}
    return vist | {id_: repr(tiltaksside.tiltaket(sektor, id_)) for id_ in sektor.tiltak}


@pytest.fixture(scope="module")
def bilde(tek: Sektor) -> dict[str, str]:
    return _bilde(tek)


@pytest.mark.parametrize(
    ("adresse", "verdi", "flytter"),
    [
        ("VEI1.spart", 250, {"VEI1", "alle_tiltaksforutsetninger", *SUMMENE}),
        # 1 kr more does not reach the rounded effect, and so no sum; what is drawn by chance is not rounded.
        ("VEI1.spart", 211, {"VEI1", "alle_tiltaksforutsetninger", "effekt_mot_rammekutt (figur)"}),
        # Of what has no column for 2028, nothing moves but what counts with that it may come a year late.
        (
            "VEI1.innfasing[2028]",
            "25 %",
            {"VEI1", "alle_tiltaksforutsetninger", *SUMMENE} - {"effekt_per_tiltak (figur)"},
        ),
        (
            "rammekutt[VEI, 2027]",
            -350,
            {"rammekutt", "effekt_per_virksomhet", "effekt_mot_rammekutt (figur)", "rekker_det", "alle_tabellverdier"},
        ),
        # A cut of before the period is among the cuts, and held against no effect.
        ("rammekutt[VEI, 2026]", -1300, {"rammekutt", "alle_tabellverdier"}),
        ("andel_kostnader[VEI]", 60, {"<lambda> (figur)", "alle_tabellverdier"}),
        ("tall.lyspunkter", 2500, {"alle_enkelttall", "VEI1"}),
        ("tall.merforbruk", 1, {"alle_enkelttall"}),
    ],
)
def test_a_change_moves_what_depends_on_it_and_nothing_else(
    bilde: dict[str, str], adresse: str, verdi: object, flytter: set[str]
) -> None:
    etter = _bilde(med_endringer("tek", {adresse: verdi}))
    assert {navn for navn in bilde if bilde[navn] != etter[navn]} == flytter


def test_a_change_moves_the_effect_by_what_it_is_worth() -> None:
    """2 000 punkter × 257 kr = 514 000, which is 510; half of it, 257, is 260. In all 510 + 100 + 300."""
    endret = med_endringer("tek", {"VEI1.spart": "257"})
    effekt = beregning.effekt(endret.tiltak["VEI1"], endret.info.periode)
    assert list(effekt.values()) == [260_000, 510_000, 510_000, 510_000]
    assert beregning.total(endret)[2030] == 910_000


def test_changes_work_together() -> None:
    """1 000 punkter × 300 = 300 000, and 5 % interest is 100 of 2 000: 400 − 320 = 80."""
    endret = med_endringer("tek", {"VEI1.punkter": 1000, "VEI1.spart": "300 kr", "VEI2.rentesats": "5 %"})
    effekter = beregning.effekter(endret)
    assert effekter["VEI1"][2030] == 300_000
    assert effekter["VEI2"][2030] == 80_000


def test_a_missing_value_can_be_filled_in() -> None:
    endret = med_endringer("tek", {"nokkeltall[Ledertetthet, VEI]": "12,5"})
    assert str(endret.tabeller["nokkeltall"]["Ledertetthet", "VEI"].verdi) == "25/2"


def test_a_change_to_the_same_value_moves_nothing(tek: Sektor, bilde: dict[str, str]) -> None:
    like = {a.adresse: a.verdi for a in adresser(tek).values() if a.verdi is not None}
    assert _bilde(med_endringer("tek", like)) == bilde


def test_the_sector_remembers_what_was_changed_and_data_is_untouched(kommunekopi: Path) -> None:
    for_ = {fil: fil.read_bytes() for fil in kommunekopi.rglob("*.*")}
    endret = med_endringer("tek", {"VEI1.punkter": 21})
    assert endret.endringer == {"VEI1.punkter": 21}
    assert med_endringer("tek", {}).endringer == {}
    assert {fil: fil.read_bytes() for fil in kommunekopi.rglob("*.*")} == for_
