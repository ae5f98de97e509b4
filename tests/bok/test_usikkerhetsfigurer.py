"""What the chapter on uncertainty and the cards show of the analysis."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from effekt.calc.usikkerhet import spenn
from effekt.display.numbered import Figur, Tabell
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import bytteverdier, registre, rekker, tiltaksside, usikkerhet
from effekt.report.spennord import spenn_i_ord

FIGURER: list[Callable[[Sektor], Figur]] = [
    usikkerhet.spenn_per_tiltak,
    usikkerhet.simulering_per_ar,
    usikkerhet.tornado_samlet,
    rekker.kutt_mot_effekt,
]
TABELLER: list[Callable[[Sektor], Tabell]] = [
    bytteverdier.bytteverdiene,
    usikkerhet.dekning_per_virksomhet,
    rekker.ett_ar_senere,
]


def _rad(tabell: Tabell | Figur, merke: str) -> list[str]:
    return next(list(rad[1:]) for rad in tabell.rader if rad[0] == merke)


def _kort(sektor: Sektor, id_: str) -> str:
    return repr(tiltaksside.tiltaket(sektor, id_))


@pytest.mark.parametrize("vis", [*FIGURER, *TABELLER], ids=lambda v: v.__name__)
def test_it_is_said_to_be_the_books_own(hls: Sektor, vis: Callable[[Sektor], Figur]) -> None:
    vist = vis(hls)
    assert vist.kilde.tekst.startswith("Vår egen analyse, ikke rapportens")
    assert re.search(r"\d", vist.alternativtekst)
    assert "mill. kroner" in vist.undertittel.lower()
    assert all(len(rad) == len(vist.hode) for rad in vist.rader)


@pytest.mark.parametrize("vis", FIGURER, ids=lambda v: v.__name__)
def test_a_figure_is_drawn_in_two_widths_the_same_every_time(hls: Sektor, vis: Callable[[Sektor], Figur]) -> None:
    for smal in (False, True):
        svg = vis(hls).svg(smal)
        assert ET.fromstring(svg).tag.endswith("svg")
        assert svg == vis(hls).svg(smal)


def test_what_the_uncertainty_comes_of_is_by_its_share_of_the_variance(hls: Sektor) -> None:
    figur = usikkerhet.tornado_samlet(hls)
    assert isinstance(figur, Figur)
    andeler = [int(rad[2].rstrip("\u00a0%")) for rad in figur.rader]
    assert andeler == sorted(andeler, reverse=True)
    assert 95 <= sum(andeler) <= 105
    assert [rad[0] for rad in figur.rader].count("HLS1 pasienter som betaler mer") == 1
    # No price, count or factor of our own has a row; the two factors of SYE5 have one together.
    assert len(figur.rader) == 11
    assert _rad(figur, "SYE5 nettokostnad per plass, minst × prisreduksjon")[0] == (
        "1–1,5\u00a0mill. kroner; 1,5\u00a0%–5\u00a0%"
    )
    assert _rad(figur, "HEL2 anslått besparelse")[2:] == ["−11", "+22", "−2,5", "+5"]
    # 100 more or less of the investment is 11 a year
    assert _rad(figur, "SYE3 investering")[2:] == ["−22", "+22", "−11", "+11"]
    assert "Egenbetaling over 60 dager" in figur.alternativtekst


def test_two_lines_stand_together_year_by_year(hls: Sektor) -> None:
    figur = usikkerhet.simulering_per_ar(hls)
    assert len(figur.rader) == 10
    gjennomfort, risiko = (_rad(figur, f"2030, {hva}") for hva in ("hvis de blir gjennomført", "med risikoen"))
    assert (gjennomfort[0], risiko[0]) == ("72", "42,6")
    # Whole millions: a digit more would be noise.
    assert all(re.fullmatch(r"−?\d+", celle) for rad in (gjennomfort, risiko) for celle in rad[1:4])
    assert [int(celle) for celle in gjennomfort[1:4]] == sorted(int(celle) for celle in gjennomfort[1:4])
    assert int(risiko[3]) < int(gjennomfort[3])
    assert int(risiko[4].rstrip("\u00a0%")) < int(gjennomfort[4].rstrip("\u00a0%"))
    oppskriften = repr(usikkerhet.oppskrift(hls))
    assert "400\u00a0000 trekninger" in oppskriften
    assert "standardfeil" in oppskriften
    assert "har spenn som går lenger opp enn ned" in oppskriften


def test_the_table_of_what_it_takes_is_in_words_nearest_first(hls: Sektor) -> None:
    tabell = bytteverdier.bytteverdiene(hls)
    assert isinstance(tabell, Tabell)
    assert [rad[0] for rad in tabell.rader][:2] == [
        "SYE3 gir null hvis «besparelse i den ordinære driften» blir 17\u00a0% lavere",
        "SYE3 gir null hvis «investering» blir 23\u00a0% høyere",
    ]
    assert tabell.rader[1][1:] == ["+23\u00a0%", "200\u00a0mill. kroner", "245,45\u00a0mill. kroner", "−2,2"]
    avstander = [abs(int(rad[1].strip("+\u00a0%").replace("−", "").replace("\u00a0", ""))) for rad in tabell.rader]
    assert avstander == sorted(avstander)
    # What gives nothing when there is none of it, is told in one sentence.
    assert not any(rad[1] == "−100\u00a0%" for rad in tabell.rader)
    assert sum("en faktor i hele effekten" in note for note in tabell.noter) == 1


def test_what_waiting_costs_is_shown_year_by_year(hls: Sektor) -> None:
    assert _rad(rekker.ett_ar_senere(hls), "**Til sammen**") == ["2", "25", "17", "18", "10", "72"]


def test_coverage_says_what_is_not_known(hls: Sektor) -> None:
    tabell = usikkerhet.dekning_per_virksomhet(hls)
    assert _rad(tabell, "Helseetaten: gjenstår å finne") == ["12,6", "7,2", "17,4", "–", "–"]
    assert _rad(tabell, "**Alle samlet**: rammekutt")[3:] == ["ikke oppgitt", "ikke oppgitt"]
    assert _rad(tabell, "Alle samlet: gjenstår å finne") == ["24,1", "7,2", "17,4", "–", "–"]
    assert _rad(tabell, "Alle samlet: gjenstår av det nye") == ["ingenting", "ingenting", "3,3", "–", "–"]
    assert set(_rad(tabell, "**På tvers av sektoren**: rammekutt")) == {"ikke eget"}
    assert any("Effekten der er ikke regnet som dekning" in note for note in tabell.noter)
    assert "uten endringene" not in repr(tabell)


def test_with_changes_coverage_is_shown_before_and_after() -> None:
    endret = med_endringer("hls", {"SYE1.forsinkelse": 1})
    tabell = usikkerhet.dekning_per_virksomhet(endret)
    # 13 mill. in 2027 without SYE1's five
    assert _rad(tabell, "Sykehjemsetaten: effekt")[1] == "8,0"
    assert _rad(tabell, "Sykehjemsetaten: effekt, uten endringene")[1] == "13,0"
    assert _rad(tabell, "Sykehjemsetaten: gjenstår å finne")[1] == "3,5"
    assert _rad(tabell, "Sykehjemsetaten: gjenstår å finne, uten endringene")[1] == "ingenting"
    figur = rekker.kutt_mot_effekt(endret)
    assert [rad[1:] for rad in figur.rader if rad[0] == "Sykehjemsetaten"][1] == ["2027", "11,5", "8,0", "3,5"]
    assert figur.tittel == "Sykehjemsetaten dekker kuttet sitt i 2028, men ikke Helseetaten"


# --- the card ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "ender", "grunn"),
    [
        ("HEL2", "Lav\n2,5\nAnslag\n5\nHøy\n10", "Den øvre enden for anslått besparelse er kildens."),
        ("HEL1", "Lav\n2,3\nAnslag\n3\nHøy\n6", "er satt sammen av oss etter kilden."),
        ("SYE5", "Lav\n1\nAnslag\n2\nHøy\n5", "Den nedre enden for nettokostnad per plass, minst er kildens."),
        ("SYE1", "Lav\n18\nAnslag\n24\nHøy\n30", "Så mye har vi valgt at «middels usikkerhet» står for."),
        ("SYE3", "Lav\n−22,5\nAnslag\n5\nHøy\n32,5", "investering er 100–300\u00a0mill. kroner"),
    ],
)
def test_a_card_shows_low_estimate_and_high_and_where_they_are_from(
    hls: Sektor, id_: str, ender: str, grunn: str
) -> None:
    vist = _kort(hls, id_)
    assert ender in vist
    assert grunn in vist
    assert "Vår egen analyse, ikke rapportens." in vist


def test_a_rating_that_is_missing_or_without_a_field_is_said_to_be(hls: Sektor) -> None:
    for id_, grunn in (("SYE5", "når kilden ikke gjengir vurderingen"), ("HEL2", "uten kjent felt")):
        assert grunn in spenn_i_ord(hls, hls.tiltak[id_], spenn(hls, hls.tiltak[id_]))


@pytest.mark.parametrize(
    ("endring", "id_", "sagt"),
    [
        ({"HEL2.besparelse": "25 %"}, "HEL2", "25\u00a0% er utenfor kildens spenn 10\u00a0%–20\u00a0%"),
        ({"HEL1.besparelse": "5 %"}, "HEL1", "5\u00a0% er utenfor det spennet vi har satt sammen av kilden"),
        ({"usikkerhet.stor": 0}, "SYE4", "Ingen av tallene regnes som usikre, så lav og høy er"),
        ({"HEL2.besparelse.hoy": "30 %"}, "HEL2", "anslått besparelse er satt i denne omregningen."),
    ],
)  # fmt: skip
def test_a_card_says_what_is_true_after_a_change(endring: dict[str, str], id_: str, sagt: str) -> None:
    assert sagt in _kort(med_endringer("hls", endring), id_)


def test_a_delay_is_on_the_card_only_where_there_is_one(hls: Sektor) -> None:
    endret = med_endringer("hls", {"SYE1.forsinkelse": 2})
    assert "Utsatt start: 2\u00a0år." in _kort(endret, "SYE1")
    assert "Utsatt start" not in _kort(endret, "SYE2")
    assert "Utsatt start" not in _kort(hls, "SYE1")


def test_the_register_tells_a_bound_and_its_page(hls: Sektor) -> None:
    rader = {rad[0]: rad for rad in registre.alle_tiltaksforutsetninger(hls).rader}
    assert rader["SYE5.nettokostnad"][2] == "1\u00a0000\u00a0000 (minst 1\u00a0000\u00a0000)"
    assert "Spennet: Utledet av oss (kilde: s.\u00a042, 43)" in rader["HEL1.besparelse"][4]
    assert "andre tjenester" in rader["HEL1.besparelse"][5].replace("\n", " ")
