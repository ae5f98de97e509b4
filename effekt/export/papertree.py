"""A page's document tree made fit for paper: what only a screen can use is taken away or unfolded.

- Buttons, downloads and permanent addresses go out, and what leads to pages of the site alone.
- What unfolds on the screen is open, or stands in the appendix.
- A card's years are a table, which on the screen are boxes.
- Names are the page's own, so that all pages can stand in one document.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from effekt.display.blocks import NOTER, VERKTOY

_LOG = logging.getLogger(__name__)
SITE_ONLY: Final = "bare-nett"  # as a class, as a tag of a notebook's cell, or in a page's front matter
ANNEX: Final = "vedlegg"  # as a tag of a notebook's cell: what the page has stands in the annex
# What templates and notebooks mark as of no use on paper.
_SCREEN_ONLY: Final = frozenset({"effekt-nedlasting", "fastlenke", SITE_ONLY, f"tag_{SITE_ONLY}", "headerlink"})
_WRAPPERS: Final = frozenset({"cell", "cell_output", "cell_input"})
_SUMMARY, _BODY = "sd-summary-text", "sd-summary-content"
APPENDIX: Final = "vedlegg"


@dataclass
class Listed:
    """Something that the front matter lists: its name in the document, its text."""

    anchor: str
    text: str


@dataclass
class Lists:
    """Figures, tables and cards in the order they stand, what goes into the appendix, and what is on the site alone."""

    figures: list[Listed] = field(default_factory=list)
    tables: list[Listed] = field(default_factory=list)
    cards: list[Listed] = field(default_factory=list)
    behind: list[nodes.Element] = field(default_factory=list)
    site_only: list[str] = field(default_factory=list)


def slug(docname: str) -> str:
    """A page's name inside the one document: «hls-3-4-sykehjemsetaten»."""
    return docname.removeprefix("book/").replace("/", "-")


def for_paper(doctree: nodes.document, docname: str, lists: Lists, left_out: Collection[str] = ()) -> None:
    """Change the resolved tree of a page in place, and list what it holds; ``left_out`` pages are not on paper."""
    _remove(doctree)
    lists.site_only += _remove_emptied(doctree)
    _remove_signposts(doctree, left_out)
    _prefix(doctree, docname)
    for years in list(_with_class(doctree, "kort-ar")):
        years.replace_self(_table_of_years(years))
    notes = list(doctree.findall(nodes.footnote))
    for dropdown in list(_with_class(doctree, "sd-dropdown")):
        _unfold(dropdown, lists, notes)
    _collect(doctree, lists)


def _classes(node: nodes.Node) -> frozenset[str]:
    return frozenset(node.get("classes", ())) if isinstance(node, nodes.Element) else frozenset()


def _with_class(tree: nodes.Node, name: str) -> Iterator[nodes.Element]:
    yield from tree.findall(lambda node: name in _classes(node))


def _remove(doctree: nodes.document) -> None:
    def unwanted(node: nodes.Node) -> bool:
        return bool(_classes(node) & _SCREEN_ONLY) or isinstance(
            node, nodes.comment | addnodes.download_reference | addnodes.toctree | addnodes.index
        )

    for node in list(doctree.findall(unwanted)):
        node.parent.remove(node)
        if isinstance(node.parent, nodes.legend) and not node.parent.children:
            node.parent.parent.remove(node.parent)
    for image in doctree.findall(nodes.image):
        if not image.get("alt"):  # docutils would let its file name do
            _LOG.warning("bildet %s mangler tekst for dem som ikke ser det (alt)", image["uri"])
    # From the inside out, so that a wrapper of empty wrappers is empty when its turn comes.
    for node in reversed(list(doctree.findall(lambda n: bool(_classes(n) & _WRAPPERS)))):
        if node.get("ids") and node.children:
            node.children[0]["ids"] += node["ids"]
        node.parent[node.parent.index(node) : node.parent.index(node) + 1] = node.children


def _remove_emptied(doctree: nodes.document) -> list[str]:
    """Take out the sections that have nothing but their title left; their titles."""
    empty = [n for n in doctree.findall(nodes.section) if len(n.children) == 1 and n.parent is not doctree]
    for section in empty:
        section.parent.remove(section)
    return [section.astext() for section in empty]


def _remove_signposts(doctree: nodes.document, left_out: Collection[str]) -> None:
    """Take out the sentences that send the reader to a page or file that only the site has."""
    for link in list(doctree.findall(nodes.reference)):
        page = link.get("refuri", "").removeprefix("#").partition("#")[0]
        if page not in left_out and "nedlasting" not in _classes(link):
            continue
        paragraph: nodes.Element = link
        while not isinstance(paragraph, nodes.paragraph | nodes.document):
            paragraph = paragraph.parent
        if ". " in _flat(paragraph) or isinstance(paragraph, nodes.document):
            _LOG.warning(
                "avsnittet «%s» viser til noe som bare nettstedet har. La henvisningen stå i et "
                "avsnitt for seg, eller merk avsnittet %s",
                _flat(paragraph), SITE_ONLY,
            )  # fmt: skip
        elif paragraph in paragraph.parent.children:  # not gone with an earlier one
            paragraph.parent.remove(paragraph)


def _prefix(doctree: nodes.document, docname: str) -> None:
    own = slug(docname) + "--"
    for node in doctree.findall(nodes.Element):
        for key in ("ids", "backrefs"):
            if node.get(key):
                node[key] = [own + name for name in node[key]]
        if node.get("refid"):
            node["refid"] = own + node["refid"]
        address = node.get("refuri", "")
        if address.startswith("#") and "#" in address[1:]:
            page, _, name = address[1:].partition("#")
            node["refuri"] = f"#{page}--{name}" if name else f"#{page}"


def _unfold(dropdown: nodes.Element, lists: Lists, notes: Sequence[nodes.footnote]) -> None:
    title = next(_with_class(dropdown, _SUMMARY)).astext()
    body = list(next(_with_class(dropdown, _BODY)).children)
    figure = _figure_before(dropdown)
    if figure is None:
        within = any("utfoldet" in _classes(over) for over in _above(dropdown))
        dropdown.replace_self(_open(title, body, within))
        return
    alternative = {image.get("alt") for image in figure.findall(nodes.image)}
    rest = [n for n in body if not isinstance(n, nodes.paragraph) or _flat(n) not in alternative]
    anchor = f"{APPENDIX}--{figure['ids'][0]}"
    # A note stands in the same document as its mark.
    marks = {mark["refid"] for n in rest for mark in n.findall(nodes.footnote_reference)}
    own = [note.deepcopy() for note in notes if marks & {*note["ids"]}]
    lists.behind.append(nodes.container("", *rest, *own, ids=[anchor], classes=["bak-figuren"]))
    link = nodes.reference("", title, internal=True, refuri=f"#{anchor}", classes=["til-side"])
    dropdown.replace_self(nodes.paragraph("", "", link, classes=["til-vedlegg"]))


def _above(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _flat(node: nodes.Node) -> str:
    return str(node.astext()).replace("\n", " ")


def _figure_before(node: nodes.Element) -> nodes.Element | None:
    """The figure that a fold in the line under it belongs to."""
    line = node.parent
    if VERKTOY not in _classes(line):
        return None
    before = line.parent.children[: line.parent.index(line)]
    last = next((n for n in reversed(before) if not isinstance(n, nodes.target) and NOTER not in _classes(n)), None)
    return last if isinstance(last, nodes.figure) else None


def _open(title: str, body: Sequence[nodes.Node], within: bool) -> nodes.container:
    """What was folded, under its title; a table whose caption says the same needs none, nor what lies in a fold."""
    captions = [title_of(t) for n in body for t in n.findall(nodes.table)]
    said = within or any(caption and title.startswith(caption) for caption in captions)
    heading = [] if said else [nodes.paragraph("", title, classes=["utfoldet-tittel"])]
    return nodes.container("", *heading, *body, classes=["utfoldet"])


def _table_of_years(years: nodes.Element) -> nodes.Element:
    """The years over their amounts."""
    pairs = [
        [paragraph.astext() for paragraph in box.findall(nodes.paragraph)] for box in _with_class(years, "kort-arstall")
    ]
    return table([[year for year, _ in pairs], [amount for _, amount in pairs]], ["kort-ar"])


def table(rows: Sequence[Sequence[str]], classes: list[str]) -> nodes.table:
    """A table of plain text, the first row being the columns' heads."""

    def row(cells: Sequence[str]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))

    group = nodes.tgroup("", cols=len(rows[0]))
    group += [nodes.colspec(colwidth=1) for _ in rows[0]]
    group += nodes.thead("", row(rows[0]))
    group += nodes.tbody("", *map(row, rows[1:]))
    return nodes.table("", group, classes=["colwidths-auto", *classes])


def _collect(doctree: nodes.document, lists: Lists) -> None:
    def add(to: list[Listed], kind: type[nodes.Element], text: Callable[[nodes.Element], str]) -> None:
        to += [Listed(n["ids"][0], text(n)) for n in doctree.findall(kind) if n.get("names")]

    add(lists.figures, nodes.figure, lambda n: _text_of(n, nodes.caption))
    add(lists.tables, nodes.table, lambda n: _text_of(n, nodes.title))
    for card in _with_class(doctree, "kort"):
        if card["ids"]:
            id_, name = (next(_with_class(card, c)).astext() for c in ("kort-id", "kort-navn"))
            # The source counts the example among its tables.
            to = lists.tables if id_.startswith("Tabell") else lists.cards
            to.append(Listed(card["ids"][0], f"{id_.partition(' · ')[0]} {name}"))


def _text_of(node: nodes.Element, kind: type[nodes.Element]) -> str:
    found = node.next_node(kind)
    return "".join(_flat(n) for n in found.children if not is_unit(n)) if found is not None else ""


def is_unit(node: nodes.Node) -> bool:
    """Whether a piece of a table's caption is what its amounts are, and not what it is called."""
    return "effekt-undertittel" in _classes(node)


def title_of(table: nodes.Element) -> str:
    """What a table is called, without what its amounts are; empty for one without a caption."""
    return _text_of(table, nodes.title)
