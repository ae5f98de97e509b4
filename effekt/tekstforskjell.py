"""Two versions of a text: which numbers in it are others, and which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Final

from effekt.tall import HARDT_MELLOMROM, MINUS

# What is markup and not words: roles, code, addresses of links, footnote marks, tags.
_VERNET: Final = r"\{[a-z:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|\[\^[^\]]+\]|</?[A-Za-z][^>]*>"
_TALL: Final = (
    rf"(?<!\w){MINUS}?(?:\d{{1,3}}(?:[ {HARDT_MELLOMROM}\u202f]\d{{3}})+|\d+)(?:,\d+)?(?!\w)"
)
_LEDD: Final = re.compile(rf"(?P<vernet>{_VERNET})|(?P<tall>{_TALL})|(?P<ord>\w+|[^\w\s])")
_SETNINGSSLUTT: Final = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ«*])|\n{2,}")


@dataclass(frozen=True)
class Ledd:
    """A word, a number or a sign of a text, and where it stands."""

    tekst: str
    er_tall: bool
    start: int
    slutt: int


@dataclass(frozen=True)
class Bytte:
    """What stands in the new text from ``start`` to ``slutt``, and what stood there before.

    ``er_tall``: one number for another, which ended at ``slutt_for`` in the old text. Otherwise
    words, either of which may be none.
    """

    gammelt: str
    nytt: str
    start: int
    slutt: int
    er_tall: bool
    slutt_for: int = 0


def ledd(tekst: str) -> list[Ledd]:
    """The words, numbers and signs of a text of Markdown, in order."""
    return [Ledd(m[0], m.lastgroup == "tall", m.start(), m.end()) for m in _LEDD.finditer(tekst)]


def antall_tall(tekst: str) -> int:
    """How many numbers a text has."""
    return sum(ett.er_tall for ett in ledd(tekst))


def form(tekst: str) -> str:
    """The text with a sign for each number: what stays the same when only numbers change."""
    return " ".join("#" if ett.er_tall else ett.tekst for ett in ledd(tekst))


def bytter(gammel: str, ny: str) -> list[Bytte]:
    """What is another in the new text.

    Numbers are paired by the words around them: a number at the same place of the same sentence is
    the same number, whatever it was.
    """
    if gammel == ny:
        return []
    a, b = ledd(gammel), ledd(ny)
    return list(_bytter(gammel, ny, a, b))


def _bytter(gammel: str, ny: str, a: list[Ledd], b: list[Ledd]) -> Iterator[Bytte]:
    form_a, form_b = (["#" if x.er_tall else x.tekst for x in rad] for rad in (a, b))
    for slag, i1, i2, j1, j2 in SequenceMatcher(None, form_a, form_b, autojunk=False).get_opcodes():
        if slag == "equal":
            for x, y in zip(a[i1:i2], b[j1:j2], strict=True):
                if x.tekst != y.tekst:
                    yield Bytte(x.tekst, y.tekst, y.start, y.slutt, True, x.slutt)
        else:
            sted = b[j1].start if j1 < len(b) else len(ny)
            yield Bytte(
                gammel[a[i1].start : a[i2 - 1].slutt] if i2 > i1 else "",
                ny[sted : b[j2 - 1].slutt] if j2 > j1 else "",
                sted,
                b[j2 - 1].slutt if j2 > j1 else sted,
                er_tall=False,
            )


def setning_rundt(tekst: str, start: int, slutt: int) -> str:
    """The sentence that the place lies in."""
    fra = max((m.end() for m in _SETNINGSSLUTT.finditer(tekst) if m.end() <= start), default=0)
    til = min(
        (m.start() for m in _SETNINGSSLUTT.finditer(tekst) if m.start() >= slutt),
        default=len(tekst),
    )
    return " ".join(tekst[fra:til].split("\n")).strip()


def som_brok(vist: str) -> Fraction | None:
    """The value of a number as a reader sees it, «−1 250,5»; None for what is not one."""
    treff = re.fullmatch(rf"({_TALL})\s*(%)?", vist.strip())
    if not treff:
        return None
    rent = re.sub(r"\s", "", treff[1]).replace(MINUS, "-").replace(",", ".")
    return Fraction(rent)
