"""What a notebook and a module import is read off them, and so is what they are."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from effekt.execution import code
from effekt.execution.code import Kodelager
from tests.helpers.bokkopi import ROT
from tests.helpers.feildata import bytt


def _notatbok(til: Path, *celler: str) -> Path:
    fil = til / "x.ipynb"
    fil.write_text(json.dumps({"cells": [{"cell_type": "code", "source": c} for c in celler]}))
    return fil


@pytest.mark.parametrize(
    ("celle", "moduler"),
    [
        ("from effekt import kort", {"effekt", "effekt.report.kort"}),
        ("from effekt import kort as k, tabeller", {"effekt", "effekt.report.kort", "effekt.report.tabeller"}),
        ("from effekt.tall import vis_tall", {"effekt", "effekt.base.numbers"}),
        ("import effekt.tall", {"effekt", "effekt.base.numbers"}),
        # What is no module comes from one that the package imports when asked.
        ("from effekt import apne", {"effekt", "effekt.display.notebook"}),
        ("if True:\n    def f():\n        from effekt import kort", {"effekt", "effekt.report.kort"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from effekt import kort", set()),
        ("import pandas\nx = 'from effekt import kort'", set()),
        ("%%tekst\nfrom effekt import kort {{ exec }}", set()),
        # What cannot be told reaches everything.
        ("import effekt", {"effekt", "*"}),
        ("import effekt as e", {"effekt", "*"}),
        ("from effekt import *", {"effekt", "*"}),
        ("import importlib\nimportlib.import_module('effekt.kort')", {"*"}),
        ("from importlib import import_module as i\ni('effekt.kort')", {"*"}),
        ("__import__('effekt.kort')", {"*"}),
        ("exec('from effekt import kort')", {"*"}),
        ("%run annet.py", {"*"}),
        ("!effekt changes", {"*"}),
        ("%%bash\neffekt changes", {"*"}),
        ("get_ipython().run_line_magic('run', 'annet.py')", {"*"}),
        ("x = (", {"*"}),
    ],
)
def test_what_a_cell_imports(tmp_path: Path, celle: str, moduler: set[str]) -> None:
    assert Kodelager().notatbok(_notatbok(tmp_path, "y = 1", celle))[0] == moduler


def test_prose_is_no_code_and_what_is_no_notebook_imports_nothing(tmp_path: Path) -> None:
    fil = _notatbok(tmp_path, "from effekt import kort")
    bok = json.loads(fil.read_text())
    bok["cells"][0]["cell_type"] = "markdown"
    fil.write_text(json.dumps(bok))
    assert Kodelager().notatbok(fil) == (frozenset(), frozenset())
    for innhold in ("", "{", "[]", "3", '{"cells": 3}', '{"cells": [3]}', '{"cells": [{}]}'):
        fil.write_text(innhold)
        assert Kodelager().notatbok(fil) == (frozenset(), frozenset())


def test_other_packages_are_named_as_the_lock_names_them(tmp_path: Path) -> None:
    fil = _notatbok(tmp_path, "import Jinja2, axe_playwright_python.sync\nfrom xml.dom import x")
    assert Kodelager().notatbok(fil)[1] == {"jinja2", "axe-playwright-python", "xml"}


def test_every_module_of_the_library_reaches_what_it_imports_when_it_runs() -> None:
    """Held against Python itself: what a fresh process has loaded after importing a module."""
    for modul in ("effekt.report.kort", "effekt.report.kontrollsider", "effekt.report.usikkerhet"):
        kode_ = f"import {modul}, sys; print(*(m for m in sys.modules if m.startswith('effekt')))"
        lastet = subprocess.run(
            [sys.executable, "-c", kode_], capture_output=True, text=True, check=True
        ).stdout.split()
        assert set(lastet) == set(Kodelager().nadd([modul]))


def test_no_module_that_a_chapter_reaches_reads_its_own_text() -> None:
    """Comments and docstrings are left out of fingerprints, so nothing may show them."""
    lager = Kodelager()
    notatboker = (ROT / "notebooks").rglob("*.ipynb")
    for modul in lager.nadd(m for fil in notatboker for m in lager.notatbok(fil)[0]):
        tekst = code._fil(modul).read_text(encoding="utf-8")
        assert not {"__doc__", "getsource", "getdoc", "linecache"} & set(tekst.split("."))
        assert "import inspect" not in tekst
        assert "__doc__" not in tekst


@pytest.mark.parametrize(
    ("gammelt", "nytt", "lik"),
    [
        ("x = 1", "x  =  1  # en merknad", True),
        ('"""Doc."""', '"""Noe annet."""', True),
        ('    """F."""', '    """F. Og mer."""', True),
        ("x = 1", "x = 1.0", False),
        ("x = 1", "x = True", False),
        ('"tekst"', '"Tekst"', False),
        ("def f", "async def f", False),
        ("a: int", "a: str", False),
    ],
)
def test_a_fingerprint_is_of_what_the_code_does(tmp_path: Path, gammelt: str, nytt: str, lik: bool) -> None:
    for_ = '"""Doc."""\n\nx = 1\n\n\ndef f(a: int) -> str:\n    """F."""\n    return "tekst"\n'
    assert gammelt in for_
    etter = for_.replace(gammelt, nytt, 1)
    assert (code._les_modul(for_.encode()) == code._les_modul(etter.encode())) is lik


def test_a_module_that_cannot_be_parsed_is_its_bytes_and_may_reach_anything() -> None:
    for les in (code._les_modul, code._les_pakken):
        lest = [les(kilde) for kilde in (b"def f(:", b"def g(:", b"\x00")]
        assert len({form for form, _ in lest}) == 3
        assert {tuple(importert) for _, importert in lest} == {("*",)}


def test_what_was_read_before_is_not_read_again_and_gives_the_same(
    kodekopi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forst = Kodelager()
    alt, pakker = forst.nadd(["*"]), forst.pakker()
    husket = json.loads(json.dumps(forst.som_json()))
    with monkeypatch.context() as uten:
        uten.setattr(code, "_parse", None)
        uten.setattr(code, "tomllib", None)
        igjen = Kodelager(husket)
        assert (igjen.nadd(["*"]), igjen.pakker()) == (alt, pakker)
    # Only the one that changed is parsed.
    bytt(kodekopi / "effekt/tall.py", "def ", "X = 1\n\n\ndef ")
    ny = Kodelager(husket).nadd(["*"])
    assert {modul for modul in alt if alt[modul] != ny[modul]} == {"effekt.base.numbers"}
    # Another Python, or another reader, believes nothing of it.
    assert Kodelager({**husket, "leser": "annet"})._lest == {}


def test_the_whole_library_has_its_templates_too(kodekopi: Path) -> None:
    for_ = Kodelager().nadd(["*"])
    bytt(kodekopi / "effekt/sidemaler/banner.html", "<", "<!-- x --><")
    etter = Kodelager().nadd(["*"])
    assert [n for n in for_ if for_[n] != etter[n]] == ["effekt/sidemaler/banner.html"]


def test_the_locked_packages_are_those_that_running_needs() -> None:
    pakker = Kodelager().pakker()
    assert {"pandas", "numpy", "jinja2", "markupsafe", "sphinx", "Python"} <= pakker.keys()
    assert not {"ruff", "pytest", "hypothesis", "weasyprint", "jupyterlab", "effekt"} & pakker.keys()
    assert {"ruff"} == Kodelager().pakker(["ruff", "xml"]).keys() - pakker.keys()


def test_without_a_lock_the_version_of_python_is_what_there_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(code, "LAASFIL", tmp_path / "uv.lock")
    assert Kodelager().pakker() == {"Python": code.python()}


def test_extras_and_several_versions_of_a_package_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    laas = tmp_path / "uv.lock"
    laas.write_text(
        """
[[package]]
name = "bok"
source = { editable = "." }
dependencies = [{ name = "a", extra = ["pen"] }]
[[package]]
name = "a"
version = "1"
dependencies = [{ name = "b", version = "1" }]
[package.optional-dependencies]
pen = [{ name = "c" }]
stygg = [{ name = "d" }]
[[package]]
name = "b"
version = "1"
wheels = [
    { url = "https://eksempel.no/b-1.whl", hash = "sha256:0" },
]
[[package]]
name = "b"
version = "2"
[[package]]
name = "c"
version = "3"
[[package]]
name = "d"
version = "4"
"""
    )
    monkeypatch.setattr(code, "LAASFIL", laas)
    ventet = {"a": "1", "a[pen]": "1", "b": "1 2", "c": "3", "Python": code.python()}
    assert Kodelager().pakker() == ventet
