"""How the project's own cost grows with the number of chapters: made-up books, one after another.

Each is measured from the outside: `effekt check`, then a build without the site (reading, checking,
staleness, execution, putting in place) from nothing, unchanged, and with one number changed; and
the site by itself where it is asked for.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks.maling import Maling, mal, ser_minne
from benchmarks.oppdiktet import endre_ett_tall, lag

STORRELSER: Final = (1, 10, 100, 1000)
SJEKK, SJEKK_IGJEN = "effekt check, first", "effekt check, again"
KJORT, UENDRET = "all chapters executed", "nothing changed"
ENDRET, NETTSTED = "one number changed", "the site (Sphinx)"
_ROT: Final = Path(__file__).parents[1]


def mal_vekst(mappe: Path, antall: int, nettsted: bool) -> Iterator[tuple[str, Maling]]:
    """The measurements of a made-up book of ``antall`` chapters, as each is done."""
    rot = mappe / f"oppdiktet-{antall}"
    shutil.rmtree(rot, ignore_errors=True)
    lag(rot, antall)
    effekt = str(Path(sys.executable).parent / "effekt")
    sjekk = [effekt, "check", "--data", str(rot)]
    boken = [sys.executable, "-m", "benchmarks.utfor", "boken", str(rot)]
    miljo = {"EFFEKT_DATA": str(rot / "data"), "SOURCE_DATE_EPOCH": "0"}

    def ren() -> None:
        shutil.rmtree(rot / "_build", ignore_errors=True)

    steg: list[tuple[str, list[str], Callable[[], None] | None]] = [
        (SJEKK, sjekk, ren),
        (SJEKK_IGJEN, sjekk, None),
        (KJORT, boken, ren),
        (UENDRET, boken, None),
        (ENDRET, boken, lambda: endre_ett_tall(rot)),
    ]
    if nettsted:
        steg.append((NETTSTED, [effekt, "build", "--data", str(rot)], None))
    for navn, kommando, forst in steg:
        if forst:
            forst()
        with ser_minne():
            maling = mal(kommando, _ROT, miljo)
        yield navn, maling
    shutil.rmtree(rot, ignore_errors=True)
