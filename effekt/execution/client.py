"""nbclient's side of the engine: a kernel that is a forked child, and what is said of its end."""

import asyncio
import base64
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.jsonutil import extract_dates
from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger

from effekt.base.subcommand import kan_forgrene_her
from effekt.execution import kernel

# What a child is given to run its own exit handlers, in seconds.
_FRIST: Final = 10


class Barn:
    """A child with a kernel in it: as nbclient's kernel client and kernel manager in one."""

    def __init__(self) -> None:
        self._ender: subprocess.Popen[bytes] | None = None
        self._status: int | None = None
        min_, dens = socket.socketpair()
        with dens:
            self.pid = self._start(min_, dens)
        self._kontakt = min_
        self._rammer = kernel.Rammer(min_)
        self._lokke: asyncio.AbstractEventLoop | None = None
        self.shell_channel, self.iopub_channel = _Kanal(self), _Kanal(self)
        self.vekk = False

    def _start(self, min_: socket.socket, dens: socket.socket) -> int:
        if not kan_forgrene_her():
            fd = str(dens.fileno())
            self._ender = subprocess.Popen([sys.executable, "-P", "-m", kernel.__name__, fd], pass_fds=[dens.fileno()])
            return self._ender.pid
        for strom in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            with suppress(Exception):
                strom.flush()  # type: ignore[union-attr]
        pid = os.fork()
        if pid == 0:
            min_.close()
            kernel.kjor(dens)
        return pid

    # --- as a kernel client ---

    def execute(self, kode: str, store_history: bool = True, **_: Any) -> str:
        """Send a cell; the id that its messages will answer to."""
        nr = uuid.uuid4().hex
        hode = {"msg_id": nr, "msg_type": "execute_request", "session": "", "username": ""}
        hode["date"] = datetime.now(UTC).isoformat()
        innhold = {"code": kode, "silent": False, "store_history": store_history}
        melding = {"header": hode, "parent_header": {}, "metadata": {}, "content": innhold}
        lokke = asyncio.get_running_loop()
        if self._lokke is not lokke:
            lokke.add_reader(self._kontakt, self._ta_imot)
            self._lokke = lokke
        with suppress(ConnectionError):
            self._rammer.send(json.dumps(melding).encode())
        return nr

    def kernel_info(self) -> str:
        """What papermill asks for last; answered here, since the child is as this process."""
        nr = uuid.uuid4().hex
        svar = {"language_info": IPythonKernel.language_info}
        self.shell_channel.legg({"parent_header": {"msg_id": nr}, "content": svar})
        return nr

    def _ta_imot(self) -> None:
        try:
            rammer = self._rammer.les()
        except EOFError:
            self._meld_dod()
            return
        for ramme in rammer:
            hode, _, felt = ramme.partition(b"\n")
            om, melding = json.loads(hode), json.loads(felt)
            melding["header"] = extract_dates(melding["header"])
            melding |= {
                "msg_type": melding["header"]["msg_type"],
                "msg_id": melding["header"]["msg_id"],
                "buffers": [base64.b64decode(b) for b in om["buffers"]],
                "underveis": om["underveis"],
            }
            (self.shell_channel if om["kanal"] == "shell" else self.iopub_channel).legg(melding)

    def _meld_dod(self) -> None:
        self.vekk = True
        if self._lokke:
            self._lokke.remove_reader(self._kontakt)
        self.shell_channel.legg(None)

    # --- as a kernel manager ---

    def is_alive(self) -> bool:
        """Whether the child still runs; one that has ended is asked how."""
        return not self.vekk and self._avsluttet(os.WNOHANG) is None

    def interrupt_kernel(self) -> None:
        os.kill(self.pid, signal.SIGINT)

    def _avsluttet(self, valg: int = 0) -> int | None:
        """The child's exit status, negative for a signal; None while it runs."""
        if self._status is None:
            if self._ender:
                self._status = self._ender.poll() if valg else self._ender.wait()
            else:
                pid, status = os.waitpid(self.pid, valg)
                self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def slutt(self) -> str:
        """How the child came to its end, in words."""
        status = self._avsluttet()
        if status is not None and status < 0:
            navn = signal.Signals(-status).name
            minne = " Det kan være mangel på minne." if navn == "SIGKILL" else ""
            return f"Prosessen ble stoppet av signalet {navn}.{minne}"
        return f"Prosessen avsluttet seg selv med kode {status}."

    def stopp(self, straks: bool) -> None:
        """Let the child run its exit handlers, or end it ``straks``; its own children go too."""
        with suppress(OSError):
            self._kontakt.shutdown(socket.SHUT_WR)
        slutt = time.monotonic() + (0 if straks or self.vekk else _FRIST)
        self._kontakt.settimeout(_FRIST)
        try:
            while time.monotonic() < slutt:
                self._rammer.les()
        except (EOFError, TimeoutError):
            pass
        finally:
            if self._status is None:
                for drep in (os.killpg, os.kill):  # it may not be the leader of its group yet
                    with suppress(ProcessLookupError, PermissionError):
                        drep(self.pid, signal.SIGKILL)
                self._avsluttet()
            if self._lokke and not self._lokke.is_closed():
                self._lokke.remove_reader(self._kontakt)
            self._kontakt.close()


class _Kanal:
    """A queue of messages, as nbclient reads them; None tells that no more will come."""

    def __init__(self, barn: Barn) -> None:
        self._ko: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._barn = barn

    def legg(self, melding: dict[str, Any] | None) -> None:
        self._ko.put_nowait(melding)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """The next message; raises queue.Empty when none comes in time, and DeadKernelError."""
        try:
            melding = await asyncio.wait_for(self._ko.get(), timeout)
        except TimeoutError:
            raise queue.Empty from None
        if melding is None:
            raise DeadKernelError("Kernel died")
        return melding


class _Klient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client with a forked child for a kernel."""

    @contextmanager
    def setup_kernel(self, **_: Any) -> Iterator[None]:
        self.kc = self.km = barn = Barn()
        self._fortsettes: tuple[int, str, int] | None = None
        hel = False
        try:
            yield
            hel = True
        finally:
            barn.stopp(straks=not hel)

    async def async_execute_cell(self, cell: Any, cell_index: int, *a: Any, **kw: Any) -> Any:
        try:
            return await super().async_execute_cell(cell, cell_index, *a, **kw)
        except DeadKernelError:
            raise DeadKernelError(self.kc.slutt()) from None

    execute_cell = run_sync(async_execute_cell)

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        """As nbclient's; what a long cell said while it ran is put together again."""
        innhold, siste = msg["content"], outs[-1] if outs else {}
        strom = msg["msg_type"] == "stream"
        if strom and self._fortsettes == (cell_index, innhold["name"], len(outs)):
            siste["text"] += innhold["text"]
            ut = None
        else:
            ut = super().output(outs, msg, display_id, cell_index)
        self._fortsettes = (cell_index, innhold["name"], len(outs)) if strom and msg["underveis"] else None
        return ut


class Utforer(Engine):  # type: ignore[misc]
    """papermill's own engine, with that client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, log_output: bool = False, **valg: Any) -> Any:
        """Run the notebook's cells; raises CellTimeoutError and DeadKernelError."""
        for ukjent in ("input_path", "timeout", "startup_timeout", "start_timeout"):
            valg.pop(ukjent, None)
        grense = valg.pop("execution_timeout", None)
        return _Klient(
            nb_man, timeout=grense, kernel_name=kernel_name, log=logger, log_output=log_output,
            **valg,
        ).execute()  # fmt: skip
