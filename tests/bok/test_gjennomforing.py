"""The published line with the risk, worked by hand from the cards' effects, every measure and year."""

from fractions import Fraction

import pytest

from effekt.calc import beregning, gjennomforing
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

F = Fraction
MILL = 1_000_000
# In time, one and two years late, of those carried out; the chance of a premise that stops.
_LAV, _MIDDELS, _STOR = (
    (F(75, 100), F(20, 100), F(5, 100)),
    (F(6, 10), F(3, 10), F(1, 10)),
    (F(4, 10), F(4, 10), F(2, 10)),
)
_PREMISS, _LANGVAKTER = F(1, 10), F(1, 2)
# Each measure's effect 2026–2030 in mill. kroner, as the cards print it; its chance; its delays.
_FOR_HAND = {
    "HEL1": ((0, 3, 3, 3, 3), F(95, 100), _LAV),
    "HEL2": ((2, 5, 5, 5, 5), F(60, 100), _STOR),
    "SYE1": ((0, 5, 10, 24, 24), F(80, 100) * (1 - _PREMISS), _MIDDELS),
    "SYE2": ((0, 3, 7, 14, 14), F(80, 100) * (1 - _PREMISS) * (1 - _LANGVAKTER), _MIDDELS),
    "SYE3": ((0, 0, 0, -5, 5), F(60, 100) * (1 - _PREMISS), _STOR),
    "SYE4": ((0, 5, 5, 5, 5), F(60, 100), _STOR),
    "SYE5": ((0, 0, 0, 2, 2), F(80, 100), _MIDDELS),
    "HLS1": ((0, 6, 14, 14, 14), F(80, 100), _MIDDELS),
}  # fmt: skip


def _rekke(id_: str) -> list[Fraction]:
    belop, sjanse, (i_tide, ett, to) = _FOR_HAND[id_]
    for_ = (0, 0, *belop)
    return [sjanse * (i_tide * for_[n + 2] + ett * for_[n + 1] + to * for_[n]) for n in range(5)]


def _mill(belop: dict[int, Fraction]) -> list[Fraction]:
    return [b / MILL for b in belop.values()]


@pytest.mark.parametrize("id_", _FOR_HAND)
def test_each_measure_is_its_chance_times_its_effect_at_each_delay(hls: Sektor, id_: str) -> None:
    assert _mill(gjennomforing.forventet(hls)[id_]) == _rekke(id_)


def test_the_sums_are_worked_by_hand(hls: Sektor) -> None:
    alle = {id_: _rekke(id_) for id_ in _FOR_HAND}

    def sum_av(*ider: str) -> list[Fraction]:
        return [sum((alle[id_][n] for id_ in ider), F(0)) for n in range(5)]

    assert set(hls.tiltak) == set(alle)
    assert _mill(gjennomforing.forventet_total(hls)) == sum_av(*alle)
    per = gjennomforing.forventet_per_virksomhet(hls)
    assert _mill(per["HEL"]) == sum_av("HEL1", "HEL2")
    assert _mill(per["SYE"]) == sum_av("SYE1", "SYE2", "SYE3", "SYE4", "SYE5")
    assert _mill(per["HLS"]) == sum_av("HLS1")


def test_long_shifts_made_permanent_stop_the_measure_that_they_make_impossible(hls: Sektor) -> None:
    """s. 52: the 14 mill. cannot be saved then."""
    fast = med_endringer("hls", {"premiss.langvakter": "ja"})
    assert _mill(beregning.total(fast)) == [2, 24, 37, 48, 58]
    assert _mill(beregning.sum_per_virksomhet(fast)["SYE"]) == [0, 10, 15, 26, 36]
    assert _mill(gjennomforing.forventet_total(fast)) == [
        a - b for a, b in zip(_mill(gjennomforing.forventet_total(hls)), _rekke("SYE2"), strict=True)
    ]
    ikke = med_endringer("hls", {"premiss.langvakter": "nei"})
    assert beregning.total(ikke) == beregning.total(hls)
    assert _mill(gjennomforing.forventet(ikke)["SYE2"]) == [b / (1 - _LANGVAKTER) for b in _rekke("SYE2")]


def test_the_reform_is_shown_and_moves_nothing_for_the_source_does_not_say_how(hls: Sektor) -> None:
    reform = med_endringer("hls", {"premiss.bydelsreform": "ja"})
    assert beregning.total(reform) == beregning.total(hls)
    assert gjennomforing.forventet_total(reform) == gjennomforing.forventet_total(hls)
    # Until somebody says so: the health houses moved, the study of their financing two years late.
    utsatt = med_endringer("hls", {
        "premiss.bydelsreform": "ja", "premiss.bydelsreform.SYE4.virkning": "utsetter",
        "premiss.bydelsreform.SYE4.verdi": 2,
    })  # fmt: skip
    assert _mill(beregning.effekter(utsatt)["SYE4"]) == [0, 0, 0, 5, 5]


def test_every_premise_names_a_page_where_its_measures_are_written_of(hls: Sektor) -> None:
    assert {id_: tuple(p.virker_pa) for id_, p in hls.premisser.items()} == {
        "langvakter": ("SYE2",), "fritt_sykehjemsvalg": ("SYE1",), "heltidsvedtak": ("SYE2",),
        "digitalt_tilsyn": ("SYE3",), "reforhandling": ("SYE3",), "friperiode": ("HLS1",), "forlengelse": ("SYE5",),
        "bydelsreform": ("HEL2", "SYE3", "SYE4"),
    }  # fmt: skip
