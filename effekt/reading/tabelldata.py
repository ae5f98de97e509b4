"""The sector's CSV tables, read against their description in datapackage.yml.

A table has key columns, one column of values, and perhaps columns of text; or it has only text. A
value is found by its keys, ``rammekutt["HEL", 2026]``, and knows its unit, page and address.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from effekt.base.characters import plain_blanks
from effekt.base.faults import Datafeil, naermeste, samle, samlet_feil
from effekt.base.files import written_files
from effekt.base.numbers import MANGLETEGN, MINUS, Enhet, les_tall, utenfor, vis_med_enhet, vis_tall
from effekt.model.datapakke import Datapakke, Felt, Ressurs, Tabellskjema
from effekt.model.units import dimension_of
from effekt.model.verdi import Verdi, skriv_verdi
from effekt.reading.documents import Dokument, les_csv, les_dokument, valider

Nokkel = tuple[str | int, ...]
PAKKEFIL: Final = "datapackage.yml"


class UtenTall(Datafeil):
    """A value is calculated with, and the source has none."""


@dataclass(frozen=True)
class Celle:
    """One value of a table: an amount, or SSB's sign for why there is none."""

    adresse: str
    verdi: Fraction | None
    enhet: str
    mangler: str = ""

    @property
    def tallet(self) -> Fraction:
        """The value; raises UtenTall where the source has none."""
        if self.verdi is None:
            raise UtenTall(f"{self.adresse} er {MANGLETEGN[self.mangler]}, og kan ikke regnes med")
        return self.verdi

    def __str__(self) -> str:
        if self.verdi is None:
            return MANGLETEGN[self.mangler]
        return vis_med_enhet(self.verdi, Enhet.les(self.enhet))

    def uten_enhet(self, desimaler: int | None = None) -> str:
        """The value as it stands in a table whose header has the unit."""
        return MANGLETEGN[self.mangler] if self.verdi is None else vis_tall(self.verdi, desimaler)


@dataclass(frozen=True)
class Tabelldata:
    """A table as read: its description, its rows, and its cells by key. A table of text has rows, and no cells."""

    ressurs: Ressurs
    celler: Mapping[Nokkel, Celle]
    rader: tuple[Mapping[str, Any], ...]
    fil: Path = field(repr=False)

    def __getitem__(self, nokkel: str | int | Nokkel) -> Celle:
        self._krev_verdier()
        sok = nokkel if isinstance(nokkel, tuple) else (nokkel,)
        if sok not in self.celler:
            raise self._ukjent(sok, self.celler)
        return self.celler[sok]

    def rad(self, *nokkel: str | int) -> Mapping[str, Any]:
        """The row with these keys, in a table of values or of text."""
        nokler = self.ressurs.tabell.nokler
        rader = {tuple(rad[n] for n in nokler): rad for rad in self.rader}
        if nokkel not in rader:
            raise self._ukjent(nokkel, rader)
        return rader[nokkel]

    def _ukjent(self, nokkel: Nokkel, kjente: Iterable[Nokkel]) -> Datafeil:
        vist = adressedel(nokkel)
        rad = naermeste(vist, map(adressedel, kjente))
        return Datafeil(f"tabellen {self.ressurs.name} har ikke raden [{vist}].{rad}", self.fil)

    def __iter__(self) -> Iterator[Nokkel]:
        return iter(self.celler)

    def nokkelverdier(self, kolonne: str) -> list[Any]:
        """The values of a key column, each once, in the file's order."""
        return list(dict.fromkeys(rad[kolonne] for rad in self.rader))

    def sum(self, **valg: str | int) -> Fraction:
        """The sum of what ``verdier`` gives. Raise Datafeil where the rows are in different units."""
        celler = self._celler(**valg)
        if len(enheter := dict.fromkeys(celle.enhet for celle in celler)) > 1:
            raise Datafeil(
                f"tabellen {self.ressurs.name} har rader i {' og '.join(enheter)}, som ikke kan legges sammen. "
                "Velg rader i én enhet",
                self.fil,
            )
        return sum((celle.tallet for celle in celler), Fraction(0))

    def verdier(self, **valg: str | int) -> list[Fraction]:
        """The values of the rows that have these values in these columns. Raise Datafeil where there are none."""
        return [celle.tallet for celle in self._celler(**valg)]

    def _celler(self, **valg: str | int) -> list[Celle]:
        self._krev_verdier()
        for kolonne in valg:
            if kolonne not in self.rader[0]:
                raise Datafeil(
                    f"tabellen {self.ressurs.name} har ikke kolonnen «{kolonne}».{naermeste(kolonne, self.rader[0])}"
                )
        celler = [
            celle
            for rad, celle in zip(self.rader, self.celler.values(), strict=True)
            if all(rad[kolonne] == verdi for kolonne, verdi in valg.items())
        ]
        if not celler:
            sokt = " og ".join(f"{kolonne} er «{verdi}»" for kolonne, verdi in valg.items())
            alle = {str(celle) for rad in self.rader for celle in rad.values()}
            lik = "".join(naermeste(str(verdi), alle) for verdi in valg.values())
            raise Datafeil(f"tabellen {self.ressurs.name} har ingen rader der {sokt}.{lik}")
        return celler

    @property
    def enhet(self) -> str:
        """The unit that all values share; empty where each row has its own, or none."""
        felt = self.ressurs.tabell.verdifelt
        return (felt.enhet if felt else None) or ""

    def _krev_verdier(self) -> None:
        if self.ressurs.tabell.teksttabell:
            raise Datafeil(f"tabellen {self.ressurs.name} har bare tekst, og ingen tall å slå opp")


def adressedel(nokkel: Nokkel) -> str:
    """The keys of a cell as an address has them: «HEL, 2026»."""
    return ", ".join(str(del_) for del_ in nokkel)


def les_tabeller(
    mappe: Path, endringer: Mapping[str, Verdi], under_arbeid: bool = False, uten: Collection[str] = ()
) -> tuple[dict[str, Tabelldata], Datapakke, Dokument]:
    """All tables described in the folder's datapackage.yml, and the description itself.

    ``endringer`` maps cell addresses to values that replace the file's. ``under_arbeid``: the file need not be there,
    and a table without kilde or side is left out, as is always one that the sector says it is without (``uten``).
    Raises Datafeil with every fault.
    """
    dokument, uten_kilde = _les_beskrivelse(mappe / PAKKEFIL, under_arbeid, uten)
    if isinstance(dokument.innhold, dict) and dokument.innhold.get("resources", ...) is None:
        # The last table is gone, and its key stands alone.
        dokument.innhold = {navn: verdi for navn, verdi in dokument.innhold.items() if navn != "resources"}
    pakke = valider(dokument, Datapakke)
    tabeller: dict[str, Tabelldata] = {}
    feil = _ubeskrevne(mappe, {ressurs.path for ressurs in pakke.alle})
    steder = [("resources", nr) for nr in range(len(pakke.resources))]
    steder += [("uten_tall", nr) for nr in range(len(pakke.uten_tall))]
    for sted, ressurs in zip(steder, pakke.alle, strict=True):
        if sted in uten_kilde:
            continue
        if ressurs.name in tabeller:
            melding = f"tabellen «{ressurs.name}» er beskrevet to ganger. Gi den ene et annet navn."
            feil.append(dokument.feil((*sted, "name"), melding))
        elif (mappe / ressurs.path).exists():
            with samle(feil):
                tabeller[ressurs.name] = _les_tabell(mappe / ressurs.path, ressurs, endringer)
        elif sted[0] == "resources":
            melding = f"filen {ressurs.path} finnes ikke. Legg den i mappen, eller rett path."
            feil.append(dokument.feil((*sted, "path"), melding))
    if feil:
        raise samlet_feil(feil)
    if uten_kilde:
        med = [r for nr, r in enumerate(pakke.resources) if ("resources", nr) not in uten_kilde]
        pakke = pakke.model_copy(update={"resources": tuple(med)})
    return tabeller, pakke, dokument


def _les_beskrivelse(fil: Path, under_arbeid: bool, uten: Collection[str]) -> tuple[Dokument, set[tuple[str, int]]]:
    """datapackage.yml, and the tables in it that do not say where they are from, and need not."""
    dokument = les_dokument(fil) if fil.exists() or not under_arbeid else Dokument(fil, None)
    if under_arbeid and dokument.innhold is None:
        dokument.innhold = {"name": fil.parent.name, "title": fil.parent.name}
    uten_kilde: set[tuple[str, int]] = set()
    ressurser = dokument.innhold.get("resources") if isinstance(dokument.innhold, dict) else None
    for nr, ressurs in enumerate(ressurser if isinstance(ressurser, list) else []):
        if not isinstance(ressurs, dict) or (ressurs.get("kilde") and ressurs.get("side")):
            continue
        if under_arbeid or ressurs.get("name") in uten:
            ressurs |= {"kilde": "mangler", "side": "0"}
            uten_kilde.add(("resources", nr))
    return dokument, uten_kilde


def _ubeskrevne(mappe: Path, beskrevet: set[str]) -> list[Datafeil]:
    """Tables that would not be read: files without a description, and workbooks."""
    feil = []
    for fil in written_files(mappe, "**/*.*"):
        ending = fil.suffix.lower()
        if fil.relative_to(mappe).as_posix() in beskrevet:
            continue
        if ending == ".csv":
            feil.append(Datafeil("filen er ikke beskrevet i datapackage.yml. Legg den til der, eller slett den.", fil))
        elif ending in {".xlsx", ".xls", ".ods"}:
            feil.append(Datafeil("regneark leses ikke. Lagre arket som CSV (UTF-8, komma).", fil))
    return feil


def _les_tabell(fil: Path, ressurs: Ressurs, endringer: Mapping[str, Verdi]) -> Tabelldata:
    feil: list[Datafeil] = []
    rader = les_csv(fil, [felt.name for felt in ressurs.tabell.felt], feil)
    return av_rader(rader, ressurs, fil, endringer, feil)


def av_rader(
    tekstrader: Iterable[tuple[int, Mapping[str, str]]],
    ressurs: Ressurs,
    fil: Path,
    endringer: Mapping[str, Verdi],
    feil: list[Datafeil],
) -> Tabelldata:
    """A table from numbered rows of text. ``feil`` has earlier faults; raise Datafeil with every fault."""
    skjema = ressurs.tabell
    celler: dict[Nokkel, Celle] = {}
    rader: list[Mapping[str, Any]] = []
    forst_sett: dict[Nokkel, int] = {}
    for linje, rad in tekstrader:
        try:
            lest = {felt.name: _les_felt(felt, rad[felt.name], skjema) for felt in skjema.felt}
            nokkel: Nokkel = tuple(lest[k] for k in skjema.nokler)
            if nokkel in forst_sett:
                raise ValueError(f"raden «{adressedel(nokkel)}» står også på linje {forst_sett[nokkel]}. Slett den ene")
        except ValueError as grunn:
            feil.append(Datafeil(str(grunn), fil, linje))
            continue
        forst_sett[nokkel] = linje
        if felt := skjema.verdifelt:
            adresse = f"{ressurs.name}[{adressedel(nokkel)}]"
            verdi = lest[felt.name]
            if adresse in endringer:
                verdi = endringer[adresse]
                try:
                    _krev_lovlig(felt, verdi, skriv_verdi(verdi))
                except ValueError as grunn:
                    feil.append(Datafeil(f"{adresse}: {grunn}"))
            enhet = felt.enhet or str(lest.get("enhet", ""))
            celler[nokkel] = (
                Celle(adresse, verdi, enhet)
                if isinstance(verdi, Fraction)
                else Celle(adresse, None, enhet, mangler=rad[felt.name] or "..")
            )
            lest[felt.name] = celler[nokkel].verdi
            if ressurs.vis and (trykt := ressurs.vis.som_trykt) and adresse not in endringer:
                feil += _feil_i_trykt(trykt, rad[trykt], celler[nokkel], fil, linje)
        rader.append(lest)
    if feil:
        raise samlet_feil(feil)
    return Tabelldata(ressurs, celler, tuple(rader), fil)


def _feil_i_trykt(kolonne: str, trykt: str, celle: Celle, fil: Path, linje: int) -> Iterator[Datafeil]:
    """A value as the source writes it, «1 116» or «2 t 17 min», that is not the row's own."""
    tall = _trykte_tall(trykt, celle.enhet)
    # Of several, which one it is cannot be told.
    if len(tall) <= 1 and (tall[0] if tall else None) != celle.verdi:
        verdi = celle.mangler if celle.verdi is None else vis_tall(celle.verdi)
        sagt = f"{celle.adresse} er {verdi}, men {kolonne} er «{trykt}». Slå opp siden, og rett det ene."
        yield Datafeil(sagt, fil, linje)


def _trykte_tall(trykt: str, enhet: str) -> list[Fraction]:
    """The numbers in what is printed; hours and minutes are one, where the unit is minutes."""
    rent = re.sub("[\u00a0\u202f]", " ", trykt).replace(MINUS, "-")
    if enhet == "minutter" and (tid := re.fullmatch(r"(\d+) t (\d+) min", rent)):
        return [Fraction(timedelta(hours=int(tid[1]), minutes=int(tid[2])) // timedelta(minutes=1))]
    funnet = re.findall(r"-?\d{1,3}(?: \d{3})+(?:,\d+)?|-?\d+(?:[.,]\d+)?", rent)
    return [Fraction(tall.replace(" ", "").replace(",", ".")) for tall in funnet]


def _les_felt(felt: Felt, celle: str, skjema: Tabellskjema) -> Any:
    """A cell by its column's type and constraints; raises ValueError in words."""
    krav = felt.constraints
    if krav.enum or felt.name in skjema.nokler:
        # A name is the same whatever blanks it is typed with.
        celle = plain_blanks(celle)
    if celle == "" or (felt.type != "string" and celle in skjema.mangletegn):
        if krav.required or felt.name in skjema.nokler:
            raise ValueError(f"{felt.name} er «{celle}», men kan ikke mangle. Fyll ut feltet, eller slett raden")
        return None
    if felt.type == "string":
        if felt.name == "enhet":
            try:
                dimension_of(celle)
            except ValueError as grunn:
                raise ValueError(f"enhet {grunn}") from None
        if krav.enum and celle not in krav.enum:
            raise ValueError(
                f"{felt.name} er «{celle}».{naermeste(celle, krav.enum)} "
                f"Tillatt etter datapackage.yml: {', '.join(krav.enum)}"
            )
        return celle
    if felt.type == "year" and not re.fullmatch(r"\d{4}", celle):
        raise ValueError(f"{felt.name} er «{celle}», men må være et årstall, for eksempel 2026")
    try:
        verdi = les_tall(celle)
    except ValueError as grunn:
        rad = "" if krav.required else " Skriv «..» der kilden ikke oppgir tallet"
        raise ValueError(f"{felt.name} {grunn}{rad}") from None
    _krev_lovlig(felt, verdi, celle)
    return int(verdi) if felt.type == "year" else verdi


def _krev_lovlig(felt: Felt, verdi: Verdi, vist: str) -> None:
    """Raise ValueError where a value is not of its column's kind, or outside its limits."""
    krav = felt.constraints
    if not isinstance(verdi, Fraction):
        raise ValueError(f"{felt.name} er «{vist}», men må være et tall")
    if felt.type in {"integer", "year"} and verdi.denominator != 1:
        raise ValueError(f"{felt.name} er {vist}, men må være et helt tall")
    if feil := utenfor(verdi, krav.minimum, krav.maximum):
        raise ValueError(f"{felt.name} {feil} (etter datapackage.yml)")
