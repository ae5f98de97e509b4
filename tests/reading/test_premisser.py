"""What is wrong with premises and chances is told with file, line and remedy; a reviewer's answers reach the data."""

from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.check.checking import faults_in_texts
from effekt.model.premisser import STOPPER
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding, linje_med

_PREMISSER, _VALG = "opp/premisser.yml", "felles/usikkerhet.yml"


@pytest.mark.parametrize(
    ("fil", "gammelt", "nytt", "linje", "sagt"),
    [
        (_PREMISSER, "SKO1: {virk", "SKO9: {virk", "SKO9", "ukjent tiltak «SKO9». Mente du SKO"),
        (_PREMISSER, "antatt: ja", "antatt: kanskje", "kanskje", "antatt"),
        (_PREMISSER, "virkning: stopper", "virkning: stanser", "stanser", "virkning"),
        (_PREMISSER, "utsetter, verdi: 1", "utsetter", "utsetter", "trengs når virkningen er utsetter"),
        (_PREMISSER, "utsetter, verdi: 1", "utsetter, verdi: 1.5", "1.5", "er 1,5, men må være hele år"),
        (_PREMISSER, "skalerer, verdi: 0.5", "skalerer, verdi: -1", "verdi: -1", "må være fra 0 til 10"),
        (_PREMISSER, "virkning: stopper", "virkning: stopper, verdi: 2", "stopper", "hører ikke med når virkningen er"),
        (_PREMISSER, "side: 24}", "side: 24, hvofor: a}", "hvofor", "Mente du hvorfor?"),
        (_PREMISSER, "side: 22\n    tekst", "side: 999\n    tekst", "999", "side 999 finnes ikke"),
        (_PREMISSER, "kilde: plan-2027\n    side: 28", "kilde: plan-2028\n    side: 28", "plan-2028", "ukjent kilde"),
        (_PREMISSER, "verdi: 0.25, enhet", "verdi: 1.25, enhet", "1.25", "er 1,25"),
        (_PREMISSER, "opphav: valgt, begrunnelse: Da er det halve igjen.", "opphav: valgt", "PPT1", "begrunnelse"),
        (_VALG, "verdi: 0.5, enhet: andel, opphav: valgt, begrunnelse: Slik pleier det å gå.}\n    to_ar: {navn: "
                "sjansen for to års forsinkelse, verdi: 0.5", "verdi: 0.8, enhet: andel, opphav: valgt, begrunnelse: "
                "a}\n    to_ar: {navn: sjansen for to års forsinkelse, verdi: 0.5",
         "", "til sammen med ett_ar 130"),
        (_VALG, "  mye:\n    sjanse", "  mie:\n    sjanse", "mie:", "«mie» er ikke et trinn for usikkerhet. Mente du"),
        (_VALG, "  mye:\n    sjanse", "  mie:\n    sjanse", "gjennomforing:", "«mye» mangler under gjennomforing"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_file_and_line(
    kommunekopi: Path, fil: str, gammelt: str, nytt: str, linje: str, sagt: str
) -> None:
    bytt(kommunekopi / fil, gammelt, nytt)
    melding = feilmelding(lambda: les_sektor("opp"))
    assert sagt in melding
    hvor = f"data/{fil}"
    assert hvor in melding
    if linje:
        assert f"{hvor}, linje {linje_med(kommunekopi / fil, linje)}: " in melding


@pytest.mark.parametrize(
    ("gammelt", "nytt", "sagt"),
    [
        ("sjanse: {verdi: 0.75", "sjanse: {verdi: 1.75", "gjennomforing.sjanse.verdi"),
        ("sjanse: {verdi: 0.75, kilde: plan-2027, side: 13}", "sjanse: {verdi: 0.75}", "mangler kilde og side"),
        ("ett_ar: {verdi: 0.5", "ett: {verdi: 0.5", "ukjent nøkkel «gjennomforing.ett». Mente du ett_ar?"),
        ("ett_ar: {verdi: 0.5,", "to_ar: {verdi: 1,", "er til sammen mer enn alle"),
    ],
)
def test_a_fault_in_a_measures_own_chance_is_told(kommunekopi: Path, gammelt: str, nytt: str, sagt: str) -> None:
    bytt(kommunekopi / "tek/tiltak/vei1.yml", gammelt, nytt)
    melding = feilmelding(lambda: les_sektor("tek"))
    assert "data/tek/tiltak/vei1.yml, linje " in melding
    assert sagt in melding


def test_a_premise_that_nobody_has_given_a_chance_is_told(kommunekopi: Path) -> None:
    fil = kommunekopi / _VALG
    fil.write_text(fil.read_text(encoding="utf-8").partition("premiss:")[0], encoding="utf-8")
    melding = feilmelding(lambda: les_sektor("opp"))
    assert f"linje {linje_med(kommunekopi / _PREMISSER, 'klassetak')}: premissen har ingen sjanse" in melding
    assert "naboen" not in melding  # it has its own


def test_a_book_without_any_of_it_reads_as_before(kommunekopi: Path, opp: Sektor) -> None:
    (kommunekopi / _PREMISSER).unlink()
    fil = kommunekopi / _VALG
    fil.write_text(fil.read_text(encoding="utf-8").partition("gjennomforing:")[0], encoding="utf-8")
    uten = les_sektor("opp")
    assert not list(uten.premisser)
    assert not [a for a in adresser(uten) if "premiss" in a or ".gjennomforing." in a]
    assert adresser(uten).keys() <= adresser(opp).keys()
    assert list(uten.usikkerhet.alle) == [n for n in opp.usikkerhet.alle if "." not in n and n != "premiss"]


@pytest.mark.parametrize(
    ("adresse", "verdi", "sagt"),
    [
        ("premiss.klassetakk", "ja", "ukjent adresse «premiss.klassetakk». Mente du premiss.klassetak"),
        ("premiss.klassetak", "kanskje", "er «kanskje». Velg én av: ja, nei, uavklart"),
        ("premiss.klassetak.sjanse", "120 %", "premiss.klassetak.sjanse"),
        ("premiss.klassetak.BAR1.verdi", 1.5, "må være hele år"),
        ("premiss.kulturlov.KUL1.virkning", "skalerer", "trengs når virkningen er skalerer"),
        ("SKO1.gjennomforing.sjanse", 2, "SKO1.gjennomforing.sjanse"),
        ("SKO1.gjennomforing.to_ar", 0.9, "til sammen mer enn alle"),
        ("usikkerhet.gjennomforing.mye.ett_ar", 0.95, "kan ikke være mer enn alle"),
    ],
)
def test_an_impossible_change_is_refused_in_words(adresse: str, verdi: object, sagt: str) -> None:
    with pytest.raises(Datafeil, match=r"^endringer: ") as feil:
        med_endringer("opp", {adresse: verdi})
    assert sagt in str(feil.value)


def test_every_kind_of_change_of_a_premise_reaches_it() -> None:
    endret = med_endringer(
        "opp",
        {
            "premiss.naboen": "nei",
            "premiss.klassetak.sjanse": "30 %",
            "premiss.kulturlov.KUL1.verdi": 0.5,
            "premiss.kulturlov.KUL1.virkning": "skalerer",
            "premiss.klassetak.BAR1.virkning": "stopper",
        },
    )
    naboen, klassetak = endret.premisser["naboen"], endret.premisser["klassetak"]
    assert (naboen.svar, naboen.slatt_til) == ("nei", True)
    assert klassetak.sjanse
    assert klassetak.sjanse.tallet == Fraction(3, 10)
    assert (klassetak.virker_pa["BAR1"].virkning, klassetak.virker_pa["BAR1"].verdi) == (STOPPER, None)
    assert endret.premisser["kulturlov"].virker_pa["KUL1"].verdi == Fraction(1, 2)
    # Put back as it was, it is as it was.
    igjen = med_endringer("opp", {"premiss.naboen": "uavklart"})
    assert igjen.premisser["naboen"].svar == "uavklart"


def test_an_answer_is_known_by_its_address_also_in_the_fingerprint(opp: Sektor) -> None:
    """So a chapter that shows a measure is run again when a premise of it is answered."""
    endret = med_endringer("opp", {"premiss.klassetak": "ja"})
    assert adresser(endret)["premiss.klassetak"].verdi == "ja"
    ulike = {a for a in ("premiss.klassetak", "premiss.naboen", "tiltak.BAR1", "tiltak.PPT1", "tiltak.SKO2")
             if endret.avtrykk(a) != opp.avtrykk(a)}  # fmt: skip
    assert ulike == {"premiss.klassetak", "tiltak.BAR1", "tiltak.PPT1"}


def test_braces_in_a_premise_are_told_by_the_check(kommunekopi: Path) -> None:
    bytt(kommunekopi / _PREMISSER, "Taket er på høring.", "Taket er {{ tall.elever }}.")
    [feil] = faults_in_texts(les_sektor("opp"))
    assert f"linje {linje_med(kommunekopi / _PREMISSER, 'Taket er')}: premisser.klassetak.tekst kan ikke ha" in str(
        feil
    )
