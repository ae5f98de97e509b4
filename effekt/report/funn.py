"""What the titles of figures are made of: the claim that holds, the place, the measure that a mark is of."""

from typing import Final

from effekt.display.labels import TONE as TONER
from effekt.display.labels import klassetone
from effekt.display.numbered import FLEST_ORD
from effekt.model.program import Felles
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor

# So many values make a drawing; fewer are told.
FAERREST: Final = 3
_UTEN_KLASSE: Final = "ukjent"


def kort_nok(*pastander: str) -> str:
    """The first claim that is there and is short enough for a title; empty where none is.

    What a claim rests on is its maker's to look at: one that does not hold is given as an empty text.
    """
    return next((p for p in pastander if p and len(p.split()) <= FLEST_ORD), "")


def hvor(data: Sektor | Program) -> str:
    """Where the numbers of a figure are from: «Oslo kommune, helse»."""
    sektor = data if isinstance(data, Sektor) else data.eneste
    return f"{data.felles.kommune}, {sektor.info.navn.lower()}" if sektor else data.felles.kommune


def tiltaksadresse(sektor: Sektor, id_: str) -> str:
    """The permanent address of a measure."""
    return f"{sektor.info.id}/{id_.lower()}"


def klassefarge(felles: Felles, klasse: str) -> str:
    """The colour of a class of overall assessment: from good to bad, as the classes stand in program.yml."""
    rekke = list(felles.klasser)
    return TONER[klassetone(rekke.index(klasse), len(rekke)) if klasse in rekke else _UTEN_KLASSE]


def klassenokkel(felles: Felles, klasser: set[str]) -> dict[str, str]:
    """What the colours of these classes stand for, the best first."""
    return {navn: klassefarge(felles, k) for k, navn in felles.klasser.items() if k in klasser}
