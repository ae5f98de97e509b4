"""What a plan needs beside the estimate: who decides, status, kind of gain, årsverk, who is touched, and scale.

What nobody has entered is left out: a function then shows nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.base.words import ramse, stor_forbokstav, ytterst
from effekt.calc import plan, programsummer
from effekt.calc.plan import IKKE_OPPGITT, Andel
from effekt.calc.programsummer import felles_ar
from effekt.calc.varighet import arstall
from effekt.display.captions import POSITIVT, av_kildene, driftsvirkning, forutsetningene
from effekt.display.described import SUM
from effekt.display.filters import antall
from effekt.display.labels import vis_kort
from effekt.display.markup import til_tekst
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import Kilde, Prosa
from effekt.display.rows import Oppdelt, hoyde_av_oppdelte, oppdelte_stolper
from effekt.display.texts import UTELATT, Utfyller, henvisning, utelatt_i_ord
from effekt.model.gevinst import vis_tidspunkt
from effekt.model.plan import ARSVERK, HVEM, INNTEKT, OMFANG, SLAG, STATUS, VARIGHET, Berort
from effekt.model.tiltak import Tiltak
from effekt.model.verdi import vis_ar
from effekt.reading.program import Program
from effekt.reading.samspill import kort_navn, sektor_av
from effekt.reading.sektor import Sektor
from effekt.report.funn import hvor, kort_nok
from effekt.report.program import kilde, ruter, tiltaksdeler
from effekt.report.registre import ENDRET, vis_opphav

_MANGLER: Final = stor_forbokstav(MANGLER)
_NULL: Final = Fraction(0)


def _fort(program: Program, har: Callable[[Tiltak], object]) -> bool:
    """Whether it is entered for some measure."""
    return any(har(ett) for ett in program.tiltak.values())


def _ar(program: Program) -> list[str]:
    return [arstall(program, ar) for ar in program.info.periode]


def _kort(program: Program, navn: str) -> str:
    """A measure as a table names it, which leads to its card where the sector has pages."""
    sektor, id_ = program.sektorer[sektor_av(navn)], program.tiltak[navn].id
    return henvisning(sektor, f"kort-{id_.lower()}") if sektor.bok.forste_side(sektor.info.id) else id_


def _ider(program: Program, navnene: Sequence[str]) -> str:
    egen = program.eneste.info.id if program.eneste else ""
    return ramse(kort_navn(navn, egen) for navn in navnene)


def _grupper(program: Program, ordene: Mapping[str, str], gruppe: Callable[[Tiltak], str]) -> dict[str, list[str]]:
    """The measures of each group that has some, in the order of the words, those without one last."""
    navn = program.tiltak
    alle = {ord_: [n for n, ett in navn.items() if gruppe(ett) == ord_] for ord_ in [*ordene, IKKE_OPPGITT]}
    return {ord_: de for ord_, de in alle.items() if de}


def _i_stedet(program: Program, effekter: Mapping[str, Mapping[int, Fraction | None]], alle: Sequence[str]) -> str:
    """What stands in place of a group's effect where none of its measures has any; else empty."""
    if not any(program.tiltak[n].gjennomfores for n in alle):
        return UTELATT
    return "" if any(b is not None for n in alle for b in effekter[n].values()) else MANGLER


def _delt(
    program: Program, hva: str, ordene: Mapping[str, str], gruppe: Callable[[Tiltak], str]
) -> tuple[dict[str, Any], dict[str, Fraction]]:
    """The effect by group and year as a table or a figure has it; and what a drawing of the last year shows."""
    penger, ar = program.bok.penger, felles_ar(program)[-1]
    grupper = _grupper(program, ordene, gruppe)
    summer = programsummer.sum_per_gruppe(program, gruppe)
    navn = {**ordene, IKKE_OPPGITT: _MANGLER}
    ider = {g: " ".join(program.tiltak[n].id for n in alle) for g, alle in grupper.items()}
    # What is left out gives nothing to draw; the table says that it is left out.
    effekter = programsummer.programmets_effekter(program)
    i_stedet = {g: _i_stedet(program, effekter, alle) for g, alle in grupper.items()}
    med = [g for g in grupper if not i_stedet[g]] or list(grupper)
    tegnet = {navn[g]: (summer[g][ar] or _NULL) / penger.i_kroner for g in med}
    sagt = "; ".join(f"{navn[g].lower()}: {penger.vis(summer[g][ar] or _NULL)}" for g in med)
    rader = [
        [
            navn[g],
            _ider(program, alle),
            *(ruter(penger, summer[g]) if g in med else [i_stedet[g]] * len(program.info.periode)),
        ]
        for g, alle in grupper.items()
    ]
    felt = {
        "sektor": program,
        "undertittel": driftsvirkning(penger),
        "kilde": kilde(program),
        "noter": utelatt_i_ord(program),
        "data": pd.DataFrame(
            {hva: g, "tiltak": ider[g], "ar": a, penger.kolonne: penger.data(b) if g in med else None}
            for g in grupper
            for a, b in summer[g].items()
        ),
        "hode": [stor_forbokstav(hva), "Tiltak", *_ar(program)],
        "rader": [*rader, [SUM, "", *ruter(penger, programsummer.programmets_total(program))]],
        "alternativtekst": f"I {ar}, i {penger.ord_}: {sagt}.",
    }
    return felt, tegnet


def _tegnet(
    program: Program, adresse: str, tittel: str, hva: str, ordene: Mapping[str, str], gruppe: Callable[[Tiltak], str]
) -> Figur:
    """The effect by group: bars for the last year, and all years in the table."""
    felt, tegnet = _delt(program, hva, ordene, gruppe)
    penger, ar, belop = program.bok.penger, felles_ar(program)[-1], programsummer.programmets_regnet_med(program)
    navn = {**ordene, IKKE_OPPGITT: _MANGLER}
    rader = [
        Oppdelt(navn[g], tiltaksdeler(program, belop, ar, alle))
        for g, alle in _grupper(program, ordene, gruppe).items()
        if navn[g] in tegnet
    ]
    alt, storst = sum(tegnet.values(), _NULL), ytterst(tegnet)
    mest = f"{vis_kort(tegnet[storst[0]])} av {vis_kort(alt)} {penger.ord_} i {ar}"
    return Figur(
        **{
            **felt,
            "undertittel": f"Driftsvirkning i {penger.ord_}, {hvor(program)}, {ar}, {POSITIVT}",
            "alternativtekst": f"Liggende søyler. {felt['alternativtekst']}",
        },
        adresse=adresse,
        emne=f"{tittel} i {felles_ar(program)[-1]}",
        tittel=(
            kort_nok(f"{storst[0]}: {mest}", f"{storst[0].partition(',')[0]}: {mest}")
            if len(storst) == 1 and len(tegnet) > 1 and alt > 0 and storst[0] != _MANGLER
            else ""
        ),
        tegning=lambda akser, smal: oppdelte_stolper(akser, rader, smal, penger.kort),
        hoyde=hoyde_av_oppdelte(rader, smal=False),
        hoyde_smal=hoyde_av_oppdelte(rader, smal=True),
    )


def _utelatt(program: Program) -> list[str]:
    return [UTELATT for _ in program.info.periode]


def hvem_bestemmer(program: Program) -> Figur | Prosa:
    """The effect by who decides on the measures; nothing where no measure says who.
    ``plan.hvem_bestemmer(data)``.
    """
    if not _fort(program, lambda t: t.beslutning and t.beslutning.hvem):
        return Prosa("")
    return _tegnet(program, "effekt-per-beslutning", "Effekt etter hvem som bestemmer", "hvem", HVEM, plan.hvem_for)


def hvor_langt(program: Program) -> Tabell | Prosa:
    """The effect by how far the measures have come; nothing where no measure says how far.
    ``plan.hvor_langt(data)``.
    """
    if not _fort(program, lambda t: t.status):
        return Prosa("")
    felt, _ = _delt(program, "status", STATUS, plan.status_for)
    tittel = "Effekt etter hvor langt sakene er kommet"
    return Tabell(**felt, adresse="effekt-per-status", tittel=tittel)


def slags_gevinst(program: Program) -> Figur | Prosa:
    """The effect by kind of gain; nothing where no measure says what kind.
    ``plan.slags_gevinst(data)``.
    """
    if not _fort(program, lambda t: t.gevinst):
        return Prosa("")
    return _tegnet(program, "effekt-per-slag", "Effekt etter hva slags gevinst det er", "slag", SLAG, plan.slag_for)


def politisk(program: Program) -> Prosa:
    """How much waits for a political decision; nothing where nothing does.
    ``plan.politisk(data)``.
    """
    ar, penger = felles_ar(program)[-1], program.bok.penger
    alle = programsummer.programmets_regnet_med(program)
    venter = [n for n, t in program.tiltak.items() if plan.venter_politisk(t) and t.gjennomfores and alle[n][ar]]
    total = programsummer.programmets_total(program)[ar]
    belop = sum((alle[n][ar] or _NULL for n in venter), _NULL)
    if belop <= 0:
        return Prosa("")
    av = f"{penger.vis(belop)} av {penger.vis(total)}" if belop <= total else penger.vis(belop)
    hvem = {program.tiltak[n].beslutning.hvem for n in venter}  # type: ignore[union-attr]
    krav = ["et politisk vedtak"] * bool(hvem - {"forskrift"}) + ["en endring i kommunens forskrift"] * (
        "forskrift" in hvem
    )
    return Prosa(
        f"{av} {penger.ord_} i {ar} henger på {' eller '.join(krav)} som vi ikke vet at er gjort. "
        f"Det gjelder {_ider(program, venter)}."
    )


def slagene_i_ord(program: Program) -> Prosa:
    """How much of the effect is income, and from which measures; nothing where none is.
    ``plan.slagene_i_ord(data)``.
    """
    ar, penger = felles_ar(program)[-1], program.bok.penger
    alle = programsummer.programmets_regnet_med(program)
    inntekter = [n for n, t in program.tiltak.items() if plan.slag_for(t) == INNTEKT and t.gjennomfores]
    belop = sum((alle[n][ar] or _NULL for n in inntekter), _NULL)
    total = programsummer.programmets_total(program)[ar]
    if not 0 < belop <= total:
        return Prosa("")
    if belop == total:
        return Prosa(f"Hele effekten i {ar} er økte inntekter, fra {_ider(program, inntekter)}.")
    return Prosa(
        f"{penger.vis(belop)} av {penger.vis(total)} {penger.ord_} i {ar} er økte inntekter, fra "
        f"{_ider(program, inntekter)}. Det er ikke lavere kostnader."
    )


# --- årsverk, and who is touched ------------------------------------------------------------------------------------


def arsverk(program: Program) -> Tabell | Prosa:
    """The årsverk freed, moved or redundant, by measure and in sum by agency; nothing where none are entered.
    ``plan.arsverk(data)``.
    """
    if not _fort(program, lambda t: t.arsverk):
        return Prosa("")
    periode = program.info.periode
    rader: list[list[str]] = []
    data: list[dict[str, Any]] = []
    for slag, ord_ in ARSVERK.items():
        for navn, tiltak, rad in _arsverksrader(program, slag):
            virksomhet = program.sektorer[sektor_av(navn)].info.virksomheter[tiltak.virksomhet].navn
            vist = [_vis_antall(rad[a]) for a in periode] if tiltak.gjennomfores else _utelatt(program)
            rader.append([ord_, _kort(program, navn), virksomhet, *vist])
            data += [
                {
                    "slag": slag,
                    "tiltak": tiltak.id,
                    "virksomhet": tiltak.virksomhet,
                    "ar": a,
                    "arsverk": som_tall(rad[a]),
                }
                for a in periode
            ]
        summer = [
            (f"{sektor.info.virksomheter[kode].navn}", sum_)
            for sektor in program.sektorer.values()
            for kode, sum_ in plan.arsverk_per_virksomhet(sektor, slag).items()
        ]
        rader += [[f"{SUM}, {ord_.lower()}", "", v, *(_vis_antall(s.get(a)) for a in periode)] for v, s in summer]
    return Tabell(
        sektor=program,
        adresse="arsverk-i-tiltakene",
        tittel="Årsverk som tiltakene frigjør, flytter eller gjør overtallige",
        undertittel="Antall årsverk. Er det oppgitt ett tall, står det i det siste året",
        kilde=_av_data(program),
        noter=["Tallene er ikke anslag for antall ansatte. Der årsverkene er utledet, sier kortet hvordan"],
        data=pd.DataFrame(data),
        hode=["Slag", "Tiltak", "Virksomhet", *_ar(program)],
        rader=rader,
        alternativtekst=f"{stor_forbokstav(antall(len({d['tiltak'] for d in data})))} tiltak har årsverk oppgitt.",
    )  # fmt: skip


def _arsverksrader(program: Program, slag: str) -> Iterator[tuple[str, Tiltak, dict[int, Fraction | None]]]:
    for navn, tiltak in program.tiltak.items():
        for ett in tiltak.arsverk:
            if ett.slag == slag:
                rad = plan.arsverk_per_ar(program.sektorer[sektor_av(navn)], tiltak, ett)
                yield navn, tiltak, {a: rad.get(a) for a in program.info.periode}


def _vis_antall(tall: Fraction | None) -> str:
    return MANGLER if tall is None else vis_tall(tall)


def _av_data(program: Program) -> Kilde:
    return Kilde(av_kildene(program))


def berorte(program: Program) -> Tabell | Prosa:
    """Who the measures touch: the group, how many, and what follows for each; nothing where none are entered.
    ``plan.berorte(data)``.
    """
    if not _fort(program, lambda t: t.berorte):
        return Prosa("")
    alle = [
        (navn, program.sektorer[sektor_av(navn)], tiltak, gruppe)
        for navn, tiltak in program.tiltak.items()
        for gruppe in tiltak.berorte
    ]
    tall = [
        (plan.antall_berorte(sektor, tiltak, gruppe), plan.kroner_for_hver(sektor, tiltak, gruppe))
        for _, sektor, tiltak, gruppe in alle
    ]
    return Tabell(
        sektor=program,
        adresse="berorte-av-tiltakene",
        tittel="Hvem tiltakene berører",
        undertittel="Antall når tiltaket virker fullt ut. Kroner er det hver av dem betaler mer",
        kilde=_av_data(program),
        data=pd.DataFrame(
            {
                "tiltak": tiltak.id,
                "gruppe": gruppe.gruppe,
                "antall": som_tall(mange),
                "kroner_per": som_tall(kroner),
                "tjeneste": gruppe.tjeneste or "",
            }
            for (_, _, tiltak, gruppe), (mange, kroner) in zip(alle, tall, strict=True)
        ),
        hode=["Tiltak", "Hvem", "Hva som blir annerledes", "Antall", "Kroner for hver"],
        rader=[
            [
                _kort(program, navn) + ("" if tiltak.gjennomfores else f" ({UTELATT})"),
                stor_forbokstav(gruppe.gruppe),
                gruppe.tjeneste or MANGLER,
                MANGLER if mange is None else vis_tall(mange),
                MANGLER if kroner is None else vis_tall(kroner),
            ]
            for (navn, _, tiltak, gruppe), (mange, kroner) in zip(alle, tall, strict=True)
        ],
        alternativtekst=f"{stor_forbokstav(antall(len(alle)))} grupper er oppgitt.",
    )


# --- scale ----------------------------------------------------------------------------------------------------------


def _andelene(program: Program) -> dict[tuple[str, str], Andel]:
    return {
        (navn, kode): andel
        for navn, sektor in program.sektorer.items()
        for kode, andel in plan.andel_av_budsjettet(sektor).items()
    }


def _kravet(program: Program) -> tuple[Fraction, Fraction] | None:
    """What the sources recommend each year, where all who say something say the same."""
    alle = {krav for sektor in program.sektorer.values() if (krav := plan.krav_i_aret(sektor))}
    return alle.pop() if len(alle) == 1 else None


def _spenn(krav: tuple[Fraction, Fraction]) -> str:
    lav, hoy = krav
    return (
        vis_prosent(lav) if lav == hoy else f"{vis_prosent(lav).removesuffix(chr(0xA0) + '%')}\u2013{vis_prosent(hoy)}"
    )


def malestokk(program: Program) -> Tabell | Prosa:
    """The effect of the last year as a share of each agency's net budget, in all and per year; nothing without budgets.
    ``plan.malestokk(data)``.
    """
    andeler = _andelene(program)
    if not andeler:
        return Prosa("")
    penger = program.bok.penger
    rader: list[tuple[str, str, Andel | None, Fraction]] = []
    for navn, sektor in program.sektorer.items():
        summer = programsummer.per_virksomhet(program)
        for kode, virksomhet in sektor.info.virksomheter.items():
            effekt = summer[navn, kode][sektor.info.periode[-1]] or _NULL
            rader.append((virksomhet.navn, kode, andeler.get((navn, kode)), effekt))
    samlet = plan.samlet_andel({kode: andel for (_, kode), andel in andeler.items()})
    if samlet and len(andeler) > 1:
        rader.append(("Virksomhetene med kjent budsjett", "", samlet, samlet.effekt))
    krav = _kravet(program)
    return Tabell(
        sektor=program,
        adresse="effekt-mot-budsjett",
        tittel="Effekten målt mot virksomhetenes budsjett",
        undertittel=f"Effekt i det siste året og netto driftsutgifter, i {penger.ord_}",
        kilde=Kilde(f"Kilde: egen beregning ut fra {forutsetningene(program)} og {_budsjettene(program)}"),
        noter=[
            "Andelen i året er hele andelen, delt likt på årene i perioden",
            *([f"Kilden foreslår kutt på {_spenn(krav)} i året"] if krav else []),
            f"Budsjettene er {ramse(_budsjettnavn(program))}",
            *(["Effekt uten kjent budsjett er ikke med i den nederste raden"] if len(andeler) > 1 else []),
        ],
        data=pd.DataFrame(
            {
                "virksomhet": kode or til_tekst(SUM).lower(),
                **penger.kolonner(effekt=effekt, budsjett=andel.budsjett if andel else None),
                "andel": som_tall(andel.andel) if andel else None,
                "andel_i_aret": som_tall(andel.i_aret) if andel else None,
            }
            for _, kode, andel, effekt in rader
        ),
        hode=["Virksomhet", "Effekt", "Budsjett", "Andel", "Andel i året"],
        rader=[
            [
                navn,
                penger.vis(effekt),
                *(
                    [penger.vis(andel.budsjett), vis_prosent(andel.andel, 1), vis_prosent(andel.i_aret, 1)]
                    if andel
                    else [MANGLER, STREK, STREK]
                ),
            ]
            for navn, _, andel, effekt in rader
        ],
        alternativtekst="; ".join(
            f"{navn}: {vis_prosent(andel.andel, 1)} av budsjettet" for navn, _, andel, _ in rader if andel
        )
        + ".",
    )


def _budsjettnavn(program: Program) -> list[str]:
    return [
        sektor.tall[v.budsjett].navn
        for sektor in program.sektorer.values()
        for v in sektor.info.virksomheter.values()
        if v.budsjett
    ]


def _budsjettene(program: Program) -> str:
    steder = {
        (tall.kilde, tall.side): None
        for sektor in program.sektorer.values()
        for virksomhet in sektor.info.virksomheter.values()
        if virksomhet.budsjett and (tall := sektor.tall[virksomhet.budsjett]).kilde and tall.side
    }
    if not steder:
        return "budsjettene"
    per = {k: [s for kilde_, s in steder if kilde_ == k and s] for k, _ in steder if k}
    return ramse(f"budsjettene i {program.kilder[k].navn}, {program.kilder[k].sted(*alle)}" for k, alle in per.items())


def malestokken_i_ord(program: Program) -> Prosa:
    """Whether the effect is less or more each year than the source recommends to cut by; nothing without both.
    ``plan.malestokken_i_ord(data)``.
    """
    samlet = plan.samlet_andel({f"{n}.{k}": andel for (n, k), andel in _andelene(program).items()})
    krav = _kravet(program)
    if samlet is None or krav is None:
        return Prosa("")
    lav, hoy = krav
    if samlet.i_aret < lav:
        mot = f"under de {_spenn(krav)} i året"
    elif samlet.i_aret > hoy:
        mot = f"over de {_spenn(krav)} i året"
    else:
        mot = f"innenfor de {_spenn(krav)} i året"
    siste = {s.info.periode[-1] for s in program.sektorer.values()}
    nar = f"i {siste.pop()}" if len(siste) == 1 else "i det siste året"
    return Prosa(
        f"For virksomhetene med kjent budsjett er effekten {nar} {vis_prosent(samlet.andel, 1)} av "
        "budsjettet. "
        f"Delt på de {antall(samlet.ar)} årene i perioden er det {vis_prosent(samlet.i_aret, 1)} i året, "
        f"{mot} som kilden foreslår."
    )


# --- on the measure's page -------------------------------------------------------------------------------------------


def beslutningspunkter(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Iterator[str]:
    """Who decides on a measure, and how far it has come, as its page has it; nothing where nobody has said."""
    if not (b := tiltak.beslutning):
        return
    status = stor_forbokstav(MANGLER) if b.status is None else STATUS[b.status]
    nar = f" ({', '.join(filter(None, (b.sak, vis_tidspunkt(b.dato) if b.dato else None)))})" if b.sak or b.dato else ""
    yield f"**Hvem bestemmer:** {HVEM[b.hvem] if b.hvem else _MANGLER}"
    merknad = f" {utfyller(b.merknad, 'beslutning.merknad')}" if b.merknad else ""
    endret = f" {ENDRET.replace('Vurderingen', 'Statusen')}" if b.endret else ""
    yield f"**Status:** {status}{nar}.{endret}{merknad} ({vis_opphav(sektor, b)}.)"


def gevinstpunkter(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Iterator[str]:
    """What kind of gain it is; nothing where nobody has said."""
    if not (g := tiltak.gevinst):
        return
    mer = [
        VARIGHET.get(g.varighet or "", ""),
        OMFANG.get(g.omfang or "", ""),
        {"ja": "frigjør penger", "nei": "frigjør ikke penger"}.get(g.frigjor_penger or "", ""),
    ]
    sagt = ", ".join([SLAG[g.slag], *filter(None, mer)])
    merknad = f" {utfyller(g.merknad, 'gevinst.merknad')}" if g.merknad else ""
    grunn = f" {utfyller(g.begrunnelse, 'gevinst.begrunnelse')}" if g.begrunnelse else ""
    yield f"**Slags gevinst:** {sagt}.{merknad}{grunn} ({vis_opphav(sektor, g)}.)"


def arsverkspunkter(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Iterator[str]:
    """The årsverk that it frees, moves or makes redundant."""
    for nr, ett in enumerate(tiltak.arsverk, 1):
        if not tiltak.gjennomfores:
            yield f"**Årsverk, {ARSVERK[ett.slag].lower()}:** {UTELATT}"
            continue
        rad = plan.arsverk_per_ar(sektor, tiltak, ett)
        kjente = {ar: tall for ar, tall in rad.items() if tall is not None}
        if len(kjente) > 1 and len(set(kjente.values())) > 1:
            like = [(tall, [ar for ar, _ in par]) for tall, par in groupby(kjente.items(), itemgetter(1))]
            vist = ", ".join(f"{vis_tall(tall)} i {vis_ar(tuple(ar))}" for tall, ar in like)
        else:
            vist = next((vis_tall(tall) for tall in reversed(kjente.values())), MANGLER)
        sted = f"årsverk {nr}"
        sagt = " ".join(utfyller(t, sted) for t in (ett.merknad, ett.begrunnelse) if t)
        opphav = sektor.tall[ett.tall] if ett.tall and not ett.kilde else ett
        yield f"**Årsverk, {ARSVERK[ett.slag].lower()}:** {vist}. {sagt}".rstrip() + f" ({vis_opphav(sektor, opphav)}.)"


def gruppen_i_ord(sektor: Sektor, tiltak: Tiltak, gruppe: Berort, utfyller: Utfyller) -> str:
    """A group that it touches: how many, what each pays, and what becomes of the service."""
    mange, kroner = plan.antall_berorte(sektor, tiltak, gruppe), plan.kroner_for_hver(sektor, tiltak, gruppe)
    deler = []
    if mange is not None:
        deler.append(f"{vis_tall(mange)} i alt")
    if kroner:
        deler.append(f"hver betaler {vis_tall(abs(kroner))}\u00a0kr {'mer' if kroner > 0 else 'mindre'}")
    sagt = f" {stor_forbokstav(', '.join(deler))}." if deler else ""
    tjeneste = f" {utfyller(gruppe.tjeneste, 'berorte.tjeneste')}" if gruppe.tjeneste else ""
    grunn = f" {utfyller(gruppe.begrunnelse, 'berorte.begrunnelse')}" if gruppe.begrunnelse else ""
    opphav = sektor.tall[gruppe.tall] if gruppe.tall and not gruppe.kilde else gruppe
    return f"**{stor_forbokstav(gruppe.gruppe)}.**{sagt}{tjeneste}{grunn} ({vis_opphav(sektor, opphav)}.)"
