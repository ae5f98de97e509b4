"""What is printed where not every sign can be: a console, or a pipe, that is not UTF-8."""

import codecs
import io
import os
import sys
import unicodedata
from pathlib import Path
from typing import Final

# Signs of the interface that fold to no ASCII by themselves.
_PLAIN: Final = {
    "æ": "ae",
    "ø": "o",
    "Æ": "Ae",
    "Ø": "O",
    "«": '"',
    "»": '"',
    "–": "-",
    "−": "-",
    "→": "->",
    "…": "...",
}


def let_all_be_written() -> None:
    """Let stdout and stderr take every text: a sign that the console lacks is written as the nearest that it has.

    What goes to a file or another program is UTF-8, unless the user has said otherwise. A stream that was closed leads
    nowhere, so that no file that is opened gets its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    codecs.register_error(_plainly.__name__, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
        stream.reconfigure(errors=_plainly.__name__, encoding=None if chosen else "utf-8")


def _plainly(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return "".join(map(_one_plainly, fault.object[fault.start : fault.end])), fault.end


def _one_plainly(sign: str) -> str:
    folded = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return _PLAIN.get(sign) or folded or "?"
