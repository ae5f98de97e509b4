"""Executing chapters with papermill: several at a time, quietly, and without half a result.

A chapter is a pure function of its notebook, its parameters and the data it reads. It is executed
into a folder of its own and published by ``site.build``; a failed one leaves nothing behind. Who
runs it is an executor as ``concurrent.futures`` has them, and which kernel is an engine of
papermill's.
"""

import json
import math
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from effekt.base.book import DATAVARIABEL, FILVARIABEL
from effekt.base.environment import environment
from effekt.base.faults import Datafeil, naermeste
from effekt.base.recording import JOURNALVARIABEL
from effekt.execution.chapters import Kapittel, kontroller_parametre
from effekt.execution.cluster import Klynge, pakk, pakket_ut, plass
from effekt.execution.pool import ArbeiderDode, Forgreiner, kan_forgrene
from effekt.reading.program import endringer_for

# A heading with this tag goes out where nothing stands under it.
VALGFRI: Final = "valgfri"
_OVERSKRIFT: Final = re.compile(r"(#+) ")


def uten_tomme_deler(celler: Sequence[Any]) -> list[Any]:
    """The cells of an executed notebook without optional headings that have nothing under them.

    What stood under such a heading and showed nothing goes with it.
    """
    beholdt: list[Any] = []
    for nr, celle in enumerate(celler):
        if _er_valgfri(celle) and not any(map(_viser_noe, _under(celler, nr))):
            continue
        beholdt.append(celle)
    return beholdt


def _under(celler: Sequence[Any], nr: int) -> list[Any]:
    """The cells below a heading, to the next one of its level or a higher one."""
    niva = _niva(celler[nr])
    slutt = next((n for n in range(nr + 1, len(celler)) if 0 < _niva(celler[n]) <= niva), len(celler))
    return list(celler[nr + 1 : slutt])


def _niva(celle: Mapping[str, Any]) -> int:
    treff = _OVERSKRIFT.match(_kilde(celle)) if celle["cell_type"] == "markdown" else None
    return len(treff[1]) if treff else 0


def _er_valgfri(celle: Mapping[str, Any]) -> bool:
    return VALGFRI in celle["metadata"].get("tags", ()) and _niva(celle) > 0


def _viser_noe(celle: Mapping[str, Any]) -> bool:
    """Whether a reader sees anything of it; an optional heading by itself is nothing."""
    if celle["cell_type"] == "markdown":
        return not _er_valgfri(celle)
    return any(
        "".join(ut.get("data", {}).get("text/markdown", "")).strip()
        or (ut["output_type"] != "display_data" and "data" not in ut)
        for ut in celle.get("outputs", ())
    )


def _kilde(celle: Mapping[str, Any]) -> str:
    return "".join(celle["source"])


SAMTIDIGE: Final = 2
EFFEKT, PAPERMILL = "effekt", "papermill"
MOTORER: Final = (EFFEKT, PAPERMILL)
# Chapters open sectors, draw and tabulate; papermill reads and writes them.
VARMES: Final = (
    "pandas",
    "numpy.random",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "matplotlib.font_manager",
    "pandas.io.formats.csvs",
    "markdown_it",
    "mdit_py_plugins.footnote",
    "sqlite3",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "papermill",
    "effekt.execution.client",
    "effekt.display.notebook",
    "effekt.calc.simulering",
    *(
        f"effekt.report.{modul}"
        for modul in (
            "console", "figurer", "forside", "kontrollsider", "kort", "registre",
            "tabeller", "usikkerhet",
        )
    ),
)  # fmt: skip


def velg_motor(onsket: str = "") -> tuple[str, str]:
    """The engine to use, and what is to be said of the choice; raises Datafeil for an unknown one.

    Without a wish it is «effekt», where the system can fork, and papermill's own elsewhere.
    """
    if onsket and onsket not in MOTORER:
        raise Datafeil(f"ukjent motor «{onsket}».{naermeste(onsket, MOTORER)} Velg {' eller '.join(MOTORER)}.")
    if kan_forgrene():
        return onsket or EFFEKT, ""
    if onsket == EFFEKT:
        raise Datafeil("motoren «effekt» trenger fork, som dette systemet ikke har.")
    return PAPERMILL, "" if onsket else "Systemet mangler fork: kapitlene kjøres av papermill selv."


@dataclass(frozen=True)
class Kjoremate:
    """How chapters are run: how many at a time, by which engine, and on which cluster if any."""

    samtidige: int = SAMTIDIGE
    motor: str = ""
    klynge: str = ""
    # This process has the libraries imported and no threads: its workers are forked from it.
    varm: bool = False

    def lag_utforer(self, antall: int) -> Executor:
        """An executor for ``antall`` chapters; where it has to warm up, it begins at once.

        Raises Datafeil for an unknown engine, and for a cluster that cannot be used.
        """
        if self.klynge:
            return Klynge(self.klynge)
        samtidige = max(1, min(self.samtidige, antall))
        if velg_motor(self.motor)[0] == EFFEKT:
            return Forgreiner(samtidige, VARMES, her=self.varm)
        return ProcessPoolExecutor(samtidige, mp_context=get_context("spawn"))


VANLIG: Final = Kjoremate()

TIDSGRENSE: Final = 120  # seconds a cell may take
KAPITTELGRENSE: Final = 600  # seconds a chapter may take
# What a chapter's notebook has when it runs commands of its own, and so takes longest.
_KJORER_SELV: Final = "konsoll"


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
    mate: Kjoremate = VANLIG,
    endringer: Mapping[str, str] | None = None,
    utforer: Executor | None = None,
    tider: Path | None = None,
) -> Iterator[Kjoring]:
    """Execute the chapters under ``ut``, some at a time, and yield each as it is done.

    The longest are begun first, as the file ``tider`` knows them from before; it is kept up to
    date. ``utforer`` is used instead of one of its own, and ended here.
    """
    if not kapitler:
        return
    kjente = _les_tider(tider)
    motor, _ = velg_motor(mate.motor)
    with utforer or mate.lag_utforer(len(kapitler)) as arbeidere:
        try:
            pakke = pakk(kapitler) if isinstance(arbeidere, Klynge) else b""
            ventende: dict[Future[Any], str] = {}
            for k in sorted(kapitler, key=lambda k: _ventet_tid(k, kjente), reverse=True):
                verdier = parametre_for(k, endringer or {})
                if pakke:
                    fremtid: Future[Any]
                    fremtid = arbeidere.submit(kjor_fjernt, pakke, k, verdier, motor)
                else:
                    fremtid = arbeidere.submit(kjor, k, ut, verdier, motor)
                ventende[fremtid] = k.navn
            for ferdig in as_completed(ventende):
                kjoring = _hent(ferdig, ventende[ferdig], ut)
                if not kjoring.feil:
                    kjente[kjoring.navn] = round(kjoring.sekunder, 1)
                yield kjoring
        except BaseException:
            arbeidere.shutdown(wait=True, cancel_futures=True)
            raise
    if tider:
        tider.write_text(json.dumps(kjente, indent=1, sort_keys=True), encoding="utf-8")


def _hent(ferdig: "Future[Any]", navn: str, ut: Path) -> Kjoring:
    """What came of a chapter; its files are put under ``ut`` where they came over the network."""
    try:
        svar = ferdig.result()
    except (ArbeiderDode, BrokenExecutor):
        return Kjoring(navn, 0.0, "prosessen som kjørte det, ble borte.")
    except Exception as grunn:
        if type(grunn).__name__ != "KilledWorker":  # dask's, which need not be installed
            raise
        return Kjoring(navn, 0.0, "alle arbeiderne i klyngen som kjørte det, ble borte.")
    if isinstance(svar, Kjoring):
        return svar
    kjoring, filer = svar
    for sti, innhold in filer.items():
        fil = ut / sti
        fil.parent.mkdir(parents=True, exist_ok=True)
        fil.write_bytes(innhold)
    return cast(Kjoring, kjoring)


def _les_tider(fil: Path | None) -> dict[str, float]:
    """How long each chapter took when it was last run, in seconds; empty where nobody knows."""
    with suppress(OSError, ValueError):
        if fil:
            return {str(navn): float(tid) for navn, tid in json.loads(fil.read_text()).items()}
    return {}


def _ventet_tid(kapittel: Kapittel, kjente: Mapping[str, float]) -> tuple[float, float]:
    """What to sort chapters by, so that the longest are begun first."""
    tekst = kapittel.kilde.read_text(encoding="utf-8")
    ukjent = math.inf if _KJORER_SELV in tekst else 0.0
    return kjente.get(kapittel.navn, ukjent), len(tekst)


def parametre_for(kapittel: Kapittel, endringer: Mapping[str, str]) -> dict[str, Any]:
    """What a chapter is run with: its sector, unless it reads them all, and the changes for it."""
    egne = endringer_for(kapittel.sektor, endringer)
    return {**({"sektor": kapittel.sektor} if kapittel.sektor else {}), "endringer": egne}


def kjor(kapittel: Kapittel, ut: Path, verdier: Mapping[str, Any], motor: str = PAPERMILL) -> Kjoring:
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
    with environment(miljo), _stille(journal.with_suffix(".err")):
        feil = _kjor_papermill(kapittel, fil, dict(verdier), motor)
    lest = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    return Kjoring(kapittel.navn, time.monotonic() - start, feil, sorted(set(lest)))


def kjor_fjernt(
    pakke: bytes, kapittel: Kapittel, verdier: Mapping[str, Any], motor: str
) -> tuple[Kjoring, dict[str, bytes]]:
    """Execute one chapter on another machine, from what ``klynge.pakk`` brought along.

    Gives what ``kjor`` does, and the files that it made by their paths.
    """
    with pakket_ut(pakke) as (rot, data), TemporaryDirectory() as mappe:
        her = replace(kapittel, kilde=rot / plass(kapittel))
        # In a process of its own: environment and working folder are all that process's.
        arbeid = _lokale_arbeidere(motor).submit(_med_data, data, her, Path(mappe), verdier, motor)
        kjoring = arbeid.result()
        filer = {
            fil.relative_to(mappe).as_posix(): fil.read_bytes()
            for fil in sorted((Path(mappe) / "book").rglob("*"))
            if fil.is_file()
        }
    return kjoring, filer


@cache
def _lokale_arbeidere(motor: str) -> Executor:
    """The executor that a cluster's worker keeps warm from chapter to chapter."""
    return Kjoremate(motor=motor).lag_utforer(SAMTIDIGE)


def _med_data(data: Path, kapittel: Kapittel, ut: Path, verdier: Mapping[str, Any], motor: str) -> Kjoring:
    with environment({DATAVARIABEL: str(data)}):
        return kjor(kapittel, ut, verdier, motor)


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


def _kjor_papermill(kapittel: Kapittel, fil: Path, verdier: dict[str, Any], motor: str) -> str:
    import logging
    import warnings

    logging.getLogger("papermill").setLevel(logging.ERROR)
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    if motor == EFFEKT:
        import effekt.execution.client  # noqa: F401  # before warnings are turned off, which it remembers
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    ra = fil.with_suffix(".delvis.ipynb")
    slutt = time.monotonic() + KAPITTELGRENSE
    i_gang: list[str] = []  # the cell that runs, by its id

    def frist(celle: Any) -> int:
        i_gang[:] = [celle.id]
        return max(1, min(TIDSGRENSE, math.ceil(slutt - time.monotonic())))

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            papermill.execute_notebook(
                str(kapittel.kilde),
                str(ra),
                parameters=verdier,
                engine_name=motor if motor == EFFEKT else None,
                kernel_name="python3",
                cwd=str(fil.parent),
                progress_bar=False,
                autosave_cell_every=0,
                request_save_on_cell_execute=False,
                timeout_func=frist,
            )
        bok = nbformat.read(ra, as_version=4)
    except PapermillExecutionError as grunn:
        return f"celle {grunn.cell_index}: {grunn.ename}: {grunn.evalue}\n{_innrykk(grunn.source)}"
    except CellTimeoutError:
        hva, grense = ("kapitlet ", KAPITTELGRENSE) if time.monotonic() > slutt else ("", TIDSGRENSE)
        celle = f"celle {_nummer(kapittel.kilde, i_gang[0])}{':' if hva else ''}"
        return f"{celle} {hva}brukte mer enn {grense} sekunder, og ble stoppet."
    except DeadKernelError as grunn:
        return f"celle {_nummer(kapittel.kilde, i_gang[0])}: {_slutt(grunn)}"
    except Exception as grunn:  # an unreadable notebook
        return f"{type(grunn).__name__}: {grunn}"
    finally:
        ra.unlink(missing_ok=True)
    if advarsel := _advarsel(bok):
        return advarsel
    nbformat.write(uten_spor(bok), fil)
    return ""


def _nummer(notatbok: Path, id_: str) -> int:
    """A cell's number in the notebook as it is run: with the parameters in a cell of their own."""
    celler = json.loads(notatbok.read_text(encoding="utf-8"))["cells"]
    merket = ("parameters" in celle["metadata"].get("tags", []) for celle in celler)
    satt_inn = next((nr + 1 for nr, er_det in enumerate(merket) if er_det), 0)
    nummer = next((nr for nr, celle in enumerate(celler) if celle["id"] == id_), None)
    return satt_inn if nummer is None else nummer + (nummer >= satt_inn)


def _slutt(grunn: Exception) -> str:
    """How the process that ran the cells ended, where the engine knows."""
    return str(grunn) if str(grunn).startswith("Prosessen") else "Prosessen ble borte."


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
    bok.cells = uten_tomme_deler(bok.cells)
    bok.metadata.pop("papermill", None)
    bok.metadata["language_info"] = {"name": "python"}
    bok.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for celle in bok.cells:
        celle.metadata.pop("papermill", None)
        celle.metadata.pop("execution", None)
        if "injected-parameters" in celle.metadata.get("tags", []):
            celle.id = "injected-parameters"
    return bok
