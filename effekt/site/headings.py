"""The headings of a chapter: those under which nothing is shown are left out, and a finding stands as one.

What nobody has entered has no section of its own. A section that begins with what it finds has that for its heading on
its page; in the navigation, and where the numbers have made the finding false, it has the heading it was written with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx

from effekt.display.objects import FUNN
from effekt.display.texts import BRUTT, UVISST

_ALONE: Final = re.compile(r"\s*(?:\([\w-]+\)=\s*)?(#{2,6}) [^\n]*\s*")
_HEADING: Final = re.compile(r"^(#{1,6}) ", re.MULTILINE)


def without_empty_sections(cells: Sequence[Mapping[str, Any]], shown: str) -> list[Mapping[str, Any]]:
    """The cells without each heading below the title that stands alone in its cell, and has nothing shown under it.

    ``shown`` is the type of the output that a page shows. What is under a heading goes to the next one of its own
    level or above.
    """
    return [cell for nr, cell in enumerate(cells) if not _empty(cells, nr, shown)]


def _empty(cells: Sequence[Mapping[str, Any]], nr: int, shown: str) -> bool:
    heading = _ALONE.fullmatch(_source(cells[nr])) if cells[nr]["cell_type"] == "markdown" else None
    return bool(heading) and not any(_under(cells[nr + 1 :], len(heading[1]) if heading else 0, shown))


def _under(cells: Sequence[Mapping[str, Any]], level: int, shown: str) -> Iterator[bool]:
    """Whether each of the cells of a section shows anything; a heading further down is nothing in itself."""
    for cell in cells:
        if cell["cell_type"] == "markdown":
            found = _HEADING.search(_source(cell))
            if found and len(found[1]) <= level:
                return
            yield not _ALONE.fullmatch(_source(cell)) and bool(_source(cell).strip())
        else:
            yield any(_shows(output, shown) for output in cell.get("outputs", ()))


def _shows(output: Mapping[str, Any], shown: str) -> bool:
    """Whether the page has anything of the output; what is of another kind than expected is left to who reads it."""
    data = output.get("data")
    return bool("".join(data.get(shown, "")).strip()) if data is not None else True


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def show_findings(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Let each finding be the heading of the section that it stands in; one that is broken stays where it is."""
    for finding in list(doctree.findall(lambda n: isinstance(n, nodes.container) and FUNN in n["classes"])):
        section, title = finding.parent, None
        while section is not None and not isinstance(section, nodes.section):
            section = section.parent
        title = section.next_node(nodes.title) if section else None
        text = finding.next_node(nodes.paragraph)
        if title is None or text is None or any(sign.strip("*") in text.astext() for sign in (BRUTT, UVISST)):
            continue
        title.children = []
        title += text.children
        finding.parent.remove(finding)
