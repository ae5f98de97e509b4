"""The book's own choices for its analysis of uncertainty, and a measure's delay.

None of them is in a source. Each has its reasoning and an address, so that a reviewer can choose otherwise.

It has what no source says: the relative spans that the words lav, middels and stor stand for, and how the draws
are done. All are ``valgt`` and have addresses (``usikkerhet.stor``). So has each measure's delay
(``SYE1.forsinkelse``), which ``calc.beregning`` applies to the whole series.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Final, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from effekt.base.faults import Feltfeil, naermeste
from effekt.base.numbers import vis_prosent, vis_tall
from effekt.model.storrelse import Enhetstekst, Enkelttall, Forutsetning, Mengde, Modell, Navn, Opphav, Tekst, frys
from effekt.model.units import dimension_of, factor_of

ADRESSE: Final = "usikkerhet."
# What stands between the name of the whole and a step of the scale: «usikkerhet.gjennomforing.lav.sjanse».
GJENNOMFORING: Final = "gjennomforing"
_MINST_TREKK: Final = 1000
_FLEST_TREKK: Final = 1_000_000


class Spennvalg(Enkelttall):
    """One number that the book has chosen, with why; a source has no part in it."""

    @model_validator(mode="after")
    def _er_valgt(self) -> Self:
        if self.opphav is not Opphav.VALGT:
            raise Feltfeil(("opphav",), "må være valgt: tallet er bokens, og ikke en kildes")
        if not isinstance(self.verdi, Fraction):
            raise Feltfeil(("verdi",), "må være ett tall, ikke ett per år")
        return self


def _hele(storrelse: Spennvalg | Forutsetning) -> None:
    if isinstance(storrelse.verdi, Fraction) and storrelse.verdi.denominator != 1:
        vist = vis_tall(storrelse.verdi)
        raise Feltfeil(("verdi",), f"er {vist}, men må være et helt tall")


class Andelsvalg(Spennvalg):
    """A share from 0 to 1."""

    @property
    def grenser(self) -> tuple[Fraction | None, Fraction | None]:
        """From nothing to all."""
        return Fraction(0), 1 / factor_of(self.enhet)

    @model_validator(mode="after")
    def _er_andel(self) -> Self:
        if dimension_of(self.enhet).ledd:
            raise Feltfeil(("enhet",), f"er «{self.enhet}», men tallet er en andel. Skriv andel eller prosent")
        return self


class Gjennomforingsvalg(Modell):
    """What a step of the scale stands for when it is about carrying out: a chance, and how late."""

    sjanse: Andelsvalg = Field(description="Hvor mange av ti tiltak, som andel, som blir gjennomført")
    ett_ar: Andelsvalg = Field(description="Av de gjennomførte: hvor stor del som virker ett år senere enn anslått")
    to_ar: Andelsvalg = Field(description="Av de gjennomførte: hvor stor del som virker to år senere enn anslått")

    @model_validator(mode="after")
    def _hoyst_alle(self) -> Self:
        krev_hoyst_alle(self.ett_ar.regnetall, self.to_ar.regnetall)
        return self


def krev_hoyst_alle(ett_ar: Fraction, to_ar: Fraction) -> None:
    """Raise Feltfeil where more than all are late."""
    if ett_ar + to_ar > 1:
        raise Feltfeil(
            ("to_ar", "verdi"),
            f"er til sammen med ett_ar {vis_prosent(ett_ar + to_ar, 1)}, men kan ikke være mer enn alle (100 %). "
            "Sett ned ett_ar eller to_ar",
        )


class Trekkvalg(Spennvalg):
    """How many times the simulation draws: enough to be steady, few enough to be quick."""

    @property
    def grenser(self) -> tuple[Fraction | None, Fraction | None]:
        """The fewest and the most draws."""
        return Fraction(_MINST_TREKK), Fraction(_FLEST_TREKK)

    @model_validator(mode="after")
    def _helt(self) -> Self:
        _hele(self)
        return self


class Frovalg(Spennvalg):
    """The number that the draws start from; the same one gives the same draws."""

    @property
    def grenser(self) -> tuple[Fraction | None, Fraction | None]:
        """Zero or more."""
        return Fraction(0), None

    @model_validator(mode="after")
    def _helt(self) -> Self:
        _hele(self)
        return self


class Usikkerhetsvalg(Modell):
    """data/felles/usikkerhet.yml: relative spans by rating, and how the analysis is done.

    What is no field is the span of a step of the programme's scale of uncertainty.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Andelsvalg]

    steg: Andelsvalg = Field(description="Hvor mye mer av en forutsetning følsomheten viser")
    trekk: Trekkvalg = Field(description="Antall trekninger")
    fro: Frovalg = Field(description="Tallet trekningene starter fra")
    samvariasjon: Andelsvalg = Field(description="Samvariasjonen mellom alt som varierer")
    gjennomforing: Annotated[Mapping[Navn, Gjennomforingsvalg], AfterValidator(frys)] = Field(
        default_factory=dict, description="Sjansen for å bli gjennomført, og forsinkelsen, for hvert trinn på skalaen"
    )
    premiss: Andelsvalg | None = Field(
        None, description="Sjansen for at en premiss slår til på en annen måte enn anslaget bygger på"
    )

    @model_validator(mode="before")
    @classmethod
    def _skrivefeil(cls, gitt: object) -> object:
        """A setting that is misspelt is no step of a scale."""
        savnet = set(cls.model_fields) - set(gitt) if isinstance(gitt, dict) else set()
        for navn in gitt if isinstance(gitt, dict) and savnet else ():
            if navn not in cls.model_fields and (rad := naermeste(str(navn), savnet)):
                raise Feltfeil((navn,), f"ukjent nøkkel «{navn}».{rad}")
        return gitt

    def med_spenn(self, andel: Fraction) -> Self:
        """The choices with one relative span for every step of the scale."""
        return self.model_copy(
            update={navn: valg.model_copy(update={"verdi": andel}) for navn, valg in self.spenn.items()}
        )

    @property
    def spenn(self) -> dict[str, Andelsvalg]:
        """The relative spans, to each side, by step of the scale."""
        return dict(self.__pydantic_extra__)

    @property
    def alle(self) -> dict[str, Spennvalg]:
        """The choices by name: the spans, then how the analysis is done."""
        egne = {navn: getattr(self, navn) for navn in type(self).model_fields if navn != GJENNOMFORING}
        trinnenes = {
            f"{GJENNOMFORING}.{trinn}.{felt}": getattr(valg, felt)
            for trinn, valg in self.gjennomforing.items()
            for felt in type(valg).model_fields
        }
        return {**self.spenn, **{navn: valg for navn, valg in egne.items() if valg}, **trinnenes}

    def med_adresser(self) -> Self:
        """The choices, each with its address."""

        def med(navn: str, valg: Spennvalg) -> Spennvalg:
            return valg.model_copy(update={"adresse": ADRESSE + navn})

        def trinn(navn: str, valg: Gjennomforingsvalg) -> Gjennomforingsvalg:
            felt = type(valg).model_fields
            return valg.model_copy(update={f: med(f"{GJENNOMFORING}.{navn}.{f}", getattr(valg, f)) for f in felt})

        egne = {navn: med(navn, valg) for navn, valg in self.alle.items() if "." not in navn}
        return self.model_copy(
            update={**egne, GJENNOMFORING: frys({navn: trinn(navn, v) for navn, v in self.gjennomforing.items()})}
        )


class Utsettelse(Forutsetning):
    """How many whole years later than the source says a measure starts: none, until changed."""

    navn: Tekst = Field("utsatt start", description="Hva tallet er, i noen få ord")
    verdi: Mengde = Field(Fraction(0), description="Hele år senere enn kilden sier")
    enhet: Enhetstekst = Field("år", description="Alltid år")
    opphav: Opphav = Opphav.VALGT
    begrunnelse: Tekst | None = Field(
        "Kilden utsetter ikke tiltaket. Tallet skyver alle effektene like mange år fram.",
        description="Hvorfor starten er utsatt",
    )

    @model_validator(mode="after")
    def _hele_ar(self) -> Self:
        if not isinstance(self.verdi, Fraction):
            raise Feltfeil(("verdi",), "må være ett tall, ikke ett per år")
        if self.opphav is not Opphav.VALGT:
            raise Feltfeil(("opphav",), "må være valgt: utsettelsen er bokens, og ikke en kildes")
        _hele(self)
        return self

    @property
    def antall_ar(self) -> int:
        """The delay as a number of years."""
        return int(self.tallet)
