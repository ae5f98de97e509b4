"""The checkout as a place: copied or moved, it is its own; another copy's program is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from effekt.base.book import PAKKE, another_copy
from tests.helpers.bokkopi import ROT


@pytest.mark.parametrize("flyttet", [False, True])
def test_an_environment_that_was_made_elsewhere_is_made_anew(tmp_path: Path, flyttet: bool) -> None:
    shutil.copy(ROT / "Makefile", tmp_path)
    venv = tmp_path / ".venv"
    venv.mkdir()
    (venv / ".book").touch()
    (venv / ".place").write_text("/et/annet/sted\n" if flyttet else f"{tmp_path.resolve()}\n", encoding="utf-8")
    subprocess.run(["make", "-C", tmp_path, "help"], check=True, capture_output=True)
    assert venv.exists() is not flyttet


def test_a_copy_of_the_project_says_that_another_copys_program_runs(tmp_path: Path) -> None:
    assert another_copy(PAKKE.parent) is None
    assert another_copy(tmp_path) is None
    (tmp_path / PAKKE.name).mkdir()
    (tmp_path / PAKKE.name / "__init__.py").touch()
    assert another_copy(tmp_path) == PAKKE.parent


def test_the_environment_finds_the_program_from_where_it_lies_itself() -> None:
    """Python does not start with LC_ALL=C where the path of the checkout, with an ø in it, stands in a .pth file."""
    for fil in Path(sys.prefix).glob("lib/python3*/site-packages/_effekt.pth"):
        sti = fil.read_text(encoding="ascii").strip()
        assert not Path(sti).is_absolute()
        assert (fil.parent / sti).resolve() == ROT.resolve()
