"""How measures count together: what overlaps counts once, what lowers fees frees no money, and what
depends on a measure that is not carried out falls away.

Measures go by their full names, «hls.SYE1»: the sector's folder and the id. What counts is told by
the measures that are summed: an overlap with one outside the sum takes nothing from it.

An overlap says which of two measures counts (``telles``) and what share of the other it is (``andel``), and makes one
weight for each measure in a sum. All sums are weights times effects, the simulation's too. Only overlaps between
measures *of the sum* take anything from it: a sector's own chapters count an overlap with another sector's measure
wholly, the programme's count it once, and both say so. Selvkost is a second weight: what it takes from freed money is
in ``gebyrer``. Dependence has no weight; it is there for who leaves a measure out (``gjennomfores``). What sums
across sectors lack is said beneath them, never filled in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from effekt.model.tiltak import Tiltak

Tiltakene = Mapping[str, Tiltak]
_ALT = Fraction(1)


def fullt_navn(sektor: str, tiltak: str) -> str:
    """The full name of a measure that a sector's file names."""
    return tiltak if "." in tiltak else f"{sektor}.{tiltak}"


def sektor_av(navn: str) -> str:
    """The sector of a full name."""
    return navn.partition(".")[0]


def kort_navn(navn: str, i_sektor: str = "") -> str:
    """The id alone for a measure of the sector at hand; of another one, that sector before it."""
    sektor, _, id_ = navn.partition(".")
    return id_ if sektor == i_sektor else f"{sektor.upper()}\u00a0{id_}"


@dataclass(frozen=True)
class Overlappet:
    """An overlap as it counts: ``andel`` of ``viker`` is counted in ``teller``."""

    viker: str
    teller: str
    andel: Fraction
    hva: str


def overlappene(tiltak: Tiltakene) -> list[Overlappet]:
    """Every overlap that the measures state, once, whichever of the two states it."""
    funnet: dict[tuple[str, str], Overlappet] = {}
    for navn, ett in tiltak.items():
        for o in ett.overlapper_med:
            annet = fullt_navn(sektor_av(navn), o.tiltak)
            viker, teller = (navn, annet) if o.telles == "det_andre" else (annet, navn)
            funnet.setdefault((viker, teller), Overlappet(viker, teller, o.andel, o.hva))
    return list(funnet.values())


def _som_teller(tiltak: Tiltakene) -> Iterator[Overlappet]:
    """The overlaps between two measures of the sum that are both carried out."""
    for o in overlappene(tiltak):
        if all(navn in tiltak and tiltak[navn].gjennomfores for navn in (o.viker, o.teller)):
            yield o


@dataclass(frozen=True)
class Vekt:
    """How much of a measure's effect counts: as freed money, and as lower fees; shares of it."""

    frigjort: Fraction
    gebyr: Fraction


def vekter(tiltak: Tiltakene) -> dict[str, Vekt]:
    """How much of each measure's effect counts in a sum over them."""
    rest = dict.fromkeys(tiltak, _ALT)
    for o in _som_teller(tiltak):
        rest[o.viker] -= o.andel
    gebyr = {n: ett.selvkost.andel if ett.selvkost else Fraction(0) for n, ett in tiltak.items()}
    return {n: Vekt(rest[n] * (1 - gebyr[n]), rest[n] * gebyr[n]) for n in tiltak}


@dataclass(frozen=True)
class Utelatt:
    """A share of an effect outside the sum: ``overlapper`` counts it, or it lowers the fees of ``omrade``."""

    tiltak: str
    andel: Fraction
    overlapper: str = ""
    omrade: str = ""


def utelatt(tiltak: Tiltakene) -> list[Utelatt]:
    """What a sum over the measures leaves out, in their order."""
    overlapp = list(_som_teller(tiltak))
    vekt = vekter(tiltak)
    ute = []
    for navn, ett in tiltak.items():
        ute += [Utelatt(navn, o.andel, overlapper=o.teller) for o in overlapp if o.viker == navn]
        if ett.selvkost and ett.gjennomfores and vekt[navn].gebyr:
            ute.append(Utelatt(navn, vekt[navn].gebyr, omrade=ett.selvkost.omrade))
    return ute


def hindret_av(navn: str, tiltak: Tiltakene) -> list[str]:
    """The measures that this one depends on, and that are not carried out."""
    sektor = sektor_av(navn)
    avhenger = [fullt_navn(sektor, a.tiltak) for a in tiltak[navn].avhenger_av]
    return [annet for annet in avhenger if annet in tiltak and not tiltak[annet].gjennomfores]


def forutsatte(navn: str, tiltak: Tiltakene) -> list[str]:
    """Every measure among these that this one depends on, directly or by way of others, the nearest first."""
    funnet: dict[str, None] = {}
    ko = [navn]
    while ko:
        dette = ko.pop(0)
        for avhengighet in tiltak[dette].avhenger_av:
            annet = fullt_navn(sektor_av(dette), avhengighet.tiltak)
            if annet in tiltak and annet not in funnet and annet != navn:
                funnet[annet] = None
                ko.append(annet)
    return list(funnet)


def uten_bortfalte(tiltak: Tiltakene) -> dict[str, Tiltak]:
    """The measures; whatever depends on one that is not carried out is not carried out either."""
    alle = dict(tiltak)
    while faller := [n for n, t in alle.items() if t.gjennomfores and hindret_av(n, alle)]:
        for navn in faller:
            alle[navn] = alle[navn].model_copy(update={"gjennomfores": False})
    return alle
