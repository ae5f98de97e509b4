"""What a value moves, as the executed chapters themselves tell it."""

import json
from pathlib import Path
from typing import Any

import pytest

from effekt.display.records import Poststed, Virkning
from effekt.display.virkning import lesere, virkning

KORT = {"slag": "kort", "etikett": "hls-kort-sye1", "tittel": "SYE1 Fritt valg"}
TABELL = {"slag": "tabell", "etikett": "hls-tabell-7", "tittel": "Effekt per virksomhet"}
TEKST = {"slag": "tekst"}
REGISTER = {"slag": "tabell", "etikett": "hls-register-tall", "tittel": "Enkelttall"}


def _skriv(bok: Path, kapittel: str, *poster: dict[str, Any]) -> None:
    fil = bok / f"{kapittel}.ipynb"
    fil.parent.mkdir(parents=True, exist_ok=True)
    utdata = [{"data": {"text/plain": ["x"], "application/vnd.effekt+json": p}} for p in poster]
    celler = [
        {"cell_type": "markdown", "source": ["# Tittel"]},
        {"cell_type": "code", "source": ["x"], "outputs": [{"output_type": "stream"}]},
        *({"cell_type": "code", "source": ["vis()"], "outputs": [ut]} for ut in utdata),
    ]
    fil.write_text(json.dumps({"cells": celler}), encoding="utf-8")


@pytest.fixture
def bok(tmp_path: Path) -> Path:
    _skriv(
        tmp_path,
        "hls/3-4",
        KORT | {"leser": ["SYE1.inntektstap", "effekt.SYE1", "tiltak.SYE1", "felles"]},
        TEKST | {"leser": ["tall.ansatte"]},
    )
    _skriv(
        tmp_path,
        "hls/4",
        TEKST | {"leser": ["SYE1.innfasing", "effekt.SYE1", "sum.total", "sektor"]},
        TABELL | {"leser": ["effekt.SYE1", "sektor", "sum.klasse", "tabell.rammekutt"]},
        REGISTER | {"leser": ["SYE1.inntektstap", "tall.ansatte", "HEL2.besparelse"]},
    )
    return tmp_path


def _navn(adresse: str, bok: Path) -> list[str]:
    return [sted.navn for sted in virkning(adresse, lesere(bok)).steder or ()]


@pytest.mark.parametrize(
    ("adresse", "navn"),
    [
        # Cards and numbered objects before the rest; a sum is made of every effect.
        ("SYE1.inntektstap", ["kort SYE1", "Tabell 7", "Enkelttall", "tekst i hls/4"]),
        ("SYE1.innfasing[2027]", ["kort SYE1", "Tabell 7", "tekst i hls/4"]),
        ("SYE1.avrunding", ["kort SYE1", "Tabell 7", "tekst i hls/4"]),
        ("SYE1.forsinkelse", ["kort SYE1", "Tabell 7", "tekst i hls/4"]),
        ("SYE1.estimatusikkerhet", ["kort SYE1"]),
        ("SYE1.klasse", ["kort SYE1", "Tabell 7"]),
        ("HEL2.besparelse.hoy", ["Enkelttall"]),
        ("tall.ansatte", ["tekst i hls/3-4", "Enkelttall"]),
        ("rammekutt[HEL, 2026]", ["Tabell 7"]),
        ("felles.laneandel", ["kort SYE1"]),
        ("sektor.periode", ["Tabell 7", "tekst i hls/4"]),
        ("tall.ukjent", []),
        ("tabellen[HEL]", []),
    ],
)
def test_a_value_moves_what_read_it(bok: Path, adresse: str, navn: list[str]) -> None:
    assert _navn(adresse, bok) == navn


@pytest.mark.parametrize(
    ("adresse", "effekt"),
    [
        ("SYE1.inntektstap", "SYE1"),
        ("SYE1.avrunding", "SYE1"),
        ("SYE1.klasse", ""),
        ("HEL2.besparelse.lav", ""),
        ("tall.ansatte", ""),
        ("rammekutt[HEL, 2026]", ""),
        ("sektor.periode", "alle tiltak"),
    ],
)
def test_only_what_goes_into_an_effect_is_said_to_move_it(adresse: str, effekt: str) -> None:
    assert virkning(adresse, {}) == Virkning(effekt, None)


def test_an_object_that_read_in_several_ways_is_one_place(bok: Path) -> None:
    steder = virkning("SYE1.inntektstap", lesere(bok)).steder
    assert steder
    assert len(steder) == len(set(steder))
    assert steder[0] == Poststed("hls/3-4", "kort", "hls-kort-sye1", "SYE1 Fritt valg")


def test_notebooks_without_records_and_files_that_are_none_give_nothing(tmp_path: Path) -> None:
    assert lesere(tmp_path) == lesere(tmp_path / "finnes-ikke") == {}
    (tmp_path / "tom.ipynb").write_text("", encoding="utf-8")
    (tmp_path / "liste.ipynb").write_text("[1, 2]", encoding="utf-8")
    (tmp_path / "rar.ipynb").write_text('{"cells": [1]}', encoding="utf-8")
    _skriv(tmp_path, "uten")
    assert lesere(tmp_path) == {}
    _skriv(tmp_path, "med", KORT | {"leser": ["tall.x"]}, {"slag": "figur"})
    assert list(lesere(tmp_path)) == ["tall.x"]
