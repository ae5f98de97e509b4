"""Tables of the site: numbers to the right, what the columns are called in each row, lists to choose rows by.

A table's cells say what they are before anything is written, so that site, paper and Word agree (``prepare_tables``).
The lists are written with the page, and hidden till the script comes: then nothing moves. What a cell holds besides
words is drawn here too.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from docutils import nodes
from docutils.nodes import make_id
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from effekt.display import drawn_cells
from effekt.display.cells import er_tall, tallkolonner
from effekt.export.papertree import title_of

STACKED: Final = "stables"  # a table that becomes blocks, one a row, where there is no room
_UNIT: Final = "effekt-undertittel"
_CHOICE: Final = re.compile(r"utvalg-(del-)?(\d+)")
_DRAWN: Final = "tegnet"
_FEW: Final = 12  # rows that are looked through without lists


class CellRole(SphinxRole):
    """A bar, a row of years or a step of a scale in a cell: drawn where it can be, and else its words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The cell's piece, or what is wrong with it."""
        try:
            drawn_cells.som_html(self.name, self.text)
        except ValueError:
            said = f"«{self.text}» kan ikke tegnes i en tabell"
            return [], [self.inliner.reporter.error(said, line=self.lineno)]
        words = drawn_cells.ord_i_ruten(self.name, self.text)
        return [nodes.inline(self.rawtext, words, classes=[self.name], **{_DRAWN: self.text})], []


def prepare_tables(app: Sphinx, doctree: nodes.document) -> None:
    """Say of each cell whether it is a number, of each table whether it is stacked, and put units above."""
    for box in list(doctree.findall(nodes.container)):
        if _UNIT in box["classes"]:
            _unit_above(box)
    for table in doctree.findall(nodes.table):
        head, rows = _head(table), _rows(table)
        if not head or not rows:
            continue
        texts = [[cell.astext().strip() for cell in row] for row in rows]
        numbers = tallkolonner(texts)
        for row, said in zip([head, *rows], [[""] * len(head), *texts], strict=True):
            for nr in numbers:
                row[nr]["classes"].append("tall")
                if said[nr] and not er_tall(said[nr]):
                    row[nr]["classes"].append("uten")
        words = len(head) - 1 - len(numbers)
        # What has measures for its columns is no list of them.
        if "sammenlign" not in table["classes"] and (words > 1 or (words and len(head) > 3)):
            table["classes"].append(STACKED)


def _unit_above(box: nodes.Element) -> None:
    """Move what the amounts of a table are into its caption."""
    table = box.parent.next_node(nodes.table) if "effekt-tabellboks" in box.parent["classes"] else None
    title = table.next_node(nodes.title) if table is not None and table.parent is box.parent else None
    if title is None:
        return
    said = [child for paragraph in box.findall(nodes.paragraph) for child in paragraph.children]
    title += nodes.inline("", "", *said, classes=[_UNIT])
    box.parent.remove(box)


def _head(table: nodes.table) -> list[nodes.entry]:
    head = table.next_node(nodes.thead)
    return list(head.findall(nodes.entry)) if head else []


def _rows(table: nodes.table) -> list[list[nodes.entry]]:
    body = table.next_node(nodes.tbody)
    return [list(row.findall(nodes.entry)) for row in body.findall(nodes.row)] if body else []


def choices(table: nodes.table) -> str:
    """The lists to choose a table's rows by, as HTML; hidden till the script is there."""
    heads = [cell.astext().strip() for cell in _head(table)]
    rows = [[cell.astext().strip() for cell in row] for row in _rows(table)]
    id_ = table["ids"][0] if table["ids"] else make_id(title_of(table))
    fields = [_field(id_, "sok", "Søk i tabellen", f'<input type="search" id="utvalg-{id_}-sok" autocomplete="off">')]
    for part, nr in (found.groups() for one in table["classes"] if (found := _CHOICE.fullmatch(one))):
        column = int(nr) - 1
        values = {first_part(row[column]) if part else row[column] for row in rows} - {""}
        attribute = f'data-kolonne="{column}"' + (' data-del=""' if part else "")
        options = [("", "Alle"), *((value, value) for value in sorted(values, key=_alphabetical))]
        fields.append(_list(id_, f"{column}", "Gjelder" if part else heads[column], options, attribute))
    fields.append(_list(id_, "sorter", "Sorter etter", [("", "Rekkefølgen her"), *_ways(heads)], "data-sorter"))
    is_open = " open" if len(rows) > _FEW else ""
    return (
        f'<details class="utvalg-boks" hidden{is_open}><summary>Velg og sorter</summary>'
        f'<form class="utvalg-valg" role="search" aria-label="Velg ut fra tabellen: {escape(title_of(table))}">'
        f'{"".join(fields)}<button type="button" hidden>Vis alle</button></form>'
        "<p>Valgene står i adressen til siden, så et utvalg kan deles. Filen med tallene har alltid alle radene.</p>"
        f'</details>\n<p class="utvalg-status" role="status" hidden>Viser alle {len(rows)}</p>\n'
    )


def two_columns(table: nodes.table) -> str:
    """The lists to choose two of a table's columns by, as HTML; hidden till the script is there."""
    heads = [(str(nr), cell.astext().strip()) for nr, cell in enumerate(_head(table))][1:]
    id_ = table["ids"][0] if table["ids"] else make_id(title_of(table))
    fields = [_list(id_, name, label, heads, "") for name, label in (("en", "Det ene"), ("annen", "Det andre"))]
    return (
        f'<form class="utvalg-valg sammenlign-valg" aria-label="Velg to: {escape(title_of(table))}" hidden>'
        f'{"".join(fields)}<button type="button">Vis alle</button></form>\n'
    )


def _ways(heads: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(nr), head) for nr, head in enumerate(heads) if head]


def _field(table: str, name: str, label: str, control: str, more: str = "") -> str:
    label = f'<label for="utvalg-{table}-{name}">{escape(label)}</label>'
    return f'<div class="utvalg-felt{more}">{label}{control}</div>'


def _list(table: str, name: str, label: str, options: Sequence[tuple[str, str]], attribute: str) -> str:
    chosen = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
    control = f'<select id="utvalg-{table}-{name}" {attribute}>{chosen}</select>'
    return _field(table, name, label, control, " utvalg-rekkefolge" if name == "sorter" else "")


def first_part(address: str) -> str:
    """What an address is of: «SYE1» of «SYE1.plasser», «rammekutt» of «rammekutt[HEL, 2026]»."""
    return re.split(r"[.\[]", address, maxsplit=1)[0]


def _alphabetical(text: str) -> list[tuple[int, str]]:
    """The order of the alphabet, with å last, and 9 before 10."""
    plain = text.casefold().replace("å", "\u00ff")
    return [(int(digits or 0), word) for word, digits in re.findall(r"(\D*)(\d*)", plain)]


class TableTranslator(HTML5Translator):
    """Sphinx's HTML with frames around tables that can scroll, and cells that say what they are."""

    _heads: Sequence[str] = ()
    _sorted = False

    def visit_table(self, node: nodes.Element) -> None:
        """Put the table in a frame that can scroll, named by the table's caption."""
        self._sorted = "utvalg" in node["classes"]
        if self._sorted:
            self.body.append(choices(node))
        if "sammenlign" in node["classes"]:
            self.body.append(two_columns(node))
        title = title_of(node)
        name = {"role": "region", "aria-label": title} if title else {"role": "group", "aria-label": "Tabell"}
        self.body.append(self.starttag({}, "div", CLASS="tabellramme", tabindex="0", **name))
        self._heads = [cell.astext().strip() for cell in _head(node)] if STACKED in node["classes"] else ()
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """Close the table and its frame."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_entry(self, node: nodes.Element) -> None:
        """Give header cells their scope, and others their column's name; an empty one heads nothing, and is a cell."""
        super().visit_entry(node)
        if not self.body[-1].startswith("<th"):
            column = node.parent.index(node)
            if self._heads and node.astext().strip():
                said = escape(self._heads[column], quote=True)
                self.body[-1] = self.body[-1].replace("<td", f'<td data-hode="{said}"', 1)
            return
        if not node.astext().strip():
            self.body[-1], self.context[-1] = "<td>", "</td>\n"
            return
        in_head = isinstance(node.parent.parent, nodes.thead)
        self.body[-1] = self.body[-1].replace("<th", f'<th scope="{"col" if in_head else "row"}"', 1)
        if in_head and self._sorted:
            # The script makes a button of it, which takes the same room.
            self.body.append('<div class="utvalg-sorter">')
            self.context[-1] = "</div></th>\n"

    def visit_inline(self, node: nodes.Element) -> None:
        """Draw what a cell holds besides words."""
        if _DRAWN in node:
            self.body.append(drawn_cells.som_html(node["classes"][0], node[_DRAWN]))
            raise nodes.SkipNode
        super().visit_inline(node)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    for name in drawn_cells.ROLLER:
        app.add_role(name, CellRole())
    app.connect("doctree-read", prepare_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
