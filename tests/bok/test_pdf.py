"""The book on paper: a tagged PDF with all that a printed report has, the same bytes every time."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docutils import nodes
from docutils.utils import new_document

from effekt.base.faults import Byggfeil, Fremdrift
from effekt.base.numbers import vis_tall
from effekt.calc import beregning
from effekt.export import papertree
from effekt.export.papertree import Lists, for_paper, slug
from effekt.export.pdf import filnavn, lag_pdf
from effekt.reading.sektor import Sektor
from effekt.site.build import paper_edition
from tests.helpers.bokkopi import ROT, boken, kopier_bok

SIDE = """\
# Første kapittel

Se {ref}`Tabell 9 <tabell-ni>` i et annet kapittel, og [noten][^1].

Alt ligger på {doc}`siden om det <c>`.

[^1]: Noten står nederst.

:::{container} effekt-nedlasting
Last ned tallene
:::

:::{figure} filer/strek.svg
:name: figur-ni
:alt: En strek som går opp

**Figur 9.** En strek
:::

:::{dropdown} Tallene i Figur 9
En strek som går opp

:::::{list-table} Tallene bak Figur 9
:header-rows: 1
:stub-columns: 1

* - År
  - Kroner
* - 2026
  - 123 456
:::::
:::
"""
SIDE_TO = """\
# Andre kapittel

:::{list-table} **Tabell 9.** En tabell over flere sider
:name: tabell-ni
:header-rows: 1
:stub-columns: 1

* - Rad
  - Verdi
"""
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100" viewBox="0 0 400 100">
<path d="M 10 90 L 390 10" stroke="black"/></svg>
"""


@pytest.fixture(scope="module")
def liten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of two short chapters and a page for the site alone, with its PDF."""
    rot = kopier_bok(tmp_path_factory.mktemp("liten") / "bok", ["a", "b", "c"])
    (rot / "book/c.md").write_text("---\nbare-nett: true\n---\n\n# Bare på nettstedet\n")
    _skriv(rot, "a", SIDE)
    _skriv(rot, "b", SIDE_TO + "".join(f"* - Rad {nr}\n  - {nr}\n" for nr in range(120)) + ":::\n")
    _lag(rot)
    return rot


def _skriv(rot: Path, navn: str, tekst: str) -> None:
    """A chapter that shows a text as the program's own objects show theirs, and a drawing beside it."""
    tittel, _, resten = tekst.partition("\n")
    vis = (
        "from pathlib import Path\nfrom IPython.display import display\n\n"
        "Path('filer').mkdir(exist_ok=True)\nfor fil in ('strek', 'strek-smal'):\n"
        f"    Path(f'filer/{{fil}}.svg').write_text({SVG!r})\n"
        f"display({{'text/markdown': {resten!r}}}, raw=True)"
    )
    felt = {"execution_count": None, "outputs": [], "cell_type": "code"}
    celler = [
        {"id": "tittel", "cell_type": "markdown", "metadata": {}, "source": tittel},
        {**felt, "id": "valg", "metadata": {"tags": ["parameters"]}, "source": "endringer: dict = {}"},
        {**felt, "id": "vis", "metadata": {}, "source": vis},
    ]
    fil = rot / f"notebooks/felles/{navn}.ipynb"
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": celler}), encoding="utf-8")


def _ledd(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the tree of tags."""

    def gjennom(node: Any) -> Iterator[Any]:
        barn = node.get("/K", [])
        for ett in list(barn) if isinstance(barn, pikepdf.Array) else [barn]:
            if isinstance(ett, pikepdf.Dictionary) and "/S" in ett:
                yield ett
                yield from gjennom(ett)

    yield from gjennom(pdf.Root.StructTreeRoot)


def _lag(rot: Path, si: Fremdrift = lambda _: None) -> Path:
    return lag_pdf(boken(rot), si, lambda: paper_edition(boken(rot), si))


def _bokmerker(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as omriss:
        return [str(ett.title) for ett in omriss.root]


@pytest.mark.bygg
def test_pdf_is_tagged_complete_and_the_same_twice(liten: Path) -> None:
    (fil,) = (liten / "_build/pdf").glob("*.pdf")
    forste = fil.read_bytes()
    with pikepdf.open(fil) as pdf:
        rot = pdf.Root
        assert str(rot.Lang) == "nb"
        assert rot.MarkInfo.Marked
        assert rot.ViewerPreferences.DisplayDocTitle
        assert b"pdfuaid" in rot.Metadata.read_bytes()
        assert "levende utgave" in str(pdf.docinfo.Title)
        assert _bokmerker(pdf) == [
            "Innhold", "Figurer", "Tabeller",
            "Første kapittel", "Andre kapittel", "Vedlegg: Tallene bak figurene",
        ]  # fmt: skip
        ledd = list(_ledd(pdf))
        figurer = [str(ett.Alt) for ett in ledd if ett.S == "/Figure"]
        assert figurer == ["En strek som går opp"]
        hoder = [ett for ett in ledd if ett.S == "/TH"]
        assert {str(ett.A.Scope) for ett in hoder} == {"/Column", "/Row"}
        assert all("/LBody" in {str(b.S) for b in ett.K} for ett in ledd if ett.S == "/LI")
        # The head of the long table is said again on each page.
        assert sum(ett.S == "/THead" for ett in ledd) >= 4
        # Drawings are drawings.
        assert not [b for side in pdf.pages for b in side.get_images()]
        for side in pdf.pages:
            for lenke in side.get("/Annots", ()):
                assert int(lenke.F) == 4
                assert str(lenke.Contents)
            strom = side.Contents.read_bytes()
            if side.label not in ("1", "2"):
                assert b"/Pagination" in strom
    sagt: list[str] = []
    assert _lag(liten, sagt.append) == fil
    assert any(linje.startswith("PDF: ") for linje in sagt)
    assert fil.read_bytes() == forste


@pytest.mark.bygg
def test_what_is_wrong_leaves_the_earlier_pdf(liten: Path, tmp_path: Path) -> None:
    rot = Path(shutil.copytree(liten, tmp_path / "bok"))
    (fil,) = (rot / "_build/pdf").glob("*.pdf")
    forste = fil.read_bytes()
    _skriv(rot, "a", SIDE.replace(":alt: En strek som går opp\n", ""))
    with pytest.raises(Byggfeil, match=r"strek\.svg mangler tekst"):
        _lag(rot)
    assert fil.read_bytes() == forste
    assert not list(fil.parent.glob(".*"))
    # A reference that leads nowhere is told of, and shown as text.
    sagt: list[str] = []
    _skriv(rot, "a", SIDE.replace("tabell-ni", "tabell-ti"))
    _lag(rot, sagt.append)
    assert any("tabell-ti" in linje for linje in sagt)


@pytest.mark.bygg
def test_whole_book_as_committed_is_a_report(hel_pdf: Path, hls: Sektor) -> None:
    with pikepdf.open(hel_pdf) as pdf:
        ledd = list(_ledd(pdf))
        bokmerker = _bokmerker(pdf)
        assert 60 < len(pdf.pages) < 300
        assert all(str(ett.Alt).strip() for ett in ledd if ett.S == "/Figure")
        skrifter = [skrift for side in pdf.pages for skrift in side.get("/Resources", {}).get("/Font", {}).values()]
        assert skrifter
        for skrift in skrifter:
            beskrivelse = skrift.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(beskrivelse.keys())
    for kapittel in ("Sammendrag", "3.4 Sykehjemsetaten", "Kildekontroll", "Tall og kilder"):
        assert kapittel in bokmerker
    ord_ = _tekst(hel_pdf)
    siste = hls.info.periode[-1]
    total = vis_tall(beregning.total(hls)[siste] / 1_000_000)
    assert f"{total} mill. kroner i {siste}" in ord_
    for id_ in hls.tiltak:
        assert f"{id_} · " in ord_
    for interface in (
        "Last ned", "lastes ned", "Fast lenke", "Siter siden", "Søk på nettstedet",
        "Hopp til innholdet", "Tilgjengelighet og personvern",
    ):  # fmt: skip
        assert interface not in ord_


def _tekst(fil: Path) -> str:
    """The text that a reader can copy, on one line."""
    import pypdf

    sider = [side.extract_text() for side in pypdf.PdfReader(fil).pages]
    return re.sub(r"\s+", " ", " ".join(sider))


def test_file_name_is_the_title_in_plain_letters() -> None:
    assert filnavn("Delrapport 6 Helse – på papir") == "delrapport-6-helse-pa-papir"
    assert filnavn("…") == "bok"


# --- the tree ------------------------------------------------------------------------------------


def _tre(*barn: nodes.Node) -> nodes.document:
    tre = new_document("side")
    tre += list(barn)
    return tre


def test_what_only_a_screen_can_use_goes_out() -> None:
    tre = _tre(
        nodes.container("", nodes.paragraph("", "Last ned"), classes=["effekt-nedlasting"]),
        nodes.container(
            "",
            nodes.container("", nodes.paragraph("", "bare på nett"), classes=["bare-nett"]),
            nodes.paragraph("", "igjen", ids=["p"]),
            classes=["cell"],
        ),
        nodes.container("", classes=["cell"]),
    )
    for_paper(tre, "book/hls/x", Lists())
    assert [type(barn).__name__ for barn in tre.children] == ["paragraph"]
    assert tre.astext() == "igjen"
    assert tre.children[0]["ids"] == ["hls-x--p"]


def test_permanent_addresses_go_out_and_leave_no_empty_legend() -> None:
    lenke = nodes.reference("", "Fast lenke: a/figur/1", refuri="#a-figur-1-index", internal=True)
    figur = nodes.figure(
        "",
        nodes.image(uri="a.svg", alt="En strek"),
        nodes.legend("", nodes.paragraph("", "", lenke, classes=["fastlenke"])),
    )
    tre = _tre(figur)
    for_paper(tre, "book/hls/x", Lists())
    assert [type(barn).__name__ for barn in figur.children] == ["image"]


def test_sentences_that_send_the_reader_to_the_site_go_out() -> None:
    def avsnitt(tekst: str, **lenke: Any) -> nodes.paragraph:
        return nodes.paragraph("", tekst, nodes.reference("", "her", internal=True, **lenke))

    tre = _tre(
        avsnitt("Tallene ligger ", refuri="#last-ned"),
        avsnitt("De samme ligger ", refuri="#last-ned#csv"),
        avsnitt("Filen ligger ", refuri="../filer/hls.xlsx", classes=["nedlasting"]),
        avsnitt("Se ", refuri="#hls-y"),
    )
    for_paper(tre, "book/hls/x", Lists(), {"last-ned"})
    assert tre.astext() == "Se her"


def test_longer_text_that_sends_the_reader_to_the_site_is_told_and_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    # Sphinx's own logger tells nobody else once Sphinx has run in the same process.
    sagt: list[str] = []
    monkeypatch.setattr(papertree._LOG, "warning", lambda melding, *ledd: sagt.append(melding % ledd))
    lenke = nodes.reference("", "her", internal=True, refuri="#last-ned")
    tre = _tre(nodes.paragraph("", "Effekten er stor. Tallene ligger ", lenke))
    for_paper(tre, "book/hls/x", Lists(), {"last-ned"})
    assert tre.astext() == "Effekten er stor. Tallene ligger her"
    assert "merk avsnittet bare-nett" in sagt[0]


def test_names_are_the_pages_own_and_references_follow() -> None:
    samme = nodes.reference("", "her", refid="a")
    annen = nodes.reference("", "der", refuri="#hls-y#b")
    side = nodes.reference("", "siden", refuri="#hls-y")
    ute = nodes.reference("", "ute", refuri="https://example.org/#c")
    for_paper(_tre(nodes.paragraph("", "", samme, annen, side, ute)), "book/hls/x", Lists())
    assert samme["refid"] == f"{slug('book/hls/x')}--a"
    assert annen["refuri"] == "#hls-y--b"
    assert side["refuri"] == "#hls-y"
    assert ute["refuri"] == "https://example.org/#c"


def test_years_of_a_card_become_a_table_with_the_same_words() -> None:
    def boks(ar: str, belop: str) -> nodes.container:
        return nodes.container("", nodes.paragraph("", ar), nodes.paragraph("", belop), classes=["kort-arstall"])

    tre = _tre(nodes.container("", boks("2026", "–"), boks("2027", "5"), classes=["kort-ar"]))
    for_paper(tre, "x", Lists())
    (tabell,) = tre.findall(nodes.table)
    assert [[c.astext() for c in rad] for rad in tabell.findall(nodes.row)] == [["2026", "2027"], ["–", "5"]]
    assert len(list(tabell.findall(nodes.thead))) == 1


def test_commands_tell_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from effekt.cli.main import main

    for kommando, modul in (
        (["pdf"], "weasyprint"),
        (["pdf"], "font_source_serif_pro"),
        (["export", "--docx"], "docx"),
    ):
        with monkeypatch.context() as uten:
            uten.setitem(sys.modules, modul, None)
            assert main(kommando) == 1
        feil = capsys.readouterr().err
        assert f"trenger {modul}, som ikke er installert" in feil
        assert feil.rstrip().endswith('pip install "effekt[papir]"')
    assert (ROT / "Makefile").read_text().count("pdf: .venv/.papir") == 1
