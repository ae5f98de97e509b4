"""What the search page searches: places of a page, and words that find each other."""

import json
from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from effekt.base.faults import Datafeil
from effekt.site.search import SYNONYM_FILE, SearchPlace, as_script, places_in, read_synonyms
from tests.helpers.kommune import KOMMUNEDATA


def _avsnitt(tekst: str) -> nodes.paragraph:
    return nodes.paragraph(tekst, tekst)


def _side() -> nodes.document:
    tabell = nodes.table("", nodes.title("", "Tabell 1. Effekt"), ids=["hls-tabell-1"])
    tabell += _avsnitt("24")
    last_ned = nodes.container("", _avsnitt("Last ned"), classes=["effekt-nedlasting"])
    boks = nodes.container("", tabell, _avsnitt("I mill. kroner"), last_ned, classes=["effekt-tabellboks"])
    hode = nodes.container("", _avsnitt("SYE1"), _avsnitt("Justere"), classes=["kort-hode"])
    kort = nodes.container("", hode, _avsnitt("Tallene"), classes=["kort"], ids=["hls-kort-sye1"])
    under = nodes.section("", nodes.title("", "Under"), _avsnitt("Nederst"), ids=["under"])
    tekst = nodes.section("", nodes.title("", "Siden"), _avsnitt("Først"), boks, kort, under, ids=["siden"])
    dokument = new_document("side")
    dokument += tekst
    return dokument


def test_sections_cards_and_tables_are_places_of_their_own() -> None:
    assert places_in(_side(), {"hls-tabell-1", "hls-kort-sye1"}) == [
        SearchPlace("siden", "Siden", "Først"),
        SearchPlace("hls-tabell-1", "Tabell 1. Effekt", "Tabell 1. Effekt 24 I mill. kroner"),
        SearchPlace("hls-kort-sye1", "SYE1: Justere", "SYE1 Justere Tallene"),
        SearchPlace("under", "Under", "Nederst"),
    ]


def test_html_and_drawings_inside_a_piece_of_text_are_no_part_of_it() -> None:
    ikon = nodes.raw("", '<svg viewBox="0 0 24 24"></svg>', format="html")
    bilde = nodes.image(uri="book/hls/filer/figur-1.svg", alt="")
    avsnitt = nodes.paragraph("", "", ikon, nodes.strong("", "24"), nodes.Text(",9"), bilde)
    tittel = nodes.title("", "", nodes.Text("Under"), ikon.deepcopy())
    dokument = new_document("side")
    dokument += nodes.section("", tittel, avsnitt, ids=["under"])
    assert places_in(dokument, ()) == [SearchPlace("under", "Under", "24,9")]


def test_the_script_is_one_constant_with_pages_and_synonyms() -> None:
    skript = as_script([("a.html", "A", [SearchPlace("x", "X", "tekst")])], [["sykehjem", "hjem"]])
    data = json.loads(skript.removeprefix("const SOKEDATA = ").removesuffix(";\n"))
    assert data == {"sider": [["a.html", "A", [["x", "X", "tekst"]]]], "synonymer": [["sykehjem", "hjem"]]}


def test_every_synonym_is_read_in_its_group() -> None:
    assert read_synonyms(KOMMUNEDATA) == (("vei", "gate"),)


def test_without_the_file_there_are_no_synonyms_and_a_lonely_word_is_a_fault(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path) == ()
    (tmp_path / "felles").mkdir()
    (tmp_path / SYNONYM_FILE).write_text("synonymer:\n  - [sykehjem]\n")
    with pytest.raises(Datafeil, match="linje 2"):
        read_synonyms(tmp_path)
