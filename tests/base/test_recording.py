"""What a chapter opens past the library, and what it starts, is written down; nothing else is."""

import os
import py_compile
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from effekt.audit.kontroll import trykte
from effekt.base import recording
from effekt.base.faults import Datafeil
from effekt.base.recording import EVERYTHING, JOURNAL_VARIABLE, UseRecorded, apart, record_use, take_used
from effekt.display.texts import kapittelkontekst
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor


def _barn(ut: Connection, gjor: Callable[[], object], mapper: dict[str, Path]) -> None:
    recording.listen(mapper)
    gjor()
    ut.send(None)


def _skrevet(tmp_path: Path, gjor: Callable[[], object], mapper: dict[str, Path]) -> list[str]:
    """The journal of a child that has done this: what listens cannot be taken away again."""
    fil = tmp_path / "journal.txt"
    fil.unlink(missing_ok=True)
    os.environ[JOURNAL_VARIABLE] = str(fil)
    try:
        her, der = get_context("fork").Pipe(duplex=False)
        barn = get_context("fork").Process(target=_barn, args=(der, gjor, mapper))
        barn.start()
        der.close()
        her.recv()
        barn.join()
    finally:
        del os.environ[JOURNAL_VARIABLE]
    return fil.read_text(encoding="utf-8").splitlines() if fil.exists() else []


FIL = "data/tek/a.csv"


@pytest.fixture
def bok(tmp_path: Path) -> Path:
    rot = tmp_path / "bok"
    for navn in (FIL, "notebooks/hjelp.py", "_build/x.txt", "data/.skjult", "b/æ ø.txt"):
        (rot / navn).parent.mkdir(parents=True, exist_ok=True)
        (rot / navn).write_text("x = 1\n")
    (rot / "lenke.csv").symlink_to(rot / FIL)
    return rot


@pytest.mark.parametrize(
    ("gjor", "ventet"),
    [
        (lambda rot: (rot / FIL).read_text(), [f"fil:{FIL}"]),
        (lambda rot: [(rot / FIL).read_text() for _ in "ab"], [f"fil:{FIL}"]),
        (lambda rot: os.close(os.open(rot / FIL, os.O_RDONLY)), [f"fil:{FIL}"]),
        (lambda rot: (rot / "lenke.csv").read_bytes(), [f"fil:{FIL}"]),
        (lambda rot: (rot / "b/æ ø.txt").read_text(), ["fil:bok/b/æ ø.txt"]),
        (lambda rot: list((rot / "data").iterdir()), ["fil:data"]),
        (lambda rot: _finnes_ikke(rot / "data/tek/b.csv"), ["fil:data/tek/b.csv"]),
        (lambda rot: _importer(rot / "notebooks"), ["fil:bok/notebooks/hjelp.py"]),
        # A folder's list is something only in data/; the rest is made, hidden, or elsewhere.
        (lambda rot: list(rot.iterdir()), []),
        (lambda rot: (rot / "_build/x.txt").read_text(), []),
        (lambda rot: (rot / "data/.skjult").read_text(), []),
        (lambda rot: (rot / "b/ny.txt").write_text("skriver"), []),
        (lambda rot: (rot / "b/ny.txt").open("a").close(), []),
        (lambda rot: Path("/etc/hostname").exists() and Path("/etc/hostname").read_text(), []),
        (lambda rot: None, []),
    ],
)  # fmt: skip
def test_what_is_opened_is_written_down(
    tmp_path: Path, bok: Path, gjor: Callable[[Path], object], ventet: list[str]
) -> None:
    mappene = {"data": bok / "data", "bok": bok}
    assert _skrevet(tmp_path, lambda: gjor(bok), mappene) == ventet


def _finnes_ikke(fil: Path) -> None:
    with pytest.raises(FileNotFoundError):
        fil.read_text()


def _importer(mappe: Path) -> None:
    sys.path.insert(0, str(mappe))
    __import__("hjelp")


def test_a_module_from_byte_code_is_its_source(tmp_path: Path, bok: Path) -> None:
    assert "__pycache__" in str(py_compile.compile(str(bok / "notebooks/hjelp.py")))
    mappene = {"data": bok / "data", "bok": bok}
    lest = _skrevet(tmp_path, lambda: _importer(bok / "notebooks"), mappene)
    assert lest == ["fil:bok/notebooks/hjelp.py"]


@pytest.mark.parametrize(
    "start",
    [
        lambda: subprocess.run(["true"], check=True),
        lambda: os.system("true"),
        lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0),
    ],
)
def test_one_that_starts_a_program_may_have_read_anything(
    tmp_path: Path, bok: Path, start: Callable[[], object]
) -> None:
    assert _skrevet(tmp_path, start, {"data": bok / "data"}) == [EVERYTHING]


def test_a_sector_is_known_by_what_is_used_of_it_and_not_by_its_files(tmp_path: Path) -> None:
    assert _skrevet(tmp_path, lambda: les_sektor("tek"), Bokmappe.her().kildemapper) == []
    assert _skrevet(tmp_path, lambda: les_sektor("tek").tall.ansatte, Bokmappe.her().kildemapper) == [
        "tek:tall.ansatte"
    ]
    # Which sector is the first follows from which there are.
    assert _skrevet(tmp_path, les_sektor, Bokmappe.her().kildemapper) == [":sektorer"]
    assert _skrevet(tmp_path, Bokmappe.her().sektorer, Bokmappe.her().kildemapper) == [":sektorer"]


@pytest.mark.parametrize(
    ("bruk", "ventet"),
    [
        (lambda s: "finnes_ikke" in s.tabeller, ["tek:tabell.finnes_ikke"]),
        (lambda s: len(s.tiltak), ["tek:tiltak.*"]),
        (lambda s: bool(s.tiltak), ["tek:tiltak.*"]),
        (lambda s: s.tabeller.get("finnes_ikke"), ["tek:tabell.finnes_ikke"]),
        # Another table may come to be the printed one.
        (lambda s: trykte(s, "klasse"), ["tek:holdes_mot"]),
        (lambda s: kapittelkontekst(s)["spennord"], ["tek:sektor", "tek:felles"]),
        (lambda s: kapittelkontekst(s)["spennord"].regn(), ["tek:sektor", "tek:felles", "tek:usikkerhet"]),
    ],
)
def test_what_is_there_and_how_many_counts_as_read(
    tek: Sektor, tmp_path: Path, bruk: Callable[[Sektor], object], ventet: list[str]
) -> None:
    def gjor() -> None:
        with suppress(Datafeil):
            bruk(tek)

    assert _skrevet(tmp_path, gjor, {}) == ventet


def test_without_a_journal_nothing_is_listened_to_or_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(JOURNAL_VARIABLE, raising=False)
    monkeypatch.setattr(recording, "_listening", False)
    recording.listen({"data": tmp_path})
    recording.write("tek:sektor")
    assert recording._listening is False
    assert list(tmp_path.iterdir()) == []


def test_a_journal_that_was_taken_away_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fil = tmp_path / "journal.txt"
    monkeypatch.setenv(JOURNAL_VARIABLE, str(fil))
    for _ in range(2):
        recording.write("tek:sektor")
        recording.write("tek:sektor")
        assert fil.read_text() == "tek:sektor\n"
        fil.unlink()


def test_what_is_used_apart_belongs_to_nothing_that_is_being_made() -> None:
    take_used()
    tall = UseRecorded("tall.", {"plasser": 1, "dager": 2})
    assert tall["plasser"] == 1
    with apart():
        assert tall["dager"] == 2
        with apart():
            record_use("total")
        assert take_used() == ["tall.dager"]
        record_use("total")
    assert take_used() == ["tall.plasser"]
    assert take_used() == []
