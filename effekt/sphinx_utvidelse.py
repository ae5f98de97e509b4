"""Sphinx extension of the book: what neither templates nor style sheets can express.

- The templates get the chapters as data: parts, chapters, the sections of the page at hand.
- A drawing `x.svg` with `x-smal.svg` beside it gives way to that one on narrow screens.
- Table headers say whether they head a column or a row; a wide table scrolls in a frame of its own.
- A page can link to what the site has for download as a whole: {nedlasting}`Regneark <hls.xlsx>`.
- The description for data catalogues is in the front page and in those that link to it.
- The site has a page for broken addresses, and a way in when the first page lies deeper.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole
from sphinx.writers.html5 import HTML5Translator

from effekt.poster import POSTTYPE
from effekt.visning import NEDLASTINGSMAPPE

NARROW_SUFFIX = "-smal.svg"
NARROW_SCREEN = "(max-width: 36rem)"
DESCRIPTION = f"{NEDLASTINGSMAPPE}/dcat.jsonld"


class Chapter(NamedTuple):
    """A page in the navigation, with the pages under it."""

    docname: str
    title: str
    children: list["Chapter"]


class Section(NamedTuple):
    """A section of a page in the navigation, with those under it."""

    anchor: str
    title: str
    children: list["Section"]


class Part(NamedTuple):
    """Chapters under a common heading in the navigation."""

    caption: str | None
    chapters: list[Chapter]


def parts(env: BuildEnvironment, docname: str) -> list[Part]:
    """The navigation below a page, from its tables of contents."""
    return [
        Part(
            tree.get("caption"),
            [
                Chapter(
                    ref,
                    title or env.titles[ref].astext(),
                    [c for p in parts(env, ref) for c in p.chapters],
                )
                for title, ref in tree["entries"]
                if ref in env.titles
            ],
        )
        for tree in env.tocs[docname].findall(addnodes.toctree)
    ]


def page_sections(env: BuildEnvironment, docname: str) -> list[Section]:
    """The sections of a page, two levels down from its title."""
    title = next(iter(env.tocs[docname].children), None)
    return _sections_below(title, 2) if isinstance(title, nodes.list_item) else []


def _sections_below(item: nodes.Element, levels: int) -> list[Section]:
    if not levels:
        return []
    return [
        Section(link["anchorname"], link.astext(), _sections_below(entry, levels - 1))
        for lst in item.children
        if isinstance(lst, nodes.bullet_list)
        for entry in lst.children
        if isinstance(link := entry.next_node(nodes.reference), nodes.reference)
    ]


def _add_navigation(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    env, root = app.env, app.config.root_doc
    open_chapters, docname = set(), page
    while docname:
        open_chapters.add(docname)
        docname = app.builder.relations.get(docname, [None])[0]  # type: ignore[attr-defined]
    context |= {
        "parts": parts(env, root),
        "root_title": env.titles[root].astext(),
        "page_sections": page_sections(env, page) if page in env.tocs else [],
        "open_chapters": open_chapters,
        "all_pages": env.found_docs,
    }


def _find_narrow_drawings(app: Sphinx, doctree: nodes.document) -> None:
    for image in doctree.findall(nodes.image):
        narrow = image["uri"].removesuffix(".svg") + NARROW_SUFFIX
        if image["uri"].endswith(".svg") and (Path(app.srcdir) / narrow).is_file():
            app.env.images.add_file(app.env.docname, narrow)
            app.env.note_dependency(narrow)
            image["narrow"] = narrow


class DownloadRole(SphinxRole):
    """A link to a file of the download folder, which keeps its name and place on the site."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The link, or what is wrong with it."""
        match = re.fullmatch(r"(?P<text>.+) <(?P<file>[\w.-]+)>", self.text)
        path = f"{NEDLASTINGSMAPPE}/{match['file']}" if match else ""
        if not match or not (Path(self.env.srcdir) / path).is_file():
            fault = self.inliner.reporter.error(f"no download {self.text}", line=self.lineno)
            return [], [fault]
        address = posixpath.relpath(path, posixpath.dirname(self.env.docname) or ".")
        link = nodes.reference(
            self.rawtext, match["text"], refuri=address, classes=["nedlasting"], internal=True
        )
        return [link], []


def _describe_data(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the description for data catalogues into the page's head: data, not a script to run."""
    file = Path(app.srcdir) / DESCRIPTION
    links = doctree.findall(nodes.reference) if doctree else ()
    if page != app.config.root_doc and not any("nedlasting" in a["classes"] for a in links):
        return
    if file.is_file():
        # No text in it can end the element before its time.
        data = file.read_text(encoding="utf-8").strip().replace("<", "\\u003c")
        block = f'<script type="application/ld+json">{data}</script>'
        context["metatags"] = f"{context.get('metatags', '')}\n  {block}"


def _extra_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {}, "404.html"
    if app.config.root_doc != "index":
        yield "index", {}, "videre.html"


class BookTranslator(HTML5Translator):
    """Sphinx's HTML with the book's drawings, tables and links."""

    def visit_image(self, node: nodes.Element) -> None:
        """Offer the narrow drawing, if there is one, before the ordinary one."""
        if narrow := node.get("narrow"):
            self.builder.images[narrow] = self.builder.env.images[narrow][1]
            address = posixpath.join(self.builder.imgpath, quote(self.builder.images[narrow]))
            self.body.append(f'<picture><source media="{NARROW_SCREEN}" srcset="{address}">')
        super().visit_image(node)
        if narrow:
            self.body.append("</picture>")

    def visit_table(self, node: nodes.Element) -> None:
        """Put the table in a frame that can scroll, named by the table's caption."""
        title = node.next_node(nodes.title)
        name = (
            {"role": "region", "aria-label": title.astext()}
            if title
            else {"role": "group", "aria-label": "Tabell"}
        )
        self.body.append(self.starttag({}, "div", CLASS="tabellramme", tabindex="0", **name))
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """Close the table and its frame."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_entry(self, node: nodes.Element) -> None:
        """Give header cells their scope; an empty one heads nothing and is an ordinary cell."""
        super().visit_entry(node)
        if not self.body[-1].startswith("<th"):
            return
        if node.astext().strip():
            scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
            self.body[-1] = self.body[-1].replace("<th", f'<th scope="{scope}"', 1)
        else:
            self.body[-1], self.context[-1] = "<td>", "</td>\n"

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """Link to a figure or table of a lasting address; sections stand in the navigation."""
        if node["names"] and not isinstance(node, nodes.section):
            super().add_permalink_ref(node, "Lenke hit")


class Posttegner:
    """The record of what an output shows has nothing to show itself (myst-nb's plug-in)."""

    mime_priority_overrides: tuple[tuple[str, str, int], ...] = ()

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Nothing for a record; None leaves any other type to myst-nb."""
        return [] if data.mime_type == POSTTYPE else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_config_value("comments_config", {}, "")  # jupyter-book sets it, come what may
    app.set_translator("html", BookTranslator)
    app.connect("doctree-read", _find_narrow_drawings)
    app.add_role("nedlasting", DownloadRole())
    app.connect("html-page-context", _add_navigation)
    app.connect("html-page-context", _describe_data)
    app.connect("html-collect-pages", _extra_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
