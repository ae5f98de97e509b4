"""Something that reads otherwise than it did, and how two texts differ: numbers and words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from effekt.tall import HARDT_MELLOMROM
from effekt.tekster import BRUTT, UVISST
from effekt.tekstforskjell import bytter, setning_rundt, som_brok

# What stands before a claim that no longer holds, which is listed as one.
_BRUTT: Final = (BRUTT.strip("*"), UVISST.strip("*"))
# A unit stands after its number with a hard space between.
_ENHET: Final = re.compile(rf"{HARDT_MELLOMROM}((?:mill|mrd)\. kroner|%|\w+)")
_SKALA: Final = {
    "krone": 1, "kroner": 1,
    "mill": 1_000_000, "million": 1_000_000, "millioner": 1_000_000,
    "mrd": 1_000_000_000, "milliard": 1_000_000_000, "milliarder": 1_000_000_000,
}  # fmt: skip
_PENGER: Final = re.compile(rf"\s*({'|'.join(_SKALA)})\b")


@dataclass(frozen=True)
class Endret:
    """Something that reads otherwise: a number, or words where ``er_tall`` is false.

    ``for_`` and ``etter`` are as shown, empty where it was not there; ``fra`` and ``til`` are the
    values, in ``enhet``.
    """

    sted: str
    for_: str
    etter: str
    er_tall: bool
    fra: Fraction | None = None
    til: Fraction | None = None
    enhet: str = ""
    setning: str = ""

    @property
    def differanse(self) -> Fraction | None:
        """How much more it is, in its own unit."""
        return None if self.fra is None or self.til is None else self.til - self.fra

    @property
    def prosent(self) -> Fraction | None:
        """How much more it is, in per cent of what it was; None where it was nothing."""
        return self.differanse / abs(self.fra) * 100 if self.differanse and self.fra else None


def sammenlign_tekst(sted: str, gammel: str, ny: str) -> Iterator[Endret]:
    """What reads otherwise in a text that stands at ``sted``; claims are listed elsewhere."""
    for bytte in bytter(gammel, ny):
        if any(brutt in f"{bytte.gammelt} {bytte.nytt}" for brutt in _BRUTT):
            continue
        if not bytte.er_tall and _bare_skala(f"{bytte.gammelt} {bytte.nytt}"):
            continue
        setning = setning_rundt(ny, bytte.start, bytte.slutt)
        treff = _ENHET.match(ny, bytte.slutt)
        enhet = treff[1] if treff else ""
        fra, til = som_brok(bytte.gammelt), som_brok(bytte.nytt)
        if bytte.er_tall and fra is not None and til is not None:
            skala_for, skala = _skala(gammel, bytte.slutt_for), _skala(ny, bytte.slutt)
            if skala_for and skala and skala_for != skala:
                fra, til, enhet = fra * skala_for, til * skala, "kroner"
        er_tall = fra is not None or til is not None
        yield Endret(sted, bytte.gammelt, bytte.nytt, er_tall, fra, til, enhet, setning)


def _skala(tekst: str, slutt: int) -> int:
    """What the amount that ends there is counted in, in kroner; 0 for what is no amount."""
    treff = _PENGER.match(tekst, slutt)
    return _SKALA[treff[1]] if treff else 0


def _bare_skala(ord_: str) -> bool:
    """Whether the words only say what an amount is counted in: the amount is what changed."""
    return all(ett in _SKALA for ett in ord_.replace(".", "").split())
