"""What ``effekt`` alone says: where one stands, and what to do first there. Only names of files are read."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from effekt.base.book import DATAVARIABEL, INNHOLD, SEKTORFIL, book_around_here
from effekt.base.faults import KILDEFIL
from effekt.base.words import ramse

_BUDGETS: Final = {".xlsx", ".csv", ".ods"}
_MOST: Final = 5  # books that are named


def what_to_do_first(data: str | None = None) -> Iterator[str]:
    """The lines, of the book that is named, else of the one around the working folder, else of that folder."""
    named = data or os.environ.get(DATAVARIABEL)
    if book := _book_of(Path(named)) if named else book_around_here():
        yield from _in_a_book(book)
    else:
        yield from _without_a_book(Path.cwd())
    yield ""
    yield "effekt --help viser alle kommandoene, og effekt KOMMANDO --help hva en av dem kan."


def _book_of(folder: Path) -> Path | None:
    return next(
        (book.absolute() for book in (folder, folder.parent) if (book / "data" / KILDEFIL).is_file()), None
    )  # fmt: skip


def _in_a_book(book: Path) -> Iterator[str]:
    sectors = sorted(file.parent.name for file in (book / "data").glob(f"*/{SEKTORFIL}"))
    has = f" Den har {ramse(sectors)}." if sectors else ""
    yield f"Her er boken «{book.name}».{has} Begynn med"
    if not any((book / "data").glob("*/tiltak/*.yml")):
        yield "  effekt import   tiltakene fra et budsjettark: effekt import FIL.xlsx"
    yield "  effekt serve    boken i nettleseren mens du arbeider: det som er galt, det som gjenstår, og siden"
    yield "                  slik den blir, hver gang du lagrer"
    yield "Eller uten nettleser:"
    yield "  effekt check    det som gjenstår, og om tallene stemmer med kildene"
    yield "  effekt build    nettstedet, ferdig til å legges ut, i _build/html"


def _without_a_book(here: Path) -> Iterator[str]:
    below = _below(here)
    books = sorted(folder.name for folder in below if (folder / INNHOLD).is_file() and (folder / "data").is_dir())
    if books:
        yield f"Her er ingen bok, men det er i {ramse([f'«{name}»' for name in books[:_MOST]])}. Gå dit først:"
        yield f'  cd "{books[0]}"' if " " in books[0] else f"  cd {books[0]}"
        return
    yield "Her er ingen bok ennå. Stå i en tom mappe, og skriv" if [*_seen(here)] else "Mappen er tom. Skriv"
    yield "  effekt ny       lag en bok: kommandoen spør om fire ting, og boken kan bygges med en gang"
    sheets = sorted(file.name for file in _seen(here) if file.suffix.lower() in _BUDGETS)
    if sheets:
        name = f'"{sheets[0]}"' if " " in sheets[0] else sheets[0]
        yield f"Tiltakene i {name} kan så føres inn i boken med effekt import."
    yield "Har du en bok fra før, går du til mappen den ligger i."


def _seen(folder: Path) -> Iterator[Path]:
    try:
        yield from (each for each in folder.iterdir() if not each.name.startswith((".", "~")))
    except OSError:
        return


def _below(folder: Path) -> list[Path]:
    return [each for each in _seen(folder) if each.is_dir()]
