"""Amounts in texts: numbers that remember the scale they stand on, so that thousands and kroner can meet.

``f.belop.verdi`` is the number as it stands in data/, in 1 000 kr or mill. kr. Added to or held against another amount,
or shown as money, it is what it is in kroner. What a text itself multiplies or divides by thousands or millions it has
taken into its own hands: that number is what it says.
"""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from effekt.base.numbers import Enhet
from effekt.model.storrelse import Storrelse
from effekt.reading.tabelldata import Celle, Tabelldata

_FELT = frozenset({"verdi", "tallet", "lav", "hoy"})


class Amount(Fraction):
    """A number of kroner on a scale; ``skala`` is None where the text has moved it by hand."""

    __slots__ = ("skala",)
    skala: Fraction | None

    def __new__(cls, verdi: Fraction, skala: Fraction | None) -> "Amount":
        """The number on the scale."""
        ny = super().__new__(cls, verdi)
        ny.skala = skala
        return ny

    @property
    def kroner(self) -> Fraction:
        """The amount in kroner."""
        return Fraction(self) * (self.skala or 1)

    def _sammen(self, annen: Any, regn: Callable[[Fraction, Fraction], Any]) -> tuple[Any, Fraction | None]:
        """The two worked out on one scale, and that scale: their own where it is the same, else kroner."""
        if not isinstance(annen, Amount):
            return regn(Fraction(self), annen), self.skala
        if self.skala is None or annen.skala is None or self.skala == annen.skala:
            felles = self.skala if annen.skala is not None else None
            return regn(Fraction(self), Fraction(annen)), felles
        return regn(self.kroner, annen.kroner), Fraction(1)

    def _sum(self, annen: Any, regn: Callable[[Fraction, Fraction], Any]) -> Any:
        return Amount(*self._sammen(annen, regn)) if isinstance(annen, Fraction | int) else NotImplemented

    def _ganger(self, annen: Any, regn: Callable[[Fraction, Fraction], Any]) -> Any:
        if isinstance(annen, Amount):
            # An amount of another is a share; times another it is nothing that has a name.
            return self._sammen(annen, regn)[0]
        if not isinstance(annen, Fraction | int):
            return NotImplemented
        for_hand = isinstance(annen, int) and annen != 0 and annen % 1000 == 0
        return Amount(regn(Fraction(self), Fraction(annen)), None if for_hand else self.skala)

    def _mot(self, annen: Any, regn: Callable[[Fraction, Fraction], Any]) -> Any:
        return self._sammen(annen, regn)[0] if isinstance(annen, Fraction | int) else NotImplemented

    def __add__(self, annen: Any) -> Any:
        return self._sum(annen, operator.add)

    __radd__ = __add__

    def __sub__(self, annen: Any) -> Any:
        return self._sum(annen, operator.sub)

    def __rsub__(self, annen: Any) -> Any:
        return self._sum(annen, lambda a, b: b - a)

    def __mul__(self, annen: Any) -> Any:
        return self._ganger(annen, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, annen: Any) -> Any:
        return self._ganger(annen, operator.truediv)

    def __rtruediv__(self, annen: Any) -> Any:
        return Fraction(annen) / Fraction(self)

    def __neg__(self) -> "Amount":
        return Amount(-Fraction(self), self.skala)

    def __abs__(self) -> "Amount":
        return Amount(abs(Fraction(self)), self.skala)

    def __eq__(self, annen: object) -> Any:
        return self._mot(annen, operator.eq)

    def __lt__(self, annen: Any) -> Any:
        return self._mot(annen, operator.lt)

    def __le__(self, annen: Any) -> Any:
        return self._mot(annen, operator.le)

    def __gt__(self, annen: Any) -> Any:
        return self._mot(annen, operator.gt)

    def __ge__(self, annen: Any) -> Any:
        return self._mot(annen, operator.ge)

    __hash__ = Fraction.__hash__


def amounts(verdi: Any, enhet: str = "kr") -> Any:
    """A number, or numbers by year or in a row, as amounts in the unit; what is no money stays as it is."""
    lest = Enhet.les(enhet) if enhet else None
    if lest is None or not lest.er_penger:
        return verdi
    if isinstance(verdi, Mapping):
        return {nokkel: amounts(en, enhet) for nokkel, en in verdi.items()}
    if isinstance(verdi, list):
        return [amounts(en, enhet) for en in verdi]
    return Amount(verdi, lest.i_kroner) if isinstance(verdi, Fraction) else verdi


def from_data(eier: Any, navn: str, verdi: Any) -> Any:
    """What a text takes out of a quantity, a cell or a table, with its scale where it is money."""
    if isinstance(eier, Tabelldata) or (isinstance(eier, Storrelse | Celle) and navn in _FELT):
        return amounts(verdi, eier.enhet)
    return verdi
