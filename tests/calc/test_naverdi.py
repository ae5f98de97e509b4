"""Present value and payback against flows worked out by hand; amounts in thousands of kroner unless said.

Lillevik has 5 % and six years, 2027–2032; tek's effects do not last, opp's do.
"""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.calc import beregning, naverdi
from effekt.calc.naverdi import Horisont, Tilbakebetaling
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor

F = Fraction
AR = (2027, 2028, 2029, 2030, 2031, 2032)
R = F(105, 100)


def _tusen(*belop: int | str | Fraction) -> dict[int, Fraction]:
    return {ar: F(b) * 1000 for ar, b in zip(AR, belop, strict=True)}


def _strom(sektor: Sektor, id_: str) -> naverdi.Strom:
    return naverdi.strom(sektor, sektor.tiltak[id_])


def test_the_horizon_is_the_years_from_the_first_of_the_period(tek: Sektor) -> None:
    h = naverdi.horisont(tek)
    assert h == Horisont(F(5, 100), AR)
    assert [h.faktor(ar) for ar in (2027, 2028, 2029)] == [1, 1 / R, 1 / R**2]


def test_a_book_that_has_chosen_no_rate_has_no_present_value(kommunekopi: Path) -> None:
    fil = kommunekopi / "felles/program.yml"
    linjer = fil.read_text(encoding="utf-8").splitlines(keepends=True)
    fil.write_text(
        "".join(linje for linje in linjer if not linje.startswith(("  kalkulasjonsrente:", "  levetid:"))),
        encoding="utf-8",
    )
    uten = les_sektor("tek")
    assert naverdi.horisont(uten) is None
    with pytest.raises(ValueError, match=r"mangler regneregler\.kalkulasjonsrente"):
        naverdi.naverdi_per_tiltak(uten)


def test_a_measure_pays_once_and_gains_until_the_period_ends(tek: Sektor) -> None:
    """VEI1: 200 to change over and 600 + 300 invested; what does not last gives nothing after 2030."""
    vei1 = _strom(tek, "VEI1")
    assert vei1.effekt == _tusen(210, 420, 420, 420, 0, 0)
    assert vei1.engang == _tusen(200, 0, 0, 0, 0, 0)
    assert vei1.investering == _tusen(600, 300, 0, 0, 0, 0)
    assert vei1.netto == _tusen(-590, 120, 420, 420, 0, 0)
    assert naverdi.naverdi_per_tiltak(tek)["VEI1"] == (-590 + 120 / R + 420 / R**2 + 420 / R**3) * 1000


def test_an_investment_with_a_loan_counts_once_and_not_its_instalments(tek: Sektor) -> None:
    """VEI2: 200 and 400 saved less a licence of 20; 2 000 invested in 2029, and no 200 a year nor 4 % of it."""
    vei2 = _strom(tek, "VEI2")
    assert vei2.effekt == _tusen(0, 0, 180, 380, 0, 0)
    assert vei2.investering == _tusen(0, 0, 2000, 0, 0, 0)
    assert naverdi.naverdi_per_tiltak(tek)["VEI2"] == (-1820 / R**2 + 380 / R**3) * 1000


def test_what_the_loan_costs_does_not_move_the_present_value(tek: Sektor) -> None:
    """The investment is what is paid: a dearer or slower loan changes the card, and not this."""
    dyrere = med_endringer("tek", {"VEI2.rentesats": "9 %", "VEI2.avdrag": 400_000})
    assert beregning.effekter(dyrere)["VEI2"] != beregning.effekter(tek)["VEI2"]
    assert naverdi.naverdi_per_tiltak(dyrere)["VEI2"] == naverdi.naverdi_per_tiltak(tek)["VEI2"]
    storre = med_endringer("tek", {"VEI2.investering": "3 mill."})
    assert naverdi.naverdi_per_tiltak(storre)["VEI2"] == naverdi.naverdi_per_tiltak(tek)["VEI2"] - 1_000_000 / R**2


def test_a_loan_by_time_is_taken_out_as_one_by_instalment(kommunekopi: Path, tek: Sektor) -> None:
    """A share of the investment that is no loan cost, here 1 % for upkeep, stays in the operation."""
    fil = kommunekopi / "tek/tiltak/vei2.yml"
    tekst = fil.read_text(encoding="utf-8")
    tekst = tekst.replace(
        "  avdrag: {navn: avdrag, verdi: 200000, enhet: kr per år, kilde: plan-2027, side: 14}",
        "  tid: {navn: tid, verdi: 10, enhet: år, kilde: plan-2027, side: 14}\n"
        "  stell: {navn: stell, verdi: 0.01, enhet: andel, kilde: plan-2027, side: 14}",
    )
    tekst = tekst.replace("(avdrag + inv", "(investering / tid + investering * stell + inv")
    fil.write_text(tekst.replace("  avdrag: avdrag\n", "  nedbetalingstid: tid\n"), encoding="utf-8")
    assert _strom(les_sektor("tek"), "VEI2").effekt == _tusen(0, 0, 160, 360, 0, 0)


def test_what_lasts_goes_on_as_in_the_last_year(opp: Sektor) -> None:
    """KUL1: −300 from 2029, of a third in 2028."""
    kul1 = _strom(opp, "KUL1").effekt
    assert kul1[2031] == kul1[2032] == beregning.effekter(opp)["KUL1"][2030]


def test_a_gain_that_comes_once_does_not_go_on(opp: Sektor) -> None:
    kul1 = opp.tiltak["KUL1"]
    assert kul1.gevinst is not None
    en_gang = kul1.model_copy(update={"gevinst": kul1.gevinst.model_copy(update={"varighet": "engang"})})
    assert not naverdi.varer(opp, en_gang)
    assert naverdi.strom(opp, en_gang).effekt[2031] == 0


def test_a_later_start_moves_costs_and_gains_alike_and_loses_the_last_years() -> None:
    senere = med_endringer("tek", {"VEI1.forsinkelse": 1})
    assert _strom(senere, "VEI1").netto == _tusen(0, -590, 120, 420, 420, 0)
    opp = med_endringer("opp", {"BAR1.forsinkelse": 2})
    barn = beregning.effekter(les_sektor("opp"))["BAR1"]
    # What is reached after the period, is reached.
    assert _strom(opp, "BAR1").effekt == {
        2027: 0, 2028: 0, 2029: barn[2027], 2030: barn[2028], 2031: barn[2029], 2032: barn[2030],
    }  # fmt: skip


def test_a_measure_left_out_costs_nothing_either() -> None:
    uten = med_endringer("tek", {"VEI1.gjennomfores": "nei"})
    assert not any(_strom(uten, "VEI1").netto.values())
    assert naverdi.naverdi_per_tiltak(uten)["VEI1"] == 0


def test_the_sum_counts_overlaps_once_and_no_cost_less(tek: Sektor, opp: Sektor) -> None:
    alle = naverdi.naverdi_per_tiltak(tek)
    assert naverdi.naverdi_total(tek) == sum(alle.values())
    # SKO2 lowers fees; a fourth of BAR1 is SKO1's.
    egne = naverdi.naverdi_per_tiltak(opp)
    assert naverdi.naverdi_total(opp) == sum(egne.values()) - egne["SKO2"] - egne["BAR1"] / 4


def test_another_rate_or_horizon_is_a_change() -> None:
    uten_rente = med_endringer("tek", {"felles.kalkulasjonsrente": 0, "felles.levetid": 2})
    assert naverdi.naverdi_per_tiltak(uten_rente)["VEI1"] == (-590 + 120) * 1000


# --- payback -----------------------------------------------------------------------------------------------------


def _tilbake(*belop: int, rente: str = "0", med_rente: bool = False) -> Tilbakebetaling | None:
    return naverdi.tilbakebetalt(_tusen(*belop), Horisont(F(rente), AR), med_rente)


@pytest.mark.parametrize(
    ("belop", "ventet"),
    [
        # -590, -470, -50, 370: the fourth year.
        ((-590, 120, 420, 420, 0, 0), Tilbakebetaling(2027, 2030)),
        # Exactly nothing left to gain is gained back.
        ((-100, 50, 50, 0, 0, 0), Tilbakebetaling(2027, 2029)),
        # Never within the horizon.
        ((0, 0, -1820, 380, 0, 0), Tilbakebetaling(2029, None)),
        # Gained back, laid out anew, and gained back again: the last time counts.
        ((-100, 150, -200, 100, 100, 0), Tilbakebetaling(2027, 2031)),
        # In the last year itself.
        ((-100, 0, 0, 0, 0, 100), Tilbakebetaling(2027, 2032)),
        # Nothing to gain back.
        ((0, 10, -5, 10, 10, 10), None),
    ],
)
def test_payback_is_the_first_year_that_the_total_stays_above(
    belop: tuple[int, ...], ventet: Tilbakebetaling | None
) -> None:
    assert _tilbake(*belop) == ventet


def test_with_a_rate_it_takes_longer() -> None:
    """−100, then 55 and 55: 10 over without a rate, −100 + 52,4 + 49,9 = 2,3 with 5 %; with 10 %, −4,5."""
    assert _tilbake(-100, 55, 55, 0, 0, 0, rente="0.05", med_rente=True) == Tilbakebetaling(2027, 2029)
    assert _tilbake(-100, 55, 55, 0, 0, 0, rente="0.10", med_rente=True) == Tilbakebetaling(2027, None)
    assert _tilbake(-100, 55, 55, 0, 0, 0, rente="0.10") == Tilbakebetaling(2027, 2029)
