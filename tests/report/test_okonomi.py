"""What cards and chapters say of costs, present value and price years, and that each sentence has its condition."""

from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.display.offered import Tiltaksverdier
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import okonomi, registre, tiltaksside
from tests.helpers.feildata import bytt


def _kort(sektor: Sektor, id_: str) -> list[str]:
    return repr(tiltaksside.tiltaket(sektor, id_)).replace("\u00a0", " ").splitlines()


def _brutto(sektor: Sektor, id_: str) -> dict[str, list[str]]:
    linjer = _kort(sektor, id_)
    fra = next((nr for nr, linje in enumerate(linjer) if linje.startswith("Brutto og netto")), None)
    if fra is None:
        return {}
    rader = {}
    for linje in linjer[fra + 1 :]:
        if " | " not in linje:
            break
        navn, *celler = linje.split(" | ")
        rader[navn] = celler
    return rader


def test_a_card_shows_gross_once_and_net(tek: Sektor) -> None:
    assert _brutto(tek, "VEI1") == {
        "Brutto gevinst": ["210", "420", "420", "420"],
        "Effekten på kortet": ["210", "420", "420", "420"],
        "Engangskostnad": ["−200", "0", "0", "0"],
        "Investering": ["−600", "−300", "0", "0"],
        "Netto": ["−590", "120", "420", "420"],
    }


def test_an_investment_that_a_loan_pays_is_shown_and_not_drawn_from_the_net(tek: Sektor) -> None:
    assert _brutto(tek, "VEI2") == {
        "Brutto gevinst": ["0", "0", "200", "400"],
        "Årlige kostnader, med lånet": ["0", "0", "−300", "−300"],
        "Effekten på kortet": ["0", "0", "−100", "100"],
        "Investering som lånet betaler": ["0", "0", "−2 000", "0"],
    }
    assert any(linje.startswith("Investeringen er betalt med lån.") for linje in _kort(tek, "VEI2"))


def test_what_a_card_is_rounded_by_is_a_line_of_its_own() -> None:
    """2 003 × 210 = 420 630, on the card 420 000."""
    endret = med_endringer("tek", {"VEI1.punkter": 2003})
    assert _brutto(endret, "VEI1")["Avrunding på kortet"] == ["−0,315", "−0,63", "−0,63", "−0,63"]


def test_a_card_without_any_cost_has_no_such_table_and_says_so(tek: Sektor) -> None:
    assert _brutto(tek, "VAN1") == {}
    assert any("Kilden oppgir ingen engangskostnad eller investering." in linje for linje in _kort(tek, "VAN1"))
    assert not any("Kilden oppgir ingen engangskostnad" in linje for linje in _kort(tek, "VEI1"))


def test_a_later_start_moves_the_costs_on_the_card() -> None:
    endret = med_endringer("tek", {"VEI1.forsinkelse": 1, "VEI2.forsinkelse": 1})
    assert _brutto(endret, "VEI1")["Netto"] == ["0", "−590", "120", "420"]
    assert _brutto(endret, "VEI2")["Investering som lånet betaler"] == ["0", "0", "0", "−2 000"]


def test_a_measure_left_out_has_neither_table_nor_present_value() -> None:
    endret = med_endringer("tek", {"VEI1.gjennomfores": "nei"})
    assert _brutto(endret, "VEI1") == {}
    assert not any("Nåverdien" in linje for linje in _kort(endret, "VEI1"))


def test_the_card_says_what_it_is_worth_and_when_it_is_gained_back(tek: Sektor) -> None:
    linje = next(linje for linje in _kort(tek, "VEI1") if linje.startswith("Nåverdien"))
    assert linje.startswith("Nåverdien til og med 2032 er 268,0 tusen kroner med 5 % rente hvis tiltaket blir")
    assert linje.endswith("Utlegget er tjent inn i 2030.")
    linje = next(linje for linje in _kort(tek, "VEI2") if linje.startswith("Nåverdien"))
    assert linje.endswith("Utlegget er ikke tjent inn i løpet av 2032.")


def test_a_card_says_that_the_rate_makes_it_later_beside_a_present_value_that_has_it() -> None:
    # 1 450 is gained back in 2030 without a rate, and not with one.
    knapt = med_endringer("tek", {"VEI1.skap[2027]": 950_000})
    linje = next(linje for linje in _kort(knapt, "VEI1") if linje.startswith("Nåverdien"))
    assert linje.endswith("Utlegget er tjent inn i 2030, men ikke i løpet av 2032 når renten er regnet med.")


def test_sentences_of_payback_follow_the_numbers(tek: Sektor) -> None:
    sagt = repr(okonomi.naverdi_i_ord(tek)).replace("\u00a0", " ")
    assert "VEI1 koster 1 100 tusen kroner i 2027 og 2028, og det er tjent inn i 2030." in sagt
    assert "VEI2 koster 2 000 tusen kroner i 2029, og det er ikke tjent inn i løpet av 2032." in sagt
    assert "For VAN1 oppgir kilden verken engangskostnad eller investering." in sagt
    # 1 570 in all, of 1 470 gained: dearer cabinets are never gained back.
    dyrere = med_endringer("tek", {"VEI1.skap[2027]": 1_070_000})
    assert "VEI1 koster 1 570 tusen kroner i 2027 og 2028, og det er ikke tjent inn" in repr(
        okonomi.naverdi_i_ord(dyrere)
    ).replace("\u00a0", " ")
    # 1 450 is gained back in 2030 without a rate, and not with one.
    knapt = med_endringer("tek", {"VEI1.skap[2027]": 950_000})
    assert "Det er tjent inn i 2030, men ikke i løpet av 2032 når renten er regnet med." in repr(
        okonomi.naverdi_i_ord(knapt)
    )


def test_the_choices_have_their_reasons_until_a_reviewer_makes_others(tek: Sektor) -> None:
    sagt = repr(okonomi.naverdi_i_ord(tek)).replace("\u00a0", " ")
    assert "Renten er 5 %. Slik regner kommunen." in sagt
    assert "Tiden er 6 år. Så lenge varer utstyret." in sagt
    endret = repr(okonomi.naverdi_i_ord(med_endringer("tek", {"felles.kalkulasjonsrente": "6 %"}))).replace(
        "\u00a0", " "
    )
    assert "Renten, 6 %, er endret i denne omregningen." in endret
    assert "Slik regner kommunen" not in endret


def test_what_comes_after_the_period_is_told_apart(tek: Sektor, opp: Sektor) -> None:
    assert "Årene etter 2030" not in repr(okonomi.naverdi_i_ord(tek))
    assert "Årene etter 2030, som er regnet som 2030, står for" in repr(okonomi.naverdi_i_ord(opp))


def test_a_sum_has_no_payback_for_one_measure_does_not_pay_for_another(tek: Sektor) -> None:
    tabell = okonomi.naverdier(tek)
    assert tabell.rader[-1][-1] == "–"
    assert [rad[-1] for rad in tabell.rader[:-1]] == ["2030", "ikke i løpet av 2032", "–"]


def test_what_the_present_value_rests_on_is_said_where_it_is_so(tek: Sektor, opp: Sektor) -> None:
    i_tek, i_opp = (" ".join(okonomi.naverdier(sektor).noter) for sektor in (tek, opp))
    assert "Etter 2030 er det ikke regnet med effekt, for kilden sier ikke at den varer" in i_tek
    assert "For VEI2 er investeringen regnet med det året den blir gjort" in i_tek
    assert "er verdt etter 2032, er ikke regnet med" in i_tek
    assert "Etter 2030 er effekten av hvert tiltak regnet videre" in i_opp
    assert "investering" not in i_opp
    # Where the horizon ends with the period, nothing is said of what comes after it.
    kort_tid = med_endringer("opp", {"felles.levetid": 4})
    assert "Etter 2030" not in " ".join(okonomi.naverdier(kort_tid).noter)


def test_a_measure_that_is_held_down_is_said_to_go_on_as_it_is() -> None:
    endret = med_endringer("opp", {"KUL1.innfasing[2030]": "1/2"})
    assert "KUL1 er ikke fullt innfaset da" in " ".join(okonomi.naverdier(endret).noter)


def test_a_book_without_a_rate_shows_none_of_it(kommunekopi: Path) -> None:
    fil = kommunekopi / "felles/program.yml"
    linjer = fil.read_text(encoding="utf-8").splitlines(keepends=True)
    beholdt = [linje for linje in linjer if not linje.startswith(("  kalkulasjonsrente:", "  levetid:"))]
    fil.write_text("".join(beholdt), encoding="utf-8")
    uten = les_sektor("tek")
    assert repr(okonomi.naverdier(uten)) == repr(okonomi.naverdi_i_ord(uten)) == ""
    assert not any("Nåverdien" in linje for linje in _kort(uten, "VEI1"))


def test_what_nobody_has_said_of_costs_is_not_nothing(tek: Sektor) -> None:
    rader = okonomi.naverdier(tek).rader
    assert [rad[2].replace("\u00a0", " ") for rad in rader] == ["−1 085,7", "−1 814,1", "ikke oppgitt", "−2 899,8"]


# --- price years -------------------------------------------------------------------------------------------------


def test_price_years_stand_behind_the_amounts_and_nothing_else(tek: Sektor) -> None:
    vei1 = _kort(tek, "VEI1")
    assert any(linje.startswith("spart strøm") and "år, 2025-kroner |" in linje for linje in vei1)
    assert any(linje.startswith("lyspunkter som dempes | 2 000 lyspunkter |") for linje in vei1)
    assert any(linje.startswith("lisens") and "kr per år, 2027-kroner |" in linje for linje in _kort(tek, "VEI2"))
    assert any(linje.startswith("rentesats | 4 % |") for linje in _kort(tek, "VEI2"))


def test_the_price_year_is_said_not_to_be_given_once(kommunekopi: Path) -> None:
    bytt(kommunekopi / "tek/sektor.yml", "prisar: 2027\n", "")
    lest = les_sektor("tek")
    assert "Prisåret er ikke oppgitt for 5 av de 6 beløpene" in repr(okonomi.prisar_i_ord(lest))
    assert "ikke oppgitt hvilket år beløpene skal regnes om til." in repr(okonomi.faste_kroner(lest))
    bytt(kommunekopi / "tek/tiltak/vei1.yml", "prisar: 2025, ", "")
    assert "Prisåret er ikke oppgitt for noen av beløpene" in repr(okonomi.prisar_i_ord(les_sektor("tek")))


def test_fixed_kroner_are_shown_where_they_can_be_worked_out(tek: Sektor, opp: Sektor, kommunekopi: Path) -> None:
    assert "Tabellen har dem i 2027-kroner." in repr(okonomi.prisar_i_ord(tek))
    assert okonomi.faste_kroner(tek).rader[0][-1] == "454,23"
    # All of one year: nothing to move, and nothing to say.
    assert repr(okonomi.faste_kroner(opp)) == ""
    bytt(kommunekopi / "felles/tabeller/deflator.csv", "2026,5.0\n", "")
    assert "Deflatoren mangler 2026." in repr(okonomi.faste_kroner(les_sektor("tek")))


# --- data, addresses, prose --------------------------------------------------------------------------------------


def test_costs_have_addresses_and_stand_in_the_register(tek: Sektor) -> None:
    alle = adresser(tek)
    assert alle["VEI1.omlegging[2027]"].verdi == 200
    assert "VEI1.skap[2029]" not in alle
    assert any(rad[0] == "VEI1.skap" for rad in registre.alle_tiltaksforutsetninger(tek).rader)


def test_prose_has_gross_cost_and_present_value(tek: Sektor) -> None:
    vei2 = Tiltaksverdier(tek, "VEI2")
    assert vei2.hent("brutto_gevinst")[2030].tallet == 400_000
    assert vei2.hent("arlig_kostnad")[2030].tallet == 300_000
    assert round(vei2.hent("naverdi").tallet) == -1_322_535
    assert Tiltaksverdier(tek, "VEI1").hent("skap").verdi == {2027: 600_000, 2028: 300_000}


@pytest.mark.parametrize(
    ("fil", "fra", "til", "melding"),
    [
        ("tek/tiltak/vei1.yml", "verdi: {2027: 200}", "verdi: 200", "mangler årene. Skriv når kostnaden kommer"),
        ("tek/tiltak/vei1.yml", "{2027: 200}", "{2035: 200}", "2035 er utenfor perioden 2027–2030"),
        ("tek/tiltak/vei1.yml", "{2027: 200}", "{2027: -200}", "skriv tillatt"),
        ("tek/tiltak/vei1.yml", "slag: investering", "slag: lån", "slag"),
        ("tek/tiltak/vei1.yml", "  omlegging:", "  spart:", "spart er en forutsetning også"),
        ("tek/tiltak/vei1.yml", "  omlegging:", "  klasse:", "er adressen til noe annet på kortet"),
        ("tek/tiltak/vei1.yml", "  omlegging:", "  naverdi:", "kan ikke hete det: naverdi er nåverdien"),
        ("tek/tiltak/vei1.yml", "2028: 300000}, enhet: kr,", "2028: 300000}, enhet: skap,", "kostnad er et beløp"),
        ("tek/tiltak/vei1.yml", "enhet: lyspunkter,", "enhet: lyspunkter, prisar: 2025,", "er ikke et beløp"),
        ("tek/tiltak/vei1.yml", "prisar: 2025", "prisar: 25", "må være et årstall"),
        ("felles/program.yml", "verdi: 6, enhet: år", "verdi: 6.5, enhet: år", "må være et helt tall fra 1 til 100"),
        ("felles/program.yml", "verdi: 6, enhet: år", "verdi: 6, enhet: kr", "må være år"),
        ("felles/program.yml", "verdi: 0.05, tillatt: [0, 0.2], enhet: andel", "verdi: 5, enhet: kr", "andel eller"),
        ("felles/program.yml", "  levetid:", "  levetida:", "trenger levetid ved siden av seg"),
    ],
)
def test_bad_data_are_told_with_file_and_remedy(kommunekopi: Path, fil: str, fra: str, til: str, melding: str) -> None:
    bytt(kommunekopi / fil, fra, til)
    with pytest.raises(Datafeil) as feil:
        les_sektor("tek")
    assert melding in str(feil.value)
    assert fil.rpartition("/")[2] in str(feil.value)
