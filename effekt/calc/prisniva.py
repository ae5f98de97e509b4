"""The price year of amounts, and effects in the kroner of one year.

An amount is in kroner of its own ``prisar``, else of the sector's, else nobody has said. The table ``deflator`` has the
growth of prices in each year from the year before, in per cent. Where both are known, each amount is moved to the
sector's year before the formula is worked out.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.calc.usikkerhet import med_verdi
from effekt.model.datapakke import DEFLATOR
from effekt.model.storrelse import Forutsetning
from effekt.model.tiltak import Tiltak
from effekt.model.units import factor_of
from effekt.reading.sektor import Sektor

_EN: Final = Fraction(1)


def prisar_av(sektor: Sektor, forutsetning: Forutsetning) -> int | None:
    """The year whose kroner the amount is in; None where neither it nor the sector says."""
    return forutsetning.prisar or sektor.info.prisar


def belopene(sektor: Sektor) -> dict[str, Forutsetning]:
    """Every assumption that is an amount of money, by address."""
    return {f.adresse: f for t in sektor.tiltak.values() for f in t.forutsetninger.values() if f.er_belop}


def felles_niva(sektor: Sektor) -> str | None:
    """The kroner that all amounts are in: «2027-kroner», or as the sector says it; None where they may differ."""
    info = sektor.info
    niva = info.prisniva or (f"{info.prisar}-kroner" if info.prisar else None)
    return None if any(f.prisar not in {None, info.prisar} for f in belopene(sektor).values()) else niva


def vekst(sektor: Sektor) -> dict[int, Fraction]:
    """The growth of prices in each year from the year before, as a share; nothing without the table."""
    tabell = sektor.tabeller.find(DEFLATOR)
    if tabell is None:
        return {}
    return {
        int(nokkel[0]): celle.verdi * factor_of(celle.enhet)
        for nokkel, celle in tabell.celler.items()
        if celle.verdi is not None
    }


def faktor(vekst_per_ar: dict[int, Fraction], fra: int, til: int) -> Fraction | None:
    """What an amount of one year is multiplied by to be in another year's kroner; None where a year is not known."""
    ganger = _EN
    for ar in range(min(fra, til) + 1, max(fra, til) + 1):
        if ar not in vekst_per_ar:
            return None
        ganger *= 1 + vekst_per_ar[ar]
    return ganger if til >= fra else 1 / ganger


@dataclass(frozen=True)
class Fast:
    """Effects in the kroner of one year, and what stands in the way: years that the deflator lacks."""

    prisar: int
    effekt: dict[str, Arsbelop]
    mangler: tuple[int, ...] = ()


def i_faste_kroner(sektor: Sektor) -> Fast | None:
    """Every measure's effect with its amounts in the sector's price year, unrounded, in kroner.

    None where the sector has no price year, or no amount is of another year: then there is nothing to move.
    """
    til = sektor.info.prisar
    ulike = {f.prisar for f in belopene(sektor).values() if f.prisar not in {None, til}}
    if til is None or not ulike:
        return None
    kjent = vekst(sektor)
    trengs = {a for fra in ulike if fra for a in range(min(fra, til) + 1, max(fra, til) + 1)}
    if mangler := sorted(trengs - set(kjent)):
        return Fast(til, {}, tuple(mangler))
    periode = sektor.info.periode
    return Fast(
        til, {id_: beregning.uavrundet_effekt(_flyttet(t, til, kjent), periode) for id_, t in sektor.tiltak.items()}
    )


def _flyttet(tiltak: Tiltak, til: int, kjent: dict[int, Fraction]) -> Tiltak:
    """The measure with its amounts in kroner of ``til``."""
    nye = {}
    for navn, f in tiltak.forutsetninger.items():
        if f.er_belop and f.prisar and (ganger := faktor(kjent, f.prisar, til)) not in {None, _EN}:
            assert ganger is not None
            nye[navn] = (
                f.verdi * ganger if isinstance(f.verdi, Fraction) else {a: v * ganger for a, v in f.verdi.items()}
            )
    return med_verdi(tiltak, **nye)
