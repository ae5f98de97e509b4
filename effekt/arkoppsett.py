"""The sheets of the Excel template: which there are, and what a row of each is in data/."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import BaseModel

from effekt.arkmodell import (
    Kolonne,
    delmodell,
    er_serie,
    felter,
    gruppemodell,
    kolonner_for,
)
from effekt.arkord import ARKNAVN, forklaring, overskrift
from effekt.datapakke import Felt, Ressurs
from effekt.lesing import Sti
from effekt.modell import Kildedokument, Sektorinfo, Tiltak, Virksomhet, Vurderinger
from effekt.storrelse import Enkelttall, Forutsetning, Storrelse


@dataclass(frozen=True)
class Ark:
    """A sheet: one row for each entry, told apart by the key columns that come first.

    ``gruppe`` is where the entries stand in their file; ``fil`` is the file in the sector's folder,
    or empty where the first key column is the measure that has the file.
    """

    navn: str
    nokler: tuple[Kolonne, ...]
    kolonner: tuple[Kolonne, ...]
    gruppe: Sti = ()
    fil: str = ""
    serie: str = ""
    liste: bool = False
    felles: bool = False

    @property
    def alle(self) -> tuple[Kolonne, ...]:
        """The columns from the left, without those of the years."""
        return (*self.nokler, *self.kolonner)


TILTAK: Final = Kolonne(("id",), "Tiltak", "kode", True, forklaring=forklaring("tiltaket"))
KODE: Final = Kolonne(("kode",), "Kode", "navn", True, forklaring=forklaring("kode"))
TABELL: Final = Kolonne(("name",), "Tabell", "navn", True, forklaring=forklaring("tabell"))
KOLONNE: Final = Kolonne(("kolonne",), "Kolonne", "navn", True, forklaring=forklaring("kolonne"))
FELT: Final = Kolonne(
    ("felt",), "Vurdering", "valg", True, valg=tuple(Vurderinger.model_fields),
    forklaring=forklaring("felt"),
)  # fmt: skip
ENHET_I_ARKET: Final = Kolonne(
    ("*", "enhet"), "Enhet", "enhet", standard="kr", forklaring=forklaring("effektenhet")
)


def egne_storrelser(modell: type[BaseModel] = Tiltak) -> tuple[str, ...]:
    """The fields of a measure that are quantities: they stand among the assumptions."""
    return tuple(
        nokkel
        for nokkel, _, annotasjon in felter(modell)
        if (under := gruppemodell(annotasjon)) and issubclass(under, Storrelse)
    )


def _serier(modell: type[BaseModel]) -> list[str]:
    return [nokkel for nokkel, _, annotasjon in felter(modell) if er_serie(annotasjon)]


@cache
def alle_ark() -> tuple[Ark, ...]:
    """Every sheet of the template but those of the tables, in order."""
    return (
        Ark("Sektor", (), tuple(kolonner_for(Sektorinfo)), fil="sektor.yml"),
        Ark(
            "Virksomheter",
            (Kolonne(("kode",), "Kode", "kode", True, forklaring=forklaring("virksomhetskode")),),
            tuple(kolonner_for(Virksomhet)), ("virksomheter",), "sektor.yml",
        ),
        Ark(
            "Kilder", (Kolonne(("kode",), "Id", "tekst", True, forklaring=forklaring("kildeid")),),
            tuple(kolonner_for(Kildedokument)), ("kilder",), "kilder.yml", felles=True,
        ),
        *_tiltaksark(),
        Ark(
            "Nøkkeltall", (KODE,), tuple(kolonner_for(Enkelttall)), ("tall",), "tall.yml",
        ),
        Ark(
            "Tabeller", (TABELL,), tuple(kolonner_for(Ressurs, uten=("name",))), ("resources",),
            "datapackage.yml", liste=True,
        ),
        Ark(
            "Kolonner",
            (TABELL, KOLONNE),
            tuple(kolonner_for(Felt, uten=("name",))), ("resources", "schema", "fields"),
            "datapackage.yml", liste=True,
        ),
    )  # fmt: skip


def _tiltaksark() -> Iterator[Ark]:
    """The sheets of the measures: one for the measures, one for each kind of entry they have."""
    egne = tuple(k for k in kolonner_for(Tiltak, uten=("vurderinger",)) if k.sti != ("id",))
    yield Ark("Tiltak", (TILTAK,), egne)
    yield Ark(
        ARKNAVN["forutsetninger"], (TILTAK, KODE), tuple(kolonner_for(Forutsetning)),
        ("forutsetninger",), serie="verdi",
    )  # fmt: skip
    for nokkel in _serier(Tiltak):
        navn = ARKNAVN.get(nokkel, overskrift((nokkel,)))
        yield Ark(navn, (TILTAK,), (ENHET_I_ARKET,), (), serie=nokkel)
    vurdering = {
        k.sti: k for m in vurderingsmodeller().values() for k in reversed(list(kolonner_for(m)))
    }
    samlet = [vurdering[k] for k in reversed(vurdering)]
    yield Ark(ARKNAVN["vurderinger"], (TILTAK, FELT), tuple(samlet), ("vurderinger",))
    for nokkel, _, annotasjon in felter(Tiltak):
        modell = delmodell(annotasjon)
        if modell and nokkel not in ARKNAVN:
            yield Ark(
                overskrift((nokkel,))[:31], (TILTAK,), tuple(kolonner_for(modell)), (nokkel,),
                liste=True,
            )  # fmt: skip


def vurderingsmodeller() -> dict[str, type[BaseModel]]:
    """The model of each rating by its field."""
    return {
        navn: modell
        for navn, _, annotasjon in felter(Vurderinger)
        if (modell := gruppemodell(annotasjon))
    }


_MODELLER: Final[dict[str, type[BaseModel]]] = {
    "Sektor": Sektorinfo,
    "Virksomheter": Virksomhet,
    "Kilder": Kildedokument,
    "Nøkkeltall": Enkelttall,
    "Tabeller": Ressurs,
    "Kolonner": Felt,
}


def modell_for(ark: Ark, sti: Sti) -> type[BaseModel]:
    """The model of the entry that a row of the sheet is; ``sti`` is its place in the file."""
    if ark.navn in _MODELLER:
        return _MODELLER[ark.navn]
    if ark.gruppe == ("vurderinger",):
        return vurderingsmodeller()[str(sti[1])]
    if ark.gruppe == ("forutsetninger",):
        return Forutsetning
    for nokkel, _, annotasjon in felter(Tiltak):
        if ark.liste and (nokkel,) == ark.gruppe and (under := delmodell(annotasjon)):
            return under
    return Tiltak


def kolonne_ved(ark: Ark, kolonne: Kolonne, sti: Sti) -> Kolonne:
    """The column as it is for one entry: each rating has the words of its own scale."""
    if ark.gruppe != ("vurderinger",):
        return kolonne
    egne = {k.sti: k for k in kolonner_for(modell_for(ark, sti))}
    return egne.get(kolonne.sti, kolonne)
