"""The scale that amounts are shown on: millions of kroner, unless program.yml says another.

The report's amounts are exact kroner until they are shown; this is where showing begins.
"""

import re
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from effekt.base import recording
from effekt.base.book import datamappe
from effekt.base.numbers import Enhet, vis_tall
from effekt.base.recording import record_common


class _Skala(NamedTuple):
    ord_: str
    kolonne: str
    hele: str


_SKALAER: Final = {
    "mill. kr": _Skala("mill. kroner", "mill_kroner", "hele millioner"),
    "1 000 kr": _Skala("tusen kroner", "tusen_kroner", "hele tusen"),
    "kr": _Skala("kroner", "kroner", "hele kroner"),
}
# In the journal that decides staleness.
ADRESSE: Final = "belopsenhet"
_VANLIG: Final = "mill. kr"
_LINJE: Final = re.compile(rb"^belopsenhet:\s*[\"']?([^\"'#\r\n]+)", re.MULTILINE)


def belopsenhet() -> Enhet:
    """The unit of all amounts that the book works out: ``belopsenhet`` in program.yml."""
    record_common(ADRESSE)
    fil = datamappe() / "felles" / "program.yml"
    return _les(fil, fil.stat().st_mtime_ns) if fil.is_file() else Enhet(_VANLIG)


@lru_cache(maxsize=2)
def _les(fil: Path, _endret: int) -> Enhet:
    # Only the line: the model tells what is wrong with it, and nothing else here follows from it.
    with recording.paused():
        treff = _LINJE.search(fil.read_bytes())
    enhet = treff[1].decode("utf-8", "replace").strip() if treff else _VANLIG
    return Enhet(enhet if enhet in _SKALAER else _VANLIG)


def i_kroner() -> Fraction:
    """How many kroner one of the unit is."""
    return belopsenhet().i_kroner


def penger() -> str:
    """The unit in words: «mill. kroner»."""
    return _SKALAER[belopsenhet().base].ord_


def kolonne() -> str:
    """The unit as the name of a column: «mill_kroner»."""
    return _SKALAER[belopsenhet().base].kolonne


def hele() -> str:
    """What amounts without decimals are rounded to: «hele millioner»."""
    return _SKALAER[belopsenhet().base].hele


def i_penger(belop: Fraction) -> str:
    """Kroner in the unit: whole where it is, one decimal elsewhere."""
    vist = belop / i_kroner()
    return vis_tall(vist, None if vist.denominator == 1 else 1)


def stort(belop: Fraction) -> tuple[str, str]:
    """An amount as a key figure, and what it is of: «24 mill.» and «kroner»."""
    forste, _, resten = penger().partition(" ")
    if forste.endswith("."):
        return f"{i_penger(belop)} {forste}", resten
    return i_penger(belop), penger()
