"""A chapter run at once, without a kernel: its cells one by one, in a forked child of the tests.

What comes out is what its cells show (every MIME type) and the files that it writes; so it tells
whether a chapter would give another page. The child leaves nothing behind, and what the parent has
imported is there from the start.
"""

import ast
import json
import os
import tempfile
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from effekt.base.book import FILVARIABEL
from effekt.base.recording import JOURNAL_VARIABLE
from effekt.display import notebook
from effekt.display.objects import Publiserbar
from effekt.display.texts import kapittelkontekst, programkontekst
from effekt.execution.chapters import Kapittel
from effekt.execution.execute import parameters_for
from effekt.reading.chapter_sources import les_kilde
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor

Forberedelse = Callable[[], None]


@dataclass(frozen=True)
class Kjort:
    """What a chapter showed and wrote, and the lines of its journal; or how it failed."""

    vist: list[str]
    filer: dict[str, bytes]
    lest: list[str]
    feil: str = ""

    @property
    def innhold(self) -> tuple[list[str], dict[str, bytes]]:
        """What a reader gets."""
        return self.vist, self.filer


def kjor_hurtig(kapittel: Kapittel, forbered: Forberedelse = lambda: None) -> Kjort:
    """Run the chapter's cells in a child, after ``forbered``; with what the environment says."""
    her, der = get_context("fork").Pipe(duplex=False)
    gitt = (der, kapittel, parameters_for(kapittel, {}), forbered)
    barn = get_context("fork").Process(target=_barn, args=gitt)
    barn.start()
    der.close()
    try:
        kjort: Kjort = her.recv()
    finally:
        barn.join()
    return kjort


def _barn(ut: Connection, kapittel: Kapittel, verdier: Mapping[str, Any], forbered: Forberedelse) -> None:
    with tempfile.TemporaryDirectory() as mappe:
        journal = Path(mappe) / "journal.txt"
        os.environ |= {JOURNAL_VARIABLE: str(journal), FILVARIABEL: "skriv", "MPLBACKEND": "agg"}
        arbeid = Path(mappe) / "kapittel"
        arbeid.mkdir()
        os.chdir(arbeid)
        vist: list[str] = []
        feil = ""
        try:
            forbered()
            _kjor(kapittel, verdier, vist)
        except Exception as grunn:
            feil = f"{type(grunn).__name__}: {grunn} ({_hvor(grunn)})"
        filer = {f.name: f.read_bytes() for f in sorted(arbeid.rglob("*")) if f.is_file()}
        lest = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
        ut.send(Kjort(vist, filer, sorted(set(lest)), feil))
        os.chdir("/")


def _kjor(kapittel: Kapittel, verdier: Mapping[str, Any], vist: list[str]) -> None:
    navnerom: dict[str, Any] = {}
    for celle in les_kilde(kapittel.kilde).celler:
        kode = celle["source"]
        if celle["cell_type"] != "code":
            continue
        if kode.startswith("%%tekst"):
            apnet = next(v for v in navnerom.values() if isinstance(v, Sektor | Program))
            kan = programkontekst(apnet) if isinstance(apnet, Program) else kapittelkontekst(apnet)
            forste, _, celle_ = kode.partition("\n")
            vist.append(_bunt(notebook._utfylt(celle_, kan, forste.removeprefix("%%tekst"))))
            continue
        *forst, siste = ast.parse(kode).body
        if not isinstance(siste, ast.Expr):
            forst.append(siste)
        exec(compile(ast.Module(forst, []), "<celle>", "exec"), navnerom)
        if isinstance(siste, ast.Expr):
            verdi = eval(compile(ast.Expression(siste.value), "<celle>", "eval"), navnerom)
            if verdi is not None:
                vist.append(_bunt(verdi))
        if "parameters" in celle["metadata"].get("tags", []):
            navnerom |= verdier


def _bunt(verdi: Publiserbar) -> str:
    return json.dumps(verdi._repr_mimebundle_(), sort_keys=True, default=str)


def _hvor(feil: BaseException) -> str:
    """The last places that the failure came through."""
    steder = traceback.extract_tb(feil.__traceback__)[-4:]
    return ", ".join(f"{Path(sted.filename).name}:{sted.lineno}" for sted in steder)
