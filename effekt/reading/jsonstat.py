"""JSON-stat 2, the format of public statistics: a reply read exactly, and a table's variables.

https://json-stat.org/full. Nothing here knows where the text came from; what is wrong with it is
raised as Formfeil, for whoever asked to say whose reply it is.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Final

from effekt.base import bounds
from effekt.base.characters import hidden_places
from effekt.base.numbers import MANGLETEGN

Koder = tuple[str, ...]
_UTEN_VERDI: Final = ".."
_STORSTE_EKSPONENT: Final = 100


class Formfeil(ValueError):
    """A reply that is not of the form it should have; the message completes «svaret …»."""


@dataclass(frozen=True)
class Variabel:
    """A variable: code, label, and its values' labels by code; ``kan_utelates`` where the table sums over it."""

    kode: str
    tekst: str
    verdier: Mapping[str, str]
    kan_utelates: bool = False


@dataclass(frozen=True)
class Svarcelle:
    """A number of a reply, exact; or SSB's sign for why there is none."""

    verdi: Fraction | None
    mangler: str = ""


@dataclass(frozen=True)
class Svar:
    """A reply: what it says of itself, its variables, and its cells by code, a code a variable."""

    tittel: str
    oppdatert: str
    variabler: tuple[Variabel, ...]
    celler: Mapping[Koder, Svarcelle]


def les_json(tekst: str) -> Any:
    """The text as plain data, numbers with decimals as exact fractions; raises Formfeil."""
    try:
        lest = json.loads(tekst, parse_float=_eksakt, parse_constant=_ikke_tall)
        for _, tegn in hidden_places(lest):
            raise Formfeil(f"har et usynlig tegn ({tegn}) i en tekst")
        return lest
    except Formfeil:
        raise
    except (ValueError, RecursionError):
        if re.match(r"\s*<(!doctype|html|\?xml|head)", tekst, re.IGNORECASE):
            raise Formfeil("er en nettside (HTML), ikke tall") from None
        raise Formfeil("er ikke gyldig JSON") from None


def _eksakt(tekst: str) -> Fraction:
    eksponent = re.search(r"[eE]([+-]?\d+)$", tekst)
    if eksponent and abs(int(eksponent[1])) > _STORSTE_EKSPONENT:
        raise Formfeil(f"har tallet {tekst}, som er urimelig")
    return Fraction(tekst)


def _ikke_tall(tekst: str) -> Any:
    raise Formfeil(f"har «{tekst}» der det skal stå et tall")


def les_svar(lest: Any) -> Svar:
    """A dataset with its values; raises Formfeil where anything does not agree."""
    variabler = les_variabler(lest)
    celler = _celler(lest, [len(v.verdier) for v in variabler])
    return Svar(
        tittel=str(lest.get("label", "")),
        oppdatert=sist_oppdatert(lest),
        variabler=variabler,
        celler=dict(zip(product(*(v.verdier for v in variabler)), celler, strict=True)),
    )


def sist_oppdatert(lest: Any) -> str:
    """When the source says that the table was updated, as it writes it; empty where it does not."""
    return str(lest.get("updated") or "") if isinstance(lest, dict) else ""


def les_variabler(lest: Any) -> tuple[Variabel, ...]:
    """The variables of a dataset, with values or without; raises Formfeil."""
    if not isinstance(lest, dict) or lest.get("class") != "dataset":
        raise Formfeil("er ikke et datasett i JSON-stat")
    versjon = str(lest.get("version", ""))
    if versjon.partition(".")[0] != "2":
        raise Formfeil(f"er JSON-stat {versjon or 'uten versjon'}, ikke 2.0")
    koder: Any = lest.get("id")
    storrelser: Any = lest.get("size")
    dimensjoner = lest.get("dimension")
    if (
        not _er_liste(koder, str)
        or not _er_liste(storrelser, int)
        or not isinstance(dimensjoner, dict)
        or len(koder) != len(storrelser)
        or len(set(koder)) != len(koder)
    ):
        raise Formfeil("sier ikke hvilke variabler det har (id, size, dimension)")
    return tuple(
        _variabel(kode, storrelse, dimensjoner.get(kode)) for kode, storrelse in zip(koder, storrelser, strict=True)
    )


def _er_liste(ting: Any, av: type) -> bool:
    return isinstance(ting, list) and all(isinstance(ledd, av) and not isinstance(ledd, bool) for ledd in ting)


def _variabel(kode: str, storrelse: int, beskrivelse: Any) -> Variabel:
    kategori = beskrivelse.get("category") if isinstance(beskrivelse, dict) else None
    if not isinstance(kategori, dict):
        raise Formfeil(f"mangler verdiene til variabelen «{kode}»")
    tekster = kategori.get("label") or {}
    if not isinstance(tekster, dict):
        raise Formfeil(f"har navn på verdiene til variabelen «{kode}» som ikke kan leses")
    rekke = kategori.get("index", list(tekster))
    if isinstance(rekke, dict):
        plasser = list(rekke.values())
        if not _er_liste(plasser, int) or sorted(plasser) != list(range(len(plasser))):
            raise Formfeil(f"har verdiene til variabelen «{kode}» i uklar rekkefølge")
        rekke = sorted(rekke, key=rekke.__getitem__)
    if not _er_liste(rekke, str) or len(rekke) != storrelse:
        raise Formfeil(f"har ikke så mange verdier av «{kode}» som det sier ({storrelse})")
    utvidelse = beskrivelse.get("extension") or {}
    return Variabel(
        kode=kode,
        tekst=str(beskrivelse.get("label") or kode),
        verdier={ett: str(tekster.get(ett, ett)) for ett in rekke},
        kan_utelates=isinstance(utvidelse, dict) and utvidelse.get("elimination") is True,
    )


def _celler(lest: Mapping[str, Any], storrelser: Sequence[int]) -> list[Svarcelle]:
    antall = prod(storrelser)
    if antall > bounds.STATISTICS_CELLS:
        raise Formfeil(f"har variabler som gir plass til {antall} tall, men kan ha høyst {bounds.STATISTICS_CELLS}")
    verdier = _per_plass(lest.get("value"), antall, "value")
    status = lest.get("status")
    if isinstance(status, str):  # one sign for all
        status = [status] * antall
    tegn = _per_plass(status or {}, antall, "status")
    return [_celle(verdi, ett) for verdi, ett in zip(verdier, tegn, strict=True)]


def _per_plass(ting: Any, antall: int, felt: str) -> list[Any]:
    """A list of so many, from JSON-stat's list or from its object by place."""
    if isinstance(ting, dict):
        if galt := [plass for plass in ting if not re.fullmatch(r"\d{1,9}", plass, re.ASCII)]:
            raise Formfeil(f"har et tall uten plass («{galt[0]}»)")
        plasser = {int(plass): verdi for plass, verdi in ting.items()}
        if any(plass >= antall for plass in plasser):
            raise Formfeil(f"har flere tall ({felt}) enn variablene gir plass til ({antall})")
        return [plasser.get(plass) for plass in range(antall)]
    if not isinstance(ting, list):
        raise Formfeil(f"mangler tallene ({felt})")
    if len(ting) != antall:
        raise Formfeil(f"har {len(ting)} tall ({felt}), men variablene gir plass til {antall}")
    return ting


def _celle(verdi: Any, tegn: Any) -> Svarcelle:
    if verdi is None:
        return Svarcelle(None, tegn if tegn in MANGLETEGN else _UTEN_VERDI)
    if isinstance(verdi, bool) or not isinstance(verdi, int | Fraction):
        raise Formfeil(f"har «{verdi}» der det skal stå et tall")
    return Svarcelle(Fraction(verdi))


Kodevalg = Mapping[str, Sequence[str]]


def satt_sammen(deler: Sequence[tuple[Svar, Kodevalg]], valg: Kodevalg) -> Svar:
    """The parts as one reply. Raise Formfeil where a part lacks a chosen value, or has another."""
    for svar, del_ in deler:
        _krev_svar_pa(svar, del_)
    if len(datoer := {svar.oppdatert for svar, _ in deler}) > 1:
        raise Formfeil(
            f"er satt sammen av flere utgaver ({', '.join(sorted(datoer))}): tabellen ble "
            "oppdatert mens den ble hentet. Prøv igjen"
        )
    forste = deler[0][0]
    celler: dict[Koder, Svarcelle] = {}
    for svar, _ in deler:
        rekke = [list(valg).index(v.kode) for v in svar.variabler]
        for koder, celle in svar.celler.items():
            ett = dict(zip(rekke, koder, strict=True))
            celler[tuple(ett[nr] for nr in range(len(rekke)))] = celle
    tekster: dict[str, dict[str, str]] = {}
    for svar, _ in deler:
        for v in svar.variabler:
            tekster.setdefault(v.kode, {}).update(v.verdier)
    egne = {v.kode: v for v in forste.variabler}
    return Svar(
        tittel=forste.tittel,
        oppdatert=forste.oppdatert,
        variabler=tuple(
            Variabel(kode, egne[kode].tekst, {k: tekster[kode][k] for k in koder}) for kode, koder in valg.items()
        ),
        celler={koder: celler[koder] for koder in product(*valg.values())},
    )


def _krev_svar_pa(svar: Svar, valg: Kodevalg) -> None:
    har = {v.kode: set(v.verdier) for v in svar.variabler}
    if set(har) != set(valg):
        raise Formfeil(f"har variablene {', '.join(sorted(har))}, men spørsmålet var om {', '.join(sorted(valg))}")
    for kode, verdier in valg.items():
        if mangler := [ett for ett in verdier if ett not in har[kode]]:
            raise Formfeil(f"mangler {len(mangler)} av verdiene til {kode}, blant dem {mangler[0]}")
        if flere := sorted(har[kode] - set(verdier)):
            raise Formfeil(f"har verdien {flere[0]} av {kode}, som det ikke ble spurt om")
