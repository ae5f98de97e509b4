"""Every chapter of the published book is the same whichever engine runs it."""

import json
from pathlib import Path

import nbformat
import pytest

from effekt.execution.chapters import find_chapters
from effekt.execution.execute import RunSettings
from effekt.site.build import build_book
from tests.helpers.bokkopi import boken, kopier_bok


def _innhold(mappe: Path) -> dict[str, bytes]:
    return {p.relative_to(mappe).as_posix(): p.read_bytes() for p in mappe.rglob("*") if p.is_file()}


@pytest.mark.bygg
def test_both_engines_make_every_chapter_and_page_the_same(nettsted: Path, tmp_path: Path) -> None:
    """``nettsted`` is built by the engine «effekt»; here is the same by papermill's own."""
    forgrenet, rot = nettsted.parents[1], kopier_bok(tmp_path / "bok")
    build_book(boken(rot), lambda _: None, mate=RunSettings(engine="papermill"))
    kapitler = find_chapters(boken(rot))
    assert kapitler
    for kapittel in kapitler:
        en, to = (nbformat.read(mappe / kapittel.fil, 4) for mappe in (rot, forgrenet))
        assert len(en.cells) == len(to.cells)
        for celle, annen in zip(en.cells, to.cells, strict=True):
            assert celle == annen, f"{kapittel.navn}: {celle.id}"
        assert en.metadata == to.metadata
    assert _innhold(rot / "book") == _innhold(forgrenet / "book")
    assert _innhold(rot / "_build/html") == _innhold(nettsted)
    # And they read the same of data/.
    husket = [json.loads((mappe / "_build/effekt/kapitler.json").read_text()) for mappe in (rot, forgrenet)]
    assert husket[0] == husket[1]
