"""A file that one process has at a time: as POSIX, as Windows, and as neither of them locks."""

import errno
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from effekt.base import files, locks, workplace
from effekt.base.book import WORK_FOLDER
from effekt.base.faults import Byggfeil
from effekt.base.files import write_whole
from effekt.base.locks import locked, move_over
from effekt.base.workplace import clear_dead, one_at_a_time, own_folder


def _windows() -> types.ModuleType:
    """Locks of bytes, as Windows has them: whoever asks for what is taken is refused at once."""
    module, taken = types.ModuleType("msvcrt"), dict[tuple[int, int], int]()

    def locking(fd: int, mode: int, _: int) -> None:
        om = os.fstat(fd)
        if mode == 0:
            del taken[om.st_dev, om.st_ino]
        elif taken.setdefault((om.st_dev, om.st_ino), fd) != fd:
            raise PermissionError(errno.EACCES, "Permission denied")

    module.LK_NBLCK, module.LK_UNLCK, module.locking = 2, 0, locking  # type: ignore[attr-defined]
    return module


@pytest.fixture(params=["posix", "windows", "ingen"])
def systemet(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The locks of a system; where it has others than POSIX, nobody moves an open file."""
    if request.param != "posix":
        monkeypatch.setattr(locks, "fcntl", None)
        monkeypatch.setattr(locks, "msvcrt", _windows() if request.param == "windows" else None)
        for modul in (locks, files, workplace):
            monkeypatch.setattr(modul, "MOVES_WHILE_OPEN", False)
    return str(request.param)


@pytest.mark.usefixtures("systemet")
def test_what_one_has_no_other_gets_until_it_is_let_go(tmp_path: Path) -> None:
    fil = tmp_path / "ny/las"
    with locked(fil) as holdt:
        holdt.write(b"mitt")
        with pytest.raises(BlockingIOError), locked(fil, wait=False):
            pass
    with locked(fil, wait=False) as holdt:
        holdt.seek(0)
        assert holdt.read() == b"mitt"
    assert [sti.name for sti in (tmp_path / "ny").iterdir()] == ["las"]


@pytest.mark.usefixtures("systemet")
def test_two_builds_are_told_apart_and_the_work_of_one_that_is_gone_is_cleared(tmp_path: Path) -> None:
    with one_at_a_time(tmp_path / "las"):
        with pytest.raises(Byggfeil, match="en annen bygging pågår"), one_at_a_time(tmp_path / "las"):
            pass
        with own_folder(tmp_path, tmp_path / "bygg") as mappe:
            clear_dead(tmp_path)
            assert mappe.is_dir()
    assert not mappe.exists()
    # One that was killed left its folder and its record, which nobody holds.
    mappe.mkdir()
    notat = tmp_path / WORK_FOLDER / "arbeid" / mappe.name.rpartition("-")[2]
    notat.write_text(f"{mappe}\n", encoding="utf-8")
    clear_dead(tmp_path)
    assert not mappe.exists()
    assert not notat.exists()


@pytest.mark.usefixtures("systemet")
def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    for innhold in ("gammel", "ny"):
        write_whole(tmp_path / "a/b.txt", innhold)
    assert (tmp_path / "a/b.txt").read_text(encoding="utf-8") == "ny"
    assert [sti.name for sti in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_without_locks_the_one_who_has_a_file_counts_as_long_as_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "fcntl", None)
    monkeypatch.setattr(locks, "msvcrt", None)
    borte = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    notat = tmp_path / ".las.holdes-av"
    notat.write_bytes(borte.stdout)
    with locked(tmp_path / "las"):
        assert notat.read_text() == str(os.getpid())
    assert not notat.exists()
    notat.write_text(str(os.getppid()))
    with pytest.raises(BlockingIOError), locked(tmp_path / "las", wait=False):
        pass


def test_a_file_that_another_program_has_open_for_a_moment_is_moved_when_it_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("ny")
    virkelig, forsok = os.replace, list[int]()

    def opptatt(fra: Path, til: Path) -> None:
        forsok.append(1)
        if len(forsok) < 3:
            raise PermissionError(errno.EACCES, "brukes av et annet program", str(til))
        virkelig(fra, til)

    monkeypatch.setattr(os, "replace", opptatt)
    with pytest.raises(PermissionError):
        move_over(tmp_path / "a", tmp_path / "b")
    monkeypatch.setattr(locks, "msvcrt", _windows())
    move_over(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "ny"
