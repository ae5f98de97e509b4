"""From a changed number to what shows it."""

import pytest

from effekt.display.records import Post
from effekt.display.virkning import folger_av, kjede, leses_som


@pytest.mark.parametrize(
    ("adresse", "lest"),
    [
        ("SYE1.innfasing[2027]", {"SYE1.innfasing", "effekt.SYE1"}),
        ("HEL1.avrunding", {"HEL1.avrunding", "effekt.HEL1"}),
        ("HEL2.besparelse.hoy", {"HEL2.besparelse"}),
        ("SYE1.estimatusikkerhet", {"tiltak.SYE1"}),
        ("SYE1.klasse", {"tiltak.SYE1", "sum.klasse"}),
        ("tall.ansatte_sye", {"tall.ansatte_sye"}),
        ("rammekutt[HEL, 2026]", {"tabell.rammekutt"}),
        ("sektor.periode", {"sektor"}),
    ],
)
def test_a_value_is_read_under_the_names_it_was_recorded_by(adresse: str, lest: set[str]) -> None:
    assert leses_som(adresse) == lest


def test_an_object_follows_from_what_it_was_made_from_and_nothing_else() -> None:
    post = Post("tabell", leser=("SYE1.plasser", "tiltak.SYE1", "tabell.rammekutt"))
    endret = ["SYE1.plasser", "SYE1.inntektstap", "SYE2.merkostnad", "rammekutt[HEL, 2026]"]
    assert folger_av(post, endret) == ["SYE1.plasser", "rammekutt[HEL, 2026]"]


def test_a_rating_is_read_with_its_measure_and_the_period_with_the_sector() -> None:
    post = Post("kort", leser=("sektor", "tiltak.SYE1"))
    endret = ["SYE1.estimatusikkerhet", "SYE2.estimatusikkerhet", "sektor.periode"]
    assert folger_av(post, endret) == ["SYE1.estimatusikkerhet", "sektor.periode"]


def test_the_chain_goes_by_the_effect_and_the_sums_to_the_object() -> None:
    post = Post("tabell", tittel="Tabell 7", leser=("SYE1.plasser", "effekt.SYE1", "sum.total", "tall.x"))
    assert kjede("SYE1.plasser", post) == ["SYE1.plasser", "effekten av SYE1", "samlet effekt", "Tabell 7"]
    assert kjede("tall.x", post) == ["tall.x", "Tabell 7"]
