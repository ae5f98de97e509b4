"""The sheets of the Excel template and their columns, worked out from the models of data/.

A new field of a model is a new column here, without anybody saying so: a text, a number, a list or
a group of such. A list of groups, or groups by name, is a sheet of its own.
"""

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from effekt.arkord import forklaring, overskrift
from effekt.datapakke import Sannhet
from effekt.lesing import Sti
from effekt.modell import Oppgitt
from effekt.storrelse import (
    Ar,
    Enhetstekst,
    Kode,
    Mengde,
    Navn,
    Serie,
    Side,
    Storrelse,
    Tall,
    Tekst,
)

# What a cell can hold. ``yaml`` is what has no form of its own: a group, on one line.
Slag = Literal[
    "tekst", "tall", "heltall", "ar", "side", "kode", "navn", "enhet", "valg", "sannhet", "liste",
    "mengde", "yaml",
]  # fmt: skip
_ALIAS: Final[tuple[tuple[Any, Slag], ...]] = (
    (Enhetstekst, "enhet"), (Kode, "kode"), (Navn, "navn"), (Side, "side"), (Ar, "ar"),
    (Tall, "tall"), (Mengde, "mengde"), (Sannhet, "sannhet"), (Tekst, "tekst"),
)  # fmt: skip
_UTEN_KOLONNE: Final = {"missingValues"}
_NAVNELISTER: Final = {"primaryKey"}  # lists of names, though any text is allowed in them
_SIST: Final = {"spenn", "tillatt"}


@dataclass(frozen=True)
class Kolonne:
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
        """The unit of its numbers, where that is not the row's: shares, and what is rounded to."""
        return {"andel": "andel", "til": "kr"}.get(str(self.sti[-1]), "")


def _er(annotasjon: Any, alias: Any) -> bool:
    """Whether an annotation is the alias, perhaps with more conditions."""
    if get_origin(annotasjon) is not Annotated or get_origin(alias) is not Annotated:
        return bool(annotasjon == alias)
    krav = alias.__metadata__
    return bool(
        annotasjon.__origin__ == alias.__origin__ and annotasjon.__metadata__[: len(krav)] == krav
    )


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
    """The fields that stand in data/: the key, the field, and its annotation.

    What a value is comes before where it is from, as the files have it.
    """
    hint = get_type_hints(modell, include_extras=True)
    rekke = [navn for klasse in modell.__mro__ for navn in vars(klasse).get("__annotations__", {})]
    for navn, felt in sorted(
        modell.model_fields.items(), key=lambda f: (f[0] in _SIST, rekke.index(f[0]))
    ):
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
) -> Iterator[Kolonne]:
    """The columns of a model's own fields, groups within it included; sheets of their own are not.

    A field that can have one value only has no column: ``faste_verdier`` fills it in.
    """
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
    sti: Sti, slag: Slag, ma: bool, felt: FieldInfo, ledd: Slag = "tekst",
    valg: tuple[str, ...] = (),
) -> Kolonne:  # fmt: skip
    standard = felt.get_default() if not felt.is_required() else None
    if isinstance(standard, bool):
        standard = "true" if standard else "false"
    kjent = str(standard) if isinstance(standard, str | StrEnum) or standard == 1 else None
    return Kolonne(
        sti, overskrift(sti), slag, ma, ledd, valg, kjent,
        forklaring(".".join(map(str, sti))) or felt.description or "",
    )  # fmt: skip


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
    return {
        nokkel: _valg(annotasjon)[0]
        for nokkel, _, annotasjon in felter(modell)
        if len(_valg(annotasjon)) == 1
    }


@cache
def rekkefolger(modell: type[BaseModel], sti: Sti = ()) -> dict[Sti, list[str]]:
    """The keys of a model, and of each group within it, in the order that a new file has them."""
    alle = {sti: [nokkel for nokkel, _, _ in felter(modell)]}
    for nokkel, _, annotasjon in felter(modell):
        if under := gruppemodell(annotasjon):
            alle |= rekkefolger(under, (*sti, nokkel))
    return alle
