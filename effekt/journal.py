"""What a running chapter reads, written down as it happens, for the pipeline to go by.

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
from typing import Any, Final

JOURNALVARIABEL: Final = "EFFEKT_JOURNAL"
# Everything: data, notebooks, layout, and the whole library.
ALT: Final = "alt"
# The whole library, and none of the book: of a command that has data of its own.
PROGRAMMET: Final = "programmet"
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
    return deler[:1] == [__package__] and deler[-1].endswith(".py")
