"""Every figure, table, card, footnote and section of the source has its place in the book."""

import json
import re
from pathlib import Path

from effekt.reading.sektor import Sektor
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


def test_every_section_is_retold_in_a_chapter_of_the_book(hls: Sektor) -> None:
    for nummer, plass in hls.avsnitt.items():
        assert (BOK / f"{plass.kapittel}.ipynb").exists(), f"{nummer}: {plass.kapittel}"


def test_external_links_are_well_formed() -> None:
    for fil in [*BOK.glob("*.ipynb"), *Path(ROT / "data").rglob("*.yml")]:
        for lenke in re.findall(r"\]\((http[^)\s]*)\)", fil.read_text(encoding="utf-8")):
            assert re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", lenke), lenke
