"""The HTML of what a cell holds besides words: a bar, a row of years, a step of a scale. ``cells`` writes the roles.

Colours are the style sheet's, by class; without one all is drawn in the text's own.
"""

import re
from html import escape
from typing import Final

from effekt.base.numbers import HARDT_MELLOMROM, MINUS

_TRINN: Final = re.compile(r"(?P<navn>[^<]*) <(?P<tegn>.*) (?P<tone>[\w-]+)>")
_BREDDE, _HOYDE = 64, 12  # of a bar
_ARSBREDDE, _ARSHOYDE = 9, 18  # of a year's column, and the row of them


def som_html(rolle: str, innhold: str) -> str:
    """The role of a cell as HTML; raise ValueError for what no cell has."""
    if rolle == "trinn":
        treff = _TRINN.fullmatch(innhold)
        if not treff:
            raise ValueError(innhold)
        navn, tegn, tone = (escape(treff[n]) for n in ("navn", "tegn", "tone"))
        return (
            f'<span class="trinn tone-{tone.replace("_", "-")}"><span aria-hidden="true">{tegn}</span> '
            f'<span class="trinn-ord">{navn}</span></span>'
        )
    return _tegnet_stolpe(innhold) if rolle == "stolpe" else _tegnet_gnist(innhold)


ROLLER: Final = frozenset({"stolpe", "gnist", "trinn"})


def ord_i_ruten(rolle: str, innhold: str) -> str:
    """What a role of a cell says in words."""
    treff = _TRINN.fullmatch(innhold)
    return treff["navn"] if rolle == "trinn" and treff else ""


def _svg(klasse: str, bredde: float, hoyde: float, hva: str, innhold: str) -> str:
    return (
        f'<svg class="{klasse}" viewBox="0 0 {bredde:g} {hoyde:g}" width="{bredde:g}" height="{hoyde:g}" {hva} '
        f'focusable="false" fill="currentColor">{innhold}</svg>'
    )


def _felt(x: float, y: float, bredde: float, hoyde: float, klasse: str) -> str:
    return f'<rect class="{klasse}" x="{x:.4g}" y="{y:.4g}" width="{bredde:.4g}" height="{hoyde:.4g}"/>'


def _tegnet_stolpe(innhold: str) -> str:
    verdi, minst, storst = map(float, innhold.split())
    per = (_BREDDE - 2) / ((storst - minst) or 1)
    null = -minst * per
    fra, til = sorted((null, null + verdi * per))
    # The zero line stands for itself where there is nothing to draw.
    innhold = _felt(fra + 1, 1, til - fra, _HOYDE - 2, "minus" if verdi < 0 else "pluss")
    return _svg("stolpe", _BREDDE, _HOYDE, 'aria-hidden="true"', _felt(null, 0, 1, _HOYDE, "null") + innhold)


def _tegnet_gnist(innhold: str) -> str:
    vist = dict(del_.split(": ", 1) for del_ in innhold.split("; "))
    verdier = [_lest(tekst) for tekst in vist.values()]
    minst, storst = min(0.0, *verdier), max(0.0, *verdier)
    per = (_ARSHOYDE - 2) / ((storst - minst) or 1)
    null = 1 + storst * per
    deler = []
    for nr, verdi in enumerate(verdier):
        topp, bunn = sorted((null - verdi * per, null))
        deler.append(_felt(nr * _ARSBREDDE + 1, topp, _ARSBREDDE - 2, bunn - topp, "minus" if verdi < 0 else "pluss"))
    bredde = len(verdier) * _ARSBREDDE
    deler.append(_felt(0, null - 0.5, bredde, 1, "null"))
    sagt = ", ".join(f"{ar}: {tekst}" for ar, tekst in vist.items())
    return _svg("gnist", bredde, _ARSHOYDE, f'role="img" aria-label="{escape(sagt, quote=True)}"', "".join(deler))


def _lest(vist: str) -> float:
    """A number as it is shown; nothing is drawn of what is none."""
    rent = vist.replace(" ", "").replace(HARDT_MELLOMROM, "").replace(MINUS, "-").replace(",", ".")
    try:
        return float(rent)
    except ValueError:
        return 0.0
