"""Values as a person types them: numbers, words of a scale, years; and typed back exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effekt.model.verdi import ARSTALL, VURDERING, les_ar, les_verdi, skriv_verdi, vis, vis_ar

F = Fraction
SKALA = {"lav": "Lav usikkerhet", "svart_positiv": "Svært positiv"}


@pytest.mark.parametrize(
    "skrevet",
    [
        "2026–2029",
        "2026-2029",
        "2026 \u2013 2029",
        " 2026\u00a0—\u00a02029 ",
        "[2026, 2027, 2028, 2029]",
        "2026,2027,2028,2029",
        ["2026", "2027", "2028", "2029"],
        [2026, 2027, 2028, 2029],
        (2026, 2027, 2028, 2029),
        ["2026-2029"],
    ],
)
def test_years_are_read_as_they_are_typed(skrevet: object) -> None:
    assert les_ar(skrevet) == (2026, 2027, 2028, 2029)


def test_one_year_is_a_period_too() -> None:
    assert les_ar("2026") == les_ar(2026) == (2026,)
    assert vis_ar((2026,)) == "2026"


@pytest.mark.parametrize(
    "skrevet", ["2029-2026", "2026, 2028", [2026, 2026], "", "fire år", "26-29", "20261", [], None, 1.5, "1_0"]
)
def test_what_is_not_years_in_a_row_is_refused(skrevet: object) -> None:
    with pytest.raises(ValueError, match="må være år etter hverandre, for eksempel 2026–2029"):
        les_verdi(skrevet, ARSTALL)


@pytest.mark.parametrize(
    ("skrevet", "ord_"),
    [
        ("lav", "lav"),
        (" LAV ", "lav"),
        ("Lav usikkerhet", "lav"),
        ("lav  usikkerhet", "lav"),
        ("svart_positiv", "svart_positiv"),
        ("svart positiv", "svart_positiv"),
        ("Svært positiv", "svart_positiv"),
    ],
)
def test_a_rating_is_read_by_its_word_or_its_name(skrevet: str, ord_: str) -> None:
    assert les_verdi(skrevet, VURDERING, SKALA) == ord_


@pytest.mark.parametrize("skrevet", ["lavt", "", "3", None, 12])
def test_a_rating_outside_the_scale_is_refused_with_the_words(skrevet: object) -> None:
    with pytest.raises(ValueError, match=r"Velg én av: lav, svart_positiv$"):
        les_verdi(skrevet, VURDERING, SKALA)
    with pytest.raises(ValueError, match="Mente du lav"):
        les_verdi("lavt", VURDERING, SKALA)


@pytest.mark.parametrize(
    ("verdi", "skrevet"),
    [
        (F(1_180_780), "1180780"),
        (F(1, 8), "0.125"),
        (F(-1, 10), "-0.1"),
        (F(5, 24), "5/24"),
        (F(0), "0"),
        ("lav", "lav"),
        ((2026, 2027), "2026–2027"),
    ],
)
def test_a_value_is_typed_as_short_as_it_is_exact(verdi: F | str, skrevet: str) -> None:
    assert skriv_verdi(verdi) == skrevet


@given(st.fractions())
def test_a_number_that_is_typed_back_is_the_same_number(tall: Fraction) -> None:
    assert les_verdi(skriv_verdi(tall), "kr") == tall


@given(st.integers(1900, 2199), st.integers(1, 30))
def test_years_that_are_typed_back_are_the_same_years(fra: int, antall: int) -> None:
    ar = tuple(range(fra, min(fra + antall, 2200)))
    assert les_verdi(skriv_verdi(ar), ARSTALL) == ar


def test_a_share_is_shown_as_a_percentage_and_other_numbers_as_they_are() -> None:
    assert vis(F(1, 8), "andel") == "12,5\u00a0%"
    assert vis(F(1_180_780), "kr per plass og år") == "1\u00a0180\u00a0780"
    assert vis("nest_beste", VURDERING) == "nest_beste"


# --- as a reviewer types them --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("skrevet", "enhet", "verdi"),
    [
        (1250000, "kr", Fraction(1_250_000)),
        (0.12, "andel", Fraction(12, 100)),
        ("1250000", "kr", Fraction(1_250_000)),
        ("1 250 000", "kr per plass og år", Fraction(1_250_000)),
        ("1\u00a0250\u00a0000", "kr", Fraction(1_250_000)),
        ("1 250 000 kr", "kr", Fraction(1_250_000)),
        ("1 250 000 kroner", "kr", Fraction(1_250_000)),
        ("1,25 mill.", "kr", Fraction(1_250_000)),
        ("1.25 mill", "kr", Fraction(1_250_000)),
        ("1,25 mill. kr", "kr per plass og år", Fraction(1_250_000)),
        ("1,25 mill. kroner", "mill. kr", Fraction("1.25")),
        ("-16 mill.", "1 000 kr", Fraction(-16_000)),
        ("\u221216 mill.", "1 000 kr", Fraction(-16_000)),
        ("5 mrd.", "mill. kr", Fraction(5000)),
        ("16 000 000 kr", "1 000 kr", Fraction(16_000)),
        ("2 500 000 kroner", "mill. kr", Fraction("2.5")),
        ("12 %", "andel", Fraction(12, 100)),
        ("12%", "andel", Fraction(12, 100)),
        ("3,5 %", "andel", Fraction(35, 1000)),
        ("12 %", "prosent", Fraction(12)),
        ("12,5", "prosent", Fraction("12.5")),
        ("5/24", "andel", Fraction(5, 24)),
        ("-3", "plasser", Fraction(-3)),
    ],
)
def test_a_value_is_read_as_a_reviewer_types_it(skrevet: object, enhet: str, verdi: Fraction) -> None:
    assert les_verdi(skrevet, enhet) == verdi


@pytest.mark.parametrize(
    ("skrevet", "enhet", "grunn"),
    [
        ("12 %", "plasser", "enheten er plasser, ikke prosent"),
        ("12 %", "kr", "enheten er kr, ikke prosent"),
        ("12 % kr", "kr", "ikke kroner"),
        ("1,25 mill.", "plasser", "enheten er plasser, ikke kroner"),
        ("20 kr", "plasser", "enheten er plasser, ikke kroner"),
        ("mange", "plasser", "som ikke er et tall"),
        ("1.250.000", "kr", "som ikke er et tall"),
        ("1/0", "andel", "kan ikke deles på null"),
        ("", "kr", "som ikke er et tall"),
        ("1e6", "kr", "som ikke er et tall"),
        (None, "kr", "må være ett tall"),
        (True, "kr", "må være ett tall"),
        ([1], "kr", "må være ett tall"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(skrevet: object, enhet: str, grunn: str) -> None:
    with pytest.raises(ValueError) as feil:
        les_verdi(skrevet, enhet)
    assert grunn in str(feil.value)


@pytest.mark.parametrize(
    ("enhet", "skala"), [("kr", 1), ("1 000 kr", 1000), ("mill. kr per år", 10**6), ("mrd. kr", 10**9)]
)
@pytest.mark.parametrize(
    "skrevet",
    [
        "kr 830 000", "830 000,-", "830000,\u2013", "kr. 830 000,-", "NOK 830000", "830 tkr", "830 TNOK", "TNOK 830",
        "0,83 MNOK", "MNOK 0,83", "0.83 mill. kr", "0,83 millioner", "kr 0,83 mill.", "0,00083 mrd", "830 tusen",
        "830 tusen kroner",
    ],
)  # fmt: skip
def test_what_says_that_it_is_an_amount_is_that_amount_on_every_scale(skrevet: str, enhet: str, skala: int) -> None:
    assert les_verdi(skrevet, enhet) == F(830_000, skala)
    assert les_verdi(f"-{skrevet}", enhet) == -F(830_000, skala)


@pytest.mark.parametrize(
    ("skrevet", "grunn"),
    [
        ("kr 830 tkr", "sier to ganger hva tallet er i"),
        ("NOK 830 kr", "sier to ganger hva tallet er i"),
        ("TNOK 830 mill.", "sier to ganger hva tallet er i"),
        ("kr 1.180", "som kan være 1180 eller 1,180"),
        ("1.180 kr", "som kan være 1180 eller 1,180"),
        ("8 30 000 kr", "som ikke er et tall"),
        ("EUR 830", "beløp regnes i kroner"),
        ("830 \u20ac", "beløp regnes i kroner"),
        ("830 tusen mill.", "som ikke er et tall"),
    ],
)
def test_an_amount_that_may_be_read_in_two_ways_is_refused(skrevet: str, grunn: str) -> None:
    with pytest.raises(ValueError, match=grunn):
        les_verdi(skrevet, "1 000 kr")
