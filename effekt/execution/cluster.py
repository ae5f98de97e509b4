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

from effekt.base.book import INNHOLD, datamappe, rotmappe
from effekt.base.extras import krev
from effekt.base.faults import Datafeil
from effekt.execution import version
from effekt.execution.chapters import Kapittel

_FRIST: Final = 10  # seconds that the scheduler may take to answer
_NOTATBOKER: Final = "notebooks"
_DATA: Final = "data"
# No time of packing in the package: the same book is the same bytes.
_TID: Final = (1980, 1, 1, 0, 0, 0)


class Klynge(Executor):
    """Runs calls on the cluster whose scheduler is at ``adresse``, for example tcp://vert:8786.

    Raises Datafeil where nobody answers there, where there are no workers, and where a worker has
    another version of Python, of this program or of what it is locked to.
    """

    def __init__(self, adresse: str) -> None:
        self._hvor = f"--cluster {adresse}"
        krev("cluster", "--cluster", "distributed")
        from distributed import Client

        try:
            self._klient = Client(adresse, timeout=_FRIST, set_as_default=False)
        except (OSError, ValueError, TypeError) as grunn:
            raise Datafeil(
                f"{self._hvor}: får ikke kontakt ({type(grunn).__name__}). Se etter at adressen er "
                "den som «dask scheduler» skriver, og at den går."
            ) from None
        try:
            self._kontroller()
        except BaseException:
            self._klient.close()
            raise
        self._utforer = self._klient.get_executor(pure=False)

    def _kontroller(self) -> None:
        if not self._klient.scheduler_info()["workers"]:
            raise Datafeil(f"{self._hvor}: har ingen arbeidere. Start «dask worker» der.")
        try:
            deres = self._klient.run(versjoner)
        except Exception as grunn:
            raise Datafeil(
                f"{self._hvor}: arbeiderne kan ikke kjøre effekt ({grunn}). Installer samme utgave der som her."
            ) from None
        vare = _versjoner_her()
        for arbeider, versjon in deres.items():
            if ulike := [hva for hva in vare if versjon.get(hva) != vare[hva]]:
                raise Datafeil(
                    f"{self._hvor}: arbeideren {arbeider} har en annen utgave av "
                    f"{' og '.join(ulike)}. Installer samme utgave der som her."
                )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        fremtid: Future[Any] = self._utforer.submit(fn, *args, **kwargs)
        return fremtid

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what a worker is in the midst of, it finishes for nobody."""
        self._utforer.shutdown(wait=wait and not cancel_futures)
        self._klient.close()


def versjoner() -> dict[str, str]:
    """What must be the same on all machines for a chapter to become the same: version by name."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "effekt": version.library(),
        "pakkene": version.packages(),
    }


def _versjoner_her() -> dict[str, str]:
    return versjoner()


def pakk(kapitler: Sequence[Kapittel]) -> bytes:
    """What the chapters are made from, as a zip: data/, the notebooks, the table of contents."""
    rot, data = rotmappe(), datamappe()
    filer = {f"{_DATA}/{fil.relative_to(data)}": fil for fil in _alle(data)}
    filer |= {str(fil.relative_to(rot)): fil for fil in _alle(rot / _NOTATBOKER)}
    filer |= {str(plass(k)): k.kilde for k in kapitler}
    filer[INNHOLD] = rot / INNHOLD
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as pakke:
        for navn, fil in sorted(filer.items()):
            info = zipfile.ZipInfo(navn, _TID)
            info.compress_type = zipfile.ZIP_DEFLATED
            pakke.writestr(info, fil.read_bytes())
    return ut.getvalue()


def plass(kapittel: Kapittel) -> Path:
    """Where a chapter's notebook lies in the package: «notebooks/hls/x.ipynb»."""
    return Path(_NOTATBOKER, kapittel.kilde.parent.name, kapittel.kilde.name)


@contextmanager
def pakket_ut(pakke: bytes) -> Iterator[tuple[Path, Path]]:
    """The package's folder and its data folder, on this machine and for a while."""
    with TemporaryDirectory() as mappe:
        with zipfile.ZipFile(io.BytesIO(pakke)) as filer:
            filer.extractall(mappe)
        yield Path(mappe), Path(mappe) / _DATA


def _alle(mappe: Path) -> Iterator[Path]:
    for fil in mappe.rglob("*"):
        if fil.is_file() and not any(del_.startswith(".") for del_ in fil.relative_to(mappe).parts):
            yield fil
