"""The spread of the measures together: a seeded simulation, the same every time.

Each run draws once for each measure: how well it goes, from least to most, in all its years. The
draws go together as much as the book's choice of correlation says (a Gaussian copula with one
common part), and the effect is triangular between low, main and high.

A run draws once for each measure, for all its years, through a Gaussian copula with one common part. numpy is
imported here only.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import erf, sqrt
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import rund
from effekt.calc.beregning import Arsbelop, vekt_av
from effekt.calc.usikkerhet import TOTAL, alle_spenn
from effekt.reading.sektor import Sektor

if TYPE_CHECKING:
    from numpy.typing import NDArray


# P10, P50 and P90: the share of the runs that come out at the amount or below.
PERSENTILER: Final = {"p10": Fraction(1, 10), "p50": Fraction(1, 2), "p90": Fraction(9, 10)}
# What is published is rounded to three figures of the largest amount, and never coarser than this, in
# kroner: more would be noise of the draws.
_GROVEST: Final = Fraction(100_000)


@dataclass(frozen=True)
class Simulering:
    """P10, P50 and P90 in kroner per year, by measure and under TOTAL, which counts once.

    ``minst_anslag`` is the share of the runs where the total of the year reaches the estimate, in whole hundredths;
    None in a year without any spread. ``avrundet`` is what the amounts are rounded to, in kroner.
    """

    persentiler: dict[str, dict[str, Arsbelop]]
    minst_anslag: dict[int, Fraction | None]
    avrundet: Fraction


def simuler(sektor: Sektor) -> Simulering:
    """The simulation of every measure and of the total, for each year of the period."""
    valg = sektor.usikkerhet
    periode, vekt = sektor.info.periode, vekt_av(sektor)
    alle = tuple(
        _Bidrag(id_, vekt[id_].frigjort, tuple((ett.lav[ar], ett.hoved[ar], ett.hoy[ar]) for ar in periode))
        for id_, ett in alle_spenn(sektor).items()
    )
    return _simuler(periode, alle, valg.samvariasjon.regnetall, valg.fro.tallet, valg.trekk.tallet)


@dataclass(frozen=True)
class _Bidrag:
    """A measure, how much of it counts in the sums, and its low, main and high in each year."""

    id: str
    vekt: Fraction
    ender: tuple[tuple[Fraction, Fraction, Fraction], ...]


@lru_cache(maxsize=10)
def _simuler(
    periode: tuple[int, ...], alle: tuple[_Bidrag, ...], samvariasjon: Fraction, fro: Fraction, antall_trekk: Fraction
) -> Simulering:
    """The simulation, once for the same spans, weights and choices: they give the same draws."""
    import numpy as np

    trekk = _trekk(len(alle), float(samvariasjon), int(fro), int(antall_trekk))
    utfall: dict[str, dict[int, NDArray[Any]]] = {
        ett.id: {ar: _trekant(u, *map(float, ender)) for ar, ender in zip(periode, ett.ender, strict=True)}
        for u, ett in zip(trekk, alle, strict=True)
    }
    utfall[TOTAL] = {ar: np.sum([utfall[ett.id][ar] * float(ett.vekt) for ett in alle], axis=0) for ar in periode}

    avrundet = _avrunding(alle)

    def persentil(verdier: "NDArray[Any]", andel: Fraction) -> Fraction:
        return rund(Fraction(float(np.quantile(verdier, float(andel)))), avrundet)

    def minst(nr: int, ar: int) -> Fraction | None:
        ender = [(ett.vekt, *ett.ender[nr]) for ett in alle]
        if all(lav == hoy or not vekt for vekt, lav, _, hoy in ender):
            return None
        anslag = float(sum(hoved * vekt for vekt, _, hoved, _ in ender))
        andel = Fraction(int(np.count_nonzero(utfall[TOTAL][ar] >= anslag)), trekk.shape[1])
        return rund(andel, Fraction(1, 100))

    return Simulering(
        {
            id_: {
                navn: {ar: persentil(verdier, andel) for ar, verdier in per_ar.items()}
                for navn, andel in PERSENTILER.items()
            }
            for id_, per_ar in utfall.items()
        },
        {ar: minst(nr, ar) for nr, ar in enumerate(periode)},
        avrundet,
    )


def _avrunding(alle: tuple[_Bidrag, ...]) -> Fraction:
    """The place of the third figure of the largest amount of a year, of a measure or of them all."""
    samlet = [
        sum((ender[1] * ett.vekt for ett, ender in zip(alle, arets, strict=True)), Fraction(0))
        for arets in zip(*(ett.ender for ett in alle), strict=True)
    ]
    storst = int(max((abs(belop) for belop in (*samlet, *(e[1] for ett in alle for e in ett.ender))), default=0))
    return min(_GROVEST, Fraction(10) ** max(len(str(storst)) - 3, 0)) if storst else _GROVEST


def _trekk(antall: int, sammen: float, fro: int, antall_trekk: int) -> "NDArray[Any]":
    """Draws between 0 and 1, a row a measure, that go together by the chosen correlation."""
    import numpy as np

    kilde = np.random.Generator(np.random.PCG64(fro))
    felles = kilde.standard_normal(antall_trekk)
    egne = kilde.standard_normal((antall, felles.size))
    z = sqrt(sammen) * felles + sqrt(1 - sammen) * egne
    fordelt = np.frompyfunc(lambda x: (1 + erf(x / sqrt(2))) / 2, 1, 1)
    return np.asarray(fordelt(z), dtype=float)


def _trekant(u: "NDArray[Any]", lav: float, hoved: float, hoy: float) -> "NDArray[Any]":
    """The triangular distribution's value at each share ``u``; the main value without a span."""
    import numpy as np

    if hoy == lav:
        return np.full(u.shape, hoved)
    topp = (hoved - lav) / (hoy - lav)
    under = lav + np.sqrt(u * (hoy - lav) * (hoved - lav))
    over = hoy - np.sqrt((1 - u) * (hoy - lav) * (hoy - hoved))
    return np.where(u < topp, under, over)
