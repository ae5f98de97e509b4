"""The chapter «Usikkerhet og følsomhet»: spans, tornadoes, switching values, delays, coverage."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, MINUS, STREK, Enhet, som_tall, vis_prosent, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, usikkerhet
from effekt.calc.dekning import Dekning, dekning, grunnar
from effekt.calc.simulering import simuler
from effekt.calc.usikkerhet import TOTAL, Bytteverdi, Losning, Spenn, Utslag, alle_bytteverdier, spenn
from effekt.calc.varighet import arstall
from effekt.display import drawings
from effekt.display.blocks import Avsnitt, Blokk, boks
from effekt.display.captions import driftsvirkning
from effekt.display.numbered import Figur, Figurrekke, Tabell
from effekt.display.objects import RAMMEKUTTENE, Kilde, eller_mangelboks
from effekt.display.texts import sektorens_utelatte_i_ord
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import Opphav, Storrelse
from effekt.model.tiltak import Tiltak
from effekt.model.usikkerhet import ADRESSE, GJENNOMFORING
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor, bokens_valg
from effekt.report.registre import vis_en_verdi, vis_spenn


def egen_analyse(sektor: Sektor) -> Kilde:
    """The source line of what the book has worked out about uncertainty."""
    if not sektor.info.rapport:
        return Kilde("Vår egen analyse, regnet ut fra tiltakenes forutsetninger")
    return Kilde(
        f"Vår egen analyse, ikke rapportens. Regnet ut fra tiltakenes forutsetninger, de fleste fra {sektor.tittel}"
    )


def med_fortegn(penger: Penger, belop: Fraction, desimaler: int) -> str:
    """A change in the book's unit, with its sign: «+15,5», «−15,5», «0»."""
    vist = penger.vis(belop, desimaler)
    return vist if vist.startswith(MINUS) or belop <= 0 else f"+{vist}"


def _desimaler(sektor: Sektor, tiltak: Iterable[str]) -> int:
    """How many decimals what is worked out of these measures' effects is shown with: those that the effects have."""
    alle = (beregning.avrundet_effekt(sektor.tiltak[id_], sektor.info.periode) for id_ in set(tiltak))
    return sektor.bok.penger.desimaler(belop for effekt in alle for belop in effekt.values())


def vurdering_i_ord(sektor: Sektor, ett: Spenn) -> str:
    """The rating as the scale names it: «middels usikkerhet»."""
    return sektor.felles.usikkerhet[ett.vurdering.trinn].navn.lower()


def spenn_i_ord(sektor: Sektor, tiltak: Tiltak, ett: Spenn) -> str:
    """Where a measure's low and high come from."""
    if not ett.fra_kilden:
        return _av_vurderingen(sektor, ett)
    bundne = {navn: tiltak.forutsetninger[navn] for navn in ett.fra_kilden}

    def ramset(ensidige: bool) -> str:
        valgte = [f for navn, f in bundne.items() if (navn in ett.ensidige) == ensidige]
        ledd = [f"{f.navn} ({vis_spenn(f).removeprefix('spenn ')})" for f in valgte]
        return ramse(ledd) if ledd else ""

    toside, ensidig = ramset(ensidige=False), ramset(ensidige=True)
    satt_sammen = any(f.spenn and f.spenn.opphav is not Opphav.KILDE for f in bundne.values())
    hvem = "vi har satt sammen av kilden" if satt_sammen else "kilden gir"
    deler = []
    if toside:
        deler.append(f"Lav og høy er samme regnestykke med endene av det spennet {hvem} for {toside}.")
    if ensidig:
        deler.append(f"Kilden setter bare én grense for {ensidig}. Den andre enden er ukjent, og regnes som anslått.")
    return " ".join(deler)


def _av_vurderingen(sektor: Sektor, ett: Spenn) -> str:
    bredde = f"{vis_prosent(ett.vurdering.spenn)} til hver side"
    if ett.vurdering.trinn == IKKE_GJENGITT:
        return (
            "Kilden gir ikke noe spenn, og vi har ikke vurderingen av estimatusikkerheten. Vi har selv "
            f"valgt å regne med {bredde} av anslaget da."
        )
    ord_ = vurdering_i_ord(sektor, ett)
    if ett.vurdering.uplassert:
        ord_ += ", som er trykt på kortet uten kjent felt,"
    return f"Kilden gir ikke noe spenn i tall for dette. Vi har selv valgt at {ord_} står for {bredde} av anslaget."


_REGNES_IKKE: Final = "regnes ikke ut"
_KRUM: Final = (
    "Der det står «regnes ikke ut», er effekten ikke en rett linje i forutsetningen. Se heller på et steg større, "
    "eller regn om med en annen verdi"
)


def losning_i_ord(losning: Losning | None, bytteverdi: Bytteverdi) -> str:
    """A switching value in a table cell, or why there is none."""
    svar = _svar(losning)
    if isinstance(svar, str):
        return svar
    enhet = bytteverdi.forutsetning.enhet
    return vis_tall(svar, 0) if Enhet.les(enhet).base == "kr" else vis_en_verdi(svar, enhet)


def _svar(losning: Losning | None) -> Fraction | str:
    """The value, or why there is none to show."""
    if losning is None:
        return MANGLER
    if losning.alt_slik:
        return "er alt slik"
    if losning.verdi is None:
        return "finnes ikke" if losning.regnet else _REGNES_IKKE
    return losning.verdi


def usikkerhetsblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """What a card says of how sure its effect is: low, main and high, and a start put off."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    utsatt = (
        f"**Utsatt start: {tiltak.forsinkelse.antall_ar}\u00a0år.** Alle tallene er skjøvet så mange år fram. Det er "
        "vår forutsetning, ikke rapportens."
    )
    ett = spenn(sektor, tiltak)
    ender = {"Lav": ett.lav, "Anslag": ett.hoved, "Høy": ett.hoy}
    desimaler = penger.desimaler(ett.hoved.values())
    hvems = f"Vår egen analyse{', ikke rapportens.' if sektor.info.rapport else '.'}"
    return [
        *([Avsnitt(utsatt, "kort-utsatt")] if tiltak.forsinkelse.antall_ar else []),
        boks(
            "kort-spenn",
            Avsnitt(f"Hvor sikkert er anslaget for {siste}?", "kort-merke"),
            Avsnitt(f"{stor_forbokstav(penger.ord_)}. {hvems}", "kort-enhet"),
            boks(
                "kort-ar",
                *(
                    boks("kort-arstall", Avsnitt(n), Avsnitt(penger.vis(belop[siste], desimaler)))
                    for n, belop in ender.items()
                ),
            ),
            Avsnitt(spenn_i_ord(sektor, tiltak, ett), "kort-forbehold"),
        ),
    ]


# The total's tornado draws this many; the table behind it has all.
_VISTE: Final = 12
_I_ORD: Final = 4
_GRUNNLAG: Final = {
    "kilden": "kildens spenn",
    "satt sammen": "spenn vi har satt sammen av kilden",
    "begge": "kildens grense til én side, vårt spenn til den andre",
    "boken": "vårt spenn",
    "utsettelse": "ett år senere",
}


@eller_mangelboks("tornado-samlet", "Hva som betyr mest for summen av tiltakene")
def tornado_samlet(sektor: Sektor) -> Figur:
    """What the total over the period changes by, one assumption at a time; the widest drawn.
    ``usikkerhet.tornado_samlet(data)``.
    """
    alle = usikkerhet.alle_utslag(sektor)
    vekt, periode = beregning.vekt_av(sektor), sektor.info.periode
    per_tiltak = {id_: beregning.uavrundet_effekt(t, periode).values() for id_, t in sektor.tiltak.items()}
    return _tornado(
        sektor,
        alle,
        adresse="tornado-samlet",
        tittel="Hva som betyr mest for summen av tiltakene",
        hva="summen av alle tiltakene",
        belop=sum((b * vekt[id_].frigjort for id_, belop in per_tiltak.items() for b in belop), Fraction(0)),
        viste=_VISTE,
        noter=sektorens_utelatte_i_ord(sektor),
    )


@eller_mangelboks("tornado-per-tiltak", "Hva som betyr mest for hvert tiltak")
def tornado_per_tiltak(sektor: Sektor) -> Figurrekke:
    """What each measure's effect over the period changes by, one assumption at a time.
    ``usikkerhet.tornado_per_tiltak(data)``.
    """

    def ett(tiltak: Tiltak) -> Figur:
        belop = beregning.uavrundet_effekt(tiltak, sektor.info.periode)
        return _tornado(
            sektor,
            usikkerhet.utslag(sektor, tiltak),
            adresse=f"tornado-{tiltak.id.lower()}",
            tittel=f"Hva som betyr mest for {tiltak.id}",
            hva=tiltak.id,
            belop=sum(belop.values(), Fraction(0)),
        )

    return Figurrekke([ett(tiltak) for tiltak in sektor.tiltak.values()])


def _tornado(
    sektor: Sektor,
    alle: Sequence[Utslag],
    *,
    adresse: str,
    tittel: str,
    hva: str,
    belop: Fraction,
    viste: int | None = None,
    noter: Sequence[str] = (),
) -> Figur:
    penger, desimaler = sektor.bok.penger, _desimaler(sektor, (u.tiltak for u in alle))
    forste, siste = sektor.info.periode[0], sektor.info.periode[-1]
    arene = f"{forste}\u2013{siste}"
    tegnet, forst = alle[:viste], alle[0]
    mest = _i_ord(penger, forst, desimaler)
    return Figur(
        sektor=sektor,
        adresse=adresse,
        tittel=tittel,
        undertittel=(
            f"Endring i {penger.ord_} for {arene} til sammen, én forutsetning om gangen. Streken i "
            f"midten er {hva} slik det er regnet nå, {penger.vis(belop, desimaler)} {penger.ord_} før avrunding"
        ),
        kilde=egen_analyse(sektor),
        noter=[*([f"De {len(tegnet)} bredeste av {len(alle)}"] if len(tegnet) < len(alle) else []), *noter],
        data=pd.DataFrame(
            {
                "tiltak": u.tiltak,
                "forutsetning": u.forutsetning,
                "spenn": u.grunnlag,
                **penger.kolonner(perioden_ved_lav=u.ved_lav, perioden_ved_hoy=u.ved_hoy),
                **penger.kolonner(siste_ar_ved_lav=u.siste_ved_lav, siste_ar_ved_hoy=u.siste_ved_hoy),
            }
            for u in alle
        ),
        hode=["Forutsetning", "Spenn", *(f"{nar} ved {ende}" for nar in (arene, siste) for ende in ("lav", "høy"))],
        rader=[
            [
                f"{u.tiltak} {u.navn}",
                _GRUNNLAG[u.grunnlag],
                *(
                    "" if u.grunnlag == "utsettelse" and nr % 2 == 0 else med_fortegn(penger, endring, desimaler)
                    for nr, endring in enumerate((u.ved_lav, u.ved_hoy, u.siste_ved_lav, u.siste_ved_hoy))
                ),
            ]
            for u in alle
        ],
        alternativtekst=(
            f"Liggende søyler rundt en strek. Mest betyr {forst.navn} i {forst.tiltak}: {mest}."
            + "".join(
                f" {stor_forbokstav(u.navn)} i {u.tiltak}: {_i_ord(penger, u, desimaler)}." for u in tegnet[1:_I_ORD]
            )
        ),
        tegning=lambda akser, smal: drawings.tornado(
            akser, [_stolpe(penger, u, desimaler, med_id=viste is not None) for u in tegnet], smal
        ),
        hoyde=drawings.hoyde_av_tornado(len(tegnet), smal=False),
        hoyde_smal=drawings.hoyde_av_tornado(len(tegnet), smal=True),
    )


def _i_ord(penger: Penger, utslag: Utslag, desimaler: int) -> str:
    if utslag.grunnlag == "utsettelse":
        return f"{med_fortegn(penger, utslag.ved_hoy, desimaler)} {penger.ord_}"
    lav, hoy = med_fortegn(penger, utslag.ved_lav, desimaler), med_fortegn(penger, utslag.ved_hoy, desimaler)
    return f"{lav} {penger.ord_} når den er lav, {hoy} når den er høy"


def _stolpe(penger: Penger, utslag: Utslag, desimaler: int, *, med_id: bool) -> drawings.Stolpe:
    merker = {"kilden": " (kildens spenn)", "satt sammen": " (spenn av kilden)"}
    merke = merker.get(utslag.grunnlag, "")
    navn = f"{utslag.tiltak} {utslag.navn}" if med_id else stor_forbokstav(utslag.navn)
    return drawings.Stolpe(
        f"{navn}{merke}",
        utslag.ved_lav / penger.i_kroner,
        utslag.ved_hoy / penger.i_kroner,
        med_fortegn(penger, utslag.ved_lav, desimaler),
        med_fortegn(penger, utslag.ved_hoy, desimaler),
        senere=utslag.grunnlag == "utsettelse",
    )


@eller_mangelboks("ett-ar-senere", "Hva det koster å starte ett år senere")
def utsettelse(sektor: Sektor) -> Figur:
    """What starting each measure one year later loses, over the period and per year.
    ``usikkerhet.utsettelse(data)``.
    """
    penger = sektor.bok.penger
    info = sektor.info
    tap = usikkerhet.tap_ved_utsettelse(sektor)
    sum_ = {id_: sum(belop.values(), Fraction(0)) for id_, belop in tap.items()}
    rekkefolge = sorted(tap, key=lambda id_: (-sum_[id_], id_))
    vekt = beregning.vekt_av(sektor)
    alt = {ar: sum((belop[ar] * vekt[id_].frigjort for id_, belop in tap.items()), Fraction(0)) for ar in info.periode}
    arene = f"{info.periode[0]}\u2013{info.periode[-1]}"
    samlet = sum(alt.values(), Fraction(0))
    i_enheten = {id_: sum_[id_] / penger.i_kroner for id_ in rekkefolge}
    navn = {id_: tiltak.navn for id_, tiltak in sektor.tiltak.items()}
    return Figur(
        sektor=sektor,
        adresse="ett-ar-senere",
        tittel="Hva det koster å starte ett år senere",
        undertittel=f"Tapt driftsvirkning i {penger.ord_}, {arene} til sammen",
        kilde=egen_analyse(sektor),
        noter=["Et negativt tall er et år der det lønner seg å vente", *sektorens_utelatte_i_ord(sektor)],
        data=pd.DataFrame(
            {"tiltak": id_, "ar": ar, **penger.kolonner(tap=belop)}
            for id_ in rekkefolge
            for ar, belop in tap[id_].items()
        ),
        hode=["Tiltak", *map(str, info.periode), "Til sammen"],
        rader=[
            *([id_, *map(penger.vis, tap[id_].values()), penger.vis(sum_[id_])] for id_ in rekkefolge),
            ["**Alle**", *map(penger.vis, alt.values()), penger.vis(samlet)],
        ],
        alternativtekst=(
            f"Liggende søyler. Starter alle tiltakene ett år senere, blir effekten i {arene} "
            f"{penger.vis(samlet)} {penger.ord_} mindre. "
            + " ".join(f"{id_}: {penger.vis(sum_[id_])}." for id_ in rekkefolge)
        ),
        tegning=lambda akser, smal: drawings.liggende_stolper(akser, i_enheten, navn, smal),
        hoyde=0.4 + len(tap) * 0.5,
    )


@eller_mangelboks("dekning-per-ar", "Rammekuttene og effekten av tiltakene", tabell="rammekutt", hva=RAMMEKUTTENE)
def dekning_per_ar(sektor: Sektor) -> Figur:
    """Each agency's cut beside the effect of its own measures, where the cut is known; with changes, before and after.

    From the table «rammekutt» and the measures' effects, in the book's unit. Where there would be too many bars, the
    last year only.
    ``usikkerhet.dekning_per_ar(data)``
    """
    penger, info = sektor.bok.penger, sektor.info
    na = {kode: rad for kode, rad in dekning(sektor).items() if kode != TOTAL}
    foer = dekning(sektor.uendret) if sektor.uendret else None
    desimaler = penger.desimaler(d.effekt for rad in na.values() for d in rad.values())
    alle = [(kode, ar) for kode, rad in na.items() for ar, d in rad.items() if d.kutt is not None]
    vist = alle if len(alle) <= _FLEST_GRUPPER else [(kode, ar) for kode, ar in alle if ar == max(a for _, a in alle)]

    def navn(kode: str, ar: int) -> str:
        return f"{kode} {ar}"

    serier: dict[str, dict[str, Fraction | None]] = {
        "rammekutt": {navn(kode, ar): na[kode][ar].kutt for kode, ar in vist},
        "effekt av tiltakene": {navn(kode, ar): na[kode][ar].effekt for kode, ar in vist},
    }
    if foer:
        serier["effekt uten endringene"] = {
            navn(kode, ar): foer[kode][ar].effekt if ar in foer.get(kode, {}) else None for kode, ar in vist
        }
    i_enheten = {
        serie: {hvor: None if v is None else v / penger.i_kroner for hvor, v in verdier.items()}
        for serie, verdier in serier.items()
    }
    under = {navn(kode, ar): _dekket_i_ord(na[kode][ar]) for kode, ar in vist}

    def tall(verdi: Fraction | None) -> str:
        return MANGLER if verdi is None else vis_tall(verdi, desimaler)

    return Figur(
        sektor=sektor,
        adresse="dekning-per-ar",
        tittel="Rammekuttene og effekten av tiltakene, virksomhet for virksomhet",
        undertittel=f"{stor_forbokstav(penger.ord_)} per år, i årene kuttet er oppgitt for",
        kilde=egen_analyse(sektor),
        noter=sektorens_utelatte_i_ord(sektor),
        data=pd.DataFrame(
            {"virksomhet": kode, "ar": ar, "hva": serie, penger.kolonne: som_tall(verdier[navn(kode, ar)])}
            for serie, verdier in i_enheten.items()
            for kode, ar in vist
        ),
        hode=["Virksomhet", "År", *(serie.capitalize() for serie in i_enheten), "Dekning"],
        rader=[
            [
                info.virksomheter[kode].navn,
                str(ar),
                *(tall(verdier[navn(kode, ar)]) for verdier in i_enheten.values()),
                under[navn(kode, ar)],
            ]
            for kode, ar in vist
        ],
        alternativtekst="Stående søyler ved siden av hverandre. "
        + " ".join(
            f"{hvor}: {', '.join(f'{serie} {tall(v[hvor])}' for serie, v in i_enheten.items())}, {sagt}."
            for hvor, sagt in under.items()
        ),
        tegning=lambda akser, smal: drawings.grupperte_soyler(akser, i_enheten, under, smal),
        hoyde=4.0,
        hoyde_smal=4.4,
    )


# So many groups of bars can stand beside each other.
_FLEST_GRUPPER: Final = 8


def _dekket_i_ord(d: Dekning) -> str:
    return "ikke noe kutt" if d.andel is None else f"{vis_prosent(d.andel, 0)} dekket"


_UTEN_KUTT: Final = "ikke eget"
_UTEN_ENHET: Final = {"andel", "nummer"}


def valg(sektor: Sektor) -> Tabell:
    """What the book has chosen itself, with address, value and reasoning.
    ``usikkerhet.valg(data)``.
    """
    # What is chosen of carrying out, has a table of its own where it is used (``gjennomforing.valg``).
    andre = (f"{ADRESSE}{GJENNOMFORING}.", f"{ADRESSE}premiss")
    alle = {adresse: s for adresse, s in bokens_valg(sektor).items() if not adresse.startswith(andre)}

    def vis(s: Storrelse) -> str:
        vist = vis_en_verdi(s.tallet, s.enhet)
        return vist if s.enhet in _UTEN_ENHET else f"{vist} {s.enhet}"

    return Tabell(
        sektor=sektor,
        adresse="bokens-valg",
        tittel="Det vi selv har valgt",
        undertittel="Enheten står i tabellen",
        kilde=Kilde("Våre egne valg, ikke rapportens"),
        data=pd.DataFrame(
            {"adresse": adresse, "hva": s.navn, "verdi": som_tall(s.tallet), "enhet": s.enhet}
            for adresse, s in alle.items()
        ),
        hode=["Adresse", "Hva", "Verdi", "Begrunnelse"],
        rader=[[adresse, s.navn, vis(s), s.begrunnelse or ""] for adresse, s in alle.items()],
        alternativtekst=(f"{len(alle)} tall som ikke står i noen kilde, med adressen de kan endres ved."),
        klasse="effekt-tabell register",
    )


@eller_mangelboks("bytteverdier", "Hva som skal til: verdien som gir null effekt")
def bytteverdiene(sektor: Sektor) -> Tabell:
    """What each assumption must be for its measure to give nothing, or what is printed.
    ``usikkerhet.bytteverdiene(data)``.
    """
    penger = sektor.bok.penger
    alle = alle_bytteverdier(sektor)
    siste = sektor.info.periode[-1]
    steg, desimaler = sektor.usikkerhet.steg, _desimaler(sektor, (b.tiltak for b in alle))
    finnes = [b for b in alle if b.null.verdi is not None]
    return Tabell(
        sektor=sektor,
        adresse="bytteverdier",
        tittel="Hva som skal til: verdien som gir null effekt",
        undertittel=(
            f"Verdien som gir null effekt i {siste}, og den som gir det kortet oppgir, når alt "
            f"annet er uendret. Siste kolonne er endringen i {penger.ord_} per år"
        ),
        kilde=egen_analyse(sektor),
        noter=["Regnet før avrunding", *([_KRUM] if any(not b.null.regnet for b in alle) else [])],
        data=pd.DataFrame(
            {
                "adresse": b.forutsetning.adresse,
                "enhet": b.forutsetning.enhet,
                "verdi": som_tall(b.verdi),
                "null_effekt": _i_data(b.null),
                "som_oppgitt": _i_data(b.oppgitt),
                **penger.kolonner(ett_steg=b.steg),
            }
            for b in alle
        ),
        hode=[
            "Forutsetning",
            "Enhet",
            "Nå",
            "Gir null effekt",
            "Gir det oppgitte",
            f"Endring når den er {steg} større",
        ],
        rader=[
            [
                f"{b.tiltak} {b.forutsetning.navn}",
                "" if b.forutsetning.enhet == "andel" else b.forutsetning.enhet,
                vis_en_verdi(b.verdi, b.forutsetning.enhet),
                losning_i_ord(b.null, b),
                losning_i_ord(b.oppgitt, b),
                "ikke tillatt" if b.steg is None else med_fortegn(penger, b.steg, desimaler),
            ]
            for b in alle
        ],
        alternativtekst=(
            f"{len(alle)} forutsetninger. For {len(finnes)} av dem finnes det en tillatt verdi der "
            f"tiltaket ikke gir noe i {siste}."
        ),
        klasse="effekt-tabell",
    )


def _i_data(losning: Losning | None) -> int | float | str | None:
    return svar if isinstance(svar := _svar(losning), str) else som_tall(svar)


@eller_mangelboks(
    "dekning-per-virksomhet", "Hvor mye av rammekuttene tiltakene dekker", tabell="rammekutt", hva=RAMMEKUTTENE
)
def dekning_per_virksomhet(sektor: Sektor) -> Tabell:
    """Each agency's cut, effect, coverage and what is left to find per year, mill. kroner.

    With a reviewer's changes, also what it was without them. From the table «rammekutt».
    ``usikkerhet.dekning_per_virksomhet(data)``
    """
    penger = sektor.bok.penger
    info = sektor.info
    na, nytt = dekning(sektor), dekning(sektor, nytt=True)
    desimaler = penger.desimaler(d.effekt for per_ar in na.values() for d in per_ar.values())
    foer = dekning(sektor.uendret) if sektor.uendret else {}
    navn = {**{k: v.navn for k, v in info.virksomheter.items()}, TOTAL: "Alle samlet"}
    egne = [k for k, per_ar in na.items() if any(d.kutt is not None for d in per_ar.values())]
    uten = [navn[k] for k in na if k not in egne and k != TOTAL]
    mangler = [str(ar) for ar, d in na[TOTAL].items() if d.kutt is None]
    noter = [
        "I summen dekker hver virksomhet bare sitt eget kutt. Det én har til overs, dekker ikke kuttet hos en annen"
    ]
    if uten:
        noter.append(f"{ramse(uten)} har ikke noe eget rammekutt. Effekten der er ikke regnet som dekning")
    if mangler:
        noter.append(f"Rammekuttet er {MANGLER} for {ramse(mangler)}")
    if forste := grunnar(sektor):
        noter.append(f"Det nye i kuttet er det som er kommet til siden {forste}, det første året som er oppgitt")
    noter += sektorens_utelatte_i_ord(sektor)
    return Tabell(
        sektor=sektor,
        adresse="dekning-per-virksomhet",
        tittel="Hvor mye av rammekuttene tiltakene dekker, og hva som gjenstår",
        undertittel=f"Beløp i {penger.ord_}. Dekning er effekten som andel av kuttet, hos hver virksomhet for seg",
        kilde=egen_analyse(sektor),
        noter=noter,
        data=pd.DataFrame(
            {
                "virksomhet": kode,
                "ar": ar,
                "endringer": ord_,
                **penger.kolonner(rammekutt=d.kutt, effekt=d.effekt, utenfor=d.utenfor if kode == TOTAL else None),
                "dekning": som_tall(None if kode == TOTAL else d.andel),
                **penger.kolonner(dekket=d.dekket, gjenstar=d.gjenstar),
                **(penger.kolonner(gjenstar_av_det_nye=nytt[kode][ar].gjenstar) if forste and ord_ == "med" else {}),
            }
            for ord_, utgave in (("med", na), ("uten", foer))
            for kode, per_ar in utgave.items()
            for ar, d in per_ar.items()
        ),
        hode=["", *map(str, info.periode)],
        rader=[
            rad
            for kode in na
            for rad in [
                *_dekningsrader(penger, desimaler, navn[kode], na[kode], foer.get(kode)),
                *(_nye(penger, desimaler, navn[kode], nytt[kode], forste) if forste and kode in egne else []),
            ]
        ],
        alternativtekst=_dekning_i_ord(penger, desimaler, na[TOTAL]),
    )


def _dekningsrader(
    penger: Penger, desimaler: int, navn: str, na: Mapping[int, Dekning], foer: Mapping[int, Dekning] | None
) -> Iterator[list[str]]:
    """The rows of one agency, or of all; of one without any cut of its own, only the effect."""
    har_kutt = any(d.kutt is not None for d in na.values())
    kutt = [MANGLER if d.kutt is None else penger.tall(d.kutt, desimaler) for d in na.values()]
    yield [f"**{navn}**: rammekutt", *(kutt if har_kutt else [_UTEN_KUTT] * len(na))]
    samlet = any(d.samlet for d in na.values())
    for utgave, merke in ((na, ""), (foer, ", uten endringene")):
        if utgave is None:
            continue
        # A reviewer's period may have years that there was nothing for.
        per_ar = [utgave.get(ar) for ar in na]
        hva = "effekt innenfor rammene" if samlet else "effekt"
        yield [f"{navn}: {hva}{merke}", *(MANGLER if d is None else penger.tall(d.effekt, desimaler) for d in per_ar)]
        if samlet and any(d and d.utenfor for d in per_ar):
            utenfor = [MANGLER if d is None else penger.tall(d.utenfor, desimaler) for d in per_ar]
            yield [f"{navn}: effekt utenfor rammene{merke}", *utenfor]
        if har_kutt and samlet:
            yield [f"{navn}: dekket{merke}", *_belop(penger, desimaler, [d.dekket if d else None for d in per_ar])]
        elif har_kutt:
            dekket = [None if d is None else d.andel for d in per_ar]
            yield [f"{navn}: dekning{merke}", *(STREK if andel is None else vis_prosent(andel, 0) for andel in dekket)]
        if har_kutt:
            yield [f"{navn}: gjenstår å finne{merke}", *_rest(penger, desimaler, per_ar)]


def _belop(penger: Penger, desimaler: int, belop: Iterable[Fraction | None]) -> list[str]:
    return [STREK if b is None else penger.tall(b, desimaler) for b in belop]


def _rest(penger: Penger, desimaler: int, per_ar: Iterable[Dekning | None]) -> list[str]:
    """What is left of a cut in each year, in words where it is nothing."""
    gjenstar = [None if d is None else d.gjenstar for d in per_ar]
    return [STREK if g is None else penger.tall(g, desimaler) if g else "ingenting" for g in gjenstar]


def _nye(penger: Penger, desimaler: int, navn: str, nytt: Mapping[int, Dekning], forste: int) -> Iterator[list[str]]:
    """What has come in the cut since the first year that is given, and what is left of that."""
    yield [f"{navn}: nytt i kuttet siden {forste}", *_belop(penger, desimaler, [d.kutt for d in nytt.values()])]
    yield [f"{navn}: gjenstår av det nye", *_rest(penger, desimaler, nytt.values())]


def _dekning_i_ord(penger: Penger, desimaler: int, na: Mapping[int, Dekning]) -> str:
    setninger = [
        f"I {ar} er {penger.tall(d.dekket, desimaler)} av {penger.tall(d.kutt, desimaler)} {penger.ord_} "
        "dekket, og " + (f"{penger.tall(d.gjenstar, desimaler)} gjenstår." if d.gjenstar else "ingenting gjenstår.")
        for ar, d in na.items()
        if d.kutt and d.dekket is not None
    ]
    return " ".join(setninger) or "Ingen rammekutt er oppgitt for årene i perioden."


@eller_mangelboks("spenn-per-tiltak", "Hvert tiltak: lavt, anslått og høyt")
def spenn_per_tiltak(sektor: Sektor) -> Figur:
    """Each measure's effect in the last year, low, as estimated and high, mill. kroner.
    ``usikkerhet.spenn_per_tiltak(data)``.
    """
    penger = sektor.bok.penger
    info = sektor.info
    siste = info.periode[-1]
    alle = usikkerhet.alle_spenn(sektor)
    rekkefolge = sorted(alle, key=lambda id_: (-alle[id_].hoved[siste], id_))
    ender = {id_: (alle[id_].lav[siste], alle[id_].hoved[siste], alle[id_].hoy[siste]) for id_ in rekkefolge}
    desimaler = penger.desimaler(b for ett in alle.values() for b in ett.hoved.values())
    vist = {id_: [penger.vis(b, desimaler) for b in rad] for id_, rad in ender.items()}
    bredest = max(rekkefolge, key=lambda id_: ender[id_][2] - ender[id_][0])
    return Figur(
        sektor=sektor,
        adresse="spenn-per-tiltak",
        tittel=f"Hvert tiltak i {siste}: lavt, anslått og høyt",
        undertittel=driftsvirkning(penger),
        kilde=egen_analyse(sektor),
        data=pd.DataFrame(
            {
                "tiltak": id_,
                "ar": ar,
                **penger.kolonner(lav=alle[id_].lav[ar], anslag=alle[id_].hoved[ar], hoy=alle[id_].hoy[ar]),
                "spennet_er": "av kilden" if alle[id_].fra_kilden else "vårt",
                "estimatusikkerhet": vurdering_i_ord(sektor, alle[id_]),
            }
            for id_ in rekkefolge
            for ar in info.periode
        ),
        hode=["Tiltak", "Lav", "Anslag", "Høy", "Hvor spennet er fra"],
        rader=[[id_, *vist[id_], spenn_i_ord(sektor, sektor.tiltak[id_], alle[id_])] for id_ in rekkefolge],
        alternativtekst=(
            f"Én linje for hvert tiltak, fra lavt til høyt, i {siste}. Bredest er {bredest}, fra "
            f"{vist[bredest][0]} til {vist[bredest][2]} {penger.ord_}. "
            + " ".join(
                f"{id_}: {lav}, anslått {hoved}, {hoy}." for id_, (lav, hoved, hoy) in vist.items() if id_ != bredest
            )
        ),
        tegning=lambda akser, smal: drawings.spennlinjer(akser, _merket(sektor, ender), smal, desimaler),
        hoyde=0.4 + len(alle) * 0.52,
    )


def _merket(sektor: Sektor, rader: Mapping[str, drawings.Ender]) -> dict[str, drawings.Ender]:
    """The rows in the book's unit, each under the measure's id and name."""
    enhet, tiltak = sektor.bok.penger.i_kroner, sektor.tiltak
    return {
        f"{id_}\u00a0{tiltak[id_].navn}": (lav / enhet, midt / enhet, hoy / enhet)
        for id_, (lav, midt, hoy) in rader.items()
    }


@eller_mangelboks("simulering-per-ar", "Alle tiltakene samlet, år for år")
def simulering_per_ar(sektor: Sektor) -> Figur:
    """P10, P50 and P90 of the total per year, beside the estimate, mill. kroner.
    ``usikkerhet.simulering_per_ar(data)``.
    """
    penger = sektor.bok.penger
    info = sektor.info
    simulert = simuler(sektor)
    p, desimaler = simulert.persentiler[TOTAL], penger.desimaler([simulert.avrundet])
    anslag = beregning.total(sektor)
    siste = info.periode[-1]
    spenn = {
        str(ar): (p["p10"][ar] / penger.i_kroner, p["p50"][ar] / penger.i_kroner, p["p90"][ar] / penger.i_kroner)
        for ar in info.periode
    }
    anslatt = {str(ar): belop / penger.i_kroner for ar, belop in anslag.items()}
    sjanse = simulert.minst_anslag[siste]
    return Figur(
        sektor=sektor,
        adresse="simulering-per-ar",
        tittel="Alle tiltakene samlet, år for år: P10, P50 og P90",
        undertittel=driftsvirkning(penger),
        kilde=egen_analyse(sektor),
        noter=[
            f"{sektor.usikkerhet.trekk} med start fra {vis_tall(sektor.usikkerhet.fro.tallet)} og "
            f"samvariasjon {sektor.usikkerhet.samvariasjon}. Beløpene er avrundet til nærmeste "
            + ("hundre tusen" if simulert.avrundet == 100_000 else vis_tall(simulert.avrundet))
            + " kroner",
            *_bare_oppover(usikkerhet.alle_spenn(sektor), siste),
            *sektorens_utelatte_i_ord(sektor),
        ],
        data=pd.DataFrame(
            {
                "ar": ar,
                **penger.kolonner(anslag=anslag[ar], **{n: b[ar] for n, b in p.items()}),
                "andel_minst_anslag": som_tall(simulert.minst_anslag[ar]),
            }
            for ar in info.periode
        ),
        hode=["År", "Anslag", "P10", "P50", "P90", "Andel av simuleringene som når anslaget"],
        rader=[
            [
                arstall(sektor, ar),
                penger.vis(anslag[ar]),
                *(vis_tall(belop, desimaler) for belop in spenn[str(ar)]),
                _sjanse_i_ord(simulert.minst_anslag[ar]),
            ]
            for ar in info.periode
        ],
        alternativtekst=(
            "Én stående linje for hvert år, fra P10 til P90. "
            + " ".join(
                f"I {ar} er P10 {lav}, P50 {midt} og P90 {hoy} {penger.ord_}."
                for ar, (lav, midt, hoy) in ((a, [vis_tall(b, desimaler) for b in rad]) for a, rad in spenn.items())
            )
            + (f" {vis_prosent(sjanse)} av simuleringene når anslaget i {siste}." if sjanse else "")
        ),
        tegning=lambda akser, smal: drawings.spenn_per_ar(akser, spenn, anslatt, smal, desimaler),
        hoyde=4.2,
        hoyde_smal=4.6,
    )


def _sjanse_i_ord(andel: Fraction | None) -> str:
    """How often the estimate is met; nothing is learnt where the ranges leave no other way."""
    if andel is None:
        return "ingen usikkerhet"
    return "kan bare bli høyere" if andel == 1 else vis_prosent(andel)


def _bare_oppover(alle: Mapping[str, Spenn], ar: int) -> list[str]:
    """What must be known before the chance of meeting the estimate is read: measures that can only turn out better."""
    ensidige = [id_ for id_, ett in alle.items() if ett.lav[ar] == ett.hoved[ar] < ett.hoy[ar]]
    if not ensidige:
        return []
    return [
        f"{ramse(ensidige)}: Anslaget ligger nederst i spennet, så simuleringene kan bare bli høyere. Det trekker "
        "summen og andelene opp, og betyr ikke at anslaget er sikkert"
    ]


@eller_mangelboks("simulering-per-tiltak", "Hvert tiltak: P10, P50 og P90")
def simulering_per_tiltak(sektor: Sektor) -> Figur:
    """P10, P50 and P90 of each measure in the last year, mill. kroner.
    ``usikkerhet.simulering_per_tiltak(data)``.
    """
    penger = sektor.bok.penger
    siste = sektor.info.periode[-1]
    simulert = simuler(sektor)
    persentiler, desimaler = simulert.persentiler, penger.desimaler([simulert.avrundet])
    alle = {id_: (p["p10"][siste], p["p50"][siste], p["p90"][siste]) for id_, p in persentiler.items() if id_ != TOTAL}
    rader = dict(sorted(alle.items(), key=lambda rad: (-rad[1][1], rad[0])))
    return Figur(
        sektor=sektor,
        adresse="simulering-per-tiltak",
        tittel=f"Hvert tiltak i {siste}: P10, P50 og P90",
        undertittel=driftsvirkning(penger),
        kilde=egen_analyse(sektor),
        noter=["Samme simuleringer som for summen"],
        data=pd.DataFrame(
            {"tiltak": id_, "ar": siste, **penger.kolonner(p10=lav, p50=midt, p90=hoy)}
            for id_, (lav, midt, hoy) in rader.items()
        ),
        hode=["Tiltak", "P10", "P50", "P90"],
        rader=[[id_, *(penger.tall(b, desimaler) for b in rad)] for id_, rad in rader.items()],
        alternativtekst=(
            f"Én linje for hvert tiltak i {siste}, fra P10 til P90, med P50 merket. "
            + " ".join(f"{id_}: {', '.join(penger.tall(b, desimaler) for b in rad)}." for id_, rad in rader.items())
        ),
        tegning=lambda akser, smal: drawings.spennlinjer(akser, _merket(sektor, rader), smal, desimaler, heltall=False),
        hoyde=0.4 + len(rader) * 0.52,
    )
