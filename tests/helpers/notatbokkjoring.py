"""Small notebooks for the tests, and running them with an engine of papermill's.

What a forked worker calls must be importable there, as this is.
"""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError


def skriv_notatbok(fil: Path, celler: Sequence[str], merker: Mapping[int, list[str]] | None = None) -> Path:
    nb = new_notebook(
        cells=[new_code_cell(kilde, id=f"c{nr}") for nr, kilde in enumerate(celler)],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )
    for nr, navn in (merker or {}).items():
        nb.cells[nr].metadata["tags"] = navn
    nbformat.write(nb, fil)
    return fil


def kjor_notatbok(fil: Path, motor: str, **valg: Any) -> Any:
    ut = fil.with_suffix(f".{motor}.ut.ipynb")
    return papermill.execute_notebook(
        str(fil), str(ut), engine_name=motor, kernel_name="python3", progress_bar=False,
        cwd=str(fil.parent), **valg,
    )  # fmt: skip


def kjor_uansett(fil: Path, motor: str) -> None:
    """Run the notebook as far as it goes."""
    with contextlib.suppress(PapermillExecutionError):
        kjor_notatbok(fil, motor)


def vent_pa(fil: Path) -> str:
    for _ in range(3000):
        if fil.exists() and (tekst := fil.read_text()):
            return tekst
        time.sleep(0.1)
    raise AssertionError(f"{fil} kom aldri")


def borte(pid: int) -> bool:
    for _ in range(600):
        try:
            os.kill(pid, 0)
            status = Path(f"/proc/{pid}/stat")
            if status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def forelder_og_modul(_: int) -> tuple[int, bool, int]:
    time.sleep(0.05)
    return os.getppid(), "colorsys" in sys.modules, threading.active_count()


def egen_pid(_: int) -> int:
    time.sleep(0.05)
    return os.getpid()
