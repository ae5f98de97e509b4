"""The benchmark's page from measurements that are made up, and the made-up sectors themselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import oppdiktet, vekst
from benchmarks.maling import Fordeling, Maling, forhold
from benchmarks.rapport import SCENARIER, dyrere, mal_nadd, skriv
from benchmarks.utfordrere import API, BYGG, GRENSE, JB_AV, JB_RENT, LOKKE, MOTOR, VISNING
from effekt.check.checking import chapters_by_sektor, check_sektor
from effekt.check.report import make_reports
from effekt.reading.program import les_program
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.bokkopi import boken


def _malt(*vegg: float, minne: float = 100) -> dict[str, Any]:
    return {"feil": "", "minne": minne, "malinger": [{"vegg": v, "cpu": v} for v in vegg]}


def _scenario(**utfordrere: dict[str, Any]) -> dict[str, Any]:
    return {"dato": "2030-01-31", "runder": 3, "kapitler": 22, "utfordrere": utfordrere}


@pytest.fixture
def resultater() -> dict[str, Any]:
    return {
        "maskin": {"kjerner": 2, "prosessor": "Regnemaskin", "minne": 8, "system": "Linux 6"},
        "versjoner": {"Python": "3.11", "papermill": "2.7"},
        "scenarier": {
            "execution": _scenario(**{
                MOTOR: _malt(10, 12, 11, minne=300),
                GRENSE: _malt(8, 8, 11, minne=200),
                LOKKE: _malt(70, 60, 77, minne=200),
                API: _malt(20, 24, 33, minne=310),
            }),
            "unchanged": _scenario(**{BYGG: _malt(1.5), JB_AV: _malt(1.2)}),
            "number": _scenario(**{VISNING: _malt(2), JB_RENT: _malt(40)}),
        },
        "growth": {
            "dato": "2030-01-31",
            "boker": {
                str(n): {"feil": "", "malinger": {
                    vekst.KJORT: {"vegg": n / 2, "cpu": 3 + n, "minne": 300},
                    vekst.SJEKK: {"vegg": n / 2, "cpu": 1 + n * n, "minne": 300},
                }}
                for n in (10, 100, 1000)
            },
        },
    }  # fmt: skip


# --- the page ------------------------------------------------------------------------------------


def test_targets_are_judged_by_what_was_measured(resultater: dict[str, Any]) -> None:
    nadd = {krav: (verdi, ok) for krav, _, verdi, ok in mal_nadd(resultater)}
    assert nadd == {
        "Execution, times the limit's wall time": ("1.25 (1.00–1.50)", True),
        "Execution, times faster than papermill in a loop": ("7.00 (5.00–7.00)", True),
        "Execution, times faster than papermill's API with two workers":
            ("2.00 (2.00–3.00)", False),
        "One number changed, times faster than jupyter-book's clean way: "
        "a figure of the text in the preview": ("20.00", True),
        "Nothing changed, times jupyter-book's idle build": ("1.25", False),
        f"Peak memory, times that of {API}": ("0.97", True),
        f"Peak memory, times that of {LOKKE}": ("1.50", False),
        f"CPU of one more chapter from 100 to 1 000, times from 10 to 100: {vekst.SJEKK}":
            ("10.00", False),
        f"CPU of one more chapter from 100 to 1 000, times from 10 to 100: {vekst.KJORT}":
            ("1.00", True),
    }  # fmt: skip


def test_the_page_has_machine_tables_and_targets(resultater: dict[str, Any]) -> None:
    side = skriv(resultater)
    assert "Machine: 2 cores, Regnemaskin, 8 GB, Linux 6." in side
    assert "| Execution, times the limit's wall time | ≤ 1.4 | 1.25 (1.00–1.50) | reached |" in side
    assert "| Nothing changed, times jupyter-book's idle build | ≤ 1.2 | 1.25 | **not reached** |" in side
    assert f"| {MOTOR} | 11.00 (10.00–12.00) | 11.00 (10.00–12.00) | 300 | 1 |" in side
    assert f"| {LOKKE} | 70.00 (60.00–77.00) | 70.00 (60.00–77.00) | 200 | 7.00 (5.00–7.00) |" in side
    assert f"| {vekst.KJORT} | 1300.0 | 1030.0 | 1003.0 |" in side
    assert "How to repeat it" in side
    # What has not been measured is not there.
    assert SCENARIER["execution"].tittel in side
    assert SCENARIER["cold"].tittel not in side


def test_who_failed_is_told_and_the_others_stand(resultater: dict[str, Any]) -> None:
    utfordrere = resultater["scenarier"]["execution"]["utfordrere"]
    utfordrere[API] |= {"feil": "…\nKernel `python3` died"}
    side = skriv(resultater)
    assert f"- {API} failed: `Kernel 'python3' died`" in side
    assert f"| {API} |" not in side
    assert "7.00 (5.00–7.00)" in side
    assert not any("two workers" in krav for krav, *_ in mal_nadd(resultater))
    utfordrere[MOTOR] |= {"feil": "borte"}
    assert f"| {LOKKE} | 70.00 (60.00–77.00) | 70.00 (60.00–77.00) | 200 |  |" in skriv(resultater)


def test_the_page_can_be_written_from_what_the_file_holds(resultater: dict[str, Any]) -> None:
    assert skriv(json.loads(json.dumps(resultater, sort_keys=True))).startswith("# Benchmark")
    tomt = {"maskin": resultater["maskin"], "versjoner": {}}
    assert "What was to be reached" not in skriv(tomt)


def test_a_ratio_is_worked_out_within_each_round() -> None:
    # The machine was ten times slower in the second round, for both.
    treg = forhold([Maling(2, 0), Maling(20, 0)], [Maling(1, 0), Maling(10, 0)])
    assert treg == Fordeling(2, 2, 2)


def test_growth_is_not_judged_without_all_three_sizes(resultater: dict[str, Any]) -> None:
    boker = resultater["growth"]["boker"]
    assert dyrere(boker, vekst.KJORT) == 1
    del boker["1000"]
    assert dyrere(boker, vekst.KJORT) is None


# --- made-up sectors -----------------------------------------------------------------------------


def _filer(rot: Path) -> dict[str, bytes]:
    return {f.relative_to(rot).as_posix(): f.read_bytes() for f in rot.rglob("*") if f.is_file()}


def test_made_up_sectors_are_read_and_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sett = oppdiktet.lag(tmp_path, 60)
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path / "data"))
    alle = chapters_by_sektor(boken(tmp_path))
    assert list(alle) == list(sett.sektorer) == boken(tmp_path).sektorer()
    assert len(sett.sektorer) == 3
    assert sum(map(len, alle.values())) == 60
    holdt = {navn: check_sektor(boken(tmp_path), navn, kapitler) for navn, kapitler in alle.items()}
    assert [g.feil for g in holdt.values()] == [[], [], []]
    # Every other sector has a printed report to be held against.
    assert [g.antall > 0 for g in holdt.values()] == [False, True, False]
    # The programme's list has none of them.
    navn = [rapport.rapport.navn for rapport in les_program().rapporter]
    assert navn == ["Oppdiktet sektor 1", "Oppdiktet sektor 2", "Oppdiktet sektor 3"]
    # A number that changes in a sector without one is no fault.
    oppdiktet.endre_ett_tall(tmp_path)
    assert [r.feil for r in make_reports(boken(tmp_path), boken(tmp_path).sektorer(), True)] == [[], [], []]


def test_made_up_sectors_say_so_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oppdiktet.lag(tmp_path, 20)
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path / "data"))
    for navn in boken(tmp_path).sektorer():
        sektor = les_sektor(navn)
        assert sektor.info.navn.startswith("Oppdiktet ")
        assert all("oppdiktet" in ett.navn for ett in sektor.tiltak.values())
        assert all("Oppdiktet" in kilde.tittel for kilde in sektor.kilder.unrecorded().values())
    assert "oppdiktet" in (tmp_path / "data/felles/utgivelse.yml").read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    for navn, fro in (("a", 1), ("b", 1), ("c", 2)):
        oppdiktet.lag(tmp_path / navn, 15, fro)
    a, b, c = (_filer(tmp_path / navn) for navn in "abc")
    assert a == b
    assert a != c


def test_a_sector_is_the_same_however_many_there_are(tmp_path: Path) -> None:
    oppdiktet.lag(tmp_path / "faa", 20)
    oppdiktet.lag(tmp_path / "mange", 50)
    mange = _filer(tmp_path / "mange")
    egne = {n: i for n, i in _filer(tmp_path / "faa").items() if "/s001/" in n}
    assert egne
    assert egne.items() <= mange.items()


@pytest.mark.parametrize("antall", [1, 2, 3, 10, 41, 100])
def test_a_made_up_book_has_just_as_many_chapters_as_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, antall: int
) -> None:
    oppdiktet.lag(tmp_path, antall)
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path / "data"))
    assert sum(map(len, chapters_by_sektor(boken(tmp_path)).values())) == antall
