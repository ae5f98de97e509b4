"""The audit: what the source prints is what the data give, and a difference says where."""

import dataclasses
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from effekt.audit import kontroll
from effekt.base.faults import Datafeil
from effekt.base.numbers import rund
from effekt.base.recording import Recorded
from effekt.calc import beregning
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import Celle, Tabelldata

OPPGITT = ("tabell_1", "tabell_8", "tabell_7", "tabell_6", "tabell_4_total", "langtidshjem_sum")


def _bytt(fil: Path, gammelt: str, nytt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert tekst.count(gammelt) == 1
    fil.write_text(tekst.replace(gammelt, nytt), encoding="utf-8")


def _feil(sektor: Sektor | None = None) -> str:
    with pytest.raises(Datafeil) as feil:
        kontroll.kontroller(sektor or les_sektor("hls"))
    return str(feil.value)


def _med_tabell(sektor: Sektor, tabell: Tabelldata) -> Sektor:
    tabeller = {**sektor.tabeller.unrecorded(), tabell.ressurs.name: tabell}
    return dataclasses.replace(sektor, tabeller=Recorded("tabell.", tabeller, "tabell"))


# --- what is compared ----------------------------------------------------------------------------


def test_all_that_the_source_prints_of_hls_holds(hls: Sektor) -> None:
    """8 cards × 5 years; Tabell 1 and 8, 6 × 5 each; 7 and 6, 5 × 5 each; 4 totals, 2 sums."""
    sjekker = kontroll.kontroller(hls)
    assert len(sjekker) == 40 + 30 + 30 + 25 + 25 + 4 + 2
    assert all(sjekk.holder for sjekk in sjekker)


@pytest.mark.parametrize("navn", OPPGITT)
def test_every_printed_cell_is_compared(hls: Sektor, navn: str) -> None:
    sammenlignet = {sjekk.hva for sjekk in kontroll.sjekker(hls)}
    assert {celle.adresse for celle in hls.tabeller[navn].celler.values()} <= sammenlignet


@pytest.mark.parametrize("navn", OPPGITT)
def test_a_change_of_any_printed_cell_stops_the_build(hls: Sektor, navn: str) -> None:
    tabell = hls.tabeller[navn]
    for nokkel, celle in tabell.celler.items():
        annen = Celle(celle.adresse, (celle.verdi or Fraction(0)) + 1, celle.enhet)
        endret = dataclasses.replace(tabell, celler={**tabell.celler, nokkel: annen})
        assert celle.adresse in _feil(_med_tabell(hls, endret))


@pytest.mark.parametrize("id_", ["HEL1", "HEL2", "SYE1", "SYE2", "SYE3", "SYE4", "SYE5", "HLS1"])
def test_a_change_of_any_printed_effect_stops_the_build(hls: Sektor, id_: str) -> None:
    tiltak = hls.tiltak[id_]
    for ar in hls.info.periode:
        oppgitt = {**tiltak.oppgitt, ar: tiltak.oppgitt_effekt(ar) + 1}
        alle = {**hls.tiltak.unrecorded(), id_: tiltak.model_copy(update={"oppgitt": oppgitt})}
        feil = _feil(dataclasses.replace(hls, tiltak=Recorded("tiltak.", alle, "tiltak")))
        assert f"{id_}, {ar} (s. {tiltak.sider['kort']})" in feil


# --- what is said --------------------------------------------------------------------------------


def test_a_difference_says_where_what_is_printed_and_what_comes_out(datakopi: Path) -> None:
    _bytt(datakopi / "hls/oppgitt/tabell_8.csv", "total,2030,72", "total,2030,73")
    assert _feil() == (
        "tallene i data/ stemmer ikke med det kilden oppgir:\n"
        "  tabell_8[total, 2030] (s. 66): kilden har 73 mill. kr, boken får 72 mill. kr."
    )


def test_a_figure_that_is_not_printed_must_not_come_out_either(datakopi: Path) -> None:
    _bytt(datakopi / "hls/oppgitt/tabell_7.csv", "rammekutt,2028,37", "rammekutt,2028,..")
    assert "tabell_7[rammekutt, 2028] (s. 65): kilden har ingenting, boken får 37" in _feil()


def test_a_printed_figure_that_the_book_cannot_work_out_is_a_difference(datakopi: Path) -> None:
    _bytt(datakopi / "hls/oppgitt/tabell_7.csv", "rammekutt,2029,..", "rammekutt,2029,37")
    assert "tabell_7[rammekutt, 2029] (s. 65): kilden har 37 mill. kr, boken får ingenting" in _feil()


def test_all_differences_are_told_at_once(datakopi: Path) -> None:
    _bytt(datakopi / "hls/tabeller/rammekutt.csv", "HEL,2026,-14551", "HEL,2026,-15551")
    feil = _feil()
    assert "tabell_7[rammekutt, 2026] (s. 65): kilden har 26 mill. kr, boken får 27" in feil
    assert "tabell_4_total[2026] (s. 25)" in feil
    assert len(feil.splitlines()) == 3


def test_an_assumption_that_does_not_give_the_card_is_told_with_the_card(datakopi: Path) -> None:
    _bytt(datakopi / "hls/tiltak/sye2.yml", "verdi: 14000000", "verdi: 13000000")
    feil = _feil()
    assert "SYE2, 2029 (s. 53): kilden har 14\u00a0000\u00a0000 kr, boken får 13" in feil
    assert "tabell_7[SYE, 2029]" in feil
    assert "tabell_8[nest_beste, 2029]" in feil
    assert "tabell_1[total, 2029]" in feil
    assert "SYE1" not in feil


# --- the classes that the book derived -----------------------------------------------------------


def test_a_klasse_that_the_sums_do_not_give_is_told(datakopi: Path) -> None:
    _bytt(datakopi / "hls/tiltak/sye4.yml", "klasse: nest_beste", "klasse: middels")
    assert "SYE4: klassen er middels, men summene gir nest_beste" in _feil()


def test_sums_that_allow_no_derivation_are_told(datakopi: Path) -> None:
    _bytt(datakopi / "hls/oppgitt/tabell_8.csv", "\nbeste,2030,14", "\nbeste,2030,15")
    assert "0 fordelinger av tiltakene på klasser gir summene; boken sier én" in _feil()


def test_sums_that_allow_two_derivations_are_told(datakopi: Path) -> None:
    """A second measure of 2 mill. from 2029, as SYE5 is, could change classes with it."""
    sye4 = datakopi / "hls/tiltak/sye4.yml"
    _bytt(
        sye4,
        "oppgitt: {2026: 0, 2027: 5000000, 2028: 5000000, 2029: 5000000, 2030: 5000000}",
        "oppgitt: {2026: 0, 2027: 0, 2028: 0, 2029: 2000000, 2030: 2000000}",
    )
    for ar, gammel, ny in ((2027, 21, 16), (2028, 30, 25), (2029, 46, 43), (2030, 56, 53)):
        linje = f"nest_beste,{ar},"
        _bytt(datakopi / "hls/oppgitt/tabell_8.csv", f"{linje}{gammel}", f"{linje}{ny}")
    assert "2 fordelinger av tiltakene på klasser gir summene; boken sier én" in _feil()


def test_classes_that_the_cards_print_are_not_derived(datakopi: Path) -> None:
    sektor = datakopi / "hls/sektor.yml"
    tekst = sektor.read_text(encoding="utf-8")
    sektor.write_text(tekst[: tekst.index("klasser_avledet")], encoding="utf-8")
    _bytt(datakopi / "hls/tiltak/sye4.yml", "klasse: nest_beste", "klasse: middels")
    feil = _feil()
    assert "summene gir" not in feil
    assert "tabell_8[middels, 2030] (s. 66)" in feil


# --- a sector with less --------------------------------------------------------------------------


def test_tables_that_a_sector_lacks_are_left_out(datakopi: Path) -> None:
    beskrivelse = datakopi / "hls/datapackage.yml"
    pakke = yaml.safe_load(beskrivelse.read_text(encoding="utf-8"))
    pakke["resources"] = [r for r in pakke["resources"] if not r["path"].startswith("oppgitt/")]
    beskrivelse.write_text(yaml.safe_dump(pakke, allow_unicode=True), encoding="utf-8")
    shutil.rmtree(datakopi / "hls/oppgitt")
    assert len(kontroll.kontroller(les_sektor("hls"))) == 40


# --- sums with decimals, and reports that print only some ----------------------------------------


def _med_rader(hls: Sektor, verdier: dict[tuple[str, int], Fraction | None]) -> Sektor:
    tabell = hls.tabeller["tabell_7"]
    celler = {
        nokkel: dataclasses.replace(celle, verdi=verdier.get(nokkel, celle.verdi), mangler="..")
        for nokkel, celle in tabell.celler.items()
    }
    return _med_tabell(hls, dataclasses.replace(tabell, celler=celler))


def test_sums_are_rounded_to_the_decimals_that_the_table_prints(hls: Sektor) -> None:
    kuttet = beregning.rammekutt(hls)[2026]
    assert kuttet is not None
    i_tideler = rund(kuttet / 1_000_000, Fraction(1, 10))
    assert i_tideler.denominator > 1
    endret = _med_rader(hls, {("rammekutt", 2026): i_tideler})
    sjekker = {sjekk.hva: sjekk for sjekk in kontroll.sjekker(endret)}
    assert sjekker["tabell_7[rammekutt, 2026]"].holder
    assert not sjekker["tabell_7[rammekutt, 2027]"].holder  # there 27 means 27.0


def test_a_sum_that_the_report_does_not_print_is_not_compared(hls: Sektor) -> None:
    uten = _med_rader(hls, {("SYE", 2029): None, ("total", 2029): None})
    sagt = {sjekk.hva for sjekk in kontroll.sjekker(uten)}
    assert not {"tabell_7[SYE, 2029]", "tabell_7[total, 2029]"} & sagt
    assert "tabell_7[HEL, 2029]" in sagt
    kontroll.kontroller(uten)


def test_a_row_that_is_left_out_of_printed_sums_says_what_to_write(hls: Sektor) -> None:
    tabell = hls.tabeller["tabell_7"]
    celler = {n: c for n, c in tabell.celler.items() if n != ("SYE", 2029)}
    with pytest.raises(Datafeil, match=r"har ikke raden \[SYE, 2029\]\. Legg den til, med \.\. der"):
        kontroll.sjekker(_med_tabell(hls, dataclasses.replace(tabell, celler=celler)))
