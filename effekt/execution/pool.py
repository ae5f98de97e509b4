"""Workers forked from one warm process: an executor like those of ``concurrent.futures``.

One process imports all that chapters need, and does nothing else: it has no threads, reads no data
and runs nobody's code. Workers are forked from it, each with a connection to this process. When
this process ends, in whatever way, all of them do.

Why not the fork server of ``multiprocessing``: it was tried. Its workers outlive a build that is
killed unless a thread in each watches for that, and a worker with threads cannot fork its chapter.
Ctrl-C while it imports prints its traceback. A process has one server with one list of modules, and
no public way to end it. And it always starts a new interpreter, where the preview forks the process
it is: 2.2 s instead of 0.9 s to the first worker. One call that dies fails a ProcessPoolExecutor.

The warm process is in a session of its own, so Ctrl-C reaches ``effekt`` only, which ends the others in order. Whoever
sees its parent's end close ends itself and its process group, so nothing is left after kill -9 of any of them.
"""

import gc
import os
import pickle
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Final, NoReturn, cast

from effekt.base.subcommand import empty_stdin

_NEW: Final = b"n"


def can_fork() -> bool:
    """Whether this system has fork, and sockets between processes."""
    return sys.platform != "win32" and hasattr(os, "fork") and hasattr(socket, "AF_UNIX")


class WorkerDied(Exception):
    """A worker ended before it had answered."""


class ForkPool(Executor):
    """Runs calls in up to ``size`` forked workers; it begins to warm up when it is made.

    As ProcessPoolExecutor: what is called and what comes back must be picklable, and a call that raises raises in
    ``result()``. A worker that dies fails its own call, with WorkerDied, and is replaced. ``preload`` names the modules
    that are imported before any worker is forked. A call runs with this process's environment and working folder as
    they are when it is made. With ``here`` the warm process is forked from this one, which has what takes long to
    import, and must have no threads.
    """

    def __init__(self, size: int, preload: Sequence[str] = (), *, here: bool = False) -> None:
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._warm = (self._forked if here else self._started)(theirs, preload)
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(max(1, size))]
        for thread in self._threads:
            thread.start()

    def _started(self, theirs: socket.socket, preload: Sequence[str]) -> "subprocess.Popen[bytes]":
        # In a session of its own: Ctrl-C is for this process, which then ends the others.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", __name__, str(theirs.fileno()), *preload],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _forked(self, theirs: socket.socket, preload: Sequence[str]) -> "_Fork":
        pid = os.fork()
        if pid:
            return _Fork(pid)
        try:
            os.setsid()
            self._control.close()
            empty_stdin()
            _be_warm(theirs, preload)
        finally:
            os._exit(0)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Return the call's future; raise RuntimeError after ``shutdown``."""
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("cannot schedule new futures after shutdown")
            self._queue.put((future, (fn, args, kwargs, dict(os.environ), Path.cwd())))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers finish and end them; with ``cancel_futures`` they are ended now."""
        with self._lock:
            self._closed = True
        if cancel_futures:
            with suppress(queue.Empty):
                while job := self._queue.get_nowait():
                    job[0].cancel()
                    job[0].set_running_or_notify_cancel()
            self._let_go()
        for _ in self._threads:
            self._queue.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            self._let_go()
            self._warm.wait()

    def __exit__(self, kind: object, *_: object) -> None:
        self.shutdown(wait=True, cancel_futures=kind is not None)

    def _let_go(self) -> None:
        """Let the warm process end, and its workers with it."""
        self._control.close()
        self._warm.terminate()  # heard only while it is still warming up

    def _serve(self) -> None:
        """Serve one worker: a call at a time, and a new worker where the old one died."""
        worker: Connection | None = None
        while job := self._queue.get():
            future, call = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                worker = worker or self._new_worker()
                worker.send(call)
                succeeded, answer = worker.recv()
            except (OSError, EOFError):
                if worker:
                    worker.close()
                worker = None
                succeeded, answer = False, WorkerDied("prosessen som kjørte det, ble borte.")
            except Exception as cause:  # what cannot be pickled
                succeeded, answer = False, cause
            if succeeded:
                future.set_result(answer)
            else:
                future.set_exception(answer)
        if worker:
            worker.close()

    def _new_worker(self) -> Connection:
        mine, theirs = Pipe()
        with theirs, self._lock:
            socket.send_fds(self._control, [_NEW], [theirs.fileno()])
        return mine


class _Fork:
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


# Function, arguments, environment, working folder.
_Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], dict[str, str], Path]
_Job = tuple["Future[Any]", _Call]


def _be_warm(control: socket.socket, modules: Sequence[str]) -> None:
    """Fork a worker for every connection that comes; end them all when no more can come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _warm_up(modules, control)
    # From now on it is not this process that is stopped, but its workers, through it.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        try:
            byte, fds, _, _ = socket.recv_fds(control, 1, 1)
        except ConnectionError:
            byte, fds = b"", []
        if not byte:
            break
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGTERM, _stop)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            _work(Connection(fds[0]))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        os.close(fds[0])
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    os.killpg(0, signal.SIGTERM)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _warm_up(modules: Sequence[str], control: socket.socket) -> None:
    """Import the modules, and keep what they made where the collector need not touch it."""
    gone = select.poll()
    gone.register(control, 0)  # only that the other end is gone
    for name in modules:
        if gone.poll(0):
            os._exit(0)
        import_module(name)
    if kernel := sys.modules.get("effekt.execution.kernel"):
        kernel.remember_warning_filters()
    gc.collect()
    gc.freeze()


def _work(connection: Connection) -> NoReturn:
    """Answer calls until the other end closes, or the warm process says to stop."""
    try:
        while True:
            packed = connection.recv_bytes()
            try:
                fn, args, kwargs, environment, folder = pickle.loads(packed)
                os.environ.clear()
                os.environ.update(environment)
                os.chdir(folder)
                answer = True, fn(*args, **kwargs)
            except Exception as cause:
                answer = False, _sendable(cause)
            try:
                connection.send(answer)
            except (TypeError, AttributeError, pickle.PicklingError) as cause:
                connection.send((False, RuntimeError(f"svaret kan ikke sendes: {cause}")))
    finally:
        os._exit(0)


def _sendable(cause: Exception) -> Exception:
    """Return the exception, or one that says the same where it cannot be pickled and read back."""
    try:
        return cast(Exception, pickle.loads(pickle.dumps(cause)))
    except Exception:
        return RuntimeError(f"{type(cause).__name__}: {cause}")


def _stop(*_: object) -> None:
    """Leave what is being done by way of its ``finally``: it ends its own children."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit


if __name__ == "__main__":
    _be_warm(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
