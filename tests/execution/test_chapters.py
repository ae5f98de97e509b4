"""Which chapters there are, and what they may be given."""

import json
from pathlib import Path

import pytest

from effekt.base.book import sider
from effekt.base.faults import Datafeil
from effekt.execution.chapters import finn_kapitler, kontroller_parametre, parametre
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE


def test_every_page_of_the_contents_has_a_notebook_and_its_sector_or_a_text() -> None:
    kapitler = finn_kapitler(KOMMUNE)
    skrevne = ["book/last-ned", "book/tilgjengelighet"]
    assert [f"book/{k.navn}" for k in kapitler] == [s for s in sider(KOMMUNE) if s not in skrevne]
    assert len(kapitler) == len(sider(KOMMUNE)) - len(skrevne)
    assert {k.sektor for k in kapitler} == {"", "tek", "opp"}


def test_sector_chapter_without_own_notebook_comes_from_felles() -> None:
    delt = next(k for k in finn_kapitler(KOMMUNE) if k.navn == "tek/tall-og-kilder")
    assert delt.kilde.parent.name == "felles"
    assert delt.sektor == "tek"


def test_page_without_notebook_or_text_is_named_with_the_nearest(kommunekopi: Path) -> None:
    rot = kommunekopi.parent
    bytt(rot / "_toc.yml", "book/tek/tiltak", "book/tek/tilltak")
    with pytest.raises(Datafeil, match=r"_toc.yml: siden «book/tek/tilltak».*Mente du .*tiltak"):
        finn_kapitler(rot)


def test_parameters_are_read_with_their_types() -> None:
    assert parametre(KOMMUNE / "notebooks/tek/tiltak.ipynb") == {"sektor": "str", "endringer": "dict"}


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
        kontroller_parametre(KOMMUNE / "notebooks/tek/tiltak.ipynb", gitt)
    assert melding in str(feil.value)
    assert "notebooks/tek/tiltak.ipynb" in str(feil.value)


def test_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    notatbok = tmp_path / "x.ipynb"
    notatbok.write_text(json.dumps({"cells": []}))
    with pytest.raises(Datafeil, match="mangler en celle merket «parameters»"):
        parametre(notatbok)
