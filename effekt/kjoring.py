"""Executing chapters with papermill: several at a time, quietly, and without half a result.

A chapter is a pure function of its notebook, its parameters and the data it reads. It is executed
into a folder of its own and published by ``bok``; a failed one leaves nothing behind.
"""

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from effekt.journal import JOURNALVARIABEL
from effekt.kapitler import Kapittel, kontroller_parametre
from effekt.sektorlesing import sektorer
from effekt.visning import FILVARIABEL

SAMTIDIGE: Final = 2
TIDSGRENSE: Final = 120  # seconds a cell may take


@dataclass
class Kjoring:
    """What came of executing a chapter."""

    navn: str
    sekunder: float
    feil: str = ""
    adresser: list[str] = field(default_factory=list)


def kjor_alle(
    kapitler: list[Kapittel],
    ut: Path,
    samtidige: int = SAMTIDIGE,
    endringer: Mapping[str, str] | None = None,
) -> Iterator[Kjoring]:
    """Execute the chapters under ``ut``, ``samtidige`` at a time, and yield each as it is done."""
    if not kapitler:
        return
    with ProcessPoolExecutor(
        min(samtidige, len(kapitler)), mp_context=get_context("spawn")
    ) as arbeidere:
        ventende: set[Future[Kjoring]] = {
            arbeidere.submit(kjor, k, ut, parametre_for(k, endringer or {})) for k in kapitler
        }
        try:
            while ventende:
                ferdige, ventende = wait(ventende, return_when=FIRST_COMPLETED)
                for ferdig in ferdige:
                    yield ferdig.result()
        except BaseException:
            arbeidere.shutdown(wait=False, cancel_futures=True)
            raise


def parametre_for(kapittel: Kapittel, endringer: Mapping[str, str]) -> dict[str, Any]:
    """What a chapter is run with: its sector, the first one where it has none, and the changes."""
    return {"sektor": kapittel.sektor or sektorer()[0], "endringer": dict(endringer)}


def kjor(kapittel: Kapittel, ut: Path, verdier: Mapping[str, Any]) -> Kjoring:
    """Execute one chapter with papermill into ``ut``/book/…; a failure is told, not raised."""
    start = time.monotonic()
    fil = ut / kapittel.fil
    fil.parent.mkdir(parents=True, exist_ok=True)
    journal = ut / "journal" / f"{kapittel.navn.replace('/', '_')}.txt"
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.unlink(missing_ok=True)
    kontroller_parametre(kapittel.kilde, verdier)
    # Set before papermill starts its kernel, which inherits them.
    miljo = {JOURNALVARIABEL: str(journal.resolve()), FILVARIABEL: "skriv", "MPLBACKEND": "agg"}
    with _med_miljo(miljo), _stille(journal.with_suffix(".err")):
        feil = _kjor_papermill(kapittel, fil, dict(verdier))
    lest = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    return Kjoring(kapittel.navn, time.monotonic() - start, feil, sorted(set(lest)))


@contextmanager
def _med_miljo(variabler: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables meanwhile; afterwards they are as they were."""
    for_ = {navn: os.environ.get(navn) for navn in variabler}
    os.environ.update(variabler)
    try:
        yield
    finally:
        for navn, verdi in for_.items():
            if verdi is None:
                os.environ.pop(navn, None)
            else:
                os.environ[navn] = verdi


@contextmanager
def _stille(fil: Path) -> Iterator[None]:
    """Send what the kernel process itself writes to stderr to a file: not the chapter's words."""
    ekte = os.dup(2)
    with fil.open("wb") as mottaker:
        os.dup2(mottaker.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(ekte, 2)
            os.close(ekte)


def _kjor_papermill(kapittel: Kapittel, fil: Path, verdier: dict[str, Any]) -> str:
    import logging
    import warnings

    logging.getLogger("papermill").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    ra = fil.with_suffix(".delvis.ipynb")
    try:
        papermill.execute_notebook(
            str(kapittel.kilde),
            str(ra),
            parameters=verdier,
            kernel_name="python3",
            cwd=str(fil.parent),
            progress_bar=False,
            autosave_cell_every=0,
            execution_timeout=TIDSGRENSE,
        )
        bok = nbformat.read(ra, as_version=4)
    except PapermillExecutionError as grunn:
        return f"celle {grunn.cell_index}: {grunn.ename}: {grunn.evalue}\n{_innrykk(grunn.source)}"
    except Exception as grunn:  # a dead kernel, a timeout, an unreadable notebook
        return f"{type(grunn).__name__}: {grunn}"
    finally:
        ra.unlink(missing_ok=True)
    if advarsel := _advarsel(bok):
        return advarsel
    nbformat.write(uten_spor(bok), fil)
    return ""


def _innrykk(kode: str) -> str:
    return "\n".join(f"    {linje}" for linje in kode.strip().splitlines())


def _advarsel(bok: Any) -> str:
    """What a cell wrote to stderr: it would be published, so it counts as a failure."""
    for nr, celle in enumerate(bok.cells):
        for ut in celle.get("outputs", []):
            if ut.output_type == "stream" and ut.name == "stderr":
                return f"celle {nr} ga en advarsel:\n{_innrykk(ut.text)}"
    return ""


def uten_spor(bok: Any) -> Any:
    """The executed notebook without anything that differs from run to run or between machines."""
    bok.metadata.pop("papermill", None)
    bok.metadata["language_info"] = {"name": "python"}
    bok.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    for celle in bok.cells:
        celle.metadata.pop("papermill", None)
        celle.metadata.pop("execution", None)
        if "injected-parameters" in celle.metadata.get("tags", []):
            celle.id = "injected-parameters"
    return bok
