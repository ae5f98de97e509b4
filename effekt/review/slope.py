"""The bottom line as a picture: what has moved in the last year, from where it was to where it is."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from effekt.base.book import narrow_variant
from effekt.calc.bunnlinje import Rad, Slag
from effekt.display.bunnlinje import Fortalt
from effekt.display.labels import vis_kort
from effekt.display.rows import Bevegelse, for_og_etter, hoyde_av_rader
from effekt.display.style import tegn_svg
from effekt.reading.bokmappe import Bokmappe

_WIDTHS: Final = {False: 7.4, True: 3.7}
_FILE: Final = "bunnlinje.svg"


@dataclass(frozen=True)
class Slope:
    """A drawing in two widths, what it is called, and what it says to those who do not see it."""

    fil: str
    smal: str
    tittel: str
    alternativtekst: str


def write_slope(bok: Bokmappe, fortalt: Fortalt | None, mappe: Path, pictures: str) -> Slope | None:
    """Draw what has moved into a folder of ``mappe``; None where nothing of kroner has moved in the last year."""
    if fortalt is None:
        return None
    for_ar, ar = fortalt.bunnlinje.ar
    penger, ord_ = fortalt.ord_.penger, fortalt.ord_
    moved: list[Bevegelse] = []
    for rad in fortalt.bunnlinje.rader:
        ender = _ends(rad, for_ar, ar)
        if ender and ender[0] != ender[1]:
            fra, til = (belop / penger.i_kroner for belop in ender)
            moved.append(Bevegelse(ord_.navn(rad), fra, til, rad.slag is Slag.UDEKKET))
    if not moved:
        return None
    (mappe / pictures).mkdir(exist_ok=True)
    tittel = f"Før og etter i {ar}, i {penger.ord_}" if ar == for_ar else f"{for_ar} før og {ar} etter, i {penger.ord_}"
    fil = f"{pictures}/{_FILE}"
    for smal in (False, True):
        storrelse = (_WIDTHS[smal], hoyde_av_rader(len(moved), smal, over=0.2))
        svg = tegn_svg(
            lambda akser, smal: for_og_etter(akser, moved, ("før", "etter"), smal, penger.kort),
            "bunnlinje", storrelse, smal, bok.tegnefarger, kilde=tittel,
        )  # fmt: skip
        (mappe / (narrow_variant(fil) if smal else fil)).write_text(svg, encoding="utf-8")
    sagt = "; ".join(f"{en.navn}: fra {vis_kort(en.fra)} til {vis_kort(en.til)}" for en in moved)
    return Slope(fil, narrow_variant(fil), tittel, f"En rad for hvert tall som er endret. {sagt}.")


def _ends(rad: Rad, for_ar: int, ar: int) -> tuple[Fraction, Fraction] | None:
    """A row of kroner before and after; what is left out gives nothing; None where either is not known."""
    if rad.slag.er_andel:
        return None
    par = [
        Fraction(0) if serie.utelatt else serie.verdier.get(hvilket)
        for serie, hvilket in zip(rad.serier, (for_ar, ar), strict=True)
    ]
    return (par[0], par[1]) if par[0] is not None and par[1] is not None else None
