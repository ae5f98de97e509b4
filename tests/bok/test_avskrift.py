"""Every sourced number in data/ against a second transcription, made without looking at the first.

avskrift.csv has every number of both documents with its page, as someone else read them. A number
in data/ must be there, on one of the pages that data/ gives for it. A number that a figure shows, or
the text under it tells, must be there on a page that stands under the figure.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.numbers import Enhet
from effekt.display.numbered import Figur, Figurrekke, Tabell
from effekt.display.objects import Plassholder, Publiserbar
from effekt.model.storrelse import Opphav, Storrelse
from effekt.reading.sektor import Sektor, alle_forutsetninger
from effekt.reading.sektorlesing import les_sektor
from effekt.report.figurer import figur, tabellplass, tekst_om
from tests.helpers.feildata import bytt

AVSKRIFT = Path(__file__).with_name("avskrift.csv")
# A number may be written in kroner, thousands, millions or milliards; a share as a percentage.
PENGESKALA = [Fraction(10) ** n for n in (0, 3, 6, 9, -3, -6, -9)]
ANDELSSKALA = [Fraction(1), Fraction(100), Fraction(1, 100)]

# Numbers in data/ that no number of the transcription is, and why.
UNNTAK = {
    **{
        f"SYE3.besparelse[{ar}]": "Tabell 6 er blank og kortet har strek; 0 er bokens lesning"
        for ar in (2026, 2027, 2028)
    },
    "SYE3.avdrag": "trykt med minus i Tabell 6, der kostnader trekkes fra",
    "SYE3.lisens": "trykt med minus i Tabell 6, der kostnader trekkes fra",
}

Trykt = dict[tuple[str, str, str], set[Fraction]]
Tall = tuple[str, Fraction, str, str, str]  # address, value, unit, document, pages


def _avskrift() -> Trykt:
    trykt: Trykt = defaultdict(set)
    with AVSKRIFT.open(encoding="utf-8", newline="") as fil:
        for rad in csv.DictReader(fil):
            ramme = re.match("fotnotemerke|overskrifts|del av nettadresse|nummer|akse", rad["enhet"])
            if re.fullmatch(r"-?\d+(\.\d+)?", rad["verdi"]) and not ramme:
                sted = (rad["dokument"], rad["side"], slag(rad["enhet"]))
                trykt[sted].add(Fraction(rad["verdi"]))
    return trykt


def slag(enhet: str) -> str:
    """What kind of number a unit tells of, however it is written: money, shares, or a count."""
    if re.search(r"\b(kr|kroner|mill|mrd|1 000)\b", enhet):
        return "penger"
    return "andel" if re.match("andel|prosent", enhet) else "antall"


def sider(oppgitt: str) -> Iterator[str]:
    """The pages one by one: «31, 54–56» is 31, 54, 55 and 56; a section is itself."""
    for del_ in oppgitt.split(", "):
        spenn = re.fullmatch(r"(\d+)–(\d+)", del_)
        yield from map(str, range(int(spenn[1]), int(spenn[2]) + 1)) if spenn else [del_]


def _verdier(s: Storrelse) -> Iterator[Tall]:
    """The value and its bounds, where they are said to be on a page; the bounds' may be another."""
    for felt in ("verdi", "lav", "hoy"):
        grunnlag = s if felt == "verdi" or s.spenn is None else s.spenn
        if grunnlag.opphav is not Opphav.KILDE and grunnlag is s:
            continue
        sted = (s.enhet, str(grunnlag.kilde), str(grunnlag.side))
        verdi = getattr(s, felt)
        if isinstance(verdi, Fraction):
            yield s.adresse + ("" if felt == "verdi" else f"[{felt}]"), verdi, *sted
        elif verdi is not None:
            yield from ((f"{s.adresse}[{ar}]", ett, *sted) for ar, ett in verdi.items())


def _tallene(sektor: Sektor) -> Iterator[Tall]:
    """Every number in data/ that is said to be printed in a document."""
    regler = sektor.felles.regneregler
    storrelser: list[Storrelse] = [
        *sektor.tall.values(),
        *alle_forutsetninger(sektor).values(),
        *(r.model_copy(update={"adresse": f"regel.{navn}"}) for navn, r in regler.items()),
    ]
    for s in storrelser:
        yield from _verdier(s)
    for id_, tiltak in sektor.tiltak.items():
        for ar, oppgitt in tiltak.oppgitt.items():
            if isinstance(oppgitt, Fraction):
                adresse = f"oppgitt:{id_}[{ar}]"
                yield adresse, oppgitt, "kr", tiltak.kilde, tiltak.sider["kort"]
    for tabell in sektor.tabeller.values():
        for celle in tabell.celler.values():
            if celle.verdi is not None:
                sted = (tabell.ressurs.kilde, tabell.ressurs.side)
                yield celle.adresse, celle.verdi, celle.enhet, *sted


def _mangler(sektor: Sektor) -> list[str]:
    """The numbers of data/ that the second transcription does not have on their pages."""
    trykt = _avskrift()
    lest = {dokument for dokument, _, _ in trykt}
    mangler = []
    for adresse, verdi, enhet, dokument, oppgitte in _tallene(sektor):
        if dokument not in lest:
            continue
        sorten = slag(Enhet.les(enhet).base)
        pa_sidene = set().union(*(trykt[dokument, side, sorten] for side in sider(oppgitte)))
        skala = {"penger": PENGESKALA, "andel": ANDELSSKALA}.get(sorten, [Fraction(1)])
        if not any(verdi * ganger in pa_sidene for ganger in skala):
            mangler.append(f"{adresse} = {verdi} {enhet} ({dokument}, s. {oppgitte})")
    return mangler


def test_every_sourced_number_stands_in_the_second_transcription(hls: Sektor) -> None:
    ukjente = [m for m in _mangler(hls) if m.split(" = ")[0] not in UNNTAK]
    assert not ukjente, "slå opp sidene; før opp i UNNTAK bare det avskriften mangler:\n" + "\n".join(ukjente)


def test_every_exception_is_needed_and_says_why(hls: Sektor) -> None:
    mangler = {m.split(" = ")[0] for m in _mangler(hls)}
    assert set(UNNTAK) - mangler == set()
    assert all(UNNTAK.values())


@pytest.mark.parametrize(
    ("fil", "fra", "til", "adresse"),
    [
        ("hls/tall.yml", "verdi: 4385,", "verdi: 4386,", "tall.arsverk_sektoren_2025 = 4386"),
        ("hls/tiltak/sye1.yml", "verdi: 1180780", "verdi: 1180870", "SYE1.inntektstap = 1180870"),
        ("hls/tabeller/langtidshjem.csv", "kommunal,146", "kommunal,164", "Ellingsrudhjemmet] = 164"),
        ("hls/oppgitt/tabell_7.csv", "SYE,2030,50", "SYE,2030,51", "tabell_7[SYE, 2030] = 51"),
    ],
)
def test_a_number_that_is_mistyped_is_found(datakopi: Path, fil: str, fra: str, til: str, adresse: str) -> None:
    bytt(datakopi / fil, fra, til)
    nye = [m for m in _mangler(les_sektor("hls")) if m.split(" = ")[0] not in UNNTAK]
    assert len(nye) == 1
    assert adresse in nye[0]


def test_pages_are_read_one_by_one() -> None:
    assert list(sider("31, 54–56")) == ["31", "54", "55", "56"]
    assert list(sider("4.3.1")) == ["4.3.1"]


# --- under the figures ---------------------------------------------------------------------------

_TALL = re.compile(r"(?<![\w.])\d[\d\u00a0]*(?:[.,]\d+)?")
# Years, ages and what else names something: no number that is read off a page.
_NAVN = re.compile(
    r"\b(19|20)\d\d(–(19|20)?\d\d)?\b|\b\d0[–-]\w+|\b1\. januar|(Figur|Tabell|kapittel) [\d.]+|[A-Z]{3}\d"
)
_SIDER = re.compile(r"\bs\.[ \u00a0](\d+(?:, \d+)*)")


def _dokumentsider(sektor: Sektor, kilde: str, tekst: str) -> set[tuple[str, str]]:
    """The pages that are named under a figure, by document; not the page where the report's own figure stands."""
    kilde = kilde.split("I rapporten står figuren")[0]
    sider = {(sektor.info.rapport or "", s) for treff in _SIDER.findall(kilde + tekst) for s in treff.split(", ")}
    for id_, dokument in sektor.kilder.items():
        for treff in re.findall(rf"{re.escape(dokument.tittel)}, punkt\u00a0([\d.]*\d)", kilde):
            sider.add((id_, treff))
    return sider


def _vist(sektor: Sektor, slag: str, nummer: int) -> tuple[set[Fraction], set[tuple[str, str]]]:
    """The numbers that a figure or table shows or tells from the documents, and the pages named under it."""
    vist: Publiserbar = figur(sektor, nummer) if slag == "figur" else tabellplass(sektor, nummer)
    vist = vist.figurer[0] if isinstance(vist, Figurrekke) else vist
    assert isinstance(vist, Figur | Tabell | Plassholder)
    if vist.kilde.tekst.startswith("Kilde: beregnet"):
        return set(), set()
    plass = (sektor.figurer if slag == "figur" else sektor.tabellplasser)[str(nummer)]
    sagt = tekst_om(sektor, plass, slag, nummer).tekst
    ord_ = [sagt]
    tall: set[Fraction] = set()
    if isinstance(vist, Figur):
        for navn in vist.data.columns:
            for verdi in vist.data[navn]:
                if isinstance(verdi, str):
                    ord_.append(verdi)
                elif navn != "ar":
                    tall.add(Fraction(str(verdi)))
    for tekst in ord_:
        for ett in _TALL.findall(_NAVN.sub("", _SIDER.sub("", tekst))):
            tall.add(Fraction(ett.replace("\u00a0", "").replace(",", ".")))
    offentlige = {
        celle.verdi
        for tabell in sektor.tabeller.values()
        for celle in tabell.celler.values()
        if tabell.ressurs.kilde not in {"delrapport-6", "tildelingsbrev-hel-2026"}
    }
    return tall - offentlige, _dokumentsider(sektor, vist.kilde.tekst, sagt)


def _uten_side(sektor: Sektor) -> list[str]:
    """The numbers in and under figures that no page named there has."""
    trykt = _avskrift()
    funnet = []
    plasser = [("figur", int(nr)) for nr in sektor.figurer]
    plasser += [("tabell", int(nr)) for nr, plass in sektor.tabellplasser.items() if not plass.funksjon]
    for slag_, nummer in plasser:
        tall, sider_ = _vist(sektor, slag_, nummer)
        pa_sidene = {v for (dokument, side, _), verdier in trykt.items() if (dokument, side) in sider_ for v in verdier}
        funnet += [f"{slag_} {nummer}: {ett}" for ett in sorted(tall) if not {ett * n for n in PENGESKALA} & pa_sidene]
    return funnet


def test_every_number_in_a_figure_is_on_a_page_that_stands_under_it(hls: Sektor) -> None:
    assert _uten_side(hls) == []


@pytest.mark.parametrize(
    ("fil", "fra", "til", "funn"),
    [
        ("hls/innhold.yml", " (s. 19)", "", "figur 13: 4385"),
        (
            "hls/tall.yml",
            'mellomalternativet", verdi: 42000, enhet: personer, kilde: delrapport-6, side: "35"',
            'mellomalternativet", verdi: 42000, enhet: personer, kilde: delrapport-6, side: "36"',
            "figur 16: 42000",
        ),
        ("felles/datapackage.yml", 'side: "8, 9"', 'side: "9"', "figur 4: 13"),
        (
            "hls/datapackage.yml",
            "side: '4.1'\n    merknad: >-\n      Sektormålene",
            "side: '4.2'\n    merknad: >-\n      Sektormålene",
            "figur 10: 51/10",
        ),
    ],
)
def test_a_wrong_page_under_a_figure_is_found(datakopi: Path, fil: str, fra: str, til: str, funn: str) -> None:
    bytt(datakopi / fil, fra, til)
    assert funn in _uten_side(les_sektor("hls"))


def test_a_figure_from_the_letter_names_the_letter_and_where_the_reports_own_figure_is(hls: Sektor) -> None:
    vist = figur(hls, 10)
    assert isinstance(vist, Figur)
    assert "Tildelingsbrev 2026 til Helseetaten, punkt\u00a04.1" in vist.kilde.tekst
    assert vist.kilde.tekst.endswith("I rapporten står figuren på s.\u00a020")
    assert vist.undertittel == "Fra en annen kilde enn rapporten"
    assert "Tildelingsbrev 2026 til Helseetaten" in vist.svg()
