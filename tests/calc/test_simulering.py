"""The simulation: seeded, within its bounds, and wider the more that varies goes together."""

from fractions import Fraction
from math import erf, sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.base.numbers import rund
from effekt.calc.beregning import vekt_av
from effekt.calc.gjennomforing import forventet_total
from effekt.calc.simulering import PERSENTILER, Linje, _phi, simuler
from effekt.calc.usikkerhet import TOTAL, alle_spenn
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor

F = Fraction
TUSEN = 1000
MANGE = {"usikkerhet.trekk": 100_000}


def _total(sektor: Sektor, navn: str, ar: int = 2030) -> Fraction:
    return simuler(sektor).gjennomfort.persentiler[TOTAL][navn][ar]


def _risiko(sektor: Sektor) -> Linje:
    linje = simuler(sektor).med_risiko
    assert linje is not None
    return linje


def test_the_same_seed_gives_the_same_numbers_and_another_gives_nearly_the_same() -> None:
    en, samme, annen = (med_endringer("opp", {"usikkerhet.fro": fro}) for fro in (7, 7, 2))
    assert simuler(en) == simuler(samme)
    assert simuler(annen) != simuler(en)
    for navn in PERSENTILER:
        assert abs(_total(annen, navn) - _total(en, navn)) <= simuler(en).avrundet


def test_a_measures_percentiles_are_those_of_its_triangle() -> None:
    """SKO1: 540, 2 700, 4 860. A tenth is below 540 + sqrt(0.1 x 4 320 x 2 160), and it is symmetrical."""
    simulert = simuler(med_endringer("opp", MANGE))
    sko1, rund = simulert.gjennomfort.persentiler["SKO1"], float(simulert.avrundet) / TUSEN
    under = 540 + sqrt(F(1, 10) * (4860 - 540) * (2700 - 540))
    for navn, ventet in (("p10", under), ("p50", 2700), ("p90", 5400 - under)):
        assert abs(float(sko1[navn][2030]) / TUSEN - ventet) <= rund / 2 + 15


def test_the_more_that_varies_goes_together_the_wider_the_total() -> None:
    alene, litt, helt = (
        med_endringer("opp", {**MANGE, "usikkerhet.samvariasjon": s}) for s in ("0 %", "30 %", "100 %")
    )
    bredder = [_total(s, "p90") - _total(s, "p10") for s in (alene, litt, helt)]
    assert bredder[0] < bredder[1] < bredder[2]
    # All as one: the total's percentile is the sum of what counts of the measures' own, but for rounding.
    vekt, simulert = vekt_av(helt), simuler(helt)
    per_tiltak = {id_: p for id_, p in simulert.gjennomfort.persentiler.items() if id_ != TOTAL}
    for navn in PERSENTILER:
        sum_ = sum(p[navn][2030] * vekt[id_].frigjort for id_, p in per_tiltak.items())
        assert abs(_total(helt, navn) - sum_) <= simulert.avrundet * F(len(per_tiltak) + 1, 2)


def test_saving_and_cost_of_one_measure_go_well_together() -> None:
    """VEI2 alone: all as one, the best saving meets the least cost, and the ends are those of low and high."""
    alene = {"VEI1.gjennomfores": "nei", "VAN1.gjennomfores": "nei"}
    sammen, hver_for_seg = (med_endringer("tek", {**alene, "usikkerhet.samvariasjon": s}) for s in ("100 %", "0 %"))
    # 400 and 300, 40 % either way: a tenth is below the low end and sqrt(0.1 x 560 x 280)
    ventet = (400 * 0.6 - 300 * 1.4) + sqrt(0.1 * 560 * 280)
    p10 = float(_total(sammen, "p10")) / TUSEN
    assert abs(p10 - ventet) <= float(simuler(sammen).avrundet) / TUSEN / 2 + 5
    assert _total(hver_for_seg, "p10") > _total(sammen, "p10")


def test_each_driver_has_the_same_place_in_all_its_years() -> None:
    """BAR1's years are 800 and 1 600, so its percentiles are in that proportion."""
    simulert = simuler(med_endringer("opp", MANGE))
    p10 = simulert.gjennomfort.persentiler["BAR1"]["p10"]
    assert abs(p10[2028] * 2 - p10[2030]) <= 2 * simulert.avrundet


def test_without_any_span_nothing_is_uncertain_if_all_is_carried_out() -> None:
    ingen = dict.fromkeys((f"usikkerhet.{trinn}" for trinn in ("liten", "en_del", "mye", "nesten_alt")), 0)
    sektor = med_endringer("opp", {**ingen, "SKO2.elever": 0})
    simulert = simuler(sektor)
    assert set(simulert.gjennomfort.minst_anslag.values()) == {None}
    # 2 700 + 1 200 - 300 + 1 200
    ventet = rund(F(4_800_000), simulert.avrundet)
    assert {p[2030] for p in simulert.gjennomfort.persentiler[TOTAL].values()} == {ventet}
    assert simulert.andeler == {}
    # Whether it is carried out, is as uncertain as before.
    assert _risiko(sektor).minst_anslag[2030] is not None


def test_what_is_shown_is_rounded_beyond_the_noise() -> None:
    for trekk in (1000, 100_000):
        simulert = simuler(med_endringer("opp", {"usikkerhet.trekk": trekk}))
        assert simulert.med_risiko is not None
        assert max(simulert.gjennomfort.standardfeil.values()) * 4 <= simulert.avrundet
        for linje in (simulert.gjennomfort, simulert.med_risiko):
            vist = [belop for p in linje.persentiler.values() for per_ar in p.values() for belop in per_ar.values()]
            assert all(belop % simulert.avrundet == 0 for belop in vist)


def test_how_often_the_estimate_is_reached_is_read_off_the_triangle() -> None:
    """In 2027 there is VEI1 alone: 150, 210, 260, so 50 of 110 lie above the estimate."""
    funnet = simuler(med_endringer("tek", MANGE)).gjennomfort.minst_anslag[2027]
    assert funnet is not None
    assert abs(funnet - F(50, 110)) <= F(1, 100)


# --- with the risk --------------------------------------------------------------------------------


def test_without_chances_there_is_one_line(kommunekopi: Path) -> None:
    fil = kommunekopi / "felles/usikkerhet.yml"
    fil.write_text(fil.read_text(encoding="utf-8").partition("gjennomforing:")[0], encoding="utf-8")
    assert simuler(les_sektor("tek")).med_risiko is None


def test_what_is_certain_to_be_carried_out_in_time_gives_the_same_in_both_lines() -> None:
    sikkert = {
        f"usikkerhet.gjennomforing.{trinn}.{felt}": int(felt == "sjanse")
        for trinn in ("liten", "en_del", "mye", "nesten_alt", "ikke_gjengitt")
        for felt in ("sjanse", "ett_ar", "to_ar")
    }
    svar = {
        "tek": {"VEI1.gjennomforing.sjanse": 1, "VEI1.gjennomforing.ett_ar": 0},
        "opp": {"premiss.klassetak": "nei", "premiss.naboen": "ja", "premiss.kulturlov": "nei"},
    }
    for navn in ("tek", "opp"):
        simulert = simuler(med_endringer(navn, {**sikkert, **svar[navn]}))
        assert simulert.med_risiko is not None
        assert simulert.med_risiko.persentiler[TOTAL] == simulert.gjennomfort.persentiler[TOTAL]


def test_the_mean_with_the_risk_is_what_is_expected_where_no_number_is_uncertain() -> None:
    """The draws of what is carried out, late and otherwise than presumed, against the sum that needs no draws."""
    ingen = dict.fromkeys((f"usikkerhet.{t}" for t in ("liten", "en_del", "mye", "nesten_alt", "ikke_gjengitt")), 0)
    sektor = med_endringer("opp", {**MANGE, **ingen})
    ventet = forventet_total(sektor)
    for ar, snitt in _risiko(sektor).snitt.items():
        assert abs(float(snitt - ventet[ar])) <= float(max(ventet.values())) / 100, ar


@settings(max_examples=8)
@given(
    samvariasjon=st.fractions(min_value=0, max_value=1, max_denominator=20),
    fro=st.integers(min_value=0, max_value=10**9),
)
def test_percentiles_are_in_order_and_between_low_and_high(samvariasjon: Fraction, fro: int) -> None:
    sektor = med_endringer(
        "opp", {"usikkerhet.samvariasjon": samvariasjon, "usikkerhet.fro": fro, "usikkerhet.trekk": 1000}
    )
    simulert = simuler(sektor)
    rund = simulert.avrundet / 2
    for id_, ett in alle_spenn(sektor).items():
        p10, p50, p90 = (simulert.gjennomfort.persentiler[id_][navn][2030] for navn in ("p10", "p50", "p90"))
        assert ett.lav[2030] - rund <= p10 <= p50 <= p90 <= ett.hoy[2030] + rund


@pytest.mark.parametrize("navn", PERSENTILER)
def test_each_percentile_is_its_share(navn: str) -> None:
    assert PERSENTILER[navn] == F(int(navn[1:]), 100)


@pytest.mark.parametrize(
    ("elever", "til"),
    [
        (100, 100_000),  # 4.8 mill. together
        (5_000_000, 100_000),  # 10 mrd. in fees, which are no part of what is freed
    ],
)
def test_the_rounding_follows_the_size_of_the_total(elever: int, til: int) -> None:
    assert simuler(med_endringer("opp", {**MANGE, "SKO2.elever": elever})).avrundet == til


def test_a_book_of_hundreds_of_thousands_is_not_rounded_away() -> None:
    """VEI1 gives 420, VEI2 100 and VAN1 300: 820 together, so to the nearest 10 000 kroner."""
    simulert = simuler(med_endringer("tek", MANGE))
    assert simulert.avrundet == 10 * TUSEN
    assert 150 * 2000 < simulert.gjennomfort.persentiler["VEI1"]["p10"][2030] < 420 * TUSEN


def test_the_normal_curve_is_that_of_the_error_function() -> None:
    import numpy as np

    z = np.array([-9.0, -3.2101, -0.00049, 0.0, 1.2345678, 8.5])
    ventet = [(1 + erf(x / sqrt(2))) / 2 for x in z]
    assert max(abs(_phi(z) - ventet)) < 1e-7
