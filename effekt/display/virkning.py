"""What a value moves: the objects of the book that were made from it, and the chain to them.

Each object of an executed chapter has a record beside it in the notebook, with the addresses that
were read to make it. Only the files are read; nothing is worked out.

The recorder of what is used is finer than the journal that decides staleness: it notes each value, and each result
(``effekt.SYE1``, ``sum.total``), while one object is made. ``effekt changes`` reads the same records the other way,
from the value to the places; so it speaks of the book as last built.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from effekt.base.book import without_the_book
from effekt.base.faults import Datafeil
from effekt.display.records import Post, Poststed, Virkning, les_poster
from effekt.model.gevinst import GEVINSTNAVN
from effekt.model.premisser import PREMISS
from effekt.model.usikkerhet import ADRESSE
from effekt.reading.contents import executed_chapters
from effekt.reading.insertion import (
    ARSVERK,
    AVRUNDING,
    GJENNOMFORING,
    KLASSE,
    KORTFELT,
    PERIODE,
    REGNEREGEL,
    SPENN,
    USIKKERHET,
)

_ALLE: Final = "alle tiltak"
_ARSVERK: Final = f"{ARSVERK}."
_ENDER: Final = tuple(f".{ende}" for ende in (*SPENN, USIKKERHET))
_SJANSE: Final = f"{GJENNOMFORING}."
_TILTAK: Final = re.compile(r"[A-Z][A-Z0-9]*")
# What the results are called that lie between a value and what shows it.
_SUMMER: Final[Mapping[str, str]] = {
    "sum.virksomhet": "sum per virksomhet",
    "sum.klasse": "sum per klasse",
    "sum.total": "samlet effekt",
    "sum.forventet": "samlet effekt med risiko",
    "sum.naverdi": "samlet nåverdi",
}


def lesere(bok: Path, ellers: Iterable[str] = ()) -> dict[str, list[Poststed]]:
    """The objects of the executed chapters under ``bok`` (book/), by the addresses that they read.

    ``ellers``: pages that the book has besides those of _toc.yml.

    Empty where no chapter has records, and for who asked not to be told of the rest of the book; a
    file that is no notebook is passed over.
    """
    if without_the_book():
        return {}
    alle: dict[str, list[Poststed]] = {}
    for notatbok in executed_chapters(bok, ellers):
        kapittel = notatbok.relative_to(bok).with_suffix("").as_posix()
        try:
            poster = les_poster(notatbok)
        except Datafeil:
            continue
        for post in poster:
            sted = Poststed(kapittel, post.slag, post.etikett, post.tittel)
            for adresse in post.leser:
                alle.setdefault(adresse, []).append(sted)
    return alle


def virkning(adresse: str, lest: Mapping[str, Iterable[Poststed]], i_formelen: bool = True) -> Virkning:
    """What the value at an address of «effekt changes» moves, by what ``lesere`` found.

    A cost beside the formula moves no effect, but what was made from the cost itself.
    """
    effekt = effekt_av(adresse) if i_formelen else ""
    if not lest:
        return Virkning(effekt, None)
    leses = {navn for navn in leses_som(adresse) if i_formelen or not navn.startswith("effekt.")}
    steder = dict.fromkeys(sted for navn in leses for sted in lest.get(navn, ()))
    return Virkning(effekt, tuple(sorted(steder, key=lambda sted: sted.rekkefolge)))


def folger_av(post: Post, endrede: Iterable[str]) -> list[str]:
    """Those of the changed addresses that the object was made from."""
    return [a for a in endrede if not leses_som(a).isdisjoint(post.leser)]


def kjede(adresse: str, post: Post) -> list[str]:
    """The steps from a changed address to the object: its measure's effect, the sums, the object.

    Only the steps that the object was made from.
    """
    eier = effekt_av(adresse)
    ledd = [adresse]
    if f"effekt.{eier}" in post.leser or eier == _ALLE:
        ledd.append(f"effekten av {eier}")
        ledd += [ord_ for navn, ord_ in _SUMMER.items() if navn in post.leser]
    return [*ledd, post.tittel or "teksten"]


def effekt_av(adresse: str) -> str:
    """The measure whose effect a value goes into; empty for what goes into none."""
    eier, _, rest = adresse.partition(".")
    if adresse == PERIODE:
        return _ALLE
    felt = rest.partition("[")[0]
    if felt.partition(".")[0] in GEVINSTNAVN or felt.startswith(_ARSVERK):
        return ""
    vist = (felt in KORTFELT and felt != AVRUNDING) or felt.endswith(_ENDER) or felt.startswith(_SJANSE)
    return eier if _TILTAK.fullmatch(eier) and not vist else ""


def leses_som(adresse: str) -> set[str]:
    """The names under which objects that use the value say they read it.

    A year of an assumption is read with the assumption, a cell with its table, a rating with its
    measure, the period with the sector.
    """
    eier, _, rest = adresse.partition(".")
    felt = rest.partition("[")[0]
    if adresse == PERIODE:
        return {"sektor"}
    if adresse.startswith(REGNEREGEL):
        return {adresse, "felles"}
    if adresse.startswith(PREMISS):
        # Its chance and what it does, are read with it.
        return {PREMISS + felt.partition(".")[0]}
    if adresse.startswith(ADRESSE):
        return {adresse, ADRESSE.rstrip(".")}
    if not _TILTAK.fullmatch(eier) or not rest:
        tabell, klamme, _ = adresse.partition("[")
        return {f"tabell.{tabell}" if klamme else adresse}
    if felt in KORTFELT and felt != AVRUNDING:
        return {f"tiltak.{eier}"} | ({"sum.klasse"} if felt == KLASSE else set())
    if felt.partition(".")[0] in GEVINSTNAVN or felt.startswith(_ARSVERK):
        return {f"{eier}.{felt}"}
    if felt.startswith(_SJANSE):
        return {adresse}
    if felt.endswith(_ENDER):
        return {f"{eier}.{felt.rpartition('.')[0]}"}
    return {f"{eier}.{felt}", f"effekt.{eier}"}
