"""Two versions of a text, and marks on what a rerun changed."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fractions import Fraction
from functools import partial
from typing import Final, TypeVar

from effekt.base.numbers import HARDT_MELLOMROM, MINUS
from effekt.display.blocks import Avsnitt, Bilde, Blokk, Boks, Liste, Nedtrekk, Rutenett
from effekt.display.markup import Trygg, endringsmerke, til_tekst, trygg, trygg_linje

# What is markup and not words: roles, code, addresses of links, footnote marks, tags, signs that stand for themselves.
_VERNET: Final = r"\{[a-z:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|\[\^[^\]]+\]|</?[A-Za-z][^>]*>|\\[^\w\s]"
_TALL: Final = rf"(?<!\w){MINUS}?(?:\d{{1,3}}(?:[ {HARDT_MELLOMROM}\u202f]\d{{3}})+|\d+)(?:,\d+)?(?!\w)"
_LEDD: Final = re.compile(rf"(?P<vernet>{_VERNET})|(?P<tall>{_TALL})|(?P<ord>\w+|[^\w\s])")
_SETNINGSSLUTT: Final = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ«*])|\n{2,}")


@dataclass(frozen=True)
class Tekstledd:
    """A word, a number or a sign of a text, and where it stands."""

    tekst: str
    er_tall: bool
    start: int
    slutt: int


@dataclass(frozen=True)
class Bytte:
    """What stands in the new text from ``start`` to ``slutt``, and what stood there before.

    ``er_tall``: one number for another, which ended at ``slutt_for`` in the old text. Otherwise
    words, either of which may be none.
    """

    gammelt: str
    nytt: str
    start: int
    slutt: int
    er_tall: bool
    slutt_for: int = 0


def tekstledd(tekst: str) -> list[Tekstledd]:
    """The words, numbers and signs of a text of Markdown, in order."""
    return [Tekstledd(m[0], m.lastgroup == "tall", m.start(), m.end()) for m in _LEDD.finditer(tekst)]


def antall_tall(tekst: str) -> int:
    """How many numbers a text has."""
    return sum(ett.er_tall for ett in tekstledd(tekst))


def med_tegn_for_tall(tekst: str) -> str:
    """The text with a sign for each number: what stays the same when only numbers change."""
    return " ".join("#" if ett.er_tall else ett.tekst for ett in tekstledd(tekst))


def bytter(gammel: str, ny: str) -> list[Bytte]:
    """Return what differs in the new text.

    Numbers are paired by the words around them: a number at the same place of the same sentence is
    the same number, whatever it was.
    """
    if gammel == ny:
        return []
    return list(_bytter(gammel, ny))


def _bytter(gammel: str, ny: str) -> Iterator[Bytte]:
    a, b = tekstledd(gammel), tekstledd(ny)
    form_a, form_b = (["#" if x.er_tall else x.tekst for x in rad] for rad in (a, b))
    for slag, i1, i2, j1, j2 in SequenceMatcher(None, form_a, form_b, autojunk=False).get_opcodes():
        if slag == "equal":
            for x, y in zip(a[i1:i2], b[j1:j2], strict=True):
                if x.tekst != y.tekst:
                    yield Bytte(x.tekst, y.tekst, y.start, y.slutt, True, x.slutt)
        else:
            start = b[j1].start if j1 < len(b) else len(ny)
            slutt = b[j2 - 1].slutt if j2 > j1 else start
            borte = gammel[a[i1].start : a[i2 - 1].slutt] if i2 > i1 else ""
            yield Bytte(borte, ny[start:slutt], start, slutt, er_tall=False)


def setning_rundt(tekst: str, start: int, slutt: int) -> str:
    """The sentence that the place lies in."""
    fra = max((m.end() for m in _SETNINGSSLUTT.finditer(tekst) if m.end() <= start), default=0)
    til = min((m.start() for m in _SETNINGSSLUTT.finditer(tekst) if m.start() >= slutt), default=len(tekst))
    return " ".join(tekst[fra:til].split("\n")).strip()


def vist_som_brok(vist: str) -> Fraction | None:
    """The value of a number as a reader sees it, «−1 250,5»; None for what is not one."""
    treff = re.fullmatch(rf"({_TALL})\s*(%)?", vist.strip())
    if not treff:
        return None
    rent = re.sub(r"\s", "", treff[1]).replace(MINUS, "-").replace(",", ".")
    return Fraction(rent)


T = TypeVar("T")

# A mark must not cut through other markup; what would is left as it is, but for a step of a scale as a whole.
_UDELELIG: Final = re.compile(r"(?!\{trinn\}`[^`]*`\Z).*[`\[\]\n|{}<>]", re.DOTALL)


def merk_tekst(gammel: str, ny: str, gjor_trygg: Callable[[str], Trygg] = trygg) -> Trygg:
    """The new paragraphs of Markdown, or the line with ``trygg_linje``, safe and with what differs marked."""
    gammel, ny = gjor_trygg(gammel), gjor_trygg(ny)
    ut, sist = [], 0
    for bytte in _med_enheten(bytter(gammel, ny), ny):
        # Nor may an emphasis begin or end within a mark.
        ulike = bytte.nytt.count("**") % 2 or bytte.nytt.count("*") % 2
        if not bytte.nytt or _UDELELIG.match(bytte.nytt) or ulike:
            continue
        ut += [ny[sist : bytte.start], _merke(bytte.gammelt, bytte.nytt)]
        sist = bytte.slutt
    return Trygg("".join([*ut, ny[sist:]]))


# Words that say how large a number is: «1 million», «1,5 mill. kroner», «900 000 kr».
_STORRELSE: Final = re.compile(r"(?:tusen|million(?:er)?|milliard(?:er)?|mill|mrd|kr|kroner)\b")


def _med_enheten(alle: Sequence[Bytte], ny: str) -> Iterator[Bytte]:
    """The differences, a number with the unit after it where that is another: «1» was no krone, but a million."""
    igjen = list(alle)
    while igjen:
        tall = [igjen.pop(0)]
        # Both ends of a range have the unit that stands after it.
        while igjen and tall[-1].er_tall and igjen[0].er_tall and ny[tall[-1].slutt : igjen[0].start] == "\u2013":
            tall.append(igjen.pop(0))
        siste, neste = tall[-1], igjen[0] if igjen else None
        if (
            siste.er_tall
            and neste
            and not neste.er_tall
            and not ny[siste.slutt : neste.start].strip()
            and (_STORRELSE.match(neste.gammelt) or _STORRELSE.match(neste.nytt))
        ):
            igjen.pop(0)
            slutt = neste.slutt if neste.nytt else siste.slutt
            gammelt = " ".join(filter(None, ["\u2013".join(ett.gammelt for ett in tall), neste.gammelt]))
            start = tall[0].start
            yield Bytte(gammelt, ny[start:slutt], start, slutt, er_tall=False)
        else:
            yield from tall


def merk_linje(gammel: str, ny: str) -> Trygg:
    """The same of a line: a cell, a title, an item of a list."""
    return merk_tekst(gammel, ny, trygg_linje)


def _merke(gammelt: str, nytt: str) -> str:
    fra = til_tekst(gammelt) if gammelt else ""
    return endringsmerke(nytt, f"(endret fra {fra})" if fra else "(nytt)")


def merk_blokker(gamle: Sequence[Blokk], nye: Sequence[Blokk]) -> list[Blokk]:
    """The new pieces, marked where they say something else than the old ones."""
    return _i_par(gamle, nye, _merk_blokk, lambda blokk: f"{type(blokk).__name__} {getattr(blokk, 'klasse', '')}")


def _i_par(gamle: Sequence[T], nye: Sequence[T], merk_en: Callable[[T, T], T], slag: Callable[[T], str]) -> list[T]:
    """Each new one marked against the old one that it corresponds to, by kind and order."""
    ut = list(nye)
    treff = SequenceMatcher(None, [slag(g) for g in gamle], [slag(n) for n in nye], autojunk=False)
    for i, j, antall in treff.get_matching_blocks():
        for k in range(antall):
            ut[j + k] = merk_en(gamle[i + k], nye[j + k])
    return ut


def _merk_blokk(gammel: Blokk, ny: Blokk) -> Blokk:
    match gammel, ny:
        case Avsnitt(), Avsnitt():
            return replace(ny, markdown=merk_tekst(gammel.markdown, ny.markdown, partial(trygg, side=ny.side)))
        case Liste(), Liste():
            return replace(ny, punkter=_merk_punkter(gammel.punkter, ny.punkter))
        case Boks(), Boks():
            return replace(ny, innhold=merk_blokker(gammel.innhold, ny.innhold))
        case Nedtrekk(), Nedtrekk():
            return replace(ny, innhold=merk_blokker(gammel.innhold, ny.innhold))
        case Rutenett(), Rutenett():
            return _merk_rutenett(gammel, ny)
        case Bilde(), Bilde():
            return replace(ny, tittel=merk_linje(gammel.tittel, ny.tittel), under=merk_tekst(gammel.under, ny.under))
    return ny


def _merk_punkter(gamle: Sequence[str], nye: Sequence[str]) -> list[str]:
    if len(gamle) == len(nye):
        return [merk_linje(gammel, ny) for gammel, ny in zip(gamle, nye, strict=True)]
    return _i_par(gamle, nye, merk_linje, med_tegn_for_tall)


def _navn(celle: str) -> str:
    """What names a row or a column; the arrow of the last year is no part of it."""
    return celle.rstrip("\u00a0 →")


def _merk_rutenett(gammel: Rutenett, ny: Rutenett) -> Rutenett:
    """A table, cell by cell; the same row has the same first cell, or else the same place."""
    for_: dict[str, Sequence[str]] = {_navn(rad[0]): rad for rad in gammel.rader}
    nye = {_navn(rad[0]) for rad in ny.rader}
    entydig = len(for_) == len(gammel.rader) and len(nye) == len(ny.rader)
    rader = []
    for nr, rad in enumerate(ny.rader):
        maken = for_.get(_navn(rad[0])) if entydig else None
        if maken is None and len(gammel.rader) == len(ny.rader):
            maken = gammel.rader[nr]
        if maken is None:
            rader.append([rad[0], *(merk_linje("", celle) for celle in rad[1:])])
            continue
        # The columns may have become others: a year more, a year less.
        fra = dict(zip(map(_navn, gammel.hode), maken, strict=True))
        rader.append(
            [
                merk_linje(fra.get(_navn(kol), celle if nr_ == 0 else ""), celle)
                for nr_, (kol, celle) in enumerate(zip(ny.hode, rad, strict=True))
            ]
        )
    return replace(ny, rader=rader)
