"""The plans for gains, read: what cannot be right is told with file, line and remedy, and a reviewer changes a
number under its address."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.calc import gevinst
from effekt.check.checking import faults_in_texts
from effekt.model.gevinst import Gevinstplan
from effekt.reading.endringer import adresser, les_endringer, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding, linje_med

VEI1 = "tek/gevinster/vei1.yml"
SKO1 = "opp/gevinster/sko1.yml"


@pytest.mark.parametrize(
    ("fil", "fra", "til", "sagt"),
    [
        (VEI1, "tiltak: VEI1", "tiltak: VEI9", "ukjent tiltak «VEI9». Mente du VEI2 eller VEI1?"),
        (VEI1, "slag: prognose, ar: 2028", "slag: prognose, ar: 2031", "2031 er utenfor perioden 2027–2030"),
        (VEI1, "slag: prognose, ar: 2028", "slag: antatt, ar: 2028", "slag"),
        (VEI1, "kilde: tertial, side: 3", "kilde: tertiale, side: 3", "ukjent kilde «tertiale». Mente du tertial?"),
        (VEI1, "kilde: tertial, side: 3", "kilde: tertial, side: 15", "side 15 finnes ikke. tertial har 14 sider"),
        (VEI1, ", kilde: tertial, side: 3", "", "mangler kilde og side. Oppgi begge"),
        (VEI1, "verdi: 190, ", "", "realisering mangler verdi. Skriv tallet, eller fra: og adressen til det"),
        (VEI1, "dato: 2027-09-20", "dato: 2027-05-10", "prognose for 2027 står to ganger med samme dato"),
        (VEI1, "dato: 2028-06-15", "dato: 2026-12-31", "er 2026-12-31, før 2027. Det som ikke har skjedd,"),
        (VEI1, "dato: 2028-06-15", "dato: 2028-02-30", "er «2028-02-30», en dato som ikke finnes"),
        (VEI1, "dato: 2028-06-15", "dato: i juni", "Skriv et år, en måned eller en dag, for eksempel 2026"),
        (VEI1, "frist: 03-31", "frist: 31. mars", "Skriv måned og dag i året etter, for eksempel 03-31"),
        (VEI1, "indikator: dempet", "indikator: dimmet", "er «dimmet», men planens indikatorer er dempet"),
        (VEI1, "enhet: 1 000 kr", "enhet: tusen", "enhet"),
        (VEI1, "eier: leder", "ansvarlig: leder", "ukjent nøkkel «ansvarlig»"),
        (SKO1, "-rammekutt[SKO, 2028]", "-rammekutt[SKU, 2028]", "ukjent adresse «rammekutt[SKU, 2028]». Mente du"),
        (SKO1, "-rammekutt[SKO, 2028]", "-ramekutt[SKO, 2028]", "ukjent adresse «ramekutt[SKO, 2028]». Mente du"),
        (SKO1, "-rammekutt[SKO, 2028]", "rammekutt", "Skriv tabellen og ruten, for eksempel tabell[rad, 2026]"),
        (SKO1, "-rammekutt[SKO, 2028]", "-rammekutt[SKO, 2029]", "gjelder 2029, men raden gjelder 2028"),
        (SKO1, "-rammekutt[SKO, 2028]", "tall.elever", "tall.elever er i elever, men gevinsten er et beløp"),
        (SKO1, '2028]", dato', '2028]", verdi: 3, dato', "er gitt, og verdi også. Slett den ene"),
        (SKO1, '2028]", dato', '2028]", kilde: plan-2027, side: 3, dato', "har kilde og side der tallet står"),
        (SKO1, ", begrunnelse: Regnskapet viser det ikke for seg. Vi har regnet det ut av antall klasser.", "",
         "har opphav avledet, og trenger en begrunnelse"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_told_with_file_and_remedy(
    kommunekopi: Path, fil: str, fra: str, til: str, sagt: str
) -> None:
    bytt(kommunekopi / fil, fra, til)
    melding = feilmelding(lambda: les_sektor(fil[:3]))
    assert f"data/{fil}" in melding
    assert sagt in melding


def test_the_fault_is_on_the_line_of_the_row(kommunekopi: Path) -> None:
    fil = kommunekopi / VEI1
    bytt(fil, "slag: prognose, ar: 2028", "slag: prognose, ar: 2031")
    assert f"linje {linje_med(fil, '2031')}" in feilmelding(lambda: les_sektor("tek"))


def test_two_files_for_one_measure_and_a_file_that_is_not_read_are_faults(kommunekopi: Path) -> None:
    (kommunekopi / "tek/gevinster/lys.yml").write_text((kommunekopi / VEI1).read_text(encoding="utf-8"), "utf-8")
    (kommunekopi / "tek/gevinster/van1.yaml").write_text("tiltak: VAN1\n", "utf-8")
    melding = feilmelding(lambda: les_sektor("tek"))
    assert "VEI1 har en plan i lys.yml også. Slå dem sammen." in melding
    assert "navnet må slutte på .yml" in melding


def test_a_sector_without_the_folder_reads_as_before(kommunekopi: Path) -> None:
    for fil in (kommunekopi / "tek/gevinster").iterdir():
        fil.unlink()
    (kommunekopi / "tek/gevinster").rmdir()
    tek = les_sektor("tek")
    assert not tek.gevinster.unrecorded()
    assert not [a for a in adresser(tek) if "realisert" in a]


def test_an_unknown_name_in_a_plans_text_is_told_before_any_kernel_starts(kommunekopi: Path) -> None:
    bytt(kommunekopi / VEI1, "{{ VEI1.realisert[2027] | belop }}", "{{ VEI1.realisrt[2027] | belop }}")
    (feil,) = faults_in_texts(les_sektor("tek"))
    assert "gevinster/vei1.yml" in str(feil)
    assert "Mente du realisert?" in str(feil)


def test_each_number_has_an_address_in_the_unit_it_stands_in(tek: Sektor) -> None:
    alle = {a: k for a, k in adresser(tek).items() if a.startswith("VEI1.") and k.enhet in {"1 000 kr", "lyspunkter"}}
    egne = {a: k.verdi for a, k in alle.items() if "[" in a or "indikator" in a}
    egne.pop("VEI1.omlegging[2027]", None)
    assert egne == {
        "VEI1.planlagt[2027]": 200,
        "VEI1.budsjettert[2027]": 200,
        "VEI1.budsjettert[2028]": 400,
        "VEI1.prognose[2027]": 150,
        "VEI1.prognose[2028]": 380,
        "VEI1.realisert[2027]": 160,
        "VEI1.indikator.dempet.nullpunkt": 0,
        "VEI1.indikator.dempet.mal[2027]": 1000,
        "VEI1.indikator.dempet.mal[2028]": 2000,
        "VEI1.indikator.dempet.malt[2027]": 800,
    }


def test_a_reviewer_changes_the_forecast_that_counts_and_nothing_else() -> None:
    endret = med_endringer("tek", {"VEI1.prognose[2027]": "120", "VEI1.indikator.dempet.mal[2028]": "1 500"})
    assert gevinst.belop(endret, "VEI1", "prognose") == {2027: 120_000, 2028: 380_000}
    (forrige,) = gevinst.oppgaver(endret, "VEI1", "prognose")[2027].tidligere
    assert forrige.verdi == 190_000
    assert gevinst.mal(endret, "VEI1", "dempet") == {2027: 1000, 2028: 1500}
    assert endret.uendret
    assert gevinst.belop(endret.uendret, "VEI1", "prognose")[2027] == 150_000


def test_an_amount_with_its_unit_is_moved_to_the_plans(tek: Sektor) -> None:
    assert les_endringer(tek, {"VEI1.prognose[2027]": "0,12 mill. kr"}) == {"VEI1.prognose[2027]": Fraction(120)}


def test_what_stands_in_a_table_is_changed_there(opp: Sektor) -> None:
    assert "SKO1.budsjettert[2028]" not in adresser(opp)
    endret = med_endringer("opp", {"rammekutt[SKO, 2028]": -1700})
    assert gevinst.belop(endret, "SKO1", "budsjettert") == {2028: 1_700_000}


def test_another_period_leaves_out_the_years_that_are_not_in_it() -> None:
    endret = med_endringer("tek", {"sektor.periode": "2028–2030"})
    assert gevinst.belop(endret, "VEI1", "budsjettert") == {2028: 400_000}
    assert gevinst.belop(endret, "VEI1", "realisert") == {}


def test_the_last_report_of_a_year_counts_whatever_its_place_in_the_list() -> None:
    rad = {"slag": "prognose", "ar": 2027, "kilde": "a", "side": "1"}
    rader = [{**rad, "verdi": "2", "dato": "2027-09"}, {**rad, "verdi": "1", "dato": "2027-05-31"}]
    plan = Gevinstplan.model_validate({"tiltak": "A1", "kilde": "a", "side": "1", "realisering": rader})
    assert plan.gjeldende["prognose", 2027][1].verdi == 2


def test_staleness_goes_by_the_plan(tek: Sektor, kommunekopi: Path) -> None:
    for_ = tek.avtrykk("gevinst.VEI1"), tek.avtrykk("tiltak.VEI1"), tek.avtrykk("gevinst.VAN1")
    bytt(kommunekopi / VEI1, "verdi: 160", "verdi: 161")
    ny = les_sektor("tek")
    assert ny.avtrykk("gevinst.VEI1") != for_[0]
    assert (ny.avtrykk("tiltak.VEI1"), ny.avtrykk("gevinst.VAN1")) == for_[1:]
