"""The page of the gains: every number as it was told, and what nobody has told said plainly."""

from datetime import date
from pathlib import Path

import pytest

from effekt.base.recording import take_used
from effekt.check.report import make_reports, report_as_json, report_as_text
from effekt.display.numbered import Figur, Tabell
from effekt.display.virkning import effekt_av, leses_som
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import gevinster, tiltaksside
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNEDATA


def _enkelt(tekst: str) -> str:
    return tekst.replace("\u00a0", " ")


def _rader(tabell: object) -> dict[str, list[str]]:
    assert isinstance(tabell, Tabell)
    return {rad[0].replace("*", ""): [_enkelt(rute) for rute in rad[1:]] for rad in tabell.rader}


def test_each_measure_is_shown_as_planned_budgeted_forecast_and_realised(tek: Sektor) -> None:
    ikke, uten = "ikke rapportert", "ikke oppgitt"
    assert _rader(gevinster.per_ar(tek)) == {
        "VEI1: planlagt": ["200", "420", "420", "420"],
        "VEI1: i budsjettet": ["200", "400", uten, uten],
        "VEI1: prognose": ["150", "380", ikke, ikke],
        "VEI1: realisert": ["160", ikke, ikke, ikke],
        "VEI1: realisert mot planlagt": ["−40", "–", "–", "–"],
    }


def test_a_sum_names_the_measures_that_are_not_in_it(opp: Sektor) -> None:
    tabell = gevinster.summer(opp)
    rader = _rader(tabell)
    assert rader["Realisert"][1] == "1 650"
    assert rader["Realisert: anslått, samme tiltak"][1] == "1 950"
    assert rader["Realisert: avvik fra anslaget"] == ["–", "−300", "–", "–"]
    assert rader["I budsjettet: avvik fra anslaget"][1] == "+150"
    assert "Prognose" not in rader
    assert isinstance(tabell, Tabell)
    assert "Ingenting er meldt om prognosen" in tabell.noter
    assert "Realisert sum for 2028 er uten KUL1 og PPT1" in tabell.noter


def test_the_gap_is_drawn_only_where_there_are_numbers(
    tek: Sektor, kommunekopi: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two numbers are told, and not drawn.
    assert "Lavere lys om natten 2027, realisert: −40 og" in repr(gevinster.avstand(tek))
    monkeypatch.setattr(gevinster, "FAERREST", 1)
    figur = gevinster.avstand(tek)
    assert isinstance(figur, Figur)
    assert figur.tittel == "Alle gevinster er mindre enn ventet"
    assert [rad[1] for rad in figur.rader] == ["−40", "−40"]
    assert "Lavere lys om natten 2027, realisert: −40." in figur.alternativtekst
    fil = kommunekopi / "tek/gevinster/vei1.yml"
    linjer = fil.read_text(encoding="utf-8").splitlines()
    fil.write_text("\n".join(ett for ett in linjer if "slag:" not in ett and "Av {{" not in ett and
                             ett not in {"realisering:", "merknader:"}) + "\n", "utf-8")  # fmt: skip
    uten = les_sektor("tek")
    assert repr(gevinster.avstand(uten)) == ""
    assert "Realisert gevinst er ikke rapportert for VEI1." in repr(gevinster.innledning(uten))
    assert "Realisert gevinst er ikke rapportert." in repr(gevinster.planene(uten))


def test_a_plan_tells_every_amount_with_source_and_date_and_that_a_report_was_late(tek: Sektor) -> None:
    vist = _enkelt(repr(gevinster.planene(tek)))
    assert "Prognose | 2027 | 190 | 10. mai 2027 | Tertialrapportene for 2027 og 2028, s. 3" in vist
    assert "Er det meldt flere beløp for samme år, gjelder det siste." in vist
    assert "Realisert gevinst for 2027 ble meldt 15. juni 2028, etter fristen 31. mars 2028." in vist
    assert "Av 200 tusen kroner i 2027 ble 160 tusen kroner tatt ut." in vist
    assert "Ansvarlig: leder for Veikontoret" in vist


def test_an_owner_and_an_indicator_that_nobody_has_given_say_so(opp: Sektor) -> None:
    rader = _rader(gevinster.oversikt(opp))
    assert rader["{ref}`SKO1 <opp-gevinst-sko1>`"] == ["ikke oppgitt"] * 5
    assert rader["{ref}`BAR1 <opp-gevinst-bar1>`"][0] == "styrer for barnehagene"


def test_a_sector_without_any_plan_says_so_in_one_line(kommunekopi: Path) -> None:
    (kommunekopi / "tek/gevinster/vei1.yml").unlink()
    tek = les_sektor("tek")
    sagt = [repr(vis(tek)) for vis in (gevinster.innledning, gevinster.summer, gevinster.avstand, gevinster.per_ar,
                                       gevinster.oversikt, gevinster.planene)]  # fmt: skip
    assert sagt == ["Gevinsten er ikke fulgt opp for noen av tiltakene ennå.", *[""] * 5]
    assert "Oppfølging av gevinsten" not in repr(tiltaksside.tiltaket(tek, "VEI1"))


def test_the_card_leads_to_the_plan(tek: Sektor) -> None:
    (lenke,) = [
        linje for linje in repr(tiltaksside.tiltaket(tek, "VEI1")).splitlines() if "er gevinsten fulgt opp" in linje
    ]
    assert "Ansvarlig: leder for Veikontoret." in lenke
    assert "Oppfølging av gevinsten" not in repr(tiltaksside.tiltaket(tek, "VAN1"))


def test_what_a_plans_number_moves_is_what_was_made_of_it(tek: Sektor) -> None:
    take_used()
    gevinster.per_ar(tek)
    brukt = set(take_used())
    assert not leses_som("VEI1.prognose[2028]").isdisjoint(brukt)
    assert leses_som("VEI1.prognose[2028]").isdisjoint({"effekt.VEI1", "tiltak.VEI1"})
    assert effekt_av("VEI1.prognose[2028]") == ""
    assert leses_som("VEI1.indikator.dempet.mal[2028]") == {"VEI1.indikator.dempet.mal"}
    assert effekt_av("VEI1.punkter") == "VEI1"


def test_a_changed_forecast_is_on_the_page() -> None:
    endret = med_endringer("tek", {"VEI1.prognose[2028]": "450"})
    assert _rader(gevinster.per_ar(endret))["VEI1: prognose"][1] == "450"
    assert "prognose: +30" in repr(gevinster.avstand(endret))


def test_a_check_names_what_is_due_and_not_reported() -> None:
    bok = Bokmappe.med(KOMMUNEDATA)
    for dag, ventet in ((date(2029, 3, 31), []), (date(2029, 4, 1), ["VEI1: realisert 2028, frist 31. mars 2029"])):
        rapporter = make_reports(bok, ["tek"], False, dag)
        assert [_enkelt(ett) for rapport in rapporter for ett in rapport.ikke_rapportert] == ventet
        assert ("Gevinster som ikke er rapportert (1), data/tek\n  VEI1" in report_as_text(rapporter)) == bool(ventet)
        assert ("gevinster_ikke_rapportert" in report_as_json(rapporter)) == bool(ventet)


def test_what_is_told_later_takes_the_place_of_what_was_told(kommunekopi: Path) -> None:
    bytt(kommunekopi / "tek/gevinster/vei1.yml", "verdi: 150, dato: 2027-09-20", "verdi: 150, dato: 2027-04-01")
    assert _rader(gevinster.per_ar(les_sektor("tek")))["VEI1: prognose"][0] == "190"


def test_an_estimate_is_not_called_a_plan(tek: Sektor, opp: Sektor) -> None:
    assert "SKO1: anslått" in _rader(gevinster.per_ar(opp))
    assert "SKO1: realisert mot anslått" in _rader(gevinster.per_ar(opp))
    assert "planlagt" not in repr(gevinster.summer(opp)).partition("slag,ar")[0].casefold()
    assert "Planlagt eller anslått, alle tiltakene" in _rader(gevinster.summer(tek))
    assert "Realisert: planlagt, samme tiltak" in _rader(gevinster.summer(tek))
    assert "Avvik fra planen" in repr(gevinster.avstand(tek))
    assert "anslaget" in repr(gevinster.avstand(opp))
