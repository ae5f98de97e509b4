"""A book whose only sector has amounts and nothing else: no page, frame, column or address of what is not there."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from effekt.cli.main import main
from tests.helpers.enkel import ID, TILTAK, lag_enkel
from tests.helpers.kommune import KOMMUNE, data_i
from tests.helpers.notatbokkjoring import skriv_notatbok

_SIDER = ("rekker-det", "om", "gevinster", "usikkerhet", "kildekontroll", "sporbarhet", "tall-og-kilder", "endringer")
_DELENE = [
    "from effekt import apne, figurer, kort, tabeller\ndata = apne(sektor, endringer)",
    "tabeller.nokkeltall(data)",
    "tabeller.rammekutt(data)",
    "figurer.effekt_per_tiltak(data)",
    "tabeller.effekt_per_virksomhet(data)",
    "tabeller.effekt_per_klasse(data)",
    "kort.alle_kort(data, 'FRI')",
]
_KILDER = """\
kilder:
  plan-2027:
    tittel: Økonomiplan 2027–2030
    utgiver: Lillevik kommune (oppdiktet)
    dato: desember 2026
    inndeling: rad
    adresse: https://www.lillevik.example/plan
    lest: 2026-12-03
    lisens: oppdiktet
"""
# What would be a trace of a part that the sector is without.
_SPOR = re.compile(
    r"mangler|ikke ferdig|ikke ført inn|ikke oppgitt|rammekutt|nøkkeltall|samlet vurdering|kommunemål|usikkerhet|"
    r"risiko|åtte av ti|delrapport|rapporten|tiltakskort|lest to ganger|0 kontroller",
    re.IGNORECASE,
)
_ADRESSER = re.compile(
    r"kutt|nokkeltall|klasse|dekning|linjer|simulering|sjanse|spenn|vurderinger|tabellverdier|sporbar"
)


class _Tekst(HTMLParser):
    """The words of the page's own part, and the rows of each table."""

    def __init__(self) -> None:
        super().__init__()
        self.ord: list[str] = []
        self.tabeller: list[int] = []
        self._inni = self._stille = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inni += tag == "main"
        self._stille += tag in {"script", "style", "nav"}
        if tag == "table":
            self.tabeller.append(0)
        elif tag == "td" and self.tabeller:
            self.tabeller[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self._inni -= tag == "main"
        self._stille -= tag in {"script", "style", "nav"}

    def handle_data(self, data: str) -> None:
        if self._inni and not self._stille:
            self.ord.append(data)


def _lest(fil: Path) -> _Tekst:
    leser = _Tekst()
    leser.feed(fil.read_text(encoding="utf-8"))
    return leser


@pytest.fixture(scope="module")
def bok(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bok = tmp_path_factory.mktemp("uten") / "bok"
    shutil.copytree(KOMMUNE, bok, ignore=shutil.ignore_patterns("_build", "tek", "opp", "offentlig*"))
    lag_enkel(bok / "data", tiltak={id_: TILTAK[id_] for id_ in ("FRI1", "FRI2")})
    felles = bok / "data/felles"
    for fil in ("datapackage.yml", "tall.yml"):
        (felles / fil).unlink(missing_ok=True)
    shutil.rmtree(felles / "tabeller", ignore_errors=True)
    shutil.rmtree(felles / "tekster", ignore_errors=True)
    (bok / "data/kilder.yml").write_text(_KILDER, encoding="utf-8")
    notatbok = bok / "notebooks" / ID / "om.ipynb"
    notatbok.parent.mkdir(parents=True)
    parametre = f'sektor: str = "{ID}"\nendringer: dict = {{}}'
    skriv_notatbok(notatbok, [parametre, *_DELENE], {0: ["parameters"]})
    nb = nbformat.read(notatbok, as_version=4)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell("# Om sektoren", id="tittel"))
    nbformat.write(nb, notatbok)
    sider = [f"{ID}/{navn}" for navn in _SIDER]
    kapitler = "".join(f"  - file: book/{side}\n" for side in ("alle-tiltak", "pakke", *sider, "last-ned"))
    innhold = f"format: jb-book\nroot: book/forside\nchapters:\n{kapitler}"
    (bok / "_toc.yml").write_text(innhold, encoding="utf-8")
    with data_i(bok):
        assert main(["--data", str(bok), "build"]) == 0
    return bok


@pytest.mark.bygg
def test_pages_about_what_is_not_there_are_not_built(bok: Path) -> None:
    html = bok / "_build/html"
    finnes = {fil.stem for fil in (html / "book" / ID).glob("*.html")}
    assert finnes == {"om", "tall-og-kilder", "endringer", "fri1", "fri2"}


@pytest.mark.bygg
def test_no_page_has_a_trace_of_what_is_not_there(bok: Path) -> None:
    sider = {fil.relative_to(bok).as_posix(): _lest(fil) for fil in (bok / "_build/html").rglob("*.html")}
    assert {
        navn: funnet
        for navn, side in sider.items()
        # Whoever publishes the book has not said what it may be used for: that is nothing that the sector is without.
        if (
            funnet := sorted(
                {m[0].lower() for ett in side.ord for m in _SPOR.finditer(ett.replace("Lisens: ikke oppgitt", ""))}
            )
        )
    } == {}
    assert [navn for navn, side in sider.items() if 0 in side.tabeller] == []


@pytest.mark.bygg
def test_nothing_that_is_not_there_has_an_address_for_good(bok: Path) -> None:
    adresser = (bok / "book/faste-adresser.txt").read_text(encoding="utf-8").splitlines()
    assert [a for a in adresser if not a.startswith("#") and _ADRESSER.search(a)] == []
    assert f"{ID}/effekt-fri1" in adresser


@pytest.mark.bygg
def test_the_source_is_shown_as_what_it_is(bok: Path) -> None:
    html = bok / "_build/html"
    tekst = " ".join("".join(_lest(html / ID / "fri1/index.html").ord).split())
    assert "Økonomiplan 2027–2030, rad 24, lest 3. desember 2026" in tekst
    assert "https://www.lillevik.example/plan" in " ".join(_lest(html / "book" / ID / "tall-og-kilder.html").ord)
    assert "s. 24" not in tekst
