"""What people do in Excel, each met in a real workbook."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from effekt.base.faults import Datafeil
from effekt.excel.cells import Rute, les_celletekst, les_side, les_tallrute
from effekt.excel.importing import les_bok
from effekt.excel.opening import apne_bok
from effekt.reading.bokmappe import Bokmappe
from tests.helpers import arkhjelp


def _rute(mappe: Path, verdi: Any, form: str = "") -> Rute:
    """A cell that has been in a file."""
    bok = openpyxl.Workbook()
    ark = bok.active
    assert ark is not None
    ark["B2"] = verdi
    if form:
        ark["B2"].number_format = form
    bok.save(mappe / "en.xlsx")
    return apne_bok(mappe / "en.xlsx")[0].rute(2, 2)


@pytest.mark.parametrize(
    ("verdi", "enhet", "ventet"),
    [
        (1180780, "kr", "1180780"),
        ("1 180 780", "kr", "1180780"),
        ("1\u00a0180\u00a0780", "kr", "1180780"),
        ("1\u2009180\u2009780", "kr", "1180780"),
        ("1\u202f180\u202f780,50", "kr", "1180780.5"),
        ("'1180780", "kr", "1180780"),
        ("1.180.780", "kr", "1180780"),
        ("1.180.780,50", "kr", "1180780.5"),
        ("1,180,780", "kr", "1180780"),
        ("1'180'780", "kr", "1180780"),
        (" 42 ", "plasser", "42"),
        ("14 mill.", "kr per år", "14000000"),
        ("14 mill. kr", "kr", "14000000"),
        ("14 millioner kroner", "kr", "14000000"),
        ("14 MNOK", "kr", "14000000"),
        ("kr 14 000", "kr", "14000"),
        ("14 000,-", "kr", "14000"),
        ("14 000 kr", "1 000 kr", "14"),
        ("14 tusen", "kr", "14000"),
        ("(kr 830 000)", "1 000 kr", "-830"),
        ("kr (830 000)", "mill. kr", "-0.83"),
        ("1.180,-", "1 000 kr", "1.18"),
        ("830.000,00 kr", "mill. kr", "0.83"),
        ("14 mill.", "mill. kr", "14"),
        ("1,2 mrd.", "mill. kr", "1200"),
        ("1,2 mrd. kr", "kr", "1200000000"),
        ("12 %", "andel", "0.12"),
        ("12%", "prosent", "12"),
        ("12 prosent", "andel", "0.12"),
        ("3,5", "plasser", "3.5"),
        ("\u22125", "kr", "-5"),
        ("\u20135", "kr", "-5"),
        ("(5)", "kr", "-5"),
        ("(1 500 000)", "kr", "-1500000"),
        (0.1 + 0.2, "andel", "0.3"),
        (1.1 * 3, "kr", "3.3"),
        (2.0, "plasser", "2"),
        ("5/24", "andel", "5/24"),
        ("=5/24", "andel", "5/24"),
        ("=12*1000+0.5", "kr", "12000.5"),
        ("=-(3-1)/4", "kr", "-0.5"),
    ],
)
def test_numbers_are_read_as_a_person_sees_them(tmp_path: Path, verdi: Any, enhet: str, ventet: str) -> None:
    assert les_tallrute(_rute(tmp_path, verdi), enhet) == ventet


@pytest.mark.parametrize(
    ("verdi", "form", "enhet", "ventet"),
    [
        (0.12, "0%", "andel", "0.12"),
        (0.12, "0.00%", "prosent", "12"),
        (0.125, "0.0 %", "prosentpoeng", "12.5"),
        (14, '0" mill. kr"', "kr", "14000000"),
        (14000000, '0,," mill."', "kr", "14000000"),
        (14, '#,##0" plasser"', "plasser", "14"),
        (-5, "#,##0;(#,##0)", "kr", "-5"),
        (5, '"kr" #,##0', "kr", "5"),
    ],
)
def test_a_number_format_says_what_the_number_is(
    tmp_path: Path, verdi: float, form: str, enhet: str, ventet: str
) -> None:
    assert les_tallrute(_rute(tmp_path, verdi, form), enhet) == ventet


def test_a_fraction_of_data_is_kept_where_excel_has_it_as_a_float(tmp_path: Path) -> None:
    assert les_tallrute(_rute(tmp_path, 5 / 24), "andel", "5/24") == "5/24"
    assert les_tallrute(_rute(tmp_path, 5 / 24, "0.00%"), "andel", "5/24") == "5/24"
    assert les_tallrute(_rute(tmp_path, 0.2083), "andel", "5/24") == "0.2083"


@pytest.mark.parametrize(
    ("verdi", "enhet", "sagt"),
    [
        ("omtrent tolv", "kr", "er «omtrent tolv», som ikke er et tall"),
        ("1.180", "kr", "som kan være 1180 eller 1,180"),
        ("12 %", "kr", "men enheten er kr, ikke prosent"),
        ("14 mill.", "plasser", "men enheten er plasser, ikke kroner"),
        ("14 tusen", "plasser", "men enheten er plasser, ikke kroner"),
        (date(2023, 3, 17), "kr", "er en dato (17.03.2023), men skal være et tall"),
        (True, "kr", "er «ja», men skal være et tall"),
        ("#DIV/0!", "kr", "viser #DIV/0!: formelen deler på null"),
        ("#REF!", "kr", "viser #REF!: formelen viser til en rute som er slettet"),
        ("=A1*B1", "kr", "har formelen =A1*B1, men ingen utregnet verdi. Åpne arbeidsboken i"),
        ("=1/0", "kr", "har formelen =1/0, men ingen utregnet verdi"),
    ],
)
def test_what_is_no_number_is_told_with_a_remedy(tmp_path: Path, verdi: Any, enhet: str, sagt: str) -> None:
    with pytest.raises(ValueError) as feil:
        les_tallrute(_rute(tmp_path, verdi), enhet)
    assert sagt in str(feil.value)


@pytest.mark.parametrize(
    ("form", "sagt"),
    [
        ('#,##0 "kr"', r"er vist som kroner \(830000 kr\), men enheten er 1 000 kr"),
        ("[$kr-414] #,##0", r"er vist som kroner \(830000 kr\), men enheten er 1 000 kr"),
        ("[$€-2] #,##0", "er vist i €, men beløp regnes i kroner"),
    ],
)
def test_a_currency_format_that_contradicts_the_unit_is_refused(tmp_path: Path, form: str, sagt: str) -> None:
    with pytest.raises(ValueError, match=sagt):
        les_tallrute(_rute(tmp_path, 830000, form), "1 000 kr")
    assert les_tallrute(_rute(tmp_path, 830, form), "1 000 kr", "830") == "830"


def test_per_cent_in_the_wrong_unit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"er vist som prosent \(12 %\), men enheten er kr"):
        les_tallrute(_rute(tmp_path, 0.12, "0%"), "kr")


@pytest.mark.parametrize(
    ("verdi", "form", "ar"),
    [
        (2026, "General", 2026),
        (2026.0, "General", 2026),
        ("2026", "General", 2026),
        (" 2026\u00a0", "General", 2026),
        ("2026 \u2192", "General", 2026),
        ("År 2026", "General", 2026),
        (datetime(2026, 1, 1), "dd.mm.yyyy", 2026),
        (date(2026, 12, 31), "yyyy", 2026),
        (2026, "dd.mm.yyyy", 2026),  # Excel shows 18.07.1905
        ("01.01.2026", "General", 2026),
        (26, "General", None),
        ("neste år", "General", None),
    ],
)
def test_years_are_years_whatever_excel_shows(tmp_path: Path, verdi: Any, form: str, ar: int | None) -> None:
    assert _rute(tmp_path, verdi, form).ar == ar


@pytest.mark.parametrize(
    ("verdi", "side"),
    [
        (51, "51"),
        ("51", "51"),
        ("49-51", "49\u201351"),
        ("49 \u2013 51", "49\u201351"),
        ("s. 49", "49"),
        ("23 og 47", "23, 47"),
        ("23,47", "23, 47"),
        (4.3, "4.3"),
        ("punkt 4.10", "punkt 4.10"),
        ("tabell 1-2, rad 7", "tabell 1-2, rad 7"),
    ],
)
def test_pages_in_the_forms_that_people_write(tmp_path: Path, verdi: Any, side: str) -> None:
    assert les_side(_rute(tmp_path, verdi)) == side


def test_pages_that_became_a_date_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"er en dato .* Sett tallformatet til Tekst"):
        les_side(_rute(tmp_path, date(2025, 4, 3)))


def test_rich_text_line_breaks_and_smart_quotes(tmp_path: Path) -> None:
    rik = CellRichText("Fett ", TextBlock(InlineFont(b=True), "og"), " magert")
    assert les_celletekst(_rute(tmp_path, rik)) == "Fett og magert"
    assert les_celletekst(_rute(tmp_path, "Delt av\nen pdf \nher.\n\nNytt avsnitt.  ")) == (
        "Delt av en pdf her.\nNytt avsnitt."
    )
    assert les_celletekst(_rute(tmp_path, "Et «ord» og {{ vis_tabell(“hjem”) }}")) == (
        'Et «ord» og {{ vis_tabell("hjem") }}'
    )


# --- whole workbooks -----------------------------------------------------------------------------


def _fil_med(mappe: Path, endre: Callable[[Any], None]) -> Path:
    return arkhjelp.med(arkhjelp.mal(mappe), endre)


def test_title_rows_moved_columns_and_own_columns_are_no_hindrance(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Forutsetninger"]
        ark.insert_rows(1, 3)
        ark["A1"] = "Utkast fra oss"
        hode = 7
        ark.cell(hode, arkhjelp.kolonne(ark, "Enhet", hode)).value = " ENHET : "
        ark.cell(hode, 40).value = "Min merknad"
        ark.cell(hode + 1, 40).value = "husk å spørre"
        for nr in range(1, ark.max_row + 1):
            celler = [ark.cell(nr, k).value for k in range(1, 6)]
            for k, verdi in enumerate([*celler[2:], *celler[:2]], 1):
                ark.cell(nr, k).value = verdi

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert not funnet.har_noe
    assert any("kolonnen «Min merknad» er ikke i malen" in ett for ett in funnet.merknader)


def test_a_misspelt_header_over_values_is_a_fault_and_not_a_loss(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Forutsetninger"]
        ark.cell(4, arkhjelp.kolonne(ark, "Begrunnelse")).value = "Begrunelse"

    sagt = arkhjelp.feil(_fil_med(tmp_path, endre))
    assert any("overskriften er «Begrunelse». Mente du Begrunnelse?" in ett for ett in sagt)


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Nøkkeltall"]
        nr = arkhjelp.rad(ark, "ansatte")
        ark.row_dimensions[nr].hidden = True
        ark.column_dimensions["C"].hidden = True
        ark.cell(nr, arkhjelp.kolonne(ark, "Verdi")).value = 16
        bok["Virksomheter"].sheet_state = "hidden"

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert arkhjelp.endringer(funnet) == ["tall.ansatte: 20 → 16"]
    assert any(ett.startswith("Nøkkeltall: skjulte rader er lest") for ett in funnet.merknader)
    assert "Nøkkeltall: skjulte kolonner er lest: Verdi." in funnet.merknader
    assert "Arket Virksomheter er skjult, men er lest." in funnet.merknader


def test_keys_merged_down_or_written_once_hold_for_the_rows_below(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Forutsetninger"]
        nr = arkhjelp.rad(ark, "VEI1", "punkter")
        ark.merge_cells(start_row=nr, end_row=nr + 2, start_column=1, end_column=1)
        ark = bok["Vurderinger"]
        nr = arkhjelp.rad(ark, "VEI1", "Estimatusikkerhet")
        for under in (1, 2, 3):
            ark.cell(nr + under, 1).value = None

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert not funnet.har_noe
    assert "Vurderinger: nøkkelen er tom i radene 10, 11 og 12, og lest som i raden over." in (funnet.merknader)


def test_a_number_in_merged_cells_is_a_fault(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Effekter"]
        nr = arkhjelp.rad(ark, "VEI1")
        ark.merge_cells(start_row=nr, end_row=nr, start_column=6, end_column=7)

    sagt = arkhjelp.feil(_fil_med(tmp_path, endre))
    assert any("er slått sammen med andre (F6:G6)" in ett for ett in sagt)
    assert all(ett.startswith("Effekter!") for ett in sagt)


def test_trailing_blanks_spaces_and_filters_change_nothing(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        for navn in ("Tiltak", "Forutsetninger", "rammekutt"):
            ark = bok[navn]
            ark.cell(200, 1).value = "   "
            ark.cell(201, 2).value = "\u00a0"
            ark.cell(6, 1).value = f"  {ark.cell(6, 1).value}\u00a0"
            ark.auto_filter.ref = "A4:C20"

    assert not arkhjelp.lest(_fil_med(tmp_path, endre)).har_noe


def test_years_as_dates_over_columns_and_in_cells(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Effekter"]
        for ar in range(2027, 2031):
            celle = ark.cell(4, arkhjelp.kolonne(ark, str(ar)))
            celle.value, celle.number_format = datetime(ar, 1, 1), "yyyy"
        for nr in range(5, 20):
            celle = bok["rammekutt"].cell(nr, 2)
            if celle.value:
                celle.number_format = "dd.mm.yyyy"

    assert not arkhjelp.lest(_fil_med(tmp_path, endre)).har_noe


def test_effects_in_millions_are_moved_to_kroner_and_a_dash_is_a_dash(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Effekter"]
        nr = arkhjelp.rad(ark, "VEI1")
        ark.cell(nr, arkhjelp.kolonne(ark, "Enhet")).value = "mill. kr"
        for ar, verdi in zip(range(2027, 2031), ("–", "0,42", "0,5 mill.", 0.42), strict=True):
            ark.cell(nr, arkhjelp.kolonne(ark, str(ar))).value = verdi

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert arkhjelp.endringer(funnet) == ["VEI1.oppgitt[2027]: 210000 → -", "VEI1.oppgitt[2029]: 420000 → 500000"]


def test_an_unknown_unit_of_amounts_gets_the_nearest(tmp_path: Path) -> None:
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Effekter", ("VEI1",), "Enhet", "mill kr")
    assert any("Mente du mill. kr?" in ett for ett in arkhjelp.feil(fil))


def test_a_row_of_sums_is_checked_and_not_read(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Effekter"]
        nr = ark.max_row + 1
        ark.cell(nr, 1).value = "Sum"
        for ar, sum_ in ((2028, 720000), (2029, 1)):
            ark.cell(nr, arkhjelp.kolonne(ark, str(ar))).value = sum_
        tabell = bok["anlegg"]
        nr = tabell.max_row + 1
        tabell.cell(nr, 1).value = "Totalt"
        tabell.cell(nr, 3).value = sum(tabell.cell(r, 3).value for r in range(5, nr) if tabell.cell(r, 3).value)

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert not funnet.har_noe
    effekter = next(ett for ett in funnet.merknader if ett.startswith("Effekter!"))
    assert "er en sum, og er ikke lest. Den stemmer ikke: " in effekter
    assert "er 1, men radene over gir" in effekter
    anlegg = next(ett for ett in funnet.merknader if ett.startswith("anlegg!"))
    assert anlegg.endswith("er en sum, og er ikke lest.")


def test_words_of_the_scales_yes_and_no_and_lower_case_ids(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        arkhjelp.rute(bok, "Vurderinger", ("VEI1", "Estimatusikkerhet"), "Verdi").value = "MYE"
        arkhjelp.rute(bok, "Tiltak", ("VEI1",), "Samlet vurdering").value = "VENT"
        arkhjelp.rute(bok, "Tiltak", ("VEI1",), "Virksomhet").value = "vann- og avløpsetaten"
        arkhjelp.rute(bok, "Sektor", ("tek",), "Varig fra siste år").value = "Ja"
        arkhjelp.rute(bok, "Kolonner", ("rammekutt", "ar"), "Må fylles ut").value = False
        arkhjelp.rute(bok, "Effekter", ("VEI2",), "Tiltak").value = "vei2 "

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert sorted(arkhjelp.endringer(funnet)) == [
        "VEI1.estimatusikkerhet: en_del → mye",
        "VEI1.klasse: na → vent",
        "VEI1.virksomhet: VEI → VAN",
        "rammekutt.schema.fields.ar.constraints.required: true → false",
        "sektor.varig_fra_siste_ar: nei → ja",
    ]


def test_unknown_words_get_the_nearest_and_every_fault_is_told_at_once(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        arkhjelp.rute(bok, "Vurderinger", ("VEI1", "Estimatusikkerhet"), "Verdi").value = "en dell"
        arkhjelp.rute(bok, "Tiltak", ("VEI1",), "Virksomhet").value = "VEJ"
        arkhjelp.rute(bok, "Forutsetninger", ("VEI1", "punkter"), "Verdi").value = "tjue"
        arkhjelp.rute(bok, "Forutsetninger", ("VEI1", "punkter"), "Opphav").value = "kilden"
        arkhjelp.rute(bok, "Nøkkeltall", ("ansatte",), "Enhet").value = None
        bok["rammekutt"]["C5"] = "mye"

    sagt = arkhjelp.feil(_fil_med(tmp_path, endre), slett=True)
    ventet = [
        "Forutsetninger!D9: Verdi er «tjue», som ikke er et tall",
        "Forutsetninger!L9: Opphav er «kilden». Mente du kilde?",
        "Vurderinger!C9: Verdi er «en dell». Mente du en_del?",
        "Nøkkeltall!D6: Enhet er tom. Fyll den ut.",
        "rammekutt!C5: Kutt er «mye», som ikke er et tall",
    ]
    # What is wrong across files is told once each file reads by itself, as for YAML.
    assert [v for v in ventet if not any(ett.startswith(v) for ett in sagt)] == []
    assert [ett.partition("!")[0] for ett in sagt] == [
        "Forutsetninger", "Forutsetninger", "Vurderinger", "Nøkkeltall", "rammekutt",
    ]  # fmt: skip


def test_the_same_entry_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        arkhjelp.legg_til(bok, "Nøkkeltall", Kode="Ansatte", Navn="ansatte", Verdi=20)

    sagt = arkhjelp.feil(_fil_med(tmp_path, endre))
    assert len(sagt) == 1
    assert "ansatte står også i rad 6. Slett den ene av dem" in sagt[0]


def test_a_renamed_sheet_is_known_by_its_headers_and_strange_ones_are_told(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        bok["Forutsetninger"].title = "Forutsetninger v2"
        bok.create_sheet("Notater")["A1"] = "ring etaten"

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert not funnet.har_noe
    assert any("«Forutsetninger v2» er lest som Forutsetninger" in e for e in funnet.merknader)
    assert any("«Notater» er ikke med i malen, og er ikke lest" in e for e in funnet.merknader)


def test_signs_for_missing_are_kept_and_other_ways_to_say_so_become_them(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["nokkeltall"]
        for nr, verdi in ((5, ":"), (6, "–"), (8, "n/a")):
            ark.cell(nr, 4).value = verdi

    linjer = arkhjelp.endringer(arkhjelp.lest(_fil_med(tmp_path, endre)))
    assert [ett.rpartition(" → ")[2] for ett in linjer] == [":", "..", ".."]


def test_a_table_with_the_years_beside_each_other(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        bok.remove(bok["rammekutt"])
        ark = bok.create_sheet("Rammekutt")
        ark.append(["Kutt i 1 000 kr"])
        ark.append(["Virksomhet", 2026, "2027", datetime(2028, 1, 1), 2029])
        ark.append(["VEI", -1200, "-300", -400, "- 500"])
        ark.append(["VAN", -100, "(99)", -200, -200])

    linjer = arkhjelp.endringer(arkhjelp.lest(_fil_med(tmp_path, endre)))
    assert linjer == ["rammekutt[VAN, 2027]: -100 → -99"]


def test_a_formula_that_excel_has_worked_out_is_read(tmp_path: Path) -> None:
    fil = tmp_path / "en.xlsx"
    with xlsxwriter.Workbook(str(fil)) as bok:
        ark = bok.add_worksheet()
        ark.write_formula("B2", "=A1*2", None, 41.5)
    rute = apne_bok(fil)[0].rute(2, 2)
    assert les_tallrute(rute, "kr") == "41.5"


# --- files that are no workbooks -----------------------------------------------------------------


def _zip(fil: Path, **innhold: str) -> None:
    with zipfile.ZipFile(fil, "w") as pakke:
        for navn, tekst in innhold.items():
            pakke.writestr(navn.replace("__", "/").replace("_xml", ".xml"), tekst)


@pytest.mark.parametrize(
    ("navn", "innhold", "sagt"),
    [
        ("tiltak.csv", b"a;b\n1;2\n", "er en CSV-fil. Lagre den som"),
        ("tiltak.xlsx", b"", "filen er tom"),
        ("tiltak.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "gammel Excel-fil (.xls)"),
        ("tiltak.xlsx", bytes.fromhex("D0CF11E0A1B11AE1")
         + "EncryptedPackage".encode("utf-16-le"), "beskyttet med passord"),
        ("tiltak.xlsx", b"PK\x03\x04 og saa var det slutt", "filen er skadet"),
        ("~$tiltak.xlsx", b"laas", "er Excels låsefil"),
        ("tiltak.pdf", b"%PDF-1.7", "er ikke en arbeidsbok"),
    ],
)  # fmt: skip
def test_files_that_are_no_workbook_are_told_in_words(tmp_path: Path, navn: str, innhold: bytes, sagt: str) -> None:
    (tmp_path / navn).write_bytes(innhold)
    with pytest.raises(Datafeil) as feil:
        les_bok(Bokmappe.her(), tmp_path / navn, "tek")
    assert sagt in str(feil.value)
    assert str(feil.value).endswith(".")


def test_other_zip_files_are_told_in_words(tmp_path: Path) -> None:
    _zip(tmp_path / "a.ods", mimetype="application/vnd.oasis.opendocument.spreadsheet")
    with zipfile.ZipFile(tmp_path / "b.xlsb", "w") as pakke:
        pakke.writestr("xl/workbook.bin", "x")
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as pakke:
        pakke.writestr("word/document.xml", "x")
    with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as pakke:
        pakke.writestr("xl/workbook.xml", "<ikke xml")
    sagt = []
    for fil in sorted(tmp_path.iterdir()):
        with pytest.raises(Datafeil) as feil:
            les_bok(Bokmappe.her(), fil, "tek")
        sagt.append(str(feil.value))
    for del_, linje in zip(
        ("OpenDocument", "binær Excel-fil", "er ikke en arbeidsbok", "kan ikke leses"), sagt,
        strict=True,
    ):  # fmt: skip
        assert del_ in linje


def test_a_missing_file_gets_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "tiltakene.xlsx").touch()
    with pytest.raises(Datafeil, match=r"filen finnes ikke\. Mente du tiltakene.xlsx\?"):
        les_bok(Bokmappe.her(), tmp_path / "tiltaken.xlsx", "tek")


def test_a_share_that_has_no_unit_of_its_own_may_be_typed_in_per_cent(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        for navn, verdi in (("område", "avløp"), ("andel", "25 %"), ("opphav", "valgt")):
            arkhjelp.rute(bok, "Tiltak", ("VEI1",), f"Selvkost: {navn}").value = verdi
        arkhjelp.rute(bok, "Tiltak", ("VEI1",), "Selvkost: begrunnelse").value = "Et anslag."

    sagt = str(arkhjelp.lest(_fil_med(tmp_path, endre)).endringer)
    assert "andel: 0.25" in sagt


def test_the_sums_of_a_printed_table_are_read(tmp_path: Path) -> None:
    """Its rows are what the source prints: «total» is one of them, new or not."""

    def endre(bok: Any) -> None:
        arkhjelp.legg_til(
            bok, "Tabeller", Tabell="ny", Fil="oppgitt/ny.csv", Tittel="Ny", Kilde="plan-2027",
            Side=21, **{"Holdes mot: effekt per": "virksomhet", "Nøkkelkolonner": "rad, ar"},
        )  # fmt: skip
        for navn, slag, enhet in (("rad", "string", None), ("ar", "year", None), ("belop", "number", "mill. kr")):
            arkhjelp.legg_til(
                bok, "Kolonner", Tabell="ny", Kolonne=navn, Slag=slag, Tittel=navn, Enhet=enhet,
                Må_fylles_ut="ja" if navn == "rad" else None,
            )  # fmt: skip
        ark = bok.create_sheet("ny")
        for rad in (["rad", 2027, 2028, 2029, 2030], ["total", 0.21, 0.72, 0.63, 0.82]):
            ark.append(rad)

    funnet = arkhjelp.lest(_fil_med(tmp_path, endre))
    assert not [ett for ett in funnet.merknader if ett.startswith("ny!")]
    assert "tek/oppgitt/ny.csv" in funnet.endringer
    assert "required: true" in str(funnet.endringer)
