"""Drawings with more in them than the first sector has: nothing lies over anything else."""

from fractions import Fraction
from itertools import combinations

import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from effekt.display.drawings import stablede_stolper
from effekt.display.gap import Gapar, Gapfelt, hoyde_av_gapet, tegn_gapet
from effekt.display.labels import vis_kort
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


def _gap(felt: int) -> Tegning:
    """Each field with what lacks, what is to spare, a year that costs, and years without a cut."""
    rader = zip(AR, (2, 44, -5, 62, 93), (26, 37, 12, None, None), strict=True)
    alle = {ar: _gapar(Fraction(effekt), None if kutt is None else Fraction(kutt)) for ar, effekt, kutt in rader}
    felt_ = {f"En etat med navn {nr}": Gapfelt(alle) for nr in range(felt)}
    return lambda akser, smal: tegn_gapet(akser, felt_, smal, vis_kort, "mill. kr", "kutt ikke oppgitt")


def _gapar(effekt: Fraction, kutt: Fraction | None) -> Gapar:
    dekket = Fraction(0) if kutt is None else max(Fraction(0), min(effekt, kutt))
    return Gapar(kutt, dekket, effekt, (effekt - 2, effekt * 2))


@pytest.mark.parametrize("smal", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("antall", [1, 3])
def test_the_labels_of_the_gap_stand_apart(antall: int, smal: bool) -> None:
    figur = Figure(figsize=(3.7 if smal else 7.4, hoyde_av_gapet(antall, smal)), layout="constrained")
    lerret = FigureCanvasSVG(figur)
    _gap(antall)(figur.subplots(), smal)
    figur.draw_without_rendering()
    assert lerret.figure is figur
    assert len(figur.axes) == antall
    for akser in figur.axes:
        flater = {nr: tekst.get_window_extent() for nr, tekst in enumerate(akser.texts) if tekst.get_rotation() == 0}
        assert not [p for p in combinations(flater, 2) if flater[p[0]].shrunk(0.9, 0.9).overlaps(flater[p[1]])]


@pytest.mark.parametrize("smal", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("antall", [4, 6])
def test_neither_key_nor_labels_lie_over_each_other(antall: int, smal: bool) -> None:
    figur = Figure(figsize=STORRELSE[smal], layout="constrained")
    lerret = FigureCanvasSVG(figur)
    akser = figur.subplots()
    _stolper(antall)(akser, smal)
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
