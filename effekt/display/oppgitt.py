"""What is said of a measure whose amounts are the source's own, and of one that has none."""

from collections.abc import Iterator

from effekt.base.numbers import vis_tall
from effekt.base.words import ramse
from effekt.calc import beregning
from effekt.display.objects import henvis
from effekt.display.texts import uten_tall
from effekt.model.tiltak import Tiltak
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor


def hvem_i_ord(sektor: Sektor, tiltak: Tiltak) -> str:
    """A measure's agency; of one across several, which they are."""
    alle = sektor.info.virksomheter
    egen = alle[tiltak.virksomhet].navn
    if not tiltak.virksomheter:
        return egen
    return f"{egen}. Gjelder flere virksomheter: {ramse(alle[kode].navn for kode in tiltak.virksomheter)}"


def per_ar_i_ord(sektor: Sektor, tiltak: Tiltak, penger: Penger) -> dict[int, str]:
    """A measure's effect in each year as it is shown: an amount, «inntil» one, or what stands in place of it."""
    periode = sektor.info.periode
    i_stedet, belop = uten_tall(tiltak, periode), beregning.effekt(tiltak, periode)
    grense = f"{tiltak.oppgitt_er} " if tiltak.oppgitt_er else ""
    return {ar: i_stedet.get(ar) or (grense if belop[ar] else "") + penger.vis(belop[ar]) for ar in periode}


def uten_ar_i_ord(sektor: Sektor, tiltak: Tiltak, penger: Penger) -> str:
    """What stands in place of amounts per year; empty where there are some, or it is left out."""
    periode = sektor.info.periode
    if beregning.har_belop(tiltak, periode):
        return ""
    if tiltak.sum_i_kroner is not None:
        return (
            f"{penger.vis(tiltak.sum_i_kroner)} {penger.ord_} for hele perioden {periode[0]}\u2013{periode[-1]}. "
            "Kilden deler ikke beløpet på år, så det er ikke med i summene for årene."
        )
    return f"{tiltak.uten_belop or 'Kilden oppgir ikke beløp.'} Tiltaket er ikke med i summene."


def kilden_i_ord(sektor: Sektor, tiltak: Tiltak, penger: Penger) -> Iterator[str]:
    """Where the amounts of a simple measure are from, the source's range, and what a reviewer has changed."""
    if not (tiltak.enkelt and tiltak.oppgitt):
        return
    hvor = f": {kilden(sektor, tiltak)}" if tiltak.kilde else ""
    yield f"Beløpene står i kilden{hvor}. De er ikke regnet ut."
    periode = sektor.info.periode
    trykt, belop = beregning.oppgitt_effekt(tiltak, periode), beregning.effekt(tiltak, periode)
    ulike = [f"{penger.vis(trykt[ar])} i {ar}" for ar in trykt if trykt[ar] != belop[ar]]
    if ulike and tiltak.gjennomfores:
        yield f"I denne omregningen er beløpene andre enn kildens, som er {ramse(ulike)}."
    if tiltak.oppgitt_lav or tiltak.oppgitt_hoy:
        yield f"Kilden oppgir et spenn, i {tiltak.oppgitt_i}: {_spennet(tiltak)}."
    if tiltak.oppgitt_er:
        yield f"Kilden oppgir beløpene som «{tiltak.oppgitt_er}». De er regnet med i summene som de står."


def kilden(sektor: Sektor, tiltak: Tiltak) -> str:
    """The document that has the measure, and where in it, if that is said."""
    if tiltak.kilde and tiltak.kortside:
        return henvis(sektor, tiltak.kilde, tiltak.kortside)
    return sektor.kilder[tiltak.kilde].tittel if tiltak.kilde else ""


def _spennet(tiltak: Tiltak) -> str:
    """The source's range, said once where it is the same in every year."""
    per_ar = {}
    for ar in sorted({*tiltak.oppgitt_lav, *tiltak.oppgitt_hoy}):
        fra, til = tiltak.oppgitt_lav.get(ar), tiltak.oppgitt_hoy.get(ar)
        if fra is not None and til is not None:
            per_ar[ar] = f"{vis_tall(fra)} til {vis_tall(til)}"
        else:
            per_ar[ar] = f"minst {vis_tall(fra)}" if fra is not None else f"inntil {vis_tall(til or 0)}"
    if len(set(per_ar.values())) == 1:
        return f"{next(iter(per_ar.values()))} hvert år"
    return ramse(f"{spenn} i {ar}" for ar, spenn in per_ar.items())
