"""What the search page searches: every section, card, figure and table of the book as plain text.

Sphinx's own index knows pages only, and must fetch a page to quote it, which a browser forbids for
pages opened from a folder. This one is a script that the search page alone loads.

Index and query go through the same stemmer (Snowball's, which Sphinx ships); ranking is BM25. The text is collected
at ``doctree-resolved``: before that, the tree holds every MIME type of each output. pagefind would do much of it, but
fetches too.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from docutils import nodes

from effekt.export.papertree import is_unit
from effekt.model.program import Synonymer
from effekt.reading.documents import les_yaml

SYNONYM_FILE: Final = "felles/synonymer.yml"
# Words about a published object that say nothing of what it shows.
_DOWNLOADS: Final = {"effekt-nedlasting", "fastlenke"}

_INVISIBLE: Final = (nodes.comment, nodes.raw, nodes.target, nodes.label, nodes.footnote_reference)


class SearchPlace(NamedTuple):
    """A place that a hit leads to: the anchor on its page, its title, and the text there."""

    anker: str
    tittel: str
    tekst: str


def places_in(doctree: nodes.document, egne: Collection[str]) -> list[SearchPlace]:
    """Return the places of a page: its sections, and the objects whose ids are among ``egne``."""
    return [
        SearchPlace(anker, tittel, " ".join(" ".join(biter).split()))
        for anker, tittel, biter in _parts(doctree, egne)
        if biter
    ]


def _parts(doctree: nodes.document, egne: Collection[str]) -> Iterator[tuple[str, str, Sequence[str]]]:
    funnet: list[tuple[str, str, list[str]]] = []

    def ny(anker: str, tittel: str) -> list[str]:
        funnet.append((anker, tittel, []))
        return funnet[-1][2]

    def gjennom(element: nodes.Element, biter: list[str], i_eget: bool) -> None:
        for barn in element.children:
            if not isinstance(barn, nodes.Element) or isinstance(barn, _INVISIBLE):
                continue
            if _DOWNLOADS.intersection(barn.get("classes", ())):
                continue
            if isinstance(barn, nodes.section):
                tittel = barn.next_node(nodes.title)
                gjennom(barn, ny(barn["ids"][0], visible_text(tittel) if tittel else ""), False)
            elif not i_eget and (eget := next((i for i in barn["ids"] if i in egne), None)):
                gjennom(barn, ny(eget, _title(barn)), True)
            elif not i_eget and (inni := _table_in(barn, egne)):
                gjennom(barn, ny(next(i for i in inni["ids"] if i in egne), _title(inni)), True)
            elif isinstance(barn, nodes.TextElement):
                if not isinstance(barn, nodes.title) or i_eget:
                    biter.append(visible_text(barn))
            else:
                gjennom(barn, biter, i_eget)

    gjennom(doctree, [], False)
    yield from funnet


def visible_text(node: nodes.Node) -> str:
    """Return the text of a piece as the reader sees it: without the HTML and the drawings inside it."""
    if not isinstance(node, nodes.Element):
        return str(node.astext())
    return "".join(visible_text(barn) for barn in node.children if not isinstance(barn, _INVISIBLE))


def _table_in(boks: nodes.Element, egne: Collection[str]) -> nodes.Element | None:
    """Return the table of a box made for it, with what stands under the table."""
    if "effekt-tabellboks" not in boks["classes"]:
        return None
    tabell = boks.next_node(nodes.table)
    return tabell if tabell and any(i in egne for i in tabell["ids"]) else None


def _title(element: nodes.Element) -> str:
    """What an object is called: a card's code and name, or a figure's or table's caption."""
    for klasse in ("kort-hode", "effekt-plassholder-tittel"):
        for hode in element.findall(nodes.container):
            if klasse in hode["classes"]:
                return ": ".join(visible_text(p) for p in list(hode.findall(nodes.paragraph))[:2])
    tittel = element.next_node(nodes.caption) or element.next_node(nodes.title)
    return "".join(visible_text(n) for n in tittel.children if not is_unit(n)) if tittel else ""


def read_synonyms(data: Path) -> tuple[tuple[str, ...], ...]:
    """Return the groups of words that find each other, from a data folder; none without the file."""
    fil = data / SYNONYM_FILE
    return les_yaml(fil, Synonymer).synonymer if fil.is_file() else ()


def as_script(sider: Sequence[tuple[str, str, Sequence[SearchPlace]]], synonymer: Sequence[Sequence[str]]) -> str:
    """Return the script that gives the search page its data: pages (address, title, places), synonyms."""
    data = {"sider": sider, "synonymer": synonymer}
    return f"const SOKEDATA = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"
