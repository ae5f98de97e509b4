"""Low and high, one assumption at a time, a later start, the cuts: held against work by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.calc import beregning, usikkerhet
from effekt.calc.dekning import dekning
from effekt.calc.drivere import GEVINST, KOSTNAD, er_innfasing, vurdering
from effekt.calc.usikkerhet import TOTAL, Bytteverdi, Utslag, bytteverdier, med_verdi, vippepunkter
from effekt.model import formel
from effekt.model.storrelse import Forutsetning
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report.bytteverdier import losning_i_ord
from tests.helpers.kommune import med_formel

F = Fraction
TUSEN = 1000


def _ender(sektor: Sektor, id_: str, ar: int = 2030) -> tuple[Fraction, Fraction, Fraction]:
    """The low end, the estimate and the high end, in thousands."""
    ett = usikkerhet.spenn(sektor, sektor.tiltak[id_])
    return ett.lav[ar] / TUSEN, ett.hoved[ar] / TUSEN, ett.hoy[ar] / TUSEN


def _utslag(sektor: Sektor, id_: str, *navn: str) -> Utslag:
    alle = usikkerhet.utslag(sektor, sektor.tiltak[id_])
    return next(u for u in alle if u.navn == navn)


# --- low, main, high ---------------------------------------------------------------------------


def test_each_end_is_the_wider_of_the_sources_and_the_ratings(tek: Sektor) -> None:
    # 2 000 punkter x 150, 210 or 260 kr; 15 % either way is 178.5 to 241.5
    assert _ender(tek, "VEI1") == (300, 420, 520)
    # 30 stasjoner x 100 000 kr x 6 % (40 % below 10), 10 % or 20 %
    assert _ender(tek, "VAN1") == (180, 300, 600)


def test_a_lone_end_is_a_bound_and_the_open_side_is_the_ratings(opp: Sektor) -> None:
    # 100 elever x minst 1 500 kr, or 5 % more than 2 000
    assert _ender(opp, "SKO2") == (150, 200, 210)


@pytest.mark.parametrize(
    ("id_", "hoved", "andel"),
    [
        ("SKO1", 2700, F(80, 100)),  # nesten alt
        ("BAR1", 1600, F(15, 100)),  # en del
    ],
)
def test_where_nothing_is_marked_a_pure_gain_has_the_ratings_span(
    opp: Sektor, id_: str, hoved: int, andel: Fraction
) -> None:
    assert _ender(opp, id_) == (hoved - hoved * andel, hoved, hoved + hoved * andel)


def test_marked_assumptions_have_each_their_own_span_and_the_others_none(opp: Sektor) -> None:
    # 2 årsverk, 40 % either way, x 800 000, 5 % either way, x 3/4 that is certain
    lav, hoy = F(6, 10) * F(95, 100), F(14, 10) * F(105, 100)
    assert _ender(opp, "PPT1") == (1200 * lav, 1200, 1200 * hoy)


def test_gross_gain_and_cost_are_uncertain_apart(tek: Sektor) -> None:
    # VEI2 in 2030: 400 saved, and 300 of instalment, licence and interest, 40 % either way
    assert _ender(tek, "VEI2") == (400 * F(6, 10) - 300 * F(14, 10), 100, 400 * F(14, 10) - 300 * F(6, 10))
    # and in 2029: 200 saved
    assert _ender(tek, "VEI2", 2029) == (200 * F(6, 10) - 420, -100, 200 * F(14, 10) - 180)


def test_low_is_the_lower_number_also_where_the_effect_is_negative(opp: Sektor) -> None:
    assert _ender(opp, "KUL1") == (-315, -300, -285)


def test_the_worse_the_loan_the_less_it_gives_and_it_is_no_surer() -> None:
    dyr = med_endringer("tek", {"VEI2.rentesats": "9 %"})
    lav, hoved, hoy = _ender(dyr, "VEI2")
    # 400 less 200, 20 and 180
    assert (hoved, lav, hoy) == (0, 240 - 400 * F(14, 10), 560 - 400 * F(6, 10))
    assert hoy - lav > 0


def test_the_end_that_gives_least_is_low_also_where_it_is_the_higher_value(tek: Sektor) -> None:
    # 400 less 80 and 20, and less instalments between 100 and 300: the higher cost gives the low end.
    vei2 = tek.tiltak["VEI2"]
    grense = vei2.forutsetninger["avdrag"].model_copy(update={"lav": F(100 * TUSEN), "hoy": F(300 * TUSEN)})
    alle = {**vei2.forutsetninger, "avdrag": grense}
    ett = usikkerhet.spenn(tek, vei2.model_copy(update={"forutsetninger": alle}))
    assert (ett.lav[2030], ett.hoy[2030]) == (0, 200 * TUSEN)


def test_a_rating_without_a_known_field_counts_where_the_estimates_own_is_missing(tek: Sektor, opp: Sektor) -> None:
    ppt1 = vurdering(opp, opp.tiltak["PPT1"])
    assert (ppt1.trinn, ppt1.uplassert, ppt1.spenn) == ("mye", True, F(4, 10))
    uten = vurdering(opp, opp.tiltak["PPT1"].model_copy(update={"uplasserte_vurderinger": ()}))
    assert (uten.trinn, uten.uplassert) == ("ikke_gjengitt", False)
    vei1 = vurdering(tek, tek.tiltak["VEI1"])
    assert (vei1.trinn, vei1.uplassert) == ("en_del", False)


def test_the_books_span_is_changed_by_its_address() -> None:
    endret = med_endringer("opp", {"usikkerhet.en_del": "20 %"})
    assert _ender(endret, "BAR1") == (1280, 1600, 1920)
    assert _ender(endret, "SKO1") == (540, 2700, 4860)


def test_a_value_moved_past_the_sources_span_still_has_a_span_to_both_sides() -> None:
    # 30 % where the source has 10 to 20: from its 10 % to 40 % above 30
    over = med_endringer("tek", {"VAN1.besparelse": "30 %"})
    assert _ender(over, "VAN1") == (300, 900, 1260)
    # 5 %: from 40 % below to the source's 20
    under = med_endringer("tek", {"VAN1.besparelse": "5 %"})
    assert _ender(under, "VAN1") == (90, 150, 600)


def test_a_measure_that_is_left_out_has_nothing_to_be_unsure_of() -> None:
    ute = med_endringer("tek", {"VAN1.gjennomfores": "nei"})
    assert _ender(ute, "VAN1") == (0, 0, 0)
    assert usikkerhet.utslag(ute, ute.tiltak["VAN1"]) == []


@settings(max_examples=15)
@given(andel=st.fractions(min_value=0, max_value=1, max_denominator=100))
def test_low_is_never_above_the_estimate_nor_high_below(andel: Fraction) -> None:
    sektor = med_endringer("opp", {"usikkerhet.mye": andel, "usikkerhet.nesten_alt": 1 - andel})
    for ett in usikkerhet.alle_spenn(sektor).values():
        assert all(ett.lav[ar] <= ett.hoved[ar] <= ett.hoy[ar] for ar in sektor.info.periode)


# --- one thing at a time -------------------------------------------------------------------------


def test_a_driver_moves_the_measure_between_its_ends(opp: Sektor) -> None:
    # SKO1: 3 klasser x 900 000 x (0 + 1/2 + 1 + 1), and 80 % of it
    perioden = 3 * 900_000 * F(5, 2)
    ett = _utslag(opp, "SKO1", GEVINST)
    assert (ett.verst, ett.best) == (-perioden * F(8, 10), perioden * F(8, 10))
    assert (ett.siste_verst, ett.siste_best) == (-2_160_000, 2_160_000)
    assert ett.bredde == perioden * F(16, 10)


def test_a_span_of_the_source_is_used_as_it_is(tek: Sektor) -> None:
    # VEI1: 2 000 punkter x 60 kr less, or 50 kr more, in 3 1/2 years
    ett = _utslag(tek, "VEI1", "spart")
    assert (ett.verst, ett.best) == (-420_000, 350_000)


def test_factors_of_one_product_are_one_row(opp: Sektor) -> None:
    # PPT1: half of 1 200 in 2028 and all of it in two years
    (ett,) = usikkerhet.utslag(opp, opp.tiltak["PPT1"])
    assert ett.navn == ("antall", "pris")
    assert ett.verst == 3_000_000 * (F(6, 10) * F(95, 100) - 1)
    assert ett.best == 3_000_000 * (F(14, 10) * F(105, 100) - 1)
    assert ett.vist == "årsverk færre × spart for hver"


def test_a_cost_pulls_the_other_way_and_has_a_row_of_its_own(tek: Sektor) -> None:
    # VEI2: 40 % of 300 in two years, and of 200 + 400
    assert _utslag(tek, "VEI2", KOSTNAD).best == 240_000
    assert _utslag(tek, "VEI2", GEVINST).best == 240_000
    assert _utslag(tek, "VEI2", KOSTNAD).drivere[0].retning == -1


def test_the_widest_comes_first_and_the_total_has_all(tek: Sektor) -> None:
    alle = usikkerhet.alle_utslag(tek)
    assert [u.bredde for u in alle] == sorted((u.bredde for u in alle), reverse=True)
    assert {(u.tiltak, u.navn) for u in alle} == {
        ("VEI1", ("spart",)), ("VEI2", (GEVINST,)), ("VEI2", (KOSTNAD,)), ("VAN1", ("besparelse",)),
    }  # fmt: skip


def test_phasing_in_is_a_share_for_each_year() -> None:
    felles = {"navn": "a", "kilde": "b", "side": "1"}
    per_ar = {2027: 0, 2028: 1}
    assert er_innfasing(Forutsetning(**felles, verdi=per_ar, enhet="andel"))
    assert not er_innfasing(Forutsetning(**felles, verdi=per_ar, enhet="kr"))
    assert not er_innfasing(Forutsetning(**felles, verdi=1, enhet="andel"))


# --- a later start -------------------------------------------------------------------------------


def test_a_delay_moves_the_series_and_everything_that_is_made_of_it() -> None:
    endret = med_endringer("opp", {"SKO1.forsinkelse": 2})
    assert beregning.effekter(endret)["SKO1"] == {2027: 0, 2028: 0, 2029: 0, 2030: 1_350_000}
    # 4 800 - 2 700, and 4 800 - 2 700 + 1 350
    total = beregning.total(endret)
    assert (total[2029], total[2030]) == (2_100_000, 3_450_000)


def test_a_delayed_loan_is_delayed_whole(tek: Sektor) -> None:
    endret = med_endringer("tek", {"VEI2.forsinkelse": 1})
    foer, na = (beregning.laneposter(s.tiltak["VEI2"], s.info.periode) for s in (tek, endret))
    assert all(na[post][2030] == foer[post][2029] for post in foer)
    assert all(na[post][2029] == 0 for post in foer)
    foer, na = (beregning.laneberegninger(s.tiltak["VEI2"], s.info.periode, F(8, 100)) for s in (tek, endret))
    assert all(na[mate][2030] == foer[mate][2029] for mate in foer)


def test_a_delay_past_the_period_leaves_nothing() -> None:
    endret = med_endringer("tek", {"VAN1.forsinkelse": 40})
    assert set(beregning.effekter(endret)["VAN1"].values()) == {0}


def test_what_a_year_later_loses_is_the_change_from_the_year_before(tek: Sektor) -> None:
    tap = usikkerhet.tap_ved_utsettelse(tek)
    assert list(tap["VEI1"].values()) == [210_000, 210_000, 0, 0]
    # VEI2: -100 then 100 becomes 0 then -100; a year where waiting pays
    assert list(tap["VEI2"].values()) == [0, 0, -100_000, 200_000]
    # Over the period each measure loses its last year: 820 together.
    assert sum(sum(per_ar.values()) for per_ar in tap.values()) == 820_000


def test_what_a_year_later_loses_starts_from_the_delay_that_is() -> None:
    endret = med_endringer("tek", {"VAN1.forsinkelse": 1})
    assert list(usikkerhet.tap_ved_utsettelse(endret)["VAN1"].values()) == [0, 0, 300_000, 0]


# --- the budget cuts -----------------------------------------------------------------------------


def test_coverage_is_effect_over_cut_and_the_rest_is_left(tek: Sektor) -> None:
    alle = dekning(tek)
    vei = alle["VEI"][2029]
    assert (vei.kutt, vei.effekt) == (500_000, 320_000)
    assert (vei.andel, vei.gjenstar) == (F(16, 25), 180_000)
    samlet = alle[TOTAL][2029]
    assert (samlet.kutt, samlet.effekt, samlet.gjenstar) == (700_000, 620_000, 180_000)


def test_where_the_effect_is_larger_than_the_cut_nothing_is_left(tek: Sektor) -> None:
    vei = dekning(tek)["VEI"][2028]
    assert vei.andel == F(420, 400)
    assert vei.gjenstar == 0


def test_without_a_known_cut_there_is_no_share_and_nothing_to_find(tek: Sektor, opp: Sektor) -> None:
    alle, uten = dekning(tek), dekning(opp)["KUL"]
    for en in (alle[TOTAL][2030], alle["VEI"][2030], *uten.values()):
        assert (en.kutt, en.andel, en.gjenstar) == (None, None, None)
    assert uten[2030].effekt == -300_000


def test_a_sector_knows_itself_without_the_changes(tek: Sektor) -> None:
    endret = med_endringer("tek", {"VEI1.punkter": 1000, "rammekutt[VEI, 2028]": -1000})
    assert tek.uendret is None
    assert endret.uendret is not None
    assert endret.uendret.endringer == {}
    foer, na = dekning(endret.uendret), dekning(endret)
    assert foer == dekning(tek)
    assert (na["VEI"][2028].kutt, foer["VEI"][2028].kutt) == (1_000_000, 400_000)
    # VEI1 with half the lights gives half of 420.
    assert foer["VEI"][2028].effekt - na["VEI"][2028].effekt == 210_000


# --- what an assumption must be for a measure to give nothing, or what is printed -----------------


def _bytte(sektor: Sektor, adresse: str) -> Bytteverdi:
    id_, _, navn = adresse.partition(".")
    alle = zip(sektor.tiltak[id_].forutsetninger, bytteverdier(sektor, sektor.tiltak[id_]), strict=True)
    return dict(alle)[navn]


@pytest.mark.parametrize(
    ("adresse", "null", "oppgitt"),
    [
        # 2 000 x spart = 420 000, where a reviewer has 220
        ("VEI1.spart", 0, F(420_000, 2000)),
        ("VEI1.punkter", 0, F(420_000, 220)),
        # 30 x 100 000 x besparelse = 300 000
        ("VAN1.besparelse", 0, F(1, 10)),
        # 400 less 200 and 20, and 2 000 x rente, is nothing
        ("VEI2.rentesats", F(400 - 200 - 20, 2000), F(4, 100)),
        ("VEI2.lisens", 120_000, 20_000),
        ("VEI2.besparelse", 300_000, 400_000),
    ],
)
def test_what_is_linear_is_solved_exactly(adresse: str, null: Fraction, oppgitt: Fraction) -> None:
    ett = _bytte(med_endringer("tek", {"VEI1.spart": 220}), adresse)
    assert (ett.null.verdi, ett.oppgitt.verdi) == (null, oppgitt)
    assert ett.null.regnet
    assert ett.oppgitt.regnet


def test_what_no_allowed_value_gives_does_not_exist(tek: Sektor) -> None:
    # 420 would take 105 % of 400; 400 of costs would need 133 % of 300
    assert _bytte(med_endringer("tek", {"VEI1.spart": 200}), "VEI1.innfasing").oppgitt.verdi is None
    assert _bytte(tek, "VEI2.i_drift").null.verdi is None


def test_what_is_already_so_needs_nothing(tek: Sektor) -> None:
    assert _bytte(tek, "VAN1.besparelse").oppgitt.alt_slik
    assert not _bytte(med_endringer("tek", {"VEI1.spart": 220}), "VEI1.punkter").oppgitt.alt_slik
    # 424 000 is 420 000 on a card that is rounded to 10 000.
    assert _bytte(med_endringer("tek", {"VEI1.spart": 212}), "VEI1.punkter").oppgitt.alt_slik
    ingenting = _bytte(med_endringer("tek", {"VAN1.stasjoner": 0}), "VAN1.besparelse")
    assert ingenting.null.alt_slik
    assert ingenting.oppgitt.verdi is None


def test_one_step_more_is_the_change_in_the_last_year(tek: Sektor) -> None:
    assert _bytte(tek, "VEI2.avdrag").steg == -20_000
    assert _bytte(tek, "VEI1.punkter").steg == 42_000
    # More than all cannot be reached.
    assert _bytte(tek, "VEI1.innfasing").steg is None


def test_with_a_later_start_the_last_year_has_an_earlier_years_value() -> None:
    ett = _bytte(med_endringer("opp", {"SKO1.forsinkelse": 2}), "SKO1.innfasing")
    assert (ett.verdi, ett.oppgitt.verdi) == (F(1, 2), 1)


@given(st.fractions(min_value=F(1, 100), max_value=100, max_denominator=100))
def test_the_value_found_gives_what_was_asked_for(tek: Sektor, faktor: Fraction) -> None:
    """A straight line in each of the assumptions, or in one over the one that is divided by."""
    tiltak = med_formel(tek, "akkumulert(a) * b / d - c", 0, a=F(30), b=F(2), c=100 * faktor, d=F(7))
    funnet = dict(zip("abcd", bytteverdier(tek, tiltak), strict=True))
    assert all(ett.null.regnet for ett in funnet.values())
    for navn in "abcd":
        verdi = funnet[navn].null.verdi
        assert verdi is not None
        nytt = med_verdi(tiltak, **{navn: verdi})
        assert beregning.uavrundet_effekt(nytt, tek.info.periode)[2030] == 0


@pytest.mark.parametrize("tekst", ["a * a - b", "min(a, b)", "max(a - b, b)", "b / (a - b)", "a * akkumulert(a)"])
def test_what_is_no_straight_line_is_said_not_to_be_worked_out(tek: Sektor, tekst: str) -> None:
    tiltak = med_formel(tek, tekst, 60, a=F(30), b=F(50))
    ett = bytteverdier(tek, tiltak)[0]
    assert not ett.null.regnet
    assert ett.oppgitt
    assert (ett.null.verdi, ett.oppgitt.verdi) == (None, None)
    assert losning_i_ord(ett.null, ett, tek.bok.penger) == "regnes ikke ut"
    # One step more is worked out all the same.
    assert ett.steg is not None
    # And what is so already, is.
    effekt = beregning.uavrundet_effekt(tiltak, tek.info.periode)[2030]
    slik = bytteverdier(tek, tiltak.model_copy(update={"oppgitt": dict.fromkeys(tek.info.periode, effekt)}))[0]
    assert slik.oppgitt
    assert slik.oppgitt.alt_slik


@pytest.mark.parametrize(
    ("tekst", "navn", "lineaer"),
    [
        ("a * b - c / b", "a", True),
        ("a * b - c / b", "c", True),
        ("a * b - c / b", "b", False),
        ("a * a", "a", False),
        ("akkumulert(a) * -b", "a", True),
        ("max(a, b) + c", "a", False),
        ("max(a, b) + c", "c", True),
        ("a", "ukjent", True),
    ],
)
def test_a_straight_line_is_read_off_the_formula(tekst: str, navn: str, lineaer: bool) -> None:
    assert formel.er_lineaer(tekst, navn) is lineaer


@pytest.mark.parametrize(
    ("tekst", "navn", "omvendt"),
    [
        ("a - b / t", "t", True),
        ("c * (a - b / t - a * c)", "t", True),
        ("a - b / (t + a)", "t", False),
        ("b / t / t", "t", False),
        ("t - b / t", "t", False),
        ("t / a", "t", False),
        ("b / t * t", "t", False),
    ],
)
def test_a_line_in_one_over_the_assumption_is_read_off_the_formula(tekst: str, navn: str, omvendt: bool) -> None:
    assert formel.er_omvendt(tekst, navn) is omvendt


@pytest.mark.parametrize(
    ("tekst", "produkter"),
    [
        ("a * b * c", [{"a", "b", "c"}]),
        ("(a * b - c) * d", [{"a", "b"}]),
        ("a / b - c", [{"a", "b"}]),
        ("a * b - a * c", []),
        ("min(a * b, c) * -d", [{"a", "b"}]),
        ("a - d * (b / c + b * e + f)", []),
    ],
)
def test_names_that_count_as_one_product_are_found(tekst: str, produkter: list[set[str]]) -> None:
    assert [set(p) for p in formel.produkter(tekst)] == produkter


def test_what_is_nearest_to_nothing_comes_first_and_what_goes_without_saying_not_at_all(tek: Sektor) -> None:
    # VEI2 in 2030: 400 less 200, 20 and 2 000 x 4 %, so 100 is what there is to lose
    assert [(b.tiltak, b.navn, b.avstand) for b in vippepunkter(tek)] == [
        ("VEI2", "besparelse", F(-100, 400)),
        ("VEI2", "avdrag", F(100, 200)),
        ("VEI2", "investering", F(100, 80)),
        ("VEI2", "rentesats", F(100, 80)),
        ("VEI2", "lisens", F(100, 20)),
    ]
