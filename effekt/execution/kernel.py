"""The child that runs a notebook: ipykernel over a pipe, in a process made as if it were new.

Why not a kernel as Jupyter starts it: a new interpreter imports for a second or more what the chapters need, for each
of them, and ZeroMQ's threads cannot be forked. The cells are run by ipykernel itself; only its ends differ.
"""

import asyncio
import atexit
import base64
import codecs
import gc
import json
import logging
import os
import random
import select
import signal
import sys
import threading
import traceback
import warnings
import weakref
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec, module_from_spec
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final, NoReturn

import ipykernel_launcher
from comm import get_comm_manager
from ipykernel.compiler import XCachingCompiler
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets import Type
from traitlets.config import Config

from effekt.base.processes import WATCH_THREAD
from effekt.base.subcommand import empty_stdin, forget_chapter, forget_parents_folders

END: Final = b""  # the engine's last message
_IOPUB, _SHELL = "iopub", "shell"
_INLINE: Final = "module://matplotlib_inline.backend_inline"
# As nbclient starts a kernel: cells are not kept in IPython's history.
_CONFIG: Final = Config({"HistoryManager": {"hist_file": ":memory:"}})
# How often a long cell's own words are sent on while it runs, in milliseconds.
_INTERVAL: Final = 1000
_CHUNK: Final = 1 << 16


def run(connection: Connection) -> NoReturn:
    """Be the kernel at this end of the pipe until the other end says stop, or is gone."""
    code = 1
    stderr = os.dup(2)
    try:
        become_fresh()
        asyncio.run(_loop(connection))
        _finish()
        code = 0
    except BaseException:  # a fault of this module's: no cell's comes so far
        os.write(stderr, traceback.format_exc().encode())
    finally:
        # Not through what the parent had set up for its own end.
        os._exit(code)


async def _loop(connection: Connection) -> None:
    session = _Session()
    session.connection, session.sending = connection, threading.Lock()
    streams = [_Stream(session, name, fd) for fd, name in ((1, "stdout"), (2, "stderr"))]
    sys.__stdout__, sys.__stderr__ = (open(fd, "w", closefd=False) for fd in (1, 2))  # type: ignore[misc]  # noqa: SIM115
    sys.stdout, sys.stderr = streams
    kernel: ForkedKernel = ForkedKernel.instance(
        session=session, iopub_socket=_IOPUB, log=logging.getLogger(__name__), config=_CONFIG
    )
    os.environ.setdefault("MPLBACKEND", _INLINE)
    kernel.shell.extension_manager.load_extension("storemagic")
    _as_if_imported_here()
    watch = threading.Thread(target=_watch, args=(connection, streams, session), daemon=True, name=WATCH_THREAD)
    watch.start()
    requests: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        try:
            requests.put_nowait(connection.recv_bytes())
        except (EOFError, OSError):
            asyncio.get_running_loop().remove_reader(connection)
            requests.put_nowait(END)

    asyncio.get_running_loop().add_reader(connection, read)
    while (request := await requests.get()) != END and not kernel.shell.exit_now:
        await kernel.answer(json.loads(request))


def _watch(connection: Connection, streams: "list[_Stream]", session: "_Session") -> None:
    """Keep the pipes from filling, send on what a long cell says, and die with the engine."""
    poll = select.poll()
    poll.register(connection, 0)  # only that the other end is gone
    for stream in streams:
        poll.register(stream.end, select.POLLIN)
    while True:
        ready = dict(poll.poll(_INTERVAL))
        if connection.fileno() in ready:
            os.killpg(0, signal.SIGKILL)
        for stream in streams:
            if stream.end in ready:
                stream.drain()
            elif not ready:
                stream.flush_midway(session)


def _finish() -> None:
    """Do what the cells asked to have done at the end."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()


class ForkedKernel(IPythonKernel):  # type: ignore[misc]
    """ipykernel's kernel, with neither debugger nor control thread."""

    _execute_sleep = 0
    debugger_class = Type(object)  # the real one's name would be looked up, and debugpy with it

    def __init__(self, **fields: Any) -> None:
        # IPythonKernel's own would import a debugger that nobody can reach here.
        Kernel.__init__(self, **fields)
        self.shell_channel_thread = SimpleNamespace(parent_thread=None)
        self.io_loop = SimpleNamespace(call_later=lambda *_: None, stop=None)
        self.shell = ZMQInteractiveShell.instance(
            parent=self,
            profile_dir=self.profile_dir,
            user_module=self.user_module,
            user_ns=self.user_ns,
            kernel=self,
            compiler_class=XCachingCompiler,
        )
        self.shell.displayhook.session = self.shell.display_pub.session = self.session
        self.shell.displayhook.pub_socket = self.shell.display_pub.pub_socket = _IOPUB
        self.shell.displayhook.topic = self._topic("execute_result")
        self.comm_manager = get_comm_manager()
        self.shell.configurables.append(self.comm_manager)

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """The engine sends one cell at a time."""

    async def answer(self, request: dict[str, Any]) -> None:
        """Answer one request, as Jupyter's dispatcher would handle it."""
        self.set_parent([], request)
        self._publish_status("busy", _SHELL)
        self.pre_handler_hook()
        try:
            await self.execute_request(_SHELL, [], request)
        finally:
            self.post_handler_hook()
        sys.stdout.flush()
        sys.stderr.flush()
        self._publish_status("idle", _SHELL)


class _Session(Session):  # type: ignore[misc]
    """Jupyter's session, which sends to the engine instead of over ZeroMQ."""

    connection: Connection
    sending: threading.Lock
    midway = False

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None,
             ident: Any = None, buffers: Any = None, track: bool = False, header: Any = None,
             metadata: Any = None) -> Any:  # fmt: skip
        msg = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content, parent, header, metadata)
        fields = {part: msg[part] for part in ("header", "parent_header", "metadata", "content")}
        envelope = {
            "channel": stream if stream == _SHELL else _IOPUB,
            "midway": self.midway,
            "buffers": [base64.b64encode(b).decode() for b in buffers or []],
        }
        with self.sending:
            self.connection.send_bytes(json.dumps(envelope).encode() + b"\n" + self.pack(fields))
        return msg


class _AtOnce(IOPubThread):  # type: ignore[misc]
    """In place of the thread that publishes: whoever flushes, sends."""

    def __init__(self) -> None:
        self.thread = None
        self.io_loop = self

    def schedule(self, f: Callable[[], Any]) -> None:
        f()

    def call_later(self, *_: Any) -> None:
        """Never send on a timer: the same cell gives the same outputs."""


class _Stream(OutStream):  # type: ignore[misc]
    """sys.stdout or sys.stderr: Python's own text, and what programs write to the descriptor."""

    def __init__(self, session: Session, name: str, fd: int) -> None:
        super().__init__(session, _AtOnce(), name, watchfd=False)
        self._fd = fd
        self._in_order = threading.RLock()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.end, writing_end = os.pipe()
        os.set_blocking(self.end, False)
        os.dup2(writing_end, fd)
        os.close(writing_end)

    def fileno(self) -> int:
        return self._fd

    def drain(self) -> None:
        """Take over what is in the descriptor by now."""
        with self._in_order, suppress(BlockingIOError):
            while chunk := os.read(self.end, _CHUNK):
                if text := self._decoder.decode(chunk):
                    super().write(text)

    def write(self, string: str) -> int:
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if not self._is_master_process():  # a fork of a cell's own: its words go the long way
            os.write(self._fd, string.encode(errors="replace"))
            return len(string)
        with self._in_order:
            self.drain()
            super().write(string)
            return len(string)

    def flush(self) -> None:
        if self._is_master_process():
            with self._in_order:
                self.drain()
                self._flush()

    def flush_midway(self, session: _Session) -> None:
        """Send what a long cell has said so far, marked as the beginning of more."""
        with self._in_order:
            session.midway = True
            try:
                self._flush()
            finally:
                session.midway = False


_PACKAGE_FOLDERS: Final = {"site-packages", "dist-packages"}
_COLUMNS, _COLUMNS_SHOWN = "display.max_columns", 20
# What a fresh interpreter would warn of: as they stood before anyone ran anything.
_warning_filters: Final[list[Any]] = list(warnings.filters)


def remember_warning_filters() -> None:
    """Let the warning filters as they now are be those of every child to come."""
    _warning_filters[:] = list(warnings.filters)


def become_fresh() -> None:
    """Leave the parent behind: its group, signals, input, log, warnings, seeds and exit handlers.

    The chapter that the parent may have open is forgotten too: the child reads data/ itself.
    """
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    forget_chapter()
    empty_stdin()
    sys.argv = [ipykernel_launcher.__file__]
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]  # the folder of the parent's script
    if "" not in sys.path and not os.environ.get("PYTHONSAFEPATH"):
        # The notebook's own folder, where IPython puts it; the parent may have done without.
        packages = (nr for nr, path in enumerate(sys.path) if Path(path).name in _PACKAGE_FOLDERS)
        sys.path.insert(next(packages, 0), "")
    _reset_warnings()
    root = logging.getLogger()
    root.handlers.clear()
    root.setLevel(logging.WARNING)
    logging.getLogger("papermill").setLevel(logging.NOTSET)
    atexit._clear()
    forget_parents_folders()
    atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]
    atexit.register(logging.shutdown)
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    gc.enable()


def _reset_warnings() -> None:
    """Let warnings go to stderr, whatever the parent had made of them."""
    spec = find_spec("warnings")
    if spec and spec.loader:
        fresh = module_from_spec(spec)
        spec.loader.exec_module(fresh)
        warnings._showwarnmsg_impl = fresh._showwarnmsg_impl  # type: ignore[attr-defined]
        warnings.showwarning = warnings._showwarning_orig  # type: ignore[attr-defined]
    warnings.filters[:] = _warning_filters  # type: ignore[index]


def _as_if_imported_here() -> None:
    """Set pandas and matplotlib as if they were imported only now, in this shell."""
    if "pandas" in sys.modules:
        from pandas import set_option
        from pandas._config import config

        # Imported where there was no shell, it takes a notebook for a terminal.
        options = config._registered_options  # type: ignore[attr-defined]
        options[_COLUMNS] = options[_COLUMNS]._replace(defval=_COLUMNS_SHOWN)
        set_option(_COLUMNS, _COLUMNS_SHOWN)
    if mpl := sys.modules.get("matplotlib"):
        for settings in (mpl.rcParams, mpl.rcParamsOrig):
            dict.__setitem__(settings, "backend", os.environ["MPLBACKEND"])


if __name__ == "__main__":
    run(Connection(int(sys.argv[1])))
