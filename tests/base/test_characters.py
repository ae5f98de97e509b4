"""Signs that nobody sees, and cells that a spreadsheet would run."""

import pytest

from effekt.base.characters import harmless_cell, hidden_in, hidden_places, visible
from effekt.base.faults import naermeste


@pytest.mark.parametrize(
    "tegn", ["\x00", "\x1b", "\x7f", "\x9b", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\ue000"]
)
def test_a_hidden_sign_is_found_and_shown_by_its_name(tegn: str) -> None:
    navn = f"U+{ord(tegn):04X}"
    assert hidden_in(f"ab{tegn}c") == (2, navn)
    assert visible(f"ab{tegn}c") == f"ab<{navn}>c"
    assert list(hidden_places({"a": ["x", {f"k{tegn}": "y"}]})) == [(("a", 1, f"k{tegn}"), navn)]


@pytest.mark.parametrize(
    "tekst", ["vanlig", "s.\u00a05 – 7", "myk\u00adbindestrek", "linje\r\nlinje\tfelt", "漢字 🙂 e\u0301"]
)
def test_what_is_seen_is_left_alone(tekst: str) -> None:
    assert hidden_in(tekst) is None
    assert visible(tekst.replace("\r", "")) == tekst.replace("\r", "")


@pytest.mark.parametrize(
    "celle", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", " =1", "\t=1", "=HYPERLINK(1)", "\uff1d1", "- punkt"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(celle: str) -> None:
    assert harmless_cell(celle).startswith("'")


@pytest.mark.parametrize(("celle", "trygg"), [("a;=1", "a;'=1"), ("a\n@x", "a\n'@x"), ("a\t-x", "a\t'-x")])
def test_nor_is_what_another_separator_would_make_a_cell(celle: str, trygg: str) -> None:
    assert harmless_cell(celle) == trygg


@pytest.mark.parametrize("celle", ["-5", "-1 250,5 %", "+47 22", "-", "a - b", "2026-12-01", "1=2", "−5 mill."])
def test_numbers_and_ordinary_words_stay(celle: str) -> None:
    assert harmless_cell(celle) == celle


@pytest.mark.parametrize(("skrevet", "tegn"), [("Sko\u00a0og fritid", "U+00A0"), ("Sko\u200b og fritid", "U+200B")])
def test_a_name_that_looks_the_same_is_told_by_the_sign_that_differs(skrevet: str, tegn: str) -> None:
    sagt = naermeste(skrevet, ["Vei", "Sko og fritid"])
    assert sagt == f" Det ser ut som «Sko og fritid», men har et annet tegn ({tegn}). Skriv det slik det står der."
