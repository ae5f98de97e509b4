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
        vist_for, vist = bytte.gammelt, bytte.nytt
        fra, til = som_brok(vist_for), som_brok(vist)
        if bytte.er_tall and fra is not None and til is not None:
            telt_for, telt = _telt_i(gammel, bytte.slutt_for), _telt_i(ny, bytte.slutt)
            if telt_for and telt and _SKALA[telt_for] != _SKALA[telt]:
                fra, til, enhet = fra * _SKALA[telt_for], til * _SKALA[telt], "kroner"
                vist_for, vist = f"{vist_for} {telt_for}", f"{vist} {telt}"
        er_tall = fra is not None or til is not None
        yield Endret(sted, vist_for, vist, er_tall, fra, til, enhet, setning)


def _telt_i(tekst: str, slutt: int) -> str:
    """What the amount that ends there is counted in: «millioner»; empty for what is no amount."""
    treff = _PENGER.match(tekst, slutt)
    return treff[1] if treff else ""


def _bare_skala(ord_: str) -> bool:
    """Whether the words only say what an amount is counted in: the amount is what changed."""
    return all(ett in _SKALA for ett in ord_.replace(".", "").split())
