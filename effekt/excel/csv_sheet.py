"""A CSV file as a sheet of cells: Excel's own with semicolons, or any other, in whatever letters it was saved in."""

import codecs
import csv
import io
from pathlib import Path
from typing import Final

from effekt.base import bounds
from effekt.base.faults import Datafeil
from effekt.excel.cells import Rute
from effekt.excel.sheets import Arkside
from effekt.reading.documents import les_raatt

CSV_NAMES: Final = (".csv", ".tsv", ".txt")
_SKILLETEGN: Final = ";\t,"


def open_csv(fil: Path) -> list[Arkside]:
    """The file as one sheet, named by it; raise Datafeil for what is empty, or no text."""
    raa = les_raatt(fil)
    utf16 = raa[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    try:
        tekst = raa.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        # What Excel on Windows saves when it is not asked for UTF-8.
        tekst = raa.decode("cp1252", errors="replace")
    if "\0" in tekst:
        raise Datafeil("er ikke en CSV-fil. Lagre tabellen som CSV eller som «Excel-arbeidsbok (.xlsx)»", fil)
    linjer = tekst.splitlines()
    if not any(linje.strip() for linje in linjer):
        raise Datafeil("filen er tom", fil)
    # The separator that most lines have, and the same number of times: a comma may be in any number.
    skilletegn = max(_SKILLETEGN, key=lambda tegn: sum(tegn in linje for linje in linjer if not linje.startswith("#")))
    rader: dict[int, dict[int, Rute]] = {}
    leser = csv.reader(io.StringIO(tekst, newline=""), delimiter=skilletegn)
    try:
        fra = 1
        for celler in leser:
            nr, fra = fra, leser.line_num + 1
            if len(rader) >= bounds.SHEET_ROWS:
                raise Datafeil(f"filen har mer enn {bounds.SHEET_ROWS} rader med innhold. Er det rett fil?", fil)
            if celler and celler[0].startswith("#"):
                celler = [skilletegn.join(celler)]
            rader[nr] = {
                kolonne: Rute(fil.stem, 0, nr, kolonne, celle)
                for kolonne, celle in enumerate(celler[: bounds.SHEET_COLUMNS], 1)
                if celle.strip()
            }
    except csv.Error as grunn:
        raise Datafeil(f"kan ikke leses som CSV ved linje {leser.line_num} ({grunn})", fil) from None
    return [Arkside(fil.stem, 0, {nr: ruter for nr, ruter in rader.items() if ruter})]
