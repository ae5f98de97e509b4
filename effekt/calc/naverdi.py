"""Present value and payback: each measure as a flow of cash over a chosen horizon.

The flow is the municipality's own: what the measure frees in operation, less what it costs once and what is invested,
in kroner per year. It begins with the first year of the sector's period and has as many years as ``felles.levetid``.
Amounts of the first year count in full; those of a year later are divided by one plus ``felles.kalkulasjonsrente``.

- After the period the effect goes on as in its last year, where sektor.yml says that effects last
  (``varig_fra_siste_ar``) and the gain is no one-off one; else nothing comes after it. What is delayed reaches its
  level later, and goes on from there.
- An investment paid for with a loan counts when it is made. Its instalments and interest are then left out: with both,
  the same money would count twice, and the rate stands for what it costs to have paid early. So this differs from the
  effect on the card, which has the loan's costs in the operation.
- Nothing is left of an investment when the horizon ends.
- In the sum, effects count with the weights of all sums. Overlaps lower no cost; what lowers fees is paid by them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from effekt.base.recording import record_use
from effekt.calc import beregning, gjennomforing
from effekt.calc.beregning import Arsbelop, utsatt
from effekt.calc.usikkerhet import med_verdi
from effekt.calc.varighet import ENGANG
from effekt.model.okonomi import KALKULASJONSRENTE, LEVETID
from effekt.model.tiltak import Premissfakta, Tiltak
from effekt.reading.insertion import JA
from effekt.reading.sektor import Sektor

_INGENTING = Fraction(0)


@dataclass(frozen=True)
class Horisont:
    """The rate that present values go by, a share, and the years that they are of."""

    rente: Fraction
    ar: tuple[int, ...]

    def naverdi(self, belop: Mapping[int, Fraction]) -> Fraction:
        """What the amounts are worth in the first year, in kroner."""
        return sum((b * self.faktor(ar) for ar, b in belop.items()), _INGENTING)

    def faktor(self, ar: int) -> Fraction:
        """What a krone of the year is worth in the first one."""
        return 1 / (1 + self.rente) ** (ar - self.ar[0])


def horisont(sektor: Sektor) -> Horisont | None:
    """The rate and the years that program.yml has chosen; None where it has not."""
    regler = sektor.felles.regneregler
    if KALKULASJONSRENTE not in regler or LEVETID not in regler:
        return None
    forste, antall = sektor.info.periode[0], int(regler[LEVETID].tallet)
    return Horisont(regler[KALKULASJONSRENTE].regnetall, tuple(range(forste, forste + antall)))


def varer(sektor: Sektor, tiltak: Tiltak) -> bool:
    """Whether the measure's effect goes on after the period, as far as the source says."""
    engang = tiltak.gevinst is not None and tiltak.gevinst.varighet == ENGANG
    return sektor.info.varig_fra_siste_ar == JA and not engang


@dataclass(frozen=True)
class Strom:
    """A flow of cash by year, in kroner: what operation gains (less what it costs), and what is paid once.

    ``engang`` and ``investering`` are positive amounts.
    """

    effekt: Arsbelop
    engang: Arsbelop
    investering: Arsbelop

    @property
    def utlegg(self) -> Arsbelop:
        """What is paid once, one-off costs and investments, as positive amounts."""
        return {ar: self.engang[ar] + self.investering[ar] for ar in self.effekt}

    @property
    def netto(self) -> Arsbelop:
        """What the year gains, less what is paid once."""
        return {ar: self.effekt[ar] - b for ar, b in self.utlegg.items()}

    def ganger(self, effekt: Fraction, utlegg: Fraction) -> "Strom":
        """The flow with these shares of what it gains, and of what is paid once."""
        return Strom(
            {ar: b * effekt for ar, b in self.effekt.items()},
            *({ar: b * utlegg for ar, b in serie.items()} for serie in (self.engang, self.investering)),
        )


def strom(sektor: Sektor, tiltak: Tiltak, senere: int = 0, skala: Fraction = Fraction(1)) -> Strom:
    """The measure's flow over the horizon, ``senere`` more years late and with ``skala`` of its effect.

    Nothing where it is left out. Raises ValueError where program.yml has chosen no horizon.
    """
    h, periode = _krev(sektor), sektor.info.periode
    tomt = dict.fromkeys(h.ar, _INGENTING)
    if not tiltak.gjennomfores:
        record_use(f"effekt.{tiltak.id}")
        return Strom(tomt, tomt, tomt)
    skala *= tiltak.premissfakta.skala
    drift, siste = effekt_uten_lan(_fra_starten(tiltak, skala), periode), periode[-1]
    etter = drift[siste] if varer(sektor, tiltak) else _INGENTING
    ganske = {ar: drift.get(ar, etter if ar > siste else _INGENTING) for ar in h.ar}
    engang, investering = (
        {ar: sum((k.i_kroner(ar) for k in tiltak.kostnader.values() if k.slag == slag), _INGENTING) for ar in h.ar}
        for slag in ("engangskostnad", "investering")
    )
    if (lan := tiltak.lan) and lan.forste_ar in investering:
        investering[lan.forste_ar] += tiltak.forutsetninger[lan.belop].i_formel(lan.forste_ar) * skala
    senere += tiltak.ar_senere
    return Strom(utsatt(ganske, senere), utsatt(engang, senere), utsatt(investering, senere))


def nivaet_etter(sektor: Sektor, id_: str) -> Fraction:
    """What the measure gives each year after the period as it is reckoned here, rounded as its card is, in kroner."""
    tiltak, periode = sektor.tiltak[id_], sektor.info.periode
    return beregning.avrundet_effekt(_fra_starten(tiltak, tiltak.premissfakta.skala), periode)[periode[-1]]


def _krev(sektor: Sektor) -> Horisont:
    h = horisont(sektor)
    if h is None:
        raise ValueError(f"program.yml mangler regneregler.{KALKULASJONSRENTE} og regneregler.{LEVETID}")
    return h


def _fra_starten(tiltak: Tiltak, skala: Fraction) -> Tiltak:
    """The measure without delay: what comes after the period must be known before it is moved."""
    presis = tiltak.forsinkelse.model_copy(update={"verdi": _INGENTING})
    fakta = Premissfakta(skala=skala, berorer=tiltak.premissfakta.berorer)
    return tiltak.model_copy(update={"forsinkelse": presis, "premissfakta": fakta})


def effekt_uten_lan(tiltak: Tiltak, periode: tuple[int, ...]) -> Arsbelop:
    """The effect per year as it would be without the loan's instalments and interest, in kroner."""
    kortet, lan = beregning.effekt(tiltak, periode), tiltak.lan
    if lan is None:
        return kortet
    rentefri = med_verdi(tiltak, **{lan.rentesats: _INGENTING})
    if lan.avdrag:
        uten = beregning.uavrundet_effekt(med_verdi(rentefri, **{lan.avdrag: _INGENTING}), periode)
    else:
        # Twice the time halves the instalment; so the difference, taken once more, removes the rest of it.
        tid = tiltak.forutsetninger[lan.nedbetalingstid or ""].verdi
        dobbelt = tid * 2 if isinstance(tid, Fraction) else {ar: t * 2 for ar, t in tid.items()}
        hel = beregning.uavrundet_effekt(rentefri, periode)
        halv = beregning.uavrundet_effekt(med_verdi(rentefri, **{lan.nedbetalingstid or "": dobbelt}), periode)
        uten = {ar: 2 * halv[ar] - hel[ar] for ar in periode}
    med = beregning.uavrundet_effekt(tiltak, periode)
    return {ar: kortet[ar] + uten[ar] - med[ar] for ar in periode}


def strommer(sektor: Sektor) -> dict[str, Strom]:
    """Every measure's own flow, by measure."""
    return {id_: strom(sektor, tiltak) for id_, tiltak in sektor.tiltak.items()}


def _vekter(sektor: Sektor) -> dict[str, tuple[Fraction, Fraction]]:
    """How much of each measure counts in the sum: of its effect, and of what it costs once."""
    vekt = beregning.vekt_av(sektor)
    alle = sektor.samspill()
    return {id_: (vekt[id_].frigjort, 1 - (s.andel if (s := alle[id_].selvkost) else _INGENTING)) for id_ in vekt}


def samlet(sektor: Sektor) -> Strom:
    """The flow of all measures together; what overlaps counts once."""
    record_use("sum.naverdi")
    vekter, h = _vekter(sektor), _krev(sektor)
    alle = [ett.ganger(*vekter[id_]) for id_, ett in strommer(sektor).items()]

    def sum_av(serie: str) -> Arsbelop:
        return {ar: sum((getattr(ett, serie)[ar] for ett in alle), _INGENTING) for ar in h.ar}

    return Strom(sum_av("effekt"), sum_av("engang"), sum_av("investering"))


def naverdi_per_tiltak(sektor: Sektor) -> dict[str, Fraction]:
    """Every measure's present value if it is carried out, in kroner of the first year."""
    h = _krev(sektor)
    return {id_: h.naverdi(ett.netto) for id_, ett in strommer(sektor).items()}


def naverdi_total(sektor: Sektor) -> Fraction:
    """The present value of all measures together, if they are carried out, in kroner."""
    return _krev(sektor).naverdi(samlet(sektor).netto)


def forventede_naverdier(sektor: Sektor) -> dict[str, Fraction]:
    """Every measure's present value with the risk that it is not carried out, or later, in kroner.

    What is not carried out costs nothing either. Raises Datafeil where the book has chosen no chances.
    """
    return {id_: forventet_naverdi(sektor, id_) for id_ in sektor.tiltak}


def forventet_naverdi(sektor: Sektor, id_: str) -> Fraction:
    """One measure's present value with the risk, in kroner."""
    return _forventet(sektor, id_, (Fraction(1), Fraction(1)))


def forventet_naverdi_total(sektor: Sektor) -> Fraction:
    """The present value of all measures together with the risk, in kroner."""
    record_use("sum.naverdi")
    vekter = _vekter(sektor)
    return sum((_forventet(sektor, id_, vekter[id_]) for id_ in sektor.tiltak), _INGENTING)


def _forventet(sektor: Sektor, id_: str, vekter: tuple[Fraction, Fraction]) -> Fraction:
    h, tiltak = _krev(sektor), sektor.tiltak[id_]
    return sum(
        (
            sjanse * h.naverdi(strom(sektor, tiltak, senere, skala).ganger(*vekter).netto)
            for sjanse, senere, skala in gjennomforing.utfall(sektor, id_)
        ),
        _INGENTING,
    )


@dataclass(frozen=True)
class Tilbakebetaling:
    """When what has been laid out is gained back: the years, and whether the horizon is long enough.

    ``forste`` is the first year with a total below zero; ``ar`` the first after it from which the total is never below
    zero again, or None where the horizon ends before that.
    """

    forste: int
    ar: int | None


def tilbakebetalt(netto: Mapping[int, Fraction], h: Horisont, rente: bool = False) -> Tilbakebetaling | None:
    """When the flow is gained back, with the rate or without; None where there is nothing to gain back."""
    sum_, under = _INGENTING, []
    for ar, belop in sorted(netto.items()):
        sum_ += belop * (h.faktor(ar) if rente else 1)
        if sum_ < 0:
            under.append(ar)
    if not under:
        return None
    return Tilbakebetaling(under[0], under[-1] + 1 if under[-1] < h.ar[-1] else None)
