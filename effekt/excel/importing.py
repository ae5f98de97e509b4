"""The import as a whole: from a workbook to what it changes, tried on a copy and then written.

Columns come from the models, so a field added to a model has its place in the workbook. Values are compared, not
replaced: where a cell says what data/ says (0.10 and 0,1; 5/24 and Excel's 15 digits), what stands in data/ stays,
and a round trip changes nothing. The new files are laid in a copy of data/ and read as always, and each fault is led
back to its cell; nothing is validated in two ways. What cannot be decided (``1.180``, a number in merged cells) is a
fault, never a guess. openpyxl reads, since xlsxwriter only writes.
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from effekt.base.faults import Datafeil, FlereFeil, vis_sti
from effekt.base.numbers import vis_tall
from effekt.base.writing import scratch, together
from effekt.excel.cells import Arkfeil, celle_som_tall
from effekt.excel.columns import LESMEG, alle_ark
from effekt.excel.differences import Importendring, adresse, importforskjeller, legible, table_names
from effekt.excel.exported import EXPORTED, Exported, read_exported, remember
from effekt.excel.files import Sektorfiler, hent_verdi, les_filer, ressurser
from effekt.excel.merging import ABSENT, ROW_KEY, Conflict, Merged, Side, merge_files, moved
from effekt.excel.opening import apne_bok
from effekt.excel.read import les_ark
from effekt.excel.sheets import Arkcelle, Arkside, Gone, Innlesing, enkelt, hode_i, liste_i_ord
from effekt.excel.tables import csv_lines, finn_tabellark, les_tabellark
from effekt.excel.write import ordlister
from effekt.excel.yamledit import shown_value
from effekt.model.units import factor_of
from effekt.model.verdi import les_ar
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import Dokument, Sti, les_dokument
from effekt.reading.sektorlesing import les_sektor

_NOKKEL: Final = re.compile(r"(?:ukjent )?nøkkelen «([^»]+)»|^([a-z_][\w.]*)(?=[ :])")
_MANGLER: Final = re.compile(r"nøkkelen «[^»]+» mangler\. Legg den til\.")


@contextmanager
def prove(data: Path, sektor: str, tekster: Mapping[str, str], slettet: Sequence[str]) -> Iterator[Path]:
    """A copy of data/ with the new texts in place; other sectors are only linked to."""
    with scratch(data.parent) as mappe:
        kopi = mappe / data.name
        kopi.mkdir()
        for ett in data.iterdir():
            if ett.name == sektor and ett.is_dir():
                shutil.copytree(ett, kopi / ett.name, copy_function=shutil.copyfile)
            elif ett.is_file():
                shutil.copyfile(ett, kopi / ett.name)
            else:
                _legg_ved_siden_av(ett, kopi / ett.name)
        for fil, tekst in tekster.items():
            (kopi / fil).parent.mkdir(parents=True, exist_ok=True)
            (kopi / fil).write_bytes(tekst.encode("utf-8"))
        for fil in slettet:
            (kopi / fil).unlink(missing_ok=True)
        yield kopi


def _legg_ved_siden_av(mappe: Path, til: Path) -> None:
    """Link to a folder; copy it where links are for administrators alone, as on Windows."""
    try:
        til.symlink_to(mappe.resolve(), target_is_directory=True)
    except OSError:
        shutil.copytree(mappe, til, copy_function=shutil.copyfile)


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


def skriv_import(
    data: Path, tekster: Mapping[str, str], slettet: Sequence[str], lest: Mapping[Path, str] | None = None
) -> None:
    """Write every file, or none; raise Datafeil where one is another than when it was read (``lest``)."""
    nye = {data / fil: tekst for fil, tekst in tekster.items()}
    with together(data.parent, {**nye, **dict.fromkeys(data / fil for fil in slettet)}, lest):
        pass


# What can be said of amounts that are all below zero.
FORTEGN: Final = ("innsparing", "kostnad")
MOST_TOLD: Final = 20  # faults, and changes of others, that are told; the rest are counted


@dataclass(frozen=True)
class Decisions:
    """What a person has said of what a workbook leaves open; nothing is written while something is.

    ``slett``: whether what is gone from the workbook goes from data/ too. ``fortegn``: what amounts mean that are all
    below zero. ``konflikt``: whose value stands where both have changed it, for all of them or for each place.
    """

    slett: bool | None = None
    fortegn: str = ""
    konflikt: Side | Mapping[tuple[str, Sti], Side] | None = None

    def side(self, fil: str, sti: Sti) -> Side | None:
        """Whose value stands at a place; None where it is not said."""
        return self.konflikt.get((fil, sti)) if isinstance(self.konflikt, Mapping) else self.konflikt


@dataclass(frozen=True)
class Import:
    """A workbook as read: what is wrong with it, what is worth knowing, what it leaves open, and what it changes."""

    sektor: str
    data: Path
    inn: Innlesing
    tekster: dict[str, str]
    feil: list[Datafeil]
    endringer: dict[str, list[Importendring]]
    valg: Decisions
    flettet: Merged
    sagt: Sektorfiler

    @property
    def lest(self) -> str:
        """Which sheets were read, and how many rows of each."""
        ark = [f"{navn} ({antall} {'rad' if antall == 1 else 'rader'})" for navn, antall in self.inn.lest.items()]
        return legible(f"Lest: {', '.join(ark)}.")

    @property
    def merknader(self) -> list[str]:
        """What is worth knowing of how the workbook was read."""
        return [legible(ett) for ett in self.inn.merknader]

    @property
    def borte(self) -> list[Gone]:
        """What data/ has and the workbook has not, and which stands as it was unless it is to go."""
        return [] if self.inn.slett else self.inn.borte

    @property
    def konflikter(self) -> list[Conflict]:
        """What is another both in the workbook and in data/ since it was made, and nobody has decided."""
        return [] if self.feil else self.flettet.conflicts

    @property
    def has_signs_to_ask_of(self) -> bool:
        """Whether every amount that is new is below zero, and nobody has said what that means."""
        tall = [verdi for _, verdi in self._new_amounts if verdi]
        return bool(tall) and not self.valg.fortegn and all(verdi < 0 for verdi in tall)

    @property
    def _new_amounts(self) -> list[tuple[str, Fraction]]:
        """The amounts of effects that neither the workbook was made with nor data/ has, by the year."""
        gamle = self.inn.filer.gamle
        return [(ar, verdi) for fil, ar, verdi in self.inn.belop if _in_kroner(gamle.get(fil), ar) != verdi]

    def tell_signs(self) -> Iterator[str]:
        """What each way to take the amounts below zero would give."""
        summer: dict[str, Fraction] = {}
        for ar, verdi in self._new_amounts:
            summer[ar] = summer.get(ar, Fraction(0)) + verdi
        yield "Alle de nye beløpene i Effekter er under null. I data/ er redusert kostnad uten minus."
        for ord_, hva, ganger in (("innsparing", "spart", -1), ("kostnad", "økt kostnad", 1)):
            per_ar = ", ".join(f"{vis_tall(ganger * summer[ett])} kr i {ett}" for ett in sorted(summer))
            yield f"  {ord_}: minus betyr {hva}. Effekten av dem blir {per_ar}."

    def tell_gone(self) -> Iterator[str]:
        """What the workbook has no more, in full."""
        for ett in self.borte:
            innhold = self.inn.filer.gamle.get(ett.fil)
            yield f"  {legible(str(ett if ett.hva else replace(ett, hva=adresse(ett.fil, ett.sti, innhold))))}"

    def tell_conflict(self, konflikt: Conflict) -> Iterator[str]:
        """A conflict as one: whose value is what, and what both came from."""
        celle = self.inn.celler.get((konflikt.fil, konflikt.sti))
        fra = f" ({celle.rute.sted})" if celle else ""
        yield f"  {self._hva(konflikt)}"
        yield f"    arbeidsboken: {_side(konflikt.workbook)}{fra}"
        yield f"    data/:        {_side(konflikt.data)}"
        yield f"    før begge:    {_side(konflikt.base)}"

    def tell_others(self) -> Iterator[str]:
        """What others have changed in data/ since the workbook was made, which stands."""
        for ett in self.flettet.others[:MOST_TOLD]:
            yield f"  {self._hva(ett)}: arbeidsboken har {_side(ett.workbook)}, data/ har {_side(ett.data)}"
        if (rest := len(self.flettet.others) - MOST_TOLD) > 0:
            yield f"  … og {rest} til."

    def _hva(self, ett: Conflict) -> str:
        if not ett.sti:
            return vis_sti(self.data / ett.fil)
        if ett.fil.endswith(".csv"):
            nokkel, *felt = (str(ledd) for ledd in ett.sti)
            return legible(table_names(self.inn.filer, ett.fil).address(nokkel.split(ROW_KEY), *felt))
        her = ett.data if ett.data is not ABSENT else ett.workbook
        innhold = self.inn.filer.nye.get(ett.fil) or (her if isinstance(her, Mapping) else {})
        return legible(adresse(ett.fil, ett.sti, innhold))

    @property
    def with_code(self) -> list[str]:
        """The addresses of the new texts that the book works out, or takes for markup."""
        return [legible(ett.adresse) for alle in self.endringer.values() for ett in alle if ett.has_code]

    @property
    def har_noe(self) -> bool:
        """Whether anything would be written."""
        return bool(self.tekster or self.inn.filer.slettet)

    def krev_feilfri(self) -> None:
        """Raise Datafeil with the faults of the workbook, in its order."""
        if self.feil:
            raise self.feil[0] if len(self.feil) == 1 else FlereFeil(self.feil, MOST_TOLD)

    def forskjell(self) -> Iterator[str]:
        """The lines that tell what becomes another, file by file."""
        for fil in (*self.tekster, *self.inn.filer.slettet):
            sti = vis_sti(self.data / fil)
            if fil in self.inn.filer.slettet:
                yield f"{sti} slettes"
                continue
            ny = fil not in self.inn.filer.gamle and fil not in self.inn.filer.gamle_tabeller
            yield legible(f"{sti} (ny fil{self._om_den_nye(fil)})" if ny else sti)
            for endring in self.endringer.get(fil, []):
                yield f"  {endring}"

    def _om_den_nye(self, fil: str) -> str:
        innhold = self.inn.filer.nye.get(fil)
        if "/tiltak/" in fil:
            return f": {hent_verdi(innhold, ('id',))}, {hent_verdi(innhold, ('navn',))}"
        if "/gevinster/" in fil:
            return f": gevinstplan for {hent_verdi(innhold, ('tiltak',))}"
        linjer = self.tekster[fil].count("\n") - 1
        return f" med {linjer} rader" if fil.endswith(".csv") else ""

    @property
    def antall_i_ord(self) -> str:
        """«3 filer», and how many are gone."""
        antall, borte = len(self.tekster), len(self.inn.filer.slettet)
        filer = f"{antall} {'fil' if antall == 1 else 'filer'}"
        return f"{filer}, {borte} slettet" if borte else filer

    @property
    def edited(self) -> bool:
        """Whether the workbook says something else than what it was made of."""
        tabeller = self.sagt.gamle_tabeller
        return self.sagt.nye != self.sagt.gamle or {**tabeller, **self.sagt.nye_tabeller} != tabeller

    def skriv(self) -> None:
        """Write it all to data/, or nothing."""
        skriv_import(self.data, self.tekster, self.inn.filer.slettet, self.inn.filer.lest)


def _in_kroner(tiltak: Any, ar: str) -> Fraction | None:
    """What a measure of data/ has for its effect in a year, in kroner."""
    tall = celle_som_tall(hent_verdi(tiltak, ("oppgitt", ar)))
    return None if tall is None else tall * factor_of(hent_verdi(tiltak, ("oppgitt_i",)) or "kr")


def _side(verdi: Any) -> str:
    return "(tom)" if verdi is ABSENT else legible(shown_value(verdi)) or "(tom)"


@dataclass(frozen=True)
class OpenedWorkbook:
    """A workbook that is opened, and the sector and the files that it is to be read against."""

    fil: Path
    data: Path
    sektor: str
    sider: list[Arkside]
    exported: Exported | None

    def read(self, valg: Decisions) -> Import:
        """Read it against data/ and write nothing; faults go into ``feil``. Raise Datafeil where nothing is known."""
        na = _filene(self.data, self.sektor)
        gamle = self.exported.files(self.data) if self.exported else na
        self._require_this_book(gamle, na)
        inn = Innlesing(gamle, slett=bool(valg.slett), snudd=valg.fortegn == FORTEGN[0])
        tabellark = finn_tabellark(inn, self.sider)
        les_ark(inn, self.sider, ordlister(self.data, gamle), {side.navn for side in tabellark.values()})
        les_tabellark(inn, tabellark)
        self._require_something(inn, na)
        flettet = Merged(na)
        if self.exported:
            flettet = merge_files(gamle, na, valg.side)
            move_places(inn, na)
        elif f"{self.sektor}/sektor.yml" in na.gamle:
            inn.merk(
                "Arbeidsboken har ikke med seg det den ble laget av, så det er ikke til å se hva du har endret, og hva "
                "andre har endret i data/ etterpå. Se nøye gjennom forskjellen: alt den viser, blir som i arbeidsboken."
            )
        if f"{self.sektor}/sektor.yml" in na.nye and f"{self.sektor}/sektor.yml" not in na.gamle:
            # A new sector has a file of key figures, even when there are none.
            na.nye.setdefault(f"{self.sektor}/tall.yml", {"tall": {}})
            inn.merk(f"data/ har ikke sektoren {self.sektor} fra før. Den blir lagt til.")
        tekster = na.tekster()
        feil: list[Datafeil] = list(inn.feil)
        if tekster or na.slettet or feil:
            feil += feil_etter(inn, self.data, tekster)
        return Import(
            self.sektor, self.data, inn, tekster, _i_rekke(feil), importforskjeller(inn), valg, flettet, gamle
        )

    def remember(self, lest: Import) -> bool:
        """Let the workbook know what was imported from it; whether it could, or has no place for it."""
        return self.exported is None or remember(self.fil, lest.sagt)

    def _require_this_book(self, gamle: Sektorfiler, na: Sektorfiler) -> None:
        """Raise Datafeil where the workbook was made of a sector that has nothing in common with the one of data/."""
        if gamle is na or not _codes(gamle):
            return
        if not _codes(na):
            raise Datafeil(
                f"arbeidsboken er laget av en bok som har sektoren {self.sektor}, og det har ikke data/. Oppgi mappen "
                "til den boken med --data",
                self.fil,
            )
        self._require_common(_codes(gamle), na)

    def _require_common(self, koder: set[str], na: Sektorfiler) -> None:
        if koder and _codes(na) and not koder & _codes(na):
            raise Datafeil(
                f"arbeidsboken har {liste_i_ord(sorted(koder))}, og data/{self.sektor} har "
                f"{liste_i_ord(sorted(_codes(na)))}. Den er for en annen bok, eller en annen sektor. Oppgi mappen til "
                "den boken med --data, eller sektoren med --sector",
                self.fil,
            )

    def _require_something(self, inn: Innlesing, na: Sektorfiler) -> None:
        """Raise Datafeil where no sheet is known, or none of those that are has a row, or they are another book's."""
        if not inn.lest and not inn.feil:
            raise nothing_known(self.sider, self.fil)
        if not any(inn.lest.values()) and not inn.feil:
            raise Datafeil(
                f"arkene {liste_i_ord(list(inn.lest))} er kjent igjen, men ingen av dem har noen rad. Fyll ut radene, "
                "under overskriftene",
                self.fil,
            )
        kilder = {str(sti[1]) for fil, sti in inn.rader if fil == "kilder.yml"}
        kjente = hent_verdi(na.gamle.get("kilder.yml"), ("kilder",)) or {}
        if not _codes(na) and kilder and kjente and not kilder & set(kjente):
            raise Datafeil(
                f"data/ har ikke sektoren {self.sektor}, og ingen av kildene i arbeidsboken. Den er for en annen bok. "
                "Oppgi mappen til den boken med --data",
                self.fil,
            )
        self._require_common({str(ledd) for (fil, sti) in inn.rader for ledd in _code_of(fil, sti, inn)}, na)


def _codes(filer: Sektorfiler) -> set[str]:
    """The codes of a sector's agencies and measures."""
    virksomheter = hent_verdi(filer.gamle.get(f"{filer.sektor}/sektor.yml"), ("virksomheter",))
    return {*(virksomheter if isinstance(virksomheter, dict) else ()), *filer.tiltaksfiler}


def _code_of(fil: str, sti: Sti, inn: Innlesing) -> Iterator[str]:
    if fil.endswith("/sektor.yml") and sti[:1] == ("virksomheter",):
        yield str(sti[1])
    elif "/tiltak/" in fil and not sti:
        yield str(hent_verdi(inn.filer.nye.get(fil), ("id",)))


def move_places(inn: Innlesing, na: Sektorfiler) -> None:
    """Let what was read be of ``na``, which it is merged into: each cell at the place that its value has there."""
    gamle, inn.filer = inn.filer, na

    def flyttet(fil: str, sti: Sti) -> tuple[str, Sti]:
        fra, til = gamle.nye.get(fil), na.nye.get(fil)
        return fil, sti if fra is til or fil.endswith(".csv") else tuple(moved(fra, til, sti))

    inn.celler = {flyttet(*sted): celle for sted, celle in inn.celler.items()}
    inn.rader = {flyttet(*sted): rad for sted, rad in inn.rader.items()}
    inn.darlige = {flyttet(*sted) for sted in inn.darlige}
    for ressurs in ressurser(na.nye.get(f"{na.sektor}/datapackage.yml")):
        fil = f"{na.sektor}/{ressurs.get('path')}"
        fra, til = gamle.nye_tabeller.get(fil), na.nye_tabeller.get(fil)
        if fra is not None and til is not None and fra != til:
            nokler = [str(n) for n in hent_verdi(ressurs, ("schema", "primaryKey")) or []]
            linjer = {nokkel: nr for nr, nokkel in enumerate(csv_lines(til, nokler), 2)}
            ruter = {nokkel: inn.linjer.get((fil, nr)) for nr, nokkel in enumerate(csv_lines(fra, nokler), 2)}
            inn.linjer = {sted: ett for sted, ett in inn.linjer.items() if sted[0] != fil}
            inn.linjer |= {(fil, linjer[n]): ett for n, ett in ruter.items() if ett and n in linjer}


def is_template(sider: Sequence[Arkside]) -> bool:
    """Whether a workbook was made by ``effekt template``, or has sheets that are laid out as its are."""
    kjente = {enkelt(ark.navn): ark for ark in alle_ark()}
    return any(
        side.navn == EXPORTED
        or enkelt(side.navn) == enkelt(LESMEG)
        or ((ark := kjente.get(enkelt(side.navn))) is not None and hode_i(side, ark) is not None)
        for side in sider
    )


def open_workbook(bok: Bokmappe, fil: Path, sektor: str = "", alle: Sequence[Arkside] | None = None) -> OpenedWorkbook:
    """Open a workbook, to be read against data/. Raise Datafeil for no workbook, and for one of another sector.

    ``alle`` are its sheets, where they have been read already.
    """
    alle = apne_bok(fil) if alle is None else alle
    sider = [side for side in alle if not side.navn.startswith(EXPORTED)]
    arket = next((side for side in alle if side.navn == EXPORTED), None)
    celler = [str(rad[1].verdi) for _, rad in sorted(arket.rader.items()) if 1 in rad] if arket else []
    exported = read_exported(celler)
    sagt = {"arket «Les meg»": _sektor_i(sider), "malen den ble laget av": exported.sektor if exported else ""}
    for hvor, navn in sagt.items():
        sektor = sektor or navn
        if navn and navn != sektor:
            raise Datafeil(
                f"arbeidsboken er for sektoren {navn} ({hvor}), ikke for {sektor}. Lag en mal for {sektor} med "
                f"«effekt template MAL.xlsx --sector {sektor}», og før tallene inn i den",
                fil,
            )
    if not sektor:
        kjente = {enkelt(ark.navn) for ark in alle_ark()}
        if not any(enkelt(side.navn) in kjente for side in sider):
            raise nothing_known(sider, fil)
        raise Datafeil("arbeidsboken sier ikke hvilken sektor den er for. Oppgi den med --sector", fil)
    return OpenedWorkbook(fil, bok.data, sektor, sider, exported)


HVORDAN: Final = (
    "En tabell over tiltak har navnene i én kolonne og årene over beløpene, for eksempel «Tiltak | 2026 | 2027 | 2028»"
)


def nothing_known(sider: Sequence[Arkside], fil: Path) -> Datafeil:
    """What is said of a workbook that is neither the template nor a table of measures."""
    navn = liste_i_ord([legible(side.navn) for side in sider]) or "ingen"
    return Datafeil(
        f"arkene i arbeidsboken ({navn}) er ikke slike som malen har, så ingenting er lest. {HVORDAN}. Malen lages med "
        "«effekt template MAL.xlsx»",
        fil,
    )


def les_bok(bok: Bokmappe, fil: Path, sektor: str = "", **valg: Any) -> Import:
    """Open a workbook and read it, with what is decided beforehand."""
    return open_workbook(bok, fil, sektor).read(Decisions(**valg))


def _filene(data: Path, sektor: str) -> Sektorfiler:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", sektor):
        raise Datafeil(f"sektoren «{sektor}» kan ikke hete det. Bruk bare a\u2013z, tall og _")
    return les_filer(data, sektor)


def _i_rekke(feil: list[Datafeil]) -> list[Datafeil]:
    """The faults in the workbook's order, each once, and those of other files last."""
    alle = {str(ett): ett for ett in feil}.values()
    return sorted(alle, key=lambda f: (0, f.rekke, "") if isinstance(f, Arkfeil) else (1, (0, 0, 0), str(f)))


def _sektor_i(sider: list[Arkside]) -> str:
    """The sector that the first sheet names; empty where it does not."""
    for side in sider:
        if enkelt(side.navn) == enkelt(LESMEG):
            for rad in side.rader.values():
                for rute in rad.values():
                    if treff := re.fullmatch(r"sektor: ?(\w+)", rute.tekst, re.IGNORECASE):
                        return treff[1].lower()
    return ""


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
