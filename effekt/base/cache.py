"""What has been worked out once, kept for as long as all that it came from is the same.

An answer is kept with the SHA-256 of everything that it followed from: the files it is said to
follow from, whatever else of the book was opened while it was made, the library's own code, Python
and the installed packages. It is used where all of that is the same to the byte; anything wrong
with what was kept is as if it were not there.
"""

import hashlib
import io
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path, PosixPath, WindowsPath
from types import MappingProxyType
from typing import Any, Final, TypeVar

from effekt.base import recording
from effekt.base.book import INNHOLD, SEKTORFIL, datamappe, programmappe, rotmappe, sider
from effekt.base.faults import Datafeil
from effekt.base.recording import JOURNALVARIABEL

T = TypeVar("T")
Grunnlag = Callable[[], Iterable[Path | str]]

MAPPE: Final = "_build/effekt"
# A folder to keep answers in instead; empty: none are kept, and none are used.
MAPPEVARIABEL: Final = "EFFEKT_MELLOMLAGER"
_PAKKE: Final = Path(__file__).parents[1]
_TYPER: Final = (Fraction, date, Path, PosixPath, WindowsPath)
# What is made from other files, and tools: no answer follows from them.
_UTENFOR: Final = {"_build", "__pycache__", ".git", ".venv", ".uv"}
_I_MINNET: Final = 10  # answers
_FLEST: Final = 100_000  # answers on a shelf
# A file's time may lag this far behind the clock, in seconds.
_SLINGRING: Final = 1 / 100


# Its key, what it followed from besides, and the answer.
_Helt = tuple[str, dict[str, str], Any]
_minne: dict[str, _Helt] = {}


class Avtrykker:
    """Fingerprints of files and folders, each file read once: for the life of one command."""

    def __init__(self) -> None:
        self._kjent: dict[str, str] = {}

    @recording.stille()
    def __call__(self, sti: str | Path) -> str:
        """The SHA-256 of a file's bytes, or of the names and bytes of all files below a folder.

        Empty for what is not there or cannot be read.
        """
        navn = str(sti)
        if navn not in self._kjent:
            self._kjent[navn] = self._nytt(navn)
        return self._kjent[navn]

    def _nytt(self, navn: str) -> str:
        try:
            return _sha(Path(navn).read_bytes())
        except IsADirectoryError:
            return _sha_av_tekst(f"{fil[len(navn) :]} {self(fil)}" for fil in _filer(navn))
        except OSError:
            return ""


def _sha(innhold: bytes) -> str:
    return hashlib.sha256(innhold).hexdigest()


def _sha_av_tekst(deler: Iterable[str]) -> str:
    return _sha("\0".join(deler).encode(errors="surrogateescape"))


def _filer(mappe: str) -> Iterator[str]:
    """All files below a folder, in order."""
    for her, mapper, filer in os.walk(mappe):
        mapper[:] = sorted(set(mapper) - _UTENFOR)
        yield from (f"{her}{os.sep}{fil}" for fil in sorted(filer))


@recording.stille()
def navn_i(mappe: Path, *endinger: str) -> str:
    """The names of the files below a folder that end so: what is asked about, and not read."""
    return "\0".join(fil for fil in _filer(str(mappe)) if fil.endswith(endinger))


def husket(
    hva: str,
    grunnlag: Grunnlag,
    lag: Callable[[], T],
    avtrykk: Avtrykker | None = None,
    leser: bool = True,
    minne: bool = False,
    hylle: str = "svar",
) -> T:
    """What ``lag`` gives, or what it gave last time under the same name ``hva``.

    ``grunnlag`` names what the answer follows from: files and folders by their bytes, text as it
    is. The answer must be of plain types and the library's own, and nobody may change it. With
    ``leser``, making it notes what is read; so it is made anew while a journal is kept. Answers
    lie on a shelf (``hylle``) in the book's _build, and with ``minne`` the latest in memory too.
    """
    if leser and os.environ.get(JOURNALVARIABEL):
        return lag()
    program, mappe = _programmet(), _mappe(hylle)
    # Without a folder, and where other code may run than what lies there, only in memory.
    fil = mappe / f"{_sha(hva.encode())}.svar" if mappe and program else None
    if fil is None and not minne:
        return lag()
    avtrykk = avtrykk or Avtrykker()
    nokkel = _nokkel(program, grunnlag, avtrykk)

    def gjelder(hele: _Helt) -> bool:
        return hele[0] == nokkel and all(_na(sti, avtrykk) == var for sti, var in hele[1].items())

    with suppress(Exception):  # what was kept there is of no use, whatever is wrong with it
        hele = _minne.get(hva)
        if not (hele and gjelder(hele)):
            hele = _pakk_opp(fil.read_bytes()) if fil else None
        if hele and gjelder(hele):
            if minne:
                _husk(hva, hele)
            return hele[2]  # type: ignore[no-any-return]
    with _det_som_apnes() as apnet:
        svar = lag()
    # What was changed meanwhile may have been read before or after; then nothing is kept.
    etter = Avtrykker()
    if _nokkel(program, grunnlag, etter) == nokkel:
        with recording.stille():
            _fremmede.update(_utenom(apnet, grunnlag))
        hele = (nokkel, {sti: _na(sti, etter) for sti in _fremmede}, svar)
        if minne:
            _husk(hva, hele)
        if fil and _uendret_program():
            _legg(fil, hele)
    return svar


def _husk(hva: str, hele: _Helt) -> None:
    _minne.pop(hva, None)
    _minne[hva] = hele  # the latest last
    while len(_minne) > _I_MINNET:
        del _minne[next(iter(_minne))]


def _mappe(hylle: str) -> Path | None:
    valgt = os.environ.get(MAPPEVARIABEL)
    if valgt is not None:
        return Path(valgt).resolve() / hylle if valgt else None
    try:
        return rotmappe() / MAPPE / hylle
    except Datafeil:
        return None


@recording.stille()
def _nokkel(program: str, grunnlag: Grunnlag, avtrykk: Avtrykker) -> str:
    deler = (f"{d} {avtrykk(d)}" if isinstance(d, Path) else d for d in grunnlag())
    return _sha_av_tekst([program, *deler])


# --- the program ---------------------------------------------------------------------------------


@cache
@recording.stille()
def _programmet() -> str:
    """All that runs: Python, the packages by name and version, and the library's own files.

    Empty where a file of the library is newer than this process, which may run what it was before.
    """
    pakker = [
        navn
        for mappe in sys.path
        if mappe.endswith("-packages")
        for navn in _navn(mappe)
        if navn.endswith((".dist-info", ".egg-info"))
    ]
    avtrykk = _sha_av_tekst([sys.version, *pakker, Avtrykker()(_PAKKE)])
    return avtrykk if _uendret_program() else ""


@recording.stille()
def _uendret_program() -> bool:
    """Whether the library's files are as they were when this process began."""
    # Asked for every answer that is kept: without a Path for each of the files.
    return all(os.stat(fil).st_ctime < STARTET - _SLINGRING for fil in _filer(str(_PAKKE)))  # noqa: PTH116


def _navn(mappe: str) -> list[str]:
    try:
        return sorted(set(os.listdir(mappe)) - _UTENFOR)  # noqa: PTH208 - only the names
    except OSError:
        return []


# --- on disk -------------------------------------------------------------------------------------


def _frys(innhold: dict[Any, Any]) -> "MappingProxyType[Any, Any]":
    return MappingProxyType(innhold)


class _Pakker(pickle.Pickler):
    """Packs read-only mappings too, and faults as they are: others teach pickle another way."""

    def reducer_override(self, ting: Any) -> Any:
        if isinstance(ting, BaseException):
            return ting.__reduce_ex__(pickle.DEFAULT_PROTOCOL)
        return (_frys, (dict(ting),)) if type(ting) is MappingProxyType else NotImplemented


class _Leser(pickle.Unpickler):
    """Gives objects of the library's own types and a few plain ones, and can call nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        for kjent in _TYPER:
            if (module, name) == (kjent.__module__, kjent.__name__):
                return kjent
        if (module, name) == (_frys.__module__, _frys.__name__):
            return _frys
        funnet = super().find_class(module, name) if module.startswith("effekt.") else None
        if not isinstance(funnet, type) or not funnet.__module__.startswith("effekt."):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return funnet


def _pakk_opp(innhold: bytes) -> Any:
    avtrykk, _, pakket = innhold.partition(b"\n")
    if avtrykk != _sha(pakket).encode():
        raise ValueError("half a file")
    return _Leser(io.BytesIO(pakket)).load()


def _legg(fil: Path, ting: object) -> None:
    """Put an answer in place at one blow; where that cannot be done, nothing is kept."""
    ny = fil.with_name(f".{fil.name}-{os.getpid()}")
    try:
        pakke = io.BytesIO()
        _Pakker(pakke).dump(ting)
        pakket = pakke.getvalue()
        fil.parent.mkdir(parents=True, exist_ok=True)
        if fil.parent not in _ryddet:
            _ryddet.add(fil.parent)
            _rydd(fil.parent)
        ny.write_bytes(_sha(pakket).encode() + b"\n" + pakket)
        os.replace(ny, fil)
    except (OSError, TypeError, AttributeError, pickle.PickleError):
        with suppress(OSError):
            ny.unlink(missing_ok=True)


_ryddet: set[Path] = set()


def _rydd(mappe: Path) -> None:
    """Throw away the half that has lain longest, where there are very many answers."""
    svar = list(mappe.iterdir())
    if len(svar) > _FLEST:
        for fil in sorted(svar, key=lambda f: f.stat().st_mtime)[: len(svar) // 2]:
            fil.unlink(missing_ok=True)


# --- what is opened ------------------------------------------------------------------------------

_apnet: set[str] | None = None
_horer: Final[list[bool]] = []  # a fork hears as well
# Of the book, and not among what an answer was said to follow from. What one answer read, the next
# may have from memory: so it counts for all that come after.
_fremmede: set[str] = set()


def _hor(hendelse: str, argumenter: tuple[Any, ...]) -> None:
    if _apnet is not None and hendelse in {"open", "os.listdir", "os.scandir"}:
        sti = argumenter[0]
        if isinstance(sti, str | os.PathLike):
            _apnet.add(os.path.abspath(sti))  # noqa: PTH100 - links stay links


@contextmanager
def _det_som_apnes() -> Iterator[set[str]]:
    """The files and folders that are opened meanwhile."""
    global _apnet
    if not _horer:
        sys.addaudithook(_hor)  # there is no way to take it away again
        _horer.append(True)
    ytre, _apnet = _apnet, set()
    apnet = _apnet
    try:
        yield apnet
    finally:
        _apnet = ytre
        if ytre is not None:
            ytre |= apnet


def _utenom(apnet: Iterable[str], grunnlag: Grunnlag) -> Iterator[str]:
    """Those below the book's and the program's folders that ``grunnlag`` does not name."""
    kjente = {str(del_) for del_ in grunnlag() if isinstance(del_, Path)} | {str(_PAKKE)}
    mapper = {datamappe().parent, _PAKKE.parent}
    for sti in apnet:
        her = Path(sti)
        for mappe in mapper:
            if mappe not in her.parents or _UTENFOR & {*her.relative_to(mappe).parts}:
                continue
            if kjente.isdisjoint({sti, *map(str, her.parents)}):
                yield sti


@recording.stille()
def _na(sti: str, avtrykk: Avtrykker) -> str:
    """A file's fingerprint, or that of the names in a folder."""
    return _sha_av_tekst(_navn(sti)) if Path(sti).is_dir() else avtrykk(sti)


_SIDER = (".ipynb", ".md", ".rst")


def sektorens(navn: str) -> Iterator[Path | str]:
    """All of data/, but the inside of other sectors' folders."""
    data = datamappe()
    deler = sorted(os.listdir(data))  # noqa: PTH208 - once for each sector that is read
    sektorer = {del_ for del_ in deler if os.path.exists(f"{data}/{del_}/{SEKTORFIL}")}  # noqa: PTH110
    yield from (data / del_ for del_ in deler if del_ == navn or del_ not in sektorer)
    yield " ".join(sorted(sektorer))


def kapitlenes(rot: Path, navn: str) -> Iterator[Path]:
    """The table of contents and the notebooks, but for those of other sectors."""
    yield rot / INNHOLD
    for mappe in dict.fromkeys((rot, programmappe())):
        for del_ in sorted((mappe / "notebooks").glob("*")):
            if del_.name == navn or not (datamappe() / del_.name / SEKTORFIL).exists():
                yield del_


def sidenes_navn(rot: Path) -> list[str]:
    """The names of all chapters and pages: whether they are there is asked for every sector."""
    mapper = dict.fromkeys((rot, programmappe()))
    return [navn_i(mappe / del_, *_SIDER) for mappe in mapper for del_ in ("notebooks", "book")]


def kjorte(bok: Path) -> Iterator[Path]:
    """The executed chapters below ``bok``, in order: where the book has contents, those in it."""
    alle = bok.rglob("*.ipynb")
    if (bok.parent / INNHOLD).is_file():
        alle = (fil for side in sider(bok.parent) if (fil := bok.parent / f"{side}.ipynb").is_file())
    yield from sorted(alle)


# When this process began: code that is newer than it may not be what it runs.
STARTET: Final = time.time()
