"""Two lines, always together: what the measures give if they are carried out, and with the risk that they are not."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from effekt.base.numbers import MANGLER
from effekt.calc import beregning, gjennomforing, programsummer
from effekt.calc.programsummer import Arsrad
from effekt.display.captions import driftsvirkning, forutsetningene, ikke_fullt_ut
from effekt.display.numbered import Tabell
from effekt.display.objects import Kilde, Prosa, savnede_tiltak
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor

_HVIS = "hvis tiltakene blir gjennomført i tide"
_RISIKO = "med risikoen"


def begge_linjer(data: Sektor | Program) -> Tabell | Prosa:
    """Both lines per year, of each agency or sector and in sum; nothing where the book has chosen no chances."""
    alle = [data] if isinstance(data, Sektor) else list(data.sektorer.values())
    # A sector that has no measure yet adds nothing, and takes nothing away.
    sektorer = [sektor for sektor in alle if not savnede_tiltak(sektor)]
    if not sektorer or not all(gjennomforing.har_utsikter(s) for s in sektorer):
        return Prosa("")
    eneste = sektorer[0] if len(sektorer) == 1 else None
    anslag, forventet = _av_programmet(data) if isinstance(data, Program) and not eneste else _av_sektoren(sektorer[0])
    penger, info = data.bok.penger, data.info
    desimaler = penger.desimaler([])

    def ruter(rad: Arsrad) -> list[str]:
        return [MANGLER if (b := rad.get(ar)) is None else penger.tall(b, desimaler) for ar in info.periode]

    sum_ = list(anslag)[-1]
    hvem = "virksomhet" if eneste else "sektor"
    return Tabell(
        sektor=data,
        adresse="to-linjer",
        tittel="Hvis tiltakene blir gjennomført, og med risikoen for at de ikke blir det",
        undertittel=driftsvirkning(penger),
        kilde=Kilde(
            f"Anslaget er regnet ut fra {forutsetningene(data)}. Risikoen er vår egen analyse, med sjanser "
            "vi har valgt selv"
        ),
        noter=[
            "«Med risikoen» er anslagene, vektet med sjansen for at tiltakene blir gjennomført, og når",
            *(ikke_fullt_ut(eneste) if eneste else []),
        ],
        data=pd.DataFrame(
            {hvem: navn.strip("*"), "ar": ar, **penger.kolonner(anslag=rad.get(ar), med_risiko=forventet[navn].get(ar))}
            for navn, rad in anslag.items()
            for ar in info.periode
        ),
        hode=[hvem.capitalize(), *map(str, info.periode)],
        rader=[
            rad
            for navn in anslag
            for rad in ([f"{navn}: {_HVIS}", *ruter(anslag[navn])], [f"{navn}: {_RISIKO}", *ruter(forventet[navn])])
        ],
        alternativtekst=" ".join(
            f"I {ar}: {penger.tall(b, desimaler)} {penger.ord_} {_HVIS}, og {penger.tall(r, desimaler)} {_RISIKO}."
            for ar in info.periode[-1:]
            if (b := anslag[sum_].get(ar)) is not None and (r := forventet[sum_].get(ar)) is not None
        ),
    )


Rader = Mapping[str, Arsrad]
_SUM = "**Til sammen**"


def _av_sektoren(sektor: Sektor) -> tuple[Rader, Rader]:
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    med = {t.virksomhet for t in sektor.tiltak.values()}
    per, risiko = beregning.sum_per_virksomhet(sektor), gjennomforing.forventet_per_virksomhet(sektor)
    return (
        {**{navn[k]: dict(rad) for k, rad in per.items() if k in med}, _SUM: dict(beregning.total(sektor))},
        {
            **{navn[k]: dict(rad) for k, rad in risiko.items() if k in med},
            _SUM: dict(gjennomforing.forventet_total(sektor)),
        },
    )


def _av_programmet(program: Program) -> tuple[Rader, Rader]:
    navn = {n: s.info.navn for n, s in program.sektorer.items()}
    per, risiko = programsummer.per_sektor(program), programsummer.forventet_per_sektor(program)
    return (
        {**{navn[n]: rad for n, rad in per.items()}, _SUM: dict(programsummer.programmets_total(program))},
        {**{navn[n]: rad for n, rad in risiko.items()}, _SUM: _lagt_sammen(program, risiko)},
    )


def _lagt_sammen(program: Program, rader: Mapping[str, Arsrad]) -> Arsrad:
    kjente = {ar: [b for rad in rader.values() if (b := rad[ar]) is not None] for ar in program.info.periode}
    return {ar: sum(alle, Fraction(0)) if alle else None for ar, alle in kjente.items()}
