"""The workbooks that belong to a book: those made for it, and those that have been taken in.

They are kept in a list below _build, so that the preview can follow them where they lie; without it nothing is lost
but that.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Final

from effekt.base.book import WORK_FOLDER
from effekt.base.files import write_whole
from effekt.reading.bokmappe import Bokmappe

_LIST: Final = f"{WORK_FOLDER}/arbeidsboker.json"


def note_workbook(bok: Bokmappe, fil: Path, sektor: str) -> None:
    """Let the book know a workbook of a sector; where nothing can be written, it is not followed."""
    with suppress(OSError):
        write_whole(bok.rot / _LIST, json.dumps({**known_workbooks(bok), str(fil.resolve()): sektor}, indent=1))


def known_workbooks(bok: Bokmappe) -> dict[str, str]:
    """The workbooks that are still there, each with its sector; none where the list cannot be read."""
    with suppress(OSError, ValueError, AttributeError):
        listed = json.loads((bok.rot / _LIST).read_text(encoding="utf-8"))
        return {str(fil): str(sektor) for fil, sektor in listed.items() if Path(fil).is_file()}
    return {}
