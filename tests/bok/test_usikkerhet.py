"""The published spans, losses of waiting, coverage and switching values, worked out by hand."""

from fractions import Fraction

import pytest

from effekt.calc import usikkerhet
from effekt.calc.dekning import dekning
from effekt.calc.usikkerhet import TOTAL, Bytteverdi, bytteverdier
from effekt.reading.sektor import Sektor

F = Fraction
MILL = 1_000_000


def _ender(sektor: Sektor, id_: str, ar: int = 2030) -> tuple[Fraction, Fraction, Fraction]:
    ett = usikkerhet.spenn(sektor, sektor.tiltak[id_])
    return ett.lav[ar], ett.hoved[ar], ett.hoy[ar]


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


def test_what_a_year_later_loses_is_the_change_from_the_year_before(hls: Sektor) -> None:
    tap = usikkerhet.tap_ved_utsettelse(hls)
    assert list(tap["SYE1"].values()) == [0, 5 * MILL, 5 * MILL, 14 * MILL, 0]
    # SYE3: -5 then 5 becomes 0 then -5; a year where waiting pays
    assert list(tap["SYE3"].values()) == [0, 0, 0, -5 * MILL, 10 * MILL]
    # Over the period each measure loses its last year: 72 mill. together.
    assert sum(sum(per_ar.values()) for per_ar in tap.values()) == 72 * MILL


def test_coverage_is_effect_over_cut_and_the_rest_is_left(hls: Sektor) -> None:
    alle = dekning(hls)
    hel = alle["HEL"][2027]
    assert (hel.kutt, hel.effekt) == (15_181_000, 8 * MILL)
    assert hel.andel == F(8_000_000, 15_181_000)
    assert hel.gjenstar == 15_181_000 - 8_000_000
    samlet = alle[TOTAL][2026]
    assert (samlet.kutt, samlet.effekt, samlet.gjenstar) == (26_064_000, 2 * MILL, 24_064_000)


def test_where_the_effect_is_larger_than_the_cut_nothing_is_left(hls: Sektor) -> None:
    sye = dekning(hls)["SYE"][2028]
    assert sye.andel == F(22_000_000, 11_513_000)
    assert sye.gjenstar == 0


def test_without_a_known_cut_there_is_no_share_and_nothing_to_find(hls: Sektor) -> None:
    alle = dekning(hls)
    for en in (alle[TOTAL][2029], alle["HEL"][2030], *alle["HLS"].values()):
        assert (en.kutt, en.andel, en.gjenstar) == (None, None, None)
    assert alle["HLS"][2028].effekt == 14 * MILL


def _bytte(sektor: Sektor, adresse: str) -> Bytteverdi:
    id_, _, navn = adresse.partition(".")
    alle = zip(sektor.tiltak[id_].forutsetninger, bytteverdier(sektor, sektor.tiltak[id_]), strict=True)
    return dict(alle)[navn]


@pytest.mark.parametrize(
    ("adresse", "null", "oppgitt"),
    [
        # 20 x tap = 24 mill.
        ("SYE1.inntektstap", 0, F(24 * MILL, 20)),
        ("SYE1.plasser", 0, F(24 * MILL, 1_180_780)),
        # 500 x ledighet, in percentage points, x 1 059 000 = 5 mill.
        ("SYE4.redusert_ledighet", 0, F(100 * 5 * MILL, 500 * 1_059_000)),
        # pasienter x 60 x 500 = 1 mill. of administration
        ("HLS1.pasienter", F(MILL, 60 * 500), 500),
        ("HLS1.administrasjon", 500 * 60 * 500, MILL),
        # 30 mill. less 15, 3 and 200 mill. x rente is nothing
        ("SYE3.rentesats", F(30 - 15 - 3, 200), F(35, 1000)),
        ("SYE3.besparelse", 25 * MILL, 30 * MILL),
        # 30 mill. less 3, over 15/200 of repayment and 3,5 % of interest: 23 % more than the source's
        ("SYE3.investering", F(27 * MILL) / (F(15, 200) + F(35, 1000)), 200 * MILL),
    ],
)
def test_what_is_linear_is_solved_exactly(hls: Sektor, adresse: str, null: Fraction, oppgitt: Fraction) -> None:
    ett = _bytte(hls, adresse)
    assert (ett.null.verdi, ett.oppgitt.verdi) == (null, oppgitt)
    assert ett.null.regnet
    assert ett.oppgitt.regnet


def test_what_no_allowed_value_gives_does_not_exist(hls: Sektor) -> None:
    # 24 mill. would take 101.6 % of 23.6; 25 mill. of costs would need 120 % of them
    assert _bytte(hls, "SYE1.innfasing").oppgitt.verdi is None
    assert _bytte(hls, "SYE3.i_drift").null.verdi is None
