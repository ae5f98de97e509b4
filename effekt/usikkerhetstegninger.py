"""The drawings of the analysis of uncertainty: tornadoes, spans, fans, pairs of bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from effekt.stil import FARGER, brutt
from effekt.tall import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SVAK: Final = "#5b656e"
_TEKST: Final = {True: 8.5, False: 9.5}
_REKKE: Final = ("forutsetningen lav", "forutsetningen høy", "senere start")
# How far below its label's foot the middle of a tornado's bar is, in rows.
_NED: Final = 0.2
# Behind a label that may stand on a line.
_HVIT: Final = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


@dataclass(frozen=True)
class Stolpe:
    """A bar of a tornado: what it is, its two ends, and how each end is written.

    An end at zero has no bar. ``senere`` is a bar for time, drawn in a look of its own.
    """

    navn: str
    ved_lav: Fraction
    ved_hoy: Fraction
    vist_lav: str
    vist_hoy: str
    senere: bool = False


def tornado(akser: "Axes", stolper: Sequence[Stolpe], smal: bool) -> None:
    """One row for each assumption, widest on top: its name above, its two ends as bars.

    Everything is a change from the estimate, which is the line in the middle.
    """
    storst = max(abs(float(v)) for s in stolper for v in (s.ved_lav, s.ved_hoy)) or 1.0
    brukt: set[str] = set()
    for y, stolpe in enumerate(stolper):
        ender = (
            [(_REKKE[2], 2, "..", stolpe.ved_hoy, stolpe.vist_hoy)]
            if stolpe.senere
            else [
                (_REKKE[0], 0, "", stolpe.ved_lav, stolpe.vist_lav),
                (_REKKE[1], 1, "//", stolpe.ved_hoy, stolpe.vist_hoy),
            ]
        )
        for merke, farge, skravur, verdi, vist in ender:
            if verdi == 0:
                continue
            akser.barh(
                [y + _NED], [float(verdi)], height=0.34, color=FARGER[farge], hatch=skravur,
                edgecolor="white", linewidth=0, label="" if merke in brukt else merke,
            )  # fmt: skip
            brukt.add(merke)
            akser.annotate(
                vist, (float(verdi), y + _NED), xytext=(3 if verdi > 0 else -3, 0),
                textcoords="offset points", ha="left" if verdi > 0 else "right", va="center",
                fontweight="bold", fontsize=_TEKST[smal],
            )  # fmt: skip
        if all(verdi == 0 for _, _, _, verdi, _ in ender):
            akser.annotate(
                "0", (0, y + _NED), xytext=(3, 0), textcoords="offset points", va="center",
                fontweight="bold", fontsize=_TEKST[smal],
            )  # fmt: skip
        akser.text(
            -storst * 1.3, y - 0.06, brutt(stolpe.navn, 46 if smal else 90), va="bottom",
            ha="left", fontsize=_TEKST[smal], linespacing=1, bbox=_HVIT, zorder=3,
        )  # fmt: skip
    akser.axvline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_xlim(-storst * 1.3, storst * 1.3)
    akser.set_ylim(len(stolper) - 0.5, -0.7)
    akser.axis("off")
    if brukt:
        handtak, merker = akser.get_legend_handles_labels()
        rekke = sorted(zip(merker, handtak, strict=True), key=lambda par: _REKKE.index(par[0]))
        akser.legend(
            [h for _, h in rekke], [merke for merke, _ in rekke], frameon=False,
            ncols=1 if smal else 3, loc="lower center", fontsize=_TEKST[smal],
            bbox_to_anchor=(0.5, 1.0), handlelength=1.4,
        )  # fmt: skip


def hoyde_av_tornado(antall: int, smal: bool) -> float:
    """The height in inches that so many bars need, their key above them."""
    return (0.9 if smal else 0.5) + antall * 0.54


def spennlinjer(
    akser: "Axes",
    rader: Mapping[str, tuple[Fraction, Fraction, Fraction]],
    smal: bool,
    desimaler: int | None = None,
) -> None:
    """One row for each thing: a line from low to high, with the middle marked on it."""
    alle = [float(v) for rad in rader.values() for v in rad]
    bredde = (max(0.0, *alle) - min(0.0, *alle)) or 1.0

    def vis(verdi: Fraction) -> str:
        return vis_tall(verdi, 0 if verdi.denominator == 1 and not desimaler else 1)

    for y, (lav, midt, hoy) in enumerate(rader.values()):
        akser.plot(
            [float(lav), float(hoy)], [y, y], color=FARGER[1], linewidth=7,
            solid_capstyle="butt", zorder=2,
        )  # fmt: skip
        akser.plot([float(midt)], [y], color=FARGER[0], marker="D", markersize=8, zorder=3)
        akser.annotate(
            vis(midt), (float(midt), y), xytext=(0, 8), textcoords="offset points", ha="center",
            va="bottom", fontweight="bold", fontsize=_TEKST[smal],
        )  # fmt: skip
        for ende, side in ((lav, -1), (hoy, 1)):
            if ende != midt:
                akser.annotate(
                    vis(ende), (float(ende), y), xytext=(7 * side, 0),
                    textcoords="offset points", ha="left" if side > 0 else "right", va="center",
                    fontsize=_TEKST[smal], bbox=_HVIT, zorder=1,
                )  # fmt: skip
    merker = [navn.split("\u00a0")[0] if smal else brutt(navn, 40) for navn in rader]
    akser.set_yticks(range(len(rader)), merker)
    akser.axvline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_ylim(len(rader) - 0.5, -0.7)
    akser.set_xlim(min(0.0, *alle) - bredde * 0.14, max(0.0, *alle) + bredde * 0.14)
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)


def spenn_per_ar(
    akser: "Axes",
    spenn: Mapping[str, tuple[Fraction, Fraction, Fraction]],
    anslag: Mapping[str, Fraction],
    smal: bool,
) -> None:
    """An upright line for each year from low to high, its middle marked; the estimate beside it."""
    for x, (navn, (lav, midt, hoy)) in enumerate(spenn.items()):
        akser.plot(
            [x, x], [float(lav), float(hoy)], color=FARGER[1], linewidth=9,
            solid_capstyle="butt", zorder=2, label="" if x else "fra P10 til P90",
        )  # fmt: skip
        akser.plot(
            [x], [float(midt)], color=FARGER[0], marker="D", markersize=8, linestyle="none",
            zorder=4, label="" if x else "P50",
        )  # fmt: skip
        akser.plot(
            [x - 0.24], [float(anslag[navn])], color=FARGER[2], marker=">", markersize=8,
            linestyle="none", zorder=3, label="" if x else "anslaget",
        )  # fmt: skip
        for verdi, plass, ha, va in (
            (hoy, (0, 6), "center", "bottom"), (midt, (8, 0), "left", "center"),
            (lav, (0, -6), "center", "top"),
        ):  # fmt: skip
            akser.annotate(
                vis_tall(verdi, 1), (x, float(verdi)), xytext=plass, textcoords="offset points",
                ha=ha, va=va, fontsize=_TEKST[smal], bbox=_HVIT, zorder=1,
                fontweight="bold" if plass[0] else "normal",
            )  # fmt: skip
    akser.set_xticks(range(len(spenn)), list(spenn))
    akser.axhline(0, color=_SVAK, linewidth=0.8, zorder=0)
    akser.set_xlim(-0.5, len(spenn) - 0.35)
    akser.margins(y=0.16)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.legend(
        frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=_TEKST[smal],
        ncols=1 if smal else 3, handlelength=1.6,
    )  # fmt: skip


def grupperte_soyler(
    akser: "Axes",
    serier: Mapping[str, Mapping[str, Fraction | None]],
    under: Mapping[str, str],
    smal: bool,
) -> None:
    """Upright bars side by side for each year, one for each series; what is not known has none."""
    bredde = 0.8 / len(serier)
    skravur = ("", "//", "..")
    for nr, (serie, verdier) in enumerate(serier.items()):
        kjente = [(x, float(v), v) for x, v in enumerate(verdier.values()) if v is not None]
        plass = (nr - (len(serier) - 1) / 2) * bredde
        akser.bar(
            [x + plass for x, _, _ in kjente], [v for _, v, _ in kjente], width=bredde * 0.94,
            color=FARGER[nr], hatch=skravur[nr], edgecolor="white", linewidth=0, label=serie,
        )  # fmt: skip
        for x, hoyde, verdi in kjente:
            akser.annotate(
                vis_tall(verdi, 0), (x + plass, hoyde), xytext=(0, 3 if hoyde >= 0 else -3),
                textcoords="offset points", ha="center", va="bottom" if hoyde >= 0 else "top",
                fontweight="bold", fontsize=_TEKST[smal] - (1 if smal and len(serier) > 2 else 0),
            )  # fmt: skip
    akser.set_xticks(range(len(under)), [f"{navn}\n{brutt(u, 9)}" for navn, u in under.items()])
    if smal:
        akser.tick_params(axis="x", labelsize=8)
    akser.axhline(0, color=_SVAK, linewidth=0.8)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.margins(y=0.16)
    akser.legend(
        frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=_TEKST[smal],
        ncols=1 if smal else 3, handlelength=1.4,
    )  # fmt: skip
