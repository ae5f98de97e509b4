"""Chapters: which there are, which are stale, and how papermill executes one.

A chapter is a pure function of its notebook, its parameters and the data it reads. It is executed
into a folder of its own and published by ``bok``; a failed one leaves nothing behind.
"""

import ast
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from effekt.endringer import med_endringer
from effekt.kilder import JOURNALVARIABEL, Datafeil, naermeste
from effekt.sektor import Sektor, les_sektor, sektorer

SAMTIDIGE: Final = 2
TIDSGRENSE: Final = 120  # seconds a cell may take
FELLES: Final = "felles"
_FILNAVN: Final = re.compile(r"filer/[a-z0-9][a-z0-9._-]*")
_TYPER: Final[dict[str, type]] = {"str": str, "dict": dict, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Kapittel:
    """A page that comes from a notebook: «hls/3-3-helseetaten», and its source."""

    navn: str
    kilde: Path
    sektor: str

    @property
    def fil(self) -> str:
        """The executed notebook, from the book's root."""
        return f"book/{self.navn}.ipynb"


@dataclass
class Kjoring:
    """What came of executing a chapter."""

    navn: str
    sekunder: float
    feil: str = ""
    adresser: list[str] = field(default_factory=list)


def finn_kapitler(rot: Path) -> list[Kapittel]:
    """The chapters named in _toc.yml, in its order.

    ``book/hls/x`` comes from notebooks/hls/x.ipynb, or from notebooks/felles/x.ipynb with that
    sector; ``book/x`` from notebooks/felles/x.ipynb. Anything else is a page written by hand.
    """
    kapitler = []
    for side in sider(rot):
        navn = side.removeprefix("book/")
        sektor, _, siste = navn.rpartition("/")
        egne = rot / "notebooks" / f"{navn}.ipynb"
        delt = rot / "notebooks" / FELLES / f"{siste}.ipynb"
        kilde = egne if sektor and egne.exists() else delt
        if kilde.exists():
            kapitler.append(Kapittel(navn, kilde, sektor))
        elif not any((rot / f"{side}{ending}").exists() for ending in (".md", ".rst")):
            kjente = [p.stem for p in (rot / "notebooks" / (sektor or FELLES)).glob("*.ipynb")]
            raise Datafeil(
                f"siden «{side}» har verken notatbok eller tekst.{naermeste(siste, kjente)} "
                f"Ventet {egne.relative_to(rot)} eller {side}.md.",
                rot / "_toc.yml",
            )
    return kapitler


def sider(rot: Path) -> list[str]:
    """Every page of _toc.yml, in its order."""
    import yaml

    toc = yaml.safe_load((rot / "_toc.yml").read_text(encoding="utf-8"))

    def gjennom(ledd: Any) -> Iterator[str]:
        if isinstance(ledd, list):
            for del_ in ledd:
                yield from gjennom(del_)
        elif isinstance(ledd, dict):
            yield from (str(ledd[k]) for k in ("root", "file") if k in ledd)
            for nokkel in ("parts", "chapters", "sections"):
                yield from gjennom(ledd.get(nokkel, []))

    return list(gjennom(toc))


# --- parameters ----------------------------------------------------------------------------------


def parametre(notatbok: Path) -> dict[str, str]:
    """The names and types of the notebook's ``parameters`` cell; raises Datafeil without one."""
    try:
        celler = json.loads(notatbok.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        raise Datafeil("filen er ikke en notatbok.", notatbok) from None
    for celle in celler:
        if "parameters" in celle.get("metadata", {}).get("tags", []):
            kode = "".join(celle["source"])
            return {
                setning.target.id: ast.unparse(setning.annotation)
                for setning in ast.parse(kode).body
                if isinstance(setning, ast.AnnAssign) and isinstance(setning.target, ast.Name)
            }
    raise Datafeil("notatboken mangler en celle merket «parameters».", notatbok)


def kontroller_parametre(notatbok: Path, gitte: Mapping[str, Any]) -> None:
    """Raise Datafeil for a parameter that the notebook does not have, or of the wrong type."""
    kjente = parametre(notatbok)
    for navn, verdi in gitte.items():
        if navn not in kjente:
            raise Datafeil(
                f"ukjent parameter «{navn}».{naermeste(navn, kjente)} "
                f"Notatboken har {', '.join(kjente)}.",
                notatbok,
            )
        ventet = _TYPER.get(kjente[navn].partition("[")[0])
        if ventet and not isinstance(verdi, ventet):
            raise Datafeil(
                f"parameteren «{navn}» er {verdi!r}, men må være av typen {kjente[navn]}.", notatbok
            )


# --- staleness -----------------------------------------------------------------------------------


def avtrykk_av_fil(fil: Path) -> str:
    """The SHA-256 of a file's bytes; empty where there is no file."""
    return hashlib.sha256(fil.read_bytes()).hexdigest() if fil.is_file() else ""


@lru_cache(maxsize=1)
def avtrykk_av_bibliotek() -> str:
    """The fingerprint of the library's code and of the locked versions behind it."""
    mappe = Path(__file__).parent
    filer = [*sorted(mappe.glob("*.py")), mappe.parent / "uv.lock"]
    return hashlib.sha256("".join(avtrykk_av_fil(fil) for fil in filer).encode()).hexdigest()


def filer_i(notatbok: Path) -> list[str]:
    """The drawings and data files that an executed chapter refers to, named relatively to it."""
    tekst = notatbok.read_text(encoding="utf-8")
    return sorted(set(_FILNAVN.findall(tekst)))


class Tilstand:
    """What the last build knew of each chapter: enough to tell whether it is stale.

    Kept beside the built site, not in git: a clean clone trusts nothing and runs every chapter.
    """

    def __init__(self, fil: Path) -> None:
        self._fil = fil
        try:
            self._kjent: dict[str, Any] = json.loads(fil.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._kjent = {}
        self._lest: dict[str, Sektor] = {}

    def _sektor(self, navn: str) -> Sektor:
        navn = navn or sektorer()[0]
        if navn not in self._lest:
            self._lest[navn] = les_sektor(navn)
        return self._lest[navn]

    def _avtrykk(self, kapittel: Kapittel, rot: Path, adresser: list[str]) -> dict[str, Any]:
        sektor = self._sektor(kapittel.sektor)
        ut = rot / kapittel.fil
        return {
            "notatbok": avtrykk_av_fil(kapittel.kilde),
            "bibliotek": avtrykk_av_bibliotek(),
            "data": {adresse: sektor.avtrykk(adresse) for adresse in adresser},
            "ut": avtrykk_av_fil(ut),
            "filer": {
                fil: avtrykk_av_fil(ut.parent / fil) for fil in (filer_i(ut) if ut.exists() else [])
            },
        }

    def foreldet(self, kapittel: Kapittel, rot: Path) -> bool:
        """Whether anything that the chapter was made from has changed since, or what it gave."""
        kjent = self._kjent.get(kapittel.navn)
        return not kjent or kjent != self._avtrykk(kapittel, rot, list(kjent["data"]))

    def husk(self, kapitler: list[Kapittel], rot: Path, adresser: Mapping[str, list[str]]) -> None:
        """Record the chapters as they now stand under ``rot``; ``adresser`` for those just run."""
        self._kjent = {
            k.navn: self._avtrykk(
                k, rot, adresser.get(k.navn) or list(self._kjent.get(k.navn, {}).get("data", {}))
            )
            for k in kapitler
        }
        self._fil.parent.mkdir(parents=True, exist_ok=True)
        ny = self._fil.with_suffix(".ny")
        ny.write_text(json.dumps(self._kjent, indent=1, sort_keys=True), encoding="utf-8")
        os.replace(ny, self._fil)


# --- execution -----------------------------------------------------------------------------------


def kjor_alle(
    kapitler: list[Kapittel], ut: Path, samtidige: int = SAMTIDIGE
) -> Iterator[Kjoring]:
    """Execute the chapters under ``ut``, ``samtidige`` at a time, and yield each as it is done."""
    if not kapitler:
        return
    with ProcessPoolExecutor(
        min(samtidige, len(kapitler)), mp_context=get_context("spawn")
    ) as arbeidere:
        ventende: set[Future[Kjoring]] = {
            arbeidere.submit(kjor, k, ut, {"sektor": k.sektor or sektorer()[0], "endringer": {}})
            for k in kapitler
        }
        try:
            while ventende:
                ferdige, ventende = wait(ventende, return_when=FIRST_COMPLETED)
                for ferdig in ferdige:
                    yield ferdig.result()
        except BaseException:
            arbeidere.shutdown(wait=False, cancel_futures=True)
            raise


def regn_om(
    rot: Path, navn: str, verdier: Mapping[str, Any], mappe: Path
) -> tuple[Kjoring, Path]:
    """Execute one chapter with a reviewer's parameters; the executed notebook goes into ``mappe``.

    Everything is checked before a kernel starts: raises Datafeil for an unknown chapter, parameter
    or address, and for a value that the data would not allow. A failed run leaves nothing.
    """
    kapitler = {k.navn: k for k in finn_kapitler(rot)}
    navn = navn.removeprefix("book/").removeprefix("notebooks/").removesuffix(".ipynb")
    if navn not in kapitler:
        raise Datafeil(f"ukjent kapittel «{navn}».{naermeste(navn, kapitler)}")
    kapittel = kapitler[navn]
    verdier = {"sektor": kapittel.sektor or sektorer()[0], **verdier}
    kontroller_parametre(kapittel.kilde, verdier)
    try:
        med_endringer(str(verdier["sektor"]), dict(verdier.get("endringer", {})))
    except Datafeil as feil:
        raise Datafeil(feil.melding, kapittel.kilde) from None
    mappe.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=mappe, prefix=".delvis-") as delvis:
        kjoring = kjor(kapittel, Path(delvis), verdier)
        ut = mappe / f"{navn.replace('/', '-')}.ipynb"
        if not kjoring.feil:
            kilde = Path(delvis) / kapittel.fil
            (mappe / "filer").mkdir(exist_ok=True)
            for fil in filer_i(kilde):
                os.replace(kilde.parent / fil, mappe / fil)
            os.replace(kilde, ut)
    return kjoring, ut


def kjor(kapittel: Kapittel, ut: Path, verdier: Mapping[str, Any]) -> Kjoring:
    """Execute one chapter with papermill into ``ut``/book/…; a failure is told, not raised."""
    start = time.monotonic()
    fil = ut / kapittel.fil
    fil.parent.mkdir(parents=True, exist_ok=True)
    journal = ut / "journal" / f"{kapittel.navn.replace('/', '_')}.txt"
    journal.parent.mkdir(parents=True, exist_ok=True)
    journal.unlink(missing_ok=True)
    kontroller_parametre(kapittel.kilde, verdier)
    # Set before papermill starts its kernel, which inherits them.
    os.environ[JOURNALVARIABEL] = str(journal.resolve())
    os.environ["EFFEKT_FILER"] = "skriv"
    os.environ["MPLBACKEND"] = "agg"
    with _stille(journal.with_suffix(".err")):
        feil = _kjor_papermill(kapittel, fil, dict(verdier))
    lest = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
    return Kjoring(kapittel.navn, time.monotonic() - start, feil, sorted(set(lest)))


@contextmanager
def _stille(fil: Path) -> Iterator[None]:
    """Send what the kernel process itself writes to stderr to a file: not the chapter's words."""
    ekte = os.dup(2)
    with fil.open("wb") as mottaker:
        os.dup2(mottaker.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(ekte, 2)
            os.close(ekte)


def _kjor_papermill(kapittel: Kapittel, fil: Path, verdier: dict[str, Any]) -> str:
    import logging
    import warnings

    logging.getLogger("papermill").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    ra = fil.with_suffix(".delvis.ipynb")
    try:
        papermill.execute_notebook(
            str(kapittel.kilde),
            str(ra),
            parameters=verdier,
            kernel_name="python3",
            cwd=str(fil.parent),
            progress_bar=False,
            autosave_cell_every=0,
            execution_timeout=TIDSGRENSE,
        )
        bok = nbformat.read(ra, as_version=4)
    except PapermillExecutionError as grunn:
        return f"celle {grunn.cell_index}: {grunn.ename}: {grunn.evalue}\n{_innrykk(grunn.source)}"
    except Exception as grunn:  # a dead kernel, a timeout, an unreadable notebook
        return f"{type(grunn).__name__}: {grunn}"
    finally:
        ra.unlink(missing_ok=True)
    if advarsel := _advarsel(bok):
        return advarsel
    nbformat.write(uten_spor(bok), fil)
    return ""


def _innrykk(kode: str) -> str:
    return "\n".join(f"    {linje}" for linje in kode.strip().splitlines())


def _advarsel(bok: Any) -> str:
    """What a cell wrote to stderr: it would be published, so it counts as a failure."""
    for nr, celle in enumerate(bok.cells):
        for ut in celle.get("outputs", []):
            if ut.output_type == "stream" and ut.name == "stderr":
                return f"celle {nr} ga en advarsel:\n{_innrykk(ut.text)}"
    return ""


def uten_spor(bok: Any) -> Any:
    """The executed notebook without anything that differs from run to run or between machines."""
    bok.metadata.pop("papermill", None)
    bok.metadata["language_info"] = {"name": "python"}
    bok.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    for celle in bok.cells:
        celle.metadata.pop("papermill", None)
        celle.metadata.pop("execution", None)
        if "injected-parameters" in celle.metadata.get("tags", []):
            celle.id = "injected-parameters"
    return bok
