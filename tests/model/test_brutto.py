"""What a formula adds and what it draws from that, apart."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from effekt.calc import beregning
from effekt.model import formel
from effekt.model.formel import Formelfeil
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from tests.model.test_formel import PERIODE, UTTRYKK, VERDIER, _pythons

F = Fraction
_VERDIER = {"a": F(7), "b": F(3), "c": F(2), "d": F(-5)}


def _brutto(tekst: str) -> tuple[Fraction, Fraction]:
    gevinst, kostnad = formel.brutto(tekst, lambda navn, _: _VERDIER[navn], 2027, PERIODE)
    return F(gevinst), F(kostnad)


@pytest.mark.parametrize(
    ("tekst", "gevinst", "kostnad"),
    [
        ("a * b", 21, 0),
        ("a - b", 7, 3),
        ("(a - b) * c", 14, 6),
        ("c * (a - b)", 14, 6),
        ("a - c * (b + c)", 7, 10),
        ("a - (b - c)", 9, 3),
        ("-(a - b)", 3, 7),
        ("(a - b) / c", F(7, 2), F(3, 2)),
        ("(a - b) / d", F(3, 5), F(7, 5)),
        # A value below zero is a cost itself, and a cost of it a gain.
        ("a + d", 7, 5),
        ("a - d", 12, 0),
        ("min(a, b) - c", 3, 2),
        ("max(a - b, c)", 7, 3),
        ("akkumulert(a - b)", 14, 6),
    ],
)
def test_a_formula_is_a_gain_and_a_cost(tekst: str, gevinst: Fraction, kostnad: Fraction) -> None:
    assert _brutto(tekst) == (gevinst, kostnad)


@given(UTTRYKK, VERDIER)
def test_the_gain_less_the_cost_is_the_formula_and_none_is_below_zero(tekst: str, verdier: dict[str, Fraction]) -> None:
    netto = _pythons(tekst, verdier)
    gevinst, kostnad = formel.brutto(tekst, lambda navn, _: verdier[navn], 2026, PERIODE)
    assert gevinst - kostnad == netto
    assert gevinst >= 0 <= kostnad


def test_arrays_are_split_element_by_element() -> None:
    a, b = np.array([1.0, 5.0]), np.array([4.0, -2.0])
    gevinst, kostnad = formel.brutto("a - b", lambda navn, _: {"a": a, "b": b}[navn], 2026, PERIODE)
    assert (list(gevinst), list(kostnad)) == ([1, 7], [4, 0])


def test_division_by_zero_names_the_formula_and_the_year() -> None:
    with pytest.raises(Formelfeil, match="«a / b» deler på null i 2027"):
        formel.brutto("a / b", lambda navn, _: F(int(navn == "a")), 2027, PERIODE)


def test_a_measure_with_a_loan_is_a_saving_and_its_costs(tek: Sektor) -> None:
    gevinst, kostnad = beregning.brutto_effekt(tek.tiltak["VEI2"], tek.info.periode)
    # 400 less an instalment of 200, a licence of 20 and 4 % of 2 000
    assert (gevinst[2030], kostnad[2030]) == (400_000, 200_000 + 20_000 + 80_000)


def test_gain_and_cost_follow_a_delay_and_a_measure_that_is_left_out() -> None:
    tidlig, senere, ute = (med_endringer("tek", e) for e in ({}, {"VEI2.forsinkelse": 1}, {"VEI2.gjennomfores": "nei"}))
    foer, na, ingen = (beregning.brutto_effekt(s.tiltak["VEI2"], s.info.periode) for s in (tidlig, senere, ute))
    assert [side[2030] for side in na] == [side[2029] for side in foer]
    assert all(set(side.values()) == {0} for side in ingen)
