"""Workbooks that are bombs: told in words in a moment, whatever they unpack to; ordinary ones as they are."""

import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from effekt.base import bounds
from effekt.base.faults import Datafeil
from effekt.excel.opening import apne_bok

_ARK = "xl/worksheets/sheet1.xml"
_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TEKST = '<row r="6"><c r="A6" t="inlineStr"><is><t>x</t></is></c></row>'


def _ark(rader: str, etter: str = "") -> str:
    return f'<worksheet xmlns="{_NS}"><sheetData>{rader}</sheetData>{etter}</worksheet>'


def _bok(fil: Path, **deler: str | bytes) -> Path:
    """A workbook with these parts in place of its own, by the last word of their names."""
    grunn = fil.with_name("grunn.xlsx")
    openpyxl.Workbook().save(grunn)
    with zipfile.ZipFile(grunn) as fra, zipfile.ZipFile(fil, "w", zipfile.ZIP_DEFLATED) as til:
        for navn in fra.namelist():
            if Path(navn).stem not in deler:
                til.writestr(navn, fra.read(navn))
        for navn, innhold in deler.items():
            til.writestr({"sheet1": _ARK, "sharedStrings": "xl/sharedStrings.xml"}.get(navn, navn), innhold)
    return fil


def _feil(fil: Path) -> str:
    start = time.process_time()
    with pytest.raises(Datafeil) as feil:
        apne_bok(fil)
    assert time.process_time() - start < 2
    return str(feil.value)


@pytest.mark.parametrize(
    ("deler", "sagt"),
    [
        ({"sheet1": _ark('<row r="1"/>' * 2_000_000)}, "mer enn 100 MB utpakket, eller en del mer enn 20 MB"),
        ({"sheet1": _ark("".join(f'<row r="{nr}" ht="{nr % 97}"/>' for nr in range(550_000)))}, "har for mange ruter"),
        ({"mimetype": b"0" * 150_000_000}, "mer enn 100 MB utpakket"),
        ({"sharedStrings": b"<sst>" + b"a" * 30_000_000}, "en del mer enn 20 MB"),
        ({"xl/media/a.bin": b"a" * 15_000_000}, "er pakket tettere enn noe Excel lager"),
        ({f"xl/{nr}.xml": "" for nr in range(5_001)}, "mer enn 5000 deler"),
        ({"sheet1": "<a>" * 100_000}, "kan ikke leses"),
        ({"sheet1": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + _ark("&b;")}, "kan ikke leses"),
        ({"sheet1": _ark(_TEKST, "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 10_001 + "</mergeCells>")},
         "mer enn 10000 sammenslåtte områder"),
        ({"sheet1": _ark("".join(f'<row r="{nr}"><c r="A{nr}"><f>{"7+" * 900}{nr}</f></c></row>'
          for nr in range(1, 200)))}, "for mange regnestykker"),
    ],
    ids=["rader", "tomme rader", "mimetype", "tekster", "ratio", "deler", "dypt", "xxe", "sammenslatt", "regnestykker"],
)  # fmt: skip
def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, deler: dict[str, str | bytes], sagt: str
) -> None:
    assert sagt in _feil(_bok(tmp_path / "a.xlsx", **deler))


def test_a_zip_that_lies_of_its_sizes_is_read_no_further(tmp_path: Path) -> None:
    fil = _bok(tmp_path / "a.xlsx", sheet1=_ark(_TEKST + " " * 5_000_000))
    with zipfile.ZipFile(fil) as pakke:
        sagt = pakke.getinfo(_ARK).file_size
    fil.write_bytes(fil.read_bytes().replace(sagt.to_bytes(4, "little"), (300).to_bytes(4, "little")))
    assert "filen er skadet" in _feil(fil)


def test_an_encrypted_zip_is_told(tmp_path: Path) -> None:
    fil = _bok(tmp_path / "a.xlsx")
    raa = bytearray(fil.read_bytes())
    for merke, plass in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        sted = -1
        while (sted := raa.find(merke, sted + 1)) >= 0:
            raa[sted + plass] |= 1
    fil.write_bytes(raa)
    assert "med passord" in _feil(fil)


@pytest.mark.parametrize("omrade", ["A6:XFD1048576", "A6:XFD6", "A6:A1048576"])
def test_what_is_merged_reaches_as_far_as_the_sheet_is_used(tmp_path: Path, omrade: str) -> None:
    ark = _ark(
        _TEKST + '<row r="9"><c r="C9"><v>1</v></c></row>', f'<mergeCells><mergeCell ref="{omrade}"/></mergeCells>'
    )
    side = apne_bok(_bok(tmp_path / "a.xlsx", sheet1=ark))[0]
    assert max(side.rader) <= 9
    assert max(max(ruter) for ruter in side.rader.values()) <= 3
    assert sum(rute.tekst == "x" for ruter in side.rader.values() for rute in ruter.values()) > 2
    assert side.rute(6, 1).delt == ""


def test_a_merged_number_says_where_it_is_merged(tmp_path: Path) -> None:
    ark = _ark('<row r="1"><c r="A1"><v>5</v></c><c r="D1"><v>1</v></c></row>',
               '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>')  # fmt: skip
    side = apne_bok(_bok(tmp_path / "a.xlsx", sheet1=ark))[0]
    assert [side.rute(1, nr).delt for nr in range(1, 5)] == ["A1:C1", "A1:C1", "A1:C1", ""]


@pytest.mark.parametrize(
    ("celle", "tekst"),
    [
        ("<v>1e999</v>", "inf"),
        (f"<v>{'9' * 400}</v>", "9" * 400),
        ("<f>2+3*4</f>", "14"),
        ("<f>A2*2</f><v>41.5</v>", "41.5"),
        (f"<f>{'(' * 4000}1{')' * 4000}</f><v>1</v>", "1"),
        (f"<f>{'9' * 4000}*2</f><v>7</v>", "7"),
        ('<f t="shared" si="0" ref="A1:A9">1/4</f>', "0.25"),
    ],
)
def test_a_cell_is_what_excel_would_show(tmp_path: Path, celle: str, tekst: str) -> None:
    side = apne_bok(_bok(tmp_path / "a.xlsx", sheet1=_ark(f'<row r="1"><c r="A1">{celle}</c></row>')))[0]
    assert side.rute(1, 1).tekst == tekst


def test_a_formula_that_gave_an_empty_text_is_not_one_that_was_never_worked_out(tmp_path: Path) -> None:
    rad = '<row r="1"><c r="A1" t="str"><f>B1</f></c><c r="B1"><f>C1</f></c></row>'
    side = apne_bok(_bok(tmp_path / "a.xlsx", sheet1=_ark(rad)))[0]
    assert (side.rute(1, 1).verdi, side.rute(1, 2).verdi) == ("", None)


def test_hidden_rows_and_columns_and_formats_are_told(tmp_path: Path) -> None:
    fil = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(fil)) as bok:
        ark = bok.add_worksheet("Skjult")
        ark.write(0, 0, 1)
        ark.write(1, 1, 0.5, bok.add_format({"num_format": "0.0%"}))
        ark.write(2, 2, 5, bok.add_format({"num_format": '0 "mill."'}))
        ark.set_row(1, None, None, {"hidden": True})
        ark.set_column(1, 2, None, None, {"hidden": True})
        bok.add_worksheet("Synlig").activate()
        ark.hide()
    side = apne_bok(fil)[0]
    assert (side.navn, side.skjult) == ("Skjult", True)
    assert (side.skjulte_rader, side.skjulte_kolonner) == (frozenset({2}), frozenset({2, 3}))
    assert [side.rute(nr, nr).format for nr in (1, 2, 3)] == ["General", "0.0%", '0 "mill."']


def test_a_sheet_of_very_many_filled_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SHEET_ROWS", 10)
    ark = _ark("".join(f'<row r="{nr}"><c r="A{nr}"><v>1</v></c></row>' for nr in range(1, 12)))
    assert "arket «Sheet» har mer enn 10 rader med innhold" in _feil(_bok(tmp_path / "a.xlsx", sheet1=ark))


def test_merges_and_columns_without_end_take_no_time(tmp_path: Path) -> None:
    fletter = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 9_999 + "</mergeCells>"
    rader = "".join(f'<row r="{nr}"><c r="A{nr}"><v>1</v></c><c r="T{nr}"><v>1</v></c></row>' for nr in range(1, 2_000))
    kolonner = '<cols><col min="-99999999" max="99999999" hidden="1"/>' + '<col min="1" max="500"/>' * 9_000 + "</cols>"
    ark = _ark(rader, fletter).replace("<sheetData>", f"{kolonner}<sheetData>")
    start = time.process_time()
    side = apne_bok(_bok(tmp_path / "a.xlsx", sheet1=ark))[0]
    assert time.process_time() - start < 2
    assert side.skjulte_kolonner == frozenset(range(1, bounds.SHEET_COLUMNS + 1))


def test_a_part_that_is_many_sheets_is_refused(tmp_path: Path) -> None:
    fil = _bok(tmp_path / "a.xlsx", sheet1=_ark(_TEKST))
    with zipfile.ZipFile(fil) as pakke:
        bok = pakke.read("xl/workbook.xml").decode()
    ett = bok[bok.index("<sheet ") : bok.index("</sheets>")]
    flere = {"xl/workbook.xml": bok.replace(ett, ett * 3), "workbook": ""}
    assert "to ark i arbeidsboken er samme del" in _feil(_bok(tmp_path / "b.xlsx", **flere))
