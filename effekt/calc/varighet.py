"""When each measure has reached what it gives from then on: what «→» and «hvert år fra» rest on.

The source may say that the last year's effect goes on. That holds of a sum only when every measure in it has reached
its final value by then, with its phasing-in, its delay and what delays it; else the last year is a year on the way.
Years after the period are reckoned with each assumption's last value; one that a reviewer has cut off has the value
that data/ goes on with. What is said to come once does not come again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.calc.drivere import er_innfasing
from effekt.calc.usikkerhet import med_verdi
from effekt.model.storrelse import Forutsetning
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor

JA = "ja"
ENGANG = "engang"


@dataclass(frozen=True)
class FullEffekt:
    """What is given each year when all is phased in, in kroner, and the first year of it.

    ``ar`` is None where data do not say when; ``belop`` too where it goes on changing.
    """

    belop: Fraction | None
    ar: int | None


def full_effekt(sektor: Sektor, id_: str) -> FullEffekt:
    """A measure's own effect when it is phased in, rounded as its card is, and from when."""
    rad = _framover(sektor, id_)
    return _full(rad, apen=_holdt_nede(sektor, id_))


def samlet_full_effekt(sektor: Sektor, virksomhet: str = "") -> FullEffekt:
    """What the measures, or one agency's, give together when all are phased in, in freed kroner, and from when."""
    vekt = beregning.vekt_av(sektor)
    med = [id_ for id_, ett in sektor.tiltak.items() if virksomhet in ("", ett.virksomhet) and vekt[id_].frigjort]
    alle = {id_: full_effekt(sektor, id_) for id_ in med}
    if any(ett.belop is None for ett in alle.values()):
        return FullEffekt(None, None)
    belop = sum(((ett.belop or Fraction(0)) * vekt[id_].frigjort for id_, ett in alle.items()), Fraction(0))
    ar = [ett.ar for ett in alle.values() if ett.ar is not None]
    return FullEffekt(belop, max(ar, default=sektor.info.periode[-1]) if len(ar) == len(alle) else None)


def pa_vei(sektor: Sektor) -> Arsbelop:
    """The total per year from the last of the period to the first with full effect; nothing where that is unknown."""
    full, siste, vekt = samlet_full_effekt(sektor), sektor.info.periode[-1], beregning.vekt_av(sektor)
    if full.ar is None or full.ar <= siste:
        return {}
    rader = {id_: _framover(sektor, id_) for id_ in sektor.tiltak}
    return {
        ar: sum((rad[ar] * vekt[id_].frigjort for id_, rad in rader.items()), Fraction(0))
        for ar in range(siste, full.ar + 1)
    }


def full_effekt_av(sektor: Sektor, hva: str = "") -> FullEffekt:
    """The full effect of a measure by its id, of an agency by its code, or of all that count."""
    return full_effekt(sektor, hva) if hva in sektor.tiltak else samlet_full_effekt(sektor, hva)


def er_varig(sektor: Sektor, hva: str = "") -> bool:
    """Whether the last year's effect goes on: the source says so, and all that give it are there. ``hva``: as above."""
    if sektor.info.varig_fra_siste_ar != JA:
        return False
    ar = full_effekt_av(sektor, hva).ar
    return ar is not None and ar <= sektor.info.periode[-1]


def ikke_der_enna(sektor: Sektor, hva: str = "") -> FullEffekt | None:
    """The full effect, where the source says that the last year's goes on and it is not there by then; else None.

    Without the year where a reviewer has left that out of the period.
    """
    if sektor.info.varig_fra_siste_ar != JA or er_varig(sektor, hva):
        return None
    full = full_effekt_av(sektor, hva)
    kuttet = sektor.uendret and sektor.uendret.info.periode[-1] > sektor.info.periode[-1]
    return FullEffekt(full.belop, None) if kuttet else full


def alle_varige(program: Program) -> bool:
    """Whether the effect of every sector goes on from the programme's last year."""
    siste = program.info.periode[-1]
    return all(s.info.periode[-1] == siste and er_varig(s) for s in program.sektorer.values())


def arstall(av: Sektor | Program, ar: int, tiltak: str = "") -> str:
    """A year as a heading; the last one with an arrow where the effect goes on, of this measure or of all."""
    if ar != av.info.periode[-1]:
        return str(ar)
    varig = er_varig(av, tiltak) if isinstance(av, Sektor) else alle_varige(av)
    return f"{ar}\u00a0\u2192" if varig else str(ar)


def _full(rad: Mapping[int, Fraction], *, apen: bool) -> FullEffekt:
    ar = list(rad)
    siste = rad[ar[-1]]
    if len(ar) > 1 and rad[ar[-2]] != siste:
        return FullEffekt(None, None)
    forste = ar[-1]
    while forste - 1 in rad and rad[forste - 1] == siste:
        forste -= 1
    return FullEffekt(siste, None if apen else forste)


def _framover(sektor: Sektor, id_: str) -> Arsbelop:
    """A measure's effect in the period and years after it."""
    tiltak, periode = sektor.tiltak[id_], sektor.info.periode
    for_ = sektor.uendret.tiltak[id_] if sektor.uendret else None
    hele = (sektor.uendret.info.periode if sektor.uendret else periode)[-1]
    # As many years again: enough to see whether it goes on changing.
    slutt = max(hele, periode[-1]) + tiltak.ar_senere + len(periode)
    ar = tuple(range(periode[0], slutt + 1))
    nye = {
        navn: {a: _verdi(f, for_.forutsetninger.get(navn) if for_ else None, a) for a in ar}
        for navn, f in tiltak.forutsetninger.items()
        if isinstance(f.verdi, Mapping)
    }
    alle = beregning.avrundet_effekt(med_verdi(tiltak, **nye), ar)
    if tiltak.gevinst and tiltak.gevinst.varighet == ENGANG:
        siste = periode[-1] + tiltak.ar_senere
        return {a: b if a <= siste else Fraction(0) for a, b in alle.items()}
    return alle


def _verdi(na: Forutsetning, for_: Forutsetning | None, ar: int) -> Fraction:
    """The value in a year; after the last that is given, the one that goes on."""
    assert isinstance(na.verdi, Mapping)
    if ar in na.verdi:
        return na.verdi[ar]
    opprinnelig = for_.verdi if for_ and isinstance(for_.verdi, Mapping) else {}
    if ar in opprinnelig:
        return opprinnelig[ar]
    siste = na.verdi[max(na.verdi)]
    if not opprinnelig:
        return siste
    med = opprinnelig[max(opprinnelig)]
    return max(siste, med) if er_innfasing(na) or max(opprinnelig) > max(na.verdi) else siste


def _holdt_nede(sektor: Sektor, id_: str) -> bool:
    """Whether a reviewer has the measure less phased in at the end than data/ has: when it is done is not said."""
    if not sektor.uendret:
        return False
    for navn, f in sektor.tiltak[id_].forutsetninger.items():
        for_ = sektor.uendret.tiltak[id_].forutsetninger[navn].verdi
        if er_innfasing(f) and isinstance(f.verdi, Mapping) and isinstance(for_, Mapping):
            siste = max(f.verdi)
            if siste == max(for_) and f.verdi[siste] < for_[siste]:
                return True
    return False
