"""Quantities: exact numbers with a unit, an address, and where they come from.

A number is printed in a source (``kilde``), worked out by the book (``avledet``), or chosen by it (``valgt``).

A quantity has bounds, ``lav`` and ``hoy``, only where the source gives them; one alone is «at least» or «at most».
Where they are from another page than the value, or the book put them together, ``spenn`` says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    StrictBool,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import core_schema

from effekt.base.faults import Feltfeil
from effekt.base.numbers import Enhet, les_tall, skriv_tall, utenfor, vis_med_enhet
from effekt.base.words import is_devices_name
from effekt.model.units import KR, dimension_of, factor_of

K = TypeVar("K")
V = TypeVar("V")


def frys(verdi: Mapping[K, V]) -> Mapping[K, V]:
    """The mapping, read-only."""
    return MappingProxyType(dict(verdi))


# A mapping that nobody can write to.
Frosset = Annotated[Mapping[K, V], AfterValidator(frys)]


def _ar(verdi: object) -> object:
    if isinstance(verdi, int) or (isinstance(verdi, str) and re.fullmatch(r"(19|20|21)\d\d", verdi)):
        return int(verdi)
    raise ValueError(f"er «{verdi}», men må være et årstall, for eksempel 2026")


_NUMRE: Final = r"[0-9][0-9.\u2013, ]*"


def _side(verdi: object) -> object:
    if not isinstance(verdi, str | int):
        raise ValueError('må være tekst. Sett anførselstegn rundt flere sider: "42, 43"')
    tekst = str(verdi).strip()
    return rekke if er_numre(rekke := tekst.replace("-", "\u2013")) else tekst


def er_numre(oppgitt: str) -> bool:
    """Whether a place is numbers alone, of pages, sections or tables, and no words: «49–50», not «tabell 1»."""
    return bool(re.fullmatch(_NUMRE, oppgitt))


def er_kode(oppgitt: str) -> bool:
    """Whether a place is numbers alone, or one that a publisher has given a code: «BEF036», not «tabell 1»."""
    return er_numre(oppgitt) or bool(re.fullmatch(r"\w*\d\w*", oppgitt))


def i_melding(oppgitt: str) -> str:
    """A place in a message, where nobody knows what the document's numbers are called: «s. 49», «tabell 1»."""
    return f"s. {oppgitt}" if er_numre(oppgitt) else oppgitt


def leddene(oppgitt: str) -> list[str]:
    """What stands between the commas of numbers: «31, 54–56» is 31 and 54–56; words are one place."""
    return oppgitt.split(", ") if er_numre(oppgitt) else [oppgitt]


def endene(oppgitt: str) -> list[str]:
    """The pages as they are named: «31, 54–56» names 31, 54 and 56; words are one place."""
    return re.split(r"[,\u2013] *", oppgitt) if er_numre(oppgitt) else [oppgitt]


def sidene(oppgitt: str) -> list[str]:
    """The pages one by one: «31, 54–56» is 31, 54, 55 and 56; of a span of sections, its two ends."""
    alle: list[str] = []
    for del_ in leddene(oppgitt):
        fra, *til = endene(del_)
        alle += (
            map(str, range(int(fra), int(til[0]) + 1)) if til and fra.isdigit() and til[0].isdigit() else (fra, *til)
        )
    return alle


def _rekke(side: str) -> list[int]:
    return [int(tall) for tall in re.findall(r"\d+", side)]


def _stigende(oppgitt: str) -> str:
    """The place; raises ValueError where it is numbers that do not ascend, each once."""
    if any(_rekke(forrige) >= _rekke(neste) for forrige, neste in pairwise(endene(oppgitt))):
        raise ValueError(f"er «{oppgitt}». Skriv sidene i stigende rekkefølge, hver av dem én gang")
    return oppgitt


@dataclass(frozen=True)
class Form:
    """Text that must match the whole of ``monster``; ``rad`` is the remedy where it does not."""

    monster: str
    rad: str

    def krev(self, verdi: str) -> str:
        """The text; raises ValueError for one of another form."""
        if not re.fullmatch(self.monster, verdi):
            # One line in the message, also where the text has several.
            vist = verdi.replace("\n", "\\n").replace("\t", "\\t")
            raise ValueError(f"er «{vist}». {self.rad}")
        return verdi

    def __get_pydantic_core_schema__(self, kilde: Any, lag: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self.krev, lag(kilde))

    def __get_pydantic_json_schema__(self, skjema: core_schema.CoreSchema, lag: Any) -> dict[str, str]:
        return {"type": "string", "pattern": f"^{self.monster}$"}


def _som_fil(kode: str) -> str:
    if is_devices_name(kode):
        raise ValueError(f"er «{kode}», som Windows har for seg selv: ingen fil kan hete det der. Velg et annet")
    return kode


def _enhet(enhet: str) -> str:
    dimension_of(enhet)
    return enhet


_TALLSKJEMA: Final = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?(/\d+)?$"}]}
Tall = Annotated[Fraction, BeforeValidator(les_tall), WithJsonSchema(_TALLSKJEMA)]
Ar = Annotated[int, BeforeValidator(_ar), Field(ge=1900, le=2200)]
Sannhet = Annotated[bool, BeforeValidator(lambda v: {"true": True, "false": False}.get(str(v), v))]
Tekst = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Enhetstekst = Annotated[Tekst, AfterValidator(_enhet)]
Navn = Annotated[str, Form(r"[a-z][a-z0-9_]*", "Bruk bare a\u2013z, tall og _, og begynn med en bokstav")]
Kode = Annotated[str, Form(r"[A-Z][A-Z0-9]*", "Bruk bare A\u2013Z og tall, og begynn med en bokstav")]
# One that a file is named by.
Filkode = Annotated[Kode, AfterValidator(_som_fil)]
# The scales that amounts without a unit of their own may stand in.
Belopsenhet = Literal["kr", "1 000 kr", "mill. kr", "mrd. kr"]
SIDE_I_KILDEN: Final = "Side i kilden. Har den ikke sider: tabell 1, punkt 3.2, Innsparinger"
# Where in a source: a page, or several (49, "49–50", "23, 47"), or in words where it has none: «tabell 1».
# What a source's places may be, is held against the source itself (``sektorkontroll.ukjente_kilder``).
Sidetall = Annotated[
    Tekst,
    BeforeValidator(_side),
    AfterValidator(_stigende),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "minLength": 1}]}),
]
# In a schema: the scale of program.yml that a word is a step of, which an editor offers.
SKALA: Final = "x-skala"
# How uncertain one assumption is: as the measure's rating of the estimate, not at all, or as a step of the scale.
ANSLAGET: Final = "anslaget"
INGEN: Final = "ingen"
Usikkerhetsmerke = Annotated[
    Navn, WithJsonSchema({"anyOf": [{"enum": [ANSLAGET, INGEN]}, {"type": "string", SKALA: "usikkerhet"}]})
]
Serie = Frosset[Ar, Tall]
Mengde = Annotated[
    Annotated[Tall, Tag("ett tall")] | Annotated[Serie, Tag("per år")],
    Discriminator(lambda verdi: "per år" if isinstance(verdi, Mapping) else "ett tall"),
]


def i_ar(mengde: Fraction | Mapping[int, Fraction], ar: int) -> Fraction:
    """The amount in a year, where there may be one for all years or one for each."""
    return mengde if isinstance(mengde, Fraction) else mengde[ar]


class Modell(BaseModel):
    """The base of everything read from data/: unknown keys are refused, nothing can be changed."""

    # A model that is only a part of others needs no validator of its own, and most are.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Opphav(StrEnum):
    """Where a value comes from."""

    KILDE = "kilde"
    AVLEDET = "avledet"
    VALGT = "valgt"


class Uoppgitt(ValueError):
    """The value may be right, but its origin is missing."""


def krev_belegg(opphav: Opphav, kilde: str | None, side: str | None, begrunnelse: str | None) -> None:
    """Raise Uoppgitt for a statement that has neither document and page, nor a reasoning of the book's own."""
    if opphav is Opphav.KILDE and not (kilde and side):
        raise Uoppgitt("mangler kilde og side. Oppgi begge, eller sett opphav: avledet eller valgt med begrunnelse")
    if opphav is not Opphav.KILDE and not begrunnelse:
        raise Uoppgitt(f"har opphav {opphav.value}, og trenger en begrunnelse")


class Grunnlag(Modell):
    """The part that every sourced statement has: document and page, or the book's reasoning."""

    opphav: Opphav = Opphav.KILDE
    kilde: Tekst | None = Field(None, description="Dokumentets id i data/kilder.yml")
    side: Sidetall | None = Field(None, description=SIDE_I_KILDEN)
    begrunnelse: Tekst | None = Field(None, description="Hvordan verdien er funnet")

    @model_validator(mode="after")
    def _har_belegg(self) -> Self:
        krev_belegg(self.opphav, self.kilde, self.side, self.begrunnelse)
        return self


class Storrelse(Grunnlag):
    """A quantity: value, unit and provenance; ``adresse`` is set when it is read."""

    navn: Tekst = Field(description="Hva tallet er, i noen få ord")
    verdi: Mengde = Field(description="Tallet, eller ett tall per år")
    enhet: Enhetstekst = Field(description="For eksempel: kr per plass og år, prosent, andel, plasser")
    lav: Mengde | None = Field(None, description="Nederst i spennet; alene: minst")
    hoy: Mengde | None = Field(None, description="Øverst i spennet; alene: høyst")
    spenn: Grunnlag | None = Field(None, description="Hvor spennet er fra, når det ikke er samme sted som verdien")
    tillatt: tuple[Tall, Tall] | None = Field(None, description="Minste og største tillatte verdi")
    prisar: Ar | None = Field(None, description="Året beløpet er i kroner fra, der kilden sier det")
    adresse: str = Field("", exclude=True, json_schema_extra={"readOnly": True})

    @model_validator(mode="after")
    def _bare_belop_har_prisar(self) -> Self:
        if self.prisar is not None and not self.er_belop:
            raise Feltfeil(("prisar",), f"er oppgitt, men enheten «{self.enhet}» er ikke et beløp. Slett prisar")
        return self

    @property
    def er_belop(self) -> bool:
        """Whether it is kroner, per whatever."""
        return dimension_of(self.enhet).grad(KR) == 1

    @model_validator(mode="after")
    def _innenfor(self) -> Self:
        for felt in ("verdi", "lav", "hoy"):
            mengde = getattr(self, felt)
            per_ar = mengde if isinstance(mengde, Mapping) else {None: mengde}
            for ar, verdi in per_ar.items():
                feil = "" if verdi is None else utenfor(verdi, *self.grenser, self.enhet)
                if feil and verdi < 0 and self.grenser[0] == 0 and not self.tillatt:
                    feil += f". Skal tallet være under null, skriv tillatt: [{skriv_tall(verdi)}, 0] ved siden av"
                if feil:
                    raise Feltfeil((felt,) if ar is None else (felt, str(ar)), feil)
        if isinstance(self.lav, Fraction) and isinstance(self.hoy, Fraction) and self.lav > self.hoy:
            raise Feltfeil(("lav",), f"er {skriv_tall(self.lav)}, som er mer enn hoy ({skriv_tall(self.hoy)})")
        if self.spenn and not self.har_spenn:
            raise Feltfeil(("spenn",), "sier hvor et spenn er fra, men lav og hoy mangler")
        return self

    @property
    def har_spenn(self) -> bool:
        """Whether the source bounds the value, to one side or both."""
        return self.lav is not None or self.hoy is not None

    @property
    def grenser(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the largest value allowed, unless ``tillatt`` says otherwise.

        A share is from 0 to 1, a percentage or percentage points between -100 and 100.
        """
        if self.tillatt:
            return self.tillatt
        hundre = Fraction(100)
        faste = {"andel": (Fraction(0), Fraction(1)), "prosent": (-hundre, hundre), "prosentpoeng": (-hundre, hundre)}
        return faste.get(Enhet.les(self.enhet).base, (None, None))

    def i_ar(self, ar: int) -> Fraction:
        """The value in a year of the period, in its own unit."""
        return i_ar(self.verdi, ar)

    def i_formel(self, ar: int) -> Fraction:
        """The value in a year as it is reckoned with: kroner, not thousands of them, and shares, not per cent."""
        return self.i_ar(ar) * factor_of(self.enhet)

    def innenfor(self, periode: Sequence[int]) -> Self:
        """The quantity without its values for years outside the period."""

        def kutt(mengde: Fraction | Mapping[int, Fraction] | None) -> object:
            if not isinstance(mengde, Mapping):
                return mengde
            return frys({ar: verdi for ar, verdi in mengde.items() if ar in periode})

        return self.model_copy(update={n: kutt(getattr(self, n)) for n in ("verdi", "lav", "hoy")})

    @property
    def tallet(self) -> Fraction:
        """The value as one number; raises ValueError where there is one per year."""
        if not isinstance(self.verdi, Fraction):
            raise ValueError(f"{self.adresse} har ett tall per år; skriv hvilket år")
        return self.verdi

    @property
    def regnetall(self) -> Fraction:
        """The one number as it is reckoned with, see ``i_formel``."""
        return self.tallet * factor_of(self.enhet)

    def __str__(self) -> str:
        return vis_med_enhet(self.tallet, Enhet.les(self.enhet))


class Enkelttall(Storrelse):
    """A named single figure in tall.yml."""


class Forutsetning(Storrelse):
    """An assumption that a measure's formula uses: never below zero unless ``tillatt`` says so.

    ``usikkerhet`` says how uncertain it is by itself; without it, see ``calc.usikkerhet``.
    """

    usikkerhet: Usikkerhetsmerke | None = Field(
        None, description="Hvor usikkert tallet er: anslaget, ingen, eller et trinn i skalaen"
    )
    # Set where the source's own amounts are the effect: they have the measure's source, and either sign.
    kildens_belop: StrictBool = Field(False, exclude=True, json_schema_extra={"readOnly": True})

    @model_validator(mode="after")
    def _har_belegg(self) -> Self:
        if not self.kildens_belop:
            krev_belegg(self.opphav, self.kilde, self.side, self.begrunnelse)
        return self

    @property
    def er_innfasing(self) -> bool:
        """Whether it says how much of the effect is reached each year: time, which delay stands for."""
        return Enhet.les(self.enhet).base in {"andel", "prosent"} and isinstance(self.verdi, Mapping)

    @property
    def kan_variere(self) -> bool:
        """Whether it is marked as uncertain, or bounded and not marked as certain; time never is."""
        merket = self.usikkerhet is not None or self.har_spenn
        return merket and self.usikkerhet != INGEN and not self.er_innfasing

    @property
    def grenser(self) -> tuple[Fraction | None, Fraction | None]:
        lavest, hoyest = super().grenser
        return (lavest if self.tillatt or self.kildens_belop else Fraction(0), hoyest)


class Regel(Grunnlag):
    """A rule of calculation and where it comes from."""
