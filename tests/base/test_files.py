"""Files and folders in place whole or not at all, and told apart by what is in them."""

import os
from pathlib import Path

import pytest

from effekt.base.environment import environment
from effekt.base.files import (
    copy_whole,
    fingerprint,
    fingerprint_of,
    is_left_behind,
    states,
    write_whole,
    written_files,
)


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Nothing can be put in another's place from the second time on; what was tried."""
    real, tried = os.replace, list[Path]()

    def second_fails(source: Path, target: Path) -> None:
        tried.append(target)
        if len(tried) == 2:
            raise OSError(28, "Ikke plass", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", second_fails)
    return tried


def _all(folder: Path) -> dict[str, str]:
    return {f.relative_to(folder).as_posix(): f.read_text() for f in folder.rglob("*") if f.is_file()}


def test_a_file_is_written_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a/b.txt", "æ")
    write_whole(tmp_path / "a/b.txt", b"ny")
    copy_whole(tmp_path / "a/b.txt", tmp_path / "c.txt")
    assert _all(tmp_path) == {"a/b.txt": "ny", "c.txt": "ny"}


def test_a_file_that_cannot_be_put_in_place_is_as_it_was(tmp_path: Path, full_disk: list[Path]) -> None:
    write_whole(tmp_path / "a.txt", "gammel")
    with pytest.raises(OSError, match="Ikke plass"):
        write_whole(tmp_path / "a.txt", "ny")
    assert _all(tmp_path) == {"a.txt": "gammel"}


def _folder(path: Path, content: str) -> Path:
    write_whole(path / "a.txt", content)
    return path


def test_a_fingerprint_is_of_bytes_and_of_a_folders_names_and_bytes(tmp_path: Path) -> None:
    assert fingerprint("æ") == fingerprint("æ".encode())
    assert len(fingerprint("")) == 64
    assert fingerprint_of(tmp_path / "ikke") == ""
    _folder(tmp_path / "b", "x")
    assert fingerprint_of(tmp_path / "b/a.txt") == fingerprint("x")
    seen = {fingerprint_of(tmp_path)}
    write_whole(tmp_path / "b/a.txt", "y")
    seen.add(fingerprint_of(tmp_path))
    (tmp_path / "b").rename(tmp_path / "c")
    seen.add(fingerprint_of(tmp_path))
    write_whole(tmp_path / "c/tom.txt", "")
    seen.add(fingerprint_of(tmp_path))
    assert len(seen) == 4
    (tmp_path / "c/tom.txt").unlink()
    assert fingerprint_of(tmp_path) in seen


def test_a_file_that_was_written_has_another_state(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write_whole(file, "x")
    before = states(tmp_path, tmp_path / "ikke")
    assert before == states(file) == states(tmp_path)
    om = file.stat()
    file.write_text("y")
    os.utime(file, ns=(om.st_atime_ns, om.st_mtime_ns))
    assert states(file) != before


def test_variables_are_as_they_were_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFEKT_EN", "før")
    monkeypatch.delenv("EFFEKT_TO", raising=False)

    def meanwhile() -> None:
        with environment({"EFFEKT_EN": "nå", "EFFEKT_TO": "nå"}):
            assert os.environ["EFFEKT_EN"] == os.environ["EFFEKT_TO"] == "nå"
            del os.environ["EFFEKT_TO"]
            raise KeyError

    with pytest.raises(KeyError):
        meanwhile()
    assert os.environ["EFFEKT_EN"] == "før"
    assert "EFFEKT_TO" not in os.environ


@pytest.mark.parametrize(
    "name",
    [
        ".ipynb_checkpoints/rammekutt-checkpoint.csv", ".DS_Store", "._vsh1.yml", "~$liste.xlsx", ".~lock.liste.ods#",
        "#vsh1.yml#", ".#vsh1.yml", "vsh1.yml~", ".vsh1.yml.swp", "vsh1.yml.bak", "vsh1.yml.orig", "Thumbs.db",
        "__pycache__/x.pyc",
    ],
)  # fmt: skip
def test_what_editors_and_file_managers_leave_is_nobodys_file(tmp_path: Path, name: str) -> None:
    assert is_left_behind(Path(name))
    write_whole(tmp_path / ".skjult" / name, "")
    write_whole(tmp_path / "mappe" / name, "")
    write_whole(tmp_path / "mappe/vsh1.yml", "")
    assert written_files(tmp_path, "**/*.*") == [tmp_path / "mappe/vsh1.yml"]
