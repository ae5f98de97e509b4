"""Sporbarhet: every figure, table, card, footnote and section of the source, and its place here."""

from collections.abc import Mapping, Sequence
from typing import Final

from effekt.innhold import STATUS_I_ORD, Figurplass, Status
from effekt.modell import Tiltak
from effekt.nummerert import Tabell
from effekt.oversikt import register
from effekt.sektor import Sektor
from effekt.tekster import Utfyller, etikett, henvisning, kapittelkontekst, uten_fotnoter

GJENFORTALT: Final = "Gjenfortalt"


def figurer(sektor: Sektor) -> Tabell:
    """Every figure of the source: page, place in the book, status."""
    return _plasser(sektor, "figur", sektor.figurer, "Figurene i kilden")


def tabeller(sektor: Sektor) -> Tabell:
    """Every table of the source, those without a number too: page, place in the book, status."""
    rapport = sektor.info.rapport
    uten_nummer = [
        [
            "uten nummer",
            ressurs.title,
            ressurs.side,
            f"{{ref}}`{ressurs.name.capitalize()} <{etikett(sektor, ressurs.name)}>`",
            STATUS_I_ORD[Status.GJENGITT],
        ]
        for ressurs in sektor.ressurser.values()
        if ressurs.kilde == rapport and not ressurs.nummer and ressurs.path.startswith("tabeller/")
    ]
    plasser = sektor.tabellplasser
    return _plasser(sektor, "tabell", plasser, "Tabellene i kilden", uten_nummer)


def _kortstatus(tiltak: Tiltak) -> str:
    """Whether all ratings of a card are known, or only what its text holds."""
    if not tiltak.sider:
        return "Ikke i noen trykt rapport"
    mangler = [v for v in tiltak.alle_vurderinger.values() if v.grunnlag == "ingen"]
    if not mangler:
        return STATUS_I_ORD[Status.GJENGITT]
    return f"Delvis: {len(mangler)} av {len(tiltak.alle_vurderinger)} vurderinger mangler i kilden"


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
                f"{tiltak.sider['omtale']}, {tiltak.kortside}" if tiltak.sider else "",
                henvisning(sektor, f"kort-{id_.lower()}"),
                _kortstatus(tiltak),
            ]
            for id_, tiltak in sektor.tiltak.items()
        ],
    )


def fotnoter(sektor: Sektor) -> Tabell:
    """Every footnote of the source, in the book's words."""
    fyll_ut = Utfyller(uten_fotnoter(kapittelkontekst(sektor)))
    return _oversikt(
        sektor,
        "sporbarhet-fotnoter",
        "Fotnotene i kilden",
        ["Fotnote", "Side", "Hvor i boken", "Status", "Innhold"],
        [
            [
                nr,
                note.side,
                f"{{doc}}`{note.kapittel}`",
                GJENFORTALT,
                (f"Samme som fotnote {note.samme_som}. " if note.samme_som else "")
                + fyll_ut(note.tekst, f"fotnote {nr}"),
            ]
            for nr, note in sektor.fotnoter.items()
        ],
        fyll_ut.brutte,
    )


def avsnitt(sektor: Sektor) -> Tabell:
    """Every section of the source: page, and the chapter that retells it."""
    return _oversikt(
        sektor,
        "sporbarhet-avsnitt",
        "Avsnittene i kilden",
        ["Avsnitt", "Tittel", "Side", "Hvor i boken", "Status"],
        [
            [
                nr.partition("-")[0],
                plass.tittel,
                plass.side,
                f"{{doc}}`{plass.kapittel}`",
                GJENFORTALT,
            ]
            for nr, plass in sektor.avsnitt.items()
        ],
    )


def _plasser(
    sektor: Sektor,
    slag: str,
    plasser: Mapping[str, Figurplass],
    tittel: str,
    flere: Sequence[Sequence[str]] = (),
) -> Tabell:
    return _oversikt(
        sektor,
        f"sporbarhet-{slag}",
        tittel,
        [slag.capitalize(), "Tittel", "Side", "Hvor i boken", "Status"],
        [
            *(
                [
                    f"{slag.capitalize()} {nr}",
                    plass.tittel,
                    plass.side,
                    henvisning(sektor, f"{slag}-{nr}"),
                    _status(plass),
                ]
                for nr, plass in sorted(plasser.items(), key=lambda par: int(par[0]))
            ),
            *flere,
        ],
    )


def _status(plass: Figurplass) -> str:
    if plass.status is Status.IKKE_OPPGITT and plass.form in {"diagram", "kart"}:
        return "Innholdet er ikke gjengitt i kilden"
    return STATUS_I_ORD[plass.status]


def _oversikt(
    sektor: Sektor,
    adresse: str,
    tittel: str,
    hode: Sequence[str],
    rader: Sequence[Sequence[str]],
    brutte: Sequence[str] = (),
) -> Tabell:
    lest = f"{len(rader)} oppføringer: {', '.join(hode).lower()}."
    return register(sektor, adresse, tittel, hode, rader, lest, brutte)
