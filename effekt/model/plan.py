"""What a plan needs beside the estimate: who decides, what kind of gain it is, årsverk, and who is touched.

Each is optional, and each has its source. What nobody has said is left out, never filled in.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal, Self

from pydantic import Field, StrictBool, model_validator

from effekt.base.faults import Feltfeil
from effekt.base.numbers import vis_tall
from effekt.model.gevinst import Tidspunkt
from effekt.model.storrelse import Grunnlag, Mengde, Modell, Navn, Tekst, frys, krev_belegg

Hvem = Literal[
    "bystyret", "kommunestyret", "fylkestinget", "byradet", "formannskapet", "politisk", "forskrift",
    "kommunedirektoren", "etaten", "bydelene", "staten", "forhandling",
]  # fmt: skip
Beslutningsstatus = Literal["foreslatt", "under_utredning", "vedtatt", "i_budsjettet", "gjennomfort", "avvist"]
Slag = Literal["lavere_kostnad", "inntekt", "unngatt_kostnad", "overforing"]
Arsverksslag = Literal["frigjort", "flyttet", "overtallig"]
Janei = Literal["ja", "nei"]

AVVIST: Final = "avvist"
GJENNOMFORT: Final = "gjennomfort"
# Decided: what such a measure gives, hangs on no decision any more.
BESLUTTET: Final = frozenset({"vedtatt", "i_budsjettet", GJENNOMFORT})
# A political body decides, or must change what it has laid down.
POLITISKE: Final = frozenset(
    {"bystyret", "kommunestyret", "fylkestinget", "byradet", "formannskapet", "politisk", "forskrift"}
)

HVEM: Final[dict[str, str]] = {
    "bystyret": "Bystyret",
    "kommunestyret": "Kommunestyret",
    "fylkestinget": "Fylkestinget",
    "byradet": "Byrådet",
    "formannskapet": "Formannskapet",
    "politisk": "Politisk vedtak, organet er ikke oppgitt",
    "forskrift": "Kommunens forskrift må endres",
    "kommunedirektoren": "Kommunedirektøren",
    "etaten": "Virksomheten selv",
    "bydelene": "Bydelene",
    "staten": "Staten",
    "forhandling": "Forhandling med andre parter",
}
STATUS: Final[dict[str, str]] = {
    "foreslatt": "Foreslått",
    "under_utredning": "Under utredning",
    "vedtatt": "Vedtatt",
    "i_budsjettet": "I budsjettet",
    GJENNOMFORT: "Gjennomført",
    AVVIST: "Avvist",
}
SLAG: Final[dict[str, str]] = {
    "lavere_kostnad": "Lavere kostnad",
    "inntekt": "Høyere inntekt",
    "unngatt_kostnad": "Unngått kostnad",
    "overforing": "Overføring i kommunen",
}
INNTEKT: Final = "inntekt"
ARSVERK: Final[dict[str, str]] = {"frigjort": "Frigjort", "flyttet": "Flyttet", "overtallig": "Overtallig"}
VARIGHET: Final = {"varig": "varig", "engang": "én gang"}
OMFANG: Final = {"effektivisering": "effektivisering", "redusert_tilbud": "redusert tilbud"}


class Beslutning(Grunnlag):
    """Who must decide on the measure, and how far it has come; one of them is given."""

    hvem: Hvem | None = Field(None, description="Hvem som må bestemme: bystyret, byradet, forskrift, forhandling …")
    status: Beslutningsstatus | None = Field(None, description="Hvor langt saken er kommet, så langt kilden sier")
    dato: Tidspunkt | None = Field(None, description="Datoen for vedtaket, eller for statusen, for eksempel 2026-05-12")
    sak: Tekst | None = Field(None, description="Saken som avgjør det: sak 123/26")
    merknad: Tekst | None = Field(None, description="Det leseren bør vite om hvem som bestemmer, eller om saken")
    # Set where a reviewer has changed the status.
    endret: StrictBool = Field(False, exclude=True, json_schema_extra={"readOnly": True})

    @model_validator(mode="after")
    def _sier_noe(self) -> Self:
        if self.hvem is None and self.status is None:
            raise Feltfeil((), "har verken hvem eller status. Oppgi minst den ene, eller slett beslutning")
        return self

    @property
    def avgjort(self) -> bool:
        """Whether it has been decided, one way or the other."""
        return self.status in BESLUTTET or self.status == AVVIST

    @property
    def politisk(self) -> bool:
        """Whether a political body decides, or must change its regulation."""
        return self.hvem in POLITISKE


class Gevinst(Grunnlag):
    """What kind of gain the effect is."""

    slag: Slag = Field(description="Lavere kostnad, inntekt, unngått kostnad, eller overføring i kommunen")
    frigjor_penger: Janei | None = Field(None, description="Om effekten kan tas ut av en budsjettramme")
    varighet: Literal["varig", "engang"] | None = Field(None, description="Om gevinsten kommer hvert år, eller én gang")
    omfang: Literal["effektivisering", "redusert_tilbud"] | None = Field(
        None, description="Om det samme gjøres med mindre, eller om tilbudet blir mindre"
    )
    merknad: Tekst | None = Field(None, description="Det leseren bør vite om hva slags gevinst det er")


class _Antall(Grunnlag):
    """A number given in one of three ways: typed, as a name in tall.yml, or worked out of the assumptions.

    A name in tall.yml has its source there.
    """

    tall: Navn | None = Field(None, description="Navnet på tallet i tall.yml, i stedet for verdi")
    formel: Tekst | None = Field(None, description="Regnestykke av forutsetningene, i stedet for verdi")

    def _har_ett(self, felt: str) -> None:
        gitt = [navn for navn in (felt, "tall", "formel") if getattr(self, navn) is not None]
        if len(gitt) != 1:
            hva = f"har både {' og '.join(gitt)}" if gitt else "har ikke noe antall"
            raise Feltfeil((felt,), f"{hva}. Oppgi én av dem: {felt}, tall eller formel")

    @model_validator(mode="after")
    def _har_belegg(self) -> Self:
        """A figure of tall.yml brings its own source; what is typed or worked out has one here."""
        if self.tall is not None and not (self.kilde or self.side or self.begrunnelse):
            return self
        krev_belegg(self.opphav, self.kilde, self.side, self.begrunnelse)
        return self


class Arsverkstall(_Antall):
    """Årsverk that the measure frees, moves or makes redundant: one number, or one for each year."""

    slag: Arsverksslag = Field(description="Frigjort, flyttet eller overtallig")
    verdi: Mengde | None = Field(None, description="Antall årsverk, eller ett antall per år")
    merknad: Tekst | None = Field(None, description="Det leseren bør vite om årsverkene")

    def innenfor(self, periode: Sequence[int]) -> Self:
        """The number without what it says of years outside the period."""
        if not isinstance(self.verdi, Mapping):
            return self
        return self.model_copy(update={"verdi": frys({ar: n for ar, n in self.verdi.items() if ar in periode})})

    @model_validator(mode="after")
    def _ett_antall(self) -> Self:
        self._har_ett("verdi")
        return self


class Berort(_Antall):
    """A group that the measure touches: how many they are, and what follows for each of them.

    How many need not be known; then it is not said.
    """

    gruppe: Tekst = Field(description="Hvem det er: pasienter, ansatte, foreldre")
    antall: Mengde | None = Field(None, description="Hvor mange de er; aldri under null")
    kroner_per: Tekst | None = Field(
        None, description="Regnestykke av forutsetningene: det hver av dem betaler mer, i kroner; under null: mindre"
    )
    tjeneste: Tekst | None = Field(None, description="Det som blir annerledes for dem")

    @model_validator(mode="after")
    def _hoyst_ett_antall(self) -> Self:
        if any(ett is not None for ett in (self.antall, self.tall, self.formel)):
            self._har_ett("antall")
            antall = self.antall.values() if isinstance(self.antall, Mapping) else [self.antall or 0]
            if (minst := min(antall, default=0)) < 0:
                raise Feltfeil(
                    ("antall",), f"er {vis_tall(Fraction(minst))}, men ingen gruppe er færre enn null. Rett tallet"
                )
        elif self.kroner_per is None and self.tjeneste is None:
            raise Feltfeil((), "sier bare hvem det er. Oppgi antall, kroner_per eller tjeneste, eller slett gruppen")
        return self


class Produktivitetskrav(Modell):
    """What the source recommends to cut by each year, as two figures of tall.yml: a share or a percentage."""

    lav: Navn = Field(description="Navnet på tallet i tall.yml: nederst")
    hoy: Navn = Field(description="Navnet på tallet i tall.yml: øverst")
