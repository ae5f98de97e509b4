"""The limit: the same chapters' code as plain Python, without kernels, notebooks or papermill.

    python -m benchmarks.grense ROOT OUT N

Runs every chapter of the book under ROOT in N processes, each of which imports the library once;
makes the same objects and has each show itself, as a kernel would; drawings and data files are
written to OUT, and nothing else is.
"""

import ast
import json
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

_PROSA = "%%tekst"


class _Skall:
    """What the library's ``%%tekst`` registers itself with, in the place of IPython's shell."""

    def register_magic_function(self, tekst: Callable[[str, str], Any], **_: str) -> None:
        self.tekst = tekst


def kjor(kapittel: tuple[str, str, str], ut: str) -> int:
    """Run one chapter (its name, file and sector); how many objects it showed."""
    from effekt.display import notebook
    from effekt.reading.bokmappe import Bokmappe

    skall, ekte, her = _Skall(), notebook._skall, os.getpid()
    # A command that a chapter runs may be a fork of this process, and have a kernel's shell.
    notebook._skall = lambda: skall if os.getpid() == her else ekte()
    navn, fil, sektor = kapittel
    mappe = Path(ut) / Path(navn).parent
    mappe.mkdir(parents=True, exist_ok=True)
    os.chdir(mappe)
    os.environ["EFFEKT_FILER"] = "skriv"
    navnerom: dict[str, Any] = {}
    vist = 0
    for celle in json.loads(Path(fil).read_text(encoding="utf-8"))["cells"]:
        kode = "".join(celle["source"])
        if celle["cell_type"] != "code":
            continue
        if kode.startswith(_PROSA):
            verdi: Any = skall.tekst("", kode.partition("\n")[2])
        else:
            verdi = _siste(kode, navnerom)
            if "parameters" in celle["metadata"].get("tags", []):
                navnerom |= {"sektor": sektor or Bokmappe.her().sektorer()[0], "endringer": {}}
        if hasattr(verdi, "_repr_mimebundle_"):
            verdi._repr_mimebundle_()
            vist += 1
    return vist


def _siste(kode: str, navnerom: dict[str, Any]) -> Any:
    """Run a cell; the value of its last expression."""
    *forst, siste = ast.parse(kode).body or [ast.Pass()]
    if not isinstance(siste, ast.Expr):
        exec(compile(ast.Module([*forst, siste], []), "<celle>", "exec"), navnerom)
        return None
    exec(compile(ast.Module(forst, []), "<celle>", "exec"), navnerom)
    return eval(compile(ast.Expression(siste.value), "<celle>", "eval"), navnerom)


def main() -> None:
    """Run them all, the longest first, so that the processes end together."""
    rot, ut, antall = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    from effekt.execution.chapters import find_chapters

    alle = [(k.navn, str(k.kilde.resolve()), k.sektor) for k in find_chapters(rot)]
    tunge = ("slik-regner", "usikkerhet", "ny-sektor")
    alle.sort(key=lambda k: not any(ord_ in k[0] for ord_ in tunge))
    with ProcessPoolExecutor(antall, mp_context=get_context("spawn")) as basseng:
        vist = sum(basseng.map(kjor, alle, [ut] * len(alle)))
    print(f"{len(alle)} chapters, {vist} objects")


if __name__ == "__main__":
    main()
