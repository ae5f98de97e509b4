"""The chapters of a sector as files: which there are, how a new one begins, and a heading that is given anew.

What is to be written comes as text by path, for ``together`` of ``base/writing.py`` to put in place with all else that
a command changes. Templates lie in ``maler/`` (``<< >>``, ``<% %>``).
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from effekt.base.faults import Datafeil
from effekt.excel.yamledit import skalar
from effekt.reading.chapter_sources import TEKSTKILDE, kilder_i
from effekt.reading.documents import les_tekst
from effekt.reading.notebooks import les_notatbok, som_fil
from effekt.reading.text_notebooks import er_overskrift, les_tekstceller

MALER: Final = Path(__file__).parent / "maler"
_KAPITTELMALER: Final = "sektor/notebooks"
_NOTATBOKER: Final = "notebooks"
# What Markdown, and the language of prose, would make something of.
_TEGN: Final = re.compile(r"[\\`*_{}\[\]<>#|~^$]|&(?=#?\w+;)")


def fyll_mal(mal: str, felt: Mapping[str, Any]) -> str:
    """A template of ``maler/`` with ``felt`` in it; its signs are << >> and <% %>, which data/ does not use."""
    import jinja2

    miljo = jinja2.Environment(
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%",
        block_end_string="%>", comment_start_string="<#", comment_end_string="#>",
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined, loader=jinja2.FileSystemLoader([MALER, MALER / _KAPITTELMALER]),
    )  # fmt: skip
    miljo.filters |= {"yaml": lambda tekst: json.dumps(tekst, ensure_ascii=False), "overskrift": _som_overskrift}
    miljo.filters["tekst"] = skalar
    return miljo.get_template(mal).render(**felt)


def kapitlene_i(rot: Path, kode: str) -> dict[str, Path]:
    """The sources of a sector's own chapters by name («3-1-bib»), in order; raises Datafeil where one has two files."""
    return kilder_i(rot / _NOTATBOKER / kode)


def nytt_kapittel(kode: str, navn: str, mal: str, **felt: object) -> tuple[str, str]:
    """A chapter that begins as its template does: the path from the book's root, and the text.

    ``nytt_kapittel("kon", "3-2-mus", "3-virksomhet", nr=2, virksomhet="MUS", virksomhetsnavn="Museene")``
    """
    tekst = fyll_mal(f"{_KAPITTELMALER}/{mal}{TEKSTKILDE}", {"kode": kode, **felt})
    return str(PurePosixPath(_NOTATBOKER, kode, f"{navn}{TEKSTKILDE}")), tekst


def tittel_i(fil: Path) -> str:
    """The heading that a chapter begins with, as it is written; empty without one. Raises Datafeil."""
    return _tittel(fil)[0]


def med_tittel(fil: Path, tittel: str) -> str:
    """The text of a chapter's file with another heading to begin with, and all else as it is; raises Datafeil.

    ``tittel`` is text as it is to be read («3.2 Museene»): what Markdown would make something of stands as itself.
    """
    gammel, nr = _tittel(fil)
    if not gammel:
        raise Datafeil("kapitlet har ingen overskrift (en linje som begynner med #). Legg den til", fil)
    ny = f"# {_som_overskrift(tittel)}"
    if fil.suffix == TEKSTKILDE:
        linjer = les_tekst(fil).splitlines(keepends=True)
        slutt = linjer[nr][len(linjer[nr].rstrip("\r\n")) :]
        return "".join([*linjer[:nr], ny + slutt, *linjer[nr + 1 :]])
    bok = les_notatbok(fil)
    linjer = bok["cells"][nr]["source"].split("\n")
    linjer[next(n for n, linje in enumerate(linjer) if er_overskrift(linje))] = ny
    bok["cells"][nr]["source"] = "\n".join(linjer)
    return som_fil(bok)


def _tittel(fil: Path) -> tuple[str, int]:
    """The heading, and where it is: the line of a text, the cell of a notebook; both counted from 0."""
    if fil.suffix == TEKSTKILDE:
        steder = [
            (linje, celle.linje - 1 + nr)
            for celle in les_tekstceller(fil)
            if celle.slag == "markdown"
            for nr, linje in enumerate(celle.kilde.split("\n"))
        ]
    else:
        celler = les_notatbok(fil)["cells"]
        tekster = [(celle["source"], nr) for nr, celle in enumerate(celler) if celle["cell_type"] == "markdown"]
        steder = [(linje, nr) for tekst, nr in tekster for linje in tekst.split("\n")]
    return next(((linje.lstrip(" #").strip(), nr) for linje, nr in steder if er_overskrift(linje)), ("", 0))


def _som_overskrift(tekst: str) -> str:
    """Text as the words of a heading, on one line."""
    return _TEGN.sub(r"\\\g<0>", " ".join(tekst.split()))
