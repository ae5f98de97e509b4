"""Under a figure stand the pages that have its numbers: every number in it, and in the text at it, is on one of them.

What stands on a page is what avskrift.csv has there.
"""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.display.numbered import Figur, Figurrekke, Tabell
from effekt.display.objects import Plassholder, Publiserbar
from effekt.display.ordfigur import Ordfigur
from effekt.model.storrelse import sidene
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report.figurer import figur, tabellplass, tekst_om
from tests.bok import avskriften
from tests.helpers.feildata import bytt

# A number may stand in kroner, thousands, millions or milliards.
SKALA = [Fraction(10) ** n for n in (0, 3, 6, 9, -3, -6, -9)]
_TALL = re.compile(r"(?<![\w.])\d[\d\u00a0]*(?:,\d+)?")
# Years, ages and what else names something: no number that is read off a page.
_NAVN = re.compile(
    r"\b(19|20)\d\d(–(19|20)?\d\d)?\b|\b\d0[–-]\w+|\b1\. januar|(Figur|Tabell|kapittel) [\d.]+|[A-Z]{3}\d"
)
_SIDER = re.compile(r"\bs\.[ \u00a0](\d+(?:, \d+)*)")


def _pa_sidene(sektor: Sektor, sider: set[str]) -> set[Fraction]:
    """The numbers that the transcription has on these pages of the report."""
    return {
        Fraction(rad["verdi"])
        for rader in avskriften.avskrift().values()
        for rad in rader
        if rad["dokument"] == sektor.info.rapport and sider & set(sidene(rad["side"]))
        if re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", rad["verdi"])
    }


def _vist(sektor: Sektor, slag: str, nummer: int) -> tuple[set[Fraction], set[str]]:
    """The numbers of the report that a figure or table shows or tells, and the report's pages named under it."""
    vist: Publiserbar = figur(sektor, nummer) if slag == "figur" else tabellplass(sektor, nummer)
    vist = vist.figurer[0] if isinstance(vist, Figurrekke) else vist
    assert isinstance(vist, Figur | Tabell | Plassholder)
    plass = (sektor.figurer if slag == "figur" else sektor.tabellplasser)[str(nummer)]
    if plass.funksjon:  # worked out by the book, or a drawing of words
        return set(), set()
    sagt = tekst_om(sektor, plass, slag, nummer).tekst
    tall = {Fraction(ett.replace("\u00a0", "").replace(",", ".")) for ett in _TALL.findall(_uten_navn(sagt))}
    if isinstance(vist, Figur):
        verdier = [v for navn in vist.data.columns if navn != "ar" for v in vist.data[navn] if not isinstance(v, str)]
        tall |= {Fraction(str(verdi)) for verdi in verdier}
    offentlige = {
        celle.verdi
        for tabell in sektor.tabeller.values()
        for celle in tabell.celler.values()
        if tabell.ressurs.kilde != sektor.info.rapport
    }
    kilde = vist.kilde.tekst.split("I rapporten står figuren")[0]
    return tall - offentlige, {side for treff in _SIDER.findall(kilde + sagt) for side in treff.split(", ")}


def _uten_navn(tekst: str) -> str:
    return _NAVN.sub("", _SIDER.sub("", tekst))


def _uten_side(sektor: Sektor) -> list[str]:
    """The numbers in and under figures that no page named there has."""
    funnet = []
    for slag, plasser in (("figur", sektor.figurer), ("tabell", sektor.tabellplasser)):
        for nummer in map(int, plasser):
            tall, sider = _vist(sektor, slag, nummer)
            trykt = _pa_sidene(sektor, sider)
            funnet += [f"{slag} {nummer}: {ett}" for ett in sorted(tall) if not {ett * n for n in SKALA} & trykt]
    return funnet


def test_every_number_in_a_figure_is_on_a_page_that_stands_under_it(hls: Sektor) -> None:
    assert _uten_side(hls) == []
    assert sum(len(_vist(hls, "figur", nummer)[0]) for nummer in range(1, 22)) > 20


@pytest.mark.parametrize(
    ("fil", "fra", "til", "funn"),
    [
        ("hls/innhold.yml", " (s. 19)", "", "figur 13: 4385"),
        ("hls/innhold.yml", "ledige (s. 49)", "ledige", "figur 20: 963/10"),
        ("hls/tall.yml", '42000, enhet: personer, kilde: delrapport-6, side: "35"',
         '42000, enhet: personer, kilde: delrapport-6, side: "36"', "figur 16: 42000"),
        ("felles/datapackage.yml", 'side: "8, 9"', 'side: "9"', "figur 4: 13"),
    ],
)  # fmt: skip
def test_a_wrong_page_under_a_figure_is_found(datakopi: Path, fil: str, fra: str, til: str, funn: str) -> None:
    bytt(datakopi / fil, fra, til)
    assert funn in _uten_side(les_sektor("hls"))


def test_a_figure_from_the_letter_names_the_letter_and_where_the_reports_own_figure_is(hls: Sektor) -> None:
    vist = figur(hls, 10)
    assert isinstance(vist, Ordfigur)
    assert "Tildelingsbrev 2026 til Helseetaten, punkt\u00a04.1" in vist.kilde.tekst
    assert vist.kilde.tekst.endswith("I rapporten står figuren på s.\u00a020")
    assert vist.undertittel == "Bygger ikke på rapportens figur"
