"""What the measures give with the risk that they are not carried out, or later: exact, no draws.

The estimate is what they give *if they are carried out*. Here each outcome is weighted by its chance, per measure and
year: the chance that it is carried out, times the effect at each delay with that delay's share, through the premises.

- A measure has its own chance and delay (``gjennomforing`` on it), or those that its rating stands for.
- It is carried out only if all that it depends on is: the chances are multiplied. It is as late as the latest of them.
- Each premise is one event for all it touches, and for what depends on that; premises are independent of each other,
  and of the measures' own chances. One that is known is no chance, but a fact in the estimate itself.
- What is carried out already (status ``gjennomfort``) has the chance one, no delay, and no premise left. What is
  left out or turned down is nothing, as in the estimate.
- In sums a measure counts with its weight as the book counts it, also in outcomes where the other one of an overlap is
  not carried out: then a little too little is counted, never too much.

Amounts are kroner per year of the period; what is delayed past it is lost to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Final

from effekt.base.faults import Datafeil
from effekt.base.recording import record_use
from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop, vekt_av
from effekt.model.plan import GJENNOMFORT
from effekt.model.premisser import STOPPER, Premiss
from effekt.model.tiltak import Gjennomforingstall, Premissfakta, Tiltak, gjennomforingstrinn
from effekt.model.usikkerhet import Andelsvalg
from effekt.reading.insertion import GJENNOMFORING, SATT, SJANSER, STATUS
from effekt.reading.premissene import fast_utsettelse, virkningene
from effekt.reading.samspill import forutsatte, fullt_navn
from effekt.reading.sektor import Sektor

_ALT: Final = Fraction(1)


@dataclass(frozen=True)
class Apen:
    """A premise that is not known yet, and what it does to the measure where it turns out otherwise.

    ``sjanse`` is the chance of that. ``stopper``, or it is delayed ``utsetter`` years and multiplied by ``skala``.
    """

    id: str
    sjanse: Fraction
    stopper: bool
    utsetter: int
    skala: Fraction


@dataclass(frozen=True)
class Utsikt:
    """A measure's prospects: what one draw of it needs, and what the expected line is made of.

    ``sjanse`` is its own chance of being carried out, given its premises and what it depends on; ``forsinkelser`` the
    shares by years late, of those carried out: they add up to one. ``premisser`` are the open ones with an effect
    that is reckoned with, each drawn once for all its measures; ``avhenger_av`` all measures of the sector that must be
    carried out first; ``fast`` the years that known premises already delay the measure itself.
    ``trinn`` is the step of the scale that the chance is from, and empty where the measure has its own.

    A draw: stopped where its own draw fails, or one of its premises that stops is drawn, or any of ``avhenger_av`` is
    stopped. Its delay beyond the estimate is the largest of (years late + what its drawn premises add + ``fast``) over
    itself and ``avhenger_av``, less the largest ``fast`` of the same.
    """

    sjanse: Fraction
    forsinkelser: Mapping[int, Fraction]
    premisser: tuple[Apen, ...]
    avhenger_av: tuple[str, ...]
    fast: int
    trinn: str
    avgjort: bool = False


def har_utsikter(sektor: Sektor) -> bool:
    """Whether the book has chosen what the ratings of carrying out stand for; else there is no second line."""
    return bool(sektor.usikkerhet.gjennomforing)


def utsikter(sektor: Sektor) -> dict[str, Utsikt]:
    """Each measure's prospects, by measure; raises Datafeil where the book has chosen none."""
    _krev_valg(sektor)
    premisser = list(sektor.premisser.values())
    return {id_: _utsikt(sektor, tiltak, premisser) for id_, tiltak in sektor.tiltak.items()}


def utsiktene_for(sektor: Sektor, id_: str) -> dict[str, Utsikt]:
    """The prospects of one measure, and of those that it hangs on: what shows one is not made from all of them.

    Raises Datafeil where the book has chosen no chances.
    """
    _krev_valg(sektor)
    premisser = list(sektor.premisser.values())
    foran = _foran(sektor, sektor.tiltak[id_])
    kjede = [id_, *(annet for annet in foran if annet in sektor.tiltak.unrecorded())]
    return {annet: _utsikt(sektor, sektor.tiltak[annet], premisser) for annet in kjede}


def _krev_valg(sektor: Sektor) -> None:
    if not har_utsikter(sektor):
        raise Datafeil(
            "felles/usikkerhet.yml sier ikke hvor sannsynlig det er at tiltakene blir gjennomført. "
            f"Legg til {GJENNOMFORING}, med {', '.join(SJANSER)} for hvert trinn"
        )


def _utsikt(sektor: Sektor, tiltak: Tiltak, premisser: Sequence[Premiss]) -> Utsikt:
    for felt in SJANSER:
        record_use(f"{tiltak.id}.{GJENNOMFORING}.{felt}")
    record_use(f"{tiltak.id}.{STATUS}")
    foran = _foran(sektor, tiltak)
    fast = fast_utsettelse(tiltak.id, premisser)
    if tiltak.status == GJENNOMFORT and tiltak.gjennomfores:
        return Utsikt(_ALT, {0: _ALT}, (), foran, fast, "", avgjort=True)
    trinn = gjennomforingstrinn(tiltak, sektor.felles.usikkerhet)
    sjanse, ett_ar, to_ar = (tall_for(sektor, tiltak, felt) for felt in SJANSER)
    apne = [(p, v) for p, v in virkningene(tiltak.id, premisser) if p.apen]
    return Utsikt(
        sjanse if tiltak.gjennomfores else Fraction(0),
        {0: 1 - ett_ar - to_ar, 1: ett_ar, 2: to_ar},
        tuple(Apen(p.id, sjanse_for(sektor, p), v.virkning == STOPPER, v.ar_senere, v.ganger) for p, v in apne),
        foran,
        fast,
        "" if eget_tall(sektor, tiltak, SJANSER[0]) else trinn,
    )


def _foran(sektor: Sektor, tiltak: Tiltak) -> tuple[str, ...]:
    id_ = sektor.info.id
    alle = {fullt_navn(id_, annet): ett for annet, ett in sektor.samspill().items()}
    return tuple(navn.partition(".")[2] for navn in forutsatte(fullt_navn(id_, tiltak.id), alle))


def eget_tall(sektor: Sektor, tiltak: Tiltak, felt: str) -> Gjennomforingstall | None:
    """The measure's own chance or share late, where it has one: ``sjanse``, ``ett_ar``, ``to_ar``."""
    tall: Gjennomforingstall | None = getattr(tiltak.gjennomforing, felt, None)
    if tall is None or tall.begrunnelse != SATT or not har_utsikter(sektor):
        return tall
    # A reviewer who types what the rating stands for has changed nothing.
    return None if tall.verdi == _vurdert(sektor, tiltak, felt) else tall


def _vurdert(sektor: Sektor, tiltak: Tiltak, felt: str) -> Fraction:
    return valg_for(sektor, gjennomforingstrinn(tiltak, sektor.felles.usikkerhet), felt).regnetall


def valg_for(sektor: Sektor, trinn: str, felt: str) -> Andelsvalg:
    """What the book has chosen that the step of the scale stands for."""
    valg: Andelsvalg = getattr(sektor.usikkerhet.gjennomforing[trinn], felt)
    return valg


def tall_for(sektor: Sektor, tiltak: Tiltak, felt: str) -> Fraction:
    """The measure's chance, or its share one or two years late: its own, else what its rating stands for."""
    egen = eget_tall(sektor, tiltak, felt)
    return egen.verdi if egen else _vurdert(sektor, tiltak, felt)


def sjanse_for(sektor: Sektor, premiss: Premiss) -> Fraction:
    """The chance that a premise turns out otherwise than presumed: none or all where it is known."""
    if not premiss.apen:
        return Fraction(int(premiss.slatt_til))
    valg = premiss.sjanse or sektor.usikkerhet.premiss
    return valg.regnetall if valg else Fraction(0)


def forventet_effekt(sektor: Sektor) -> dict[str, Arsbelop]:
    """Each measure's own effect per year with the risk, before what overlaps is taken out."""
    alle = utsikter(sektor)
    return {id_: _forventet(sektor, sektor.tiltak[id_], alle) for id_ in alle}


def effekt_med_risikoen(sektor: Sektor, id_: str) -> Arsbelop:
    """One measure's own effect per year with the risk, as ``forventet_effekt`` has it."""
    return _forventet(sektor, sektor.tiltak[id_], utsiktene_for(sektor, id_))


def forventet(sektor: Sektor) -> dict[str, Arsbelop]:
    """What each measure counts with in the sums, with the risk, in kroner freed per year, by measure."""
    vekt = vekt_av(sektor)
    return {
        id_: {ar: b * vekt[id_].frigjort for ar, b in belop.items()} for id_, belop in forventet_effekt(sektor).items()
    }


def samlet_sjanse(sektor: Sektor) -> dict[str, Fraction]:
    """The chance that each measure is carried out at all: its own, what it depends on, and premises that stop."""
    alle = utsikter(sektor)
    return {id_: _sjanse(id_, alle) for id_ in alle}


def sjansen_i_alt(sektor: Sektor, id_: str) -> Fraction:
    """The chance that one measure is carried out at all, as ``samlet_sjanse`` has it."""
    return _sjanse(id_, utsiktene_for(sektor, id_))


def _kjeden(id_: str, alle: Mapping[str, Utsikt]) -> list[Utsikt]:
    """The measure's prospects and those of all it depends on."""
    return [alle[annet] for annet in (id_, *alle[id_].avhenger_av) if annet in alle]


def _sjanse(id_: str, alle: Mapping[str, Utsikt]) -> Fraction:
    if alle[id_].avgjort:
        return _ALT
    kjede = _kjeden(id_, alle)
    stopper = {p.id: p.sjanse for utsikt in kjede for p in utsikt.premisser if p.stopper}
    sjanse = _ALT
    for utsikt in kjede:
        sjanse *= utsikt.sjanse
    for sannsynlig in stopper.values():
        sjanse *= 1 - sannsynlig
    return sjanse


def _forventet(sektor: Sektor, tiltak: Tiltak, alle: Mapping[str, Utsikt]) -> Arsbelop:
    """The measure's effect in each outcome of its delays and premises, weighted by the outcome's chance."""
    periode, id_ = sektor.info.periode, tiltak.id
    anslag = beregning.effekt(tiltak, periode)
    if alle[id_].avgjort or not tiltak.gjennomfores:
        return anslag
    ut = dict.fromkeys(periode, Fraction(0))
    for sjanse, senere, skala_ in _utfall(id_, alle):
        for ar, b in beregning.utsatt(_skalert(tiltak, periode, anslag, skala_), senere).items():
            ut[ar] += sjanse * b
    return ut


def utfall(sektor: Sektor, id_: str) -> Iterator[tuple[Fraction, int, Fraction]]:
    """The outcomes in which the measure is carried out: chance, years later than the estimate, and scale of its effect.

    The chances add up to that of its being carried out at all. Raises Datafeil where the book has chosen no chances.
    """
    alle = utsiktene_for(sektor, id_)
    if alle[id_].avgjort:
        yield _ALT, 0, _ALT
    elif sektor.tiltak[id_].gjennomfores:
        yield from _utfall(id_, alle)


def _utfall(id_: str, alle: Mapping[str, Utsikt]) -> Iterator[tuple[Fraction, int, Fraction]]:
    kjede = _kjeden(id_, alle)
    stopper = {p.id for utsikt in kjede for p in utsikt.premisser if p.stopper}
    # What stops is in the chance; what both stops one and delays another of the chain delays nothing that is left.
    andre = {p.id: p.sjanse for utsikt in kjede for p in utsikt.premisser if p.id not in stopper}
    fra_for = max(utsikt.fast for utsikt in kjede)
    sjanse = _sjanse(id_, alle)
    for slar_til in product((False, True), repeat=len(andre)):
        slatt = {navn for navn, ja in zip(andre, slar_til, strict=True) if ja}
        vekt = sjanse
        for navn, q in andre.items():
            vekt *= q if navn in slatt else 1 - q
        if not vekt:
            continue
        skala_ = _ALT
        for p in alle[id_].premisser:
            skala_ *= p.skala if p.id in slatt else _ALT
        for senere, andel in _forsinkelse(kjede, slatt).items():
            yield vekt * andel, senere - fra_for, skala_


def _skalert(tiltak: Tiltak, periode: tuple[int, ...], anslag: Arsbelop, ganger: Fraction) -> Arsbelop:
    """The effect with this scale besides what it has, rounded as the card is."""
    fakta = tiltak.premissfakta
    if ganger == 1:
        return anslag
    endret = Premissfakta(utsatt=fakta.utsatt, skala=fakta.skala * ganger, berorer=fakta.berorer)
    return beregning.avrundet_effekt(tiltak.model_copy(update={"premissfakta": endret}), periode)


def _forsinkelse(kjede: Sequence[Utsikt], slatt: set[str]) -> dict[int, Fraction]:
    """The shares by years late of the latest in the chain, where these premises have turned out otherwise."""
    fordelinger = []
    for utsikt in kjede:
        tillegg = utsikt.fast + sum(p.utsetter for p in utsikt.premisser if p.id in slatt)
        fordelinger.append({ar + tillegg: andel for ar, andel in utsikt.forsinkelser.items() if andel})

    def innen(ar: int) -> Fraction:
        """The chance that all are in place so many years late, or before."""
        sjanse = _ALT
        for en in fordelinger:
            sjanse *= sum((andel for senere, andel in en.items() if senere <= ar), Fraction(0))
        return sjanse

    alle_ar = sorted({ar for en in fordelinger for ar in en})
    ut, forrige = {}, Fraction(0)
    for ar in alle_ar:
        if (na := innen(ar)) > forrige:
            ut[ar], forrige = na - forrige, na
    return ut


def forventet_total(sektor: Sektor) -> Arsbelop:
    """The sum over all measures with the risk, in kroner freed per year; what overlaps counts once."""
    record_use("sum.forventet")
    return _sum(forventet(sektor).values(), sektor.info.periode)


def forventet_per_virksomhet(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum with the risk per agency, in the order of sektor.yml."""
    record_use("sum.forventet")
    alle, periode = forventet(sektor), sektor.info.periode
    return {
        kode: _sum((alle[id_] for id_, t in sektor.tiltak.items() if t.virksomhet == kode), periode)
        for kode in sektor.info.virksomheter
    }


def forventet_per_klasse(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum with the risk per class of overall assessment, in the order that the estimate's sums have."""
    record_use("sum.forventet")
    alle, periode = forventet(sektor), sektor.info.periode
    return {
        klasse: _sum((alle[id_] for id_, t in sektor.tiltak.items() if t.samlet_vurdering.klasse == klasse), periode)
        for klasse in beregning.sum_per_klasse(sektor)
    }


def _sum(belop: Iterable[Arsbelop], periode: tuple[int, ...]) -> Arsbelop:
    rader = list(belop)
    return {ar: sum((rad[ar] for rad in rader), Fraction(0)) for ar in periode}
