"""A figure of the report: where its numbers stand, and the columns of what it shows."""

from pathlib import Path

from effekt.display.ordfigur import Ordfigur
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report.figurer import figur
from tests.helpers.feildata import bytt


def _kilde(sektor: Sektor, nummer: int) -> str:
    vist = figur(sektor, nummer)
    assert isinstance(vist, Ordfigur)
    return vist.kilde.tekst


def test_a_figure_whose_numbers_stand_on_its_page_names_the_page(tek: Sektor) -> None:
    assert _kilde(tek, 1) == f"Kilde: {tek.kilder['plan-2027'].tittel}, s.\u00a011"


def test_a_figure_says_where_its_numbers_stand_before_where_the_report_has_it(kommunekopi: Path) -> None:
    innhold = kommunekopi / "tek/innhold.yml"
    bytt(innhold, "    side: 11\n", "    side: 12\n")
    bytt(
        kommunekopi / "tek/datapackage.yml",
        'nummer: Figur 1\n    kilde: plan-2027\n    side: "11"',
        'nummer: Figur 1\n    kilde: plan-2027\n    side: "11, 12"',
    )
    bytt(
        innhold,
        "    tekst: Figuren er",
        "    punkter: [{serie: forbruk, ar: 2027, verdi: tall.forbruk}]\n    tekst: Figuren er",
    )
    tek = les_sektor("tek")
    plan, maling = (tek.kilder[id_].tittel for id_ in ("plan-2027", "maling"))
    assert _kilde(tek, 1) == f"Kilde: {plan}, s.\u00a011, 12. I rapporten står figuren på s.\u00a012"
    assert _kilde(tek, 2) == f"Kilde: {maling}, tabell\u00a03. I rapporten står figuren på s.\u00a016"


def test_a_figure_without_years_has_the_columns_of_its_table(tek: Sektor) -> None:
    vist = figur(tek, 1)
    assert isinstance(vist, Ordfigur)
    assert list(vist.data.columns) == ["virksomhet", "andel"]
    assert len(vist.hode) == len(vist.rader[0]) == 2
