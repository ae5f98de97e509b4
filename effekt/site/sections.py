"""The traceability page's references to a place inside a chapter: to a heading of it, or to the mark of a footnote.

And how long a page takes to read, for who refers to it.

The headings of a chapter are known when all pages are read, and not when the referring chapter is executed. So such a
reference names the chapter and the words to look for there, and is resolved here. A chapter without them is led to.
"""

import posixpath
import re
from collections.abc import Iterable
from typing import Any, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole
from sphinx.util.nodes import make_refnode

from effekt.display.blocks import HENVISNING
from effekt.display.filters import antall
from effekt.display.texts import FOTNOTE, OMTALT, stedsord
from effekt.site.navigation import once

# The page that a reference was written in, where it is shown on another: places are named from the first.
WRITTEN_IN: Final = "effekt_written_in"


def lead_to_place(
    app: Sphinx, env: BuildEnvironment, node: nodes.Element, content: nodes.Element
) -> nodes.Element | None:
    """Resolve «chapter:heading:heading under it», «chapter:fotnote:5» and «omtalt:label»; None for any other."""
    kapittel, *sted = str(node.get("reftarget", "")).split(":")
    if kapittel == OMTALT and sted:
        return _to_who_tells(app, env, node, sted[0])
    side = posixpath.join(posixpath.dirname(node.get(WRITTEN_IN, node["refdoc"])), kapittel)
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


# How fast a page is read: so many words a minute.
_WORDS_A_MINUTE: Final = 225
READING_TIME: Final = "lesetid"


class ReadingTimeRole(SphinxRole):
    """How long a page takes to read, counted when all pages are read; until then the words that are written."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """A reference that becomes a text."""
        match = re.fullmatch(r"(?P<text>.+) <(?P<page>[\w/.-]+)>", self.text)
        text, page = (match["text"], match["page"]) if match else (self.text, "")
        here = posixpath.dirname(self.env.docname)
        target = posixpath.normpath(posixpath.join(here, page))
        node = addnodes.pending_xref("", reftype=READING_TIME, refdomain="", refdoc=self.env.docname, reftarget=target)
        node += nodes.inline("", text)
        return [node], []


def reading_time(env: BuildEnvironment, page: str, otherwise: nodes.Element) -> nodes.Element:
    """«fire minutter», counted in the page's prose: tables, figures and what stands under them are looked up."""
    if page not in env.found_docs:
        return otherwise
    words = sum(len(text.astext().split()) for text in env.get_doctree(page).findall(nodes.paragraph) if _prose(text))
    minutes = max(1, round(words / _WORDS_A_MINUTE))
    return nodes.inline("", "ett minutt" if minutes == 1 else f"{antall(minutes)} minutter")


def _prose(text: nodes.Node | None) -> bool:
    while text := text.parent if text else None:
        if isinstance(text, nodes.table | nodes.figure):
            return False
        if isinstance(text, nodes.Element) and any(str(c).startswith("effekt-") for c in text.get("classes", ())):
            return False
    return True


def note_who_tells(app: Sphinx, doctree: nodes.document) -> None:
    """Note which chapter tells of which measures: where there is a box that leads to their pages."""
    told: dict[str, str] = app.env.__dict__.setdefault("effekt_told", {})
    for box in doctree.findall(nodes.container):
        if HENVISNING in box["classes"]:
            told |= {link["reftarget"]: app.env.docname for link in box.findall(addnodes.pending_xref)}


def _to_who_tells(app: Sphinx, env: BuildEnvironment, node: nodes.Element, label: str) -> nodes.Element:
    """A link to the chapter that tells of a measure; nothing where none does."""
    page = env.__dict__.get("effekt_told", {}).get(label)
    if page not in env.found_docs:
        return nodes.inline()
    words = nodes.inline("", f"Omtalt i {env.titles[page].astext()}")
    return make_refnode(app.builder, node["refdoc"], page, "", words)


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
