"""What a link to a page shows elsewhere: description, title and picture; and the site's own icon.

The picture has the page's title and its first sentences, with what the reservation on every page says, and is the same
bytes every time: its fonts are those that matplotlib brings. Other sites fetch it by its full address, which a book has
when utgivelse.yml says where it is published; till then the address is from the page.
"""

import posixpath
import re
import textwrap
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from effekt.site import search

ICON: Final = "ikon.svg"
_FOLDER: Final = "delt"
WIDTH, HEIGHT = 1200, 630
# A search engine shows about so many characters, and a sentence shorter than the least says little.
_MOST, _LEAST = 200, 60
_MARGIN: Final = 80
_FONTS: Final = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
# What a paragraph that opens a page may stand in.
_AROUND: Final = (nodes.document, nodes.section, nodes.container)
_NOT_TEXT: Final = re.compile(r"effekt-|kort|hovedtall|sd-|vei|utelatt|fastlenke|uskrevet|konsoll")


def description_of(doctree: nodes.document) -> str:
    """The page's first paragraph of running text, as much of it as a preview has room for; empty where it has none."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = " ".join(search.visible_text(paragraph).split())
        # What ends in a colon leads to a list, and says nothing without it.
        if len(text) >= _LEAST and not text.endswith(":") and _is_running_text(paragraph):
            return shortened(text, _MOST)
    return ""


def _is_running_text(paragraph: nodes.Element) -> bool:
    above = paragraph.parent
    while above is not None:
        if not isinstance(above, _AROUND) or any(_NOT_TEXT.match(name) for name in above.get("classes", ())):
            return False
        above = above.parent
    return True


def shortened(text: str, most: int) -> str:
    """The text within ``most`` characters: whole sentences where one fits, else whole words and an ellipsis."""
    if len(text) <= most:
        return text
    whole = re.match(rf".{{{_LEAST},{most - 1}}}[.!?](?=\s)", text)
    return whole[0] if whole else textwrap.shorten(text, most, placeholder=" …")


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the page's head its description and preview, and make the picture."""
    if doctree is None or app.builder.name != "html":
        return
    title = app.env.titles[page].astext()
    text = description_of(doctree)
    picture = f"{_FOLDER}/{page.removeprefix('book/')}.png"
    file = Path(app.outdir) / picture
    file.parent.mkdir(parents=True, exist_ok=True)
    colours = context["farger"]["lys"]
    file.write_bytes(as_png(picture_of(context["docstitle"], title, text, context["utgivelse"].merknad or "", colours)))
    base = app.config.html_baseurl
    address = quote(picture)
    context["omtale"] = {
        "tittel": title,
        "tekst": text,
        "bilde": posixpath.join(base, address) if base else relative_uri(app.builder.get_target_uri(page), address),
        "bredde": WIDTH,
        "hoyde": HEIGHT,
    }


def picture_of(book: str, title: str, text: str, remark: str, colours: Mapping[str, str]) -> str:
    """The preview as SVG: the book, the page's title, its first sentences, and the reservation at the foot."""
    lines: list[str] = []
    y = _MARGIN + 30

    def write(said: str, size: int, most: int, colour: str, weight: int = 400) -> None:
        nonlocal y
        # A letter is some 0.6 of its height wide; bold ones more.
        wide = int((WIDTH - 2 * _MARGIN) / (size * (0.66 if weight > 400 else 0.58)))
        for line in textwrap.wrap(said, wide, max_lines=most, placeholder=" …"):
            y += round(size * 1.25)
            lines.append(
                f'<text x="{_MARGIN}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">'
                f"{escape(line)}</text>"
            )

    write(book, 28, 1, colours["muted"])
    y += 20
    write(title, 60, 3, colours["ink"], 700)
    y += 20
    write(text, 32, 4 if y < 350 else 3, colours["ink"])
    y = HEIGHT - 90
    write(remark, 22, 2, colours["muted"])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="DejaVu Sans">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours["paper"]}"/>'
        f'<rect width="{WIDTH}" height="20" fill="{colours["accent"]}"/>{"".join(lines)}</svg>'
    )


def as_png(svg: str) -> bytes:
    """The SVG as PNG, with the fonts that come with the program and none of the machine's."""
    from resvg_py import svg_to_bytes

    found = find_spec("matplotlib")
    assert found
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0], "mpl-data/fonts/ttf")
    return bytes(svg_to_bytes(svg_string=svg, font_files=[str(folder / f) for f in _FONTS], skip_system_fonts=True))


def icon(colours: Mapping[str, str]) -> str:
    """The site's icon as SVG: three columns that grow, in the book's own colours."""
    columns = "".join(f'<rect x="{6 + 7 * nr}" y="{20 - 6 * nr}" width="5" height="{6 + 6 * nr}"/>' for nr in range(3))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="5" fill="{colours["accent"]}"/>'
        f'<g fill="{colours["on_accent"]}">{columns}</g></svg>'
    )
