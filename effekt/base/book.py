"""Where a book lies: its data, its own root, and what it has from the program where it brings none.

A municipality's book is a folder with data/, notebooks/, book/ and _toc.yml. What it lacks of
settings, look and shared chapters comes from the program, which is never written to for it.
"""

import os
import re
import sys
from pathlib import Path
from typing import Final

from effekt.base.faults import KILDEFIL, Datafeil

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


def choose_data_folder(gitt: str | None) -> None:
    """Let ``gitt`` be data/ from now on, for this process and those it starts.

    It is the folder with kilder.yml, or one whose data/ has it; raises Datafeil for anything else.
    Without it EFFEKT_DATA stands, or the book that the command is given in, as a path that those
    started in other folders find too.
    """
    if gitt is None:
        if satt := os.environ.get(DATAVARIABEL) or book_around_here():
            os.environ[DATAVARIABEL] = str(Path(satt).absolute())
        return
    mappe = Path(gitt)
    if not mappe.is_dir():
        hva = "dette er en fil" if mappe.is_file() else "mappen finnes ikke"
        raise Datafeil(f"--data {gitt}: {hva}. Gi mappen som har {KILDEFIL}.")
    if not any((del_ / KILDEFIL).is_file() for del_ in (mappe, mappe / "data")):
        raise Datafeil(
            f"--data {gitt}: verken mappen eller data/ i den har {KILDEFIL}. "
            "Gi datamappen til en bok, eller mappen som boken ligger i."
        )
    os.environ[DATAVARIABEL] = str(mappe.resolve())


def program_folder() -> Path:
    """Return the folder with the chapters and pages that books share.

    Installed from a wheel it is in the package; in the project's own copy it is the whole of that,
    which is a book besides.
    """
    installert = PAKKE / "felles"
    return installert if installert.is_dir() else PAKKE.parent


def book_around_here() -> Path | None:
    """Return the book that the working folder lies in, or is: the nearest with data and contents."""
    return _book_around(Path.cwd())


def _book_around(sted: Path) -> Path | None:
    return next(
        (m for m in (sted, *sted.parents) if (m / INNHOLD).is_file() and (m / "data" / KILDEFIL).is_file()), None
    )


def notebook_at_hand() -> Path | None:
    """Return the notebook that this process runs the cells of, where the program that it is open in says so.

    Jupyter's server names it in the environment, Visual Studio Code among the notebook's own names. Neither need have
    started in the notebook's folder.
    """
    ipython = sys.modules.get("IPython")
    skall = ipython.get_ipython() if ipython else None
    if skall is None or not hasattr(skall, "kernel"):
        return None
    sagt = skall.user_ns.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    return Path(sagt) if isinstance(sagt, str) and Path(sagt).is_absolute() else None


def root_of(data: Path) -> Path:
    """Return a book's root: the folder around its data/ where that has a _toc.yml, else the project's own copy.

    All that a book gives is written below it, so it is never the installed package.
    """
    rundt, program = data.parent, program_folder()
    return program if not (rundt / INNHOLD).is_file() and (program / INNHOLD).is_file() else rundt


def another_copy(rot: Path) -> Path | None:
    """Return where the running program lies, when the book is a copy of the project that has a program of its own."""
    eget = rot / PAKKE.name
    return PAKKE.parent if (eget / "__init__.py").is_file() and eget.resolve() != PAKKE.resolve() else None


def own_or_shared(rot: Path, navn: str) -> Path:
    """Return a page or a shared chapter: the book's own, else the program's.

    The path is that of the book where neither has it.
    """
    egen = rot / navn
    felles = program_folder() / navn
    return felles if not egen.exists() and felles.exists() else egen


def settings_file(rot: Path) -> Path:
    """Return the settings that the site is built with: the book's own, else the program's."""
    egne = rot / OPPSETT
    return egne if egne.is_file() else FELLES_OPPSETT


def style_sheet(rot: Path, navn: str = STILARK) -> Path:
    """Return a style sheet: the book's own, else the program's."""
    eget = rot / STILER / navn
    return eget if eget.is_file() else UTSEENDE / "static" / navn


# Where builds keep what they need from one time to the next, from the book's root.
WORK_FOLDER: Final = "_build/effekt"
# Where drawings and data files go: «skriv» puts them beside the chapter and refers to them there
# (the pipeline), «navn» only refers (nbval, which must not change book/), and without the variable
# the drawing is inside the output (JupyterLab).
FILVARIABEL: Final = "EFFEKT_FILER"
TEKSTMAPPE: Final = "felles/tekster"
FILMAPPE: Final = "filer"
# What a chapter's own files are called, from its folder.
FILE_NAME: Final = re.compile(rf"{FILMAPPE}/[a-z0-9][a-z0-9._-]*")
# Beside the site's pages: what is for the whole book, under addresses that stay.
NEDLASTINGSMAPPE: Final = "nedlasting"

DATAVARIABEL: Final = "EFFEKT_DATA"
SEKTORFIL: Final = "sektor.yml"
# The address of the list of sectors.
SEKTORER: Final = "sektorer"


def data_folder() -> Path:
    """Return data/ of this process: EFFEKT_DATA's, else of the book around the notebook or the working folder.

    Where nothing is around them it is the program's. The variable may name the folder around data/ too. Only an entry
    asks: see ``reading.bokmappe``.
    """
    valgt = os.environ.get(DATAVARIABEL)
    notatbok = None if valgt else notebook_at_hand()
    rundt = (_book_around(notatbok.parent) if notatbok else None) or book_around_here()
    if notatbok and not rundt:
        # Another book's numbers would be taken for its own.
        raise Datafeil(
            f"ingen mappe over notatboken «{notatbok}» er en bok, med {INNHOLD} og data/{KILDEFIL}, og heller ikke "
            f"«{Path.cwd()}», der Jupyter kjører. Legg notatboken i bokens notebooks/, eller sett {DATAVARIABEL} til "
            "boken."
        )
    mappe = Path(valgt) if valgt else (rundt or program_folder()) / "data"
    if not mappe.is_dir():
        if valgt:
            raise Datafeil(
                f"finner ikke datamappen «{mappe}». Sett {DATAVARIABEL} til mappen som har {KILDEFIL}, eller fjern den."
            )
        raise Datafeil(
            f"verken «{Path.cwd()}» eller noen mappe over den er en bok, med {INNHOLD} og data/{KILDEFIL}. Gå til "
            f"boken, si hvor den er med --data MAPPE eller {DATAVARIABEL}, eller lag en ny med effekt new-sector i en "
            "tom mappe."
        )
    if not (mappe / KILDEFIL).is_file() and (mappe / "data" / KILDEFIL).is_file():
        mappe /= "data"
    return mappe.resolve()


UTENBOKVARIABEL: Final = "EFFEKT_UTEN_BOK"


def without_the_book() -> bool:
    """Return whether nothing is to be said of the book as it was last built: EFFEKT_UTEN_BOK is set.

    A chapter that shows what a command says would else show what the chapters were, not are.
    """
    return bool(os.environ.get(UTENBOKVARIABEL))


def narrow_variant(fil: str) -> str:
    """Return the name of the narrow drawing that goes with a wide one: «figur-7-smal.svg»."""
    return fil.removesuffix(".svg") + "-smal.svg"


def is_wide(fil: str) -> bool:
    """Return whether a file is a drawing for a page, and not one made from it."""
    return fil.endswith(".svg") and not fil.endswith((narrow_variant(""), picture_variant("")))


def picture_variant(fil: str) -> str:
    """Return the name of the picture that is made of a drawing to be taken along: «figur-7-bilde.svg»."""
    return fil.removesuffix(".svg") + "-bilde.svg"


def png_variant(fil: str) -> str:
    """Return the name of the same picture as PNG: «figur-7.png»."""
    return fil.removesuffix(".svg") + ".png"


def workbook_variant(fil: str) -> str:
    """Return the name of the workbook that is made of a data file: «figur-7.xlsx»."""
    return fil.removesuffix(".csv") + ".xlsx"


def norwegian_variant(fil: str) -> str:
    """Return the name of the data file in the form that Norwegian Excel opens: «figur-7-norsk.csv»."""
    return fil.removesuffix(".csv") + "-norsk.csv"


def is_made_for_site(fil: str) -> bool:
    """Return whether a file is made of another when the site is, and is no part of the book."""
    return fil.endswith((png_variant(""), workbook_variant(""), picture_variant(""), norwegian_variant("")))


LISTE: Final = "book/faste-adresser.txt"
