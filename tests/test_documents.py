"""ARCHITECTURE.md against the code: its picture of the packages' arrows, and the files that it names."""

import re
from itertools import product
from pathlib import Path

import grimp
import pytest

ROT = Path(__file__).parents[1]
TEKST = (ROT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PAKKER = sorted(mappe.name for mappe in (ROT / "effekt").iterdir() if (mappe / "__init__.py").is_file())


@pytest.fixture(scope="module")
def imported() -> dict[str, set[str]]:
    """For each package, those that it imports from."""
    graf = grimp.build_graph("effekt")
    piler: dict[str, set[str]] = {pakke: set() for pakke in PAKKER}
    for fra in graf.modules - {"effekt"}:
        for til in graf.find_modules_directly_imported_by(fra) - {"effekt"}:
            pakke, annen = fra.split(".")[1], til.split(".")[1]
            if pakke != annen:
                piler[pakke].add(annen)
    return piler


def _reached(piler: dict[str, set[str]], fra: str) -> set[str]:
    ut = set(piler[fra])
    for til in piler[fra]:
        ut |= _reached(piler, til)
    return ut


def test_the_picture_has_the_arrows_that_no_others_imply(imported: dict[str, set[str]]) -> None:
    implied = {(a, c) for a in PAKKER for b in imported[a] for c in _reached(imported, b)}
    ventet = {(a, b) for a, b in product(PAKKER, PAKKER) if b in imported[a]} - implied
    tegnet = set(re.findall(r"^ +(\w+) --> (\w+)$", TEKST, re.MULTILINE))
    assert tegnet == ventet


def test_every_package_has_its_row() -> None:
    rader = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", TEKST, re.MULTILINE)
    assert sorted(navn for rad in rader for navn in re.findall(r"`(\w+)`", rad)) == PAKKER


def test_every_file_that_architecture_names_is_there() -> None:
    nevnt = set(re.findall(r"`((?:\w+/)+\w+\.(?:py|yml|csv))`", TEKST))
    assert len(nevnt) > 15
    borte = {fil for fil in nevnt if not (ROT / "effekt" / fil).exists() and not (ROT / fil).exists()}
    assert borte == set()
