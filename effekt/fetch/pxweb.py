"""The questions to a bank of statistics, and how its replies are put together.

PxWebApi 2 (SSB) and PxWeb 1 (many municipalities) differ in addresses, in how values are asked
for, and in how they describe a table; both answer in JSON-stat 2.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, Literal
from urllib.parse import quote, urlencode

from effekt.model.offentlig import Bank, Uttak
from effekt.reading.jsonstat import Formfeil, Kodevalg, Variabel, les_variabler, sist_oppdatert


@dataclass(frozen=True)
class Sporring:
    """A question: its address, and what is sent where it is a POST."""

    adresse: str
    kropp: str | None = None

    @property
    def metode(self) -> Literal["GET", "POST"]:
        """The HTTP method."""
        return "GET" if self.kropp is None else "POST"


@dataclass(frozen=True)
class Metadata:
    """What a bank says of a table before its numbers are asked for."""

    tittel: str
    oppdatert: str
    variabler: tuple[Variabel, ...]


def metadatasporring(bank: Bank, uttak: Uttak) -> Sporring:
    """Asks what variables and values the table has."""
    if bank.grensesnitt == "pxweb1":
        return Sporring(_tabelladresse(bank, uttak))
    return Sporring(f"{_tabelladresse(bank, uttak)}/metadata{_parametre(bank)}")


def les_metadata(bank: Bank, lest: Any) -> Metadata:
    """The reply to it; raises Formfeil."""
    if bank.grensesnitt == "pxwebapi2":
        variabler = les_variabler(lest)
        return Metadata(str(lest.get("label", "")), sist_oppdatert(lest), variabler)
    variabler_v1 = lest.get("variables") if isinstance(lest, dict) else None
    if not isinstance(variabler_v1, list) or not variabler_v1:
        raise Formfeil("sier ikke hvilke variabler tabellen har (variables)")
    return Metadata(str(lest.get("title", "")), sist_oppdatert(lest), tuple(_variabel_v1(v) for v in variabler_v1))


def _variabel_v1(lest: Any) -> Variabel:
    felt = lest if isinstance(lest, dict) else {}
    kode, koder = felt.get("code"), felt.get("values")
    tekster = felt.get("valueTexts", koder)
    if not isinstance(kode, str) or not isinstance(koder, list) or not isinstance(tekster, list):
        raise Formfeil("har en variabel uten kode eller verdier")
    if len(koder) != len(tekster) or len(set(map(str, koder))) != len(koder):
        raise Formfeil(f"har ikke like mange koder som tekster for variabelen «{kode}»")
    return Variabel(
        kode=kode,
        tekst=str(felt.get("text") or kode),
        verdier={str(k): str(t) for k, t in zip(koder, tekster, strict=True)},
        kan_utelates=felt.get("elimination") is True,
    )


def datasporringer(bank: Bank, uttak: Uttak, valg: Kodevalg) -> list[tuple[Sporring, Kodevalg]]:
    """The questions for the chosen codes by variable, each within the bank's limit, and the part it asks for."""
    return [(_datasporring(bank, uttak, del_), del_) for del_ in delt_opp(valg, bank.celler)]


def delt_opp(valg: Kodevalg, grense: int) -> Iterator[Kodevalg]:
    """The choice in parts of at most ``grense`` cells, split along the longest variable."""
    antall = prod(len(koder) for koder in valg.values())
    if antall <= grense:
        yield valg
        return
    lengst = max(valg, key=lambda kode: len(valg[kode]))
    koder = valg[lengst]
    om_gangen = max(1, grense // (antall // len(koder)))
    for fra in range(0, len(koder), om_gangen):
        yield from delt_opp({**valg, lengst: koder[fra : fra + om_gangen]}, grense)


def _datasporring(bank: Bank, uttak: Uttak, valg: Kodevalg) -> Sporring:
    tabell = _tabelladresse(bank, uttak)
    if bank.grensesnitt == "pxweb1":
        sporsmal = [
            {"code": kode, "selection": {"filter": "item", "values": list(verdier)}} for kode, verdier in valg.items()
        ]
        kropp = {"query": sporsmal, "response": {"format": "json-stat2"}}
        return Sporring(tabell, json.dumps(kropp, ensure_ascii=False))
    form = {"outputFormat": "json-stat2"}
    koder = {f"valueCodes[{kode}]": ",".join(verdier) for kode, verdier in valg.items()}
    adresse = f"{tabell}/data{_parametre(bank, **koder, **form)}"
    komma = any("," in ett for verdier in valg.values() for ett in verdier)
    if len(adresse) <= bank.lengste_adresse and not komma:
        return Sporring(adresse)
    utvalg = [{"variableCode": k, "valueCodes": list(verdier)} for k, verdier in valg.items()]
    return Sporring(f"{tabell}/data{_parametre(bank, **form)}", json.dumps({"selection": utvalg}, ensure_ascii=False))


def _tabelladresse(bank: Bank, uttak: Uttak) -> str:
    mellom = "" if bank.grensesnitt == "pxweb1" else "/tables"
    return f"{bank.adresse}{mellom}/{quote(uttak.tabell)}"


def _parametre(bank: Bank, **felt: str) -> str:
    alle = {**({"lang": bank.sprak} if bank.sprak else {}), **felt}
    return f"?{urlencode(alle, safe=',*')}" if alle else ""
