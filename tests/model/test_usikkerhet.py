"""The book's own choices, and the bounds and delays of measures: their addresses and faults."""

from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.model.storrelse import Opphav
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.sektor import Sektor, bokens_valg
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding

VALG = "felles/usikkerhet.yml"
VAN1 = "tek/tiltak/van1.yml"
VEI1 = "tek/tiltak/vei1.yml"


def test_every_choice_is_the_books_own_with_its_reasons_and_an_address(tek: Sektor) -> None:
    alle = bokens_valg(tek)
    assert {"usikkerhet.liten", "usikkerhet.samvariasjon", "VEI1.forsinkelse"} <= set(alle)
    assert set(alle) <= set(adresser(tek))
    for valg in alle.values():
        assert valg.opphav is Opphav.VALGT
        assert valg.begrunnelse
        assert not valg.side


@pytest.mark.parametrize(
    ("adresse", "verdi", "melding"),
    [
        ("usikkerhet.mye", "120 %", "usikkerhet.mye er 1,2 andel"),
        ("usikkerhet.liten", -0.1, "Tillatt: 0–1"),
        ("usikkerhet.samvariasjon", 2, "Tillatt: 0–1"),
        ("usikkerhet.trekk", 10, "Tillatt: 1\u00a0000–1\u00a0000\u00a0000"),
        ("usikkerhet.trekk", "1500.5", "må være et helt tall"),
        ("usikkerhet.fro", -1, "Tillatt: 0 og mer"),
        ("usikkerhet.myye", 1, "Mente du usikkerhet.mye?"),
        ("VEI1.forsinkelse", 1.5, "forsinkelse.verdi er 1,5, men må være et helt tall"),
        ("VEI1.forsinkelse", -1, "Tillatt: 0 og mer"),
        ("VEI1.forsinkelser", 1, "Mente du VEI1.forsinkelse?"),
    ],
)
def test_an_impossible_choice_is_refused(adresse: str, verdi: object, melding: str) -> None:
    with pytest.raises(Datafeil) as feil:
        med_endringer("tek", {adresse: verdi})
    assert melding in str(feil.value)


@pytest.mark.parametrize(
    ("fil", "fra", "til", "melding"),
    [
        (VALG, "verdi: 0.15", "verdi: 25", "en_del.verdi er 25 andel"),
        (VALG, "opphav: valgt", "opphav: kilde", "liten mangler kilde og side"),
        (VALG, "opphav: valgt", "opphav: avledet", "liten.opphav må være valgt: tallet er bokens, og ikke en kildes"),
        (VALG, "verdi: 0.15", "verdi: {2027: 0.15}", "en_del.verdi må være ett tall"),
        (VALG, "verdi: 10000", "verdi: 10000.5", "trekk.verdi er 10\u00a0000,5, men må være"),
        (VALG, "samvariasjon:", "samvariasion:", "Mente du samvariasjon?"),
        (VAN1, "    lav: 0.10\n    hoy: 0.20\n", "", "spenn sier hvor et spenn er fra"),
        (VAN1, "    lav: 0.10\n", "    lav: 0.30\n", "som er mer enn hoy (0.2)"),
        (VAN1, "    lav: 0.10\n", "    lav: {2027: 0.1}\n", "lav: mangler 2028, 2029, 2030"),
        (VAN1, "      opphav: avledet\n", "", ""),
        (VAN1, '      side: "17, 18"\n', '      side: "142"\n', "side 142 finnes ikke"),
        (VEI1, "lav: 150", "lav: -150", "spart.lav er −150"),
        (VAN1, "formel: stasjoner", "forsinkelse: {verdi: 0.5}\nformel: stasjoner", "et helt tall"),
        (
            VAN1,
            "formel: stasjoner",
            "forsinkelse: {verdi: 1, opphav: kilde, kilde: plan-2027, side: 18}\nformel: stasjoner",
            "forsinkelse.opphav må være valgt",
        ),
        (
            VAN1,
            "formel: stasjoner",
            "forsinkelse: {verdi: {2027: 1}}\nformel: stasjoner",
            "forsinkelse.verdi må være ett tall",
        ),
        (VAN1, "  stasjoner:\n", "  forsinkelse:\n", "kan ikke hete det"),
    ],
)
def test_a_fault_in_the_files_is_told(kommunekopi: Path, fil: str, fra: str, til: str, melding: str) -> None:
    bytt(kommunekopi / fil, fra, til)
    if not melding:
        assert les_sektor("tek").tiltak["VAN1"].forutsetninger["besparelse"].spenn
        return
    assert melding in feilmelding(lambda: les_sektor("tek"))


def test_a_missing_file_is_told(kommunekopi: Path) -> None:
    (kommunekopi / VALG).unlink()
    assert "data/felles/usikkerhet.yml: filen finnes ikke" in feilmelding(lambda: les_sektor("tek"))


def test_a_delay_in_the_file_is_one_that_a_reviewer_can_change(kommunekopi: Path) -> None:
    bytt(kommunekopi / VAN1, "formel: stasjoner", "forsinkelse: {verdi: 1}\nformel: stasjoner")
    assert les_sektor("tek").tiltak["VAN1"].forsinkelse.antall_ar == 1
    endret = med_endringer("tek", {"VAN1.forsinkelse": 3})
    assert endret.tiltak["VAN1"].forsinkelse.antall_ar == 3
    assert endret.tiltak["VEI1"].forsinkelse.antall_ar == 0
