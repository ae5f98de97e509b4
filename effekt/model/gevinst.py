"""A measure's plan for its gain: who owns it, what shows it, and what is planned, budgeted, forecast and realised.

From ``gevinster/<id>.yml`` of a sector, a file beside the measure's own: the card is what a report printed once, and
this is what is reported for years after. A number that stands in a table of the sector already is not typed again:
``fra`` is its address, with a minus before it where what is an expenditure there is a gain here.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from effekt.base.faults import Feltfeil
from effekt.base.numbers import vis_dato
from effekt.model.storrelse import (
    SIDE_I_KILDEN,
    Ar,
    Belopsenhet,
    Enhetstekst,
    Form,
    Frosset,
    Grunnlag,
    Kode,
    Modell,
    Navn,
    Opphav,
    Serie,
    Sidetall,
    Tall,
    Tekst,
    frys,
    krev_belegg,
)

Slag = Literal["planlagt", "budsjettert", "prognose", "realisert"]
SLAG: Final[tuple[str, ...]] = ("planlagt", "budsjettert", "prognose", "realisert")
INDIKATOR: Final = "indikator"
# What no assumption of a measure can be called, since addresses and prose have it for the plan's.
GEVINSTNAVN: Final = (*SLAG, INDIKATOR)

_NAR: Final = r"(?:19|20|21)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"

_NAR_DAG: Final = 2  # hyphens in a day


def _finnes(verdi: str) -> str:
    if verdi.count("-") == _NAR_DAG:
        try:
            date.fromisoformat(verdi)
        except ValueError:
            raise ValueError(f"er «{verdi}», en dato som ikke finnes") from None
    return verdi


# When a number is from: a day, a month or a year, as the source says it.
Tidspunkt = Annotated[
    str,
    BeforeValidator(str),
    Form(_NAR, "Skriv et år, en måned eller en dag, for eksempel 2026, 2026-11 eller 2026-11-22"),
    AfterValidator(_finnes),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_NAR}$"}]}),
]
_UTEN_SKUDDAG: Final = "1900-"
_FRIST: Final = r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
Frist = Annotated[
    str,
    Form(_FRIST, "Skriv måned og dag i året etter, for eksempel 03-31"),
    # A day that every year has.
    AfterValidator(lambda v: _finnes(_UTEN_SKUDDAG + v).removeprefix(_UTEN_SKUDDAG)),
]


def vis_tidspunkt(nar: str) -> str:
    """A point in time to a reader: «22. november 2026», «november 2026», «2026»."""
    ar, *resten = nar.split("-")
    if not resten:
        return ar
    maned = f"{ar}-{resten[0]}"
    dag = vis_dato(date.fromisoformat(nar if len(resten) > 1 else f"{maned}-01"))
    return dag if len(resten) > 1 else dag.split("\u00a0", 1)[1]


class Oppgave(Modell):
    """A number that is told for a plan: itself with its source, or the address of where it stands (``fra``)."""

    verdi: Tall | None = Field(None, description="Tallet")
    fra: Tekst | None = Field(
        None, description="Adressen til tallet, der det står i data/ fra før; med minus foran snus fortegnet"
    )
    dato: Tidspunkt | None = Field(None, description="Når tallet er fra: dag, måned eller år")
    opphav: Opphav = Opphav.KILDE
    kilde: Tekst | None = Field(None, description="Dokumentets id i data/kilder.yml")
    side: Sidetall | None = Field(None, description=SIDE_I_KILDEN)
    begrunnelse: Tekst | None = Field(None, description="Hvordan vi kom fram til tallet")

    @model_validator(mode="after")
    def _har_belegg(self) -> Self:
        if self.verdi is not None and self.fra:
            raise Feltfeil(("fra",), "er gitt, og verdi også. Slett den ene")
        if self.fra and (self.kilde or self.side):
            raise Feltfeil(("fra",), "har kilde og side der tallet står. Slett dem her")
        if self.fra:
            return self
        krev_belegg(self.opphav, self.kilde, self.side, self.begrunnelse)
        return self


class Nullpunkt(Oppgave):
    """What an indicator was before the measure; the number may be one that no source gives."""


class _MedTall(Oppgave):
    @model_validator(mode="after")
    def _har_tall(self) -> Self:
        if self.verdi is None and not self.fra:
            raise Feltfeil((), "mangler verdi. Skriv tallet, eller fra: og adressen til det")
        return self


class Rapportert(_MedTall):
    """An amount that is planned, budgeted, forecast or realised in a year; less cost or more income has no minus."""

    slag: Slag = Field(description="planlagt, budsjettert, prognose eller realisert")
    ar: Ar = Field(description="Året beløpet gjelder")


class Maling(_MedTall):
    """What an indicator was measured to."""

    indikator: Navn = Field(description="Hvilken av planens indikatorer")
    ar: Ar = Field(description="Året målingen gjelder")


class Indikator(Modell):
    """What shows whether the gain comes: baseline, target per year, and how it is measured."""

    navn: Tekst = Field(description="Hva som måles, i noen få ord")
    enhet: Enhetstekst = Field(description="For eksempel: plasser, prosent, årsverk")
    nullpunkt: Nullpunkt | None = Field(None, description="Hva tallet var før tiltaket")
    mal: Serie = Field(default_factory=lambda: frys({}), description="Målet for hvert år")
    maltekst: Tekst | None = Field(None, description="Målet med ord, der kilden ikke setter tall")
    maleform: Tekst | None = Field(None, description="Hvordan og hvor ofte det måles")
    kilde: Tekst | None = Field(None, description="Dokumentet som har indikatoren, om det er et annet enn planens")
    side: Sidetall | None = None


class Gevinstplan(Grunnlag):
    """gevinster/<id>.yml: the plan for one measure's gain, and what has been reported of it."""

    tiltak: Kode = Field(description="Id-en til tiltaket")
    eier: Tekst | None = Field(None, description="Rollen som har ansvaret for gevinsten")
    rapportering: Tekst | None = Field(None, description="Hvordan og hvor ofte gevinsten rapporteres")
    frist: Frist | None = Field(None, description="Dagen i året etter da realisert gevinst skal være rapportert: 03-31")
    enhet: Belopsenhet = Field("kr", description="Enheten beløpene i planen står i; kr, om ikke annet står")
    indikatorer: Frosset[Navn, Indikator] = Field(default_factory=lambda: frys({}))
    forutsetter: tuple[Tekst, ...] = Field((), description="Det som må til for at gevinsten kommer")
    risiko: tuple[Tekst, ...] = Field((), description="Det som kan gjøre at den ikke kommer")
    realisering: tuple[Rapportert, ...] = Field((), description="Planlagt, budsjettert, prognose og realisert per år")
    malinger: tuple[Maling, ...] = Field((), description="Det indikatorene er målt til")
    merknader: tuple[Tekst, ...] = Field((), description="Det leseren bør vite om planen")

    @model_validator(mode="after")
    def _en_gang(self) -> Self:
        sett: set[tuple[object, ...]] = set()
        for nr, ett in enumerate(self.realisering):
            if (hva := (ett.slag, ett.ar, ett.dato or "")) in sett:
                raise Feltfeil(
                    ("realisering", nr), f"{ett.slag} for {ett.ar} står to ganger med samme dato. Slett den ene"
                )
            sett.add(hva)
            if ett.slag == "realisert" and ett.dato and ett.dato.split("-")[0] < str(ett.ar):
                raise Feltfeil(
                    ("realisering", nr, "dato"),
                    f"er {ett.dato}, før {ett.ar}. Det som ikke har skjedd, er en prognose. Rett dato, år eller slag",
                )
        for nr, maling in enumerate(self.malinger):
            if maling.indikator not in self.indikatorer:
                kjente = ", ".join(self.indikatorer) or "ingen"
                raise Feltfeil(
                    ("malinger", nr, "indikator"), f"er «{maling.indikator}», men planens indikatorer er {kjente}"
                )
            if (maltes := (maling.indikator, maling.ar, maling.dato or "")) in sett:
                raise Feltfeil(("malinger", nr), f"{maling.indikator} for {maling.ar} står to ganger. Slett den ene")
            sett.add(maltes)
        return self

    def frist_for(self, ar: int) -> date:
        """The last day on which what is realised in a year can be reported without being late."""
        if self.frist is None:
            return date(ar + 1, 1, 1) - timedelta(days=1)
        maned, dag = map(int, self.frist.split("-"))
        return date(ar + 1, maned, dag)

    @property
    def gjeldende(self) -> Mapping[tuple[str, int], tuple[int, Rapportert]]:
        """The amount that counts of each kind and year, the last one told, and its number in the list."""
        siste: dict[tuple[str, int], tuple[int, Rapportert]] = {}
        for nr, ett in enumerate(self.realisering):
            forrige = siste.get((ett.slag, ett.ar))
            if forrige is None or (ett.dato or "") >= (forrige[1].dato or ""):
                siste[ett.slag, ett.ar] = nr, ett
        return siste

    @property
    def malt(self) -> Mapping[tuple[str, int], tuple[int, Maling]]:
        """The measurement that counts of each indicator and year, the last one, and its number in the list."""
        siste: dict[tuple[str, int], tuple[int, Maling]] = {}
        for nr, ett in enumerate(self.malinger):
            forrige = siste.get((ett.indikator, ett.ar))
            if forrige is None or (ett.dato or "") >= (forrige[1].dato or ""):
                siste[ett.indikator, ett.ar] = nr, ett
        return siste


def fra_adressen(fra: str) -> tuple[int, str]:
    """The sign, 1 or -1, and the address of «-budsjett[X, 2026]»."""
    bar = fra.strip()
    return (-1, bar[1:].strip()) if bar[:1] in {"-", "\u2212", "\u2013"} else (1, bar)
