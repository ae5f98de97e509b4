"""A value that a reviewer can change: a number, a word of a scale, or the years of the period.

Which of them it is follows from the unit. ``les_verdi`` reads one as a person types it, ``skriv``
types it back exactly, and ``vis`` shows it to a reader.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from effekt.base.faults import naermeste
from effekt.base.numbers import STREK, Enhet, les_tall, utenfor, vis_prosent, vis_tall
from effekt.base.numbers import skriv_tall as skriv_tall

Verdi = Fraction | str | tuple[int, ...]

# The units of what is no number.
VURDERING: Final = "vurdering"
ARSTALL: Final = "årstall"

_SKALA = {"mill": Fraction(1_000_000), "mrd": Fraction(1_000_000_000), "%": Fraction(1, 100)}
_AR, _MELLOM = r"(?:19|20|21)\d\d", r"[\s\u00a0\u202f]*"


def les_verdi(verdi: object, enhet: str, ord_: Mapping[str, str] | None = None) -> Verdi:
    """A value as a reviewer types it, of the kind that the unit says; raises ValueError.

    ``ord_`` has the words of the scale and their names, for what is a rating.
    """
    if enhet == VURDERING:
        return _les_ord(verdi, ord_ or {})
    return les_ar(verdi) if enhet == ARSTALL else les_tallverdi(verdi, enhet)


def les_tallverdi(verdi: object, enhet: str) -> Fraction:
    """A number as a reviewer types it: 1250000, «1 250 000», «1,25 mill.», «12 %».

    In the unit of what is changed: «12 %» is 0.12 as a share and 12 as a percentage, and what is said to be kroner is
    moved to thousands or millions where the number stands in those. Raises ValueError for anything else.
    """
    if not isinstance(verdi, str):
        return les_tall(verdi)
    treff = re.fullmatch(
        r"(?P<tall>[-\u2212]?[\d \u00a0\u202f]+(?:[.,]\d+)?(?:/\d+)?)"
        r"[ \u00a0\u202f]?(?P<skala>mill|mrd|%)?\.?(?P<kroner>[ \u00a0\u202f]?kr(?:oner)?)?",
        verdi.strip(),
    )
    if not treff:
        return les_tall(verdi)
    tall = les_tall(re.sub(r"[ \u00a0\u202f]", "", treff["tall"]).replace(",", "."))
    skala = treff["skala"]
    if skala is None and not treff["kroner"]:
        return tall
    base = Enhet.les(enhet)
    if skala == "%" and not treff["kroner"]:
        if base.base not in {"andel", "prosent", "prosentpoeng"}:
            raise ValueError(f"er «{verdi}», men enheten er {enhet}, ikke prosent")
        return tall * (_SKALA["%"] if base.base == "andel" else 1)
    if skala == "%" or not base.er_penger:
        raise ValueError(f"er «{verdi}», men enheten er {enhet}, ikke kroner")
    return tall * _SKALA.get(skala, Fraction(1)) / base.i_kroner


def les_ar(verdi: object) -> tuple[int, ...]:
    """Years in a row: «2026–2029», «2026-2029», «[2026, 2027]», one year, or a list of them.

    Raises ValueError for anything else.
    """
    ledd = verdi if isinstance(verdi, list | tuple) else [verdi]
    tekst = ", ".join(str(ett) for ett in ledd).strip().removeprefix("[").removesuffix("]")
    fra_til = re.fullmatch(rf"({_AR}){_MELLOM}[-\u2010-\u2014]{_MELLOM}({_AR})", tekst.strip())
    if fra_til:
        ar = tuple(range(int(fra_til[1]), int(fra_til[2]) + 1))
    elif re.fullmatch(rf"{_AR}(?:{_MELLOM},{_MELLOM}{_AR})*", tekst.strip()):
        ar = tuple(int(ett) for ett in re.findall(_AR, tekst))
    else:
        ar = ()
    if not ar or list(ar) != list(range(ar[0], ar[0] + len(ar))):
        raise ValueError(
            f"er «{tekst}», men må være år etter hverandre, for eksempel 2026\u20132029 eller [2026, 2027, 2028]"
        )
    return ar


def _les_ord(verdi: object, kjente: Mapping[str, str]) -> str:
    """A word of the scale, or the name that a reader knows it by."""
    navn = {vist.casefold(): ord_ for ord_, vist in kjente.items()} | {o: o for o in kjente}
    tekst = re.sub(r"\s+", " ", str(verdi)).strip()
    for skrevet in (tekst, tekst.casefold(), tekst.casefold().replace(" ", "_")):
        if skrevet in navn:
            return navn[skrevet]
    rad = naermeste(tekst, [*kjente, *kjente.values()])
    raise ValueError(f"er «{tekst}».{rad} Velg én av: {', '.join(kjente)}")


def skriv_verdi(verdi: Verdi) -> str:
    """The value as it can be typed, exactly: «1180780», «0.125», «5/24», «2026–2029», «lav»."""
    if isinstance(verdi, str):
        return verdi
    if isinstance(verdi, tuple):
        return vis_ar(verdi)
    return skriv_tall(verdi)


def vis(verdi: Verdi, enhet: str) -> str:
    """The value to a reader, without its unit; a share as a percentage."""
    if not isinstance(verdi, Fraction):
        return skriv_verdi(verdi)
    return vis_prosent(verdi) if Enhet.les(enhet).base == "andel" else vis_tall(verdi)


def vis_ar(ar: tuple[int, ...]) -> str:
    """Years in a row as a reader sees them: «2026–2029»; one year alone."""
    return str(ar[0]) if len(ar) == 1 else f"{ar[0]}{STREK}{ar[-1]}"


@dataclass(frozen=True)
class Adresse:
    """A value that can be changed: where it stands, what it is, and what it may be.

    ``verdi`` is None where the source has none. ``ord_`` has the words of a rating's scale and
    their names; ``minst`` and ``storst`` are the bounds of a number.
    """

    adresse: str
    navn: str
    verdi: Verdi | None
    enhet: str
    kilde: str = ""
    side: str = ""
    minst: Fraction | None = None
    storst: Fraction | None = None
    ord_: Mapping[str, str] = field(default_factory=dict)

    def les(self, verdi: object) -> Verdi:
        """A new value as a reviewer types it; raises ValueError for what it cannot be."""
        lest = les_verdi(verdi, self.enhet, self.ord_)
        if isinstance(lest, Fraction) and (galt := utenfor(lest, self.minst, self.storst, self.enhet)):
            raise ValueError(galt)
        return lest


def rett_adresse(adresse: object) -> str:
    """The address with the spaces that it should have, and without the quotes that prose may have about its keys:
    «rammekutt[ "HEL",2026 ]».
    """
    tekst = re.sub(r"[\s\u00a0\u202f]+", " ", str(adresse)).strip()
    tekst = re.sub(r" ?, ?", ", ", re.sub(r" ?([\[\].]) ?", r"\1", tekst))
    return re.sub(r"""(?<=[\[ ])(["'])([^"']*)\1(?=[,\]])""", r"\2", tekst)
