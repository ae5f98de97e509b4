"""The numbered tables, one function each, named after what it shows; and the book's registers."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt import beregning
from effekt.blokker import til_tekst
from effekt.maler import ramse, ytterst
from effekt.nummerert import Tabell
from effekt.samspillsord import utelatt_i_ord
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tall import MANGLER, STREK, Enhet, som_tall, til_enhet, vis_tall
from effekt.tekster import henvisning
from effekt.visning import Kilde

_MILL: Final = Enhet.les("mill. kr")
_KRONER: Final = Enhet.les("kr")
SUM: Final = "**Til sammen**"
ENHET_I_ORD: Final = {
    "1 000 kr": "1 000 kroner",
    "mill. kr": "mill. kroner",
    "kr": "kroner",
}


def nokkeltall(sektor: Sektor) -> Tabell:
    """Key figures of the agencies: staff, support, management, premises (Tabell 3, s. 21)."""
    tabell = sektor.tabeller["nokkeltall"]
    virksomheter = tabell.nokkelverdier("virksomhet")
    enheter = {rad["nokkeltall"]: rad["enhet"] for rad in tabell.rader}
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    mangler = [
        f"{rad['nokkeltall'].lower()} for {navn[rad['virksomhet']]}"
        for rad in tabell.rader
        if rad["verdi"] is None
    ]
    return trykt_tabell(
        sektor,
        tabell,
        undertittel="Enheten står i første kolonne",
        hode=["Nøkkeltall", *(navn[kode] for kode in virksomheter)],
        rader=[
            [f"{rad} ({enhet})", *(tabell[rad, kode].uten_enhet() for kode in virksomheter)]
            for rad, enhet in enheter.items()
        ],
        alternativtekst=(
            f"{len(enheter)} nøkkeltall for {' og '.join(navn[kode] for kode in virksomheter)}."
            + (f" {MANGLER.capitalize()}: {', '.join(mangler)}." if mangler else "")
        ),
    )


def rammekutt(sektor: Sektor) -> Tabell:
    """Adopted budget cuts per agency and year, 1 000 kroner (Tabell 4, s. 25)."""
    tabell = sektor.tabeller["rammekutt"]
    ar = tabell.nokkelverdier("ar")
    total = {a: tabell.sum(ar=a) for a in ar}
    enhet = ENHET_I_ORD.get(tabell.enhet, tabell.enhet)
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Beløp i {enhet}, negative tall er kutt",
        hode=["Virksomhet", *map(str, ar)],
        rader=[
            *(
                [navn[kode], *(tabell[kode, a].uten_enhet() for a in ar)]
                for kode in tabell.nokkelverdier("virksomhet")
            ),
            [SUM, *map(vis_tall, total.values())],
        ],
        alternativtekst=(
            f"Kuttene er til sammen {vis_tall(-total[ar[0]])} i {ar[0]} og "
            f"{vis_tall(-total[ar[-1]])} i {ar[-1]}, i {enhet}."
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


def effekt_per_klasse_sammendrag(sektor: Sektor) -> Tabell:
    """Effect per class of overall assessment and year, mill. kroner (Tabell 1, s. 5)."""
    return _per_klasse(sektor, "tabell_1")


def effekt_per_klasse(sektor: Sektor) -> Tabell:
    """Effect per class of overall assessment and year, mill. kroner (Tabell 8, s. 66)."""
    return _per_klasse(sektor, "tabell_8")


def effekt_per_virksomhet(sektor: Sektor) -> Tabell:
    """Effect per agency and year, beside the budget cuts, mill. kroner (Tabell 7, s. 65)."""
    info = sektor.info
    summer = beregning.sum_per_virksomhet(sektor)
    total = beregning.total(sektor)
    kutt = beregning.rammekutt(sektor)
    forste, siste = info.periode[0], info.periode[-1]
    return _beregnet(
        sektor,
        "tabell_7",
        tittel="Årlig økonomisk effekt per virksomhet",
        rader={
            **{info.virksomheter[kode].navn: sum_ for kode, sum_ in summer.items()},
            SUM: total,
            "Vedtatt rammekutt": kutt,
        },
        grunnlag="tiltakenes forutsetninger og de vedtatte rammekuttene",
        alternativtekst=(
            f"Effekten er til sammen {_i_mill(total[forste])} mill. kroner i {forste} og "
            f"{_i_mill(total[siste])} mill. kroner i {siste}. "
            + " ".join(
                f"Rammekuttet i {ar} er {_i_mill(b, 0)} mill. kroner."
                for ar, b in kutt.items()
                if b is not None
            )
        ),
        noter=[
            "Rammekuttene er avrundet til hele millioner, slik kilden gjør",
            *utelatt_i_ord(sektor),
        ],
    )


def lan_lisens_besparelse(sektor: Sektor, tiltak_id: str) -> Tabell:
    """What a measure with a loan saves and costs per year, kroner (Tabell 6, s. 55)."""
    tiltak = sektor.tiltak[tiltak_id]
    poster = beregning.laneposter(tiltak, sektor.info.periode)
    netto = beregning.effekt(tiltak, sektor.info.periode)
    siste = sektor.info.periode[-1]
    return _beregnet(
        sektor,
        "tabell_6",
        tittel=f"Lån, lisens og besparelse for {tiltak_id}",
        rader={navn.capitalize(): belop for navn, belop in poster.items()} | {"**Samlet**": netto},
        grunnlag="forutsetningene på tiltakskortet",
        alternativtekst=(
            f"I {siste} er besparelsen {vis_tall(poster['besparelse'][siste])} kroner, og samlet "
            f"effekt etter avdrag, renter og lisens er {vis_tall(netto[siste])} kroner."
        ),
        forste_kolonne="Post",
        enhet=_KRONER,
        null=STREK,
        noter=["Strek er ingen beløp. Felt som er tomme i kilden, regner boken som ingen effekt"],
    )


def effekt_per_tiltak(sektor: Sektor) -> Tabell:
    """Every measure's effect per year, mill. kroner: the book's own overview."""
    info = sektor.info
    alle = beregning.effekter(sektor)
    total = beregning.total(sektor)
    return _beregnet(
        sektor,
        "tabell_7",
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
            f"{len(alle)} tiltak. Effekten er til sammen {_i_mill(total[info.periode[0]])} mill. "
            f"kroner i {info.periode[0]} og {_i_mill(total[info.periode[-1]])} mill. kroner i "
            f"{info.periode[-1]}."
        ),
        noter=utelatt_i_ord(sektor),
    )


# --- how they are made --------------------------------------------------------------------------


def _i_mill(belop: Fraction, desimaler: int | None = None) -> str:
    return vis_tall(til_enhet(belop, _KRONER, _MILL), desimaler)


def trykt_tabell(sektor: Sektor, tabell: Tabelldata, **felt: object) -> Tabell:
    """A table that stands in the source, shown from its CSV file."""
    ressurs = tabell.ressurs
    ramme: dict[str, object] = {
        "sektor": sektor,
        "adresse": (ressurs.nummer or ressurs.name).lower().replace(" ", "-"),
        "nummer": ressurs.nummer or "",
        "tittel": ressurs.title,
        "kilde": Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        "data": pd.DataFrame(
            [
                {k: som_tall(v) if isinstance(v, Fraction) else v for k, v in rad.items()}
                for rad in tabell.rader
            ]
        ),
        "noter": [ressurs.merknad] if ressurs.merknad else [],
    }
    return Tabell(**{**ramme, **felt})  # type: ignore[arg-type]


def fra_fil(sektor: Sektor, tabell: Tabelldata) -> Tabell:
    """A table shown as its file has it, a row a row."""
    felt = tabell.ressurs.tabell.felt

    def vis(verdi: object) -> str:
        return vis_tall(verdi) if isinstance(verdi, Fraction) else str(verdi or MANGLER)

    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Enhet: {tabell.enhet}" if tabell.enhet else "Enheten står i tabellen",
        hode=[f.title for f in felt],
        rader=[[vis(rad[f.name]) for f in felt] for rad in tabell.rader],
        alternativtekst=f"{len(tabell.rader)} rader: {', '.join(f.title for f in felt)}.",
    )


def _per_klasse(sektor: Sektor, trykt: str) -> Tabell:
    total = beregning.total(sektor)
    summer = beregning.sum_per_klasse(sektor)
    klasser = sektor.felles.klasser
    siste = sektor.info.periode[-1]
    i_siste = {klasse: sum_[siste] for klasse, sum_ in summer.items()}
    storst = ytterst(i_siste)
    navngitt = ramse(f"«{klasser[klasse].lower()}»" for klasse in storst)
    sagt = (
        f"Størst effekt i {siste} har {'klassen' if len(storst) == 1 else 'klassene'} {navngitt}, "
        f"med {_i_mill(i_siste[storst[0]])} mill. kroner{' hver' if len(storst) > 1 else ''}."
        if len(storst) < len(klasser)
        else f"Klassene har samme effekt i {siste}."
    )
    return _beregnet(
        sektor,
        trykt,
        tittel="Økonomisk effekt etter samlet vurdering av tiltakene",
        rader={klasser[k]: sum_ for k, sum_ in summer.items()} | {SUM: total},
        grunnlag="tiltakenes forutsetninger",
        forste_kolonne="Økonomisk effekt mot konsekvens",
        alternativtekst=(f"{sagt} Til sammen er effekten {_i_mill(total[siste])} mill. kroner."),
        noter=[
            *([sektor.info.klasser_avledet] if sektor.info.klasser_avledet else []),
            *utelatt_i_ord(sektor),
        ],
    )


def _beregnet(
    sektor: Sektor,
    trykt: str,
    *,
    tittel: str,
    rader: Mapping[str, Mapping[int, Fraction | None]],
    grunnlag: str,
    alternativtekst: str,
    forste_kolonne: str = "Virksomhet",
    enhet: Enhet = _MILL,
    noter: Sequence[str] = (),
    null: str = "0",
    adresse: str | None = None,
    nummer: str | None = None,
) -> Tabell:
    """A table that the book works out; the source prints its own, which stands in oppgitt/."""
    ressurs = sektor.tabeller[trykt].ressurs
    nummer = ressurs.nummer or "" if nummer is None else nummer
    info = sektor.info
    i_enhet = {
        navn: {ar: None if b is None else til_enhet(b, _KRONER, enhet) for ar, b in rad.items()}
        for navn, rad in rader.items()
    }
    return Tabell(
        sektor=sektor,
        adresse=adresse or nummer.lower().replace(" ", "-"),
        nummer=nummer,
        tittel=tittel,
        undertittel=(
            f"Driftsvirkning per år i {ENHET_I_ORD[enhet.base]}, positive tall er redusert kostnad"
        ),
        kilde=Kilde.beregnet(sektor, grunnlag, ressurs.kilde, ressurs.side),
        data=pd.DataFrame(
            [
                {"rad": til_tekst(navn), "ar": ar, enhet.base.replace(". ", "_"): som_tall(belop)}
                for navn, rad in i_enhet.items()
                for ar, belop in rad.items()
            ]
        ),
        hode=[forste_kolonne, *(info.vis_ar(ar) for ar in info.periode)],
        rader=[[navn, *(_i_rute(b, null) for b in rad.values())] for navn, rad in i_enhet.items()],
        alternativtekst=alternativtekst,
        noter=noter,
    )


def _i_rute(belop: Fraction | None, null: str) -> str:
    """An amount in a cell: whole, as the source prints it; what is not printed says so."""
    if belop is None:
        return MANGLER
    return vis_tall(belop, 0) if belop else null
