"""Marks on what a rerun changed: for the eye, and said to those who listen."""

from effekt.display.blocks import Avsnitt, Boks, Liste, Rutenett
from effekt.display.marks import merk_blokker, merk_tekst


def _merke(nytt: str, fra: str) -> str:
    return f"[{nytt}[ (endret fra {fra})]{{.skjult}}]{{.ins .endret}}"


def test_only_what_is_another_is_marked_and_what_it_was_is_said() -> None:
    assert merk_tekst("gir 24,0 mill. i 2029", "gir 25,5 mill. i 2029") == (
        f"gir {_merke('25,5', '24,0')} mill. i 2029"
    )


def test_text_that_is_the_same_has_no_mark() -> None:
    assert merk_tekst("gir 24 mill.", "gir 24 mill.") == "gir 24 mill."


def test_words_put_in_are_marked_as_new() -> None:
    assert merk_tekst("Det er 5.", "Det er om lag 5.") == ("Det er [om lag[ (nytt)]{.skjult}]{.ins .endret} 5.")


def test_a_mark_never_cuts_through_a_reference_or_emphasis() -> None:
    ny = "se {ref}`Tabell 8 <tek-tabell-8>` og *lav*"
    assert merk_tekst("se {ref}`Tabell 7 <tek-tabell-7>` og lav", ny) == ny


def test_a_table_is_marked_cell_by_cell_in_the_row_of_the_same_name() -> None:
    def tabell(*rader: list[str]) -> Rutenett:
        return Rutenett(["Tiltak", "2029", "2030"], rader, "Tabell")

    gammel = tabell(["VEI1", "24", "24"], ["VAN1", "3", "3"])
    (ny,) = merk_blokker([gammel], [tabell(["VAN1", "3", "3"], ["VEI1", "24", "30"])])
    assert isinstance(ny, Rutenett)
    assert list(ny.rader) == [["VAN1", "3", "3"], ["VEI1", "24", _merke("30", "24")]]


def test_a_column_that_is_gone_moves_no_mark_to_its_neighbour() -> None:
    gammel = Rutenett(["Tiltak", "2029", "2030"], [["VEI1", "24", "30"]], "Tabell")
    (ny,) = merk_blokker([gammel], [Rutenett(["Tiltak", "2030"], [["VEI1", "30"]], "Tabell")])
    assert isinstance(ny, Rutenett)
    assert list(ny.rader) == [["VEI1", "30"]]


def test_pieces_are_followed_into_their_boxes_and_a_new_one_shifts_nothing() -> None:
    gammel = [Boks("kort", [Avsnitt("gir 5"), Liste(["har 1", "har 2"])])]
    ny = [Boks("kort", [Avsnitt("ny del", "kort-merke"), Avsnitt("gir 6"), Liste(["har 1", "har 3"])])]
    (boks,) = merk_blokker(gammel, ny)
    assert isinstance(boks, Boks)
    assert boks.innhold[0] == Avsnitt("ny del", "kort-merke")
    assert boks.innhold[1] == Avsnitt(f"gir {_merke('6', '5')}")
    assert boks.innhold[2] == Liste(["har 1", f"har {_merke('3', '2')}"])


def test_the_last_years_arrow_makes_no_other_column_and_a_new_year_is_new() -> None:
    gammel = Rutenett(["Tiltak", "2029", "2030\u00a0→"], [["VEI1", "24", "30"]], "Tabell")
    kortere = Rutenett(["Tiltak", "2029\u00a0→"], [["VEI1", "6"]], "Tabell")
    (ny,) = merk_blokker([gammel], [kortere])
    assert isinstance(ny, Rutenett)
    assert list(ny.rader) == [["VEI1", _merke("6", "24")]]
    lengre = Rutenett(["Tiltak", "2029", "2030", "2031\u00a0→"], [["VEI1", "24", "30", "9"]], "T")
    (ny,) = merk_blokker([gammel], [lengre])
    assert isinstance(ny, Rutenett)
    assert list(ny.rader[0][:3]) == ["VEI1", "24", "30"]
    assert "(nytt)" in ny.rader[0][3]


def test_a_sign_or_a_word_that_changed_in_a_list_is_marked() -> None:
    (liste,) = merk_blokker([Liste(["netto \u22125 mill."])], [Liste(["netto 5 mill."])])
    assert liste == Liste([f"netto {_merke('5', chr(0x2212) + '5')} mill."])


def test_signs_of_less_and_more_are_no_tags() -> None:
    assert merk_tekst("5 < 6 og 7 > 3", "5 < 6 og 8 > 3") == rf"5 \< 6 og {_merke('8', '7')} > 3"


def test_a_number_is_marked_with_its_unit_where_that_is_another() -> None:
    assert merk_tekst("minst 1 million kroner hver", "minst 900 000 kroner hver") == (
        f"minst {_merke('900 000', '1 million')} kroner hver"
    )
    assert merk_tekst("minst 900 000 kroner hver", "minst 1 million kroner hver") == (
        f"minst {_merke('1 million', '900 000')} kroner hver"
    )
    assert merk_tekst("opp til 1,5 mill. kroner og", "opp til 1 350 000 kr og") == (
        f"opp til {_merke('1 350 000 kr', '1,5 mill. kroner')} og"
    )
    assert merk_tekst("når den er 1–1,5 mill. kroner og", "når den er 450 000–1 350 000 kr og") == (
        f"når den er {_merke('450 000–1 350 000 kr', '1–1,5 mill. kroner')} og"
    )
    # Both ends alone are two marks.
    assert merk_tekst("er 1–3 plasser", "er 2–4 plasser") == f"er {_merke('2', '1')}–{_merke('4', '3')} plasser"
