"""Walks through the site as a reader takes them, with mouse and with keyboard alone."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from tests.helpers.bokkopi import ROT
from tests.helpers.sider import alle_sider, sidefil

pytestmark = [pytest.mark.bygg, pytest.mark.nettleser]
BILDER = ROT / "_build" / "skjermbilder"


def _apne(side: Page, nettsted: Path, navn: str) -> None:
    side.goto((nettsted / sidefil(navn)).as_uri())


def _sok(side: Page, ord_: str) -> str:
    side.locator("#sok").fill(ord_)
    side.locator("#sok").press("Enter")
    side.locator("#sok-status", has_text=ord_).wait_for()
    return side.locator("#sok-status").inner_text()


def test_from_the_front_page_to_a_measures_effect_in_a_year_in_one_click(nettsted: Path, side: Page) -> None:
    side.goto((nettsted / "book/forside.html").as_uri())  # where it stood before
    side.wait_for_url(lambda url: url.endswith("/index.html"))
    side.locator("main").get_by_role("link", name="Digitalt tilsyn", exact=True).first.click()
    kort = side.locator(".kort", has_text="SYE3 · ").first
    assert kort.bounding_box()["y"] < 900  # type: ignore[index]
    aret = kort.locator(".kort-arstall", has_text="2029").first
    assert aret.inner_text().split() == ["2029", "−5"]
    assert aret.bounding_box()["y"] < 900  # type: ignore[index]


def test_search_finds_inflections_and_related_words_and_leads_to_the_place(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/forside")
    side.locator("#sok").fill("barnehager")
    side.locator("#sok").press("Enter")
    side.locator("#sok-treff mark").first.wait_for()
    funnet = {m.lower() for m in side.locator("#sok-treff mark").all_inner_texts()}
    assert {"barnehager", "barnehage"} <= funnet
    antall = side.locator("#sok-treff > li").count()
    side.locator("#sok-status", has_text=f"{antall} treff på «barnehager».").wait_for()
    _sok(side, "sykehjem")
    merket = " ".join(side.locator("#sok-treff mark").all_inner_texts()).lower()
    assert "sykehjem" in merket
    assert "langtidshjem" in merket
    # A hit has title, the page it is on, and text around what was found; it leads to the place.
    _sok(side, "pasientvarslingssystem digitalt tilsyn 2029")
    treff = side.locator("#sok-treff > li", has_text="Digitalt tilsyn (SYE3)").first
    assert treff.locator(".sok-sted").inner_text() == "Tiltak"
    assert len(treff.locator(".sok-utdrag").inner_text()) > 100
    treff.get_by_role("link").click()
    assert side.url.endswith("hls/sye3/index.html#hls-kort-sye3")
    side.go_back()
    assert side.locator("#sok").input_value() == "pasientvarslingssystem digitalt tilsyn 2029"


def test_search_says_when_it_finds_nothing_and_helps_on(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "search")
    assert _sok(side, "sykkefravær").startswith("Ingen treff på «sykkefravær». Mente du sykefravær?")
    side.locator("#sok-status a").click()
    side.locator("#sok-treff mark").first.wait_for()
    assert _sok(side, "qwxyz") == "Ingen treff på «qwxyz»."
    assert side.locator("#sok-treff").inner_text().startswith("Prøv et annet eller kortere ord")
    noen = _sok(side, "sykefravær qwxyz")
    assert noen.startswith("Ingen steder har alle ordene i «sykefravær qwxyz».")
    assert "«<b>kutt</b>»" in _sok(side, "<b>kutt</b>")
    assert side.locator("#sok-status b").count() == 0


def test_numbers_of_a_figure_unfold_and_are_the_downloaded_ones(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/forside")
    side.get_by_text("Tallene i figuren").click()
    tabell = side.locator("details[open] table")
    hode, *rader = [
        [celle.strip() for celle in rad.locator("th, td").all_inner_texts()] for rad in tabell.locator("tr").all()
    ]
    side.locator(".effekt-nedlasting summary").first.click()
    with side.expect_download() as lastet:
        side.locator(".effekt-nedlasting a", has_text="CSV").first.click()
    fil = lastet.value.path().read_text(encoding="utf-8")
    i_filen = {(rad["rad"], rad["ar"]): float(rad["mill_kroner"]) for rad in csv.DictReader(io.StringIO(fil))}
    ar = [re.sub(r"\D", "", celle) for celle in hode[1:]]
    vist = {
        (navn, a): float(celle.replace("−", "-").replace(",", "."))
        for navn, *celler in rader
        for a, celle in zip(ar, celler, strict=True)
        if navn != "Til sammen" and celle != "ikke oppgitt"
    }
    assert vist
    assert {n: round(v, 1) for n, v in i_filen.items()} == vist


def test_a_footnote_leads_there_and_back(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/hls/sammendrag")
    merke = side.locator("a.footnote-reference").first
    merke.click()
    fot = re.sub(r".*#", "", side.url)
    note = side.locator(f"[id='{fot}']")
    assert note.bounding_box()["y"] < 900  # type: ignore[index]
    note.locator("a[role=doc-backlink]").first.click()
    assert side.evaluate("location.hash.slice(1)") == merke.get_attribute("id")


def test_the_chosen_view_is_kept_from_page_to_page(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/forside")
    bunn = "getComputedStyle(document.body).backgroundColor"
    lys = side.evaluate(bunn)
    knapp = side.get_by_role("button", name="Mørk visning")
    assert knapp.get_attribute("aria-pressed") == "false"
    knapp.click()
    mork = side.evaluate(bunn)
    assert mork != lys
    _apne(side, nettsted, "book/hls/sammendrag")
    assert side.evaluate(bunn) == mork
    assert side.get_by_role("button", name="Mørk visning").get_attribute("aria-pressed") == "true"
    # All that is remembered, and where: the choice, in the reader's own browser.
    assert side.evaluate("({...localStorage})") == {"effekt-visning": "mork"}
    assert side.context.cookies() == []


def test_paper_has_the_numbers_and_not_the_interface(nettsted: Path, side: Page) -> None:
    for navn, ventet in [
        ("book/forside", ["72 mill.", "42,6 mill.", "17 mill. mangler", "Vedtatt rammekutt", "HEL1"]),
        ("book/hls/4-oppsummering", ["SYE1", "Figur 21.", "Siter siden slik"]),
    ]:
        _apne(side, nettsted, navn)
        trykt = PdfReader(io.BytesIO(side.pdf(prefer_css_page_size=True)))
        tekst = " ".join(" ".join(s.extract_text().split()) for s in trykt.pages)
        tekst = tekst.replace("\u00a0", " ")
        assert [ord_ for ord_ in ventet if ord_ not in tekst] == []
        for knapp in ("Mørk visning", "Kopier", "Hopp til innholdet", "Last ned", "Egen side", "Bygg inn"):
            assert knapp not in tekst


def test_everything_is_done_with_the_keyboard_alone(nettsted: Path, side: Page) -> None:
    """Search, choose a hit, unfold a figure's numbers, and come to its download."""
    _apne(side, nettsted, "book/forside")

    def til(velger: str) -> None:
        for _ in range(60):
            side.keyboard.press("Tab")
            if side.evaluate("v => document.activeElement.matches(v)", velger):
                return
        raise AssertionError(f"nådde ikke {velger}")

    til("#sok")
    side.keyboard.type("Figur 21")
    side.keyboard.press("Enter")
    side.locator("#sok-treff li").first.wait_for()
    til("#sok-treff li a")
    side.keyboard.press("Enter")
    side.wait_for_url("**/4-oppsummering.html#hls-figur-21")
    til(".effekt-nedlasting summary")
    side.keyboard.press("Enter")
    til(".effekt-nedlasting a[href$='.csv']")
    til("summary")
    side.keyboard.press("Enter")
    assert side.locator("details[open] table").is_visible()
    side.set_viewport_size({"width": 320, "height": 700})
    _apne(side, nettsted, "book/hls/sammendrag")
    til(".topp-meny")
    side.keyboard.press("Enter")
    assert side.locator("#meny").is_visible()
    side.keyboard.press("Escape")
    assert not side.locator("#meny").is_visible()
    assert side.evaluate("document.activeElement.matches('.topp-meny')")


def test_citation_is_copied(nettsted: Path, chromium: Browser) -> None:
    kontekst = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    side = kontekst.new_page()
    _apne(side, nettsted, "book/hls/sammendrag")
    side.get_by_role("button", name="Kopier").click()
    side.get_by_text("Kopiert").wait_for()
    sitat = side.locator(".siter-tekst").inner_text()
    assert side.evaluate("navigator.clipboard.readText()") == sitat
    kontekst.close()


@pytest.mark.parametrize("bredde", [320, 768, 1920])
@pytest.mark.parametrize("farger", ["light", "dark"])
def test_pictures_of_the_main_pages_are_kept(nettsted: Path, chromium: Browser, bredde: int, farger: str) -> None:
    BILDER.mkdir(parents=True, exist_ok=True)
    kontekst = chromium.new_context(
        viewport={"width": bredde, "height": 900},
        color_scheme=farger,  # type: ignore[arg-type]
    )
    side = kontekst.new_page()
    for navn in ("book/forside", "book/hls/3-4-sykehjemsetaten", "search"):
        _apne(side, nettsted, navn)
        fil = BILDER / f"{Path(navn).name}-{bredde}-{farger}.png"
        side.screenshot(path=fil)
        assert fil.stat().st_size > 10_000
    kontekst.close()


BREDDER = (320, 390, 768, 1023, 1024, 1920)
# The links of the frame around a page that can be seen: those of its text may be few.
RAMMENS_LENKER = """() => [...document.querySelectorAll('a[href]')]
    .filter(e => !e.closest('main') && e.checkVisibility()).map(e => e.href.split('#')[0].split('?')[0])"""


@pytest.mark.parametrize("med_skript", [True, False], ids=["with script", "without"])
def test_every_page_is_reached_from_the_front_page_at_every_width(
    nettsted: Path, chromium: Browser, med_skript: bool
) -> None:
    """Link by link, as a reader goes: what is seen at once, or behind the button that is seen."""
    kontekst = chromium.new_context(java_script_enabled=med_skript)
    side = kontekst.new_page()
    veier: dict[str, dict[int, set[str]]] = {}

    def se(url: str) -> dict[int, set[str]]:
        if url not in veier:
            side.goto(url)
            veier[url] = {}
            for bredde in BREDDER:
                side.set_viewport_size({"width": bredde, "height": 800})
                meny = side.locator(".topp-meny:visible")
                assert meny.count() == (bredde < 1024)
                assert side.locator(".hovedmeny").is_visible() == (bredde >= 1024)
                if bredde < 1024 and med_skript:
                    meny.click()
                    assert side.locator("#meny").is_visible()
                veier[url][bredde] = set(side.evaluate(RAMMENS_LENKER))
                if bredde < 1024 and med_skript:
                    meny.click()
        return veier[url]

    ventet = {(nettsted / sidefil(navn)).as_uri() for navn in alle_sider()}
    start = (nettsted / "index.html").as_uri()
    for bredde in BREDDER:
        nadd, ko = {start}, [start]
        while ko:
            nye = (se(ko.pop())[bredde] & ventet) - nadd
            nadd |= nye
            ko += nye
        assert ventet - nadd == set(), f"{bredde} punkter"
    kontekst.close()


@pytest.mark.parametrize("navn", alle_sider()[1:])
def test_every_page_says_where_it_is(nettsted: Path, side: Page, navn: str) -> None:
    for bredde in (320, 1280):
        side.set_viewport_size({"width": bredde, "height": 800})
        _apne(side, nettsted, navn)
        smule = side.get_by_role("navigation", name="Her er du")
        assert smule.get_by_role("link", name="Forsiden").is_visible()
        assert side.locator("#meny a[aria-current=page]").count() == 1
    sidespor = "For dem som lager boken"
    if sidespor in smule.inner_text():
        assert side.locator(".hovedmeny").get_by_text(sidespor).count() == 0
    else:
        del_ = side.locator(".hovedmeny a[aria-current]").inner_text()
        assert del_ in smule.inner_text()


def test_the_section_that_is_read_is_marked_in_the_list(nettsted: Path, side: Page) -> None:
    _apne(side, nettsted, "book/hls/kildekontroll")
    for lenke in (side.locator("#meny .avsnitt a").last, side.locator("#meny .avsnitt a").first):
        anker = (lenke.get_attribute("href") or "").removeprefix("#")
        side.evaluate("id => document.getElementById(id).scrollIntoView()", anker)
        merket = side.locator("#meny .avsnitt a[aria-current=location]")
        merket.and_(side.locator(f"[href='#{anker}']")).wait_for()
        boks, liste = merket.bounding_box(), side.locator("#meny").bounding_box()
        assert boks
        assert liste
        assert liste["y"] <= boks["y"]
        assert boks["y"] + boks["height"] <= liste["y"] + liste["height"]
