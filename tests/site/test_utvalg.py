"""The table that can be searched, filtered and sorted: with the keyboard, and from its address."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docutils import nodes

from effekt.export.papertree import table
from effekt.site.tables import choices
from tests.helpers.bokkopi import ROT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.nettleser

RADER = [
    ("BYM1 Gater", "MOS", "Stor usikkerhet", "–", "1 200,5"),
    ("MUS1 Museer", "KON", "Lav usikkerhet", "10", "20"),
    ("VEI1 Gatelys", "TEK", "Lav usikkerhet", "0", "3"),
    ("VAN1 Varsling", "TEK", "Stor usikkerhet", "0", "−5"),
]


@pytest.fixture
def tabell(tmp_path: Path) -> str:
    """The address of a page with such a table as the site has it, opened from a folder."""
    hoder = ["Tiltak", "Sektor", "Estimatusikkerhet", "2026", "2030\u00a0→"]
    tre = table([hoder, *map(list, RADER)], ["effekt-tabell", "utvalg", "utvalg-2", "utvalg-3"])
    tre.insert(0, nodes.title("", "Alle tiltak"))
    hode = "".join(
        f'<th class="head{klasse}" scope="col"><div class="utvalg-sorter"><p>{tekst}</p></div></th>'
        for tekst, klasse in zip(hoder, ["", "", "", " tall", " tall"], strict=True)
    )
    kropp = "".join(
        f'<tr><th class="stub" scope="row"><p>{rad[0]}</p></th>'
        + "".join(f"<td><p>{celle}</p></td>" for celle in rad[1:])
        + "</tr>"
        for rad in RADER
    )
    fil = tmp_path / "side.html"
    fil.write_text(
        f"""<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>Tabell</title>
<link rel="stylesheet" href="{ROT}/effekt/site/theme/static/effekt.css">
<script src="{ROT}/effekt/site/theme/static/utvalg.js"></script></head><body><main class="innhold">
<div class="effekt-tabellboks">{choices(tre)}
<div class="tabellramme" role="region" aria-label="Alle tiltak" tabindex="0">
<table class="effekt-tabell tall utvalg utvalg-2 utvalg-3"><caption>Alle tiltak</caption>
<thead><tr>{hode}</tr></thead><tbody>{kropp}</tbody></table></div></div></main></body></html>""",
        encoding="utf-8",
    )
    return fil.as_uri()


def _apne(side: "Page") -> None:
    side.get_by_text("Velg og sorter").click()


def _synlige(side: "Page") -> list[str]:
    alle = side.locator("tbody tr:visible th").all_inner_texts()
    return [re.split(r"\s", tekst.strip())[0] for tekst in alle]


def _status(side: "Page") -> str:
    return side.get_by_role("status").inner_text()


def test_all_rows_are_there_from_the_start_and_without_the_script(side: "Page", tabell: str) -> None:
    side.goto(tabell)
    assert _synlige(side) == ["BYM1", "MUS1", "VEI1", "VAN1"]
    assert _status(side) == "Viser alle 4"
    assert side.get_by_role("button", name="Vis alle").count() == 0
    uten = side.context.browser
    assert uten is not None
    kontekst = uten.new_context(java_script_enabled=False)
    blank = kontekst.new_page()
    blank.goto(tabell)
    assert _synlige(blank) == ["BYM1", "MUS1", "VEI1", "VAN1"]
    assert not blank.locator("form, select, button, .utvalg-status").filter(visible=True).count()
    kontekst.close()


def test_lists_and_search_choose_rows_together_and_say_how_many(side: "Page", tabell: str) -> None:
    side.goto(tabell)
    _apne(side)
    side.get_by_label("Estimatusikkerhet").select_option("Stor usikkerhet")
    assert _synlige(side) == ["BYM1", "VAN1"]
    assert _status(side) == "Viser 2 av 4"
    side.get_by_label("Sektor").select_option("TEK")
    assert _synlige(side) == ["VAN1"]
    side.get_by_label("Søk i tabellen").fill("museer")
    assert _synlige(side) == []
    assert _status(side) == "Viser 0 av 4"
    side.get_by_role("button", name="Vis alle").press("Enter")
    assert _status(side) == "Viser alle 4"
    assert side.evaluate("document.activeElement.type") == "search"
    assert "#" not in side.url


def test_headings_sort_by_keyboard_with_the_way_told(side: "Page", tabell: str) -> None:
    """Numbers the largest first, what has none last; a third press gives back the book's order."""
    side.goto(tabell)
    overskrift = side.get_by_role("columnheader", name="2026")
    knapp = overskrift.get_by_role("button")
    knapp.press("Enter")
    assert overskrift.get_attribute("aria-sort") == "descending"
    assert _synlige(side) == ["MUS1", "VEI1", "VAN1", "BYM1"]
    knapp.press("Space")
    assert overskrift.get_attribute("aria-sort") == "ascending"
    assert _synlige(side) == ["VEI1", "VAN1", "MUS1", "BYM1"]
    knapp.press("Enter")
    assert overskrift.get_attribute("aria-sort") is None
    assert _synlige(side) == ["BYM1", "MUS1", "VEI1", "VAN1"]


def test_norwegian_numbers_sort_by_size_and_words_by_the_alphabet(side: "Page", tabell: str) -> None:
    side.goto(tabell)
    side.get_by_role("button", name="2030").click()
    assert _synlige(side) == ["BYM1", "MUS1", "VEI1", "VAN1"]
    side.get_by_role("button", name="2030").click()
    assert _synlige(side) == ["VAN1", "VEI1", "MUS1", "BYM1"]
    side.get_by_role("button", name="Tiltak").click()
    assert _synlige(side) == ["BYM1", "MUS1", "VAN1", "VEI1"]


def test_choice_stands_in_the_address_and_comes_back_with_it(side: "Page", tabell: str) -> None:
    side.goto(tabell)
    _apne(side)
    side.get_by_label("Sektor").select_option("TEK")
    side.get_by_role("button", name="2030").click()
    side.get_by_role("button", name="2030").click()
    adresse = side.url
    assert adresse.partition("#")[2] == "utvalg&sektor=TEK&sorter=2030%2Cstigende"
    side.goto("about:blank")
    side.goto(adresse)
    assert _synlige(side) == ["VAN1", "VEI1"]
    assert side.get_by_label("Sektor").input_value() == "TEK"


@pytest.mark.parametrize("hash_", ["#noe-annet", "#utvalg&sektor=XYZ&sorter=2099,opp", "#utvalg", "#utvalg&%%%=1"])
def test_address_that_says_nothing_known_chooses_nothing(side: "Page", tabell: str, hash_: str) -> None:
    feil: list[object] = []
    side.on("pageerror", lambda grunn: feil.append(grunn))
    side.goto(tabell + hash_)
    assert _status(side) == "Viser alle 4"
    assert feil == []


def test_paper_has_all_rows_and_no_lists(side: "Page", tabell: str) -> None:
    side.goto(tabell + "#utvalg&sektor=TEK")
    assert _synlige(side) == ["VEI1", "VAN1"]
    side.emulate_media(media="print")
    assert len(_synlige(side)) == 4
    assert not side.locator("form").is_visible()
    assert not side.locator(".utvalg-status").is_visible()


def test_page_with_the_lists_open_breaks_no_rule_of_universal_design(side: "Page", tabell: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for bredde in (320, 1280):
        side.set_viewport_size({"width": bredde, "height": 900})
        side.goto(tabell + "#utvalg&sektor=TEK&sorter=2030,synkende")
        brudd = Axe().run(side).response["violations"]
        regler = {b["id"] for b in brudd} - {"page-has-heading-one", "landmark-one-main"}
        assert regler == set()
        assert side.evaluate("document.documentElement.scrollWidth") <= bredde
