"""What a command writes, all of it or nothing, also when the command is killed.

New bytes and old ones are laid in a folder below ``_build/effekt/skriving``, and a list of them beside them, before
anything of the book is touched. Then each file is put in place by a rename, and at the end the list is taken away.
So a command finds a list (``heal``) only where one was killed meanwhile; it then puts back the old bytes of what is
still as that one left it. What is another since is somebody's own, and stays.

Who holds a lock is alive: the system lets go of it when a process ends, so no number of a process is looked at.
"""

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Byggfeil, os_error_in_words
from effekt.base.files import fingerprint, fingerprint_of, lock, remove_empty, write_whole

PLACE: Final = "_build/effekt/skriving"
# What stands where the folder is locked, and what says what to put back.
_LOCK, _LIST = "las", "angre.json"
_PREFIX: Final = "kommando-"
_ROOM: Final = "rom"
_LAID: Final = (_LIST, "gammelt-", "nytt-")


@contextmanager
def together(home: Path, files: Mapping[Path, bytes | str | None]) -> Iterator[None]:
    """Give the files these contents, and take away those with None; what is done inside belongs to it.

    All lie below ``home``. Where anything fails, or the process is killed, all is as it was. Files that are as they
    shall be are not touched; folders that are left empty go. One at a time: a second waits, so none begins inside.
    """
    new_home = [folder for folder in (home, *home.parents) if not folder.exists()]
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _alone(home):
            _put_back_all(home)
            with _own_folder(home) as folder:
                entries = _lay_ready(home, folder, files)
                try:
                    for nr, (path, content) in enumerate(files.items()):
                        if str(nr) in entries:
                            _put(folder / f"nytt-{nr}", path, content)
                    remove_empty(path.parent for path, content in files.items() if content is None)
                    yield
                except BaseException:
                    _put_back(home, folder)
                    raise
                (folder / _LIST).unlink(missing_ok=True)
    except BaseException:
        with suppress(OSError):
            remove_empty(new_home)
        raise


def _lay_ready(home: Path, folder: Path, files: Mapping[Path, bytes | str | None]) -> dict[str, dict[str, str]]:
    """Lay new and old bytes of what is to be another in the folder; then the list, by its own rename."""
    entries: dict[str, dict[str, str]] = {}
    for nr, (path, content) in enumerate(files.items()):
        before = path.read_bytes() if path.is_file() else None
        after = content.encode() if isinstance(content, str) else content
        if before == after:
            continue
        for name, raw in ((f"gammelt-{nr}", before), (f"nytt-{nr}", after)):
            if raw is not None:
                (folder / name).write_bytes(raw)
                if before is not None:
                    shutil.copymode(path, folder / name)
        entries[str(nr)] = {
            "fil": path.relative_to(home).as_posix(),
            "gammelt": "" if before is None else fingerprint(before),
            "nytt": "" if after is None else fingerprint(after),
        }
    made = {folder for path in files for folder in path.parents if home in folder.parents and not folder.exists()}
    listed = {"filer": entries, "mapper": sorted(folder.relative_to(home).as_posix() for folder in made)}
    unfinished = folder / f"{_LIST}.ny"
    unfinished.write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(unfinished, folder / _LIST)
    return entries


def _put(ready: Path, path: Path, content: bytes | str | None) -> None:
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _move(ready, path)


def _move(source: Path, target: Path) -> None:
    """Rename; where _build lies on another disk, write it whole."""
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(target, source.read_bytes())


def heal(home: Path) -> tuple[list[str], list[str]]:
    """Put back what killed commands had begun on below ``home``, and take away what they left.

    Return the files that were put back, and those that are another since and stay. Raise Byggfeil where it cannot be
    done.
    """
    if not (home / PLACE).is_dir():
        return [], []
    begun = any((home / PLACE).glob(f"*/{_LIST}"))
    try:
        with _alone(home):
            return _put_back_all(home)
    except OSError as error:
        if not begun:  # no more than leftovers, in a book that cannot be written to
            return [], []
        raise Byggfeil(
            f"en kommando ble avbrutt i «{home}», og det den hadde begynt på, kan ikke settes tilbake: "
            f"{os_error_in_words(error)}"
        ) from None


def _put_back_all(home: Path) -> tuple[list[str], list[str]]:
    back: list[str] = []
    kept: list[str] = []
    for folder in sorted((home / PLACE).glob(f"{_PREFIX}*/")):
        with suppress(BlockingIOError), lock(folder / _LOCK, wait=False):
            for all_, these in zip((back, kept), _put_back(home, folder), strict=True):
                all_.extend(these)
            with suppress(OSError):
                _clear(folder)
    return back, kept


def _put_back(home: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Put back the old bytes of what is as the list says that it became; then take the list away."""
    list_ = folder / _LIST
    if not list_.is_file():
        return [], []
    back: list[str] = []
    kept: list[str] = []
    listed = _read(list_)
    for nr, entry in listed["filer"].items():
        path = _inside(home, entry["fil"], list_)
        now = fingerprint_of(path)
        if now == entry["gammelt"]:
            continue
        if now != entry["nytt"]:
            kept.append(entry["fil"])
            continue
        if entry["gammelt"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            _move(folder / f"gammelt-{int(nr)}", path)
        else:
            path.unlink()
        back.append(entry["fil"])
    remove_empty(_inside(home, name, list_) for name in listed["mapper"])
    list_.unlink()
    return back, kept


def _read(list_: Path) -> Any:
    try:
        return json.loads(list_.read_text(encoding="utf-8"))
    except ValueError:
        raise Byggfeil(
            f"«{list_}», der det står hva en avbrutt kommando hadde begynt på, er endret. Se over filene i data/ med "
            "git, og slett mappen den ligger i."
        ) from None


def _inside(home: Path, name: str, list_: Path) -> Path:
    """The path of a name in a list; a list that came with a received folder may name anything."""
    path = home / name
    if not path.parent.resolve().is_relative_to(home.resolve()):
        raise Byggfeil(f"«{list_}» nevner «{name}», som ligger utenfor boken. Slett mappen den ligger i.")
    return path


@contextmanager
def scratch(home: Path) -> Iterator[Path]:
    """Yield an empty folder that is gone afterwards; the next command takes it away where this one is killed.

    It is among the system's temporary ones where nothing can be written below ``home``.
    """
    with ExitStack() as stack:
        try:
            with _alone(home):
                folder = stack.enter_context(_own_folder(home)) / _ROOM
                folder.mkdir()
        except OSError:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="effekt-")))
        yield folder
    _sweep(home)


@contextmanager
def _own_folder(home: Path) -> Iterator[Path]:
    """A folder that is locked, so that nobody takes it for a dead one's; it stays while it has a list."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home / PLACE))
    with lock(folder / _LOCK):
        try:
            yield folder
        finally:
            if not (folder / _LIST).exists():
                with suppress(OSError):  # what is done is done; the next command takes it away
                    _clear(folder)


def _clear(folder: Path) -> None:
    """Take away what this module lays in a folder of its own, the lock last; and the folder."""
    if (folder / _ROOM).is_dir():
        shutil.rmtree(folder / _ROOM)
    for path in folder.glob("*"):
        if path.name.startswith(_LAID):
            path.unlink(missing_ok=True)
    (folder / _LOCK).unlink(missing_ok=True)
    remove_empty([folder])


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Wait till no other command is putting files in place below ``home``."""
    try:
        with lock(home / PLACE / _LOCK):
            try:
                yield
            finally:
                with suppress(OSError):
                    (home / PLACE / _LOCK).unlink()
    finally:
        _sweep(home)


def _sweep(home: Path) -> None:
    """Take away the folders of this work that have nothing in them."""
    with suppress(OSError):
        remove_empty((home / PLACE, *(home / PLACE).parents[:2]))
