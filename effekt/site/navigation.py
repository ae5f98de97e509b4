"""The navigation of the site, and what a build works out once though every page asks for it.

A page lists the chapters of its own part, and the other parts by name; at its foot every chapter stands, up to
``MANY_PAGES``. Sphinx's parallel reading was tried and left: little is gained on two cores.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx_external_toc.api import FileItem

from effekt.base.book import INNHOLD
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.reading.tiltakssider import innholdet, tiltakssider

T = TypeVar("T")
# The builder that makes the site; the paper edition has another.
SITE: Final = "html"


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


def _built(app: Sphinx) -> Bokmappe:
    """The book with the pages that are being built, which may be a part of its own."""
    return Bokmappe(book(app).data, Path(app.srcdir))


def whole_contents(app: Sphinx, config: Config) -> None:
    """Have Sphinx read the contents with the measures' pages in them, which _toc.yml does not list.

    The build gives it such a file; this is for jupyter-book by itself.
    """
    whole = innholdet(_built(app))
    if yaml.safe_load(whole) != yaml.safe_load((Path(app.srcdir) / INNHOLD).read_text(encoding="utf-8")):
        file = Path(app.doctreedir) / INNHOLD
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(whole, encoding="utf-8")
        config.external_toc_path = str(file)


def only_pages_shown(app: Sphinx, config: Config) -> None:
    """Take out of the contents that Sphinx has read what the book leaves out for now, and parts left empty."""
    shown = {*pages_of(Path(app.srcdir)), *tiltakssider(_built(app))}
    for docname in list(config.external_site_map):
        document = config.external_site_map[docname]
        for tree in document.subtrees:
            tree.items = [item for item in tree.items if not isinstance(item, FileItem) or item in shown]
        document.subtrees = [tree for tree in document.subtrees if tree.items]
        if docname not in shown and docname != config.external_site_map.root.docname:
            del config.external_site_map[docname]


class Crumb(NamedTuple):
    """A step on the way to a page, and the page that it leads to, if any."""

    title: str
    docname: str


def way_to(navigation: list[Part], docname: str) -> tuple[str | None, list[Crumb]]:
    """The caption of the part that a page is in, and the way there: the part, and the chapters that the page is under.

    None and no way for a page in no part, as the search. A part leads to its first chapter, which does not lead to
    itself.
    """
    for part in navigation:
        for *above, here in _ways(part.chapters):
            if here.docname == docname:
                first = part.chapters[0].docname
                start = [Crumb(part.caption, first if first != docname else "")] if part.caption else []
                # Once by the part's name is enough.
                under = [Crumb(step.title, step.docname) for step in above if not start or step.docname != first]
                return part.caption, [*start, *under]
    return None, []


def _ways(chapters: list[Chapter]) -> Iterator[list[Chapter]]:
    for chapter in chapters:
        yield [chapter]
        yield from ([chapter, *below] for below in _ways(chapter.children))


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
