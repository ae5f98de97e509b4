"""The project's own order: style, types, order of packages, locked versions, numbers in data, not code."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.helpers.miljo import miljo

ROT = Path(__file__).parents[1]
MODULER = sorted((ROT / "effekt").rglob("*.py"))


def _navn(modul: Path) -> str:
    return modul.relative_to(ROT / "effekt").as_posix()


# A number in the code is a rule of arithmetic or of drawing, never a fact of a report.
LOV = {0, 1, 2, 10, 100, 1000, 100_000, 1_000_000, 1_000_000_000}
# These packages lay out, colour or run things; their sizes and limits are not figures of the report.
DRAWS_OR_RUNS = {"cli", "display", "excel", "execution", "export", "fetch", "report", "review", "site"}
# How far beyond the noise of its draws a simulation rounds.
OWN_NUMBERS = {
    "authoring/new_book.py": {24},
    "calc/simulering.py": {4, 300},
    "base/locks.py": {30, 50},
    "base/processes.py": {20},
    "reading/chapter_sources.py": {4, 8, 60},
}
# The contrast of colours (``tema``) has WCAG's own numbers; ``bounds`` has all that says how much is read.


def _kjor(*kommando: str) -> None:
    kjort = subprocess.run([sys.executable, "-m", *kommando], cwd=ROT, capture_output=True, text=True, check=False)
    assert kjort.returncode == 0, kjort.stdout[-4000:] + kjort.stderr[-2000:]


def test_ruff_finds_nothing_in_code_and_notebooks() -> None:
    _kjor("ruff", "check", "--quiet", ".")
    _kjor("ruff", "format", "--check", "--quiet", ".")


def test_types_are_strict_and_clean() -> None:
    _kjor("mypy")


def test_packages_import_only_from_those_below() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROT / "pyproject.toml")) == 0


def test_environment_file_is_what_the_lock_file_gives() -> None:
    assert (ROT / "environment.yml").read_text(encoding="utf-8") == miljo(), "kjør make environment"


def test_environment_file_has_every_dependency_of_the_project() -> None:
    prosjekt = tomllib.loads((ROT / "pyproject.toml").read_text())["project"]
    pip = yaml.safe_load((ROT / "environment.yml").read_text())["dependencies"][-1]["pip"]
    navn = {re.split(r"[=<> ;]", linje)[0].lower() for linje in pip}
    for krav in prosjekt["dependencies"]:
        assert re.split(r"[=<> ]", krav)[0].lower() in navn


@pytest.mark.parametrize(
    "modul", [m for m in MODULER if m.parent.name not in DRAWS_OR_RUNS and m.stem not in {"tema", "bounds"}], ids=_navn
)
def test_no_figure_of_a_report_is_in_the_code(modul: Path) -> None:
    tre = ast.parse(modul.read_text(encoding="utf-8"))
    tall = {
        ledd.value
        for ledd in ast.walk(tre)
        if isinstance(ledd, ast.Constant) and isinstance(ledd.value, int | float) and not isinstance(ledd.value, bool)
    }
    # Bounds of what a year may be; how alike two words must be to be meant, and how long; groups of three.
    felles = {1900, 2200, 0.8, 0.55, 5, 3, 9}
    assert tall - LOV - felles - OWN_NUMBERS.get(_navn(modul), set()) == set()


@pytest.mark.parametrize("modul", MODULER, ids=_navn)
def test_no_sector_city_year_or_agency_is_in_the_code(modul: Path) -> None:
    tre = ast.parse(modul.read_text(encoding="utf-8"))
    for ledd in ast.walk(tre):
        if isinstance(ledd, ast.Module | ast.FunctionDef | ast.ClassDef):
            ledd.body = [d for d in ledd.body if not _docstring(d)] or [ast.Pass()]
    kode = ast.unparse(tre)
    # Examples in help texts and messages may name a measure; nothing may depend on one.
    eksempler = r"SYE1\.\w+|hls/[\w-]+|for eksempel [^'\"]*|rammekutt\[HEL, 2026\]|/2020-12/"
    uten_eksempel = re.sub(eksempler, "", kode)
    assert not re.search(r"\b(Oslo|HEL|SYE\d?|HLS|hls)\b|(?<!\d)20[23]\d(?!\d)", uten_eksempel)


def _docstring(ledd: ast.stmt) -> bool:
    return isinstance(ledd, ast.Expr) and isinstance(ledd.value, ast.Constant)


def _private(navn: str) -> bool:
    return navn.startswith("_") and not navn.startswith("__")


def _is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}


def _own_private_names(tre: ast.Module) -> set[str]:
    """What a module, its classes and its instances have with an underscore before the name."""
    funnet = set()
    for node in ast.walk(tre):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            funnet.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            funnet.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_own(node):
            funnet.add(node.attr)
    return {navn for navn in funnet if _private(navn)}


def _reaches(moduler: dict[str, str]) -> set[str]:
    """Where a module uses what only another module of the package has with an underscore before it.

    The private parts of libraries are not looked at: what is used of them is said where it is used.
    """
    trer = {navn: ast.parse(kilde) for navn, kilde in moduler.items()}
    egne = {navn: _own_private_names(tre) for navn, tre in trer.items()}
    alle = set().union(*egne.values())
    funnet = set()
    for navn, tre in trer.items():
        for node in ast.walk(tre):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("effekt"):
                funnet |= {f"{navn}: {ett.name}" for ett in node.names if _private(ett.name)}
            elif isinstance(node, ast.Attribute) and node.attr in alle - egne[navn] and not _is_own(node):
                funnet.add(f"{navn}: {node.attr}")
    return funnet


def test_no_module_reaches_into_what_another_keeps_to_itself() -> None:
    """What others may look at has a name without an underscore: ``sektor.unrecorded.info``."""
    assert _reaches({_navn(modul): modul.read_text(encoding="utf-8") for modul in MODULER}) == set()


def test_a_reach_into_another_module_is_found() -> None:
    en = "class Sektor:\n    _info: str\n    def vis(self): return self._info\ndef _les(): pass\n"
    assert _reaches({"en.py": en, "annen.py": "def f(s): return s.info\n"}) == set()
    for kilde in ("def f(s): return s._info", "def f(s): s._info = 1; g(s.alle._info)", "en._les()"):
        assert _reaches({"en.py": en, "annen.py": kilde}) in ({"annen.py: _info"}, {"annen.py: _les"}), kilde
    assert _reaches({"en.py": en, "annen.py": "from effekt.en import _les"}) == {"annen.py: _les"}


# The same noun in the face, of a table and of a figure; and what Sphinx calls in every extension.
SAME_NAME = {"effekt_per_tiltak", "setup"}


def test_a_public_class_or_function_means_one_thing() -> None:
    steder: dict[str, list[str]] = {}
    for modul in MODULER:
        for ledd in ast.parse(modul.read_text(encoding="utf-8")).body:
            if isinstance(ledd, ast.FunctionDef | ast.ClassDef) and not ledd.name.startswith("_"):
                steder.setdefault(ledd.name, []).append(_navn(modul))
    assert {navn for navn, moduler in steder.items() if len(moduler) > 1} == SAME_NAME


def test_actions_are_commits_and_keep_no_credentials() -> None:
    for fil in (ROT / ".github/workflows").glob("*.yml"):
        arbeid = yaml.safe_load(fil.read_text(encoding="utf-8"))
        assert arbeid["permissions"] == {"contents": "read"}
        trinn = [ett for jobb in arbeid["jobs"].values() for ett in jobb["steps"]]
        for ett in trinn:
            if "uses" in ett:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", ett["uses"])
            if "checkout" in ett.get("uses", ""):
                assert ett["with"]["persist-credentials"] is False


def test_what_is_built_is_not_in_git() -> None:
    def git(*ord_: str) -> str:
        return subprocess.run(["git", *ord_], cwd=ROT, capture_output=True, text=True, check=False).stdout

    filer = git("ls-files").splitlines()
    assert not [fil for fil in filer if "_build/" in fil or fil.endswith((".pyc", ".pickle", ".doctree"))]
    bygd = ["tests/kommune/_build/effekt/x", "_build/x"]
    assert git("check-ignore", *bygd).splitlines() == bygd
