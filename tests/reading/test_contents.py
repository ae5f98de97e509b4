"""_toc.yml: the pages it names, and what is wrong with it, told before anybody else reads it."""

from pathlib import Path

import pytest
import yaml
from sphinx_external_toc.parsing import parse_toc_yaml

from effekt.base.faults import Datafeil
from effekt.cli.main import main
from effekt.execution.chapters import find_chapters
from effekt.reading.contents import pages_of
from tests.helpers.bokkopi import boken

_HODE = "format: jb-book\nroot: book/forside\n"


def _skriv(rot: Path, innhold: str | bytes) -> Path:
    (rot / "_toc.yml").write_bytes(innhold if isinstance(innhold, bytes) else innhold.encode())
    return rot


@pytest.mark.parametrize(
    ("innhold", "sider"),
    [
        (_HODE, ["book/forside"]),
        (_HODE + "chapters:\n- file: book/a\n  title: En\n  sections:\n  - file: book/b\n- url: https://a.no/x\n",
         ["book/forside", "book/a", "book/b"]),
        (_HODE + "options: {numbered: true, maxdepth: 2}\nparts:\n- caption: Del\n  numbered: 1\n"
         "  chapters: [{file: book/å-b}]\n- chapters: [{file: book/c.d}]\n",
         ["book/forside", "book/å-b", "book/c.d"]),
        ("format: jb-article\nroot: book/forside\nsections: [{file: book/a}]\n", ["book/forside", "book/a"]),
    ],
)  # fmt: skip
def test_what_is_read_is_what_jupyter_book_reads(tmp_path: Path, innhold: str, sider: list[str]) -> None:
    assert pages_of(_skriv(tmp_path, innhold)) == sider
    assert sorted(parse_toc_yaml(tmp_path / "_toc.yml")) == sorted(sider)


@pytest.mark.parametrize(
    ("status", "vist"),
    [
        ([], False),
        ([""], False),
        (["", "status: under_arbeid\n"], False),
        (["status: ferdig\n", "status: under_arbeid\n", ""], True),
    ],
)
def test_pages_across_sectors_appear_when_two_have_numbers(tmp_path: Path, status: list[str], vist: bool) -> None:
    _skriv(tmp_path, _HODE + "chapters:\n- file: book/programmet\n- file: book/pa-tvers\n- file: book/a\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/kilder.yml").touch()
    for nr, linje in enumerate(status):
        (tmp_path / f"data/s{nr}").mkdir()
        (tmp_path / f"data/s{nr}/sektor.yml").write_text(f"id: s{nr}\n{linje}", encoding="utf-8")
    over = ["book/programmet", "book/pa-tvers"] if vist else []
    assert pages_of(tmp_path) == ["book/forside", *over, "book/a"]


@pytest.mark.parametrize(
    ("innhold", "sagt"),
    [
        ("", "filen er tom"),
        ("[book/a]", "filen må bestå av «nøkkel: verdi»-linjer"),
        ("bare tekst", "filen må bestå av «nøkkel: verdi»-linjer"),
        (_HODE + "parts:\n\t- caption: a\n", "linje 4: linjen har tabulator"),
        (_HODE + "parts: [a\n", "linje 3: klammen som åpner her, er ikke lukket"),
        (_HODE + "parts: &a [*a]\n", "linje 3: verdien begynner med &"),
        (_HODE.encode("utf-16"), "filen er ikke lagret som UTF-8, men trolig som UTF-16"),
        (_HODE.encode() + "# på".encode("latin-1"), "linje 3: filen er ikke lagret som UTF-8"),
        ("root: book/forside\n", "nøkkelen «format» mangler"),
        ("format: jb-book\n", "nøkkelen «root» mangler"),
        ("format: bok\nroot: book/a\n", "linje 1: format er «bok». Mente du jb-book? Velg én av: jb-book, jb-article"),
        (_HODE + "chapters:\n", "linje 3: chapters er tom"),
        (_HODE + "chapters:\n- file: book/_static/x\n",
         "linje 4: chapters.file er «book/_static/x», i en mappe som er til nettstedets utseende. Flytt siden"),
        (_HODE + "chapters: []\n", "linje 3: chapters har 0 ledd"),
        (_HODE + "chapters: book/a\n", "linje 3: chapters er «book/a», men må være en liste"),
        (_HODE + "chapters: [book/a]\n", "må være en gruppe av «nøkkel: verdi»"),
        (_HODE + "chapters: [{fil: book/a}]\n", "ukjent nøkkel «chapters.fil». Mente du file?"),
        (_HODE + "chapters: [{title: A}]\n", "verken file eller url"),
        (_HODE + "chapters: [{file: 2026}]\n", "er «2026», men må være tekst. Sett anførselstegn rundt verdien"),
        (_HODE + "chapters: [{file: book/a, title: 2026-01-01}]\n", "men må være tekst"),
        (_HODE + "chapters: [{file: [book/a]}]\n", "er en liste, men må være tekst"),
        (_HODE + "chapters: [{file: book/a}, {file: book/a}]\n", "siden «book/a» står to ganger. Slett den ene"),
        (_HODE + "chapters: [{file: ../../etc/passwd}]\n", "er «../../etc/passwd». Skriv siden fra bokens mappe"),
        (_HODE + "chapters: [{file: book/../../x}]\n", "uten .. og skråstrek foran"),
        (_HODE + "chapters: [{file: /etc/passwd}]\n", "er «/etc/passwd»"),
        (_HODE + 'chapters: [{file: "book/a\\0"}]\n', "usynlig tegn (U+0000)"),
        (_HODE + "chapters: [{file: 'C:\\x'}]\n", "Skriv siden fra bokens mappe"),
        (_HODE + "chapters: [{glob: 'book/*'}]\n", "ukjent nøkkel «chapters.glob»"),
        (_HODE + "chapters: [{url: 'javascript:alert(1)'}]\n", "chapters.url"),
        (_HODE + "parts: [{chapters: [{file: book/a}]}]\nchapters: [{file: book/b}]\n", "Behold parts"),
        (_HODE + "root: book/b\n", "nøkkelen «root» står to ganger"),
        ("root: " + "[" * 100_000, "i mer enn 40 lag"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_contents_is_told_in_words(tmp_path: Path, innhold: str | bytes, sagt: str) -> None:
    with pytest.raises(Datafeil) as feil:
        find_chapters(boken(_skriv(tmp_path, innhold)))
    assert str(feil.value).startswith(str(tmp_path / "_toc.yml"))
    assert sagt in str(feil.value)


def test_a_command_tells_it_as_data_that_are_wrong(kommunekopi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _skriv(kommunekopi.parent, _HODE + "parts: {a\n")
    assert main(["check", "--data", str(kommunekopi)]) == 2
    sagt = capsys.readouterr().err
    assert "_toc.yml, linje 3" in sagt
    assert "uventet" not in sagt


def test_the_settings_of_a_book_are_looked_at_before_jupyter_book_sees_them(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (kommunekopi.parent / "_config.yml").write_text("sphinx: &a\n  config: *a\n", encoding="utf-8")
    assert main(["check", "--data", str(kommunekopi)]) == 2
    assert "_config.yml, linje 1: verdien begynner med &." in capsys.readouterr().err


def test_what_the_program_writes_of_contents_is_read(kommunekopi: Path) -> None:
    toc = yaml.safe_load((kommunekopi.parent / "_toc.yml").read_text(encoding="utf-8"))
    assert pages_of(kommunekopi.parent)[0] == toc["root"]
