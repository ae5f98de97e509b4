"""Every figure, table, card, footnote and section of the source has its place in the book."""

import json
import re
from pathlib import Path

from effekt.model.innhold import Status
from effekt.reading.sektor import Sektor
from effekt.report import figurer, tabeller
from effekt.site.sections import heading
from tests.helpers.bokkopi import ROT

BOK = ROT / "book" / "hls"
# Counted in the printed report.
FIGURER, TABELLER, KORT, FOTNOTER = 21, 8, 8, 22


def _innhold(kapittel: str) -> str:
    nb = json.loads((BOK / f"{kapittel}.ipynb").read_text(encoding="utf-8"))
    return "\n".join(
        "".join(ut["data"].get("text/markdown", ""))
        for celle in nb["cells"]
        for ut in celle.get("outputs", [])
        if "data" in ut
    )


def test_every_numbered_thing_of_the_source_is_accounted_for(hls: Sektor) -> None:
    assert sorted(map(int, hls.figurer)) == list(range(1, FIGURER + 1))
    assert sorted(map(int, hls.tabellplasser)) == list(range(1, TABELLER + 1))
    assert sorted(map(int, hls.fotnoter)) == list(range(1, FOTNOTER + 1))
    assert len(hls.tiltak) == KORT


def test_figures_and_tables_stand_in_the_chapter_that_is_named(hls: Sektor) -> None:
    for slag, plasser in (("figur", hls.figurer), ("tabell", hls.tabellplasser)):
        for nummer, plass in plasser.items():
            merke = f"hls-{slag}-{nummer}"
            funnet = re.search(rf"(:name: {merke}$|^\({merke}\)=$)", _innhold(plass.kapittel), re.MULTILINE)
            assert funnet, f"{merke} er ikke i {plass.kapittel}"


def test_every_card_stands_in_a_chapter(hls: Sektor) -> None:
    alt = "\n".join(_innhold(fil.stem) for fil in BOK.glob("*.ipynb"))
    for id_ in hls.tiltak:
        assert f"(hls-kort-{id_.lower()})=" in alt


def test_every_footnote_is_marked_and_told_in_one_chapter(hls: Sektor) -> None:
    kapitler = {fil.stem: _innhold(fil.stem) for fil in BOK.glob("*.ipynb")}
    for nummer in hls.fotnoter:
        steder = [k for k, tekst in kapitler.items() if f"[^{nummer}]: " in tekst]
        assert steder == [hls.fotnoter[nummer].kapittel], f"fotnote {nummer}: {steder}"
        assert re.search(rf"\[\^{nummer}\](?!:)", kapitler[steder[0]])


def _overskrifter(kapittel: str) -> list[tuple[str, str]]:
    hls, felles = (ROT / "notebooks" / mappe / f"{kapittel}.ipynb" for mappe in ("hls", "felles"))
    nb = json.loads((hls if hls.exists() else felles).read_text(encoding="utf-8"))
    celler = ("".join(celle["source"]) for celle in nb["cells"] if celle["cell_type"] == "markdown")
    return [("#", m) for celle in celler for m in re.findall(r"^#+ (.+)$", celle, re.MULTILINE)]


def test_every_section_of_the_source_has_a_heading_that_its_row_leads_to(hls: Sektor) -> None:
    for nummer, plass in hls.avsnitt.items():
        overskrifter = _overskrifter(plass.kapittel)
        assert heading(overskrifter, plass.overskrift or [nummer]), f"{nummer} i {plass.kapittel}: {overskrifter}"


def _sider(side: str) -> tuple[int, int]:
    forste, _, siste = side.partition("–")
    return int(forste), int(siste or forste)


def test_a_section_covers_the_pages_of_the_sections_in_it(hls: Sektor) -> None:
    for nummer, plass in hls.avsnitt.items():
        fra, til = _sider(plass.side)
        for under, annen in hls.avsnitt.items():
            if under.startswith((f"{nummer}.", f"{nummer}-")):
                assert fra <= _sider(annen.side)[0] <= _sider(annen.side)[1] <= til, (nummer, under)


def test_what_the_captions_call_a_calculation_has_that_status(hls: Sektor) -> None:
    for plass in [*hls.figurer.values(), *hls.tabellplasser.values()]:
        lag = getattr(figurer, plass.funksjon or "", None) or getattr(tabeller, plass.funksjon or "", None)
        if lag and plass.status in (Status.GJENGITT, Status.BEREGNET):
            beregnet = lag(hls).kilde.tekst.startswith("Kilde: egen beregning")
            assert beregnet == (plass.status is Status.BEREGNET), plass.tittel


def test_external_links_are_well_formed() -> None:
    for fil in [*BOK.glob("*.ipynb"), *Path(ROT / "data").rglob("*.yml")]:
        for lenke in re.findall(r"\]\((http[^)\s]*)\)", fil.read_text(encoding="utf-8")):
            assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", lenke), lenke
