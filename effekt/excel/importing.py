"""The import as a whole: from a workbook to what it changes, tried on a copy and then written.

Columns come from the models, so a field added to a model has its place in the workbook. Values are compared, not
replaced: where a cell says what data/ says (0.10 and 0,1; 5/24 and Excel's 15 digits), what stands in data/ stays,
and a round trip changes nothing. The new files are laid in a copy of data/ and read as always, and each fault is led
back to its cell; nothing is validated in two ways. What cannot be decided (``1.180``, a number in merged cells) is a
fault, never a guess. openpyxl reads, since xlsxwriter only writes.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil, FlereFeil, vis_sti
from effekt.base.files import all_or_nothing, write_whole
from effekt.excel.cells import Arkfeil
from effekt.excel.columns import LESMEG
from effekt.excel.files import Sektorfiler, hent_verdi, les_filer, ressurser
from effekt.excel.opening import apne_bok
from effekt.excel.read import les_ark
from effekt.excel.sheets import Arkcelle, Arkside, Innlesing, enkelt, liste_i_ord
from effekt.excel.tables import finn_tabellark, les_tabellark, rader_av
from effekt.excel.write import ordlister
from effekt.excel.yamledit import flyt
from effekt.model.verdi import les_ar
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import Dokument, Sti, les_dokument
from effekt.reading.insertion import VURDERINGER
from effekt.reading.sektorlesing import les_sektor

_LENGST: Final = 70
_UTEN_VERDI: Final = ("verdi",)
_PA_KORTET: Final[dict[Sti, str]] = {
    ("samlet_vurdering", "klasse"): "klasse",
    ("avrunding", "til"): "avrunding",
    **{("vurderinger", felt, "verdi"): felt for felt in VURDERINGER},
}


@dataclass(frozen=True)
class Importendring:
    """A changed value: address, text before (empty if new) and after (empty if gone), and its cell."""

    fil: str
    adresse: str
    gammel: str
    ny: str
    sted: str = ""

    def __str__(self) -> str:
        gammel, ny = _forkortet(self.gammel, self.ny)
        fra = f" ({self.sted})" if self.sted else ""
        return f"{self.adresse}: {gammel or '(tom)'} → {ny or '(tom)'}{fra}"


def importforskjeller(inn: Innlesing) -> dict[str, list[Importendring]]:
    """The changes by file; a new or a deleted file has none of its own, only its name."""
    filer = inn.filer
    alle: dict[str, list[Importendring]] = {}
    for fil, ny in filer.nye.items():
        gammel = filer.gamle.get(fil)
        if fil not in filer.slettet and (gammel is None or ny != gammel):
            alle[fil] = [] if gammel is None else list(_i_dokument(inn, fil, gammel, ny))
    for fil, tekst in filer.nye_tabeller.items():
        gammel_tekst = filer.gamle_tabeller.get(fil)
        if tekst != gammel_tekst:
            alle[fil] = [] if gammel_tekst is None else list(_i_tabell(inn, fil, gammel_tekst, tekst))
    return alle


def _i_dokument(inn: Innlesing, fil: str, gammel: Any, ny: Any) -> Iterator[Importendring]:
    for sti, for_, etter in _blader(gammel, ny, ()):
        celle, rad = inn.celler.get((fil, sti)), inn.rader.get((fil, sti))
        sted = celle.rute.sted if celle else rad.forste.sted if rad else ""
        yield Importendring(fil, adresse(fil, sti, ny if hent_verdi(ny, sti) is not None else gammel),
                      _vist(for_), _vist(etter), sted)  # fmt: skip


def _blader(gammel: Any, ny: Any, sti: Sti) -> Iterator[tuple[Sti, Any, Any]]:
    """The smallest parts that differ: a value, a list of values, or a whole new entry."""
    if gammel == ny:
        return
    # A group of groups that is all new is told entry by entry.
    if not gammel and isinstance(ny, Mapping) and any(isinstance(v, Mapping) for v in ny.values()):
        gammel = {}
    if isinstance(gammel, Mapping) and isinstance(ny, Mapping):
        for nokkel in [*gammel, *(k for k in ny if k not in gammel)]:
            yield from _blader(gammel.get(nokkel), ny.get(nokkel), (*sti, nokkel))
    elif isinstance(gammel, list) and isinstance(ny, list) and any(isinstance(ett, Mapping) for ett in [*gammel, *ny]):
        for nr in range(max(len(gammel), len(ny))):
            yield from _blader(hent_verdi(gammel, (nr,)), hent_verdi(ny, (nr,)), (*sti, nr))
    else:
        yield sti, gammel, ny


def adresse(fil: str, sti: Sti, innhold: Any) -> str:
    """The address of a value as the rest of ``effekt`` has it, or where it stands in its file."""
    ledd = list(sti)
    ar = ""
    if ledd and str(ledd[-1]).isdigit() and len(str(ledd[-1])) == 4:
        ar = f"[{ledd.pop()}]"
    if "/tiltak/" in fil:
        id_ = hent_verdi(innhold, ("id",)) or fil
        if tuple(ledd) in _PA_KORTET:
            return f"{id_}.{_PA_KORTET[tuple(ledd)]}"
        if ledd[:1] == ["forutsetninger"]:
            ledd = ledd[1:]
        if tuple(ledd[1:]) == _UTEN_VERDI:
            ledd = ledd[:1]
        return f"{id_}.{'.'.join(map(str, ledd))}{ar}"
    if fil.endswith("tall.yml") and len(ledd) > 1:
        ledd = ledd[:2] if tuple(ledd[2:]) == _UTEN_VERDI else ledd
        return f"{'.'.join(map(str, ledd))}{ar}"
    if fil.endswith("datapackage.yml") and len(ledd) > 1:
        navn = hent_verdi(innhold, (ledd[0], ledd[1], "name"))
        rest = ".".join(str(hent_verdi(innhold, (*ledd[: nr + 1], "name")) or ett)
                        for nr, ett in enumerate(ledd) if nr > 1)  # fmt: skip
        return f"{navn}.{rest}" if rest else str(navn)
    forst = "sektor." if fil.endswith("sektor.yml") else ""
    return f"{forst}{'.'.join(map(str, ledd))}{ar}"


def _i_tabell(inn: Innlesing, fil: str, gammel: str, ny: str) -> Iterator[Importendring]:
    pakke = inn.filer.nye.get(f"{inn.filer.sektor}/datapackage.yml")
    ressurs = next(r for r in ressurser(pakke) if fil == f"{inn.filer.sektor}/{r.get('path')}")
    nokler = [str(n) for n in hent_verdi(ressurs, ("schema", "primaryKey")) or []]
    tall = [f["name"] for f in hent_verdi(ressurs, ("schema", "fields")) or [] if f.get("type") != "string"]
    verdifelt = next((str(navn) for navn in tall if navn not in nokler), None)
    for_, etter = (dict(_rader(tekst, nokler)) for tekst in (gammel, ny))
    ruter = {nr: inn.linjer.get((fil, nr), {}) for nr in range(ny.count("\n") + 2)}
    linje_til = {n: nr for nr, (n, _) in enumerate(_rader(ny, nokler), 2)}
    for nokkel in [*for_, *(k for k in etter if k not in for_)]:
        a, b = for_.get(nokkel), etter.get(nokkel)
        sted = f"{ressurs['name']}[{', '.join(nokkel)}]"
        if a is None or b is None:
            ny_rad = "(raden blir slettet)" if b is None else _rad(b, nokler)
            yield Importendring(fil, sted, _rad(a, nokler), ny_rad)
            continue
        for felt in b:
            if a.get(felt, "") != b[felt]:
                rute = ruter.get(linje_til[nokkel], {}).get(felt)
                hva = sted if felt == verdifelt else f"{sted}.{felt}"
                yield Importendring(fil, hva, a.get(felt, ""), b[felt], rute.sted if rute else "")


def _rader(tekst: str, nokler: list[str]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    return ((tuple(rad.get(n, "") for n in nokler), rad) for rad in rader_av(tekst))


def _rad(rad: Mapping[str, str] | None, nokler: list[str]) -> str:
    return "" if rad is None else ", ".join(v for k, v in rad.items() if k not in nokler)


def _vist(verdi: Any) -> str:
    return verdi or "" if verdi is None or isinstance(verdi, str) else flyt(verdi)


def _forkortet(gammel: str, ny: str) -> tuple[str, str]:
    """Two texts cut to where they differ, when they are long."""
    if max(len(gammel), len(ny)) <= _LENGST:
        return gammel, ny
    likt = next((nr for nr, (a, b) in enumerate(zip(gammel, ny, strict=False)) if a != b), min(len(gammel), len(ny)))
    fra = max(gammel[:likt].rfind(" ", 0, max(likt - 10, 0)), 0)

    def vindu(tekst: str) -> str:
        foran, bak = "… " if fra and tekst else "", "…" if len(tekst) > fra + _LENGST else ""
        return foran + tekst[fra : fra + _LENGST].strip() + bak

    return vindu(gammel), vindu(ny)


_NOKKEL: Final = re.compile(r"(?:ukjent )?nøkkelen «([^»]+)»|^([a-z_][\w.]*)(?=[ :])")
_MANGLER: Final = re.compile(r"nøkkelen «[^»]+» mangler\. Legg den til\.")


@contextmanager
def prove(data: Path, sektor: str, tekster: Mapping[str, str], slettet: Sequence[str]) -> Iterator[Path]:
    """A copy of data/ with the new texts in place; other sectors are only linked to."""
    with tempfile.TemporaryDirectory(prefix="effekt-") as mappe:
        kopi = Path(mappe) / data.name
        kopi.mkdir()
        for ett in data.iterdir():
            if ett.name == sektor and ett.is_dir():
                shutil.copytree(ett, kopi / ett.name)
            elif ett.is_file():
                shutil.copy2(ett, kopi / ett.name)
            else:
                (kopi / ett.name).symlink_to(ett.resolve(), target_is_directory=True)
        for fil, tekst in tekster.items():
            (kopi / fil).parent.mkdir(parents=True, exist_ok=True)
            (kopi / fil).write_bytes(tekst.encode("utf-8"))
        for fil in slettet:
            (kopi / fil).unlink(missing_ok=True)
        yield kopi


def feil_etter(inn: Innlesing, data: Path, tekster: Mapping[str, str]) -> list[Datafeil]:
    """What would be wrong with the sector once the texts are written, told by sheet and cell."""
    filer = inn.filer
    with prove(data, filer.sektor, tekster, filer.slettet) as kopi:
        try:
            les_sektor(filer.sektor, bok=Bokmappe.med(kopi))
        except Datafeil as feil:
            alle = feil.alle if isinstance(feil, FlereFeil) else [feil]
            oversatt = [_i_arket(ett, inn, kopi.resolve()) for ett in alle]
            # Said here, while the copy is still there.
            return [ett if isinstance(ett, Arkfeil) else Datafeil(str(ett)) for ett in oversatt if ett is not None]
    return []


def _i_arket(feil: Datafeil, inn: Innlesing, kopi: Path) -> Datafeil | None:
    """The fault at the cell that it comes from; None where the cell is already told of."""
    if feil.fil is None or not feil.fil.resolve().is_relative_to(kopi):
        return feil
    fil = feil.fil.resolve().relative_to(kopi).as_posix()
    if fil.endswith(".csv"):
        return _i_tabellen(feil, inn, fil)
    try:
        dokument = les_dokument(feil.fil)
    except Datafeil:
        return feil
    treff = _NOKKEL.search(feil.melding)
    nokkel = next((ett for ett in treff.groups() if ett), "") if treff else ""
    sted = _finn(inn, fil, nokkel, dokument, feil)
    if sted is None:
        return feil
    sti, celle, ved_navn = sted
    if any((fil, sti[:n]) in inn.darlige for n in range(len(sti) + 1)):
        return None
    melding = _MANGLER.sub(f"{celle.navn} er tom. Fyll den ut.", feil.melding)
    if ved_navn:
        melding = re.sub(rf"«?{re.escape(nokkel)}»?(?=[ :.])", celle.navn, melding, count=1)
    return celle.rute.feil(melding)


def _i_tabellen(feil: Datafeil, inn: Innlesing, fil: str) -> Datafeil | None:
    ruter = inn.linjer.get((fil, feil.linje or 0))
    if not ruter:
        return feil
    felt = next((n for n in ruter if feil.melding.startswith(f"{n} ")), None)
    rute = ruter[felt] if felt else next(iter(ruter.values()))
    if (fil, (rute.rad,)) in inn.darlige:
        return None
    return rute.feil(re.sub(r"står også på linje \d+", "står to ganger", feil.melding))


def _finn(
    inn: Innlesing, fil: str, nokkel: str, dokument: Dokument, feil: Datafeil
) -> tuple[Sti, Arkcelle, bool] | None:
    """The cell of a key that a message names, or of its line; and whether it was by the name."""
    celler = {sti: celle for (f, sti), celle in inn.celler.items() if f == fil}

    def vist(sti: Sti) -> str:
        return ".".join(ledd for ledd in sti if isinstance(ledd, str))

    def pa_linjen(sti: Sti) -> bool:
        return feil.linje is None or dokument.linje(sti) == feil.linje

    navngitt = [sti for sti in celler if vist(sti) == nokkel]
    under = [sti for sti in celler if nokkel and vist(sti).startswith(f"{nokkel}.")]
    under.sort(key=lambda sti: str(sti[-1]) not in feil.melding.split(".")[0])
    naer = sorted([sti for sti in celler if sti in dokument.linjer and pa_linjen(sti)], key=len)
    # On the line of the fault first: the key of an item in a list does not say which item.
    if ved_navn := sorted([*navngitt, *under], key=lambda sti: (sti in under, not pa_linjen(sti))):
        return ved_navn[0], celler[ved_navn[0]], True
    for (f, sti), rad in inn.rader.items():
        if f == fil and sti in dokument.linjer and dokument.linjer[sti] == feil.linje:
            return sti, Arkcelle(rad.forste, ""), False
    return (naer[0], celler[naer[0]], False) if naer else None


def skriv_import(data: Path, tekster: Mapping[str, str], slettet: Sequence[str]) -> None:
    """Write every file, or none: what was there comes back if one of them cannot be written."""
    with all_or_nothing(data / fil for fil in (*tekster, *slettet)):
        for fil, tekst in tekster.items():
            write_whole(data / fil, tekst)
        for fil in slettet:
            (data / fil).unlink()


@dataclass(frozen=True)
class Import:
    """A workbook as read: what is wrong with it, what is worth knowing, and what it changes."""

    sektor: str
    data: Path
    inn: Innlesing
    tekster: dict[str, str]
    feil: list[Datafeil]
    endringer: dict[str, list[Importendring]]
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
        if self.feil:
            raise self.feil[0] if len(self.feil) == 1 else FlereFeil(self.feil)

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
            return f": {hent_verdi(innhold, ('id',))}, {hent_verdi(innhold, ('navn',))}"
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
        skriv_import(self.data, self.tekster, self.inn.filer.slettet)


def les_bok(bok: Bokmappe, fil: Path, sektor: str = "", slett: bool = False) -> Import:
    """Read a workbook against data/ and write nothing; faults go into ``feil``. Raise Datafeil for no workbook."""
    sider = apne_bok(fil)
    data = bok.data
    sektor = sektor or _sektor_i(sider, fil)
    filer = _filene(data, sektor)
    ord_ = ordlister(data, filer)
    tabellark = finn_tabellark(sider, filer)
    inn = les_ark(sider, filer, ord_, slett, {side.navn for side in tabellark.values()})
    les_tabellark(inn, tabellark, slett)
    if f"{sektor}/sektor.yml" in filer.nye and f"{sektor}/sektor.yml" not in filer.gamle:
        # A new sector has a file of key figures, even when there are none.
        filer.nye.setdefault(f"{sektor}/tall.yml", {"tall": {}})
    tekster = filer.tekster()
    feil: list[Datafeil] = list(inn.feil)
    if tekster or filer.slettet or feil:
        feil += feil_etter(inn, data, tekster)
    return Import(sektor, data, inn, tekster, _i_rekke(feil), importforskjeller(inn), slett)


def _filene(data: Path, sektor: str) -> Sektorfiler:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", sektor):
        raise Datafeil(f"sektoren «{sektor}» kan ikke hete det. Bruk bare a\u2013z, tall og _")
    return les_filer(data, sektor)


def _i_rekke(feil: list[Datafeil]) -> list[Datafeil]:
    """The faults in the workbook's order, each once, and those of other files last."""
    alle = {str(ett): ett for ett in feil}.values()
    return sorted(alle, key=lambda f: (0, f.rekke, "") if isinstance(f, Arkfeil) else (1, (0, 0, 0), str(f)))


def _sektor_i(sider: list[Arkside], fil: Path) -> str:
    """The sector that the first sheet names, or the sheet of the sector."""
    for side in sider:
        if enkelt(side.navn) == enkelt(LESMEG):
            for rad in side.rader.values():
                for rute in rad.values():
                    if treff := re.fullmatch(r"sektor: ?(\w+)", rute.tekst, re.IGNORECASE):
                        return treff[1].lower()
    raise Datafeil("arbeidsboken sier ikke hvilken sektor den er for. Oppgi den med --sector", fil)


def lag_mal(bok: Bokmappe, fil: Path, sektor: str, periode: str) -> str:
    """Write the template and return a line about it. Raise Datafeil for an impossible period or bad data."""
    from effekt.excel.write import skriv_mal

    data = bok.data
    sektor = sektor or bok.sektorer()[0]
    filer = _filene(data, sektor)
    info = filer.gamle.get(f"{sektor}/sektor.yml")
    try:
        ar = les_ar(periode or hent_verdi(info, ("periode",)) or _annen_periode(data))
    except ValueError as grunn:
        raise Datafeil(f"perioden {grunn}") from None
    navn = hent_verdi(info, ("navn",)) or sektor
    fylt = any("/tiltak/" in f for f in filer.gamle)
    skriv_mal(fil, filer, ordlister(data, filer), ar, f"Tall og tiltak: {navn}")
    return f"{fil} ({'fylt med' if fylt else 'tom, for'} {navn})"


def _annen_periode(data: Path) -> list[str]:
    for fil in sorted(data.glob("*/sektor.yml")):
        if periode := hent_verdi(les_dokument(fil).innhold, ("periode",)):
            return list(periode)
    raise Datafeil("data/ har ingen periode. Oppgi årene med --period, for eksempel 2026\u20132029")
