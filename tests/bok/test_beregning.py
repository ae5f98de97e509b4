"""The report's arithmetic against cases worked by hand; every literal here is from pen and paper.

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


def test_effect_is_in_whole_kroner_where_the_card_has_no_rounding(hls: Sektor) -> None:
    """7 kr × 1/2 = 3,50 kr, which is 4 kr; −3,50 kr is −4 kr."""
    tiltak = _med(hls.tiltak["SYE2"], merkostnad=F(7), innfasing=F(1, 2))
    assert tiltak.avrunding is None
    assert beregning.effekt(tiltak, PERIODE)[2029] == 4
    assert beregning.effekt(_med(tiltak, merkostnad=F(-7)), PERIODE)[2029] == -4


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
    assert beregning.rammekutt(hls) == {2026: 26_064_000, 2027: 26_694_000, 2028: 36_896_000, 2029: None, 2030: None}


# --- the report's general rule: a tenth of the loan a year ---------------------------------------


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


def _sye3_med(datakopi: Path, *bytter: tuple[str, str]) -> Tiltak:
    fil = datakopi / "hls/tiltak/sye3.yml"
    tekst = fil.read_text(encoding="utf-8")
    for fra, til in bytter:
        tekst, antall = re.subn(fra, til, tekst, count=1, flags=re.MULTILINE)
        assert antall, fra
    fil.write_text(tekst, encoding="utf-8")
    return les_sektor("hls").tiltak["SYE3"]


def test_a_saving_that_is_the_same_every_year_begins_with_the_loan(datakopi: Path) -> None:
    """The card's effect is phased in by the formula; the other two rules follow the loan."""
    tiltak = _sye3_med(datakopi, (r"(^  besparelse:\n(?:.*\n)*?    verdi: )\{[^}]*\}", r"\g<1>30000000"))
    assert beregning.laneposter(tiltak, PERIODE)["besparelse"] == _mill(0, 0, 0, 30, 30)
    beregnet = beregning.laneberegninger(tiltak, PERIODE, F(1, 10))
    assert beregnet["serielan"] == _mill(0, 0, 0, 5, "5.525")
    assert beregnet["andelsregel"] == _mill(0, 0, 0, 7, 7)


def test_a_loan_need_not_have_a_licence(datakopi: Path) -> None:
    tiltak = _sye3_med(datakopi, (r"^  lisens: lisens\n", ""))
    poster = beregning.laneposter(tiltak, PERIODE)
    assert list(poster) == ["avdrag på investeringen", "renter", "besparelse"]
    assert beregning.laneberegninger(tiltak, PERIODE, F(1, 10))["andelsregel"] == _mill(0, 0, 0, 0, 10)


def test_a_measure_without_a_loan_has_no_laneposter(hls: Sektor) -> None:
    with pytest.raises(ValueError, match="SYE1 har ikke noe lån"):
        beregning.laneposter(hls.tiltak["SYE1"], PERIODE)
    with pytest.raises(ValueError, match="SYE1 har ikke noe lån"):
        beregning.laneberegninger(hls.tiltak["SYE1"], PERIODE, F(1, 10))


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


def test_two_measures_of_equal_effect_allow_two_derivations() -> None:
    """If SYE4 were 2 mill. from 2029, as SYE5 is, either could be the one in the middle class.

    The second class then sums to 2, 21 − 5, 30 − 5, 46 − 5 + 2 and 56 − 5 + 2.
    """
    effekter = {**KORTENE, "SYE4": KORTENE["SYE5"]}
    summer = {**KLASSESUMMER, "nest_beste": _mill(2, 16, 25, 43, 53)}
    fordelinger = klassefordelinger(effekter, summer)
    assert len(fordelinger) == 2
    assert {f["SYE4"] for f in fordelinger} == {"nest_beste", "middels"}
    assert {f["SYE5"] for f in fordelinger} == {"nest_beste", "middels"}


def test_a_measure_without_effect_could_be_in_any_class() -> None:
    effekter = {**KORTENE, "NY": _mill(0, 0, 0, 0, 0)}
    fordelinger = klassefordelinger(effekter, KLASSESUMMER)
    assert sorted(f["NY"] for f in fordelinger) == sorted(KLASSESUMMER)


def test_sums_that_no_grouping_gives_allow_no_derivation() -> None:
    assert klassefordelinger(KORTENE, {**KLASSESUMMER, "beste": _mill(0, 1, 1, 1, 1)}) == []


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
        isinstance(ledd.op, ast.Mult) for ledd in ast.walk(formel.les(tiltak.formel)) if isinstance(ledd, ast.BinOp)
    )


def test_most_formulas_only_multiply(hls: Sektor) -> None:
    assert {id_ for id_, t in hls.tiltak.items() if not _bare_ganging(t)} == {"SYE3", "HLS1"}


def test_a_zero_assumption_gives_zero_effect_where_the_formula_multiplies(hls: Sektor) -> None:
    for tiltak in filter(_bare_ganging, hls.tiltak.values()):
        for navn in tiltak.forutsetninger:
            effekt = beregning.effekt(_med(tiltak, **{navn: F(0)}), PERIODE)
            assert set(effekt.values()) == {0}, f"{tiltak.id}.{navn}"


@given(data=st.data(), x=BELOP, y=BELOP)
def test_effect_is_linear_in_each_factor(hls: Sektor, data: st.DataObject, x: Fraction, y: Fraction) -> None:
    tiltak = data.draw(st.sampled_from([t for t in hls.tiltak.values() if _bare_ganging(t)]))
    navn = data.draw(st.sampled_from(sorted(tiltak.forutsetninger)))

    def effekt(verdi: Fraction) -> dict[int, Fraction]:
        return beregning.uavrundet_effekt(_med(tiltak, **{navn: verdi}), PERIODE)

    a, b, begge = effekt(x), effekt(y), effekt(x + y)
    assert all(begge[ar] == a[ar] + b[ar] for ar in PERIODE)


@given(dogn=BELOP, administrasjon=BELOP)
def test_effect_of_hls1_falls_by_its_administration_krone_for_krone(
    hls: Sektor, dogn: Fraction, administrasjon: Fraction
) -> None:
    tiltak = _med(hls.tiltak["HLS1"], dogn=dogn, innfasing=F(1))
    uten = beregning.uavrundet_effekt(_med(tiltak, administrasjon=F(0)), PERIODE)
    med = beregning.uavrundet_effekt(_med(tiltak, administrasjon=administrasjon), PERIODE)
    assert all(uten[ar] - med[ar] == administrasjon for ar in PERIODE)


@settings(max_examples=25)
@given(data=st.data())
def test_a_changed_assumption_moves_only_its_own_measure(hls: Sektor, data: st.DataObject) -> None:
    forutsetning = data.draw(st.sampled_from(list(alle_forutsetninger(hls).values())))
    hoyest = 1 if forutsetning.enhet == "andel" else 10**9
    verdi = data.draw(st.fractions(min_value=0, max_value=hoyest, max_denominator=1000))
    if forutsetning.navn == "rentesats":
        verdi *= F("0.15")
    adresser = (
        [forutsetning.adresse]
        if isinstance(forutsetning.verdi, Fraction)
        else [f"{forutsetning.adresse}[{ar}]" for ar in forutsetning.verdi]
    )
    endret = les_sektor("hls", dict.fromkeys(adresser, verdi))
    eget = forutsetning.adresse.split(".")[0]
    for id_, effekt in beregning.effekter(endret).items():
        if id_ != eget:
            assert effekt == KORTENE[id_]
    assert beregning.total(endret) == {ar: sum(e[ar] for e in beregning.effekter(endret).values()) for ar in PERIODE}
