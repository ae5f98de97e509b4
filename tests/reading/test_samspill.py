"""Measures that overlap, depend on each other or lower fees: sums worked out by hand."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.audit.kontroll import kontroller
from effekt.base.recording import JOURNAL_VARIABLE
from effekt.calc import beregning
from effekt.calc.dekning import dekning
from effekt.calc.simulering import simuler
from effekt.calc.usikkerhet import TOTAL
from effekt.display.captions import prisniva_i_ord
from effekt.display.texts import sektorens_utelatte_i_ord
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report.forside import effekt_mot_rammekutt
from effekt.report.gapet import HVER_FOR_SEG
from effekt.report.rekker import ett_ar_senere
from effekt.report.tiltaksside import tiltaket
from effekt.report.usikkerhet import tornado_samlet
from tests.helpers.feildata import feilmelding
from tests.helpers.oppdiktet import avhenger, lag_sektor, lag_tiltak, overlapper, selvkost

MILL = 1_000_000
PERIODE = (2026, 2027)


@pytest.fixture
def kon(kommunekopi: Path) -> Path:
    """A sector of two agencies, and no measures yet."""
    return lag_sektor(kommunekopi, "kon", PERIODE, ["BIB", "MUS"], {("BIB", 2026): 10, ("MUS", 2026): 10})


def _total(sektor: str = "kon") -> list[Fraction]:
    return [b / MILL for b in beregning.total(les_sektor(sektor)).values()]


# --- overlap -------------------------------------------------------------------------------------


def test_without_overlap_all_counts(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6})
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    assert _total() == [14, 26]
    assert sektorens_utelatte_i_ord(les_sektor("kon")) == []


@pytest.mark.parametrize(("telles", "ventet"), [("det_andre", [10, 20]), ("dette", [4, 6])])
def test_what_two_measures_share_counts_in_the_one_that_is_said(kon: Path, telles: str, ventet: list[int]) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=overlapper("MUS1", telles))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    assert _total() == ventet


def test_a_share_of_the_one_that_gives_way_is_left_out_everywhere_alike(kon: Path) -> None:
    """BIB1's 6 mill. are half counted in MUS1: 3 + 20, in agency, class, coverage and sum."""
    mer = overlapper("MUS1", "det_andre", "1/2")
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=mer)
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, klasse="vent")
    sektor = les_sektor("kon")
    assert _total() == [12, 23]
    assert beregning.sum_per_virksomhet(sektor)["BIB"] == {2026: 2 * MILL, 2027: 3 * MILL}
    assert beregning.sum_per_klasse(sektor)["na"] == {2026: 2 * MILL, 2027: 3 * MILL}
    assert dekning(sektor)[TOTAL][2026].andel == Fraction(12, 20)
    # The measure itself keeps its whole effect.
    assert beregning.effekter(sektor)["BIB1"][2027] == 6 * MILL
    assert sektorens_utelatte_i_ord(sektor) == [
        "50\u00a0% av BIB1 (3\u00a0000 tusen kroner i 2027) er ikke regnet med i summene: overlapper med "
        "MUS1, som teller beløpet"
    ]


def test_overlap_may_be_stated_alike_at_both_and_counts_once(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=overlapper("MUS1", "det_andre", "0.5"))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=overlapper("BIB1", "dette", "0.5"))
    assert _total() == [12, 23]
    assert len(sektorens_utelatte_i_ord(les_sektor("kon"))) == 1


def test_three_measures_that_share_the_same_money_count_it_once(kon: Path) -> None:
    """A chain: BIB1 lies in BIB2, half of which lies in MUS1. Of 4, 8 and 10, 4 + 10 is left."""
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 4}, mer=overlapper("BIB2", "det_andre"))
    lag_tiltak(kon, "BIB2", "BIB", {2026: 8, 2027: 8}, mer=overlapper("MUS1", "det_andre", "0.5"))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 10})
    assert _total() == [14, 14]


def test_one_measure_may_give_way_to_two_others(kon: Path) -> None:
    """BIB1's 10 mill. are 3 in MUS1 and 5 in MUS2: 2 + 6 + 7."""
    mer = overlapper("MUS1", "det_andre", "0.3") + overlapper("MUS2", "det_andre", "0.5").replace(
        "overlapper_med:\n", ""
    )
    lag_tiltak(kon, "BIB1", "BIB", {2026: 10, 2027: 10}, mer=mer)
    lag_tiltak(kon, "MUS1", "MUS", {2026: 6, 2027: 6})
    lag_tiltak(kon, "MUS2", "MUS", {2026: 7, 2027: 7})
    assert _total() == [15, 15]
    assert len(sektorens_utelatte_i_ord(les_sektor("kon"))) == 2


def test_what_counted_elsewhere_counts_again_when_that_one_is_left_out(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=overlapper("MUS1", "det_andre"))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    endret = med_endringer("kon", {"MUS1.gjennomfores": "nei"})
    assert list(beregning.total(endret).values()) == [4 * MILL, 6 * MILL]
    assert sektorens_utelatte_i_ord(endret) == ["MUS1 er utelatt i denne omregningen"]


def test_overlap_with_a_sector_without_data_takes_nothing_and_is_told(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=overlapper("mos.BYM1", "det_andre"))
    assert _total() == [4, 6]
    assert sektorens_utelatte_i_ord(les_sektor("kon")) == [
        "BIB1 er regnet med her, men overlapper med MOS\u00a0BYM1, som ikke er med i summen"
    ]
    assert "ikke har tall her ennå" in repr(tiltaket(les_sektor("kon"), "BIB1"))


# --- fees ----------------------------------------------------------------------------------------


def test_lower_fees_are_never_freed_money(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=selvkost("vann"))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=selvkost("avløp", "0.25"))
    sektor = les_sektor("kon")
    assert _total() == [Fraction(15, 2), 15]
    assert list(beregning.gebyrer(sektor).values()) == [Fraction(13, 2) * MILL, 11 * MILL]
    assert sektorens_utelatte_i_ord(sektor) == [
        "BIB1 (6\u00a0000 tusen kroner i 2027) er ikke regnet med i summene: "
        "senker gebyrene for vann, og frigjør ikke midler",
        "25\u00a0% av MUS1 (5\u00a0000 tusen kroner i 2027) er ikke regnet med i summene: senker gebyrene "
        "for avløp, og frigjør ikke midler",
    ]


def test_overlap_among_fees_counts_once_there_too(kon: Path) -> None:
    mer = selvkost("vann") + overlapper("MUS1", "det_andre", "0.5")
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=mer)
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=selvkost("vann"))
    sektor = les_sektor("kon")
    assert _total() == [0, 0]
    assert list(beregning.gebyrer(sektor).values()) == [12 * MILL, 23 * MILL]


# --- dependence ----------------------------------------------------------------------------------


def _avhengige(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6})
    lag_tiltak(kon, "BIB2", "BIB", {2026: 1, 2027: 2}, mer=avhenger("BIB1"))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=avhenger("BIB2"))


def test_dependent_measures_fall_away_with_what_they_depend_on(kon: Path) -> None:
    _avhengige(kon)
    assert _total() == [15, 28]
    for utelatt, ventet in (("BIB1", [0, 0]), ("BIB2", [4, 6]), ("MUS1", [5, 8])):
        endret = med_endringer("kon", {f"{utelatt}.gjennomfores": "nei"})
        assert [b / MILL for b in beregning.total(endret).values()] == ventet


def test_card_tells_of_dependence_both_ways_and_of_what_falls_away(kon: Path) -> None:
    _avhengige(kon)
    sektor = les_sektor("kon")
    assert "Avhenger av BIB1: Lokalene må være tomme" in repr(tiltaket(sektor, "BIB2"))
    assert "Andre tiltak avhenger av dette: BIB2." in repr(tiltaket(sektor, "BIB1"))
    endret = med_endringer("kon", {"BIB1.gjennomfores": "nei"})
    assert "Gjennomføres ikke i denne omregningen" in repr(tiltaket(endret, "BIB1"))
    assert "Faller bort i denne omregningen, for BIB2 gjennomføres ikke" in repr(tiltaket(endret, "MUS1"))


def test_leaving_out_is_a_yes_or_no(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6})
    sagt = feilmelding(lambda: med_endringer("kon", {"BIB1.gjennomfores": "kanskje"}))
    assert "BIB1.gjennomfores er «kanskje»" in sagt
    assert "Velg én av: ja, nei" in sagt


# --- everywhere a total is shown -----------------------------------------------------------------


def test_every_total_says_what_it_leaves_out(kon: Path) -> None:
    mer = overlapper("MUS1", "det_andre", "0.5")
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=mer)
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    sektor = les_sektor("kon")
    sagt = "BIB1 (3\u00a0000 tusen kroner i 2027) er ikke regnet med"
    for vist in (effekt_mot_rammekutt(sektor), tornado_samlet(sektor), ett_ar_senere(sektor)):
        assert sagt in repr(vist)


def test_simulation_and_delay_of_the_sum_count_once(kon: Path) -> None:
    """Without spans all draws are the estimate: 3 + 20. One year later loses 2 + 10 and 3 + 20."""
    mer = overlapper("MUS1", "det_andre", "0.5")
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=mer)
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    sektor = med_endringer("kon", {"usikkerhet.liten": 0})
    assert simuler(sektor).gjennomfort.persentiler[TOTAL]["p50"] == {2026: 12 * MILL, 2027: 23 * MILL}
    alle = ett_ar_senere(sektor).rader[-1]
    assert alle[1:] == ["12\u00a0000", "11\u00a0000", "23\u00a0000"]


def test_audit_holds_the_printed_sums_against_what_counts(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=overlapper("MUS1", "det_andre"))
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    assert len(kontroller(les_sektor("kon"))) == 4


def test_sector_without_any_such_thing_says_nothing_of_it(tek: Sektor) -> None:
    assert sektorens_utelatte_i_ord(tek) == []
    assert all(v.frigjort == 1 and v.gebyr == 0 for v in beregning.vekt_av(tek).values())
    assert "Sammenheng med" not in repr(tiltaket(tek, "VEI1"))
    assert effekt_mot_rammekutt(tek).noter == [HVER_FOR_SEG, prisniva_i_ord(tek)]


# --- what is refused -----------------------------------------------------------------------------


def test_a_sector_that_a_programme_without_sectors_lacks_is_told_with_the_remedy(kon: Path) -> None:
    program = kon.parent / "felles/program.yml"
    tekst = program.read_text(encoding="utf-8")
    program.write_text(tekst[: tekst.index("sektorer:")] + "sektorer: {}\n", encoding="utf-8")
    lag_tiltak(kon, "BIB1", "BIB", {2026: 1, 2027: 1}, mer=avhenger("mso.BYM1"))
    sagt = feilmelding(lambda: les_sektor("kon"))
    assert sagt.endswith("Programmet har ingen andre sektorer. Legg den i felles/program.yml.")


@pytest.mark.parametrize(
    ("bib1", "mus1", "ventet"),
    [
        (overlapper("BIB1", "dette"), "", "overlapper_med viser til tiltaket selv"),
        (avhenger("BIB1"), "", "avhenger_av viser til tiltaket selv"),
        (avhenger("MUS11"), "", "ukjent tiltak «MUS11». Mente du MUS1?"),
        (overlapper("tek.VEI9", "dette"), "", "ukjent tiltak «VEI9» i data/tek. Mente du VEI"),
        (avhenger("mso.BYM1"), "", "ukjent sektor «mso». Mente du mos?"),
        (avhenger("Bib1"), "", "Skriv id-en til tiltaket"),
        (overlapper("MUS1", "begge"), "", "overlapper_med.telles er «begge»"),
        (overlapper("MUS1", "dette", "1.5"), "", "overlapper_med.andel er «1.5», men kan være høyst 1"),
        (overlapper("MUS1", "dette", "0"), "", "må være mer enn 0"),
        (selvkost("vann", "-1"), "", "selvkost.andel"),
        (overlapper("MUS1", "dette"), overlapper("BIB1", "dette"), "så begge teller"),
        (overlapper("MUS1", "det_andre"), overlapper("BIB1", "det_andre"), "ingen av dem teller"),
        (
            overlapper("MUS1", "dette", "0.5"),
            overlapper("BIB1", "det_andre", "0.4"),
            "andelen er 1/2, men MUS1 sier 2/5 om det samme",
        ),
        (avhenger("MUS1"), avhenger("BIB1"), "BIB1 → MUS1 → BIB1 avhenger av hverandre i ring"),
    ],
)
def test_what_cannot_be_is_told_with_the_remedy(kon: Path, bib1: str, mus1: str, ventet: str) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6}, mer=bib1)
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=mus1)
    assert ventet in feilmelding(lambda: les_sektor("kon"))


def test_ring_of_three_overlaps_is_refused(kon: Path) -> None:
    for id_, annet in (("BIB1", "BIB2"), ("BIB2", "BIB3"), ("BIB3", "BIB1")):
        lag_tiltak(kon, id_, "BIB", {2026: 1, 2027: 1}, mer=overlapper(annet, "det_andre"))
    melding = feilmelding(lambda: les_sektor("kon"))
    assert "BIB1 → BIB2 → BIB3 → BIB1 teller i hverandre i ring" in melding


def test_more_than_all_of_a_measure_cannot_be_counted_elsewhere(kon: Path) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 1, 2027: 1})
    lag_tiltak(kon, "MUS1", "MUS", {2026: 1, 2027: 1}, mer=overlapper("BIB1", "dette", "0.6"))
    lag_tiltak(kon, "MUS2", "MUS", {2026: 1, 2027: 1}, mer=overlapper("BIB1", "dette", "0.6"))
    assert "Det er mer enn hele effekten" in feilmelding(lambda: les_sektor("kon"))


# --- what a card is made from --------------------------------------------------------------------


def test_card_is_stale_when_another_measure_says_it_overlaps_and_not_when_its_amount_changes(
    kon: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lag_tiltak(kon, "BIB1", "BIB", {2026: 4, 2027: 6})
    lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20})
    journal = tmp_path / "journal"
    monkeypatch.setenv(JOURNAL_VARIABLE, str(journal))
    sektor = les_sektor("kon")
    tiltaket(sektor, "BIB1")
    linjer = journal.read_text(encoding="utf-8").splitlines()
    lest = {linje.removeprefix("kon:") for linje in linjer if linje.startswith("kon:")}
    assert "samspill" in lest
    assert "tiltak.MUS1" not in lest

    def endret(lag: Callable[[], Path]) -> set[str]:
        lag()
        ny = les_sektor("kon")
        return {a for a in lest if ny.avtrykk(a) != sektor.avtrykk(a)}

    assert endret(lambda: lag_tiltak(kon, "MUS1", "MUS", {2026: 11, 2027: 20})) == set()
    mer = overlapper("BIB1", "dette")
    assert endret(lambda: lag_tiltak(kon, "MUS1", "MUS", {2026: 10, 2027: 20}, mer=mer)) == {"samspill"}
