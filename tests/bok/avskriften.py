"""The second transcription: what the sources have as someone else read it, held against what data/ says of the same.

avskrift.csv has a row for each place where a number of data/ is printed: document, page, the number as it stands there,
its value and unit, and its address in data/. avskrift_steder.csv has the pages of what has no number, and the words and
dates that are read off a page. Both were entered from the sources, never from data/. opptelling.yml is a control total:
how many of each word of a closed list there are in a file.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import yaml

from effekt.audit.kildekontroll import les_kontroller
from effekt.base.numbers import Enhet
from effekt.model.kontroller import Kontroll, Ledd
from effekt.model.storrelse import Opphav, Storrelse, sidene
from effekt.reading.sektor import Sektor, alle_forutsetninger
from tests.helpers.mutasjoner import Sted, steder

AVSKRIFT = Path(__file__).with_name("avskrift.csv")
STEDER = Path(__file__).with_name("avskrift_steder.csv")
OPPTELLING = Path(__file__).with_name("opptelling.yml")
# Pages that a check is about, where none of its numbers stands.
OGSA = {
    **{f"tabell-7-kort-sye-{ar}": {"56"} for ar in (2026, 2027, 2028)},
    **{f"tabell-6-besparelse-{ar}": {"56"} for ar in (2029, 2030)},
    "kortenes-fortegn": {"43"},
    "andel-netto-hel": {"16"},
    "arsverk-sektor": {"22"},
    "kommersielle-hjem": {"54"},
    "helsehus-lavere-pris": {"58"},
    "sye3-kommersielle-plasser": {"55"},
    "asss-fallende": {"4"},
}
_ANDELER = {"andel": Fraction(1), "prosent": Fraction(1, 100)}


@dataclass(frozen=True)
class Verdi:
    """A number in a unit; two are equal where they are the same amount of the same thing, on whatever scale."""

    tall: str
    enhet: str

    def __eq__(self, annen: object) -> bool:
        return isinstance(annen, Verdi) and self._i_grunnenhet() == annen._i_grunnenhet()

    def __hash__(self) -> int:
        return hash(self._i_grunnenhet())

    def __str__(self) -> str:
        return f"{self.tall} {self.enhet}"

    def _i_grunnenhet(self) -> tuple[object, str]:
        if not re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", self.tall):
            return self.tall, self.enhet
        enhet, tall = Enhet.les(self.enhet), Fraction(self.tall)
        if not tall:
            # Nothing is nothing on every scale; which it is, must still be right.
            return tall, self.enhet
        if enhet.er_penger:
            return tall * enhet.i_kroner, f"kr per {enhet.per}"
        if enhet.base in _ANDELER:
            return tall * _ANDELER[enhet.base], f"andel per {enhet.per}"
        return tall, self.enhet


@dataclass(frozen=True)
class Pastatt:
    """What data/ says of a number: what it is, and where it is printed."""

    adresse: str
    verdi: Verdi
    kilde: str
    sider: frozenset[str]
    # Whose pages they are, where several numbers share them: a table's, or those of both ends of a span.
    felles: str = ""


def _storrelse(s: Storrelse) -> Iterator[Pastatt]:
    """The value and its bounds, where they are said to be on a page; the bounds' may be another."""
    for felt in ("verdi", "lav", "hoy"):
        grunnlag = s if felt == "verdi" or s.spenn is None else s.spenn
        verdi = getattr(s, felt)
        if verdi is None or (s.opphav is not Opphav.KILDE and (grunnlag is s or felt == "verdi")):
            continue
        hvor = (str(grunnlag.kilde), frozenset(sidene(str(grunnlag.side))))
        felles = f"{s.adresse}[spenn]" if grunnlag is s.spenn else ""
        adresse = s.adresse + ("" if felt == "verdi" else f".{felt}")
        per_ar = {f"[{ar}]": ett for ar, ett in verdi.items()} if isinstance(verdi, Mapping) else {"": verdi}
        yield from (Pastatt(adresse + ar, Verdi(str(ett), s.enhet), *hvor, felles) for ar, ett in per_ar.items())


def pastatte(sektor: Sektor) -> Iterator[Pastatt]:
    """Every number in data/ that is said to be printed in a document."""
    storrelser: list[Storrelse] = [
        *sektor.tall.unrecorded().values(), *alle_forutsetninger(sektor).values(), *sektor.felles.regneregler.values()
    ]  # fmt: skip
    for s in storrelser:
        yield from _storrelse(s)
    for id_, tiltak in sektor.tiltak.unrecorded().items():
        for ar, oppgitt in tiltak.oppgitt.items():
            hvor = (str(tiltak.kilde), frozenset(sidene(tiltak.kortside)))
            yield Pastatt(f"{id_}.oppgitt[{ar}]", Verdi(str(oppgitt), tiltak.oppgitt_i), *hvor)
    for tabell in sektor.tabeller.unrecorded().values():
        hvor = (tabell.ressurs.kilde, frozenset(sidene(tabell.ressurs.side)))
        for celle in tabell.celler.values():
            verdi = Verdi(celle.mangler if celle.verdi is None else str(celle.verdi), celle.enhet)
            yield Pastatt(celle.adresse, verdi, *hvor, tabell.ressurs.name)
    if lest := les_kontroller(sektor):
        for id_, kontroll in lest[0].kontroller.items():
            for navn, ledd in {"oppgitt": kontroll.oppgitt, **kontroll.operander}.items():
                if ledd.adresse is None:
                    yield Pastatt(f"kontroll:{id_}.{navn}", Verdi(str(ledd.verdi), ledd.enhet), *_sted(ledd, kontroll))


def _sted(ledd: Ledd, kontroll: Kontroll) -> tuple[str, frozenset[str]]:
    """Where a number of a check stands: an operand's own document and page, else the check's."""
    if utenfor := getattr(ledd, "utenfor", None):
        return "utenfor", frozenset({utenfor})
    return getattr(ledd, "kilde", None) or kontroll.kilde, frozenset(
        sidene(getattr(ledd, "side", None) or kontroll.side)
    )


@lru_cache(maxsize=1)
def avskrift() -> Mapping[str, list[dict[str, str]]]:
    """The rows of the transcription, by address."""
    rader: dict[str, list[dict[str, str]]] = defaultdict(list)
    with AVSKRIFT.open(encoding="utf-8", newline="") as fil:
        for rad in csv.DictReader(fil):
            rader[rad["adresse"]].append(rad)
    return rader


@lru_cache(maxsize=1)
def avskrevne_steder() -> Mapping[str, list[tuple[str, str]]]:
    """By file, what the transcription has of places without a number of their own; the place may be a pattern."""
    rader: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with STEDER.open(encoding="utf-8", newline="") as fil:
        for rad in csv.DictReader(fil):
            rader[rad["fil"]].append((rad["sted"], rad["verdi"]))
    return rader


def feil(sektor: Sektor) -> list[str]:
    """Where data/ and the second transcription say different things."""
    alle = steder(sektor.bok.data)
    return [
        *_feil_i_tall(sektor), *_feil_i_kontrollenes_sider(sektor), *_feil_pa_steder(alle), *_feil_i_opptelling(alle),
    ]  # fmt: skip


def avskrevet(sted: Sted) -> list[str]:
    """What the transcription has at a place of data/."""
    return [verdi for monster, verdi in avskrevne_steder().get(sted.fil, ()) if fnmatchcase(sted.sti, monster)]


@lru_cache(maxsize=1)
def opptelling() -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """How many of each word there are, by file and key."""
    lest: Mapping[str, Mapping[str, Mapping[str, int]]] = yaml.safe_load(OPPTELLING.read_text(encoding="utf-8"))
    return lest


def _feil_pa_steder(alle: list[Sted]) -> Iterator[str]:
    funnet = set()
    for sted in alle:
        for monster, verdi in avskrevne_steder().get(sted.fil, ()):
            if fnmatchcase(sted.sti, monster):
                funnet.add((sted.fil, monster))
                if sted.verdi != verdi:
                    yield f"{sted.fil}: {sted.sti} er {sted.verdi}, men avskriften har {verdi}"
    for fil, rader in avskrevne_steder().items():
        for monster, _ in rader:
            if (fil, monster) not in funnet:
                yield f"{fil}: {monster} er i avskriften, men ikke i data/"


def _feil_i_opptelling(alle: list[Sted]) -> Iterator[str]:
    funnet: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sted in alle:
        funnet[sted.fil, sted.nokkel][sted.verdi] += 1
    for fil, nokler in opptelling().items():
        for nokkel, ventet in nokler.items():
            for verdi in sorted({*ventet, *funnet[fil, nokkel]}):
                if (antall := funnet[fil, nokkel][verdi]) != ventet.get(verdi, 0):
                    yield f"{fil}: {nokkel} er {verdi} {antall} ganger, men opptellingen har {ventet.get(verdi, 0)}"


def _feil_i_tall(sektor: Sektor) -> Iterator[str]:
    trykt, alle = avskrift(), list(pastatte(sektor))
    pa_sidene: dict[str, set[str]] = defaultdict(set)
    for p in alle:
        rader = trykt.get(p.adresse, [])
        if not rader:
            yield f"{p.adresse} = {p.verdi} står ikke i avskriften ({p.kilde}, s. {', '.join(sorted(p.sider))})"
        for rad in rader:
            lest = Verdi(rad["verdi"], rad["enhet"])
            her = frozenset({rad["side"]} if rad["dokument"] == "utenfor" else sidene(rad["side"]))
            pa_sidene[p.felles or p.adresse] |= her
            if lest != p.verdi:
                yield f"{p.adresse} er {p.verdi}, men avskriften har {lest} ({rad['dokument']}, s. {rad['side']})"
            if rad["dokument"] != p.kilde or not her <= p.sider:
                hvor = f"{p.kilde}, s. {', '.join(sorted(p.sider))}"
                yield f"{p.adresse} er ført på {hvor}, men avskriften har {rad['dokument']}, s. {rad['side']}"
    for p in alle:
        if (p.felles or p.adresse) in pa_sidene and (uten := p.sider - pa_sidene[p.felles or p.adresse]):
            yield f"{p.adresse} = {p.verdi} står ikke på s. {', '.join(sorted(uten))} i avskriften"
    yield from (f"{adresse} er i avskriften, men ikke i data/" for adresse in trykt.keys() - {p.adresse for p in alle})


def _feil_i_kontrollenes_sider(sektor: Sektor) -> Iterator[str]:
    """Pages of a check that none of its numbers stands on."""
    pa = {p.adresse: p.sider for p in pastatte(sektor)}
    lest = les_kontroller(sektor)
    for id_, kontroll in lest[0].kontroller.items() if lest else ():
        med = pa.get(kontroll.oppgitt.adresse or f"kontroll:{id_}.oppgitt", frozenset())
        mulige = med.union(*(_sted(o, kontroll)[1] for o in kontroll.operander.values()), OGSA.get(id_, ()))
        her = frozenset(sidene(kontroll.side))
        if not her <= mulige or not her & med:
            yield f"kontrollen {id_} er ført på s. {kontroll.side}, men tallene står på s. {', '.join(sorted(mulige))}"
