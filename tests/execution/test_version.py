"""The program as one fingerprint: whatever of it is another, it is another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from effekt.execution import version
from tests.helpers.feildata import bytt


@pytest.mark.parametrize(
    "endre",
    [
        lambda kopi: bytt(kopi / "effekt/base/numbers.py", '"""\n\n', '"""\n\n# En merknad.\n'),
        lambda kopi: (kopi / "effekt/base/numbers.py").rename(kopi / "effekt/base/tall.py"),
        lambda kopi: (kopi / "effekt/base/ny.py").write_text(""),
        lambda kopi: (kopi / "effekt/calc/usikkerhet.py").unlink(),
        lambda kopi: next((kopi / "effekt/authoring/maler").rglob("*.yml")).write_text("x: 1"),
        lambda kopi: (kopi / "uv.lock").write_text("version = 1\n"),
        lambda kopi: (kopi / "uv.lock").unlink(),
    ],
)
def test_a_file_that_is_another_comes_or_goes_makes_another_program(
    kodekopi: Path, endre: Callable[[Path], object]
) -> None:
    for_ = version.program()
    assert version.program() == for_
    endre(kodekopi)
    assert version.program() != for_


@pytest.mark.parametrize(
    "navn", ["base/__pycache__/numbers.cpython-311.pyc", "base/.numbers.py.swp", "base/~numbers.py"]
)
def test_what_python_and_editors_leave_is_no_part_of_it(kodekopi: Path, navn: str) -> None:
    for_ = version.program()
    fil = kodekopi / "effekt" / navn
    fil.parent.mkdir(exist_ok=True)
    fil.write_bytes(b"x")
    assert version.program() == for_


def test_the_same_program_in_another_folder_is_the_same(kodekopi: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kopien = version.program()
    monkeypatch.undo()
    assert version.program() == kopien


def test_without_a_lock_the_installed_packages_decide(
    kodekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kodekopi / "uv.lock").unlink()
    pakker = tmp_path / "site-packages"
    monkeypatch.syspath_prepend(str(pakker))
    sett = set()
    for navn in ("pandas-2.3.0.dist-info", "pandas-2.3.1.dist-info", "sphinx-8.2.0.dist-info"):
        (pakker / navn).mkdir(parents=True)
        sett.add(version.program())
    assert len(sett) == 3
