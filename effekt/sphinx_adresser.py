"""Permanent addresses in the site: shown under each object, and a page at each that leads on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from effekt import fasteadresser, sokeindeks
from effekt.sektorlesing import sektorer

_log = logging.getLogger(__name__)


def labels(app: Sphinx) -> dict[str, tuple[str, str]]:
    """Every label of the book's objects: the page and the id that it names."""
    alle: dict[str, tuple[str, str]] = app.env.domaindata["std"]["anonlabels"]
    kjente = sektorer()
    return {n: sted for n, sted in alle.items() if fasteadresser.adresse_av(n, kjente)}


def show_addresses(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put each object's permanent address under it, and note what the search finds on the page."""
    if app.builder.format != "html":
        return
    kjente = sektorer()
    ids = {id_: n for n, (side, id_) in labels(app).items() if side == page}
    places(app)[page] = sokeindeks.steder(doctree, ids)
    kept = set(fasteadresser.les(Path(app.srcdir) / fasteadresser.LISTE).values())
    for node in list(doctree.findall(nodes.Element)):
        found = next((ids[i] for i in node.get("ids", ()) if i in ids), None)
        if found and not isinstance(node, nodes.target):
            address = fasteadresser.adresse_av(found, kjente) or ""
            # A sector that is still being entered has no address that is kept.
            if address in kept:
                _foot_of(node).append(_address_line(app, page, address))


def places(app: Sphinx) -> dict[str, list[sokeindeks.Sted]]:
    """What the search finds, by page: filled as pages are written, after outputs are chosen."""
    noted: dict[str, list[sokeindeks.Sted]] = app.__dict__.setdefault("effekt_places", {})
    return noted


def _foot_of(node: nodes.Element) -> nodes.Element:
    """Where under an object there is room for a line."""
    if isinstance(node, nodes.figure):
        legend = node.next_node(nodes.legend)
        if legend is None:
            legend = nodes.legend()
            node.append(legend)
        return legend
    if isinstance(node, nodes.table) and isinstance(node.parent, nodes.container):
        return node.parent
    for container in reversed(list(node.findall(nodes.container))):
        if "kort-kilde" in container["classes"]:
            return container
    return node


def _address_line(app: Sphinx, page: str, address: str) -> nodes.paragraph:
    target = app.builder.get_relative_uri(page, f"{address}/index")
    link = nodes.reference("", f"Fast lenke: {address}", internal=True, refuri=target)
    return nodes.paragraph("", "", link, classes=["fastlenke"])


def address_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """A page at each permanent address that leads to what the address names."""
    alle, known = labels(app), sektorer()
    at = {fasteadresser.adresse_av(n, known): n for n in alle}
    titles: dict[str, tuple[str, str, str]] = app.env.domaindata["std"]["labels"]
    for address, target in fasteadresser.les(Path(app.srcdir) / fasteadresser.LISTE).items():
        if target not in at:
            _log.warning("den faste adressen %s fører ingen steder", address)
            continue
        label = at[target]
        page, anchor = alle[label]
        name = titles[label][2] if label in titles else target.partition("/")[2]
        context = {
            "mal": page,
            "anker": anchor,
            "hva": name if " " in name else name.replace("-", " ").capitalize(),
            "kapittel": app.env.titles[page].astext(),
        }
        yield f"{address}/index", context, "fastadresse.html"
