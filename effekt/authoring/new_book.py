"""A municipality's new book from four answers: who, what, by whom, and which years. ``new_sector`` lays it.

Each answer is read by itself, so that the one who asks can ask again; codes are made of the names. No measure is laid:
they come from a table («effekt import»), or one by one. Nor is what not everyone has, as a table of cuts.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from effekt.authoring.new_sector import KODEFORM, OPPTATT, Bestilling, bestill, krev_virksomhetskode
from effekt.base.book import INNHOLD
from effekt.base.faults import Datafeil
from effekt.base.files import written_files
from effekt.base.words import is_devices_name
from effekt.model.verdi import les_ar

_ASCII: Final = str.maketrans("åøæäöüé", "aoaaoue")
_LONGEST_CODE: Final = 24  # characters of a folder's name
# What may lie in the folder already: the table that is to be imported, and what it is from.
_KILDER: Final = {".xlsx", ".xls", ".ods", ".csv", ".pdf", ".docx", ".doc", ".odt", ".txt", ".html"}
_EGNE: Final = ("data", "notebooks", "book", INNHOLD)


def require_room(mappe: Path) -> None:
    """Raise Datafeil where a folder has what a book would be mixed with; documents may lie there."""
    if mappe.exists() and not mappe.is_dir():
        raise Datafeil(f"«{mappe}» er en fil. Gi en mappe som ikke finnes, eller er tom: effekt ny lillevik")
    if not mappe.exists():
        return
    if any((mappe / navn).exists() for navn in _EGNE):
        hva = "er det en bok" if (mappe / INNHOLD).exists() else "ligger noe som en bok også har"
        raise Datafeil(
            f"i «{mappe}» {hva} fra før. Lag den nye i en egen mappe: effekt ny lillevik. En sektor til i en bok "
            "legges med effekt new-sector."
        )
    andre = sorted({fil.name for fil in written_files(mappe, "*") if fil.is_dir() or fil.suffix.lower() not in _KILDER})
    if andre := [navn for navn in andre if not navn.startswith(".")]:
        vist = ", ".join(andre[:3]) + (" …" if len(andre) > 3 else "")
        raise Datafeil(f"«{mappe}» er ikke tom: den har {vist}. Lag boken i en egen mappe: effekt ny lillevik")


def read_name(svar: str) -> str:
    """A name on one line; raise ValueError for none, or for one without letters."""
    navn = re.sub(r"\s+", " ", svar).strip()
    if not re.search(r"[^\W\d_]{2}", navn):
        raise ValueError(f"«{navn}» er ikke et navn. Skriv det med bokstaver." if navn else "Skriv et navn.")
    return navn


def read_years(svar: str) -> str:
    """The years as «2026-2029»; raise ValueError, with the remedy, for what is no row of years."""
    try:
        ar = les_ar(re.sub(r"\s*\b(?:til|og med|to)\b\s*", "-", svar.strip()).replace("--", "-"))
    except ValueError:
        raise ValueError(f"«{svar}» er ikke år etter hverandre. Skriv første og siste år: 2026-2029.") from None
    return f"{ar[0]}-{ar[-1]}"


def read_agencies(svar: str) -> dict[str, str]:
    """Agencies by code: names with commas between, or «BIB:Biblioteket»; raise ValueError with the remedy."""
    hos: dict[str, str] = {}
    for del_ in filter(None, (del_.strip() for del_ in svar.split(","))):
        gitt, kolon, navn = (ledd.strip() for ledd in del_.partition(":"))
        navn = read_name(navn if kolon else gitt)
        kode = gitt if kolon else code_for(navn, hos)
        try:
            krev_virksomhetskode(kode)
        except Datafeil as feil:
            raise ValueError(f"{feil} Eller skriv bare navnet, så lages koden av det.") from None
        if kode in hos or navn.casefold() in {kjent.casefold() for kjent in hos.values()}:
            raise ValueError(f"«{del_}» er nevnt to ganger. Skriv hver virksomhet én gang.")
        hos[kode] = navn
    return hos


def code_for(navn: str, opptatt: Collection[str] = ()) -> str:
    """A code for a name: the first letters of its words where there are three or more, else of the first word."""
    ordene = re.findall(r"[a-z]+", navn.casefold().translate(_ASCII))
    bokstaver = "".join(ordene) or "x"
    kort = "".join(ord_[0] for ord_ in ordene[:4]) if len(ordene) > 2 else bokstaver[:3]
    mulige = [kort, *(bokstaver[:n] for n in range(3, len(bokstaver) + 1)), *(kort + "x" * n for n in range(1, 99))]
    return next(kode.upper() for kode in mulige if kode.upper() not in opptatt)


def order_book(mappe: Path, kommune: str, navn: str, virksomheter: dict[str, str], periode: str) -> Bestilling:
    """What ``new_sector.legg`` lays of the answers: a book with one sector, no measure and no table; raise Datafeil."""
    enkel = re.sub(r"[^a-z0-9]+", "_", navn.casefold().translate(_ASCII)).strip("_")
    kode = re.sub(r"_[^_]*$", "", enkel[: _LONGEST_CODE + 1]) if len(enkel) > _LONGEST_CODE else enkel
    if not KODEFORM.fullmatch(kode) or kode in OPPTATT or is_devices_name(kode):
        kode = f"plan_{kode}".strip("_")
    kortnavn = code_for(navn)
    hos = virksomheter or {kortnavn: navn.replace(",", "").replace(":", "")}
    alle = ",".join(f"{kode_}:{hva}" for kode_, hva in hos.items())
    bestilling = bestill(
        mappe, kode, navn, kortnavn=kortnavn, virksomheter=alle, periode=periode, kommune=kommune
    )  # fmt: skip
    return replace(bestilling, tiltak={}, tabeller=False)
