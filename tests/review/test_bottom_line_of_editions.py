"""Two books compared begin with the bottom line, where both can be worked out: of data, or of a rerun's changes."""

import shutil
from pathlib import Path

import pytest

from effekt.reading.bokmappe import Bokmappe
from effekt.review.editions import ExecutedBook, _bottom_line
from tests.helpers.kommune import KOMMUNEDATA

_ENDRINGER = """
tittel: En prøve
forfatter: Kari Nordmann
dato: 2026-11-20
endringer:
  VEI1.gjennomfores: {verdi: nei, begrunnelse: En prøve}
"""


@pytest.fixture
def faerre(tmp_path: Path) -> Path:
    """Lillevik's data with 1 000 lights fewer."""
    data = tmp_path / "b" / "data"
    shutil.copytree(KOMMUNEDATA, data)
    fil = data / "tek/tiltak/vei1.yml"
    fil.write_text(fil.read_text("utf-8").replace("verdi: 2000,", "verdi: 1000,"), encoding="utf-8")
    return data


def _linjer(a: ExecutedBook, b: ExecutedBook) -> str:
    fortalt = _bottom_line(Bokmappe.her(), a, b)
    return "\n".join(fortalt.linjer()).replace("\u00a0", " ") if fortalt else ""


def test_two_books_with_data_are_worked_out_of_it(faerre: Path) -> None:
    linjer = _linjer(ExecutedBook("a", {}, KOMMUNEDATA), ExecutedBook("b", {}, faerre))
    assert "VEI1 i 2030: 420 → 210; i 2027–2030 til sammen: 1 470 → 740" in linjer
    assert "Alle tiltak i TEK i 2030: 820 → 610" in linjer
    assert "Alle sektorer i 2030:" in linjer


def test_what_a_rerun_wrote_is_worked_out_of_its_changes(tmp_path: Path) -> None:
    endringer = tmp_path / "endringer.yml"
    endringer.write_text(_ENDRINGER, encoding="utf-8")
    linjer = _linjer(ExecutedBook("omregnet", {}, None, endringer), ExecutedBook("bok", {}, KOMMUNEDATA))
    assert "VEI1 i 2030: utelatt → 420" in linjer


def test_one_that_says_nothing_of_its_data_has_no_bottom_line() -> None:
    assert not _linjer(ExecutedBook("a", {}, None), ExecutedBook("b", {}, KOMMUNEDATA))


def test_the_same_data_are_told_in_a_sentence() -> None:
    en = ExecutedBook("a", {}, KOMMUNEDATA)
    assert _linjer(en, en).startswith("Bunnlinjen er som før: alle tiltak i OPP gir 4 800 tusen kroner i 2030")
