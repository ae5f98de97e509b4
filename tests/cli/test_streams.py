"""A closed terminal, a reader that went away, a full disk behind «>»: what was begun is done, and in words."""

import io
import os
import sys
from pathlib import Path

import pytest

from effekt.cli.main import main

NEW = ["new-sector", "kon", "--navn", "Kultur"]
# A command, and what it has done when it is done.
COMMANDS = [
    (["--help"], "", 0), (["changes"], "", 0), (["check"], "", 1), (["schema"], "data/skjema/tiltak.schema.json", 0),
    (NEW, "data/kon/sektor.yml", 0), (["template", "ut.xlsx"], "ut.xlsx", 0),
    (["changes", "VEI1", "--template", "--output", "endringer.yml"], "endringer.yml", 0),
]  # fmt: skip


def _run(argv: list[str], out: int | None, errors: Path) -> tuple[int, str]:
    """Run the command in a fork with this as its standard output, or closed; how it ended, and its stderr."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            said = os.open(errors, os.O_WRONLY | os.O_CREAT)
            os.dup2(said, 2)
            sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
            if out is None:
                os.close(1)
                sys.stdout = sys.__stdout__ = None  # type: ignore[misc]
            else:
                os.dup2(out, 1)
                sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
            code = main(argv)
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code, errors.read_text(encoding="utf-8")


@pytest.fixture
def book(kommunekopi: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(kommunekopi.parent)
    return kommunekopi.parent


@pytest.mark.parametrize(("argv", "done", "code"), COMMANDS, ids=str)
@pytest.mark.parametrize("closed", [True, False])
def test_a_command_that_nobody_listens_to_ends_as_it_would(
    book: Path, tmp_path: Path, argv: list[str], done: str, code: int, closed: bool
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended, said = _run(argv, None if closed else writer, tmp_path / "feil")
    os.close(writer)
    assert ended == code, said
    assert "Errno" not in said
    assert "Traceback" not in said
    assert (book / done).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="systemet har ingen full enhet")
@pytest.mark.parametrize("argv", [["changes"], NEW])
def test_what_cannot_be_written_is_told_in_words(book: Path, tmp_path: Path, argv: list[str]) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    ended, said = _run(argv, full, tmp_path / "feil")
    os.close(full)
    assert ended == 1
    assert said.startswith("effekt: ")
    assert "«utskriften (stdout)»: disken er full. Rydd plass, og kjør kommandoen igjen." in said
    assert "Errno" not in said


def test_a_question_that_nobody_answers_is_a_no(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from effekt.cli.parser import ask

    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert ask("Skal dette skrives? ") == ""


def test_what_a_killed_command_began_is_put_back_by_the_next_and_told(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where somebody has gone on with a file meanwhile: that one stays, and is named."""
    from effekt.base.writing import together

    class Killed(BaseException):
        pass

    def killed() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("effekt.base.writing._put_back", lambda home: ([], []))
            with together(book, {book / "_toc.yml": "borte", book / "data/tek/ny.txt": "ny", book / "a/b.md": "ny"}):
                raise Killed

    before = (book / "_toc.yml").read_text(encoding="utf-8")
    with pytest.raises(Killed):
        killed()
    assert (book / "_toc.yml").read_text(encoding="utf-8") == "borte"
    (book / "data/tek/ny.txt").write_text("min", encoding="utf-8")
    assert main(["changes", "VEI1"]) == 0
    told = capsys.readouterr().err
    assert "er satt tilbake som det var: _toc.yml, a/b.md." in told
    assert "står som de er. Se over dem: data/tek/ny.txt." in told
    assert (book / "_toc.yml").read_text(encoding="utf-8") == before
    assert (book / "data/tek/ny.txt").read_text(encoding="utf-8") == "min"
    assert not (book / "a").exists()
    assert main(["changes", "VEI1"]) == 0
    assert "satt tilbake" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ('{"filer": {"0": {"fil": "../utenfor.txt", "gammelt": "x", "nytt": "y"}}, "mapper": []}', "utenfor boken"),
        ('{"filer": {"0": {}}, "mapper": []}', "er endret. Se over filene i data/"),
        ('{"filer": {', "er endret. Se over filene i data/"),
    ],
)
def test_a_list_that_was_not_made_here_touches_nothing(
    book: Path, capsys: pytest.CaptureFixture[str], listed: str, expected: str
) -> None:
    began = book / "_build/effekt/skriving"
    began.mkdir(parents=True)
    (began / "angre.json").write_text(listed, encoding="utf-8")
    (book.parent / "utenfor.txt").write_text("mitt")
    assert main(["changes", "VEI1"]) == 1
    assert expected in capsys.readouterr().err
    assert (book.parent / "utenfor.txt").read_text() == "mitt"
