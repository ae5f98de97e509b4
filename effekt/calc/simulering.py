"""The spread of the measures together: a seeded simulation, the same every time, in two lines.

**If they are carried out.** Each draw gives every driver (``calc.drivere``) one place between its limits, for all its
years, and the measure's formula gives its effect. Another program makes the same:

1. ``A = Generator(PCG64(fro))`` of numpy draws n standard normals f, common to all. Then, measure by measure in the
   book's order and driver by driver in the card's, n more: e.
2. z = √ρ·f + √(1 − ρ)·e, and u = Φ(z), so that any two drivers go together as much (a Gaussian copula). For a driver
   of which more gives less effect, u is 1 − u: u near one is always what goes well.
3. The value is that share of the triangle between low, value and high, in each year by itself. The effect is the
   formula of the values, delayed and touched by known premises as the estimate is; not rounded. The sum is weighted.

**With the risk.** ``B = Generator(PCG64([fro, 1]))`` draws n uniform numbers for each open premise, in the order that
measures name them; then, measure by measure, n for whether it is carried out and n for how late. A premise turns out
otherwise where its number is below its chance. What follows of it for a measure is in ``gjennomforing.Utsikt``.

numpy is imported here only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import accumulate
from math import erf, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import rund
from effekt.calc.beregning import Arsbelop, vekt_av
from effekt.calc.drivere import GEVINST, KOSTNAD, Driver, drivere, grupper, regn
from effekt.calc.gjennomforing import Utsikt, har_utsikter, utsikter
from effekt.calc.usikkerhet import TOTAL
from effekt.model.storrelse import i_ar
from effekt.model.tiltak import Tiltak
from effekt.model.units import factor_of
from effekt.reading.sektor import Sektor

if TYPE_CHECKING:
    from numpy.typing import NDArray


# P10, P50 and P90: the share of the draws that come out at the amount or below.
PERSENTILER: Final = {"p10": Fraction(1, 10), "p50": Fraction(1, 2), "p90": Fraction(9, 10)}
# What is shown is rounded to a power of ten that is at least so many standard errors, and at least so small a part of
# the largest estimate: then another start shows the same, and no more is shown than is known.
_FEIL: Final = 4
# The standard error of P10 and P90 of a normal distribution, in standard deviations over the root of the draws. It is
# what rounding goes by: with the risk, a percentile can lie where no sum does, and has an error that is its own.
_NORMAL: Final = NormalDist()
_P10: Final = float(PERSENTILER["p10"])
_FEIL_AV_SPREDNING: Final = sqrt(_P10 * (1 - _P10)) / _NORMAL.pdf(_NORMAL.inv_cdf(_P10))
_DEL: Final = 300
# From here out the normal curve holds less than one draw in 10^20; its table has a point for each thousandth.
_YTTERST: Final = 10
_TETT: Final = 1000
# What is less than this part of it away from the estimate has reached it: floats are no exact sums.
_SLINGRING: Final = 1 / 1_000_000_000


@dataclass(frozen=True)
class Linje:
    """One of the two lines: what the draws give.

    ``persentiler`` has P10, P50 and P90 in kroner per year, by measure (in the first line only) and under TOTAL, which
    counts once. ``minst_anslag`` is the share of the draws where the total of the year reaches the estimate, in whole
    hundredths; None in a year without any spread. ``snitt`` is the mean of the draws of the total. ``standardfeil`` is
    that of the percentiles of the total, the largest of each year, in kroner: what another start would move them by.
    """

    persentiler: Mapping[str, Mapping[str, Arsbelop]]
    minst_anslag: Mapping[int, Fraction | None]
    snitt: Arsbelop
    standardfeil: Arsbelop


@dataclass(frozen=True)
class Simulering:
    """What is drawn, with and without the risk; ``med_risiko`` is None where the book has chosen no chances.

    ``avrundet`` is what amounts are rounded to, in kroner.
    ``andeler`` is how much of the variance of the total over the period each driver goes with, those of a product
    together, by measure and names: the covariance of what it alone changes with the total, over the total's variance.
    They add up to one, but for what several drivers of one measure do to each other; empty without any spread.
    """

    gjennomfort: Linje
    med_risiko: Linje | None
    avrundet: Fraction
    andeler: Mapping[tuple[str, tuple[str, ...]], Fraction]

    def desimaler(self, i_kroner: Fraction) -> int:
        """How many decimals what is rounded so has left, in a unit of so many kroner."""
        desimaler = 0
        while self.avrundet / i_kroner * 10**desimaler < 1:
            desimaler += 1
        return desimaler


@dataclass(frozen=True)
class _Trekant:
    """A driver: its name, its direction, and its low, main and high in each year, as the formula reckons with them."""

    navn: str
    retning: int
    ender: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class _Risiko:
    """A measure's prospects, with places in the lists of premises and measures."""

    sjanse: float
    forsinkelser: tuple[tuple[int, float], ...]
    premisser: tuple[tuple[int, bool, int, float], ...]
    kjede: tuple[int, ...]
    fast: int


@dataclass(frozen=True)
class _Maling:
    """All that one measure's draws are made of; equal ones give equal draws."""

    id: str
    vekt: float
    formel: str
    verdier: tuple[tuple[str, tuple[float, ...]], ...]
    drivere: tuple[_Trekant, ...]
    grupper: tuple[tuple[int, ...], ...]
    senere: int
    skala: float
    risiko: _Risiko | None


def simuler(sektor: Sektor) -> Simulering:
    """The simulation of every measure and of the total, for each year of the period."""
    valg, periode = sektor.usikkerhet, sektor.info.periode
    alle = utsikter(sektor) if har_utsikter(sektor) else {}
    apne = {p.id: p.sjanse for utsikt in alle.values() for p in utsikt.premisser}
    vekt, tiltakene = vekt_av(sektor), list(sektor.tiltak)
    malinger = tuple(
        _maling(sektor, tiltak, float(vekt[id_].frigjort), _risiko(alle.get(id_), id_, tiltakene, list(apne)))
        for id_, tiltak in sektor.tiltak.items()
    )
    return _simuler(
        periode, malinger, tuple(map(float, apne.values())),
        float(valg.samvariasjon.regnetall), int(valg.fro.tallet), int(valg.trekk.tallet),
    )  # fmt: skip


def _maling(sektor: Sektor, tiltak: Tiltak, vekt: float, risiko: _Risiko | None) -> _Maling:
    periode = sektor.info.periode
    alle = drivere(sektor, tiltak) if tiltak.gjennomfores else []

    def trekant(d: Driver) -> _Trekant:
        faktor = factor_of(tiltak.forutsetninger[d.navn].enhet) if d.navn in tiltak.forutsetninger else Fraction(1)
        ender = tuple(tuple(float(i_ar(m, ar) * faktor) for m in (d.lav, d.verdi, d.hoy)) for ar in periode)
        return _Trekant(d.navn, d.retning, ender)  # type: ignore[arg-type]

    return _Maling(
        tiltak.id,
        vekt if tiltak.gjennomfores else 0.0,
        tiltak.formel,
        tuple((n, tuple(float(f.i_formel(ar)) for ar in periode)) for n, f in tiltak.forutsetninger.items()),
        tuple(map(trekant, alle)),
        tuple(tuple(alle.index(d) for d in gruppe) for gruppe in grupper(tiltak, alle)),
        tiltak.ar_senere,
        float(tiltak.premissfakta.skala) if tiltak.gjennomfores else 0.0,
        risiko,
    )


def _risiko(utsikt: Utsikt | None, id_: str, tiltakene: list[str], apne: list[str]) -> _Risiko | None:
    if utsikt is None:
        return None
    kjede = (id_, *(annet for annet in utsikt.avhenger_av if annet in tiltakene))
    return _Risiko(
        float(utsikt.sjanse),
        tuple((ar, float(andel)) for ar, andel in utsikt.forsinkelser.items()),
        tuple((apne.index(p.id), p.stopper, p.utsetter, float(p.skala)) for p in utsikt.premisser),
        # What is done is done, whatever it depended on.
        () if utsikt.avgjort else tuple(map(tiltakene.index, kjede)),
        utsikt.fast,
    )


@lru_cache(maxsize=10)
def _simuler(
    periode: tuple[int, ...],
    alle: tuple[_Maling, ...],
    apne: tuple[float, ...],
    samvariasjon: float,
    fro: int,
    antall: int,
) -> Simulering:
    """The simulation, once for the same numbers and choices: they give the same draws."""
    import numpy as np

    kilde = np.random.Generator(np.random.PCG64(fro))
    felles = kilde.standard_normal(antall)
    risiko = _Risikotrekk(alle, apne, fro, antall) if all(ett.risiko for ett in alle) else None
    sum_, med_risiko = np.zeros((2, len(periode), antall))
    anslag = np.zeros(len(periode))
    egne: dict[str, list[_Kvantiler]] = {}
    alene: dict[tuple[str, tuple[str, ...]], NDArray[Any]] = {}
    for nr, ett in enumerate(alle):
        plasser = []
        for d in ett.drivere:
            u = _phi(sqrt(samvariasjon) * felles + sqrt(1 - samvariasjon) * kilde.standard_normal(antall))
            plasser.append(u if d.retning > 0 else 1 - u)
        trukket = _etter_formel(ett, periode, dict(enumerate(plasser)), antall)
        utfall = _flyttet(trukket, ett)
        egne[ett.id] = [_kvantiler(rad) for rad in utfall]
        sum_ += utfall * ett.vekt
        anslag += _flyttet(_etter_formel(ett, periode, {}, 1), ett)[:, 0] * ett.vekt
        if risiko:
            med_risiko += risiko.effekt(nr, trukket) * ett.vekt
        for gruppe in ett.grupper:
            navn = tuple(ett.drivere[i].navn for i in gruppe)
            alle_med = len(gruppe) == len(ett.drivere)
            en = trukket if alle_med else _etter_formel(ett, periode, {i: plasser[i] for i in gruppe}, antall)
            alene[ett.id, navn] = (_flyttet(en, ett) * ett.vekt).sum(axis=0)

    linjer = [sum_, med_risiko] if risiko else [sum_]
    summer = [[_kvantiler(rad) for rad in linje] for linje in linjer]
    storst = float(max(map(abs, anslag), default=0))
    feil = max(float(np.std(rad)) for linje in linjer for rad in linje) * _FEIL_AV_SPREDNING / sqrt(antall)
    til = _tierpotens(max(storst / _DEL, _FEIL * feil))

    def linje(nr: int) -> Linje:
        return Linje(
            {
                id_: {
                    navn: {ar: rund(Fraction(tre[i]), til) for ar, (tre, _) in zip(periode, rader, strict=True)}
                    for i, navn in enumerate(PERSENTILER)
                }
                for id_, rader in {**({} if nr else egne), TOTAL: summer[nr]}.items()
            },
            {ar: _minst(rad, belop) for ar, rad, belop in zip(periode, linjer[nr], anslag, strict=True)},
            {ar: Fraction(float(rad.mean())) for ar, rad in zip(periode, linjer[nr], strict=True)},
            {ar: Fraction(feil) for ar, (_, feil) in zip(periode, summer[nr], strict=True)},
        )

    andeler = _andeler(alene, sum_.sum(axis=0))
    return Simulering(linje(0), linje(1) if risiko else None, til, andeler)


class _Risikotrekk:
    """The draws of what comes of premises and measures: which are carried out, and how many years late."""

    def __init__(self, alle: Sequence[_Maling], apne: Sequence[float], fro: int, antall: int) -> None:
        import numpy as np

        kilde = np.random.Generator(np.random.PCG64([fro, 1]))
        self._alle = alle
        self._slatt = [kilde.random(antall) < sjanse for sjanse in apne]
        self._blir_noe: list[NDArray[Any]] = []
        self._senere: list[NDArray[Any]] = []
        for ett in alle:
            assert ett.risiko is not None
            self._blir_noe.append(kilde.random(antall) < ett.risiko.sjanse)
            grenser = list(accumulate(andel for _, andel in ett.risiko.forsinkelser))[:-1]
            arene = np.array([ar for ar, _ in ett.risiko.forsinkelser], dtype=np.int16)
            self._senere.append(arene[np.searchsorted(grenser, kilde.random(antall), side="right")])

    def effekt(self, nr: int, trukket: "NDArray[Any]") -> "NDArray[Any]":
        """A measure's effect per year with what comes of it, from what its formula gives in each draw."""
        import numpy as np

        ett = self._alle[nr]
        assert ett.risiko is not None
        if not ett.risiko.kjede:
            return _flyttet(trukket, ett)
        kjeden = [(i, r) for i in ett.risiko.kjede if (r := self._alle[i].risiko)]
        blir_noe = np.ones(trukket.shape[1], dtype=bool)
        senere = np.zeros(trukket.shape[1], dtype=np.int16)
        for i, r in kjeden:
            blir_noe &= self._blir_noe[i]
            egen = self._senere[i] + np.int16(r.fast)
            for premiss, stopper, utsetter, _ in r.premisser:
                if stopper:
                    blir_noe &= ~self._slatt[premiss]
                egen = egen + self._slatt[premiss] * np.int16(utsetter)
            senere = np.maximum(senere, egen)
        senere = senere - max(r.fast for _, r in kjeden)
        ganger = blir_noe.astype(float)
        for premiss, _, _, skala in ett.risiko.premisser:
            ganger = np.where(self._slatt[premiss], ganger * skala, ganger)
        ut = np.zeros(trukket.shape)
        for ar in np.unique(senere):
            ut += _flyttet(trukket, ett, int(ar)) * (ganger * (senere == ar))
        return ut


def _etter_formel(
    ett: _Maling, periode: tuple[int, ...], plasser: "Mapping[int, NDArray[Any]]", antall: int
) -> "NDArray[Any]":
    """What the formula gives per year and draw; a driver without a place is at its main value."""
    import numpy as np

    kjente, hvilket = dict(ett.verdier), {ar: nr for nr, ar in enumerate(periode)}
    trukne = {ett.drivere[nr].navn: (ett.drivere[nr], u) for nr, u in plasser.items()}

    @cache
    def trekk(navn: str, ender: tuple[float, float, float]) -> "NDArray[Any]":
        return _trekant(trukne[navn][1], *ender)

    def verdi(navn: str, ar: int) -> Any:
        if navn in trukne:
            return trekk(navn, trukne[navn][0].ender[hvilket[ar]])
        return kjente[navn][hvilket[ar]]

    def i_ar(ar: int) -> "NDArray[Any]":
        sider: dict[str, Any] = {side: verdi(side, ar) for side in (GEVINST, KOSTNAD) if side in trukne}
        return np.asarray(np.zeros(antall) + regn(ett.formel, verdi, sider, ar, periode))

    with np.errstate(all="ignore"):
        # What divides by nothing in a draw is no amount of money: that draw has none.
        alle = np.array([i_ar(ar) for ar in periode])
        return np.where(np.isfinite(alle), alle, 0.0)


def _flyttet(belop: "NDArray[Any]", ett: _Maling, mer: int = 0) -> "NDArray[Any]":
    """The series so many years later as the measure is, and as much larger as known premises make it."""
    import numpy as np

    senere = min(ett.senere + mer, len(belop))
    return np.concatenate([np.zeros((senere, belop.shape[1])), belop[: len(belop) - senere]]) * ett.skala


def _trekant(u: "NDArray[Any]", lav: float, hoved: float, hoy: float) -> "NDArray[Any]":
    """The triangular distribution's value at each share ``u``; the main value without a span."""
    import numpy as np

    if hoy == lav:
        return np.full(u.shape, hoved)
    topp = (hoved - lav) / (hoy - lav)
    under = lav + np.sqrt(u * (hoy - lav) * (hoved - lav))
    over = hoy - np.sqrt((1 - u) * (hoy - lav) * (hoy - hoved))
    return np.where(u < topp, under, over)


@lru_cache(maxsize=1)
def _tabell() -> "tuple[NDArray[Any], NDArray[Any]]":
    """The normal distribution function at every thousandth: between them a straight line errs by less than 10^-7."""
    import numpy as np

    x = np.arange(-_YTTERST * _TETT, _YTTERST * _TETT + 1) / _TETT
    return x, np.array([(1 + erf(ett / sqrt(2))) / 2 for ett in x])


def _phi(z: "NDArray[Any]") -> "NDArray[Any]":
    import numpy as np

    return np.asarray(np.interp(z, *_tabell()))


# P10, P50 and P90 of some draws, and the largest of their standard errors.
_Kvantiler = tuple[tuple[float, ...], float]


def _kvantiler(verdier: "NDArray[Any]") -> _Kvantiler:
    """The percentiles, and half of how far apart those are that lie one standard error of the share to each side."""
    import numpy as np

    andeler = [float(andel) for andel in PERSENTILER.values()]
    feil = [sqrt(andel * (1 - andel) / verdier.size) for andel in andeler]
    sider = [andel + side * f for side in (-1, 0, 1) for andel, f in zip(andeler, feil, strict=True)]
    under, midt, over = np.quantile(verdier, np.clip(sider, 0, 1)).reshape(3, -1)
    return tuple(map(float, midt)), float(np.max(over - under) / 2)


def _minst(verdier: "NDArray[Any]", anslag: float) -> Fraction | None:
    """The share of the draws that reach the estimate; None where all are alike."""
    import numpy as np

    slingring = _SLINGRING * max(1.0, abs(anslag))
    if float(np.ptp(verdier)) <= slingring:
        return None
    return rund(Fraction(int(np.count_nonzero(verdier >= anslag - slingring)), verdier.size), Fraction(1, 100))


def _andeler(
    alene: "Mapping[tuple[str, tuple[str, ...]], NDArray[Any]]", sum_: "NDArray[Any]"
) -> dict[tuple[str, tuple[str, ...]], Fraction]:
    """How much of the variance of the sum each goes with, in whole hundredths."""
    import numpy as np

    varians = float(np.var(sum_))
    if not varians:
        return {}
    avvik = sum_ - sum_.mean()
    return {
        navn: rund(Fraction(float(np.mean((ett - ett.mean()) * avvik)) / varians), Fraction(1, 100))
        for navn, ett in alene.items()
    }


def _tierpotens(minst: float) -> Fraction:
    """The smallest power of ten, from one krone, that is at least so much."""
    til = Fraction(1)
    while til < minst:
        til *= 10
    return til
