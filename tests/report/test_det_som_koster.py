"""Measures that cost more than they give, and amounts beside the formula: no sentence says more than they carry."""

from pathlib import Path

import pytest

from effekt.check.report import make_reports, report_as_text
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report.dekningsord import dekningen_i_ord
from effekt.report.svaret import _ett_tiltak
from effekt.review.changes_list import list_lines
from tests.helpers.feildata import bytt
from tests.helpers.oppdiktet import lag_sektor, lag_tiltak


@pytest.mark.parametrize(
    ("siste", "sagt"),
    [
        (
            -2,
            "Tiltaket A1 alene gir 8 000 tusen kroner i 2027, mer enn alle tiltakene til sammen, "
            "for noen av dem koster mer",
        ),
        (2, "Tiltaket A1 alene står for 8 000 av de 11 000 tusen kroner i 2027"),
    ],
)
def test_one_measure_is_no_part_of_a_sum_that_is_less_than_it(kommunekopi: Path, siste: int, sagt: str) -> None:
    """8, 1 and -2 mill. are 7 in all, of which 8 is no part; 8, 1 and 2 are 11."""
    sektor = lag_sektor(kommunekopi, "abc", [2027], ["ABC"])
    for id_, mill in {"A1": 8, "B1": 1, "C1": siste}.items():
        bytt(
            lag_tiltak(sektor, id_, "ABC", {2027: mill}), "enhet: kr\n", "enhet: kr\n    tillatt: [-9000000, 9000000]\n"
        )
    assert [
        setning.replace("\u00a0", " ").partition(" enn de gir")[0] for setning in _ett_tiltak(les_sektor("abc"))
    ] == [sagt]


def test_an_agency_whose_measures_cost_covers_nothing_of_its_cut() -> None:
    sektor = med_endringer("tek", {"VAN1.gjennomfores": "nei", "VEI1.spart": 0})
    assert not any("\u2212" in setning for setning in dekningen_i_ord(sektor))


def test_a_cost_beside_the_formula_moves_no_effect(tek: Sektor) -> None:
    alle = {a: en for a, en in adresser(tek).items() if a in {"VEI1.omlegging[2027]", "VEI1.spart"}}
    linjer = {en.adresse.adresse: en.virkning.effekt for en in list_lines(tek, alle.values(), {})}
    assert linjer == {"VEI1.omlegging[2027]": "", "VEI1.spart": "VEI1"}


def test_the_check_tells_of_chances_that_are_not_reckoned_with_and_of_values_outside_their_own_range(
    kommunekopi: Path,
) -> None:
    def sagt() -> str:
        return report_as_text(make_reports(Bokmappe.her(), ["tek"], med_kapitler=False))

    assert "egne sjanser" not in sagt()
    assert "sitt eget spenn" not in sagt()
    fil = kommunekopi / "felles/usikkerhet.yml"
    fil.write_text(fil.read_text(encoding="utf-8").partition("gjennomforing:")[0], encoding="utf-8")
    bytt(kommunekopi / "tek/tiltak/vei1.yml", "lav: 150", "lav: 215")
    assert "VEI1 har egne sjanser, og de regnes ikke med. Legg til gjennomforing i felles/usikkerhet.yml" in sagt()
    assert "VEI1.spart er 210 og under sitt eget spenn." in sagt()
