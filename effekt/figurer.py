"""The numbered figures, one function each, named after what it shows."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt import beregning
from effekt.sektor import Sektor
from effekt.stil import FARGER, brutt, tekst_pa
from effekt.tabelldata import Tabelldata
from effekt.tall import som_tall, vis_tall
from effekt.visning import Figur, Kilde

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MILLION: Final = 1_000_000
# A label is put inside its bar where the bar is at least this share of the axis.
_PLASS_TIL_TEKST: Final = 0.12
_LINJE: Final = {True: 22, False: 44}


def andel_arsverk(sektor: Sektor) -> Figur:
    """How the sector's full-time equivalents are divided between its agencies, per cent (s. 19)."""
    return _andeler(sektor, sektor.tabeller["andel_arsverk_2025"], "årsverk")


def andel_driftskostnader(sektor: Sektor) -> Figur:
    """How gross operating costs are divided between the agencies, per cent (s. 19)."""
    return _andeler(sektor, sektor.tabeller["andel_driftskostnader_2024"], "brutto driftskostnader")


def andel_investeringer(sektor: Sektor) -> Figur:
    """How investment costs are divided between the agencies, per cent (s. 20)."""
    return _andeler(sektor, sektor.tabeller["andel_investeringer_2024"], "investeringskostnader")


def effekt_per_tiltak(sektor: Sektor) -> Figur:
    """Each measure's effect in the last year of the period, mill. kroner (s. 65)."""
    info = sektor.info
    siste = info.periode[-1]
    alle = beregning.effekter(sektor)
    rekkefolge = sorted(alle, key=lambda id_: (-alle[id_][siste], id_))
    belop = {id_: alle[id_][siste] / _MILLION for id_ in rekkefolge}
    navn = {id_: sektor.tiltak[id_].navn for id_ in rekkefolge}
    storst, minst = rekkefolge[0], rekkefolge[-1]
    plass = info.figurer["effekt_per_tiltak"]

    def tegn(akser: "Axes", smal: bool) -> None:
        _liggende_stolper(akser, belop, navn, smal)

    return Figur(
        sektor=sektor,
        adresse=plass.nummer.lower().replace(" ", "-"),
        nummer=plass.nummer,
        tittel=f"Økonomisk effekt av tiltakene i {siste}",
        undertittel="Driftsvirkning i mill. kroner per år, positive tall er redusert kostnad",
        kilde=Kilde.beregnet(sektor, "tiltakenes forutsetninger", plass.kilde, plass.side),
        noter=["Søylene i kilden er et bilde uten tall"],
        data=pd.DataFrame(
            {
                "tiltak": rekkefolge,
                "navn": [navn[id_] for id_ in rekkefolge],
                "ar": siste,
                "mill_kroner": [som_tall(belop[id_]) for id_ in rekkefolge],
            }
        ),
        hode=["Tiltak", "Navn", "Mill. kroner"],
        rader=[[id_, navn[id_], vis_tall(belop[id_])] for id_ in rekkefolge],
        alternativtekst=(
            f"Liggende søyler. Størst effekt i {siste} har {storst} med "
            f"{vis_tall(belop[storst])} mill. kroner, minst har {minst} med "
            f"{vis_tall(belop[minst])} mill. kroner. Til sammen gir tiltakene "
            f"{vis_tall(sum(belop.values(), Fraction(0)))} mill. kroner."
        ),
        tegning=tegn,
        hoyde=4.4,
    )


def effekt_per_ar(sektor: Sektor) -> Figur:
    """The total effect per year, divided by agency, mill. kroner: the book's own figure."""
    info = sektor.info
    summer = {
        kode: {ar: belop / _MILLION for ar, belop in sum_.items()}
        for kode, sum_ in beregning.sum_per_virksomhet(sektor).items()
    }
    total = {ar: belop / _MILLION for ar, belop in beregning.total(sektor).items()}
    navn = {kode: virksomhet.navn for kode, virksomhet in info.virksomheter.items()}
    forste, siste = info.periode[0], info.periode[-1]

    def tegn(akser: "Axes", smal: bool) -> None:
        _stablede_stolper(akser, summer, total, navn, smal)

    return Figur(
        sektor=sektor,
        adresse="effekt-per-ar",
        nummer="",
        tittel="Samlet økonomisk effekt per år",
        undertittel="Driftsvirkning i mill. kroner, fordelt på virksomhet",
        kilde=_beregnet_som_trykt(sektor, "tabell_7"),
        data=pd.DataFrame(
            [
                {"virksomhet": kode, "ar": ar, "mill_kroner": som_tall(summer[kode][ar])}
                for kode in summer
                for ar in info.periode
            ]
        ),
        hode=["Virksomhet", *(info.vis_ar(ar) for ar in info.periode)],
        rader=[
            *([navn[k], *(vis_tall(b) for b in summer[k].values())] for k in summer),
            ["Til sammen", *(vis_tall(b) for b in total.values())],
        ],
        alternativtekst=(
            f"Stablede søyler. Samlet effekt er {vis_tall(total[forste])} mill. kroner i {forste} "
            f"og {vis_tall(total[siste])} mill. kroner i {siste}. I {siste} står "
            + ", ".join(f"{navn[k]} for {vis_tall(s[siste])}" for k, s in summer.items())
            + " mill. kroner."
        ),
        tegning=tegn,
        hoyde=3.6,
    )


def _beregnet_som_trykt(sektor: Sektor, tabell: str) -> Kilde:
    trykt = sektor.tabeller[tabell].ressurs
    return Kilde.beregnet(sektor, "tiltakenes forutsetninger", trykt.kilde, trykt.side)


def _andeler(sektor: Sektor, tabell: Tabelldata, hva: str) -> Figur:
    """A whole divided between agencies: one bar, each part labelled where it is."""
    ressurs = tabell.ressurs
    navn = {kode: v.navn for kode, v in sektor.info.virksomheter.items()}
    andeler = {str(nokkel[0]): celle.tallet for nokkel, celle in tabell.celler.items()}
    storst = max(andeler, key=lambda kode: andeler[kode])

    def tegn(akser: "Axes", smal: bool) -> None:
        _delt_stolpe(akser, andeler, navn, smal)

    return Figur(
        sektor=sektor,
        adresse=(ressurs.nummer or ressurs.name).lower().replace(" ", "-"),
        nummer=ressurs.nummer or "",
        tittel=ressurs.title,
        undertittel=f"Andel av sektorens {hva}, i prosent",
        kilde=Kilde.trykt(sektor, ressurs.kilde, ressurs.side),
        noter=[ressurs.merknad] if ressurs.merknad else [],
        data=pd.DataFrame(
            {"virksomhet": list(andeler), "prosent": [som_tall(a) for a in andeler.values()]}
        ),
        hode=["Virksomhet", "Prosent"],
        rader=[[navn[kode], vis_tall(andel)] for kode, andel in andeler.items()],
        alternativtekst=(
            f"En søyle delt i {len(andeler)}. {navn[storst]} har størst andel av sektorens {hva}: "
            + ", ".join(f"{navn[k]} {vis_tall(a)} prosent" for k, a in andeler.items())
            + "."
        ),
        tegning=tegn,
        hoyde=1.5,
    )


# --- drawings ----------------------------------------------------------------------------------


def _delt_stolpe(
    akser: "Axes", andeler: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool
) -> None:
    fra = 0.0
    for farge, (kode, andel) in zip(FARGER, andeler.items(), strict=False):
        bredde = float(andel)
        akser.barh([0], [bredde], left=fra, color=farge, edgecolor="white", linewidth=2)
        akser.text(
            fra + bredde / 2, 0, f"{vis_tall(andel)}\u00a0%", color=tekst_pa(farge),
            ha="center", va="center", fontsize=12, fontweight="bold",
        )  # fmt: skip
        akser.text(fra, 0.52, kode if smal else navn[kode], ha="left", va="bottom")
        fra += bredde
    akser.set_xlim(0, fra)
    akser.set_ylim(-0.45, 0.85)
    akser.axis("off")


def _liggende_stolper(
    akser: "Axes", belop: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool
) -> None:
    linjer = [brutt(f"{id_}\u00a0{navn[id_]}", _LINJE[smal]) if not smal else id_ for id_ in belop]
    plass = range(len(belop))
    verdier = [float(b) for b in belop.values()]
    akser.barh(plass, verdier, color=FARGER[0], height=0.62)
    akser.set_yticks(plass, linjer)
    akser.invert_yaxis()
    storst = max(map(abs, verdier)) or 1.0
    for y, (verdi, vist) in enumerate(zip(verdier, belop.values(), strict=True)):
        utenfor = storst * 0.015 * (1 if verdi >= 0 else -1)
        akser.text(
            verdi + utenfor, y, vis_tall(vist, None if vist.denominator == 1 else 1),
            va="center", ha="left" if verdi >= 0 else "right", fontweight="bold",
        )  # fmt: skip
    akser.axvline(0, color="#5b656e", linewidth=0.8)
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)
    akser.margins(x=0.12)


_SKRAVUR: Final = ("", "//", "..", "xx", "\\\\", "++")


def _stablede_stolper(
    akser: "Axes",
    summer: Mapping[str, Mapping[int, Fraction]],
    total: Mapping[int, Fraction],
    navn: Mapping[str, str],
    smal: bool,
) -> None:
    ar = list(total)
    bunn = dict.fromkeys(ar, 0.0)
    hoyest = max(float(t) for t in total.values()) or 1.0
    for nr, (kode, rad) in enumerate(summer.items()):
        farge = FARGER[nr % len(FARGER)]
        akser.bar(
            range(len(ar)), [float(rad[a]) for a in ar], bottom=list(bunn.values()), color=farge,
            width=0.66, label=navn[kode], edgecolor="white", hatch=_SKRAVUR[nr % len(_SKRAVUR)],
        )  # fmt: skip
        for x, a in enumerate(ar):
            if float(rad[a]) >= hoyest * _PLASS_TIL_TEKST:
                akser.text(
                    x, bunn[a] + float(rad[a]) / 2, f"{kode}\u00a0{vis_tall(rad[a])}" if not smal
                    else vis_tall(rad[a]), ha="center", va="center", color=tekst_pa(farge),
                    bbox={"facecolor": farge, "edgecolor": "none", "pad": 1.5},
                )  # fmt: skip
            bunn[a] += float(rad[a])
    for x, a in enumerate(ar):
        akser.text(
            x, bunn[a] + hoyest * 0.02, vis_tall(total[a]), ha="center", va="bottom",
            fontweight="bold", fontsize=11,
        )  # fmt: skip
    akser.set_xticks(range(len(ar)), [str(a) for a in ar])
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.legend(
        frameon=False, ncols=1 if smal else 3, loc="upper left", fontsize=9, handlelength=1.2,
    )  # fmt: skip
    akser.margins(y=0.14)
