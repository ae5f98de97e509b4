"""What a command changes in data/, notebooks/ and _toc.yml: all of it or nothing, also when the command is killed.

New bytes and old ones are laid in a folder of the command's own, with a list of them, before anything of the book is
touched. When that folder gets its name, ``_BEGUN``, it is begun: each file is put in place by a rename, and at the end
the list is taken away. So a command finds a list (``heal``) only where one was killed meanwhile. It then puts back the
old bytes of what is still as that one left it; what is another since is somebody's own, and stays.

A build goes the other way (``site.publishing``): what is killed when all is decided is finished, since to make it took
long. Here the user gives the command once more.
"""

import errno
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from effekt.base.book import WORK_FOLDER
from effekt.base.faults import Byggfeil, Datafeil, os_fault
from effekt.base.files import fingerprint, fingerprint_of, remove_empty, write_whole
from effekt.base.locks import MOVES_WHILE_OPEN, locked, move_over
from effekt.base.workplace import clear_dead, own_folder, sweep

_BEGUN: Final = f"{WORK_FOLDER}/skriving"
_LOCK: Final = f"{WORK_FOLDER}/skriving.las"
_LIST: Final = "angre.json"


@contextmanager
def together(
    home: Path, files: Mapping[Path, bytes | str | None], read: Mapping[Path, str] | None = None
) -> Iterator[None]:
    """Give the files these contents, and take away those with None; what is done inside belongs to it.

    All lie below ``home``. Where anything fails, or the process is killed, all is as it was. Files that are as they
    shall be are not touched; folders that are left empty go. One at a time: a second waits, so none begins inside.

    ``read`` has the fingerprints of what the contents were made from, empty for what was not there. Raise Datafeil
    where somebody has changed it meanwhile.
    """
    new_home = [folder for folder in (home, *home.parents) if not folder.exists()]
    begun = home / _BEGUN
    try:
        with _alone(home):
            _put_back(home)
            for path, was in (read or {}).items():
                if fingerprint_of(path) != was:
                    raise Datafeil("filen ble endret mens kommandoen arbeidet. Kjør den igjen.", path)
            with own_folder(home, begun) as folder:
                entries = _lay_ready(home, folder, files)
                move_over(folder, begun)
                try:
                    for nr, (path, content) in enumerate(files.items()):
                        if str(nr) in entries:
                            _put(begun / f"nytt-{nr}", path, content)
                    remove_empty(path.parent for path, content in files.items() if content is None)
                    yield
                except BaseException:
                    _put_back(home)
                    raise
                (begun / _LIST).unlink()
            # What is done is done: what cannot be cleared now is so by the next command.
            shutil.rmtree(begun, ignore_errors=True)
    except BaseException:
        with suppress(OSError):
            remove_empty(new_home)
        raise


def _lay_ready(home: Path, folder: Path, files: Mapping[Path, bytes | str | None]) -> dict[str, dict[str, str]]:
    """Lay new and old bytes of what is to be another in the folder, and the list of them."""
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
    made = {each for path in files for each in path.parents if home in each.parents and not each.exists()}
    listed = {"filer": entries, "mapper": sorted(each.relative_to(home).as_posix() for each in made)}
    (folder / _LIST).write_text(json.dumps(listed, ensure_ascii=False, indent=1), encoding="utf-8")
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
        move_over(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(target, source.read_bytes())


def heal(home: Path) -> tuple[list[str], list[str]]:
    """Put back what a killed command had begun on below ``home``, and take away what killed ones left.

    Return the files that were put back, and those that are another since and stay. Raise Byggfeil where it cannot be
    done.
    """
    if not (home / WORK_FOLDER).is_dir():
        return [], []
    clear_dead(home)
    if not (home / _BEGUN).is_dir() and not (home / _LOCK).exists():
        sweep(home)
        return [], []
    try:
        with _alone(home):
            return _put_back(home)
    except OSError as error:
        if not (home / _BEGUN / _LIST).is_file():  # no more than leftovers, in a book that cannot be written to
            return [], []
        raise Byggfeil(
            f"en kommando ble avbrutt i «{home}», og det den hadde begynt på, kan ikke settes tilbake: "
            f"{os_fault(error)}"
        ) from None


def _put_back(home: Path) -> tuple[list[str], list[str]]:
    """Put back the old bytes of what is as the list says that it became; then take the list away."""
    begun, list_ = home / _BEGUN, home / _BEGUN / _LIST
    back: list[str] = []
    kept: list[str] = []
    if list_.is_file():
        files, folders = _read(list_)
        for nr, (name, before, after) in files.items():
            path = _inside(home, name, list_)
            now = fingerprint_of(path)
            if now == before:
                continue
            if now != after:
                kept.append(name)
                continue
            if before:
                path.parent.mkdir(parents=True, exist_ok=True)
                _move(begun / f"gammelt-{nr}", path)
            else:
                path.unlink()
            back.append(name)
        remove_empty(_inside(home, name, list_) for name in folders)
        list_.unlink()
    shutil.rmtree(begun, ignore_errors=True)
    return back, kept


def _read(list_: Path) -> tuple[dict[int, tuple[str, str, str]], list[str]]:
    """The files by number, each with its fingerprint before and after; and the folders that were made."""
    try:
        listed = json.loads(list_.read_text(encoding="utf-8"))
        files = {int(nr): (str(e["fil"]), str(e["gammelt"]), str(e["nytt"])) for nr, e in listed["filer"].items()}
        return files, [str(name) for name in listed["mapper"]]
    except (ValueError, LookupError, TypeError, AttributeError):
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
            yielded = stack.enter_context(own_folder(home, home / WORK_FOLDER / "prove"))
        except OSError:
            yielded = stack.enter_context(own_folder(home, Path(tempfile.gettempdir(), "effekt")))
        yield yielded
    sweep(home)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Wait till no other command is putting files in place below ``home``."""
    try:
        with locked(home / _LOCK):
            try:
                yield
            finally:
                if MOVES_WHILE_OPEN:
                    with suppress(OSError):
                        (home / _LOCK).unlink()
        if not MOVES_WHILE_OPEN:
            with suppress(OSError):  # another may have it by now
                (home / _LOCK).unlink()
    finally:
        sweep(home)
