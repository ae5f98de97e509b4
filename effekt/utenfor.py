"""In prose, what stands where a reviewer's period has no value: it says so, and claims know of it.

Whatever is done with it, it stays what it is: a sum with it, a comparison, a number format.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from effekt.innsetting import PERIODE
from effekt.sektor import Sektor
from effekt.tall import MANGLER
from effekt.verdi import vis_ar


@dataclass
class Tvil:
    """What one text met of years without a value; empty where the period is the data's own.

    ``grunn`` gives why a year has no value, or an empty string where it ought to have one.
    """

    grunn: Callable[[int], str] = lambda ar: ""
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
    periode = sektor._info.periode
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
def tvil_om(grunn: Callable[[int], str]) -> Iterator[Tvil]:
    """While a text is filled in: what it meets of years without a value."""
    merke = _tvil.set(Tvil(grunn))
    try:
        yield _tvil.get()
    finally:
        _tvil.reset(merke)


def slipp_gjennom(vis: Callable[..., str]) -> Callable[..., str]:
    """A number format that lets what has no value say so itself."""

    @wraps(vis)
    def vist(verdi: object, *valg: Any) -> str:
        return str(verdi) if isinstance(verdi, Utenfor) else vis(verdi, *valg)

    return vist
