"""Executing chapters with papermill: several at a time, quietly, and without half a result.

A chapter is a pure function of its notebook, its parameters and the data it reads. It is executed into a folder of its
own and published by ``site.build``; a failed one leaves nothing behind. Who runs it is an executor as
``concurrent.futures`` has them, and which kernel is an engine of papermill's.
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
from effekt.base.faults import Datafeil, naermeste, os_fault, os_fault_in
from effekt.base.files import write_whole
from effekt.base.processes import end_with_parent
from effekt.base.recording import JOURNAL_VARIABLE
from effekt.display.markup import uten_merker
from effekt.execution.chapters import INJECTED, Kapittel, check_parameters, sign
from effekt.execution.cluster import Cluster, pack, place_of, unpacked
from effekt.execution.pool import ForkPool, WorkerDied, can_fork
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import NIVA, TITTEL, kan_kjores_som_den_er, les_kilde
from effekt.reading.program import endringer_for

WORKERS: Final = 2
EFFEKT, PAPERMILL = "effekt", "papermill"
ENGINES: Final = (EFFEKT, PAPERMILL)
CELL_LIMIT: Final = 120  # seconds a cell may take
CHAPTER_LIMIT: Final = 600  # seconds a chapter may take
# Chapters open sectors, draw and tabulate; papermill reads and writes them.
PRELOAD: Final = (
    "pandas", "numpy.random", "matplotlib.figure", "matplotlib.backends.backend_svg", "matplotlib.font_manager",
    "pandas.io.formats.csvs", "markdown_it", "mdit_py_plugins.footnote", "sqlite3", "IPython.core.application",
    "IPython.core.completerlib", "IPython.core.oinspect", "IPython.extensions.storemagic", "papermill",
    "effekt.execution.client", "effekt.display.notebook", "effekt.calc.simulering",
    *(
        f"effekt.report.{module}"
        for module in (
            "console", "figurer", "forside", "gjennomforing", "kontrollsider", "kort", "registre", "tabeller",
            "usikkerhet",
        )
    ),
)  # fmt: skip


def choose_engine(wish: str = "") -> tuple[str, str]:
    """Return the engine to use, and what is to be said of the choice; raise Datafeil for an unknown one.

    Without a wish it is «effekt», where the system can fork, and papermill's own elsewhere.
    """
    if wish and wish not in ENGINES:
        raise Datafeil(f"ukjent motor «{wish}».{naermeste(wish, ENGINES)} Velg {' eller '.join(ENGINES)}.")
    if can_fork():
        return wish or EFFEKT, ""
    if wish == EFFEKT:
        raise Datafeil("motoren «effekt» trenger fork, som dette systemet ikke har.")
    return PAPERMILL, "" if wish else "Systemet mangler fork: kapitlene kjøres av papermill selv."


@dataclass(frozen=True)
class RunSettings:
    """How chapters are run: how many at a time, by which engine, and on which cluster if any."""

    workers: int = WORKERS
    engine: str = ""
    cluster: str = ""
    # This process has the libraries imported and no threads: its workers are forked from it.
    warm: bool = False

    def executor(self, count: int) -> Executor:
        """Return an executor for ``count`` chapters; where it has to warm up, it begins at once.

        Raise Datafeil for an unknown engine, and for a cluster that cannot be used.
        """
        if self.cluster:
            return Cluster(self.cluster)
        workers = max(1, min(self.workers, count))
        if choose_engine(self.engine)[0] == EFFEKT:
            return ForkPool(workers, PRELOAD, here=self.warm)
        return ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=end_with_parent, initargs=(os.getpid(),)
        )


DEFAULT_SETTINGS: Final = RunSettings()


@dataclass
class ChapterRun:
    """What came of executing a chapter: the fault if any, and the addresses it read in data/."""

    kapittel: str
    seconds: float
    fault: str = ""
    addresses: list[str] = field(default_factory=list)


def run_all(
    bok: Bokmappe,
    kapitler: list[Kapittel],
    out: Path,
    settings: RunSettings = DEFAULT_SETTINGS,
    endringer: Mapping[str, str] | None = None,
    executor: Executor | None = None,
    times: Path | None = None,
) -> Iterator[ChapterRun]:
    """Execute the chapters under ``out``, some at a time, and yield each as it is done.

    The longest are begun first, as the file ``times`` knows them from before; it is kept up to
    date. ``executor`` is used instead of one of its own, and ended here.
    """
    if not kapitler:
        return
    known = _read_times(times)
    engine, _ = choose_engine(settings.engine)
    with executor or settings.executor(len(kapitler)) as workers:
        try:
            package = pack(bok, kapitler) if isinstance(workers, Cluster) else b""
            waiting: dict[Future[Any], str] = {}
            for kapittel in sorted(kapitler, key=lambda k: _expected_time(k, known), reverse=True):
                values = parameters_for(kapittel, endringer_for(bok, kapittel.sektor, endringer or {}))
                future: Future[Any]
                if package:
                    future = workers.submit(run_remotely, package, kapittel, values, engine)
                else:
                    future = workers.submit(run_chapter, bok.data, kapittel, out, values, engine)
                waiting[future] = kapittel.navn
            for done in as_completed(waiting):
                run = _result(done, waiting[done], out)
                if not run.fault:
                    known[run.kapittel] = round(run.seconds, 1)
                yield run
        except BaseException:
            workers.shutdown(wait=True, cancel_futures=True)
            raise
    if times:
        write_whole(times, json.dumps(known, indent=1, sort_keys=True))


# What a chapter's notebook has when it runs commands of its own, and so takes longest.
_RUNS_COMMANDS: Final = "konsoll"


def _expected_time(kapittel: Kapittel, known: Mapping[str, float]) -> tuple[float, float]:
    """Return what to sort chapters by, so that the longest are begun first."""
    text = kapittel.kilde.read_text(encoding="utf-8", errors="replace")
    unknown = math.inf if _RUNS_COMMANDS in text else 0.0
    return known.get(kapittel.navn, unknown), len(text)


def _read_times(file: Path | None) -> dict[str, float]:
    """Return how long each chapter took when it was last run, in seconds; empty where nobody knows."""
    with suppress(OSError, ValueError):
        if file:
            return {str(name): float(time_) for name, time_ in json.loads(file.read_text(encoding="utf-8")).items()}
    return {}


def parameters_for(kapittel: Kapittel, endringer: Mapping[str, str]) -> dict[str, Any]:
    """Return what a chapter is run with: its sector, unless it reads them all, its measure, and the changes for it."""
    om = {"sektor": kapittel.sektor, "tiltak": kapittel.tiltak}
    return {**{navn: verdi for navn, verdi in om.items() if verdi}, "endringer": dict(endringer)}


def _result(done: "Future[Any]", kapittel: str, out: Path) -> ChapterRun:
    """Return what came of a chapter; its files are put under ``out`` where they came over the network."""
    try:
        answer = done.result()
    except (WorkerDied, BrokenExecutor):
        return ChapterRun(kapittel, 0.0, "prosessen som kjørte det, ble borte.")
    except Exception as cause:
        if type(cause).__name__ != "KilledWorker":  # dask's, which need not be installed
            raise
        return ChapterRun(kapittel, 0.0, "alle arbeiderne i klyngen som kjørte det, ble borte.")
    if isinstance(answer, ChapterRun):
        return answer
    run, files = answer
    for path, content in files.items():
        file = out / path
        if not file.resolve().is_relative_to((out / "book").resolve()):
            return ChapterRun(kapittel, 0.0, f"arbeideren sendte en fil med navnet «{path}», som ikke er kapitlets.")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return cast(ChapterRun, run)


def run_remotely(
    package: bytes, kapittel: Kapittel, values: Mapping[str, Any], engine: str
) -> tuple[ChapterRun, dict[str, bytes]]:
    """Execute one chapter on another machine, from what ``cluster.pack`` brought along.

    Return what ``run_chapter`` does, and the files that it made by their paths.
    """
    with unpacked(package) as (root, data), TemporaryDirectory() as folder:
        here = replace(kapittel, kilde=root / place_of(kapittel))
        # In a process of its own: environment and working folder are all that process's.
        run = _local_workers(engine).submit(run_chapter, data, here, Path(folder), values, engine).result()
        files = {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted((Path(folder) / "book").rglob("*"))
            if file.is_file()
        }
    return run, files


@cache
def _local_workers(engine: str) -> Executor:
    """Return the executor that a cluster's worker keeps warm from chapter to chapter."""
    return RunSettings(engine=engine).executor(WORKERS)


def run_chapter(
    data: Path, kapittel: Kapittel, out: Path, values: Mapping[str, Any], engine: str = PAPERMILL
) -> ChapterRun:
    """Execute one chapter of the book with these data into ``out``/book/…; a failure is told, not raised."""
    start = time.monotonic()
    file = out / kapittel.fil
    file.parent.mkdir(parents=True, exist_ok=True)
    journal = out / "journal" / f"{kapittel.navn.replace('/', '_')}.txt"
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.unlink(missing_ok=True)
    check_parameters(kapittel.kilde, values)
    # Set before papermill starts its kernel, which inherits them.
    variables = {DATAVARIABEL: str(data), JOURNAL_VARIABLE: str(journal.resolve())}
    variables |= {FILVARIABEL: "skriv", "MPLBACKEND": "agg"}
    # A user's own profile and kernels are not for published chapters.
    variables |= {"IPYTHONDIR": str(journal.resolve().with_suffix(".ipython")), "JUPYTER_PREFER_ENV_PATH": "1"}
    with environment(variables), _quiet(journal.with_suffix(".err")):
        fault = _papermill(kapittel, file, dict(values), engine)
    read = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    return ChapterRun(kapittel.navn, time.monotonic() - start, fault, sorted(set(read)))


@contextmanager
def _quiet(file: Path) -> Iterator[None]:
    """Send what the kernel process itself writes to stderr to a file: not the chapter's words."""
    real = os.dup(2)
    with file.open("wb") as receiver:
        os.dup2(receiver.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(real, 2)
            os.close(real)


def _papermill(kapittel: Kapittel, file: Path, values: dict[str, Any], engine: str) -> str:
    """Execute the chapter into ``file``; return the fault in words, and leave no file where there is one."""
    import logging
    import warnings

    logging.getLogger("papermill").setLevel(logging.ERROR)
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    if engine == EFFEKT:
        import effekt.execution.client  # noqa: F401  # before warnings are turned off, which it remembers
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    raw, complete = file.with_suffix(".delvis.ipynb"), file.with_suffix(".kilde.ipynb")
    source = kapittel.kilde
    # Of a text a notebook is made. papermill would give new ids each time, and stop where no language is named.
    if not kan_kjores_som_den_er(source):
        form = {"nbformat_minor": nbformat.current_nbformat_minor}
        complete.write_text(json.dumps(les_kilde(source).notatbok | form), encoding="utf-8")
        source = complete
    end = time.monotonic() + CHAPTER_LIMIT
    running: list[str] = []  # the cell that runs, by its id

    def time_left(cell: Any) -> int:
        running[:] = [cell.id]
        return max(1, min(CELL_LIMIT, math.ceil(end - time.monotonic())))

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            papermill.execute_notebook(
                str(source),
                str(raw),
                parameters=values,
                engine_name=engine if engine == EFFEKT else None,
                kernel_name="python3",
                cwd=str(file.parent),
                progress_bar=False,
                autosave_cell_every=0,
                request_save_on_cell_execute=False,
                timeout_func=time_left,
            )
        notebook = nbformat.read(raw, as_version=4)
    except PapermillExecutionError as cause:
        said = os_fault_in(f"{cause.evalue}") or f"{cause.ename}: {cause.evalue}"
        return f"{_place(kapittel.kilde, cause.cell_index)}: {said}\n{_indented(cause.source)}"
    except CellTimeoutError:
        what, limit = ("kapitlet ", CHAPTER_LIMIT) if time.monotonic() > end else ("", CELL_LIMIT)
        cell = f"{_place(kapittel.kilde, _cell_number(kapittel.kilde, running[0]))}{':' if what else ''}"
        return f"{cell} {what}brukte mer enn {limit} sekunder, og ble stoppet."
    except DeadKernelError as cause:
        # The engine «effekt» says how the process ended.
        ending = str(cause) if str(cause).startswith("Prosessen") else "Prosessen ble borte."
        return f"{_place(kapittel.kilde, _cell_number(kapittel.kilde, running[0]))}: {ending}"
    except OSError as cause:
        return os_fault(cause) or f"{type(cause).__name__}: {cause}"
    except Exception as cause:  # an unreadable notebook
        return f"{type(cause).__name__}: {cause}"
    finally:
        raw.unlink(missing_ok=True)
        complete.unlink(missing_ok=True)
    if warning := _warning(kapittel.kilde, notebook):
        return warning
    nbformat.write(_without_traces(notebook), file)
    sign(file)
    return ""


def _cell_number(source: Path, id_: str) -> int:
    """Return a cell's number in the notebook as it is run: with the parameters in a cell of their own."""
    cells = les_kilde(source).celler
    inserted = _inserted(cells)
    number = next((nr for nr, cell in enumerate(cells) if cell["id"] == id_), None)
    return inserted if number is None else number + (number >= inserted)


def _inserted(cells: Sequence[Mapping[str, Any]]) -> int:
    """Return the number of the cell that papermill puts the parameters in."""
    tagged = ("parameters" in cell["metadata"].get("tags", []) for cell in cells)
    return next((nr + 1 for nr, is_tagged in enumerate(tagged) if is_tagged), 0)


def _place(source: Path, number: int) -> str:
    """Return where a cell of the notebook that is run stands: of a text, the line of its file."""
    kilde = les_kilde(source)
    inserted = _inserted(kilde.celler)
    of_source = number - (number >= inserted)
    if not kilde.linjer or not 0 <= of_source < len(kilde.celler):
        return f"celle {number}"
    return f"linje {kilde.linjer[kilde.celler[of_source]['id']]}"


def _warning(source: Path, notebook: Any) -> str:
    """Return what a cell wrote to stderr: it would be published, so it counts as a failure."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                return f"{_place(source, number)} ga en advarsel:\n{_indented(output.text)}"
    return ""


def _indented(code: str) -> str:
    return "\n".join(f"    {line}" for line in code.strip().splitlines())


def _without_traces(notebook: Any) -> Any:
    """Return the executed notebook without anything that differs from run to run or between machines."""
    notebook.cells = without_empty_parts([_heading_of(cell) for cell in notebook.cells])
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if INJECTED in cell.metadata.get("tags", []):
            cell.id = INJECTED
    return notebook


def _heading_of(cell: Any) -> Any:
    """Return the heading that a cell so tagged has given as a Markdown cell of its own; any other cell as it is."""
    if cell.cell_type != "code" or TITTEL not in cell.metadata.get("tags", ()):
        return cell
    import nbformat

    said = "".join("".join(output.get("data", {}).get("text/markdown", "")) for output in cell.outputs)
    level = cell.metadata.get(NIVA, 0)
    words = uten_merker(said.strip()) if level else said.strip()
    return nbformat.v4.new_markdown_cell(f"{'#' * level} {words}".strip(), id=cell.id)


# A heading with this tag goes out where nothing stands under it.
_OPTIONAL: Final = "valgfri"
_HEADING: Final = re.compile(r"(#+) ")


def without_empty_parts(cells: Sequence[Any]) -> list[Any]:
    """Return the cells of an executed notebook without optional headings that have nothing under them.

    What stood under such a heading and showed nothing goes with it.
    """
    return [
        cell for nr, cell in enumerate(cells) if not _is_optional(cell) or any(map(_shows_something, _below(cells, nr)))
    ]


def _below(cells: Sequence[Any], nr: int) -> list[Any]:
    """Return the cells below a heading, to the next one of its level or a higher one."""
    level = _level(cells[nr])
    end = next((n for n in range(nr + 1, len(cells)) if 0 < _level(cells[n]) <= level), len(cells))
    return list(cells[nr + 1 : end])


def _level(cell: Mapping[str, Any]) -> int:
    match = _HEADING.match("".join(cell["source"])) if cell["cell_type"] == "markdown" else None
    return len(match[1]) if match else 0


def _is_optional(cell: Mapping[str, Any]) -> bool:
    return _OPTIONAL in cell["metadata"].get("tags", ()) and _level(cell) > 0


def _shows_something(cell: Mapping[str, Any]) -> bool:
    """Return whether a reader sees anything of it; an optional heading by itself is nothing."""
    if cell["cell_type"] == "markdown":
        return not _is_optional(cell)
    return any(
        "".join(output.get("data", {}).get("text/markdown", "")).strip()
        or (output["output_type"] != "display_data" and "data" not in output)
        for output in cell.get("outputs", ())
    )
