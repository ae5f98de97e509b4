"""Commands shown with what they really say."""

import pytest

from effekt.base.faults import Datafeil
from effekt.reading.sektor import Sektor
from effekt.report.console import konsoll, merket, parametercelle


def test_the_answer_is_what_the_command_says_and_the_same_each_time() -> None:
    vist = konsoll("effekt changes SYE1.inntektstap --format csv")
    assert vist.svar.splitlines()[0].startswith("adresse,")
    assert "SYE1.inntektstap" in vist.svar
    assert konsoll("effekt changes SYE1.inntektstap --format csv") == vist
    assert repr(vist).startswith("$ effekt changes SYE1.inntektstap")


def test_nothing_is_said_of_the_book_as_it_was_last_built() -> None:
    assert "steder" not in konsoll("effekt changes SYE1.inntektstap").svar


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


def test_a_sentence_is_marked_where_the_changes_made_it_another(hls: Sektor) -> None:
    vist = merket(hls, {"SYE1.inntektstap": 1_250_000}).markdown
    # 20 places at 1.25 mill. are 25 instead of 24, so the total is 73 instead of 72.
    assert vist.count("<ins") == 1
    assert "73<span" in vist
    assert "(endret fra 72)" in vist


def test_the_parameters_cell_is_shown_as_it_is_typed() -> None:
    assert parametercelle({"SYE1.plasser": 5}).svar == 'endringer: dict = {"SYE1.plasser": 5}'
