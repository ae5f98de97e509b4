"""The simulation: seeded, within its bounds, and wider the more the measures go together."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.calc.beregning import vekt_av
from effekt.calc.simulering import PERSENTILER, simuler
from effekt.calc.usikkerhet import TOTAL, alle_spenn
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

F = Fraction
TUSEN = 1000
# What is published is rounded to this: the third figure of the 4 800 that all give in 2030.
RUND = 10 * TUSEN
# What the draws alone may move a percentile of the total.
STOY = 200 * TUSEN
MANGE = {"usikkerhet.trekk": 10_000}


def _total(sektor: Sektor, navn: str, ar: int = 2030) -> Fraction:
    return simuler(sektor).persentiler[TOTAL][navn][ar]


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others() -> None:
    en, samme, annen = (med_endringer("opp", {**MANGE, "usikkerhet.fro": fro}) for fro in (7, 7, 2))
    assert simuler(en) == simuler(samme)
    assert simuler(annen) != simuler(en)
    for navn in PERSENTILER:
        assert abs(_total(annen, navn) - _total(en, navn)) <= STOY, "another start should move little"


def test_a_measures_percentiles_are_those_of_its_triangle() -> None:
    """SKO1: 540, 2 700, 4 860. A tenth is below 540 + sqrt(0.1 x 4 320 x 2 160), and it is symmetrical."""
    simulert = simuler(med_endringer("opp", MANGE)).persentiler
    under = 540 + sqrt(F(1, 10) * (4860 - 540) * (2700 - 540))
    for navn, ventet in (("p10", under), ("p50", 2700), ("p90", 5400 - under)):
        assert abs(float(simulert["SKO1"][navn][2030]) / TUSEN - ventet) < 120
    # SKO2: 150, 200, 200. Half is below 150 + sqrt(0.5 x 50 x 50), but for the draws.
    assert abs(float(simulert["SKO2"]["p50"][2030]) / TUSEN - (150 + sqrt(F(1, 2) * 2500))) <= 10


def test_the_more_the_measures_go_together_the_wider_the_total() -> None:
    alene, litt, helt = (
        med_endringer("opp", {**MANGE, "usikkerhet.samvariasjon": s}) for s in ("0 %", "30 %", "100 %")
    )
    bredder = [_total(s, "p90") - _total(s, "p10") for s in (alene, litt, helt)]
    assert bredder[0] < bredder[1] < bredder[2]
    # All as one: the total's percentile is the sum of what counts of the measures' own, but for rounding.
    vekt = vekt_av(helt)
    per_tiltak = {id_: p for id_, p in simuler(helt).persentiler.items() if id_ != TOTAL}
    for navn in PERSENTILER:
        sum_ = sum(p[navn][2030] * vekt[id_].frigjort for id_, p in per_tiltak.items())
        assert abs(_total(helt, navn) - sum_) <= RUND * F(len(per_tiltak) + 1, 2)


def test_each_measure_has_the_same_place_in_all_its_years(opp: Sektor) -> None:
    """BAR1's years are 800 and 1 600, so its percentiles are in that proportion."""
    p10 = simuler(opp).persentiler["BAR1"]["p10"]
    assert abs(p10[2028] * 2 - p10[2030]) <= 2 * RUND


def test_without_any_span_nothing_is_uncertain(opp: Sektor) -> None:
    ingen = dict.fromkeys((f"usikkerhet.{trinn}" for trinn in ("liten", "en_del", "mye", "nesten_alt")), 0)
    simulert = simuler(med_endringer("opp", {**ingen, "SKO2.elever": 0}))
    assert set(simulert.minst_anslag.values()) == {None}
    # 2 700 + 1 200 - 300 + 1 200
    assert {p[2030] for p in simulert.persentiler[TOTAL].values()} == {4_800_000}


def test_what_is_published_is_rounded_beyond_the_noise(opp: Sektor) -> None:
    simulert = simuler(opp)
    assert all(
        belop % RUND == 0 for p in simulert.persentiler.values() for per_ar in p.values() for belop in per_ar.values()
    )
    # In the first year only fees are lowered, and they are no part of the total.
    assert simulert.minst_anslag[2027] is None
    assert simulert.minst_anslag[2030] is not None
    assert F(4, 10) < simulert.minst_anslag[2030] < F(6, 10)


def test_how_often_the_estimate_is_reached_is_read_off_the_triangle() -> None:
    """In 2027 there is VEI1 alone: 150, 210, 260, so 50 of 110 lie above the estimate."""
    simulert = simuler(med_endringer("tek", MANGE))
    assert simulert.minst_anslag[2027] is not None
    assert abs(simulert.minst_anslag[2027] - F(50, 110)) <= F(2, 100)


@settings(max_examples=8)
@given(
    samvariasjon=st.fractions(min_value=0, max_value=1, max_denominator=20),
    fro=st.integers(min_value=0, max_value=10**9),
)
def test_percentiles_are_in_order_and_between_low_and_high(samvariasjon: Fraction, fro: int) -> None:
    sektor = med_endringer(
        "opp", {"usikkerhet.samvariasjon": samvariasjon, "usikkerhet.fro": fro, "usikkerhet.trekk": 1000}
    )
    rund = F(RUND, 2)
    simulert = simuler(sektor).persentiler
    for id_, ett in alle_spenn(sektor).items():
        p10, p50, p90 = (simulert[id_][navn][2030] for navn in ("p10", "p50", "p90"))
        assert ett.lav[2030] - rund <= p10 <= p50 <= p90 <= ett.hoy[2030] + rund


@pytest.mark.parametrize("navn", PERSENTILER)
def test_each_percentile_is_its_share(navn: str) -> None:
    assert PERSENTILER[navn] == F(int(navn[1:]), 100)


@pytest.mark.parametrize(
    ("elever", "til"),
    [
        (100, 10_000),  # BAR1 and all together: millions
        (50_000, 100_000),  # 100 mill. kroner in fees: no coarser than this
    ],
)
def test_the_rounding_follows_the_size_of_the_amounts(elever: int, til: int) -> None:
    assert simuler(med_endringer("opp", {"SKO2.elever": elever})).avrundet == til


def test_a_book_of_hundreds_of_thousands_is_not_rounded_away() -> None:
    """VEI1 gives 420, VEI2 100 and VAN1 300: 820 together, so to the nearest 1 000 kroner."""
    simulert = simuler(med_endringer("tek", {}))
    assert simulert.avrundet == TUSEN
    assert simulert.persentiler["VEI1"]["p50"][2030] not in (400 * TUSEN, 500 * TUSEN)
    assert 150 * 2000 < simulert.persentiler["VEI1"]["p10"][2030] < 420 * TUSEN
