"""What pages say of the publication: how they are cited, where notebooks open, whom to tell."""

from typing import Final
from urllib.parse import quote, urlsplit

from effekt.historikk import Utgave
from effekt.kilder import datamappe
from effekt.program import Felles
from effekt.tall import vis_dato
from effekt.utgivelse import FILNAVN, Bok, Depot, Utgivelse, les_utgivelse
from effekt.validering import les_yaml

_GITHUB: Final = "github.com"
_BINDER: Final = "https://mybinder.org/v2"


def med_navn(bok: Bok, felles: Felles) -> Bok:
    """What the book is called: what is blank is named by the programme and the municipality."""
    forfatter = bok.forfatter or felles.kommune
    return Bok(
        tittel=bok.tittel or f"{felles.programnavn} i {felles.kommune}",
        forfatter=forfatter,
        rettighet=bok.rettighet or f"© {forfatter}",
    )


def bokens_navn() -> Bok:
    """Title, author and rights of the book as data/felles has them; none of them is blank.

    Raises Datafeil for files that cannot be read.
    """
    felles = les_yaml(datamappe() / "felles" / "program.yml", Felles)
    return med_navn(les_utgivelse().bok, felles)


def sitat(forfatter: str, bok: str, side: str, utgave: Utgave | None, adresse: str) -> str:
    """How a page is cited: author, year, page and book, edition, address where it has one."""
    ar = utgave.dato.year if utgave else "uten år"
    ledd = [
        f"{forfatter} ({ar}). {side}",
        *([f"I {bok}"] if side != bok else []),
        *([f"Utgave av {vis_dato(utgave.dato)}"] if utgave else []),
    ]
    return ". ".join(ledd) + "." + (f" {adresse}" if adresse else "")


def binderlenke(depot: Depot, notatbok: str) -> str:
    """The address that opens a notebook («notebooks/hls/x.ipynb») on Binder; empty without depot.

    https://mybinder.readthedocs.io/en/latest/howto/external_binderhub.html has the forms.
    """
    if not depot.url:
        return ""
    deler = urlsplit(depot.url)
    gren = quote(depot.gren, safe="")
    if deler.netloc == _GITHUB:
        sti = deler.path.strip("/").removesuffix(".git")
        hvor = f"gh/{quote(sti)}/{gren}"
    else:
        hvor = f"git/{quote(depot.url, safe='')}/{gren}"
    return f"{_BINDER}/{hvor}?labpath={quote(notatbok, safe='')}"


def i_ord(utgivelse: Utgivelse) -> dict[str, str]:
    """What the publisher has decided as pages say it, in Markdown: what is blank is said to be so.

    By the names under which pages written by hand have it, {{ kontakt }}.
    """
    kontakt, erklaring = utgivelse.kontakt, utgivelse.tilgjengelighetserklaring
    veier = [
        *([f"[{kontakt.epost}](mailto:{kontakt.epost})"] if kontakt.epost else []),
        *([f"[{kontakt.nettside}]({kontakt.nettside})"] if kontakt.nettside else []),
    ]
    hvem = f" til {kontakt.navn}" if kontakt.navn else ""
    fil = f"`data/felles/{FILNAVN}`"
    return {
        "kontakt": f"Si fra{hvem}: {' eller '.join(veier)}."
        if veier
        else "Utgiveren har ikke oppgitt noe sted å melde feil. "
        f"Det settes i {fil}, under `kontakt`.",
        "tilgjengelighetserklaring": f"Erklæringen står på [{erklaring}]({erklaring})."
        if erklaring
        else "Utgiveren har ikke lagt inn noen erklæring. "
        f"Adressen til den settes i {fil}, under `tilgjengelighetserklaring`.",
    }
