"""What the shell can complete: chapters, sectors, addresses and their values.

Each function is a completer of argcomplete, and imports what it needs when it is asked. Whatever is
wrong with data, the answer is nothing: a person in the middle of a word wants no error message.
"""

from argparse import Namespace
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

Fullforer = Callable[..., list[str]]


def _stille(fullfor: Callable[..., Iterable[str]]) -> Fullforer:
    @wraps(fullfor)
    def svar(prefix: str = "", parsed_args: Namespace | None = None, **_: Any) -> list[str]:
        try:
            return list(fullfor(prefix, parsed_args or Namespace()))
        except Exception:
            return []

    return svar


@_stille
def kapitler(skrevet: str, valg: Namespace) -> Iterable[str]:
    """The chapters of the book."""
    from effekt.kapitler import finn_kapitler, rotmappe

    return [kapittel.navn for kapittel in finn_kapitler(rotmappe())]


@_stille
def sektorer(skrevet: str, valg: Namespace) -> Iterable[str]:
    """The sectors that have data."""
    from effekt.sektorlesing import sektorer

    return sektorer()


@_stille
def uttak(skrevet: str, valg: Namespace) -> Iterable[str]:
    """What can be fetched from public statistics."""
    from effekt.kilder import datamappe
    from effekt.offentlig import les_erklaring

    lest = les_erklaring(datamappe())
    return lest[0].uttak if lest else []


@_stille
def adresser(skrevet: str, valg: Namespace) -> Iterable[str]:
    """The addresses of the sector that the command is about."""
    from effekt.endringer import adresser
    from effekt.sektorlesing import les_sektor

    return adresser(les_sektor(_sektor(valg)))


@_stille
def endring(skrevet: str, valg: Namespace) -> Iterable[str]:
    """An address with «=», and after that the value now, or all steps of the scale."""
    from effekt.endringer import adresser, rett_adresse
    from effekt.sektorlesing import les_sektor
    from effekt.verdi import skriv

    kjente = adresser(les_sektor(_sektor(valg)))
    if "=" not in skrevet:
        return [f"{adresse}=" for adresse in kjente]
    gitt = skrevet.partition("=")[0]
    kjent = kjente[rett_adresse(gitt)]
    verdier = list(kjent.ord_) or [skriv(kjent.verdi)] if kjent.verdi is not None else []
    return [f"{gitt}={verdi}" for verdi in verdier]


def _sektor(valg: Namespace) -> str:
    """The sector that is given, or the chapter's; the first one where neither is."""
    from effekt.sektorlesing import sektorer

    gitt = getattr(valg, "sector", "") or str(getattr(valg, "kapittel", "")).partition("/")[0]
    return gitt if gitt in sektorer() else ""
