"""How sure the effects are, what it would take to change them, and what a later start costs.

A span of the source puts its assumptions at their ends, in all combinations, so that low is low whatever way each
pulls; an open end stays at main. Else the effect itself has the relative span of its rating. Phasing-in
(``er_innfasing``) is never varied: time is the delay's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from effekt.base.numbers import Enhet
from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.model import formel
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import Forutsetning, Mengde, Opphav, frys
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
class Vurdering:
    """How uncertain the estimate is said to be, and the relative span that it stands for.

    ``uplassert``: the rating is printed, but the source does not say that it is the estimate's.
    """

    trinn: str
    uplassert: bool
    spenn: Fraction


def vurdering(sektor: Sektor, tiltak: Tiltak) -> Vurdering:
    """The rating of the estimate; one without a known field counts where its own is missing."""
    trinn = tiltak.vurderinger.estimatusikkerhet.verdi
    uplassert = False
    if trinn == IKKE_GJENGITT:
        for ett in tiltak.uplasserte_vurderinger:
            if "estimatusikkerhet" in ett.felt and ett.verdi in sektor.felles.usikkerhet:
                trinn, uplassert = ett.verdi, True
                break
    return Vurdering(trinn, uplassert, sektor.usikkerhet.spenn[trinn].regnetall)


@dataclass(frozen=True)
class Spenn:
    """A measure's effect per year at its low end, as estimated, and at its high end.

    ``fra_kilden``: the assumptions that the source bounds; without any, the span is the rating's.
    ``ensidige``: those of them that it bounds to one side only.
    """

    lav: Arsbelop
    hoved: Arsbelop
    hoy: Arsbelop
    vurdering: Vurdering
    fra_kilden: tuple[str, ...] = ()
    ensidige: tuple[str, ...] = ()


def spenn(sektor: Sektor, tiltak: Tiltak) -> Spenn:
    """Low, main and high effect per year, rounded as the card is.

    Where the source bounds assumptions, they are put at their ends, whichever gives least and most
    in the year; an end that the source leaves open stays at the main value. Elsewhere the effect
    itself is given the relative span of its rating. Low is always the lower number.
    """
    periode = sektor.info.periode
    hoved = beregning.effekt(tiltak, periode)
    vurdert = vurdering(sektor, tiltak)
    bundne = {navn: f for navn, f in tiltak.forutsetninger.items() if f.har_spenn}
    if bundne:
        ender = [[(navn, f.verdi if ende is None else ende) for ende in (f.lav, f.hoy)] for navn, f in bundne.items()]
        andre = [beregning.effekt(med_verdi(tiltak, **dict(valg)), periode) for valg in product(*ender)]
    else:
        andre = [{ar: b + abs(b) * vurdert.spenn * side for ar, b in hoved.items()} for side in (-1, 1)]
    mulige = [hoved, *andre]
    return Spenn(
        {ar: min(belop[ar] for belop in mulige) for ar in periode},
        hoved,
        {ar: max(belop[ar] for belop in mulige) for ar in periode},
        vurdert,
        tuple(bundne),
        tuple(navn for navn, f in bundne.items() if f.lav is None or f.hoy is None),
    )


def alle_spenn(sektor: Sektor) -> dict[str, Spenn]:
    """Low, main and high of every measure."""
    return {id_: spenn(sektor, tiltak) for id_, tiltak in sektor.tiltak.items()}


@dataclass(frozen=True)
class Utslag:
    """What a measure's effect changes by when one assumption is at its low and its high end.

    Over the whole period and in its last year, before rounding. ``grunnlag`` is «kilden» where the source gives both
    ends, «satt sammen» where the book has put them together from it, «begge» where the source gives one end, «boken»
    where neither, and «utsettelse» for a start one year later, which has no low end.
    """

    tiltak: str
    forutsetning: str
    navn: str
    grunnlag: str
    ved_lav: Fraction
    ved_hoy: Fraction
    siste_ved_lav: Fraction
    siste_ved_hoy: Fraction

    @property
    def bredde(self) -> Fraction:
        """How far apart the ends are, over the period: what bars are ordered by."""
        return max(self.ved_lav, self.ved_hoy, Fraction(0)) - min(self.ved_lav, self.ved_hoy, Fraction(0))

    def av_summen(self, vekt: Fraction) -> "Utslag":
        """What a sum changes by that the measure counts in with this share of its effect."""
        felt = ("ved_lav", "ved_hoy", "siste_ved_lav", "siste_ved_hoy")
        return replace(self, **{navn: getattr(self, navn) * vekt for navn in felt})


def er_innfasing(forutsetning: Forutsetning) -> bool:
    """Whether it says how much of the effect is reached each year: time, which delay stands for."""
    return Enhet.les(forutsetning.enhet).base in {"andel", "prosent"} and isinstance(forutsetning.verdi, Mapping)


def utslag(sektor: Sektor, tiltak: Tiltak) -> list[Utslag]:
    """The swing of each assumption of a measure, and of a start one year later; widest first."""
    periode = sektor.info.periode
    na = beregning.uavrundet_effekt(tiltak, periode)
    bredde = vurdering(sektor, tiltak).spenn

    def endring(nytt: Tiltak) -> tuple[Fraction, Fraction]:
        belop = beregning.uavrundet_effekt(nytt, periode)
        forskjell = {ar: belop[ar] - na[ar] for ar in periode}
        return sum(forskjell.values(), Fraction(0)), forskjell[periode[-1]]

    alle = []
    for navn, f in tiltak.forutsetninger.items():
        if er_innfasing(f):
            continue
        lav = f.lav if f.lav is not None else _flyttet(f, -bredde)
        hoy = f.hoy if f.hoy is not None else _flyttet(f, bredde)
        lave, hoye = (endring(med_verdi(tiltak, **{navn: ende})) for ende in (lav, hoy))
        alle.append(Utslag(tiltak.id, navn, f.navn, _grunnlag(f), lave[0], hoye[0], lave[1], hoye[1]))
    ingen = Fraction(0)
    senere = endring(utsatt_tiltak(tiltak))
    alle.append(
        Utslag(tiltak.id, "forsinkelse", "start ett år senere", "utsettelse", ingen, senere[0], ingen, senere[1])
    )
    return sorted(alle, key=lambda u: -u.bredde)


def _grunnlag(forutsetning: Forutsetning) -> str:
    """Whose the two ends of an assumption are."""
    gitte = [ende for ende in (forutsetning.lav, forutsetning.hoy) if ende is not None]
    if len(gitte) < 2:
        return "begge" if gitte else "boken"
    av_kilden = forutsetning.spenn is None or forutsetning.spenn.opphav is Opphav.KILDE
    return "kilden" if av_kilden else "satt sammen"


def _flyttet(forutsetning: Forutsetning, andel: Fraction) -> Mengde:
    """The value moved by a share of its size, not past what is allowed."""
    lavest, hoyest = forutsetning.grenser

    def flytt(verdi: Fraction) -> Fraction:
        ny = verdi + abs(verdi) * andel
        ny = ny if lavest is None else max(ny, lavest)
        return ny if hoyest is None else min(ny, hoyest)

    if isinstance(forutsetning.verdi, Fraction):
        return flytt(forutsetning.verdi)
    return {ar: flytt(verdi) for ar, verdi in forutsetning.verdi.items()}


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

    ``alt_slik``: nothing need change. Without ``regnet`` nobody has looked: the formula is no
    straight line in the assumption, and only those are solved.
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


def bytteverdier(sektor: Sektor, tiltak: Tiltak) -> list[Bytteverdi]:
    """The switching values of a measure's assumptions, in the card's order."""
    periode = sektor.info.periode
    siste = periode[-1]
    # With a later start, the last year has the effect of an earlier year of the formula.
    kildear = max(siste - tiltak.ar_senere, periode[0])
    na = beregning.uavrundet_effekt(tiltak, periode)[siste]
    # A reviewer's longer period has years that nothing is printed for.
    trykt = tiltak.oppgitt_effekt(siste) if siste in tiltak.oppgitt else None
    alle = []
    for navn, f in tiltak.forutsetninger.items():

        def effekt(verdi: Fraction, navn: str = navn, f: Forutsetning = f) -> Fraction | None:
            # In that year alone, where it has a value for each.
            satt: Mengde = verdi if isinstance(f.verdi, Fraction) else {**f.verdi, kildear: verdi}
            nytt = med_verdi(tiltak, **{navn: satt})
            try:
                return beregning.uavrundet_effekt(nytt, periode)[siste]
            except formel.Formelfeil:
                return None

        verdi = f.i_ar(kildear)
        lineaer = formel.er_lineaer(tiltak.formel, navn)
        null, oppgitt = (
            _los(effekt, verdi, na, mal, f.grenser, lineaer) for mal in (Fraction(0), na if trykt is None else trykt)
        )
        storre = verdi + abs(verdi) * sektor.usikkerhet.steg.regnetall
        mer = None if _utenfor(storre, f.grenser) else effekt(storre)
        steg = None if mer is None else mer - na
        som_trykt = None if trykt is None else oppgitt
        alle.append(Bytteverdi(tiltak.id, f, navn, verdi, null, som_trykt, steg))
    return alle


def alle_bytteverdier(sektor: Sektor) -> list[Bytteverdi]:
    """The switching values of every assumption of every measure."""
    return [b for tiltak in sektor.tiltak.values() for b in bytteverdier(sektor, tiltak)]


def _los(effekt: Effekt, verdi: Fraction, na: Fraction, mal: Fraction, grenser: Grenser, lineaer: bool) -> Losning:
    if na == mal:
        return Losning(verdi, alt_slik=True)
    if not lineaer:
        return Losning(None, regnet=False)
    annen = effekt(verdi + 1)
    stigning = Fraction(0) if annen is None else annen - na
    if stigning == 0:
        return Losning(None)
    lost = verdi + (mal - na) / stigning
    return Losning(None if _utenfor(lost, grenser) else lost)


def _utenfor(verdi: Fraction, grenser: Grenser) -> bool:
    lavest, hoyest = grenser
    return (lavest is not None and verdi < lavest) or (hoyest is not None and verdi > hoyest)
