"""The front page's objects: of the one sector that has data, or of all of them together.

Their labels are the programme's either way, so that their addresses stay when a sector comes.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

import pandas as pd

from effekt import forside, programsummer, tabeller
from effekt.maler import antall
from effekt.mangelboks import Mangelboks
from effekt.nummerert import Figur, Tabell
from effekt.penger import i_kroner, i_penger, kolonne, penger
from effekt.programfigurer import ar_i_ord, kilde, storste, ukjent_kutt
from effekt.programmet import Program
from effekt.programord import navn_pa, utelatt_i_ord, uten_kutt
from effekt.programsider import alle_tiltak
from effekt.programsummer import felles_ar
from effekt.samspillsord import utelatt_under
from effekt.stabler import stabler_mot_kutt
from effekt.tabeller import SUM
from effekt.tall import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.usikkerhet import TOTAL
from effekt.visning import Kort

if TYPE_CHECKING:
    from matplotlib.axes import Axes

V = TypeVar("V", bound=Figur | Tabell | Mangelboks)

# The front page has this many of the measures; all are on a page of their own.
_STORSTE: Final = 10
_KUTT: Final = "Vedtatt rammekutt"


def _i_programmet(vist: V, program: Program) -> V:
    """What one sector shows, under the programme's label."""
    return replace(vist, sektor=program)


def hovedtall(program: Program) -> Kort | Mangelboks:
    """The answer at a glance: measures, effect at the start and end, share of the cuts covered."""
    if program.eneste:
        return forside.hovedtall(program.eneste)
    total, ar = programsummer.total(program), felles_ar(program)
    tall = [
        (vis_tall(len(program.tiltak)), f"tiltak i {antall(program.sektorer)} sektorer"),
        *(forside.effekt_som_ord(total[a], f"i {a}") for a in (ar[0], ar[-1])),
    ]
    dekning = programsummer.dekning(program)
    dekket = dekning[TOTAL]
    if kjente := [(a, d.andel) for a, d in dekket.items() if d and d.andel is not None]:
        siste, andel = kjente[-1]
        med = [n for n, rad in dekning.items() if n != TOTAL and (d := rad[siste]) and d.kutt]
        tall.append((vis_prosent(andel, 0), f"av rammekuttet i {siste} i {navn_pa(program, med)}"))
    noter = [*utelatt_i_ord(program), *uten_kutt(program)]
    return Kort([forside.ruter(tall), *utelatt_under(noter)])


def effekt_mot_rammekutt(program: Program) -> Figur | Mangelboks:
    """Effect per year against the cuts: measure by measure, or sector by sector; mill. kroner."""
    if program.eneste:
        return _i_programmet(forside.effekt_mot_rammekutt(program.eneste), program)
    total = programsummer.total(program)
    kutt = {a: None if k is None else k / i_kroner() for a, k in _hele_kutt(program).items()}
    rader = {
        program.sektorer[n].info.kortnavn: r for n, r in programsummer.per_sektor(program).items()
    }
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
                    {"rad": _KUTT, "ar": a, kolonne(): som_tall(k)}
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
            [_KUTT, *(MANGLER if k is None else vis_tall(k, 1) for k in kutt.values())],
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
        return _i_programmet(forside.effekt_etter_virksomhet_og_klasse(program.eneste), program)
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
                {
                    "rad": navn.strip("*"),
                    "ar": ar,
                    kolonne(): som_tall(None if b is None else b / i_kroner()),
                }
                for navn, rad in grupper.items()
                for ar, b in rad.items()
            ]
        ),
        hode=["Sektor eller klasse", *(program.info.vis_ar(a) for a in program.info.periode)],
        rader=[
            *(
                [navn, *(STREK if b is None else i_penger(b) for b in rad.values())]
                for navn, rad in grupper.items()
            ),
            [
                "Andel av rammekuttene",
                *(MANGLER if a is None else vis_prosent(a, 0) for a in andeler),
            ],
        ],
        alternativtekst=f"{antall(program.sektorer).capitalize()} sektorer og "
        f"{antall(klasser)} klasser. {ar_i_ord(programsummer.total(program), {})}",
        klasse="effekt-tabell tall sum nest-sist",
    )
