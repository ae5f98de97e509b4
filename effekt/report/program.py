"""Across sectors: the programme's page, effect by sector, agency and class, and all measures."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, vis_tall
from effekt.base.words import ramse, ytterst
from effekt.calc import gjennomforing, programsummer
from effekt.calc.dekning import Dekning, grunnar
from effekt.calc.programsummer import Arsrad, felles_ar
from effekt.calc.usikkerhet import TOTAL
from effekt.calc.varighet import arstall
from effekt.display.blocks import Avsnitt
from effekt.display.captions import (
    POSITIVT,
    POSITIVT_FORST,
    driftsvirkning,
    forutsetningene,
    ikke_fullt_ut,
    prisniva_i_ord,
)
from effekt.display.described import SUM
from effekt.display.drawings import stablede_stolper
from effekt.display.filters import antall
from effekt.display.markup import til_tekst
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import Kilde, Kort, Prosa, henvis
from effekt.display.rows import Oppdelt, Stolperad, hoyde_av_oppdelte, oppdelte_stolper
from effekt.display.texts import mangler_ar, utelatt_i_ord, uten_kutt
from effekt.model.datapakke import RAMMEKUTT
from effekt.model.program import Gjennomgang
from effekt.model.storrelse import leddene
from effekt.model.tiltak import KLASSER
from effekt.reading.penger import Penger
from effekt.reading.program import Delrapport, Program, har_del
from effekt.reading.samspill import Utelatt, kort_navn, overlappene, sektor_av, utelatt
from effekt.reading.sektor import Sektor
from effekt.report import to_linjer as linjene
from effekt.report.funn import hvor, klassefarge, kort_nok, tiltaksadresse

_ANDRE: Final = "Andre"
# A stack can have this many parts that are told from each other; the smallest are put together.
_VISTE: Final = 6
_KOLONNER: Final = ("sektor", "virksomhet", "klasse")


def _under(penger: Penger) -> str:
    return driftsvirkning(penger)


def kilde(program: Program) -> Kilde:
    """Where sums across sectors come from: the reports of the sectors that have data."""
    titler = list(dict.fromkeys(s.tittel for s in program.sektorer.values()))
    hva = "rapporter" if all(s.info.rapport for s in program.sektorer.values()) else "sektorer"
    viste = ramse(titler) if len(titler) <= _VISTE else f"{antall(titler)} {hva}"
    return Kilde(f"Kilde: egen beregning ut fra {forutsetningene(program)} i {viste}")


def sektorenes_effekt(program: Program) -> Figur | Prosa:
    """Freed money by sector and year, stacked; mill. kroner. One sector is told in a sentence, and not drawn.
    ``program.sektorenes_effekt(data)``.
    """
    penger = program.bok.penger
    summer = programsummer.per_sektor(program)
    total = programsummer.programmets_total(program)
    if eneste := program.eneste:
        return Prosa(
            f"Bare sektor for {eneste.info.navn.lower()} har tall. {ar_i_ord(penger, total)} {POSITIVT_FORST}. "
            f"{prisniva_i_ord(program)}."
        )
    info = {navn: s.info for navn, s in program.sektorer.items()}
    ar = felles_ar(program)[-1]
    deler = storste({info[n].kortnavn: rad for n, rad in summer.items()}, ar)
    navn = {i.kortnavn: f"{i.kortnavn} {i.navn}" for i in info.values()} | {_ANDRE: _ANDRE}

    i_enheten = {n: {a: (b or Fraction(0)) / penger.i_kroner for a, b in rad.items()} for n, rad in deler.items()}
    summer_ = {a: b / penger.i_kroner for a, b in total.items()}
    return Figur(
        sektor=program,
        adresse="effekt-per-sektor",
        emne="Effekt per sektor og år",
        tittel=_mest_fra(penger, {info[n].navn: rad[ar] or Fraction(0) for n, rad in summer.items()}, ar),
        undertittel=_under(penger),
        kilde=kilde(program),
        noter=[*utelatt_i_ord(program), *_ikke_fullt_ut(program), prisniva_i_ord(program)],
        data=_data(penger, {(info[n].kortnavn,): rad for n, rad in summer.items()}),
        hode=["Sektor", *_ar(program)],
        rader=[
            *([f"{info[n].navn} ({info[n].kortnavn})", *ruter(penger, rad)] for n, rad in summer.items()),
            [SUM, *ruter(penger, total)],
        ],
        alternativtekst="Stablede søyler. "
        + _i_ord(penger, {info[n].kortnavn: rad[ar] or Fraction(0) for n, rad in summer.items()}, ar),
        tegning=lambda akser, smal: stablede_stolper(akser, i_enheten, summer_, navn, smal, penger.kort),
        hoyde=3.9,
        hoyde_smal=4.4,
    )


def _mest_fra(penger: Penger, belop: Mapping[str, Fraction], ar: int) -> str:
    """Who gives most, and of how much; nothing where several do, or where parts are below zero."""
    alt, storst = sum(belop.values(), Fraction(0)), ytterst(belop)
    if len(storst) != 1 or min(belop.values()) < 0 or not alt:
        return ""
    av = f"{penger.vis(belop[storst[0]])} av {penger.vis(alt)} {penger.ord_}"
    return kort_nok(f"{storst[0]} gir mest: {av} i {ar}", f"{storst[0]} gir mest: {av}")


def _ikke_fullt_ut(program: Program) -> list[str]:
    """Which sectors' effect is not all there in their last year, where the source says that it goes on."""
    if program.eneste:
        return ikke_fullt_ut(program.eneste)
    return [f"{s.info.kortnavn}: {note}" for s in program.sektorer.values() for note in ikke_fullt_ut(s)]


def ar_i_ord(penger: Penger, total: Mapping[int, Fraction]) -> str:
    """The sum of each year, in the unit shown."""
    return f"Samlet effekt i {penger.ord_} er {', '.join(f'{penger.vis(b)} i {ar}' for ar, b in total.items())}."


def storste(rader: Mapping[str, Arsrad], ar: int) -> dict[str, Arsrad]:
    """As many rows as a stack can show, the smallest of the year put together."""
    if len(rader) <= _VISTE:
        return dict(rader)
    etter = sorted(rader, key=lambda n: -(rader[n][ar] or Fraction(0)))
    valgte = [n for n in rader if n in etter[: _VISTE - 1]]
    resten = [rader[n] for n in etter[_VISTE - 1 :]]
    andre: Arsrad = {a: sum((r[a] or Fraction(0) for r in resten), Fraction(0)) for a in resten[0]}
    return {**{n: rader[n] for n in valgte}, _ANDRE: andre}


def sektorenes_linjer(program: Program) -> Tabell | Prosa:
    """Effect per sector and year, or agency, if the measures are carried out, and with the risk that they are not.
    ``program.sektorenes_linjer(data)``.
    """
    return linjene.begge_linjer(program)


def virksomhetenes_effekt(program: Program) -> Tabell:
    """Freed money by sector, agency and year; mill. kroner.
    ``program.virksomhetenes_effekt(data)``.
    """
    penger = program.bok.penger
    summer = programsummer.per_virksomhet(program)
    sektorer = program.sektorer
    ar = felles_ar(program)[-1]
    navn = {(s, v): f"{sektorer[s].info.virksomheter[v].navn} ({sektorer[s].info.kortnavn})" for s, v in summer}
    return Tabell(
        sektor=program,
        adresse="effekt-per-virksomhet",
        tittel="Effekt per virksomhet og år",
        undertittel=_under(penger),
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=_data(penger, {(sektorer[s].info.kortnavn, v): rad for (s, v), rad in summer.items()}),
        hode=["Virksomhet", "Sektor", *_ar(program)],
        rader=[
            *(
                [sektorer[s].info.virksomheter[v].navn, sektorer[s].info.kortnavn, *ruter(penger, rad)]
                for (s, v), rad in summer.items()
            ),
            [SUM, "", *ruter(penger, programsummer.programmets_total(program))],
        ],
        alternativtekst=_i_ord(penger, {navn[n]: rad[ar] or Fraction(0) for n, rad in summer.items()}, ar),
    )


def klassenes_effekt(program: Program) -> Figur | Prosa:
    """Freed money by class of overall assessment; drawn for one year, all years in the table.
    Nothing where no measure has one.
    ``program.klassenes_effekt(data)``.
    """
    if not har_del(program, KLASSER):
        return Prosa("")
    penger = program.bok.penger
    summer = programsummer.per_klasse(program)
    klasser = program.felles.klasser
    ar = felles_ar(program)[-1]
    med = programsummer.programmets_regnet_med(program)
    rader = [
        Oppdelt(
            klasser[k],
            tiltaksdeler(program, med, ar, [n for n, t in program.tiltak.items() if t.samlet_vurdering.klasse == k]),
            klassefarge(program.felles, k),
        )
        for k, rad in summer.items()
        if any(rad.values())
    ]
    sum_ = programsummer.programmets_total(program)[ar]
    mest = ytterst({klasser[k]: rad[ar] for k, rad in summer.items()})
    return Figur(
        sektor=program,
        adresse="effekt-per-klasse",
        emne=f"Effekt i {ar} etter samlet vurdering av tiltakene",
        tittel=_mest_i_klassen(penger, mest[0] if len(mest) == 1 else "", max(b[ar] for b in summer.values()), sum_),
        undertittel=f"Driftsvirkning i {penger.ord_}, {hvor(program)}, {ar}, {POSITIVT}",
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=_data(penger, {("", "", k): rad for k, rad in summer.items()}),
        hode=["Samlet vurdering", *_ar(program)],
        rader=[
            *([klasser[k], *ruter(penger, rad)] for k, rad in summer.items()),
            [SUM, *ruter(penger, programsummer.programmets_total(program))],
        ],
        alternativtekst="Liggende søyler. "
        + _i_ord(penger, {f"«{klasser[k].lower()}»": rad[ar] for k, rad in summer.items()}, ar),
        tegning=lambda akser, smal: oppdelte_stolper(akser, rader, smal, penger.kort),
        hoyde=hoyde_av_oppdelte(rader, smal=False),
        hoyde_smal=hoyde_av_oppdelte(rader, smal=True),
    )


def _mest_i_klassen(penger: Penger, klasse: str, belop: Fraction, alt: Fraction) -> str:
    """How much of the effect is in the class that has most; nothing without one, or without any effect."""
    if not klasse or alt <= 0 or belop > alt:
        return ""
    return kort_nok(f"{penger.vis(belop)} av {penger.vis(alt)} {penger.ord_} er i klassen «{klasse.lower()}»")


def tiltaksdeler(program: Program, belop: Mapping[str, Arsrad], ar: int, gruppe: Iterable[str]) -> list[Stolperad]:
    """The measures of a group as parts of its bar, the largest first; what gives nothing is no part."""
    penger = program.bok.penger
    alle = {n: belop[n][ar] for n in gruppe if program.tiltak[n].gjennomfores}
    return [
        Stolperad(
            program.tiltak[n].vist_navn,
            b / penger.i_kroner,
            til=tiltaksadresse(program.sektorer[sektor_av(n)], program.tiltak[n].id),
            ar=str(ar),
        )
        for n, b in sorted(alle.items(), key=lambda par: -(par[1] or 0))
        if b
    ]


def dekning_av_rammekuttene(program: Program) -> Tabell | Prosa:
    """Cut, effect and what is left of the cut by sector and in sum, per year; every agency covers its own cut only.
    Nothing where no sector has any.
    ``program.dekning_av_rammekuttene(data)``.
    """
    if not har_del(program, RAMMEKUTT):
        return Prosa("")
    penger = program.bok.penger
    alle, nytt = programsummer.programmets_dekning(program), programsummer.programmets_dekning(program, nytt=True)
    navn = {n: s.info.kortnavn for n, s in program.sektorer.items()} | {TOTAL: "Til sammen"}
    desimaler = penger.desimaler(d.effekt for rad in alle.values() for d in rad.values() if d)
    # What is new is asked of all from one year, or it may not be added.
    forste = {grunnar(s) for n, s in program.sektorer.items() if any(d and d.kutt for d in alle[n].values())}

    def rad(hva: str, per_ar: Mapping[int, Dekning | None], verdi: Callable[[Dekning], Fraction | None]) -> list[str]:
        def rute(d: Dekning | None) -> str:
            belop = None if d is None else verdi(d)
            return MANGLER if belop is None else penger.tall(belop, desimaler)

        return [hva, *map(rute, per_ar.values())]

    rader: list[list[str]] = []
    for n, per_ar in alle.items():
        if n != TOTAL and not har_del(program.sektorer[n], RAMMEKUTT):
            continue
        rader.append(rad(f"**{navn[n]}**: rammekutt", per_ar, lambda d: d.kutt))
        rader.append(rad(f"{navn[n]}: effekt innenfor rammene", per_ar, lambda d: d.effekt))
        if any(d and d.utenfor for d in per_ar.values()):
            rader.append(rad(f"{navn[n]}: effekt utenfor rammene", per_ar, lambda d: d.utenfor))
        rader.append(rad(f"{navn[n]}: udekket", per_ar, lambda d: d.gjenstar))
        if len(forste) == 1 and (fra := min(ar or 0 for ar in forste)):
            rader.append(rad(f"{navn[n]}: udekket av det som er nytt siden {fra}", nytt[n], lambda d: d.gjenstar))
    kjente = [(ar, d) for ar, d in alle[TOTAL].items() if d and d.kutt and d.gjenstar is not None]
    return Tabell(
        sektor=program,
        adresse="dekning-av-rammekutt",
        tittel="Rammekuttene, og det tiltakene ikke dekker av dem",
        undertittel=f"Beløp i {penger.ord_}. Hver virksomhet dekker bare sitt eget kutt",
        kilde=kilde(program),
        noter=[
            "Det én virksomhet har til overs, dekker ikke kuttet hos en annen. Effekt uten eget kutt er vist for seg",
            "Summen gjelder sektorene der rammekuttet for året er oppgitt",
            *uten_kutt(program),
            *utelatt_i_ord(program),
        ],
        data=pd.DataFrame(
            {
                "sektor": "" if n == TOTAL else navn[n],
                "ar": ar,
                **penger.kolonner(
                    rammekutt=(d.kutt or None) if d else None,
                    effekt=d.effekt if d else None,
                    utenfor=d.utenfor if d else None,
                    udekket=d.gjenstar if d else None,
                    udekket_nytt=ny.gjenstar if (ny := nytt[n][ar]) else None,
                ),
            }
            for n, per_ar in alle.items()
            for ar, d in per_ar.items()
        ),
        hode=["", *_ar(program)],
        rader=rader,
        alternativtekst=" ".join(
            f"I {ar} er rammekuttene {penger.tall(d.kutt or Fraction(0), desimaler)} {penger.ord_}, og "
            f"{penger.tall(d.gjenstar or Fraction(0), desimaler)} av dem er ikke dekket."
            for ar, d in kjente
        )
        or "Ingen rammekutt er oppgitt for årene i perioden.",
    )


def ikke_regnet_med(program: Program) -> Tabell | Kort:
    """What sums across sectors leave out, measure by measure.
    ``program.ikke_regnet_med(data)``.
    """
    penger = program.bok.penger
    ute = utelatt(program.tiltak)
    if not ute:
        return Kort([Avsnitt(_alt_er_med(program))])
    alle = programsummer.programmets_effekter(program)
    deler = [(u, {a: None if b is None else b * u.andel for a, b in alle[u.tiltak].items()}) for u in ute]
    frafaller = sum((rad[felles_ar(program)[-1]] or Fraction(0) for _, rad in deler), Fraction(0))
    return Tabell(
        sektor=program,
        adresse="ikke-regnet-med",
        tittel="Effekt som ikke er med i summene",
        undertittel=_under(penger),
        kilde=kilde(program),
        noter=mangler_ar(program),
        data=pd.DataFrame(
            {
                "tiltak": u.tiltak,
                "overlapper_med": u.overlapper,
                "selvkostomrade": u.omrade,
                "ar": a,
                penger.kolonne: penger.data(b),
            }
            for u, rad in deler
            for a, b in rad.items()
        ),
        hode=["Tiltak", "Hvorfor", *_ar(program)],
        rader=[[kort_navn(u.tiltak), _hvorfor(u), *ruter(penger, rad)] for u, rad in deler],
        alternativtekst=(
            f"{antall(deler).capitalize()} beløp er holdt utenfor summene, til sammen "
            f"{penger.vis(frafaller)} {penger.ord_} i {felles_ar(program)[-1]}."
        ),
    )


def _hvorfor(ett: Utelatt) -> str:
    if ett.overlapper:
        med_sektor = sektor_av(ett.overlapper) != sektor_av(ett.tiltak)
        annet = kort_navn(ett.overlapper, "" if med_sektor else sektor_av(ett.tiltak))
        return f"telles i {annet}"
    return f"senker gebyrene for {ett.omrade}"


def _ar(program: Program) -> list[str]:
    return [arstall(program, ar) for ar in program.info.periode]


def ruter(penger: Penger, rad: Mapping[int, Fraction | None]) -> list[str]:
    """The cells of a row of amounts, each as it is or said to be missing."""
    return [MANGLER if belop is None else penger.vis(belop) for belop in rad.values()]


def _data(penger: Penger, rader: Mapping[Sequence[str], Mapping[int, Fraction | None]]) -> pd.DataFrame:
    """The rows as a frame, with the columns that have something to say which row it is."""
    return pd.DataFrame(
        {**{k: v for k, v in zip(_KOLONNER, nokkel, strict=False) if v}, "ar": ar, penger.kolonne: penger.data(b)}
        for nokkel, rad in rader.items()
        for ar, b in rad.items()
    )


def _i_ord(penger: Penger, belop: Mapping[str, Fraction], ar: int) -> str:
    """The sum of a year, and the largest part of it."""
    samlet = f"Effekten i {ar} er til sammen {penger.vis(sum(belop.values(), Fraction(0)))} {penger.ord_}."
    storst = ytterst(belop) if belop else []
    if not storst or len(storst) == len(belop):
        return samlet
    return f"{samlet} Mest har {ramse(storst)}, med {penger.vis(belop[storst[0]])}."


_MED, _UTEN_SIDER, _UTEN = ("med tall her", "med tall, men uten kapitler her", "uten tall her ennå")


def rapportene(program: Program) -> Tabell:
    """The programme's reports: when reviewed, number, and whether the book has their numbers.
    ``program.rapportene(data)``.
    """
    alle = program.rapporter
    med = [r for r in alle if r.sektor]
    nummerert, nar = any(r.rapport.delrapport for r in alle), any(r.rapport.gjennomgatt for r in alle)
    avvik = any(r.rapport.avvik for r in alle)
    return Tabell(
        sektor=program,
        adresse="rapportene",
        tittel="Rapportene i programmet" if nummerert else "Sektorene i kommunen",
        undertittel=f"{'Når hver sektor ble gjennomgått, og om' if nar else 'Om'} tallene er med her",
        kilde=_trykt(program, alle),
        noter=["Nummeret på rapporten er tatt med der kilden oppgir det"] if nummerert else [],
        data=pd.DataFrame(
            {
                "kode": r.kode,
                "navn": r.rapport.navn,
                "gjennomgatt": _nar(r.rapport.gjennomgatt),
                "delrapport": r.rapport.delrapport or "",
                "status": _status(r),
                "avvik": r.rapport.avvik.hva if r.rapport.avvik else "",
            }
            for r in alle
        ),
        hode=[
            "Rapport" if nummerert else "Sektor",
            *(["Gjennomgått"] if nar else []),
            *(["Delrapport"] if nummerert else []),
            "Status",
            *(["Avvik fra de andre"] if avvik else []),
        ],
        rader=[
            [
                _lenket(r),
                *([_nar(r.rapport.gjennomgatt) or MANGLER] if nar else []),
                *([r.rapport.delrapport or MANGLER] if nummerert else []),
                _status(r),
                *([r.rapport.avvik.hva if r.rapport.avvik else STREK] if avvik else []),
            ]
            for r in alle
        ],
        alternativtekst=(f"{antall(alle).capitalize()} i alt. Med tall: {ramse(r.rapport.navn for r in med)}."),
        klasse="effekt-tabell register",
    )


def _alt_er_med(program: Program) -> str:
    """Why nothing is left out of the sums: that nobody has stated an overlap is no proof that there is none."""
    if overlappene(program.tiltak):
        return "Overlappene som er oppgitt, gjelder tiltak som ikke er med, og tar ikke noe fra summene."
    rapporter = [bool(s.info.rapport) for s in program.sektorer.values()]
    hvem = "Datagrunnlaget" if not all(rapporter) else "Rapporten" if len(rapporter) == 1 else "Rapportene"
    return f"{hvem} oppgir ingen overlapp mellom tiltakene, så ingen av dem er holdt utenfor summene av den grunn."


def avvikene(program: Program) -> Tabell | Prosa:
    """How the review of some sectors differed from the others, and why.
    ``program.avvikene(data)``.
    """
    alle = [r for r in program.rapporter if r.rapport.avvik]
    if not alle:
        return Prosa("")
    rader = [[_navn(r), a.hva, a.hvorfor, a.i_stedet or STREK] for r in alle if (a := r.rapport.avvik)]
    hode = ["Sektor", "Hva som er annerledes", "Hvorfor", "Gjort i stedet"]
    return Tabell(
        sektor=program,
        adresse="avvikene",
        tittel="Gjennomgangene som skiller seg fra resten",
        undertittel=f"{antall(alle).capitalize()} av gjennomgangene",
        kilde=_trykt(program, alle),
        data=pd.DataFrame(rader, columns=["sektor", "hva", "hvorfor", "i_stedet"]),
        hode=hode,
        rader=rader,
        alternativtekst=f"Gjelder {ramse(r.rapport.navn for r in alle)}.",
        klasse="effekt-tabell register",
    )


def sektorene(program: Program) -> Tabell:
    """Each sector that has data: measures, agencies, years, effect, and what is left of its cuts.
    ``program.sektorene(data)``.
    """
    penger = program.bok.penger
    summer = programsummer.per_sektor(program)
    dekning = programsummer.programmets_dekning(program)
    ar = felles_ar(program)[-1]
    med = [(r, r.sektor) for r in program.rapporter if r.sektor]

    def udekket(sektor: Sektor) -> tuple[int, Fraction] | None:
        kjente = [
            (a, d.gjenstar) for a, d in dekning[sektor.info.id].items() if d and d.kutt and d.gjenstar is not None
        ]
        return kjente[-1] if kjente else None

    vist = {s.info.id: udekket(s) for _, s in med}
    belop = {s.info.id: summer[s.info.id][ar] or Fraction(0) for _, s in med}
    begge = all(gjennomforing.har_utsikter(s) for _, s in med)
    risiko = programsummer.forventet_per_sektor(program) if begge else {}
    samlet = sum(belop.values(), Fraction(0))
    med_kutt = har_del(program, RAMMEKUTT)
    return Tabell(
        sektor=program,
        adresse="sektorene",
        tittel="Sektorene som har tall",
        undertittel=f"Effekt er driftsvirkning i {penger.ord_} i {ar}, {POSITIVT}",
        kilde=kilde(program),
        noter=[
            *(
                [
                    f"Udekket rammekutt er i {penger.ord_}, i det siste året kuttet er oppgitt for. "
                    "Hver virksomhet dekker bare sitt eget"
                ]
                if med_kutt
                else []
            ),
            *(
                ["Med risikoen er effekten med risikoen for at tiltak faller bort eller blir forsinket"]
                if begge
                else []
            ),
            *utelatt_i_ord(program),
        ],
        data=pd.DataFrame(
            {
                "kode": r.kode,
                "navn": r.rapport.navn,
                "forste_ar": s.info.periode[0],
                "siste_ar": s.info.periode[-1],
                "virksomheter": len(s.info.virksomheter),
                "tiltak": len(s.tiltak),
                "ar": ar,
                penger.kolonne: penger.data(belop[s.info.id]),
                **(penger.kolonner(med_risiko=risiko[s.info.id][ar]) if begge else {}),
                **(penger.kolonner(udekket=d[1] if (d := vist[s.info.id]) else None) if med_kutt else {}),
            }
            for r, s in med
        ),
        hode=[
            "Sektor",
            "År",
            "Virksomheter",
            "Tiltak",
            f"Effekt i {ar}",
            *(["Med risikoen"] if begge else []),
            *(["Udekket rammekutt"] if med_kutt else []),
        ],
        rader=[
            [
                _lenket(r),
                f"{s.info.periode[0]}\u2013{s.info.periode[-1]}",
                vis_tall(len(s.info.virksomheter)),
                vis_tall(len(s.tiltak)),
                penger.vis(belop[s.info.id]),
                *([penger.tall(risiko[s.info.id][ar] or Fraction(0), penger.desimaler([]))] if begge else []),
                *(
                    [f"{penger.tall(d[1], penger.desimaler([]))} i {d[0]}" if (d := vist[s.info.id]) else MANGLER]
                    if med_kutt
                    else []
                ),
            ]
            for r, s in med
        ],
        alternativtekst=(
            f"Med tall: {ramse(r.rapport.navn for r, _ in med)}. Til sammen "
            f"{vis_tall(len(program.tiltak))} tiltak og {penger.vis(samlet)} {penger.ord_} i effekt i {ar}."
        ),
    )


def _side(sektor: Sektor) -> str:
    return sektor.bok.forste_side(sektor.info.id)


def _navn(rapport: Delrapport) -> str:
    return f"{rapport.rapport.navn} ({rapport.kode})" if rapport.kode else rapport.rapport.navn


def _lenket(rapport: Delrapport) -> str:
    """The report's name; a link to its chapters where the book has any."""
    side = _side(rapport.sektor) if rapport.sektor else ""
    return f"{{doc}}`{_navn(rapport)} </{side}>`" if side else _navn(rapport)


def _status(rapport: Delrapport) -> str:
    if rapport.sektor is None:
        return _UTEN
    return _MED if _side(rapport.sektor) else _UTEN_SIDER


def _nar(ganger: Iterable[Gjennomgang]) -> str:
    return ", ".join(f"{g.omfang} {g.nar}" if g.omfang else g.nar for g in ganger)


def _trykt(program: Program, rapporter: Iterable[Delrapport]) -> Kilde:
    """The pages that say so of the reports, each once."""
    sider: dict[str, set[str]] = {}
    for r in rapporter:
        if r.rapport.kilde and r.rapport.side:
            sider.setdefault(r.rapport.kilde, set()).update(leddene(r.rapport.side))

    def i_orden(alle: set[str]) -> str:
        return ", ".join(sorted(alle, key=lambda s: [int(d) for d in re.findall(r"\d+", s)]))

    steder = [henvis(program, dokument, i_orden(alle)) for dokument, alle in sider.items()]
    vist = "; ".join(til_tekst(s) for s in steder) or f"datagrunnlaget for {program.felles.kommune}"
    return Kilde(f"Kilde: {vist}")
