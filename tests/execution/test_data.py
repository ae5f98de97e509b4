"""A chapter is run on the data of the book that is asked for."""

from pathlib import Path

import pytest

from effekt.base.book import DATAVARIABEL
from effekt.execution.chapters import find_chapters
from effekt.execution.execute import EFFEKT, parameters_for, run_chapter
from effekt.reading.bokmappe import Bokmappe

KOMMUNE = Path(__file__).parents[1] / "kommune"


def test_a_chapter_is_of_the_data_that_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the process was started with."""
    kapittel = next(k for k in find_chapters(Bokmappe.med(KOMMUNE / "data")) if k.sektor)
    monkeypatch.setenv(DATAVARIABEL, "finnes-ikke")
    run = run_chapter(KOMMUNE / "data", kapittel, tmp_path, parameters_for(kapittel, {}), EFFEKT)
    assert run.fault == ""
    assert f"{kapittel.sektor}:sektor" in run.addresses
