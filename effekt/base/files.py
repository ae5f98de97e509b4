"""Files and folders: put in place whole or not at all, their fingerprints, whether they are as they were."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from effekt.base import recording

# A file's path, its size, and when it was last changed.
FileState = tuple[str, int, int]


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file, and the folders that it needs, so that it is at every moment the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}-{os.getpid()}.ny")
    try:
        new.write_bytes(content.encode() if isinstance(content, str) else content)
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file's bytes in the same way."""
    write_whole(target, source.read_bytes())


@contextmanager
def all_or_nothing(files: Iterable[Path]) -> Iterator[None]:
    """Put the files and the folders that they lie in back as they were, where what is done inside fails."""
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    made = [folder for path in before for folder in path.parents if not folder.exists()]
    try:
        yield
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)
        remove_empty(made)
        raise


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those of the folders that have nothing in them, the innermost first."""
    for folder in sorted(set(folders), key=lambda path: -len(path.parts)):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def put_in_place(new: Path, folder: Path) -> None:
    """Let a folder that is whole take another one's place; where that fails, the old one stands."""
    put_back(folder)
    try:
        if folder.exists():
            os.replace(folder, _set_aside(folder))
        os.replace(new, folder)
    finally:
        put_back(folder)


def put_back(folder: Path) -> None:
    """Put back the folder that a stopped run had set aside, or remove it where a new one came."""
    old = _set_aside(folder)
    if old.exists() and not folder.exists():
        os.replace(old, folder)
    shutil.rmtree(old, ignore_errors=True)


def _set_aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-gammel")


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

    The time is that of the change itself, which no program sets. What is not there is left out.
    """
    return tuple(_states(paths))


def _states(paths: tuple[Path, ...]) -> Iterator[FileState]:
    for path in paths:
        filer = [path] if not path.is_dir() else [Path(her, fil) for her, _, alle in os.walk(path) for fil in alle]
        for fil in filer:
            try:
                om = fil.stat()
            except OSError:
                continue
            yield str(fil), om.st_size, om.st_ctime_ns
