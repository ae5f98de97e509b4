"""The chapters executed: by this project's engine, by papermill's own API, or as a build does it.

    python -m benchmarks.utfor effekt|api ROOT OUT
    python -m benchmarks.utfor boken ROOT

The first two execute, and do nothing else. The last one does all that ``effekt build`` does before
the site: reads and checks everything, finds what is stale, executes it, puts it in place.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path


def med_effekt(rot: Path, ut: Path) -> int:
    """Run them as a build does, two at a time; how many failed."""
    from effekt.execution.execute import EFFEKT, RunSettings

    utforer = RunSettings(2, EFFEKT).executor(2)  # it warms up while the chapters are found
    from effekt.execution.chapters import find_chapters
    from effekt.execution.execute import run_all
    from effekt.reading.bokmappe import Bokmappe

    return sum(bool(k.fault) for k in run_all(Bokmappe.her(), find_chapters(rot), ut, executor=utforer))


def med_api(rot: Path, ut: Path) -> int:
    """Run them as papermill's documentation does it, in two processes; how many failed."""
    from effekt.execution.chapters import find_chapters
    from effekt.execution.execute import parameters_for

    oppgaver = [(str(k.kilde), str(ut / f"{k.navn}.ipynb"), parameters_for(k, {})) for k in find_chapters(rot)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as basseng:
        return sum(basseng.map(_ett, oppgaver))


def _ett(oppgave: tuple[str, str, dict[str, object]]) -> int:
    import papermill

    inn, ut, parametre = oppgave
    mappe = Path(ut).parent
    mappe.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(inn, ut, parametre, cwd=str(mappe), progress_bar=False)
    return 0


def boken(rot: Path) -> None:
    """A build without the site; says how many chapters were executed."""
    from effekt.execution.execute import DEFAULT_SETTINGS
    from effekt.reading.bokmappe import Bokmappe
    from effekt.site.build import _staged

    with _staged(Bokmappe.her(), lambda _: None, alt=False, mate=DEFAULT_SETTINGS) as klar:
        print(f"{klar.kjorte} executed")


if __name__ == "__main__":
    os.environ["EFFEKT_FILER"] = "skriv"
    if sys.argv[1] == "boken":
        boken(Path(sys.argv[2]))
    else:
        kjorer = {"effekt": med_effekt, "api": med_api}[sys.argv[1]]
        sys.exit(kjorer(Path(sys.argv[2]), Path(sys.argv[3])))
