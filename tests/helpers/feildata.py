"""Harming a copy of data/, and hearing what the analyst is told."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.reading.sektorlesing import les_sektor

# Signs of Python, pydantic, PyYAML or Jinja showing through.
ENGELSK = re.compile(r"Traceback|Error\b|invalid|expected|could not|did not|undefined|object|None|type=|\bnot\b")


def bytt(fil: Path, gammelt: str, nytt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert gammelt in tekst
    fil.write_text(tekst.replace(gammelt, nytt, 1), encoding="utf-8")


def linje_med(fil: Path, tekst: str) -> int:
    linjer = fil.read_text(encoding="utf-8").splitlines()
    return next(nr for nr, linje in enumerate(linjer, 1) if tekst in linje)


def feilmelding(les: Callable[[], object] = les_sektor) -> str:
    """What the analyst is told: in bokmål, each fault a line that ends as a sentence."""
    with pytest.raises(Datafeil) as feil:
        les()
    melding = str(feil.value)
    assert not ENGELSK.search(melding)
    assert all(linje.endswith((".", "?")) for linje in melding.splitlines())
    return melding
