"""What health's measures are worth over fifteen years at 4 %, by hand; amounts in millions of kroner."""

from fractions import Fraction

import pytest

from effekt.calc import beregning, naverdi
from effekt.calc.naverdi import Tilbakebetaling
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import okonomi, tiltaksside

F = Fraction
MILL = 1_000_000
R = F(104, 100)


def _sum(belop: dict[int, Fraction | int]) -> Fraction:
    """Millions by year, worth in 2026, in kroner."""
    return sum((F(b) / R ** (ar - 2026) for ar, b in belop.items()), F(0)) * MILL


def test_sye3_is_its_investment_and_its_saving_without_the_loan(hls: Sektor) -> None:
    """200 in 2029; 20 − 3 that year, 30 − 3 from 2030 to 2040."""
    ett = naverdi.strom(hls, hls.tiltak["SYE3"])
    assert {ar: b / MILL for ar, b in ett.netto.items() if b} == {2029: -183, **dict.fromkeys(range(2030, 2041), 27)}
    assert naverdi.naverdi_per_tiltak(hls)["SYE3"] == _sum({2029: -183, **dict.fromkeys(range(2030, 2041), 27)})
    # -183 + 7 x 27 = 6 in 2036; 162,7 at 4 % takes two years more.
    h = naverdi.horisont(hls)
    assert h is not None
    assert naverdi.tilbakebetalt(ett.netto, h) == Tilbakebetaling(2029, 2036)
    assert naverdi.tilbakebetalt(ett.netto, h, rente=True) == Tilbakebetaling(2029, 2038)


def test_the_others_are_their_effects_carried_on(hls: Sektor) -> None:
    alle = naverdi.naverdi_per_tiltak(hls)
    assert alle["HEL1"] == _sum(dict.fromkeys(range(2027, 2041), 3))
    assert alle["SYE1"] == _sum({2027: 5, 2028: 10, **dict.fromkeys(range(2029, 2041), 24)})
    assert alle["HLS1"] == _sum({2027: 6, **dict.fromkeys(range(2028, 2041), 14)})
    assert naverdi.naverdi_total(hls) == sum(alle.values())
    assert round(naverdi.naverdi_total(hls) / MILL, 1) == F("697.6")


def test_most_of_it_comes_in_the_years_after_the_period(hls: Sektor) -> None:
    """Ten years of 3 + 5 + 24 + 14 + 27 + 5 + 2 + 14 = 94: 2031–2040 of the 697,6."""
    etter = _sum(dict.fromkeys(range(2031, 2041), 94))
    assert round(etter / MILL, 1) == F("651.7")
    assert "står for 651,7 mill. kroner av den første" in repr(okonomi.naverdi_i_ord(hls)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("endring", "tjent_inn"),
    [
        # 283 in 2029, then 27 a year: ten years give 270, eleven 297.
        ({"SYE3.investering": "300 mill."}, "2040"),
        ({"SYE3.investering": "320 mill."}, "ikke i løpet av 2040"),
        # Ten years are too few: 2026–2035 has six years of 27 after 183.
        ({"felles.levetid": 10}, "ikke i løpet av 2035"),
        ({"SYE3.forsinkelse": 1}, "2037"),
        # The loan's own terms are not in it.
        ({"SYE3.rentesats": "10 %"}, "2036"),
        ({"SYE3.nedbetalingstid": 20}, "2036"),
    ],
)
def test_payback_follows_what_is_changed(endring: dict[str, object], tjent_inn: str) -> None:
    tabell = okonomi.naverdier(med_endringer("hls", endring))
    assert next(rad[-1] for rad in tabell.rader if "SYE3" in rad[0] or "sye3" in rad[0]) == tjent_inn


def test_the_risk_never_makes_a_present_value_larger_than_its_gains(hls: Sektor) -> None:
    """One that is carried out for sure and in time is worth the same with the risk; none is worth more."""
    sikker = med_endringer("hls", {"SYE3.status": "gjennomfort"})
    assert naverdi.forventet_naverdi(sikker, "SYE3") == naverdi.naverdi_per_tiltak(sikker)["SYE3"]
    alle = naverdi.naverdi_per_tiltak(hls)
    for id_, belop in naverdi.forventede_naverdier(hls).items():
        assert 0 < belop < alle[id_]
    assert naverdi.forventet_naverdi_total(hls) == sum(naverdi.forventede_naverdier(hls).values())


def test_gross_less_cost_is_the_cards_effect(hls: Sektor) -> None:
    for tiltak in hls.tiltak.values():
        gevinst, kostnad = beregning.brutto_effekt(tiltak, hls.info.periode)
        urundet = beregning.uavrundet_effekt(tiltak, hls.info.periode)
        assert {ar: gevinst[ar] - kostnad[ar] for ar in gevinst} == urundet
    _, kostnad = beregning.brutto_effekt(hls.tiltak["SYE3"], hls.info.periode)
    assert kostnad[2030] == 25 * MILL


def test_the_only_price_year_that_the_source_gives_is_said(hls: Sektor) -> None:
    sagt = repr(okonomi.prisar_i_ord(hls))
    assert "Prisåret er ikke oppgitt for 10 av de 11 beløpene i regnestykkene." in sagt
    assert "I 2025-kroner står `SYE4.kostnad_per_plass`." in sagt
    assert "Det er ikke ført inn noen deflator." in repr(okonomi.faste_kroner(hls))
    assert "1 059 000 kr per plass og år, 2025-kroner" in repr(tiltaksside.tiltaket(hls, "SYE4")).replace("\u00a0", " ")
