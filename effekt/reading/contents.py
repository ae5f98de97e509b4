"""The contents of a book: the pages that _toc.yml names, held to what it may say before anything else reads it.

Whoever builds the site (sphinx-external-toc, through Jupyter Book) reads the same file by itself, and says in English
what is wrong with it. So all that asks for the book's pages asks here first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from effekt.base import recording
from effekt.base.book import INNHOLD, SEKTORFIL, data_folder
from effekt.base.faults import KILDEFIL, Datafeil

_SIST_LEST: Final = 1
# Pages about all sectors together: where one alone has numbers, they would only repeat its own.
PAGES_ACROSS: Final = ("book/programmet", "book/pa-tvers")


@recording.paused()
def pages_of(rot: Path) -> list[str]:
    """Return the pages of _toc.yml, in its order; a chapter that asks records what it asks about.

    Those across sectors (``PAGES_ACROSS``) are left out until two sectors are no longer being entered, and those about
    what their sector is without (``reading.deler``). Raise Datafeil for a list that is not there, or that no book can
    be made from.
    """
    from effekt.reading.deler import ubrukt_side
    from effekt.reading.documents import les_tekst

    fil = rot / INNHOLD
    if not fil.is_file():
        raise Datafeil(f"boken har ingen innholdsfortegnelse. Legg {INNHOLD} ved siden av data/.", fil)
    sider = _pages_in(les_tekst(fil), fil)
    data = _data_of(rot)
    utelatt = () if set(sider).isdisjoint(PAGES_ACROSS) or _several_have_numbers(data) else PAGES_ACROSS
    return [side for side in sider if side not in utelatt and not ubrukt_side(data, side)]


def _data_of(rot: Path) -> Path:
    """The data of a book; a folder without data of its own has those of the process."""
    data = rot / "data"
    return data if (data / KILDEFIL).is_file() else data_folder()


def _several_have_numbers(data: Path) -> bool:
    """Whether two sectors are no longer being entered."""
    filer = sorted(data.glob(f"*/{SEKTORFIL}"))
    return len(filer) > 1 and sum(map(_has_numbers, filer)) > 1


def _has_numbers(sektorfil: Path) -> bool:
    from effekt.model.tiltak import UNDER_ARBEID

    return _status_in(sektorfil.read_bytes(), sektorfil) != UNDER_ARBEID


@lru_cache(maxsize=100)
def _status_in(innhold: bytes, fil: Path) -> object:
    """Return what a sector's file says of its status: cached, since every page that asks for another asks here."""
    from effekt.model.tiltak import Sektorinfo
    from effekt.reading.documents import les_felt

    return les_felt(fil, Sektorinfo, "status")


@lru_cache(maxsize=_SIST_LEST)
def _pages_in(innhold: str, fil: Path) -> tuple[str, ...]:
    """Return the pages of a table of contents: cached, since every sector asks for the same list."""
    from effekt.model.innholdsliste import Innholdsliste
    from effekt.reading.documents import som_innstillinger, valider

    sider = valider(som_innstillinger(innhold, fil), Innholdsliste).sider
    if flere := [side for side, antall in Counter(sider).items() if antall > 1]:
        raise Datafeil(f"siden «{flere[0]}» står to ganger. Slett den ene.", fil)
    return sider


def executed_chapters(bok: Path, ellers: Iterable[str] = ()) -> Iterator[Path]:
    """Yield the executed chapters below ``bok``, in order: where the book has contents, those in it and ``ellers``."""
    alle = bok.rglob("*.ipynb")
    if (bok.parent / INNHOLD).is_file():
        alle = (fil for side in {*pages_of(bok.parent), *ellers} if (fil := bok.parent / f"{side}.ipynb").is_file())
    yield from sorted(alle)
