"""Who publishes the book, where, and on what terms: data/felles/utgivelse.yml.

What is not decided stays blank there, and nothing is published as if it were.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from effekt.kilder import datamappe
from effekt.storrelse import Modell, Tekst
from effekt.validering import les_yaml

FILNAVN: Final = "utgivelse.yml"
_NETTADRESSE: Final = r"https?://[^\s/?#]+(/[^\s?#]*)?"
_EPOST: Final = r"[^\s@]+@[^\s@]+\.[^\s@]+"
_ORGNUMMER: Final = r"\d{9}"

# The European Union's data themes, which DCAT-AP-NO takes its subjects from.
Tema = Literal[
    "AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH",
    "TRAN",
]  # fmt: skip


def _krev(monster: str, rad: str) -> AfterValidator:
    def kontroller(verdi: str) -> str:
        if not re.fullmatch(monster, verdi):
            raise ValueError(f"er «{verdi}». {rad}")
        return verdi

    return AfterValidator(kontroller)


Nettadresse = Annotated[
    Tekst,
    _krev(_NETTADRESSE, "Skriv hele adressen, for eksempel https://rapport.kommune.no/effekt/"),
    WithJsonSchema({"type": "string", "pattern": f"^{_NETTADRESSE}$"}),
]


class Utgiver(Modell):
    """Who answers for the publication."""

    navn: Tekst | None = None
    organisasjonsnummer: (
        Annotated[
            Tekst,
            _krev(_ORGNUMMER, "Et organisasjonsnummer er ni sifre uten mellomrom"),
            WithJsonSchema({"type": ["string", "integer"]}),
        ]
        | None
    ) = None


class Kontakt(Modell):
    """Where questions about the data go."""

    navn: Tekst | None = None
    epost: Annotated[Tekst, _krev(_EPOST, "Skriv en e-postadresse, navn@kommune.no")] | None = None
    nettside: Nettadresse | None = None


class Lisens(Modell):
    """The licence of the publication's own data; that of each source is in kilder.yml."""

    navn: Tekst | None = None
    adresse: Nettadresse | None = Field(
        None,
        description="Lisensens URI i EUs liste, "
        "http://publications.europa.eu/resource/authority/licence/…",
    )


class Utgivelse(Modell):
    """data/felles/utgivelse.yml: what the publisher decides; blank is «ikke oppgitt»."""

    nettadresse: Nettadresse | None = Field(None, description="Mappen nettstedet ligger i")
    utgiver: Utgiver = Utgiver()
    kontakt: Kontakt = Kontakt()
    lisens: Lisens = Lisens()
    tema: tuple[Tema, ...] = Field((), description="EUs datatema, minst ett")
    emneord: tuple[Tekst, ...] = ()

    def adresse(self, sti: str) -> str:
        """The full address of a file of the site."""
        return f"{(self.nettadresse or '').rstrip('/')}/{sti}"


def les_utgivelse() -> Utgivelse:
    """What data/felles/utgivelse.yml says; all blank without the file.

    Raises Datafeil for what cannot be used.
    """
    fil = datamappe() / "felles" / FILNAVN
    return les_yaml(fil, Utgivelse) if fil.exists() else Utgivelse()
