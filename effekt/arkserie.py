"""One number for each year, from the columns that stand under years."""

from collections.abc import Mapping
from typing import Any

from effekt.arkdokument import fjern, hent, sett
from effekt.arkinnlesing import Celle, Innlesing, Rad
from effekt.arkmodell import Kolonne
from effekt.arkrute import Rute
from effekt.arktall import MANGLER, les_tallrute
from effekt.arkverdi import les_rute
from effekt.kilder import naermeste
from effekt.lesing import Sti
from effekt.tall import Enhet
from effekt.tallform import les_tall, skriv
from effekt.yamltekst import Ordrett

_BELOPSENHETER = ("kr", "1 000 kr", "mill. kr", "mrd. kr")
_STREK = "-"


def les_serie(
    inn: Innlesing, felt: str, rad: Rad, ny: dict[str, Any], fil: str, sti: Sti, enhet: str,
    rekker: Mapping[Sti, list[str]],
) -> None:  # fmt: skip
    """Put the row's years, or its one value, into the entry ``ny`` under ``felt``."""
    per_ar, en_rute = rad.ar(), rad.rute("Verdi")
    har_en = en_rute is not None and not en_rute.tom
    gammel = hent(ny, (felt,))
    i_kroner = _i_kroner(inn, rad, enhet) if felt == "oppgitt" else 1
    forst = rad.side.rute(rad.nr, min(rad.hode.ar.values(), default=rad.forste.kolonne))
    inn.celler[fil, (*sti, felt)] = Celle(en_rute or forst, "Verdi" if en_rute else "Effekten")
    for ar, kolonne in rad.hode.ar.items():
        inn.celler[fil, (*sti, felt, str(ar))] = Celle(rad.side.rute(rad.nr, kolonne), str(ar))
    if per_ar and har_en and en_rute is not None:
        inn.feil.append(
            en_rute.feil("Verdi er fylt ut, og årene også. Tøm den ene: verdien gjelder alle år")
        )
    elif per_ar:
        gamle = gammel if isinstance(gammel, Mapping) else {}
        lest = {str(ar): _ett_ar(inn, rute, gamle.get(str(ar)), felt, enhet, i_kroner)
                for ar, rute in per_ar.items()}  # fmt: skip
        for ar in per_ar:
            if lest[str(ar)] is None:
                inn.darlige.add((fil, (*sti, felt)))
        rekke = [
            *(ar for ar in gamle if ar in lest),
            *(ar for ar in sorted(lest) if ar not in gamle),
        ]
        ferdig = {Ordrett(ar): lest[ar] or "" for ar in rekke}
        if ferdig != gammel:
            sett(ny, (felt,), ferdig, rekker)
    elif har_en and en_rute is not None:
        _en_verdi(inn, en_rute, felt, ny, (fil, sti), enhet, rekker)
    elif gammel is not None and (rad.hode.ar or en_rute is not None):
        fjern(ny, (felt,))


def _en_verdi(
    inn: Innlesing, rute: Rute, felt: str, ny: dict[str, Any], sted: tuple[str, Sti], enhet: str,
    rekker: Mapping[Sti, list[str]],
) -> None:  # fmt: skip
    gammel = ny.get(felt)
    try:
        lest = les_rute(rute, Kolonne((felt,), "Verdi", "mengde"), enhet, gammel, {})
    except ValueError as grunn:
        inn.feil.append(rute.feil(f"Verdi {grunn}"))
        inn.darlige.add((sted[0], (*sted[1], felt)))
        lest = gammel if gammel is not None else rute.tekst
    if lest != gammel:
        sett(ny, (felt,), lest, rekker)


def _ett_ar(
    inn: Innlesing, rute: Rute, gammel: str | None, felt: str, enhet: str, i_kroner: Any
) -> str | None:
    """The number of a year as data/ has it; None where it cannot be read, which is told."""
    if felt == "oppgitt" and rute.tekst.casefold() in MANGLER:
        return gammel if gammel == _STREK else _STREK
    gammelt = les_tall(gammel) if gammel not in {None, "", _STREK} else None
    try:
        tall = les_tallrute(rute, enhet, None if gammelt is None else skriv(gammelt / i_kroner))
    except ValueError as grunn:
        inn.feil.append(rute.feil(str(grunn)))
        return None
    verdi = les_tall(str(tall)) * i_kroner
    return gammel if gammelt == verdi else Ordrett(skriv(verdi))


def _i_kroner(inn: Innlesing, rad: Rad, enhet: str) -> Any:
    lest = Enhet.les(enhet or "kr")
    if not lest.er_penger:
        rute = rad.rute("Enhet") or rad.forste
        inn.feil.append(
            rute.feil(
                f"Enhet er «{enhet}».{naermeste(enhet, _BELOPSENHETER)} Effekten er i kroner: velg "
                f"{', '.join(_BELOPSENHETER)}"
            )
        )
        return 1
    return lest.i_kroner
