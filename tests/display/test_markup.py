"""A text from data says what it says: read by MyST with the book's own settings, it is what the allow-list has."""

import io
import random
import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
import yaml
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser

from effekt.base.book import FELLES_OPPSETT
from effekt.display.blocks import Avsnitt, Bilde, Kodeblokk, Liste, Nedtrekk, Rutenett
from effekt.display.markup import en_linje, endringsmerke, til_html, til_html_celle, trygg, trygg_linje
from tests.helpers.fiendtlig import MALER, TEKSTER, fylt

ALLE = [fylt(tekst) for tekst in (*MALER, *TEKSTER)]
_LOVLIGE = (
    *(nodes.document, nodes.paragraph, nodes.Text, nodes.emphasis, nodes.strong, nodes.literal, nodes.reference),
    *(nodes.bullet_list, nodes.enumerated_list, nodes.list_item, nodes.footnote, nodes.footnote_reference),
    *(nodes.label, nodes.container, nodes.transition, nodes.substitution_definition),
)
_SPHINX = yaml.safe_load(FELLES_OPPSETT.read_text(encoding="utf-8"))["sphinx"]["config"]
_OPPSETT: dict[str, Any] = {
    **{navn: verdi for navn, verdi in _SPHINX.items() if navn.startswith("myst_")},
    "myst_suppress_warnings": _SPHINX["suppress_warnings"],
}


def lest_av_myst(markdown: str) -> nodes.document:
    """The document that the site would have; what it warns of is in it."""
    valg = {**_OPPSETT, "file_insertion_enabled": False, "raw_enabled": False, "warning_stream": io.StringIO()}
    return publish_doctree(markdown, parser=Parser(), settings_overrides=valg)


def _ulovlige(tre: nodes.document, ellers: tuple[type[nodes.Node], ...] = ()) -> list[nodes.Node]:
    return [n for n in tre.findall() if not isinstance(n, (*_LOVLIGE, *ellers))]


def _lenker(tre: nodes.document) -> list[str]:
    return [str(n["refuri"]) for n in tre.findall(nodes.reference)]


def _uten_sphinx(tekst: str) -> str:
    """References replaced by emphasis, which docutils knows as well."""
    return re.sub(r"\{(?:ref|doc|nedlasting)\}`([^`<]+?)(?: <[^>]+>)?`", r"*\1*", tekst)


@pytest.mark.parametrize("tekst", ALLE)
def test_a_hostile_text_becomes_nothing_but_what_is_on_the_list(tekst: str) -> None:
    for safe in (trygg(tekst), trygg_linje(tekst)):
        tre = lest_av_myst(_uten_sphinx(safe))
        assert _ulovlige(tre) == []
        assert all(re.match("https?://|mailto:", lenke) for lenke in _lenker(tre))


@pytest.mark.parametrize("tekst", ALLE)
def test_a_hostile_page_becomes_nothing_but_what_pages_have(tekst: str) -> None:
    sidens = (
        *(nodes.section, nodes.title, nodes.rubric, nodes.block_quote, nodes.literal_block, nodes.target, nodes.table),
        *(nodes.tgroup, nodes.colspec, nodes.thead, nodes.tbody, nodes.row, nodes.entry),
    )
    tre = lest_av_myst(_uten_sphinx(trygg(tekst, side=True)))
    assert _ulovlige(tre, sidens) == []
    assert all(re.match("https?://|mailto:", lenke) for lenke in _lenker(tre))


@pytest.mark.parametrize("tekst", ALLE)
def test_a_hostile_text_is_as_harmless_in_jupyterlab(tekst: str) -> None:
    for html in (til_html(tekst), til_html_celle(tekst), til_html(tekst, side=True)):
        for merke, attributter in _Merker(html).funnet:
            assert merke not in {"script", "img", "iframe", "meta", "style", "object", "embed", "form", "base", "link"}
            assert not any(navn.startswith("on") for navn in attributter)
            assert re.match("https?://|mailto:|#fn", attributter.get("href", "#fn"))


class _Merker(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.funnet: list[tuple[str, dict[str, str]]] = []
        self.tekst = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.funnet.append((tag, {navn: verdi or "" for navn, verdi in attrs}))

    def handle_data(self, data: str) -> None:
        self.tekst += data


_BITER = (
    *("a", "b ", "æ", " ", "\n", "\n\n", "*", "**", "_", "`", "``", "[", "]", "(", ")", "<", ">", "&", "&lt;", "&amp;"),
    *("&#58;", "#", "# ", "- ", "+ ", "1. ", "|", "---", "===", "\\", "{", "}", "{x}", "{include}", "{{", "}}", "!"),
    *("![", "](https://a.no)", "](javascript:x)", "^", "~~~", "```", "```{include} x\n", "::::", "::: {raw} html\n"),
    *(
        ":::{container} ingress\n",
        ":::\n",
        ":",
        "% x",
        "$$",
        "+++",
        "(t)=\n",
        "<script>",
        "<https://a.no>",
        "    ",
        "\t",
    ),
    *(
        "> ",
        "{.x}",
        ": x",
        "|a|b|\n|-|-|\n",
        "\u00a0",
        "  \n",
        "\\\n",
        "*a*",
        "`k`",
        ".. raw:: html\n",
        "\u200b",
        "[^1]",
    ),
)


def test_myst_reads_in_the_rewritten_text_what_was_read_in_the_first() -> None:
    velg = random.Random(13)
    for _ in range(400):
        tekst = "".join(velg.choice(_BITER) for _ in range(velg.randint(1, 12)))
        for safe, html in ((trygg(tekst), til_html(tekst)), (trygg_linje(tekst), til_html_celle(en_linje(tekst)))):
            tre = lest_av_myst(safe)
            assert _ulovlige(tre) == [], repr(tekst)
            assert _uten_rom(tre.astext()) == _uten_rom(_Merker(html).tekst), repr(tekst)


def _uten_rom(tekst: str) -> str:
    return re.sub(r"\s", "", tekst)


@pytest.mark.parametrize(
    "tekst",
    [
        "Vanlig tekst, med tall: 1\u00a0250,5 % og «sitat» – s.\u00a05 (se under).",
        "**Fet** og *kursiv*, `kode` og [lenke](https://a.no/x?y=1) og <https://a.no> og <post@a.no>.",
        "Se {ref}`Figur 7 <tek-figur-7>` og {doc}`/book/last-ned`.",
        "Første.\n\n* punkt\n* punkt\n  1. under\n  2. under\n\nSiste[^5].\n\n[^5]: Note.",
        ":::{container} ingress\n\nTekst.\n:::",
    ],
)
def test_what_is_on_the_list_stays_as_it_is_written(tekst: str) -> None:
    assert trygg(tekst) == tekst
    assert trygg(str(trygg(tekst))) == tekst


@pytest.mark.parametrize(
    ("tekst", "myst"),
    [
        ("{{ kontakt }}", r"\{\{ kontakt }}"),
        ("<b>x</b>", r"\<b>x\</b>"),
        ("{download}`x <../y>`", r"\{download}\`x \<../y>\`"),
        ("rammekutt[HEL, 2026]", r"rammekutt\[HEL, 2026\]"),
        ("!\\[x](https://a.no)", r"!\[x\](https://a.no)"),
        ("![x](https://a.no)", r"\![x](https://a.no)"),
        ("&#8238;x", r"\&#8238;x"),
        ("a\u202eb", r"a\<U+202E>b"),
        ("2026. Et år", r"2026\. Et år"),
        ("- x", r"\- x"),
    ],
)
def test_what_is_not_on_the_list_is_shown_as_it_stands(tekst: str, myst: str) -> None:
    assert trygg_linje(tekst) == myst


@pytest.mark.parametrize("tekst", ALLE)
def test_no_text_gets_out_of_the_piece_that_it_stands_in(tekst: str) -> None:
    for blokk in (
        Avsnitt(tekst, "kort-navn"),
        Liste([tekst]),
        Rutenett(["a", tekst], [[tekst, "b"]], "T", klasse="k"),
        Nedtrekk("T", [Avsnitt(tekst)]),
        Kodeblokk(tekst),
    ):
        tre = lest_av_myst(_uten_sphinx(f"{blokk.myst()}\nETTER"))
        (sist,) = (n for n in tre.findall(nodes.Text) if str(n) == "ETTER")
        assert isinstance(sist.parent.parent, nodes.document)


@pytest.mark.parametrize("tekst", ALLE)
def test_what_a_drawing_says_to_those_who_do_not_see_it_is_a_text(tekst: str) -> None:
    bilde = Bilde("filer/x.svg", "filer/x.svg", tekst, tekst, tekst, "navn").myst()
    tre = lest_av_myst(_uten_sphinx(bilde))
    (vist,) = tre.findall(nodes.image)
    assert vist["uri"] == "filer/x.svg"
    assert set(vist.attributes) <= {"alt", "uri", "ids", "classes", "names", "dupnames", "backrefs", "align"}


def test_a_mark_of_change_is_the_programs_own_and_cannot_be_written() -> None:
    ekte = endringsmerke("25", "(endret fra 24)")
    assert til_html_celle(ekte) == '<ins class="endret">25<span class="skjult"> (endret fra 24)</span></ins>'
    (merke,) = (n for n in lest_av_myst(ekte).findall(nodes.inline) if "endret" in n["classes"])
    assert merke["classes"] == ["ins", "endret"]
    assert not list(lest_av_myst(trygg(str(ekte))).findall(nodes.inline))


@pytest.mark.parametrize("bit", ["[", "![", "[a](", "*a ", "**a *b ", ":::a\n", "> :::a\n", ":::{note} [\n", "_a "])
@pytest.mark.parametrize("side", [False, True])
def test_a_text_made_to_keep_the_parser_busy_is_shown_as_it_stands(bit: str, side: bool) -> None:
    tekst = bit * (30_000 // len(bit))
    start = time.process_time()
    vist = trygg(tekst, side)
    html = til_html(tekst, side)
    assert time.process_time() - start < 5
    for ord_ in re.findall(r"\w+", bit):
        assert vist.count(ord_) == html.count(ord_) == tekst.count(ord_)


def test_brackets_and_emphasis_as_people_write_them_are_what_they_were() -> None:
    tekst = " ".join(f"[*a*](https://a.example/{nr}) \\[" for nr in range(200))
    assert til_html(tekst).count("<a href") == til_html(tekst).count("<em>") == 200


@pytest.mark.parametrize("tekst", ["- - -", "* * * *", "- + - -", "+ - - - a", "a\n\n- * -\n- b", "1. - - -"])
def test_lists_that_begin_in_one_another_are_no_line_across_the_page(tekst: str) -> None:
    assert not list(lest_av_myst(trygg(tekst, side=True)).findall(nodes.transition))
    assert til_html(trygg(tekst)) == til_html(tekst)


def test_a_quotation_in_quotation_marks_is_one_and_a_larger_than_sign_is_a_sign() -> None:
    sitat = "Mandatet er:\n\n> «Å utrede mulige grep.\n> Herunder flere.»\n\nDet gjelder alle."
    tre = lest_av_myst(trygg(sitat))
    (funnet,) = tre.findall(nodes.block_quote)
    assert funnet.astext() == "«Å utrede mulige grep.\nHerunder flere.»"
    assert ">" not in tre.astext()
    assert "<blockquote>" in til_html(sitat)
    ikke = lest_av_myst(trygg("Grensen er:\n\n> 50 plasser"))
    assert not list(ikke.findall(nodes.block_quote))
    assert "> 50 plasser" in ikke.astext()
