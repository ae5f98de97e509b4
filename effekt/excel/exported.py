"""What a workbook was made from: the sector's files, in a hidden sheet of its own.

So an import can tell what the person changed from what has become another in data/ since (``merging``). The files are
JSON in ASCII, in pieces that no program takes for a formula, and with a checksum: Excel, LibreOffice and openpyxl all
save them as they were. A workbook whose sheet is lost or changed is as one that never had it.

What is imported is known from then on: the sheet, and nothing else in the workbook, is written anew. Else the person's
own next change of the same cell would look like a clash with somebody else's.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from effekt.base.files import fingerprint, write_whole
from effekt.excel.files import NOKKEL, Sektorfiler

# No table can be called so: a table's name has no spaces.
EXPORTED: Final = "Utgangspunkt – ikke rør"
_PIECE: Final = 30_000  # characters; Excel has room for 32 767 in a cell
_MARK: Final = "|"  # at both ends of a piece, so that no program takes away a space there
_ABOUT: Final = "Det arbeidsboken ble laget av. effekt import ser her hva som er endret. Ikke rør arket."


def exported_rows(sektor: str, filer: Mapping[str, Any], tabeller: Mapping[str, str]) -> Iterator[str]:
    """The cells of the sheet's only column."""
    tekst = json.dumps({"sektor": sektor, "filer": filer, "tabeller": tabeller}, separators=(",", ":"))
    yield _ABOUT
    yield f"{_MARK}{fingerprint(tekst)}{_MARK}"
    for fra in range(0, len(tekst), _PIECE):
        yield f"{_MARK}{tekst[fra : fra + _PIECE]}{_MARK}"


@dataclass(frozen=True)
class Exported:
    """The sector's files as they were when the workbook was made."""

    sektor: str
    filer: dict[str, Any]
    tabeller: dict[str, str]

    def files(self, data: Path) -> Sektorfiler:
        """The files, to read the workbook against."""
        # Twice: what is read from the workbook is put into the copy.
        return Sektorfiler(data, self.sektor, _copy(self.filer), _copy(self.filer), dict(self.tabeller))


def _copy(innhold: Any) -> Any:
    return json.loads(json.dumps(innhold))


_SHEETS, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CELLS: Final = re.compile(rb"<sheetData\b.*</sheetData>|<sheetData\s*/>", re.DOTALL)
_SIZE: Final = re.compile(rb"<dimension\b[^>]*/>")


def remember(fil: Path, lest: Sektorfiler) -> bool:
    """Let the workbook know that it is imported as it was read; whether that could be done."""
    borte = set(lest.slettet)
    filer = {navn: innhold for navn, innhold in lest.nye.items() if navn not in borte}
    tabeller = {navn: tekst for navn, tekst in (lest.gamle_tabeller | lest.nye_tabeller).items() if navn not in borte}
    rader = enumerate(exported_rows(lest.sektor, filer, tabeller), 1)
    ark = "".join(
        f'<row r="{nr}"><c r="A{nr}" t="inlineStr"><is><t>{escape(tekst)}</t></is></c></row>' for nr, tekst in rader
    )
    skrevet = io.BytesIO()
    try:
        with zipfile.ZipFile(fil) as gammel, zipfile.ZipFile(skrevet, "w") as ny:
            part = _part(gammel)
            for del_ in gammel.infolist():
                innhold = gammel.read(del_)
                if del_.filename == part:
                    innhold, antall = _CELLS.subn(lambda _: f"<sheetData>{ark}</sheetData>".encode(), innhold)
                    innhold = _SIZE.sub(b"", innhold)
                    if antall != 1:
                        return False
                ny.writestr(del_, innhold, compress_type=del_.compress_type)
        if part:
            write_whole(fil, skrevet.getvalue())
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    return bool(part)


def _part(pakke: zipfile.ZipFile) -> str:
    """The file in the package that the sheet is; empty where it has none."""
    ark = [ett for ett in ElementTree.fromstring(pakke.read(_SHEETS)).iter() if ett.get("name") == EXPORTED]
    ider = [verdi for ett in ark for navn, verdi in ett.attrib.items() if navn.endswith("}id")]
    for ett in ElementTree.fromstring(pakke.read(_LINKS)).iter():
        if ider and ett.get("Id") == ider[0]:
            sti = str(ett.get("Target"))
            return sti.removeprefix("/") if sti.startswith("/") else f"xl/{sti}"
    return ""


def read_exported(celler: list[str]) -> Exported | None:
    """What the cells of the sheet's first column say; None where they are not as they were written."""
    biter = [ett.strip() for ett in celler if ett.strip().startswith(_MARK)]
    if not biter:
        return None
    sum_, *rest = (ett[1:-1] for ett in biter)
    tekst = "".join(rest)
    if sum_ != fingerprint(tekst):
        return None
    try:
        lest = json.loads(tekst)
    except (ValueError, RecursionError):
        return None
    return _trusted(lest)


def _trusted(lest: Any) -> Exported | None:
    """The same where every file is one that a workbook of the sector is about: the sheet may be anyone's."""
    match lest:
        case {"sektor": str(sektor), "filer": dict(filer), "tabeller": dict(tabeller)}:
            filene = rf"sektor|tall|datapackage|(?:{'|'.join(NOKKEL)})/[^/\\]+"
            egne = re.compile(rf"(?:kilder|{re.escape(sektor)}/(?:{filene}))\.yml")
            tabell = re.compile(rf"{re.escape(sektor)}/\w+/\w+\.csv")
            gode = all(egne.fullmatch(fil) and isinstance(ett, dict) and _plain(ett) for fil, ett in filer.items())
            if gode and all(tabell.fullmatch(fil) and isinstance(tekst, str) for fil, tekst in tabeller.items()):
                return Exported(sektor, filer, tabeller)
    return None


def _plain(innhold: Any) -> bool:
    """Whether it is as YAML is read: texts and nothing, in groups and lists."""
    if isinstance(innhold, dict | list):
        return all(map(_plain, innhold.values() if isinstance(innhold, dict) else innhold))
    return innhold is None or isinstance(innhold, str)
