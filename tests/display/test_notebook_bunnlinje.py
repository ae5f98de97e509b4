"""A chapter that is opened with changes in JupyterLab begins with what they come to; one that is built does not."""

from types import SimpleNamespace
from typing import Any

import pytest
from IPython import display

from effekt.base.book import FILVARIABEL
from effekt.display import notebook
from effekt.reading.endringer import med_endringer


@pytest.fixture
def vist(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    alt: list[dict[str, str]] = []
    monkeypatch.setattr(display, "display", lambda data, raw: alt.append(data))
    monkeypatch.delenv(FILVARIABEL, raising=False)
    return alt


def _apne(skall: Any, **endringer: str) -> None:
    notebook._vis_bunnlinjen(skall, med_endringer("tek", {a.replace("_", "."): v for a, v in endringer.items()}))


def test_what_the_changes_come_to_is_shown_where_the_chapter_begins(vist: list[dict[str, str]]) -> None:
    _apne(SimpleNamespace(kernel=True), VEI1_gjennomfores="nei")
    (data,) = vist
    assert "VEI1 i 2030: 420 → utelatt" in data["text/plain"]
    assert "<table" in data["text/html"]


def test_without_changes_a_notebook_or_a_reader_nothing_is_shown(
    vist: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _apne(SimpleNamespace(kernel=True))
    _apne(SimpleNamespace(), VEI1_gjennomfores="nei")
    monkeypatch.setenv(FILVARIABEL, "skriv")
    _apne(SimpleNamespace(kernel=True), VEI1_gjennomfores="nei")
    assert vist == []
