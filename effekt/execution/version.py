"""The program that makes the pages, as one fingerprint: its own files, its packages, and Python.

A changed program runs every chapter and makes the site anew. To tell which chapter a change of
code reaches would spare seconds, and be wrong the day that something is imported another way.
"""

import platform
import sys
from pathlib import Path
from typing import Final

from effekt.base.book import PAKKE
from effekt.base.files import fingerprint, fingerprint_of, fingerprint_of_files, written_files

LOCK_FILE: Final = PAKKE.parent / "uv.lock"


def program() -> str:
    """One fingerprint of all that runs."""
    return fingerprint("\n".join((python(), packages(), library())))


def python() -> str:
    """The Python that runs: «CPython 3.12.3»."""
    return f"{platform.python_implementation()} {platform.python_version()}"


def packages() -> str:
    """The fingerprint of the locked versions; of the installed ones where there is no lock."""
    if LOCK_FILE.is_file():
        return fingerprint_of(LOCK_FILE)
    mapper = [Path(mappe) for mappe in sys.path if mappe.endswith("-packages")]
    return fingerprint("\n".join(sorted(del_.name for mappe in mapper for del_ in mappe.glob("*.dist-info"))))


def library() -> str:
    """The fingerprint of all files of the library, of whatever kind: names and bytes.

    Not of what Python and editors leave there.
    """
    return fingerprint_of_files(PAKKE, written_files(PAKKE, "**/*"))
