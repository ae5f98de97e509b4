"""The workbooks that belong to a book: those made for it, and those that have been taken in, with how that was done.

They are kept in a list below _build, so that the preview can follow them where they lie; without it nothing is lost
but that.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from effekt.base.book import WORK_FOLDER
from effekt.base.files import write_whole
from effekt.reading.bokmappe import Bokmappe

# What a list may say, which may have come with somebody's book: how a sheet is understood, and nothing of what is done.
_OPTION: Final = re.compile(r"--(sector|ark|enhet|fortegn|uten-belop|ar|virksomhet|kilde|tittel|dato)=")
_LIST: Final = f"{WORK_FOLDER}/arbeidsboker.json"


def note_workbook(bok: Bokmappe, fil: Path, options: Sequence[str] = ()) -> None:
    """Let the book know a workbook, and the options that ``effekt import`` takes it in with.

    Where nothing can be written, it is not followed.
    """
    with suppress(OSError):
        listed = {**known_workbooks(bok), str(fil.resolve()): [*options]}
        write_whole(bok.rot / _LIST, json.dumps(listed, ensure_ascii=False, indent=1))


def known_workbooks(bok: Bokmappe) -> dict[str, list[str]]:
    """The workbooks that are still there, each with its options; none where the list cannot be read."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        listed = json.loads((bok.rot / _LIST).read_text(encoding="utf-8"))
        return {
            str(fil): [str(each) for each in options if _OPTION.match(str(each))]
            for fil, options in listed.items()
            if Path(fil).is_file()
        }
    return {}
