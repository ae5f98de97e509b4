"""A machine that is not this one: what Windows lacks is taken away, and open files are as there.

Python runs it at its start where this folder is in PYTHONPATH, in every process that a command starts. What is taken
away is so for effekt alone: on Windows the libraries have ways of their own.
"""

import errno
import fcntl
import os
import select
import signal
import socket
import subprocess  # before there is a module of Windows, which it goes by
import sys
import types

_ = subprocess
_OURS = ("effekt", "__main__")
_HIDDEN: dict[types.ModuleType, dict[str, object]] = {}
_MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "pty", "tty"}


class _Lacking(types.ModuleType):
    """A module that lacks some names for those who ask from effekt."""

    def __getattr__(self, name: str) -> object:
        hidden = _HIDDEN.get(self, {})
        if name not in hidden or sys._getframe(1).f_globals.get("__name__", "").partition(".")[0] in _OURS:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return hidden[name]


def _take_away(module: types.ModuleType, *names: str) -> None:
    _HIDDEN[module] = {name: vars(module).pop(name) for name in names if name in vars(module)}
    module.__class__ = _Lacking


class _NoSuchModule:
    """Finds none of the modules for who imports from effekt."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        frame = sys._getframe(1)
        while frame and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back  # type: ignore[assignment]
        if name in _MODULES and frame and frame.f_globals.get("__name__", "").partition(".")[0] in _OURS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


_KEPT = {"SIGINT", "SIGTERM", "SIGABRT", "SIGFPE", "SIGILL", "SIGSEGV"}
_take_away(
    os, "fork", "forkpty", "killpg", "setsid", "getpgid", "setpgid", "getuid", "geteuid", "getgid", "wait", "wait3",
    "WNOHANG", "O_ACCMODE", "O_NONBLOCK", "mkfifo", "chown", "uname", "set_blocking", "sched_getaffinity", "getloadavg",
)  # fmt: skip
_signals = [n for n in vars(signal) if n.startswith("SIG") and n not in _KEPT and "_" not in n]
_take_away(signal, *_signals, "pthread_sigmask", "SIG_BLOCK", "SIG_UNBLOCK", "alarm", "setitimer", "sigwait")
_take_away(socket, "send_fds", "recv_fds")
_take_away(select, "poll", "epoll", "POLLIN", "POLLOUT", "POLLHUP")
sys.meta_path.insert(0, _NoSuchModule)  # type: ignore[arg-type]
for module in _MODULES - {"fcntl"}:
    sys.modules.pop(module, None)


def _privileged(*_: object, **__: object) -> None:
    raise OSError(errno.EINVAL, "A required privilege is not held by the client")


os.symlink = _privileged

# --- an open file is neither renamed nor removed -----------------------------------------------------


def _whole(path: object, dir_fd: int | None = None) -> str:
    below = os.readlink(f"/proc/self/fd/{dir_fd}") if dir_fd is not None else ""  # noqa: PTH115
    return os.path.realpath(os.path.join(below, os.fspath(path)))  # type: ignore[call-overload]  # noqa: PTH118


def _guarded(real, both: bool):  # type: ignore[no-untyped-def]
    def guarded(*paths, **options):  # type: ignore[no-untyped-def]
        for path in paths[: 2 if both else 1]:
            _raise_if_open(path, options.get("dir_fd"))
        return real(*paths, **options)

    return guarded


def _raise_if_open(path: object, dir_fd: int | None) -> None:
    whole = _whole(path, dir_fd)
    for fd in os.listdir("/proc/self/fd"):  # noqa: PTH208
        try:
            open_ = os.readlink(f"/proc/self/fd/{fd}")  # noqa: PTH115
        except OSError:
            continue
        if open_ == whole or open_.startswith(f"{whole}/"):
            if os.path.isdir(open_):  # noqa: PTH112
                continue
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))


_rename = os.rename


def _no_overwriting(source, target, **options):  # type: ignore[no-untyped-def]
    if os.path.lexists(target) and not os.path.samefile(source, target):  # noqa: PTH121
        raise FileExistsError(errno.EEXIST, "Cannot create a file when that file already exists", str(target))
    return _rename(source, target, **options)


os.replace = _guarded(os.replace, True)
os.rename = _guarded(_no_overwriting, True)
os.unlink = os.remove = _guarded(os.unlink, False)

# --- locks as Windows has them: of bytes, and of no use to whoever asks twice --------------------------

msvcrt = types.ModuleType("msvcrt")
msvcrt.LK_NBLCK, msvcrt.LK_UNLCK = 2, 0  # type: ignore[attr-defined]


def _locking(fd: int, mode: int, _: int) -> None:
    how = fcntl.LOCK_UN if mode == 0 else fcntl.LOCK_EX | fcntl.LOCK_NB
    try:
        fcntl.flock(fd, how)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "Permission denied") from None


msvcrt.locking = _locking  # type: ignore[attr-defined]
sys.modules["msvcrt"] = msvcrt
sys.modules.pop("fcntl")
