"""Sheets with tables, read into the sector's CSV files: rows that say the same stay as they are."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from effekt.base.files import fingerprint
from effekt.base.numbers import MANGLETEGN
from effekt.excel.cells import MANGLER, Rute, feil_i_formel, les_celletekst, les_tallrute, tall_eller
from effekt.excel.columns import EKSEMPEL, LESMEG, LISTER, alle_ark, rekkefolger
from effekt.excel.files import Sektorfiler, hent_verdi, ressurser, sett, sett_etter
from effekt.excel.read import er_sum, si_fra_om_arket, si_fra_om_sum
from effekt.excel.sheets import (
    Arkrad,
    Arkside,
    Gone,
    Hode,
    Innlesing,
    datarader,
    enkelt,
    finn_hode,
    first_sheet,
    hode_i,
    liste_i_ord,
    meant,
)
from effekt.model.datapakke import Ressurs

Radnokkel = tuple[str, ...]


def les_tabellark(inn: Innlesing, ark: Mapping[str, Arkside]) -> None:
    """Put what the tables' sheets say into the new text of the CSV files."""
    filer = inn.filer
    pakke = filer.nye.get(f"{filer.sektor}/datapackage.yml")
    uten_ark = [
        str(r["name"])
        for r in ressurser(pakke)
        if f"{filer.sektor}/{r.get('path')}" in filer.gamle_tabeller and r["name"] not in ark
    ]
    if uten_ark:
        inn.note_unread(f"Tabellene {liste_i_ord(uten_ark)} har ikke noe ark, og er som før.")
    for ressurs in ressurser(pakke):
        navn = str(ressurs.get("name"))
        sti = ressurs.get("path")
        if not sti:
            sti = f"tabeller/{navn}.csv"
            sett(ressurs, ("path",), sti, rekkefolger(Ressurs))
        felt = hent_verdi(ressurs, ("schema", "fields"))
        fil = f"{filer.sektor}/{sti}"
        if not re.fullmatch(r"[a-z0-9_]+/[a-z0-9_]+\.csv", str(sti)):
            continue  # what is wrong with it is told when the description is read
        if navn in ark and (navn in filer.med_tall or fil in filer.gamle_tabeller) and isinstance(felt, list):
            _Tabelleser(inn, ressurs, ark[navn], fil).les()


@dataclass
class CsvLine:
    """A row of a CSV file: its cells, the text it has now, and the cells of the sheet."""

    celler: dict[str, str]
    tekst: str = ""
    ruter: Mapping[str, Rute] | None = None


def csv_lines(tekst: str, nokler: Sequence[str]) -> dict[Radnokkel, CsvLine]:
    """The rows of a CSV file by their keys, with the very text of each."""
    linjer = io.StringIO(tekst.removeprefix("\ufeff"), newline="").readlines()
    leser = csv.reader(linjer)
    hode = [navn.strip() for navn in next(leser, [])]
    fra = leser.line_num
    forrige = CsvLine({})
    alle: dict[Radnokkel, CsvLine] = {}
    for rad in leser:
        celler = dict(zip(hode, (celle.strip() for celle in rad), strict=False))
        raa = "".join(linjer[fra : leser.line_num])
        fra = leser.line_num
        if any(celler.values()):
            forrige = alle[tuple(celler.get(navn, "") for navn in nokler)] = CsvLine(celler, raa)
        else:  # a blank line stays where it is
            forrige.tekst += raa
    return alle


class _Tabelleser:
    def __init__(self, inn: Innlesing, ressurs: dict[str, Any], side: Arkside, fil: str) -> None:
        self.inn, self.side, self.fil = inn, side, fil
        self.navn = str(ressurs["name"])
        self.felt = {str(f.get("name")): f for f in ressurs["schema"]["fields"]}
        nokler = hent_verdi(ressurs, ("schema", "primaryKey"))
        self.nokler = [str(n) for n in (nokler if isinstance(nokler, list) else [nokler])]
        self.trykt = bool(ressurs.get("holdes_mot"))
        self.gamle = csv_lines(inn.filer.gamle_tabeller.get(fil, ""), self.nokler)

    def _nokkel(self, celler: Mapping[str, str]) -> Radnokkel:
        return tuple(celler.get(navn, "") for navn in self.nokler)

    def les(self) -> None:
        hode = self._hode()
        if hode is None:
            return
        self._si_fra(hode)
        nye = dict(self.gamle)
        forrige: Radnokkel | None = None
        sett_for: dict[Radnokkel, int] = {}
        for linje in self._rader(hode):
            nokkel = self._nokkel(linje.celler)
            rute = next(iter((linje.ruter or {}).values()))
            if nokkel in sett_for:
                vist, rad = ", ".join(nokkel), sett_for[nokkel]
                self.inn.feil.append(rute.feil(f"raden «{vist}» står også i rad {rad}. Slett den ene"))
                continue
            sett_for[nokkel] = rute.rad
            if nokkel in nye:
                gammel = nye[nokkel]
                likt = all(gammel.celler.get(k, "") == v for k, v in linje.celler.items())
                linje.tekst = gammel.tekst if likt and set(linje.celler) == set(gammel.celler) else ""
                nye[nokkel] = linje
            else:
                sett_etter(nye, nokkel, linje, forrige)
            forrige = nokkel
        self.inn.lest[self.side.navn] = len(set(sett_for.values()))
        for nokkel in [nokkel for nokkel in self.gamle if nokkel not in sett_for]:
            rest = ", ".join(v for k, v in self.gamle[nokkel].celler.items() if k not in self.nokler)
            self.inn.borte.append(Gone(self.fil, nokkel, f"{self.navn}[{', '.join(nokkel)}]", rest))
            if self.inn.slett:
                del nye[nokkel]
        self._skriv(nye)

    def _hode(self) -> Hode | None:
        pakke = self.inn.filer.gamle.get(f"{self.inn.filer.sektor}/datapackage.yml")
        gammel = next((ett for ett in ressurser(pakke) if ett.get("name") == self.navn), {})
        gamle_felt = {str(f.get("name")): f for f in hent_verdi(gammel, ("schema", "fields")) or []}
        # A title goes before a name, since one column may be called what another has for its name; and the sheet may
        # still have the title that the workbook was made with.
        navn = {enkelt(n): n for n in self.felt} | self._titles(gamle_felt) | self._titles(self.felt)
        hode = finn_hode(self.side, navn, lambda _: self._ar_felt is not None)
        if hode is None:
            rute = self.side.rute(min(self.side.rader, default=1), 1)
            self.inn.feil.append(
                rute.feil(
                    f"finner ikke overskriftene til tabellen {self.navn}. Kolonnene er "
                    f"{', '.join(self.felt)}, som i arket Kolonner"
                )
            )
        return hode

    def _titles(self, felt: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
        """The columns by their titles, where no two have the same."""
        titler = {navn: enkelt(str(ett.get("title", ""))) for navn, ett in felt.items() if navn in self.felt}
        return {t: navn for navn, t in titler.items() if t and list(titler.values()).count(t) == 1}

    @property
    def _ar_felt(self) -> str | None:
        """The key column of years, which the sheet may have as one column for each year."""
        return next((n for n in self.nokler if hent_verdi(self.felt, (n, "type")) == "year"), None)

    @property
    def _verdifelt(self) -> str | None:
        tall = [n for n, f in self.felt.items() if f.get("type") not in {"string", None}]
        return next((n for n in tall if n not in self.nokler), None)

    def _i_bredden(self, hode: Hode) -> bool:
        return bool(hode.ar) and self._ar_felt not in hode.kolonner and self._verdifelt is not None

    def _si_fra(self, hode: Hode) -> None:
        savnet = [n for n in self.felt if n not in hode.kolonner]
        if self._i_bredden(hode):
            savnet = [n for n in savnet if n not in {self._ar_felt, self._verdifelt}]
        for n in savnet:
            if n in self.nokler or hent_verdi(self.felt, (n, "constraints", "required")) == "true":
                tittel = self.felt[n].get("title", n)
                self.inn.feil.append(self.side.rute(hode.rad, 1).feil(f"kolonnen {tittel} mangler. Legg den til"))
        si_fra_om_arket(self.inn, self.side, hode, savnet if self.gamle else [], med_ar=self._ar_felt is not None)

    def _rader(self, hode: Hode) -> Iterator[CsvLine]:
        over: dict[str, Rute] = {}
        lest: list[Arkrad] = []
        arvet: list[int] = []
        for nr in datarader(self.side, hode):
            rad = Arkrad(self.side, hode, nr)
            ruter = {n: rute for n in self.felt if (rute := rad.rute(n))}
            if rad.forste.tekst.casefold().startswith(EKSEMPEL.casefold()):
                continue
            if er_sum(rad.forste) and not self._kjent_nokkel(rad.forste):
                si_fra_om_sum(self.inn, rad, lest)
                continue
            lest.append(rad)
            for n in self.nokler[:-1]:
                if n in ruter and ruter[n].tom and n in over:
                    arvet.append(nr)
                    ruter[n] = over[n]
            over = {n: rute for n, rute in ruter.items() if not rute.tom}
            if not self._i_bredden(hode):
                yield self._linje(ruter)
                continue
            for ar, rute in rad.ar().items():
                kopi = {**ruter, str(self._ar_felt): replace(rute, verdi=ar, format="0", formel="")}
                yield self._linje({**kopi, str(self._verdifelt): rute})
        self.inn.merk_arvet(self.side.navn, arvet)

    def _kjent_nokkel(self, rute: Rute) -> bool:
        """Whether the word for a sum is a row of the table's own: in printed sums it always is."""
        lovlige = hent_verdi(self.felt, (self.nokler[0], "constraints", "enum")) or []
        kjente = {enkelt(str(ett)) for ett in [*lovlige, *(n[0] for n in self.gamle)]}
        return self.trykt or enkelt(rute.tekst) in kjente

    def _linje(self, ruter: Mapping[str, Rute]) -> CsvLine:
        """The row's cells as the file has them; what cannot be read is told, and left as typed."""
        celler: dict[str, str] = {}
        for navn in sorted(ruter, key=lambda n: n not in self.nokler):
            gammel = self.gamle.get(self._nokkel(celler))
            her = gammel.celler.get(navn) if gammel and navn not in self.nokler else None
            try:
                celler[navn] = self._celle(navn, ruter, her)
            except ValueError as grunn:
                tittel = self.felt[navn].get("title", navn)
                self.inn.feil.append(ruter[navn].feil(f"{tittel} {grunn}"))
                self.inn.darlige.add((self.fil, (ruter[navn].rad,)))
                celler[navn] = her or ".."
        kjent = self.gamle.get(self._nokkel(celler))
        rest = kjent.celler if kjent else {}
        return CsvLine({n: celler.get(n, rest.get(n, "")) for n in self.felt}, ruter=ruter)

    def _celle(self, navn: str, ruter: Mapping[str, Rute], gammel: str | None) -> str:
        rute, felt = ruter[navn], self.felt[navn]
        if rute.tom and gammel:
            nokler = ", ".join(ruter[n].tekst for n in self.nokler if n in ruter)
            hvor = f"{self.navn}[{nokler}]{'' if navn == self._verdifelt else f'.{navn}'}"
            self.inn.borte.append(Gone(self.fil, (navn,), hvor, gammel, rute.sted))
            return "" if self.inn.slett else gammel
        if rute.tom:
            return ""
        if galt := feil_i_formel(rute):
            raise ValueError(galt)
        if felt.get("type") == "year":
            if rute.ar is None:
                raise ValueError(f"er «{rute.tekst}», men må være et årstall, for eksempel 2026")
            return str(rute.ar)
        if felt.get("type") in {"number", "integer"}:
            if isinstance(rute.verdi, str) and rute.tekst.casefold() in MANGLER:
                return rute.tekst if rute.tekst in MANGLETEGN else ".."
            enhetsrute = ruter.get("enhet")
            enhet = str(felt.get("enhet") or (enhetsrute.tekst if enhetsrute else ""))
            lest = str(les_tallrute(rute, enhet, gammel if gammel not in MANGLETEGN else None))
            return gammel if gammel and tall_eller(gammel) == tall_eller(lest) else lest
        tekst = les_celletekst(rute)
        lovlige = hent_verdi(felt, ("constraints", "enum")) or []
        return next((str(ett) for ett in lovlige if enkelt(str(ett)) == enkelt(tekst)), tekst)

    def _skriv(self, nye: Mapping[Radnokkel, CsvLine]) -> None:
        gammel = self.inn.filer.gamle_tabeller.get(self.fil, "")
        slutt = "\r\n" if "\r\n" in gammel else "\n"
        hode = ",".join(self.felt)
        forste = gammel.splitlines()[0] if gammel else ""
        samme_hode = forste.removeprefix("\ufeff") == hode
        linjer = [(forste if samme_hode else hode) + slutt]
        nr = 2
        for linje in nye.values():
            tekst = linje.tekst if linje.tekst and samme_hode else self._som_csv(linje, slutt)
            tekst = tekst if tekst.endswith("\n") else tekst + slutt
            if linje.ruter:
                self.inn.linjer[self.fil, nr] = linje.ruter
            linjer.append(tekst)
            nr += tekst.count("\n")
        ny = "".join(linjer)
        self.inn.filer.nye_tabeller[self.fil] = ny if nye != self.gamle or not gammel else gammel

    def _som_csv(self, linje: CsvLine, slutt: str) -> str:
        ut = io.StringIO()
        csv.writer(ut, lineterminator=slutt).writerow([linje.celler.get(n, "") for n in self.felt])
        return ut.getvalue()


_LENGSTE_ARKNAVN: Final = 31


_RESERVED: Final = {enkelt(navn) for navn in (LESMEG, LISTER, *(ark.navn for ark in alle_ark()))}


def arknavn_for(tabell: str) -> str:
    """The name of a table's sheet: its own, where Excel allows it and no other sheet of the template has it."""
    if enkelt(tabell) in _RESERVED:
        return f"tabell {tabell}"[:_LENGSTE_ARKNAVN]
    if len(tabell) > _LENGSTE_ARKNAVN:
        merke = fingerprint(tabell)[:4]
        return f"{tabell[: _LENGSTE_ARKNAVN - len(merke) - 1]} {merke}"
    return tabell


def finn_tabellark(inn: Innlesing, sider: Sequence[Arkside]) -> dict[str, Arkside]:
    """The sheets that have tables in them, by the table's name: described in data/ or here."""
    filer = inn.filer
    pakke = filer.gamle.get(f"{filer.sektor}/datapackage.yml")
    navn = [str(ett.get("name")) for ett in ressurser(pakke)]
    om = next(ark for ark in alle_ark() if ark.navn == "Tabeller")
    for side in sider:
        if enkelt(side.navn) == enkelt(om.navn) and (hode := hode_i(side, om)):
            ruter = [Arkrad(side, hode, nr).rute(om.nokler[0].navn) for nr in datarader(side, hode)]
            navn += [rute.tekst.lower() for rute in ruter if rute and not rute.tom]
    tabell_i = {enkelt(arknavn_for(n)): n for n in navn}
    funnet: dict[str, Arkside] = {}
    for side in sider:
        tabell = meant(side.navn, tabell_i)
        if tabell is None or not first_sheet(inn, tabell, side, funnet.get(tabell)):
            continue
        funnet[tabell] = side
        # Headers and a row at the least.
        if sum(sum(not r.tom for r in rad.values()) > 1 for rad in side.rader.values()) > 1:
            filer.med_tall.add(tabell)
    return funnet


def rader_i(filer: Sektorfiler, ressurs: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a table's file as text by column; none where there is no file."""
    return rader_av(filer.gamle_tabeller.get(f"{filer.sektor}/{ressurs.get('path')}", ""))


def rader_av(tekst: str) -> list[dict[str, str]]:
    """The rows of a CSV file's text, by column."""
    leser = csv.DictReader(io.StringIO(tekst.removeprefix("\ufeff"), newline=""))
    return [{str(k).strip(): (v or "").strip() for k, v in rad.items() if k} for rad in leser]
