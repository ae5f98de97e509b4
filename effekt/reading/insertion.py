"""Where a change goes: from an address to its place in the raw documents of data/.

A changed value is put in before validation, so that it meets the same rules as a given one.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from effekt.model.tiltak import Vurderinger
from effekt.model.verdi import Verdi
from effekt.reading.documents import Dokument

PERIODE: Final = "sektor.periode"
REGNEREGEL: Final = "felles."
ENKELTTALL: Final = "tall."
VURDERINGER: Final = tuple(Vurderinger.model_fields)
KLASSE: Final = "klasse"
AVRUNDING: Final = "avrunding"
FORSINKELSE: Final = "forsinkelse"
# A measure's own chance of being carried out, and of being late: «SYE1.gjennomforing.sjanse».
GJENNOMFORING: Final = "gjennomforing"
SJANSER: Final = ("sjanse", "ett_ar", "to_ar")
# Whether a measure is carried out: no value of data/, but a reviewer can leave it out.
GJENNOMFORES: Final = "gjennomfores"
# How far a measure has come; the word «avvist» leaves it out.
STATUS: Final = "status"
BESLUTNING: Final = "beslutning"
# Årsverk that are typed, and not worked out: «PPT1.arsverk.overtallig», «PPT1.arsverk.overtallig[2028]».
ARSVERK: Final = "arsverk"
JA: Final = "ja"
NEI: Final = "nei"
# What addresses of a measure mean besides its assumptions; no assumption can have such a name.
KORTFELT: Final = (*VURDERINGER, KLASSE, AVRUNDING)
# The ends of a quantity's range, which have addresses of their own.
SPENN: Final = ("lav", "hoy")
# How uncertain an assumption is, where it says so: «SYE1.plasser.usikkerhet».
USIKKERHET: Final = "usikkerhet"

_LEDD: Final = re.compile(r"(?P<navn>[^.\[]+)(?:\.(?P<felt>lav|hoy|usikkerhet))?(?:\[(?P<ar>\d+)\])?")


def sett_tall(dokument: Dokument, gruppe: str, prefiks: str, endringer: Mapping[str, Verdi]) -> None:
    """Put the changes under ``prefiks`` into a group of quantities: value, low, high, by year."""
    innhold = _gruppe(dokument.innhold, gruppe)
    for adresse, verdi in endringer.items():
        ledd = _LEDD.fullmatch(adresse.removeprefix(prefiks))
        if not adresse.startswith(prefiks) or not ledd or ledd["navn"] not in innhold:
            continue
        storrelse, felt = innhold[ledd["navn"]], ledd["felt"] or "verdi"
        if ledd["ar"]:
            storrelse[felt][ledd["ar"]] = verdi
        else:
            storrelse[felt] = verdi


def sett_tiltak(dokument: Dokument, endringer: Mapping[str, Verdi]) -> None:
    """Put the changes of one measure into its document: assumptions, ratings, class, rounding."""
    if not isinstance(dokument.innhold, dict):
        return
    prefiks = f"{dokument.innhold.get('id')}."
    sett_tall(dokument, "forutsetninger", prefiks, endringer)
    sett_tall(dokument, "kostnader", prefiks, endringer)
    if prefiks + FORSINKELSE in endringer:
        dokument.innhold.setdefault(FORSINKELSE, {})["verdi"] = endringer[prefiks + FORSINKELSE]
    for felt in SJANSER:
        if (adresse := f"{prefiks}{GJENNOMFORING}.{felt}") in endringer:
            egne = dokument.innhold.setdefault(GJENNOMFORING, {})
            egne[felt] = {**_EGET_VALG, **(egne.get(felt) or {}), "verdi": endringer[adresse]}
    if prefiks + GJENNOMFORES in endringer:
        dokument.innhold[GJENNOMFORES] = endringer[prefiks + GJENNOMFORES] == JA
    # What a measure has not been given, a reviewer gives it.
    for felt in VURDERINGER:
        if prefiks + felt in endringer:
            vurderinger = dokument.innhold.setdefault("vurderinger", {})
            _sett_ord(vurderinger.setdefault(felt, {}), "verdi", endringer[prefiks + felt])
    if prefiks + KLASSE in endringer:
        _sett_ord(dokument.innhold.setdefault("samlet_vurdering", {}), "klasse", endringer[prefiks + KLASSE])
    if prefiks + STATUS in endringer:
        _sett_ord(dokument.innhold.get(BESLUTNING), STATUS, endringer[prefiks + STATUS])
    _sett_arsverk(dokument.innhold.get(ARSVERK), f"{prefiks}{ARSVERK}.", endringer)
    if prefiks + AVRUNDING in endringer:
        _gruppe(dokument.innhold, "avrunding")["til"] = endringer[prefiks + AVRUNDING]


# What stands where a reviewer gives a measure a chance that data/ gives it by its rating only.
SATT: Final = "Satt i omregningen."
_EGET_VALG: Final = {"opphav": "valgt", "begrunnelse": SATT}


def sett_valg(dokument: Dokument, prefiks: str, endringer: Mapping[str, Verdi]) -> None:
    """Put changed choices into their document; «gjennomforing.lav.sjanse» stands two steps further down."""
    if not isinstance(dokument.innhold, dict):
        return
    for adresse, verdi in endringer.items():
        if not adresse.startswith(prefiks):
            continue
        valg: Any = dokument.innhold
        for ledd in adresse.removeprefix(prefiks).split("."):
            valg = valg.get(ledd) if isinstance(valg, dict) else None
        if isinstance(valg, dict):
            valg["verdi"] = verdi


def sett_premisser(dokument: Dokument, prefiks: str, endringer: Mapping[str, Verdi]) -> None:
    """Put a reviewer's answers into the premises: the answer, its chance, and what it does to a measure."""
    alle = _gruppe(dokument.innhold, "premisser")
    for adresse, verdi in endringer.items():
        id_, _, rest = adresse.removeprefix(prefiks).partition(".")
        premiss = alle.get(id_)
        if not adresse.startswith(prefiks) or not isinstance(premiss, dict):
            continue
        tiltak, _, felt = rest.partition(".")
        if not rest:
            premiss["avklart"] = verdi if verdi in {JA, NEI} else None
        elif rest == SJANSER[0]:
            _sett_sjanse(premiss, verdi)
        elif isinstance(virkning := _gruppe(premiss, "virker_pa").get(tiltak), dict):
            virkning[felt] = verdi
            if felt == "virkning":
                # What it did before, it does no more.
                _behold_bare_egen_verdi(virkning, f"{adresse.removesuffix(felt)}verdi" in endringer)


def _sett_sjanse(premiss: dict[str, Any], verdi: Verdi) -> None:
    gitt = premiss.get(SJANSER[0])
    egen = gitt if isinstance(gitt, dict) else {"navn": "sjansen for premissen", "enhet": "andel", **_EGET_VALG}
    premiss[SJANSER[0]] = {**egen, "verdi": verdi}


def _behold_bare_egen_verdi(virkning: dict[str, Any], gitt: bool) -> None:
    if not gitt:
        virkning.pop("verdi", None)


def sett_periode(dokument: Dokument, endringer: Mapping[str, Verdi]) -> None:
    """Put changed years into the sector's document."""
    if PERIODE in endringer and isinstance(dokument.innhold, dict):
        dokument.innhold["periode"] = endringer[PERIODE]


def _sett_arsverk(alle: Any, prefiks: str, endringer: Mapping[str, Verdi]) -> None:
    for ett in alle if isinstance(alle, list) else ():
        for adresse, verdi in endringer.items() if isinstance(ett, dict) else ():
            navn, _, ar = adresse.removesuffix("]").partition("[")
            if navn != f"{prefiks}{ett.get('slag')}" or "verdi" not in ett:
                continue
            if ar:
                ett["verdi"][ar] = verdi
            else:
                ett["verdi"] = verdi


def _gruppe(innhold: Any, navn: str) -> dict[str, Any]:
    gruppe = innhold.get(navn) if isinstance(innhold, dict) else None
    return gruppe if isinstance(gruppe, dict) else {}


def _sett_ord(vurdering: Any, felt: str, verdi: Verdi) -> None:
    """Another word, marked as the reviewer's; the same word is no change."""
    if isinstance(vurdering, dict) and vurdering.get(felt) != verdi:
        vurdering[felt] = verdi
        vurdering["endret"] = True
