"""Where a book lies: its data, its own root, and what it has from the program where it brings none.

A municipality's book is a folder with data/, notebooks/, book/ and _toc.yml. What it lacks of
settings, look and shared chapters comes from the program, which is never written to for it.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from effekt.base import recording
from effekt.base.environment import environment
from effekt.base.faults import Datafeil
from effekt.base.recording import record, record_common

PAKKE: Final = Path(__file__).parents[1]
INNHOLD: Final = "_toc.yml"
OPPSETT: Final = "_config.yml"
# What a book may have of its own over the program's look.
MALER: Final = "book/_templates"
STILER: Final = "book/_static"
STILARK: Final = "effekt.css"
# The program's own settings and look.
FELLES_OPPSETT: Final = PAKKE / "site" / OPPSETT
UTSEENDE: Final = PAKKE / "site" / "theme"
_MERKE: Final = "kilder.yml"


def velg_datamappe(gitt: str | None) -> None:
    """Let ``gitt`` be data/ from now on, for this process and those it starts.

    It is the folder with kilder.yml, or one whose data/ has it; raises Datafeil for anything else.
    Without it EFFEKT_DATA stands, or the book that the command is given in, as a path that those
    started in other folders find too.
    """
    if gitt is None:
        if satt := os.environ.get(DATAVARIABEL) or rundt_her():
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
    """The folder with the chapters and pages that books share.

    Installed from a wheel it is in the package; in the project's own copy it is the whole of that,
    which is a book besides.
    """
    installert = PAKKE / "felles"
    return installert if installert.is_dir() else PAKKE.parent


def rundt_her() -> Path | None:
    """The book that the working folder lies in, or is: the nearest with data and contents."""
    her = Path.cwd()
    return next((m for m in (her, *her.parents) if (m / INNHOLD).is_file() and (m / "data" / _MERKE).is_file()), None)


def rotmappe() -> Path:
    """The book's root: the folder around data/ where that has a _toc.yml, else the project's own copy.

    All that a book gives is written below it, so it is never the installed package.
    """
    rundt, program = datamappe().parent, programmappe()
    return program if not (rundt / INNHOLD).is_file() and (program / INNHOLD).is_file() else rundt


def kildemapper() -> dict[str, Path]:
    """The folders that a chapter's sources lie in, by the names that the journal has for them."""
    return {"data": datamappe(), "bok": rotmappe(), "program": programmappe()}


def bokens(rot: Path, navn: str) -> Path:
    """A page or a shared chapter: the book's own, else the program's.

    The path is that of the book where neither has it.
    """
    egen = rot / navn
    felles = programmappe() / navn
    return felles if not egen.exists() and felles.exists() else egen


def oppsett(rot: Path) -> Path:
    """The settings that the site is built with: the book's own, else the program's."""
    egne = rot / OPPSETT
    return egne if egne.is_file() else FELLES_OPPSETT


def stilark(rot: Path, navn: str = STILARK) -> Path:
    """A style sheet: the book's own, else the program's."""
    eget = rot / STILER / navn
    return eget if eget.is_file() else UTSEENDE / "static" / navn


@recording.paused()
def sider(rot: Path) -> list[str]:
    """Every page of _toc.yml, in its order; a chapter that asks records what it asks about."""
    fil = rot / INNHOLD
    if not fil.is_file():
        raise Datafeil(f"boken har ingen innholdsfortegnelse. Legg {INNHOLD} ved siden av data/.", fil)
    return list(_sider_i(fil.read_text(encoding="utf-8")))


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


# Where drawings and data files go: «skriv» puts them beside the chapter and refers to them there
# (the pipeline), «navn» only refers (nbval, which must not change book/), and without the variable
# the drawing is inside the output (JupyterLab).
FILVARIABEL: Final = "EFFEKT_FILER"
TEKSTMAPPE: Final = "felles/tekster"
FILMAPPE: Final = "filer"
# Beside the site's pages: what is for the whole book, under addresses that stay.
NEDLASTINGSMAPPE: Final = "nedlasting"

DATAVARIABEL: Final = "EFFEKT_DATA"
SEKTORFIL: Final = "sektor.yml"
# The address of the list of sectors.
SEKTORER: Final = "sektorer"


def datamappe() -> Path:
    """The folder data/: from EFFEKT_DATA, else of the book around the working folder, else the project's own.

    The variable may name the folder around it too.
    """
    valgt = os.environ.get(DATAVARIABEL)
    mappe = Path(valgt) if valgt else (rundt_her() or programmappe()) / "data"
    if not mappe.is_dir():
        if valgt:
            raise Datafeil(
                f"finner ikke datamappen «{mappe}». Sett {DATAVARIABEL} til mappen som har {_MERKE}, eller fjern den."
            )
        raise Datafeil(
            f"verken «{Path.cwd()}» eller noen mappe over den er en bok, med {INNHOLD} og data/{_MERKE}. Gå til "
            f"boken, si hvor den er med --data MAPPE eller {DATAVARIABEL}, eller lag en ny med effekt new-sector i en "
            "tom mappe."
        )
    if not (mappe / "kilder.yml").is_file() and (mappe / "data" / "kilder.yml").is_file():
        mappe /= "data"
    return mappe.resolve()


def sektorer() -> list[str]:
    """The sectors that have data: the folders under data/ with a sektor.yml, in order.

    Those that are still being entered come last: the first one is what the front page is about.
    Raises Datafeil where there is none, and for a folder that has all but its sektor.yml.
    """
    record_common(SEKTORER)
    return finn_sektorer()


@recording.paused()
def finn_sektorer() -> list[str]:
    """What ``sektorer`` gives, without anything being recorded."""
    data = datamappe()
    filer = sorted(data.glob(f"*/{SEKTORFIL}"), key=lambda fil: (er_under_arbeid(fil), fil))
    alle = [fil.parent.name for fil in filer]
    for tiltak in sorted(data.glob("*/tiltak")):
        if tiltak.parent.name not in alle:
            raise Datafeil("mappen mangler sektor.yml. Legg den til.", tiltak.parent)
    if not alle:
        raise Datafeil(
            f"datamappen «{data}» har ingen sektor, altså ingen mappe med sektor.yml. Lag en, "
            f"eller sett {DATAVARIABEL} til mappen som har kilder.yml."
        )
    return alle


def ferdige_sektorer() -> list[str]:
    """The sectors that are not still being entered: those whose addresses are kept for good."""
    data = datamappe()
    return [navn for navn in sektorer() if not er_under_arbeid(data / navn / SEKTORFIL)]


@recording.paused()
def er_under_arbeid(fil: Path) -> bool:
    """Whether a sektor.yml says that the sector is still being entered."""
    linjer = fil.read_bytes().splitlines()
    return any(re.match(rb"status:\s*under_arbeid\b", linje) for linje in linjer)


def datafiler() -> Iterator[tuple[str, Path]]:
    """The files of data/, named from it; not what an editor or a file manager left there."""
    data = datamappe()
    for fil in sorted(p for p in data.rglob("*") if p.is_file()):
        navn = fil.relative_to(data)
        if not any(del_.startswith((".", "~")) for del_ in navn.parts):
            yield navn.as_posix(), fil


@contextmanager
def som_datamappe(mappe: Path | None) -> Iterator[bool]:
    """Let another folder be data/ meanwhile; gives whether it is the same one as before."""
    if mappe is None or mappe.resolve() == datamappe():
        yield True
        return
    with environment({DATAVARIABEL: str(mappe)}):
        yield False


UTENBOKVARIABEL: Final = "EFFEKT_UTEN_BOK"


def uten_boken() -> bool:
    """Whether nothing is to be said of the book as it was last built: EFFEKT_UTEN_BOK is set.

    A chapter that shows what a command says would else show what the chapters were, not are.
    """
    return bool(os.environ.get(UTENBOKVARIABEL))


def kjorte(bok: Path) -> Iterator[Path]:
    """The executed chapters below ``bok``, in order: where the book has contents, those in it."""
    alle = bok.rglob("*.ipynb")
    if (bok.parent / INNHOLD).is_file():
        alle = (fil for side in sider(bok.parent) if (fil := bok.parent / f"{side}.ipynb").is_file())
    yield from sorted(alle)


def smal_variant(fil: str) -> str:
    """The name of the narrow drawing that goes with a wide one: «figur-7-smal.svg»."""
    return fil.removesuffix(".svg") + "-smal.svg"


def er_bred(fil: str) -> bool:
    """Whether a file is a drawing for a page, and not the narrow one beside it."""
    return fil.endswith(".svg") and not fil.endswith(smal_variant(""))


def png_variant(fil: str) -> str:
    """The name of the PNG that is made from a drawing: «figur-7.png»."""
    return fil.removesuffix(".svg") + ".png"


# The address of which pages the book has, in the journal that decides staleness.
SIDELISTE: Final = "sider"


def forste_side(rot: Path, sektor: str) -> str:
    """The first page of a sector's in _toc.yml; empty where it has none. It is recorded as used."""
    record(SIDELISTE)
    return next((side for side in sider(rot) if side.startswith(f"book/{sektor}/")), "")


LISTE: Final = "book/faste-adresser.txt"


def noter_fil(adresse: str, fil: Path) -> None:
    """Record that the running chapter used a whole file of data/, or that it was not there."""
    recording.record_use(adresse)
    recording.write(f"{recording.FILE}data/{fil.resolve().relative_to(datamappe()).as_posix()}")
