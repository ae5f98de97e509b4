"""The same fact told once: what differs at many places of a book, gathered where it is one number.

Two places tell of one number when what they were and are is the same amount, on whatever scale, and neither names
another year, measure or row than the other does. A place that says no year is of the latest one that fits. A printed
deviation («Avvik») is its amount's, since it moves with it. A measure that is left out has nothing at one place, and no
number at another. What is new in a text, and stood there already, is none.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from effekt.review.comparison import Comparison, Difference, Kapittelendring, Objektendring

_AR: Final = re.compile(r"\b(?:19|20|21)\d\d\b")
_TILTAK: Final = re.compile(r"\b[A-Z]+\d+\b")
_KORT: Final = re.compile(r"kort-([a-z]+\d+)$")
_KODE: Final = re.compile(r"[A-ZÆØÅ]{2,}")
_AVVIK: Final = re.compile(r"\bavvik$", re.IGNORECASE)
_SUMMER: Final = ("til sammen", "sum", "samlet", "total", "totalt", "planlagt", "hvis de blir gjennomført")
_MILL, _TUSEN = Fraction(1_000_000), Fraction(1000)
_PENGER: Final = {
    "kr": Fraction(1), "krone": Fraction(1), "kroner": Fraction(1), "hele kroner": Fraction(1),
    "1 000 kr": _TUSEN, "tusen kr": _TUSEN, "tusen kroner": _TUSEN,
    "mill. kr": _MILL, "mill. kroner": _MILL, "mill": _MILL, "million": _MILL, "millioner": _MILL,
    "million kroner": _MILL, "millioner kroner": _MILL,
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a number differs: its chapter, the object that shows it, and what it was and is."""

    kapittel: Kapittelendring
    objekt: Objektendring
    endret: Difference

    @cached_property
    def year(self) -> str:
        """The year that the place is of; empty where it names none."""
        funnet = _AR.findall(self.endret.sted)
        return str(funnet[-1]) if funnet else ""

    @cached_property
    def measure(self) -> str:
        """The measure that the place is of; empty where it names none, or several."""
        navn = set(_TILTAK.findall(self.endret.sted))
        if not navn and (kort := _KORT.search(self.objekt.post.etikett)):
            navn = {kort[1].upper()}
        return navn.pop() if len(navn) == 1 else ""

    @cached_property
    def row(self) -> str:
        """What a cell of a table is of, in small letters; empty for a text, for a sum and for a code."""
        ledd = self.endret.sted.split(" · ")
        navn = next((ett for ett in ledd[:-1] if not _AR.fullmatch(ett)), "")
        return "" if navn.isupper() or navn.lower() in _SUMMER else navn.lower().replace("_", " ")

    @cached_property
    def code(self) -> str:
        """The code of an agency or a sector that a cell of a table is of; empty without one."""
        return next((ett for ett in reversed(self.endret.sted.split(" · ")[:-1]) if _KODE.fullmatch(ett)), "")

    @cached_property
    def unit(self) -> str:
        """What its amounts are in, as words; empty where it does not say."""
        ord_ = _AR.sub("", self.endret.enhet.replace("\u00a0", " ")).strip()
        # A column is called «anslag mill. kroner», and a table is «i hele kroner».
        hvor = f" {ord_}" if ord_ else self.endret.sted.replace("\u00a0", " ")
        penger = (e for e in _PENGER if (hvor.endswith(f" {e}") if ord_ else f" i {e}" in hvor))
        return max(penger, key=len, default=ord_)

    @cached_property
    def deviates(self) -> bool:
        """Whether it is how much another amount differs from what is printed."""
        return bool(_AVVIK.search(self.endret.sted))

    @cached_property
    def is_new(self) -> bool:
        """Whether there was nothing there before."""
        return self.endret.fra is None and not self.endret.for_


class Fact:
    """One number that differs, and every place that tells of it; ``head`` is told, the others are named."""

    def __init__(self, place: Place) -> None:
        self.head = place
        # A place that says what its amounts are in, as soon as there is one.
        self._known = place
        self.places = [place]
        self.year, self.measure, self.row, self.code = place.year, place.measure, place.row, place.code

    def add(self, place: Place) -> None:
        """Tell of it at one more place."""
        self.places.append(place)
        if place.unit and not self._known.unit and not (place.is_new or place.deviates):
            self._known = place
        self.year, self.measure = self.year or place.year, self.measure or place.measure
        self.row, self.code = self.row or place.row, self.code or place.code

    def fits(self, place: Place) -> bool:
        """Whether the place tells of this number."""
        if place.year and self.year and place.year != self.year:
            return False
        if place.measure and self.measure:
            if place.measure != self.measure:
                return False
        elif (place.code and self.code and place.code != self.code) or not _alike(place.row, self.row):
            return False
        hode = self._known
        if place.deviates and not hode.deviates:
            its_own = bool(place.year) and place.measure == self.measure
            return its_own and _same(hode, (hode.endret.differanse,), place, (place.endret.til,))
        if hode.deviates != place.deviates:
            return False
        if place.is_new:
            # Nothing is what many numbers have become.
            if not place.endret.til and not (place.measure and place.measure == self.measure):
                return False
            return _same(hode, (hode.endret.til,), place, (place.endret.til,))
        if place.measure and place.measure == self.measure and not place.endret.til and not hode.endret.til:
            return _same(hode, (hode.endret.fra,), place, (place.endret.fra,))
        return _same(hode, (hode.endret.fra, hode.endret.til), place, (place.endret.fra, place.endret.til))


def _alike(a: str, b: str) -> bool:
    """Whether two rows may be of the same: «nest beste» is «nest beste forhold», and one that says nothing is any."""
    return not a or not b or a.startswith(b) or b.startswith(a)


def _same(a: Place, verdier_a: Sequence[Fraction | None], b: Place, verdier_b: Sequence[Fraction | None]) -> bool:
    """Whether the values are the same amounts; where a place does not say in what, on some scale of money."""
    if None in verdier_a or None in verdier_b:
        return False
    i_a, i_b = _PENGER.get(a.unit), _PENGER.get(b.unit)
    if i_a and i_b:
        skalaer = [i_b / i_a]
    elif a.unit and b.unit:
        skalaer = [Fraction(1)] if a.unit == b.unit else []
    else:
        kjent = i_a or i_b
        andre = [1 / kjent, _TUSEN / kjent, _MILL / kjent] if kjent else []
        skalaer = [Fraction(1), *(andre if i_a else [1 / s for s in andre])]
    par = list(zip(verdier_a, verdier_b, strict=True))
    return any(all(x == y * skala for x, y in par if x is not None and y is not None) for skala in skalaer)


def facts_of(sammenligning: Comparison) -> list[Fact]:
    """Every number that differs, once, in the order of the book."""
    alle = [p for p in _places(sammenligning) if not _stood_there(p)]
    nummer = {id(place.endret): nr for nr, place in enumerate(alle)}
    funnet: list[Fact] = []
    # A comparison may have thousands: only what is alike but for its scale is held against each other.
    like: dict[tuple[Fraction | None, ...], list[Fact]] = defaultdict(list)
    # What says most first: its year, and an amount rather than what it deviates by; what is new joins what changed.
    for place in sorted(alle, key=lambda p: (p.deviates, p.is_new, p.endret.til is None, not p.year)):
        ett = place.endret
        nokkel = _unscaled(ett.til) if place.is_new or place.deviates else _unscaled(ett.fra, ett.til)
        passer = [fact for fact in like[nokkel] if fact.fits(place)]
        if passer:
            max(passer, key=lambda fact: fact.year).add(place)
            continue
        ny = Fact(place)
        funnet.append(ny)
        for kjent in {_unscaled(ett.fra, ett.til), _unscaled(ett.til), _unscaled(ett.differanse)}:
            like[kjent].append(ny)
    for fact in funnet:
        fact.places.sort(key=lambda p: nummer[id(p.endret)])
    return sorted(funnet, key=lambda fact: nummer[id(fact.places[0].endret)])


def _unscaled(*verdier: Fraction | None) -> tuple[Fraction | None, ...]:
    """The values whatever thousands they are counted in."""

    def uten(verdi: Fraction | None) -> Fraction | None:
        verdi = verdi or Fraction(0)
        while verdi and abs(verdi) >= _TUSEN:
            verdi /= _TUSEN
        while verdi and abs(verdi) < 1:
            verdi *= _TUSEN
        return verdi

    return tuple(uten(verdi) for verdi in verdier)


def _places(sammenligning: Comparison) -> Iterator[Place]:
    for kapittel in sammenligning.kapitler:
        for objekt in kapittel.objekter:
            yield from (Place(kapittel, objekt, ett) for ett in objekt.endret if ett.er_tall)


def _stood_there(place: Place) -> bool:
    """Whether a number that is new in a text stood in that object before."""
    ny = place.endret
    return not ny.for_ and ny.til is not None and bool(ny.setning) and ny.til in place.objekt.tall_for
