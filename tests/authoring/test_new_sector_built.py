"""A book of new sectors, built: empty beside half filled in, each missing part on its page."""

import shutil
from pathlib import Path

import pytest

from effekt.authoring.new_sector import bestill, legg
from effekt.report.console import start
from effekt.site.build import build_book
from tests.helpers.bokkopi import ROT, boken

pytestmark = pytest.mark.bygg


@pytest.fixture(scope="module")
def sider(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages of a made-up municipality with two sectors."""
    rot = tmp_path_factory.mktemp("bok") / "lillevik"
    with pytest.MonkeyPatch.context() as miljo:
        miljo.setenv("EFFEKT_DATA", str(rot / "data"))
        legg(
            rot,
            bestill(
                rot, "kultur", "Kultur", virksomheter="BIB:Biblioteket",
                periode="2027-2030", kommune="Lillevik kommune",
            ),
        )  # fmt: skip
        shutil.copy(ROT / "effekt/authoring/maler/eksempel/bib1.yml", rot / "data/kultur/tiltak/bib1.yml")
        shutil.copy(ROT / "effekt/authoring/maler/eksempel/kilder.yml", rot / "data/kilder.yml")
        legg(
            rot,
            bestill(
                rot, "vei", "Vei og park", virksomheter="VEI:Veivesenet,PRK:Parkene",
                periode="2028", tiltak="VEI1,VEI2", rapport="Rapport om vei",
            ),
        )  # fmt: skip
        build_book(boken(rot), lambda _: None)
    return rot / "_build/html/book"


@pytest.mark.parametrize(
    ("side", "ventet"),
    [
        ("vei/sammendrag", ["Skriv her:", "data/vei/tiltak", "påbegynt: VEI1, VEI2"]),
        ("vei/2-om-sektoren", ["tabeller/nokkeltall.csv", "tabeller/rammekutt.csv"]),
        ("vei/3-1-vei", ["VEI1<", "(uten navn)", "Siden om tiltaket sier hva som mangler"]),
        ("../vei/vei2/index", ["data/vei/tiltak/vei2.yml", "formel"]),
        ("vei/3-2-prk", ["Tiltak for Parkene", "tiltak med virksomhet: PRK"]),
        ("vei/4-oppsummering", ["Årlig økonomisk effekt per virksomhet", "Ikke ferdig. Mangler:"]),
        ("vei/usikkerhet", ["Alle tiltakene samlet, år for år", "data/vei/tiltak"]),
        ("kultur/3-1-bib", ["Meråpent bibliotek", "0,27"]),
        ("kultur/2-om-sektoren", ["data/kultur/tabeller/rammekutt.csv"]),
        ("forside", ["Lillevik kommune", "ett"]),
    ],
)  # fmt: skip
def test_each_missing_part_is_named_on_its_page(sider: Path, side: str, ventet: list[str]) -> None:
    html = (sider / f"{side}.html").read_text(encoding="utf-8")
    for tekst in ventet:
        assert tekst in html
    assert "Oslo" not in html


def test_no_address_of_an_unfinished_sector_is_kept(sider: Path) -> None:
    liste = (sider.parents[2] / "book/faste-adresser.txt").read_text(encoding="utf-8")
    adresser = [linje for linje in liste.splitlines() if not linje.startswith("#")]
    # The pages across sectors are the programme's, and have theirs.
    assert [adresse for adresse in adresser if not adresse.startswith("program/")] == []


def test_a_walk_goes_on_from_step_to_step_and_is_the_same_each_time() -> None:
    lagt = start("effekt new-sector x --navn X --periode 2027 --kommune K --data sted")
    igjen = lagt.sa("effekt check --sector x --data sted", 1)
    assert igjen.svar.endswith("gjort\n…")
    fylt = lagt.skriv("sted/data/kilder.yml", "kilder.yml")
    etter = fylt.sa("effekt check --sector x --data sted", 1)
    assert etter.svar != igjen.svar
    assert lagt.sa("effekt check --sector x --data sted", 1) == igjen
    assert fylt.vis("sted/data/kilder.yml").svar.startswith("kilder:")
