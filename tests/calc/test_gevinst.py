"""What is realised held against the plan, worked by hand, in 1 000 kroner of the made-up municipality."""

from datetime import date
from fractions import Fraction

from effekt.calc import beregning, gevinst
from effekt.calc.gevinst import Forfalt
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor


def _tusen(belop: dict[int, Fraction]) -> dict[int, int]:
    return {ar: int(b / 1000) for ar, b in belop.items()}


def test_planned_is_the_plans_own_number_and_else_the_estimate(tek: Sektor) -> None:
    assert _tusen(beregning.effekter(tek)["VEI1"]) == {2027: 210, 2028: 420, 2029: 420, 2030: 420}
    assert _tusen(gevinst.belop(tek, "VEI1", "planlagt")) == {2027: 200, 2028: 420, 2029: 420, 2030: 420}


def test_the_gap_is_what_was_realised_less_what_was_planned(tek: Sektor, opp: Sektor) -> None:
    assert _tusen(gevinst.avvik(tek, "VEI1")) == {2027: 160 - 200}
    assert _tusen(gevinst.avvik(tek, "VEI1", "prognose")) == {2027: 150 - 200, 2028: 380 - 420}
    assert _tusen(gevinst.avvik(opp, "SKO1")) == {2028: 1200 - 1350}
    assert gevinst.avvik(opp, "PPT1") == {}


def test_a_budget_line_is_turned_and_on_its_own_scale(opp: Sektor) -> None:
    """The table has −1500 in 1 000 kroner, the plan is in millions."""
    assert gevinst.belop(opp, "SKO1", "budsjettert") == {2028: 1_500_000}
    (ett,) = gevinst.oppgaver(opp, "SKO1", "budsjettert").values()
    assert (ett.kilde, ett.side) == ("plan-2027", "20")


def test_a_sum_is_held_against_the_plan_for_the_same_measures_and_overlaps_count_once(opp: Sektor) -> None:
    """A quarter of BAR1 is counted in SKO1: 1200 + 3/4 · 600, against 1350 + 3/4 · 800."""
    summen = gevinst.gevinstsummer(opp, "realisert")[2028]
    assert (summen.belop, summen.planlagt, summen.avvik) == (1_650_000, 1_950_000, -300_000)
    assert summen.med == ("SKO1", "BAR1")
    # SKO2 lowers fees, and is in no sum.
    assert summen.uten == ("KUL1", "PPT1")


def test_planned_sums_are_the_books_own_where_no_plan_says_otherwise(tek: Sektor, opp: Sektor) -> None:
    planlagt = {ar: s.belop for ar, s in gevinst.gevinstsummer(opp, "planlagt").items()}
    assert planlagt == beregning.total(opp)
    planlagt = {ar: s.belop for ar, s in gevinst.gevinstsummer(tek, "planlagt").items()}
    assert planlagt == {**beregning.total(tek), 2027: beregning.total(tek)[2027] - 10_000}


def test_a_year_that_nobody_has_reported_has_no_sum(tek: Sektor) -> None:
    summen = gevinst.gevinstsummer(tek, "realisert")[2029]
    assert (summen.med, summen.uten) == ((), ("VEI1", "VEI2", "VAN1"))


def test_what_should_have_been_reported_is_named_the_day_after_the_day_for_it(tek: Sektor, opp: Sektor) -> None:
    assert gevinst.forfalte(tek, date(2029, 3, 31)) == []
    assert gevinst.forfalte(tek, date(2029, 4, 1)) == [Forfalt("VEI1", 2028, date(2029, 3, 31))]
    # Without a day for it, the year's end; SKO1 gives nothing in 2027, and told of 2028.
    assert gevinst.forfalte(opp, date(2029, 12, 31)) == []
    assert gevinst.forfalte(opp, date(2030, 1, 1)) == [
        Forfalt("BAR1", 2029, date(2029, 12, 31)), Forfalt("SKO1", 2029, date(2029, 12, 31)),
    ]  # fmt: skip


def test_a_report_after_the_day_for_it_is_late(tek: Sektor, opp: Sektor) -> None:
    assert list(gevinst.sent_rapportert(tek, "VEI1")) == [2027]
    assert gevinst.sent_rapportert(opp, "SKO1") == {}


def test_a_measure_that_is_left_out_is_planned_to_give_nothing() -> None:
    endret = med_endringer("opp", {"SKO1.gjennomfores": "nei"})
    assert _tusen(gevinst.avvik(endret, "SKO1")) == {2028: 1200}


def test_an_indicator_is_in_its_own_unit(tek: Sektor) -> None:
    null = gevinst.nullpunkt(tek, "VEI1", "dempet")
    assert null
    assert (null.verdi, null.dato) == (0, "2026-12-31")
    assert {ar: ett.verdi for ar, ett in gevinst.malt(tek, "VEI1", "dempet").items()} == {2027: 800}
