"""A plan taken a year on: the old one is kept, years that are over go, and the new year is missing."""

import subprocess
from pathlib import Path

import pytest

from effekt.audit.kontroll import feil_i_historikk
from effekt.check.todo import todo_items
from effekt.cli import main
from effekt.excel.yamledit import ar_pa_linjer
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_linje, som_dokument
from effekt.reading.sektorlesing import les_sektor

_KST1 = """\
id: KST1
navn: Færre møter
virksomhet: KST
kilde: plan
side: 3
oppgitt_i: 1 000 kr
oppgitt: {2027: 430, 2028: 860, 2029: 1290, 2030: 1720}
arsverk:
  - {slag: frigjort, verdi: {2027: 1, 2028: 1, 2029: 2, 2030: 2}, kilde: plan, side: 3}
kostnader:
  flytting: {slag: engangskostnad, navn: flytting, verdi: {2027: 50}, enhet: 1 000 kr, kilde: plan, side: 3}
"""
_KST2 = """\
id: KST2
navn: Dyrere billetter
virksomhet: KST
kilde: plan
side: 4
oppgitt: {2027: 1, 2028: 2, 2029: 3, 2030: 4}
"""


@pytest.fixture
def bok(kommunekopi: Path) -> Path:
    """Lillevik with a sector of simple measures, finished and published once."""
    mappe = kommunekopi / "kst"
    (mappe / "tiltak").mkdir(parents=True)
    (mappe / "sektor.yml").write_text(
        "id: kst\nnavn: Kultur og sted\nkortnavn: KST\nperiode: [2027, 2028, 2029, 2030]  # planen\n"
        "virksomheter:\n  KST: {navn: Kulturhuset}\n",
        encoding="utf-8",
    )
    kilder = kommunekopi / "kilder.yml"
    kilde = "  plan: {tittel: Planen, utgiver: Lillevik, dato: 2026, sider: 9, lisens: ikke oppgitt}\n"
    kilder.write_text(kilder.read_text(encoding="utf-8") + kilde, encoding="utf-8")
    (mappe / "historikk.yml").write_text(
        "utgaver:\n  - {utgave: Plan 2027–2030, dato: 2026-12-01, hva: Planen., hvorfor: Den er ny.}\n",
        encoding="utf-8",
    )
    (mappe / "tall.yml").write_text("tall: {}\n")
    (mappe / "datapackage.yml").write_text("name: kst\ntitle: Tabeller\nresources: []\n")
    (mappe / "tiltak" / "kst1.yml").write_text(_KST1, encoding="utf-8")
    (mappe / "tiltak" / "kst2.yml").write_text(_KST2, encoding="utf-8")
    return kommunekopi


def _fyll(bok: Path, fil: str, **tall: str) -> None:
    sti = bok / "kst" / "tiltak" / fil
    tekst = sti.read_text(encoding="utf-8")
    for nokkel, verdi in tall.items():
        tekst = tekst.replace(f"{nokkel[1:]}:\n", f"{nokkel[1:]}: {verdi}\n")
    sti.write_text(tekst, encoding="utf-8")


def test_a_year_goes_and_the_new_one_stands_blank_a_year_a_line(bok: Path) -> None:
    assert main.main(["rull", "kst", "--yes"]) == 0
    sektor = les_sektor("kst")
    assert sektor.info.periode == (2028, 2029, 2030, 2031)
    assert sektor.under_arbeid
    assert "periode: [2028, 2029, 2030, 2031]  # planen" in (bok / "kst" / "sektor.yml").read_text(encoding="utf-8")
    kst1 = (bok / "kst" / "tiltak" / "kst1.yml").read_text(encoding="utf-8")
    assert "oppgitt:\n  2028: 860\n  2029: 1290\n  2030: 1720\n  2031:\n" in kst1
    assert "    verdi:\n      2028: 1\n      2029: 2\n      2030: 2\n      2031:\n" in kst1
    assert "flytting" not in kst1


def test_the_new_year_is_missing_until_it_is_filled_in(bok: Path) -> None:
    assert main.main(["rull", "kst", "--yes"]) == 0
    igjen = [ett.hva for ett in todo_items(les_sektor("kst"), ()) if not ett.gjort]
    assert "KST1: oppgitt for 2031" in igjen
    assert list(les_sektor("kst").uferdige) == ["KST1", "KST2"]
    _fyll(bok, "kst1.yml", a2031="2150")
    _fyll(bok, "kst2.yml", a2031="5")
    assert list(les_sektor("kst").tiltak) == ["KST1", "KST2"]


def test_the_old_plan_is_kept_and_held_against_the_new_measure_by_measure(
    bok: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for_ = {fil.name: fil.read_bytes() for fil in (bok / "kst" / "tiltak").iterdir()}
    assert main.main(["rull", "kst", "--yes"]) == 0
    gammel = bok.parent / "utgaver" / "kst-2027-2030"
    assert {fil.name: fil.read_bytes() for fil in (gammel / "data/kst/tiltak").iterdir()} == for_
    assert les_sektor("kst", bok=Bokmappe.med(gammel / "data")).info.periode == (2027, 2028, 2029, 2030)
    _fyll(bok, "kst1.yml", a2031="2150", a2030="1800")
    kst2 = bok / "kst" / "tiltak" / "kst2.yml"
    kst2.write_text(
        "utgar: {hvorfor: Prisen er fast., dato: 2027-11-01, kilde: plan, side: 4}\n" + _KST2, encoding="utf-8"
    )
    (bok / "kst" / "tiltak" / "kst3.yml").write_text(
        "id: KST3\nnavn: Felles kontor\nvirksomhet: KST\nkilde: plan\nside: 5\n"
        "oppgitt: {2028: 0, 2029: 10, 2030: 10, 2031: 10}\n",
        encoding="utf-8",
    )
    fil = bok / "kst" / "tiltak" / "kst1.yml"
    fil.write_text(fil.read_text(encoding="utf-8").replace("2029: 1290", "2029: 1300"), encoding="utf-8")
    capsys.readouterr()
    assert main.main(["compare", str(gammel), str(bok.parent)]) == 0
    ut = capsys.readouterr().out.replace("\u00a0", " ")
    assert "Kultur og sted: 2027–2030 → 2028–2031" in ut
    assert "Nytt: KST3 Felles kontor" in ut
    assert "Utgår: KST2 Dyrere billetter" in ut
    linjer = [" ".join(linje.split()) for linje in ut.splitlines()]
    nr = linjer.index("KST1 Færre møter")
    assert linjer[nr + 1 : nr + 4] == [
        "før 430 000 860 000 1 290 000 1 720 000 –",
        "nå – 860 000 1 300 000 1 720 000 2 150 000",
        "endring 0 10 000 0",
    ]


def test_what_was_entered_of_the_old_plan_is_no_fault_of_the_new_one(bok: Path) -> None:
    valg = ["--for", "9", "--grunn", "Ny", "--kilde", "plan", "--side", "3", "--dato", "2027-01-02", "--yes"]
    assert main.main(["endring", "KST2.belop[2027]", *valg]) == 0
    assert main.main(["rull", "kst", "--yes"]) == 0
    assert feil_i_historikk(les_sektor("kst")) == []
    _fyll(bok, "kst1.yml", a2031="2150")
    _fyll(bok, "kst2.yml", a2031="5")
    assert feil_i_historikk(les_sektor("kst")) == []


def test_years_are_kept_or_added_as_asked(bok: Path) -> None:
    assert main.main(["rull", "kst", "--fra", "2027", "--til", "2032", "--yes"]) == 0
    assert les_sektor("kst").info.periode == (2027, 2028, 2029, 2030, 2031, 2032)
    assert "flytting" in (bok / "kst" / "tiltak" / "kst1.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "sagt"),
    [
        ("ksr", "ukjent sektor «ksr». Mente du kst?"),
        ("kst --til 2030", "--til er 2030, men planen har alt 2027–2030. Skriv et senere år."),
        ("kst --fra 2026", "--fra er 2026. Skriv et av årene i planen, 2027–2030."),
    ],
)
def test_years_that_do_not_follow_on_are_refused(
    bok: Path, capsys: pytest.CaptureFixture[str], argv: str, sagt: str
) -> None:
    assert main.main(["rull", *argv.split(), "--yes"]) == 2
    assert sagt in capsys.readouterr().err
    assert not (bok.parent / "utgaver").exists()


def test_a_plan_under_arbeid_is_not_taken_on(bok: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["rull", "kst", "--yes"]) == 0
    assert main.main(["rull", "kst", "--yes"]) == 2
    assert "kst er under arbeid. Gjør planen for 2028–2031 ferdig først." in capsys.readouterr().err


def test_series_get_a_year_a_line_and_say_the_same() -> None:
    tekst = (
        'a:\n  navn: "x: y"\n  verdi: {2027: 1/2, 2028: 1}  # fra s. 3\n'
        "b: {navn: 'to', verdi: {2027: 0, 2028: 1}, side: \"12\"}\nc:\n  - {d: 1, e: {2027: 1, 2028: 2}}\nf: {g: 1}\n"
    )
    ny = ar_pa_linjer(tekst)
    assert som_dokument(ny, Path("a.yml")).innhold == som_dokument(tekst, Path("a.yml")).innhold
    assert "  verdi:\n    2027: 1/2\n    2028: 1  # fra s. 3\n" in ny
    assert "f: {g: 1}\n" in ny
    assert ar_pa_linjer(ny) == ny
    assert les_linje("{2027: 1}") == {"2027": "1"}


def test_two_who_change_different_years_are_merged_by_git(bok: Path) -> None:
    fil = bok / "kst" / "tiltak" / "kst1.yml"
    fil.write_text(ar_pa_linjer(_KST1), encoding="utf-8")

    def git(*argv: str) -> None:
        hvem = ["-c", "user.name=A", "-c", "user.email=a@b.no", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *hvem, *argv], cwd=bok, check=True, capture_output=True)

    def endre(gren: str, gammel: str, ny: str) -> None:
        git("checkout", "-q", "-b", gren, "grunn")
        fil.write_text(fil.read_text(encoding="utf-8").replace(gammel, ny), encoding="utf-8")
        git("commit", "-qam", gren)

    git("init", "-q", "-b", "grunn")
    git("add", ".")
    git("commit", "-qm", "grunn")
    endre("kari", "  2028: 860", "  2028: 870")
    endre("ola", "  2030: 1720", "  2030: 1730")
    git("merge", "-q", "kari")
    assert list(les_sektor("kst").tiltak["KST1"].oppgitt.values()) == [430, 870, 1290, 1730]
