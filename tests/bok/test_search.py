"""What the search page of the published site searches: every word can be read on its page."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from effekt.site.search import read_synonyms
from tests.conftest import DATA
from tests.helpers.sider import alle_sider


class _Lest(HTMLParser):
    """The words of a page that are shown: not those of drawings, scripts and the page's head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._inni: list[str] = []
        self._biter: list[str] = []
        self.feed(html)
        # A word may be marked in part; and two pieces may stand side by side without a space.
        self.ord = {o for mellom in ("", " ") for o in _ord(mellom.join(self._biter))}

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in {"head", "svg", "script", "style"}:
            self._inni.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inni and tag == self._inni[-1]:
            self._inni.pop()

    def handle_data(self, data: str) -> None:
        if not self._inni:
            self._biter.append(data)


def _ord(tekst: str) -> list[str]:
    return re.findall(r"\w+", tekst.lower())


@pytest.mark.bygg
def test_every_word_of_the_index_can_be_read_on_its_page(nettsted: Path) -> None:
    skript = (nettsted / "_static/sokedata.js").read_text(encoding="utf-8")
    data = json.loads(skript.removeprefix("const SOKEDATA = ").removesuffix(";\n"))
    assert len(data["sider"]) == len(alle_sider())
    for adresse, sidetittel, steder_ in data["sider"]:
        lest = _Lest((nettsted / adresse).read_text(encoding="utf-8")).ord
        assert len(lest) > 50
        for tekst in [sidetittel, *(del_ for sted in steder_ for del_ in sted[1:])]:
            assert [o for o in _ord(tekst) if o not in lest] == [], f"{adresse}: {tekst[:80]}"
    assert "viewBox" not in skript


def test_every_synonym_stands_in_one_group() -> None:
    ord_ = [o for gruppe in read_synonyms(DATA) for o in gruppe]
    assert ord_
    assert len(ord_) == len(set(ord_))
