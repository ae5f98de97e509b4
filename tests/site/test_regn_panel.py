"""The panel of «Regn selv»: by keyboard and by address, what it says and refuses, and what can be taken along."""

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from effekt.base.book import STILER
from effekt.calc import beregning
from effekt.display.regnselv import regn_selv
from effekt.export.regn import SKRIPT, SKRIPTET
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.review.changes_file import read_endringsfil
from tests.helpers.regnprov import apner, regnside

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.nettleser
Apne = Callable[..., "Page"]


@pytest.fixture
def fil(tmp_path: Path, opp: Sektor) -> Path:
    """A page with the panels of three measures."""
    plasser = "".join(
        f'<section><h2>{id_}</h2><div class="{regn_selv(opp, id_).klasse} container"><p>Linjen</p></div></section>'
        for id_ in ("SKO1", "BAR1", "PPT1")
    )
    return regnside(tmp_path, opp, "Tiltakene", plasser)


@pytest.fixture
def apne(side: "Page", fil: Path) -> Iterator[Apne]:
    """Open the page at an address, which opens its panels; without one, open a panel."""

    def ved(hash_: str = "", panel: int | None = 0) -> "Page":
        ved_adressen(hash_)
        if panel is not None and not hash_:
            side.locator(".regn-panel > summary").nth(panel).click()
            side.locator(".regn-panel[open] > .regn-setning").wait_for()  # made when the browser says that it is open
        return side

    with apner(side, fil) as ved_adressen:
        yield ved


def _ar(side: "Page", kolonne: int = 1, panel: int = 0) -> list[str]:
    celler = side.locator(f".regn-panel >> nth={panel}").locator(
        f"tbody tr > :nth-child({kolonne + 1}) > span:first-child"
    )
    return [tekst.strip() for tekst in celler.all_text_contents()]


def _setning(side: "Page", panel: int = 0) -> str:
    return side.locator(".regn-setning").nth(panel).inner_text().replace("\u00a0", " ")


def test_slider_moves_the_measure_and_the_sum_and_says_it(apne: Apne) -> None:
    side = apne()
    assert _ar(side) == ["0", "1\u00a0350", "2\u00a0700", "2\u00a0700"]
    glider = side.get_by_role("slider", name="Klasser færre")
    glider.press("ArrowLeft")
    assert _ar(side) == ["0", "900", "1\u00a0800", "1\u00a0800"]
    assert _ar(side, 3) == ["0", "2\u00a0000", "3\u00a0900", "3\u00a0900"]
    assert _setning(side) == (
        "Med 2 i stedet for 3 klasser gir tiltaket 1 800 tusen kroner i 2030, 900 mindre enn i boken. "
        "Alle tiltakene gir da 3 900 tusen kroner, 900 mindre enn i boken."
    )
    assert glider.get_attribute("aria-valuetext") == "2 klasser"
    side.wait_for_function("() => location.hash === '#regn&SKO1.antall=2&bok=3'")
    side.wait_for_function("() => document.querySelector('[role=status]').textContent.startsWith('Med 2')")
    glider.press("Escape")
    assert _ar(side)[-1] == "2\u00a0700"
    side.wait_for_function("() => location.hash === ''")


def test_what_is_read_aloud_waits_until_the_slider_is_still(apne: Apne) -> None:
    side = apne()
    sagt = side.evaluate(
        """() => {
            const glider = document.querySelector(".regn-panel[open] input[type=range]");
            const status = document.querySelector(".regn-panel[open] [role=status]");
            globalThis.sagt = [];
            new MutationObserver(() => globalThis.sagt.push(status.textContent)).observe(status, { childList: true });
            for (const verdi of ["0", "1", "2", "1", "0"]) {
                glider.value = verdi;
                glider.dispatchEvent(new Event("input", { bubbles: true }));
            }
            return status.textContent;
        }"""
    )
    assert sagt == ""
    side.wait_for_function("() => globalThis.sagt.length > 0")
    assert len(side.evaluate("globalThis.sagt")) == 1


def test_keys_go_by_ten_and_to_the_ends(apne: Apne) -> None:
    side = apne()
    glider = side.get_by_role("slider", name="Spart for hver")
    fra = int(glider.input_value())
    glider.press("PageUp")
    assert int(glider.input_value()) == fra + 10
    glider.press("PageDown")
    assert int(glider.input_value()) == fra
    glider.press("Home")
    assert glider.input_value() == "0"
    glider.press("End")
    assert glider.input_value() == glider.get_attribute("max")
    assert side.get_by_label("Spart for hver").nth(1).input_value() == "1\u00a0350\u00a0000"


def test_field_reads_what_the_command_reads_and_refuses_in_its_words(apne: Apne) -> None:
    side = apne()
    felt = side.get_by_role("textbox", name="Spart for hver")
    felt.fill("1,2 mill. kr")
    assert _ar(side)[-1] == "3\u00a0600"
    felt.fill("-5")
    assert side.locator(".regn-feil").nth(1).inner_text() == "Er −5 kr per klasse og år – mente du 5? Tillatt: 0 og mer"
    assert felt.get_attribute("aria-invalid") == "true"
    assert _ar(side)[-1] == "3\u00a0600"  # the last that could be worked out
    felt.fill("tolv")
    assert side.locator(".regn-feil").nth(1).inner_text().startswith("Er «tolv», som ikke er et tall.")
    felt.press("Escape")
    assert felt.input_value() == "900\u00a0000"
    assert side.locator(".regn-feil").nth(1).inner_text() == ""
    assert _ar(side)[-1] == "2\u00a0700"


def test_start_premise_and_left_out_follow_to_what_depends(apne: Apne) -> None:
    side = apne("#regn&BAR1.gjennomfores=nei", None)
    assert _setning(side).startswith(
        "Tiltaket er utelatt i din beregning. Alle tiltakene gir da 2 400 tusen kroner i 2030"
    )
    side.locator(".regn-panel > summary").nth(2).click()
    assert "faller bort, for det avhenger av Felles barnehage" in _setning(side, 1)
    side.get_by_label("Blir tiltaket gjennomført?").first.select_option("ja")
    side.get_by_label("Start").first.select_option("1")
    side.get_by_label("Staten setter et tak").first.select_option("ja")
    assert _ar(side, panel=1) == ["0", "0", "0", "800"]


def test_low_and_high_are_the_spans_ends(apne: Apne) -> None:
    side = apne(panel=2)
    fra, til = _ar(side, 2, panel=2)[-1].split("–")
    side.get_by_role("button", name="Lavt anslag").click()
    assert _ar(side, panel=2)[-1] == fra
    side.get_by_role("button", name="Høyt anslag").click()
    assert _ar(side, panel=2)[-1] == til
    side.get_by_role("button", name="Som i boken").click()
    assert side.locator(".regn-panel.regn-endret").count() == 0


def test_address_for_another_edition_keeps_what_fits_and_says_the_rest(apne: Apne) -> None:
    side = apne("#regn&SKO1.antall=2&SKO1.borte=7&BAR1.antall=-4&PPT1.forsinkelse=1&bok=5,1,1,0", None)
    sagt = side.locator(".regn-merknad:visible").inner_text()
    assert "SKO1.antall var 5 i boken da lenken ble laget, og er 3 nå." in sagt
    assert "SKO1.borte finnes ikke i denne utgaven, og er ikke regnet med." in sagt
    assert "BAR1.antall er −4 bygg" in sagt
    assert _ar(side)[-1] == "1\u00a0800"
    side.wait_for_function("() => location.hash === '#regn&SKO1.antall=2&PPT1.forsinkelse=1&bok=3,0'")


def test_address_is_read_as_a_person_types_it_and_refused_in_the_commands_words(apne: Apne) -> None:
    side = apne("#regn&SKO1.innfasing[2030]=50 %&SKO1.pris=0,9 mill. kr&BAR1.gjennomfores=neii", None)
    assert _ar(side)[-1] == "1\u00a0350"
    assert side.locator(".regn-merknad:visible").first.inner_text() == (
        "BAR1.gjennomfores er «neii». Mente du nei? Velg én av: ja, nei. Endringen er ikke regnet med."
    )


def test_address_of_another_measure_opens_the_page_that_it_is_on(
    chromium: "Browser", opp: Sektor, tmp_path: Path
) -> None:
    fil = regnside(tmp_path, opp, "PPT1", f'<div class="{regn_selv(opp, "PPT1").klasse}"></div>')
    side = chromium.new_page()
    side.goto(f"{fil.as_uri()}#regn&BAR1.gjennomfores=nei")
    assert "faller bort, for det avhenger av Felles barnehage" in _setning(side)
    side.close()


@pytest.mark.parametrize(
    "hash_",
    [
        "#regn&SKO1.antall=%3Cimg%20src=x%20onerror=alert(1)%3E",
        "#regn&<script>alert(1)</script>=1&__proto__.x=1&constructor.y=2&SKO1.__proto__=3",
        "#regn&SKO1.antall=%E0%A4%A&=&&&a.b",
        "#regn&" + "&".join(f"SKO1.antall={n}" for n in range(5000)),
        "#regn&SKO1.antall=" + "9" * 5000,
        "#regn&SKO1.antall=1e999&SKO1.forsinkelse=99999999999999999999999999",
    ],
)
def test_hostile_address_does_nothing(apne: Apne, hash_: str) -> None:
    side = apne(hash_, None)
    assert side.locator(".regn-panel script, .regn-panel img").count() == 0
    if side.locator(".regn-panel[open]").count() == 0:
        side.locator(".regn-panel > summary").first.click()
    assert _ar(side)[-1] in {"2\u00a0700", "0"}
    assert side.evaluate("({}).x") is None


def test_file_of_changes_and_command_give_the_same_numbers(apne: Apne, opp: Sektor, tmp_path: Path) -> None:
    side = apne("#regn&SKO1.antall=1,5&SKO1.innfasing[2028]=1/3&BAR1.forsinkelse=2&premiss.naboen=nei", None)
    side.locator(".regn-videre > summary").first.click()
    side.get_by_label("Hvem har regnet?").first.fill('Kari "Nordmann": \\ #1')
    side.get_by_label("Hvorfor?").first.fill("Fordi: [det] er «riktig» – 100 %")
    with side.expect_download() as lastet:
        side.get_by_role("button", name="Last ned endringer.yml").first.click()
    endringer = tmp_path / "endringer.yml"
    lastet.value.save_as(endringer)
    sett = read_endringsfil(opp, endringer)
    assert (sett.forfatter, sett.tittel) == ('Kari "Nordmann": \\ #1', "Egen beregning av Større klasser")
    endret = med_endringer("opp", {a: e.verdi for a, e in sett.endringer.items()})
    penger = opp.bok.penger
    assert _ar(side) == [penger.vis(b) for b in beregning.effekt(endret.tiltak["SKO1"], opp.info.periode).values()]
    assert _ar(side, 3) == [penger.vis(b) for b in beregning.total(endret).values()]

    kommando = shlex.split(side.locator(".regn-kommando").first.inner_text())
    assert kommando[:5] == ["effekt", "rerun", "--all", "--sector", "opp"]
    assert dict(en.split("=", 1) for en in kommando[6::2]) == {
        a: str(e.verdi).replace("3/2", "1.5") for a, e in sett.endringer.items()
    }


def test_table_is_downloaded_as_numbers(apne: Apne, tmp_path: Path) -> None:
    side = apne("#regn&SKO1.antall=2", None)
    side.locator(".regn-videre > summary").first.click()
    with side.expect_download() as lastet:
        side.get_by_role("button", name="Last ned tallene").first.click()
    assert lastet.value.suggested_filename == "sko1-egen-beregning.csv"
    linjer = Path(lastet.value.path()).read_text(encoding="utf-8").splitlines()
    assert linjer[0].startswith("ar,tiltak,bok_tusen_kroner,din_beregning_tusen_kroner,lav_tusen_kroner")
    assert linjer[-1].startswith("2030,SKO1,2700,1800,")


def test_picture_is_the_same_in_every_view_and_can_be_had_as_points(apne: Apne) -> None:
    side = apne("#regn&SKO1.antall=2", None)
    side.locator(".regn-videre > summary").first.click()

    def lastet(slag: str) -> bytes:
        with side.expect_download() as fil:
            side.get_by_role("button", name=f"Last ned bildet ({slag})").first.click()
        assert fil.value.suggested_filename == f"sko1-egen-beregning.{slag.lower()}"
        return Path(fil.value.path()).read_bytes()

    lyst = lastet("SVG")
    side.evaluate("document.documentElement.dataset.visning = 'mork'")
    assert lastet("SVG") == lyst
    side.emulate_media(forced_colors="active")
    assert lastet("SVG") == lyst
    assert side.evaluate("document.documentElement.dataset.visning") == "mork"
    punkter = lastet("PNG")
    assert punkter.startswith(b"\x89PNG")
    hoyde = int(re.findall(rb'<svg [^>]*\bheight="(\d+)"', lyst)[0])
    assert [int.from_bytes(punkter[fra : fra + 4]) for fra in (16, 20)] == [1440, 2 * hoyde]


def test_nothing_is_stored_and_nothing_of_the_page_is_touched(apne: Apne) -> None:
    side = apne("#regn&SKO1.antall=2", None)
    assert side.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert side.locator("h1, h2").all_inner_texts() == ["Tiltakene", "SKO1", "BAR1", "PPT1"]


def test_without_scripts_a_line_says_what_there_is(chromium: "Browser", fil: Path) -> None:
    kontekst = chromium.new_context(java_script_enabled=False)
    side = kontekst.new_page()
    side.goto(fil.as_uri())
    assert side.locator(".regn-selv").all_inner_texts() == ["Linjen"] * 3
    kontekst.close()


def test_line_names_a_command_that_is_there(opp: Sektor) -> None:
    assert "effekt rerun --all --set SKO1.antall=…" in regn_selv(opp, "SKO1").tekst()


@pytest.mark.parametrize(("bredde", "farger"), [(390, "dark"), (320, "light"), (1280, "light")])
def test_panel_fits_and_is_accessible(chromium: "Browser", fil: Path, bredde: int, farger: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    kontekst = chromium.new_context(viewport={"width": bredde, "height": 800}, color_scheme=farger)  # type: ignore[arg-type]
    side = kontekst.new_page()
    side.goto(f"{fil.as_uri()}#regn&SKO1.antall=2&PPT1.forsinkelse=1")
    side.evaluate("document.querySelectorAll('.regn-panel[open] details').forEach((en) => { en.open = true; })")
    side.get_by_role("textbox", name="Spart for hver").first.fill("tolv")
    assert side.evaluate("document.documentElement.scrollWidth") <= bredde
    funn = json.loads(json.dumps(Axe().run(side).response["violations"]))
    assert [(f["id"], [n["html"] for n in f["nodes"]][:3]) for f in funn] == []
    kontekst.close()


def test_sum_of_the_scripts_parts_is_one_script(fil: Path) -> None:
    skript = (fil.parent / STILER / SKRIPTET).read_text(encoding="utf-8")
    assert len(re.findall(r'^"use strict";$', skript, re.MULTILINE)) == len(SKRIPT)
