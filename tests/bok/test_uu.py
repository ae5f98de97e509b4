"""Universal design, page by page in Chromium: axe-core, magnification, keyboard, movement."""

import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.helpers.sider import alle_sider, sidefil

pytestmark = [pytest.mark.bygg, pytest.mark.nettleser]
SIDER = [*alle_sider(), "search", "404", "hls/figur-21/index", "hls/figur-21/innfelt"]
SMAL, BRED, BREDEST = 320, 1280, 1920
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Wide enough for every table: what a frame cuts off is partly hidden, and of that no program can tell the contrast.
HEL_BREDDE: Final = 2600
FARGEREGLER = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# What axe leaves undecided and is not looked at here: the text of drawings lies over their areas, and is held to
# its own test (tests/display); signs that are read by no one have the same words beside them.
UTENOM: Final = "svg, [aria-hidden=true]"
MAKS_FLYTTING = 0.01  # cumulative layout shift; 0.1 is held to be good
MAKS_FLYTTING_TREGT = 0.02
FOKUSERBART = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])"
# A style sheet of the tests' own, where the page's policy lets no style element in.
STIL = """css => { const s = new CSSStyleSheet(); s.replaceSync(css);
    document.adoptedStyleSheets = [s]; }"""
# How much has moved so far.
FLYTTET = """() => new Promise(ferdig => {
    let sum = 0;
    const legg = liste => liste.getEntries().forEach(e => { sum += e.value; });
    new PerformanceObserver(legg).observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => ferdig(sum)));
})"""
# What is cut off: text larger than a box that hides what does not fit.
KLIPPET = """() => [...document.querySelectorAll('body *')].filter(e => {
    const s = getComputedStyle(e);
    const skjult = v => v === 'hidden' || v === 'clip';
    return e.clientWidth > 1 && e.textContent.trim() && !e.classList.contains('skjult')
        && (skjult(s.overflowX) && e.scrollWidth > e.clientWidth + 1
         || skjult(s.overflowY) && e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 120))"""
SKRIFT = "html { font-size: 200% !important }"
# WCAG 1.4.12
AVSTAND = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"""


@pytest.fixture(scope="module")
def visninger(chromium: Browser) -> Iterator[dict[tuple[int, str], Page]]:
    """A page for each width and colour scheme, used for all the site's pages."""
    alle = {}
    for bredde, farger in ((SMAL, "light"), (BRED, "light"), (HEL_BREDDE, "light"), (HEL_BREDDE, "dark")):
        kontekst = chromium.new_context(
            viewport={"width": bredde, "height": 900},
            color_scheme=farger,  # type: ignore[arg-type]
        )
        kontekst.set_default_timeout(120_000)
        alle[bredde, farger] = kontekst.new_page()
    yield alle
    for side in alle.values():
        side.context.close()


def _apne(side: Page, nettsted: Path, navn: str, utfoldet: bool = True) -> None:
    side.goto((nettsted / sidefil(navn)).as_uri())
    if utfoldet:
        side.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        # Frames of tables become stops, or not, when what is unfolded has its width.
        side.evaluate("() => new Promise(r => requestAnimationFrame(() => setTimeout(r, 30)))")


@pytest.mark.parametrize("navn", SIDER)
def test_no_page_breaks_wcag_and_the_contrast_of_every_text_can_be_told(
    nettsted: Path, visninger: dict[tuple[int, str], Page], navn: str
) -> None:
    for visning, side in visninger.items():
        _apne(side, nettsted, navn)
        # Colours are the same at every width, and there a program can tell them all; dark, nothing else is new.
        regler = FARGEREGLER if HEL_BREDDE in visning else {"type": "tag", "values": WCAG}
        valg = {"runOnly": regler, "resultTypes": ["violations", "incomplete"]}
        if BRED in visning:
            valg["rules"] = {regel: {"enabled": False} for regel in FARGEREGLER["values"]}
        funn = Axe().run(side, options=valg)
        assert funn.violations_count == 0, f"{visning}\n{funn.generate_report()}"
        if HEL_BREDDE in visning:
            uavgjort = [node for regel in funn.response["incomplete"] for node in regel["nodes"]]
            steder = [node["target"][0] for node in uavgjort]
            lest = side.evaluate(
                "([alle, utenom]) => alle.map(ett => !document.querySelector(ett).closest(utenom))", [steder, UTENOM]
            )
            assert [n["html"][:120] for n, er_lest in zip(uavgjort, lest, strict=True) if er_lest] == [], visning


@pytest.mark.parametrize("navn", SIDER)
def test_no_page_scrolls_sideways_or_loses_text_when_magnified(nettsted: Path, side: Page, navn: str) -> None:
    """320 points are 400 % of 1280; then twice the text, and the spacing of WCAG 1.4.12."""
    _apne(side, nettsted, navn)
    for bredde, stil in [(SMAL, ""), (BREDEST, ""), (BRED, SKRIFT), (SMAL, AVSTAND)]:
        side.set_viewport_size({"width": bredde, "height": 900})
        side.evaluate(STIL, stil)
        rot = "document.documentElement"
        assert side.evaluate(f"{rot}.scrollWidth <= {rot}.clientWidth"), f"{bredde} {stil}"
        assert side.evaluate(KLIPPET) == [], f"{bredde} {stil}"


@pytest.mark.parametrize("navn", SIDER)
def test_nothing_moves_while_a_page_loads_or_by_itself(
    nettsted: Path, visninger: dict[tuple[int, str], Page], navn: str
) -> None:
    for bredde in (SMAL, BRED):
        side = visninger[bredde, "light"]
        _apne(side, nettsted, navn, utfoldet=False)
        flyttet = side.evaluate(FLYTTET)
        assert flyttet <= MAKS_FLYTTING, f"{bredde} punkter"
    bevegelig = side.evaluate(
        """() => [...document.querySelectorAll('*')].filter(e => {
            const s = getComputedStyle(e);
            return s.animationName !== 'none' || s.transitionDuration !== '0s'
                || s.scrollBehavior === 'smooth';
        }).length"""
    )
    assert bevegelig == 0


class _Langsom(SimpleHTTPRequestHandler):
    """A server that sends a page bit by bit, so that the browser paints what has come."""

    def do_GET(self) -> None:
        if not self.path.endswith(".html"):
            super().do_GET()
            return
        side = Path(self.translate_path(self.path)).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(side)))
        self.end_headers()
        lengde = len(side) // 12 + 1
        for fra in range(0, len(side), lengde):
            self.wfile.write(side[fra : fra + lengde])
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def langsom(nettsted: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Langsom, directory=str(nettsted))) as tjener:
        Thread(target=tjener.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{tjener.server_port}/"
        tjener.shutdown()


@pytest.mark.parametrize("navn", ["book/alle-tiltak", "book/forside", "book/hls/4-oppsummering"])
def test_nothing_moves_while_a_page_comes_slowly(
    langsom: str, visninger: dict[tuple[int, str], Page], navn: str
) -> None:
    for bredde in (SMAL, BRED):
        side = visninger[bredde, "light"]
        side.goto(f"{langsom}{sidefil(navn)}")
        assert side.evaluate(FLYTTET) <= MAKS_FLYTTING, f"{bredde} punkter"


@pytest.mark.parametrize(
    "adresse", ["index.html", "book/alle-tiltak.html", "book/hls/tall-og-kilder.html", "search.html?q=sykehjem"]
)
def test_nothing_moves_on_a_slow_phone_and_network(langsom: str, chromium: Browser, adresse: str) -> None:
    """A processor four times slower, and slow 3G: what came late has its room kept."""
    kontekst = chromium.new_context(viewport={"width": 390, "height": 844})
    kontekst.set_default_timeout(180_000)
    side = kontekst.new_page()
    cdp = kontekst.new_cdp_session(side)
    nett = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    cdp.send("Network.emulateNetworkConditions", nett)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    side.goto(f"{langsom}{adresse}", wait_until="load")
    side.wait_for_timeout(500)
    assert side.evaluate(FLYTTET) <= MAKS_FLYTTING_TREGT
    kontekst.close()


@pytest.mark.parametrize("navn", SIDER)
def test_focus_shows_on_everything_that_can_have_it(
    nettsted: Path, visninger: dict[tuple[int, str], Page], navn: str
) -> None:
    side = visninger[BRED, "light"]
    _apne(side, nettsted, navn)
    side.keyboard.press("Tab")
    uten = side.evaluate(
        """velger => [...document.querySelectorAll(velger)].filter(e => {
            if (!e.checkVisibility({visibilityProperty: true}) || e.disabled) return false;
            e.focus({focusVisible: true, preventScroll: true});
            // What cannot be seen itself shows it on the words beside it.
            const s = getComputedStyle(getComputedStyle(e).opacity === '0' ? e.nextElementSibling : e);
            return document.activeElement !== e || s.outlineStyle === 'none'
                || parseFloat(s.outlineWidth) < 2;
        }).map(e => e.outerHTML.slice(0, 120))""",
        FOKUSERBART,
    )
    assert uten == []


@pytest.mark.parametrize("navn", ["book/forside", "book/hls/4-oppsummering"])
def test_the_keyboard_walks_the_page_in_its_order(nettsted: Path, side: Page, navn: str) -> None:
    _apne(side, nettsted, navn)
    merke = "e => e.outerHTML.slice(0, 200)"
    ventet = side.evaluate(
        # A drawing's marks are one stop; the arrows go from one to the next.
        f"""velger => [...document.querySelectorAll(velger)].filter(e => e.checkVisibility() && e.tabIndex >= 0)
            .map({merke})""",
        FOKUSERBART,
    )
    gatt = []
    for _ in ventet:
        side.keyboard.press("Tab")
        gatt.append(side.evaluate(f"({merke})(document.activeElement)"))
    assert gatt == ventet
    assert "Hopp til innholdet" in gatt[0]
    for farlig in side.locator("[tabindex]").all():
        assert int(farlig.get_attribute("tabindex") or 0) <= 0


def test_the_first_stop_leads_past_everything_to_the_content(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/hls/sammendrag")
    side.keyboard.press("Tab")
    assert side.locator(":focus").is_visible()
    side.keyboard.press("Enter")
    assert side.evaluate("document.activeElement.tagName") == "MAIN"


def test_ratings_say_in_words_and_signs_what_their_colour_says(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/hls/hls1")
    per_farge: dict[str, set[str]] = {}
    for trinn in side.locator(".kort-trinn").all():
        tone = (trinn.get_attribute("class") or "").split("tone-")[-1]
        per_farge.setdefault(tone, set()).add(trinn.inner_text())
    assert len(per_farge) > 1
    assert all(tekst.strip() for tekster in per_farge.values() for tekst in tekster)
    # No two tones have the same words: without the colour, nothing is lost.
    alle = [tekst for tekster in per_farge.values() for tekst in tekster]
    assert len(alle) == len(set(alle))
