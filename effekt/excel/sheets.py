"""A workbook as a person left it: which of its sheets is which, its rows and their headers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from effekt.base.faults import lignende, naermeste
from effekt.excel.cells import Arkfeil, Rute, tett
from effekt.excel.columns import LESMEG, LISTER, Ark, Arkkolonne, alle_ark, egne_ord
from effekt.excel.files import Sektorfiler
from effekt.reading.documents import Sti

_LETER_I: Final = 40  # rows from the top where the headers can be


@dataclass(frozen=True)
class Arkside:
    """A sheet: its rows of cells from the left, none longer than what is filled in."""

    navn: str
    nr: int
    rader: dict[int, dict[int, Rute]]
    skjult: bool = False
    skjulte_rader: frozenset[int] = frozenset()
    skjulte_kolonner: frozenset[int] = frozenset()

    def rute(self, rad: int, kolonne: int) -> Rute:
        """The cell, blank where nothing was ever in it."""
        return self.rader.get(rad, {}).get(kolonne) or Rute(self.navn, self.nr, rad, kolonne)


@dataclass(frozen=True)
class Hode:
    """Where a sheet's headers are, and which column each stands over."""

    rad: int
    kolonner: dict[str, int]
    ar: dict[int, int]
    ukjente: dict[int, str] = field(default_factory=dict)
    doble: dict[int, int] = field(default_factory=dict)  # what stands over two columns: the later, the first


def enkelt(tekst: str) -> str:
    """A header or a sheet's name without what people change: case, spaces, stars, the unit."""
    uten_enhet = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", tett(tekst))
    return re.sub(r"[\s_:.*-]+", " ", uten_enhet or tekst).strip().casefold()


# What Excel, Google Sheets, LibreOffice and people call a copy of a sheet.
_SOM_KOPI: Final = re.compile(r"^(?:kopi|copy) (?:av|of) |_\d$|[\s_\u2013-]*\b(?:kopi|copy)(?: ?\d+)?$", re.IGNORECASE)


def meant(side: str, kjente: Mapping[str, str]) -> str | None:
    """Which of the known sheets one is, by ``enkelt`` of their names; also where it is a copy of it."""
    return kjente.get(enkelt(side)) or kjente.get(enkelt(_SOM_KOPI.sub("", tett(side))))


# What plans and budgets call a year's column by, beside the year.
_PLANORD: Final = (
    "ar|år|hp|øp|høp|øhp|bp|b|vb|p|budsj|budsjett|årsbudsjett|plan|økonomiplan|handlingsplan|handlingsprogram|forslag|"
    "vedtatt|beløp|effekt|innsparing|besparelse"
)
_PLANAR: Final = re.compile(
    rf"(?:(?:{_PLANORD})\b[.:]?[ -]?)*((?:19|20|21)\d\d)(?:[ -](?:{_PLANORD})\b[.:]?)*", re.IGNORECASE
)
_NEVNT_AR: Final = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")


def year_in_header(rute: Rute) -> int | None:
    """The one year that a header is about: 2026, «HP 2026», «Budsjett 2026», a date; None for anything else."""
    if rute.ar is not None:
        return rute.ar
    treff = _PLANAR.fullmatch(rute.tekst)
    return int(treff[1]) if treff else None


def years_named(tekst: str) -> set[int]:
    """Every year that a text names: two in «2026–2029»."""
    return {int(ar) for ar in _NEVNT_AR.findall(tekst)}


def finn_hode(side: Arkside, navn: dict[str, str], med_ar: Callable[[int], bool]) -> Hode | None:
    """The row of headers, or None. ``navn`` maps what a header can say to its column; ``med_ar`` allows years."""
    best: tuple[int, Hode] | None = None
    for rad in sorted(side.rader)[:_LETER_I]:
        hode = _les_hode(side, rad, navn, med_ar)
        treff = len(hode.kolonner) + len(hode.ar)
        if hode.kolonner and (best is None or treff > best[0]):
            best = treff, hode
    if best is None or best[0] < min(2, len(set(navn.values()))):
        return None
    return best[1]


def _les_hode(side: Arkside, rad: int, navn: dict[str, str], med_ar: Callable[[int], bool]) -> Hode:
    hode = Hode(rad, {}, {})
    for kolonne, rute in sorted(side.rader[rad].items()):
        if rute.tom or (rute.delt and side.rute(rad, kolonne - 1).delt == rute.delt):
            continue
        kjent = navn.get(enkelt(rute.tekst))
        if kjent is not None:
            if kjent in hode.kolonner:
                hode.doble[kolonne] = hode.kolonner[kjent]
            else:
                hode.kolonner[kjent] = kolonne
        elif (ar := year_in_header(rute)) is not None and med_ar(ar):
            if ar in hode.ar:
                hode.doble[kolonne] = hode.ar[ar]
            else:
                hode.ar[ar] = kolonne
        else:
            hode.ukjente[kolonne] = rute.tekst
    return hode


def datarader(side: Arkside, hode: Hode) -> Iterator[int]:
    """The rows below the headers that have anything of their own in them, from the top."""
    brukt = {*hode.kolonner.values(), *hode.ar.values()}
    for rad in sorted(side.rader):
        ruter = [r for k, r in side.rader[rad].items() if k in brukt and not r.tom]
        # A merged cell above or to the left gives its value to the others.
        if rad > hode.rad and any(not r.delt or r.delt.split(":")[0] == r.navn for r in ruter):
            yield rad


def liste_i_ord(ledd: Sequence[object]) -> str:
    """«4, 5 og 9», and no more than some of a long list."""
    vist = [str(ett) for ett in ledd[:12]]
    if len(ledd) > len(vist):
        return f"{', '.join(vist)} og {len(ledd) - len(vist)} til"
    return " og ".join([", ".join(vist[:-1]), vist[-1]] if len(vist) > 1 else vist)


Ordlister = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Arkcelle:
    """A cell that a value is from, and the header it stands under."""

    rute: Rute
    navn: str


@dataclass(frozen=True)
class Gone:
    """What the files have and the workbook has not: an entry without a row, a value whose cell (``sted``) is blank."""

    fil: str
    sti: Sti
    hva: str
    verdi: str
    sted: str = ""

    def __str__(self) -> str:
        return (
            f"{self.hva}: {self.verdi} → (tom) ({self.sted})" if self.sted else f"{self.hva}: {self.verdi}".strip(": ")
        )


@dataclass
class Innlesing:
    """What a workbook says: the files with it in them, and where in the workbook each value is.

    ``rader`` has the row of every entry, for faults that are found later; ``borte`` what is in the files and not in the
    workbook, which is taken out of them only where ``slett`` says so. ``belop`` has the amounts of effects that are
    new, by file and year; ``snudd`` says that they are written with minus for savings.
    """

    filer: Sektorfiler
    slett: bool = False
    snudd: bool = False
    feil: list[Arkfeil] = field(default_factory=list)
    merknader: list[str] = field(default_factory=list)
    celler: dict[tuple[str, Sti], Arkcelle] = field(default_factory=dict)
    rader: dict[tuple[str, Sti], "Arkrad"] = field(default_factory=dict)
    darlige: set[tuple[str, Sti]] = field(default_factory=set)
    borte: list[Gone] = field(default_factory=list)
    belop: list[tuple[str, str, Fraction]] = field(default_factory=list)
    lest: dict[str, int] = field(default_factory=dict)
    ulest: list[str] = field(default_factory=list)
    lost_years: dict[tuple[str, str], Rute] = field(default_factory=dict)
    linjer: dict[tuple[str, int], Mapping[str, Rute]] = field(default_factory=dict)

    def merk(self, melding: str) -> None:
        """Tell something that is no fault; once."""
        if melding not in self.merknader:
            self.merknader.append(melding)

    def note_unread(self, melding: str) -> None:
        """Tell of something in the workbook, or missing from it, that the import goes past."""
        self.merk(melding)
        self.ulest.append(melding)

    def merk_arvet(self, ark: str, rader: list[int]) -> None:
        """Tell which rows lack the key that stands once above them."""
        if rader:
            hvor = f"{'rad' if len(rader) == 1 else 'radene'} {liste_i_ord(sorted(set(rader)))}"
            self.merk(f"{ark}: nøkkelen er tom i {hvor}, og lest som i raden over.")


@dataclass(frozen=True)
class Arkrad:
    """A row of a sheet, with the headers it stands under."""

    side: Arkside
    hode: Hode
    nr: int

    def rute(self, navn: str) -> Rute | None:
        """The cell under a header; None where the sheet has no such column."""
        kolonne = self.hode.kolonner.get(navn)
        return None if kolonne is None else self.side.rute(self.nr, kolonne)

    def ar(self) -> dict[int, Rute]:
        """The cells under years that have something in them."""
        alle = {ar: self.side.rute(self.nr, kolonne) for ar, kolonne in self.hode.ar.items()}
        return {ar: rute for ar, rute in alle.items() if not rute.tom}

    @property
    def forste(self) -> Rute:
        """The first cell under a header."""
        return self.side.rute(self.nr, min([*self.hode.kolonner.values(), *self.hode.ar.values()]))


def finn_sider(sider: list[Arkside], inn: Innlesing, egne: set[str]) -> dict[str, Arkside]:
    """The sheets by their names in the template; one that was renamed is known by its headers.

    Two sheets for one thing are a fault: nobody can know which of them is meant.
    """
    kjente = {enkelt(ark.navn): ark.navn for ark in alle_ark()}
    funnet: dict[str, Arkside] = {}
    andre: list[Arkside] = []
    for side in sider:
        navn = meant(side.navn, kjente)
        if navn is None:
            andre.append(side)
        elif first_sheet(inn, navn, side, funnet.get(navn)):
            funnet[navn] = side
    hjelpeark = {enkelt(navn) for navn in (LESMEG, LISTER)}
    ved_navn = set(funnet)
    for side in andre:
        if enkelt(side.navn) in hjelpeark or side.navn in egne or not side.rader:
            continue
        savnet = [ark for ark in alle_ark() if ark.navn not in ved_navn]
        like = lignende(side.navn, [ark.navn for ark in savnet])
        rette = [ark for ark in savnet if (hode := hode_i(side, ark)) and _helt_likt(hode, ark)]
        valgt = next((ark for ark in rette if ark.navn in like or len(rette) == 1), None)
        if valgt is None:
            rad = naermeste(side.navn, [ark.navn for ark in savnet])
            inn.note_unread(f"Arket «{side.navn}» er ikke med i malen, og er ikke lest.{rad}")
        elif first_sheet(inn, valgt.navn, side, funnet.get(valgt.navn)):
            funnet[valgt.navn] = side
            inn.merk(f"Arket «{side.navn}» er lest som {valgt.navn}, for det har de kolonnene.")
    return funnet


def first_sheet(inn: Innlesing, navn: str, side: Arkside, annen: Arkside | None) -> bool:
    """Whether the sheet is the only one for the thing; a second one is a fault, with both names."""
    if annen is not None:
        inn.feil.append(
            Arkfeil(
                f"«{annen.navn}» og «{side.navn}» er begge arket for {navn}. Slett det som ikke gjelder, eller "
                f"kall det som gjelder, «{navn}», og det andre noe helt annet",
                side.navn,
                (side.nr, 0, 0),
            )
        )
    return annen is None


def _helt_likt(hode: Hode, ark: Ark) -> bool:
    ma = {k.navn for k in ark.alle if k.pakrevd and not (ark.serie and k.sti == (ark.serie,))}
    return ma <= hode.kolonner.keys() and len(ma) + len(hode.ar) > 1


def hode_i(side: Arkside, ark: Ark) -> Hode | None:
    """The sheet's headers as the columns of ``ark``."""
    navn: dict[str, str] = {}
    for kolonne in reversed(ark.alle):
        for form in (kolonne.navn, ".".join(map(str, kolonne.sti))):
            navn[enkelt(form)] = kolonne.navn
    return finn_hode(side, navn, lambda _: bool(ark.serie))


def ord_for(ark: Ark, kolonne: Arkkolonne, sti: Sti, ord_: Ordlister) -> Mapping[str, str]:
    """The words that a column's values are shown by, and known by when they are read."""
    siste = str(kolonne.sti[-1])
    if ark.navn == "Vurderinger" and siste == "verdi":
        return ord_["usikkerhet" if "usikkerhet" in str(sti[-1:]) else "konsekvens"]
    if kolonne.slag in {"valg", "navn"} and siste == "verdi":
        return {**ord_["konsekvens"], **ord_["usikkerhet"]}
    return egne_ord(kolonne) or ord_.get({"rapport": "kilde"}.get(siste, siste), {})


def kjente_enheter(filer: Sektorfiler) -> set[str]:
    """Every unit that data/ has, and the plain ones."""
    funnet = {"kr", "1 000 kr", "mill. kr", "mrd. kr", "prosent", "andel", "år"}

    def let(ting: Any) -> None:
        if isinstance(ting, Mapping):
            if isinstance(ting.get("enhet"), str):
                funnet.add(ting["enhet"])
            for under in ting.values():
                let(under)
        elif isinstance(ting, list):
            for under in ting:
                let(under)

    let(filer.gamle)
    return funnet
