"""Drawings with more in them than the first sector has: nothing lies over anything else."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from effekt.display.drawings import stablede_stolper
from effekt.display.panels import felt_mot_kutt
from effekt.display.style import Tegning

AR = range(2026, 2031)
STORRELSE = {True: (3.4, 4.8), False: (7.2, 4.6)}


def _belop(nr: int, ar: int) -> Fraction:
    """The first year is the tallest, under the key's corner."""
    return Fraction((nr + 1) * (20 if ar == AR[0] else 3 + ar - AR[0]))


def _stolper(antall: int) -> Tegning:
    summer = {f"S{nr}": {ar: _belop(nr, ar) for ar in AR} for nr in range(antall)}
    total = {ar: sum((rad[ar] for rad in summer.values()), Fraction(0)) for ar in AR}
    navn = {kode: f"{kode} En sektor med navn" for kode in summer}
    return lambda akser, smal: stablede_stolper(akser, summer, total, navn, smal)


def _felt(antall: int) -> Tegning:
    """As many fields as four agencies and five years make, whatever the number: the most that are drawn so."""
    belop = {
        f"S{nr}": {f"S{nr}-{del_}": {ar: _belop(nr, ar) / del_ for ar in AR} for del_ in (1, 4)} for nr in range(4)
    }
    kutt = {"S0": dict.fromkeys(AR, Fraction(90)), "S1": dict.fromkeys(AR, Fraction(5 * antall))}
    navn = dict.fromkeys(belop, "En etat med navn")
    return lambda akser, smal: felt_mot_kutt(akser, belop, navn, kutt, smal)


@pytest.mark.parametrize("smal", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("antall", [4, 6])
@pytest.mark.parametrize("lag", [_stolper, _felt])
def test_neither_key_nor_labels_lie_over_each_other(lag: Callable[[int], Tegning], antall: int, smal: bool) -> None:
    figur = Figure(figsize=STORRELSE[smal], layout="constrained")
    lerret = FigureCanvasSVG(figur)
    akser = figur.subplots()
    lag(antall)(akser, smal)
    figur.draw_without_rendering()
    flater = {tekst.get_text(): tekst.get_window_extent() for tekst in akser.texts}
    (nokkel,) = [*figur.legends, *filter(None, [akser.get_legend()])]
    flater["key"] = nokkel.get_window_extent()
    assert lerret.figure is figur
    assert len(flater) > antall
    lagt_over = [
        (en, annen) for (en, a), (annen, b) in combinations(flater.items(), 2) if a.shrunk(0.9, 0.9).overlaps(b)
    ]
    assert not lagt_over
