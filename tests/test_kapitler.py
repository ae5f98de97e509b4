"""Which chapters there are, what they may be given, and which are stale."""

import json
from pathlib import Path

import pytest

from effekt.kapitler import (
    Kapittel,
    Tilstand,
    filer_i,
    finn_kapitler,
    kontroller_parametre,
    parametre,
    sider,
)
from effekt.kilder import Datafeil
from tests.bokkopi import ROT, kopier_bok


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
    assert parametre(ROT / "notebooks/hls/sammendrag.ipynb") == {
        "sektor": "str",
        "endringer": "dict",
    }


@pytest.mark.parametrize(
    ("gitt", "melding"),
    [
        ({"sektro": "hls"}, "ukjent parameter «sektro». Mente du sektor?"),
        ({"sektor": 3}, "parameteren «sektor» er 3, men må være av typen str"),
        ({"endringer": ["SYE1.plasser"]}, "må være av typen dict"),
    ],
)
def test_wrong_parameters_are_refused_before_a_kernel(
    gitt: dict[str, object], melding: str
) -> None:
    with pytest.raises(Datafeil) as feil:
        kontroller_parametre(ROT / "notebooks/hls/sammendrag.ipynb", gitt)
    assert melding in str(feil.value)
    assert "notebooks/hls/sammendrag.ipynb" in str(feil.value)


def test_notebook_without_parameters_cell_is_refused(tmp_path: Path) -> None:
    notatbok = tmp_path / "x.ipynb"
    notatbok.write_text(json.dumps({"cells": []}))
    with pytest.raises(Datafeil, match="mangler en celle merket «parameters»"):
        parametre(notatbok)


# --- staleness: a chapter that reads SYE1 and one single figure ---------------------------------

LEST = ["sektor", "tiltak.SYE1", "tall.helsehus", "tabell.rammekutt"]


@pytest.fixture
def ferskt(tmp_path: Path, datakopi: Path) -> tuple[Path, Kapittel]:
    """A book whose one chapter has just been run, having read what LEST says."""
    rot = kopier_bok(tmp_path / "bok", ["hls/sammendrag"])
    kapittel = finn_kapitler(rot)[0]
    tilstand = Tilstand(rot / "tilstand.json")
    assert tilstand.foreldet(kapittel, rot)
    tilstand.husk([kapittel], rot, {kapittel.navn: LEST})
    return rot, kapittel


def _foreldet(rot: Path, kapittel: Kapittel) -> bool:
    return Tilstand(rot / "tilstand.json").foreldet(kapittel, rot)


def test_nothing_changed_is_fresh(ferskt: tuple[Path, Kapittel]) -> None:
    assert not _foreldet(*ferskt)


@pytest.mark.parametrize(
    ("fil", "gammelt", "nytt", "foreldet"),
    [
        ("hls/tiltak/sye1.yml", "verdi: 1180780", "verdi: 1180781", True),
        ("hls/tiltak/sye2.yml", "verdi: 14000000", "verdi: 14000001", False),
        ("hls/tabeller/rammekutt.csv", "HEL,2025,-14093", "HEL,2025,-14094", True),
        (
            "hls/tabeller/langtidshjem.csv",
            "Lillohjemmet,kommunal,72",
            "Lillohjemmet,kommunal,73",
            False,
        ),
        ("hls/sektor.yml", "navn: Helse\n", "navn: Helsen\n", True),
        ("hls/tiltak/sye1.yml", "id: SYE1", "# en kommentar\nid: SYE1", False),
    ],
)
def test_chapter_is_stale_when_what_it_read_changed_and_only_then(
    ferskt: tuple[Path, Kapittel], datakopi: Path, fil: str, gammelt: str, nytt: str, foreldet: bool
) -> None:
    sti = datakopi / fil
    tekst = sti.read_text(encoding="utf-8")
    assert gammelt in tekst
    sti.write_text(tekst.replace(gammelt, nytt, 1), encoding="utf-8")
    assert _foreldet(*ferskt) is foreldet


def test_changed_notebook_output_or_drawing_makes_stale(ferskt: tuple[Path, Kapittel]) -> None:
    rot, kapittel = ferskt
    ut = rot / kapittel.fil
    for fil in (kapittel.kilde, ut, ut.parent / filer_i(ut)[0]):
        for_endring = fil.read_bytes()
        fil.write_bytes(for_endring + b" ")
        assert _foreldet(rot, kapittel), fil
        fil.write_bytes(for_endring)
    assert not _foreldet(rot, kapittel)


def test_broken_state_file_means_stale(ferskt: tuple[Path, Kapittel]) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").write_text("{")
    assert _foreldet(rot, kapittel)
