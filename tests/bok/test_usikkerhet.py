"""Low and high, one assumption at a time, a later start, the cuts: held against work by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.calc import beregning, usikkerhet
from effekt.calc.usikkerhet import TOTAL, Utslag
from effekt.model.storrelse import Forutsetning
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

F = Fraction
MILL = 1_000_000


def _ender(sektor: Sektor, id_: str, ar: int = 2030) -> tuple[Fraction, Fraction, Fraction]:
    ett = usikkerhet.spenn(sektor, sektor.tiltak[id_])
    return ett.lav[ar], ett.hoved[ar], ett.hoy[ar]


def _utslag(sektor: Sektor, id_: str, navn: str) -> Utslag:
    alle = usikkerhet.utslag(sektor, sektor.tiltak[id_])
    return next(u for u in alle if u.forutsetning == navn)


# --- low, main, high ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "lav", "hoved", "hoy"),
    [
        # 55 mill. x 10 % or 20 % x 10/11
        ("HEL2", F(55) * F(1, 10) * F(10, 11), 5, F(55) * F(2, 10) * F(10, 11)),
        # 30 årsverk x 1 mill. x 10 % or 20 %
        ("HEL1", 30 * F(1, 10), 3, 30 * F(2, 10)),
    ],
)
def test_a_span_of_the_source_gives_the_formula_at_its_ends(
    hls: Sektor, id_: str, lav: Fraction, hoved: Fraction, hoy: Fraction
) -> None:
    assert _ender(hls, id_) == (lav * MILL, hoved * MILL, hoy * MILL)


def test_an_end_that_the_source_leaves_open_stays_as_estimated(hls: Sektor) -> None:
    # 400 plasser x minst 1 mill. x 3 % or 5 % x 1/6, in whole kroner as the card is
    assert _ender(hls, "SYE5") == (2 * MILL, 2 * MILL, 3_333_333)
    ett = usikkerhet.spenn(hls, hls.tiltak["SYE5"])
    assert ett.fra_kilden == ("nettokostnad", "prisreduksjon")
    assert ett.ensidige == ("nettokostnad",)


@pytest.mark.parametrize(
    ("id_", "hoved", "andel"),
    [
        ("SYE1", 24, F(25, 100)),  # middels
        ("SYE2", 14, F(25, 100)),  # middels
        ("SYE3", 5, F(50, 100)),  # stor
        ("SYE4", 5, F(50, 100)),  # stor
        ("HLS1", 14, F(50, 100)),  # stor
    ],
)
def test_without_a_span_the_estimate_has_that_of_its_rating(hls: Sektor, id_: str, hoved: int, andel: Fraction) -> None:
    assert _ender(hls, id_) == ((hoved - hoved * andel) * MILL, hoved * MILL, (hoved + hoved * andel) * MILL)


def test_low_is_the_lower_number_also_where_the_effect_is_negative(hls: Sektor) -> None:
    assert _ender(hls, "SYE3", 2029) == (F(-15, 2) * MILL, -5 * MILL, F(-5, 2) * MILL)


def test_the_end_that_gives_least_is_low_also_where_it_is_the_higher_value(hls: Sektor) -> None:
    # 500 x 60 x 500 less administration between 1 and 3 mill.: the higher cost gives the low end.
    hls1 = hls.tiltak["HLS1"]
    grense = hls1.forutsetninger["administrasjon"].model_copy(update={"lav": F(MILL), "hoy": F(3 * MILL)})
    alle = {**hls1.forutsetninger, "administrasjon": grense}
    ett = usikkerhet.spenn(hls, hls1.model_copy(update={"forutsetninger": alle}))
    assert (ett.lav[2030], ett.hoy[2030]) == (12 * MILL, 14 * MILL)


def test_a_rating_without_a_known_field_counts_where_the_estimates_own_is_missing(hls: Sektor) -> None:
    hel2 = usikkerhet.vurdering(hls, hls.tiltak["HEL2"])
    assert (hel2.trinn, hel2.uplassert, hel2.spenn) == ("stor", True, F(1, 2))
    sye5 = usikkerhet.vurdering(hls, hls.tiltak["SYE5"])
    assert (sye5.trinn, sye5.uplassert) == ("ikke_gjengitt", False)
    sye1 = usikkerhet.vurdering(hls, hls.tiltak["SYE1"])
    assert (sye1.trinn, sye1.uplassert) == ("middels", False)


def test_the_books_span_is_changed_by_its_address() -> None:
    endret = med_endringer("hls", {"usikkerhet.stor": "20 %"})
    assert _ender(endret, "SYE4") == (4 * MILL, 5 * MILL, 6 * MILL)
    assert _ender(endret, "SYE1") == (18 * MILL, 24 * MILL, 30 * MILL)


def test_an_estimate_moved_out_of_the_sources_span_is_its_own_end() -> None:
    endret = med_endringer("hls", {"HEL1.besparelse": "30 %"})
    assert _ender(endret, "HEL1") == (3 * MILL, 9 * MILL, 9 * MILL)


@settings(max_examples=15)
@given(andel=st.fractions(min_value=0, max_value=1, max_denominator=100))
def test_low_is_never_above_the_estimate_nor_high_below(andel: Fraction) -> None:
    sektor = med_endringer("hls", {"usikkerhet.stor": andel, "usikkerhet.middels": 1 - andel})
    for ett in usikkerhet.alle_spenn(sektor).values():
        assert all(ett.lav[ar] <= ett.hoved[ar] <= ett.hoy[ar] for ar in sektor.info.periode)


# --- one assumption at a time --------------------------------------------------------------------


def test_an_assumption_moves_the_measure_by_the_ratings_span(hls: Sektor) -> None:
    # SYE1: 20 plasser x 1 180 780 x (5/24 + 10/24 + 1 + 1), and 25 % of it
    perioden = 20 * 1_180_780 * (F(5, 24) + F(10, 24) + 2)
    ett = _utslag(hls, "SYE1", "plasser")
    assert (ett.ved_lav, ett.ved_hoy) == (-perioden / 4, perioden / 4)
    assert ett.siste_ved_hoy == F(20 * 1_180_780, 4)
    assert (ett.grunnlag, ett.bredde) == ("boken", perioden / 2)


def test_a_span_of_the_source_is_used_as_it_is(hls: Sektor) -> None:
    # HEL2: 20 % instead of 10 % doubles 2 + 4 x 5 mill.
    ett = _utslag(hls, "HEL2", "besparelse")
    assert (ett.ved_lav, ett.ved_hoy, ett.grunnlag) == (0, 22 * MILL, "kilden")


def test_a_span_put_together_by_the_book_is_not_called_the_sources(hls: Sektor) -> None:
    # HEL1: the card's «minst 10 %» and 20 % from a study of other services; 3 mill. in four years
    ett = _utslag(hls, "HEL1", "besparelse")
    assert (ett.ved_lav, ett.ved_hoy, ett.grunnlag) == (0, 12 * MILL, "satt sammen")


def test_an_end_that_the_source_leaves_open_has_the_books_span(hls: Sektor) -> None:
    # SYE5: at least 1 mill., and 50 % more of 2 x 2 mill.
    ett = _utslag(hls, "SYE5", "nettokostnad")
    assert (ett.ved_lav, ett.ved_hoy, ett.grunnlag) == (0, 2 * MILL, "begge")


def test_a_share_is_not_moved_past_all(hls: Sektor) -> None:
    # HEL2: half of 10/11 down, but only to 1 up: 22 mill. x 11/10 is 24.2
    ett = _utslag(hls, "HEL2", "andel_regnet_inn")
    assert (ett.ved_lav, ett.ved_hoy) == (-11 * MILL, F(22, 10) * MILL)


def test_a_cost_pulls_the_other_way(hls: Sektor) -> None:
    # SYE3: half of 15 mill. in two years
    ett = _utslag(hls, "SYE3", "avdrag")
    assert (ett.ved_lav, ett.ved_hoy) == (15 * MILL, -15 * MILL)


def test_time_is_one_bar_and_not_two(hls: Sektor) -> None:
    for id_, tiltak in hls.tiltak.items():
        navn = [u.forutsetning for u in usikkerhet.utslag(hls, tiltak)]
        assert navn.count("forsinkelse") == 1, id_
        assert not {"innfasing", "i_drift"} & set(navn)
    assert "besparelse" in [u.forutsetning for u in usikkerhet.utslag(hls, hls.tiltak["SYE3"])]
    # SYE2: 3 + 7 + 14 + 14 mill. becomes 0 + 3 + 7 + 14
    assert _utslag(hls, "SYE2", "forsinkelse").ved_hoy == -14 * MILL


def test_the_widest_comes_first_and_the_total_has_all(hls: Sektor) -> None:
    alle = usikkerhet.alle_utslag(hls)
    assert [u.bredde for u in alle] == sorted((u.bredde for u in alle), reverse=True)
    varierte = [
        f for tiltak in hls.tiltak.values() for f in tiltak.forutsetninger.values() if not usikkerhet.er_innfasing(f)
    ]
    assert len(alle) == len(varierte) + len(hls.tiltak)


def test_phasing_in_is_a_share_for_each_year() -> None:
    felles = {"navn": "a", "kilde": "b", "side": "1"}
    per_ar = {2026: 0, 2027: 1}
    assert usikkerhet.er_innfasing(Forutsetning(**felles, verdi=per_ar, enhet="andel"))
    assert not usikkerhet.er_innfasing(Forutsetning(**felles, verdi=per_ar, enhet="kr"))
    assert not usikkerhet.er_innfasing(Forutsetning(**felles, verdi=1, enhet="andel"))


# --- a later start -------------------------------------------------------------------------------


def test_a_delay_moves_the_series_and_everything_that_is_made_of_it() -> None:
    endret = med_endringer("hls", {"SYE1.forsinkelse": 2})
    sye1 = beregning.effekter(endret)["SYE1"]
    assert sye1 == {2026: 0, 2027: 0, 2028: 0, 2029: 5 * MILL, 2030: 10 * MILL}
    # 62 - 24 + 5 and 72 - 24 + 10 mill.
    total = beregning.total(endret)
    assert (total[2029], total[2030]) == (43 * MILL, 58 * MILL)


def test_a_delayed_loan_is_delayed_whole(hls: Sektor) -> None:
    endret = med_endringer("hls", {"SYE3.forsinkelse": 1})
    foer, na = (beregning.laneposter(s.tiltak["SYE3"], s.info.periode) for s in (hls, endret))
    assert all(na[post][2030] == foer[post][2029] for post in foer)
    assert all(na[post][2029] == 0 for post in foer)
    foer, na = (beregning.laneberegninger(s.tiltak["SYE3"], s.info.periode, F(1, 10)) for s in (hls, endret))
    assert all(na[mate][2030] == foer[mate][2029] for mate in foer)


def test_a_delay_past_the_period_leaves_nothing() -> None:
    endret = med_endringer("hls", {"SYE2.forsinkelse": 40})
    assert set(beregning.effekter(endret)["SYE2"].values()) == {0}


def test_what_a_year_later_loses_is_the_change_from_the_year_before(hls: Sektor) -> None:
    tap = usikkerhet.tap_ved_utsettelse(hls)
    assert list(tap["SYE1"].values()) == [0, 5 * MILL, 5 * MILL, 14 * MILL, 0]
    # SYE3: -5 then 5 becomes 0 then -5; a year where waiting pays
    assert list(tap["SYE3"].values()) == [0, 0, 0, -5 * MILL, 10 * MILL]
    # Over the period each measure loses its last year: 72 mill. together.
    assert sum(sum(per_ar.values()) for per_ar in tap.values()) == 72 * MILL


def test_what_a_year_later_loses_starts_from_the_delay_that_is() -> None:
    endret = med_endringer("hls", {"HEL1.forsinkelse": 1})
    assert list(usikkerhet.tap_ved_utsettelse(endret)["HEL1"].values()) == [0, 0, 3 * MILL, 0, 0]


# --- the budget cuts -----------------------------------------------------------------------------


def test_coverage_is_effect_over_cut_and_the_rest_is_left(hls: Sektor) -> None:
    alle = usikkerhet.dekning(hls)
    hel = alle["HEL"][2027]
    assert (hel.kutt, hel.effekt) == (15_181_000, 8 * MILL)
    assert hel.andel == F(8_000_000, 15_181_000)
    assert hel.gjenstar == 15_181_000 - 8_000_000
    samlet = alle[TOTAL][2026]
    assert (samlet.kutt, samlet.effekt, samlet.gjenstar) == (26_064_000, 2 * MILL, 24_064_000)


def test_where_the_effect_is_larger_than_the_cut_nothing_is_left(hls: Sektor) -> None:
    sye = usikkerhet.dekning(hls)["SYE"][2028]
    assert sye.andel == F(22_000_000, 11_513_000)
    assert sye.gjenstar == 0


def test_without_a_known_cut_there_is_no_share_and_nothing_to_find(hls: Sektor) -> None:
    alle = usikkerhet.dekning(hls)
    for dekning in (alle[TOTAL][2029], alle["HEL"][2030], *alle["HLS"].values()):
        assert (dekning.kutt, dekning.andel, dekning.gjenstar) == (None, None, None)
    assert alle["HLS"][2028].effekt == 14 * MILL


def test_a_sector_knows_itself_without_the_changes(hls: Sektor) -> None:
    endret = med_endringer("hls", {"SYE1.plasser": 10, "rammekutt[HEL, 2027]": -10_000})
    assert hls.uendret is None
    assert endret.uendret is not None
    assert endret.uendret.endringer == {}
    foer, na = usikkerhet.dekning(endret.uendret), usikkerhet.dekning(endret)
    assert foer == usikkerhet.dekning(hls)
    assert (na["HEL"][2027].kutt, foer["HEL"][2027].kutt) == (10 * MILL, 15_181_000)
    # SYE1 with half the places: 5/24 of 11.8 mill. is 2.46, which the card rounds to 2.
    assert foer["SYE"][2027].effekt - na["SYE"][2027].effekt == 3 * MILL
