"""Norwegian numbers: rounding half away from zero, hard spaces, decimal comma, a real minus."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effekt.base.numbers import (
    HARDT_MELLOMROM,
    MINUS,
    Enhet,
    rund,
    som_tall,
    til_enhet,
    unit_behind,
    vis_dekning,
    vis_med_enhet,
    vis_prosent,
    vis_tall,
)

BROKER = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**4)


def _hard(tekst: str) -> str:
    """The text as it is typed here, with the hard spaces that it should have."""
    return tekst.replace(" ", HARDT_MELLOMROM)


# --- rounding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdi", "avrundet"), [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("0.49", 0), ("-0.49", 0)]
)
def test_halves_are_rounded_away_from_zero(verdi: str, avrundet: int) -> None:
    assert rund(Fraction(verdi)) == avrundet


def test_an_amount_is_rounded_to_the_nearest_million() -> None:
    million = Fraction(1_000_000)
    assert rund(Fraction(23_615_600), million) == 24_000_000
    assert rund(Fraction(2_500_000), million) == 3_000_000
    assert rund(Fraction(-2_500_000), million) == -3_000_000
    assert rund(Fraction(2_499_999), million) == 2_000_000


@pytest.mark.parametrize("til", [0, -1])
def test_rounding_to_nothing_is_refused(til: int) -> None:
    with pytest.raises(ValueError, match="positivt"):
        rund(Fraction(1), Fraction(til))


@given(BROKER, st.sampled_from([Fraction(1), Fraction(1, 10), Fraction(1000)]))
def test_rounding_moves_at_most_half_a_step_and_the_same_on_both_sides_of_zero(verdi: Fraction, til: Fraction) -> None:
    assert abs(rund(verdi, til) - verdi) <= til / 2
    assert (rund(verdi, til) / til).denominator == 1
    assert rund(-verdi, til) == -rund(verdi, til)


# --- plain numbers and percentages ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdi", "vist"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1 000"),
        ("1180780", "1 180 780"),
        ("-14551", f"{MINUS}14 551"),
        ("97.7", "97,7"),
        ("43.98", "43,98"),
        ("2274.40", "2 274,4"),
        ("1/3", "0,33"),
        ("2/3", "0,67"),
        ("0.005", "0,01"),
    ],
)
def test_a_number_has_the_decimals_it_needs_and_two_at_most(verdi: str, vist: str) -> None:
    assert vis_tall(Fraction(verdi)) == _hard(vist)


@pytest.mark.parametrize(
    ("verdi", "desimaler", "vist"),
    [
        ("23.6156", 1, "23,6"),
        ("23.65", 1, "23,7"),
        ("-23.65", 1, f"{MINUS}23,7"),
        ("5", 2, "5,00"),
        ("999999.5", 0, "1 000 000"),
        ("13.333", 0, "13"),
    ],
)
def test_a_number_has_the_decimals_it_is_told_to_have(verdi: str, desimaler: int, vist: str) -> None:
    assert vis_tall(Fraction(verdi), desimaler) == _hard(vist)


@pytest.mark.parametrize("desimaler", [None, 0, 1])
def test_negative_zero_is_shown_as_zero(desimaler: int | None) -> None:
    assert MINUS not in vis_tall(Fraction(-1, 1000), desimaler)
    assert vis_tall(Fraction(0), 0) == "0"


def test_a_share_is_shown_as_a_percentage() -> None:
    assert vis_prosent(Fraction(1, 10)) == _hard("10 %")
    assert vis_prosent(Fraction(5, 55), 1) == _hard("9,1 %")
    assert vis_prosent(Fraction("0.035")) == _hard("3,5 %")
    assert vis_prosent(Fraction("-0.005")) == _hard(f"{MINUS}0,5 %")


@given(BROKER)
def test_a_shown_number_can_be_read_back_to_within_half_a_hundredth(verdi: Fraction) -> None:
    vist = vis_tall(verdi).replace(HARDT_MELLOMROM, "").replace(MINUS, "-").replace(",", ".")
    assert abs(Fraction(vist) - verdi) <= Fraction(1, 200)


# --- units ---------------------------------------------------------------------------------------


def test_a_unit_is_a_base_and_what_it_is_counted_per() -> None:
    assert Enhet.les("kr per plass og år") == Enhet("kr", "plass og år")
    assert Enhet.les("  mill. kr   per prosent ") == Enhet("mill. kr", "prosent")
    assert Enhet.les("plasser") == Enhet("plasser")
    assert str(Enhet.les("kr per plass og år")) == "kr per plass og år"


def test_an_empty_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="tom"):
        Enhet.les("  ")


@pytest.mark.parametrize(("enhet", "kroner"), [("kr", 1), ("1 000 kr", 1000), ("mill. kr", 10**6), ("mrd. kr", 10**9)])
def test_money_knows_its_kroner(enhet: str, kroner: int) -> None:
    assert Enhet.les(enhet).i_kroner == kroner


def test_places_are_not_kroner() -> None:
    assert not Enhet.les("plasser").er_penger
    with pytest.raises(ValueError, match="plasser"):
        _ = Enhet.les("plasser").i_kroner


def test_thousands_become_millions_only_by_conversion() -> None:
    tusen, mill = Enhet.les("1 000 kr"), Enhet.les("mill. kr")
    assert til_enhet(Fraction(-14_551), tusen, mill) == Fraction("-14.551")
    assert til_enhet(Fraction("1.8"), mill, Enhet.les("kr")) == 1_800_000


def test_amounts_per_different_things_do_not_meet() -> None:
    with pytest.raises(ValueError, match="kr per plass"):
        til_enhet(Fraction(1), Enhet.les("kr per plass"), Enhet.les("kr per døgn"))
    with pytest.raises(ValueError, match="plasser"):
        til_enhet(Fraction(1), Enhet.les("plasser"), Enhet.les("kr"))


# --- quantities in a sentence --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdi", "enhet", "vist"),
    [
        ("97.7", "prosent", "97,7 %"),
        ("0.10", "andel", "10 %"),
        ("0.035", "andel", "3,5 %"),
        ("20", "plasser", "20 plasser"),
        ("1180780", "kr per plass og år", "1 180 780 kroner"),
        ("24000000", "kr", "24 millioner_kroner"),
        ("23600000", "kr", "23,6 millioner_kroner"),
        ("23615600", "kr", "23 615 600 kroner"),
        ("1000000", "kr per årsverk", "1 million_kroner"),
        ("-5000000", "kr", f"{MINUS}5 millioner_kroner"),
        ("-1000000", "kr", f"{MINUS}1 million_kroner"),
        ("999900", "kr", "999 900 kroner"),
        ("1", "kr", "1 krone"),
        ("2274.4", "mill. kr", "2 274,4 millioner_kroner"),
        ("1", "mrd. kr", "1 milliard_kroner"),
        ("5", "mrd. kr", "5 milliarder_kroner"),
        ("-14551", "1 000 kr", f"{MINUS}14 551 000 kroner"),
        ("-11500", "1 000 kr", f"{MINUS}11,5 millioner_kroner"),
    ],
)
def test_a_quantity_stands_in_a_sentence_with_its_unit(verdi: str, enhet: str, vist: str) -> None:
    """The number never leaves the word after it; «millioner» and «kroner» may part."""
    assert vis_med_enhet(Fraction(verdi), Enhet.les(enhet)) == _hard(vist).replace("_", " ")


def test_a_whole_number_stays_whole_in_a_data_frame() -> None:
    assert som_tall(None) is None
    assert som_tall(Fraction(24)) == 24
    assert isinstance(som_tall(Fraction(24)), int)
    assert som_tall(Fraction("23.6156")) == 23.6156


@pytest.mark.parametrize(
    ("enhet", "vist"), [("1 000 kr", "(1 000 kr)"), ("mill. kr", "mill. kr"), ("plasser", "plasser")]
)
def test_a_scale_behind_a_figure_is_not_read_on_from_it(enhet: str, vist: str) -> None:
    assert unit_behind(enhet) == vist


@pytest.mark.parametrize(
    ("andel", "vist"),
    [("1", "100 %"), ("0.996", "over 99 %"), ("0.994", "99 %"), ("0.001", "under 1 %"), ("0", "0 %"), ("1.2", "120 %")],
)
def test_what_is_not_covered_whole_is_not_called_so(andel: str, vist: str) -> None:
    assert vis_dekning(Fraction(andel)) == vist.replace(" %", "\u00a0%")
