"""The front page's own objects: the answer in a few figures, a figure to remember, a table.

Each shows a sector or the whole programme; a programme of one sector is shown as that sector is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, som_tall, vis_prosent, vis_tall
from effekt.base.words import ramse
from effekt.calc import beregning, programsummer
from effekt.calc.programsummer import Arsrad, felles_ar
from effekt.calc.usikkerhet import TOTAL
from effekt.display.blocks import Avsnitt, Blokk, boks
from effekt.display.described import SUM
from effekt.display.drawings import stabler_mot_kutt
from effekt.display.filters import antall
from effekt.display.numbered import Figur, Tabell, siste_trykte, trykt_sted
from effekt.display.objects import Kilde, Kort, Mangelboks, Prosa, savnede_tiltak
from effekt.display.texts import (
    etikett,
    fortegn_i_ord,
    henvisning,
    navn_pa,
    sektorens_utelatte_i_ord,
    utelatt_i_ord,
    utelatt_under,
    uten_kutt,
)
from effekt.model.innhold import Omtale
from effekt.model.tiltak import Sektorinfo
from effekt.reading.penger import Penger
from effekt.reading.program import Program, Programinfo
from effekt.reading.sektor import Sektor
from effekt.report import tabeller
from effekt.report.program import alle_tiltak, ar_i_ord, kilde, ruter, storste, ukjent_kutt

_KUTT: Final = "Vedtatt rammekutt"
# The front page has this many of the measures; all are on a page of their own.
_STORSTE: Final = 10
_NULL: Final = Fraction(0)


def hovedtall(data: Sektor | Program) -> Kort | Mangelboks:
    """The answer at a glance: measures, effect at the start and end, share of the cut covered.
    ``forside.hovedtall(data)``.
    """
    if savnet := _savnet(data, "hovedtall", "Hovedtallene"):
        return savnet
    om = _omfang(data)
    total, tall = om.total(), [om.antall()]
    for ar, nar in ((om.ar[0], "i"), (om.ar[-1], om.varig())):
        verdi, hva = data.bok.penger.stort(total[ar])
        tall.append((verdi, f"{hva} i effekt {nar} {ar}"))
    if kjente := [(ar, andel) for ar, andel in om.andeler().items() if andel is not None]:
        ar, andel = kjente[-1]
        tall.append((vis_prosent(andel, 0), f"av rammekuttet i {ar}{om.hvis_kutt(ar)}"))
    ruter: list[Blokk] = [
        boks("hovedtall-ett", Avsnitt(verdi, "hovedtall-verdi"), Avsnitt(hva, "hovedtall-hva")) for verdi, hva in tall
    ]
    return Kort([boks("hovedtall", *ruter), *utelatt_under([*om.om_andelen(), *om.noter()])])


def oppfolging(data: Sektor | Program) -> Prosa:
    """What the letter of the year after does with the measures of the agency that it is to; nothing without a letter.
    ``forside.oppfolging(data)``.
    """
    sektor = data.eneste if isinstance(data, Program) else data
    if sektor is None or sektor.unrecorded.lenker is None:
        return Prosa("")
    lenker, per = sektor.lenker, dict[Omtale, list[str]]()
    for lenke in lenker.lenker.values():
        per.setdefault(lenke.omtale, []).extend(lenke.tiltak)
    egne = [id_ for omtale, alle in per.items() if omtale is not Omtale.UTENFOR for id_ in alle]
    if not egne:
        return Prosa("")

    def vis(omtale: Omtale) -> str:
        return ramse(henvisning(sektor, f"kort-{id_.lower()}") for id_ in per[omtale])

    brev, hvem = sektor.kilder[lenker.brev].tittel, sektor.info.virksomheter[lenker.virksomhet].navn
    if ja := per.get(Omtale.JA):
        sagt = f"{brev} tar opp {vis(Omtale.JA)}"
        sagt += f", av {antall(egne)} tiltak for {hvem}" if len(ja) < len(egne) else ""
    else:
        tiltakene = "noen av tiltakene" if len(egne) > 1 else "tiltaket"
        sagt = f"{brev} tar ikke opp {tiltakene} for {hvem}"
    if per.get(Omtale.DELVIS):
        sagt += f". Det berører {vis(Omtale.DELVIS)}, men ikke forslaget"
    return Prosa(f"{sagt}. Se {{ref}}`rapporten og brevet side om side <{etikett(sektor, 'lenken-tilbake')}>`.")


def effekt_mot_rammekutt(data: Sektor | Program) -> Figur | Mangelboks:
    """Effect per year against the cut: measure by measure, or sector by sector; in the book's unit.
    ``forside.effekt_mot_rammekutt(data)``.
    """
    if savnet := _savnet(data, "effekt-mot-rammekutt", "Samlet effekt av tiltakene hvert år"):
        return savnet
    om, penger = _omfang(data), data.bok.penger
    rader, total = om.rader(), om.total()
    kutt = {ar: None if k is None else k / penger.i_kroner for ar, k in om.kutt().items()}
    med_kutt, desimaler = any(k is not None for k in kutt.values()), penger.desimaler(total.values())
    deler = {
        gruppe: {navn: {ar: (b or _NULL) / penger.i_kroner for ar, b in rad.items()} for navn, rad in alle.items()}
        for gruppe, alle in om.deler().items()
    }
    navn = om.navn()
    return Figur(
        sektor=om.vist,
        adresse="effekt-mot-rammekutt",
        tittel="Samlet effekt av tiltakene hvert år" + (f", mot {om.KUTTET}" if med_kutt else ""),
        undertittel=(
            f"Driftsvirkning i {penger.ord_}, hvert felt er {om.ETT_FELT}. Positive tall er "
            f"{fortegn_i_ord(data.tiltak.values())}"
        ),
        kilde=om.kilde(),
        noter=om.noter_om_kutt(),
        data=pd.DataFrame(
            [
                *_som_data(penger, rader),
                *({"rad": _KUTT, "ar": a, penger.kolonne: som_tall(b)} for a, b in kutt.items() if b is not None),
            ]
        ),
        hode=[om.FORSTE_KOLONNE, *(om.info.vis_ar(ar) for ar in om.info.periode)],
        rader=[
            *([rad, *ruter(penger, per_ar)] for rad, per_ar in rader.items()),
            [SUM, *ruter(penger, total)],
            *(
                [[_KUTT, *(MANGLER if b is None else vis_tall(b, desimaler) for b in kutt.values())]]
                if med_kutt
                else []
            ),
        ],
        alternativtekst=f"Stablede søyler. {ar_i_ord(penger, total, kutt)}{om.delene_i_ord()}",
        tegning=lambda akser, smal: stabler_mot_kutt(akser, deler, {k: navn.get(k, "") for k in deler}, kutt, smal),
        hoyde=3.9,
        hoyde_smal=4.4,
    )


def tiltakene(data: Program) -> Tabell | Mangelboks:
    """The measures and their effect: all of the one sector, or the largest of the programme.
    ``forside.tiltakene(data)``.
    """
    if data.eneste:
        return replace(tabeller.effekt_per_tiltak(data.eneste), sektor=data)
    alle = alle_tiltak(data)
    if isinstance(alle, Mangelboks):
        return replace(alle, adresse="effekt-per-tiltak")
    flere = len(alle.rader) > _STORSTE
    return replace(
        alle,
        adresse="effekt-per-tiltak",
        tittel=f"De {antall(_STORSTE)} tiltakene med størst effekt" if flere else alle.tittel,
        rader=alle.rader[:_STORSTE],
        data=alle.data.head(_STORSTE),
        klasse="effekt-tabell tall ord-5",
    )


def fordeling(data: Sektor | Program) -> Tabell | Mangelboks:
    """Effect per year by agency or sector, and by class, the sum, and the share of the cut.
    ``forside.fordeling(data)``.
    """
    if savnet := _savnet(data, "effekt-i-korte-trekk", "Effekt per år etter virksomhet og samlet vurdering"):
        return savnet
    om, penger = _omfang(data), data.bok.penger
    klasser, total, andeler = om.klasser(), om.total(), om.andeler()
    rader: dict[str, Arsrad] = {**om.grupper(), **klasser, SUM: dict(total)}
    kjent = any(andel is not None for andel in andeler.values())
    return Tabell(
        sektor=om.vist,
        adresse="effekt-i-korte-trekk",
        tittel=f"Effekt per år etter {om.GRUPPE} og etter samlet vurdering",
        undertittel=(
            f"Driftsvirkning i {penger.ord_}, positive tall er {fortegn_i_ord(data.tiltak.values())}. "
            f"Hvert tiltak telles med både {om.HOS} og i sin klasse"
        ),
        kilde=om.kilde(),
        noter=om.noter(),
        data=pd.DataFrame(_som_data(penger, {navn.strip("*"): rad for navn, rad in rader.items()})),
        hode=[f"{om.GRUPPE.capitalize()} eller klasse", *(om.info.vis_ar(ar) for ar in om.info.periode)],
        rader=[
            *([navn, *ruter(penger, rad)] for navn, rad in rader.items()),
            *([[om.ANDEL, *(MANGLER if a is None else vis_prosent(a, 0) for a in andeler.values())]] if kjent else []),
        ],
        alternativtekst=om.gruppene_i_ord(klasser, total),
        klasse="effekt-tabell tall sum nest-sist" if kjent else "effekt-tabell tall sum",
    )


def _som_data(penger: Penger, rader: Mapping[str, Mapping[int, Fraction | None]]) -> list[dict[str, object]]:
    return [
        {"rad": navn, "ar": ar, penger.kolonne: penger.data(b)} for navn, rad in rader.items() for ar, b in rad.items()
    ]


def _savnet(data: Sektor | Program, adresse: str, tittel: str) -> Mangelboks | None:
    """What stands in the place of what cannot be shown yet."""
    sektor = data.eneste if isinstance(data, Program) else data
    savnet = savnede_tiltak(sektor) if sektor else []
    return Mangelboks(data, adresse, tittel, savnet) if savnet else None


def _omfang(data: Sektor | Program) -> "_AvSektor | _AvProgrammet":
    if isinstance(data, Sektor):
        return _AvSektor(data, data)
    return _AvSektor(data.eneste, data) if data.eneste else _AvProgrammet(data)


@dataclass(frozen=True)
class _AvSektor:
    """What the front page tells of one sector, shown as ``vist``."""

    sektor: Sektor
    vist: Sektor | Program

    KUTTET = "det vedtatte rammekuttet"
    ETT_FELT = "ett tiltak"
    FORSTE_KOLONNE = "Tiltak"
    GRUPPE = "virksomhet"
    HOS = "hos sin virksomhet"
    ANDEL = "Andel av rammekuttet"

    @property
    def info(self) -> Sektorinfo:
        return self.sektor.info

    @property
    def ar(self) -> Sequence[int]:
        return self.info.periode

    def antall(self) -> tuple[str, str]:
        return vis_tall(Fraction(len(self.sektor.tiltak))), "tiltak foreslått"

    def varig(self) -> str:
        return "hvert år fra" if self.info.varig_fra_siste_ar == "ja" else "i"

    def hvis_kutt(self, ar: int) -> str:
        return ", det siste året der kuttet er kjent"

    def total(self) -> Mapping[int, Fraction]:
        return beregning.total(self.sektor)

    def kutt(self) -> Mapping[int, Fraction | None]:
        return beregning.rammekutt_per_ar(self.sektor)

    def andeler(self) -> dict[int, Fraction | None]:
        return beregning.andel_av_rammekutt(self.sektor)

    def om_andelen(self) -> list[str]:
        """The share of each agency's own cut in the last year that has one, where the sum would hide a difference."""
        kjente = [ar for ar, andel in self.andeler().items() if andel is not None]
        summer, kutt = beregning.sum_per_virksomhet(self.sektor), beregning.rammekutt_per_virksomhet(self.sektor)
        if not kjente or len(summer) < 2:
            return []
        ar, navn = kjente[-1], self.navn()
        egne = {kode: k for kode in summer if (k := kutt.get(kode, {}).get(ar))}
        uten = [navn[kode] for kode, rad in summer.items() if kode not in egne and rad[ar]]
        deler = [f"{navn[kode]} {vis_prosent(summer[kode][ar] / k, 0)}" for kode, k in egne.items()]
        resten = f". Effekt uten eget kutt er regnet med: {ramse(uten)}" if uten else ""
        return [f"Andelen av kuttet er egen beregning. Hver for seg dekker {ramse(deler)} av sitt kutt i {ar}{resten}"]

    def rader(self) -> dict[str, Arsrad]:
        return {navn: rad for alle in self.deler().values() for navn, rad in alle.items()}

    def deler(self) -> dict[str, dict[str, Arsrad]]:
        alle, tiltak = beregning.regnet_med(self.sektor), self.sektor.tiltak
        return {
            kode: {id_: dict(alle[id_]) for id_, ett in tiltak.items() if ett.virksomhet == kode}
            for kode in self.info.virksomheter
        }

    def navn(self) -> dict[str, str]:
        return {kode: v.navn for kode, v in self.info.virksomheter.items()}

    def grupper(self) -> dict[str, Arsrad]:
        return {self.navn()[k]: dict(rad) for k, rad in beregning.sum_per_virksomhet(self.sektor).items()}

    def klasser(self) -> dict[str, Arsrad]:
        navn = beregning.klassenavn(self.sektor)
        return {navn[k]: dict(rad) for k, rad in beregning.sum_per_klasse(self.sektor).items()}

    def kilde(self) -> Kilde:
        med_kutt = any(k is not None for k in self.kutt().values())
        grunnlag = "forutsetningene på tiltakskortene" + (" og de vedtatte rammekuttene" if med_kutt else "")
        return Kilde.beregnet(self.sektor, grunnlag, *trykt_sted(siste_trykte(self.sektor, "virksomhet")))

    def noter(self) -> list[str]:
        return sektorens_utelatte_i_ord(self.sektor)

    noter_om_kutt = noter

    def delene_i_ord(self) -> str:
        siste, navn, penger = self.ar[-1], self.navn(), self.vist.bok.penger
        summer = {k: sum((r[siste] or _NULL for r in alle.values()), _NULL) for k, alle in self.deler().items()}
        delt = ", ".join(f"{navn[k]} for {penger.vis(belop)}" for k, belop in summer.items())
        return f" I {siste} står {delt} {penger.ord_}."

    def gruppene_i_ord(self, klasser: Mapping[str, Arsrad], total: Mapping[int, Fraction]) -> str:
        felles, siste, penger = self.sektor.felles, self.ar[-1], self.vist.bok.penger
        storst = max(klasser, key=lambda k: klasser[k][siste] or _NULL)
        hva = "går fra best til dårligst forhold mellom effekt og konsekvenser"
        om = hva if felles.klasser_mellom else "står fra best til dårligst"
        forst = f"{antall(felles.klasser).capitalize()} klasser {om}. " if len(felles.klasser) > 1 else ""
        return (
            f"{forst}Størst effekt i {siste} har «{storst.lower()}»: "
            f"{penger.vis(klasser[storst][siste] or _NULL)} av {penger.vis(total[siste])} {penger.ord_}."
        )


@dataclass(frozen=True)
class _AvProgrammet:
    """What the front page tells of a programme of several sectors."""

    vist: Program

    KUTTET = "de vedtatte rammekuttene"
    ETT_FELT = "en sektor"
    FORSTE_KOLONNE = "Sektor"
    GRUPPE = "sektor"
    HOS = "i sin sektor"
    ANDEL = "Andel av rammekuttene"

    @property
    def info(self) -> Programinfo:
        return self.vist.info

    @property
    def ar(self) -> Sequence[int]:
        return felles_ar(self.vist)

    def antall(self) -> tuple[str, str]:
        return vis_tall(len(self.vist.tiltak)), f"tiltak i {antall(self.vist.sektorer)} sektorer"

    def varig(self) -> str:
        return "i"

    def om_andelen(self) -> list[str]:
        return []

    def hvis_kutt(self, ar: int) -> str:
        med = [
            n
            for n, rad in programsummer.programmets_dekning(self.vist).items()
            if n != TOTAL and (d := rad[ar]) and d.kutt
        ]
        return f" i {navn_pa(self.vist, med)}"

    def total(self) -> Mapping[int, Fraction]:
        return programsummer.programmets_total(self.vist)

    def kutt(self) -> dict[int, Fraction | None]:
        """The sum of the cuts in the years where every sector of the year has one that is known."""
        alle = [rad for n, rad in programsummer.programmets_dekning(self.vist).items() if n != TOTAL]
        per_ar = {ar: [d.kutt for rad in alle if (d := rad[ar]) is not None] for ar in self.info.periode}
        return {
            ar: sum((k for k in kutt if k is not None), _NULL) if kutt and None not in kutt else None
            for ar, kutt in per_ar.items()
        }

    def andeler(self) -> dict[int, Fraction | None]:
        return {ar: d.andel if d else None for ar, d in programsummer.programmets_dekning(self.vist)[TOTAL].items()}

    def rader(self) -> dict[str, Arsrad]:
        return {self.vist.sektorer[n].info.kortnavn: r for n, r in programsummer.per_sektor(self.vist).items()}

    def deler(self) -> dict[str, dict[str, Arsrad]]:
        return {navn: {navn: rad} for navn, rad in storste(self.rader(), self.ar[-1]).items()}

    def navn(self) -> dict[str, str]:
        return {s.info.kortnavn: s.info.navn for s in self.vist.sektorer.values()}

    def grupper(self) -> dict[str, Arsrad]:
        return {self.vist.sektorer[n].info.navn: r for n, r in programsummer.per_sektor(self.vist).items()}

    def klasser(self) -> dict[str, Arsrad]:
        navn = self.vist.felles.klasser
        return {navn[k]: dict(rad) for k, rad in programsummer.per_klasse(self.vist).items()}

    def kilde(self) -> Kilde:
        return kilde(self.vist)

    def noter(self) -> list[str]:
        return [*utelatt_i_ord(self.vist), *uten_kutt(self.vist)]

    def noter_om_kutt(self) -> list[str]:
        return [*ukjent_kutt(self.vist), *utelatt_i_ord(self.vist)]

    def delene_i_ord(self) -> str:
        return ""

    def gruppene_i_ord(self, klasser: Mapping[str, Arsrad], total: Mapping[int, Fraction]) -> str:
        hvor_mange = f"{antall(self.vist.sektorer).capitalize()} sektorer og {antall(klasser)} klasser."
        return f"{hvor_mange} {ar_i_ord(self.vist.bok.penger, total, {})}"
