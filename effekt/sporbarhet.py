"""Sporbarhet: every figure, table, card, footnote and section of the source, and its place here."""

from collections.abc import Mapping, Sequence

import pandas as pd

from effekt.blokker import til_tekst
from effekt.innhold import STATUS_I_ORD, Figurplass, Status
from effekt.sektor import Sektor
from effekt.tekster import fyll_ut, henvisning, kapittelkontekst
from effekt.visning import Kilde, Tabell, henvis


def figurer(sektor: Sektor) -> Tabell:
    """Every figure of the source: page, place in the book, status."""
    return _plasser(sektor, "figur", sektor.figurer, "Figurene i kilden")


def tabeller(sektor: Sektor) -> Tabell:
    """Every table of the source: page, place in the book, status."""
    return _plasser(sektor, "tabell", sektor.tabellplasser, "Tabellene i kilden")


def kort(sektor: Sektor) -> Tabell:
    """Every measure's card: pages, place in the book."""
    return _oversikt(
        sektor,
        "sporbarhet-kort",
        "Tiltakskortene i kilden",
        ["Kort", "Tittel", "Side", "Hvor i boken", "Status"],
        [
            [
                id_,
                tiltak.navn,
                f"{tiltak.sider['omtale']}, {tiltak.sider['kort']}",
                henvisning(sektor, f"kort-{id_.lower()}"),
                STATUS_I_ORD[Status.GJENGITT],
            ]
            for id_, tiltak in sektor.tiltak.items()
        ],
    )


def fotnoter(sektor: Sektor) -> Tabell:
    """Every footnote of the source, in the book's words."""
    uten_noter = {k: v for k, v in kapittelkontekst(sektor).items() if k != "fotnotetekst"}
    return _oversikt(
        sektor,
        "sporbarhet-fotnoter",
        "Fotnotene i kilden",
        ["Fotnote", "Side", "Innhold"],
        [
            [
                nr,
                note.side,
                (f"Samme som fotnote {note.samme_som}. " if note.samme_som else "")
                + fyll_ut(note.tekst, uten_noter, f"fotnote {nr}").tekst,
            ]
            for nr, note in sektor.fotnoter.items()
        ],
    )


def avsnitt(sektor: Sektor) -> Tabell:
    """Every section of the source: page, and the chapter that retells it."""
    return _oversikt(
        sektor,
        "sporbarhet-avsnitt",
        "Avsnittene i kilden",
        ["Avsnitt", "Tittel", "Side", "Hvor i boken"],
        [
            [nr.partition("-")[0], plass.tittel, plass.side, f"{{doc}}`{plass.kapittel}`"]
            for nr, plass in sektor.avsnitt.items()
        ],
    )


def _plasser(sektor: Sektor, slag: str, plasser: Mapping[str, Figurplass], tittel: str) -> Tabell:
    return _oversikt(
        sektor,
        f"sporbarhet-{slag}",
        tittel,
        [slag.capitalize(), "Tittel", "Side", "Hvor i boken", "Status"],
        [
            [
                f"{slag.capitalize()} {nr}",
                plass.tittel,
                plass.side,
                henvisning(sektor, f"{slag}-{nr}"),
                STATUS_I_ORD[plass.status],
            ]
            for nr, plass in sorted(plasser.items(), key=lambda par: int(par[0]))
        ],
    )


def _oversikt(
    sektor: Sektor, adresse: str, tittel: str, hode: Sequence[str], rader: Sequence[Sequence[str]]
) -> Tabell:
    rapport = henvis(sektor, sektor.info.rapport, "1").rsplit(",", 1)[0]
    return Tabell(
        sektor=sektor,
        adresse=adresse,
        nummer="",
        tittel=tittel,
        undertittel=f"{len(rader)} oppføringer",
        kilde=Kilde(f"Kilde: {rapport}"),
        data=pd.DataFrame(
            [[til_tekst(celle) for celle in rad] for rad in rader],
            columns=[navn.lower() for navn in hode],
        ),
        hode=hode,
        rader=rader,
        alternativtekst=f"{len(rader)} oppføringer: {', '.join(hode).lower()}.",
        klasse="effekt-tabell register",
    )
