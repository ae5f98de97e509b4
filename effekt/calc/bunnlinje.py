"""The answer of a rerun, a comparison or a set of scenarios: what the measures give, state by state.

Worked out of the data alone, so that it is told before any chapter is run. A state (``Tilstand``) is a sector as some
set of changes has it; ``rader`` holds several of them beside each other, row by row: each measure, all measures, each
agency, what each agency has covered of its own cut, and what of the cuts nobody has covered. A measure that is left
out has no effect of nothing: it is left out, and said to be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from effekt.calc import beregning, gjennomforing, programsummer
from effekt.calc.dekning import Dekning, dekning, dekning_av
from effekt.calc.usikkerhet import TOTAL
from effekt.calc.varighet import FullEffekt, ikke_der_enna
from effekt.reading.program import Program
from effekt.reading.samspill import sektor_av
from effekt.reading.sektor import Sektor

# By year; None where nothing is known.
Verdier = Mapping[int, Fraction | None]


class Slag(StrEnum):
    """What a row is of. All are kroner per year but those of DEKNING, which are shares of a cut."""

    @property
    def er_andel(self) -> bool:
        """Whether its values are shares of a cut."""
        return self in {Slag.DEKNING, Slag.DEKNING_FORVENTET}

    TILTAK = "tiltak"
    TOTAL = "alle tiltak"
    FORVENTET = "med risiko"
    PROGRAM = "alle sektorer"
    VIRKSOMHET = "virksomhet"
    VIRKSOMHET_FORVENTET = "virksomhet med risiko"
    DEKNING = "dekning"
    DEKNING_FORVENTET = "dekning med risiko"
    UDEKKET = "ikke dekket"


@dataclass(frozen=True)
class Radserie:
    """A row of one state, by the years of that state; ``utelatt``: the measure is not carried out there."""

    verdier: Verdier = field(default_factory=dict)
    utelatt: bool = False

    @property
    def sum(self) -> Fraction | None:
        """All years together; None where one of them is not known, or there is none."""
        alle = list(self.verdier.values())
        kjente = [v for v in alle if v is not None]
        return sum(kjente, Fraction(0)) if alle and len(kjente) == len(alle) else None


@dataclass(frozen=True)
class Tilstand:
    """The rows of one state of a sector's data, by what they are of: («SYE1», «HEL», or nothing)."""

    periode: tuple[int, ...]
    rader: Mapping[tuple[Slag, str], Radserie]
    # What all give when they are there, where the source says that the last year's goes on and it is not yet all.
    full: FullEffekt | None = None


@dataclass(frozen=True)
class Rad:
    """The same row in several states; ``navn`` is a measure's id or an agency's code, or empty."""

    slag: Slag
    navn: str
    serier: tuple[Radserie, ...]

    @property
    def beveget(self) -> bool:
        """Whether any state has it otherwise than the first, in a year that both have."""
        forste = self.serier[0]
        return any(
            serie.utelatt != forste.utelatt
            or bool(serie.verdier) != bool(forste.verdier)
            or any(serie.verdier[ar] != v for ar, v in forste.verdier.items() if ar in serie.verdier)
            for serie in self.serier[1:]
        )

    @property
    def summeres(self) -> bool:
        """Whether its years can be added: shares cannot, nor what is left of a cut that is a level."""
        return not self.slag.er_andel and self.slag is not Slag.UDEKKET

    def bevegede_ar(self) -> list[int]:
        """The years that some state has otherwise than the first."""
        forste, *andre = (serie.verdier for serie in self.serier)
        alle = sorted({ar for verdier in (forste, *andre) for ar in verdier})
        return [ar for ar in alle if any(verdier.get(ar) != forste.get(ar) for verdier in andre)]


def tilstand(sektor: Sektor) -> Tilstand:
    """A sector's rows, in kroner and shares."""
    periode = sektor.info.periode
    return Tilstand(
        periode,
        {
            **{
                (Slag.TILTAK, id_): Radserie(belop, not sektor.tiltak[id_].gjennomfores)
                for id_, ett in sektor.tiltak.items()
                for belop in [beregning.kjent_effekt(ett, periode)]
            },
            (Slag.TOTAL, ""): Radserie(beregning.total(sektor)),
            **_forventet(sektor),
            **{(Slag.VIRKSOMHET, k): Radserie(belop) for k, belop in beregning.sum_per_virksomhet(sektor).items()},
            **_dekket(sektor),
        },
        ikke_der_enna(sektor),
    )


def _forventet(sektor: Sektor) -> dict[tuple[Slag, str], Radserie]:
    """What all give with the risk that they are not carried out, or later; nothing where no chance is known."""
    if not gjennomforing.har_utsikter(sektor):
        return {}
    virksomheter = gjennomforing.forventet_per_virksomhet(sektor)
    return {
        (Slag.FORVENTET, ""): Radserie(gjennomforing.forventet_total(sektor)),
        **{(Slag.VIRKSOMHET_FORVENTET, k): Radserie(belop) for k, belop in virksomheter.items()},
        **{
            (Slag.DEKNING_FORVENTET, k): Radserie({ar: d.andel for ar, d in rad.items()})
            for k, rad in _egne(dekning_av(sektor, virksomheter)).items()
        },
    }


def _egne(alle: Mapping[str, Mapping[int, Dekning]]) -> dict[str, Mapping[int, Dekning]]:
    """The coverage of those who have a cut of their own."""
    return {k: rad for k, rad in alle.items() if k != TOTAL and any(d.kutt is not None for d in rad.values())}


def _dekket(sektor: Sektor) -> dict[tuple[Slag, str], Radserie]:
    """What each agency covers of its own cut, and what is left of all of them: one never covers another's."""
    alle = dekning(sektor)
    egne = _egne(alle)
    if not egne:
        return {}
    rader = {(Slag.DEKNING, k): Radserie({ar: d.andel for ar, d in rad.items()}) for k, rad in egne.items()}
    rest = {ar: d.gjenstar for ar, d in alle[TOTAL].items()}
    return {**rader, (Slag.UDEKKET, ""): Radserie(rest)}


def tilstand_i_program(program: Program, navn: str) -> Tilstand:
    """A sector's rows, where the book has others: with all sectors' sum, and the others' measures by full name.

    Those of the years that the sector has.
    """
    egen = tilstand(program.unrecorded[navn])
    if len(program.unrecorded) == 1:
        return egen
    utelatt = {n: not t.gjennomfores for n, t in program.tiltak.items()}
    alle = programsummer.programmets_total(program)
    return Tilstand(
        egen.periode,
        {
            **egen.rader,
            **{
                (Slag.TILTAK, fullt): Radserie({ar: rad[ar] for ar in egen.periode if ar in rad}, utelatt[fullt])
                for fullt, rad in programsummer.programmets_effekter(program).items()
                if sektor_av(fullt) != navn
            },
            (Slag.PROGRAM, ""): Radserie({ar: alle[ar] for ar in egen.periode}),
        },
        egen.full,
    )


def rader(tilstander: Sequence[Tilstand]) -> list[Rad]:
    """Every row of the states beside each other; a row that a state does not have is empty there."""
    navn = dict.fromkeys(n for ett in tilstander for n in ett.rader)
    ordnet = sorted(navn, key=lambda n: list(Slag).index(n[0]))
    return [Rad(slag, n, tuple(ett.rader.get((slag, n), Radserie()) for ett in tilstander)) for slag, n in ordnet]


@dataclass(frozen=True)
class Bunnlinje:
    """Two states beside each other, and the measures that the changes name."""

    for_: Tilstand
    etter: Tilstand
    nevnt: frozenset[str] = frozenset()

    @property
    def rader(self) -> list[Rad]:
        """What is told: of the measures, those that moved or are named; of all else, every row."""
        alle = rader([self.for_, self.etter])
        return [r for r in alle if r.slag is not Slag.TILTAK or r.beveget or r.navn in self.nevnt]

    @property
    def beveget(self) -> bool:
        """Whether anything of it moved, or it is of other years."""
        return self.for_.periode != self.etter.periode or any(rad.beveget for rad in self.rader)

    @property
    def ar(self) -> tuple[int, int]:
        """The years that it is told for: the last that both have; the last of each where they have none in common."""
        felles = [ar for ar in self.etter.periode if ar in self.for_.periode]
        return (felles[-1], felles[-1]) if felles else (self.for_.periode[-1], self.etter.periode[-1])


def bunnlinje(for_: Tilstand, etter: Tilstand, adresser: Iterable[str] = ()) -> Bunnlinje:
    """Two states beside each other; ``adresser`` are those that the second has changed."""
    return Bunnlinje(for_, etter, frozenset(adresse.partition(".")[0] for adresse in adresser))
