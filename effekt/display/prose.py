"""What the language of prose has of its own: number filters, number words, tests, and years without a value.

Where a reviewer's period has no value, the sentence says so, and claims know of it.

A sentence that a number could turn false stands in ``{% pastand condition %}…{% endpastand %}``. Condition and
sentence are worked out together: when either divides by zero or meets a figure that the source does not have, the
claim is broken and shown with «…» for its numbers, and the text around it is unharmed. A misspelt name, or a
condition that is no comparison, is a fault as everywhere. A word of degree («betydelig», «lav») is given the plainest
threshold that the sentence can bear.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from functools import wraps
from itertools import pairwise
from typing import Any, Final

from effekt.base.faults import Datafeil, naermeste
from effekt.base.numbers import MANGLER, MILLION, Enhet, vis_belop, vis_prosent, vis_tall
from effekt.base.words import ramse
from effekt.display.amounts import Amount
from effekt.model.storrelse import Storrelse
from effekt.model.units import dimension_of
from effekt.model.verdi import vis_ar
from effekt.reading.insertion import PERIODE
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Celle

# More decimals than anyone reads; a text that asks for a million would take all memory.
_DESIMALER: Final = 20


@dataclass
class Tvil:
    """What one text met of years without a value; empty where the period is the data's own.

    ``grunn`` gives why a year has no value, or an empty string where it ought to have one.
    ``penger`` gives the unit that the text tells amounts in.
    """

    grunn: Callable[[int], str] = lambda ar: ""
    penger: Callable[[], Penger] = lambda: Penger(Enhet("mill. kr"))
    avgjort: list[str] = field(default_factory=list)
    skrevet: set[str] = field(default_factory=set)

    def tom(self) -> str:
        """Why what was decided since last time cannot be relied on; empty where it can."""
        grunner = ", ".join(dict.fromkeys(self.avgjort))
        self.avgjort.clear()
        return grunner

    def setninger(self, tekst: str, kjente: Sequence[str]) -> list[str]:
        """The sentences of the text that lack a value, but those of the ``kjente`` claims."""
        alle = re.split(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ*{«])|\n\s*(?:\n|[-*] )", tekst)
        uten = [" ".join(s.split()) for s in alle if any(vist in s for vist in self.skrevet)]
        return [s for s in uten if not any(pastand in s for pastand in kjente)]


# Where a text's context has what its ``Tvil`` is made with.
_FRA_KONTEKST: Final = {"grunn": "uten_verdi", "penger": "penger"}
_tvil: ContextVar[Tvil] = ContextVar("tvil", default=Tvil())  # noqa: B039 (never written to)


class Utenfor:
    """The value of a year that the reviewer's period does not have."""

    def __init__(self, grunn: str) -> None:
        self.grunn = grunn

    def __str__(self) -> str:
        """What a reader sees; it tells of what was decided to show it, too."""
        _tvil.get().avgjort.clear()
        _tvil.get().skrevet.add(vist := f"**({self.grunn})**")
        return vist

    def __bool__(self) -> bool:
        """Something is decided by it, which cannot be relied on; the text's ``Tvil`` is told."""
        _tvil.get().avgjort.append(self.grunn)
        return True

    def __hash__(self) -> int:
        return hash(self.grunn)

    def _samme(self, *_: object) -> "Utenfor":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _samme
    __truediv__ = __rtruediv__ = __neg__ = __abs__ = __round__ = _samme
    __lt__ = __le__ = __gt__ = __ge__ = _samme
    __eq__ = __ne__ = _samme  # type: ignore[assignment]


def grunn(sektor: Sektor, ar: int) -> str:
    """Why a year has no value after a reviewer's change of the period; else an empty string."""
    if PERIODE not in sektor.endringer:
        return ""
    periode = sektor.unrecorded.info.periode
    if ar in periode:
        return MANGLER
    return f"{ar} er utenfor perioden {vis_ar(periode)} i denne omregningen"


def for_ar(ar: int) -> Utenfor | None:
    """What stands for a year that a series lacks; None where that is a fault in the text."""
    melding = _tvil.get().grunn(ar)
    return Utenfor(melding) if melding else None


def uvisst() -> str:
    """Why what was just decided cannot be relied on; empty where it can."""
    return _tvil.get().tom()


@contextmanager
def tvil_om(kontekst: Mapping[str, Any]) -> Iterator[Tvil]:
    """While a text is filled in: what it meets of years without a value."""
    merke = _tvil.set(Tvil(**{navn: kontekst[fra] for navn, fra in _FRA_KONTEKST.items() if fra in kontekst}))
    try:
        yield _tvil.get()
    finally:
        _tvil.reset(merke)


def slipp_gjennom(vis: Callable[..., str]) -> Callable[..., str]:
    """A number format that lets what has no value say so itself, and takes no more decimals than can be read."""

    @wraps(vis)
    def vist(verdi: object, *valg: Any) -> str:
        if any(not (ett is None or (isinstance(ett, int) and 0 <= ett <= _DESIMALER)) for ett in valg):
            raise Datafeil(f"antall desimaler er {valg[0]}, men må være et helt tall fra 0 til {_DESIMALER}")
        return str(verdi) if isinstance(verdi, Utenfor) else vis(verdi, *valg)

    return vist


_TALLORD: Final = ("ingen", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv")


def _tallet(verdi: object) -> Fraction:
    if isinstance(verdi, Storrelse | Celle):
        return verdi.tallet
    if isinstance(verdi, Fraction | int):
        return Fraction(verdi)
    raise Datafeil(f"«{verdi}» i teksten er ikke et tall")


def _kroner(verdi: object) -> Fraction:
    """An amount in kroner: a bare number is kroner, a quantity is moved from its own unit."""
    tall = _tallet(verdi)
    if isinstance(verdi, Amount):
        return verdi.kroner
    if not isinstance(verdi, Storrelse | Celle):
        return tall
    enhet = Enhet.les(verdi.enhet)
    if not enhet.er_penger:
        raise Datafeil(f"«{verdi}» i teksten er ikke kroner. Ta bort filteret, eller bruk | tallet")
    return tall * enhet.i_kroner


def _andel(verdi: object) -> Fraction:
    """A share: a bare number is one, a quantity in per cent is hundredths."""
    if not isinstance(verdi, Storrelse | Celle) or not verdi.enhet:
        return _tallet(verdi)
    if (av := dimension_of(verdi.enhet)).ledd:
        raise Datafeil(f"«{verdi}» i teksten er ikke en andel. Ta bort filteret, eller bruk | tallet")
    return _tallet(verdi) * av.faktor


def _belop(verdi: object, desimaler: int | None = None) -> str:
    """An amount in the unit that the book shows amounts in."""
    penger = _tvil.get().penger()
    return f"{penger.tall(_kroner(verdi), desimaler)}\u00a0{penger.ord_}"


def antall(verdi: object) -> str:
    """A count as a word up to twelve, in figures above."""
    tall = len(verdi) if hasattr(verdi, "__len__") else _tallet(verdi)
    if Fraction(tall).denominator == 1 and 0 <= tall < len(_TALLORD):
        return _TALLORD[int(tall)]
    return vis_tall(tall)


def ferdig(verdi: object) -> object:
    """What may be printed as it is; a bare number may not, for it has lost its unit."""
    if isinstance(verdi, Fraction | float) or callable(verdi):
        raise Datafeil(
            f"tallet {verdi} står uten enhet i teksten. Bruk et filter: | mill, | kr, | prosent eller | tallet"
        )
    return verdi


def mente(navn: str, kjente: Iterable[str]) -> str:
    """What may have been meant, or all that may be written."""
    return naermeste(navn, kjente) or f" Her kan stå: {', '.join(sorted(kjente))}"


_TALLFILTRE: Final[dict[str, Callable[..., str]]] = {
    "mill": lambda verdi, desimaler=None: vis_belop(_kroner(verdi) / MILLION, desimaler) + "\u00a0mill. kroner",
    "belop": _belop,
    "kr": lambda verdi: vis_tall(_kroner(verdi), 0) + "\u00a0kroner",
    "prosent": lambda verdi, desimaler=None: vis_prosent(_andel(verdi), desimaler),
    "tallet": lambda verdi, desimaler=None: vis_tall(_tallet(verdi), desimaler),
}
# What the language of prose has of its own: a text that prints a number must use one of the filters.
FILTRE: Final = {navn: slipp_gjennom(vis) for navn, vis in _TALLFILTRE.items()}
TESTER: Final[dict[str, Callable[[Iterable[Fraction]], bool]]] = {
    "uendret": lambda verdier: all(neste == forrige for forrige, neste in pairwise(verdier)),
    "stigende": lambda verdier: all(neste > forrige for forrige, neste in pairwise(verdier)),
    "synkende": lambda verdier: all(neste < forrige for forrige, neste in pairwise(verdier)),
}
FUNKSJONER: Final = {"antall": slipp_gjennom(antall), "ramse": ramse}
