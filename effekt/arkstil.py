"""Cells of the template: texts as texts, numbers so that they come back exactly."""

from fractions import Fraction
from typing import Any, Final

from effekt.kilder import Datafeil
from effekt.tall import Enhet
from effekt.tallform import les_tall

_LENGSTE_TEKST: Final = 32_767  # what Excel has room for in a cell
_SIFRE: Final = 15
_STILER: Final[dict[str, dict[str, Any]]] = {
    "tittel": {"bold": True, "font_size": 14},
    "om": {"font_color": "#4F5A67"},
    "hode": {"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "text_wrap": True, "valign": "top"},
    "ma": {"bold": True, "bg_color": "#D5E3F0", "bottom": 1, "text_wrap": True, "valign": "top"},
    "tekst": {"text_wrap": True, "valign": "top", "num_format": "@"},
    "eksempel": {"text_wrap": True, "valign": "top", "italic": True, "font_color": "#7A7A7A"},
    "gul": {"bg_color": "#FFF2B3"},
    "rod": {"bg_color": "#F8C9C4"},
    "oransje": {"bg_color": "#FAD7A8"},
}


class Stiler:
    """The looks of one workbook's cells, and the writing of them."""

    def __init__(self, bok: Any) -> None:
        self._bok = bok
        self._alle = {navn: bok.add_format(stil) for navn, stil in _STILER.items()}

    def __getitem__(self, navn: str) -> Any:
        return self._alle[navn]

    def skriv_tekst(self, ark: Any, rad: int, nr: int, tekst: str) -> None:
        """A text in a cell; raises Datafeil where it is longer than a cell can be."""
        if len(tekst) > _LENGSTE_TEKST:
            raise Datafeil(
                f"arket {ark.get_name()} har en tekst på {len(tekst)} tegn, og Excel har plass til "
                f"{_LENGSTE_TEKST} i en rute. Den må redigeres i YAML"
            )
        ark.write_string(rad, nr, tekst, self["tekst"])

    def skriv_tall(self, ark: Any, rad: int, nr: int, tekst: str, enhet: str) -> None:
        """A number so that it can be read back exactly: as itself, as a fraction, or as text."""
        try:
            tall = les_tall(tekst)
        except ValueError:
            self.skriv_tekst(ark, rad, nr, tekst)
            return
        stil = self._tallstil(tall, enhet)
        if Fraction(f"{float(tall):.{_SIFRE}g}") == tall:
            ark.write_number(rad, nr, float(tall), stil)
        elif max(len(str(abs(tall.numerator))), len(str(tall.denominator))) < _SIFRE:
            brok = f"={tall.numerator}/{tall.denominator}"
            ark.write_formula(rad, nr, brok, stil, float(tall))
        else:
            self.skriv_tekst(ark, rad, nr, tekst)

    def _tallstil(self, tall: Fraction, enhet: str) -> Any:
        """A share as per cent, a year plain, anything else in groups of three."""
        base = Enhet.les(enhet).base if enhet else ""
        vist = tall * 100 if base == "andel" else tall
        desimaler = next((n for n in range(4) if (vist * 10**n).denominator == 1), 2)
        brok = "." + "0" * desimaler if desimaler else ""
        form = f"0{brok}%" if base == "andel" else f"#,##0{brok}"
        form = "0" if base == "årstall" else form
        if form not in self._alle:
            self._alle[form] = self._bok.add_format({"num_format": form, "valign": "top"})
        return self[form]
