"""What readers take along: files that say what they are, hold what the page shows, and stay."""

import csv
import hashlib
import html
import io
import json
import os
import re
import shutil
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import frictionless
import nbformat
import openpyxl
import pytest
import rdflib

from effekt.display.markup import til_tekst
from effekt.display.objects import Publiserbar
from effekt.display.style import til_png
from effekt.execution.chapters import Kapittel, files_of
from effekt.export.datapackage import lag_beskrivelse, skriv_datautgave
from effekt.export.dcat import Datasett, Distribusjon, lag_katalog
from effekt.export.downloads import OVERSIKT, lag_bilder, lag_nedlastinger
from effekt.export.workbook import Omslag, Tallsett, les_tallsett, skriv_arbeidsbok
from effekt.model.historikk import Utgave
from effekt.model.utgivelse import Kontakt, Lisens, Utgivelse, Utgiver, mangler
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.report import figurer, forside, registre, tabeller
from effekt.site.extension import describe_data
from tests.conftest import DATA
from tests.helpers.feildata import bytt

KAPITTEL = Kapittel("hls/4-oppsummering", Path("4-oppsummering.ipynb"), "hls")
UTFYLT = Utgivelse(
    nettadresse="https://rapport.kommune.no/effekt/",
    utgiver=Utgiver(navn="En kommune", organisasjonsnummer="123456785"),
    kontakt=Kontakt(navn="Et kontor", epost="data@kommune.no"),
    tema=("HEAL", "GOVE"),
    emneord=("tiltak",),
)
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")


def _kjort(objekter: list[Publiserbar], mappe: Path) -> None:
    """A chapter as the pipeline leaves it: the notebook with its outputs, and the files beside."""
    vanlig = Path.cwd()
    mappe.mkdir(parents=True)
    os.chdir(mappe)
    os.environ["EFFEKT_FILER"] = "skriv"
    try:
        utdata = [objekt._repr_mimebundle_() for objekt in objekter]
    finally:
        os.chdir(vanlig)
        os.environ["EFFEKT_FILER"] = "navn"
    celler = [nbformat.v4.new_markdown_cell("# 4 Oppsummering", id="tittel")]
    for nr, data in enumerate(utdata):
        ut = nbformat.v4.new_output("execute_result", data=data, execution_count=nr)
        celler.append(nbformat.v4.new_code_cell("vis", outputs=[ut], id=f"celle-{nr}"))
    bok = nbformat.v4.new_notebook(cells=celler)
    nbformat.write(bok, mappe / "4-oppsummering.ipynb")


@pytest.fixture(scope="module")
def bok(hls: Sektor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A book of one chapter with a figure, tables and a placeholder, and all that is made of it."""
    rot = tmp_path_factory.mktemp("bok")
    for_kjoring = os.environ.get("EFFEKT_FILER")
    objekter = [
        forside.effekt_mot_rammekutt(hls),
        tabeller.effekt_per_virksomhet(hls),
        figurer.figur(hls, 1),
        registre.alle_enkelttall(hls),
    ]
    _kjort(objekter, rot / "book" / "hls")
    lag_nedlastinger(replace(Bokmappe.her(), rot=tmp_path_factory.mktemp("png")), rot, [KAPITTEL])
    yield rot
    if for_kjoring is None:
        os.environ.pop("EFFEKT_FILER")


@pytest.fixture
def poster(bok: Path) -> list[Tallsett]:
    return les_tallsett(bok / KAPITTEL.fil)


def _igjen(bok: Path, til: Path) -> Path:
    """The same chapter in another folder, with its downloads made anew."""
    for mappe in ("nedlasting", "book/_generert"):
        assert (bok / mappe).is_dir()
    shutil.copytree(bok, til, ignore=shutil.ignore_patterns("nedlasting", "_generert", "*.png"))
    lag_nedlastinger(replace(Bokmappe.her(), rot=til.parent / "png"), til, [KAPITTEL])
    return til


def test_everything_is_the_same_bytes_when_made_again(bok: Path, tmp_path: Path) -> None:
    andre = _igjen(bok, tmp_path / "igjen")
    filer = [p.relative_to(bok) for p in bok.rglob("*") if p.is_file()]
    assert {"hls.xlsx", "datapakke.zip", "nedlastinger.md"} <= {fil.name for fil in filer}
    assert {fil: (andre / fil).read_bytes() for fil in filer} == {fil: (bok / fil).read_bytes() for fil in filer}


# --- PNG -----------------------------------------------------------------------------------------


def test_a_picture_is_drawn_once_for_the_same_content(
    bok: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tegnet: list[Path] = []

    def tegn(svg: Path) -> bytes:
        tegnet.append(svg)
        return til_png(svg)

    monkeypatch.setattr("effekt.export.downloads.til_png", tegn)
    original = next(bok.rglob("effekt-mot-rammekutt.svg"))
    svg = Path(shutil.copy(original, tmp_path / "a.svg"))
    bilde = Path(shutil.copy(original.with_name("effekt-mot-rammekutt-bilde.svg"), tmp_path / "a-bilde.svg"))
    lag_bilder([svg], tmp_path / "lager")
    assert tegnet == [bilde]
    png = svg.with_suffix(".png").read_bytes()
    assert png == original.with_suffix(".png").read_bytes()
    svg.with_suffix(".png").unlink()

    lag_bilder([svg], tmp_path / "lager")
    assert tegnet == [bilde]
    assert svg.with_suffix(".png").read_bytes() == png

    bilde.write_text(bilde.read_text().replace("#12436d", "#801650"))
    lag_bilder([svg], tmp_path / "lager")
    assert tegnet == [bilde, bilde]
    assert svg.with_suffix(".png").read_bytes() != png


def _deler_av_png(raa: bytes) -> list[tuple[str, bytes]]:
    assert raa.startswith(b"\x89PNG\r\n\x1a\n")
    deler, plass = [], 8
    while plass < len(raa):
        (lengde,) = struct.unpack(">I", raa[plass : plass + 4])
        navn = raa[plass + 4 : plass + 8].decode()
        deler.append((navn, raa[plass + 8 : plass + 8 + lengde]))
        plass += 12 + lengde
    return deler


def test_png_is_the_picture_at_twice_its_size_and_says_nothing_of_how(bok: Path) -> None:
    filer = bok / "book/hls/filer"
    assert [fil.name for fil in filer.glob("*.png")] == ["effekt-mot-rammekutt.png"]
    deler = _deler_av_png((filer / "effekt-mot-rammekutt.png").read_bytes())
    bredde, hoyde = struct.unpack(">II", deler[0][1][:8])
    svg = (filer / "effekt-mot-rammekutt-bilde.svg").read_text(encoding="utf-8")
    treff = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    assert treff
    punkter = [float(tall) * 96 / 72 * 2 for tall in treff.groups()]
    assert [bredde, hoyde] == pytest.approx(punkter, abs=1.5)
    assert {navn for navn, _ in deler} <= {"IHDR", "IDAT", "IEND", "pHYs", "sRGB", "gAMA"}


def test_a_picture_says_what_it_shows_in_which_unit_from_where_and_when(bok: Path, hls: Sektor) -> None:
    svg = (bok / "book/hls/filer/effekt-mot-rammekutt-bilde.svg").read_text(encoding="utf-8")
    sagt = " ".join(html.unescape(linje) for linje in re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    figur = forside.effekt_mot_rammekutt(hls)
    for ord_ in (figur.tittel or figur.emne, figur.undertittel, figur.kilde.tekst, "hls/effekt-mot-rammekutt", "2026"):
        assert til_tekst(ord_) in sagt


def test_what_is_made_for_the_site_is_no_part_of_the_book(bok: Path) -> None:
    navn = files_of(bok / KAPITTEL.fil)
    assert "filer/effekt-mot-rammekutt.svg" in navn
    assert "filer/effekt-mot-rammekutt-smal.svg" in navn
    assert not any(fil.endswith((".png", ".pn", ".xlsx", "-bilde.svg", "-norsk.csv")) for fil in navn)


# --- the links at each figure and table ----------------------------------------------------------


def test_figure_links_to_pictures_workbook_and_numbers_beside_each_other(
    hls: Sektor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EFFEKT_FILER", "navn")
    monkeypatch.chdir(tmp_path)
    bunt = figurer.effekt_per_tiltak(hls)._repr_mimebundle_()
    assert (
        "Last ned[ Figur 21]{.skjult}\n\n* {download}`Bilde (PNG) <filer/figur-21.png>`\n"
        "* {download}`Bilde (SVG) <filer/figur-21-bilde.svg>`\n* {download}`Regneark (Excel) <filer/figur-21.xlsx>`\n"
        "* {download}`Tall (CSV) <filer/figur-21.csv>`\n"
        "* {download}`Tall (CSV for norsk Excel) <filer/figur-21-norsk.csv>`\n"
    ) in bunt["text/markdown"]
    # nbval refers to the files, and writes none.
    assert list(tmp_path.iterdir()) == []


def test_in_jupyterlab_the_links_hold_the_files_and_none_is_dead(hls: Sektor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EFFEKT_FILER", raising=False)
    html = figurer.effekt_per_tiltak(hls)._repr_mimebundle_()["text/html"]
    lenker = dict(re.findall(r'<a href="([^"]{22})[^"]*" download="([^"]+)">', html))
    assert lenker == {
        "data:text/csv;base64,d": "figur-21.csv",
        "data:text/csv;base64,7": "figur-21-norsk.csv",
        "data:image/svg+xml;bas": "figur-21-bilde.svg",
    }


# --- the workbook --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def arbeidsbok(bok: Path) -> Any:
    return openpyxl.load_workbook(bok / "nedlasting/hls.xlsx")


def _hoderad(ark: Any) -> int:
    """The row of the column names: the one above what is frozen."""
    return int(re.sub(r"\D", "", ark.freeze_panes)) - 1


def test_each_sheet_has_its_title_unit_source_and_notes_above_the_numbers(
    arbeidsbok: Any, poster: list[Tallsett]
) -> None:
    med_tall = [post for post in poster if post.fil]
    assert [ark.title for ark in arbeidsbok][1:] == [
        "Rammekuttene og effekten av…", "Tabell 7", "Enkelttall",
    ]  # fmt: skip
    for ark, post in zip(list(arbeidsbok)[1:], med_tall, strict=True):
        over = [ark.cell(nr, 1).value for nr in range(1, _hoderad(ark))]
        assert over[:3] == [post.navngitt, post.undertittel, post.kilde]
        assert over[3 : 3 + len(post.noter)] == list(post.noter)
        assert "Kilde: " in post.kilde


def test_each_sheet_holds_the_csv_file_with_numbers_as_numbers(arbeidsbok: Any, poster: list[Tallsett]) -> None:
    tall = 0
    for ark, post in zip(list(arbeidsbok)[1:], [p for p in poster if p.fil], strict=True):
        hode, rader = post.les()
        celler = list(ark.iter_rows(min_row=_hoderad(ark), values_only=True))
        assert list(celler[0]) == hode
        assert len(celler) == len(rader) + 1
        for lest, skrevet in zip(celler[1:], rader, strict=True):
            for felt, verdi, celle in zip(hode, lest, skrevet, strict=True):
                if felt in post.tallfelt and celle:
                    assert isinstance(verdi, int | float)
                    assert float(verdi) == float(celle)
                    tall += 1
                else:
                    assert (verdi or "") == celle
    assert tall > 20
    # SYE from 2030, as Tabell 7 prints it.
    assert (["Sykehjemsetaten", 2030, 50]) in [list(rad) for rad in arbeidsbok["Tabell 7"].iter_rows(values_only=True)]


def test_number_formats_leave_space_and_comma_to_the_reader_and_years_alone(arbeidsbok: Any) -> None:
    ark = arbeidsbok["Tabell 7"]
    assert ark.cell(_hoderad(ark) + 1, 2).number_format == "0"
    former = {
        celle.value: celle.number_format for rad in ark.iter_rows(min_row=_hoderad(ark) + 1, min_col=3) for celle in rad
    }
    assert former[50] == "#,##0"
    # The cuts are in thousands: 14,551 mill., three decimals.
    assert {form for verdi, form in former.items() if (verdi or 0) % 1} == {"#,##0.000"}


def test_contents_lists_every_table_and_figure_and_links_to_its_sheet(arbeidsbok: Any, poster: list[Tallsett]) -> None:
    innhold = arbeidsbok["Innhold"]
    rader = list(innhold.iter_rows(min_row=_hoderad(innhold) + 1))
    assert [rad[1].value for rad in rader] == [post.overskrift for post in poster]
    assert [rad[2].value for rad in rader] == ["4 Oppsummering"] * len(poster)
    uten_tall = [rad for rad in rader if rad[0].hyperlink is None]
    assert [rad[0].value for rad in uten_tall] == ["Vi har ikke tallene"]
    assert uten_tall[0][1].value.startswith("Figur 1. ")
    for rad in rader:
        if rad[0].hyperlink:
            mal = rad[0].hyperlink.location.replace("''", "'").removesuffix("!A1").strip("'")
            assert mal in arbeidsbok.sheetnames
    for ark in list(arbeidsbok)[1:]:
        lenker = [rad[0].hyperlink for rad in ark.iter_rows() if rad[0].hyperlink]
        assert [lenke.location.replace("'", "") for lenke in lenker] == ["Innhold!A1"]


def test_columns_are_wide_enough_to_read_and_no_wider_than_a_page(arbeidsbok: Any) -> None:
    for ark in arbeidsbok:
        bredder = [kolonne.width for kolonne in ark.column_dimensions.values()]
        assert bredder
        assert all(9 <= bredde <= 62 for bredde in bredder)


_OMSLAG = Omslag("Prøve", [("Utgave", "1")], date(2026, 11, 22))


def _post(mappe: Path, tittel: str, innhold: str, tallfelt: set[str], nummer: str = "", navn: str = "") -> Tallsett:
    fil = mappe / f"{hashlib.sha256((navn or tittel).encode()).hexdigest()[:8]}.csv"
    fil.write_text(innhold, encoding="utf-8")
    felles = ("Enhet", "Kilde: x", ())
    return Tallsett("tabell", navn or tittel, "x", nummer, tittel, *felles, fil, frozenset(tallfelt))


def test_sheet_names_are_allowed_and_never_the_same(tmp_path: Path) -> None:
    lang = "Rammeendringer for fastlegetilskudd og pasientskadeerstatning"
    titler = [lang, lang, "Innhold", "a/b: [c]?*", "'i tøddel'", "INNHOLD", "x" * 40, "x" * 40]
    poster = [
        _post(tmp_path, tittel, "navn,verdi\na,1\n", {"verdi"}, navn=f"p{nr}") for nr, tittel in enumerate(titler)
    ]
    skriv_arbeidsbok(tmp_path / "x.xlsx", _OMSLAG, [("Et kapittel", poster)])
    navn = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert len({ett.lower() for ett in navn}) == len(titler) + 1
    assert all(len(ett) <= 31 and not re.search(r"[\[\]:*?/\\]", ett) for ett in navn)
    assert navn[1] == "Rammeendringer for…"


def test_text_that_looks_like_a_formula_a_link_or_a_code_stays_text(tmp_path: Path) -> None:
    celler = ["=1+1", "http://x.no", "007", "+++ svært positiv", "1.1"]
    innhold = "kode,verdi\n" + "".join(f"{celle},1\n" for celle in celler)
    skriv_arbeidsbok(tmp_path / "x.xlsx", _OMSLAG, [("K", [_post(tmp_path, "T", innhold, {"verdi"})])])
    ark = openpyxl.load_workbook(tmp_path / "x.xlsx")["T"]
    lest = [ark.cell(nr, 1) for nr in range(_hoderad(ark) + 1, ark.max_row + 1)]
    assert [celle.value for celle in lest] == celler
    assert {celle.data_type for celle in lest} == {"s"}


def test_workbook_is_dated_by_its_edition_and_by_nothing_else(bok: Path, arbeidsbok: Any) -> None:
    assert arbeidsbok.properties.created == datetime(2026, 11, 22)
    with zipfile.ZipFile(bok / "nedlasting/hls.xlsx") as pakke:
        assert {post.date_time[:3] for post in pakke.infolist()} == {(1980, 1, 1)}
        assert b"2026-11-22T00:00:00Z</dcterms:modified>" in pakke.read("docProps/core.xml")


# --- the data package ----------------------------------------------------------------------------


def _pakket_ut(fil: Path, til: Path) -> dict[str, Any]:
    with zipfile.ZipFile(fil) as pakke:
        pakke.extractall(til)
    beskrivelse: dict[str, Any] = json.loads((til / "datapackage.json").read_text("utf-8"))
    return beskrivelse


def test_data_package_is_valid_to_frictionless_and_holds_all_of_data(bok: Path, tmp_path: Path) -> None:
    beskrivelse = _pakket_ut(bok / "nedlasting/datapakke.zip", tmp_path)
    resultat = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert resultat.flatten(["name", "title", "note"]) == []
    # The tables of what is fetched are made for the package; data/ has the replies.
    hentet = [r for r in beskrivelse["resources"] if r.get("kilde", "").startswith("offentlig-")]
    egne = [r for r in beskrivelse["resources"] if r not in hentet]
    tabeller = [r for r in egne if "schema" in r]
    assert len(tabeller) == len(list(DATA.rglob("*.csv"))) > 20
    filer = {p.relative_to(DATA.parent).as_posix() for p in DATA.rglob("*") if p.is_file()}
    assert {ressurs["path"] for ressurs in egne} == filer
    for navn in filer:
        assert (tmp_path / navn).read_bytes() == (DATA.parent / navn).read_bytes()


def test_data_package_is_refused_by_frictionless_when_a_file_is_not_what_it_says(bok: Path, tmp_path: Path) -> None:
    _pakket_ut(bok / "nedlasting/datapakke.zip", tmp_path)
    rammekutt = tmp_path / "data/hls/tabeller/rammekutt.csv"
    rammekutt.write_text(rammekutt.read_text("utf-8").replace("-14093", "14093"), "utf-8")
    resultat = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {"Hash Count Error", "Constraint Error"} <= {t for (t,) in resultat.flatten(["title"])}


def test_data_package_names_sources_and_pages_and_invents_no_licence() -> None:
    pakke = lag_beskrivelse(Bokmappe.her(), "Datagrunnlaget", Utgivelse())
    assert "licenses" not in pakke
    assert pakke["lisens"] == "ikke oppgitt"
    assert pakke["contributors"][0]["title"] == "ikke oppgitt"
    rammekutt = next(r for r in pakke["resources"] if r["name"] == "hls-rammekutt")
    assert rammekutt["sources"][0]["title"].endswith("Delrapport 6 HLS sektor, s. 25")
    assert rammekutt["lisens"] == "ikke oppgitt i dokumentet"
    folketall = next(r for r in pakke["resources"] if r["name"] == "hls-folkemengde_90")
    assert folketall["lisens"] == "CC BY 4.0"
    med = lag_beskrivelse(
        Bokmappe.her(),
        "Datagrunnlaget",
        Utgivelse(lisens=Lisens(navn="CC BY 4.0", adresse="https://example.org/cc")),
        Utgave(utgave="2", dato=date(2027, 1, 2), hva="x", hvorfor="y"),
    )
    assert med["licenses"][0]["path"] == "https://example.org/cc"
    assert (med["version"], med["created"]) == ("2", "2027-01-02T00:00:00Z")


def test_what_an_editor_left_in_data_is_not_published(datakopi: Path, tmp_path: Path) -> None:
    for navn in ("hls/~$tall.yml", "hls/.tall.yml.swp", ".git/config"):
        (datakopi / navn).parent.mkdir(exist_ok=True)
        (datakopi / navn).write_text("x")
    skriv_datautgave(Bokmappe.her(), tmp_path / "x.zip", "Data", Utgivelse())
    with zipfile.ZipFile(tmp_path / "x.zip") as pakke:
        navn_i = pakke.namelist()
        assert "CC BY 4.0" in pakke.read("LES-MEG.md").decode()
    assert "data/hls/tall.yml" in navn_i
    assert not any(re.search(r"/[.~]", navn) for navn in navn_i)


# --- the description for Felles datakatalog ------------------------------------------------------


def _graf(utgivelse: Utgivelse) -> rdflib.Graph:
    utgaver = [Utgave(utgave="1", dato=date(2026, 11, 22), hva="x", hvorfor="y")]
    filer = [Distribusjon("hls.xlsx", "Regneark </script>", "XLSX", "application/x", 10)]
    ett = Datasett("hls", "Tall", "Tallene bak", 2026, 2030, utgaver, filer)
    katalog = lag_katalog(utgivelse, "Katalog", "En katalog", [ett])
    graf = rdflib.Graph()
    graf.parse(io.StringIO(json.dumps(katalog)), format="json-ld")
    return graf


def _en(graf: rdflib.Graph, type_: rdflib.URIRef) -> rdflib.term.Node:
    (ting,) = graf.subjects(rdflib.RDF.type, type_)
    assert isinstance(ting, rdflib.URIRef)
    return ting


def test_catalogue_has_all_that_dcat_ap_no_requires() -> None:
    graf = _graf(UTFYLT)
    katalog, datasett = _en(graf, DCAT.Catalog), _en(graf, DCAT.Dataset)
    for ting in (katalog, datasett):
        for felt in (DCT.title, DCT.description):
            (tekst,) = graf.objects(ting, felt)
            assert isinstance(tekst, rdflib.Literal)
            assert tekst.language == "nb"
            assert str(tekst)
        assert [str(v) for v in graf.objects(ting, DCT.identifier)] == [str(ting)]
        (utgiver,) = graf.objects(ting, DCT.publisher)
        assert str(utgiver).endswith("/organizations/123456785")
        assert [str(v) for v in graf.objects(utgiver, FOAF.name)] == ["En kommune"]
        (kontakt,) = graf.objects(ting, DCAT.contactPoint)
        assert [str(v) for v in graf.objects(kontakt, VCARD.hasEmail)] == ["mailto:data@kommune.no"]
        assert [str(v) for v in graf.objects(kontakt, VCARD.fn)] == ["Et kontor"]
    assert list(graf.objects(katalog, DCAT.dataset)) == [datasett]
    assert {str(tema).rpartition("/")[2] for tema in graf.objects(datasett, DCAT.theme)} == {
        "HEAL", "GOVE",
    }  # fmt: skip
    (fil,) = graf.objects(datasett, DCAT.distribution)
    adresse = "https://rapport.kommune.no/effekt/nedlasting/hls.xlsx"
    for felt in (DCAT.accessURL, DCAT.downloadURL):
        assert [str(v) for v in graf.objects(fil, felt)] == [adresse]
    assert [str(v) for v in graf.objects(fil, DCT["format"])] == [
        "http://publications.europa.eu/resource/authority/file-type/XLSX"
    ]


def test_licence_is_in_the_catalogue_where_it_is_given_and_only_there() -> None:
    assert list(_graf(UTFYLT).triples((None, DCT.license, None))) == []
    lisens = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
    med = UTFYLT.model_copy(update={"lisens": Lisens(navn="CC BY 4.0", adresse=lisens)})
    assert [str(v) for v in _graf(med).objects(None, DCT.license)] == [lisens]


@pytest.mark.parametrize(
    ("endring", "savnet"),
    [
        ({"nettadresse": None}, "nettadresse"),
        ({"utgiver": Utgiver(organisasjonsnummer="123456785")}, "utgiver.navn"),
        ({"kontakt": Kontakt(epost="a@b.no")}, "kontakt.navn"),
        ({"kontakt": Kontakt(navn="Et kontor")}, "kontakt.epost"),
        ({"tema": ()}, "tema"),
    ],
)
def test_nothing_is_described_while_something_required_is_blank(endring: dict[str, Any], savnet: str) -> None:
    blank = UTFYLT.model_copy(update=endring)
    assert list(mangler(blank)) == [savnet]
    with pytest.raises(ValueError, match=savnet):
        _graf(blank)
    assert mangler(UTFYLT) == {}


def test_the_page_says_what_the_description_waits_for(bok: Path) -> None:
    assert not (bok / "nedlasting/dcat.jsonld").exists()
    oversikt = (bok / OVERSIKT).read_text(encoding="utf-8")
    assert (
        "Den er ikke publisert ennå, for disse opplysningene fra utgiveren mangler: nettadressen "
        "til boken, navnet på utgiveren, navnet på kontaktpunktet og e-postadressen til "
        "kontaktpunktet."
    ) in oversikt
    assert "Lisens: ikke oppgitt." in oversikt


def test_the_description_is_published_once_it_is_complete(bok: Path, datakopi: Path, tmp_path: Path) -> None:
    _fyll_ut(datakopi)
    igjen = _igjen(bok, tmp_path / "igjen")
    graf = rdflib.Graph()
    graf.parse(igjen / "nedlasting/dcat.jsonld", format="json-ld")
    # Each file that is told of is there, with that many bytes.
    for fil in graf.subjects(rdflib.RDF.type, DCAT.Distribution):
        (adresse,) = graf.objects(fil, DCAT.downloadURL)
        (byte,) = graf.objects(fil, DCAT.byteSize)
        navn = str(adresse).removeprefix("https://rapport.kommune.no/effekt/")
        assert (igjen / navn).stat().st_size == int(str(byte))
    oversikt = (igjen / OVERSIKT).read_text(encoding="utf-8")
    assert "{nedlasting}`dcat.jsonld <dcat.jsonld>`" in oversikt
    assert "ikke publisert" not in oversikt


def _fyll_ut(data: Path) -> None:
    fil = data / "felles/utgivelse.yml"
    bytt(fil, "nettadresse:\n", "nettadresse: https://rapport.kommune.no/effekt\n")
    bytt(fil, "utgiver:\n  navn:\n", "utgiver:\n  navn: En kommune\n")
    bytt(fil, "kontakt:\n  navn:\n  epost:\n", "kontakt:\n  navn: Kontor\n  epost: a@b.no\n")


def test_the_front_page_carries_the_description_as_data_that_cannot_end_early(tmp_path: Path) -> None:
    (tmp_path / "nedlasting").mkdir()
    beskrivelse = {"dct:title": "Tall </script><b>"}
    (tmp_path / "nedlasting/dcat.jsonld").write_text(json.dumps(beskrivelse))
    app: Any = SimpleNamespace(srcdir=str(tmp_path), config=SimpleNamespace(root_doc="forside"))
    forside: dict[str, Any] = {"metatags": "<meta>"}
    describe_data(app, "forside", "page.html", forside, None)
    treff = re.fullmatch(r'<meta>\s+<script type="application/ld\+json">([^<]*)</script>', forside["metatags"])
    assert treff
    assert json.loads(treff[1]) == beskrivelse
    annen: dict[str, Any] = {}
    describe_data(app, "hls/sammendrag", "page.html", annen, None)
    assert annen == {}


# --- the list ------------------------------------------------------------------------------------


def test_the_list_has_each_table_and_figure_with_the_files_it_has(bok: Path) -> None:
    linjer = (bok / OVERSIKT).read_text(encoding="utf-8").splitlines()
    assert any(re.fullmatch(r":+\{dropdown\} 4 Oppsummering \(\d+\)", linje) for linje in linjer)
    mappe = "/book/hls/filer/effekt-mot-rammekutt"
    assert (
        "| {ref}`Rammekuttene og effekten av tiltakene <hls-effekt-mot-rammekutt>` "
        f"| {{download}}`PNG <{mappe}.png>`\u00a0· {{download}}`SVG <{mappe}-bilde.svg>` "
        f"| {{download}}`Excel <{mappe}.xlsx>`\u00a0· {{download}}`CSV <{mappe}.csv>`\u00a0· "
        f"{{download}}`CSV for norsk Excel <{mappe}-norsk.csv>` |"
    ) in linjer
    for sti in re.findall(r"\{download\}`[^<]+ </([^>]+)>`", "\n".join(linjer)):
        assert (bok / sti).is_file(), sti
    assert not any("Figur 1." in linje for linje in linjer)


def test_norwegian_excel_has_the_same_cells_with_its_own_signs(bok: Path) -> None:
    norske = sorted(bok.rglob("filer/*-norsk.csv"))
    alle = {fil for fil in bok.rglob("filer/*.csv") if fil not in norske}
    assert {norsk.with_name(norsk.name.replace("-norsk", "")) for norsk in norske} == alle
    assert len(alle) > 2
    for norsk in norske:
        with norsk.with_name(norsk.name.replace("-norsk", "")).open(encoding="utf-8", newline="") as fil:
            vanlig = list(csv.reader(fil))
        with norsk.open(encoding="utf-8-sig", newline="") as fil:
            rader = list(csv.reader(fil, delimiter=";"))
        assert norsk.read_bytes().startswith(b"\xef\xbb\xbf")
        assert [[celle.replace(",", ".") for celle in rad] for rad in rader] == [
            [celle.replace(",", ".") for celle in rad] for rad in vanlig
        ]
