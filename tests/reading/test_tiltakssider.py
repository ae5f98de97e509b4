"""The pages of the measures: which there are, in which order, and where in the contents."""

from pathlib import Path

import yaml

from effekt.execution.chapters import find_chapters
from effekt.execution.execute import parameters_for
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.reading.tiltakssider import innholdet, sider_i, tiltakssider
from tests.helpers.bokkopi import boken
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE

ALLE = ["opp/sko1", "opp/sko2", "opp/bar1", "opp/kul1", "opp/ppt1", "tek/vei1", "tek/vei2", "tek/van1"]


def _navn(rot: Path) -> list[str]:
    return [ett.navn for ett in tiltakssider(boken(rot)).values()]


def test_each_measure_has_a_page_beneath_the_table_of_all_of_them() -> None:
    assert sorted(_navn(KOMMUNE)) == sorted(ALLE)
    sider = sider_i(boken(KOMMUNE))
    sted = sider.index("book/alle-tiltak") + 1
    assert sider[sted : sted + len(ALLE)] == [f"book/{navn}" for navn in _navn(KOMMUNE)]
    assert [side for side in sider if side not in tiltakssider(boken(KOMMUNE))] == pages_of(KOMMUNE)


def test_the_agencies_stand_in_the_sectors_order_and_the_measures_by_their_numbers(kommunekopi: Path) -> None:
    nytt = (kommunekopi / "tek/tiltak/vei1.yml").read_text("utf-8").replace("id: VEI1", "id: VEI10", 1)
    (kommunekopi / "tek/tiltak/aaa.yml").write_text(nytt, "utf-8")
    assert [navn for navn in _navn(kommunekopi.parent) if "vei" in navn] == ["tek/vei1", "tek/vei2", "tek/vei10"]


def test_the_staged_contents_have_them_and_are_as_they_are_when_read_again(kommunekopi: Path) -> None:
    rot = kommunekopi.parent
    for_ = sider_i(boken(rot))
    (rot / "_toc.yml").write_text(innholdet(boken(rot)), "utf-8")
    assert pages_of(rot) == sider_i(boken(rot)) == for_
    (alle,) = [k for k in yaml.safe_load(innholdet(boken(rot)))["parts"][0]["chapters"] if "sections" in k]
    assert alle["file"] == "book/alle-tiltak"


def test_they_come_from_one_notebook_which_is_told_the_measure() -> None:
    kapittel = next(k for k in find_chapters(boken(KOMMUNE)) if k.navn == "tek/vei1")
    assert kapittel.kilde.name == "tiltak.ipynb"
    assert parameters_for(kapittel, {}) == {"sektor": "tek", "tiltak": "VEI1", "endringer": {}}


def test_a_measure_that_goes_takes_its_page_along_and_what_is_no_measure_has_none(kommunekopi: Path) -> None:
    (kommunekopi / "tek/tiltak/van1.yml").unlink()
    (kommunekopi / "tek/tiltak/halvt.yml").write_text("navn: Uten id\n", "utf-8")
    (kommunekopi / "tek/tiltak/feil.yml").write_text("id: [\n", "utf-8")
    (kommunekopi / "tek/tiltak/ut.yml").write_text("id: ../../ut\n", "utf-8")
    assert {navn for navn in _navn(kommunekopi.parent) if navn.startswith("tek/")} == {"tek/vei1", "tek/vei2"}


def test_a_book_without_the_table_of_all_has_no_such_pages(kommunekopi: Path) -> None:
    rot = kommunekopi.parent
    hele = "  - caption: Tiltakene\n    chapters:\n      - file: book/alle-tiltak\n      - file: book/pakke\n"
    bytt(rot / "_toc.yml", hele, "")
    assert tiltakssider(boken(rot)) == {}
    assert sider_i(boken(rot)) == pages_of(rot)


def test_what_stands_beneath_a_page_that_is_left_out_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "data/kul").mkdir(parents=True)
    for fil, tekst in {
        "data/kilder.yml": "kilder: {}\n",
        "data/kul/sektor.yml": "id: kul\n",
        "_toc.yml": "format: jb-book\nroot: book/forside\nparts:\n- caption: Grunnlaget\n  chapters:\n"
        "  - file: book/kul/sporbarhet\n    title: Kultur\n    sections:\n    - file: book/kul/endringer\n"
        "  - file: book/last-ned\n",
    }.items():
        (tmp_path / fil).write_text(tekst, encoding="utf-8")
    innhold = yaml.safe_load(innholdet(Bokmappe(tmp_path / "data", tmp_path)))
    assert innhold["parts"][0]["chapters"] == [{"file": "book/kul/endringer"}, {"file": "book/last-ned"}]
