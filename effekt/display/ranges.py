"""Values and their ranges in words, and what is said of a value that lies outside the range its source gives."""

from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from effekt.base.numbers import Enhet, vis_innlagt, vis_prosent, vis_tall
from effekt.calc.drivere import utenfor_kilden
from effekt.model.storrelse import Mengde, Storrelse


def vis_en_verdi(verdi: Fraction, enhet: str) -> str:
    """One value in its unit's own terms: a share as a percentage, anything else as it is."""
    lest = Enhet.les(enhet)
    if lest.er_penger:
        return vis_innlagt(verdi)
    return vis_prosent(verdi) if lest.base == "andel" else vis_tall(verdi)


def vis_verdien(storrelse: Storrelse) -> str:
    """A value in its unit's own terms, one per year where there are years: «2026: 0 %, 2027–2030: 100 %»."""
    if isinstance(storrelse.verdi, Fraction):
        return vis_en_verdi(storrelse.verdi, storrelse.enhet)
    grupper = [(v, [ar for ar, _ in par]) for v, par in groupby(storrelse.verdi.items(), itemgetter(1))]
    return ", ".join(
        f"{ar[0]}\u2013{ar[-1]}: {vis_en_verdi(v, storrelse.enhet)}"
        if len(ar) > 1
        else f"{ar[0]}: {vis_en_verdi(v, storrelse.enhet)}"
        for v, ar in grupper
    )


def vis_spenn(storrelse: Storrelse) -> str:
    """The bounds of a value: «spenn 10 %–20 %», «minst 1 000 000», or nothing without any."""

    def vis(mengde: Mengde) -> str:
        if isinstance(mengde, Fraction):
            return vis_en_verdi(mengde, storrelse.enhet)
        return ", ".join(f"{ar}: {vis_en_verdi(v, storrelse.enhet)}" for ar, v in mengde.items())

    if storrelse.lav is not None and storrelse.hoy is not None:
        return f"spenn {vis(storrelse.lav)}\u2013{vis(storrelse.hoy)}"
    if storrelse.lav is not None:
        return f"minst {vis(storrelse.lav)}"
    return f"høyst {vis(storrelse.hoy)}" if storrelse.hoy is not None else ""


def utenfor_i_ord(storrelse: Storrelse, kildens: Storrelse | None = None) -> str:
    """What is said of a value outside its source's range: «25 % er utenfor kildens spenn 10 %–20 %»; else nothing.

    ``kildens`` is the same quantity as data/ has it, where a reviewer may have moved its range.
    """
    utenfor = utenfor_kilden(storrelse, kildens)
    if utenfor is None:
        return ""

    def vis(verdi: Fraction) -> str:
        return vis_en_verdi(verdi, storrelse.enhet)

    hvem = "kildens spenn" if utenfor.av_kilden else "det spennet vi har satt sammen av kilden,"
    i_ar = "" if utenfor.ar is None else f" i {utenfor.ar}"
    foran = f"{vis(utenfor.verdi)}{i_ar} er utenfor {hvem}"
    if utenfor.lav is not None and utenfor.hoy is not None:
        return f"{foran} {vis(utenfor.lav)}\u2013{vis(utenfor.hoy)}"
    grense = utenfor.lav if utenfor.hoy is None else utenfor.hoy
    return f"{foran.rstrip(',')}, {'minst' if utenfor.hoy is None else 'høyst'} {vis(grense or Fraction(0))}"
