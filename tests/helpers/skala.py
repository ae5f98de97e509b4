"""Lillevik with all its amounts on another scale: the same municipality, entered from lists in 1 000 kr or mill. kr."""

import csv
import shutil
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from effekt.base.numbers import Enhet, les_tall, skriv_tall
from tests.helpers.kommune import KOMMUNE


def rescaled(bok: Path, enhet: str) -> Path:
    """A copy of the municipality in ``bok`` where every amount that a unit goes with is in ``enhet``."""
    shutil.copytree(KOMMUNE, bok, ignore=shutil.ignore_patterns("_build"))
    skala = Enhet.les(enhet).i_kroner
    flyttet: dict[str, Fraction] = {}
    for fil in sorted((bok / "data").rglob("tall.yml")):
        _skriv(fil, lambda innhold: [_storrelse(ett, enhet) for ett in innhold["tall"].values()])
    for fil in sorted((bok / "data").glob("*/tiltak/*.yml")):
        _skriv(fil, lambda innhold: _tiltak(innhold, enhet, skala, flyttet))
    for fil in sorted((bok / "data").glob("*/historikk.yml")):
        _skriv(fil, lambda innhold: _oppdateringer(innhold, flyttet))
    for fil in sorted((bok / "data").glob("*/datapackage.yml")):
        _skriv(fil, partial(_tabeller, mappe=fil.parent, enhet=enhet))
    return bok


def _skriv(fil: Path, endre: Callable[[Any], object]) -> None:
    """The file with something in it changed; all of it is text, so that no number is rounded."""
    innhold = yaml.load(fil.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    endre(innhold)
    fil.write_text(yaml.safe_dump(innhold, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")


def _delt(verdi: Any, paa: Fraction) -> Any:
    if isinstance(verdi, dict):
        return {ar: _delt(ett, paa) for ar, ett in verdi.items()}
    return verdi if verdi == "-" else skriv_tall(les_tall(verdi) / paa)


def _storrelse(ett: dict[str, Any], enhet: str) -> Fraction:
    """The quantity moved, and what its number was divided by."""
    lest = Enhet.les(ett["enhet"])
    if not lest.er_penger:
        return Fraction(1)
    paa = Enhet.les(enhet).i_kroner / lest.i_kroner
    ett["enhet"] = str(Enhet(enhet, lest.per))
    for felt in ("verdi", "lav", "hoy"):
        if felt in ett:
            ett[felt] = _delt(ett[felt], paa)
    return paa


def _tiltak(innhold: dict[str, Any], enhet: str, skala: Fraction, flyttet: dict[str, Fraction]) -> None:
    for navn, ett in innhold["forutsetninger"].items():
        flyttet[f"{innhold['id']}.{navn}"] = _storrelse(ett, enhet)
    innhold["oppgitt_i"] = enhet
    innhold["oppgitt"] = _delt(innhold["oppgitt"], skala)
    if "avrunding" in innhold:
        innhold["avrunding"]["til"] = _delt(innhold["avrunding"]["til"], skala)


def _oppdateringer(innhold: dict[str, Any], flyttet: dict[str, Fraction]) -> None:
    for ett in innhold["oppdateringer"]:
        for felt in ("for", "etter"):
            ett[felt] = _delt(ett[felt], flyttet.get(ett["adresse"], Fraction(1)))


def _tabeller(innhold: dict[str, Any], mappe: Path, enhet: str) -> None:
    for ressurs in innhold["resources"]:
        _tabell(ressurs, mappe, enhet)


def _tabell(ressurs: dict[str, Any], mappe: Path, enhet: str) -> None:
    for felt in ressurs["schema"]["fields"]:
        if "enhet" not in felt or not (lest := Enhet.les(felt["enhet"])).er_penger:
            continue
        felt["enhet"], felt["type"] = str(Enhet(enhet, lest.per)), "number"
        fil = mappe / ressurs["path"]
        with fil.open(encoding="utf-8", newline="") as lesbar:
            rader = list(csv.DictReader(lesbar))
        for rad in rader:
            if rad[felt["name"]] not in {"", ".", "..", ":"}:
                rad[felt["name"]] = _delt(rad[felt["name"]], Enhet.les(enhet).i_kroner / lest.i_kroner)
        with fil.open("w", encoding="utf-8", newline="") as skrivbar:
            skriver = csv.DictWriter(skrivbar, list(rader[0]), lineterminator="\n")
            skriver.writeheader()
            skriver.writerows(rader)
