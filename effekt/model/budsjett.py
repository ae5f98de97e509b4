"""Where in a municipality's budget a measure's effect belongs: chapter, cost centre, KOSTRA function and kind."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from effekt.base.numbers import vis_tall
from effekt.model.storrelse import Form, Modell, Tall

# A code as budgets have it; its zeros in front are part of it.
Budsjettkode = Annotated[
    str, Form(r"[0-9A-Za-z][0-9A-Za-z .\-]*", "Skriv koden slik budsjettet har den, for eksempel 254 eller 12.3")
]
Budsjettype = Literal["drift", "investering"]


class Budsjettlinje(Modell):
    """A line of the budget that a measure's effect goes to, or a share of it."""

    type: Budsjettype = Field("drift", description="Om linjen står i drifts- eller investeringsbudsjettet")
    kapittel: Budsjettkode | None = Field(None, description="Kapittelet i budsjettet")
    ansvar: Budsjettkode | None = Field(None, description="Ansvarsstedet som har linjen")
    funksjon: Budsjettkode | None = Field(None, description="KOSTRA-funksjonen")
    art: Budsjettkode | None = Field(None, description="KOSTRA-arten")
    andel: Annotated[Tall, Field(gt=0, le=1)] = Field(
        Fraction(1), description="Hvor stor del av effekten linjen har; ellers alt"
    )


def fordelingen(linjer: Sequence[Budsjettlinje]) -> Sequence[Budsjettlinje]:
    """The lines; raises ValueError where those of one type do not share out all of it, and no more."""
    for type_ in dict.fromkeys(linje.type for linje in linjer):
        sum_ = sum((linje.andel for linje in linjer if linje.type == type_), Fraction(0))
        if sum_ != 1:
            raise ValueError(
                f"har andeler for {type_} som til sammen er {vis_tall(sum_)}, men må være 1. Rett andelene"
            )
    return linjer
