"""Rows of sums that people put below their numbers: checked against the rows above, never read."""

from fractions import Fraction
from typing import Final

from effekt.arkbok import enkelt
from effekt.arkinnlesing import Innlesing, Rad
from effekt.arkrute import Rute
from effekt.arktall import MANGLER, les_tallrute
from effekt.tallform import les_tall, skriv

_ORD: Final = {"sum", "total", "totalt", "i alt", "sum totalt", "totalsum"}


def er_sum(rute: Rute) -> bool:
    """Whether a row that begins with the cell says that it is a sum."""
    return enkelt(rute.tekst) in _ORD


def si_fra_om_sum(inn: Innlesing, rad: Rad, over: list[Rad]) -> None:
    """Tell that the row is not read, and where it is not the sum of those above."""
    galt = []
    for kolonne in [*rad.hode.kolonner.values(), *rad.hode.ar.values()]:
        rute = rad.side.rute(rad.nr, kolonne)
        if rute is rad.forste or not isinstance(rute.verdi, int | float):
            continue
        ledd = [rad.side.rute(annen.nr, kolonne) for annen in over]
        try:
            ledd = [r for r in ledd if not r.tom and r.tekst.casefold() not in MANGLER]
            alle = [les_tall(str(les_tallrute(r, ""))) for r in ledd]
            sum_ = sum(alle, Fraction(0))
            sagt = les_tall(str(les_tallrute(rute, "")))
        except ValueError:
            continue
        if sum_ != sagt:
            galt.append(f"{rute.navn} er {skriv(sagt)}, men radene over gir {skriv(sum_)}")
    hva = f"{rad.forste.sted}: raden «{rad.forste.tekst}» er en sum, og er ikke lest."
    inn.merk(f"{hva} Den stemmer ikke: {'; '.join(galt)}." if galt else hva)
