"""Where in the book something is shown, and what a value moves: as told, without the reading."""

import os
import re
from dataclasses import dataclass
from typing import Final

_NUMMERERT: Final = re.compile(r"(?:^|-)(tabell|figur|kort)-(\w+)$")

UTENBOKVARIABEL: Final = "EFFEKT_UTEN_BOK"


def uten_boken() -> bool:
    """Whether nothing is to be said of the book as it was last built: EFFEKT_UTEN_BOK is set.

    A chapter that shows what a command says would else show what the chapters were, not are.
    """
    return bool(os.environ.get(UTENBOKVARIABEL))


@dataclass(frozen=True)
class Sted:
    """An object of the book that shows something: its chapter, kind, label and title."""

    kapittel: str
    slag: str
    etikett: str
    tittel: str

    @property
    def navn(self) -> str:
        """The object in as few words as it can be told from others by."""
        if treff := _NUMMERERT.search(self.etikett):
            slag, nr = treff.groups()
            return f"kort {nr.upper()}" if slag == "kort" else f"{slag.capitalize()} {nr}"
        return self.tittel or f"{self.slag} i {self.kapittel}"

    @property
    def rekkefolge(self) -> tuple[bool, bool, str, str]:
        """Cards first, then what has a number, then the rest; chapter by chapter."""
        treff = _NUMMERERT.search(self.etikett)
        return (not treff or treff[1] != "kort", not treff, self.kapittel, self.navn)


@dataclass(frozen=True)
class Virkning:
    """What a value moves: a measure's effect, where it goes into one, and places in the book.

    ``steder`` is None where the book as built does not tell.
    """

    effekt: str
    steder: tuple[Sted, ...] | None
