"""The pages of measures that are as simple as their source: what nobody has leaves no trace."""

from pathlib import Path

import pytest

from effekt.display.texts import sektorens_utelatte_i_ord
from effekt.export.budsjett import som_csv, uttrekk
from effekt.reading.endringer import med_endringer
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, kort, registre, tabeller, tiltakene, tiltaksside, usikkerhet, utvikling
from tests.helpers.enkel import ID, TILTAK, lag_enkel
from tests.helpers.feildata import bytt


@pytest.fixture
def fri(kommunekopi: Path) -> Sektor:
    lag_enkel(kommunekopi)
    return les_sektor(ID)


def _side(sektor: Sektor, id_: str) -> str:
    return repr(tiltaksside.tiltaket(sektor, id_))


def test_the_page_says_that_the_amounts_stand_in_the_source_and_shows_no_calculation(fri: Sektor) -> None:
    side = _side(fri, "FRI1")
    assert "Beløpene står i kilden: Økonomiplan 2027–2030, s.\u00a024. De er ikke regnet ut." in side
    for ikke in ("Slik er det regnet", "Forutsetning", "Mangler", "Hele vurderingen", "Hvem merker", "Verdt å vite"):
        assert ikke not in side


@pytest.mark.parametrize(
    ("id_", "sagt"),
    [
        ("FRI3", "Oppgitt for 2027"),
        ("FRI4", "Kilden oppgir et spenn, i 1 000 kr: 500 til 800 hvert år."),
        ("FRI5", "inntil 300"),
        ("FRI6", "Kilden oppgir 150 årsverk, og ikke hva de koster. Tiltaket er ikke med i summene."),
        ("FRI6", "Årsverk, frigjort: 150."),
        ("FRI7", "12\u00a0000 tusen kroner for hele perioden 2027–2030. Kilden deler ikke beløpet på år"),
    ],
)
def test_the_page_says_what_the_source_has(fri: Sektor, id_: str, sagt: str) -> None:
    assert sagt in _side(fri, id_)


def test_a_measure_without_kroner_has_no_amount_and_nothing_to_work_out(fri: Sektor) -> None:
    for id_ in ("FRI6", "FRI7"):
        side = _side(fri, id_)
        for ikke in ("Nåverdi", "Når", "rerun", "Hvor sikkert", "Lav"):
            assert ikke not in side
        assert "Tusen kroner per år" not in repr(kort.tiltakskort(fri, id_))


def test_an_amount_that_a_reviewer_has_changed_is_told_beside_the_sources(fri: Sektor) -> None:
    endret = med_endringer(ID, {"FRI1.belop[2027]": "500000"})
    assert "I denne omregningen er beløpene andre enn kildens, som er 430 i 2027." in _side(endret, "FRI1")


def test_sums_say_what_they_are_without_and_a_sum_without_years_is_told_apart(fri: Sektor) -> None:
    assert sektorens_utelatte_i_ord(fri) == [
        "FRI6 og FRI7 har ikke beløp per år i kilden, og er ikke i summene",
        "FRI3 har ikke beløp for 2028, 2029 og 2030 i kilden, og er ikke i summene da",
        "FRI7 har 12\u00a0000 tusen kroner for hele perioden, og ikke for hvert år",
    ]


def test_tables_and_figures_have_the_sign_for_unknown_and_draw_no_nothing(fri: Sektor) -> None:
    tabell = tabeller.effekt_per_tiltak(fri)
    assert "FRI3 Salg av gammel brakke | 9 700 | ikke oppgitt" in repr(tabell).replace("\u00a0", " ")
    assert "minst har FRI2 med 0" in repr(figurer.effekt_per_tiltak(fri))
    assert "FRI6: ikke oppgitt." in repr(usikkerhet.spenn_per_tiltak(fri))
    assert "FRI6" not in repr(utvikling.tiltakene_ar_for_ar(fri)).partition("tiltak,navn")[2]
    assert repr(usikkerhet.effekt_og_sikkerhet(fri)) == ""
    assert repr(registre.alle_vurderinger(fri)) == ""
    assert "FRI6" not in repr(registre.alle_tiltaksforutsetninger(fri))
    assert "FRI1.belop" in repr(registre.alle_tiltaksforutsetninger(fri))


def test_the_table_of_all_measures_has_no_columns_that_nobody_has_anything_in(kommunekopi: Path) -> None:
    lag_enkel(kommunekopi)
    alle = tiltakene.alle_tiltak(les_program())
    assert {"Usikkerhet", "Samlet vurdering"} <= set(alle.hode)
    for sektor in ("tek", "opp"):
        bare_en = kommunekopi / sektor
        bare_en.rename(kommunekopi.parent / sektor)
    alene = tiltakene.alle_tiltak(les_program())
    assert alene.hode == ["Tiltak", "Effekt 2030", "Når"]
    assert len(alene.rader) == len(TILTAK)
    assert repr(tiltakene.tegnforklaring(les_program())) == ""


def test_the_budget_has_blanks_where_the_source_says_nothing(fri: Sektor) -> None:
    linjer = {
        linje.split(";")[2]: linje for linje in som_csv(uttrekk(les_program(), ID)).splitlines() if ";FRI" in linje
    }
    assert linjer["FRI1"].endswith("-430;-860;-1290;-1720")
    assert linjer["FRI3"].endswith("-9700;;;")
    assert linjer["FRI6"].endswith(";;;")


def test_a_sector_of_text_alone_has_no_empty_figures(kommunekopi: Path) -> None:
    lag_enkel(kommunekopi, tiltak={"FRI6": TILTAK["FRI6"]})
    sektor = les_sektor(ID)
    for lag in (figurer.effekt_per_tiltak, tabeller.effekt_per_tiltak, usikkerhet.spenn_per_tiltak):
        assert repr(lag(sektor)) == ""
    assert "150 årsverk" in repr(kort.tiltakskort(sektor, "FRI6"))


def test_a_measure_across_agencies_says_whose_it_is(kommunekopi: Path) -> None:
    mappe = lag_enkel(kommunekopi, tiltak={"FRI1": TILTAK["FRI1"] + "virksomheter: [FRI, KIN]\n"})
    bytt(mappe / "sektor.yml", "  FRI: {navn: Fritidsetaten}", "  FRI: {navn: Fritidsetaten}\n  KIN: {navn: Kinoen}")
    assert "Fritidsetaten. Gjelder flere virksomheter: Fritidsetaten og Kinoen" in _side(les_sektor(ID), "FRI1")
