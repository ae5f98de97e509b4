"""A workbook of Lillevik as a person changes it: cells found by their row's key and their header."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from effekt.excel.importing import Import, OpenedWorkbook, lag_mal, les_bok
from effekt.reading.bokmappe import Bokmappe

HODE = 4
_TABELLER = {"rammekutt", "anlegg", "nokkeltall"}
# Written once: the tests change the workbook.
# By what the data hold, too: a test may have changed them before it asks.
_MALER: dict[tuple[str, str, bool, str], bytes] = {}


def mal(mappe: Path, sektor: str = "tek", periode: str = "", hele: bool = False) -> Path:
    """The template as «effekt template» writes it; without ``hele``, with few of the tables."""
    fil = mappe / "mal.xlsx"
    data = Bokmappe.her().data
    innhold = sha256()
    for en in sorted(sti for sti in data.rglob("*") if sti.is_file()):
        innhold.update(f"{en.relative_to(data)}\0".encode() + en.read_bytes())
    nokkel = (sektor, periode, hele, innhold.hexdigest())
    if nokkel not in _MALER:
        lag_mal(Bokmappe.her(), fil, sektor, periode)
        if not hele:
            med(fil, _uten_tabeller)
        _MALER[nokkel] = fil.read_bytes()
    fil.write_bytes(_MALER[nokkel])
    return fil


def _uten_tabeller(bok: Any) -> None:
    """Without most of the sheets that have tables, so that opening it takes little time."""
    for navn in bok.sheetnames:
        if navn.islower() and navn not in _TABELLER:
            bok.remove(bok[navn])


def kolonne(ark: Worksheet, navn: str, hode: int = HODE) -> int:
    return next(c.column for c in ark[hode] if str(c.value).casefold() == navn.casefold())


def rad(ark: Worksheet, *nokler: str) -> int:
    for nr in range(HODE + 1, ark.max_row + 1):
        if [ark.cell(nr, k).value for k in range(1, len(nokler) + 1)] == list(nokler):
            return nr
    raise AssertionError(f"{ark.title} har ikke {nokler}")


def rute(bok: Any, ark: str, nokler: tuple[str, ...], navn: str) -> Any:
    """The cell of an entry under a header."""
    arket = bok[ark]
    return arket.cell(rad(arket, *nokler), kolonne(arket, navn))


def sted(fil: Path, ark: str, nokler: tuple[str, ...], navn: str) -> str:
    """Where an entry's cell under a header is: «Tiltak!I6»."""
    return f"{ark}!{rute(openpyxl.load_workbook(fil), ark, nokler, navn).coordinate}"


def med(fil: Path, endre: Callable[[Any], None]) -> Path:
    """The workbook changed by ``endre`` and saved, as openpyxl does it."""
    bok = openpyxl.load_workbook(fil)
    endre(bok)
    bok.save(fil)
    return fil


def satt(fil: Path, ark: str, nokler: tuple[str, ...], navn: str, verdi: Any, **form: str) -> Path:
    """The workbook with one cell changed."""

    def endre(bok: Any) -> None:
        celle = rute(bok, ark, nokler, navn)
        celle.value = verdi
        for felt, ny in form.items():
            setattr(celle, felt, ny)

    return med(fil, endre)


def med_ruter(bok: OpenedWorkbook, nye: Mapping[tuple[int, int, int], Any]) -> OpenedWorkbook:
    """An opened workbook with other values in cells (sheet, row, column), as if they had been typed."""
    sider = list(bok.sider)
    for (ark, nr, kolonnen), verdi in nye.items():
        rader = {rad: dict(celler) for rad, celler in sider[ark].rader.items()}
        rader[nr][kolonnen] = replace(rader[nr][kolonnen], verdi=verdi, formel="")
        sider[ark] = replace(sider[ark], rader=rader)
    return replace(bok, sider=sider)


def legg_til(bok: Any, ark: str, **celler: Any) -> int:
    """A row below the others, by headers; «å2027» is the year. Gives its number."""
    arket = bok[ark]
    nr = max((c.row for r in arket.iter_rows() for c in r if c.value is not None), default=HODE) + 1
    for navn, verdi in celler.items():
        arket.cell(nr, kolonne(arket, navn.lstrip("å").replace("_", " "))).value = verdi
    return nr


def les(fil: Path, **valg: Any) -> Import:
    """The workbook read, whatever is wrong with it."""
    return les_bok(Bokmappe.her(), fil, **valg)


def lest(fil: Path, **valg: Any) -> Import:
    """The workbook read, and free of faults."""
    funnet = les(fil, **valg)
    assert [str(ett) for ett in funnet.feil] == []
    return funnet


def feil(fil: Path, **valg: Any) -> list[str]:
    """What is wrong with the workbook, a line each."""
    return [str(ett) for ett in les(fil, **valg).feil]


def endringer(funnet: Import) -> list[str]:
    """The lines that tell what changes."""
    return [str(ett).partition(" (")[0] for alle in funnet.endringer.values() for ett in alle]
