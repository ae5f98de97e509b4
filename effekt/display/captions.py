"""What is said of amounts wherever they stand: which way is better, which kroner, and whether the last year goes on."""

from typing import Final

from effekt.base.words import stor_forbokstav
from effekt.calc.prisniva import felles_niva
from effekt.calc.varighet import FullEffekt, er_varig, ikke_der_enna, pa_vei
from effekt.model.plan import INNTEKT
from effekt.model.tiltak import Tiltak
from effekt.reading.penger import Penger
from effekt.reading.program import Program, sektorene_i
from effekt.reading.sektor import Sektor

# Of every effect: measures may lower a cost or raise an income.
POSITIVT: Final = "positive tall er lavere kostnad eller høyere inntekt"
POSITIVT_FORST: Final = stor_forbokstav(POSITIVT)
_POSITIVT: Final = {"lavere_kostnad": "lavere kostnad", INNTEKT: "høyere inntekt"}


def forutsetningene(data: Sektor | Program) -> str:
    """What a sum is worked out from: printed cards, where a sector retells a report, else the measures.

    Where all of them are amounts that stand in their sources, nothing is assumed.
    """
    if all(tiltak.enkelt for sektor in sektorene_i(data) for tiltak in sektor.samspill().values()):
        return "beløpene i kildene"
    return f"forutsetningene {'på tiltakskortene' if _gjenforteller(data) else 'i tiltakene'}"


def egne_valg(sektor: Sektor) -> str:
    """Whose the choices of the analysis are."""
    return "Våre egne valg" + (f", ikke {sektor.rapporten}s" if sektor.rapporten else "")


def av_kildene(data: Sektor | Program) -> str:
    """Where a table that puts together what sources say has it from."""
    kortene = " og tiltakskortene" if _gjenforteller(data) else ""
    return f"Kilde: satt sammen av oss ut fra det kildene{kortene} oppgir"


def _gjenforteller(data: Sektor | Program) -> bool:
    """Whether a printed report is retold."""
    return any(sektor.info.rapport for sektor in sektorene_i(data))


def positivt_for(tiltak: Tiltak) -> str:
    """What a positive effect of one measure is, where it is known what kind of gain it is."""
    hva = _POSITIVT.get(tiltak.gevinst.slag if tiltak.gevinst else "")
    return f"positive tall er {hva}" if hva else POSITIVT


def driftsvirkning(penger: Penger) -> str:
    """What the amounts of a table or a figure are."""
    return f"Driftsvirkning i {penger.ord_} per år, {POSITIVT}"


def prisniva_i_ord(data: Sektor | Program) -> str:
    """Which kroner a sum over measures and years is in."""
    nivaer = {felles_niva(sektor) for sektor in sektorene_i(data)}
    if len(nivaer) == 1 and (niva := nivaer.pop()):
        return f"Beløpene er i {niva}, og er ikke diskontert"
    return "Beløpene er lagt sammen slik de er oppgitt. De er ikke regnet om til samme prisår, og er ikke diskontert"


def fra_siste_ar(sektor: Sektor, hva: str = "") -> str:
    """When a measure's, an agency's or all effect of the last year is given: «i året fra og med 2030».

    Where it does not go on: «i 2030, og 72 mill. kroner i året fullt ut fra 2032».
    """
    siste, penger = sektor.info.periode[-1], sektor.bok.penger
    if er_varig(sektor, hva):
        return f"i året fra og med {siste}"
    full = ikke_der_enna(sektor, hva)
    if full is None or full.belop is None:
        return f"i {siste}"
    nar = f"fullt ut fra {full.ar}" if full.ar else "når alt er faset inn"
    return f"i {siste}, og {penger.vis(full.belop)} {penger.ord_} i året {nar}"


def fullt_ut(full: FullEffekt, penger: Penger) -> str:
    """What all measures give when they are there, and from when."""
    if full.belop is None:
        return "Effekten av noen av tiltakene endrer seg fortsatt etterpå"
    nar = f"Fullt ut, fra {full.ar}," if full.ar else "Når alt er faset inn,"
    return f"{nar} gir de {penger.vis(full.belop)} {penger.ord_} i året"


def ikke_fullt_ut(sektor: Sektor) -> list[str]:
    """Beneath a sum whose last year is not what is given from then on: what is, and from when; else nothing."""
    siste, penger, full = sektor.info.periode[-1], sektor.bok.penger, ikke_der_enna(sektor)
    if full is None:
        return []
    vei = [f"{penger.vis(b)} i {ar}" for ar, b in pa_vei(sektor).items() if full.ar and siste < ar < full.ar]
    resten = f" ({', '.join(vei)})" if vei else ""
    return [f"Ikke alle tiltakene gir full effekt i {siste}. {fullt_ut(full, penger)}{resten}"]


def tiltaket_fullt_ut(sektor: Sektor, id_: str) -> str:
    """On a card whose last year is not what the measure gives from then on; empty where it is."""
    siste, penger, full = sektor.info.periode[-1], sektor.bok.penger, ikke_der_enna(sektor, id_)
    if full is None:
        return ""
    if full.belop is None:
        return f"Effekten er ikke endelig i {siste}."
    belop = f"{penger.vis(full.belop)} {penger.ord_} i året"
    return f"Tiltaket gir ikke full effekt i {siste}. Fullt ut " + (
        f"gir det {belop}, fra {full.ar}." if full.ar else f"innfaset gir det {belop}."
    )
