"""A measure as simple as its source, written out as the others are: one assumption, and a formula that is its name.

It is done to the raw document, before a reviewer's changes are put in, so that ``KST1.belop[2026]`` is changed as any
other assumption is, and everything that works on formulas works on it. The assumption has the source's amounts in
kroner. A year that the source says nothing of is nothing in the arithmetic, and is told of as not stated
(``Tiltak.uoppgitte``): so is every year of a measure without amounts, whose ``KST1.belop`` a reviewer may set.
"""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any, Final

from effekt.base.numbers import les_tall
from effekt.model.tiltak import INGENTING, UOPPGITT
from effekt.model.units import factor_of
from effekt.model.verdi import Verdi

# The name of the assumption that the source's amounts are.
BELOP: Final = "belop"
_BELOPSNAVN: Final = "beløpet kilden har"
_ENHET: Final = "kr per år"


def er_enkelt(innhold: Mapping[str, Any]) -> bool:
    """Whether a measure's document has amounts, or says why not, and nothing that is worked out."""
    # What is set here alone is refused where it is typed.
    if any(innhold.get(felt) for felt in ("formel", "forutsetninger", "enkelt", "uoppgitte")):
        return False
    return any(innhold.get(felt) not in (None, "", {}) for felt in ("oppgitt", "uten_belop", "oppgitt_sum"))


def skriv_ut(innhold: dict[str, Any], periode: Collection[int], endringer: Mapping[str, Verdi]) -> None:
    """Write out a simple measure in its document; others are left as they are.

    ``periode`` are the years that it is read for. What cannot be an amount is left to be told of where it stands.
    """
    if not er_enkelt(innhold):
        return
    adresse = f"{innhold.get('id')}.{BELOP}"
    belop: dict[str, Any] = {"navn": _BELOPSNAVN, "enhet": _ENHET, "kildens_belop": True}
    belop |= {felt: innhold[felt] for felt in ("kilde",) if innhold.get(felt)}
    belop |= {"side": sted} if (sted := _sted(innhold)) else {}
    oppgitt = innhold.get("oppgitt")
    if isinstance(oppgitt, dict) and oppgitt:
        uoppgitte = {ar for ar, verdi in oppgitt.items() if verdi == UOPPGITT}
        belop["verdi"] = {ar: _i_kroner(verdi, innhold) for ar, verdi in oppgitt.items()}
        for felt in ("lav", "hoy"):
            grenser = innhold.get(f"oppgitt_{felt}")
            if isinstance(grenser, dict) and grenser:
                belop[felt] = {ar: _i_kroner(verdi, innhold) for ar, verdi in grenser.items()}
        if ende := _enden(innhold.get("oppgitt_er"), belop["verdi"].values()):
            belop[ende] = dict(belop["verdi"])
        uoppgitte = {ar for ar in uoppgitte if f"{adresse}[{ar}]" not in endringer}
    else:
        # One number for all years: a longer period asks for no more of what the source does not have.
        belop["verdi"] = Fraction(0)
        uoppgitte = set() if adresse in endringer else set(map(str, periode))
    innhold["forutsetninger"] = {BELOP: belop}
    innhold["formel"] = BELOP
    innhold["enkelt"] = True
    innhold["uoppgitte"] = frozenset(int(ar) for ar in uoppgitte if str(ar).isdecimal())


def _sted(innhold: Mapping[str, Any]) -> object:
    sider = innhold.get("sider")
    return innhold.get("side") or (isinstance(sider, dict) and (sider.get("kort") or sider.get("omtale"))) or None


def _i_kroner(verdi: object, innhold: Mapping[str, Any]) -> Fraction:
    """The amount in kroner; nothing for what is not stated, or cannot be read."""
    if verdi in (INGENTING, UOPPGITT):
        return Fraction(0)
    try:
        return les_tall(verdi) * factor_of(str(innhold.get("oppgitt_i") or "kr"))
    except ValueError:
        return Fraction(0)


def _enden(er: object, belop: Collection[Fraction]) -> str:
    """The end of the span that amounts are, where the source says that they are bounds; a cost's are the other way."""
    koster = any(ett < 0 for ett in belop)
    return {"inntil": "lav" if koster else "hoy", "minst": "hoy" if koster else "lav"}.get(str(er), "")
