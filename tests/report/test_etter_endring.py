"""What cards and tables say beside a number stays true when a reviewer has changed it."""

from dataclasses import replace
from fractions import Fraction

from effekt.display.numbered import Tabell
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import bytteverdier, gjennomforing, tiltaksside, to_linjer, usikkerhet
from tests.helpers.kommune import med_formel

F = Fraction


def test_a_reviewers_choice_has_not_the_reasoning_of_the_books() -> None:
    endret = med_endringer("tek", {"usikkerhet.liten": F(3, 5), "usikkerhet.gjennomforing.liten.sjanse": F(3, 10)})
    grunner = {rad[0]: rad[-1] for rad in usikkerhet.valg(endret).rader}
    assert grunner["usikkerhet.liten"] == "Endret i denne omregningen."
    assert "Endret" not in grunner["usikkerhet.steg"]
    tabell = gjennomforing.valgte_sjanser(endret)
    assert isinstance(tabell, Tabell)
    rader = {rad[-1]: rad[-2] for rad in tabell.rader}
    assert rader["`usikkerhet.gjennomforing.liten`"].startswith("Endret i denne omregningen.")
    assert "Endret" not in rader["`usikkerhet.gjennomforing.mye`"]


def test_no_arrow_stands_over_the_line_with_the_risk_which_delays_go_on_moving(tek: Sektor) -> None:
    tabell = to_linjer.begge_linjer(tek)
    assert isinstance(tabell, Tabell)
    assert not any("→" in hode for hode in tabell.hode)


def test_factors_with_the_same_answer_show_no_value_of_one_of_them(tek: Sektor) -> None:
    produkt = med_formel(tek, "a * b - c", 10, a=F(5), b=F(4), c=F(10))
    tabell = bytteverdier.bytteverdiene(replace(tek, tiltak=tek.tiltak.with_entries({produkt.id: produkt})))
    assert isinstance(tabell, Tabell)
    (rad,) = [rad for rad in tabell.rader if " eller " in rad[0]]
    assert rad[2:4] == ["–", "–"]


def test_a_card_with_a_deviation_says_that_only_the_years_that_agree_are_fitted() -> None:
    def sagt(endringer: dict[str, object]) -> str:
        return repr(tiltaksside.tiltaket(med_endringer("tek", endringer), "VEI1"))

    i_dag, endret = sagt({}), sagt({"VEI1.forsinkelse": 1})
    assert ("Regnestykket er tilpasset slik at det gir kortets tall" in i_dag) == ("tilpasset" in i_dag)
    assert "Regnestykket er tilpasset slik at det gir kortets tall" not in endret


def test_a_measure_that_has_not_begun_is_said_to_give_nothing_and_tips_on_no_number() -> None:
    tabell = bytteverdier.bytteverdiene(med_endringer("tek", {"VEI2.forsinkelse": 4}))
    assert "gir ikke noe i 2030 slik tallene er nå" in str(tabell)
    if isinstance(tabell, Tabell):
        assert not any(rad[0].startswith("VEI2") for rad in tabell.rader)
