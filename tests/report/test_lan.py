"""The loan on a card: what the three rules give, and what is said where one never repays it or they disagree."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.calc import beregning
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import tiltaksside

PERIODE = (2027, 2028, 2029, 2030)


def _tusen(*belop: int) -> dict[int, Fraction]:
    return {ar: Fraction(b * 1000) for ar, b in zip(PERIODE, belop, strict=True)}


MED_AVDRAG = r"  avdrag: \{navn: avdrag, verdi: 200000, enhet: kr per år, kilde: plan-2027, side: 14\}\n"


@pytest.fixture
def med_tid(kommunekopi: Path) -> Path:
    """VEI2 with the years it is repaid in, ten, where it had the instalment: 2 000 000 / 10 is the same 200 000."""
    fil = kommunekopi / "tek/tiltak/vei2.yml"
    tekst = fil.read_text(encoding="utf-8")
    for fra, til in (
        (MED_AVDRAG, "  tid: {navn: nedbetalingstid, verdi: 10, enhet: år, kilde: plan-2027, side: 14}\n"),
        (r"\(avdrag \+", "(investering / tid +"),
        ("  avdrag: avdrag\n", "  nedbetalingstid: tid\n"),
    ):
        tekst, antall = re.subn(fra, til, tekst)
        assert antall == 1, fra
    fil.write_text(tekst, encoding="utf-8")
    return fil


def _linjer(sektor: Sektor) -> list[str]:
    return repr(tiltaksside.tiltaket(sektor, "VEI2")).splitlines()


def _regel(linjer: list[str]) -> str:
    return next(linje for linje in linjer if linje.startswith("Rapportens generelle regel"))


def _forbehold(linjer: list[str]) -> str:
    return next(linje for linje in linjer if linje.startswith("Den generelle regelen (s."))


def test_amount_over_time_is_what_the_instalment_was(med_tid: Path, tek: Sektor) -> None:
    lest = les_sektor("tek")
    assert beregning.laneposter(lest.tiltak["VEI2"], PERIODE) == beregning.laneposter(tek.tiltak["VEI2"], PERIODE)
    assert beregning.effekter(lest) == beregning.effekter(tek)


def test_a_larger_loan_is_repaid_with_more_each_year(med_tid: Path) -> None:
    """3 000 000: 300 + 120 + 20 a year, of 200 and 400 saved; as a serielån the second year's interest is 108."""
    endret = med_endringer("tek", {"VEI2.investering": "3 mill."})
    beregnet = beregning.laneberegninger(endret.tiltak["VEI2"], PERIODE, Fraction(8, 100))
    assert beregnet["forenklet"] == _tusen(0, 0, -240, -40)
    assert beregnet["serielan"] == _tusen(0, 0, -240, -28)


@pytest.mark.parametrize(
    ("endring", "hvorfor"),
    [
        ({"VEI2.rentesats": "8 %"}, "8 % av lånet i året er like mye som renten på 8 %"),
        ({"felles.laneandel": "3 %"}, "3 % av lånet i året er mindre enn renten på 4 %"),
    ],
)
def test_a_loan_that_the_rule_never_repays_says_so(endring: dict[str, object], hvorfor: str) -> None:
    linjer = _linjer(med_endringer("tek", endring))
    assert _regel(linjer).split(" | ")[1:] == ["0", "0", "blir aldri nedbetalt", "blir aldri nedbetalt"]
    assert f"blir lånet aldri nedbetalt: {hvorfor}." in _forbehold(linjer).replace("\u00a0", " ")


def test_a_later_loan_is_never_repaid_from_its_own_year() -> None:
    linjer = _linjer(med_endringer("tek", {"VEI2.rentesats": "9 %", "VEI2.forsinkelse": 1}))
    assert _regel(linjer).split(" | ")[1:] == ["0", "0", "0", "blir aldri nedbetalt"]


def test_a_loan_without_instalments_is_never_repaid_as_a_serielan() -> None:
    linjer = _linjer(med_endringer("tek", {"VEI2.avdrag": 0}))
    serielan = next(linje for linje in linjer if linje.startswith("Serielån"))
    assert serielan.endswith("| blir aldri nedbetalt | blir aldri nedbetalt")
    assert "Som serielån blir lånet aldri nedbetalt: avdraget er null." in _forbehold(linjer)


def test_what_is_as_it_was_says_nothing_of_never(tek: Sektor) -> None:
    assert "aldri" not in "".join(_linjer(tek))


def test_rules_of_unlike_sign_say_why(tek: Sektor) -> None:
    """2029: −100, −100 and, by the rule of 8 %, 20; the card repays 10 % and pays 4 %."""
    sagt = _forbehold(_linjer(tek)).replace("\u00a0", " ")
    assert "gir ikke samme fortegn i 2029: kortet −100, serielånet −100 og den generelle regelen 20 " in sagt
    assert sagt.endswith("Den generelle regelen tar 8 % av lånet i året, og kortet 14 %.")
    assert "Serielånet har rente" not in sagt


def test_rules_of_the_same_sign_need_no_reason() -> None:
    """A saving of 600 is more than any of the rules takes."""
    endret = med_endringer("tek", {"VEI2.besparelse[2029]": 600_000, "VEI2.besparelse[2030]": 600_000})
    assert "fortegn" not in _forbehold(_linjer(endret))


def test_a_card_that_goes_on_paying_says_so(med_tid: Path) -> None:
    assert "også etter at lånet er nedbetalt" in _forbehold(_linjer(med_endringer("tek", {"VEI2.tid": 1})))
    assert "også etter at lånet er nedbetalt" not in _forbehold(_linjer(med_endringer("tek", {"VEI2.tid": 2})))


def test_a_measure_left_out_has_no_loan_to_explain() -> None:
    linjer = _linjer(med_endringer("tek", {"VEI2.gjennomfores": "nei", "VEI2.rentesats": "9 %"}))
    assert _regel(linjer).split(" | ")[1:] == ["0"] * 4
    assert "aldri" not in _forbehold(linjer)


@pytest.mark.parametrize(
    ("fra", "til", "melding"),
    [
        ("nedbetalingstid: tid", "nedbetalingstid: tid\n  avdrag: lisens", "og avdrag kan ikke oppgis begge."),
        ("  nedbetalingstid: tid\n", "", "lan mangler både nedbetalingstid og avdrag. Skriv bare nedbetalingstid"),
        ("verdi: 10, enhet: år", "verdi: 0, enhet: år", "null"),
        ("nedbetalingstid: tid", "nedbetalingstid: tiden", "«tiden» er ikke en forutsetning. Mente du tid?"),
        ("nedbetalingstid: tid", "nedbetalingstid: lisens", "men lan.nedbetalingstid er en tid. Skriv år."),
    ],
)
def test_a_loan_entered_wrongly_is_told_with_its_remedy(med_tid: Path, fra: str, til: str, melding: str) -> None:
    tekst = med_tid.read_text(encoding="utf-8")
    assert fra in tekst
    med_tid.write_text(tekst.replace(fra, til), encoding="utf-8")
    with pytest.raises(Datafeil, match=re.escape(melding)) as feil:
        les_sektor("tek")
    assert "vei2.yml" in str(feil.value)
