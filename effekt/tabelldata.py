"""The sector's CSV tables, read against their description in datapackage.yml.

A table has key columns, one column of values, and perhaps columns of text. A value is found by its
keys, ``rammekutt["HEL", 2026]``, and knows its unit, page and address.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from effekt.kilder import Datafeil, Feltfeil, naermeste, samle, samlet_feil
from effekt.lesing import Dokument, les_csv, les_dokument
from effekt.storrelse import Enhetstekst, Navn, Side, Tall, Tekst, les_tall, utenfor
from effekt.tall import MANGLETEGN, Enhet, vis_med_enhet, vis_tall
from effekt.validering import valider

Nokkel = tuple[str | int, ...]
Sannhet = Annotated[bool, BeforeValidator(lambda v: {"true": True, "false": False}.get(str(v), v))]


class _Beskrivelse(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


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
    """The Frictionless table schema: columns, keys and the signs for missing values."""

    felt: Annotated[tuple[Felt, ...], Field(alias="fields", min_length=2)]
    nokler: Annotated[tuple[Tekst, ...], Field(alias="primaryKey", min_length=1)]
    mangletegn: Annotated[tuple[str, ...], Field(alias="missingValues")] = ("",)

    @model_validator(mode="after")
    def _en_verdikolonne(self) -> Self:
        navn = [felt.name for felt in self.felt]
        for nokkel in self.nokler:
            if nokkel not in navn:
                raise Feltfeil(
                    ("primaryKey",),
                    f"er «{nokkel}», som ikke er en kolonne.{naermeste(nokkel, navn)} "
                    f"Kolonnene er {', '.join(navn)}",
                )
        verdier = [f for f in self.felt if f.name not in self.nokler and f.type != "string"]
        if len(verdier) != 1:
            raise Feltfeil(
                ("primaryKey",),
                "må være slik at én kolonne med tall står igjen, men det gjør "
                f"{' og '.join(f.name for f in verdier) or 'ingen'}",
            )
        if not verdier[0].enhet and "enhet" not in navn:
            raise Feltfeil(
                ("fields",),
                f"mangler enhet. Skriv enhet i kolonnen {verdier[0].name}, for eksempel enhet: "
                "mill. kr, eller ta med en kolonne som heter enhet",
            )
        return self

    @property
    def verdifelt(self) -> Felt:
        """The one column of values."""
        return next(f for f in self.felt if f.name not in self.nokler and f.type != "string")


def _sti(sti: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+/[a-z0-9_]+\.csv", sti):
        raise ValueError(f"er «{sti}». Skriv mappe og fil, for eksempel tabeller/rammekutt.csv")
    return sti


class Ressurs(_Beskrivelse):
    """A table's entry in datapackage.yml."""

    name: Navn
    path: Annotated[Tekst, AfterValidator(_sti)]
    title: Tekst
    nummer: Tekst | None = None
    kilde: Tekst
    side: Side
    merknad: Tekst | None = None
    format: Literal["csv"]
    encoding: Literal["utf-8"]
    mediatype: Literal["text/csv"]
    tabell: Annotated[Tabellskjema, Field(alias="schema")]


class Datapakke(_Beskrivelse):
    """datapackage.yml: the sector's tables."""

    name: Tekst
    title: Tekst
    resources: Annotated[tuple[Ressurs, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Celle:
    """One value of a table: an amount, or SSB's sign for why there is none."""

    adresse: str
    verdi: Fraction | None
    enhet: str
    mangler: str = ""

    @property
    def tallet(self) -> Fraction:
        """The value; raises Datafeil where the source has none."""
        if self.verdi is None:
            raise Datafeil(f"{self.adresse} er {MANGLETEGN[self.mangler]}, og kan ikke regnes med")
        return self.verdi

    def __str__(self) -> str:
        if self.verdi is None:
            return MANGLETEGN[self.mangler]
        return vis_med_enhet(self.verdi, Enhet.les(self.enhet))

    def uten_enhet(self, desimaler: int | None = None) -> str:
        """The value as it stands in a table whose header has the unit."""
        return MANGLETEGN[self.mangler] if self.verdi is None else vis_tall(self.verdi, desimaler)


@dataclass(frozen=True)
class Tabelldata:
    """A table as read: its description, and its cells by key."""

    ressurs: Ressurs
    celler: Mapping[Nokkel, Celle]
    rader: tuple[Mapping[str, Any], ...]
    fil: Path = field(repr=False)

    def __getitem__(self, nokkel: str | int | Nokkel) -> Celle:
        sok = nokkel if isinstance(nokkel, tuple) else (nokkel,)
        if sok not in self.celler:
            kjente = [adressedel(k) for k in self.celler]
            vist = adressedel(sok)
            raise Datafeil(
                f"tabellen {self.ressurs.name} har ikke raden [{vist}].{naermeste(vist, kjente)}",
                self.fil,
            )
        return self.celler[sok]

    def __iter__(self) -> Iterator[Nokkel]:
        return iter(self.celler)

    def nokkelverdier(self, kolonne: str) -> list[Any]:
        """The values of a key column, each once, in the file's order."""
        return list(dict.fromkeys(rad[kolonne] for rad in self.rader))

    def sum(self, **valg: str | int) -> Fraction:
        """The sum of the values in rows where every named column has the given value.

        Raises Datafeil for an unknown column, and where there is no such row.
        """
        for kolonne in valg:
            if kolonne not in self.rader[0]:
                raise Datafeil(
                    f"tabellen {self.ressurs.name} har ikke kolonnen «{kolonne}»."
                    f"{naermeste(kolonne, self.rader[0])}"
                )
        celler = [
            celle
            for rad, celle in zip(self.rader, self.celler.values(), strict=True)
            if all(rad[kolonne] == verdi for kolonne, verdi in valg.items())
        ]
        if not celler:
            sokt = " og ".join(f"{kolonne} er «{verdi}»" for kolonne, verdi in valg.items())
            alle = {str(celle) for rad in self.rader for celle in rad.values()}
            lik = "".join(naermeste(str(verdi), alle) for verdi in valg.values())
            raise Datafeil(f"tabellen {self.ressurs.name} har ingen rader der {sokt}.{lik}")
        return sum((celle.tallet for celle in celler), Fraction(0))

    @property
    def enhet(self) -> str:
        """The unit that all values share; empty where each row has its own."""
        return self.ressurs.tabell.verdifelt.enhet or ""


def adressedel(nokkel: Nokkel) -> str:
    """The keys of a cell as an address has them: «HEL, 2026»."""
    return ", ".join(str(del_) for del_ in nokkel)


def les_tabeller(
    mappe: Path, endringer: Mapping[str, Fraction]
) -> tuple[dict[str, Tabelldata], Datapakke, Dokument]:
    """All tables described in the folder's datapackage.yml, and the description itself.

    ``endringer`` maps cell addresses to values that replace the file's. Raises Datafeil with every
    fault.
    """
    dokument = les_dokument(mappe / "datapackage.yml")
    pakke = valider(dokument, Datapakke)
    tabeller: dict[str, Tabelldata] = {}
    feil = _ubeskrevne(mappe, {ressurs.path for ressurs in pakke.resources})
    for nr, ressurs in enumerate(pakke.resources):
        if ressurs.name in tabeller:
            melding = f"tabellen «{ressurs.name}» er beskrevet to ganger. Gi den ene et annet navn."
            feil.append(dokument.feil(("resources", nr, "name"), melding))
        elif not (mappe / ressurs.path).exists():
            melding = f"filen {ressurs.path} finnes ikke. Legg den i mappen, eller rett path."
            feil.append(dokument.feil(("resources", nr, "path"), melding))
        else:
            with samle(feil):
                tabeller[ressurs.name] = _les_tabell(mappe / ressurs.path, ressurs, endringer)
    if feil:
        raise samlet_feil(feil)
    return tabeller, pakke, dokument


def _ubeskrevne(mappe: Path, beskrevet: set[str]) -> list[Datafeil]:
    """Tables that would not be read: files without a description, and workbooks."""
    feil = []
    for fil in sorted(mappe.rglob("*.*")):
        ending = fil.suffix.lower()
        if fil.name.startswith((".", "~")) or fil.relative_to(mappe).as_posix() in beskrevet:
            continue
        if ending == ".csv":
            melding = (
                "filen er ikke beskrevet i datapackage.yml. Legg den til der, eller slett den."
            )
            feil.append(Datafeil(melding, fil))
        elif ending in {".xlsx", ".xls", ".ods"}:
            feil.append(Datafeil("regneark leses ikke. Lagre arket som CSV (UTF-8, komma).", fil))
    return feil


def _les_tabell(fil: Path, ressurs: Ressurs, endringer: Mapping[str, Fraction]) -> Tabelldata:
    skjema = ressurs.tabell
    celler: dict[Nokkel, Celle] = {}
    rader: list[Mapping[str, Any]] = []
    feil: list[Datafeil] = []
    forst_sett: dict[Nokkel, int] = {}
    for linje, rad in les_csv(fil, [felt.name for felt in skjema.felt], feil):
        try:
            lest = {felt.name: _les_felt(felt, rad[felt.name], skjema) for felt in skjema.felt}
            nokkel: Nokkel = tuple(lest[k] for k in skjema.nokler)
            if nokkel in celler:
                raise ValueError(
                    f"raden «{adressedel(nokkel)}» står også på linje {forst_sett[nokkel]}. "
                    "Slett den ene"
                )
        except ValueError as grunn:
            feil.append(Datafeil(str(grunn), fil, linje))
            continue
        forst_sett[nokkel] = linje
        adresse = f"{ressurs.name}[{adressedel(nokkel)}]"
        verdi = endringer.get(adresse, lest[skjema.verdifelt.name])
        enhet = skjema.verdifelt.enhet or str(lest.get("enhet", ""))
        celler[nokkel] = (
            Celle(adresse, verdi, enhet)
            if isinstance(verdi, Fraction)
            else Celle(adresse, None, enhet, mangler=rad[skjema.verdifelt.name] or "..")
        )
        rader.append({**lest, skjema.verdifelt.name: celler[nokkel].verdi})
    if feil:
        raise samlet_feil(feil)
    return Tabelldata(ressurs, celler, tuple(rader), fil)


def _les_felt(felt: Felt, celle: str, skjema: Tabellskjema) -> Any:
    """A cell by its column's type and constraints; raises ValueError in words."""
    krav = felt.constraints
    if celle == "" or (felt.type != "string" and celle in skjema.mangletegn):
        if krav.required or felt.name in skjema.nokler:
            raise ValueError(
                f"{felt.name} er «{celle}», men kan ikke mangle. Fyll ut feltet, eller slett raden"
            )
        return None
    if felt.type == "string":
        if krav.enum and celle not in krav.enum:
            raise ValueError(
                f"{felt.name} er «{celle}».{naermeste(celle, krav.enum)} "
                f"Tillatt etter datapackage.yml: {', '.join(krav.enum)}"
            )
        return celle
    if felt.type == "year" and not re.fullmatch(r"\d{4}", celle):
        raise ValueError(f"{felt.name} er «{celle}», men må være et årstall, for eksempel 2026")
    try:
        verdi = les_tall(celle)
    except ValueError as grunn:
        rad = "" if krav.required else " Skriv «..» der kilden ikke oppgir tallet"
        raise ValueError(f"{felt.name} {grunn}{rad}") from None
    if felt.type in {"integer", "year"} and verdi.denominator != 1:
        raise ValueError(f"{felt.name} er {celle}, men må være et helt tall")
    if feil := utenfor(verdi, krav.minimum, krav.maximum):
        raise ValueError(f"{felt.name} {feil} (etter datapackage.yml)")
    return int(verdi) if felt.type == "year" else verdi
