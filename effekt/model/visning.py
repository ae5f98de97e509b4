"""How a table of data/ is shown: what ``vis`` in datapackage.yml says of its columns, sums and bridge."""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from effekt.base.faults import Feltfeil, naermeste
from effekt.model.storrelse import Ar, Frosset, Modell, Navn, Sannhet, Tekst

Dokumentsti = tuple[str | int, ...]
# What a thing of the book is called in addresses and file names.
Adressenavn = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
# Which rows: a column, and the value that they have in it.
Radvalg = Frosset[str, Tekst]


class Tabellkolonne(Modell):
    """A column that is put together: its header, and what stands in each of its cells."""

    hode: Tekst
    celle: Tekst = Field(description="Teksten i cellen, som i kapitlene; rad.<kolonne> er radens egne verdier")


class TryktSum(Modell):
    """The sums that the source prints of the table, in a table of their own.

    Where that table has more keys than the columns across, a printed sum stands after the rows that
    have its key, and a key that no row has is the sum of all of them.
    """

    tabell: Navn = Field(description="Tabellen som har de trykte summene")
    navn: Tekst = Field(description="Det raden med den trykte summen heter; gruppe er det summen gjelder")
    alle: Tekst = Field("alle", description="Det som kalles gruppe der summen gjelder alle radene")
    forskjell: Tekst = Field("Forskjell", description="Det raden med forskjellen heter, når det er en")


class Brovisning(Modell):
    """A bridge from one amount to a printed sum, by groups of rows: one bridge for each year."""

    navn: Adressenavn = Field(description="Det broen heter i adresser og filer")
    tittel: Tekst
    undertittel: Tekst = Field(description="Som undertittelen på tabellen")
    lesehjelp: Tekst | None = Field(None, description="Det som sies til slutt, etter leddene i ord")
    fra: Tekst = Field(description="Det broen går fra, i ord")
    fra_rader: Radvalg = Field(min_length=1, description="Radene broen går fra: kolonne og verdi")
    ledd: Tekst = Field(description="Kolonnen som deler de andre radene i ledd")
    noter: tuple[Tekst, ...] = ()


class Sammenstilt(Modell):
    """A row of a comparison: the sums per year of some rows of a table."""

    navn: Tekst
    tabell: Navn | None = Field(None, description="Tabellen, der det er en annen enn denne")
    der: Radvalg = Field(default_factory=dict, description="Bare rader med disse verdiene: kolonne og verdi")
    bare_negative: Sannhet = Field(False, description="true der bare negative beløp skal være med")
    endring_fra: Ar | None = Field(None, description="Året som de senere årene vises som endring fra")


class Sammenstilling(Modell):
    """A comparison, year by year, of sums from this table and others."""

    navn: Adressenavn = Field(description="Det sammenstillingen heter i adresser og filer")
    tittel: Tekst
    undertittel: Tekst = Field(description="Som undertittelen på tabellen")
    lesehjelp: Tekst = Field(description="Den i ord; mot(1, 2) er rad 1 mot rad 2, år for år")
    rader: Annotated[tuple[Sammenstilt, ...], Field(min_length=1)]
    noter: tuple[Tekst, ...] = ()


class Tabellvisning(Modell):
    """``vis``: a table as readers see it."""

    undertittel: Tekst = Field(description="Står under tittelen; enhet er tabellens enhet i ord")
    lesehjelp: Tekst = Field(description="Tabellen i ord; rader er radene, trykt og avvik de trykte summene")
    kolonner: Annotated[tuple[Tabellkolonne | Tekst, ...], Field(min_length=1)] = Field(
        description="Kolonnene som vises, i rekkefølge: navnet på en kolonne, eller hode og celle"
    )
    bortover: Tekst | None = Field(None, description="Nøkkelen som har en kolonne for hver verdi, for eksempel ar")
    hode_bortover: Tekst | None = Field(None, description="Overskriften på hver av dem; ellers verdien selv")
    ord: Sannhet = Field(False, description="true der tabellen er ord mer enn tall")
    som_trykt: Tekst | None = Field(None, description="Kolonnen med verdien slik kilden skriver den")
    sum: Sannhet = Field(False, description="true der en rad nederst skal ha summen av verdiene")
    trykt_sum: TryktSum | None = None
    bro: Brovisning | None = None
    sammenstilling: Sammenstilling | None = None
    noter: tuple[Tekst, ...] = Field((), description="Står under tabellen, etter merknaden")

    @model_validator(mode="after")
    def _henger_sammen(self) -> Self:
        if self.trykt_sum and not self.bortover:
            raise Feltfeil(("trykt_sum",), "krever bortover. Skriv nøkkelen som summene går bortover etter")
        if self.bro and not self.trykt_sum:
            raise Feltfeil(("bro",), "går til en trykt sum. Skriv trykt_sum også, eller slett broen")
        if self.hode_bortover and not self.bortover:
            raise Feltfeil(("hode_bortover",), "hører bare til bortover. Slett nøkkelen")
        return self

    def krev(self, kolonner: list[str], nokler: tuple[str, ...], verdi: str | None) -> None:
        """Raise Feltfeil for what it says that a table with these columns does not have."""
        for sti, navn in self._kolonnenavn():
            if navn not in kolonner:
                raise Feltfeil(
                    sti,
                    f"er «{navn}», som ikke er en kolonne.{naermeste(navn, kolonner)} "
                    f"Kolonnene er {', '.join(kolonner)}",
                )
        if self.bortover and self.bortover not in nokler:
            raise Feltfeil(
                ("bortover",), f"er «{self.bortover}», som ikke er en nøkkel. Velg én av {', '.join(nokler)}"
            )
        if self.bortover and self.bortover not in self.kolonner:
            raise Feltfeil(("kolonner",), f"mangler {self.bortover}, som sier hvor kolonnene bortover skal stå")
        for felt in ("bortover", "sum", "som_trykt"):
            if verdi is None and getattr(self, felt):
                raise Feltfeil((felt,), "krever en tabell med tall, og denne har bare tekst. Slett nøkkelen")

    def _kolonnenavn(self) -> Iterator[tuple[Dokumentsti, str]]:
        for nr, kolonne in enumerate(self.kolonner):
            if isinstance(kolonne, str):
                yield ("kolonner", nr), kolonne
        yield from (((navn,), verdi) for navn in ("bortover", "som_trykt") if (verdi := getattr(self, navn)))
        if self.bro:
            yield ("bro", "ledd"), self.bro.ledd
