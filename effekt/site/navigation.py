"""The navigation of the site, and what a build works out once though every page asks for it.

From ``MANY_PAGES`` on, a page lists the chapters of its own part, and the other parts by name. Sphinx's parallel
reading was tried and left: little is gained on two cores.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple, TypeVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from effekt.reading.bokmappe import Bokmappe

T = TypeVar("T")


def once(app: Sphinx, what: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, made when it is first asked for by that name in this build."""
    made: dict[str, T] = app.__dict__.setdefault("effekt_once", {})
    if what not in made:
        made[what] = make()
    return made[what]


def book(app: Sphinx) -> Bokmappe:
    """The book that is built: that of this process, for here Sphinx's extension is the entry."""
    return once(app, "book", Bokmappe.her)


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

    def holder(self, docnames: Collection[str]) -> bool:
        """Whether one of its own chapters is among these pages."""
        return any(chapter.docname in docnames for chapter in self.chapters)


def parts(env: BuildEnvironment, docname: str) -> list[Part]:
    """The navigation below a page, from its tables of contents."""
    return [
        Part(
            tree.get("caption"),
            [
                Chapter(ref, title or env.titles[ref].astext(), [c for p in parts(env, ref) for c in p.chapters])
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
