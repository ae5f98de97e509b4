"""Notebooks as data: what other programs and git leave of them, read or told in words."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.cli.main import main
from effekt.display.records import les_poster
from effekt.execution.chapters import parameters_of
from effekt.reading.notebooks import er_fullstendig, les_celler, les_notatbok

_CELLE: dict[str, Any] = {
    "cell_type": "code", "id": "a", "metadata": {}, "source": "1", "outputs": [], "execution_count": None,
}  # fmt: skip


def _bok(*celler: Any, **mer: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(celler)} | mer)


@pytest.mark.parametrize(
    ("innhold", "sagt"),
    [
        ("", "filen er tom"),
        ('{"cells": [', "linje 1: filen er ikke en notatbok, for den er ikke gyldig JSON. Hent fram"),
        ("[" * 100_000, "er ikke gyldig JSON"),
        ("[1, 2]", "filen er ikke en notatbok."),
        ('"tekst"', "filen er ikke en notatbok."),
        ("{}", "filen er ikke en notatbok."),
        (json.dumps({"nbformat": 3, "worksheets": []}), "er i format 3, men må være i format 4. Åpne den i JupyterLab"),
        (json.dumps({"nbformat": 4, "metadata": {}}), "har ingen celler"),
        (_bok("x"), "celle 0 er ikke en celle med kode eller tekst"),
        (_bok(_CELLE, {**_CELLE, "cell_type": "heading"}), "celle 1 er ikke en celle"),
        (_bok({**_CELLE, "source": 3}), "celle 0 har en form som ikke kan leses"),
        (_bok({**_CELLE, "source": ["a", 1]}), "celle 0 har en form"),
        (_bok({**_CELLE, "metadata": []}), "celle 0 har en form"),
        (_bok({**_CELLE, "metadata": {"tags": "x"}}), "celle 0 har en form"),
        (_bok({**_CELLE, "id": 7}), "celle 0 har en form"),
        (_bok({**_CELLE, "outputs": {}}), "celle 0 har et resultat som ikke kan leses"),
        (_bok({**_CELLE, "outputs": [{"output_type": "stream", "data": {"text/html": 1}}]}), "celle 0 har et resultat"),
        (_bok(_CELLE, metadata=[]), "har et hode"),
        ('{\n"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> main\n]}', "linje 3: filen har en konflikt etter en"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_told_in_words(tmp_path: Path, innhold: str, sagt: str) -> None:
    fil = tmp_path / "x.ipynb"
    fil.write_text(innhold, encoding="utf-8")
    for les in (les_notatbok, parameters_of, les_poster):
        with pytest.raises(Datafeil) as feil:
            les(fil)
        assert sagt in str(feil.value)


@pytest.mark.parametrize("merke", ["\u0300", "\u0308", "\u0327"])
def test_an_accent_that_begins_a_line_is_no_part_of_the_line_break(tmp_path: Path, merke: str) -> None:
    (fil := tmp_path / "a.ipynb").write_text(
        json.dumps(json.loads(_bok({**_CELLE, "source": f"a\n{merke}b\re{merke}"})), ensure_ascii=False), "utf-8"
    )
    (celle,) = les_celler(fil)
    assert celle["source"] == unicodedata.normalize("NFC", f"a\n{merke}b\re{merke}")


def test_cells_without_an_id_have_one_by_their_place(tmp_path: Path) -> None:
    fil = tmp_path / "gammel.ipynb"
    uten = {n: v for n, v in _CELLE.items() if n != "id"}
    fil.write_text(_bok({**uten, "source": ["a\n", "b"]}, {"cell_type": "markdown", "source": "x"}, nbformat_minor=2))
    assert not er_fullstendig(fil)
    assert [(celle["id"], celle["source"]) for celle in les_celler(fil)] == [("celle-0", "a\nb"), ("celle-1", "x")]


@pytest.mark.parametrize(
    "post",
    [
        "x", {"slag": 1}, {"slag": "tabell", "csv": "../../hemmelig.csv"}, {"slag": "tabell", "csv": "/etc/passwd"},
        {"slag": "tabell", "noter": "x"}, {"slag": "tabell", "felt": [["a"]]}, {"slag": "tabell", "deler": [1]},
    ],
)  # fmt: skip
def test_a_record_that_effekt_did_not_make_is_refused(tmp_path: Path, post: Any) -> None:
    ut = {"output_type": "display_data", "data": {"application/vnd.effekt+json": post}}
    fil = tmp_path / "sendt.ipynb"
    fil.write_text(_bok({**_CELLE, "outputs": [ut]}), encoding="utf-8")
    with pytest.raises(Datafeil, match="celle 0 har et resultat som ikke er laget av effekt"):
        les_poster(fil)


def test_parameters_that_are_not_python_are_told(tmp_path: Path) -> None:
    fil = tmp_path / "x.ipynb"
    celle = {**_CELLE, "metadata": {"tags": ["parameters"]}, "source": "sektor: str = ("}
    fil.write_text(_bok(celle), encoding="utf-8")
    with pytest.raises(Datafeil, match="«parameters» er ikke gyldig Python"):
        parameters_of(fil)


def test_check_names_the_notebook_that_git_has_left_in_two(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = kommunekopi.parent / "notebooks/tek/tiltak.ipynb"
    fil.write_text(f"<<<<<<< HEAD\n{fil.read_text(encoding='utf-8')}\n=======\n{{}}\n>>>>>>> main\n", encoding="utf-8")
    assert main(["check", "--data", str(kommunekopi)]) == 2
    assert "notebooks/tek/tiltak.ipynb, linje 1: filen har en konflikt" in capsys.readouterr().err
