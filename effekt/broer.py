"""Bridges: from one amount to another by changes, each from where the one before it ended."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from effekt.stil import FARGER, brutt, tekst_pa
from effekt.tall import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Bro = tuple[Fraction, Mapping[str, Fraction]]
# Inches: two by two on a page, below one another on a phone.
BROHOYDE: Final = {False: 5.2, True: 9.2}


def broer(
    akser: "Axes", alle: Mapping[str, Bro], fra: str, til: str, smal: bool, saerlig: str = ""
) -> None:
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
        bro(rute, (fra, start), ledd, til, smal, grenser, saerlig)
        rute.set_title(navn, loc="left", fontweight="bold")
    for rute in list(ruter)[len(alle) :]:
        rute.axis("off")


def bro(
    akser: "Axes",
    fra: tuple[str, Fraction],
    ledd: Mapping[str, Fraction],
    til: str,
    smal: bool,
    grenser: tuple[float, float],
    saerlig: str = "",
) -> None:
    """A bridge from one amount to another: each change from where the one before it ended."""
    navn = [fra[0], *ledd, til]
    stand = _mellomstand(fra[1], ledd.values())
    slutt = fra[1] + sum(ledd.values(), Fraction(0))
    akser.barh([0], [stand[0]], color=FARGER[0], height=0.66)
    for y, (ett, endring) in enumerate(ledd.items(), 1):
        farge = FARGER[1] if endring >= 0 else FARGER[3]
        akser.barh([y], [float(endring)], left=stand[y - 1], color=farge, height=0.66)
        if ett == saerlig:
            akser.plot([stand[y]], [y], color=FARGER[2], marker="D", markersize=7, zorder=3)
    akser.barh([len(ledd) + 1], [stand[-1]], color=FARGER[0], height=0.66)
    for y, s in enumerate(stand):
        akser.plot([s, s], [y - 0.33, y + 1.33], color="#5b656e", linewidth=0.7)
    akser.set_xlim(*grenser)
    # The totals are cut, and say so.
    for y in (0, len(ledd) + 1):
        akser.text(
            grenser[0] + (grenser[1] - grenser[0]) * 0.05, y, "//", color=tekst_pa(FARGER[0]),
            ha="center", va="center", fontweight="bold",
        )  # fmt: skip
    for y, verdi in enumerate([fra[1], *ledd.values(), slutt]):
        fortegn = "+" if 0 < y <= len(ledd) and verdi > 0 else ""
        akser.text(
            grenser[1], y, fortegn + vis_tall(verdi), ha="right", va="center", fontweight="bold"
        )
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
