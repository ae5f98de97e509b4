"""The gap, year by year: the cuts, what the measures cover of them, and what lacks; in words and as a drawing.

What one agency has to spare covers nothing of another's cut. So what lacks is of each agency's own, added up, and no
ratio of all together is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.base.numbers import MANGLER
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, programsummer
from effekt.calc.dekning import Dekning, dekning
from effekt.calc.simulering import simuler
from effekt.calc.usikkerhet import TOTAL
from effekt.calc.varighet import arstall
from effekt.display import gap as form
from effekt.display.blocks import Avsnitt, Boks, boks
from effekt.display.captions import prisniva_i_ord
from effekt.display.gap import Gapar, Gapfelt
from effekt.display.labels import vis_kort
from effekt.display.numbered import Figur
from effekt.display.objects import Kilde
from effekt.model.datapakke import RAMMEKUTT
from effekt.reading.penger import Penger
from effekt.reading.program import Program, har_del
from effekt.reading.sektor import Sektor
from effekt.report.funn import hvor, kort_nok

if TYPE_CHECKING:
    from effekt.display.style import Tegning

_NULL: Final = Fraction(0)
UTEN: Final = f"kuttet er {MANGLER}"
HVER_FOR_SEG: Final = "Det én virksomhet har til overs, dekker ikke kuttet hos en annen"


def helt(penger: Penger, belop: Fraction) -> str:
    """An amount as it is told at a glance: whole from ten up, in the book's unit, else with one decimal."""
    return vis_kort(belop / penger.i_kroner)


@dataclass(frozen=True)
class Gap:
    """What is told of the gap: effect, cut and what lacks per year, whose it is, and the effect's range, in kroner."""

    av: Sektor | Program
    effekt: Mapping[int, Fraction]
    dekning: Mapping[int, Dekning | None]
    hvem: Mapping[int, Sequence[str]]
    spenn: Mapping[int, tuple[Fraction, Fraction]]

    @property
    def kjente(self) -> list[int]:
        """The years whose cut is known, and more than nothing."""
        return [ar for ar, d in self.dekning.items() if d and d.kutt]

    def mangler(self, ar: int) -> Fraction:
        """What lacks in a year; nothing where no cut is known."""
        d = self.dekning[ar]
        return (d.gjenstar or _NULL) if d else _NULL

    def i_feltet(self, i_kroner: Fraction) -> Gapfelt:
        """As it is drawn, in a unit of so many kroner."""
        return Gapfelt(
            {ar: _gapar(self.dekning[ar], belop, self.spenn.get(ar), i_kroner) for ar, belop in self.effekt.items()},
            har_kutt=bool(self.kjente),
        )


def _gapar(d: Dekning | None, effekt: Fraction, spenn: tuple[Fraction, Fraction] | None, i_kroner: Fraction) -> Gapar:
    kutt = d.kutt if d else None
    dekket = (d.dekket or _NULL) if d else _NULL
    ender = None if spenn is None else (spenn[0] / i_kroner, spenn[1] / i_kroner)
    return Gapar(None if kutt is None else kutt / i_kroner, dekket / i_kroner, effekt / i_kroner, ender)


def gapet(data: Sektor | Program) -> Gap:
    """The gap of a sector, or of all sectors together."""
    sektor = data.eneste if isinstance(data, Program) else data
    return _programmets(data) if sektor is None and isinstance(data, Program) else _sektorens(sektor)  # type: ignore[arg-type]


def _sektorens(sektor: Sektor) -> Gap:
    alle, navn = dekning(sektor), sektor.info.virksomheter
    p = simuler(sektor).gjennomfort.persentiler[TOTAL] if sektor.tiltak else {}
    return Gap(
        sektor,
        beregning.total(sektor),
        alle[TOTAL],
        {ar: [navn[k].navn for k, r in alle.items() if k != TOTAL and r[ar].gjenstar] for ar in sektor.info.periode},
        {ar: (p["p10"][ar], p["p90"][ar]) for ar in sektor.info.periode} if p else {},
    )


def _programmets(program: Program) -> Gap:
    alle, sektorer = programsummer.programmets_dekning(program), program.sektorer
    return Gap(
        program,
        programsummer.programmets_total(program),
        alle[TOTAL],
        {
            ar: [sektorer[n].info.kortnavn for n, r in alle.items() if n != TOTAL and (d := r[ar]) and d.gjenstar]
            for ar in program.info.periode
        },
        {},
    )


def felt_per_virksomhet(sektor: Sektor) -> dict[str, Gapfelt]:
    """A field for each agency that has a cut or an effect, by name, in the book's unit."""
    i_kroner, navn, alle = sektor.bok.penger.i_kroner, sektor.info.virksomheter, dekning(sektor)
    return {
        navn[kode].navn: Gapfelt(
            {ar: _gapar(d, d.effekt, None, i_kroner) for ar, d in rad.items()},
            har_kutt=any(d.kutt is not None for d in rad.values()),
        )
        for kode, rad in alle.items()
        if kode != TOTAL and any(d.kutt or d.effekt for d in rad.values())
    }


def tegning(felt: Mapping[str, Gapfelt], penger: Penger) -> "Tegning":
    """The drawing of these fields."""
    enhet = penger.ord_.replace("kroner", "kr")
    return lambda akser, smal: form.tegn_gapet(akser, felt, smal, vis_kort, enhet, f"kutt {MANGLER}")


# --- in words -------------------------------------------------------------------------------------------------------


def tittel(gap: Gap) -> str:
    """What the drawing says, as far as it is so."""
    penger, kjente = gap.av.bok.penger, gap.kjente
    forste, siste = next(iter(gap.effekt)), list(gap.effekt)[-1]
    mangler = [ar for ar in kjente if gap.mangler(ar)]
    if not kjente:
        vist = f"{helt(penger, gap.effekt[siste])} {penger.ord_} i {siste}"
        stiger = forste != siste and 0 <= gap.effekt[forste] < gap.effekt[siste]
        return f"Effekten øker fra {helt(penger, gap.effekt[forste])} til {vist}" if stiger else f"Effekten er {vist}"
    if not mangler:
        return f"Tiltakene dekker kuttene i {ramse(map(str, kjente))}"
    mest = max(mangler, key=lambda ar: gap.mangler(ar))
    vist = f"{helt(penger, gap.mangler(mest))} {penger.ord_} i {mest}"
    if len(kjente) == 1:
        return f"Det mangler {vist}"
    if len(mangler) == 1:
        return f"Kuttene er dekket, unntatt i {mest}: {helt(penger, gap.mangler(mest))} {penger.ord_} mangler"
    if len(mangler) == len(kjente):
        return f"Kuttene er ikke dekket noe år: Mest mangler i {mest}"
    return f"Kuttene er ikke dekket i {ramse(map(str, mangler))}: Mest mangler i {mest}"


def strimmel(gap: Gap) -> Boks:
    """The years side by side: what lacks in each, and of what."""
    return boks("gap", *(boks(f"gap-ar gap-{slag}", *map(Avsnitt, sagt)) for slag, *sagt in _ar_for_ar(gap)))


def _ar_for_ar(gap: Gap) -> Iterator[tuple[str, str, str, str]]:
    """Each year: what kind of answer it has, the year, the answer, and what it is made of."""
    penger = gap.av.bok.penger
    for ar, d in gap.dekning.items():
        vist, effekt = arstall(gap.av, ar), f"effekt {helt(penger, gap.effekt[ar])}"
        if not gap.kjente:
            yield "uten", vist, f"**{_kort(penger, gap.effekt[ar])}**", "i effekt"
        elif d is None or not d.kutt:
            yield "ukjent", vist, "**Kutt ikke oppgitt**", stor_forbokstav(effekt)
        else:
            deler = f"Kutt {helt(penger, d.kutt)}, {effekt}"
            hvem = gap.hvem[ar]
            hos = f", i {hvem[0]}" if len(hvem) == 1 else ""
            svar = f"{_kort(penger, gap.mangler(ar))} mangler{hos}" if gap.mangler(ar) else "Kuttene er dekket"
            yield ("mangler" if gap.mangler(ar) else "dekket"), vist, f"**{svar}**", deler


def _kort(penger: Penger, belop: Fraction) -> str:
    """An amount as a key figure has it: «24 mill.», «180 tusen kroner»."""
    return f"{helt(penger, belop)} {penger.ord_.removesuffix(' kroner') if '.' in penger.ord_ else penger.ord_}"


def gapfigur(data: Sektor | Program, gap: Gap, kilde: Kilde, noter: Sequence[str]) -> Figur:
    """The drawing of the gap with its numbers, at the address that it has had."""
    penger, ar = gap.av.bok.penger, list(gap.effekt)
    felt = {"": gap.i_feltet(penger.i_kroner)}
    med_kutt, spenn = bool(gap.kjente), any(lav < hoy for lav, hoy in gap.spenn.values())
    rader: dict[str, Mapping[int, Fraction | None]] = {"Effekt av tiltakene": gap.effekt}
    if med_kutt:
        per_ar = {a: d for a, d in gap.dekning.items() if d and d.kutt}
        rader = {
            "Vedtatt rammekutt": {a: d.kutt for a, d in per_ar.items()},
            "Dekket av kuttet": {a: d.dekket for a, d in per_ar.items()},
            "Mangler": {a: d.gjenstar for a, d in per_ar.items()},
            **rader,
        }
    if spenn:
        rader["Effekt, lavt (P10)"] = {a: lav for a, (lav, _) in gap.spenn.items()}
        rader["Effekt, høyt (P90)"] = {a: hoy for a, (_, hoy) in gap.spenn.items()}
    hva = "Vedtatt rammekutt, effekt av tiltakene og det som mangler" if med_kutt else "Effekt av tiltakene"
    return Figur(
        sektor=data,
        adresse="effekt-mot-rammekutt" if har_del(data, RAMMEKUTT) else "effekt-per-ar",
        emne="Rammekuttene og effekten av tiltakene" if med_kutt else "Effekten av tiltakene hvert år",
        tittel=kort_nok(tittel(gap)),
        undertittel=(
            f"{hva}, i {penger.ord_} per år, {hvor(data)}, {ar[0]}\u2013{ar[-1]}"
            + (". Skravert er det som mangler av kuttet" if any(map(gap.mangler, gap.kjente)) else "")
            + (". Streken dekker åtte av ti beregninger" if spenn else "")
        ),
        kilde=kilde,
        noter=[*([HVER_FOR_SEG] if med_kutt else []), *noter, prisniva_i_ord(data)],
        data=pd.DataFrame(
            {"rad": rad, "ar": a, penger.kolonne: penger.data(b)}
            for rad, alle in rader.items()
            for a, b in alle.items()
        ),
        hode=["", *(arstall(gap.av, a) for a in ar)],
        rader=[
            [rad, *(MANGLER if (b := alle.get(a)) is None else penger.tall(b, penger.desimaler([])) for a in ar)]
            for rad, alle in rader.items()
        ],
        alternativtekst="Søyler for hvert år. " + " ".join(_i_ord(gap, a) for a in ar),
        tegning=tegning(felt, penger),
        hoyde=form.hoyde_av_gapet(1, smal=False),
        hoyde_smal=form.hoyde_av_gapet(1, smal=True),
    )


def _i_ord(gap: Gap, ar: int) -> str:
    penger, d = gap.av.bok.penger, gap.dekning[ar]
    effekt = f"{helt(penger, gap.effekt[ar])} {penger.ord_}"
    if d is None or not d.kutt:
        return f"{ar}: effekt {effekt}{f', {UTEN}' if gap.kjente else ''}."
    return f"{ar}: kutt {helt(penger, d.kutt)}, effekt {effekt}, {helt(penger, gap.mangler(ar))} mangler."
