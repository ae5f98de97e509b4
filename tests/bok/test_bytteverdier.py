"""What an assumption must be for a measure to give nothing, or what is printed."""

from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effekt.calc import beregning
from effekt.calc.usikkerhet import Bytteverdi, bytteverdier, med_verdi
from effekt.display.numbered import Tabell
from effekt.model import formel
from effekt.model.storrelse import Forutsetning
from effekt.model.tiltak import Tiltak
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import usikkerhet
from effekt.report.usikkerhet import losning_i_ord

F = Fraction
MILL = 1_000_000


def _bytte(sektor: Sektor, adresse: str) -> Bytteverdi:
    id_, _, navn = adresse.partition(".")
    alle = zip(sektor.tiltak[id_].forutsetninger, bytteverdier(sektor, sektor.tiltak[id_]), strict=True)
    return dict(alle)[navn]


def _med_formel(sektor: Sektor, tekst: str, oppgitt: int, **verdier: Fraction) -> Tiltak:
    forutsetninger = {
        navn: Forutsetning(navn=navn, verdi=v, enhet="kr", kilde="b", side="1") for navn, v in verdier.items()
    }
    return sektor.tiltak["SYE2"].model_copy(
        update={
            "formel": tekst,
            "forutsetninger": MappingProxyType(forutsetninger),
            "oppgitt": dict.fromkeys(sektor.info.periode, F(oppgitt)),
        }
    )


@pytest.mark.parametrize(
    ("adresse", "null", "oppgitt"),
    [
        # 20 x tap = 24 mill.
        ("SYE1.inntektstap", 0, F(24 * MILL, 20)),
        ("SYE1.plasser", 0, F(24 * MILL, 1_180_780)),
        # 500 x ledighet x 1 059 000 = 5 mill.
        ("SYE4.redusert_ledighet", 0, F(5 * MILL, 500 * 1_059_000)),
        # pasienter x 60 x 500 = 1 mill. of administration
        ("HLS1.pasienter", F(MILL, 60 * 500), 500),
        ("HLS1.administrasjon", 500 * 60 * 500, MILL),
        # 30 mill. less 15, 3 and 200 mill. x rente is nothing
        ("SYE3.rentesats", F(30 - 15 - 3, 200), F(35, 1000)),
        ("SYE3.besparelse", 25 * MILL, 30 * MILL),
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


def test_what_is_already_so_needs_nothing(hls: Sektor) -> None:
    assert _bytte(hls, "HEL2.besparelse").oppgitt.alt_slik
    assert not _bytte(hls, "SYE1.plasser").oppgitt.alt_slik
    ingenting = _bytte(med_endringer("hls", {"HEL1.arsverk": 0}), "HEL1.besparelse")
    assert ingenting.null.alt_slik
    assert ingenting.oppgitt.verdi is None


def test_one_step_more_is_the_change_in_the_last_year(hls: Sektor) -> None:
    assert _bytte(hls, "SYE3.avdrag").steg == F(-15 * MILL, 10)
    assert _bytte(hls, "SYE1.plasser").steg == F(20 * 1_180_780, 10)
    # More than all cannot be reached.
    assert _bytte(hls, "SYE1.innfasing").steg is None


def test_with_a_later_start_the_last_year_has_an_earlier_years_value() -> None:
    ett = _bytte(med_endringer("hls", {"SYE2.forsinkelse": 2}), "SYE2.innfasing")
    assert (ett.verdi, ett.oppgitt.verdi) == (F(7, 14), 1)


@given(st.fractions(min_value=F(1, 100), max_value=100, max_denominator=100))
def test_the_value_found_gives_what_was_asked_for(hls: Sektor, faktor: Fraction) -> None:
    """A straight line in each of the assumptions but the one that is divided by."""
    tiltak = _med_formel(hls, "akkumulert(a) * b / d - c", 0, a=F(30), b=F(2), c=100 * faktor, d=F(7))
    funnet = dict(zip("abcd", bytteverdier(hls, tiltak), strict=True))
    assert [navn for navn, ett in funnet.items() if not ett.null.regnet] == ["d"]
    for navn in "abc":
        verdi = funnet[navn].null.verdi
        assert verdi is not None
        nytt = med_verdi(tiltak, **{navn: verdi})
        assert beregning.uavrundet_effekt(nytt, hls.info.periode)[2030] == 0


@pytest.mark.parametrize("tekst", ["a * a - b", "min(a, b)", "max(a - b, b)", "b / (a - b)", "a * akkumulert(a)"])
def test_what_is_no_straight_line_is_said_not_to_be_worked_out(hls: Sektor, tekst: str) -> None:
    tiltak = _med_formel(hls, tekst, 60, a=F(30), b=F(50))
    ett = bytteverdier(hls, tiltak)[0]
    assert not ett.null.regnet
    assert ett.oppgitt
    assert (ett.null.verdi, ett.oppgitt.verdi) == (None, None)
    assert losning_i_ord(ett.null, ett) == "regnes ikke ut"
    # One step more is worked out all the same.
    assert ett.steg is not None
    # And what is so already, is.
    effekt = beregning.uavrundet_effekt(tiltak, hls.info.periode)[2030]
    slik = bytteverdier(hls, tiltak.model_copy(update={"oppgitt": dict.fromkeys(hls.info.periode, effekt)}))[0]
    assert slik.oppgitt
    assert slik.oppgitt.alt_slik


def test_the_table_says_why_something_is_not_worked_out_and_only_then(hls: Sektor) -> None:
    rett = usikkerhet.bytteverdiene(hls)
    assert isinstance(rett, Tabell)
    assert list(rett.noter) == ["Regnet før avrunding"]
    krum = _med_formel(hls, "min(a, b)", 60, a=F(30), b=F(50))
    tabell = usikkerhet.bytteverdiene(replace(hls, tiltak=hls.tiltak.with_entries({krum.id: krum})))
    assert isinstance(tabell, Tabell)
    assert [rad[3:5] for rad in tabell.rader] == [["regnes ikke ut", "regnes ikke ut"]] * 2
    assert list(tabell.data["null_effekt"]) == ["regnes ikke ut"] * 2
    assert "ikke en rett linje" in tabell.noter[1]


@pytest.mark.parametrize(
    ("tekst", "navn", "lineaer"),
    [
        ("a * b - c / b", "a", True),
        ("a * b - c / b", "c", True),
        ("a * b - c / b", "b", False),
        ("a * a", "a", False),
        ("akkumulert(a) * -b", "a", True),
        ("max(a, b) + c", "a", False),
        ("max(a, b) + c", "c", True),
        ("a", "ukjent", True),
    ],
)
def test_a_straight_line_is_read_off_the_formula(tekst: str, navn: str, lineaer: bool) -> None:
    assert formel.er_lineaer(tekst, navn) is lineaer
