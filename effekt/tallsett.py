"""What an executed chapter holds of tables and figures: their records, and the data files it left.

The executed notebooks are the book as it stands, so what readers take along is made from them, and
is what the pages show.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from effekt.blokker import til_tekst
from effekt.poster import Post, les_poster

Celle = str | int | float | None


@dataclass(frozen=True)
class Tallsett:
    """A table or figure: what it says of itself, and its data file.

    ``fil`` is None for the place of one whose numbers are in no source.
    """

    slag: str
    etikett: str
    adresse: str
    nummer: str
    overskrift: str
    undertittel: str
    kilde: str
    noter: Sequence[str]
    fil: Path | None
    tallfelt: frozenset[str]

    @property
    def tittel(self) -> str:
        """The title without the number."""
        return self.overskrift.removeprefix(f"{self.nummer}. ")

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


def les_tallsett(notatbok: Path) -> list[Tallsett]:
    """The tables and figures of an executed chapter, in its order."""
    return [_tallsett(post, notatbok.parent) for post in les_poster(notatbok) if post.adresse]


def _tallsett(post: Post, mappe: Path) -> Tallsett:
    return Tallsett(
        slag=post.slag,
        etikett=post.etikett,
        adresse=post.adresse,
        nummer=post.nummer,
        overskrift=post.tittel,
        undertittel=til_tekst(post.undertittel),
        kilde=til_tekst(post.kilde),
        noter=[til_tekst(note) for note in post.noter],
        fil=mappe / post.csv if post.csv else None,
        tallfelt=frozenset(post.tallfelt),
    )
