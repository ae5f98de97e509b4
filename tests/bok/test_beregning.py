"""The report's arithmetic against cases worked by hand; every literal here is from pen and paper.

Amounts are in kroner unless a comment says otherwise.
"""

import ast
from fractions import Fraction

import pytest

from effekt.audit.kontroll import klassefordelinger
from effekt.calc import beregning
from effekt.model import formel
from effekt.model.tiltak import Tiltak
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

PERIODE = (2026, 2027, 2028, 2029, 2030)
MILL = 1_000_000
F = Fraction


def _mill(*belop: int | str) -> dict[int, Fraction]:
    """Millions of kroner for the years of the period, as kroner."""
    return {ar: F(b) * MILL for ar, b in zip(PERIODE, belop, strict=True)}


# --- effect per measure --------------------------------------------------------------------------

# What the cards print, 2026–2030, in millions.
KORTENE = {
    "HEL1": _mill(0, 3, 3, 3, 3),
    "HEL2": _mill(2, 5, 5, 5, 5),
    "SYE1": _mill(0, 5, 10, 24, 24),
    "SYE2": _mill(0, 3, 7, 14, 14),
    "SYE3": _mill(0, 0, 0, -5, 5),
    "SYE4": _mill(0, 5, 5, 5, 5),
    "SYE5": _mill(0, 0, 0, 2, 2),
    "HLS1": _mill(0, 6, 14, 14, 14),
}


@pytest.mark.parametrize("id_", KORTENE)
def test_effect_of_each_measure_equals_the_card_in_every_year(hls: Sektor, id_: str) -> None:
    assert beregning.effekt(hls.tiltak[id_], PERIODE) == KORTENE[id_]
    assert beregning.oppgitt_effekt(hls.tiltak[id_], PERIODE) == KORTENE[id_]


def test_every_measure_has_a_card_here(hls: Sektor) -> None:
    assert set(hls.tiltak) == set(KORTENE)


def test_effect_of_sye1_before_rounding_is_places_times_lost_income(hls: Sektor) -> None:
    """20 plasser × 1 180 780 kr = 23 615 600 kr; 5/24 of it is 4 919 916 kr and 67 øre."""
    effekt = beregning.uavrundet_effekt(hls.tiltak["SYE1"], PERIODE)
    assert effekt[2026] == 0
    assert effekt[2027] == F("4919916") + F(2, 3)
    assert effekt[2028] == F("9839833") + F(1, 3)
    assert effekt[2029] == effekt[2030] == 23_615_600


def test_effect_of_sye4_before_rounding_is_five_places_at_the_price_of_one(hls: Sektor) -> None:
    """500 plasser × 1 % = 5 plasser; 5 × 1 059 000 kr = 5 295 000 kr."""
    assert beregning.uavrundet_effekt(hls.tiltak["SYE4"], PERIODE)[2027] == 5_295_000


def test_a_dash_on_the_card_counts_as_nothing(hls: Sektor) -> None:
    assert hls.tiltak["SYE3"].oppgitt[2026] == "-"
    assert beregning.oppgitt_effekt(hls.tiltak["SYE3"], PERIODE)[2026] == 0


# --- sums ----------------------------------------------------------------------------------------


def test_the_total_is_the_sum_of_the_cards(hls: Sektor) -> None:
    """2030: 3 + 5 + 24 + 14 + 5 + 5 + 2 + 14 = 72; 2029: 3 + 5 + 24 + 14 − 5 + 5 + 2 + 14 = 62."""
    assert beregning.total(hls) == _mill(2, 27, 44, 62, 72)


def test_the_sums_per_virksomhet_are_those_of_their_measures(hls: Sektor) -> None:
    assert beregning.sum_per_virksomhet(hls) == {
        "HEL": _mill(2, 8, 8, 8, 8),
        "SYE": _mill(0, 13, 22, 40, 50),
        "HLS": _mill(0, 6, 14, 14, 14),
    }


def test_the_sums_per_klasse_come_from_best_to_worst(hls: Sektor) -> None:
    summer = beregning.sum_per_klasse(hls)
    assert list(summer) == ["beste", "nest_beste", "middels", "nest_darligste", "darligste"]
    assert summer == {
        "beste": _mill(0, 6, 14, 14, 14),
        "nest_beste": _mill(2, 21, 30, 46, 56),
        "middels": _mill(0, 0, 0, 2, 2),
        "nest_darligste": _mill(0, 0, 0, 0, 0),
        "darligste": _mill(0, 0, 0, 0, 0),
    }


def test_rammekutt_is_the_sum_of_the_agencies_and_unknown_after_the_plan(hls: Sektor) -> None:
    """2026: 14 551 + 11 513 = 26 064; 2027: 15 181 + 11 513; 2028: 25 383 + 11 513 (1 000 kr)."""
    assert beregning.rammekutt_per_ar(hls) == {
        2026: 26_064_000,
        2027: 26_694_000,
        2028: 36_896_000,
        2029: None,
        2030: None,
    }


# --- the loan of SYE3 ----------------------------------------------------------------------------


def test_laneposter_of_sye3_are_those_of_tabell_6(hls: Sektor) -> None:
    """200 mill. × 3,5 % = 7 mill. in both years, for the source does not let the interest fall."""
    assert beregning.laneposter(hls.tiltak["SYE3"], PERIODE) == {
        "avdrag på investeringen": _mill(0, 0, 0, -15, -15),
        "renter": _mill(0, 0, 0, -7, -7),
        "lisenskostnader": _mill(0, 0, 0, -3, -3),
        "besparelse": _mill(0, 0, 0, 20, 30),
    }


def test_laneposter_of_sye3_add_up_to_its_effect(hls: Sektor) -> None:
    poster = beregning.laneposter(hls.tiltak["SYE3"], PERIODE).values()
    assert {ar: sum(post[ar] for post in poster) for ar in PERIODE} == KORTENE["SYE3"]


def test_laneberegninger_of_sye3_in_three_ways(hls: Sektor) -> None:
    """Serielån 2030: 185 mill. × 3,5 % = 6,475, so 30 − 3 − 15 − 6,475 = 5,525.

    By the general rule 10 % of 200 is 20: 20 − 3 − 20 = −3 in 2029, 30 − 3 − 20 = 7 in 2030.
    """
    assert beregning.laneberegninger(hls.tiltak["SYE3"], PERIODE, F(1, 10)) == {
        "forenklet": _mill(0, 0, 0, -5, 5),
        "serielan": _mill(0, 0, 0, -5, "5.525"),
        "andelsregel": _mill(0, 0, 0, -3, 7),
    }


@pytest.mark.parametrize(
    ("endringer", "kortet", "serielan"),
    [
        # 300 / 13 1/3 = 22,5 and 10,5 of interest and 3: the larger investment costs more each year.
        ({"SYE3.investering": "300 mill."}, (-16, -6), (-16, F("30") - F("22.5") - F("277.5") * F("0.035") - 3)),
        # 200 / 20 = 10; 190 mill. x 3,5 % = 6,65
        ({"SYE3.nedbetalingstid": 20}, (0, 10), (0, "10.35")),
    ],
)
def test_repayment_follows_from_amount_and_time(
    endringer: dict[str, object], kortet: tuple[int, int], serielan: tuple[int, Fraction]
) -> None:
    tiltak = med_endringer("hls", endringer).tiltak["SYE3"]
    beregnet = beregning.laneberegninger(tiltak, PERIODE, F(1, 10))
    assert beregnet["forenklet"] == _mill(0, 0, 0, *kortet)
    assert beregnet["serielan"] == _mill(0, 0, 0, *serielan)


def test_the_time_of_the_loan_is_the_sources_amount_over_its_instalment(hls: Sektor) -> None:
    f = hls.tiltak["SYE3"].forutsetninger
    trykt = f["investering"].tallet / hls.tall["sye3_avdrag"].tallet
    assert f["nedbetalingstid"].tallet == trykt == F(200, 15)


# --- the classes behind the sums -----------------------------------------------------------------

# Tabell 8, in millions.
KLASSESUMMER = {
    "beste": _mill(0, 6, 14, 14, 14),
    "nest_beste": _mill(2, 21, 30, 46, 56),
    "middels": _mill(0, 0, 0, 2, 2),
    "nest_darligste": _mill(0, 0, 0, 0, 0),
    "darligste": _mill(0, 0, 0, 0, 0),
}
NEST_BESTE = ["HEL1", "HEL2", "SYE1", "SYE2", "SYE3", "SYE4"]


def test_the_sums_of_tabell_8_allow_one_derivation_of_the_classes(hls: Sektor) -> None:
    fordelinger = klassefordelinger(KORTENE, KLASSESUMMER)
    assert fordelinger == [{"HLS1": "beste", "SYE5": "middels", **dict.fromkeys(NEST_BESTE, "nest_beste")}]
    assert fordelinger[0] == {id_: tiltak.samlet_vurdering.klasse for id_, tiltak in hls.tiltak.items()}


# --- the formulas --------------------------------------------------------------------------------


def _bare_ganging(tiltak: Tiltak) -> bool:
    return all(
        isinstance(ledd.op, ast.Mult)
        for ledd in ast.walk(formel.les_formel(tiltak.formel))
        if isinstance(ledd, ast.BinOp)
    )


def test_most_formulas_only_multiply(hls: Sektor) -> None:
    assert {id_ for id_, t in hls.tiltak.items() if not _bare_ganging(t)} == {"SYE3", "HLS1"}
