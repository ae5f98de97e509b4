"""Chapters and cards as Word files to paste from: real tables, headings and footnotes."""

import json
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docutils import nodes
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from lxml import etree

from effekt.base.faults import Byggfeil, Datafeil, naermeste
from effekt.base.files import write_whole
from effekt.display.style import til_png
from effekt.export.chosen import chapter_on_paper, require_on_paper
from effekt.export.papertree import is_unit, title_of
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.utgivelse import les_utgivelse

_SLAG: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FORHOLD: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
# The two notes that every document has: the line above the notes, and the one where they go on.
_FASTE: Final = ((-1, "separator"), (0, "continuationSeparator"))


class Noter:
    """The footnotes of one document, numbered by Word in the order that they stand."""

    def __init__(self, dokument: Any) -> None:
        self._dokument = dokument
        self._rot = etree.fromstring(f"<w:footnotes {nsdecls('w')}/>")
        for nr, slag in _FASTE:
            note = self._note(nr)
            note.set(qn("w:type"), slag)
            note[0].append(_element("r", _element(slag)))
        self._antall = 0

    def sett(self, avsnitt: Any, tekst: str) -> None:
        """Put a mark at the end of the paragraph so far, and the note where notes stand."""
        self._antall += 1
        merke = avsnitt.add_run()
        merke.font.superscript = True
        merke._r.append(_element("footnoteReference", id=str(self._antall)))
        note = self._note(self._antall)
        note[0].append(_element("pPr", _element("pStyle", val="Fotnotetekst")))
        hevet = _element("rPr", _element("vertAlign", val="superscript"))
        ord_ = _element("t")
        ord_.text = f" {tekst}"
        ord_.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        note[0].extend([_element("r", hevet, _element("footnoteRef")), _element("r", ord_)])

    def ferdig(self) -> None:
        """Put the notes into the document, where there are any."""
        if self._antall:
            innhold = etree.tostring(self._rot, xml_declaration=True, encoding="UTF-8", standalone=True)
            del_ = Part(PackURI("/word/footnotes.xml"), _SLAG, innhold, self._dokument.part.package)
            self._dokument.part.relate_to(del_, _FORHOLD)

    def _note(self, nr: int) -> Any:
        note = _element("footnote", _element("p"), id=str(nr))
        self._rot.append(note)
        return note


def _element(navn: str, *under: Any, **attributter: str) -> Any:
    """An element of Word's own namespace."""
    element = OxmlElement(f"w:{navn}")
    for attributt, verdi in attributter.items():
        element.set(qn(f"w:{attributt}"), verdi)
    element.extend(under)
    return element


# What of a card stands after its table, over the whole page.
_ETTER_KORTET: Final = frozenset(
    {"kort-regnestykke", "kort-plan", "kort-merknader", "kort-kilde", "kort-veier", "utfoldet"}
)
# What a box of a card is called by.
_BOKSNAVN: Final = ("kort-merke", "kort-navn", "kort-tittel")
# The style of what stands in a container of the class.
STIL_AV_KLASSE: Final = {
    **dict.fromkeys(("effekt-kilde", "effekt-undertittel", "effekt-lesehjelp"), "Kilde"),
    **dict.fromkeys(("kort-forbehold", "kort-enhet", "kort-kilde", "legend"), "Kilde"),
    **dict.fromkeys(
        ("kort-merke", "kort-maltittel", "kort-tittel", "utfoldet-tittel", "effekt-plassholder-tittel"), "Merke"
    ),
    "kort-navn": "Kortnavn",
}


def forbered_rad(rad: Any, hode: bool) -> None:
    """A row that is not divided between pages, and is said again on each where it is a head."""
    egenskaper = rad._tr.get_or_add_trPr()
    egenskaper.append(_element("cantSplit"))
    if hode:
        egenskaper.append(_element("tblHeader"))


def tabellstil(tabell: Any, tittel: str) -> None:
    """Lines around all cells, and the title where screen readers look for it."""
    tabell.style = "Table Grid"
    tabell.autofit = True
    if tittel:
        tabell._tbl.tblPr.append(_element("tblCaption", val=tittel))


def lag_stiler(dokument: Any) -> None:
    """The few styles that Word's own do not have; bokmål throughout."""
    stiler = dokument.styles
    grunn = stiler.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for gammel in grunn.findall(qn("w:lang")):
        grunn.remove(gammel)
    grunn.append(_element("lang", val="nb-NO", eastAsia="nb-NO"))
    stiler["Normal"].font.size = Pt(11)
    for navn, storrelse, fet in (
        ("Kilde", 9, False), ("Tabelltekst", 9.5, False), ("Merke", 9.5, True),
        ("Kortnavn", 13, True), ("Fotnotetekst", 9, False),
    ):  # fmt: skip
        stil = stiler.add_style(navn, 1)
        stil.base_style = stiler["Normal"]
        stil.font.size, stil.font.bold = Pt(storrelse), fet
        stil.paragraph_format.space_after = Pt(2)
    stiler["Caption"].font.size = Pt(10)
    for navn in ("Title", "Caption", *(f"Heading {niva}" for niva in range(1, 6))):
        stiler[navn].font.color.rgb = RGBColor(0x1A, 0x22, 0x2C)


_BREDDE: Final = Cm(16)
_LISTESTIL: Final = {nodes.bullet_list: "List Bullet", nodes.enumerated_list: "List Number"}


class Ordskriver:
    """Write trees into one Word document; drawings lie in ``mappe``, and ``til_png`` makes pictures of them."""

    def __init__(self, mappe: Path, til_png: Callable[[Path], bytes]) -> None:
        self._mappe, self._til_png = mappe, til_png
        self.dokument = Document()
        lag_stiler(self.dokument)
        self._noter = Noter(self.dokument)

    def skriv(self, barn: Sequence[nodes.Node]) -> None:
        """Write sections, or pieces that stand in none; the first headings are of level 1."""
        self._blokker(barn, self.dokument, 1, "")

    def ferdig(self) -> bytes:
        """The document as bytes, the footnotes in it."""
        self._noter.ferdig()
        ut = BytesIO()
        self.dokument.save(ut)
        return ut.getvalue()

    def _blokker(self, barn: Sequence[nodes.Node], hvor: Any, niva: int, stil: str) -> None:
        for node in barn:
            self._blokk(node, hvor, niva, stil)

    def _blokk(self, node: nodes.Node, hvor: Any, niva: int, stil: str) -> None:
        if isinstance(node, nodes.section):
            self._blokker(node.children, hvor, niva + 1, stil)
        elif isinstance(node, nodes.title | nodes.rubric) and not isinstance(
            node.parent, nodes.table | nodes.Admonition
        ):
            self._linje(node, hvor.add_paragraph(style=f"Heading {min(max(niva - 1, 1), 9)}"))
        elif isinstance(node, nodes.paragraph | nodes.caption | nodes.title | nodes.line):
            self._linje(node, hvor.add_paragraph(style=_stil(node, stil) or None))
        elif isinstance(node, nodes.bullet_list | nodes.enumerated_list):
            self._liste(node, hvor, 1)
        elif isinstance(node, nodes.table):
            self._tabell(node, hvor)
        elif isinstance(node, nodes.figure):
            self._figur(node, hvor)
        elif isinstance(node, nodes.image):
            self._bilde(node, hvor)
        elif isinstance(node, nodes.literal_block):
            hvor.add_paragraph(node.astext(), style="Kilde")
        elif "kort" in _klasser(node):
            self.kort(node)
        elif "skjult" in _klasser(node):
            pass  # said to those who do not see the table beside it
        elif isinstance(node, nodes.Element) and not isinstance(
            node, nodes.footnote | nodes.target | nodes.raw | nodes.transition
        ):
            self._blokker(node.children, hvor, niva, _stil(node, stil))

    def _liste(self, liste: nodes.Element, hvor: Any, dybde: int) -> None:
        stil = _LISTESTIL[type(liste)] + (f" {min(dybde, 3)}" if dybde > 1 else "")
        for punkt in liste.children:
            for barn in punkt.children:
                if isinstance(barn, nodes.bullet_list | nodes.enumerated_list):
                    self._liste(barn, hvor, dybde + 1)
                else:
                    self._blokk(barn, hvor, 1, stil)

    def _linje(self, node: nodes.Element, avsnitt: Any, **format_: bool) -> None:
        for barn in node.children:
            if isinstance(barn, nodes.Text):
                bit = avsnitt.add_run(barn.astext().replace("\n", " "))
                for navn, verdi in format_.items():
                    setattr(bit.font, navn, verdi)
            elif isinstance(barn, nodes.footnote_reference):
                self._noter.sett(avsnitt, _note(barn))
            elif is_unit(barn):
                avsnitt.add_run().add_break()
                self._linje(barn, avsnitt, **format_)
            elif isinstance(barn, nodes.strong):
                self._linje(barn, avsnitt, **{**format_, "bold": True})
            elif isinstance(barn, nodes.emphasis):
                self._linje(barn, avsnitt, **{**format_, "italic": True})
            elif isinstance(barn, nodes.reference) and ":" in barn.get("refuri", ""):
                _lenke(self.dokument, avsnitt, barn["refuri"], barn.astext())
            elif isinstance(barn, nodes.Element) and not (isinstance(barn, nodes.raw) or "sagt-for" in _klasser(barn)):
                self._linje(barn, avsnitt, **format_)

    def _tabell(self, tabell: nodes.Element, hvor: Any) -> None:
        tittel = tabell.next_node(nodes.title)
        if tittel is not None:
            avsnitt = hvor.add_paragraph(style="Caption")
            self._linje(tittel, avsnitt)
            avsnitt.paragraph_format.keep_with_next = True
        rader = list(tabell.findall(nodes.row))
        hoder = sum(isinstance(rad.parent, nodes.thead) for rad in rader)
        ord_ = self.dokument.add_table(len(rader), len(rader[0].children))
        tabellstil(ord_, title_of(tabell) or _omtalt_som(tabell))
        # All rows at once: each look-up of one goes through the table from its top.
        for nr, (rad, ordrad) in enumerate(zip(rader, list(ord_.rows), strict=True)):
            forbered_rad(ordrad, hode=nr < hoder)
            ruter = [_Cell(tc, ord_) for tc in ordrad._tr.tc_lst]
            for celle, rute in zip(rad.children, ruter, strict=True):
                fet = {"bold": True} if nr < hoder else {}
                for i, avsnitt in enumerate(celle.findall(nodes.paragraph)):
                    mal = rute.paragraphs[0] if i == 0 else rute.add_paragraph()
                    mal._p.style = "Tabelltekst"  # by its id: looking it up takes long
                    self._linje(avsnitt, mal, **fet)
                    if "tall" in _klasser(celle):
                        mal.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if hvor is not self.dokument:
            hvor._element.append(ord_._element)
        hvor.add_paragraph(style="Kilde")  # Word joins two tables that touch

    def _figur(self, figur: nodes.Element, hvor: Any) -> None:
        for bilde in figur.findall(nodes.image):
            self._bilde(bilde, hvor)
        for tekst in figur.findall(nodes.caption):
            self._linje(tekst, hvor.add_paragraph(style="Caption"))
        for tekst in figur.findall(nodes.legend):
            self._blokker(tekst.children, hvor, 1, "Kilde")

    def _bilde(self, bilde: nodes.Element, hvor: Any) -> None:
        fil = self._mappe / bilde["uri"]
        innhold = self._til_png(fil) if fil.suffix == ".svg" else fil.read_bytes()
        avsnitt = hvor.add_paragraph()
        avsnitt.paragraph_format.keep_with_next = True
        egenskaper = avsnitt.add_run().add_picture(BytesIO(innhold), width=_BREDDE)._inline.docPr
        egenskaper.set("descr", bilde.get("alt", ""))
        egenskaper.set("name", fil.stem)

    def kort(self, kort: nodes.Element) -> None:
        """The card as one table; how the effect is worked out, and the notes, follow it."""
        kolonner = max((len(list(t.findall(nodes.colspec))) for t in _ar(kort)), default=4)
        ord_ = self.dokument.add_table(0, kolonner)
        tabellstil(ord_, " ".join(_tekst(kort, k) for k in ("kort-id", "kort-navn")))
        etter: list[nodes.Node] = []
        for del_ in kort.children:
            klasser = _klasser(del_)
            if klasser & _ETTER_KORTET:
                etter.append(del_)
            elif "kort-vurderinger" in klasser:
                for vurdering in del_.children:
                    self._kortrad(ord_, vurdering.children[:1], vurdering.children[1:])
            else:
                self._kortdel(ord_, del_, hode="kort-hode" in klasser)
        self.dokument.add_paragraph(style="Kilde")
        self._blokker(etter, self.dokument, 1, "Tabelltekst")

    def _kortdel(self, ord_: Any, del_: nodes.Node, hode: bool) -> None:
        """A part of the card over its whole width; years, or low to high, in cells of their own."""
        venter: list[nodes.Node] = []
        for barn in _ledd(del_):
            if "kort-ar" not in _klasser(barn):
                venter.append(barn)
                continue
            self._kortrute(ord_, venter)
            venter = []
            for rad in barn.findall(nodes.row):
                self._tallrad(ord_, rad)
        if venter:
            self._kortrute(ord_, venter, hode)

    def _tallrad(self, ord_: Any, tall: nodes.row) -> None:
        """A row of figures; where they are fewer than the card's columns, some are wider."""
        ruter, antall = _ny_rad(ord_).cells, len(tall.children)
        kanter = [round(nr * len(ruter) / antall) for nr in range(antall + 1)]
        for celle, fra, til in zip(tall.children, kanter[:-1], kanter[1:], strict=True):
            rute = ruter[fra].merge(ruter[til - 1])
            avsnitt = rute.paragraphs[0]
            avsnitt.style = "Tabelltekst"
            self._linje(celle.next_node(nodes.paragraph), avsnitt, bold=True)
            avsnitt.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _kortrute(self, ord_: Any, barn: Sequence[nodes.Node], hode: bool = False) -> None:
        ruter = _ny_rad(ord_, hode).cells
        self._fyll(ruter[0].merge(ruter[-1]), barn)

    def _kortrad(self, ord_: Any, venstre: Any, hoyre: Any) -> None:
        ruter = _ny_rad(ord_).cells
        deling = max(1, len(ruter) * 2 // 5)
        self._fyll(ruter[0].merge(ruter[deling - 1]), venstre)
        self._fyll(ruter[deling].merge(ruter[-1]), hoyre)

    def _fyll(self, rute: Any, barn: Sequence[nodes.Node]) -> None:
        self._blokker(barn, rute, 1, "Tabelltekst")
        if len(rute.paragraphs) > 1:  # the one that every cell is born with
            rute._element.remove(rute.paragraphs[0]._element)


def _ny_rad(tabell: Any, hode: bool = False) -> Any:
    rad = tabell.add_row()
    forbered_rad(rad, hode)
    return rad


def _stil(node: nodes.Node, ellers: str) -> str:
    """The style that the piece's class has of its own."""
    return next((stil for klasse, stil in STIL_AV_KLASSE.items() if klasse in _klasser(node)), ellers)


def _omtalt_som(tabell: nodes.Element) -> str:
    """What the nearest box around a table without a title calls it; a screen reader has nothing else to name it by."""
    boks = tabell.parent
    while boks is not None:
        if navn := next((t for klasse in _BOKSNAVN if (t := _tekst(boks, klasse))), ""):
            return navn
        boks = boks.parent
    return ""


def _klasser(node: nodes.Node) -> set[str]:
    return set(node.get("classes", ())) if isinstance(node, nodes.Element) else set()


def _ledd(del_: nodes.Node) -> Iterator[nodes.Node]:
    """The pieces of a part, those of a box around a row of figures one by one."""
    for barn in del_.children:
        if any(tabell is not barn for tabell in _ar(barn)):
            yield from _ledd(barn)
        else:
            yield barn


def _ar(kort: nodes.Node) -> Iterator[nodes.table]:
    return (t for t in kort.findall(nodes.table) if "kort-ar" in t["classes"])


def _note(referanse: nodes.footnote_reference) -> str:
    """The words of the note, which stands elsewhere in the same page's tree."""
    rot: nodes.Element = referanse
    while rot.parent is not None:
        rot = rot.parent
    for note in rot.findall(nodes.footnote):
        if referanse["refid"] in note["ids"]:
            return " ".join(p.astext() for p in note.findall(nodes.paragraph)).replace("\n", " ")
    return ""


def _lenke(dokument: Any, avsnitt: Any, adresse: str, tekst: str) -> None:
    merke = dokument.part.relate_to(adresse, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    lenke = OxmlElement("w:hyperlink")
    lenke.set(qn("r:id"), merke)
    bit = avsnitt.add_run(tekst)
    bit.font.underline = True
    lenke.append(deepcopy(bit._r))
    avsnitt._p.replace(bit._r, lenke)


MAPPE: Final = "_build/docx"
_VEDLEGG: Final = "vedlegg"


def lag_ordfil(
    bok: Bokmappe,
    kapitler: Sequence[str],
    tiltak: Sequence[str],
    ut: Path | None,
    utgave: Callable[[], AbstractContextManager[Path]],
    *,
    over: bool = False,
) -> Path:
    """Write the named chapters and cards, or the whole book, as .docx; the file's path.

    A file that is at ``ut`` already is somebody's, and is written over with ``over`` only. Raises Datafeil for that, an
    unknown chapter or measure and a place that cannot be written to, and Byggfeil for what could not be made. An
    earlier file is then as it was.
    """
    navn = [chapter_on_paper(bok, ett) for ett in kapitler]
    koder = [_tiltak(bok, ett) for ett in tiltak]
    fil = _fil(bok.rot, ut, navn, koder, over)
    with utgave() as mappe:
        traer = pickle.loads((mappe / "bok.pickle").read_bytes())
        require_on_paper(navn, kapitler, traer)
        tittel = str(json.loads((mappe / "bok.json").read_text(encoding="utf-8"))["title"])
        skriver = Ordskriver(mappe, til_png)
        skriver.dokument.add_heading(tittel, 0)
        if merknad := les_utgivelse(bok).merknad:
            skriver.dokument.add_paragraph(merknad)
        if navn or not koder:
            _skriv_kapitler(skriver, traer, navn)
        for kode in koder:
            kort = _kort(traer, kode)
            skriver.dokument.add_heading(f"{kode} {_tekst(kort, 'kort-navn')}", 1)
            skriver.kort(kort)
        _egenskaper(skriver.dokument, tittel)
        write_whole(fil, _fast(skriver.ferdig()))
    return fil


def _tiltak(bok: Bokmappe, kode: str) -> str:
    kjente = [id_ for navn in bok.sektorer() for id_ in les_sektor(navn, bok=bok).tiltak.unrecorded()]
    if kode.upper() not in kjente:
        raise Datafeil(f"ukjent tiltak «{kode}».{naermeste(kode.upper(), kjente)} Boken har {', '.join(kjente)}.")
    return kode.upper()


def _fil(rot: Path, ut: Path | None, kapitler: Sequence[str], koder: Sequence[str], over: bool) -> Path:
    """Where the file goes: checked before anything is made."""
    if ut is None:
        ut, over = rot / MAPPE / f"{'-'.join([*kapitler, *(k.lower() for k in koder)]) or 'bok'}.docx", True
        ut.parent.mkdir(parents=True, exist_ok=True)
    if ut.is_dir():
        raise Datafeil(f"--output er mappen «{ut}». Skriv også navnet på filen.")
    if ut.suffix.lower() != ".docx":  # what is something else, is somebody else's
        raise Datafeil(f"--output er «{ut}», men en Word-fil heter noe med .docx til slutt. Skriv «{ut}.docx».")
    if ut.exists() and not over:
        raise Datafeil(f"--output {ut}: filen finnes fra før. Velg et annet navn, eller skriv over den med --force.")
    if not ut.parent.is_dir():
        raise Datafeil(f"mappen «{ut.parent}» finnes ikke. Lag den, eller velg en annen.")
    if not os.access(ut if ut.exists() else ut.parent, os.W_OK):
        raise Datafeil(f"kan ikke skrive til «{ut}». Velg en mappe du har lov til å skrive i.")
    return ut


def _skriv_kapitler(skriver: Any, traer: dict[str, "nodes.document"], navn: Sequence[str]) -> None:
    """The chapters in the book's order of asking, and the numbers behind their figures."""
    valgte = list(navn) or [n for n in traer if n != _VEDLEGG]
    for ett in valgte:
        skriver.skriv(traer[ett].children)
    bak = [
        boks
        for boks in (traer[_VEDLEGG].children[0].children if _VEDLEGG in traer else [])
        if any(
            i.startswith(f"{_VEDLEGG}--{ett}--")
            for ett in valgte
            for i in getattr(boks, "attributes", {}).get("ids", ())
        )
    ]
    if bak:
        skriver.dokument.add_heading("Tallene bak figurene", 1)
        skriver.skriv(bak)


def _kort(traer: dict[str, "nodes.document"], kode: str) -> Any:
    for tre in traer.values():
        for kort in tre.findall(lambda n: "kort" in _klasser(n)):
            if _tekst(kort, "kort-id").partition(" ")[0] == kode:
                return kort
    raise Byggfeil(f"boken har ikke noe kort for {kode}. Har et kapittel cellen som viser det?")


def _tekst(tre: nodes.Element, klasse: str) -> str:
    """The text of the first element of the class; empty where there is none."""
    return next((str(n.astext()) for n in tre.findall(lambda n: klasse in _klasser(n))), "")


def _egenskaper(dokument: Any, tittel: str) -> None:
    """Title and language; no day, which would differ from run to run."""
    egenskaper = dokument.core_properties
    egenskaper.title, egenskaper.language = tittel, "nb-NO"
    egenskaper.author = egenskaper.last_modified_by = egenskaper.comments = ""
    rot = egenskaper._element
    for ledd in [e for e in rot if e.tag.endswith(("}created", "}modified"))]:
        rot.remove(ledd)


def _fast(docx: bytes) -> bytes:
    """The same file with the first day that a ZIP file knows on everything in it."""
    ut = BytesIO()
    with ZipFile(BytesIO(docx)) as inn, ZipFile(ut, "w", ZIP_DEFLATED) as ny:
        for navn in inn.namelist():
            ny.writestr(ZipInfo(navn), inn.read(navn), ZIP_DEFLATED)
    return ut.getvalue()
