"""The assignment letter's budget: lines, frames and investments, and the bridge to the frame.

Where the letter's sums do not come out, what is left over is shown as a row or a step by itself.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.broer import BROHOYDE, broer
from effekt.maler import ramse
from effekt.nummerert import Figur, Tabell
from effekt.sektor import Sektor
from effekt.tabellbygg import ENHET_I_ORD, trykt_tabell
from effekt.tabelldata import Tabelldata
from effekt.tabeller import SUM
from effekt.tall import STREK, som_tall, vis_tall
from effekt.visning import Kilde, henvis

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
        a: sum((r["belop"] for r in tabell.rader if r["slag"] == _VEDTATT and r["ar"] == a), _NULL)
        for a in ar
    }
    grupper = dict.fromkeys(r["gruppe"] for r in tabell.rader if r["slag"] != _VEDTATT)
    ledd = {g.capitalize(): {a: tabell.sum(gruppe=g, ar=a) for a in ar} for g in grupper}
    rest = {a: ramme[a] - tabell.sum(ar=a) for a in ar}
    if any(rest.values()):
        ledd[UFORKLART] = rest
    fra = "Vedtatt budsjett"
    rader = {fra: utgangspunkt, **ledd, _RAMME: ramme}
    bro = {
        str(a): (utgangspunkt[a], {navn: per_ar[a] for navn, per_ar in ledd.items()}) for a in ar
    }

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
            + ", ".join(
                f"{navn.lower()} {vis_tall(per_ar[ar[0]])}" for navn, per_ar in ledd.items()
            )
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
    return _rammetabell(
        sektor, sektor.tabeller["fastlege"], sektor.tabeller["brev_ramme_fastlege"], {}
    )


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
        noter=[
            f"Brevet regner fra vedtatt budsjett for {start}",
            "Strek er år som planen ikke omfatter",
        ],
        data=pd.DataFrame(
            [
                {"rad": rad, "ar": a, "belop": som_tall(belop), "enhet": brev.enhet}
                for rad, per_ar in rader.items()
                for a, belop in per_ar.items()
            ]
        ),
        hode=["Hva", *map(str, ar)],
        rader=[
            [rad, *(vis_tall(per_ar[a]) if a in per_ar else STREK for a in ar)]
            for rad, per_ar in rader.items()
        ],
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


def _rammetabell(
    sektor: Sektor, tabell: Tabelldata, trykt: Tabelldata, om: Mapping[str, Mapping[str, str]]
) -> Tabell:
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
            *(
                [
                    p,
                    *(tabell[p, a].uten_enhet() for a in ar),
                    *(kolonne[p] for kolonne in om.values()),
                ]
                for p in poster
            ),
            [SUM, *(vis_tall(summer[a]) for a in ar), *tomme],
            [f"**{_RAMME}**", *(vis_tall(ramme[a]) for a in ar), *tomme],
            [
                UFORKLART if avviker else "Forskjell",
                *(vis_tall(rest[a]) for a in ar),
                *tomme,
            ],
        ],
        alternativtekst=(
            f"{len(poster)} poster. Rammen i brevet er "
            f"{ramse(f'{vis_tall(b)} i {a}' for a, b in ramme.items())}, i {enhet}. "
            + (f"Den avviker fra summen: {ramse(avviker)}." if avviker else "Summen stemmer.")
        ),
    )
