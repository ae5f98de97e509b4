"""The child that runs a notebook: ipykernel over a socket pair, in a process made as if it were new."""

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
import socket
import struct
import sys
import threading
import traceback
import warnings
import weakref
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec, module_from_spec
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

from effekt.base.subcommand import VAKTNAVN, glem_foreldrenes_mapper, glem_kapitlet, tom_inndata

_PAKKER: Final = {"site-packages", "dist-packages"}
_KOLONNER, _KOLONNER_VIST = "display.max_columns", 20
# What a fresh interpreter would warn of: as they stood before anyone ran anything.
_varselfiltre: Final[list[Any]] = list(warnings.filters)


def husk_varselfiltre() -> None:
    """Let the warning filters as they now are be those of every child to come."""
    _varselfiltre[:] = list(warnings.filters)


def bli_fersk() -> None:
    """Leave the parent behind: its group, signals, input, log, warnings, seeds and exit handlers.

    The chapter that the parent may have open is forgotten too: the child reads data/ itself.
    """
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for nr in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(nr, signal.SIG_DFL)
    glem_kapitlet()
    tom_inndata()
    sys.argv = [ipykernel_launcher.__file__]
    if not sys.flags.safe_path and sys.path:
        del sys.path[0]  # the folder of the parent's script
    if "" not in sys.path and not os.environ.get("PYTHONSAFEPATH"):
        # The notebook's own folder, where IPython puts it; the parent may have done without.
        pakker = (nr for nr, sti in enumerate(sys.path) if Path(sti).name in _PAKKER)
        sys.path.insert(next(pakker, 0), "")
    _fersk_varsling()
    rot = logging.getLogger()
    rot.handlers.clear()
    rot.setLevel(logging.WARNING)
    logging.getLogger("papermill").setLevel(logging.NOTSET)
    atexit._clear()
    glem_foreldrenes_mapper()
    atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]
    atexit.register(logging.shutdown)
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    gc.enable()


def _fersk_varsling() -> None:
    """Warnings go to stderr, whatever the parent had made of them."""
    opphav = find_spec("warnings")
    if opphav and opphav.loader:
        fersk = module_from_spec(opphav)
        opphav.loader.exec_module(fersk)
        warnings._showwarnmsg_impl = fersk._showwarnmsg_impl  # type: ignore[attr-defined]
        warnings.showwarning = warnings._showwarning_orig  # type: ignore[attr-defined]
    warnings.filters[:] = _varselfiltre  # type: ignore[index]


def fersk_import() -> None:
    """Pandas and matplotlib as if they were imported only now, in this shell."""
    if "pandas" in sys.modules:
        from pandas import set_option
        from pandas._config import config

        # Imported where there was no shell, it takes a notebook for a terminal.
        valg = config._registered_options  # type: ignore[attr-defined]
        valg[_KOLONNER] = valg[_KOLONNER]._replace(defval=_KOLONNER_VIST)
        set_option(_KOLONNER, _KOLONNER_VIST)
    if mpl := sys.modules.get("matplotlib"):
        for satt in (mpl.rcParams, mpl.rcParamsOrig):
            dict.__setitem__(satt, "backend", os.environ["MPLBACKEND"])


_LENGDE: Final = struct.Struct("!Q")
_BIT: Final = 1 << 16
_IOPUB, _SHELL = "iopub", "shell"
INLINE: Final = "module://matplotlib_inline.backend_inline"
# As nbclient starts a kernel: what the cells were is nobody's history.
_OPPSETT: Final = Config({"HistoryManager": {"hist_file": ":memory:"}})
# How often a long cell's own words are sent on while it runs, in milliseconds.
_TAKT: Final = 1000


class Rammer:
    """Messages on a stream socket: each with its length in front."""

    def __init__(self, kontakt: socket.socket) -> None:
        self._kontakt = kontakt
        self._rest = bytearray()
        self._las = threading.Lock()

    def send(self, innhold: bytes) -> None:
        with self._las:
            self._kontakt.sendall(_LENGDE.pack(len(innhold)) + innhold)

    def les(self) -> list[bytes]:
        """The messages that are whole after one read; raises EOFError when the other end is gone.

        Blocks when nothing has come.
        """
        try:
            bit = self._kontakt.recv(_BIT)
        except ConnectionError:
            bit = b""
        if not bit:
            raise EOFError
        self._rest += bit
        hele = []
        while len(self._rest) >= _LENGDE.size:
            (lengde,) = _LENGDE.unpack_from(self._rest)
            if len(self._rest) < _LENGDE.size + lengde:
                break
            hele.append(bytes(self._rest[_LENGDE.size : _LENGDE.size + lengde]))
            del self._rest[: _LENGDE.size + lengde]
        return hele


class _Okt(Session):  # type: ignore[misc]
    """Jupyter's session, which sends to the engine instead of over ZeroMQ."""

    rammer: Rammer
    underveis = False

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None,
             ident: Any = None, buffers: Any = None, track: bool = False, header: Any = None,
             metadata: Any = None) -> Any:  # fmt: skip
        msg = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content, parent, header, metadata)
        felt = {del_: msg[del_] for del_ in ("header", "parent_header", "metadata", "content")}
        hode = {
            "kanal": stream if stream == _SHELL else _IOPUB,
            "underveis": self.underveis,
            "buffers": [base64.b64encode(b).decode() for b in buffers or []],
        }
        self.rammer.send(json.dumps(hode).encode() + b"\n" + self.pack(felt))
        return msg


class _Straks(IOPubThread):  # type: ignore[misc]
    """In place of the thread that publishes: whoever flushes, sends."""

    def __init__(self) -> None:
        self.thread = None
        self.io_loop = self

    def schedule(self, f: Callable[[], Any]) -> None:
        f()

    def call_later(self, *_: Any) -> None:
        """Nothing is sent because time goes: the same cell gives the same outputs."""


class _Strom(OutStream):  # type: ignore[misc]
    """sys.stdout or sys.stderr: Python's own text, and what programs write to the descriptor."""

    def __init__(self, okt: Session, navn: str, fd: int) -> None:
        super().__init__(okt, _Straks(), navn, watchfd=False)
        self._fd = fd
        self._i_orden = threading.RLock()
        self._dekoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.ende, skriv = os.pipe()
        os.set_blocking(self.ende, False)
        os.dup2(skriv, fd)
        os.close(skriv)

    def fileno(self) -> int:
        return self._fd

    def tom(self) -> None:
        """Take over what is in the descriptor by now."""
        with self._i_orden, suppress(BlockingIOError):
            while bit := os.read(self.ende, _BIT):
                if tekst := self._dekoder.decode(bit):
                    super().write(tekst)

    def write(self, string: str) -> int:
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if not self._is_master_process():  # a fork of a cell's own: its words go the long way
            os.write(self._fd, string.encode(errors="replace"))
            return len(string)
        with self._i_orden:
            self.tom()
            super().write(string)
            return len(string)

    def flush(self) -> None:
        if self._is_master_process():
            with self._i_orden:
                self.tom()
                self._flush()

    def flush_underveis(self, okt: _Okt) -> None:
        """Send what a long cell has said so far, marked as the beginning of more."""
        with self._i_orden:
            okt.underveis = True
            try:
                self._flush()
            finally:
                okt.underveis = False


class Kjerne(IPythonKernel):  # type: ignore[misc]
    """ipykernel's kernel, with neither debugger nor control thread."""

    _execute_sleep = 0
    debugger_class = Type(object)  # the real one's name would be looked up, and debugpy with it

    def __init__(self, **felt: Any) -> None:
        # IPythonKernel's own would import a debugger that nobody can reach here.
        Kernel.__init__(self, **felt)
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

    async def utfor(self, melding: dict[str, Any]) -> None:
        """One request, as Jupyter's dispatcher would handle it."""
        self.set_parent([], melding)
        self._publish_status("busy", _SHELL)
        self.pre_handler_hook()
        try:
            await self.execute_request(_SHELL, [], melding)
        finally:
            self.post_handler_hook()
        sys.stdout.flush()
        sys.stderr.flush()
        self._publish_status("idle", _SHELL)


def kjor(kontakt: socket.socket) -> NoReturn:
    """Be the kernel at this end of the socket pair until the other end says stop, or is gone."""
    kode = 1
    ut = os.dup(2)
    try:
        bli_fersk()
        asyncio.run(_lop(kontakt))
        _rydd()
        kode = 0
    except BaseException:  # a fault of this module's: no cell's comes so far
        os.write(ut, traceback.format_exc().encode())
    finally:
        # Not through what the parent had set up for its own end.
        os._exit(kode)


async def _lop(kontakt: socket.socket) -> None:
    rammer = Rammer(kontakt)
    okt = _Okt()
    okt.rammer = rammer
    strommer = [_Strom(okt, navn, fd) for fd, navn in ((1, "stdout"), (2, "stderr"))]
    sys.__stdout__, sys.__stderr__ = (open(fd, "w", closefd=False) for fd in (1, 2))  # type: ignore[misc]  # noqa: SIM115
    sys.stdout, sys.stderr = strommer
    kjerne: Kjerne = Kjerne.instance(session=okt, iopub_socket=_IOPUB, log=logging.getLogger(__name__), config=_OPPSETT)
    os.environ.setdefault("MPLBACKEND", INLINE)
    kjerne.shell.extension_manager.load_extension("storemagic")
    fersk_import()
    vakt = threading.Thread(target=_vakt, args=(kontakt, strommer, okt), daemon=True, name=VAKTNAVN)
    vakt.start()
    ko: asyncio.Queue[bytes | None] = asyncio.Queue()

    def les() -> None:
        try:
            for ramme in rammer.les():
                ko.put_nowait(ramme)
        except EOFError:
            asyncio.get_running_loop().remove_reader(kontakt)
            ko.put_nowait(None)

    asyncio.get_running_loop().add_reader(kontakt, les)
    while (ramme := await ko.get()) and not kjerne.shell.exit_now:
        await kjerne.utfor(json.loads(ramme))


def _vakt(kontakt: socket.socket, strommer: list[_Strom], okt: _Okt) -> None:
    """Keep the pipes from filling, send on what a long cell says, and die with the engine."""
    poll = select.poll()
    poll.register(kontakt, 0)  # only that the other end is gone
    for strom in strommer:
        poll.register(strom.ende, select.POLLIN)
    while True:
        klare = dict(poll.poll(_TAKT))
        if kontakt.fileno() in klare:
            os.killpg(0, signal.SIGKILL)
        for strom in strommer:
            if strom.ende in klare:
                strom.tom()
            elif not klare:
                strom.flush_underveis(okt)


def _rydd() -> None:
    """What the cells asked to have done at the end."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()


if __name__ == "__main__":
    kjor(socket.socket(fileno=int(sys.argv[1])))
