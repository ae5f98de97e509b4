"""What the search page of the published site searches: every word can be read on its page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page

from effekt.site.search import read_synonyms
from tests.conftest import DATA
from tests.helpers.sider import alle_sider
from tests.helpers.soket import hits, read_index_of


class _Lest(HTMLParser):
    """The words of a page that are shown or read out: not those of drawings, scripts and the page's head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._inni: list[str] = []
        self._biter: list[str] = []
        self.feed(html)
        # A word may be marked in part; and two pieces may stand side by side without a space.
        self.ord = {o for mellom in ("", " ") for o in _ord(mellom.join(self._biter))}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._biter += [verdi or "" for navn, verdi in attrs if navn in {"alt", "aria-label"}]
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
    forst, rest = read_index_of(nettsted)
    assert len(forst["sider"]) == len(alle_sider())
    for nr, (adresse, sidetittel, steder) in enumerate(forst["sider"]):
        lest = _Lest((nettsted / adresse).read_text(encoding="utf-8")).ord
        assert len(lest) > 50
        senere = [tekst for side, _, tekst in rest if side == nr]
        for tekst in [sidetittel, *(del_ for sted in steder for del_ in sted[2:4]), *senere]:
            assert [o for o in _ord(tekst) if o not in lest] == [], f"{adresse}: {tekst[:80]}"


@pytest.mark.bygg
def test_the_index_has_text_alone_and_the_first_answer_needs_less_than_half_of_it(nettsted: Path) -> None:
    forst, rest = read_index_of(nettsted)
    tekster = [tekst for _, _, steder in forst["sider"] for sted in steder for tekst in sted[2:]]
    tekster += [tekst for _, _, tekst in rest]
    assert [t for t in tekster if re.search(r"</|viewBox|<svg|<path| style=|class=", t)] == []
    # Registers and what stands in tables come after.
    assert len((nettsted / "_static/sokedata.js").read_bytes()) < 248_000


# What is asked for, and where the best hit leads.
_SPORSMAL = {
    "SYE1": "kort-sye1",
    "hls1": "kort-hls1",
    "hva koster SYE3 først": "kort-sye3",
    "egenbetaling": "kort-hls1",
    "over 60 døgn": "kort-hls1",
    "figur 21": "hls-figur-21",
    "Tabell 7": "hls-tabell-7",
    "3.4": "3-4-sykehjemsetaten.html#sykehjemsetaten",
    "hvem bestemmer": "hls-vedtak-per-tiltak",
    "hvor mye sparer vi": "rekker-det.html#rekker-det",
    "resultatgrad": "hls-figur-1",
}


@pytest.mark.bygg
@pytest.mark.nettleser
def test_the_best_hit_is_what_is_asked_for(nettsted: Path, side: Page) -> None:
    funnet = {sporsmal: hits(side, nettsted, sporsmal)[0] for sporsmal in _SPORSMAL}
    assert {s: adresse for s, adresse in funnet.items() if not adresse.endswith(_SPORSMAL[s])} == {}


@pytest.mark.bygg
@pytest.mark.nettleser
def test_a_number_is_found_however_it_is_written(nettsted: Path, side: Page) -> None:
    for skrivemater in (
        ("1180780", "1 180 780", "1\u00a0180\u00a0780", "1\u202f180\u202f780", "1,18 mill.", "1,18 millioner kroner"),
        ("9,4 %", "9.4 %", "9,4%", "9,4 prosent", "9,40 %"),
        ("65 milliarder", "65 mrd.", "65 mrd"),
    ):
        alle = [hits(side, nettsted, en) for en in skrivemater]
        assert alle[0]
        assert [en for en, treff in zip(skrivemater, alle, strict=True) if treff != alle[0]] == []
    assert any("kort-sye1" in treff for treff in hits(side, nettsted, "1180780"))


@pytest.mark.bygg
@pytest.mark.nettleser
def test_words_of_a_question_that_an_answer_need_not_have_are_left_out(nettsted: Path, side: Page) -> None:
    assert hits(side, nettsted, "hvor mye sparer kommunen på") == hits(side, nettsted, "sparer kommunen")
    assert "hvor" not in side.locator("#sok-treff mark").all_inner_texts()


def test_every_synonym_stands_in_one_group() -> None:
    ord_ = [o for gruppe in read_synonyms(DATA) for o in gruppe]
    assert ord_
    assert len(ord_) == len(set(ord_))
