"""A reviewer's rerun: worked out by hand, and held against page, comparison and CSV."""

import csv
import json
from pathlib import Path

import pytest

from effekt.base.book import sider
from effekt.cli import main
from effekt.reading.bokmappe import Bokmappe
from effekt.review.rerun import finn_kapittel, les_sett, regn_om
from tests.helpers.bokkopi import ROT, boken, kopier_bok, uten_henvisninger

pytestmark = pytest.mark.bygg
OPPSUMMERING, SYKEHJEM = "hls/4-oppsummering", "hls/3-4-sykehjemsetaten"
ENDRINGER = """
tittel: Lavere belegg
forfatter: Kari Nordmann
dato: 2026-11-20
endringer:
  SYE1.plasser: {verdi: 5, begrunnelse: Bare én halv avdeling kan stenges}
  HEL1.besparelse: {verdi: 12 %, begrunnelse: Anbud fra i fjor}
"""


def _kjor(mappe: Path, kapittel: str, *argv: str) -> Path:
    assert main.main(["rerun", kapittel, *argv, "--output", str(mappe)]) == 0
    return mappe


def _rader(mappe: Path, **valg: str) -> list[dict[str, str]]:
    with (mappe / "sammenligning.csv").open(encoding="utf-8") as fil:
        return [r for r in csv.DictReader(fil) if all(r[k] == v for k, v in valg.items())]


def _par(rader: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    return {rad["sted"]: (rad["for"], rad["etter"]) for rad in rader}


@pytest.fixture(scope="module")
def to_tall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    mappe = tmp_path_factory.mktemp("omregnet")
    (mappe / "endringer.yml").write_text(ENDRINGER, encoding="utf-8")
    return _kjor(mappe / "ut", OPPSUMMERING, "--from", str(mappe / "endringer.yml"))


def test_sums_and_shares_follow_two_changed_assumptions(to_tall: Path) -> None:
    # SYE1: 5 places × 1 180 780 = 5,9, rounded to 6 mill. from 2029 instead of 24; 2027 and 2028
    # are 5/24 and 10/24 of that, 1,23 and 2,46, rounded to 1 and 2. HEL1: 30 years' work × 1 mill.
    # × 12 % = 3,6 mill. instead of 3, rounded to 4.
    sye = _par(_rader(to_tall, merke="hls-tabell-7"))
    assert sye["Sykehjemsetaten · 2029 · mill. kr"] == ("40", "22")
    assert sye["Sykehjemsetaten · 2030 · mill. kr"] == ("50", "32")
    assert sye["Til sammen · 2030 · mill. kr"][0] == "72"


def test_each_change_says_what_it_follows_from_and_how(to_tall: Path) -> None:
    rad = next(r for r in _rader(to_tall, merke="hls-tabell-7") if r["sted"].startswith("Sykehjems"))
    assert rad["folger_av"] == "SYE1.plasser; HEL1.besparelse"
    assert "SYE1.plasser → effekten av SYE1 → sum per virksomhet" in rad["kjede"]
    assert float(rad["endring"]) == float(rad["etter"]) - float(rad["for"])


def test_the_page_says_that_it_is_a_rerun_of_whom_and_why(to_tall: Path) -> None:
    for side in ("hls-4-oppsummering.html", "sammenligning.html"):
        html = (to_tall / side).read_text(encoding="utf-8")
        assert "Omregnet – ikke de publiserte tallene." in html
        assert "Lavere belegg. Regnet om av Kari Nordmann 20.\u00a0november 2026." in html
        assert "Bare én halv avdeling kan stenges" in html
        assert "HEL1.besparelse" in html


def test_changed_numbers_are_marked_and_read_out_and_others_are_not(to_tall: Path) -> None:
    html = (to_tall / "hls-4-oppsummering.html").read_text(encoding="utf-8")
    assert '<ins class="endret">32<span class="skjult"> (endret fra 50)</span></ins>' in html
    hel = html[html.index("Helseetaten</th>") :]
    assert "endret fra 2)" not in hel[: hel.index("</tr>")]


def test_figures_are_shown_before_and_after_and_the_page_needs_no_server(to_tall: Path) -> None:
    html = (to_tall / "sammenligning.html").read_text(encoding="utf-8")
    bilder = sorted(fil.name for fil in (to_tall / "bilder").iterdir())
    assert len(bilder) >= 2
    assert all(f'src="bilder/{navn}"' in html for navn in bilder)
    for side in to_tall.glob("*.html"):
        assert "http://" not in side.read_text(encoding="utf-8")
        assert "https://" not in side.read_text(encoding="utf-8")


def test_what_was_changed_can_be_run_again_from_the_folder(to_tall: Path) -> None:
    sett = les_sett(Bokmappe.her(), "hls", to_tall / "endringer.yml", {})
    assert sett.tittel == "Lavere belegg"
    assert set(sett.endringer) == {"SYE1.plasser", "HEL1.besparelse"}


def test_a_rating_a_class_and_a_table_cell_move_what_shows_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mappe = _kjor(
        tmp_path / "ut", SYKEHJEM, "--set", "SYE1.estimatusikkerhet=stor",
        "--set", "tall.andel_netto_driftsutgifter_sye=3",
    )  # fmt: skip
    kort = _rader(mappe, merke="hls-kort-sye1", slag="kort")
    assert ("Middels", "Stor") in {(r["for"][-7:], r["etter"][-4:]) for r in kort}
    assert not [r for r in kort if "Økonomisk effekt" in r["sted"]]
    tekst = _rader(mappe, slag="tekst", folger_av="tall.andel_netto_driftsutgifter_sye")
    assert [(r["for"], r["etter"], r["enhet"]) for r in tekst] == [("2.6", "3", "%")]
    assert "SYE1.estimatusikkerhet: middels → stor" in capsys.readouterr().out


def test_a_change_without_effect_reports_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mappe = _kjor(tmp_path / "ut", OPPSUMMERING, "--set", "SYE1.plasser=20")
    assert _rader(mappe) == []
    assert "Ingen tall er endret." in capsys.readouterr().out
    assert "<ins" not in (mappe / "hls-4-oppsummering.html").read_text().split("</main>")[0].replace(
        '<ins class="endret">slik</ins>', ""
    )


def test_a_shorter_period_takes_its_years_out_everywhere(tmp_path: Path) -> None:
    mappe = _kjor(tmp_path / "ut", OPPSUMMERING, "--set", "sektor.periode=2026-2029")
    rader = _par(_rader(mappe, merke="hls-tabell-7"))
    assert rader["Til sammen · 2030 · mill. kr"] == ("72", "")
    assert not any("2029" in sted for sted in rader)


@pytest.mark.parametrize(
    ("argv", "melding"),
    [
        (["hls/4-oppsumering"], "Mente du hls/4-oppsummering"),
        ([OPPSUMMERING, "--set", "SYE1.inntekstap=1"], "Mente du SYE1.inntektstap"),
        ([OPPSUMMERING, "--set", "HEL1.besparelse=10"], "mente du 0.1"),
        ([OPPSUMMERING, "--set", "SYE1.plasser=mange"], "ikke er et tall"),
        ([OPPSUMMERING, "--set", "SYE1.estimatusikkerhet=enorm"], "Velg én av: lav, middels"),
        ([OPPSUMMERING, "--set", "sektor.periode=2026,2028"], "år etter hverandre"),
        ([OPPSUMMERING, "--parameter", "endring={}"], "Mente du endringer"),
        ([OPPSUMMERING, "--parameter", "sektor=hsl"], "ukjent sektor «hsl»"),
        ([OPPSUMMERING, "--from", "finnes-ikke.yml"], "finnes-ikke.yml"),
        (["--all", "--set", "SYE1.plaser=1"], "Mente du SYE1.plasser"),
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
    argv = ["rerun", OPPSUMMERING, "--set", "SYE1.plasser=5", "--output", str(tmp_path)]
    assert main.main(argv) == 2
    assert "mappen har noe annet enn en omregning i seg" in capsys.readouterr().err
    assert [fil.name for fil in tmp_path.iterdir()] == ["viktig.txt"]


def test_a_chapter_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rot = kopier_bok(tmp_path / "bok", [OPPSUMMERING])
    fil = rot / "notebooks" / f"{OPPSUMMERING}.ipynb"
    bok = json.loads(fil.read_text(encoding="utf-8"))
    bok["cells"][-1] = {**bok["cells"][2], "source": ["1 / 0"], "id": "feil"}
    fil.write_text(json.dumps(bok), encoding="utf-8")
    monkeypatch.setattr("effekt.reading.bokmappe.rotmappe", lambda data: rot)
    ut = tmp_path / "ut" / "dypt"
    assert main.main(["rerun", OPPSUMMERING, "--set", "SYE1.plasser=5", "--output", str(ut)]) == 1
    assert not ut.parent.exists()


def test_the_whole_book_as_a_scenario_says_so_on_every_page_and_leaves_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rot = kopier_bok(tmp_path / "bok", [OPPSUMMERING, "hls/tall-og-kilder"])
    uten_henvisninger(rot, "*/4-*.ipynb")
    uten_henvisninger(rot, "*/tall-*.ipynb")
    monkeypatch.setattr("effekt.reading.bokmappe.rotmappe", lambda data: rot)
    for_ = {fil: fil.read_bytes() for fil in (rot / "book").rglob("*.*")}
    ut = tmp_path / "ut"
    assert main.main(["rerun", "--all", "--set", "SYE1.plasser=5", "--output", str(ut)]) == 0
    assert {fil: fil.read_bytes() for fil in (rot / "book").rglob("*.*")} == for_
    # Two pages have no words of the book: the way in, and the one for broken addresses.
    uten = {"index.html", "404.html"}
    sider = [f for f in (ut / "nettsted").rglob("*.html") if f.name not in uten]
    assert len(sider) >= 3
    for side in sider:
        html = side.read_text(encoding="utf-8")
        assert "Omregnet – ikke de publiserte tallene." in html, side
        assert "SYE1.plasser" in html
    assert "endret fra 50)" in (ut / "nettsted/book" / f"{OPPSUMMERING}.html").read_text("utf-8")
    assert {rad["kapittel"] for rad in _rader(ut)} == {OPPSUMMERING, "hls/tall-og-kilder"}
    assert "SYE1.plasser: 20 → 5 plasser" in capsys.readouterr().out


def test_the_whole_book_is_run_again_with_another_measure(tmp_path: Path) -> None:
    """As the README says it: chapters that show commands are run with the change too."""
    ut = tmp_path / "ut"
    assert main.main(["rerun", "--all", "--set", "SYE1.plasser=12", "--output", str(ut)]) == 0
    assert {"hls/slik-regner-du-om", OPPSUMMERING} <= {rad["kapittel"] for rad in _rader(ut)}
    merket = "Omregnet – ikke de publiserte tallene."
    for side in sider(ROT):
        assert merket in (ut / "nettsted" / f"{side}.html").read_text(encoding="utf-8"), side


def test_two_reruns_compared_differ_by_what_was_changed_between_them(
    to_tall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kapittel = finn_kapittel(ROT, OPPSUMMERING)
    regn_om(
        boken(ROT), kapittel, "hls", les_sett(Bokmappe.her(), "hls", None, {"SYE1.plasser": "5"}), {}, tmp_path / "en"
    )
    argv = ["compare", str(tmp_path / "en"), str(to_tall), "--output", str(tmp_path / "mot")]
    assert main.main(argv) == 0
    endret = _par(_rader(tmp_path / "mot", merke="hls-tabell-7"))
    assert not any(sted.startswith("Sykehjemsetaten") for sted in endret)
    assert any(sted.startswith("Helseetaten") for sted in endret)
    assert "Sammenligningen:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "melding"),
    [
        (["finnes-ikke", "."], "verken en mappe, en notatbok eller en utgave i git"),
        (["data", "."], "har ingen kjørte notatbøker"),
        (["README.md", "."], "filen er ikke en notatbok"),
    ],
)
def test_what_is_no_executed_book_cannot_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], argv: list[str], melding: str
) -> None:
    monkeypatch.chdir(ROT)
    ut = tmp_path / "mot"
    assert main.main(["compare", *argv, "--output", str(ut)]) == 2
    assert melding in capsys.readouterr().err
    assert not ut.exists()


def test_a_commit_is_compared_with_the_book_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROT)
    ut = tmp_path / "mot"
    assert main.main(["compare", "HEAD", "HEAD", "--output", str(ut)]) == 0
    assert _rader(ut) == []


def test_a_comparison_never_replaces_what_it_compares_nor_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROT)
    mappe = tmp_path / "en"
    mappe.mkdir()
    (mappe / "sammenligning.csv").write_text("tom")
    argv = ["compare", str(mappe / "sammenligning.csv"), ".", "--output", str(mappe)]
    assert main.main(argv) == 2
    assert (mappe / "sammenligning.csv").read_text() == "tom"
    for ut, melding in [("book/ny", "mappen er bokens"), (".", "eller den du står i")]:
        assert main.main(["compare", "HEAD", "HEAD", "--output", ut]) == 2
        assert melding in capsys.readouterr().err
    assert not (ROT / "book/ny").exists()
