"""The simulation made again, from what the chapter says and the report's formulas alone: other code, the same draws."""

from collections.abc import Callable
from fractions import Fraction
from math import erf, sqrt
from typing import Any

import numpy as np
import pytest

from effekt.calc.gjennomforing import forventet_total
from effekt.calc.simulering import PERSENTILER, Simulering, simuler
from effekt.calc.usikkerhet import TOTAL
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

Rekke = np.ndarray[Any, np.dtype[np.float64]]
AR = (2026, 2027, 2028, 2029, 2030)
TREKK = 20_000
FRO = 3
MILL = 1e6

# Each uncertain number: low, value and high, and which way it pulls; in the order of the cards.
DRIVERE = {
    "HEL1": [(0.075, 0.10, 0.20, 1)],
    "HEL2": [(0.05, 0.10, 0.20, 1)],
    "SYE1": [(15, 20, 25, 1)],
    "SYE2": [(10.5e6, 14e6, 17.5e6, 1)],
    "SYE3": [(0.5, 1, 1.5, 1), (100e6, 200e6, 300e6, -1), (1.5e6, 3e6, 4.5e6, -1)],
    "SYE4": [(0.005, 0.01, 0.015, 1)],
    "SYE5": [(1e6, 1e6, 1.5e6, 1), (0.015, 0.03, 0.05, 1)],
    "HLS1": [(250, 500, 750, 1), (0.5e6, 1e6, 1.5e6, -1)],
}
FORMLER: dict[str, Callable[[int, list[Rekke]], Any]] = {
    "HEL1": lambda ar, d: 30 * 1e6 * d[0] * (ar > 2026),
    "HEL2": lambda ar, d: 55e6 * d[0] * 10 / 11 * (0.4 if ar == 2026 else 1),
    "SYE1": lambda ar, d: d[0] * 1_180_780 * {2026: 0, 2027: 5 / 24, 2028: 10 / 24}.get(ar, 1),
    "SYE2": lambda ar, d: d[0] * {2026: 0, 2027: 3 / 14, 2028: 0.5}.get(ar, 1),
    "SYE3": lambda ar, d: (
        d[0] * {2029: 20e6, 2030: 30e6}.get(ar, 0) - (ar > 2028) * (d[1] * 15 / 200 + d[1] * 0.035 + d[2])
    ),
    "SYE4": lambda ar, d: 500 * d[0] * 1_059_000 * (ar > 2026),
    "SYE5": lambda ar, d: 400 * d[0] * d[1] / 6 * (ar > 2028),
    "HLS1": lambda ar, d: (d[0] * 60 * 500 - d[1]) * {2026: 0, 2027: 6 / 14}.get(ar, 1),
}
# The chance of being carried out, the shares without delay and one year late, and the premises that stop it.
SJANSER = {
    "HEL1": (0.95, 0.75, 0.20, ()),
    "HEL2": (0.60, 0.40, 0.40, ()),
    "SYE1": (0.80, 0.60, 0.30, ("fritt_sykehjemsvalg",)),
    "SYE2": (0.80, 0.60, 0.30, ("langvakter", "heltidsvedtak")),
    "SYE3": (0.60, 0.40, 0.40, ("digitalt_tilsyn",)),
    "SYE4": (0.60, 0.40, 0.40, ()),
    "SYE5": (0.80, 0.60, 0.30, ()),
    "HLS1": (0.80, 0.60, 0.30, ()),
}
PREMISSER = {"fritt_sykehjemsvalg": 0.1, "langvakter": 0.5, "heltidsvedtak": 0.1, "digitalt_tilsyn": 0.1}


def _phi(z: Rekke) -> Rekke:
    return np.array([(1 + erf(x / sqrt(2))) / 2 for x in z])


def _trekant(u: Rekke, a: float, c: float, b: float) -> Rekke:
    """The triangle's quantile, by its distribution function turned round."""
    ved_toppen = (c - a) / (b - a)
    lave = a + np.sqrt(u * (b - a) * (c - a))
    return np.where(u < ved_toppen, lave, b - np.sqrt((1 - u) * (b - a) * (b - c)))


@pytest.fixture(scope="module")
def laget() -> tuple[Rekke, Rekke]:
    """The sum per year and draw, if all is carried out and with the risk."""
    a, b = np.random.Generator(np.random.PCG64(FRO)), np.random.Generator(np.random.PCG64([FRO, 1]))
    slatt = {navn: b.random(TREKK) < sjanse for navn, sjanse in PREMISSER.items()}
    felles = a.standard_normal(TREKK)
    uten, med = np.zeros((2, len(AR), TREKK))
    for id_, alle in DRIVERE.items():
        verdier = []
        for lav, verdi, hoy, retning in alle:
            u = _phi(sqrt(0.3) * felles + sqrt(0.7) * a.standard_normal(TREKK))
            verdier.append(_trekant(u if retning > 0 else 1 - u, lav, verdi, hoy))
        rekke = np.array([FORMLER[id_](ar, verdier) + np.zeros(TREKK) for ar in AR])
        sjanse, i_tide, ett_ar, premisser = SJANSER[id_]
        blir_noe = b.random(TREKK) < sjanse
        for premiss in premisser:
            blir_noe &= ~slatt[premiss]
        v = b.random(TREKK)
        senere = np.where(v < i_tide, 0, np.where(v < i_tide + ett_ar, 1, 2))
        for nr in range(len(AR)):
            uten[nr] += rekke[nr]
            for antall in (0, 1, 2):
                if nr >= antall:
                    med[nr] += rekke[nr - antall] * blir_noe * (senere == antall)
    return uten, med


@pytest.fixture(scope="module")
def simulert() -> Simulering:
    return simuler(med_endringer("hls", {"usikkerhet.trekk": TREKK, "usikkerhet.fro": FRO}))


def test_both_lines_are_what_other_code_makes_of_the_same_recipe(
    laget: tuple[Rekke, Rekke], simulert: Simulering
) -> None:
    assert simulert.avrundet == MILL
    assert simulert.med_risiko is not None
    for sum_, linje in zip(laget, (simulert.gjennomfort, simulert.med_risiko), strict=True):
        for navn, andel in PERSENTILER.items():
            for nr, ar in enumerate(AR):
                ventet = float(np.quantile(sum_[nr], float(andel)))
                assert abs(float(linje.persentiler[TOTAL][navn][ar]) - ventet) <= MILL / 2 + 1, (navn, ar)


def test_how_often_the_estimate_is_reached_is_counted_alike(laget: tuple[Rekke, Rekke], simulert: Simulering) -> None:
    # 3 + 5 + 20 x 1.18078 + 14 + 5 + 5.295 + 2 + 14: before the cards are rounded
    anslag = 1e6 * (3 + 5 + 20 * 1.18078 + 14 + 5 + 5.295 + 2 + 14)
    assert simulert.med_risiko is not None
    for sum_, linje in zip(laget, (simulert.gjennomfort, simulert.med_risiko), strict=True):
        funnet = linje.minst_anslag[2030]
        assert funnet is not None
        assert abs(float(np.mean(sum_[4] >= anslag - 1)) - float(funnet)) <= 0.005 + 1e-9


def test_the_mean_with_the_risk_is_what_is_worked_out_without_draws_but_for_the_lean(
    hls: Sektor, laget: tuple[Rekke, Rekke]
) -> None:
    """A triangle's mean is (low + value + high) / 3: what that adds to the estimate is added to what is expected."""
    anslag = sum(
        np.array([FORMLER[id_](ar, [np.array([v]) for _, v, _, _ in alle])[0] for ar in AR], dtype=float)
        for id_, alle in DRIVERE.items()
    )
    skjevt = laget[0].mean(axis=1) - anslag
    ventet = np.array([float(b) for b in forventet_total(hls).values()])
    avvik = laget[1].mean(axis=1) - ventet
    assert np.all(avvik >= -0.3 * MILL)
    assert np.all(avvik <= skjevt + 0.4 * MILL)


def test_another_start_moves_nothing_that_is_shown_by_more_than_its_last_figure(hls: Sektor) -> None:
    her, der = simuler(hls), simuler(med_endringer("hls", {"usikkerhet.fro": 12345}))
    for en, annen in ((her.gjennomfort, der.gjennomfort), (her.med_risiko, der.med_risiko)):
        assert en is not None
        assert annen is not None
        assert max(en.standardfeil.values()) < her.avrundet / 4
        for navn in PERSENTILER:
            for ar in AR:
                assert abs(en.persentiler[TOTAL][navn][ar] - annen.persentiler[TOTAL][navn][ar]) <= her.avrundet


def test_the_shares_of_the_variance_are_those_of_the_draws(hls: Sektor, simulert: Simulering) -> None:
    andeler = simulert.andeler
    assert set(andeler) == {
        ("HEL1", ("besparelse",)), ("HEL2", ("besparelse",)), ("SYE1", ("plasser",)), ("SYE2", ("merkostnad",)),
        ("SYE3", ("besparelse",)), ("SYE3", ("investering",)), ("SYE3", ("lisens",)),
        ("SYE4", ("redusert_ledighet",)), ("SYE5", ("nettokostnad", "prisreduksjon")),
        ("HLS1", ("pasienter",)), ("HLS1", ("administrasjon",)),
    }  # fmt: skip
    # They are rounded, and only SYE5 has two factors, in one row.
    assert abs(sum(andeler.values()) - 1) <= Fraction(6, 100)
    storst = max(andeler, key=lambda navn: andeler[navn])
    assert storst in {("HLS1", ("pasienter",)), ("SYE3", ("besparelse",))}
