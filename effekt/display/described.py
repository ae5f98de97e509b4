"""A table, a bridge and a comparison as ``vis`` in datapackage.yml describes them: rows and words.

What is drawn and published of it is made in ``report``; this can be checked without drawing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, Final

from effekt.base.faults import Datafeil, naermeste
from effekt.base.numbers import ENHET_I_ORD, MANGLER, STREK, vis_tall
from effekt.display.texts import fyll_ut, kapittelkontekst, uten_fotnoter
from effekt.model.visning import Sammenstilt, Tabellkolonne, Tabellvisning, TryktSum
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Tabelldata

SUM: Final = "**Til sammen**"

_NULL: Final = Fraction(0)
_HELE: Final = ""  # of a sum that is not across the table
_FORSKJELL: Final = "Forskjell"
Summer = Mapping[Any, Fraction]
Tabellrad = Mapping[str, Any]


@dataclass(frozen=True)
class Beskrevet:
    """What is shown: ``felt`` as a figure or table has them, and the numbers by row and year."""

    felt: dict[str, Any]
    tall: Mapping[str, Summer] = field(default_factory=dict)


class Visningsfeil(Datafeil):
    """A fault in ``vis``, and where in it."""

    def __init__(self, melding: str, sti: tuple[str | int, ...]) -> None:
        super().__init__(melding)
        self.sti = sti


@contextmanager
def _ved(*sti: str | int) -> Iterator[None]:
    """Say of a fault where in ``vis`` it is."""
    try:
        yield
    except Datafeil as feil:
        raise Visningsfeil(feil.melding, sti) from None


class _Ord:
    """Fills in the texts of a description, and keeps the claims that do not hold."""

    def __init__(self, sektor: Sektor, tabell: Tabelldata) -> None:
        self.navn = tabell.ressurs.name
        self.enhet = ENHET_I_ORD.get(tabell.enhet, tabell.enhet)
        self.kontekst = uten_fotnoter(kapittelkontekst(sektor)) | {"rader": tabell.rader, "enhet": self.enhet}
        self.brutte: list[str] = []

    def __call__(self, mal: str, *sti: str | int, **navn: Any) -> str:
        with _ved(*sti):
            utfylt = fyll_ut(mal, self.kontekst | navn, self.navn)
        self.brutte += utfylt.brutte
        return utfylt.tekst

    def felt(
        self, hode: list[str], rader: list[list[str]], undertittel: str, lest: str, noter: Sequence[str]
    ) -> dict[str, Any]:
        return {
            "hode": hode,
            "rader": rader,
            "undertittel": undertittel,
            "alternativtekst": lest,
            "noter": list(noter),
            "brutte_pastander": self.brutte,
        }


def visning(sektor: Sektor, navn: str) -> tuple[Tabelldata, Tabellvisning]:
    """A table and its description; raises Datafeil for one that has none."""
    tabell = sektor.tabeller[navn]
    if tabell.ressurs.vis is None:
        raise Datafeil(f"tabellen {navn} mangler vis i datapackage.yml. Legg den til, med undertittel og kolonner")
    return tabell, tabell.ressurs.vis


def _summert(
    tabell: Tabelldata,
    kolonne: str,
    der: Mapping[str, str] | None = None,
    uten: Mapping[str, str] | None = None,
    under: Fraction | None = None,
) -> dict[Any, Fraction]:
    """The sum for each value of a column, of the rows ``der`` without those ``uten``."""
    _krev_kolonner(tabell, kolonne, *(der or {}), *(uten or {}))
    summer: dict[Any, Fraction] = {}
    for rad, celle in zip(tabell.rader, tabell.celler.values(), strict=True):
        med = _er(rad, der or {}) and not (uten and _er(rad, uten))
        if med and (under is None or celle.tallet < under):
            summer[rad[kolonne]] = summer.get(rad[kolonne], _NULL) + celle.tallet
    return summer


def _er(rad: Tabellrad, valg: Mapping[str, str]) -> bool:
    return all(str(rad[kolonne]) == verdi for kolonne, verdi in valg.items())


def _krev_kolonner(tabell: Tabelldata, *navn: str) -> None:
    kjente = tabell.rader[0]
    for ukjent in (n for n in navn if n not in kjente):
        raise Datafeil(f"tabellen {tabell.ressurs.name} har ikke kolonnen «{ukjent}».{naermeste(ukjent, kjente)}")


def _rest(trykte: Summer, egne: Summer) -> Summer:
    return {v: belop - egne.get(v, _NULL) for v, belop in trykte.items()}


def _i_ord(summer: Summer, for_: str = "") -> list[str]:
    return [f"{vis_tall(belop)}{for_} i {v}" for v, belop in summer.items()]


def beskrevet_tabell(sektor: Sektor, navn: str) -> Beskrevet:
    """The table as its description has it."""
    tabell, vis = visning(sektor, navn)
    tegnet = _Tabell(sektor, tabell, vis)
    rader, ord_ = list(tegnet.rader()), tegnet.ord
    undertittel = ord_(vis.undertittel, "undertittel")
    lest = ord_(vis.lesehjelp, "lesehjelp", trykt=tegnet.trykt, avvik=tegnet.avvik)
    noter = [*filter(None, [tabell.ressurs.merknad]), *vis.noter]
    return Beskrevet(ord_.felt([hode for hode, _, _ in tegnet.kolonner], rader, undertittel, lest, noter))


class _Tabell:
    """The rows of a table, with what is summed in it and printed of it."""

    def __init__(self, sektor: Sektor, tabell: Tabelldata, vis: Tabellvisning) -> None:
        self.sektor, self.tabell, self.vis, self.ord = sektor, tabell, vis, _Ord(sektor, tabell)
        self.tvers = vis.bortover or ""
        with _ved("trykt_sum", "tabell"):
            self.trykte = sektor.tabeller[vis.trykt_sum.tabell] if vis.trykt_sum else None
            if self.trykte:
                _krev_kolonner(self.trykte, self.tvers)
        # Header, cell of a row, and what it is the sum of: a value across, all, or nothing.
        self.kolonner: list[tuple[str, Callable[[Tabellrad], str], Any]] = list(self._kolonner())
        # What is printed, and where it is not what comes out, in words.
        self.trykt: list[str] = []
        self.avvik: list[str] = []

    def _kolonner(self) -> Iterator[tuple[str, Callable[[Tabellrad], str], Any]]:
        skjema = self.tabell.ressurs.tabell
        titler = {felt.name: felt.title for felt in skjema.felt}
        for nr, kolonne in enumerate(self.vis.kolonner):
            if isinstance(kolonne, Tabellkolonne):
                yield kolonne.hode, partial(self._satt_sammen, kolonne.celle, nr), None
            elif kolonne == self.tvers:
                for verdi in sorted({rad[kolonne] for t in (self.tabell, self.trykte) if t for rad in t.rader}):
                    yield self._hode(verdi), partial(self._verdi, **{kolonne: verdi}), verdi
            elif skjema.verdifelt and kolonne == skjema.verdifelt.name:
                yield titler[kolonne], self._verdi, _HELE
            else:
                yield titler[kolonne], partial(_tekst, kolonne), None

    def _hode(self, verdi: Any) -> str:
        rad = next((rad for rad in self.tabell.rader if rad[self.tvers] == verdi), None)
        mal = self.vis.hode_bortover
        return self.ord(mal, "hode_bortover", rad=rad) if mal and rad else str(verdi)

    def _satt_sammen(self, mal: str, nr: int, rad: Tabellrad) -> str:
        return self.ord(mal, "kolonner", nr, "celle", rad=rad)

    def _verdi(self, rad: Tabellrad, **tvers: Any) -> str:
        """A value as the source prints it; a reviewer's own is shown in its place."""
        nokkel = tuple({**rad, **tvers}[n] for n in self.tabell.ressurs.tabell.nokler)
        celle = self.tabell.celler.get(nokkel)
        if celle is None:
            return STREK
        if self.vis.som_trykt and celle.adresse not in self.sektor.endringer:
            return str(self.tabell.rad(*nokkel)[self.vis.som_trykt]).replace("*", r"\*")
        return celle.uten_enhet() if celle.verdi is not None or celle.mangler else MANGLER

    def rader(self) -> Iterator[list[str]]:
        andre = [n for n in self.tabell.ressurs.tabell.nokler if n != self.tvers]
        forste = {tuple(rad[n] for n in andre): rad for rad in reversed(self.tabell.rader)}
        alle = [rad for rad in self.tabell.rader if rad is forste[tuple(rad[n] for n in andre)]]
        gruppe = self._gruppe()
        grupper = self.tabell.nokkelverdier(gruppe) if gruppe else []
        for verdi in grupper or [None]:
            yield from ([vis(r) for _, vis, _ in self.kolonner] for r in alle if verdi is None or r[gruppe] == verdi)
            if gruppe:
                yield from self._trykt(verdi, {gruppe: verdi}, self._summer({gruppe: verdi}))
        if self.vis.sum:
            yield self._sumrad(SUM, self._summer())
        if self.vis.trykt_sum and not gruppe:
            yield from self._trykt("", {}, self._summer())
        # Whatever is printed of no row's key is the sum of all.
        for verdi in self.trykte.nokkelverdier(gruppe) if self.trykte and gruppe else ():
            if verdi not in grupper and self.vis.trykt_sum:
                yield from self._trykt(self.vis.trykt_sum.alle, {gruppe: verdi}, self._summer())

    def _gruppe(self) -> str:
        """The key of the printed sums that is not across the table; empty where there is none."""
        nokler = self.trykte.ressurs.tabell.nokler if self.trykte else ()
        gruppe = next((n for n in nokler if n != self.tvers), "")
        with _ved("trykt_sum", "tabell"):
            _krev_kolonner(self.tabell, *filter(None, [gruppe]))
        return gruppe

    def _summer(self, der: Mapping[str, str] | None = None) -> Summer:
        return _summert(self.tabell, self.tvers, der) if self.tvers else {_HELE: self.tabell.sum()}

    def _sumrad(self, navn: str, summer: Summer) -> list[str]:
        ruter = [vis_tall(summer[v]) if v in summer else "" if v is None else STREK for _, _, v in self.kolonner]
        return [navn, *ruter[1:]]

    def _trykt(self, gruppe: str, der: Mapping[str, str], egne: Summer) -> Iterator[list[str]]:
        """The printed sum of a group or of all, and below it what it differs from the rows' own."""
        assert self.trykte
        assert self.vis.trykt_sum
        sagt: TryktSum = self.vis.trykt_sum
        trykte = _summert(self.trykte, self.tvers, der)
        rest, for_ = _rest(trykte, egne), f" for {gruppe}" if gruppe else ""
        yield self._sumrad(f"**{self.ord(sagt.navn, 'trykt_sum', 'navn', gruppe=gruppe)}**", trykte)
        self.trykt += _i_ord(trykte, for_)
        self.avvik += _i_ord({v: belop for v, belop in rest.items() if belop}, for_)
        if any(rest.values()) or self.vis.sum:
            yield self._sumrad(sagt.forskjell if any(rest.values()) else _FORSKJELL, rest)


def _tekst(kolonne: str, rad: Tabellrad) -> str:
    return vis_tall(rad[kolonne]) if isinstance(rad[kolonne], Fraction) else str(rad[kolonne] or "")


def beskrevet_bro(sektor: Sektor, navn: str) -> Beskrevet:
    """The bridge to a table's printed sums: the first row is where it starts, the last its end."""
    tabell, vis = visning(sektor, navn)
    if vis.bro is None or vis.trykt_sum is None or vis.bortover is None:
        raise Datafeil(f"tabellen {navn} mangler vis.bro i datapackage.yml. Legg den til")
    bro, ord_, ar_ = vis.bro, _Ord(sektor, tabell), vis.bortover
    with _ved("trykt_sum", "tabell"):
        til = _summert(sektor.tabeller[vis.trykt_sum.tabell], ar_)

    def summer(der: Mapping[str, str], uten: Mapping[str, str] | None = None) -> Summer:
        return dict.fromkeys(til, _NULL) | _summert(tabell, ar_, der, uten)

    with _ved("bro", "fra_rader"):
        start = summer(bro.fra_rader)
    grupper = dict.fromkeys(r[bro.ledd] for r in tabell.rader if not _er(r, bro.fra_rader))
    ledd = {gruppe.capitalize(): summer({bro.ledd: gruppe}, bro.fra_rader) for gruppe in grupper}
    rest = _rest(til, summer({}))
    if any(rest.values()):
        ledd[vis.trykt_sum.forskjell] = rest
    tall = {bro.fra: start, **ledd, ord_(vis.trykt_sum.navn, "trykt_sum", "navn", gruppe=""): til}
    forste = next(iter(til))
    delt = ", ".join(f"{rad.lower()} {vis_tall(per_ar[forste])}" for rad, per_ar in ledd.items())
    sagt = f" {ord_(bro.lesehjelp, 'bro', 'lesehjelp', trykt=_i_ord(til))}" if bro.lesehjelp else ""
    lest = (
        f"{len(til)} broer, én for hvert år. I {forste} går den fra {vis_tall(start[forste])} til "
        f"{vis_tall(til[forste])}: {delt}.{sagt} Beløpene er i {ord_.enhet}."
    )
    rader = [[rad, *(vis_tall(per_ar[a]) for a in til)] for rad, per_ar in tall.items()]
    undertittel = ord_(bro.undertittel, "bro", "undertittel")
    return Beskrevet(ord_.felt(["Ledd", *map(str, til)], rader, undertittel, lest, bro.noter), tall)


def beskrevet_sammenstilling(sektor: Sektor, navn: str) -> Beskrevet:
    """The sums per year that a table's description sets side by side."""
    tabell, vis = visning(sektor, navn)
    if vis.sammenstilling is None:
        raise Datafeil(f"tabellen {navn} mangler vis.sammenstilling i datapackage.yml. Legg den til")
    sagt, ord_ = vis.sammenstilling, _Ord(sektor, tabell)
    tall: dict[str, Summer] = {}
    for nr, rad in enumerate(sagt.rader):
        with _ved("sammenstilling", "rader", nr):
            summer = _sammenstilt(sektor.tabeller[rad.tabell or navn], rad)
        tall[ord_(rad.navn, "sammenstilling", "rader", nr, "navn")] = summer
    alle = list(tall.values())
    ar = sorted({a for rad in alle for a in rad})
    felles = [a for a in ar if all(a in rad for rad in alle)]

    def mot(en: int, annen: int) -> list[str]:
        return [f"{vis_tall(alle[en - 1][a])} mot {vis_tall(alle[annen - 1][a])} i {a}" for a in felles]

    rader = [[rad, *(vis_tall(per_ar[a]) if a in per_ar else STREK for a in ar)] for rad, per_ar in tall.items()]
    undertittel = ord_(sagt.undertittel, "sammenstilling", "undertittel")
    lest = ord_(sagt.lesehjelp, "sammenstilling", "lesehjelp", mot=mot)
    return Beskrevet(ord_.felt(["Hva", *map(str, ar)], rader, undertittel, lest, sagt.noter), tall)


def _sammenstilt(tabell: Tabelldata, rad: Sammenstilt) -> Summer:
    navn = tabell.ressurs.name
    ar = next((felt.name for felt in tabell.ressurs.tabell.felt if felt.type == "year"), None)
    if ar is None:
        raise Datafeil(f"tabellen {navn} har ingen kolonne med år. Ta den ut av sammenstillingen")
    summer = _summert(tabell, ar, rad.der, under=_NULL if rad.bare_negative else None)
    if (fra := rad.endring_fra) is None:
        return summer
    if fra not in summer:
        raise Datafeil(f"tabellen {navn} har ikke året {fra}, som endring_fra sier. Rett året")
    return {a: belop - summer[fra] for a, belop in summer.items() if a > fra}
