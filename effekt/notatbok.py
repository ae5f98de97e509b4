"""What the first cell of a chapter calls: open a sector, and make ``%%tekst`` ready."""

from collections.abc import Mapping
from typing import Any

from effekt.endringer import med_endringer
from effekt.sektor import Sektor
from effekt.tekster import fyll_ut, kapittelkontekst
from effekt.visning import Tekst


def apne(sektor: str = "", endringer: Mapping[str, object] | None = None) -> Sektor:
    """The sector with a reviewer's changes in place; the first sector when none is named.

    In a notebook it also registers ``%%tekst``, whose cells are prose with live numbers.
    Raises Datafeil for bad data and for unknown or impossible changes.
    """
    apnet = med_endringer(sektor, endringer or {})
    _registrer_tekst(apnet)
    return apnet


def _registrer_tekst(sektor: Sektor) -> None:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    skall: Any = get_ipython()
    if skall is None:
        return
    kontekst = kapittelkontekst(sektor)

    def tekst(linje: str, celle: str) -> Tekst:
        utfylt = fyll_ut(celle, kontekst, "teksten")
        return Tekst(utfylt.tekst, utfylt.brutte)

    skall.register_magic_function(tekst, magic_kind="cell", magic_name="tekst")
