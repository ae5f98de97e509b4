"""Numbers as they are typed in data/: read exactly, written back, and what to say of wrong ones."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from effekt.tall import vis_tall

_TALLFORM: Final = re.compile(r"[-\u2212]?\d+(\.\d+)?(/\d+)?")
_SKALA: Final = {
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
    tekst = str(verdi).strip()
    if _TALLFORM.fullmatch(tekst):
        teller, _, nevner = tekst.replace("\u2212", "-").partition("/")
        if nevner and int(nevner) == 0:
            raise ValueError(f"er «{tekst}», og kan ikke deles på null")
        return Fraction(teller) / (int(nevner) if nevner else 1)
    raise ValueError(f"er «{tekst}», som ikke er et tall. {_tallrad(tekst)}")


def _tallrad(tekst: str) -> str:
    """How to write what looks like a number to a person."""
    rett = re.sub("^[\u2012-\u2014]", "-", tekst)
    tett = re.sub(r"(?<=\d)[\s'_](?=\d{3})", "", rett)
    if re.fullmatch(r"-?\d{1,3}((\.\d{3}){2,}|(,\d{3}){2,})", tett):
        return f"Skriv tallet uten skilletegn: {re.sub('[.,]', '', tett)}."
    if re.fullmatch(r"-?\d+,\d+", tett):
        return f"Bruk punktum som desimaltegn: {tett.replace(',', '.')}."
    if _TALLFORM.fullmatch(rett):
        return f"Skriv minus som bindestrek: {rett}."
    if _TALLFORM.fullmatch(tett):
        return f"Skriv tallet uten mellomrom: {tett}."
    treff = re.fullmatch(
        r"(-?\d+(?:[.,]\d+)?)\s*(%|milliard|mrd|mill|[a-zæøå]{2}).*", tett, re.IGNORECASE
    )
    if not treff:
        return "Skriv et tall, for eksempel 1180780, 0.10 eller 5/24."
    bare, enhet = Fraction(treff[1].replace(",", ".")), treff[2].lower()
    if enhet == "%":
        andel = f"{float(bare / 100):.2f}" if bare.denominator == 1 else skriv(bare / 100)
        return (
            f"Skriv prosent som andel ({skriv(bare)} % er {andel}), eller uten tegn der enheten er "
            "«prosent»."
        )
    if enhet in _SKALA:
        ord_, skala = _SKALA[enhet]
        return f"Skriv {skriv(bare * skala)} der enheten er kr, {skriv(bare)} der den er {ord_}."
    return f"Skriv bare tallet, uten enhet: {skriv(bare)}."


def skriv(tall: Fraction) -> str:
    """A number as it is typed in data/, exactly: 0.1, 14000000, 5/24."""
    nevner = tall.denominator
    desimaler = next((n for n in range(nevner.bit_length()) if 10**n % nevner == 0), None)
    if not desimaler:
        return str(tall)
    hele = str(abs(tall.numerator) * 10**desimaler // nevner).zfill(desimaler + 1)
    return f"{'-' if tall < 0 else ''}{hele[:-desimaler]}.{hele[-desimaler:]}"


def utenfor(
    verdi: Fraction, minst: Fraction | None, storst: Fraction | None, enhet: str = ""
) -> str:
    """What is wrong with a value outside its limits, and what it may have meant; empty within.

    With a unit the values are shown as to a reader, otherwise as they are typed.
    """

    def innenfor(tall: Fraction) -> bool:
        return (minst is None or tall >= minst) and (storst is None or tall <= storst)

    if innenfor(verdi):
        return ""
    vis = vis_tall if enhet else skriv
    ment = next((tall for tall in (verdi / 100, -verdi) if innenfor(tall)), None)
    rad = f" \u2013 mente du {skriv(ment)}?" if ment is not None else "."
    tillatt = grenser_i_ord(minst, storst, vis)
    return f"er {vis(verdi)} {enhet}".rstrip() + f"{rad} Tillatt: {tillatt}"


def grenser_i_ord(
    minst: Fraction | None, storst: Fraction | None, vis: Callable[[Fraction], str] = vis_tall
) -> str:
    """Limits as a reader sees them: «0–1», «0 og mer»; empty where there are none."""
    if minst is None:
        return "" if storst is None else f"{vis(storst)} og mindre"
    return f"{vis(minst)} og mer" if storst is None else f"{vis(minst)}\u2013{vis(storst)}"
