"""What a plan is summed by: who decides, status, kind of gain; its årsverk, and what it is held against.

Amounts are exact kroner, weighted as in all sums. A measure that has been rejected or left out counts nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from effekt.base.recording import record_use
from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.model import formel
from effekt.model.plan import HVEM, SLAG, STATUS, Arsverkstall, Berort
from effekt.model.storrelse import Storrelse
from effekt.model.tiltak import Tiltak
from effekt.reading.insertion import ARSVERK, ENKELTTALL
from effekt.reading.insertion import STATUS as STATUSFELT
from effekt.reading.sektor import Sektor

# The group of measures of which nothing is said.
IKKE_OPPGITT: Final = "ikke_oppgitt"
# An effect per årsverk that is more or less than so many times what one costs, is told of.
RIMELIG: Final = 2
Gruppering = Callable[[Tiltak], str]


def status_for(tiltak: Tiltak) -> str:
    """How far the measure has come, as a word of ``STATUS``, or that nothing is said of it."""
    record_use(f"{tiltak.id}.{STATUSFELT}")
    return tiltak.status or IKKE_OPPGITT


def hvem_for(tiltak: Tiltak) -> str:
    """Who decides on the measure, as a word of ``HVEM``, or that nothing is said of it."""
    return (tiltak.beslutning.hvem if tiltak.beslutning else None) or IKKE_OPPGITT


def slag_for(tiltak: Tiltak) -> str:
    """What kind of gain the measure gives, as a word of ``SLAG``, or that nothing is said of it."""
    return tiltak.gevinst.slag if tiltak.gevinst else IKKE_OPPGITT


def sum_per_status(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum of effects by how far the measures have come: every word of the scale, and those without one."""
    return _summert(sektor, STATUS, status_for)


def sum_per_hvem(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum of effects by who decides on the measures: every word, and those without one."""
    return _summert(sektor, HVEM, hvem_for)


def sum_per_slag(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum of effects by kind of gain: every kind, and those without one."""
    return _summert(sektor, SLAG, slag_for)


def _summert(sektor: Sektor, ordene: Mapping[str, str], gruppe: Gruppering) -> dict[str, Arsbelop]:
    gruppe_av = {id_: gruppe(ett) for id_, ett in sektor.tiltak.items()}
    return beregning.gruppert(sektor, [*ordene, IKKE_OPPGITT], gruppe_av)


def venter_politisk(tiltak: Tiltak) -> bool:
    """Whether the measure waits for a political decision: one decides on it, and none is known."""
    status_for(tiltak)
    return tiltak.beslutning is not None and tiltak.beslutning.politisk and not tiltak.beslutning.avgjort


def politisk_avhengig(sektor: Sektor) -> Arsbelop:
    """What the measures that wait for a political decision count with per year, in kroner."""
    venter = {id_: "venter" if venter_politisk(ett) else "" for id_, ett in sektor.tiltak.items()}
    return beregning.gruppert(sektor, ["venter"], venter)["venter"]


# --- årsverk, and who is touched ------------------------------------------------------------------------------------


def arsverk_per_ar(sektor: Sektor, tiltak: Tiltak, tall: Arsverkstall) -> dict[int, Fraction | None]:
    """How many årsverk it is in each year of the period; None in a year that nothing is said of.

    One number alone is how many it is when the measure has its full effect: it stands in the last year. A delay moves
    a series as it moves the effect. A measure that counts nowhere has none.
    """
    periode = sektor.info.periode
    record_use(f"{tiltak.id}.{ARSVERK}.{tall.slag}")
    if not tiltak.gjennomfores:
        return dict.fromkeys(periode, Fraction(0))
    if tall.formel:
        per_ar: dict[int, Fraction | None] = {ar: _av_formelen(sektor, tiltak, tall.formel, ar) for ar in periode}
    elif isinstance(tall.verdi, Mapping):
        per_ar = {ar: tall.verdi.get(ar) for ar in periode}
    else:
        ett = sektor.tall[tall.tall].regnetall if tall.tall else tall.verdi
        return {**dict.fromkeys(periode), periode[-1]: ett}
    senere = tiltak.forsinkelse.antall_ar
    return {ar: per_ar.get(ar - senere, Fraction(0)) for ar in periode}


def _av_formelen(sektor: Sektor, tiltak: Tiltak, tekst: str, ar: int) -> Fraction:
    def verdi(navn: str, ar: int) -> Fraction:
        return tiltak.forutsetninger[navn].i_formel(ar)

    return Fraction(formel.regn_ut(tekst, verdi, ar, sektor.info.periode))


def arsverk_per_virksomhet(sektor: Sektor, slag: str) -> dict[str, dict[int, Fraction | None]]:
    """The årsverk of a kind by agency and year; only agencies that have some. What is not said is not in the sum."""
    summer: dict[str, dict[int, Fraction | None]] = {}
    for tiltak in sektor.tiltak.values():
        for ett in tiltak.arsverk:
            if ett.slag == slag:
                sum_ = summer.setdefault(tiltak.virksomhet, dict.fromkeys(sektor.info.periode))
                for ar, antall in arsverk_per_ar(sektor, tiltak, ett).items():
                    if antall is not None:
                        sum_[ar] = (sum_[ar] or Fraction(0)) + antall
    return {kode: summer[kode] for kode in sektor.info.virksomheter if kode in summer}


def antall_berorte(sektor: Sektor, tiltak: Tiltak, gruppe: Berort) -> Fraction | None:
    """How many they are when the measure has its full effect; None where it is not said."""
    siste = sektor.info.periode[-1]
    if gruppe.formel:
        return _av_formelen(sektor, tiltak, gruppe.formel, siste)
    if gruppe.tall:
        return sektor.tall[gruppe.tall].regnetall
    return gruppe.antall.get(siste) if isinstance(gruppe.antall, Mapping) else gruppe.antall


def kroner_for_hver(sektor: Sektor, tiltak: Tiltak, gruppe: Berort) -> Fraction | None:
    """What each of them pays more, in kroner, in the last year; below zero for less, None where it is not said."""
    return _av_formelen(sektor, tiltak, gruppe.kroner_per, sektor.info.periode[-1]) if gruppe.kroner_per else None


# --- what effects are held against ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Andel:
    """An effect in the last year against the net budget of the agency, in kroner; ``ar`` is how many years it takes."""

    effekt: Fraction
    budsjett: Fraction
    ar: int

    @property
    def andel(self) -> Fraction:
        """The effect as a share of the budget."""
        return self.effekt / self.budsjett

    @property
    def i_aret(self) -> Fraction:
        """The share, divided equally by the years of the period."""
        return self.andel / self.ar


def andel_av_budsjettet(sektor: Sektor) -> dict[str, Andel]:
    """The effect of the last year against the net budget of each agency whose budget is known and not zero."""
    periode, summer = sektor.info.periode, beregning.sum_per_virksomhet(sektor)
    return {
        kode: Andel(summer[kode][periode[-1]], budsjett, len(periode))
        for kode, virksomhet in sektor.info.virksomheter.items()
        if virksomhet.budsjett and (budsjett := sektor.tall[virksomhet.budsjett].regnetall)
    }


def samlet_andel(andeler: Mapping[str, Andel]) -> Andel | None:
    """The effects of the agencies against their budgets together; None without any."""
    alle = list(andeler.values())
    if not alle:
        return None
    effekt, budsjett = (sum((getattr(a, felt) for a in alle), Fraction(0)) for felt in ("effekt", "budsjett"))
    return Andel(effekt, budsjett, alle[0].ar)


def krav_i_aret(sektor: Sektor) -> tuple[Fraction, Fraction] | None:
    """The least and the most that the source recommends to cut by each year, as shares; None without any."""
    krav = sektor.info.produktivitetskrav
    return (sektor.tall[krav.lav].regnetall, sektor.tall[krav.hoy].regnetall) if krav else None


def arsverkskostnad(sektor: Sektor) -> Storrelse | None:
    """What one årsverk costs, as sektor.yml says where that stands; None where it says nothing, or nothing yet."""
    adresse = sektor.info.kostnad_per_arsverk
    if adresse is None:
        return None
    if adresse.startswith(ENKELTTALL):
        return sektor.tall[adresse.removeprefix(ENKELTTALL)]
    id_, _, navn = adresse.partition(".")
    ett = sektor.tiltak.find(id_)
    return ett.forutsetninger[navn] if ett else None  # the measure is still being entered


@dataclass(frozen=True)
class Urimelig:
    """A measure whose effect per årsverk freed is far from what one årsverk costs; kroner."""

    tiltak: str
    ar: int
    per_arsverk: Fraction
    kostnad: Fraction


def urimelige_arsverk(sektor: Sektor) -> list[Urimelig]:
    """The measures whose effect in the last year is more than twice, or less than half, what their årsverk cost."""
    kostnad, siste = arsverkskostnad(sektor), sektor.info.periode[-1]
    funnet: list[Urimelig] = []
    for id_, tiltak in sektor.tiltak.items() if kostnad else ():
        frigjort = [arsverk_per_ar(sektor, tiltak, ett)[siste] for ett in tiltak.arsverk if ett.slag == "frigjort"]
        antall = sum((n for n in frigjort if n), Fraction(0))
        if antall <= 0 or kostnad is None:
            continue
        per, koster = beregning.effekt(tiltak, sektor.info.periode)[siste] / antall, kostnad.i_formel(siste)
        if koster and not koster / RIMELIG <= per <= koster * RIMELIG:
            funnet.append(Urimelig(id_, siste, per, koster))
    return funnet
