"""Where a book lies: --data, EFFEKT_DATA, its root, and what it has from the program."""

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from effekt.base import book
from effekt.base.book import (
    FELLES_OPPSETT,
    UTSEENDE,
    choose_data_folder,
    data_folder,
    own_or_shared,
    program_folder,
    settings_file,
    style_sheet,
)
from effekt.base.faults import Datafeil
from effekt.cli import complete, main
from effekt.execution.chapters import find_chapters
from effekt.reading.bokmappe import Bokmappe
from tests.helpers.bokkopi import ROT
from tests.helpers.kommune import KOMMUNEDATA


@pytest.fixture(autouse=True)
def miljo(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set and removed, so that what a command sets is undone as well.
    monkeypatch.setenv("EFFEKT_DATA", "")
    monkeypatch.delenv("EFFEKT_DATA")


@pytest.fixture
def bok(tmp_path: Path) -> Path:
    """A book of its own, with the least that one can have."""
    (tmp_path / "data").mkdir()
    shutil.copy(KOMMUNEDATA / "kilder.yml", tmp_path / "data")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/forside\n")
    return tmp_path


def _data(rot: Path) -> Path:
    shutil.copytree(KOMMUNEDATA, rot / "data", dirs_exist_ok=True)
    return rot / "data"


@pytest.mark.parametrize("mappe", [".", "data"])
def test_the_data_folder_is_given_itself_or_by_the_folder_around_it(bok: Path, mappe: str) -> None:
    choose_data_folder(str(bok / mappe))
    assert data_folder() == bok / "data"
    assert Bokmappe.her().rot == bok


@pytest.mark.parametrize("mappe", [".", "data"])
def test_the_environment_variable_takes_both_too(bok: Path, mappe: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFEKT_DATA", str(bok / mappe))
    assert data_folder() == bok / "data"


def test_a_relative_path_holds_for_processes_started_elsewhere(bok: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bok.parent)
    choose_data_folder(bok.name)
    assert Path(os.environ["EFFEKT_DATA"]) == bok
    monkeypatch.setenv("EFFEKT_DATA", bok.name)
    choose_data_folder(None)
    monkeypatch.chdir("/")
    assert data_folder() == bok / "data"


@pytest.mark.parametrize(
    ("gitt", "melding"),
    [
        ("borte", "mappen finnes ikke. Gi mappen som har kilder.yml"),
        ("_toc.yml", "dette er en fil. Gi mappen som har kilder.yml"),
        ("tom", "verken mappen eller data/ i den har kilder.yml"),
    ],
)
def test_a_folder_without_data_is_told_with_what_to_give(bok: Path, gitt: str, melding: str) -> None:
    (bok / "tom").mkdir()
    with pytest.raises(Datafeil, match=melding) as feil:
        choose_data_folder(str(bok / gitt))
    assert str(feil.value).startswith("--data ")
    assert "EFFEKT_DATA" not in os.environ


def test_the_option_stands_before_the_command_and_after_it(bok: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = _data(bok)
    sektor = data / "tek" / "sektor.yml"
    sektor.write_text(sektor.read_text(encoding="utf-8").replace("id: tek", "id: x"), "utf-8")
    for argumenter in (["--data", str(bok), "check"], ["check", "--data", str(data)]):
        assert main.main(argumenter) == 2
        assert "id er «x», men mappen heter tek" in capsys.readouterr().err
    os.environ.pop("EFFEKT_DATA")
    assert main.main(["check", "--data", str(bok / "borte")]) == 2
    assert "borte: mappen finnes ikke" in capsys.readouterr().err


def test_every_command_knows_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    for kommando in ("build", "pdf", "export", "check", "schema", "changes", "rerun", "compare"):
        with pytest.raises(SystemExit):
            main.main([kommando, "--help"])
        assert "--data MAPPE" in capsys.readouterr().out, kommando


def test_the_shell_completes_from_the_data_that_are_given(bok: Path) -> None:
    (_data(bok) / "tek").rename(bok / "data" / "annen")
    assert complete.complete_sectors("", main.argparse.Namespace(data=str(bok))) == ["annen", "opp"]
    assert complete.complete_sectors("", main.argparse.Namespace(data=str(bok / "borte"))) == []


def test_the_root_is_the_programs_own_where_no_book_is_around_data(bok: Path) -> None:
    (bok / "_toc.yml").unlink()
    choose_data_folder(str(bok))
    assert Bokmappe.her().rot == program_folder() == ROT


def test_what_a_book_lacks_comes_from_the_program(bok: Path) -> None:
    assert settings_file(bok) == FELLES_OPPSETT
    (bok / "_config.yml").write_text("only_build_toc_files: true\n")
    assert settings_file(bok) == bok / "_config.yml"
    assert own_or_shared(bok, "book/last-ned.md") == ROT / "book/last-ned.md"
    assert own_or_shared(bok, "book/finnes-ikke.md") == bok / "book/finnes-ikke.md"
    kapittel = find_chapters(Bokmappe.med(_data(bok)))[0]
    assert kapittel.kilde == ROT / "notebooks/felles/forside.ipynb"
    assert kapittel.notatbok(bok) == "notebooks/felles/forside.ipynb"
    assert kapittel.notatbok(ROT) == "notebooks/felles/forside.ipynb"


def test_a_books_own_layout_lies_over_the_programs(bok: Path) -> None:
    egen = bok / "book" / "_static"
    egen.mkdir(parents=True)
    assert style_sheet(bok) == UTSEENDE / "static/effekt.css"
    (egen / "effekt.css").write_text("/* egen */")
    assert style_sheet(bok) == egen / "effekt.css"
    assert style_sheet(bok, "omregning.css") == UTSEENDE / "static/omregning.css"


def test_the_working_folder_is_the_book_that_it_lies_in(bok: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bok / "notebooks" / "kul").mkdir(parents=True)
    for mappe in (bok, bok / "notebooks" / "kul"):
        monkeypatch.chdir(mappe)
        assert data_folder() == bok / "data"
        # Those started elsewhere find it too.
        choose_data_folder(None)
        monkeypatch.chdir("/")
        assert Bokmappe.her().rot == bok
        os.environ.pop("EFFEKT_DATA")


def test_an_installed_program_is_never_the_book(
    bok: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pakke = bok.parent / "pakker" / "effekt"
    (pakke / "felles" / "book").mkdir(parents=True)
    monkeypatch.setattr(book, "PAKKE", pakke)
    assert program_folder() == pakke / "felles"
    monkeypatch.chdir(bok.parent)
    with pytest.raises(Datafeil, match=r"er en bok, med _toc\.yml og data/kilder\.yml\. Gå til boken"):
        data_folder()
    (bok / "_toc.yml").unlink()
    choose_data_folder(str(bok))
    assert Bokmappe.her().rot == bok
    assert main.main(["build", "--data", str(bok)]) == 2
    assert "boken har ingen innholdsfortegnelse. Legg _toc.yml ved siden av data/." in capsys.readouterr().err


@pytest.mark.parametrize("sagt", ["JPY_SESSION_NAME", "__vsc_ipynb_file__"])
def test_a_notebook_finds_the_book_that_it_lies_in_wherever_jupyter_was_started(
    bok: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, sagt: str
) -> None:
    annetsteds = tmp_path_factory.mktemp("annetsteds")
    monkeypatch.chdir(annetsteds)
    navn: dict[str, str] = {}
    skall = SimpleNamespace(kernel=object(), user_ns=navn)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: skall))

    def apnet(fil: Path) -> None:
        if sagt.startswith("__"):
            navn[sagt] = str(fil)
        else:
            monkeypatch.setenv(sagt, str(fil))

    apnet(bok / "notebooks/tek/x.md")
    assert data_folder() == bok / "data"
    # Outside of any book it is not given another's numbers.
    apnet(annetsteds / "x.ipynb")
    with pytest.raises(Datafeil, match=r"ingen mappe over notatboken «.*x\.ipynb» er en bok, med _toc\.yml og data"):
        data_folder()
    monkeypatch.chdir(bok)
    assert data_folder() == bok / "data"
    # Where a book is named, it is that one.
    monkeypatch.setenv("EFFEKT_DATA", str(KOMMUNEDATA))
    assert data_folder() == KOMMUNEDATA
