"""What measures cost beside what they gain: gross and net on the card, present value and payback, price years.

Sentences are written where they hold: each has its condition here, so that they follow a reviewer's changes.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, vis_prosent, vis_tall
from effekt.base.words import ramse
from effekt.calc import beregning, naverdi, prisniva
from effekt.calc.gjennomforing import har_utsikter
from effekt.calc.naverdi import Horisont, Strom, Tilbakebetaling
from effekt.calc.varighet import arstall, full_effekt
from effekt.display.blocks import Avsnitt, Blokk, Rutenett
from effekt.display.captions import forutsetningene
from effekt.display.described import SUM
from effekt.display.numbered import Tabell, beregnet_tabell
from effekt.display.objects import Kilde, Prosa
from effekt.display.texts import Utfyller, henvisning, kapittelkontekst, sektorens_utelatte_i_ord, uten_tall
from effekt.model.okonomi import KALKULASJONSRENTE, KOSTNADSSLAG, LEVETID
from effekt.model.storrelse import Storrelse
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor

_INGEN_KOSTNAD: Final = "Kilden oppgir ingen engangskostnad eller investering."


def i_prisar(sektor: Sektor, storrelse: Storrelse) -> str:
    """The price year of an amount, after its value: «, 2025-kroner»; nothing where it is not known."""
    ar = storrelse.prisar or (sektor.info.prisar if storrelse.er_belop else None)
    return f", {ar}-kroner" if ar else ""


# --- on the card ---------------------------------------------------------------------------------------------------


def kostnadsblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """Gross gain, costs and net per year where the source has any cost, and one line of present value."""
    linje = " ".join(_naverdilinje(sektor, tiltak))
    return [*_brutto_og_netto(sektor, tiltak), *([Avsnitt(linje, "kort-forbehold")] if linje else [])]


def _brutto_og_netto(sektor: Sektor, tiltak: Tiltak) -> Iterator[Blokk]:
    penger, periode = sektor.bok.penger, sektor.info.periode
    gevinst, kostnad = beregning.brutto_effekt(tiltak, periode)
    utlegg = _utlegg(tiltak, periode)
    lan = _lanets_investering(tiltak, periode)
    if not any([*kostnad.values(), *(b for rad in utlegg.values() for b in rad.values()), *lan.values()]):
        return
    effekt = beregning.effekt(tiltak, periode)
    avrunding = {ar: effekt[ar] - gevinst[ar] + kostnad[ar] for ar in periode}
    rader = {"Brutto gevinst": gevinst}
    if any(kostnad.values()):
        rader["Årlige kostnader, med lånet" if tiltak.lan else "Årlige kostnader"] = _minus(kostnad)
    if any(avrunding.values()):
        rader["Avrunding på kortet"] = avrunding
    rader["Effekten på kortet"] = effekt
    rader |= {KOSTNADSSLAG[slag]: _minus(rad) for slag, rad in utlegg.items()}
    if utlegg:
        alt = {ar: sum((rad[ar] for rad in utlegg.values()), Fraction(0)) for ar in periode}
        rader["Netto"] = {ar: effekt[ar] - alt[ar] for ar in periode}
    if any(lan.values()):
        rader["Investering som lånet betaler"] = _minus(lan)
    yield Rutenett(
        ["Brutto og netto", *(arstall(sektor, ar, tiltak.id) for ar in periode)],
        [[navn, *(penger.vis(b) if b else "0" for b in rad.values())] for navn, rad in rader.items()],
        f"Gevinst og kostnader av {tiltak.id} per år, i {penger.ord_}",
        klasse="effekt-tabell tall",
    )
    if any(lan.values()):
        yield Avsnitt(
            "Investeringen er betalt med lån. Lånet er med i de årlige kostnadene, og investeringen er derfor ikke "
            "trukket fra i tillegg.",
            "kort-forbehold",
        )


def _minus(belop: Mapping[int, Fraction]) -> dict[int, Fraction]:
    return {ar: -b for ar, b in belop.items()}


def _utlegg(tiltak: Tiltak, periode: Sequence[int]) -> dict[str, beregning.Arsbelop]:
    """What the measure costs once, by kind and year, as it falls with the measure's delay; nothing when left out."""
    per_slag = {
        slag: {
            ar: sum((k.i_kroner(ar) for k in tiltak.kostnader.values() if k.slag == slag), Fraction(0))
            for ar in periode
        }
        for slag in KOSTNADSSLAG
        if any(k.slag == slag for k in tiltak.kostnader.values())
    }
    return {s: beregning.utsatt(rad, tiltak.ar_senere) for s, rad in per_slag.items()} if tiltak.gjennomfores else {}


def _lanets_investering(tiltak: Tiltak, periode: Sequence[int]) -> beregning.Arsbelop:
    """What is invested with the measure's loan, in the year that the loan begins."""
    ingen = dict.fromkeys(periode, Fraction(0))
    if tiltak.lan is None or not tiltak.gjennomfores or tiltak.lan.forste_ar not in ingen:
        return ingen
    belop = tiltak.forutsetninger[tiltak.lan.belop].i_formel(tiltak.lan.forste_ar) * tiltak.premissfakta.skala
    return beregning.utsatt({**ingen, tiltak.lan.forste_ar: belop}, tiltak.ar_senere)


def _naverdilinje(sektor: Sektor, tiltak: Tiltak) -> Iterator[str]:
    h = naverdi.horisont(sektor)
    if h is None or not tiltak.gjennomfores:
        return
    penger, ett = sektor.bok.penger, naverdi.strom(sektor, tiltak)
    verdi = penger.vis(h.naverdi(ett.netto), 1)
    risiko = ""
    if har_utsikter(sektor):
        forventet = penger.vis(naverdi.forventet_naverdi(sektor, tiltak.id), 1)
        risiko = f", og {forventet} med risikoen for at det ikke blir det, eller blir forsinket"
    yield (
        f"Nåverdien til og med {h.ar[-1]} er {verdi} {penger.ord_} med {_rente(h)} rente hvis tiltaket blir "
        f"gjennomført{risiko}."
    )
    if tilbake := _tilbake(ett, h):
        yield _tilbake_i_ord(h, tilbake, naverdi.tilbakebetalt(ett.netto, h, rente=True))
    elif not any(ett.utlegg.values()) and not (tiltak.lan or tiltak.kostnader):
        yield _INGEN_KOSTNAD


def _tilbake(ett: Strom, h: Horisont) -> Tilbakebetaling | None:
    """When what is laid out is gained back; None for what lays out nothing, and only costs each year."""
    gir_noe = any(b > 0 for b in ett.netto.values())
    return naverdi.tilbakebetalt(ett.netto, h) if gir_noe or any(ett.utlegg.values()) else None


def _rente(h: Horisont) -> str:
    return vis_prosent(h.rente)


def _tilbake_i_ord(h: Horisont, tilbake: Tilbakebetaling, med_rente: Tilbakebetaling | None) -> str:
    """When what is laid out is gained back; with the rate too, which the present value beside it has, if it differs."""
    if tilbake.ar is None:
        return f"Utlegget er ikke tjent inn i løpet av {h.ar[-1]}."
    forst = f"Utlegget er tjent inn i {tilbake.ar}"
    if med_rente is None or med_rente.ar == tilbake.ar:
        return f"{forst}."
    if med_rente.ar is None:
        return f"{forst}, men ikke i løpet av {h.ar[-1]} når renten er regnet med."
    return f"{forst}, og i {med_rente.ar} når renten er regnet med."


# --- present value and payback -------------------------------------------------------------------------------------


def naverdier(sektor: Sektor) -> Tabell | Prosa:
    """Present value and payback of each measure and of all, over the chosen horizon.

    Nothing where program.yml has chosen no rate and horizon.
    ``okonomi.naverdier(hls)``.
    """
    h = naverdi.horisont(sektor)
    if h is None or not sektor.tiltak:
        return Prosa("")
    penger = sektor.bok.penger
    alle: dict[str, Strom] = {**naverdi.strommer(sektor), SUM: naverdi.samlet(sektor)}
    med_risiko = har_utsikter(sektor)
    risiko = (
        {**naverdi.forventede_naverdier(sektor), SUM: naverdi.forventet_naverdi_total(sektor)} if med_risiko else {}
    )
    verdier = {id_: (h.naverdi(ett.effekt), -h.naverdi(ett.utlegg), h.naverdi(ett.netto)) for id_, ett in alle.items()}
    tilbake = {id_: _tilbake(ett, h) for id_, ett in alle.items()}

    def ar(id_: str) -> str:
        # What one measure lays out is not gained back by the others.
        if id_ == SUM or (en := tilbake[id_]) is None:
            return STREK
        return str(en.ar) if en.ar else f"ikke i løpet av {h.ar[-1]}"

    def navn(id_: str) -> str:
        return id_ if id_ == SUM else f"{henvisning(sektor, f'kort-{id_.lower()}')} {sektor.tiltak[id_].vist_navn}"

    def tall(belop: Fraction) -> str:
        return penger.vis(belop, 1) if belop else "0"

    def utlegg(id_: str) -> Fraction | None:
        """What is laid out; None where the source says nothing of it, which is not that it costs nothing."""
        kjent = id_ == SUM or sektor.tiltak[id_].lan or sektor.tiltak[id_].kostnader
        return verdier[id_][1] if kjent else None

    # What it is worth in all is not known where its source is silent on a year.
    uten = {
        id_: next(iter(i_stedet.values()))
        for id_, ett in sektor.tiltak.items()
        if (i_stedet := uten_tall(ett, sektor.info.periode))
    }
    effekt, _, netto = verdier[SUM]
    return Tabell(
        sektor=sektor,
        adresse="naverdi",
        tittel="Nåverdi og tilbakebetaling",
        undertittel=(
            f"{penger.ord_[0].upper()}{penger.ord_[1:]} i {h.ar[0]}, med {_rente(h)} rente, for "
            f"{h.ar[0]}\u2013{h.ar[-1]}. Positive tall er gevinst for kommunen"
        ),
        kilde=Kilde.beregnet(sektor, forutsetningene(sektor)),
        hode=[
            "Tiltak",
            "Effekt",
            "Engangskostnad og investering",
            "Nåverdi hvis det blir gjennomført",
            *(["Nåverdi med risiko"] if med_risiko else []),
            "Tjent inn",
        ],
        rader=[
            [navn(id_), *[uten[id_]] * (3 + med_risiko), STREK]
            if id_ in uten
            else [
                navn(id_),
                tall(verdier[id_][0]),
                MANGLER if (lagt_ut := utlegg(id_)) is None else tall(lagt_ut),
                tall(verdier[id_][2]),
                *([tall(risiko[id_])] if med_risiko else []),
                ar(id_),
            ]
            for id_ in alle
        ],
        data=pd.DataFrame(
            {
                "tiltak": "sum" if id_ == SUM else id_,
                **penger.kolonner(
                    effekt=verdier[id_][0],
                    engang_og_investering=utlegg(id_),
                    naverdi=verdier[id_][2],
                    **({"med_risiko": risiko[id_]} if med_risiko else {}),
                ),
                "tjent_inn": ar(id_),
            }
            for id_ in alle
            if uten.get(id_) != MANGLER
        ),
        noter=list(_noter(sektor, h)),
        alternativtekst=(
            f"Nåverdien av tiltakene til sammen er {tall(netto)} {penger.ord_}"
            + (f", og {tall(risiko[SUM])} med risikoen" if med_risiko else "")
            + (f". Uten engangskostnader og investeringer er den {tall(effekt)}." if effekt != netto else ".")
        ),
    )


def _noter(sektor: Sektor, h: Horisont) -> Iterator[str]:
    """What a present value rests on, each where it is so."""
    siste, tiltak = sektor.info.periode[-1], sektor.tiltak.unrecorded()
    yield (
        f"Beløp i {h.ar[0]} regnes fullt, og beløp i senere år deles på {vis_tall(1 + h.rente)} for hvert år. "
        "Renten og antall år er våre valg"
    )
    if h.ar[-1] > siste:
        varer = [id_ for id_, t in tiltak.items() if naverdi.varer(sektor, t)]
        if len(varer) == len(tiltak):
            yield f"Etter {siste} er effekten av hvert tiltak regnet videre slik regnestykket gir den for {siste}"
        elif varer:
            yield f"Etter {siste} er bare effekten av {ramse(varer)} regnet videre: De andre er det ikke sagt at varer"
        else:
            yield f"Etter {siste} er det ikke regnet med effekt, for kilden sier ikke at den varer"
        if underveis := [id_ for id_ in varer if full_effekt(sektor, id_).belop != naverdi.nivaet_etter(sektor, id_)]:
            yield f"{ramse(underveis)} er ikke fullt innfaset da, og er regnet videre slik det er"
    if lan := [id_ for id_, t in tiltak.items() if t.lan]:
        yield (
            f"For {ramse(lan)} er investeringen regnet med det året den blir gjort, og avdrag og renter er holdt "
            "utenfor: Med begge deler ville det samme telle to ganger. Effekten på kortet har i stedet lånet med"
        )
    if any(any(ett.utlegg.values()) for ett in naverdi.strommer(sektor).values()):
        yield f"Det en investering er verdt etter {h.ar[-1]}, er ikke regnet med"
    yield "Nåverdien er av pengene kommunen selv får og bruker, og sier ikke om tiltaket lønner seg for samfunnet"
    yield from sektorens_utelatte_i_ord(sektor)


def naverdi_i_ord(sektor: Sektor) -> Prosa:
    """What the present values say: the total with and without the risk, and when outlays are gained back.
    ``okonomi.naverdi_i_ord(hls)``.
    """
    h = naverdi.horisont(sektor)
    if h is None or not sektor.tiltak:
        return Prosa("")
    utfyller = Utfyller(kapittelkontekst(sektor), "regneregler, ")
    valg = " ".join(_om_valgene(sektor, utfyller))
    return Prosa("\n\n".join(del_ for del_ in (" ".join(_setninger(sektor, h)), valg) if del_), utfyller.brutte)


def _om_valgene(sektor: Sektor, utfyller: Utfyller) -> Iterator[str]:
    """Why the rate and the horizon are what they are; of one that a reviewer has changed, that it is."""
    uendret = sektor.uendret.felles.regneregler if sektor.uendret else {}
    for navn, hva in ((KALKULASJONSRENTE, "Renten"), (LEVETID, "Tiden")):
        regel = sektor.felles.regneregler[navn]
        if navn in uendret and uendret[navn].verdi != regel.verdi:
            yield f"{hva}, {regel}, er endret i denne omregningen."
        else:
            grunn = utfyller(regel.begrunnelse, navn) if regel.begrunnelse else ""
            yield f"{hva} er {regel}. {grunn}".strip()


def _setninger(sektor: Sektor, h: Horisont) -> Iterator[str]:
    penger = sektor.bok.penger

    def vis(belop: Fraction) -> str:
        return penger.vis(belop, 1)

    total = naverdi.naverdi_total(sektor)
    risiko = ""
    if har_utsikter(sektor):
        forventet = vis(naverdi.forventet_naverdi_total(sektor))
        risiko = f", og {forventet} {penger.ord_} med risikoen for at de ikke blir det, eller blir forsinket"
    yield (
        f"Nåverdien av tiltakene til og med {h.ar[-1]} er til sammen {vis(total)} {penger.ord_}, med {_rente(h)} "
        f"rente, hvis de blir gjennomført{risiko}."
    )
    siste = sektor.info.periode[-1]
    if etter := h.naverdi({ar: b for ar, b in naverdi.samlet(sektor).netto.items() if ar > siste}):
        av = " av den første nåverdien" if risiko else ""
        yield f"Årene etter {siste}, som er regnet som {siste}, står for {vis(etter)} {penger.ord_}{av}."
    strommer = naverdi.strommer(sektor)
    for id_, ett in strommer.items():
        yield from _om_utlegget(sektor, h, id_, ett)
    periode = sektor.info.periode
    gjennomfores = [id_ for id_, t in sektor.tiltak.items() if t.gjennomfores and beregning.har_belop(t, periode)]
    uten = [id_ for id_ in gjennomfores if not sektor.tiltak[id_].kostnader and not sektor.tiltak[id_].lan]
    if uten and len(uten) == len(gjennomfores):
        yield (
            "Kilden oppgir verken engangskostnad eller investering for noen av tiltakene. Nåverdien er derfor bare av "
            "effekten, og er for høy hvis det koster noe å komme dit."
        )
    elif uten:
        yield (
            f"For {ramse(uten)} oppgir kilden verken engangskostnad eller investering. Der er nåverdien bare av "
            "effekten, og er for høy hvis det koster noe å komme dit."
        )


def _om_utlegget(sektor: Sektor, h: Horisont, id_: str, ett: Strom) -> Iterator[str]:
    """When the measure's outlays are gained back, with the rate and without, and what it is worth then."""
    tilbake = naverdi.tilbakebetalt(ett.netto, h)
    utlegg = sum(ett.utlegg.values(), Fraction(0))
    if tilbake is None or not utlegg:
        return
    penger, verdi = sektor.bok.penger, h.naverdi(ett.netto)
    koster = f"{id_} koster {penger.vis(utlegg, 1)} {penger.ord_} i {ramse(str(a) for a, b in ett.utlegg.items() if b)}"
    med_rente = naverdi.tilbakebetalt(ett.netto, h, rente=True)
    if tilbake.ar is None:
        yield f"{koster}, og det er ikke tjent inn i løpet av {h.ar[-1]}."
    elif med_rente and med_rente.ar and med_rente.ar != tilbake.ar:
        yield f"{koster}. Det er tjent inn i {tilbake.ar}, og i {med_rente.ar} når renten er regnet med."
    elif med_rente and med_rente.ar is None:
        yield f"{koster}. Det er tjent inn i {tilbake.ar}, men ikke i løpet av {h.ar[-1]} når renten er regnet med."
    else:
        yield f"{koster}, og det er tjent inn i {tilbake.ar}."
    hva = "et tap" if verdi < 0 else "en gevinst"
    if verdi:
        yield f"Nåverdien er {hva} på {penger.vis(abs(verdi), 1)} {penger.ord_}."


# --- price years ----------------------------------------------------------------------------------------------------


def prisar_i_ord(sektor: Sektor) -> Prosa:
    """Which kroner the amounts are in, and that sums add them as they are where that is so.
    ``okonomi.prisar_i_ord(hls)``.
    """
    return Prosa(" ".join(_om_prisar(sektor)))


def _om_prisar(sektor: Sektor) -> Iterator[str]:
    belop = prisniva.belopene(sektor)
    if not belop:
        return
    info = sektor.info
    if info.prisniva or info.prisar:
        yield f"Beløpene står i {info.prisniva or f'{info.prisar}-kroner'}, om ikke annet er oppgitt."
    kjente = {adresse: ar for adresse, f in belop.items() if (ar := prisniva.prisar_av(sektor, f))}
    ukjente = [] if info.prisniva else [adresse for adresse in belop if adresse not in kjente]
    egne = {adresse: f.prisar for adresse, f in belop.items() if f.prisar and f.prisar != info.prisar}
    if not kjente and ukjente:
        yield "Prisåret er ikke oppgitt for noen av beløpene i regnestykkene."
    elif ukjente:
        yield f"Prisåret er ikke oppgitt for {len(ukjente)} av de {len(belop)} beløpene i regnestykkene."
    for ar in sorted(set(egne.values()) - {None}):
        hvilke = [f"`{adresse}`" for adresse, eget in egne.items() if eget == ar]
        yield f"I {ar}-kroner står {ramse(hvilke)}."
    if not _ulike(sektor):
        return
    fast = prisniva.i_faste_kroner(sektor)
    if fast and not fast.mangler:
        yield f"Kortene og summene legger beløpene sammen som de står. Tabellen har dem i {fast.prisar}-kroner."
    else:
        yield "Kortene og summene legger beløpene sammen som de står, også når de kan være fra ulike år."


def _ulike(sektor: Sektor) -> bool:
    """Whether the amounts are of several years, or of years that nobody has said."""
    return bool(prisniva.belopene(sektor)) and prisniva.felles_niva(sektor) is None


def _ikke_faste(sektor: Sektor) -> str:
    """Why effects are not shown in the kroner of one year; empty where all amounts are of the same."""
    if not _ulike(sektor):
        return ""
    fast = prisniva.i_faste_kroner(sektor)
    if fast:
        grunn = f"Deflatoren mangler {ramse(map(str, fast.mangler))}."
    elif not prisniva.vekst(sektor):
        grunn = "Det er ikke ført inn noen deflator."
    else:
        grunn = "Det er ikke oppgitt hvilket år beløpene skal regnes om til."
    return f"Effekten er ikke regnet om til faste kroner: {grunn}"


def faste_kroner(sektor: Sektor) -> Tabell | Prosa:
    """Every measure's effect in the kroner of the sector's price year, or why it cannot be worked out.
    ``okonomi.faste_kroner(data)``.
    """
    fast = prisniva.i_faste_kroner(sektor)
    if fast is None or fast.mangler:
        return Prosa(_ikke_faste(sektor))
    vekt, periode = beregning.vekt_av(sektor), sektor.info.periode
    alle = fast.effekt
    total = {ar: sum((b[ar] * vekt[id_].frigjort for id_, b in alle.items()), Fraction(0)) for ar in periode}
    penger, siste = sektor.bok.penger, periode[-1]
    return beregnet_tabell(
        sektor,
        None,
        adresse="faste-kroner",
        nummer="",
        tittel=f"Effekten i {fast.prisar}-kroner",
        rader={
            **{
                f"{henvisning(sektor, f'kort-{id_.lower()}')} {sektor.tiltak[id_].vist_navn}": belop
                for id_, belop in alle.items()
            },
            SUM: total,
        },
        grunnlag=f"{forutsetningene(sektor)} og deflatoren",
        forste_kolonne="Tiltak",
        alternativtekst=(
            f"Effekten er til sammen {penger.tall(total[siste])} {penger.ord_} i {siste}, mot "
            f"{penger.tall(beregning.total(sektor)[siste])} når beløpene legges sammen som de står."
        ),
        noter=["Effektene er ikke avrundet, slik kortene kan være", *sektorens_utelatte_i_ord(sektor)],
    )
