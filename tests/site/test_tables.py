"""Tables of the site: what their cells say they are, units above, and lists that the page has before the script."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx

from effekt.display.captions import POSITIVT, POSITIVT_FORST
from effekt.export.papertree import table, title_of
from effekt.site.said_once import AGAIN, say_once
from effekt.site.tables import STACKED, choices, first_part, prepare_tables, two_columns
from tests.helpers.bokkopi import ROT

if TYPE_CHECKING:
    from playwright.sync_api import Page

_APP = cast(Sphinx, None)  # what is called here asks nothing of it
HODE = ["Tiltak", "Sektor", "Hvem", "2030"]
RADER = [["VEI1 Gater", "TEK", "Bystyret", "24"], ["BAR1 Barn", "OPP", "", "ikke oppgitt"]]


def _side(*rader: list[str], klasser: str = "effekt-tabell") -> tuple[nodes.document, nodes.table]:
    side, tabell = new_document("side"), table([HODE, *rader], klasser.split())
    tabell.insert(0, nodes.title("", "Alle"))
    under = nodes.container("", nodes.paragraph("", "I kroner"), classes=["effekt-undertittel"])
    side += nodes.container("", tabell, under, classes=["effekt-tabellboks"])
    prepare_tables(_APP, side)
    return side, tabell


def test_the_unit_goes_into_the_caption_and_is_no_part_of_the_name() -> None:
    side, tabell = _side(*RADER)
    title = tabell.next_node(nodes.title)
    assert title is not None
    assert title.astext() == "AlleI kroner"
    assert title_of(tabell) == "Alle"
    assert not [n for n in side.findall(nodes.container) if "effekt-undertittel" in n["classes"]]


def test_numbers_are_told_from_words_cell_by_cell() -> None:
    _, tabell = _side(*RADER)
    klasser = [entry["classes"] for entry in tabell.findall(nodes.entry)]
    assert klasser[3::4] == [["tall"], ["tall"], ["tall", "uten"]]
    assert not any(k for nr, k in enumerate(klasser) if nr % 4 != 3)


def test_tables_of_words_are_stacked_and_tables_of_numbers_are_not() -> None:
    assert STACKED in _side(*RADER)[1]["classes"]
    assert STACKED not in _side(["A", "1", "2", "3"], ["B", "4", "5", "6"])[1]["classes"]
    assert STACKED not in _side(*RADER, klasser="effekt-tabell sammenlign")[1]["classes"]


def test_the_lists_have_each_value_once_in_the_alphabets_order_and_are_hidden() -> None:
    rader = [["VEI1.a", "Å", "Bystyret", "1"], ["VEI1.b", "Ø", "Byrådet", "2"], ["BAR1[x]", "Z", "Bystyret", "3"]]
    html = choices(_side(*rader, klasser="effekt-tabell utvalg utvalg-del-1 utvalg-2 utvalg-3")[1])
    verdier = [verdi for verdi in re.findall(r'<option value="([^"]+)"', html) if not verdi.isdigit()]
    assert verdier == ["BAR1", "VEI1", "Z", "Ø", "Å", "Byrådet", "Bystyret"]
    assert html.startswith('<details class="utvalg-boks" hidden>')
    assert "Gjelder" in html
    assert "style=" not in html


def test_texts_of_data_stay_texts_in_the_lists() -> None:
    rader = [["<b>", '"><script>', "x", "1"], ["b", "y", "z", "2"]]
    for html in (
        choices(_side(*rader, klasser="utvalg utvalg-2")[1]),
        two_columns(_side(*rader, klasser="sammenlign")[1]),
    ):
        assert "<script>" not in html


def test_an_address_is_of_its_first_part() -> None:
    assert [first_part(a) for a in ("SYE1.plasser", "rammekutt[HEL, 2026]", "tall")] == ["SYE1", "rammekutt", "tall"]


def test_which_way_is_better_is_said_once_on_a_page() -> None:
    side = new_document("side")
    for sagt in (f"Mill. kroner, {POSITIVT}. Mer", f"Kroner. {POSITIVT_FORST}", f"Tusen, {POSITIVT}"):
        side += nodes.paragraph("", sagt)
    say_once(_APP, side)
    igjen = [n.astext() for n in side.findall(nodes.inline) if AGAIN in n["classes"]]
    assert igjen == [f". {POSITIVT_FORST}", f", {POSITIVT}"]
    assert next(p.astext() for p in side.findall(nodes.paragraph)) == f"Mill. kroner, {POSITIVT}. Mer"


@pytest.mark.nettleser
def test_no_reader_of_a_phone_meets_a_blank_part_of_a_table(side: "Page", tmp_path: Path) -> None:
    """A wide table of words, each row with one long text: at most three lines' height without a word on the screen."""
    lang = "Dette er en lang forklaring som går over mange linjer når kolonnen er smal. " * 4
    celler = "".join(
        f'<tr><th scope="row"><p>VEI{nr}</p></th><td data-hode="Hva"><p>Kort</p></td>'
        '<td data-hode="Hvor"><p>s. 4</p></td>'
        f'<td data-hode="Vurdering"><p>{lang}</p></td><td class="tall" data-hode="2030"><p>5</p></td></tr>'
        for nr in range(6)
    )
    hoder = "".join(f'<th scope="col"><p>{navn}</p></th>' for navn in ("Tiltak", "Hva", "Hvor", "Vurdering", "2030"))
    fil = tmp_path / "side.html"
    fil.write_text(
        f"""<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>Tabell</title>
<link rel="stylesheet" href="{ROT}/effekt/site/theme/static/effekt.css"></head><body><main class="innhold">
<div class="tabellramme"><table class="effekt-tabell register {STACKED}"><thead><tr>{hoder}</tr></thead>
<tbody>{celler}</tbody></table></div></main></body></html>""",
        encoding="utf-8",
    )
    for bredde in (320, 390):
        side.set_viewport_size({"width": bredde, "height": 800})
        side.goto(fil.as_uri())
        assert side.evaluate("document.documentElement.scrollWidth") <= bredde
        assert side.evaluate(_LONGEST_BLANK) < 70
    assert side.locator("td.tall").first.evaluate("n => n.getBoundingClientRect().top") < side.locator(
        "td[data-hode=Hva]"
    ).first.evaluate("n => n.getBoundingClientRect().bottom")


_LONGEST_BLANK = """() => {
  const frame = document.querySelector(".tabellramme");
  const words = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  const lines = [];
  while (words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.left < innerWidth) lines.push([box.top, box.bottom]);
  }
  lines.sort((a, b) => a[0] - b[0]);
  let at = frame.getBoundingClientRect().top, blank = 0;
  for (const [top, bottom] of lines) {
    blank = Math.max(blank, top - at);
    at = Math.max(at, bottom);
  }
  return Math.max(blank, frame.getBoundingClientRect().bottom - at);
}"""
