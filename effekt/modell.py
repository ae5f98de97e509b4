"""What data/ holds: documents, sectors, single figures, assumptions and measures.

Immutable and validated. A number is an exact fraction, and says its unit and where it is from:
printed in a source (``kilde``), worked out by the book (``avledet``), or chosen by it (``valgt``).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, TypeVar

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


def _frys(verdi: Mapping[K, V]) -> Mapping[K, V]:
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
Serie = Annotated[Mapping[Ar, Tall], AfterValidator(_frys)]
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


class Usikkerhet(StrEnum):
    """The report's scale for how uncertain an estimate or its carrying-out is."""

    LAV = "lav"
    MIDDELS = "middels"
    STOR = "stor"
    IKKE_GJENGITT = "ikke_gjengitt"


class Konsekvens(StrEnum):
    """The report's scale for consequences other than money."""

    SVART_POSITIV = "svart_positiv"
    MIDDELS_POSITIV = "middels_positiv"
    NOE_POSITIV = "noe_positiv"
    NOYTRAL = "noytral"
    NOE_NEGATIV = "noe_negativ"
    MIDDELS_NEGATIV = "middels_negativ"
    SVART_NEGATIV = "svart_negativ"
    IKKE_GJENGITT = "ikke_gjengitt"


class _Vurdering(Modell):
    """A rating on the card and its reasons."""

    grunnlag: Literal["boks", "tekst", "ingen"] = Field(
        description="Om vurderingen står i kortets fargede boks, i teksten, eller ingen av delene"
    )
    ordlyd: Tekst | None = Field(None, description="Rapportens ord, der det ikke er skalaens")
    side: Side
    tekst: Tekst

    @model_validator(mode="after")
    def _gjengitt(self) -> Self:
        mangler = getattr(self, "verdi", None) in {"ikke_gjengitt"}
        if mangler != (self.grunnlag == "ingen"):
            raise ValueError("grunnlag er «ingen» når, og bare når, verdien er ikke_gjengitt")
        return self


class Usikkerhetsvurdering(_Vurdering):
    """How uncertain the estimate is, or its carrying-out."""

    verdi: Usikkerhet


class Konsekvensvurdering(_Vurdering):
    """What follows for the city and its residents, or for employees and organisation."""

    verdi: Konsekvens


class Vurderinger(Modell):
    """The four ratings of a card, in the card's order."""

    estimatusikkerhet: Usikkerhetsvurdering
    gjennomforingsusikkerhet: Usikkerhetsvurdering
    konsekvenser_samfunn: Konsekvensvurdering
    konsekvenser_ansatte: Konsekvensvurdering


class UplassertVurdering(Modell):
    """A rating that is printed, while the source's text does not say in which field."""

    verdi: Literal[
        "lav", "middels", "stor",
        "svart_positiv", "middels_positiv", "noe_positiv", "noytral",
        "noe_negativ", "middels_negativ", "svart_negativ",
    ]  # fmt: skip
    felt: Annotated[tuple[Tekst, ...], Field(min_length=2)] = Field(
        description="Feltene som vurderingen kan høre til"
    )
    side: Side


class SamletVurdering(Modell):
    """The overall assessment: one of the programme's five classes, and why."""

    klasse: Navn
    klasse_opphav: Opphav
    tekst: Tekst


class Regel(Grunnlag):
    """A rule of calculation and where it comes from."""


class Avrunding(Grunnlag):
    """What the printed effect is rounded to, in kroner."""

    til: Tall


class Lan(Modell):
    """Which assumptions of the measure make up its loan."""

    belop: Navn
    avdrag: Navn
    rentesats: Navn
    lisens: Navn
    besparelse: Navn
    forste_ar: Ar


def _oppgitt(verdi: object) -> object:
    return verdi if verdi == "-" else les_tall(verdi)


# A printed effect: kroner, or the dash that a card may show in a year without effect.
Oppgitt = Annotated[
    Fraction | Literal["-"], BeforeValidator(_oppgitt), WithJsonSchema({"type": ["number", "string"]})
]


class Tiltak(Modell):
    """A measure: the printed card, and the formula that gives its effect per year."""

    id: Kode
    navn: Tekst
    virksomhet: Kode
    kilde: Tekst
    sider: Mapping[Literal["omtale", "kort"], Side]
    beskrivelse: Tekst
    forutsetninger: Annotated[
        Mapping[Navn, Forutsetning], Field(min_length=1), AfterValidator(_frys)
    ]
    formel: Tekst = Field(description="Regnestykke med navnene på forutsetningene; gir kroner")
    formel_grunnlag: Regel
    avrunding: Avrunding | None = None
    oppgitt: Annotated[Mapping[Ar, Oppgitt], AfterValidator(_frys)]
    lan: Lan | None = None
    effekt_tekst: Tekst
    vurderinger: Vurderinger
    uplasserte_vurderinger: tuple[UplassertVurdering, ...] = ()
    samlet_vurdering: SamletVurdering
    kommunemal: tuple[Annotated[int, BeforeValidator(lambda v: int(v))], ...] = ()
    merknader: tuple[Tekst, ...] = Field((), description="Det leseren bør vite om kortet")

    def oppgitt_effekt(self, ar: int) -> Fraction:
        """The printed effect in a year, in kroner; the source sums a dash as nothing."""
        verdi = self.oppgitt[ar]
        return Fraction(0) if verdi == "-" else Fraction(verdi)

    @property
    def alle_vurderinger(self) -> dict[str, Usikkerhetsvurdering | Konsekvensvurdering]:
        """The four ratings by field name, in the card's order."""
        return {felt: getattr(self.vurderinger, felt) for felt in Vurderinger.model_fields}


class Virksomhet(Modell):
    """An agency of the sector, or the sector itself for measures across agencies."""

    navn: Tekst
    kilde: Tekst
    side: Side


class Plass(Modell):
    """A figure's place in the source, for figures that the book computes."""

    nummer: Tekst
    kilde: Tekst
    side: Side


class Sektorinfo(Modell):
    """What sektor.yml says: the sector, its period and its agencies."""

    id: Navn
    navn: Tekst
    kortnavn: Kode
    rapport: Tekst = Field(description="Id-en til delrapporten i data/kilder.yml")
    periode: Annotated[tuple[Ar, ...], Field(min_length=1)]
    varig_fra_siste_ar: Literal["ja", "nei"] = "nei"
    prisniva: Tekst | None = Field(None, description="Kroneverdien beløpene står i, om oppgitt")
    virksomheter: Annotated[
        Mapping[Kode, Virksomhet], Field(min_length=1), AfterValidator(_frys)
    ]
    figurer: Annotated[Mapping[Navn, Plass], AfterValidator(_frys)] = Field(
        MappingProxyType({}), description="Hvor kilden har figurene som boken regner ut"
    )
    klasser_avledet: Tekst | None = Field(
        None, description="Hvordan klassene ble avledet, der kortene ikke har dem"
    )

    @model_validator(mode="after")
    def _stigende(self) -> Self:
        forste = self.periode[0]
        if list(self.periode) != list(range(forste, forste + len(self.periode))):
            raise ValueError("periode må være år etter hverandre, for eksempel [2026, 2027, 2028]")
        return self

    def vis_ar(self, ar: int) -> str:
        """The year as a heading; the last one with an arrow where the effect goes on."""
        varig = self.varig_fra_siste_ar == "ja" and ar == self.periode[-1]
        return f"{ar} \u2192" if varig else str(ar)


class Kildedokument(Modell):
    """A source document."""

    tittel: Tekst
    utgiver: Tekst
    dato: Tekst
    sider: Annotated[int, BeforeValidator(lambda v: int(v))] | None = None
    lisens: Tekst
    merknad: Tekst | None = None


class Kilder(Modell):
    """data/kilder.yml: the documents by id."""

    kilder: Annotated[Mapping[str, Kildedokument], AfterValidator(_frys)]


class Skalatrinn(Modell):
    """A step of a scale: word, sign and tone."""

    navn: Tekst
    tegn: Tekst
    tone: Literal["god", "svak_god", "noytral", "svak_darlig", "darlig", "ukjent"]


class Felles(Modell):
    """data/felles/program.yml: what all sectors share."""

    programnavn: Tekst
    kommune: Tekst
    kommunemal: Annotated[Mapping[str, Tekst], AfterValidator(_frys)]
    kommunemal_kilde: Regel
    usikkerhet: Annotated[Mapping[str, Skalatrinn], AfterValidator(_frys)]
    konsekvens: Annotated[Mapping[str, Skalatrinn], AfterValidator(_frys)]
    klasser: Annotated[Mapping[Navn, Tekst], AfterValidator(_frys)]
    klasser_kilde: Regel
    regneregler: Annotated[Mapping[Navn, Enkelttall], AfterValidator(_frys)]


class Enkelttallfil(Modell):
    """tall.yml: the sector's named single figures."""

    tall: Annotated[Mapping[Navn, Enkelttall], AfterValidator(_frys)]


YAMLFILER: Final[dict[str, type[Modell]]] = {
    "kilder": Kilder,
    "program": Felles,
    "sektor": Sektorinfo,
    "tall": Enkelttallfil,
    "tiltak": Tiltak,
}

