"""Who publishes the book, read from data/felles/utgivelse.yml, and the book's own name."""

from collections.abc import Sequence

from effekt.base.book import SEKTORFIL
from effekt.base.faults import KILDEFIL
from effekt.base.words import ramse
from effekt.model.program import Felles
from effekt.model.tiltak import Kildedokument, Kilder, Sektorinfo
from effekt.model.utgivelse import FILNAVN, Bok, Utgivelse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_felt, les_yaml


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
    """What data/felles/utgivelse.yml says; all blank without the file. Raises Datafeil for what cannot be used.

    Until somebody answers for the publication, its remark says that it is nobody's who made the reports.
    """
    fil = bok.felles / FILNAVN
    lest = les_yaml(fil, Utgivelse) if fil.exists() else Utgivelse()
    if lest.merknad or lest.utgiver.navn or not (rapporter := gjenfortalte(bok)):
        return lest
    titler = ramse([rapport.tittel for rapport in rapporter])
    utgivere = ramse(list(dict.fromkeys(rapport.utgiver.partition(",")[0] for rapport in rapporter)))
    merknad = f"Dette er en uoffisiell gjenfortelling av {titler}. {utgivere} har verken laget eller godkjent den."
    return lest.model_copy(update={"merknad": merknad})


def gjenfortalte(bok: Bokmappe, sektorer: Sequence[str] | None = None) -> list[Kildedokument]:
    """The printed reports that the sectors retell, the book's or these; none where they have no printed report."""
    navn = bok.sektorer() if sektorer is None else sektorer
    ider = dict.fromkeys(les_felt(bok.data / ett / SEKTORFIL, Sektorinfo, "rapport") for ett in navn)
    kilder = les_yaml(bok.data / KILDEFIL, Kilder).kilder
    return [kilder[id_] for id_ in ider if id_ in kilder]
