"""The forms that drawings take: bars, stacks, lines, bridges. What they show is elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from effekt.stil import FARGER, brutt, tekst_pa
from effekt.tall import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# A label is put inside its bar where the bar is at least this share of the axis.
_PLASS_TIL_TEKST: Final = 0.12
_LINJE: Final = {True: 22, False: 44}
_MERKER: Final = ("o", "s", "^", "D", "v", "P")
_LINJETYPER: Final = ("-", "--", "-.", ":")


def delt_stolpe(
    akser: "Axes", andeler: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool
) -> None:
    """A whole divided into parts: one bar, each part labelled where it is."""
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


def liggende_stolper(
    akser: "Axes", belop: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool
) -> None:
    """One bar for each row, longest label first, the value at its end."""
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


def stablede_stolper(
    akser: "Axes",
    summer: Mapping[str, Mapping[int, Fraction]],
    total: Mapping[int, Fraction],
    navn: Mapping[str, str],
    smal: bool,
) -> None:
    """A stack for each year: parts labelled inside where there is room, the total on top."""
    ar = list(total)
    # What is below zero stacks downwards, so that no part covers another.
    bunn = dict.fromkeys(ar, 0.0)
    under = dict.fromkeys(ar, 0.0)
    hoyest = max(float(t) for t in total.values()) or 1.0
    for nr, (kode, rad) in enumerate(summer.items()):
        farge = FARGER[nr % len(FARGER)]
        fot = [bunn[a] if rad[a] >= 0 else under[a] for a in ar]
        akser.bar(
            range(len(ar)), [float(rad[a]) for a in ar], bottom=fot, color=farge,
            width=0.66, label=navn[kode], edgecolor="white", hatch=_SKRAVUR[nr % len(_SKRAVUR)],
        )  # fmt: skip
        for x, a in enumerate(ar):
            if float(rad[a]) >= hoyest * _PLASS_TIL_TEKST:
                akser.text(
                    x, bunn[a] + float(rad[a]) / 2, f"{kode}\u00a0{vis_tall(rad[a])}" if not smal
                    else vis_tall(rad[a]), ha="center", va="center", color=tekst_pa(farge),
                    bbox={"facecolor": farge, "edgecolor": "none", "pad": 1.5},
                )  # fmt: skip
            (bunn if rad[a] >= 0 else under)[a] += float(rad[a])
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


def soyler(akser: "Axes", verdier: Mapping[int | str, Fraction], smal: bool) -> None:
    """One upright bar for each year or row, its value on top."""
    plass = range(len(verdier))
    tall = [float(v) for v in verdier.values()]
    akser.bar(plass, tall, color=FARGER[0], width=0.66)
    for x, verdi in enumerate(verdier.values()):
        akser.annotate(
            vis_tall(verdi), (x, float(verdi)), xytext=(0, 3 if verdi >= 0 else -3),
            textcoords="offset points", ha="center", va="bottom" if verdi >= 0 else "top",
            fontweight="bold", fontsize=8 if smal else 9.5,
        )  # fmt: skip
    akser.set_xticks(plass, [brutt(str(navn), 10 if smal else 16) for navn in verdier])
    akser.axhline(0, color="#5b656e", linewidth=0.8)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.margins(y=0.16)


def linjer(
    akser: "Axes",
    serier: Mapping[str, Mapping[int, Fraction]],
    punkter: Sequence[tuple[int, Fraction, str]],
    smal: bool,
) -> None:
    """Series over years as lines, labelled at their end; single points stand by themselves.

    No line is drawn to a point: nothing is known of what lies between.
    """
    for nr, (navn, serie) in enumerate(serier.items()):
        farge = FARGER[nr % len(FARGER)]
        ar, verdier = list(serie), [float(v) for v in serie.values()]
        akser.plot(
            ar, verdier, color=farge, marker=_MERKER[nr % len(_MERKER)], markersize=4,
            linestyle=_LINJETYPER[nr % len(_LINJETYPER)], linewidth=2,
        )  # fmt: skip
        akser.annotate(
            f"{navn} {vis_tall(serie[ar[-1]])}".strip(), (ar[-1], verdier[-1]), xytext=(6, 8),
            textcoords="offset points", color=farge, fontweight="bold", ha="right",
        )  # fmt: skip
    for ett_ar, verdi, tekst in punkter:
        akser.plot([ett_ar], [float(verdi)], color=FARGER[2], marker="D", markersize=8)
        akser.annotate(
            brutt(tekst, 14 if smal else 30), (ett_ar, float(verdi)), xytext=(-10, 0),
            textcoords="offset points", color=FARGER[2], ha="right", va="center",
        )  # fmt: skip
    akser.set_ylim(bottom=0)
    akser.yaxis.set_major_formatter(lambda verdi, _: vis_tall(round(verdi)))
    akser.yaxis.grid(True, color="#d5dade", linewidth=0.6)
    akser.set_axisbelow(True)
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False)
    akser.margins(x=0.06, y=0.15)


def bro(
    akser: "Axes", fra: tuple[str, Fraction], ledd: Mapping[str, Fraction], til: str, smal: bool
) -> None:
    """A bridge from one amount to another: each change from where the one before it ended."""
    navn = [fra[0], *ledd, til]
    slutt = fra[1] + sum(ledd.values(), Fraction(0))
    fot = float(fra[1])
    storst = max(float(fra[1]), float(slutt))
    akser.barh([0], [fot], color=FARGER[0], height=0.66)
    for y, endring in enumerate(ledd.values(), 1):
        farge = FARGER[1] if endring >= 0 else FARGER[3]
        akser.barh([y], [float(endring)], left=fot, color=farge, height=0.66)
        fot += float(endring)
    akser.barh([len(ledd) + 1], [float(slutt)], color=FARGER[0], height=0.66)
    bunn = min(float(fra[1]), float(slutt), *_mellomstand(fra[1], ledd.values()))
    akser.set_xlim(bunn - (storst - bunn) * 0.6, storst + (storst - bunn) * 0.9)
    hoyre = akser.get_xlim()[1]
    verdier = [fra[1], *ledd.values(), slutt]
    for y, verdi in enumerate(verdier):
        fortegn = "+" if 0 < y < len(verdier) - 1 and verdi > 0 else ""
        akser.text(hoyre, y, fortegn + vis_tall(verdi), ha="right", va="center", fontweight="bold")
    akser.set_yticks(range(len(navn)), [brutt(n, 24 if smal else 52) for n in navn])
    akser.tick_params(axis="y", labelsize=7 if smal else 8.5)
    akser.invert_yaxis()
    akser.spines[["bottom", "left"]].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False)


def _mellomstand(fra: Fraction, ledd: Iterable[Fraction]) -> list[float]:
    stand, alle = fra, []
    for endring in ledd:
        stand += endring
        alle.append(float(stand))
    return alle
