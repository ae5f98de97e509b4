"""The site as a reader meets it: in real Chromium, from a folder, at every width, without help."""

import csv
import io
import os
import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urldefrag

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from effekt.bok import bygg
from effekt.kapitler import sider
from tests.bokkopi import ROT, kopier_bok

pytestmark = [pytest.mark.bygg, pytest.mark.nettleser]
SIDER = [*sider(ROT), "search", "404"]
SMAL, BRED, BREDEST = 320, 1280, 1920
MAKS_BYTE = 300_000
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Words of the tools' own interface that must not show.
ENGELSK = re.compile(
    r"\b(search|next|previous|skip|contents?|toggle|theme|copy|index|permalink|click|navigation|"
    r"footnote|made with|built with|powered|table of|back to|show|hide|link to this|by|and|the)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def nettsted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site of this checkout's notebooks and data, built from nothing."""
    for_bygging = dict(os.environ)
    rot = kopier_bok(tmp_path_factory.mktemp("bok"))
    bygg(rot, lambda _: None)
    yield rot / "_build" / "html"
    os.environ.clear()
    os.environ.update(for_bygging)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as p:
        nettleser = p.chromium.launch(
            executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None,
            args=[
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                "--disable-background-networking", "--disable-component-update",
            ],
        )  # fmt: skip
        yield nettleser
        nettleser.close()


@pytest.fixture
def side(chromium: Browser) -> Iterator[Page]:
    ny = chromium.new_page(viewport={"width": BRED, "height": 900}, locale="nb-NO")
    yield ny
    ny.close()


def _adresse(nettsted: Path, navn: str) -> str:
    return (nettsted / f"{navn}.html").as_uri()


def test_building_from_nothing_gives_the_committed_chapters(nettsted: Path) -> None:
    bygd = nettsted.parents[1] / "book"
    for fil in sorted((ROT / "book").rglob("*")):
        if fil.is_file():
            assert (bygd / fil.relative_to(ROT / "book")).read_bytes() == fil.read_bytes(), (
                f"{fil.name} er ikke det data gir; kjør make book og legg inn book/"
            )


@pytest.mark.parametrize("navn", SIDER)
def test_no_page_breaks_wcag(nettsted: Path, chromium: Browser, navn: str) -> None:
    for bredde, visning in [(SMAL, "light"), (BRED, "light"), (BRED, "dark")]:
        kontekst = chromium.new_context(
            viewport={"width": bredde, "height": 900},
            color_scheme=visning,  # type: ignore[arg-type]
        )
        side = kontekst.new_page()
        side.goto(_adresse(nettsted, navn))
        for utfoldet in side.locator("details").all():
            utfoldet.evaluate("d => d.open = true")
        funn = Axe().run(side, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert funn.violations_count == 0, f"{bredde} {visning}\n{funn.generate_report()}"
        kontekst.close()


@pytest.mark.parametrize("navn", SIDER)
def test_no_page_scrolls_sideways(nettsted: Path, side: Page, navn: str) -> None:
    for bredde in (SMAL, BRED, BREDEST):
        side.set_viewport_size({"width": bredde, "height": 900})
        side.goto(_adresse(nettsted, navn))
        for utfoldet in side.locator("details").all():
            utfoldet.evaluate("d => d.open = true")
        rot = "document.documentElement"
        assert side.evaluate(f"{rot}.scrollWidth <= {rot}.clientWidth"), f"{bredde} punkter"


@pytest.mark.parametrize("navn", SIDER)
def test_nothing_is_loaded_from_elsewhere(nettsted: Path, side: Page, navn: str) -> None:
    hentet: list[str] = []
    feil: list[str] = []
    side.on("request", lambda r: hentet.append(r.url))
    side.on("requestfailed", lambda r: feil.append(r.url))
    side.on("pageerror", lambda e: feil.append(str(e)))
    side.goto(_adresse(nettsted, navn), wait_until="networkidle")
    assert hentet
    assert [url for url in hentet if not url.startswith(("file:", "data:", "blob:"))] == []
    assert feil == []


@pytest.mark.parametrize("navn", SIDER)
def test_interface_is_norwegian(nettsted: Path, side: Page, navn: str) -> None:
    side.goto(_adresse(nettsted, navn))
    assert side.evaluate("document.documentElement.lang") in {"nb", "nb-NO"}
    ord_ = side.evaluate(
        """() => [
            ...[...document.querySelectorAll('header, nav, footer, button, summary, label, title')]
                .map(e => e.textContent),
            ...[...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')]
                .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt']
                    .map(a => e.getAttribute(a) || '')),
        ]"""
    )
    assert [tekst.strip() for tekst in ord_ if ENGELSK.search(tekst)] == []


@pytest.mark.parametrize("navn", SIDER)
def test_page_is_light_and_reads_without_javascript(
    nettsted: Path, chromium: Browser, navn: str
) -> None:
    assert (nettsted / f"{navn}.html").stat().st_size < MAKS_BYTE
    kontekst = chromium.new_context(java_script_enabled=False)
    side = kontekst.new_page()
    side.goto(_adresse(nettsted, navn))
    assert side.locator("main h1").is_visible()
    kontekst.close()


def test_card_shows_the_printed_fields_in_their_order(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/hls/3-4-sykehjemsetaten"))
    kort = side.locator(".kort").nth(2)
    tekst = kort.inner_text()
    felt = [
        "SYE3", "Økonomisk effekt", "Estimatusikkerhet", "Gjennomføringsusikkerhet",
        "Konsekvenser for samfunnsfloker", "Konsekvenser for ansatte", "Samlet vurdering",
        "Slik er effekten regnet ut", "Kilde: Delrapport 6 HLS sektor, s.",
    ]  # fmt: skip
    steder = [tekst.index(navn) for navn in felt]
    assert steder == sorted(steder)
    # Five years side by side, on a phone as well.
    for bredde in (BRED, SMAL):
        side.set_viewport_size({"width": bredde, "height": 900})
        topper = {round(b.bounding_box()["y"]) for b in kort.locator(".kort-arstall").all()}  # type: ignore[index]
        assert len(topper) == 1, f"{bredde} punkter"


def test_figure_has_text_alternative_numbers_as_table_and_download(
    nettsted: Path, side: Page
) -> None:
    side.goto(_adresse(nettsted, "book/hls/4-oppsummering"))
    bilde = side.locator("figure img").first
    assert "SYE1 med 24 mill. kroner" in (bilde.get_attribute("alt") or "").replace("\u00a0", " ")
    side.locator("summary", has_text="Tallene i Figur 21").focus()
    side.keyboard.press("Enter")
    tabell = side.locator("details[open] table").first
    assert tabell.is_visible()
    assert tabell.locator("caption").inner_text()
    assert tabell.locator("th[scope=col]").count() == 3
    vist = [rad.inner_text().split()[0] for rad in tabell.locator("tbody tr").all()]
    lenke = side.locator(".effekt-nedlasting a", has_text="CSV").first.get_attribute("href")
    fil = (nettsted / "book/hls" / unquote(lenke or "")).resolve()
    lastet = list(csv.DictReader(io.StringIO(fil.read_text(encoding="utf-8"))))
    assert [rad["tiltak"] for rad in lastet] == vist
    assert lastet[0]["mill_kroner"] == "24"


def test_download_page_leads_to_every_file_and_says_what_is_missing(
    nettsted: Path, side: Page
) -> None:
    side.goto(_adresse(nettsted, "book/forside"))
    side.locator("footer").get_by_role("link", name="Last ned tallene").click()
    lenker = [a.get_attribute("href") or "" for a in side.locator("main a[href]").all()]
    filer = [(nettsted / "book" / unquote(lenke)).resolve() for lenke in lenker if "#" not in lenke]
    former = {fil.suffix for fil in filer}
    assert {".xlsx", ".zip", ".csv", ".svg", ".png"} <= former
    assert all(fil.is_file() and fil.stat().st_size for fil in filer)
    assert "Lisens: ikke oppgitt" in side.locator("main").inner_text()
    assert "DCAT-AP-NO" in side.locator("main").inner_text()


def test_downloads_work_under_any_path_of_a_server(
    nettsted: Path, side: Page, tmp_path: Path
) -> None:
    (tmp_path / "under").mkdir()
    (tmp_path / "under" / "sti").symlink_to(nettsted)
    svar = partial(_Stille, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), svar) as tjener:
        Thread(target=tjener.serve_forever, daemon=True).start()
        side.goto(f"http://127.0.0.1:{tjener.server_port}/under/sti/book/last-ned.html")
        lastet = {}
        for tekst in ("som regneark", "som datapakke", "PNG"):
            with side.expect_download() as hendelse:
                side.locator("main a", has_text=tekst).first.click()
            lastet[hendelse.value.suggested_filename] = hendelse.value.path().read_bytes()
        tjener.shutdown()
    for navn in ("hls.xlsx", "datapakke.zip"):
        assert lastet.pop(navn) == (nettsted / "nedlasting" / navn).read_bytes()
    ((navn, png),) = lastet.items()
    assert navn.endswith(".png")
    assert png.startswith(b"\x89PNG")


class _Stille(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_narrow_screens_get_the_narrow_drawing(nettsted: Path, side: Page) -> None:
    side.set_viewport_size({"width": SMAL, "height": 900})
    side.goto(_adresse(nettsted, "book/hls/4-oppsummering"))
    assert side.locator("figure img").first.evaluate("b => b.currentSrc").endswith("-smal.svg")


def test_reference_leads_to_the_card(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/forside"))
    side.locator("main").get_by_role("link", name="SYE3", exact=True).first.click()
    assert side.url.endswith("3-4-sykehjemsetaten.html#hls-kort-sye3")


def test_keyboard_reaches_the_content_first_and_focus_shows(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/hls/sammendrag"))
    side.keyboard.press("Tab")
    aktiv = side.locator(":focus")
    assert "innhold" in aktiv.inner_text().lower()
    assert aktiv.is_visible()
    side.keyboard.press("Enter")
    assert side.evaluate("document.activeElement.tagName") == "MAIN"


def test_print_shows_the_page_and_not_the_interface(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/hls/4-oppsummering"))
    side.emulate_media(media="print")
    assert side.locator("main h1").is_visible()
    assert not side.locator("nav").first.is_visible()
    assert not side.locator("header form").first.is_visible()


class _Lenker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lenker: list[str] = []
        self.ankre: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for navn, verdi in attrs:
            if navn in {"href", "src"} and verdi:
                self.lenker.append(verdi)
            if navn == "id" and verdi:
                self.ankre.append(verdi)


def _les(fil: Path) -> _Lenker:
    leser = _Lenker()
    leser.feed(fil.read_text(encoding="utf-8"))
    return leser


@pytest.mark.parametrize("navn", [s for s in SIDER if s != "404"])
def test_every_link_leads_somewhere_and_every_id_is_unique(nettsted: Path, navn: str) -> None:
    fil = nettsted / f"{navn}.html"
    lest = _les(fil)
    assert len(lest.ankre) == len(set(lest.ankre))
    for lenke in lest.lenker:
        if re.match(r"(https?|mailto|data):", lenke):
            continue
        adresse, anker = urldefrag(unquote(lenke))
        mal = (fil.parent / adresse.split("?")[0]).resolve() if adresse else fil
        assert mal.exists(), lenke
        if anker and mal.suffix == ".html":
            assert anker in _les(mal).ankre, lenke
