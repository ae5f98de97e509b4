"""What a plan says of a measure, read: a rejected one counts nowhere, and what cannot be right has a remedy."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.calc import beregning
from effekt.display import virkning
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding, linje_med
from tests.helpers.oppdiktet import avhenger, lag_sektor, lag_tiltak, overlapper

MILL = 1_000_000
BESLUTNING = "beslutning: {hvem: etaten, status: foreslatt, opphav: valgt, begrunnelse: Oppdiktet.}\n"


def test_a_rejected_measure_counts_as_one_that_is_left_out(tek: Sektor) -> None:
    avvist = med_endringer("tek", {"VAN1.status": "avvist"})
    utelatt = med_endringer("tek", {"VAN1.gjennomfores": "nei"})
    assert not avvist.tiltak["VAN1"].gjennomfores
    for sum_ in (beregning.total, beregning.sum_per_virksomhet, beregning.sum_per_klasse, beregning.effekter):
        assert sum_(avvist) == sum_(utelatt) != sum_(tek)
    assert beregning.total(tek)[2030] - beregning.total(avvist)[2030] == 300_000


def test_a_measure_rejected_in_data_counts_nowhere(kommunekopi: Path) -> None:
    for_ = beregning.total(les_sektor("tek"))[2030]
    bytt(kommunekopi / "tek/tiltak/van1.yml", "status: under_utredning", "status: avvist")
    etter = les_sektor("tek")
    assert beregning.total(etter)[2030] == for_ - 300_000
    assert adresser(etter)["VAN1.gjennomfores"].verdi == "nei"
    tilbake = med_endringer("tek", {"VAN1.status": "Foreslått"})
    assert beregning.total(tilbake)[2030] == for_


def test_what_depends_on_a_rejected_measure_falls_and_an_overlap_with_it_takes_nothing(kommunekopi: Path) -> None:
    """BIB1 6 mill., a fourth of MUS1's 20 counted in it, KON1 3 mill. that needs BIB1: 6 + 15 + 3, then 0 + 20 + 0."""
    mappe = lag_sektor(kommunekopi, "kon", (2026, 2027), ["BIB", "MUS"])
    lag_tiltak(mappe, "BIB1", "BIB", {2026: 6, 2027: 6}, mer=BESLUTNING)
    lag_tiltak(mappe, "MUS1", "MUS", {2026: 20, 2027: 20}, mer=overlapper("BIB1", "det_andre", "1/4"))
    lag_tiltak(mappe, "KON1", "MUS", {2026: 3, 2027: 3}, mer=avhenger("BIB1"))
    assert beregning.total(les_sektor("kon"))[2027] == 24 * MILL
    avvist = med_endringer("kon", {"BIB1.status": "avvist"})
    assert beregning.regnet_med(avvist) == {
        "BIB1": {2026: Fraction(0), 2027: Fraction(0)},
        "KON1": {2026: Fraction(0), 2027: Fraction(0)},
        "MUS1": {2026: 20 * MILL, 2027: 20 * MILL},
    }


def test_a_status_is_a_word_of_the_scale_and_no_number_moves_by_another_one(tek: Sektor) -> None:
    adresse = adresser(tek)["VAN1.status"]
    assert (adresse.verdi, adresse.kilde, adresse.side) == ("under_utredning", "plan-2027", "18")
    vedtatt = med_endringer("tek", {"VAN1.status": "vedtatt"})
    assert vedtatt.tiltak["VAN1"].status == "vedtatt"
    assert beregning.effekter(vedtatt) == beregning.effekter(tek)
    assert "VEI1.status" not in adresser(tek)  # where nothing is said, there is nothing to change
    assert "Mente du vedtatt?" in feilmelding(lambda: med_endringer("tek", {"VAN1.status": "vedtat"}))


def test_a_rejected_measure_cannot_be_carried_out(tek: Sektor) -> None:
    sagt = feilmelding(lambda: med_endringer("tek", {"VAN1.status": "avvist", "VAN1.gjennomfores": "ja"}))
    assert "VAN1.gjennomfores kan ikke være ja når VAN1.status er avvist. Endre VAN1.status i stedet." in sagt
    assert med_endringer("tek", {"VAN1.status": "vedtatt", "VAN1.gjennomfores": "ja"}).tiltak["VAN1"].gjennomfores


FEIL = [
    ("tek/tiltak/van1.yml", "hvem: kommunestyret", "hvem: kommunestyre", "kommunestyret"),
    ("tek/tiltak/van1.yml", "status: under_utredning", "status: utredes", "under_utredning"),
    ("tek/tiltak/van1.yml", "hvem: kommunestyret, status: under_utredning, ", "", "har verken hvem eller status"),
    ("tek/tiltak/van1.yml", "sak: sak 14/27, kilde: plan-2027, ", "sak: sak 14/27, ", "mangler kilde og side"),
    ("tek/tiltak/van1.yml", "slag: lavere_kostnad", "slag: billigere", "lavere_kostnad"),
    ("tek/tiltak/van1.yml", "frigjor_penger: ja", "frigjor_penger: kanskje", "ja"),
    ("tek/tiltak/van1.yml", "tall: nattvakter", "tall: nattvakt", "Mente du nattvakter?"),
    ("tek/tiltak/van1.yml", "tall: nattvakter", "tall: merforbruk", "som er i mill. kr, og ikke et antall av én ting"),
    ("tek/tiltak/van1.yml", "tall: nattvakter", "tall: nattvakter, antall: 4", "har både antall og tall"),
    ("tek/tiltak/van1.yml", "tall: nattvakter", "antall: -4", "er \u22124, men ingen gruppe er"),
    ("tek/tiltak/van1.yml", "tall: nattvakter, tjeneste: Mister nattvakten., ", "", "sier bare hvem det er"),
    ("opp/tiltak/ppt1.yml", "formel: antall * innfasing, ", "formel: antal * innfasing, ", "Mente du antall?"),
    ("opp/tiltak/ppt1.yml", "formel: antall * innfasing, ", "formel: antall * pris, ", "gir kr per år, ikke årsverk"),
    ("opp/tiltak/ppt1.yml", "formel: antall * innfasing, ", "formel: antall * 2, ", "tallet 2 står i formelen"),
    ("opp/tiltak/ppt1.yml", "formel: antall * innfasing, ", "", "har ikke noe antall"),
    ("opp/tiltak/ppt1.yml", "{2027: 0, 2028: 1, 2029: 1, 2030: 0}", "{2027: 0, 2028: 1, 2029: 1}", "mangler 2030"),
    ("opp/tiltak/ppt1.yml", "2030: 0}", "2030: 0, 2031: 1}", "2031 er utenfor perioden"),
    ("opp/tiltak/ppt1.yml", ", begrunnelse: Bare slutten står i planen.", "", "trenger en begrunnelse"),
    ("opp/tiltak/kul1.yml", "kroner_per: -pris", "kroner_per: -antall", "ikke kroner for hver av dem"),
    ("tek/sektor.yml", "budsjett: driftsutgifter_van", "budsjett: driftsutgift_van", "Mente du driftsutgifter_van?"),
    ("tek/sektor.yml", "budsjett: driftsutgifter_van", "budsjett: ansatte", "som er i ansatte, og ikke et beløp"),
    ("tek/sektor.yml", "lav: krav_lavest", "lav: lyspunkter", "og ikke en andel eller en prosent"),
    ("opp/sektor.yml", "kostnad_per_arsverk: PPT1.pris", "kostnad_per_arsverk: PPT1.priss", "Mente du PPT1.pris?"),
    ("opp/sektor.yml", "kostnad_per_arsverk: PPT1.pris", "kostnad_per_arsverk: BAR1.pris", "og ikke i kr per årsverk"),
]


@pytest.mark.parametrize(("fil", "gammelt", "nytt", "sagt"), FEIL)
def test_what_cannot_be_right_is_told_with_file_line_and_remedy(
    kommunekopi: Path, fil: str, gammelt: str, nytt: str, sagt: str
) -> None:
    linje = linje_med(kommunekopi / fil, gammelt)
    bytt(kommunekopi / fil, gammelt, nytt)
    melding = feilmelding(lambda: les_sektor(fil.partition("/")[0]))
    assert sagt in melding
    assert f"{fil}, linje {linje}: " in melding


def test_an_assumption_cannot_have_the_name_of_the_status(kommunekopi: Path) -> None:
    fil = kommunekopi / "tek/tiltak/vei1.yml"
    fil.write_text(fil.read_text(encoding="utf-8").replace("punkter", "status"), encoding="utf-8")
    assert "status er hvor langt saken er kommet" in feilmelding(lambda: les_sektor("tek"))


def test_arsverk_that_are_typed_can_be_changed_by_year_and_what_is_worked_out_cannot(opp: Sektor) -> None:
    alle = adresser(opp)
    assert alle["PPT1.arsverk.overtallig[2028]"].verdi == 1
    assert not any(a.startswith("PPT1.arsverk.frigjort") for a in alle)
    endret = med_endringer("opp", {"PPT1.arsverk.overtallig[2028]": "1,5"})
    verdi = endret.tiltak["PPT1"].arsverk[1].verdi
    assert verdi == {2027: 0, 2028: Fraction(3, 2), 2029: 1, 2030: 0}
    sagt = feilmelding(lambda: med_endringer("opp", {"PPT1.arsverk.overtallig[2028]": -1}))
    assert "PPT1.arsverk.overtallig[2028]" in sagt
    assert virkning.effekt_av("PPT1.arsverk.overtallig[2028]") == ""
    assert virkning.leses_som("PPT1.arsverk.overtallig[2028]") == {"PPT1.arsverk.overtallig"}


def test_one_number_of_arsverk_has_one_address(kommunekopi: Path) -> None:
    bytt(kommunekopi / "opp/tiltak/ppt1.yml", "verdi: {2027: 0, 2028: 1, 2029: 1, 2030: 0}", "verdi: 4")
    assert adresser(les_sektor("opp"))["PPT1.arsverk.overtallig"].verdi == 4
    endret = med_endringer("opp", {"PPT1.arsverk.overtallig": 3})
    assert endret.tiltak["PPT1"].arsverk[1].verdi == 3
