"""Small words of prose: lists in words, a capital letter, the outermost of several."""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Final

# Counts as words, from none.
TALLORD: Final = ("ingen", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")


# Windows lets no file or folder be called so, whatever its ending, in capitals or not.
_DEVICES: Final = re.compile(r"con|prn|aux|nul|(?:com|lpt)[1-9]", re.IGNORECASE)


def is_devices_name(navn: str) -> bool:
    """Whether a name is one that Windows has for a device, so that no file can be called so there."""
    return _DEVICES.fullmatch(navn) is not None


def ramse(ledd: Iterable[str]) -> str:
    """The words with commas between, and «og» before the last; nothing of none."""
    *forste, siste = [*ledd] or [""]
    return f"{', '.join(forste)} og {siste}" if forste else siste


def stor_forbokstav(tekst: str) -> str:
    """The text with a capital first letter, all else as it is: names keep theirs."""
    return tekst[:1].upper() + tekst[1:]


def ytterst(verdier: Mapping[str, Fraction], velg: Callable[[Iterable[Fraction]], Fraction] = max) -> list[str]:
    """The names whose value is the largest, or the smallest with ``min``: several where it ties."""
    grense = velg(verdier.values())
    return [navn for navn, verdi in verdier.items() if verdi == grense]
