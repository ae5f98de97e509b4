"""CSV as Norwegian Excel opens it."""

import csv
import io

import pytest

from effekt.base.characters import harmless_cell
from effekt.base.norwegian_csv import as_norwegian_csv, norwegian_csv


def _read(text: str) -> list[list[str]]:
    """The cells as a program with Norwegian settings has them."""
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("tall", "ventet"),
    [("1.5", "1,5"), ("-0.25", "-0,25"), ("24", "24"), ("1e-07", "1e-07"), ("2.5E-7", "2,5E-7"), ("", "")],
)
def test_numbers_have_a_decimal_comma(tall: str, ventet: str) -> None:
    assert _read(norwegian_csv(f"navn,verdi\na,{tall}\n", ["verdi"])) == [["navn", "verdi"], ["a", ventet]]


def test_text_stays_as_it_is_whatever_stands_in_it() -> None:
    text = 'navn,verdi\n"3.4 Å; b ""c""\nd",ikke oppgitt 1.5\n2.1,1.5\n'
    assert _read(norwegian_csv(text, ["verdi"])) == [
        ["navn", "verdi"],
        ['3.4 Å; b "c"\nd', "ikke oppgitt 1.5"],
        ["2.1", "1,5"],
    ]


@pytest.mark.parametrize("formel", ["=1+1", "a;=1+1", "+SUM(A1)", "@x", "-2+3"])
def test_what_was_made_harmless_is_so_between_semicolons_too(formel: str) -> None:
    ut = io.StringIO()
    csv.writer(ut, lineterminator="\n").writerows([["navn", "verdi"], [harmless_cell(formel), "-5.5"]])
    norsk = norwegian_csv(ut.getvalue(), ["verdi"])
    assert _read(norsk)[1] == [harmless_cell(formel), "-5,5"]
    # Also to a program that splits by the semicolon without heed of quotation marks.
    assert not [
        del_ for linje in norsk.splitlines()[1:] for del_ in linje.split(";")[:-1] if del_.strip('"')[:1] in "=+@"
    ]


def test_lines_end_as_excel_writes_them() -> None:
    assert as_norwegian_csv([["a", "å"], ["1", "2"]]).encode() == b"\xef\xbb\xbfa;\xc3\xa5\r\n1;2\r\n"
