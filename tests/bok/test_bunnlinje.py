"""The bottom line of the report's own measures, worked out by hand for what a reviewer would ask.

The eight measures give 2, 27, 44, 62 and 72 mill. kroner in 2026–2030, 207 together. Of these SYE1 is 0, 5, 10, 24
and 24, and HEL2 is 2, 5, 5, 5 and 5. The cuts of 2026, 2027 and 2028 are 14 551, 15 181 and 25 383 thousand for HEL,
and 11 513 each year for SYE.
"""

from fractions import Fraction
from time import perf_counter

import pytest

from effekt.calc import gjennomforing
from effekt.calc.bunnlinje import Rad, Slag
from effekt.display.bunnlinje import Fortalt
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.review.rerun import bottom_line

F = Fraction
MILL = 1_000_000


def _fortalt(**endringer: str) -> Fortalt:
    fortalt = bottom_line(med_endringer("hls", {a.replace("__", "."): v for a, v in endringer.items()}))
    assert fortalt
    return fortalt


def _rad(fortalt: Fortalt, slag: Slag, navn: str = "") -> Rad:
    return next(rad for rad in fortalt.bunnlinje.rader if (rad.slag, rad.navn) == (slag, navn))


def _mill(rad: Rad, nr: int) -> list[Fraction]:
    verdier = [v for v in rad.serier[nr].verdier.values() if v is not None]
    return [v / MILL for v in (*verdier, rad.serier[nr].sum or 0)]


def test_without_the_largest_measure() -> None:
    fortalt = _fortalt(SYE1__gjennomfores="nei")
    total = _rad(fortalt, Slag.TOTAL)
    assert _mill(total, 0) == [2, 27, 44, 62, 72, 207]
    assert _mill(total, 1) == [2, 22, 34, 38, 48, 144]
    assert _mill(_rad(fortalt, Slag.VIRKSOMHET, "SYE"), 1) == [0, 8, 12, 16, 26, 62]
    assert _rad(fortalt, Slag.DEKNING, "SYE").serier[1].verdier[2028] == F(12_000, 11_513)
    linjer = list(fortalt.linjer())
    assert "  SYE1 i 2030: 24 → utelatt; i 2026–2030 til sammen: 63 → utelatt" in linjer
    assert "  Alle tiltak i 2030: 72 → 48; i 2026–2030 til sammen: 207 → 144" in linjer
    assert not any("SYE1 i 2030: 24 → 0" in linje for linje in linjer)


def test_with_twelve_places() -> None:
    # 12 places of 1 180 780 kroner are 14,2 mill.: 3, 6, 14 and 14 when rounded as the card is.
    fortalt = _fortalt(SYE1__plasser="12")
    assert _mill(_rad(fortalt, Slag.TILTAK, "SYE1"), 1) == [0, 3, 6, 14, 14, 37]
    assert _mill(_rad(fortalt, Slag.TOTAL), 1) == [2, 25, 40, 52, 62, 181]
    assert "  Kutt som ikke er dekket: 7,2 → 7,7 i 2027" in list(fortalt.linjer())


def test_with_twice_the_saving() -> None:
    fortalt = _fortalt(HEL2__besparelse="20 %")
    assert _mill(_rad(fortalt, Slag.TILTAK, "HEL2"), 1) == [4, 10, 10, 10, 10, 44]
    assert _mill(_rad(fortalt, Slag.TOTAL), 1) == [4, 32, 49, 67, 77, 229]
    dekket = _rad(fortalt, Slag.DEKNING, "HEL").serier[1].verdier
    assert [dekket[ar] for ar in (2026, 2027, 2028)] == [F(4000, 14_551), F(13_000, 15_181), F(13_000, 25_383)]
    # What HEL lacks; SYE has no effect in 2026, and more than its cut in the two years after.
    igjen = _rad(fortalt, Slag.UDEKKET).serier[1].verdier
    assert [igjen[ar] for ar in (2026, 2027, 2028)] == [22_064_000, 2_181_000, 12_383_000]


def test_with_a_larger_cut() -> None:
    fortalt = _fortalt(**{"rammekutt[HEL, 2026]": "-16000"})
    assert not _rad(fortalt, Slag.TOTAL).beveget
    assert [s.verdier[2026] for s in _rad(fortalt, Slag.DEKNING, "HEL").serier] == [F(2000, 14_551), F(2000, 16_000)]
    assert "Dekket av eget kutt: Helseetaten 14\u00a0% → 13\u00a0% i 2026." in fortalt.hovedsetning()
    assert "  Kutt som ikke er dekket: 24,1 → 25,5 i 2026" in list(fortalt.linjer())


def test_with_several_at_once() -> None:
    fortalt = _fortalt(SYE1__gjennomfores="nei", HEL2__besparelse="20 %")
    assert _mill(_rad(fortalt, Slag.TOTAL), 1) == [4, 27, 39, 43, 53, 166]
    assert [r.navn for r in fortalt.bunnlinje.rader if r.slag is Slag.TILTAK] == ["HEL2", "SYE1"]


def test_with_other_years() -> None:
    fortalt = _fortalt(sektor__periode="2026-2029")
    assert _mill(_rad(fortalt, Slag.TOTAL), 1) == [2, 27, 44, 62, 135]
    assert "  Alle tiltak i 2029: 62, som før; i 2026–2030 → 2026–2029 til sammen: 207 → 135" in list(fortalt.linjer())
    assert "72 → ikke med i 2030" in "".join(fortalt.linjer())


def test_with_a_later_start() -> None:
    fortalt = _fortalt(SYE1__forsinkelse="1")
    assert _mill(_rad(fortalt, Slag.TOTAL), 1) == [2, 22, 39, 48, 72, 183]
    assert "  SYE1 i 2030: 24, som før; i 2026–2030 til sammen: 63 → 39" in list(fortalt.linjer())


def test_what_moves_nothing_is_one_sentence() -> None:
    fortalt = _fortalt(SYE1__estimatusikkerhet="lav")
    (linje,) = fortalt.linjer()
    assert linje.startswith(
        "Bunnlinjen er som før: alle tiltak gir 72 mill. kroner i 2030 og 207 mill. kroner i 2026–2030"
    )
    assert list(fortalt.csv_rader()) == []


def test_what_is_expected_stands_beside_what_is_estimated() -> None:
    fortalt = _fortalt(SYE1__gjennomfores="nei")
    etter = med_endringer("hls", {"SYE1.gjennomfores": "nei"})
    assert etter.uendret
    rad = _rad(fortalt, Slag.FORVENTET)
    for serie, sektor in zip(rad.serier, (etter.uendret, etter), strict=True):
        assert dict(serie.verdier) == gjennomforing.forventet_total(sektor)
    # What SYE1 itself was expected to give is gone from it, and no more.
    borte = gjennomforing.forventet(etter.uendret)["SYE1"]
    assert [(a or 0) - (b or 0) for a, b in zip(*(s.verdier.values() for s in rad.serier), strict=True)] == list(
        borte.values()
    )
    assert any(linje.startswith("  Med risikoen for at de ikke blir gjennomført") for linje in fortalt.linjer())


@pytest.mark.parametrize("kjede", [{"SYE1.gjennomfores": "nei"}])
def test_it_costs_next_to_nothing(hls: Sektor, kjede: dict[str, str]) -> None:
    endret = med_endringer("hls", kjede)
    fra = perf_counter()
    bottom_line(endret)
    # Milliseconds; the limit is for a machine that has much else to do.
    assert perf_counter() - fra < 2


def test_with_a_premise_that_turns_out_otherwise() -> None:
    # SYE2, which is 0, 3, 7, 14 and 14, stops.
    fortalt = _fortalt(premiss__langvakter="ja")
    assert _mill(_rad(fortalt, Slag.TOTAL), 1) == [2, 24, 37, 48, 58, 169]
    assert "  SYE2 i 2030: 14 → utelatt; i 2026–2030 til sammen: 38 → utelatt" in list(fortalt.linjer())


def test_what_is_turned_down_is_as_what_is_left_out() -> None:
    avvist, utelatt = _fortalt(SYE1__status="avvist"), _fortalt(SYE1__gjennomfores="nei")
    assert list(avvist.linjer()) == list(utelatt.linjer())


def test_a_chance_moves_what_is_expected_and_nothing_else() -> None:
    fortalt = _fortalt(**{"usikkerhet.gjennomforing.middels.sjanse": "70 %"})
    bevegede = {rad.slag for rad in fortalt.bunnlinje.rader if rad.beveget}
    assert bevegede <= {Slag.FORVENTET, Slag.VIRKSOMHET_FORVENTET, Slag.DEKNING_FORVENTET}
    assert Slag.FORVENTET in bevegede
    assert "Alle tiltak: 72 i 2030 og 207 i 2026–2030 til sammen, som før" in fortalt.hovedsetning()
