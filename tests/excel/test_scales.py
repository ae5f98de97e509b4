"""A measure whose source prints 1 000 kr or mill. kr, out to a workbook and back: the same amounts on every scale."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effekt.cli.main import main
from effekt.excel.importing import lag_mal, les_bok
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.arkhjelp import med, rute
from tests.helpers.kommune import data_i
from tests.helpers.skala import rescaled


@pytest.fixture(scope="module", params=["1 000 kr", "mill. kr"])
def mal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, str]:
    mappe = tmp_path_factory.mktemp("skala")
    with data_i(bok := rescaled(mappe / "bok", request.param)):
        lag_mal(Bokmappe.her(), mappe / "mal.xlsx", "tek", "")
    return bok, (mappe / "mal.xlsx").read_bytes(), request.param


def _arbeidsbok(mal: tuple[Path, bytes, str], mappe: Path, **celler: Any) -> Path:
    fil = mappe / "bok.xlsx"
    fil.write_bytes(mal[1])

    def endre(bok: Any) -> None:
        for navn, verdi in celler.items():
            rute(bok, "Effekter", ("VEI1",), navn.lstrip("å")).value = verdi

    return med(fil, endre) if celler else fil


def test_a_workbook_says_the_scale_and_is_nothing_to_do(mal: tuple[Path, bytes, str], tmp_path: Path) -> None:
    fil = _arbeidsbok(mal, tmp_path)
    bok = openpyxl.load_workbook(fil)
    assert rute(bok, "Effekter", ("VEI1",), "Enhet").value == mal[2]
    assert rute(bok, "Tiltak", ("VEI1",), "Oppgitt i").value == mal[2]
    with data_i(mal[0]):
        assert not les_bok(Bokmappe.her(), fil).har_noe


@pytest.mark.parametrize(
    "celler",
    [
        {"å2028": "kr 430 000"},
        {"å2028": "430 000,-"},
        {"å2028": "430 tkr"},
        {"å2028": "0,43 MNOK"},
        {"Enhet": "kr", "å2027": 210_000, "å2028": 430_000, "å2029": 420_000, "å2030": 420_000},
    ],
)
def test_an_amount_is_put_in_on_the_files_own_scale(
    mal: tuple[Path, bytes, str], tmp_path: Path, celler: dict[str, Any]
) -> None:
    with data_i(mal[0]):
        fil = mal[0] / "data/tek/tiltak/vei1.yml"
        for_ = fil.read_bytes()
        try:
            assert main(["import", str(_arbeidsbok(mal, tmp_path, **celler)), "--yes"]) == 0
            vei1 = les_sektor("tek").tiltak["VEI1"]
            assert vei1.oppgitt_i == mal[2]
            assert vei1.oppgitt_effekt(2028) == Fraction(430_000)
            assert vei1.oppgitt_effekt(2029) == Fraction(420_000)
        finally:
            fil.write_bytes(for_)
