"""Files and folders: put in place whole or not at all, their fingerprints, whether they are as they were."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from effekt.base import recording
from effekt.base.locks import MOVES_WHILE_OPEN, locked, move_over

# A file's path, its size, and when it was last changed.
FileState = tuple[str, int, int]


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file, and the folders that it needs, so that it is at every moment the old one or the new one.

    What a killed command left half written has a name that only this file's has, and is written over the next time.
    """
    new = path.with_name(f".effekt-{fingerprint(path.name)}.ny")
    written = content.encode() if isinstance(content, str) else content
    while not _written(new, path, written):
        pass  # another process, which has put its own in place


def _written(new: Path, path: Path, content: bytes) -> bool:
    """Write the file by way of ``new``; False where that was another's when it was to be renamed."""
    try:
        with locked(new) as file:
            file.truncate(0)
            file.write(content)
            file.flush()
            if path.exists():
                shutil.copymode(path, new)
            if MOVES_WHILE_OPEN:
                move_over(new, path)
                return True
            file.close()
            try:
                move_over(new, path)
            except FileNotFoundError:
                if new.parent.is_dir() and not new.exists():
                    return False
                raise
    except BaseException as error:
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)
        with suppress(OSError):
            new.unlink()
        raise
    return True


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file's bytes in the same way."""
    write_whole(target, source.read_bytes())


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those of the folders that have nothing in them, the innermost first."""
    for folder in sorted(set(folders), key=lambda path: -len(path.parts)):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


_BACKUPS: Final = ("~", ".bak", ".orig", ".swp", ".tmp")
_FOLDER_FILES: Final = frozenset({"thumbs.db", "desktop.ini", "__macosx", "__pycache__"})


def is_left_behind(path: Path) -> bool:
    """Whether one of a path's names is what an editor, a file manager, Jupyter or Python leaves, and nobody wrote."""
    return any(
        name.startswith((".", "~", "#")) or name.lower().endswith(_BACKUPS) or name.lower() in _FOLDER_FILES
        for name in path.parts
    )


def written_files(folder: Path, pattern: str) -> list[Path]:
    """What matches a pattern below a folder, in order, but what is left behind there."""
    return sorted(path for path in folder.glob(pattern) if not is_left_behind(path.relative_to(folder)))


def fingerprint(content: bytes | str) -> str:
    """The SHA-256 of bytes or text, as hexadecimal digits."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def fingerprint_of(path: Path) -> str:
    """The fingerprint of a file's bytes, or of the names and bytes of all files below a folder.

    Empty where there is none.
    """
    if path.is_dir():
        return fingerprint_of_files(path, path.rglob("*"))
    return fingerprint(path.read_bytes()) if path.is_file() else ""


def fingerprint_of_files(root: Path, files: Iterable[Path]) -> str:
    """One fingerprint of the names and bytes of those that are files, named from ``root``."""
    filer = sorted(fil for fil in files if fil.is_file())
    return fingerprint("".join(f"{fil.relative_to(root).as_posix()}\n{fingerprint_of(fil)}\n" for fil in filer))


@recording.paused()
def states(*paths: Path) -> tuple[FileState, ...]:
    """The files, and all files below the folders, as they are now: the key of what was read of them.

    The time is that of the change itself, which no program sets; Windows has none but of the contents. What is not
    there is left out.
    """
    return tuple(_states(paths))


def changed_at(stat: os.stat_result) -> int:
    """When a file was last changed, in nanoseconds; on Windows its contents, for there ``st_ctime`` is its birth."""
    return max(stat.st_ctime_ns, stat.st_mtime_ns)


def _states(paths: tuple[Path, ...]) -> Iterator[FileState]:
    for path in paths:
        filer = [path] if not path.is_dir() else [Path(her, fil) for her, _, alle in os.walk(path) for fil in alle]
        for fil in filer:
            try:
                om = fil.stat()
            except OSError:
                continue
            yield str(fil), om.st_size, changed_at(om)
