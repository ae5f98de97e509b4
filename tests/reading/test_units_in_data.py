"""Units that are wrong in data/: the file, the key, the units and what to do; what is told helps."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.audit.kontroll import kontroller
from effekt.base.faults import Datafeil
from effekt.calc import beregning
from effekt.cli.main import main
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding, linje_med

VEI1, VEI2, VAN1 = (f"tek/tiltak/{id_}.yml" for id_ in ("vei1", "vei2", "van1"))
PAKKE, TALL, PROGRAM = "tek/datapackage.yml", "tek/tall.yml", "felles/program.yml"


@pytest.mark.parametrize(
    ("fil", "gammelt", "nytt", "sted", "sagt"),
    [
        (VEI1, "kr per lyspunkt og år", "kr per lyspunkt og døgn", "formel: punkter",
         "formel: lyspunkter × kr per lyspunkt og døgn × andel gir kr per døgn, ikke kr per år. Gang med"),
        (VAN1, "kr per stasjon og år", "kr per år", "formel: stasjoner",
         "stasjoner × kr per år × andel × andel gir kr og stasjoner per år, ikke kr per år. Er beløpet per stasjon"),
        (VEI2, "2030: 400000}, enhet: kr per år", "2030: 400000}, enhet: årsverk", "formel: besparelse",
         "skal kr per år og årsverk regnes sammen, og det går ikke"),
        (VEI2, "tillatt: [0, 0.15], enhet: andel", "tillatt: [0, 0.15], enhet: kr", "rentesats:",
         "enheten er «kr», men lan.rentesats er en andel. Skriv andel eller prosent"),
        (VEI1, "kr per lyspunkt og år", "EUR per lyspunkt og år", "spart:", "beløp regnes i kroner"),
        (TALL, "enhet: ansatte", "enhet: anstate", "ansatte:", "enheten er «anstate». Mente du «ansatte»?"),
        (TALL, "enhet: mill. kr", "enhet: mill", "merforbruk:", "er ikke en kjent pengeenhet"),
        (PAKKE, "title: Kutt, enhet: 1 000 kr", "title: Kutt, enhet: plasser", "",
         "enheten er «plasser», men kuttene er beløp. Skriv enhet: 1 000 kr eller mill. kr"),
        ("tek/tabeller/nokkeltall.csv", "VEI,årsverk", "VEI,USD", "VEI,USD",
         "enhet er «USD», men beløp regnes i kroner"),
        ("tek/tabeller/nokkeltall.csv", "VEI,årsverk", "VEI,årsvek", "", "enheten er «årsvek». Mente du «årsverk»?"),
        ("felles/usikkerhet.yml", "verdi: 0.05, enhet: andel", "verdi: 0.05, enhet: trekninger", "liten:",
         "men tallet er en andel. Skriv andel eller prosent"),
    ],
)  # fmt: skip
def test_a_unit_that_is_wrong_is_told_where_it_stands(
    kommunekopi: Path, fil: str, gammelt: str, nytt: str, sted: str, sagt: str
) -> None:
    bytt(kommunekopi / fil, gammelt, nytt)
    melding = feilmelding(lambda: les_sektor("tek"))
    assert sagt in melding.replace("som ikke er", "er ikke")
    assert f"data/{fil}" in melding
    if sted:
        assert f"data/{fil}, linje {linje_med(kommunekopi / fil, sted)}" in melding


def test_a_word_of_the_books_own_is_declared_where_the_message_says(kommunekopi: Path) -> None:
    bytt(kommunekopi / TALL, "enhet: ansatte", "enhet: avsatte")
    melding = feilmelding(lambda: les_sektor("tek"))
    assert "Er det et eget ord, skriv det under enheter i program.yml." in melding
    bytt(kommunekopi / PROGRAM, "belopsenhet:", "enheter: [avsatte]\nbelopsenhet:")
    assert les_sektor("tek").tall["ansatte"].enhet == "avsatte"


def test_a_word_that_the_book_uses_elsewhere_is_known(kommunekopi: Path) -> None:
    bytt(kommunekopi / TALL, "verdi: 2400, enhet: lyspunkter", "verdi: 2400, enhet: lypsunkter")
    assert "enheten er «lypsunkter». Mente du «lyspunkter»?" in feilmelding(lambda: les_sektor("tek"))


def test_a_per_cent_in_a_formula_is_hundredths(kommunekopi: Path) -> None:
    ventet = beregning.effekter(les_sektor("tek"))
    bytt(kommunekopi / VAN1, "verdi: 0.10\n    lav: 0.10\n    hoy: 0.20", "verdi: 10\n    lav: 10\n    hoy: 20")
    bytt(kommunekopi / VAN1, "enhet: andel", "enhet: prosent")
    assert beregning.effekter(les_sektor("tek")) == ventet


def test_days_are_multiplied_by_how_many_there_are_in_a_year(kommunekopi: Path) -> None:
    fil = kommunekopi / VEI1
    bytt(fil, "kr per lyspunkt og år", "kr per lyspunkt og døgn")
    bytt(fil, "formel: punkter", "formel: dogn * punkter")
    bytt(fil, "forutsetninger:\n", "forutsetninger:\n  dogn: {navn: døgn i året, verdi: 365, enhet: døgn per år, "
         "kilde: plan-2027, side: 12}\n")  # fmt: skip
    assert beregning.uavrundet_effekt(les_sektor("tek").tiltak["VEI1"], (2027, 2028))[2028] == 365 * 420_000


@pytest.mark.parametrize(("enhet", "ganger"), [("1 000 kr", 1000), ("mill. kr", 10**6)])
def test_what_the_source_prints_on_another_scale_is_asked_about(kommunekopi: Path, enhet: str, ganger: int) -> None:
    fil = kommunekopi / VAN1
    skrevet = f"{{2027: 0, 2028: {300_000 / ganger}, 2029: {300_000 / ganger}, 2030: {300_000 / ganger}}}"
    bytt(fil, "{2027: 0, 2028: 300000, 2029: 300000, 2030: 300000}", skrevet)
    with pytest.raises(Datafeil, match=rf"Skriv oppgitt_i: {enhet} på tiltaket"):
        kontroller(les_sektor("tek"))
    bytt(fil, "\noppgitt:", f"\noppgitt_i: {enhet}\noppgitt:")
    kontroller(les_sektor("tek"))
    assert les_sektor("tek").tiltak["VAN1"].oppgitt_effekt(2028) == Fraction(300_000)


def test_rows_in_different_units_are_not_summed(kommunekopi: Path) -> None:
    tabell = les_sektor("tek").tabeller["nokkeltall"]
    with pytest.raises(Datafeil, match=r"har rader i .*, som ikke kan legges sammen"):
        tabell.sum(virksomhet="VEI")


def test_a_sector_being_entered_is_told_where_a_measure_does_not_give_what_is_printed(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bytt(kommunekopi / "opp/sektor.yml", "periode:", "status: under_arbeid\nperiode:")
    bytt(kommunekopi / "opp/tiltak/sko2.yml", "2030: 200000}", "2030: 250000}")
    main(["--data", str(kommunekopi.parent), "check", "--sector", "opp"])
    sagt = capsys.readouterr().out.replace("\u00a0", " ")
    assert "SKO2, 2030 (s. 30): kilden har 250 000 kr, regnestykket gir 200 000 kr" in sagt


def test_savings_written_as_minus_are_let_through_as_the_message_says(kommunekopi: Path) -> None:
    fil = kommunekopi / VEI1
    bytt(fil, "verdi: 210, lav: 150, hoy: 260, enhet: kr per", "verdi: -210, enhet: 1 000 kr per")
    melding = feilmelding(lambda: les_sektor("tek"))
    rad = melding.partition("skriv ")[2].partition(" ved siden av")[0]
    assert "er \u2212210 (1 000 kr per lyspunkt og år) \u2013 mente du 210?" in melding
    bytt(fil, "verdi: -210,", f"verdi: -210, {rad},")
    bytt(fil, "formel: ", "formel: -")
    assert beregning.effekt(les_sektor("tek").tiltak["VEI1"], (2027, 2028))[2028] == 420_000_000
