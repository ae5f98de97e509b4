"""A measure may be as simple as its source: amounts a year and nothing else, or no kroner at all."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.audit.kontroll import sjekker
from effekt.base.faults import Datafeil
from effekt.calc import beregning, programsummer
from effekt.check.checking import check_sektor
from effekt.check.report import make_reports, report_as_text
from effekt.export.regn import regnedata
from effekt.model.tiltak import Tiltak
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.enkel import ID, TILTAK, lag_enkel
from tests.helpers.feildata import bytt

_TUSEN = 1000


def _i_tusen(belop: dict[int, Fraction | None]) -> list[Fraction | None]:
    return [None if b is None else b / _TUSEN for b in belop.values()]


@pytest.fixture
def fri(kommunekopi: Path) -> Sektor:
    lag_enkel(kommunekopi)
    return les_sektor(ID)


def _kjent(sektor: Sektor, id_: str) -> list[Fraction | None]:
    return _i_tusen(beregning.kjent_effekt(sektor.tiltak[id_], sektor.info.periode))


def test_the_effect_is_what_the_source_states_and_what_it_leaves_out_is_not_known(fri: Sektor) -> None:
    assert _kjent(fri, "FRI1") == [430, 860, 1290, 1720]
    assert _kjent(fri, "FRI2") == [-250, -250, 0, 0]
    assert _kjent(fri, "FRI3") == [9700, None, None, None]
    assert _kjent(fri, "FRI6") == _kjent(fri, "FRI7") == [None] * 4
    assert _i_tusen(dict(beregning.total(fri))) == [10680, 1410, 2090, 2520]
    assert fri.tiltak["FRI7"].sum_i_kroner == 12_000_000


def test_across_sectors_an_unknown_year_is_unknown_and_in_no_sum(fri: Sektor) -> None:
    program = les_program()
    assert programsummer.programmets_effekter(program)["fri.FRI3"][2028] is None
    assert programsummer.per_sektor(program)["fri"] == beregning.total(fri)


def test_a_simple_measure_is_reckoned_with_as_any_other(fri: Sektor) -> None:
    assert fri.tiltak["FRI1"].enkelt
    assert adresser(fri)["FRI1.belop[2027]"].verdi == 430_000
    endret = med_endringer(ID, {"FRI1.belop[2027]": "500000", "FRI2.belop[2029]": "-1000"})
    assert beregning.total(endret)[2027] - beregning.total(fri)[2027] == 70_000
    assert beregning.total(endret)[2029] - beregning.total(fri)[2029] == -1000


def test_what_the_source_is_silent_on_is_known_when_a_reviewer_says_it(fri: Sektor) -> None:
    endret = med_endringer(ID, {"FRI3.belop[2028]": "1000", "FRI6.belop": "2000"})
    assert _kjent(endret, "FRI3") == [9700, 1, None, None]
    assert _kjent(endret, "FRI6") == [2, 2, 2, 2]


def test_a_rating_that_nobody_gave_can_be_given_by_a_reviewer(fri: Sektor) -> None:
    endret = med_endringer(ID, {"FRI1.estimatusikkerhet": "mye", "FRI1.klasse": "na"})
    assert endret.tiltak["FRI1"].vurderinger.estimatusikkerhet.endret
    assert beregning.sum_per_klasse(endret)["na"][2030] == 1_720_000
    assert not fri.tiltak["FRI1"].vurderinger.estimatusikkerhet.gitt


def test_nothing_is_held_against_a_source_that_it_is_taken_from(fri: Sektor) -> None:
    assert sjekker(fri) == []


def test_the_range_is_the_sources_and_a_bound_is_one_end_of_it(fri: Sektor) -> None:
    spenn, inntil = fri.tiltak["FRI4"].forutsetninger["belop"], fri.tiltak["FRI5"].forutsetninger["belop"]
    assert (spenn.lav[2027], spenn.hoy[2027]) == (500_000, 800_000)  # type: ignore[index]
    assert inntil.hoy == inntil.verdi
    assert inntil.lav is None


def test_a_finished_book_of_simple_measures_is_all_done(kommunekopi: Path, fri: Sektor) -> None:
    assert not check_sektor(Bokmappe.her(), ID, ()).feil
    sagt = report_as_text(make_reports(Bokmappe.her(), [ID], med_kapitler=False))
    assert "data/fri: alt som må fylles ut, er der" in sagt
    assert "mangler" not in sagt


def test_while_it_is_entered_the_rest_is_offered_and_not_counted_as_missing(kommunekopi: Path) -> None:
    lag_enkel(kommunekopi, "under_arbeid")
    sagt = report_as_text(make_reports(Bokmappe.her(), [ID], med_kapitler=False))
    assert "Tiltak (26 av 26 gjort)" in sagt
    assert "Kan legges til, men mangler ikke: beskrivelse (7 av 7 tiltak er uten), formel (7 av 7" in sagt


def test_a_formula_makes_the_stated_amounts_the_check_again(kommunekopi: Path) -> None:
    formel = (
        "forutsetninger:\n  plasser: {navn: plasser, verdi: 2, enhet: plasser, kilde: plan-2027, side: 24}\n"
        "  pris: {navn: pris, verdi: 150000, enhet: kr per plass og år, kilde: plan-2027, side: 24}\n"
        "formel: plasser * pris\n"
    )
    per_ar = "{2027: 300, 2028: 300, 2029: 300, 2030: ..}"
    lag_enkel(kommunekopi, tiltak={"FRI1": f"navn: Leie\noppgitt_i: 1 000 kr\noppgitt: {per_ar}\n{formel}"})
    sektor = les_sektor(ID)
    assert not sektor.tiltak["FRI1"].enkelt
    assert [sjekk.holder for sjekk in sjekker(sektor)] == [True] * 3
    assert _kjent(sektor, "FRI1") == [300] * 4


def test_the_reader_works_out_what_has_amounts_and_is_told_which_are_unknown(fri: Sektor) -> None:
    alle = {ett["id"]: ett for ett in regnedata(fri)["tiltak"]}
    assert list(alle) == ["FRI1", "FRI2", "FRI3", "FRI4", "FRI5"]
    assert alle["FRI3"]["ukjent"] == [2028, 2029, 2030]
    assert "minst" not in alle["FRI2"]["f"]["belop"]


_GRUNN = "navn: Leie\n"
_AR = "{2027: 1, 2028: 1, 2029: 1, 2030: 1}"


@pytest.mark.parametrize(
    ("felt", "sagt"),
    [
        (_GRUNN, "tiltaket sier ikke hva effekten er. Legg til oppgitt (eller formel og forutsetninger"),
        (f"{_GRUNN}oppgitt: {{2027: 1, 2028: 1, 2029: 1}}\n", "oppgitt: mangler 2030. Perioden er 2027"),
        (f"{_GRUNN}oppgitt: {{2027: 1, 2028: 1, 2029: 1}}\n", "eller .. der kilden ikke sier noe om året"),
        (f"{_GRUNN}oppgitt: {_AR.replace('1}', 'mye}')}\n", "oppgitt.2030"),
        (f"{_GRUNN}oppgitt: {_AR}\nuten_belop: Nei.\n", "uten_belop og oppgitt kan ikke oppgis begge"),
        (f"{_GRUNN}oppgitt_sum: 12\nuten_belop: Nei.\n", "uten_belop og oppgitt_sum kan ikke oppgis begge"),
        (f"{_GRUNN}oppgitt: {_AR}\noppgitt_sum: 12\n", "oppgitt_sum og oppgitt kan ikke oppgis begge"),
        (f"{_GRUNN}oppgitt: {_AR}\noppgitt_lav: {_AR.replace(': 1', ': 2')}\n", "er mer enn oppgitt for 2027"),
        (f"{_GRUNN}oppgitt: {_AR}\noppgitt_lav: {_AR}\noppgitt_er: minst\n", "og et spenn kan ikke oppgis begge"),
        (f"{_GRUNN}oppgitt: {_AR.replace(': 1,', ': -1,', 1)}\noppgitt_er: inntil\n", "både over og under null"),
        (f"{_GRUNN}uten_belop: Nei.\noppgitt_er: inntil\n", "hører til tiltak som har oppgitt og ikke formel"),
        (f"{_GRUNN}oppgitt: {_AR}\nvirksomheter: [FRI, KIN]\n", "ukjent virksomhet «KIN»"),
        (f"{_GRUNN}oppgitt: {_AR}\nenkelt: true\n", "enkelt"),
        (f"{_GRUNN}oppgitt: {_AR}\nuoppgitte: [2027]\n", "uoppgitte"),
    ],
)
def test_what_cannot_be_is_told_with_the_key_and_the_remedy(kommunekopi: Path, felt: str, sagt: str) -> None:
    lag_enkel(kommunekopi, tiltak={"FRI1": felt})
    with pytest.raises(Datafeil) as feil:
        les_sektor(ID)
    assert sagt in str(feil.value)
    assert "fri1.yml" in str(feil.value)


def test_amounts_without_a_source_are_not_published(kommunekopi: Path) -> None:
    mappe = lag_enkel(kommunekopi, tiltak={"FRI1": TILTAK["FRI1"]})
    bytt(mappe / "tiltak/fri1.yml", "kilde: plan-2027\n", "")
    with pytest.raises(Datafeil, match="nøkkelen «kilde» mangler"):
        les_sektor(ID)
    bytt(mappe / "sektor.yml", "status: ferdig", "status: under_arbeid")
    assert list(les_sektor(ID).uferdige) == ["FRI1"]


def test_what_is_asked_of_a_measure_is_little() -> None:
    assert Tiltak.model_json_schema()["required"] == ["id", "navn", "virksomhet"]
