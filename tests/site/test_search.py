"""What the search page searches: places of a page, and words that find each other."""

from pathlib import Path

import pytest
from docutils import nodes
from docutils.utils import new_document

from effekt.base.faults import Datafeil
from effekt.site.search import SYNONYM_FILE, SearchPlace, as_scripts, places_in, read_synonyms
from tests.helpers.kommune import KOMMUNEDATA
from tests.helpers.soket import read_index


def _avsnitt(tekst: str) -> nodes.paragraph:
    return nodes.paragraph(tekst, tekst)


def _rute(*avsnitt: str) -> nodes.row:
    return nodes.row("", nodes.entry("", *map(_avsnitt, avsnitt)))


def _side() -> nodes.document:
    tabell = nodes.table("", nodes.title("", "Tabell 1. Effekt"), ids=["hls-tabell-1"])
    tabell += nodes.tbody("", _rute("24"), _rute("000"), _rute("I", "alt"))
    last_ned = nodes.container("", _avsnitt("Last ned"), classes=["effekt-nedlasting"])
    boks = nodes.container("", tabell, _avsnitt("I mill. kroner"), last_ned, classes=["effekt-tabellboks"])
    register = nodes.table("", nodes.title("", "Alle tall"), _rute("x"), ids=["hls-register"], classes=["register"])
    tallene = nodes.table("", nodes.title("", "Tallene bak"), _rute("72"))
    foldet = nodes.container("", _avsnitt("Tallene i figuren"), tallene, classes=["effekt-verktoy"])
    bilde = nodes.image(uri="book/hls/filer/figur-1.svg", alt="Liggende søyler.")
    figur = nodes.figure("", bilde, nodes.caption("", "Figur 7. Effekt"), ids=["hls-figur-7"])
    figur += nodes.legend("", _avsnitt("Mill. kroner i året"))
    hode = nodes.container("", _avsnitt("SYE1"), _avsnitt("Justere"), classes=["kort-hode"])
    kort = nodes.container("", hode, _avsnitt("Tallene"), _rute("18"), classes=["kort"], ids=["hls-kort-sye1"])
    under = nodes.section("", nodes.title("", "Under"), _avsnitt("Nederst"), ids=["under"])
    deler = (_avsnitt("Først"), boks, register, figur, foldet, kort, under)
    dokument = new_document("side")
    dokument += nodes.section("", nodes.title("", "Siden"), *deler, ids=["siden"])
    return dokument


_EGNE = {navn: navn.partition("-")[2] for navn in ("hls-tabell-1", "hls-register", "hls-figur-7", "hls-kort-sye1")}


def test_sections_measures_figures_and_tables_are_places_of_their_own() -> None:
    assert places_in(_side(), _EGNE) == [
        SearchPlace("siden", "kapittel", "Siden", "Først"),
        SearchPlace("hls-tabell-1", "tabell", "Tabell 1. Effekt", "I mill. kroner", "24\n000\nI alt"),
        SearchPlace("hls-register", "kilde", "Alle tall", "", "x"),
        SearchPlace("hls-figur-7", "figur", "Figur 7. Effekt", "Liggende søyler.\nMill. kroner i året", "72"),
        SearchPlace("hls-kort-sye1", "tiltak", "SYE1: Justere", "SYE1\nJustere\nTallene\n18", kode="sye1"),
        SearchPlace("under", "kapittel", "Under", "Nederst"),
    ]


def test_the_page_of_a_measure_is_found_as_the_measure_by_its_short_name() -> None:
    kort = nodes.container("", _avsnitt("Lyset dempes"), classes=["kort"], ids=["tek-kort-vei1"])
    dokument = new_document("side")
    dokument += nodes.section("", nodes.title("", "Lavere lys"), kort, ids=["lavere-lys"])
    assert places_in(dokument, {"tek-kort-vei1": "kort-vei1"}) == [
        SearchPlace("tek-kort-vei1", "tiltak", "Lavere lys (VEI1)", "Lyset dempes", kode="vei1")
    ]


def test_html_and_drawings_inside_a_piece_of_text_are_no_part_of_it() -> None:
    ikon = nodes.raw("", '<svg viewBox="0 0 24 24"></svg>', format="html")
    bilde = nodes.image(uri="book/hls/filer/figur-1.svg", alt="")
    avsnitt = nodes.paragraph("", "", ikon, nodes.strong("", "24"), nodes.Text(",9"), bilde)
    tittel = nodes.title("", "", nodes.Text("Under"), ikon.deepcopy())
    dokument = new_document("side")
    dokument += nodes.section("", tittel, avsnitt, ids=["under"])
    assert places_in(dokument, {}) == [SearchPlace("under", "kapittel", "Under", "24,9")]


def test_what_keeps_a_number_together_is_kept() -> None:
    dokument = new_document("side")
    dokument += nodes.section("", _avsnitt("1\u00a0180\u00a0780  kroner\ni året"), ids=["under"])
    assert [sted.tekst for sted in places_in(dokument, {})] == ["1\u00a0180\u00a0780 kroner i året"]


def test_the_scripts_have_pages_and_synonyms_and_then_what_tables_hold() -> None:
    steder = [SearchPlace("x", "kapittel", "X", "tekst"), SearchPlace("y", "tiltak", "Y", "kort", "24", "sye1")]
    forst, rest = read_index(as_scripts([("a.html", "A", steder)], [["sykehjem", "hjem"]]))
    assert forst["sider"] == [["a.html", "A", [["x", "kapittel", "X", "tekst"], ["y", "tiltak", "Y", "kort", "sye1"]]]]
    assert forst["synonymer"] == [["sykehjem", "hjem"]]
    assert {"hvor", "mye", "vi"} <= set(forst["stoppord"])
    assert rest == [[0, 1, "24"]]


def test_a_large_book_has_its_measures_and_first_pages_in_the_first_script() -> None:
    langt = "ord " * 20_000
    sider = [
        (f"{nr}.html", "S", [SearchPlace("a", "kapittel", "A", langt), SearchPlace("k", "tiltak", "K", "kort")])
        for nr in range(5)
    ]
    forst, rest = read_index(as_scripts(sider, ()))
    assert [[bool(tekst) for _, _, _, tekst in steder] for _, _, steder in forst["sider"]] == [
        [True, True], [True, True], [False, True], [False, True], [False, True],
    ]  # fmt: skip
    assert [(side, sted) for side, sted, _ in rest] == [(2, 0), (3, 0), (4, 0)]


def test_every_synonym_is_read_in_its_group() -> None:
    assert read_synonyms(KOMMUNEDATA) == (("vei", "gate"),)


def test_without_the_file_there_are_no_synonyms_and_a_lonely_word_is_a_fault(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path) == ()
    (tmp_path / "felles").mkdir()
    (tmp_path / SYNONYM_FILE).write_text("synonymer:\n  - [sykehjem]\n")
    with pytest.raises(Datafeil, match="linje 2"):
        read_synonyms(tmp_path)
