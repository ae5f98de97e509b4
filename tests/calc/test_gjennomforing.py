"""The line with the risk, worked by hand from the made-up municipality; amounts in 1 000 kroner.

Chances there: liten 90 %, mye 50 %, a year late 10 % and 40 %, two years 0 and 10 %. SKO1 and BAR1 share a premise
(20 %) that stops the one and delays the other a year; PPT1 depends on BAR1, and is halved by a premise of its own
(25 %).
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from effekt.base.faults import Datafeil
from effekt.base.recording import take_used
from effekt.calc import beregning, gjennomforing
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor

F = Fraction


def _i_tusen(belop: Mapping[int, Fraction]) -> list[Fraction]:
    return [b / 1000 for b in belop.values()]


def _forventet(sektor: Sektor, id_: str) -> list[Fraction]:
    return _i_tusen(gjennomforing.forventet_effekt(sektor)[id_])


def test_each_outcome_is_weighted_by_its_chance(tek: Sektor) -> None:
    # VAN1 is 0, 300, 300, 300; liten: 90 %, of those 10 % a year late.
    assert _forventet(tek, "VAN1") == [0, F(9, 10) * F(9, 10) * 300, F(9, 10) * 300, F(9, 10) * 300]
    # VEI2 is 0, 0, -100, 100: a year late, 2030 has the loss of 2029.
    assert _forventet(tek, "VEI2") == [0, 0, F(9, 10) * F(9, 10) * -100, F(9, 10) * (F(9, 10) * 100 - F(1, 10) * 100)]


def test_a_measures_own_chance_goes_before_its_rating_and_the_rest_is_the_ratings(tek: Sektor) -> None:
    # VEI1 is 210, 420, 420, 420; its own: 75 %, half a year late; two years is liten's: none.
    assert _forventet(tek, "VEI1") == [F(3, 4) * b for b in (F(105), F(105 + 210), 420, 420)]
    assert gjennomforing.utsikter(tek)["VEI1"].trinn == ""
    assert gjennomforing.utsikter(tek)["VEI2"].trinn == "liten"


def test_a_premise_stops_one_measure_and_delays_another(opp: Sektor) -> None:
    # SKO1 is 0, 1350, 2700, 2700: half carried out, and 80 % of those not stopped.
    assert _forventet(opp, "SKO1") == [
        0, F(4, 10) * F(1, 2) * 1350, F(4, 10) * (F(1, 2) * 2700 + F(4, 10) * 1350),
        F(4, 10) * (F(9, 10) * 2700 + F(1, 10) * 1350),
    ]  # fmt: skip
    # BAR1 is 0, 800, 1600, 1600: in 20 % a year later still.
    uten = [F(0), F(1, 2) * 800, F(1, 2) * 1600 + F(4, 10) * 800, F(9, 10) * 1600 + F(1, 10) * 800]
    med = [F(0), F(0), F(1, 2) * 800, F(1, 2) * 1600 + F(4, 10) * 800]
    assert _forventet(opp, "BAR1") == [F(1, 2) * (F(8, 10) * a + F(2, 10) * b) for a, b in zip(uten, med, strict=True)]


def test_a_measure_that_depends_on_another_needs_both_and_waits_for_the_later(opp: Sektor) -> None:
    # PPT1 is 0, 600, 1200, 1200. The later of two: 1/4, 56 % and 19 %; with BAR1 a year later: 0, 45 %, 45 % and 10 %.
    sent = [F(8, 10) * F(1, 4), F(8, 10) * F(56, 100) + F(2, 10) * F(45, 100)]
    sent.append(F(8, 10) * F(19, 100) + F(2, 10) * F(45, 100))
    begge, halvert = F(1, 4), F(3, 4) + F(1, 4) * F(1, 2)
    assert _forventet(opp, "PPT1") == [
        0, begge * halvert * sent[0] * 600, begge * halvert * (sent[0] * 1200 + sent[1] * 600),
        begge * halvert * ((sent[0] + sent[1]) * 1200 + sent[2] * 600),
    ]  # fmt: skip
    assert gjennomforing.samlet_sjanse(opp)["PPT1"] == F(1, 4)


def test_what_overlaps_and_what_lowers_fees_is_taken_out_as_in_the_estimate(opp: Sektor) -> None:
    egne, tellende = gjennomforing.forventet_effekt(opp), gjennomforing.forventet(opp)
    assert _i_tusen(tellende["BAR1"]) == [F(3, 4) * b for b in _i_tusen(egne["BAR1"])]
    assert _i_tusen(tellende["SKO2"]) == [0, 0, 0, 0] != _i_tusen(egne["SKO2"])
    assert tellende["SKO1"] == egne["SKO1"]


def test_the_sums_are_of_the_measures(opp: Sektor) -> None:
    alle = gjennomforing.forventet(opp)
    for sum_ in (
        gjennomforing.forventet_total(opp),
        *(
            {ar: sum((rad[ar] for rad in grupper.values()), F(0)) for ar in opp.info.periode}
            for grupper in (gjennomforing.forventet_per_virksomhet(opp), gjennomforing.forventet_per_klasse(opp))
        ),
    ):
        assert sum_ == {ar: sum((rad[ar] for rad in alle.values()), F(0)) for ar in opp.info.periode}
    assert gjennomforing.forventet_per_virksomhet(opp)["BAR"] == alle["BAR1"]
    assert gjennomforing.forventet_per_klasse(opp)["nei"] == alle["PPT1"]


def test_a_delay_past_the_period_is_lost_to_it(opp: Sektor) -> None:
    sent = med_endringer("opp", {"premiss.klassetak": "ja", "premiss.klassetak.BAR1.verdi": 4})
    assert _i_tusen(beregning.effekter(sent)["BAR1"]) == [0, 0, 0, 0]
    assert _forventet(sent, "BAR1") == [0, 0, 0, 0] == _forventet(sent, "PPT1")
    assert gjennomforing.samlet_sjanse(sent)["BAR1"] == F(1, 2)


def test_a_premise_that_is_known_is_a_fact_in_every_sum(opp: Sektor) -> None:
    ja = med_endringer("opp", {"premiss.klassetak": "ja"})
    assert _i_tusen(beregning.effekter(ja)["SKO1"]) == [0, 0, 0, 0]
    assert _i_tusen(beregning.effekter(ja)["BAR1"]) == [0, 0, 800, 1600]
    # PPT1 depends on BAR1, and is as late.
    assert _i_tusen(beregning.effekter(ja)["PPT1"]) == [0, 0, 600, 1200]
    # SKO1 that is stopped counts nothing of BAR1 any more.
    assert _i_tusen(beregning.total(ja)) == [0, -100, 800 - 300 + 600, 1600 - 300 + 1200]
    assert beregning.sum_per_virksomhet(ja)["SKO"][2030] == 0
    assert [p.id for p in gjennomforing.utsikter(ja)["BAR1"].premisser] == []
    halvt = med_endringer("opp", {"premiss.naboen": "nei"})
    assert _i_tusen(beregning.effekter(halvt)["PPT1"]) == [0, 300, 600, 600]


def test_the_line_is_the_mean_of_the_two_answers(opp: Sektor) -> None:
    """An open premise is as likely as its chance: weighted so, the answers give the line again."""
    for id_, q in (("klassetak", F(1, 5)), ("naboen", F(1, 4))):
        antatt = opp.premisser[id_].antatt
        annet = {"ja": "nei", "nei": "ja"}[antatt]
        som, ikke = (med_endringer("opp", {f"premiss.{id_}": svar}) for svar in (antatt, annet))
        for tiltak in ("SKO1", "BAR1", "PPT1", "KUL1"):
            midlet = [
                (1 - q) * a + q * b for a, b in zip(_forventet(som, tiltak), _forventet(ikke, tiltak), strict=True)
            ]
            assert midlet == _forventet(opp, tiltak)


def test_a_premise_without_a_known_effect_moves_nothing(opp: Sektor) -> None:
    for svar in ("ja", "nei"):
        endret = med_endringer("opp", {"premiss.kulturlov": svar})
        assert gjennomforing.forventet(endret) == gjennomforing.forventet(opp)
        assert beregning.total(endret) == beregning.total(opp)
    stopper = med_endringer("opp", {"premiss.kulturlov": "ja", "premiss.kulturlov.KUL1.virkning": "stopper"})
    assert _i_tusen(beregning.effekter(stopper)["KUL1"]) == [0, 0, 0, 0]


def test_what_is_stopped_takes_what_depends_on_it_along() -> None:
    endret = med_endringer("opp", {"premiss.klassetak": "ja", "premiss.klassetak.BAR1.virkning": "stopper"})
    assert _i_tusen(beregning.effekter(endret)["PPT1"]) == [0, 0, 0, 0]
    apen = med_endringer("opp", {"premiss.klassetak.BAR1.virkning": "stopper"})
    assert gjennomforing.samlet_sjanse(apen)["PPT1"] == F(1, 2) * F(1, 2) * F(8, 10)


def test_what_is_carried_out_already_has_no_risk_left() -> None:
    gjort = med_endringer("opp", {"PPT1.status": "gjennomfort"})
    assert gjennomforing.forventet_effekt(gjort)["PPT1"] == beregning.effekter(gjort)["PPT1"]
    assert gjennomforing.samlet_sjanse(gjort)["PPT1"] == 1


@pytest.mark.parametrize("endring", [{"PPT1.status": "avvist"}, {"PPT1.gjennomfores": "nei"}])
def test_what_is_turned_down_is_nothing_in_both_lines(endring: dict[str, str]) -> None:
    uten = med_endringer("opp", endring)
    assert _i_tusen(gjennomforing.forventet(uten)["PPT1"]) == [0, 0, 0, 0]
    assert gjennomforing.samlet_sjanse(uten)["PPT1"] == 0


def test_certain_and_in_time_the_two_lines_are_one() -> None:
    alle: dict[str, object] = {}
    for trinn in ("liten", "en_del", "mye", "nesten_alt", "ikke_gjengitt"):
        foran = f"usikkerhet.gjennomforing.{trinn}"
        alle |= {f"{foran}.sjanse": 1, f"{foran}.ett_ar": 0, f"{foran}.to_ar": 0}
    sikkert = med_endringer("opp", {**alle, "usikkerhet.premiss": 0, "premiss.naboen.sjanse": 0})
    assert gjennomforing.forventet_total(sikkert) == beregning.total(sikkert)
    assert gjennomforing.forventet_per_klasse(sikkert) == beregning.sum_per_klasse(sikkert)


def test_a_reviewer_can_give_one_measure_another_chance(opp: Sektor) -> None:
    sikrere = med_endringer("opp", {"KUL1.gjennomforing.sjanse": "100 %"})
    assert _forventet(sikrere, "KUL1") == [2 * b for b in _forventet(opp, "KUL1")]
    assert _forventet(sikrere, "SKO1") == _forventet(opp, "SKO1")


def test_what_the_line_is_made_of_is_recorded(opp: Sektor) -> None:
    take_used()
    gjennomforing.forventet_total(opp)
    brukt = take_used()
    assert {"sum.forventet", "usikkerhet", "premiss.klassetak", "effekt.SKO1", "KUL1.gjennomforing.sjanse"} <= {*brukt}
    beregning.effekt(opp.tiltak["PPT1"], opp.info.periode)
    # It goes by its own premise, and by that of the measure it depends on.
    assert {"premiss.naboen", "premiss.klassetak"} <= {*take_used()}
    beregning.effekt(opp.tiltak["SKO2"], opp.info.periode)
    assert not [a for a in take_used() if a.startswith("premiss.")]


def test_every_choice_of_chance_has_an_address_that_moves_the_line(opp: Sektor) -> None:
    uten = gjennomforing.forventet_total(opp)
    kjente = adresser(opp)
    for adresse in ("usikkerhet.gjennomforing.mye.sjanse", "usikkerhet.gjennomforing.mye.to_ar", "usikkerhet.premiss",
                    "premiss.naboen.sjanse", "premiss.naboen.PPT1.verdi", "BAR1.gjennomforing.ett_ar"):  # fmt: skip
        na = kjente[adresse].verdi
        assert isinstance(na, Fraction)
        assert gjennomforing.forventet_total(med_endringer("opp", {adresse: na / 2})) != uten, adresse


def test_a_book_that_has_chosen_no_chance_has_no_such_line(opp: Sektor) -> None:
    uten = opp.unrecorded.usikkerhet.model_copy(update={"gjennomforing": {}})
    gammel = replace(opp, unrecorded=replace(opp.unrecorded, usikkerhet=uten))
    assert not gjennomforing.har_utsikter(gammel)
    with pytest.raises(Datafeil, match=r"felles/usikkerhet\.yml sier ikke .* Legg til gjennomforing"):
        gjennomforing.forventet(gammel)
    assert not [a for a in adresser(gammel) if ".gjennomforing." in a]
