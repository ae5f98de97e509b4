"""What is read from a workbook, and which of its sheets is which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from effekt.arkbok import Arkside, Hode, enkelt, finn_hode, liste_i_ord
from effekt.arkdokument import Sektorfiler
from effekt.arkmodell import Kolonne
from effekt.arkoppsett import Ark, alle_ark
from effekt.arkord import LESMEG, LISTER
from effekt.arkrute import Arkfeil, Rute
from effekt.kilder import lignende, naermeste
from effekt.lesing import Sti

Ordlister = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Celle:
    """A cell that a value is from, and the header it stands under."""

    rute: Rute
    navn: str


@dataclass
class Innlesing:
    """What a workbook says: the files with it in them, and where in the workbook each value is.

    ``steder`` has the row of every entry, for faults that are found later; ``borte`` the entries of
    data/ that the workbook has no row for.
    """

    filer: Sektorfiler
    feil: list[Arkfeil] = field(default_factory=list)
    merknader: list[str] = field(default_factory=list)
    celler: dict[tuple[str, Sti], Celle] = field(default_factory=dict)
    rader: dict[tuple[str, Sti], "Rad"] = field(default_factory=dict)
    darlige: set[tuple[str, Sti]] = field(default_factory=set)
    borte: list[tuple[str, Sti, str]] = field(default_factory=list)
    linjer: dict[tuple[str, int], Mapping[str, Rute]] = field(default_factory=dict)

    def merk(self, melding: str) -> None:
        """Tell something that is no fault; once."""
        if melding not in self.merknader:
            self.merknader.append(melding)

    def merk_arvet(self, ark: str, rader: list[int]) -> None:
        """Tell which rows lack the key that stands once above them."""
        if rader:
            hvor = f"{'rad' if len(rader) == 1 else 'radene'} {liste_i_ord(sorted(set(rader)))}"
            self.merk(f"{ark}: nøkkelen er tom i {hvor}, og lest som i raden over.")


@dataclass(frozen=True)
class Rad:
    """A row of a sheet, with the headers it stands under."""

    side: Arkside
    hode: Hode
    nr: int

    def rute(self, navn: str) -> Rute | None:
        """The cell under a header; None where the sheet has no such column."""
        kolonne = self.hode.kolonner.get(navn)
        return None if kolonne is None else self.side.rute(self.nr, kolonne)

    def ar(self) -> dict[int, Rute]:
        """The cells under years that have something in them."""
        alle = {ar: self.side.rute(self.nr, kolonne) for ar, kolonne in self.hode.ar.items()}
        return {ar: rute for ar, rute in alle.items() if not rute.tom}

    @property
    def forste(self) -> Rute:
        """The first cell under a header."""
        alle = [*self.hode.kolonner.values(), *self.hode.ar.values()]
        return self.side.rute(self.nr, min(alle))


def finn_sider(sider: list[Arkside], inn: Innlesing, egne: set[str]) -> dict[str, Arkside]:
    """The sheets by their names in the template; one that was renamed is known by its headers."""
    kjente = {enkelt(ark.navn): ark for ark in alle_ark()}
    funnet = {kjente[enkelt(s.navn)].navn: s for s in sider if enkelt(s.navn) in kjente}
    hjelpeark = {enkelt(navn) for navn in (LESMEG, LISTER)}
    for side in sider:
        if enkelt(side.navn) in {*kjente, *hjelpeark} or side.navn in egne or not side.rader:
            continue
        savnet = [ark for ark in alle_ark() if ark.navn not in funnet]
        like = lignende(side.navn, [ark.navn for ark in savnet])
        rette = [ark for ark in savnet if (hode := hode_i(side, ark)) and _helt_likt(hode, ark)]
        valgt = next((ark for ark in rette if ark.navn in like or len(rette) == 1), None)
        if valgt:
            funnet[valgt.navn] = side
            inn.merk(f"Arket «{side.navn}» er lest som {valgt.navn}, for det har de kolonnene.")
        else:
            rad = naermeste(side.navn, [ark.navn for ark in savnet])
            inn.merk(f"Arket «{side.navn}» er ikke med i malen, og er ikke lest.{rad}")
    return funnet


def _helt_likt(hode: Hode, ark: Ark) -> bool:
    ma = {k.navn for k in ark.alle if k.pakrevd and not (ark.serie and k.sti == (ark.serie,))}
    return ma <= hode.kolonner.keys() and len(ma) + len(hode.ar) > 1


def hode_i(side: Arkside, ark: Ark) -> Hode | None:
    """The sheet's headers as the columns of ``ark``."""
    navn: dict[str, str] = {}
    for kolonne in reversed(ark.alle):
        for form in (kolonne.navn, ".".join(map(str, kolonne.sti))):
            navn[enkelt(form)] = kolonne.navn
    return finn_hode(side, navn, lambda _: bool(ark.serie))


def ord_for(ark: Ark, kolonne: Kolonne, sti: Sti, ord_: Ordlister) -> Mapping[str, str]:
    """The words that a column's values are shown by, and known by when they are read."""
    siste = str(kolonne.sti[-1])
    if ark.navn == "Vurderinger" and siste == "verdi":
        return ord_["usikkerhet" if "usikkerhet" in str(sti[-1:]) else "konsekvens"]
    if kolonne.slag in {"valg", "navn"} and siste == "verdi":
        return {**ord_["konsekvens"], **ord_["usikkerhet"]}
    return ord_.get({"rapport": "kilde"}.get(siste, siste), {})


def kjente_enheter(filer: Sektorfiler) -> set[str]:
    """Every unit that data/ has, and the plain ones."""
    funnet = {"kr", "1 000 kr", "mill. kr", "mrd. kr", "prosent", "andel", "år"}

    def let(ting: Any) -> None:
        if isinstance(ting, Mapping):
            if isinstance(ting.get("enhet"), str):
                funnet.add(ting["enhet"])
            for under in ting.values():
                let(under)
        elif isinstance(ting, list):
            for under in ting:
                let(under)

    let(filer.gamle)
    return funnet
