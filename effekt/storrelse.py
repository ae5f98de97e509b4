"""Quantities: exact numbers with a unit, an address, and where they come from.

A number is printed in a source (``kilde``), worked out by the book (``avledet``), or chosen by it
(``valgt``).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Final, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from effekt.tall import Enhet, vis_med_enhet, vis_tall

K = TypeVar("K")
V = TypeVar("V")

_TALLFORM: Final = re.compile(r"[-\u2212]?\d+(\.\d+)?(/\d+)?")


def les_tall(verdi: object) -> Fraction:
    """A number as typed in data/: «1180780», «0.10», «-5000000» or «5/24», kept exactly.

    Raises ValueError, with the remedy, for what analysts type instead.
    """
    if isinstance(verdi, Fraction):
        return verdi
    if isinstance(verdi, bool) or not isinstance(verdi, int | float | str):
        raise ValueError("må være et tall")
    tekst = str(verdi).strip()
    if _TALLFORM.fullmatch(tekst):
        teller, _, nevner = tekst.replace("\u2212", "-").partition("/")
        if nevner and int(nevner) == 0:
            raise ValueError(f"er «{tekst}», og kan ikke deles på null")
        return Fraction(teller) / (int(nevner) if nevner else 1)
    uten_mellomrom = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3})", "", tekst)
    if re.fullmatch(r"-?\d+,\d+", uten_mellomrom):
        rad = f"Bruk punktum som desimaltegn: {uten_mellomrom.replace(',', '.')}."
    elif re.fullmatch(r"-?\d+(\.\d+)?", uten_mellomrom):
        rad = f"Skriv tallet uten mellomrom: {uten_mellomrom}."
    elif re.fullmatch(r"-?\d+([.,]\d+)? ?%", tekst):
        rad = "Skriv prosent som andel (10 % er 0.10), eller uten tegn der enheten er «prosent»."
    else:
        rad = "Skriv et tall, for eksempel 1180780, 0.10 eller 5/24."
    raise ValueError(f"er «{tekst}», som ikke er et tall. {rad}")


def frys(verdi: Mapping[K, V]) -> Mapping[K, V]:
    """The mapping, read-only."""
    return MappingProxyType(dict(verdi))


def _ar(verdi: object) -> object:
    if isinstance(verdi, str) and re.fullmatch(r"\d{4}", verdi):
        return int(verdi)
    return verdi


_TALLSKJEMA: Final = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?(/\d+)?$"}]
}
Tall = Annotated[Fraction, BeforeValidator(les_tall), WithJsonSchema(_TALLSKJEMA)]
Ar = Annotated[int, BeforeValidator(_ar), Field(ge=1900, le=2200)]
Tekst = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Navn = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Kode = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*$")]
# A page, or several: 49, "49–50", "23, 47". A document without pages is referred to by section.
Side = Annotated[str, BeforeValidator(str), StringConstraints(pattern=r"^[0-9][0-9.\u2013, ]*$")]
Serie = Annotated[Mapping[Ar, Tall], AfterValidator(frys)]
Mengde = Tall | Serie


class Modell(BaseModel):
    """The base of everything read from data/: unknown keys are refused, nothing can be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Opphav(StrEnum):
    """Where a value comes from."""

    KILDE = "kilde"
    AVLEDET = "avledet"
    VALGT = "valgt"


class Grunnlag(Modell):
    """The part that every sourced statement has: document and page, or the book's reasoning."""

    opphav: Opphav = Opphav.KILDE
    kilde: Tekst | None = Field(None, description="Dokumentets id i data/kilder.yml")
    side: Side | None = Field(None, description="Side i kilden, eller punkt der sider mangler")
    begrunnelse: Tekst | None = Field(None, description="Hvordan boken kom fram til verdien")

    @model_validator(mode="after")
    def _har_belegg(self) -> Self:
        if self.opphav is Opphav.KILDE and not (self.kilde and self.side):
            raise ValueError(
                "mangler kilde og side. Oppgi begge, eller sett opphav: avledet eller valgt "
                "med begrunnelse"
            )
        if self.opphav is not Opphav.KILDE and not self.begrunnelse:
            raise ValueError(f"har opphav {self.opphav.value}, og trenger en begrunnelse")
        return self


class Storrelse(Grunnlag):
    """A quantity: value, unit and provenance; ``adresse`` is set when it is read."""

    navn: Tekst = Field(description="Hva tallet er, i noen få ord")
    verdi: Mengde = Field(description="Tallet, eller ett tall per år")
    enhet: Tekst = Field(description="For eksempel: kr per plass og år, prosent, andel, plasser")
    lav: Mengde | None = Field(None, description="Nederst i kildens spenn")
    hoy: Mengde | None = Field(None, description="Øverst i kildens spenn")
    tillatt: tuple[Tall, Tall] | None = Field(None, description="Minste og største tillatte verdi")
    adresse: str = Field("", exclude=True, json_schema_extra={"readOnly": True})

    @model_validator(mode="after")
    def _innenfor(self) -> Self:
        enhet = Enhet.les(self.enhet)
        grenser = self.tillatt or ((Fraction(0), Fraction(1)) if enhet.base == "andel" else None)
        if grenser is None:
            return self
        for verdi in self.alle_verdier():
            if not grenser[0] <= verdi <= grenser[1]:
                hundredel = verdi / 100
                mente = (
                    f" – mente du {float(hundredel):g}?"
                    if grenser[0] <= hundredel <= grenser[1]
                    else "."
                )
                raise ValueError(
                    f"er {vis_tall(verdi)} {self.enhet}{mente} "
                    f"Tillatt: {vis_tall(grenser[0])}\u2013{vis_tall(grenser[1])}"
                )
        return self

    def alle_verdier(self) -> list[Fraction]:
        """The value, every year's where it has years, and the ends of its range."""
        alle: list[Fraction] = []
        for mengde in (self.verdi, self.lav, self.hoy):
            if isinstance(mengde, Fraction):
                alle.append(mengde)
            elif mengde is not None:
                alle.extend(mengde.values())
        return alle

    def i_ar(self, ar: int) -> Fraction:
        """The value in a year of the period."""
        return self.verdi if isinstance(self.verdi, Fraction) else self.verdi[ar]

    @property
    def tallet(self) -> Fraction:
        """The value as one number; raises ValueError where there is one per year."""
        if not isinstance(self.verdi, Fraction):
            raise ValueError(f"{self.adresse} har ett tall per år; skriv hvilket år")
        return self.verdi

    def __str__(self) -> str:
        return vis_med_enhet(self.tallet, Enhet.les(self.enhet))


class Enkelttall(Storrelse):
    """A named single figure in tall.yml."""


class Forutsetning(Storrelse):
    """An assumption that a measure's formula uses."""
