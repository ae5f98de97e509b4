"""Which chapters there are, and what they may be given."""

import json
from pathlib import Path

import pytest

from effekt.base.book import sider
from effekt.base.faults import Datafeil
from effekt.execution.chapters import finn_kapitler, kontroller_parametre, parametre
from tests.helpers.bokkopi import ROT, kopier_bok


def test_every_page_of_the_contents_has_a_notebook_and_its_sector_or_a_text() -> None:
    kapitler = finn_kapitler(ROT)
    skrevne = [side for side in sider(ROT) if (ROT / f"{side}.md").is_file()]
    assert [f"book/{k.navn}" for k in kapitler] == [s for s in sider(ROT) if s not in skrevne]
    assert skrevne == ["book/last-ned", "book/tilgjengelighet"]
    assert {k.sektor for k in kapitler} == {"", "hls"}


def test_sector_chapter_without_own_notebook_comes_from_felles() -> None:
    delt = next(k for k in finn_kapitler(ROT) if k.navn == "hls/tall-og-kilder")
    assert delt.kilde.parent.name == "felles"
    assert delt.sektor == "hls"


def test_page_without_notebook_or_text_is_named_with_the_nearest(tmp_path: Path) -> None:
    rot = kopier_bok(tmp_path, ["forside", "hls/4-oppsumering"])
    with pytest.raises(Datafeil, match=r"_toc.yml: siden «book/hls/4-oppsumering».*4-oppsummering"):
        finn_kapitler(rot)


def test_parameters_are_read_with_their_types() -> None:
    assert parametre(ROT / "notebooks/hls/sammendrag.ipynb") == {"sektor": "str", "endringer": "dict"}


@pytest.mark.parametrize(
    ("gitt", "melding"),
    [
        ({"sektro": "hls"}, "ukjent parameter «sektro». Mente du sektor?"),
        ({"sektor": 3}, "parameteren «sektor» er 3, men må være av typen str"),
        ({"endringer": ["SYE1.plasser"]}, "må være av typen dict"),
    ],
)
def test_wrong_parameters_are_refused_before_a_kernel(gitt: dict[str, object], melding: str) -> None:
    with pytest.raises(Datafeil) as feil:
        kontroller_parametre(ROT / "notebooks/hls/sammendrag.ipynb", gitt)
    assert melding in str(feil.value)
    assert "notebooks/hls/sammendrag.ipynb" in str(feil.value)


def test_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    notatbok = tmp_path / "x.ipynb"
    notatbok.write_text(json.dumps({"cells": []}))
    with pytest.raises(Datafeil, match="mangler en celle merket «parameters»"):
        parametre(notatbok)
