"""Switching values: what an assumption must be for a measure to give nothing, or what is printed.

One assumption at a time, all others unchanged, in the last year of the period and before rounding.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from effekt import beregning, formel
from effekt.modell import Tiltak
from effekt.sektor import Sektor
from effekt.storrelse import Forutsetning, Mengde
from effekt.usikkerhet import med_verdi

_DOBLINGER: Final = 10  # an open range is searched to a thousand times the value
_TRINN: Final = 100  # points that a closed range is divided by, and halvings of what is found
_KRONE: Final = Fraction(1)

Effekt = Callable[[Fraction], Fraction | None]
Grenser = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True)
class Losning:
    """The value that gives what is asked for; None where no allowed value does.

    ``alt_slik``: nothing need change. ``eksakt``: solved, not searched for.
    """

    verdi: Fraction | None
    alt_slik: bool = False
    eksakt: bool = True


@dataclass(frozen=True)
class Bytteverdi:
    """One assumption: its value, what gives nothing and what gives the print, and one step more.

    ``verdi`` is that of the year which the last year's effect comes from; ``steg`` is what the
    effect changes by, in kroner, when the assumption is the book's step larger, or None where so
    much is not allowed.
    """

    tiltak: str
    forutsetning: Forutsetning
    navn: str
    verdi: Fraction
    null: Losning
    oppgitt: Losning | None
    steg: Fraction | None


def bytteverdier(sektor: Sektor, tiltak: Tiltak) -> list[Bytteverdi]:
    """The switching values of a measure's assumptions, in the card's order."""
    periode = sektor.info.periode
    siste = periode[-1]
    # With a later start, the last year has the effect of an earlier year of the formula.
    kildear = max(siste - tiltak.forsinkelse.antall_ar, periode[0])
    na = beregning.uavrundet_effekt(tiltak, periode)[siste]
    # A reviewer's longer period has years that nothing is printed for.
    trykt = tiltak.oppgitt_effekt(siste) if siste in tiltak.oppgitt else None
    alle = []
    for navn, f in tiltak.forutsetninger.items():

        def effekt(verdi: Fraction, navn: str = navn, f: Forutsetning = f) -> Fraction | None:
            nytt = med_verdi(tiltak, **{navn: _satt(f, kildear, verdi)})
            try:
                return beregning.uavrundet_effekt(nytt, periode)[siste]
            except formel.Formelfeil:
                return None

        verdi = f.i_ar(kildear)
        lineaer = formel.er_lineaer(tiltak.formel, navn)
        null, oppgitt = (
            _los(effekt, verdi, na, mal, f.grenser, lineaer)
            for mal in (Fraction(0), na if trykt is None else trykt)
        )
        storre = verdi + abs(verdi) * sektor.usikkerhet.steg.tallet
        mer = None if _utenfor(storre, f.grenser) else effekt(storre)
        steg = None if mer is None else mer - na
        som_trykt = None if trykt is None else oppgitt
        alle.append(Bytteverdi(tiltak.id, f, navn, verdi, null, som_trykt, steg))
    return alle


def alle_bytteverdier(sektor: Sektor) -> list[Bytteverdi]:
    """The switching values of every assumption of every measure."""
    return [b for tiltak in sektor.tiltak.values() for b in bytteverdier(sektor, tiltak)]


def _satt(f: Forutsetning, ar: int, verdi: Fraction) -> Mengde:
    """The assumption with one value: in the year alone, where it has one for each."""
    return verdi if isinstance(f.verdi, Fraction) else {**f.verdi, ar: verdi}


def _los(
    effekt: Effekt,
    verdi: Fraction,
    na: Fraction,
    mal: Fraction,
    grenser: Grenser,
    lineaer: bool,
) -> Losning:
    if na == mal:
        return Losning(verdi, alt_slik=True)
    if not lineaer:
        return _sok(effekt, verdi, mal, grenser)
    annen = effekt(verdi + 1)
    stigning = Fraction(0) if annen is None else annen - na
    if stigning == 0:
        return Losning(None)
    lost = verdi + (mal - na) / stigning
    return Losning(None if _utenfor(lost, grenser) else lost)


def _utenfor(verdi: Fraction, grenser: Grenser) -> bool:
    lavest, hoyest = grenser
    return (lavest is not None and verdi < lavest) or (hoyest is not None and verdi > hoyest)


def _sok(
    effekt: Effekt,
    verdi: Fraction,
    mal: Fraction,
    grenser: Grenser,
) -> Losning:
    """Bisection in the part of the allowed range nearest to the value where the target is passed.

    A jump past the target, as where the formula divides by nothing, is no solution.
    """
    punkter = sorted({verdi, *_punkter(verdi, *grenser)})
    intervaller = sorted(pairwise(punkter), key=lambda p: abs(p[0] + p[1] - 2 * verdi))
    for lav, hoy in intervaller:
        if (funnet := _halver(effekt, mal, lav, hoy)) is not None:
            return Losning(funnet, eksakt=False)
    return Losning(None, eksakt=False)


def _punkter(
    verdi: Fraction, lavest: Fraction | None, hoyest: Fraction | None
) -> Iterator[Fraction]:
    rekkevidde = (abs(verdi) or Fraction(1)) * 2**_DOBLINGER
    fra = verdi - rekkevidde if lavest is None else lavest
    til = verdi + rekkevidde if hoyest is None else hoyest
    for nr in range(_TRINN + 1):
        yield fra + (til - fra) * Fraction(nr, _TRINN)
    # Close to the value the range is divided more finely.
    for nr in range(_DOBLINGER + 1):
        for side in (-1, 1):
            punkt = verdi + side * rekkevidde / 2**nr
            if fra <= punkt <= til:
                yield punkt


def _halver(effekt: Effekt, mal: Fraction, lav: Fraction, hoy: Fraction) -> Fraction | None:
    ved_lav, ved_hoy = effekt(lav), effekt(hoy)
    for ende, gir in ((lav, ved_lav), (hoy, ved_hoy)):
        if gir == mal:
            return ende
    if ved_lav is None or ved_hoy is None or (ved_lav < mal) == (ved_hoy < mal):
        return None
    midt = (lav + hoy) / 2
    for _ in range(_TRINN):
        gir = effekt(midt)
        if gir is None:
            return None
        if gir == mal:
            return midt
        lav, hoy = (midt, hoy) if (gir < mal) == (ved_lav < mal) else (lav, midt)
        midt = (lav + hoy) / 2
    gir = effekt(midt)
    return midt if gir is not None and abs(gir - mal) < _KRONE else None
