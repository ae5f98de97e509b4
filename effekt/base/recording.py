"""What is read while something is made: addresses of values, and files opened past the library.

The pipeline points EFFEKT_JOURNAL at a file. The library writes there the address of everything in
data/ that a chapter uses. What a chapter opens besides, past the library, is heard of from Python
itself (an audit hook), and a chapter that starts another program may have read anything.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from effekt.base.faults import Datafeil, naermeste

JOURNALVARIABEL: Final = "EFFEKT_JOURNAL"
# Everything: data, notebooks, layout.
ALT: Final = "alt"
# In front of a file, named from a folder that ``lytt`` was told the name of.
FIL: Final = "fil:"

_PROGRAMMER: Final = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
_LISTER: Final = {"os.listdir", "os.scandir"}
_SKRIVER: Final = frozenset("wxa")
# What a build makes, and what Python and editors leave.
_UTENFOR: Final = {"_build", "__pycache__"}

_mapper: dict[str, str] = {}
_skrevet: dict[str, set[str]] = {}
_lytter = _stille = False


def skriv(linje: str) -> None:
    """Write a line in the journal, once; nothing where there is none."""
    journal = os.environ.get(JOURNALVARIABEL)
    if not journal:
        return
    if not Path(journal).exists():
        _skrevet.pop(journal, None)
    skrevet = _skrevet.setdefault(journal, set())
    if linje not in skrevet:
        skrevet.add(linje)
        with stille(), Path(journal).open("a", encoding="utf-8") as fil:
            fil.write(linje + "\n")


def lytt(mapper: Mapping[str, Path]) -> None:
    """From now on, write down what this process opens below the folders, and what it starts.

    A file is named by the first folder that it lies in. Nothing happens without a journal.
    """
    global _lytter
    if JOURNALVARIABEL not in os.environ:
        return
    _mapper.clear()
    _mapper.update({navn: f"{mappe.resolve()}{os.sep}" for navn, mappe in mapper.items()})
    if not _lytter:
        _lytter = True
        sys.addaudithook(_hendelse)


@contextmanager
def stille() -> Iterator[None]:
    """Files opened meanwhile are not written down: who opens them tells what is used of them."""
    global _stille
    for_, _stille = _stille, True
    try:
        yield
    finally:
        _stille = for_


def _hendelse(hendelse: str, om: tuple[Any, ...]) -> None:
    if hendelse not in _PROGRAMMER and hendelse not in _LISTER and hendelse != "open":
        return
    if _stille or JOURNALVARIABEL not in os.environ:
        return
    if hendelse in _PROGRAMMER:
        skriv(ALT)
    elif isinstance(om[0], str | os.PathLike) and not (hendelse == "open" and _til_skriving(om)):
        _apnet(os.path.realpath(om[0]), liste=hendelse in _LISTER)


def _til_skriving(om: tuple[Any, ...]) -> bool:
    _, modus, flagg = om
    if isinstance(modus, str):
        return not _SKRIVER.isdisjoint(modus)
    return isinstance(flagg, int) and flagg & os.O_ACCMODE == os.O_WRONLY


def _apnet(sti: str, liste: bool) -> None:
    if sti.endswith(".pyc"):
        try:
            sti = source_from_cache(sti)
        except ValueError:
            return
    for navn, mappe in _mapper.items():
        if f"{sti}{os.sep}".startswith(mappe):
            deler = [*Path(sti).relative_to(mappe).parts]
            # Only data/ is a folder whose list of files means something.
            if not (liste and navn != next(iter(_mapper))) and not _uvedkommende(navn, deler):
                skriv(f"{FIL}{'/'.join([navn, *deler])}")
            return


def _uvedkommende(navn: str, deler: list[str]) -> bool:
    """Whether a file is none of a chapter's sources: hidden, made by a build, or library code."""
    if any(del_.startswith(".") or del_ in _UTENFOR for del_ in deler):
        return True
    return deler[:1] == [(__package__ or "").partition(".")[0]] and deler[-1].endswith(".py")


T = TypeVar("T")


# --- who has read what -------------------------------------------------------------------------


_brukt: set[str] = set()


def noter(adresse: str, sektor: str = "") -> None:
    """Record that the running chapter used what a sector's data have at this address.

    A chapter is stale when something recorded has changed. An address without a sector is of what
    all sectors are found from.
    """
    noter_bruk(adresse)
    skriv(f"{sektor}:{adresse}")


def journalfor(adresse: str) -> None:
    """Record what is no sector's, for staleness alone: what decides how all looks, which pages."""
    skriv(f":{adresse}")


def noter_bruk(adresse: str) -> None:
    """Record that what is being made uses this value, or this result of several values.

    Finer than ``noter``, and for the chain from a changed number to what shows it: «SYE1.plasser»,
    «effekt.SYE1», «total».
    """
    _brukt.add(adresse)


def tom_bruk() -> list[str]:
    """What was used since the last call, in order; the slate is clean after it."""
    brukt = sorted(_brukt)
    _brukt.clear()
    return brukt


class Sporet(Mapping[str, T], Generic[T]):
    """A read-only mapping that records which of its entries were used.

    ``prefiks`` makes the address of an entry: «tall.» + key. Going through all entries, or counting
    them, also records the list itself (prefiks + «*»), so that a new entry counts as a change.
    Whether an entry is there is recorded as if it were used.
    """

    def __init__(self, prefiks: str, innhold: Mapping[str, T], hva: str, sektor: str = "") -> None:
        self._prefiks = prefiks
        self._innhold = dict(innhold)
        self._hva = hva
        self._sektor = sektor

    def med(self, innhold: Mapping[str, T]) -> "Sporet[T]":
        """Other entries, recorded in the same way."""
        return Sporet(self._prefiks, innhold, self._hva, self._sektor)

    def __repr__(self) -> str:
        return repr(self._innhold)

    def __getitem__(self, nokkel: str) -> T:
        if nokkel not in self:
            raise Datafeil(f"ukjent {self._hva}: «{nokkel}».{naermeste(nokkel, self._innhold)}")
        noter(self._prefiks + nokkel, self._sektor)
        return self._innhold[nokkel]

    def __getattr__(self, nokkel: str) -> T:
        if nokkel.startswith("_"):
            raise AttributeError(nokkel)
        return self[nokkel]

    def finn(self, nokkel: str) -> T | None:
        """The entry, or None; that it was not there is recorded too, for it may come."""
        noter(self._prefiks + nokkel, self._sektor)
        return self._innhold.get(nokkel)

    def __contains__(self, nokkel: object) -> bool:
        # What is there or not decides what is shown, but is no value that it is made from.
        skriv(f"{self._sektor}:{self._prefiks}{nokkel}")
        return nokkel in self._innhold

    def __iter__(self) -> Iterator[str]:
        noter(self._prefiks + "*", self._sektor)
        return iter(self._innhold)

    def __len__(self) -> int:
        skriv(f"{self._sektor}:{self._prefiks}*")
        return len(self._innhold)

    def urort(self) -> Mapping[str, T]:
        """The contents, without anything being recorded: for checks and fingerprints."""
        return dict(self._innhold)


class Notert(Mapping[str, T], Generic[T]):
    """A read-only mapping that records with ``noter_bruk`` which of its entries were used."""

    def __init__(self, prefiks: str, innhold: Mapping[str, T]) -> None:
        self._prefiks = prefiks
        self._innhold = dict(innhold)

    def __repr__(self) -> str:
        return repr(self._innhold)

    def __getitem__(self, nokkel: str) -> T:
        verdi = self._innhold[nokkel]
        noter_bruk(self._prefiks + nokkel)
        return verdi

    def __iter__(self) -> Iterator[str]:
        return iter(self._innhold)

    def __len__(self) -> int:
        return len(self._innhold)
