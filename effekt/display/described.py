"""A table, a bridge and a comparison as ``vis`` in datapackage.yml describes them: rows and words.

What is drawn and published of it is made in ``report``; this can be checked without drawing.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from effekt.base.faults import Datafeil, naermeste
from effekt.base.numbers import ENHET_I_ORD, MANGLER, STREK, vis_tall
from effekt.display.texts import fyll_ut, kapittelkontekst, uten_fotnoter
from effekt.model.visning import Sammenstilt, Tabellkolonne, Tabellvisning, TryktSum
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Nokkel, Tabelldata

SUM: Final = "**Til sammen**"
FORSKJELL: Final = "Forskjell"

_NULL: Final = Fraction(0)
Bortover = Mapping[str | int, Fraction]


@dataclass
class Beskrevet:
    """What is shown of a table: headers, rows, and the words around them."""

    hode: list[str]
    rader: list[list[str]] = field(default_factory=list)
    undertittel: str = ""
    lesehjelp: str = ""
    noter: list[str] = field(default_factory=list)
    brutte: list[str] = field(default_factory=list)
    # The numbers behind a bridge or a comparison, by row and year.
    tall: dict[str, Bortover] = field(default_factory=dict)


class Visningsfeil(Datafeil):
    """A fault in a text of ``vis``, and where in it."""

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


@dataclass
class _Ord:
    """Fills in the texts of one description, and keeps the claims that do not hold."""

    sektor: Sektor
    tabell: Tabelldata
    brutte: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.felles = uten_fotnoter(kapittelkontekst(self.sektor)) | {
            "rader": self.tabell.rader,
            "enhet": ENHET_I_ORD.get(self.tabell.enhet, self.tabell.enhet),
        }

    def __call__(self, mal: str, *sti: str | int, **navn: Any) -> str:
        with _ved(*sti):
            utfylt = fyll_ut(mal, self.felles | navn, self.tabell.ressurs.name)
        self.brutte += utfylt.brutte
        return utfylt.tekst


def visning(sektor: Sektor, navn: str) -> tuple[Tabelldata, Tabellvisning]:
    """A table and its description; raises Datafeil for one that has none."""
    tabell = sektor.tabeller[navn]
    if tabell.ressurs.vis is None:
        raise Datafeil(f"tabellen {navn} mangler vis i datapackage.yml. Legg den til, med undertittel og kolonner")
    return tabell, tabell.ressurs.vis


def per_verdi(tabell: Tabelldata, kolonne: str, valg: Mapping[str, str] | None = None) -> dict[Any, Fraction]:
    """The sum for each value of a column, of the rows that have the given values in others."""
    _krev_kolonner(tabell, kolonne, *(valg or {}))
    summer: dict[Any, Fraction] = {}
    for rad, celle in zip(tabell.rader, tabell.celler.values(), strict=True):
        if all(str(rad[k]) == verdi for k, verdi in (valg or {}).items()):
            summer[rad[kolonne]] = summer.get(rad[kolonne], _NULL) + celle.tallet
    return summer


def _krev_kolonner(tabell: Tabelldata, *navn: str) -> None:
    kjente = tabell.rader[0]
    for ukjent in (n for n in navn if n not in kjente):
        raise Datafeil(f"tabellen {tabell.ressurs.name} har ikke kolonnen «{ukjent}».{naermeste(ukjent, kjente)}")


def beskrevet_tabell(sektor: Sektor, navn: str) -> Beskrevet:
    """The table as its description has it."""
    tabell, vis = visning(sektor, navn)
    ord_ = _Ord(sektor, tabell)
    tegnet = _Tabell(sektor, tabell, vis, ord_)
    rader = list(tegnet.rader())
    return Beskrevet(
        hode=tegnet.hode(),
        rader=rader,
        undertittel=ord_(vis.undertittel, "undertittel"),
        lesehjelp=ord_(vis.lesehjelp, "lesehjelp", trykt=tegnet.trykt, avvik=tegnet.avvik),
        noter=[*([tabell.ressurs.merknad] if tabell.ressurs.merknad else []), *vis.noter],
        brutte=ord_.brutte,
    )


class _Tabell:
    """The rows of a table, with what is summed in it and printed of it."""

    def __init__(self, sektor: Sektor, tabell: Tabelldata, vis: Tabellvisning, ord_: _Ord) -> None:
        self.sektor, self.tabell, self.vis, self.ord = sektor, tabell, vis, ord_
        self.skjema = tabell.ressurs.tabell
        with _ved("trykt_sum", "tabell"):
            self.trykte = sektor.tabeller[vis.trykt_sum.tabell] if vis.trykt_sum else None
        b = vis.bortover or ""
        verdier = {rad[b] for t in (tabell, self.trykte) if t for rad in t.rader if b in rad}
        self.bortover = sorted(verdier)
        # What is printed, and where it is not what comes out, in words.
        self.trykt: list[str] = []
        self.avvik: list[str] = []

    def hode(self) -> list[str]:
        titler = {felt.name: felt.title for felt in self.skjema.felt}
        hode: list[str] = []
        for kolonne in self.vis.kolonner:
            if isinstance(kolonne, Tabellkolonne):
                hode.append(kolonne.hode)
            elif kolonne == self.vis.bortover:
                hode += map(self._hode_bortover, self.bortover)
            else:
                hode.append(titler[kolonne])
        return hode

    def _hode_bortover(self, verdi: str | int) -> str:
        rad = next((rad for rad in self.tabell.rader if rad.get(self.vis.bortover or "") == verdi), None)
        if self.vis.hode_bortover is None or rad is None:
            return str(verdi)
        return self.ord(self.vis.hode_bortover, "hode_bortover", rad=rad)

    def rader(self) -> Iterator[list[str]]:
        trykt = self.vis.trykt_sum
        alle = self._radene()
        gruppe = self._gruppekolonne()
        if trykt is None or gruppe is None:
            yield from map(self._rad, alle)
            if self.vis.sum:
                yield self._sumrad(SUM, self._summer())
            if trykt:
                yield from self._trykt(trykt, "", None, self._summer())
            return
        grupper = self.tabell.nokkelverdier(gruppe)
        for verdi in grupper:
            yield from (self._rad(rad) for rad in alle if rad[gruppe] == verdi)
            yield from self._trykt(trykt, verdi, verdi, self._summer({gruppe: verdi}))
        if self.vis.sum:
            yield self._sumrad(SUM, self._summer())
        # Whatever is printed of no row's key is the sum of all.
        assert self.trykte
        for verdi in self.trykte.nokkelverdier(gruppe):
            if verdi not in grupper:
                yield from self._trykt(trykt, trykt.alle, verdi, self._summer())

    def _gruppekolonne(self) -> str | None:
        """The key of the printed sums that is not across the table."""
        if self.trykte is None:
            return None
        gruppe = next((n for n in self.trykte.ressurs.tabell.nokler if n != self.vis.bortover), None)
        with _ved("trykt_sum", "tabell"):
            if gruppe:
                _krev_kolonner(self.tabell, gruppe)
        return gruppe

    def _radene(self) -> list[Mapping[str, Any]]:
        """The rows that are shown: the first of each that differs in more than what goes across."""
        andre = [n for n in self.skjema.nokler if n != self.vis.bortover]
        forste: dict[Nokkel, Mapping[str, Any]] = {}
        for rad in self.tabell.rader:
            forste.setdefault(tuple(rad[n] for n in andre), rad)
        return list(forste.values())

    def _rad(self, rad: Mapping[str, Any]) -> list[str]:
        verdi = self.skjema.verdifelt.name if self.skjema.verdifelt else None
        celler: list[str] = []
        for nr, kolonne in enumerate(self.vis.kolonner):
            if isinstance(kolonne, Tabellkolonne):
                celler.append(self.ord(kolonne.celle, "kolonner", nr, "celle", rad=rad))
            elif kolonne == self.vis.bortover:
                celler += [self._verdi({**rad, kolonne: v}) for v in self.bortover]
            elif kolonne == verdi:
                celler.append(self._verdi(rad))
            else:
                celler.append(vis_tall(rad[kolonne]) if isinstance(rad[kolonne], Fraction) else str(rad[kolonne] or ""))
        return celler

    def _verdi(self, sokt: Mapping[str, Any]) -> str:
        """A value as the source prints it; a reviewer's own is shown in its place."""
        nokkel = tuple(sokt[n] for n in self.skjema.nokler)
        celle = self.tabell.celler.get(nokkel)
        if celle is None:
            return STREK
        if self.vis.som_trykt and celle.adresse not in self.sektor.endringer:
            return str(self.tabell.rad(*nokkel)[self.vis.som_trykt]).replace("*", r"\*")
        return celle.uten_enhet() if celle.verdi is not None or celle.mangler else MANGLER

    def _summer(self, valg: Mapping[str, str] | None = None) -> Bortover:
        return per_verdi(self.tabell, self.vis.bortover, valg) if self.vis.bortover else {"": self.tabell.sum()}

    def _sumrad(self, navn: str, summer: Bortover) -> list[str]:
        verdi = self.skjema.verdifelt.name if self.skjema.verdifelt else None
        celler = [navn]
        for kolonne in self.vis.kolonner[1:]:
            if kolonne == self.vis.bortover:
                celler += [vis_tall(summer[v]) if v in summer else STREK for v in self.bortover]
            else:
                celler.append(vis_tall(summer[""]) if kolonne == verdi else "")
        return celler

    def _trykt(self, trykt: TryktSum, gruppe: str, verdi: str | None, summer: Bortover) -> Iterator[list[str]]:
        """The printed sum of a group or of all, and below it what it differs from the rows' own."""
        assert self.trykte
        assert self.vis.bortover
        valg = {self._gruppekolonne() or "": verdi} if verdi is not None else {}
        trykte = per_verdi(self.trykte, self.vis.bortover, valg)
        yield self._sumrad(f"**{self.ord(trykt.navn, 'trykt_sum', 'navn', gruppe=gruppe)}**", trykte)
        for_ = f" for {gruppe}" if gruppe else ""
        rest = {v: belop - summer.get(v, _NULL) for v, belop in trykte.items()}
        self.trykt += [f"{vis_tall(belop)}{for_} i {v}" for v, belop in trykte.items()]
        self.avvik += [f"{vis_tall(belop)}{for_} i {v}" for v, belop in rest.items() if belop]
        if any(rest.values()):
            yield self._sumrad(trykt.forskjell, rest)
        elif self.vis.sum:
            yield self._sumrad(FORSKJELL, rest)


def beskrevet_bro(sektor: Sektor, navn: str) -> Beskrevet:
    """The bridge to a table's printed sums: its first row is where it starts, the last where it ends."""
    tabell, vis = visning(sektor, navn)
    if vis.bro is None or vis.trykt_sum is None or vis.bortover is None:
        raise Datafeil(f"tabellen {navn} mangler vis.bro i datapackage.yml. Legg den til")
    bro, ord_ = vis.bro, _Ord(sektor, tabell)
    with _ved("trykt_sum", "tabell"):
        til = per_verdi(sektor.tabeller[vis.trykt_sum.tabell], vis.bortover)
    with _ved("bro", "fra_rader"):
        fra = per_verdi(tabell, vis.bortover, bro.fra_rader)
    resten = [r for r in tabell.rader if any(str(r[k]) != v for k, v in bro.fra_rader.items())]
    ledd: dict[str, Bortover] = {}
    for gruppe in dict.fromkeys(rad[bro.ledd] for rad in resten):
        summer = per_verdi(tabell, vis.bortover, {bro.ledd: gruppe})
        ledd[gruppe.capitalize()] = {ar: summer.get(ar, _NULL) for ar in til}
    alle = per_verdi(tabell, vis.bortover)
    rest = {ar: belop - alle.get(ar, _NULL) for ar, belop in til.items()}
    if any(rest.values()):
        ledd[vis.trykt_sum.forskjell] = rest
    start = {ar: fra.get(ar, _NULL) for ar in til}
    tall = {bro.fra: start, **ledd, ord_(vis.trykt_sum.navn, "trykt_sum", "navn", gruppe=""): til}
    forste = next(iter(til))
    trykt = [f"{vis_tall(b)} i {ar}" for ar, b in til.items()]
    sagt = f" {ord_(bro.lesehjelp, 'bro', 'lesehjelp', trykt=trykt)}" if bro.lesehjelp else ""
    return Beskrevet(
        hode=["Ledd", *map(str, til)],
        rader=[[rad, *map(vis_tall, per_ar.values())] for rad, per_ar in tall.items()],
        undertittel=ord_(bro.undertittel, "bro", "undertittel"),
        lesehjelp=(
            f"{len(til)} broer, én for hvert år. I {forste} går den fra {vis_tall(start[forste])} til "
            f"{vis_tall(til[forste])}: "
            + ", ".join(f"{rad.lower()} {vis_tall(per_ar[forste])}" for rad, per_ar in ledd.items())
            + f".{sagt} Beløpene er i {ord_.felles['enhet']}."
        ),
        noter=list(bro.noter),
        brutte=ord_.brutte,
        tall=tall,
    )


def beskrevet_sammenstilling(sektor: Sektor, navn: str) -> Beskrevet:
    """The sums per year that a table's description sets side by side."""
    tabell, vis = visning(sektor, navn)
    if vis.sammenstilling is None:
        raise Datafeil(f"tabellen {navn} mangler vis.sammenstilling i datapackage.yml. Legg den til")
    sagt, ord_ = vis.sammenstilling, _Ord(sektor, tabell)
    tall: dict[str, Bortover] = {}
    for nr, rad in enumerate(sagt.rader):
        with _ved("sammenstilling", "rader", nr):
            summer = _sammenstilt(sektor.tabeller[rad.tabell or navn], rad)
        tall[ord_(rad.navn, "sammenstilling", "rader", nr, "navn")] = summer
    alle = list(tall.values())
    ar = sorted({a for rad in alle for a in rad})
    felles = [a for a in ar if all(a in rad for rad in alle)]

    def mot(en: int, annen: int) -> list[str]:
        return [f"{vis_tall(alle[en - 1][a])} mot {vis_tall(alle[annen - 1][a])} i {a}" for a in felles]

    return Beskrevet(
        hode=["Hva", *map(str, ar)],
        rader=[[rad, *(vis_tall(per_ar[a]) if a in per_ar else STREK for a in ar)] for rad, per_ar in tall.items()],
        undertittel=ord_(sagt.undertittel, "sammenstilling", "undertittel"),
        lesehjelp=ord_(sagt.lesehjelp, "sammenstilling", "lesehjelp", mot=mot),
        noter=list(sagt.noter),
        brutte=ord_.brutte,
        tall=tall,
    )


def _sammenstilt(tabell: Tabelldata, rad: Sammenstilt) -> Bortover:
    ar = next((felt.name for felt in tabell.ressurs.tabell.felt if felt.type == "year"), None)
    if ar is None:
        raise Datafeil(f"tabellen {tabell.ressurs.name} har ingen kolonne med år. Ta den ut av sammenstillingen")
    med = tabell
    if rad.bare_negative:
        under_null = [(n, r) for n, r in zip(tabell.celler, tabell.rader, strict=True) if tabell[n].tallet < 0]
        celler, rader = {n: tabell.celler[n] for n, _ in under_null}, tuple(r for _, r in under_null)
        med = Tabelldata(tabell.ressurs, celler, rader, tabell.fil)
    per_ar = per_verdi(med, ar, rad.der)
    if rad.endring_fra is None:
        return per_ar
    if rad.endring_fra not in per_ar:
        raise Datafeil(
            f"tabellen {tabell.ressurs.name} har ikke året {rad.endring_fra}, som endring_fra sier. Rett året"
        )
    return {a: b - per_ar[rad.endring_fra] for a, b in per_ar.items() if a > rad.endring_fra}
