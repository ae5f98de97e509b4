"""Drawings as SVG: text as text, colours that follow the page, marks, and what a picture says of itself."""

import re
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from matplotlib.axes import Axes
from playwright.sync_api import Browser, Page

from effekt.base.book import UTSEENDE
from effekt.display import style
from effekt.display.rows import Stolperad, liggende_stolper
from effekt.display.style import tegn_svg
from effekt.display.svg import Bildetekst, er_tegning, farger_i, fargeregler, i_siden, som_bilde
from effekt.model.tema import HVIT, TEGNEBLEKK, TEGNEFARGER, kontrast, motstykke
from effekt.reading.sektor import Sektor
from effekt.report import forside

MORKT = "#14191f"


def _soyler(akser: Axes, smal: bool) -> None:
    for x, (navn, verdi) in enumerate({"Vei & vann": 3, "Skole": 5, "«Ting» <b>": 2}.items()):
        soyle = akser.bar([x], [verdi], color="#12436d")
        style.punkt(soyle, navn, 2027, f"{verdi} mill. kr", "tek/vei1" if x == 0 else "")
        akser.text(x, verdi, f"{verdi}\nmill.", ha="right", color="white", fontsize=5)


def _svg(smal: bool = False) -> str:
    return tegn_svg(_soyler, "tek-prove", (4.0, 3.0), smal, TEGNEFARGER, kilde="Kilde: «X» & Y")


def test_text_is_text_that_can_be_read_and_set_by_the_end_that_it_is_set_by() -> None:
    tekster = re.findall(r"<text ([^>]*)>([^<]*)</text>", _svg())
    assert "mill." in [ord_ for _, ord_ in tekster]
    assert all(ord_ for _, ord_ in tekster)
    for felt, ord_ in tekster:
        storrelse = re.search(r'font-size="([\d.]+)"', felt)
        assert storrelse
        assert float(storrelse[1]) >= 9, ord_  # points: 12 pixels
    linjer = [tekster[nr][0] for nr, (_, ord_) in enumerate(tekster) if ord_ == "mill." for nr in (nr - 1, nr)][:2]
    assert all('text-anchor="end"' in felt for felt in linjer)
    assert len({re.search(r' ?x="([\d.]+)"', felt)[1] for felt in linjer}) == 1  # type: ignore[index]


def test_a_drawing_is_the_same_every_time_and_names_only_what_it_refers_to() -> None:
    svg = _svg()
    assert svg == _svg()
    assert " style=" not in svg
    navn = re.findall(r' id="([^"]+)"', svg)
    assert {*navn} <= {*re.findall(r'(?:url\(#|href="#)([^")]+)', svg)}
    assert len({*navn}) == len(navn)
    assert not {*navn} & {*re.findall(r' id="([^"]+)"', _svg(smal=True))}
    ET.fromstring(svg)
    assert er_tegning(svg)


def test_a_drawing_in_a_page_has_no_colour_of_its_own_and_no_style() -> None:
    side = i_siden(_svg(), "bred", 'Tre "søyler" & mer', lambda adresse: f"../{adresse}/")
    assert not re.search(r'"#[0-9a-f]{6}"| style=|font-family|<metadata|class="grunn"', side)
    ET.fromstring(side.replace("xlink:", ""))
    assert 'role="group"' in side
    assert 'fill="var(--tegnet-12436d)"' in side
    assert 'fill="var(--effekt-paper)"' in side  # white letters are the ground's


def test_a_mark_says_what_it_is_and_leads_only_to_what_there_is() -> None:
    svg = _svg()
    side = i_siden(svg, "bred", "x", lambda adresse: f"../{adresse}/")
    assert side.count('class="punkt"') == 3
    assert side.count("<a ") == 1
    assert 'href="../tek/vei1/"' in side
    assert "<title>Vei &amp; vann, 2027: 3 mill. kr</title>" in side
    assert "<title>«Ting» &lt;b&gt;, 2027: 2 mill. kr</title>" in side
    assert "<a " not in i_siden(svg, "bred", "x", lambda _: "")
    assert "data-" not in som_bilde(svg, Bildetekst("T", "U", ["K"]))


def test_a_mark_with_a_group_in_it_ends_where_it_ends() -> None:
    merke = '<g class="punkt" data-til="a"><g clip-path="x"><path/>\n</g>\n</g>'
    svg = f'<svg viewBox="0 0 1 1">{merke}\n<g><path/></g>\n</svg>'
    side = i_siden(svg, "bred", "x", lambda adresse: adresse)
    assert '<a class="punkt" href="a" tabindex="-1"><g clip-path="x"><path/>\n</g>\n</a>\n<g><path/></g>' in side


@pytest.mark.parametrize("papir", [MORKT, "#000000", "#1b1b2f"])
def test_colours_differ_as_much_in_dark_view_as_in_light(papir: str) -> None:
    alle = [*(farge.lower() for farge in TEGNEFARGER), "#d5dade", "#5b656e"]
    morke = {farge: motstykke(farge, papir) for farge in alle}
    for farge in alle:
        assert kontrast(morke[farge], papir) == pytest.approx(kontrast(farge, HVIT), rel=0.05)
    for en, annen in combinations(alle, 2):
        assert kontrast(morke[en], morke[annen]) == pytest.approx(kontrast(en, annen), rel=0.06)


def test_every_colour_of_a_drawing_has_its_rule(tek: Sektor) -> None:
    svg = forside.effekt_mot_rammekutt(tek).svg()
    regler = fargeregler(farger_i([svg]), MORKT)
    side = i_siden(svg, "bred", "x", lambda _: "")
    brukt = {*re.findall(r"var\((--[\w-]+)\)", side)}
    assert brukt - {"--effekt-paper", "--effekt-ink"} == regler.keys()
    assert TEGNEBLEKK not in farger_i([svg])


def test_a_picture_has_title_unit_source_and_date_around_the_same_drawing() -> None:
    svg = _svg()
    lang = "Dette er en tittel som er så lang at den må stå over flere linjer for å få plass i bildet"
    bilde = som_bilde(
        svg, Bildetekst(lang, "Mill. kr & år", ["Kilde: <X>", "Note"], "tek/prove. Utgave av 1. mai 2027")
    )
    ET.fromstring(bilde)
    tekster = list(re.findall(r"<text[^>]*>([^<]*)</text>", bilde))
    assert " ".join(tekster).startswith(lang + " Mill. kr &amp; år ")
    assert "Kilde: &lt;X&gt;. Note." in tekster
    assert tekster[-1] == "tek/prove. Utgave av 1. mai 2027"
    assert re.findall(r'<path d="([^"]+)"', bilde) == re.findall(r'<path d="([^"]+)"', svg)


def test_several_lines_of_a_name_end_at_the_axis() -> None:
    navn = ["Et tiltak som har et navn på to linjer eller flere til og med", "Kort"]
    svg = tegn_svg(
        lambda akser, smal: liggende_stolper(
            akser, [Stolperad(ett, Fraction(3)) for ett in navn], smal
        ),
        "x", (7.4, 2.0), False, TEGNEFARGER,
    )  # fmt: skip
    # The names; the values end at the right edge.
    hoyre = [x for x in map(float, re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="end"', svg)) if x < 7.4 * 72 / 2]
    assert len(hoyre) >= 3
    assert max(hoyre) - min(hoyre) < 0.5


# --- in a browser ----------------------------------------------------------------------------------


@pytest.fixture
def figur(side: Page, tmp_path: Path) -> Page:
    """A page with one drawing and the line under it, from a folder."""
    static = UTSEENDE / "static"
    tegninger = "".join(i_siden(_svg(smal), navn, "Tre", lambda a: f"{a}.html") for navn, smal in
                        (("bred", False), ("smal", True)))  # fmt: skip
    (tmp_path / "tek").mkdir()
    (tmp_path / "tek/vei1.html").write_text("<title>Vei 1</title>", encoding="utf-8")
    (tmp_path / "side.html").write_text(
        '<!DOCTYPE html><html lang="nb"><meta charset="utf-8"><title>x</title>'
        f'<link rel="stylesheet" href="{(static / "effekt.css").as_uri()}">'
        f'<script src="{(static / "figur.js").as_uri()}"></script><main><h1>x</h1><button>for</button>'
        f'<figure class="effekt-figur"><div class="tegning">{tegninger}</div></figure>'
        '<div class="effekt-verktoy"><p class="fastlenke"><a href="her/index.html">Egen side</a></p>'
        '<details class="bygg-inn" open><summary>Bygg inn</summary><p><a href="inn.html" data-tittel="T &amp; U">Siden'
        "</a></p></details></div></main></html>",
        encoding="utf-8",
    )
    side.goto((tmp_path / "side.html").as_uri())
    return side


@pytest.mark.nettleser
def test_marks_are_one_stop_and_told_apart_by_the_arrows(figur: Page) -> None:
    om = figur.locator(".tegning-om")
    figur.locator("button", has_text="for").focus()
    figur.keyboard.press("Tab")
    assert om.inner_text().split("\n")[:2] == ["Vei & vann", "2027: 3 mill. kr"]
    figur.keyboard.press("ArrowRight")
    assert "Skole" in om.inner_text()
    figur.keyboard.press("End")
    assert "«Ting» <b>" in om.inner_text()
    figur.keyboard.press("ArrowRight")
    assert "«Ting» <b>" in om.inner_text()
    figur.keyboard.press("Home")
    assert "Vei" in om.inner_text()
    figur.keyboard.press("Escape")
    assert not om.is_visible()
    figur.keyboard.press("Tab")
    assert figur.evaluate("document.activeElement.textContent") == "Egen side"


@pytest.mark.nettleser
def test_a_mark_that_is_pointed_at_says_what_it_is_inside_the_drawing(figur: Page) -> None:
    for bredde in (390, 1280):
        figur.set_viewport_size({"width": bredde, "height": 900})
        figur.locator(".punkt:visible").nth(2).hover()
        om = figur.locator(".tegning-om")
        assert "«Ting» <b>" in om.inner_text()
        boks, ramme = om.bounding_box(), figur.locator(".tegning").bounding_box()
        assert boks
        assert ramme
        assert boks["x"] >= ramme["x"] - 1
        assert boks["x"] + boks["width"] <= ramme["x"] + ramme["width"] + 1


@pytest.mark.nettleser
def test_the_first_tap_says_what_a_mark_is_and_the_link_is_there(figur: Page, chromium: Browser) -> None:
    kontekst = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    side = kontekst.new_page()
    side.goto(figur.url)
    side.locator(".punkt:visible").first.tap()
    om = side.locator(".tegning-om")
    assert "Vei & vann" in om.inner_text()
    om.get_by_role("link", name="Les om tiltaket", include_hidden=True).tap()
    side.wait_for_url("**/tek/vei1.html")
    kontekst.close()


@pytest.mark.nettleser
def test_what_is_under_a_figure_gives_its_link_and_the_code_that_embeds_it(figur: Page) -> None:
    kode = figur.locator(".bygg-inn code").inner_text()
    assert re.fullmatch(r'<iframe src="file:///\S+inn\.html" title="T &amp; U" [^>]+></iframe>', kode)
    assert figur.get_by_role("button", name="Kopier lenke").is_visible()
    assert figur.get_by_role("button", name="Kopier koden").is_visible()
