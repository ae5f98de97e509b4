"""The page of one measure: what it is, what it gives and how sure that is, who notices, what must happen.

First what a reader asks, then folded: the calculation, the ratings in full, what is worth knowing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, Final

import pandas as pd

from effekt.base.numbers import vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, gjennomforing
from effekt.calc.usikkerhet import spenn
from effekt.calc.varighet import arstall, er_varig, full_effekt
from effekt.display.blocks import (
    OVERSKRIFT,
    Anker,
    Avsnitt,
    Blokk,
    Boks,
    Liste,
    Nedtrekk,
    Sidetittel,
    boks,
    skjermet,
)  # fmt: skip
from effekt.display.captions import fra_siste_ar, positivt_for, tiltaket_fullt_ut
from effekt.display.drawings import soyler_med_spenn
from effekt.display.numbered import Figur
from effekt.display.objects import Kilde, Kort, Mangelboks, Publiserbar, henvis, sti_i_data
from effekt.display.oppgitt import hvem_i_ord, kilden, kilden_i_ord, per_ar_i_ord, uten_ar_i_ord
from effekt.display.records import Post
from effekt.display.regnselv import regn_selv
from effekt.display.texts import OMTALT, UTELATT, Utfyller, etikett, tiltakskontekst, uten_tall
from effekt.model.plan import STATUS
from effekt.model.program import IKKE_GJENGITT, Skalatrinn
from effekt.model.storrelse import Opphav
from effekt.model.tiltak import Konsekvensvurdering, Tiltak, Usikkerhetsvurdering
from effekt.reading.sektor import Sektor
from effekt.reading.tiltakssider import ALLE_TILTAK
from effekt.reading.utkast import Uferdig
from effekt.report import plan
from effekt.report.gevinstlinje import gevinstlinje
from effekt.report.gjennomforing import premisspunkter, sjanseblokker
from effekt.report.okonomi import kostnadsblokker
from effekt.report.registre import ENDRET, UTLEDET
from effekt.report.regnestykke import regnestykket
from effekt.report.samspillsord import samspillspunkter
from effekt.report.spennord import usikkerhetsblokker
from effekt.report.utgatte import utgatt_side

# So many of the remarks stand first in their fold; the others have one of their own.
_FORST: Final = 3
_UKJENT: Final = "ukjent"
# What the ratings of consequences are of, where the whole of the field's name has no room.
_HVEM: Final = {"konsekvenser_samfunn": "Innbyggere og samfunn", "konsekvenser_ansatte": "Ansatte og organisasjon"}
# The end of a sentence, before the next one.
_SETNINGSSLUTT: Final = re.compile(r"(?<=[a-zæøå0-9»)][.!?])\s+(?=[A-ZÆØÅ«{*])")
# Why a rating is as it is, where that is not in a coloured box on the card: said once, under those it is true of.
_GRUNNLAG: Final = {
    "tekst": "Vurderingen er hentet fra teksten på kortet.",
    "ingen": "Fargekoden på kortet er ikke med i det vi har lest av kilden.",
}
# The signs, in the order that a reader meets them.
_TEGN: Final = "¹²"


@dataclass(frozen=True, repr=False)
class Overskrift(Publiserbar):
    """The title of a page: the chapter gets it as its heading when it is run."""

    slag: ClassVar[str] = "tekst"

    tekst: str

    def blokker(self) -> Sequence[Blokk]:
        return [Sidetittel(self.tekst)]


@dataclass(frozen=True, repr=False)
class Kortside(Publiserbar):
    """A measure's page: its card, with the figure of its effect in it, if it has one.

    ``merke`` is its label; ``over`` and ``under`` are what stands before and after the figure in its box.
    """

    merke: str
    navn: str
    hode: Sequence[Blokk]
    over: Sequence[Blokk]
    figur: Figur | None
    under: Sequence[Blokk]
    rest: Sequence[Blokk]
    brutte_pastander: Sequence[str] = field(default_factory=list)

    @property
    def etikett(self) -> str:
        return self.merke

    def blokker(self) -> Sequence[Blokk]:
        return self._satt_sammen(self.figur.blokker() if self.figur else ())

    def _satt_sammen(self, figur: Sequence[Blokk]) -> Sequence[Blokk]:
        effekt = boks("kort-effekt", *self.over, *figur, *self.under)
        # The label that references to the card use; a container takes no name of its own.
        return [Anker(self.merke), boks("kort tiltaksside", *self.hode, effekt, *self.rest)]

    def lagre(self, fortegn: str = "") -> None:
        if self.figur:
            self.figur.lagre(fortegn)

    def lagre_mot(self, for_: Publiserbar) -> None:
        if isinstance(for_, Kortside) and self.figur and for_.figur:
            self.figur.lagre_mot(for_.figur)

    def _post(self, figur: Post | None) -> Post:
        kort = Kort(self._satt_sammen(()), self.brutte_pastander, self.merke, self.navn).post()
        return Post("tiltaksside", deler=(kort, *([figur] if figur else [])))

    def post(self, fortegn: str = "") -> Post:
        return self._post(self.figur.post(fortegn) if self.figur else None)

    def post_mot(self) -> Post:
        return self._post(self.figur.post_mot() if self.figur else None)

    def __repr__(self) -> str:
        uten = "\n".join(b.tekst() for b in self._satt_sammen(()))
        return f"{uten}\n{self.figur!r}" if self.figur else uten


def overskrift(sektor: Sektor, tiltak_id: str = "") -> Overskrift:
    """The short name of a measure, as its page's title; of the first one where none is named.
    ``tiltaksside.overskrift(data, "VEI1")``.
    """
    ett = _finn(sektor, tiltak_id)
    return Overskrift((ett.vist_navn if isinstance(ett, Tiltak) else ett.navn) or ett.id)


def tiltaket(sektor: Sektor, tiltak_id: str = "") -> Kortside | Kort | Mangelboks:
    """All of a measure's page; what is missing of one that is being entered; of one that has ended, that it has.

    Raises Datafeil for an unknown one.
    ``tiltaksside.tiltaket(data, "VEI1")``.
    """
    tiltak = _finn(sektor, tiltak_id)
    if isinstance(tiltak, Uferdig):
        return uferdig(sektor, tiltak)
    if tiltak.utgar:
        return utgatt_side(sektor, tiltak)
    utfyller = Utfyller(tiltakskontekst(sektor), f"{tiltak.id}, ")
    merke = etikett(sektor, f"kort-{tiltak.id.lower()}")
    hode = [_hode(sektor, tiltak, utfyller)]
    over, under = _over_figuren(sektor, tiltak), _under_figuren(sektor, tiltak, utfyller)
    rest = [
        *_hvem_merker_det(sektor, tiltak, utfyller),
        *_hva_ma_skje(sektor, tiltak, utfyller),
        # «Regn selv» has its place here: what a reader changes, before how it is worked out.
        *([] if beregning.uoppgitte_ar(tiltak, sektor.info.periode) else [regn_selv(sektor, tiltak.id)]),
        *_slik_er_det_regnet(sektor, tiltak, utfyller),
        *_hvor_sikkert(sektor, tiltak),
        *_hele_vurderingen(sektor, tiltak, utfyller),
        *_verdt_a_vite(tiltak, utfyller),
        *_veier_videre(sektor, tiltak),
    ]
    navn = f"{tiltak.id} {tiltak.navn}"
    return Kortside(merke, navn, hode, over, _figuren(sektor, tiltak), under, rest, utfyller.brutte)


def uferdig(sektor: Sektor, ett: Uferdig) -> Mangelboks:
    """The place of a measure's card, and what its effect cannot be worked out without."""
    fil = sektor.dokumenter[ett.id].fil.name
    return Mangelboks(
        sektor,
        f"kort-{ett.id.lower()}",
        f"{ett.id} {ett.navn or '(uten navn)'}",
        [f"`{sti_i_data(sektor, 'tiltak', fil)}`: {', '.join(ett.hva)}"],
    )


def _finn(sektor: Sektor, id_: str) -> Tiltak | Uferdig:
    if not id_:
        id_ = next(iter([*sektor.tiltak, *sektor.uferdige, *sektor.utgatte]))
    ellers = sektor.uferdige.find(id_) or sektor.utgatte.find(id_)
    return ellers if ellers is not None else sektor.tiltak[id_]


# --- what stands open ----------------------------------------------------------------------------------------------


def forste_setning(tekst: str) -> tuple[str, str]:
    """The first sentence of a text, and the rest of it."""
    # Spaces within a number, and before its unit, stay what they are.
    deler = _SETNINGSSLUTT.split(re.sub(r"[ \n]+", " ", tekst).strip(), maxsplit=1)
    return deler[0], deler[1] if len(deler) > 1 else ""


def _hode(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    virksomhet = hvem_i_ord(sektor, tiltak)
    hva, resten = forste_setning(utfyller(tiltak.beskrivelse, "beskrivelse"))
    merkelapper = [boks("kort-merkelapp", *biter) for biter in _merkelapper(sektor, tiltak)]
    return boks(
        "kort-hode",
        Avsnitt(f"{tiltak.id} · {virksomhet}", "kort-id"),
        # The page's own title is the short name; where there is none, it is this one.
        Avsnitt(tiltak.navn, "kort-navn" if tiltak.kortnavn else "kort-navn skjult"),
        *([Avsnitt(hva, "kort-ingress")] if hva else []),
        *([boks("kort-merkelapper", *merkelapper)] if merkelapper else []),
        *([Avsnitt(resten, "kort-beskrivelse")] if resten else []),
    )


def _merkelapper(sektor: Sektor, tiltak: Tiltak) -> Iterator[Sequence[Blokk]]:
    """What is asked of a measure at a glance: when, how sure, its class, how far it has come."""
    if beregning.har_belop(tiltak, sektor.info.periode):
        yield Avsnitt("Når", "kort-merke"), Avsnitt(nar_i_ord(sektor, tiltak))
    if tiltak.vurderinger.estimatusikkerhet.gitt:
        yield Avsnitt("Anslaget", "kort-merke"), _trinn(sektor, tiltak.vurderinger.estimatusikkerhet)
    if klasse := tiltak.samlet_vurdering.klasse:
        yield Avsnitt("Samlet", "kort-merke"), Avsnitt(sektor.felles.klasser[klasse])
    if tiltak.status:
        yield Avsnitt("Status", "kort-merke"), Avsnitt(STATUS[tiltak.status])


def nar_i_ord(sektor: Sektor, tiltak: Tiltak) -> str:
    """When the measure gives something, and when all of it: «Fra 2027, fullt ut fra 2029»."""
    if not tiltak.gjennomfores:
        return stor_forbokstav(UTELATT)
    belop, ukjente = beregning.effekt(tiltak, sektor.info.periode), uten_tall(tiltak, sektor.info.periode)
    if ukjente:
        return f"Oppgitt for {ramse(str(ar) for ar in belop if ar not in ukjente)}"
    forste = next((ar for ar, b in belop.items() if b), None)
    if forste is None:
        return f"Ingen effekt til og med {sektor.info.periode[-1]}"
    siste = max(ar for ar, b in belop.items() if b)
    if siste < sektor.info.periode[-1]:
        return f"I {forste}" if siste == forste else f"Fra {forste} til {siste}"
    full = full_effekt(sektor, tiltak.id)
    if full.ar is None or full.ar <= forste or not full.belop:
        return f"Fra {forste}"
    return f"Fra {forste}, fullt ut fra {full.ar}"


def _over_figuren(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    penger, info = sektor.bok.penger, sektor.info
    if uten := uten_ar_i_ord(sektor, tiltak, penger):
        return [Avsnitt("Økonomisk effekt", OVERSKRIFT), Avsnitt(uten)]
    vist = per_ar_i_ord(sektor, tiltak, penger)
    return [
        Avsnitt("Økonomisk effekt", OVERSKRIFT),
        Avsnitt(f"{stor_forbokstav(penger.ord_)} per år. {stor_forbokstav(positivt_for(tiltak))}.", "kort-enhet"),
        boks(
            "kort-ar",
            *(boks("kort-arstall", Avsnitt(arstall(sektor, ar, tiltak.id)), Avsnitt(vist[ar])) for ar in info.periode),
        ),
    ]


def _under_figuren(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    belop = beregning.effekt(tiltak, sektor.info.periode)
    utsatt = (
        f"**Utsatt start: {tiltak.forsinkelse.antall_ar}\u00a0år.** Alle tallene er skjøvet så mange år fram. Det er "
        f"vår forutsetning{f', ikke {sektor.rapporten}s' if sektor.rapporten else ''}."
    )
    return [
        *([Avsnitt(utsatt, "kort-utsatt")] if tiltak.forsinkelse.antall_ar and tiltak.gjennomfores else []),
        *([Avsnitt(fullt, "kort-forbehold")] if (fullt := tiltaket_fullt_ut(sektor, tiltak.id)) else []),
        *(Avsnitt(sagt, "kort-forbehold") for sagt in kilden_i_ord(sektor, tiltak, sektor.bok.penger)),
        *([Avsnitt(avvik, "kort-forbehold")] if (avvik := _avvik_i_ord(sektor, tiltak, belop)) else []),
        *([Liste(gevinst)] if (gevinst := [*plan.gevinstpunkter(sektor, tiltak, utfyller)]) else []),
    ]


def _avvik_i_ord(sektor: Sektor, tiltak: Tiltak, belop: beregning.Arsbelop) -> str:
    """Where the effect of a measure being entered is not the printed one; a finished one has none, or is changed."""
    penger = sektor.bok.penger
    trykt = beregning.oppgitt_effekt(tiltak, sektor.info.periode)
    ulike = [f"{penger.vis(trykt[ar])} i {ar}" for ar in trykt if trykt[ar] != belop[ar]]
    if not ulike or not sektor.under_arbeid or sektor.uendret or tiltak.enkelt:
        return ""
    return f"**Ikke ferdig:** Regnestykket gir ikke det kilden oppgir, {ramse(ulike)} ({penger.ord_})."


def _figuren(sektor: Sektor, tiltak: Tiltak) -> Figur | None:
    """The effect per year with its range, and with the risk; none where there is nothing to draw."""
    penger, periode = sektor.bok.penger, sektor.info.periode
    ett = spenn(sektor, tiltak)
    if not tiltak.gjennomfores or not any([*ett.lav.values(), *ett.hoy.values()]):
        return None
    uten = uten_tall(tiltak, periode)
    kjente = [ar for ar in periode if ar not in uten]
    if uten and len(kjente) < _FLERE:
        return None
    med_risiko = gjennomforing.har_utsikter(sektor)
    ventet = gjennomforing.effekt_med_risikoen(sektor, tiltak.id) if med_risiko else {}
    alle = {"Lav": ett.lav, "Anslag": ett.hoved, "Høy": ett.hoy, **({"Med risikoen": ventet} if med_risiko else {})}
    desimaler = penger.desimaler(ett.hoved.values())
    siste = periode[-1]

    def i_enheten(belop: Mapping[int, Fraction]) -> dict[str, Fraction]:
        return {str(ar): belop[ar] / penger.i_kroner for ar in kjente}

    lav, hoy = i_enheten(ett.lav), i_enheten(ett.hoy)
    streken = "Streken går fra det laveste til det høyeste vi regner med"
    ruten = ". Ruten regner med risikoen for at tiltaket blir forsinket eller ikke blir gjennomført"
    return Figur(
        sektor=sektor,
        adresse=f"effekt-{tiltak.id.lower()}",
        emne=f"Økonomisk effekt av {tiltak.id} per år",
        tittel="" if siste in uten else _funnet(sektor, tiltak, ett.hoved[siste]),
        undertittel=(
            f"{stor_forbokstav(tiltak.vist_navn)}. Effekt i {penger.ord_} per år, {periode[0]}\u2013{siste}. {streken}"
            + (ruten if med_risiko else "")
        ),
        kilde=Kilde.beregnet(sektor, "beløpene i kilden" if tiltak.enkelt else "forutsetningene for tiltaket"),
        data=pd.DataFrame(
            [{"ar": ar, **{_KOLONNE[navn]: penger.data(belop[ar]) for navn, belop in alle.items()}} for ar in kjente]
        ),
        hode=["År", *alle],
        rader=[
            [
                arstall(sektor, ar, tiltak.id),
                *(uten.get(ar) or penger.vis(belop[ar], desimaler) for belop in alle.values()),
            ]
            for ar in periode
        ],
        alternativtekst=f"Stående søyler, i {penger.ord_}. "
        + "; ".join(
            f"{ar}: {penger.vis(ett.hoved[ar])}"
            + (
                f" ({penger.vis(ett.lav[ar], desimaler)} til {penger.vis(ett.hoy[ar], desimaler)})"
                if ett.lav[ar] != ett.hoy[ar]
                else ""
            )
            for ar in kjente
        )
        + ".",
        tegning=lambda akser, smal: soyler_med_spenn(
            akser,
            i_enheten(ett.hoved),
            {ar: (lav[ar], hoy[ar]) for ar in lav},
            i_enheten(ventet) if ventet else {},
            lambda verdi: f"{vis_tall(verdi, desimaler)} {penger.ord_}",
            smal,
        ),
        hoyde=3.4,
        hoyde_smal=2.6,
    )


# A figure over the years has at least so many.
_FLERE: Final = 2
_KOLONNE: Final = {"Lav": "lav", "Anslag": "anslag", "Høy": "hoy", "Med risikoen": "med_risikoen"}


def _funnet(sektor: Sektor, tiltak: Tiltak, belop: Fraction) -> str:
    """What the figure shows, as a claim: «Gir 24 mill. kroner i året fra 2029»; empty where it gives nothing."""
    if not belop:
        return ""
    penger, full = sektor.bok.penger, full_effekt(sektor, tiltak.id)
    varig = er_varig(sektor, tiltak.id) and full.ar is not None and full.ar > sektor.info.periode[0]
    nar = f"i året fra {full.ar}" if varig else fra_siste_ar(sektor, tiltak.id).partition(", og ")[0]
    return f"{'Gir' if belop > 0 else 'Koster'} {penger.vis(abs(belop))} {penger.ord_} {nar}"


def _hvem_merker_det(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    """Residents, employees, the municipality's goals and the groups that are touched: a line each, where it is said."""
    rader: list[Blokk] = []
    brukt: dict[str, str] = {}
    for felt, vurdering in tiltak.alle_vurderinger.items():
        if isinstance(vurdering, Usikkerhetsvurdering) or not vurdering.gitt:
            continue
        sagt, _ = forste_setning(utfyller(vurdering.tekst, felt))
        rader.append(
            boks(
                "kort-vurdering",
                Avsnitt(_HVEM[felt], "kort-merke"),
                _trinn(sektor, vurdering, brukt),
                *([Avsnitt(sagt)] if sagt else []),
            )
        )
    if tiltak.kommunemal:
        navn = sektor.felles.kommunemal
        rader.append(
            boks(
                "kort-vurdering",
                Avsnitt("Kommunemål", "kort-merke"),
                Avsnitt("; ".join(f"{nr}\u00a0{navn[str(nr)]}" for nr in tiltak.kommunemal) + "."),
            )
        )
    hvem = [
        *(plan.gruppen_i_ord(sektor, tiltak, gruppe, utfyller) for gruppe in tiltak.berorte),
        *plan.arsverkspunkter(sektor, tiltak, utfyller),
    ]
    if not rader and not hvem:
        return []
    innhold: list[Blokk] = [*([boks("kort-vurderinger", *rader)] if rader else []), *([Liste(hvem)] if hvem else [])]
    return [boks("kort-hvem", Avsnitt("Hvem merker det?", OVERSKRIFT), *innhold, *_noter(brukt))]


def _hva_ma_skje(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    """Who decides, how far it has come, what it depends on, and what must come true; nothing where none is known."""
    punkter = [
        *plan.beslutningspunkter(sektor, tiltak, utfyller),
        *samspillspunkter(sektor, tiltak),
        *premisspunkter(sektor, tiltak),
        *gevinstlinje(sektor, tiltak),
    ]
    return [boks("kort-plan", Avsnitt("Hva må skje?", OVERSKRIFT), Liste(punkter))] if punkter else []


# --- what is folded ------------------------------------------------------------------------------------------------


def _slik_er_det_regnet(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    """The calculation, folded; of the source's own amounts there is none, and only what comes besides is told."""
    if not tiltak.enkelt:
        return [Nedtrekk("Slik er det regnet", list(regnestykket(sektor, tiltak, utfyller)))]
    # What it is worth in all can be told where every year is known.
    har_alt = not beregning.uoppgitte_ar(tiltak, sektor.info.periode)
    return [Nedtrekk("Kostnader og nåverdi", list(kostnadsblokker(sektor, tiltak)))] if har_alt else []


def _hvor_sikkert(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """How sure it is, folded; nothing where there is no amount to be sure of in the last year."""
    periode = sektor.info.periode
    if not beregning.er_kjent(tiltak, periode, periode[-1]):
        return []
    return [Nedtrekk("Hvor sikkert er det?", [*usikkerhetsblokker(sektor, tiltak), *sjanseblokker(sektor, tiltak)])]


def _hele_vurderingen(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    """The ratings and the overall assessment in full, folded; nothing where none is given."""
    samlet = tiltak.samlet_vurdering
    deler = [
        *(
            [_vurderinger(sektor, tiltak, utfyller)]
            if tiltak.uplasserte_vurderinger or any(v.gitt for v in tiltak.alle_vurderinger.values())
            else []
        ),
        *([_samlet(sektor, tiltak, utfyller)] if samlet.klasse or samlet.tekst else []),
    ]
    return [Nedtrekk("Hele vurderingen", deler)] if deler else []


def _vurderinger(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    """The ratings that are given, in full, and those that are printed without a known field."""
    felles = sektor.felles
    bokser: list[Blokk] = []
    brukt: dict[str, str] = {}
    kilden = stor_forbokstav(sektor.rapporten or "kilden")
    for felt, vurdering in tiltak.alle_vurderinger.items():
        if not vurdering.gitt:
            continue
        merknad = [
            *([f"{kilden} skriver «{vurdering.ordlyd}»."] if vurdering.ordlyd else []),
            *([ENDRET] if vurdering.endret else []),
        ]
        bokser.append(
            boks(
                "kort-vurdering",
                Avsnitt(felles.feltnavn(felt), "kort-merke"),
                _trinn(sektor, vurdering, brukt),
                *([Avsnitt(utfyller(vurdering.tekst, felt))] if vurdering.tekst else []),
                *([Avsnitt(" ".join(merknad), "kort-forbehold")] if merknad else []),
            )
        )
    for uplassert in tiltak.uplasserte_vurderinger:
        skala = felles.usikkerhet if uplassert.verdi in felles.usikkerhet else felles.konsekvens
        felt_i_ord = " eller ".join(felles.feltnavn(f).lower() for f in uplassert.felt)
        sted = sektor.kilder[tiltak.kilde].sted(uplassert.side) if tiltak.kilde else uplassert.side
        bokser.append(
            boks(
                "kort-vurdering uplassert",
                Avsnitt("Vurdering uten kjent felt", "kort-merke"),
                _trinnet(skala[uplassert.verdi]),
                Avsnitt(f"Trykt på kortet ({sted}). Teksten avgjør ikke om den gjelder {felt_i_ord}."),
            )
        )
    return boks("kort-vurderinger", *bokser, *_noter(brukt))


def _samlet(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Boks:
    samlet = tiltak.samlet_vurdering
    fra_kilden = samlet.klasse_opphav is Opphav.KILDE
    avledet = sektor.info.klasser_avledet and not fra_kilden and not samlet.endret
    klasse = f"**{sektor.felles.klasser.get(samlet.klasse)}** {sektor.felles.klasser_mellom or ''}"
    return boks(
        "kort-samlet",
        Avsnitt("Samlet vurdering", "kort-merke"),
        *([Avsnitt(utfyller(samlet.tekst, "samlet_vurdering"))] if samlet.tekst else []),
        *(
            [Avsnitt(klasse.rstrip() + (f" ({UTLEDET.lower()})" if avledet else ""), "kort-klasse")]
            if samlet.klasse
            else []
        ),
        *([Avsnitt(ENDRET, "kort-forbehold")] if samlet.endret else []),
    )


def _verdt_a_vite(tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    """How the source words the effect, and what is worth knowing of it: the first remarks, then the rest."""
    alle = [utfyller(m, f"merknad {nr}") for nr, m in enumerate(tiltak.merknader, 1)]
    sagt = [Avsnitt(utfyller(tiltak.effekt_tekst, "effekt_tekst"))] if tiltak.effekt_tekst else []
    flere = [Nedtrekk(f"Vis {len(alle) - _FORST} til", [Liste(alle[_FORST:])])] if len(alle) > _FORST else []
    innhold: list[Blokk] = [*sagt, *([Liste(alle[:_FORST])] if alle else []), *flere]
    return [Nedtrekk("Verdt å vite om tallene", innhold)] if innhold else []


def _veier_videre(sektor: Sektor, tiltak: Tiltak) -> Iterator[Blokk]:
    """Where it is printed, and the ways to the chapter and to all measures."""
    if tiltak.kilde and tiltak.sider:
        yield Avsnitt(
            f"Kilde: {henvis(sektor, tiltak.kilde, tiltak.kortside)} (kortet) og "
            f"{tiltak.sider['omtale']} (omtalen), gjenfortalt.",
            "kort-kilde",
        )
    elif tiltak.kilde and not (tiltak.oppgitt and tiltak.enkelt):
        yield Avsnitt(f"Kilde: {kilden(sektor, tiltak)}.", "kort-kilde")
    if sektor.bok.har_side(ALLE_TILTAK.removeprefix("book/")):
        omtalt = f"{{ref}}`kapitlet om tiltaket <{OMTALT}:{etikett(sektor, f'kort-{tiltak.id.lower()}')}>`"
        yield Avsnitt(f"{{doc}}`Alle tiltakene <../alle-tiltak>`\n\n{omtalt}", "kort-veier")


# --- pieces ----------------------------------------------------------------------------------------------------------


def _trinn(
    sektor: Sektor, vurdering: Usikkerhetsvurdering | Konsekvensvurdering, brukt: dict[str, str] | None = None
) -> Avsnitt:
    """A rating's step with the sign of what it rests on, which goes into ``brukt``; what is unknown is no step."""
    tegn = ""
    if brukt is not None and not vurdering.endret and vurdering.grunnlag in _GRUNNLAG:
        note = _GRUNNLAG[vurdering.grunnlag]
        tegn = brukt.setdefault(note, _TEGN[len(brukt) if note not in brukt else 0])
    if vurdering.verdi == IKKE_GJENGITT:
        return Avsnitt(f"{_UKJENT} {tegn}".rstrip(), "kort-ukjent")
    felles = sektor.felles
    skala = felles.usikkerhet if isinstance(vurdering, Usikkerhetsvurdering) else felles.konsekvens
    return _trinnet(skala[vurdering.verdi], tegn)


def _trinnet(trinn: Skalatrinn, tegn: str = "") -> Avsnitt:
    return Avsnitt(f"{skjermet(trinn.tegn)} {trinn.navn} {tegn}".rstrip(), f"kort-trinn tone-{trinn.tone}")


def _noter(brukt: Mapping[str, str]) -> Sequence[Blokk]:
    """What the signs beside ratings stand for, once."""
    return [Avsnitt(" ".join(f"{tegn} {note}" for note, tegn in brukt.items()), "kort-forbehold")] if brukt else []
