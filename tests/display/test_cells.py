"""What a cell holds besides words, and which columns are numbers."""

from fractions import Fraction

import pytest

from effekt.display.blocks import Rutenett
from effekt.display.cells import ar_for_ar, er_tall, sammen, stolpe, tallkolonner, trinn
from effekt.display.marks import merk_linje
from effekt.display.markup import til_html_celle, til_tekst, trygg_linje
from effekt.display.numbered import uten_faste_kolonner


@pytest.mark.parametrize(
    "tekst",
    [
        "1\u00a0180\u00a0780",
        "12\u00a0%",
        "24,9",
        "66–84",
        "−5",
        "+3",
        "20 plasser",
        "24\u00a0millioner kroner",
        "180 i 2029",
    ],
)
def test_a_number_is_one_with_its_sign_span_and_unit(tekst: str) -> None:
    assert er_tall(tekst)


@pytest.mark.parametrize("tekst", ["om lag 12", "22. november 2026", "5, 66", "ikke oppgitt", "–", "", "s. 40"])
def test_what_only_has_digits_in_it_is_no_number(tekst: str) -> None:
    assert not er_tall(tekst)


def test_a_column_of_numbers_may_lack_some_but_has_no_other_words() -> None:
    rader = [["A", "24", "Stor", "2026: 5"], ["B", "ikke oppgitt", "5", "2027: 6"], ["C", "–", "Noe med 3 i", ""]]
    assert tallkolonner(rader) == {1}
    assert tallkolonner([["1", "x"], ["2", "y"]]) == frozenset()
    assert tallkolonner([]) == frozenset()


def test_columns_that_are_the_same_in_all_rows_are_said_once() -> None:
    hode, rader, likt = uten_faste_kolonner(
        ["Tiltak", "Status", "Merknad", "2030"], [["A", "Foreslått", "", "5"], ["B", "Foreslått", "", "5"]]
    )
    assert (hode, rader, likt) == (["Tiltak", "2030"], [["A", "5"], ["B", "5"]], {"Status": "Foreslått"})
    alene = [["A", "Foreslått"]]
    assert uten_faste_kolonner(["Tiltak", "Status"], alene) == (["Tiltak", "Status"], alene, {})


def test_a_cell_is_drawn_for_the_program_and_told_in_words() -> None:
    alle = [Fraction(24), Fraction(-5)]
    cellene = [stolpe("24", alle[0], alle), ar_for_ar("fra 2027", {2026: "0", 2027: "−5"}), trinn("●○○", "Lav", "god")]
    assert [til_tekst(celle) for celle in cellene] == ["24", "fra 2027", "Lav"]
    assert [trygg_linje(celle) for celle in cellene] == cellene
    bar, ar, skala = map(til_html_celle, cellene)
    assert bar.startswith("24 <svg")
    assert 'aria-label="2026: 0, 2027: −5"' in ar
    assert ar.count('class="minus"') == 1
    assert '<span aria-hidden="true">●○○</span> <span class="trinn-ord">Lav</span>' in skala
    assert "style=" not in bar + ar + skala


def test_a_text_of_data_is_never_drawn() -> None:
    for tekst in ("{stolpe}`24 0 24`", "{trinn}`Lav <x god>`"):
        assert "<svg" not in til_html_celle(tekst)
        assert 'class="trinn' not in til_html_celle(tekst)
        assert not trygg_linje(tekst).startswith("{")
    assert til_html_celle(trinn("<b>", "`x` <script>", "god")).count("<script>") == 0


def test_a_step_that_is_another_is_marked_as_a_whole() -> None:
    ny = merk_linje(trinn("●○○", "Lav", "god"), trinn("●●●", "Stor", "darlig"))
    assert ny.startswith("[{trinn}`Stor <●●● darlig>`[ (endret fra Lav)]{.skjult}]{.ins .endret}")
    assert "Stor" in til_html_celle(ny)


def test_numbers_stand_to_the_right_in_a_notebook_too() -> None:
    vist = Rutenett(["Tiltak", "Hva", "2030"], [["A", "ord", "5"], ["B", "andre", "ikke oppgitt"]], "T").html()
    assert vist.count('class="tall"') == 3
    assert '<th scope="row">A</th>' in vist


def test_pieces_on_a_line_stay_what_they_are() -> None:
    assert sammen("*hei*", trinn("+", "God", "god")) == "*hei* {trinn}`God <+ god>`"
