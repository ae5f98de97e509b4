"""How a Word file of the book looks: its styles, its tables."""

from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

# The style of what stands in a container of the class.
STIL_AV_KLASSE: Final = {
    "effekt-kilde": "Kilde",
    "effekt-undertittel": "Kilde",
    "effekt-lesehjelp": "Kilde",
    "kort-forbehold": "Kilde",
    "kort-enhet": "Kilde",
    "kort-kilde": "Kilde",
    "legend": "Kilde",
    "kort-merke": "Merke",
    "kort-maltittel": "Merke",
    "utfoldet-tittel": "Merke",
    "effekt-plassholder-tittel": "Merke",
    "kort-navn": "Kortnavn",
}


def forbered_rad(rad: Any, hode: bool) -> None:
    """A row that is not divided between pages, and is said again on each where it is a head."""
    egenskaper = rad._tr.get_or_add_trPr()
    egenskaper.append(OxmlElement("w:cantSplit"))
    if hode:
        egenskaper.append(OxmlElement("w:tblHeader"))


def tabellstil(tabell: Any, tittel: str) -> None:
    """Lines around all cells, and the title where screen readers look for it."""
    tabell.style = "Table Grid"
    tabell.autofit = True
    if tittel:
        beskrivelse = OxmlElement("w:tblCaption")
        beskrivelse.set(qn("w:val"), tittel)
        tabell._tbl.tblPr.append(beskrivelse)


def lag_stiler(dokument: Any) -> None:
    """The few styles that Word's own do not have; bokmål throughout."""
    stiler = dokument.styles
    sprak = OxmlElement("w:lang")
    sprak.set(qn("w:val"), "nb-NO")
    sprak.set(qn("w:eastAsia"), "nb-NO")
    grunn = stiler.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for gammel in grunn.findall(qn("w:lang")):
        grunn.remove(gammel)
    grunn.append(sprak)
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
