"""A drawing as SVG: what matplotlib writes made small and plain, and the same drawing inside a page.

A file stands alone: white ground, colours and a typeface of its own, text as text. In a page it has the page's
typeface and colours that follow light and dark view, without a ``style`` attribute, which the site's policy refuses.
The colours are custom properties; ``fargeregler`` gives them their values.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from effekt.model.tema import HVIT, SVART, TEGNEBLEKK, motstykke
from effekt.reading.tema import tokener

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

SKRIFT: Final = "DejaVu Sans"
# What the root of each drawing has as class, so that it is known from other pictures.
TEGNING: Final = "effekt-tegning"
# Groups that the drawing is given names for: marks, and texts of several lines by how they are set.
PUNKT: Final = "effekt_punkt"
LINJER: Final = "effekt_linjer"

_SVG: Final = "{http://www.w3.org/2000/svg}"
_XLINK: Final = "{http://www.w3.org/1999/xlink}href"
_TALL: Final = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_FARGE: Final = re.compile(r'\b(fill|stroke)="(#[0-9a-f]{6})"')
# What matplotlib sets on every element and the root has, or that is so anyway.
_GITT: Final = {"stroke-linejoin": "round", "stroke-linecap": "butt", "stroke-dashoffset": "0", "opacity": "1"}
_ANKER: Final = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class Merkepunkt:
    """A mark of a drawing that a reader can point at: its name, year and value as shown, and the address that it
    leads to («hls/sye1»), if any.
    """

    navn: str
    ar: str
    verdi: str
    til: str = ""

    @property
    def i_ord(self) -> str:
        """The mark as it is read out: «Fritt sykehjemsvalg, 2030: 24 mill. kroner»."""
        return f"{', '.join(filter(None, (self.navn, self.ar)))}: {self.verdi}"


def forenklet(svg: str, punkter: Sequence[Merkepunkt], kilde: str) -> str:
    """What matplotlib wrote, as a file of its own: the same drawing in as few words as it takes.

    ``punkter`` are the marks by their numbers; ``kilde`` says in the file where it is from.
    """
    rot = ET.fromstring(svg)
    utsnitt = {klipp.get("id", ""): _rektangel(klipp[0]) for klipp in rot.iter(f"{_SVG}clipPath")}
    bredde, hoyde = (rot.get(navn, "").removesuffix("pt") for navn in ("width", "height"))
    innhold = "".join(_skrevet(rot, utsnitt, punkter))
    brukt = {*re.findall(r'url\(#(\w+)\)|href="#(\w+)"', innhold)}
    navn = {ett for par in brukt for ett in par if ett}
    innhold = re.sub(
        r'<clipPath id="(\w+)">.*?</clipPath>\n', lambda m: m[0] if m[1] in navn else "", innhold, flags=re.S
    )
    innhold = innhold.replace("<defs>\n</defs>\n", "")
    om = f"<metadata>{_opphav(kilde)}</metadata>\n" if kilde else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" class="{TEGNING}" '
        f'width="{_kort(bredde)}pt" height="{_kort(hoyde)}pt" viewBox="0 0 {_kort(bredde)} {_kort(hoyde)}" '
        f'font-family="{SKRIFT}, sans-serif" stroke-linejoin="round">\n{om}{_grunn(bredde, hoyde)}{innhold}</svg>\n'
    )


def _opphav(kilde: str) -> str:
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:cc="http://creativecommons.org/ns#"><cc:Work>'
        f"<dc:source>{escape(kilde)}</dc:source></cc:Work></rdf:RDF>"
    )


def _grunn(bredde: str | float, hoyde: str | float) -> str:
    return f'<rect class="grunn" width="{_kort(bredde)}" height="{_kort(hoyde)}" fill="{HVIT}"/>\n'


Rektangel = tuple[float, float, float, float]


def _rektangel(rect: ET.Element) -> Rektangel:
    x, y, bredde, hoyde = (float(rect.get(navn, "0")) for navn in ("x", "y", "width", "height"))
    return x, y, x + bredde, y + hoyde


def _skrevet(
    rot: ET.Element, utsnitt: Mapping[str, Rektangel], punkter: Sequence[Merkepunkt], satt: str = ""
) -> Iterator[str]:
    """The elements below one, groups that say nothing left out; ``satt`` is how lines of text are set there."""
    for element in rot:
        slag, navn = element.tag.removeprefix(_SVG), element.get("id", "")
        match slag:
            case "metadata" | "style" | "title":
                continue
            case "g" if navn.startswith(PUNKT):
                punkt = punkter[int(navn.rpartition("-")[2])]
                yield f"<g{_om(punkt)}><title>{escape(punkt.i_ord)}</title>\n"
                yield from _skrevet(element, utsnitt, punkter)
                yield "</g>\n"
            case "g":
                if navn == "patch_1":  # the ground, which the file has once
                    continue
                hvordan = navn.rpartition("-")[2] if navn.startswith(LINJER) else satt
                inni = "".join(_skrevet(element, utsnitt, punkter, hvordan))
                ytre = _attributter(element, utsnitt)
                yield f"<g{ytre}>\n{inni}</g>\n" if ytre else inni
            case "defs":
                if under := "".join(_skrevet(element, utsnitt, punkter)):
                    yield f"<defs>\n{under}</defs>\n"
            case "text":
                yield _tekst(element, satt)
            case _:
                hode = f"<{slag}{_navn(slag, navn)}{_attributter(element, utsnitt)}"
                under = "".join(_skrevet(element, utsnitt, punkter))
                if slag == "path" and ' fill="none"' in hode and " stroke=" not in hode:
                    continue
                yield f"{hode}>{under}</{slag}>\n" if under else f"{hode}/>\n"


def _om(punkt: Merkepunkt) -> str:
    felt = {"navn": punkt.navn, "ar": punkt.ar, "verdi": punkt.verdi, "til": punkt.til}
    return ' class="punkt"' + "".join(f" data-{navn}={quoteattr(verdi)}" for navn, verdi in felt.items() if verdi)


def _navn(slag: str, navn: str) -> str:
    # Only what is referred to keeps its name, which is the drawing's own.
    return (
        f' id="{navn}"'
        if slag in {"clipPath", "pattern", "path"} and re.fullmatch(r"[phmC][0-9a-f_]{6,}", navn)
        else ""
    )


def _stil(element: ET.Element) -> dict[str, str]:
    deler = (del_.partition(":") for del_ in element.get("style", "").split(";"))
    return {navn.strip(): verdi.strip() for navn, _, verdi in deler if navn.strip()}


def _attributter(element: ET.Element, utsnitt: Mapping[str, Rektangel]) -> str:
    alle = {**element.attrib, **_stil(element)}
    ut: dict[str, str] = {}
    for navn, verdi in alle.items():
        if navn in {"style", "id"} or _GITT.get(navn) == verdi:
            continue
        if navn == _XLINK:
            ut["href"] = verdi
        elif navn in {"d", "points"}:
            ut[navn] = _bane(verdi)
        elif navn == "clip-path":
            klipp = utsnitt.get(verdi.removeprefix("url(#").removesuffix(")"))
            if klipp and _inni(element, klipp):
                continue
            ut[navn] = verdi
        elif verdi.startswith("#") and len(verdi) == 7:
            ut[navn] = verdi.lower()
        else:
            ut[navn] = _TALL.sub(lambda tall: _kort(tall[0]), verdi) if "url(" not in verdi else verdi
    return "".join(f" {navn}={quoteattr(verdi)}" for navn, verdi in ut.items())


def _inni(element: ET.Element, klipp: Rektangel) -> bool:
    """Whether a path lies whole within its clip, so that it needs none."""
    bane = element.get("d", "")
    if not bane or element.get("transform"):
        return False
    tall = [float(ett) for ett in _TALL.findall(bane)]
    x1, y1, x2, y2 = klipp
    return all(x1 <= x <= x2 for x in tall[::2]) and all(y1 <= y <= y2 for y in tall[1::2])


def _bane(d: str) -> str:
    kort = _TALL.sub(lambda tall: _kort(tall[0]), d)
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", re.sub(r"\s+", " ", kort)).strip()


def _kort(tall: str | float) -> str:
    """A number with two decimals at most, which is a fiftieth of a pixel."""
    kort = f"{float(tall):.2f}".rstrip("0").rstrip(".")
    return "0" if kort == "-0" else kort


def _tekst(element: ET.Element, satt: str) -> str:
    """A line of text where it stands, by the end that it is set by: typefaces differ in width."""
    stil, ord_ = _stil(element), element.text or ""
    x, y, dreid = float(element.get("x", 0)), float(element.get("y", 0)), 0.0
    dreiing = element.get("transform", "")
    if flyttet := re.search(r"translate\(([-\d.e]+)[ ,]([-\d.e]+)\)", dreiing):
        x, y = float(flyttet[1]), float(flyttet[2])
    if vridd := re.search(r"rotate\(([-\d.e]+)", dreiing):
        dreid = float(vridd[1])
    storrelse = float(stil.get("font-size", "10px").removesuffix("px"))
    vekt, anker = stil.get("font-weight", ""), stil.get("text-anchor", "start")
    if satt and not dreid:
        bredde = _bredde(ord_, storrelse, vekt)
        anker, x = _ANKER[satt], x + {"left": 0.0, "center": bredde / 2, "right": bredde}[satt]
    felt = {
        "x": _kort(x),
        "y": _kort(y),
        "font-size": _kort(storrelse),
        "font-weight": vekt,
        "font-style": stil.get("font-style", ""),
        "text-anchor": anker if anker != "start" else "",
        "fill": stil.get("fill", TEGNEBLEKK).lower(),
        "opacity": stil.get("opacity", ""),
        "transform": f"rotate({_kort(dreid)} {_kort(x)} {_kort(y)})" if dreid else "",
    }
    attributter = "".join(f' {navn}="{verdi}"' for navn, verdi in felt.items() if verdi)
    return f"<text{attributter}>{escape(ord_)}</text>\n"


def _bredde(tekst: str, storrelse: float, vekt: str) -> float:
    """How wide a line is in the drawings' own typeface, in the unit of ``storrelse``."""
    from matplotlib.textpath import text_to_path

    return float(text_to_path.get_text_width_height_descent(tekst, _skrift(storrelse, vekt), False)[0])


@cache
def _skrift(storrelse: float, vekt: str) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=SKRIFT, size=storrelse, weight=int(vekt) if vekt.isdecimal() else vekt or "normal")


# --- in a page -------------------------------------------------------------------------------------

_HODE: Final = re.compile(r"^<\?xml.*?\?>\s*", re.S)
_ROT: Final = re.compile(r'<svg [^>]*?viewBox="([^"]+)"[^>]*>\s*')
_GRUNN: Final = re.compile(r'<rect class="grunn"[^>]*/>\s*')
_UTENFOR: Final = re.compile(r"<metadata>.*?</metadata>\s*", re.S)
# Where a group begins, a mark's or another that may be in one, and where it ends.
_GRUPPE: Final = re.compile(r'<g class="punkt"([^>]*)>|<g[ >][^>]*>|</g>')
# Colours that the page itself has: what is drawn on, and what is drawn with.
_SIDENS: Final = {HVIT: "--effekt-paper", TEGNEBLEKK: "--effekt-ink"}


def er_tegning(svg: str) -> bool:
    """Whether a picture is a drawing of the book's, which a page may have in it."""
    return f'class="{TEGNING}"' in svg[:500]


def i_siden(svg: str, klasse: str, sagt: str, lenke: Callable[[str], str]) -> str:
    """The drawing as a part of a page, under a class; ``sagt`` is read to who does not see it.

    ``lenke`` gives the address of what a mark leads to, as the page has it, or nothing where it leads nowhere.
    """
    ramme = _ROT.search(svg)
    assert ramme
    innhold = _UTENFOR.sub("", _GRUNN.sub("", svg[ramme.end() :]))
    innhold = _FARGE.sub(lambda m: f'{m[1]}="var({fargenavn(m[2])})"', innhold)
    innhold = _med_merker(innhold, lenke)
    rolle = "group" if 'class="punkt"' in innhold else "img"
    return (
        f'<svg class="{klasse}" viewBox="{ramme[1]}" role="{rolle}" aria-label={quoteattr(sagt)} '
        f'stroke-linejoin="round">\n{innhold.strip()}\n'
    )


def _med_merker(innhold: str, lenke: Callable[[str], str]) -> str:
    """The drawing with its marks as a page has them: what can be gone to, or what is only pointed at."""
    slutter: list[str] = []

    def skrevet(gruppe: re.Match[str]) -> str:
        if gruppe[0] == "</g>":
            return slutter.pop()
        if gruppe[1] is None:
            slutter.append("</g>")
            return gruppe[0]
        til = re.search(r' data-til="([^"]*)"', gruppe[1])
        adresse = lenke(til[1]) if til else ""
        resten = gruppe[1].replace(til[0], "") if til else gruppe[1]
        slutter.append("</a>" if adresse else "</g>")
        if adresse:
            return f'<a class="punkt"{resten} href={quoteattr(adresse)} tabindex="-1">'
        return f'<g class="punkt"{resten} role="img">'

    return _GRUPPE.sub(skrevet, innhold)


def fargenavn(farge: str) -> str:
    """The custom property that a colour of a drawing goes by in a page."""
    return _SIDENS.get(farge, f"--tegnet-{farge[1:]}")


def farger_i(tegninger: Iterable[str]) -> list[str]:
    """The colours of drawings that the page has none of itself, each once."""
    return sorted({m[2] for svg in tegninger for m in _FARGE.finditer(svg)} - _SIDENS.keys())


def fargeregler(farger: Iterable[str], papir: str) -> dict[str, tuple[str, str]]:
    """Each colour's property, and its value in light view and in dark, on that ground (``papir``).

    In dark view a colour has the contrast to the ground that it has to white in light view, so any two differ as much.
    """
    return {fargenavn(farge): (farge, motstykke(farge, papir)) for farge in farger}


def med_tegnefarger(css: str, tegninger: Iterable[str]) -> str:
    """The style sheet with what each colour of the drawings is in light and in dark view, as its last rules.

    Where the reader's system sets the colours, it says which of the two its ground is.
    """
    farger = fargeregler(
        farger_i(svg for svg in tegninger if er_tegning(svg)), tokener(css)["mork"].get("paper", SVART)
    )
    lys, mork = ("".join(f"  {navn}: {par[nr]};\n" for navn, par in farger.items()) for nr in (0, 1))
    valgt = "".join(
        f"\n@media (forced-colors: active) and (prefers-color-scheme: {scheme}) {{\n:root[lang] {{\n{regler}}}\n}}\n"
        for scheme, regler in (("light", lys), ("dark", mork))
    )
    return f'{css}\n:root {{\n{lys}}}\n\n@media screen {{\n:root[data-visning="mork"] {{\n{mork}}}\n}}\n{valgt}'


# --- to be taken along -----------------------------------------------------------------------------

_MARG: Final = 16.0
_LINJE: Final = 1.3  # of the size of the text


@dataclass(frozen=True)
class Bildetekst:
    """What a picture says of itself when it stands alone: what it shows, of what, from where, and which edition."""

    tittel: str
    undertittel: str
    kilder: Sequence[str]
    fot: str = ""


def som_bilde(svg: str, tekst: Bildetekst) -> str:
    """The drawing with its title above it, and source, address and date below: a file that stands alone."""
    ramme = _ROT.search(svg)
    assert ramme
    bredde, hoyde = (float(tall) for tall in ramme[1].split()[2:])
    over: list[str] = []
    y = _MARG
    for ord_, storrelse, vekt in ((tekst.tittel, 15.0, "700"), (tekst.undertittel, 10.5, "")):
        linjer = _linjer(ord_, bredde, storrelse, vekt)
        over += _satt(linjer, y, storrelse, vekt, TEGNEBLEKK)
        y += len(linjer) * storrelse * _LINJE + 3
    topp = y + 6
    y = topp + hoyde + 8
    under: list[str] = []
    for ord_ in (" ".join(f"{kilde.rstrip('.')}." for kilde in tekst.kilder), tekst.fot):
        linjer = _linjer(ord_, bredde, 8.5, "")
        under += _satt(linjer, y, 8.5, "", _DEMPET)
        y += len(linjer) * 8.5 * _LINJE + (2 if linjer else 0)
    hele = (bredde + 2 * _MARG, y + _MARG - 4)
    innhold = _GRUNN.sub("", re.sub(r' data-\w+="[^"]*"', "", svg[ramme.end() :])).removesuffix("</svg>\n")
    om, _, tegning = innhold.rpartition("</metadata>\n")
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="{_kort(hele[0])}pt" '
        f'height="{_kort(hele[1])}pt" viewBox="0 0 {_kort(hele[0])} {_kort(hele[1])}" '
        f'font-family="{SKRIFT}, sans-serif" stroke-linejoin="round">\n<title>{escape(tekst.tittel)}</title>\n'
        f"{om + '</metadata>' if om else ''}{_grunn(*hele)}{''.join(over)}"
        f'<g transform="translate({_kort(_MARG)} {_kort(topp)})">\n{tegning}</g>\n{"".join(under)}</svg>\n'
    )


_DEMPET: Final = "#4f5a67"


def _satt(linjer: Sequence[str], topp: float, storrelse: float, vekt: str, farge: str) -> Iterator[str]:
    """Lines of text from the left margin, the first with its top there."""
    for nr, linje in enumerate(linjer):
        y = topp + storrelse * (nr * _LINJE + 0.8)
        tung = f' font-weight="{vekt}"' if vekt else ""
        yield (
            f'<text x="{_kort(_MARG)}" y="{_kort(y)}" font-size="{_kort(storrelse)}"{tung} fill="{farge}">'
            f"{escape(linje)}</text>\n"
        )


def _linjer(tekst: str, bredde: float, storrelse: float, vekt: str) -> list[str]:
    """The text in lines that are no wider; a word that is stands alone."""
    linjer: list[str] = []
    for ord_ in tekst.split(" "):
        utvidet = f"{linjer[-1]} {ord_}" if linjer else ord_
        if linjer and _bredde(utvidet, storrelse, vekt) <= bredde:
            linjer[-1] = utvidet
        elif ord_:
            linjer.append(ord_)
    return linjer
