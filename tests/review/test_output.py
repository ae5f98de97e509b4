"""The folder that a rerun or a comparison writes: whole or not at all, and never over what is somebody else's."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.base.workplace import clear_dead
from effekt.review import output
from effekt.review.output import new_folder


@pytest.fixture
def rot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A book, seen from a folder of one's own."""
    bok = tmp_path / "bok"
    (bok / "data/tek").mkdir(parents=True)
    for navn in ("_toc.yml", "data/kilder.yml"):
        (bok / navn).write_text("")
    (tmp_path / "her").mkdir()
    monkeypatch.chdir(tmp_path / "her")
    yield bok
    assert not (bok / "_build/effekt/arbeid").exists() or not any((bok / "_build/effekt/arbeid").iterdir())


def _kjor(rot: Path, mappe: Path, tekst: str = "1") -> None:
    with new_folder(rot, mappe) as ny:
        (ny / "filer").mkdir()
        for navn in ("side.html", "filer/a.csv"):
            (ny / navn).write_text(tekst)


def _les(mappe: Path) -> dict[str, str]:
    alle = {fil.relative_to(mappe).as_posix(): fil.read_text() for fil in mappe.rglob("*") if fil.is_file()}
    alle.pop(output.RECORD, None)
    return alle


@pytest.mark.parametrize("bytter", [True, False])
def test_what_a_run_left_is_replaced_by_the_next(rot: Path, monkeypatch: pytest.MonkeyPatch, bytter: bool) -> None:
    if not bytter:
        monkeypatch.setattr(output, "exchange", lambda *_: False)
    ut = rot.parent / "ut"
    for tekst in ("1", "2"):
        _kjor(rot, ut, tekst)
        assert _les(ut) == {"side.html": tekst, "filer/a.csv": tekst}
        (ut / "side.html").unlink()  # what is gone is in nobody's way
    assert sorted(p.name for p in rot.parent.iterdir()) == ["bok", "her", "ut"]


@pytest.mark.parametrize(
    ("navn", "melding"),
    [
        ("notater.md", "mappen har «notater.md» i seg, som effekt ikke har laget"),
        ("filer/b.csv", "mappen har «filer/b.csv» i seg, som effekt ikke har laget"),
        ("tom/", "mappen har «tom/» i seg, som effekt ikke har laget"),
        ("filer/a.csv", "mappen har «filer/a.csv» i seg, som er endret siden effekt laget den"),
    ],
)
def test_what_is_laid_beside_a_run_or_changed_in_it_stays(rot: Path, navn: str, melding: str) -> None:
    ut = rot.parent / "ut"
    _kjor(rot, ut)
    (ut / navn).mkdir() if navn.endswith("/") else (ut / navn).write_text("mitt")
    for_ = _les(ut)
    with pytest.raises(Datafeil, match=melding), new_folder(rot, ut):
        pytest.fail("noe er gjort")
    assert _les(ut) == for_
    (ut / navn).rename(rot.parent / "flyttet")  # what the message says
    _kjor(rot, ut, "2")
    assert _les(ut)["side.html"] == "2"


@pytest.mark.parametrize("bytter", [True, False])
def test_what_comes_while_it_runs_stays_too(rot: Path, monkeypatch: pytest.MonkeyPatch, bytter: bool) -> None:
    if not bytter:
        monkeypatch.setattr(output, "exchange", lambda *_: False)
    ut = rot.parent / "ut"
    _kjor(rot, ut)

    def kjor() -> None:
        with new_folder(rot, ut):
            (ut / "notater.md").write_text("mitt")

    with pytest.raises(Datafeil, match=r"notater\.md"):
        kjor()
    assert _les(ut) == {"side.html": "1", "filer/a.csv": "1", "notater.md": "mitt"}


def test_a_folder_that_looks_like_a_run_is_none_without_its_list(rot: Path) -> None:
    ut = rot.parent / "Nedlastinger"
    ut.mkdir()
    for navn in ("sammenligning.csv", "skattemelding.pdf"):
        (ut / navn).write_text("mitt")
    with pytest.raises(Datafeil, match=r"«sammenligning\.csv» i seg, som effekt ikke har laget"):
        _kjor(rot, ut)
    (ut / output.RECORD).write_text("[]")
    with pytest.raises(Datafeil, match="som effekt ikke har laget"):
        _kjor(rot, ut)
    assert _les(ut).keys() == {"sammenligning.csv", "skattemelding.pdf"}


@pytest.mark.parametrize(
    ("sted", "melding"),
    [
        ("bok", "mappen er en bok"),
        ("bok/ny", "mappen ligger i en bok"),
        ("bok/data", "mappen er en bok"),
        ("bok/data/tek", "mappen er en bok|mappen ligger i en bok"),
        ("bok/_build", "mappen ligger i en bok"),
        ("bok/_build/html", "der ligger det som «effekt build» lager"),
        ("bok/_build/html/x", "der ligger det som «effekt build» lager"),
        ("bok/_build/effekt/x", "der ligger det som «effekt build» lager"),
        (".", "mappen har en bok i seg|du står i mappen"),
        ("her", "du står i mappen"),
        ("lenke/ny", "mappen ligger i en bok"),
        ("annen/under/ny", "mappen ligger i en bok"),
        ("fil/ny", "er en fil"),
    ],
)
def test_a_place_that_is_a_books_is_refused(rot: Path, sted: str, melding: str) -> None:
    (rot.parent / "lenke").symlink_to(rot)
    (rot.parent / "fil").write_text("")
    (rot.parent / "annen/data").mkdir(parents=True)  # a book of somebody else's
    (rot.parent / "annen/data/kilder.yml").write_text("")
    with pytest.raises(Datafeil, match=melding):
        _kjor(rot, rot.parent / sted)
    assert not list(rot.parent.rglob("side.html"))
    _kjor(rot, rot / "_build/omregnet/x")


def test_killed_it_leaves_the_old_one_and_the_next_clears_up(rot: Path) -> None:
    ut = rot.parent / "dypt/ut"
    _kjor(rot, ut)
    pid = os.fork()
    if pid == 0:
        with new_folder(rot, ut) as ny:
            (ny / "side.html").write_text("2")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    assert _les(ut) == {"side.html": "1", "filer/a.csv": "1"}
    assert len(list(ut.parent.iterdir())) == 2
    clear_dead(rot)
    assert list(ut.parent.iterdir()) == [ut]


def test_where_the_book_cannot_be_written_to_a_run_elsewhere_is_made_all_the_same(
    rot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rot / "_build").write_text("ingen mappe")  # as a book that can only be read
    _kjor(rot, rot.parent / "ut")
    assert _les(rot.parent / "ut")["side.html"] == "1"
