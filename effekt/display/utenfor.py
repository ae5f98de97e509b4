"""What is said of a value that lies outside the range that the source itself gives."""

import re
from fractions import Fraction

from effekt.base.numbers import Enhet, vis_med_enhet
from effekt.calc.drivere import utenfor_kilden
from effekt.model.storrelse import Storrelse
from effekt.reading.sektor import Sektor, alle_storrelser

_AR = re.compile(r"\[\d{4}\]$")


def utenfor_spennet(endret: Sektor) -> list[str]:
    """A sentence for each changed value that is outside its range as data/ has it; none without changes."""
    if endret.uendret is None:
        return []
    na, foer = alle_storrelser(endret), alle_storrelser(endret.uendret)
    adresser = dict.fromkeys((_AR.sub("", adresse), adresse) for adresse in endret.endringer)
    return [
        f"{adresse}: {sagt}."
        for hel, adresse in adresser
        if hel in na and hel in foer and (sagt := utenfor_i_ord(na[hel], foer[hel]))
    ]


def utenfor_i_ord(storrelse: Storrelse, kildens: Storrelse | None = None) -> str:
    """What is said of a value outside the source's range: «25 % er utenfor kildens spenn, 10 % til 20 %»; else nothing.

    ``kildens`` is the same quantity as data/ has it, where a reviewer may have moved its range.
    """
    utenfor = utenfor_kilden(storrelse, kildens)
    if utenfor is None:
        return ""

    def vis(verdi: Fraction | None) -> str:
        return "" if verdi is None else vis_med_enhet(verdi, Enhet.les(storrelse.enhet))

    lav, hoy = utenfor.lav, utenfor.hoy
    spenn = f"{vis(lav)} til {vis(hoy)}" if None not in (lav, hoy) else f"minst {vis(lav)}" if hoy is None else ""
    hvilket = "kildens spenn" if utenfor.av_kilden else "spennet som er satt sammen av det kilden sier"
    i_ar = "" if utenfor.ar is None else f" i {utenfor.ar}"
    return f"{vis(utenfor.verdi)}{i_ar} er utenfor {hvilket}, {spenn or f'høyst {vis(hoy)}'}"
