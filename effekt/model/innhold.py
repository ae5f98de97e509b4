"""The printed report's own contents, and the link back from the letter of the year after."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from effekt.base.faults import Feltfeil
from effekt.model.storrelse import Ar, Frosset, Kode, Modell, Navn, Sidetall, Tekst, frys


class Omtale(StrEnum):
    """Whether the letter takes a matter up."""

    JA = "ja"
    DELVIS = "delvis"
    NEI = "nei"
    UTENFOR = "utenfor"


OMTALE_I_ORD = {Omtale.JA: "Ja", Omtale.DELVIS: "Delvis", Omtale.NEI: "Nei", Omtale.UTENFOR: "Utenfor brevet"}


class Lenke(Modell):
    """One matter: what the report says of it, and what the letter does."""

    tema: Tekst
    slag: Literal["tiltak", "observasjon", "anbefaling"]
    tiltak: tuple[Kode, ...] = Field((), description="Tiltakene det gjelder, der slag er tiltak")
    side: Sidetall = Field(description="Siden i rapporten")
    i_rapporten: Tekst
    punkt: Sidetall | None = Field(None, description="Punktet i brevet, der brevet nevner saken")
    i_brevet: Tekst
    omtale: Omtale = Field(
        description=(
            "ja: brevet tar saken opp. delvis: brevet berører den uten å ta opp rapportens "
            "forslag. nei: ikke nevnt. utenfor: gjelder ikke virksomheten som brevet er stilet til"
        )
    )

    @model_validator(mode="after")
    def _tiltak_er_navngitt(self) -> Self:
        if (self.slag == "tiltak") != bool(self.tiltak):
            raise Feltfeil(("slag",), "er «tiltak» når tiltak er fylt ut, og ellers noe annet. Rett det ene")
        return self


class Lenker(Modell):
    """lenken_tilbake.yml."""

    kilde: Tekst = Field(description="Id-en til delrapporten i data/kilder.yml")
    brev: Tekst = Field(description="Id-en til tildelingsbrevet i data/kilder.yml")
    virksomhet: Kode = Field(description="Virksomheten som brevet er stilet til")
    merknad: Tekst | None = Field(None, description="Det som står under tabellen med lenkene")
    lenker: Annotated[Mapping[Navn, Lenke], Field(min_length=1), AfterValidator(frys)]


Nummer = Annotated[str, Field(pattern=r"^\d+$")]
Kapittelnavn = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Status(StrEnum):
    """How much of a figure or table the book can show."""

    GJENGITT = "gjengitt"
    BEREGNET = "beregnet"
    OFFENTLIG = "offentlig"
    ANNEN_KILDE = "annen_kilde"
    DELVIS = "delvis"
    IKKE_OPPGITT = "ikke_oppgitt"


# What stands at the place of a figure that the book does not have; and the forms that have no numbers to miss.
MANGLER_TALLENE: Final = "Vi har ikke tallene"
MANGLER_FIGUREN: Final = "Vi har ikke figuren"
UTEN_TALL: Final = frozenset({"diagram", "kart"})
STATUS_I_ORD: Final = {
    Status.GJENGITT: "Gjengitt fra kilden",
    Status.BEREGNET: "Regnet ut på nytt",
    Status.OFFENTLIG: "Fra offentlige tall",
    Status.ANNEN_KILDE: "Bygger ikke på rapportens figur",
    Status.DELVIS: "Viser bare det teksten oppgir",
    Status.IKKE_OPPGITT: MANGLER_TALLENE,
}


class Plass(Modell):
    """Something in the source, and the chapter of the book that has it."""

    tittel: Tekst
    side: Sidetall
    kapittel: Kapittelnavn = Field(description="Siden i boken, uten sektor: 3-2-potensial")


class Avsnittsplass(Plass):
    """A section of the source, and where in the chapter it is retold."""

    overskrift: tuple[Tekst, ...] = Field(
        (),
        description=(
            "Ord i overskriften i boken, etter ord i dem over: [VEI1, Dagens situasjon]. "
            "Tom der overskriften begynner med avsnittets nummer"
        ),
    )


class Punkt(Modell):
    """A single figure that a drawing shows as a point, by its address."""

    serie: Tekst
    ar: Ar
    verdi: Annotated[str, Field(pattern=r"^tall\.[a-z0-9_]+$")]
    merke: str = ""


class Kant(Modell):
    """A line of a diagram, from one box to another, and what it means."""

    fra: Navn
    til: Navn
    hva: Tekst


class Diagram(Modell):
    """Boxes and the lines between them, as the source's text describes them."""

    noder: Frosset[Navn, Tekst]
    kanter: tuple[Kant, ...]


class Offentlighenvisning(Modell):
    """Public statistics at a figure's place: drawn in the figure, or beside it as a figure."""

    tabell: Navn = Field(description="Navnet på tabellen i offentlige_tall.yml")
    slik: Literal["i_figuren", "ved_siden"]
    tekst: Tekst = Field(description="Det som sies om tallene når de er der")
    uten: Tekst | None = Field(None, description="Det som sies så lenge de ikke er der")
    serier: Frosset[Tekst, Tekst] = Field(
        default_factory=dict, description="Navnene på seriene, etter ordet i tabellen"
    )
    egen_serie: Tekst | None = Field(None, description="Det figurens egne tall heter når de står sammen med disse")


class Figurplass(Plass):
    """A figure or table of the source."""

    status: Status
    etter: Tekst | None = Field(None, description="Teksten i felles/tekster/ som figuren eller tabellen står etter")
    kildeangivelse: Tekst | None = Field(None, description="Kilden som står under figuren")
    tekst: Tekst | None = Field(None, description="Det rapportens tekst sier om den")
    funn: Tekst | None = Field(None, description="Det figuren viser, som påstand: tittelen, så lenge den holder")
    mot: Tekst | None = Field(None, description="Raden i tabellen som de andre er tegnet mot")
    enhet: Tekst | None = None
    fil: Tekst | None = Field(None, description="CSV-filen i data/ som tallene står i, eller kan føres inn i")
    kolonner: tuple[Tekst, ...] = ()
    andel_av: Tekst | None = Field(None, description="Det figuren deler, der formen er delt: sektorens …")
    form: Literal["linjer", "soyler", "stablet", "delt", "diagram", "kart", "tabell"] | None = None
    funksjon: Navn | None = Field(None, description="Figuren, der den regnes ut")
    punkter: tuple[Punkt, ...] = Field((), description="Enkelttall som vises som punkter")
    diagram: Diagram | None = None
    offentlig: Offentlighenvisning | None = Field(None, description="Offentlige tall som hører til her")


class Fotnote(Modell):
    """A footnote of the source, in the book's own words."""

    side: Sidetall
    kapittel: Kapittelnavn
    tekst: Tekst
    samme_som: Sidetall | None = Field(None, description="Fotnoten som denne gjentar")


class Innhold(Modell):
    """innhold.yml."""

    figurer: Frosset[Nummer, Figurplass] = Field(default_factory=dict)
    tabeller: Frosset[Nummer, Figurplass] = Field(default_factory=dict)
    fotnoter: Frosset[Nummer, Fotnote] = Field(default_factory=dict)
    avsnitt: Frosset[Tekst, Avsnittsplass] = Field(default_factory=dict)
