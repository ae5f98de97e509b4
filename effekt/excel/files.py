"""The sector's YAML files as plain data, and values put into them in the models' order."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from effekt.base.faults import Datafeil, samle, samlet_feil
from effekt.base.files import fingerprint_of, written_files
from effekt.excel.yamledit import ny_fil, rediger
from effekt.reading.documents import Dokument, Sti, krev_flettet, les_dokument
from effekt.reading.documents import les_tekst as les_filtekst

K = TypeVar("K")
_BOM = "\ufeff"
_SKJEMA = "# yaml-language-server: $schema="
_SKJEMAER = {
    "sektor.yml": "../skjema/sektor.schema.json",
    "tall.yml": "../skjema/tall.schema.json",
    "kilder.yml": "skjema/kilder.schema.json",
    "datapackage.yml": "../skjema/datapackage.schema.json",
}


# What the measure's id is called in its file of each folder.
NOKKEL: Final = {"tiltak": "id", "gevinster": "tiltak"}


@dataclass
class Sektorfiler:
    """What a sector's files hold: as they are (``gamle``), and as they shall be (``nye``).

    Files go by their path in data/. CSV files are text; ``med_tall`` has the tables that the
    workbook has numbers for, ``slettet`` the files that are to go, and ``lest`` the fingerprints as all was read.
    """

    data: Path
    sektor: str
    gamle: dict[str, Any] = field(default_factory=dict)
    nye: dict[str, Any] = field(default_factory=dict)
    gamle_tabeller: dict[str, str] = field(default_factory=dict)
    nye_tabeller: dict[str, str] = field(default_factory=dict)
    slettet: list[str] = field(default_factory=list)
    med_tall: set[str] = field(default_factory=set)
    lest: dict[Path, str] = field(default_factory=dict)

    @property
    def tiltaksfiler(self) -> dict[str, str]:
        """The file of each measure that there is, by id."""
        return self.filer_i("tiltak")

    def filer_i(self, mappe: str) -> dict[str, str]:
        """The file that each measure has in a folder, by the measure's id: its own, or the plan for its gain."""
        nokkel = NOKKEL[mappe]
        return {
            innhold[nokkel]: fil
            for fil, innhold in self.gamle.items()
            if fil.startswith(f"{self.sektor}/{mappe}/") and isinstance(innhold, dict) and innhold.get(nokkel)
        }

    def tekster(self) -> dict[str, str]:
        """The text of every file to write, by path; raises Datafeil where it cannot be."""
        tekster = {fil: tekst for fil, tekst in self.nye_tabeller.items() if tekst != self.gamle_tabeller.get(fil)}
        for fil, innhold in self.nye.items():
            if fil in self.slettet or innhold == self.gamle.get(fil):
                continue
            if fil not in self.gamle:
                tekster[fil] = ny_fil(innhold, _hode(fil))
                continue
            les_filtekst(self.data / fil)
            raa = (self.data / fil).read_bytes().decode("utf-8")
            linjeskift = "\r\n" if "\r\n" in raa else "\n"
            merke = _BOM if raa.startswith(_BOM) else ""
            try:
                ny = rediger(raa.removeprefix(_BOM).replace("\r\n", "\n"), innhold)
                tekster[fil] = merke + ny.replace("\n", linjeskift)
            except ValueError as grunn:
                raise Datafeil(f"{grunn}. Rett den for hånd", self.data / fil) from None
        return tekster


def _hode(fil: str) -> str:
    skjema = _SKJEMAER.get(Path(fil).name, f"../../skjema/{Path(fil).parent.name}.schema.json")
    return f"{_SKJEMA}{skjema}\n"


def les_filer(data: Path, sektor: str) -> Sektorfiler:
    """The files that the workbook is about, as they are; raises Datafeil for what is no YAML."""
    filer = Sektorfiler(data, sektor)
    feil: list[Datafeil] = []
    mappe = data / sektor
    for fil in (
        data / "kilder.yml",
        *(mappe / navn for navn in ("sektor.yml", "tall.yml", "datapackage.yml")),
        *(fil for navn in NOKKEL for fil in written_files(mappe, f"{navn}/*.yml")),
    ):
        with samle(feil):
            filer.lest[fil] = fingerprint_of(fil)
            if fil.exists():
                filer.gamle[fil.relative_to(data).as_posix()] = _les(fil).innhold or {}
    if feil:
        raise samlet_feil(feil)
    filer.nye = copy.deepcopy(filer.gamle)
    for ressurs in ressurser(filer.gamle.get(f"{sektor}/datapackage.yml")):
        fil = mappe / str(ressurs.get("path"))
        filer.lest[fil] = fingerprint_of(fil)
        if fil.is_file():
            tekst = fil.read_bytes().decode("utf-8", errors="replace")
            with samle(feil):
                krev_flettet(tekst, fil)
            filer.gamle_tabeller[fil.relative_to(data).as_posix()] = tekst
    if feil:
        raise samlet_feil(feil)
    return filer


def _les(fil: Path) -> Dokument:
    try:
        return les_dokument(fil)
    except Datafeil as feil:
        if feil.melding.startswith("filen er tom"):
            return Dokument(fil, {})
        raise


def ressurser(pakke: Any) -> list[dict[str, Any]]:
    """The tables that datapackage.yml describes, with numbers and without."""
    return [ett for _, ett in ressurser_med_sted(pakke)]


def ressurser_med_sted(pakke: Any) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    """The same, and where in the file each of them stands."""
    for gruppe in ("resources", "uten_tall"):
        for nr, ett in enumerate(hent_verdi(pakke, (gruppe,)) or []):
            if isinstance(ett, dict):
                yield (gruppe, nr), ett


def hent_verdi(innhold: Any, sti: Sti) -> Any:
    """What stands at a place; None where nothing does."""
    for ledd in sti:
        try:
            innhold = innhold[ledd]
        except (KeyError, IndexError, TypeError):
            return None
    return innhold


def sett(innhold: dict[str, Any], sti: Sti, verdi: Any, rekker: Mapping[Sti, list[str]]) -> None:
    """Put a value at a place, and the groups on the way; new keys stand in the model's order."""
    her: Any = innhold
    for nr, ledd in enumerate(sti[:-1]):
        if isinstance(sti[nr + 1], int):
            liste = hent_verdi(her, (ledd,))
            verdier = list(liste) if isinstance(liste, list) else []
            plass = int(sti[nr + 1])
            verdier += [""] * (plass + 1 - len(verdier))
            verdier[plass] = verdi
            _sett_inn(her, str(ledd), verdier, rekker.get(sti[:nr], []))
            return
        if not isinstance(hent_verdi(her, (ledd,)), dict):
            _sett_inn(her, str(ledd), {}, rekker.get(sti[:nr], []))
        her = her[ledd]
    _sett_inn(her, str(sti[-1]), verdi, rekker.get(sti[:-1], []))


def _sett_inn(gruppe: dict[str, Any], nokkel: str, verdi: Any, rekke: list[str]) -> None:
    if nokkel in gruppe:
        gruppe[nokkel] = verdi
        return
    foran = rekke[: rekke.index(nokkel)] if nokkel in rekke else list(gruppe)
    etter = max((nr for nr, k in enumerate(gruppe) if k in foran), default=-1)
    sett_etter(gruppe, nokkel, verdi, list(gruppe)[etter] if etter >= 0 else None)


def sett_etter(gruppe: dict[K, Any], nokkel: K, verdi: Any, forrige: K | None) -> None:
    """Put a new key after another one; first where there is none such."""
    gamle = dict(gruppe)
    gruppe.clear()
    if forrige is None:
        gruppe[nokkel] = verdi
    for k, v in gamle.items():
        gruppe[k] = v
        if k == forrige:
            gruppe[nokkel] = verdi


def fjern_verdi(innhold: dict[str, Any], sti: Sti) -> None:
    """Take away what stands at a place, and the groups that are left with nothing."""
    over = hent_verdi(innhold, sti[:-1])
    if isinstance(over, dict):
        over.pop(sti[-1], None)
    elif isinstance(over, list) and isinstance(sti[-1], int) and sti[-1] < len(over):
        over[sti[-1]] = ""
        if not any(over):
            fjern_verdi(innhold, sti[:-1])
    if len(sti) > 1 and over == {}:
        fjern_verdi(innhold, sti[:-1])
