"""A workbook's file opened: looked at as a zip first, then read sheet by sheet, within bounds.

openpyxl would unpack and build whatever the file says: a merged range of the whole sheet, two million rows. So the
parts are measured before it sees them, sheets are read as a stream of cells, and what is merged is filled in here, as
far as the sheet is used.
"""

import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from effekt.base import bounds
from effekt.base.faults import Datafeil, lignende
from effekt.excel.cells import Rute, er_regnestykke, regn_ut_celle
from effekt.excel.sheets import Arkside
from effekt.reading.documents import les_raatt

_GAMMEL_EXCEL: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_KRYPTERT: Final = "EncryptedPackage".encode("utf-16-le")
_STRICT: Final = b"http://purl.oclc.org/ooxml/"  # what begins the names of the strict form's elements
_HEAD: Final = 20_000  # bytes of a part that say which form it has
_LAGRE_SOM: Final = "Lagre den som «Excel-arbeidsbok (.xlsx)», og prøv igjen"
_FOR_STOR: Final = "Er det rett fil? Lag en ny arbeidsbok, og kopier inn bare det som skal leses"
_SKADET: Final = "Filen er trolig skadet. Åpne den i Excel, la Excel reparere den, og lagre den på nytt"
_BIT: Final = 1 << 20
_LITEN: Final = 1 << 20  # a part that is not measured against how it was packed
_POST: Final = b"PK\x01\x02"  # what begins each entry of a zip's list
_OMRADE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_SANN: Final = {"1", "true"}
_LENGSTE_FORMEL: Final = 8192  # Excel's own


def apne_bok(fil: Path) -> list[Arkside]:
    """The sheets of a workbook; raises Datafeil, in words, for what is no workbook of Excel's."""
    _krev_arbeidsbok(fil)
    import openpyxl

    bok = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            bok = openpyxl.load_workbook(fil, read_only=True)
            deler = [ark._worksheet_path for ark in bok.worksheets]
            if len(set(deler)) != len(deler):  # each would be read again
                raise Datafeil(f"to ark i arbeidsboken er samme del. {_SKADET}", fil)
            regnet = _Utregning(fil)
            return [_les_ark(fil, bok, ark, nr, regnet) for nr, ark in enumerate(bok.worksheets)]
    except Datafeil:
        raise
    except Exception as grunn:
        raise Datafeil(f"arbeidsboken kan ikke leses ({type(grunn).__name__}). {_SKADET}", fil) from None
    finally:
        if bok is not None:
            bok.close()


def _krev_arbeidsbok(fil: Path) -> None:
    if fil.is_dir():
        raise Datafeil("er en mappe. Oppgi arbeidsboken, for eksempel tiltak.xlsx", fil)
    if not fil.exists():
        mappe = fil.parent if fil.parent.is_dir() else Path()
        lik = lignende(fil.name, (p.name for p in mappe.glob("*.xlsx")))
        rad = f" Mente du {' eller '.join(lik)}?" if lik else ""
        raise Datafeil(f"filen finnes ikke.{rad}", fil)
    raa = les_raatt(fil, bounds.WORKBOOK_BYTES)
    if fil.name.startswith("~$"):
        raise Datafeil("er Excels låsefil, og ikke selve arbeidsboken. Lukk Excel, og oppgi filen uten ~$", fil)
    if not raa:
        raise Datafeil("filen er tom.", fil)
    if raa.startswith(_GAMMEL_EXCEL):
        if _KRYPTERT in raa:
            raise Datafeil(
                "arbeidsboken er beskyttet med passord. Ta det bort i Excel (Fil, Info, Beskytt arbeidsbok), og lagre",
                fil,
            )
        raise Datafeil(f"er en gammel Excel-fil (.xls). {_LAGRE_SOM}", fil)
    if not raa.startswith(b"PK"):
        slag = "en CSV-fil" if fil.suffix.lower() in {".csv", ".txt"} else "ikke en arbeidsbok"
        raise Datafeil(f"er {slag}. {_LAGRE_SOM}", fil)
    if raa.count(_POST) > bounds.WORKBOOK_PARTS:
        raise Datafeil(f"arbeidsboken har mer enn {bounds.WORKBOOK_PARTS} deler. {_FOR_STOR}", fil)
    try:
        with zipfile.ZipFile(fil) as pakke:
            _krev_rimelig(pakke, fil)
            navn = set(pakke.namelist())
            begynner = {ett: pakke.open(ett).read(_HEAD) for ett in ("mimetype", "xl/workbook.xml") if ett in navn}
    except (zipfile.BadZipFile, OSError, KeyError, EOFError, ValueError, zlib.error):
        raise Datafeil(
            "filen er skadet, eller bare delvis lastet ned. Hent den på nytt, eller la Excel reparere den", fil
        ) from None
    if b"opendocument" in begynner.get("mimetype", b""):
        raise Datafeil(f"er et OpenDocument-regneark (.ods). {_LAGRE_SOM}", fil)
    if "xl/workbook.bin" in navn:
        raise Datafeil(f"er en binær Excel-fil (.xlsb). {_LAGRE_SOM}", fil)
    if "xl/workbook.xml" not in navn:
        raise Datafeil(f"er ikke en arbeidsbok. {_LAGRE_SOM}", fil)
    if _STRICT in begynner["xl/workbook.xml"]:
        raise Datafeil(f"er lagret som «Strict Open XML-regneark», som ikke kan leses. {_LAGRE_SOM}", fil)


def _krev_rimelig(pakke: zipfile.ZipFile, fil: Path) -> None:
    """Raise Datafeil for a package whose parts would fill the memory; what is read of each is what it says, or less."""
    deler = pakke.infolist()
    if any(
        del_.flag_bits & 1 or del_.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for del_ in deler
    ):
        raise Datafeil(f"filen er pakket på en måte som Excel ikke gjør, eller med passord. {_LAGRE_SOM}", fil)
    if len({del_.filename for del_ in deler}) != len(deler):
        raise Datafeil(f"filen har samme del to ganger, og er trolig skadet. {_LAGRE_SOM}", fil)
    i_alt = sum(del_.file_size for del_ in deler)
    storst = max(deler, key=lambda del_: del_.file_size, default=None)
    if storst is None or i_alt > bounds.WORKBOOK_UNPACKED or storst.file_size > bounds.WORKBOOK_PART:
        mest = bounds.WORKBOOK_UNPACKED // 1_000_000
        hver = bounds.WORKBOOK_PART // 1_000_000
        raise Datafeil(f"arbeidsboken er mer enn {mest} MB utpakket, eller en del mer enn {hver} MB. {_FOR_STOR}", fil)
    if any(
        del_.file_size > _LITEN and del_.file_size > bounds.WORKBOOK_RATIO * max(del_.compress_size, 1)
        for del_ in deler
    ):
        raise Datafeil(f"arbeidsboken er pakket tettere enn noe Excel lager. {_FOR_STOR}", fil)
    tegn = 0
    for del_ in deler:
        with pakke.open(del_) as apen:
            while bit := apen.read(_BIT):
                tegn += bit.count(b"<")
                if tegn > bounds.WORKBOOK_TAGS:
                    raise Datafeil(f"arbeidsboken har for mange ruter, også tomme, til å leses. {_FOR_STOR}", fil)


@dataclass
class _Arket:
    """What is read of a sheet: its cells, what is merged, and what is hidden."""

    rader: dict[int, dict[int, Rute]] = field(default_factory=dict)
    omrader: list[str] = field(default_factory=list)
    kolonner: list[Mapping[str, str]] = field(default_factory=list)
    skjulte: set[int] = field(default_factory=set)


@dataclass
class _Utregning:
    """Works out a workbook's formulas of numbers alone, as long as they are no more than anybody types."""

    fil: Path
    tegn: int = 0

    def __call__(self, formel: str, lagret: Any) -> Any:
        """What a formula gives: exactly where it is of numbers alone, else what Excel saved."""
        if not er_regnestykke(formel):
            return lagret
        self.tegn += len(formel)
        if self.tegn > bounds.WORKBOOK_SUMS:
            raise Datafeil(f"arbeidsboken har for mange regnestykker til å leses. {_FOR_STOR}", self.fil)
        regnet = regn_ut_celle(formel)
        return lagret if regnet is None else float(regnet)


def _les_ark(fil: Path, bok: Any, ark: Any, nr: int, regnet: _Utregning) -> Arkside:
    lest = _Arket()
    with ark._get_source() as kilde:
        for rad, kolonne, verdi, formel, stil in _celler(kilde, ark, bok, lest, regnet):
            if len(lest.rader) >= bounds.SHEET_ROWS:
                hva = f"arket «{ark.title}» har mer enn {bounds.SHEET_ROWS} rader med innhold. {_FOR_STOR}"
                raise Datafeil(hva, fil)
            rute = Rute(ark.title, nr, rad, kolonne, verdi, _tallformat(bok, stil), formel)
            lest.rader.setdefault(rad, {})[kolonne] = rute
    rader = {rad: dict(sorted(ruter.items())) for rad, ruter in sorted(lest.rader.items())}
    if len(lest.omrader) > bounds.SHEET_MERGES:
        raise Datafeil(f"arket «{ark.title}» har mer enn {bounds.SHEET_MERGES} sammenslåtte områder. {_FOR_STOR}", fil)
    _fyll_sammenslatte(rader, lest.omrader)
    return Arkside(
        ark.title,
        nr,
        rader,
        ark.sheet_state != "visible",
        frozenset(lest.skjulte & rader.keys()),
        frozenset(
            nr
            for om in lest.kolonner
            if om.get("hidden") in _SANN
            for nr in range(max(int(om["min"]), 1), min(int(om.get("max") or om["min"]), bounds.SHEET_COLUMNS) + 1)
        ),
    )


def _celler(
    kilde: Any, ark: Any, bok: Any, lest: _Arket, regnet: _Utregning
) -> Iterator[tuple[int, int, Any, str, int]]:
    """The cells that have something in them: row, column, value, formula, style; what else the sheet says goes in."""
    from openpyxl.worksheet import _reader
    from openpyxl.xml.constants import SHEET_MAIN_NS
    from openpyxl.xml.functions import iterparse

    class Leser(_reader.WorkSheetParser):  # type: ignore[misc] # openpyxl has no types
        """openpyxl's own, with both the formula of a cell and what Excel saved of it."""

        def parse_cell(self, element: Any) -> dict[str, Any]:
            celle: dict[str, Any] = super().parse_cell(element)
            if element.find(_reader.FORMULA_TAG) is not None:
                # An empty text is an answer; no value at all is a formula that nobody has worked out.
                celle["lagret"] = "" if celle["value"] is None and celle["data_type"] == "str" else celle["value"]
                celle["value"] = self.parse_formula(element)
            return celle

        def parse_formula(self, element: Any) -> str:
            formel = element.find(_reader.FORMULA_TAG)
            tekst = str(formel.text or "")[:_LENGSTE_FORMEL]
            if formel.get("t") == "shared":
                tekst = tekst or self.shared_formulae.get(formel.get("si"), "")
                self.shared_formulae.setdefault(formel.get("si"), tekst)
            return f"={tekst}"

    leser = Leser(kilde, ark._shared_strings, True, bok.epoch, bok._date_formats, bok._timedelta_formats)
    for _, element in iterparse(kilde):
        if element.tag == _reader.ROW_TAG:
            nr, celler = leser.parse_row(element)
            if element.get("hidden") in _SANN:
                lest.skjulte.add(nr)
            element.clear()
            for celle in celler:
                formel = celle["value"] if "lagret" in celle else ""
                verdi = regnet(formel, celle["lagret"]) if formel else celle["value"]
                if celle["value"] is not None and celle["column"] <= bounds.SHEET_COLUMNS:
                    yield celle["row"], celle["column"], _endelig(verdi), formel, celle["style_id"]
        elif element.tag == _reader.COL_TAG and len(lest.kolonner) < bounds.SHEET_COLUMNS:
            lest.kolonner.append(dict(element.attrib))
        elif element.tag == f"{{{SHEET_MAIN_NS}}}mergeCell":
            lest.omrader.append(str(element.get("ref", "")))


def _endelig(verdi: Any) -> Any:
    """The value; a number that is too large for Excel itself as the text that it is."""
    if isinstance(verdi, int) and verdi.bit_length() > bounds.FRACTION_BITS // 4:
        return str(verdi)[: bounds.MESSAGE]
    return str(verdi) if isinstance(verdi, float) and not math.isfinite(verdi) else verdi


def _tallformat(bok: Any, stil: int) -> str:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    nr = bok._cell_styles[stil].numFmtId
    if nr < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(nr, "General"))
    return str(bok._number_formats[nr - BUILTIN_FORMATS_MAX_SIZE])


def _fyll_sammenslatte(rader: dict[int, dict[int, Rute]], omrader: list[str]) -> None:
    """Let the cells of each merged range have the value that Excel keeps in the first of them.

    Only as far as the sheet is used: who merges whole columns means what stands beside something.
    """
    siste_rad = max(rader, default=0)
    siste_kolonne = max((max(ruter) for ruter in rader.values()), default=0)
    ledig = bounds.SHEET_FILLED
    for omrade in omrader:
        treff = _OMRADE.fullmatch(omrade)
        if not treff:
            continue
        fra, til = (_nr(treff[1]), int(treff[2])), (_nr(treff[3] or treff[1]), int(treff[4] or treff[2]))
        forste = rader.get(fra[1], {}).get(fra[0])
        if forste is None or forste.tom:
            continue
        if isinstance(forste.verdi, int | float):
            rader[fra[1]][fra[0]] = replace(forste, delt=omrade)
        for rad in range(fra[1], min(til[1], siste_rad) + 1):
            for kolonne in range(fra[0], min(til[0], siste_kolonne) + 1):
                if (rad, kolonne) != (fra[1], fra[0]):
                    if not ledig:
                        return
                    ledig -= 1
                    rader.setdefault(rad, {})[kolonne] = replace(forste, rad=rad, kolonne=kolonne, delt=omrade)


def _nr(bokstaver: str) -> int:
    """The number of a column from its letters."""
    nr = 0
    for bokstav in bokstaver:
        nr = nr * 26 + ord(bokstav) - ord("A") + 1
    return nr
