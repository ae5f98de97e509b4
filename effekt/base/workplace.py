"""Folders to work in that are this process's alone, and locks; what a killed process left is cleared by its record.

A folder's record is a file that names it. Whoever works there keeps the record locked: where nobody does, the one who
made the folder is gone, and the next one clears it. Nothing is known by the look of its name.
"""

import fcntl
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from effekt.base.book import WORK_FOLDER
from effekt.base.faults import Byggfeil

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
    new = record.with_suffix(".ny")
    with ExitStack() as stack:
        with suppress(OSError):
            record.parent.mkdir(parents=True, exist_ok=True)
            file = stack.enter_context(new.open("w", encoding="utf-8"))
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(str(folder.absolute()))
            file.flush()
            new.rename(record)
        try:
            yield
        finally:
            # What could not be removed is still on record.
            for each in (new, record) if not folder.exists() else (new,):
                with suppress(OSError):
                    each.unlink()


def clear_dead(rot: Path) -> None:
    """Remove the folders of processes that are gone; not while a build that was killed waits to be finished."""
    records = rot / _RECORDS
    for record in records.iterdir() if records.is_dir() and not (rot / PENDING).exists() else ():
        with suppress(OSError, ValueError), record.open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder = Path(file.read())
            if record.suffix == ".ny" and _ID.fullmatch(record.stem):  # the folder had not been made
                record.unlink()
            # A record that came with somebody's book can name no folder but one that was made for this.
            if not _ID.fullmatch(record.name) or not folder.name.endswith(f"-{record.name}"):
                continue
            if folder.is_dir():
                shutil.rmtree(folder)
            record.unlink()


def sweep(rot: Path) -> None:
    """Remove the folders that all this lies in, where nothing is left in them: a book need not keep a trace of it."""
    for folder in (rot / _RECORDS, *(rot / _RECORDS).parents[:2]):
        with suppress(OSError):
            folder.rmdir()


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Let only one at a time, build or preview, be where ``file`` is; raise Byggfeil for another one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Byggfeil("en annen bygging pågår i denne mappen. Vent til den er ferdig.") from None
        yield
