"""An executed chapter without the headings of parts that the report does not have."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

# A heading with this tag goes out where nothing stands under it.
VALGFRI: Final = "valgfri"
_OVERSKRIFT: Final = re.compile(r"(#+) ")


def uten_tomme_deler(celler: Sequence[Any]) -> list[Any]:
    """The cells of an executed notebook without optional headings that have nothing under them.

    What stood under such a heading and showed nothing goes with it.
    """
    beholdt: list[Any] = []
    for nr, celle in enumerate(celler):
        if _er_valgfri(celle) and not any(map(_viser_noe, _under(celler, nr))):
            continue
        beholdt.append(celle)
    return beholdt


def _under(celler: Sequence[Any], nr: int) -> list[Any]:
    """The cells below a heading, to the next one of its level or a higher one."""
    niva = _niva(celler[nr])
    slutt = next(
        (n for n in range(nr + 1, len(celler)) if 0 < _niva(celler[n]) <= niva), len(celler)
    )
    return list(celler[nr + 1 : slutt])


def _niva(celle: Mapping[str, Any]) -> int:
    treff = _OVERSKRIFT.match(_kilde(celle)) if celle["cell_type"] == "markdown" else None
    return len(treff[1]) if treff else 0


def _er_valgfri(celle: Mapping[str, Any]) -> bool:
    return VALGFRI in celle["metadata"].get("tags", ()) and _niva(celle) > 0


def _viser_noe(celle: Mapping[str, Any]) -> bool:
    """Whether a reader sees anything of it; an optional heading by itself is nothing."""
    if celle["cell_type"] == "markdown":
        return not _er_valgfri(celle)
    return any(
        "".join(ut.get("data", {}).get("text/markdown", "")).strip()
        or (ut["output_type"] != "display_data" and "data" not in ut)
        for ut in celle.get("outputs", ())
    )


def _kilde(celle: Mapping[str, Any]) -> str:
    return "".join(celle["source"])
