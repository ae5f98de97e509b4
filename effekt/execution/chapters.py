"""Chapters: which there are, what parameters they take, and which files they gave."""

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.base import bounds
from effekt.base.book import (
    FILE_NAME,
    INNHOLD,
    is_made_for_site,
    is_wide,
    narrow_variant,
    own_or_shared,
    program_folder,
)
from effekt.base.faults import Datafeil, naermeste
from effekt.base.files import fingerprint, write_whole
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.chapter_sources import finn_kilde, kilder_i, les_kilde
from effekt.reading.documents import les_tekst
from effekt.reading.tiltakssider import sider_i, tiltakssider

FELLES: Final = "felles"
# The shared notebook that is run once for each measure.
TILTAKSSIDE: Final = "tiltak"
HANDWRITTEN: Final = (".md",)  # a page written by hand
_TYPES: Final[dict[str, type]] = {"str": str, "dict": dict, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True)
class Kapittel:
    """A page that comes from a notebook or a text: «hls/3-3-helseetaten», and its source."""

    navn: str
    kilde: Path
    sektor: str
    # The measure that it is about, where it is one measure's page.
    tiltak: str = ""

    @property
    def fil(self) -> str:
        """Return the executed notebook, from the book's root."""
        return f"book/{self.navn}.ipynb"

    def notatbok(self, rot: Path) -> str:
        """Return the source as the site has it, a notebook, from the book's root, also where it is the program's."""
        return Path(self.sted(rot)).with_suffix(".ipynb").as_posix()

    def sted(self, rot: Path) -> str:
        """Return the source's own file, as ``notatbok`` has it."""
        eget = self.kilde.is_relative_to(rot)
        return self.kilde.relative_to(rot if eget else program_folder()).as_posix()


def find_chapters(bok: Bokmappe) -> list[Kapittel]:
    """Return the chapters named in _toc.yml, in its order, and the measures' pages beneath the table of them.

    ``book/hls/x`` comes from notebooks/hls/x.ipynb or x.md, or from notebooks/felles/x with that
    sector; ``book/x`` from notebooks/felles/x. Anything else is a page written by hand. What
    is shared may be the program's (``own_or_shared``). A measure's page comes from one notebook for all.
    """
    rot, tiltak = bok.rot, tiltakssider(bok)
    kapitler = []
    for side in sider_i(bok):
        navn = side.removeprefix("book/")
        sektor, _, siste = navn.rpartition("/")
        kilde = (finn_kilde(rot / "notebooks" / sektor, siste) if sektor else None) or _shared(rot, siste)
        if side in tiltak and not kilde:
            if kilde := _shared(rot, TILTAKSSIDE):
                kapitler.append(Kapittel(navn, kilde, *tiltak[side]))
        elif kilde:
            kapitler.append(Kapittel(navn, kilde, sektor))
        elif not any(own_or_shared(rot, f"{side}{ending}").exists() for ending in HANDWRITTEN):
            kjente = kilder_i(own_or_shared(rot, f"notebooks/{sektor or FELLES}"))
            raise Datafeil(
                f"siden «{side}» har verken notatbok eller tekst.{naermeste(siste, kjente)} "
                f"Ventet notebooks/{navn}.md, notebooks/{navn}.ipynb eller {side}.md.",
                rot / INNHOLD,
            )
    return kapitler


def _shared(rot: Path, navn: str) -> Path | None:
    """Return the source of a chapter that books share: the book's own, else the program's."""
    steder = dict.fromkeys(sted / "notebooks" / FELLES for sted in (rot, program_folder()))
    return next((kilde for sted in steder if (kilde := finn_kilde(sted, navn))), None)


def parameters_of(notatbok: Path) -> dict[str, str]:
    """Return the names and types of the notebook's ``parameters`` cell; raise Datafeil without one."""
    for celle in les_kilde(notatbok).celler:
        if "parameters" in celle["metadata"].get("tags", []):
            try:
                setninger = ast.parse(celle["source"]).body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                raise Datafeil("cellen merket «parameters» er ikke gyldig Python. Rett den.", notatbok) from None
            return {
                setning.target.id: ast.unparse(setning.annotation)
                for setning in setninger
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


# The cell with the parameters that a chapter was run with.
INJECTED: Final = "injected-parameters"
_RECORD: Final = "effekt"


def sign(notatbok: Path) -> None:
    """Write into an executed chapter what it and its files are as made, so that a change by hand can be told.

    The record goes where the chapter goes: into git, and to those who have nothing else that this program made.
    """
    innhold = json.loads(notatbok.read_text(encoding="utf-8"))
    innhold["metadata"].pop(_RECORD, None)
    filer = {navn: _as_text(notatbok.parent / navn) for navn in files_of(notatbok)}
    innhold["metadata"][_RECORD] = {"avtrykk": _as_made(innhold, filer), "filer": filer}
    write_whole(notatbok, json.dumps(innhold, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def made_files(notatbok: Path) -> list[Path] | None:
    """Return the files of an executed chapter that are as they were made; None where it is not so itself.

    A chapter from before there was a record is taken as it stands.
    """
    try:
        innhold = json.loads(notatbok.read_text(encoding="utf-8"))
        post = innhold["metadata"].pop(_RECORD, None)
        if post is None:
            eldre = any(celle.get("id") == INJECTED for celle in innhold["cells"])
            return [notatbok.parent / navn for navn in files_of(notatbok)] if eldre else None
        if post["avtrykk"] != _as_made(innhold, post["filer"]):
            return None
        filer = {notatbok.parent / navn: var for navn, var in post["filer"].items() if FILE_NAME.fullmatch(navn)}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return [fil for fil, var in filer.items() if _as_text(fil) == var]


def _as_made(innhold: Mapping[str, Any], filer: Mapping[str, str]) -> str:
    return fingerprint(json.dumps([innhold, filer], sort_keys=True))


def _as_text(fil: Path) -> str:
    """The fingerprint of a file whatever its line ends are, which git may change; empty where there is none."""
    return fingerprint(fil.read_bytes().replace(b"\r\n", b"\n")) if fil.is_file() else ""


def files_of(notatbok: Path) -> list[str]:
    """Return the drawings and data files that an executed chapter refers to, named relatively to it."""
    nevnt = {fil for fil in FILE_NAME.findall(les_tekst(notatbok, bounds.NOTEBOOK_BYTES)) if not is_made_for_site(fil)}
    # Of a drawing only the wide one is named; the site finds the narrow one beside it.
    smale = {narrow_variant(fil) for fil in nevnt if is_wide(fil)}
    return sorted(nevnt | smale)
