"""A number that a check has read off the page, against the same number in data/: value, unit, document, page."""

from pathlib import Path

import pytest

from effekt.audit import kildekontroll
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, linje_med

KONTROLLER = "tek/kontroller.yml"
OPERAND = 'vei: {verdi: -300, enhet: 1 000 kr, side: 19, adresse: "rammekutt[VEI, 2027]"}'


def _feil() -> list[str]:
    return [str(feil) for feil in kildekontroll.feil_i_data(les_sektor("tek"))]


def test_data_and_the_checks_of_the_municipality_say_the_same(kommunekopi: Path) -> None:
    assert _feil() == []


@pytest.mark.parametrize(
    ("fra", "til", "sagt"),
    [
        ("-300, enhet: 1 000 kr", "-0.3, enhet: mill. kr", ""),
        ("-300, enhet: 1 000 kr", "-300000, enhet: kr", ""),
        ("enhet: 1 000 kr", "enhet: 1 000 kr per år", "er −300\u00a0tusen kr, men kontrollen «kutt-vei-2027» har"),
        ("enhet: 1 000 kr", "enhet: plasser", "har −300\u00a0plasser (plan-2027, s. 19)"),
        ("side: 19", "side: 20", "s. 19, men kontrollen «kutt-vei-2027» har tallet fra plan-2027, s. 20"),
        ("side: 19", 'side: "19, 20"', "har tallet fra plan-2027, s. 19, 20. Slå opp siden, og rett den her eller i"),
        ("side: 19", "kilde: maling, side: 19", "har tallet fra maling, s. 19"),
    ],
)  # fmt: skip
def test_an_operand_is_of_the_same_thing_from_the_same_page(kommunekopi: Path, fra: str, til: str, sagt: str) -> None:
    bytt(kommunekopi / KONTROLLER, OPERAND, OPERAND.replace(fra, til))
    # Another scale changes what comes out; that is told by itself.
    mine = [linje for linje in _feil() if "rammekutt[VEI, 2027]" in linje]
    assert len(mine) == bool(sagt)
    assert all(sagt in linje and f"linje {linje_med(kommunekopi / KONTROLLER, 'vei: {')}" in linje for linje in mine)


def test_the_page_of_what_is_checked_is_one_that_the_number_stands_on(kommunekopi: Path) -> None:
    bytt(kommunekopi / KONTROLLER, 'side: "19, 21"', 'side: "19, 22"')
    (feil,) = _feil()
    assert "tabell_4[rammekutt, 2027] er ført på plan-2027, s. 21, men kontrollen «kutt-vei-2027»" in feil
