"""What units are worth in a formula, and what is said where they do not give kroner per year."""

from fractions import Fraction

import pytest

from effekt.model.storrelse import Forutsetning
from effekt.model.units import dimension_of, factor_of, feil_i_enhetene, misspelt

F = Fraction


@pytest.mark.parametrize(
    ("enhet", "faktor"),
    [
        ("kr", 1),
        ("1 000 kr", 1000),
        ("mill. kr per plass og år", 10**6),
        ("mrd. kr per år", 10**9),
        ("prosent", F(1, 100)),
        ("prosent av rammen", F(1, 100)),
        ("prosentpoeng", F(1, 100)),
        ("promille", F(1, 1000)),
        ("andel", 1),
        ("plasser", 1),
        ("kr per 1 000 innbyggere", F(1, 1000)),
        ("mill. kr per prosent", 10**8),
        ("årsverk per mill. kr", F(1, 10**6)),
    ],
)
def test_one_of_a_unit_is_so_many_kroner_or_ones(enhet: str, faktor: F | int) -> None:
    assert factor_of(enhet) == faktor
    assert Forutsetning(navn="f", verdi=F(3, 7), enhet=enhet, kilde="b", side="1").i_formel(2030) == F(3, 7) * faktor


@pytest.mark.parametrize(
    ("formel", "enheter"),
    [
        ("belop", {"belop": "kr"}),
        ("belop", {"belop": "1 000 kr"}),
        ("belop", {"belop": "mill. kr per år"}),
        ("-belop", {"belop": "mill. kr"}),
        ("plasser * pris * innfasing", {"plasser": "plasser", "pris": "kr per plass og år", "innfasing": "andel"}),
        ("plasser * pris * innfasing", {"plasser": "plasser", "pris": "1 000 kr per plass", "innfasing": "prosent"}),
        ("arsverk * lonn", {"arsverk": "årsverk", "lonn": "mill. kr per årsverk"}),
        ("hest * stall", {"hest": "hester", "stall": "kr per hest og år"}),
        ("a * b * c", {"a": "pasienter per år", "b": "døgn per pasient", "c": "kr per døgn"}),
        ("netter * pris", {"netter": "netter per år", "pris": "kr per natt"}),
        ("maned * antall", {"maned": "kr per måned", "antall": "måneder per år"}),
        ("ramme * kutt", {"ramme": "mill. kr", "kutt": "prosent av rammen"}),
        ("spart - drift * (avdrag + lan * rente)", {
            "spart": "1 000 kr per år", "drift": "andel", "avdrag": "kr per år", "lan": "mill. kr", "rente": "prosent",
        }),
        ("min(a, b) + max(c, a)", {"a": "kr", "b": "mill. kr per år", "c": "1 000 kr"}),
        ("akkumulert(a) * b", {"a": "mill. kr per år", "b": "andel"}),
        ("a * b / c", {"a": "kr per år", "b": "plasser", "c": "plasser"}),
        ("a * b", {"a": "ganger", "b": "kr"}),
    ],
)  # fmt: skip
def test_what_comes_out_as_kroner_per_year_is_right(formel: str, enheter: dict[str, str]) -> None:
    assert feil_i_enhetene(formel, enheter) == ""


@pytest.mark.parametrize(
    ("formel", "enheter", "sagt"),
    [
        (
            "a * b", {"a": "plasser", "b": "kr per døgn"},
            "plasser × kr per døgn gir kr og plasser per døgn, ikke kr per år. "
            "Er beløpet per plass, skriv det i enheten: kr per plass og døgn.",
        ),
        (
            "a * b", {"a": "bygg", "b": "1 000 kr per år"},
            "bygg × 1 000 kr per år gir kr og bygg per år, ikke kr per år. "
            "Er beløpet per bygg, skriv det i enheten: 1 000 kr per bygg og år.",
        ),
        (
            "a * b", {"a": "årsverk", "b": "1 000 kr per stilling"},
            "Er årsverk og stilling det samme, skriv det med samme ord: 1 000 kr per årsverk og år.",
        ),
        ("a", {"a": "årsverk"}, "årsverk gir årsverk, ikke kr per år. Ta inn en forutsetning i kroner"),
        ("a", {"a": "prosent"}, "prosent gir et tall uten enhet, ikke kr per år. Ta inn en forutsetning i kroner"),
        ("a", {"a": "kr per måned"}, "en forutsetning som sier hvor mange det er, med enheten måneder per år."),
        ("a", {"a": "kr per plass og år"}, "hvor mange det er, med enheten plasser."),
        ("a * b", {"a": "mill. kr", "b": "mill. kr"}, "To beløp er ganget med hverandre."),
        ("a * b", {"a": "plasser per år", "b": "kr per plass og år"}, "Rett enheten på den forutsetningen som er"),
        ("a - b", {"a": "kr per år", "b": "plasser"}, "i kr per år − plasser skal kr per år og plasser regnes sammen"),
        ("min(a, b)", {"a": "mill. kr", "b": "andel"}, "skal kr og et tall uten enhet regnes sammen, og det går ikke"),
        ("a / b", {"a": "kr", "b": "kr"}, "gir et tall uten enhet, ikke kr per år"),
    ],
)  # fmt: skip
def test_what_does_not_is_told_with_the_units_and_what_to_do(formel: str, enheter: dict[str, str], sagt: str) -> None:
    assert sagt in feil_i_enhetene(formel, enheter)


@pytest.mark.parametrize("enhet", ["kr per døgn", "kr per plass og år", "kr per måned", "1 000 kr per stasjon"])
def test_what_the_message_tells_to_multiply_with_helps(enhet: str) -> None:
    rad = feil_i_enhetene("a", {"a": enhet})
    ny = rad.rpartition("enheten ")[2].removesuffix(".")
    assert feil_i_enhetene("a * b", {"a": enhet, "b": ny}) == ""


@pytest.mark.parametrize("telt", ["plasser", "bygg", "årsverk", "skoler", "netter"])
@pytest.mark.parametrize("skala", ["kr", "1 000 kr", "mill. kr"])
def test_what_the_message_tells_to_write_in_the_unit_helps(telt: str, skala: str) -> None:
    rad = feil_i_enhetene("a * b", {"a": telt, "b": f"{skala} per år"})
    ny = rad.rpartition("enheten: ")[2].removesuffix(".")
    assert feil_i_enhetene("a * b", {"a": telt, "b": ny}) == ""
    assert factor_of(ny) == factor_of(skala), "who does as told, has not made the amount another"


@pytest.mark.parametrize(
    ("enhet", "sagt"),
    [
        ("EUR", "beløp regnes i kroner. Regn beløpet om til kr"),
        ("euro per år", "beløp regnes i kroner"),
        ("£000", "beløp regnes i kroner"),
        ("mill. DKK", "beløp regnes i kroner"),
        ("plasser per USD", "beløp regnes i kroner"),
        ("tkr", "ikke er en kjent pengeenhet. Bruk kr, 1 000 kr, mill. kr eller mrd. kr"),
        ("1000 kr", "ikke er en kjent pengeenhet"),
        ("MNOK", "ikke er en kjent pengeenhet"),
        ("kroner", "ikke er en kjent pengeenhet"),
        ("100 kr", "ikke er en kjent pengeenhet"),
        ("kr i perioden", "ikke er en kjent pengeenhet"),
        ("kr/år", "ikke er en kjent pengeenhet"),
        ("øre per kWh", "ikke er en kjent pengeenhet"),
        ("1 000", "mangler hva som er telt"),
        (" ", "enheten er tom"),
    ],
)
def test_money_that_is_not_kroner_is_refused(enhet: str, sagt: str) -> None:
    with pytest.raises(ValueError, match=sagt.replace(".", r"\.")):
        dimension_of(enhet)


@pytest.mark.parametrize(
    ("enhet", "rett"),
    [
        ("plaser", "plasser"), ("figurntmmer", "figurnummer"), ("årsvekr", "årsverk"),
        ("prosnet", "prosent"), ("kr per pasent og år", "pasient"), ("kr per stasjn", "stasjon"),
    ],
)  # fmt: skip
def test_a_word_that_is_nearly_a_known_one_is_told(enhet: str, rett: str) -> None:
    assert misspelt(enhet) == rett
    assert not misspelt(enhet, [enhet.split()[-3 if "og år" in enhet else -1]]), "the book says that it is its own"


@pytest.mark.parametrize("enhet", ["klasser", "hester", "kr per hest", "lyspunkter", "liter i døgnet", "barn 6–12 år"])
def test_any_other_word_may_be_counted(enhet: str) -> None:
    assert not misspelt(enhet)
    assert dimension_of(enhet)


@pytest.mark.parametrize(
    ("skrevet", "rett"),
    [("%", "prosent"), ("pst.", "prosent"), ("Pct", "prosent"), ("‰", "promille"), ("pp", "prosentpoeng")],
)
def test_a_share_written_as_others_write_it_is_never_a_word_that_is_counted(skrevet: str, rett: str) -> None:
    """«kr per %» times 7 would be seven times the amount."""
    for enhet in (skrevet, f"kr per {skrevet} og år"):
        with pytest.raises(ValueError, match=f"Skriv {rett} i stedet for {skrevet.removesuffix('.')}"):
            dimension_of(enhet)
    assert factor_of(rett) < 1


@pytest.mark.parametrize("enhet", ["kkr", "mkr", "tkr", "mio", "mio. kr", "tusen kr", "1000 kr", "kr/år"])
def test_money_in_words_of_others_is_never_a_word_that_is_counted(enhet: str) -> None:
    with pytest.raises(ValueError, match="Bruk kr, 1 000 kr, mill"):
        dimension_of(enhet)
