"""The book as one tagged PDF (PDF/UA-1) for paper and for screen readers.

Sphinx makes the chapters (``sphinx_papir``), a template puts title page, lists and chapters into
one document, and WeasyPrint sets it. The same book gives the same bytes.
"""

import hashlib
import json
import logging
import os
import re
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from effekt.bok import Byggfeil, Fremdrift, papirutgave
from effekt.historikk import siste_utgave
from effekt.kjoremate import VANLIG, Kjoremate
from effekt.mapper import MALER, bokens, programmappe
from effekt.pdfmerking import merk
from effekt.sektorlesing import les_sektor, sektorer
from effekt.tall import vis_dato
from effekt.tema import for_papir
from effekt.utgivelse import les_utgivelse
from effekt.utgivelsesord import bokens_navn

MAPPE: Final = "_build/pdf"
_MANGLER: Final = "«make pdf» installerer det som trengs, og lager PDF-en."
# Family in the stylesheet, package, file, weight, style. The fonts come with locked packages, so
# that a machine's own change nothing; the last has the signs that the others lack.
_SKRIFTER: Final = (
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-Regular.ttf", 400, "normal"),
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-It.ttf", 400, "italic"),
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf", 600, "normal"),
    ("Bok Sans", "font_source_sans_pro", "files/SourceSansPro-Regular.ttf", 400, "normal"),
    ("Bok Sans", "font_source_sans_pro", "files/SourceSansPro-It.ttf", 400, "italic"),
    ("Bok Sans", "font_source_sans_pro", "files/SourceSansPro-Semibold.ttf", 600, "normal"),
    ("Bok Mono", "matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf", 400, "normal"),
    ("Bok Tegn", "matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf", 400, "normal"),
    ("Bok Tegn", "matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf", 600, "normal"),
)


def lag_pdf(rot: Path, si: Fremdrift, mate: Kjoremate = VANLIG) -> Path:
    """Make the book's PDF under _build/pdf; its path.

    Raises Datafeil for bad data and Byggfeil for what could not be made. An earlier PDF is then as
    it was.
    """
    weasyprint = _weasyprint()
    from weasyprint.urls import URLFetcher

    with papirutgave(rot, si, mate) as mappe:
        start = time.monotonic()
        bok = json.loads((mappe / "bok.json").read_text(encoding="utf-8"))
        dokument = _dokument(rot, bok, _avtrykk(mappe))
        stilark = bokens(rot, f"{MALER}/papir.css").read_text(encoding="utf-8")
        (mappe / "papir.css").write_text(for_papir() + stilark, encoding="utf-8")
        si("setter PDF-en …")
        with _strengt(weasyprint), _fast_tid():
            innhold = weasyprint.HTML(
                string=dokument,
                base_url=f"{mappe.resolve()}/",
                url_fetcher=URLFetcher(allowed_protocols=["file", "data"]),
            ).write_pdf(
                pdf_variant="pdf/ua-1",
                pdf_identifier=hashlib.sha256(dokument.encode()).hexdigest()[:32].encode(),
            )
        fil = rot / MAPPE / f"{filnavn(bok['title'])}.pdf"
        _skriv(fil, merk(innhold, dict(_steder(bok))))
        si(f"PDF: {time.monotonic() - start:.1f} s".replace(".", ","))
    return fil


def filnavn(tittel: str) -> str:
    """A title as a file name: «Delrapport 6 – på papir» → «delrapport-6-pa-papir»."""
    ascii_ = tittel.lower().translate(str.maketrans("æøå", "aoa"))
    ascii_ = unicodedata.normalize("NFKD", ascii_).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-") or "bok"


def _steder(bok: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What stands at each place that a link can lead to."""
    for del_ in bok["parts"]:
        for kapittel in del_["chapters"]:
            yield kapittel["name"], kapittel["title"]
            yield from ((a["anchor"], a["title"]) for a in kapittel["sections"])
    for slag in ("figures", "tables", "cards"):
        yield from ((ett["anchor"], ett["text"]) for ett in bok[slag])


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ModuleNotFoundError:
        raise Byggfeil(f"PDF-en lages med WeasyPrint, som ikke er installert. {_MANGLER}") from None
    except OSError:
        raise Byggfeil(
            f"PDF-en lages med WeasyPrint, som ikke finner biblioteket Pango. {_MANGLER}"
        ) from None
    return weasyprint


def _dokument(rot: Path, bok: dict[str, Any], avtrykk: str) -> str:
    """The whole document as HTML."""
    import jinja2

    navn, utgivelse = bokens_navn(), les_utgivelse()
    alle = [les_sektor(hvilken) for hvilken in sektorer()]
    sektor, siste = alle[0], siste_utgave(ett.historikk for ett in alle)
    rapport = sektor.kilder[sektor.info.rapport] if sektor.info.rapport else None
    mal = jinja2.Environment(
        loader=jinja2.FileSystemLoader([rot / MALER, programmappe() / MALER]),
        undefined=jinja2.StrictUndefined,
    ).get_template("papir.html")
    return mal.render(
        bok=bok,
        utgiver=utgivelse.utgiver.navn or navn.forfatter,
        rettighet=navn.rettighet,
        merknad=utgivelse.merknad or "",
        emne=(
            f"Bygger på {rapport.tittel}, {rapport.utgiver}, {rapport.dato}"
            if rapport
            else sektor.tittel
        ),
        utgave=f"Utgave av {vis_dato(siste.dato)}" if siste else "",
        kilder=sektor.kilder.values(),
        avtrykk=avtrykk,
        skrifter=list(_skrifter()),
    )


def _skrifter() -> Iterator[dict[str, Any]]:
    for familie, pakke, fil, vekt, stil in _SKRIFTER:
        funnet = find_spec(pakke)
        if funnet is None or funnet.origin is None:
            raise Byggfeil(f"skriften {familie} er ikke installert. {_MANGLER}")
        adresse = (Path(funnet.origin).parent / fil).as_uri()
        yield {"familie": familie, "vekt": vekt, "stil": stil, "adresse": adresse}


def _avtrykk(mappe: Path) -> str:
    """The first signs of the fingerprint of what the PDF is made from: text and drawings."""
    samlet = hashlib.sha256()
    for fil in [mappe / "bok.json", *sorted((mappe / "_images").glob("*"))]:
        samlet.update(fil.read_bytes())
    return samlet.hexdigest()[:16]


@contextmanager
def _strengt(weasyprint: Any) -> Iterator[None]:
    """What WeasyPrint warns of is an error: a missing text alternative, a dead link, a bad rule."""
    sagt: list[str] = []

    class Lytter(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            sagt.append(record.getMessage())

    logg, lytter = weasyprint.LOGGER, Lytter(logging.WARNING)
    gamle, logg.handlers = logg.handlers, [lytter]
    try:
        yield
    finally:
        logg.handlers = gamle
    if sagt:
        linjer = "\n".join(dict.fromkeys(sagt))
        raise Byggfeil(f"WeasyPrint hadde noe å si på PDF-en:\n{linjer}\nDen er som den var.")


@contextmanager
def _fast_tid() -> Iterator[None]:
    """The time in fonts and metadata is that of no day at all."""
    for_ = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if for_ is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = for_


def _skriv(fil: Path, innhold: bytes) -> None:
    """Write the file so that it is at every moment the old one or the new one."""
    fil.parent.mkdir(parents=True, exist_ok=True)
    ny = fil.with_name(f".{fil.name}.ny")
    ny.write_bytes(innhold)
    os.replace(ny, fil)
