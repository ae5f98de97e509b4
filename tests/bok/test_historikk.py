"""History as data: editions, updates and corrections that cannot say what data/ does not."""

import re
from datetime import date
from pathlib import Path

import pytest

from effekt.audit.kontroll import feil_i_historikk
from effekt.base.faults import samlet_feil
from effekt.base.numbers import vis_dato
from effekt.check.checking import check_sektor
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import kontrollsider
from tests.conftest import DATA
from tests.helpers.feildata import feilmelding

# 14 093 and 1 180 780 are what the report prints, on pages 25 and 49.
RETTELSE = """\
rettelser:
  - dato: 2027-01-31
    hva: Inntektstapet var skrevet av feil
    adresse: SYE1.inntektstap
    for: 1108780
    etter: 1180780
    grunn: To sifre var byttet om
    kilde: delrapport-6
    side: 49
"""
OPPDATERINGER = """\
oppdateringer:
  - dato: 2026-12-01
    hva: Rammekuttet er oppdatert
    adresse: rammekutt[HEL, 2025]
    for: ..
    etter: -14000
    grunn: Nytt tall
    kilde: delrapport-6
    side: 25
  - dato: 2027-02-01
    hva: Rammekuttet er oppdatert igjen
    adresse: rammekutt[HEL, 2025]
    for: -14000
    etter: -14093
    grunn: Enda et nytt tall
    kilde: delrapport-6
    side: 25
"""


@pytest.fixture
def historikk(datakopi: Path) -> Path:
    return datakopi / "hls/historikk.yml"


def _skriv(fil: Path, rettelser: str = "", oppdateringer: str = "") -> None:
    """The file with its editions, and these changes."""
    utgaver = fil.read_text(encoding="utf-8").partition("oppdateringer: []")[0]
    fil.write_text(utgaver + oppdateringer + rettelser, encoding="utf-8")


def _kontroll() -> None:
    if feil := feil_i_historikk(les_sektor("hls")):
        raise samlet_feil(feil)


def test_the_history_in_data_agrees_with_data(hls: Sektor) -> None:
    assert feil_i_historikk(hls) == []
    assert hls.historikk.utgaver[0].utgave == "1"


def test_changes_that_end_in_the_numbers_of_data_are_accepted(historikk: Path) -> None:
    _skriv(historikk, RETTELSE, OPPDATERINGER)
    _kontroll()


@pytest.mark.parametrize(
    ("gammelt", "nytt", "ventet"),
    [
        (
            "etter: 1180780", "etter: 1180781",
            "etter er 1180781, men SYE1.inntektstap er 1180780 i data/",
        ),
        ("SYE1.inntektstap", "SYE1.inntekstap", "Mente du SYE1.inntektstap?"),
        (
            "for: -14000", "for: -14001",
            "for er -14001, men forrige endring av rammekutt[HEL, 2025] (2026-12-01) ga -14000",
        ),
        (
            "2027-02-01", "2026-12-01",
            "rammekutt[HEL, 2025] er endret to ganger 2026-12-01",
        ),
    ],
)  # fmt: skip
def test_history_that_lies_is_refused_with_file_line_and_both_numbers(
    historikk: Path, gammelt: str, nytt: str, ventet: str
) -> None:
    assert gammelt in RETTELSE + OPPDATERINGER
    _skriv(historikk, RETTELSE.replace(gammelt, nytt), OPPDATERINGER.replace(gammelt, nytt))
    melding = feilmelding(_kontroll)
    assert ventet in melding
    assert re.match(r"data/hls/historikk.yml, linje \d+: ", melding)


def test_only_the_newest_change_must_be_the_number_as_it_is(historikk: Path) -> None:
    # Updated first, corrected later: the order in time counts, not the list.
    eldre = RETTELSE.replace("2027-01-31", "2026-11-30").replace("rettelser", "oppdateringer")
    eldre = eldre.replace("1180780", "1180000").replace("Inntektstapet", "Tapet")
    _skriv(historikk, RETTELSE.replace("1108780", "1180000"), eldre)
    _kontroll()


def test_a_lying_history_stops_the_build_and_the_check(historikk: Path) -> None:
    _skriv(historikk, RETTELSE.replace("etter: 1180780", "etter: 1"))
    assert ["etter er 1, men" in feil.melding for feil in check_sektor(Bokmappe.her(), "hls", ()).feil] == [True]


@pytest.mark.parametrize(
    ("gammelt", "nytt", "ventet"),
    [
        ("2027-01-31", "31.1.2027", "men må være en dato, for eksempel 2026-11-22"),
        ("2027-01-31", "2027-02-30", "en dato som ikke finnes"),
        ("for: 1108780", "for: 1 108 780", "som ikke er et tall"),
        ("    for: 1108780\n", "", "men tallet for eller etter mangler"),
        ("    adresse: SYE1.inntektstap\n", "", "Skriv adressen til tallet også"),
        ("etter: 1180780", "etter: 1108780", "er det samme som for"),
        ("kilde: delrapport-6", "kilde: delrapport-7", "ukjent kilde «delrapport-7»"),
        ("side: 49", "side: 490", "side 490 finnes ikke"),
        ("grunn:", "grun:", "Mente du grunn?"),
    ],
)
def test_bad_history_is_told_in_words(historikk: Path, gammelt: str, nytt: str, ventet: str) -> None:
    assert gammelt in RETTELSE
    _skriv(historikk, RETTELSE.replace(gammelt, nytt))
    assert ventet in feilmelding(les_sektor)


def test_entries_out_of_order_and_editions_with_one_number_are_refused(historikk: Path) -> None:
    _skriv(historikk, "", OPPDATERINGER.replace("2026-12-01", "2027-12-01"))
    assert "Sett den eldste først" in feilmelding(les_sektor)
    tekst = historikk.read_text(encoding="utf-8").partition("oppdateringer:")[0]
    utgave = tekst.partition("utgaver:\n")[2]
    historikk.write_text(tekst + utgave, encoding="utf-8")
    assert "har to med samme nummer" in feilmelding(les_sektor)


def test_empty_pages_say_plainly_that_there_is_nothing(hls: Sektor) -> None:
    assert str(kontrollsider.rettelser(hls)) == "Ingen feil er rettet ennå."
    assert "Ingen tall er oppdatert" in str(kontrollsider.oppdateringer(hls))


def test_without_a_history_file_the_pages_say_so(historikk: Path) -> None:
    historikk.unlink()
    sektor = les_sektor("hls")
    assert str(kontrollsider.utgaver(sektor)) == "Ingen utgave er ført opp ennå."
    assert feil_i_historikk(sektor) == []


def test_a_correction_shows_the_number_before_and_after_with_reason_and_source(historikk: Path) -> None:
    _skriv(historikk, RETTELSE, OPPDATERINGER)
    sektor = les_sektor("hls")
    vist = str(kontrollsider.rettelser(sektor)).replace("\u00a0", " ")
    assert (
        "31. januar 2027 | Inntektstapet var skrevet av feil | SYE1.inntektstap | "
        "1 108 780 kroner | 1 180 780 kroner | To sifre var byttet om | "
        "Delrapport 6 HLS sektor, s. 49"
    ) in vist
    oppdatert = str(kontrollsider.oppdateringer(sektor)).replace("\u00a0", " ")
    # The newest first; what the source did not print before is told in words.
    assert oppdatert.index("1. februar 2027") < oppdatert.index("1. desember 2026")
    assert "ikke oppgitt | \u221214 millioner kroner" in oppdatert
    # Both are of one number, which is said once.
    assert "Likt i alle radene: adresse rammekutt[HEL, 2025]" in oppdatert


def test_a_change_without_an_address_is_shown_in_words(historikk: Path) -> None:
    uten = re.sub(r"    (adresse|for|etter): .*\n", "", RETTELSE)
    _skriv(historikk, uten)
    vist = str(kontrollsider.rettelser(les_sektor("hls")))
    assert "Inntektstapet var skrevet av feil |  |  |  | To sifre" in vist


def test_first_edition_is_dated_and_says_what_it_is(hls: Sektor) -> None:
    (forste,) = hls.historikk.utgaver
    assert forste.dato == date(2026, 11, 22)
    assert vis_dato(forste.dato) == "22.\u00a0november 2026"
    assert (DATA / "hls/historikk.yml").exists()
