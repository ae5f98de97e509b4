"""Price years and the deflator, by hand: Lillevik's prices grew 4 % in 2025, 5 % in 2026 and 3 % in 2027."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.calc import beregning, prisniva
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt

F = Fraction


def test_amounts_move_between_years_by_the_growth_of_each(tek: Sektor) -> None:
    kjent = prisniva.vekst(tek)
    assert kjent == {2025: F(4, 100), 2026: F(5, 100), 2027: F(3, 100)}
    assert prisniva.faktor(kjent, 2025, 2027) == F("1.05") * F("1.03")
    assert prisniva.faktor(kjent, 2027, 2025) == 1 / (F("1.05") * F("1.03"))
    assert prisniva.faktor(kjent, 2026, 2026) == 1
    assert prisniva.faktor(kjent, 2024, 2025) == F("1.04")
    assert prisniva.faktor(kjent, 2027, 2028) is None


def test_the_formula_is_worked_out_with_amounts_of_one_year(tek: Sektor) -> None:
    """VEI1: 2 000 × 210 kroner of 2025 = 420 000, in kroner of 2027 420 000 × 1,05 × 1,03; others are of 2027."""
    fast = prisniva.i_faste_kroner(tek)
    assert fast is not None
    assert fast.prisar == 2027
    assert fast.effekt["VEI1"][2030] == 420_000 * F("1.05") * F("1.03")
    assert fast.effekt["VEI2"] == beregning.effekter(tek)["VEI2"]


def test_a_year_that_the_deflator_lacks_is_named_and_nothing_is_guessed(kommunekopi: Path) -> None:
    bytt(kommunekopi / "felles/tabeller/deflator.csv", "2026,5.0\n", "")
    fast = prisniva.i_faste_kroner(les_sektor("tek"))
    assert fast is not None
    assert (fast.mangler, fast.effekt) == ((2026,), {})


def test_a_changed_deflator_moves_what_is_shown() -> None:
    fast = prisniva.i_faste_kroner(med_endringer("tek", {"deflator[2027]": 0}))
    assert fast is not None
    assert fast.effekt["VEI1"][2030] == 420_000 * F("1.05")


def test_without_a_price_year_of_the_sector_there_is_nothing_to_move_to(opp: Sektor, kommunekopi: Path) -> None:
    assert prisniva.i_faste_kroner(opp) is None
    bytt(kommunekopi / "tek/sektor.yml", "prisar: 2027\n", "")
    lest = les_sektor("tek")
    assert prisniva.i_faste_kroner(lest) is None
    assert prisniva.prisar_av(lest, lest.tiltak["VEI1"].forutsetninger["spart"]) == 2025
    assert prisniva.prisar_av(lest, lest.tiltak["VEI2"].forutsetninger["besparelse"]) is None


def test_sums_are_in_one_years_kroner_only_where_all_amounts_are(tek: Sektor, opp: Sektor, kommunekopi: Path) -> None:
    assert prisniva.felles_niva(tek) is None
    assert prisniva.felles_niva(opp) == "2027-kroner"
    bytt(kommunekopi / "tek/tiltak/vei1.yml", "prisar: 2025, ", "")
    assert prisniva.felles_niva(les_sektor("tek")) == "2027-kroner"
    bytt(kommunekopi / "tek/sektor.yml", "prisar: 2027\n", "")
    assert prisniva.felles_niva(les_sektor("tek")) is None


def test_a_deflator_that_is_no_growth_is_refused(kommunekopi: Path) -> None:
    bytt(kommunekopi / "felles/datapackage.yml", "enhet: prosent, ", "enhet: kr, ")
    with pytest.raises(Datafeil, match=r"deflator\.csv.*Skriv enhet: prosent på kolonnen"):
        les_sektor("tek")


def test_a_deflator_without_years_is_refused(kommunekopi: Path) -> None:
    bytt(kommunekopi / "felles/datapackage.yml", "{name: ar, type: year", "{name: arstall, type: year")
    bytt(kommunekopi / "felles/datapackage.yml", "primaryKey: [ar]", "primaryKey: [arstall]")
    bytt(kommunekopi / "felles/tabeller/deflator.csv", "ar,", "arstall,")
    with pytest.raises(Datafeil, match=r"deflator\.csv.*må ha primaryKey: \[ar\]"):
        les_sektor("tek")


def test_prices_that_fall_to_nothing_are_refused(kommunekopi: Path) -> None:
    bytt(kommunekopi / "felles/datapackage.yml", "minimum: -20", "minimum: -100")
    bytt(kommunekopi / "felles/tabeller/deflator.csv", "2026,5.0", "2026,-100")
    with pytest.raises(
        Datafeil, match=r"deflator\.csv.*veksten i 2026 er \u2212100, men prisene kan ikke falle med alt"
    ):
        les_sektor("tek")
