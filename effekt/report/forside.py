"""The front page's own objects: the answer in a few figures, a figure to remember, a table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.calc import beregning, programsummer
from effekt.calc.programsummer import felles_ar
from effekt.calc.usikkerhet import TOTAL
from effekt.display.blocks import Avsnitt, Blokk, Boks
from effekt.display.described import SUM
from effekt.display.drawings import stabler_mot_kutt
from effekt.display.numbered import Figur, Tabell, siste_trykte, trykt_sted
from effekt.display.objects import Kilde, Kort, Mangelboks, eller_mangelboks
from effekt.display.prose import antall
from effekt.display.texts import navn_pa, sektorens_utelatte_i_ord, utelatt_i_ord, utelatt_under, uten_kutt
from effekt.reading.penger import i_kroner, i_penger, kolonne, penger, stort
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor
from effekt.report import tabeller
from effekt.report.program import alle_tiltak, ar_i_ord, kilde, storste, ukjent_kutt

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_KUTT: Final = "Vedtatt rammekutt"


@eller_mangelboks("hovedtall", "Hovedtallene")
def hovedtall(sektor: Sektor) -> Kort:
    """The answer at a glance: measures, effect at the start and end, share of the cut covered."""
    info = sektor.info
    forste, siste = info.periode[0], info.periode[-1]
    total = beregning.total(sektor)
    varig = "hvert år fra" if info.varig_fra_siste_ar == "ja" else "i"
    tall = [
        (vis_tall(Fraction(len(sektor.tiltak))), "tiltak foreslått"),
        effekt_som_ord(total[forste], f"i {forste}"),
        effekt_som_ord(total[siste], f"{varig} {siste}"),
    ]
    if kjente := [ar for ar, andel in dekning(sektor).items() if andel is not None]:
        ar = kjente[-1]
        andel = vis_prosent(dekning(sektor)[ar] or Fraction(0), 0)
        tall.append((andel, f"av rammekuttet i {ar}, det siste året som er vedtatt"))
    return Kort([ruter(tall), *utelatt_under(sektorens_utelatte_i_ord(sektor))])


def ruter(tall: Sequence[tuple[str, str]]) -> Boks:
    """Key figures side by side: each a value, and what it is."""
    en_rute: list[Blokk] = [
        Boks("hovedtall-ett", [Avsnitt(verdi, "hovedtall-verdi"), Avsnitt(hva, "hovedtall-hva")]) for verdi, hva in tall
    ]
    return Boks("hovedtall", en_rute)


def effekt_som_ord(belop: Fraction, nar: str) -> tuple[str, str]:
    """An effect as a key figure, and what it is."""
    verdi, hva = stort(belop)
    return verdi, f"{hva} i effekt {nar}"


def dekning(sektor: Sektor) -> dict[int, Fraction | None]:
    """The measures' effect as a share of the adopted cut, per year; None where no cut is known."""
    total, kutt = beregning.total(sektor), beregning.rammekutt(sektor)
    return {ar: total[ar] / k if k else None for ar, k in kutt.items()}


@eller_mangelboks("effekt-mot-rammekutt", "Samlet effekt av tiltakene hvert år")
def effekt_mot_rammekutt(sektor: Sektor) -> Figur:
    """Effect per year, measure by measure and agency by agency, against the cut; mill. kroner."""
    info = sektor.info
    alle = beregning.regnet_med(sektor)
    per_virksomhet = {
        kode: {
            id_: {ar: b / i_kroner() for ar, b in alle[id_].items()}
            for id_, tiltak in sektor.tiltak.items()
            if tiltak.virksomhet == kode
        }
        for kode in info.virksomheter
    }
    kutt = {ar: None if k is None else k / i_kroner() for ar, k in beregning.rammekutt(sektor).items()}
    med_kutt = any(k is not None for k in kutt.values())
    total = {ar: b / i_kroner() for ar, b in beregning.total(sektor).items()}
    navn = {kode: v.navn for kode, v in info.virksomheter.items()}
    siste = info.periode[-1]

    def tegn(akser: "Axes", smal: bool) -> None:
        stabler_mot_kutt(akser, per_virksomhet, navn, kutt, smal)

    enkle = {id_: rad for gruppe in per_virksomhet.values() for id_, rad in gruppe.items()}
    return Figur(
        sektor=sektor,
        adresse="effekt-mot-rammekutt",
        nummer="",
        tittel="Samlet effekt av tiltakene hvert år" + (", mot det vedtatte rammekuttet" if med_kutt else ""),
        undertittel=(f"Driftsvirkning i {penger()}, hvert felt er ett tiltak. Positive tall er redusert kostnad"),
        kilde=_kilde(sektor),
        noter=sektorens_utelatte_i_ord(sektor),
        data=pd.DataFrame(
            [
                *(
                    {"rad": id_, "ar": ar, kolonne(): som_tall(b)}
                    for id_, rad in enkle.items()
                    for ar, b in rad.items()
                ),
                *({"rad": _KUTT, "ar": ar, kolonne(): som_tall(b)} for ar, b in kutt.items() if b is not None),
            ]
        ),
        hode=["Tiltak", *(info.vis_ar(ar) for ar in info.periode)],
        rader=[
            *([id_, *(vis_tall(b) for b in rad.values())] for id_, rad in enkle.items()),
            [SUM, *(vis_tall(b) for b in total.values())],
            *([[_KUTT, *(MANGLER if b is None else vis_tall(b, 1) for b in kutt.values())]] if med_kutt else []),
        ],
        alternativtekst=_i_ord(total, kutt)
        + f" I {siste} står "
        + ", ".join(
            f"{navn[k]} for {vis_tall(sum((r[siste] for r in g.values()), Fraction(0)))}"
            for k, g in per_virksomhet.items()
        )
        + f" {penger()}.",
        tegning=tegn,
        hoyde=3.9,
        hoyde_smal=4.4,
    )


def _i_ord(total: Mapping[int, Fraction], kutt: Mapping[int, Fraction | None]) -> str:
    ledd = [
        f"{vis_tall(b)} i {ar}" + ("" if (k := kutt[ar]) is None else f" (kutt {vis_tall(k, 1)})")
        for ar, b in total.items()
    ]
    return f"Stablede søyler. Samlet effekt i {penger()} er {', '.join(ledd)}."


@eller_mangelboks("effekt-i-korte-trekk", "Effekt per år etter virksomhet og samlet vurdering")
def effekt_etter_virksomhet_og_klasse(sektor: Sektor) -> Tabell:
    """Effect per year by agency and by class, the sum, and the share of the cut; mill. kroner."""
    info = sektor.info
    total, andeler = beregning.total(sektor), dekning(sektor)
    virksomheter = beregning.sum_per_virksomhet(sektor)
    klasser = beregning.sum_per_klasse(sektor)
    klassenavn = beregning.klassenavn(sektor)
    siste = info.periode[-1]
    grupper: dict[str, Mapping[int, Fraction]] = {
        **{info.virksomheter[k].navn: rad for k, rad in virksomheter.items()},
        **{klassenavn[k]: rad for k, rad in klasser.items()},
        SUM: total,
    }
    kjent = any(andel is not None for andel in andeler.values())
    storst = max(klasser, key=lambda k: klasser[k][siste])
    return Tabell(
        sektor=sektor,
        adresse="effekt-i-korte-trekk",
        nummer="",
        tittel="Effekt per år etter virksomhet og etter samlet vurdering",
        undertittel=(
            f"Driftsvirkning i {penger()}, positive tall er redusert kostnad. Hvert tiltak telles "
            "med både hos sin virksomhet og i sin klasse"
        ),
        kilde=_kilde(sektor),
        noter=sektorens_utelatte_i_ord(sektor),
        data=pd.DataFrame(
            [
                {"rad": navn.strip("*"), "ar": ar, kolonne(): som_tall(b / i_kroner())}
                for navn, rad in grupper.items()
                for ar, b in rad.items()
            ]
        ),
        hode=["Virksomhet eller klasse", *(info.vis_ar(ar) for ar in info.periode)],
        rader=[
            *([navn, *(i_penger(b) for b in rad.values())] for navn, rad in grupper.items()),
            *([["Andel av rammekuttet", *_prosenter(list(andeler.values()))]] if kjent else []),
        ],
        alternativtekst=(
            f"{_klassene_i_ord(sektor)}Størst effekt i {siste} har "
            f"«{klassenavn[storst].lower()}»: {i_penger(klasser[storst][siste])} av "
            f"{i_penger(total[siste])} {penger()}."
        ),
        klasse="effekt-tabell tall sum nest-sist" if kjent else "effekt-tabell tall sum",
    )


def _klassene_i_ord(sektor: Sektor) -> str:
    klasser = sektor.felles.klasser
    if len(klasser) == 1:
        return ""
    hva = "går fra best til dårligst forhold mellom effekt og konsekvenser"
    om = hva if sektor.felles.klasser_mellom else "står fra best til dårligst"
    return f"{antall(klasser).capitalize()} klasser {om}. "


def _prosenter(andeler: Sequence[Fraction | None]) -> list[str]:
    return [MANGLER if a is None else vis_prosent(a, 0) for a in andeler]


def _kilde(sektor: Sektor) -> Kilde:
    med_kutt = any(k is not None for k in beregning.rammekutt(sektor).values())
    grunnlag = "tiltakenes forutsetninger" + (" og de vedtatte rammekuttene" if med_kutt else "")
    trykt = siste_trykte(sektor, "virksomhet")
    return Kilde.beregnet(sektor, grunnlag, *trykt_sted(trykt))


V = TypeVar("V", bound=Figur | Tabell | Mangelboks)

# The front page has this many of the measures; all are on a page of their own.
_STORSTE: Final = 10
_PROGRAMKUTT: Final = "Vedtatt rammekutt"


def _i_programmet(vist: V, program: Program) -> V:
    """What one sector shows, under the programme's label."""
    return replace(vist, sektor=program)


def programmets_hovedtall(program: Program) -> Kort | Mangelboks:
    """The answer at a glance: measures, effect at the start and end, share of the cuts covered."""
    if program.eneste:
        return hovedtall(program.eneste)
    total, ar = programsummer.total(program), felles_ar(program)
    tall = [
        (vis_tall(len(program.tiltak)), f"tiltak i {antall(program.sektorer)} sektorer"),
        *(effekt_som_ord(total[a], f"i {a}") for a in (ar[0], ar[-1])),
    ]
    dekning = programsummer.dekning(program)
    dekket = dekning[TOTAL]
    if kjente := [(a, d.andel) for a, d in dekket.items() if d and d.andel is not None]:
        siste, andel = kjente[-1]
        med = [n for n, rad in dekning.items() if n != TOTAL and (d := rad[siste]) and d.kutt]
        tall.append((vis_prosent(andel, 0), f"av rammekuttet i {siste} i {navn_pa(program, med)}"))
    noter = [*utelatt_i_ord(program), *uten_kutt(program)]
    return Kort([ruter(tall), *utelatt_under(noter)])


def programmets_effekt_mot_rammekutt(program: Program) -> Figur | Mangelboks:
    """Effect per year against the cuts: measure by measure, or sector by sector; mill. kroner."""
    if program.eneste:
        return _i_programmet(effekt_mot_rammekutt(program.eneste), program)
    total = programsummer.total(program)
    kutt = {a: None if k is None else k / i_kroner() for a, k in _hele_kutt(program).items()}
    rader = {program.sektorer[n].info.kortnavn: r for n, r in programsummer.per_sektor(program).items()}
    deler = {k: {k: _uten_hull(rad)} for k, rad in storste(rader, felles_ar(program)[-1]).items()}
    navn = {s.info.kortnavn: s.info.navn for s in program.sektorer.values()}

    def tegn(akser: "Axes", smal: bool) -> None:
        stabler_mot_kutt(akser, deler, {k: navn.get(k, "") for k in deler}, kutt, smal)

    return Figur(
        sektor=program,
        adresse="effekt-mot-rammekutt",
        nummer="",
        tittel="Samlet effekt av tiltakene hvert år, mot de vedtatte rammekuttene",
        undertittel=(
            f"Driftsvirkning i {penger()}, hvert felt er en sektor. Positive tall er redusert "
            "kostnad"
        ),
        kilde=kilde(program),
        noter=[*ukjent_kutt(program), *utelatt_i_ord(program)],
        data=pd.DataFrame(
            [
                *(
                    {"rad": k, "ar": a, kolonne(): som_tall(None if b is None else b / i_kroner())}
                    for k, rad in rader.items()
                    for a, b in rad.items()
                ),
                *(
                    {"rad": _PROGRAMKUTT, "ar": a, kolonne(): som_tall(k)}
                    for a, k in kutt.items()
                    if k is not None
                ),
            ]
        ),
        hode=["Sektor", *(program.info.vis_ar(a) for a in program.info.periode)],
        rader=[
            *([k, *(STREK if b is None else i_penger(b) for b in rad.values())]
              for k, rad in rader.items()),
            [SUM, *map(i_penger, total.values())],
            [_PROGRAMKUTT, *(MANGLER if k is None else vis_tall(k, 1) for k in kutt.values())],
        ],
        alternativtekst="Stablede søyler. " + ar_i_ord(total, kutt),
        tegning=tegn,
        hoyde=3.9,
        hoyde_smal=4.4,
    )  # fmt: skip


def _hele_kutt(program: Program) -> dict[int, Fraction | None]:
    """The sum of the cuts in the years where every sector of the year has one that is known."""
    alle = {n: rad for n, rad in programsummer.dekning(program).items() if n != TOTAL}
    ut: dict[int, Fraction | None] = {}
    for ar in program.info.periode:
        kutt = [d.kutt for rad in alle.values() if (d := rad[ar]) is not None]
        kjente = [k for k in kutt if k is not None]
        ut[ar] = sum(kjente, Fraction(0)) if kjente and len(kjente) == len(kutt) else None
    return ut


def _uten_hull(rad: Mapping[int, Fraction | None]) -> dict[int, Fraction]:
    return {a: (b or Fraction(0)) / i_kroner() for a, b in rad.items()}


def tiltakene(program: Program) -> Tabell | Mangelboks:
    """The measures and their effect: all of the one sector, or the largest of the programme."""
    if program.eneste:
        return _i_programmet(tabeller.effekt_per_tiltak(program.eneste), program)
    alle = alle_tiltak(program)
    if isinstance(alle, Mangelboks):
        return alle
    flere = len(alle.rader) > _STORSTE
    return replace(
        alle,
        adresse="effekt-per-tiltak",
        tittel=f"De {antall(_STORSTE)} tiltakene med størst effekt" if flere else alle.tittel,
        rader=alle.rader[:_STORSTE],
        data=alle.data.head(_STORSTE),
        klasse="effekt-tabell tall ord-5",
    )


def hvem(program: Program) -> Tabell | Mangelboks:
    """Effect per year by agency or sector, and by class, and the share of the cuts."""
    if program.eneste:
        return _i_programmet(effekt_etter_virksomhet_og_klasse(program.eneste), program)
    klasser = program.felles.klasser
    grupper: dict[str, Mapping[int, Fraction | None]] = {
        **{program.sektorer[n].info.navn: r for n, r in programsummer.per_sektor(program).items()},
        **{klasser[k]: rad for k, rad in programsummer.per_klasse(program).items()},
        SUM: programsummer.total(program),
    }
    dekket = programsummer.dekning(program)[TOTAL]
    andeler = [d.andel if d else None for d in dekket.values()]
    return Tabell(
        sektor=program,
        adresse="effekt-i-korte-trekk",
        nummer="",
        tittel="Effekt per år etter sektor og etter samlet vurdering",
        undertittel=(
            f"Driftsvirkning i {penger()}, positive tall er redusert kostnad. Hvert tiltak telles "
            "med både i sin sektor og i sin klasse"
        ),
        kilde=kilde(program),
        noter=[*utelatt_i_ord(program), *uten_kutt(program)],
        data=pd.DataFrame(
            [
                {"rad": navn.strip("*"), "ar": ar, kolonne(): som_tall(None if b is None else b / i_kroner())}
                for navn, rad in grupper.items()
                for ar, b in rad.items()
            ]
        ),
        hode=["Sektor eller klasse", *(program.info.vis_ar(a) for a in program.info.periode)],
        rader=[
            *([navn, *(STREK if b is None else i_penger(b) for b in rad.values())] for navn, rad in grupper.items()),
            ["Andel av rammekuttene", *(MANGLER if a is None else vis_prosent(a, 0) for a in andeler)],
        ],
        alternativtekst=f"{antall(program.sektorer).capitalize()} sektorer og "
        f"{antall(klasser)} klasser. {ar_i_ord(programsummer.total(program), {})}",
        klasse="effekt-tabell tall sum nest-sist",
    )
