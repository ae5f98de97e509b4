"""Claims in what is shown: each object carries those that broke, whatever the numbers are; and the
sentences that the code makes are true on any numbers.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import les_tall
from effekt.base.words import ytterst
from effekt.display import objects
from effekt.display.numbered import Figur
from effekt.display.objects import Plassholder, Publiserbar
from effekt.display.quantities import av_celle
from effekt.display.texts import BRUTT, Utfylt, fyll_ut
from effekt.reading.sektor import Sektor
from effekt.reading.tabelldata import Celle
from effekt.report import figurer, forside, kontrollsider, kort, registre, tabeller, tiltaksside
from tests.bok.pastandene import med

Vis = Callable[[Sektor], Publiserbar]


def _endret(hls: Sektor, endringer: Mapping[str, object]) -> Sektor:
    return med(hls, {adresse: les_tall(verdi) for adresse, verdi in endringer.items()})


# --- the block -----------------------------------------------------------------------------------


def _fyll(mal: str, **navn: object) -> Utfylt:
    return fyll_ut(mal, navn, "her")


def test_a_claim_that_holds_is_its_sentence_with_its_numbers() -> None:
    utfylt = _fyll("{% pastand x > 1 %}Det er {{ x | tallet }}.{% endpastand %}", x=Fraction(2))
    assert (utfylt.tekst, utfylt.brutte) == ("Det er 2.", [])
    assert [p.holder for p in utfylt.pastander] == [True]


def test_a_broken_claim_is_marked_in_its_place_and_kept_on_one_line() -> None:
    mal = "Før. {% pastand x > 1 %}Det er\nmer\u00a0enn {{ 1 }}{{ fotnote(1) }}.{% endpastand %} Etter."
    kontekst = {"x": Fraction(0), "fotnotetekst": lambda _: Utfylt("en note")}
    utfylt = fyll_ut(mal, kontekst, "her")
    assert utfylt.tekst.startswith(f"Før. {BRUTT} Det er\nmer\u00a0enn 1[^1]. Etter.")
    assert utfylt.brutte == ["Det er mer\u00a0enn 1."]


def test_a_claim_reads_what_is_set_outside_it_and_several_claims_keep_their_order() -> None:
    mal = "{% set y = x + 1 %}" + "".join(f"{{% pastand y == {n} %}}Det er {n}.{{% endpastand %}} " for n in (1, 2, 3))
    utfylt = _fyll(mal, x=Fraction(1))
    assert utfylt.brutte == ["Det er 1.", "Det er 3."]
    assert utfylt.tekst == f"{BRUTT} Det er 1. Det er 2. {BRUTT} Det er 3."


@pytest.mark.parametrize("betingelse", ["y / x > 1", "y > 0"])
def test_a_division_by_zero_breaks_the_claim_and_not_the_text(betingelse: str) -> None:
    mal = f"{{% pastand {betingelse} %}}Det er {{{{ (y / x) | prosent }}}} av alt.{{% endpastand %}}"
    utfylt = _fyll(mal + " Mer.", x=Fraction(0), y=Fraction(1))
    assert utfylt.tekst == f"{BRUTT} Det er … av alt. Mer."
    assert utfylt.brutte == ["Det er … av alt."]


def test_a_number_that_the_source_does_not_have_breaks_the_claim_and_not_the_text() -> None:
    celle = Celle("tabell[x]", None, "kr", mangler="..")
    mal = "{% pastand celle > 1 %}Beløpet er {{ celle | kr }}.{% endpastand %}"
    assert _fyll(mal, celle=av_celle(celle)).brutte == ["Beløpet er …."]


@pytest.mark.parametrize(
    ("mal", "sagt"),
    [
        ("{% pastand x %}Ja.{% endpastand %}", "må være en sammenligning"),
        ("{% pastand 1 %}Ja.{% endpastand %}", "må være en sammenligning"),
        ("{% pastand x > 1 %}Ja.", "ikke er lukket"),
        ("{% pastand %}Ja.{% endpastand %}", "kan ikke leses"),
        ("{% pastand ukjent > 1 %}Ja.{% endpastand %}", "ukjent navn «ukjent»"),
        ("{% pastand x > 1 %}{{ ukjent }}{% endpastand %}", "ukjent navn «ukjent»"),
        ("{% pastand x > 1 %}{{ x }}{% endpastand %}", "står uten enhet"),
        ("{{ pastand(x > 1, 'Ja.') }}", "ukjent navn «pastand» i teksten. Her kan stå: x"),
    ],
)
def test_a_claim_that_is_wrongly_written_is_a_fault_and_not_a_broken_claim(mal: str, sagt: str) -> None:
    with pytest.raises(Datafeil, match=re.escape(sagt)) as feil:
        _fyll(mal, x=Fraction(2))
    assert "her" in feil.value.melding


@pytest.mark.parametrize(
    ("betingelse", "holder"),
    [
        ("x is uendret", False),
        ("x is stigende", True),
        ("x is synkende", False),
        ("[x[0], x[0]] is uendret", True),
        ("[x[0], x[0]] is stigende", False),
        ("x | reverse | list is synkende", True),
    ],
)
def test_a_claim_can_say_that_a_series_rises_falls_or_stays(betingelse: str, holder: bool) -> None:
    mal = f"{{% pastand {betingelse} %}}Ja.{{% endpastand %}}"
    (pastand,) = _fyll(mal, x=[Fraction(1), Fraction(2), Fraction(5)]).pastander
    assert pastand.holder is holder


# --- what carries them ---------------------------------------------------------------------------

MED_PASTANDER: Mapping[str, tuple[Vis, dict[str, object], str]] = {
    "a shared text": (
        lambda s: objects.fellestekst(s, "1-1-rammekutt"),
        {"tall.rammekutt_uspesifisert_2025_2028": 9},
        "Det er likevel ikke nok",
    ),
    "a footnote of a text": (
        lambda s: objects.fellestekst(s, "1-1-arsverk"),
        {"tall.kon_tidligere_avdelinger": 3},
        "KON ble til i 2023, da tre byrådsavdelinger",
    ),
    "a note on a card": (lambda s: tiltaksside.tiltaket(s, "SYE3"), {"SYE3.nedbetalingstid": 5}, "Med avdrag på 40"),
    "the reasoning on a card": (
        lambda s: tiltaksside.tiltaket(s, "HLS1"),
        {"HLS1.pasienter": 400},
        "Det er oppgitt effekt fra 2028",
    ),
    "the register of assumptions": (
        registre.alle_tiltaksforutsetninger,
        {"HLS1.pasienter": 400},
        "Det er oppgitt effekt fra 2028",
    ),
    "the register of footnotes": (
        registre.fotnoter,
        {"tall.kon_tidligere_avdelinger": 3},
        "KON ble til i 2023, da tre byrådsavdelinger",
    ),
    "the link back": (tabeller.lenken_tilbake, {"tall.merforbruk_hel_2025": -1}, "Ventet merforbruk på"),
    "a figure": (lambda s: figurer.figur(s, 17), {"tall.framskrevet_90_2050": 100}, "ventes å øke fra"),
    "a place without numbers": (
        lambda s: figurer.figur(s, 3),
        {"tall.utgiftsbehov_okning": 0},
        "årene ventes utgiftsbehovet å øke med",
    ),
}


@pytest.mark.parametrize(("vis", "endringer", "sagt"), MED_PASTANDER.values(), ids=MED_PASTANDER)
def test_what_is_shown_carries_the_claims_that_broke_in_it(
    hls: Sektor, vis: Vis, endringer: dict[str, object], sagt: str
) -> None:
    for_, etter = vis(hls), vis(_endret(hls, endringer))
    assert list(for_.brutte_pastander) == []
    brutte = list(etter.brutte_pastander)
    assert any(sagt in brutt for brutt in brutte)
    assert not any("\n" in brutt for brutt in brutte)
    assert "Stemmer ikke med tallene lenger" in repr(etter)


def test_a_place_without_numbers_is_among_them(hls: Sektor) -> None:
    assert isinstance(figurer.figur(hls, 3), Plassholder)


def test_a_broken_claim_in_a_drawings_description_is_read_out_without_signs(hls: Sektor) -> None:
    figur = figurer.figur(_endret(hls, {"tall.framskrevet_90_2050": 100}), 17)
    myst = "\n".join(blokk.myst() for blokk in figur.blokker())
    (alt,) = re.findall(r"^:alt: (.*)$", myst, re.MULTILINE)
    assert "Stemmer ikke med tallene lenger:" in alt
    assert "*" not in alt


def test_what_has_no_texts_carries_no_claims(hls: Sektor) -> None:
    uten: list[Publiserbar] = [
        forside.effekt_mot_rammekutt(hls),
        tabeller.nokkeltall(hls),
        kort.eksempelkort(hls),
        kontrollsider.per_gruppe(hls),
        figurer.bro(hls, "budsjettendringer"),
    ]
    assert [list(ting.brutte_pastander) for ting in uten] == [[]] * len(uten)


# --- sentences that the code makes ---------------------------------------------------------------

# A measure with no effect at all, by what its formula is multiplied with.
_INGEN: dict[str, object] = dict.fromkeys(
    (
        "HEL1.arsverk",
        "HEL2.budsjett",
        "SYE1.plasser",
        "SYE2.merkostnad",
        "SYE3.besparelse[2029]",
        "SYE3.besparelse[2030]",
        "SYE3.i_drift[2029]",
        "SYE3.i_drift[2030]",
        "SYE4.plasser",
        "SYE5.plasser",
        "HLS1.pasienter",
        "HLS1.administrasjon",
    ),
    0,
)
_NEGATIV: dict[str, object] = {**_INGEN, "HLS1.administrasjon": 7000000}


def _alt(figur: Publiserbar) -> str:
    return figur.alternativtekst  # type: ignore[attr-defined,no-any-return]


def test_the_largest_and_smallest_are_all_that_share_the_value() -> None:
    verdier = {"a": Fraction(1), "b": Fraction(3), "c": Fraction(3), "d": Fraction(1)}
    assert ytterst(verdier) == ["b", "c"]
    assert ytterst(verdier, min) == ["a", "d"]


@pytest.mark.parametrize(
    ("endringer", "sagt"),
    [
        ({}, "Størst effekt i 2030 har SYE1 med 24 mill. kroner, minst har SYE5 med 2 mill. kroner."),
        (
            {"SYE2.merkostnad": 24000000, "SYE5.plasser": 600},
            "Størst effekt i 2030 har SYE1 og SYE2 med 24 mill. kroner hver, "
            "minst har HEL1 og SYE5 med 3 mill. kroner hver.",
        ),
        ({"SYE5.plasser": 0}, "Størst effekt i 2030 har SYE1 med 24 mill. kroner, minst har SYE5 med 0 mill. kroner."),
        (_INGEN, "Effekten i 2030 er 0 mill. kroner for hvert tiltak. Til sammen er effekten 0 mill."),
        (_NEGATIV, "minst har HLS1 med \u22127 mill. kroner. Til sammen er effekten \u22127 mill."),
    ],
    ids=["today", "ties", "one with nothing", "none with anything", "a negative total"],
)
def test_the_figure_of_measures_names_the_largest_and_smallest_truly(
    hls: Sektor, endringer: dict[str, object], sagt: str
) -> None:
    figur = figurer.effekt_per_tiltak(_endret(hls, endringer))
    assert sagt in _alt(figur)


@pytest.mark.parametrize(
    ("endringer", "sagt"),
    [
        ({}, "Størst effekt i 2030 har klassen «nest beste forhold», med"),
        (_INGEN, "Klassene har samme effekt i 2030. Til sammen er effekten 0 mill. kroner."),
        (
            _NEGATIV,
            "klassene «nest beste forhold», «middels forhold», «nest dårligste forhold» og "
            "«dårligste forhold», med 0 mill. kroner hver. Til sammen er effekten \u22127 mill.",
        ),
    ],
    ids=["today", "none with anything", "a negative total"],
)
def test_the_table_of_classes_names_the_largest_truly(hls: Sektor, endringer: dict[str, object], sagt: str) -> None:
    assert sagt in _alt(tabeller.effekt_per_klasse(_endret(hls, endringer)))


@pytest.mark.parametrize(
    ("hel", "sye", "sagt"),
    [
        (20, 80, "Sykehjemsetaten har størst andel"),
        (80, 20, "Helseetaten har størst andel"),
        (50, 50, "Andelene av sektorens årsverk er like store"),
    ],
)
def test_the_figure_of_shares_names_the_largest_truly(hls: Sektor, hel: int, sye: int, sagt: str) -> None:
    endringer = {"andel_arsverk_2025[HEL]": hel, "andel_arsverk_2025[SYE]": sye}
    assert sagt in _alt(figurer.figur(_endret(hls, endringer), 7))


@pytest.mark.parametrize("endringer", [_INGEN, _NEGATIV], ids=["nothing", "negative"])
def test_everything_can_be_shown_when_the_measures_give_nothing_or_cost(
    hls: Sektor, endringer: dict[str, object]
) -> None:
    sektor = _endret(hls, endringer)
    vist: list[Publiserbar] = [
        figurer.effekt_per_tiltak(sektor),
        forside.effekt_mot_rammekutt(sektor),
        tabeller.effekt_per_klasse(sektor),
        tabeller.effekt_per_virksomhet(sektor),
        tabeller.effekt_per_tiltak(sektor),
        tabeller.lan(sektor, "SYE3"),
        *(tiltaksside.tiltaket(sektor, id_) for id_ in sektor.tiltak),
    ]
    for ting in vist:
        assert repr(ting)
        if isinstance(ting, Figur):
            assert ting.svg().startswith("<?xml")
