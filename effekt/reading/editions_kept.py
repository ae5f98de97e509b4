"""Plans that are over, kept beside the book: ``utgaver/<sector>-<first year>-<last year>/data``, as data/ had them."""

from pathlib import Path
from typing import Final

from effekt.base.faults import KILDEFIL

KEPT: Final = "utgaver"


def kept_folder(rot: Path, sektor: str, periode: tuple[int, ...]) -> Path:
    """Return where a sector's plan for these years is kept."""
    return rot / KEPT / f"{sektor}-{periode[0]}-{periode[-1]}"


def is_kept_plan(mappe: Path) -> bool:
    """Whether a folder is a plan that is kept: data/, and no executed book beside it."""
    return (mappe / "data" / KILDEFIL).is_file() and not any((mappe / "book").rglob("*.ipynb"))
