"""Files and folders: what tells whether they are as they were."""

import os
from collections.abc import Iterator
from pathlib import Path

from effekt.base import recording

# A file's path, its size, and when it was last changed.
Filstand = tuple[str, int, int]


@recording.stille()
def stand(*steder: Path) -> tuple[Filstand, ...]:
    """The files, and all files below the folders, as they are now: the key of what was read of them.

    The time is that of the change itself, which no program sets. What is not there is left out.
    """
    return tuple(_stand(steder))


def _stand(steder: tuple[Path, ...]) -> Iterator[Filstand]:
    for sted in steder:
        filer = [sted] if not sted.is_dir() else [Path(m) / fil for m, _, alle in os.walk(sted) for fil in alle]
        for fil in filer:
            try:
                om = fil.stat()
            except OSError:
                continue
            yield str(fil), om.st_size, om.st_ctime_ns
