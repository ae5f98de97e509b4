"""Folders to work in that are this process's alone, and locks; what a killed process left is cleared by its record.

A folder's record is a file that names it. Whoever works there keeps the record locked: where nobody does, the one who
made the folder is gone, and the next one clears it. Nothing is known by the look of its name.
"""

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from effekt.base.book import WORK_FOLDER
from effekt.base.faults import Byggfeil
from effekt.base.locks import MOVES_WHILE_OPEN, locked

# What a build has decided to publish, until it is done.
PENDING: Final = Path(WORK_FOLDER, "utgivelse")
_RECORDS: Final = f"{WORK_FOLDER}/arbeid"
_ID: Final = re.compile(r"[0-9a-f]{32}")


@contextmanager
def own_folder(rot: Path, place: Path) -> Iterator[Path]:
    """Yield a new folder beside ``place``, named after it; it is gone afterwards.

    It is for the book at ``rot``, which has the record. The folders around it are made, and go again where it fails.
    """
    clear_dead(rot)
    id_ = uuid.uuid4().hex
    folder = place.with_name(f"{place.name}-{id_}")
    made = [each for each in folder.parents if not each.exists()]
    with _recorded(rot, id_, folder):
        try:
            folder.mkdir(parents=True)
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            for each in made:
                with suppress(OSError):
                    each.rmdir()
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _recorded(rot: Path, id_: str, folder: Path) -> Iterator[None]:
    """Keep a record of the folder meanwhile, where the book can be written to."""
    record = rot / _RECORDS / id_
    with ExitStack() as stack:
        with suppress(OSError):
            file = stack.enter_context(locked(record))
            file.write(f"{folder.absolute()}\n".encode())
            file.flush()
        try:
            yield
        finally:
            # What could not be removed is still on record.
            gone = not folder.exists()
            if gone and MOVES_WHILE_OPEN:
                _unlink(record)
    if gone and not MOVES_WHILE_OPEN:
        _unlink(record)


def _unlink(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def clear_dead(rot: Path) -> None:
    """Remove the folders of processes that are gone; not while a build that was killed waits to be finished."""
    records = rot / _RECORDS
    for record in records.iterdir() if records.is_dir() and not (rot / PENDING).exists() else ():
        # A record that came with somebody's book can name no folder but one that was made for this.
        if not _ID.fullmatch(record.name):
            continue
        done = False
        with suppress(OSError, ValueError), locked(record, wait=False) as file:
            file.seek(0)
            named, whole, _ = file.read().decode().rpartition("\n")
            folder = Path(named)
            if whole and not folder.name.endswith(f"-{record.name}"):
                continue
            if whole and folder.is_dir():
                shutil.rmtree(folder)
            done = True  # also of half a record: the folder had not been made
            if MOVES_WHILE_OPEN:
                record.unlink()
        if done and not MOVES_WHILE_OPEN:
            _unlink(record)


def sweep(rot: Path) -> None:
    """Remove the folders that all this lies in, where nothing is left in them: a book need not keep a trace of it."""
    for folder in (rot / _RECORDS, *(rot / _RECORDS).parents[:2]):
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Let only one at a time, build or preview, be where ``file`` is; raise Byggfeil for another one."""
    try:
        with locked(file, wait=False):
            yield
    except BlockingIOError:
        raise Byggfeil("en annen bygging pågår i denne mappen. Vent til den er ferdig.") from None
