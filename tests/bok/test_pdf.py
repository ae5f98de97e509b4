"""The book on paper: tagged PDFs with all that a printed report has, the same bytes every time."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docutils import nodes
from docutils.utils import new_document

from effekt.base.faults import Byggfeil, Datafeil, Fremdrift
from effekt.base.numbers import vis_tall
from effekt.calc import beregning
from effekt.export import papertree
from effekt.export.chosen import chapter_on_paper
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

::::::{container} effekt-verktoy
:::::{dropdown} Tallene i Figur 9
En strek som går opp

::::{list-table} Tallene bak Figur 9
:header-rows: 1
:stub-columns: 1

* - År
  - Kroner
* - 2026
  - 123 456
::::
:::::
::::::
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
    yield from _ledd_i(pdf.Root.StructTreeRoot)


def _ledd_i(node: Any) -> Iterator[Any]:
    barn = node.get("/K", [])
    for ett in list(barn) if isinstance(barn, pikepdf.Array) else [barn]:
        if isinstance(ett, pikepdf.Dictionary) and "/S" in ett:
            yield ett
            yield from _ledd_i(ett)


def _lag(rot: Path, si: Fremdrift = lambda _: None) -> list[Path]:
    return lag_pdf(boken(rot), [], si, lambda: paper_edition(boken(rot), si))


@pytest.fixture(scope="module")
def utgaven(liten: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trees of the small book, kept."""
    mappe = tmp_path_factory.mktemp("utgave") / "papir"
    with paper_edition(boken(liten), lambda _: None) as utgave:
        shutil.copytree(utgave, mappe)
    return mappe


def _lag_noen(rot: Path, kapitler: Sequence[str], utgave: Path) -> Path:
    (fil,) = lag_pdf(boken(rot), kapitler, lambda _: None, lambda: nullcontext(utgave))
    return fil


def _bokmerker(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as omriss:
        return [str(ett.title) for ett in omriss.root]


@pytest.mark.bygg
def test_pdf_is_tagged_complete_and_the_same_twice(liten: Path) -> None:
    fil, vedlegg = filer = _pdfene(liten)
    forste = [en.read_bytes() for en in filer]
    for en, bokmerker in (
        (fil, ["Innhold", "Figurer", "Tabeller", "Første kapittel", "Andre kapittel"]),
        (vedlegg, ["Innhold", "Tallene bak figurene"]),
    ):
        with pikepdf.open(en) as pdf:
            rot = pdf.Root
            assert str(rot.Lang) == "nb"
            assert rot.MarkInfo.Marked
            assert rot.ViewerPreferences.DisplayDocTitle
            assert b"pdfuaid" in rot.Metadata.read_bytes()
            assert "levende utgave" in str(pdf.docinfo.Title)
            assert _bokmerker(pdf) == bokmerker
    with pikepdf.open(fil) as pdf:
        ledd = list(_ledd(pdf))
        figurer = [str(ett.Alt) for ett in ledd if ett.S == "/Figure"]
        assert figurer == ["En strek som går opp"]
        hoder = [ett for ett in ledd if ett.S == "/TH"]
        assert {str(ett.A.Scope) for ett in hoder} == {"/Column", "/Row"}
        assert not [*_alene(pdf)]
        assert all("/LBody" in {str(b.S) for b in ett.K} for ett in ledd if ett.S == "/LI")
        # The head of the long table is said again on each page.
        assert sum(ett.S == "/THead" for ett in ledd) >= 3
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
    assert _lag(liten, sagt.append) == filer
    assert any(linje.startswith("PDF: ") for linje in sagt)
    assert [en.read_bytes() for en in filer] == forste
    # What is elsewhere is said first in the report.
    ord_ = _tekst(fil)
    assert "Vedlegget er et dokument for seg: Tallene bak figurene." in ord_
    assert "Bare nettstedet har: Bare på nettstedet." in ord_
    # From the one to the other there are words, and no links.
    assert "Tallene i Figur 9 (i vedlegget)" in ord_


@pytest.mark.bygg
def test_a_chapter_that_is_asked_for_is_a_pdf_of_its_own(liten: Path, utgaven: Path) -> None:
    fil = _lag_noen(liten, ["book/b"], utgaven)
    assert fil.name == "b.pdf"
    ord_ = _tekst(fil)
    assert "Andre kapittel" in ord_
    assert "Første kapittel" not in ord_
    assert "Innhold" not in ord_
    with pikepdf.open(fil) as pdf:
        assert _bokmerker(pdf) == ["Andre kapittel"]
    # What leads out of it is words, and where numbers are that it does not have, is not said.
    ord_ = _tekst(_lag_noen(liten, ["a"], utgaven))
    assert "Se Tabell 9 i et annet kapittel" in ord_
    assert "Tallene i Figur 9" not in ord_
    assert "Andre kapittel" in _tekst(_lag_noen(liten, ["a", "b"], utgaven))


@pytest.mark.bygg
def test_a_chapter_that_paper_does_not_have_is_told(liten: Path, utgaven: Path) -> None:
    for skrevet, sagt in (
        ("aa", "ukjent kapittel «aa». Mente du a?"),
        ("c", "«c» er bare på nettstedet, og har ingen side på papir."),
    ):
        with pytest.raises(Datafeil, match=re.escape(sagt)):
            _lag_noen(liten, [skrevet], utgaven)
    assert chapter_on_paper(boken(ROT), "SYE1") == "hls-sye1"
    assert chapter_on_paper(boken(ROT), "hls/3-3-helseetaten") == "hls-3-3-helseetaten"


@pytest.mark.bygg
def test_what_is_wrong_leaves_the_earlier_pdf(liten: Path, tmp_path: Path) -> None:
    rot = Path(shutil.copytree(liten, tmp_path / "bok"))
    fil, _ = _pdfene(rot)
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
        assert 60 < len(pdf.pages) <= _SIDER
        assert all(str(ett.Alt).strip() for ett in ledd if ett.S == "/Figure")
        skrifter = [skrift for side in pdf.pages for skrift in side.get("/Resources", {}).get("/Font", {}).values()]
        assert skrifter
        for skrift in skrifter:
            beskrivelse = skrift.DescendantFonts[0].FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(beskrivelse.keys())
        assert not [*_alene(pdf)]
        assert not [*_nesten_tomme(pdf, hel_pdf)]
    with pikepdf.open(hel_pdf.with_stem(f"{hel_pdf.stem}-vedlegg")) as pdf:
        vedlegg = _bokmerker(pdf)
        assert not [*_alene(pdf)]
    assert {"Sammendrag", "3.4 Sykehjemsetaten"} <= {*bokmerker}
    assert {"Kildekontroll", "Sporbarhet", "Tall og kilder", "Tallene bak figurene"} <= {*vedlegg}
    assert {*bokmerker} & {*vedlegg} == {"Innhold", "Tabeller"}
    # The colophon names the pages that only the site has.
    ord_ = _tekst(hel_pdf, fra=2)
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


# A report has no more pages than a reader takes in, and no page with fewer signs unless it ends something.
_SIDER, _TEGN = 95, 500


def _pdfene(rot: Path) -> list[Path]:
    """The report, and its annex."""
    return sorted((rot / "_build/pdf").glob("*-utgave*.pdf"), key=lambda fil: len(fil.name))


def _pa_side(ledd: Any) -> Any:
    """The page that an element begins on: its own, or that of the first in it which has one."""
    if "/Pg" in ledd:
        return ledd.Pg.objgen
    barn = ledd.get("/K", [])
    for ett in list(barn) if isinstance(barn, pikepdf.Array) else [barn]:
        if isinstance(ett, pikepdf.Dictionary) and "/S" in ett and (side := _pa_side(ett)):
            return side
    return None


def _alene(pdf: pikepdf.Pdf) -> Iterator[str]:
    """The headings and captions at the foot of a page, whose text or table begins on the next."""
    nummer = {side.objgen: nr for nr, side in enumerate(pdf.pages, 1)}
    ledd = [*_ledd(pdf)]
    for nr, ett in enumerate(ledd):
        if not re.fullmatch(r"/H\d|/Caption", str(ett.S)) or not (side := _pa_side(ett)):
            continue
        inni = {del_.objgen for del_ in _ledd_i(ett)}
        for neste in ledd[nr + 1 :]:
            if neste.objgen not in inni and (annen := _pa_side(neste)):
                if annen != side:
                    yield f"{ett.S} nederst på side {nummer[side]}"
                break


def _nesten_tomme(pdf: pikepdf.Pdf, fil: Path) -> Iterator[str]:
    """The pages with little on them, but for the first two and those that a chapter on a page of its own follows."""
    import pypdf

    nummer = {side.objgen: nr for nr, side in enumerate(pdf.pages, 1)}
    ledd = [*_ledd(pdf)]
    med_figur = {nummer[side] for ett in ledd if ett.S == "/Figure" and (side := _pa_side(ett))}
    nye = {nummer[side] for ett in ledd if ett.S == "/H1" and (side := _pa_side(ett))}
    for nr, side in enumerate(pypdf.PdfReader(fil).pages, 1):
        antall = len(side.extract_text())
        if antall < _TEGN and nr > 2 and nr not in med_figur and nr + 1 not in nye and nr < len(nummer):
            yield f"side {nr} har {antall} tegn"


def _tekst(fil: Path, fra: int = 0) -> str:
    """The text that a reader can copy, on one line, from a page on."""
    import pypdf

    sider = [side.extract_text() for side in pypdf.PdfReader(fil).pages[fra:]]
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


def test_cell_for_the_site_alone_goes_out_with_its_heading_and_is_told() -> None:
    tre = _tre(
        nodes.section(
            "",
            nodes.title("", "Siden"),
            nodes.section("", nodes.title("", "Side om side"), nodes.container("", classes=["cell", "tag_bare-nett"])),
            nodes.section("", nodes.title("", "Resten"), nodes.paragraph("", "står")),
        )
    )
    for_paper(tre, "book/hls/x", lister := Lists())
    assert [tittel.astext() for tittel in tre.findall(nodes.title)] == ["Siden", "Resten"]
    assert lister.site_only == ["Side om side"]


def test_fold_within_a_fold_is_no_more_than_what_is_in_it() -> None:
    def fold(tittel: str, *barn: nodes.Node) -> nodes.container:
        hode = nodes.container("", nodes.Text(tittel), classes=["sd-summary-text"])
        return nodes.container(
            "", hode, nodes.container("", *barn, classes=["sd-summary-content"]), classes=["sd-dropdown"]
        )

    tre = _tre(fold("Verdt å vite", nodes.paragraph("", "ett"), fold("Vis 1 til", nodes.paragraph("", "to"))))
    for_paper(tre, "book/hls/x", Lists())
    assert [avsnitt.astext() for avsnitt in tre.findall(nodes.paragraph)] == ["Verdt å vite", "ett", "to"]


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
        assert re.search(r'pip install "effekt\[[\w,]*\bpapir\b[\w,]*\]"$', feil.rstrip())
    assert (ROT / "Makefile").read_text().count("pdf: .venv/.papir") == 1
