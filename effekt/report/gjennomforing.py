"""The measures with the risk that they are not carried out, and the premises that decide it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, som_tall, vis_prosent, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, gjennomforing
from effekt.calc.gjennomforing import Utsikt, eget_tall, har_utsikter, sjanse_for
from effekt.display.blocks import Avsnitt, Blokk, boks
from effekt.display.captions import POSITIVT_FORST, egne_valg
from effekt.display.numbered import Tabell
from effekt.display.objects import Kilde, Prosa, eller_mangelboks
from effekt.display.texts import Utfyller, tiltakskontekst, uten_tall
from effekt.model.premisser import IKKE_OPPGITT, PREMISS, SKALERER, STOPPER, UTSETTER, Premiss, Premissvirkning
from effekt.model.program import IKKE_GJENGITT
from effekt.model.tiltak import Tiltak
from effekt.model.usikkerhet import ADRESSE
from effekt.reading.insertion import GJENNOMFORING, SJANSER
from effekt.reading.sektor import Sektor
from effekt.report.registre import valgets_grunn, vis_opphav
from effekt.report.spennord import egen_analyse

_TITTEL: Final = "Med risikoen for at tiltakene ikke blir gjennomført"
_SATT_SAMMEN: Final = "Hva sjansen for hvert tiltak er satt sammen av"
_VALGT: Final = "Sjansene er våre egne, etter hvordan gjennomføringen er vurdert. De står i en egen tabell"
_TO_GANGER: Final = (
    "Sjansen for en premiss kommer i tillegg til sjansen som vurderingen står for. Den som vurderte gjennomføringen, "
    "kan ha tenkt på det samme, så noe av risikoen kan være regnet to ganger"
)
_SKJER: Final = {"ja": "skjer", "nei": "ikke skjer"}
_REGNES_IKKE: Final = "regnes ikke med"
_UT_AV_PERIODEN: Final = "Det en forsinkelse skyver ut av perioden, er ikke med"
_OVERLAPP: Final = (
    "Det som overlapper, er trukket fra like mye som i anslaget, også når bare det ene tiltaket blir noe av"
)


def _desimaler(sektor: Sektor) -> int:
    """The decimals that the estimates have; what is worked out with chances is shown with as many."""
    alle = (beregning.avrundet_effekt(t, sektor.info.periode) for t in sektor.tiltak.unrecorded().values())
    return sektor.bok.penger.desimaler(belop for effekt in alle for belop in effekt.values())


def _sum(belop: Mapping[int, Fraction]) -> Fraction:
    return sum(belop.values(), Fraction(0))


def vurdert_som(sektor: Sektor, tiltak: Tiltak, utsikt: Utsikt) -> str:
    """How its carrying out is rated, or what is in place of that."""
    if utsikt.avgjort:
        return "Er gjennomført"
    if not tiltak.gjennomfores:
        return "Gjennomføres ikke"
    if not utsikt.trinn:
        return "Egen sjanse for tiltaket"
    navn = sektor.felles.usikkerhet[utsikt.trinn].navn
    egen = tiltak.vurderinger.gjennomforingsusikkerhet.verdi
    return navn if utsikt.trinn == egen else f"{navn}, trykt uten kjent felt"


def _forsinket(utsikt: Utsikt) -> str:
    """The shares that are late, of those carried out: «30 % ett år, 10 % to år»."""
    ord_ = {1: "ett år", 2: "to år"}
    deler = [
        f"{vis_prosent(andel)} {ord_.get(ar, f'{ar} år')}" for ar, andel in utsikt.forsinkelser.items() if ar and andel
    ]
    return ", ".join(deler) or STREK


@eller_mangelboks("risiko-per-tiltak", _TITTEL)
def risiko_per_tiltak(sektor: Sektor) -> Tabell | Prosa:
    """What each measure gives if it is carried out, and with the risk, in the last year and in the period; sums.
    ``gjennomforing.risiko_per_tiltak(data)``.
    """
    if not har_utsikter(sektor):
        return Prosa("")
    penger, periode, desimaler = sektor.bok.penger, sektor.info.periode, _desimaler(sektor)
    siste, fra_til = periode[-1], f"{periode[0]}\u2013{periode[-1]}"
    i_alt = gjennomforing.samlet_sjanse(sektor)
    anslag, risiko = beregning.regnet_med(sektor), gjennomforing.forventet(sektor)

    def tall(uten: Mapping[int, Fraction], med: Mapping[int, Fraction]) -> list[str]:
        return [penger.vis(b, desimaler) for b in (uten[siste], med[siste], _sum(uten), _sum(med))]

    rader = [
        [
            f"{id_} {ett.vist_navn}",
            *(
                [vis_prosent(i_alt[id_]), *tall(anslag[id_], risiko[id_])]
                if not (i_stedet := uten_tall(ett, periode).get(siste))
                else [STREK, *[i_stedet] * 4]
            ),
        ]
        for id_, ett in sektor.tiltak.items()
    ]
    uten, med = beregning.sum_per_virksomhet(sektor), gjennomforing.forventet_per_virksomhet(sektor)
    med_tiltak = {t.virksomhet for t in sektor.tiltak.values()}
    rader += [
        [f"**{sektor.info.virksomheter[kode].navn}**", "", *tall(uten[kode], med[kode])]
        for kode in med
        if kode in med_tiltak and len(med_tiltak) > 1
    ]
    total, forventet = beregning.total(sektor), gjennomforing.forventet_total(sektor)
    rader.append(["**Sum**", "", *tall(total, forventet)])
    return Tabell(
        sektor=sektor,
        adresse="risiko-per-tiltak",
        tittel=_TITTEL,
        undertittel=f"Beløp i {penger.ord_}, slik tiltakene teller i summene. {POSITIVT_FORST}",
        kilde=egen_analyse(sektor),
        noter=list(_noter(sektor, gjennomforing.utsikter(sektor))),
        data=pd.DataFrame(
            {
                "tiltak": id_,
                "virksomhet": ett.virksomhet,
                "ar": ar,
                "sjanse_i_alt": som_tall(i_alt[id_]),
                **penger.kolonner(anslag=anslag[id_][ar], med_risiko=risiko[id_][ar]),
            }
            for id_, ett in sektor.tiltak.items()
            for ar in periode
            if ar not in beregning.uoppgitte_ar(ett, periode)
        ),
        hode=["Tiltak", "Sjanse", f"Anslag {siste}", f"Med risikoen {siste}", f"Anslag {fra_til}",
              f"Med risikoen {fra_til}"],
        rader=rader,
        alternativtekst=(
            f"Hvis alle tiltakene blir gjennomført i tide, gir de {penger.vis(total[siste], desimaler)} {penger.ord_} "
            f"i {siste}. Med risikoen for at de ikke blir det, eller blir forsinket, er det "
            f"{penger.vis(forventet[siste], desimaler)}. I {fra_til} er det {penger.vis(_sum(total), desimaler)} og "
            f"{penger.vis(_sum(forventet), desimaler)}."
        ),
    )  # fmt: skip


@eller_mangelboks("sjanse-per-tiltak", _SATT_SAMMEN)
def sjanse_per_tiltak(sektor: Sektor) -> Tabell | Prosa:
    """What each measure's chance is made of: its rating, its own chance, delay, premises, and what it depends on.
    ``gjennomforing.sjanse_per_tiltak(data)``.
    """
    if not har_utsikter(sektor):
        return Prosa("")
    utsikter, i_alt = gjennomforing.utsikter(sektor), gjennomforing.samlet_sjanse(sektor)
    return Tabell(
        sektor=sektor,
        adresse="sjanse-per-tiltak",
        tittel=_SATT_SAMMEN,
        undertittel="Forsinkelsen er en andel av gangene tiltaket blir gjennomført",
        kilde=egen_analyse(sektor),
        data=pd.DataFrame(
            {
                "tiltak": id_,
                "sjanse": som_tall(utsikt.sjanse),
                "ett_ar_senere": som_tall(utsikt.forsinkelser.get(1, Fraction(0))),
                "to_ar_senere": som_tall(utsikt.forsinkelser.get(2, Fraction(0))),
                "premisser": ", ".join(p.id for p in utsikt.premisser),
                "avhenger_av": ", ".join(utsikt.avhenger_av),
                "sjanse_i_alt": som_tall(i_alt[id_]),
            }
            for id_, utsikt in utsikter.items()
        ),
        hode=["Tiltak", "Gjennomføringen er vurdert som", "Sjanse", "Forsinket", "Det som også må slå til", "I alt"],
        rader=[
            [id_, *_sjansens_deler(sektor, sektor.tiltak[id_], utsikt, i_alt[id_])] for id_, utsikt in utsikter.items()
        ],
        alternativtekst=f"{len(utsikter)} tiltak. I alt er sjansen for å bli gjennomført, i tide eller senere.",
        klasse="effekt-tabell register",
    )


def _sjansens_deler(sektor: Sektor, tiltak: Tiltak, utsikt: Utsikt, i_alt: Fraction) -> list[str]:
    vurdert = vurdert_som(sektor, tiltak, utsikt)
    if not tiltak.gjennomfores:
        return [vurdert, STREK, STREK, STREK, STREK]
    ogsa = [
        *(f"«{sektor.premisser[p.id].navn}» ({sektor.premisser[p.id].antatt})" for p in utsikt.premisser),
        *(f"{annet} må bli gjennomført" for annet in utsikt.avhenger_av if not utsikt.avgjort),
    ]
    return [vurdert, vis_prosent(utsikt.sjanse), _forsinket(utsikt), "; ".join(ogsa) or STREK, vis_prosent(i_alt)]


def _noter(sektor: Sektor, utsikter: Mapping[str, Utsikt]) -> Iterator[str]:
    yield _VALGT
    if any(utsikt.premisser for utsikt in utsikter.values()):
        yield _TO_GANGER
    if any(ar for utsikt in utsikter.values() for ar, andel in utsikt.forsinkelser.items() if andel):
        yield _UT_AV_PERIODEN
    if any(vekt.frigjort + vekt.gebyr != 1 for vekt in beregning.vekt_av(sektor).values()):
        yield _OVERLAPP


def premisser(sektor: Sektor) -> Tabell | Prosa:
    """What lies outside the measures and decides whether they can give their effect, with its source; nothing without.
    ``gjennomforing.premisser(data)``.
    """
    alle = dict(sektor.premisser.items())
    if not alle:
        return Prosa("")
    med_sjanse = har_utsikter(sektor)
    return Tabell(
        sektor=sektor,
        adresse="premisser",
        tittel="Premissene: det som må slå til utenfor tiltakene",
        undertittel="Hver av dem kan besvares i en omregning, og gjelder da som en kjensgjerning",
        kilde=Kilde("Kilden til hver premiss står i tabellen. Sjansene er våre egne"),
        data=pd.DataFrame(
            {
                "adresse": PREMISS + id_,
                "premiss": p.navn,
                "antatt": p.antatt,
                "svar": p.svar,
                "tiltak": tiltak,
                "virkning": virkning.virkning,
                "verdi": som_tall(virkning.verdi),
                "sjanse": som_tall(sjanse_for(sektor, p)) if med_sjanse and (virkning.regnes or p.sjanse) else None,
            }
            for id_, p in alle.items()
            for tiltak, virkning in p.virker_pa.items()
        ),
        hode=[
            "Premiss", "Anslaget bygger på", "Svar", "Hva som skjer om det blir annerledes", "Sjanse for det", "Kilde",
            "Adresse",
        ],
        rader=[
            [
                f"{p.navn}. {p.tekst}" if p.tekst else p.navn,
                p.antatt,
                _svar(p),
                " ".join(f"**{tiltak}:** {_virkning_i_ord(v)}." for tiltak, v in p.virker_pa.items()),
                _sjanse_i_ord(sektor, p) if med_sjanse or p.sjanse else MANGLER,
                vis_opphav(sektor, p),
                f"`{PREMISS}{id_}`",
            ]
            for id_, p in alle.items()
        ],
        alternativtekst=_premissene_i_ord(alle),
        klasse="effekt-tabell register",
    )  # fmt: skip


def _premissene_i_ord(alle: Mapping[str, Premiss]) -> str:
    uten = [id_ for id_, p in alle.items() if not any(v.regnes for v in p.virker_pa.values())]
    avklart = [id_ for id_, p in alle.items() if not p.apen]
    setninger = [f"{len(alle)} premisser." if len(alle) > 1 else "Én premiss."]
    if uten:
        hvilke = f"For {len(uten)} av dem er virkningen ikke oppgitt" if len(alle) > 1 else "Virkningen er ikke oppgitt"
        setninger.append(f"{hvilke}. {'De' if len(uten) > 1 else 'Den'} er vist, men ikke regnet med.")
    setninger.append(f"{len(avklart)} er avklart." if avklart else "Ingen er avklart ennå.")
    return " ".join(setninger)


def _svar(premiss: Premiss) -> str:
    return premiss.avklart or "ikke avklart"


def _sjanse_i_ord(sektor: Sektor, premiss: Premiss) -> str:
    """The chance of the other answer and why; that it is not reckoned with, where nothing is known of what follows."""
    # A chance that is not reckoned with is told all the same, and that it is not.
    regnes = har_utsikter(sektor) and any(v.regnes for v in premiss.virker_pa.values())
    if not premiss.apen:
        return "avklart"
    if not (regnes or premiss.sjanse):
        return _REGNES_IKKE
    deler = [vis_prosent(sjanse_for(sektor, premiss)) + ("" if regnes else f", {_REGNES_IKKE}")]
    if premiss.sjanse and premiss.sjanse.begrunnelse:
        deler.append(premiss.sjanse.begrunnelse)
    return ". ".join(deler)


def _folge_i_ord(virkning: Premissvirkning) -> str:
    """What a premise does to a measure, after the words that say when: «… stopper tiltaket»."""
    verdi = virkning.verdi or Fraction(0)
    return {
        STOPPER: "stopper tiltaket",
        UTSETTER: f"blir tiltaket utsatt {vis_tall(verdi)}\u00a0år",
        SKALERER: f"ganges effekten med {vis_tall(verdi)}",
        IKKE_OPPGITT: "er virkningen ikke oppgitt",
    }[virkning.virkning]


def _virkning_i_ord(virkning: Premissvirkning) -> str:
    """What a premise does to a measure: «stopper tiltaket», «utsetter tiltaket 2 år»."""
    verdi = virkning.verdi or Fraction(0)
    return {
        STOPPER: "tiltaket stopper",
        UTSETTER: f"tiltaket blir utsatt {vis_tall(verdi)}\u00a0år",
        SKALERER: f"effekten ganges med {vis_tall(verdi)}",
        IKKE_OPPGITT: "virkningen er ikke oppgitt",
    }[virkning.virkning]


def valgte_sjanser(sektor: Sektor) -> Tabell | Prosa:
    """What the ratings of carrying out stand for, and the chance of premises, with the reasoning; nothing without.
    ``gjennomforing.valgte_sjanser(data)``.
    """
    if not har_utsikter(sektor):
        return Prosa("")
    valgt, skala = sektor.usikkerhet, sektor.felles.usikkerhet
    utfyller = Utfyller(tiltakskontekst(sektor))
    rader = [
        [
            skala[trinn].navn,
            *(vis_prosent(getattr(v, felt).regnetall) for felt in SJANSER),
            _grunner(valgets_grunn(sektor, getattr(v, felt)) for felt in SJANSER),
            f"`{ADRESSE}{GJENNOMFORING}.{trinn}`",
        ]
        for trinn, v in valgt.gjennomforing.items()
    ]
    for id_, tiltak in sektor.tiltak.items():
        egne = {felt: eget for felt in SJANSER if (eget := eget_tall(sektor, tiltak, felt))}
        if egne:
            rader.append(
                [
                    f"{id_} har egne tall",
                    *(vis_prosent(egne[felt].verdi) if felt in egne else "som vurdert" for felt in SJANSER),
                    _grunner(
                        utfyller(e.begrunnelse, f"{id_}.{GJENNOMFORING}.{felt}")
                        if e.begrunnelse
                        else vis_opphav(sektor, e)
                        for felt, e in egne.items()
                    ),
                    f"`{id_}.{GJENNOMFORING}`",
                ]
            )
    if valgt.premiss:
        rader.append(
            [
                "En premiss blir annerledes", vis_prosent(valgt.premiss.regnetall), STREK, STREK,
                valgets_grunn(sektor, valgt.premiss), f"`{valgt.premiss.adresse}`",
            ]
        )  # fmt: skip
    return Tabell(
        sektor=sektor,
        adresse="valg-gjennomforing",
        tittel="Det vi har valgt at vurderingene av gjennomføringen står for",
        undertittel=f"Til adressene i de øverste radene hører .{', .'.join(SJANSER[:-1])} og .{SJANSER[-1]}",
        kilde=Kilde(egne_valg(sektor)),
        data=pd.DataFrame(
            {"adresse": f"{ADRESSE}{GJENNOMFORING}.{trinn}.{felt}", "verdi": som_tall(getattr(v, felt).regnetall)}
            for trinn, v in valgt.gjennomforing.items()
            for felt in SJANSER
        ),
        hode=["Vurdering", "Sjanse", "Ett år forsinket", "To år forsinket", "Begrunnelse", "Adresse"],
        rader=rader,
        alternativtekst="Forsinkelsen er en andel av de tiltakene som blir gjennomført.",
        brutte_pastander=utfyller.brutte,
        klasse="effekt-tabell register",
    )


def _grunner(grunner: Iterable[str]) -> str:
    """The reasons one after another; one that is given twice stands once."""
    return " ".join(dict.fromkeys(grunn for grunn in grunner if grunn))


def sjanseblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """What a measure's page says of whether it is carried out: the chance, and the effect with the risk."""
    if not (har_utsikter(sektor) and tiltak.gjennomfores):
        return []
    merke = Avsnitt("Blir tiltaket gjennomført?", "kort-merke")
    return [boks("kort-spenn", merke, *_sjansen(sektor, tiltak))]


def premisspunkter(sektor: Sektor, tiltak: Tiltak) -> list[str]:
    """The premises that the measure rests on, a line each."""
    berorer = [p for p in sektor.premisser.values() if tiltak.id in p.virker_pa]
    return [_premiss_i_ord(sektor, p, p.virker_pa[tiltak.id]) for p in berorer]


def _sjansen(sektor: Sektor, tiltak: Tiltak) -> Iterator[Blokk]:
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    anslag = beregning.effekt(tiltak, sektor.info.periode)
    utsikt = gjennomforing.utsiktene_for(sektor, tiltak.id)[tiltak.id]
    forventet = gjennomforing.effekt_med_risikoen(sektor, tiltak.id)
    i_alt = gjennomforing.sjansen_i_alt(sektor, tiltak.id)
    desimaler = penger.desimaler(anslag.values())
    hvems = f"Vår egen analyse{f', ikke {sektor.rapporten}s.' if sektor.rapporten else '.'}"
    yield Avsnitt(f"{stor_forbokstav(penger.ord_)} i {siste}. {hvems}", "kort-enhet")
    yield boks(
        "kort-ar",
        boks("kort-arstall", Avsnitt("Sjanse"), Avsnitt(vis_prosent(i_alt))),
        *(
            boks("kort-arstall", Avsnitt(navn), Avsnitt(penger.vis(belop[siste], desimaler)))
            for navn, belop in (("Anslag", anslag), ("Med risikoen", forventet))
        ),
    )
    yield Avsnitt(_sjansen_i_ord(sektor, tiltak, utsikt, i_alt), "kort-forbehold")


def _sjansen_i_ord(sektor: Sektor, tiltak: Tiltak, utsikt: Utsikt, i_alt: Fraction) -> str:
    if utsikt.avgjort:
        return "Tiltaket er gjennomført, så det er ingen slik risiko igjen."
    if utsikt.trinn:
        navn = vurdert_som(sektor, tiltak, utsikt)
        sjanse = vis_prosent(utsikt.sjanse)
        hvem = f"Gjennomføringen er vurdert slik: {navn}. Vi har valgt at det står for {sjanse} sjanse."
        if utsikt.trinn == IKKE_GJENGITT:
            hvem = f"Vi har ikke vurderingen av gjennomføringen, og har valgt å regne med {sjanse} sjanse."
    else:
        hvem = f"Tiltaket har sin egen sjanse, {vis_prosent(utsikt.sjanse)}."
    setninger = [hvem]
    if i_alt != utsikt.sjanse:
        andre = [*(["premissene"] if any(p.stopper for p in utsikt.premisser) else []), *utsikt.avhenger_av]
        andre = andre or ["premissene"]
        setninger.append(f"Sammen med {ramse(andre)} blir den {vis_prosent(i_alt)}.")
    if utsikt.avhenger_av:
        setninger.append(f"Tiltaket er ikke i gang før {ramse(utsikt.avhenger_av)} er på plass.")
    if (forsinket := _forsinket(utsikt)) != STREK:
        setninger.append(f"Sjansen for forsinkelse, om tiltaket blir gjennomført: {forsinket}.")
    return " ".join(setninger)


def _premiss_i_ord(sektor: Sektor, premiss: Premiss, virkning: Premissvirkning) -> str:
    """A premise as a card tells it: the claim, what the estimate presumes, the answer, and what follows."""
    kilde = vis_opphav(sektor, virkning)
    hvorfor = f" {virkning.hvorfor}" if virkning.hvorfor else ""
    ledd = f"**{stor_forbokstav(premiss.navn)}.** Anslaget forutsetter at det {_SKJER[premiss.antatt]}."
    if premiss.slatt_til:
        folge = f"Det er avklart at det {_SKJER[premiss.svar]}. Da {_folge_i_ord(virkning)}."
    elif not premiss.apen:
        folge = f"Det er avklart at det {_SKJER[premiss.svar]}."
    elif not virkning.regnes:
        folge = "Det er ikke avklart. Hva det betyr for effekten om det går annerledes, er ikke oppgitt."
    else:
        med = (
            f" Sjansen for det er satt til {vis_prosent(sjanse_for(sektor, premiss))}." if har_utsikter(sektor) else ""
        )
        folge = f"Det er ikke avklart. Går det annerledes, {_folge_i_ord(virkning)}.{med}"
    return f"{ledd} {folge}{hvorfor} ({kilde}.)"


def stoppet_i_ord(sektor: Sektor, tiltak: Tiltak) -> list[str]:
    """That a premise has stopped the measure, where one has."""
    if tiltak.gjennomfores:
        return []
    stopper = [
        f"«{p.navn}» er besvart med {p.svar}"
        for p in sektor.premisser.values()
        if p.slatt_til and tiltak.id in p.virker_pa and p.virker_pa[tiltak.id].virkning == STOPPER
    ]
    if not stopper:
        return []
    return [f"**Stoppet av en premiss**, og regnet uten effekt: {ramse(stopper)}."]
