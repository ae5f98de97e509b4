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
HEL1 = "hls/tiltak/hel1.yml"
SYE5 = "hls/tiltak/sye5.yml"


def test_every_choice_is_the_books_own_with_its_reasons_and_an_address(hls: Sektor) -> None:
    alle = bokens_valg(hls)
    assert {"usikkerhet.lav", "usikkerhet.samvariasjon", "SYE1.forsinkelse"} <= set(alle)
    assert set(alle) <= set(adresser(hls))
    for valg in alle.values():
        assert valg.opphav is Opphav.VALGT
        assert valg.begrunnelse
        assert not valg.side


@pytest.mark.parametrize(
    ("adresse", "verdi", "melding"),
    [
        ("usikkerhet.stor", "120 %", "usikkerhet.stor er 1,2 andel"),
        ("usikkerhet.lav", -0.1, "Tillatt: 0–1"),
        ("usikkerhet.samvariasjon", 2, "Tillatt: 0–1"),
        ("usikkerhet.trekk", 10, "Tillatt: 1\u00a0000–100\u00a0000"),
        ("usikkerhet.trekk", "1500.5", "må være et helt tall"),
        ("usikkerhet.fro", -1, "Tillatt: 0 og mer"),
        ("usikkerhet.stort", 1, "Mente du usikkerhet.stor?"),
        ("SYE1.forsinkelse", 1.5, "forsinkelse.verdi er 1,5, men må være et helt tall"),
        ("SYE1.forsinkelse", -1, "Tillatt: 0 og mer"),
        ("SYE1.forsinkelser", 1, "Mente du SYE1.forsinkelse?"),
    ],
)
def test_an_impossible_choice_is_refused(adresse: str, verdi: object, melding: str) -> None:
    with pytest.raises(Datafeil) as feil:
        med_endringer("hls", {adresse: verdi})
    assert melding in str(feil.value)


@pytest.mark.parametrize(
    ("fil", "fra", "til", "melding"),
    [
        (VALG, "verdi: 0.25", "verdi: 25", "middels.verdi er 25 andel"),
        (VALG, "opphav: valgt", "opphav: kilde", "lav mangler kilde og side"),
        (VALG, "opphav: valgt", "opphav: avledet", "lav.opphav må være valgt: tallet er bokens, og ikke en kildes"),
        (VALG, "verdi: 0.25", "verdi: {2026: 0.25}", "middels.verdi må være ett tall"),
        (VALG, "verdi: 10000", "verdi: 10000.5", "trekk.verdi er 10\u00a0000,5, men må være"),
        (VALG, "samvariasjon:", "samvariasion:", "Mente du samvariasjon?"),
        (HEL1, "    lav: 0.10\n    hoy: 0.20\n", "", "spenn sier hvor et spenn er fra"),
        (HEL1, "    lav: 0.10\n", "    lav: 0.30\n", "som er mer enn hoy (0.2)"),
        (HEL1, "    lav: 0.10\n", "    lav: {2026: 0.1}\n", "lav: mangler 2027, 2028, 2029, 2030"),
        (HEL1, "      opphav: avledet\n", "", ""),
        (HEL1, '      side: "42, 43"\n', '      side: "142"\n', "side 142 finnes ikke"),
        (SYE5, "lav: 1000000", "lav: -1000000", "nettokostnad.lav er −1\u00a0000\u00a0000"),
        (HEL1, "formel: arsverk", "forsinkelse: {verdi: 0.5}\nformel: arsverk", "et helt tall"),
        (
            HEL1,
            "formel: arsverk",
            "forsinkelse: {verdi: 1, opphav: kilde, kilde: delrapport-6, side: 43}\nformel: arsverk",
            "forsinkelse.opphav må være valgt",
        ),
        (
            HEL1,
            "formel: arsverk",
            "forsinkelse: {verdi: {2026: 1}}\nformel: arsverk",
            "forsinkelse.verdi må være ett tall",
        ),
        (HEL1, "  arsverk:\n", "  forsinkelse:\n", "kan ikke hete det"),
    ],
)
def test_a_fault_in_the_files_is_told(datakopi: Path, fil: str, fra: str, til: str, melding: str) -> None:
    bytt(datakopi / fil, fra, til)
    if not melding:
        assert les_sektor("hls").tiltak["HEL1"].forutsetninger["besparelse"].spenn
        return
    assert melding in feilmelding()


def test_a_missing_file_is_told(datakopi: Path) -> None:
    (datakopi / VALG).unlink()
    assert "data/felles/usikkerhet.yml: filen finnes ikke" in feilmelding()


def test_a_delay_in_the_file_is_one_that_a_reviewer_can_change(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "formel: arsverk", "forsinkelse: {verdi: 1}\nformel: arsverk")
    assert les_sektor("hls").tiltak["HEL1"].forsinkelse.antall_ar == 1
    endret = med_endringer("hls", {"HEL1.forsinkelse": 3})
    assert endret.tiltak["HEL1"].forsinkelse.antall_ar == 3
    assert endret.tiltak["HEL2"].forsinkelse.antall_ar == 0
