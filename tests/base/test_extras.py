"""The extras: who lacks one is told its name and how to get it, and nothing is done."""

import sys

import pytest

from effekt.base.extras import require
from effekt.base.faults import Byggfeil
from effekt.cli import main


def test_what_is_installed_is_not_spoken_of() -> None:
    require("papir", "PDF-en", "json", "importlib.metadata")


@pytest.mark.parametrize("modul", ["finnes_ikke", "finnes_ikke.under", "json.finnes_ikke"])
def test_what_is_missing_is_named_with_the_command(modul: str) -> None:
    with pytest.raises(Byggfeil) as feil:
        require("papir", "PDF-en", "json", modul)
    assert str(feil.value) == (
        f'PDF-en trenger {modul}, som ikke er installert. Det følger med tillegget papir: pip install "effekt[papir]"'
    )


@pytest.mark.parametrize(
    ("kommando", "modul", "tillegg"),
    [
        (["pdf"], "weasyprint", "papir"),
        (["export", "--docx"], "docx", "papir"),
        (["import", "tiltak.xlsx"], "openpyxl", "excel"),
        (["import", "tiltak.xlsx"], "ruamel.yaml", "excel"),
        (["lab"], "jupyterlab", "lab"),
    ],
)
def test_a_command_without_its_extra_ends_with_one(
    kommando: list[str], modul: str, tillegg: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, modul, None)
    assert main.main(kommando) == 1
    feil = capsys.readouterr().err
    assert f"trenger {modul}, som ikke er installert" in feil
    assert feil.rstrip().endswith(f'pip install "effekt[{tillegg}]"')
