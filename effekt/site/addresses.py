"""Permanent addresses: «hls/sye1», «hls/figur-7», and the committed list that keeps them alive.

They are the labels of published objects, seen otherwise: ``hls-kort-sye1`` is ``hls/sye1/``. They are found in the
executed chapters before Sphinx starts, and the list is completed in the staging folder; the extension makes a page at
each that leads on without JavaScript. A page that the book no longer has is in the list too, with the one that it leads
to: «book/hls/rettelser -> book/hls/endringer».
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from docutils.io import StringOutput
from docutils.utils import new_document
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from effekt.base.book import LISTE
from effekt.base.faults import Datafeil, naermeste, samlet_feil
from effekt.base.numbers import vis_dato
from effekt.display.blocks import NEDLASTING, VERKTOY
from effekt.execution.chapters import Kapittel
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.fasteadresser import as_list, read_address_list, read_moved_pages, read_whole_list
from effekt.reading.notebooks import les_celler
from effekt.reading.program import ID as PROGRAM
from effekt.site import search
from effekt.site.navigation import SITE, book, once
from effekt.site.sections import WRITTEN_IN

# What a line begins with that Sphinx's extension says to whoever builds, and that is no fault.
REMARK: Final = "merknad: "
_ETIKETT: Final = re.compile(r"^(?:\(([a-z0-9-]+)\)=|:name: ([a-z0-9-]+))$", re.MULTILINE)


def address_of(etikett: str, alle_sektorer: Collection[str]) -> str | None:
    """Return the permanent address of a label: «hls-kort-sye1» → «hls/sye1»; None for other labels."""
    sektor, strek, navn = etikett.partition("-")
    kjent = strek and (sektor in alle_sektorer or sektor == PROGRAM)
    return f"{sektor}/{navn.removeprefix(search.CARD)}" if kjent else None


def find_addresses(bok: Bokmappe, kapitler: Iterable[Kapittel], rot: Path) -> dict[str, str]:
    """Return every address that the executed chapters below ``rot`` give, and the label it leads to.

    A sector that is still being entered gives none: what is shown there has no number yet.
    """
    kjente = bok.ferdige_sektorer()
    funnet: dict[str, str] = {}
    vist_i: dict[str, str] = {}
    for kapittel in kapitler:
        for etikett in _labels_in(rot / kapittel.fil):
            adresse = address_of(etikett, kjente)
            if adresse is None:
                continue
            if etikett in vist_i:
                raise Datafeil(
                    f"«{etikett}» vises to ganger, i {vist_i[etikett]} og i {kapittel.navn}. "
                    "Ta den ut av det ene kapitlet."
                )
            vist_i[etikett] = kapittel.navn
            if funnet.get(adresse, etikett) != etikett:
                raise Datafeil(
                    f"både «{funnet[adresse]}» og «{etikett}» ville fått adressen {adresse}. Gi den ene et annet navn."
                )
            funnet[adresse] = etikett
    return funnet


def _labels_in(notatbok: Path) -> Iterator[str]:
    for celle in les_celler(notatbok):
        for ut in celle.get("outputs", ()):
            markdown = "".join(ut.get("data", {}).get("text/markdown", ""))
            for anker, navn in _ETIKETT.findall(markdown):
                yield anker or navn


def updated_list(
    fil: Path,
    funnet: Mapping[str, str],
    sider: Collection[str],
    under_arbeid: Collection[str] = (),
    scenario: bool = False,
) -> str:
    """Return the list with what is new in it; raise Datafeil for an address, or a page, that leads nowhere.

    What a sector that is being entered anew had, is waited for: the next plan will have it. In a rerun that nobody
    publishes, ``scenario``, what leads nowhere is left out: a measure that is left out has no figure there.
    """
    liste = read_whole_list(fil)
    flyttet = read_moved_pages(fil)
    borte = {
        gammel: Datafeil(
            f"adressen {gammel} er publisert, men fører ingen steder lenger.{naermeste(ny, finnes)} Få det den viste "
            f"til, tilbake i boken, eller skriv hvor den nå skal føre: «{gammel} -> …».",
            fil,
        )
        for gammel, ny in liste.items()
        if ny not in (finnes := sider if gammel in flyttet else funnet)
        and gammel not in finnes
        and ny.partition("/")[0] not in under_arbeid
    }
    if borte and not scenario:
        raise samlet_feil(borte.values())
    staende = {gammel: ny for gammel, ny in liste.items() if gammel not in borte}
    return as_list({**dict(zip(funnet, funnet, strict=True)), **staende})


_PLACES: Final = "effekt-steder.json"
_log = logging.getLogger(__name__)


def labels(app: Sphinx) -> dict[str, dict[str, str]]:
    """Return every label of the book's objects, by the page that it is on: the id that it names."""

    def found() -> dict[str, dict[str, str]]:
        alle: dict[str, tuple[str, str]] = app.env.domaindata["std"]["anonlabels"]
        kjente = book(app).sektorer()
        per_page: dict[str, dict[str, str]] = {}
        for label, (page, anchor) in alle.items():
            if address_of(label, kjente):
                per_page.setdefault(page, {})[label] = anchor
        return per_page

    return once(app, "labels", found)


def show_addresses(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put each object's permanent address under it, and note what the search finds on the page."""
    if app.builder.name != SITE or page not in app.env.found_docs:
        return
    kjente = book(app).sektorer()
    ids = {id_: n for n, id_ in labels(app).get(page, {}).items()}
    places(app)[page] = search.places_in(doctree, {i: label.partition("-")[2] for i, label in ids.items()})
    for node in list(doctree.findall(nodes.Element)):
        found = next((ids[i] for i in node.get("ids", ()) if i in ids), None)
        if found and not isinstance(node, nodes.target):
            address = address_of(found, kjente) or ""
            if app.builder.get_target_uri(page) == f"{address}/index.html":
                continue  # the page itself is what stands there
            # A sector that is still being entered has no address that is kept.
            if address in kept(app):
                _show_address(app, page, node, address)


def kept(app: Sphinx) -> Collection[str]:
    """Return the addresses that something in the book has, and that are kept for good."""

    def listed() -> frozenset[str]:
        liste = read_address_list(Path(app.srcdir) / LISTE)
        return frozenset({*liste, *liste.values()})

    return once(app, "kept", listed)


def places(app: Sphinx) -> dict[str, list[search.SearchPlace]]:
    """Return what the search finds, by page: filled as pages are written, after outputs are chosen.

    Where only some pages are written, as in a preview, the others are as they were then.
    """

    def before() -> dict[str, list[search.SearchPlace]]:
        file = Path(app.doctreedir) / _PLACES
        noted = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        return {page: [search.SearchPlace(*place) for place in there] for page, there in noted.items()}

    return once(app, "places", before)


def keep_places(app: Sphinx) -> None:
    """Note the places for the next time, beside the document trees."""
    (Path(app.doctreedir) / _PLACES).write_text(json.dumps(places(app)), encoding="utf-8")


def _show_address(app: Sphinx, page: str, node: nodes.Element, address: str) -> None:
    """Put the address into the line under an object that has one; else beneath it on a line of its own."""
    line = _line_under(node)
    if line is None:
        target = app.builder.get_relative_uri(page, f"{address}/index")
        link = nodes.reference("", f"Fast lenke: {address}", internal=True, refuri=target)
        _foot_of(node).append(nodes.paragraph("", "", link, classes=["fastlenke"]))
        return
    _share(app, page, line, address, search.caption_of(node))


def _share(app: Sphinx, page: str, line: nodes.Element, address: str, title: str) -> None:
    """Put into the line under an object the page that it has of its own, and how other sites have it in theirs."""
    own, framed = (app.builder.get_relative_uri(page, f"{address}/{name}") for name in ("index", FRAMED))
    link = nodes.reference("", "Egen side", internal=True, refuri=own)
    line.append(nodes.paragraph("", "", link, classes=["fastlenke"]))
    line.append(nodes.raw("", _embedding(app, address, framed, title), format="html"))


# The page beside the one at a permanent address, with what stands there and nothing else.
FRAMED: Final = "innfelt"
# Of the line under an object, what says where it is from.
SOURCE: Final = "effekt-kilde"
_HEIGHT: Final = 560  # pixels, which holds most figures in a column of text


def _embedding(app: Sphinx, address: str, framed: str, title: str) -> str:
    """How another site has it in a frame: the code where the site's own address is known, else where the page is.

    A policy in a page cannot say who may frame it (frame-ancestors is a header's alone), and all may: whoever runs the
    server must not send X-Frame-Options for these pages.
    """
    base = str(app.config.html_baseurl).rstrip("/")
    src, name = escape(f"{base}/{address}/{FRAMED}.html"), escape(title)
    code = f'<iframe src="{src}" title="{name}" width="100%" height="{_HEIGHT}" loading="lazy"></iframe>'
    shown = f"<pre><code>{escape(code)}</code></pre>" if base else ""
    return (
        f'<details class="bygg-inn"><summary>Bygg inn<span class="skjult"> {name}</span></summary>{shown}'
        f'<p><a href="{escape(framed)}" data-tittel="{name}" data-hoyde="{_HEIGHT}">Siden som bygges inn</a></p>'
        "</details>"
    )


def _line_under(node: nodes.Element) -> nodes.Element | None:
    """The line of source and downloads under a figure or a table; None for what has none."""
    after = node.parent.children[node.parent.index(node) + 1 :]
    belonging = takewhile(lambda n: isinstance(n, nodes.container | nodes.target | nodes.paragraph), after)
    return next((n for n in belonging if VERKTOY in n.get("classes", ())), None)


def _foot_of(node: nodes.Element) -> nodes.Element:
    """Where under an object there is room for a line."""
    if isinstance(node, nodes.table) and isinstance(node.parent, nodes.container):
        return node.parent
    for container in reversed(list(node.findall(nodes.container))):
        if "kort-kilde" in container["classes"]:
            return container
    return node


def address_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield a page for each permanent address: a figure or a table itself, or one that leads to what else it names."""
    known = book(app).sektorer()
    alle = {label: (page, anchor) for page, there in labels(app).items() for label, anchor in there.items()}
    at = {address_of(n, known): n for n in alle}
    titles: dict[str, tuple[str, str, str]] = app.env.domaindata["std"]["labels"]
    objects: dict[str, list[dict[str, str]]] = {}
    last = app.config.html_context["siste_utgave"]
    edition = vis_dato(last.dato) if last else ""
    taken = {app.builder.get_target_uri(page) for page in app.env.found_docs}
    for address, target in read_address_list(Path(app.srcdir) / LISTE).items():
        if app.builder.get_target_uri(f"{address}/index") in taken:
            continue  # it is a page itself
        if address in at:
            target = address  # also one that led elsewhere while what it names was not in the book
        if target not in at and (waiting := _page_meanwhile(app, target)):
            kapittel = app.env.titles[waiting].astext()
            context = {"mal": waiting, "anker": "", "hva": kapittel, "kapittel": kapittel, "utgavedato": edition}
            yield f"{address}/index", {**context, "adresse": address}, LEADS_ON
            continue
        if target not in at:
            _log.warning("den faste adressen %s fører ingen steder", address)
            continue
        label = at[target]
        page, anchor = alle[label]
        name = titles[label][2] if label in titles else ""
        name = name or next((p.tittel for p in places(app).get(page, ()) if p.anker == anchor), "")
        name = name or target.partition("/")[2]
        context = {
            "mal": page,
            "anker": anchor,
            "adresse": address,
            "hva": name if " " in name else name.replace("-", " ").capitalize(),
            "kapittel": app.env.titles[page].astext(),
            "utgavedato": edition,
        }
        if address == target:
            objects.setdefault(page, []).append(context)
        else:
            yield f"{address}/index", context, LEADS_ON
    for page, contexts in objects.items():
        tree = app.env.get_doctree(page)
        for context in contexts:
            yield from _pages_of(app, tree, context)


def _page_meanwhile(app: Sphinx, address: str) -> str:
    """The page that an address leads to while its sector is being entered anew; empty for any other's."""
    bok, sektor = book(app), address.partition("/")[0]
    waiting = set(bok.sektorer()) - set(bok.ferdige_sektorer())
    if sektor == PROGRAM and waiting:
        return str(app.config.root_doc)
    if sektor not in waiting:
        return ""
    egne = sorted(page for page in app.env.found_docs if page.startswith(f"book/{sektor}/"))
    return egne[0] if egne else ""


LEADS_ON: Final = "fastadresse.html"


def _pages_of(app: Sphinx, tree: nodes.document, context: dict[str, str]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page of an object of a chapter, and the one to be framed; of no figure or table, one that leads on."""
    address = context["adresse"]
    pieces = _with_what_is_under(tree, context["anker"])
    if not pieces:
        yield f"{address}/index", context, LEADS_ON
        return
    about = " ".join(search.visible_text(n) for n in pieces[0].findall(nodes.TextElement))[:300]
    shown = {**context, "om": about, "tabell": not isinstance(pieces[0], nodes.figure)}
    for name in ("index", FRAMED):
        inner = _as_html(app, f"{address}/{name}", pieces, address if name == "index" else "")
        yield f"{address}/{name}", {**shown, "innhold": inner, "innfelt": name == FRAMED}, "figurside.html"


def _with_what_is_under(tree: nodes.document, anchor: str) -> list[nodes.Element]:
    """A figure or a table, and what stands under it to the end of its line; nothing where it has no line."""
    node = next((n for n in tree.findall(nodes.Element) if anchor in n.get("ids", ())), None)
    if not isinstance(node, nodes.figure | nodes.table):
        return []
    line = _line_under(node)
    if line is None:
        return []
    if isinstance(node, nodes.table):
        return [node.parent]
    siblings = node.parent.children
    return [n for n in siblings[siblings.index(node) : siblings.index(line) + 1] if isinstance(n, nodes.Element)]


def _as_html(app: Sphinx, page: str, pieces: list[nodes.Element], address: str) -> str:
    """Pieces of a chapter as a page of their own has them; its tools only with the address that it is shared by."""
    builder = app.builder
    assert isinstance(builder, StandaloneHTMLBuilder)
    tree = new_document(page, builder.docsettings)
    tree += [piece.deepcopy() for piece in pieces]
    for line in [n for n in tree.findall(nodes.container) if VERKTOY in n["classes"]]:
        if address:
            _share(app, page, line, address, search.caption_of(tree))
        else:
            line.children = [n for n in line.children if isinstance(n, nodes.Element) and SOURCE in n["classes"]]
    for node in list(tree.findall(nodes.Element)):
        if isinstance(node, nodes.footnote_reference):
            node.parent.remove(node)
        elif isinstance(node, addnodes.pending_xref):
            node[WRITTEN_IN], node["refdoc"] = node.get("refdoc", page), page
        elif node.get("design_component") == "dropdown" and NEDLASTING not in node.parent["classes"]:
            node["opened"] = True
    app.env.apply_post_transforms(tree, page)
    builder.imgpath = relative_uri(builder.get_target_uri(page), builder.imagedir)
    builder.dlpath = relative_uri(builder.get_target_uri(page), "_downloads")
    builder.current_docname, builder.secnumbers, builder.fignumbers = page, {}, {}
    builder.docwriter.write(tree, StringOutput(encoding="utf-8"))
    builder.docwriter.assemble_parts()
    return str(builder.docwriter.parts["fragment"])
