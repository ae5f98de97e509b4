"""A dask cluster as an executor, and the package that a book sends along to it.

Nothing is shared with the workers but the program: each call brings data/ and the notebooks, and
its files come back as values. Where a worker dies, dask gives its calls to another one; since a
call writes nowhere but into its answer, none is lost and none counts twice.
"""

import io
import platform
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from effekt.base.book import INNHOLD
from effekt.base.extras import require
from effekt.base.faults import Datafeil
from effekt.execution import version
from effekt.execution.chapters import Kapittel
from effekt.reading.bokmappe import Bokmappe

_PATIENCE: Final = 10  # seconds that the scheduler may take to answer
_NOTEBOOKS: Final = "notebooks"
_DATA: Final = "data"
# The time of packing is left out: the same book is the same bytes.
_TIME: Final = (1980, 1, 1, 0, 0, 0)


class Cluster(Executor):
    """Runs calls on the cluster whose scheduler is at ``address``, for example tcp://vert:8786.

    Raise Datafeil where nobody answers there, where there are no workers, and where a worker has
    another version of Python, of this program or of what it is locked to.
    """

    def __init__(self, address: str) -> None:
        self._where = f"--cluster {address}"
        require("cluster", "--cluster", "distributed")
        from distributed import Client

        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError) as cause:
            raise Datafeil(
                f"{self._where}: får ikke kontakt ({type(cause).__name__}). Se etter at adressen er "
                "den som «dask scheduler» skriver, og at den går."
            ) from None
        try:
            self._check()
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _check(self) -> None:
        if not self._client.scheduler_info()["workers"]:
            raise Datafeil(f"{self._where}: har ingen arbeidere. Start «dask worker» der.")
        try:
            theirs = self._client.run(versions)
        except Exception as cause:
            raise Datafeil(
                f"{self._where}: arbeiderne kan ikke kjøre effekt ({cause}). Installer samme utgave der som her."
            ) from None
        ours = _versions_here()
        for worker, its_version in theirs.items():
            if different := [what for what in ours if its_version.get(what) != ours[what]]:
                raise Datafeil(
                    f"{self._where}: arbeideren {worker} har en annen utgave av "
                    f"{' og '.join(different)}. Installer samme utgave der som her."
                )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what a worker is in the midst of, it finishes for nobody."""
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def versions() -> dict[str, str]:
    """Return what must be the same on all machines for a chapter to become the same: version by name."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "effekt": version.library(),
        "pakkene": version.packages(),
    }


def _versions_here() -> dict[str, str]:
    return versions()


def pack(bok: Bokmappe, kapitler: Sequence[Kapittel]) -> bytes:
    """Return what the chapters are made from, as a zip: data/, the notebooks, the table of contents."""
    root, data = bok.rot, bok.data
    files = {f"{_DATA}/{file.relative_to(data)}": file for file in _visible_files(data)}
    files |= {str(file.relative_to(root)): file for file in _visible_files(root / _NOTEBOOKS)}
    files |= {str(place_of(k)): k.kilde for k in kapitler}
    files[INNHOLD] = root / INNHOLD
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, file in sorted(files.items()):
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, file.read_bytes())
    return out.getvalue()


def place_of(kapittel: Kapittel) -> Path:
    """Return where a chapter's notebook lies in the package: «notebooks/hls/x.ipynb»."""
    return Path(_NOTEBOOKS, kapittel.kilde.parent.name, kapittel.kilde.name)


@contextmanager
def unpacked(package: bytes) -> Iterator[tuple[Path, Path]]:
    """Unpack the package meanwhile; yield its folder and its data folder."""
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(package)) as files:
            files.extractall(folder)
        yield Path(folder), Path(folder) / _DATA


def _visible_files(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            yield file
