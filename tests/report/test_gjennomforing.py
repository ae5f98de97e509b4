"""What cards and tables say of carrying out: the chance, the premises, and only what holds."""

from dataclasses import replace

import pytest

from effekt.display.markup import til_tekst
from effekt.display.numbered import Tabell
from effekt.display.objects import Prosa
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import gjennomforing, rekker, usikkerhet
from effekt.report.samspillsord import samspillspunkter


def _pa_kortet(sektor: Sektor, id_: str) -> str:
    tiltak = sektor.tiltak[id_]
    sjanse = [b.tekst() for b in gjennomforing.sjanseblokker(sektor, tiltak)]
    return "\n".join([*sjanse, *map(til_tekst, gjennomforing.premisspunkter(sektor, tiltak))])


def _tabell(ting: object) -> Tabell:
    assert isinstance(ting, Tabell)
    return ting


def test_the_card_tells_the_chance_the_effect_with_the_risk_and_what_it_waits_for(opp: Sektor) -> None:
    sagt = _pa_kortet(opp, "PPT1")
    assert "Sjanse\n25\u00a0%\nAnslag\n1\u00a0200\nMed risikoen\n225" in sagt
    assert "Mye usikkerhet, trykt uten kjent felt. Vi har valgt at det står for 50\u00a0% sjanse" in sagt
    assert "Sammen med BAR1 blir den 25\u00a0%. Tiltaket er ikke i gang før BAR1 er på plass." in sagt
    assert "40\u00a0% ett år, 10\u00a0% to år" in sagt
    assert "Naboen blir med på hele tjenesten. Anslaget forutsetter at det skjer. Det er ikke avklart." in sagt
    assert "Går det annerledes, ganges effekten med 0,5. Sjansen for det er satt til 25\u00a0%." in sagt


def test_a_premise_whose_effect_nobody_gives_is_shown_and_said_not_to_be_known(opp: Sektor) -> None:
    assert "for effekten om det går annerledes, er ikke oppgitt" in _pa_kortet(opp, "KUL1")
    tabell = _tabell(gjennomforing.premisser(opp))
    rad = next(rad for rad in tabell.rader if rad[-1] == "`premiss.kulturlov`")
    assert rad[3:5] == ["**KUL1:** virkningen er ikke oppgitt.", "regnes ikke med"]
    assert "For 1 av dem er virkningen ikke oppgitt. Den er vist, men ikke regnet med." in tabell.alternativtekst


def test_a_premise_that_is_answered_is_told_as_a_fact() -> None:
    ja = med_endringer("opp", {"premiss.klassetak": "ja"})
    assert "Det er avklart at det skjer. Da stopper tiltaket." in _pa_kortet(ja, "SKO1")
    assert "Sjanse" not in _pa_kortet(ja, "SKO1")
    assert "Det er avklart at det skjer. Da blir tiltaket utsatt 1\u00a0år." in _pa_kortet(ja, "BAR1")
    samspill = til_tekst("\n".join(samspillspunkter(ja, ja.tiltak["SKO1"])))
    assert "Stoppet av en premiss, og regnet uten effekt: «Staten setter et tak" in samspill
    assert "klassene kan være» er besvart med ja." in samspill
    assert "omregning" not in samspill
    nei = med_endringer("opp", {"premiss.klassetak": "nei"})
    assert "Det er avklart at det ikke skjer." in _pa_kortet(nei, "SKO1")
    assert "1 er avklart." in _tabell(gjennomforing.premisser(nei)).alternativtekst


def test_the_table_has_each_measure_its_agency_and_the_sum(opp: Sektor) -> None:
    tabell = _tabell(gjennomforing.risiko_per_tiltak(opp))
    rader = {rad[0].partition(" ")[0]: rad for rad in tabell.rader}
    assert rader["SKO1"][1:] == ["40\u00a0%", "2\u00a0700", "1\u00a0026", "6\u00a0750", "2\u00a0052"]
    assert tabell.rader[-1][0] == "**Sum**"
    assert tabell.rader[-1][2:4] == ["4\u00a0800", "1\u00a0651"]
    assert sum(tabell.data["med_risiko_tusen_kroner"]) == pytest.approx(2052 + 1026 - 260 + 374.85)
    uten = _tabell(gjennomforing.risiko_per_tiltak(med_endringer("opp", {"premiss.klassetak": "ja"})))
    assert next(rad for rad in uten.rader if rad[0].startswith("SKO1"))[1:] == ["\u2013", *["utelatt"] * 4]


def test_the_table_of_chances_has_what_each_is_made_of(opp: Sektor) -> None:
    rader = {rad[0]: rad[1:] for rad in _tabell(gjennomforing.sjanse_per_tiltak(opp)).rader}
    assert rader["SKO1"] == [
        "Mye usikkerhet", "50\u00a0%", "40\u00a0% ett år, 10\u00a0% to år",
        "«Staten setter et tak for hvor store klassene kan være» (nei)", "40\u00a0%",
    ]  # fmt: skip
    assert rader["PPT1"][3] == "«Naboen blir med på hele tjenesten» (ja); BAR1 må bli gjennomført"


def test_that_a_risk_may_be_counted_twice_is_said_where_it_may(opp: Sektor, tek: Sektor) -> None:
    for sektor, kan in ((opp, True), (tek, False)):
        noter = " ".join(_tabell(gjennomforing.risiko_per_tiltak(sektor)).noter)
        assert ("regnet to ganger" in noter) is kan
        assert ("Det som overlapper" in noter) is kan


def test_the_choices_stand_in_their_own_table_with_their_reasons(tek: Sektor) -> None:
    valgt = _tabell(gjennomforing.valgte_sjanser(tek))
    assert [rad[0] for rad in valgt.rader][-2:] == ["VEI1 har egne tall", "En premiss blir annerledes"]
    assert valgt.rader[-2][1:4] == ["75\u00a0%", "50\u00a0%", "som vurdert"]
    assert "Montøren er opptatt." in valgt.rader[-2][4]
    assert not [rad for rad in usikkerhet.valg(tek).rader if "gjennomforing" in rad[0] or "premiss" in rad[0]]


def test_a_book_without_premises_or_choices_shows_nothing_of_them(tek: Sektor) -> None:
    assert gjennomforing.premisser(tek) == Prosa("")
    uten = tek.unrecorded.usikkerhet.model_copy(update={"gjennomforing": {}, "premiss": None})
    gammel = replace(tek, unrecorded=replace(tek.unrecorded, usikkerhet=uten))
    for vis in (
        gjennomforing.risiko_per_tiltak,
        gjennomforing.sjanse_per_tiltak,
        rekker.to_linjer,
        gjennomforing.valgte_sjanser,
    ):
        assert vis(gammel) == Prosa("")
    assert _pa_kortet(gammel, "VEI2") == ""


def test_a_premises_own_chance_is_told_though_the_book_has_chosen_none_and_said_not_to_count(opp: Sektor) -> None:
    uten = opp.unrecorded.usikkerhet.model_copy(update={"gjennomforing": {}, "premiss": None})
    gammel = replace(opp, unrecorded=replace(opp.unrecorded, usikkerhet=uten))
    sjanser = {rad[-1]: rad[4] for rad in _tabell(gjennomforing.premisser(gammel)).rader}
    assert sjanser["`premiss.naboen`"].startswith("25\u00a0%, regnes ikke med")
    assert sjanser["`premiss.klassetak`"] == "ikke oppgitt"
