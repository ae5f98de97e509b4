"""The committed chapters, as a build has left them."""

import json

import pytest

from tests.helpers.bokkopi import ROT

pytestmark = pytest.mark.bygg


def test_committed_chapters_are_executed_without_a_trace_of_when_and_where() -> None:
    for fil in (ROT / "book").rglob("*.ipynb"):
        nb = json.loads(fil.read_text(encoding="utf-8"))
        tekst = fil.read_text(encoding="utf-8")
        # «bare-nett» is the author's: that the page is not for paper.
        assert set(nb["metadata"]) - {"bare-nett"} == {"effekt", "kernelspec", "language_info"}
        assert "papermill" not in tekst
        assert str(ROT) not in tekst
        assert all(c.get("execution_count", 1) for c in nb["cells"])
