"""A reviewer's rerun: worked out by hand, and held against page, comparison and CSV."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.cli import main
from effekt.model.utgivelse import Utgivelse
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.review import pages, rerun
from effekt.review.rerun import find_chapter, read_changes, rerun_chapter
from tests.helpers.bokkopi import boken
from tests.helpers.kommune import bare, data_i

pytestmark = pytest.mark.bygg
TILTAK = "tek/tiltak"
ENDRINGER = """
tittel: Færre lyspunkter
forfatter: Kari Nordmann
dato: 2026-11-20
endringer:
  VEI1.punkter: {verdi: 1000, begrunnelse: Bare den ene siden av veien}
  VAN1.besparelse: {verdi: 12 %, begrunnelse: Anbud fra i fjor}
"""


@pytest.fixture(autouse=True, scope="module")
def bygd(bygd_kommune: Path) -> Iterator[Path]:
    """Lillevik's book as it is published, which is what is run again."""
    with data_i(bygd_kommune):
        yield bygd_kommune


def _kjor(mappe: Path, kapittel: str, *argv: str) -> Path:
    assert main.main(["rerun", kapittel, *argv, "--output", str(mappe)]) == 0
    return mappe


def _rader(mappe: Path, **valg: str) -> list[dict[str, str]]:
    with (mappe / "sammenligning.csv").open(encoding="utf-8") as fil:
        return [r for r in csv.DictReader(fil) if all(r[k] == v for k, v in valg.items())]


def _par(rader: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    return {rad["sted"]: (rad["for"], rad["etter"]) for rad in rader}


@pytest.fixture(scope="module")
def to_tall(bygd: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("omregnet")
    (mappe / "endringer.yml").write_text(ENDRINGER, encoding="utf-8")
    return _kjor(mappe / "ut", TILTAK, "--from", str(mappe / "endringer.yml"))


def test_sums_and_shares_follow_two_changed_assumptions(to_tall: Path) -> None:
    # VEI1: 1 000 lights × 210 = 210 instead of 420. VAN1: 3 000 × 12 % = 360 instead of 300.
    # The agency of VEI1 has VEI2's -100 and 100 besides.
    rader = _par(_rader(to_tall, merke="tek-tabell-4"))
    assert rader["Veikontoret på øya · 2029 · tusen kr"] == ("320", "110")
    assert rader["Veikontoret på øya · 2030 · tusen kr"] == ("520", "310")
    assert rader["Til sammen · 2030 · tusen kr"] == ("820", "670")


def test_page_and_csv_begin_with_what_it_all_comes_to(to_tall: Path) -> None:
    # In 2030: VEI1 420 → 210, VAN1 300 → 360, all 820 → 670; 2 370 → 2 370 - 100 - 3 · 210 + 3 · 60 over the years.
    with (to_tall / "sammenligning.csv").open(encoding="utf-8") as fil:
        rader = list(csv.DictReader(fil))
    linje = [rad for rad in rader if rad["slag"] == "bunnlinje"]
    assert rader[: len(linje)] == linje
    tall = {(rad["objekt"], rad["sted"]): (rad["for"], rad["etter"], rad["enhet"]) for rad in linje}
    assert tall["VEI1 Lavere lys om natten", "2030"] == ("420", "210", "tusen kroner")
    (alle,) = (v for (objekt, sted), v in tall.items() if objekt.startswith("Alle tiltak") and sted == "2027–2030")
    assert alle == ("2370", "1820", "tusen kroner")
    assert tall["Veikontoret på øya: dekket av eget kutt", "2028"] == ("105", "52.5", "%")
    for side in ("tek-tiltak.html", "sammenligning.html"):
        html = (to_tall / side).read_text(encoding="utf-8")
        assert html.index("Bunnlinjen") < html.index("VEI1 i 2030: 420 → 210") < html.index("tall er endret")
        assert '<td>820 <span class="omregnet-til">→ <strong>670</strong></span></td>' in html


def test_what_it_comes_to_is_told_before_anything_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stans(*arg: object, **valg: object) -> object:
        raise Datafeil("så langt")

    monkeypatch.setattr(rerun, "run_chapter", stans)
    monkeypatch.setattr(rerun, "run_chapters", stans)
    for kapittel in ([TILTAK], ["--all"]):
        argv = ["rerun", *kapittel, "--set", "VEI1.spart=300", "--output", str(tmp_path / "ut")]
        assert main.main(argv + ["--sector", "tek"] * (kapittel == ["--all"])) == 2
        sagt = capsys.readouterr().out.replace("\u00a0", " ")
        assert "VEI1.spart: 210 → 300" in sagt
        assert "Merk: VEI1.spart: 300 er utenfor kildens spenn" in sagt
        assert "VEI1 i 2030: 420 → 600; i 2027–2030 til sammen: 1 470 → 2 100" in sagt


def test_each_change_says_what_it_follows_from_and_how(to_tall: Path) -> None:
    rad = next(r for r in _rader(to_tall, merke="tek-tabell-4") if r["sted"].startswith("Veikontoret"))
    assert rad["folger_av"] == "VEI1.punkter; VAN1.besparelse"
    assert "VEI1.punkter → effekten av VEI1 → sum per virksomhet" in rad["kjede"]
    assert float(rad["endring"]) == float(rad["etter"]) - float(rad["for"])


def test_the_page_says_that_it_is_a_rerun_of_whom_and_why(to_tall: Path) -> None:
    for side in ("tek-tiltak.html", "sammenligning.html"):
        html = (to_tall / side).read_text(encoding="utf-8")
        assert "Omregnet – ikke de publiserte tallene." in html
        assert "Færre lyspunkter. Regnet om av Kari Nordmann 20.\u00a0november 2026." in html
        assert "Bare den ene siden av veien" in html
        assert "VAN1.besparelse" in html


def test_changed_numbers_are_marked_and_read_out_and_others_are_not(to_tall: Path) -> None:
    html = (to_tall / "tek-tiltak.html").read_text(encoding="utf-8")
    assert '<ins class="endret">310<span class="skjult"> (endret fra 520)</span></ins>' in html
    rader = re.findall(r"Vann- og avløpsetaten</th>(.*?)</tr>", html, re.DOTALL)
    rad = next(rad for rad in rader if "endret fra" in rad)
    assert "endret fra 300)" in rad
    assert "endret fra 0)" not in rad


def test_figures_are_shown_before_and_after_and_the_page_needs_no_server(to_tall: Path) -> None:
    html = (to_tall / "sammenligning.html").read_text(encoding="utf-8")
    bilder = sorted(fil.name for fil in (to_tall / "bilder").iterdir())
    assert len(bilder) >= 2
    # A drawing for a narrow page stands as one that the page may choose.
    assert all(re.search(rf'src(set)?="bilder/{navn}"', html) for navn in bilder)
    for side in to_tall.glob("*.html"):
        assert re.findall(r'(?:<link [^>]*href|src|srcset)="https?:', side.read_text(encoding="utf-8")) == []


def test_every_page_has_the_books_name_and_a_way_back_to_what_is_published(to_tall: Path) -> None:
    for navn, vei, sagt in (
        ("tek-tiltak.html", "book/tek/tiltak.html", "Siden slik den er publisert"),
        ("sammenligning.html", "index.html", "Til den publiserte boken"),
    ):
        side = (to_tall / navn).read_text(encoding="utf-8")
        assert f'<a class="topp-tilbake" href="https://lillevik.example/bedre/{vei}">{sagt}</a>' in side
        assert 'href="https://lillevik.example/bedre/index.html">Bedre for mindre i Lillevik</a>' in side
        assert "--all" not in side


def test_where_no_address_is_known_the_way_back_is_to_the_site_that_is_built_here(
    bygd: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "les_utgivelse", lambda bok: Utgivelse())
    vei = pages.published(Bokmappe.her(), bygd / "_build/omregnet/x", "book/tek/tiltak")
    assert vei == "../../html/book/tek/tiltak.html"
    assert pages.published(Bokmappe.her(), bygd / "_build/omregnet/x", "book/tek/borte") == ""


def test_what_was_changed_can_be_run_again_from_the_folder(to_tall: Path) -> None:
    sett = read_changes(Bokmappe.her(), "tek", to_tall / "endringer.yml", {})
    assert sett.tittel == "Færre lyspunkter"
    assert set(sett.endringer) == {"VEI1.punkter", "VAN1.besparelse"}


def test_a_rating_a_class_and_a_table_cell_move_what_shows_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["--set", "VEI1.estimatusikkerhet=mye", "--set", "tall.lyspunkter=2500"]
    mappe = _kjor(tmp_path / "ut", "tek/vei1", *argv)
    kort = _rader(mappe, merke="tek-kort-vei1", slag="kort")
    assert ("◑ En del", "◕ Mye") in {(r["for"], r["etter"]) for r in kort}
    assert not [r for r in kort if "Økonomisk effekt" in r["sted"]]
    tekst = [r for r in kort if "tall.lyspunkter" in r["folger_av"] and r["for"] == "2400"]
    assert [(r["etter"], r["enhet"]) for r in tekst] == [("2500", "lyspunkter")]
    assert "VEI1.estimatusikkerhet: En del usikkerhet → Mye usikkerhet" in capsys.readouterr().out


def test_a_change_without_effect_reports_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mappe = _kjor(tmp_path / "ut", TILTAK, "--set", "VEI1.punkter=2000")
    assert _rader(mappe) == []
    assert "Ingen tall er endret." in capsys.readouterr().out
    assert "<ins" not in (mappe / "tek-tiltak.html").read_text().split("</main>")[0].replace(
        '<ins class="endret">slik</ins>', ""
    )


def test_a_shorter_period_takes_its_years_out_everywhere(tmp_path: Path) -> None:
    mappe = _kjor(tmp_path / "ut", TILTAK, "--set", "sektor.periode=2027-2029")
    rader = _par(_rader(mappe, merke="tek-tabell-4"))
    assert rader["Til sammen · 2030 · tusen kr"] == ("820", "")
    assert not any("2029" in sted for sted in rader)


@pytest.mark.parametrize(
    ("argv", "melding"),
    [
        (["tek/tilltak"], "Mente du tek/tiltak"),
        ([TILTAK, "--set", "VEI1.spartt=1"], "Mente du VEI1.spart"),
        ([TILTAK, "--set", "VAN1.besparelse=10"], "mente du 0.1"),
        ([TILTAK, "--set", "VEI1.punkter=mange"], "ikke er et tall"),
        ([TILTAK, "--set", "VEI1.estimatusikkerhet=enorm"], "Velg én av: liten, en_del"),
        ([TILTAK, "--set", "sektor.periode=2027,2029"], "år etter hverandre"),
        ([TILTAK, "--parameter", "endring={}"], "Mente du endringer"),
        ([TILTAK, "--parameter", "sektor=tke"], "ukjent sektor «tke»"),
        ([TILTAK, "--from", "finnes-ikke.yml"], "finnes-ikke.yml"),
        (["--all", "--set", "VEI1.punker=1"], "Mente du VEI1.punkter"),
        ([], "mangler KAPITTEL"),
    ],
)
def test_wrong_input_stops_before_a_kernel_and_leaves_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], melding: str
) -> None:
    ut = tmp_path / "helt" / "ny"
    assert main.main(["rerun", *argv, "--output", str(ut)]) == 2
    assert melding in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "viktig.txt").write_text("mitt")
    argv = ["rerun", TILTAK, "--set", "VEI1.punkter=5", "--output", str(tmp_path)]
    assert main.main(argv) == 2
    assert "mappen har «viktig.txt» i seg, som effekt ikke har laget" in capsys.readouterr().err
    assert [fil.name for fil in tmp_path.iterdir()] == ["viktig.txt"]


def test_a_chapter_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, kommunekopi: Path) -> None:
    fil = kommunekopi.parent / "notebooks" / f"{TILTAK}.ipynb"
    bok = json.loads(fil.read_text(encoding="utf-8"))
    bok["cells"][-1] = {**bok["cells"][2], "source": ["1 / 0"], "id": "feil"}
    fil.write_text(json.dumps(bok), encoding="utf-8")
    ut = tmp_path / "ut" / "dypt"
    assert main.main(["rerun", TILTAK, "--set", "VEI1.punkter=5", "--output", str(ut)]) == 1
    assert not ut.parent.exists()


def test_the_whole_book_as_a_scenario_says_so_on_every_page_and_leaves_the_book(
    tmp_path: Path, bygd: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for_ = {fil: fil.read_bytes() for fil in (bygd / "book").rglob("*.*")}
    assert for_
    ut = tmp_path / "ut"
    # With a measure left out, which then has no figure at the address that is published.
    sett = ["--set", "VEI1.punkter=1000", "--set", "VAN1.gjennomfores=nei"]
    assert main.main(["rerun", "--all", *sett, "--output", str(ut)]) == 0
    assert {fil: fil.read_bytes() for fil in (bygd / "book").rglob("*.*")} == for_
    # What leads on has no words of the book, and neither has the page for broken addresses.
    sider = {f.relative_to(ut / "nettsted").as_posix(): f.read_text("utf-8") for f in (ut / "nettsted").rglob("*.html")}
    alle = {navn: html for navn, html in sider.items() if 'http-equiv="refresh"' not in html and navn != "404.html"}
    assert {"index.html", *(f"{side}.html" for side in pages_of(bygd)[1:])} <= alle.keys()
    for side, html in alle.items():
        assert "Omregnet – ikke de publiserte tallene." in html, side
        assert "VEI1.punkter" in html
    assert "endret fra 520)" in (ut / "nettsted/book" / f"{TILTAK}.html").read_text("utf-8")
    endret = {rad["kapittel"] for rad in _rader(ut)}
    assert {TILTAK, "tek/tall-og-kilder", "alle-tiltak", "forside"} <= endret
    assert not [kapittel for kapittel in endret if kapittel.startswith("opp/")]
    assert "VEI1.punkter: 2\u00a0000 → 1\u00a0000 lyspunkter" in capsys.readouterr().out


def test_two_reruns_compared_differ_by_what_was_changed_between_them(
    to_tall: Path, bygd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kapittel = find_chapter(boken(bygd), TILTAK)
    rerun_chapter(
        Bokmappe.her(),
        kapittel,
        "tek",
        read_changes(Bokmappe.her(), "tek", None, {"VEI1.punkter": "1000"}),
        {},
        tmp_path / "en",
    )
    argv = ["compare", str(tmp_path / "en"), str(to_tall), "--output", str(tmp_path / "mot")]
    assert main.main(argv) == 0
    endret = _par(_rader(tmp_path / "mot", merke="tek-tabell-4"))
    assert not any(sted.startswith("Veikontoret") for sted in endret)
    assert any(sted.startswith("Vann- og") for sted in endret)
    sagt = capsys.readouterr().out
    assert "Sammenligningen:" in sagt
    # Each is worked out of its changes: VAN1 300 → 360, and VEI1 the same in both.
    assert "VAN1 i 2030: 300 → 360" in sagt
    assert "VEI1" not in sagt


@pytest.mark.parametrize(("argv", "steg"), [([TILTAK], "run_chapter"), (["--all"], "run_chapters")])
def test_what_is_edited_while_it_runs_is_told_and_nothing_is_left(
    tmp_path: Path, kommunekopi: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    argv: list[str], steg: str,
) -> None:  # fmt: skip
    ekte = getattr(rerun, steg)

    def underveis(*arg: object, **valg: object) -> object:
        with (kommunekopi / "tek/tall.yml").open("a", encoding="utf-8") as fil:
            fil.write("# rettet\n")
        return ekte(*arg, **valg)

    monkeypatch.setattr(rerun, steg, underveis)
    bare(kommunekopi.parent, TILTAK)
    ut = tmp_path / "ny" / "ut"
    assert main.main(["rerun", *argv, "--set", "VEI1.punkter=5", "--output", str(ut)]) == 1
    assert "data/tek/tall.yml er endret mens" in capsys.readouterr().err
    assert not ut.parent.exists()
