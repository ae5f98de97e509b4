"""What is uncertain in a measure, and between which outer limits.

A span is *outer limits*: what we do not expect the number to pass. It sits on what is uncertain, never on the result:

- An assumption that is marked (``usikkerhet``) has the relative span of the measure's rating (``anslaget``) or of a
  step of the scale; ``ingen`` does not vary. So has one that the source bounds, and that nobody has marked.
- Each end is the wider of the source's own and the rating's. A lone end («minst», «høyst») is a hard bound, which is
  not passed; the open side has the rating's span. A value that is past its lone bound has the rating's to both sides.
- A measure where nothing is marked or bounded has its gross gain and its gross cost as two drivers, each with the
  rating's span: a percentage of what is left between them would say that the worse a measure is, the surer.
- Phasing-in is never varied: time is the delay's. What is not allowed is not reached.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from effekt.model import formel
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import ANSLAGET, Forutsetning, Mengde, Opphav, Storrelse, i_ar
from effekt.model.tiltak import USIKKERHET, Tiltak
from effekt.model.units import factor_of
from effekt.reading.sektor import Sektor

# The two sides of a formula, where they are what varies: names that no assumption can have.
GEVINST: Final = "+"
KOSTNAD: Final = "-"
_SIDER: Final = {GEVINST: "gevinsten", KOSTNAD: "kostnaden"}
# Where an end is from: the source, what the book has put together of it, a reviewer, the rating, or what is allowed.
KILDEN: Final = "kilden"
SATT_SAMMEN: Final = "satt sammen"
OMREGNINGEN: Final = "omregningen"
VURDERINGEN: Final = "vurderingen"
TILLATT: Final = "tillatt"


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
class Driver:
    """One thing that varies: an assumption in its own unit, or a side of the formula as a multiple of itself.

    ``navn`` is the assumption's, or ``GEVINST`` or ``KOSTNAD``; ``vurdering`` is whose relative span it has, with an
    empty step where the span is the source's alone. ``retning`` is 1 where more of it gives more effect, else -1.
    """

    tiltak: str
    navn: str
    vist: str
    lav: Mengde
    verdi: Mengde
    hoy: Mengde
    lav_fra: str
    hoy_fra: str
    vurdering: Vurdering
    retning: int = 1

    def ende(self, hoy: bool) -> Mengde:
        """The high end, or the low one."""
        return self.hoy if hoy else self.lav


def er_innfasing(forutsetning: Forutsetning) -> bool:
    """Whether it says how much of the effect is reached each year: time, which delay stands for."""
    return forutsetning.er_innfasing


def drivere(sektor: Sektor, tiltak: Tiltak) -> list[Driver]:
    """What varies in a measure, in the card's order; nothing where all that is marked is marked as certain."""
    if USIKKERHET in sektor.info.uten:
        return []
    periode, vurdert = sektor.info.periode, vurdering(sektor, tiltak)
    kandidater = {navn: f for navn, f in tiltak.forutsetninger.items() if not er_innfasing(f)}
    if any(f.usikkerhet or f.har_spenn for f in kandidater.values()):
        alle = [_driver(sektor, tiltak, navn, f, vurdert) for navn, f in kandidater.items() if f.kan_variere]
    else:
        alle = list(_sidene(tiltak, periode, vurdert))
    return [_rettet(tiltak, periode, d) for d in alle if d.lav != d.hoy]


def _driver(sektor: Sektor, tiltak: Tiltak, navn: str, f: Forutsetning, vurdert: Vurdering) -> Driver:
    periode = sektor.info.periode
    if f.usikkerhet not in (None, ANSLAGET):
        vurdert = Vurdering(str(f.usikkerhet), False, sektor.usikkerhet.spenn[str(f.usikkerhet)].regnetall)
    ar = (None,) if isinstance(f.verdi, Fraction) else tuple(f.verdi)
    fra = _spennet_fra(sektor, tiltak, navn)
    ender = {ett: _ender(f, ett, vurdert.spenn, fra) for ett in ar}
    siste = ender[None if None in ender else periode[-1] if periode[-1] in ender else ar[-1]]

    def samlet(nr: int) -> Mengde:
        return ender[None][nr][0] if None in ender else {a: e[nr][0] for a, e in ender.items() if a is not None}

    return Driver(tiltak.id, navn, f.navn, samlet(0), f.verdi, samlet(1), siste[0][1], siste[1][1], vurdert)


def opprinnelig(sektor: Sektor, tiltak: Tiltak, navn: str) -> Forutsetning:
    """The assumption as data/ has it, without a reviewer's changes."""
    for_ = sektor.uendret.tiltak.get(tiltak.id) if sektor.uendret else None
    return (for_ or tiltak).forutsetninger.get(navn) or tiltak.forutsetninger[navn]


def _spennet_fra(sektor: Sektor, tiltak: Tiltak, navn: str) -> tuple[str, str]:
    """Whose the low and the high end are, where the assumption has them."""
    f, for_ = tiltak.forutsetninger[navn], opprinnelig(sektor, tiltak, navn)
    kildens = KILDEN if f.spenn is None or f.spenn.opphav is Opphav.KILDE else SATT_SAMMEN
    return (kildens if f.lav == for_.lav else OMREGNINGEN, kildens if f.hoy == for_.hoy else OMREGNINGEN)


_Ende = tuple[Fraction, str]


def _ender(f: Forutsetning, ar: int | None, andel: Fraction, fra: tuple[str, str]) -> tuple[_Ende, _Ende]:
    """The low and the high end in a year, and whose each is."""
    verdi = _i(f.verdi, ar)
    assert verdi is not None
    kilde_lav, kilde_hoy = _i(f.lav, ar), _i(f.hoy, ar)
    lav, hoy = _tillatt(f, verdi - abs(verdi) * andel), _tillatt(f, verdi + abs(verdi) * andel)
    # A lone bound is not passed, unless the value itself is past it: then it says nothing of this value.
    if kilde_lav is not None and kilde_hoy is None:
        lav = (kilde_lav, fra[0]) if kilde_lav <= verdi else lav
    elif kilde_hoy is not None and kilde_lav is None:
        hoy = (kilde_hoy, fra[1]) if kilde_hoy >= verdi else hoy
    elif kilde_lav is not None and kilde_hoy is not None:
        lav = (kilde_lav, fra[0]) if kilde_lav <= lav[0] else lav
        hoy = (kilde_hoy, fra[1]) if kilde_hoy >= hoy[0] else hoy
    return lav, hoy


def _tillatt(f: Forutsetning, verdi: Fraction) -> _Ende:
    """The rating's end, not past what is allowed."""
    lavest, hoyest = f.grenser
    if lavest is not None and verdi < lavest:
        return lavest, TILLATT
    return (hoyest, TILLATT) if hoyest is not None and verdi > hoyest else (verdi, VURDERINGEN)


def _i(mengde: Mengde | None, ar: int | None) -> Fraction | None:
    if mengde is None or isinstance(mengde, Fraction):
        return mengde
    return None if ar is None else mengde.get(ar)


def _sidene(tiltak: Tiltak, periode: Sequence[int], vurdert: Vurdering) -> Iterator[Driver]:
    """The gross gain and the gross cost as multiples of themselves; a side that is nothing is no driver."""
    begge = [formel.brutto(tiltak.formel, _verdier(tiltak), ar, tuple(periode)) for ar in periode]
    sider = [side for nr, side in enumerate((GEVINST, KOSTNAD)) if any(ett[nr] for ett in begge)]
    en = Fraction(1)
    for side in sider:
        vist = _SIDER[side] if len(sider) > 1 else "anslaget"
        lav, hoy = en - vurdert.spenn, en + vurdert.spenn
        yield Driver(tiltak.id, side, vist, lav, en, hoy, VURDERINGEN, VURDERINGEN, vurdert)


def _rettet(tiltak: Tiltak, periode: tuple[int, ...], d: Driver) -> Driver:
    """The driver with its direction; an end at which nothing can be worked out is no end."""
    summer: list[Fraction | None] = []
    for ende in (d.lav, d.hoy):
        try:
            summer.append(sum(etter_formel(tiltak, periode, {d.navn: ende}).values(), Fraction(0)))
        except formel.Formelfeil:
            summer.append(None)
    lav, hoy = summer
    if lav is None or hoy is None:
        return Driver(
            d.tiltak, d.navn, d.vist, d.verdi if lav is None else d.lav, d.verdi, d.verdi if hoy is None else d.hoy,
            d.lav_fra, d.hoy_fra, d.vurdering,
        )  # fmt: skip
    retning = 1 if hoy >= lav else -1
    return Driver(d.tiltak, d.navn, d.vist, d.lav, d.verdi, d.hoy, d.lav_fra, d.hoy_fra, d.vurdering, retning)


def _verdier(tiltak: Tiltak) -> Callable[[str, int], Fraction]:
    return lambda navn, ar: tiltak.forutsetninger[navn].i_formel(ar)


def etter_formel(tiltak: Tiltak, periode: tuple[int, ...], satt: Mapping[str, Mengde]) -> dict[int, Fraction]:
    """The formula per year, in kroner, with some drivers at other values: before delay, premises and rounding.

    Raises Formelfeil where it divides by zero.
    """
    faktor = {navn: factor_of(tiltak.forutsetninger[navn].enhet) for navn in satt if navn not in _SIDER}

    def verdi(navn: str, ar: int) -> Fraction:
        return i_ar(satt[navn], ar) * faktor[navn] if navn in satt else tiltak.forutsetninger[navn].i_formel(ar)

    return {ar: Fraction(regn(tiltak.formel, verdi, satt, ar, periode)) for ar in periode}


def regn(
    tekst: str, verdi: Callable[[str, int], Any], satt: Mapping[str, Any], ar: int, periode: tuple[int, ...]
) -> Any:
    """The formula in a year, its two sides multiplied by what ``satt`` has of them; values may be arrays."""
    if not _SIDER.keys() & satt.keys():
        return formel.regn_ut(tekst, verdi, ar, periode)
    gevinst, kostnad = formel.brutto(tekst, verdi, ar, periode)
    return gevinst * satt.get(GEVINST, 1) - kostnad * satt.get(KOSTNAD, 1)


def grupper(tiltak: Tiltak, alle: Sequence[Driver]) -> list[tuple[Driver, ...]]:
    """The drivers, those that only count as one product together: one bar, not the same one for each factor."""
    igjen, ut = list(alle), []
    produktene = formel.produkter(tiltak.formel)
    while igjen:
        forste = igjen[0]
        faktorer: frozenset[str] = next((p for p in produktene if forste.navn in p), frozenset())
        gruppe = tuple(d for d in igjen if d is forste or d.navn in faktorer)
        ut.append(gruppe)
        igjen = [d for d in igjen if d not in gruppe]
    return ut


@dataclass(frozen=True)
class UtenforGrense:
    """A value outside its source's range: in which year, where it has one for each."""

    verdi: Fraction
    ar: int | None
    lav: Fraction | None
    hoy: Fraction | None
    av_kilden: bool


def utenfor_kilden(storrelse: Storrelse, kildens: Storrelse | None = None) -> UtenforGrense | None:
    """The first value outside the range that the source gives; None where all are within, or it gives none.

    ``kildens`` has the range, where that is another than the quantity's own: as it was before a reviewer's changes.
    """
    kildens = kildens or storrelse
    hele = storrelse.verdi
    per_ar: list[tuple[int | None, Fraction]] = [(None, hele)] if isinstance(hele, Fraction) else [*hele.items()]
    av_kilden = kildens.spenn is None or kildens.spenn.opphav is Opphav.KILDE
    for ar, verdi in per_ar:
        lav, hoy = _i(kildens.lav, ar), _i(kildens.hoy, ar)
        if (lav is not None and verdi < lav) or (hoy is not None and verdi > hoy):
            return UtenforGrense(verdi, ar, lav, hoy, av_kilden)
    return None
