"""The traceability page's references to a place inside a chapter: to a heading of it, or to the mark of a footnote.

The headings of a chapter are known when all pages are read, and not when the referring chapter is executed. So such a
reference names the chapter and the words to look for there, and is resolved here. A chapter without them is led to.
"""

import posixpath
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from effekt.display.texts import FOTNOTE, stedsord
from effekt.site.navigation import once


def lead_to_place(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, content: nodes.Element
) -> nodes.reference | None:
    """Resolve «chapter:heading:heading under it» and «chapter:fotnote:5»; None for any other reference."""
    kapittel, *sted = str(node.get("reftarget", "")).split(":")
    side = posixpath.join(posixpath.dirname(node["refdoc"]), kapittel)
    if not sted or side not in env.found_docs:
        return None
    anker, tittel = "", env.titles[side].astext()
    if sted[0] == FOTNOTE:
        anker = once(app, f"notes {side}", lambda: _notes(env, side)).get(sted[-1], "")
    else:
        overskrifter = [(str(lenke["anchorname"]), lenke.astext()) for lenke in env.tocs[side].findall(nodes.reference)]
        anker, tittel = heading(overskrifter, sted) or (anker, tittel)
    vist = nodes.inline("", tittel, classes=content.get("classes", []))
    return make_refnode(app.builder, node["refdoc"], side, anker.removeprefix("#"), vist)


def heading(headings: Iterable[tuple[str, str]], words: Iterable[str]) -> tuple[str, str] | None:
    """The heading, anchor and title, that has the last of ``words``, after those that have the ones before; or None.

    A heading that is looked for by its number begins with it.
    """
    found, rest = None, iter(headings)
    for word in words:
        found = next((ett for ett in rest if _has(stedsord(ett[1]), stedsord(word))), None)
        if found is None:
            return None
    return found


def _has(title: str, word: str) -> bool:
    return title.partition("_")[0].rstrip(".") == word if word.replace(".", "").isdigit() else word in title


def _notes(env: BuildEnvironment, page: str) -> dict[str, Any]:
    """The id of the first mark of each footnote of a page, by its number."""
    notes = env.get_doctree(page).findall(nodes.footnote)
    return {name: (note["backrefs"] or note["ids"])[0] for note in notes for name in note["names"]}
