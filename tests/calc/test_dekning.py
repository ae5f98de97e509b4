"""Coverage of the cuts: each agency its own, none another's, and what is outside the frames apart. By hand."""

from fractions import Fraction

import pytest

from effekt.calc.dekning import Dekning, dekning, grunnar
from effekt.calc.usikkerhet import TOTAL
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor


def test_what_one_agency_has_to_spare_covers_nothing_of_another(tek: Sektor) -> None:
    """2029: the roads lack 500 - 320 = 180; the water has 300 - 200 = 100 to spare, and the sum lacks 180, not 80."""
    samlet = dekning(tek)[TOTAL][2029]
    assert (samlet.kutt, samlet.effekt, samlet.gjenstar) == (700_000, 620_000, 180_000)
    assert samlet.dekket == 520_000
    assert samlet.andel == Fraction(520, 700) != Fraction(620, 700)


def test_an_agency_without_a_cut_is_outside_and_covers_nothing(opp: Sektor) -> None:
    """2028: the schools lack 150 of 1 500, the kindergartens nothing; the two without a cut give -100 and 600."""
    samlet = dekning(opp)[TOTAL][2028]
    assert (samlet.kutt, samlet.effekt, samlet.gjenstar, samlet.utenfor) == (2_000_000, 1_950_000, 150_000, 500_000)


def test_what_is_new_is_what_has_come_since_the_first_year_of_the_table(tek: Sektor) -> None:
    """The water's cut is 100 in 2026 and 200 in 2029. The roads' has fallen from 1 200: nothing of it is new."""
    assert grunnar(tek) == 2026
    nytt = dekning(tek, nytt=True)
    assert [nytt[kode][2029].kutt for kode in ("VEI", "VAN", TOTAL)] == [0, 100_000, 100_000]
    assert nytt[TOTAL][2029].gjenstar == 0
    endret = med_endringer("tek", {"rammekutt[VEI, 2029]": -1500})
    assert dekning(endret, nytt=True)[TOTAL][2029].gjenstar == 0  # 300 new, and the roads give 320
    endret = med_endringer("tek", {"rammekutt[VEI, 2029]": -1600})
    assert dekning(endret, nytt=True)[TOTAL][2029].gjenstar == 80_000


def test_a_table_that_begins_with_the_measures_says_nothing_of_what_is_new(opp: Sektor) -> None:
    assert grunnar(opp) is None
    assert all(d.kutt is None and d.gjenstar is None for rad in dekning(opp, nytt=True).values() for d in rad.values())


def test_a_measure_that_costs_makes_its_agency_lack_more_than_its_cut() -> None:
    en = Dekning.av_en(Fraction(100), Fraction(-30))
    assert (en.gjenstar, en.dekket) == (130, -30)
    assert Dekning.av_flere([en, Dekning.av_en(Fraction(50), Fraction(90))]).gjenstar == 130


@pytest.mark.parametrize("kjent", [True, False])
def test_a_sum_of_an_unknown_year_is_unknown(kjent: bool) -> None:
    samlet = Dekning.av_flere([Dekning.av_en(Fraction(100), Fraction(30))], kjent=kjent)
    assert (samlet.kutt, samlet.gjenstar, samlet.andel) == ((100, 70, Fraction(3, 10)) if kjent else (None, None, None))
