"""What the language of prose has of its own: filters for numbers, number words, and tests."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import wraps
from itertools import pairwise
from typing import Any, Final

from effekt.base.faults import Datafeil
from effekt.base.numbers import MILLION, vis_belop, vis_prosent, vis_tall
from effekt.base.words import TALLORD, ramse
from effekt.display.prose import Utenfor, penger
from effekt.display.quantities import Maltall, Serie

# More decimals than anyone reads; a text that asks for a million would take all memory.
_DESIMALER: Final = 20
_FILTRENE: Final = "| mill, | kr, | prosent eller | tallet"


def slipp_gjennom(vis: Callable[..., str]) -> Callable[..., str]:
    """A number format that lets what has no value say so itself, and takes no more decimals than can be read."""

    @wraps(vis)
    def vist(verdi: object, *valg: Any) -> str:
        if any(not (ett is None or (type(ett) is int and 0 <= ett <= _DESIMALER)) for ett in valg):
            raise Datafeil(f"antall desimaler er {i_ord(valg[0])}, men må være et helt tall fra 0 til {_DESIMALER}")
        return str(verdi) if isinstance(verdi, Utenfor) else vis(verdi, *valg)

    return vist


def i_ord(verdi: object) -> str:
    """A value as a message names it: short, also where it is large."""
    if isinstance(verdi, str | int | Fraction):
        return str(verdi)[:80]
    return "et tall med enhet" if isinstance(verdi, Maltall) else "ikke et tall"


def _tallet(verdi: object) -> Fraction:
    if isinstance(verdi, Maltall):
        return verdi.tallet
    if isinstance(verdi, Fraction | int):
        return Fraction(verdi)
    if isinstance(verdi, Serie):
        raise Datafeil(_flere(verdi))
    raise Datafeil(f"«{verdi[:80]}» i teksten er ikke et tall" if isinstance(verdi, str) else "det er ikke et tall her")


def _flere(serie: Serie) -> str:
    forste = next(iter(serie), "")
    return f"{serie.hva or 'serien'} har ett tall per år; skriv hvilket år: [{forste}]"


def _kroner(verdi: object) -> Fraction:
    """An amount in kroner: a bare number is kroner, a quantity is moved from its own unit."""
    if isinstance(verdi, Maltall) and verdi.base and verdi.slag != "kr":
        raise Datafeil(f"«{verdi}» i teksten er ikke kroner. Ta bort filteret, eller bruk | tallet")
    return _tallet(verdi) * (verdi.skala if isinstance(verdi, Maltall) else 1)


def _prosent(verdi: object, desimaler: int | None = None) -> str:
    """A share as a percentage; a bare number is a share."""
    if isinstance(verdi, Maltall) and verdi.base and verdi.slag != "andel":
        raise Datafeil(f"«{verdi}» i teksten er ikke en andel. Ta bort filteret, eller bruk | tallet")
    return vis_prosent(_tallet(verdi) * (verdi.skala if isinstance(verdi, Maltall) else 1), desimaler)


def _belop(verdi: object, desimaler: int | None = None) -> str:
    """An amount in the unit that the book shows amounts in.

    ``desimaler`` is of millions; what carries more has more, and what is shown in thousands or kroner needs none.
    """
    enhet, kroner = penger(), _kroner(verdi)
    if desimaler is not None:
        av_millioner = desimaler if enhet.i_kroner == MILLION else 0
        desimaler = max(av_millioner, enhet.desimaler([kroner]))
    return f"{enhet.tall(kroner, desimaler)}\u00a0{enhet.ord_}"


def _omtrent(verdi: object) -> str:
    """An amount in the book's unit, rounded: to a tenth of a million, or to whole thousands or kroner.

    For what has more decimals than it is known with, such as an amount weighted by chances.
    """
    enhet = penger()
    return f"{enhet.tall(_kroner(verdi), int(enhet.i_kroner == MILLION))}\u00a0{enhet.ord_}"


def antall(verdi: object) -> str:
    """A count as a word up to twelve, in figures above."""
    tall = len(verdi) if hasattr(verdi, "__len__") else _tallet(verdi)
    if Fraction(tall).denominator == 1 and 0 <= tall < len(TALLORD):
        return TALLORD[int(tall)]
    return vis_tall(tall)


def ferdig(verdi: object) -> str:
    """What is printed: text, whole numbers, and numbers with a unit. Anything else is a fault that says what to do."""
    if isinstance(verdi, str | Maltall | Utenfor) or type(verdi) is int:
        return str(verdi)
    if isinstance(verdi, Fraction | float):
        raise Datafeil(f"tallet {i_ord(verdi)} står uten enhet i teksten. Bruk et filter: {_FILTRENE}")
    if isinstance(verdi, Serie):
        raise Datafeil(_flere(verdi))
    if verdi is None:
        raise Datafeil("verdien mangler, og kan ikke skrives. Sett {% if … is not none %} rundt")
    if isinstance(verdi, bool):
        raise Datafeil("et svar, sant eller usant, kan ikke skrives. Bruk {% if %} eller {% pastand %}")
    if isinstance(verdi, list | tuple):
        raise Datafeil('en liste kan ikke skrives slik. Bruk | join(", "), ramse(…), antall(…) eller {% for %}')
    if callable(verdi):
        raise Datafeil('navnet mangler parentes, som i vis("figur-7"). Legg den til')
    raise Datafeil("det som står mellom klammene, har flere deler. Skriv hvilken, etter punktum eller i [ ]")


_TALLFILTRE: Final[dict[str, Callable[..., str]]] = {
    "mill": lambda verdi, desimaler=None: vis_belop(_kroner(verdi) / MILLION, desimaler) + "\u00a0mill. kroner",
    "belop": _belop,
    "kr": lambda verdi: vis_tall(_kroner(verdi), 0) + "\u00a0kroner",
    "prosent": _prosent,
    "tallet": lambda verdi, desimaler=None: vis_tall(_tallet(verdi), desimaler),
    "omtrent": _omtrent,
}
# What the language of prose has of its own: a text that prints a bare number must use one of the filters.
FILTRE: Final = {navn: slipp_gjennom(vis) for navn, vis in _TALLFILTRE.items()}
TESTER: Final[dict[str, Callable[..., bool]]] = {
    "uendret": lambda verdier: all(neste == forrige for forrige, neste in pairwise(verdier)),
    "stigende": lambda verdier: all(neste > forrige for forrige, neste in pairwise(verdier)),
    "synkende": lambda verdier: all(neste < forrige for forrige, neste in pairwise(verdier)),
    "mangler": lambda verdi: isinstance(verdi, Maltall) and bool(verdi.mangler),
}


def uten_enhet(verdi: object) -> object:
    """The number alone, to be held against one in another unit."""
    return verdi if isinstance(verdi, Utenfor) else _tallet(verdi)


def _ramse(ledd: Iterable[object]) -> str:
    return ramse(ferdig(ett) for ett in ledd)


FUNKSJONER: Final = {"antall": slipp_gjennom(antall), "ramse": _ramse}
