"""Quantities: numbers as an analyst types them, their allowed range, and where they come from."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from effekt.base.numbers import les_tall
from effekt.model.storrelse import Enkelttall, Forutsetning, Grunnlag, Opphav, frys
from effekt.model.tiltak import Kildedokument

TRYKT = {"kilde": "delrapport-6", "side": 49}


def _tall(**felt: object) -> Enkelttall:
    """A single figure, complete but for what the test is about."""
    alt: dict[str, Any] = {"navn": "plasser", "verdi": 20, "enhet": "plasser", **TRYKT, **felt}
    return Enkelttall(**alt)


# --- numbers as typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("skrevet", "verdi"),
    [
        (1180780, Fraction(1180780)),
        ("1180780", Fraction(1180780)),
        ("0.10", Fraction(1, 10)),
        ("-5000000", Fraction(-5000000)),
        ("\u22125", Fraction(-5)),
        ("5/24", Fraction(5, 24)),
        ("10/24", Fraction(5, 12)),
        ("1.5/2", Fraction(3, 4)),
        (" 20 ", Fraction(20)),
        (0.1, Fraction(1, 10)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_number_is_read_exactly(skrevet: object, verdi: Fraction) -> None:
    assert les_tall(skrevet) == verdi


@pytest.mark.parametrize(
    ("skrevet", "rad"),
    [
        ("3,5", "Bruk punktum som desimaltegn: 3.5."),
        ("1 180,5", "Bruk punktum som desimaltegn: 1180.5."),
        ("1 180 780", "uten mellomrom: 1180780."),
        ("1\u00a0180\u00a0780", "uten mellomrom: 1180780."),
        ("1.180.780", "uten skilletegn: 1180780."),
        ("\u201314", "minus som bindestrek: -14."),
        ("10 %", "der enheten er"),
        ("3,5%", "0.035"),
        ("1,2 mill.", "Skriv 1200000 der enheten er kr, 1.2 der den er mill. kr."),
        ("20 plasser", "Skriv bare tallet, uten enhet: 20."),
        ("ti", "Skriv et tall, for eksempel 1180780, 0.10 eller 5/24."),
        ("5/0", "kan ikke deles på null"),
        ("", "Skriv et tall"),
        ("1e6", "Skriv et tall"),
        ("nan", "Skriv et tall"),
    ],
)
def test_what_analysts_type_instead_of_a_number_is_met_with_the_remedy(skrevet: str, rad: str) -> None:
    with pytest.raises(ValueError) as feil:
        les_tall(skrevet)
    assert rad in str(feil.value)


@pytest.mark.parametrize("ikke_tall", [True, None, [], {}])
def test_what_is_no_number_at_all_is_refused(ikke_tall: object) -> None:
    with pytest.raises(ValueError, match="må være ett tall"):
        les_tall(ikke_tall)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_a_fraction_is_read_back_as_typed(teller: int, nevner: int) -> None:
    assert les_tall(f"{teller}/{nevner}") == Fraction(teller, nevner)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_decimal_is_read_back_as_typed(verdi: Any) -> None:
    assert les_tall(f"{verdi:f}") == Fraction(verdi)


# --- range ---------------------------------------------------------------------------------------


def test_a_share_is_between_nothing_and_all() -> None:
    assert _tall(verdi="0.10", enhet="andel").tallet == Fraction(1, 10)
    with pytest.raises(ValidationError, match=r"er 10\b.* – mente du 0[.,]1\? Tillatt: 0–1"):
        _tall(verdi=10, enhet="andel")
    with pytest.raises(ValidationError, match="Tillatt: 0–1"):
        _tall(verdi="-0.1", enhet="andel")


def test_a_share_a_little_above_all_is_told_both_readings_and_none_is_guessed() -> None:
    sagt = r"er 1[.,]2\b.*1[.,]2 er 120 %, og 1[.,]2 % skrives 0[.,]012\. Tillatt: 0–1"
    with pytest.raises(ValidationError, match=sagt):
        _tall(verdi="1.2", enhet="andel")


def test_an_interest_rate_typed_in_per_cent_is_refused_with_the_share() -> None:
    with pytest.raises(ValidationError, match=r"er 3[.,]5\b.* – mente du 0[.,]035\? Tillatt: 0–0[.,]15"):
        _tall(verdi="3.5", enhet="andel", tillatt=["0", "0.15"])


def test_the_allowed_range_holds_for_every_year_and_for_both_ends_of_the_spenn() -> None:
    with pytest.raises(ValidationError, match="Tillatt"):
        _tall(verdi={"2026": 0, "2027": 2}, enhet="andel")
    with pytest.raises(ValidationError, match="Tillatt"):
        _tall(verdi="0.1", hoy="20", enhet="andel")
    with pytest.raises(ValidationError, match="Tillatt"):
        _tall(verdi="0.1", lav="-1", enhet="andel")


# --- one number, or one per year -----------------------------------------------------------------


def test_a_value_is_the_same_in_every_year_or_has_its_own() -> None:
    en = _tall(verdi=20)
    flere = _tall(verdi={"2026": 0, "2027": "5/24"}, enhet="andel")
    assert en.i_ar(2026) == en.i_ar(2030) == 20
    assert flere.i_ar(2026) == 0
    assert flere.i_ar(2027) == Fraction(5, 24)


def test_a_value_per_year_is_not_one_number() -> None:
    with pytest.raises(ValueError, match="ett tall per år"):
        _ = _tall(verdi={"2026": 0, "2027": 1}).tallet


def test_a_quantity_shows_itself_with_its_unit() -> None:
    assert str(_tall(verdi="97.7", enhet="prosent")) == "97,7\u00a0%"


@pytest.mark.parametrize("ar", ["26", "20266", "snart"])
def test_a_year_has_four_digits(ar: str) -> None:
    with pytest.raises(ValidationError):
        _tall(verdi={ar: 1})


# --- provenance ----------------------------------------------------------------------------------


def test_a_printed_number_has_document_and_page() -> None:
    assert _tall().side == "49"
    with pytest.raises(ValidationError, match="mangler kilde og side"):
        _tall(side=None)
    with pytest.raises(ValidationError, match="mangler kilde og side"):
        _tall(kilde=None)


@pytest.mark.parametrize("opphav", ["avledet", "valgt"])
def test_what_the_book_worked_out_or_chose_has_its_reasoning(opphav: str) -> None:
    grunnlag = Grunnlag(opphav=Opphav(opphav), begrunnelse="oppgitt effekt delt på full effekt")
    assert grunnlag.kilde is None
    with pytest.raises(ValidationError, match=f"opphav {opphav}, og trenger en begrunnelse"):
        Grunnlag(opphav=Opphav(opphav))


@pytest.mark.parametrize("side", ["49", "49–50", "23, 47", "3.4", "tabell 1-2", "Innsparinger, kultur"])
def test_a_place_is_pages_or_words_that_stand_as_they_are(side: str) -> None:
    assert _tall(side=side).side == side
    assert _tall(side="49-50").side == "49–50"


@pytest.mark.parametrize("side", ["", " ", "47, 23"])
def test_a_place_is_not_blank_and_pages_ascend(side: str) -> None:
    with pytest.raises(ValidationError):
        _tall(side=side)


def _kilde(**felt: object) -> Kildedokument:
    return Kildedokument.model_validate({"tittel": "Plan", "utgiver": "K", "dato": "2026", "lisens": "fri", **felt})


@pytest.mark.parametrize(
    ("felt", "side", "vist"),
    [
        ({"sider": 60}, "", "Plan"),
        ({"sider": 60}, "49–50", "Plan, s.\u00a049–50"),
        ({}, "tabell 1", "Plan, tabell 1"),
        ({}, "1", "Plan, 1"),
        ({"inndeling": "punkt"}, "4.1", "Plan, punkt\u00a04.1"),
        ({"inndeling": "punkt"}, "tabell 1", "Plan, tabell 1"),
        ({"inndeling": "tabell"}, "BEF036", "Plan, tabell\u00a0BEF036"),
        ({"nummer": "24/0123"}, "punkt 3", "Plan, 24/0123, punkt 3"),
        (
            {"adresse": "https://a.no", "lest": "2026-03-01"},
            "Innsparinger",
            "Plan, Innsparinger, lest 1.\u00a0mars 2026",
        ),
    ],
)
def test_a_place_is_shown_as_what_it_is(felt: dict[str, object], side: str, vist: str) -> None:
    assert _kilde(**felt).henvis(side) == vist


# --- nothing unknown, nothing changed ------------------------------------------------------------


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        _tall(verdier=20)


def test_nothing_read_can_be_changed() -> None:
    forutsetning = Forutsetning(navn="innfasing", verdi=frys({2026: Fraction(0)}), enhet="andel", **TRYKT)
    with pytest.raises(ValidationError, match="frozen"):
        forutsetning.enhet = "kr"  # type: ignore[misc]
    with pytest.raises(TypeError):
        forutsetning.verdi[2026] = Fraction(1)  # type: ignore[index]
