"""The same number told once: what is one fact at many places, and what is not."""

from pathlib import Path

from effekt.display.records import Post
from effekt.review.comparison import Comparison, compare_chapter
from effekt.review.facts import Fact, facts_of
from effekt.review.pages import summary_of

M = "\u00a0mill. kroner"


def _kort(for_: dict[str, str], etter: dict[str, str], id_: str = "vei1") -> tuple[Post, Post]:
    return tuple(Post("kort", f"tek-kort-{id_}", felt=tuple(felt.items())) for felt in (for_, etter))  # type: ignore[return-value]


def _tekst(for_: str, etter: str, celle: str = "tekst") -> tuple[Post, Post]:
    return tuple(Post("tekst", felt=(("", tekst),), celle=celle) for tekst in (for_, etter))  # type: ignore[return-value]


def _facts(*par: tuple[Post, Post]) -> list[Fact]:
    return facts_of(_sammenligning(*par))


def _sammenligning(*par: tuple[Post, Post]) -> Comparison:
    for_, etter = ([ett[nr] for ett in par] for nr in (0, 1))
    return Comparison([compare_chapter("tek/tiltak", (for_, Path()), (etter, Path()))])


def test_card_working_and_deviation_of_one_effect_are_one_number() -> None:
    kort = _kort(
        {"Effekt 2029": "24", "Kontroll, i hele kroner: 2029 · Beregnet": "24 000 000", "K: 2029 · Avvik": "ingen"},
        {
            "Effekt 2029": "14",
            "Kontroll, i hele kroner: 2029 · Beregnet": "14 000 000",
            "K: 2029 · Avvik": "−10 000 000",
        },
    )
    (fact,) = _facts(kort, _tekst(f"Den gir 24{M} i året.", f"Den gir 14{M} i året."))
    assert len(fact.places) == 4
    assert fact.head.endret.sted == "Effekt 2029"
    assert fact.measure == "VEI1"


def test_years_and_measures_that_are_not_the_same_are_two_numbers() -> None:
    etter_ar = _kort({"Effekt 2028": "24", "Effekt 2029": "24"}, {"Effekt 2028": "0", "Effekt 2029": "0"})
    assert [fact.year for fact in _facts(etter_ar)] == ["2028", "2029"]
    andre = _kort({"Effekt 2029": "24"}, {"Effekt 2029": "0"}, "van1")
    assert [(fact.measure, fact.year) for fact in _facts(etter_ar, andre)] == [
        ("VEI1", "2028"), ("VEI1", "2029"), ("VAN1", "2029"),
    ]  # fmt: skip


def _tabell(sted: str, for_: str, etter: str, celle: str = "tabell") -> tuple[Post, Post]:
    return tuple(Post("tabell", felt=((sted, tekst),), celle=celle) for tekst in (for_, etter))  # type: ignore[return-value]


def test_rows_of_other_names_are_not_one_number_though_they_moved_alike() -> None:
    klasse = _tabell("Nest beste forhold · 2029 · mill. kroner", "21", "16", "a")
    igjen = _tabell("nest_beste · 2029 · anslag mill. kroner", "21", "16", "b")
    andre = _tabell("Udekket · 2029 · mill. kroner", "21", "16", "c")
    sum_ = _tabell("Til sammen · 2029 · mill. kroner", "72", "67", "d")
    kode = _tabell("TEK · 2029 · effekt mill. kroner", "72", "67", "e")
    assert [len(fact.places) for fact in _facts(klasse, igjen, andre, sum_, kode)] == [2, 1, 2]


def test_a_measure_left_out_is_one_number_whether_it_is_nothing_or_gone() -> None:
    kort = _kort({"Effekt 2029": "24"}, {"Effekt 2029": "0"})
    borte = _tabell("VEI1 · 2029 · mill. kroner", "24", "utelatt")
    (fact,) = _facts(kort, borte)
    assert len(fact.places) == 2


def test_a_place_without_a_year_is_of_the_latest() -> None:
    kort = _kort({"Effekt 2028": "24", "Effekt 2029": "24"}, {"Effekt 2028": "0", "Effekt 2029": "0"})
    facts = _facts(_tekst(f"Den gir 24{M}.", f"Den gir 0{M}."), kort)
    assert {fact.year: len(fact.places) for fact in facts} == {"2028": 1, "2029": 2}


def test_the_same_figures_of_other_units_are_not_one_number() -> None:
    par = (
        _tekst("Det er 24\u00a0plasser.", "Det er 14\u00a0plasser."),
        _tekst(f"Det er 24{M}.", f"Det er 14{M}.", "b"),
    )
    assert len(_facts(*par)) == 2


def test_what_stood_there_already_is_no_change() -> None:
    sammenligning = _sammenligning(_tekst(f"Den gir 24{M}.", f"Den gir 24{M}. I 2029 er det 24{M}."))
    assert facts_of(sammenligning) == []


def test_a_new_number_that_is_told_elsewhere_is_one_more_place_of_it() -> None:
    kort = _kort({"Effekt 2029": "24"}, {"Effekt 2029": "14"})
    ny = _kort({"A": "ingen"}, {"A": "ingen", "Forklaring 2029": "14"}, "vei1x")
    facts = _facts(kort, ny)
    assert [len(fact.places) for fact in facts] == [2]


def test_the_summary_counts_numbers_and_says_at_how_many_places() -> None:
    sammenligning = _sammenligning(
        _tekst(f"Den gir 24{M}.", f"Den gir 14{M}."), _tekst(f"Altså 24{M}.", f"Altså 14{M}.", "b")
    )
    assert summary_of(sammenligning) == "Ett tall er endret på to steder, ingen tall er som før."


def test_a_year_takes_no_amounts_place() -> None:
    sammenligning = _sammenligning(_tekst("Den gir 24 kroner.", "Den gir 2030 kroner."))
    assert (sammenligning.endrede_tall, sammenligning.endrede_ord) == (0, 1)


def test_thousands_of_numbers_are_gathered_at_once() -> None:
    felt = {f"Rad {nr} i 2029": f"{nr},5" for nr in range(3000)}
    kort = _kort(felt, {sted: f"1{tall}" for sted, tall in felt.items()})
    assert len(_facts(kort)) == 3000
