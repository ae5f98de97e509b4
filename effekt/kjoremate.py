"""How chapters are run: by which engine, how many at a time, and where."""

from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final

from effekt.forgrening import Forgreiner, kan_forgrene
from effekt.kilder import Datafeil, naermeste
from effekt.klynge import Klynge

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
    "effekt.motorklient",
    "effekt.kjoring",
    "effekt.notatbok",
    *(
        f"effekt.{modul}"
        for modul in (
            "brevbudsjett", "eksempelkort", "figurer", "folsomhetsfigurer", "forside",
            "historikksider", "kildefigurer", "konsoll", "kontrollsider", "kort", "oppfolging",
            "registre", "simulering", "sporbarhet", "tabeller", "usikkerhetsfigurer",
            "usikkerhetstabeller",
        )
    ),
)  # fmt: skip


def velg_motor(onsket: str = "") -> tuple[str, str]:
    """The engine to use, and what is to be said of the choice; raises Datafeil for an unknown one.

    Without a wish it is «effekt», where the system can fork, and papermill's own elsewhere.
    """
    if onsket and onsket not in MOTORER:
        raise Datafeil(
            f"ukjent motor «{onsket}».{naermeste(onsket, MOTORER)} Velg {' eller '.join(MOTORER)}."
        )
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
