"""The bottom line in words and tables: to a terminal, a page, a cell of JupyterLab and a file.

What is the same before and after is told once, and said to be so; what differs is shown with as many decimals as it
takes to see it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from effekt.base.numbers import MANGLER, MILLION, vis_prosent, vis_tall
from effekt.base.words import ramse
from effekt.calc.bunnlinje import Bunnlinje, Rad, Radserie, Slag, bunnlinje, tilstand
from effekt.display.blocks import Avsnitt, Blokk, Rutenett, boks
from effekt.display.captions import fullt_ut
from effekt.model.verdi import vis_ar
from effekt.reading.penger import Penger
from effekt.reading.samspill import kort_navn
from effekt.reading.sektor import Sektor

UTELATT: Final = "utelatt"
IKKE_MED: Final = "ikke med"
SOM_FOR: Final = "som før"
# In the CSV file, beside «tabell» and «kort».
SLAG: Final = "bunnlinje"
_FLEST_DESIMALER: Final = 6
# So many measures have a sentence of their own.
_NEVNES: Final = 3
_FASTE: Final = {
    Slag.TOTAL: "Alle tiltak",
    Slag.PROGRAM: "Alle sektorer",
    Slag.FORVENTET: "Med risikoen for at de ikke blir gjennomført, eller blir forsinket",
    Slag.UDEKKET: "Kutt som ikke er dekket",
}


@dataclass(frozen=True)
class Ord:
    """What the rows are called, and what amounts are shown in."""

    penger: Penger
    tiltak: Mapping[str, str]
    virksomheter: Mapping[str, str]
    # The sector that all its measures are of, where the book has others.
    sektor: str = ""

    @classmethod
    def av(cls, *sektorer: Sektor) -> "Ord":
        """The names of these sectors' measures and agencies; the first one's where several have them."""
        baklengs = sektorer[::-1]
        return cls(
            sektorer[0].bok.penger,
            {id_: t.vist_navn for s in baklengs for id_, t in s.tiltak.unrecorded().items()},
            {k: v.navn for s in baklengs for k, v in s.unrecorded.info.virksomheter.items()},
            sektorer[0].unrecorded.info.kortnavn if len(sektorer[0].bok.sektorer()) > 1 else "",
        )

    def kort(self, rad: Rad) -> str:
        """A row in as few words as on a terminal."""
        if rad.slag is Slag.TILTAK:
            return kort_navn(rad.navn) if "." in rad.navn else rad.navn
        if rad.slag is Slag.TOTAL and self.sektor:
            return f"{_FASTE[rad.slag]} i {self.sektor}"
        return _FASTE.get(rad.slag) or self.virksomheter.get(rad.navn, rad.navn)

    def navn(self, rad: Rad, med_risiko: bool = False) -> str:
        """A row as the first cell of a table; ``med_risiko``: the sum stands beside what is expected."""
        if rad.slag is Slag.TILTAK:
            return f"{self.kort(rad)} {self.tiltak.get(rad.navn, '')}".strip()
        if rad.slag is Slag.DEKNING:
            return f"{self.kort(rad)}: dekket av eget kutt"
        if rad.slag is Slag.DEKNING_FORVENTET:
            return f"{self.kort(rad)}: dekket av eget kutt, med risikoen"
        if rad.slag is Slag.VIRKSOMHET_FORVENTET:
            return f"{self.kort(rad)}, med risikoen"
        if rad.slag is Slag.TOTAL and med_risiko:
            return f"{self.kort(rad)}, hvis de blir gjennomført"
        return self.kort(rad)

    def enhet(self, rad: Rad) -> str:
        """What the row's values are in."""
        return "%" if rad.slag.er_andel else self.penger.ord_

    def i_enheten(self, rad: Rad, verdi: Fraction) -> Fraction:
        """A value of the row in the unit that it is shown in."""
        return verdi * 100 if rad.slag.er_andel else verdi / self.penger.i_kroner

    def vis(self, rad: Rad, verdi: Fraction, flere: int = 0) -> str:
        """A value of the row, with so many decimals more than usual."""
        if rad.slag.er_andel:
            return vis_prosent(verdi, flere)
        regnet = rad.slag in {Slag.FORVENTET, Slag.VIRKSOMHET_FORVENTET, Slag.UDEKKET}
        if verdi and (flere or regnet):
            return vis_tall(self.i_enheten(rad, verdi), int(self.penger.i_kroner == MILLION) + flere)
        return self.penger.vis(verdi)

    def alle(self, rad: Rad, verdier: Sequence[Fraction | str | None]) -> list[str]:
        """Values of the row beside each other, told apart where they differ; words as they are."""
        tall = {v for v in verdier if isinstance(v, Fraction)}
        for flere in range(_FLEST_DESIMALER):
            if len({self.vis(rad, v, flere) for v in tall}) == len(tall):
                break
        return [MANGLER if v is None else v if isinstance(v, str) else self.vis(rad, v, flere) for v in verdier]


def i_aret(serie: Radserie, ar: int) -> Fraction | str | None:
    """What a row of one state has in a year, or the word for why it has nothing."""
    if serie.utelatt:
        return UTELATT
    return serie.verdier.get(ar, IKKE_MED)


def i_alt(serie: Radserie) -> Fraction | str | None:
    """The same of all years of the state together."""
    if serie.utelatt:
        return UTELATT
    return serie.sum if serie.verdier else IKKE_MED


@dataclass(frozen=True)
class Overgang:
    """A value before and after, as shown; the same once where it did not move."""

    fra: str
    til: str
    beveget: bool

    def __str__(self) -> str:
        return f"{self.fra} → {self.til}" if self.beveget else self.til


@dataclass(frozen=True)
class Fortalt:
    """A bottom line in words."""

    bunnlinje: Bunnlinje
    ord_: Ord

    @property
    def perioder(self) -> str:
        """The years of the two states: «2026–2030», or both where they are not the same."""
        for_, etter = (vis_ar(t.periode) for t in (self.bunnlinje.for_, self.bunnlinje.etter))
        return etter if for_ == etter else f"{for_} → {etter}"

    def utelatte(self, nr: int) -> frozenset[str]:
        """The measures that are left out before (0) or after (1)."""
        return frozenset(rad.navn for rad in self._av(Slag.TILTAK) if rad.serier[nr].utelatt)

    def celle(self, rad: Rad, *verdier: Fraction | str | None) -> Overgang:
        """Two values of a row."""
        fra, til = self.ord_.alle(rad, verdier)
        return Overgang(fra, til, verdier[0] != verdier[1])

    def _i_aret(self, rad: Rad, ar: int, ar_etter: int | None = None) -> Overgang:
        for_, etter = rad.serier
        return self.celle(rad, i_aret(for_, ar), i_aret(etter, ar if ar_etter is None else ar_etter))

    def _i_alt(self, rad: Rad) -> Overgang:
        return self.celle(rad, *(i_alt(serie) for serie in rad.serier))

    def _siste(self) -> str:
        for_, etter = self.bunnlinje.ar
        return str(etter) if for_ == etter else f"{for_} → {etter}"

    def _hvor_mye(self, rad: Rad) -> str:
        """A row in its last year and in all its years."""
        siste, alt = self._i_aret(rad, *self.bunnlinje.ar), self._i_alt(rad)
        navn, i_alt = self.ord_.kort(rad), f"i {self.perioder} til sammen"
        if not siste.beveget and not alt.beveget:
            slutt = "men ikke i de samme årene" if rad.beveget else SOM_FOR
            return f"{navn}: {siste} i {self._siste()} og {alt} {i_alt}, {slutt}"
        i_ar, sum_ = (str(c) if c.beveget else f"{c}, {SOM_FOR}" for c in (siste, alt))
        komma = "," if rad.slag is Slag.FORVENTET else ""
        return f"{navn}{komma} i {self._siste()}: {i_ar}; {i_alt}: {sum_}"

    def hovedsetning(self) -> str:
        """The bottom line in a sentence or three."""
        if not self.bunnlinje.beveget:
            return self._som_for()
        return f"I {self.ord_.penger.ord_}: {'. '.join(self.hovedpunkter())}."

    def hovedpunkter(self) -> list[str]:
        """The bottom line in points: the measures that moved, the sums, and what may move without them."""
        tiltak = [rad for rad in self._av(Slag.TILTAK) if rad.beveget]
        total = self._av(Slag.TOTAL)
        viste = [*(tiltak if len(tiltak) <= _NEVNES else []), *total, *self._av(Slag.FORVENTET)]
        punkter = [self._hvor_mye(rad) for rad in viste]
        if len(tiltak) > _NEVNES:
            punkter.insert(0, f"{len(tiltak)} tiltak er endret: {ramse(map(self.ord_.kort, tiltak))}")
        if full := self.bunnlinje.etter.full:
            punkter.append(fullt_ut(full, self.ord_.penger))
        if not any(rad.beveget for rad in total) and (dekket := self._dekket(bare_bevegede=True)):
            punkter.append(dekket)
        return punkter

    def _som_for(self) -> str:
        total, ord_ = self._av(Slag.TOTAL)[0], self.ord_.penger.ord_
        alle = self.ord_.kort(total)
        setninger = [f"Bunnlinjen er som før: {alle[:1].lower()}{alle[1:]} gir {self._begge(total, ord_)}."]
        setninger += [f"{self.ord_.kort(rad)}, gir de {self._begge(rad, ord_)}." for rad in self._av(Slag.FORVENTET)]
        if self._av(Slag.DEKNING):
            setninger.append("Dekningen av kuttene er den samme.")
        return " ".join(setninger)

    def _begge(self, rad: Rad, enhet: str) -> str:
        siste, alt = self._i_aret(rad, *self.bunnlinje.ar), self._i_alt(rad)
        return f"{siste} {enhet} i {self._siste()} og {alt} {enhet} i {self.perioder} til sammen"

    def _av(self, *slag: Slag) -> list[Rad]:
        return [rad for rad in self.bunnlinje.rader if rad.slag in slag]

    def linjer(self) -> Iterator[str]:
        """The bottom line to a terminal; one sentence where nothing of it moved."""
        if not self.bunnlinje.beveget:
            yield self._som_for()
            return
        yield f"Bunnlinjen, før → etter, i {self.ord_.penger.ord_}:"
        for rad in self._av(Slag.TILTAK, Slag.TOTAL):
            yield f"  {self._hvor_mye(rad)}"
        total = self._av(Slag.TOTAL)[0]
        yield f"  År for år: {', '.join(f'{self._i_aret(total, ar)} i {ar}' for ar in self.ar)}"
        if full := self.bunnlinje.etter.full:
            yield f"  {fullt_ut(full, self.ord_.penger)}"
        for rad in self._av(Slag.PROGRAM, Slag.FORVENTET):
            yield f"  {self._hvor_mye(rad)}"
        virksomheter = self._av(Slag.VIRKSOMHET)
        for rad in virksomheter:
            if rad.beveget:
                yield f"  {self._hvor_mye(rad)}"
        if som_for := [self.ord_.kort(rad) for rad in virksomheter if not rad.beveget]:
            yield f"  {ramse(som_for)}: {SOM_FOR}"
        if dekket := self._dekket():
            yield f"  {dekket}"
        for rad in self._av(Slag.UDEKKET):
            if ord_ := self._kjente(rad):
                yield f"  {ord_}"

    def _dekket(self, *, bare_bevegede: bool = False) -> str:
        rader = [rad for rad in self._av(Slag.DEKNING) if rad.beveget or not bare_bevegede]
        dekket = [ord_ for rad in rader if (ord_ := self._kjente(rad))]
        return f"Dekket av eget kutt: {'. '.join(dekket)}" if dekket else ""

    def _kjente(self, rad: Rad) -> str:
        """The years of a row that moved; else the last that is known."""
        navn = self.ord_.kort(rad)
        skille = ":" if rad.slag is Slag.UDEKKET else ""
        if ar := [ett for ett in rad.bevegede_ar() if any(serie.verdier.get(ett) is not None for serie in rad.serier)]:
            return f"{navn}{skille} {ramse(f'{self._i_aret(rad, ett)} i {ett}' for ett in ar)}"
        kjente = [ar for ar, verdi in rad.serier[0].verdier.items() if verdi is not None]
        return f"{navn}{skille} {self._i_aret(rad, kjente[-1])} i {kjente[-1]}, {SOM_FOR}" if kjente else ""

    @property
    def ar(self) -> list[int]:
        """Every year that one of the states has."""
        return sorted({*self.bunnlinje.for_.periode, *self.bunnlinje.etter.periode})

    @property
    def hode(self) -> list[str]:
        """The head of the table."""
        return ["", *(str(ar) for ar in self.ar), self.perioder]

    def tabellrader(self) -> list[tuple[str, list[Overgang | None]]]:
        """The rows of the table: what each is of, its years, and all of them together where they can be added."""
        med_risiko = bool(self._av(Slag.FORVENTET))
        return [
            (
                self.ord_.navn(rad, med_risiko),
                [*(self._i_aret(rad, ar) for ar in self.ar), self._i_alt(rad) if rad.summeres else None],
            )
            for rad in self.bunnlinje.rader
        ]

    def blokker(self) -> list[Blokk]:
        """The bottom line as pieces of a page."""
        deler: list[Blokk] = [Avsnitt(self.hovedsetning())]
        if self.bunnlinje.beveget:
            rader = [[navn, *("" if c is None else str(c) for c in celler)] for navn, celler in self.tabellrader()]
            tittel = f"Bunnlinjen, før → etter, i {self.ord_.penger.ord_}"
            deler.append(Rutenett(["Hva", *self.hode[1:]], rader, tittel, klasse="effekt-tabell tall"))
        return [boks("effekt-bunnlinje", *deler)]

    def csv_rader(self) -> Iterable[dict[str, object]]:
        """Every value before and after, for programs; nothing where nothing of it moved."""
        if not self.bunnlinje.beveget:
            return
        for rad in self.bunnlinje.rader:
            verdier = [(str(ar), [i_aret(serie, ar) for serie in rad.serier]) for ar in self.ar]
            if rad.summeres:
                verdier.append((self.perioder, [i_alt(serie) for serie in rad.serier]))
            for sted, par in verdier:
                fra, til = (self.ord_.i_enheten(rad, v) if isinstance(v, Fraction) else v for v in par)
                yield {
                    "slag": SLAG,
                    "objekt": self.ord_.navn(rad),
                    "merke": rad.navn,
                    "sted": sted,
                    "for": MANGLER if fra is None else fra,
                    "etter": MANGLER if til is None else til,
                    "endring": til - fra if isinstance(fra, Fraction) and isinstance(til, Fraction) else "",
                    "prosent": (til - fra) / abs(fra) * 100
                    if isinstance(fra, Fraction) and isinstance(til, Fraction) and fra
                    else "",
                    "enhet": self.ord_.enhet(rad),
                }


def fortalt_av(endret: Sektor) -> Fortalt:
    """What a sector's changes come to, the sector alone; without changes, that nothing moved."""
    grunn = endret.uendret or endret
    return Fortalt(bunnlinje(tilstand(grunn), tilstand(endret), endret.endringer), Ord.av(endret, grunn))
