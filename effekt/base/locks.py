"""A file that one process has at a time, on every system.

POSIX locks the file, Windows some bytes of it; the system lets go of both when the process ends, however it ends.
Where Python has neither, a file beside it says which process has it, and counts as long as that one runs.

Why no library: filelock locks a file that is nothing else, and leaves it. Here the locked file is the one that is
written, or the record of a folder, so that what a killed process left is known by it.
"""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom
from pathlib import Path
from typing import Any, Final

fcntl: Any
msvcrt: Any
try:
    import fcntl
except ImportError:
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

# Whether a locked file can be renamed and removed. Windows lets nobody do that to an open one.
MOVES_WHILE_OPEN: Final = fcntl is not None
_WITHOUT_LOCKS: Final = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}  # what some network disks answer
_FAR: Final = 1 << 30  # the byte that Windows locks: what the file holds can be read all the same
_HOLDER: Final = ".holdes-av"
_PAUSE: Final = 1 / 50  # seconds between two tries, where the system does not wait

_TRIES: Final = 50  # to move what another program has open


@contextmanager
def locked(file: Path, *, wait: bool = True) -> Iterator[BufferedRandom]:
    """Open a file, and make it and the folders that it needs, for this process alone.

    Raise BlockingIOError where another has it and ``wait`` is false. On disks without locks two are not told apart.
    """
    held = _opened(file, wait)
    try:
        yield held
    finally:
        _let_go(file, held)


def _opened(file: Path, wait: bool) -> BufferedRandom:
    while True:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            held = file.open("a+b")
        except FileNotFoundError:
            if file.parent.is_dir():
                raise
            continue  # the folder was taken away meanwhile
        try:
            _take(file, held, wait)
        except BaseException:
            held.close()
            raise
        # Whoever had it may have put it in another's place, or taken it away.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(held.fileno()), file.stat()):
                return held
        _let_go(file, held)


def _take(file: Path, held: BufferedRandom, wait: bool) -> None:
    if fcntl:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            if error.errno not in _WITHOUT_LOCKS:
                raise
        return
    while not (_lock_bytes(held) if msvcrt else _say_who(file)):
        if not wait:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN), str(file))
        time.sleep(_PAUSE)


def _let_go(file: Path, held: BufferedRandom) -> None:
    if not held.closed:
        if msvcrt and not fcntl:
            with suppress(OSError):
                os.lseek(held.fileno(), _FAR, os.SEEK_SET)
                msvcrt.locking(held.fileno(), msvcrt.LK_UNLCK, 1)
        held.close()
    if not fcntl and not msvcrt:
        with suppress(OSError):
            _holder(file).unlink()


def _lock_bytes(held: BufferedRandom) -> bool:
    os.lseek(held.fileno(), _FAR, os.SEEK_SET)
    try:
        msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    finally:
        os.lseek(held.fileno(), 0, os.SEEK_SET)
    return True


def _holder(file: Path) -> Path:
    return file.with_name(f".{file.name}{_HOLDER}")


def _say_who(file: Path) -> bool:
    """Write that this process has the file; False where one that runs has it."""
    holder = _holder(file)
    try:
        with holder.open("x", encoding="ascii") as new:
            new.write(str(os.getpid()))
    except FileExistsError:
        with suppress(OSError, ValueError):
            if not _runs(int(holder.read_text(encoding="ascii"))):
                holder.unlink()
        return False
    return True


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def move_over(source: Path, target: Path) -> None:
    """Rename, over the file that stands there; on Windows, wait a little for a program that has either open.

    A virus scanner, a search index or the preview's own server may read a file for some milliseconds.
    """
    for _ in range(_TRIES):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if not msvcrt:
                raise
            time.sleep(_PAUSE)
    os.replace(source, target)
