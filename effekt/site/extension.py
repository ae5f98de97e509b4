"""The Sphinx extension: a book's settings, policy, citations and downloads of the site's pages.

The policy is ``default-src 'none'`` with the site's own scripts, styles and images; 'self' holds for pages opened
from a folder too. The page for broken addresses has one style element, allowed by its hash. Drawings
stand in the page, in colours of its own: see ``display.svg``. An output's Markdown alone is handed to
myst-nb, which would make a tree of every form it has.
"""

import base64
import hashlib
import json
import posixpath
import re
import shutil
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.osutil import relative_uri

from effekt.base.book import (
    FELLES_OPPSETT,
    FILMAPPE,
    LISTE,
    MALER,
    NEDLASTINGSMAPPE,
    OPPSETT,
    STILARK,
    STILER,
    narrow_variant,
    style_sheet,
)
from effekt.base.faults import Datafeil
from effekt.base.numbers import vis_dato
from effekt.base.words import ramse
from effekt.display.blocks import OVERSKRIFT
from effekt.display.markup import trygg
from effekt.display.regnselv import ALLE, REGN_SELV, merke
from effekt.display.svg import er_tegning, i_siden, med_tegnefarger
from effekt.execution.chapters import find_chapters
from effekt.export.downloads import OVERSIKT
from effekt.export.papertree import ANNEX, SITE_ONLY
from effekt.export.regn import SKRIPTET, skriptnavn, skriv_skriptene
from effekt.model.historikk import Utgave, siste_utgave
from effekt.model.tiltak import Kildedokument
from effekt.model.utgivelse import FILNAVN, Depot, Utgivelse
from effekt.reading.chapter_sources import TEKSTKILDE
from effekt.reading.documents import les_innstillinger
from effekt.reading.fasteadresser import read_moved_pages
from effekt.reading.sektorlesing import les_historikk
from effekt.reading.tema import med_tema, skjermfarger
from effekt.reading.utgivelse import bokens_navn, gjenfortalte, les_utgivelse
from effekt.site import search
from effekt.site.addresses import REMARK, address_pages, keep_places, kept, places, show_addresses
from effekt.site.headings import show_findings, without_empty_sections
from effekt.site.navigation import (
    SITE,
    Chapter,
    book,
    once,
    only_pages_shown,
    page_sections,
    parts,
    way_to,
    whole_contents,
)
from effekt.site.page_addresses import INDEX, own_addresses, written_to
from effekt.site.sections import READING_TIME, ReadingTimeRole, lead_to_place, note_who_tells, reading_time
from effekt.site.sharing import ICON, describe, icon
from effekt.site.tables import TableTranslator

# An explicit list: no thebe, comments or theme of a documentation site, hence no scripts from other hosts.
_EXTENSIONS: Final = (
    *("jupyter_book", "myst_nb", "sphinx_external_toc", "sphinx_design"),
    *("effekt.site.paper", "effekt.site.said_once", "effekt.site.tables"),
)
DESCRIPTION: Final = f"{NEDLASTINGSMAPPE}/dcat.jsonld"
_SHOWN: Final = "text/markdown"
_LOG: Final = logging.getLogger(__name__)


class DownloadRole(SphinxRole):
    """A link to a file of the download folder, which keeps its name and place on the site."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The link, or what is wrong with it."""
        match = re.fullmatch(r"(?P<text>.+) <(?P<file>[\w.-]+)>", self.text)
        path = f"{NEDLASTINGSMAPPE}/{match['file']}" if match else ""
        if not match or not (Path(self.env.srcdir) / path).is_file():
            said = f"«{self.text}» er ikke blant filene som boken tilbyr. Rett navnet, eller ta det bort"
            fault = self.inliner.reporter.error(said, line=self.lineno)
            return [], [fault]
        here = written_to(self.env.docname, _own_addresses(self.env.app))
        address = posixpath.relpath(path, posixpath.dirname(here) or ".")
        link = nodes.reference(self.rawtext, match["text"], refuri=address, classes=["nedlasting"], internal=True)
        return [link], []


def _own_addresses(app: Sphinx) -> dict[str, str]:
    return once(app, "own addresses", lambda: own_addresses(book(app)))


def describe_data(
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


def only_what_is_shown(app: Sphinx, page: str, source: list[str]) -> None:
    """Leave of a page what it may show: Markdown that is on the list, and of each output of a chapter its Markdown.

    Without the latter, myst-nb makes a document tree of every type that an output has, and chooses among them
    afterwards; and it warns of the record, which is for programs. Settings that a page or a notebook brings for MyST
    are left out, or it could turn on again what is off.
    """
    if not app.env.doc2path(page).endswith(".ipynb"):
        source[0] = _written_page(app, source[0])
        return
    book = json.loads(source[0])
    site_only = book["metadata"].get(SITE_ONLY) is True
    book["metadata"] = {k: v for k, v in book["metadata"].items() if k in _NOTEBOOK}
    book["cells"] = without_empty_sections([cell for cell in book["cells"] if cell["cell_type"] in _CELLS], _SHOWN)
    notes: dict[str, str] = {}
    annex = any(ANNEX in cell["metadata"].get("tags", ()) for cell in book["cells"])
    for cell in book["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = _with_notes_once(trygg("".join(cell["source"]), side=True), notes)
        for output in cell.get("outputs", ()):
            if _SHOWN in output.get("data", ()):
                output["data"] = {_SHOWN: _with_notes_once("".join(output["data"][_SHOWN]), notes)}
    # What myst-nb takes for the page's own.
    book["metadata"] |= {mark: True for mark, on in ((ANNEX, annex), (SITE_ONLY, site_only)) if on}
    source[0] = json.dumps(book)


_NOTE: Final = re.compile(r"^\[\^([^\]\s]+)\]: (.*(?:\n+ {4}.*)*)\n*", re.MULTILINE)


def _with_notes_once(text: str, notes: dict[str, str]) -> str:
    """The text with no note that the page has already; another one by the same name gets a name of its own."""
    names: dict[str, str] = {}

    def once(found: re.Match[str]) -> str:
        label, note = found[1], found[2]
        own = next(n for n in chain([label], _numbered(label)) if notes.get(n, note) == note)
        names.setdefault(label, own)
        known, notes[own] = own in notes, note
        return "" if known else found[0].replace(label, own, 1)

    text = _NOTE.sub(once, text)
    # What is left by the name are references, and the definition where it kept it.
    return re.sub(r"(?<!\\)\[\^([\w-]+)\](?!:)", lambda mark: f"[^{names.get(mark[1], mark[1])}]", text)


def _numbered(label: str) -> Iterator[str]:
    return (f"{label}-{nr}" for nr in count(2))


_NOTEBOOK: Final = frozenset({"kernelspec", "language_info"})
_CELLS: Final = frozenset({"code", "markdown"})
_FRONT: Final = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_FILLED_IN: Final = re.compile(r"^\{\{ (\w+) \}\}$", re.MULTILINE)


def _written_page(app: Sphinx, source: str) -> str:
    """A page written by hand, with what the program fills in where the page has its name on a line: {{ kontakt }}."""
    front = _FRONT.match(source)
    site_only = bool(front and re.search(rf"^{SITE_ONLY}: *true *$", front[1], re.MULTILINE))
    known = {**utgivelse_in_words(les_utgivelse(book(app))), "nedlastinger": _downloads(app)}
    # What is filled in is no file that Sphinx knows of, so it must hear that the page is made of it too.
    for file in (book(app).data / "felles" / FILNAVN, Path(app.srcdir) / OVERSIKT):
        if file.is_file():
            app.env.note_dependency(str(file))
    text = _FILLED_IN.sub(lambda found: known.get(found[1], found[0]), source[front.end() :] if front else source)
    return (f"---\n{SITE_ONLY}: true\n---\n\n" if site_only else "") + trygg(text, side=True)


def _downloads(app: Sphinx) -> str:
    file = Path(app.srcdir) / OVERSIKT
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def without_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Let no directive put a file or raw text into a page; a line may be as long as a text in data/ may be."""
    env.settings |= {"file_insertion_enabled": False, "raw_enabled": False, "line_length_limit": _LONGEST}


_LONGEST: Final = 10_000_000
_OWN_FILE: Final = re.compile(rf"/?(?:[\w-]+/)*{FILMAPPE}/[\w.-]+")


def only_own_files(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse a picture or a download that is no file of the book's, and a link to what is no page."""
    for node in doctree.findall(lambda n: isinstance(n, nodes.image | addnodes.download_reference)):
        target = node.get("uri") or node.get("reftarget", "")
        if not _OWN_FILE.fullmatch(target):
            _LOG.warning("«%s» er ikke en fil i %s/. Legg den der, eller ta den bort", target, FILMAPPE, location=node)
    for link in doctree.findall(nodes.reference):
        scheme = urlsplit(link.get("refuri", "")).scheme
        if scheme not in {"", "http", "https", "mailto"}:
            _LOG.warning("lenken «%s» går ikke til et nettsted. Ta den bort", link["refuri"], location=link)


def leads_nowhere(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """A link to a place in a chapter; for what is not in the book the words alone, and whoever builds is told."""
    if node["reftype"] == READING_TIME:
        return reading_time(env, node["reftarget"], content)
    if place := lead_to_place(app, env, node, content):
        return place
    if node["reftype"] not in {"ref", "doc"}:
        return None
    _LOG.info("%s%s: «%s» finnes ikke i boken, og er vist uten lenke", REMARK, node["refdoc"], node["reftarget"])
    return content


_GITHUB: Final = "github.com"
_BINDER: Final = "https://mybinder.org/v2"


def citation(forfatter: str, bok: str, side: str, utgave: Utgave | None, adresse: str, kilder: str = "") -> str:
    """How a page is cited: author, year, page and book, edition, the reports retold, address where it has one."""
    ar = utgave.dato.year if utgave else "uten år"
    ledd = [
        f"{forfatter} ({ar}). {side}",
        *([f"I {bok}"] if side != bok else []),
        *([f"Utgave av {vis_dato(utgave.dato)}"] if utgave else []),
        *([f"Gjenforteller {kilder}"] if kilder else []),
    ]
    return ". ".join(ledd) + "." + (f" {adresse}" if adresse else "")


def binder_link(depot: Depot, notatbok: str) -> str:
    """The address that opens a notebook («notebooks/hls/x.ipynb») on Binder; empty without depot.

    https://mybinder.readthedocs.io/en/latest/howto/external_binderhub.html has the forms.
    """
    if not depot.url:
        return ""
    deler = urlsplit(depot.url)
    gren = quote(depot.gren, safe="")
    if deler.netloc == _GITHUB:
        sti = deler.path.strip("/").removesuffix(".git")
        hvor = f"gh/{quote(sti)}/{gren}"
    else:
        hvor = f"git/{quote(depot.url, safe='')}/{gren}"
    return f"{_BINDER}/{hvor}?labpath={quote(notatbok, safe='')}"


def ways_to_contact(utgivelse: Utgivelse) -> list[dict[str, str]]:
    """Where readers report faults: text and address of each link, none where nobody has said."""
    epost, nettside = utgivelse.kontakt.epost, utgivelse.kontakt.nettside
    return [
        *([{"tekst": epost, "adresse": f"mailto:{epost}"}] if epost else []),
        *([{"tekst": nettside, "adresse": nettside}] if nettside else []),
    ]


def utgivelse_in_words(utgivelse: Utgivelse) -> dict[str, str]:
    """What the publisher has decided as pages say it, in Markdown: what is blank is said to be so.

    By the names under which pages written by hand have it.
    """
    kontakt, erklaring = utgivelse.kontakt, utgivelse.tilgjengelighetserklaring
    veier = [f"[{vei['tekst']}]({vei['adresse']})" for vei in ways_to_contact(utgivelse)]
    hvem = f" til {kontakt.navn}" if kontakt.navn else ""
    return {
        "kontakt": f"Si fra{hvem}: {' eller '.join(veier)}."
        if veier
        else "Vi har ikke oppgitt noe sted å melde feil ennå.",
        "tilgjengelighetserklaring": f"Erklæringen står på [{erklaring}]({erklaring})."
        if erklaring
        else "Det er ikke lagt inn noen erklæring ennå.",
    }


# From here on the foot of a page has the chapters of its own part only, and the other parts by name.
MANY_PAGES: Final = 60
# Everything is the site's own, and no script or style stands in a page. A meta element cannot say
# frame-ancestors or report-uri; those are for whoever runs the server.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"
)


def _add_context(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    env, root = app.env, app.config.root_doc
    open_chapters, docname = set(), page
    while docname:
        open_chapters.add(docname)
        docname = app.builder.relations.get(docname, [None])[0]  # type: ignore[attr-defined]
    navigation = once(app, "parts", lambda: parts(env, root))
    part_here, way_here = way_to(navigation, page)
    context |= {
        "pageurl": _url(app, page),
        "policy": POLICY,
        "style_hash": _style_hash,
        "html_baseurl": app.config.html_baseurl,
        "parts": navigation,
        "part_here": part_here,
        "way_here": way_here,
        "many_pages": len(env.found_docs) > MANY_PAGES,
        "page_sections": page_sections(env, page) if page in env.tocs else [],
        "open_chapters": open_chapters,
        "kontakt": ways_to_contact(context["utgivelse"]),
        "bunnlenker": _footer_links(app, context.get("bunnlenker", []), page),
        "farger": _colours(app),
        "ikon": f"_static/{ICON}",
        "ikon_selv": f"data:image/svg+xml,{quote(icon(_colours(app)['lys']))}",
        "regn": _own_arithmetic(app, doctree) if doctree and not context.get("scenario") else [],
    }
    if page in env.titles:
        context |= _about_page(app, page, context)


def _own_arithmetic(app: Sphinx, doctree: nodes.document) -> list[str]:
    """The scripts of a page where the reader can work out with her own numbers: each sector's data, and the arithmetic.

    Its places are marked «regn-selv», and for which sector: «regn-hls-sye1», or «regn-alle». A scenario has none: its
    numbers are not those of data/.
    """
    marks = [m for box in doctree.findall(nodes.container) if REGN_SELV in box["classes"] for m in box["classes"]]
    own = [k for k in book(app).sektorer() if any(m == ALLE or m.startswith(merke(k)) for m in marks)]
    return [*map(skriptnavn, own), SKRIPTET] if own else []


def _footer_links(app: Sphinx, links: list[dict[str, str]], page: str) -> list[dict[str, str]]:
    """The links whose pages there are; a star is the page's own sector, or the only one."""
    known = book(app).sektorer()
    own = next((k for k in known if page.startswith(f"book/{k}/")), "")
    sector = own or (known[0] if len(known) == 1 else "")
    named = [{**link, "side": link["side"].replace("*", sector)} for link in links]
    return [link for link in named if link["side"] in app.env.found_docs]


def _url(app: Sphinx, page: str) -> str:
    """A page's address in the world, where the site has one: of a folder's first page, that of the folder."""
    base, address = app.config.html_baseurl, app.builder.get_target_uri(page)
    short = address.removesuffix(f"{INDEX}.html")
    return posixpath.join(base, short if short.endswith("/") or not short else address) if base else ""


def _stylesheet(app: Sphinx) -> str:
    return med_tema(style_sheet(Path(app.srcdir)).read_text(encoding="utf-8"), book(app).tema)


def _colours(app: Sphinx) -> dict[str, dict[str, Any]]:
    return once(app, "colours", lambda: skjermfarger(_stylesheet(app)))


def _style_hash(style: str) -> str:
    """The style element's content as a Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _about_page(app: Sphinx, page: str, context: dict[str, Any]) -> dict[str, str]:
    """How a page is cited, and its notebook: the file in the site, and on Binder."""
    published = context["utgivelse"]
    about = {
        "sitat": citation(
            published.utgiver.navn or app.config.author,
            app.config.html_title,
            app.env.titles[page].astext(),
            context["siste_utgave"],
            context.get("pageurl") or "",
            ramse([f"{ett.utgiver}: {ett.tittel} ({ett.dato})" for ett in _retold(app, page)]),
        )
    }
    if page in (known := _notebooks(app)):
        notebook, on_binder = known[page]
        about |= {"notatbok": notebook, "binder": binder_link(published.depot, on_binder)}
    return about


def _retold(app: Sphinx, page: str) -> list[Kildedokument]:
    """The reports that a page retells: its sector's, or all of them on a page across sectors."""
    bok = book(app)
    own = [navn for navn in bok.sektorer() if page.startswith(f"book/{navn}/")]
    return once(app, f"retold {own}", lambda: gjenfortalte(bok, own or None))


def _notebooks(app: Sphinx) -> dict[str, tuple[str, str]]:
    """The parameterised notebook of each page that comes from one, in the site and in the book's depot.

    Both are named from the book's root. Of a chapter written as text the depot has no notebook but the executed one.
    """
    bok = book(app)

    def notebooks() -> dict[str, tuple[str, str]]:
        found = {}
        for k in find_chapters(bok):
            notebook = k.notatbok(bok.rot)
            found[k.fil.removesuffix(".ipynb")] = notebook, k.fil if k.kilde.suffix == TEKSTKILDE else notebook
        return found

    return once(app, "notebooks", notebooks)


def _find_drawings(app: Sphinx, doctree: nodes.document) -> None:
    """Let each drawing of the book's be known as one, and stand under its title."""
    for image in doctree.findall(nodes.image):
        wide, narrow = (Path(app.srcdir) / uri for uri in (image["uri"], narrow_variant(image["uri"])))
        if wide.suffix != ".svg":
            continue
        if not narrow.is_file() or not er_tegning(wide.read_text(encoding="utf-8")):
            image["size"] = _size(wide)
            continue
        for drawing in (wide, narrow):
            app.env.note_dependency(str(drawing))
        image["drawing"] = image["uri"]
        if isinstance(figure := image.parent, nodes.figure):
            figure.remove(image)
            figure.append(image)


def _size(svg: Path) -> str:
    """The size of a picture that is no drawing of the book's, as attributes of img; empty where it does not say."""
    with svg.open(encoding="utf-8") as fil:
        begin = fil.read(2000)
    found = {n: re.search(rf'<svg[^>]*\s{n}="([\d.]+)', begin) for n in ("width", "height")}
    return "".join(f' {n}="{round(float(m[1]))}"' for n, m in found.items() if m)


def _extra_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "404", {}, "404.html"
    yield "search", {}, "search.html"
    for address, context, template in address_pages(app):
        yield address, {**context, "url": _url(app, context["mal"])}, template
    for old, new in read_moved_pages(Path(app.srcdir) / LISTE).items():
        if old not in app.env.found_docs:
            to = {"videre": app.builder.get_relative_uri(old, new), "url": _url(app, new)}
            yield old, {**to, "hva": app.env.titles[new].astext()}, "videre.html"


def _settings(app: Sphinx, config: Config) -> None:
    """Let every setting be the program's that the book's own _config.yml does not have."""
    own, shared = (_sphinx_config(file) for file in (Path(app.srcdir) / OPPSETT, FELLES_OPPSETT))
    name = bokens_navn(book(app))
    shared |= {"html_title": name.tittel, "author": name.forfatter}
    for setting, folder in (("templates_path", MALER), ("html_static_path", STILER)):
        shared[setting] = [folder] if (Path(app.srcdir) / folder).is_dir() else []
    for setting in shared.keys() - own.keys():
        setattr(config, setting, shared[setting])


def _sphinx_config(file: Path) -> dict[str, Any]:
    here = les_innstillinger(file).innhold if file.is_file() else {}
    for key in ("sphinx", "config"):
        here = here.get(key) or {}
        if not isinstance(here, dict):
            raise Datafeil(f"{key} må være en gruppe av «nøkkel: verdi».", file)
    return dict(here)


def _publication(app: Sphinx, config: Config) -> None:
    """Let the site have its address, and pages know and say what the publisher has decided."""
    published = les_utgivelse(book(app))
    config.html_baseurl = published.nettadresse or ""
    config.html_context = {
        **config.html_context,
        "utgivelse": published,
        # Not Sphinx's own setting, where a year that it begins with would become that of the build.
        "rettighet": bokens_navn(book(app)).rettighet,
        "siste_utgave": siste_utgave(les_historikk(book(app), navn) for navn in book(app).sektorer()),
    }


class BookBuilder(StandaloneHTMLBuilder):
    """Sphinx's site without its index, for the book has its own, and with the book's own colours."""

    search = False

    def get_outfilename(self, pagename: str) -> str:
        """Return the file that a page is written to: that of its own address where it has one."""
        return str(Path(self.outdir) / written_to(pagename, _own_addresses(self.app)))

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a page's address from the site's root, by which every link to it is made."""
        return quote(written_to(docname, _own_addresses(self.app)))

    def gen_pages_from_extensions(self) -> None:
        """Make those, and what leads on from the name in book/ of a page with an address of its own."""
        super().gen_pages_from_extensions()
        for page, address in _own_addresses(self.app).items():
            title = self.env.titles[page].astext()
            to = {"videre": relative_uri(page, f"{quote(address)}.html"), "url": _url(self.app, page)}
            old = Path(self.outdir) / f"{page}.html"
            old.parent.mkdir(parents=True, exist_ok=True)
            context = {**self.globalcontext, **to, "hva": title}
            old.write_text(self.templates.render("videre.html", context), encoding="utf-8")

    def copy_static_files(self) -> None:
        """Put the colours into the style sheet, before the pages are written that have its fingerprint."""
        super().copy_static_files()
        css, static = _stylesheet(self.app), Path(self.outdir) / "_static"
        drawings = (file.read_text(encoding="utf-8") for file in Path(self.srcdir).glob(f"book/**/{FILMAPPE}/*.svg"))
        (static / STILARK).write_text(med_tegnefarger(css, drawings), encoding="utf-8")
        (static / ICON).write_text(icon(_colours(self.app)["lys"]), encoding="utf-8")
        skriv_skriptene(book(self.app), static)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    # The paper edition is HTML on its way, and has no use for a search or for notebooks.
    if exception or app.builder.name != SITE:
        return
    static = Path(app.outdir) / "_static"
    shutil.copy(_stemmer("base-stemmer.js"), static)
    shutil.copy(_stemmer("norwegian-stemmer.js"), static)
    pages = [
        (app.builder.get_target_uri(page), search.visible_text(app.env.titles[page]), places(app)[page])
        for page in _in_reading_order(app)
    ]
    keep_places(app)
    synonyms = search.read_synonyms(Path(app.srcdir) / "data")
    for name, script in search.as_scripts(pages, synonyms).items():
        (static / name).write_text(script, encoding="utf-8")
    for notebook, _ in _notebooks(app).values():
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
        if fil.name not in used:
            fil.unlink() if fil.is_file() else shutil.rmtree(fil)


def _is_below_title(node: nodes.Node) -> bool:
    return isinstance(node, nodes.image) and isinstance(node.parent, nodes.figure) and node.parent.index(node) > 0


def _is_heading(node: nodes.Element) -> bool:
    return isinstance(node.parent, nodes.container) and OVERSKRIFT in node.parent["classes"]


class BookTranslator(TableTranslator):
    """Sphinx's HTML with the book's drawings, tables and links; what is marked as changed is an ``ins``."""

    supported_inline_tags = {"ins"}  # noqa: RUF012 - a plain set is what docutils declares

    def visit_image(self, node: nodes.Element) -> None:
        """Put a drawing of the book's into the page, in both widths; the page's style sheet shows one."""
        if _is_below_title(node):
            self.body.append("</figcaption>\n")
        if "drawing" not in node or self.builder.name != SITE:
            super().visit_image(node)
            self.body[-1] = self.body[-1].replace("<img ", f"<img{node.get('size', '')} ", 1)
            return
        uri = node["drawing"]
        self.builder.images.pop(uri, None)  # no file of its own is needed
        self.body.append('<div class="tegning">\n')
        for name, file in (("bred", uri), ("smal", narrow_variant(uri))):
            svg = (Path(self.builder.srcdir) / file).read_text(encoding="utf-8")
            self.body.append(i_siden(svg, name, node.get("alt", ""), self._address))
        self.body.append("</div>\n")
        raise nodes.SkipNode

    def visit_paragraph(self, node: nodes.Element) -> None:
        """Let a heading of a measure's page be one: what a cell shows has no sections of its own."""
        if _is_heading(node) and self.builder.name == SITE:
            self.body.append("<h2>")
            self.context.append("</h2>\n")
        else:
            super().visit_paragraph(node)
            self.context.append("")

    def depart_paragraph(self, node: nodes.Element) -> None:
        """Close the paragraph or the heading."""
        if end := self.context.pop():
            self.body.append(end)
        else:
            super().depart_paragraph(node)

    def visit_legend(self, node: nodes.Element) -> None:
        """What stands under the title, which has opened what both are in."""
        if node.parent.next_node(nodes.caption):
            self.body.append(self.starttag(node, "div", CLASS="legend"))
        else:
            super().visit_legend(node)

    def visit_figure(self, node: nodes.Element) -> None:
        """Open the figure; other names than its first stand before it, so that its title is the first in it."""
        super().visit_figure(node)
        tag, *others = self.body[-1].partition("<span ")
        self.body[-1:] = ["".join(others), tag]

    def depart_figure(self, node: nodes.Element) -> None:
        """Close the figure; above a drawing its title has been closed already."""
        if _is_below_title(node[-1]):
            self.body.append("</figure>\n")
        else:
            super().depart_figure(node)

    def _address(self, to: str) -> str:
        """Where a mark leads to, from this page; empty where nothing has that address."""
        page = self.builder.current_docname
        return self.builder.get_relative_uri(page, f"{to}/index") if to in kept(self.builder.app) else ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    for extension in _EXTENSIONS:
        app.setup_extension(extension)
    app.add_config_value("comments_config", {}, "")  # jupyter-book sets it, come what may
    app.add_builder(BookBuilder, override=True)
    app.set_translator("html", BookTranslator)
    app.add_role("nedlasting", DownloadRole())
    app.add_role(READING_TIME, ReadingTimeRole())
    app.connect("config-inited", _settings, priority=100)  # before those that work on the values
    app.connect("config-inited", _publication)
    app.connect("config-inited", whole_contents, priority=890)  # before what reads _toc.yml
    app.connect("config-inited", only_pages_shown, priority=950)  # after it
    app.connect("source-read", only_what_is_shown)
    app.connect("env-before-read-docs", lambda app, env, pages: without_files(app, env))
    app.connect("doctree-read", only_own_files)
    app.connect("doctree-read", _find_drawings)
    app.connect("doctree-read", note_who_tells)
    app.connect("missing-reference", leads_nowhere)
    app.connect("doctree-resolved", show_addresses)
    app.connect("doctree-resolved", show_findings, priority=400)  # before what collects headings
    app.connect("html-page-context", _add_context)
    app.connect("html-page-context", describe_data)
    app.connect("html-page-context", describe)
    app.connect("html-collect-pages", _extra_pages)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
