"""The bottom line on the made-up municipality, worked out by hand: see tests/helpers/kommune.py for what it gives."""

from fractions import Fraction

from effekt.calc.bunnlinje import (
    Bunnlinje,
    Rad,
    Radserie,
    Slag,
    Tilstand,
    bunnlinje,
    rader,
    tilstand,
    tilstand_i_program,
)
from effekt.reading.endringer import med_endringer
from effekt.reading.program import les_program

F = Fraction
TUSEN = 1000


def _linje(sektor: str, **endringer: str) -> Bunnlinje:
    endret = med_endringer(sektor, {a.replace("_", ".", 1): v for a, v in endringer.items()})
    assert endret.uendret
    return bunnlinje(tilstand(endret.uendret), tilstand(endret), endret.endringer)


def _rad(linje: Bunnlinje, slag: Slag, navn: str = "") -> Rad:
    return next(rad for rad in linje.rader if (rad.slag, rad.navn) == (slag, navn))


def _i_tusen(serie: Radserie) -> list[Fraction | None]:
    return [None if v is None else v / TUSEN for v in serie.verdier.values()]


def test_a_measure_left_out_is_told_as_such_and_taken_from_every_sum() -> None:
    linje = _linje("tek", VEI1_gjennomfores="nei")
    tiltak = _rad(linje, Slag.TILTAK, "VEI1")
    assert [serie.utelatt for serie in tiltak.serier] == [False, True]
    for_, etter = _rad(linje, Slag.TOTAL).serier
    assert (_i_tusen(for_), for_.sum) == ([210, 720, 620, 820], 2370 * TUSEN)
    assert (_i_tusen(etter), etter.sum) == ([0, 300, 200, 400], 900 * TUSEN)
    for_, etter = _rad(linje, Slag.VIRKSOMHET, "VEI").serier
    assert (_i_tusen(for_), _i_tusen(etter)) == ([210, 420, 320, 520], [0, 0, -100, 100])
    # Cuts of 300, 400 and 500; none is known of 2030.
    for_, etter = _rad(linje, Slag.DEKNING, "VEI").serier
    assert list(for_.verdier.values()) == [F(7, 10), F(21, 20), F(16, 25), None]
    assert list(etter.verdier.values()) == [0, 0, F(-1, 5), None]


def test_one_agency_covers_nothing_of_another_ones_cut() -> None:
    linje = _linje("tek", VEI1_gjennomfores="nei")
    for_, etter = _rad(linje, Slag.UDEKKET).serier
    # 2028: VEI has 20 to spare and VAN 100 to spare. 2029: VEI lacks 180, and VAN's 100 to spare are not its.
    assert _i_tusen(for_) == [90 + 100, 0, 180, None]
    assert _i_tusen(etter) == [300 + 100, 400, 600, None]
    assert for_.sum is None


def test_only_measures_that_moved_or_are_named_are_told() -> None:
    navn = [rad.navn for rad in _linje("tek", VAN1_besparelse="12 %").rader if rad.slag is Slag.TILTAK]
    assert navn == ["VAN1"]
    uendret = _linje("tek", VEI1_estimatusikkerhet="mye")
    assert [rad.navn for rad in uendret.rader if rad.slag is Slag.TILTAK] == ["VEI1"]
    assert not uendret.beveget


def test_what_depends_on_a_measure_left_out_is_left_out_too() -> None:
    linje = _linje("opp", BAR1_gjennomfores="nei")
    ute = {rad.navn: rad.serier[1].utelatt for rad in linje.rader if rad.slag is Slag.TILTAK}
    assert ute == {"BAR1": True, "PPT1": True}
    # SKO1's 2 700, and KUL1's -300.
    assert _i_tusen(_rad(linje, Slag.TOTAL).serier[1])[-1] == 2400


def test_other_years_move_no_measure_but_the_sum_over_them() -> None:
    linje = _linje("tek", sektor_periode="2027-2029")
    assert linje.beveget
    assert not [rad for rad in linje.rader if rad.beveget]
    assert linje.ar == (2029, 2029)
    for_, etter = _rad(linje, Slag.TOTAL).serier
    assert (for_.sum, etter.sum) == (2370 * TUSEN, 1550 * TUSEN)
    assert _rad(linje, Slag.TOTAL).bevegede_ar() == [2030]


def test_without_a_year_in_common_each_has_its_own_last() -> None:
    a, b = (Tilstand(ar, {(Slag.TOTAL, ""): Radserie(dict.fromkeys(ar, F(1)))}) for ar in ((2027, 2028), (2030, 2031)))
    assert Bunnlinje(a, b).ar == (2028, 2031)


def test_a_measure_of_only_one_state_is_beside_nothing() -> None:
    ny = Tilstand((2027,), {(Slag.TILTAK, "NY1"): Radserie({2027: F(5)})})
    (rad,) = rader([Tilstand((2027,), {}), ny])
    assert rad.beveget
    assert rad.serier == (Radserie(), Radserie({2027: F(5)}))


def test_a_book_of_several_sectors_tells_of_all_of_them_too() -> None:
    program = les_program({"tek.VEI1.gjennomfores": "nei"})
    assert program.uendret
    linje = bunnlinje(tilstand_i_program(program.uendret, "tek"), tilstand_i_program(program, "tek"), ["VEI1.x"])
    for_, etter = _rad(linje, Slag.PROGRAM).serier
    assert [(a or 0) - (b or 0) for a, b in zip(for_.verdier.values(), etter.verdier.values(), strict=True)] == [
        210 * TUSEN, 420 * TUSEN, 420 * TUSEN, 420 * TUSEN,
    ]  # fmt: skip
    assert [rad.navn for rad in linje.rader if rad.slag is Slag.TILTAK] == ["VEI1"]
