"""The search page: what is found, in which order, and how the page behaves while it is looked for."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import sphinx.search
from jinja2 import DictLoader, Environment

from effekt.site.search import FIRST_SCRIPT, SECOND_SCRIPT, SearchPlace, as_scripts
from tests.helpers.bokkopi import ROT
from tests.helpers.soket import hits

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.nettleser

THEME = ROT / "effekt" / "site" / "theme"
_FRAME = """<!DOCTYPE html><html lang="nb" data-content_root="./"><head><meta charset="utf-8"><title>Søk</title>
<link rel="stylesheet" href="_static/effekt.css"><script src="_static/effekt.js"></script>
{% block scripts %}{% endblock %}</head><body><button class="topp-mork">Mørk</button><main class="innhold">
{% block innhold %}{% endblock %}</main><footer>Bunn</footer></body></html>"""

_PLACES = [
    SearchPlace("skole", "kapittel", "Skolen", "Skolen koster 1\u00a0180\u00a0780 kroner. VEI1 gjelder den."),
    SearchPlace("kort-vei1", "tiltak", "Lavere lys", "Lyset dempes om natten.\n25\n24,9\u00a0%", kode="vei1"),
    SearchPlace("figur-2", "figur", "Figur 2. Vann", "Søyler. 12\u00a0% i 2030, 1,2 mill. kroner."),
    SearchPlace("tabell-2", "tabell", "Tabell 2. Kutt", "Beløp", "650\n000\n2\u00a0500"),
    SearchPlace("alle", "kilde", "Alle tall", "", "skolen\n5,5\nlys"),
    SearchPlace("tom", "kapittel", "Lys", ""),
    SearchPlace("hvor", "kapittel", "Om vann", "Hvor mye vann vi bruker, og hva gaten trenger."),
]


@pytest.fixture
def nettsted(tmp_path: Path) -> Path:
    """A site with nothing but the search page, opened from a folder."""
    statisk = tmp_path / "_static"
    statisk.mkdir()
    for fil in (THEME / "static").iterdir():
        (statisk / fil.name).symlink_to(fil)
    for navn in ("base-stemmer.js", "norwegian-stemmer.js"):
        (statisk / navn).symlink_to(Path(sphinx.search.__file__).parent / "minified-js" / navn)
    for navn, skript in as_scripts([("side.html", "Siden", _PLACES)], [["vei", "gate"], ["lys", "belysning"]]).items():
        (statisk / navn).write_text(skript, encoding="utf-8")
    maler = {"layout.html": _FRAME, "search.html": (THEME / "search.html").read_text(encoding="utf-8")}
    mal = Environment(loader=DictLoader(maler), autoescape=True).get_template("search.html")
    (tmp_path / "search.html").write_text(mal.render(pathto=lambda fil, resource: fil), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("sporsmal", "steder"),
    [
        # A measure by its code, in any case, before what speaks of it.
        ("VEI1", ["kort-vei1", "skole"]),
        ("vei1", ["kort-vei1", "skole"]),
        # What is called what is asked for.
        ("figur 2", ["figur-2"]),
        ("Tabell 2", ["tabell-2"]),
        # A number however it is written, and what rounds to it.
        ("1180780", ["skole"]),
        ("1 180 780", ["skole"]),
        ("1\u202f180\u202f780 kr", ["skole"]),
        ("1,18 mill.", ["skole"]),
        ("1,2 millioner", ["figur-2", "skole"]),
        ("1,19 mill.", []),
        ("24,9", ["kort-vei1"]),
        ("24.9 %", ["kort-vei1"]),
        ("24,90 prosent", ["kort-vei1"]),
        ("12 %", ["figur-2"]),
        ("12%", ["figur-2"]),
        ("2500", ["tabell-2"]),
        # Two cells beside each other are two numbers, and a number is no beginning of another.
        ("650000", []),
        ("11", []),
        ("5,5", ["alle"]),
        # Inflections, synonyms, compounds; a register last, and a heading with nothing under it late.
        ("skole", ["skole", "alle"]),
        ("lys", ["kort-vei1", "tom", "alle"]),
        ("belysning", ["kort-vei1", "tom", "alle"]),
        ("vei", ["hvor"]),
        # Words of a question are left out, but for where there are no others.
        ("hva koster skolen", ["skole"]),
        ("hvor mye", ["hvor"]),
    ],
)
def test_what_is_found_the_best_first(nettsted: Path, side: "Page", sporsmal: str, steder: list[str]) -> None:
    assert [lenke.partition("#")[2] for lenke in hits(side, nettsted, sporsmal)] == steder


def test_kinds_choose_among_the_hits_and_the_choice_stands_in_the_address(nettsted: Path, side: "Page") -> None:
    assert len(hits(side, nettsted, "lys")) == 3
    tall = side.locator("#sok-slag label").all_inner_texts()
    assert [" ".join(en.split()) for en in tall] == [
        "Alle 3", "Tiltak 1", "Kapitler 1", "Figurer 0", "Tabeller 0", "Registre 1",
    ]  # fmt: skip
    side.get_by_text("Registre").click()
    assert side.locator("#sok-treff > li > a").all_inner_texts() == ["Alle tall"]
    assert side.locator("#sok-status").inner_text() == "1 treff på «lys»."
    assert side.url.endswith("?q=lys&slag=kilde")
    assert side.get_by_role("radio", name="Figurer").is_disabled()
    assert hits(side, nettsted, "lys", "tiltak") == ["side.html#kort-vei1"]


def test_while_it_looks_the_page_says_so_and_nothing_moves(nettsted: Path, side: "Page") -> None:
    """From a server that keeps each of the two scripts back for a while."""
    ventende: dict[str, Route] = {}

    def gi(rute: "Route") -> None:
        navn = urlsplit(rute.request.url).path.rpartition("/")[2]
        if navn in {FIRST_SCRIPT, SECOND_SCRIPT}:
            ventende[navn] = rute
        else:
            rute.fulfill(path=nettsted / urlsplit(rute.request.url).path.removeprefix("/"))

    def slipp(navn: str) -> None:
        while navn not in ventende:
            side.wait_for_timeout(10)
        side.wait_for_timeout(50)
        ventende[navn].fulfill(path=nettsted / "_static" / navn)

    side.route("http://sok.test/**", gi)
    side.add_init_script(
        "window.flyttet = 0; new PerformanceObserver(nye => nye.getEntries().forEach(en => window.flyttet += en.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    side.set_viewport_size({"width": 390, "height": 844})
    side.goto("http://sok.test/search.html?q=skole", wait_until="commit")
    status = side.locator("#sok-status")
    side.wait_for_function("document.getElementById('sok-status')?.textContent === 'Søker …'")
    slipp(FIRST_SCRIPT)
    side.locator("#sok-treff > li").wait_for()
    assert status.inner_text() == "1 treff på «skole». Søker videre …"
    slipp(SECOND_SCRIPT)
    side.locator("#sok-treff > li").nth(1).wait_for()
    assert status.inner_text() == "2 treff på «skole»."
    assert side.evaluate("window.flyttet") == 0
    assert side.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_slash_goes_to_the_search_field_and_can_be_turned_off(nettsted: Path, side: "Page") -> None:
    hits(side, nettsted, "skole")
    felt, boks = side.locator("#sok"), side.get_by_role("checkbox")
    side.locator("#sok-treff a").first.focus()
    side.keyboard.press("/")
    assert felt.evaluate("en => en === document.activeElement")
    side.keyboard.type("/")
    assert felt.input_value() == "skole/"
    boks.uncheck()
    hits(side, nettsted, "skole")
    assert not boks.is_checked()
    side.locator("#sok-treff a").first.focus()
    side.keyboard.press("/")
    assert not felt.evaluate("en => en === document.activeElement")


def test_without_script_a_line_says_so_and_no_control_that_does_nothing_is_there(
    nettsted: Path, chromium: object
) -> None:
    kontekst = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    side = kontekst.new_page()
    side.goto((nettsted / "search.html").as_uri())
    assert "Søket trenger JavaScript." in side.locator("main").inner_text()
    assert not side.get_by_role("checkbox").is_visible()
    assert not side.get_by_role("radio").first.is_visible()
    kontekst.close()
