"""The committed list of permanent addresses: each, and the one that it leads to, which is mostly itself.

A page that the book no longer has is in it too: «book/hls/rettelser -> book/hls/endringer».
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from effekt.base.faults import Datafeil
from effekt.reading.documents import les_tekst

_ADRESSE: Final = re.compile(r"[a-z0-9_]+/[a-z0-9-]+")
_SIDE: Final = re.compile(r"book/(?:[a-z0-9_]+/)?[a-z0-9_-]+")
_INNLEDNING: Final = """\
# Faste adresser til tiltak, figurer og tabeller. Bygget legger til nye. En publisert adresse
# skal alltid føre fram: Får det den viser til, et annet navn, skriv «gammel -> ny» på linjen.
"""


def read_address_list(fil: Path) -> dict[str, str]:
    """Return the list: each address, and the one it leads to (itself, mostly); empty without a file."""
    return {gammel: ny for gammel, ny in read_whole_list(fil).items() if not _SIDE.fullmatch(gammel)}


def read_moved_pages(fil: Path) -> dict[str, str]:
    """Return the pages of the list, which the book had or has, and the one that each leads to when it is not there."""
    return {gammel: ny for gammel, ny in read_whole_list(fil).items() if _SIDE.fullmatch(gammel)}


def read_whole_list(fil: Path) -> dict[str, str]:
    """Return addresses and pages alike; empty without a file. Raise Datafeil for a line that is neither."""
    if not fil.is_file():
        return {}
    liste: dict[str, str] = {}
    for nr, linje in enumerate(les_tekst(fil).splitlines(), 1):
        innhold = linje.partition("#")[0].strip()
        if not innhold:
            continue
        gammel, pil, ny = (del_.strip() for del_ in innhold.partition("->"))
        slag = _SIDE if _SIDE.fullmatch(gammel) and pil else _ADRESSE
        for adresse in (gammel, ny) if pil else (gammel,):
            if not slag.fullmatch(adresse):
                raise Datafeil(f"«{adresse}» er ikke en adresse. Skriv sektor/navn, eller «gammel -> ny».", fil, nr)
        if gammel in liste:
            raise Datafeil(f"«{gammel}» står to ganger. Slett den ene linjen.", fil, nr)
        liste[gammel] = ny or gammel
    return liste


def as_list(alle: Mapping[str, str]) -> str:
    """Return the file that says so, in the order that people look in."""
    linjer = [
        adresse if alle[adresse] == adresse else f"{adresse} -> {alle[adresse]}"
        for adresse in sorted(alle, key=_natural_order)
    ]
    return _INNLEDNING + "".join(f"{linje}\n" for linje in linjer)


def _natural_order(adresse: str) -> list[tuple[int, str]]:
    """The order in which figur-9 stands before figur-10."""
    return [(int(d or 0), t) for t, d in re.findall(r"([^\d]*)(\d*)", adresse)]
