"""Sums across sectors, in kroner per year: what overlaps counts once, and lower fees are apart.

The years are all that some sector has. A sector without a year has no amount there (None), never
zero, and sums say whom they lack.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from effekt.base.recording import record_use
from effekt.calc import beregning, gjennomforing
from effekt.calc.beregning import Arsbelop
from effekt.calc.dekning import Dekning, dekning_av
from effekt.calc.usikkerhet import TOTAL
from effekt.model.tiltak import Tiltak
from effekt.reading.program import Program
from effekt.reading.samspill import Vekt, fullt_navn, sektor_av, vekter

Arsrad = dict[int, Fraction | None]
G = TypeVar("G", bound=Hashable)


def programmets_effekter(program: Program) -> dict[str, Arsrad]:
    """Every measure's own effect, by full name; None in years that its sector has not, or its source is silent on."""
    ukjente = {
        fullt_navn(navn, id_): beregning.uoppgitte_ar(ett, sektor.info.periode)
        for navn, sektor in program.sektorer.items()
        for id_, ett in sektor.tiltak.items()
    }
    return {n: {ar: None if ar in ukjente[n] else b for ar, b in rad.items()} for n, rad in _regnet(program).items()}


def _regnet(program: Program) -> dict[str, Arsrad]:
    """What each measure has in the arithmetic: nothing in a year that its source is silent on."""
    return {
        fullt_navn(navn, id_): {ar: belop.get(ar) for ar in program.info.periode}
        for navn, sektor in program.sektorer.items()
        for id_, belop in beregning.effekter(sektor).items()
    }


def _veid(program: Program, del_: Callable[[Vekt], Fraction]) -> dict[str, Arsrad]:
    vekt = vekter(program.tiltak)
    return {
        navn: {ar: None if b is None else b * del_(vekt[navn]) for ar, b in rad.items()}
        for navn, rad in _regnet(program).items()
    }


def programmets_regnet_med(program: Program) -> dict[str, Arsrad]:
    """What each measure counts with in sums across sectors, as freed money."""
    return _veid(program, lambda v: v.frigjort)


def _summert(program: Program, gruppe_av: Mapping[str, G], rader: Mapping[str, Arsrad]) -> dict[G, Arsrad]:
    """The rows summed by group; a year that nothing in a group has, it has no amount in."""
    summer: dict[G, Arsrad] = {}
    for navn, rad in rader.items():
        sum_ = summer.setdefault(gruppe_av[navn], dict.fromkeys(program.info.periode))
        for ar, belop in rad.items():
            if belop is not None:
                sum_[ar] = (sum_[ar] or Fraction(0)) + belop
    return summer


def per_sektor(program: Program) -> dict[str, Arsrad]:
    """Freed money by sector."""
    record_use("sum.total")
    rader = programmets_regnet_med(program)
    summer = _summert(program, {navn: sektor_av(navn) for navn in rader}, rader)
    return {navn: summer.get(navn, _ingen(program, navn)) for navn in program.sektorer}


def forventet_per_sektor(program: Program) -> dict[str, Arsrad]:
    """Freed money by sector with the risk that measures are not carried out, or late; the sectors must all have it."""
    vekt = vekter(program.tiltak)
    rader: dict[str, Arsrad] = {
        (fullt := fullt_navn(navn, id_)): {ar: b * vekt[fullt].frigjort for ar, b in belop.items()}
        for navn, sektor in program.sektorer.items()
        for id_, belop in gjennomforing.forventet_effekt(sektor).items()
    }
    summer = _summert(program, {navn: sektor_av(navn) for navn in rader}, rader)
    return {navn: summer.get(navn, _ingen(program, navn)) for navn in program.sektorer}


def _ingen(program: Program, sektor: str) -> Arsrad:
    """The row of a sector without measures: nothing in its own years."""
    periode = program.sektorer[sektor].info.periode
    return {ar: Fraction(0) if ar in periode else None for ar in program.info.periode}


def per_virksomhet(program: Program) -> dict[tuple[str, str], Arsrad]:
    """Freed money by sector and agency, in their order."""
    record_use("sum.virksomhet")
    gruppe = {n: (sektor_av(n), t.virksomhet) for n, t in program.tiltak.items()}
    summer = _summert(program, gruppe, programmets_regnet_med(program))
    return {
        (navn, kode): summer.get((navn, kode), _ingen(program, navn))
        for navn, sektor in program.sektorer.items()
        for kode in sektor.info.virksomheter
    }


def per_klasse(program: Program) -> dict[str, Arsbelop]:
    """Freed money by class of overall assessment, from best to worst."""
    record_use("sum.klasse")
    gruppe = {n: t.samlet_vurdering.klasse for n, t in program.tiltak.items()}
    summer = _summert(program, gruppe, programmets_regnet_med(program))
    return {k: _uten_hull(summer.get(k, {}), program) for k in program.felles.klasser}


def sum_per_gruppe(program: Program, gruppe_av: Callable[[Tiltak], str]) -> dict[str, Arsrad]:
    """Freed money by what each measure is grouped under; groups that no measure is in are not there."""
    return _summert(program, {n: gruppe_av(t) for n, t in program.tiltak.items()}, programmets_regnet_med(program))


def programmets_total(program: Program) -> Arsbelop:
    """Freed money by all sectors that have the year."""
    record_use("sum.total")
    rader = programmets_regnet_med(program)
    return _uten_hull(_summert(program, dict.fromkeys(rader, ""), rader).get("", {}), program)


def _uten_hull(rad: Mapping[int, Fraction | None], program: Program) -> Arsbelop:
    return {ar: rad.get(ar) or Fraction(0) for ar in program.info.periode}


def felles_ar(program: Program) -> list[int]:
    """The years that every sector has; all years where there is none such."""
    perioder = [set(s.info.periode) for s in program.sektorer.values()]
    return sorted(set.intersection(*perioder)) or list(program.info.periode)


def programmets_dekning(program: Program, *, nytt: bool = False) -> dict[str, dict[int, Dekning | None]]:
    """Cut and effect by sector and year, and of all together under TOTAL; None outside its years.

    Every agency counts with no more than its own cut. The sum is of the sectors whose cut of the year is known, cut
    and effect alike. What a sector's measures count with is what they count with across sectors.
    ``nytt``: against what has come in the cut since the first year of each sector's table.
    """
    per_ar, alle = program.info.periode, per_virksomhet(program)
    ut: dict[str, dict[int, Dekning | None]] = {}
    for navn, sektor in program.sektorer.items():
        effekt = {
            kode: {ar: rad[ar] or Fraction(0) for ar in sektor.info.periode}
            for (i, kode), rad in alle.items()
            if i == navn
        }
        samlet = dekning_av(sektor, effekt, nytt=nytt)[TOTAL]
        ut[navn] = {ar: samlet.get(ar) for ar in per_ar}
    ut[TOTAL] = {ar: _samlet([d for rad in ut.values() if (d := rad[ar]) is not None]) for ar in per_ar}
    return ut


def _samlet(alle: Sequence[Dekning]) -> Dekning | None:
    """The sum of the sectors whose cut is known; None without any."""
    med = [d for d in alle if d.kutt is not None]
    return Dekning.av_flere(med) if med else None
