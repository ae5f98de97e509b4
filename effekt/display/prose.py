"""What one text met while it was filled in: years that a reviewer's period does not have, and what was decided by them.

Where a year has no value, the sentence says so, and claims know of it.

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
from typing import Any, Final

from effekt.base.faults import naermeste
from effekt.base.numbers import MANGLER, Enhet
from effekt.model.verdi import vis_ar
from effekt.reading.insertion import PERIODE
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor


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


def penger() -> Penger:
    """The unit that the text at hand tells amounts in."""
    return _tvil.get().penger()


def mente(navn: str, kjente: Iterable[str]) -> str:
    """What may have been meant, or all that may be written."""
    return naermeste(navn, kjente) or f" Her kan stå: {', '.join(sorted(kjente))}"
