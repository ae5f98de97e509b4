"""The drawing of what has been and what is projected: told apart by line, colour and label."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from effekt.stil import FARGER, brutt
from effekt.tall import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Serie = Mapping[int, Fraction]
_STIPLET: Final = ("--", "-.", ":")
_LUFT: Final = 1.1  # above the highest value, as a share of it
# Beside the last year: room for labels, as a share of the years; characters in a line of them.
_ROM: Final = {True: 0.75, False: 0.36}
_TEGN: Final = {True: 15, False: 26}
# The least distance between the middles of two labels, as a share of the axis, per line of text.
_AVSTAND: Final = 0.062


def framskriving(
    akser: "Axes",
    egne: Mapping[str, Serie],
    framskrevet: Mapping[str, Serie],
    punkter: Sequence[tuple[int, Fraction, str]],
    smal: bool,
) -> None:
    """What has been as whole lines, what is projected as dashed ones, each labelled where it ends.

    ``punkter`` are values given by themselves: year, value, and what is said before the value.
    """
    ar = [a for serie in (*egne.values(), *framskrevet.values()) for a in serie]
    ar += [a for a, _, _ in punkter]
    hoyest = max(
        [float(v) for serie in (*egne.values(), *framskrevet.values()) for v in serie.values()]
        + [float(v) for _, v, _ in punkter]
    )
    topp = hoyest * _LUFT
    for navn, serie in egne.items():
        siste = max(serie)
        akser.plot(
            list(serie), [float(v) for v in serie.values()], color=FARGER[0], linewidth=2.2,
            marker="o", markersize=3.5,
        )  # fmt: skip
        # Under the line, where nothing else is drawn.
        akser.annotate(
            brutt(f"{navn} {vis_tall(serie[siste])} ({siste})", _TEGN[smal]),
            (min(serie), float(min(serie.values()))), xytext=(0, -8), textcoords="offset points",
            color=FARGER[0], fontweight="bold", ha="left", va="top",
        )  # fmt: skip
    merkelapper: list[tuple[float, int, str, str]] = []
    for nr, (navn, serie) in enumerate(framskrevet.items()):
        farge, siste = FARGER[(1, 3, 4, 2)[nr % 4]], max(serie)
        akser.plot(
            list(serie), [float(v) for v in serie.values()], color=farge, linewidth=2.2,
            linestyle=_STIPLET[nr % len(_STIPLET)],
        )  # fmt: skip
        merkelapper.append((float(serie[siste]), siste, f"{navn} {vis_tall(serie[siste])}", farge))
    for ett_ar, verdi, tekst in punkter:
        akser.plot(
            [ett_ar], [float(verdi)], color=FARGER[2], marker="D", markersize=7, linestyle=""
        )
        vist = f"{tekst.strip()} {vis_tall(verdi)}"
        merkelapper.append((float(verdi), ett_ar, vist, FARGER[2]))
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
    akser: "Axes",
    merkelapper: Sequence[tuple[float, int, str, str]],
    sist: int,
    topp: float,
    smal: bool,
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
