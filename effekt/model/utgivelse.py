"""Who publishes the book, where, and on what terms: data/felles/utgivelse.yml.

What is not decided stays blank there, and nothing is published as if it were.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, WithJsonSchema, model_validator

from effekt.model.storrelse import Form, Modell, Tekst

FILNAVN: Final = "utgivelse.yml"

# The European Union's data themes, which DCAT-AP-NO takes its subjects from.
Katalogtema = Literal[
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"
]


Mappeadresse = Annotated[
    Tekst,
    Form(
        r"https?://[^\s/?#]+(/[^\s?#]*)?",
        "Skriv hele adressen uten ? og #, for eksempel https://rapport.kommune.no/effekt/",
    ),
]
Nettadresse = Annotated[
    Tekst, Form(r"https?://[^\s/?#]+([/?#]\S*)?", "Skriv hele adressen, for eksempel https://kommune.no/side")
]
Epost = Annotated[Tekst, Form(r"[^\s@]+@[^\s@]+\.[^\s@]+", "Skriv en e-postadresse, navn@kommune.no")]
Organisasjonsnummer = Annotated[
    Tekst,
    Form(r"\d{9}", "Et organisasjonsnummer er ni sifre uten mellomrom"),
    WithJsonSchema({"type": ["string", "integer"]}),
]


def _tomt_i_skjemaet(skjema: dict[str, Any]) -> None:
    skjema["properties"] = {
        navn: {"anyOf": [felt, {"enum": [None, ""]}]} for navn, felt in skjema["properties"].items()
    }


class _Utfylles(Modell):
    """What a publisher fills in: a key left blank is as one that is not there."""

    model_config = ConfigDict(json_schema_extra=_tomt_i_skjemaet)

    @model_validator(mode="before")
    @classmethod
    def _uten_tomme(cls, gitt: object) -> object:
        if not isinstance(gitt, dict):
            return gitt
        # An unknown key is a fault, blank or not.
        tomme = {n for n, v in gitt.items() if v is None or (isinstance(v, str) and not v.strip())}
        return {n: v for n, v in gitt.items() if n not in tomme or n not in cls.model_fields}


class Bok(_Utfylles):
    """What the book is called, and who has made it: on every page and on the title page."""

    tittel: Tekst | None = None
    forfatter: Tekst | None = None
    rettighet: Tekst | None = Field(None, description="Linjen nederst på sidene, som «© Navn»")


class Utgiver(_Utfylles):
    """Who answers for the publication."""

    navn: Tekst | None = None
    organisasjonsnummer: Organisasjonsnummer | None = None


class Kontakt(_Utfylles):
    """Where readers report faults, and where questions about the data go."""

    navn: Tekst | None = None
    epost: Epost | None = None
    nettside: Nettadresse | None = None


class Depot(_Utfylles):
    """Where the project's own files are published, and the branch that is."""

    url: Mappeadresse | None = None
    gren: Tekst = "main"


class Lisens(_Utfylles):
    """The licence of the publication's own data; that of each source is in kilder.yml."""

    navn: Tekst | None = None
    adresse: Nettadresse | None = Field(
        None, description="Lisensens URI i EUs liste, http://publications.europa.eu/resource/authority/licence/…"
    )


class Utgivelse(_Utfylles):
    """data/felles/utgivelse.yml: what the publisher decides; blank is «ikke oppgitt»."""

    bok: Bok = Bok()
    merknad: Tekst | None = Field(None, description="Står øverst på hver side, som et forbehold")
    nettadresse: Mappeadresse | None = Field(None, description="Mappen nettstedet ligger i")
    utgiver: Utgiver = Utgiver()
    kontakt: Kontakt = Kontakt()
    tilgjengelighetserklaring: Nettadresse | None = Field(
        None, description="Adressen til utgiverens egen erklæring om tilgjengelighet"
    )
    depot: Depot = Depot()
    lisens: Lisens = Lisens()
    tema: tuple[Katalogtema, ...] = Field((), description="EUs datatema, minst ett")
    emneord: tuple[Tekst, ...] = ()

    def adresse(self, sti: str) -> str:
        """The full address of a file of the site."""
        return f"{(self.nettadresse or '').rstrip('/')}/{sti}"


# What DCAT-AP-NO requires and only the publisher can say: the key in utgivelse.yml, in words.
_KREVES: Final = {
    "nettadresse": "nettadressen til boken",
    "utgiver.navn": "navnet på utgiveren",
    "kontakt.navn": "navnet på kontaktpunktet",
    "kontakt.epost": "e-postadressen til kontaktpunktet",
    "tema": "datatemaet",
}


def mangler(utgivelse: Utgivelse) -> dict[str, str]:
    """What the standard requires and utgivelse.yml leaves blank: the key, and in words."""

    def verdi(nokkel: str) -> object:
        ting: object = utgivelse
        for ledd in nokkel.split("."):
            ting = getattr(ting, ledd)
        return ting

    return {nokkel: ord_ for nokkel, ord_ in _KREVES.items() if not verdi(nokkel)}
