"""The forms of drawings: bars, stacks, lines, bridges, projections, tornadoes and spans."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import desimaler_i, vis_belop, vis_tall
from effekt.display.style import BLEKK, bak_tekst, brutt, palett, punkt, tekst_pa

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_SVAK: Final = "#5b656e"
_TEKST: Final = {True: 8.5, False: 9.5}
_REKKE: Final = ("på det dårligste", "på det beste")
# How far below its label's foot the middle of a tornado's bar is, in rows.
_NED: Final = 0.2
# Behind a label that may stand on a line.
_HVIT: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


# The low end of something, its middle, and its high end.
Ender = tuple[Fraction, Fraction, Fraction]


def _ved(akser: "Axes", tekst: str, punkt: tuple[float, float], flytt: tuple[float, float], **valg: Any) -> None:
    """Write a text beside a point, moved so many points right and up, and away from it."""
    bort, opp = flytt
    ha = "left" if bort > 0 else "right" if bort < 0 else "center"
    va = "bottom" if opp > 0 else "top" if opp < 0 else "center"
    akser.annotate(tekst, punkt, xytext=flytt, textcoords="offset points", **{"ha": ha, "va": va, **valg})


def _nokkel_over(akser: "Axes", smal: bool, lengde: float, *nokkel: Any) -> None:
    """A key above the drawing; ``lengde`` is that of its signs."""
    stil: Any = {"frameon": False, "loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "handlelength": lengde}
    akser.legend(*nokkel, ncols=1 if smal else 3, fontsize=_TEKST[smal], **stil)


def _boks(akser: "Axes", x: float, y: float, tekst: str, luft: float, **valg: Any) -> None:
    """A text in a box of its own."""
    ramme = {"boxstyle": f"round,pad={luft}", "facecolor": "#eef2f6", "edgecolor": palett(akser)[0]}
    akser.text(x, y, tekst, va="center", zorder=3, bbox=ramme, **valg)


@dataclass(frozen=True)
class Stolpe:
    """A bar of a tornado: what it is, its worst and its best end, and how each is written.

    An end at zero has no bar.
    """

    navn: str
    verst: Fraction
    best: Fraction
    vist_verst: str
    vist_best: str


def tornado(akser: "Axes", stolper: Sequence[Stolpe], smal: bool) -> None:
    """One row for each thing that varies, the first on top: its name above, its two ends as bars.

    Everything is a change from the estimate, which is the line in the middle.
    """
    farger, skrift = palett(akser), _TEKST[smal]
    storst = max((abs(float(v)) for s in stolper for v in (s.verst, s.best)), default=0) or 1.0
    brukt: set[str] = set()
    for y, stolpe in enumerate(stolper):
        ender = [(0, stolpe.verst, stolpe.vist_verst), (1, stolpe.best, stolpe.vist_best)]
        for nr, verdi, vist in ender:
            if verdi == 0:
                continue
            merke = _REKKE[nr]
            akser.barh(
                [y + _NED], [float(verdi)], height=0.34, color=farger[nr], hatch=_SKRAVUR[nr], edgecolor="white",
                linewidth=0, label="" if merke in brukt else merke,
            )  # fmt: skip
            brukt.add(merke)
            bort = 3 if verdi > 0 else -3
            _ved(akser, vist, (float(verdi), y + _NED), (bort, 0), fontweight="bold", fontsize=skrift)
        if all(verdi == 0 for _, verdi, _ in ender):
            _ved(akser, "0", (0, y + _NED), (3, 0), fontweight="bold", fontsize=skrift)
        navn = brutt(stolpe.navn, 46 if smal else 90)
        sted: Any = {"va": "bottom", "ha": "left", "fontsize": skrift, "linespacing": 1, "bbox": _HVIT, "zorder": 3}
        akser.text(-storst * 1.3, y - 0.06, navn, **sted)
    akser.axvline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_xlim(-storst * 1.3, storst * 1.3)
    akser.set_ylim(len(stolper) - 0.5, -0.7)
    akser.axis("off")
    if brukt:
        handtak, merker = akser.get_legend_handles_labels()
        rekke = sorted(zip(merker, handtak, strict=True), key=lambda par: _REKKE.index(par[0]))
        _nokkel_over(akser, smal, 1.4, [h for _, h in rekke], [merke for merke, _ in rekke])


def hoyde_av_tornado(antall: int, smal: bool) -> float:
    """The height in inches that so many bars need, their key above them."""
    return (0.9 if smal else 0.5) + antall * 0.54


def spennlinjer(akser: "Axes", rader: Mapping[str, Ender], smal: bool, desimaler: int, *, heltall: bool = True) -> None:
    """One row for each thing: a line from low to high, with the middle marked on it.

    Whole numbers are without decimals unless ``heltall`` is false.
    """
    farger = palett(akser)
    alle = [float(v) for rad in rader.values() for v in rad]
    bredde = (max(0.0, *alle) - min(0.0, *alle)) or 1.0

    def vis(verdi: Fraction) -> str:
        return vis_tall(verdi, 0 if verdi.denominator == 1 and heltall else desimaler)

    for y, (lav, midt, hoy) in enumerate(rader.values()):
        akser.plot([float(lav), float(hoy)], [y, y], color=farger[1], linewidth=7, solid_capstyle="butt", zorder=2)
        akser.plot([float(midt)], [y], color=farger[0], marker="D", markersize=8, zorder=3)
        _ved(akser, vis(midt), (float(midt), y), (0, 8), fontweight="bold", fontsize=_TEKST[smal])
        for ende, side in ((lav, -1), (hoy, 1)):
            if ende != midt:
                _ved(akser, vis(ende), (float(ende), y), (7 * side, 0), fontsize=_TEKST[smal], bbox=_HVIT, zorder=1)
    merker = [navn.split("\u00a0")[0] if smal else brutt(navn, 40) for navn in rader]
    akser.set_yticks(range(len(rader)), merker)
    akser.axvline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_ylim(len(rader) - 0.5, -0.7)
    akser.set_xlim(min(0.0, *alle) - bredde * 0.14, max(0.0, *alle) + bredde * 0.14)
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)


def spenn_per_ar(
    akser: "Axes", linjer: Mapping[str, Mapping[str, Ender]], anslag: Mapping[str, Fraction], smal: bool, desimaler: int
) -> None:
    """For each year an upright line from P10 to P90 for each of ``linjer``, P50 marked; the estimate beside them."""
    farger = palett(akser)
    lengst = max((abs(float(v)) for spenn in linjer.values() for ender in spenn.values() for v in ender), default=0)
    avstand = 0.34
    plasser = [(nr - (len(linjer) - 1) / 2) * avstand for nr in range(len(linjer))]
    for nr, ((hva, spenn), plass) in enumerate(zip(linjer.items(), plasser, strict=True)):
        for x, (lav, midt, hoy) in enumerate(spenn.values()):
            stil: Any = {"linewidth": 10 - 4 * nr, "solid_capstyle": "butt", "zorder": 2}
            ved = x + plass
            merke = "" if x else f"P10 til P90 {hva}"
            akser.plot([ved, ved], [float(lav), float(hoy)], color=farger[1 + nr], label=merke, **stil)
            stil = {"color": farger[0], "marker": "D", "markersize": 6, "linestyle": "none", "zorder": 4}
            akser.plot([ved], [float(midt)], label="P50" if not (x or nr) else "", **stil)
            # Ends that would stand on each other are told once.
            ender = [(hoy, 6), (lav, -6)] if float(hoy - lav) > lengst * 0.03 else [(hoy, 6)]
            for verdi, opp in ender:
                _ved(akser, vis_tall(verdi, desimaler), (ved, float(verdi)), (0, opp), fontsize=_TEKST[smal], zorder=5)
    for x, belop in enumerate(anslag.values()):
        stil = {"color": farger[0], "marker": ">", "markersize": 7, "linestyle": "none", "zorder": 3}
        akser.plot([x + plasser[0] - 0.2], [float(belop)], label="" if x else "anslaget", **stil)
    akser.set_xticks(range(len(anslag)), list(anslag))
    akser.axhline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_xlim(-0.6, len(anslag) - 0.4)
    akser.margins(y=0.16)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    _nokkel_over(akser, smal, 1.6)


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
) -> None:
    """What has been as whole lines, what is projected as dashed ones, each labelled where it ends.

    ``punkter`` are values given by themselves: year, value, and what is said before the value.
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
        _ved(akser, vist, (min(serie), min(verdier)), (0, -8), color=farger[0], fontweight="bold", ha="left")
    merkelapper: list[tuple[float, int, str, str]] = []
    for nr, (navn, serie) in enumerate(framskrevet.items()):
        farge, siste = farger[(1, 3, 4, 2)[nr % 4]], max(serie)
        verdier, strek = [float(v) for v in serie.values()], _STIPLET[nr % len(_STIPLET)]
        akser.plot(list(serie), verdier, color=farge, linewidth=2.2, linestyle=strek)
        merkelapper.append((float(serie[siste]), siste, f"{navn} {vis_tall(serie[siste])}", farge))
    for ett_ar, verdi, tekst in punkter:
        akser.plot([ett_ar], [float(verdi)], color=farger[2], marker="D", markersize=7, linestyle="")
        merkelapper.append((float(verdi), ett_ar, f"{tekst.strip()} {vis_tall(verdi)}", farger[2]))
    forst, sist = min(ar), max(ar)
    akser.set_xlim(forst - 1, sist + (sist - forst) * _ROM[smal])
    akser.set_ylim(0, topp)
    _sett_merkelapper(akser, merkelapper, sist, topp, smal)
    akser.set_xticks([a for a in range(forst, sist + 1) if a % 10 == 0])
    akser.yaxis.set_major_formatter(lambda verdi, _: vis_tall(round(verdi)))
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


Bro = tuple[Fraction, Mapping[str, Fraction]]
# Inches: two by two on a page, below one another on a phone.
BROHOYDE: Final = {False: 5.2, True: 9.2}


def broer(akser: "Axes", alle: Mapping[str, Bro], fra: str, til: str, smal: bool, saerlig: str = "") -> None:
    """Bridges under a heading each, drawn to one scale: where they start, and their changes.

    ``saerlig`` is the change that is marked.
    """
    figur = akser.figure.get_figure(root=True)
    akser.remove()
    figur.set_layout_engine("constrained", wspace=0.08, hspace=0.05)
    rader, kolonner = (len(alle), 1) if smal else ((len(alle) + 1) // 2, 2)
    ruter = figur.subplots(rader, kolonner, sharex=True, sharey=True, squeeze=False).flat
    stand = [s for start, ledd in alle.values() for s in _mellomstand(start, ledd.values())]
    lavest, hoyest = min(stand), max(stand)
    spenn = (hoyest - lavest) or 1.0
    # Room on the left for the smaller of the totals, on the right for the values.
    grenser = (lavest - spenn * 0.3, hoyest + spenn * (0.75 if smal else 0.6))
    for rute, (navn, (start, ledd)) in zip(ruter, alle.items(), strict=False):
        en_bro(rute, (fra, start), ledd, til, smal, grenser, saerlig)
        rute.set_title(navn, loc="left", fontweight="bold")
    for rute in list(ruter)[len(alle) :]:
        rute.axis("off")


def en_bro(
    akser: "Axes",
    fra: tuple[str, Fraction],
    ledd: Mapping[str, Fraction],
    til: str,
    smal: bool,
    grenser: tuple[float, float],
    saerlig: str = "",
) -> None:
    """A bridge from one amount to another: each change from where the one before it ended."""
    farger = palett(akser)
    navn = [fra[0], *ledd, til]
    stand = _mellomstand(fra[1], ledd.values())
    slutt = fra[1] + sum(ledd.values(), Fraction(0))
    akser.barh([0], [stand[0]], color=farger[0], height=0.66)
    for y, (ett, endring) in enumerate(ledd.items(), 1):
        farge = farger[1] if endring >= 0 else farger[3]
        akser.barh([y], [float(endring)], left=stand[y - 1], color=farge, height=0.66)
        if ett == saerlig:
            akser.plot([stand[y]], [y], color=farger[2], marker="D", markersize=7, zorder=3)
    akser.barh([len(ledd) + 1], [stand[-1]], color=farger[0], height=0.66)
    for y, s in enumerate(stand):
        akser.plot([s, s], [y - 0.33, y + 1.33], color=_SVAK, linewidth=0.7)
    akser.set_xlim(*grenser)
    # The totals are cut, and say so.
    for y in (0, len(ledd) + 1):
        akser.text(
            grenser[0] + (grenser[1] - grenser[0]) * 0.05, y, "//", color=tekst_pa(farger[0]),
            ha="center", va="center", fontweight="bold",
        )  # fmt: skip
    for y, verdi in enumerate([fra[1], *ledd.values(), slutt]):
        fortegn = "+" if 0 < y <= len(ledd) and verdi > 0 else ""
        akser.text(grenser[1], y, fortegn + vis_tall(verdi), ha="right", va="center", fontweight="bold")
    akser.set_ylim(len(navn) - 0.5, -0.5)
    akser.set_yticks(range(len(navn)), [brutt(n, 18 if smal else 24) for n in navn])
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)


def _mellomstand(fra: Fraction, ledd: Iterable[Fraction]) -> list[float]:
    """Where a bridge stands at first and after each change."""
    alle = [fra]
    for endring in ledd:
        alle.append(alle[-1] + endring)
    return [float(stand) for stand in alle]


# A label is put inside its bar where the bar is at least this share of the axis.
_PLASS_TIL_TEKST: Final = 0.12
# A whole of more parts, or a part of less of it, has its names in a key.
_NAVN_OVER: Final = 4
_PLASS_TIL_NAVN, _PLASS_TIL_PROSENT = 0.04, 0.08
# A stack of more parts has its key above the drawing.
_I_HJORNET: Final = 3
_LINJE: Final = {True: 22, False: 44}
_MERKER: Final = ("o", "s", "^", "D", "v", "P")
_SKRAVUR: Final = ("", "//", "..", "xx", "\\\\", "++")
_LINJETYPER: Final = ("-", "--", "-.", ":")


def delt_stolpe(akser: "Axes", andeler: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool) -> None:
    """A whole divided into parts: one bar, each part labelled where it is.

    Where the parts are so many or small that their names would meet, a key has them.
    """
    farger = palett(akser)
    fra, hele = 0.0, float(sum(andeler.values(), Fraction(0))) or 1.0
    i_nokkel = len(andeler) > _NAVN_OVER or any(
        float(andel) < hele * _PLASS_TIL_NAVN for andel in list(andeler.values())[:-1]
    )
    for nr, (kode, andel) in enumerate(andeler.items()):
        bredde, (farge, skravur) = float(andel), farger.flate(nr)
        akser.barh([0], [bredde], left=fra, color=farge, edgecolor="white", linewidth=2, hatch=skravur)
        if bredde >= hele * _PLASS_TIL_PROSENT:
            akser.text(
                fra + bredde / 2, 0, f"{vis_tall(andel)}\u00a0%", color=tekst_pa(farge), ha="center", va="center",
                fontsize=9 if i_nokkel else 12, fontweight="bold", bbox=bak_tekst(farge) if skravur else None,
            )  # fmt: skip
        if not i_nokkel:
            akser.text(fra, 0.52, kode if smal else navn[kode], ha="left", va="bottom")
        fra += bredde
    if i_nokkel:
        tegn = [
            farger.felt(nr, f"{kode if smal else navn[kode]} {vis_tall(andel)}\u00a0%")
            for nr, (kode, andel) in enumerate(andeler.items())
        ]
        stil: Any = {"frameon": False, "loc": "lower center", "bbox_to_anchor": (0.5, 0.75), "handlelength": 1.3}
        akser.legend(handles=tegn, ncols=2 if smal else 3, fontsize=8.5, **stil)
    akser.set_xlim(0, fra)
    akser.set_ylim(-0.45, 0.85)
    akser.axis("off")


def liggende_stolper(akser: "Axes", belop: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool) -> None:
    """One bar for each row, longest label first, the value at its end."""
    farger = palett(akser)
    linjer = [brutt(f"{id_}\u00a0{navn[id_]}".strip(), _LINJE[smal]) if not smal else id_ for id_ in belop]
    plass = range(len(belop))
    verdier = [float(b) for b in belop.values()]
    akser.barh(plass, verdier, color=farger[0], height=0.62)
    akser.set_yticks(plass, linjer)
    akser.invert_yaxis()
    storst = max(map(abs, verdier)) or 1.0
    for y, (verdi, vist) in enumerate(zip(verdier, belop.values(), strict=True)):
        utenfor = storst * 0.015 * (1 if verdi >= 0 else -1)
        tekst, side = vis_tall(vist, desimaler_i(vist, 1)), "left" if verdi >= 0 else "right"
        akser.text(verdi + utenfor, y, tekst, va="center", ha=side, fontweight="bold")
    akser.axvline(0, color=_SVAK, linewidth=0.8)
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)
    akser.margins(x=0.12)


def stablede_stolper(
    akser: "Axes",
    summer: Mapping[str, Mapping[int, Fraction]],
    total: Mapping[int, Fraction],
    navn: Mapping[str, str],
    smal: bool,
) -> None:
    """A stack for each year: parts labelled inside where there is room, the total on top."""
    farger = palett(akser)
    ar = list(total)
    # What is below zero stacks downwards, so that no part covers another.
    bunn = dict.fromkeys(ar, 0.0)
    under = dict.fromkeys(ar, 0.0)
    hoyest = max(float(t) for t in total.values()) or 1.0
    for nr, (kode, rad) in enumerate(summer.items()):
        farge = farger[nr % len(farger)]
        fot = [bunn[a] if rad[a] >= 0 else under[a] for a in ar]
        akser.bar(
            range(len(ar)), [float(rad[a]) for a in ar], bottom=fot, color=farge,
            width=0.66, label=navn[kode], edgecolor="white", hatch=_SKRAVUR[nr % len(_SKRAVUR)],
        )  # fmt: skip
        for x, a in enumerate(ar):
            if float(rad[a]) >= hoyest * _PLASS_TIL_TEKST:
                akser.text(
                    x, bunn[a] + float(rad[a]) / 2, vis_belop(rad[a]) if smal else f"{kode}\u00a0{vis_belop(rad[a])}",
                    ha="center", va="center", color=tekst_pa(farge), bbox=bak_tekst(farge),
                )  # fmt: skip
            (bunn if rad[a] >= 0 else under)[a] += float(rad[a])
    for x, a in enumerate(ar):
        akser.text(
            x, bunn[a] + hoyest * 0.02, vis_belop(total[a]), ha="center", va="bottom", fontweight="bold", fontsize=11
        )
    akser.set_xticks(range(len(ar)), [str(a) for a in ar])
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    ved: Any = {"frameon": False, "ncols": 1 if smal else 3, "fontsize": 9, "handlelength": 1.2}
    if len(summer) <= _I_HJORNET:
        akser.legend(loc="upper left", **ved)
    elif akser.figure:  # several rows would lie over the sum of a tall year
        akser.figure.legend(*akser.get_legend_handles_labels(), loc="outside upper left", **ved)
    akser.margins(y=0.14)


def soyler(
    akser: "Axes", verdier: Mapping[int | str, Fraction], smal: bool, merker: Mapping[int | str, str] | None = None
) -> None:
    """One upright bar for each year or row, its value on top, perhaps with a word before it."""
    farger = palett(akser)
    plass = range(len(verdier))
    tall = [float(v) for v in verdier.values()]
    akser.bar(plass, tall, color=farger[0], width=0.66)
    for x, (navn, verdi) in enumerate(verdier.items()):
        vist = f"{(merker or {}).get(navn, '')} {vis_tall(verdi)}".strip()
        opp = 3 if verdi >= 0 else -3
        _ved(akser, vist, (x, float(verdi)), (0, opp), fontweight="bold", fontsize=8 if smal else 9.5)
    akser.set_xticks(plass, [brutt(str(navn), 10 if smal else 16) for navn in verdier])
    akser.axhline(0, color=_SVAK, linewidth=0.8)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.margins(y=0.16)


def soyler_med_spenn(
    akser: "Axes",
    anslag: Mapping[str, Fraction],
    ender: Mapping[str, tuple[Fraction, Fraction]],
    ventet: Mapping[str, Fraction],
    vis: Callable[[Fraction], str],
    smal: bool,
) -> None:
    """One upright bar for each year, a line across it from its low end to its high one, and a mark at what is expected.

    ``ventet`` may be empty; ``vis`` is how a value is shown, with the unit where it is pointed at.
    """
    farger, storrelse = palett(akser), 10 if smal else 13
    alle = [float(v) for v in [*anslag.values(), *ventet.values(), *(e for par in ender.values() for e in par)]]
    luft = ((max(0.0, *alle) - min(0.0, *alle)) or 1.0) * 0.16
    for x, (ar, verdi) in enumerate(anslag.items()):
        lav, hoy = ender[ar]
        punkt(akser.bar([x], [float(verdi)], color=farger[0], width=0.5), "anslaget", ar, vis(verdi))
        if lav != hoy:
            # Light around the dark line: it crosses the bar and the ground.
            for farge, bredde in (("#ffffff", 5), (BLEKK, 2)):
                strek = akser.plot([x, x], [float(lav), float(hoy)], color=farge, linewidth=bredde, zorder=4)[0]
                for ende in (lav, hoy):
                    akser.plot([x - 0.1, x + 0.1], [float(ende)] * 2, color=farge, linewidth=bredde, zorder=4)
            punkt(strek, "fra lav til høy", ar, f"{vis(lav)} til {vis(hoy)}")
        topp = max(verdi, hoy) if verdi >= 0 else min(verdi, lav)
        opp = 4 if verdi >= 0 else -4
        _ved(akser, vis_tall(verdi), (x, float(topp)), (0, opp), fontweight="bold", fontsize=storrelse)
    if ventet:
        stil: Any = {"color": farger[1], "markeredgecolor": "#ffffff", "markersize": 8, "zorder": 5}
        merke = "med risikoen"
        for x, (ar, verdi) in enumerate(ventet.items()):
            if not any((anslag[ar], *ender[ar])):
                continue  # where the measure gives nothing, there is nothing to risk
            ett = akser.plot([x + 0.36], [float(verdi)], marker="D", linestyle="none", label=merke, **stil)[0]
            punkt(ett, "med risikoen", ar, vis(verdi))
            merke = ""
        _nokkel_over(akser, smal, 1.0)
    akser.set_xticks(range(len(anslag)), list(anslag))
    akser.axhline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_ylim(min(0.0, *alle) - (luft if min(alle) < 0 else 0), max(0.0, *alle) + luft)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False, labelsize=storrelse)


def linjediagram(
    akser: "Axes",
    serier: Mapping[str, Mapping[int, Fraction]],
    punkter: Sequence[tuple[int, Fraction, str]],
    smal: bool,
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
        vist = f"{navn} {vis_tall(serie[ar[-1]])} ({ar[-1]})".strip()
        _ved(akser, vist, (ar[-1], verdier[-1]), (7, 0), color=farge, fontweight="bold")
    for ett_ar, verdi, tekst in punkter:
        akser.plot([ett_ar], [float(verdi)], color=farger[2], marker="D", markersize=8)
        _ved(akser, brutt(tekst, 14 if smal else 30), (ett_ar, float(verdi)), (-10, 0), color=farger[2])
    alle = [v for serie in serier.values() for v in serie.values()] + [p[1] for p in punkter]
    akser.set_ylim(min(0.0, float(min(alle)) * 1.18), max(0.0, float(max(alle)) * 1.18))
    akser.yaxis.set_major_formatter(lambda verdi, _: vis_tall(round(verdi)))
    akser.yaxis.grid(True, color="#d5dade", linewidth=0.6)
    akser.set_axisbelow(True)
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False)
    akser.margins(x=0.06)


def bokser(akser: "Axes", lag: Sequence[Mapping[str, str]], kanter: Sequence[tuple[str, str]], smal: bool) -> None:
    """Boxes in layers from the top, with lines between those that belong together.

    On a narrow page the boxes stand under each other, each indented below the first it belongs to,
    and dashed lines on the right lead to what else it belongs to.
    """
    steder = _under_hverandre(lag, kanter) if smal else _i_lag(lag)
    bredest = 4.0 if smal else float(max(len(rad) for rad in lag))
    tegn = 30 if smal else int(66 / bredest)
    brukte: set[str] = set()
    utenom = 0
    for fra, til in kanter:
        (x1, y1), (x2, y2) = steder[fra], steder[til]
        if not smal:
            akser.plot([x1, x2], [y1, y2], color=_SVAK, linewidth=1)
        elif til not in brukte:
            knekk = [x1 + 0.15, x1 + 0.15, x2]
            akser.plot(knekk, [y1, y2, y2], color=_SVAK, linewidth=1)
        else:
            hoyre, utenom = bredest - 0.1 - 0.15 * utenom, utenom + 1
            knekk = [x1, hoyre, hoyre, x2]
            akser.plot(knekk, [y1, y1, y2, y2], color=_SVAK, linewidth=1, linestyle="--")
        brukte.add(til)
    for rad in lag:
        for kode, navn in rad.items():
            x, y = steder[kode]
            _boks(akser, x, y, brutt(navn, tegn), 0.5, ha="left" if smal else "center", fontsize=8.5)
    akser.set_xlim(-0.2 if smal else 0, bredest)
    akser.set_ylim(min(y for _, y in steder.values()) - 0.6, 0.6)
    akser.axis("off")


def _i_lag(lag: Sequence[Mapping[str, str]]) -> dict[str, tuple[float, float]]:
    bredest = max(len(rad) for rad in lag)
    return {
        kode: ((nr + 0.5) * bredest / len(rad), -float(y)) for y, rad in enumerate(lag) for nr, kode in enumerate(rad)
    }


def _under_hverandre(
    lag: Sequence[Mapping[str, str]], kanter: Sequence[tuple[str, str]]
) -> dict[str, tuple[float, float]]:
    over: dict[str, str] = {}
    for fra, til in kanter:
        over.setdefault(til, fra)
    steder: dict[str, tuple[float, float]] = {}

    def plasser(kode: str, dybde: int) -> None:
        if kode not in steder:
            steder[kode] = (dybde * 0.4, -float(len(steder)))
            for til in (t for f, t in kanter if f == kode and over[t] == f):
                plasser(til, dybde + 1)

    for rad in lag:
        for kode in rad:
            if kode not in over:
                plasser(kode, 0)
    return steder


def grener(akser: "Axes", grupper: Mapping[str, Sequence[str]], smal: bool) -> None:
    """Groups and what belongs to each: to the right of it, on a narrow page below it."""
    y, storrelse = 0.0, 8 if smal else 8.5
    for gruppe, under in grupper.items():
        venstre = brutt(gruppe, 36)
        start, hoyre = y, [brutt(en, 36 if smal else 46) for en in under]
        if smal:
            y += _linjer(venstre) + _LUFT
        midt = []
        for en in hoyre:
            midt.append(y + _linjer(en) / 2)
            y += _linjer(en) + _LUFT
        if not smal:
            y = max(y, start + _linjer(venstre) + _LUFT)
        topp = start + _linjer(venstre) / 2 if smal else (start + y - _LUFT) / 2
        if hoyre and not smal:
            skyv = topp - (midt[0] + midt[-1]) / 2
            midt = [m + skyv for m in midt]
        for m, en in zip(midt, hoyre, strict=True):
            knekk = [0.05, 0.05, 0.12] if smal else [0.2, 0.46, 0.5]
            akser.plot(knekk, [topp, m if smal else topp, m], color=_SVAK, linewidth=1)
            _boks(akser, 0.12 if smal else 0.5, m, en, 0.4, fontsize=storrelse)
        _boks(akser, 0.0, topp, venstre, 0.4, fontsize=storrelse)
    akser.set_xlim(-0.02, 1)
    akser.set_ylim(y - _LUFT + 0.8, -0.8)
    akser.axis("off")


_LUFT: Final = 1.5


def hoyde_av_grener(grupper: Mapping[str, Sequence[str]], smal: bool) -> float:
    """The height in inches that ``grener`` needs."""
    i_alt = 1.6
    for gruppe, under in grupper.items():
        venstre = _linjer(brutt(gruppe, 36)) + _LUFT
        hoyre = sum(_linjer(brutt(en, 36 if smal else 46)) + _LUFT for en in under)
        i_alt += venstre + hoyre if smal else max(venstre, hoyre)
    return i_alt * 0.145


def _linjer(tekst: str) -> int:
    return tekst.count("\n") + 1


def skala(akser: "Axes", trinn: Sequence[tuple[str, str, str]], smal: bool) -> None:
    """The steps of a scale, each a bar with its sign and its words: (sign, words, colour)."""
    for y, (tegn, navn, farge) in enumerate(trinn):
        akser.barh([y], [1], color=farge, height=0.8, edgecolor="white")
        akser.text(0.03, y, tegn, va="center", color=tekst_pa(farge), fontweight="bold")
        akser.text(0.3 if smal else 0.16, y, navn, va="center", color=tekst_pa(farge))
    akser.set_xlim(0, 1)
    akser.set_ylim(len(trinn) - 0.5, -0.5)
    akser.axis("off")


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
            sted, verdi, punkt = y - 0.4 + hoyde * (nr + 0.5), gruppe[serie], punkter.get(navn, {}).get(serie)
            if verdi is not None:
                farge, skravur = rekke.flate(nr)
                stil: Any = {"color": farge, "hatch": skravur, "edgecolor": "white", "linewidth": 0}
                akser.barh([sted], [float(verdi)], height=hoyde * 0.9, **stil)
                ytterst = max((float(v) for v in (verdi, punkt) if v is not None), key=abs)
                vist = vis_tall(verdi, 0 if verdi.denominator == 1 else desimaler)
                bort = 6 if ytterst >= 0 else -6
                _ved(akser, vist, (ytterst, sted), (bort, 0), fontweight="bold", fontsize=_TEKST[smal])
            if punkt is not None:
                prikk: Any = {"marker": "D", "markersize": 5, "markerfacecolor": "white", "markeredgecolor": BLEKK}
                akser.plot([float(punkt)], [sted], linestyle="", zorder=4, **prikk)
    akser.set_yticks(range(len(grupper)), list(grupper))
    akser.set_ylim(len(grupper) - 0.5, -0.5)
    akser.set_xlim(min(0.0, *map(float, kjente or [Fraction(0)])) - storst * 0.02, storst * 1.14)
    akser.axvline(0, color=_SVAK, linewidth=0.8)
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)
    merker: list[Any] = [rekke.felt(nr, brutt(serie, 34 if smal else 60)) for nr, serie in enumerate(serier)]
    if any(v is not None for gruppe in punkter.values() for v in gruppe.values()):
        from matplotlib.lines import Line2D

        prikk = {"marker": "D", "markersize": 5, "markerfacecolor": "white", "markeredgecolor": BLEKK}
        merker.append(Line2D([], [], linestyle="", label=brutt(punktord, 34 if smal else 60), **prikk))
    if akser.figure:
        ved: Any = {"frameon": False, "ncols": 1 if smal else 2, "fontsize": 9, "handlelength": 1.2}
        akser.figure.legend(handles=merker, loc="outside upper left", **ved)


def hoyde_av_grupper(grupper: int, serier: int, smal: bool) -> float:
    """The height in inches that so many groups of so many bars need, their key above them."""
    return 0.4 + grupper * max(serier * 0.21, 0.4) + (serier + 1) * (0.22 if smal else 0.12)
