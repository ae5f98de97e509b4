"""A value that a reviewer can change: a number, a word of a scale, or the years of the period.

Which of them it is follows from the unit. ``les_verdi`` reads one as a person types it, ``skriv``
types it back exactly, and ``vis`` shows it to a reader.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from effekt.base import bounds
from effekt.base.faults import naermeste
from effekt.base.numbers import FOR_LANGT_TALL, STREK, Enhet, les_tall, utenfor, vis_prosent, vis_tall
from effekt.base.numbers import skriv_tall as skriv_tall
from effekt.model.units import factor_of, has_other_currency

Verdi = Fraction | str | tuple[int, ...]

# The units of what is no number.
VURDERING: Final = "vurdering"
ARSTALL: Final = "årstall"

PROSENT: Final = Fraction(1, 100)
# What stands beside a number, and what it is multiplied by.
SKALA: Final = (
    (r"%|prosent|pst", PROSENT),
    (r"tusen|tkr|[tk]nok", Fraction(1000)),
    (r"mill(?:ion(?:er)?)?|mnok|mkr|m", Fraction(1_000_000)),
    (r"mrd|milliard(?:er)?", Fraction(1_000_000_000)),
)
TALL_MED_ORD: Final = re.compile(
    r"(?P<minus>-?) ?(?:(?P<foran>kr|nok|tkr|[tkm]nok|mkr)\.? ?)?(?P<minus_bak>-?) ?"
    r"(?P<tall>(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?(?:/\d+)?)"
    rf"(?P<strek>,[-\u2013])?(?: ?(?P<skala>{'|'.join(monster for monster, _ in SKALA)})\.?)?"
    r"(?: ?(?P<bak>kr|kroner|nok)\.?)?",
    re.IGNORECASE,
)
_AR, _MELLOM = r"(?:19|20|21)\d\d", r"[\s\u00a0\u202f]*"


def les_verdi(verdi: object, enhet: str, ord_: Mapping[str, str] | None = None) -> Verdi:
    """A value as a reviewer types it, of the kind that the unit says; raises ValueError.

    ``ord_`` has the words of the scale and their names, for what is a rating.
    """
    if isinstance(verdi, int) and verdi.bit_length() > bounds.FRACTION_BITS:
        raise ValueError(FOR_LANGT_TALL)
    if enhet == VURDERING:
        return _les_ord(verdi, ord_ or {})
    return les_ar(verdi) if enhet == ARSTALL else les_tallverdi(verdi, enhet)


def les_tallverdi(verdi: object, enhet: str) -> Fraction:
    """A number as a person types it: 1250000, «1 250 000», «kr 1 250 000,-», «1,25 mill.», «830 tkr», «12 %».

    In the unit of what it is put into: «12 %» is 0.12 as a share and 12 as a percentage, and what is said to be an
    amount is that amount, whatever scale the number stands in. Raises ValueError for anything else.
    """
    if not isinstance(verdi, str) or len(verdi) > bounds.NUMBER_LENGTH + bounds.SHOWN:
        return les_tall(verdi)
    tekst = re.sub(r"[\s\u00a0\u202f]+", " ", verdi).replace("\u2212", "-").strip()
    treff = TALL_MED_ORD.fullmatch(tekst)
    if not treff and has_other_currency(tekst):
        raise ValueError(f"er «{verdi}», men beløp regnes i kroner. Regn beløpet om til kr")
    if not treff:
        return les_tall(verdi)
    if treff["foran"] and (treff["bak"] or (treff["skala"] and _sier_kroner(treff["foran"], treff))):
        raise ValueError(f"er «{verdi}», som sier to ganger hva tallet er i. Skriv for eksempel 830 000 kr")
    tall = les_tall(treff["minus"] + treff["minus_bak"] + treff["tall"].replace(" ", "").replace(",", "."))
    ord_ = treff["skala"] or treff["foran"] or ""
    skala = next((ganger for monster, ganger in SKALA if re.fullmatch(monster, ord_, re.IGNORECASE)), None)
    kroner = bool(treff["foran"] or treff["bak"] or treff["strek"] or (skala and skala > 1))
    if skala is None and not kroner:
        return tall
    if kroner and skala is None and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", treff["tall"]):
        raise ValueError(tvetydig(verdi, treff["tall"]))
    if skala == PROSENT and not kroner:
        if Enhet.les(enhet).base not in {"andel", "prosent", "prosentpoeng"}:
            raise ValueError(f"er «{verdi}», men enheten er {enhet}, ikke prosent")
        return tall * PROSENT / factor_of(enhet)
    if skala == PROSENT or not Enhet.les(enhet).er_penger:
        raise ValueError(f"er «{verdi}», men enheten er {enhet}, ikke kroner")
    return tall * (skala or 1) / Enhet.les(enhet).i_kroner


def _sier_kroner(foran: str, treff: re.Match[str]) -> bool:
    """Whether both the words before and after the number say that it is money: «TNOK 830 mill.», «kr 830 tkr»."""
    return foran.lower() not in {"kr", "nok"} or bool(re.search("kr|nok", treff["skala"], re.IGNORECASE))


def tvetydig(skrevet: str, tall: str) -> str:
    """What is said of a number whose point may be a decimal point, or stand between thousands."""
    return (
        f"er «{skrevet.strip()}», som kan være {tall.replace('.', '')} eller {tall.replace('.', ',')}. Skriv tallet "
        "uten punktum, eller med desimalkomma"
    )


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
    if len(ar) > bounds.YEARS:
        raise ValueError(f"er «{tekst}», men kan ha høyst {bounds.YEARS} år")
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
