"""The book as tagged PDFs (PDF/UA-1): the report, and its annex; or chapters that are asked for.

What a chapter marked ``vedlegg`` has, and the numbers behind the figures, are the annex: registers, audit and
traceability, which a reader of the report looks up and does not read.

PDF and Word are made from the same document trees as the site: jupyter-book runs our builder ``papir``, which resolves
every page with names of its own, so that all can stand in one document. WeasyPrint's warnings are errors. Its tags lack
what screen readers need (scope of header cells, one Link a link, list bodies), which is added with pikepdf. Fonts come
as locked packages. papir.css is paged media without flex or grid: pages break badly through them, and slowly.
"""

import json
import logging
import re
import time
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from effekt.base.book import MALER, WORK_FOLDER
from effekt.base.environment import environment
from effekt.base.extras import require
from effekt.base.faults import Byggfeil, Fremdrift
from effekt.base.files import fingerprint, write_whole
from effekt.base.numbers import vis_dato
from effekt.export.chosen import chapter_on_paper, require_on_paper
from effekt.model.historikk import siste_utgave
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tema import for_papir
from effekt.reading.utgivelse import bokens_navn, les_utgivelse

_MARK: Final = re.compile(rb"/(\w+)\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_I_PUNKT: Final = ("/Lbl", "/LBody", "/L")
_PRINT: Final = 1 << 2  # annotation flag: shown on paper as on the screen
# What WeasyPrint says of signs that no font has.
_UTEN_TEGN: Final = re.compile(r'unsupported by fonts: "(.*)" \((U\+.*)\)', re.DOTALL)
_PAGINATION: Final = b"/Artifact <</Type /Pagination>> BDC"


def complete_tags(pdf: bytes, innhold: Mapping[str, str]) -> bytes:
    """The PDF with its tags completed; ``innhold`` tells what stands at each named destination."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as dokument:
        rot = dokument.Root.StructTreeRoot
        sett: dict[tuple[int, int], set[int]] = {}
        foreldre = rot.ParentTree.Nums
        for ledd, over in _gjennom(rot.K, ()):
            _merk_ledd(ledd, over, foreldre)
            if ledd.S == "/LI":
                _kropp(dokument, ledd)
            side = ledd.get("/Pg")
            if side is not None:
                sett.setdefault(side.objgen, set()).update(_merker(ledd))
        for nr, side in enumerate(dokument.pages):
            _utenfor(dokument, side, sett.get(side.obj.objgen, set()), foreldre[2 * nr + 1])
            for lenke in side.get("/Annots", ()):
                lenke.F = _PRINT
                sted = str(lenke.get("/Contents", ""))
                lenke.Contents = innhold.get(sted, sted if ":" in sted else "Henvisning i dokumentet")
        ut = BytesIO()
        dokument.save(
            ut, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True
        )
    return ut.getvalue()


def _barn(ledd: Any) -> list[Any]:
    return _liste(ledd.get("/K", []))


def _liste(ting: Any) -> list[Any]:
    """What may be one thing or an array of them, as a list."""
    import pikepdf

    return list(ting) if isinstance(ting, pikepdf.Array) else [ting]


def _gjennom(barn: Any, over: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Every element of the tree with those above it."""
    for ledd in barn:
        if hasattr(ledd, "get") and ledd.get("/S") is not None:
            yield ledd, over
            yield from _gjennom(_barn(ledd), (*over, ledd))


def _merker(ledd: Any) -> Iterator[int]:
    return (int(b) for b in _barn(ledd) if isinstance(b, int))


def _er_henvisning(barn: Any) -> bool:
    return hasattr(barn, "get") and barn.get("/Type") == "/OBJR"


def _merk_ledd(ledd: Any, over: tuple[Any, ...], foreldre: Any) -> None:
    import pikepdf

    if ledd.S == "/TH":
        ledd.A.Scope = pikepdf.Name("/Column" if any(o.S == "/THead" for o in over) else "/Row")
    ytre = next((o for o in over if o.S == "/Link"), None)
    if ytre is not None:
        # What a link is made of links as well: its places belong to the one link, each once.
        for henvisning in filter(_er_henvisning, _barn(ledd)):
            _flytt(henvisning, ytre, foreldre)
        ledd.K = pikepdf.Array(b for b in _barn(ledd) if not _er_henvisning(b))
    if ledd.S == "/Link" and (ytre is not None or not any(map(_er_henvisning, _barn(ledd)))):
        ledd.S = pikepdf.Name("/Span")


def _kropp(dokument: Any, punkt: Any) -> None:
    """Give a list item a body, beside its sign; what is in it already has its own."""
    import pikepdf

    barn = _barn(punkt)
    utenfor = [b for b in barn if not hasattr(b, "get") or b.get("/S") not in _I_PUNKT]
    if not utenfor:
        return
    kropp = dokument.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.LBody, P=punkt, K=pikepdf.Array(utenfor))
    )
    if "/Pg" in punkt:
        kropp.Pg = punkt.Pg
    for del_ in utenfor:
        if hasattr(del_, "get"):
            del_.P = kropp
    fra = next(nr for nr, b in enumerate(barn) if b in utenfor)
    resten = [b for b in barn if b not in utenfor]
    punkt.K = pikepdf.Array([*resten[:fra], kropp, *resten[fra:]])


def _flytt(henvisning: Any, til: Any, foreldre: Any) -> None:
    lenke = henvisning.Obj
    plass = 2 * int(lenke.StructParent) + 1
    if any(_inni(lenke, b.Obj) for b in _barn(til) if _er_henvisning(b)):
        lenker = henvisning.Pg.Annots
        del lenker[next(nr for nr, en in enumerate(lenker) if en.objgen == lenke.objgen)]
        foreldre[plass] = None
    else:
        til.K.append(henvisning)
        foreldre[plass] = til


def _inni(en: Any, annen: Any) -> bool:
    x1, y1, x2, y2 = (float(tall) for tall in en.Rect)
    u1, v1, u2, v2 = (float(tall) for tall in annen.Rect)
    midt_x, midt_y = (x1 + x2) / 2, (y1 + y2) / 2
    return min(u1, u2) <= midt_x <= max(u1, u2) and min(v1, v2) <= midt_y <= max(v1, v2)


def _utenfor(dokument: Any, side: Any, sett: set[int], foreldre: Any) -> None:
    """Content that the tree does not hold is running headers and page numbers: artifacts."""

    def merke(treff: re.Match[bytes]) -> bytes:
        if int(treff[2]) in sett:
            return treff[0]
        foreldre[int(treff[2])] = None
        return _PAGINATION

    strom = b"\n".join(del_.read_bytes() for del_ in _liste(side.Contents))
    side.Contents = dokument.make_stream(_MARK.sub(merke, strom))


MAPPE: Final = "_build/pdf"
# The program's own page and style sheet; a book may have others in book/_templates.
_MALER: Final = Path(__file__).with_name("maler")
# Family in the stylesheet, package, file, weight, style. The fonts come with locked packages, so
# that a machine's own change nothing; the last has the signs that the others lack.
_SKRIFTER: Final = (
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-Regular.ttf", 400, "normal"),
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-It.ttf", 400, "italic"),
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf", 600, "normal"),
    ("Bok Serif", "font_source_serif_pro", "files/SourceSerifPro-SemiboldIt.ttf", 600, "italic"),
    ("Bok Sans", "font_source_sans_pro", "files/SourceSansPro-Regular.ttf", 400, "normal"),
    ("Bok Sans", "font_source_sans_pro", "files/SourceSansPro-It.ttf", 400, "italic"),
    ("Bok Sans", "font_source_sans_pro", "files/SourceSansPro-Semibold.ttf", 600, "normal"),
    ("Bok Mono", "matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf", 400, "normal"),
    ("Bok Tegn", "matplotlib", "mpl-data/fonts/ttf/DejaVuSans.ttf", 400, "normal"),
    ("Bok Tegn", "matplotlib", "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf", 600, "normal"),
)


@dataclass(frozen=True)
class _Dokument:
    """One of the PDFs: its title, its file's name, and the chapters that are in it."""

    tittel: str
    fil: str
    med: Callable[[Mapping[str, Any]], bool]
    # Whether it has a title page and lists; and what is said of what a link leads to that is not in it.
    hel: bool = True
    annet: str = ""


# The class of what is said of a link from the report to its annex.
_I_VEDLEGGET: Final = "i-vedlegget"


def _dokumentene(tittel: str, kapitler: Sequence[str]) -> list[_Dokument]:
    if kapitler:
        return [_Dokument(tittel, "-".join(kapitler), lambda k: k["name"] in kapitler, hel=False)]
    fil = filnavn(tittel)
    return [
        _Dokument(tittel, fil, lambda k: not k["annex"], annet=_I_VEDLEGGET),
        _Dokument(f"{tittel}: vedlegg", f"{fil}-vedlegg", lambda k: bool(k["annex"]), annet="i-rapporten"),
    ]


def lag_pdf(
    bok: Bokmappe, kapitler: Sequence[str], si: Fremdrift, utgave: Callable[[], AbstractContextManager[Path]]
) -> list[Path]:
    """Make the book's PDFs, or one of the chapters and measures named, of what ``utgave`` prepares; their paths.

    Raises Datafeil for an unknown chapter, and Byggfeil where a PDF cannot be made; the old ones then stand.
    """
    navn = [chapter_on_paper(bok, ett) for ett in kapitler]
    with ExitStack() as stabel:
        stabel.enter_context(environment({"FONTCONFIG_FILE": str(_skriftoppsett(bok))}))
        # What is missing is told before the book is made.
        weasyprint = _weasyprint()
        mappe = stabel.enter_context(utgave())
        innhold = json.loads((mappe / "bok.json").read_text(encoding="utf-8"))
        require_on_paper(navn, kapitler, {k["name"] for del_ in innhold["parts"] for k in del_["chapters"]})
        stilark = next(fil for sted in _steder_for_maler(bok.rot) if (fil := sted / "papir.css").is_file())
        (mappe / "papir.css").write_text(for_papir(bok) + stilark.read_text(encoding="utf-8"), encoding="utf-8")
        laget = {}
        for dokument in _dokumentene(innhold["title"], navn):
            utvalg = _utvalg(innhold, dokument)
            if utvalg["parts"]:
                laget[bok.rot / MAPPE / f"{dokument.fil}.pdf"] = _sett(bok, mappe, dokument, utvalg, weasyprint, si)
        for fil, pdf in laget.items():
            write_whole(fil, pdf)
    return list(laget)


def _utvalg(innhold: Mapping[str, Any], dokument: _Dokument) -> dict[str, Any]:
    """What the document has of the book: its chapters, and the lists and links of what is in them."""
    deler = [
        {**del_, "chapters": kapitler}
        for del_ in innhold["parts"]
        if (kapitler := [k for k in del_["chapters"] if dokument.med(k)])
    ]
    navn = {kapittel["name"] for del_ in deler for kapittel in del_["chapters"]}
    steder = navn | {i for del_ in deler for k in del_["chapters"] for i in _ID.findall(k["html"])}
    lister = {
        slag: [ett for ett in innhold[slag] if ett["anchor"].partition("--")[0] in navn]
        for slag in ("figures", "tables", "cards")
    }
    for del_ in deler:
        del_["chapters"] = [{**k, "html": _lenker_hit(k["html"], steder, dokument.annet)} for k in del_["chapters"]]
    # What the reader of the report is told is to be had elsewhere.
    andre = [k["title"] for del_ in innhold["parts"] for k in del_["chapters"] if k["annex"]]
    rapport = dokument.annet == _I_VEDLEGGET
    return {
        "title": dokument.tittel,
        "parts": deler,
        **lister,
        "annex": andre if rapport else [],
        "site_only": innhold["site_only"] if rapport else [],
    }


_ID: Final = re.compile(r'\bid="([^"]+)"')
_LENKE: Final = re.compile(r'<a\b[^>]*\bhref="#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TIL_VEDLEGG: Final = re.compile(r'<p class="til-vedlegg\b[^>]*>.*?</p>', re.DOTALL)


def _lenker_hit(html: str, steder: Collection[str], annet: str) -> str:
    """The text of a chapter, where a link that leads out of the document is words only; ``annet`` says where to."""

    def lenke(funnet: re.Match[str]) -> str:
        if funnet[1] in steder:
            return funnet[0]
        return f'<span class="{annet}">{funnet[2]}</span>' if annet else funnet[2]

    # What only says where the numbers behind a figure are, says nothing where they are not to be had.
    return _LENKE.sub(lenke, html if annet else _TIL_VEDLEGG.sub("", html))


def _sett(
    bok: Bokmappe, mappe: Path, dokument: _Dokument, utvalg: dict[str, Any], weasyprint: Any, si: Fremdrift
) -> bytes:
    """One document, set and tagged."""
    from weasyprint.urls import URLFetcher

    si(f"setter {dokument.fil}.pdf …")
    start = time.monotonic()
    html = _dokument(bok, utvalg, _avtrykk(mappe), dokument.hel)
    # The time in fonts and metadata is that of no day at all.
    with _strengt(weasyprint), environment({"SOURCE_DATE_EPOCH": "0"}):
        pdf = weasyprint.HTML(
            string=html, base_url=f"{mappe.resolve()}/", url_fetcher=URLFetcher(allowed_protocols=["file", "data"])
        ).write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=fingerprint(html)[:32].encode())
    ferdig = complete_tags(pdf, dict(_steder(utvalg)))
    si(f"PDF: {time.monotonic() - start:.1f} s".replace(".", ","))
    return ferdig


def _skriftoppsett(bok: Bokmappe) -> Path:
    """Settings for fontconfig that know the locked packages' fonts alone, so that no sign is taken from a machine's."""
    mappe = bok.rot / WORK_FOLDER / "skrifter"
    skrifter = Path(str(files("matplotlib") / "mpl-data/fonts/ttf"))
    innhold = f"<fontconfig><dir>{escape(str(skrifter))}</dir><cachedir>{escape(str(mappe))}</cachedir></fontconfig>"
    write_whole(fil := mappe / "fonts.conf", innhold)
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
    require("papir", "PDF-en", "weasyprint", "pikepdf", *dict.fromkeys(pakke for _, pakke, *_ in _SKRIFTER))
    try:
        import weasyprint
    except OSError:
        raise Byggfeil(
            "PDF-en lages med WeasyPrint, som ikke finner biblioteket Pango. I prosjektets egen kopi installerer "
            "«make pdf» det. Ellers, på Debian og Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0"
        ) from None
    return weasyprint


def _steder_for_maler(rot: Path) -> list[Path]:
    return [rot / MALER, _MALER]


def _dokument(bok: Bokmappe, innhold: dict[str, Any], avtrykk: str, hel: bool) -> str:
    """A document as HTML; with title page and lists where it is whole (``hel``)."""
    import jinja2

    navn, utgivelse = bokens_navn(bok), les_utgivelse(bok)
    alle = [les_sektor(hvilken, bok=bok) for hvilken in bok.sektorer()]
    sektor, siste = alle[0], siste_utgave(ett.historikk for ett in alle)
    rapport = sektor.kilder[sektor.info.rapport] if sektor.info.rapport else None
    mal = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_steder_for_maler(bok.rot)), undefined=jinja2.StrictUndefined
    ).get_template("papir.html")
    return mal.render(
        bok=innhold,
        hel=hel,
        utgiver=utgivelse.utgiver.navn or navn.forfatter,
        rettighet=navn.rettighet,
        merknad=utgivelse.merknad or "",
        emne=(f"Bygger på {rapport.tittel}, {rapport.utgiver}, {rapport.dato}" if rapport else sektor.tittel),
        utgave=f"Utgave av {vis_dato(siste.dato)}" if siste else "",
        kilder=sektor.kilder.values(),
        avtrykk=avtrykk,
        skrifter=list(_skrifter()),
    )


def _skrifter() -> Iterator[dict[str, Any]]:
    for familie, pakke, fil, vekt, stil in _SKRIFTER:
        yield {"familie": familie, "vekt": vekt, "stil": stil, "adresse": Path(str(files(pakke) / fil)).as_uri()}


def _avtrykk(mappe: Path) -> str:
    """The first signs of the fingerprint of what the PDF is made from: text and drawings."""
    filer = [mappe / "bok.json", *sorted((mappe / "_images").glob("*"))]
    return fingerprint(b"".join(fil.read_bytes() for fil in filer))[:16]


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
    if mangler := [treff for linje in sagt if (treff := _UTEN_TEGN.search(linje))]:
        tegn = ", ".join(dict.fromkeys(f"«{treff[1]}» ({treff[2]})" for treff in mangler))
        raise Byggfeil(
            f"PDF-ens skrifter mangler {tegn}. Søk etter det i data/, notebooks/ og book/, og skriv det på en annen "
            "måte. PDF-en er som den var."
        )
    if sagt:
        linjer = "\n".join(dict.fromkeys(sagt))
        raise Byggfeil(f"WeasyPrint hadde noe å si på PDF-en:\n{linjer}\nDen er som den var.")
