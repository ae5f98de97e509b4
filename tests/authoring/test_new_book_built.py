"""A first afternoon: four answers, a table that was there, and the site stands with the table's own sums."""

import html
import re
from pathlib import Path

import pytest

from effekt.authoring.new_book import order_book
from effekt.authoring.new_sector import legg
from effekt.excel.budget_import import BudgetDecisions, open_budget
from effekt.excel.csv_sheet import open_csv
from effekt.reading.bokmappe import Bokmappe
from effekt.site.build import build_book

pytestmark = pytest.mark.bygg

# Two measures with the same amounts, one that grows, one of a year alone, one without kroner.
TABELL = """\
Lillevik kommune, innsparinger i kultur. Tall i 1000 kr. Minus = innsparing.
Tiltak;HP 2027;HP 2028;HP 2029;HP 2030
Kortere åpningstid;-110;-110;-110;-110
Færre vikarer;-110;-110;-110;-110
Lavere husleie;-430;-860;-1290;-1720
Salg av bokbussen;-40;;;
Ny billettordning;ikke beregnet;;;
Sum;-690;-1 080;-1 510;-1 940
"""


@pytest.fixture(scope="module")
def sider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages of the book."""
    rot = tmp_path_factory.mktemp("bok") / "lillevik"
    with pytest.MonkeyPatch.context() as miljo:
        miljo.setenv("EFFEKT_DATA", str(rot / "data"))
        legg(rot, order_book(rot, "Lillevik kommune", "Kultur", {}, "2027-2030"))
        fil = rot / "innsparinger.csv"
        fil.write_text(TABELL, encoding="utf-8")
        bok = Bokmappe(rot / "data", rot)
        lest = open_budget(bok, fil, open_csv(fil)).read(BudgetDecisions())
        lest.require_faultless()
        assert lest.mismatches == []
        lest.write()
        build_book(Bokmappe(rot / "data", rot), lambda _: None)
    return rot / "_build/html"


def _text(fil: Path) -> str:
    tekst = html.unescape(re.sub(r"<[^>]+>", " ", fil.read_text(encoding="utf-8")))
    return re.sub(r"\s+", " ", tekst)


def test_the_sums_are_those_of_the_table(sider: Path) -> None:
    tekst = _text(sider / "index.html")
    assert "1 940" in tekst
    assert "1,94 mill" not in tekst


@pytest.mark.parametrize(
    ("side", "ventet"),
    [
        ("kultur/kul1/index.html", ["Kortere åpningstid", "rad 3"]),
        ("kultur/kul2/index.html", ["Færre vikarer", "rad 4"]),
        ("kultur/kul4/index.html", ["Salg av bokbussen"]),
        ("kultur/kul5/index.html", ["Ny billettordning", "Kilden oppgir ikke beløp."]),
        ("book/kultur/3-1-kul.html", ["Lavere husleie", "Ny billettordning"]),
    ],
)
def test_each_measure_has_its_page_with_its_row(sider: Path, side: str, ventet: list[str]) -> None:
    tekst = _text(sider / side)
    for ett in ventet:
        assert ett in tekst
