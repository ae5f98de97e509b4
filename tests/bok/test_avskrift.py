"""Every sourced number, page and word in data/ against a second transcription, made without looking at the first."""

from pathlib import Path

import pytest

from effekt.model.storrelse import sidene
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.bok import avskriften
from tests.bok.avskriften import Verdi
from tests.helpers.feildata import bytt
from tests.helpers.mutasjoner import steder, trekk_mutasjoner


def test_data_and_the_second_transcription_say_the_same(hls: Sektor) -> None:
    feil = avskriften.feil(hls)
    assert not feil, "slå opp sidene, og rett det som er feil:\n" + "\n".join(feil)


def test_every_page_and_source_is_held_against_the_transcription(hls: Sektor) -> None:
    """Those of numbers by avskrift.csv, the audit's by the address of its numbers, the rest by name or by count."""
    talt = avskriften.opptelling()
    uten = [
        f"{sted.fil}: {sted.sti}"
        for sted in steder(hls.bok.data)
        if sted.slag in {"side", "kilde"}
        and not sted.fil.endswith("/tall.yml")
        and not sted.sti.startswith(("forutsetninger.", "kontroller.", "regneregler."))
        and not avskriften.avskrevet(sted)
        and sted.nokkel not in talt.get(sted.fil, {})
    ]
    assert not uten, "les dem av kildene, og før dem i avskrift_steder.csv:\n" + "\n".join(uten)


@pytest.mark.parametrize(
    ("fil", "fra", "til", "sagt"),
    [
        ("hls/tall.yml", "verdi: 4385,", "verdi: 4386,", "tall.arsverk_sektoren_2025 er 4386 årsverk, men"),
        ("hls/tall.yml", "260, enhet: mill. kr", "260, enhet: kr", "er 260 kr, men avskriften har 260 mill. kr"),
        ("hls/tall.yml", '"22, 29"', '"22, 28"', "langtidshjem er ført på delrapport-6, s. 22, 28, men avskriften"),
        ("hls/tall.yml", '"22, 29"', '"22, 29, 30"', "tall.langtidshjem = 35 langtidshjem står ikke på s. 30"),
        ("hls/tiltak/sye1.yml", "verdi: 1180780", "verdi: 1180870", "SYE1.inntektstap er 1180870 kr per plass og år"),
        ("hls/tabeller/langtidshjem.csv", "kommunal,146", "kommunal,164", "Ellingsrudhjemmet] er 164 plasser"),
        ("hls/oppgitt/tabell_7.csv", "SYE,2030,50", "SYE,2030,51", "tabell_7[SYE, 2030] er 51 mill. kr"),
        ("hls/kontroller.yml", "verdi: 830908", "verdi: 830008", "kontroll:befolkningsvekst-dempet.f2050 er 830008"),
        ("hls/innhold.yml", "side: 36", "side: 37", "figurer.16.side er 37, men avskriften har 36"),
        ("hls/tiltak/sye4.yml", "verdi: stor", "verdi: middels", "vurderinger.estimatusikkerhet.verdi er middels, men"),
        ("hls/datapackage.yml", "nummer: Figur 8", "nummer: Figur 9", "nummer er Figur 8 0 ganger, men"),
        ("hls/innhold.yml", "kildeangivelse: SSB/Framsikt", "kildeangivelse: SYE", "kildeangivelse er SYE 3 ganger"),
        ("hls/sektor.yml", "siste_ar: ja", "siste_ar: nei", "varig_fra_siste_ar er ja 0 ganger, men"),
        ("kilder.yml", '"6.1", "6.2"', '"6.1", "6.2", "6.3"', "deler er 6.3 1 ganger, men opptellingen har 0"),
        ("hls/tabeller/oppdrag.csv", "dato,oppdrag", "dato,annet", "slag er annet 4 ganger, men opptellingen har 3"),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_found(datakopi: Path, fil: str, fra: str, til: str, sagt: str) -> None:
    bytt(datakopi / fil, fra, til)
    assert any(sagt in feil for feil in avskriften.feil(les_sektor("hls")))


@pytest.mark.parametrize(
    ("en", "annen", "like"),
    [
        (("1.8", "mill. kr per plass og år"), ("1800000", "kr per plass og år"), True),
        (("1.8", "mill. kr per plass og år"), ("1.8", "mill. kr per plass"), False),
        (("25606", "1 000 kr"), ("25606", "mill. kr"), False),
        (("10", "prosent"), ("1/10", "andel"), True),
        (("10", "prosent"), ("10", "andel"), False),
        (("3", "dager"), ("3", "døgn"), False),
        (("..", "kr"), ("0", "kr"), False),
        (("0", "mill. kr"), ("0", "kr"), False),
    ],
)
def test_amounts_are_the_same_to_the_krone_on_whatever_scale(
    en: tuple[str, str], annen: tuple[str, str], like: bool
) -> None:
    assert (Verdi(*en) == Verdi(*annen)) is like


def test_pages_are_read_one_by_one() -> None:
    assert sidene("31, 54\u201356") == ["31", "54", "55", "56"]
    assert sidene("4.3.1") == ["4.3.1"]


def test_mutations_are_the_same_for_a_seed_and_change_one_value(hls: Sektor) -> None:
    trukket = trekk_mutasjoner(hls.bok.data, 50, 7)
    assert trukket == trekk_mutasjoner(hls.bok.data, 50, 7)
    assert trukket != trekk_mutasjoner(hls.bok.data, 50, 8)
    for mutasjon in trukket:
        tekst = (hls.bok.data / mutasjon.sted.fil).read_text(encoding="utf-8")
        assert tekst[mutasjon.sted.start : mutasjon.sted.slutt] == mutasjon.fra != mutasjon.til
