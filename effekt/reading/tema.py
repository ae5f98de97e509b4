"""The book's colours, read from data/felles/tema.yml over the style sheet's, for pages and drawings."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from effekt.base.book import style_sheet
from effekt.base.faults import samlet_feil
from effekt.base.numbers import vis_tall
from effekt.model.tema import FILNAVN, FLATE, HVIT, SVART, TEGNEBLEKK, TEKST, TOKENER, TONER, Tema, kontrast
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_dokument, valider

_TOKEN: Final = r"--effekt-([a-z-]+): (#[0-9a-fA-F]{3,6});"
_MORK: Final = '[data-visning="mork"]'
# What stands on what, and the least contrast that it can be seen with.
_KRAV: Final = (
    *((tekst, bunn, TEKST) for bunn in ("papir", "flate") for tekst in ("blekk", "dempet", "lenke", "profil")),
    *((kant, bunn, FLATE) for bunn in ("papir", "flate") for kant in ("kant", "fokus")),
    ("pa_profil", "profil", TEKST),
    ("blekk", "merket", TEKST),
    *((tone, "papir", FLATE) for tone in TONER),
    *(("blekk", f"{tone}_bunn", TEKST) for tone in TONER),
)


def les_tema(bok: Bokmappe) -> Tema:
    """The book's own colours; none without the file. Raise Datafeil for no colour, and colours too alike."""
    fil = bok.felles / FILNAVN
    if not fil.exists():
        return Tema()
    dokument = les_dokument(fil)
    tema = valider(dokument, Tema)
    grunn = tokener(style_sheet(bok.rot).read_text(encoding="utf-8"))
    feil = [
        dokument.feil(sti, melding)
        for visning in ("lys", "mork")
        for sti, melding in _for_like(visning, grunn[visning], getattr(tema, visning))
    ]
    feil += [dokument.feil(("figurer",), melding) for melding in _feil_i_tegnefarger(tema)]
    if feil:
        raise samlet_feil(feil)
    return tema


def tokener(css: str) -> dict[str, dict[str, str]]:
    """The colours of a style sheet in light and in dark view, by the names of its tokens."""
    lys: dict[str, str] = {}
    mork: dict[str, str] = {}
    for velger, regler in re.findall(r"(:root[^{]*)\{([^}]*)\}", css):
        funnet = {navn: _lang(farge) for navn, farge in re.findall(_TOKEN, regler)}
        (mork if _MORK in velger else lys).update(funnet)
    return {"lys": lys, "mork": {**lys, **mork}}


def _lang(farge: str) -> str:
    return farge if len(farge) > 4 else "#" + "".join(2 * tegn for tegn in farge[1:])


def med_tema(css: str, tema: Tema) -> str:
    """The style sheet with the book's own colours after its tokens."""
    if tema.lys:
        css += f"\n/* {FILNAVN} */\n\n:root {{\n{_regler(tema.lys)}}}\n"
    if tema.mork:
        css += f"\n@media screen {{\n:root{_MORK} {{\n{_regler(tema.mork)}}}\n}}\n"
    return css


def for_papir(bok: Bokmappe) -> str:
    """The tokens in light view as a style sheet of their own: the colours of the paper edition."""
    css = med_tema(style_sheet(bok.rot).read_text(encoding="utf-8"), bok.tema)
    lys = tokener(css)["lys"].items()
    return ":root {\n" + "".join(f"  --effekt-{navn}: {farge};\n" for navn, farge in lys) + "}\n"


def _regler(farger: Mapping[str, str]) -> str:
    return "".join(f"  --effekt-{TOKENER[navn]}: {farge};\n" for navn, farge in farger.items())


def _for_like(visning: str, grunn: Mapping[str, str], egne: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What cannot be told apart, among pairs with a colour of the book's own: place, and words."""
    farger = {navn: egne.get(navn) or grunn[token] for navn, token in TOKENER.items() if navn in egne or token in grunn}
    for over, under, krav in _KRAV:
        if not {over, under} & egne.keys() or kontrast(farger[over], farger[under]) >= krav:
            continue
        navn, mot = (over, under) if over in egne else (under, over)
        yield (
            (visning, navn),
            f"{visning}.{navn} {farger[navn]} mot {mot} {farger[mot]} har kontrasten "
            f"{_vis(kontrast(farger[navn], farger[mot]))}, og trenger {_vis(krav)}."
            f"{_rad(farger[navn], farger[mot], krav)}",
        )


def _feil_i_tegnefarger(tema: Tema) -> Iterator[str]:
    farger = tema.figurer or ()
    for nr, farge in enumerate(farger, 1):
        if kontrast(farge, HVIT) < FLATE:
            yield (
                f"figurer: farge {nr}, {farge}, mot hvitt har kontrasten {_vis(kontrast(farge, HVIT))}, og trenger "
                f"{_vis(FLATE)}.{_rad(farge, HVIT, FLATE)}"
            )
        elif max(kontrast(farge, HVIT), kontrast(farge, TEGNEBLEKK)) < TEKST:
            yield (
                f"figurer: farge {nr}, {farge}, kan verken ha hvit eller mørk skrift med "
                f"kontrasten {_vis(TEKST)}.{_rad(farge, HVIT, TEKST)}"
            )
    for nr, (en, neste) in enumerate(pairwise([*farger, *farger[:1]]), 1):
        if kontrast(en, neste) < FLATE:
            yield (
                f"figurer: farge {nr}, {en}, og den neste, {neste}, har kontrasten {_vis(kontrast(en, neste))}, og "
                f"trenger {_vis(FLATE)}. Naboer må skille seg: sett mørke og lyse farger annenhver gang"
            )


def _vis(forhold: float) -> str:
    # Rounded down, so that too little never reads as enough.
    return f"{vis_tall(Fraction(int(forhold * 10), 10), 1)} : 1"


def _rad(farge: str, mot: str, krav: float) -> str:
    """A colour of the same kind that would do: mixed with as little black or white as it takes."""
    for til, hva in sorted(((SVART, "mørkere"), (HVIT, "lysere")), key=lambda valg: -kontrast(valg[0], mot)):
        for del_ in range(1, 101):
            ny = _blandet(farge, til, del_ / 100)
            if kontrast(ny, mot) >= krav:
                return f" Velg en {hva} farge, for eksempel {ny}"
    return ""


def _blandet(farge: str, med: str, del_: float) -> str:
    kanaler = [round(int(farge[i : i + 2], 16) * (1 - del_) + int(med[i : i + 2], 16) * del_) for i in (1, 3, 5)]
    return "#" + "".join(f"{k:02x}" for k in kanaler)


def skjermfarger(css: str) -> dict[str, dict[str, Any]]:
    """The colours by view, for a page that stands alone: «on-accent» is on_accent there."""
    return {
        visning: {navn.replace("-", "_"): farge for navn, farge in farger.items()}
        for visning, farger in tokener(css).items()
    }
