"""The preview in a browser, over one small book: a fault at its place, what is left to do, a workbook that is saved."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.bygg, pytest.mark.nettleser]
VENT = 90_000  # milliseconds
BREDDER = (390, 1280)


@dataclass(frozen=True)
class Arbeidsplass:
    """A book, and where its preview is."""

    bok: Path
    adresse: str


def _miljo() -> dict[str, str]:
    return {navn: verdi for navn, verdi in os.environ.items() if not navn.startswith("EFFEKT_")}


@pytest.fixture(scope="module")
def plass(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arbeidsplass]:
    """A sector of one agency and one measure, with a workbook, served."""
    bok = tmp_path_factory.mktemp("lillevik")
    effekt = [sys.executable, "-P", "-m", "effekt.cli"]
    for valg in (
        ["new-sector", "kul", "--kommune", "Lillevik", "--navn", "Kultur", "--virksomheter", "BIB:Biblioteket",
         "--periode", "2026-2029"],
        ["template", "mal.xlsx", "--sector", "kul"],
    ):  # fmt: skip
        subprocess.run([*effekt, *valg], cwd=bok, env=_miljo(), capture_output=True, check=True)
    (bok / "_toc.yml").write_text(
        "format: jb-book\nroot: book/kul/3-1-bib\nchapters:\n  - file: book/alle-tiltak\n", encoding="utf-8"
    )
    tjener = subprocess.Popen(
        [*effekt, "serve", "--port", "0", "--uten-nettleser"],
        cwd=bok, env=_miljo(), stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    try:
        sagt = []
        assert tjener.stderr
        for linje in tjener.stderr:
            sagt.append(linje)
            if treff := re.search(r"http://127\.0\.0\.1:\d+", linje):
                yield Arbeidsplass(bok, treff[0])
                break
        else:
            pytest.fail("".join(sagt))
    finally:
        os.killpg(tjener.pid, signal.SIGINT)
        tjener.communicate(timeout=60)


@pytest.fixture
def bord(plass: Arbeidsplass, side: "Page") -> Iterator["Page"]:
    """The desk in a browser that says of no breach of its policy and of no fault in its scripts."""
    sagt: list[str] = []
    side.on("console", lambda melding: sagt.append(melding.text) if "Security" in melding.text else None)
    side.on("pageerror", lambda feil: sagt.append(str(feil)))
    side.context.grant_permissions(["clipboard-read", "clipboard-write"])
    side.goto(f"{plass.adresse}/_effekt/")
    yield side
    assert sagt == []


def _flyter_ikke_ut(side: "Page") -> None:
    for bredde in BREDDER:
        side.set_viewport_size({"width": bredde, "height": 800})
        assert side.evaluate("document.documentElement.scrollWidth <= innerWidth"), bredde


def test_what_is_left_to_do_is_there_and_its_place_is_copied(bord: "Page") -> None:
    sted = bord.locator("details[open] button.sted").first
    sted.click()
    bord.get_by_text("Kopiert: ").wait_for()
    assert re.fullmatch(r"data/\S+\.yml(:\d+)?", bord.evaluate("navigator.clipboard.readText()"))
    _flyter_ikke_ut(bord)


def test_a_fault_comes_at_its_place_and_the_last_good_page_stays_until_it_is_mended(
    plass: Arbeidsplass, bord: "Page"
) -> None:
    fil = plass.bok / "data/kul/tiltak/bib1.yml"
    for_ = fil.read_text(encoding="utf-8")
    linje = next(nr for nr, tekst in enumerate(for_.splitlines(), 1) if tekst.startswith("id:")) + 1
    fil.write_text(for_.replace("id: BIB1", "id: BIB1\nnavnet: nei"), encoding="utf-8")
    feil = bord.locator(".feil li").filter(has_text="navnet")
    feil.first.wait_for(timeout=VENT)
    assert f"linje {linje}" in feil.first.inner_text()
    assert feil.first.locator("pre .her").inner_text().split() == [str(linje), "navnet:", "nei"]
    assert bord.locator("progress").count() == 1, "what is left to do is as it was"
    _flyter_ikke_ut(bord)

    feil.first.get_by_role("link", name="siden det gjelder").click()
    linjen = bord.locator(".effekt-linje")
    linjen.get_by_text("ukjent nøkkel «navnet»").wait_for(timeout=VENT)
    assert linjen.locator("p").first.inner_text() == "På denne siden"
    assert "BIB1" in bord.locator("h1").inner_text()
    _flyter_ikke_ut(bord)
    linjen.locator("summary").click()
    bord.reload()
    linjen.wait_for(timeout=VENT)
    assert linjen.get_attribute("open") is None, "what was closed stays closed"

    fil.write_text(for_, encoding="utf-8")
    linjen.filter(has_text="feil").wait_for(state="detached", timeout=VENT)


def test_a_saved_workbook_is_shown_and_taken_in_by_a_yes_to_what_was_shown(plass: Arbeidsplass, bord: "Page") -> None:
    fil = plass.bok / "data/kul/tiltak/bib1.yml"

    def lagre(navn: str) -> None:
        bok = openpyxl.load_workbook(plass.bok / "mal.xlsx")
        ark = bok["Tiltak"]
        kolonne = next(celle.column for rad in ark.iter_rows() for celle in rad if celle.value == "Navn")
        rad = next(celle.row for rad in ark.iter_rows() for celle in rad if celle.value == "BIB1")
        ark.cell(rad, kolonne, navn)
        bok.save(plass.bok / "mal.xlsx")

    for_ = fil.read_text(encoding="utf-8")
    lagre("Færre åpningstimer")
    vist = bord.locator(".arbeidsbok").filter(has_text="Færre åpningstimer")
    vist.wait_for(timeout=VENT)
    assert fil.read_text(encoding="utf-8") == for_
    _flyter_ikke_ut(bord)

    # A yes to what was shown before the workbook was saved once more writes nothing.
    bord.route("**/_effekt/news.js*", lambda rute: rute.abort())
    lagre("Lørdagsstengt")
    bord.get_by_role("button", name="Før dette inn").click()
    bord.unroute("**/_effekt/news.js*")
    bord.locator(".arbeidsbok").filter(has_text="Lørdagsstengt").wait_for(timeout=VENT)
    assert fil.read_text(encoding="utf-8") == for_

    bord.get_by_role("button", name="Før dette inn").click()
    bord.locator(".arbeidsbok").wait_for(state="detached", timeout=VENT)
    assert "navn: Lørdagsstengt" in fil.read_text(encoding="utf-8")
