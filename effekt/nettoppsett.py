"""What the publisher configures of the site, under ``html_context`` in _config.yml."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, ConfigDict

from effekt.lesing import Dokument, les_dokument
from effekt.storrelse import Modell
from effekt.tall import HARDT_MELLOMROM
from effekt.validering import valider

_MANEDER: Final = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_GITHUB: Final = "github.com"
_BINDER: Final = "https://mybinder.org/v2"


def _nettadresse(verdi: str) -> str:
    deler = urlsplit(verdi)
    if verdi and not (deler.scheme in {"http", "https"} and deler.netloc):
        raise ValueError(f"er «{verdi}», men må være en hel nettadresse, som https://eksempel.no")
    return verdi


def _epost(verdi: str) -> str:
    navn, krollalfa, vert = verdi.partition("@")
    if verdi and not (navn and krollalfa and "." in vert and " " not in verdi):
        raise ValueError(f"er «{verdi}», men må være en e-postadresse, eller tom")
    return verdi


def _dato(verdi: str) -> str:
    try:
        if verdi:
            date.fromisoformat(verdi)
    except ValueError:
        raise ValueError(
            f"er «{verdi}», men må være en dato skrevet år-måned-dag, eller tom"
        ) from None
    return verdi


Nettadresse = Annotated[str, AfterValidator(_nettadresse)]
Epost = Annotated[str, AfterValidator(_epost)]
Dato = Annotated[str, AfterValidator(_dato)]


class Utgave(Modell):
    """The edition that is published: its date is declared, never the clock's."""

    dato: Dato = ""

    @property
    def i_ord(self) -> str:
        """The date as it is read: «22. november 2026»; empty where none is declared."""
        if not self.dato:
            return ""
        dato = date.fromisoformat(self.dato)
        return f"{dato.day}.{HARDT_MELLOMROM}{_MANEDER[dato.month - 1]} {dato.year}"


class Kontakt(Modell):
    """Where a reader reports a fault."""

    navn: str = ""
    epost: Epost = ""
    side: Nettadresse = ""


class Depot(Modell):
    """Where the project's own files are published."""

    url: Nettadresse = ""
    gren: str = "main"


class Nettoppsett(Modell):
    """The publisher's own settings; each may be blank, and the pages then say so."""

    # html_context has other keys too, which templates alone read.
    model_config = ConfigDict(extra="ignore", frozen=True)

    utgave: Utgave = Utgave()
    kontakt: Kontakt = Kontakt()
    depot: Depot = Depot()
    tilgjengelighetserklaering: Nettadresse = ""


def les_nettoppsett(rot: Path) -> Nettoppsett:
    """The settings in _config.yml; raises Datafeil, with the line, for one that cannot be used."""
    dokument = les_dokument(rot / "_config.yml")
    her: Any = dokument.innhold
    for nokkel in ("sphinx", "config", "html_context"):
        her = her.get(nokkel) if isinstance(her, Mapping) else None
    return valider(_del_av(dokument, _uten_tomme(her or {})), Nettoppsett)


def _uten_tomme(verdi: Any) -> Any:
    """The same without keys that have no value: blank is not set."""
    if not isinstance(verdi, dict):
        return verdi
    return {n: _uten_tomme(v) for n, v in verdi.items() if v is not None}


def _del_av(dokument: Dokument, innhold: Any) -> Dokument:
    """A document that holds a part of another, and knows the lines of that part."""
    sti = ("sphinx", "config", "html_context")
    linjer = {s[len(sti) :]: nr for s, nr in dokument.linjer.items() if s[: len(sti)] == sti}
    return Dokument(dokument.fil, innhold, linjer)


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


def sitat(forfatter: str, bok: str, side: str, utgave: Utgave, adresse: str) -> str:
    """How a page is cited: author, year, page and book, edition, address where it has one."""
    ar = date.fromisoformat(utgave.dato).year if utgave.dato else "uten år"
    ledd = [
        f"{forfatter} ({ar}). {side}" if side != bok else f"{forfatter} ({ar}). {bok}",
        *([f"I {bok}"] if side != bok else []),
        *([f"Utgave av {utgave.i_ord}"] if utgave.dato else []),
    ]
    return ". ".join(ledd) + "." + (f" {adresse}" if adresse else "")


def i_ord(oppsett: Nettoppsett) -> dict[str, str]:
    """The settings as pages say them, in Markdown: what is blank is said to be so."""
    kontakt = oppsett.kontakt
    veier = [
        *([f"[{kontakt.epost}](mailto:{kontakt.epost})"] if kontakt.epost else []),
        *([f"[{kontakt.side}]({kontakt.side})"] if kontakt.side else []),
    ]
    hvem = f" til {kontakt.navn}" if kontakt.navn else ""
    return {
        "kontakt": f"Si fra{hvem}: {' eller '.join(veier)}."
        if veier
        else "Utgiveren har ikke oppgitt noe sted å melde feil. Det settes i `_config.yml`, under "
        "`kontakt`.",
        "tilgjengelighetserklaering": (
            f"Erklæringen står på [{oppsett.tilgjengelighetserklaering}]"
            f"({oppsett.tilgjengelighetserklaering})."
            if oppsett.tilgjengelighetserklaering
            else "Utgiveren har ikke lagt inn noen erklæring. Adressen til den settes i "
            "`_config.yml`, under `tilgjengelighetserklaering`."
        ),
    }
