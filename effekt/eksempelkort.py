"""The measure's card explained, field by field: the source's Tabell 2."""

from effekt.blokker import Anker, Avsnitt, Blokk, Boks
from effekt.sektor import Sektor
from effekt.tekster import etikett, fyll_ut, kapittelkontekst
from effekt.visning import Kort, henvis


def eksempelkort(sektor: Sektor) -> Kort:
    """The card explained: each field, and what it holds (Tabell 2 of the source)."""
    plass = sektor.tabellplasser["2"]
    utfylt = fyll_ut(plass.tekst or "", kapittelkontekst(sektor), "Tabell 2")
    felt: list[Blokk] = [
        Boks(
            "kort-vurdering",
            [
                Avsnitt(f"{f.gruppe}: {f.navn}" if f.gruppe else f.navn, "kort-merke"),
                Avsnitt(f.forklaring),
                Avsnitt(f"Kilde: s.\u00a0{f.side}", "kort-forbehold"),
            ],
        )
        for f in sektor.felles.kortfelt
    ]
    kilde = henvis(sektor, sektor.info.rapport or "", plass.side)
    return Kort(
        [
            Anker(etikett(sektor, "tabell-2")),
            Boks(
                "kort",
                [
                    Boks(
                        "kort-hode",
                        [
                            Avsnitt("Tabell 2", "kort-id"),
                            Avsnitt(plass.tittel, "kort-navn"),
                            Avsnitt(utfylt.tekst, "kort-beskrivelse"),
                        ],
                    ),
                    Boks("kort-vurderinger", felt),
                    Avsnitt(f"Kilde: {kilde}, gjenfortalt.", "kort-kilde"),
                ],
            ),
        ],
        utfylt.brutte,
    )
