"""Numbers as prose has them: a value with its unit, and a series of them, that can be calculated with.

The unit goes along. Shares and percentages are one kind, and so are kroner, thousands and millions: they are moved to
each other's scale when they are added or compared. Other units must be the same. A number without a unit, such as one
that the text itself has, is taken to be in the unit of what it meets. What is multiplied or divided keeps the unit that
can be known of it: kroner per place times places are kroner, kroner of kroner are a share, places times days are a
number that no unit can be named for.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial, partialmethod
from typing import Any, Final

from effekt.base.faults import Datafeil
from effekt.base.numbers import MANGLETEGN, Enhet, vis_med_enhet
from effekt.display.prose import Utenfor, for_ar
from effekt.model.storrelse import Forutsetning, Storrelse
from effekt.reading.tabelldata import Celle, UtenTall

_ANDEL: Final = "andel"
_ANDELER: Final[Mapping[str, Fraction]] = {
    _ANDEL: Fraction(1),
    "prosent": Fraction(1, 100),
    "prosentpoeng": Fraction(1, 100),
}
_PENGER: Final = "kr"
# Arithmetic has left no unit that can be named.
UTEN_NAVN: Final = ""
_ORDEN: Final = (operator.lt, operator.le, operator.gt, operator.ge)
_RAD: Final = "Regn om først, eller skriv | uten_enhet bak hvert av tallene"


def _ledd(regn: Callable[[Fraction, Fraction], Any], a: Any, b: Any) -> Any:
    """Two numbers in one unit, added, subtracted, or divided to whole or rest; or NotImplemented."""
    if isinstance(a, Maltall) and isinstance(b, Maltall):
        # Percentages take shares to themselves, for what differs is then told in points.
        mal = b if (a.base == _ANDEL != b.base and b.slag == _ANDEL) or not a.base else a
        tall = regn(a.i_enheten_til(mal), b.i_enheten_til(mal))
        return mal._med(Fraction(tall))
    if isinstance(a, Maltall) and isinstance(b, Fraction | int):
        return a._med(Fraction(regn(a.tallet, Fraction(b))))
    if isinstance(b, Maltall) and isinstance(a, Fraction | int):
        return b._med(Fraction(regn(Fraction(a), b.tallet)))
    return NotImplemented


def _ganger(a: Any, b: Any) -> Any:
    if not isinstance(a, Maltall):
        a, b = b, a
    if isinstance(b, Fraction | int):
        return a._med(a.tallet * b)
    if not isinstance(b, Maltall):
        return NotImplemented
    for ett, annet in ((a, b), (b, a)):
        if annet.base in (ett.per or ()):  # «kr per prosent» times «prosent»
            return Maltall(ett.tallet * annet.tallet, ett.base, kjent_per=False)
    if a.slag == b.slag == _PENGER:
        raise Datafeil(f"{a.enhet} kan ikke ganges med {b.enhet}. Ta bort det ene beløpet")
    if _ANDEL in (a.slag, b.slag):
        andel, av = (a, b) if a.slag == _ANDEL else (b, a)
        return av._med(av.tallet * andel.tallet * andel.skala)
    penger = next((ett for ett in (a, b) if ett.slag == _PENGER), None)
    return Maltall(a.tallet * b.tallet, penger.base if penger else UTEN_NAVN, kjent_per=False)


def _delt(a: Any, b: Any) -> Any:
    if isinstance(a, Maltall) and isinstance(b, Fraction | int):
        return a._med(a.tallet / b)
    if not isinstance(b, Maltall) or not isinstance(a, Maltall | Fraction | int):
        return NotImplemented
    if not isinstance(a, Maltall):
        return Maltall(a / b.tallet, UTEN_NAVN, kjent_per=False)
    if b.slag == _ANDEL != a.slag:
        return a._med(a.tallet / (b.tallet * b.skala))
    if a.slag == b.slag and a.base:
        samme = a.per == b.per or None in (a.per, b.per)
        svar = a.tallet * a.skala / (b.tallet * b.skala)
        return Maltall(svar, _ANDEL if samme else UTEN_NAVN, kjent_per=False)
    return Maltall(a.tallet / b.tallet, a.base if a.slag == _PENGER else UTEN_NAVN, kjent_per=False)


def _holdt_mot(a: "Maltall", prov: Callable[[Fraction, Fraction], bool], b: Any) -> Any:
    """Two numbers compared in one unit; what is no number cannot be."""
    if isinstance(b, Maltall):
        return prov(a.i_enheten_til(b), b.tallet)
    if isinstance(b, Fraction | int) and not isinstance(b, bool):
        return prov(a.tallet, Fraction(b))
    if isinstance(b, Serie | Utenfor):
        return NotImplemented
    raise Datafeil("et tall er sammenlignet med noe som ikke er et tall. Rett det")


def _begge(regn: Callable[[Any, Any], Any]) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    """A sign of arithmetic, with what it stands in on the left and on the right of it."""
    return lambda a, b: regn(a, b), lambda b, a: regn(a, b)


def _hver(regn: Callable[[Any, Any], Any]) -> tuple[Callable[["Serie", Any], Any], Callable[["Serie", Any], Any]]:
    """As ``_begge``, of a series: a sign does to each of its numbers what it does to one."""
    return lambda a, b: a.hver(regn, b), lambda a, b: a.hver(lambda x, y: regn(y, x), b)


def _alle(prov: Callable[[Any, Any], Any]) -> Callable[["Serie", Any], Any]:
    def holder(serie: "Serie", annet: Any) -> Any:
        svar = serie.hver(prov, annet)
        if isinstance(svar, Utenfor):
            return svar
        return next((ett for ett in svar.values() if isinstance(ett, Utenfor) or not ett), True)

    return holder


class Maltall:
    """An exact number and its unit; ``tallet`` raises UtenTall where the source has none."""

    __slots__ = ("_hva", "_tall", "base", "enhet", "hoy", "lav", "mangler", "per", "usikkerhet")

    def __init__(
        self, tall: Fraction | None, enhet: str, hva: str = "", mangler: str = "", *, kjent_per: bool = True
    ) -> None:
        lest = Enhet.les(enhet) if enhet else Enhet(UTEN_NAVN)
        self._tall, self._hva, self.mangler, self.enhet, self.base = tall, hva, mangler, enhet, lest.base
        # What it is counted per; None where arithmetic has made that unknown. Amounts are of a year as it is.
        self.per = frozenset(lest.per.split(" og ")) - {"år", ""} if kjent_per else None
        self.lav: Maltall | Serie | None = None
        self.hoy: Maltall | Serie | None = None
        self.usikkerhet: str | None = None

    @property
    def tallet(self) -> Fraction:
        """The number in its own unit."""
        if self._tall is None:
            raise UtenTall(f"{self._hva} er {MANGLETEGN[self.mangler]}, og kan ikke regnes med")
        return self._tall

    @property
    def slag(self) -> str:
        """The kind of unit: all money is one kind, and all shares."""
        if self.base in _ANDELER:
            return _ANDEL
        return _PENGER if self.base and Enhet(self.base).er_penger else self.base

    @property
    def skala(self) -> Fraction:
        """How many of the kind's own unit, kroner or a whole, one is."""
        if self.slag == _PENGER:
            return Enhet(self.base).i_kroner
        return _ANDELER.get(self.base, Fraction(1))

    def __str__(self) -> str:
        if self._tall is None:
            return MANGLETEGN[self.mangler]
        if not self.base:
            raise Datafeil(
                f"tallet {self._tall} står uten enhet i teksten. Bruk et filter: | mill, | kr eller | tallet"
            )
        return vis_med_enhet(self._tall, Enhet.les(self.enhet))

    def __hash__(self) -> int:
        return hash(self._tall and self._tall * self.skala)

    def __bool__(self) -> bool:
        return self.tallet != 0

    __add__, __radd__ = _begge(partial(_ledd, operator.add))
    __sub__, __rsub__ = _begge(partial(_ledd, operator.sub))
    __floordiv__, __rfloordiv__ = _begge(partial(_ledd, operator.floordiv))
    __mod__, __rmod__ = _begge(partial(_ledd, operator.mod))
    __mul__, __rmul__ = _begge(_ganger)
    __truediv__, __rtruediv__ = _begge(_delt)
    __lt__, __le__, __gt__, __ge__ = (partialmethod(_holdt_mot, tegn) for tegn in _ORDEN)

    def __eq__(self, annet: object) -> Any:
        return _holdt_mot(self, operator.eq, annet)

    def __ne__(self, annet: object) -> Any:
        return _holdt_mot(self, operator.ne, annet)

    def i_enheten_til(self, annet: "Maltall") -> Fraction:
        """The number in the other's unit; raises Datafeil where the two are of different kinds."""
        if UTEN_NAVN not in (self.base, annet.base):
            ulike = self.per != annet.per and None not in (self.per, annet.per)
            if self.slag != annet.slag or ulike:
                raise Datafeil(f"{annet.enhet} og {self.enhet} kan ikke legges sammen eller sammenlignes. {_RAD}")
        return self.tallet * self.skala / annet.skala if self.slag == annet.slag else self.tallet

    def _med(self, tall: Fraction) -> "Maltall":
        return Maltall(tall, self.enhet, kjent_per=self.per is not None)

    def __neg__(self) -> "Maltall":
        return self._med(-self.tallet)

    def __abs__(self) -> "Maltall":
        return self._med(abs(self.tallet))


class Serie(Mapping[Any, Any]):
    """A number for each year, or each of something else, that can be calculated with as one.

    What is asked of it is asked of every year: ``SYE1.effekt > 0`` says that it is so in all of them.
    """

    def __init__(self, verdier: Mapping[Any, Any], hva: str = "") -> None:
        self._verdier, self.hva = dict(verdier), hva
        self.lav: Serie | Maltall | None = None
        self.hoy: Serie | Maltall | None = None
        self.usikkerhet: str | None = None

    def __getitem__(self, nokkel: Any) -> Any:
        if isinstance(nokkel, slice):
            fra, til = nokkel.start, nokkel.stop
            return Serie(
                {ar: v for ar, v in self._verdier.items() if (fra is None or ar >= fra) and (til is None or ar <= til)},
                self.hva,
            )
        return self._verdier[nokkel]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._verdier)

    def __len__(self) -> int:
        return len(self._verdier)

    __hash__ = None  # type: ignore[assignment]
    __add__, __radd__ = _hver(operator.add)
    __sub__, __rsub__ = _hver(operator.sub)
    __mul__, __rmul__ = _hver(operator.mul)
    __truediv__, __rtruediv__ = _hver(operator.truediv)
    __lt__, __le__, __gt__, __ge__ = map(_alle, _ORDEN)

    def __eq__(self, annet: object) -> Any:
        return _alle(operator.eq)(self, annet)

    def __ne__(self, annet: object) -> Any:
        svar = self == annet
        return svar if isinstance(svar, Utenfor) else not svar

    def hver(self, regn: Callable[[Any, Any], Any], annet: Any) -> Any:
        """Each year's value with the other's of that year, or with the one that it is for all years."""
        if isinstance(annet, Utenfor):
            return annet
        if not isinstance(annet, Serie):
            return Serie({ar: regn(verdi, annet) for ar, verdi in self._verdier.items()})
        alle = dict.fromkeys([*self._verdier, *annet])
        return Serie({ar: regn(self._i(ar), annet._i(ar)) for ar in alle})

    def _i(self, ar: Any) -> Any:
        if ar in self._verdier:
            return self._verdier[ar]
        if isinstance(ar, int) and (utenfor := for_ar(ar)):
            return utenfor
        raise Datafeil(f"en serie har ikke tall for {ar}, som en annen har. Velg årene, slik: [{ar}:]")

    def __neg__(self) -> "Serie":
        return Serie({ar: -verdi for ar, verdi in self._verdier.items()})

    def __abs__(self) -> "Serie":
        return Serie({ar: abs(verdi) for ar, verdi in self._verdier.items()})


def av_storrelse(s: Storrelse) -> Maltall | Serie:
    """A quantity of data/, with the ends of its range and how uncertain it is, where it says so."""
    tall = _mengde(s.verdi, s)
    tall.usikkerhet = s.usikkerhet if isinstance(s, Forutsetning) else None
    tall.lav, tall.hoy = (None if ende is None else _mengde(ende, s) for ende in (s.lav, s.hoy))
    return tall


def _mengde(mengde: Fraction | Mapping[int, Fraction], s: Storrelse) -> Maltall | Serie:
    if isinstance(mengde, Fraction):
        return Maltall(mengde, s.enhet, s.adresse)
    return Serie({ar: Maltall(verdi, s.enhet) for ar, verdi in mengde.items()}, s.adresse)


def av_celle(celle: Celle) -> Maltall:
    """A value of a table."""
    return Maltall(celle.verdi, celle.enhet, celle.adresse, celle.mangler)


def i_kroner(belop: Mapping[int, Fraction] | Mapping[int, Fraction | None], hva: str) -> Serie:
    """Amounts that the book has worked out, in kroner."""
    return Serie({ar: Maltall(verdi, _PENGER) for ar, verdi in belop.items() if verdi is not None}, hva)
