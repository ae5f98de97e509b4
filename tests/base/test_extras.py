"""The extras: who lacks one is told its name and how to get it, and nothing is done."""

import re
import sys
from pathlib import Path

import pytest

from effekt.base import extras
from effekt.base.extras import install_command, require
from effekt.base.faults import Byggfeil
from effekt.cli import main


def test_what_is_installed_is_not_spoken_of() -> None:
    require("papir", "PDF-en", "json", "importlib.metadata")


@pytest.mark.parametrize("modul", ["finnes_ikke", "finnes_ikke.under", "json.finnes_ikke"])
def test_what_is_missing_is_named_with_the_command(modul: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "_EXTRAS", {"lab": "finnes_ikke"})
    with pytest.raises(Byggfeil) as feil:
        require("papir", "PDF-en", "json", modul)
    assert str(feil.value) == (
        f"PDF-en trenger {modul}, som ikke er installert. Det følger med tillegget papir: "
        'python -m pip install "effekt[papir]"'
    )


@pytest.mark.parametrize(
    ("merke", "kommando"),
    [
        ("uv-receipt.toml", 'uv tool install "effekt[lab,papir]"'),
        ("pipx_metadata.json", 'pipx install --force "effekt[lab,papir]"'),
        ("pyvenv.cfg", 'python -m pip install "effekt[lab,papir]"'),
    ],
)
def test_the_command_is_that_of_what_installed_the_program_and_keeps_what_is_there(
    merke: str, kommando: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "_EXTRAS", {"cluster": "finnes_ikke", "lab": "json", "papir": "finnes_ikke"})
    (tmp_path / merke).touch()
    assert install_command("papir", tmp_path) == kommando


@pytest.mark.parametrize(
    ("kommando", "modul", "tillegg"),
    [(["pdf"], "weasyprint", "papir"), (["export", "--docx"], "docx", "papir"), (["lab"], "jupyterlab", "lab")],
)
def test_a_command_without_its_extra_ends_with_one(
    kommando: list[str], modul: str, tillegg: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, modul, None)
    assert main.main(kommando) == 1
    feil = capsys.readouterr().err
    assert f"trenger {modul}, som ikke er installert" in feil
    assert re.search(rf'pip install "effekt\[.*{tillegg}.*\]"$', feil.rstrip())
