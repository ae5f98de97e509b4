"""A measure, a sector and its sources as they stand in data/, and how measures go together."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StrictBool, WithJsonSchema, model_validator

from effekt.base import bounds
from effekt.base.faults import Feltfeil
from effekt.base.numbers import les_tall, vis_dato
from effekt.base.recording import UseRecorded
from effekt.base.words import ramse
from effekt.model.budsjett import Budsjettlinje, fordelingen
from effekt.model.datapakke import Datapakke
from effekt.model.endringer import Endringsfil
from effekt.model.gevinst import GEVINSTNAVN, Gevinstplan, Tidspunkt
from effekt.model.historikk import Dato, Historikk
from effekt.model.innhold import Innhold, Lenker
from effekt.model.kontroller import Kontroller
from effekt.model.offentlig import OffentligeTall, Snapshot
from effekt.model.okonomi import Kostnad
from effekt.model.plan import AVVIST, Arsverkstall, Berort, Beslutning, Gevinst, Produktivitetskrav
from effekt.model.premisser import Premisser
from effekt.model.program import IKKE_GJENGITT, Felles, Synonymer
from effekt.model.storrelse import (
    SKALA,
    Ar,
    Belopsenhet,
    Enkelttall,
    Filkode,
    Form,
    Forutsetning,
    Frosset,
    Grunnlag,
    Kode,
    Modell,
    Navn,
    Opphav,
    Regel,
    Sidetall,
    Tall,
    Tekst,
    er_kode,
    er_numre,
    frys,
)
from effekt.model.tema import Tema
from effekt.model.units import factor_of
from effekt.model.usikkerhet import Usikkerhetsvalg, Utsettelse, krev_hoyst_alle
from effekt.model.utgivelse import Utgivelse

# A measure of the same sector, or of another one with that sector's folder before it: «kon.BIB1».
Tiltakshenvisning = Annotated[
    str,
    Form(
        r"([a-z][a-z0-9_]*\.)?[A-Z][A-Z0-9]*", "Skriv id-en til tiltaket; i en annen sektor med mappen foran: kon.BIB1"
    ),
]
Del = Annotated[Tall, Field(gt=0, le=1)]


class Overlapp(Grunnlag):
    """The same money in two measures: which of them counts it, and how much of the other it is.

    Stated at one of the two, or alike at both. What several overlaps take from one measure is
    different parts of it: what three measures share is stated for one of the pairs.
    """

    tiltak: Tiltakshenvisning
    hva: Tekst = Field(description="Hva som er det samme i begge tiltakene")
    telles: Literal["dette", "det_andre"] = Field(description="Hvilket av de to som telles helt i summene")
    andel: Del = Field(Fraction(1), description="Hvor stor del av tiltaket som ikke telles, det gjelder; ellers alt")


class Avhengighet(Grunnlag):
    """Another measure that must be carried out for this one to give its effect."""

    tiltak: Tiltakshenvisning
    hvorfor: Tekst = Field(description="Hvorfor effekten ikke er der uten det andre tiltaket")


class Selvkost(Grunnlag):
    """The effect is on an area paid by fees: it lowers them, and frees no money."""

    omrade: Tekst = Field(description="For eksempel vann, avløp eller renovasjon")
    andel: Del = Field(Fraction(1), description="Hvor stor del av effekten det gjelder; ellers alt")


# A step of one of the municipality's own scales, by its name in program.yml.
Usikkerhetstrinn = Annotated[Navn, WithJsonSchema({"type": "string", SKALA: "usikkerhet"})]
Konsekvenstrinn = Annotated[Navn, WithJsonSchema({"type": "string", SKALA: "konsekvens"})]
Klassenavn = Annotated[Navn, WithJsonSchema({"type": "string", SKALA: "klasser"})]


class _Vurdering(Modell):
    """A rating on the card and its reasons."""

    grunnlag: Literal["boks", "tekst", "ingen"] | None = Field(
        None, description="Om vurderingen står i det trykte kortets boks, i teksten eller ingen"
    )
    ordlyd: Tekst | None = Field(None, description="Rapportens ord, der det ikke er skalaens")
    side: Sidetall | None = None
    tekst: Tekst = ""
    # Set where a reviewer has changed the rating; ``grunnlag`` still says what the source has.
    endret: StrictBool = Field(False, exclude=True, json_schema_extra={"readOnly": True})

    @model_validator(mode="after")
    def _gjengitt(self) -> Self:
        if self.grunnlag is None:
            return self
        mangler = getattr(self, "verdi", None) == IKKE_GJENGITT
        if not self.endret and mangler != (self.grunnlag == "ingen"):
            raise Feltfeil(("grunnlag",), "må være «ingen» når verdi er ikke_gjengitt, og ellers boks eller tekst")
        return self

    @property
    def gitt(self) -> bool:
        """Whether anything is said: a step, a reason, or that the source does not show it."""
        return bool(self.tekst) or self.grunnlag is not None or getattr(self, "verdi", None) != IKKE_GJENGITT


class Usikkerhetsvurdering(_Vurdering):
    """How uncertain the estimate is, or its carrying-out."""

    verdi: Usikkerhetstrinn = IKKE_GJENGITT


class Konsekvensvurdering(_Vurdering):
    """What follows for society and residents, or for employees and organisation."""

    verdi: Konsekvenstrinn = IKKE_GJENGITT


class Vurderinger(Modell):
    """The four ratings of a card, in the card's order; one that is not given says nothing."""

    estimatusikkerhet: Usikkerhetsvurdering = Field(default_factory=Usikkerhetsvurdering)
    gjennomforingsusikkerhet: Usikkerhetsvurdering = Field(default_factory=Usikkerhetsvurdering)
    konsekvenser_samfunn: Konsekvensvurdering = Field(default_factory=Konsekvensvurdering)
    konsekvenser_ansatte: Konsekvensvurdering = Field(default_factory=Konsekvensvurdering)


class UplassertVurdering(Modell):
    """A rating that is printed, while the source's text does not say in which field."""

    verdi: Usikkerhetstrinn | Konsekvenstrinn
    felt: Annotated[
        tuple[
            Literal["estimatusikkerhet", "gjennomforingsusikkerhet", "konsekvenser_samfunn", "konsekvenser_ansatte"],
            ...,
        ],
        Field(min_length=2),
    ] = Field(description="Feltene som vurderingen kan høre til")
    side: Sidetall


# The class of a measure that has been given none.
UTEN_KLASSE: Final = ""


class SamletVurdering(Modell):
    """The overall assessment: one of the programme's classes, and why."""

    klasse: Klassenavn = UTEN_KLASSE
    klasse_opphav: Opphav = Opphav.VALGT
    tekst: Tekst = ""
    endret: StrictBool = Field(False, exclude=True, json_schema_extra={"readOnly": True})


class Avrunding(Grunnlag):
    """What the printed effect is rounded to, in the unit that the measure is ``oppgitt_i``."""

    til: Annotated[Tall, Field(gt=0)]


class Lan(Modell):
    """Which assumptions of the measure make up its loan.

    What is repaid a year follows from the amount and ``nedbetalingstid``, so that a larger loan costs more each year.
    ``avdrag`` is for a source whose instalment does not follow from the amount.
    """

    belop: Navn
    nedbetalingstid: Navn | None = Field(None, description="Årene lånet betales ned på; avdraget følger av dem")
    avdrag: Navn | None = Field(None, description="Avdraget per år, der det ikke følger av nedbetalingstiden")
    rentesats: Navn
    lisens: Navn | None = None
    besparelse: Navn
    forste_ar: Ar

    @model_validator(mode="after")
    def _en_av_dem(self) -> Self:
        if (self.nedbetalingstid is None) == (self.avdrag is None):
            rad = "Skriv bare nedbetalingstid: avdraget følger av den"
            if self.avdrag:
                raise Feltfeil(("nedbetalingstid",), f"og avdrag kan ikke oppgis begge. {rad}")
            raise Feltfeil((), f"mangler både nedbetalingstid og avdrag. {rad}")
        return self


# What stands for the amount of a year: the dash of a source that has no effect there, and two points where the source
# says nothing of the year.
INGENTING: Final = "-"
UOPPGITT: Final = ".."
Oppgitt = Annotated[
    Fraction | Literal["-", ".."],
    BeforeValidator(lambda v: v if v in (INGENTING, UOPPGITT) else les_tall(v)),
    WithJsonSchema({"type": ["number", "string"]}),
]
# What a measure's effect is told by: one of these.
SLAGENE: Final = ("oppgitt", "formel", "uten_belop", "oppgitt_sum")


class Gjennomforingstall(Grunnlag):
    """A measure's own chance of being carried out, or of being late, with its source or reasoning."""

    verdi: Annotated[Tall, Field(ge=0, le=1)] = Field(description="Andelen, fra 0 til 1")


class Gjennomforing(Modell):
    """How likely it is that the measure is carried out, and how late: in place of what its rating stands for."""

    sjanse: Gjennomforingstall | None = Field(None, description="Sjansen for at tiltaket blir gjennomført")
    ett_ar: Gjennomforingstall | None = Field(None, description="Sjansen for ett års forsinkelse, om det gjennomføres")
    to_ar: Gjennomforingstall | None = Field(None, description="Sjansen for to års forsinkelse, om det gjennomføres")

    @model_validator(mode="after")
    def _hoyst_alle(self) -> Self:
        if self.ett_ar and self.to_ar:
            krev_hoyst_alle(self.ett_ar.verdi, self.to_ar.verdi)
        return self


class Premissfakta(Modell):
    """What premises that are known have done to a measure, and the ids of all that can touch it.

    ``utsatt`` is whole years; the effect is multiplied by ``skala``. That it is stopped is ``gjennomfores``.
    """

    utsatt: int = 0
    skala: Fraction = Fraction(1)
    berorer: tuple[str, ...] = ()


class Utgar(Grunnlag):
    """Why a measure is no longer in the plan: it is in no sum, and its page and its address stay."""

    hvorfor: Tekst = Field(description="Hvorfor tiltaket ikke er med lenger")
    dato: Tidspunkt = Field(description="Når det gikk ut av planen: dag, måned eller år")


def _begge_sider(sider: Mapping[str, str]) -> Mapping[str, str]:
    for felt in ("omtale", "kort"):
        if felt not in sider:
            raise ValueError(f"mangler «{felt}». Oppgi begge: {{omtale: 41\u201342, kort: 43}}")
    return frys(sider)


_OPPTATT: Final = {
    "forsinkelse": "hvor mange år starten er utsatt",
    "gjennomfores": "om tiltaket er med i en omregning",
    "status": "hvor langt saken er kommet",
    "effekt": "det formelen gir, i hele kroner",
    "forventet": "effekten med risikoen for at tiltaket ikke blir gjennomført",
    "urundet": "det formelen gir, uten avrunding",
    "oppgitt": "det kilden oppgir",
    "naverdi": "nåverdien av tiltaket",
    "brutto_gevinst": "det formelen legger til",
    "arlig_kostnad": "det formelen trekker fra",
    "id": "tiltakets kode",
    "navn": "tiltakets navn",
    "kortnavn": "tiltakets korte navn",
    "virksomhet": "virksomheten tiltaket gjelder",
    **dict.fromkeys(GEVINSTNAVN, "noe gevinstplanen har"),
}


Kortnavn = Annotated[Tekst, Field(max_length=bounds.SHORT_NAME)]


def _slagskrav(skjema: dict[str, Any]) -> None:
    """In the schema: what every measure has, and that one of the kinds of effect is told."""
    skjema["required"] = ["id", "navn", "virksomhet"]
    skjema["anyOf"] = [{"required": [felt]} for felt in SLAGENE]


class Tiltak(Modell):
    """A measure: what its source says of it, and the formula that gives its effect per year.

    One without a formula is as simple as its source: its effect is the amounts that the source has (``enkelt``), or it
    has none in any year (``uten_belop``, ``oppgitt_sum``). ``reading.enkle`` writes it out as the others are written.
    """

    model_config = ConfigDict(json_schema_extra=_slagskrav)

    id: Filkode
    navn: Tekst
    virksomhet: Kode
    virksomheter: Annotated[tuple[Kode, ...], Field(min_length=2)] | None = Field(
        None, description="Virksomhetene et tiltak på tvers gjelder; beløpet er regnet på virksomhet"
    )
    kilde: Tekst | None = Field(None, description="Dokumentet som har tiltaket")
    side: Sidetall | None = Field(None, description="Stedet i kilden, der tiltaket ikke har sider")
    sider: Annotated[
        Mapping[Literal["omtale", "kort"], Sidetall],
        AfterValidator(_begge_sider),
        Field(json_schema_extra={"required": ["kort", "omtale"]}),
    ] = Field(default_factory=dict)
    beskrivelse: Tekst = ""
    forutsetninger: Annotated[Mapping[Navn, Forutsetning], Field(min_length=1), AfterValidator(frys)]
    forsinkelse: Utsettelse = Field(
        default_factory=Utsettelse, description="Hele år senere enn kilden sier; bokens egen"
    )
    formel: Tekst = Field(description="Regnestykke med navnene på forutsetningene; gir kroner per år")
    formel_grunnlag: Regel | None = None
    oppgitt_i: Belopsenhet = Field("kr", description="Enheten som oppgitt og avrunding står i; kr, om ikke annet står")
    avrunding: Avrunding | None = None
    oppgitt: Frosset[Ar, Oppgitt] = Field(
        default_factory=dict,
        description="Beløpet kilden har for hvert år; lavere kostnad er positivt, - er ingenting, .. er ikke oppgitt",
    )
    oppgitt_lav: Frosset[Ar, Tall] = Field(default_factory=dict, description="Nederst i spennet kilden har, per år")
    oppgitt_hoy: Frosset[Ar, Tall] = Field(default_factory=dict, description="Øverst i spennet kilden har, per år")
    oppgitt_er: Literal["inntil", "minst"] | None = Field(
        None, description="inntil eller minst, der kilden sier at beløpene er grenser"
    )
    oppgitt_sum: Tall | None = Field(None, description="Summen for hele perioden, der kilden ikke fordeler den på år")
    uten_belop: Tekst | None = Field(None, description="Det kilden har i stedet for kroner, og hvorfor")
    lan: Lan | None = None
    kostnader: Annotated[Mapping[Navn, Kostnad], AfterValidator(frys)] = Field(
        default_factory=dict, description="Engangskostnader og investeringer som ikke er i formelen"
    )
    effekt_tekst: Tekst = ""
    vurderinger: Vurderinger = Field(default_factory=Vurderinger)
    uplasserte_vurderinger: tuple[UplassertVurdering, ...] = ()
    samlet_vurdering: SamletVurdering = Field(default_factory=SamletVurdering)
    kommunemal: tuple[int, ...] = ()
    overlapper_med: tuple[Overlapp, ...] = Field((), description="Tiltak med noe av samme effekt")
    avhenger_av: tuple[Avhengighet, ...] = Field((), description="Tiltak som må gjennomføres først")
    selvkost: Selvkost | None = Field(None, description="Når effekten senker gebyrer")
    beslutning: Beslutning | None = Field(None, description="Hvem som må bestemme, og hvor langt saken er kommet")
    gevinst: Gevinst | None = Field(None, description="Hva slags gevinst effekten er")
    arsverk: tuple[Arsverkstall, ...] = Field((), description="Årsverk som blir frigjort, flyttet eller overtallige")
    berorte: tuple[Berort, ...] = Field((), description="Grupper som tiltaket berører")
    gjennomforing: Gjennomforing | None = Field(
        None, description="Tiltakets egen sjanse for å bli gjennomført, i stedet for den vurderingen står for"
    )
    kortnavn: Kortnavn | None = Field(None, description="Bokens korte navn på tiltaket, til figurer, tabeller og meny")
    merknader: tuple[Tekst, ...] = Field((), description="Det leseren bør vite om kortet")
    utgar: Utgar | None = Field(None, description="For et tiltak som ikke er med i planen lenger: hvorfor, og når")
    budsjett: Annotated[tuple[Budsjettlinje, ...], AfterValidator(fordelingen)] = Field(
        (), description="Hvor i budsjettet effekten hører hjemme; flere linjer deler den med andel"
    )
    # False where a reviewer leaves the measure out, or one that it depends on; and where it has been rejected.
    gjennomfores: StrictBool = Field(True, exclude=True, json_schema_extra={"readOnly": True})

    # Whether the effect is the source's own amounts, with no calculation; and the years that it says nothing of.
    enkelt: StrictBool = Field(False, exclude=True, json_schema_extra={"readOnly": True})
    uoppgitte: Annotated[frozenset[int], Field(strict=True)] = Field(
        frozenset(), exclude=True, json_schema_extra={"readOnly": True}
    )

    # What premises that are known have done to it; set when the sector has been read.
    premissfakta: Premissfakta = Field(default_factory=Premissfakta, exclude=True, json_schema_extra={"readOnly": True})

    @model_validator(mode="before")
    @classmethod
    def _avvist_er_utelatt(cls, innhold: Any) -> Any:
        """A measure that has been rejected is in no sum: it is left out as one is that a reviewer leaves out."""
        beslutning = innhold.get("beslutning") if isinstance(innhold, dict) else None
        if isinstance(beslutning, dict) and beslutning.get("status") == AVVIST:
            return {**innhold, "gjennomfores": False}
        return innhold

    @model_validator(mode="after")
    def _navn_er_opptatt(self) -> Self:
        for navn, hva in _OPPTATT.items():
            if navn in self.forutsetninger:
                raise Feltfeil(("forutsetninger", navn), f"kan ikke hete det: {navn} er {hva}")
            if navn in self.kostnader:
                raise Feltfeil(("kostnader", navn), f"kan ikke hete det: {navn} er {hva}")
        for navn in self.kostnader:
            if navn in self.forutsetninger:
                raise Feltfeil(("kostnader", navn), f"{navn} er en forutsetning også. Gi kostnaden et annet navn")
        return self

    @model_validator(mode="after")
    def _ett_slag(self) -> Self:
        """The amounts are told in one way: by the year, as a sum, or not at all; and a range is the source's own."""
        for felt, andre in (("uten_belop", ("oppgitt", "oppgitt_sum")), ("oppgitt_sum", ("oppgitt",))):
            if not getattr(self, felt):
                continue
            egne = [*(annet for annet in andre if getattr(self, annet)), *(() if self.enkelt else ("formel",))]
            if egne:
                raise Feltfeil((felt,), f"og {egne[0]} kan ikke oppgis begge. Slett den ene")
        for felt in ("oppgitt_lav", "oppgitt_hoy", "oppgitt_er"):
            if getattr(self, felt) and not (self.enkelt and self.oppgitt):
                raise Feltfeil((felt,), "hører til tiltak som har oppgitt og ikke formel. Slett nøkkelen")
        if self.oppgitt_er and (self.oppgitt_lav or self.oppgitt_hoy):
            raise Feltfeil(("oppgitt_er",), "og et spenn kan ikke oppgis begge. Slett det ene")
        for felt, fortegn, ord_ in (("oppgitt_lav", 1, "mer"), ("oppgitt_hoy", -1, "mindre")):
            for ar, grense in getattr(self, felt).items():
                belop = self.oppgitt.get(ar)
                if isinstance(belop, Fraction) and (grense - belop) * fortegn > 0:
                    raise Feltfeil((felt, str(ar)), f"er {ord_} enn oppgitt for {ar}. Rett den som er feil")
        fortegnene = {belop > 0 for belop in self.oppgitt.values() if isinstance(belop, Fraction) and belop}
        if self.oppgitt_er and len(fortegnene) > 1:
            raise Feltfeil(("oppgitt_er",), "kan ikke stå ved beløp både over og under null. Skriv spennet i stedet")
        return self

    @property
    def sum_i_kroner(self) -> Fraction | None:
        """The sum over the period where the source has no years, in kroner."""
        return None if self.oppgitt_sum is None else self.oppgitt_sum * factor_of(self.oppgitt_i)

    @property
    def vist_navn(self) -> str:
        """Return the name that a drawing, a table and the menu have: the short one, where the measure has one."""
        return self.kortnavn or self.navn

    def innenfor(self, periode: Sequence[int]) -> Self:
        """The measure without what it says of years outside the period."""
        forutsetninger = {navn: f.innenfor(periode) for navn, f in self.forutsetninger.items()}
        oppgitt = {ar: verdi for ar, verdi in self.oppgitt.items() if ar in periode}
        return self.model_copy(
            update={
                "forutsetninger": UseRecorded(f"{self.id}.", forutsetninger),
                "oppgitt": frys(oppgitt),
                "kostnader": UseRecorded(f"{self.id}.", {n: k.innenfor(periode) for n, k in self.kostnader.items()}),
                "arsverk": tuple(ett.innenfor(periode) for ett in self.arsverk),
            }
        )

    @property
    def ar_senere(self) -> int:
        """How many whole years later than the source says the effect comes: the delay, and known premises."""
        return self.forsinkelse.antall_ar + self.premissfakta.utsatt

    def oppgitt_effekt(self, ar: int) -> Fraction:
        """The printed effect in a year, in kroner; the source sums a dash as nothing. Not for a year it leaves out."""
        verdi = self.oppgitt[ar]
        return Fraction(0) if verdi == INGENTING else Fraction(verdi) * factor_of(self.oppgitt_i)

    @property
    def oppgitte_ar(self) -> tuple[int, ...]:
        """The years that the source prints an effect for."""
        return tuple(ar for ar, verdi in self.oppgitt.items() if verdi != UOPPGITT)

    @property
    def avrundet_til(self) -> Fraction | None:
        """What the effect is rounded to, in kroner; None where the source does not round."""
        return self.avrunding.til * factor_of(self.oppgitt_i) if self.avrunding else None

    @property
    def kortside(self) -> str:
        """Where the source has the card, or the measure; empty where that is not said."""
        return self.sider.get("kort", "") or self.side or ""

    @property
    def status(self) -> str | None:
        """How far the measure has come, as a word of ``plan.STATUS``; None where nothing is said."""
        return self.beslutning.status if self.beslutning else None

    @property
    def avvist(self) -> bool:
        """Whether it has been decided that the measure is not to be carried out."""
        return self.status == AVVIST

    @property
    def alle_vurderinger(self) -> dict[str, Usikkerhetsvurdering | Konsekvensvurdering]:
        """The four ratings by field name, in the card's order."""
        return {felt: getattr(self.vurderinger, felt) for felt in Vurderinger.model_fields}


def gjennomforingstrinn(tiltak: Tiltak, skala: Collection[str]) -> str:
    """The rating of carrying out; a printed one without a known field counts where its own is missing."""
    trinn = tiltak.vurderinger.gjennomforingsusikkerhet.verdi
    if trinn == IKKE_GJENGITT:
        for ett in tiltak.uplasserte_vurderinger:
            if "gjennomforingsusikkerhet" in ett.felt and ett.verdi in skala:
                return ett.verdi
    return trinn


class Virksomhet(Modell):
    """An agency of the sector, or the sector itself for measures across agencies."""

    navn: Tekst
    kilde: Tekst | None = None
    side: Sidetall | None = None
    budsjett: Navn | None = Field(
        None, description="Navnet på tallet i tall.yml som er virksomhetens netto driftsutgifter"
    )


def _uten_hull(periode: tuple[int, ...]) -> tuple[int, ...]:
    if list(periode) != list(range(periode[0], periode[0] + len(periode))):
        raise ValueError(f"er {list(periode)}, men må være år etter hverandre, for eksempel [2026, 2027, 2028]")
    return periode


UNDER_ARBEID: Final = "under_arbeid"


# The parts that a sector may be without; the table of cuts has its own name.
NOKKELTALL: Final = "nokkeltall"
MAAL: Final = "maal"
KLASSER: Final = "klasser"
USIKKERHET: Final = "usikkerhet"
KORT: Final = "kort"
Sektordel = Literal["rammekutt", "nokkeltall", "maal", "klasser", "usikkerhet", "kort"]


class Sektorinfo(Modell):
    """What sektor.yml says: the sector, its period and its agencies.

    While the status is ``under_arbeid``, what is blank is named on the pages, and the book builds.
    """

    id: Navn
    navn: Tekst
    kortnavn: Kode
    rapport: Tekst | None = Field(None, description="Den trykte rapportens id i data/kilder.yml")
    status: Literal["ferdig", "under_arbeid"] = "ferdig"
    periode: Annotated[tuple[Ar, ...], Field(min_length=1), AfterValidator(_uten_hull)]
    varig_fra_siste_ar: Literal["ja", "nei"] = "nei"
    prisniva: Tekst | None = Field(None, description="Kroneverdien beløpene står i, om oppgitt")
    prisar: Ar | None = Field(None, description="Året beløp uten eget prisår er i kroner fra, om oppgitt")
    virksomheter: Annotated[Mapping[Kode, Virksomhet], Field(min_length=1), AfterValidator(frys)]
    produktivitetskrav: Produktivitetskrav | None = Field(
        None, description="Det kilden anbefaler å kutte hvert år, som to tall i tall.yml"
    )
    kostnad_per_arsverk: Tekst | None = Field(
        None, description="Adressen til det ett årsverk koster, i tall.yml eller på et tiltak: tall.arsverkskostnad"
    )
    uten: tuple[Sektordel, ...] = Field(
        (),
        description="Deler som ikke skal vises, selv om de er ført inn. Det som ikke er ført inn, vises uansett ikke",
    )
    klasser_avledet: Tekst | None = Field(None, description="Hvordan klassene ble avledet, der kortene ikke har dem")


class Kildedokument(Modell):
    """A source document."""

    tittel: Tekst
    utgiver: Tekst
    dato: Tekst
    sider: int | None = Field(None, description="Antall sider, der dokumentet har sidetall")
    lisens: Tekst
    merknad: Tekst | None = None
    kalles: Tekst = Field("rapporten", description="Det sidene kaller dokumentet: rapporten, planen, notatet")
    omfang: Tekst | None = Field(None, description="Det av dokumentet som er lest, der det ikke er hele")
    inndeling: Tekst | None = Field(
        None, description="Det nummererte steder heter, der det ikke har sider: punkt, tabell, rad"
    )
    deler: tuple[Tekst, ...] = Field((), description="Stedene vi kan vise til, der det ikke har sider: [1, 4.1, 4.3]")
    nummer: Tekst | None = Field(None, description="Nummeret på et brev eller en sak: 24/01234-5")
    adresse: Tekst | None = Field(None, description="Nettadressen, for det som er lest eller hentet der")
    lest: Dato | None = Field(None, description="Datoen nettsiden ble lest: åååå-mm-dd")

    @property
    def navn(self) -> str:
        """What it is called where it is referred to: its title, and the number of a letter."""
        return f"{self.tittel}, {self.nummer}" if self.nummer else self.tittel

    def sted(self, *sider: str) -> str:
        """Places in it as a reader sees them: «s. 40 og 46», «punkt 4.1»; words as they stand: «tabell 1»."""
        ord_, alle = "s." if self.sider else self.inndeling, ramse(sider)
        slik = er_numre if self.sider else er_kode
        return f"{ord_}\u00a0{alle}" if ord_ and all(map(slik, sider)) else alle

    def henvis(self, side: str) -> str:
        """The document and a place in it: «Delrapport 6 HLS sektor, s. 49»; of a web page, also when it was read."""
        return ", ".join(filter(None, [self.navn, self.sted(side), f"lest {vis_dato(self.lest)}" if self.lest else ""]))


class Kilder(Modell):
    """data/kilder.yml: the documents by id."""

    kilder: Frosset[str, Kildedokument]


class Enkelttallfil(Modell):
    """tall.yml: the sector's named single figures."""

    tall: Frosset[Navn, Enkelttall]


YAMLFILER: Final[dict[str, type[Modell]]] = {
    "datapackage": Datapakke,
    "kilder": Kilder,
    "program": Felles,
    "synonymer": Synonymer,
    "sektor": Sektorinfo,
    "tall": Enkelttallfil,
    "usikkerhet": Usikkerhetsvalg,
    "innhold": Innhold,
    "lenken_tilbake": Lenker,
    "historikk": Historikk,
    "utgivelse": Utgivelse,
    "tema": Tema,
    "kontroller": Kontroller,
    "premisser": Premisser,
    "tiltak": Tiltak,
    "gevinster": Gevinstplan,
    "offentlige_tall": OffentligeTall,
    "snapshot": Snapshot,
    "endringer": Endringsfil,
}
