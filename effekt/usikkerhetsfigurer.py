"""The figures of how sure the effects are: spans from low to high, and the simulation."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from effekt import beregning, usikkerhet
from effekt.mangelboks import eller_mangelboks
from effekt.nummerert import Figur
from effekt.penger import i_kroner, i_penger, kolonne, penger
from effekt.samspillsord import utelatt_i_ord
from effekt.sektor import Sektor
from effekt.simulering import simuler
from effekt.tall import som_tall, vis_prosent, vis_tall
from effekt.usikkerhet import TOTAL
from effekt.usikkerhetsord import egen_analyse, spenn_i_ord, vurdering_i_ord
from effekt.usikkerhetstegninger import spenn_per_ar, spennlinjer

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@eller_mangelboks("spenn-per-tiltak", "Hvert tiltak: lavt, anslått og høyt")
def spenn_per_tiltak(sektor: Sektor) -> Figur:
    """Each measure's effect in the last year, low, as estimated and high, mill. kroner."""
    info = sektor.info
    siste = info.periode[-1]
    alle = usikkerhet.alle_spenn(sektor)
    rekkefolge = sorted(alle, key=lambda id_: (-alle[id_].hoved[siste], id_))
    ender = {
        id_: (alle[id_].lav[siste], alle[id_].hoved[siste], alle[id_].hoy[siste])
        for id_ in rekkefolge
    }
    bredest = max(rekkefolge, key=lambda id_: ender[id_][2] - ender[id_][0])

    def tegn(akser: "Axes", smal: bool) -> None:
        spennlinjer(akser, _merket(sektor, ender), smal)

    return Figur(
        sektor=sektor,
        adresse="spenn-per-tiltak",
        nummer="",
        tittel=f"Hvert tiltak i {siste}: lavt, anslått og høyt",
        undertittel=f"Driftsvirkning i {penger()} per år, positive tall er redusert kostnad",
        kilde=egen_analyse(sektor),
        data=pd.DataFrame(
            [
                {
                    "tiltak": id_,
                    "ar": ar,
                    f"lav_{kolonne()}": som_tall(alle[id_].lav[ar] / i_kroner()),
                    f"anslag_{kolonne()}": som_tall(alle[id_].hoved[ar] / i_kroner()),
                    f"hoy_{kolonne()}": som_tall(alle[id_].hoy[ar] / i_kroner()),
                    "spennet_er": "av kilden" if alle[id_].fra_kilden else "bokens",
                    "estimatusikkerhet": vurdering_i_ord(sektor, alle[id_]),
                }
                for id_ in rekkefolge
                for ar in info.periode
            ]
        ),
        hode=["Tiltak", "Lav", "Anslag", "Høy", "Hvor spennet er fra"],
        rader=[
            [id_, *map(i_penger, ender[id_]), spenn_i_ord(sektor, sektor.tiltak[id_], alle[id_])]
            for id_ in rekkefolge
        ],
        alternativtekst=(
            f"Én linje for hvert tiltak, fra lavt til høyt, i {siste}. Bredest er {bredest}, fra "
            f"{i_penger(ender[bredest][0])} til {i_penger(ender[bredest][2])} {penger()}. "
            + " ".join(
                f"{id_}: {i_penger(lav)}, anslått {i_penger(hoved)}, {i_penger(hoy)}."
                for id_, (lav, hoved, hoy) in ender.items()
                if id_ != bredest
            )
        ),
        tegning=tegn,
        hoyde=0.4 + len(alle) * 0.52,
    )


def _merket(
    sektor: Sektor, rader: Mapping[str, tuple[Fraction, Fraction, Fraction]]
) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """The rows in millions, each under the measure's id and name."""
    return {
        f"{id_}\u00a0{sektor.tiltak[id_].navn}": (
            rad[0] / i_kroner(), rad[1] / i_kroner(), rad[2] / i_kroner(),
        )
        for id_, rad in rader.items()
    }  # fmt: skip


@eller_mangelboks("simulering-per-ar", "Alle tiltakene samlet, år for år")
def simulering_per_ar(sektor: Sektor) -> Figur:
    """P10, P50 and P90 of the total per year, beside the estimate, mill. kroner."""
    info = sektor.info
    simulert = simuler(sektor)
    p = simulert.persentiler[TOTAL]
    anslag = beregning.total(sektor)
    siste = info.periode[-1]
    spenn = {
        str(ar): (p["p10"][ar] / i_kroner(), p["p50"][ar] / i_kroner(), p["p90"][ar] / i_kroner())
        for ar in info.periode
    }

    def tegn(akser: "Axes", smal: bool) -> None:
        anslatt = {str(ar): belop / i_kroner() for ar, belop in anslag.items()}
        spenn_per_ar(akser, spenn, anslatt, smal)

    sjanse = simulert.minst_anslag[siste]
    return Figur(
        sektor=sektor,
        adresse="simulering-per-ar",
        nummer="",
        tittel="Alle tiltakene samlet, år for år: P10, P50 og P90",
        undertittel=f"Driftsvirkning i {penger()} per år, positive tall er redusert kostnad",
        kilde=egen_analyse(sektor),
        noter=[
            f"{sektor.usikkerhet.trekk} med start fra {vis_tall(sektor.usikkerhet.fro.tallet)} og "
            f"samvariasjon {sektor.usikkerhet.samvariasjon}. Beløpene er avrundet til nærmeste "
            "hundre tusen kroner",
            *utelatt_i_ord(sektor),
        ],
        data=pd.DataFrame(
            [
                {
                    "ar": ar,
                    f"anslag_{kolonne()}": som_tall(anslag[ar] / i_kroner()),
                    **{f"{n}_{kolonne()}": som_tall(b[ar] / i_kroner()) for n, b in p.items()},
                    "andel_minst_anslag": som_tall(simulert.minst_anslag[ar]),
                }
                for ar in info.periode
            ]
        ),
        hode=["År", "Anslag", "P10", "P50", "P90", "Andel av trekningene som når anslaget"],
        rader=[
            [
                info.vis_ar(ar),
                i_penger(anslag[ar]),
                *(vis_tall(belop, 1) for belop in spenn[str(ar)]),
                "ingen usikkerhet" if (a := simulert.minst_anslag[ar]) is None else vis_prosent(a),
            ]
            for ar in info.periode
        ],
        alternativtekst=(
            "Én stående linje for hvert år, fra P10 til P90. "
            + " ".join(
                f"I {ar} er P10 {vis_tall(lav, 1)}, P50 {vis_tall(midt, 1)} og P90 "
                f"{vis_tall(hoy, 1)} {penger()}."
                for ar, (lav, midt, hoy) in spenn.items()
            )
            + (f" {vis_prosent(sjanse)} av trekningene når anslaget i {siste}." if sjanse else "")
        ),
        tegning=tegn,
        hoyde=4.2,
        hoyde_smal=4.6,
    )


@eller_mangelboks("simulering-per-tiltak", "Hvert tiltak: P10, P50 og P90")
def simulering_per_tiltak(sektor: Sektor) -> Figur:
    """P10, P50 and P90 of each measure in the last year, mill. kroner."""
    siste = sektor.info.periode[-1]
    persentiler = simuler(sektor).persentiler
    alle = {
        id_: (p["p10"][siste], p["p50"][siste], p["p90"][siste])
        for id_, p in persentiler.items()
        if id_ != TOTAL
    }
    rader = dict(sorted(alle.items(), key=lambda rad: (-rad[1][1], rad[0])))

    def tegn(akser: "Axes", smal: bool) -> None:
        spennlinjer(akser, _merket(sektor, rader), smal, desimaler=1)

    return Figur(
        sektor=sektor,
        adresse="simulering-per-tiltak",
        nummer="",
        tittel=f"Hvert tiltak i {siste}: P10, P50 og P90",
        undertittel=f"Driftsvirkning i {penger()} per år, positive tall er redusert kostnad",
        kilde=egen_analyse(sektor),
        noter=["Samme trekninger som for summen"],
        data=pd.DataFrame(
            [
                {"tiltak": id_, "ar": siste}
                | {
                    f"{navn}_{kolonne()}": som_tall(belop / i_kroner())
                    for navn, belop in zip(("p10", "p50", "p90"), rad, strict=True)
                }
                for id_, rad in rader.items()
            ]
        ),
        hode=["Tiltak", "P10", "P50", "P90"],
        rader=[[id_, *(vis_tall(b / i_kroner(), 1) for b in rad)] for id_, rad in rader.items()],
        alternativtekst=(
            f"Én linje for hvert tiltak i {siste}, fra P10 til P90, med P50 merket. "
            + " ".join(
                f"{id_}: {vis_tall(lav / i_kroner(), 1)}, {vis_tall(midt / i_kroner(), 1)}, "
                f"{vis_tall(hoy / i_kroner(), 1)}."
                for id_, (lav, midt, hoy) in rader.items()
            )
        ),
        tegning=tegn,
        hoyde=0.4 + len(rader) * 0.52,
    )
