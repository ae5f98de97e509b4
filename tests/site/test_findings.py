"""A finding is the heading of its section; and how long a page takes to read is counted in its prose."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from docutils import nodes, utils

from effekt.display.objects import FUNN
from effekt.display.texts import BRUTT
from effekt.site.headings import show_findings
from effekt.site.sections import reading_time


def _page(*sections: tuple[str, str]) -> nodes.document:
    """A page of sections, each with its heading and, in an output of a cell, its finding."""
    page = utils.new_document("page")
    for heading, finding in sections:
        section = nodes.section("", nodes.title("", heading), ids=[heading.lower()])
        if finding:
            there = nodes.container("", nodes.paragraph("", finding), classes=[FUNN])
            section += nodes.container("", there, classes=["cell"])
        page += section
    return page


@pytest.mark.parametrize(
    ("finding", "shown"),
    [
        ("Åtte tiltak gir 72 mill.", "Åtte tiltak gir 72 mill."),
        (f"{BRUTT.strip('*')} Åtte tiltak gir 72 mill.", "Tiltakene"),
        ("", "Tiltakene"),
    ],
    ids=["holds", "broken", "none"],
)
def test_a_finding_is_the_heading_while_it_holds(finding: str, shown: str) -> None:
    page = _page(("Tiltakene", finding), ("Annet", ""))
    show_findings(cast(Any, None), page, "book/forside")
    assert [title.astext() for title in page.findall(nodes.title)] == [shown, "Annet"]
    # Said once: as the heading, or where it stood.
    assert page.astext().count("72 mill.") == (1 if finding else 0)
    assert [section["ids"] for section in page.findall(nodes.section)] == [["tiltakene"], ["annet"]]


@pytest.mark.parametrize(("words", "said"), [(100, "ett minutt"), (900, "fire minutter")])
def test_reading_time_is_of_the_prose_alone(words: int, said: str) -> None:
    page = _page(("Sammendrag", ""))
    page += nodes.paragraph("", " ".join(["ord"] * words))
    page += nodes.container("", nodes.paragraph("", " ".join(["kilde"] * 2000)), classes=["effekt-kilde"])
    env: Any = SimpleNamespace(found_docs={"book/hls/sammendrag"}, get_doctree=lambda name: page)
    otherwise = nodes.inline("", "noen minutter")
    assert reading_time(env, "book/hls/sammendrag", otherwise).astext() == said
    assert reading_time(env, "book/finnes-ikke", otherwise) is otherwise
