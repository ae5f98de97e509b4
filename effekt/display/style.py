"""One look for all drawings, and SVG that is the same bytes every time.

Colours have at least 3:1 contrast against white and against each other, and never stand alone:
every area is labelled where it is.
"""

import io
import re
import textwrap
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from effekt.base.environment import OWN_FONTS, environment
from effekt.base.faults import Datafeil
from effekt.base.numbers import HARDT_MELLOMROM
from effekt.display.svg import LINJER, PUNKT, SKRIFT, Merkepunkt, forenklet
from effekt.model import tema

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import Container
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch


Tegning = Callable[["Axes", bool], None]
_PUNKT_PER_TOMME: Final = 96  # as in CSS
BLEKK: Final = tema.TEGNEBLEKK
# Laid over the colours when all of them have been used once, and once more.
_SKRAVUR: Final = ("", "//", "..", "xx", "||", "oo")
_SVAK: Final = "#5b656e"
# A drawing is handed axes to draw on; their figure has the colours as this attribute.
_PALETT: Final = "effekt_palett"
# And the marks that can be pointed at as this one.
_PUNKTER: Final = "effekt_punkter"
# The smallest text, in points: 12 pixels on a phone, where the narrow drawing is as wide as the screen.
_MINSTE: Final = 9.0
_RC: Final[dict[str, Any]] = {
    "font.family": SKRIFT,
    "font.size": 9.5,
    "text.color": BLEKK,
    "axes.edgecolor": _SVAK,
    "axes.labelcolor": BLEKK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "xtick.color": BLEKK,
    "ytick.color": BLEKK,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "axes.facecolor": "none",
    "svg.fonttype": "none",
    # A name with two $ in it is no formula.
    "text.parse_math": False,
}


# What matplotlib is run with, and not how a drawing looks.
_NOT_THE_LOOK: Final = frozenset({"backend", "backend_fallback", "interactive", "toolbar", "date.epoch"})


class Fargerekke(tuple[str, ...]):
    """The colours of a drawing's areas, in the order that they are used."""

    def flate(self, nr: int) -> tuple[str, str]:
        """The colour and the hatching of the area with this number; no two have both alike."""
        runde, plass = divmod(nr, len(self))
        return self[plass], _SKRAVUR[runde % len(_SKRAVUR)]

    def felt(self, nr: int, tekst: str) -> "Patch":
        """What the key shows of the area with this number."""
        from matplotlib.patches import Patch

        farge, skravur = self.flate(nr)
        return Patch(facecolor=farge, hatch=skravur, edgecolor="white", linewidth=0, label=tekst)


def palett(akser: "Axes") -> Fargerekke:
    """The colours that ``tegn_svg`` was given for the drawing; the program's own in any other."""
    return Fargerekke(getattr(akser.figure, _PALETT, tema.TEGNEFARGER))


def punkt(artist: "Artist | Container", navn: str, ar: int | str, verdi: str, til: str = "") -> None:
    """Let what is drawn be a mark that can be pointed at; of a container with several, each part is one.

    ``ar`` may be empty; ``verdi`` is as the reader shall see it, with its unit («5 mill. kroner»).
    """
    from matplotlib.container import Container

    for ett in artist if isinstance(artist, Container) else [artist]:
        if ett.figure is None:
            continue
        punkter: list[Merkepunkt] = ett.figure.__dict__.setdefault(_PUNKTER, [])
        ett.set_gid(f"{PUNKT}-{len(punkter)}")
        punkter.append(Merkepunkt(navn, str(ar), verdi, til))


def bak_tekst(farge: str) -> dict[str, Any]:
    """The ground behind a text on a hatched area."""
    return {"facecolor": farge, "edgecolor": "none", "pad": 1.5}


def tegn_svg(
    tegning: Tegning,
    salt: str,
    storrelse: tuple[float, float],
    smal: bool,
    farger: Sequence[str],
    felles_akser_med: Tegning | None = None,
    kilde: str = "",
) -> str:
    """The drawing as SVG; ``salt`` makes its element ids its own, ``storrelse`` is in inches.

    The file says where it is from (``kilde``), for who takes it along without the page.

    With ``felles_akser_med`` its axes reach as far as those of that drawing too, so that the two
    can be held side by side.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    def tegn(denne: Tegning) -> Figure:
        figur = Figure(figsize=storrelse, layout="constrained")
        FigureCanvasSVG(figur)
        setattr(figur, _PALETT, farger)
        denne(figur.subplots(), smal)
        _lesbar(figur)
        return figur

    # A user's own settings, from matplotlibrc or the notebook, are not part of the look.
    andres = {navn: verdi for navn, verdi in mpl.rcParamsDefault.items() if navn not in _NOT_THE_LOOK}
    stil: Any = {**andres, **_RC, "svg.hashsalt": f"{salt}-{'smal' if smal else 'bred'}"}
    with mpl.rc_context(stil), environment(OWN_FONTS), warnings.catch_warnings(record=True) as sagt:
        warnings.simplefilter("always")
        figur = tegn(tegning)
        if felles_akser_med:
            for akser, andre in zip(figur.axes, tegn(felles_akser_med).axes, strict=False):
                akser.set_xlim(_begge(akser.get_xlim(), andre.get_xlim()))
                akser.set_ylim(_begge(akser.get_ylim(), andre.get_ylim()))
        # Laid out by itself: saving would otherwise draw it all once for the layout's sake.
        if plassering := figur.get_layout_engine():
            plassering.execute(figur)
            figur.set_layout_engine("none")
        fil = io.StringIO()
        figur.savefig(fil, format="svg", metadata={"Date": None, "Creator": None})
        svg = forenklet(fil.getvalue(), getattr(figur, _PUNKTER, ()), kilde)
    # A text that there is no room for is drawn all the same. A sign that would be drawn as a box is another matter.
    for advarsel in sagt:
        if sign := re.match(r"Glyph (\d+) ", str(advarsel.message)):
            raise Datafeil(f"tegnet «{chr(int(sign[1]))}» kan ikke tegnes i en figur. Skriv navnet uten det")
    return svg


def _lesbar(figur: "Figure") -> None:
    """No text smaller than can be read, and what has several lines known by how they are set."""
    from matplotlib.text import Text

    for tekst in figur.findobj(Text):
        assert isinstance(tekst, Text)
        if float(tekst.get_fontsize()) < _MINSTE:
            tekst.set_fontsize(_MINSTE)
        if "\n" in tekst.get_text():
            tekst.set_gid(f"{LINJER}-{getattr(tekst, '_multialignment', None) or tekst.get_horizontalalignment()}")


def _begge(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """The limits that hold both; an axis that counts downwards goes on doing so."""
    forst, sist = (min, max) if a[0] <= a[1] else (max, min)
    return forst(a[0], b[0]), sist(a[1], b[1])


def til_png(svg: Path) -> bytes:
    """A drawing as PNG at twice its size on a page, the same bytes every time.

    From the SVG, so that the two cannot differ, with the typeface that it was laid out in and none of the machine's.
    """
    from matplotlib import get_data_path
    from resvg_py import svg_to_bytes

    skrifter = [str(Path(get_data_path()) / f"fonts/ttf/{fil}.ttf") for fil in ("DejaVuSans", "DejaVuSans-Bold")]
    return bytes(
        svg_to_bytes(
            svg_path=str(svg), zoom=2, dpi=_PUNKT_PER_TOMME, skip_system_fonts=True, font_files=skrifter,
            font_family=SKRIFT, sans_serif_family=SKRIFT,
        )
    )  # fmt: skip


def lys(farge: str) -> bool:
    """Whether dark text reads better on the colour than white (WCAG relative luminance)."""
    return tema.kontrast(farge, "#000000") > tema.kontrast(farge, "#ffffff")


def tekst_pa(farge: str) -> str:
    """The text colour that reads on the given one."""
    return BLEKK if lys(farge) else "white"


def brutt(tekst: str, tegn: int) -> str:
    """The text over several lines of at most ``tegn`` characters; hard spaces hold."""
    vern = tekst.replace(HARDT_MELLOMROM, "\x00")
    return "\n".join(textwrap.wrap(vern, tegn, break_long_words=False)).replace("\x00", HARDT_MELLOMROM)
