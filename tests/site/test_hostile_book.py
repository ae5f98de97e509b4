"""A book with hostile texts in every field that its readers know: built whole, and looked through in every output."""

import csv
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from effekt.base.characters import hidden_in
from effekt.cli.main import main
from effekt.export.pdf import lag_pdf
from effekt.export.word import lag_ordfil
from effekt.reading.bokmappe import Bokmappe
from effekt.site.build import paper_edition
from tests.helpers.fiendtlig import HEMMELIG, KJORT, MALER, TEKSTER, TERMINAL, Injisert, fylt, injiser
from tests.helpers.kommune import KOMMUNE, data_i

pytestmark = pytest.mark.bygg
_ENDRINGER = "endringer.yml"


@dataclass(frozen=True)
class Bygd:
    """The book, what was put into it, and all that was made of it."""

    rot: Path
    injisert: Injisert
    sagt: str
    papir: tuple[Path, ...]
    omregnet: Path

    @property
    def html(self) -> Path:
        return self.rot / "_build" / "html"


@pytest.fixture(scope="module")
def bygd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bygd]:
    """Lillevik's book with a hostile text in every field, in its tables, pages, chapters and a reviewer's file."""
    rundt = tmp_path_factory.mktemp("fiendtlig")
    rot, hemmelig = rundt / "bok", rundt / "hemmelig.txt"
    shutil.copytree(KOMMUNE, rot, ignore=shutil.ignore_patterns("_build"))
    hemmelig.write_text(HEMMELIG, encoding="utf-8")
    shutil.copy(hemmelig, rundt / "hemmelig.png")
    steder = {"fil": str(hemmelig), "opp": "../" * 6 + "hemmelig.txt", "merke": str(rundt / KJORT)}
    uten_klammer = [t for tekst in TEKSTER if not re.search(r"\{[{%#]", t := fylt(tekst, **steder))]
    with data_i(rot):
        injisert = injiser(rot, steder)
        _i_tabellen(rot / "data/tek/tabeller/vedtak.csv", uten_klammer)
        for fil in (rot / "data/felles/tekster").glob("*.md"):
            fil.write_text("\n\n".join([fil.read_text(encoding="utf-8"), *uten_klammer]), encoding="utf-8")
        alle = [fylt(tekst, **steder) for tekst in (*MALER, *TEKSTER)]
        (rot / "book").mkdir(exist_ok=True)
        side = "---\nmyst:\n  enable_extensions: [substitution]\nmystnb:\n  execution_mode: force\n---\n\n# Siden\n\n"
        (rot / "book/tilgjengelighet.md").write_text(side + "\n\n".join(alle), encoding="utf-8")
        _i_notatboken(rot / "notebooks/tek/tiltak.ipynb", uten_klammer)
        sagt = io.StringIO()
        assert _kjor(sagt, "--data", str(rot), "build") == 0, sagt.getvalue()
        bok = Bokmappe(rot / "data", rot)
        with paper_edition(bok, lambda _: None) as papir:
            pdf = lag_pdf(bok, [], lambda _: None, lambda: nullcontext(papir))
            docx = lag_ordfil(bok, [], [], rundt / "bok.docx", lambda: nullcontext(papir))
        _kjor(sagt, "--data", str(rot), "check")
        _kjor(sagt, "--data", str(rot), "changes", "--sector", "tek")
        _kjor(sagt, "--data", str(rot), "changes", "--sector", "tek", "--format", "csv")
        tekst = json.dumps(" ".join(uten_klammer[:8]), ensure_ascii=False)
        (rundt / _ENDRINGER).write_text(
            f"tittel: {tekst}\nforfatter: {tekst}\ndato: 2026-12-01\n"
            f"endringer:\n  VEI1.punkter: {{verdi: 2100, begrunnelse: {tekst}}}\n",
            encoding="utf-8",
        )
        kode = _kjor(sagt, "--data", str(rot), "rerun", "tek/tiltak", "--from", str(rundt / _ENDRINGER))
        assert kode == 0, sagt.getvalue()
        yield Bygd(rot, injisert, sagt.getvalue(), (*pdf, docx), rot / "_build/omregnet/tek-tiltak")


def _kjor(sagt: io.StringIO, *kommando: str) -> int:
    """Run a command in this process; what it says is kept."""
    from contextlib import redirect_stderr, redirect_stdout

    for_ = dict(os.environ)
    with redirect_stdout(sagt), redirect_stderr(sagt):
        kode = main(list(kommando))
    os.environ.clear()
    os.environ.update(for_)
    return kode


def _i_tabellen(fil: Path, tekster: list[str]) -> None:
    """Put the texts, one line each, behind the words of a table of text."""
    hode, *rader = csv.reader(io.StringIO(fil.read_text(encoding="utf-8")))
    kolonne = max(range(len(hode)), key=lambda nr: len(rader[0][nr]))
    egne = [" ".join(tekst.split()) for tekst in tekster if "\n" not in tekst]
    for nr, rad in enumerate(rader):
        rad[kolonne] = egne[-1 - nr % len(egne)]
    ut = io.StringIO()
    csv.writer(ut, lineterminator="\n").writerows([hode, *rader])
    fil.write_text(ut.getvalue(), encoding="utf-8")


def _i_notatboken(fil: Path, tekster: list[str]) -> None:
    bok = json.loads(fil.read_text(encoding="utf-8"))
    celle = {"cell_type": "markdown", "id": "fiendtlig", "metadata": {}, "source": "\n\n".join(tekster)}
    bok["cells"].append(celle)
    fil.write_text(json.dumps(bok), encoding="utf-8")


class _Side(HTMLParser):
    """What a page does: its elements with their attributes, and its text."""

    def __init__(self, fil: Path) -> None:
        super().__init__()
        self.merker: list[tuple[str, dict[str, str]]] = []
        self.tekst = ""
        self.feed(fil.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.merker.append((tag, {navn: verdi or "" for navn, verdi in attrs}))

    def handle_data(self, data: str) -> None:
        self.tekst += data


def _sider(bygd: Bygd) -> Iterator[tuple[Path, _Side]]:
    for mappe in (bygd.html, bygd.omregnet):
        yield from ((fil, _Side(fil)) for fil in mappe.rglob("*.html"))


def test_nothing_in_it_has_run_and_nothing_outside_it_was_read(bygd: Bygd) -> None:
    assert not list(bygd.rot.parent.rglob(KJORT))
    kjent = {bygd.rot.parent / "hemmelig.txt", bygd.rot.parent / "hemmelig.png"}
    for fil in bygd.rot.parent.rglob("*"):
        if fil.is_file() and fil not in kjent:
            assert HEMMELIG.encode() not in fil.read_bytes(), fil
            assert not fil.name.startswith("hemmelig"), fil
    for fil in bygd.papir:
        assert HEMMELIG not in _all_tekst(fil)


def _all_tekst(fil: Path) -> str:
    if fil.suffix == ".pdf":
        from pypdf import PdfReader

        return "\n".join(side.extract_text() for side in PdfReader(fil).pages)
    with zipfile.ZipFile(fil) as pakke:
        return "\n".join(pakke.read(navn).decode("utf-8", "replace") for navn in pakke.namelist())


def test_the_texts_stand_on_the_pages_as_they_were_written(bygd: Bygd) -> None:
    vist = "".join(side.tekst for _, side in _sider(bygd))
    savnet = {
        merke: hva
        for merke, hva in bygd.injisert.satt.items()
        # A place in a source, which may be any words, is shown where the source is: a choice of one's own has none.
        if merke not in vist and not re.fullmatch(r"usikkerhet: .*(side|kilde)|kilder: .*(inndeling|kalles)", hva[0])
    }
    # What no page shows: what the book is described by to catalogues, words for the search, and the like.
    assert len(savnet) < len(bygd.injisert.satt) / 3, sorted(savnet.values())
    assert "<script>fetch(" in vist
    assert "{{ kontakt }}" in vist


def test_what_is_refused_is_refused_in_words(bygd: Bygd) -> None:
    for meldinger in bygd.injisert.avslag.values():
        for melding in meldinger:
            assert not re.search(r"Traceback|Error\b|uventet feil|validation error", melding), melding


def test_no_page_has_anything_that_runs_or_comes_from_elsewhere(bygd: Bygd) -> None:
    for fil, side in _sider(bygd):
        for merke, attributter in side.merker:
            assert merke not in {"iframe", "object", "embed", "base", "applet", "frame"}, fil
            assert not [navn for navn in attributter if navn.startswith("on")], fil
            if merke == "script":
                assert attributter.get("type") == "application/ld+json" or "_static/" in attributter["src"], fil
            if merke == "meta" and attributter.get("http-equiv", "").lower() == "refresh":
                assert re.fullmatch(r"0; ?url=[\w/.#-]+", attributter["content"]), fil
            if (merke, attributter.get("rel")) == ("link", "icon"):  # the page for broken addresses has its own in it
                continue
            for navn in ("src", "href", "action", "srcset", "data", "xlink:href"):
                assert not re.match(
                    r"\s*(?!https?:|mailto:|data:,)[a-z][a-z0-9+.-]*:", attributter.get(navn, ""), re.I
                ), fil
            if merke in {"img", "script", "link", "source", "form"}:
                for navn in ("src", "href", "srcset", "action"):
                    hvor = attributter.get(navn, "")
                    # The page for broken addresses is shown at any address, so its own way to search is whole.
                    egen = hvor.startswith("https://lillevik.example/")
                    assert "//" not in hvor or merke == "link" or egen, (fil, merke, hvor)
                    assert "evil" not in hvor, fil


def test_a_picture_is_one_of_the_books_own(bygd: Bygd) -> None:
    for fil, side in _sider(bygd):
        for merke, attributter in side.merker:
            if merke == "img":
                assert re.search(r"(^|/)(_images|filer|bilder)/[\w.-]+$", attributter["src"]), (fil, attributter)


def _celler(bygd: Bygd) -> Iterator[tuple[str, str]]:
    filer = {str(fil): fil.read_text(encoding="utf-8") for fil in bygd.html.rglob("*.csv")}
    filer |= {str(fil): fil.read_text(encoding="utf-8") for fil in bygd.omregnet.rglob("*.csv")}
    with zipfile.ZipFile(next(bygd.html.rglob("datapakke.zip"))) as pakke:
        filer |= {n: pakke.read(n).decode() for n in pakke.namelist() if n.endswith(".csv")}
    for navn, tekst in filer.items():
        yield from ((navn, celle) for rad in csv.reader(io.StringIO(tekst)) for celle in rad)


def test_no_cell_of_a_csv_file_is_run_by_a_spreadsheet_and_numbers_are_numbers(bygd: Bygd) -> None:
    celler = list(_celler(bygd))
    for navn, celle in celler:
        farlig = re.match(r"\s*[=+@\t\r-]", celle) and not re.fullmatch(r"[+-](?:[\d\s.,/]*\d\s*%?)?", celle)
        assert not farlig, (navn, celle)
    assert any(celle.startswith("'=") for _, celle in celler)
    assert any(re.fullmatch(r"-\d+(\.\d+)?", celle) for _, celle in celler)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link_out(bygd: Bygd) -> None:
    for fil in bygd.html.rglob("*.xlsx"):
        with zipfile.ZipFile(fil) as pakke:
            for navn in pakke.namelist():
                xml = pakke.read(navn).decode("utf-8", "replace")
                assert not navn.startswith("xl/worksheets/") or not re.search(r"<f[ >]", xml), navn
                assert 'TargetMode="External"' not in xml, navn


def test_the_papers_have_no_fields_scripts_or_other_links(bygd: Bygd) -> None:
    import pikepdf

    *pdfer, docx = bygd.papir
    assert len(pdfer) == 2
    for pdf in pdfer:
        with pikepdf.open(pdf) as dokument:
            for ting in dokument.objects:
                if isinstance(ting, pikepdf.Dictionary):
                    slag = {str(ting.get("/S", "")), *ting.keys()}
                    assert not {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile"} & slag
                    if "/URI" in ting:
                        assert re.match("https?://|mailto:", str(ting.URI))
    with zipfile.ZipFile(docx) as pakke:
        xml = {
            navn: pakke.read(navn).decode("utf-8", "replace")
            for navn in pakke.namelist()
            if navn.endswith(("xml", "rels"))
        }
    assert not any(re.search("<w:(instrText|fldSimple|fldChar)", tekst) for tekst in xml.values())
    for tekst in xml.values():
        for hvor in re.findall(r'Target="([^"]+)"[^>]*TargetMode="External"', tekst):
            assert re.match("https?://|mailto:", hvor)


def test_what_is_printed_cannot_steer_a_terminal(bygd: Bygd) -> None:
    assert hidden_in(bygd.sagt.replace("\r", "\n")) is None
    assert "m0" in bygd.sagt


@pytest.mark.parametrize("hvor", ["adresse", "tittel", "begrunnelse"])
def test_a_reviewers_file_with_signs_for_a_terminal_is_refused_and_shown_by_name(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], hvor: str
) -> None:
    tekst = json.dumps(f"x{TERMINAL}")
    deler = {"adresse": '"VEI1.punkter"', "tittel": "T", "begrunnelse": "B"} | {hvor: tekst}
    fil = tmp_path / _ENDRINGER
    fil.write_text(
        f"tittel: {deler['tittel']}\nforfatter: F\ndato: 2026-12-01\n"
        f"endringer:\n  {deler['adresse']}: {{verdi: 1, begrunnelse: {deler['begrunnelse']}}}\n",
        encoding="utf-8",
    )
    assert main(["--data", str(kommunekopi), "rerun", "tek/tiltak", "--from", str(fil)]) == 2
    sagt = capsys.readouterr()
    assert "usynlig tegn (U+001B) som ikke kan stå her. Slett det." in sagt.err
    assert f"linje {4 + (hvor != 'tittel') if hvor != 'tittel' else 1}" in sagt.err
    assert hidden_in(sagt.out + sagt.err) is None


def test_an_address_given_on_the_command_line_is_shown_with_the_names_of_its_signs(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(kommunekopi), "rerun", "tek/tiltak", "--set", f"VEI1.{TERMINAL}=1"]) == 2
    sagt = capsys.readouterr()
    assert "<U+001B>" in sagt.err
    assert hidden_in(sagt.out + sagt.err) is None
