"""Every sourced number in data/ against a second transcription, made without looking at the first.

avskrift.csv has every number of both documents with its page, as someone else read them. A number
in data/ must be there, on one of the pages that data/ gives for it.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.base.numbers import Enhet
from effekt.model.storrelse import Opphav, Storrelse
from effekt.reading.sektor import Sektor, alle_forutsetninger
from effekt.reading.sektorlesing import les_sektor
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
