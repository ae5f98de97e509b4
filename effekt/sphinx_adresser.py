"""Permanent addresses in the site: shown under each object, and a page at each that leads on."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from effekt import fasteadresser, sokeindeks
from effekt.sektorlesing import sektorer
from effekt.sphinx_en_gang import once

_PLACES: Final = "effekt-steder.json"
_log = logging.getLogger(__name__)


def labels(app: Sphinx) -> dict[str, dict[str, str]]:
    """Every label of the book's objects, by the page that it is on: the id that it names."""

    def found() -> dict[str, dict[str, str]]:
        alle: dict[str, tuple[str, str]] = app.env.domaindata["std"]["anonlabels"]
        kjente = sektorer()
        per_page: dict[str, dict[str, str]] = {}
        for label, (page, anchor) in alle.items():
            if fasteadresser.adresse_av(label, kjente):
                per_page.setdefault(page, {})[label] = anchor
        return per_page

    return once(app, "labels", found)


def show_addresses(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put each object's permanent address under it, and note what the search finds on the page."""
    if app.builder.format != "html":
        return
    kjente = once(app, "sectors", sektorer)
    ids = {id_: n for n, id_ in labels(app).get(page, {}).items()}
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
    """What the search finds, by page: filled as pages are written, after outputs are chosen.

    Where only some pages are written, as in a preview, the others are as they were then.
    """

    def before() -> dict[str, list[sokeindeks.Sted]]:
        file = Path(app.doctreedir) / _PLACES
        noted = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        return {page: [sokeindeks.Sted(*place) for place in there] for page, there in noted.items()}

    return once(app, "places", before)


def keep_places(app: Sphinx) -> None:
    """Note them for the next time, beside the document trees."""
    (Path(app.doctreedir) / _PLACES).write_text(json.dumps(places(app)), encoding="utf-8")


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
    known = once(app, "sectors", sektorer)
    alle = {
        label: (page, anchor)
        for page, there in labels(app).items()
        for label, anchor in there.items()
    }
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
