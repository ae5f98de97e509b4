"""Words follow the numbers: no arrow where full effect is not there yet; and the answer's claims."""

from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.calc.bunnlinje import tilstand
from effekt.display.captions import fullt_ut
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.reading.endringer import med_endringer
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.report import figurer, forside, program, rekker, tabeller, tiltaksside

ALLE = ("HEL1", "HEL2", "SYE1", "SYE2", "SYE3", "SYE4", "SYE5", "HLS1")
TO_AR: dict[str, object] = {f"{id_}.forsinkelse": 2 for id_ in ALLE}


def _vist(ett: Any) -> str:
    return repr(ett).replace("\u00a0", " ")


def test_two_years_of_delay_give_44_then_62_then_72_and_no_arrow(hls: Sektor) -> None:
    sen = med_endringer("hls", TO_AR)
    sagt = "Ikke alle tiltakene gir full effekt i 2030. Fullt ut, fra 2032, gir de 72 mill. kroner i året (62 i 2031)"
    for vis in (
        tabeller.effekt_per_virksomhet, tabeller.effekt_per_tiltak, figurer.effekt_per_tiltak,
        forside.effekt_mot_rammekutt,
    ):  # fmt: skip
        assert sagt in _vist(vis(sen)), vis
        assert "→" not in _vist(vis(sen)), vis
        assert sagt not in _vist(vis(hls)), vis
    assert _vist(forside.funnet(sen)) == "Seks tiltak gir 44 mill. kroner i 2030"
    assert _vist(forside.funnet(hls)) == "Åtte tiltak gir 72 mill. kroner i året fra 2030"
    assert "Anslaget er 44 mill. kroner i 2030, og 72 mill. kroner i året fullt ut fra 2032" in _vist(
        rekker.svaret(sen)
    )


@pytest.mark.parametrize(
    ("endringer", "sagt"),
    [
        ({}, "i året fra og med 2030"),
        (TO_AR, "i 2030, og 72 mill. kroner i året fullt ut fra 2032"),
        ({"SYE3.forsinkelse": 1}, "i 2030, og 72 mill. kroner i året fullt ut fra 2031"),
        ({"SYE1.forsinkelse": 1}, "i året fra og med 2030"),
        ({"SYE1.innfasing[2030]": "0.5"}, "i 2030, og 72 mill. kroner i året når alt er faset inn"),
    ],
)
def test_prose_says_when_the_total_is_given(endringer: dict[str, object], sagt: str) -> None:
    sektor = med_endringer("hls", endringer)
    assert fyll_ut("{{ fra_siste_ar[total] }}", kapittelkontekst(sektor), "her").tekst.replace("\u00a0", " ") == sagt


def test_a_card_says_when_its_own_measure_is_there() -> None:
    sen = med_endringer("hls", {"SYE1.forsinkelse": 2})
    assert "Tiltaket gir ikke full effekt i 2030. Fullt ut gir det 24 mill. kroner i året, fra 2031." in _vist(
        tiltaksside.tiltaket(sen, "SYE1")
    )
    assert "2030 →" in _vist(tiltaksside.tiltaket(sen, "HEL1"))


BARE_EN = "Bare én fordeling av tiltakene på klassene"


@pytest.mark.parametrize(
    ("endringer", "sagt"),
    [
        ({"SYE1.klasse": "beste"}, "Klassen til minst ett tiltak er endret i omregningen"),
        ({"SYE1.inntektstap": 1_250_000}, "Klassene er utledet av summene i kilden, og er holdt fast"),
        ({"SYE1.status": "avvist"}, "Klassene er utledet av summene i kilden, og er holdt fast"),
        ({"SYE1.estimatusikkerhet": "stor"}, BARE_EN),
    ],
)
def test_that_only_one_division_gives_the_sums_is_said_while_it_does(endringer: dict[str, object], sagt: str) -> None:
    vist = repr(tabeller.effekt_per_klasse(med_endringer("hls", endringer)))
    assert sagt in vist
    assert (BARE_EN in vist) == (sagt == BARE_EN)


# --- the answer ----------------------------------------------------------------------------------


def test_the_answer_says_both_lines_how_late_whose_and_what_it_hangs_on(hls: Sektor) -> None:
    """134 of 207 after 2028; 24 of 72 are SYE1's; SYE1 + SYE2 + HLS1 = 24 + 14 + 14 = 52 need a decision."""
    svar = _vist(rekker.svaret(hls))
    for sagt in (
        "Anslaget er 72 mill. kroner i året fra og med 2030, hvis tiltakene blir gjennomført i tide. Med risikoen",
        "42,6 mill. kroner i 2030",
        "Lite kommer i tide: I 2026 gir de 2 mill. kroner, og kuttene er 26,1.",
        "134 av de 207 mill. kroner i 2026–2030 kommer etter 2028",
        "Fritt sykehjemsvalg alene står for 24 av de 72 mill. kroner i 2030.",
        "52 av de 72 mill. kroner i 2030 hviler på tre politiske vedtak som kildene ikke sier er fattet: Fritt",
    ):
        assert sagt in svar


@pytest.mark.parametrize(
    ("endringer", "borte", "sagt"),
    [
        ({"HEL2.budsjett": "400 mill."}, "Lite kommer i tide", "mill. kroner"),
        ({"SYE1.inntektstap": 500_000}, " alene ", "38 av de 58 mill. kroner"),
        ({"SYE1.status": "vedtatt"}, "52 av", "28 av de 72 mill. kroner i 2030 hviler på to politiske vedtak"),
        ({"SYE1.status": "avvist"}, "Fritt sykehjemsvalg", "28 av de 48 mill. kroner"),
        (
            {"SYE1.status": "vedtatt", "SYE2.status": "vedtatt", "HLS1.status": "gjennomfort"},
            "politiske vedtak",
            "Anslaget er",
        ),
    ],
)
def test_each_sentence_of_the_answer_is_there_only_while_it_is_true(
    endringer: dict[str, object], borte: str, sagt: str
) -> None:
    svar = _vist(rekker.svaret(med_endringer("hls", endringer)))
    assert borte not in svar
    assert sagt in svar


def test_the_front_page_counts_those_that_give_something_in_the_last_year(hls: Sektor) -> None:
    assert "Åtte tiltak gir 72 mill. kroner" in repr(forside.funnet(hls))
    assert "Sju tiltak gir 67 mill. kroner" in repr(forside.funnet(med_endringer("hls", {"SYE4.redusert_ledighet": 0})))


# --- what is said of all sums --------------------------------------------------------------------


def test_no_overlap_is_what_the_report_states_and_not_a_fact() -> None:
    vist = _vist(program.ikke_regnet_med(les_program()))
    assert vist == (
        "Rapporten oppgir ingen overlapp mellom tiltakene, så ingen av dem er holdt utenfor summene av den grunn."
    )


def test_captions_hold_for_income_and_sums_say_which_kroner(hls: Sektor) -> None:
    """HLS1 is income: no caption calls a positive amount a reduced cost."""
    alle: list[Any] = [
        tabeller.effekt_per_virksomhet(hls), rekker.to_linjer(hls), figurer.effekt_per_tiltak(hls),
        program.sektorenes_effekt(les_program()),
    ]  # fmt: skip
    for ett in alle:
        assert "ositive tall er lavere kostnad eller høyere inntekt" in repr(ett)
    for id_ in ALLE:
        assert ("ositive tall er redusert kostnad" in repr(tiltaksside.tiltaket(hls, id_))) is False
    for ett in (alle[0], alle[3], alle[-1]):
        assert "De er ikke regnet om til samme prisår, og er ikke diskontert" in repr(ett)


def test_the_bottom_line_says_what_is_given_when_all_is_there(hls: Sektor) -> None:
    assert tilstand(hls).full is None
    full = tilstand(med_endringer("hls", TO_AR)).full
    assert (full and (full.belop, full.ar)) == (72_000_000, 2032)
    assert full
    assert fullt_ut(full, hls.bok.penger) == "Fullt ut, fra 2032, gir de 72 mill. kroner i året"


def test_a_cut_of_a_year_that_the_table_lacks_is_told_where_it_is_entered() -> None:
    with pytest.raises(Datafeil, match=r"kan ikke legge til ruter\. Legg raden inn i data/hls/tabeller/rammekutt\.csv"):
        med_endringer("hls", {"rammekutt[HEL, 2029]": -3000})
