"""Set environment variables, and keep what a machine has of its own out of what is published."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

# matplotlib draws with the fonts that come with it, and does not look for others.
OWN_FONTS: Final = {"MPL_IGNORE_SYSTEM_FONTS": "1"}


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables meanwhile; afterwards they are as they were."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def keep_to_the_book(work: Path) -> None:
    """Let libraries keep what they need in a book's work folder, for this process and those it starts.

    A user's own settings for drawings are not read then, and a home folder need not be there. A folder that the
    user has chosen for it stands, and so does matplotlib's own choice where the book cannot be written to.
    """
    os.environ.update(OWN_FONTS)
    if os.access(next(folder for folder in (work, *work.parents) if folder.exists()), os.W_OK):
        os.environ.setdefault("MPLCONFIGDIR", str(work / "matplotlib"))
