"""Processes that end with the one that started them, and signals that end a command as Ctrl-C does."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

# Threads that a fork may do without: they sleep, and hold nothing that the fork will want.
WATCH_THREAD: Final = "effekt-vakt"
_PR_SET_PDEATHSIG: Final = 1
_SYNCHRONIZE: Final = 1 << 20  # of Windows: to wait for a process
_INTERVAL: Final = 1 / 2  # seconds between two looks for the parent, where the system does not tell


class Stopped(KeyboardInterrupt):
    """A signal asks the process to end: SIGTERM, or SIGHUP of a terminal that was closed."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(signal.Signals(number).name)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end what is done inside with Stopped, so that it clears up after itself.

    What the process was started to ignore (``nohup``) it ignores. Another one of them is not heard while it clears up.
    """
    kinds = _ends()
    if threading.current_thread() is not threading.main_thread():
        kinds = []
    before = {number: was for number in kinds if (was := signal.getsignal(number)) == signal.SIG_DFL}

    def stop(number: int, _: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def _ends() -> list[signal.Signals]:
    """The signals that ask a process to end, of those that the system has."""
    return [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]


def end_with_parent(parent: int) -> None:
    """End this process when ``parent``, which has started it, ends in whatever way, kill -9 among them."""
    for number in _ends():
        if callable(signal.getsignal(number)):  # what a fork's parent does then is not for the fork
            signal.signal(number, signal.SIG_DFL)
    if not _told_by_the_system():
        threading.Thread(target=_watch, args=(parent,), name=WATCH_THREAD, daemon=True).start()
    # Where Windows runs Python in an environment, another process stands between the two.
    if sys.platform != "win32" and os.getppid() != parent:  # it is gone already
        os._exit(1)


def _told_by_the_system() -> bool:
    """Ask Linux to kill this process when the thread that started it is gone; return whether it will."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0)
    return False


def _watch(parent: int) -> None:
    if sys.platform == "win32":
        import _winapi

        with suppress(OSError):  # it is gone already
            _winapi.WaitForSingleObject(_winapi.OpenProcess(_SYNCHRONIZE, False, parent), _winapi.INFINITE)
        os._exit(1)
    while os.getppid() == parent:
        time.sleep(_INTERVAL)
    os._exit(1)
