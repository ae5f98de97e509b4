"""The rows of a plain budget sheet: measures with their amounts, sums that are held against them, and the rest.

Amounts are in the sheet's own unit, with the sheet's own signs; what they mean is decided elsewhere. Every row that is
not blank is one thing or another, and each of them can be told.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from effekt.base.numbers import les_tall
from effekt.excel.budget_layout import Layout, year_of_column
from effekt.excel.cells import MANGLER, Arkfeil, Rute, les_celletekst, les_tallrute

_SUM: Final = re.compile(r"(?:del|total)?sum(?:mer)?\b|subtotal|(?:i alt|total|totalt)$", re.I)
# What begins the name of a sum, and of a measure as well: a sum only where the numbers say so.
_KANSKJE_SUM: Final = re.compile(r"(?:total|totalt|samlet|netto|brutto|i alt|til sammen|sammen)\b", re.I)
_HERAV: Final = re.compile(r"(?:her)?av (?:dette|disse)|herav\b|derav\b", re.I)
_IKKE_BELOP: Final = {*MANGLER, "ikke beregnet", "ikke tallfestet", "ikke kvantifisert", "ikke anslått", "ukjent"}
SAMLET: Final = "samlet"
_KLAMMER: Final = ("{{", "{%", "{#")


@dataclass(frozen=True)
class Row:
    """A measure as its row has it: amounts by year, in the sheet's unit and with its sign; a blank year has none.

    ``samlet`` is what the sheet has of amounts without a year; ``seksjon`` is the agency or heading that it is under.
    """

    nr: int
    navn: str
    belop: dict[int, Fraction] = field(default_factory=dict)
    arsverk: dict[int | None, Fraction] = field(default_factory=dict)
    samlet: Fraction | None = None
    seksjon: str = ""
    beskrivelse: str = ""

    @property
    def amounts(self) -> list[Fraction]:
        """The row's amounts of money, of years or of them all."""
        return [*self.belop.values(), *([] if self.samlet is None else [self.samlet])]

    @property
    def tall(self) -> dict[str, Fraction]:
        """Every number of the row by what its column is of: «2026», «årsverk», «samlet»."""
        alle = {str(ar): tall for ar, tall in self.belop.items()}
        alle |= {_posts(ar): tall for ar, tall in self.arsverk.items()}
        return alle | ({} if self.samlet is None else {SAMLET: self.samlet})


@dataclass(frozen=True)
class Sum:
    """A row that is a sum, what it says by column, and what the rows that it is of give."""

    nr: int
    tekst: str
    sagt: dict[str, Fraction]
    gir: dict[str, Fraction]
    rader: tuple[int, ...]

    @property
    def avvik(self) -> list[str]:
        """The columns in which it is another than the rows give."""
        return [hva for hva, tall in self.sagt.items() if tall != self.gir[hva]]


@dataclass(frozen=True)
class Table:
    """What a budget sheet has: measures, sums, rows without a number, and what is not read, each told in words.

    ``uten_tall`` are rows above the last number that may be measures, or headings.
    """

    layout: Layout
    rader: tuple[Row, ...]
    summer: tuple[Sum, ...]
    uten_tall: tuple[Row, ...]
    ulest: tuple[str, ...]
    feil: tuple[Arkfeil, ...]

    @property
    def ar(self) -> list[int]:
        """The years that any row has an amount in."""
        return sorted(self.layout.ar)

    def sum_i(self, ar: int) -> Fraction:
        """What the measures add up to in a year."""
        return sum((rad.belop.get(ar, Fraction(0)) for rad in self.rader), Fraction(0))


def _posts(ar: int | None) -> str:
    return "årsverk" if ar is None else f"årsverk {ar}"


def read_table(layout: Layout, enhet: str, virksomheter: Sequence[str] = ()) -> Table:
    """The rows below the headers, with amounts in ``enhet``; ``virksomheter`` are what a heading can be known as."""
    return _Reader(layout, enhet, {same_name(v) for v in virksomheter}).read()


def same_name(tekst: str) -> str:
    """A name as it is compared: without case, spaces and signs."""
    return re.sub(r"\W+", " ", tekst).strip().casefold()


class _Reader:
    def __init__(self, layout: Layout, enhet: str, virksomheter: set[str]) -> None:
        self.layout, self.side, self.enhet, self.virksomheter = layout, layout.side, enhet, virksomheter
        self.rader: list[Row] = []
        self.summer: list[Sum] = []
        self.uten: list[Row] = []
        self.ulest: list[str] = []
        self.feil: list[Arkfeil] = []
        self.seksjon = ""
        # The columns of numbers, and what each is in.
        self.kolonner = {str(ar): (kolonne, enhet) for ar, kolonne in layout.ar.items()}
        self.kolonner |= {_posts(ar): (kolonne, "antall") for ar, kolonne in layout.arsverk.items()}
        if layout.samlet:
            self.kolonner[SAMLET] = layout.samlet, enhet
        # How many rows there were at the last sum and the last heading, which are what a sum can be of.
        self.etter_sum = self.etter_seksjon = 0

    def read(self) -> Table:
        under = [nr for nr in sorted(self.side.rader) if nr > self.layout.rad]
        # Where no column has amounts, a row of words is no note: a measure may be words alone.
        med_tall = [nr for nr in under if self._cells(nr)] if self.layout.ar or self.layout.samlet else []
        sist = max(med_tall or under, default=0)
        for nr in under:
            if nr > sist:
                self._skip(nr, "står under tabellen")
            elif any(self._own(r) for r in self.side.rader[nr].values()):
                self._row(nr)
        return Table(
            self.layout, tuple(self.rader), tuple(self.summer), tuple(self.uten), tuple(self.ulest), tuple(self.feil)
        )

    def _own(self, rute: Rute) -> bool:
        return not rute.tom and rute.delt.split(":")[0] in {"", rute.navn}

    def _cells(self, nr: int) -> dict[str, Rute]:
        """The cells of a row that have something in a column of numbers."""
        alle = {hva: self.side.rute(nr, kolonne) for hva, (kolonne, _) in self.kolonner.items()}
        return {hva: rute for hva, rute in alle.items() if not rute.tom}

    def _numbers(self, ruter: dict[str, Rute]) -> dict[str, Fraction]:
        lest = {hva: self._number(rute, self.kolonner[hva][1]) for hva, rute in ruter.items()}
        return {hva: tall for hva, tall in lest.items() if tall is not None}

    def _name(self, nr: int) -> str:
        """The row's name: in its column, or in one before the numbers, where names are indented by columns."""
        for kolonne in (self.layout.navn, *range(1, min(self.layout.ar.values(), default=1))):
            rute = self.side.rute(nr, kolonne)
            annet = kolonne in {self.layout.virksomhet, self.layout.beskrivelse, *self.layout.arsverk.values()}
            if not rute.tom and not annet and re.search(r"[^\W\d_]", rute.tekst):
                return les_celletekst(rute).replace("\n", " ")
        return ""

    def _row(self, nr: int) -> None:
        ruter, navn = self._cells(nr), self._name(nr)
        if len(ruter) > 1 and all(str(year_of_column(rute)) == hva for hva, rute in ruter.items()):
            return  # the headers once more
        if _HERAV.match(navn):
            self._skip(nr, "er en del av raden over")
        elif navn and _SUM.match(navn):
            self._sum(nr, navn, ruter)
        elif not ruter and self.kolonner:
            self._without_number(nr, navn)
        else:
            self._with_numbers(nr, navn, ruter)

    def _with_numbers(self, nr: int, navn: str, ruter: dict[str, Rute]) -> None:
        """A measure; a sum where it has no name, or one that a sum may have, and adds up as one."""
        before = len(self.feil)
        tall = self._numbers(ruter)
        if not navn or _KANSKJE_SUM.match(navn):
            if tall and any(rader and tall == _added(rader, tall) for rader in self._sums_of()):
                self._sum(nr, navn or "uten navn", ruter)
                return
            if not navn:
                forste = next(r for r in self.side.rader[nr].values() if not r.tom)
                hva = "raden har tall, men ikke noe navn. Skriv navnet på tiltaket, eller slett raden"
                self.feil.append(forste.feil(hva))
                return
        if len(self.feil) == before:
            self.rader.append(self._measure(nr, navn, tall))

    def _measure(self, nr: int, navn: str, tall: dict[str, Fraction]) -> Row:
        belop = {ar: tall[str(ar)] for ar in self.layout.ar if str(ar) in tall}
        arsverk = {ar: tall[_posts(ar)] for ar in self.layout.arsverk if _posts(ar) in tall}
        beskrivelse = self.side.rute(nr, self.layout.beskrivelse) if self.layout.beskrivelse else None
        tekst = les_celletekst(beskrivelse) if beskrivelse and not beskrivelse.tom else ""
        for felt, rute in ((navn, self.side.rute(nr, self.layout.navn)), (tekst, beskrivelse)):
            if rute and any(tegn in felt for tegn in _KLAMMER):
                self.feil.append(rute.feil("har klammer ({{ eller {%), som boken regner ut. Ta dem bort"))
        egen = self.side.rute(nr, self.layout.virksomhet).tekst if self.layout.virksomhet else ""
        return Row(nr, navn, belop, arsverk, tall.get(SAMLET), egen or self.seksjon, tekst)

    def _number(self, rute: Rute, enhet: str) -> Fraction | None:
        """The number as a person sees it; None where the cell says that there is none. A fault is told."""
        if rute.tekst.casefold() in _IKKE_BELOP:
            return None
        try:
            tall = les_tall(str(les_tallrute(rute, enhet)))
        except ValueError as grunn:
            self.feil.append(rute.feil(str(grunn)))
            return None
        # «#,##0,» shows thousands: 430 is seen, and is what the heading's unit is of.
        komma = re.search(r"[0#?](,+)(?:[^0#?,]|$)", re.sub(r'"[^"]*"|\\.', "", rute.format.split(";")[0]))
        return tall / 1000 ** len(komma[1]) if komma and isinstance(rute.verdi, int | float) else tall

    def _without_number(self, nr: int, navn: str) -> None:
        """A heading where it is an agency's name, else what is asked of: a heading, or a measure without an amount."""
        self.etter_seksjon = len(self.rader)
        if navn:
            self.seksjon = navn
            if same_name(navn) not in self.virksomheter:
                self.uten.append(self._measure(nr, navn, {}))

    def _sums_of(self) -> list[list[Row]]:
        """What a sum can be of: the rows since the last sum, since the last heading, or all."""
        return [self.rader[self.etter_sum :], self.rader[self.etter_seksjon :], self.rader]

    def _sum(self, nr: int, navn: str, ruter: dict[str, Rute]) -> None:
        before = len(self.feil)
        sagt = self._numbers(ruter)
        for feil in self.feil[before:]:
            self.ulest.append(f"rad {nr} («{navn}») er en sum som ikke kan kontrolleres: {feil.sted} {feil.melding}")
        del self.feil[before:]
        mulige = [rader for rader in self._sums_of() if rader]
        if sagt and mulige:
            # What it agrees with in most columns.
            rader = max(mulige, key=lambda en: sum(_added(en, sagt)[hva] == tall for hva, tall in sagt.items()))
            self.summer.append(Sum(nr, navn, sagt, _added(rader, sagt), tuple(rad.nr for rad in rader)))
        self.etter_sum = self.etter_seksjon = len(self.rader)
        self.seksjon = ""

    def _skip(self, nr: int, hvorfor: str) -> None:
        vist = " | ".join(r.tekst for r in self.side.rader[nr].values() if self._own(r))
        if vist:
            self.ulest.append(f"rad {nr} {hvorfor}: «{vist}»")


def _added(rader: Sequence[Row], kolonner: Collection[str]) -> dict[str, Fraction]:
    return {hva: sum((rad.tall.get(hva, Fraction(0)) for rad in rader), Fraction(0)) for hva in kolonner}
