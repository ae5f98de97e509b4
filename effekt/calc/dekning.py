"""How much of the adopted cuts the measures cover: each agency its own, and nothing of another's.

What one agency has to spare covers nothing of another's cut, so a sum over agencies counts each with no more than its
own. The effect of who has no cut, such as a sector across its agencies, is outside every frame: it stands apart, and
is never coverage. A cut is a level: what was cut in one year is still cut in the next. ``nytt`` is the same question of
what has come in the cut since the first year that the table has, where that year is before the measures' own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from effekt.base.numbers import Enhet
from effekt.calc import beregning
from effekt.calc.usikkerhet import TOTAL
from effekt.reading.sektor import Sektor

_NULL = Fraction(0)
# By agency and year; None where the cut is not known.
Kutt = Mapping[str, Mapping[int, Fraction | None]]


@dataclass(frozen=True)
class Dekning:
    """A budget cut and the effect that may cover it, of one agency or of several; kroner in a year.

    ``kutt`` and ``gjenstar`` are None where no cut is known. ``utenfor``: the effect of who has no cut, of a sum only.
    """

    kutt: Fraction | None
    effekt: Fraction
    gjenstar: Fraction | None
    utenfor: Fraction = _NULL
    samlet: bool = False

    @classmethod
    def av_en(cls, kutt: Fraction | None, effekt: Fraction) -> "Dekning":
        """One agency's: what its effect leaves of its cut; nothing where it covers it."""
        return cls(kutt, effekt, None if kutt is None else max(kutt - effekt, _NULL))

    @classmethod
    def av_flere(cls, hver: Iterable["Dekning"], utenfor: Fraction = _NULL, *, kjent: bool = True) -> "Dekning":
        """Several agencies' together: what each leaves of its own cut, added up.

        ``utenfor``: the effect of those without any cut; who has none in this year goes there too, unless the year's
        cut is unknown (not ``kjent``, or of nobody).
        """
        alle = list(hver)
        med = [d for d in alle if d.kutt is not None] if kjent else []
        if not med:
            return cls(None, sum((d.effekt for d in alle), _NULL), None, utenfor, samlet=True)
        utenfor += sum((d.effekt for d in alle if d.kutt is None), _NULL) + sum((d.utenfor for d in alle), _NULL)
        return cls(
            sum((d.kutt or _NULL for d in med), _NULL),
            sum((d.effekt for d in med), _NULL),
            sum((d.gjenstar or _NULL for d in med), _NULL),
            utenfor,
            samlet=True,
        )

    @property
    def dekket(self) -> Fraction | None:
        """What is covered of the cut, each agency's own with no more than itself; None without one."""
        return None if self.kutt is None or self.gjenstar is None else self.kutt - self.gjenstar

    @property
    def andel(self) -> Fraction | None:
        """The covered share of the cut: of one agency its effect's, which may be more than all; None without a cut."""
        if not self.kutt or self.gjenstar is None:
            return None
        return (self.kutt - self.gjenstar if self.samlet else self.effekt) / self.kutt


def grunnar(sektor: Sektor) -> int | None:
    """The first year of the table of cuts, where it is before the measures' first; else None."""
    tabell = sektor.tabeller.find("rammekutt")
    forste = min((int(rad["ar"]) for rad in tabell.rader), default=None) if tabell else None
    return forste if forste is not None and forste < sektor.info.periode[0] else None


def kuttene(sektor: Sektor, *, nytt: bool = False) -> Kutt:
    """Each agency's cut per year of the period, as positive kroner; None where it is not known.

    ``nytt``: what has come in it since ``grunnar``; nothing where it is no larger, and no agencies without such a year.
    """
    kutt = beregning.rammekutt_per_virksomhet(sektor)
    if not nytt:
        return kutt
    forste, tabell = grunnar(sektor), sektor.tabeller.find("rammekutt")
    if forste is None or tabell is None:
        return {}
    i_kroner = Enhet.les(tabell.enhet).i_kroner

    def siden(kode: str, belop: Fraction | None) -> Fraction | None:
        celle = tabell.celler.get((kode, forste))
        for_ = _NULL if celle is None else celle.verdi
        return None if belop is None or for_ is None else max(belop + for_ * i_kroner, _NULL)

    return {kode: {ar: siden(kode, belop) for ar, belop in rad.items()} for kode, rad in kutt.items()}


def dekning(sektor: Sektor, *, nytt: bool = False) -> dict[str, dict[int, Dekning]]:
    """Cut and effect per year of each agency, and of all together under TOTAL; the measures as estimated.

    In a year where some agency's cut is blank, the sum is unknown. ``nytt``: see ``kuttene``.
    """
    return dekning_av(sektor, beregning.sum_per_virksomhet(sektor), nytt=nytt)


def dekning_av(
    sektor: Sektor, effekt: Mapping[str, Mapping[int, Fraction]], *, nytt: bool = False
) -> dict[str, dict[int, Dekning]]:
    """``dekning`` with this effect of each agency, in kroner per year."""
    kutt, samlet = kuttene(sektor, nytt=nytt), beregning.rammekutt_per_ar(sektor)
    periode = sektor.info.periode
    hver = {
        kode: {ar: Dekning.av_en(kutt.get(kode, {}).get(ar), belop[ar]) for ar in periode}
        for kode, belop in effekt.items()
    }

    def sum_(ar: int) -> Dekning:
        utenfor = sum((rad[ar].effekt for kode, rad in hver.items() if kode not in kutt), _NULL)
        egne = [rad[ar] for kode, rad in hver.items() if kode in kutt]
        return Dekning.av_flere(egne, utenfor, kjent=samlet[ar] is not None)

    return {**hver, TOTAL: {ar: sum_(ar) for ar in periode}}
