"""How a measure goes together with others: overlap, dependence, and effects that lower fees."""

from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from effekt.storrelse import Grunnlag, Tall, Tekst, form

_HENVISNING: Final = r"([a-z][a-z0-9_]*\.)?[A-Z][A-Z0-9]*"
# A measure of the same sector, or of another one with that sector's folder before it: «kon.BIB1».
Tiltakshenvisning = Annotated[
    str,
    AfterValidator(
        form(_HENVISNING, "Skriv id-en til tiltaket; i en annen sektor med mappen foran: kon.BIB1")
    ),
    WithJsonSchema({"type": "string", "pattern": f"^{_HENVISNING}$"}),
]
Del = Annotated[Tall, Field(gt=0, le=1)]


class Overlapp(Grunnlag):
    """The same money in two measures: which of them counts it, and how much of the other it is.

    Stated at one of the two, or alike at both. What several overlaps take from one measure is
    different parts of it: what three measures share is stated for one of the pairs.
    """

    tiltak: Tiltakshenvisning
    hva: Tekst = Field(description="Hva som er det samme i begge tiltakene")
    telles: Literal["dette", "det_andre"] = Field(
        description="Hvilket av de to som telles helt i summene"
    )
    andel: Del = Field(
        Fraction(1),
        description="Hvor stor del av tiltaket som ikke telles, det gjelder; ellers alt",
    )


class Avhengighet(Grunnlag):
    """Another measure that must be carried out for this one to give its effect."""

    tiltak: Tiltakshenvisning
    hvorfor: Tekst = Field(description="Hvorfor effekten ikke er der uten det andre tiltaket")


class Selvkost(Grunnlag):
    """The effect is on an area paid by fees: it lowers them, and frees no money."""

    omrade: Tekst = Field(description="For eksempel vann, avløp eller renovasjon")
    andel: Del = Field(Fraction(1), description="Hvor stor del av effekten det gjelder; ellers alt")
