"""Two executed chapters side by side: what differs, number by number.

Objects are paired by label, else by the cell that shows them. Tables and figures are compared by their data files,
exactly; the rows by key columns, which are as few of the columns of words and years, from the left, as tell all rows
apart. Prose and cards are compared as read: numbers are paired by the words around them. A claim that was broken
before is not news.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path
from typing import Final

from effekt.base.faults import Datafeil
from effekt.base.numbers import HARDT_MELLOMROM, les_tall, vis_tall
from effekt.display.marks import antall_tall, bytter, med_tegn_for_tall, setning_rundt, tekstledd, vist_som_brok
from effekt.display.records import Post, Postfelt, file_of
from effekt.display.texts import BRUTT, UVISST
from effekt.reading.documents import les_tekst

# What stands before a claim that no longer holds, which is listed as one.
_BRUTT: Final = (BRUTT.strip("*"), UVISST.strip("*"))
# A unit stands after its number with a hard space between.
_ENHET: Final = re.compile(rf"{HARDT_MELLOMROM}((?:mill|mrd)\. kroner|%|\w+)")
_SKALA: Final = {
    "krone": 1, "kroner": 1,
    "mill": 1_000_000, "million": 1_000_000, "millioner": 1_000_000,
    "mrd": 1_000_000_000, "milliard": 1_000_000_000, "milliarder": 1_000_000_000,
}  # fmt: skip
_PENGER: Final = re.compile(rf"\s*({'|'.join(_SKALA)})\b")


@dataclass(frozen=True)
class Difference:
    """Something that differs: a number, or words where ``er_tall`` is false.

    ``for_`` and ``etter`` are as shown, empty where it was not there; ``fra`` and ``til`` are the values, in ``enhet``.
    """

    sted: str
    for_: str
    etter: str
    er_tall: bool
    fra: Fraction | None = None
    til: Fraction | None = None
    enhet: str = ""
    setning: str = ""

    @property
    def differanse(self) -> Fraction | None:
        """How much more it is, in its own unit."""
        return None if self.fra is None or self.til is None else self.til - self.fra

    @property
    def prosent(self) -> Fraction | None:
        """How much more it is, in per cent of what it was; None where it was nothing."""
        return self.differanse / abs(self.fra) * 100 if self.differanse and self.fra else None


def compare_text(sted: str, gammel: str, ny: str) -> Iterator[Difference]:
    """What differs in a text that stands at ``sted``; claims are listed elsewhere."""
    for bytte in bytter(gammel, ny):
        if any(brutt in f"{bytte.gammelt} {bytte.nytt}" for brutt in _BRUTT):
            continue
        if not bytte.er_tall and _bare_skala(f"{bytte.gammelt} {bytte.nytt}"):
            continue
        setning = setning_rundt(ny, bytte.start, bytte.slutt)
        treff = _ENHET.match(ny, bytte.slutt)
        enhet = treff[1] if treff else ""
        vist_for, vist = bytte.gammelt, bytte.nytt
        fra, til = vist_som_brok(vist_for), vist_som_brok(vist)
        if bytte.er_tall and fra is not None and til is not None:
            telt_for, telt = _telt_i(gammel, bytte.slutt_for), _telt_i(ny, bytte.slutt)
            if telt_for and telt and _SKALA[telt_for] != _SKALA[telt]:
                fra, til, enhet = fra * _SKALA[telt_for], til * _SKALA[telt], "kroner"
                vist_for, vist = f"{vist_for} {telt_for}", f"{vist} {telt}"
        if _is_year(vist_for) or _is_year(vist):  # a year is no amount, and takes no amount's place
            fra, til = None, None
        er_tall = fra is not None or til is not None
        yield Difference(sted, vist_for, vist, er_tall, fra, til, enhet, setning)


def _is_year(vist: str) -> bool:
    """Whether a text's number is a year: amounts of four figures have a space after the first."""
    return _are_years([vist])


def _telt_i(tekst: str, slutt: int) -> str:
    """What the amount that ends there is counted in: «millioner»; empty for what is no amount."""
    treff = _PENGER.match(tekst, slutt)
    return treff[1] if treff else ""


def _bare_skala(ord_: str) -> bool:
    """Whether the words only say what an amount is counted in: the amount is what changed."""
    return all(ett in _SKALA for ett in ord_.replace(".", "").split())


# Names of columns that are no unit, and letters that a file's own names lack.
_UTEN_ENHET: Final = {"ar", "belop", "verdi", "antall"}
_I_ORD: Final = {"ar": "år", "belop": "beløp", "hoy": "høy", "gjenstar": "gjenstår"}
_ENHETSKOLONNE: Final = "enhet"
_AR: Final = "ar"
_DESIMALER: Final = range(2, 10)
CsvRow = Mapping[str, str]


@dataclass(frozen=True)
class Objektendring:
    """An object that shows something else; ``for_`` or ``etter`` is None where there was none."""

    for_: Post | None
    etter: Post | None
    endret: Sequence[Difference]
    uendrede_tall: int
    # The numbers that it had in its texts.
    tall_for: frozenset[Fraction] = frozenset()

    @property
    def post(self) -> Post:
        """The object as it is now, or as it was last."""
        post = self.etter or self.for_
        assert post is not None
        return post


@dataclass(frozen=True)
class Kapittelendring:
    """What a chapter shows otherwise, and how many of its numbers are as they were."""

    navn: str
    objekter: Sequence[Objektendring]
    uendrede_tall: int
    brutte: Sequence[str] = ()

    @property
    def endret(self) -> list[Difference]:
        """Everything in it that differs."""
        return [ett for objekt in self.objekter for ett in objekt.endret]


@dataclass(frozen=True)
class Comparison:
    """What moved, chapter by chapter."""

    kapitler: Sequence[Kapittelendring] = field(default_factory=tuple)

    @property
    def endrede_tall(self) -> int:
        """How many numbers are changed, new, or gone."""
        return sum(ett.er_tall for kapittel in self.kapitler for ett in kapittel.endret)

    @property
    def endrede_ord(self) -> int:
        """How many places have other words."""
        return sum(not ett.er_tall for kapittel in self.kapitler for ett in kapittel.endret)

    @property
    def uendrede_tall(self) -> int:
        """How many numbers are as they were."""
        return sum(kapittel.uendrede_tall for kapittel in self.kapitler)

    @property
    def brutte(self) -> list[tuple[str, str]]:
        """The claims that no longer hold and did before, as (chapter, sentence)."""
        return [(k.navn, setning) for k in self.kapitler for setning in k.brutte]

    @property
    def endrede_kapitler(self) -> list[Kapittelendring]:
        """The chapters that show something else."""
        return [kapittel for kapittel in self.kapitler if kapittel.objekter or kapittel.brutte]


Version = tuple[Sequence[Post], Path]


def compare_chapter(navn: str, for_: Version, etter: Version) -> Kapittelendring:
    """A chapter before and after: its records, and the folder that their data files lie in."""
    objekter = [_compare_object(a, b, for_[1], etter[1]) for a, b in _paired(for_[0], etter[0])]
    # A claim that was broken already is no news, though its numbers may be others.
    igjen = Counter(med_tegn_for_tall(setning) for post in for_[0] for setning in post.brutte)
    brutte = []
    for setning in (setning for post in etter[0] for setning in post.brutte):
        if igjen[med_tegn_for_tall(setning)]:
            igjen[med_tegn_for_tall(setning)] -= 1
        else:
            brutte.append(setning)
    return Kapittelendring(
        navn, [objekt for objekt in objekter if objekt.endret], sum(objekt.uendrede_tall for objekt in objekter), brutte
    )


def _paired(for_: Sequence[Post], etter: Sequence[Post]) -> Iterator[tuple[Post | None, Post | None]]:
    """The same object before and after: by label, else by the cell that shows it, else by kind."""
    igjen = list(for_)

    def ta(*, maken: Post) -> Post | None:
        def treff(annen: Post) -> bool:
            if maken.etikett or annen.etikett:
                return maken.etikett == annen.etikett
            return (maken.celle, maken.slag) == (annen.celle, annen.slag)

        funnet = next((annen for annen in igjen if treff(annen)), None)
        if funnet is not None:
            igjen.remove(funnet)
        return funnet

    for post in etter:
        yield ta(maken=post), post
    yield from ((post, None) for post in igjen)


def _compare_object(for_: Post | None, etter: Post | None, mappe_for: Path, mappe_etter: Path) -> Objektendring:
    celler_for, celler = (_celler(post, mappe) for post, mappe in ((for_, mappe_for), (etter, mappe_etter)))
    endret, like = _compare_cells(celler_for, celler)
    tekst, like_i_tekst = _compare_fields(for_.felt if for_ else (), etter.felt if etter else ())
    tall = (
        vist_som_brok(ett.tekst) for _, felt in (for_.felt if for_ else ()) for ett in tekstledd(felt) if ett.er_tall
    )
    tall_for = frozenset(ett for ett in tall if ett is not None)
    return Objektendring(for_, etter, [*endret, *tekst], like + like_i_tekst, tall_for)


def _compare_fields(for_: Sequence[tuple[str, str]], etter: Sequence[tuple[str, str]]) -> tuple[list[Difference], int]:
    endret: list[Difference] = []
    like = 0
    # The same place and the same words, whatever the numbers, is the same text.
    gamle, nye = ([(sted, med_tegn_for_tall(tekst)) for sted, tekst in felt] for felt in (for_, etter))
    steder = SequenceMatcher(None, gamle, nye, autojunk=False)
    for slag, i1, i2, j1, j2 in steder.get_opcodes():
        a, b = list(for_[i1:i2]), list(etter[j1:j2])
        par = zip(a, b, strict=True) if slag == "equal" else _by_place(a, b)
        for (sted_for, gammel), (sted, ny) in par:
            funnet = list(compare_text(sted or sted_for, gammel, ny))
            endret += funnet
            like += antall_tall(ny) - sum(antall_tall(ett.etter) for ett in funnet)
    return endret, max(like, 0)


def _by_place(a: list[Postfelt], b: list[Postfelt]) -> list[tuple[Postfelt, Postfelt]]:
    """What stands at the same place is the same; of the rest, as many as there are in order."""
    par: list[tuple[Postfelt, Postfelt]] = []
    for felt in list(b):
        maken = next((annet for annet in a if annet[0] and annet[0] == felt[0]), None)
        if maken:
            par.append((maken, felt))
            a.remove(maken)
            b.remove(felt)
    tom = ("", "")
    lengst = max(len(a), len(b))
    rest = zip(a + [tom] * (lengst - len(a)), b + [tom] * (lengst - len(b)), strict=True)
    return [*par, *rest]


def _celler(post: Post | None, mappe: Path) -> list[CsvRow]:
    if post is None or not post.csv:
        return []
    fil = file_of(mappe, post.csv)
    if not fil.is_file():
        raise Datafeil("filen mangler, og tallene kan ikke sammenlignes.", fil)
    return list(csv.DictReader(io.StringIO(les_tekst(fil), newline="")))


def _compare_cells(for_: list[CsvRow], etter: list[CsvRow]) -> tuple[list[Difference], int]:
    kolonner = list(dict.fromkeys(k for rad in (*for_[:1], *etter[:1]) for k in rad))
    nokler = _nokler(kolonner, for_, etter)
    gamle, nye = _by_key(for_, nokler), _by_key(etter, nokler)
    endret: list[Difference] = []
    like = 0
    for nokkel in dict.fromkeys([*nye, *gamle]):
        gammel, ny = gamle.get(nokkel, {}), nye.get(nokkel, {})
        for kolonne in (k for k in kolonner if k not in nokler):
            a, b = gammel.get(kolonne, ""), ny.get(kolonne, "")
            if a == b:
                like += antall_tall(b.replace(".", ","))
            else:
                sted = f"{nokkel} · {_i_ord(kolonne)}".strip(" ·")
                egen = ny.get(_ENHETSKOLONNE) or gammel.get(_ENHETSKOLONNE)
                endret += _endret_celle(sted, a, b, egen or _enhet(kolonne), kolonne == _AR)
    return endret, like


def _endret_celle(sted: str, a: str, b: str, enhet: str, ar: bool) -> Iterator[Difference]:
    fra, til = _tall(a), _tall(b)
    if ar:  # a year is no amount
        yield Difference(sted, a, b, er_tall=False)
    elif fra is None and til is None:
        yield from compare_text(sted, a, b)
    else:
        vist_for, vist = _vis(fra, til)
        yield Difference(sted, vist_for or a, vist or b, True, fra, til, enhet)


def _tall(celle: str) -> Fraction | None:
    try:
        return les_tall(celle)
    except ValueError:
        return None


def _vis(fra: Fraction | None, til: Fraction | None) -> tuple[str, str]:
    """Both values as shown, with as many decimals as it takes to tell them apart."""
    vist = [("" if v is None else vis_tall(v)) for v in (fra, til)]
    for desimaler in _DESIMALER:
        if vist[0] != vist[1]:
            break
        vist = [("" if v is None else vis_tall(v, desimaler)) for v in (fra, til)]
    return vist[0], vist[1]


def _i_ord(kolonne: str) -> str:
    """A column's name as a reader has it: «mill_kroner» is «mill. kroner»."""
    ord_ = [_I_ORD.get(ett, ett) for ett in kolonne.split("_")]
    return " ".join(ord_).replace("mill kr", "mill. kr")


def _enhet(kolonne: str) -> str:
    return "" if kolonne in _UTEN_ENHET else _i_ord(kolonne)


def _are_years(celler: Iterable[str]) -> bool:
    return all(celle.isdecimal() and 1900 <= int(celle) <= 2200 for celle in celler)


def _nokler(kolonner: Sequence[str], for_: list[CsvRow], etter: list[CsvRow]) -> list[str]:
    """The columns that say which row it is: as few of the words and years, from the left, as do."""
    valgt: list[str] = []
    for kolonne in kolonner:
        celler = [rad.get(kolonne, "") for rad in (*for_, *etter)]
        if any(_tall(celle) is not None for celle in celler) and not _are_years(celler):
            continue
        valgt.append(kolonne)
        if all(len({_nokkel(rad, valgt) for rad in r}) == len(r) for r in (for_, etter)):
            return valgt
    return valgt


def _nokkel(rad: CsvRow, nokler: Sequence[str]) -> str:
    return " · ".join(rad.get(k, "") for k in nokler)


def _by_key(rader: list[CsvRow], nokler: Sequence[str]) -> dict[str, CsvRow]:
    """The rows by what names them; rows of one name are told apart by their order."""
    ut: dict[str, CsvRow] = {}
    for rad in rader:
        navn = _nokkel(rad, nokler) or "rad"
        nr = 1
        while (nokkel := navn if nr == 1 else f"{navn} ({nr})") in ut:
            nr += 1
        ut[nokkel] = rad
    return ut
