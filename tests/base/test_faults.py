"""A fault tells where it is from the book that its file lies in, whichever book is being read."""

from pathlib import Path

import pytest

from effekt.base.faults import Datafeil, os_fault, os_fault_in, vis_sti


@pytest.mark.parametrize(
    ("fil", "vist"),
    [
        ("bok/data/hls/tall.yml", "data/hls/tall.yml"),
        ("bok/data/kilder.yml", "data/kilder.yml"),
        ("bok/notebooks/hls/a.ipynb", "notebooks/hls/a.ipynb"),
        ("bok/indre/data/hls/tall.yml", "data/hls/tall.yml"),
        ("tallene/hls/tall.yml", "tallene/hls/tall.yml"),
        ("tallene", "tallene"),
    ],
)
def test_a_path_is_shown_from_the_book_that_it_lies_in(tmp_path: Path, fil: str, vist: str) -> None:
    for data in ("bok/data", "bok/indre/data", "tallene"):
        (tmp_path / data).mkdir(parents=True)
        (tmp_path / data / "kilder.yml").touch()
    assert vis_sti(tmp_path / fil) == vist
    assert str(Datafeil("er feil", tmp_path / fil, 3)) == f"{vist}, linje 3: er feil."


def test_the_file_that_a_book_is_known_by_is_shown_so_where_it_is_missing_too(tmp_path: Path) -> None:
    assert vis_sti(tmp_path / "data" / "kilder.yml") == "data/kilder.yml"


def test_a_path_in_no_book_is_shown_whole(tmp_path: Path) -> None:
    assert vis_sti(tmp_path / "bok.xlsx") == (tmp_path / "bok.xlsx").as_posix()


@pytest.mark.parametrize(
    ("grunn", "sagt"),
    [
        (
            OSError(28, "No space left", "/a"),
            "får ikke skrevet «/a»: disken er full. Rydd plass, og kjør kommandoen igjen.",
        ),
        (
            OSError(28, "No space left"),
            "får ikke skrevet en fil: disken er full. Rydd plass, og kjør kommandoen igjen.",
        ),
        (
            OSError(122, "Disk quota exceeded", "/a", None, "/b"),
            "får ikke skrevet «/b»: kvoten på disken er brukt opp.",
        ),
        (OSError(30, "Read-only file system", "/a"), "får ikke skrevet «/a»: der kan det bare leses."),
        (FileNotFoundError(2, "No such file", "/a"), "kommer ikke til «/a»: den finnes ikke."),
        (OSError("noe annet"), ""),
    ],
)
def test_what_the_system_would_not_do_is_told_in_words(grunn: OSError, sagt: str) -> None:
    assert os_fault(grunn).startswith(sagt)
    assert bool(os_fault(grunn)) is bool(sagt)


def test_what_another_program_says_of_it_is_found_in_its_words() -> None:
    assert os_fault_in("…\nOSError: [Errno 28] No space left on device: 'x/y.svg'\n…").startswith(
        "får ikke skrevet «x/y.svg»"
    )
    assert os_fault_in("OSError: [Errno 28] No space left on device").startswith(
        "får ikke skrevet en fil: disken er full"
    )
    assert os_fault_in("ValueError: [Errno x]") == ""
