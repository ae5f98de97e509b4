"""Chapters: which there are, what parameters they take, and which files they gave."""

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.base.book import INNHOLD, narrow_variant, own_or_shared, pages_of, program_folder
from effekt.base.faults import Datafeil, naermeste

FELLES: Final = "felles"
HANDWRITTEN: Final = (".md",)  # a page written by hand
_FILE_NAME: Final = re.compile(r"filer/[a-z0-9][a-z0-9._-]*")
_TYPES: Final[dict[str, type]] = {"str": str, "dict": dict, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Kapittel:
    """A page that comes from a notebook: «hls/3-3-helseetaten», and its source."""

    navn: str
    kilde: Path
    sektor: str

    @property
    def fil(self) -> str:
        """Return the executed notebook, from the book's root."""
        return f"book/{self.navn}.ipynb"

    def notatbok(self, rot: Path) -> str:
        """Return the source as the site has it, from the book's root, also where it is the program's."""
        eget = self.kilde.is_relative_to(rot)
        return self.kilde.relative_to(rot if eget else program_folder()).as_posix()


def find_chapters(rot: Path) -> list[Kapittel]:
    """Return the chapters named in _toc.yml, in its order.

    ``book/hls/x`` comes from notebooks/hls/x.ipynb, or from notebooks/felles/x.ipynb with that
    sector; ``book/x`` from notebooks/felles/x.ipynb. Anything else is a page written by hand. What
    is shared may be the program's (``own_or_shared``).
    """
    kapitler = []
    for side in pages_of(rot):
        navn = side.removeprefix("book/")
        sektor, _, siste = navn.rpartition("/")
        egne = rot / "notebooks" / f"{navn}.ipynb"
        delt = own_or_shared(rot, f"notebooks/{FELLES}/{siste}.ipynb")
        kilde = egne if sektor and egne.exists() else delt
        if kilde.exists():
            kapitler.append(Kapittel(navn, kilde, sektor))
        elif not any(own_or_shared(rot, f"{side}{ending}").exists() for ending in HANDWRITTEN):
            mappe = own_or_shared(rot, f"notebooks/{sektor or FELLES}")
            kjente = [p.stem for p in mappe.glob("*.ipynb")]
            raise Datafeil(
                f"siden «{side}» har verken notatbok eller tekst.{naermeste(siste, kjente)} "
                f"Ventet {egne.relative_to(rot)} eller {side}.md.",
                rot / INNHOLD,
            )
    return kapitler


def parameters_of(notatbok: Path) -> dict[str, str]:
    """Return the names and types of the notebook's ``parameters`` cell; raise Datafeil without one."""
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


def check_parameters(notatbok: Path, gitte: Mapping[str, Any]) -> None:
    """Raise Datafeil for a parameter that the notebook does not have, or of the wrong type."""
    kjente = parameters_of(notatbok)
    for navn, verdi in gitte.items():
        if navn not in kjente:
            raise Datafeil(
                f"ukjent parameter «{navn}».{naermeste(navn, kjente)} Notatboken har {', '.join(kjente)}.", notatbok
            )
        ventet = _TYPES.get(kjente[navn].partition("[")[0])
        if ventet and not isinstance(verdi, ventet):
            raise Datafeil(f"parameteren «{navn}» er {verdi!r}, men må være av typen {kjente[navn]}.", notatbok)


def files_of(notatbok: Path) -> list[str]:
    """Return the drawings and data files that an executed chapter refers to, named relatively to it."""
    # A PNG is made from the drawing for the site, and is no part of the book.
    nevnt = {fil for fil in _FILE_NAME.findall(notatbok.read_text(encoding="utf-8")) if not fil.endswith(".png")}
    # Of a drawing only the wide one is named; the site finds the narrow one beside it.
    smale = {narrow_variant(fil) for fil in nevnt if fil.endswith(".svg")}
    return sorted(nevnt | smale)
