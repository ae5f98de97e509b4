"""The preview's own page: what is said on it, at which place, and who may say yes to a workbook."""

import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil, FlereFeil
from effekt.check.report import make_reports
from effekt.excel.known import known_workbooks, note_workbook
from effekt.reading.bokmappe import Bokmappe
from effekt.site import desk
from effekt.site.desk import FaultPlace, Question, Task, Work

OND = '<script>alert(1)</script>" onclick="x'


@pytest.fixture
def bok(kommunekopi: Path) -> Bokmappe:
    return Bokmappe(kommunekopi, kommunekopi.parent)


def test_a_fault_stands_with_the_lines_around_it_and_the_page_it_is_about(bok: Bokmappe) -> None:
    fil = bok.data / "tek/tiltak/vei1.yml"
    linjer = fil.read_text(encoding="utf-8").splitlines()
    sted = desk.fault_place(Datafeil("feil enhet", fil, 5))
    assert (sted.file, sted.line, sted.page) == ("data/tek/tiltak/vei1.yml", 5, "/tek/vei1/")
    assert (sted.first, sted.lines) == (3, tuple(linjer[2:7]))
    side = desk.desk_page("", Work((sted,)), (), "merke")
    assert 'data-kopier="data/tek/tiltak/vei1.yml:5">data/tek/tiltak/vei1.yml, linje 5<' in side
    assert 'class="her"><b>5</b>' in side


def test_several_faults_are_several_and_one_without_a_file_is_its_words(bok: Bokmappe) -> None:
    fil = bok.data / "kilder.yml"
    flere = FlereFeil([Datafeil("en", fil, 1), Datafeil("to", fil), Datafeil("en", fil, 1)])
    assert [(ett.message, ett.line) for ett in desk.fault_places(flere)] == [("en.", 1), ("to.", None)]
    assert desk.fault_places(ValueError("noe")) == (FaultPlace("noe"),)


def test_what_stopped_a_chapter_stands_at_the_chapters_place(bok: Bokmappe) -> None:
    tekst = bok.rot / "notebooks/tek/ny.md"
    tekst.parent.mkdir(parents=True, exist_ok=True)
    tekst.write_text("en\nto\ntre\n", encoding="utf-8")
    sagt = "notebooks/tek/ny.md, linje 2: NameError: hva\n    hva\nnotebooks/felles/tiltak.ipynb, celle 3: stoppet."
    en, to = desk.told_places(bok, sagt)
    assert (en.message, en.file, en.line, en.lines) == (
        "NameError: hva\n    hva", "notebooks/tek/ny.md", 2, ("en", "to", "tre"),
    )  # fmt: skip
    assert (en.page, to.file, to.message, to.page) == (
        "/book/tek/ny.html", "notebooks/felles/tiltak.ipynb", "celle 3: stoppet.", "",
    )  # fmt: skip
    assert desk.told_places(bok, "disken er full") == (FaultPlace("disken er full"),)


def test_what_is_left_to_do_is_grouped_and_what_is_done_is_counted(bok: Bokmappe) -> None:
    sektorfil = bok.data / "tek/sektor.yml"
    tekst = re.sub(r"^status: .*\n", "", sektorfil.read_text(encoding="utf-8"), flags=re.MULTILINE)
    sektorfil.write_text(f"{tekst}status: under_arbeid\n", encoding="utf-8")
    arbeid = desk.work_of(make_reports(bok, ["tek"], med_kapitler=False))
    assert arbeid.tasks
    assert arbeid.done
    assert Work.from_fields(asdict(arbeid)) == arbeid
    side = desk.desk_page("", arbeid, (), "merke")
    assert f"({arbeid.done} av {arbeid.done + len(arbeid.tasks)} gjort)" in side
    assert side.count("<details open>") == 1


def test_text_from_data_is_text(bok: Bokmappe) -> None:
    fil = bok.data / "kilder.yml"
    fil.write_text(f"{OND}\n", encoding="utf-8")
    oppgave = Task(OND, OND, OND, 1, OND, OND)
    arbeid = Work((desk.fault_place(Datafeil(OND, fil, 1)),), (oppgave,), 1, (OND,))
    side = desk.desk_page(OND, arbeid, (Question(f"/{OND}", OND), Question("/a", OND, True, OND)), OND)
    assert re.findall(r"<script[^>]*>", side) == ['<script src="/_effekt/live.js" defer>']
    assert ' onclick="' not in side
    assert " style=" not in side


def test_a_list_of_workbooks_that_came_with_a_book_says_no_more_than_how_a_sheet_is_understood(bok: Bokmappe) -> None:
    fil = bok.rot / "tall.xlsx"
    fil.touch()
    valg = ["--sector=tek", "--enhet=1 000 kr", "--yes", "--delete", "--data=/annet", "--konflikt=data"]
    note_workbook(bok, fil, valg)
    note_workbook(bok, bok.rot / "borte.xlsx")
    assert known_workbooks(bok) == {str(fil.resolve()): ["--sector=tek", "--enhet=1 000 kr"]}
    (liste,) = (bok.rot / "_build/effekt").glob("arbeidsboker.json")
    for spor in ("[]", "tull", '{"a": 3}'):
        liste.write_text(spor, encoding="utf-8")
        assert known_workbooks(bok) == {}


def test_only_what_needs_no_more_than_a_yes_has_a_button() -> None:
    klar = Question("/bok/tall.xlsx", "KST1.belop: 1 → 2", True, "abc")
    side = desk.desk_page("", Work(), (klar,), "hemmelig")
    assert 'name="merke" value="hemmelig"' in side
    assert 'name="svar" value="abc"' in side
    side = desk.desk_page("", Work(), (replace(klar, ready=False),), "hemmelig")
    assert "hemmelig" not in side
    assert "effekt import /bok/tall.xlsx" in side
