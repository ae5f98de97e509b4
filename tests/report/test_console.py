"""Commands shown with what they really say."""

import pytest

from effekt.base.faults import Datafeil
from effekt.reading.sektor import Sektor
from effekt.report.console import konsoll, merket, parametercelle


def test_the_answer_is_what_the_command_says_and_the_same_each_time() -> None:
    vist = konsoll("effekt changes VEI1.spart --sector tek --format csv")
    assert vist.svar.splitlines()[0].startswith("adresse,")
    assert "VEI1.spart" in vist.svar
    assert konsoll("effekt changes VEI1.spart --sector tek --format csv") == vist
    assert repr(vist).startswith("$ effekt changes VEI1.spart --sector tek")


def test_nothing_is_said_of_the_book_as_it_was_last_built() -> None:
    assert "steder" not in konsoll("effekt changes VEI1.spart --sector tek").svar


@pytest.mark.parametrize(
    ("kommando", "melding"),
    [
        ("effekt changes tull.og.toys", "stoppet: effekt: ingen adresse har «tull.og.toys»"),
        ("rm -rf alt", "er ikke en kommando i effekt"),
    ],
)
def test_a_command_that_fails_or_is_another_is_a_fault(kommando: str, melding: str) -> None:
    with pytest.raises(Datafeil) as feil:
        konsoll(kommando)
    assert melding in str(feil.value)


def test_a_sentence_is_marked_where_the_changes_made_it_another(tek: Sektor) -> None:
    vist = merket(tek, {"VEI1.spart": 250}).markdown
    # 2 000 lights at 250 kroner are 500 instead of 420, so the total is 900 instead of 820.
    assert vist.count("{.ins .endret}") == 1
    assert "[900[ (endret" in vist
    assert "(endret fra 820)" in vist


def test_the_parameters_cell_is_shown_as_it_is_typed() -> None:
    assert parametercelle({"VEI1.punkter": 5}).svar == 'endringer: dict = {"VEI1.punkter": 5}'
