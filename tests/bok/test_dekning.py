"""Coverage in the report's sector, worked by hand: 8, 73 and 53 % of the cuts in 2026-2028, each agency its own."""

from fractions import Fraction

import pytest

from effekt.base.numbers import vis_prosent
from effekt.calc.dekning import dekning
from effekt.calc.gjennomforing import forventet_per_virksomhet
from effekt.calc.usikkerhet import TOTAL
from effekt.display.objects import Funn
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.reading.endringer import med_endringer
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.report import forside, program, rekker, usikkerhet

# HEL 14 551, 15 181 and 25 383 of cut, SYE 11 513 each year; effects 2, 8, 8 and 0, 13, 22; HLS1 6 and 14 outside.
VED_HAND = {
    2026: (26_064, 2_000 + 0, 12_551 + 11_513, 0, "8\u00a0%"),
    2027: (26_694, 8_000 + 13_000, 7_181 + 0, 6_000, "73\u00a0%"),
    2028: (36_896, 8_000 + 22_000, 17_383 + 0, 14_000, "53\u00a0%"),
}


@pytest.mark.parametrize("ar", VED_HAND)
def test_the_sum_covers_each_agencys_own_cut_and_no_more(hls: Sektor, ar: int) -> None:
    samlet, (kutt, effekt, rest, utenfor, andel) = dekning(hls)[TOTAL][ar], VED_HAND[ar]
    assert (samlet.kutt, samlet.effekt, samlet.gjenstar, samlet.utenfor) == tuple(
        1000 * b for b in (kutt, effekt, rest, utenfor)
    )
    assert samlet.andel is not None
    assert vis_prosent(samlet.andel, 0) == andel


def test_netted_it_would_be_another_number(hls: Sektor) -> None:
    """Without the fees 79 and 81 % in 2027 and 2028, and with them 101 and 119: none of them is said."""
    alle = dekning(hls)[TOTAL]
    assert [vis_prosent(alle[ar].effekt / (alle[ar].kutt or 1), 0) for ar in (2027, 2028)] == ["79\u00a0%", "81\u00a0%"]
    sett = repr(forside.rekker_det(les_program())) + repr(forside.effekt_mot_rammekutt(les_program()))
    for tall in ("119", "101", "81\u00a0%", "53\u00a0%"):
        assert tall not in sett


def test_of_what_is_new_since_2025_helseetaten_lacks_3_29_in_2028(hls: Sektor) -> None:
    nytt = dekning(hls, nytt=True)
    assert [nytt["HEL"][ar].kutt for ar in VED_HAND] == [458_000, 1_088_000, 11_290_000]
    assert [nytt["SYE"][ar].kutt for ar in VED_HAND] == [0, 0, 0]
    assert [nytt[TOTAL][ar].gjenstar for ar in VED_HAND] == [0, 0, 3_290_000]


def test_the_front_page_says_what_each_agency_lacks(hls: Sektor) -> None:
    sett = repr(forside.rekker_det(hls))
    for sagt in ("2026\n24 mill. mangler\nKutt 26, effekt 2", "17 mill. mangler, i Helseetaten\nKutt 37, effekt 44"):
        assert sagt in sett
    vist = repr(rekker.kuttene_i_ord(hls))
    assert "Helseetaten 32\u00a0% og Sykehjemsetaten 191\u00a0% av sitt rammekutt i 2028" in vist
    assert "Effekten utenfor rammene, 14 mill. kroner" in vist
    assert "Av rammekuttene i 2028 er 11,3 mill. kroner kommet til siden 2025. Av det mangler 3,3" in vist


def test_where_every_cut_is_covered_nothing_lacks() -> None:
    endret = med_endringer("hls", {"rammekutt[HEL, 2028]": -8000})
    assert "2028\nKuttene er dekket" in repr(forside.rekker_det(endret))
    assert rekker.om_kuttene(endret) == Funn("Tiltakene dekker rammekuttet i alle virksomhetene i 2028")
    assert rekker.om_kuttene(med_endringer("hls", {})) == Funn("Helseetaten mangler 17 mill. kroner i 2028")


def test_one_reading_on_every_page(hls: Sektor) -> None:
    """24,1, 7,2 and 17,4 lack: front page, across the sectors, the programme, and prose."""
    foran = {rad[0]: rad[1:] for rad in forside.effekt_mot_rammekutt(hls).rader}
    assert foran["Mangler"] == ["24,1", "7,2", "17,4", *["ikke oppgitt"] * 2]
    tvers = {rad[0].replace("*", ""): rad[1:] for rad in program.dekning_av_rammekuttene(les_program()).rader}
    assert tvers["HLS: udekket"][:3] == tvers["Til sammen: udekket"][:3] == ["24,1", "7,2", "17,4"]
    assert tvers["HLS: udekket av det som er nytt siden 2025"][:3] == ["0,0", "0,0", "3,3"]
    assert tvers["HLS: effekt utenfor rammene"][:3] == ["0,0", "6,0", "14,0"]
    assert program.sektorene(les_program()).rader[0][-1] == "17,4 i 2028"
    prosa = "{{ udekket[total, 2028] | mill(1) }}, {{ dekning[SYE, 2028] | prosent(0) }}, "
    prosa += "{{ udekket_nytt[HEL, 2028] | mill(1) }}"
    assert fyll_ut(prosa, kapittelkontekst(hls), "her").tekst.replace("\u00a0", " ") == (
        "17,4 mill. kroner, 191 %, 3,3 mill. kroner"
    )


def test_there_is_no_ratio_of_all_together_in_prose(hls: Sektor) -> None:
    with pytest.raises(Exception, match="ukjent navn «total»"):
        fyll_ut("{{ dekning[total, 2028] }}", kapittelkontekst(hls), "her")


def test_both_lines_are_told_together_in_sum_and_for_each_agency(hls: Sektor) -> None:
    """HEL in 2030: 3 x 95 % + 5 x 60 % = 5,85. In 2026 HEL2 alone: 2 x 60 %, and 40 % of that in time: 0,48."""
    rader = {rad[0].replace("*", ""): rad[1:] for rad in rekker.to_linjer(hls).rader}
    assert rader["Helseetaten: hvis tiltakene blir gjennomført i tide"][-1] == "8,0"
    assert [rader["Helseetaten: med risikoen"][nr] for nr in (0, -1)] == ["0,5", "5,9"]
    assert rader["Til sammen: hvis tiltakene blir gjennomført i tide"] == ["2,0", "27,0", "44,0", "62,0", "72,0"]
    assert rader["Til sammen: med risikoen"][-1] == "42,6"


def test_the_rest_of_the_cut_follows_a_changed_effect() -> None:
    """Without HEL1's 3 mill. HEL covers 5: 25,383 - 5 = 20,383 lack in 2028; SYE's surplus does not help."""
    endret = med_endringer("hls", {"HEL1.gjennomfores": "nei"})
    assert dekning(endret)[TOTAL][2028].gjenstar == 20_383_000
    assert dekning(endret)[TOTAL][2028].andel == Fraction(36_896 - 20_383, 36_896)


def test_what_lacks_is_told_with_the_risk_beside_it(hls: Sektor) -> None:
    """Each agency lacks its cut less its effect with the risk, none of them the other's."""
    rader = {rad[0].replace("*", ""): rad[1:] for rad in usikkerhet.dekning_per_virksomhet(hls).rader}
    risiko = forventet_per_virksomhet(hls)
    hel = 25_383_000 - risiko["HEL"][2028]
    sye = 11_513_000 - risiko["SYE"][2028]
    assert hel > 17_383_000
    assert sye > 0
    vist = hls.bok.penger.tall(hel + sye, 1)
    assert rader["Alle samlet: gjenstår å finne"][2] == "17,4"
    assert rader["Alle samlet: gjenstår å finne, med risikoen"][2] == vist
    assert f"faller bort eller blir forsinket, mangler {vist} mill. kroner av kuttene i 2028" in repr(
        rekker.kuttene_i_ord(hls)
    )
