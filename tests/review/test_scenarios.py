"""Scenarios side by side, worked out by hand on the made-up municipality: see tests/helpers/kommune.py."""

import csv
import re
from pathlib import Path

import pytest

from effekt.cli import main
from effekt.reading.bokmappe import Bokmappe
from effekt.review.scenarios import MOST, Scenarios, alternative_text, groups, read_scenarios, told


def _fil(mappe: Path, navn: str, hode: str = "", **endringer: str) -> Path:
    fil = mappe / f"{navn}.yml"
    felt = {adresse.replace("__", "."): verdi for adresse, verdi in endringer.items()}
    linjer = "\n".join(f"  {adresse}: {{verdi: {verdi}, begrunnelse: En prøve}}" for adresse, verdi in felt.items())
    fil.write_text(
        f"{hode}tittel: En prøve\nforfatter: Kari Nordmann\ndato: 2026-11-20\nendringer:\n{linjer}\n", encoding="utf-8"
    )
    return fil


@pytest.fixture
def tre(tmp_path: Path) -> list[Path]:
    return [
        _fil(tmp_path, "uten-lys", VEI1__gjennomfores="nei"),
        _fil(tmp_path, "anbud", "navn: Dyrere anbud\n", VAN1__besparelse="25 %", VEI1__punkter="1000"),
        _fil(tmp_path, "kort", sektor__periode="2027-2029"),
    ]


def _les(filer: list[Path]) -> Scenarios:
    return read_scenarios(Bokmappe.her(), filer)


def _tabell(scenarier: Scenarios) -> dict[str, dict[str, list[str]]]:
    return {
        gruppe.tittel: {linje.navn: [vist for vist, _ in linje.celler] for linje in gruppe.linjer}
        for gruppe in groups(scenarier)
    }


def test_every_scenario_is_worked_out_beside_the_report_as_it_is(tre: list[Path]) -> None:
    scenarier = _les(tre)
    assert scenarier.navn == ["som rapporten", "uten-lys", "Dyrere anbud", "kort"]
    tabell = _tabell(scenarier)
    total = next(rader for tittel, rader in tabell.items() if tittel.startswith("Alle tiltak"))
    # VEI1 is 210 and then 420; with 1 000 lights 105, rounded to 110, and 210. VAN1 is 300 of 10 %, so 750 of 25.
    assert total["2027"] == ["210", "0", "110", "210"]
    assert total["2029"] == ["620", "200", "860", "620"]
    assert total["2030"] == ["820", "400", "1\u00a0060", "ikke med"]
    assert total["Alle årene til sammen"] == ["2\u00a0370", "900", "2\u00a0990", "1\u00a0550"]
    # The last year that all have.
    assert tabell["Tiltakene i 2029"]["VEI1 Lavere lys om natten"] == ["420", "utelatt", "210", "420"]
    assert tabell["Virksomhetene i 2029"]["Veikontoret på øya"] == ["320", "\u2212100", "110", "320"]
    dekket = tabell["Dekket av eget kutt"]["Veikontoret på øya 2028"]
    assert dekket == ["105\u00a0%", "0\u00a0%", "53\u00a0%", "105\u00a0%"]
    assert tabell["Kutt som ikke er dekket"]["2029"] == ["180", "600", "390", "180"]


def test_what_is_another_than_in_the_report_is_marked(tre: list[Path]) -> None:
    forste = groups(_les(tre))[0].linjer[0]
    assert [endret for _, endret in forste.celler] == [False, True, True, False]


def test_page_table_chart_and_files_are_written_whole(
    tre: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ut = tmp_path / "ut"
    assert main.main(["scenarios", *map(str, tre), "--output", str(ut)]) == 0
    sagt = capsys.readouterr().out
    assert "som rapporten" in sagt
    assert "Merk, Dyrere anbud: VAN1.besparelse: 25\u00a0% er utenfor det spennet" in sagt
    assert "scenarier.html" in sagt
    side = (ut / "scenarier.html").read_text(encoding="utf-8")
    assert "Omregnet – ikke de publiserte tallene." in side
    assert '<img src="bilder/scenarier.svg" alt="Liggende stolper' in side
    assert re.findall(r'(?:<link [^>]*href|src|srcset)="https?:', side) == []
    assert 'href="https://lillevik.example/bedre/index.html">Til den publiserte boken' in side
    assert (ut / "bilder/scenarier-smal.svg").is_file()
    with (ut / "scenarier.csv").open(encoding="utf-8") as fil:
        rader = list(csv.DictReader(fil))
    (rad,) = (r for r in rader if (r["scenario"], r["slag"], r["ar"]) == ("uten-lys", "alle tiltak", "2030"))
    assert (rad["verdi"], rad["endring"], rad["enhet"]) == ("400", "-420", "tusen kroner")
    (rad,) = (r for r in rader if (r["scenario"], r["merke"], r["ar"]) == ("uten-lys", "VEI1", "2030"))
    assert (rad["verdi"], rad["endring"]) == ("utelatt", "")
    assert not [r for r in rader if (r["scenario"], r["slag"], r["ar"]) == ("kort", "alle tiltak", "2030")]
    # Another sector's measures are told where they move.
    assert not [r for r in rader if "." in r["merke"]]
    # What each was made from gives it again.
    igjen = read_scenarios(Bokmappe.her(), sorted(ut.glob("endringer-*.yml")))
    assert igjen.navn == ["som rapporten", "uten-lys", "Dyrere anbud", "kort"]
    # And a second run replaces the first.
    assert main.main(["scenarios", str(tre[0]), "--output", str(ut)]) == 0
    assert not (ut / "endringer-2.yml").exists()


def test_every_fault_is_told_with_its_file_and_nothing_is_written(
    tre: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feil = [
        _fil(tmp_path, "ukjent", VEI1__spartt="1"),
        _fil(tmp_path, "umulig", VAN1__besparelse="10"),
        _fil(tmp_path, "ugyldig", VEI1__spart="-5"),
    ]
    ut = tmp_path / "ut"
    assert main.main(["scenarios", *map(str, [*tre, *feil]), "--sector", "tek", "--output", str(ut)]) == 2
    sagt = capsys.readouterr().err
    assert "ukjent.yml, linje 5: ukjent adresse «VEI1.spartt». Mente du VEI1.spart" in sagt
    assert "umulig.yml, linje 5: VAN1.besparelse er 10 andel – mente du 0.1?" in sagt
    assert "ugyldig.yml, linje 5: VEI1.spart er" in sagt
    assert not ut.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["scenarios", str(tmp_path / "borte.yml")]) == 2
    assert "borte.yml" in capsys.readouterr().err


@pytest.mark.parametrize("navn", ["uten-lys", "Uten-Lys", "som rapporten"])
def test_two_of_one_name_are_refused_with_the_remedy(
    tre: list[Path], navn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    to = _fil(tre[0].parent, "annet", f"navn: {navn}\n", VEI1__punkter="1")
    assert main.main(["scenarios", str(tre[0]), str(to)]) == 2
    assert "med navn:" in capsys.readouterr().err


def test_more_than_a_chart_can_show_are_refused(tre: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["scenarios", *[str(tre[0])] * (MOST + 1)]) == 2
    assert "Ta med færre" in capsys.readouterr().err


def test_the_sector_is_the_one_that_has_what_is_changed(tmp_path: Path) -> None:
    scenarier = _les([_fil(tmp_path, "a", BAR1__gjennomfores="nei")])
    assert scenarier.sektor.unrecorded.info.id == "opp"
    # No report is printed for it.
    assert scenarier.som == "som i data"
    tabell = _tabell(scenarier)
    utelatt = {navn[:4] for navn, celler in tabell["Tiltakene i 2030"].items() if celler[1] == "utelatt"}
    assert utelatt == {"BAR1", "PPT1"}


def test_the_terminal_has_one_column_for_each(tre: list[Path]) -> None:
    linjer = list(told(_les(tre), 90))
    hode = next(linje for linje in linjer if "uten-lys" in linje)
    assert hode.split() == ["som", "rapporten", "uten-lys", "Dyrere", "anbud", "kort"]
    total = next(linje for linje in linjer if linje.startswith("  2027 "))
    assert len(hode) == len(total)
    assert all(len(linje) <= 90 for linje in linjer if not linje.startswith("Merk"))


def test_the_chart_is_told_to_who_does_not_see_it(tre: list[Path]) -> None:
    hva = "som rapporten 620, uten-lys 200, Dyrere anbud 860 og kort 620 tusen kroner"
    assert alternative_text(_les(tre)) == f"Liggende stolper for hvert år, en for hvert scenario. I 2029: {hva}."


def test_a_name_is_shown_as_it_stands(tmp_path: Path) -> None:
    fil = _fil(tmp_path, "a", 'navn: "<b>=1+1</b>"\n', VEI1__punkter="1000")
    ut = tmp_path / "ut"
    assert main.main(["scenarios", str(fil), "--output", str(ut)]) == 0
    side = (ut / "scenarier.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;=1+1&lt;/b&gt;" in side
    assert "<b>=1+1" not in side


def test_a_name_that_cannot_be_drawn_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = _fil(tmp_path, "a", "navn: 日本\n", VEI1__punkter="1000")
    ut = tmp_path / "ny" / "ut"
    assert main.main(["scenarios", str(fil), "--output", str(ut)]) == 2
    assert "Skriv navnet uten det" in capsys.readouterr().err
    assert not ut.parent.exists()
