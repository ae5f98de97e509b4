"""The chapters' notebooks hold prose and one-line cells, and no typed figures."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from effekt.execution.chapters import TILTAKSSIDE

ROT = Path(__file__).parents[2]
NOTATBOKER = sorted((ROT / "notebooks").rglob("*.ipynb"))
MAKS_LINJER = 3

# What may have digits in prose, and is no quantity.
UNNTAK = [
    r"\]\([^)]*\)",  # addresses of links
    r"\{\{.*?\}\}|\{%.*?%\}",  # live numbers
    r"<[^>]+>`",  # targets of roles
    r"\b(19|20)\d\d(\s?[–-]\s?(19|20)?\d\d)?\b",  # years and spans of them
    r"\b\d{1,2}\. (januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|"
    r"desember|kvartal|halvår|tertial)\b",
    r"\b(Tabell|Figur|tabell|figur|kapittel|delrapport|Delrapport|[Kk]ommunemål|[Mm]ål|punkt)"
    r" \d+(\.\d+)*((,| og) \d+)*",
    r"§ ?\d+",  # references to law
    r"\(s\. \d+\)",  # the page of a quotation
    r"\b[A-Z]{3}\d\b",  # measures
    r"\bf\d{3}\b",  # KOSTRA functions
    r"\b5G\b|Storgata 51|«[^»]*»",  # names, and what others are quoted for
]


def _celler(notatbok: Path) -> list[dict[str, Any]]:
    celler = json.loads(notatbok.read_text(encoding="utf-8"))["cells"]
    return [{**celle, "source": "".join(celle["source"])} for celle in celler]


def _uten_unntak(tekst: str) -> str:
    for monster in UNNTAK:
        tekst = re.sub(monster, "", tekst, flags=re.DOTALL)
    return tekst


@pytest.mark.parametrize("notatbok", NOTATBOKER, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_prose_has_no_typed_figures(notatbok: Path) -> None:
    for nr, celle in enumerate(_celler(notatbok)):
        kilde = celle["source"]
        if celle["cell_type"] == "code" and not kilde.startswith("%%tekst"):
            continue
        prosa = "\n".join(linje for linje in kilde.splitlines() if not linje.startswith("#"))
        tall = re.findall(r".{0,30}\d.{0,20}", _uten_unntak(prosa))
        assert not tall, f"celle {nr} har tall som ikke er levende: {tall}"


def _fellestekster() -> list[Path]:
    return sorted((ROT / "data" / "felles" / "tekster").glob("*.md"))


@pytest.mark.parametrize("fil", _fellestekster(), ids=lambda p: p.stem)
def test_shared_texts_have_no_typed_figures(fil: Path) -> None:
    tall = re.findall(r".{0,30}\d.{0,20}", _uten_unntak(fil.read_text(encoding="utf-8")))
    assert not tall, f"{fil.name} har tall som ikke er levende: {tall}"


@pytest.mark.parametrize("typed", ["Det er 16 hjem.", "Det koster 1,2 mill.", "Rundt 40 %."])
def test_a_typed_figure_in_prose_would_be_found(typed: str) -> None:
    assert re.search(r"\d", _uten_unntak(typed))


@pytest.mark.parametrize("notatbok", NOTATBOKER, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_code_cells_are_short_and_do_no_work(notatbok: Path) -> None:
    for nr, celle in enumerate(_celler(notatbok)):
        if celle["cell_type"] != "code" or celle["source"].startswith("%%tekst"):
            continue
        linjer = [linje for linje in celle["source"].splitlines() if linje.strip()]
        assert len(linjer) <= MAKS_LINJER, f"celle {nr} har {len(linjer)} linjer"
        for ledd in ast.walk(ast.parse(celle["source"])):
            assert not isinstance(
                ledd, ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.BinOp | ast.Lambda
            ), f"celle {nr} regner eller definerer noe: flytt det til effekt/"


@pytest.mark.parametrize("notatbok", NOTATBOKER, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_notebook_is_committed_without_outputs_and_with_typed_parameters(notatbok: Path) -> None:
    celler = _celler(notatbok)
    for celle in celler:
        if celle["cell_type"] == "code":
            assert celle["outputs"] == []
            assert celle["execution_count"] is None
    parametre = [c for c in celler if "parameters" in c["metadata"].get("tags", [])]
    assert len(parametre) == 1
    setninger = ast.parse(parametre[0]["source"]).body
    # A chapter across sectors reads them all, so it is given none.
    tvers = any("apne_program(" in c["source"] for c in celler)
    assert [s.target.id for s in setninger if isinstance(s, ast.AnnAssign)] == [  # type: ignore[union-attr]
        *([] if tvers else ["sektor"]),
        *(["tiltak"] if notatbok.stem == TILTAKSSIDE else []),
        "endringer",
    ]
    assert parametre[0]["source"].count("  # ") == len(setninger)


@pytest.mark.parametrize("notatbok", NOTATBOKER, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_prose_folds_its_source_for_who_reads_in_jupyterlab(notatbok: Path) -> None:
    apne = [c["id"] for c in _celler(notatbok) if c["source"].startswith("%%tekst") and c["metadata"] != _FOLDET]
    assert apne == [], f"gi cellene metadata {json.dumps(_FOLDET)}"


_FOLDET = {"jupyter": {"source_hidden": True}}


def test_shared_chapters_name_no_sector_city_or_agency() -> None:
    for notatbok in (ROT / "notebooks" / "felles").glob("*.ipynb"):
        tekst = "\n".join(celle["source"] for celle in _celler(notatbok))
        assert not re.search(r"\b(hls|oslo|HEL|SYE\d?)\b", tekst, re.IGNORECASE), notatbok


KAPITLER = ["sammendrag", "2-om-sektoren", *(p.stem for p in sorted((ROT / "notebooks/hls").glob("[34]-*.ipynb")))]


@pytest.mark.parametrize("kapittel", [*KAPITLER, "1-om-programmet"])
def test_a_chapter_of_the_report_opens_with_its_findings_and_says_when_the_report_was(kapittel: str) -> None:
    if kapittel == "1-om-programmet":
        notatbok, forst = ROT / "notebooks/felles/1-om-programmet.ipynb", "1-kort-fortalt.md"
        fortalt = (ROT / "data/felles/tekster" / forst).read_text(encoding="utf-8")
    else:
        notatbok = ROT / f"notebooks/hls/{kapittel}.ipynb"
        fortalt = next(c["source"] for c in _celler(notatbok) if c["id"] == "kort-fortalt")
    overskrifter = [c["source"] for c in _celler(notatbok) if c["cell_type"] == "markdown" and c["source"][0] == "#"]
    assert overskrifter[1] == "## Kort fortalt"
    assert "gjengir rapporten slik den var i desember 2025" in fortalt
    assert 3 <= len(re.findall(r"^- ", fortalt, re.MULTILINE)) <= 5
    assert "{{" in fortalt
