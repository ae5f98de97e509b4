"""Stacks in a field for each agency, each in front of its own budget cut: nothing is set off between agencies."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import vis_belop, vis_tall
from effekt.display.style import BLEKK, bak_tekst, brutt, palett, tekst_pa

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Ar = int
_SOYLE, _RAMME = 0.66, 0.92  # widths, of the room that a year has
# From this height of the axis, in the book's unit, a decimal is no longer seen.
_STORT: Final = 10
_MELLOM: Final = 1.0  # room between two fields, in years
# How many bars can stand beside each other with the year in full beneath.
_HELE_ARSTALL: Final = 17
# With more of them nothing can be read: then the stacks are told without any cut.
FLEST: Final = 20
# The least share of the axis that a part with its name inside takes.
_PLASS_INNI: Final = 0.055


def felt_mot_kutt(
    akser: "Axes",
    belop: Mapping[str, Mapping[str, Mapping[Ar, Fraction]]],
    navn: Mapping[str, str],
    kutt: Mapping[str, Mapping[Ar, Fraction | None]],
    smal: bool,
) -> None:
    """A field for each agency, in it a stack for each year, and the year's cut as a frame behind it.

    ``belop``: agency → measure → year → amount. An agency that ``kutt`` does not have, has no frame, and says so.
    """
    farger = palett(akser)
    ar = list(next(iter(next(iter(belop.values())).values())))
    hoyest = _hoyest(belop, kutt)
    merker: dict[float, str] = {}
    korte = smal or len(belop) * len(ar) > _HELE_ARSTALL
    for nr, (gruppe, deler) in enumerate(belop.items()):
        start = nr * (len(ar) + _MELLOM)
        farge, skravur = farger.flate(nr)
        for plass, a in enumerate(ar):
            x, over, under = start + plass, 0.0, 0.0
            grense = kutt.get(gruppe, {}).get(a)
            _ramme(akser, x, grense)
            for kode, rad in deler.items():
                verdi = float(rad[a])
                fot = over if verdi >= 0 else under
                akser.bar(
                    [x], [verdi], bottom=[fot], width=_SOYLE, color=farge, hatch=skravur, edgecolor="white",
                    linewidth=0.8, zorder=2,
                )  # fmt: skip
                if a == ar[-1] and not smal and abs(verdi) >= hoyest * _PLASS_INNI:
                    akser.text(
                        x, fot + verdi / 2, kode, ha="center", va="center", zorder=4, fontsize=6.5,
                        color=tekst_pa(farge), bbox=bak_tekst(farge) if skravur else None,
                    )  # fmt: skip
                over, under = over + max(verdi, 0), under + min(verdi, 0)
            topp = max(over, float(grense)) if grense is not None and _nesten(over, grense, hoyest) else over
            sum_ = sum((rad[a] for rad in deler.values()), Fraction(0))
            akser.text(
                x, topp + hoyest * 0.012, _sum_i_ord(sum_, hoyest, korte), ha="center", va="bottom", zorder=4,
                fontweight="bold", fontsize=7 if smal else 9 if korte else 9.5,
            )  # fmt: skip
            merker[x] = str(a)[2:] if korte else str(a)
        _tittel(akser, start + (len(ar) - 1) / 2, navn.get(gruppe) or gruppe, gruppe in kutt or not kutt, smal)
    akser.set_xticks(list(merker), list(merker.values()), fontsize=7 if smal else 8)
    akser.axhline(0, color=BLEKK, linewidth=0.8, zorder=4)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.set_xlim(-0.7, max(merker) + 0.7)
    akser.set_ylim(top=hoyest * 1.1)
    if kutt:
        _nokkel(akser)


def _sum_i_ord(sum_: Fraction, hoyest: float, korte: bool) -> str:
    """The sum above a stack; whole where bars stand close and are high: the table has it all."""
    return vis_tall(sum_, 0) if korte and hoyest >= _STORT else vis_belop(sum_)


def _hoyest(
    belop: Mapping[str, Mapping[str, Mapping[Ar, Fraction]]], kutt: Mapping[str, Mapping[Ar, Fraction | None]]
) -> float:
    stabler = [
        sum(max(0.0, float(rad[a])) for rad in deler.values())
        for deler in belop.values()
        for a in next(iter(deler.values()), {})
    ]
    grenser = [float(k) for rad in kutt.values() for k in rad.values() if k is not None]
    return max([*stabler, *grenser], default=0.0) or 1.0


def _nesten(over: float, grense: Fraction, hoyest: float) -> bool:
    """Whether the frame's upper edge would go through the sum above the stack."""
    return 0 <= float(grense) - over <= hoyest * 0.075


def _ramme(akser: "Axes", x: float, grense: Fraction | None) -> None:
    """A year's cut as a frame behind the stack, its upper edge in front of it."""
    if grense is None:
        return
    hoyde, fra, til = float(grense), x - _RAMME / 2, x + _RAMME / 2
    akser.bar(
        [x], [hoyde], width=_RAMME, facecolor="#eef1f4", edgecolor=BLEKK, linewidth=1, linestyle=(0, (4, 2)), zorder=1
    )
    akser.plot([fra, til], [hoyde, hoyde], color="white", linewidth=3.4, zorder=3)
    akser.plot([fra, til], [hoyde, hoyde], color=BLEKK, linewidth=1.6, zorder=3)


def _tittel(akser: "Axes", x: float, navn: str, har_kutt: bool, smal: bool) -> None:
    bredde = 15 if smal else 28
    tekst = brutt(navn, bredde) + ("" if har_kutt else "\n" + brutt("(uten eget rammekutt)", bredde))
    akser.text(
        x, 1.0, tekst, transform=akser.get_xaxis_transform(), ha="center", va="bottom",
        fontsize=7.5 if smal else 9.5, fontweight="bold", linespacing=1.1,
    )  # fmt: skip


def _nokkel(akser: "Axes") -> None:
    from matplotlib.patches import Patch

    ramme = Patch(facecolor="#eef1f4", edgecolor=BLEKK, linestyle=(0, (4, 2)), label="virksomhetens vedtatte rammekutt")
    stil: Any = {"frameon": False, "fontsize": 8.5, "handlelength": 1.4}
    if akser.figure:
        akser.figure.legend(handles=[ramme], loc="outside lower left", **stil)
