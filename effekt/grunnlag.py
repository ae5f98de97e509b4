"""What an answer about a sector follows from: the part of data/, and of the book, that it has.

Other sectors' own files are left out, so that work on one sector leaves the others' answers.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from effekt.kilder import SEKTORFIL, datamappe
from effekt.mapper import INNHOLD, programmappe, sider
from effekt.mellomlager import navn_i

_SIDER = (".ipynb", ".md", ".rst")


def sektorens(navn: str) -> Iterator[Path | str]:
    """All of data/, but the inside of other sectors' folders."""
    data = datamappe()
    deler = sorted(os.listdir(data))  # noqa: PTH208 - once for each sector that is read
    sektorer = {del_ for del_ in deler if os.path.exists(f"{data}/{del_}/{SEKTORFIL}")}  # noqa: PTH110
    yield from (data / del_ for del_ in deler if del_ == navn or del_ not in sektorer)
    yield " ".join(sorted(sektorer))


def kapitlenes(rot: Path, navn: str) -> Iterator[Path]:
    """The table of contents and the notebooks, but for those of other sectors."""
    yield rot / INNHOLD
    for mappe in dict.fromkeys((rot, programmappe())):
        for del_ in sorted((mappe / "notebooks").glob("*")):
            if del_.name == navn or not (datamappe() / del_.name / SEKTORFIL).exists():
                yield del_


def sidenes_navn(rot: Path) -> list[str]:
    """The names of all chapters and pages: whether they are there is asked for every sector."""
    mapper = dict.fromkeys((rot, programmappe()))
    return [navn_i(mappe / del_, *_SIDER) for mappe in mapper for del_ in ("notebooks", "book")]


def kjorte(bok: Path) -> Iterator[Path]:
    """The executed chapters below ``bok``, in order: where the book has contents, those in it."""
    alle = bok.rglob("*.ipynb")
    if (bok.parent / INNHOLD).is_file():
        alle = (
            fil for side in sider(bok.parent) if (fil := bok.parent / f"{side}.ipynb").is_file()
        )
    yield from sorted(alle)
