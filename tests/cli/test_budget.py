"""``effekt import`` of a budget sheet, as a person meets it: what is asked, shown, and written only when it is said."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from effekt.authoring.new_book import order_book
from effekt.authoring.new_sector import legg
from effekt.cli import main
from effekt.cli.parser import FEIL_I_BYGGING, FEIL_I_DATA, GIKK_BRA

TABELL = "Tiltak;2027;2028\nFærre møter;-1;-2\nDyrere billett;3;\nSum;2;-2\n"
Kommando = Callable[..., tuple[int, str, str]]


@pytest.fixture
def fil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table in the folder of a new book, where the commands are given."""
    legg(tmp_path, order_book(tmp_path, "Lillevik kommune", "Kultur", {}, "2027-2028"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EFFEKT_DATA", raising=False)
    fil = tmp_path / "budsjett.csv"
    fil.write_text(TABELL, encoding="utf-8")
    return fil


@pytest.fixture
def kjor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kommando:
    """Run the import, with a person at the terminal who gives these answers, or with nobody there."""

    def kommando(*argv: str, svar: list[str] | None = None) -> tuple[int, str, str]:
        svarene: Iterator[str] = iter(svar or [])
        monkeypatch.setattr("sys.stdin.isatty", lambda: svar is not None, raising=False)
        monkeypatch.setattr("sys.stdout.isatty", lambda: svar is not None, raising=False)
        monkeypatch.setattr("builtins.input", lambda sporsmal: _next(sporsmal, svarene))
        kode = main.main(["import", "budsjett.csv", *argv])
        sagt = capsys.readouterr()
        return kode, sagt.out.replace("\u00a0", " ").replace("\u2212", "-"), sagt.err

    return kommando


def _next(sporsmal: str, svarene: Iterator[str]) -> str:
    print(sporsmal)
    try:
        return next(svarene)
    except StopIteration:
        raise EOFError from None


def _files(fil: Path) -> list[str]:
    return sorted(ett.name for ett in (fil.parent / "data/kultur/tiltak").glob("*"))


def test_each_thing_is_asked_once_and_a_wrong_answer_again(fil: Path, kjor: Kommando) -> None:
    kode, ut, _ = kjor(svar=["EUR", "tkr", "tja", "i", "Budsjett 2027", "", "ja"])
    assert kode == GIKK_BRA
    assert ut.count("Hva står beløpene i: 1 000 kr, mill. kr, mrd. kr, kr?") == 2
    assert "«EUR» er en annen valuta." in ut
    assert ut.count("Hva betyr minus: innsparing eller kostnad? [i/k]") == 2
    assert "Sum av dette" in ut
    assert "Rad 4, «Sum», er summen av rad 2 og 3: den stemmer." in ut
    assert "Ny kilde i kilder.yml: budsjett, «Budsjett 2027», Lillevik kommune, dato ikke oppgitt." in ut
    assert "2 nye tiltak i data/kultur/tiltak: KUL1 og KUL2." in ut
    assert _files(fil) == ["kul1.yml", "kul2.yml"]
    kul2 = (fil.parent / "data/kultur/tiltak/kul2.yml").read_text(encoding="utf-8")
    assert "oppgitt_i: 1 000 kr" in kul2
    assert "2027: -3" in kul2


@pytest.mark.parametrize("svar", [["tkr", "i", "B", "", "nei"], ["tkr", "i", "B", "", ""]])
def test_no_means_that_nothing_is_written(fil: Path, kjor: Kommando, svar: list[str]) -> None:
    kode, ut, _ = kjor(svar=svar)
    assert (kode, ut.splitlines()[-1]) == (GIKK_BRA, "Ingenting er skrevet.")
    assert _files(fil) == []


def test_answers_that_come_to_an_end_write_nothing(fil: Path, kjor: Kommando) -> None:
    kode, _, feil = kjor(svar=["tkr"])
    assert (kode, _files(fil)) == (FEIL_I_DATA, [])
    assert "svaret mangler" in feil


def test_with_nobody_there_the_options_are_named(fil: Path, kjor: Kommando) -> None:
    kode, ut, _ = kjor("--yes")
    assert (kode, _files(fil)) == (FEIL_I_BYGGING, [])
    assert (
        ut.splitlines()[-1]
        == "Ingenting er skrevet. Si det med --enhet. Si det med --fortegn innsparing eller kostnad."
    )
    assert "2 av 3 beløp har minus, og arket sier ikke hva det betyr." in ut
    kode, ut, _ = kjor("--enhet", "tkr", "--fortegn", "innsparing", "--yes")
    assert (kode, _files(fil)) == (GIKK_BRA, ["kul1.yml", "kul2.yml"])
    assert "«budsjett», Lillevik kommune, dato ikke oppgitt" in ut
    assert kjor("--enhet", "tkr", "--fortegn", "innsparing", "--yes")[1].splitlines()[-1] == (
        "Ingen forskjell: data/kultur har de samme beløpene."
    )


def test_dry_run_shows_all_and_writes_nothing(fil: Path, kjor: Kommando) -> None:
    kode, ut, _ = kjor("--dry-run", "--enhet", "kr", "--fortegn", "kostnad")
    assert (kode, _files(fil)) == (GIKK_BRA, [])
    assert "KUL2  Dyrere billett" in ut


def test_without_yes_and_nobody_there_nothing_is_written(fil: Path, kjor: Kommando) -> None:
    kode, ut, _ = kjor("--enhet", "kr", "--fortegn", "kostnad")
    assert (kode, _files(fil)) == (FEIL_I_BYGGING, [])
    assert "Skriv med --yes" in ut


@pytest.mark.parametrize(
    ("argv", "sagt"),
    [
        (["--enhet", "kroker"], "--enhet: «kroker» er ikke en enhet for beløp."),
        (["--enhet", "EUR"], "--enhet: «EUR» er en annen valuta."),
        (["--sector", "kultr"], "ukjent sektor «kultr». Mente du kultur?"),
        (["--virksomhet", "BIB", "--enhet", "kr", "--fortegn", "kostnad"], "ukjent virksomhet «BIB»."),
        (["--ark", "Ark9"], "arbeidsboken har ikke arket «Ark9»."),
    ],
)
def test_options_that_cannot_be_used_are_told(fil: Path, kjor: Kommando, argv: list[str], sagt: str) -> None:
    kode, _, feil = kjor(*argv, "--yes")
    assert kode == FEIL_I_DATA
    assert sagt in feil
    assert _files(fil) == []


def test_a_sum_that_does_not_agree_is_named_where_it_is_asked(fil: Path, kjor: Kommando) -> None:
    fil.write_text(TABELL.replace("Sum;2;-2", "Sum;2;-9"), encoding="utf-8")
    kode, ut, _ = kjor("--enhet", "kr", "--fortegn", "kostnad", svar=["B", "", "n"])
    assert kode == GIKK_BRA
    assert "Summene i arket stemmer ikke. Er dette rett, og skal det skrives? [j/N]" in ut
