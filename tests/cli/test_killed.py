"""Every command that writes in a book: killed, or refused by the disk, at each of its writes."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from effekt.base.writing import heal
from effekt.cli.main import main
from tests.helpers import kills
from tests.helpers.kills import State, lay, result, state_of, trace
from tests.helpers.kommune import KOMMUNE

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


NEW = ["new-sector", "kon", "--navn", "Kultur", "--rapport", "Rapport"]
CASES = {
    "new-sector": Case(NEW, [], 2),
    "remove": Case(["new-sector", "kon", "--remove"], [NEW], 2),
    "import": Case(["import", "ut/bok.xlsx", "--sector", "tek", "--yes"], []),
    "schema": Case(["schema"], []),
    "template": Case(["template", "ut/bok.xlsx", "--sector", "tek", "--force"], []),
    "changes": Case(["changes", "VEI1", "--template", "--output", "ut/endringer.yml"], [], 2),
}
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
def case(request: pytest.FixtureRequest, root: Path) -> Case:
    """A command, in a book that is as it shall be before it."""
    case = CASES[request.param]
    if request.param == "import":
        _workbook(root)
    for argv in case.first:
        assert main(argv) == 0
    return case


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
    return {name: content for name, content in state.items() if not name.startswith("_build/effekt")}


def _all(root: Path) -> State:
    """All that there is, but for an empty folder, which is no matter."""
    return {name: content for name, content in state_of(root).items() if (name, content) != ("_build/effekt", None)}


def test_what_is_killed_at_any_write_is_as_before_or_as_meant(case: Case, root: Path, result: Path) -> None:
    before = state_of(root)
    writes, told = trace(_command(case.argv), root, result)
    after = state_of(root)
    assert told.code == 0, told.said
    assert before != after
    assert all(after[name] == content for name, content in STRANGERS.items())
    ends = {False: before, True: after}
    seen = []
    for where, left in kills.deaths(writes, root, after):
        for name, content in _in_book(left).items():
            ours = re.fullmatch(r"ut/\.effekt-[0-9a-f]{16}\.ny", name)
            assert ours or content in {before.get(name, b"?"), after.get(name, b"?")}, f"{where}: {name}"
        lay(root, left)
        heal(root)
        # A file outside the book keeps what was begun on it till it is written again.
        now = {name: content for name, content in _all(root).items() if not name.startswith("ut/.effekt-")}
        seen.append(now == after)
        assert now == ends[seen[-1]], where
    assert False in seen
    # Once it is done, it is not done again.
    assert seen == sorted(seen)


def test_what_was_killed_can_be_run_again(case: Case, root: Path, result: Path) -> None:
    before = state_of(root)
    writes, _ = trace(_command(case.argv), root, result)
    after = state_of(root)
    for nr in sorted({1, len(writes) // 3, len(writes) // 2, len(writes) - 1, len(writes)}):
        lay(root, before)
        kills.run(_command(case.argv), kills.die_at(nr), result)
        left = state_of(root)
        assert {n: c for n, c in left.items() if "kommando-" not in n} == {
            n: c for n, c in writes[nr - 1].before.items() if "kommando-" not in n
        }
        _, told = kills.run(_command(case.argv), kills.die_at(0), result)
        assert told.code in {0, case.again}, told.said
        assert told.code == 0 or "elg " in told.said or "er ikke laget" in told.said
        assert _all(root) == after, writes[nr - 1]


def test_a_disk_that_refuses_leaves_all_as_it_was_and_is_told_in_words(case: Case, root: Path, result: Path) -> None:
    before = state_of(root)
    writes, _ = trace(_command(case.argv), root, result)
    after = state_of(root)
    for nr, write in enumerate(writes, 1):
        number = kills.FAULTS[nr % len(kills.FAULTS)]
        lay(root, before)
        _, told = kills.run(_command(case.argv), kills.refuse_from(nr, number), result)
        where = f"{nr} {os.strerror(number)} {write.event} {write.path}: {told}"
        assert told.code in {0, 1, 2}, where
        assert not ENGLISH.search(told.said), where
        heal(root)
        assert _all(root) == (before if told.code else after), where
