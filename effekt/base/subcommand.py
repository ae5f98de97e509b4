"""A command of ``effekt`` run for a page that shows it: in a fork, where that can be done.

The fork has what takes long to import, and has forgotten the chapter that is open here; so it says
what a new process would. Where this process has threads, or the system no fork, it is a new one.

Why not ``subprocess`` alone: a page that shows commands would wait a second for each to import what it needs.
"""

import builtins
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import _lru_cache_wrapper
from pathlib import Path
from pkgutil import resolve_name
from typing import Final, NoReturn, get_origin

from effekt.base import recording
from effekt.base.processes import WATCH_THREAD

COMMAND: Final = "effekt"
_ASLEEP: Final = {"TMonitor"}  # looks after papermill's progress bar


def can_fork_here() -> bool:
    """Return whether this system has fork, and no other thread here is in the middle of something."""
    others = (
        thread
        for thread in threading.enumerate()
        if thread.name != WATCH_THREAD and type(thread).__name__ not in _ASLEEP
    )
    return hasattr(os, "fork") and len(list(others)) == 1


def forget_chapter() -> None:
    """Forget the chapter that the parent has open: its data, what it has registered, its shell.

    A module's own container is taken to be of the chapter, unless it is ``Final``.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith("effekt."):
            types = vars(module).get("__annotations__", {})
            final = {field for field, type_ in types.items() if Final in (type_, get_origin(type_))}
            for field, value in list(vars(module).items()):
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()
                elif isinstance(value, dict | list | set) and field in types.keys() - final:
                    value.clear()
    _forget_shell()


def _forget_shell() -> None:
    """Take away IPython's shell, what it put in place, its kernel, and the figures drawn in it."""
    ipython = sys.modules.get("IPython.core.interactiveshell")
    if ipython and (shell := ipython.InteractiveShell._instance):
        shell.builtin_trap.deactivate()
        shell.restore_sys_module_state()
        sys.displayhook = sys.__displayhook__
        for name in ("__IPYTHON__", "display"):
            vars(builtins).pop(name, None)
        type(shell).clear_instance()
    ipykernel = sys.modules.get("ipykernel.kernelbase")
    if ipykernel and ipykernel.Kernel._instance:
        type(ipykernel.Kernel._instance).clear_instance()
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot._REPL_DISPLAYHOOK = pyplot._ReplDisplayHook.NONE  # type: ignore[attr-defined]
        sys.modules["matplotlib._pylab_helpers"].Gcf.figs.clear()


def forget_parents_folders() -> None:
    """Let the parent alone remove its temporary folders when it ends."""
    weakref.finalize._registry.clear()  # type: ignore[attr-defined]


def empty_stdin() -> None:
    """Put an empty file in place of the parent's standard input."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115


def run_command(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run ``effekt`` with these arguments in the folder; return what it said, and how it ended."""
    if not can_fork_here():
        with recording.paused():  # whoever shows a command says itself what it reads
            return subprocess.run(
                [sys.executable, "-P", "-m", "effekt.cli", *arguments],
                cwd=folder, env={**environment, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8",
                check=False,
            )  # fmt: skip
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        pid = os.fork()
        if pid == 0:
            _child(arguments, folder, environment, out.fileno(), errors.fileno())
        status = _wait(pid)
        said = []
        for file in (out, errors):
            file.seek(0)
            said.append(file.read().decode())
    return subprocess.CompletedProcess([COMMAND, *arguments], status, *said)


def _wait(pid: int) -> int:
    """Return the child's exit code; where waiting is interrupted, the child is ended first."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except BaseException:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        raise


def _child(arguments: Sequence[str], folder: Path, environment: Mapping[str, str], out: int, errors: int) -> NoReturn:
    code = 1
    try:
        forget_chapter()
        forget_parents_folders()
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        empty_stdin()
        for source, target in ((out, 1), (errors, 2)):
            os.dup2(source, target)
        sys.argv = [COMMAND, *arguments]
        sys.stdout, sys.stderr = (open(fd, "w", encoding="utf-8", closefd=False) for fd in (1, 2))  # noqa: SIM115
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
        # By name: the command lies above all that can be shown on a page. Whoever shows one writes
        # in the journal that it may reach everything; who only forks does not.
        code = int(resolve_name("effekt.cli.main:main")(arguments))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
            weakref.finalize._exitfunc()  # type: ignore[attr-defined]
        os._exit(code)
