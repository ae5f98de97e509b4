"""Marks on what a rerun changed, for the eye and for screen readers."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final, TypeVar

from effekt.blokker import Avsnitt, Bilde, Blokk, Boks, Liste, Nedtrekk, Rutenett, til_tekst
from effekt.tekstforskjell import bytter, form

T = TypeVar("T")

# A mark must not cut through other markup; what would is left as it is.
_UDELELIG: Final = re.compile(r"[`\[\]\n|{}<>]")


def merk(gammel: str, ny: str) -> str:
    """The new line or paragraph of Markdown, with what is another in it marked."""
    ut, sist = [], 0
    for bytte in bytter(gammel, ny):
        if not bytte.nytt or _UDELELIG.search(bytte.nytt) or _ulike(bytte.nytt):
            continue
        ut += [ny[sist : bytte.start], _merke(bytte.gammelt, bytte.nytt)]
        sist = bytte.slutt
    return "".join([*ut, ny[sist:]])


def _ulike(tekst: str) -> bool:
    """Whether an emphasis in the text begins or ends outside it."""
    return bool(tekst.count("**") % 2 or tekst.count("*") % 2)


def _merke(gammelt: str, nytt: str) -> str:
    fra = html.escape(til_tekst(gammelt)) if gammelt else ""
    sagt = f" (endret fra {fra})" if fra else " (nytt)"
    return f'<ins class="endret">{nytt}<span class="skjult">{sagt}</span></ins>'


def merk_blokker(gamle: Sequence[Blokk], nye: Sequence[Blokk]) -> list[Blokk]:
    """The new pieces, marked where they say something else than the old ones."""
    return _i_par(gamle, nye, _merk_blokk, _slag)


def _slag(blokk: Blokk) -> str:
    return f"{type(blokk).__name__} {getattr(blokk, 'klasse', '')}"


def _i_par(
    gamle: Sequence[T], nye: Sequence[T], merk_en: Callable[[T, T], T], slag: Callable[[T], str]
) -> list[T]:
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
            return replace(ny, markdown=merk(gammel.markdown, ny.markdown))
        case Liste(), Liste():
            return replace(ny, punkter=_merk_punkter(gammel.punkter, ny.punkter))
        case Boks(), Boks():
            return replace(ny, innhold=merk_blokker(gammel.innhold, ny.innhold))
        case Nedtrekk(), Nedtrekk():
            return replace(ny, innhold=merk_blokker(gammel.innhold, ny.innhold))
        case Rutenett(), Rutenett():
            return _merk_rutenett(gammel, ny)
        case Bilde(), Bilde():
            return replace(
                ny, tittel=merk(gammel.tittel, ny.tittel), under=merk(gammel.under, ny.under)
            )
    return ny


def _merk_punkter(gamle: Sequence[str], nye: Sequence[str]) -> list[str]:
    if len(gamle) == len(nye):
        return [merk(gammel, ny) for gammel, ny in zip(gamle, nye, strict=True)]
    return _i_par(gamle, nye, merk, form)


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
            rader.append([rad[0], *(merk("", celle) for celle in rad[1:])])
            continue
        # The columns may have become others: a year more, a year less.
        fra = dict(zip(map(_navn, gammel.hode), maken, strict=True))
        rader.append(
            [
                merk(fra.get(_navn(kol), celle if nr_ == 0 else ""), celle)
                for nr_, (kol, celle) in enumerate(zip(ny.hode, rad, strict=True))
            ]
        )
    return replace(ny, rader=rader)
