"""The front page's own objects: the answer in a few figures, a figure to remember, a table.

Each shows a sector or the whole programme; a programme of one sector is shown as that sector is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import pandas as pd

from effekt.base.numbers import MANGLER
from effekt.base.words import ramse
from effekt.calc import beregning, gjennomforing, programsummer
from effekt.calc.dekning import Kutt, dekning, kuttene
from effekt.calc.programsummer import Arsrad, felles_ar
from effekt.calc.usikkerhet import TOTAL
from effekt.calc.varighet import arstall, er_varig
from effekt.display.blocks import Avsnitt, Blokk, boks
from effekt.display.captions import POSITIVT_FORST, driftsvirkning, ikke_fullt_ut, prisniva_i_ord
from effekt.display.described import SUM
from effekt.display.drawings import stablede_stolper
from effekt.display.filters import antall
from effekt.display.numbered import Figur, Tabell, siste_trykte, trykt_sted
from effekt.display.objects import Kilde, Kort, Mangelboks, Prosa, savnede_tiltak
from effekt.display.panels import FLEST, felt_mot_kutt
from effekt.display.texts import etikett, henvisning, sektorens_utelatte_i_ord, utelatt_i_ord, utelatt_under, uten_kutt
from effekt.model.innhold import Omtale
from effekt.model.tiltak import Sektorinfo
from effekt.reading.penger import Penger
from effekt.reading.program import Program, Programinfo
from effekt.reading.sektor import Sektor
from effekt.report import svaret as svar
from effekt.report import tabeller
from effekt.report.dekningsord import Udekket, dekningen_i_ord, programmets_udekkede, udekket
from effekt.report.program import alle_tiltak, ar_i_ord, kilde, ruter, storste

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_KUTT: Final = "Vedtatt rammekutt"
_UDEKKET: Final = "Udekket rammekutt"
_HVER_FOR_SEG: Final = (
    "Udekket rammekutt er regnet for hver virksomhet for seg. Det én har til overs, dekker ikke kuttet hos en annen"
)
# The front page has this many of the measures; all are on a page of their own.
_STORSTE: Final = 10
_NULL: Final = Fraction(0)


def hovedtall(data: Sektor | Program) -> Kort | Mangelboks:
    """The answer at a glance: effect at the start and end, with and without the risk, and what lacks of the cuts.
    ``forside.hovedtall(data)``.
    """
    if savnet := _savnet(data, "hovedtall", "Hovedtallene"):
        return savnet
    om, penger = _omfang(data), data.bok.penger
    total, risiko = om.total(), om.med_risikoen()
    forste, siste = om.ar[0], om.ar[-1]
    verdi, hva = penger.stort(total[forste])
    med = f" ({penger.tall(risiko[forste], penger.desimaler([]))} med risikoen)" if risiko else ""
    tall = [(verdi, f"{hva} i effekt i {forste}, hvis tiltakene blir gjennomført{med}")]
    if siste != forste:
        verdi, hva = penger.stort(total[siste])
        tall.append((verdi, f"{hva} i effekt {om.varig()} {siste}, hvis tiltakene blir gjennomført"))
    if risiko:
        verdi, hva = penger.stort(risiko[siste], penger.desimaler([]))
        tall.append((verdi, f"{hva} i {siste}, med risikoen for at tiltak faller bort eller blir forsinket"))
    if mangler := om.mangler():
        verdi, hva = penger.stort(mangler.belop, penger.desimaler([]))
        tall.append((verdi, f"{hva} {mangler.hvor}"))
    ruter: list[Blokk] = [
        boks("hovedtall-ett", Avsnitt(verdi, "hovedtall-verdi"), Avsnitt(hva, "hovedtall-hva")) for verdi, hva in tall
    ]
    return Kort([boks("hovedtall", *ruter), *utelatt_under([*om.om_dekningen(), *om.noter()])])


def hovedsvaret(data: Sektor | Program) -> Kort | Prosa:
    """What the measures give with and without the risk, when, and on what it hangs.
    ``forside.hovedsvaret(data)``.
    """
    return svar.svar_i_punkter(data)


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
    """Effect per year: each agency by itself, measure by measure, against its own cut; or sector by sector.
    ``forside.effekt_mot_rammekutt(data)``.
    """
    if savnet := _savnet(data, "effekt-mot-rammekutt", "Effekten av tiltakene hvert år"):
        return savnet
    om, penger = _omfang(data), data.bok.penger
    rader, total, kutt = om.rader(), om.total(), om.kuttene()
    desimaler = penger.desimaler(total.values())
    deler = {
        gruppe: {navn: {ar: (b or _NULL) / penger.i_kroner for ar, b in rad.items()} for navn, rad in alle.items()}
        for gruppe, alle in om.deler().items()
        if alle
    }
    navn = {kode: om.navn().get(kode, kode) for kode in deler}
    i_felt = bool(kutt) and len(deler) * len(om.info.periode) <= FLEST
    i_enheten = {k: {ar: None if b is None else b / penger.i_kroner for ar, b in r.items()} for k, r in kutt.items()}

    def tegn(akser: "Axes", smal: bool) -> None:
        if i_felt:
            felt_mot_kutt(akser, deler, navn, i_enheten, smal)
            return
        grupper = {
            gruppe: {ar: sum((rad[ar] for rad in alle.values()), _NULL) for ar in om.info.periode}
            for gruppe, alle in deler.items()
        }
        summer = {ar: belop / penger.i_kroner for ar, belop in total.items()}
        med_kode = {k: k if n == k else f"{k} {n}" for k, n in navn.items()}
        stablede_stolper(akser, grupper, summer, med_kode, smal)

    return Figur(
        sektor=om.vist,
        adresse="effekt-mot-rammekutt",
        emne="Effekten av tiltakene hvert år" + (f", mot {om.KUTTET}" if i_felt else ""),
        tittel="",
        undertittel=f"Driftsvirkning i {penger.ord_}, hvert felt er {om.ETT_FELT}. {POSITIVT_FORST}",
        kilde=om.kilde(),
        noter=[*om.noter_om_kutt(), *om.ikke_fullt_ut(), prisniva_i_ord(data)],
        data=pd.DataFrame(
            [
                *_som_data(penger, rader),
                *(
                    {"rad": f"{_KUTT}, {kode}", "ar": ar, penger.kolonne: penger.data(b)}
                    for kode, rad in kutt.items()
                    for ar, b in rad.items()
                    if b is not None
                ),
            ]
        ),
        hode=[om.FORSTE_KOLONNE, *(arstall(om.av, ar) for ar in om.info.periode)],
        rader=[
            *([rad, *ruter(penger, per_ar)] for rad, per_ar in rader.items()),
            [SUM, *ruter(penger, total)],
            *(
                [f"{_KUTT}, {kode}", *(MANGLER if b is None else penger.tall(b, desimaler) for b in rad.values())]
                for kode, rad in kutt.items()
            ),
        ],
        alternativtekst=" ".join(
            ["Stablede søyler.", ar_i_ord(penger, total) + om.delene_i_ord(), *_kutt_i_ord(penger, kutt, om.navn())]
        ),
        tegning=tegn,
        hoyde=3.9,
        hoyde_smal=4.4,
    )


def _kutt_i_ord(penger: Penger, kutt: Kutt, navn: Mapping[str, str]) -> list[str]:
    """The cuts of each agency, a sentence each."""
    desimaler = penger.desimaler([])
    kjente = {k: {ar: b for ar, b in rad.items() if b is not None} for k, rad in kutt.items()}
    return [
        f"Kuttet for {navn[k]}: {', '.join(f'{penger.tall(b, desimaler)} i {ar}' for ar, b in rad.items())}."
        for k, rad in kjente.items()
    ]


def tiltakene(data: Program) -> Tabell | Mangelboks:
    """The measures and their effect: all of the one sector, or the largest of the programme.
    ``forside.tiltakene(data)``.
    """
    if data.eneste:
        return replace(tabeller.effekt_per_tiltak(data.eneste), sektor=data)
    alle = alle_tiltak(data, med_plan=False)
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
    """Effect per year by agency or sector, and by class, the sum, and what is left of the cuts.
    ``forside.fordeling(data)``.
    """
    if savnet := _savnet(data, "effekt-i-korte-trekk", "Effekt per år etter virksomhet og samlet vurdering"):
        return savnet
    om, penger = _omfang(data), data.bok.penger
    klasser, total, gjenstar = om.klasser(), om.total(), om.gjenstar()
    rader: dict[str, Arsrad] = {**om.grupper(), **klasser, SUM: dict(total)}
    kjent = any(belop is not None for belop in gjenstar.values())
    desimaler = penger.desimaler(total.values())
    return Tabell(
        sektor=om.vist,
        adresse="effekt-i-korte-trekk",
        tittel=f"Effekt per år etter {om.GRUPPE} og etter samlet vurdering",
        undertittel=(f"{driftsvirkning(penger)}. Hvert tiltak telles med både {om.HOS} og i sin klasse"),
        kilde=om.kilde(),
        noter=[*([_HVER_FOR_SEG] if kjent else []), *om.noter(), *om.ikke_fullt_ut()],
        data=pd.DataFrame(
            _som_data(
                penger,
                {**{navn.strip("*"): rad for navn, rad in rader.items()}, **({_UDEKKET: gjenstar} if kjent else {})},
            )
        ),
        hode=[f"{om.GRUPPE.capitalize()} eller klasse", *(arstall(om.av, ar) for ar in om.info.periode)],
        rader=[
            *([navn, *ruter(penger, rad)] for navn, rad in rader.items()),
            *(
                [[_UDEKKET, *(MANGLER if b is None else penger.tall(b, desimaler) for b in gjenstar.values())]]
                if kjent
                else []
            ),
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

    KUTTET = "virksomhetens vedtatte rammekutt"
    ETT_FELT = "ett tiltak"
    FORSTE_KOLONNE = "Tiltak"
    GRUPPE = "virksomhet"
    HOS = "hos sin virksomhet"

    @property
    def info(self) -> Sektorinfo:
        return self.sektor.info

    @property
    def ar(self) -> Sequence[int]:
        return self.info.periode

    @property
    def av(self) -> Sektor | Program:
        """What the years are of."""
        return self.sektor

    def varig(self) -> str:
        return "hvert år fra" if er_varig(self.sektor) else "i"

    def ikke_fullt_ut(self) -> list[str]:
        return ikke_fullt_ut(self.sektor)

    def med_risikoen(self) -> Mapping[int, Fraction] | None:
        """The sum with the risk per year; None where the book has chosen no chances."""
        return gjennomforing.forventet_total(self.sektor) if gjennomforing.har_utsikter(self.sektor) else None

    def total(self) -> Mapping[int, Fraction]:
        return beregning.total(self.sektor)

    def kuttene(self) -> Kutt:
        """The cuts of each agency that has any in these years."""
        return {k: rad for k, rad in kuttene(self.sektor).items() if any(b is not None for b in rad.values())}

    def gjenstar(self) -> dict[int, Fraction | None]:
        return {ar: d.gjenstar for ar, d in dekning(self.sektor)[TOTAL].items()}

    def mangler(self) -> Udekket | None:
        return udekket(self.sektor)

    def om_dekningen(self) -> list[str]:
        return dekningen_i_ord(self.sektor)

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
        med_kutt = bool(self.kuttene())
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

    KUTTET = ""
    ETT_FELT = "en sektor"
    FORSTE_KOLONNE = "Sektor"
    GRUPPE = "sektor"
    HOS = "i sin sektor"

    @property
    def info(self) -> Programinfo:
        return self.vist.info

    @property
    def ar(self) -> Sequence[int]:
        return felles_ar(self.vist)

    @property
    def av(self) -> Sektor | Program:
        """What the years are of."""
        return self.vist

    def varig(self) -> str:
        return "i"

    def ikke_fullt_ut(self) -> list[str]:
        return []

    def med_risikoen(self) -> Mapping[int, Fraction] | None:
        """The sum with the risk per year; None where the book has chosen no chances."""
        if not all(gjennomforing.har_utsikter(s) for s in self.vist.sektorer.values()):
            return None
        per_sektor = list(programsummer.forventet_per_sektor(self.vist).values())
        return {ar: sum((rad[ar] or _NULL for rad in per_sektor), _NULL) for ar in self.info.periode}

    def total(self) -> Mapping[int, Fraction]:
        return programsummer.programmets_total(self.vist)

    def kuttene(self) -> Kutt:
        """None: a sector's cut is its agencies', and may not be set off between them."""
        return {}

    def gjenstar(self) -> dict[int, Fraction | None]:
        return {ar: d.gjenstar if d else None for ar, d in programsummer.programmets_dekning(self.vist)[TOTAL].items()}

    def mangler(self) -> Udekket | None:
        return programmets_udekkede(self.vist)

    def om_dekningen(self) -> list[str]:
        return [_HVER_FOR_SEG] if self.mangler() else []

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
        return utelatt_i_ord(self.vist)

    def delene_i_ord(self) -> str:
        return ""

    def gruppene_i_ord(self, klasser: Mapping[str, Arsrad], total: Mapping[int, Fraction]) -> str:
        hvor_mange = f"{antall(self.vist.sektorer).capitalize()} sektorer og {antall(klasser)} klasser."
        return f"{hvor_mange} {ar_i_ord(self.vist.bok.penger, total)}"
