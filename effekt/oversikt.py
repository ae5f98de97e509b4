"""Tables of words that the book makes of its own data: registers, and what stands where."""

from collections.abc import Sequence

import pandas as pd

from effekt.blokker import til_tekst
from effekt.nummerert import Tabell
from effekt.sektor import Sektor
from effekt.visning import Kilde


def register(
    sektor: Sektor,
    adresse: str,
    tittel: str,
    hode: Sequence[str],
    rader: Sequence[Sequence[str]],
    alternativtekst: str,
    brutte_pastander: Sequence[str] = (),
    kilde: str = "",
) -> Tabell:
    """A table of words that the book makes of its own data: no number, the report as source.

    ``kilde`` names another source than the report.
    """
    antall = len(rader)
    rader = rader or [["Ikke ført inn ennå", *[""] * (len(hode) - 1)]]
    return Tabell(
        sektor=sektor,
        adresse=adresse,
        nummer="",
        tittel=tittel,
        undertittel=f"{antall} oppføring{'er' if antall != 1 else ''}",
        kilde=Kilde(f"Kilde: {kilde or sektor.tittel}"),
        data=pd.DataFrame(
            [[til_tekst(celle) for celle in rad] for rad in rader],
            columns=[navn.lower() for navn in hode],
        ),
        hode=hode,
        rader=rader,
        alternativtekst=alternativtekst,
        brutte_pastander=brutte_pastander,
        klasse="effekt-tabell register",
    )
