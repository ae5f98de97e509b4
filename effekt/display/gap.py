"""The form of the gap: a cut beside the effect that may cover it, year by year."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.base.words import stor_forbokstav
from effekt.display.labels import SKRIFT, SVAK, ved
from effekt.display.style import BLEKK, brutt, palett, punkt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer


@dataclass(frozen=True)
class Gapar:
    """A year of the gap: a cut, what is covered of it, the effect, and the ends of its range; in the book's unit.

    ``kutt`` is None where none is known; ``spenn`` is None where the effect has no range.
    """

    kutt: Fraction | None
    dekket: Fraction
    effekt: Fraction
    spenn: tuple[Fraction, Fraction] | None = None

    @property
    def mangler(self) -> Fraction:
        """What the effect leaves of the cut; nothing where there is none."""
        return (self.kutt or Fraction(0)) - self.dekket if self.kutt is not None else Fraction(0)


@dataclass(frozen=True)
class Gapfelt:
    """The years of one field of the drawing; ``har_kutt`` is false of who has no cut in any year."""

    ar: Mapping[int, Gapar]
    har_kutt: bool = True


_SOYLE: Final = 0.36
_FYLL: Final = "#d5dbe1"
_MANGEL: Final = "#fbe3dc"
# The least part of the axis that a lacking amount needs to have its number inside; of one field, and of several.
_ROM: Final = {False: 0.05, True: 0.09}
_KOLONNER: Final = 3
_HOYT: Final = 0.4


def tegn_gapet(
    akser: "Axes", felt: Mapping[str, Gapfelt], smal: bool, vis: Callable[[Fraction], str], enhet: str, uten: str
) -> None:
    """Per year a cut, with what is covered and what lacks of it, beside the effect with its range.

    Several fields are drawn to one scale, each under its name. ``vis`` writes an amount, ``enhet`` stands at the last
    one, ``uten`` where the cut of a year is not known.
    """
    figur, ruter = akser.figure.get_figure(root=True), [akser]
    if len(felt) > 1:
        akser.remove()
        kolonner = 1 if smal else min(len(felt), _KOLONNER)
        rader = -(-len(felt) // kolonner)
        ruter = list(figur.subplots(rader, kolonner, sharey=True, squeeze=False).flat)
    hoyest = max((_topp(ett) for alle in felt.values() for ett in alle.ar.values()), default=0.0) or 1.0
    lavest = min((min(0.0, float(ett.effekt)) for alle in felt.values() for ett in alle.ar.values()), default=0.0)
    for rute, (navn, alle) in zip(ruter, felt.items(), strict=False):
        _felt(rute, navn, alle, hoyest - lavest, (smal, len(felt) > 1), vis, enhet, uten)
        if len(felt) > 1:
            under = "" if alle.har_kutt else "\n(uten eget rammekutt)"
            rute.set_title(
                brutt(navn, 40 if smal else 28) + under, loc="left", fontweight="bold", fontsize=SKRIFT[smal]
            )
        rute.set_ylim(lavest * 1.25, hoyest * 1.2)
    for rute in ruter[len(felt) :]:
        rute.axis("off")


def hoyde_av_gapet(felt: int, smal: bool) -> float:
    """The height in inches that so many fields need."""
    if felt == 1:
        return 3.1
    return felt * 2.5 if smal else -(-felt // _KOLONNER) * 3.1


def _topp(ett: Gapar) -> float:
    return max(float(v) for v in (ett.kutt or 0, ett.effekt, *(ett.spenn or ())))


def _felt(
    akser: "Axes",
    navn: str,
    felt: Gapfelt,
    hele: float,
    trangt: tuple[bool, bool],
    vis: Callable[[Fraction], str],
    enhet: str,
    uten: str,
) -> None:
    """One field. ``trangt``: whether the page is narrow, and whether the field is one of several."""
    farge, skrift = palett(akser)[0], SKRIFT[any(trangt)]
    med_kutt, siste = [ar for ar, ett in felt.ar.items() if ett.kutt is not None], list(felt.ar)[-1]
    ved_siden = _SOYLE / 2 + 0.02 if felt.har_kutt else 0.0
    foran = f"{navn}, " if navn else ""
    for x, (ar, ett) in enumerate(felt.ar.items()):
        if ett.kutt is not None:
            ord_ = "kutt " if ar == med_kutt[0] else ""
            for hva, belop, sak in _kutt(akser, x - ved_siden, ett, f"{ord_}{vis(ett.kutt)}", skrift):
                punkt(sak, stor_forbokstav(f"{foran}{hva}"), ar, f"{vis(belop)}\u00a0{enhet}")
            if ett.mangler >= hele * _ROM[trangt[1]]:
                _mangel(akser, x - ved_siden, ett, "" if any(trangt) else "mangler\n", vis(ett.mangler), skrift, hele)
        elif felt.har_kutt:
            sted: Any = {"rotation": 90, "ha": "center", "va": "bottom", "fontsize": skrift - 1, "color": SVAK}
            akser.text(x - ved_siden, hele * 0.015, uten, **sted)
        soyle = _effekt(akser, x + ved_siden, ett, farge)
        vist = vis(ett.effekt)
        fra_til = (
            f" ({vis(ett.spenn[0])}\u2013{vis(ett.spenn[1])})" if ett.spenn and ett.spenn[0] < ett.spenn[1] else ""
        )
        punkt(soyle, stor_forbokstav(f"{foran}effekt"), ar, f"{vist}\u00a0{enhet}{fra_til}")
        # Said once, where nothing else is in the way of it.
        if ar == siste and ett.effekt >= hele * _HOYT:
            vist = f"effekt\n{vist}" if any(trangt) else f"effekt\n{vist}\u00a0{enhet}"
        opp = 3 if ett.effekt >= 0 else -3
        stil: Any = {"fontweight": "bold", "fontsize": skrift, "color": farge, "linespacing": 1.05}
        # What is wider than its bar goes away from the range.
        if fra_til and "\n" in vist:
            ved(akser, vist, (x + ved_siden + _SOYLE / 2, float(ett.effekt)), (0, opp), **stil, ha="right")
        else:
            ved(akser, vist, (x + ved_siden, float(ett.effekt)), (0, opp), **stil)
    akser.set_xticks(range(len(felt.ar)), [str(ar) for ar in felt.ar], fontsize=skrift)
    akser.axhline(0, color=BLEKK, linewidth=0.8, zorder=4)
    akser.spines[["left", "bottom"]].set_visible(False)
    akser.tick_params(left=False, labelleft=False, bottom=False)
    akser.set_xlim(-0.6, len(felt.ar) - 0.4)


def _effekt(akser: "Axes", sted: float, ett: Gapar, farge: str) -> "BarContainer":
    """The effect, with its number at its end and its range beside it; the number is not that of the range's end."""
    soyle = akser.bar([sted], [float(ett.effekt)], width=_SOYLE, color=farge, zorder=2)
    if not ett.spenn or ett.spenn[0] >= ett.spenn[1]:
        return soyle
    lav, hoy = map(float, ett.spenn)
    strek: Any = {"color": BLEKK, "linewidth": 1.4, "zorder": 3, "solid_capstyle": "butt"}
    ved_siden = sted + _SOYLE / 2 + 0.07
    for hvor, verdier in (((0, 0), (lav, hoy)), ((-0.04, 0.04), (lav, lav)), ((-0.04, 0.04), (hoy, hoy))):
        akser.plot([ved_siden + h for h in hvor], verdier, **strek)
    return soyle


def _kutt(
    akser: "Axes", sted: float, ett: Gapar, vist: str, skrift: float
) -> Iterator[tuple[str, Fraction, "BarContainer"]]:
    """The cut as a frame: what is covered of it filled, what lacks hatched; gives each with what it is and how much."""
    kutt, dekket, mangler = float(ett.kutt or 0), max(0.0, float(ett.dekket)), float(ett.mangler)
    akser.bar([sted], [dekket], width=_SOYLE, color=_FYLL, zorder=1)
    if mangler > 0:
        stil: Any = {"facecolor": _MANGEL, "edgecolor": SVAK, "hatch": "///", "linewidth": 0, "zorder": 1}
        yield "mangler", ett.mangler, akser.bar([sted], [kutt - dekket], bottom=[dekket], width=_SOYLE, **stil)
    ramme: Any = {"facecolor": "none", "edgecolor": BLEKK, "linewidth": 1.3, "zorder": 3}
    yield "kutt", ett.kutt or Fraction(0), akser.bar([sted], [kutt], width=_SOYLE, **ramme)
    ved(akser, vist, (sted, kutt), (0, 3), fontsize=skrift)


def _mangel(akser: "Axes", sted: float, ett: Gapar, ord_: str, vist: str, skrift: float, hele: float) -> None:
    """What lacks, on the hatching; without the word where that is too low for both."""
    ord_ = ord_ if ett.mangler >= hele * 0.14 else ""
    midt = float(ett.kutt or 0) - float(ett.mangler) / 2
    grunn = {"facecolor": _MANGEL, "edgecolor": "none", "pad": 1.0}
    akser.text(
        sted, midt, ord_ + vist, ha="center", va="center", zorder=4, fontsize=skrift - 1, fontweight="bold",
        linespacing=1.05, bbox=grunn,
    )  # fmt: skip
