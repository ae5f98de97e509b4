"""Premises: what lies outside the measures and decides whether they can give their effect.

A reform, a decision of somebody else, a trial that must succeed. data/<sector>/premisser.yml has each once, with the
page, what the estimates presume of it, and the measures that it touches. Where the source says what it does to a
measure, that is reckoned with; where it only names the measure, ``virkning`` is left out, and it is only shown.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from effekt.base import bounds
from effekt.base.faults import Feltfeil
from effekt.base.numbers import vis_tall
from effekt.model.storrelse import Frosset, Grunnlag, Kode, Modell, Navn, Tall, Tekst, frys
from effekt.model.usikkerhet import Andelsvalg

PREMISS: Final = "premiss."
JA: Final = "ja"
NEI: Final = "nei"
UAVKLART: Final = "uavklart"
STOPPER: Final = "stopper"
UTSETTER: Final = "utsetter"
SKALERER: Final = "skalerer"
# Where the source names the measure, and does not say what happens to it.
IKKE_OPPGITT: Final = "ikke_oppgitt"
VIRKNINGER: Final[Mapping[str, str]] = frys(
    {
        STOPPER: "stopper tiltaket",
        UTSETTER: "utsetter tiltaket",
        SKALERER: "endrer hvor stor effekten blir",
        IKKE_OPPGITT: "virkningen er ikke oppgitt",
    }
)
_STORST: Final = 10


class Premissvirkning(Grunnlag):
    """What happens to a measure when a premise turns out otherwise than the estimate presumes."""

    virkning: Literal["stopper", "utsetter", "skalerer", "ikke_oppgitt"] = Field(
        "ikke_oppgitt", description="Hva som skjer med tiltaket; utelates når kilden ikke sier det"
    )
    verdi: Tall | None = Field(
        None, description="For utsetter: hele år. For skalerer: det effekten ganges med, som 0.5"
    )
    hvorfor: Tekst | None = Field(None, description="Hva kilden sier om tiltaket og premissen, gjenfortalt")

    @model_validator(mode="after")
    def _verdi_etter_virkning(self) -> Self:
        v = self.verdi
        if self.virkning in {UTSETTER, SKALERER} and v is None:
            hva = "hele år, som 1" if self.virkning == UTSETTER else "det effekten ganges med, som 0.5"
            raise Feltfeil((), f"mangler verdi, som trengs når virkningen er {self.virkning}. Skriv {hva}")
        if v is None:
            return self
        if self.virkning == UTSETTER and not (v.denominator == 1 and 1 <= v <= bounds.YEARS):
            raise Feltfeil(("verdi",), f"er {vis_tall(v)}, men må være hele år fra 1 til {bounds.YEARS}")
        if self.virkning == SKALERER and not 0 <= v <= _STORST:
            raise Feltfeil(("verdi",), f"er {vis_tall(v)}, men må være fra 0 til {_STORST}: det effekten ganges med")
        if self.virkning in {STOPPER, IKKE_OPPGITT}:
            raise Feltfeil(
                ("verdi",), f"hører ikke med når virkningen er {self.virkning}. Slett den, eller rett virkningen"
            )
        return self

    @property
    def ar_senere(self) -> int:
        """How many whole years it delays the measure; none where it does something else."""
        return int(self.verdi or 0) if self.virkning == UTSETTER else 0

    @property
    def ganger(self) -> Fraction:
        """What it multiplies the effect by; one where it does something else."""
        return self.verdi if self.virkning == SKALERER and self.verdi is not None else Fraction(1)

    @property
    def regnes(self) -> bool:
        """Whether anybody has said what it does."""
        return self.virkning != IKKE_OPPGITT


class Premiss(Grunnlag):
    """Something outside the measures that the estimates presume, and that may turn out otherwise."""

    navn: Tekst = Field(description="Påstanden det kan svares ja eller nei på: Langvakter blir en fast ordning")
    antatt: Literal["ja", "nei"] = Field(description="Det anslagene bygger på")
    avklart: Literal["ja", "nei"] | None = Field(
        None, description="Svaret, når det er kjent; utelates så lenge det ikke er det"
    )
    tekst: Tekst | None = Field(None, description="Hva kilden sier om premissen, gjenfortalt")
    sjanse: Andelsvalg | None = Field(
        None, description="Sjansen for at det blir annerledes enn antatt; ellers usikkerhet.premiss"
    )
    virker_pa: Annotated[Mapping[Kode, Premissvirkning], Field(min_length=1), AfterValidator(frys)] = Field(
        description="Tiltakene premissen berører, ved id, og hva som skjer med dem om det blir annerledes"
    )
    id: str = Field("", exclude=True, json_schema_extra={"readOnly": True})

    @property
    def svar(self) -> str:
        """ja, nei, or uavklart while nobody knows."""
        return self.avklart or UAVKLART

    @property
    def slatt_til(self) -> bool:
        """Whether it is known to be otherwise than the estimates presume: then it is a fact."""
        return self.avklart is not None and self.avklart != self.antatt

    def uten(self, utgatte: Collection[str]) -> Self:
        """The premise without what it does to measures that are no longer in the plan."""
        virker = {id_: virkning for id_, virkning in self.virker_pa.items() if id_ not in utgatte}
        return self.model_copy(update={"virker_pa": frys(virker)}) if len(virker) < len(self.virker_pa) else self

    @property
    def apen(self) -> bool:
        """Whether it is not known yet."""
        return self.avklart is None


class Premisser(Modell):
    """premisser.yml: the sector's premises by id."""

    premisser: Frosset[Navn, Premiss]
