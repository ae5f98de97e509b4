"""What is entered by Excel alone: a new measure, and a whole new sector of another municipality."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effekt.authoring.new_book import order_book
from effekt.authoring.new_sector import legg
from effekt.base.faults import Datafeil
from effekt.calc.beregning import effekt
from effekt.cli import main
from effekt.excel.exported import EXPORTED
from effekt.excel.importing import lag_mal, les_bok
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_dokument
from effekt.reading.sektorlesing import les_sektor
from tests.helpers import arkhjelp
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNEDATA

_VURDERINGER = ("estimatusikkerhet", "gjennomforingsusikkerhet", "konsekvenser_samfunn",
                "konsekvenser_ansatte")  # fmt: skip
_LANG = (
    "Etaten samler kontorene i ett bygg, og sier opp de andre avtalene. Flyttingen krever at "
    "arkivet blir digitalt først, og at de ansatte får fleksible arbeidsplasser."
)


def _nytt_tiltak(bok: Any, id_: str, virksomhet: str, kilde: str, ar: range) -> None:
    arkhjelp.legg_til(
        bok, "Tiltak", Tiltak=id_, Navn="Færre leide lokaler", Virksomhet=virksomhet, Kilde=kilde,
        Beskrivelse=_LANG, Formel="areal * leie * innfasing", Om_effekten="Leien faller bort.",
        Samlet_vurdering="Gjøres nå", Kommunemål="1, 2",
        Merknader="Kortet nevner ikke flytting.\nTallene er avrundet.",
        **{
            "Sider:_omtale": "12-13", "Sider:_kort": 14, "Formelen:_kilde": kilde,
            "Formelen:_side": 12, "Samlet_vurdering:_opphav": "kilde",
            "Samlet_vurdering:_tekst": "God effekt.",
        },
    )  # fmt: skip
    felles = {"Kilde": kilde, "Side": "12"}
    arkhjelp.legg_til(bok, "Forutsetninger", Tiltak=id_, Kode="areal", Navn="areal",
                      Verdi="1 000", Enhet="kvadratmeter", **felles)  # fmt: skip
    arkhjelp.legg_til(bok, "Forutsetninger", Kode="leie", Navn="husleie", Verdi="2 000 kr",
                      Enhet="kr per kvadratmeter og år", **felles)  # fmt: skip
    arkhjelp.legg_til(
        bok, "Forutsetninger", Kode="innfasing", Navn="del av full effekt", Enhet="andel",
        Opphav="avledet", Begrunnelse="Avtalene løper ut etter tur.",
        **{f"å{ett}": "50 %" if ett == ar[0] else 1 for ett in ar},
    )  # fmt: skip
    arkhjelp.legg_til(bok, "Effekter", Tiltak=id_, Enhet="mill. kr",
                      **{f"å{ett}": 1 if ett == ar[0] else 2 for ett in ar})  # fmt: skip
    for felt in _VURDERINGER:
        verdi = "Liten usikkerhet" if "usikkerhet" in felt else "dårligere"
        arkhjelp.legg_til(bok, "Vurderinger", Tiltak=id_, Vurdering=felt, Verdi=verdi,
                          Grunnlag="boks", Side=14, Tekst="Leien er kjent.")  # fmt: skip


_FIL = """\
# yaml-language-server: $schema=../../skjema/tiltak.schema.json
id: VAN2
navn: Færre leide lokaler
virksomhet: VAN
kilde: plan-2027
sider: {omtale: 12–13, kort: 14}
beskrivelse: >-
  Etaten samler kontorene i ett bygg, og sier opp de andre avtalene. Flyttingen krever at arkivet
  blir digitalt først, og at de ansatte får fleksible arbeidsplasser.

forutsetninger:
  areal:
    navn: areal
    verdi: 1000
    enhet: kvadratmeter
    kilde: plan-2027
    side: 12
  leie:
    navn: husleie
    verdi: 2000
    enhet: kr per kvadratmeter og år
    kilde: plan-2027
    side: 12
  innfasing:
    navn: del av full effekt
    verdi:
      2027: 0.5
      2028: 1
      2029: 1
      2030: 1
    enhet: andel
    opphav: avledet
    begrunnelse: Avtalene løper ut etter tur.

formel: areal * leie * innfasing
formel_grunnlag: {kilde: plan-2027, side: 12}

oppgitt:
  2027: 1000000
  2028: 2000000
  2029: 2000000
  2030: 2000000

effekt_tekst: Leien faller bort.

vurderinger:
"""


def test_a_new_measure_becomes_a_file_in_the_form_of_the_others(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = arkhjelp.med(
        arkhjelp.mal(tmp_path), lambda bok: _nytt_tiltak(bok, "VAN2", "VAN", "plan-2027", range(2027, 2031))
    )
    assert main.main(["import", str(fil), "--yes"]) == 0
    assert "van2.yml (ny fil: VAN2, Færre leide lokaler)" in capsys.readouterr().out
    skrevet = (kommunekopi / "tek" / "tiltak" / "van2.yml").read_text(encoding="utf-8")
    assert skrevet.startswith(_FIL)
    assert skrevet.endswith(
        "kommunemal: [1, 2]\nmerknader:\n  - Kortet nevner ikke flytting.\n  - Tallene er avrundet.\n"
    )
    sektor = les_sektor("tek")
    tiltak = sektor.tiltak["VAN2"]
    assert effekt(tiltak, sektor.info.periode)[2027] == 1_000_000
    assert not arkhjelp.lest(fil).har_noe


def _ny_sektor(bok: Any) -> None:
    kilde = "rapport-kultur"
    for navn, verdi in (("Navn", "Kultur"), ("Kortnavn", "kon"), ("Rapport", kilde)):
        arkhjelp.rute(bok, "Sektor", ("kon",), navn).value = verdi
    arkhjelp.legg_til(bok, "Virksomheter", Kode="BIB", Navn="Biblioteket", Kilde=kilde, Side=3)
    arkhjelp.legg_til(bok, "Kilder", Id=kilde, Tittel="Rapport om kultur", Utgiver="Vik kommune",
                      Dato="mars 2025", Sider=80, Lisens="ikke oppgitt")  # fmt: skip
    _nytt_tiltak(bok, "BIB1", "BIB", kilde, range(2026, 2030))
    arkhjelp.legg_til(bok, "Nøkkeltall", Kode="ansatte", Navn="ansatte", Verdi="1 200",
                      Enhet="ansatte", Kilde=kilde, Side="5")  # fmt: skip
    arkhjelp.legg_til(bok, "Tabeller", Tabell="rammekutt", Tittel="Rammekutt", Kilde=kilde,
                      Side="7", Nøkkelkolonner="virksomhet, ar")  # fmt: skip
    for navn, slag, tittel, enhet in (
        ("virksomhet", "string", "Virksomhet", None),
        ("ar", "year", "År", None),
        ("belop", "integer", "Rammekutt", "1 000 kr"),
    ):
        arkhjelp.legg_til(bok, "Kolonner", Tabell="rammekutt", Kolonne=navn, Slag=slag,
                          Tittel=tittel, Enhet=enhet)  # fmt: skip
    ark = bok.create_sheet("rammekutt")
    ark.append(["Virksomhet", 2026, 2027, 2028, 2029])
    ark.append(["BIB", -100, "–200", "(300)", "-0,4 mill."])
    ark.append(["Sum", -100, -200, -300, -400])


def test_a_whole_sector_of_another_municipality_by_excel_alone(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = tmp_path / "kultur.xlsx"
    argumenter = ["template", str(fil), "--sector", "kon", "--period", "2026–2029"]
    assert main.main(argumenter) == 0
    arkhjelp.med(fil, _ny_sektor)
    assert main.main(["import", str(fil), "--yes"]) == 0, capsys.readouterr().err
    sektor = les_sektor("kon")
    assert list(sektor.tiltak) == ["BIB1"]
    assert sektor.info.periode == (2026, 2027, 2028, 2029)
    assert sektor.tall["ansatte"].tallet == 1200
    assert [int(v) for v in sektor.tabeller["rammekutt"].verdier()] == [-100, -200, -300, -400]
    assert not arkhjelp.lest(fil).har_noe
    # What was there before has one new entry, and nothing else is another.
    kilder = les_dokument(kommunekopi / "kilder.yml").innhold["kilder"]
    assert list(kilder)[-1] == "rapport-kultur"
    assert len(kilder) == 5
    les_sektor("tek")


def test_a_blank_template_has_examples_that_are_never_imported(kommunekopi: Path, tmp_path: Path) -> None:
    fil = arkhjelp.mal(tmp_path, "kon", "2026-2028")
    bok = openpyxl.load_workbook(fil)
    ark = bok["Tiltak"]
    assert [ark.cell(5, arkhjelp.kolonne(ark, navn)).value for navn in ("Tiltak", "Virksomhet", "Kilde")] == [
        "EKSEMPEL2", "EKSEMPEL", "plan-2027",
    ]  # fmt: skip
    assert [bok["Effekter"].cell(4, k).value for k in (3, 4, 5)] == ["2026", "2027", "2028"]
    assert bok["Sektor"]["A5"].value == "kon"
    sagt = arkhjelp.feil(fil)
    assert "Sektor!B5: Navn er tom. Fyll den ut." in sagt
    assert not any("EKSEMPEL" in ett for ett in sagt)
    assert not (kommunekopi / "kon").exists()


def test_examples_have_the_sector_s_own_agency_and_numbers_that_can_be_written_over(tmp_path: Path) -> None:
    rot = tmp_path / "bok"
    legg(rot, order_book(rot, "Lillevik kommune", "Kultur", {"BIB": "Biblioteket"}, "2027-2030"))
    lag_mal(Bokmappe(rot / "data", rot), tmp_path / "mal.xlsx", "", "")
    bok = openpyxl.load_workbook(tmp_path / "mal.xlsx")
    ark = bok["Tiltak"]
    assert [ark.cell(nr, arkhjelp.kolonne(ark, "Virksomhet")).value for nr in (5, 6)] == ["BIB", "BIB"]
    tall = [celle for navn in ("Forutsetninger", "Effekter") for rad in bok[navn]["C5:H8"] for celle in rad]
    formene = {celle.number_format for celle in tall if isinstance(celle.value, int | float)}
    assert formene == {"#,##0"}
    for navn, sagt in (("Forutsetninger", "i enheten på raden"), ("Effekter", "uten minus")):
        assert sagt in bok[navn]["A2"].value


def test_the_lists_and_explanations_are_in_the_workbook(tmp_path: Path) -> None:
    bok = openpyxl.load_workbook(arkhjelp.mal(tmp_path))
    ark = bok["Forutsetninger"]
    kolonne = ark.cell(4, arkhjelp.kolonne(ark, "Opphav")).column_letter
    valgene = {str(v.sqref).split(":")[0]: v for v in ark.data_validations.dataValidation}
    assert valgene[f"{kolonne}5"].formula1.startswith("Lister!")
    assert "Må fylles ut." in ark["A4"].comment.text
    assert bok["Lister"].sheet_state == "hidden"
    assert len(ark.conditional_formatting) > 5
    assert ark.freeze_panes == "C5"
    assert ark["E4"].value == "2027"


def test_a_new_list_of_a_measure_is_entered_and_taken_away_row_by_row(kommunekopi: Path, tmp_path: Path) -> None:
    fil = kommunekopi / "opp" / "tiltak" / "ppt1.yml"
    annen = "  - {verdi: darligere, felt: [konsekvenser_samfunn, konsekvenser_ansatte], side: 28}\n"
    bytt(fil, "side: 28}\nsamlet", f"side: 28}}\n{annen}samlet")
    for_ = fil.read_text(encoding="utf-8")

    def bare_den_andre(bok: Any) -> None:
        ark = bok["Uplasserte vurderinger"]
        ark.delete_rows(arkhjelp.rad(ark, "PPT1"))

    bok = arkhjelp.med(arkhjelp.mal(tmp_path, "opp"), bare_den_andre)
    assert not arkhjelp.lest(bok).har_noe
    arkhjelp.lest(bok, slett=True).skriv()
    forste = "  - {verdi: mye, felt: [estimatusikkerhet, gjennomforingsusikkerhet], side: 28}\n"
    assert fil.read_text(encoding="utf-8") == for_.replace(forste, "")


@pytest.mark.parametrize(
    ("argumenter", "sagt"),
    [
        (["template", "mal.xls"], "slutter på .xlsx"),
        (["template", "ingen/mal.xlsx"], "finnes ikke. Lag den først"),
        (["template", "mal.xlsx", "--sector", "Kultur og næring"], "kan ikke hete det"),
        (["template", "mal.xlsx", "--sector", "kon", "--period", "snart"], "perioden er «snart»"),
        (["import", "mal.xlsx"], "filen finnes ikke"),
    ],
)
def test_wrong_arguments_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    argumenter: list[str], sagt: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main.main(argumenter) == 2
    assert sagt in capsys.readouterr().err


def test_a_template_is_not_written_over_or_into_data(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = tmp_path / "mal.xlsx"
    fil.write_bytes(b"mitt")
    assert main.main(["template", str(fil)]) == 2
    assert "--force" in capsys.readouterr().err
    assert fil.read_bytes() == b"mitt"
    assert main.main(["template", str(fil), "--force"]) == 0
    assert main.main(["template", str(kommunekopi / "tek" / "mal.xlsx")]) == 2
    assert "ligger i datamappen" in capsys.readouterr().err


def test_a_workbook_that_names_no_sector_asks_for_it(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        for navn in ("Les meg", EXPORTED):
            bok.remove(bok[navn])

    fil = arkhjelp.med(arkhjelp.mal(tmp_path), endre)
    with pytest.raises(Datafeil, match="Oppgi den med --sector"):
        les_bok(Bokmappe.her(), fil)
    assert not arkhjelp.lest(fil, sektor="tek").har_noe


def test_a_sector_laid_by_new_sector_is_filled_in_from_excel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Blank fields are filled where they stand; the templates' comments are kept."""
    data, fil = str(tmp_path / "lillevik"), tmp_path / "kultur.xlsx"
    monkeypatch.setenv("EFFEKT_DATA", str(KOMMUNEDATA))  # put back after --data has set another
    lag = ["new-sector", "kultur", "--navn", "Kultur", "--virksomheter", "BIB:Biblioteket"]
    lag += ["--periode", "2026-2029", "--data", data, "--kommune", "Lillevik"]
    assert main.main(lag) == 0
    assert main.main(["template", str(fil), "--sector", "kultur", "--data", data]) == 0
    assert main.main(["import", str(fil), "--data", data]) == 0
    assert "Ingen forskjell" in capsys.readouterr().out

    def endre(bok: Any) -> None:
        kilde = "budsjett-2026"
        arkhjelp.legg_til(bok, "Kilder", Id=kilde, Tittel="Budsjett", Utgiver="Lillevik",
                          Dato="desember 2025", Sider=80, Lisens="ikke oppgitt")  # fmt: skip
        for navn, verdi in (
            ("Navn", "Færre lokaler"), ("Formel", "areal * leie"), ("Formelen: kilde", kilde),
            ("Formelen: side", 12), ("Beskrivelse", _LANG),
        ):  # fmt: skip
            arkhjelp.rute(bok, "Tiltak", ("BIB1",), navn).value = verdi
        for kode, enhet in (("areal", "kvadratmeter"), ("leie", "kr per kvadratmeter og år")):
            arkhjelp.legg_til(bok, "Forutsetninger", Tiltak="BIB1", Kode=kode, Navn=kode,
                              Verdi="1 000", Enhet=enhet, Kilde=kilde, Side=12)  # fmt: skip

    arkhjelp.med(fil, endre)
    assert main.main(["import", str(fil), "--data", data, "--yes"]) == 0
    assert "BIB1.forutsetninger.areal: (tom) → " not in (ut := capsys.readouterr()).err
    assert "BIB1.areal: (tom) → {navn: areal, verdi: 1000," in ut.out
    skrevet = (tmp_path / "lillevik/data/kultur/tiltak/bib1.yml").read_text(encoding="utf-8")
    assert "\nformel: areal * leie\n" in skrevet
    assert "# Hva tiltaket går ut på, med to–tre setninger.\nbeskrivelse: >-\n" in skrevet
    assert "\nkommunemal: []\n" in skrevet
