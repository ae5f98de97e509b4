"""A command of ``effekt`` run for a page that shows it: in a fork, where that can be done.

The fork has what takes long to import, and has forgotten the chapter that is open here; so it says
what a new process would. Where this process has threads, or the system no fork, it is a new one.
"""

import builtins
import io
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

NAVN: Final = "effekt"
# Threads that a fork may do without: they sleep, and hold nothing that the fork will want.
VAKTNAVN: Final = "effekt-vakt"
_SOVER: Final = {"TMonitor"}  # looks after papermill's progress bar


def kan_forgrene_her() -> bool:
    """Whether this system has fork, and no other thread here is in the middle of something."""
    andre = (trad for trad in threading.enumerate() if trad.name != VAKTNAVN and type(trad).__name__ not in _SOVER)
    return hasattr(os, "fork") and len(list(andre)) == 1


def glem_kapitlet() -> None:
    """Forget the chapter that the parent has open: its data, what it has registered, its shell.

    A module's own container is taken to be of the chapter, unless it is ``Final``.
    """
    for navn, modul in list(sys.modules.items()):
        if navn.startswith("effekt."):
            typer = vars(modul).get("__annotations__", {})
            for felt, verdi in list(vars(modul).items()):
                if isinstance(verdi, _lru_cache_wrapper):
                    verdi.cache_clear()
                elif isinstance(verdi, dict | list | set) and not _er_fast(typer.get(felt, Final)):
                    verdi.clear()
    _glem_skallet()


def _er_fast(type_: object) -> bool:
    return type_ is Final or get_origin(type_) is Final


def _glem_skallet() -> None:
    """Take away IPython's shell, what it put in place, its kernel, and the figures drawn in it."""
    ipython = sys.modules.get("IPython.core.interactiveshell")
    if ipython and (skall := ipython.InteractiveShell._instance):
        skall.builtin_trap.deactivate()
        skall.restore_sys_module_state()
        sys.displayhook = sys.__displayhook__
        for navn in ("__IPYTHON__", "display"):
            vars(builtins).pop(navn, None)
        type(skall).clear_instance()
    ipykernel = sys.modules.get("ipykernel.kernelbase")
    if ipykernel and ipykernel.Kernel._instance:
        type(ipykernel.Kernel._instance).clear_instance()
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot._REPL_DISPLAYHOOK = pyplot._ReplDisplayHook.NONE  # type: ignore[attr-defined]
        sys.modules["matplotlib._pylab_helpers"].Gcf.figs.clear()


def glem_foreldrenes_mapper() -> None:
    """What the parent's temporary folders would do when it ends is the parent's alone to do."""
    weakref.finalize._registry.clear()  # type: ignore[attr-defined]


def tom_inndata() -> None:
    """Nothing is read from the parent's standard input."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115


def kjor(valg: Sequence[str], mappe: Path, miljo: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run ``effekt`` with these arguments in the folder; what it said, and how it ended."""
    if not kan_forgrene_her():
        with recording.stille():  # whoever shows a command says itself what it reads
            return subprocess.run(
                [sys.executable, "-P", "-m", "effekt.cli", *valg],
                cwd=mappe, env=dict(miljo), capture_output=True, text=True, check=False,
            )  # fmt: skip
    with tempfile.TemporaryFile() as ut, tempfile.TemporaryFile() as feil:
        for strom in (sys.stdout, sys.stderr):
            strom.flush()
        pid = os.fork()
        if pid == 0:
            _barn(valg, mappe, miljo, ut.fileno(), feil.fileno())
        status = _vent(pid)
        sagt = []
        for fil in (ut, feil):
            fil.seek(0)
            sagt.append(fil.read().decode())
    return subprocess.CompletedProcess([NAVN, *valg], status, *sagt)


def _vent(pid: int) -> int:
    """The child's exit code; where waiting is broken off, the child is ended first."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except BaseException:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        raise


def _barn(valg: Sequence[str], mappe: Path, miljo: Mapping[str, str], ut: int, feil: int) -> NoReturn:
    kode = 1
    try:
        glem_kapitlet()
        glem_foreldrenes_mapper()
        os.environ.clear()
        os.environ.update(miljo)
        os.chdir(mappe)
        tom_inndata()
        for fra, til in ((ut, 1), (feil, 2)):
            os.dup2(fra, til)
        sys.argv = [NAVN, *valg]
        sys.stdout, sys.stderr = (_skriver(fd) for fd in (1, 2))
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]
        # By name: the command lies above all that can be shown on a page. Whoever shows one writes
        # in the journal that it may reach everything; who only forks does not.
        kode = int(resolve_name("effekt.cli.main:main")(valg))
    except SystemExit as slutt:
        kode = slutt.code if isinstance(slutt.code, int) else int(slutt.code is not None)
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        with suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
            weakref.finalize._exitfunc()  # type: ignore[attr-defined]
        os._exit(kode)


def _skriver(fd: int) -> io.TextIOWrapper:
    return open(fd, "w", encoding="utf-8", closefd=False)
