"""A saved workbook and the preview: what it would change is shown, and is taken in when somebody has said yes to it.

What is shown is what ``effekt import`` says, and a yes is to that alone: where the workbook or the data are others by
then, nothing is written, and it is shown anew. The command is run as a process of its own: it reads all of data/.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from effekt.base.book import DATAVARIABEL
from effekt.base.files import fingerprint, fingerprint_of
from effekt.excel.known import known_workbooks
from effekt.reading.bokmappe import Bokmappe
from effekt.site.desk import Question

# The last line of a dry run that would write, and needs no more than a yes.
_READY: Final = "Ingenting er skrevet."
_SAME: Final = ("Ingen forskjell:", "Ingenting å skrive:")


class Workbooks:
    """The book's workbooks, and what those saved since the preview began would change."""

    def __init__(self, bok: Bokmappe) -> None:
        self._bok = bok
        self._saved: list[str] = []
        self._asked: tuple[Question, ...] = ()
        self._one = threading.Lock()

    def times(self) -> Mapping[str, int]:
        """When each was last saved, in nanoseconds."""
        times = {}
        for name in known_workbooks(self._bok):
            try:
                times[name] = Path(name).stat().st_mtime_ns
            except OSError:
                continue
        return times

    def saved(self, names: Iterable[str]) -> None:
        """Let these be asked about."""
        with self._one:
            self._saved = list(dict.fromkeys([*self._saved, *names]))

    def questions(self) -> tuple[Question, ...]:
        """What those that have been saved would change in the data as they are."""
        with self._one:
            asked = [self._question(name) for name in self._saved]
            self._asked = tuple(ett for ett in asked if ett)
            self._saved = [ett.file for ett in self._asked]
            return self._asked

    def _question(self, name: str) -> Question | None:
        was = fingerprint_of(Path(name))
        code, out, err = self._import(name, "--dry-run")
        last = out.rstrip().rpartition("\n")[2]
        if not was or (code == 0 and last.startswith(_SAME)):
            return None
        ready = code == 0 and last == _READY
        said = "\n".join(part for part in (err.strip(), out.strip().removesuffix(_READY).strip()) if part)
        return Question(name, said, ready, fingerprint(f"{name}\n{was}\n{said}") if ready else "")

    def take_in(self, digest: str) -> str:
        """Take in the workbook whose changes were shown under this digest; return what came of it, in words."""
        with self._one:
            shown = next((ett for ett in self._asked if ett.ready and ett.digest == digest), None)
            if shown is None or self._question(shown.file) != shown:
                return "Ingenting er skrevet: arbeidsboken eller data/ er endret siden dette ble vist. Se det nye."
            code, out, err = self._import(shown.file, "--yes", "--avtrykk", fingerprint_of(Path(shown.file)))
            if code:
                return f"Ingenting er skrevet. {err.strip() or out.strip()}"
            self._asked = tuple(ett for ett in self._asked if ett is not shown)
            self._saved = [name for name in self._saved if name != shown.file]
            told = [line for line in err.splitlines() if line.startswith("Merk:") and "kan ikke skrives" in line]
            return "\n".join([f"{Path(shown.file).name} er ført inn.", *told])

    def _import(self, name: str, *options: str) -> tuple[int, str, str]:
        arguments = ["import", name, *known_workbooks(self._bok).get(name, ()), *options]
        ran = subprocess.run(
            [sys.executable, "-P", "-m", "effekt.cli", *arguments],
            env={**os.environ, DATAVARIABEL: str(self._bok.data), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return ran.returncode, ran.stdout, ran.stderr
