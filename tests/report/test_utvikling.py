"""How the effect comes: the claims in the titles hold, and give way when they do not."""

from fractions import Fraction

import pytest

from effekt.display.numbered import FLEST_ORD, Figur
from effekt.display.objects import Prosa
from effekt.reading.endringer import med_endringer
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor
from effekt.report import figurer, usikkerhet, utvikling
from effekt.report.funn import kort_nok


def _figur(vist: object) -> Figur:
    assert isinstance(vist, Figur)
    return vist


def test_the_first_claim_that_is_short_enough_is_the_title() -> None:
    assert kort_nok("", " ".join(["ord"] * (FLEST_ORD + 1)), "Kort nok", "Ikke denne") == "Kort nok"
    assert kort_nok("", " ".join(["ord"] * (FLEST_ORD + 1))) == ""


def test_how_many_measures_give_anything_in_the_first_year(tek: Sektor) -> None:
    assert _figur(utvikling.tiltakene_ar_for_ar(tek)).tittel == "Ett av tre tiltak gir effekt i 2027"
    uten = med_endringer("tek", {"VEI2.gjennomfores": "nei", "VAN1.gjennomfores": "nei"})
    assert _figur(utvikling.tiltakene_ar_for_ar(uten)).tittel == "Alle tiltakene gir effekt fra 2027"


def test_every_year_of_every_measure_is_in_the_table(opp: Sektor) -> None:
    figur = _figur(utvikling.tiltakene_ar_for_ar(opp))
    assert len(figur.rader) == len(opp.tiltak)
    assert all(len(rad) == len(figur.hode) == 5 for rad in figur.rader)
    assert any("−" in celle for rad in figur.rader for celle in rad)


def test_the_steps_come_to_the_sum_of_the_last_year(tek: Sektor) -> None:
    figur = _figur(utvikling.fra_forste_til_siste(tek))
    kolonne = figur.data.columns[1]
    belop = list(figur.data[kolonne])
    assert sum(belop[:-1]) == pytest.approx(belop[-1])
    assert figur.tittel == "Færre vakter står for 300 av 610 nye tusen kroner"


def test_no_step_is_claimed_to_be_most_of_a_growth_that_is_not_there(tek: Sektor) -> None:
    senere = med_endringer("tek", {f"{id_}.forsinkelse": 9 for id_ in tek.tiltak})
    assert isinstance(utvikling.fra_forste_til_siste(senere), Prosa)


def test_who_decides_is_shown_with_the_years_that_wait(tek: Sektor) -> None:
    figur = _figur(utvikling.tidslinje(tek))
    assert figur.tittel == "300 av 820 tusen kroner i 2030 venter på et politisk vedtak"
    assert ["Færre vakter", "Kommunestyret", "Under utredning", "2028", "2028"] in [list(rad) for rad in figur.rader]
    assert figur.data.equals(_figur(utvikling.tidslinje(Program(tek.bok, {"tek": tek}))).data)


def test_the_measure_that_gives_most_is_in_the_title_until_it_does_not(tek: Sektor) -> None:
    assert _figur(figurer.effekt_per_tiltak(tek)).tittel.startswith("Lavere lys om natten gir mest: 420 av 820")
    uten = med_endringer("tek", {"VEI1.gjennomfores": "nei"})
    assert _figur(figurer.effekt_per_tiltak(uten)).tittel.startswith("Færre vakter gir mest")


def test_what_may_end_below_zero_is_in_the_title(tek: Sektor) -> None:
    assert _figur(usikkerhet.spenn_per_tiltak(tek)).tittel == "Lys med diode kan ende med underskudd"


def test_each_measure_stands_where_its_estimate_is_rated(opp: Sektor) -> None:
    figur = _figur(usikkerhet.effekt_og_sikkerhet(opp))
    assert {rad[1] for rad in figur.rader} == {t.vist_navn for t in opp.tiltak.values()}
    # Parts below zero are no share of a sum.
    assert figur.tittel == ""
    assert sum(map(Fraction, map(str, figur.data[figur.data.columns[-1]]))) > 0
