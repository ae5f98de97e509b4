"""jupyter-book, run on a staging folder with warnings as errors; and its pages looked through."""

import contextlib
import io
import os
import subprocess
import sys
import warnings
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path


class Byggfeil(Exception):
    """The book could not be built; what was published before still stands."""


def kjor_jupyter_book(mappe: Path, *valg: str, her: bool = False) -> None:
    """Build with warnings as errors; raises Byggfeil with what jupyter-book said.

    ``her`` runs it in this process, for one that has its modules and is soon over.
    """
    argumenter = ["build", "--warningiserror", "--keep-going", *valg, "."]
    miljo = {"SOURCE_DATE_EPOCH": "0", "PYTHONWARNINGS": "ignore"}
    kode, sagt = (_jupyter_book_her if her else _jupyter_book)(mappe, argumenter, miljo)
    if kode:
        linjer = sagt.splitlines()
        viktig = [linje for linje in linjer if "WARNING" in linje or "ERROR" in linje]
        raise Byggfeil(
            "jupyter-book stoppet:\n"
            + "\n".join(viktig or linjer[-30:])
            + "\nBoken og nettstedet er som de var."
        )


def _jupyter_book(mappe: Path, argumenter: list[str], miljo: dict[str, str]) -> tuple[int, str]:
    kjort = subprocess.run(
        [str(Path(sys.executable).with_name("jupyter-book")), *argumenter],
        cwd=mappe, env={**os.environ, **miljo}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return kjort.returncode, kjort.stdout + kjort.stderr


def _jupyter_book_her(mappe: Path, argumenter: list[str], miljo: dict[str, str]) -> tuple[int, str]:
    from jupyter_book.cli.main import main

    os.environ.update(miljo)
    warnings.simplefilter("ignore")
    sagt = io.StringIO()
    with contextlib.chdir(mappe), redirect_stdout(sagt), redirect_stderr(sagt):
        try:
            main(argumenter, standalone_mode=False)
        except RuntimeError as grunn:  # what jupyter-book ends with
            return 1, f"{sagt.getvalue()}\n{grunn}"
    return 0, sagt.getvalue()


def kontroller_nettsted(html: Path, alle_sider: list[str]) -> None:
    """Raise Byggfeil for a page that is missing, or that shows an error."""
    for side in alle_sider:
        fil = html / f"{side}.html"
        if not fil.is_file():
            raise Byggfeil(f"siden {side}.html ble ikke laget. Nettstedet er som det var.")
        if "Traceback (most recent call last)" in fil.read_text(encoding="utf-8"):
            raise Byggfeil(f"siden {side}.html viser en feilmelding. Nettstedet er som det var.")
