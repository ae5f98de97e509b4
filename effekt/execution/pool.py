"""Workers forked from one warm process: an executor like those of ``concurrent.futures``.

One process imports all that chapters need, and does nothing else: it has no threads, reads no data
and runs nobody's code. Workers are forked from it, each with a socket of its own to this process.
When this process ends, in whatever way, all of them do.
"""

import gc
import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn, cast

_LENGDE: Final = 8
_NY: Final = b"n"


def kan_forgrene() -> bool:
    """Whether this system has fork, and sockets between processes."""
    return sys.platform != "win32" and hasattr(os, "fork") and hasattr(socket, "AF_UNIX")


class ArbeiderDode(Exception):
    """A worker ended before it had answered."""


class Forgreiner(Executor):
    """Runs calls in up to ``antall`` forked workers; it begins to warm up when it is made.

    As ProcessPoolExecutor: what is called and what comes back must be picklable, and a call that
    raises raises in ``result()``. A worker that dies fails its own call, with ArbeiderDode, and is
    replaced. ``varmes`` names the modules that are imported before any worker is forked. A call
    runs with this process's environment and working folder as they are when it is made. With
    ``her`` the warm process is forked from this one, which has what takes long to import, and must
    have no threads.
    """

    def __init__(self, antall: int, varmes: Sequence[str] = (), *, her: bool = False) -> None:
        self._ko: queue.SimpleQueue[_Oppdrag | None] = queue.SimpleQueue()
        self._stengt = False
        self._las = threading.Lock()
        self._styring, deres = socket.socketpair()
        with deres:
            self._varm = (self._forgrenet if her else self._startet)(deres, varmes)
        self._trader = [threading.Thread(target=self._betjen, daemon=True) for _ in range(max(1, antall))]
        for trad in self._trader:
            trad.start()

    def _startet(self, deres: socket.socket, varmes: Sequence[str]) -> "subprocess.Popen[bytes]":
        # In a session of its own: Ctrl-C is for this process, which then ends the others.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, str(deres.fileno()), *varmes],
            pass_fds=[deres.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _forgrenet(self, deres: socket.socket, varmes: Sequence[str]) -> "_Gren":
        pid = os.fork()
        if pid:
            return _Gren(pid)
        try:
            os.setsid()
            self._styring.close()
            with Path(os.devnull).open() as tom:
                os.dup2(tom.fileno(), 0)
            _vaer_varm(deres, varmes)
        finally:
            os._exit(0)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """The call's future; raises RuntimeError after ``shutdown``."""
        fremtid: Future[Any] = Future()
        with self._las:
            if self._stengt:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._ko.put((fremtid, (fn, args, kwargs, dict(os.environ), Path.cwd())))
        return fremtid

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers finish and end them; with ``cancel_futures`` they are ended now."""
        with self._las:
            self._stengt = True
        if cancel_futures:
            with suppress(queue.Empty):
                while oppdrag := self._ko.get_nowait():
                    oppdrag[0].cancel()
                    oppdrag[0].set_running_or_notify_cancel()
            self._slipp()
        for _ in self._trader:
            self._ko.put(None)
        if wait:
            for trad in self._trader:
                trad.join()
            self._slipp()
            self._varm.wait()

    def __exit__(self, slag: object, *_: object) -> None:
        self.shutdown(wait=True, cancel_futures=slag is not None)

    def _slipp(self) -> None:
        """Let the warm process go, and its workers with it."""
        self._styring.close()
        self._varm.terminate()  # heard only while it is still warming up

    def _betjen(self) -> None:
        """Serve one worker: a call at a time, and a new worker where the old one died."""
        arbeider: socket.socket | None = None
        while oppdrag := self._ko.get():
            fremtid, kall = oppdrag
            if not fremtid.set_running_or_notify_cancel():
                continue
            try:
                arbeider = arbeider or self._ny_arbeider()
                _send(arbeider, kall)
                gikk_bra, svar = pickle.loads(_les_hele(arbeider))
            except (OSError, EOFError):
                if arbeider:
                    arbeider.close()
                arbeider = None
                gikk_bra, svar = False, ArbeiderDode("prosessen som kjørte det, ble borte.")
            except Exception as grunn:  # what cannot be pickled
                gikk_bra, svar = False, grunn
            if gikk_bra:
                fremtid.set_result(svar)
            else:
                fremtid.set_exception(svar)
        if arbeider:
            arbeider.close()

    def _ny_arbeider(self) -> socket.socket:
        min_, deres = socket.socketpair()
        with deres, self._las:
            socket.send_fds(self._styring, [_NY], [deres.fileno()])
        return min_


class _Gren:
    """A forked warm process, to be ended and waited for as a started one is."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGTERM)

    def wait(self) -> int:
        with suppress(ChildProcessError):
            return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        return 0


# A call: function, arguments, environment, working folder.
_Kall = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], dict[str, str], Path]
_Oppdrag = tuple["Future[Any]", _Kall]


def _send(til: socket.socket, hva: Any) -> None:
    pakket = pickle.dumps(hva)
    til.sendall(len(pakket).to_bytes(_LENGDE, "big") + pakket)


def _les_hele(fra: socket.socket) -> bytes:
    """The next object, packed; raises EOFError when the other end is gone."""
    return _les(fra, int.from_bytes(_les(fra, _LENGDE), "big"))


def _les(fra: socket.socket, antall: int) -> bytes:
    lest = bytearray()
    while len(lest) < antall:
        bit = fra.recv(antall - len(lest))
        if not bit:
            raise EOFError
        lest += bit
    return bytes(lest)


# --- the warm process ----------------------------------------------------------------------------


def varm_opp(moduler: Sequence[str]) -> None:
    """Import the modules, and keep what they made where the collector need not touch it."""
    for navn in moduler:
        import_module(navn)
    if fersk := sys.modules.get("effekt.execution.kernel"):
        fersk.husk_varselfiltre()
    gc.collect()
    gc.freeze()


def _vaer_varm(styring: socket.socket, moduler: Sequence[str]) -> None:
    """Fork a worker for every socket that comes; end them all when no more can come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    varm_opp(moduler)
    # From now on it is not this process that is stopped, but its workers, through it.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        try:
            bit, fds, _, _ = socket.recv_fds(styring, 1, 1)
        except ConnectionError:
            bit, fds = b"", []
        if not bit:
            break
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        if os.fork() == 0:
            styring.close()
            signal.signal(signal.SIGTERM, _stopp)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            _arbeid(socket.socket(fileno=fds[0]))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        os.close(fds[0])
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    os.killpg(0, signal.SIGTERM)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _arbeid(kontakt: socket.socket) -> NoReturn:
    """Answer calls until the other end closes, or the warm process says to stop."""
    try:
        while True:
            pakket = _les_hele(kontakt)
            try:
                fn, args, kwargs, miljo, mappe = pickle.loads(pakket)
                os.environ.clear()
                os.environ.update(miljo)
                os.chdir(mappe)
                svar = True, fn(*args, **kwargs)
            except Exception as grunn:
                svar = False, _sendbar(grunn)
            try:
                _send(kontakt, svar)
            except (TypeError, AttributeError, pickle.PicklingError) as grunn:
                _send(kontakt, (False, RuntimeError(f"svaret kan ikke sendes: {grunn}")))
    finally:
        os._exit(0)


def _sendbar(grunn: Exception) -> Exception:
    """The exception, or one that says the same where it cannot be taken apart and put together."""
    try:
        return cast(Exception, pickle.loads(pickle.dumps(grunn)))
    except Exception:
        return RuntimeError(f"{type(grunn).__name__}: {grunn}")


def _stopp(*_: object) -> None:
    """Leave what is being done by way of its ``finally``: it ends its own children."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit


if __name__ == "__main__":
    _vaer_varm(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
