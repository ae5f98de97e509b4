"""Effect across sectors: by sector, agency and class, year by year, and beside the budget cuts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt import programsummer
from effekt.blokker import Avsnitt
from effekt.maler import antall, ramse, ytterst
from effekt.nummerert import Figur, Tabell
from effekt.penger import i_kroner, i_penger, kolonne, penger
from effekt.programmet import Program
from effekt.programord import mangler_ar, utelatt_i_ord, uten_kutt
from effekt.programsummer import Rad, felles_ar
from effekt.samspill import Utelatt, kort_navn, sektor_av, utelatt
from effekt.tabeller import SUM
from effekt.tall import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.tegninger import liggende_stolper, stablede_stolper
from effekt.usikkerhet import TOTAL
from effekt.visning import Kilde, Kort

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ANDRE: Final = "Andre"
# A stack can have this many parts that are told from each other; the smallest are put together.
_VISTE: Final = 6
_KOLONNER: Final = ("sektor", "virksomhet", "klasse")


def _under() -> str:
    return f"Driftsvirkning i {penger()} per år, positive tall er redusert kostnad"


def kilde(program: Program) -> Kilde:
    """Where sums across sectors come from: the reports of the sectors that have data."""
    titler = list(dict.fromkeys(s.tittel for s in program.sektorer.values()))
    viste = ramse(titler) if len(titler) <= _VISTE else f"{antall(titler)} delrapporter"
    return Kilde(f"Kilde: beregnet i boken av tiltakenes forutsetninger i {viste}")


def effekt_per_sektor(program: Program) -> Figur:
    """Freed money by sector and year, stacked; mill. kroner."""
    summer = programsummer.per_sektor(program)
    total = programsummer.total(program)
    info = {navn: s.info for navn, s in program.sektorer.items()}
    ar = felles_ar(program)[-1]
    deler = storste({info[n].kortnavn: rad for n, rad in summer.items()}, ar)
    navn = {i.kortnavn: f"{i.kortnavn} {i.navn}" for i in info.values()} | {_ANDRE: _ANDRE}

    def tegn(akser: "Axes", smal: bool) -> None:
        i_mill_ = {kode: _uten_hull(rad) for kode, rad in deler.items()}
        stablede_stolper(akser, i_mill_, {a: b / i_kroner() for a, b in total.items()}, navn, smal)

    return Figur(
        sektor=program,
        adresse="effekt-per-sektor",
        nummer="",
        tittel="Effekt per sektor og år",
        undertittel=_under(),
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=_data({(info[n].kortnavn,): rad for n, rad in summer.items()}),
        hode=["Sektor", *_ar(program)],
        rader=[
            *([f"{info[n].navn} ({info[n].kortnavn})", *_ruter(rad)] for n, rad in summer.items()),
            [SUM, *_ruter(total)],
        ],
        alternativtekst="Stablede søyler. "
        + _i_ord({info[n].kortnavn: rad[ar] or Fraction(0) for n, rad in summer.items()}, ar),
        tegning=tegn,
        hoyde=3.9,
        hoyde_smal=4.4,
    )


def ar_i_ord(total: Mapping[int, Fraction], kutt: Mapping[int, Fraction | None]) -> str:
    """The sum of each year, and the cut where one is given; cuts in the unit shown."""
    ledd = [
        f"{i_penger(b)} i {ar}"
        + ("" if (k := kutt.get(ar)) is None else f" (kutt {vis_tall(k, 1)})")
        for ar, b in total.items()
    ]
    return f"Samlet effekt i {penger()} er {', '.join(ledd)}."


def ukjent_kutt(program: Program) -> list[str]:
    """Beneath a drawing of all cuts together, why some years have none."""
    uten = uten_kutt(program)
    return (
        ["Rammekuttet er vist der alle sektorene med tall for året har det oppgitt"] if uten else []
    )


def storste(rader: Mapping[str, Rad], ar: int) -> dict[str, Rad]:
    """As many rows as a stack can show, the smallest of the year put together."""
    if len(rader) <= _VISTE:
        return dict(rader)
    etter = sorted(rader, key=lambda n: -(rader[n][ar] or Fraction(0)))
    valgte = [n for n in rader if n in etter[: _VISTE - 1]]
    resten = [rader[n] for n in etter[_VISTE - 1 :]]
    andre: Rad = {a: sum((r[a] or Fraction(0) for r in resten), Fraction(0)) for a in resten[0]}
    return {**{n: rader[n] for n in valgte}, f"{_ANDRE}": andre}


def _uten_hull(rad: Mapping[int, Fraction | None]) -> dict[int, Fraction]:
    return {a: (b or Fraction(0)) / i_kroner() for a, b in rad.items()}


def effekt_per_virksomhet(program: Program) -> Tabell:
    """Freed money by sector, agency and year; mill. kroner."""
    summer = programsummer.per_virksomhet(program)
    sektorer = program.sektorer
    ar = felles_ar(program)[-1]
    navn = {
        (s, v): f"{sektorer[s].info.virksomheter[v].navn} ({sektorer[s].info.kortnavn})"
        for s, v in summer
    }
    return Tabell(
        sektor=program,
        adresse="effekt-per-virksomhet",
        nummer="",
        tittel="Effekt per virksomhet og år",
        undertittel=_under(),
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=_data({(sektorer[s].info.kortnavn, v): rad for (s, v), rad in summer.items()}),
        hode=["Virksomhet", "Sektor", *_ar(program)],
        rader=[
            *(
                [sektorer[s].info.virksomheter[v].navn, sektorer[s].info.kortnavn, *_ruter(rad)]
                for (s, v), rad in summer.items()
            ),
            [SUM, "", *_ruter(programsummer.total(program))],
        ],
        alternativtekst=_i_ord({navn[n]: rad[ar] or Fraction(0) for n, rad in summer.items()}, ar),
        klasse="effekt-tabell tall ord-2",
    )


def effekt_per_klasse(program: Program) -> Figur:
    """Freed money by class of overall assessment; drawn for one year, all years in the table."""
    summer = programsummer.per_klasse(program)
    klasser = program.felles.klasser
    ar = felles_ar(program)[-1]
    belop = {klasser[k]: rad[ar] / i_kroner() for k, rad in summer.items()}

    def tegn(akser: "Axes", smal: bool) -> None:
        liggende_stolper(akser, belop, dict.fromkeys(belop, ""), smal)

    return Figur(
        sektor=program,
        adresse="effekt-per-klasse",
        nummer="",
        tittel=f"Effekt i {ar} etter samlet vurdering av tiltakene",
        undertittel=_under(),
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=_data({("", "", k): rad for k, rad in summer.items()}),
        hode=["Samlet vurdering", *_ar(program)],
        rader=[
            *([klasser[k], *_ruter(rad)] for k, rad in summer.items()),
            [SUM, *_ruter(programsummer.total(program))],
        ],
        alternativtekst="Liggende søyler. "
        + _i_ord({f"«{klasser[k].lower()}»": rad[ar] for k, rad in summer.items()}, ar),
        tegning=tegn,
        hoyde=0.5 + len(belop) * 0.45,
    )


def dekning(program: Program) -> Tabell:
    """Cut, effect and coverage by sector and in sum, per year; mill. kroner."""
    alle = programsummer.dekning(program)
    navn = {n: s.info.kortnavn for n, s in program.sektorer.items()} | {TOTAL: "Til sammen"}
    rader: list[list[str]] = []
    for n, rad in alle.items():
        kutt = [STREK if d is None else _mill(d.kutt) for d in rad.values()]
        dekket = [
            STREK if d is None or d.andel is None else vis_prosent(d.andel, 0) for d in rad.values()
        ]
        rader.append([f"**{navn[n]}**: rammekutt", *kutt])
        rader.append(
            [f"{navn[n]}: effekt", *(_mill(d.effekt) if d else STREK for d in rad.values())]
        )
        rader.append([f"{navn[n]}: dekning", *dekket])
    kjente = [(ar, d) for ar, d in alle[TOTAL].items() if d and d.andel is not None]
    return Tabell(
        sektor=program,
        adresse="dekning-av-rammekutt",
        nummer="",
        tittel="Hvor mye av rammekuttene tiltakene dekker, per sektor og til sammen",
        undertittel=f"Beløp i {penger()}. Dekning er effekten som andel av kuttet",
        kilde=kilde(program),
        noter=[
            "Summen gjelder sektorene der rammekuttet for året er oppgitt",
            *uten_kutt(program),
            *utelatt_i_ord(program),
        ],
        data=pd.DataFrame(
            [
                {
                    "sektor": "" if n == TOTAL else navn[n],
                    "ar": ar,
                    f"rammekutt_{kolonne()}": som_tall(
                        d.kutt / i_kroner() if d and d.kutt else None
                    ),
                    f"effekt_{kolonne()}": som_tall(d.effekt / i_kroner() if d else None),
                    "dekning": som_tall(d.andel if d else None),
                }
                for n, rad in alle.items()
                for ar, d in rad.items()
            ]
        ),
        hode=["", *_ar(program)],
        rader=rader,
        alternativtekst=" ".join(
            f"I {ar} er {vis_prosent(d.andel or Fraction(0), 0)} av {_mill(d.kutt)} {penger()} "
            "dekket."
            for ar, d in kjente
        )
        or "Ingen rammekutt er oppgitt for årene i perioden.",
    )


def _mill(belop: Fraction | None) -> str:
    return MANGLER if belop is None else vis_tall(belop / i_kroner(), 1)


def ikke_regnet_med(program: Program) -> Tabell | Kort:
    """What sums across sectors leave out, measure by measure; that there is nothing, where so."""
    ute = utelatt(program.tiltak)
    if not ute:
        sagt = "Ingen av tiltakene overlapper med et annet eller gjelder et selvkostområde, så "
        return Kort([Avsnitt(f"{sagt}alt er regnet med i summene.")])
    alle = programsummer.effekter(program)
    deler = [
        (u, {a: None if b is None else b * u.andel for a, b in alle[u.tiltak].items()}) for u in ute
    ]
    frafaller = sum((rad[felles_ar(program)[-1]] or Fraction(0) for _, rad in deler), Fraction(0))
    return Tabell(
        sektor=program,
        adresse="ikke-regnet-med",
        nummer="",
        tittel="Effekt som ikke er med i summene",
        undertittel=_under(),
        kilde=kilde(program),
        noter=mangler_ar(program),
        data=pd.DataFrame(
            [
                {
                    "tiltak": u.tiltak,
                    "overlapper_med": u.overlapper,
                    "selvkostomrade": u.omrade,
                    "ar": a,
                    kolonne(): som_tall(None if b is None else b / i_kroner()),
                }
                for u, rad in deler
                for a, b in rad.items()
            ]
        ),
        klasse="effekt-tabell tall ord-2",
        hode=["Tiltak", "Hvorfor", *_ar(program)],
        rader=[[kort_navn(u.tiltak), _hvorfor(u), *_ruter(rad)] for u, rad in deler],
        alternativtekst=(
            f"{antall(deler).capitalize()} beløp er holdt utenfor summene, til sammen "
            f"{i_penger(frafaller)} {penger()} i {felles_ar(program)[-1]}."
        ),
    )


def _hvorfor(ett: Utelatt) -> str:
    if ett.overlapper:
        med_sektor = sektor_av(ett.overlapper) != sektor_av(ett.tiltak)
        annet = kort_navn(ett.overlapper, "" if med_sektor else sektor_av(ett.tiltak))
        return f"telles i {annet}"
    return f"senker gebyrene for {ett.omrade}"


# --- how they are made --------------------------------------------------------------------------


def _ar(program: Program) -> list[str]:
    return [program.info.vis_ar(ar) for ar in program.info.periode]


def _ruter(rad: Mapping[int, Fraction | None]) -> list[str]:
    return [STREK if belop is None else i_penger(belop) for belop in rad.values()]


def _data(rader: Mapping[Sequence[str], Mapping[int, Fraction | None]]) -> pd.DataFrame:
    """The rows as a frame, with the columns that have something to say which row it is."""
    return pd.DataFrame(
        [
            {
                **{k: v for k, v in zip(_KOLONNER, nokkel, strict=False) if v},
                "ar": ar,
                kolonne(): som_tall(None if b is None else b / i_kroner()),
            }
            for nokkel, rad in rader.items()
            for ar, b in rad.items()
        ]
    )


def _i_ord(belop: Mapping[str, Fraction], ar: int) -> str:
    """The sum of a year, and who has most of it."""
    samlet = (
        f"Effekten i {ar} er til sammen {i_penger(sum(belop.values(), Fraction(0)))} {penger()}."
    )
    storst = ytterst(belop) if belop else []
    if not storst or len(storst) == len(belop):
        return samlet
    return f"{samlet} Mest har {ramse(storst)}, med {i_penger(belop[storst[0]])}."
