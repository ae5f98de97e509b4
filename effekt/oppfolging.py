"""The year after the report: the assignment letter's goals, indicators and deadlines, and what it
takes up of the report. One function for each table; none has a number, for they are the book's own.
"""

from typing import Final

import pandas as pd

from effekt.blokker import til_tekst
from effekt.lenker import OMTALE_I_ORD, Lenke, Omtale
from effekt.maler import ramse
from effekt.nummerert import Tabell
from effekt.sektor import LENKEFIL, Sektor
from effekt.tabellbygg import trykt_tabell
from effekt.tabelldata import Nokkel, Tabelldata
from effekt.tall import STREK
from effekt.tekster import Utfyller, henvisning, kapittelkontekst
from effekt.visning import Kilde

_ORD: Final = "effekt-tabell"


# --- goals, measures, indicators -----------------------------------------------------------------


def maltiltak(sektor: Sektor) -> Tabell:
    """What the agency is to do, by the city's goal and the sector's."""
    tabell = sektor.tabeller["maltiltak"]
    kommunemal = sektor.felles.kommunemal
    sektormal = sektor.tabeller["sektormal_2026"]
    rader = []
    for rad in tabell.rader:
        mal = sektormal.rad(rad["sektormal"])
        presisering = f" _Presisering:_ {rad['presisering']}" if rad["presisering"] else ""
        rader.append(
            [
                rad["tiltak"] + presisering,
                f"{mal['sektormal']} {mal['navn']}",
                f"{mal['kommunemal']} {kommunemal[mal['kommunemal']]}",
            ]
        )
    brukt = dict.fromkeys(sektormal.rad(rad["sektormal"])["kommunemal"] for rad in tabell.rader)
    return _ordtabell(
        sektor,
        tabell,
        undertittel="Målene er gjengitt ordrett, tiltakene er gjenfortalt",
        hode=["Tiltak", "Sektormål", "Kommunemål"],
        rader=rader,
        alternativtekst=f"{len(rader)} tiltak, under kommunemål {ramse(brukt)}.",
    )


def resultatindikatorer(sektor: Sektor) -> Tabell:
    """Results and targets by indicator, as the letter prints them, and where they are reported."""
    tabell = sektor.tabeller["resultatindikatorer"]
    om = sektor.tabeller["indikatorer"]
    mal = sektor.tabeller["sektormal_2026"]
    trykt = _som_i_brevet(sektor, tabell)
    enhet = {rad["kode"]: rad["enhet"] for rad in tabell.rader}
    kolonner = {rad["ar"]: "Mål" if rad["slag"] == "mal" else "Resultat" for rad in tabell.rader}
    med_tall = [rad for rad in tabell.rader if rad["slag"] == "mal" and rad["verdi"] is not None]
    malene = [f"{om.rad(r['kode'])['indikator']}, {tabell[r['kode'], r['ar']]}" for r in med_tall]
    koder = tabell.nokkelverdier("kode")
    return trykt_tabell(
        sektor,
        tabell,
        undertittel="Tallene er skrevet som i brevet; enheten står i første kolonne",
        hode=[
            "Resultatindikator",
            *(f"{slag} {ar}" for ar, slag in kolonner.items()),
            "Sektormål",
            "Rapporteres i",
        ],
        rader=[
            [
                f"{om.rad(kode)['indikator']} ({enhet[kode]})",
                *(trykt.get((kode, ar), STREK) for ar in kolonner),
                mal.rad(om.rad(kode)["sektormal"])["sektormal"],
                om.rad(kode)["rapportering"],
            ]
            for kode in koder
        ],
        alternativtekst=(
            f"{len(koder)} indikatorer. {len(med_tall)} av dem har et tall som mål"
            + (f": {'; '.join(malene)}." if malene else ".")
        ),
    )


def virkemidler(sektor: Sektor) -> Tabell:
    """The climate instruments that the agency answers for, with what to report when."""
    tabell = sektor.tabeller["virkemidler"]
    trykt = _som_i_brevet(sektor, tabell)
    return _ordtabell(
        sektor,
        tabell,
        undertittel="Måltallene er skrevet som i brevet",
        hode=["Virkemiddel", "Område", "Rapporteringsindikator", "Måltall", "Rapporteres"],
        rader=[
            [
                f"{rad['nr']}: {rad['virkemiddel']}",
                rad["omrade"],
                rad["indikator"],
                trykt[rad["nr"],],
                rad["rapportering"],
            ]
            for rad in tabell.rader
        ],
        alternativtekst=(
            f"{len(tabell.rader)} virkemidler: "
            + "; ".join(
                f"{r['omrade'].lower()}, måltall {r['trykt'].lower()}" for r in tabell.rader
            )
            + "."
        ),
    )


# --- assignments and deadlines -------------------------------------------------------------------


def oppdrag(sektor: Sektor) -> Tabell:
    """Assignments and reports in the order of their deadlines."""
    tabell = sektor.tabeller["oppdrag"]
    med_dato = [rad for rad in tabell.rader if rad["presisjon"] == "dato"]
    uten = sum(rad["presisjon"] == "uten frist" for rad in tabell.rader)
    return _ordtabell(
        sektor,
        tabell,
        undertittel="Fristene er skrevet med brevets egen presisjon",
        hode=["Frist", "Hva", "Slag", "Ansvar", "Punkt i brevet"],
        rader=[
            [
                rad["frist"][:1].upper() + rad["frist"][1:],
                rad["oppdrag"],
                rad["slag"].capitalize(),
                rad["ansvar"][:1].upper() + rad["ansvar"][1:],
                rad["punkt"],
            ]
            for rad in tabell.rader
        ],
        alternativtekst=(
            f"{len(tabell.rader)} oppdrag og rapporter. {len(med_dato)} har en bestemt dato: "
            f"{ramse(rad['frist'] for rad in med_dato)}. {uten} har ingen frist."
        ),
    )


# --- back to the report --------------------------------------------------------------------------


def lenken_tilbake(sektor: Sektor) -> Tabell:
    """The report's measures and observations beside what the letter says of the same."""
    lenker = sektor.lenker
    fyll_ut = Utfyller(kapittelkontekst(sektor))
    rekkefolge = list(Omtale)
    alle = sorted(lenker.lenker.items(), key=lambda par: rekkefolge.index(par[1].omtale))

    def fyll(kode: str, mal: str, sted: str) -> str:
        tekst = fyll_ut(mal, f"{LENKEFIL}, {kode}")
        return f"{tekst} ({sted})" if sted else tekst

    def kort(lenke: Lenke) -> str:
        return "".join(f", {henvisning(sektor, f'kort-{id_.lower()}')}" for id_ in lenke.tiltak)

    rader = [
        [
            lenke.tema,
            fyll(kode, lenke.i_rapporten, f"s.\u00a0{lenke.side}{kort(lenke)}"),
            fyll(kode, lenke.i_brevet, f"punkt\u00a0{lenke.punkt}" if lenke.punkt else ""),
            OMTALE_I_ORD[lenke.omtale],
        ]
        for kode, lenke in alle
    ]
    antall = {o: sum(lenke.omtale is o for _, lenke in alle) for o in Omtale}
    return Tabell(
        sektor=sektor,
        adresse="lenken-tilbake",
        nummer="",
        tittel="Delrapporten og tildelingsbrevet side om side",
        undertittel="Det brevet tar opp, står først",
        kilde=Kilde(
            f"Kilde: sammenstilt i boken av {sektor.kilder[lenker.kilde].tittel} og "
            f"{sektor.kilder[lenker.brev].tittel}"
        ),
        noter=["Brevet viser ikke til delrapporten; sammenstillingen er bokens egen"],
        data=pd.DataFrame(
            [
                {
                    "kode": kode,
                    "slag": lenke.slag,
                    "tema": rad[0],
                    "delrapporten": til_tekst(rad[1]),
                    "tildelingsbrevet": til_tekst(rad[2]),
                    "omtale": lenke.omtale.value,
                }
                for (kode, lenke), rad in zip(alle, rader, strict=True)
            ]
        ),
        hode=["Tema", "Delrapporten", "Tildelingsbrevet", "Tatt opp i brevet"],
        rader=rader,
        klasse=_ORD,
        brutte_pastander=fyll_ut.brutte,
        alternativtekst=(
            f"{len(alle)} saker: {antall[Omtale.JA]} er tatt opp i brevet, "
            f"{antall[Omtale.DELVIS]} delvis, {antall[Omtale.NEI]} er ikke nevnt, og "
            f"{antall[Omtale.UTENFOR]} hører ikke hjemme i det."
        ),
    )


# --- how they are made ---------------------------------------------------------------------------


def _ordtabell(sektor: Sektor, tabell: Tabelldata, **felt: object) -> Tabell:
    """A table of words from its file."""
    return trykt_tabell(sektor, tabell, klasse=_ORD, **felt)


def _som_i_brevet(sektor: Sektor, tabell: Tabelldata) -> dict[Nokkel, str]:
    """Each value as the letter prints it; a reviewer's own is shown in its place."""
    return {
        nokkel: celle.uten_enhet()
        if celle.adresse in sektor.endringer
        else rad["trykt"].replace("*", r"\*")
        for (nokkel, celle), rad in zip(tabell.celler.items(), tabell.rader, strict=True)
    }
