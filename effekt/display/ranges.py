"""Values and their ranges in words."""

from fractions import Fraction

from effekt.base.numbers import Enhet, vis_innlagt, vis_prosent, vis_tall
from effekt.model.storrelse import Mengde, Storrelse


def vis_en_verdi(verdi: Fraction, enhet: str) -> str:
    """One value in its unit's own terms: a share as a percentage, anything else as it is."""
    lest = Enhet.les(enhet)
    if lest.er_penger:
        return vis_innlagt(verdi)
    return vis_prosent(verdi) if lest.base == "andel" else vis_tall(verdi)


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
