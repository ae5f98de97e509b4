"""The arithmetic of the report: effect per year, loans, sums, and the classes behind the sums.

Amounts are exact kroner; positive means lower cost or more income. Nothing is rounded but what the source rounds.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from effekt.base.numbers import Enhet, rund
from effekt.base.recording import record_use
from effekt.model import formel
from effekt.model.premisser import PREMISS
from effekt.model.tiltak import UTEN_KLASSE, Lan, Tiltak
from effekt.reading.insertion import GJENNOMFORES, STATUS
from effekt.reading.samspill import Vekt, fullt_navn, vekter
from effekt.reading.sektor import Sektor

Arsbelop = dict[int, Fraction]
_KRONE = Fraction(1)


def uavrundet_effekt(tiltak: Tiltak, periode: tuple[int, ...]) -> Arsbelop:
    """A measure's effect in kroner per year, as its formula, its delay and known premises give it.

    Nothing where it has been rejected, or a reviewer has left it out, or one that it depends on.
    """
    if not tiltak.gjennomfores:
        return dict.fromkeys(periode, Fraction(0))

    def verdi(navn: str, ar: int) -> Fraction:
        return tiltak.forutsetninger[navn].i_formel(ar)

    belop = {ar: formel.regn_ut(tiltak.formel, verdi, ar, periode) for ar in periode}
    return som_det_blir(tiltak, belop)


def som_det_blir(tiltak: Tiltak, belop: Arsbelop) -> Arsbelop:
    """The series as much later, and as much larger or smaller, as the measure's delay and known premises make it."""
    fakta = tiltak.premissfakta
    skalert = belop if fakta.skala == 1 else {ar: b * fakta.skala for ar, b in belop.items()}
    return utsatt(skalert, tiltak.ar_senere)


def som_kortet(tiltak: Tiltak, belop: Arsbelop) -> Arsbelop:
    """What the formula gives, delayed as the measure is and rounded as its card is."""
    til = tiltak.avrundet_til or _KRONE
    return {ar: rund(b, til) for ar, b in som_det_blir(tiltak, belop).items()}


def brutto_effekt(tiltak: Tiltak, periode: tuple[int, ...]) -> tuple[Arsbelop, Arsbelop]:
    """A measure's gross gain and gross cost in kroner per year, unrounded; the first less the second is the effect.

    Both are positive; see ``formel.brutto`` for what is which. Nothing where the measure is left out.
    """
    if not tiltak.gjennomfores:
        return dict.fromkeys(periode, Fraction(0)), dict.fromkeys(periode, Fraction(0))

    def verdi(navn: str, ar: int) -> Fraction:
        return tiltak.forutsetninger[navn].i_formel(ar)

    begge = {ar: formel.brutto(tiltak.formel, verdi, ar, periode) for ar in periode}
    gevinst, kostnad = ({ar: Fraction(begge[ar][side]) for ar in periode} for side in (0, 1))
    return som_det_blir(tiltak, gevinst), som_det_blir(tiltak, kostnad)


def utsatt(belop: Arsbelop, antall_ar: int) -> Arsbelop:
    """The series so many years later: nothing before its start, and its end out of the period."""
    return {ar: belop.get(ar - antall_ar, Fraction(0)) for ar in belop}


def effekt(tiltak: Tiltak, periode: tuple[int, ...]) -> Arsbelop:
    """A measure's effect in whole kroner per year, rounded as its card is."""
    record_use(f"effekt.{tiltak.id}")
    for annet in tiltak.avhenger_av:
        for felt in (GJENNOMFORES, STATUS):
            record_use(f"{annet.tiltak.rpartition('.')[2]}.{felt}")
    for premiss in tiltak.premissfakta.berorer:
        record_use(PREMISS + premiss)
    return avrundet_effekt(tiltak, periode)


def avrundet_effekt(tiltak: Tiltak, periode: tuple[int, ...]) -> Arsbelop:
    """``effekt``, for what shows nothing of it."""
    til = tiltak.avrundet_til or _KRONE
    return {ar: rund(belop, til) for ar, belop in uavrundet_effekt(tiltak, periode).items()}


def oppgitt_effekt(tiltak: Tiltak, periode: tuple[int, ...]) -> Arsbelop:
    """A measure's printed effect in kroner per year; a dash counts as nothing, as in the source.

    Years of a reviewer's longer period are left out: the source prints nothing for them.
    """
    return {ar: tiltak.oppgitt_effekt(ar) for ar in periode if ar in tiltak.oppgitte_ar}


def uoppgitte_ar(tiltak: Tiltak, periode: tuple[int, ...]) -> frozenset[int]:
    """The years that the source says nothing of, as late as the measure is; its effect there is not known.

    They count as nothing in the sums, and pages say that they are not stated. None where the measure is left out.
    """
    if not tiltak.gjennomfores:
        return frozenset()
    if tiltak.uoppgitte.issuperset(periode):
        return frozenset(periode)
    return frozenset(ar for ar in periode if ar - tiltak.ar_senere in tiltak.uoppgitte)


def kjent_effekt(tiltak: Tiltak, periode: tuple[int, ...]) -> dict[int, Fraction | None]:
    """``effekt``, with None in the years that the source says nothing of."""
    ukjente = uoppgitte_ar(tiltak, periode)
    return {ar: None if ar in ukjente else belop for ar, belop in effekt(tiltak, periode).items()}


def har_belop(tiltak: Tiltak, periode: tuple[int, ...]) -> bool:
    """Whether the effect is known in some year, or left out; the others stand in lists, and are in no sum."""
    return len(uoppgitte_ar(tiltak, periode)) < len(periode)


def er_kjent(tiltak: Tiltak, periode: tuple[int, ...], ar: int) -> bool:
    """Whether there is an effect to draw in a year: the measure is with, and its source says something of the year."""
    return tiltak.gjennomfores and ar not in uoppgitte_ar(tiltak, periode)


def effekter(sektor: Sektor) -> dict[str, Arsbelop]:
    """Every measure's effect per year, by measure."""
    periode = sektor.info.periode
    return {id_: effekt(tiltak, periode) for id_, tiltak in sektor.tiltak.items()}


def vekt_av(sektor: Sektor) -> dict[str, Vekt]:
    """How much of each measure's effect counts in the sector's sums, by measure."""
    navn = {id_: fullt_navn(sektor.info.id, id_) for id_ in sektor.tiltak}
    alle = vekter({navn[id_]: tiltak for id_, tiltak in sektor.tiltak.items()})
    return {id_: alle[navn[id_]] for id_ in navn}


def regnet_med(sektor: Sektor) -> dict[str, Arsbelop]:
    """What each measure counts with in the sums, in kroner freed per year, by measure.

    Its effect, without what another measure counts, and without what lowers fees.
    """
    vekt = vekt_av(sektor)
    return {id_: {ar: b * vekt[id_].frigjort for ar, b in belop.items()} for id_, belop in effekter(sektor).items()}


def total(sektor: Sektor) -> Arsbelop:
    """The sum over all measures, in kroner freed per year; what overlaps counts once."""
    record_use("sum.total")
    return _sum(regnet_med(sektor).values(), sektor.info.periode)


def gebyrer(sektor: Sektor) -> Arsbelop:
    """What the measures lower fees by per year, in kroner; what overlaps counts once."""
    vekt = vekt_av(sektor)
    alle = effekter(sektor)
    return _sum(({ar: b * vekt[id_].gebyr for ar, b in alle[id_].items()} for id_ in alle), sektor.info.periode)


def sum_per_virksomhet(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum of effects per agency, in the order of sektor.yml."""
    record_use("sum.virksomhet")
    virksomhet_av = {id_: tiltak.virksomhet for id_, tiltak in sektor.tiltak.items()}
    return gruppert(sektor, list(sektor.info.virksomheter), virksomhet_av)


def sum_per_klasse(sektor: Sektor) -> dict[str, Arsbelop]:
    """The sum of effects per class of overall assessment, from best to worst.

    Measures that have been given no class so far come last, where there are any.
    """
    record_use("sum.klasse")
    klasse_av = {id_: tiltak.samlet_vurdering.klasse for id_, tiltak in sektor.tiltak.items()}
    uten = [UTEN_KLASSE] if UTEN_KLASSE in klasse_av.values() else []
    return gruppert(sektor, [*sektor.felles.klasser, *uten], klasse_av)


def klassenavn(sektor: Sektor) -> dict[str, str]:
    """The names of the classes, from best to worst, and what is said where there is none yet."""
    return {**sektor.felles.klasser, UTEN_KLASSE: "Ikke vurdert ennå" if sektor.under_arbeid else "Ikke vurdert"}


def rammekutt_per_ar(sektor: Sektor) -> dict[int, Fraction | None]:
    """The adopted budget cuts per year of the period, as positive kroner; None where none is known.

    From the table «rammekutt», whose amounts are negative. A year where an agency's cut is blank has no known sum.
    """
    tabell = sektor.tabeller.find("rammekutt")
    if tabell is None:
        return dict.fromkeys(sektor.info.periode)
    i_kroner = Enhet.les(tabell.enhet).i_kroner
    felt = tabell.ressurs.tabell.verdifelt
    ukjente = {int(rad["ar"]) for rad in tabell.rader if felt and rad[felt.name] is None}
    kjente = {int(rad["ar"]) for rad in tabell.rader} - ukjente
    return {ar: -tabell.sum(ar=ar) * i_kroner if ar in kjente else None for ar in sektor.info.periode}


def rammekutt_per_virksomhet(sektor: Sektor) -> dict[str, dict[int, Fraction | None]]:
    """The cuts of each agency that has any, per year, as positive kroner; None where not known."""
    tabell = sektor.tabeller.find("rammekutt")
    if tabell is None:
        return {}
    i_kroner = Enhet.les(tabell.enhet).i_kroner

    def kutt(kode: str, ar: int) -> Fraction | None:
        celle = tabell.celler.get((kode, ar))
        return None if celle is None or celle.verdi is None else -celle.verdi * i_kroner

    return {
        kode: {ar: kutt(kode, ar) for ar in sektor.info.periode}
        for kode in sektor.info.virksomheter
        if kode in tabell.nokkelverdier("virksomhet")
    }


def gruppert(sektor: Sektor, grupper: Iterable[str], gruppe_av: Mapping[str, str]) -> dict[str, Arsbelop]:
    """What the measures of each group count with per year, in kroner; ``gruppe_av`` is each measure's group."""
    alle, periode = regnet_med(sektor), sektor.info.periode
    return {gruppe: _sum((alle[id_] for id_ in alle if gruppe_av[id_] == gruppe), periode) for gruppe in grupper}


def _sum(belop: Iterable[Arsbelop], periode: tuple[int, ...]) -> Arsbelop:
    rader = list(belop)
    return {ar: sum((rad[ar] for rad in rader), Fraction(0)) for ar in periode}


class AldriNedbetalt(ValueError):
    """What is paid each year does not repay the loan."""


def andelsregel(laneopptak: Mapping[int, Fraction], ar: int, andel: Fraction, rentesats: Fraction) -> Fraction:
    """The yearly cost of loans by the report's general rule (s. 16), in kroner.

    Each loan costs ``andel`` (10 %) of its amount a year, interest and repayment together, from its
    first year until it is repaid; new loans add up. ``rentesats`` decides when a loan is repaid.
    Raises AldriNedbetalt where the share is no more than the interest.
    """
    if andel <= rentesats:
        raise AldriNedbetalt(
            f"lånet blir aldri nedbetalt: {andel} av det i året dekker ikke mer enn renten {rentesats}"
        )
    kostnad = Fraction(0)
    for forste_ar, belop in laneopptak.items():
        rest = belop
        for lopear in range(forste_ar, ar + 1):
            renter = rest * rentesats
            betalt = min(belop * andel, rest + renter)
            rest += renter - betalt
            kostnad += betalt if lopear == ar else 0
    return kostnad


def serielan(laneopptak: Mapping[int, Fraction], ar: int, avdrag: Fraction, rentesats: Fraction) -> Fraction:
    """The yearly cost of loans repaid in equal instalments, in kroner.

    ``avdrag`` is the yearly instalment of each loan; interest is on what remained at the start of
    the year, and the last instalment is what is left. Raises AldriNedbetalt where there is something to repay, and
    no instalment.
    """
    if avdrag <= 0 < sum(laneopptak.values()):
        raise AldriNedbetalt("lånet blir aldri nedbetalt: avdraget er null")
    kostnad = Fraction(0)
    for forste_ar, belop in laneopptak.items():
        if ar >= forste_ar:
            rest = max(belop - avdrag * (ar - forste_ar), Fraction(0))
            kostnad += min(avdrag, rest) + rest * rentesats
    return kostnad


def laneposter(tiltak: Tiltak, periode: tuple[int, ...]) -> dict[str, Arsbelop]:
    """What a measure with a loan costs (negative) and saves per year, kroner, as printed.

    Interest is on the whole loan every year, the simplification that the source states (s. 55). A
    saving that is the same every year begins with the loan; one that is given per year is as given.
    Raises ValueError for a measure without a loan.
    """
    lan = _lan(tiltak)

    def post(navn: str, ar: int) -> Fraction:
        return tiltak.forutsetninger[navn].i_formel(ar) if tiltak.gjennomfores else Fraction(0)

    def kostnad(belop: Fraction, ar: int) -> Fraction:
        return -belop if ar >= lan.forste_ar else Fraction(0)

    poster = {
        "avdrag på investeringen": {
            ar: kostnad(avdraget(tiltak, ar) if tiltak.gjennomfores else Fraction(0), ar) for ar in periode
        },
        "renter": {ar: kostnad(post(lan.belop, ar) * post(lan.rentesats, ar), ar) for ar in periode},
        **({"lisenskostnader": {ar: kostnad(post(lan.lisens, ar), ar) for ar in periode}} if lan.lisens else {}),
        "besparelse": {ar: _spart(tiltak, lan, ar) for ar in periode},
    }
    return {navn: som_det_blir(tiltak, belop) for navn, belop in poster.items()}


def avdraget(tiltak: Tiltak, ar: int) -> Fraction:
    """What is repaid on a measure's loan in a year of it, in kroner: the amount over the time, unless data/ has it.

    Raises ValueError for a measure without a loan.
    """
    lan, f = _lan(tiltak), tiltak.forutsetninger
    if lan.avdrag:
        return f[lan.avdrag].i_formel(ar)
    return f[lan.belop].i_formel(ar) / f[lan.nedbetalingstid or ""].i_formel(ar)


def _spart(tiltak: Tiltak, lan: Lan, ar: int) -> Fraction:
    """What is saved in a year. Unless data/ says otherwise, saving begins with the loan."""
    besparelse = tiltak.forutsetninger[lan.besparelse]
    begynt = ar >= lan.forste_ar or isinstance(besparelse.verdi, Mapping)
    return besparelse.i_formel(ar) if begynt and tiltak.gjennomfores else Fraction(0)


def _lan(tiltak: Tiltak) -> Lan:
    if tiltak.lan is None:
        raise ValueError(f"{tiltak.id} har ikke noe lån")
    return tiltak.lan


def laneberegninger(tiltak: Tiltak, periode: tuple[int, ...], andel: Fraction) -> dict[str, Arsbelop | None]:
    """A measure with a loan, worked out three ways, in kroner net effect per year.

    «forenklet»: as printed, with interest on the whole loan every year. «serielan»: interest on what remains.
    «andelsregel»: the report's general rule with the share ``andel``. None where a rule never repays the loan. Raises
    ValueError for a measure without a loan.
    """
    lan = _lan(tiltak)
    forste = lan.forste_ar
    kortet = effekt(tiltak, periode)
    if not tiltak.gjennomfores:
        return {"forenklet": kortet, "serielan": kortet, "andelsregel": kortet}

    def f(navn: str, ar: int = forste) -> Fraction:
        return tiltak.forutsetninger[navn].i_formel(ar)

    def netto(kostnad: Callable[[int], Fraction]) -> Arsbelop | None:
        try:
            belop = {
                ar: _spart(tiltak, lan, ar) - (f(lan.lisens, ar) if lan.lisens and ar >= forste else 0) - kostnad(ar)
                for ar in periode
            }
        except AldriNedbetalt:
            return None
        return som_det_blir(tiltak, belop)

    opptak = {forste: f(lan.belop)}
    return {
        "forenklet": kortet,
        "serielan": netto(lambda ar: serielan(opptak, ar, avdraget(tiltak, ar), f(lan.rentesats, ar))),
        "andelsregel": netto(lambda ar: andelsregel(opptak, ar, andel, f(lan.rentesats, ar))),
    }
