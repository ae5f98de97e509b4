"""Sphinx extension of the book: what neither templates nor style sheets can express.

- The templates get the chapters as data: parts, chapters, the sections of the page at hand; how the
  page is cited; its notebook.
- A drawing `x.svg` with `x-smal.svg` beside it gives way to that one on narrow screens; both have
  their size in the page, so that nothing moves while it loads.
- Table headers say whether they head a column or a row; a wide table scrolls in a frame of its own.
- Measures, figures and tables have permanent addresses, each a page that leads on, and show them.
- The site has a search index of its own, a page for broken addresses, and a way in when the first
  page lies deeper. What no page uses of the theme's files is not published.
"""

import base64
import hashlib
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.writers.html5 import HTML5Translator

from effekt import sokeindeks
from effekt.historikk import siste_utgave
from effekt.kapitler import finn_kapitler
from effekt.mapper import STILER
from effekt.sektorlesing import les_historikk, sektorer
from effekt.sphinx_adresser import address_pages, keep_places, places, show_addresses
from effekt.sphinx_en_gang import once
from effekt.sphinx_navigasjon import Chapter, page_sections, parts
from effekt.sphinx_nedlasting import DownloadRole, describe_data, only_what_is_shown
from effekt.tema import skjermfarger
from effekt.utgivelse import les_utgivelse
from effekt.utgivelsesord import binderlenke, i_ord, sitat

NARROW_SUFFIX: Final = "-smal.svg"
NARROW_SCREEN: Final = "(max-width: 36rem)"
# From here on a page lists the chapters of its own part only, and the other parts by name.
MANY_PAGES: Final = 60
# Everything is the site's own, and no script or style stands in a page. A meta element cannot say
# frame-ancestors or report-uri; those are for whoever runs the server.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'"
)


def _add_context(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    env, root = app.env, app.config.root_doc
    open_chapters, docname = set(), page
    while docname:
        open_chapters.add(docname)
        docname = app.builder.relations.get(docname, [None])[0]  # type: ignore[attr-defined]
    context |= {
        "policy": POLICY,
        "style_hash": _style_hash,
        "html_baseurl": app.config.html_baseurl,
        "parts": once(app, "parts", lambda: parts(env, root)),
        "many_pages": len(env.found_docs) > MANY_PAGES,
        "root_title": env.titles[root].astext(),
        "page_sections": page_sections(env, page) if page in env.tocs else [],
        "open_chapters": open_chapters,
        "bunnlenker": _footer_links(app, context.get("bunnlenker", []), page),
        "farger": once(app, "colours", lambda: skjermfarger(_stylesheet(app))),
    }
    if page in env.titles:
        context |= _about_page(app, page, context)


def _footer_links(app: Sphinx, links: list[dict[str, str]], page: str) -> list[dict[str, str]]:
    """The links whose pages there are; a star is the page's own sector, or the only one."""
    known = once(app, "sectors", sektorer)
    own = next((k for k in known if page.startswith(f"book/{k}/")), "")
    sector = own or (known[0] if len(known) == 1 else "")
    named = [{**link, "side": link["side"].replace("*", sector)} for link in links]
    return [link for link in named if link["side"] in app.env.found_docs]


def _stylesheet(app: Sphinx) -> str:
    return (Path(app.srcdir) / STILER / "effekt.css").read_text(encoding="utf-8")


def _style_hash(style: str) -> str:
    """The style element's content as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _about_page(app: Sphinx, page: str, context: dict[str, Any]) -> dict[str, str]:
    """How a page is cited, and its notebook: the file in the site, and on Binder."""
    published = context["utgivelse"]
    about = {
        "sitat": sitat(
            published.utgiver.navn or app.config.author,
            app.config.html_title,
            app.env.titles[page].astext(),
            context["siste_utgave"],
            context.get("pageurl") or "",
        )
    }
    notebook = _notebooks(app).get(page)
    if notebook:
        about |= {"notatbok": notebook, "binder": binderlenke(published.depot, notebook)}
    return about


def _notebooks(app: Sphinx) -> dict[str, str]:
    """The parameterised notebook of each page that comes from one, named from the book's root."""
    rot = Path(app.srcdir)
    return once(
        app,
        "notebooks",
        lambda: {k.fil.removesuffix(".ipynb"): k.notatbok(rot) for k in finn_kapitler(rot)},
    )


def _measure_drawings(app: Sphinx, doctree: nodes.document) -> None:
    for image in doctree.findall(nodes.image):
        if not image["uri"].endswith(".svg"):
            continue
        image["size"] = _size(Path(app.srcdir) / image["uri"])
        narrow = image["uri"].removesuffix(".svg") + NARROW_SUFFIX
        if (Path(app.srcdir) / narrow).is_file():
            app.env.images.add_file(app.env.docname, narrow)
            app.env.note_dependency(narrow)
            image["narrow"] = narrow
            image["narrow_size"] = _size(Path(app.srcdir) / narrow)


def _size(svg: Path) -> str:
    """The drawing's size as attributes of img or source; empty where it does not say."""
    with svg.open(encoding="utf-8") as fil:
        begin = fil.read(2000)
    found = {n: re.search(rf'<svg[^>]*\s{n}="([\d.]+)', begin) for n in ("width", "height")}
    return "".join(f' {n}="{round(float(m[1]))}"' for n, m in found.items() if m)


def _extra_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {}, "404.html"
    if app.config.root_doc != "index":
        yield "index", {}, "videre.html"
    yield "search", {}, "search.html"
    yield from address_pages(app)


def _publication(app: Sphinx, config: Config) -> None:
    """Let the site have its address, and pages know and say what the publisher has decided."""
    published = les_utgivelse()
    config.html_baseurl = published.nettadresse or ""
    config.myst_substitutions = i_ord(published)
    config.html_context = {
        **config.html_context,
        "utgivelse": published,
        "siste_utgave": siste_utgave(les_historikk(navn) for navn in sektorer()),
    }


def _own_search(app: Sphinx) -> None:
    """Leave Sphinx's index out; the book has its own."""
    app.builder.search = False  # type: ignore[attr-defined]


def _finish(app: Sphinx, exception: Exception | None) -> None:
    # The paper edition is HTML on its way, and has no use for a search or for notebooks.
    if exception or app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    shutil.copy(_stemmer("base-stemmer.js"), static)
    shutil.copy(_stemmer("norwegian-stemmer.js"), static)
    pages = [
        (f"{page}.html", sokeindeks.synlig(app.env.titles[page]), places(app)[page])
        for page in _in_reading_order(app)
    ]
    keep_places(app)
    synonyms = sokeindeks.les_synonymer(Path(app.srcdir) / "data")
    script = sokeindeks.som_skript(pages, synonyms)
    (static / "sokedata.js").write_text(script, encoding="utf-8")
    for notebook in _notebooks(app).values():
        til = Path(app.outdir) / notebook
        til.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(app.srcdir) / notebook, til)
    _remove_unused(Path(app.outdir))


def _stemmer(name: str) -> Path:
    import sphinx.search

    return Path(sphinx.search.__file__).parent / "minified-js" / name


def _in_reading_order(app: Sphinx) -> list[str]:
    def below(chapters: list[Chapter]) -> Iterator[str]:
        for chapter in chapters:
            yield chapter.docname
            yield from below(chapter.children)

    root = app.config.root_doc
    return [root, *(n for p in parts(app.env, root) for n in below(p.chapters))]


def _remove_unused(site: Path) -> None:
    """Take away the theme's and extensions' files that no page refers to."""
    used: set[str] = set()
    for page in site.rglob("*.html"):
        used.update(re.findall(r"_static/([\w.-]+)", page.read_text(encoding="utf-8")))
    for fil in (site / "_static").iterdir():
        if fil.is_file() and fil.name not in used:
            fil.unlink()


class BookTranslator(HTML5Translator):
    """Sphinx's HTML with the book's drawings, tables and links."""

    def visit_image(self, node: nodes.Element) -> None:
        """Offer the narrow drawing, if there is one, before the ordinary one."""
        if narrow := node.get("narrow"):
            self.builder.images[narrow] = self.builder.env.images[narrow][1]
            address = posixpath.join(self.builder.imgpath, quote(self.builder.images[narrow]))
            size = node["narrow_size"]
            self.body.append(f'<picture><source media="{NARROW_SCREEN}" srcset="{address}"{size}>')
        super().visit_image(node)
        self.body[-1] = self.body[-1].replace("<img ", f"<img{node.get('size', '')} ", 1)
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


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_config_value("comments_config", {}, "")  # jupyter-book sets it, come what may
    app.set_translator("html", BookTranslator)
    app.add_role("nedlasting", DownloadRole())
    app.connect("config-inited", _publication)
    app.connect("builder-inited", _own_search)
    app.connect("source-read", only_what_is_shown)
    app.connect("doctree-read", _measure_drawings)
    app.connect("doctree-resolved", show_addresses)
    app.connect("html-page-context", _add_context)
    app.connect("html-page-context", describe_data)
    app.connect("html-collect-pages", _extra_pages)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
