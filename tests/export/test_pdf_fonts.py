"""The PDF is set with the fonts of locked packages, whatever a machine has."""

from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

from effekt.export import pdf
from effekt.reading.bokmappe import Bokmappe


def test_no_folder_with_fonts_is_the_machines(tmp_path: Path) -> None:
    oppsett = pdf._skriftoppsett(Bokmappe(tmp_path / "data", tmp_path))
    mapper = [Path(str(mappe.text)) for mappe in ElementTree.parse(oppsett).iter("dir")]
    assert mapper == [Path(str(files("matplotlib"))) / "mpl-data/fonts/ttf"]
    assert (mapper[0] / "DejaVuSans.ttf").is_file()
    assert list(ElementTree.parse(oppsett).iter("include")) == []
