"""Two executed chapters, number by number: what is another, and which claims broke."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.display.records import Post, file_of
from effekt.review.comparison import Comparison, Kapittelendring, compare_chapter

F = Fraction


def _tabell(mappe: Path, fil: str, innhold: str) -> Post:
    (mappe / "filer").mkdir(exist_ok=True)
    (mappe / "filer" / fil).write_text(innhold, encoding="utf-8")
    return Post("tabell", "tek-tabell-7", "Tabell 7", csv=f"filer/{fil}")


def _tekst(tekst: str, celle: str = "tekst-1", **felt: tuple[str, ...]) -> Post:
    return Post("tekst", felt=(("", tekst),), celle=celle, **felt)  # type: ignore[arg-type]


def _sammenlign(for_: list[Post], etter: list[Post], mappe: Path = Path()) -> Kapittelendring:
    return compare_chapter("tek/tiltak", (for_, mappe), (etter, mappe))


def test_every_cell_that_is_another_is_listed_with_what_it_was(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "rad,ar,mill_kroner\nSYE,2029,40\nSYE,2030,50\nHEL,2030,8\n")
    etter = _tabell(tmp_path, "b.csv", "rad,ar,mill_kroner\nHEL,2030,8\nSYE,2029,40\nSYE,2030,53\n")
    kapittel = _sammenlign([for_], [etter], tmp_path)
    (endret,) = kapittel.endret
    assert (endret.sted, endret.for_, endret.etter) == ("SYE · 2030 · mill. kroner", "50", "53")
    assert (endret.differanse, endret.prosent, endret.enhet) == (F(3), F(6), "mill. kroner")
    assert kapittel.uendrede_tall == 2


def test_a_difference_too_small_for_two_decimals_is_still_shown(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "navn,andel\nx,0.12345\n")
    etter = _tabell(tmp_path, "b.csv", "navn,andel\nx,0.12349\n")
    (endret,) = _sammenlign([for_], [etter], tmp_path).endret
    assert endret.for_ != endret.etter


def test_a_row_that_came_or_went_is_told_as_such(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "ar,belop\n2029,1\n2030,2\n")
    etter = _tabell(tmp_path, "b.csv", "ar,belop\n2030,2\n2031,3\n")
    endret = {e.sted: (e.for_, e.etter) for e in _sammenlign([for_], [etter], tmp_path).endret}
    assert endret == {"2031 · beløp": ("", "3"), "2029 · beløp": ("1", "")}


def test_a_number_that_became_missing_is_told_and_is_no_zero(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "ar,belop\n2029,1\n")
    etter = _tabell(tmp_path, "b.csv", "ar,belop\n2029,ikke oppgitt\n")
    (endret,) = _sammenlign([for_], [etter], tmp_path).endret
    assert (endret.for_, endret.etter, endret.til) == ("1", "ikke oppgitt", None)


def test_rows_of_the_same_name_are_not_taken_for_one(tmp_path: Path) -> None:
    innhold = "navn,belop\nx,1\nx,2\n"
    for_ = _tabell(tmp_path, "a.csv", innhold)
    etter = _tabell(tmp_path, "b.csv", innhold.replace("x,2", "x,5"))
    kapittel = _sammenlign([for_], [etter], tmp_path)
    assert [(e.sted, e.for_, e.etter) for e in kapittel.endret] == [("x (2) · beløp", "2", "5")]


def test_numbers_of_prose_come_with_unit_and_sentence() -> None:
    kapittel = _sammenlign(
        [_tekst("Tiltaket gir 24\u00a0mill. kroner. Det er 3 tiltak.")],
        [_tekst("Tiltaket gir 30\u00a0mill. kroner. Det er 3 tiltak.")],
    )
    (endret,) = kapittel.endret
    assert (endret.fra, endret.til, endret.enhet) == (F(24), F(30), "mill. kroner")
    assert endret.setning == "Tiltaket gir 30\u00a0mill. kroner."
    assert kapittel.uendrede_tall == 1


def test_a_rating_that_became_another_is_a_change_of_words() -> None:
    kapittel = _sammenlign([_tekst("Middels usikkerhet")], [_tekst("Stor usikkerhet")])
    assert [(e.er_tall, e.for_, e.etter) for e in kapittel.endret] == [(False, "Middels", "Stor")]
    forskjell = Comparison([kapittel])
    assert (forskjell.endrede_tall, forskjell.endrede_ord) == (0, 1)


def test_only_claims_that_held_before_are_said_to_have_broken() -> None:
    gammel = _tekst("Det er 5.", brutte=("Alltid galt.",))
    ny = _tekst("Det er 5.", brutte=("Alltid galt.", "De fleste er små."))
    assert _sammenlign([gammel], [ny]).brutte == ["De fleste er små."]


def test_nothing_changed_is_counted_and_lists_nothing() -> None:
    poster = [_tekst("Det er 5 av 7."), _tekst("Og 2.", "tekst-2")]
    forskjell = Comparison([_sammenlign(poster, poster)])
    assert (forskjell.endrede_tall, forskjell.uendrede_tall) == (0, 3)
    assert forskjell.endrede_kapitler == []


def test_objects_are_found_again_by_label_wherever_they_moved(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "ar,belop\n2029,1\n")
    kapittel = _sammenlign([_tekst("Innledning."), for_], [for_, _tekst("Innledning.")], tmp_path)
    assert kapittel.objekter == []


def test_an_object_that_is_new_has_all_its_numbers_new(tmp_path: Path) -> None:
    ny = _tabell(tmp_path, "a.csv", "ar,belop\n2029,1\n2030,2\n")
    assert [(e.for_, e.etter) for e in _sammenlign([], [ny], tmp_path).endret] == [("", "1"), ("", "2")]


def test_a_missing_data_file_is_told(tmp_path: Path) -> None:
    post = Post("tabell", "tek-tabell-7", "Tabell 7", csv="filer/borte.csv")
    with pytest.raises(Datafeil, match=r"borte\.csv: filen mangler"):
        _sammenlign([post], [post], tmp_path)


def test_per_cent_of_nothing_is_not_given() -> None:
    (endret,) = _sammenlign([_tekst("Det er 0.")], [_tekst("Det er 4.")]).endret
    assert (endret.differanse, endret.prosent) == (F(4), None)


def test_an_amount_on_another_scale_is_compared_in_kroner() -> None:
    kapittel = _sammenlign(
        [_tekst("Den gir 1\u00a0180\u00a0780\u00a0kroner i året.")],
        [_tekst("Den gir 1,3\u00a0millioner kroner i året.")],
    )
    (endret,) = kapittel.endret
    assert (endret.for_, endret.etter) == ("1\u00a0180\u00a0780 kroner", "1,3 millioner")
    assert endret.enhet == "kroner"
    assert endret.differanse == F(119_220)
    (endret,) = _sammenlign(
        [_tekst("Den gir 24\u00a0millioner kroner.")], [_tekst("Den gir 1\u00a0million kroner.")]
    ).endret
    assert (endret.differanse, endret.enhet) == (F(-23), "million")


def test_a_year_is_no_amount(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "tiltak,ar,mill_kroner\nSYE1,2030,24\nSYE2,2030,14\n")
    etter = _tabell(tmp_path, "b.csv", "tiltak,ar,mill_kroner\nSYE1,2029,24\nSYE2,2029,14\n")
    endret = _sammenlign([for_], [etter], tmp_path).endret
    assert [(e.sted, e.for_, e.etter, e.er_tall) for e in endret] == [
        ("SYE1 · år", "2030", "2029", False),
        ("SYE2 · år", "2030", "2029", False),
    ]


def test_a_claim_that_was_broken_with_other_numbers_is_no_news() -> None:
    def brutt(*setninger: str) -> Post:
        return _tekst("Det er 5.", brutte=setninger)

    assert _sammenlign([brutt("De 5 er små.")], [brutt("De 6 er små.")]).brutte == []
    to = brutt("De 5 er små.", "De 5 er små.")
    assert _sammenlign([brutt("De 5 er små.")], [to]).brutte == ["De 5 er små."]


def test_the_unit_of_a_row_of_its_own_is_its_unit(tmp_path: Path) -> None:
    for_ = _tabell(tmp_path, "a.csv", "adresse,verdi,enhet\ntall.x,2.6,prosent\n")
    etter = _tabell(tmp_path, "b.csv", "adresse,verdi,enhet\ntall.x,3,prosent\n")
    (endret,) = _sammenlign([for_], [etter], tmp_path).endret
    assert (endret.for_, endret.etter, endret.enhet) == ("2,6", "3", "prosent")


def test_words_are_paired_by_their_place_when_another_place_is_gone() -> None:
    for_ = Post("kort", "tek-kort-x", felt=(("T: A", "5"), ("T: B", "middels")))
    etter = Post("kort", "tek-kort-x", felt=(("T: B", "stor"),))
    endret = {e.sted: (e.for_, e.etter) for e in _sammenlign([for_], [etter]).endret}
    assert endret == {"T: B": ("middels", "stor"), "T: A": ("5", "")}


@pytest.mark.parametrize(
    "navn", ["../../hemmelig.csv", "/etc/passwd", "filer/../x.csv", "hemmelig.csv", "filer/lenke.csv"]
)
def test_a_chapter_can_show_no_file_but_its_own(tmp_path: Path, navn: str) -> None:
    kapittel = tmp_path / "a/b"
    (kapittel / "filer").mkdir(parents=True)
    for hemmelig in (tmp_path / "hemmelig.csv", kapittel / "hemmelig.csv", kapittel / "x.csv"):
        hemmelig.write_text("navn,tall\nx,1\n")
    (kapittel / "filer/lenke.csv").symlink_to(tmp_path / "hemmelig.csv")
    with pytest.raises(Datafeil, match="kan bare vise til filer i filer/"):
        _sammenlign([], [Post("tabell", "tek-tabell-7", csv=navn)], kapittel)
    with pytest.raises(Datafeil, match="kan bare vise til filer i filer/"):
        file_of(kapittel, navn)
