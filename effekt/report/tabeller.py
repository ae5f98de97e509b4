"""The numbered tables, one function each, named after what it shows."""

from typing import Final

from effekt.audit.kontroll import trykte
from effekt.base.numbers import MANGLER, STREK, vis_tall
from effekt.base.words import ramse, ytterst
from effekt.calc import beregning
from effekt.display.numbered import (
    ENHET_I_ORD,
    KRONER,
    Tabell,
    beregnet_tabell,
    i_tabellens,
    siste_trykte,
    trykt_tabell,
    vis_celle,
)
from effekt.display.objects import RAMMEKUTT, eller_mangelboks
from effekt.display.texts import henvisning, sektorens_utelatte_i_ord
from effekt.reading.penger import hele, penger
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata

SUM: Final = "**Til sammen**"
_AVRUNDET: Final = "Rammekuttene er avrundet til {}, slik kilden gjør"
_PER_KLASSE: Final = "Økonomisk effekt etter samlet vurdering av tiltakene"


@eller_mangelboks(
    "nokkeltall",
    "Nøkkeltall for virksomhetene",
    tabell="nokkeltall",
    hva="nøkkeltall for hver virksomhet, og kilde og side for tabellen i datapackage.yml",
)
def nokkeltall(sektor: Sektor) -> Tabell:
    """Key figures of the agencies: staff, support, management, premises."""
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


@eller_mangelboks("rammekutt", "Vedtatte rammekutt per virksomhet", tabell="rammekutt", hva=RAMMEKUTT)
def rammekutt(sektor: Sektor) -> Tabell:
    """Adopted budget cuts per agency and year."""
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


def langtidshjem(sektor: Sektor) -> Tabell:
    """The homes with a patient alert system, and their places (s. 54)."""
    tabell = sektor.tabeller["langtidshjem"]
    per_drift = {drift: tabell.sum(drift=drift) for drift in tabell.nokkelverdier("drift")}
    return trykt_tabell(
        sektor,
        tabell,
        undertittel="Antall langtidsplasser",
        hode=["Langtidshjem", "Drift", "Plasser"],
        rader=[
            *([r["hjem"], r["drift"].capitalize(), vis_tall(r["plasser"])] for r in tabell.rader),
            [SUM, "", vis_tall(tabell.sum())],
        ],
        alternativtekst=(
            f"{len(tabell.rader)} langtidshjem har til sammen {vis_tall(tabell.sum())} plasser: "
            + ", ".join(f"{vis_tall(sum_)} i {drift} drift" for drift, sum_ in per_drift.items())
            + "."
        ),
    )


@eller_mangelboks("effekt-per-klasse-sammendrag", _PER_KLASSE)
def effekt_per_klasse_sammendrag(sektor: Sektor) -> Tabell:
    """Effect per class and year, mill. kroner; where the source prints it twice, as the first."""
    alle = [sektor.tabeller[tabell.ressurs.name] for tabell in trykte(sektor, "klasse")]
    return _per_klasse(sektor, alle[0] if len(alle) > 1 else None, "-sammendrag")


@eller_mangelboks("effekt-per-klasse", _PER_KLASSE)
def effekt_per_klasse(sektor: Sektor) -> Tabell:
    """Effect per class of overall assessment and year, mill. kroner."""
    return _per_klasse(sektor, siste_trykte(sektor, "klasse"))


@eller_mangelboks("effekt-per-virksomhet", "Årlig økonomisk effekt per virksomhet")
def effekt_per_virksomhet(sektor: Sektor) -> Tabell:
    """Effect per agency and year, beside the budget cuts where any is known, mill. kroner."""
    info = sektor.info
    summer = beregning.sum_per_virksomhet(sektor)
    total = beregning.total(sektor)
    kutt = beregning.rammekutt(sektor)
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
        grunnlag="tiltakenes forutsetninger" + (" og de vedtatte rammekuttene" if med_kutt else ""),
        alternativtekst=(
            f"Effekten er til sammen {i_tabellens(total[forste])} {penger()} i {forste} og "
            f"{i_tabellens(total[siste])} {penger()} i {siste}. "
            + " ".join(
                f"Rammekuttet i {ar} er {i_tabellens(b, 0 if trykt else None)} {penger()}."
                for ar, b in kutt.items()
                if b is not None
            )
        ),
        noter=[*([_AVRUNDET.format(hele())] if med_kutt and trykt else []), *sektorens_utelatte_i_ord(sektor)],
    )


def lan_lisens_besparelse(sektor: Sektor, tiltak_id: str) -> Tabell:
    """What a measure with a loan saves and costs per year, kroner (Tabell 6, s. 55)."""
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
            f"I {siste} er besparelsen {vis_tall(poster['besparelse'][siste])} kroner, og samlet "
            f"effekt etter avdrag{', renter og lisens' if lisens else ' og renter'} er "
            f"{vis_tall(netto[siste])} kroner."
        ),
        forste_kolonne="Post",
        enhet=KRONER,
        null=STREK,
        noter=["Strek er ingen beløp. Felt som er tomme i kilden, regner boken som ingen effekt"],
    )


@eller_mangelboks("effekt-per-tiltak", "Tiltakene og den økonomiske effekten")
def effekt_per_tiltak(sektor: Sektor) -> Tabell:
    """Every measure's effect per year, mill. kroner: the book's own overview."""
    info = sektor.info
    alle = beregning.effekter(sektor)
    total = beregning.total(sektor)
    return beregnet_tabell(
        sektor,
        siste_trykte(sektor, "tiltak") or siste_trykte(sektor, "virksomhet"),
        adresse="effekt-per-tiltak",
        nummer="",
        tittel="Tiltakene og den økonomiske effekten",
        rader={
            **{
                f"{henvisning(sektor, f'kort-{id_.lower()}')} {sektor.tiltak[id_].navn}": belop
                for id_, belop in alle.items()
            },
            SUM: total,
        },
        grunnlag="tiltakenes forutsetninger",
        forste_kolonne="Tiltak",
        alternativtekst=(
            f"{len(alle)} tiltak. Effekten er til sammen {i_tabellens(total[info.periode[0]])} "
            f"{penger()} i {info.periode[0]} og {i_tabellens(total[info.periode[-1]])} "
            f"{penger()} i {info.periode[-1]}."
        ),
        noter=sektorens_utelatte_i_ord(sektor),
    )


# --- how they are made --------------------------------------------------------------------------


def _trykt_lan(sektor: Sektor, tiltak_id: str) -> Tabelldata | None:
    for navn, holdes in sektor.holdt_mot().items():
        if holdes.lanet_i == tiltak_id:
            return sektor.tabeller[navn]
    return None


def _per_klasse(sektor: Sektor, trykt: Tabelldata | None, hvor: str = "") -> Tabell:
    total = beregning.total(sektor)
    summer = beregning.sum_per_klasse(sektor)
    klasser = {k: navn for k, navn in beregning.klassenavn(sektor).items() if k in summer}
    siste = sektor.info.periode[-1]
    i_siste = {klasse: sum_[siste] for klasse, sum_ in summer.items()}
    storst = ytterst(i_siste)
    navngitt = ramse(f"«{klasser[klasse].lower()}»" for klasse in storst)
    sagt = (
        f"Størst effekt i {siste} har {'klassen' if len(storst) == 1 else 'klassene'} {navngitt}, "
        f"med {i_tabellens(i_siste[storst[0]])} {penger()}{' hver' if len(storst) > 1 else ''}."
        if len(storst) < len(klasser)
        else f"Klassene har samme effekt i {siste}."
    )
    return beregnet_tabell(
        sektor,
        trykt,
        adresse=f"effekt-per-klasse{hvor}",
        tittel=_PER_KLASSE,
        rader={klasser[k]: sum_ for k, sum_ in summer.items()} | {SUM: total},
        grunnlag="tiltakenes forutsetninger",
        forste_kolonne=("Økonomisk effekt mot konsekvens" if sektor.felles.klasser_mellom else "Klasse"),
        alternativtekst=(f"{sagt} Til sammen er effekten {i_tabellens(total[siste])} {penger()}."),
        noter=[
            *([sektor.info.klasser_avledet] if sektor.info.klasser_avledet else []),
            *sektorens_utelatte_i_ord(sektor),
        ],
    )
