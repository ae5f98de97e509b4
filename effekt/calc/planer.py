"""Two plans of a sector held against each other, measure by measure, in kroner per year."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from effekt.calc import beregning
from effekt.reading.sektor import Sektor

# What a measure, or all of them, gives by year, in kroner; None where the plan has the year and no amount.
Plantall = Mapping[int, Fraction | None]


class Planstatus(StrEnum):
    """What has become of a measure from one plan to the next."""

    NY = "nytt"
    UTE = "ute av planen"
    UTGAR = "utgår"
    UFERDIG = "ikke ferdig"
    ENDRET = "endret"
    SOM_FOR = "som før"


@dataclass(frozen=True)
class Planlinje:
    """A measure in both plans; empty where a plan does not have it. ``id`` is empty for the sum."""

    id: str
    navn: str
    for_: Plantall
    etter: Plantall
    status: Planstatus

    def endring(self, ar: int) -> Fraction | None:
        """How much more it gives in a year that both plans have an amount for, in kroner; None for any other."""
        for_, etter = self.for_.get(ar), self.etter.get(ar)
        return None if for_ is None or etter is None else etter - for_


def plan_mot_plan(for_: Sektor, etter: Sektor) -> list[Planlinje]:
    """Every measure of either plan, in the order of the later one, then what is gone; the sum of all last.

    While a measure of the later plan is not filled in, nothing is said of its sum.
    """
    gamle, nye = _effekter(for_), _effekter(etter)
    ute, halve = etter.utgatte.unrecorded(), etter.uferdige.unrecorded()
    navn = {id_: ett.navn for id_, ett in {**for_.tiltak.unrecorded(), **ute, **etter.tiltak.unrecorded()}.items()}
    navn |= {id_: ett.navn for id_, ett in halve.items() if ett.navn}
    rader = []
    for id_ in {**dict.fromkeys(nye), **dict.fromkeys(halve), **dict.fromkeys(gamle)}:
        gammel, ny = gamle.get(id_, {}), nye.get(id_, {})
        if id_ in halve:
            status = Planstatus.UFERDIG
        elif id_ not in nye:
            status = Planstatus.UTGAR if id_ in ute else Planstatus.UTE
        elif id_ not in gamle:
            status = Planstatus.NY
        else:
            status = _endret(gammel, ny)
        rader.append(Planlinje(id_, navn.get(id_, ""), gammel, ny, status))
    gammel, ny = beregning.total(for_), {} if halve else beregning.total(etter)
    return [*rader, Planlinje("", "Alle tiltak", gammel, ny, Planstatus.UFERDIG if halve else _endret(gammel, ny))]


def _endret(gammel: Plantall, ny: Plantall) -> Planstatus:
    """Whether the plans differ in a year that both have."""
    return Planstatus.ENDRET if any(gammel[ar] != ny[ar] for ar in gammel if ar in ny) else Planstatus.SOM_FOR


def _effekter(sektor: Sektor) -> dict[str, Plantall]:
    """Each measure's effect, without the years that its source says nothing of."""
    tiltak = sektor.tiltak.unrecorded()
    return {
        id_: {ar: None if ar in tiltak[id_].uoppgitte else b for ar, b in rad.items()}
        for id_, rad in beregning.effekter(sektor).items()
    }
