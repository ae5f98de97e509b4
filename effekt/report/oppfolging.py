"""The year after: the letter's goals, deadlines and links back; its budget and the bridge to it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.base.numbers import STREK, som_tall, vis_tall
from effekt.base.words import ramse
from effekt.display.blocks import til_tekst
from effekt.display.drawings import BROHOYDE, broer
from effekt.display.numbered import ENHET_I_ORD, Figur, Tabell, trykt_tabell
from effekt.display.objects import Kilde, henvis
from effekt.display.texts import Utfyller, henvisning, kapittelkontekst
from effekt.model.innhold import OMTALE_I_ORD, Lenke, Omtale
from effekt.reading.sektor import LENKEFIL, Sektor
from effekt.reading.tabelldata import Nokkel, Tabelldata
from effekt.report.tabeller import SUM

if TYPE_CHECKING:
    from matplotlib.axes import Axes


Arstall = Mapping[int, Fraction]

_NULL: Final = Fraction(0)
UFORKLART: Final = "Ikke forklart i\u00a0brevet"
_VEDTATT: Final = "vedtatt_budsjett"
_RAMME: Final = "Ramme i brevet"
_AVKORTET: Final = "Aksen begynner ikke på null"
_TOMME: Final = "Strek er ruter som er tomme i brevet"


def budsjettbro(sektor: Sektor) -> Figur:
    """From adopted budget to frame, a bridge a year, by the book's groups of budget lines."""
    tabell = sektor.tabeller["budsjettendringer"]
    ramme = _per_ar(sektor.tabeller["brev_ramme"])
    ar = list(ramme)
    utgangspunkt = {
        a: sum((r["belop"] for r in tabell.rader if r["slag"] == _VEDTATT and r["ar"] == a), _NULL) for a in ar
    }
    grupper = dict.fromkeys(r["gruppe"] for r in tabell.rader if r["slag"] != _VEDTATT)
    ledd = {g.capitalize(): {a: tabell.sum(gruppe=g, ar=a) for a in ar} for g in grupper}
    rest = {a: ramme[a] - tabell.sum(ar=a) for a in ar}
    if any(rest.values()):
        ledd[UFORKLART] = rest
    fra = "Vedtatt budsjett"
    rader = {fra: utgangspunkt, **ledd, _RAMME: ramme}
    bro = {str(a): (utgangspunkt[a], {navn: per_ar[a] for navn, per_ar in ledd.items()}) for a in ar}

    def tegn(akser: "Axes", smal: bool) -> None:
        broer(akser, bro, fra, _RAMME, smal, UFORKLART)

    ressurs = tabell.ressurs
    enhet = ENHET_I_ORD[tabell.enhet]
    return Figur(
        sektor=sektor,
        adresse="budsjettbro",
        nummer="",
        tittel="Fra vedtatt budsjett til ramme",
        undertittel=f"Beløp i {enhet}. Fra budsjettet året før til rammen i brevet, for hvert år",
        kilde=Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        noter=["Gruppene er bokens egne", _AVKORTET],
        data=pd.DataFrame(
            [
                {"ledd": navn, "ar": a, "belop": som_tall(belop), "enhet": tabell.enhet}
                for navn, per_ar in rader.items()
                for a, belop in per_ar.items()
            ]
        ),
        hode=["Ledd", *map(str, ar)],
        rader=[[navn, *map(vis_tall, per_ar.values())] for navn, per_ar in rader.items()],
        alternativtekst=(
            f"{len(ar)} broer, én for hvert år. I {ar[0]} går den fra "
            f"{vis_tall(utgangspunkt[ar[0]])} til {vis_tall(ramme[ar[0]])}: "
            + ", ".join(f"{navn.lower()} {vis_tall(per_ar[ar[0]])}" for navn, per_ar in ledd.items())
            + f". Rammen er {ramse(f'{vis_tall(b)} i {a}' for a, b in list(ramme.items())[1:])}. "
            f"Beløpene er i {enhet}."
        ),
        tegning=tegn,
        hoyde=BROHOYDE[False],
        hoyde_smal=BROHOYDE[True],
    )


def budsjettendringer(sektor: Sektor) -> Tabell:
    """The agency's budget lines, their sum, the printed frame and what is between them."""
    tabell = sektor.tabeller["budsjettendringer"]
    gruppe = {rad["post"]: rad["gruppe"].capitalize() for rad in tabell.rader}
    return _rammetabell(sektor, tabell, sektor.tabeller["brev_ramme"], {"Gruppe": gruppe})


def fastlege(sektor: Sektor) -> Tabell:
    """The lines and frame for general practitioners and patient injuries."""
    return _rammetabell(sektor, sektor.tabeller["fastlege"], sektor.tabeller["brev_ramme_fastlege"], {})


def investeringer(sektor: Sektor) -> Tabell:
    """The investment frame line by line, with the letter's own sums and what is between them."""
    tabell = sektor.tabeller["investeringer"]
    trykt = sektor.tabeller["brev_investeringssum"]
    ar = trykt.nokkelverdier("ar")
    ar.sort()
    navn = {rad["prosjekt"]: rad["navn"] for rad in tabell.rader}
    rader: list[list[str]] = []
    avvik: list[str] = []

    def linje(tekst: str, belop: Arstall) -> None:
        rader.append([tekst, *(vis_tall(belop[a]) if a in belop else STREK for a in ar)])

    def summer(hva: str, prosjekt: str, linjer: Arstall) -> None:
        brevets = {a: trykt[prosjekt, a].tallet for a in ar if (prosjekt, a) in trykt.celler}
        linje(f"**Sum for {hva}, i brevet**", brevets)
        rest = {a: belop - linjer.get(a, _NULL) for a, belop in brevets.items()}
        if any(rest.values()):
            linje(UFORKLART, rest)
        avvik.extend(f"{vis_tall(belop)} for {hva} i {a}" for a, belop in rest.items() if belop)

    for prosjekt in tabell.nokkelverdier("prosjekt"):
        for art in tabell.nokkelverdier("art"):
            if belop := _per_ar(tabell, prosjekt=prosjekt, art=art):
                linje(f"{prosjekt} {navn[prosjekt]}, art {art}", belop)
        summer(prosjekt, prosjekt, _per_ar(tabell, prosjekt=prosjekt))
    # Whatever the letter sums that is not a project is its total.
    for samlet in trykt.nokkelverdier("prosjekt"):
        if samlet not in navn:
            summer("alle prosjektene", samlet, _per_ar(tabell))
    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Beløp i {ENHET_I_ORD[tabell.enhet]}",
        hode=["Prosjekt og art", *map(str, ar)],
        rader=rader,
        noter=[tabell.ressurs.merknad or "", _TOMME],
        alternativtekst=(
            f"{len(navn)} prosjekter. "
            + (
                "Brevets summer går ikke opp med linjene. Forskjellen er " + ramse(avvik)
                if avvik
                else "Summene stemmer"
            )
            + "."
        ),
    )


def oremerket(sektor: Sektor) -> Tabell:
    """What the year's budget earmarks."""
    tabell = sektor.tabeller["oremerket"]
    enhet = ENHET_I_ORD[tabell.enhet]
    navn = {rad["prosjekt"]: rad["navn"] for rad in tabell.rader}
    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Beløp i {enhet}",
        hode=["Prosjekt", "Beløp"],
        rader=[[f"{nr} {navn[nr]}", tabell[nr].uten_enhet()] for nr in navn],
        alternativtekst=f"Øremerket er til sammen {vis_tall(tabell.sum())}, i {enhet}.",
    )


def rammekutt_mot_brev(sektor: Sektor) -> Tabell:
    """The report's budget cuts for the agency beside the reductions in the letter, by year."""
    brev, kutt = sektor.tabeller["budsjettendringer"], sektor.tabeller["rammekutt"]
    virksomhet = sektor.lenker.virksomhet
    navn = sektor.info.virksomheter[virksomhet].navn
    rapportens = _per_ar(kutt, virksomhet=virksomhet)
    # The letter counts from the budget of the year before its first.
    start = min(brev.nokkelverdier("ar")) - 1
    tillegg = {ar: b - rapportens[start] for ar, b in rapportens.items() if ar > start}
    negative: dict[int, Fraction] = {}
    for rad in brev.rader:
        if rad["belop"] < 0:
            negative[rad["ar"]] = negative.get(rad["ar"], _NULL) + rad["belop"]
    nummer = kutt.ressurs.nummer or kutt.ressurs.title
    rader: dict[str, Arstall] = {
        f"Rapporten: rammekutt for {navn} ({nummer})": rapportens,
        f"Rapporten: endring fra {start}": tillegg,
        "Brevet: generell rammereduksjon": _per_ar(brev, slag="generell_reduksjon"),
        "Brevet: alle innsparingslinjene": _per_ar(brev, gruppe="innsparing"),
        "Brevet: alle linjer som senker rammen": negative,
    }
    ar = sorted({a for rad in rader.values() for a in rad})
    felles = [a for a in ar if all(a in rad for rad in rader.values())]
    generell = rader["Brevet: generell rammereduksjon"]
    enhet = ENHET_I_ORD[brev.enhet]
    return Tabell(
        sektor=sektor,
        adresse="rammekutt-mot-brev",
        nummer="",
        tittel="Rammekuttene i rapporten og reduksjonene i brevet",
        undertittel=f"Beløp i {enhet}, negative tall er kutt",
        kilde=Kilde(
            "Kilde: sammenstilt i boken. Trykt i "
            + ramse(henvis(sektor, r.kilde, r.side) for r in (kutt.ressurs, brev.ressurs))
        ),
        noter=[f"Brevet regner fra vedtatt budsjett for {start}", "Strek er år som planen ikke omfatter"],
        data=pd.DataFrame(
            [
                {"rad": rad, "ar": a, "belop": som_tall(belop), "enhet": brev.enhet}
                for rad, per_ar in rader.items()
                for a, belop in per_ar.items()
            ]
        ),
        hode=["Hva", *map(str, ar)],
        rader=[[rad, *(vis_tall(per_ar[a]) if a in per_ar else STREK for a in ar)] for rad, per_ar in rader.items()],
        alternativtekst=(
            f"Endringen i rapportens kutt fra {start}, mot brevets generelle rammereduksjon: "
            + ramse(f"{vis_tall(tillegg[a])} mot {vis_tall(generell[a])} i {a}" for a in felles)
            + f". Beløpene er i {enhet}."
        ),
    )


# --- how they are made ---------------------------------------------------------------------------


def _per_ar(tabell: Tabelldata, **valg: str) -> dict[int, Fraction]:
    """The sum per year of the rows where every named column has the given value."""
    summer: dict[int, Fraction] = {}
    for rad, celle in zip(tabell.rader, tabell.celler.values(), strict=True):
        if all(rad[kolonne] == verdi for kolonne, verdi in valg.items()):
            summer[rad["ar"]] = summer.get(rad["ar"], _NULL) + celle.tallet
    return summer


def _rammetabell(sektor: Sektor, tabell: Tabelldata, trykt: Tabelldata, om: Mapping[str, Mapping[str, str]]) -> Tabell:
    """Budget lines by year, their sum, the printed frame, the difference; ``om``: more columns."""
    ar = tabell.nokkelverdier("ar")
    poster = tabell.nokkelverdier("post")
    summer, ramme = _per_ar(tabell), _per_ar(trykt)
    rest = {a: ramme[a] - summer[a] for a in ar}
    tomme = [""] * len(om)
    enhet = ENHET_I_ORD[tabell.enhet]
    avviker = [f"{vis_tall(belop)} i {a}" for a, belop in rest.items() if belop]
    return trykt_tabell(
        sektor,
        tabell,
        undertittel=f"Beløp i {enhet}, negative tall senker rammen",
        hode=["Post", *map(str, ar), *om],
        rader=[
            *([p, *(tabell[p, a].uten_enhet() for a in ar), *(kolonne[p] for kolonne in om.values())] for p in poster),
            [SUM, *(vis_tall(summer[a]) for a in ar), *tomme],
            [f"**{_RAMME}**", *(vis_tall(ramme[a]) for a in ar), *tomme],
            [UFORKLART if avviker else "Forskjell", *(vis_tall(rest[a]) for a in ar), *tomme],
        ],
        alternativtekst=(
            f"{len(poster)} poster. Rammen i brevet er "
            f"{ramse(f'{vis_tall(b)} i {a}' for a, b in ramme.items())}, i {enhet}. "
            + (f"Den avviker fra summen: {ramse(avviker)}." if avviker else "Summen stemmer.")
        ),
    )


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
        hode=["Resultatindikator", *(f"{slag} {ar}" for ar, slag in kolonner.items()), "Sektormål", "Rapporteres i"],
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
            + "; ".join(f"{r['omrade'].lower()}, måltall {r['trykt'].lower()}" for r in tabell.rader)
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
            f"Kilde: sammenstilt i boken av {sektor.kilder[lenker.kilde].tittel} og {sektor.kilder[lenker.brev].tittel}"
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
        nokkel: celle.uten_enhet() if celle.adresse in sektor.endringer else rad["trykt"].replace("*", r"\*")
        for (nokkel, celle), rad in zip(tabell.celler.items(), tabell.rader, strict=True)
    }
