"""What the shell can complete: chapters, sectors, addresses and their values.

Each function is a completer of argcomplete, and imports what it needs when it is asked. Whatever is
wrong with data, the answer is nothing: a person in the middle of a word wants no error message.
"""

from argparse import Namespace
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

from effekt.base.book import choose_data_folder
from effekt.reading.bokmappe import Bokmappe

if TYPE_CHECKING:
    from effekt.model.verdi import Adresse


Completer = Callable[..., list[str]]


def _quietly(fullfor: Callable[..., Iterable[str]]) -> Completer:
    @wraps(fullfor)
    def svar(prefix: str = "", parsed_args: Namespace | None = None, **_: Any) -> list[str]:
        try:
            valg = parsed_args or Namespace()
            choose_data_folder(getattr(valg, "data", None))
            valg.bok = Bokmappe.her()
            return list(fullfor(prefix, valg))
        except Exception:
            return []

    return svar


@_quietly
def complete_chapters(skrevet: str, valg: Namespace) -> Iterable[str]:
    """The chapters of the book."""
    from effekt.execution.chapters import find_chapters

    return [kapittel.navn for kapittel in find_chapters(valg.bok)]


@_quietly
def complete_sectors(skrevet: str, valg: Namespace) -> Iterable[str]:
    """The sectors that have data."""
    return list(valg.bok.sektorer())


@_quietly
def complete_uttak(skrevet: str, valg: Namespace) -> Iterable[str]:
    """What can be fetched from public statistics."""
    from effekt.reading.offentlig import les_erklaring

    lest = les_erklaring(valg.bok.data)
    return lest[0].uttak if lest else []


@_quietly
def complete_addresses(skrevet: str, valg: Namespace) -> Iterable[str]:
    """The addresses of the sector that the command is about."""
    return _adresser(valg)


@_quietly
def complete_endring(skrevet: str, valg: Namespace) -> Iterable[str]:
    """An address with «=», and after that the value now, or all steps of the scale."""
    from effekt.model.verdi import rett_adresse, skriv_verdi

    kjente = _adresser(valg)
    if "=" not in skrevet:
        return [f"{adresse}=" for adresse in kjente]
    gitt = skrevet.partition("=")[0]
    kjent = kjente[rett_adresse(gitt)]
    verdier = list(kjent.ord_) or [skriv_verdi(kjent.verdi)] if kjent.verdi is not None else []
    return [f"{gitt}={verdi}" for verdi in verdier]


def _adresser(valg: Namespace) -> dict[str, "Adresse"]:
    """The addresses of the sector that is given, or the chapter's, or of the first."""
    from effekt.review.changes_list import all_lines

    gitt = getattr(valg, "sector", "") or str(getattr(valg, "kapittel", "")).partition("/")[0]
    kjente = valg.bok.sektorer()
    linjer = all_lines(valg.bok, gitt if gitt in kjente else kjente[0])
    return {linje.adresse.adresse: linje.adresse for linje in linjer}
