"""The face: what notebooks may import of effekt, and that each function there says how it is called."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import effekt
from effekt.reading.chapter_sources import kilder_i, les_kilde
from tests.helpers.bokkopi import ROT

NOTATBOKER = [
    fil
    for mappe in sorted([*(ROT / "notebooks").iterdir(), *(ROT / "tests/kommune/notebooks").iterdir()])
    for fil in kilder_i(mappe).values()
]
# The chapters of the published report: tests/bok reads them.
BOKENS = [fil for fil in NOTATBOKER if fil.is_relative_to(ROT / "notebooks/hls")]
MALER = sorted((ROT / "effekt/authoring/maler/sektor/notebooks").glob("*.md"))
_EKSEMPEL = re.compile(r"``(\w+(?:\.\w+)?)\(.*\)``\.?")


def _celler(fil: Path) -> Iterator[str]:
    """The code of a notebook, or of a template, cell by cell; prose is left out."""
    if fil in MALER:
        # A template has its own marks around what is filled in.
        for linje in fil.read_text(encoding="utf-8").splitlines():
            if re.match(r"(from|import) effekt\b|.*\b(" + "|".join(effekt.__all__) + r")\.\w+\(", linje):
                yield re.sub(r"<<.*?>>", "x", re.sub(r"<%.*?%>", "", linje))
        return
    for celle in les_kilde(fil).celler:
        if celle["cell_type"] == "code" and not celle["source"].startswith("%%"):
            yield celle["source"]


def _ledd(fil: Path) -> Iterator[ast.AST]:
    for kode in _celler(fil):
        yield from ast.walk(ast.parse(kode))


def _kall(fil: Path) -> Iterator[str]:
    """What the face's functions are called by: «kort.tiltakskort», «apne»."""
    for ledd in _ledd(fil):
        if not isinstance(ledd, ast.Call):
            continue
        match ledd.func:
            case ast.Attribute(value=ast.Name(id=modul), attr=navn) if modul in effekt.__all__:
                yield f"{modul}.{navn}"
            case ast.Name(id=navn) if navn in effekt.__all__:
                yield navn


KALT = sorted({kall for fil in (*NOTATBOKER, *MALER) for kall in _kall(fil)})


def _funksjon(kall: str) -> FunctionType:
    modul, _, navn = kall.rpartition(".")
    funnet = getattr(getattr(effekt, modul) if modul else effekt, navn)
    assert inspect.isfunction(funnet), f"{kall} er ikke en funksjon"
    return funnet


def imports_the_face_alone(fil: Path) -> None:
    """Raise AssertionError where a notebook or a template imports anything else of effekt."""
    for ledd in _ledd(fil):
        if isinstance(ledd, ast.Import):
            assert [n.name for n in ledd.names if n.name.split(".")[0] == "effekt"] == []
        if isinstance(ledd, ast.ImportFrom) and (ledd.module or "").split(".")[0] == "effekt":
            assert ledd.module == "effekt"
            assert {n.name for n in ledd.names} <= set(effekt.__all__)


@pytest.mark.parametrize(
    "fil", [*(f for f in NOTATBOKER if f not in BOKENS), *MALER], ids=lambda fil: f"{fil.parent.name}/{fil.name}"
)
def test_a_notebook_imports_the_face_and_nothing_else_of_effekt(fil: Path) -> None:
    imports_the_face_alone(fil)


def test_notebooks_and_templates_are_read() -> None:
    assert len(NOTATBOKER) > 20
    assert MALER
    assert {"apne", "kort.tiltakskort", "tabeller.tabell", "forside.funnet", "figurer.bro"} <= set(KALT)


@pytest.mark.parametrize("kall", KALT)
def test_what_a_notebook_calls_says_what_it_shows_and_how_it_is_called(kall: str) -> None:
    doc = inspect.getdoc(_funksjon(kall)) or ""
    forste, _, resten = doc.partition("\n")
    assert re.match(r"[A-Z].*[.:;]$", forste), forste
    eksempler = [m[1] for linje in resten.splitlines() if (m := _EKSEMPEL.fullmatch(linje.strip()))]
    assert eksempler == [kall]


@pytest.mark.parametrize("navn", [n for n in effekt.__all__ if isinstance(getattr(effekt, n), ModuleType)])
def test_an_example_in_the_face_names_a_function_that_is_there(navn: str) -> None:
    modul = getattr(effekt, navn)
    egne = [f for f in vars(modul).values() if inspect.isfunction(f) and f.__module__ == modul.__name__]
    assert egne
    for funksjon in egne:
        for linje in (inspect.getdoc(funksjon) or "").splitlines():
            if (m := _EKSEMPEL.fullmatch(linje.strip())) and not funksjon.__name__.startswith("_"):
                assert m[1] == f"{navn}.{funksjon.__name__}"
                assert _funksjon(m[1]) is funksjon


def test_the_face_names_its_modules_and_functions_where_it_is_told_of() -> None:
    fortalt = set(re.findall(r"``(\w+)``", effekt.__doc__ or ""))
    assert set(effekt.__all__) <= fortalt
