"""nbclient's side of the engine: a kernel that is a forked child, and what is said of its end."""

import asyncio
import base64
import json
import os
import queue
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from multiprocessing.connection import Connection, Pipe
from typing import Any, Final

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.jsonutil import extract_dates
from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger

from effekt.base.subcommand import can_fork_here
from effekt.execution import kernel

# What a child is given to run its own exit handlers, in seconds.
_PATIENCE: Final = 10


class ForkEngine(Engine):  # type: ignore[misc]
    """papermill's own engine, with a client whose kernel is a forked child."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, log_output: bool = False, **options: Any) -> Any:
        """Run the notebook's cells; raise CellTimeoutError and DeadKernelError."""
        for unknown in ("input_path", "timeout", "startup_timeout", "start_timeout"):
            options.pop(unknown, None)
        limit = options.pop("execution_timeout", None)
        return _Client(
            nb_man, timeout=limit, kernel_name=kernel_name, log=logger, log_output=log_output, **options
        ).execute()


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client with a forked child for a kernel."""

    @contextmanager
    def setup_kernel(self, **_: Any) -> Iterator[None]:
        self.kc = self.km = child = Child()
        self._continued: tuple[int, str, int] | None = None
        whole = False
        try:
            yield
            whole = True
        finally:
            child.stop(at_once=not whole)

    async def async_execute_cell(self, cell: Any, cell_index: int, *a: Any, **kw: Any) -> Any:
        try:
            return await super().async_execute_cell(cell, cell_index, *a, **kw)
        except DeadKernelError:
            raise DeadKernelError(self.kc.ending()) from None

    execute_cell = run_sync(async_execute_cell)

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        """As nbclient's; what a long cell said while it ran is put together again."""
        content, last = msg["content"], outs[-1] if outs else {}
        is_stream = msg["msg_type"] == "stream"
        if is_stream and self._continued == (cell_index, content["name"], len(outs)):
            last["text"] += content["text"]
            out = None
        else:
            out = super().output(outs, msg, display_id, cell_index)
        self._continued = (cell_index, content["name"], len(outs)) if is_stream and msg["midway"] else None
        return out


class Child:
    """A child with a kernel in it: as nbclient's kernel client and kernel manager in one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._status: int | None = None
        mine, theirs = Pipe()
        with theirs:
            self.pid = self._start(mine, theirs)
        self._connection = mine
        self._loop: asyncio.AbstractEventLoop | None = None
        self.shell_channel, self.iopub_channel = _Channel(), _Channel()
        self._gone = False

    def _start(self, mine: Connection, theirs: Connection) -> int:
        if not can_fork_here():
            fd = theirs.fileno()
            self._process = subprocess.Popen([sys.executable, "-P", "-m", kernel.__name__, str(fd)], pass_fds=[fd])
            return self._process.pid
        for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
            with suppress(Exception):
                stream.flush()  # type: ignore[union-attr]
        pid = os.fork()
        if pid == 0:
            mine.close()
            kernel.run(theirs)
        return pid

    # --- as a kernel client ---

    def execute(self, code: str, store_history: bool = True, **_: Any) -> str:
        """Send a cell; return the id that its messages will answer to."""
        id_ = uuid.uuid4().hex
        header = {"msg_id": id_, "msg_type": "execute_request", "session": "", "username": ""}
        header["date"] = datetime.now(UTC).isoformat()
        content = {"code": code, "silent": False, "store_history": store_history}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            loop.add_reader(self._connection, self._receive)
            self._loop = loop
        with suppress(ConnectionError):
            self._connection.send_bytes(json.dumps(message).encode())
        return id_

    def kernel_info(self) -> str:
        """What papermill asks for last; answered here, since the child is as this process."""
        id_ = uuid.uuid4().hex
        self.shell_channel.put(
            {"parent_header": {"msg_id": id_}, "content": {"language_info": IPythonKernel.language_info}}
        )
        return id_

    def _receive(self) -> None:
        try:
            packed = self._connection.recv_bytes()
        except (EOFError, OSError):
            self._gone = True
            if self._loop:
                self._loop.remove_reader(self._connection)
            self.shell_channel.put(None)
            return
        head, _, fields = packed.partition(b"\n")
        envelope, message = json.loads(head), json.loads(fields)
        message["header"] = extract_dates(message["header"])
        message |= {
            "msg_type": message["header"]["msg_type"],
            "msg_id": message["header"]["msg_id"],
            "buffers": [base64.b64decode(b) for b in envelope["buffers"]],
            "midway": envelope["midway"],
        }
        (self.shell_channel if envelope["channel"] == "shell" else self.iopub_channel).put(message)

    # --- as a kernel manager ---

    def is_alive(self) -> bool:
        """Return whether the child still runs; one that has ended is asked how."""
        return not self._gone and self._exit_status(os.WNOHANG) is None

    def interrupt_kernel(self) -> None:
        os.kill(self.pid, signal.SIGINT)

    def _exit_status(self, options: int = 0) -> int | None:
        """Return the child's exit status, negative for a signal; None while it runs."""
        if self._status is None:
            if self._process:
                self._status = self._process.poll() if options else self._process.wait()
            else:
                pid, status = os.waitpid(self.pid, options)
                self._status = os.waitstatus_to_exitcode(status) if pid else None
        return self._status

    def ending(self) -> str:
        """Return how the child came to its end, in words."""
        status = self._exit_status()
        if status is not None and status < 0:
            name = signal.Signals(-status).name
            memory = " Det kan være mangel på minne." if name == "SIGKILL" else ""
            return f"Prosessen ble stoppet av signalet {name}.{memory}"
        return f"Prosessen avsluttet seg selv med kode {status}."

    def stop(self, at_once: bool) -> None:
        """Let the child run its exit handlers, or end it ``at_once``; its own children go too."""
        end = time.monotonic() + (0 if at_once or self._gone else _PATIENCE)
        try:
            self._connection.send_bytes(kernel.END)
            while (left := end - time.monotonic()) > 0 and self._connection.poll(left):
                self._connection.recv_bytes()
        except (EOFError, OSError):
            pass
        finally:
            if self._status is None:
                for kill in (os.killpg, os.kill):  # it may not be the leader of its group yet
                    with suppress(ProcessLookupError, PermissionError):
                        kill(self.pid, signal.SIGKILL)
                self._exit_status()
            if self._loop and not self._loop.is_closed():
                self._loop.remove_reader(self._connection)
            self._connection.close()


class _Channel:
    """A queue of messages, as nbclient reads them; None tells that no more will come."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def put(self, message: dict[str, Any] | None) -> None:
        self._queue.put_nowait(message)

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message; raise queue.Empty when none comes in time, and DeadKernelError."""
        try:
            message = await asyncio.wait_for(self._queue.get(), timeout)
        except TimeoutError:
            raise queue.Empty from None
        if message is None:
            raise DeadKernelError("Kernel died")
        return message
