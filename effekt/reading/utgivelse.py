"""Who publishes the book, read from data/felles/utgivelse.yml, and the book's own name."""

from effekt.model.program import Felles
from effekt.model.utgivelse import FILNAVN, Bok, Utgivelse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_yaml


def med_navn(bok: Bok, felles: Felles) -> Bok:
    """What the book is called: what is blank is named by the programme and the municipality."""
    forfatter = bok.forfatter or felles.kommune
    return Bok(
        tittel=bok.tittel or f"{felles.programnavn} i {felles.kommune}",
        forfatter=forfatter,
        rettighet=bok.rettighet or f"© {forfatter}",
    )


def bokens_navn(bok: Bokmappe) -> Bok:
    """Title, author and rights of the book, none of them blank. Raise Datafeil for files that cannot be read."""
    felles = les_yaml(bok.felles / "program.yml", Felles)
    return med_navn(les_utgivelse(bok).bok, felles)


def les_utgivelse(bok: Bokmappe) -> Utgivelse:
    """What data/felles/utgivelse.yml says; all blank without the file. Raises Datafeil for what cannot be used."""
    fil = bok.felles / FILNAVN
    return les_yaml(fil, Utgivelse) if fil.exists() else Utgivelse()
