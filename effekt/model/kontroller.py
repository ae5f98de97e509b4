"""kontroller.yml: the checks of the source's own numbers, as data.

A check says what is printed, how it can be worked out from other printed numbers, how close it
must come, and what the outcome was when it was entered. What comes out is never stored.

A check holds what is printed, a calculation over other printed numbers, and the outcome it had when it was entered;
what comes out is never stored. The operands are a second transcription, made without looking at the first: one that
has an address is compared with data/, and a difference is an error.
"""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from effekt.base.faults import Feltfeil, naermeste
from effekt.model import formel
from effekt.model.storrelse import Enhetstekst, Frosset, Modell, Sidetall, Tall, Tekst, frys

FILNAVN: Final = "kontroller.yml"

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Operandnavn = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class Forhold(StrEnum):
    """How what comes out must stand to what is printed."""

    LIK = "lik"
    STORRE = "storre"
    MINDRE = "mindre"
    MINST = "minst"
    HOYST = "hoyst"


class Utfall(StrEnum):
    """What a check shows of the source."""

    STEMMER = "stemmer"
    AVRUNDING = "avrunding"
    AVVIK = "avvik"
    SELVMOTSIGELSE = "selvmotsigelse"
    HENVISNING = "henvisning"

    @property
    def holder(self) -> bool:
        """Whether the printed number stands, exactly or within the source's own rounding."""
        return self in {Utfall.STEMMER, Utfall.AVRUNDING}


class Ledd(Modell):
    """A number of the source, and its address where data/ has it too."""

    verdi: Tall
    enhet: Enhetstekst
    adresse: Tekst | None = Field(
        None, description="Der data/ har det samme tallet, for eksempel tall.x, SYE1.plasser eller SYE1.oppgitt[2029]"
    )


class Operand(Ledd):
    """A number that a check works with, and where it is from."""

    kilde: Tekst | None = Field(None, description="Når det er et annet dokument enn kontrollens")
    side: Sidetall | None = None
    utenfor: Tekst | None = Field(None, description="Hvor tallet er fra, når det ikke står i et av bokens dokumenter")

    @model_validator(mode="after")
    def _har_sted(self) -> Self:
        if (self.side is None) == (self.utenfor is None):
            raise ValueError("må ha enten side, eller utenfor med hvor tallet er fra")
        return self


class IOrd(Modell):
    """What a check shows where its numbers only count something, or stand for words."""

    oppgitt: Tekst = Field(description="Det kilden sier, for eksempel «kommunemål 4» eller «to grenser»")
    kommer_ut: Tekst = Field(description="Det som kommer ut, for eksempel «kommunemål 5» eller «én»")


class Kontroll(Modell):
    """One check: printed number, calculation, tolerance, expected outcome, assessment."""

    gruppe: Id
    sak: Id | None = Field(
        None, description="Navnet på funnet, når flere kontroller i gruppen viser det samme: da telles det én gang"
    )
    kilde: Tekst
    side: Sidetall
    hva: Tekst
    oppgitt: Ledd
    forhold: Forhold = Field(Forhold.LIK, description="Hvordan det som kommer ut, skal stå til det som er trykt")
    regnestykke: Tekst
    operander: Annotated[Mapping[Operandnavn, Operand], Field(min_length=1), AfterValidator(frys)]
    toleranse: Annotated[Tall, Field(ge=0)] = Field(
        Fraction(0), description="Avrundingen i kilden: hvor langt fra hverandre de to kan være"
    )
    utfall: Utfall
    i_ord: IOrd | None = Field(None, description="Det som vises i stedet for tallene, når de bare teller noe")
    om_lag: Annotated[Tall, Field(gt=0)] | None = Field(
        None, description="Det som kommer ut, er et anslag, og vises avrundet til nærmeste, for eksempel 100"
    )
    vurdering: Tekst

    @model_validator(mode="after")
    def _sak_er_et_funn(self) -> Self:
        if self.sak and self.utfall.holder:
            raise Feltfeil(("sak",), f"står på en kontroll som er ført som {self.utfall.value}. Ta den bort")
        return self

    @model_validator(mode="after")
    def _kan_regnes(self) -> Self:
        try:
            navn = formel.navn_i(self.regnestykke, med_tall=True)
            for ukjent in sorted(navn - set(self.operander)):
                raise ValueError(f"bruker «{ukjent}», som ikke er en operand.{naermeste(ukjent, self.operander)}")
            for ubrukt in sorted(set(self.operander) - navn):
                raise ValueError(f"bruker ikke operanden «{ubrukt}». Ta den inn, eller slett den")
            formel.regn_stykke(self.regnestykke, {n: o.verdi for n, o in self.operander.items()})
        except ValueError as grunn:
            raise Feltfeil(("regnestykke",), str(grunn)) from None
        return self


class Observasjon(Modell):
    """Something that a reader should know, and that no calculation shows."""

    kilde: Tekst
    side: Sidetall
    hva: Tekst
    vurdering: Tekst


class Viktig(Modell):
    """A finding that the page of the audit begins with, in plain words."""

    kontroller: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="Kontrollene som viser det")
    tekst: Tekst = Field(description='Med tallene fra kontrollene: {{ kontroll["id"].oppgitt }}')


class Kontroller(Modell):
    """The sector's checks and observations, in the order of the source."""

    grupper: Frosset[Id, Tekst]
    viktigst: tuple[Viktig, ...] = ()
    kontroller: Frosset[Id, Kontroll]
    observasjoner: tuple[Observasjon, ...] = ()

    @model_validator(mode="after")
    def _kjente_grupper(self) -> Self:
        for id_, kontroll in self.kontroller.items():
            if kontroll.gruppe not in self.grupper:
                rad = naermeste(kontroll.gruppe, self.grupper)
                raise Feltfeil(
                    ("kontroller", id_, "gruppe"), f"er «{kontroll.gruppe}», som ikke står under grupper.{rad}"
                )
        return self

    @model_validator(mode="after")
    def _en_sak_er_ett_funn(self) -> Self:
        forste: dict[str, Kontroll] = {}
        for id_, kontroll in self.kontroller.items():
            if kontroll.sak is None:
                continue
            annen = forste.setdefault(kontroll.sak, kontroll)
            if (annen.gruppe, annen.utfall) != (kontroll.gruppe, kontroll.utfall):
                raise Feltfeil(
                    ("kontroller", id_, "sak"),
                    f"er «{kontroll.sak}», som også står på en kontroll i gruppen {annen.gruppe} ført som "
                    f"{annen.utfall.value}. En sak er ett funn: Gi denne et annet navn, eller rett gruppe og utfall",
                )
        return self

    @model_validator(mode="after")
    def _viktige_er_funn(self) -> Self:
        for nr, viktig in enumerate(self.viktigst):
            for plass, id_ in enumerate(viktig.kontroller):
                kontroll = self.kontroller.get(id_)
                if kontroll is None or kontroll.utfall.holder:
                    feil = "som ikke er en kontroll" if kontroll is None else f"ført som {kontroll.utfall.value}"
                    rad = naermeste(id_, self.kontroller) if kontroll is None else " Ta den bort"
                    raise Feltfeil(("viktigst", nr, "kontroller", plass), f"er «{id_}», {feil}.{rad}")
        return self
