"""Chapters run the same whoever runs them, and a run that is stopped leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.base.workplace import clear_dead
from effekt.cli import main
from effekt.execution import execute, pool
from effekt.execution.chapters import Kapittel
from effekt.execution.execute import RunSettings, choose_engine, run_all, run_chapter
from effekt.reading.bokmappe import Bokmappe
from tests.helpers.kommune import bare
from tests.helpers.notatbokkjoring import borte, skriv_notatbok, vent_pa


def _kapittel(mappe: Path, *celler: str) -> Kapittel:
    fil = skriv_notatbok(mappe / "x.ipynb", ["sektor: str = ''\nendringer: dict = {}", *celler], {0: ["parameters"]})
    return Kapittel("tek/x", fil, "tek")


def _verdier() -> dict[str, object]:
    return {"sektor": "tek", "endringer": {}}


def _innhold(mappe: Path) -> dict[str, bytes]:
    return {p.relative_to(mappe).as_posix(): p.read_bytes() for p in mappe.rglob("*") if p.is_file()}


@pytest.mark.bygg
@pytest.mark.parametrize("motor", ["effekt", "papermill"])
def test_a_failure_names_cell_and_cause_and_leaves_nothing(
    motor: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for celle, ventet in (
        ("1 / 0", r"celle 2: ZeroDivisionError: division by zero\n    1 / 0"),
        ("import warnings; warnings.warn('pass på')", "celle 2 ga en advarsel:\n"),
        ("while True: pass", "celle 2 brukte mer enn 3 sekunder"),
        ("import os; os.kill(os.getpid(), 9)", "celle 2: "),
        ("input()", "celle 2: StdinNotImplementedError"),
    ):
        # No limit that a slow machine would meet by itself.
        monkeypatch.setattr(execute, "CELL_LIMIT", 3 if celle.startswith("while") else 120)
        kapittel = _kapittel(tmp_path, celle)
        feil = run_chapter(Bokmappe.her().data, kapittel, tmp_path / "ut", _verdier(), motor).fault
        assert feil.startswith(ventet.replace(r"\n", "\n")), feil
        assert not list((tmp_path / "ut/book").rglob("*.ipynb"))


@pytest.mark.bygg
def test_a_chapter_has_a_limit_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "CHAPTER_LIMIT", 8)
    kapittel = _kapittel(tmp_path, "import time; time.sleep(1)", "time.sleep(600)")
    feil = run_chapter(Bokmappe.her().data, kapittel, tmp_path / "ut", _verdier(), "effekt").fault
    assert feil.startswith("celle 3: kapitlet brukte mer enn 8 sekunder"), feil


@pytest.mark.bygg
def test_the_longest_chapters_are_begun_first(tmp_path: Path) -> None:
    kapitler = []
    for navn in "abc":
        (tmp_path / navn).mkdir()
        kapittel = _kapittel(tmp_path / navn, f"open('../../../rekke', 'a').write('{navn}'); None")
        kapitler.append(Kapittel(f"tek/{navn}", kapittel.kilde, "tek"))
    tider = tmp_path / "tider.json"
    tider.write_text('{"tek/a": 1, "tek/b": 3, "tek/c": 2}')
    ferdige = list(run_all(Bokmappe.her(), kapitler, tmp_path / "ut", RunSettings(workers=1), times=tider))
    assert [k.fault for k in ferdige] == ["", "", ""]
    assert (tmp_path / "rekke").read_text() == "bca"
    assert json.loads(tider.read_text()).keys() == {"tek/a", "tek/b", "tek/c"}


@pytest.mark.bygg
@pytest.mark.parametrize(
    ("signalet", "slutt", "sier"),
    [
        (signal.SIGINT, 130, "effekt: avbrutt. Boken og nettstedet er som de var.\n"),
        (signal.SIGTERM, 143, "effekt: stoppet av signalet SIGTERM. Boken og nettstedet er som de var.\n"),
        (signal.SIGKILL, -9, ""),
    ],
)
def test_interrupted_it_leaves_neither_process_nor_file(
    kommunekopi: Path, tmp_path: Path, signalet: signal.Signals, slutt: int, sier: str
) -> None:
    rot = bare(kommunekopi.parent, "tek/x", "tek/y")
    (rot / "book/tek").mkdir(parents=True)
    (rot / "book/tek/utkast.ipynb").write_text("som før")
    for navn in "xy":
        kode = (
            "import os, subprocess, time\n"
            f"p = subprocess.Popen(['sleep', '600'])\n"
            f"open('{tmp_path / navn}', 'w').write(f'{{os.getpid()}} {{p.pid}} {{os.getppid()}}')\n"
            "time.sleep(600)"
        )
        _kapittel(tmp_path, kode)
        (tmp_path / "x.ipynb").rename(rot / f"notebooks/tek/{navn}.ipynb")
    for_ = _innhold(rot / "book")
    bygging = subprocess.Popen(
        [Path(sys.executable).with_name("effekt"), "build", "--data", rot / "data"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    pider = [int(pid) for navn in "xy" for pid in vent_pa(tmp_path / navn).split()]
    (os.killpg if signalet == signal.SIGINT else os.kill)(bygging.pid, signalet)
    _, sagt = bygging.communicate(timeout=120)
    assert (bygging.returncode, sagt) == (slutt, sier)
    assert all(borte(pid) for pid in pider)
    assert _innhold(rot / "book") == for_
    assert {p.name for p in (rot / "_build/effekt").iterdir()} <= {
        "las",
        "arbeid",
        "matplotlib",
    } or signalet == signal.SIGKILL
    clear_dead(rot)  # as the next one does
    assert not [p for p in (rot / "_build/effekt").iterdir() if p.name.startswith("bygg-")]


def test_an_unknown_engine_is_told_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["build", "--engine", "papirmill"])
    assert "--engine er «papirmill». Mente du papermill? Velg effekt, papermill" in (capsys.readouterr().err)
    with pytest.raises(Datafeil, match="ukjent motor «efekt»"):
        choose_engine("efekt")


def test_without_fork_papermill_runs_the_chapters_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_engine() == ("effekt", "")
    monkeypatch.delattr(os, "fork")
    assert not pool.can_fork()
    motor, sagt = choose_engine()
    assert motor == "papermill"
    assert "mangler fork" in sagt
    assert choose_engine("papermill") == ("papermill", "")
    with pytest.raises(Datafeil, match="trenger fork"):
        choose_engine("effekt")


@pytest.mark.bygg
def test_a_notebook_without_ids_and_language_gives_the_same_bytes_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kapittel = _kapittel(tmp_path, "1 + 1", "while sektor == 'x': pass")
    gammel = json.loads(kapittel.kilde.read_text(encoding="utf-8"))
    gammel |= {"nbformat_minor": 4, "metadata": {}}
    for celle in gammel["cells"]:
        celle.pop("id", None)
    kapittel.kilde.write_text(json.dumps(gammel), encoding="utf-8")
    for nr in (1, 2):
        assert run_chapter(Bokmappe.her().data, kapittel, tmp_path / f"ut{nr}", _verdier(), "effekt").fault == ""
    ut = [(tmp_path / f"ut{nr}/book/tek/x.ipynb").read_bytes() for nr in (1, 2)]
    assert ut[0] == ut[1]
    assert [celle["id"] for celle in json.loads(ut[0])["cells"]][-2:] == ["celle-1", "celle-2"]
    assert not list(tmp_path.rglob("*.kilde.ipynb"))
    monkeypatch.setattr(execute, "CELL_LIMIT", 3)
    feil = run_chapter(Bokmappe.her().data, kapittel, tmp_path / "ut", {**_verdier(), "sektor": "x"}, "effekt").fault
    assert feil.startswith("celle 3 brukte mer enn 3 sekunder")
