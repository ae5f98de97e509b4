"""The page of all measures: each of them on a line, two of them side by side, and what the signs stand for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, vis_tall
from effekt.base.words import ramse
from effekt.calc import beregning, programsummer
from effekt.calc.programsummer import felles_ar
from effekt.calc.varighet import arstall
from effekt.display.blocks import Liste, boks
from effekt.display.captions import POSITIVT, driftsvirkning
from effekt.display.cells import ar_for_ar, sammen, stolpe, trinn
from effekt.display.markup import til_tekst
from effekt.display.numbered import Tabell
from effekt.display.objects import Kilde, Kort, Mangelboks, Prosa
from effekt.display.regnselv import sett_sammen
from effekt.display.texts import UTELATT, etikett, hvor_mange, utelatt_i_ord
from effekt.model.gevinst import vis_tidspunkt
from effekt.model.plan import HVEM, SLAG, STATUS
from effekt.model.program import IKKE_GJENGITT, Felles, Skalatrinn
from effekt.model.tiltak import Tiltak, Usikkerhetsvurdering
from effekt.reading.program import Program
from effekt.reading.samspill import fullt_navn, kort_navn, sektor_av
from effekt.reading.sektor import Sektor
from effekt.report.program import kilde
from effekt.report.registre import vis_opphav

_NULL: Final = Fraction(0)
_MANGLER: Final = "minst ett tiltak med oppgitte beløp, eller forutsetninger og formel, i en sektor som har data"
# What the columns of ratings are called, where there is no room for the card's own words.
_KORTE: Final[Mapping[str, str]] = {
    "estimatusikkerhet": "Usikkerhet",
    "konsekvenser_samfunn": "Innbyggere",
    "konsekvenser_ansatte": "Ansatte",
}
_SAMMEN, _MAL = "Samlet vurdering", "Mål"
_KOMMUNEMAL, _AVHENGER, _OVERLAPPER = "Kommunemål", "Avhenger av", "Overlapper med"
# That a card names none of these is not that it is unknown.
_KAN_VAERE_TOMT: Final = frozenset({_MAL, _KOMMUNEMAL, _AVHENGER, _OVERLAPPER})


def alle_tiltak(program: Program) -> Tabell | Mangelboks:
    """Every measure of every sector on a line, the largest effect first: to sort and choose among on a screen.

    Its place, where no measure has an effect yet. Columns that nobody has anything in are left out.
    ``tiltakene.alle_tiltak(data)``
    """
    if not program.tiltak:
        return Mangelboks(program, "alle-tiltak", "Alle tiltakene", [_MANGLER])
    penger, tiltak, ar = program.bok.penger, program.tiltak, felles_ar(program)[-1]
    effekter = programsummer.programmets_effekter(program)
    rekkefolge = sorted(tiltak, key=lambda n: (-(effekter[n][ar] or _NULL), n))
    kolonner: dict[str, Callable[[str], str]] = {
        "Tiltak": lambda n: _lenket(program, n),
        "Sektor": lambda n: "" if program.eneste else program.sektorer[sektor_av(n)].info.kortnavn,
        f"Effekt {arstall(program, ar)}": _effekt(program, effekter, ar),
        "Når": _nar(program, effekter),
        **{navn: _vurdering(program, felt) for felt, navn in _KORTE.items()},
        _MAL: lambda n: ",\u00a0".join(map(str, tiltak[n].kommunemal)),
        "Status": lambda n: plan_i_ord(tiltak[n])[1],
        _SAMMEN: lambda n: program.felles.klasser.get(tiltak[n].samlet_vurdering.klasse, ""),
    }
    rader = {navn: [hent(n) for n in rekkefolge] for navn, hent in kolonner.items()}
    rader = {
        navn: [rute or (STREK if navn in _KAN_VAERE_TOMT else MANGLER) for rute in alle]
        for navn, alle in rader.items()
        if any(alle)
    }
    return Tabell(
        sektor=program,
        adresse="alle-tiltak",
        tittel="Alle tiltakene",
        undertittel=(
            f"Effekten er tiltakets egen driftsvirkning i {penger.ord_} per år, {POSITIVT}. Størst effekt står øverst"
        ),
        kilde=kilde(program),
        noter=utelatt_i_ord(program),
        data=pd.DataFrame(_som_data(program, navn, effekter[navn]) for navn in rekkefolge).dropna(axis=1, how="all"),
        hode=list(rader),
        rader=[list(rad) for rad in zip(*rader.values(), strict=True)],
        alternativtekst=(
            f"{vis_tall(len(tiltak))} tiltak i {hvor_mange(program.sektorer)} "
            f"sektor{'er' if len(program.sektorer) != 1 else ''}."
        ),
        klasse="effekt-tabell tall varmetabell",
        velg=["Sektor", *_KORTE.values(), "Status", _SAMMEN],
    )


def pakken(program: Program) -> Kort | Mangelboks | Prosa:
    """Where the reader puts a package of the measures together; its place, where there are none yet.

    What has no amount in any year is nothing to put together.
    ``tiltakene.pakken(data)``.
    """
    if not program.tiltak:
        return Mangelboks(program, "pakke", "Sett sammen en pakke", [_MANGLER])
    kortene = {
        navn: [
            _lenket(program, fullt_navn(navn, id_), med_kode=False)
            for id_, ett in sektor.tiltak.items()
            if beregning.har_belop(ett, sektor.info.periode)
        ]
        for navn, sektor in program.sektorer.items()
    }
    kortene = {navn: alle for navn, alle in kortene.items() if alle}
    if not kortene:
        return Prosa("")
    return Kort([sett_sammen(kortene, next(iter(program.tiltak)).partition(".")[2])])


def _som_data(program: Program, navn: str, per_ar: Mapping[int, Fraction | None]) -> dict[str, object]:
    """A measure as the data file has it: all of its years, and what the table has no room for."""
    ett, sektor, felles = program.tiltak[navn], program.sektorer[sektor_av(navn)], program.felles
    hvem, status, slag = (ord_ or None for ord_ in plan_i_ord(ett))
    v = {
        felt: _trinnet(felles, ett, felt).navn if vurdering.gitt else None
        for felt, vurdering in ett.alle_vurderinger.items()
    }
    return {
        "sektor": sektor.info.kortnavn,
        "tiltak": ett.id,
        "navn": ett.navn,
        "virksomhet": sektor.info.virksomheter[ett.virksomhet].navn,
        "samlet_vurdering": felles.klasser.get(ett.samlet_vurdering.klasse),
        **v,
        "kommunemal": ", ".join(map(str, ett.kommunemal)) or None,
        "hvem_bestemmer": hvem,
        "status": status,
        "slags_gevinst": slag,
        **{
            f"{program.bok.penger.kolonne}_{a}": program.bok.penger.data(b) if ett.gjennomfores else None
            for a, b in per_ar.items()
        },
    }


def _lenket(program: Program, navn: str, med_kode: bool = True) -> str:
    """A measure by its short name, which leads to where it is told of, and its code."""
    sektor, ett = program.sektorer[sektor_av(navn)], program.tiltak[navn]
    return _lenke_til(sektor, ett, med_kode)


def _lenke_til(sektor: Sektor, ett: Tiltak, med_kode: bool = True) -> str:
    vist = "".join(tegn for tegn in til_tekst(ett.vist_navn) if tegn not in "`<>")
    har_side = sektor.bok.forste_side(sektor.info.id)
    lenke = f"{{ref}}`{vist} <{etikett(sektor, f'kort-{ett.id.lower()}')}>`" if har_side else vist
    return f"{lenke} *{ett.id}*" if med_kode else lenke


_Effekter = Mapping[str, Mapping[int, Fraction | None]]


def _effekt(program: Program, effekter: _Effekter, ar: int) -> Callable[[str], str]:
    penger, tiltak = program.bok.penger, program.tiltak
    alle = [effekter[n][ar] or _NULL for n, ett in tiltak.items() if ett.gjennomfores]

    def rute(navn: str) -> str:
        if not tiltak[navn].gjennomfores:
            return UTELATT
        belop = effekter[navn][ar]
        return MANGLER if belop is None else stolpe(penger.vis(belop), belop, alle)

    return rute


def _nar(program: Program, effekter: _Effekter) -> Callable[[str], str]:
    penger, tiltak = program.bok.penger, program.tiltak

    def rute(navn: str) -> str:
        if not tiltak[navn].gjennomfores:
            return UTELATT
        per_ar = {a: b for a, b in effekter[navn].items() if b is not None}
        if not per_ar:
            return MANGLER
        forste = next((a for a, b in per_ar.items() if b > 0), None)
        return ar_for_ar(f"fra {forste}" if forste else STREK, {a: penger.vis(b) for a, b in per_ar.items()})

    return rute


def _trinnet(felles: Felles, tiltak: Tiltak, felt: str) -> Skalatrinn:
    vurdering = tiltak.alle_vurderinger[felt]
    skala = felles.usikkerhet if isinstance(vurdering, Usikkerhetsvurdering) else felles.konsekvens
    return skala[vurdering.verdi]


def _vurdering(program: Program, felt: str) -> Callable[[str], str]:
    def rute(navn: str) -> str:
        if not program.tiltak[navn].alle_vurderinger[felt].gitt:
            return ""
        ett = _trinnet(program.felles, program.tiltak[navn], felt)
        return trinn(ett.tegn, ett.navn, ett.tone)

    return rute


def plan_i_ord(tiltak: Tiltak) -> tuple[str, str, str]:
    """Who decides, how far it has come, and the kind of gain, in words; empty for what is not said."""
    b, g = tiltak.beslutning, tiltak.gevinst
    hvem, status = (HVEM[b.hvem] if b.hvem else "", STATUS[b.status] if b.status else "") if b else ("", "")
    return hvem, status, SLAG[g.slag] if g else ""


def tegnforklaring(program: Program) -> Kort | Prosa:
    """What the signs and the numbers of the table stand for; nothing without measures.
    ``tiltakene.tegnforklaring(data)``.
    """
    if not program.tiltak:
        return Prosa("")
    felles = program.felles
    brukte = {
        felt: {v.verdi for t in program.tiltak.values() if (v := t.alle_vurderinger[felt]).gitt} for felt in _KORTE
    }
    mal = sorted({nr for t in program.tiltak.values() for nr in t.kommunemal})

    def trinnene(hva: str, skala: Mapping[str, Skalatrinn], *felt: str) -> str:
        med = {verdi for ett in felt for verdi in brukte[ett]}
        return sammen(f"{hva}:", *(trinn(t.tegn, t.navn, t.tone) for verdi, t in skala.items() if verdi in med))

    usikkerhet, *konsekvenser = _KORTE
    linjer = [
        *([trinnene(_KORTE[usikkerhet], felles.usikkerhet, usikkerhet)] if brukte[usikkerhet] else []),
        *(
            [trinnene(ramse(_KORTE[k] for k in konsekvenser), felles.konsekvens, *konsekvenser)]
            if any(brukte[k] for k in konsekvenser)
            else []
        ),
        *([f"{_MAL}: {'; '.join(f'{nr} {felles.kommunemal[str(nr)]}' for nr in mal)}"] if mal else []),
    ]
    return Kort([boks("tegnforklaring", Liste(linjer))]) if linjer else Prosa("")


def som_utgar(program: Program) -> Tabell | Prosa:
    """The measures that are no longer in the plan, and why; nothing where none has ended.
    ``tiltakene.som_utgar(data)``.
    """
    alle = [
        (sektor, ett, ett.utgar) for sektor in program.sektorer.values() for ett in sektor.utgatte.values() if ett.utgar
    ]
    if not alle:
        return Prosa("")
    alle.sort(key=lambda rad: (rad[2].dato, rad[1].id))
    virksomheter = [sektor.info.virksomheter[ett.virksomhet].navn for sektor, ett, _ in alle]
    return Tabell(
        sektor=program,
        adresse="tiltak-som-utgar",
        tittel="Tiltak som utgår",
        undertittel="De er ikke med i noen sum. Sidene om dem blir stående",
        kilde=Kilde("Kilde: det som er oppgitt for hvert tiltak"),
        data=pd.DataFrame(
            {
                "sektor": sektor.info.kortnavn,
                "tiltak": ett.id,
                "navn": ett.navn,
                "virksomhet": hos,
                "utgar": utgar.dato,
                "hvorfor": utgar.hvorfor,
            }
            for (sektor, ett, utgar), hos in zip(alle, virksomheter, strict=True)
        ),
        hode=["Tiltak", "Virksomhet", "Utgår", "Hvorfor", "Kilde"],
        rader=[
            [_lenke_til(sektor, ett), hos, vis_tidspunkt(utgar.dato), utgar.hvorfor, vis_opphav(sektor, utgar)]
            for (sektor, ett, utgar), hos in zip(alle, virksomheter, strict=True)
        ],
        alternativtekst="En rad for hvert tiltak som utgår, med når og hvorfor.",
    )


def side_om_side(program: Program) -> Tabell | Prosa:
    """The measures as columns, and what can be said of each as rows; the reader of a screen chooses two of them.
    ``tiltakene.side_om_side(data)``.
    """
    if len(program.tiltak) < 2:
        return Prosa("")
    penger, ar = program.bok.penger, felles_ar(program)[-1]
    effekter = programsummer.programmets_effekter(program)
    navn = sorted(program.tiltak, key=lambda n: (-(effekter[n][ar] or _NULL), n))
    rader = [
        [hva, *(rute or MANGLER for rute in ruter)] for hva, ruter in _egenskaper(program, navn, effekter) if any(ruter)
    ]
    return Tabell(
        sektor=program,
        adresse="tiltak-side-om-side",
        tittel="Tiltakene side om side",
        undertittel=driftsvirkning(penger),
        kilde=kilde(program),
        data=pd.DataFrame(
            {"tiltak": kort_navn(n, program.eneste.info.id if program.eneste else ""), "hva": rad[0], "verdi": rute}
            for nr, n in enumerate(navn, 1)
            for rad in rader
            for rute in [til_tekst(rad[nr])]
        ),
        hode=["Tiltak", *(_lenket(program, n) for n in navn)],
        rader=rader,
        alternativtekst="En kolonne for hvert tiltak, og en rad for hver egenskap.",
        klasse="effekt-tabell tall sammenlign",
    )


def _egenskaper(program: Program, navn: Sequence[str], effekter: _Effekter) -> Iterator[tuple[str, list[str]]]:
    """Each quality, and what it is for each of the measures; empty where nothing is said."""
    penger, felles = program.bok.penger, program.felles
    tiltak = {n: program.tiltak[n] for n in navn}

    def belop(n: str, ar: int) -> str:
        if not tiltak[n].gjennomfores:
            return UTELATT
        verdi = effekter[n][ar]
        return MANGLER if verdi is None else penger.vis(verdi)

    def sektor(n: str) -> Sektor:
        return program.sektorer[sektor_av(n)]

    if not program.eneste:
        yield "Sektor", [sektor(n).info.navn for n in navn]
    yield "Virksomhet", [sektor(n).info.virksomheter[t.virksomhet].navn for n, t in tiltak.items()]
    for ar in program.info.periode:
        yield f"Effekt {arstall(program, ar)}", [belop(n, ar) for n in navn]
    forste = next(iter(tiltak.values()))
    for felt in forste.alle_vurderinger:
        vist = _vurdering(program, felt)
        har = any(t.alle_vurderinger[felt].verdi != IKKE_GJENGITT for t in tiltak.values())
        yield felles.feltnavn(felt), [vist(n) if har else "" for n in navn]
    yield _KOMMUNEMAL, ["; ".join(felles.kommunemal[str(nr)] for nr in t.kommunemal) for t in tiltak.values()]
    yield _SAMMEN, [felles.klasser.get(t.samlet_vurdering.klasse, "") for t in tiltak.values()]
    for nr, hva in enumerate(("Hvem bestemmer", "Status", "Slags gevinst")):
        yield hva, [plan_i_ord(t)[nr] for t in tiltak.values()]
    yield _AVHENGER, [", ".join(a.tiltak for a in t.avhenger_av) for t in tiltak.values()]
    yield _OVERLAPPER, [", ".join(o.tiltak for o in t.overlapper_med) for t in tiltak.values()]
