"""A notebook's file read as data: its cells, each with what a cell must have, whatever program saved it.

Jupyter's own reader takes almost anything and says in English what it thinks of it; here a file that is none is refused
in words. Cells of files from before format 4.5 have no id: they get one by their place, which is the same each time. A
file that does not say which language it is in, has Python's.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from effekt.base import bounds
from effekt.base.faults import Datafeil
from effekt.reading.documents import les_tekst

KERNEL: Final = {"display_name": "Python 3", "language": "python", "name": "python3"}
_FORM: Final = "4"
_SLAG: Final = ("code", "markdown", "raw")


def les_notatbok(fil: Path) -> dict[str, Any]:
    """A notebook, its cells' sources as text; raises Datafeil for a file that is none."""
    tekst = les_tekst(fil, bounds.NOTEBOOK_BYTES)
    try:
        lest = json.loads(tekst)
    except json.JSONDecodeError as grunn:
        rad = "Hent fram utgaven før den ble endret, eller lagre den på nytt fra JupyterLab."
        raise Datafeil(f"filen er ikke en notatbok, for den er ikke gyldig JSON. {rad}", fil, grunn.lineno) from None
    except (ValueError, RecursionError):
        raise Datafeil("filen er ikke en notatbok, for den er ikke gyldig JSON.", fil) from None
    if not isinstance(lest, dict) or not isinstance(lest.get("nbformat"), int):
        raise Datafeil("filen er ikke en notatbok.", fil)
    if str(lest["nbformat"]) != _FORM:
        rad = "Åpne den i JupyterLab, og lagre den på nytt."
        raise Datafeil(f"notatboken er i format {lest['nbformat']}, men må være i format {_FORM}. {rad}", fil)
    celler = lest.get("cells")
    if not isinstance(celler, list):
        raise Datafeil("filen er ikke en notatbok, for den har ingen celler.", fil)
    if not isinstance(lest.setdefault("metadata", {}), dict) or not isinstance(lest.get("nbformat_minor", 0), int):
        raise Datafeil("notatboken har et hode (metadata, nbformat_minor) som ikke kan leses.", fil)
    kjerne = lest["metadata"].get("kernelspec", {})
    metadata = lest["metadata"] | {"kernelspec": KERNEL | (kjerne if isinstance(kjerne, dict) else {})}
    return {**lest, "metadata": metadata, "cells": [_celle(celle, nr, fil) for nr, celle in enumerate(celler)]}


def les_celler(fil: Path) -> list[dict[str, Any]]:
    """The cells of a notebook, as ``les_notatbok`` has them."""
    return list(les_notatbok(fil)["cells"])


def som_fil(notatbok: Mapping[str, Any]) -> str:
    """A notebook as a file, as JupyterLab writes it."""
    celler = [{**celle, "source": celle["source"].splitlines(keepends=True)} for celle in notatbok["cells"]]
    return json.dumps({**notatbok, "cells": celler}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def er_fullstendig(fil: Path) -> bool:
    """Whether a notebook has ids of its own for all its cells, and says which language it is in."""
    ferdig = les_notatbok(fil)
    lest = json.loads(les_tekst(fil, bounds.NOTEBOOK_BYTES))
    return ferdig["metadata"] == lest.get("metadata") and all("id" in celle for celle in lest["cells"])


def _celle(celle: Any, nr: int, fil: Path) -> dict[str, Any]:
    if not isinstance(celle, dict) or celle.get("cell_type") not in _SLAG:
        raise Datafeil(f"celle {nr} er ikke en celle med kode eller tekst. Slett den, og lagre på nytt.", fil)
    kilde = _tekst(celle.get("source", ""))
    metadata = celle.get("metadata", {})
    merker = metadata.get("tags", []) if isinstance(metadata, dict) else None
    if kilde is None or not isinstance(merker, list) or not isinstance(celle.get("id", ""), str):
        raise Datafeil(f"celle {nr} har en form som ikke kan leses. Slett den, og lagre på nytt.", fil)
    ferdig = {"id": f"celle-{nr}", **celle, "source": kilde, "metadata": metadata}
    if celle["cell_type"] == "code":
        utdata = celle.get("outputs", [])
        if not isinstance(utdata, list) or not all(map(_er_utdata, utdata)):
            raise Datafeil(f"celle {nr} har et resultat som ikke kan leses. Tøm det i JupyterLab, og lagre.", fil)
        ferdig |= {"outputs": utdata, "execution_count": celle.get("execution_count")}
    return ferdig


def _er_utdata(ut: Any) -> bool:
    if not isinstance(ut, dict) or not isinstance(ut.get("output_type"), str):
        return False
    data = ut.get("data", {})
    return isinstance(data, dict) and all(
        _tekst(verdi) is not None for slag, verdi in data.items() if not slag.endswith("json")
    )


def _tekst(ting: Any) -> str | None:
    """A text as notebooks have it, whole or in lines; None for anything else."""
    if isinstance(ting, str):
        return ting
    return "".join(ting) if isinstance(ting, list) and all(isinstance(ett, str) for ett in ting) else None
