"""What is read while something is made: addresses of values, and files opened past the library.

The pipeline points EFFEKT_JOURNAL at a file. The library writes there the address of everything in
data/ that a chapter uses. What a chapter opens besides, past the library, is heard of from Python
itself (an audit hook), and a chapter that starts another program may have read anything.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import source_from_cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from effekt.base.faults import Datafeil, naermeste

JOURNAL_VARIABLE: Final = "EFFEKT_JOURNAL"
# Everything: data, notebooks, layout.
EVERYTHING: Final = "alt"
# In front of a file's path, which begins with a folder's name as ``listen`` was told it.
FILE: Final = "fil:"

_STARTS: Final = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
_LISTS: Final = {"os.listdir", "os.scandir"}
_WRITES: Final = frozenset("wxa")
# What a build makes, and what Python and editors leave.
_NOT_SOURCES: Final = {"_build", "__pycache__"}

_folders: dict[str, str] = {}
_written: dict[str, set[str]] = {}
_listening = _paused = False


def write(line: str) -> None:
    """Write a line in the journal, once; nothing where there is none."""
    journal = os.environ.get(JOURNAL_VARIABLE)
    if not journal:
        return
    if not Path(journal).exists():
        _written.pop(journal, None)
    written = _written.setdefault(journal, set())
    if line not in written:
        written.add(line)
        with paused(), Path(journal).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def listen(folders: Mapping[str, Path]) -> None:
    """From now on, write down what this process opens below the folders, and what it starts.

    A file is named by the first folder that it lies in. Nothing happens without a journal.
    """
    global _listening
    if JOURNAL_VARIABLE not in os.environ:
        return
    _folders.clear()
    _folders.update({name: f"{folder.resolve()}{os.sep}" for name, folder in folders.items()})
    if not _listening:
        _listening = True
        sys.addaudithook(_on_event)


@contextmanager
def paused() -> Iterator[None]:
    """Do not record files opened in this block; the caller records what it uses."""
    global _paused
    before, _paused = _paused, True
    try:
        yield
    finally:
        _paused = before


def _on_event(event: str, details: tuple[Any, ...]) -> None:
    if event not in _STARTS and event not in _LISTS and event != "open":
        return
    if _paused or JOURNAL_VARIABLE not in os.environ:
        return
    if event in _STARTS:
        write(EVERYTHING)
    elif isinstance(details[0], str | os.PathLike) and not (event == "open" and _opens_to_write(details)):
        _opened(os.path.realpath(details[0]), is_list=event in _LISTS)


_ACCESS: Final = getattr(os, "O_ACCMODE", os.O_RDONLY | os.O_WRONLY | os.O_RDWR)


def _opens_to_write(details: tuple[Any, ...]) -> bool:
    _, mode, flags = details
    if isinstance(mode, str):
        return not _WRITES.isdisjoint(mode)
    return isinstance(flags, int) and flags & _ACCESS == os.O_WRONLY


def _opened(path: str, is_list: bool) -> None:
    if path.endswith(".pyc"):
        try:
            path = source_from_cache(path)
        except ValueError:
            return
    for name, folder in _folders.items():
        if f"{path}{os.sep}".startswith(folder):
            parts = [*Path(path).relative_to(folder).parts]
            # Only data/ is a folder whose list of files means something.
            if not (is_list and name != next(iter(_folders))) and not _is_no_source(name, parts):
                write(f"{FILE}{'/'.join([name, *parts])}")
            return


def _is_no_source(name: str, parts: list[str]) -> bool:
    """Return whether a file is none of a chapter's sources: hidden, made by a build, or library code."""
    if any(part.startswith(".") or part in _NOT_SOURCES for part in parts):
        return True
    return parts[:1] == [(__package__ or "").partition(".")[0]] and parts[-1].endswith(".py")


T = TypeVar("T")

# What is used is recorded where it is used, deep in calculations that know of no book. So the set is
# not handed on to them, but stands for whatever is being made in this context.
_used: ContextVar[set[str]] = ContextVar("used", default=set())  # noqa: B039 (one for the process, unless ``apart``)


def record(address: str, sektor: str = "") -> None:
    """Record that the running chapter used what a sector's data have at this address.

    A chapter is stale when something recorded has changed. An address without a sector is of what
    all sectors are found from.
    """
    record_use(address)
    write(f"{sektor}:{address}")


def record_common(address: str) -> None:
    """Record what belongs to no sector, for staleness alone: how all looks, which pages there are."""
    write(f":{address}")


def record_use(address: str) -> None:
    """Record that what is being made uses this value, or this result of several values.

    This is finer than ``record``. It is for the chain from a changed number to what shows it:
    «SYE1.plasser», «effekt.SYE1», «total».
    """
    _used.get().add(address)


def take_used() -> list[str]:
    """Return what was used since the last call, sorted, and forget it."""
    used = sorted(_used.get())
    _used.get().clear()
    return used


@contextmanager
def apart() -> Iterator[None]:
    """Record what is used meanwhile by itself, and forget it: it belongs to nothing that is being made."""
    token = _used.set(set())
    try:
        yield
    finally:
        _used.reset(token)


class Recorded(Mapping[str, T], Generic[T]):
    """A read-only mapping that records which of its entries were used.

    ``prefix`` makes the address of an entry: «tall.» + key. Going through all entries, or counting
    them, also records the list itself (prefix + «*»), so that a new entry counts as a change.
    Whether an entry is there is recorded as if it were used.
    """

    def __init__(self, prefix: str, entries: Mapping[str, T], what: str, sektor: str = "") -> None:
        self._prefix = prefix
        self._entries = dict(entries)
        self._what = what
        self._sektor = sektor

    @property
    def prefix(self) -> str:
        """What the addresses of the entries begin with."""
        return self._prefix

    def with_entries(self, entries: Mapping[str, T]) -> "Recorded[T]":
        """Return a mapping of other entries that is recorded in the same way."""
        return Recorded(self._prefix, entries, self._what, self._sektor)

    def __repr__(self) -> str:
        return repr(self._entries)

    def __getitem__(self, key: str) -> T:
        if key not in self:
            raise Datafeil(f"ukjent {self._what}: «{key}».{naermeste(key, self._entries)}")
        record(self._prefix + key, self._sektor)
        return self._entries[key]

    def __getattr__(self, key: str) -> T:
        if key.startswith("_"):
            raise AttributeError(key)
        return self[key]

    def find(self, key: str) -> T | None:
        """Return the entry, or None; that it was not there is recorded too, for it may come."""
        record(self._prefix + key, self._sektor)
        return self._entries.get(key)

    def __contains__(self, key: object) -> bool:
        # What is there or not decides what is shown, but is no value that it is made from.
        write(f"{self._sektor}:{self._prefix}{key}")
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        record(self._prefix + "*", self._sektor)
        return iter(self._entries)

    def __len__(self) -> int:
        write(f"{self._sektor}:{self._prefix}*")
        return len(self._entries)

    def unrecorded(self) -> Mapping[str, T]:
        """Return the entries without recording anything: for checks and fingerprints."""
        return dict(self._entries)


class UseRecorded(Mapping[str, T], Generic[T]):
    """A read-only mapping that records with ``record_use`` which of its entries were used."""

    def __init__(self, prefix: str, entries: Mapping[str, T]) -> None:
        self._prefix = prefix
        self._entries = dict(entries)

    def __repr__(self) -> str:
        return repr(self._entries)

    def __getitem__(self, key: str) -> T:
        value = self._entries[key]
        record_use(self._prefix + key)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
