"""The source's figures and tables by number: each in its place, drawn from what is known."""

import shutil
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.display.numbered import Figur, Figurrekke, Tabell
from effekt.display.objects import Plassholder
from effekt.model.innhold import Status
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report.figurer import figur, tabellplass


@pytest.mark.parametrize("nummer", range(1, 22))
def test_every_figure_is_drawn_or_says_that_its_numbers_are_missing(hls: Sektor, nummer: int) -> None:
    vist = figur(hls, nummer)
    vist = vist.figurer[0] if isinstance(vist, Figurrekke) else vist  # public numbers beside it
    status = hls.figurer[str(nummer)].status
    assert isinstance(vist, Plassholder) == (status is Status.IKKE_OPPGITT)
    assert f"Figur {nummer}." in repr(vist).replace("**", "")


def test_placeholder_says_that_the_numbers_are_not_here_and_not_that_the_report_lacks_them(hls: Sektor) -> None:
    tekst = repr(figur(hls, 19))
    assert "Vi har ikke tallene. Av rapporten har vi bare teksten fra og med side 3, uten bildene." in tekst
    assert "Vi har ikke figuren." in repr(figur(hls, 18))
    assert "data/" not in tekst
    assert "s.\u00a047" in tekst


def test_placeholder_draws_itself_once_the_numbers_are_entered(datakopi: Path) -> None:
    """Made-up numbers, in a temporary folder."""
    fil = datakopi / "felles" / "tabeller" / "resultatgrad.csv"
    shutil.rmtree(datakopi / "felles/offentlig", ignore_errors=True)
    assert isinstance(figur(les_sektor("hls"), 1), Plassholder)
    fil.write_text("ar,andel\n2019,3.5\n2020,2\n2021,1\n2022,0.5\n2023,-1\n2024,-2\n")

    tegnet = figur(les_sektor("hls"), 1)

    assert isinstance(tegnet, Figur)
    assert list(tegnet.data["verdi"]) == [3.5, 2, 1, 0.5, -1, -2]
    assert "<svg" in tegnet.svg()
    assert tegnet.svg(smal=True) != tegnet.svg()


def test_organisation_chart_that_is_entered_shows_as_a_table(datakopi: Path) -> None:
    """Made-up units, in a temporary folder."""
    fil = datakopi / "hls" / "tabeller" / "organisasjonskart_hel.csv"
    fil.write_text("enhet,overordnet,niva\nLedelsen,,0\nAvdeling A,Ledelsen,1\n")

    vist = figur(les_sektor("hls"), 11)

    assert isinstance(vist, Tabell)
    assert "Avdeling A | Ledelsen | 1" in repr(vist)


def test_a_figure_that_could_draw_itself_makes_its_chapter_stale(datakopi: Path) -> None:
    uten = les_sektor("hls").avtrykk("tabell.resultatgrad")
    (datakopi / "felles/tabeller/resultatgrad.csv").write_text("ar,andel\n2019,3.5\n")
    assert les_sektor("hls").avtrykk("tabell.resultatgrad") != uten


def test_population_figures_have_exact_history_and_one_point_of_projection(hls: Sektor) -> None:
    for nummer, verdi_2025, verdi_2050 in ((16, 19838, 42000), (17, 4573, 13000)):
        data = figur(hls, nummer).data  # type: ignore[union-attr]
        data = data[~data["serie"].isin(hls.figurer[str(nummer)].offentlig.serier.values())]  # type: ignore[union-attr]
        punkter = dict(zip(data["ar"], data["verdi"], strict=True))
        assert punkter[2025] == verdi_2025
        assert punkter[2050] == verdi_2050
        assert not [ar for ar in punkter if 2026 < ar < 2050]


def test_table_without_numbers_has_its_place(hls: Sektor) -> None:
    assert isinstance(tabellplass(hls, 5), Plassholder)


def test_unknown_number_is_refused(hls: Sektor) -> None:
    with pytest.raises(Datafeil, match="ukjent figur: «22»"):
        figur(hls, 22)
