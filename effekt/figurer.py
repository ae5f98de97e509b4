"""The numbered figures, one function each, named after what it shows."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from effekt import beregning
from effekt.maler import ramse, stor_forbokstav, ytterst
from effekt.mangelboks import eller_mangelboks
from effekt.nummerert import Figur
from effekt.penger import i_kroner, kolonne, penger
from effekt.samspillsord import utelatt_i_ord
from effekt.sektor import Sektor
from effekt.tabelldata import Tabelldata
from effekt.tall import som_tall, vis_tall
from effekt.tegninger import delt_stolpe, liggende_stolper
from effekt.visning import Kilde

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def andel_arsverk(sektor: Sektor) -> Figur:
    """How the sector's full-time equivalents are divided between its agencies, per cent (s. 19)."""
    return _andeler(sektor, sektor.tabeller["andel_arsverk_2025"], "årsverk")


def andel_driftskostnader(sektor: Sektor) -> Figur:
    """How gross operating costs are divided between the agencies, per cent (s. 19)."""
    return _andeler(sektor, sektor.tabeller["andel_driftskostnader_2024"], "brutto driftskostnader")


def andel_investeringer(sektor: Sektor) -> Figur:
    """How investment costs are divided between the agencies, per cent (s. 20)."""
    return _andeler(sektor, sektor.tabeller["andel_investeringer_2024"], "investeringskostnader")


@eller_mangelboks("figur-effekt-per-tiltak", "Økonomisk effekt av tiltakene")
def effekt_per_tiltak(sektor: Sektor) -> Figur:
    """Each measure's effect in the last year of the period, mill. kroner."""
    info = sektor.info
    siste = info.periode[-1]
    alle = beregning.effekter(sektor)
    rekkefolge = sorted(alle, key=lambda id_: (-alle[id_][siste], id_))
    belop = {id_: alle[id_][siste] / i_kroner() for id_ in rekkefolge}
    navn = {id_: sektor.tiltak[id_].navn for id_ in rekkefolge}
    nummer, side = _plass(sektor, "effekt_per_tiltak")

    def tegn(akser: "Axes", smal: bool) -> None:
        liggende_stolper(akser, belop, navn, smal)

    return Figur(
        sektor=sektor,
        adresse=nummer.lower().replace(" ", "-") or "figur-effekt-per-tiltak",
        nummer=nummer,
        tittel=f"Økonomisk effekt av tiltakene i {siste}",
        undertittel=f"Driftsvirkning i {penger()} per år, positive tall er redusert kostnad",
        kilde=Kilde.beregnet(sektor, "tiltakenes forutsetninger", info.rapport, side),
        noter=[
            *(["Søylene i kilden er et bilde uten tall"] if nummer else []),
            *utelatt_i_ord(sektor),
        ],
        data=pd.DataFrame(
            {
                "tiltak": rekkefolge,
                "navn": [navn[id_] for id_ in rekkefolge],
                "ar": siste,
                kolonne(): [som_tall(belop[id_]) for id_ in rekkefolge],
            }
        ),
        hode=["Tiltak", "Navn", stor_forbokstav(penger())],
        rader=[[id_, navn[id_], vis_tall(belop[id_])] for id_ in rekkefolge],
        alternativtekst=(
            f"Liggende søyler. {_storst_og_minst(belop, siste)} Til sammen er effekten "
            f"{vis_tall(beregning.total(sektor)[siste] / i_kroner())} {penger()}."
        ),
        tegning=tegn,
        hoyde=4.4,
    )


def _storst_og_minst(belop: Mapping[str, Fraction], ar: int) -> str:
    """Who has the largest and the smallest effect, in mill. kroner; ties name all."""
    storst, minst = ytterst(belop), ytterst(belop, min)
    if storst == minst:
        return f"Effekten i {ar} er {vis_tall(belop[storst[0]])} {penger()} for hvert tiltak."
    return (
        f"Størst effekt i {ar} har {ramse(storst)} med {vis_tall(belop[storst[0]])} {penger()}"
        f"{_hver(storst)}, minst har {ramse(minst)} med {vis_tall(belop[minst[0]])} {penger()}"
        f"{_hver(minst)}."
    )


def _hver(navn: Sequence[str]) -> str:
    return " hver" if len(navn) > 1 else ""


def _plass(sektor: Sektor, funksjon: str) -> tuple[str, str]:
    """Number and page of a figure of the source that the book computes; none where it has none."""
    for nummer, plass in sektor.figurer.items():
        if plass.funksjon == funksjon:
            return f"Figur {nummer}", plass.side
    return "", ""


def _andeler(sektor: Sektor, tabell: Tabelldata, hva: str) -> Figur:
    """A whole divided between agencies: one bar, each part labelled where it is."""
    ressurs = tabell.ressurs
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    andeler = {str(nokkel[0]): celle.tallet for nokkel, celle in tabell.celler.items()}
    storst = ytterst(andeler)
    sagt = (
        f"Andelene av sektorens {hva} er like store"
        if storst == list(andeler)
        else f"{ramse(navn[kode] for kode in storst)} har størst andel av sektorens {hva}"
    )

    def tegn(akser: "Axes", smal: bool) -> None:
        delt_stolpe(akser, andeler, navn, smal)

    return Figur(
        sektor=sektor,
        adresse=(ressurs.nummer or ressurs.name).lower().replace(" ", "-"),
        nummer=ressurs.nummer or "",
        tittel=ressurs.title,
        undertittel=f"Andel av sektorens {hva}, i prosent",
        kilde=Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        noter=[ressurs.merknad] if ressurs.merknad else [],
        data=pd.DataFrame(
            {"virksomhet": list(andeler), "prosent": [som_tall(a) for a in andeler.values()]}
        ),
        hode=["Virksomhet", "Prosent"],
        rader=[[navn[kode], vis_tall(andel)] for kode, andel in andeler.items()],
        alternativtekst=(
            f"En søyle delt i {len(andeler)}. {sagt}: "
            + ", ".join(f"{navn[k]} {vis_tall(a)} prosent" for k, a in andeler.items())
            + "."
        ),
        tegning=tegn,
        hoyde=1.5,
    )
