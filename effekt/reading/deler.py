"""The parts of a sector that it may be without: what nobody has filled in leaves no page, table or column behind.

They are told by the files of data/, before those are held to anything: the pages of a book are asked for before its
sectors are read. A part is left out by ``uten`` in sektor.yml, or by not being there. In a sector that is still being
entered, a key that stands blank is there: it is missing, and the pages say so.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from effekt.base.book import SEKTORFIL
from effekt.base.faults import Datafeil
from effekt.base.files import written_files
from effekt.model.datapakke import RAMMEKUTT
from effekt.model.kontroller import FILNAVN as KONTROLLFIL
from effekt.model.tiltak import KLASSER, KORT, MAAL, NOKKELTALL, UNDER_ARBEID, USIKKERHET, Sektordel
from effekt.reading.documents import les_dokument

# A sector's pages about a part, by their names.
_SIDER: Final[Mapping[str, str]] = {"rekker-det": RAMMEKUTT, "usikkerhet": USIKKERHET}
_VURDERT: Final = ("estimatusikkerhet", "gjennomforingsusikkerhet")
_ANSLAG: Final = ("usikkerhet", "lav", "hoy")
_EGET: Final = ("uplasserte_vurderinger", "gjennomforing", "oppgitt_lav", "oppgitt_hoy", "oppgitt_er")


def uten_deler(data: Path, sektor: str) -> frozenset[Sektordel]:
    """The parts that a sector of the book is without."""
    info = lest_fil(data / sektor / SEKTORFIL)
    sagt = info.get("uten")
    sagt = sagt if isinstance(sagt, list) else []
    funnet = set(_deler_i(data, sektor, blanke=info.get("status") == UNDER_ARBEID))
    return frozenset(del_ for del_ in get_args(Sektordel) if del_ in sagt or del_ not in funnet)


def ubrukt_side(data: Path, side: str) -> bool:
    """Whether a page of the book is about what its sector is without: «book/hls/rekker-det»."""
    _, sektor, navn = ["", "", *side.split("/")][-3:]
    mappe = data / sektor
    if not sektor or not (mappe / SEKTORFIL).is_file():
        return False
    if navn == "sporbarhet":
        return not lest_fil(mappe / SEKTORFIL).get("rapport")
    if navn == "gevinster":
        return not written_files(mappe, "gevinster/*.yml")
    if navn == "kildekontroll":
        return not (mappe / KONTROLLFIL).is_file()
    return navn in _SIDER and _SIDER[navn] in uten_deler(data, sektor)


def _deler_i(data: Path, sektor: str, blanke: bool) -> Iterator[str]:
    """The parts that something is said of; ``blanke``: a key without a value too."""
    tabeller = {navn for mappe in (sektor, "felles") for navn in _tabeller(lest_fil(data / mappe / "datapackage.yml"))}
    uttak = lest_fil(data / "felles/offentlige_tall.yml").get("uttak")
    for ett in uttak.values() if isinstance(uttak, Mapping) else ():
        tabeller |= set(ett.get("tabeller") or ()) if isinstance(ett, Mapping) else set()
    yield from tabeller & {RAMMEKUTT, NOKKELTALL}
    yield KORT  # is there wherever there are measures
    alle = (lest_fil(fil) for fil in written_files(data / sektor, "tiltak/*.yml"))
    tiltak = [ett for ett in alle if not ett.get("utgar")]

    def sagt(i: object, navn: Iterable[str]) -> bool:
        return isinstance(i, Mapping) and any(n in i and (blanke or i[n] not in (None, "", [], {})) for n in navn)

    if lest_fil(data / "felles/program.yml").get("kommunemal") and any(sagt(ett, ["kommunemal"]) for ett in tiltak):
        yield MAAL
    if any(sagt(ett.get("samlet_vurdering"), ["klasse"]) for ett in tiltak):
        yield KLASSER
    anslag = (f for ett in tiltak if isinstance(fs := ett.get("forutsetninger"), Mapping) for f in fs.values())
    if (
        any(sagt(ett.get("vurderinger"), _VURDERT) or sagt(ett, _EGET) for ett in tiltak)
        or any(sagt(ett, _ANSLAG) for ett in anslag)
        or lest_fil(data / sektor / "premisser.yml")
    ):
        yield USIKKERHET


def _tabeller(pakke: Mapping[str, Any]) -> Iterator[str]:
    for gruppe in ("resources", "uten_tall"):
        for ressurs in pakke.get(gruppe) or ():
            if isinstance(ressurs, Mapping):
                yield str(ressurs.get("name"))


def lest_fil(fil: Path) -> Mapping[str, Any]:
    """What stands in a file of data/; nothing in one that is not there, or cannot be read."""
    try:
        stat = fil.stat()
        return _lest_slik(fil, stat.st_mtime_ns, stat.st_size)
    except OSError:
        return {}


@cache
def _lest_slik(fil: Path, endret: int, storrelse: int) -> Mapping[str, Any]:
    try:
        innhold = les_dokument(fil).innhold
    except Datafeil:
        return {}
    return innhold if isinstance(innhold, Mapping) else {}
