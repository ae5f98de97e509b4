"""Where a book lies: its own root, and what it has from the program where it brings none itself.

A municipality's book is a folder with data/, notebooks/, book/ and _toc.yml. What it lacks of
layout and shared chapters comes from the program's own folder, which is never written to for it.
"""

import os
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from effekt import journal
from effekt.kilder import DATAVARIABEL, Datafeil, datamappe

INNHOLD: Final = "_toc.yml"
OPPSETT: Final = "_config.yml"
MALER: Final = "book/_templates"
STILER: Final = "book/_static"
_MERKE: Final = "kilder.yml"


def velg_datamappe(gitt: str | None) -> None:
    """Let ``gitt`` be data/ from now on, for this process and those it starts.

    It is the folder with kilder.yml, or one whose data/ has it; raises Datafeil for anything else.
    Without it EFFEKT_DATA stands, as a path that those started in other folders find too.
    """
    if gitt is None:
        if satt := os.environ.get(DATAVARIABEL):
            os.environ[DATAVARIABEL] = str(Path(satt).absolute())
        return
    mappe = Path(gitt)
    if not mappe.is_dir():
        hva = "dette er en fil" if mappe.is_file() else "mappen finnes ikke"
        raise Datafeil(f"--data {gitt}: {hva}. Gi mappen som har {_MERKE}.")
    if not any((del_ / _MERKE).is_file() for del_ in (mappe, mappe / "data")):
        raise Datafeil(
            f"--data {gitt}: verken mappen eller data/ i den har {_MERKE}. "
            "Gi datamappen til en bok, eller mappen som boken ligger i."
        )
    os.environ[DATAVARIABEL] = str(mappe.resolve())


def programmappe() -> Path:
    """The program's own folder, beside the package: layout and chapters that books share.

    Raises Datafeil where the package stands without it.
    """
    mappe = Path(__file__).parents[1]
    for navn in (OPPSETT, MALER, STILER):
        if not (mappe / navn).exists():
            raise Datafeil(f"finner ikke {navn} i {mappe}. Kjør effekt fra prosjektets egen kopi.")
    return mappe


def rotmappe() -> Path:
    """The book's root: the folder around data/ where that has a _toc.yml, else the program's own.

    All that a book gives is written below it.
    """
    rundt = datamappe().parent
    return rundt if (rundt / INNHOLD).is_file() else programmappe()


def kildemapper() -> dict[str, Path]:
    """The folders that a chapter's sources lie in, by the names that the journal has for them."""
    return {"data": datamappe(), "bok": rotmappe(), "program": programmappe()}


def bokens(rot: Path, navn: str) -> Path:
    """A file of the book's layout or shared chapters: its own, else the program's.

    The path is that of the book where neither has it.
    """
    egen = rot / navn
    felles = programmappe() / navn
    return felles if not egen.exists() and felles.exists() else egen


def kopier_mappe(rot: Path, navn: str, til: Path) -> None:
    """Copy a folder of layout: all that the program has, and over it what the book has itself."""
    for fra in dict.fromkeys((programmappe() / navn, rot / navn)):
        if fra.is_dir():
            shutil.copytree(fra, til, dirs_exist_ok=True)


@journal.stille()
def sider(rot: Path) -> list[str]:
    """Every page of _toc.yml, in its order; a chapter that asks records what it asks about."""
    return list(_sider_i((rot / INNHOLD).read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _sider_i(innhold: str) -> tuple[str, ...]:
    """The pages of a table of contents: each sector asks, and it has all sectors' pages."""
    import yaml

    # Names and lists are all there is; without numbers and dates to look for, it is read faster.
    toc = yaml.load(innhold, Loader=yaml.CBaseLoader)

    def gjennom(ledd: Any) -> Iterator[str]:
        if isinstance(ledd, list):
            for del_ in ledd:
                yield from gjennom(del_)
        elif isinstance(ledd, dict):
            yield from (str(ledd[k]) for k in ("root", "file") if k in ledd)
            for nokkel in ("parts", "chapters", "sections"):
                yield from gjennom(ledd.get(nokkel, []))

    return tuple(gjennom(toc))


def har_side(navn: str) -> bool:
    """Whether the book has the page: «hls/sammendrag», or «last-ned»."""
    rot = rotmappe()
    return (rot / INNHOLD).is_file() and f"book/{navn}" in sider(rot)
