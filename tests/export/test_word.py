"""Word files: what is asked for and is not there, and what a page is turned into."""

import json
import pickle
import zipfile
from contextlib import nullcontext
from pathlib import Path

import docx
import pytest
from docutils import nodes
from docutils.utils import new_document

from effekt.base.faults import Datafeil
from effekt.cli.main import main
from effekt.export.word import lag_ordfil
from effekt.reading.bokmappe import Bokmappe
from tests.helpers import kills
from tests.helpers.kills import result

__all__ = ["result"]

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100" viewBox="0 0 400 100">
<path d="M 10 90 L 390 10" stroke="black"/></svg>
"""


@pytest.mark.parametrize(
    ("kapitler", "tiltak", "sagt"),
    [(["tek/tilta"], [], r"Mente du tek/tiltak\?"), ([], ["VEI11"], r"ukjent tiltak «VEI11»")],
)
def test_unknown_names_are_told_with_the_nearest(kapitler: list[str], tiltak: list[str], sagt: str) -> None:
    with pytest.raises(Datafeil, match=sagt):
        lag_ordfil(Bokmappe.her(), kapitler, tiltak, None, nullcontext)


def test_places_that_cannot_be_written_are_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "notat.pdf").write_text("mitt")
    (tmp_path / "notat.docx").write_text("mitt")
    steder = (
        (tmp_path / "notat.docx", "finnes fra før.*--force"),
        (tmp_path, "er mappen"),
        (tmp_path / "ingen" / "fil.docx", "finnes ikke"),
        (tmp_path / "notat.pdf", ".docx til"),
    )
    for ut, sagt in steder:
        with pytest.raises(Datafeil, match=sagt):
            lag_ordfil(Bokmappe.her(), [], ["VEI1"], ut, nullcontext)


def test_export_without_a_format_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as slutt:
        main(["export"])
    assert slutt.value.code == 2
    assert "mangler --docx eller --budsjett" in capsys.readouterr().err


def test_two_formats_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as slutt:
        main(["export", "--docx", "--budsjett"])
    assert slutt.value.code == 2
    assert "--budsjett kan ikke brukes sammen med --docx" in capsys.readouterr().err


def test_a_tree_by_hand_gives_lists_notes_and_a_picture(tmp_path: Path) -> None:
    tre = new_document("x")
    merke = nodes.footnote_reference("", "1", refid="n")
    note = nodes.footnote("", nodes.label("", "1"), nodes.paragraph("", "Noten"), ids=["n"])
    bilde = nodes.image(uri="strek.svg", alt="En strek")
    liste = nodes.bullet_list("", nodes.list_item("", nodes.paragraph("", "Et punkt")))
    avsnitt = nodes.paragraph("", "", nodes.strong("", "Fet"), nodes.Text(" tekst"), merke)
    tre += nodes.section(
        "",
        nodes.title("", "Veikontoret"),
        avsnitt,
        liste,
        nodes.figure("", bilde, nodes.caption("", "Figur 9")),
        note,
        ids=["s"],
    )
    _edition(tmp_path, tre)
    (tmp_path / "strek.svg").write_text(SVG)

    lag_ordfil(Bokmappe.her(), ["tek/tiltak"], [], tmp_path / "ut.docx", lambda: nullcontext(tmp_path))
    ordfil_ = docx.Document(str(tmp_path / "ut.docx"))
    stiler = [(p.style.name, p.text) for p in ordfil_.paragraphs]
    assert stiler[:5] == [
        ("Title", "Boken"),
        ("Normal", "Lillevik kommune er oppdiktet. Alle navn og tall på disse sidene er laget for å prøve programmet."),
        ("Heading 1", "Veikontoret"),
        ("Normal", "Fet tekst"),
        ("List Bullet", "Et punkt"),
    ]
    assert ordfil_.paragraphs[3].runs[0].font.bold
    (form,) = ordfil_.inline_shapes
    assert form._inline.docPr.get("descr") == "En strek"
    with zipfile.ZipFile(tmp_path / "ut.docx") as fil:
        assert "Noten" in fil.read("word/footnotes.xml").decode()


def _edition(folder: Path, tree: nodes.document) -> None:
    """What a paper edition of one chapter has."""
    tree.reporter = tree.settings = tree.transformer = None
    (folder / "bok.pickle").write_bytes(pickle.dumps({"tek-tiltak": tree}))
    (folder / "bok.json").write_text(json.dumps({"title": "Boken"}))


@pytest.mark.parametrize("earlier", [b"", b"den forrige"])
def test_an_export_that_is_killed_leaves_the_earlier_file_or_the_new_one(
    earlier: bytes, tmp_path: Path, result: Path
) -> None:
    edition, place = tmp_path / "papir", tmp_path / "ut"
    edition.mkdir()
    place.mkdir()
    if earlier:
        (place / "ut.docx").write_bytes(earlier)
    tree = new_document("x")
    tree += nodes.section("", nodes.title("", "Veikontoret"), nodes.paragraph("", "Tekst"), ids=["s"])
    _edition(edition, tree)

    def command() -> int:
        lag_ordfil(
            Bokmappe.her(), ["tek/tiltak"], [], place / "ut.docx", lambda: nullcontext(edition), over=bool(earlier)
        )
        return 0

    writes, told = kills.trace(command, place, result)
    assert told.code == 0, told.said
    after = kills.state_of(place)
    assert any(write.path.endswith("ut.docx") for write in writes)
    for where, left in kills.deaths(writes, place, after):
        assert left.get("ut.docx", b"") in {earlier, after["ut.docx"]}, where
