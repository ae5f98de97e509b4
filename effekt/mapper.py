"""Where a book lies: its own root, else the program's folder."""

from pathlib import Path
from typing import Final

from effekt.kilder import Datafeil

INNHOLD: Final = "_toc.yml"
OPPSETT: Final = "_config.yml"


def programmappe() -> Path:
    """The program's own folder, beside the package; raises Datafeil where it is incomplete."""
    mappe = Path(__file__).parents[1]
    for navn in (OPPSETT, INNHOLD):
        if not (mappe / navn).is_file():
            raise Datafeil(f"finner ikke {navn} i {mappe}. Kjør effekt fra prosjektets egen kopi.")
    return mappe


def rotmappe() -> Path:
    """The book's root: the program's own folder."""
    return programmappe()
