"""Two versions of a text: which numbers are others, and which words."""

from fractions import Fraction

import pytest

from effekt.display.marks import antall_tall, bytter, setning_rundt, vist_som_brok

NB = "\u00a0"


def _par(gammel: str, ny: str) -> list[tuple[str, str, bool]]:
    return [(b.gammelt, b.nytt, b.er_tall) for b in bytter(gammel, ny)]


def test_the_same_text_has_no_differences() -> None:
    assert _par("Belegget var 97,7 % i 2024.", "Belegget var 97,7 % i 2024.") == []


def test_a_number_is_paired_with_the_number_at_its_place() -> None:
    assert _par("gir 24 mill. i 2029, 24 i 2030", "gir 25 mill. i 2029, 24 i 2030") == [("24", "25", True)]


def test_a_shift_is_read_place_by_place_and_not_as_one_number_put_in() -> None:
    assert _par("0 5 10 24 24", "0 0 5 10 24") == [("5", "0", True), ("10", "5", True), ("24", "10", True)]


@pytest.mark.parametrize(
    ("gammelt", "nytt"), [(f"1{NB}180{NB}780", f"1{NB}250{NB}000"), ("\u22125", "5"), ("12,5", "12"), ("1 200", "900")]
)
def test_a_number_is_taken_whole(gammelt: str, nytt: str) -> None:
    assert _par(f"gir {gammelt} kroner", f"gir {nytt} kroner") == [(gammelt, nytt, True)]


def test_the_number_of_a_measure_or_in_a_reference_is_not_a_number() -> None:
    assert antall_tall("VEI1 og VAN2, se {ref}`Tabell 7 <tek-tabell-7>`[^18]") == 0
    assert antall_tall("fra 2026\u20132030 og 3,5 %") == 3


def test_words_that_became_others_are_one_difference() -> None:
    assert _par("Usikkerheten er lav her", "Usikkerheten er svært stor her") == [("lav", "svært stor", False)]


def test_what_was_put_in_or_taken_out_has_nothing_on_the_other_side() -> None:
    assert _par("Effekten er 5.", "Effekten er om lag 5.") == [("", "om lag", False)]
    assert _par("Effekten er om lag 5.", "Effekten er 5.") == [("om lag", "", False)]


def test_places_are_in_the_new_text() -> None:
    ny = "gir 2 000 kroner"
    (bytte,) = bytter("gir 500 kroner", ny)
    assert ny[bytte.start : bytte.slutt] == "2 000"


def test_the_sentence_around_a_place() -> None:
    tekst = "Først dette. Så gir det 25,0 mill. kroner i året. Til sist noe."
    start = tekst.index("25,0")
    assert setning_rundt(tekst, start, start + 4) == "Så gir det 25,0 mill. kroner i året."


@pytest.mark.parametrize(
    ("vist", "verdi"),
    [
        (f"1{NB}250,5", Fraction(2501, 2)),
        ("\u22127", Fraction(-7)),
        (f"12{NB}%", Fraction(12)),
        ("ingen", None),
        ("VEI1", None),
        ("", None),
    ],
)
def test_a_number_as_shown_has_a_value(vist: str, verdi: Fraction | None) -> None:
    assert vist_som_brok(vist) == verdi
