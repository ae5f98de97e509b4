"""What is fetched from public statistics: ``offentlige_tall.yml``, and a snapshot's own account.

Nothing of a certain bank, city or table is known to the code: addresses, limits and codes are here.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from effekt.base.faults import Feltfeil, naermeste
from effekt.model.storrelse import Enhetstekst, Form, Frosset, Modell, Navn, Tekst, frys

FILNAVN: Final = "offentlige_tall.yml"
LOKALE: Final = ("localhost", "127.0.0.1", "::1")


def trygg_adresse(adresse: str) -> str:
    """The address without a trailing slash; raises ValueError for what is not https.

    A server on the machine itself may be plain http.
    """
    try:
        delt = urlsplit(adresse)
        trygg = delt.scheme == "https" or (delt.scheme == "http" and delt.hostname in LOKALE)
    except ValueError:
        trygg = False
    if not trygg or not delt.hostname or delt.username or delt.query or delt.fragment:
        raise ValueError(f"er «{adresse}». Skriv hele adressen, med https:// foran")
    return adresse.rstrip("/")


_TABELLSTI: Final = Form(
    r"[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*", "Skriv tabellens nummer, eller stien til den i statistikkbanken"
)
_FIL: Final = Form(r"[a-z0-9_-]+\.[a-z]+", "Skriv bare et filnavn")
Positivt = Annotated[int, Field(gt=0)]


class Bank(Modell):
    """A bank of statistics: its interface, where it is, who publishes it, and what it allows."""

    grensesnitt: Literal["pxwebapi2", "pxweb1"] = Field(
        description="pxwebapi2 er PxWebApi 2; pxweb1 er den eldre PxWeb, som mange kommuner har"
    )
    adresse: Annotated[Tekst, AfterValidator(trygg_adresse)]
    utgiver: Tekst
    lisens: Tekst
    sprak: Tekst | None = Field(None, description="Språket i PxWebApi 2, for eksempel «no»")
    celler: Positivt = Field(description="Hvor mange tall banken gir i ett svar")
    kall_per_minutt: Positivt = Field(description="Hvor mange spørsmål banken tar imot i minuttet")
    lengste_adresse: Positivt = Field(1000, description="Lengste adresse i tegn; lengre spørsmål sendes med POST")


class Verdivalg(Modell):
    """A value that is known by its code, its label, or both, which must then agree."""

    kode: Tekst | None = None
    tekst: Tekst | None = None

    @model_validator(mode="after")
    def _minst_en(self) -> Self:
        if not self.kode and not self.tekst:
            raise ValueError("må ha kode eller tekst")
        return self


# A word alone is looked for among the codes first, and then among the labels.
Verdiangivelse = Tekst | Verdivalg


class Utvalg(Modell):
    """Which values of a variable: these, a stretch of them, the last ones, or all."""

    verdier: tuple[Verdiangivelse, ...] | Mapping[Navn, Verdiangivelse] | None = Field(
        None, description="Koder eller tekster; eller navn i boken, og koden eller teksten til hver"
    )
    fra: Tekst | None = None
    til: Tekst | None = None
    siste: Positivt | None = None
    alle: Literal["ja"] | None = None

    @model_validator(mode="after")
    def _en_mate(self) -> Self:
        mater = [
            self.verdier is not None, self.fra is not None or self.til is not None,
            self.siste is not None, self.alle is not None,
        ]  # fmt: skip
        if sum(mater) != 1 or (self.verdier is not None and not self.verdier):
            raise ValueError("må ha én av: verdier, fra og til, siste, alle")
        return self


class Dimensjon(Utvalg):
    """A variable of the table: known by code, label or both, and which values are fetched."""

    kode: Tekst | None = None
    tekst: Tekst | None = Field(None, description="Navnet på variabelen i statistikkbanken")

    @model_validator(mode="after")
    def _kan_kjennes(self) -> Self:
        if not self.kode and not self.tekst:
            raise ValueError("må ha kode eller tekst")
        return self


class Nokkelkolonne(Modell):
    """A key column of a table of the book: which variable it has."""

    dimensjon: Navn
    tittel: Tekst
    type: Literal["string", "year"] = "string"


class Verdikolonne(Modell):
    """The column of values of a table of the book."""

    navn: Navn
    tittel: Tekst
    enhet: Enhetstekst
    type: Literal["number", "integer"] = "number"


class Hentetabell(Modell):
    """A table of the book that is made from what is fetched, under the name it is asked for by."""

    tittel: Tekst
    kolonner: Annotated[Mapping[Navn, Nokkelkolonne], Field(min_length=1), AfterValidator(frys)]
    verdi: Verdikolonne
    bare: Frosset[Navn, Utvalg] = Field(default_factory=dict, description="Færre av verdiene enn de som hentes")
    summeres: tuple[Navn, ...] = Field((), description="Dimensjonene tallene legges sammen over")
    merknad: Tekst | None = None
    brukes_i: tuple[Tekst, ...] = Field((), description="Figurer og tabeller som viser tallene")
    erstatter: Tekst | None = Field(
        None, description="CSV-filen i data/ med samme navn, som gjelder til tallene er hentet"
    )


class Uttak(Modell):
    """What is fetched in one go: a table of a bank, the values of each variable, and why."""

    bank: Navn
    tabell: Annotated[Tekst, AfterValidator(_TABELLSTI.krev)]
    tittel: Tekst
    formal: Tekst = Field(description="Hva tallene skal brukes til")
    dimensjoner: Annotated[Mapping[Navn, Dimensjon], Field(min_length=1), AfterValidator(frys)]
    tabeller: Annotated[Mapping[Navn, Hentetabell], Field(min_length=1), AfterValidator(frys)]

    @property
    def nummer(self) -> str:
        """The table as people name it: the last part of its path, without an ending."""
        return re.sub(r"\.px$", "", self.tabell.rpartition("/")[2])

    @model_validator(mode="after")
    def _kjente_dimensjoner(self) -> Self:
        for navn, tabell in self.tabeller.items():
            kolonner = {k.dimensjon for k in tabell.kolonner.values()}
            for felt, brukte in (
                ("kolonner", kolonner), ("bare", set(tabell.bare)),
                ("summeres", set(tabell.summeres)),
            ):  # fmt: skip
                for ukjent in sorted(brukte - set(self.dimensjoner)):
                    raise Feltfeil(
                        ("tabeller", navn, felt),
                        f"har «{ukjent}», som ikke er en dimensjon.{naermeste(ukjent, self.dimensjoner)} Dimensjonene "
                        f"er {', '.join(self.dimensjoner)}",
                    )
            if begge := sorted(kolonner & set(tabell.summeres)):
                raise Feltfeil(
                    ("tabeller", navn, "summeres"), f"har «{begge[0]}», som også er en kolonne. Velg én av delene"
                )
        return self


class OffentligeTall(Modell):
    """offentlige_tall.yml: the banks, and what is fetched from them."""

    banker: Frosset[Navn, Bank]
    uttak: Frosset[Navn, Uttak]

    @model_validator(mode="after")
    def _henger_sammen(self) -> Self:
        sett: dict[str, str] = {}
        for id_, uttak in self.uttak.items():
            if uttak.bank not in self.banker:
                raise Feltfeil(
                    ("uttak", id_, "bank"),
                    f"er «{uttak.bank}», som ikke er beskrevet under banker.{naermeste(uttak.bank, self.banker)}",
                )
            for navn in uttak.tabeller:
                if navn in sett:
                    raise Feltfeil(
                        ("uttak", id_, "tabeller", navn),
                        f"er brukt av uttaket {sett[navn]} også. Gi tabellen et annet navn",
                    )
                sett[navn] = id_
        return self


class Svarfil(Modell):
    """A reply as it lies in the snapshot: what was asked, and the bytes that came."""

    fil: Annotated[Tekst, AfterValidator(_FIL.krev)]
    metode: Literal["GET", "POST"]
    adresse: Tekst
    kropp: Tekst | None = Field(None, description="Spørsmålet, der det ble sendt med POST")
    byte: Positivt
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Snapshot(Modell):
    """snapshot.yml: where a snapshot is from, when it was fetched, and what it must still be."""

    uttak: Navn
    tabell: Tekst
    tittel: Tekst = Field(description="Tittelen i statistikkbanken")
    utgiver: Tekst
    hentet: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    oppdatert: Tekst = Field(description="Når kilden sier at tabellen sist ble oppdatert")
    lisens: Tekst
    rader: Positivt = Field(description="Hvor mange tall svaret har")
    svar: Annotated[tuple[Svarfil, ...], Field(min_length=1)]
    metadata: Svarfil

    @property
    def filer(self) -> tuple[Svarfil, ...]:
        """Every file of the snapshot but its own account."""
        return (self.metadata, *self.svar)
