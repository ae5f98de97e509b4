"""What a value moves, as the executed chapters themselves tell it."""

import json
from pathlib import Path
from typing import Any

import pytest

from effekt.display.records import Post, Poststed, Virkning
from effekt.display.virkning import folger_av, kjede, lesere, leses_som, virkning

KORT = {"slag": "kort", "etikett": "tek-kort-vei1", "tittel": "VEI1 Fritt valg"}
TABELL = {"slag": "tabell", "etikett": "tek-tabell-7", "tittel": "Effekt per virksomhet"}
TEKST = {"slag": "tekst"}
REGISTER = {"slag": "tabell", "etikett": "tek-register-tall", "tittel": "Enkelttall"}


def _skriv(bok: Path, kapittel: str, *poster: dict[str, Any]) -> None:
    fil = bok / f"{kapittel}.ipynb"
    fil.parent.mkdir(parents=True, exist_ok=True)
    utdata = [
        {"output_type": "display_data", "data": {"text/plain": ["x"], "application/vnd.effekt+json": p}} for p in poster
    ]
    celler = [
        {"cell_type": "markdown", "source": ["# Tittel"]},
        {"cell_type": "code", "source": ["x"], "outputs": [{"output_type": "stream"}]},
        *({"cell_type": "code", "source": ["vis()"], "outputs": [ut]} for ut in utdata),
    ]
    fil.write_text(json.dumps({"nbformat": 4, "cells": celler}), encoding="utf-8")


@pytest.fixture
def bok(tmp_path: Path) -> Path:
    _skriv(
        tmp_path,
        "tek/3-4",
        KORT | {"leser": ["VEI1.spart", "effekt.VEI1", "tiltak.VEI1", "felles"]},
        TEKST | {"leser": ["tall.ansatte"]},
    )
    _skriv(
        tmp_path,
        "tek/4",
        TEKST | {"leser": ["VEI1.innfasing", "effekt.VEI1", "sum.total", "sektor"]},
        TABELL | {"leser": ["effekt.VEI1", "sektor", "sum.klasse", "tabell.rammekutt"]},
        REGISTER | {"leser": ["VEI1.spart", "tall.ansatte", "VAN2.besparelse"]},
    )
    return tmp_path


def _navn(adresse: str, bok: Path) -> list[str]:
    return [sted.navn for sted in virkning(adresse, lesere(bok)).steder or ()]


@pytest.mark.parametrize(
    ("adresse", "navn"),
    [
        # Cards and numbered objects before the rest; a sum is made of every effect.
        ("VEI1.spart", ["kort VEI1", "Tabell 7", "Enkelttall", "tekst i tek/4"]),
        ("VEI1.innfasing[2028]", ["kort VEI1", "Tabell 7", "tekst i tek/4"]),
        ("VEI1.avrunding", ["kort VEI1", "Tabell 7", "tekst i tek/4"]),
        ("VEI1.forsinkelse", ["kort VEI1", "Tabell 7", "tekst i tek/4"]),
        ("VEI1.estimatusikkerhet", ["kort VEI1"]),
        ("VEI1.klasse", ["kort VEI1", "Tabell 7"]),
        ("VAN2.besparelse.hoy", ["Enkelttall"]),
        ("tall.ansatte", ["tekst i tek/3-4", "Enkelttall"]),
        ("rammekutt[VEI, 2027]", ["Tabell 7"]),
        ("felles.laneandel", ["kort VEI1"]),
        ("sektor.periode", ["Tabell 7", "tekst i tek/4"]),
        ("tall.ukjent", []),
        ("tabellen[VEI]", []),
    ],
)
def test_a_value_moves_what_read_it(bok: Path, adresse: str, navn: list[str]) -> None:
    assert _navn(adresse, bok) == navn


@pytest.mark.parametrize(
    ("adresse", "effekt"),
    [
        ("VEI1.spart", "VEI1"),
        ("VEI1.avrunding", "VEI1"),
        ("VEI1.klasse", ""),
        ("VAN2.besparelse.lav", ""),
        ("tall.ansatte", ""),
        ("rammekutt[VEI, 2027]", ""),
        ("sektor.periode", "alle tiltak"),
    ],
)
def test_only_what_goes_into_an_effect_is_said_to_move_it(adresse: str, effekt: str) -> None:
    assert virkning(adresse, {}) == Virkning(effekt, None)


def test_an_object_that_read_in_several_ways_is_one_place(bok: Path) -> None:
    steder = virkning("VEI1.spart", lesere(bok)).steder
    assert steder
    assert len(steder) == len(set(steder))
    assert steder[0] == Poststed("tek/3-4", "kort", "tek-kort-vei1", "VEI1 Fritt valg")


def test_notebooks_without_records_and_files_that_are_none_give_nothing(tmp_path: Path) -> None:
    assert lesere(tmp_path) == lesere(tmp_path / "finnes-ikke") == {}
    (tmp_path / "tom.ipynb").write_text("", encoding="utf-8")
    (tmp_path / "liste.ipynb").write_text("[1, 2]", encoding="utf-8")
    (tmp_path / "rar.ipynb").write_text('{"nbformat": 4, "cells": [1]}', encoding="utf-8")
    _skriv(tmp_path, "uten")
    assert lesere(tmp_path) == {}
    _skriv(tmp_path, "med", KORT | {"leser": ["tall.x"]}, {"slag": "figur"})
    assert list(lesere(tmp_path)) == ["tall.x"]


# --- from a changed number to what shows it ------------------------------------------------------


@pytest.mark.parametrize(
    ("adresse", "lest"),
    [
        ("VEI1.innfasing[2028]", {"VEI1.innfasing", "effekt.VEI1"}),
        ("VAN1.avrunding", {"VAN1.avrunding", "effekt.VAN1"}),
        ("VAN2.besparelse.hoy", {"VAN2.besparelse"}),
        ("VEI1.estimatusikkerhet", {"tiltak.VEI1"}),
        ("VEI1.klasse", {"tiltak.VEI1", "sum.klasse"}),
        ("tall.ansatte", {"tall.ansatte"}),
        ("rammekutt[VEI, 2027]", {"tabell.rammekutt"}),
        ("sektor.periode", {"sektor"}),
    ],
)
def test_a_value_is_read_under_the_names_it_was_recorded_by(adresse: str, lest: set[str]) -> None:
    assert leses_som(adresse) == lest


def test_an_object_follows_from_what_it_was_made_from_and_nothing_else() -> None:
    post = Post("tabell", leser=("VEI1.punkter", "tiltak.VEI1", "tabell.rammekutt"))
    endret = ["VEI1.punkter", "VEI1.spart", "VEI2.avdrag", "rammekutt[VEI, 2027]"]
    assert folger_av(post, endret) == ["VEI1.punkter", "rammekutt[VEI, 2027]"]


def test_a_rating_is_read_with_its_measure_and_the_period_with_the_sector() -> None:
    post = Post("kort", leser=("sektor", "tiltak.VEI1"))
    endret = ["VEI1.estimatusikkerhet", "VEI2.estimatusikkerhet", "sektor.periode"]
    assert folger_av(post, endret) == ["VEI1.estimatusikkerhet", "sektor.periode"]


def test_the_chain_goes_by_the_effect_and_the_sums_to_the_object() -> None:
    post = Post("tabell", tittel="Tabell 7", leser=("VEI1.punkter", "effekt.VEI1", "sum.total", "tall.x"))
    assert kjede("VEI1.punkter", post) == ["VEI1.punkter", "effekten av VEI1", "samlet effekt", "Tabell 7"]
    assert kjede("tall.x", post) == ["tall.x", "Tabell 7"]
