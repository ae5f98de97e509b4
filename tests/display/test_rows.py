"""Rows and what is drawn over years: every value is written, no label lies on another, names have room when narrow."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text

from effekt.display import drawings, rows
from effekt.display.labels import klassetone, med_enhet, vis_kort
from effekt.display.rows import Bevegelse, Oppdelt, Spennrad, Stolpe, Stolperad
from effekt.display.style import Tegning

F = Fraction
NAVN = ["Fritt sykehjemsvalg", "Egenbetaling over 60 dager", "Digitalt tilsyn", "Støttetjenester på legevakt"]
VERDIER = [F(24), F(14), F(-5), F(5, 2)]
RADER = [Stolperad(n, v, lav=v - 6, hoy=v + 9) for n, v in zip(NAVN, VERDIER, strict=True)]
AR = range(2026, 2031)


def _vifte(akser: Axes, smal: bool) -> None:
    per_ar = {ar: F(10 * (nr + 1)) for nr, ar in enumerate(AR)}
    band = [
        drawings.Band(navn, {a: v * d for a, v in per_ar.items()}, {a: v * d - 4 for a, v in per_ar.items()},
                      {a: v * d + 6 for a, v in per_ar.items()}, navn == "Anslag")
        for navn, d in (("Anslag", F(1)), ("Med risikoen", F(1, 2)))
    ]  # fmt: skip
    drawings.vifte(akser, band, ("rammekutt", {2026: F(30), 2027: F(33)}), smal, "mill. kr")


FORMER: dict[str, Tegning] = {
    "bars": lambda akser, smal: rows.liggende_stolper(akser, RADER, smal, "mill. kr"),
    "bars against a line": lambda akser, smal: rows.liggende_stolper(akser, RADER, smal, strek=("folket", F(11))),
    "spans": lambda akser, smal: rows.spennrader(
        akser, [Spennrad(r.navn, r.verdi - 6, r.verdi, r.verdi + 9, (r.verdi - 2, r.verdi + 3)) for r in RADER],
        smal, "kr",
    ),
    "tornado": lambda akser, smal: rows.tornado(
        akser, [Stolpe(f"{n}: en lang forutsetning som ikke får plass på en smal side", F(-5), F(9), "−5", "+9", "20 %")
                for n in NAVN], smal, "andel",
    ),
    "steps": lambda akser, smal: rows.trapp(akser, ("I 2026", F(2)), RADER, "I 2030", smal, "mill. kr"),
    "blocks": lambda akser, smal: rows.oppdelte_stolper(
        akser, [Oppdelt("Beste forhold", RADER), Oppdelt("Middels forhold", RADER[:1])], smal, "mill. kr"
    ),
    "shares": lambda akser, smal: rows.andelsrader(
        akser, {"Årsverk": {"A": F(22), "B": F(78)}, "Drift": {"A": F(40), "B": F(60)}}, {"A": "Aa", "B": "Bb"}, smal
    ),
    "fields": lambda akser, smal: rows.kvadrant(
        akser, {"Lav": RADER[:2], "Stor": RADER[2:]}, {"Best": "#0c6a5a", "Dårligst": "#96291c"}, smal, "mill. kr"
    ),
    "before and after": lambda akser, smal: rows.for_og_etter(
        akser, [Bevegelse(n, F(5), F(9)) for n in NAVN], ("før", "etter"), smal, "mill. kr"
    ),
    "fan": _vifte,
    "plan": lambda akser, smal: drawings.plan(
        akser, {"Bystyret": [drawings.Planrad(n, {2026: F(0), 2027: F(1, 2), 2028: F(1)}) for n in NAVN]}, smal
    ),
}  # fmt: skip


def _tekster(tegning: Tegning, smal: bool, hoyde: float = 5.0) -> list[Text]:
    figur = Figure(figsize=(3.7 if smal else 7.4, hoyde), layout="constrained")
    FigureCanvasSVG(figur)
    akser = figur.subplots()
    tegning(akser, smal)
    figur.draw_without_rendering()
    return [t for a in figur.axes for t in (*a.texts, *a.get_yticklabels()) if t.get_text().strip()]


@pytest.mark.parametrize("smal", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("form", FORMER)
def test_no_label_lies_on_another_and_none_outside(form: str, smal: bool) -> None:
    tekster = _tekster(FORMER[form], smal)
    flater = [(t.get_text(), t.get_window_extent().shrunk(0.9, 0.7)) for t in tekster]
    assert not [(a, b) for (a, en), (b, annen) in combinations(flater, 2) if en.overlaps(annen)]
    bredde = (3.7 if smal else 7.4) * 100
    assert all(flate.x0 >= -2 and flate.x1 <= bredde + 2 for _, flate in flater)


@pytest.mark.parametrize("form", ["bars", "steps", "blocks"])
def test_what_is_below_zero_is_written_like_the_rest(form: str) -> None:
    assert any("−5" in t.get_text() for t in _tekster(FORMER[form], smal=False))


def test_the_unit_stands_once_on_the_largest() -> None:
    vist = [t.get_text() for t in _tekster(FORMER["bars"], smal=True)]
    assert [t for t in vist if "mill." in t] == ["24\u00a0mill. kr"]
    assert med_enhet([F(-30), F(3)], "kr") == ["−30\u00a0kr", "3"]


@pytest.mark.parametrize(
    ("verdi", "vist"), [(F(5, 2), "2,5"), (F(24), "24"), (F(47, 2), "24"), (F(0), "0"), (F(-9, 2), "−4,5")]
)
def test_decimals_are_shown_of_what_is_small_alone(verdi: Fraction, vist: str) -> None:
    assert vis_kort(verdi) == vist


def test_classes_go_from_good_to_bad_however_many_there_are() -> None:
    assert [klassetone(nr, 5) for nr in range(5)] == ["god", "svak_god", "noytral", "svak_darlig", "darlig"]
    assert [klassetone(nr, 3) for nr in range(3)] == ["god", "noytral", "darlig"]
    assert klassetone(0, 1) == "god"


def test_a_stack_of_one_is_drawn_as_bars_and_a_sum_below_its_stack_has_a_mark() -> None:
    akser = Figure(figsize=(7, 4)).subplots()
    total = {2026: F(2), 2027: F(9)}
    drawings.stablede_stolper(akser, {"A": total}, total, {"A": "Aa"}, smal=False)
    assert [t.get_text() for t in akser.texts] == ["2", "9"]
    assert akser.get_legend() is None
    akser = Figure(figsize=(7, 4)).subplots()
    drawings.stablede_stolper(
        akser, {"A": total, "B": {2026: F(0), 2027: F(-3)}}, {2026: F(2), 2027: F(6)}, {"A": "Aa", "B": "Bb"}, smal=True
    )
    assert "−3" in [t.get_text() for t in akser.texts]
    assert [list(linje.get_ydata()) for linje in akser.lines if list(linje.get_ydata()) == [6.0, 6.0]]


@pytest.mark.parametrize("lag", [FORMER["spans"], FORMER["tornado"]])
def test_a_long_name_says_that_it_is_cut(lag: Callable[[Axes, bool], None]) -> None:
    navn = [t.get_text() for t in _tekster(lag, smal=True)]
    assert all(len(n) <= 52 for n in navn)
