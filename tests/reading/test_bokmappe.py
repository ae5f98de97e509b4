"""A book as it lies on disk: where its parts are, its unit and colours, and which sectors it has."""

import ast
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from effekt.cli import main
from effekt.display import style
from effekt.display.drawings import soyler
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.program import les_program
from effekt.reading.sektorlesing import les_sektor

if TYPE_CHECKING:
    pass

KOMMUNE = Path(__file__).parents[1] / "kommune" / "data"
PAKKE = Path(__file__).parents[2] / "effekt"
# They read the environment for an entry, or set it for a process that is started; as the commands do.
MAY_NAME_THE_VARIABLE = {
    "base/book.py",
    "reading/bokmappe.py",
    "execution/execute.py",
    "site/build.py",
    "site/workbooks.py",
}


@pytest.fixture
def bok(tmp_path: Path) -> Path:
    """A new book with a sector that is still being entered."""
    argv = ["new-sector", "kul", "--navn", "Kultur", "--periode", "2026-2029", "--kommune", "Lillevik"]
    assert main.main([*argv, "--data", str(tmp_path / "lv")]) == 0
    return tmp_path / "lv"


def _flow(tekst: str) -> str:
    fylt = {nokkel: verdi for nokkel, verdi in yaml.safe_load(tekst).items() if verdi is not None}
    return yaml.safe_dump(fylt, default_flow_style=True, allow_unicode=True)


def _last(tekst: str) -> str:
    return tekst.replace("status: under_arbeid\n", "") + "status: under_arbeid\n"


@pytest.mark.parametrize(
    "skrevet",
    [
        lambda tekst: tekst,
        lambda tekst: tekst.replace("status: under_arbeid", 'status: "under_arbeid"'),
        lambda tekst: tekst.replace("status: under_arbeid", "status: 'under_arbeid'"),
        lambda tekst: tekst.replace("status: under_arbeid", "status:    under_arbeid  # til alt er ført inn"),
        lambda tekst: tekst.replace("status: under_arbeid", '"status": under_arbeid'),
        lambda tekst: tekst.replace("status: under_arbeid", "status:\n  under_arbeid"),
        _last,
        _flow,
    ],
)
def test_a_sector_is_being_entered_however_its_status_is_written(
    bok: Path, capsys: pytest.CaptureFixture[str], skrevet: Callable[[str], str]
) -> None:
    fil = bok / "data/kul/sektor.yml"
    fil.write_text(skrevet(fil.read_text("utf-8")), encoding="utf-8")
    capsys.readouterr()
    assert main.main(["check", "--data", str(bok)]) == 1
    assert "data/kul: 2 av 19 gjort" in capsys.readouterr().out
    assert Bokmappe.med(bok / "data").ferdige_sektorer() == []


def test_of_a_file_that_cannot_be_read_only_its_own_fault_is_told(
    bok: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (bok / "data/kul/sektor.yml").open("a", encoding="utf-8") as fil:
        fil.write('prisniva: "2026-kroner\n')
    capsys.readouterr()
    assert main.main(["check", "--data", str(bok)]) == 2
    assert capsys.readouterr().err.count("data/kul/") == 1


@pytest.mark.parametrize("status", ["ferdig", "under_arbeide", "{under_arbeid}", "", "# status: under_arbeid"])
def test_what_only_looks_like_that_status_is_not_it(bok: Path, status: str) -> None:
    fil = bok / "data/kul/sektor.yml"
    fil.write_text(fil.read_text("utf-8").replace("under_arbeid\n", f"{status}\n"), encoding="utf-8")
    assert Bokmappe.med(bok / "data").ferdige_sektorer() == ["kul"]


@pytest.mark.parametrize(
    ("linje", "ord_"),
    [
        ('belopsenhet: "1 000 kr"', "tusen kroner"),
        ("belopsenhet:   1 000 kr  # som i budsjettet", "tusen kroner"),
        ("belopsenhet:\n  kr", "kroner"),
        ("# belopsenhet: kr", "mill. kroner"),
        ("belopsenhet: euro", "mill. kroner"),
    ],
)
def test_the_unit_is_what_the_model_makes_of_the_file(bok: Path, linje: str, ord_: str) -> None:
    with (bok / "data/felles/program.yml").open("a", encoding="utf-8") as fil:
        fil.write(f"\n{linje}\n")
    assert Bokmappe.med(bok / "data").penger.ord_ == ord_


def test_two_books_are_read_beside_each_other(bok: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sector has its own book's unit and colours, whatever the environment says by then."""
    (bok / "data/felles/tema.yml").write_text('figurer: ["#123456", "#c27a00", "#6b1532", "#2f9a6c"]\n', "utf-8")
    her, der = Bokmappe.med(bok / "data"), Bokmappe.med(KOMMUNE)
    monkeypatch.setenv("EFFEKT_DATA", "finnes-ikke")
    egen, annen = les_sektor("kul", bok=her), les_program(bok=der)
    assert (egen.bok.penger.ord_, annen.bok.penger.ord_) == ("mill. kroner", "tusen kroner")
    # The programme has an order of its own.
    assert annen.bok.sektorer() == sorted(annen.sektorer)
    assert egen.bok.sektorer() == ["kul"]
    assert egen.bok.tegnefarger[0] == "#123456" != annen.bok.tegnefarger[0]
    for en in (her, der):
        tegning = style.tegn_svg(
            lambda akser, smal: soyler(akser, {2026: Fraction(1)}, smal), "x", (4, 3), False, en.tegnefarger
        )
        assert [f.lower() in tegning for f in (her.tegnefarger[0], der.tegnefarger[0])] == [en == her, en == der]


def test_only_an_entry_reads_which_data_the_environment_names() -> None:
    """The variable and ``data_folder`` are named where a book is made, and nowhere below."""
    funnet = set()
    for fil in PAKKE.rglob("*.py"):
        tre = ast.walk(ast.parse(fil.read_text("utf-8")))
        navn = {n.id if isinstance(n, ast.Name) else n.attr for n in tre if isinstance(n, ast.Name | ast.Attribute)}
        if navn & {"DATAVARIABEL", "datamappe"}:
            funnet.add(fil.relative_to(PAKKE).as_posix())
    assert {navn for navn in funnet if not navn.startswith("cli/")} == MAY_NAME_THE_VARIABLE
