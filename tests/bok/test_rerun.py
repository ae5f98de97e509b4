"""A rerun of the published book, and comparisons of what is committed."""

import csv
from pathlib import Path

import pytest

from effekt.cli import main
from tests.helpers.bokkopi import ROT
from tests.helpers.sider import alle_sider, sidefil

pytestmark = pytest.mark.bygg


def _rader(mappe: Path) -> list[dict[str, str]]:
    with (mappe / "sammenligning.csv").open(encoding="utf-8") as fil:
        return list(csv.DictReader(fil))


def test_the_whole_book_is_run_again_with_another_measure(tmp_path: Path) -> None:
    """As the README says it: chapters that show commands are run with the change too."""
    ut = tmp_path / "ut"
    assert main.main(["rerun", "--all", "--set", "SYE1.plasser=12", "--output", str(ut)]) == 0
    assert {"hls/slik-regner-du-om", "hls/4-oppsummering"} <= {rad["kapittel"] for rad in _rader(ut)}
    merket = "Omregnet – ikke de publiserte tallene."
    for side in alle_sider():
        assert merket in (ut / "nettsted" / sidefil(side)).read_text(encoding="utf-8"), side


@pytest.mark.parametrize(
    ("argv", "melding"),
    [
        (["finnes-ikke", "."], "verken en mappe, en notatbok eller en utgave i git"),
        (["data", "."], "har ingen kjørte notatbøker"),
        (["README.md", "."], "filen er ikke en notatbok"),
    ],
)
def test_what_is_no_executed_book_cannot_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], argv: list[str], melding: str
) -> None:
    monkeypatch.chdir(ROT)
    ut = tmp_path / "mot"
    assert main.main(["compare", *argv, "--output", str(ut)]) == 2
    assert melding in capsys.readouterr().err
    assert not ut.exists()


def test_a_commit_is_compared_with_the_book_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROT)
    ut = tmp_path / "mot"
    assert main.main(["compare", "HEAD", "HEAD", "--output", str(ut)]) == 0
    assert _rader(ut) == []


def test_a_comparison_never_replaces_what_it_compares_nor_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROT)
    mappe = tmp_path / "en"
    mappe.mkdir()
    (mappe / "sammenligning.csv").write_text("tom")
    argv = ["compare", str(mappe / "sammenligning.csv"), ".", "--output", str(mappe)]
    assert main.main(argv) == 2
    assert (mappe / "sammenligning.csv").read_text() == "tom"
    for ut, melding in [("book/ny", "mappen ligger i en bok"), (".", "Velg en utenfor")]:
        assert main.main(["compare", "HEAD", "HEAD", "--output", ut]) == 2
        assert melding in capsys.readouterr().err
    assert not (ROT / "book/ny").exists()
