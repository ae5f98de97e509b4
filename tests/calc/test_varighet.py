"""When the last year's effect goes on: only when all that gives it has reached its final value. By hand."""

from dataclasses import replace

from effekt.calc.varighet import FullEffekt, arstall, er_varig, full_effekt, pa_vei, samlet_full_effekt
from effekt.display.captions import fra_siste_ar, ikke_fullt_ut, tiltaket_fullt_ut
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor


def test_the_arrow_is_there_where_the_plan_says_so_and_all_is_phased_in(opp: Sektor, tek: Sektor) -> None:
    """SKO1, BAR1, KUL1 and PPT1 are there from 2029: 2 700 + 200 + 1 600 - 300 + 1 200, less an overlap of 600."""
    assert samlet_full_effekt(opp) == FullEffekt(4_800_000, 2029)
    assert [arstall(opp, ar) for ar in (2029, 2030)] == ["2029", "2030\u00a0→"]
    assert arstall(tek, 2030) == "2030"  # that plan says nothing of later years
    assert ikke_fullt_ut(opp) == ikke_fullt_ut(tek) == []


def test_a_delay_past_the_last_year_takes_the_arrow_away_and_says_when_all_is_there(opp: Sektor) -> None:
    """SKO1 two years later: 1 350 of 2 700 in 2030, all of it in 2031."""
    sen = med_endringer("opp", {"SKO1.forsinkelse": 2})
    assert not er_varig(sen)
    assert arstall(sen, 2030) == "2030"
    assert samlet_full_effekt(sen) == FullEffekt(4_800_000, 2031)
    assert pa_vei(sen) == {2030: 3_450_000, 2031: 4_800_000}
    assert fra_siste_ar(sen) == "i 2030, og 4\u00a0800 tusen kroner i året fullt ut fra 2031"
    assert ikke_fullt_ut(sen) == [
        "Ikke alle tiltakene gir full effekt i 2030. Fullt ut, fra 2031, gir de 4\u00a0800 tusen kroner i året"
    ]
    # The others are there: their own cards keep the arrow, and say nothing.
    assert [arstall(sen, 2030, id_) for id_ in ("SKO1", "BAR1")] == ["2030", "2030\u00a0→"]
    assert tiltaket_fullt_ut(sen, "SKO1") == (
        "Tiltaket gir ikke full effekt i 2030. Fullt ut gir det 2\u00a0700 tusen kroner i året, fra 2031."
    )
    assert tiltaket_fullt_ut(sen, "BAR1") == tiltaket_fullt_ut(opp, "SKO1") == ""
    assert fra_siste_ar(sen, "BAR") == "i året fra og med 2030"


def test_a_delay_within_the_period_keeps_the_arrow() -> None:
    assert er_varig(med_endringer("opp", {"SKO1.forsinkelse": 1}))


def test_less_phased_in_than_data_say_is_not_final_and_no_year_is_guessed() -> None:
    endret = med_endringer("opp", {"SKO1.innfasing[2030]": "0.5"})
    assert full_effekt(endret, "SKO1") == FullEffekt(2_700_000, None)
    assert fra_siste_ar(endret) == "i 2030, og 4\u00a0800 tusen kroner i året når alt er faset inn"


def test_a_period_cut_before_all_is_there_has_no_arrow_and_names_no_year_outside_it() -> None:
    kort = med_endringer("opp", {"sektor.periode": "2027-2028"})
    assert arstall(kort, 2028) == "2028"
    assert samlet_full_effekt(kort).belop == 4_800_000
    assert "2029" not in fra_siste_ar(kort)


def test_what_is_left_out_keeps_nothing_from_being_final() -> None:
    assert er_varig(med_endringer("opp", {"SKO1.forsinkelse": 2, "SKO1.gjennomfores": "nei"}))


def test_a_gain_that_comes_once_does_not_go_on(opp: Sektor) -> None:
    assert er_varig(opp, "SKO1")
    gevinst = med_endringer("tek", {}).tiltak["VAN1"].gevinst
    assert gevinst is not None
    engang = opp.tiltak["SKO1"].model_copy(update={"gevinst": gevinst.model_copy(update={"varighet": "engang"})})
    tiltak = type(opp.tiltak)("tiltak.", {**opp.tiltak.unrecorded(), "SKO1": engang}, "opp")
    assert not er_varig(replace(opp, tiltak=tiltak))
