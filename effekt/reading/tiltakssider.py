"""The pages that a book has without listing them: one for each measure, beneath the table of all of them.

They are known by the files of data/, before those are held to anything: what is no measure yet has no page, and what
is wrong with a file is told by whoever reads it. A book without that table has no such pages.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from effekt.base import recording
from effekt.base.book import INNHOLD, SEKTORFIL
from effekt.base.files import written_files
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.reading.deler import lest_fil
from effekt.reading.documents import les_innstillinger

ALLE_TILTAK: Final = "book/alle-tiltak"
_ID: Final = re.compile(r"[A-Z][A-Z0-9]*")


class Tiltaksside(NamedTuple):
    """Whose page it is: a measure of a sector."""

    sektor: str
    tiltak: str

    @property
    def side(self) -> str:
        """The page's name in the book: «book/hls/sye1»."""
        return f"book/{self.navn}"

    @property
    def navn(self) -> str:
        """The chapter's name, which is the measure's permanent address too: «hls/sye1»."""
        return f"{self.sektor}/{self.tiltak.lower()}"


@recording.paused()
def tiltakssider(bok: Bokmappe) -> dict[str, Tiltaksside]:
    """Return the measures' pages: the sectors in their order, agency by agency; none without the table of all."""
    if not (bok.rot / INNHOLD).is_file():
        return {}
    sektorer = bok.finn_sektorer()
    if ALLE_TILTAK not in pages_of(bok.rot):
        return {}
    alle = [Tiltaksside(sektor, id_) for sektor in sektorer for id_ in _tiltak_i(bok.data / sektor)]
    return {ett.side: ett for ett in alle}


def sider_i(bok: Bokmappe) -> list[str]:
    """Return every page of the book in its order: those of _toc.yml, and the measures' where the table of them is."""
    sider, egne = pages_of(bok.rot), tiltakssider(bok)
    nye = [side for side in egne if side not in sider]
    sted = sider.index(ALLE_TILTAK) + 1 if nye else 0
    return [*sider[:sted], *nye, *sider[sted:]]


def innholdet(bok: Bokmappe) -> str:
    """Return _toc.yml as the site is built from it: with the measures' pages beneath the table of them.

    What stands beneath a page that the book leaves out takes its place.
    """
    sider = pages_of(bok.rot)
    nye = [{"file": side} for side in tiltakssider(bok) if side not in sider]
    innhold = les_innstillinger(bok.rot / INNHOLD).innhold
    _loft_frem(innhold, set(sider))
    if nye:
        _legg_under(innhold, nye)
    return yaml.safe_dump(innhold, allow_unicode=True, sort_keys=False)


def _loft_frem(ledd: Any, sider: Collection[str]) -> None:
    """Let the sections of an entry that is no page of the book stand in its place."""
    if isinstance(ledd, list):
        while under := next(
            (e for e in ledd if isinstance(e, dict) and e.get("sections") and e.get("file") not in sider), None
        ):
            sted = ledd.index(under)
            ledd[sted : sted + 1] = under["sections"]
    for del_ in ledd if isinstance(ledd, list) else ledd.values() if isinstance(ledd, dict) else ():
        _loft_frem(del_, sider)


def _legg_under(ledd: Any, nye: list[dict[str, str]]) -> None:
    """Put the pages under the table of all measures, wherever it stands in the contents."""
    if isinstance(ledd, dict):
        if ledd.get("file") == ALLE_TILTAK:
            ledd["sections"] = [*ledd.get("sections", ()), *nye]
        for del_ in ledd.values():
            _legg_under(del_, nye)
    elif isinstance(ledd, list):
        for del_ in ledd:
            _legg_under(del_, nye)


def _tiltak_i(mappe: Path) -> list[str]:
    """The ids of a sector's measures: by agency in the sector's order, then by number."""
    virksomheter = lest_fil(mappe / SEKTORFIL).get("virksomheter")
    rekkefolge = list(virksomheter) if isinstance(virksomheter, Mapping) else []

    def plass(ett: Mapping[str, Any]) -> tuple[bool, int, list[tuple[str, int]]]:
        # What is no longer in the plan comes after all that is.
        hos, ute = ett.get("virksomhet"), ett.get("utgar") is not None
        return ute, rekkefolge.index(hos) if hos in rekkefolge else len(rekkefolge), naturlig(str(ett["id"]))

    lest = [lest_fil(fil) for fil in written_files(mappe, "tiltak/*.yml")]
    return [str(ett["id"]) for ett in sorted((e for e in lest if _ID.fullmatch(str(e.get("id")))), key=plass)]


def naturlig(id_: str) -> list[tuple[str, int]]:
    """The order in which BIB9 stands before BIB10."""
    return [(ord_, int(tall or 0)) for ord_, tall in re.findall(r"(\D+)(\d*)", id_)]
