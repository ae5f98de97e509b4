"""The numbered tables, one function each, named after what it shows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from effekt.audit.kontroll import trykte
from effekt.base.numbers import ENHET_I_ORD, MANGLER, som_tall, vis_tall
from effekt.base.words import ramse, ytterst
from effekt.calc import beregning
from effekt.display import described
from effekt.display.captions import forutsetningene, ikke_fullt_ut, prisniva_i_ord
from effekt.display.described import SUM
from effekt.display.markup import til_tekst
from effekt.display.numbered import KRONER, Tabell, beregnet_tabell, siste_trykte, trykt_tabell, vis_celle
from effekt.display.objects import RAMMEKUTTENE, Kilde, Mangelboks, eller_mangelboks, henvis, sti_i_data
from effekt.display.texts import Utfyller, henvisning, kapittelkontekst, sektorens_utelatte_i_ord, uten_tall
from effekt.model.innhold import OMTALE_I_ORD, Lenke, Omtale
from effekt.model.tiltak import KLASSER
from effekt.reading.sektor import LENKEFIL, Sektor
from effekt.reading.tabelldata import Tabelldata

_AVRUNDET: Final = "Rammekuttene er avrundet til {}, slik kilden gjør"
_IKKE_MOT_HVERANDRE: Final = (
    "Summene over og under hverandre er ikke dekning: Det én virksomhet har til overs, dekker ikke kuttet hos en annen"
)
_PER_KLASSE: Final = "Økonomisk effekt etter samlet vurdering av tiltakene"


@eller_mangelboks(
    "nokkeltall",
    "Nøkkeltall for virksomhetene",
    tabell="nokkeltall",
    hva="nøkkeltall for hver virksomhet, og kilde og side for tabellen i datapackage.yml",
)
def nokkeltall(sektor: Sektor) -> Tabell:
    """Key figures of the agencies: staff, support, management, premises.
    ``tabeller.nokkeltall(hls)``.
    """
    tabell = sektor.tabeller["nokkeltall"]
    virksomheter = tabell.nokkelverdier("virksomhet")
    enheter = {rad["nokkeltall"]: rad["enhet"] for rad in tabell.rader}
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    mangler = [
        f"{rad['nokkeltall'].lower()} for {navn[rad['virksomhet']]}" for rad in tabell.rader if rad["verdi"] is None
    ]
    return trykt_tabell(
        sektor,
        tabell,
        undertittel="Enheten står i første kolonne",
        hode=["Nøkkeltall", *(navn[kode] for kode in virksomheter)],
        rader=[
            [f"{rad} ({enhet})", *(vis_celle(tabell, rad, kode) for kode in virksomheter)]
            for rad, enhet in enheter.items()
        ],
        alternativtekst=(
            f"{len(enheter)} nøkkeltall for {ramse(navn[kode] for kode in virksomheter)}."
            + (f" {MANGLER.capitalize()}: {', '.join(mangler)}." if mangler else "")
        ),
    )


@eller_mangelboks("rammekutt", "Vedtatte rammekutt per virksomhet", tabell="rammekutt", hva=RAMMEKUTTENE)
def rammekutt(sektor: Sektor) -> Tabell:
    """Adopted budget cuts per agency and year.
    ``tabeller.rammekutt(hls)``.
    """
    tabell = sektor.tabeller["rammekutt"]
    ar = tabell.nokkelverdier("ar")
    virksomheter = tabell.nokkelverdier("virksomhet")
    hele = [a for a in ar if all(vis_celle(tabell, kode, a) != MANGLER for kode in virksomheter)]
    total = {a: tabell.sum(ar=a) for a in hele}
    enhet = ENHET_I_ORD.get(tabell.enhet, tabell.enhet)
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Beløp i {enhet}, negative tall er kutt",
        hode=["Virksomhet", *map(str, ar)],
        rader=[
            *([navn[kode], *(vis_celle(tabell, kode, a) for a in ar)] for kode in virksomheter),
            [SUM, *(vis_tall(total[a]) if a in total else MANGLER for a in ar)],
        ],
        alternativtekst=(
            f"Kuttene er til sammen {vis_tall(-total[hele[0]])} i {hele[0]} og "
            f"{vis_tall(-total[hele[-1]])} i {hele[-1]}, i {enhet}."
            if hele
            else f"Kuttene er ikke kjent for alle virksomhetene i noe år. Beløp i {enhet}."
        ),
    )


def tabell(sektor: Sektor, navn: str) -> Tabell | Mangelboks:
    """A table of data/ as ``vis`` in datapackage.yml says that it is shown; its place without a file.
    ``tabeller.tabell(hls, "oppdrag")``.
    """
    if sektor.tabeller.find(navn) is None and (ressurs := sektor.ressurser.find(navn)):
        return Mangelboks(sektor, navn, ressurs.title, [f"`{sti_i_data(sektor, ressurs.path)}`: radene i tabellen"])
    lest, vis = described.visning(sektor, navn)
    return trykt_tabell(
        sektor,
        lest,
        **described.beskrevet_tabell(sektor, navn).felt,
        klasse="effekt-tabell" if vis.ord else "effekt-tabell tall",
    )


def sammenstilling(sektor: Sektor, navn: str) -> Tabell:
    """Sums from several tables side by side, year by year, as ``vis.sammenstilling`` of one says.
    ``tabeller.sammenstilling(hls, "budsjettendringer")``.
    """
    lest, vis = described.visning(sektor, navn)
    sagt = described.beskrevet_sammenstilling(sektor, navn)
    assert vis.sammenstilling
    tabeller = {sektor.tabeller[rad.tabell or navn].ressurs.name: None for rad in vis.sammenstilling.rader}
    ressurser = [sektor.ressurser[ett] for ett in tabeller]
    return Tabell(
        sektor=sektor,
        adresse=vis.sammenstilling.navn,
        tittel=vis.sammenstilling.tittel,
        kilde=Kilde(f"Kilde: {ramse(henvis(sektor, r.kilde, r.side) for r in ressurser)}, satt sammen av oss"),
        data=per_ar_som_data("rad", sagt.tall, lest.enhet),
        **sagt.felt,
    )


def per_ar_som_data(kolonne: str, tall: Mapping[str, described.Summer], enhet: str) -> pd.DataFrame:
    """Amounts by row and year as a frame, a row each; ``kolonne`` is what the rows are."""
    return pd.DataFrame(
        {kolonne: rad, "ar": ar, "belop": som_tall(belop), "enhet": enhet}
        for rad, per_ar in tall.items()
        for ar, belop in per_ar.items()
    )


def lenken_tilbake(sektor: Sektor) -> Tabell:
    """The report's measures and observations beside what the letter says of the same.
    ``tabeller.lenken_tilbake(hls)``.
    """
    lenker = sektor.lenker
    fyll_ut = Utfyller(kapittelkontekst(sektor))
    rekkefolge = list(Omtale)
    alle = sorted(lenker.lenker.items(), key=lambda par: (not par[1].tiltak, rekkefolge.index(par[1].omtale)))

    def fyll(kode: str, mal: str, sted: str) -> str:
        tekst = fyll_ut(mal, f"{LENKEFIL}, {kode}")
        return f"{tekst} ({sted})" if sted else tekst

    def sted(dokument: str, side: str) -> str:
        return sektor.kilder[dokument].sted(side)

    def kort(lenke: Lenke) -> str:
        return "".join(f", {henvisning(sektor, f'kort-{id_.lower()}')}" for id_ in lenke.tiltak)

    rader = [
        [
            lenke.tema,
            fyll(kode, lenke.i_rapporten, f"{sted(lenker.kilde, lenke.side)}{kort(lenke)}"),
            fyll(kode, lenke.i_brevet, sted(lenker.brev, lenke.punkt) if lenke.punkt else ""),
            OMTALE_I_ORD[lenke.omtale],
        ]
        for kode, lenke in alle
    ]
    antall = {o: sum(lenke.omtale is o for _, lenke in alle) for o in Omtale}
    return Tabell(
        sektor=sektor,
        adresse="lenken-tilbake",
        tittel="Delrapporten og tildelingsbrevet side om side",
        undertittel="Tiltakene står først, og så det brevet tar opp",
        kilde=Kilde(
            f"Kilde: {sektor.kilder[lenker.kilde].tittel} og {sektor.kilder[lenker.brev].tittel}, satt sammen av oss"
        ),
        noter=[lenker.merknad] if lenker.merknad else [],
        data=pd.DataFrame(
            {
                "kode": kode,
                "slag": lenke.slag,
                "tema": rad[0],
                "delrapporten": til_tekst(rad[1]),
                "tildelingsbrevet": til_tekst(rad[2]),
                "omtale": lenke.omtale.value,
            }
            for (kode, lenke), rad in zip(alle, rader, strict=True)
        ),
        hode=["Tema", "Delrapporten", "Tildelingsbrevet", "Tatt opp i brevet"],
        rader=rader,
        klasse="effekt-tabell",
        brutte_pastander=fyll_ut.brutte,
        alternativtekst=(
            f"{len(alle)} saker: {antall[Omtale.JA]} er tatt opp i brevet, {antall[Omtale.DELVIS]} delvis, "
            f"{antall[Omtale.NEI]} er ikke nevnt, og {antall[Omtale.UTENFOR]} hører ikke hjemme i det."
        ),
    )


@eller_mangelboks("effekt-per-klasse-sammendrag", _PER_KLASSE, del_=KLASSER)
def effekt_per_klasse_sammendrag(sektor: Sektor) -> Tabell:
    """Effect per class and year, mill. kroner; where the source prints it twice, as the first.
    ``tabeller.effekt_per_klasse_sammendrag(hls)``.
    """
    alle = [sektor.tabeller[tabell.ressurs.name] for tabell in trykte(sektor, "klasse")]
    return _per_klasse(sektor, alle[0] if len(alle) > 1 else None, "-sammendrag")


@eller_mangelboks("effekt-per-klasse", _PER_KLASSE, del_=KLASSER)
def effekt_per_klasse(sektor: Sektor) -> Tabell:
    """Effect per class of overall assessment and year, mill. kroner.
    ``tabeller.effekt_per_klasse(hls)``.
    """
    return _per_klasse(sektor, siste_trykte(sektor, "klasse"))


@eller_mangelboks("effekt-per-virksomhet", "Årlig økonomisk effekt per virksomhet")
def effekt_per_virksomhet(sektor: Sektor) -> Tabell:
    """Effect per agency and year, beside the budget cuts where any is known, mill. kroner.
    ``tabeller.effekt_per_virksomhet(hls)``.
    """
    penger = sektor.bok.penger
    info = sektor.info
    summer = beregning.sum_per_virksomhet(sektor)
    total = beregning.total(sektor)
    kutt = beregning.rammekutt_per_ar(sektor)
    med_kutt = any(belop is not None for belop in kutt.values())
    forste, siste = info.periode[0], info.periode[-1]
    trykt = siste_trykte(sektor, "virksomhet")
    return beregnet_tabell(
        sektor,
        trykt,
        adresse="effekt-per-virksomhet",
        tittel="Årlig økonomisk effekt per virksomhet",
        rader={
            **{info.virksomheter[kode].navn: sum_ for kode, sum_ in summer.items()},
            SUM: total,
            **({"Vedtatt rammekutt": kutt} if med_kutt else {}),
        },
        grunnlag=forutsetningene(sektor) + (" og de vedtatte rammekuttene" if med_kutt else ""),
        alternativtekst=(
            f"Effekten er til sammen {penger.tall(total[forste])} {penger.ord_} i {forste} og "
            f"{penger.tall(total[siste])} {penger.ord_} i {siste}. "
            + " ".join(
                f"Rammekuttene i {ar} er {penger.tall(b, 0 if trykt else None)} {penger.ord_} til sammen."
                for ar, b in kutt.items()
                if b is not None
            )
        ),
        noter=[
            *([_AVRUNDET.format(penger.hele)] if med_kutt and trykt else []),
            *([_IKKE_MOT_HVERANDRE] if med_kutt and len(summer) > 1 else []),
            *sektorens_utelatte_i_ord(sektor),
            *ikke_fullt_ut(sektor),
            prisniva_i_ord(sektor),
        ],
    )


def lan(sektor: Sektor, tiltak_id: str) -> Tabell:
    """What a measure with a loan saves and costs per year, kroner.
    ``tabeller.lan(hls, "SYE3")``.
    """
    tiltak = sektor.tiltak[tiltak_id]
    poster = beregning.laneposter(tiltak, sektor.info.periode)
    lisens = "lisenskostnader" in poster
    netto = beregning.effekt(tiltak, sektor.info.periode)
    siste = sektor.info.periode[-1]
    return beregnet_tabell(
        sektor,
        _trykt_lan(sektor, tiltak_id),
        adresse=f"lanet-i-{tiltak_id.lower()}",
        tittel=f"Lån{', lisens' if lisens else ''} og besparelse for {tiltak_id}",
        rader={navn.capitalize(): belop for navn, belop in poster.items()} | {"**Samlet**": netto},
        grunnlag="forutsetningene på tiltakskortet",
        alternativtekst=(
            f"I {siste} er besparelsen {vis_tall(poster['besparelse'][siste])} kroner, og samlet effekt etter "
            f"avdrag{', renter og lisens' if lisens else ' og renter'} er {vis_tall(netto[siste])} kroner."
        ),
        forste_kolonne="Post",
        enhet=KRONER,
        noter=["Felt som er tomme eller har strek i kilden, er regnet som ingen effekt"],
    )


@eller_mangelboks("effekt-per-tiltak", "Tiltakene og den økonomiske effekten")
def effekt_per_tiltak(sektor: Sektor) -> Tabell:
    """Every measure's effect per year, mill. kroner: the book's own overview.
    ``tabeller.effekt_per_tiltak(data)``.
    """
    penger = sektor.bok.penger
    info = sektor.info
    alle = beregning.effekter(sektor)
    uten = {id_: uten_tall(ett, info.periode) for id_, ett in sektor.tiltak.items()}
    total = beregning.total(sektor)
    tabell = beregnet_tabell(
        sektor,
        siste_trykte(sektor, "tiltak") or siste_trykte(sektor, "virksomhet"),
        adresse="effekt-per-tiltak",
        nummer="",
        tittel="Tiltakene og den økonomiske effekten",
        rader={
            **{
                f"{henvisning(sektor, f'kort-{id_.lower()}')} {sektor.tiltak[id_].navn}": {
                    ar: None if ar in uten[id_] else b for ar, b in belop.items()
                }
                for id_, belop in alle.items()
            },
            SUM: total,
        },
        grunnlag=forutsetningene(sektor),
        forste_kolonne="Tiltak",
        alternativtekst=(
            f"{len(alle)} tiltak. Effekten er til sammen {penger.tall(total[info.periode[0]])} {penger.ord_} i "
            f"{info.periode[0]} og {penger.tall(total[info.periode[-1]])} {penger.ord_} i {info.periode[-1]}."
        ),
        noter=[*sektorens_utelatte_i_ord(sektor), *ikke_fullt_ut(sektor)],
    )
    if not any(uten.values()):
        return tabell
    rader = zip([*uten.values(), {}], tabell.rader, strict=True)
    return replace(
        tabell,
        rader=[[rad[0], *(u.get(ar, b) for ar, b in zip(info.periode, rad[1:], strict=True))] for u, rad in rader],
    )


def klassene_i_ord(sektor: Sektor) -> list[str]:
    """How the classes were derived: said only while they are the derived ones, and give the sums that they rest on."""
    avledet = sektor.info.klasser_avledet
    if not avledet:
        return []
    if any(tiltak.samlet_vurdering.endret for tiltak in sektor.tiltak.values()):
        return ["Klassen til minst ett tiltak er endret i omregningen. Klassene er da ikke de som gir summene i kilden"]
    utelatt = any(not tiltak.gjennomfores for tiltak in sektor.tiltak.values())
    if utelatt or (sektor.uendret and beregning.sum_per_klasse(sektor) != beregning.sum_per_klasse(sektor.uendret)):
        return ["Klassene er utledet av summene i kilden, og er holdt fast selv om summene her er andre"]
    return [avledet]


def _trykt_lan(sektor: Sektor, tiltak_id: str) -> Tabelldata | None:
    for navn, holdes in sektor.holdt_mot().items():
        if holdes.lanet_i == tiltak_id:
            return sektor.tabeller[navn]
    return None


def _per_klasse(sektor: Sektor, trykt: Tabelldata | None, hvor: str = "") -> Tabell:
    penger = sektor.bok.penger
    total = beregning.total(sektor)
    summer = beregning.sum_per_klasse(sektor)
    klasser = {k: navn for k, navn in beregning.klassenavn(sektor).items() if k in summer}
    siste = sektor.info.periode[-1]
    i_siste = {klasse: sum_[siste] for klasse, sum_ in summer.items()}
    storst = ytterst(i_siste)
    navngitt = ramse(f"«{klasser[klasse].lower()}»" for klasse in storst)
    sagt = (
        f"Størst effekt i {siste} har {'klassen' if len(storst) == 1 else 'klassene'} {navngitt}, "
        f"med {penger.tall(i_siste[storst[0]])} {penger.ord_}{' hver' if len(storst) > 1 else ''}."
        if len(storst) < len(klasser)
        else f"Klassene har samme effekt i {siste}."
    )
    return beregnet_tabell(
        sektor,
        trykt,
        adresse=f"effekt-per-klasse{hvor}",
        tittel=_PER_KLASSE,
        rader={klasser[k]: sum_ for k, sum_ in summer.items()} | {SUM: total},
        grunnlag=forutsetningene(sektor),
        forste_kolonne=("Økonomisk effekt mot konsekvens" if sektor.felles.klasser_mellom else "Klasse"),
        alternativtekst=(f"{sagt} Til sammen er effekten {penger.tall(total[siste])} {penger.ord_}."),
        noter=[*klassene_i_ord(sektor), *sektorens_utelatte_i_ord(sektor)],
    )
