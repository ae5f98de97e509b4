"""How the effect comes: each measure year by year, from the first year to the last, and what must be decided first."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK
from effekt.base.words import ramse, stor_forbokstav, ytterst
from effekt.calc import beregning, plan, programsummer
from effekt.calc.programsummer import Arsrad
from effekt.display import drawings, rows
from effekt.display.captions import forutsetningene, ikke_fullt_ut
from effekt.display.filters import antall
from effekt.display.labels import vis_kort
from effekt.display.numbered import Figur
from effekt.display.objects import Kilde, Prosa, eller_mangelboks
from effekt.display.texts import sektorens_utelatte_i_ord, utelatt_i_ord
from effekt.model.gevinst import vis_tidspunkt
from effekt.model.plan import HVEM, STATUS
from effekt.model.tiltak import Tiltak
from effekt.reading.program import Program
from effekt.reading.samspill import sektor_av
from effekt.reading.sektor import Sektor
from effekt.report.funn import FAERREST, hvor, kort_nok, tiltaksadresse
from effekt.report.gapet import helt
from effekt.report.program import kilde

_NULL: Final = Fraction(0)
_UKJENT: Final = "Ikke oppgitt hvem som bestemmer"


@eller_mangelboks("effekt-ar-for-ar", "Hvert tiltak, år for år")
def tiltakene_ar_for_ar(sektor: Sektor) -> Figur:
    """Each measure's effect in every year, a small drawing each, on one scale.
    ``utvikling.tiltakene_ar_for_ar(hls)``.
    """
    penger, periode = sektor.bok.penger, sektor.info.periode
    alle = beregning.effekter(sektor)
    med = [id_ for id_, ett in sektor.tiltak.items() if ett.gjennomfores and beregning.har_belop(ett, periode)] or list(
        alle
    )
    rekkefolge = sorted(med, key=lambda id_: (-alle[id_][periode[-1]], id_))
    navn = {id_: sektor.tiltak[id_].vist_navn for id_ in rekkefolge}
    ruter = [
        drawings.Smadiagram(
            navn[id_], {ar: b / penger.i_kroner for ar, b in alle[id_].items()}, tiltaksadresse(sektor, id_)
        )
        for id_ in rekkefolge
    ]  # fmt: skip
    arene = f"{periode[0]}\u2013{periode[-1]}"
    return Figur(
        sektor=sektor,
        adresse="effekt-ar-for-ar",
        emne="Hvert tiltak, år for år",
        tittel=_forste_ar_i_tittel({id_: alle[id_] for id_ in rekkefolge}, periode[0]),
        undertittel=f"Driftsvirkning i {penger.ord_} per år, {hvor(sektor)}, {arene}. Alle er tegnet på samme skala",
        kilde=Kilde.beregnet(sektor, forutsetningene(sektor)),
        noter=[*sektorens_utelatte_i_ord(sektor), *ikke_fullt_ut(sektor)],
        data=pd.DataFrame(
            {"tiltak": id_, "navn": navn[id_], "ar": ar, **penger.kolonner(effekt=b)}
            for id_ in rekkefolge
            for ar, b in alle[id_].items()
            if ar not in beregning.uoppgitte_ar(sektor.tiltak[id_], periode)
        ),
        hode=["Tiltak", *map(str, periode)],
        rader=[[navn[id_], *map(penger.vis, alle[id_].values())] for id_ in rekkefolge],
        alternativtekst=f"Ett lite søylediagram for hvert tiltak, i {penger.ord_}. "
        + " ".join(
            f"{navn[id_]}: {ramse(f'{penger.vis(b)} i {ar}' for ar, b in alle[id_].items() if b) or 'ingenting'}."
            for id_ in rekkefolge
        ),
        tegning=lambda akser, smal: drawings.smadiagrammer(akser, ruter, smal),
        hoyde=drawings.hoyde_av_smadiagrammer(len(ruter), smal=False),
        hoyde_smal=drawings.hoyde_av_smadiagrammer(len(ruter), smal=True),
    )


def _forste_ar_i_tittel(alle: Mapping[str, Mapping[int, Fraction]], forste: int) -> str:
    """How many measures give anything in the first year."""
    gir = sum(rad[forste] > 0 for rad in alle.values())
    if gir == len(alle):
        return kort_nok(f"Alle tiltakene gir effekt fra {forste}")
    hvor_mange = stor_forbokstav(antall(gir)) if gir else "Ingen"
    return kort_nok(f"{hvor_mange} av {antall(len(alle))} tiltak gir effekt i {forste}")


@eller_mangelboks("fra-forste-til-siste-ar", "Hva som kommer til, tiltak for tiltak")
def fra_forste_til_siste(sektor: Sektor) -> Figur | Prosa:
    """From the sum of the first year to that of the last: what each measure adds, as it counts in sums.

    Nothing for a period of one year.
    ``utvikling.fra_forste_til_siste(hls)``.
    """
    penger, periode = sektor.bok.penger, sektor.info.periode
    forste, siste = periode[0], periode[-1]
    if forste == siste:
        return Prosa("")
    alle, total = beregning.regnet_med(sektor), beregning.total(sektor)
    endring = {id_: rad[siste] - rad[forste] for id_, rad in alle.items() if rad[siste] != rad[forste]}
    if len(endring) + 1 < FAERREST:
        return Prosa("")
    rekkefolge = sorted(endring, key=lambda id_: (-endring[id_], id_))
    navn = {id_: sektor.tiltak[id_].vist_navn for id_ in rekkefolge}
    fra, til = f"Effekten i {forste}", f"Effekten i {siste}"
    ledd = [
        rows.Stolperad(
            navn[id_], endring[id_] / penger.i_kroner, til=tiltaksadresse(sektor, id_), ar=f"{forste}\u2013{siste}"
        )
        for id_ in rekkefolge
    ]
    rader = [(fra, total[forste]), *((navn[id_], endring[id_]) for id_ in rekkefolge), (til, total[siste])]
    vekst = total[siste] - total[forste]
    return Figur(
        sektor=sektor,
        adresse="fra-forste-til-siste-ar",
        emne=f"Hva som kommer til fra {forste} til {siste}, tiltak for tiltak",
        tittel=_mest_av_veksten(sektor, endring, vekst),
        undertittel=f"Endring i driftsvirkning per år, i {penger.ord_}, {hvor(sektor)}, fra {forste} til {siste}",
        kilde=Kilde.beregnet(sektor, forutsetningene(sektor)),
        noter=[*sektorens_utelatte_i_ord(sektor), *ikke_fullt_ut(sektor)],
        data=pd.DataFrame({"ledd": ett, **penger.kolonner(belop=b)} for ett, b in rader),
        hode=["Ledd", stor_forbokstav(penger.ord_)],
        rader=[[ett, penger.vis(b)] for ett, b in rader],
        alternativtekst=(
            f"En trapp fra {penger.vis(total[forste])} {penger.ord_} i {forste} til {penger.vis(total[siste])} i "
            f"{siste}: " + ", ".join(f"{navn[id_]} {penger.vis(endring[id_])}" for id_ in rekkefolge) + "."
        ),
        tegning=lambda akser, smal: rows.trapp(
            akser, (fra, total[forste] / penger.i_kroner), ledd, til, smal, penger.kort
        ),
        hoyde=rows.hoyde_av_rader(len(rader), smal=False),
        hoyde_smal=rows.hoyde_av_rader(len(rader), smal=True),
    )


def _mest_av_veksten(sektor: Sektor, endring: Mapping[str, Fraction], vekst: Fraction) -> str:
    """Which measure most of the growth comes of; nothing where there is none, or several share the place."""
    penger, storst = sektor.bok.penger, ytterst(endring)
    if vekst <= 0 or len(storst) != 1 or endring[storst[0]] > vekst:
        return ""
    navn = sektor.tiltak[storst[0]].vist_navn
    av = f"{vis_kort(endring[storst[0]] / penger.i_kroner)} av {vis_kort(vekst / penger.i_kroner)}"
    return kort_nok(f"{navn} står for {av} nye {penger.ord_}", f"{navn} gir mest av veksten")


def tidslinje(data: Sektor | Program) -> Figur | Prosa:
    """Who decides on the measures, and when each gives its effect; nothing where no measure says who decides.

    The years are those that the effect is worked out for, and a date stands only where one is given.
    ``utvikling.tidslinje(hls)``.
    """
    program = data if isinstance(data, Program) else Program(data.bok, {data.info.id: data})
    tiltak = {n: t for n, t in program.tiltak.items() if t.gjennomfores}
    if not any(t.beslutning and t.beslutning.hvem for t in tiltak.values()):
        return Prosa("")
    effekter = programsummer.programmets_effekter(program)
    ordene = {**HVEM, plan.IKKE_OPPGITT: _UKJENT}
    grupper: dict[str, list[str]] = {
        ord_: [n for n, t in tiltak.items() if plan.hvem_for(t) == ord_] for ord_ in ordene
    }
    grupper = {
        ordene[g]: sorted(navnene, key=lambda n: (_forste(effekter[n]) or 9999, n))
        for g, navnene in grupper.items()
        if navnene
    }

    def rad(navn: str) -> drawings.Planrad:
        ett = tiltak[navn]
        return drawings.Planrad(
            ett.vist_navn, _deler(effekter[navn]), _vedtak(ett),
            tiltaksadresse(program.sektorer[sektor_av(navn)], ett.id),
        )  # fmt: skip

    tegnet = {g: [rad(n) for n in navnene] for g, navnene in grupper.items()}
    rader = [
        [
            tiltak[n].vist_navn, g,
            STATUS[b.status] if (b := tiltak[n].beslutning) and b.status else MANGLER,
            str(_forste(effekter[n]) or STREK), str(_fullt(effekter[n]) or STREK),
        ]
        for g, navnene in grupper.items()
        for n in navnene
    ]  # fmt: skip
    periode = program.info.periode
    return Figur(
        sektor=data,
        adresse="beslutninger-og-effekt",
        emne="Hvem som må bestemme, og når effekten kommer",
        tittel=_venter_i_tittel(program),
        undertittel=(
            f"Andel av den høyeste årlige effekten av tiltaket, {hvor(data)}, {periode[0]}\u2013{periode[-1]}. "
            "Lys: på vei opp. Mørk: det meste tiltaket gir. Tomt: ingen effekt"
        ),
        kilde=kilde(program),
        noter=["Kilden oppgir ikke når vedtakene må være gjort"] * all(_vedtak(t) is None for t in tiltak.values())
        + utelatt_i_ord(program),
        data=pd.DataFrame(rader, columns=["tiltak", "hvem", "status", "forste_ar", "mest_fra"]),
        hode=["Tiltak", "Hvem bestemmer", "Status", "Første år med effekt", "Gir mest fra"],
        rader=rader,
        alternativtekst="En rad for hvert tiltak, etter hvem som bestemmer. "
        + " ".join(f"{g}: {ramse(f'{r[0]} {_nar(r[3], r[4])}' for r in rader if r[1] == g)}." for g in grupper),
        tegning=lambda akser, smal: drawings.plan(akser, tegnet, smal),
        hoyde=drawings.hoyde_av_plan(tegnet, smal=False),
        hoyde_smal=drawings.hoyde_av_plan(tegnet, smal=True),
    )


def _nar(forste: str, fullt: str) -> str:
    if forste == STREK:
        return "uten effekt i perioden"
    return f"fra {forste}" if forste == fullt else f"fra {forste}, mest fra {fullt}"


def _forste(rad: Arsrad) -> int | None:
    """The first year with a gain."""
    return next((ar for ar, b in rad.items() if b and b > 0), None)


def _fullt(rad: Arsrad) -> int | None:
    """The first year with the most that the measure gives; None where it gives nothing."""
    mest = max((b for b in rad.values() if b is not None), default=_NULL)
    return next((ar for ar, b in rad.items() if b == mest), None) if mest > 0 else None


def _deler(rad: Arsrad) -> dict[int, Fraction | None]:
    """The effect of each year as a share of the most; below zero where it costs, None where it is not known."""
    mest = max((b for b in rad.values() if b is not None), default=_NULL)
    return {ar: None if b is None else b / mest if mest > 0 else Fraction(-1 if b < 0 else 0) for ar, b in rad.items()}


def _vedtak(tiltak: Tiltak) -> tuple[float, str] | None:
    """When the measure was decided, as a place among the years, and in words; None where no date is given."""
    b = tiltak.beslutning
    if b is None or b.dato is None or not b.avgjort:
        return None
    ar, *resten = (int(del_) for del_ in str(b.dato).split("-"))
    maned = resten[0] if resten else 1
    return ar + (maned - 1) / 12, vis_tidspunkt(b.dato)


def _venter_i_tittel(program: Program) -> str:
    """How much of the last year's effect waits for a political decision; nothing where nothing does."""
    penger, ar = program.bok.penger, programsummer.felles_ar(program)[-1]
    alle = programsummer.programmets_regnet_med(program)
    venter = sum(
        (alle[n][ar] or _NULL for n, t in program.tiltak.items() if plan.venter_politisk(t) and t.gjennomfores), _NULL
    )
    total = programsummer.programmets_total(program)[ar]
    if not 0 < venter <= total:
        return ""
    av = f"{helt(penger, venter)} av {helt(penger, total)} {penger.ord_}"
    return kort_nok(f"{av} i {ar} venter på et politisk vedtak", f"{av} venter på et politisk vedtak")
