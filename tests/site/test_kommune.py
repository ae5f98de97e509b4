"""Another municipality, made up: built whole from its own folder, with no word of the first one."""

import io
import json
import re
import struct
import subprocess
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure

from effekt.base.faults import Datafeil
from effekt.cli import main
from effekt.display.numbered import Figur
from effekt.display.objects import fellestekst
from effekt.display.rows import andelsrader
from effekt.execution.chapters import find_chapters
from effekt.execution.execute import without_empty_parts
from effekt.model.tema import TEKST, kontrast
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.reading.sektorlesing import les_sektor
from effekt.reading.tema import tokener
from effekt.reading.utgivelse import bokens_navn
from effekt.report import forside, tabeller, tiltaksside
from effekt.site.page_addresses import own_addresses, written_to
from tests.helpers.bokkopi import ROT, boken
from tests.helpers.kommune import data_i
from tests.helpers.soket import hits

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAVN = "Bedre for mindre i Lillevik"
MERKNAD = "Lillevik kommune er oppdiktet."
# The city, its bodies, sectors, agencies and places, whole or as parts of other words.
OSLO = re.compile(
    r"oslo|byråd|bystyre|bydel|bærekraftig by\b|helseetat|sykehjem|legevakt|hammersborg|ruter\b|"
    r"delrapport 6|\b(hls|hel|sye)\d?\b|storgata|effektiviseringsprogram",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def bygd(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The municipality's own folder, copied and built with the command."""
    status = _git()
    rot: Path = request.getfixturevalue("bygd_kommune")
    assert _git() == status, "the build wrote to the checkout"
    with data_i(rot):
        yield rot


def _git() -> str:
    kjort = subprocess.run(["git", "status", "--porcelain"], cwd=ROT, capture_output=True, text=True, check=False)
    return kjort.stdout


def _bytt(fil: Path, fra: str, til: str) -> None:
    innhold = fil.read_text(encoding="utf-8")
    assert fra in innhold
    fil.write_text(innhold.replace(fra, til), encoding="utf-8")


# --- what stands in the data ---------------------------------------------------------------------


@pytest.mark.parametrize("sektor", ["tek", "opp"])
def test_its_scales_and_classes_are_its_own(kommunekopi: Path, sektor: str) -> None:
    lest = les_sektor(sektor)
    assert lest.info.periode == (2027, 2028, 2029, 2030)
    assert list(lest.felles.klasser) == ["na", "vent", "nei"]
    assert list(lest.felles.usikkerhet)[-1] == "ikke_gjengitt"
    assert set(lest.usikkerhet.spenn) == set(lest.felles.usikkerhet)


@pytest.mark.parametrize(
    ("fra", "til", "ventet"),
    [
        ("verdi: en_del", "verdi: middels", "Velg én av: liten, en_del, mye, nesten_alt"),
        ("verdi: darligere", "verdi: darlig", "Mente du darligere? Velg én av: bedre, likt"),
        ("klasse: na", "klasse: beste", "program.yml har na, vent, nei"),
        ("kommunemal: [2]", "kommunemal: [3]", "ukjent kommunemål «3». program.yml har 1, 2"),
    ],
)
def test_a_word_of_another_municipalitys_scale_is_refused(kommunekopi: Path, fra: str, til: str, ventet: str) -> None:
    _bytt(kommunekopi / "tek" / "tiltak" / "vei1.yml", fra, til)
    with pytest.raises(Datafeil, match=re.escape(ventet)):
        les_sektor("tek")


def test_a_text_that_is_missing_is_named_and_one_left_out_shows_nothing(kommunekopi: Path) -> None:
    sektor = les_sektor("tek")
    assert "data/felles/tekster/1-4-arbeidsform.md" in repr(fellestekst(sektor, "1-4-arbeidsform"))
    assert repr(fellestekst(sektor, "1-2-1-samfunnsfloker")).strip() == ""


def test_a_part_with_nothing_in_it_leaves_no_heading() -> None:
    def celle(kilde: str, slag: str = "markdown", ut: str = "", tagg: str = "") -> dict[str, object]:
        vist = [{"output_type": "execute_result", "data": {"text/markdown": ut}}]
        return {
            "cell_type": slag, "source": kilde, "metadata": {"tags": [tagg] if tagg else []},
            "outputs": vist if slag == "code" else [],
        }  # fmt: skip

    celler = [
        celle("# Kapittel"),
        celle("## Tom", tagg="valgfri"), celle("### Under", tagg="valgfri"), celle("x", "code"),
        celle("## Full", tagg="valgfri"), celle("x", "code", "Noe."),
        celle("## Fast"), celle("x", "code"),
    ]  # fmt: skip
    igjen = [c["source"] for c in without_empty_parts(celler) if c["cell_type"] == "markdown"]
    assert igjen == ["# Kapittel", "## Full", "## Fast"]


def test_a_book_without_a_name_has_its_programmes_and_its_municipalitys(kommunekopi: Path) -> None:
    assert bokens_navn(Bokmappe.her()).tittel == NAVN
    _bytt(kommunekopi / "felles" / "utgivelse.yml", f"tittel: {NAVN}", "tittel:")
    navn = bokens_navn(Bokmappe.her())
    assert navn.tittel == "Bedre for mindre i Lillevik kommune (oppdiktet)"
    assert navn.rettighet == "2024–2025 Lillevik kommune (oppdiktet)"


def test_a_fault_in_what_sectors_share_is_told_once(kommunekopi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _bytt(kommunekopi / "felles" / "tema.yml", '"#5b2a86"', '"#b9a6d6"')
    assert main.main(["check"]) == 2
    feil = capsys.readouterr().err.splitlines()
    assert len(feil) == len(set(feil))
    assert "lys.lenke #b9a6d6 mot papir #ffffff har kontrasten 2,2 : 1" in "\n".join(feil)


def test_other_numbers_of_agencies_classes_years_and_goals_are_shown_too(kommunekopi: Path) -> None:
    program = kommunekopi / "felles" / "program.yml"
    _bytt(program, "  nei: Gjøres ikke\n", "  nei: Nei\n  a: En\n  b: To\n  c: Tre\n")
    mal = program.read_text(encoding="utf-8").partition("kommunemal:")[2].partition("\n\n")[0]
    _bytt(program, f"kommunemal:{mal}\n", "")
    _bytt(kommunekopi / "tek" / "tiltak" / "vei1.yml", "kommunemal: [2]\n", "")
    for navn in ("tek", "opp"):
        _bytt(kommunekopi / navn / "sektor.yml", "[2027, 2028, 2029, 2030]", "[2028, 2029]")
    for fil in kommunekopi.glob("*/tiltak/*.yml"):
        tekst_ = fil.read_text(encoding="utf-8")
        fil.write_text(re.sub(r"2027: (?:[\d.-]+|\"-\"), |, 2030: [\d.-]+", "", tekst_), encoding="utf-8")
    _bytt(
        kommunekopi / "opp" / "sektor.yml",
        "virksomheter:\n",
        "virksomheter:\n" + "".join(f"  V{nr}: {{navn: Kontor {nr}, kilde: plan-2027, side: 20}}\n" for nr in "123"),
    )
    for nr, fil in enumerate(sorted((kommunekopi / "opp" / "tiltak").glob("*.yml"))[:3], 1):
        kopi = fil.read_text(encoding="utf-8")
        kopi = re.sub(r"(?m)^id: .*", f"id: V{nr}1", kopi)
        kopi = re.sub(r"(?m)^virksomhet: .*", f"virksomhet: V{nr}", kopi)
        (fil.parent / f"v{nr}1.yml").write_text(kopi, encoding="utf-8")
    sektor = les_sektor("opp")
    assert (len(sektor.info.virksomheter), len(sektor.felles.klasser)) == (7, 6)
    figur = forside.effekt_mot_rammekutt(sektor)
    assert isinstance(figur, Figur)
    assert figur.hode == ["", "2028", "2029\u00a0→"]
    assert all("<svg" in figur.svg(smal) for smal in (False, True))
    assert len(tabeller.effekt_per_klasse(sektor).rader) == 7
    assert len(tabeller.effekt_per_virksomhet(sektor).rader) >= 8
    assert "Kommunemål" not in repr(tiltaksside.tiltaket(sektor, "V11"))


def test_a_whole_of_many_parts_has_every_part(kommunekopi: Path) -> None:
    andeler = {f"V{nr}": Fraction(100, 9) for nr in range(9)}
    navn = {kode: f"Virksomhet {kode}" for kode in andeler}
    akser = Figure().subplots()
    andelsrader(akser, {"alt": andeler}, navn, smal=False)
    assert len(akser.patches) == 9
    vist = [tekst.get_text() for tekst in akser.get_legend().get_texts()]
    assert vist == list(navn.values())


# --- what is built -------------------------------------------------------------------------------


def _tekstfiler(rot: Path) -> Iterator[tuple[str, str]]:
    """Every text that a reader gets, with its name: pages, search data, files, packed ones too."""
    html = rot / "_build" / "html"
    for fil in sorted(p for p in html.rglob("*") if p.is_file()):
        navn = fil.relative_to(html).as_posix()
        if fil.suffix in {".zip", ".xlsx"}:
            with zipfile.ZipFile(io.BytesIO(fil.read_bytes())) as pakke:
                for post in pakke.namelist():
                    yield f"{navn}/{post}", pakke.read(post).decode("utf-8", "replace")
        elif fil.suffix != ".png":
            yield navn, fil.read_bytes().decode("utf-8", "replace")


@pytest.mark.bygg
def test_no_word_of_the_first_municipality_is_left(bygd: Path) -> None:
    funnet = [
        (navn, treff[0])
        for navn, innhold in _tekstfiler(bygd)
        # Drawings are paths; the scripts are the program's.
        if not navn.endswith((".svg", "stemmer.js"))
        for treff in [OSLO.search(navn), OSLO.search(innhold)]
        if treff
    ]
    assert funnet == []


@pytest.mark.bygg
def test_every_page_has_its_title_its_notice_and_its_footer(bygd: Path) -> None:
    html = bygd / "_build" / "html"
    sett = {f"{side}.html" for side in pages_of(bygd)} | {"search.html", "404.html", "index.html"}
    for navn in sett:
        side = (html / navn).read_text(encoding="utf-8")
        assert MERKNAD in side, navn
        assert re.search(rf"<title>(.+ – )?{NAVN}</title>", side), navn
        if navn.startswith("book/") and navn != "book/forside.html":  # which leads on to index.html
            assert f"{NAVN}. 2024–2025 Lillevik kommune (oppdiktet)." in side, navn
            assert "Lillevik kommune (oppdiktet) (2026)." in side, navn


@pytest.mark.bygg
def test_a_link_to_a_page_shows_what_it_is_about(bygd: Path) -> None:
    html = bygd / "_build" / "html"
    bilder: dict[tuple[str, ...], set[bytes]] = {}
    for navn in pages_of(bygd):
        side = (html / written_to(navn, own_addresses(Bokmappe.her()))).read_text(encoding="utf-8")
        assert re.search(r'<meta property="og:title" content="[^"]+">', side), navn
        (bilde,) = re.findall(r'<meta property="og:image" content="https://lillevik.example/bedre/([^"]+)">', side)
        innhold = (html / bilde).read_bytes()
        assert struct.unpack(">II", innhold[16:24]) == (1200, 630)
        sagt = tuple(re.findall(r'<meta property="og:(?:title|description)" content="([^"]+)">', side))
        bilder.setdefault(sagt, set()).add(innhold)
    # What says the same looks the same, and nothing else does.
    assert all(len(like) == 1 for like in bilder.values())
    assert len(set.union(*bilder.values())) == len(bilder) > 10
    forside = (html / "index.html").read_text(encoding="utf-8")
    (omtale,) = re.findall(r'<meta name="description" content="([^"]+)">', forside)
    assert 60 <= len(omtale) <= 200
    assert '<meta property="og:url" content="https://lillevik.example/bedre/">' in forside


@pytest.mark.bygg
def test_every_page_says_who_publishes_it_and_whom_to_write_to(bygd: Path) -> None:
    for navn in ("index", "book/tek/tiltak", "search"):
        side = (bygd / f"_build/html/{navn}.html").read_text(encoding="utf-8")
        assert "Utgitt av Lillevik kommune" in side[side.index("<footer") :], navn
        assert "mailto:" in side[side.index("<footer") :], navn
        assert 'class="topp-avsender">Lillevik kommune' in side, navn


@pytest.mark.bygg
def test_a_broken_address_has_a_search_and_the_chapters(bygd: Path) -> None:
    side = (bygd / "_build/html/404.html").read_text(encoding="utf-8")
    assert 'action="https://lillevik.example/bedre/search.html"' in side
    assert 'href="https://lillevik.example/bedre/book/alle-tiltak.html"' in side
    assert 'href="https://lillevik.example/bedre/index.html">Forsiden' in side


@pytest.mark.bygg
def test_the_footer_leads_to_the_sectors_own_pages(bygd: Path) -> None:
    tek, opp = ((bygd / f"_build/html/book/{s}/tiltak.html").read_text("utf-8") for s in ("tek", "opp"))
    assert 'href="endringer.html">Endringer og rettelser' in tek
    assert ">Endringer og rettelser<" not in opp[opp.index('class="bunn-linje"') :]


@pytest.mark.bygg
def test_amounts_are_on_its_own_scale(bygd: Path) -> None:
    bok = bygd / "_build" / "html" / "book"
    # What the source prints in millions has that as its unit in the registers of its numbers, and nowhere else.
    enheten = r'(?<=[>"\u00a0])mill\. kr(?=[<"])|(?<=enhet )mill\. kr(?=, )'
    registre = {"tall-og-kilder.html", "kildekontroll.html"}
    for side in bok.rglob("*.html"):
        vist = side.read_text("utf-8")
        if side.parent.name == "tek" and side.name in registre:
            vist, antall = re.subn(enheten, "", vist)
            assert antall
        assert not re.search(r"[Mm]ill\. |millioner", vist), side.name
    tek = (bok / "tek" / "tiltak.html").read_text(encoding="utf-8")
    assert "Tusen kroner per år" in tek
    assert re.search(r"<p[^>]*>420</p>", tek)
    hode = (bygd / "book/tek/filer/tabell-4.csv").read_text("utf-8").split()[0]
    assert hode == "rad,ar,tusen_kr"


@pytest.mark.parametrize(
    ("enhet", "vist", "stort"),
    [
        ("mill. kr", "0,42 mill. kroner", ("0,42 mill.", "kroner")),
        ("1 000 kr", "420 tusen kroner", ("420", "tusen kroner")),
        ("kr", "420\u00a0000 kroner", ("420\u00a0000", "kroner")),
    ],
)
def test_an_amount_is_shown_in_the_unit_that_the_programme_has(
    kommunekopi: Path, enhet: str, vist: str, stort: tuple[str, str]
) -> None:
    _bytt(kommunekopi / "felles" / "program.yml", "belopsenhet: 1 000 kr", f"belopsenhet: {enhet}")
    belop, penger = Fraction(420_000), Bokmappe.her().penger
    assert f"{penger.vis(belop)} {penger.ord_}" == vist
    assert penger.stort(belop) == stort


def test_an_unknown_unit_of_amounts_is_refused(kommunekopi: Path) -> None:
    _bytt(kommunekopi / "felles" / "program.yml", "belopsenhet: 1 000 kr", "belopsenhet: euro")
    with pytest.raises(Datafeil, match=r"belopsenhet er «euro»\. Velg én av: mill\. kr, 1 000 kr, kr"):
        les_sektor("tek")


@pytest.mark.bygg
def test_its_colours_are_in_pages_and_drawings_and_can_be_read(bygd: Path) -> None:
    html = bygd / "_build" / "html"
    farger = tokener((html / "_static" / "effekt.css").read_text(encoding="utf-8"))
    assert farger["lys"]["accent"] == "#4a1d73"
    for visning in farger.values():
        for tekstfarge in ("ink", "link", "accent"):
            assert kontrast(visning[tekstfarge], visning["paper"]) >= TEKST
    tegninger = {fil.name: fil.read_text(encoding="utf-8").lower() for fil in bygd.glob("book/**/filer/*.svg")}
    assert "#4a1d73" in tegninger["dekning-per-ar.svg"]
    assert [navn for navn, tegning in tegninger.items() if "#12436d" in tegning] == []
    assert "--link: #5b2a86" in (html / "404.html").read_text(encoding="utf-8")


@pytest.mark.bygg
def test_chapter_one_names_what_is_missing_and_leaves_out_what_it_does_not_have(bygd: Path) -> None:
    side = (bygd / "_build/html/book/tek/1-om-programmet.html").read_text(encoding="utf-8")
    assert "Derfor har kommunestyret bedt om forslag" in side
    assert "data/felles/tekster/1-4-arbeidsform.md" in side
    for borte in ("Årsverk", "1.2.1", "1.2.3", "1.6 "):
        assert not re.search(rf"<h[23]>{borte}", side), borte


@pytest.mark.bygg
def test_what_is_written_lies_in_its_own_root(bygd: Path) -> None:
    assert {k.navn for k in find_chapters(boken(bygd))} >= {"forside", "tek/tiltak", "opp/usikkerhet"}
    adresser = (bygd / "book" / "faste-adresser.txt").read_text(encoding="utf-8")
    assert "opp/sko1" in adresser
    assert not OSLO.search(adresser)
    beskrivelse = json.loads((bygd / "_build/html/nedlasting/dcat.jsonld").read_text("utf-8"))
    assert "lillevik.example" in json.dumps(beskrivelse)


@pytest.mark.bygg
def test_a_rerun_and_a_comparison_work_in_it(bygd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = _git()
    assert main.main(["rerun", "tek/tiltak", "--set", "VEI1.spart=300"]) == 0
    ut = capsys.readouterr().out
    assert "VEI1.spart: 210 → 300 kr per lyspunkt og år" in ut
    mappe = bygd / "_build" / "omregnet" / "tek-tiltak"
    side = (mappe / "tek-tiltak.html").read_text(encoding="utf-8")
    assert MERKNAD in side
    assert not OSLO.search(side)
    assert "#4a1d73" in (mappe / "effekt.css").read_text(encoding="utf-8")
    assert main.main(["compare", str(bygd), str(mappe)]) == 0
    assert (bygd / "_build" / "sammenligning" / "sammenligning.html").is_file()
    assert main.main(["changes", "SKO1.antall"]) == 0
    assert "effekten av SKO1" in capsys.readouterr().out
    assert _git() == status


@pytest.mark.bygg
def test_it_is_a_pdf_of_its_own(bygd: Path) -> None:
    pytest.importorskip("weasyprint")
    import pypdf

    assert main.main(["pdf"]) == 0
    fil = bygd / "_build" / "pdf" / "bedre-for-mindre-i-lillevik.pdf"
    leser = pypdf.PdfReader(fil)
    alt = "\n".join(side.extract_text() for side in leser.pages)
    assert leser.metadata is not None
    assert leser.metadata.title == NAVN
    assert "oppdiktet" in leser.pages[0].extract_text()
    assert not OSLO.search(alt)


@pytest.mark.bygg
@pytest.mark.nettleser
def test_the_search_finds_its_measures_numbers_and_words(bygd: Path, side: "Page") -> None:
    nettsted = bygd / "_build" / "html"
    ventet = {"VAN1": "kort-van1", "sko2": "kort-sko2", "tabell 2": "tek-tabell-2"}
    funnet = {sporsmal: hits(side, nettsted, sporsmal)[0] for sporsmal in ventet}
    assert {s: adresse for s, adresse in funnet.items() if not adresse.endswith(ventet[s])} == {}
    assert hits(side, nettsted, "5620") == hits(side, nettsted, "5 620") != []
    assert hits(side, nettsted, "2 mill.")[0] == hits(side, nettsted, "2 millioner")[0]
