"""What all sectors share: the programme, its goals, its way of working, its scales and classes."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from effekt.base.faults import Feltfeil
from effekt.base.numbers import UKJENT
from effekt.model.okonomi import krev_regneregler
from effekt.model.storrelse import Enkelttall, Frosset, Grunnlag, Kode, Modell, Navn, Regel, Sidetall, Tekst, frys

# The step of a scale where the source shows none; the others are the municipality's own.
IKKE_GJENGITT: Final = "ikke_gjengitt"


class Skalatrinn(Modell):
    """A step of a scale: word, sign and tone."""

    navn: Tekst
    tegn: Tekst
    tone: Literal["god", "svak_god", "noytral", "svak_darlig", "darlig", "ukjent"]


class Samfunnsfloke(Grunnlag):
    """One of the challenges that the municipality's planning strategy names."""

    navn: Tekst
    beskrivelse: Tekst


class Gjennomgang(Modell):
    """When a sector was reviewed, or which part of it."""

    nar: Tekst
    omfang: Tekst | None = None


class Avvik(Modell):
    """How a sector's review differed from the others, and why."""

    hva: Tekst
    hvorfor: Tekst
    i_stedet: Tekst | None = None


class Sektorrapport(Grunnlag):
    """A sector of the programme and its report."""

    navn: Tekst
    gjennomgatt: tuple[Gjennomgang, ...] = ()
    delrapport: Sidetall | None = None
    avvik: Avvik | None = None


class Unntak(Grunnlag):
    """What the programme does not cover."""

    hva: tuple[Tekst, ...]


class Fasesteg(Modell):
    """A step of a phase."""

    navn: Tekst
    tekst: Tekst
    punkter: tuple[Tekst, ...] = ()


class Datatema(Modell):
    """What data were collected about."""

    niva: Tekst
    tekst: Tekst


class Fase(Grunnlag):
    """A phase of the programme's work."""

    navn: Tekst
    steg: tuple[Fasesteg, ...]
    temaer: tuple[Datatema, ...] = ()


class Kortfelt(Grunnlag):
    """A field of a measure's card, as the source lists them."""

    navn: Tekst
    felt: tuple[Tekst, ...] = ()
    gruppe: Tekst | None = None
    forklaring: Tekst
    pa_kortet: Tekst | None = Field(None, description="Navnet på kortet, der det er et annet")


class Skalabelegg(Modell):
    """Where the source has a step of the scale: in its text, or printed on a card."""

    belegg: Literal["tekst", "kort"]
    side: Tekst
    forklaring: Tekst | None = None


class Vurderingsskala(Grunnlag):
    """The scale for consequences and uncertainty, as the text describes it."""

    styrker: tuple[Tekst, ...]
    retninger: tuple[Tekst, ...]
    konsekvens: Frosset[str, Skalabelegg]
    usikkerhet: Frosset[str, Skalabelegg]


FELTNAVN: Final = {
    "estimatusikkerhet": "Estimatusikkerhet",
    "gjennomforingsusikkerhet": "Gjennomføringsusikkerhet",
    "konsekvenser_samfunn": "Konsekvenser for innbyggere og samfunn",
    "konsekvenser_ansatte": "Konsekvenser for ansatte og organisasjonen",
}


class Synonymer(Modell):
    """data/felles/synonymer.yml: groups of words that find each other in the search."""

    synonymer: tuple[Annotated[tuple[Tekst, ...], Field(min_length=2)], ...]


def _med_ikke_gjengitt(skala: Mapping[str, Skalatrinn]) -> Mapping[str, Skalatrinn]:
    mangler = Skalatrinn(navn="Ikke gjengitt", tegn=UKJENT, tone="ukjent")
    if not set(skala) - {IKKE_GJENGITT}:
        raise ValueError("har ingen trinn. Legg til minst ett, med navn, tegn og tone")
    return frys(skala if IKKE_GJENGITT in skala else {**skala, IKKE_GJENGITT: mangler})


Skala = Annotated[Mapping[Navn, Skalatrinn], AfterValidator(_med_ikke_gjengitt)]


class Felles(Modell):
    """data/felles/program.yml: what all sectors share."""

    programnavn: Tekst
    kommune: Tekst
    kommunemal: Frosset[str, Tekst] = Field(default_factory=dict)
    kommunemal_kilde: Regel | None = None
    samfunnsfloker: Frosset[Navn, Samfunnsfloke] = Field(default_factory=dict)
    sektorer: Frosset[Kode, Sektorrapport] = Field(default_factory=dict)
    tverrgaende_rapport: Sektorrapport | None = None
    unntak: Unntak | None = None
    faser: Frosset[Navn, Fase] = Field(default_factory=dict)
    kortfelt: tuple[Kortfelt, ...] = ()
    vurderingsskala: Vurderingsskala | None = None
    usikkerhet: Skala = Field(description="Trinnene for usikkerhet, fra minst til mest")
    konsekvens: Skala = Field(description="Trinnene for konsekvenser, fra best til verst")
    klasser: Annotated[Mapping[Navn, Tekst], Field(min_length=1), AfterValidator(frys)] = Field(
        description="Klassene av samlet vurdering, fra best til dårligst"
    )
    belopsenhet: Literal["mill. kr", "1 000 kr", "kr"] = Field("mill. kr", description="Enheten som beløp vises i")
    klasser_kilde: Regel
    klasser_mellom: Tekst | None = Field(
        None, description="Det som følger klassens navn på kortet: «mellom effekt og konsekvens»"
    )
    regneregler: Frosset[Navn, Enkelttall] = Field(default_factory=dict)
    enheter: tuple[Tekst, ...] = Field((), description="Egne ord i enheter som likner på vanlige")
    utelatt: tuple[Tekst, ...] = Field(
        (), description="Tekster i tekster/ som rapporten ikke har; delene deres faller bort"
    )

    @model_validator(mode="after")
    def _kan_regne_naverdi(self) -> Self:
        krev_regneregler(self.regneregler)
        return self

    @model_validator(mode="after")
    def _mal_har_kilde(self) -> Self:
        if self.kommunemal and self.kommunemal_kilde is None:
            raise Feltfeil(("kommunemal",), "mangler kommunemal_kilde. Legg til kilde og side")
        return self

    def feltnavn(self, felt: str) -> str:
        """What the card calls one of its ratings: the programme's own name, or a plain one."""
        egne = (ett.pa_kortet or ett.navn for ett in self.kortfelt if felt in ett.felt)
        return next(egne, FELTNAVN[felt])
