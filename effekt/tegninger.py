"""The forms that drawings take: bars, stacks, lines, bridges. What they show is elsewhere."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.stil import FARGER, bak_tekst, brutt, felt, flate, tekst_pa
from effekt.tall import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


def delt_stolpe(
    akser: "Axes", andeler: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool
) -> None:
    """A whole divided into parts: one bar, each part labelled where it is.

    Where the parts are so many or small that their names would meet, a key has them.
    """
    fra, hele = 0.0, float(sum(andeler.values(), Fraction(0))) or 1.0
    i_nokkel = len(andeler) > _NAVN_OVER or any(
        float(andel) < hele * _PLASS_TIL_NAVN for andel in list(andeler.values())[:-1]
    )
    for nr, (kode, andel) in enumerate(andeler.items()):
        bredde, (farge, skravur) = float(andel), flate(nr)
        akser.barh(
            [0], [bredde], left=fra, color=farge, edgecolor="white", linewidth=2, hatch=skravur
        )
        if bredde >= hele * _PLASS_TIL_PROSENT:
            akser.text(
                fra + bredde / 2, 0, f"{vis_tall(andel)}\u00a0%", color=tekst_pa(farge),
                ha="center", va="center", fontsize=9 if i_nokkel else 12, fontweight="bold",
                bbox=bak_tekst(farge) if skravur else None,
            )  # fmt: skip
        if not i_nokkel:
            akser.text(fra, 0.52, kode if smal else navn[kode], ha="left", va="bottom")
        fra += bredde
    if i_nokkel:
        tegn = [
            felt(nr, f"{kode if smal else navn[kode]} {vis_tall(andel)}\u00a0%")
            for nr, (kode, andel) in enumerate(andeler.items())
        ]
        akser.legend(
            handles=tegn, frameon=False, loc="lower center", bbox_to_anchor=(0.5, 0.75),
            ncols=2 if smal else 3, fontsize=8.5, handlelength=1.3,
        )  # fmt: skip
    akser.set_xlim(0, fra)
    akser.set_ylim(-0.45, 0.85)
    akser.axis("off")


def liggende_stolper(
    akser: "Axes", belop: Mapping[str, Fraction], navn: Mapping[str, str], smal: bool
) -> None:
    """One bar for each row, longest label first, the value at its end."""
    linjer = [
        brutt(f"{id_}\u00a0{navn[id_]}".strip(), _LINJE[smal]) if not smal else id_ for id_ in belop
    ]
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
                    bbox=bak_tekst(farge),
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
    ved: Any = {"frameon": False, "ncols": 1 if smal else 3, "fontsize": 9, "handlelength": 1.2}
    if len(summer) <= _I_HJORNET:
        akser.legend(loc="upper left", **ved)
    elif akser.figure:  # several rows would lie over the sum of a tall year
        akser.figure.legend(*akser.get_legend_handles_labels(), loc="outside upper left", **ved)
    akser.margins(y=0.14)


def soyler(
    akser: "Axes",
    verdier: Mapping[int | str, Fraction],
    smal: bool,
    merker: Mapping[int | str, str] | None = None,
) -> None:
    """One upright bar for each year or row, its value on top, perhaps with a word before it."""
    plass = range(len(verdier))
    tall = [float(v) for v in verdier.values()]
    akser.bar(plass, tall, color=FARGER[0], width=0.66)
    for x, (navn, verdi) in enumerate(verdier.items()):
        vist = f"{(merker or {}).get(navn, '')} {vis_tall(verdi)}".strip()
        akser.annotate(
            vist, (x, float(verdi)), xytext=(0, 3 if verdi >= 0 else -3),
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
            f"{navn} {vis_tall(serie[ar[-1]])} ({ar[-1]})".strip(), (ar[-1], verdier[-1]),
            xytext=(7, 0), textcoords="offset points", color=farge, fontweight="bold",
            ha="left", va="center",
        )  # fmt: skip
    for ett_ar, verdi, tekst in punkter:
        akser.plot([ett_ar], [float(verdi)], color=FARGER[2], marker="D", markersize=8)
        akser.annotate(
            brutt(tekst, 14 if smal else 30), (ett_ar, float(verdi)), xytext=(-10, 0),
            textcoords="offset points", color=FARGER[2], ha="right", va="center",
        )  # fmt: skip
    alle = [v for serie in serier.values() for v in serie.values()] + [p[1] for p in punkter]
    akser.set_ylim(min(0.0, float(min(alle)) * 1.18), max(0.0, float(max(alle)) * 1.18))
    akser.yaxis.set_major_formatter(lambda verdi, _: vis_tall(round(verdi)))
    akser.yaxis.grid(True, color="#d5dade", linewidth=0.6)
    akser.set_axisbelow(True)
    akser.spines["left"].set_visible(False)
    akser.tick_params(left=False)
    akser.margins(x=0.06)


def bokser(
    akser: "Axes",
    lag: Sequence[Mapping[str, str]],
    kanter: Sequence[tuple[str, str]],
    smal: bool,
) -> None:
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
            akser.plot([x1, x2], [y1, y2], color="#5b656e", linewidth=1)
        elif til not in brukte:
            knekk = [x1 + 0.15, x1 + 0.15, x2]
            akser.plot(knekk, [y1, y2, y2], color="#5b656e", linewidth=1)
        else:
            hoyre, utenom = bredest - 0.1 - 0.15 * utenom, utenom + 1
            knekk = [x1, hoyre, hoyre, x2]
            akser.plot(knekk, [y1, y1, y2, y2], color="#5b656e", linewidth=1, linestyle="--")
        brukte.add(til)
    for rad in lag:
        for kode, navn in rad.items():
            x, y = steder[kode]
            akser.text(
                x, y, brutt(navn, tegn), ha="left" if smal else "center", va="center", zorder=3,
                fontsize=8.5, bbox={
                    "boxstyle": "round,pad=0.5", "facecolor": "#eef2f6", "edgecolor": FARGER[0],
                },
            )  # fmt: skip
    akser.set_xlim(-0.2 if smal else 0, bredest)
    akser.set_ylim(min(y for _, y in steder.values()) - 0.6, 0.6)
    akser.axis("off")


def _i_lag(lag: Sequence[Mapping[str, str]]) -> dict[str, tuple[float, float]]:
    bredest = max(len(rad) for rad in lag)
    return {
        kode: ((nr + 0.5) * bredest / len(rad), -float(y))
        for y, rad in enumerate(lag)
        for nr, kode in enumerate(rad)
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
    y = 0.0
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
            akser.plot(knekk, [topp, m if smal else topp, m], color="#5b656e", linewidth=1)
            _boks(akser, 0.12 if smal else 0.5, m, en, smal)
        _boks(akser, 0.0, topp, venstre, smal)
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


def _boks(akser: "Axes", x: float, y: float, tekst: str, smal: bool) -> None:
    akser.text(
        x, y, tekst, ha="left", va="center", zorder=3, fontsize=8 if smal else 8.5, bbox={
            "boxstyle": "round,pad=0.4", "facecolor": "#eef2f6", "edgecolor": FARGER[0],
        },
    )  # fmt: skip


def skala(akser: "Axes", trinn: Sequence[tuple[str, str, str]], smal: bool) -> None:
    """The steps of a scale, each a bar with its sign and its words: (sign, words, colour)."""
    for y, (tegn, navn, farge) in enumerate(trinn):
        akser.barh([y], [1], color=farge, height=0.8, edgecolor="white")
        akser.text(0.03, y, tegn, va="center", color=tekst_pa(farge), fontweight="bold")
        akser.text(0.3 if smal else 0.16, y, navn, va="center", color=tekst_pa(farge))
    akser.set_xlim(0, 1)
    akser.set_ylim(len(trinn) - 0.5, -0.5)
    akser.axis("off")
