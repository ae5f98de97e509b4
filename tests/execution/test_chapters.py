"""Which chapters there are, and what they may be given."""

import json
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.execution.chapters import check_parameters, find_chapters, parameters_of
from effekt.reading.contents import pages_of
from tests.helpers.bokkopi import ROT, boken
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE


def test_every_page_of_the_contents_has_a_notebook_and_its_sector_or_a_text() -> None:
    kapitler = find_chapters(boken(KOMMUNE))
    skrevne = {f"book/{fil.stem}" for fil in (ROT / "book").glob("*.md")}
    # The measures' pages are not listed; they stand beneath the table of all of them.
    assert [f"book/{k.navn}" for k in kapitler if not k.tiltak] == [s for s in pages_of(KOMMUNE) if s not in skrevne]
    assert len([k for k in kapitler if k.tiltak]) == 8
    assert {k.sektor for k in kapitler} == {"", "tek", "opp"}


def test_sector_chapter_without_own_notebook_comes_from_felles() -> None:
    delt = next(k for k in find_chapters(boken(KOMMUNE)) if k.navn == "tek/tall-og-kilder")
    assert delt.kilde.parent.name == "felles"
    assert delt.sektor == "tek"


def test_page_without_notebook_or_text_is_named_with_the_nearest(kommunekopi: Path) -> None:
    rot = kommunekopi.parent
    bytt(rot / "_toc.yml", "book/tek/tiltak", "book/tek/tilltak")
    with pytest.raises(Datafeil, match=r"_toc.yml: siden «book/tek/tilltak».*Mente du .*tiltak"):
        find_chapters(boken(rot))


def test_parameters_are_read_with_their_types() -> None:
    assert parameters_of(KOMMUNE / "notebooks/tek/tiltak.ipynb") == {"sektor": "str", "endringer": "dict"}


@pytest.mark.parametrize(
    ("gitt", "melding"),
    [
        ({"sektro": "tek"}, "ukjent parameter «sektro». Mente du sektor?"),
        ({"sektor": 3}, "parameteren «sektor» er 3, men må være av typen str"),
        ({"endringer": ["VEI1.punkter"]}, "må være av typen dict"),
    ],
)
def test_wrong_parameters_are_refused_before_a_kernel(gitt: dict[str, object], melding: str) -> None:
    with pytest.raises(Datafeil) as feil:
        check_parameters(KOMMUNE / "notebooks/tek/tiltak.ipynb", gitt)
    assert melding in str(feil.value)
    assert "notebooks/tek/tiltak.ipynb" in str(feil.value)


def test_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    notatbok = tmp_path / "x.ipynb"
    notatbok.write_text(json.dumps({"nbformat": 4, "cells": []}))
    with pytest.raises(Datafeil, match="mangler en celle merket «parameters»"):
        parameters_of(notatbok)
