"""Chapters: which there are, what parameters they take, and which files they gave."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.kilder import Datafeil, naermeste
from effekt.nummerert import smal_variant

FELLES: Final = "felles"
_FILNAVN: Final = re.compile(r"filer/[a-z0-9][a-z0-9._-]*")
_TYPER: Final[dict[str, type]] = {
    "str": str,
    "dict": dict,
    "int": int,
    "float": float,
    "bool": bool,
}


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


def rotmappe() -> Path:
    """The repository root: the folder with _config.yml and _toc.yml, beside the package."""
    rot = Path(__file__).parents[1]
    for navn in ("_config.yml", "_toc.yml"):
        if not (rot / navn).is_file():
            raise Datafeil(f"finner ikke {navn} i {rot}. Kjør effekt fra prosjektets egen kopi.")
    return rot


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


# --- what it gave --------------------------------------------------------------------------------


def filer_i(notatbok: Path) -> list[str]:
    """The drawings and data files that an executed chapter refers to, named relatively to it."""
    # A PNG is made from the drawing for the site, and is no part of the book.
    nevnt = {
        fil
        for fil in _FILNAVN.findall(notatbok.read_text(encoding="utf-8"))
        if not fil.endswith(".png")
    }
    # Of a drawing only the wide one is named; the site finds the narrow one beside it.
    smale = {smal_variant(fil) for fil in nevnt if fil.endswith(".svg")}
    return sorted(nevnt | smale)
