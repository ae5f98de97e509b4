"""A build is put in place whole or not at all, also when it is killed, and only over what was made here.

All that is to change lies ready in one folder, with a list of it. When that folder gets its name, ``PENDING``, it is
decided: what stands in the way of a file is kept until all is in place, and is put back where something fails. Where
the process is killed meanwhile, the next build or preview finishes it. Each file, and a site that can be renamed, is
at every moment the old one or the new one.

A site that cannot be renamed (a mount, a folder that somebody else has files in) is changed file by file: first what
pages show, then the pages, last goes what is no longer there. So no page refers to what is not there.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from effekt.base.book import WORK_FOLDER
from effekt.base.faults import Byggfeil
from effekt.base.files import copy_whole, fingerprint_of, remove_empty
from effekt.base.locks import move_over
from effekt.base.workplace import PENDING, one_at_a_time, own_folder

AS_BEFORE: Final = "Boken og nettstedet er som de var."
SITE_FOLDER: Final = "_build/html"
_NAMED: Final = 3  # more pages than these in the way, where no build has left a record, are somebody's whole site
_LIST, _UNDO = "liste.json", "angre.json"
_MOUNTS: Final = Path("/proc/self/mountinfo")
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of renameat2
_HERE: Final = -100  # AT_FDCWD


# --- what stands in the way ------------------------------------------------------------------------


def check_free(rot: Path, targets: Iterable[Path], is_made_here: Callable[[Path], bool]) -> None:
    """Raise Byggfeil for what stands where a build is to write, or take away, and was not made by one or is changed.

    Also for a folder that cannot be written to.
    """
    faults = [_in_the_way(rot, target, is_made_here) for target in sorted(set(targets))]
    if faults := [fault for fault in dict.fromkeys(faults) if fault]:
        raise Byggfeil("\n".join([*faults, AS_BEFORE]))


def _in_the_way(rot: Path, target: Path, is_made_here: Callable[[Path], bool]) -> str:
    name = name_in(rot, target)
    parent = next(p for p in target.parents if p.is_symlink() or p.exists())
    if not parent.is_dir():
        return f"{name_in(rot, parent)} er ikke en mappe, men bygget skal skrive i den. Flytt den, og bygg igjen."
    if not os.access(parent, os.W_OK | os.X_OK):
        return f"{name_in(rot, parent)}: det er ikke lov å skrive der. Gi lov til det, og bygg igjen."
    if target.is_symlink() or target.is_dir():
        what = "en lenke" if target.is_symlink() else "en mappe"
        return f"{name} er {what}, og bygget skal skrive en fil der. Flytt den, og bygg igjen."
    if target.exists() and not is_made_here(target):
        return (
            f"{name} er ikke slik effekt laget den, og blir ikke skrevet over. Flytt den dit du vil ha den, eller "
            "slett den, og bygg igjen."
        )
    return ""


def name_in(rot: Path, path: Path) -> str:
    """Return how a message names a path: from the book's root where it lies there."""
    return path.relative_to(rot).as_posix() if path.is_relative_to(rot) else str(path)


@dataclass(frozen=True)
class PublishedSite:
    """The site as it stands: where it is, the files that a build put there, and whether all of them are there.

    ``others`` are files and empty folders of somebody else's. ``whole``: it can be put in place by a rename.
    """

    rot: Path
    folder: Path
    made: Mapping[str, str]
    complete: bool
    others: frozenset[str]
    whole: bool

    @classmethod
    def found(cls, rot: Path, record: Mapping[str, object]) -> "PublishedSite":
        """Return the site of the book at ``rot``, of which a build has left ``record``.

        Raise Byggfeil for a file that is changed since, and for a place where no site can be put.
        """
        folder = (rot / SITE_FOLDER).resolve()
        if folder.exists() and not folder.is_dir():
            raise Byggfeil(f"{SITE_FOLDER} er en fil, og nettstedet skal ligge der. Flytt den, og bygg igjen.")
        if not folder.exists() and not folder.parent.is_dir():
            raise Byggfeil(
                f"{SITE_FOLDER} er en lenke til «{folder}», der det ikke er noen mappe. Lag den, og bygg igjen."
            )
        now = listing(folder)
        made = record.get("filer")
        if not isinstance(made, dict):  # an older version's, which is known as one
            made = now if record.get("html", "-") == fingerprint_of(folder) else {}
        changed = [name for name, was in made.items() if now.get(name, was) != was]
        check_free(rot, (folder / name for name in changed), lambda _: False)
        folders = {p for name in made for p in Path(name).parents}
        own = {p.relative_to(folder).as_posix() for p in folders_below(folder) if p.relative_to(folder) not in folders}
        others = frozenset((now.keys() | own) - made.keys())
        whole = not others and can_be_renamed(folder)
        if not whole and not os.access(folder, os.W_OK | os.X_OK):
            raise Byggfeil(f"{SITE_FOLDER}: det er ikke lov å skrive i «{folder}». Gi lov til det, og bygg igjen.")
        return cls(rot, folder, made, made.keys() <= now.keys(), others, whole)

    def check_free_for(self, files: Mapping[str, str]) -> None:
        """Raise Byggfeil where one of the files (with their fingerprints, if known) is somebody else's already."""
        taken = (self.folder / name for name in files if self.folder.is_dir())
        names = {self.folder / name: was for name, was in files.items()}
        unknown = [file for file, was in names.items() if fingerprint_of(file) not in {"", was}]
        if not self.made and len(unknown) > _NAMED:
            raise Byggfeil(
                f"I {SITE_FOLDER} ligger det sider, og effekt har ikke noe notat om at de ble laget her. Flytt mappen "
                f"dit du vil ha den, eller slett den, og bygg igjen. {AS_BEFORE}"
            )

        def is_made_here(file: Path) -> bool:
            name = file.relative_to(self.folder).as_posix()
            return name in self.made or fingerprint_of(file) == names[file]

        check_free(self.rot, taken, is_made_here)


def listing(folder: Path) -> dict[str, str]:
    """Return the files below a folder, links among them, and their fingerprints."""
    files = (Path(here, name) for here, _, names in os.walk(folder) for name in names)
    return {file.relative_to(folder).as_posix(): fingerprint_of(file) for file in files}


def folders_below(folder: Path) -> Iterator[Path]:
    """Yield the folders below a folder, and links to folders."""
    for here, names, _ in os.walk(folder):
        yield from (Path(here, name) for name in names)


def can_be_renamed(folder: Path) -> bool:
    """Return whether a folder can get another name: it may be written around it, and it is no mount."""
    if not os.access(folder.parent, os.W_OK | os.X_OK):
        return False
    if not folder.exists():
        return True
    mounts = _MOUNTS.read_text(encoding="utf-8").splitlines() if _MOUNTS.is_file() else []
    mounted = {line.split()[4].encode().decode("unicode_escape") for line in mounts}
    return not os.path.ismount(folder) and str(folder) not in mounted


# --- a publication ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Change:
    """What becomes of a place: ``new`` comes there, or nothing where it is empty; ``old`` keeps what stood there.

    ``was`` is the fingerprint of what stands there, empty where there is nothing; ``node`` tells the new folder.
    """

    target: str
    new: str
    old: str
    was: str = ""
    node: int = 0


class Publication:
    """Files, and perhaps a site, that are put in place together.

    They are made ready below a staging folder; what must be made ready on another disk goes when ``stack`` ends.
    """

    def __init__(self, rot: Path, staging: Path, stack: ExitStack) -> None:
        self._rot = rot
        self._folder = staging / PENDING.name
        self._folder.mkdir()
        self._stack = stack
        self._places: dict[int, Path] = {}
        self._changes: list[_Change] = []

    def put(self, new: Path, target: Path) -> None:
        """Let a copy of ``new`` come to stand at ``target``."""
        ready = self._place_near(target) / f"{len(self._changes)}.ny"
        copy_whole(new, ready)
        self._add(target, ready, fingerprint_of(target))

    def take_out(self, target: Path) -> None:
        """Let the file at ``target`` go."""
        self._add(target, None, fingerprint_of(target))

    def put_site(self, new: Path, site: PublishedSite) -> None:
        """Let the site in ``new`` come to stand where the published one is."""
        remove_empty(folders_below(new))
        if site.whole:
            if not _same_disk(new, site.folder.parent):
                beside = self._stack.enter_context(own_folder(self._rot, site.folder.with_name(f".{site.folder.name}")))
                new = shutil.copytree(new, beside / "ny")
            else:
                move_over(new, new := self._folder / "nettsted")
            change = _Change(str(site.folder), str(new), str(new.with_name("gammelt")), node=new.stat().st_ino)
            self._changes.append(change)
            return
        if not _same_disk(self._folder, site.folder):
            place = self._stack.enter_context(own_folder(self._rot, site.folder / ".effekt"))
            self._places[site.folder.stat().st_dev] = place
        files = listing(new)
        for name in sorted(files, key=lambda name: (name.endswith(".html"), name)):
            if fingerprint_of(site.folder / name) != files[name]:
                self.put(new / name, site.folder / name)
        for name in sorted(site.made.keys() - files.keys()):
            self.take_out(site.folder / name)

    def carry_out(self) -> None:
        """Put all of it in place; raise Byggfeil or OSError where it cannot be, with everything as it was."""
        if not self._changes:
            return
        changes = [asdict(each) | {k: self._later(getattr(each, k)) for k in _PATHS} for each in self._changes]
        (self._folder / _LIST).write_text(json.dumps(changes), encoding="utf-8")
        move_over(self._folder, self._rot / PENDING)
        finish(self._rot, changed_is_fault=True)

    def _later(self, path: str) -> str:
        """Return a path as it will be when the folder has got its name: from the book's root where it lies there."""
        if path and Path(path).is_relative_to(self._folder):
            path = str(self._rot / PENDING / Path(path).relative_to(self._folder))
        return name_in(self._rot, Path(path)) if path else ""

    def _place_near(self, target: Path) -> Path:
        """Return a folder on the disk that the target is on."""
        nearest = next(p for p in target.parents if p.exists())
        if _same_disk(nearest, self._folder):
            return self._folder
        disk = nearest.stat().st_dev
        if disk not in self._places:
            self._places[disk] = self._stack.enter_context(own_folder(self._rot, nearest / ".effekt"))
        return self._places[disk]

    def _add(self, target: Path, ready: Path | None, was: str) -> None:
        old = self._place_near(target) / f"{len(self._changes)}.gammel"
        self._changes.append(_Change(str(target), str(ready or ""), str(old), was))


_PATHS: Final = ("target", "new", "old")


def finish_what_is_left(rot: Path) -> None:
    """Finish what a killed build had decided to publish; where a build is at work, it is that one's."""
    if (rot / PENDING).is_dir():
        with suppress(Byggfeil), one_at_a_time(rot / WORK_FOLDER / "las"):
            finish(rot)


def finish(rot: Path, changed_is_fault: bool = False) -> None:
    """Finish what a build had decided to publish, if any; where it cannot be, undo it and raise OSError.

    What somebody has changed since then is left as it is, or is a fault: Byggfeil.
    """
    folder = rot / PENDING
    if not folder.is_dir():
        return
    undo = (folder / _UNDO).is_file()
    changes = list(_read(rot, folder / (_UNDO if undo else _LIST)))
    if undo:
        _undo(changes)
    else:
        try:
            for change in changes:
                _apply(rot, change, changed_is_fault)
        except BaseException:
            move_over(folder / _LIST, folder / _UNDO)
            _undo(changes)
            shutil.rmtree(folder, ignore_errors=True)
            raise
    shutil.rmtree(folder, ignore_errors=True)
    roofs = [rot / "book", (rot / SITE_FOLDER).resolve()]
    emptied = (p for change in changes if not change.new for p in Path(change.target).parents)
    remove_empty(p for p in emptied if any(roof in p.parents for roof in roofs))


def _read(rot: Path, file: Path) -> Iterator[_Change]:
    """Yield the changes of a list; none where it had not come so far."""
    if file.is_file():
        for line in json.loads(file.read_text(encoding="utf-8")):
            yield _Change(**{**line, **{k: str(rot / line[k]) for k in _PATHS if line[k]}})


def _apply(rot: Path, change: _Change, changed_is_fault: bool) -> None:
    target, new, old = Path(change.target), Path(change.new), Path(change.old)
    if change.node:
        _apply_folder(change)
    elif not change.new or new.is_file():
        if target.is_file() and not old.exists():
            if not change.new:
                if fingerprint_of(target) == change.was:
                    move_over(target, old)
                return
            _link(target, old)
        if fingerprint_of(old) == change.was:
            if change.new:
                target.parent.mkdir(parents=True, exist_ok=True)
                move_over(new, target)
        elif changed_is_fault:
            raise Byggfeil(f"{name_in(rot, target)} ble endret mens boken ble bygd. Bygg igjen. {AS_BEFORE}")


def _apply_folder(change: _Change) -> None:
    target, new, old = Path(change.target), Path(change.new), Path(change.old)
    if not new.is_dir():
        return
    if target.is_dir() and not old.exists():
        if target.stat().st_ino == change.node or exchange(new, target):
            move_over(new, old)
            return
        move_over(target, old)
    move_over(new, target)


def _undo(changes: Iterable[_Change]) -> None:
    for change in reversed(list(changes)):
        target, new, old = Path(change.target), Path(change.new), Path(change.old)
        if change.node:
            if target.is_dir() and target.stat().st_ino == change.node:
                if new.is_dir():  # they had just changed places
                    move_over(new, old)
                move_over(target, new)
            if old.is_dir() and not target.exists():
                move_over(old, target)
        elif old.exists():
            move_over(old, target)
        elif change.new and not change.was and not new.exists():
            target.unlink(missing_ok=True)


def _link(target: Path, old: Path) -> None:
    """Keep what stands at ``target`` as ``old`` too."""
    try:
        os.link(target, old)
    except OSError:  # a disk without hard links
        copy_whole(target, old)


def exchange(a: Path, b: Path) -> bool:
    """Let two folders change places in one step; return False where the system cannot."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            rename = ctypes.CDLL(None, use_errno=True).renameat2
            return bool(rename(_HERE, os.fsencode(a), _HERE, os.fsencode(b), _EXCHANGE) == 0)
    return False


def _same_disk(a: Path, b: Path) -> bool:
    return a.stat().st_dev == b.stat().st_dev
