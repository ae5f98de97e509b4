"""The measure's card explained, field by field: in the source a numbered table."""

from typing import Final

from effekt.blokker import Anker, Avsnitt, Blokk, Boks
from effekt.innhold import Figurplass
from effekt.sektor import Sektor
from effekt.tekster import Utfylt, etikett, fyll_ut, kapittelkontekst
from effekt.visning import Kort, Tekst, henvis

FUNKSJON: Final = "eksempelkort"
_TITTEL: Final = "Slik er et tiltakskort bygd opp"


def eksempelkort(sektor: Sektor) -> Kort | Tekst:
    """The card explained: each field, and what it holds; nothing where program.yml has no fields.

    Where innhold.yml has a table that it is (``funksjon``), it has that one's number and title.
    """
    if not sektor.felles.kortfelt:
        return Tekst("")
    plasser = sektor.tabellplasser.items()
    nummer, plass = next(((n, p) for n, p in plasser if p.funksjon == FUNKSJON), ("", None))
    utfylt = _tekst(sektor, nummer, plass)
    felt: list[Blokk] = [
        Boks(
            "kort-vurdering",
            [
                Avsnitt(f"{f.gruppe}: {f.navn}" if f.gruppe else f.navn, "kort-merke"),
                Avsnitt(f.forklaring),
                *([Avsnitt(f"Kilde: s.\u00a0{f.side}", "kort-forbehold")] if f.side else []),
            ],
        )
        for f in sektor.felles.kortfelt
    ]
    rapport = sektor.info.rapport
    kilde = (
        f"Kilde: {henvis(sektor, rapport, plass.side)}, gjenfortalt." if rapport and plass else ""
    )
    return Kort(
        [
            Anker(etikett(sektor, f"tabell-{nummer}" if nummer else FUNKSJON)),
            Boks(
                "kort",
                [
                    Boks(
                        "kort-hode",
                        [
                            *([Avsnitt(f"Tabell {nummer}", "kort-id")] if nummer else []),
                            Avsnitt(plass.tittel if plass else _TITTEL, "kort-navn"),
                            *([Avsnitt(utfylt.tekst, "kort-beskrivelse")] if utfylt.tekst else []),
                        ],
                    ),
                    Boks("kort-vurderinger", felt),
                    *([Avsnitt(kilde, "kort-kilde")] if kilde else []),
                ],
            ),
        ],
        utfylt.brutte,
    )


def _tekst(sektor: Sektor, nummer: str, plass: Figurplass | None) -> Utfylt:
    mal = plass.tekst or "" if plass else ""
    return fyll_ut(mal, kapittelkontekst(sektor), f"Tabell {nummer}")
