"""What the forms of drawings share: colours and sizes, values as they are written, labels beside marks."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from effekt.base.numbers import vis_tall

if TYPE_CHECKING:
    from matplotlib.axes import Axes


SVAK: Final = "#5b656e"
# What something is seen against: told from white, and less than what is looked at.
GRA: Final = "#8b97a3"
# The tones of an assessment, strong enough to stand alone on white: those of the cards.
TONE: Final = {
    "god": "#0c6a5a",
    "svak_god": "#3d8d7f",
    "noytral": "#66717d",
    "svak_darlig": "#b96a12",
    "darlig": "#96291c",
    "ukjent": GRA,
}
SKRIFT: Final = {True: 8.5, False: 9.5}
# Of what is smaller a decimal is seen, where there is one.
_STORT: Final = 10
# A sign's width as a part of its size, on the average.
_TEGNBREDDE: Final = 0.56
_PUNKT_PER_TOMME: Final = 72
# Of axes that are in no figure.
_BREDDE: Final = 7.4


def klassetone(plass: int, antall: int) -> str:
    """The tone of a class with this place among so many, the best first."""
    rekke = list(TONE)[:5]
    return rekke[round(plass * (len(rekke) - 1) / max(antall - 1, 1))]


def vis_kort(verdi: Fraction) -> str:
    """A value as drawings have it: whole, or with one decimal where it is small and has any."""
    return vis_tall(verdi, 0 if verdi.denominator == 1 or abs(verdi) >= _STORT else 1)


def med_enhet(verdier: Sequence[Fraction], enhet: str, vis: Callable[[Fraction], str] = vis_kort) -> list[str]:
    """The values as drawings have them, the unit on the first of the largest."""
    storst = max(range(len(verdier)), key=lambda nr: abs(verdier[nr]), default=-1)
    return [f"{vis(v)}\u00a0{enhet}" if nr == storst and enhet else vis(v) for nr, v in enumerate(verdier)]


def ved(akser: "Axes", tekst: str, punkt: tuple[float, float], flytt: tuple[float, float], **valg: Any) -> None:
    """Write a text beside a point, moved so many points right and up, and away from it."""
    bort, opp = flytt
    ha = "left" if bort > 0 else "right" if bort < 0 else "center"
    va = "bottom" if opp > 0 else "top" if opp < 0 else "center"
    akser.annotate(tekst, punkt, xytext=flytt, textcoords="offset points", **{"ha": ha, "va": va, **valg})


def tekstbredde(tekst: str, skrift: float) -> float:
    """About how wide the text's longest line is, in inches."""
    return max(map(len, tekst.split("\n"))) * skrift * _TEGNBREDDE / _PUNKT_PER_TOMME


def bredden(akser: "Axes") -> float:
    """How wide the drawing is, in inches."""
    return float(akser.figure.get_figure(root=True).get_size_inches()[0]) if akser.figure else _BREDDE


def uten_ramme(akser: "Axes") -> None:
    """No frame and no scale: the values are written."""
    akser.spines[:].set_visible(False)
    akser.tick_params(left=False, bottom=False, labelbottom=False, labelleft=False)
