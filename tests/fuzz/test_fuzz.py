"""A sample of ``make fuzz``, and that it tells what goes wrong."""

import os
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from tests.fuzz import targets
from tests.fuzz.__main__ import english, fuzz


def test_no_spoilt_input_gives_a_traceback_english_a_hang_or_a_full_memory() -> None:
    assert list(fuzz(20_261, list(range(300)))) == []


def test_every_reading_function_is_tried() -> None:
    navn = {ett.__name__ for ett in (*targets.FILE_READERS, *targets.TEXT_READERS)}
    assert {"les_dokument", "les_notatbok", "pages_of", "les_json", "navn_i", "les_erklaring"} <= navn


def _raise(_: Any, __: Any) -> None:
    raise KeyError("a")


def _speak(_: Any, __: Any) -> None:
    raise Datafeil("Input should be a valid string")


def _turn(_: Any, __: Any) -> None:
    while True:
        pass


def _fill(_: Any, __: Any) -> None:
    bytearray(600_000_000)


def _end(_: Any, __: Any) -> None:
    os._exit(3)


@pytest.mark.parametrize(
    ("target", "what"),
    [(_raise, "KeyError"), (_speak, "engelsk"), (_turn, "mer enn 2 sekunder"), (_fill, "MemoryError"), (_end, "endte")],
)
def test_the_fuzz_tells_what_goes_wrong(monkeypatch: pytest.MonkeyPatch, target: Any, what: str) -> None:
    monkeypatch.setattr(targets, "TARGETS", {target: 1})
    assert [what in fault.what for fault in fuzz(1, [0])] == [True]


@pytest.mark.parametrize(
    ("melding", "er_engelsk"),
    [
        ("tall er «the value must be», som ikke er et tall. Skriv et tall.", False),
        ("Exceeds the limit (4300 digits) for integer string conversion", True),
        ("data/tek/tall.yml, linje 3: mapping values are not allowed here", True),
        ("verdi er «x», som ikke kan brukes her (string_type).", True),
    ],
)
def test_english_is_known_from_what_is_quoted(melding: str, er_engelsk: bool) -> None:
    assert english(melding) is er_engelsk
