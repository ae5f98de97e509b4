"""What an executed chapter holds of tables and figures: the records and data files it left.

The executed notebooks are the book as it stands, so what readers take along is made from them, and
is what the pages show.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effekt.blokker import til_tekst
from effekt.visning import POSTTYPE

Celle = str | int | float | None


@dataclass(frozen=True)
class Post:
    """A table or figure: what it says of itself, and its data file.

    ``fil`` is None for the place of one whose numbers are in no source.
    """

    slag: str
    etikett: str
    adresse: str
    nummer: str
    tittel: str
    undertittel: str
    kilde: str
    noter: Sequence[str]
    fil: Path | None
    tallfelt: frozenset[str]

    @property
    def overskrift(self) -> str:
        """Number and title: «Figur 7. Andel av driftskostnadene»."""
        return f"{self.nummer}. {self.tittel}" if self.nummer else self.tittel

    def les(self) -> tuple[list[str], list[list[str]]]:
        """The data file: its header, and its rows as they stand there."""
        if self.fil is None:
            return [], []
        with self.fil.open(encoding="utf-8", newline="") as fil:
            hode, *rader = csv.reader(fil)
        return hode, rader

    def verdi(self, felt: str, celle: str) -> Celle:
        """A cell of the file as what it is: a number, text, or nothing."""
        if not celle:
            return None
        if felt not in self.tallfelt:
            return celle
        tall = float(celle)
        return int(tall) if tall.is_integer() else tall


def les_poster(notatbok: Path) -> list[Post]:
    """The tables and figures of an executed chapter, in its order."""
    celler = json.loads(notatbok.read_text(encoding="utf-8"))["cells"]
    return [
        _les_post(ut["data"][POSTTYPE], notatbok.parent)
        for celle in celler
        for ut in celle.get("outputs", [])
        if POSTTYPE in ut.get("data", {})
    ]


def _les_post(post: dict[str, Any], mappe: Path) -> Post:
    return Post(
        slag=post["slag"],
        etikett=post["etikett"],
        adresse=post["adresse"],
        nummer=post.get("nummer", ""),
        tittel=til_tekst(post["tittel"]),
        undertittel=til_tekst(post["undertittel"]),
        kilde=til_tekst(post["kilde"]),
        noter=[til_tekst(note) for note in post.get("noter", [])],
        fil=mappe / post["csv"] if post.get("csv") else None,
        tallfelt=frozenset(f["navn"] for f in post.get("felt", []) if f["type"] == "number"),
    )


def kapitteltittel(notatbok: Path) -> str:
    """The chapter's heading."""
    celler = json.loads(notatbok.read_text(encoding="utf-8"))["cells"]
    linjer = (
        linje
        for celle in celler
        if celle["cell_type"] == "markdown"
        for linje in "".join(celle["source"]).splitlines()
    )
    return next((linje.removeprefix("# ") for linje in linjer if linje.startswith("# ")), "")
