"""The measures as lines of a budget: the sums are the book's, the sign is the budget's, and a blank is counted."""

import csv
import io
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from effekt.base.numbers import rund
from effekt.calc import beregning
from effekt.calc.programsummer import programmets_total
from effekt.cli import main
from effekt.export.budsjett import KOLONNER, kan_brukes, som_csv, uttrekk
from effekt.reading.program import Program, les_program
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding
from tests.helpers.kommune import KOMMUNE

VEI1 = "tek/tiltak/vei1.yml"


def _rader(tekst: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tekst.removeprefix("\ufeff"), newline=""), delimiter=";"))


def _summer(rader: list[dict[str, str]], *poster: str) -> dict[int, int]:
    ar = [kolonne for kolonne in rader[0] if kolonne.isdigit()]
    return {int(a): sum(int(rad[a] or 0) for rad in rader if rad["post"] in poster) for a in ar}


def _i_tusen(belop: dict[int, Fraction]) -> dict[int, int]:
    return {ar: int(rund(-b, Fraction(1000)) / 1000) for ar, b in belop.items()}


@pytest.mark.parametrize("kode", ["", "tek", "opp"])
def test_the_sums_are_the_books_to_the_thousand(kode: str) -> None:
    program = les_program()
    rader = _rader(som_csv(uttrekk(program, kode)))
    boken = beregning.total(program.sektorer[kode]) if kode else programmets_total(program)
    assert _summer(rader, "effekt", "avrunding") == _i_tusen(boken)


def test_a_cut_in_expenditure_has_a_minus_and_a_measure_that_costs_has_none() -> None:
    rader = {rad["tiltak"]: rad for rad in _rader(som_csv(uttrekk(les_program(), "opp")))}
    assert rader["SKO1"]["2030"] == "-2700"
    assert rader["KUL1"]["2030"] == "300"
    # A quarter is counted in SKO1, and what lowers a fee is in no sum.
    assert (rader["BAR1"]["2030"], rader["SKO2"]["2030"]) == ("-1200", "0")


def test_two_lines_share_the_effect_and_what_rounding_leaves_has_a_line_of_its_own() -> None:
    """VEI1 gives 210 in 2027: 157,5 and 52,5, which are 158 and 53, one too many."""
    rader = _rader(som_csv(uttrekk(les_program(), "tek")))
    vei1 = [rad for rad in rader if rad["tiltak"] == "VEI1" and rad["post"] == "effekt"]
    assert [(rad["art"], rad["andel"], rad["2027"], rad["2028"]) for rad in vei1] == [
        ("1180", "0,75", "-158", "-315"), ("1230", "0,25", "-53", "-105"),
    ]  # fmt: skip
    (rest,) = [rad for rad in rader if rad["post"] == "avrunding"]
    assert [rest[ar] for ar in ("2027", "2028", "2029", "2030")] == ["1", "0", "0", "0"]
    assert not [rad for rad in _rader(som_csv(uttrekk(les_program(), "opp"))) if rad["post"] == "avrunding"]


def _engang(program: Program, post: str) -> dict[str, list[list[str]]]:
    rader = [rad for rad in _rader(som_csv(uttrekk(program, "tek"))) if rad["post"] == post]
    alle: dict[str, list[list[str]]] = {}
    for rad in rader:
        alle.setdefault(rad["tiltak"], []).append([rad["type"], *(rad[ar] for ar in ("2027", "2028", "2029", "2030"))])
    return alle


def test_what_is_invested_and_what_is_paid_once_are_lines_of_their_own_in_their_years() -> None:
    """VEI1 has cabinets for 600 and 300, and a change for 200 that its two lines share; VEI2 has its loan of 2 000."""
    assert _engang(les_program(), "investering") == {
        "VEI1": [["investering", "600", "300", "0", "0"]],
        "VEI2": [["investering", "0", "0", "2000", "0"]],
    }
    assert _engang(les_program(), "engangskostnad") == {
        "VEI1": [["drift", "150", "0", "0", "0"], ["drift", "50", "0", "0", "0"]]
    }


def test_a_measure_that_starts_later_pays_later_and_one_that_is_left_out_pays_nothing() -> None:
    endret = les_program({"VEI2.forsinkelse": 1, "VEI1.forsinkelse": 1})
    assert _engang(endret, "investering") == {
        "VEI1": [["investering", "0", "600", "300", "0"]],
        "VEI2": [["investering", "0", "0", "0", "2000"]],
    }
    assert "VEI1" not in _engang(les_program({"VEI1.gjennomfores": "nei"}), "engangskostnad")


def test_the_decision_is_on_the_line_and_what_nobody_has_entered_is_blank_and_counted() -> None:
    lest = uttrekk(les_program(), "opp")
    rader = {rad["tiltak"]: rad for rad in _rader(som_csv(lest))}
    assert (rader["PPT1"]["beslutning"], rader["PPT1"]["hvem"]) == ("Vedtatt", "Virksomheten selv")
    assert [rader["SKO1"][k] for k in ("kapittel", "ansvar", "funksjon", "art", "beslutning")] == [
        "", "0250", "202", "1010", "",
    ]  # fmt: skip
    assert lest.mangler == {"kapittel": 5, "ansvar": 4, "funksjon": 4, "art": 4}
    om = list(lest.om())
    assert "Minus er lavere utgift" in om[0]
    assert om[1].startswith("Ikke ført inn, og tomt: kapittel på 5 av 5 linjer, ansvar på 4 av 5 linjer")


def test_excel_with_norwegian_settings_can_read_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = tmp_path / "b.csv"
    assert main.main(["export", "--budsjett", "--sector", "tek", "--output", str(fil), "--data", str(KOMMUNE)]) == 0
    raa = fil.read_bytes()
    assert raa.startswith(b"\xef\xbb\xbfsektor;virksomhet;tiltak;")
    assert b"\r\n" in raa
    assert ";0,75;-158;" in raa.decode("utf-8-sig")
    ut = capsys.readouterr()
    assert str(fil) in ut.out
    assert "Ikke ført inn, og tomt: kapittel på 4 av 8 linjer" in ut.err


def test_the_workbook_has_the_same_rows_the_sums_and_the_note(tmp_path: Path) -> None:
    fil = tmp_path / "b.xlsx"
    assert main.main(["export", "--budsjett", "--sector", "tek", "--output", str(fil), "--data", str(KOMMUNE)]) == 0
    ark = openpyxl.load_workbook(fil)["Budsjett"]
    linjer = [[celle for celle in rad if celle is not None] for rad in ark.iter_rows(values_only=True)]
    assert any("Ikke ført inn" in str(linje[0]) for linje in linjer if linje)
    assert ["Sum effekt", -210, -720, -620, -820] in linjer
    assert ["Sum investering", 600, 300, 2000, 0] in linjer
    (hode,) = [nr for nr, linje in enumerate(linjer) if linje[:2] == ["Sektor", "Virksomhet"]]
    assert linjer[hode][len(KOLONNER) :] == ["2027", "2028", "2029", "2030"]
    assert linjer[hode + 1][-4:] == [-158, -315, -315, -315]


@pytest.mark.parametrize(
    ("args", "sagt"),
    [
        (["--budsjett", "tek/tiltak"], "kapitler og --tiltak hører til --docx"),
        (["--budsjett", "--tiltak", "VEI1"], "kapitler og --tiltak hører til --docx"),
        (["--docx", "--sector", "tek"], "--sector hører til --budsjett"),
        (["--budsjett", "--sector", "tok"], "ukjent sektor «tok». Mente du tek?"),
        (["--budsjett", "--output", "b.txt"], "må hete noe som slutter på .csv eller .xlsx"),
        (["--budsjett", "--output", "finnes/ikke.csv"], "finnes ikke. Lag den først"),
    ],
)
def test_what_does_not_go_together_is_told(capsys: pytest.CaptureFixture[str], args: list[str], sagt: str) -> None:
    assert main.main(["export", *args, "--data", str(KOMMUNE)]) == 2
    assert sagt in capsys.readouterr().err


def test_a_file_that_is_there_is_not_written_over_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fil = tmp_path / "b.csv"
    fil.write_text("mitt", "utf-8")
    args = ["export", "--budsjett", "--output", str(fil), "--data", str(KOMMUNE)]
    assert main.main(args) == 2
    assert "finnes fra før" in capsys.readouterr().err
    assert fil.read_text("utf-8") == "mitt"
    assert main.main([*args, "--force"]) == 0


@pytest.mark.parametrize(
    ("fra", "til", "sagt"),
    [
        ("andel: 0.25", "andel: 0.2", "har andeler for drift som til sammen er 0,95, men må være 1. Rett andelene"),
        ("andel: 0.25", "andel: 1.25", "andel"),
        ('funksjon: "332", art: "1230"', 'funksjn: "332", art: "1230"', "ukjent nøkkel «budsjett.funksjn». Mente du"),
        ('art: "1230"', 'art: "1230;x"', "Skriv koden slik budsjettet har den, for eksempel 254 eller 12.3"),
        ("andel: 0.25", "andel: 0.25, type: plan", "type"),
    ],
)
def test_what_cannot_be_a_line_of_a_budget_is_told(kommunekopi: Path, fra: str, til: str, sagt: str) -> None:
    bytt(kommunekopi / VEI1, fra, til)
    melding = feilmelding(lambda: les_sektor("tek"))
    assert f"data/{VEI1}" in melding
    assert sagt in melding


def test_a_book_where_nobody_has_entered_any_of_it_offers_no_file(kommunekopi: Path) -> None:
    assert kan_brukes(les_program())
    for fil in kommunekopi.glob("*/tiltak/*.yml"):
        tekst = fil.read_text("utf-8").splitlines()
        behold, skriv = [], True
        for linje in tekst:
            skriv = not linje.startswith(("budsjett:", "beslutning:")) if not linje.startswith(" ") else skriv
            behold += [linje] if skriv else []
        fil.write_text("\n".join(behold) + "\n", "utf-8")
    assert not kan_brukes(les_program())
