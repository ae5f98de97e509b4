"""How sure the effects are, what it would take to change them, and what a later start costs.

What varies, and between which limits, is in ``calc.drivere``; here is what follows for the effects. A span is outer
limits. Phasing-in is never varied: time is the delay's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Final

from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.calc.drivere import Driver, Vurdering, drivere, er_innfasing, etter_formel, grupper, vurdering
from effekt.model import formel
from effekt.model.storrelse import Forutsetning, Mengde, frys
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor

TOTAL = "total"


def med_verdi(tiltak: Tiltak, **verdier: Mengde) -> Tiltak:
    """The measure with other values of some assumptions, unchecked."""
    nye = {navn: tiltak.forutsetninger[navn].model_copy(update={"verdi": verdi}) for navn, verdi in verdier.items()}
    alle = frys({**tiltak.forutsetninger, **nye})
    return tiltak.model_copy(update={"forutsetninger": alle})


def utsatt_tiltak(tiltak: Tiltak, antall_ar: int = 1) -> Tiltak:
    """The measure started so many years later than it already is."""
    senere = tiltak.forsinkelse.model_copy(update={"verdi": tiltak.forsinkelse.tallet + antall_ar})
    return tiltak.model_copy(update={"forsinkelse": senere})


@dataclass(frozen=True)
class Spenn:
    """A measure's effect per year at its low limit, as estimated, and at its high one.

    ``drivere`` is what varies: the limits are where they all are at those of their ends that give least and most.
    """

    lav: Arsbelop
    hoved: Arsbelop
    hoy: Arsbelop
    vurdering: Vurdering
    drivere: tuple[Driver, ...] = ()


def spenn(sektor: Sektor, tiltak: Tiltak) -> Spenn:
    """Low, main and high effect per year, rounded as the card is: outer limits, which we do not expect it to pass.

    Low and high are the least and the most that the formula gives in the year over all combinations of its drivers'
    ends (``calc.drivere``). Low is always the lower number. What cannot be worked out is no combination.
    """
    periode = sektor.info.periode
    hoved = beregning.effekt(tiltak, periode)
    alle = drivere(sektor, tiltak) if tiltak.gjennomfores else []
    mulige = [hoved]
    for ender in product((False, True), repeat=len(alle)) if alle else ():
        try:
            belop = etter_formel(tiltak, periode, {d.navn: d.ende(hoy) for d, hoy in zip(alle, ender, strict=True)})
        except formel.Formelfeil:
            continue
        mulige.append(beregning.som_kortet(tiltak, belop))
    return Spenn(
        {ar: min(belop[ar] for belop in mulige) for ar in periode},
        hoved,
        {ar: max(belop[ar] for belop in mulige) for ar in periode},
        vurdering(sektor, tiltak),
        tuple(alle),
    )


def alle_spenn(sektor: Sektor) -> dict[str, Spenn]:
    """Low, main and high of every measure."""
    return {id_: spenn(sektor, tiltak) for id_, tiltak in sektor.tiltak.items()}


@dataclass(frozen=True)
class Utslag:
    """What a measure's effect changes by when one driver, or those of one product, go as badly and as well as they may.

    Over the whole period and in its last year, in kroner before rounding.
    """

    tiltak: str
    drivere: tuple[Driver, ...]
    verst: Fraction
    best: Fraction
    siste_verst: Fraction
    siste_best: Fraction

    @property
    def navn(self) -> tuple[str, ...]:
        """The names of the drivers, which tell them from others of the measure."""
        return tuple(d.navn for d in self.drivere)

    @property
    def vist(self) -> str:
        """The drivers in words; those of a product with a sign between."""
        return " \u00d7 ".join(d.vist for d in self.drivere)

    @property
    def bredde(self) -> Fraction:
        """How far apart the ends are, over the period."""
        return self.best - self.verst

    def av_summen(self, vekt: Fraction) -> "Utslag":
        """What a sum changes by that the measure counts in with this share of its effect."""
        felt = ("verst", "best", "siste_verst", "siste_best")
        return replace(self, **{navn: getattr(self, navn) * vekt for navn in felt})


def utslag(sektor: Sektor, tiltak: Tiltak) -> list[Utslag]:
    """The swing of each of a measure's drivers, those of one product together; widest first."""
    periode = sektor.info.periode
    na = beregning.uavrundet_effekt(tiltak, periode)
    alle = []
    for gruppe in grupper(tiltak, drivere(sektor, tiltak) if tiltak.gjennomfores else []):
        endringer = [(Fraction(0), Fraction(0))]
        for ender in product((False, True), repeat=len(gruppe)):
            try:
                satt = {d.navn: d.ende(hoy) for d, hoy in zip(gruppe, ender, strict=True)}
                belop = beregning.som_det_blir(tiltak, etter_formel(tiltak, periode, satt))
            except formel.Formelfeil:
                continue
            forskjell = [belop[ar] - na[ar] for ar in periode]
            endringer.append((sum(forskjell, Fraction(0)), forskjell[-1]))
        (verst, siste_verst), (best, siste_best) = min(endringer), max(endringer)
        alle.append(Utslag(tiltak.id, gruppe, verst, best, siste_verst, siste_best))
    return sorted(alle, key=lambda u: -u.bredde)


def alle_utslag(sektor: Sektor) -> list[Utslag]:
    """The swings of the total: a measure's own, by how much of it counts in the sums."""
    vekt = beregning.vekt_av(sektor)
    med = [(tiltak, vekt[id_].frigjort) for id_, tiltak in sektor.tiltak.items() if vekt[id_].frigjort]
    alle = [u.av_summen(andel) for tiltak, andel in med for u in utslag(sektor, tiltak)]
    return sorted(alle, key=lambda u: -u.bredde)


def tap_ved_utsettelse(sektor: Sektor) -> dict[str, Arsbelop]:
    """What starting each measure one year later loses per year, rounded as the cards are."""
    periode = sektor.info.periode
    return {
        id_: {
            ar: belop - beregning.effekt(utsatt_tiltak(tiltak), periode)[ar]
            for ar, belop in beregning.effekt(tiltak, periode).items()
        }
        for id_, tiltak in sektor.tiltak.items()
    }


Effekt = Callable[[Fraction], Fraction | None]
Grenser = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Losning:
    """The value that gives what is asked for; None where no allowed value does.

    ``alt_slik``: nothing need change. Without ``regnet`` nobody has looked: the formula is a straight line neither in
    the assumption nor in one over it, and only those are solved.
    """

    verdi: Fraction | None
    alt_slik: bool = False
    regnet: bool = True


@dataclass(frozen=True)
class Bytteverdi:
    """One assumption: its value, what gives nothing and what gives the print, and one step more.

    ``verdi`` is that of the year which the last year's effect comes from; ``steg`` is what the effect changes by, in
    kroner, when the assumption is the book's step larger, or None where so much is not allowed.
    """

    tiltak: str
    forutsetning: Forutsetning
    navn: str
    verdi: Fraction
    null: Losning
    oppgitt: Losning | None
    steg: Fraction | None

    @property
    def avstand(self) -> Fraction | None:
        """How much larger, as a share of it, the value must be to give nothing: below zero where it is smaller.

        None where no value does, or where there is nothing to be a share of.
        """
        if self.null.verdi is None or not self.verdi:
            return None
        return (self.null.verdi - self.verdi) / abs(self.verdi)

    @property
    def selvsagt(self) -> bool:
        """Whether it takes that there is none of it: what is true of any factor, and tells nothing."""
        return self.null.verdi == 0 and not self.null.alt_slik


def bytteverdier(sektor: Sektor, tiltak: Tiltak) -> list[Bytteverdi]:
    """The switching values of a measure's assumptions, in the card's order."""
    periode = sektor.info.periode
    siste = periode[-1]
    # With a later start, the last year has the effect of an earlier year of the formula.
    kildear = max(siste - tiltak.ar_senere, periode[0])
    na = beregning.uavrundet_effekt(tiltak, periode)[siste]
    # A reviewer's longer period has years that nothing is printed for.
    trykt = tiltak.oppgitt_effekt(siste) if siste in tiltak.oppgitte_ar else None
    som_trykt = trykt is not None and beregning.avrundet_effekt(tiltak, periode)[siste] == trykt
    alle = []
    # The source's own amount gives nothing when it is nothing: that needs no telling.
    for navn, f in () if tiltak.enkelt else tiltak.forutsetninger.items():

        def effekt(verdi: Fraction, navn: str = navn, f: Forutsetning = f) -> Fraction | None:
            # In that year alone, where it has a value for each.
            satt: Mengde = verdi if isinstance(f.verdi, Fraction) else {**f.verdi, kildear: verdi}
            nytt = med_verdi(tiltak, **{navn: satt})
            try:
                return beregning.uavrundet_effekt(nytt, periode)[siste]
            except formel.Formelfeil:
                return None

        verdi = f.i_ar(kildear)
        form = next((fo for fo, er in _FORMER.items() if er(tiltak.formel, navn)), None)
        null = _los(effekt, verdi, na, Fraction(0), f.grenser, form)
        # What the card's own rounding makes of it is as printed.
        mal = na if trykt is None else trykt
        oppgitt = Losning(verdi, alt_slik=True) if som_trykt else _los(effekt, verdi, na, mal, f.grenser, form)
        storre = verdi + abs(verdi) * sektor.usikkerhet.steg.regnetall
        mer = None if _utenfor(storre, f.grenser) else effekt(storre)
        steg = None if mer is None else mer - na
        alle.append(Bytteverdi(tiltak.id, f, navn, verdi, null, None if trykt is None else oppgitt, steg))
    return alle


def vippepunkter(sektor: Sektor) -> list[Bytteverdi]:
    """What gives nothing, nearest first over all measures: without phasing-in, and without what goes without saying."""
    alle = [
        (abs(b.avstand), nr, b)
        for nr, b in enumerate(alle_bytteverdier(sektor))
        if b.avstand is not None and not b.selvsagt
        if not er_innfasing(b.forutsetning) and sektor.tiltak[b.tiltak].gjennomfores
        # A measure that has not begun gives nothing, and the number tips nothing.
        if b.avstand or b.steg != 0
    ]
    return [b for *_, b in sorted(alle, key=lambda rad: rad[:2])]


def alle_bytteverdier(sektor: Sektor) -> list[Bytteverdi]:
    """The switching values of every assumption of every measure."""
    return [b for tiltak in sektor.tiltak.values() for b in bytteverdier(sektor, tiltak)]


# A straight line in the assumption, or in one over it: how to get from the one to the other and back.
_Form = Callable[[Fraction], Fraction]


def _som_den_er(verdi: Fraction) -> Fraction:
    return verdi


def _en_over(verdi: Fraction) -> Fraction:
    return 1 / verdi


_FORMER: Final[Mapping[_Form, Callable[[str, str], bool]]] = {
    _som_den_er: formel.er_lineaer,
    _en_over: formel.er_omvendt,
}


def _los(effekt: Effekt, verdi: Fraction, na: Fraction, mal: Fraction, grenser: Grenser, form: _Form | None) -> Losning:
    if na == mal:
        return Losning(verdi, alt_slik=True)
    if form is None or (form is _en_over and not verdi):
        return Losning(None, regnet=False)
    annen = effekt(form(form(verdi) + 1))
    stigning = Fraction(0) if annen is None else annen - na
    if stigning == 0:
        return Losning(None)
    lost = form(verdi) + (mal - na) / stigning
    if form is _en_over and lost <= 0:
        return Losning(None)
    funnet = form(lost)
    return Losning(None if _utenfor(funnet, grenser) else funnet)


def _utenfor(verdi: Fraction, grenser: Grenser) -> bool:
    lavest, hoyest = grenser
    return (lavest is not None and verdi < lavest) or (hoyest is not None and verdi > hoyest)
