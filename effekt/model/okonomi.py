"""What a measure costs beside its formula, and the rules that present values go by."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from effekt.base.faults import Feltfeil
from effekt.base.numbers import vis_tall
from effekt.model.storrelse import Enkelttall, Storrelse
from effekt.model.units import AR, KR, dimension_of

# The rules of calculation in program.yml that a present value needs; it is shown where both are given.
KALKULASJONSRENTE: Final = "kalkulasjonsrente"
LEVETID: Final = "levetid"
_LENGSTE_LEVETID: Final = 100

KOSTNADSSLAG: Final[dict[str, str]] = {"engangskostnad": "Engangskostnad", "investering": "Investering"}


class Kostnad(Storrelse):
    """What a measure costs once, or what is invested in it, in the years that it falls; no part of the formula.

    An investment paid for with a loan of the measure is the loan's, and is not entered here too.
    """

    slag: Literal["engangskostnad", "investering"] = Field(description="Engangskostnad eller investering")

    @property
    def grenser(self) -> tuple[Fraction | None, Fraction | None]:
        lavest, hoyest = super().grenser
        return (lavest if self.tillatt else Fraction(0), hoyest)

    @model_validator(mode="after")
    def _i_kroner_per_ar(self) -> Self:
        if dimension_of(self.enhet).uten_ar != ((KR, 1),):
            raise Feltfeil(("enhet",), f"er «{self.enhet}», men en kostnad er et beløp. Skriv kr eller mill. kr")
        if not isinstance(self.verdi, Mapping):
            raise Feltfeil(("verdi",), "mangler årene. Skriv når kostnaden kommer, for eksempel {2027: 300000}")
        return self

    def i_kroner(self, ar: int) -> Fraction:
        """What falls in the year, in kroner; nothing in a year without any."""
        return self.i_formel(ar) if isinstance(self.verdi, Mapping) and ar in self.verdi else Fraction(0)


def krev_regneregler(regler: Mapping[str, Enkelttall]) -> None:
    """Raise Feltfeil for rules of present value that cannot be used."""
    rente, levetid = regler.get(KALKULASJONSRENTE), regler.get(LEVETID)
    for navn, regel, annen in ((KALKULASJONSRENTE, rente, LEVETID), (LEVETID, levetid, KALKULASJONSRENTE)):
        if regel is None:
            continue
        sti = ("regneregler", navn)
        if annen not in regler:
            raise Feltfeil(sti, f"trenger {annen} ved siden av seg, for nåverdien regnes av de to. Legg den til")
        if not isinstance(regel.verdi, Fraction):
            raise Feltfeil((*sti, "verdi"), "må være ett tall, ikke ett per år")
    if rente and dimension_of(rente.enhet).ledd:
        raise Feltfeil(("regneregler", KALKULASJONSRENTE, "enhet"), "må være andel eller prosent")
    if rente and rente.regnetall <= -1:
        raise Feltfeil(("regneregler", KALKULASJONSRENTE, "verdi"), "må være mer enn \u2212100\u00a0%. Rett tallet")
    if levetid and dimension_of(levetid.enhet).ledd != ((AR, 1),):
        raise Feltfeil(("regneregler", LEVETID, "enhet"), "må være år")
    if levetid and (levetid.tallet.denominator != 1 or not 1 <= levetid.tallet <= _LENGSTE_LEVETID):
        vist = vis_tall(levetid.tallet)
        raise Feltfeil(
            ("regneregler", LEVETID, "verdi"), f"er {vist}, men må være et helt tall fra 1 til {_LENGSTE_LEVETID}"
        )
