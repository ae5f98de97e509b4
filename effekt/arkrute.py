"""One cell of a workbook: what is in it, as a person sees it, and where it is.

Excel keeps 15 digits of a number, shows a year as a date when told to, and leaves the value of a
formula to whoever saved last. What a cell can be taken for is decided here; what it must be, in
``arkverdi``.
"""

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from effekt.kilder import Datafeil

_AVSTAND: Final = re.compile("[\\s\u00a0\u2007\u2009\u202f\u200b\ufeff]+")
_SIFRE: Final = 15
_AR: Final = range(1900, 2201)
_NULLDAG: Final = datetime(1899, 12, 30)
_REGNING: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FEIL: Final = {
    "#DIV/0!": "deler på null",
    "#REF!": "viser til en rute som er slettet",
    "#NAME?": "bruker et navn som Excel ikke kjenner",
    "#VALUE!": "regner med noe som ikke er et tall",
    "#N/A": "fant ikke det den slo opp",
    "#NUM!": "gir et tall som ikke finnes",
    "#NULL!": "viser til et område som ikke finnes",
}


class Arkfeil(Datafeil):
    """A fault in a cell, told as «Forutsetninger!D7: …»; ``rekke`` is its place in the workbook."""

    def __init__(self, melding: str, sted: str, rekke: tuple[int, int, int]) -> None:
        self.sted, self.rekke = sted, rekke
        super().__init__(melding)

    def __str__(self) -> str:
        return f"{self.sted}: {self.melding}"


@dataclass(frozen=True)
class Rute:
    """A cell: its place, its value, its number format, and the formula that gave the value.

    ``delt`` is the range of merged cells that it got its value from, where it is not the first.
    """

    ark: str
    arknr: int
    rad: int
    kolonne: int
    verdi: object = None
    format: str = "General"
    formel: str = ""
    delt: str = ""

    @property
    def navn(self) -> str:
        """The cell as Excel names it: «D7»."""
        nr, bokstaver = self.kolonne, ""
        while nr:
            nr, rest = divmod(nr - 1, 26)
            bokstaver = chr(65 + rest) + bokstaver
        return f"{bokstaver}{self.rad}"

    @property
    def sted(self) -> str:
        """The cell with its sheet: «Forutsetninger!D7»."""
        ark = self.ark if re.fullmatch(r"\w+", self.ark) else f"'{self.ark}'"
        return f"{ark}!{self.navn}"

    def feil(self, melding: str) -> Arkfeil:
        """A fault in the cell; ``melding`` begins where «ruten» would stand."""
        return Arkfeil(melding, self.sted, (self.arknr, self.rad, self.kolonne))

    @property
    def tom(self) -> bool:
        """Whether nothing is in it but space."""
        return self.verdi is None or (isinstance(self.verdi, str) and not tett(self.verdi))

    @property
    def tekst(self) -> str:
        """The value as one line of text; a number as it would be typed. Empty for a blank cell."""
        if isinstance(self.verdi, str):
            return tett(self.verdi)
        if isinstance(self.verdi, bool):
            return "ja" if self.verdi else "nei"
        if isinstance(self.verdi, int | float):
            return _som_tekst(self.verdi)
        if isinstance(self.verdi, date):
            return self.verdi.strftime("%d.%m.%Y")
        return "" if self.verdi is None else str(self.verdi)

    @property
    def er_dato(self) -> bool:
        """Whether Excel takes the value for a date or a time of day."""
        return isinstance(self.verdi, date | time | timedelta)

    @property
    def ar(self) -> int | None:
        """The year it says: 2026, «2026», «2026 →», 01.01.2026, or 2026 shown as a date."""
        if isinstance(self.verdi, datetime):
            lopenummer = (self.verdi - _NULLDAG).days
            hel = self.verdi == datetime(self.verdi.year, self.verdi.month, self.verdi.day)
            return lopenummer if hel and lopenummer in _AR else self.verdi.year
        if isinstance(self.verdi, bool | time | timedelta):
            return None
        treff = re.fullmatch(r"(?:år )?(\d{4})(?:[.,]0+)?(?: ?→)?", self.tekst, re.IGNORECASE)
        dato = re.fullmatch(r"0?1[./-]0?1[./-](\d{4})|(\d{4})-01-01", self.tekst)
        aret = next((int(ett) for t in (treff, dato) if t for ett in t.groups() if ett), 0)
        return aret if aret in _AR else None

    def med(self, **nytt: Any) -> "Rute":
        """The cell with something else in it."""
        return replace(self, **nytt)


def tett(tekst: str) -> str:
    """The text on one line, with plain single spaces and none at the ends."""
    return _AVSTAND.sub(" ", tekst.replace("_x000D_", " ")).strip()


def _som_tekst(tall: float) -> str:
    return str(som_brok(tall)) if float(tall).is_integer() else f"{tall:.{_SIFRE}g}"


def som_brok(tall: float) -> Fraction:
    """The number as Excel shows it: 0.1 + 0.2 is 0.3, since Excel has 15 digits and no more."""
    return Fraction(Decimal(f"{tall:.{_SIFRE}g}"))


def naer_nok(tall: float, brok: Fraction) -> bool:
    """Whether a number of Excel's is the fraction, 5/24 and 0,2083…, as nearly as it can be."""
    return f"{tall:.{_SIFRE}g}" == f"{float(brok):.{_SIFRE}g}"


def regn_ut(formel: str) -> Fraction | None:
    """What a formula of numbers alone gives, exactly: «=5/24», «=12*1000»; None for others."""
    regnestykke = formel.removeprefix("=").replace("^", "**")
    if not re.fullmatch(r"[\d.+\-*/() ]+", regnestykke) or "**" in regnestykke:
        return None
    try:
        return _verdi(ast.parse(regnestykke.strip(), mode="eval").body, regnestykke)
    except (SyntaxError, ZeroDivisionError, ValueError, RecursionError):
        return None


def _verdi(ledd: ast.expr, tekst: str) -> Fraction:
    match ledd:
        case ast.BinOp(left=venstre, op=op, right=hoyre) if type(op) in _REGNING:
            return Fraction(_REGNING[type(op)](_verdi(venstre, tekst), _verdi(hoyre, tekst)))
        case ast.UnaryOp(op=ast.USub(), operand=indre):
            return -_verdi(indre, tekst)
        case ast.Constant(value=int() | float()):
            return Fraction(ast.get_source_segment(tekst.strip(), ledd) or "")
    raise ValueError(tekst)


def feil_i_formel(rute: Rute) -> str:
    """What is wrong with a cell that Excel could not work out; empty where nothing is."""
    verdi = rute.verdi
    if isinstance(verdi, str) and verdi in _FEIL:
        return f"viser {verdi}: formelen {_FEIL[verdi]}. Rett formelen, eller skriv verdien"
    if rute.formel and verdi is None:
        return (
            f"har formelen {rute.formel}, men ingen utregnet verdi. Åpne arbeidsboken i Excel og "
            "lagre den, eller skriv verdien"
        )
    return ""
