"""The tables and figures of executed chapters as one workbook for each sector."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from effekt.display.markup import til_tekst
from effekt.display.records import file_of, les_poster

Celleverdi = str | int | float | None


@dataclass(frozen=True)
class Tallsett:
    """A table or figure and its data file; ``fil`` is None where the numbers are in no source."""

    slag: str
    etikett: str
    adresse: str
    nummer: str
    overskrift: str
    undertittel: str
    kilde: str
    noter: Sequence[str]
    fil: Path | None
    tallfelt: frozenset[str]
    funn: str = ""
    tegnet: bool = False

    @property
    def tittel(self) -> str:
        """The title without the number."""
        return self.overskrift.removeprefix(f"{self.nummer}. ")

    @property
    def navngitt(self) -> str:
        """The caption: number, and what it shows where that is claimed."""
        if not self.funn:
            return self.overskrift
        return f"{self.nummer}. {self.funn}" if self.nummer else self.funn

    def les(self) -> tuple[list[str], list[list[str]]]:
        """The data file: its header, and its rows as they stand there."""
        if self.fil is None:
            return [], []
        with self.fil.open(encoding="utf-8", newline="") as fil:
            hode, *rader = csv.reader(fil)
        return hode, rader

    def verdi(self, felt: str, celle: str) -> Celleverdi:
        """A cell of the file as what it is: a number, text, or nothing."""
        if not celle:
            return None
        if felt not in self.tallfelt:
            return celle
        tall = float(celle)
        return int(tall) if tall.is_integer() else tall


def les_tallsett(notatbok: Path) -> list[Tallsett]:
    """The tables and figures of an executed chapter, in its order."""
    return [
        Tallsett(
            slag=post.slag, etikett=post.etikett, adresse=post.adresse, nummer=post.nummer,
            overskrift=post.tittel, funn=post.funn, tegnet=bool(post.tegning), undertittel=til_tekst(post.undertittel),
            kilde=til_tekst(post.kilde), noter=[til_tekst(note) for note in post.noter],
            tallfelt=frozenset(post.tallfelt), fil=file_of(notatbok.parent, post.csv) if post.csv else None,
        )
        for post in les_poster(notatbok)
        if post.adresse
    ]  # fmt: skip


_INNHOLD: Final = "Innhold"
_LENGSTE_ARKNAVN: Final = 31
_SMALEST, _BREDEST = 9, 60  # columns, in characters
_FLEST_DESIMALER: Final = 6
_A4: Final = 9
# The reader's own Excel puts in what its language has for the signs here: space and comma.
_AR: Final = "0"
_TALL: Final = ("#,##0", *("#,##0." + "0" * antall for antall in range(1, _FLEST_DESIMALER + 1)))
_FORBUDT: Final = re.compile(r"[\[\]:*?/\\]")
_ARSKOLONNER: Final = {"ar", "år"}
# Text stays text: nothing that looks like a number, a link or a formula becomes one.
_SOM_TEKST: Final = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
_STILER: Final[dict[str, dict[str, Any]]] = {
    "tittel": {"bold": True, "font_size": 14},
    "om": {"font_color": "#4F5A67"},
    "lenke": {"font_color": "#0D5191", "underline": 1},
    "hode": {"bold": True, "bg_color": "#E9EDF1", "bottom": 1, "text_wrap": True, "valign": "top"},
    "tekst": {"text_wrap": True, "valign": "top"},
}


@dataclass(frozen=True)
class Omslag:
    """What the contents sheet says of the workbook as a whole."""

    tittel: str
    opplysninger: Sequence[tuple[str, str]]
    dato: date


def skriv_arbeidsbok(fil: Path, omslag: Omslag, kapitler: Sequence[tuple[str, Sequence[Tallsett]]]) -> None:
    """Write a contents sheet, and one for each table and figure; the same bytes every time."""
    med_tall = [post for _, poster in kapitler for post in poster if post.fil]
    arknavn = dict(zip((p.etikett for p in med_tall), _arknavn(med_tall), strict=True))
    with xlsxwriter.Workbook(str(fil), {**_SOM_TEKST, "in_memory": True}) as bok:
        bok.set_properties({"title": omslag.tittel, "created": datetime.combine(omslag.dato, time())})
        stiler = _stiler(bok)
        _skriv_innhold(bok, stiler, omslag, kapitler, arknavn)
        for post in med_tall:
            _skriv_ark(bok, stiler, post, arknavn[post.etikett])


def skriv_regneark(fil: Path, post: Tallsett, dato: date) -> None:
    """Write one table or figure as a workbook of its own; the same bytes every time."""
    with xlsxwriter.Workbook(str(fil), {**_SOM_TEKST, "in_memory": True}) as bok:
        bok.set_properties({"title": post.navngitt, "created": datetime.combine(dato, time())})
        _skriv_ark(bok, _stiler(bok), post, _arknavn([post])[0], alene=True)


def _stiler(bok: Any) -> dict[str, Any]:
    stiler = {navn: bok.add_format(stil) for navn, stil in _STILER.items()}
    for form in (_AR, *_TALL):
        stiler[form] = bok.add_format({"num_format": form, "valign": "top"})
    return stiler


def _arknavn(poster: Sequence[Tallsett]) -> list[str]:
    """A name for each sheet: the source's number, or the title; never the same twice."""
    brukt = {_INNHOLD.lower()}
    navn: list[str] = []
    for post in poster:
        onsket = _FORBUDT.sub(" ", post.nummer or post.tittel).strip("' ")
        ett, nr = _kort(onsket, _LENGSTE_ARKNAVN), 1
        while ett.lower() in brukt:
            nr += 1
            hale = f" ({nr})"
            ett = _kort(onsket, _LENGSTE_ARKNAVN - len(hale)) + hale
        brukt.add(ett.lower())
        navn.append(ett)
    return navn


def _kort(tekst: str, lengde: int) -> str:
    """The text, cut between words where it is too long."""
    if len(tekst) <= lengde:
        return tekst
    hele = tekst[:lengde].rpartition(" ")[0] or tekst[: lengde - 1]
    return hele.rstrip(" ,.;–-(")[: lengde - 1] + "…"


def _skriv_innhold(
    bok: Any,
    stiler: dict[str, Any],
    omslag: Omslag,
    kapitler: Sequence[tuple[str, Sequence[Tallsett]]],
    arknavn: dict[str, str],
) -> None:
    ark = bok.add_worksheet(_INNHOLD)
    ark.write_string(0, 0, omslag.tittel, stiler["tittel"])
    for nr, (hva, verdi) in enumerate(omslag.opplysninger, 1):
        ark.write_string(nr, 0, f"{hva}: {verdi}", stiler["om"])
    hode = ["Ark", "Tittel", "Kapittel", "Rader"]
    rad = len(omslag.opplysninger) + 2
    for kolonne, (navn, bredde) in enumerate(zip(hode, (_LENGSTE_ARKNAVN, _BREDEST, _BREDEST, _SMALEST), strict=True)):
        ark.write_string(rad, kolonne, navn, stiler["hode"])
        ark.set_column(kolonne, kolonne, bredde)
    ark.freeze_panes(rad + 1, 0)
    _gjor_utskriftsklar(ark, rad)
    for tittel, poster in kapitler:
        for post in poster:
            rad += 1
            if post.fil:
                navn = arknavn[post.etikett]
                ark.write_url(rad, 0, _til_ark(navn), stiler["lenke"], navn)
                ark.write_number(rad, 3, len(post.les()[1]))
            else:
                ark.write_string(rad, 0, post.undertittel, stiler["tekst"])
            ark.write_string(rad, 1, post.overskrift, stiler["tekst"])
            ark.write_string(rad, 2, tittel, stiler["tekst"])


def _skriv_ark(bok: Any, stiler: dict[str, Any], post: Tallsett, navn: str, alene: bool = False) -> None:
    ark = bok.add_worksheet(navn)
    ark.write_string(0, 0, post.navngitt, stiler["tittel"])
    om = [post.undertittel, post.kilde, *post.noter]
    for nr, linje in enumerate(om, 1):
        ark.write_string(nr, 0, linje, stiler["om"])
    if not alene:
        ark.write_url(len(om) + 1, 0, _til_ark(_INNHOLD), stiler["lenke"], "Til innholdet")
    hoderad = len(om) + 3
    hode, rader = post.les()
    for kolonne, felt in enumerate(hode):
        celler = [rad[kolonne] for rad in rader]
        ark.write_string(hoderad, kolonne, felt, stiler["hode"])
        for nr, celle in enumerate(celler, hoderad + 1):
            verdi = post.verdi(felt, celle)
            if isinstance(verdi, str):
                ark.write_string(nr, kolonne, verdi, stiler["tekst"])
            elif verdi is not None:
                ark.write_number(nr, kolonne, verdi, stiler[_tallformat(felt, celle)])
        bredde = max(len(celle) for celle in [felt, *celler]) + 2
        ark.set_column(kolonne, kolonne, min(max(bredde, _SMALEST), _BREDEST))
    ark.freeze_panes(hoderad + 1, 0)
    ark.autofilter(hoderad, 0, hoderad + len(rader), len(hode) - 1)
    # Codes and what the registers show are text on purpose, and no mistake to be marked.
    siste = xlsxwriter.utility.xl_rowcol_to_cell(hoderad + len(rader), len(hode) - 1)
    ark.ignore_errors({"number_stored_as_text": f"A1:{siste}"})
    _gjor_utskriftsklar(ark, hoderad)


def _til_ark(navn: str) -> str:
    return "internal:'" + navn.replace("'", "''") + "'!A1"


def _tallformat(felt: str, celle: str) -> str:
    """As many decimals as the number has, so that 50 is not 50,000 in a column with 14,551."""
    if felt.lower() in _ARSKOLONNER:
        return _AR
    return _TALL[min(len(celle.partition(".")[2]), _FLEST_DESIMALER)]


def _gjor_utskriftsklar(ark: Any, hoderad: int) -> None:
    ark.set_landscape()
    ark.set_paper(_A4)
    ark.fit_to_pages(1, 0)
    ark.repeat_rows(hoderad)
