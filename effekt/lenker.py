"""The year after: what the agency's assignment letter takes up of the report.

From lenken_tilbake.yml of a sector. The texts are templates, so that no number stands twice.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from effekt.kilder import Feltfeil
from effekt.storrelse import Kode, Modell, Navn, Side, Tekst, frys


class Omtale(StrEnum):
    """Whether the letter takes a matter up."""

    JA = "ja"
    DELVIS = "delvis"
    NEI = "nei"
    UTENFOR = "utenfor"


OMTALE_I_ORD = {
    Omtale.JA: "Ja",
    Omtale.DELVIS: "Delvis",
    Omtale.NEI: "Nei",
    Omtale.UTENFOR: "Utenfor brevet",
}


class Lenke(Modell):
    """One matter: what the report says of it, and what the letter does."""

    tema: Tekst
    slag: Literal["tiltak", "observasjon", "anbefaling"]
    tiltak: tuple[Kode, ...] = Field((), description="Tiltakene det gjelder, der slag er tiltak")
    side: Side = Field(description="Siden i rapporten")
    i_rapporten: Tekst
    punkt: Side | None = Field(None, description="Punktet i brevet, der brevet nevner saken")
    i_brevet: Tekst
    omtale: Omtale = Field(
        description=(
            "ja: brevet tar saken opp. delvis: brevet berører den uten å ta opp rapportens "
            "forslag. nei: ikke nevnt. utenfor: gjelder ikke virksomheten som brevet er stilet til"
        )
    )

    @model_validator(mode="after")
    def _tiltak_er_navngitt(self) -> Self:
        if (self.slag == "tiltak") != bool(self.tiltak):
            raise Feltfeil(
                ("slag",), "er «tiltak» når tiltak er fylt ut, og ellers noe annet. Rett det ene"
            )
        return self


class Lenker(Modell):
    """lenken_tilbake.yml."""

    kilde: Tekst = Field(description="Id-en til delrapporten i data/kilder.yml")
    brev: Tekst = Field(description="Id-en til tildelingsbrevet i data/kilder.yml")
    virksomhet: Kode = Field(description="Virksomheten som brevet er stilet til")
    lenker: Annotated[Mapping[Navn, Lenke], Field(min_length=1), AfterValidator(frys)]
