"""The PDF is set with the fonts of locked packages, whatever a machine has."""

from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest

from effekt.base.environment import environment
from effekt.base.faults import Byggfeil
from effekt.export import pdf
from effekt.reading.bokmappe import Bokmappe


def test_no_folder_with_fonts_is_the_machines(tmp_path: Path) -> None:
    oppsett = pdf._skriftoppsett(Bokmappe(tmp_path / "data", tmp_path))
    mapper = [Path(str(mappe.text)) for mappe in ElementTree.parse(oppsett).iter("dir")]
    assert mapper == [Path(str(files("matplotlib"))) / "mpl-data/fonts/ttf"]
    assert (mapper[0] / "DejaVuSans.ttf").is_file()
    assert list(ElementTree.parse(oppsett).iter("include")) == []


def test_signs_that_no_font_has_are_told_in_words(tmp_path: Path) -> None:
    """The fonts are the book's here too: another machine may have one with the sign."""
    import weasyprint

    oppsett = pdf._skriftoppsett(Bokmappe(tmp_path / "data", tmp_path))
    with (
        environment({"FONTCONFIG_FILE": str(oppsett)}),
        pytest.raises(Byggfeil, match=r"mangler «灯» \(U\+706F\)\. Søk etter det i data/") as feil,
        pdf._strengt(weasyprint),
    ):
        weasyprint.HTML(string="<p>灯 og 灯</p>").write_pdf()
    assert ".notdef" not in str(feil.value)
