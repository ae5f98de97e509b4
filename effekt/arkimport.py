"""The template and the import as a whole: from a workbook to what it changes, and to data/."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from effekt.arkbok import Arkside, apne_bok, enkelt, liste_i_ord
from effekt.arkdokument import Sektorfiler, hent, les_filer
from effekt.arkforskjell import Endring, forskjeller
from effekt.arkinnlesing import Innlesing
from effekt.arklagring import feil_etter, skriv
from effekt.arkleser import les_ark
from effekt.arkord import LESMEG
from effekt.arkrader import ordlister
from effekt.arkrute import Arkfeil
from effekt.arktabellark import finn_tabellark
from effekt.arktabeller import les_tabellark
from effekt.kilder import Datafeil, FlereFeil, datamappe, vis_sti
from effekt.lesing import les_dokument
from effekt.verdi import les_ar


@dataclass(frozen=True)
class Import:
    """A workbook as read: what is wrong with it, what is worth knowing, and what it changes."""

    sektor: str
    data: Path
    inn: Innlesing
    tekster: dict[str, str]
    feil: list[Datafeil]
    endringer: dict[str, list[Endring]]
    slett: bool

    @property
    def merknader(self) -> list[str]:
        """What is worth knowing of how the workbook was read, and what was left in data/."""
        alle = list(self.inn.merknader)
        if self.inn.borte and not self.slett:
            hva = liste_i_ord([hva for _, _, hva in self.inn.borte])
            alle.append(f"{hva} har ingen rad i arbeidsboken, og står som før. Slett med --delete.")
        return alle

    @property
    def har_noe(self) -> bool:
        """Whether anything would be written."""
        return bool(self.tekster or self.inn.filer.slettet)

    def krev_feilfri(self) -> None:
        """Raise Datafeil with every fault of the workbook, in its order."""
        if len(self.feil) == 1:
            raise self.feil[0]
        if self.feil:
            raise FlereFeil(self.feil)

    def forskjell(self) -> Iterator[str]:
        """The lines that tell what becomes another, file by file."""
        for fil in (*self.tekster, *self.inn.filer.slettet):
            sti = vis_sti(self.data / fil)
            if fil in self.inn.filer.slettet:
                yield f"{sti} slettes"
                continue
            ny = fil not in self.inn.filer.gamle and fil not in self.inn.filer.gamle_tabeller
            yield f"{sti} (ny fil{self._om_den_nye(fil)})" if ny else sti
            for endring in self.endringer.get(fil, []):
                yield f"  {endring}"

    def _om_den_nye(self, fil: str) -> str:
        innhold = self.inn.filer.nye.get(fil)
        if "/tiltak/" in fil:
            return f": {hent(innhold, ('id',))}, {hent(innhold, ('navn',))}"
        linjer = self.tekster[fil].count("\n") - 1
        return f" med {linjer} rader" if fil.endswith(".csv") else ""

    @property
    def antall_i_ord(self) -> str:
        """«3 filer», and how many are gone."""
        antall, borte = len(self.tekster), len(self.inn.filer.slettet)
        filer = f"{antall} {'fil' if antall == 1 else 'filer'}"
        return f"{filer}, {borte} slettet" if borte else filer

    def skriv(self) -> None:
        """Write it all to data/, or nothing."""
        skriv(self.data, self.tekster, self.inn.filer.slettet)


def les_bok(fil: Path, sektor: str = "", slett: bool = False) -> Import:
    """Read a workbook against data/; nothing is written. Raises Datafeil for what is no workbook.

    What is wrong with the contents is in ``feil``, each fault with sheet and cell.
    """
    sider = apne_bok(fil)
    data = datamappe()
    sektor = sektor or _sektor_i(sider, fil)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", sektor):
        raise Datafeil(f"sektoren «{sektor}» kan ikke hete det. Bruk bare a\u2013z, tall og _")
    filer = les_filer(data, sektor)
    ord_ = ordlister(data, filer)
    tabellark = finn_tabellark(sider, filer)
    inn = les_ark(sider, filer, ord_, slett, {side.navn for side in tabellark.values()})
    les_tabellark(inn, tabellark, slett)
    _lag_det_som_ma_til(filer)
    tekster = filer.tekster()
    feil: list[Datafeil] = list(inn.feil)
    if tekster or filer.slettet or feil:
        feil += feil_etter(inn, data, tekster)
    return Import(sektor, data, inn, tekster, _i_rekke(feil), forskjeller(inn), slett)


def _i_rekke(feil: list[Datafeil]) -> list[Datafeil]:
    """The faults in the workbook's order, each once, and those of other files last."""
    alle = {str(ett): ett for ett in feil}.values()
    return sorted(
        alle, key=lambda f: (0, f.rekke, "") if isinstance(f, Arkfeil) else (1, (0, 0, 0), str(f))
    )


def _lag_det_som_ma_til(filer: Sektorfiler) -> None:
    """A new sector's file of key figures, which there must be even when it is empty."""
    fil = f"{filer.sektor}/tall.yml"
    sektorfil = f"{filer.sektor}/sektor.yml"
    if sektorfil in filer.nye and sektorfil not in filer.gamle:
        filer.nye.setdefault(fil, {"tall": {}})


def _sektor_i(sider: list[Arkside], fil: Path) -> str:
    """The sector that the first sheet names, or the sheet of the sector."""
    for side in sider:
        if enkelt(side.navn) == enkelt(LESMEG):
            for rad in side.rader.values():
                for rute in rad.values():
                    if treff := re.fullmatch(r"sektor: ?(\w+)", rute.tekst, re.IGNORECASE):
                        return treff[1].lower()
    raise Datafeil("arbeidsboken sier ikke hvilken sektor den er for. Oppgi den med --sector", fil)


def lag_mal(fil: Path, sektor: str, periode: str) -> str:
    """Write the template; gives the line that says what it is.

    Raises Datafeil for a period that is none, and for data that cannot be read.
    """
    from effekt.arkskriving import skriv_mal
    from effekt.sektorlesing import sektorer

    data = datamappe()
    sektor = sektor or sektorer()[0]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", sektor):
        raise Datafeil(f"sektoren «{sektor}» kan ikke hete det. Bruk bare a\u2013z, tall og _")
    filer = les_filer(data, sektor)
    info = filer.gamle.get(f"{sektor}/sektor.yml")
    try:
        ar = les_ar(periode or hent(info, ("periode",)) or _annen_periode(data))
    except ValueError as grunn:
        raise Datafeil(f"perioden {grunn}") from None
    navn = hent(info, ("navn",)) or sektor
    fylt = any("/tiltak/" in f for f in filer.gamle)
    skriv_mal(fil, filer, ordlister(data, filer), ar, f"Tall og tiltak: {navn}")
    return f"{fil} ({'fylt med' if fylt else 'tom, for'} {navn})"


def _annen_periode(data: Path) -> list[str]:
    for fil in sorted(data.glob("*/sektor.yml")):
        if periode := hent(les_dokument(fil).innhold, ("periode",)):
            return list(periode)
    raise Datafeil("data/ har ingen periode. Oppgi årene med --period, for eksempel 2026\u20132029")
