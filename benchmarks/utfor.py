"""The chapters executed, and nothing else: by this project's engine, or by papermill's own API.

python -m benchmarks.utfor effekt|api ROOT OUT
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path


def med_effekt(rot: Path, ut: Path) -> int:
    """Run them as a build does, two at a time; how many failed."""
    from effekt.kapitler import finn_kapitler
    from effekt.kjoremate import EFFEKT, Kjoremate
    from effekt.kjoring import kjor_alle

    return sum(bool(k.feil) for k in kjor_alle(finn_kapitler(rot), ut, Kjoremate(2, EFFEKT)))


def med_api(rot: Path, ut: Path) -> int:
    """Run them as papermill's documentation does it, in two processes; how many failed."""
    from effekt.kapitler import finn_kapitler
    from effekt.kjoring import parametre_for

    oppgaver = [
        (str(k.kilde), str(ut / f"{k.navn}.ipynb"), parametre_for(k, {}))
        for k in finn_kapitler(rot)
    ]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as basseng:
        return sum(basseng.map(_ett, oppgaver))


def _ett(oppgave: tuple[str, str, dict[str, object]]) -> int:
    import papermill

    inn, ut, parametre = oppgave
    mappe = Path(ut).parent
    mappe.mkdir(parents=True, exist_ok=True)
    papermill.execute_notebook(inn, ut, parametre, cwd=str(mappe), progress_bar=False)
    return 0


if __name__ == "__main__":
    os.environ["EFFEKT_FILER"] = "skriv"
    kjorer = {"effekt": med_effekt, "api": med_api}[sys.argv[1]]
    sys.exit(kjorer(Path(sys.argv[2]), Path(sys.argv[3])))
