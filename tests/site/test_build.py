"""The pipeline: the same bytes twice, only what is stale, and nothing lost when something fails."""

import os
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from effekt.base.book import LISTE
from effekt.base.faults import Byggfeil, Datafeil
from effekt.site.build import BuildResult, build_book
from tests.helpers.bokkopi import ROT, boken, uten_henvisninger
from tests.helpers.kommune import bare

pytestmark = pytest.mark.bygg
SIDER = ["tek/tiltak", "tek/tall-og-kilder"]


@pytest.fixture(autouse=True)
def _miljo() -> Iterator[None]:
    """In-process runs of chapters set variables that other tests must not see."""
    for_kjoring = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(for_kjoring)


@pytest.fixture
def bok(kommunekopi: Path) -> Path:
    """A book of two chapters, with its own data and a shared notebook of its own."""
    rot = bare(kommunekopi.parent, *SIDER)
    (rot / "notebooks/felles").mkdir()
    shutil.copy(ROT / "notebooks/felles/tall-og-kilder.ipynb", rot / "notebooks/felles")
    uten_henvisninger(rot, "*/tall-*.ipynb")
    return rot


def _bygg(rot: Path, **valg: bool) -> tuple[BuildResult, list[str]]:
    sagt: list[str] = []
    return build_book(boken(rot), sagt.append, **valg), sagt


def _innhold(mappe: Path) -> dict[str, bytes]:
    return {p.relative_to(mappe).as_posix(): p.read_bytes() for p in mappe.rglob("*") if p.is_file()}


def _endre(fil: Path, gammelt: str, nytt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert gammelt in tekst
    fil.write_text(tekst.replace(gammelt, nytt, 1), encoding="utf-8")


def test_build_runs_what_is_stale_and_survives_every_failure(bok: Path, kommunekopi: Path) -> None:
    oppsett = kommunekopi / "felles/utgivelse.yml"
    _endre(oppsett, "https://lillevik.example/bedre/", "")
    _endre(oppsett, "utgiver: {navn: Lillevik kommune (oppdiktet)}", "utgiver:\n  navn:")
    forste, sagt = _bygg(bok)
    assert (forste.kjorte, forste.kapitler, forste.nytt_nettsted) == (2, 2, True)
    assert any("[2/2]" in linje for linje in sagt)
    nettsted, kapitler = _innhold(bok / "_build/html"), _innhold(bok / "book")
    # The first page is the site's index, and leads on to there from the name of its file.
    assert 'content="0; url=../../index.html"' in nettsted["book/tek/tiltak.html"].decode()
    # With no publisher named, it is the municipality that is cited.
    side = nettsted["index.html"].decode()
    assert '<p class="siter-tekst">Lillevik kommune (oppdiktet) (2026). Tiltak for vei og vann. ' in side

    # The files for taking along are on the site, and what the site makes is not in the book.
    assert {"nedlasting/tek.xlsx", "nedlasting/datapakke.zip"} <= set(nettsted)
    assert [navn for navn in nettsted if navn.endswith("effekt-mot-rammekutt.png")]
    assert not [navn for navn in kapitler if navn.endswith(".png")]
    assert any("nettadresse, utgiver.navn" in linje for linje in sagt), sagt

    # Nothing to do: nothing done.
    andre, _ = _bygg(bok)
    assert (andre.kjorte, andre.nytt_nettsted) == (0, False)

    # Everything again: the same bytes.
    _bygg(bok, alt=True)
    assert _innhold(bok / "book") == kapitler
    assert _innhold(bok / "_build/html") == nettsted

    # Bad data: a message, and all is as it was.
    van1 = kommunekopi / "tek/tiltak/van1.yml"
    _endre(van1, "verdi: 100000", "verdi: 100 000")
    with pytest.raises(Datafeil, match=r"data/tek/tiltak/van1.yml, linje \d+"):
        _bygg(bok)
    # A number that the printed card contradicts is refused as well.
    _endre(van1, "verdi: 100 000", "verdi: 110000")
    with pytest.raises(Datafeil, match="VAN1, 2029"):
        _bygg(bok)
    _endre(van1, "verdi: 110000", "verdi: 100000")

    # A chapter that fails names cell and cause.
    notatbok = bok / "notebooks/tek/tiltak.ipynb"
    riktig = notatbok.read_bytes()
    _endre(notatbok, "tabeller.effekt_per_virksomhet(data)", "tabeller.effekt_per_virksomhet(1 / 0)")
    with pytest.raises(Byggfeil, match=r"(?s)tiltak.ipynb, celle \d+.*ZeroDivisionError"):
        _bygg(bok)
    notatbok.write_bytes(riktig)

    # So does a site that jupyter-book warns about.
    _endre(
        notatbok, '"# Tiltak for vei og vann"', '"# Tiltak for vei og vann\\n", "\\n", "![kart](filer/finnes-ikke.png)"'
    )
    with pytest.raises(Byggfeil, match="finnes-ikke"):
        _bygg(bok)
    notatbok.write_bytes(riktig)

    assert _innhold(bok / "book") == kapitler
    assert _innhold(bok / "_build/html") == nettsted

    # One changed figure: the chapters that use it, and no other.
    _endre(kommunekopi / "tek/datapackage.yml", "title: Gatelys etter sted", "title: Gatelys der de står")
    siste, sagt = _bygg(bok)
    assert siste.kjorte == 1
    assert any("tall-og-kilder" in linje for linje in sagt)

    # A remark in data/ that no chapter reads: the data package alone is made anew.
    _endre(van1, "id: VAN1", "# en merknad\nid: VAN1")
    siste, _ = _bygg(bok)
    assert (siste.kjorte, siste.nytt_nettsted) == (0, True)
    with zipfile.ZipFile(bok / "_build/html/nedlasting/datapakke.zip") as pakke:
        assert b"# en merknad" in pakke.read("data/tek/tiltak/van1.yml")
    assert not list((bok / "_build").rglob("*.ny"))


def test_what_the_publisher_decides_is_on_the_pages_and_in_their_addresses(bok: Path, kommunekopi: Path) -> None:
    with (bok / "_toc.yml").open("a") as toc:
        toc.write("  - file: book/tilgjengelighet\n")
    oppsett = kommunekopi / "felles/utgivelse.yml"
    _endre(oppsett, "tema: [GOVE]", "tema: [GOVE]\ndepot: {url: https://git.eksempel.no/a/b}")
    _endre(oppsett, "nettadresse: https://lillevik.example/bedre/", "nettadresse: https://rapport.eksempel.no/vei/")
    _endre(oppsett, "{navn: Lillevik kommune (oppdiktet)}", "{navn: Etaten & Co.}")
    _endre(oppsett, "epost: post@lillevik.example", "epost: post@eksempel.no")
    _bygg(bok)
    html = bok / "_build/html"
    side = (html / "index.html").read_text(encoding="utf-8")
    assert (
        'href="https://mybinder.org/v2/git/https%3A%2F%2Fgit.eksempel.no%2Fa%2Fb/main'
        '?labpath=notebooks%2Ftek%2Ftiltak.ipynb"'
    ) in side
    assert "https://rapport.eksempel.no/vei/</p>" in side
    assert '<p class="siter-tekst">Etaten &amp; Co. (2026). Tiltak for vei og vann. ' in side
    om = (html / "book/tilgjengelighet.html").read_text(encoding="utf-8")
    assert "mailto:post" in unescape(om)
    assert "ikke lagt inn noen erklæring" in om
    fast = (html / "tek/figur-1/index.html").read_text(encoding="utf-8")
    kanonisk = "https://rapport.eksempel.no/vei/"
    assert f'<link rel="canonical" href="{kanonisk}">' in fast
    assert (html / "notebooks/felles/tall-og-kilder.ipynb").is_file()
    # The new addresses are in the list; one that leads nowhere stops the build, and all stands.
    liste = bok / LISTE
    assert "tek/figur-1\n" in liste.read_text()
    for_ = _innhold(html)
    liste.write_text(liste.read_text() + "tek/figur-99\n")
    with pytest.raises(Datafeil, match="tek/figur-99 er publisert, men fører ingen steder"):
        _bygg(bok)
    liste.write_text(liste.read_text().replace("figur-99", "figur-99 -> tek/figur-1"))
    assert _innhold(html) == for_
    # A new edition or a new contact is on the pages at the next build; no chapter is run for it.
    _endre(kommunekopi / "tek/historikk.yml", "dato: 2026-12-01", "dato: 2027-02-03")
    _endre(oppsett, "epost: post@", "epost: feil@")
    resultat, _ = _bygg(bok)
    assert (resultat.kjorte, resultat.nytt_nettsted) == (0, True)
    side = (html / "index.html").read_text(encoding="utf-8")
    assert "Etaten &amp; Co. (2027). " in side
    assert "Utgave av 3.\u00a0februar 2027. Gjenforteller Lillevik kommune (oppdiktet): Økonomiplan" in side
    assert "(desember 2026). https://" in side
    om = (html / "book/tilgjengelighet.html").read_text(encoding="utf-8")
    assert "mailto:feil" in unescape(om)
    assert "../../index.html#tek-figur-1" in (html / "tek/figur-99/index.html").read_text()
