"""The numbered figures of the source, and public statistics beside them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.base.faults import Datafeil
from effekt.base.numbers import ENHET_I_ORD, MANGLER, STREK, Enhet, som_tall, vis_belop, vis_tall
from effekt.base.words import ramse, stor_forbokstav, ytterst
from effekt.calc import beregning
from effekt.calc.usikkerhet import alle_spenn
from effekt.display import described, drawings, numbered, rows
from effekt.display.blocks import Avsnitt, Blokk, boks, skjermet
from effekt.display.captions import POSITIVT_FORST, forutsetningene, ikke_fullt_ut
from effekt.display.filters import antall
from effekt.display.labels import GRA, vis_kort
from effekt.display.markup import til_tekst
from effekt.display.numbered import Figur, Figurrekke, Tabell
from effekt.display.objects import Kilde, Mangelboks, Plassholder, Prosa, Publiserbar, eller_mangelboks
from effekt.display.ordfigur import Ankerrekke, Ordfigur, Tre
from effekt.display.rows import Stolperad
from effekt.display.texts import Utfylt, etikett, fyll_ut, kapittelkontekst, sektorens_utelatte_i_ord, uten_tall
from effekt.model.innhold import MANGLER_FIGUREN, MANGLER_TALLENE, STATUS_I_ORD, UTEN_TALL, Figurplass, Kant, Status
from effekt.model.storrelse import leddene
from effekt.model.tiltak import KLASSER
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata
from effekt.report.funn import FAERREST, hvor, klassefarge, klassenokkel, kort_nok, tiltaksadresse
from effekt.report.tabeller import per_ar_som_data

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def bro(sektor: Sektor, navn: str) -> Figur:
    """From one amount to a printed sum, a bridge a year, as ``vis.bro`` of a table in data/ says.
    ``figurer.bro(hls, "budsjettendringer")``.
    """
    tabell, vis = described.visning(sektor, navn)
    sagt = described.beskrevet_bro(sektor, navn)
    assert vis.bro
    assert vis.trykt_sum
    (fra, start), *midten, (til, trykt) = sagt.tall.items()
    forskjell, penger = vis.trykt_sum.forskjell, sektor.bok.penger
    # On the scale that amounts are shown on, where the table is of money.
    lest = Enhet.les(tabell.enhet)
    enhet, ganger = (penger.kort, lest.i_kroner / penger.i_kroner) if lest.er_penger else (tabell.enhet, Fraction(1))
    trapper = {
        str(ar): [
            Stolperad(ledd, per_ar[ar] * ganger, farge=GRA if ledd == forskjell else "", ar=str(ar))
            for ledd, per_ar in midten
        ]
        for ar in trykt
    }
    endring = {ar: (trykt[ar] - start[ar]) * ganger for ar in trykt}
    return Figur(
        sektor=sektor,
        adresse=vis.bro.navn,
        emne=vis.bro.tittel,
        tittel=_brofunn(vis.bro.tittel, endring, enhet),
        kilde=Kilde.trykt(sektor, tabell.ressurs.kilde, tabell.ressurs.side),
        data=per_ar_som_data("ledd", sagt.tall, tabell.enhet),
        **sagt.felt
        | {
            "undertittel": f"Endringene fra {fra.lower()} til {til[:1].lower()}{til[1:]}, i {enhet}, {hvor(sektor)}",
            "noter": [
                *sagt.felt["noter"],
                *([f"Tallene bak figuren er i {ENHET_I_ORD.get(tabell.enhet, tabell.enhet)}"] if ganger != 1 else []),
            ],
        },
        tegning=lambda akser, smal: rows.trapper(akser, trapper, "Til sammen", smal, enhet),
        hoyde=rows.hoyde_av_trapper(len(trapper), len(midten), smal=False),
        hoyde_smal=rows.hoyde_av_trapper(len(trapper), len(midten), smal=True),
    )


def _brofunn(hva: str, endring: Mapping[int, Fraction], enhet: str) -> str:
    """Which year has the largest change, and how the last one is; nothing where the years are alike."""
    (forste, a), (siste, b) = next(iter(endring.items())), list(endring.items())[-1]
    if len(endring) < _TO or a == b:
        return ""
    ord_ = "vokser" if b > a else "synker"
    return (
        kort_nok(f"Påslaget {ord_} fra {vis_kort(a)} i {forste} til {vis_kort(b)} {enhet} i {siste}")
        if a > 0 and b > 0
        else ""
    )


_TO: Final = 2


@eller_mangelboks("figur-effekt-per-tiltak", "Økonomisk effekt av tiltakene")
def effekt_per_tiltak(sektor: Sektor) -> Figur:
    """Each measure's effect in the last year of the period with its span, in the tone of its class; mill. kroner.
    ``figurer.effekt_per_tiltak(hls)``.
    """
    penger, info, felles = sektor.bok.penger, sektor.info, sektor.felles
    siste = info.periode[-1]
    alle, spenn = beregning.effekter(sektor), alle_spenn(sektor)
    rekkefolge = sorted(alle, key=lambda id_: (-alle[id_][siste], id_))
    navn = {id_: sektor.tiltak[id_].navn for id_ in rekkefolge}
    # What is left out is said to be, and not drawn as nothing; where all are, there is nothing else to draw.
    med = [id_ for id_ in rekkefolge if beregning.er_kjent(sektor.tiltak[id_], info.periode, siste)] or rekkefolge
    med_klasse, med_spenn = KLASSER not in info.uten, any(spenn[id_].lav != spenn[id_].hoy for id_ in med)
    belop = {id_: alle[id_][siste] / penger.i_kroner for id_ in med}
    ender = {id_: (spenn[id_].lav[siste] / penger.i_kroner, spenn[id_].hoy[siste] / penger.i_kroner) for id_ in med}
    klasse = {id_: sektor.tiltak[id_].samlet_vurdering.klasse for id_ in rekkefolge}
    rader = [
        Stolperad(
            sektor.tiltak[id_].vist_navn, belop[id_], klassefarge(felles, klasse[id_]), *ender[id_],
            tiltaksadresse(sektor, id_), str(siste),
        )
        for id_ in med
    ]  # fmt: skip
    nummer, side = _plass(sektor, "effekt_per_tiltak")
    desimaler = penger.desimaler(alle[id_][siste] for id_ in med)

    def vist(id_: str) -> list[str]:
        if id_ not in belop:
            return [uten_tall(sektor.tiltak[id_], info.periode)[siste], *([STREK, STREK] if med_spenn else [])]
        lav, hoy = (penger.vis(belop_[siste], desimaler) for belop_ in (spenn[id_].lav, spenn[id_].hoy))
        return [vis_belop(belop[id_]), *([lav, hoy] if med_spenn else [])]

    tegnet = [
        *(["Streken går fra det laveste til det høyeste tiltaket kan gi"] if med_spenn else []),
        *(["fargen er samlet vurdering"] if med_klasse else []),
    ]

    return Figur(
        sektor=sektor,
        adresse=nummer.lower().replace(" ", "-") or "figur-effekt-per-tiltak",
        nummer=nummer,
        emne=f"Økonomisk effekt av tiltakene i {siste}",
        tittel=_storst_i_tittel(sektor, belop, beregning.total(sektor)[siste] / penger.i_kroner, siste),
        undertittel=(
            f"Driftsvirkning i {penger.ord_}, {hvor(sektor)}, {siste}"
            + (f". {stor_forbokstav(', og '.join(tegnet))}" if tegnet else "")
        ),
        kilde=Kilde.beregnet(sektor, forutsetningene(sektor), info.rapport, side),
        noter=[
            POSITIVT_FORST,
            *(["Lavt og høyt er vår egen analyse"] if med_spenn else []),
            *sektorens_utelatte_i_ord(sektor),
            *ikke_fullt_ut(sektor),
        ],
        data=pd.DataFrame(
            {
                "tiltak": id_,
                "navn": navn[id_],
                "ar": siste,
                penger.kolonne: som_tall(belop.get(id_)),
                **(
                    penger.kolonner(
                        lav=spenn[id_].lav[siste] if id_ in belop else None,
                        hoy=spenn[id_].hoy[siste] if id_ in belop else None,
                    )
                    if med_spenn
                    else {}
                ),
                **({"samlet_vurdering": felles.klasser.get(klasse[id_], "")} if med_klasse else {}),
            }
            for id_ in rekkefolge
        ),
        hode=[
            "Tiltak",
            "Navn",
            stor_forbokstav(penger.ord_),
            *(["Lavt", "Høyt"] if med_spenn else []),
            *(["Samlet vurdering"] if med_klasse else []),
        ],
        rader=[
            [id_, navn[id_], *vist(id_), *([felles.klasser.get(klasse[id_], MANGLER)] if med_klasse else [])]
            for id_ in rekkefolge
        ],
        alternativtekst=(
            f"Liggende søyler. {_storst_og_minst(penger, belop, siste)} Til sammen er effekten "
            f"{vis_belop(beregning.total(sektor)[siste] / penger.i_kroner)} {penger.ord_}."
        ),
        tegning=lambda akser, smal: rows.liggende_stolper(
            akser, rader, smal, penger.kort, nokkel=klassenokkel(felles, {klasse[id_] for id_ in med})
        ),
        hoyde=rows.hoyde_av_rader(len(rader), smal=False, over=0.35),
        hoyde_smal=rows.hoyde_av_rader(len(rader), smal=True, over=0.75),
    )


def _storst_i_tittel(sektor: Sektor, belop: Mapping[str, Fraction], total: Fraction, ar: int) -> str:
    """Which measure gives most, and of how much; all of them where several do; nothing where none gives anything."""
    storst = ytterst(belop)
    mest = belop[storst[0]]
    if mest <= 0 or len(belop) == 1:
        return ""
    ord_, navn = sektor.bok.penger.ord_, ramse(sektor.tiltak[id_].vist_navn for id_ in storst)
    if len(storst) > 1:
        return kort_nok(
            f"{navn} gir mest: {vis_kort(mest)} {ord_} hver", f"{antall(storst)} tiltak gir like mye, og mest"
        )
    av = f"{vis_kort(mest)} av {vis_kort(total)} {ord_}" if mest < total else f"{vis_kort(mest)} {ord_}"
    return kort_nok(f"{navn} gir mest: {av} i {ar}", f"{navn} gir mest: {av}", f"{navn} gir mest")


def _storst_og_minst(penger: Penger, belop: Mapping[str, Fraction], ar: int) -> str:
    """Who has the largest and the smallest effect, in mill. kroner; ties name all."""
    storst, minst = ytterst(belop), ytterst(belop, min)
    if storst == minst:
        return f"Effekten i {ar} er {vis_belop(belop[storst[0]])} {penger.ord_} for hvert tiltak."
    har = [
        f"har {ramse(navn)} med {vis_belop(belop[navn[0]])} {penger.ord_}{' hver' if len(navn) > 1 else ''}"
        for navn in (storst, minst)
    ]
    return f"Størst effekt i {ar} {har[0]}, minst {har[1]}."


def _plass(sektor: Sektor, funksjon: str) -> tuple[str, str]:
    """Number and page of a figure of the source that the book computes; none where it has none."""
    for nummer, plass in sektor.figurer.items():
        if plass.funksjon == funksjon:
            return f"Figur {nummer}", plass.side
    return "", ""


def andeler(sektor: Sektor, *numre: int) -> Figurrekke:
    """Several wholes divided between the same agencies, a row each: the figures of the source with these numbers.
    ``figurer.andeler(hls, 7, 8, 9)``.
    """
    alle: dict[int, tuple[Figurplass, Tabelldata]] = {}
    for nummer in numre:
        plass = sektor.figurer[str(nummer)]
        tabell = tabell_med_tall(sektor, plass)
        if tabell is None:
            raise Datafeil(f"figur {nummer} trenger tabellen {plass.fil}")
        alle[nummer] = (plass, tabell)
    steder = Ankerrekke([etikett(sektor, f"figur-{nr}") for nr in numre[1:]])
    return Figurrekke([steder, _delt(sektor, alle)])


def _delt(sektor: Sektor, alle: Mapping[int, tuple[Figurplass, Tabelldata]]) -> Figur:
    forste, (plass, tabell) = next(iter(alle.items()))
    siste, enhet, virksomheter = list(alle)[-1], tabell.enhet, sektor.info.virksomheter
    delt = {nr: {str(nokkel[0]): celle.tallet for nokkel, celle in t.celler.items()} for nr, (_, t) in alle.items()}
    hva = {nr: p.andel_av or p.tittel for nr, (p, _) in alle.items()}
    koder = list(dict.fromkeys(kode for andeler in delt.values() for kode in andeler))
    navn = {kode: virksomheter[kode].navn if kode in virksomheter else kode for kode in koder}
    ressurs, flere = tabell.ressurs, len(alle) > 1

    def sagt(nr: int) -> str:
        andeler = delt[nr]
        storst = ytterst(andeler)
        forst = (
            f"Andelene av sektorens {hva[nr]} er like store"
            if storst == list(andeler)
            else f"{ramse(navn[kode] for kode in storst)} har størst andel av sektorens {hva[nr]}"
        )
        return f"{forst}: " + ", ".join(f"{navn[k]} {vis_tall(a)} {enhet}" for k, a in andeler.items()) + "."

    titler = {nr: stor_forbokstav(p.tittel if flere else hva[nr]) for nr, (p, _) in alle.items()}
    rader = {_uten_fordelt(titler[nr]): andeler for nr, andeler in delt.items()}
    return Figur(
        sektor=sektor,
        adresse=f"figur-{forste}",
        nummer=f"Figur {forste}\u2013{siste}" if flere else f"Figur {forste}",
        emne=f"{stor_forbokstav(ramse(hva.values()))} fordelt på virksomhetene" if flere else plass.tittel,
        tittel=_andelsfunn(list(delt.values()), navn, list(hva.values())),
        undertittel=f"Andel av sektorens {ramse(hva.values())}, i {enhet}, {hvor(sektor)}",
        kilde=kildelinje(sektor, plass, *(t for _, t in alle.values())),
        noter=list(dict.fromkeys(t.ressurs.merknad for _, t in alle.values() if t.ressurs.merknad)),
        data=pd.DataFrame(
            {**({"hva": hva[nr]} if flere else {}), ressurs.tabell.nokler[0]: kode, enhet: som_tall(andel)}
            for nr, andeler in delt.items()
            for kode, andel in andeler.items()
        ),
        hode=[*(["Av hva"] if flere else []), ressurs.tabell.felt[0].title, enhet.capitalize()],
        rader=[
            [*([titler[nr]] if flere else []), navn[kode], vis_tall(andel)]
            for nr, andeler in delt.items()
            for kode, andel in andeler.items()
        ],
        alternativtekst=(
            f"{'Hver søyle' if flere else 'En søyle'} er delt mellom {ramse(navn.values())}. "
            + " ".join(map(sagt, alle))
        ),
        tegning=lambda akser, smal: rows.andelsrader(akser, rader, navn, smal, "%" if enhet == "prosent" else enhet),
        hoyde=0.55 + 0.42 * len(alle),
        hoyde_smal=0.75 + 0.62 * len(alle),
    )


def _uten_fordelt(tittel: str) -> str:
    """«Årsverk i 2025 fordelt på virksomhetene» as a row has it."""
    return tittel.partition(" fordelt på ")[0]


def _andelsfunn(alle: Sequence[Mapping[str, Fraction]], navn: Mapping[str, str], hva: Sequence[str]) -> str:
    """Who has most of all of them, where it is the same everywhere; nothing where it is not."""
    storst = [ytterst(andeler) for andeler in alle]
    if any(ett != storst[0] for ett in storst) or len(storst[0]) != 1:
        return ""
    hvem = navn[storst[0][0]]
    minst = min(andeler[storst[0][0]] * 100 / (sum(andeler.values(), Fraction(0)) or 1) for andeler in alle)
    av = f"mest av {ramse(hva)}" if len(hva) > 1 else f"mest av sektorens {hva[0]}"
    return kort_nok(
        f"{hvem} har over halvparten av {ramse(hva)}" if minst > _HALVDELEN else "",
        f"{hvem} har {av}",
        f"{hvem} har den største delen av alt",
    )


_HALVDELEN: Final = 50


Tabellserie = Mapping[int | str, Fraction]
_AR: Final = "ar"


def ar_i(serie: Tabellserie) -> dict[int, Fraction]:
    """A series whose points are years."""
    return {int(ar): verdi for ar, verdi in serie.items()}


def serier_i(tabell: Tabelldata) -> dict[str, dict[int | str, Fraction]]:
    """A table's values as series: over years where it has them, else one series over its rows."""
    nokler = tabell.ressurs.tabell.nokler
    serier: dict[str, dict[int | str, Fraction]] = {}
    for nokkel, celle in tabell.celler.items():
        if celle.verdi is None:
            continue
        ledd = dict(zip(nokler, nokkel, strict=True))
        punkt = ledd.pop(_AR, None)
        if punkt is None:
            punkt = ledd.pop(nokler[0])
        serier.setdefault(", ".join(map(str, ledd.values())), {})[punkt] = celle.verdi
    return serier


def _tabell(sektor: Sektor, plass: Figurplass, slik: str) -> Tabelldata | None:
    """The public table of a place where it is to be shown so, and is there."""
    if plass.offentlig is None or plass.offentlig.slik != slik:
        return None
    return sektor.tabeller.find(plass.offentlig.tabell)


def i_figuren(sektor: Sektor, plass: Figurplass) -> Tabelldata | None:
    """The public table that is drawn in the place's own figure; None where there is none."""
    return _tabell(sektor, plass, "i_figuren")


def navngitte_serier(plass: Figurplass, tabell: Tabelldata | None) -> dict[str, dict[int, Fraction]]:
    """Its series over years, by the names that innhold.yml gives them."""
    navn = plass.offentlig.serier if plass.offentlig else {}
    serier = serier_i(tabell) if tabell else {}
    return {navn.get(ord_, ord_): ar_i(serie) for ord_, serie in serier.items()}


def offentlig_tekst(sektor: Sektor, plass: Figurplass) -> str:
    """Return what the text at the place itself says of public statistics.

    Statistics with a figure of their own beside the place are told of there. Those that nobody has fetched are not
    told of: the drawing says what it shows without them, and «effekt fetch --list» what can be fetched.
    """
    offentlig = plass.offentlig
    if offentlig is None:
        return ""
    if i_figuren(sektor, plass):
        return offentlig.tekst
    if _tabell(sektor, plass, "ved_siden"):
        return ""
    return offentlig.uten or ""


def offentlig_ved_siden(sektor: Sektor, plass: Figurplass) -> Figur | None:
    """A figure of its own for public statistics beside the place; None where there are none."""
    tabell = _tabell(sektor, plass, "ved_siden")
    if tabell is None or plass.offentlig is None:
        return None
    ressurs = tabell.ressurs
    serier = navngitte_serier(plass, tabell)
    rader: list[tuple[str, int | str, Fraction]] = [(n, ar, v) for n, s in serier.items() for ar, v in s.items()]
    utfylt = fyll_ut(plass.offentlig.tekst, kapittelkontekst(sektor), ressurs.title)
    alene: dict[int | str, Fraction] = {str(ar): v for _, ar, v in rader} if len(serier) == 1 else {}
    enhet = tabell.enhet
    return Figur(
        sektor=sektor,
        adresse=f"offentlig-{ressurs.name.replace('_', '-')}",
        emne=ressurs.title,
        tittel=_utvikling(ressurs.title, serier),
        undertittel=f"Enhet: {enhet}",
        kilde=Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        noter=[STATUS_I_ORD[Status.OFFENTLIG], utfylt.tekst, *([ressurs.merknad] if ressurs.merknad else [])],
        data=_serier_som_data(rader),
        hode=["Serie", "År", enhet.capitalize()],
        rader=[[navn or ressurs.title, str(ar), vis_tall(v)] for navn, ar, v in rader],
        alternativtekst=_i_ord(ressurs.title, serier, enhet),
        brutte_pastander=utfylt.brutte,
        tegning=lambda akser, smal: (
            drawings.soyler(akser, alene, smal, enhet=enhet)
            if alene
            else drawings.linjediagram(akser, serier, [], smal, enhet)
        ),
    )


def _utvikling(tittel: str, serier: Mapping[str, Mapping[int, Fraction]]) -> str:
    """That the one series has grown or fallen since its first year; nothing of several, or where it has not."""
    if len(serier) != 1:
        return ""
    (serie,) = serier.values()
    fra, til = min(serie), max(serie)
    if fra == til or serie[fra] == serie[til]:
        return ""
    return kort_nok(
        f"{tittel.partition(',')[0]} er {'høyere' if serie[til] > serie[fra] else 'lavere'} i {til} enn i {fra}"
    )


def _serier_som_data(rader: Iterable[tuple[str, int | str, Fraction]]) -> pd.DataFrame:
    return pd.DataFrame(((navn, ar, som_tall(v)) for navn, ar, v in rader), columns=["serie", "ar", "verdi"])


def _i_ord(tittel: str, serier: Mapping[str, Mapping[int, Fraction]], enhet: str) -> str:
    """The first and last value of each series, for who cannot see the drawing."""
    ender = [(navn or tittel, serie, min(serie), max(serie)) for navn, serie in serier.items()]
    return " ".join(f"{n}: {vis_tall(s[fra])} {enhet} i {fra}, {vis_tall(s[til])} i {til}." for n, s, fra, til in ender)


def tabell_med_tall(sektor: Sektor, plass: Figurplass) -> Tabelldata | None:
    """The table behind a figure's or table's place, where somebody has its numbers."""
    navn = PurePosixPath(plass.fil).stem if plass.fil else ""
    return sektor.tabeller.find(navn)


def tekst_om(sektor: Sektor, plass: Figurplass, slag: str, nummer: int) -> Utfylt:
    """What the report's text says of the figure or table; empty where it says nothing.

    And what the book says of public statistics that are drawn in it, or of their missing.
    """
    tekst = " ".join(t for t in (plass.tekst, offentlig_tekst(sektor, plass)) if t)
    return fyll_ut(tekst, kapittelkontekst(sektor), f"{slag.capitalize()} {nummer}")


Sted = tuple[str, str, str]  # what stands there, the document, its pages


def kildelinje(sektor: Sektor, plass: Figurplass, *tabeller: Tabelldata | None, ord_: Iterable[Sted] = ()) -> Kilde:
    """Where what is shown stands: pages of the report, tables from elsewhere, and last the report's own figure.

    The pages are those of the place's tables and points, and of its words (``ord_``). Where nothing shown has a page of
    its own, the page of the figure is the source.
    """
    rapport = sektor.info.rapport or ""
    punkter = [sektor.tall[p.verdi.removeprefix("tall.")] for p in plass.punkter]
    steder: list[Sted] = [(t.ressurs.title, t.ressurs.kilde, t.ressurs.side) for t in tabeller if t]
    steder += [(p.navn, p.kilde or rapport, p.side or plass.side) for p in punkter]
    steder += ord_
    fra_rapporten = {side for _, kilde, oppgitt in steder if kilde == rapport for side in leddene(oppgitt)}
    deler = []
    if fra_rapporten or not steder:
        rekke = ", ".join(sorted(fra_rapporten, key=lambda side: (len(side), side))) or plass.side
        deler.append(Kilde.trykt(sektor, rapport, rekke).tekst)
    for tittel, kilde, side in steder:
        if kilde != rapport:
            sted = Kilde.trykt(sektor, kilde, side).tekst
            deler.append(f"{tittel}: {sted.removeprefix('Kilde: ')}" if deler else sted)
    if steder and fra_rapporten != {plass.side}:
        deler.append(f"I {sektor.rapporten} står figuren på {sektor.kilder[rapport].sted(plass.side)}")
    if plass.kildeangivelse:
        deler.append(f"{stor_forbokstav(sektor.rapporten)} oppgir som kilde: {plass.kildeangivelse}")
    return Kilde(". ".join(deler))


def diagram(sektor: Sektor, nummer: int, plass: Figurplass) -> Ordfigur:
    """What is over what, as the source's text describes it: a list in lists, the sector's own in bold.

    What stands under several, stands under the last of them that is named, and the others are told at it.
    """
    assert plass.diagram is not None
    noder, kanter = plass.diagram.noder, plass.diagram.kanter
    egne = [f"({kode})" for kode in [sektor.info.kortnavn, *sektor.info.virksomheter]]
    over: dict[str, list[Kant]] = {}
    for kant in kanter:
        over.setdefault(kant.til, []).append(kant)

    def linje(kode: str) -> str:
        vist = skjermet_tekst(noder[kode])
        vist = f"**{vist}**" if any(egen in noder[kode] for egen in egne) else vist
        forst, *resten = over.get(kode, [None])
        # That it is above is what the list itself says.
        sagt = [forst.hva] if forst and forst.hva != _OVER else []
        sagt += [f"{noder[k.fra]}: {k.hva}" for k in resten if k]
        return f"{vist} – {'; '.join(sagt)}" if sagt else vist

    linjer = {kode: linje(kode) for kode in noder}
    under: dict[str, list[str]] = {}
    for kode, alle in over.items():
        under.setdefault(linjer[alle[0].fra], []).append(linjer[kode])
    rotter = [linjer[kode] for kode in noder if kode not in over]
    hode, rader = ["Fra", "Forhold", "Til"], [[noder[kant.fra], kant.hva, noder[kant.til]] for kant in kanter]
    return _i_ord_figur(sektor, nummer, plass, [boks("effekt-tre", Tre(under, rotter))], hode, rader)


_OVER: Final = "over"


def vurderingsskala(sektor: Sektor, nummer: int, plass: Figurplass) -> Ordfigur:
    """The report's scale for consequences and uncertainty, with the marks that the cards have."""
    felles = sektor.felles
    if felles.vurderingsskala is None:
        raise Datafeil(f"figur {nummer} trenger vurderingsskala i program.yml")
    skalaer = {
        "Konsekvens": (felles.konsekvens, felles.vurderingsskala.konsekvens),
        "Usikkerhet": (felles.usikkerhet, felles.vurderingsskala.usikkerhet),
    }
    rapporten = sektor.kilder[felles.vurderingsskala.kilde or sektor.info.rapport or ""]
    innhold: list[Blokk] = []
    rader: list[list[str]] = []
    for hva, (trinn, belegg) in skalaer.items():
        steg = []
        for kode, b in belegg.items():
            ett, sted = trinn[kode], f"{'Teksten' if b.belegg == 'tekst' else 'Kort'}, {rapporten.sted(b.side)}"
            merke = Avsnitt(f"{skjermet(ett.tegn)} {ett.navn}", f"kort-trinn tone-{ett.tone}")
            steg.append(boks("skala-trinn", merke, *([Avsnitt(b.forklaring)] if b.forklaring else [])))
            rader.append([hva, f"{skjermet(ett.tegn)} {ett.navn}", sted, b.forklaring or ""])
        innhold.append(boks("skala", Avsnitt(f"**{hva}**", "skala-navn"), *steg))
    hode = ["Skala", "Trinn", "Står i", "Forklaring"]
    alle = [b for _, belegg in skalaer.values() for b in belegg.values()]
    kilde = kildelinje(sektor, plass, ord_=[(b.belegg, sektor.info.rapport or "", b.side) for b in alle])
    return _i_ord_figur(sektor, nummer, plass, [boks("skalaer", *innhold)], hode, rader, kilde)


def sektormal(sektor: Sektor, nummer: int, plass: Figurplass) -> Ordfigur:
    """The municipality's goals and the sector's goals under them."""
    tabell = tabell_med_tall(sektor, plass)
    if tabell is None:
        raise Datafeil(f"figur {nummer} trenger tabellen {plass.fil}")
    mal = sektor.felles.kommunemal
    navn = {nr: skjermet_tekst(f"{nr} {tekst}") for nr, tekst in mal.items()}
    under = {
        navn[nr]: [skjermet_tekst(f"{r['sektormal']} {r['navn']}") for r in tabell.rader if r["kommunemal"] == nr]
        for nr in mal
    }
    med, uten = [n for n in navn.values() if under[n]], [n for n in navn.values() if not under[n]]
    rader = [[f"{r['kommunemal']} {mal[r['kommunemal']]}", r["sektormal"], r["navn"]] for r in tabell.rader]
    hode = ["Kommunemål", "Nr.", "Sektormål"]
    trykt = sektor.felles.kommunemal_kilde
    ord_ = [("Kommunemålene", trykt.kilde, trykt.side)] if trykt and trykt.kilde and trykt.side else []
    kilde = kildelinje(sektor, plass, tabell, ord_=ord_)
    innhold: list[Blokk] = [boks("effekt-tre", Tre(under, med))]
    if uten:
        innhold.append(Avsnitt(f"Uten sektormål her: {ramse(uten)}.", "effekt-lesehjelp"))
    return _i_ord_figur(sektor, nummer, plass, innhold, hode, rader, kilde)


def skjermet_tekst(tekst: str) -> str:
    """A line that begins with a number or a sign, which Markdown would take for a list, shown as itself."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", tekst)


def _i_ord_figur(
    sektor: Sektor,
    nummer: int,
    plass: Figurplass,
    innhold: Sequence[Blokk],
    hode: Sequence[str],
    rader: Sequence[Sequence[str]],
    kilde: Kilde | None = None,
    data: pd.DataFrame | None = None,
) -> Ordfigur:
    """A figure of words: they are text, and its «numbers» are the words as a table, unless there are some."""
    tekst = tekst_om(sektor, plass, "figur", nummer)
    return Ordfigur(
        sektor=sektor,
        adresse=f"figur-{nummer}",
        nummer=f"Figur {nummer}",
        tittel=plass.tittel,
        undertittel=STATUS_I_ORD[plass.status],
        kilde=kilde or kildelinje(sektor, plass),
        data=(
            pd.DataFrame([[til_tekst(celle) for celle in rad] for rad in rader], columns=[n.lower() for n in hode])
            if data is None
            else data
        ),
        hode=hode,
        rader=rader,
        alternativtekst=tekst.tekst or plass.tittel,
        innhold=[*([Avsnitt(tekst.tekst)] if tekst.tekst else []), *innhold],
        brutte_pastander=tekst.brutte,
    )


PRESISJON: Final = "presisjon"
# What cannot be drawn from a list of values is shown as the list.
SOM_TABELL: Final = ("diagram", "kart", "tabell")


def figur(sektor: Sektor, nummer: int) -> Figur | Tabell | Plassholder | Figurrekke | Mangelboks | Prosa:
    """The source's figure with this number, drawn from what is known.

    Where no numbers are known, its place says so: what the report's text says of it, and the file and columns in which
    the numbers can be entered. It draws itself once they are there. Public statistics that belong beside it come after
    it, under their own name. Raises Datafeil for a number that innhold.yml does not have.
    ``figurer.figur(hls, 6)``
    """
    plass = sektor.figurer[str(nummer)]
    vist = _figur(sektor, nummer, plass)
    ved_siden = offentlig_ved_siden(sektor, plass)
    return Figurrekke([vist, ved_siden]) if ved_siden else vist


def _figur(sektor: Sektor, nummer: int, plass: Figurplass) -> Figur | Tabell | Plassholder | Mangelboks | Prosa:
    if plass.diagram:
        return diagram(sektor, nummer, plass)
    if plass.funksjon in ORDFIGURER:
        return ORDFIGURER[plass.funksjon](sektor, nummer, plass)
    if plass.funksjon in EGNE:
        return EGNE[plass.funksjon](sektor)
    tabell = tabell_med_tall(sektor, plass)
    if tabell is None and not plass.punkter and not i_figuren(sektor, plass):
        return _mangler(sektor, "figur", nummer, plass)
    if tabell is not None and plass.form == "delt":
        return _delt(sektor, {nummer: (plass, tabell)})
    if tabell is not None and plass.form in SOM_TABELL:
        return numbered.fra_fil(sektor, tabell)
    return _fra_tabell(sektor, nummer, plass, tabell)


def etter(sektor: Sektor, tekst: str) -> Publiserbar | None:
    """What innhold.yml places after a shared text (``etter``), in its order; often nothing.
    ``figurer.etter(data, "1-1-bakgrunn")``.
    """
    figurer, tabeller = sektor.plassert_etter(tekst)
    alle: list[Publiserbar] = [figur(sektor, int(nr)) for nr in figurer]
    alle += [tabellplass(sektor, int(nr)) for nr in tabeller]
    if len(alle) == 1:
        return alle[0]
    return Figurrekke(alle) if alle else None


def _mangler(sektor: Sektor, slag: str, nummer: int, plass: Figurplass) -> Plassholder:
    tekst = tekst_om(sektor, plass, slag, nummer)
    rapport = sektor.info.rapport
    lest = sektor.kilder[rapport].omfang if rapport else None
    return Plassholder(
        sektor=sektor,
        adresse=f"{slag}-{nummer}",
        nummer=f"{slag.capitalize()} {nummer}",
        tittel=plass.tittel,
        kilde=kildelinje(sektor, plass),
        mangler=MANGLER_FIGUREN if plass.form in UTEN_TALL else MANGLER_TALLENE,
        hvorfor=f"Av {sektor.rapporten} har vi bare {lest}." if lest else "",
        tekst=tekst.tekst,
        brutte_pastander=tekst.brutte,
    )


def _fra_tabell(sektor: Sektor, nummer: int, plass: Figurplass, tabell: Tabelldata | None) -> Figur | Ordfigur:
    """A figure by its form: series over years as lines, one value a row as bars; too few values are told in words."""
    punkter = [(p.ar, sektor.tall[p.verdi.removeprefix("tall.")].tallet, p.serie, p.merke) for p in plass.punkter]
    serier = serier_i(tabell) if tabell else {}
    offentlig = i_figuren(sektor, plass)
    framskrevet = navngitte_serier(plass, offentlig)
    if plass.offentlig and plass.offentlig.egen_serie and list(serier) == [""]:
        serier = {plass.offentlig.egen_serie: serier[""]}
    # Without years there are no series: the file's own rows and columns say what the values are of.
    uten_ar = tabell is not None and not plass.punkter and _AR not in tabell.ressurs.tabell.nokler
    rad_for_rad = numbered.fra_fil(sektor, tabell) if tabell and uten_ar else None
    rader = [(navn, ar, v) for navn, serie in serier.items() for ar, v in serie.items()]
    rader += [(navn, ar, v) for navn, serie in framskrevet.items() for ar, v in serie.items()]
    rader += [(navn, ar, verdi) for ar, verdi, navn, _ in punkter]
    merknad = [t.ressurs.merknad for t in (tabell, offentlig) if t and t.ressurs.merknad]
    tekst, enhet = tekst_om(sektor, plass, "figur", nummer), plass.enhet or ""
    if len(rader) < FAERREST:
        med_ar = "" if uten_ar else " i {}"
        sagt = ramse(
            f"{vis_tall(v)} {enhet} for {(ar if uten_ar else navn) or plass.tittel.lower()}{med_ar.format(ar)}".replace(
                "  ", " "
            )
            for navn, ar, v in rader
        )
        return _i_ord_figur(
            sektor, nummer, plass, [Avsnitt(f"Så få tall er ikke tegnet: {sagt}.", "effekt-lesehjelp")],
            rad_for_rad.hode if rad_for_rad else ["Serie", "År", enhet or "Verdi"],
            rad_for_rad.rader if rad_for_rad else [[str(n), str(ar), vis_tall(v)] for n, ar, v in rader],
            kildelinje(sektor, plass, tabell, offentlig),
            rad_for_rad.data if rad_for_rad else _serier_som_data(rader),
        )  # fmt: skip
    i_tittel, brutt = _funn_i(sektor, plass, nummer)

    def tegn(akser: "Axes", smal: bool) -> None:
        kort = "%" if enhet == "prosent" else enhet
        if framskrevet or (plass.offentlig and plass.offentlig.egen_serie and punkter):
            utenfra = [(ar, v, f"{navn} i {sektor.rapporten}: {merke}") for ar, v, navn, merke in punkter]
            egne = {navn: ar_i(serie) for navn, serie in serier.items()}
            drawings.framskriving(akser, egne, framskrevet, utenfra, smal, kort)
        elif plass.form == "linjer" and serier:
            vist = [
                (ar, v, f"{navn}: {merke} {vis_tall(v)} ({ar})".replace(":  ", ": ")) for ar, v, navn, merke in punkter
            ]
            drawings.linjediagram(akser, {k: ar_i(s) for k, s in serier.items()}, vist, smal, kort)
        elif len(serier) > 1:
            total = {
                ar: sum((s.get(ar, Fraction(0)) for s in serier.values()), Fraction(0))
                for ar in dict.fromkeys(ar for serie in serier.values() for ar in ar_i(serie))
            }
            fulle = {k: {ar: ar_i(s).get(ar, Fraction(0)) for ar in total} for k, s in serier.items()}
            drawings.stablede_stolper(akser, fulle, total, {k: k for k in serier}, smal, kort)
        elif serier and uten_ar:
            _tegn_rader(akser, next(iter(serier.values())), _merker(tabell), plass.mot or "", smal, kort)
        elif serier:
            drawings.soyler(akser, next(iter(serier.values())), smal, _merker(tabell), kort)
        else:
            rows.liggende_stolper(akser, [Stolperad(f"{navn} {ar}", v) for ar, v, navn, _ in punkter], smal, kort)

    antall_rader = len(serier.get("", ())) if uten_ar else 0
    return Figur(
        sektor=sektor,
        adresse=f"figur-{nummer}",
        nummer=f"Figur {nummer}",
        emne=plass.tittel,
        tittel=i_tittel,
        undertittel=". ".join(
            [plass.tittel] * bool(i_tittel) + [f"Enhet: {enhet}" if enhet else STATUS_I_ORD[plass.status]]
        ),
        kilde=kildelinje(sektor, plass, tabell, offentlig),
        noter=[STATUS_I_ORD[plass.status], *merknad],
        data=rad_for_rad.data if rad_for_rad else _serier_som_data(rader),
        hode=rad_for_rad.hode if rad_for_rad else ["Serie", "År", plass.enhet or "Verdi"],
        rader=(
            rad_for_rad.rader
            if rad_for_rad
            else [[str(navn) or plass.tittel, str(ar), vis_tall(v)] for navn, ar, v in rader]
        ),
        alternativtekst=tekst.tekst or plass.tittel,
        brutte_pastander=[*tekst.brutte, *brutt],
        tegning=tegn,
        hoyde=(
            rows.hoyde_av_rader(antall_rader, smal=False, over=0.3)
            if antall_rader
            else 3.4
            if serier
            else 0.6 + 0.5 * len(punkter)
        ),
        hoyde_smal=rows.hoyde_av_rader(antall_rader, smal=True, over=0.4) if antall_rader else 3.4 if serier else None,
    )


def _funn_i(sektor: Sektor, plass: Figurplass, nummer: int) -> tuple[str, list[str]]:
    """What innhold.yml says that the figure shows, while all that it claims is so; and what is not."""
    if plass.funn is None:
        return "", []
    utfylt = fyll_ut(plass.funn, kapittelkontekst(sektor), f"Figur {nummer}")
    return ("", utfylt.brutte) if utfylt.brutte else (kort_nok(til_tekst(utfylt.tekst)), [])


def _tegn_rader(
    akser: "Axes", verdier: Tabellserie, merker: Mapping[int | str, str], mot: str, smal: bool, enhet: str
) -> None:
    """One value a row, the largest first, as bars; the row that the others are seen against is a line."""
    etter = sorted((n for n in verdier if n != mot), key=lambda n: -verdier[n])
    ord_ = [f"{merker.get(n, '')} {vis_tall(verdier[n])}".strip() for n in etter]
    ord_ = [f"{o}\u00a0{enhet}" if not nr and enhet else o for nr, o in enumerate(ord_)]
    strek = (
        (f"{mot}: {f'{merker.get(mot)} ' if merker.get(mot) else ''}{vis_tall(verdier[mot])}", verdier[mot])
        if mot in verdier
        else None
    )
    rader = [Stolperad(stor_forbokstav(str(n)), verdier[n]) for n in etter]
    rows.liggende_stolper(akser, rader, smal, strek=strek, ord_=ord_)


def _merker(tabell: Tabelldata | None) -> dict[int | str, str]:
    """The word before each value («over», «om lag»), where the table has a column of them."""
    if tabell is None or PRESISJON not in tabell.rader[0]:
        return {}
    nokkel = tabell.ressurs.tabell.nokler[0]
    return {rad[nokkel]: rad[PRESISJON] for rad in tabell.rader}


def tabellplass(sektor: Sektor, nummer: int) -> Tabell | Plassholder | Figurrekke:
    """The source's table with this number; its place where the numbers are in no source.
    ``figurer.tabellplass(hls, 5)``.
    """
    plass = sektor.tabellplasser[str(nummer)]
    med_tall = tabell_med_tall(sektor, plass)
    vist = numbered.fra_fil(sektor, med_tall) if med_tall else None
    her = vist or _mangler(sektor, "tabell", nummer, plass)
    ved_siden = offentlig_ved_siden(sektor, plass)
    return Figurrekke([her, ved_siden]) if ved_siden else her


EGNE: Final[dict[str, Callable[[Sektor], Figur | Mangelboks | Prosa]]] = {"effekt_per_tiltak": effekt_per_tiltak}
ORDFIGURER: Final[dict[str, Callable[[Sektor, int, Figurplass], Ordfigur]]] = {
    "sektormal": sektormal,
    "vurderingsskala": vurderingsskala,
}
