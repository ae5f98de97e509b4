"""What a check tells of a plan that people work on: conflicts of git, and published measures that are gone."""

from pathlib import Path

import pytest

from effekt.check.checking import check_sektor
from effekt.cli import main
from effekt.reading.bokmappe import Bokmappe
from tests.helpers import arkhjelp
from tests.helpers.feildata import bytt

_KONFLIKT = "# Om\n\n<<<<<<< HEAD\nto\n=======\ntre\n>>>>>>> gren\n"


def _feil(data: Path, sektor: str = "opp") -> list[str]:
    return [str(ett) for ett in check_sektor(Bokmappe.med(data), sektor, ()).feil]


def test_a_conflict_in_a_page_written_by_hand_is_told_by_its_line(kommunekopi: Path) -> None:
    side = kommunekopi.parent / "book" / "ny-sektor.md"
    side.parent.mkdir(exist_ok=True)
    side.write_text(_KONFLIKT, encoding="utf-8")
    [feil] = _feil(kommunekopi)
    assert feil.startswith("book/ny-sektor.md, linje 3: filen har en konflikt etter en fletting i git")


def test_a_published_measure_whose_file_is_deleted_is_told_with_what_to_do(kommunekopi: Path) -> None:
    liste = kommunekopi.parent / "book" / "faste-adresser.txt"
    liste.parent.mkdir(exist_ok=True)
    liste.write_text("opp/figur-2\nopp/kul1\nopp/kul9\nopp/kul8 -> opp/kul1\n", encoding="utf-8")
    [feil] = _feil(kommunekopi)
    assert feil.startswith("book/faste-adresser.txt, linje 3: tiltaket KUL9 er publisert, men har ingen fil i data/opp")
    assert "utgar: {hvorfor: …" in feil
    assert "opp/kul9 -> opp/…" in feil
    fil = kommunekopi / "opp" / "tiltak" / "kul1.yml"
    utgar = "utgar: {hvorfor: Loven er endret., dato: 2027-03-01, kilde: plan-2027, side: 12}\n"
    fil.write_text(utgar + fil.read_text(encoding="utf-8"), encoding="utf-8")
    assert _feil(kommunekopi) == [feil]


def test_one_wrong_value_makes_no_faults_of_what_is_not_filled_in_yet(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bytt(kommunekopi / "opp" / "sektor.yml", "id: opp", "id: opp\nstatus: under_arbeid")
    fil = kommunekopi / "opp" / "tiltak" / "kul1.yml"
    bytt(fil, "sider: {omtale: 26, kort: 26}", "sider: {omtale: x, kort: 26}")
    bytt(fil, "beskrivelse: De yngste slipper å betale. Det koster mer enn i dag.", "beskrivelse:")
    assert main.main(["check", "--sector", "opp"]) == 2
    sagt = capsys.readouterr().err
    assert "kul1.yml, linje 5: " in sagt
    assert "beskrivelse" not in sagt


def test_a_measure_that_is_not_filled_in_has_no_addresses_yet(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bytt(kommunekopi / "opp" / "sektor.yml", "id: opp", "id: opp\nstatus: under_arbeid")
    bytt(kommunekopi / "opp" / "tiltak" / "sko2.yml", "\nformel: ", "\nformel:\n# ")
    assert main.main(["changes", "SKO2"]) == 2
    assert "SKO2 har ingen adresser ennå, for tiltaket mangler formel." in capsys.readouterr().err


_FILER = (
    "data/opp/tiltak/kul1.yml", "data/opp/tabeller/rammekutt.csv", "notebooks/opp/tiltak.md",
    "notebooks/tek/tiltak.ipynb", "_toc.yml",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kommando", "fil"),
    [
        *(("check", fil) for fil in _FILER),
        *(("rerun", fil) for fil in _FILER),
        *(("import", fil) for fil in _FILER[:2]),
    ],
)
def test_a_conflict_is_called_one_by_every_command_that_reads_the_file(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kommando: str, fil: str
) -> None:
    argv = ["check"]
    if kommando == "import":
        argv = ["import", str(arkhjelp.mal(tmp_path, "opp", hele=True)), "--yes"]
    elif kommando == "rerun":
        tek = "tek" in fil
        argv = ["rerun", "tek/tiltak" if tek else "opp/tiltak", "--set", "VEI1.klasse=na" if tek else "SKO1.klasse=na"]
    sti = kommunekopi.parent / fil
    forst, *resten = sti.read_text(encoding="utf-8").splitlines(keepends=True)
    sti.write_text(f"{forst}<<<<<<< HEAD\n{resten[0]}=======\n{resten[0]}>>>>>>> gren\n{''.join(resten[1:])}", "utf-8")
    assert main.main(argv) == 2
    sagt = capsys.readouterr().err
    assert f"{fil}, linje 2: filen har en konflikt etter en fletting i git" in sagt
    assert "uventet feil" not in sagt


def test_a_notebook_that_is_no_json_is_told_by_its_line(kommunekopi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = kommunekopi.parent / "notebooks" / "tek" / "tiltak.ipynb"
    fil.write_text(fil.read_text(encoding="utf-8").replace('"cells": [', '"cells": [,', 1), encoding="utf-8")
    assert main.main(["check"]) == 2
    assert "notebooks/tek/tiltak.ipynb, linje 2: filen er ikke en notatbok" in capsys.readouterr().err
