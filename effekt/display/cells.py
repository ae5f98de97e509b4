"""What a table's cell holds besides words, and which of a table's columns are numbers.

A bar, a row of years and a step of a scale are each a role of Markdown that only the program can write: what data say
goes through display/markup, where no role of theirs is on the list. The site and JupyterLab draw the same HTML of it
(``drawn_cells``), paper and Word have the words.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from effekt.base.numbers import HARDT_MELLOMROM, MINUS, STREK
from effekt.display.markup import Trygg, til_tekst, trygg_linje

_MELLOM: Final = rf"[ {HARDT_MELLOMROM}]"
_TALL: Final = rf"[+{MINUS}]?(?:\d{{1,3}}(?:{_MELLOM}\d{{3}})+|\d+)(?:,\d+)?"
# A number, or a span of two, with the few words of its unit.
_TALLRUTE: Final = re.compile(
    rf"(?:{_TALL})(?:{STREK}(?:{_TALL}))?(?:{_MELLOM}?%)?(?:{_MELLOM}[^\W\d]+\.?){{0,3}}(?:{_MELLOM}i{_MELLOM}\d{{4}})?"
)
_KORT: Final = 16  # signs of «ikke rapportert», the longest that stands for a number
_ULIKE: Final = 3


def er_tall(tekst: str) -> bool:
    """Whether a cell is a number as the book shows it, with or without its unit."""
    return bool(_TALLRUTE.fullmatch(tekst))


def tallkolonner(rader: Sequence[Sequence[str]]) -> frozenset[int]:
    """The columns that are numbers, by their place; the first names the rows, and is none.

    ``rader`` are plain texts. What stands for a number where there is none is short, and is one of few.
    """

    def av_tall(kolonne: int) -> bool:
        ruter = [rad[kolonne] for rad in rader if rad[kolonne]]
        andre = {rute for rute in ruter if not er_tall(rute)}
        kjent = len(andre) <= _ULIKE and all(len(a) <= _KORT and not re.search(r"\d", a) for a in andre)
        return kjent and any(map(er_tall, ruter))

    bredde = min(map(len, rader), default=0)
    return frozenset(kolonne for kolonne in range(1, bredde) if av_tall(kolonne))


def stolpe(vist: str, verdi: Fraction, alle: Iterable[Fraction]) -> Trygg:
    """A number as it is shown, and a bar for it, to one scale with ``alle``."""
    minst, storst = min([Fraction(0), *alle]), max([Fraction(0), *alle])
    tall = " ".join(str(round(float(ett), 4)) for ett in (verdi, minst, storst))
    return Trygg(f"{trygg_linje(vist)} {{stolpe}}`{tall}`")


def ar_for_ar(nar: str, per_ar: Mapping[int, str]) -> Trygg:
    """A column for each year, from the amounts as they are shown, after the words for when it is."""
    return Trygg(f"{{gnist}}`{'; '.join(f'{ar}: {vist}' for ar, vist in per_ar.items())}` {trygg_linje(nar)}")


def trinn(tegn: str, navn: str, tone: str) -> Trygg:
    """A step of a scale: its sign in its tone, and its name to those who do not see it."""
    return Trygg(f"{{trinn}}`{_uten_tegn(navn)} <{_uten_tegn(tegn)} {tone}>`")


def sammen(*deler: str) -> Trygg:
    """Pieces after each other on a line, steps of a scale among them."""
    return Trygg(" ".join(map(trygg_linje, deler)))


def _uten_tegn(tekst: str) -> str:
    """The text without what would end the role that it stands in."""
    return re.sub(r"[`<>\\\n]", "", til_tekst(tekst))
