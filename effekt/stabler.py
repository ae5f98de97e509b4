"""The front page's drawing: what measures give each year, filling up what has been cut."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.stil import BLEKK as _BLEKK
from effekt.stil import bak_tekst, felt, flate, tekst_pa
from effekt.tall import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The least share of the axis that a part with its own label inside takes.
_PLASS_INNI: Final = 0.06
# The least share of the axis between two labels at the side.
_LINJEHOYDE: Final = 0.04
# Where the axis is at least this high, cuts are told in whole millions.
_STORT: Final = 10
# With more in it, the key stands above the drawing: the years grow, so a short one has room below.
_I_HJORNET: Final = 4
_SOYLE, _RAMME = 0.6, 0.84  # widths, of the room that a year has


def stabler_mot_kutt(
    akser: "Axes",
    belop: Mapping[str, Mapping[str, Mapping[int, Fraction]]],
    navn: Mapping[str, str],
    kutt: Mapping[int, Fraction | None],
    smal: bool,
) -> None:
    """A stack for each year, one part a measure, in front of a frame as high as the year's cut.

    ``belop``: agency → measure → year → amount; an agency has one colour, neighbours differ by at
    least 3:1. The last year's parts are labelled at their side, the other years' where there is
    room. What is below zero stacks downwards.
    """
    ar = list(kutt)
    hoyest = (
        max(
            [
                *(
                    sum(max(0.0, float(e[a])) for g in belop.values() for e in g.values())
                    for a in ar
                ),
                *(float(k) for k in kutt.values() if k is not None),
            ]
        )
        or 1.0
    )
    merker: list[tuple[float, str]] = []
    for x, a in enumerate(ar):
        _kuttet(akser, x, kutt[a])
        over, under = 0.0, 0.0
        for nr, (gruppe, enkle) in enumerate(belop.items()):
            farge, skravur = flate(nr)
            start = over
            for kode, effekt in enkle.items():
                verdi = float(effekt[a])
                fot = over if verdi >= 0 else under
                akser.bar(
                    [x], [verdi], bottom=[fot], width=_SOYLE, color=farge, edgecolor="white",
                    linewidth=0.8, zorder=2, hatch=skravur,
                )  # fmt: skip
                if a == ar[-1] and verdi:
                    merker.append((fot + verdi / 2, f"{kode}\u00a0{vis_tall(effekt[a])}"))
                over, under = over + max(verdi, 0), under + min(verdi, 0)
            nede, oppe = _storste_felt(start, [float(e[a]) for e in enkle.values()], kutt[a])
            if oppe - nede >= hoyest * _PLASS_INNI:
                akser.text(
                    x, (nede + oppe) / 2, gruppe, ha="center", va="center", zorder=4,
                    color=tekst_pa(farge), fontsize=8 if smal else 9,
                    bbox=bak_tekst(farge) if skravur else None,
                )  # fmt: skip
        total = sum((e[a] for g in belop.values() for e in g.values()), Fraction(0))
        topp = max(over, float(kutt[a] or 0) if _nesten(over, kutt[a], hoyest) else 0)
        akser.text(
            x, topp + hoyest * 0.015, vis_tall(total), ha="center", va="bottom", zorder=4,
            fontweight="bold", fontsize=11 if smal else 14,
        )  # fmt: skip
    if not smal:
        _ved_siden(akser, len(ar) - 1 + _RAMME / 2 + 0.04, merker, hoyest)
    _omgivelser(akser, ar, kutt, hoyest, smal)
    _forklaring(akser, navn, smal)


def _ved_siden(akser: "Axes", x: float, merker: Sequence[tuple[float, str]], hoyest: float) -> None:
    """Labels beside their parts; where parts are low, each is moved up until it clears the last."""
    forrige = -float("inf")
    for midt, merke in sorted(merker, key=lambda m: m[0]):
        forrige = max(midt, forrige + hoyest * _LINJEHOYDE)
        akser.text(x, forrige, merke, va="center", ha="left", fontsize=8)


def _storste_felt(start: float, verdier: list[float], kutt: Fraction | None) -> tuple[float, float]:
    """The largest unbroken area of an agency's parts: a line goes through where the cut is."""
    felt, fra = [(start, start)], start
    for verdi in (v for v in verdier if v > 0):
        til = fra + verdi
        midt = float(kutt) if kutt is not None and fra < kutt < til else til
        felt += [(fra, midt), (midt, til)]
        fra = til
    return max(felt, key=lambda f: f[1] - f[0])


def _nesten(over: float, kutt: Fraction | None, hoyest: float) -> bool:
    """Whether the frame's upper edge would go through the sum above the stack."""
    return kutt is not None and 0 <= float(kutt) - over <= hoyest * 0.09


def _kuttet(akser: "Axes", x: int, kutt: Fraction | None) -> None:
    """A year's cut as a frame behind the stack, its upper edge in front of it."""
    if kutt is None:
        return
    hoyde, fra, til = float(kutt), x - _RAMME / 2, x + _RAMME / 2
    akser.bar(
        [x], [hoyde], width=_RAMME, facecolor="#eef1f4", edgecolor=_BLEKK, linewidth=1.2,
        linestyle=(0, (4, 2)), zorder=1,
    )  # fmt: skip
    akser.plot([fra, til], [hoyde, hoyde], color="white", linewidth=4, zorder=3)
    akser.plot([fra, til], [hoyde, hoyde], color=_BLEKK, linewidth=1.8, zorder=3)


def _omgivelser(
    akser: "Axes", ar: list[int], kutt: Mapping[int, Fraction | None], hoyest: float, smal: bool
) -> None:
    under = "kutt\n" if smal else "kutt "
    ikke = "kutt\nukjent" if smal else "kutt ikke kjent"
    akser.set_xticks(
        range(len(ar)),
        [
            f"{a}\n"
            + (
                ikke
                if (k := kutt[a]) is None
                else under + vis_tall(k, 0 if hoyest >= _STORT else 1)
            )
            for a in ar
        ],
        fontsize=8.5 if smal else 9.5,
    )
    akser.axhline(0, color=_BLEKK, linewidth=0.8, zorder=4)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.set_xlim(-0.55, len(ar) - (0.45 if smal else 0.05))
    akser.set_ylim(top=hoyest * 1.1)


def _forklaring(akser: "Axes", navn: Mapping[str, str], smal: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    tegn: list[Patch | Line2D] = [
        felt(nr, f"{kode} {tekst}" if kode else tekst)
        for nr, (kode, tekst) in enumerate(navn.items())
    ]
    tegn.append(
        Patch(
            facecolor="#eef1f4", edgecolor=_BLEKK, linestyle=(0, (4, 2)), label="Vedtatt rammekutt"
        )
    )
    ved: dict[str, Any] = {
        "handles": tegn, "frameon": False, "fontsize": 8.5 if smal else 9,
        "handlelength": 1.3, "labelspacing": 0.35,
    }  # fmt: skip
    if len(tegn) <= _I_HJORNET:
        akser.legend(loc="upper left", borderaxespad=0, **ved)
    elif akser.figure:
        akser.figure.legend(loc="outside upper left", ncols=1 if smal else 2, **ved)
