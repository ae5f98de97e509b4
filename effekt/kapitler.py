"""Chapters: which there are, what parameters they take, and which are stale."""

import ast
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from effekt.kilder import Datafeil, naermeste, noter
from effekt.mapper import INNHOLD, bokens, programmappe
from effekt.mapper import rotmappe as rotmappe
from effekt.mapper import sider as sider
from effekt.nummerert import smal_variant
from effekt.programmet import SEKTORLISTE
from effekt.sektor import Sektor
from effekt.sektorlesing import les_sektor, sektorer

FELLES: Final = "felles"
SKREVET: Final = (".md", ".rst")  # a page written by hand
# The address of which pages the book has, in the journal that decides staleness.
SIDELISTE: Final = "sider"
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

    def notatbok(self, rot: Path) -> str:
        """The source as the site has it, from the book's root, also where it is the program's."""
        eget = self.kilde.is_relative_to(rot)
        return self.kilde.relative_to(rot if eget else programmappe()).as_posix()


def finn_kapitler(rot: Path) -> list[Kapittel]:
    """The chapters named in _toc.yml, in its order.

    ``book/hls/x`` comes from notebooks/hls/x.ipynb, or from notebooks/felles/x.ipynb with that
    sector; ``book/x`` from notebooks/felles/x.ipynb. Anything else is a page written by hand. What
    is shared may be the program's (``mapper.bokens``).
    """
    kapitler = []
    for side in sider(rot):
        navn = side.removeprefix("book/")
        sektor, _, siste = navn.rpartition("/")
        egne = rot / "notebooks" / f"{navn}.ipynb"
        delt = bokens(rot, f"notebooks/{FELLES}/{siste}.ipynb")
        kilde = egne if sektor and egne.exists() else delt
        if kilde.exists():
            kapitler.append(Kapittel(navn, kilde, sektor))
        elif not any(bokens(rot, f"{side}{ending}").exists() for ending in SKREVET):
            mappe = bokens(rot, f"notebooks/{sektor or FELLES}")
            kjente = [p.stem for p in mappe.glob("*.ipynb")]
            raise Datafeil(
                f"siden «{side}» har verken notatbok eller tekst.{naermeste(siste, kjente)} "
                f"Ventet {egne.relative_to(rot)} eller {side}.md.",
                rot / INNHOLD,
            )
    return kapitler


def forste_side(rot: Path, sektor: str) -> str:
    """The first page of a sector's in _toc.yml; empty where it has none. It is recorded as used."""
    noter(SIDELISTE)
    return next((side for side in sider(rot) if side.startswith(f"book/{sektor}/")), "")


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
    # A PNG is made from the drawing for the site, and is no part of the book.
    nevnt = {
        fil
        for fil in _FILNAVN.findall(notatbok.read_text(encoding="utf-8"))
        if not fil.endswith(".png")
    }
    # Of a drawing only the wide one is named; the site finds the narrow one beside it.
    smale = {smal_variant(fil) for fil in nevnt if fil.endswith(".svg")}
    return sorted(nevnt | smale)


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
        if navn not in self._lest:
            self._lest[navn] = les_sektor(navn)
        return self._lest[navn]

    def _avtrykk(self, kapittel: Kapittel, rot: Path, adresser: list[str]) -> dict[str, Any]:
        ut = rot / kapittel.fil
        return {
            "notatbok": avtrykk_av_fil(kapittel.kilde),
            "bibliotek": avtrykk_av_bibliotek(),
            "data": {adresse: self._avtrykk_av(adresse, kapittel, rot) for adresse in adresser},
            "ut": avtrykk_av_fil(ut),
            "filer": {
                fil: avtrykk_av_fil(ut.parent / fil) for fil in (filer_i(ut) if ut.exists() else [])
            },
        }

    def _avtrykk_av(self, adresse: str, kapittel: Kapittel, rot: Path) -> str:
        """The fingerprint of what stands at an address of a chapter's journal."""
        if adresse == SEKTORLISTE:
            return " ".join(sektorer())
        if adresse == SIDELISTE:
            return " ".join(sider(rot))
        sektor, kolon, egen = adresse.partition(":")
        if not kolon:
            return self._sektor(kapittel.sektor).avtrykk(adresse)
        return self._sektor(sektor).avtrykk(egen) if sektor in sektorer() else ""

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
