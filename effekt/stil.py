"""One look for all drawings, and SVG that is the same bytes every time.

Colours have at least 3:1 contrast against white and against each other, and never stand alone:
every area is labelled where it is.
"""

import io
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from effekt.tall import HARDT_MELLOMROM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Tegning = Callable[["Axes", bool], None]
FARGER: Final = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
_PUNKT_PER_TOMME: Final = 96  # as in CSS
_BLEKK: Final = "#1d2328"
_SVAK: Final = "#5b656e"
_RC: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.color": _BLEKK,
    "axes.edgecolor": _SVAK,
    "axes.labelcolor": _BLEKK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "xtick.color": _BLEKK,
    "ytick.color": _BLEKK,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "svg.fonttype": "path",
}


def tegn_svg(
    tegning: Tegning,
    salt: str,
    storrelse: tuple[float, float],
    smal: bool,
    felles_akser_med: Tegning | None = None,
) -> str:
    """The drawing as SVG; ``salt`` makes its element ids its own, ``storrelse`` is in inches.

    With ``felles_akser_med`` its axes reach as far as those of that drawing too, so that the two
    can be held side by side.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    def tegn(denne: Tegning) -> Figure:
        figur = Figure(figsize=storrelse, layout="constrained")
        FigureCanvasSVG(figur)
        denne(figur.subplots(), smal)
        return figur

    stil: Any = {**_RC, "svg.hashsalt": f"{salt}-{'smal' if smal else 'bred'}"}
    with mpl.rc_context(stil):
        figur = tegn(tegning)
        if felles_akser_med:
            for akser, andre in zip(figur.axes, tegn(felles_akser_med).axes, strict=False):
                akser.set_xlim(_begge(akser.get_xlim(), andre.get_xlim()))
                akser.set_ylim(_begge(akser.get_ylim(), andre.get_ylim()))
        fil = io.StringIO()
        figur.savefig(fil, format="svg", metadata={"Date": None, "Creator": None})
    linjer = fil.getvalue().splitlines()
    return "\n".join(linje.rstrip() for linje in linjer) + "\n"


def _begge(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """The limits that hold both; an axis that counts downwards goes on doing so."""
    forst, sist = (min, max) if a[0] <= a[1] else (max, min)
    return forst(a[0], b[0]), sist(a[1], b[1])


def til_png(svg: Path) -> bytes:
    """A drawing as PNG at twice its size on a page, the same bytes every time.

    From the SVG, so that the two cannot differ; its text is paths, so no font of the machine is in
    it.
    """
    from resvg_py import svg_to_bytes

    return bytes(
        svg_to_bytes(svg_path=str(svg), zoom=2, dpi=_PUNKT_PER_TOMME, skip_system_fonts=True)
    )


def lys(farge: str) -> bool:
    """Whether dark text reads better on the colour than white (WCAG relative luminance)."""
    kanaler = [int(farge[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaer = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler]
    luminans = sum(vekt * k for vekt, k in zip((0.2126, 0.7152, 0.0722), lineaer, strict=True))
    hvit, svart = 1.05 / (luminans + 0.05), (luminans + 0.05) / 0.05
    return svart > hvit


def tekst_pa(farge: str) -> str:
    """The text colour that reads on the given one."""
    return _BLEKK if lys(farge) else "white"


def brutt(tekst: str, tegn: int) -> str:
    """The text over several lines of at most ``tegn`` characters; hard spaces hold."""
    vern = tekst.replace(HARDT_MELLOMROM, "\x00")
    return "\n".join(textwrap.wrap(vern, tegn, break_long_words=False)).replace(
        "\x00", HARDT_MELLOMROM
    )
