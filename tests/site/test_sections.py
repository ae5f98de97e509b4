"""References to a place inside a chapter find the heading that they name."""

import pytest

from effekt.site.sections import heading

OVERSKRIFTER = [
    ("", "3 Tiltakene"),
    ("#veier", "3.1 Veier"),
    ("#a", "Dagens situasjon"),
    ("#b", "3.1.1 Broer"),
    ("#van1", "Tiltak VAN1: lekkasjer"),
    ("#c", "Dagens situasjon"),
]


@pytest.mark.parametrize(
    ("ord_", "anker"),
    [
        (["3"], ""),
        (["3.1"], "#veier"),
        (["3.1.1"], "#b"),
        (["dagens situasjon"], "#a"),
        (["van1", "Dagens situasjon"], "#c"),
        (["van1", "Broer"], None),
        (["3.2"], None),
    ],
)
def test_a_heading_is_found_by_number_or_by_words_after_those_above_it(ord_: list[str], anker: str | None) -> None:
    funnet = heading(OVERSKRIFTER, ord_)
    assert (funnet and funnet[0]) == anker
