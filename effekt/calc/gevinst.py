"""What is planned, budgeted, forecast and realised of each measure's gain, the gap, and what nobody has reported.

Amounts are exact kroner; positive means less cost or more income, as for effects. Sums over measures have the same
weights as the book's own, so that what overlaps counts once, and each of them knows which measures it is of: what is
realised is held against the plan for the same measures only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from effekt.base.recording import record_use
from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.model.gevinst import INDIKATOR, SLAG, Gevinstplan, Indikator, Oppgave
from effekt.model.units import factor_of
from effekt.reading.gevinstlesing import Henvist, slaa_opp
from effekt.reading.sektor import Sektor


@dataclass(frozen=True)
class Oppgitt:
    """A number of a plan, and where it is from; ``verdi`` is None where the source has a sign for none.

    An amount is in kroner, an indicator's number in its own unit. ``tidligere`` are the amounts told before it.
    """

    verdi: Fraction | None
    kilde: str
    side: str
    dato: str
    begrunnelse: str = ""
    tidligere: tuple["Oppgitt", ...] = ()


def _slatt_opp(sektor: Sektor, fra: str) -> Henvist:
    # What is read here is recorded with the table, or the figure, that it stands in.
    tabell = fra.strip().lstrip("-\u2212\u2013").strip().partition("[")[0]
    tabeller = {tabell: funnet} if (funnet := sektor.tabeller.find(tabell)) else {}
    svar = slaa_opp(fra, tabeller, {} if tabeller else sektor.tall)
    assert isinstance(svar, Henvist)  # held to when the data are read
    return svar


def _oppgitt(sektor: Sektor, ett: Oppgave, i_kroner: Fraction, tidligere: tuple[Oppgitt, ...] = ()) -> Oppgitt:
    if ett.fra:
        henvist = _slatt_opp(sektor, ett.fra)
        verdi = henvist.verdi if i_kroner == 0 else henvist.i_kroner
        return Oppgitt(verdi, henvist.kilde, henvist.side, ett.dato or "", "", tidligere)
    verdi = None if ett.verdi is None else ett.verdi * (i_kroner or 1)
    return Oppgitt(verdi, ett.kilde or "", ett.side or "", ett.dato or "", ett.begrunnelse or "", tidligere)


# In place of a scale, where a number is no amount: it stays in its own unit.
_EGEN_ENHET = Fraction(0)


def oppgaver(sektor: Sektor, id_: str, slag: str) -> dict[int, Oppgitt]:
    """What a measure's plan tells of one kind, by year: the amount that was told last, which counts."""
    record_use(f"{id_}.{slag}")
    plan = sektor.gevinster.find(id_)
    if plan is None:
        return {}
    i_kroner = factor_of(plan.enhet)
    alle: dict[int, Oppgitt] = {}
    for (hva, ar), (nr, ett) in plan.gjeldende.items():
        if hva == slag:
            andre = [e for n, e in enumerate(plan.realisering) if (e.slag, e.ar) == (slag, ar) and n != nr]
            tidligere = tuple(_oppgitt(sektor, e, i_kroner) for e in sorted(andre, key=lambda e: e.dato or ""))
            alle[ar] = _oppgitt(sektor, ett, i_kroner, tidligere)
    return dict(sorted(alle.items()))


def belop(sektor: Sektor, id_: str, slag: str) -> Arsbelop:
    """The amounts of one kind in the years that have any, in kroner.

    What is planned is what the plan says, and in other years what the book estimates.
    """
    oppgitt = {ar: ett.verdi for ar, ett in oppgaver(sektor, id_, slag).items() if ett.verdi is not None}
    if slag != "planlagt":
        return oppgitt
    if (tiltak := sektor.tiltak.find(id_)) is None:
        return oppgitt
    return beregning.effekt(tiltak, sektor.info.periode) | oppgitt


def avvik(sektor: Sektor, id_: str, slag: str = "realisert") -> Arsbelop:
    """What is realised (or forecast, or budgeted) less what is planned, in the years that have both, in kroner."""
    planlagt = belop(sektor, id_, "planlagt")
    return {ar: b - planlagt[ar] for ar, b in belop(sektor, id_, slag).items() if ar in planlagt}


@dataclass(frozen=True)
class Gevinstsum:
    """A sum over the measures that have a number: it, the plan for the same measures, and who is in it and not.

    ``uten`` are the measures without a number in the year that are planned to give something in it.
    """

    belop: Fraction
    planlagt: Fraction
    med: tuple[str, ...]
    uten: tuple[str, ...]

    @property
    def avvik(self) -> Fraction:
        """What it is more than planned for the same measures."""
        return self.belop - self.planlagt


def gevinstsummer(sektor: Sektor, slag: str) -> dict[int, Gevinstsum]:
    """The sum of one kind per year, in kroner freed, each with the plan for the measures that it is of."""
    vekt = beregning.vekt_av(sektor)
    planlagt = {id_: belop(sektor, id_, "planlagt") for id_ in sektor.tiltak}
    alle = planlagt if slag == "planlagt" else {id_: belop(sektor, id_, slag) for id_ in planlagt}
    ut = {}
    for ar in sektor.info.periode:
        med = [id_ for id_ in alle if ar in alle[id_]]
        ut[ar] = Gevinstsum(
            sum((alle[id_][ar] * vekt[id_].frigjort for id_ in med), Fraction(0)),
            sum((planlagt[id_][ar] * vekt[id_].frigjort for id_ in med), Fraction(0)),
            tuple(med),
            tuple(id_ for id_ in planlagt if id_ not in med and planlagt[id_][ar] * vekt[id_].frigjort != 0),
        )
    return ut


@dataclass(frozen=True)
class Forfalt:
    """A year's realised gain that should have been reported by the ``frist``, and has not."""

    tiltak: str
    ar: int
    frist: date


def forfalte(sektor: Sektor, dag: date) -> list[Forfalt]:
    """The years of which a plan should have told on ``dag`` what was realised, and does not."""
    return [
        Forfalt(id_, ar, plan.frist_for(ar))
        for id_, plan in sektor.gevinster.items()
        for ar in sektor.info.periode
        if plan.frist_for(ar) < dag and _skal_rapporteres(sektor, id_, plan, ar)
    ]


def _skal_rapporteres(sektor: Sektor, id_: str, plan: Gevinstplan, ar: int) -> bool:
    if ("realisert", ar) in plan.gjeldende:
        return False
    ventet = any((slag, ar) in plan.gjeldende for slag in ("budsjettert", "prognose"))
    return ventet or belop(sektor, id_, "planlagt").get(ar, Fraction(0)) != 0


def sent_rapportert(sektor: Sektor, id_: str) -> dict[int, Oppgitt]:
    """The years of which what was realised was first told after the plan's day for it."""
    plan = sektor.gevinster[id_]
    return {
        ar: ett
        for ar, ett in oppgaver(sektor, id_, "realisert").items()
        if plan.frist and _etter(min(e.dato for e in (ett, *ett.tidligere)), plan.frist_for(ar))
    }


def _etter(nar: str, frist: date) -> bool:
    """Whether a day, a month or a year is wholly after the day."""
    return nar > frist.isoformat()[: len(nar)]


def nullpunkt(sektor: Sektor, id_: str, navn: str) -> Oppgitt | None:
    """The baseline of an indicator, in its unit; None where the plan has none."""
    record_use(f"{id_}.{INDIKATOR}.{navn}.nullpunkt")
    ett = _indikator(sektor, id_, navn).nullpunkt
    return _oppgitt(sektor, ett, _EGEN_ENHET) if ett else None


def mal(sektor: Sektor, id_: str, navn: str) -> Mapping[int, Fraction]:
    """The targets of an indicator by year, in its unit."""
    record_use(f"{id_}.{INDIKATOR}.{navn}.mal")
    return _indikator(sektor, id_, navn).mal


def malt(sektor: Sektor, id_: str, navn: str) -> dict[int, Oppgitt]:
    """What an indicator was measured to by year, in its unit."""
    record_use(f"{id_}.{INDIKATOR}.{navn}.malt")
    plan = sektor.gevinster[id_]
    malt_til = ((ar, ett) for (hvilken, ar), (_, ett) in plan.malt.items() if hvilken == navn)
    return {ar: _oppgitt(sektor, ett, _EGEN_ENHET) for ar, ett in sorted(malt_til, key=lambda en: en[0])}


def _indikator(sektor: Sektor, id_: str, navn: str) -> Indikator:
    return sektor.gevinster[id_].indikatorer[navn]


def alle_oppgaver(sektor: Sektor, id_: str) -> Iterator[tuple[str, int, Oppgitt]]:
    """Every amount that a plan tells, also those that others have come after: kind, year, amount."""
    for slag in SLAG:
        for ar, ett in oppgaver(sektor, id_, slag).items():
            for en in (*ett.tidligere, ett):
                yield slag, ar, en
