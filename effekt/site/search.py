"""What the search page searches: every section, measure, figure and table of the book as plain text.

Sphinx's own index knows pages only, and must fetch a page to quote it, which a browser forbids for
pages opened from a folder. This one is two scripts that the search page alone loads: first what most ask for, and
after it the rest and what the cells of tables hold, so that the first answer does not wait for the registers.

Index and query go through the same stemmer (Snowball's, which Sphinx ships); ranking is BM25. The text is collected
at ``doctree-resolved``: before that, the tree holds every MIME type of each output. pagefind would do much of it, but
fetches too.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.search.no import SearchNorwegian

from effekt.display.blocks import VERKTOY
from effekt.export.papertree import is_unit
from effekt.model.program import Synonymer
from effekt.reading.documents import les_yaml

SYNONYM_FILE: Final = "felles/synonymer.yml"
FIRST_SCRIPT: Final = "sokedata.js"
SECOND_SCRIPT: Final = "sokeresten.js"
# Text that the first one has room for, however large the book: some 60 kB as a server sends it.
_FIRST_BYTES: Final = 200_000
# What the label of a measure's card begins with, after the sector: «kort-sye1».
CARD: Final = "kort-"

# What a place is: the search page has these as choices.
CHAPTER: Final = "kapittel"
MEASURE: Final = "tiltak"
FIGURE: Final = "figur"
TABLE: Final = "tabell"
REGISTER: Final = "kilde"

# Words about a published object that say nothing of what it shows.
_APPARATUS: Final = {"effekt-nedlasting", "fastlenke", "effekt-kilde"}
_INVISIBLE: Final = (nodes.comment, nodes.raw, nodes.target, nodes.label, nodes.footnote_reference, nodes.literal_block)
# Words of a question that its answer need not have, beside Snowball's.
_STOP_WORDS: Final = {"får", "gir", "gjør", "går", "kr", "kroner", "mye"}


class SearchPlace(NamedTuple):
    """A place that a hit leads to: the anchor on its page, what it is, its title, and the text there.

    ``celler`` is what tables have in their cells; ``kode`` a measure's («sye1»), on its card.
    """

    anker: str
    slag: str
    tittel: str
    tekst: str
    celler: str = ""
    kode: str = ""


@dataclass
class _Gathered:
    """A place while its text is gathered."""

    anker: str
    slag: str
    tittel: str
    kode: str = ""
    tekst: list[str] = field(default_factory=list)
    celler: list[str] = field(default_factory=list)

    def place(self) -> SearchPlace:
        tekst, celler = ("\n".join(_one_line(bit) for bit in bits if bit.strip()) for bits in (self.tekst, self.celler))
        return SearchPlace(self.anker, self.slag, self.tittel, tekst, celler, self.kode)


def places_in(doctree: nodes.document, own: Mapping[str, str]) -> list[SearchPlace]:
    """Return the places of a page: its sections, and the objects that have an id of ``own``.

    That maps an id to the object's label without its sector: «kort-sye1», «figur-7». What stands in a cell or a
    paragraph is a line of the text, so that two numbers beside each other are not read as one.
    """
    found: list[_Gathered] = []
    _gather(doctree, _Gathered("", CHAPTER, ""), found, own)
    page, one, *_ = [*found, None, None]
    if page and one and one.kode and not page.tekst:
        # The page of a measure has its name for a heading, and the measure is what a reader looks for there.
        one.tittel, page.tittel = f"{page.tittel} ({one.kode.upper()})", ""
    return [one.place() for one in found if one.tittel or one.tekst or one.celler]


def _gather(element: nodes.Element, into: _Gathered, found: list[_Gathered], own: Mapping[str, str]) -> None:
    """Put the text of an element into ``into``; what is a place by itself is put into ``found``."""
    for child in element.children:
        if not isinstance(child, nodes.Element) or isinstance(child, _INVISIBLE):
            continue
        if _APPARATUS.intersection(child.get("classes", ())) or _offers_file(child):
            continue
        if isinstance(child, nodes.section):
            title = child.next_node(nodes.title)
            found.append(_Gathered(child["ids"][0], CHAPTER, _one_line(visible_text(title)) if title else ""))
            _gather(child, found[-1], found, own)
        elif into.slag == CHAPTER and (place := _object(child, own)):
            found.append(place)
            _gather(child, place, found, own)
        elif VERKTOY in child["classes"]:
            # The numbers that are folded under a figure are the figure's own.
            (found[-1] if found else into).celler.extend(" ".join(_paragraphs(c)) for c in child.findall(nodes.entry))
        elif isinstance(child, nodes.image):
            into.tekst.append(child.get("alt", ""))
        elif isinstance(child, nodes.entry) and into.slag != MEASURE:
            into.celler.append(" ".join(_paragraphs(child)))
        elif not isinstance(child, nodes.TextElement):
            _gather(child, into, found, own)
        # What a place is called stands in its title.
        elif not isinstance(child, nodes.title | nodes.caption) or into.slag == MEASURE:
            into.tekst.append(visible_text(child))


def _offers_file(element: nodes.Element) -> bool:
    """Whether it is a line that offers something to download, which is found where it is shown."""
    return isinstance(element, nodes.TextElement) and element.next_node(download_reference) is not None


def _object(element: nodes.Element, own: Mapping[str, str]) -> _Gathered | None:
    """Begin the place of a published object, or of the box made for a table, with what stands around it."""
    table = element if isinstance(element, nodes.table) else element.next_node(nodes.table)
    boxed = [table] if table and "effekt-tabellboks" in element["classes"] else []
    anker = next((i for node in (element, *boxed) for i in node["ids"] if i in own), None)
    if anker is None:
        return None
    name = own[anker]
    if isinstance(element, nodes.figure) or name.startswith(FIGURE):
        slag = FIGURE
    elif name.startswith(CARD) or ("kort" in element["classes"] and not name.startswith(TABLE)):
        slag = MEASURE
    else:
        slag = REGISTER if table and "register" in table["classes"] else TABLE
    kode = name.removeprefix(CARD) if name.startswith(CARD) else ""
    return _Gathered(anker, slag, _one_line(_title(element)), kode)


def _paragraphs(element: nodes.Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, nodes.TextElement):
            yield visible_text(child)
        elif isinstance(child, nodes.Element):
            yield from _paragraphs(child)


def _one_line(text: str) -> str:
    """The text on one line; a space that keeps a number together stays what it is."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


def visible_text(node: nodes.Node) -> str:
    """Return the text of a piece as the reader sees it: without the HTML and the drawings inside it."""
    if not isinstance(node, nodes.Element):
        return str(node.astext())
    return "".join(visible_text(barn) for barn in node.children if not isinstance(barn, _INVISIBLE))


def _title(element: nodes.Element) -> str:
    """What an object is called: a card's code and name, or a figure's or table's caption."""
    for klasse in ("kort-hode", "effekt-plassholder-tittel"):
        for hode in element.findall(nodes.container):
            if klasse in hode["classes"]:
                return ": ".join(visible_text(p) for p in list(hode.findall(nodes.paragraph))[:2])
    return caption_of(element)


def caption_of(element: nodes.Element) -> str:
    """What a figure or a table is called, without what its amounts are; empty for what has no caption."""
    caption = element.next_node(nodes.caption) or element.next_node(nodes.title)
    return "".join(visible_text(n) for n in caption.children if not is_unit(n)) if caption else ""


def read_synonyms(data: Path) -> tuple[tuple[str, ...], ...]:
    """Return the groups of words that find each other, from a data folder; none without the file."""
    fil = data / SYNONYM_FILE
    return les_yaml(fil, Synonymer).synonymer if fil.is_file() else ()


def as_scripts(
    pages: Sequence[tuple[str, str, Sequence[SearchPlace]]], synonyms: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Return the scripts that give the search page its data, by file: pages are (address, title, places).

    The first one has every place, and the text of as many as it has room for: measures, then pages as they are read.
    The second has the other texts and all cells, each by the numbers of its page and place.
    """
    numbered = [(page, nr, p) for page, (_, _, places) in enumerate(pages) for nr, p in enumerate(places)]
    first = _first_texts(numbered)
    data = {
        "sider": [
            (
                address,
                title,
                [
                    (p.anker, p.slag, p.tittel, p.tekst if (page, nr) in first else "", *([p.kode] if p.kode else []))
                    for nr, p in enumerate(places)
                ],
            )
            for page, (address, title, places) in enumerate(pages)
        ],
        "synonymer": synonyms,
        "stoppord": sorted(SearchNorwegian.stopwords | _STOP_WORDS),
    }
    rest = [
        (page, nr, text)
        for page, nr, p in numbered
        if (text := "\n".join(t for t in ("" if (page, nr) in first else p.tekst, p.celler) if t))
    ]
    return {FIRST_SCRIPT: _call("sokedata", data), SECOND_SCRIPT: _call("sokeresten", rest)}


def _first_texts(numbered: Sequence[tuple[int, int, SearchPlace]]) -> set[tuple[int, int]]:
    """The places, by page and number, whose texts the first script has."""
    first, size = set(), 0
    for page, nr, place in sorted(numbered, key=lambda one: one[2].slag != MEASURE):
        size += len(place.tekst.encode())
        if size > _FIRST_BYTES:
            break
        first.add((page, nr))
    return first


def _call(function: str, data: Any) -> str:
    return f"{function}({json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n"
