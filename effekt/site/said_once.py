"""Which way is better of a page's amounts is said under the first figure or table, and not again under each.

It stays in the others, out of sight: each of them is also a page of its own, where it is the first.
"""

import re
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx

from effekt.display.captions import POSITIVT

AGAIN: Final = "sagt-for"
_SAID: Final = re.compile(rf"[,.] {re.escape(POSITIVT)}", re.IGNORECASE)


def say_once(app: Sphinx, doctree: nodes.document) -> None:
    """Mark what a page has said before of its amounts."""
    before = False
    for text in list(doctree.findall(nodes.Text)):
        plain = text.astext().replace("\n", " ")
        found = _SAID.search(plain)
        if found and before:
            start, end = found.span()
            pieces = [nodes.Text(plain[:start]), nodes.inline("", plain[start:end], classes=[AGAIN])]
            text.parent.replace(text, [*pieces, nodes.Text(plain[end:])])
        before = before or bool(found)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("doctree-read", say_once)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
