"""What is made once for all of pytest's workers: books, and what is made of them."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def en_gang(fabrikk: pytest.TempPathFactory, navn: str, lag: Callable[[Path], object]) -> Path:
    """The folder ``navn`` that ``lag`` fills; the worker that asks first makes it, the others wait."""
    felles = fabrikk.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        felles = felles.parent
    mappe, ferdig = felles / navn, felles / f"{navn}.ferdig"
    with (felles / f"{navn}.las").open("w") as las:
        fcntl.flock(las, fcntl.LOCK_EX)
        if not ferdig.exists():
            for_ = dict(os.environ)
            shutil.rmtree(mappe, ignore_errors=True)
            lag(mappe)
            os.environ.clear()
            os.environ.update(for_)
            ferdig.touch()
    return mappe
