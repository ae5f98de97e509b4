"""Every command that writes in a book: killed, or refused by the disk, at each of its writes."""

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from effekt.base.book import WORK_FOLDER
from effekt.base.writing import heal
from effekt.cli.main import main
from tests.helpers import kills
from tests.helpers.kills import State, Told, lay, result, run_from_first_write, state_of, trace
from tests.helpers.kommune import KOMMUNE
from tests.helpers.statistikkbank import Statistikkbank, Tabell, i_drift

__all__ = ["result"]

# Files of somebody else's in the folders that commands write to; none may be touched.
STRANGERS: State = {
    "data/tek/notat.txt": b"mitt", "data/.gjemt": b"mitt", "book/tek/utkast.ipynb": b"mitt", "book/tek": None,
    "book": None, "_build": None, "_build/notat.txt": b"mitt", "notater.md": b"mitt", "tmp": None, "ut": None,
    "ut/brev.docx": b"mitt", ".fjernes-ikke": b"mitt",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A command, what is done before it, and what the same command says when it has been done already."""

    argv: list[str]
    first: list[list[str]]
    again: int = 0
    book: str = "."
    # A file that is written for itself, when all else is done; it may be as before or as meant.
    apart: str = ""


NEW = ["new-sector", "kon", "--navn", "Kultur", "--rapport", "Rapport"]
NEW_BOOK = [*NEW, "--data", "ny", "--kommune", "Lillevik kommune", "--periode", "2027-2030"]
CASES = {
    "new-sector": Case(NEW, [], 2),
    "remove": Case(["new-sector", "kon", "--remove"], [NEW], 2),
    "import": Case(["import", "ut/bok.xlsx", "--sector", "tek", "--yes"], [], apart="ut/bok.xlsx"),
    "schema": Case(["schema"], []),
    "template": Case(["template", "ut/bok.xlsx", "--sector", "tek", "--force"], []),
    "fetch": Case(["fetch"], []),
    "new-book": Case(NEW_BOOK, [], 2, "ny"),
    "ny": Case(
        ["ny", "ny", "--kommune", "Lillevik kommune", "--navn", "Kultur", "--periode", "2027-2030"], [], 2, "ny"
    ),
    "import-table": Case(["import", "ut/tabell.csv", "--sector", "tek", "--virksomhet", "VEI", "--yes"], []),
    "remove-book": Case([*NEW_BOOK[:2], "--data", "ny", "--remove"], [NEW_BOOK], 2, "ny"),
    "changes": Case(["changes", "VEI1", "--template", "--output", "ut/endringer.yml"], [], 2),
}
FOLLOWED = f"{WORK_FOLDER}/arbeidsboker.json"
ENGLISH = re.compile(r"Traceback|uventet feil|\b(No space|Read-only|Permission|Input/output|exceeded|too large)\b")


def _book(root: Path) -> State:
    files: State = {
        path.relative_to(KOMMUNE).as_posix(): path.read_bytes()
        for path in KOMMUNE.rglob("*")
        if path.is_file() and "_build" not in path.parts
    }
    lay(root, {**files, **STRANGERS})
    return state_of(root)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of Lillevik with files of others in it, where the command is given."""
    root = tmp_path / "bok"
    _book(root)
    monkeypatch.chdir(root)
    monkeypatch.setenv("EFFEKT_DATA", str(root / "data"))
    monkeypatch.setenv("TMPDIR", str(root / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    return root


def _command(argv: list[str]) -> Callable[[], int]:
    return lambda: main(argv)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    """A command, in a book that is as it shall be before it."""
    case = CASES[request.param]
    with ExitStack() as stack:
        if request.param == "import":
            _workbook(root)
        if request.param == "import-table":
            (root / "ut/tabell.csv").write_text("Tall i kr\nTiltak;2027;2028\nFærre møter;1;2\n", encoding="utf-8")
        if request.param == "fetch":
            _snapshot(root, stack.enter_context(i_drift({"1": TABLE})), monkeypatch)
        for argv in case.first:
            assert main(argv) == 0
        yield case


YEARS = [str(year) for year in range(2020, 2026)]
TABLE = Tabell(
    "Innbyggere",
    {"Tid": ("år", dict(zip(YEARS, YEARS, strict=True)), False), "Hva": ("hva", {"a": "personer"}, False)},
    lambda k: 1000 + int(k["Tid"]),
)
DECLARED = """\
banker:
  b: {grensesnitt: pxwebapi2, adresse: ADRESSE/v2, utgiver: Banken, lisens: fri, sprak: "no", celler: CELLER,
    kall_per_minutt: 1000, lengste_adresse: 2100}
uttak:
  folk:
    bank: b
    tabell: "1"
    tittel: Folk
    formal: Prøve.
    dimensjoner:
      innhold: {kode: Hva, verdier: [{kode: a, tekst: personer}]}
      ar: {kode: Tid, fra: "2020"}
    tabeller:
      folk:
        tittel: Folk
        kolonner: {ar: {dimensjon: ar, tittel: År, type: year}}
        verdi: {navn: antall, tittel: Innbyggere, enhet: personer, type: integer}
        brukes_i: [Figur 1]
"""


def _snapshot(root: Path, bank: Statistikkbank, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot that came in three parts, with somebody's note beside it; the next comes in one, and differs."""

    class Noon(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Noon":
            return cls(2031, 1, 1, 12, tzinfo=tz)

    monkeypatch.setattr("effekt.fetch.fetching.datetime", Noon)
    declared = DECLARED.replace("ADRESSE", bank.adresse)
    (root / "data/felles/offentlige_tall.yml").write_text(declared.replace("CELLER", "2"), "utf-8")
    assert main(["fetch"]) == 0
    (root / "data/felles/offentlig/folk/notat.txt").write_bytes(b"mitt")
    (root / "data/felles/offentlige_tall.yml").write_text(declared.replace("CELLER", "200"), "utf-8")
    bank.tabeller["1"] = replace(TABLE, tall=lambda _: 7)


# What the workbook says otherwise: of two measures, a source, a table and its description, the sector.
_CHANGED = {
    "Lavere lys om natten": "Lavere lys", "Lys med diode": "Dioder", "Måling av vannforbruket": "Målingen",
    "Legg fram en plan for gatelys": "Legg fram en plan", "Gatelys etter sted": "Gatelys",
}  # fmt: skip


def _workbook(root: Path) -> None:
    """A workbook that changes files of every kind."""
    import openpyxl

    assert main(["template", "ut/bok.xlsx", "--sector", "tek"]) == 0
    bok = openpyxl.load_workbook(root / "ut/bok.xlsx")
    for rute in (rute for ark in bok for rad in ark.iter_rows() for rute in rad):
        rute.value = _CHANGED.get(rute.value, rute.value)
    bok.save(root / "ut/bok.xlsx")


def _in_book(state: State) -> State:
    return {n: c for n, c in state.items() if c is not None and "_build/effekt/" not in n}


def _all(root: Path, apart: str = "") -> State:
    """All that there is, but the file apart; an empty folder matters only among the data and the chapters.

    Nor does the list of workbooks that the preview follows, without which nothing is lost.
    """
    aside = (apart, FOLLOWED)
    state = {
        name: content
        for name, content in state_of(root).items()
        if name not in aside and not name.startswith(f"{WORK_FOLDER}/.effekt-")
    }
    for name, marker in state.items():
        if name.startswith("ny/data/") and name.endswith("/.ny-sektor.json") and isinstance(marker, bytes):
            # A folder that was begun on is there already the next time.
            state[name] = marker.replace(b'"ny_mappe": false', b'"ny_mappe": true')
    return {n: c for n, c in state.items() if c is not None or n.startswith(("data/", "notebooks/"))}


def test_what_is_killed_at_any_write_is_as_before_or_as_meant(case: Case, root: Path, result: Path) -> None:
    before = _all(root, case.apart)
    writes, told = trace(_command(case.argv), root, result)
    after = _all(root, case.apart)
    assert told.code == 0, told.said
    assert before != after
    assert all(after[name] == content for name, content in STRANGERS.items() if content)
    ends = {False: before, True: after}
    seen = []
    for where, left in kills.deaths(writes, root, after):
        for name, content in _in_book(left).items():
            ours = name == case.apart or re.fullmatch(r"ut/\.effekt-[0-9a-f]{64}\.ny", name)
            assert ours or content in {before.get(name, b"?"), after.get(name, b"?")}, f"{where}: {name}"
        lay(root, left)
        heal(root / case.book)
        # A file outside the book keeps what was begun on it till it is written again.
        now = {name: content for name, content in _all(root, case.apart).items() if not name.startswith("ut/.effekt-")}
        seen.append(now == after)
        assert now == ends[seen[-1]], where
    assert False in seen
    # Once it is done, it is not done again.
    assert seen == sorted(seen)


def test_what_was_killed_can_be_run_again(case: Case, root: Path, result: Path) -> None:
    before = state_of(root)
    writes, _ = trace(_command(case.argv), root, result)
    after = _all(root, case.apart)
    for nr in sorted({1, len(writes) // 3, len(writes) // 2, len(writes) - 1, len(writes)}):
        lay(root, before)
        kills.run(_command(case.argv), kills.die_at(nr), result)
        assert _in_book(state_of(root)) == _in_book(writes[nr - 1].before)
        _, told = kills.run(_command(case.argv), kills.die_at(0), result)
        assert told.code in {0, case.again}, told.said
        assert told.code == 0 or re.search("Velg en annen|er ikke laget med|har kilder.yml|en bok fra før", told.said)
        assert _all(root, case.apart) == after, writes[nr - 1]


def test_a_disk_that_refuses_leaves_all_as_it_was_and_is_told_in_words(case: Case, root: Path, result: Path) -> None:
    start, before = state_of(root), _all(root, case.apart)
    writes, _ = trace(_command(case.argv), root, result)
    after = _all(root, case.apart)
    shots = [(nr, kills.FAULTS[nr % len(kills.FAULTS)]) for nr in range(1, len(writes) + 1)]
    lay(root, start)

    def check(told: Told) -> tuple[Told, State]:
        heal(root / case.book)
        left = _all(root, case.apart)
        lay(root, start)
        return told, left

    ended = run_from_first_write(_command(case.argv), [kills.refuse_from(*shot) for shot in shots], check, result)
    for (nr, number), (told, left) in zip(shots, ended, strict=True):
        if number in kills.NO_DELETES:
            # What was begun on a file outside the book cannot be taken away; it stays till that file is written again.
            left = {name: content for name, content in left.items() if not name.startswith("ut/.effekt-")}
        where = f"{nr} {os.strerror(number)} {writes[nr - 1].event} {writes[nr - 1].path}: {told}"
        assert told.code in {0, 1, 2}, where
        assert not ENGLISH.search(told.said), where
        assert left == (before if told.code else after), where
    assert {told.code for told, _ in ended} >= {1}


@pytest.mark.parametrize("argv", [["check"], ["changes"], ["changes", "--template"], ["fetch", "--list"]])
def test_what_only_reads_writes_nothing(
    root: Path, result: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    with i_drift({"1": TABLE}) as bank:
        _snapshot(root, bank, monkeypatch)
        writes, told = trace(_command(argv), root, result)
    assert told.code in {0, 1}, told
    assert not writes, [(write.event, write.path) for write in writes]


def test_a_book_that_can_only_be_read_can_be_held_against_a_workbook(root: Path, result: Path) -> None:
    _workbook(root)
    before = state_of(root)

    def only_below_tmp(nr: int, event: str, path: str) -> None:
        if Path(path).is_absolute() and not Path(path).is_relative_to(root / "tmp"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)

    for argv, code in ((["--dry-run"], 0), (["--yes"], 1)):
        _, told = kills.run(_command(["import", "ut/bok.xlsx", "--sector", "tek", *argv]), only_below_tmp, result)
        assert "VEI1.navn: Lavere lys om natten → Lavere lys" in told.said
        assert told.code == code, told
        assert not ENGLISH.search(told.said)
        assert state_of(root) == before
