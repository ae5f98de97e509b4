"""The sheets and columns of the Excel template, worked out from the models of data/, and their words."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from effekt.model.datapakke import Felt, Ressurs
from effekt.model.gevinst import Gevinstplan, Indikator, Maling, Rapportert
from effekt.model.okonomi import Kostnad
from effekt.model.plan import ARSVERK, SLAG, STATUS
from effekt.model.storrelse import (
    Ar,
    Enhetstekst,
    Enkelttall,
    Forutsetning,
    Kode,
    Mengde,
    Navn,
    Sannhet,
    Serie,
    Sidetall,
    Storrelse,
    Tall,
    Tekst,
)
from effekt.model.tiltak import Kildedokument, Oppgitt, Sektorinfo, Tiltak, Virksomhet, Vurderinger
from effekt.reading.documents import Sti, les_dokument

# Fields of a measure that have a sheet of their own under another name than their own.
ARKNAVN: Final = {
    "forutsetninger": "Forutsetninger", "kostnader": "Kostnader", "oppgitt": "Effekter", "vurderinger": "Vurderinger",
}  # fmt: skip
LESMEG: Final = "Les meg"
LISTER: Final = "Lister"
# A row whose key begins so is an example, and never imported.
EKSEMPEL: Final = "EKSEMPEL"
# The words of the template, which lie beside its example.
_ORD: Final = les_dokument(Path(__file__).with_name("mal") / "ord.yml").innhold
HVA: Final[Mapping[str, str]] = _ORD["ark"]


def kolonneoverskrift(sti: tuple[str | int, ...]) -> str:
    """A column's header: «Sider: omtale», «Kilde»."""
    hel = ".".join(map(str, sti))
    if hel in _ORD["hele"]:
        return str(_ORD["hele"][hel])
    ledd = [_ORD["ord"].get(str(del_), str(del_).replace("_", " ")) for del_ in sti]
    return ": ".join([ledd[0][:1].upper() + ledd[0][1:], *ledd[1:]])


def forklaring(hva: str) -> str:
    """What is said of a field; of one in a group, what is said of it anywhere; else nothing."""
    alle: Mapping[str, str] = _ORD["forklaringer"]
    return alle.get(hva) or alle.get(hva.rpartition(".")[2], "")


# What a cell can hold. ``yaml`` is what has no form of its own: a group, on one line.
Slag = Literal[
    "tekst", "tall", "heltall", "ar", "side", "kode", "navn", "enhet", "valg", "sannhet", "liste", "mengde", "yaml"
]
_ALIAS: Final[tuple[tuple[Any, Slag], ...]] = (
    (Enhetstekst, "enhet"), (Kode, "kode"), (Navn, "navn"), (Sidetall, "side"), (Ar, "ar"),
    (Tall, "tall"), (Mengde, "mengde"), (Sannhet, "sannhet"), (Tekst, "tekst"),
)  # fmt: skip
_UTEN_KOLONNE: Final = {"missingValues"}
_NAVNELISTER: Final = {"primaryKey"}  # lists of names, though any text is allowed in them
_SIST: Final = {"spenn", "tillatt", "usikkerhet", "prisar"}


@dataclass(frozen=True)
class Arkkolonne:
    """A column: where its values stand in data/, what it is called, and what it holds.

    ``ledd`` is what a list has: «tekst» is written a line each, anything else with commas between.
    ``standard`` is what a blank cell means, where it means something.
    """

    sti: Sti
    navn: str
    slag: Slag
    pakrevd: bool = False
    ledd: Slag = "tekst"
    valg: tuple[str, ...] = ()
    standard: str | None = None
    forklaring: str = ""

    @property
    def egen_enhet(self) -> str:
        """The unit of its numbers, where that is not the row's."""
        return "andel" if self.sti[-1] == "andel" else ""


def _er(annotasjon: Any, alias: Any) -> bool:
    """Whether an annotation is the alias, perhaps with more conditions."""
    if get_origin(annotasjon) is not Annotated or get_origin(alias) is not Annotated:
        return bool(annotasjon == alias)
    krav = alias.__metadata__
    return bool(annotasjon.__origin__ == alias.__origin__ and annotasjon.__metadata__[: len(krav)] == krav)


def _uten_ingenting(annotasjon: Any) -> Any:
    """The annotation without «or None»."""
    if get_origin(annotasjon) in {Union, types.UnionType}:
        andre = [ett for ett in get_args(annotasjon) if ett is not type(None)]
        return andre[0] if len(andre) == 1 else annotasjon
    return annotasjon


def _bar(annotasjon: Any) -> Any:
    """The type itself, under conditions and «or None»."""
    annotasjon = _uten_ingenting(annotasjon)
    if get_origin(annotasjon) is Annotated:
        return _bar(annotasjon.__origin__)
    return annotasjon


def felter(modell: type[BaseModel]) -> Iterator[tuple[str, FieldInfo, Any]]:
    """The fields that stand in data/: key, field and annotation; what a value is comes before its source."""
    hint = get_type_hints(modell, include_extras=True)
    rekke = [navn for klasse in modell.__mro__ for navn in vars(klasse).get("__annotations__", {})]
    for navn, felt in sorted(modell.model_fields.items(), key=lambda f: (f[0] in _SIST, rekke.index(f[0]))):
        if not felt.exclude:
            yield felt.alias or navn, felt, _uten_ingenting(hint[navn])


def gruppemodell(annotasjon: Any) -> type[BaseModel] | None:
    """The model of a group; None for what is no group."""
    bar = _bar(annotasjon)
    return bar if isinstance(bar, type) and issubclass(bar, BaseModel) else None


def delmodell(annotasjon: Any) -> type[BaseModel] | None:
    """The model of the entries in a list of groups, or in groups by name."""
    bar = _bar(annotasjon)
    args = get_args(bar)
    if get_origin(bar) is tuple and len(args) == 2 and args[1] is Ellipsis:
        return gruppemodell(args[0])
    if isinstance(get_origin(bar), type) and issubclass(get_origin(bar), Mapping):
        return gruppemodell(args[1])
    return None


def kolonner_for(
    modell: type[BaseModel], sti: Sti = (), pakrevd: bool = True, uten: tuple[str, ...] = ()
) -> Iterator[Arkkolonne]:
    """The columns of a model's own fields and groups. A field with one possible value has none (``faste_verdier``)."""
    for nokkel, felt, annotasjon in felter(modell):
        her = (*sti, nokkel)
        ma = pakrevd and felt.is_required()
        if nokkel in {*_UTEN_KOLONNE, *uten} or delmodell(annotasjon) or er_serie(annotasjon):
            continue
        if under := gruppemodell(annotasjon):
            if not issubclass(under, Storrelse):
                yield from kolonner_for(under, her, ma)
            continue
        valg = _valg(annotasjon)
        if len(valg) == 1:
            continue
        bar = _bar(annotasjon)
        if isinstance(get_origin(bar), type) and issubclass(get_origin(bar), Mapping):
            navngitte = get_args(get_args(bar)[0])
            if get_origin(get_args(bar)[0]) is Literal:
                for navn in navngitte:
                    yield _kolonne((*her, navn), "side", ma, felt)
            else:
                yield _kolonne(her, "yaml", ma, felt)
        elif get_origin(bar) is tuple:
            ledd = get_args(bar)
            if len(ledd) == 2 and ledd[1] is Ellipsis:
                navn = nokkel in _NAVNELISTER
                slag: Slag = "navn" if navn else _slag(ledd[0])
                yield _kolonne(her, "liste", ma, felt, slag, _valg(ledd[0]))
            else:
                for nr, ett in enumerate(ledd):
                    yield _kolonne((*her, nr), _slag(ett), False, felt)
        else:
            yield _kolonne(her, "valg" if valg else _slag(annotasjon), ma, felt, valg=valg)


def _kolonne(
    sti: Sti, slag: Slag, ma: bool, felt: FieldInfo, ledd: Slag = "tekst", valg: tuple[str, ...] = ()
) -> Arkkolonne:
    standard = felt.get_default() if not felt.is_required() else None
    if isinstance(standard, bool):
        standard = "true" if standard else "false"
    kjent = str(standard) if isinstance(standard, str | StrEnum) or standard == 1 else None
    return Arkkolonne(
        sti,
        kolonneoverskrift(sti),
        slag,
        ma,
        ledd,
        valg,
        kjent,
        forklaring(".".join(map(str, sti))) or felt.description or "",
    )


def er_serie(annotasjon: Any) -> bool:
    """Whether there is a number for each year, and nothing else."""
    bar, serie = _bar(annotasjon), _bar(Serie)
    return bool(get_origin(bar) == get_origin(serie) and get_args(bar)[0] == get_args(serie)[0])


def _valg(annotasjon: Any) -> tuple[str, ...]:
    bar = _bar(annotasjon)
    if get_origin(bar) is Literal:
        return tuple(map(str, get_args(bar)))
    if isinstance(bar, type) and issubclass(bar, StrEnum):
        return tuple(ett.value for ett in bar)
    return ()


def _slag(annotasjon: Any) -> Slag:
    annotasjon = _uten_ingenting(annotasjon)
    for alias, slag in _ALIAS:
        if _er(annotasjon, alias):
            return slag
    bar = _bar(annotasjon)
    if get_origin(bar) in {Union, types.UnionType} and len({_slag(a) for a in get_args(bar)}) == 1:
        return _slag(get_args(bar)[0])
    if bar is int:
        return "heltall"
    if bar is bool:
        return "sannhet"
    if bar is str:
        return "tekst"
    return "tall" if _er(annotasjon, Oppgitt) else "yaml"


def faste_verdier(modell: type[BaseModel]) -> dict[str, str]:
    """What a new entry has without anybody choosing it: the fields that have one possible value."""
    return {nokkel: _valg(annotasjon)[0] for nokkel, _, annotasjon in felter(modell) if len(_valg(annotasjon)) == 1}


def egne_ord(kolonne: Arkkolonne) -> Mapping[str, str]:
    """The names that a reader knows a column's words by, where the program itself has them; nothing for others."""
    return next((ord_ for ord_ in (STATUS, SLAG, ARSVERK) if kolonne.valg == tuple(ord_)), {})


@cache
def rekkefolger(modell: type[BaseModel], sti: Sti = ()) -> dict[Sti, list[str]]:
    """The keys of a model, and of each group within it, in the order that a new file has them."""
    alle = {sti: [nokkel for nokkel, _, _ in felter(modell)]}
    for nokkel, _, annotasjon in felter(modell):
        if under := gruppemodell(annotasjon):
            alle |= rekkefolger(under, (*sti, nokkel))
    return alle


# The folders of a sector that have a file for each measure, and what the file is of.
TILTAKSMAPPE: Final = "tiltak"
GEVINSTMAPPE: Final = "gevinster"
FILMODELLER: Final[Mapping[str, type[BaseModel]]] = {TILTAKSMAPPE: Tiltak, GEVINSTMAPPE: Gevinstplan}


@dataclass(frozen=True)
class Ark:
    """A sheet: one row for each entry, told apart by the key columns that come first.

    ``gruppe`` is where the entries stand in their file; ``fil`` is the file in the sector's folder, or empty where the
    first key column is the measure that has the file, in the folder ``mappe``. ``modell`` is that of an entry, where
    all entries have the same.
    """

    navn: str
    nokler: tuple[Arkkolonne, ...]
    kolonner: tuple[Arkkolonne, ...]
    modell: type[BaseModel] = Tiltak
    gruppe: Sti = ()
    fil: str = ""
    serie: str = ""
    liste: bool = False
    felles: bool = False
    mappe: str = TILTAKSMAPPE

    @property
    def hele_filen(self) -> bool:
        """Whether a row is all of a measure's file, and not a part of it."""
        return not self.fil and not self.gruppe and not self.serie

    @property
    def alle(self) -> tuple[Arkkolonne, ...]:
        """The columns from the left, without those of the years."""
        return (*self.nokler, *self.kolonner)


def _nokkel(kode: str, navn: str, slag: Slag, hva: str, **annet: Any) -> Arkkolonne:
    return Arkkolonne((kode,), navn, slag, True, forklaring=forklaring(hva), **annet)


TILTAK: Final = _nokkel("id", "Tiltak", "kode", "tiltaket")
KODE: Final = _nokkel("kode", "Kode", "navn", "kode")
TABELL: Final = _nokkel("name", "Tabell", "navn", "tabell")
KOLONNE: Final = _nokkel("kolonne", "Kolonne", "navn", "kolonne")
INDIKATOR: Final = _nokkel("kode", "Indikator", "navn", "indikatorkode")
FELT: Final = _nokkel("felt", "Vurdering", "valg", "felt", valg=tuple(Vurderinger.model_fields))
ENHET_I_ARKET: Final = Arkkolonne(("*", "enhet"), "Enhet", "enhet", standard="kr", forklaring=forklaring("effektenhet"))


def egne_storrelser(modell: type[BaseModel] = Tiltak) -> tuple[str, ...]:
    """The fields of a measure that are quantities: they stand among the assumptions."""
    return tuple(
        nokkel
        for nokkel, _, annotasjon in felter(modell)
        if (under := gruppemodell(annotasjon)) and issubclass(under, Storrelse)
    )


def _ark(
    navn: str,
    nokler: tuple[Arkkolonne, ...],
    modell: type[BaseModel],
    *sted: Any,
    uten: tuple[str, ...] = (),
    **mer: Any,
) -> Ark:
    """A sheet with a column for each field of the model."""
    return Ark(navn, nokler, tuple(kolonner_for(modell, uten=uten)), modell, *sted, **mer)


@cache
def alle_ark() -> tuple[Ark, ...]:
    """Every sheet of the template but those of the tables, in order."""
    virksomhet = _nokkel("kode", "Kode", "kode", "virksomhetskode")
    kilde = _nokkel("kode", "Id", "tekst", "kildeid")
    felt = ("resources", "schema", "fields")
    pakke: dict[str, Any] = {"fil": "datapackage.yml", "liste": True}
    return (
        _ark("Sektor", (), Sektorinfo, fil="sektor.yml"),
        _ark("Virksomheter", (virksomhet,), Virksomhet, ("virksomheter",), "sektor.yml"),
        _ark("Kilder", (kilde,), Kildedokument, ("kilder",), "kilder.yml", felles=True),
        *_tiltaksark(),
        *_gevinstark(),
        _ark("Nøkkeltall", (KODE,), Enkelttall, ("tall",), "tall.yml"),
        _ark("Tabeller", (TABELL,), Ressurs, ("resources",), uten=("name", "vis"), **pakke),
        _ark("Kolonner", (TABELL, KOLONNE), Felt, felt, uten=("name",), **pakke),
    )


def _tiltaksark() -> Iterator[Ark]:
    """The sheets of the measures: one for the measures, one for each kind of entry they have."""
    yield _ark("Tiltak", (TILTAK,), Tiltak, uten=("id", "vurderinger"))
    yield _ark(ARKNAVN["forutsetninger"], (TILTAK, KODE), Forutsetning, ("forutsetninger",), serie="verdi")
    yield _ark(ARKNAVN["kostnader"], (TILTAK, KODE), Kostnad, ("kostnader",), serie="verdi")
    for nokkel, _, annotasjon in felter(Tiltak):
        if er_serie(annotasjon):
            yield Ark(ARKNAVN.get(nokkel, kolonneoverskrift((nokkel,))), (TILTAK,), (ENHET_I_ARKET,), serie=nokkel)
    vurdering = {k.sti: k for m in vurderingsmodeller().values() for k in reversed(list(kolonner_for(m)))}
    samlet = tuple(vurdering[k] for k in reversed(vurdering))
    yield Ark(ARKNAVN["vurderinger"], (TILTAK, FELT), samlet, gruppe=("vurderinger",))
    for nokkel, _, annotasjon in felter(Tiltak):
        if (modell := delmodell(annotasjon)) and nokkel not in ARKNAVN:
            yield _ark(kolonneoverskrift((nokkel,))[:31], (TILTAK,), modell, (nokkel,), liste=True)


def _gevinstark() -> Iterator[Ark]:
    """The sheets of the plans for the measures' gains."""
    yield _ark("Gevinster", (TILTAK,), Gevinstplan, uten=("tiltak",), mappe=GEVINSTMAPPE)
    yield _ark("Indikatorer", (TILTAK, INDIKATOR), Indikator, ("indikatorer",), serie="mal", mappe=GEVINSTMAPPE)
    for nokkel, modell in (("realisering", Rapportert), ("malinger", Maling)):
        yield _ark(kolonneoverskrift((nokkel,)), (TILTAK,), modell, (nokkel,), liste=True, mappe=GEVINSTMAPPE)


def vurderingsmodeller() -> dict[str, type[BaseModel]]:
    """The model of each rating by its field."""
    return {navn: modell for navn, _, annotasjon in felter(Vurderinger) if (modell := gruppemodell(annotasjon))}


def modell_for(ark: Ark, sti: Sti) -> type[BaseModel]:
    """The model of the entry that a row of the sheet is; ``sti`` is its place in the file."""
    return vurderingsmodeller()[str(sti[1])] if ark.gruppe == ("vurderinger",) else ark.modell


def kolonne_ved(ark: Ark, kolonne: Arkkolonne, sti: Sti) -> Arkkolonne:
    """The column as it is for one entry: each rating has the words of its own scale."""
    if ark.gruppe != ("vurderinger",):
        return kolonne
    return {k.sti: k for k in kolonner_for(modell_for(ark, sti))}.get(kolonne.sti, kolonne)
