"""What a reader's browser needs to work a sector out with her own numbers, as the script of «Regn selv» reads it.

The arithmetic itself is ``site/theme/static/regn/``; here are the formulas, the values that she may change and the
rules' own words and patterns, so that neither stands in two places. Nothing else of data/ goes along. Numbers are text
(«5/24»), for a browser's own are not exact. A formula that the script has no operation for stops the build.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from effekt.base import bounds, numbers
from effekt.base.book import UTSEENDE
from effekt.base.faults import LIKNER, NESTEN_LIK, Datafeil
from effekt.base.numbers import Enhet, skriv_tall
from effekt.calc import beregning, gjennomforing
from effekt.calc.dekning import kuttene
from effekt.calc.drivere import vurdering
from effekt.model import formel, units, verdi
from effekt.model.plan import BESLUTTET, GJENNOMFORT, HVEM
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import ANSLAGET, Forutsetning, Mengde, Opphav
from effekt.model.tiltak import Tiltak
from effekt.model.units import factor_of
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.insertion import SJANSER
from effekt.reading.samspill import fullt_navn, overlappene, sektor_av
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor

# The scripts, in the order that they build on each other; the site has them as one.
SKRIPT: Final = (
    "brok", "tall", "formel", "modell", "spenn", "risiko", "tilstand", "tegning", "bilde", "panel", "gap", "pakke",
)  # fmt: skip
# What the script can work out; a test holds that each of them gives what Python's does.
_OPERASJONER: Final[Mapping[type[ast.operator], str]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_FUNKSJONER: Final = frozenset({"min", "max", "akkumulert"})


SKRIPTET: Final = "regn.js"
_KILDER: Final = UTSEENDE / "static" / "regn"


def hele_skriptet() -> str:
    """The script as it is sent, without the lines that are comments alone: what explains it weighs a sixth of it."""
    deler = ((_KILDER / f"{navn}.js").read_text(encoding="utf-8") for navn in SKRIPT)
    return re.sub(r"(?m)^ *//.*\n", "", "".join(deler))


def skriptnavn(sektor: str) -> str:
    """The name of the script that has a sector's data."""
    return f"regn-{sektor}.js"


def skriv_skriptene(bok: Bokmappe, mappe: Path) -> None:
    """Put the script, in one piece, and each sector's data among static files.

    Raises Datafeil for a formula that the script cannot run.
    """
    mappe.mkdir(parents=True, exist_ok=True)
    (mappe / SKRIPTET).write_text(hele_skriptet(), encoding="utf-8")
    for navn in bok.sektorer():
        (mappe / skriptnavn(navn)).write_text(som_skript(les_sektor(navn, bok=bok)), encoding="utf-8")


def require_computable(bok: Bokmappe) -> None:
    """Raise Datafeil for a formula that the script cannot run, before a site is begun on."""
    for navn in bok.sektorer():
        regnedata(les_sektor(navn, bok=bok))


def som_skript(sektor: Sektor) -> str:
    """The sector's data as a script: ``Regn.data.hls = {…}``; raises Datafeil for a formula that cannot be run."""
    data = json.dumps(regnedata(sektor), ensure_ascii=False, separators=(",", ":"))
    # No text can end the script before its time.
    trygg = data.replace("<", "\\u003c")
    return f'((globalThis.Regn ??= {{}}).data ??= {{}})["{sektor.info.id}"] = {trygg};\n'


def regnedata(sektor: Sektor) -> dict[str, Any]:
    """The sector as the script reads it; raises Datafeil for a formula that it cannot run."""
    info, penger = sektor.info, sektor.bok.penger
    tiltak = _med_belop(sektor)
    navn = {id_: fullt_navn(info.id, id_) for id_ in tiltak}
    egne = {navn[id_]: ett for id_, ett in tiltak.items()}
    klasser = {ett.samlet_vurdering.klasse for ett in tiltak.values()}
    return {
        "id": info.id,
        "navn": info.navn,
        "rapport": sektor.rapporten,
        "flere": len(sektor.bok.sektorer()) > 1,
        "utgave": max((u.dato.isoformat() for u in sektor.historikk.utgaver), default=""),
        "periode": list(info.periode),
        "penger": {"i_kroner": skriv_tall(penger.i_kroner), "ord": penger.ord_, "kolonne": penger.kolonne},
        "virksomheter": {kode: v.navn for kode, v in info.virksomheter.items()},
        "klasser": [[k, n] for k, n in beregning.klassenavn(sektor).items() if k in {*sektor.felles.klasser, *klasser}],
        "kutt": _kutt(kuttene(sektor), info.periode),
        "nytt": _kutt(kuttene(sektor, nytt=True), info.periode),
        "kjent": [beregning.rammekutt_per_ar(sektor)[ar] is not None for ar in info.periode],
        "tiltak": [_tiltak(sektor, ett) for ett in tiltak.values()],
        "overlapp": [
            {"viker": _id(o.viker), "teller": _id(o.teller), "andel": skriv_tall(o.andel), "hva": o.hva}
            for o in overlappene(egne)
            if o.viker in egne and o.teller in egne
        ],
        "premisser": _premisser(sektor),
        "tabeller": _tabeller(),
    }


def _med_belop(sektor: Sektor) -> dict[str, Tiltak]:
    """The measures to work out: what has no amount in any year gives nothing, and is nothing to put together."""
    alle, periode = sektor.tiltak.unrecorded(), sektor.info.periode
    return {id_: ett for id_, ett in alle.items() if beregning.har_belop(ett, periode)}


def _id(navn: str) -> str:
    return navn.partition(".")[2]


def _kutt(kutt: Mapping[str, Mapping[int, Fraction | None]], periode: Iterable[int]) -> dict[str, list[str | None]]:
    return {kode: [_tall(rad[ar]) for ar in periode] for kode, rad in kutt.items()}


def _tall(tall: Fraction | None) -> str | None:
    return None if tall is None else skriv_tall(tall)


def _tiltak(sektor: Sektor, ett: Tiltak) -> dict[str, Any]:
    kandidater = [f for f in ett.forutsetninger.values() if not f.er_innfasing]
    merket = any(f.usikkerhet or f.har_spenn for f in kandidater)
    utsikter = gjennomforing.har_utsikter(sektor)
    rad: dict[str, Any] = {
        "id": ett.id,
        "navn": ett.vist_navn,
        "virksomhet": ett.virksomhet,
        "klasse": ett.samlet_vurdering.klasse,
        "status": ett.status,
        "hvem": HVEM[ett.beslutning.hvem] if ett.beslutning and ett.beslutning.hvem else None,
        "politisk": (ett.beslutning and ett.beslutning.politisk and not ett.beslutning.avgjort) or None,
        "besluttet": ett.status in BESLUTTET or None,
        "sikkert": _sikkert(sektor, ett),
        "formel": som_tre(ett),
        "formeltekst": ett.formel,
        "til": _tall(ett.avrundet_til),
        "forsinkelse": ett.forsinkelse.antall_ar,
        "avvist": ett.avvist or None,
        "uoppgitt": [nr for nr, ar in enumerate(sektor.info.periode) if ar in ett.uoppgitte] or None,
        "gjennomfort": ett.status == GJENNOMFORT or None,
        "avhenger": _avhenger(sektor, ett),
        "selvkost": _tall(ett.selvkost.andel) if ett.selvkost else None,
        "gebyr": ett.selvkost.omrade if ett.selvkost else None,
        "tid": ett.lan.nedbetalingstid if ett.lan else None,
        "spenn": skriv_tall(vurdering(sektor, ett).spenn),
        # The years that the source says nothing of.
        "ukjent": sorted(beregning.uoppgitte_ar(ett, sektor.info.periode)) or None,
        "drivere": [navn for navn, f in ett.forutsetninger.items() if f.kan_variere] if merket else None,
        "sjanser": [skriv_tall(gjennomforing.tall_for(sektor, ett, felt)) for felt in SJANSER] if utsikter else None,
        "f": {navn: _forutsetning(sektor, f) for navn, f in ett.forutsetninger.items()},
    }
    return {navn: del_ for navn, del_ in rad.items() if del_ is not None}


def _sikkert(sektor: Sektor, ett: Tiltak) -> list[Any] | None:
    """The rating of the estimate: its step of the scale, the surest first, and its name; None where it is not told."""
    trinn, skala = vurdering(sektor, ett).trinn, sektor.felles.usikkerhet
    return None if trinn == IKKE_GJENGITT else [list(skala).index(trinn), skala[trinn].navn]


def _avhenger(sektor: Sektor, ett: Tiltak) -> list[str]:
    """What it depends on of the sector's own measures; what another sector has, no sum of this one knows of."""
    navn = (fullt_navn(sektor.info.id, a.tiltak) for a in ett.avhenger_av)
    egne = [_id(en) for en in navn if sektor_av(en) == sektor.info.id]
    return [id_ for id_ in egne if id_ in _med_belop(sektor)]


def _forutsetning(sektor: Sektor, f: Forutsetning) -> dict[str, Any]:
    enhet, (minst, storst) = Enhet.les(f.enhet), f.grenser
    periode = sektor.info.periode

    def mengde(verdi: Mengde | None) -> str | list[str | None] | None:
        if verdi is None or isinstance(verdi, Fraction):
            return _tall(verdi)
        return [_tall(verdi.get(ar)) for ar in periode]

    eget = f.usikkerhet if f.usikkerhet in sektor.usikkerhet.spenn else None
    rad = {
        "vist": f.navn,
        "enhet": f.enhet,
        "base": enhet.base,
        "faktor": _tall(factor_of(f.enhet)),
        "kr": _tall(enhet.i_kroner) if enhet.er_penger else None,
        "minst": _tall(minst),
        "storst": _tall(storst),
        "verdi": mengde(f.verdi),
        "lav": mengde(f.lav),
        "hoy": mengde(f.hoy),
        "spenn": _tall(sektor.usikkerhet.spenn[eget].regnetall) if eget and f.usikkerhet != ANSLAGET else None,
        "innfasing": f.er_innfasing or None,
        "opphav": None if f.opphav is Opphav.KILDE else f.opphav.value,
    }
    return {navn: del_ for navn, del_ in rad.items() if del_ is not None}


def _premisser(sektor: Sektor) -> dict[str, Any]:
    """The premises that do something to a measure that can be reckoned with."""
    alle, med = {}, _med_belop(sektor)
    for id_, p in sektor.premisser.unrecorded().items():
        pa = {t: [v.virkning, _tall(v.verdi)] for t, v in p.virker_pa.items() if v.regnes and t in med}
        if pa:
            valg = p.sjanse or sektor.usikkerhet.premiss
            alle[id_] = {
                "navn": p.navn, "antatt": p.antatt, "avklart": p.avklart, "pa": pa,
                "sjanse": skriv_tall(valg.regnetall) if valg else None,
            }  # fmt: skip
    return alle


def som_tre(ett: Tiltak) -> Any:
    """The measure's formula as nested lists, see ``formel.js``; raises Datafeil where the script could not run it."""
    return _tre(formel.les_formel(ett.formel), ett)


def _tre(ledd: ast.expr, ett: Tiltak) -> Any:
    match ledd:
        case ast.Name(id=navn):
            return navn
        case ast.BinOp(left=venstre, op=op, right=hoyre) if type(op) in _OPERASJONER:
            return [_OPERASJONER[type(op)], _tre(venstre, ett), _tre(hoyre, ett)]
        case ast.UnaryOp(op=ast.USub(), operand=indre):
            return ["neg", _tre(indre, ett)]
        case ast.Call(func=ast.Name(id=navn), args=args) if navn in _FUNKSJONER:
            return [navn, *(_tre(arg, ett) for arg in args)]
    raise Datafeil(
        f"formelen til {ett.id} har «{ast.unparse(ledd)}», som «Regn selv» på nettstedet ikke kan regne ut. "
        "Skriv den om"
    )


def _tabeller() -> dict[str, Any]:
    """The bounds, words and patterns that numbers are read by, from where Python has them."""
    return {
        "storst": str(10**bounds.NUMBER_DIGITS),
        "bits": bounds.FRACTION_BITS,
        "sifre": bounds.NUMBER_DIGITS,
        "lengde": bounds.NUMBER_LENGTH,
        "vist": bounds.SHOWN,
        "for_stort": formel.FOR_STORT,
        "for_langt": numbers.FOR_LANGT_TALL,
        "prosent": skriv_tall(verdi.PROSENT),
        "skala": [[monster, skriv_tall(ganger)] for monster, ganger in verdi.SKALA],
        "skala_i_ord": {ord_: [vist, str(ganger)] for ord_, (vist, ganger) in numbers.SKALA_I_ORD.items()},
        "likhet": [NESTEN_LIK, LIKNER],
        "monstre": {
            "tall_med_ord": _for_nettleser(verdi.TALL_MED_ORD.pattern),
            "tallform": numbers.TALLFORM.pattern,
            "annen_valuta": _for_nettleser(units.ANNEN_VALUTA.pattern),
            "blanke": "".join(map(_kode, _blanke())),
        },
    }


def _blanke() -> list[str]:
    """Every sign that Python takes for a blank; a browser has a list of its own."""
    return [tegn for tegn in map(chr, range(sys.maxunicode + 1)) if tegn.isspace()]


def _kode(tegn: str) -> str:
    return f"\\u{ord(tegn):04x}"


_GRENSE: Final = r"[\p{L}\p{N}_]"


def _for_nettleser(monster: str) -> str:
    r"""Python's pattern as a browser reads it: named groups, and what ``\b`` and ``\d`` are beyond ASCII."""
    monster = re.sub(r"\(\?P<", "(?<", monster)
    monster = re.sub(r"\\b(?=\()", lambda _: f"(?<!{_GRENSE})", monster)
    return monster.replace(r"\b", f"(?!{_GRENSE})").replace(r"\d", r"\p{Nd}")
