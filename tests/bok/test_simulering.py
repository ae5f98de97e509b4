"""The simulation: seeded, within its bounds, and wider the more the measures go together."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.calc.simulering import PERSENTILER, simuler
from effekt.calc.usikkerhet import TOTAL, alle_spenn
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

F = Fraction
MILL = 1_000_000


def _total(sektor: Sektor, navn: str, ar: int = 2030) -> Fraction:
    return simuler(sektor).persentiler[TOTAL][navn][ar]


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others(hls: Sektor) -> None:
    assert simuler(hls) == simuler(hls)
    annen = simuler(med_endringer("hls", {"usikkerhet.fro": 2}))
    assert annen != simuler(hls)
    for navn in PERSENTILER:
        forskjell = annen.persentiler[TOTAL][navn][2030] - _total(hls, navn)
        assert abs(forskjell) < MILL, "en annen start skal flytte lite"


def test_a_measures_percentiles_are_those_of_its_triangle(hls: Sektor) -> None:
    """SYE1: 18, 24, 30 mill. A tenth is below 18 + sqrt(0.1 x 12 x 6), and it is symmetrical."""
    sye1 = simuler(hls).persentiler["SYE1"]
    under = 18 + sqrt(F(1, 10) * (30 - 18) * (24 - 18))
    assert abs(float(sye1["p10"][2030]) / MILL - under) < 0.2
    assert abs(float(sye1["p50"][2030]) / MILL - 24) < 0.2
    assert abs(float(sye1["p90"][2030]) / MILL - (48 - under)) < 0.2
    # HEL2: 5, 5, 10 mill. Half is below 10 - sqrt(0.5 x 5 x 5).
    hel2 = simuler(hls).persentiler["HEL2"]["p50"][2030]
    assert abs(float(hel2) / MILL - (10 - sqrt(F(1, 2) * 25))) < 0.2


def test_the_more_the_measures_go_together_the_wider_the_total() -> None:
    alene, litt, helt = (med_endringer("hls", {"usikkerhet.samvariasjon": s}) for s in ("0 %", "30 %", "100 %"))
    bredder = [_total(s, "p90") - _total(s, "p10") for s in (alene, litt, helt)]
    assert bredder[0] < bredder[1] < bredder[2]
    # All as one: the total's percentile is the sum of the measures' own, but for rounding.
    per_tiltak = {id_: p for id_, p in simuler(helt).persentiler.items() if id_ != TOTAL}
    for navn in PERSENTILER:
        sum_ = sum(p[navn][2030] for p in per_tiltak.values())
        assert abs(_total(helt, navn) - sum_) <= F(MILL, 10) * F(len(per_tiltak) + 1, 2)


def test_each_measure_has_the_same_place_in_all_its_years(hls: Sektor) -> None:
    """SYE2's years are 3, 7 and 14 mill., so its percentiles are in that proportion."""
    p10 = simuler(hls).persentiler["SYE2"]["p10"]
    assert abs(p10[2028] * 2 - p10[2030]) <= F(2 * MILL, 10)


def test_without_any_span_nothing_is_uncertain() -> None:
    ingen = dict.fromkeys(("usikkerhet.middels", "usikkerhet.stor", "usikkerhet.ikke_gjengitt"), 0)
    sektor = med_endringer("hls", {**ingen, "HEL1.arsverk": 0, "HEL2.budsjett": 0,
                                   "SYE5.plasser": 0})  # fmt: skip
    simulert = simuler(sektor)
    assert set(simulert.minst_anslag.values()) == {None}
    # 72 mill. without the 3, 5 and 2 of the three that the source bounds
    assert {p[2030] for p in simulert.persentiler[TOTAL].values()} == {62 * MILL}


def test_what_is_published_is_rounded_beyond_the_noise(hls: Sektor) -> None:
    simulert = simuler(hls)
    assert all(
        belop % (MILL // 10) == 0
        for p in simulert.persentiler.values()
        for per_ar in p.values()
        for belop in per_ar.values()
    )
    # In the first year only a measure whose estimate is its low end has an effect.
    assert simulert.minst_anslag[2026] == 1
    assert simulert.minst_anslag[2030] is not None
    assert F(1, 2) < simulert.minst_anslag[2030] < 1


@settings(max_examples=8)
@given(
    samvariasjon=st.fractions(min_value=0, max_value=1, max_denominator=20),
    fro=st.integers(min_value=0, max_value=10**9),
)
def test_percentiles_are_in_order_and_between_low_and_high(samvariasjon: Fraction, fro: int) -> None:
    sektor = med_endringer(
        "hls", {"usikkerhet.samvariasjon": samvariasjon, "usikkerhet.fro": fro, "usikkerhet.trekk": 1000}
    )
    rund = F(MILL, 20)
    simulert = simuler(sektor).persentiler
    for id_, ett in alle_spenn(sektor).items():
        p10, p50, p90 = (simulert[id_][navn][2030] for navn in ("p10", "p50", "p90"))
        assert ett.lav[2030] - rund <= p10 <= p50 <= p90 <= ett.hoy[2030] + rund


@pytest.mark.parametrize("navn", PERSENTILER)
def test_each_percentile_is_its_share(navn: str) -> None:
    assert PERSENTILER[navn] == F(int(navn[1:]), 100)
