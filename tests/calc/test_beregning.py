"""The arithmetic against cases worked by hand; every literal here is from pen and paper.

Amounts are in kroner unless a comment says otherwise.
"""

import ast
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.audit.kontroll import klassefordelinger
from effekt.calc import beregning
from effekt.model import formel
from effekt.model.storrelse import frys
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor, alle_forutsetninger
from effekt.reading.sektorlesing import les_sektor

PERIODE = (2027, 2028, 2029, 2030)
TUSEN = 1000
F = Fraction


def _tusen(*belop: int | str) -> dict[int, Fraction]:
    """Thousands of kroner for the years of the period, as kroner."""
    return {ar: F(b) * TUSEN for ar, b in zip(PERIODE, belop, strict=True)}


# --- effect per measure --------------------------------------------------------------------------

TEK = {"VEI1": _tusen(210, 420, 420, 420), "VEI2": _tusen(0, 0, -100, 100), "VAN1": _tusen(0, 300, 300, 300)}
OPP = {
    "SKO1": _tusen(0, 1350, 2700, 2700),
    "SKO2": _tusen(200, 200, 200, 200),
    "BAR1": _tusen(0, 800, 1600, 1600),
    "KUL1": _tusen(0, -100, -300, -300),
    "PPT1": _tusen(0, 600, 1200, 1200),
}


def test_effect_of_each_measure_is_its_formula_in_every_year(tek: Sektor, opp: Sektor) -> None:
    """For one, 3 klasser × 900 000 kr = 2 700 000 kr, and half of it in 2028."""
    assert beregning.effekter(tek) == TEK
    assert beregning.effekter(opp) == OPP
    for sektor in (tek, opp):
        assert {id_: beregning.oppgitt_effekt(t, PERIODE) for id_, t in sektor.tiltak.items()} == beregning.effekter(
            sektor
        )


def test_effect_is_rounded_as_the_card_says(tek: Sektor) -> None:
    """2 000 punkter × 212 kr = 424 000 kr, to the nearest 10 000; half of it is 212 000."""
    tiltak = _med(tek.tiltak["VEI1"], spart=F(212))
    assert beregning.uavrundet_effekt(tiltak, PERIODE) == _tusen(212, 424, 424, 424)
    assert beregning.effekt(tiltak, PERIODE) == _tusen(210, 420, 420, 420)


def test_effect_is_in_whole_kroner_where_the_card_has_no_rounding(opp: Sektor) -> None:
    """7 kr × 1/2 = 3,50 kr, which is 4 kr; −3,50 kr is −4 kr."""
    tiltak = _med(opp.tiltak["BAR1"], pris=F(7), innfasing=F(1, 2))
    assert tiltak.avrunding is None
    assert beregning.effekt(tiltak, PERIODE)[2029] == 4
    assert beregning.effekt(_med(tiltak, pris=F(-7)), PERIODE)[2029] == -4


def test_a_dash_on_the_card_counts_as_nothing(tek: Sektor) -> None:
    assert tek.tiltak["VEI2"].oppgitt[2027] == "-"
    assert beregning.oppgitt_effekt(tek.tiltak["VEI2"], PERIODE)[2027] == 0


# --- sums ----------------------------------------------------------------------------------------


def test_the_total_is_the_sum_of_what_counts(tek: Sektor, opp: Sektor) -> None:
    """2030: 420 + 100 + 300 = 820, and 2 700 + ¾ of 1 600 − 300 + 1 200 = 4 800, for a fee is no money."""
    assert beregning.total(tek) == _tusen(210, 720, 620, 820)
    assert beregning.total(opp) == _tusen(0, 2450, 4800, 4800)


def test_the_sums_per_virksomhet_are_those_of_their_measures(tek: Sektor, opp: Sektor) -> None:
    assert beregning.sum_per_virksomhet(tek) == {"VEI": _tusen(210, 420, 320, 520), "VAN": _tusen(0, 300, 300, 300)}
    assert beregning.sum_per_virksomhet(opp) == {
        "SKO": OPP["SKO1"],
        "BAR": _tusen(0, 600, 1200, 1200),
        "KUL": OPP["KUL1"],
        "PPT": OPP["PPT1"],
    }


def test_the_sums_per_klasse_come_from_best_to_worst(tek: Sektor) -> None:
    summer = beregning.sum_per_klasse(tek)
    assert list(summer) == ["na", "vent", "nei"]
    assert summer == {"na": TEK["VEI1"], "vent": _tusen(0, 300, 200, 400), "nei": _tusen(0, 0, 0, 0)}


def test_rammekutt_is_the_sum_of_the_agencies_and_unknown_after_the_plan(tek: Sektor) -> None:
    """2027: 300 + 100; 2028: 400 + 200; 2029: 500 + 200 (1 000 kr). 2026 is before the period."""
    assert beregning.rammekutt_per_ar(tek) == {2027: 400_000, 2028: 600_000, 2029: 700_000, 2030: None}


# --- the general rule: a share of the loan a year ---------------------------------------


def _andel(laneopptak: dict[int, int], ar: int, andel: str, rente: str) -> Fraction:
    return beregning.andelsregel({a: F(b) for a, b in laneopptak.items()}, ar, F(andel), F(rente))


def test_a_loan_costs_a_tenth_a_year_until_it_is_repaid() -> None:
    """100 without interest: ten years of 10, 2026 to 2035, and then nothing."""
    kostnader = [_andel({2026: 100}, ar, "0.1", "0") for ar in (2025, 2026, 2035, 2036)]
    assert kostnader == [0, 10, 10, 0]


def test_yearly_new_loans_accumulate_and_fall_away_one_by_one() -> None:
    """100 each in 2026, 2027 and 2028: 10, 20, 30, … 30, then 20, 10 and 0."""
    laneopptak = {2026: 100, 2027: 100, 2028: 100}
    kostnader = {ar: _andel(laneopptak, ar, "0.1", "0") for ar in (2026, 2027, 2028, 2029, 2035, 2036, 2037, 2038)}
    assert kostnader == {
        2026: 10, 2027: 20, 2028: 30, 2029: 30, 2035: 30, 2036: 20, 2037: 10, 2038: 0,
    }  # fmt: skip


def test_loans_of_different_size_cost_their_own_tenth() -> None:
    """2 000 in 2026 and 500 in 2028: 200, 200, 250."""
    kostnader = [_andel({2026: 2000, 2028: 500}, ar, "0.1", "0.035") for ar in (2026, 2027, 2028)]
    assert kostnader == [200, 200, 250]


def test_the_last_year_pays_only_the_rest() -> None:
    """100 at 5 %, paying 50: rest 55, rest 7,75, then 7,75 + 0,3875 = 8,1375, and no more."""
    kostnader = [_andel({2026: 100}, ar, "0.5", "0.05") for ar in (2026, 2027, 2028, 2029)]
    assert kostnader == [50, 50, F("8.1375"), 0]


@pytest.mark.parametrize("rente", ["0.1", "0.11"])
def test_a_loan_whose_share_does_not_cover_the_interest_is_never_repaid(rente: str) -> None:
    with pytest.raises(ValueError, match="aldri nedbetalt"):
        _andel({2026: 100}, 2026, "0.1", rente)


def test_no_loan_costs_nothing() -> None:
    assert _andel({}, 2030, "0.1", "0.035") == 0


@settings(max_examples=25)
@given(st.dictionaries(st.integers(2026, 2030), st.integers(0, 10**9), max_size=3), st.integers(1, 5))
def test_what_is_paid_in_all_is_the_loans_with_interest(laneopptak: dict[int, int], hundredeler: int) -> None:
    """Without interest the payments add up to the loans; with interest, to more."""
    ar = range(2026, 2046)  # a tenth a year at 5 % takes 15 years
    betalt = sum(_andel(laneopptak, a, "0.1", "0") for a in ar)
    assert betalt == sum(laneopptak.values())
    med_renter = sum(_andel(laneopptak, a, "0.1", f"0.0{hundredeler}") for a in ar)
    assert med_renter > betalt or betalt == 0


# --- equal instalments ---------------------------------------------------------------------------


def _serie(laneopptak: dict[int, int], ar: int, avdrag: str, rente: str) -> Fraction:
    return beregning.serielan({a: F(b) for a, b in laneopptak.items()}, ar, F(avdrag), F(rente))


def test_a_serielan_pays_interest_on_what_remains_and_last_what_is_left() -> None:
    """100, instalments of 30, 10 %: 30 + 10, 30 + 7, 30 + 4, 10 + 1, 0."""
    kostnader = [_serie({2026: 100}, ar, "30", "0.1") for ar in range(2025, 2031)]
    assert kostnader == [0, 40, 37, 34, 11, 0]


def test_two_serielan_are_the_sum_of_each() -> None:
    """100 from 2026 and 50 from 2027: 2027 costs 37 + (30 + 5), 2028 costs 34 + (20 + 2)."""
    kostnader = [_serie({2026: 100, 2027: 50}, ar, "30", "0.1") for ar in (2026, 2027, 2028)]
    assert kostnader == [40, 72, 56]


# --- the loan of a measure -----------------------------------------------------------------------


def test_laneposter_are_those_of_the_printed_table(tek: Sektor) -> None:
    """2 000 × 4 % = 80 in both years, for the source does not let the interest fall."""
    poster = beregning.laneposter(tek.tiltak["VEI2"], PERIODE)
    assert poster == {
        "avdrag på investeringen": _tusen(0, 0, -200, -200),
        "renter": _tusen(0, 0, -80, -80),
        "lisenskostnader": _tusen(0, 0, -20, -20),
        "besparelse": _tusen(0, 0, 200, 400),
    }
    assert {ar: sum(post[ar] for post in poster.values()) for ar in PERIODE} == TEK["VEI2"]


def test_laneberegninger_in_three_ways(tek: Sektor) -> None:
    """Serielån 2030: 1 800 × 4 % = 72, so 400 − 20 − 200 − 72 = 108.

    By the general rule, here 8 %, the loan costs 160: 200 − 20 − 160 = 20, and 400 − 180 = 220.
    """
    assert beregning.laneberegninger(tek.tiltak["VEI2"], PERIODE, F(8, 100)) == {
        "forenklet": _tusen(0, 0, -100, 100),
        "serielan": _tusen(0, 0, -100, 108),
        "andelsregel": _tusen(0, 0, 20, 220),
    }


def _vei2_med(kommunekopi: Path, fra: str, til: str) -> Tiltak:
    fil = kommunekopi / "tek/tiltak/vei2.yml"
    tekst, antall = re.subn(fra, til, fil.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert antall, fra
    fil.write_text(tekst, encoding="utf-8")
    return les_sektor("tek").tiltak["VEI2"]


def test_a_saving_that_is_the_same_every_year_begins_with_the_loan(kommunekopi: Path) -> None:
    """The card's effect is phased in by the formula; the other two rules follow the loan."""
    tiltak = _vei2_med(kommunekopi, r"(^  besparelse: .*verdi: )\{[^}]*\}", r"\g<1>400000")
    assert beregning.laneposter(tiltak, PERIODE)["besparelse"] == _tusen(0, 0, 400, 400)
    beregnet = beregning.laneberegninger(tiltak, PERIODE, F(8, 100))
    assert beregnet["serielan"] == _tusen(0, 0, 100, 108)
    assert beregnet["andelsregel"] == _tusen(0, 0, 220, 220)


def test_a_loan_need_not_have_a_licence(kommunekopi: Path) -> None:
    tiltak = _vei2_med(kommunekopi, r"^  lisens: lisens\n", "")
    poster = beregning.laneposter(tiltak, PERIODE)
    assert list(poster) == ["avdrag på investeringen", "renter", "besparelse"]
    assert beregning.laneberegninger(tiltak, PERIODE, F(8, 100))["andelsregel"] == _tusen(0, 0, 40, 240)


def test_a_measure_without_a_loan_has_no_laneposter(tek: Sektor) -> None:
    with pytest.raises(ValueError, match="VEI1 har ikke noe lån"):
        beregning.laneposter(tek.tiltak["VEI1"], PERIODE)
    with pytest.raises(ValueError, match="VEI1 har ikke noe lån"):
        beregning.laneberegninger(tek.tiltak["VEI1"], PERIODE, F(1, 10))


# --- the classes behind the sums -----------------------------------------------------------------

KLASSESUMMER = {"na": TEK["VEI1"], "vent": _tusen(0, 300, 200, 400), "nei": _tusen(0, 0, 0, 0)}


def test_sums_may_allow_one_derivation_of_the_classes(tek: Sektor) -> None:
    fordelinger = klassefordelinger(TEK, KLASSESUMMER)
    assert fordelinger == [{"VEI1": "na", "VEI2": "vent", "VAN1": "vent"}]
    assert fordelinger[0] == {id_: tiltak.samlet_vurdering.klasse for id_, tiltak in tek.tiltak.items()}


def test_two_measures_of_equal_effect_allow_two_derivations() -> None:
    """If VAN1 gave what VEI1 gives, either could be the one in the first class."""
    effekter = {**TEK, "VAN1": TEK["VEI1"]}
    fordelinger = klassefordelinger(effekter, {**KLASSESUMMER, "vent": _tusen(210, 420, 320, 520)})
    assert sorted((f["VEI1"], f["VAN1"]) for f in fordelinger) == [("na", "vent"), ("vent", "na")]


def test_a_measure_without_effect_could_be_in_any_class() -> None:
    effekter = {**TEK, "NY": _tusen(0, 0, 0, 0)}
    fordelinger = klassefordelinger(effekter, KLASSESUMMER)
    assert sorted(f["NY"] for f in fordelinger) == sorted(KLASSESUMMER)


def test_sums_that_no_grouping_gives_allow_no_derivation() -> None:
    assert klassefordelinger(TEK, {**KLASSESUMMER, "na": _tusen(0, 1, 1, 1)}) == []


# --- properties ----------------------------------------------------------------------------------

BELOP = st.fractions(min_value=0, max_value=10**9, max_denominator=100)


def _med(tiltak: Tiltak, **verdier: Fraction) -> Tiltak:
    """The measure with other assumptions, the same in every year."""
    forutsetninger = {
        navn: f.model_copy(update={"verdi": verdier[navn]}) if navn in verdier else f
        for navn, f in tiltak.forutsetninger.items()
    }
    return tiltak.model_copy(update={"forutsetninger": frys(forutsetninger)})


def _bare_ganging(tiltak: Tiltak) -> bool:
    return all(
        isinstance(ledd.op, ast.Mult)
        for ledd in ast.walk(formel.les_formel(tiltak.formel))
        if isinstance(ledd, ast.BinOp)
    )


def test_a_zero_assumption_gives_zero_effect_where_the_formula_multiplies(tek: Sektor) -> None:
    ganger = [tiltak for tiltak in tek.tiltak.values() if _bare_ganging(tiltak)]
    assert [tiltak.id for tiltak in ganger] == ["VEI1", "VAN1"]
    for tiltak in ganger:
        for navn in tiltak.forutsetninger:
            effekt = beregning.effekt(_med(tiltak, **{navn: F(0)}), PERIODE)
            assert set(effekt.values()) == {0}, f"{tiltak.id}.{navn}"


@given(data=st.data(), x=BELOP, y=BELOP)
def test_effect_is_linear_in_each_factor(tek: Sektor, data: st.DataObject, x: Fraction, y: Fraction) -> None:
    tiltak = data.draw(st.sampled_from([t for t in tek.tiltak.values() if _bare_ganging(t)]))
    navn = data.draw(st.sampled_from(sorted(tiltak.forutsetninger)))

    def effekt(verdi: Fraction) -> dict[int, Fraction]:
        return beregning.uavrundet_effekt(_med(tiltak, **{navn: verdi}), PERIODE)

    a, b, begge = effekt(x), effekt(y), effekt(x + y)
    assert all(begge[ar] == a[ar] + b[ar] for ar in PERIODE)


@given(besparelse=BELOP, lisens=BELOP)
def test_effect_falls_by_a_cost_krone_for_krone(tek: Sektor, besparelse: Fraction, lisens: Fraction) -> None:
    tiltak = _med(tek.tiltak["VEI2"], besparelse=besparelse, i_drift=F(1))
    uten = beregning.uavrundet_effekt(_med(tiltak, lisens=F(0)), PERIODE)
    med = beregning.uavrundet_effekt(_med(tiltak, lisens=lisens), PERIODE)
    assert all(uten[ar] - med[ar] == lisens for ar in PERIODE)


@settings(max_examples=25)
@given(data=st.data())
def test_a_changed_assumption_moves_only_its_own_measure(tek: Sektor, data: st.DataObject) -> None:
    forutsetning = data.draw(st.sampled_from(list(alle_forutsetninger(tek).values())))
    hoyest = 1 if forutsetning.enhet == "andel" else 10**9
    verdi = data.draw(st.fractions(min_value=0, max_value=hoyest, max_denominator=1000))
    if forutsetning.navn == "rentesats":
        verdi *= F("0.15")
    adresser = (
        [forutsetning.adresse]
        if isinstance(forutsetning.verdi, Fraction)
        else [f"{forutsetning.adresse}[{ar}]" for ar in forutsetning.verdi]
    )
    endret = les_sektor("tek", dict.fromkeys(adresser, verdi))
    eget = forutsetning.adresse.split(".")[0]
    for id_, effekt in beregning.effekter(endret).items():
        if id_ != eget:
            assert effekt == TEK[id_]
    assert beregning.total(endret) == {ar: sum(e[ar] for e in beregning.effekter(endret).values()) for ar in PERIODE}
