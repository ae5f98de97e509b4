"""A sector's chapters as files: listed, begun, and given another heading."""

import json
from pathlib import Path

from effekt.authoring.chapter_texts import kapitlene_i, med_tittel, nytt_kapittel, tittel_i
from effekt.reading.chapter_sources import les_kilde
from tests.helpers.feildata import feilmelding


def test_a_chapter_is_begun_as_its_template_and_listed(kommunekopi: Path) -> None:
    rot = kommunekopi.parent
    sted, tekst = nytt_kapittel(
        "opp", "3-1-sko", "3-virksomhet", nr=1, virksomhet="SKO", virksomhetsnavn="A & {{ b }}\n# C"
    )
    assert sted == "notebooks/opp/3-1-sko.md"
    (rot / sted).write_text(tekst, encoding="utf-8")
    assert kapitlene_i(rot, "opp") == {"3-1-sko": rot / sted, "tiltak": rot / "notebooks/opp/tiltak.md"}
    # A name is text, whatever it has in it.
    assert les_kilde(rot / sted).celler[0]["source"] == "# 3.1 A & \\{\\{ b \\}\\} \\# C"


def test_a_heading_is_given_anew_and_all_else_stays(kommunekopi: Path) -> None:
    for sted in ("opp/tiltak.md", "tek/tiltak.ipynb"):
        fil = kommunekopi.parent / "notebooks" / sted
        for_ = fil.read_text(encoding="utf-8")
        gammel = tittel_i(fil)
        fil.write_text(med_tittel(fil, "Et nytt navn"), encoding="utf-8")
        assert tittel_i(fil) == "Et nytt navn"
        assert fil.read_text(encoding="utf-8") == for_.replace(f"# {gammel}", "# Et nytt navn", 1)


def test_a_chapter_without_a_heading_is_told(tmp_path: Path) -> None:
    for navn, tekst in (("x.md", "Bare tekst."), ("x.ipynb", json.dumps({"nbformat": 4, "cells": []}))):
        (fil := tmp_path / navn).write_text(tekst, encoding="utf-8")
        assert "kapitlet har ingen overskrift" in feilmelding(lambda fil=fil: med_tittel(fil, "Ny"))
