"""Norwegian numbers: exact values in, rounded text out.

Every quantity in the book is an exact rational number (``fractions.Fraction``) until it is shown.
Rounding is half away from zero, as in the source and in Norwegian accounts, and happens here only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from effekt.base import bounds

MILLION: Final = 1_000_000  # kroner
_EN_PROSENT: Final = Fraction(1, 100)
HARDT_MELLOMROM: Final = "\u00a0"
MINUS: Final = "\u2212"
# What stands where there is no amount, the same everywhere: nothing is «0», what nobody has told is «ikke oppgitt» (and
# «?» where only a sign has room), and what does not apply is a dash. Files have 0, and an empty field for the others.
STREK: Final = "\u2013"
MANGLER: Final = "ikke oppgitt"
UKJENT: Final = "?"

# SSB's standard signs for a figure that is not there. They are shown, and never become zero.
MANGLETEGN: Final = {".": "ikke mulig", "..": MANGLER, ":": "unntatt offentlighet"}

ENHET_I_ORD: Final = {"1 000 kr": "1 000 kroner", "mill. kr": "mill. kroner", "kr": "kroner"}
_PENGER: Final = {
    "kr": Fraction(1),
    "1 000 kr": Fraction(1000),
    "mill. kr": Fraction(MILLION),
    "mrd. kr": Fraction(1_000_000_000),
}
_ORD_FOR_PENGER: Final = {
    "kr": ("krone", "kroner"),
    "mill. kr": ("million kroner", "millioner kroner"),
    "mrd. kr": ("milliard kroner", "milliarder kroner"),
}
_ANDELER: Final = {"andel": Fraction(100), "prosent": Fraction(1)}
_STORSTE_DESIMALER: Final = 2
# An amount has so many where they say all of it: 2,375 mill. kroner is not 2,38.
_FLEST_DESIMALER: Final = 3
_MANEDER: Final = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip


def rund(verdi: Fraction, til: Fraction = Fraction(1)) -> Fraction:
    """The value rounded to the nearest multiple of ``til``, halves away from zero."""
    if til <= 0:
        raise ValueError(f"avrunding må være et positivt tall, ikke {til}")
    ganger = abs(verdi) / til
    hele = (ganger + Fraction(1, 2)).__floor__()
    return hele * til if verdi >= 0 else -hele * til


def vis_tall(verdi: Fraction | int, desimaler: int | None = None) -> str:
    """A plain number: groups of three by U+00A0, decimal comma, U+2212 as minus.

    Without ``desimaler``, as many decimals as the value has, two at most.
    """
    verdi = Fraction(verdi)
    if desimaler is None:
        desimaler = min(desimaler_i(verdi, _STORSTE_DESIMALER), _STORSTE_DESIMALER)
    skalert = rund(verdi * 10**desimaler)
    hele, brok = divmod(abs(int(skalert)), 10**desimaler)
    tekst = f"{hele:,}".replace(",", HARDT_MELLOMROM)
    if desimaler:
        tekst += f",{brok:0{desimaler}d}"
    return MINUS + tekst if skalert < 0 else tekst


def desimaler_i(verdi: Fraction, ellers: int = 0) -> int:
    """How many decimals say all of the value; ``ellers`` where three do not."""
    return next((n for n in range(_FLEST_DESIMALER + 1) if (verdi * 10**n).denominator == 1), ellers)


def vis_belop(belop: Fraction, desimaler: int | None = None) -> str:
    """An amount as a number: with all its decimals where three say them, else two."""
    return vis_tall(belop, desimaler_i(belop, _STORSTE_DESIMALER) if desimaler is None else desimaler)


def vis_innlagt(verdi: Fraction) -> str:
    """A number as it was entered, or would be: all decimals where there are few, else as many as give three figures."""
    for flyttet in (0, _FLEST_DESIMALER):
        if (n := desimaler_i(verdi * 10**flyttet, -1)) >= 0:
            return vis_tall(verdi, n + flyttet)
    desimaler = _STORSTE_DESIMALER
    while abs(verdi) * 10**desimaler < 100:
        desimaler += 1
    return vis_tall(verdi, desimaler)


def vis_prosent(andel: Fraction, desimaler: int | None = None) -> str:
    """A share (0–1) as a percentage: ``Fraction(1, 10)`` is «10 %»."""
    return vis_tall(andel * 100, desimaler) + HARDT_MELLOMROM + "%"


def vis_dekning(andel: Fraction) -> str:
    """How much of a whole is covered, in whole per cent: what lacks a little is not «100 %», nor a little nothing."""
    vist = rund(andel, _EN_PROSENT)
    if vist == 1 and andel < 1:
        return "over " + vis_prosent(1 - _EN_PROSENT)
    if vist == 0 and andel > 0:
        return "under " + vis_prosent(_EN_PROSENT)
    return vis_prosent(andel, 0)


@dataclass(frozen=True)
class Enhet:
    """A unit such as «kr per plass og år»: a base unit, and what it is counted per."""

    base: str
    per: str = ""

    @classmethod
    def les(cls, tekst: str) -> "Enhet":
        """Parse a unit as it stands in data/; raises ValueError on an empty one."""
        tekst = re.sub(r"\s+", " ", tekst).strip()
        if not tekst:
            raise ValueError("enheten er tom")
        base, _, per = tekst.partition(" per ")
        return cls(base, per)

    @property
    def er_penger(self) -> bool:
        """Whether amounts in this unit are kroner, on whatever scale."""
        return self.base in _PENGER

    @property
    def i_kroner(self) -> Fraction:
        """How many kroner one of the unit is; raises ValueError for what is not money."""
        if not self.er_penger:
            raise ValueError(f"«{self.base}» er ikke en pengeenhet")
        return _PENGER[self.base]

    def __str__(self) -> str:
        return f"{self.base} per {self.per}" if self.per else self.base


def til_enhet(verdi: Fraction, fra: Enhet, til: Enhet) -> Fraction:
    """An amount of money moved between scales; raises ValueError where the units do not agree.

    An amount of a year is the same amount whether its unit says «per år» or not.
    """
    if fra == til:
        return verdi
    if fra.per.removesuffix("år") != til.per.removesuffix("år"):
        raise ValueError(f"kan ikke regne om fra «{fra}» til «{til}»")
    return verdi * fra.i_kroner / til.i_kroner


def vis_med_enhet(verdi: Fraction, enhet: Enhet, desimaler: int | None = None) -> str:
    """A quantity as it stands in a sentence: «97,7 %», «24 millioner kroner», «20 plasser».

    The part of the unit after «per» is left to the sentence.
    """
    if enhet.base in _ANDELER:
        return vis_prosent(verdi * _ANDELER[enhet.base] / 100, desimaler)
    if not enhet.er_penger:
        return vis_tall(verdi, desimaler) + HARDT_MELLOMROM + enhet.base
    kroner = verdi * enhet.i_kroner
    base = enhet.base if enhet.base in _ORD_FOR_PENGER else "kr"
    if abs(verdi) < 1 and desimaler is None and desimaler_i(verdi, -1) < 0:
        # So little of a million is told in kroner, or nothing would be left of it.
        base = "kr"
    if base == "kr" and abs(kroner) >= _PENGER["mill. kr"] and kroner % 100_000 == 0:
        base = "mill. kr"
    vist = vis_belop(kroner / _PENGER[base], desimaler)
    entall, flertall = _ORD_FOR_PENGER[base]
    return vist + HARDT_MELLOMROM + (entall if vist.lstrip(MINUS) == "1" else flertall)


def unit_behind(enhet: str) -> str:
    """A unit as it stands behind a figure: 1 000 kr is in brackets, or it would be read on from it."""
    return f"({enhet})" if enhet[:1].isdigit() else enhet


def vis_dato(dato: date) -> str:
    """A date as it stands in a sentence: «22. november 2026»."""
    return f"{dato.day}.{HARDT_MELLOMROM}{_MANEDER[dato.month - 1]} {dato.year}"


def som_tall(verdi: Fraction | None) -> int | float | None:
    """The value for a data frame: a whole number stays whole, anything else becomes a float."""
    if verdi is None:
        return None
    return int(verdi) if verdi.denominator == 1 else float(verdi)


TALLFORM: Final = re.compile(r"[-\u2212]?\d+(\.\d+)?(/\d+)?", re.ASCII)
FOR_LANGT_TALL: Final = (
    f"har mer enn {bounds.NUMBER_LENGTH} tegn, eller mer enn {bounds.NUMBER_DIGITS} sifre foran desimaltegnet. Skriv "
    "tallet kortere"
)
SKALA_I_ORD: Final = {
    "mill": ("mill. kr", 1_000_000),
    "mrd": ("mrd. kr", 1_000_000_000),
    "milliard": ("mrd. kr", 1_000_000_000),
}


def les_tall(verdi: object) -> Fraction:
    """A number as typed in data/: «1180780», «0.10», «-5000000» or «5/24», kept exactly.

    Raises ValueError, with the remedy, for what analysts type instead.
    """
    if isinstance(verdi, Fraction):
        return verdi
    if isinstance(verdi, bool) or not isinstance(verdi, int | float | str):
        raise ValueError("må være ett tall, for eksempel 1180780, 0.10 eller 5/24")
    # A number is measured before it is written: to write a very long one is refused by Python, in English.
    if isinstance(verdi, int) and verdi.bit_length() > bounds.FRACTION_BITS:
        raise ValueError(FOR_LANGT_TALL)
    tekst = str(verdi).strip()
    if len(tekst) > bounds.NUMBER_LENGTH and tekst[:1] in "-\u22120123456789":
        raise ValueError(FOR_LANGT_TALL)
    if TALLFORM.fullmatch(tekst):
        teller, _, nevner = tekst.replace("\u2212", "-").partition("/")
        if len(teller.partition(".")[0]) > bounds.NUMBER_DIGITS:
            raise ValueError(FOR_LANGT_TALL)
        if nevner and int(nevner) == 0:
            raise ValueError(f"er «{tekst}», og kan ikke deles på null")
        # Whole numbers are most of data/, and Fraction reads text slowly.
        tall = Fraction(int(teller) if teller.isdecimal() else teller)
        return tall / int(nevner) if nevner else tall
    raise ValueError(f"er «{tekst}», som ikke er et tall. {_tallrad(tekst)}")


def _tallrad(tekst: str) -> str:
    """How to write what looks like a number to a person."""
    rett = re.sub("^[\u2012-\u2014]", "-", tekst)
    tett = re.sub(r"(?<=\d)[\s'_](?=\d{3})", "", rett)
    if re.fullmatch(r"-?\d{1,3}((\.\d{3}){2,}|(,\d{3}){2,})", tett):
        return f"Skriv tallet uten skilletegn: {re.sub('[.,]', '', tett)}."
    if re.fullmatch(r"-?\d+,\d+", tett):
        return f"Bruk punktum som desimaltegn: {tett.replace(',', '.')}."
    if TALLFORM.fullmatch(rett):
        return f"Skriv minus som bindestrek: {rett}."
    if TALLFORM.fullmatch(tett):
        return f"Skriv tallet uten mellomrom: {tett}."
    treff = re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*(%|milliard|mrd|mill|[a-zæøå]{2}).*", tett, re.IGNORECASE)
    if not treff:
        return "Skriv et tall, for eksempel 1180780, 0.10 eller 5/24."
    bare, enhet = Fraction(treff[1].replace(",", ".")), treff[2].lower()
    if enhet == "%":
        andel = _med_to_desimaler(bare / 100) if bare.denominator == 1 else skriv_tall(bare / 100)
        return f"Skriv prosent som andel ({skriv_tall(bare)} % er {andel}), eller uten tegn der enheten er «prosent»."
    if enhet in SKALA_I_ORD:
        ord_, skala = SKALA_I_ORD[enhet]
        return f"Skriv {skriv_tall(bare * skala)} der enheten er kr, {skriv_tall(bare)} der den er {ord_}."
    return f"Skriv bare tallet, uten enhet: {skriv_tall(bare)}."


def _med_to_desimaler(tall: Fraction) -> str:
    """A number as it is typed, with two decimals: 0.10."""
    return vis_tall(tall, 2).replace(HARDT_MELLOMROM, "").replace(MINUS, "-").replace(",", ".")


def skriv_tall(tall: Fraction) -> str:
    """A number as it is typed in data/, exactly: 0.1, 14000000, 5/24."""
    nevner = tall.denominator
    desimaler = next((n for n in range(nevner.bit_length()) if 10**n % nevner == 0), None)
    if not desimaler:
        return str(tall)
    hele = str(abs(tall.numerator) * 10**desimaler // nevner).zfill(desimaler + 1)
    return f"{'-' if tall < 0 else ''}{hele[:-desimaler]}.{hele[-desimaler:]}"


# A share up to this may be meant as one: 120 %, 150 %, twice as much.
_TVETYDIG: Final = 2


def utenfor(verdi: Fraction, minst: Fraction | None, storst: Fraction | None, enhet: str = "") -> str:
    """What is wrong with a value outside its limits, and what it may have meant; empty within.

    With a unit the values are shown as to a reader, otherwise as they are typed.
    """

    def innenfor(tall: Fraction) -> bool:
        return (minst is None or tall >= minst) and (storst is None or tall <= storst)

    if innenfor(verdi):
        return ""
    vis = vis_tall if enhet else skriv_tall
    ment = next((tall for tall in (verdi / 100, -verdi) if innenfor(tall)), None)
    rad = f" \u2013 mente du {skriv_tall(ment)}?" if ment is not None else "."
    # 1,2 may be 120 % as well as 1,2 %: neither is guessed.
    if ment == verdi / 100 and 1 < verdi <= _TVETYDIG:
        skrevet = skriv_tall(ment).replace(".", "," if enhet else ".")
        rad = f". {vis(verdi)} er {vis(verdi * 100)} %, og {vis(verdi)} % skrives {skrevet}."
    tillatt = grenser_i_ord(minst, storst, vis)
    # Such as 1 000 kr, which would else be read on from the figure.
    vist = f"({enhet})" if enhet[:1].isdigit() else enhet
    return f"er {vis(verdi)} {vist}".rstrip() + f"{rad} Tillatt: {tillatt}"


def grenser_i_ord(minst: Fraction | None, storst: Fraction | None, vis: Callable[[Fraction], str] = vis_tall) -> str:
    """Limits as a reader sees them: «0–1», «0 og mer»; empty where there are none."""
    if minst is None:
        return "" if storst is None else f"{vis(storst)} og mindre"
    return f"{vis(minst)} og mer" if storst is None else f"{vis(minst)}\u2013{vis(storst)}"
