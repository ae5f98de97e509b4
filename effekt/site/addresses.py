"""Permanent addresses: «hls/sye1», «hls/figur-7», and the committed list that keeps them alive.

They are the labels of published objects, seen otherwise: ``hls-kort-sye1`` is ``hls/sye1/``. They are found in the
executed chapters before Sphinx starts, and the list is completed in the staging folder; the extension makes a page at
each that leads on without JavaScript.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from effekt.base.book import LISTE
from effekt.base.faults import Datafeil, naermeste, samlet_feil
from effekt.execution.chapters import Kapittel
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_tekst
from effekt.reading.notebooks import les_celler
from effekt.reading.program import ID as PROGRAM
from effekt.site import search
from effekt.site.navigation import book, once

# What a line begins with that Sphinx's extension says to whoever builds, and that is no fault.
REMARK: Final = "merknad: "
_KORT: Final = "kort-"
_ETIKETT: Final = re.compile(r"^(?:\(([a-z0-9-]+)\)=|:name: ([a-z0-9-]+))$", re.MULTILINE)
_ADRESSE: Final = re.compile(r"[a-z0-9_]+/[a-z0-9-]+")
_INNLEDNING: Final = """\
# Faste adresser til tiltak, figurer og tabeller. Bygget legger til nye. En publisert adresse
# skal alltid føre fram: Får det den viser til, et annet navn, skriv «gammel -> ny» på linjen.
"""


def address_of(etikett: str, alle_sektorer: Collection[str]) -> str | None:
    """Return the permanent address of a label: «hls-kort-sye1» → «hls/sye1»; None for other labels."""
    sektor, strek, navn = etikett.partition("-")
    kjent = strek and (sektor in alle_sektorer or sektor == PROGRAM)
    return f"{sektor}/{navn.removeprefix(_KORT)}" if kjent else None


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


def read_address_list(fil: Path) -> dict[str, str]:
    """Return the list: each address, and the one it leads to (itself, mostly); empty without a file."""
    if not fil.is_file():
        return {}
    liste: dict[str, str] = {}
    for nr, linje in enumerate(les_tekst(fil).splitlines(), 1):
        innhold = linje.partition("#")[0].strip()
        if not innhold:
            continue
        gammel, pil, ny = (del_.strip() for del_ in innhold.partition("->"))
        for adresse in (gammel, ny) if pil else (gammel,):
            if not _ADRESSE.fullmatch(adresse):
                raise Datafeil(f"«{adresse}» er ikke en adresse. Skriv sektor/navn, eller «gammel -> ny».", fil, nr)
        if gammel in liste:
            raise Datafeil(f"«{gammel}» står to ganger. Slett den ene linjen.", fil, nr)
        liste[gammel] = ny or gammel
    return liste


def updated_list(fil: Path, funnet: Mapping[str, str]) -> str:
    """Return the list with what is new in it; raise Datafeil for an address that leads nowhere."""
    liste = read_address_list(fil)
    feil = [
        Datafeil(
            f"adressen {gammel} er publisert, men fører ingen steder lenger.{naermeste(ny, funnet)} Få det den viste "
            f"til, tilbake i boken, eller skriv hvor den nå skal føre: «{gammel} -> …».",
            fil,
        )
        for gammel, ny in liste.items()
        if ny not in funnet
    ]
    if feil:
        raise samlet_feil(feil)
    alle = {**dict.fromkeys(funnet), **liste}
    linjer = [
        adresse if liste.get(adresse, adresse) == adresse else f"{adresse} -> {liste[adresse]}"
        for adresse in sorted(alle, key=_natural_order)
    ]
    return _INNLEDNING + "".join(f"{linje}\n" for linje in linjer)


def _natural_order(adresse: str) -> list[tuple[int, str]]:
    """The order in which figur-9 stands before figur-10."""
    return [(int(d or 0), t) for t, d in re.findall(r"([^\d]*)(\d*)", adresse)]


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
    if app.builder.format != "html":
        return
    kjente = book(app).sektorer()
    ids = {id_: n for n, id_ in labels(app).get(page, {}).items()}
    places(app)[page] = search.places_in(doctree, ids)
    kept = set(read_address_list(Path(app.srcdir) / LISTE).values())
    for node in list(doctree.findall(nodes.Element)):
        found = next((ids[i] for i in node.get("ids", ()) if i in ids), None)
        if found and not isinstance(node, nodes.target):
            address = address_of(found, kjente) or ""
            if app.builder.get_target_uri(page) == f"{address}/index.html":
                continue  # the page itself is what stands there
            # A sector that is still being entered has no address that is kept.
            if address in kept:
                _foot_of(node).append(_address_line(app, page, address))


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
    """Yield a page for each permanent address, which leads to what the address names."""
    known = book(app).sektorer()
    alle = {label: (page, anchor) for page, there in labels(app).items() for label, anchor in there.items()}
    at = {address_of(n, known): n for n in alle}
    titles: dict[str, tuple[str, str, str]] = app.env.domaindata["std"]["labels"]
    taken = {app.builder.get_target_uri(page) for page in app.env.found_docs}
    for address, target in read_address_list(Path(app.srcdir) / LISTE).items():
        if app.builder.get_target_uri(f"{address}/index") in taken:
            continue  # it is a page itself
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
            "hva": name if " " in name else name.replace("-", " ").capitalize(),
            "kapittel": app.env.titles[page].astext(),
        }
        yield f"{address}/index", context, "fastadresse.html"
