"""Sphinx builder «papir»: the book's pages in one piece, for the PDF and for Word files.

It writes bok.json (each chapter's HTML, and lists of figures, tables and cards), bok.pickle (the
chapters' document trees) and the drawings. The frame around them is made by ``export``.
"""

import json
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.writers.html5 import HTML5Translator

from effekt.export.papertree import ANNEX, APPENDIX, SITE_ONLY, Lists, for_paper, slug
from effekt.site.extension import BookTranslator
from effekt.site.navigation import Chapter, parts

_UPRIGHT = 8  # columns that a page holds standing
_WHOLE = 16  # rows that are not divided between pages
_DRAWINGS = {"stolpe", "gnist"}
_APPENDIX_TITLE = "Tallene bak figurene"


class PaperTranslator(BookTranslator):
    """The book's HTML without frames that scroll or links to click; notes stand where they are."""

    def visit_table(self, node: nodes.Element) -> None:
        """Set the table as it is; the class says how many columns it has."""
        columns = len(list(node.findall(nodes.colspec)))
        node["classes"] += [f"kolonner-{columns}"]
        if columns > _UPRIGHT:
            node["classes"].append("bred")
        if len(list(node.findall(nodes.row))) <= _WHOLE:
            node["classes"].append("hel")
        HTML5Translator.visit_table(self, node)

    def depart_table(self, node: nodes.Element) -> None:
        """Close the table."""
        HTML5Translator.depart_table(self, node)

    def visit_footnote_reference(self, node: nodes.Element) -> NoReturn:
        """Put the note itself where it is referred to; the stylesheet moves it to the foot."""
        note = next(n for n in self.document.findall(nodes.footnote) if node["refid"] in n["ids"])
        self.body += [f'<span id="{one}"></span>' for one in node["ids"]]
        self.body.append(f'<span class="fotnote" data-nr="{node.astext()}">')
        for paragraph in note.findall(nodes.paragraph):
            for child in paragraph.children:
                child.walkabout(self)
        self.body.append("</span>")
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.Element) -> NoReturn:
        """Leave it out: it stands where it is referred to."""
        raise nodes.SkipNode

    def visit_inline(self, node: nodes.Element) -> None:
        """Leave out the small drawings of a cell: their numbers stand beside them, and tags have no words for them."""
        if _DRAWINGS & {*node["classes"]}:
            raise nodes.SkipNode
        super().visit_inline(node)

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        """No links to click beside headings on paper."""


class PaperBuilder(StandaloneHTMLBuilder):
    """The book's pages, in its order, made fit for one document; not those of the site alone."""

    name = "papir"
    copysource = False
    search = False
    default_translator_class = PaperTranslator

    def get_outdated_docs(self) -> Iterator[str]:
        """Every page, every time."""
        yield from self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Where a page begins in the one document."""
        return "#" + slug(docname)

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """The same from everywhere."""
        return self.get_target_uri(to)

    def write(
        self, build_docnames: Iterable[str] | None, updated_docnames: Iterable[str], method: str = "update"
    ) -> None:
        """Write all pages, whatever has changed."""
        self.prepare_writing(set(self.env.found_docs))
        lists = Lists()
        trees: dict[str, nodes.document] = {}
        root = self.config.root_doc
        found: list[tuple[str | None, list[Chapter]]] = [(None, [Chapter(root, self.env.titles[root].astext(), [])])]
        found += [(part.caption, part.chapters) for part in parts(self.env, root)]
        book = {
            "title": self.config.html_title,
            "parts": [
                {"caption": caption, "chapters": on_paper}
                for caption, chapters in found
                if (on_paper := [*self._chapters(chapters, trees, lists)])
            ],
        }
        appendix = self._appendix(lists.behind)
        if lists.behind:
            chapter = self._chapter(APPENDIX, APPENDIX, _APPENDIX_TITLE, appendix)
            book["parts"].append({"caption": None, "chapters": [chapter]})
            trees[APPENDIX] = appendix
        for kind in ("figures", "tables", "cards"):
            book[kind] = [asdict(entry) for entry in getattr(lists, kind)]
        book["site_only"] = [
            *lists.site_only,
            *self._titles_of_site_only(chapter for _, part in found for chapter in part),
        ]
        ut = Path(self.outdir)
        (ut / "bok.json").write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
        for tree in trees.values():
            tree.reporter = tree.transformer = tree.settings = None
        (ut / "bok.pickle").write_bytes(pickle.dumps(trees))

    def _chapters(
        self, chapters: list[Chapter], trees: dict[str, nodes.document], lists: Lists
    ) -> Iterator[dict[str, Any]]:
        left_out = {slug(page) for page in self.env.found_docs if self._site_only(page)}
        for chapter in chapters:
            if self._site_only(chapter.docname):
                continue
            tree = self.env.get_and_resolve_doctree(chapter.docname, self)
            self.post_process_images(tree)
            for_paper(tree, chapter.docname, lists, left_out)
            name = slug(chapter.docname)
            trees[name] = tree
            yield self._chapter(chapter.docname, name, self.env.titles[chapter.docname].astext(), tree)
            yield from self._chapters(chapter.children, trees, lists)

    def _titles_of_site_only(self, chapters: Iterable[Chapter]) -> Iterator[str]:
        for chapter in chapters:
            if self._site_only(chapter.docname):
                yield chapter.title
            else:
                yield from self._titles_of_site_only(chapter.children)

    def _site_only(self, docname: str) -> bool:
        return SITE_ONLY in self.env.metadata.get(docname, {})

    def _chapter(self, docname: str, name: str, title: str, tree: nodes.document) -> dict[str, Any]:
        tree.settings = self.docsettings
        self.current_docname = docname
        self.imgpath = self.imagedir
        self.secnumbers, self.fignumbers = {}, {}
        self.docwriter.document = tree
        self.docwriter.translate()
        return {
            "name": name,
            "title": title,
            "annex": docname == APPENDIX or ANNEX in self.env.metadata.get(docname, {}),
            "html": "".join(self.docwriter.fragment),
            "sections": [
                {"anchor": section["ids"][0], "title": section[0].astext()}
                for top in tree.findall(nodes.section)
                if top.parent is tree
                for section in top.children
                if isinstance(section, nodes.section)
            ],
        }

    def _appendix(self, behind: list[nodes.Element]) -> nodes.document:
        tree = new_document(APPENDIX, self.docsettings)
        tree += nodes.section(
            "",
            nodes.title("", _APPENDIX_TITLE),
            nodes.paragraph("", "Tabellene har tallene som figurene er tegnet av."),
            *behind,
            ids=[f"{APPENDIX}--{APPENDIX}"],
        )
        return tree

    def finish(self) -> None:
        """Copy the drawings; nothing of the site's own files."""
        self.copy_image_files()
        # myst-nb puts its stylesheet here, whatever the builder.
        (Path(self.outdir) / "_static").mkdir(exist_ok=True)

    def cleanup(self) -> None:
        """Nothing to clean."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_builder(PaperBuilder)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
