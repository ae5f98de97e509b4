"""A command that is killed, or refused by the disk, at each of its writes, wherever they are made.

Nothing lists the writes: Python itself tells of each before it is done (an audit hook hears shutil, pathlib and
tempfile alike). A traced run notes what lies on the disk at every one of them, which is what ``kill -9`` there would
leave; and what it leaves in the middle of a file is that with half of the file's bytes. A sample dies in earnest, and
must leave the same.
"""

import errno
import io
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import pytest

KILLED = 137
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "os.link", "os.truncate", "os.chmod"}
# Those where the second path is the one that comes to be.
_OF_TWO = {"os.rename", "os.symlink", "os.link"}
# What lies below a folder: the bytes of files, the targets of links, None for a folder.
State = dict[str, bytes | str | None]


@dataclass(frozen=True)
class Write:
    """A write that a command is about to make, and what lay on the disk before it."""

    event: str
    path: str
    opens: bool
    before: State


@dataclass(frozen=True)
class Told:
    """How a command ended, and what it said; None where it was killed."""

    code: int | None
    said: str


def state_of(root: Path) -> State:
    """All that lies below the folder."""
    state: State = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = Path(folder, name)
            key = path.relative_to(root).as_posix()
            state[key] = str(path.readlink()) if path.is_symlink() else None if path.is_dir() else path.read_bytes()
    return state


def lay(root: Path, state: Mapping[str, bytes | str | None]) -> Path:
    """Lay a state below a folder, and take away all else there."""
    there = state_of(root) if root.exists() else {}
    for name in sorted(there.keys() - state.keys(), reverse=True):
        (root / name).rmdir() if there[name] is None else (root / name).unlink()
    for name, content in sorted(state.items()):
        path = root / name
        if name in there and there[name] == content:
            continue
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        elif isinstance(content, str):
            path.symlink_to(content)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return root


def _is_write(event: str, details: tuple[Any, ...]) -> bool:
    if not details or isinstance(details[0], int) or str(details[0]).startswith(("/dev/", "/proc/")):
        return False
    if "__pycache__" in str(details[0]):
        return False
    return event in _CHANGES or (event == "open" and bool(details[2] & _WRITES))


AtWrite = Callable[[int, str, str], None]


def run(command: Callable[[], int], at_write: AtWrite, result: Path) -> tuple[Any, Told]:
    """Run a command in a fork, with a function called before each of its writes.

    Return what the function has in ``kept``, if anything, and how the command ended. The fork has what is imported
    here, and the lock of no other thread: what runs in it is the command alone.
    """
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _child(command, at_write, result)
    os.waitpid(pid, 0)
    return _result(result)


def _result(result: Path) -> tuple[Any, Told]:
    if not result.exists():
        return None, Told(None, "")
    kept, told = pickle.loads(result.read_bytes())
    result.unlink()
    return kept, told


def _child(command: Callable[[], int], at_write: AtWrite, result: Path) -> NoReturn:
    said = io.StringIO()
    code: int | None = None
    count, busy = 0, False

    def hook(event: str, details: tuple[Any, ...]) -> None:
        nonlocal count, busy
        if busy or not _is_write(event, details):
            return
        busy = True
        count += 1
        try:
            at_write(count, event, os.fsdecode(details[event in _OF_TWO]))
        finally:
            busy = False

    try:
        with redirect_stdout(said), redirect_stderr(said):
            sys.addaudithook(hook)
            code = command()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException as error:
        said.write(f"Traceback: {error!r}")
    finally:
        busy = True
        _leave(result, getattr(at_write, "kept", None), Told(code, said.getvalue()))


def _leave(result: Path, kept: Any, told: Told) -> NoReturn:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    result.write_bytes(pickle.dumps((kept, told)))
    os._exit(0)


def run_from_first_write(
    command: Callable[[], int], shots: Sequence[AtWrite], check: Callable[[Told], Any], result: Path
) -> list[Any]:
    """Run a command once for each shot, all from its first write on, before which nothing is another on the disk.

    ``check`` is told how each run ended, and must lay everything as it was; what it returns is returned. So what a
    command reads and works out before it writes is done once.
    """
    fired: list[AtWrite] = []

    def at_write(nr: int, event: str, path: str) -> None:
        if nr == 1:
            kept = []
            for shot in shots:
                pid = os.fork()
                if pid == 0:
                    fired.append(shot)
                    break
                os.waitpid(pid, 0)
                kept.append(check(_result(result)[1]))
            else:
                _leave(result, kept, Told(0, ""))
        fired[0](nr, event, path)

    kept, _ = run(command, at_write, result)
    return list(kept)


class _Trace:
    """Keeps each write with what lay on the disk before it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept: list[Write] = []
        self._known: dict[bytes, bytes] = {}

    def __call__(self, nr: int, event: str, path: str) -> None:
        state = state_of(self.root)
        same = {name: self._known.setdefault(c, c) if isinstance(c, bytes) else c for name, c in state.items()}
        self.kept.append(Write(event, path, event == "open", same))


def trace(command: Callable[[], int], root: Path, result: Path) -> tuple[list[Write], Told]:
    """Run the command once; return every write that it makes."""
    kept, told = run(command, _Trace(root), result)
    return kept, told


def deaths(writes: Sequence[Write], root: Path, after: State) -> Iterator[tuple[str, State]]:
    """What ``kill -9`` leaves at each write, and in the middle of each file that is written."""
    for nr, write in enumerate(writes):
        yield f"{nr + 1} {write.event} {write.path}", write.before
        name = os.path.relpath(write.path, root)
        later = [one.before.get(name) for one in writes[nr + 1 :]]
        whole = next((content for content in [*later, after.get(name)] if isinstance(content, bytes)), None)
        if write.opens and whole:
            for part in (b"", whole[: len(whole) // 2]):
                yield f"{nr + 1} {len(part)} B av {write.path}", {**write.before, name: part}


def die_at(which: int) -> AtWrite:
    """Die at a write as after ``kill -9``: nothing more is done."""

    def at_write(nr: int, event: str, path: str) -> None:
        if nr == which:
            os._exit(KILLED)

    return at_write


FAULTS = (errno.ENOSPC, errno.EROFS, errno.EIO, errno.EDQUOT, errno.EACCES, errno.EFBIG)
_ONLY_NEW = {errno.ENOSPC, errno.EDQUOT}
# These refuse to delete as well.
NO_DELETES = {errno.EROFS, errno.EACCES}


def refuse_from(which: int, number: int) -> AtWrite:
    """Let the disk refuse, from a write on: full, it still renames and deletes; EIO comes once; EFBIG in mid-file."""

    def at_write(nr: int, event: str, path: str) -> None:
        if nr < which or (number == errno.EIO and nr > which):
            return
        if number == errno.EFBIG:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        elif number not in _ONLY_NEW or event in {"open", "os.mkdir", "os.symlink", "os.link"}:
            raise OSError(number, os.strerror(number), path)

    return at_write


@pytest.fixture
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a fork leaves what it found; outside what it is run on."""
    return tmp_path_factory.mktemp("svar") / "svar"
