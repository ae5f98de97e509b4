"""«Regn selv» on the published report: the script gives what Python does, to the last sign."""

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from effekt.export.regn import hele_skriptet, som_skript
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers import regnprov

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANTALL = regnprov.antall(4_000)
MEST = 40_000  # bytes of script and data, compressed


@pytest.fixture(scope="module")
def hls() -> Sektor:
    return les_sektor("hls")


@pytest.mark.nettleser
def test_script_and_python_give_equal_strings(side: "Page", tmp_path: Path, hls: Sektor) -> None:
    regnprov.prov_side(side, tmp_path, [hls])
    assert regnprov.ulike(side, hls, ANTALL, fro=18) == []


@pytest.mark.nettleser
def test_every_package_of_the_measures_gives_equal_strings(side: "Page", tmp_path: Path, hls: Sektor) -> None:
    regnprov.prov_side(side, tmp_path, [hls])
    assert regnprov.ulike_pakker(side, hls, ["0", "2"]) == []


def test_script_and_data_are_small(hls: Sektor) -> None:
    assert len(gzip.compress((som_skript(hls) + hele_skriptet()).encode())) < MEST
