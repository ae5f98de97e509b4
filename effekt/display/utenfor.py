"""What is said of a reviewer's value that lies outside the range that the source itself gives."""

import re
from collections.abc import Iterator
from fractions import Fraction

from effekt.base.numbers import Enhet, vis_med_enhet
from effekt.model.storrelse import Mengde, Opphav, Storrelse, i_ar
from effekt.reading.sektor import Sektor, alle_storrelser

_AR = re.compile(r"(?P<storrelse>.*)\[(?P<ar>\d{4})\]")


def utenfor_spennet(endret: Sektor) -> list[str]:
    """A sentence for each changed value that is outside its range as data/ has it; none without changes."""
    if endret.uendret is None:
        return []
    alle = alle_storrelser(endret.uendret)
    return [sagt for adresse, verdi in endret.endringer.items() for sagt in _setning(adresse, verdi, alle)]


def _setning(adresse: str, verdi: object, alle: dict[str, Storrelse]) -> Iterator[str]:
    treff = _AR.fullmatch(adresse)
    kjent, ar = alle.get(treff["storrelse"] if treff else adresse), int(treff["ar"]) if treff else None
    if kjent is None or not isinstance(verdi, Fraction) or not kjent.har_spenn:
        return
    lav, hoy = (_i(ende, ar) for ende in (kjent.lav, kjent.hoy))
    if not ((lav is not None and verdi < lav) or (hoy is not None and verdi > hoy)):
        return
    av_kilden = kjent.spenn is None or kjent.spenn.opphav is Opphav.KILDE
    hvis = "kildens spenn" if av_kilden else "spennet som er satt sammen av det kilden sier"
    yield f"{adresse}: {_vist(verdi, kjent)} er utenfor {hvis}, {_spenn(lav, hoy, kjent)}."


def _spenn(lav: Fraction | None, hoy: Fraction | None, kjent: Storrelse) -> str:
    if lav is None or hoy is None:
        ende = lav if hoy is None else hoy
        return f"{'minst' if hoy is None else 'høyst'} {'' if ende is None else _vist(ende, kjent)}"
    return f"{_vist(lav, kjent)} til {_vist(hoy, kjent)}"


def _i(ende: Mengde | None, ar: int | None) -> Fraction | None:
    if ende is None or isinstance(ende, Fraction):
        return ende
    return None if ar is None or ar not in ende else i_ar(ende, ar)


def _vist(verdi: Fraction, kjent: Storrelse) -> str:
    return vis_med_enhet(verdi, Enhet.les(kjent.enhet))
