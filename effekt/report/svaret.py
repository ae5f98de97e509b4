"""The answer first: what the measures give if they are carried out and with the risk, when, and on what it hangs.

Each sentence compares, so each is written only while the numbers make it true.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from effekt.base.words import ramse
from effekt.calc import beregning, gjennomforing
from effekt.calc.dekning import dekning
from effekt.calc.plan import venter_politisk
from effekt.calc.simulering import Linje, simuler
from effekt.calc.usikkerhet import TOTAL
from effekt.display.blocks import Liste, boks
from effekt.display.captions import fra_siste_ar
from effekt.display.filters import antall
from effekt.display.objects import Kort, Prosa, savnede_tiltak
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor
from effekt.report.dekningsord import siste_kuttar

# From here on one measure is said to be a large part of them all.
_STOR_DEL: Final = Fraction(1, 4)
_HALVDEL: Final = Fraction(1, 2)


def svar_i_punkter(data: Sektor | Program, forst: Sequence[str] = ()) -> Kort | Prosa:
    """What a reader must know in ten seconds, a sentence each; nothing for several sectors, or without measures."""
    sektor = data.eneste if isinstance(data, Program) else data
    if sektor is None or not sektor.tiltak or savnede_tiltak(sektor):
        return Prosa("")
    setninger = [f"{setning}." for setning in (*forst, *_setninger(sektor))]
    return Kort([boks("svaret", Liste(setninger))])


def kort_sagt(sektor: Sektor) -> Iterator[str]:
    """The same of the sum in a sentence or two: the range, and what it is with the risk."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    for sagt in mellom(sektor):
        forst, _, resten = sagt.partition(" gir ")
        yield f"Blir alle gjennomført i tide, gir {forst.lower()} {resten}"
    if gjennomforing.har_utsikter(sektor):
        risiko = penger.vis(gjennomforing.forventet_total(sektor)[siste], penger.desimaler([]))
        yield f"Med risikoen for at noen faller bort eller blir forsinket, venter vi **{risiko} {penger.ord_}**"


def mellom(sektor: Sektor) -> Iterator[str]:
    """Between what eight of ten draws lie in the last year, if all is carried out; nothing where nothing varies."""
    penger, siste, simulert = sektor.bok.penger, sektor.info.periode[-1], simuler(sektor)
    lav, hoy = (simulert.gjennomfort.persentiler[TOTAL][navn][siste] for navn in ("p10", "p90"))
    if lav < hoy:
        fra, til = (penger.tall(b, simulert.desimaler(penger.i_kroner)) for b in (lav, hoy))
        yield f"Åtte av ti beregninger gir mellom {fra} og {til} {penger.ord_} i {siste}"


def _setninger(sektor: Sektor) -> Iterator[str]:
    yield from _to_linjer(sektor)
    yield from _spennet(sektor)
    yield from _i_tide(sektor)
    yield from _ett_tiltak(sektor)
    yield from vedtakssetninger(sektor)


def _to_linjer(sektor: Sektor) -> Iterator[str]:
    """The estimate, and what it is with the risk: never the one without the other."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    total = beregning.total(sektor)[siste]
    forst = f"Anslaget er **{penger.vis(total)} {penger.ord_} {fra_siste_ar(sektor)}**, hvis tiltakene blir gjennomført"
    if not gjennomforing.har_utsikter(sektor):
        yield f"{forst}. Risikoen for at de ikke blir det, er ikke regnet"
        return
    risiko = penger.vis(gjennomforing.forventet_total(sektor)[siste], penger.desimaler([]))
    yield (
        f"{forst} i tide. Med risikoen for at noen av dem ikke blir det, eller blir forsinket, er det "
        f"**{risiko} {penger.ord_} i {siste}**. Sjansene for det har vi valgt selv"
    )


def _spennet(sektor: Sektor) -> Iterator[str]:
    penger, siste, simulert = sektor.bok.penger, sektor.info.periode[-1], simuler(sektor)
    desimaler = simulert.desimaler(penger.i_kroner)

    def mellom(linje: Linje) -> str:
        p = linje.persentiler[TOTAL]
        return " og ".join(penger.tall(p[navn][siste], desimaler) for navn in ("p10", "p90"))

    lav, hoy = (simulert.gjennomfort.persentiler[TOTAL][navn][siste] for navn in ("p10", "p90"))
    if lav < hoy:
        risiko = f", og med risikoen mellom {mellom(simulert.med_risiko)}" if simulert.med_risiko else ""
        i_tide = f"{mellom(simulert.gjennomfort)} {penger.ord_} i {siste}"
        yield f"Blir de gjennomført i tide, gir åtte av ti trekninger mellom {i_tide}{risiko}"


def _i_tide(sektor: Sektor) -> Iterator[str]:
    """How little of it comes while the cuts are there."""
    penger, periode, total = sektor.bok.penger, sektor.info.periode, beregning.total(sektor)
    alle, forste = dekning(sektor)[TOTAL], periode[0]
    siste_kutt = siste_kuttar(alle)
    kutt = alle[forste].kutt
    if kutt and 0 <= total[forste] < kutt * _HALVDEL and total[forste] < total[periode[-1]] * _HALVDEL:
        vist = penger.tall(kutt, penger.desimaler([]))
        yield f"Lite kommer i tide: I {forste} gir de {penger.vis(total[forste])} {penger.ord_}, og kuttene er {vist}"
    samlet = sum(total.values(), Fraction(0))
    senere = sum((b for ar, b in total.items() if siste_kutt and ar > siste_kutt), Fraction(0))
    if siste_kutt and min(total.values()) >= 0 and senere > samlet * _HALVDEL:
        yield (
            f"{penger.vis(senere)} av de {penger.vis(samlet)} {penger.ord_} i {periode[0]}\u2013{periode[-1]} kommer "
            f"etter {siste_kutt}, det siste året der kuttene er oppgitt"
        )


def _ett_tiltak(sektor: Sektor) -> Iterator[str]:
    """That much is one measure's, where it is, and no other has as much."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    belop = sorted(((rad[siste], id_) for id_, rad in beregning.regnet_med(sektor).items()), reverse=True)
    samlet = sum((b for b, _ in belop), Fraction(0))
    if len(belop) < 3 or samlet <= 0:
        return
    (storst, id_), (nest, _) = belop[:2]
    navn = sektor.tiltak[id_].vist_navn
    if storst > nest and storst > samlet:
        # Others cost money, so that it is no part of the sum.
        yield (
            f"{navn} alene gir {penger.vis(storst)} {penger.ord_} i {siste}, mer enn alle tiltakene til sammen, "
            "for noen av dem koster mer enn de gir"
        )
    elif storst > nest and storst >= samlet * _STOR_DEL:
        yield f"{navn} alene står for {penger.vis(storst)} av de {penger.vis(samlet)} {penger.ord_} i {siste}"


def vedtakssetninger(sektor: Sektor) -> Iterator[str]:
    """How much hangs on political decisions that nobody has made, as far as data say."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    alle = beregning.regnet_med(sektor)
    # Those that «Effekt på tvers» counts too: also one that a change has made a cost of.
    venter = [id_ for id_, t in sektor.tiltak.items() if venter_politisk(t) and alle[id_][siste]]
    samlet = sum((alle[id_][siste] for id_ in venter), Fraction(0))
    if 0 < samlet <= beregning.total(sektor)[siste]:
        belop, av = penger.vis(samlet), penger.vis(beregning.total(sektor)[siste])
        hvor_mange = f"{antall(venter)} politiske vedtak" if len(venter) > 1 else "et politisk vedtak"
        yield (
            f"{belop} av de {av} {penger.ord_} i {siste} hviler på {hvor_mange} som kildene ikke sier er fattet: "
            f"{ramse(sektor.tiltak[id_].vist_navn for id_ in venter)}"
        )
