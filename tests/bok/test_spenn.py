"""The published outer limits of every health measure, worked out by hand, also after a reviewer's changes."""

from fractions import Fraction

import pytest

from effekt.calc import usikkerhet
from effekt.calc.drivere import drivere
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report.spennord import spenn_i_ord

F = Fraction
MILL = 1_000_000


def _ender(sektor: Sektor, id_: str, ar: int = 2030) -> tuple[Fraction, Fraction, Fraction]:
    ett = usikkerhet.spenn(sektor, sektor.tiltak[id_])
    return ett.lav[ar] / MILL, ett.hoved[ar] / MILL, ett.hoy[ar] / MILL


@pytest.mark.parametrize(
    ("id_", "lav", "hoved", "hoy"),
    [
        # 30 årsverk x 1 mill. x 7.5 % (a quarter below 10), 10 % or the source's 20 %
        ("HEL1", 30 * F(75, 1000), 3, 30 * F(2, 10)),
        # 55 mill. x 10/11 x 5 % (half of 10), 10 % or the source's 20 %
        ("HEL2", 50 * F(5, 100), 5, 50 * F(2, 10)),
        # 15, 20 or 25 plasser x 1 180 780: 17.7, 23.6 and 29.5, to whole millions as on the card
        ("SYE1", 18, 24, 30),
        # 14 mill., a quarter either way
        ("SYE2", F(21, 2), 14, F(35, 2)),
        # 15 less 300 x (3/40 + 0.035) and 4.5; 45 less 100 x (3/40 + 0.035) and 1.5
        ("SYE3", 15 - 300 * F(11, 100) - F(9, 2), 5, 45 - 100 * F(11, 100) - F(3, 2)),
        # 500 plasser x 0.5 % or 1.5 % x 1 059 000: 2.6 and 7.9, to whole millions
        ("SYE4", 3, 5, 8),
        # 400 plasser x minst 1 mill. x 1.5 % x 1/6, and x 1.5 mill. x the source's 5 % x 1/6
        ("SYE5", 400 * F(15, 1000) / 6, 2, 400 * F(3, 2) * F(5, 100) / 6),
        # 250 or 750 pasienter x 60 x 500 kr, less 1.5 or 0.5 mill.
        ("HLS1", F(75, 10) - F(3, 2), 14, F(225, 10) - F(1, 2)),
    ],
)
def test_low_and_high_in_2030(hls: Sektor, id_: str, lav: Fraction, hoved: Fraction, hoy: Fraction) -> None:
    assert _ender(hls, id_) == (lav, hoved, hoy)


def test_a_measure_with_a_loan_can_cost_more_than_it_saves(hls: Sektor) -> None:
    assert _ender(hls, "SYE3") == (F(-45, 2), 5, F(65, 2))
    # 20 mill. saved in 2029: 10 less 33 and 4.5, and 30 less 11 and 1.5
    assert _ender(hls, "SYE3", 2029) == (F(-55, 2), -5, F(35, 2))


@pytest.mark.parametrize(("rente", "prosent"), [("6 %", 6), ("7 %", 7)])
def test_a_dearer_loan_lowers_both_ends_and_widens_the_span(rente: str, prosent: int) -> None:
    """No span is of what is left between saving and cost: that would say that a worse loan is surer."""
    lav, hoved, hoy = _ender(med_endringer("hls", {"SYE3.rentesats": rente}), "SYE3")
    arlig = F(3, 40) + F(prosent, 100)
    assert hoved == 30 - 200 * arlig - 3
    assert (lav, hoy) == (15 - 300 * arlig - F(9, 2), 45 - 100 * arlig - F(3, 2))
    assert hoy - lav > 55


def test_a_value_above_the_sources_range(hls: Sektor) -> None:
    endret = med_endringer("hls", {"HEL2.besparelse": "25 %"})
    # 10 % is the source's, and 37.5 % half above 25
    assert _ender(endret, "HEL2") == (5, F(25, 2), 50 * F(375, 1000))
    sagt = spenn_i_ord(endret, endret.tiltak["HEL2"], usikkerhet.spenn(endret, endret.tiltak["HEL2"]))
    assert "25\u00a0% er utenfor kildens spenn 10\u00a0%–20\u00a0%." in sagt
    assert "Den nedre enden for anslått besparelse er kildens." in sagt
    assert "Den øvre enden" not in sagt
    uendret = spenn_i_ord(hls, hls.tiltak["HEL2"], usikkerhet.spenn(hls, hls.tiltak["HEL2"]))
    assert "utenfor" not in uendret
    assert "Den øvre enden for anslått besparelse er kildens." in uendret


def test_a_value_below_the_sources_range() -> None:
    endret = med_endringer("hls", {"HEL2.besparelse": "5 %"})
    # half of 5 %, and the source's 20
    assert _ender(endret, "HEL2") == (F(5, 4), F(5, 2), 10)
    tiltak = endret.tiltak["HEL2"]
    assert "5\u00a0% er utenfor kildens spenn" in spenn_i_ord(endret, tiltak, usikkerhet.spenn(endret, tiltak))


def test_a_value_below_its_lone_bound_is_not_bounded_by_it() -> None:
    endret = med_endringer("hls", {"SYE5.nettokostnad": 900_000})
    # 450 000 x 1.5 % and 1 350 000 x 5 %, x 400 / 6
    assert _ender(endret, "SYE5") == (F(45, 100), F(18, 10), F(45, 10))
    tiltak = endret.tiltak["SYE5"]
    sagt = spenn_i_ord(endret, tiltak, usikkerhet.spenn(endret, tiltak))
    assert "900\u00a0000 er utenfor kildens spenn, minst 1\u00a0000\u00a0000." in sagt
    assert "nettokostnad per plass, minst er kildens" not in sagt


def test_what_is_uncertain_of_each_measure_is_what_is_estimated(hls: Sektor) -> None:
    """Not what is counted, a published price, or what we have derived to meet the card."""
    assert {id_: [d.navn for d in drivere(hls, t)] for id_, t in hls.tiltak.items()} == {
        "HEL1": ["besparelse"],
        "HEL2": ["besparelse"],
        "SYE1": ["plasser"],
        "SYE2": ["merkostnad"],
        "SYE3": ["besparelse", "investering", "lisens"],
        "SYE4": ["redusert_ledighet"],
        "SYE5": ["nettokostnad", "prisreduksjon"],
        "HLS1": ["pasienter", "administrasjon"],
    }


def test_the_nearest_to_giving_nothing_is_the_loan(hls: Sektor) -> None:
    nare = [(b.tiltak, b.navn, b.avstand) for b in usikkerhet.vippepunkter(hls)]
    assert nare[:4] == [
        ("SYE3", "besparelse", F(-5, 30)),
        # 27 mill. is 11 % of 245.45
        ("SYE3", "investering", F(27, 22) - 1),
        # 200 mill. over 10 years is 20, and 7 of interest and 3 of licences 30
        ("SYE3", "nedbetalingstid", F(10, 1) / F(40, 3) - 1),
        ("SYE3", "rentesats", F(60, 35) - 1),
    ]
