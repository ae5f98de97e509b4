"""datapackage.yml: what describes a sector's CSV tables (Frictionless), as models."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from effekt.base.faults import Feltfeil, naermeste
from effekt.model.storrelse import Enhetstekst, Form, Frosset, Kode, Modell, Navn, Sannhet, Sidetall, Tall, Tekst
from effekt.model.visning import Tabellvisning

# Rows of a printed table of effects that are no class, agency or measure.
TOTAL: Final = "total"
RAMMEKUTT: Final = "rammekutt"
# The growth of municipal prices in each year from the year before: columns ar and prosent.
DEFLATOR: Final = "deflator"


class _Beskrivelse(Modell):
    model_config = ConfigDict(populate_by_name=True)


class Krav(_Beskrivelse):
    """Frictionless constraints of a column."""

    required: Sannhet = False
    unique: Sannhet = False
    minimum: Tall | None = None
    maximum: Tall | None = None
    enum: tuple[Tekst, ...] | None = None


class Felt(_Beskrivelse):
    """A column: name, type, title, and for values their unit."""

    name: Tekst
    type: Literal["string", "number", "integer", "year"]
    title: Tekst
    description: Tekst | None = None
    enhet: Enhetstekst | None = None
    constraints: Krav = Krav()


class Tabellskjema(_Beskrivelse):
    """The Frictionless table schema: columns, keys and the signs for missing values.

    A table has one column of values, or, where it says ``teksttabell: true``, none.
    """

    felt: Annotated[tuple[Felt, ...], Field(alias="fields", min_length=2)]
    nokler: Annotated[tuple[Tekst, ...], Field(alias="primaryKey", min_length=1)]
    mangletegn: Annotated[tuple[str, ...], Field(alias="missingValues")] = ("",)
    teksttabell: Sannhet = False

    @model_validator(mode="after")
    def _verdikolonne(self) -> Self:
        navn = [felt.name for felt in self.felt]
        for nokkel in self.nokler:
            if nokkel not in navn:
                raise Feltfeil(
                    ("primaryKey",),
                    f"er «{nokkel}», som ikke er en kolonne.{naermeste(nokkel, navn)} Kolonnene er {', '.join(navn)}",
                )
        verdier = self._verdifelter
        if self.teksttabell:
            if verdier:
                raise Feltfeil(
                    ("teksttabell",),
                    f"er true, men {verdier[0].name} har tall. Ta bort linjen, eller gi kolonnen type: string",
                )
            return self
        if len(verdier) != 1:
            raise Feltfeil(
                ("primaryKey",),
                "må være slik at én kolonne med tall står igjen, men det gjør "
                f"{' og '.join(f.name for f in verdier) or 'ingen'}"
                + ("" if verdier else ". Skriv teksttabell: true der tabellen bare har tekst"),
            )
        if not verdier[0].enhet and "enhet" not in navn:
            raise Feltfeil(
                ("fields",),
                f"mangler enhet. Skriv enhet i kolonnen {verdier[0].name}, for eksempel enhet: "
                "mill. kr, eller ta med en kolonne som heter enhet",
            )
        return self

    @property
    def _verdifelter(self) -> list[Felt]:
        return [f for f in self.felt if f.name not in self.nokler and f.type != "string"]

    @property
    def verdifelt(self) -> Felt | None:
        """The one column of values; None in a table of text."""
        return next(iter(self._verdifelter), None)


class Holdes(_Beskrivelse):
    """What the book works out that a printed table must be equal to: one of three.

    ``effekt_per``: the effect per year, a row a class, agency or measure, and perhaps the rows
    ``total`` and ``rammekutt``. ``summen_av``: sums of another table, over the rows that have the
    printed row's keys, or over those that ``rader`` says. ``lanet_i``: a measure's loan.
    """

    effekt_per: Literal["klasse", "virksomhet", "tiltak"] | None = None
    summen_av: Navn | None = None
    rader: Frosset[str, Mapping[str, Tekst]] = Field(default_factory=dict)
    lanet_i: Kode | None = None

    @model_validator(mode="after")
    def _ett(self) -> Self:
        sagt = [n for n in ("effekt_per", "summen_av", "lanet_i") if getattr(self, n)]
        if len(sagt) != 1:
            raise ValueError(f"sier {' og '.join(sagt) or 'ingenting'}. Skriv én av effekt_per, summen_av og lanet_i")
        if self.rader and not self.summen_av:
            raise Feltfeil(("rader",), "hører bare til summen_av. Slett nøkkelen")
        return self


def _sti(sti: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+/[a-z0-9_]+\.csv", sti):
        raise ValueError(f"er «{sti}». Skriv mappe og fil, for eksempel tabeller/rammekutt.csv")
    return sti


# What a table cannot be called, since prose has it for something else: the table's name is the address of its cells.
OPPTATTE_NAVN: Final = frozenset({
    "antall", "fotnote", "ramse", "tall", "tiltak", "sum_virksomhet", "sum_klasse", "total", "simulert", "usikkerhet",
    "sum_status", "sum_hvem", "sum_slag", "venter_politisk",
    "sektor", "felles", "vis", "har_side", "spennord", "vis_tabell", "uferdige", "kildekontroll", "kontroll",
    "lenker", "program", "loop", "rad", "rader", "enhet", "trykt", "avvik", "mot", "gruppe",
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none",
    "lest", "forventet", "forventet_virksomhet", "forventet_klasse", "har_forventet", "har_premisser",
    "har_rammekutt", "har_klasser", "rapporten",
    "premiss", "simulert_risiko", "fra_siste_ar", "dekning", "udekket", "udekket_nytt", "naverdi", "forventet_naverdi",
})  # fmt: skip


def _ledig(navn: str) -> str:
    if navn in OPPTATTE_NAVN:
        raise ValueError(f"er «{navn}», som tekstene har til noe annet. Gi tabellen et annet navn")
    return navn


# What the source calls it; files and labels are named after it.
Nummerert = Annotated[str, Form(r"[A-Z][a-z]+ [0-9]+[a-z]?", "Skriv slag og nummer, som Tabell 3 eller Figur 12")]


class Ressurs(_Beskrivelse):
    """A table's entry in datapackage.yml."""

    name: Annotated[Navn, AfterValidator(_ledig)]
    path: Annotated[Tekst, AfterValidator(_sti)]
    title: Tekst
    nummer: Nummerert | None = None
    kilde: Tekst
    side: Sidetall
    merknad: Tekst | None = None
    holdes_mot: Holdes | None = None
    vis: Tabellvisning | None = None
    format: Literal["csv"]
    encoding: Literal["utf-8"]
    mediatype: Literal["text/csv"]
    tabell: Annotated[Tabellskjema, Field(alias="schema")]

    @model_validator(mode="after")
    def _kan_vises(self) -> Self:
        if self.vis:
            skjema = self.tabell
            verdi = skjema.verdifelt.name if skjema.verdifelt else None
            try:
                self.vis.krev([felt.name for felt in skjema.felt], skjema.nokler, verdi)
            except Feltfeil as feil:
                raise Feltfeil(("vis", *feil.sti), str(feil)) from None
            tvers = next((felt for felt in skjema.felt if felt.name == self.vis.bortover), None)
            if self.vis.bro and tvers and tvers.type != "year":
                raise Feltfeil(("vis", "bro"), f"krever at bortover er år, og {tvers.name} er ikke det. Slett broen")
        return self


class Datapakke(_Beskrivelse):
    """datapackage.yml: the sector's tables, and those whose numbers nobody has entered yet.

    The latter stand under a key of the book's own, since a Frictionless package lists only files
    that exist. A table comes to life when its file does.
    """

    name: Tekst
    title: Tekst
    resources: tuple[Ressurs, ...] = ()
    uten_tall: tuple[Ressurs, ...] = ()

    @property
    def alle(self) -> tuple[Ressurs, ...]:
        """Every table that is described, with numbers or without."""
        return (*self.resources, *self.uten_tall)
