"""What a value moves: the objects of the book that were made from it, by what they say they read.

Each object of an executed chapter has a record beside it in the notebook, with the addresses that
were read to make it. Only the files are read; nothing is worked out.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.innsetting import AVRUNDING, KORTFELT, PERIODE, REGNEREGEL, SPENN

POSTTYPE: Final = "application/vnd.effekt+json"
BOK: Final = Path(__file__).parents[1] / "book"
_NUMMERERT: Final = re.compile(r"(?:^|-)(tabell|figur|kort)-(\w+)$")
_TILTAK: Final = re.compile(r"[A-Z][A-Z0-9]*")
# Sums over all measures, under whatever names.
_SUMMER: Final = ("sum.", "total")


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


@dataclass(frozen=True)
class Virkning:
    """What a value moves: a measure's effect, where it goes into one, and places in the book.

    ``steder`` is None where the book as built does not tell.
    """

    effekt: str
    steder: tuple[Sted, ...] | None


def lesere(bok: Path = BOK) -> dict[str, list[Sted]]:
    """The objects of the executed chapters under ``bok``, by the addresses that they read.

    Empty where no chapter has records; a file that is no notebook is passed over.
    """
    alle: dict[str, list[Sted]] = {}
    for notatbok in sorted(bok.rglob("*.ipynb")):
        kapittel = notatbok.relative_to(bok).with_suffix("").as_posix()
        for post in _poster(notatbok):
            felt = (str(post.get(navn, "")) for navn in ("slag", "etikett", "tittel"))
            sted = Sted(kapittel, *felt)
            for adresse in post.get("leser", ()):
                alle.setdefault(str(adresse), []).append(sted)
    return alle


def _poster(notatbok: Path) -> Iterator[Mapping[str, Any]]:
    try:
        celler = json.loads(notatbok.read_text(encoding="utf-8"))["cells"]
        for celle in celler:
            for ut in celle.get("outputs", ()):
                post = ut.get("data", {}).get(POSTTYPE)
                if isinstance(post, dict):
                    yield post
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return


def virkning(adresse: str, lest: Mapping[str, Iterable[Sted]]) -> Virkning:
    """What the value at an address of «effekt changes» moves, by what ``lesere`` found."""
    effekt, navn, prefikser = _leses_som(adresse)
    if not lest:
        return Virkning(effekt, None)
    steder = dict.fromkeys(
        sted
        for lest_adresse, alle in lest.items()
        if lest_adresse in navn or lest_adresse.startswith(prefikser)
        for sted in alle
    )
    return Virkning(effekt, tuple(sorted(steder, key=_rekkefolge)))


def _rekkefolge(sted: Sted) -> tuple[bool, bool, str, str]:
    """Cards first, then what has a number, then the rest; chapter by chapter."""
    treff = _NUMMERERT.search(sted.etikett)
    return (not treff or treff[1] != "kort", not treff, sted.kapittel, sted.navn)


def _leses_som(adresse: str) -> tuple[str, set[str], tuple[str, ...]]:
    """The measure whose effect a value goes into, and what objects that show it say they read."""
    eier, _, rest = adresse.partition(".")
    felt = rest.partition("[")[0]
    if adresse == PERIODE:
        return "alle tiltak", {"sektor"}, ("effekt.", *_SUMMER)
    if adresse.startswith(REGNEREGEL):
        return "", {adresse, "felles"}, ()
    if not _TILTAK.fullmatch(eier):
        tabell, klamme, _ = adresse.partition("[")
        return "", {f"tabell.{tabell}" if klamme else adresse}, ()
    if felt in KORTFELT and felt != AVRUNDING:
        return "", {f"tiltak.{eier}", "sum.klasse"} if felt == "klasse" else {f"tiltak.{eier}"}, ()
    if felt.endswith(tuple(f".{ende}" for ende in SPENN)):
        return "", {f"{eier}.{felt.rpartition('.')[0]}", f"{eier}.{felt}"}, ()
    return eier, {f"{eier}.{felt}", f"effekt.{eier}"}, _SUMMER
