"""The forms of drawings over years: bars, stacks, lines, projections, fans, plans; and bars in groups.

Forms of rows are in ``display.rows``. The zero line is always drawn, and no label stands on it; what is below zero is
labelled like the rest; the unit stands on the largest value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import vis_tall
from effekt.display.labels import GRA, SKRIFT, SVAK, TONE, med_enhet, uten_ramme, ved, vis_kort
from effekt.display.style import BLEKK, bak_tekst, brutt, palett, punkt, tekst_pa

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_MERKER: Final = ("o", "s", "^", "D", "v", "P")
# A label is put inside its bar where the bar is at least this share of the axis.
_PLASS_TIL_TEKST: Final = 0.12
_LINJETYPER: Final = ("-", "--", "-.", ":")


Arsserie = Mapping[int, Fraction]
_STIPLET: Final = ("--", "-.", ":")
_LUFT_OVER: Final = 1.1  # above the highest value, as a share of it
# Beside the last year: room for labels, as a share of the years; characters in a line of them.
_ROM: Final = {True: 0.75, False: 0.36}
_TEGN: Final = {True: 15, False: 26}
# The least distance between the middles of two labels, as a share of the axis, per line of text.
_AVSTAND: Final = 0.062


def framskriving(
    akser: "Axes",
    egne: Mapping[str, Arsserie],
    framskrevet: Mapping[str, Arsserie],
    punkter: Sequence[tuple[int, Fraction, str]],
    smal: bool,
    enhet: str = "",
) -> None:
    """What has been as whole lines, what is projected as dashed ones, each labelled where it ends.

    ``punkter`` are values given by themselves: year, value, and what is said before the value. Where nothing is
    projected in between, a dotted line leads to the point from the last known value: it is no projection itself.
    """
    farger = palett(akser)
    steder = [(a, v) for serie in (*egne.values(), *framskrevet.values()) for a, v in serie.items()]
    steder += [(a, v) for a, v, _ in punkter]
    ar, topp = [a for a, _ in steder], max(float(v) for _, v in steder) * _LUFT_OVER
    for navn, serie in egne.items():
        siste, verdier = max(serie), [float(v) for v in serie.values()]
        akser.plot(list(serie), verdier, color=farger[0], linewidth=2.2, marker="o", markersize=3.5)
        # Under the line, where nothing else is drawn.
        vist = brutt(f"{navn} {vis_tall(serie[siste])} ({siste})", _TEGN[smal])
        ved(akser, vist, (min(serie), min(verdier)), (0, -8), fontweight="bold", ha="left")
    merkelapper: list[tuple[float, int, str, str]] = []
    for nr, (navn, serie) in enumerate(framskrevet.items()):
        farge, siste = farger[(1, 3, 4, 2)[nr % 4]], max(serie)
        verdier, strek = [float(v) for v in serie.values()], _STIPLET[nr % len(_STIPLET)]
        akser.plot(list(serie), verdier, color=farge, linewidth=2.2, linestyle=strek)
        merkelapper.append((float(serie[siste]), siste, f"{navn} {vis_tall(serie[siste])}", farge))
    for ett_ar, verdi, tekst in punkter:
        tegnet = akser.plot([ett_ar], [float(verdi)], color=farger[2], marker="D", markersize=7, linestyle="")
        punkt(tegnet[0], tekst.strip(), ett_ar, vis_tall(verdi))
        if len(egne) == 1 and not framskrevet:
            (serie,) = egne.values()
            siste = max(serie)
            fra = [float(serie[siste]), float(verdi)]
            akser.plot([siste, ett_ar], fra, color=SVAK, linewidth=1.4, linestyle=(0, (1, 2.5)))
        sagt = f"{tekst.strip()} {vis_tall(verdi)}"
        if framskrevet:
            merkelapper.append((float(verdi), ett_ar, sagt, farger[2]))
        else:  # before the point, where nothing else is drawn
            ved(akser, brutt(sagt, _TEGN[smal]), (ett_ar, float(verdi)), (-10, 0), fontweight="bold", linespacing=1.1)
    forst, sist = min(ar), max(ar)
    akser.set_xlim(forst - 1, sist + (sist - forst) * (_ROM[smal] if framskrevet else 0.03))
    akser.set_ylim(0, topp)
    if framskrevet:
        _sett_merkelapper(akser, merkelapper, sist, topp, smal)
    hvert = 20 if smal and framskrevet else 10
    akser.set_xticks([a for a in range(forst, sist + 1) if a % hvert == 0])
    _skala(akser, "" if smal else enhet)
    akser.yaxis.grid(True, color="#d5dade", linewidth=0.6)
    akser.set_axisbelow(True)
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False)


def _sett_merkelapper(
    akser: "Axes", merkelapper: Sequence[tuple[float, int, str, str]], sist: int, topp: float, smal: bool
) -> None:
    """The labels to the right of the lines, moved apart where they would cover each other."""
    hoyre = akser.get_xlim()[1]
    x = sist + (hoyre - sist) * 0.07
    brutte = [(y, ar, brutt(t, _TEGN[smal]), farge) for y, ar, t, farge in sorted(merkelapper)]
    steder: list[float] = []
    tidligere = 0
    for y, _, tekst, _ in brutte:
        linjer = tekst.count("\n") + 1
        minst = steder[-1] + topp * _AVSTAND * (linjer + tidligere) / 2 if steder else 0.0
        steder.append(max(y, minst))
        tidligere = linjer
    # What was pushed above the axis pushes the rest down.
    over = (steder[-1] if steder else 0.0) + topp * _AVSTAND * tidligere / 2 - topp
    if over > 0:
        steder = [sted - over for sted in steder]
    for (y, ar, tekst, farge), sted in zip(brutte, steder, strict=True):
        akser.plot([ar, x - (hoyre - sist) * 0.015], [y, sted], color=farge, linewidth=1)
        akser.text(x, sted, tekst, fontweight="bold", ha="left", va="center")


def stablede_stolper(
    akser: "Axes",
    summer: Mapping[str, Mapping[int, Fraction]],
    total: Mapping[int, Fraction],
    navn: Mapping[str, str],
    smal: bool,
    enhet: str = "",
) -> None:
    """A stack for each year: parts labelled where there is room, those below zero always; the total at its own height.

    One series is no stack, and is drawn as bars.
    """
    if len(summer) == 1:
        soyler(akser, total, smal, enhet=enhet)
        return
    farger, ar = palett(akser), list(total)
    # What is below zero stacks downwards, so that no part covers another.
    over, under = dict.fromkeys(ar, 0.0), dict.fromkeys(ar, 0.0)
    hoyest = max(sum(max(0.0, float(rad[a])) for rad in summer.values()) for a in ar) or 1.0
    har_minus = any(rad[a] < 0 for rad in summer.values() for a in ar)
    for nr, (kode, rad) in enumerate(summer.items()):
        farge, skravur = farger.flate(nr)
        for x, a in enumerate(ar):
            verdi = float(rad[a])
            fot = over[a] if verdi >= 0 else under[a]
            soyle = akser.bar(
                [x], [verdi], bottom=[fot], color=farge, width=0.66, edgecolor="white", hatch=skravur, zorder=2,
                label=navn[kode] if not x else "",
            )  # fmt: skip
            punkt(soyle, navn[kode], str(a), vis_kort(rad[a]), "")
            if abs(verdi) >= hoyest * _PLASS_TIL_TEKST:
                vist = vis_kort(rad[a]) if smal else f"{kode}\u00a0{vis_kort(rad[a])}"
                midt: Any = {"ha": "center", "va": "center", "zorder": 3, "bbox": bak_tekst(farge) if skravur else None}
                akser.text(x, fot + verdi / 2, vist, color=tekst_pa(farge), fontsize=SKRIFT[smal] - 0.5, **midt)
            elif verdi < 0:
                ved(akser, vis_kort(rad[a]), (x, fot + verdi), (0, -3), fontsize=SKRIFT[smal] - 0.5)
            if verdi >= 0:
                over[a] += verdi
            else:
                under[a] += verdi
    for x, (a, vist) in enumerate(zip(ar, med_enhet(list(total.values()), enhet), strict=True)):
        if har_minus and float(total[a]) != over[a]:
            # The stack is higher than the sum: the sum has a mark where it is.
            akser.plot([x - 0.4, x + 0.4], [float(total[a])] * 2, color="white", linewidth=4, zorder=4)
            akser.plot([x - 0.4, x + 0.4], [float(total[a])] * 2, color=BLEKK, linewidth=2, zorder=5)
        ved(akser, vist, (x, max(over[a], float(total[a]))), (0, 4), fontweight="bold", fontsize=SKRIFT[smal] + 1)
    _over_ar(akser, ar)
    if akser.figure:
        stil: Any = {"frameon": False, "ncols": 1 if smal else 3, "fontsize": 9, "handlelength": 1.2}
        akser.figure.legend(*akser.get_legend_handles_labels(), loc="outside upper left", **stil)
    akser.margins(y=0.14)


def _skala(akser: "Axes", enhet: str) -> None:
    """The scale at the left: whole numbers, the unit on the uppermost, and lines to read by."""
    akser.yaxis.set_major_formatter(lambda verdi, _: vis_tall(round(verdi)))
    if enhet:
        topp = akser.get_ylim()[1]
        overst = max((t for t in akser.get_yticks() if t <= topp), default=0.0)
        akser.yaxis.set_major_formatter(
            lambda verdi, _: f"{vis_tall(round(verdi))}\u00a0{enhet}" if verdi == overst else vis_tall(round(verdi))
        )


def _over_ar(akser: "Axes", ar: Sequence[object]) -> None:
    """Years below, zero drawn, no other scale."""
    akser.set_xticks(range(len(ar)), [str(a) for a in ar])
    akser.axhline(0, color=BLEKK, linewidth=0.8, zorder=6)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)


def soyler(
    akser: "Axes",
    verdier: Mapping[int | str, Fraction] | Mapping[int, Fraction],
    smal: bool,
    merker: Mapping[int | str, str] | None = None,
    enhet: str = "",
) -> None:
    """One upright bar for each year or row, its value on top, perhaps with a word before it."""
    farger, navn = palett(akser), list(verdier)
    sagt = med_enhet(list(verdier.values()), enhet)
    for x, (ett, verdi) in enumerate(verdier.items()):
        soyle = akser.bar([x], [float(verdi)], color=farger[0], width=0.66)
        vist = f"{(merker or {}).get(ett, '')} {sagt[x]}".strip()
        punkt(soyle, "", str(ett), vist, "")
        opp = 3 if verdi >= 0 else -3
        ved(akser, vist, (x, float(verdi)), (0, opp), fontweight="bold", fontsize=8 if smal else 9.5)
    _over_ar(akser, [brutt(str(n), 10 if smal else 16) for n in navn])
    akser.margins(y=0.16)


def _nokkel_over(akser: "Axes", smal: bool, lengde: float, *nokkel: Any) -> None:
    """A key above the drawing; ``lengde`` is that of its signs."""
    stil: Any = {"frameon": False, "loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "handlelength": lengde}
    akser.legend(*nokkel, ncols=1 if smal else 3, fontsize=SKRIFT[smal], **stil)


def soyler_med_spenn(
    akser: "Axes",
    anslag: Mapping[str, Fraction],
    ender: Mapping[str, tuple[Fraction, Fraction]],
    ventet: Mapping[str, Fraction],
    vis: Callable[[Fraction], str],
    smal: bool,
) -> None:
    """One upright bar for each year, a line beside it from its low end to its high one, and a mark at what is expected.

    ``ventet`` may be empty; ``vis`` is how a value is shown, with the unit where it is pointed at.
    """
    farger, storrelse = palett(akser), 10 if smal else 13
    alle = [float(v) for v in [*anslag.values(), *ventet.values(), *(e for par in ender.values() for e in par)]]
    luft = ((max(0.0, *alle) - min(0.0, *alle)) or 1.0) * 0.16
    for x, (ar, verdi) in enumerate(anslag.items()):
        lav, hoy = ender[ar]
        punkt(akser.bar([x - 0.1], [float(verdi)], color=farger[0], width=0.46), "anslaget", ar, vis(verdi))
        if lav != hoy:
            # Beside the bar, so that the number at the bar's end is not taken for that of the line's.
            stil: Any = {"color": BLEKK, "linewidth": 2, "zorder": 4}
            strek = akser.plot([x + 0.22] * 2, [float(lav), float(hoy)], **stil)[0]
            for ende in (lav, hoy):
                akser.plot([x + 0.16, x + 0.28], [float(ende)] * 2, **stil)
            punkt(strek, "fra lav til høy", ar, f"{vis(lav)} til {vis(hoy)}")
        opp = 4 if verdi >= 0 else -4
        ved(akser, vis_tall(verdi), (x - 0.1, float(verdi)), (0, opp), fontweight="bold", fontsize=storrelse)
    if ventet:
        stil = {"color": farger[1], "markeredgecolor": "#ffffff", "markersize": 8, "zorder": 5}
        merke = "med risikoen"
        for x, (ar, verdi) in enumerate(ventet.items()):
            if not any((anslag[ar], *ender[ar])):
                continue  # where the measure gives nothing, there is nothing to risk
            ett = akser.plot([x + 0.4], [float(verdi)], marker="D", linestyle="none", label=merke, **stil)[0]
            punkt(ett, "med risikoen", ar, vis(verdi))
            merke = ""
        _nokkel_over(akser, smal, 1.0)
    akser.set_xticks(range(len(anslag)), list(anslag))
    akser.axhline(0, color=BLEKK, linewidth=0.8, zorder=3)
    akser.set_ylim(min(0.0, *alle) - (luft if min(alle) < 0 else 0), max(0.0, *alle) + luft)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False, labelsize=storrelse)


def linjediagram(
    akser: "Axes",
    serier: Mapping[str, Mapping[int, Fraction]],
    punkter: Sequence[tuple[int, Fraction, str]],
    smal: bool,
    enhet: str = "",
) -> None:
    """Series over years as lines, labelled at their end; single points stand by themselves.

    No line is drawn to a point: nothing is known of what lies between.
    """
    farger = palett(akser)
    for nr, (navn, serie) in enumerate(serier.items()):
        farge = farger[nr % len(farger)]
        ar, verdier = list(serie), [float(v) for v in serie.values()]
        akser.plot(
            ar, verdier, color=farge, marker=_MERKER[nr % len(_MERKER)], markersize=4,
            linestyle=_LINJETYPER[nr % len(_LINJETYPER)], linewidth=2,
        )  # fmt: skip
        vist = f"{navn} {vis_tall(serie[ar[-1]])}{f' {enhet}' if not nr and enhet else ''} ({ar[-1]})".strip()
        ved(akser, vist, (ar[-1], verdier[-1]), (7, 0), fontweight="bold")
    for ett_ar, verdi, tekst in punkter:
        akser.plot([ett_ar], [float(verdi)], color=farger[2], marker="D", markersize=8)
        ved(akser, brutt(tekst, 14 if smal else 30), (ett_ar, float(verdi)), (-10, 0))
    alle = [v for serie in serier.values() for v in serie.values()] + [p[1] for p in punkter]
    akser.set_ylim(min(0.0, float(min(alle)) * 1.18), max(0.0, float(max(alle)) * 1.18))
    _skala(akser, enhet)
    akser.yaxis.grid(True, color="#d5dade", linewidth=0.6)
    akser.set_axisbelow(True)
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False)
    akser.margins(x=0.06)


# --- many at once, on one scale -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Smadiagram:
    """A small drawing of its own: its name, its value in each year (None where it is not known), and its address."""

    navn: str
    verdier: Mapping[int, Fraction | None]
    til: str = ""


_KOLONNER: Final = {True: 2, False: 4}
_RUTEHOYDE: Final = 1.35


def hoyde_av_smadiagrammer(antall: int, smal: bool) -> float:
    """The height in inches that so many small drawings need."""
    return 0.15 + -(-antall // _KOLONNER[smal]) * _RUTEHOYDE


def smadiagrammer(akser: "Axes", alle: Sequence[Smadiagram], smal: bool) -> None:
    """A small drawing for each, all on one scale: a bar a year, the last year's strong, what is below zero marked."""
    figur = akser.figure.get_figure(root=True)
    farger = palett(akser)
    akser.remove()
    kolonner = min(_KOLONNER[smal], len(alle))
    rekker = -(-len(alle) // kolonner)
    figur.set_layout_engine("constrained", wspace=0.06, hspace=0.06)
    felt = list(figur.subplots(rekker, kolonner, sharex=True, sharey=True, squeeze=False).flat)
    kjente = [v for rute in alle for v in rute.verdier.values() if v is not None]
    spenn = float(max([*kjente, Fraction(0)]) - min([*kjente, Fraction(0)])) or 1.0
    # Every bar has its number where the numbers are short; else the last and those below zero.
    korte = max((len(vis_kort(v)) for v in kjente), default=0) <= _KORT
    for rute, her in zip(alle, felt, strict=False):
        ar = list(rute.verdier)
        for x, (a, verdi) in enumerate(rute.verdier.items()):
            if verdi is None:
                ved(her, "?", (x, 0), (0, 2), fontsize=7.5, color=SVAK)
                continue
            farge = TONE["darlig"] if verdi < 0 else farger[0] if a == ar[-1] else GRA
            soyle = her.bar([x], [float(verdi)], width=0.72, color=farge, zorder=2)
            punkt(soyle, rute.navn, str(a), vis_kort(verdi), rute.til)
            if verdi and (korte or verdi < 0 or a == ar[-1]):
                tykk = "bold" if a == ar[-1] else "normal"
                ved(her, vis_kort(verdi), (x, float(verdi)), (0, 2 if verdi > 0 else -2), fontsize=7.5, fontweight=tykk)
        uten_ramme(her)
        her.set_title(brutt(rute.navn, 22), loc="left", fontsize=8.5, fontweight="bold", linespacing=1.0, pad=3)
        her.axhline(0, color=BLEKK, linewidth=0.8, zorder=5)
        her.set_xticks([0, len(ar) - 1], [str(ar[0]), str(ar[-1])] if len(ar) > 1 else [str(ar[0])], fontsize=7.5)
        her.tick_params(labelbottom=True, pad=2)
    for her in felt:
        her.set_ylim(
            float(min([*kjente, Fraction(0)])) - spenn * (0.2 if any(v < 0 for v in kjente) else 0.02),
            float(max([*kjente, Fraction(0)])) + spenn * 0.36,
        )
    for her in felt[len(alle) :]:
        her.axis("off")


# So many signs are short.
_KORT: Final = 3


# --- what is not sure, over years ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """A line over years and what most draws lie between around it; its name, and whether it is the one looked at."""

    navn: str
    linje: Mapping[int, Fraction]
    fra: Mapping[int, Fraction]
    til: Mapping[int, Fraction]
    sterk: bool = True


def vifte(
    akser: "Axes", band: Sequence[Band], trinn: tuple[str, Mapping[int, Fraction]] | None, smal: bool, enhet: str
) -> None:
    """Lines over years with what most draws lie between around them, and steps that they are seen against."""
    farger = palett(akser)
    ar = list(band[0].linje)
    merkelapper: list[tuple[float, int, str, str]] = []
    mellom_enhet = f"\u00a0{enhet}"
    # So near zero no number has room below.
    lavt = max((v for ett in band for v in ett.til.values()), default=Fraction(0)) / 10
    for ett in band:
        farge = farger[0] if ett.sterk else SVAK
        x = list(range(len(ar)))
        fra, til = ([float(ende[a]) for a in ar] for ende in (ett.fra, ett.til))
        akser.fill_between(x, fra, til, color=farge, alpha=0.22 if ett.sterk else 0.18, linewidth=0, zorder=1)
        verdier = [float(ett.linje[a]) for a in ar]
        strek = "-" if ett.sterk else "--"
        akser.plot(x, verdier, color=farge, linewidth=2.4, linestyle=strek, zorder=4)
        for nr, (a, verdi) in enumerate(ett.linje.items()):
            prikk = akser.plot([nr], [float(verdi)], color=farge, marker="o", markersize=4.5, linestyle="", zorder=5)
            mellom = f"{vis_kort(verdi)} ({vis_kort(ett.fra[a])} til {vis_kort(ett.til[a])})"
            punkt(prikk[0], ett.navn, str(a), mellom, "")
            if ett.sterk and nr < len(ar) - 1:
                # Away from the step of the same year, whichever is the higher, and never below zero.
                under = verdi > lavt and (trinn[1].get(a, verdi) if trinn else verdi) > verdi
                flytt = (4, -8) if under else (-3, 7)
                ved(akser, vis_kort(verdi), (nr, float(verdi)), flytt, fontweight="bold", fontsize=SKRIFT[smal])
        siste = ar[-1]
        mellom = f"({vis_kort(ett.fra[siste])} til {vis_kort(ett.til[siste])})"
        sagt = f"{ett.navn} {vis_kort(ett.linje[siste])}{mellom_enhet if ett.sterk else ''} {mellom}"
        merkelapper.append((float(ett.linje[siste]), len(ar) - 1, sagt, farge))
    if trinn:
        navn, kutt = trinn
        kjente = [(nr, float(kutt[a]), kutt[a]) for nr, a in enumerate(ar) if a in kutt]
        for (nr, her, _), (neste, annen, _) in pairwise(kjente):
            if neste == nr + 1:
                akser.plot([nr + 0.42, neste - 0.42], [her, annen], color=BLEKK, linewidth=0.8, zorder=6)
        for nr, her, eksakt in kjente:
            akser.plot([nr - 0.42, nr + 0.42], [her, her], color=BLEKK, linewidth=2.2, zorder=6)
            ord_ = f"{navn} " if nr == kjente[0][0] else ""
            stil: Any = {"ha": "left", "fontsize": SKRIFT[smal] - (1 if smal else 0), "zorder": 7}
            opp = 4 if eksakt > band[0].linje[ar[nr]] else -4
            ved(akser, ord_ + vis_kort(eksakt), (nr - 0.46, her), (0, opp), **stil)
    hoyde = [float(v) for ett in band for ende in (ett.fra, ett.til, ett.linje) for v in ende.values()]
    hoyde += [float(v) for v in (trinn[1].values() if trinn else ())]
    topp, bunn = max([*hoyde, 0.0]), min([*hoyde, 0.0])
    _over_ar(akser, ar)
    akser.set_xlim(-0.5, len(ar) - 1 + len(ar) * (0.66 if smal else 0.36))
    akser.set_ylim(bunn - (topp - bunn) * 0.05, topp + (topp - bunn) * 0.12)
    _sett_merkelapper(akser, merkelapper, len(ar) - 1, topp, smal)


# --- plans ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planrad:
    """When a measure gives its effect: how much of the most it gives, for each year; below zero where it costs.

    ``vedtak`` is when it was decided, in years, and how that is told; None where nobody has said.
    """

    navn: str
    del_: Mapping[int, Fraction | None]
    vedtak: tuple[float, str] | None = None
    til: str = ""


def hoyde_av_plan(grupper: Mapping[str, Sequence[Planrad]], smal: bool) -> float:
    """The height in inches of a plan: its groups' names and its rows, the years above."""
    rader = sum(map(len, grupper.values()))
    return 0.35 + len(grupper) * 0.36 + rader * (0.46 if smal else 0.3)


def plan(akser: "Axes", grupper: Mapping[str, Sequence[Planrad]], smal: bool) -> None:
    """Who decides, what waits for it, and when: a row for each measure, in it a field for each year that gives any.

    A field is pale while the effect grows, and strong in the years that give the most. A year without effect is empty.
    """
    uten_ramme(akser)
    farger = palett(akser)
    ar = list(next(iter(rader[0].del_ for rader in grupper.values() if rader)))
    ramme = akser.get_yaxis_transform()
    venstre = 0.0 if smal else _VENSTRE
    bredde = (1 - venstre) / len(ar)
    akser.set_xlim(0, 1)
    y = 0.0
    for nr, a in enumerate(ar):
        akser.text(venstre + (nr + 0.5) * bredde, y, str(a), ha="center", va="center", fontsize=SKRIFT[smal])
    y += 0.9
    steg = 1.55 if smal else 1.0
    for gruppe, rader in grupper.items():
        akser.plot([0, 1], [y - 0.5, y - 0.5], color="#d5dbe1", linewidth=0.8, transform=ramme)
        akser.text(0, y, gruppe, ha="left", va="center", fontweight="bold", fontsize=SKRIFT[smal])
        y += 1.0 if smal else 0.95
        for rad in rader:
            akser.text(0, y - (0.1 if smal else 0), rad.navn, ha="left", va="center", fontsize=SKRIFT[smal])
            sted = y + (0.52 if smal else 0)
            for nr, (a, del_) in enumerate(rad.del_.items()):
                x = venstre + nr * bredde
                if not del_:
                    if del_ is None:
                        akser.text(x + bredde / 2, sted, "?", ha="center", va="center", color=SVAK, fontsize=8)
                    continue
                minus = del_ < 0
                farge, styrke = (TONE["darlig"], 1.0) if minus else (farger[0], 1.0 if del_ >= 1 else 0.4)
                felt = akser.barh(
                    [sted], [bredde * 0.97], left=[x], height=0.56, color=farge, alpha=styrke, linewidth=0, zorder=2
                )
                sagt = "koster mer enn det gir" if minus else f"{vis_tall(del_ * 100, 0)}\u00a0% av det meste"
                punkt(felt, rad.navn, str(a), sagt, rad.til)
                if minus:
                    akser.text(x + bredde / 2, sted, "koster", color="white", ha="center", va="center", fontsize=7.5)
            if rad.vedtak:
                nar, sagt = rad.vedtak
                x = venstre + (nar - ar[0]) * bredde
                if venstre <= x <= 1:
                    akser.plot([x], [sted], marker="D", markersize=6, color=BLEKK, zorder=4)
                    ved(akser, sagt, (x, sted), (0, 7), fontsize=7.5)
            y += steg
    akser.set_ylim(y - 0.4, -0.5)


# How much of the width the names have.
_VENSTRE: Final = 0.34


def liggende_grupper(
    akser: "Axes",
    grupper: Mapping[str, Mapping[str, Fraction | None]],
    punkter: Mapping[str, Mapping[str, Fraction | None]],
    punktord: str,
    smal: bool,
    desimaler: int,
) -> None:
    """Bars lying beneath each other, a group for each year and one bar for each series; what is not known has none.

    ``punkter`` has a second value of the same series, marked on its bar, which the key calls ``punktord``.
    """
    rekke = palett(akser)
    serier = list(next(iter(grupper.values())))
    hoyde = 0.8 / len(serier)
    kjente = [v for gruppe in (*grupper.values(), *punkter.values()) for v in gruppe.values() if v is not None]
    storst = max((abs(float(v)) for v in kjente), default=0.0) or 1.0
    for y, (navn, gruppe) in enumerate(grupper.items()):
        for nr, serie in enumerate(serier):
            sted, verdi, prikken = y - 0.4 + hoyde * (nr + 0.5), gruppe[serie], punkter.get(navn, {}).get(serie)
            if verdi is not None:
                farge, skravur = rekke.flate(nr)
                stil: Any = {"color": farge, "hatch": skravur, "edgecolor": "white", "linewidth": 0}
                akser.barh([sted], [float(verdi)], height=hoyde * 0.9, **stil)
                ytterst = max((float(v) for v in (verdi, prikken) if v is not None), key=abs)
                vist = vis_tall(verdi, 0 if verdi.denominator == 1 else desimaler)
                bort = 6 if ytterst >= 0 else -6
                ved(akser, vist, (ytterst, sted), (bort, 0), fontweight="bold", fontsize=SKRIFT[smal])
            if prikken is not None:
                prikk: Any = {"marker": "D", "markersize": 5, "markerfacecolor": "white", "markeredgecolor": BLEKK}
                akser.plot([float(prikken)], [sted], linestyle="", zorder=4, **prikk)
    akser.set_yticks(range(len(grupper)), list(grupper))
    akser.set_ylim(len(grupper) - 0.5, -0.5)
    akser.set_xlim(min(0.0, *map(float, kjente or [Fraction(0)])) - storst * 0.02, storst * 1.14)
    akser.axvline(0, color=BLEKK, linewidth=0.8, zorder=5)
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)
    merker: list[Any] = [rekke.felt(nr, brutt(serie, 34 if smal else 60)) for nr, serie in enumerate(serier)]
    if any(v is not None for gruppe in punkter.values() for v in gruppe.values()):
        from matplotlib.lines import Line2D

        prikk = {"marker": "D", "markersize": 5, "markerfacecolor": "white", "markeredgecolor": BLEKK}
        merker.append(Line2D([], [], linestyle="", label=brutt(punktord, 34 if smal else 60), **prikk))
    if akser.figure:
        stil = {"frameon": False, "ncols": 1 if smal else 2, "fontsize": 9, "handlelength": 1.2}
        akser.figure.legend(handles=merker, loc="outside upper left", **stil)


def hoyde_av_grupper(grupper: int, serier: int, smal: bool) -> float:
    """The height in inches that so many groups of so many bars need, their key above them."""
    return 0.4 + grupper * max(serier * 0.21, 0.4) + (serier + 1) * (0.22 if smal else 0.12)
