"""What all sectors share: the programme, its goals, its way of working, its scales and classes."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from effekt.storrelse import Enkelttall, Grunnlag, Kode, Modell, Navn, Regel, Side, Tekst, frys


class Skalatrinn(Modell):
    """A step of a scale: word, sign and tone."""

    navn: Tekst
    tegn: Tekst
    tone: Literal["god", "svak_god", "noytral", "svak_darlig", "darlig", "ukjent"]


class Samfunnsfloke(Grunnlag):
    """One of the challenges that the city's planning strategy names."""

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
    delrapport: Side | None = None
    avvik: Avvik | None = None


class Unntak(Grunnlag):
    """What the programme does not cover."""

    hva: tuple[Tekst, ...]


class Steg(Modell):
    """A step of a phase."""

    navn: Tekst
    tekst: Tekst
    punkter: tuple[Tekst, ...] = ()


class Tema(Modell):
    """What data were collected about."""

    niva: Tekst
    tekst: Tekst


class Fase(Grunnlag):
    """A phase of the programme's work."""

    navn: Tekst
    steg: tuple[Steg, ...]
    temaer: tuple[Tema, ...] = ()


class Kortfelt(Grunnlag):
    """A field of a measure's card, as the source lists them."""

    navn: Tekst
    felt: tuple[Tekst, ...] = ()
    gruppe: Tekst | None = None
    forklaring: Tekst


class Skalabelegg(Modell):
    """Where the source has a step of the scale: in its text, or printed on a card."""

    belegg: Literal["tekst", "kort"]
    side: Tekst
    forklaring: Tekst | None = None


class Vurderingsskala(Grunnlag):
    """The scale for consequences and uncertainty, as the text describes it."""

    styrker: tuple[Tekst, ...]
    retninger: tuple[Tekst, ...]
    konsekvens: Annotated[Mapping[str, Skalabelegg], AfterValidator(frys)]
    usikkerhet: Annotated[Mapping[str, Skalabelegg], AfterValidator(frys)]


class Synonymer(Modell):
    """data/felles/synonymer.yml: groups of words that find each other in the search."""

    synonymer: tuple[Annotated[tuple[Tekst, ...], Field(min_length=2)], ...]


class Felles(Modell):
    """data/felles/program.yml: what all sectors share."""

    programnavn: Tekst
    kommune: Tekst
    kommunemal: Annotated[Mapping[str, Tekst], AfterValidator(frys)]
    kommunemal_kilde: Regel
    samfunnsfloker: Annotated[Mapping[Navn, Samfunnsfloke], AfterValidator(frys)] = Field(
        default_factory=dict
    )
    sektorer: Annotated[Mapping[Kode, Sektorrapport], AfterValidator(frys)] = Field(
        default_factory=dict
    )
    tverrgaende_rapport: Sektorrapport | None = None
    unntak: Unntak | None = None
    faser: Annotated[Mapping[Navn, Fase], AfterValidator(frys)] = Field(default_factory=dict)
    kortfelt: tuple[Kortfelt, ...] = ()
    vurderingsskala: Vurderingsskala | None = None
    usikkerhet: Annotated[Mapping[str, Skalatrinn], AfterValidator(frys)]
    konsekvens: Annotated[Mapping[str, Skalatrinn], AfterValidator(frys)]
    klasser: Annotated[Mapping[Navn, Tekst], AfterValidator(frys)]
    klasser_kilde: Regel
    regneregler: Annotated[Mapping[Navn, Enkelttall], AfterValidator(frys)] = Field(
        default_factory=dict
    )
