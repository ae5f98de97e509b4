"""What a plan is summed by, worked out by hand on the made-up municipality."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.calc import beregning, plan
from effekt.calc.plan import IKKE_OPPGITT, Andel
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt
from tests.helpers.oppdiktet import lag_sektor, lag_tiltak, overlapper

MILL = 1_000_000


def test_every_sum_of_the_plan_is_the_total(tek: Sektor, opp: Sektor) -> None:
    for sektor in (tek, opp):
        for per in (plan.sum_per_status, plan.sum_per_hvem, plan.sum_per_slag):
            summer = per(sektor)
            alt = {ar: sum((rad[ar] for rad in summer.values()), Fraction(0)) for ar in sektor.info.periode}
            assert alt == beregning.total(sektor)


def test_sums_are_by_what_the_measures_say_and_the_rest_is_not_said(tek: Sektor) -> None:
    """VAN1 gives 300 000 from 2028; VEI1's 420 000 and VEI2's 100 000 in 2030 say nothing."""
    assert plan.sum_per_status(tek)["under_utredning"][2028] == 300_000
    assert plan.sum_per_hvem(tek)["kommunestyret"][2030] == 300_000
    assert plan.sum_per_slag(tek)["lavere_kostnad"] == plan.sum_per_hvem(tek)["kommunestyret"]
    for summer in (plan.sum_per_status(tek), plan.sum_per_hvem(tek), plan.sum_per_slag(tek)):
        assert summer[IKKE_OPPGITT][2030] == 520_000
    vedtatt = plan.sum_per_status(med_endringer("tek", {"VAN1.status": "vedtatt"}))
    assert (vedtatt["vedtatt"][2030], vedtatt["under_utredning"][2030]) == (300_000, 0)


def test_less_income_is_below_zero_in_the_sum_of_incomes(opp: Sektor) -> None:
    """KUL1 makes places free: 12 × 25 000."""
    assert plan.sum_per_slag(opp)["inntekt"] == {2027: 0, 2028: -100_000, 2029: -300_000, 2030: -300_000}


@pytest.mark.parametrize(
    ("hvem", "status", "venter"),
    [
        ("kommunestyret", "foreslatt", 300_000),
        ("forskrift", "under_utredning", 300_000),
        ("kommunestyret", "vedtatt", 0),
        ("kommunestyret", "i_budsjettet", 0),
        ("kommunestyret", "avvist", 0),
        ("etaten", "foreslatt", 0),
        ("forhandling", "under_utredning", 0),
    ],
)
def test_what_waits_for_a_political_decision_is_what_a_political_body_has_not_decided(
    kommunekopi: Path, hvem: str, status: str, venter: int
) -> None:
    bytt(
        kommunekopi / "tek/tiltak/van1.yml",
        "hvem: kommunestyret, status: under_utredning",
        f"hvem: {hvem}, status: {status}",
    )
    assert plan.politisk_avhengig(les_sektor("tek"))[2030] == venter


def test_what_two_measures_share_is_in_one_of_the_plans_sums(kommunekopi: Path) -> None:
    """A half of BIB1's 6 mill. is counted in MUS1: 3 as income, 20 as lower cost."""
    mappe = lag_sektor(kommunekopi, "kon", (2026, 2027), ["BIB", "MUS"])
    gevinst = "gevinst: {slag: %s, opphav: valgt, begrunnelse: Oppdiktet.}\n"
    lag_tiltak(
        mappe, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=overlapper("MUS1", "det_andre", "1/2") + gevinst % "inntekt"
    )
    lag_tiltak(mappe, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=gevinst % "lavere_kostnad")
    summer = plan.sum_per_slag(les_sektor("kon"))
    assert (summer["inntekt"][2027], summer["lavere_kostnad"][2027]) == (3 * MILL, 20 * MILL)


# --- årsverk, and who is touched ------------------------------------------------------------------------------------


def test_arsverk_follow_the_assumptions_and_one_number_stands_in_the_last_year(opp: Sektor) -> None:
    """PPT1: 2 årsverk × 0, ½, 1, 1; one of them redundant in 2028 and 2029."""
    frigjort, overtallig = opp.tiltak["PPT1"].arsverk
    ppt1 = opp.tiltak["PPT1"]
    assert plan.arsverk_per_ar(opp, ppt1, frigjort) == {2027: 0, 2028: 1, 2029: 2, 2030: 2}
    assert plan.arsverk_per_ar(opp, ppt1, overtallig) == {2027: 0, 2028: 1, 2029: 1, 2030: 0}
    assert plan.arsverk_per_virksomhet(opp, "frigjort") == {"PPT": {2027: 0, 2028: 1, 2029: 2, 2030: 2}}
    assert plan.arsverk_per_virksomhet(opp, "flyttet") == {}
    flere = med_endringer("opp", {"PPT1.antall": 6})
    assert plan.arsverk_per_ar(flere, flere.tiltak["PPT1"], frigjort)[2030] == 6
    ett = frigjort.model_copy(update={"formel": None, "verdi": Fraction(7)})
    assert plan.arsverk_per_ar(opp, ppt1, ett) == {2027: None, 2028: None, 2029: None, 2030: 7}


def test_arsverk_are_delayed_with_the_measure_and_fall_away_with_it() -> None:
    sen = med_endringer("opp", {"PPT1.forsinkelse": 1})
    frigjort, overtallig = sen.tiltak["PPT1"].arsverk
    assert plan.arsverk_per_ar(sen, sen.tiltak["PPT1"], frigjort) == {2027: 0, 2028: 0, 2029: 1, 2030: 2}
    assert plan.arsverk_per_ar(sen, sen.tiltak["PPT1"], overtallig) == {2027: 0, 2028: 0, 2029: 1, 2030: 1}
    ute = med_endringer("opp", {"BAR1.gjennomfores": "nei"})  # PPT1 depends on it
    assert plan.arsverk_per_virksomhet(ute, "frigjort") == {"PPT": dict.fromkeys(range(2027, 2031), Fraction(0))}


def test_a_shorter_period_takes_its_years_of_the_arsverk() -> None:
    kort = med_endringer("opp", {"sektor.periode": "2028-2029"})
    assert plan.arsverk_per_ar(kort, kort.tiltak["PPT1"], kort.tiltak["PPT1"].arsverk[1]) == {2028: 1, 2029: 1}
    lang = med_endringer(
        "opp",
        {
            "sektor.periode": "2027-2031",
            **{f"{a}[2031]": 1 for a in ("BAR1.innfasing", "KUL1.innfasing", "PPT1.innfasing", "SKO1.innfasing")},
        },
    )
    assert plan.arsverk_per_ar(lang, lang.tiltak["PPT1"], lang.tiltak["PPT1"].arsverk[1])[2031] is None


def test_who_is_touched_is_counted_from_tall_yml_or_the_assumptions(tek: Sektor, opp: Sektor) -> None:
    van1, kul1 = tek.tiltak["VAN1"], opp.tiltak["KUL1"]
    assert plan.antall_berorte(tek, van1, van1.berorte[0]) == 6
    assert plan.kroner_for_hver(tek, van1, van1.berorte[0]) is None
    assert plan.antall_berorte(opp, kul1, kul1.berorte[0]) == 12
    assert plan.kroner_for_hver(opp, kul1, kul1.berorte[0]) == -25_000
    endret = med_endringer("tek", {"tall.nattvakter": 9})
    assert plan.antall_berorte(endret, endret.tiltak["VAN1"], van1.berorte[0]) == 9


# --- scale ----------------------------------------------------------------------------------------------------------


def test_the_effect_is_held_against_the_budget_of_the_agency_in_all_and_per_year(tek: Sektor) -> None:
    """300 000 of 7 500 000 is 4 %, and 1 % in each of four years. VEI has no budget here."""
    andeler = plan.andel_av_budsjettet(tek)
    assert andeler == {"VAN": Andel(Fraction(300_000), Fraction(7_500_000), 4)}
    assert (andeler["VAN"].andel, andeler["VAN"].i_aret) == (Fraction(4, 100), Fraction(1, 100))
    assert plan.krav_i_aret(tek) == (Fraction(1, 100), Fraction(2, 100))
    to = {"A": Andel(Fraction(1), Fraction(10), 2), "B": Andel(Fraction(3), Fraction(10), 2)}
    samlet = plan.samlet_andel(to)
    assert samlet is not None
    assert samlet.i_aret == Fraction(1, 10)
    assert plan.samlet_andel({}) is None


def test_nothing_is_held_against_what_is_not_entered(opp: Sektor) -> None:
    assert plan.andel_av_budsjettet(opp) == {}
    assert plan.krav_i_aret(opp) is None


@pytest.mark.parametrize(("antall", "urimelig"), [("2", False), ("0.6", True), ("6", True), ("0", False)])
def test_an_effect_far_from_what_the_arsverk_cost_is_told_of(kommunekopi: Path, antall: str, urimelig: bool) -> None:
    """PPT1 gives 1 200 000; an årsverk costs 800 000. Per årsverk: 600 000, 2 000 000, 200 000."""
    bytt(
        kommunekopi / "opp/tiltak/ppt1.yml",
        "formel: antall * innfasing, opphav: avledet",
        f"verdi: {antall}, opphav: valgt",
    )
    funnet = plan.urimelige_arsverk(les_sektor("opp"))
    assert [ett.tiltak for ett in funnet] == ["PPT1"] * urimelig
    if urimelig:
        assert funnet[0].per_arsverk == 1_200_000 / Fraction(antall)
        assert funnet[0].kostnad == 800_000


def test_without_a_cost_of_arsverk_nothing_is_told(kommunekopi: Path) -> None:
    bytt(kommunekopi / "opp/sektor.yml", "kostnad_per_arsverk: PPT1.pris\n", "")
    bytt(kommunekopi / "opp/tiltak/ppt1.yml", "formel: antall * innfasing, opphav: avledet", "verdi: 60, opphav: valgt")
    assert plan.urimelige_arsverk(les_sektor("opp")) == []
