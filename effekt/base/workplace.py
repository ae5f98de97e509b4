"""Folders to work in that are this process's alone, and locks; what a killed process left is cleared by its record.

A folder's record is a file that names it. Whoever works there keeps the record locked: where nobody does, the one who
made the folder is gone, and the next one clears it. Nothing is known by the look of its name.
"""

import fcntl
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from effekt.base.faults import Byggfeil

WORK_FOLDER: Final = "_build/effekt"
# What a build has decided to publish, until it is done.
PENDING: Final = Path(WORK_FOLDER, "utgivelse")
_RECORDS: Final = f"{WORK_FOLDER}/arbeid"
_ID: Final = re.compile(r"[0-9a-f]{16}")


@contextmanager
def own_folder(rot: Path, place: Path) -> Iterator[Path]:
    """Yield a new folder beside ``place``, named after it; it is gone afterwards.

    It is for the book at ``rot``, which has the record. The folders around it are made, and go again where it fails.
    """
    clear_dead(rot)
    records = rot / _RECORDS
    records.mkdir(parents=True, exist_ok=True)
    id_ = secrets.token_hex(8)
    folder = place.with_name(f"{place.name}-{id_}")
    record, new = records / id_, records / f"{id_}.ny"
    made = [each for each in folder.parents if not each.exists()]
    try:
        with new.open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(str(folder.absolute()))
            file.flush()
            new.rename(record)
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
        for file_ in (new, record):
            file_.unlink(missing_ok=True)


def clear_dead(rot: Path) -> None:
    """Remove the folders of processes that are gone; not while a build that was killed waits to be finished."""
    records = rot / _RECORDS
    for record in records.iterdir() if records.is_dir() and not (rot / PENDING).exists() else ():
        with suppress(OSError, ValueError), record.open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder = Path(file.read())
            # A record that came with somebody's book can name no folder but one that was made for this.
            if not _ID.fullmatch(record.name) or not folder.name.endswith(f"-{record.name}"):
                continue
            if folder.is_dir():
                shutil.rmtree(folder)
            record.unlink()


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
