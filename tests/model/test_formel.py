"""The formula language: what it says, what it refuses, and that it works out what Python would."""

import ast
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from effekt.model import formel
from effekt.model.formel import Formelfeil

PERIODE = (2026, 2027, 2028, 2029, 2030)
NAVN = ("plasser", "pris", "andel", "rente")
VERDIER = st.dictionaries(
    st.sampled_from(NAVN), st.fractions(min_value=-50, max_value=50, max_denominator=12), min_size=len(NAVN)
)


def _bygg(indre: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    to = st.tuples(indre, indre)
    return st.one_of(
        st.tuples(indre, st.sampled_from("+-*/"), indre).map(lambda d: f"({d[0]} {d[1]} {d[2]})"),
        indre.map(lambda d: f"(-{d})"),
        to.map(lambda d: f"min({d[0]}, {d[1]})"),
        to.map(lambda d: f"max({d[0]}, {d[1]})"),
    )


UTTRYKK = st.recursive(st.sampled_from(NAVN), _bygg, max_leaves=10)


def _regn(tekst: str, verdier: dict[str, Fraction], ar: int = 2026) -> Fraction:
    return Fraction(formel.regn_ut(tekst, lambda navn, _: verdier[navn], ar, PERIODE))


def _pythons(tekst: str, verdier: dict[str, Fraction]) -> Fraction:
    """What Python makes of the same text; an expression that divides by zero is no example."""
    try:
        return Fraction(eval(tekst, {"min": min, "max": max}, dict(verdier)))
    except ZeroDivisionError:
        assume(False)
        raise


# --- working out ---------------------------------------------------------------------------------


@given(UTTRYKK, VERDIER)
def test_a_formula_gives_what_python_gives(tekst: str, verdier: dict[str, Fraction]) -> None:
    assert _regn(tekst, verdier) == _pythons(tekst, verdier)


@pytest.mark.parametrize(
    ("tekst", "verdi"),
    [
        ("a + b * c", 14),
        ("(a + b) * c", 20),
        ("a - b - c", -5),
        ("a - (b - c)", 3),
        ("a / b / c", Fraction(1, 6)),
        ("-a * b", -6),
        ("min(a, b, c)", 2),
        ("max(a, b, c)", 4),
        ("min(a)", 2),
        ("a * min(b, c) - max(a, b)", 3),
    ],
)
def test_signs_bind_as_in_arithmetic(tekst: str, verdi: Fraction) -> None:
    assert _regn(tekst, {"a": Fraction(2), "b": Fraction(3), "c": Fraction(4)}) == verdi


def test_akkumulert_is_the_sum_over_the_years_so_far() -> None:
    laneopptak = {2026: 0, 2027: 100, 2028: 50, 2029: 0, 2030: 25}

    def i_ar(ar: int) -> int:
        return int(formel.regn_ut("akkumulert(lan)", lambda _, a: laneopptak[a], ar, PERIODE))

    assert [i_ar(ar) for ar in PERIODE] == [0, 100, 150, 150, 175]


def test_akkumulert_takes_a_whole_sum_and_can_stand_in_one() -> None:
    verdier = {"a": {2026: 1, 2027: 2}, "b": {2026: 10, 2027: 20}}
    sett = formel.regn_ut("akkumulert(a * b) - max(a, b)", lambda n, ar: verdier[n][ar], 2027, (2026, 2027))
    assert sett == (1 * 10 + 2 * 20) - 20


def test_a_later_year_never_reaches_back_past_the_period() -> None:
    lest: list[int] = []

    def verdi(_: str, ar: int) -> Fraction:
        lest.append(ar)
        return Fraction(1)

    assert formel.regn_ut("akkumulert(a)", verdi, 2028, PERIODE) == 3
    assert lest == [2026, 2027, 2028]


def test_division_by_zero_names_the_formula_and_the_year() -> None:
    with pytest.raises(Formelfeil, match="«a / b» deler på null i 2027"):
        _regn("a / b", {"a": Fraction(1), "b": Fraction(0)}, 2027)


# --- arrays --------------------------------------------------------------------------------------


@settings(max_examples=50)
@given(UTTRYKK, st.lists(VERDIER, min_size=1, max_size=6))
def test_arrays_give_the_same_as_one_run_for_each_element(tekst: str, trekninger: list[dict[str, Fraction]]) -> None:
    enkeltvis = [float(_pythons(tekst, trekning)) for trekning in trekninger]
    rekker = {navn: np.array([float(t[navn]) for t in trekninger]) for navn in NAVN}
    assume(not any(_naer_null(tekst, trekning) for trekning in trekninger))

    def en_kjoring(trekning: dict[str, Fraction]) -> float:
        flyttall = {navn: float(verdi) for navn, verdi in trekning.items()}
        return float(formel.regn_ut(tekst, lambda navn, _: flyttall[navn], 2026, PERIODE))

    en_og_en = [en_kjoring(trekning) for trekning in trekninger]
    samlet = formel.regn_ut(tekst, lambda navn, _: rekker[navn], 2026, PERIODE)
    np.testing.assert_array_equal(samlet, en_og_en)
    np.testing.assert_allclose(samlet, enkeltvis, rtol=1e-6, atol=1e-6)


def _naer_null(tekst: str, verdier: dict[str, Fraction]) -> bool:
    """Whether some divisor is so small, exactly, that floats would answer something else."""
    for ledd in ast.walk(formel.les_formel(tekst)):
        if isinstance(ledd, ast.BinOp) and isinstance(ledd.op, ast.Div):
            nevner = _pythons(ast.unparse(ledd.right), verdier)
            if abs(nevner) < Fraction(1, 1000):
                return True
    return False


def test_min_max_and_akkumulert_choose_element_by_element() -> None:
    a, b = np.array([1.0, 5.0, 3.0]), np.array([4.0, 2.0, 3.0])

    def verdi(navn: str, ar: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return {"a": a, "b": b}[navn] * (ar - 2025)

    def regn(tekst: str) -> list[float]:
        return list(formel.regn_ut(tekst, verdi, 2027, PERIODE))

    assert regn("min(a, b)") == [2, 4, 6]
    assert regn("max(a, b)") == [8, 10, 6]
    assert regn("akkumulert(a)") == [3, 15, 9]


def test_an_array_and_a_number_may_meet() -> None:
    verdier = {"plasser": np.array([10.0, 20.0]), "pris": 3.0}
    assert list(formel.regn_ut("plasser * pris", lambda n, _: verdier[n], 2026, PERIODE)) == [30, 60]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tekst",
    [
        "__import__('os').system('ls')",
        "().__class__",
        "plasser.__class__",
        "plasser[0]",
        "lambda: plasser",
        "[x for x in plasser]",
        "plasser if pris else andel",
        "plasser and pris",
        "not plasser",
        "plasser < pris",
        "(plasser := pris)",
        "f'{plasser}'",
        "{plasser: pris}",
        "(plasser, pris)",
        "open(plasser)",
        "abs(plasser)",
        "plasser ** pris",
        "plasser // pris",
        "plasser % pris",
        "plasser @ pris",
        "+plasser",
        "~plasser",
        "min()",
        "min(*plasser)",
        "min(plasser, key=pris)",
        "akkumulert(plasser, pris)",
        "akkumulert()",
        "min(plasser)(pris)",
        "True",
        "None",
        "...",
        "'plasser'",
        "await plasser",
        "yield plasser",
    ],
)
def test_anything_outside_the_language_is_refused(tekst: str) -> None:
    with pytest.raises(Formelfeil):
        formel.les_formel(tekst)


@pytest.mark.parametrize("tekst", ["", "   ", "plasser *", "(plasser", "plasser; pris", "a\nb", "import os", "a\x00b"])
def test_what_cannot_be_read_is_refused_with_the_formula(tekst: str) -> None:
    with pytest.raises(Formelfeil, match="kan ikke leses"):
        formel.les_formel(tekst)


@pytest.mark.parametrize("tekst", ["a" + " + a" * 20_000, "-" * 5_000 + "a", "(" * 500 + "a"])
def test_a_formula_without_end_is_refused(tekst: str) -> None:
    with pytest.raises(Formelfeil):
        formel.les_formel(tekst)


@pytest.mark.parametrize("tekst", ["plasser * 1000", "0.1 * pris", "min(pris, 5)", "-1"])
def test_a_number_in_a_formula_is_sent_to_the_assumptions(tekst: str) -> None:
    with pytest.raises(Formelfeil, match="Gi det et navn og en kilde under forutsetninger"):
        formel.les_formel(tekst)


@given(st.text(max_size=40))
def test_no_text_whatever_gives_anything_but_a_formula_or_formelfeil(tekst: str) -> None:
    try:
        formel.navn_i(tekst)
    except Formelfeil:
        return


def test_names_are_the_assumptions_and_not_the_functions() -> None:
    assert formel.navn_i("min(plasser, akkumulert(pris)) * -andel + plasser") == {"plasser", "pris", "andel"}


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "vist"),
    [
        ("a * b * c", "a × b × c"),
        ("(a * b) + c", "a × b + c"),
        ("(a + b) * c", "(a + b) × c"),
        ("a * (b + c)", "a × (b + c)"),
        ("a - (b + c)", "a − (b + c)"),
        ("a - (b - c)", "a − (b − c)"),
        ("(a - b) - c", "a − b − c"),
        ("a + (b - c)", "a + b − c"),
        ("a / (b * c)", "a : (b × c)"),
        ("a / (b / c)", "a : (b : c)"),
        ("(a / b) / c", "a : b : c"),
        ("a * (b / c)", "a × b : c"),
        ("-a", "−a"),
        ("-(a + b)", "−(a + b)"),
        ("-a * b", "−a × b"),
        ("-(a * b)", "−a × b"),
        ("a - -b", "a − (−b)"),
        ("a * -b", "a × (−b)"),
        ("a / -(b * c)", "a : (−b × c)"),
        ("a + -b * c", "a + (−b × c)"),
        ("-(-a)", "−(−a)"),
        ("min(a + b, c)", "den minste av (a + b; c)"),
        ("max(a, b) * c", "den største av (a; b) × c"),
        ("akkumulert(a * b)", "summen så langt av (a × b)"),
    ],
)
def test_a_formula_in_words_has_the_parentheses_it_needs_and_no_more(tekst: str, vist: str) -> None:
    assert formel.formel_i_ord(tekst, {}) == vist


def test_a_formula_in_words_says_what_the_assumptions_are() -> None:
    assert (
        formel.formel_i_ord(
            "plasser * inntektstap * innfasing",
            {"plasser": "ledige plasser", "inntektstap": "inntektstap for en tom plass"},
        )
        == "ledige plasser × inntektstap for en tom plass × innfasing"
    )


def _tilbake(vist: str) -> str:
    """What a reader would calculate: the words and signs as Python has them."""
    for ord_, funksjon in (("den minste av ", "min"), ("den største av ", "max")):
        vist = vist.replace(ord_, funksjon)
    for tegn, pythons in (("×", "*"), (":", "/"), ("−", "-"), (";", ",")):
        vist = vist.replace(tegn, pythons)
    return vist


@given(UTTRYKK, VERDIER)
def test_a_reader_of_the_words_calculates_the_same(tekst: str, verdier: dict[str, Fraction]) -> None:
    vist = formel.formel_i_ord(tekst, {})
    assert _pythons(_tilbake(vist), verdier) == _pythons(tekst, verdier)
    assert not re.search(r"[+−×:] −", vist)


@settings(max_examples=50)
@given(UTTRYKK, st.lists(VERDIER, min_size=4, max_size=4))
def test_no_pair_of_parentheses_in_the_words_could_be_left_out(
    tekst: str, trekninger: list[dict[str, Fraction]]
) -> None:
    vist = _tilbake(formel.formel_i_ord(tekst, {}))
    tre = ast.dump(ast.parse(vist, mode="eval"))
    for start, slutt in _parenteser(vist):
        uten = vist[:start] + " " + vist[start + 1 : slutt] + " " + vist[slutt + 1 :]
        assert _endret(uten, tre) or "-" in vist[start : start + 2], vist


def _endret(uten: str, tre: str) -> bool:
    try:
        return ast.dump(ast.parse(uten.strip(), mode="eval")) != tre
    except SyntaxError:
        return True


def _parenteser(tekst: str) -> list[tuple[int, int]]:
    """The pairs of parentheses that are not a function's own."""
    apne: list[int] = []
    par = []
    for plass, tegn in enumerate(tekst):
        if tegn == "(":
            apne.append(plass)
        elif tegn == ")":
            start = apne.pop()
            if start == 0 or not tekst[start - 1].isalpha():
                par.append((start, plass))
    return par


# --- the audit's calculations --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ("a / b * 100", Fraction(40)),
        ("a + 0.1", Fraction(21, 10)),  # exactly, not as a float
        ("-a / 1000", Fraction(-2, 1000)),
        ("max(a, b, 3) - min(a, b)", Fraction(3)),
        ("2", Fraction(2)),
    ],
)
def test_a_calculation_of_the_audit_may_hold_numbers(tekst: str, ventet: Fraction) -> None:
    assert formel.regn_stykke(tekst, {"a": Fraction(2), "b": Fraction(5)}) == ventet


@pytest.mark.parametrize("tekst", ["a + True", "a + 'b'", "a + 1j", "a ** 2", "a % 2"])
def test_a_calculation_of_the_audit_holds_no_more_than_numbers(tekst: str) -> None:
    with pytest.raises(Formelfeil):
        formel.les_formel(tekst, med_tall=True)


def test_a_measures_formula_still_refuses_numbers() -> None:
    formel.les_formel("a * 2", med_tall=True)
    with pytest.raises(Formelfeil, match="tallet 2 står i formelen"):
        formel.les_formel("a * 2")


def test_a_calculation_of_the_audit_has_no_years() -> None:
    with pytest.raises(Formelfeil, match="akkumulert kan ikke stå i «akkumulert"):
        formel.regn_stykke("akkumulert(a)", {"a": Fraction(1)})


def test_a_calculation_of_the_audit_that_divides_by_zero_is_told() -> None:
    with pytest.raises(Formelfeil, match="regnestykket «a / b» deler på null"):
        formel.regn_stykke("a / b", {"a": Fraction(1), "b": Fraction(0)})


def test_a_calculation_of_the_audit_is_shown_with_its_numbers() -> None:
    vist = formel.formel_i_ord("-a / 1000 + 0.5", {"a": "\u22125"}, med_tall=True)
    assert vist == "\u2212(\u22125) : 1\u00a0000 + 0,5"
