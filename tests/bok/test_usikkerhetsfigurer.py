"""What the chapter on uncertainty and the cards show of the analysis."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from effekt.calc.usikkerhet import spenn
from effekt.display.numbered import Figur, Tabell
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import kort, registre, usikkerhet
from effekt.report.usikkerhet import spenn_i_ord

FIGURER: list[Callable[[Sektor], Figur]] = [
    usikkerhet.spenn_per_tiltak,
    usikkerhet.simulering_per_ar,
    usikkerhet.simulering_per_tiltak,
    usikkerhet.tornado_samlet,
    usikkerhet.utsettelse,
    usikkerhet.dekning_per_ar,
]
TABELLER: list[Callable[[Sektor], Tabell]] = [usikkerhet.bytteverdiene, usikkerhet.dekning_per_virksomhet]


def _rad(tabell: Tabell | Figur, merke: str) -> list[str]:
    return next(list(rad[1:]) for rad in tabell.rader if rad[0] == merke)


def _kort(sektor: Sektor, id_: str) -> str:
    return repr(kort.tiltakskort(sektor, id_))


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


def test_each_measure_has_a_tornado_of_its_own(hls: Sektor) -> None:
    rekke = usikkerhet.tornado_per_tiltak(hls)
    assert [f.adresse for f in rekke.figurer] == [f"tornado-{id_.lower()}" for id_ in hls.tiltak]
    assert all(figur.navngitt in repr(rekke) for figur in rekke.figurer)
    assert _rad(rekke.figurer[1], "HEL2 anslått besparelse") == [
        "kildens spenn", "0", "+22", "0", "+5",
    ]  # fmt: skip
    # A name keeps its capital letters.
    assert "Helseetatens" in rekke.figurer[0].alternativtekst


def test_the_total_draws_the_widest_and_lists_all(hls: Sektor) -> None:
    figur = usikkerhet.tornado_samlet(hls)
    assert figur.rader[0][0] == "HLS1 pasienter som betaler mer"
    assert figur.noter == [f"De 12 bredeste av {len(figur.rader)}"]
    assert "207,2 mill. kroner før avrunding" in figur.undertittel


def test_the_table_of_switching_values_says_what_cannot_be(hls: Sektor) -> None:
    tabell = usikkerhet.bytteverdiene(hls)
    assert _rad(tabell, "SYE1 inntektstap for en tom plass")[2:] == [
        "0", "1\u00a0200\u00a0000", "+2,4",
    ]  # fmt: skip
    assert _rad(tabell, "SYE1 del av full effekt som er nådd")[2:] == [
        "0\u00a0%", "finnes ikke", "ikke tillatt",
    ]  # fmt: skip
    assert _rad(tabell, "SYE3 rentesats")[1:] == [
        "3,5\u00a0%", "6\u00a0%", "er alt slik", "−0,7",
    ]  # fmt: skip


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
    figur = usikkerhet.dekning_per_ar(endret)
    assert [rad[1:] for rad in figur.rader if rad[0] == "Sykehjemsetaten"][1] == [
        "2027", "11,5", "8,0", "13,0", "69\u00a0% dekket",
    ]  # fmt: skip


# --- the card ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "ender", "grunn"),
    [
        ("HEL2", "Lav\n5\nAnslag\n5\nHøy\n10", "spennet kilden gir for anslått besparelse"),
        ("HEL1", "Lav\n3\nAnslag\n3\nHøy\n6", "spennet vi har satt sammen av kilden"),
        ("SYE5", "Lav\n2\nAnslag\n2\nHøy\n3,3", "bare én grense for nettokostnad per plass"),
        ("SYE1", "Lav\n18\nAnslag\n24\nHøy\n30", "middels usikkerhet står for 25\u00a0%"),
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
    for id_, grunn in (("SYE5", "vi har ikke vurderingen"), ("HEL2", "uten kjent felt")):
        tiltak = hls.tiltak[id_]
        uten = {navn: f.model_copy(update={"lav": None, "hoy": None}) for navn, f in tiltak.forutsetninger.items()}
        tiltak = tiltak.model_copy(update={"forutsetninger": uten})
        assert grunn in spenn_i_ord(hls, tiltak, spenn(hls, tiltak))


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


def test_a_chance_that_the_ranges_leave_no_way_around_is_not_shown_as_one(hls: Sektor) -> None:
    """In 2026 only HEL2 has an effect, at the bottom of its range: that it is met says nothing."""
    vist = usikkerhet.simulering_per_ar(hls)
    assert vist.rader[0][-1] == "kan bare bli høyere"
    assert all(rad[-1].endswith("%") for rad in vist.rader[1:])
    assert any(note.startswith("HEL1, HEL2 og SYE5: Anslaget ligger nederst i spennet") for note in vist.noter)
