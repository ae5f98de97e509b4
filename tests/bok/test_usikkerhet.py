"""The published losses of waiting, coverage and switching values, worked out by hand; spans are in test_spenn."""

from fractions import Fraction

import pytest

from effekt.calc import usikkerhet
from effekt.calc.dekning import dekning
from effekt.calc.usikkerhet import TOTAL, Bytteverdi, bytteverdier
from effekt.reading.sektor import Sektor

F = Fraction
MILL = 1_000_000


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
        # The cards round 23.6 to 24 mill. and 5.3 to 5: as they are printed.
        ("SYE1.inntektstap", 0, 1_180_780),
        ("SYE1.plasser", 0, 20),
        ("SYE4.redusert_ledighet", 0, 1),
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
    # 25 mill. of costs would need 120 % of them
    assert _bytte(hls, "SYE3.i_drift").null.verdi is None
