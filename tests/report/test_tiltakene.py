"""All measures of a made-up municipality on a line each, with its own scales, unit and goals."""

import pytest

from effekt.display.markup import til_tekst
from effekt.display.numbered import Tabell
from effekt.reading.program import Program, les_program
from effekt.report import tiltakene


@pytest.fixture
def lillevik() -> Program:
    return les_program()


@pytest.fixture
def alle(lillevik: Program) -> Tabell:
    tabell = tiltakene.alle_tiltak(lillevik)
    assert isinstance(tabell, Tabell)
    return tabell


def test_each_measure_leads_to_where_it_is_told_of_by_its_short_name(alle: Tabell, lillevik: Program) -> None:
    assert len(alle.rader) == len(lillevik.tiltak)
    forste = alle.rader[0][0]
    assert forste.startswith("{ref}`")
    assert forste.endswith("*")


def test_the_largest_effect_stands_first_with_bars_to_one_scale(alle: Tabell) -> None:
    """In 1 000 kroner, as the municipality has it."""
    effekt = [rad[2] for rad in alle.rader]
    tall = [float(rute.split("`")[1].split()[0]) for rute in effekt if "`" in rute]
    assert tall == sorted(tall, reverse=True)
    assert len({tuple(rute.split("`")[1].split()[1:]) for rute in effekt if "`" in rute}) == 1


def test_the_scales_signs_are_the_municipalitys_own_with_their_words(alle: Tabell) -> None:
    kolonne = alle.hode.index("Usikkerhet")
    assert {til_tekst(rad[kolonne]) for rad in alle.rader} <= {
        "Liten usikkerhet", "En del usikkerhet", "Mye usikkerhet", "Nesten alt er usikkert", "Ikke gjengitt",
    }  # fmt: skip


def test_sectors_are_a_column_only_where_there_are_several(alle: Tabell) -> None:
    assert alle.hode[1] == "Sektor"
    assert {rad[1] for rad in alle.rader} == {"TEK", "OPP"}


def test_what_is_left_out_has_no_bar() -> None:
    tabell = tiltakene.alle_tiltak(les_program({"VAN1.status": "avvist"}))
    assert isinstance(tabell, Tabell)
    rad = next(rad for rad in tabell.rader if "VAN1" in rad[0])
    assert list(rad[2:4]) == ["utelatt", "utelatt"]


def test_the_file_has_all_years_and_what_the_table_has_no_room_for(alle: Tabell) -> None:
    assert {"virksomhet", "hvem_bestemmer", "slags_gevinst", "tusen_kroner_2027"} <= {*alle.data}


def test_two_measures_are_held_by_their_qualities(lillevik: Program) -> None:
    to = tiltakene.side_om_side(lillevik)
    assert isinstance(to, Tabell)
    assert len(to.hode) == len(lillevik.tiltak) + 1
    assert all(len(rad) == len(to.hode) and all(rad) for rad in to.rader)
    assert [rad[0] for rad in to.rader][:2] == ["Sektor", "Virksomhet"]


def test_the_signs_are_explained_where_they_are_used(lillevik: Program) -> None:
    vist = repr(tiltakene.tegnforklaring(lillevik))
    assert "Usikkerhet:" in vist
    assert "Mål:" in vist
