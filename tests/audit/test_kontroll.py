"""The audit: what the source prints is what the data give, and a difference says where."""

import dataclasses
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from effekt.audit import kontroll
from effekt.base.faults import Datafeil
from effekt.base.recording import Recorded
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tabelldata import Celle, Tabelldata

OPPGITT = ("tabell_3", "tabell_4", "tabell_5", "anlegg_sum")


def _bytt(fil: Path, gammelt: str, nytt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert tekst.count(gammelt) == 1
    fil.write_text(tekst.replace(gammelt, nytt), encoding="utf-8")


def _feil(sektor: Sektor | None = None) -> str:
    with pytest.raises(Datafeil) as feil:
        kontroll.kontroller(sektor or les_sektor("tek"))
    return str(feil.value)


def _med_tabell(sektor: Sektor, tabell: Tabelldata) -> Sektor:
    tabeller = {**sektor.tabeller.unrecorded(), tabell.ressurs.name: tabell}
    return dataclasses.replace(sektor, tabeller=Recorded("tabell.", tabeller, "tabell"))


# --- what is compared ----------------------------------------------------------------------------


def test_all_that_the_source_prints_holds(tek: Sektor) -> None:
    """3 cards × 4 years; Tabell 3 and 4, 4 × 4 each; 5 posts of the loan × 4; 2 sums."""
    sjekker = kontroll.kontroller(tek)
    assert len(sjekker) == 12 + 16 + 16 + 20 + 2
    assert all(sjekk.holder for sjekk in sjekker)


@pytest.mark.parametrize("navn", OPPGITT)
def test_every_printed_cell_is_compared(tek: Sektor, navn: str) -> None:
    sammenlignet = {sjekk.hva for sjekk in kontroll.sjekker(tek)}
    assert {celle.adresse for celle in tek.tabeller[navn].celler.values()} <= sammenlignet


@pytest.mark.parametrize("navn", OPPGITT)
def test_a_change_of_any_printed_cell_stops_the_build(tek: Sektor, navn: str) -> None:
    tabell = tek.tabeller[navn]
    for nokkel, celle in tabell.celler.items():
        annen = Celle(celle.adresse, (celle.verdi or Fraction(0)) + 1, celle.enhet)
        endret = dataclasses.replace(tabell, celler={**tabell.celler, nokkel: annen})
        assert celle.adresse in _feil(_med_tabell(tek, endret))


@pytest.mark.parametrize("id_", ["VEI1", "VEI2", "VAN1"])
def test_a_change_of_any_printed_effect_stops_the_build(tek: Sektor, id_: str) -> None:
    tiltak = tek.tiltak[id_]
    for ar in tek.info.periode:
        oppgitt = {**tiltak.oppgitt, ar: tiltak.oppgitt_effekt(ar) + 1}
        alle = {**tek.tiltak.unrecorded(), id_: tiltak.model_copy(update={"oppgitt": oppgitt})}
        feil = _feil(dataclasses.replace(tek, tiltak=Recorded("tiltak.", alle, "tiltak")))
        assert f"{id_}, {ar} (s. {tiltak.sider['kort']})" in feil


# --- what is said --------------------------------------------------------------------------------


def test_a_difference_says_where_what_is_printed_and_what_comes_out(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/oppgitt/tabell_3.csv", "total,2030,820", "total,2030,830")
    assert _feil() == (
        "tallene i data/ stemmer ikke med det kilden oppgir:\n"
        "  tabell_3[total, 2030] (s. 20): kilden har 830 (1 000 kr), regnestykket gir 820 (1 000 kr)."
    )


def test_a_figure_that_is_not_printed_must_not_come_out_either(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/oppgitt/tabell_4.csv", "rammekutt,2028,0.6", "rammekutt,2028,..")
    assert "tabell_4[rammekutt, 2028] (s. 21): kilden har ingenting, regnestykket gir 0,6 mill. kr" in _feil()


def test_a_printed_figure_that_the_book_cannot_work_out_is_a_difference(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/oppgitt/tabell_4.csv", "rammekutt,2030,..", "rammekutt,2030,0.7")
    assert "tabell_4[rammekutt, 2030] (s. 21): kilden har 0,7 mill. kr, regnestykket gir ingenting" in _feil()


def test_all_differences_are_told_at_once(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/tabeller/rammekutt.csv", "VEI,2027,-300", "VEI,2027,-400")
    _bytt(kommunekopi / "tek/tabeller/rammekutt.csv", "VEI,2028,-400", "VEI,2028,-500")
    feil = _feil()
    assert "tabell_4[rammekutt, 2027] (s. 21): kilden har 0,4 mill. kr, regnestykket gir 0,5" in feil
    assert "tabell_4[rammekutt, 2028] (s. 21): kilden har 0,6 mill. kr, regnestykket gir 0,7" in feil
    assert len(feil.splitlines()) == 3


def test_an_assumption_that_does_not_give_the_card_is_told_with_the_card(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/tiltak/van1.yml", "verdi: 100000", "verdi: 90000")
    feil = _feil()
    assert "VAN1, 2029 (s. 18): kilden har 300\u00a0000 kr, regnestykket gir 270\u00a0000 kr" in feil
    assert "tabell_4[VAN, 2029]" in feil
    assert "tabell_3[vent, 2029]" in feil
    assert "tabell_3[total, 2029]" in feil
    assert "VEI1" not in feil


# --- the classes that the book derived -----------------------------------------------------------


def test_a_klasse_that_the_sums_do_not_give_is_told(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/tiltak/vei2.yml", "klasse: vent", "klasse: nei")
    assert "VEI2: klassen er nei, men summene gir vent" in _feil()


def test_sums_that_allow_no_derivation_are_told(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "tek/oppgitt/tabell_3.csv", "na,2030,420", "na,2030,430")
    assert "0 fordelinger av tiltakene på klasser gir summene, og det skal være én" in _feil()


def test_sums_that_allow_two_derivations_are_told(kommunekopi: Path) -> None:
    """With the same printed effects as VEI1, VAN1 could change classes with it."""
    van1 = kommunekopi / "tek/tiltak/van1.yml"
    _bytt(
        van1,
        "oppgitt: {2027: 0, 2028: 300000, 2029: 300000, 2030: 300000}",
        "oppgitt: {2027: 210000, 2028: 420000, 2029: 420000, 2030: 420000}",
    )
    for ar, gammel, ny in ((2027, 0, 210), (2028, 300, 420), (2029, 200, 320), (2030, 400, 520)):
        _bytt(kommunekopi / "tek/oppgitt/tabell_3.csv", f"vent,{ar},{gammel}", f"vent,{ar},{ny}")
    assert "2 fordelinger av tiltakene på klasser gir summene, og det skal være én" in _feil()


def test_classes_that_the_cards_print_are_not_derived(kommunekopi: Path) -> None:
    sektor = kommunekopi / "tek/sektor.yml"
    tekst = sektor.read_text(encoding="utf-8")
    sektor.write_text(tekst[: tekst.index("klasser_avledet")], encoding="utf-8")
    _bytt(kommunekopi / "tek/tiltak/vei2.yml", "klasse: vent", "klasse: nei")
    feil = _feil()
    assert "summene gir" not in feil
    assert "tabell_3[nei, 2030] (s. 20)" in feil


# --- a sector with less --------------------------------------------------------------------------


def test_tables_that_a_sector_lacks_are_left_out(kommunekopi: Path) -> None:
    beskrivelse = kommunekopi / "tek/datapackage.yml"
    pakke = yaml.safe_load(beskrivelse.read_text(encoding="utf-8"))
    pakke["resources"] = [r for r in pakke["resources"] if not r["path"].startswith("oppgitt/")]
    beskrivelse.write_text(yaml.safe_dump(pakke, allow_unicode=True), encoding="utf-8")
    shutil.rmtree(kommunekopi / "tek/oppgitt")
    (kommunekopi / "tek/kontroller.yml").unlink()  # names one of them
    assert len(kontroll.kontroller(les_sektor("tek"))) == 12


# --- sums in another unit, with decimals, and reports that print only some ----------------------------


SUMMEN = """\
  - name: investert
    path: oppgitt/investert.csv
    title: Det som er investert
    kilde: plan-2027
    side: "14"
    holdes_mot: {{summen_av: investeringer, rader: {{alt: {{}}}}}}
    format: csv
    encoding: utf-8
    mediatype: text/csv
    schema:
      fields:
        - {{name: rad, type: string, title: Rad, constraints: {{required: true}}}}
        - {{name: belop, type: number, title: Investert, enhet: {enhet}}}
      primaryKey: [rad]
"""


def _trykt_sum(data: Path, enhet: str, verdi: str) -> Sektor:
    """Lillevik's investments, 0.3 + 0.5 + 1.5 million, with their sum printed."""
    _bytt(data / "tek/tabeller/investeringer.csv", "2027,..", "2027,0.3")
    with (data / "tek/datapackage.yml").open("a", encoding="utf-8") as fil:
        fil.write(SUMMEN.format(enhet=enhet))
    (data / "tek/oppgitt/investert.csv").write_text(f"rad,belop\nalt,{verdi}\n", encoding="utf-8")
    return les_sektor("tek")


@pytest.mark.parametrize(
    ("enhet", "verdi", "holder"),
    [("1 000 kr", "2300", True), ("1 000 kr", "2301", False), ("mill. kr", "2.3", True), ("kr", "2.3", False)],
)
def test_a_sum_is_held_against_what_is_printed_in_its_own_unit(
    kommunekopi: Path, enhet: str, verdi: str, holder: bool
) -> None:
    sjekker = {sjekk.hva: sjekk for sjekk in kontroll.sjekker(_trykt_sum(kommunekopi, enhet, verdi))}
    assert sjekker["investert[alt]"].holder is holder


def test_a_sum_of_what_is_no_money_cannot_be_printed_in_kroner(kommunekopi: Path) -> None:
    sektor = _trykt_sum(kommunekopi, "stolper", "3")
    with pytest.raises(
        Datafeil, match=r"investert er i stolper, men holdes mot summen av investeringer, som er i mill"
    ):
        kontroll.sjekker(sektor)


def _med_rader(tek: Sektor, verdier: dict[tuple[str, int], Fraction | None]) -> Sektor:
    tabell = tek.tabeller["tabell_4"]
    celler = {
        nokkel: dataclasses.replace(celle, verdi=verdier.get(nokkel, celle.verdi), mangler="..")
        for nokkel, celle in tabell.celler.items()
    }
    return _med_tabell(tek, dataclasses.replace(tabell, celler=celler))


def test_sums_are_rounded_to_the_decimals_that_the_table_prints(kommunekopi: Path) -> None:
    """The cuts are 404 and 603; the table prints hundredths of a million, and then thousandths."""
    _bytt(kommunekopi / "tek/tabeller/rammekutt.csv", "VEI,2027,-300", "VEI,2027,-304")
    _bytt(kommunekopi / "tek/tabeller/rammekutt.csv", "VEI,2028,-400", "VEI,2028,-403")
    tek = les_sektor("tek")

    def holder(sektor: Sektor) -> list[bool]:
        sjekker = {sjekk.hva: sjekk for sjekk in kontroll.sjekker(sektor)}
        return [sjekker[f"tabell_4[rammekutt, {ar}]"].holder for ar in (2027, 2028)]

    assert holder(tek) == [True, True]
    # There 0.6 means 0.600.
    assert holder(_med_rader(tek, {("rammekutt", 2027): Fraction("0.404")})) == [True, False]


def test_a_sum_that_the_report_does_not_print_is_not_compared(tek: Sektor) -> None:
    uten = _med_rader(tek, {("VAN", 2029): None, ("total", 2029): None})
    sagt = {sjekk.hva for sjekk in kontroll.sjekker(uten)}
    assert not {"tabell_4[VAN, 2029]", "tabell_4[total, 2029]"} & sagt
    assert "tabell_4[VEI, 2029]" in sagt
    kontroll.kontroller(uten)


def test_a_row_that_is_left_out_of_printed_sums_says_what_to_write(tek: Sektor) -> None:
    tabell = tek.tabeller["tabell_4"]
    celler = {n: c for n, c in tabell.celler.items() if n != ("VAN", 2029)}
    with pytest.raises(Datafeil, match=r"har ikke raden \[VAN, 2029\]\. Legg den til, med \.\. der"):
        kontroll.sjekker(_med_tabell(tek, dataclasses.replace(tabell, celler=celler)))
