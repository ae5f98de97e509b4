"""Which sheets are tables, and what the files of the tables have."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from effekt.arkbok import Arkside, datarader, enkelt
from effekt.arkdokument import Sektorfiler, ressurser
from effekt.arkinnlesing import Rad, hode_i
from effekt.arkoppsett import alle_ark

_LENGSTE_ARKNAVN: Final = 31


def arknavn_for(tabell: str) -> str:
    """The name of a table's sheet: its own, cut to what Excel allows."""
    return tabell[:_LENGSTE_ARKNAVN]


def finn_tabellark(sider: Sequence[Arkside], filer: Sektorfiler) -> dict[str, Arkside]:
    """The sheets that have tables in them, by the table's name: described in data/ or here."""
    pakke = filer.gamle.get(f"{filer.sektor}/datapackage.yml")
    navn = [str(ett.get("name")) for ett in ressurser(pakke)]
    om = next(ark for ark in alle_ark() if ark.navn == "Tabeller")
    for side in sider:
        if enkelt(side.navn) == enkelt(om.navn) and (hode := hode_i(side, om)):
            ruter = [Rad(side, hode, nr).rute(om.nokler[0].navn) for nr in datarader(side, hode)]
            navn += [rute.tekst.lower() for rute in ruter if rute and not rute.tom]
    arknavn = {enkelt(side.navn): side for side in sider}
    funnet = {n: arknavn[enkelt(arknavn_for(n))] for n in navn if enkelt(arknavn_for(n)) in arknavn}
    for tabell, side in funnet.items():
        fulle = [rad for rad in side.rader.values() if sum(not r.tom for r in rad.values()) > 1]
        if len(fulle) > 1:
            filer.med_tall.add(tabell)
    return funnet


def rader_i(filer: Sektorfiler, ressurs: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a table's file as text by column; none where there is no file."""
    tekst = filer.gamle_tabeller.get(f"{filer.sektor}/{ressurs.get('path')}", "")
    leser = csv.DictReader(io.StringIO(tekst.removeprefix("\ufeff"), newline=""))
    return [{str(k).strip(): (v or "").strip() for k, v in rad.items() if k} for rad in leser]
