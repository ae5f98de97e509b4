"""A plan for a book tried on a copy of it: which faults it would make that are not there already."""

import shutil
from pathlib import Path

from effekt.authoring.planned import PlannedChange
from effekt.base.book import INNHOLD, LISTE, OPPSETT
from effekt.base.faults import Datafeil, samle
from effekt.base.files import is_left_behind
from effekt.base.writing import scratch
from effekt.check.checking import chapters_by_sektor, check_sektor
from effekt.reading.bokmappe import Bokmappe

_COPIED = ("data", "notebooks")


def new_faults(bok: Bokmappe, plan: PlannedChange) -> list[str]:
    """The faults that a check would tell of the book when the plan has been carried out, and does not tell now."""
    before = set(_faults(bok))
    with scratch(bok.rot) as folder:
        _copy(bok.rot, folder)
        for path, text in plan.files.items():
            there = folder / path.relative_to(bok.rot)
            if text is None:
                there.unlink(missing_ok=True)
            else:
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(text.encode() if isinstance(text, str) else text)
        return [
            fault for fault in _faults(Bokmappe((folder / "data").resolve(), folder.resolve())) if fault not in before
        ]


def _copy(rot: Path, folder: Path) -> None:
    def left_behind(_: str, names: list[str]) -> list[str]:
        return [name for name in names if is_left_behind(Path(name))]

    for name in _COPIED:
        if (rot / name).is_dir():
            shutil.copytree(rot / name, folder / name, ignore=left_behind)
    pages = [page.relative_to(rot).as_posix() for page in (rot / "book").rglob("*.md")]
    for name in (INNHOLD, OPPSETT, LISTE, *pages):
        if (rot / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(rot / name, folder / name)


def _faults(bok: Bokmappe) -> list[str]:
    """All faults of a book, as they are told: where they are by line, or not, is no matter."""
    faults: list[Datafeil] = []
    with samle(faults):
        chapters = chapters_by_sektor(bok)
        for navn in bok.sektorer():
            with samle(faults):
                faults += check_sektor(bok, navn, chapters.get(navn, ())).feil
    return list(dict.fromkeys(f"{fault}" for fault in faults))
