"""The arithmetic of «Regn selv» held against Python: seeded changes, what Python makes of them, the script asked."""

import json
import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, zip_longest
from pathlib import Path
from typing import Any

import pytest

from effekt.base.book import STILER
from effekt.base.numbers import skriv_tall, utenfor, vis_belop, vis_prosent, vis_tall
from effekt.base.recording import Recorded
from effekt.calc import beregning, gjennomforing
from effekt.calc.dekning import dekning
from effekt.calc.usikkerhet import TOTAL, Spenn, spenn
from effekt.export.regn import SKRIPT, SKRIPTET, skriptnavn, skriv_skriptene, som_skript
from effekt.model import formel
from effekt.model.plan import Beslutning
from effekt.model.premisser import Premiss
from effekt.model.storrelse import Forutsetning
from effekt.model.tiltak import Avhengighet, Avrunding, Lan, Premissfakta, Tiltak
from effekt.model.usikkerhet import Utsettelse
from effekt.model.verdi import Adresse, Verdi, vis
from effekt.reading.endringer import adresser
from effekt.reading.premissene import med_premisser
from effekt.reading.samspill import fullt_navn, uten_bortfalte
from effekt.reading.sektor import Sektor
from effekt.site.extension import POLICY
from tests.helpers.bokkopi import ROT

SKRIPTMAPPE = ROT / "effekt" / "site" / "theme" / "static" / "regn"
# What works sums out; the rest of SKRIPT is what shows them.
REGNING = SKRIPT[: SKRIPT.index("risiko") + 1]
Endring = dict[str, str]


def antall(ellers: int) -> int:
    """How many changes are drawn: as the environment says (``EFFEKT_REGN_ANTALL=10000``), or so many as time allows."""
    return int(os.environ.get("EFFEKT_REGN_ANTALL", ellers))


# --- changes, drawn ------------------------------------------------------------------------------------------------

_FEIL = ("-1", "1e9", "tolv", "12 % av", "1.250.000", "1,5,5", "5/0", "", "120 USD", "kr 1.250", "NOK 5 mill. kr", "−")


def trekninger(sektor: Sektor, antall: int, fro: int) -> list[Endring]:
    """So many changes, as a person types them: one or several, within bounds and now and then not."""
    rng = random.Random(fro)
    alle = kjente(sektor)
    return [_en(sektor, alle, rng) for _ in range(antall)]


def kjente(sektor: Sektor) -> dict[str, Adresse]:
    """The addresses that the script knows: assumptions, delay, whether it is carried out, premises with an effect."""
    alle = adresser(sektor)
    egne = {f"{t.id}.{navn}" for t in sektor.tiltak.unrecorded().values() for navn in t.forutsetninger}
    egne |= {f"{a}[{ar}]" for a in egne for ar in sektor.info.periode}
    egne |= {f"{id_}.{felt}" for id_ in sektor.tiltak.unrecorded() for felt in ("forsinkelse", "gjennomfores")}
    regnes = (p for p in sektor.premisser.unrecorded().values() if any(v.regnes for v in p.virker_pa.values()))
    egne |= {f"premiss.{p.id}" for p in regnes}
    return {a: k for a, k in alle.items() if a in egne}


def _en(sektor: Sektor, alle: Mapping[str, Adresse], rng: random.Random) -> Endring:
    valgte = rng.sample(list(alle), rng.choice((1, 1, 1, 2, 3, 5, 8)))
    if rng.random() < 0.2:  # a package: a random half of the measures
        valgte += [f"{id_}.gjennomfores" for id_ in sektor.tiltak.unrecorded() if rng.random() < 0.5]
    return {a: _verdi(alle[a], rng) for a in dict.fromkeys(valgte)}


def _verdi(kjent: Adresse, rng: random.Random) -> str:
    if kjent.ord_:
        return rng.choice(list(kjent.ord_))
    if kjent.adresse.endswith(".forsinkelse"):
        return str(rng.choice((0, 1, 1, 2, 3, 7)))
    if rng.random() < 0.04:
        return rng.choice(_FEIL)
    na = kjent.verdi if isinstance(kjent.verdi, Fraction) and kjent.verdi else Fraction(1)
    lav = kjent.minst if kjent.minst is not None else -abs(na)
    hoy = kjent.storst if kjent.storst is not None else abs(na) * 3
    slag = rng.randrange(8)
    if rng.random() < 0.01:
        return str(10 ** rng.randrange(14, 29))
    if slag == 0:
        tall = rng.choice((lav, hoy, na, Fraction(0)))
    elif slag == 1:  # at a half of what is rounded to, and beside it
        tall = na * rng.choice((Fraction(1, 2), Fraction(3, 2), Fraction(49, 100), Fraction(51, 100)))
    elif slag == 2:
        tall = lav + (hoy - lav) * Fraction(rng.randrange(1, 60), rng.randrange(60, 97))
    else:
        tall = Fraction(round(float(lav + (hoy - lav) * Fraction(rng.randrange(1001), 1000)) * 1000), 1000)
    return _skrevet(tall, kjent, rng)


def _skrevet(tall: Fraction, kjent: Adresse, rng: random.Random) -> str:
    """The number as one of the ways that a person types it."""
    maater = [skriv_tall(tall)]
    if tall.denominator == 1:
        maater.append(vis_tall(tall))
        if kjent.enhet.startswith("kr"):
            maater += [f"kr {vis_tall(tall)},-", f"{skriv_tall(tall / 1_000_000)} mill. kr", f"{tall} kroner"]
    if kjent.enhet.startswith("andel") and (tall * 10_000).denominator == 1:
        maater.append(f"{skriv_tall(tall * 100).replace('.', ',')} %")
    return rng.choice(maater)


# --- books that have what the two municipalities have not -----------------------------------------------------------


def varianter(opp: Sektor, tek: Sektor, antall: int) -> Iterator[Sektor]:
    """The made-up sectors with more in them: a chain, a rejected measure, a row less, and VAN1 with formulas drawn."""
    senere = Utsettelse(verdi=Fraction(1), adresse="KUL1.forsinkelse")
    yield _med_tiltak(
        opp,
        KUL1={"avhenger_av": (_avhenger("PPT1"),), "forsinkelse": senere},
        SKO2={"avhenger_av": (_avhenger("KUL1"), _avhenger("BAR1"))},
    )
    yield _med_tiltak(opp, KUL1=_som_i_kilden(opp, 2027, 2029))
    avvist = Beslutning(hvem="etaten", status="avvist", kilde="plan-2027", side="28")
    yield _med_tiltak(opp, SKO1={"beslutning": avvist, "gjennomfores": False})
    rammekutt = opp.tabeller.unrecorded()["rammekutt"]
    uten = replace(rammekutt, rader=rammekutt.rader[1:], celler=dict(list(rammekutt.celler.items())[1:]))
    yield replace(opp, tabeller=Recorded("tabell.", {**opp.tabeller.unrecorded(), "rammekutt": uten}, "tabell", "opp"))
    rng = random.Random(11)
    for nr, tekst in enumerate(_FORMLER):
        yield _med_formel(tek, tekst, random.Random(nr), nr)
    while antall:
        sektor = _med_formel(tek, f"{formel_trukket(rng)} + a * b * c * a", rng, antall)
        if not umulig(sektor.tiltak.unrecorded()["VAN1"], sektor):
            antall -= 1
            yield sektor


def med_tusen_og_prosent(opp: Sektor, tek: Sektor) -> Sektor:
    """The first of them that has thousands of kroner and per cent in it."""
    for sektor in varianter(opp, tek, 60):
        ett = sektor.tiltak.unrecorded().get("VAN1")
        if ett and {"1 000 kr", "prosent"} <= {f.enhet for f in ett.forutsetninger.values()}:
            return sektor
    raise AssertionError


def _som_i_kilden(sektor: Sektor, *uoppgitte: int) -> dict[str, Any]:
    """A measure that is its source's amounts, and no more; in these years the source has none."""
    ar = sektor.info.periode
    verdi = {en: Fraction(0 if en in uoppgitte else 1000 * en) for en in ar}
    belop = Forutsetning(navn="beløpet", verdi=verdi, enhet="kr per år", kilde="plan-2027", side="28")
    return {"formel": "belop", "forutsetninger": {"belop": belop}, "uoppgitte": frozenset(uoppgitte)}


# What cannot be worked out when b is nothing; and costs alone.
_FORMLER = ("a / b + c", "a / (b - b / b) + c", "-a * b + c", "a - b * c / a")


def _avhenger(tiltak: str) -> Avhengighet:
    return Avhengighet(tiltak=tiltak, hvorfor="x", kilde="plan-2027", side="28")


def _med_tiltak(sektor: Sektor, **nytt: Mapping[str, Any]) -> Sektor:
    alle = {id_: ett.model_copy(update=nytt.get(id_, {})) for id_, ett in sektor.tiltak.unrecorded().items()}
    med = replace(sektor, tiltak=Recorded("tiltak.", alle, "tiltak", sektor.info.id))
    return med_verdiene(med, {})


def formel_trukket(rng: random.Random, dybde: int = 3) -> str:
    """A formula over a, b and c, with everything that the language has."""
    if dybde == 0 or rng.random() < 0.15:
        return rng.choice("abc")
    a, b = formel_trukket(rng, dybde - 1), formel_trukket(rng, dybde - 1)
    former = (
        f"({a} + {b})", f"({a} - {b})", f"{a} * {b}", f"{a} / {b}" if rng.random() < 0.5 else f"({a} - {b})", f"-({a})",
        f"min({a}, {b})", f"max({a}, {b}, c)", f"akkumulert({a})", f"min({a})",
    )  # fmt: skip
    return rng.choice(former)


def _med_formel(tek: Sektor, tekst: str, rng: random.Random, nr: int) -> Sektor:
    """VAN1 with the formula: values, units, marks and bounds of all kinds, rounded or not, as a loan or not."""
    ar = tek.info.periode
    ene = {navn: Fraction(rng.randrange(1, 4000), rng.choice((1, 3, 7))) for navn in "ab"}
    rekke = {a: Fraction(rng.randrange(-9, 3000), 2) for a in ar}
    enheter = {"a": rng.choice(("kr", "1 000 kr")), "b": rng.choice(("plasser", "prosent", "år")), "c": "ganger"}
    f = {
        navn: Forutsetning(
            navn=navn, verdi=verdi, enhet="plasser", tillatt=(Fraction(-9000), Fraction(9000)), kilde="b", side="1"
        )
        for navn, verdi in (*ene.items(), ("c", rekke))
    }
    merker = (
        {},
        {
            "a": {"usikkerhet": "anslaget", "tillatt": (ene["a"] * 9 / 10, ene["a"] * 11 / 10)},
            "b": {"lav": Fraction(0)},
        },
        {"a": {"hoy": ene["a"] * 3, "lav": ene["a"]}, "c": {"usikkerhet": "mye"}},
        {"b": {"hoy": ene["b"], "usikkerhet": "nesten_alt"}, "c": {"lav": {a: v - 1 for a, v in rekke.items()}}},
        {"a": {"lav": ene["a"] + 1}, "b": {"lav": ene["b"], "usikkerhet": "en_del"}},
    )[nr % 2 * (1 + nr // 2 % 4)]
    nye = {
        navn: en.model_copy(update={"enhet": enheter[navn], "adresse": f"VAN1.{navn}", **merker.get(navn, {})})
        for navn, en in f.items()
    }
    lan = Lan(belop="a", nedbetalingstid="bc"[nr // 4 % 2], rentesats="c", besparelse="a", forste_ar=ar[0])
    til = Avrunding(til=Fraction(rng.choice((7, 1000))), kilde="b", side="1") if nr % 3 else None
    return _med_tiltak(
        tek, VAN1={"formel": tekst, "forutsetninger": nye, "avrunding": til, "lan": lan if nr % 4 == 1 else None}
    )


# Beside those drawn, of VAN1: nothing, what gives no number, and that with other changes to the same measure.
FASTE: tuple[Endring, ...] = (
    {}, {"VAN1.a": "0"}, {"VAN1.b": "-7/3"}, {"VAN1.b": "0"}, {"VAN1.b": "1"}, {"VAN1.a": "8999,5"},
    {"VAN1.c[2028]": "-3"},
    {"VAN1.b": "0", "VAN1.gjennomfores": "nei", "VAN1.forsinkelse": "1", "VEI1.punkter": "7"},
)  # fmt: skip


# Of the schools: every premise otherwise than presumed, alone and together.
SKOLENES: tuple[Endring, ...] = (
    {"premiss.naboen": "nei"}, {"premiss.klassetak": "ja"}, {"premiss.naboen": "nei", "premiss.klassetak": "ja"},
    {"premiss.naboen": "nei", "PPT1.antall": "3"},
)  # fmt: skip
# More than any amount can be, of what may be as large as it likes.
FOR_STORT: Endring = {"VEI1.punkter": "1" + "0" * 29}


# --- what Python makes of them --------------------------------------------------------------------------------------


def python_svar(sektor: Sektor, alle: Mapping[str, Adresse], endring: Endring, med_risiko: bool = True) -> list[str]:
    """What the script must answer of a change, by way of the models' own copies."""
    lest: dict[str, Verdi] = {}
    feil = []
    for adresse, skrevet in endring.items():
        try:
            verdi = alle[adresse].les(skrevet)
        except ValueError as grunn:
            feil.append(f"{adresse} {grunn}")
            continue
        id_, _, felt = adresse.partition(".")
        if felt == "gjennomfores" and verdi == "ja" and sektor.tiltak.unrecorded()[id_].avvist:
            feil.append(f"{adresse} kan ikke være ja når {id_}.status er avvist. Endre {id_}.status i stedet.")
        else:
            lest[adresse] = verdi
    endret = med_verdiene(sektor, lest)
    for id_ in [i for i in sektor.tiltak.unrecorded() if any(a.startswith(f"{i}.") for a in lest)]:
        if galt := umulig(endret.tiltak.unrecorded()[id_], endret):
            feil.append(galt)
            lest = {a: v for a, v in lest.items() if not a.startswith(f"{id_}.") or a.endswith(".gjennomfores")}
            endret = med_verdiene(sektor, lest)
    return svaret(endret, feil, _rort(sektor, lest), med_risiko)


def _rort(sektor: Sektor, lest: Mapping[str, Verdi]) -> list[str]:
    """The measures whose spans are asked for: two of those that the values name."""
    return sorted({a.partition(".")[0] for a in lest} & sektor.tiltak.unrecorded().keys())[:2]


def umulig(ett: Tiltak, sektor: Sektor) -> str:
    tid = ett.lan.nedbetalingstid if ett.lan else None
    verdi = ett.forutsetninger[tid].verdi if tid else Fraction(1)
    if any(en <= 0 for en in ([verdi] if isinstance(verdi, Fraction) else verdi.values())):
        return f"{ett.id}.{tid}: et lån betales ned på mer enn null år. Rett tallet."
    periode = sektor.info.periode
    try:
        for ar in periode:
            formel.regn_ut(ett.formel, lambda navn, ar: ett.forutsetninger[navn].i_formel(ar), ar, periode)
    except formel.Formelfeil as grunn:
        return f"{grunn}. Rett formelen, eller tallet som er null."
    return ""


def med_verdiene(sektor: Sektor, lest: Mapping[str, Verdi]) -> Sektor:
    """The sector with the values in, through copies of its models: what a rerun gives, without reading it anew."""
    premisser = {id_: _svart(p, lest.get(f"premiss.{id_}")) for id_, p in sektor.premisser.unrecorded().items()}
    nye = {id_: _endret(ett, lest) for id_, ett in sektor.tiltak.unrecorded().items()}
    navn = sektor.info.id
    med = med_premisser(navn, nye, premisser)
    staende = uten_bortfalte({fullt_navn(navn, id_): ett for id_, ett in med.items()})
    return replace(
        sektor,
        tiltak=Recorded("tiltak.", {id_: staende[fullt_navn(navn, id_)] for id_ in nye}, "tiltak", navn),
        premisser=Recorded("premiss.", premisser, "premiss", navn),
    )


def _svart(premiss: Premiss, svar: Verdi | None) -> Premiss:
    return premiss if svar is None else premiss.model_copy(update={"avklart": None if svar == "uavklart" else svar})


def _endret(ett: Tiltak, lest: Mapping[str, Verdi]) -> Tiltak:
    if not any(a.startswith(f"{ett.id}.") for a in lest) and not ett.premissfakta.berorer and ett.gjennomfores:
        return ett  # the very same, so that what is known of it is not worked out again
    forutsetninger = dict(ett.forutsetninger)
    for navn, f in ett.forutsetninger.items():
        adresse = f"{ett.id}.{navn}"
        if adresse in lest:
            forutsetninger[navn] = f.model_copy(update={"verdi": lest[adresse]})
        elif isinstance(f.verdi, Mapping) and any(f"{adresse}[{ar}]" in lest for ar in f.verdi):
            verdi = {ar: lest.get(f"{adresse}[{ar}]", en) for ar, en in f.verdi.items()}
            forutsetninger[navn] = f.model_copy(update={"verdi": verdi})
    senere = lest.get(f"{ett.id}.forsinkelse", ett.forsinkelse.verdi)
    belop = f"{ett.id}.{next(iter(ett.forutsetninger))}"
    return ett.model_copy(
        update={
            "uoppgitte": frozenset(ar for ar in ett.uoppgitte if not {belop, f"{belop}[{ar}]"} & lest.keys()),
            "forutsetninger": forutsetninger,
            "forsinkelse": ett.forsinkelse.model_copy(update={"verdi": senere}),
            "gjennomfores": not ett.avvist and lest.get(f"{ett.id}.gjennomfores", "ja") == "ja",
            "premissfakta": Premissfakta(),
        }
    )


@contextmanager
def husket() -> Iterator[None]:
    """What is worked out of one and the same measure or sector is worked out once: the sums ask for it many times."""
    with pytest.MonkeyPatch.context() as bytte:
        for modul, navn in (
            (beregning, "uavrundet_effekt"),
            (beregning, "effekter"),
            (gjennomforing, "forventet_effekt"),
        ):
            bytte.setattr(modul, navn, _husk(getattr(modul, navn)))
        yield


def _husk(regn: Callable[..., Any]) -> Callable[..., Any]:
    kjent: dict[int, tuple[object, Any]] = {}

    def en(av: object, *resten: object) -> Any:
        if id(av) not in kjent:
            if len(kjent) > _HUSKES:
                kjent.clear()
            kjent[id(av)] = (av, regn(av, *resten))
        return kjent[id(av)][1]

    return en


_HUSKES = 2000
_VIST: dict[object, str] = {}


def svaret(endret: Sektor, feil: Sequence[str], rort: Sequence[str], med_risiko: bool = True) -> list[str]:
    """The sector's numbers as lines: exact, and as shown; the spans of the measures that were touched."""
    periode, penger = endret.info.periode, endret.bok.penger

    def en(b: Fraction | None) -> str:
        if b is None:
            return "-"
        nokkel = (b.numerator, b.denominator, penger.enhet)
        if nokkel not in _VIST:
            _VIST[nokkel] = f"{b}={penger.vis(b)}"
        return _VIST[nokkel]

    def rad(navn: str, belop: Mapping[int, Fraction | None]) -> str:
        return f"{navn}: " + " ".join([en(belop[ar]) for ar in periode])

    effekter = beregning.effekter(endret)
    linjer = sorted(feil)
    for id_, ett in endret.tiltak.items():
        linjer += [
            f"{id_} {'ja' if ett.gjennomfores else 'nei'} {ett.ar_senere}",
            " ".join([f"{id_} ukjent", *(str(ar) for ar in periode if ar in beregning.uoppgitte_ar(ett, periode))]),
            rad("uavrundet", beregning.uavrundet_effekt(ett, periode)),
            rad("effekt", effekter[id_]),
        ]
    vekt = beregning.vekt_av(endret)
    linjer += [f"{id_} vekt {v.frigjort} {v.gebyr}" for id_, v in vekt.items()]
    linjer += [rad("total", beregning.total(endret)), rad("gebyrer", beregning.gebyrer(endret))]
    linjer += [rad(kode, belop) for kode, belop in beregning.sum_per_virksomhet(endret).items()]
    linjer += [rad(klasse, belop) for klasse, belop in beregning.sum_per_klasse(endret).items()]
    for nytt in (False, True) if med_risiko else (False,):
        for kode, hver in dekning(endret, nytt=nytt).items():
            navn = "total" if kode == TOTAL else kode
            linjer += [rad(f"{navn} {felt}", {ar: getattr(hver[ar], felt) for ar in periode}) for felt in _DEKNING]
    if med_risiko and gjennomforing.har_utsikter(endret):
        linjer += [rad("risiko", belop) for belop in gjennomforing.forventet_effekt(endret).values()]
        linjer.append(rad("risiko", gjennomforing.forventet_total(endret)))
        linjer += [rad(kode, belop) for kode, belop in gjennomforing.forventet_per_virksomhet(endret).items()]
    if med_risiko:
        linjer += [rad(ende, belop) for ende, belop in _ytterst(endret).items()]
    for id_ in rort:
        ett = _spenn(endret, id_)
        linjer += [rad(f"{id_} lav", ett.lav), rad(f"{id_} høy", ett.hoy)]
    return linjer


_DEKNING = ("kutt", "effekt", "gjenstar", "utenfor")


# --- a page with the panels, as the site has them ------------------------------------------------------------------


def regnside(mappe: Path, sektor: Sektor, tittel: str, innhold: str) -> Path:
    """A page of the sector under the site's policy, with the very scripts, opened from a folder."""
    skriv_skriptene(sektor.bok, mappe / STILER)
    skript = "".join(f'<script src="{STILER}/{n}" defer></script>' for n in (skriptnavn(sektor.info.id), SKRIPTET))
    side = mappe / "side.html"
    side.write_text(
        f"""<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>{tittel}</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{ROT}/effekt/site/theme/static/effekt.css">{skript}</head>
<body><main class="innhold"><h1>{tittel}</h1>{innhold}</main></body></html>""",
        encoding="utf-8",
    )
    return side


@contextmanager
def apner(side: Any, fil: Path) -> Iterator[Callable[[str], Any]]:
    """What opens the page at an address; what the page says of faults makes the test red."""
    feil: list[str] = []
    side.on("pageerror", lambda grunn: feil.append(str(grunn)))
    side.on("console", lambda sagt: feil.append(sagt.text) if sagt.type == "error" else None)
    side.on("dialog", lambda boks: feil.append(boks.message))

    def ved(hash_: str = "") -> Any:
        side.goto("about:blank")
        side.goto(f"{fil.as_uri()}{hash_}")
        return side

    yield ved
    assert feil == []


# --- the script, asked ---------------------------------------------------------------------------------------------

_SPOR = Path(__file__).with_suffix(".js")


def skript(navn: str) -> str:
    """The text of one of the scripts."""
    return (SKRIPTMAPPE / f"{navn}.js").read_text(encoding="utf-8")


def provside(mappe: Path, sektorer: Sequence[Sektor]) -> Path:
    """A page with the very scripts and data, under the site's policy."""
    for navn in REGNING:
        (mappe / f"{navn}.js").write_text(skript(navn), encoding="utf-8")
    for sektor in sektorer:
        (mappe / f"{sektor.info.id}.js").write_text(som_skript(sektor), encoding="utf-8")
    (mappe / "spor.js").write_text(_SPOR.read_text(encoding="utf-8"), encoding="utf-8")
    lenker = "".join(f'<script src="{n}.js"></script>' for n in (*REGNING, *(s.info.id for s in sektorer), "spor"))
    side = mappe / "side.html"
    policy = "default-src 'none'; script-src 'self'"
    side.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>x</title>{lenker}",
        encoding="utf-8",
    )
    return side


def mutert(navn: str, sted: int, fra: str, til: str) -> str:
    """All of the arithmetic as one script, with this place of one of its scripts changed."""
    deler = {n: skript(n) for n in REGNING}
    assert deler[navn][sted:].startswith(fra)
    deler[navn] = deler[navn][:sted] + til + deler[navn][sted + len(fra) :]
    return "\n".join(["globalThis.Regn = {};", *deler.values(), _SPOR.read_text(encoding="utf-8")])


# The second line, the outer limits, and what is new in the cut are asked for at every so many changes: they are most of
# the work.
_RISIKO_HVER = 5
_BOLK = 500  # changes asked at a time; a multiple of the number above


def skriptets_svar(
    side: Any, sektor: Sektor, endringer: Sequence[Endring], risiko_hver: int = _RISIKO_HVER
) -> Iterator[list[str]]:
    """What the script answers each of the changes, a batch at a time."""
    for fra in range(0, len(endringer), bolk := _BOLK):
        # As text: no number of the browser's own may come between.
        svar = side.evaluate(
            "([sektor, alle, hver]) => JSON.stringify(alle.map((en, nr) => svar(sektor, en, nr % hver === 0)))",
            [sektor.info.id, endringer[fra : fra + bolk], risiko_hver],
        )
        yield from json.loads(svar)


def prov_side(side: Any, mappe: Path, sektorer: Sequence[Sektor]) -> None:
    """Open the page with the scripts and the sectors' data."""
    side.goto(provside(mappe, sektorer).as_uri())


def ulike(side: Any, sektor: Sektor, antall: int, fro: int) -> list[tuple[Endring, list[str]]]:
    """The changes that the two answer differently, with the lines that differ."""
    alle, endringer = kjente(sektor), trekninger(sektor, antall, fro)
    ut = []
    with husket():
        for nr, (endring, skriptets) in enumerate(zip(endringer, skriptets_svar(side, sektor, endringer), strict=True)):
            pythons = python_svar(sektor, alle, endring, med_risiko=nr % _RISIKO_HVER == 0)
            if pythons != skriptets:
                ut.append((endring, [f"{p} | {s}" for p, s in zip_longest(pythons, skriptets) if p != s][:3]))
    return ut


def ulike_pakker(side: Any, sektor: Sektor, forsinkelser: Sequence[str]) -> list[Endring]:
    """The packages that the two answer differently: every subset of the measures, all so many years later."""
    alle, ider = kjente(sektor), list(sektor.tiltak.unrecorded())
    endringer = [
        {f"{i}.gjennomfores": "nei" for i in ute} | {f"{i}.forsinkelse": senere for i in ider}
        for antall in range(len(ider) + 1)
        for ute in combinations(ider, antall)
        for senere in forsinkelser
    ]
    svarene = skriptets_svar(side, sektor, endringer, risiko_hver=1)
    with husket():
        par = ((en, python_svar(sektor, alle, en), fikk) for en, fikk in zip(endringer, svarene, strict=True))
        return [endring for endring, ventet, fikk in par if ventet != fikk]


def _ytterst(endret: Sektor) -> dict[str, dict[int, Fraction]]:
    """The outer limits of the sum: every measure at its least in the year, or its most, all at once."""
    vekt = beregning.vekt_av(endret)
    egne = {id_: _spenn(endret, id_) for id_ in endret.tiltak}
    return {
        ende: {
            ar: sum((getattr(s, ende)[ar] * vekt[id_].frigjort for id_, s in egne.items()), Fraction(0))
            for ar in endret.info.periode
        }
        for ende in ("lav", "hoy")
    }


def _spenn(endret: Sektor, id_: str) -> Spenn:
    """A measure's span; what has the same assumptions, start and premises is worked out once."""
    ett = endret.tiltak[id_]
    f = ett.forutsetninger
    nokkel = (
        id_,
        ett.formel,
        ett.avrundet_til,
        ett.gjennomfores,
        ett.ar_senere,
        ett.premissfakta.skala,
        *map(id, f.values()),
    )
    if nokkel not in _SPENN:
        if len(_SPENN) > _HUSKES:
            _SPENN.clear()
        _SPENN[nokkel] = (f, spenn(endret, ett))
    return _SPENN[nokkel][1]


# With the assumptions, which may not be forgotten while their places are a key.
_SPENN: dict[tuple[object, ...], tuple[Mapping[str, Forutsetning], Spenn]] = {}


def skrevne_tall(antall: int, fro: int) -> list[str]:
    """Numbers as people type them, right and wrong: pieces of the ways there are, put together."""
    rng = random.Random(fro)
    tall = (
        "0", "7", "12", "0,5", "0.10", "5/24", "1 250 000", "1\u00a0250", "1.250", "1.250.000", "1,250,000", "1250000",
        "999", "1_000", "1'000", "3/0", "1,5/2", "00012", "9" * 31, "9" * 61,
        "12,345", "1", "2", "1,5",
    )  # fmt: skip
    foran = ("", "", "", "-", "\u2212", "\u2013", "kr ", "kr. ", "NOK ", "tkr ", "MNOK", "- ", "+", "ca. ", " ", "\t")
    bak = (
        "", "", "", " %", "%", " prosent", " pst.", " mill.", " mill. kr", " millioner", " mrd", " tkr", ",-",
        ",\u2013",
        " tusen kroner", " kr", " kroner", " NOK", " m", " EUR", "$", " plasser", "x", " milliard", " mill",
        " .", " mkr kr",
    )  # fmt: skip
    return [rng.choice(foran) + rng.choice(tall) + rng.choice(bak) for _ in range(antall)]


def lesesporsmal(sektor: Sektor, antall: int, fro: int) -> tuple[list[list[str]], list[str]]:
    """Typed numbers, each for an assumption of the sector; and what Python reads them as, or says of them."""
    alle = kjente(sektor)
    adresser_ = [a for a, k in alle.items() if not k.ord_ and not a.endswith("forsinkelse")]
    sporsmal = [[adresser_[nr % len(adresser_)], tekst] for nr, tekst in enumerate(skrevne_tall(antall, fro))]
    # A share that may not be a whole one: what is typed may be meant as per cent.
    sporsmal += [[a, tekst] for a in adresser_ if a.endswith(".rentesats") for tekst in ("1", "2", "1.5", "0.2", "2.5")]
    ord_ = [a for a, k in alle.items() if k.ord_]
    sporsmal += [[ord_[nr % len(ord_)], tekst] for nr, tekst in enumerate(skrevne_ord(antall // 4, fro))]
    return sporsmal, [_lest(alle[adresse], tekst) for adresse, tekst in sporsmal]


def skrevne_ord(antall: int, fro: int) -> list[str]:
    """Answers as people type them: right, or with signs lost, moved and put in."""
    rng = random.Random(fro)
    kjente = (
        "ja",
        "nei",
        "uavklart",
        "ikke avklart",
        "gjennomføres",
        "gjennomføres ikke",
        "__proto__",
        "",
        "\u00c5 nei 😀",
    )
    ut = []
    for _ in range(antall):
        tekst = list(
            rng.choice((*kjente, f" {rng.choice(kjente).upper()}\u00a0 ", rng.choice(kjente).replace(" ", "_")))
        )
        for _ in range(rng.choice((0, 1, 1, 2, 4, 7))):
            sted = rng.randrange(len(tekst) + 1)
            tekst[sted : sted + rng.randrange(3)] = rng.choice(("", "e", "j", "Å", "k", " ", "ikke", "u"))
        ut.append("".join(tekst))
    return ut


def _lest(kjent: Adresse, tekst: str) -> str:
    try:
        lest = kjent.les(tekst)
    except ValueError as grunn:
        return str(grunn)
    assert not isinstance(lest, tuple)
    return lest if isinstance(lest, str) else skriv_tall(lest)


def grensesporsmal() -> tuple[list[list[str | None]], list[str]]:
    """Values beside limits of all kinds, and what Python says of each."""
    tall, grenser = (
        ("-40", "-0.2", "0", "0.5", "1", "1.5", "2", "2.5", "40", "150"),
        (None, "-1", "0", "0.25", "1", "50"),
    )
    sporsmal = [
        [verdi, minst, storst, enhet]
        for verdi in tall
        for minst in grenser
        for storst in grenser
        for enhet in ("plasser", "1 000 kr")
    ]
    lest = [[None if en is None else Fraction(en) for en in tre] for *tre, _ in sporsmal]
    return sporsmal, [
        utenfor(v or Fraction(0), a, b, en[3] or "") for (v, a, b), en in zip(lest, sporsmal, strict=True)
    ]


def visesporsmal(sektor: Sektor, antall: int, fro: int) -> tuple[list[str], list[list[str]]]:
    """Numbers of all sizes, and the ways that Python shows them."""
    rng = random.Random(fro)
    tall = [
        Fraction(rng.randrange(-(10 ** rng.randrange(1, 14)), 10**13), rng.choice((1, 1, 2, 3, 8, 10, 24, 1000, 7**5)))
        for _ in range(antall)
    ]
    penger = sektor.bok.penger
    former: tuple[Callable[[Fraction], str], ...] = (
        vis_tall, lambda en: vis_tall(en, 0), lambda en: vis_tall(en, 3), vis_belop, vis_prosent, skriv_tall,
        penger.vis, lambda en: penger.vis(en, 1), lambda en: vis(en, "andel"), lambda en: vis(en, "kr"),
        lambda en: str(en.__floor__()), lambda en: str(en / penger.i_kroner),
    )  # fmt: skip
    vist = [[form(en) for form in former] for en in tall]
    return [str(en) for en in tall], vist


# One operation for another, where the scripts do arithmetic and compare.
_BYTTER = (
    (".pluss(", ".minus("), (".minus(", ".pluss("), (".ganger(", ".delt("), (".delt(", ".ganger("), (".neg()", ""),
    ("minst(", "storst("), ("storst(", "minst("), (" < 0", " <= 0"), (" <= 0", " < 0"), (" > 0", " >= 0"),
    (" >= 0", " > 0"), (" < 0n", " > 0n"), (" > 0n", " < 0n"), (" && ", " || "), (" === ", " !== "), (" !== ", " === "),
    (".every(", ".some("), (".some(", ".every("), ("nr - ar", "nr + ar"), (" <= ar", " < ar"), (" + 1", " - 1"),
    ("10n **", "9n **"),
)  # fmt: skip


def mutanter(navn: str) -> Iterator[tuple[int, str, str]]:
    """Every place of a script where one operator can be changed for another; what only comments say is left."""
    kode = skript(navn)
    for fra, til in _BYTTER:
        sted = kode.find(fra)
        while sted >= 0:
            linje = kode[kode.rfind("\n", 0, sted) + 1 : sted].strip()
            if not linje.startswith(("//", "const storst", "const minst")):
                yield sted, fra, til
            sted = kode.find(fra, sted + 1)
