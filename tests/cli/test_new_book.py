"""``effekt ny``: four questions, or options; a book that is whole, or nothing at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from effekt.cli import main
from effekt.cli.parser import FEIL_I_DATA, GIKK_BRA, INTERRUPTED
from effekt.model.tiltak import UNDER_ARBEID
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor

VALG = ["--kommune", "Lillevik kommune", "--navn", "Kultur", "--periode", "2027-2030"]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EFFEKT_DATA", raising=False)


def _answers(monkeypatch: pytest.MonkeyPatch, *svar: str | type[BaseException]) -> list[str]:
    """A person at the terminal who gives these answers; what was asked."""
    spurt: list[str] = []
    rekke: Iterator[str | type[BaseException]] = iter(svar)

    def answer(sporsmal: str) -> str:
        spurt.append(sporsmal)
        ett = next(rekke)
        if isinstance(ett, str):
            return ett
        raise ett

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    return spurt


def test_four_answers_make_a_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spurt = _answers(
        monkeypatch, "Lillevik kommune", "Kultur og næring", "Biblioteket, MUS:Museene på øya", "2027 til 2030"
    )
    assert main.main(["ny"]) == GIKK_BRA
    assert len(spurt) == 4
    sektor = les_sektor("kultur_og_naring", bok=Bokmappe(tmp_path / "data", tmp_path))
    info = sektor.info
    assert (info.navn, info.kortnavn, info.status) == ("Kultur og næring", "KON", UNDER_ARBEID)
    assert {kode: v.navn for kode, v in info.virksomheter.items()} == {"BIB": "Biblioteket", "MUS": "Museene på øya"}
    assert info.periode == (2027, 2028, 2029, 2030)
    assert sektor.tiltak == {}
    sagt = capsys.readouterr().out
    for neste in ("effekt import budsjett.xlsx", "effekt build", "effekt check"):
        assert neste in sagt


def test_a_wrong_answer_is_asked_again_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spurt = _answers(
        monkeypatch, "", "Lillevik kommune", "12", "Kultur", "bib:Biblioteket", "A:Aa,A:Bb", "", "i fjor", "2030-2027",
        "2027–2030",
    )  # fmt: skip
    assert main.main(["ny", "bok"]) == GIKK_BRA
    assert len(spurt) == 10
    sagt = capsys.readouterr().out
    assert "Skriv et navn." in sagt
    assert "«12» er ikke et navn." in sagt
    assert "koden «bib» kan ikke brukes." in sagt
    assert "er nevnt to ganger" in sagt
    assert "«i fjor» er ikke år etter hverandre. Skriv første og siste år, for eksempel 2026-2029." in sagt
    assert "cd bok" in sagt
    assert list(les_sektor("kultur", bok=Bokmappe(tmp_path / "bok/data", tmp_path / "bok")).info.virksomheter) == [
        "KUL"
    ]


@pytest.mark.parametrize("stopp", [KeyboardInterrupt, EOFError])
@pytest.mark.parametrize("for_", [0, 2, 3])
def test_who_breaks_off_leaves_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    stopp: type[BaseException],
    for_: int,
) -> None:
    _answers(monkeypatch, *["Lillevik kommune", "Kultur", ""][:for_], stopp)
    assert main.main(["ny", "bok"]) == (INTERRUPTED if stopp is KeyboardInterrupt else FEIL_I_DATA)
    assert "ingenting er skrevet" in capsys.readouterr().err.casefold()
    assert list(tmp_path.iterdir()) == []


def test_options_answer_with_nobody_there(tmp_path: Path) -> None:
    assert main.main(["ny", "--data", "bok", *VALG, "--virksomheter", "Biblioteket,Biblioteksbussen"]) == GIKK_BRA
    info = les_sektor("kultur", bok=Bokmappe(tmp_path / "bok/data", tmp_path / "bok")).info
    assert {kode: v.navn for kode, v in info.virksomheter.items()} == {"BIB": "Biblioteket", "BIBL": "Biblioteksbussen"}


@pytest.mark.parametrize(
    ("argv", "sagt"),
    [
        (["ny", *VALG[:2]], "ingen kan svare på spørsmål her. Gi det som mangler, som valg: --navn, --periode."),
        (["ny", *VALG[:4], "--periode", "2027"[:3]], "--periode: «202» er ikke år etter hverandre."),
        (["ny", *VALG, "--virksomheter", "b:Bb"], "--virksomheter: koden «b» kan ikke brukes."),
        (["ny", "a", "--data", "b", *VALG], "både MAPPE og --data er gitt."),
    ],
)
def test_options_that_cannot_be_used_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: list[str], sagt: str
) -> None:
    assert main.main(argv) == FEIL_I_DATA
    assert sagt in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fil", "sagt"),
    [
        ("_toc.yml", "er det en bok fra før. Lag den nye i en egen mappe"),
        ("data/noe.txt", "ligger noe som en bok også har fra før"),
        ("program.py", "er ikke tom: den har program.py. Lag boken i en egen mappe: effekt ny lillevik"),
        ("bilder/a.png", "er ikke tom: den har bilder."),
    ],
)
def test_a_folder_with_other_things_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fil: str, sagt: str
) -> None:
    (tmp_path / fil).parent.mkdir(exist_ok=True)
    (tmp_path / fil).write_text("mitt", encoding="utf-8")
    assert main.main(["ny", *VALG]) == FEIL_I_DATA
    assert sagt in capsys.readouterr().err
    assert [ett.read_text(encoding="utf-8") for ett in tmp_path.rglob("*") if ett.is_file()] == ["mitt"]


def test_the_table_that_is_to_be_imported_may_lie_there(tmp_path: Path) -> None:
    for navn in ("budsjett.xlsx", "plan.pdf", ".gitignore"):
        (tmp_path / navn).write_text("mitt", encoding="utf-8")
    assert main.main(["ny", *VALG]) == GIKK_BRA
    assert (tmp_path / "budsjett.xlsx").read_text(encoding="utf-8") == "mitt"


@pytest.mark.parametrize(
    ("navn", "kode", "kortnavn"),
    [
        ("Felles", "plan_felles", "FEL"),
        ("2027-planen", "plan_2027_planen", "PLA"),
        ("Handlingsprogram 2027–2030 for hele kommunen", "handlingsprogram_2027", "HFH"),
        ("Ål: vann, avløp", "al_vann_avlop", "AVA"),
    ],
)
def test_codes_are_made_of_any_name(tmp_path: Path, navn: str, kode: str, kortnavn: str) -> None:
    assert main.main(["ny", *VALG[:2], "--navn", navn, *VALG[4:]]) == GIKK_BRA
    info = les_sektor(kode, bok=Bokmappe(tmp_path / "data", tmp_path)).info
    assert (info.navn, info.kortnavn) == (navn, kortnavn)
