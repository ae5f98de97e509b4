"""What is said of amounts wherever they stand: which way is better, which kroner, and whether the last year goes on."""

from typing import Final

from effekt.base.words import stor_forbokstav
from effekt.calc.prisniva import felles_niva
from effekt.calc.varighet import FullEffekt, er_varig, full_effekt, full_effekt_av, pa_vei, samlet_full_effekt
from effekt.model.plan import INNTEKT
from effekt.model.tiltak import Tiltak
from effekt.reading.penger import Penger
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor

# Of every effect: measures may lower a cost or raise an income.
POSITIVT: Final = "positive tall er lavere kostnad eller høyere inntekt"
POSITIVT_FORST: Final = stor_forbokstav(POSITIVT)
_POSITIVT: Final = {"lavere_kostnad": "lavere kostnad", INNTEKT: "høyere inntekt"}


def positivt_for(tiltak: Tiltak) -> str:
    """What a positive effect of one measure is, where it is known what kind of gain it is."""
    hva = _POSITIVT.get(tiltak.gevinst.slag if tiltak.gevinst else "")
    return f"positive tall er {hva}" if hva else POSITIVT


def driftsvirkning(penger: Penger) -> str:
    """What the amounts of a table or a figure are."""
    return f"Driftsvirkning i {penger.ord_} per år, {POSITIVT}"


def prisniva_i_ord(data: Sektor | Program) -> str:
    """Which kroner a sum over measures and years is in."""
    sektorer = [data] if isinstance(data, Sektor) else list(data.sektorer.values())
    nivaer = {felles_niva(sektor) for sektor in sektorer}
    if len(nivaer) == 1 and (niva := nivaer.pop()):
        return f"Beløpene er i {niva}, og er ikke diskontert"
    return "Beløpene er lagt sammen slik de er oppgitt. De er ikke regnet om til samme prisår, og er ikke diskontert"


def _kan_sies(sektor: Sektor, full: FullEffekt) -> bool:
    """Whether the year of full effect is known, and not one that a reviewer has left out of the period."""
    return full.ar is not None and (not sektor.uendret or sektor.uendret.info.periode[-1] <= sektor.info.periode[-1])


def fra_siste_ar(sektor: Sektor, hva: str = "") -> str:
    """When a measure's, an agency's or all effect of the last year is given: «i året fra og med 2030».

    Where it does not go on: «i 2030, og 72 mill. kroner i året fullt ut fra 2032».
    """
    siste, penger = sektor.info.periode[-1], sektor.bok.penger
    if er_varig(sektor, hva):
        return f"i året fra og med {siste}"
    full = full_effekt_av(sektor, hva)
    if full.belop is None or sektor.info.varig_fra_siste_ar != "ja":
        return f"i {siste}"
    nar = f"fullt ut fra {full.ar}" if _kan_sies(sektor, full) else "når alt er faset inn"
    return f"i {siste}, og {penger.vis(full.belop)} {penger.ord_} i året {nar}"


def ikke_fullt_ut(sektor: Sektor) -> list[str]:
    """Beneath a sum whose last year is not what is given from then on: what is, and from when; else nothing."""
    siste, penger = sektor.info.periode[-1], sektor.bok.penger
    full = samlet_full_effekt(sektor)
    if sektor.info.varig_fra_siste_ar != "ja" or er_varig(sektor):
        return []
    forst = f"Ikke alle tiltakene gir full effekt i {siste}"
    if full.belop is None:
        return [f"{forst}, og effekten av noen endrer seg fortsatt etterpå"]
    belop = f"{penger.vis(full.belop)} {penger.ord_} i året"
    if full.ar is None or not _kan_sies(sektor, full):
        return [f"{forst}. Når alt er faset inn, gir de {belop}"]
    vei = [f"{penger.vis(b)} i {ar}" for ar, b in pa_vei(sektor).items() if siste < ar < full.ar]
    return [f"{forst}. Fullt ut, fra {full.ar}, gir de {belop}" + (f" ({', '.join(vei)})" if vei else "")]


def tiltaket_fullt_ut(sektor: Sektor, id_: str) -> str:
    """On a card whose last year is not what the measure gives from then on; empty where it is."""
    siste, penger = sektor.info.periode[-1], sektor.bok.penger
    if sektor.info.varig_fra_siste_ar != "ja" or er_varig(sektor, id_):
        return ""
    full = full_effekt(sektor, id_)
    if full.belop is None:
        return f"Effekten er ikke endelig i {siste}."
    belop = f"{penger.vis(full.belop)} {penger.ord_} i året"
    return f"Tiltaket gir ikke full effekt i {siste}. Fullt ut " + (
        f"gir det {belop}, fra {full.ar}." if _kan_sies(sektor, full) else f"innfaset gir det {belop}."
    )
