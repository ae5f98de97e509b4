"""Real footnotes in a Word file, which python-docx does not write."""

from typing import Any, Final

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from lxml import etree

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
            note[0].append(_med(OxmlElement("w:r"), OxmlElement(f"w:{slag}")))
        self._antall = 0

    def sett(self, avsnitt: Any, tekst: str) -> None:
        """Put a mark at the end of the paragraph so far, and the note where notes stand."""
        self._antall += 1
        merke = avsnitt.add_run()
        merke.font.superscript = True
        viser = OxmlElement("w:footnoteReference")
        viser.set(qn("w:id"), str(self._antall))
        merke._r.append(viser)
        note = self._note(self._antall)
        note[0].append(_stil())
        tall = OxmlElement("w:r")
        hevet = OxmlElement("w:vertAlign")
        hevet.set(qn("w:val"), "superscript")
        tall.append(_med(OxmlElement("w:rPr"), hevet))
        tall.append(OxmlElement("w:footnoteRef"))
        ord_ = OxmlElement("w:t")
        ord_.text = f" {tekst}"
        ord_.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        note[0].append(tall)
        note[0].append(_med(OxmlElement("w:r"), ord_))

    def ferdig(self) -> None:
        """Put the notes into the document, where there are any."""
        if self._antall:
            innhold = etree.tostring(
                self._rot, xml_declaration=True, encoding="UTF-8", standalone=True
            )
            pakke = self._dokument.part.package
            del_ = Part(PackURI("/word/footnotes.xml"), _SLAG, innhold, pakke)
            self._dokument.part.relate_to(del_, _FORHOLD)

    def _note(self, nr: int) -> Any:
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(nr))
        note.append(OxmlElement("w:p"))
        self._rot.append(note)
        return note


def _med(over: Any, under: Any) -> Any:
    over.append(under)
    return over


def _stil() -> Any:
    stil = OxmlElement("w:pStyle")
    stil.set(qn("w:val"), "Fotnotetekst")
    return _med(OxmlElement("w:pPr"), stil)
