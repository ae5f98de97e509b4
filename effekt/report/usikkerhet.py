"""The chapter «Usikkerhet og følsomhet»: spans, tornadoes, switching values, delays, coverage."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import (
    MANGLER,
    MINUS,
    STREK,
    Enhet,
    rund,
    som_tall,
    vis_innlagt,
    vis_med_enhet,
    vis_prosent,
    vis_tall,
)
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, gjennomforing, usikkerhet
from effekt.calc.beregning import Arsbelop
from effekt.calc.dekning import Dekning, dekning, dekning_av, grunnar
from effekt.calc.drivere import (
    GEVINST,
    KILDEN,
    KOSTNAD,
    OMREGNINGEN,
    SATT_SAMMEN,
    TILLATT,
    VURDERINGEN,
    Driver,
    Vurdering,
    er_innfasing,
    opprinnelig,
)
from effekt.calc.simulering import PERSENTILER, Linje, Simulering, simuler
from effekt.calc.usikkerhet import TOTAL, Bytteverdi, Losning, Spenn, Utslag, alle_bytteverdier, spenn, vippepunkter
from effekt.display import drawings
from effekt.display.blocks import Avsnitt, Blokk, Liste, boks
from effekt.display.captions import driftsvirkning
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import RAMMEKUTTENE, Kilde, Kort, Prosa, eller_mangelboks
from effekt.display.ranges import utenfor_i_ord, vis_en_verdi
from effekt.display.texts import UTELATT, sektorens_utelatte_i_ord
from effekt.model import formel
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import Storrelse, i_ar
from effekt.model.tiltak import Tiltak
from effekt.model.units import factor_of
from effekt.model.usikkerhet import ADRESSE, GJENNOMFORING
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor, bokens_valg
from effekt.report.registre import valgets_grunn


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
    """Where a measure's low and high come from, and whether a value is outside its source's range."""
    utenfor = [
        f"{f.navn}: {sagt}."
        for navn, f in tiltak.forutsetninger.items()
        if (sagt := utenfor_i_ord(f, opprinnelig(sektor, tiltak, navn)))
    ]
    return " ".join([*_spennet_i_ord(sektor, tiltak, ett), *map(stor_forbokstav, utenfor)])


def _spennet_i_ord(sektor: Sektor, tiltak: Tiltak, ett: Spenn) -> Iterator[str]:
    if not tiltak.gjennomfores:
        yield "Tiltaket er ikke med, så det er ikke noe spenn å regne."
    elif not ett.drivere:
        yield "Ingen av tallene regnes som usikre, så lav og høy er det samme som anslaget."
    elif ett.drivere[0].navn in (GEVINST, KOSTNAD):
        hva = ramse(d.vist for d in ett.drivere) + (", hver for seg," if len(ett.drivere) > 1 else "")
        yield f"Kilden sier ikke hvilke av tallene som er usikre. Lav og høy er ytterpunktene når {hva} kan bli"
        yield f"inntil {vis_prosent(ett.vurdering.spenn)} større eller mindre. {_vurderingen(sektor, ett.vurdering)}"
    else:
        ar = _kildear(sektor, tiltak)
        mellom = ramse(_mellom(d, tiltak, ar, sektor.bok.penger) for d in ett.drivere)
        yield f"Lav og høy er ytterpunktene for regnestykket når {mellom}. Alt annet holdes fast."
        yield from _endene(ett.drivere)
        vurderinger = list(dict.fromkeys(d.vurdering for d in ett.drivere if VURDERINGEN in (d.lav_fra, d.hoy_fra)))
        for vurdert in vurderinger:
            gjelder = [d.vist for d in ett.drivere if d.vurdering == vurdert] if len(vurderinger) > 1 else []
            for_ = f" for {ramse(gjelder)}" if gjelder else ""
            hvilke = "Endene ellers" if any(d.lav_fra != d.hoy_fra for d in ett.drivere) else "Endene"
            yield f"{hvilke}{for_} ligger {vis_prosent(vurdert.spenn)} fra tallet. {_vurderingen(sektor, vurdert)}"


def _kildear(sektor: Sektor, tiltak: Tiltak) -> int:
    """The year of the formula that the last year's effect comes from."""
    periode = sektor.info.periode
    return max(periode[-1] - tiltak.ar_senere, periode[0])


def _mellom(d: Driver, tiltak: Tiltak, ar: int, penger: Penger) -> str:
    """«anslått besparelse er 5 %–20 %»; an amount that is large in the book's unit, in that."""
    f = tiltak.forutsetninger[d.navn]
    ender = [i_ar(ende, ar) for ende in (d.lav, d.hoy)]
    nar = "" if isinstance(d.verdi, Fraction) else f" i {ar}"
    return f"{d.vist} er {_med_enhet(ender, f.enhet, penger)}{nar}"


def _med_enhet(verdier: Sequence[Fraction], enhet: str, penger: Penger) -> str:
    """A value, or the two ends of a range, with the unit once: «15–25 plasser», «1–1,5 mill. kroner», «5 %–20 %»."""
    lest = Enhet.les(enhet)
    if not lest.er_penger:
        *forst, sist = verdier
        vist = [vis_en_verdi(verdi, enhet) for verdi in forst]
        return "\u2013".join([*vist, vis_en_verdi(sist, enhet) if lest.base == "andel" else vis_med_enhet(sist, lest)])
    i_kroner = [verdi * factor_of(enhet) for verdi in verdier]
    stort = min(map(abs, i_kroner)) >= penger.i_kroner
    vist = [vis_innlagt(belop / penger.i_kroner if stort else belop) for belop in i_kroner]
    return "\u2013".join(vist) + f"\u00a0{penger.ord_ if stort else 'kr'}"


_HVEM: Final = {
    KILDEN: "kildens",
    SATT_SAMMEN: "satt sammen av oss etter kilden",
    OMREGNINGEN: "satt i denne omregningen",
    TILLATT: "det som er tillatt",
}


def _endene(alle: Iterable[Driver]) -> Iterator[str]:
    """Whose the ends are that are not the rating's."""
    for d in alle:
        if d.lav_fra == d.hoy_fra and d.lav_fra in _HVEM:
            yield f"Begge endene for {d.vist} er {_HVEM[d.lav_fra]}."
            continue
        for hva, fra in (("Den nedre", d.lav_fra), ("Den øvre", d.hoy_fra)):
            if fra in _HVEM:
                yield f"{hva} enden for {d.vist} er {_HVEM[fra]}."


def _vurderingen(sektor: Sektor, vurdert: Vurdering) -> str:
    """Why the relative span is what it is."""
    if vurdert.trinn == IKKE_GJENGITT:
        return "Så mye har vi valgt å regne med når kilden ikke gjengir vurderingen av anslaget."
    ord_ = sektor.felles.usikkerhet[vurdert.trinn].navn.lower()
    uten_felt = ", som er trykt på kortet uten kjent felt," if vurdert.uplassert else ""
    return f"Så mye har vi valgt at «{ord_}»{uten_felt} står for."


_REGNES_IKKE: Final = "regnes ikke ut"


def losning_i_ord(losning: Losning | None, bytteverdi: Bytteverdi, penger: Penger) -> str:
    """A switching value in a table cell, or why there is none."""
    svar = _svar(losning)
    return svar if isinstance(svar, str) else _med_enhet([svar], bytteverdi.forutsetning.enhet, penger)


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
        f"vår forutsetning{', ikke rapportens' if sektor.info.rapport else ''}."
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


# The sensitivity chart draws this many; the table behind it has all.
_VISTE: Final = 12
_I_ORD: Final = 4


@eller_mangelboks("tornado-samlet", "Hva usikkerheten i summen kommer av")
def tornado_samlet(sektor: Sektor) -> Figur | Prosa:
    """What the total's uncertainty comes of: each thing that varies, by its share of the variance, beside its swing.
    ``usikkerhet.tornado_samlet(data)``.
    """
    penger, periode = sektor.bok.penger, sektor.info.periode
    andeler = simuler(sektor).andeler
    alle = sorted(
        usikkerhet.alle_utslag(sektor), key=lambda u: (-andeler.get((u.tiltak, u.navn), Fraction(0)), -u.bredde)
    )
    desimaler = _desimaler(sektor, (u.tiltak for u in alle))
    if not alle:
        return Prosa("Ingenting i tiltakene regnes som usikkert.")
    forste, siste = periode[0], periode[-1]
    arene = f"{forste}\u2013{siste}"
    tegnet = alle[:_VISTE]

    def andel(u: Utslag) -> str:
        funnet = andeler.get((u.tiltak, u.navn))
        return STREK if funnet is None else vis_prosent(funnet, 0)

    def endring(belop: Fraction) -> str:
        return med_fortegn(penger, belop, desimaler)

    def i_ord(u: Utslag) -> str:
        return f"{u.vist} i {u.tiltak} står for {andel(u)}, fra {endring(u.verst)} til {endring(u.best)} {penger.ord_}"

    return Figur(
        sektor=sektor,
        adresse="tornado-samlet",
        emne="Hva usikkerheten i summen kommer av",
        tittel="",
        undertittel=(
            f"Endring i {penger.ord_} for {arene} til sammen når én ting om gangen går så dårlig og så godt den kan. "
            "Prosenten er andelen av usikkerheten i summen"
        ),
        kilde=egen_analyse(sektor),
        noter=[
            "Andelen er av variansen i trekningene der alle tiltakene blir gjennomført: samvariasjonen mellom summen "
            "og det den ene tingen alene endrer, delt på variansen til summen",
            *([f"De {len(tegnet)} første av {len(alle)}"] if len(tegnet) < len(alle) else []),
            *sektorens_utelatte_i_ord(sektor),
        ],
        data=pd.DataFrame(
            {
                "tiltak": u.tiltak,
                "forutsetninger": ", ".join(_datanavn(d) for d in u.drivere),
                "andel_av_variansen": som_tall(andeler.get((u.tiltak, u.navn))),
                **penger.kolonner(perioden_verst=u.verst, perioden_best=u.best),
                **penger.kolonner(siste_ar_verst=u.siste_verst, siste_ar_best=u.siste_best),
            }
            for u in alle
        ),
        hode=[
            "Det som varierer", "Ytterpunkter", "Andel av usikkerheten",
            *(f"{nar} {ende}" for nar in (arene, siste) for ende in ("på det dårligste", "på det beste")),
        ],
        rader=[
            [
                f"{u.tiltak} {u.vist}", _ytterpunkter(sektor, u), andel(u),
                *map(endring, (u.verst, u.best, u.siste_verst, u.siste_best)),
            ]
            for u in alle
        ],
        alternativtekst=(
            "Liggende søyler rundt en strek, som er summen slik den er anslått. Det som betyr mest, står øverst. "
            + " ".join(f"{stor_forbokstav(i_ord(u))}." for u in tegnet[:_I_ORD])
        ),
        tegning=lambda akser, smal: drawings.tornado(
            akser,
            [
                drawings.Stolpe(
                    f"{u.tiltak} {u.vist} ({andel(u)})",
                    u.verst / penger.i_kroner, u.best / penger.i_kroner, endring(u.verst), endring(u.best),
                )
                for u in tegnet
            ],
            smal,
        ),
        hoyde=drawings.hoyde_av_tornado(len(tegnet), smal=False),
        hoyde_smal=drawings.hoyde_av_tornado(len(tegnet), smal=True),
    )  # fmt: skip


def _datanavn(d: Driver) -> str:
    return {GEVINST: "gevinsten", KOSTNAD: "kostnaden"}.get(d.navn, d.navn)


def _ytterpunkter(sektor: Sektor, u: Utslag) -> str:
    """Between which limits the things of a row vary."""
    tiltak = sektor.tiltak[u.tiltak]
    ar = _kildear(sektor, tiltak)

    def mellom(d: Driver) -> str:
        if d.navn not in tiltak.forutsetninger:
            return f"{vis_prosent(i_ar(d.hoy, ar) - 1)} til hver side"
        return _mellom(d, tiltak, ar, sektor.bok.penger).removeprefix(f"{d.vist} er ")

    return "; ".join(mellom(d) for d in u.drivere)


_UTEN_KUTT: Final = "ikke eget"
_UTEN_ENHET: Final = {"andel", "nummer"}


def valg(sektor: Sektor) -> Tabell:
    """What the book has chosen itself, with address, value and reasoning.
    ``usikkerhet.valg(data)``.
    """
    # What is chosen of carrying out, has a table of its own where it is used (``gjennomforing.valgte_sjanser``).
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
        kilde=Kilde("Våre egne valg, ikke rapportens" if sektor.info.rapport else "Våre egne valg"),
        data=pd.DataFrame(
            {"adresse": adresse, "hva": s.navn, "verdi": som_tall(s.tallet), "enhet": s.enhet}
            for adresse, s in alle.items()
        ),
        hode=["Adresse", "Hva", "Verdi", "Begrunnelse"],
        rader=[[adresse, s.navn, vis(s), valgets_grunn(sektor, s)] for adresse, s in alle.items()],
        alternativtekst=(f"{len(alle)} tall som ikke står i noen kilde, med adressen de kan endres ved."),
        klasse="effekt-tabell register",
    )


@eller_mangelboks("bytteverdier", "Hva som skal til før et tiltak ikke gir noe")
def bytteverdiene(sektor: Sektor) -> Tabell | Prosa:
    """What it takes for a measure to give nothing, nearest first over all of them, in words.
    ``usikkerhet.bytteverdiene(data)``.
    """
    penger = sektor.bok.penger
    alle = alle_bytteverdier(sektor)
    nare = list(_samlet(vippepunkter(sektor), sektor))
    siste = sektor.info.periode[-1]
    steg, desimaler = sektor.usikkerhet.steg, _desimaler(sektor, (b.tiltak for b in alle))
    utenfor_tabellen = [*_selvsagt(alle, sektor), *_gir_ikke_noe(sektor, nare), *_ikke_regnet(alle)]
    if not nare:
        return Prosa(" ".join(f"{note}." for note in utenfor_tabellen))
    return Tabell(
        sektor=sektor,
        adresse="bytteverdier",
        tittel="Hva som skal til før et tiltak ikke gir noe",
        undertittel=(
            f"Endringen som gir null effekt i {siste} når alt annet er uendret, den minste først. Siste kolonne er "
            f"endringen i {penger.ord_} per år når tallet er {steg} større"
        ),
        kilde=egen_analyse(sektor),
        noter=["Regnet før avrunding", *utenfor_tabellen],
        data=pd.DataFrame(
            {
                "adresse": b.forutsetning.adresse,
                "enhet": b.forutsetning.enhet,
                "verdi": som_tall(b.verdi),
                "null_effekt": _i_data(b.null),
                "avstand": som_tall(b.avstand),
                "som_oppgitt": _i_data(b.oppgitt),
                **penger.kolonner(ett_steg=b.steg),
            }
            for b in alle
        ),
        hode=["Hva som skal til", "Avstand", "Nå", "Gir null effekt", f"Endring når det er {steg} større"],
        rader=[
            [
                _vipper(b, navn),
                _med_tegn(b.avstand),
                *(
                    (_med_enhet([b.verdi], b.forutsetning.enhet, penger), losning_i_ord(b.null, b, penger))
                    if len(navn) == 1
                    else (STREK, STREK)
                ),
                "ikke tillatt" if b.steg is None else med_fortegn(penger, b.steg, desimaler),
            ]
            for b, navn in nare
        ],
        alternativtekst=(
            f"{len(nare)} rader, den minste endringen først. " + " ".join(f"{_vipper(b, n)}." for b, n in nare[:_I_ORD])
        ),
        klasse="effekt-tabell",
    )


# A number that must change by more than this is not near to leave nothing.
_NAER: Final = Fraction(1, 2)


def nest_null(sektor: Sektor, hvor_mange: int = 3) -> list[str]:
    """The smallest changes that leave a measure with nothing, where they are less than half; a phrase each."""
    naermest: dict[str, str] = {}
    for b, navn in _samlet(vippepunkter(sektor), sektor):
        if abs(b.avstand or Fraction(0)) > _NAER:
            continue
        sagt = _vipper(b, navn).replace(b.tiltak, sektor.tiltak[b.tiltak].vist_navn, 1)
        naermest.setdefault(b.tiltak, sagt)
    return list(naermest.values())[:hvor_mange]


def _samlet(alle: Sequence[Bytteverdi], sektor: Sektor) -> Iterator[tuple[Bytteverdi, tuple[str, ...]]]:
    """The switching values, those of factors that only count as one product as one: they have the same answer."""
    sett: set[tuple[str, frozenset[str]]] = set()
    for b in alle:
        produkter = formel.produkter(sektor.tiltak[b.tiltak].formel)
        produkt = next((p for p in produkter if b.navn in p), frozenset({b.navn}))
        if (b.tiltak, produkt) in sett:
            continue
        sett.add((b.tiltak, produkt))
        like = [a for a in alle if a.tiltak == b.tiltak and a.navn in produkt and a.avstand == b.avstand]
        yield b, tuple(a.forutsetning.navn for a in like)


def _vipper(b: Bytteverdi, navn: Sequence[str]) -> str:
    """«SYE3 gir null hvis besparelsen blir 17 % lavere»."""
    avstand = b.avstand or Fraction(0)
    vei = "høyere" if avstand > 0 else "lavere"
    hva = navn[0] if len(navn) == 1 else f"{', '.join(navn[:-1])} eller {navn[-1]}"
    if not avstand:
        return f"{b.tiltak} gir null slik «{hva}» er nå"
    return f"{b.tiltak} gir null hvis «{hva}» blir {vis_prosent(abs(avstand), 0)} {vei}"


def _med_tegn(avstand: Fraction | None) -> str:
    if avstand is None:
        return STREK
    return f"+{vis_prosent(avstand, 0)}" if avstand > 0 else vis_prosent(avstand, 0)


def _selvsagt(alle: Sequence[Bytteverdi], sektor: Sektor) -> list[str]:
    """One sentence for all that a measure gives nothing without."""
    selvsagte = [b for b in alle if b.selvsagt and sektor.tiltak[b.tiltak].gjennomfores]
    if not selvsagte:
        return []
    per_tiltak = ramse(dict.fromkeys(b.tiltak for b in selvsagte))
    return [
        f"{len(selvsagte)} av {len(alle)} forutsetninger er ikke med i tabellen, fordi de er en faktor i hele "
        f"effekten: den blir null først når de er null. Det gjelder {per_tiltak}"
    ]


def _gir_ikke_noe(sektor: Sektor, nare: Sequence[tuple[Bytteverdi, tuple[str, ...]]]) -> list[str]:
    """Which measures give nothing already, without any one number that tips them: those that have not begun."""
    siste, i_tabellen = sektor.info.periode[-1], {b.tiltak for b, _ in nare}
    alle = [
        id_
        for id_, ett in sektor.tiltak.items()
        if ett.gjennomfores and id_ not in i_tabellen
        if not beregning.uavrundet_effekt(ett, sektor.info.periode)[siste]
    ]
    return [f"{ramse(alle)} gir ikke noe i {siste} slik tallene er nå"] if alle else []


def _ikke_regnet(alle: Sequence[Bytteverdi]) -> list[str]:
    krumme = [b for b in alle if not b.null.regnet and not er_innfasing(b.forutsetning)]
    if not krumme:
        return []
    navn = ramse(f"{b.tiltak} {b.forutsetning.navn}" for b in krumme)
    return [
        f"{navn}: Dette regnes ikke ut, fordi effekten ikke er en rett linje i tallet, og heller ikke i én delt på "
        "det. Regn heller om med en annen verdi"
    ]


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
    har_risiko = gjennomforing.har_utsikter(sektor)
    risiko = dekning_av(sektor, gjennomforing.forventet_per_virksomhet(sektor)) if har_risiko else {}
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
    if har_risiko:
        noter.append("«Med risikoen» er det anslagene, vektet med sjansene, som er trukket fra kuttet")
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
                **(penger.kolonner(gjenstar_med_risiko=risiko[kode][ar].gjenstar) if risiko and ord_ == "med" else {}),
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
                *(_med_risikoen(penger, desimaler, navn[kode], risiko[kode]) if risiko and kode in egne else []),
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


def _med_risikoen(penger: Penger, desimaler: int, navn: str, risiko: Mapping[int, Dekning]) -> Iterator[list[str]]:
    """What is left with the risk that measures are not carried out, or late: beside what is left without."""
    yield [f"{navn}: gjenstår å finne, med risikoen", *_rest(penger, desimaler, risiko.values())]


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
    utfall = simuler(sektor)
    simulert = utfall.gjennomfort.persentiler

    def _atte_av_ti(id_: str) -> str:
        """From P10 to P90, as it is rounded."""
        fra, til = (
            vis_tall(simulert[id_][n][siste] / penger.i_kroner, utfall.desimaler(penger.i_kroner))
            for n in ("p10", "p90")
        )
        return f"{fra} til {til}"

    return Figur(
        sektor=sektor,
        adresse="spenn-per-tiltak",
        emne=f"Hvert tiltak i {siste}: lavt, anslått og høyt",
        tittel="",
        undertittel=driftsvirkning(penger),
        kilde=egen_analyse(sektor),
        data=pd.DataFrame(
            {
                "tiltak": id_,
                "ar": ar,
                **penger.kolonner(lav=alle[id_].lav[ar], anslag=alle[id_].hoved[ar], hoy=alle[id_].hoy[ar]),
                **penger.kolonner(**{navn: simulert[id_][navn][ar] for navn in PERSENTILER}),
                "estimatusikkerhet": vurdering_i_ord(sektor, alle[id_]),
            }
            for id_ in rekkefolge
            for ar in info.periode
        ),
        noter=[
            "«Åtte av ti» er fra P10 til P90 i trekningene der tiltakene blir gjennomført",
            *sektorens_utelatte_i_ord(sektor),
        ],
        hode=["Tiltak", "Lav", "Anslag", "Høy", "Åtte av ti", "Hva som varierer, og mellom hva"],
        rader=[
            [
                id_,
                *(
                    [*vist[id_], _atte_av_ti(id_)]
                    if sektor.tiltak[id_].gjennomfores
                    else [*[UTELATT] * len(vist[id_]), STREK]
                ),
                spenn_i_ord(sektor, sektor.tiltak[id_], alle[id_]),
            ]
            for id_ in rekkefolge
        ],
        alternativtekst=(
            f"Én linje for hvert tiltak, fra lavt til høyt, i {siste}. Bredest er {bredest}, fra "
            f"{vist[bredest][0]} til {vist[bredest][2]} {penger.ord_}. "
            + " ".join(
                f"{id_}: {lav}, anslått {hoved}, {hoy}." if sektor.tiltak[id_].gjennomfores else f"{id_}: {UTELATT}."
                for id_, (lav, hoved, hoy) in vist.items()
                if id_ != bredest
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


_GJENNOMFORT: Final = "hvis de blir gjennomført"
_RISIKO: Final = "med risikoen"
_LINJENE: Final = "med risikoen for at noen ikke blir gjennomført, eller blir forsinket"


@eller_mangelboks("simulering-per-ar", "Alle tiltakene samlet, år for år")
def simulering_per_ar(sektor: Sektor) -> Figur:
    """P10, P50 and P90 of the total per year, if measures are carried out and with the risk, beside the estimate.
    ``usikkerhet.simulering_per_ar(data)``.
    """
    penger, info = sektor.bok.penger, sektor.info
    simulert = simuler(sektor)
    desimaler = simulert.desimaler(penger.i_kroner)
    anslag = beregning.total(sektor)
    linjer = {_GJENNOMFORT: (simulert.gjennomfort, anslag)}
    if simulert.med_risiko:
        linjer[_RISIKO] = (simulert.med_risiko, gjennomforing.forventet_total(sektor))

    def ender_i(p: Mapping[str, Arsbelop], ar: int) -> drawings.Ender:
        return p["p10"][ar] / penger.i_kroner, p["p50"][ar] / penger.i_kroner, p["p90"][ar] / penger.i_kroner

    ender = {
        hva: {str(ar): ender_i(linje.persentiler[TOTAL], ar) for ar in info.periode}
        for hva, (linje, _) in linjer.items()
    }
    anslatt = {str(ar): belop / penger.i_kroner for ar, belop in anslag.items()}
    flere = len(linjer) > 1

    def rad(ar: int, hva: str, linje: Linje, ventet: Arsbelop) -> list[str]:
        navn = f"{ar}, {hva}" if flere else str(ar)
        tre = (vis_tall(belop, desimaler) for belop in ender[hva][str(ar)])
        return [
            navn,
            penger.vis(ventet[ar], min(penger.desimaler(ventet.values()), 1)),
            *tre,
            _sjanse_i_ord(linje.minst_anslag[ar]),
        ]

    return Figur(
        sektor=sektor,
        adresse="simulering-per-ar",
        emne="Alle tiltakene samlet, år for år: P10, P50 og P90",
        tittel="",
        undertittel=f"Driftsvirkning i {penger.ord_} per år, {_GJENNOMFORT}{f', og {_LINJENE}' if flere else ''}",
        kilde=egen_analyse(sektor),
        noter=[
            *_hvordan_trukket(sektor, simulert), *_skjevt(sektor), *_snittet(sektor, simulert),
            *sektorens_utelatte_i_ord(sektor),
        ],
        data=pd.DataFrame(
            {
                "ar": ar,
                "linje": hva,
                **penger.kolonner(
                    ventet=ventet[ar],
                    **{n: belop[ar] for n, belop in linje.persentiler[TOTAL].items()},
                    standardfeil=linje.standardfeil[ar],
                ),
                "andel_minst_anslag": som_tall(linje.minst_anslag[ar]),
            }
            for ar in info.periode
            for hva, (linje, ventet) in linjer.items()
        ),
        hode=[
            "År", "Anslag, og det vi venter med risikoen" if flere else "Anslag", "P10", "P50", "P90",
            "Andel av trekningene som når anslaget",
        ],
        rader=[rad(ar, hva, *linjer[hva]) for ar in info.periode for hva in linjer],
        alternativtekst=(
            f"{'To stående streker' if flere else 'Én stående strek'} for hvert år, fra P10 til P90. "
            + " ".join(
                f"I {ar}, {hva}: P10 er {lav}, P50 {midt} og P90 {hoy} {penger.ord_}."
                for hva, per_ar in ender.items()
                for ar, (lav, midt, hoy) in ((a, [vis_tall(b, desimaler) for b in tre]) for a, tre in per_ar.items())
            )
        ),
        tegning=lambda akser, smal: drawings.spenn_per_ar(akser, ender, anslatt, smal, desimaler),
        hoyde=4.4,
        hoyde_smal=4.8,
    )  # fmt: skip


def _hvordan_trukket(sektor: Sektor, simulert: Simulering) -> list[str]:
    """How many draws there are, from what, and how little another start would move what is shown."""
    penger, valg, siste = sektor.bok.penger, sektor.usikkerhet, sektor.info.periode[-1]
    linjer = [simulert.gjennomfort, *([simulert.med_risiko] if simulert.med_risiko else [])]
    feil = max(linje.standardfeil[siste] for linje in linjer) / penger.i_kroner
    desimaler = 2
    while feil and rund(feil, Fraction(1, 10**desimaler)) == 0:
        desimaler += 1
    return [
        f"{vis_tall(valg.trekk.tallet)} trekninger med start fra {vis_tall(valg.fro.tallet)} og samvariasjon "
        f"{valg.samvariasjon}. Med en annen start flytter P10, P50 og P90 for {siste} seg som oftest mindre enn om lag "
        f"{vis_tall(feil, desimaler)} {penger.ord_} (én standardfeil). Beløpene er avrundet til nærmeste "
        f"{vis_tall(simulert.avrundet)} kroner"
    ]


def _skjevt(sektor: Sektor) -> list[str]:
    """What must be known before P50 is held against the estimate: which spans lean, and which way."""
    skjevhet: dict[str, Fraction] = {}
    for u in usikkerhet.alle_utslag(sektor):
        skjevhet[u.tiltak] = skjevhet.get(u.tiltak, Fraction(0)) + u.siste_best + u.siste_verst
    noter = []
    for vei, motsatt, retning, ord_ in (("opp", "ned", 1, "forsiktig"), ("ned", "opp", -1, "for høyt")):
        skjeve = [id_ for id_, hvor_mye in skjevhet.items() if hvor_mye * retning > 0]
        if skjeve:
            noter.append(
                f"{ramse(skjeve)} har spenn som går lenger {vei} enn {motsatt}. Det trekker P50 {vei}, og betyr ikke "
                f"at anslaget er satt {ord_}"
            )
    return noter


def _snittet(sektor: Sektor, simulert: Simulering) -> list[str]:
    """That the mean of the draws is another than the estimate and its weighted line, where it is, as it is rounded."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    desimaler = simulert.desimaler(penger.i_kroner)
    linjer = [(simulert.gjennomfort, beregning.total(sektor), _GJENNOMFORT)]
    if simulert.med_risiko:
        linjer.append((simulert.med_risiko, gjennomforing.forventet_total(sektor), _RISIKO))
    snitt = [
        f"{penger.tall(rund(linje.snitt[siste], simulert.avrundet), desimaler)} {penger.ord_} {hva}"
        for linje, _, hva in linjer
    ]
    if all(rund(linje.snitt[siste] - ventet[siste], simulert.avrundet) == 0 for linje, ventet, _ in linjer):
        return []
    return [
        f"Snittet av trekningene for {siste} er {', og '.join(snitt)}. Første kolonne er regnet av anslagene selv, "
        "uten spennene rundt dem"
    ]


def _sjanse_i_ord(andel: Fraction | None) -> str:
    """How often the estimate is reached; nothing is learnt where there is no other way."""
    return "ingen usikkerhet" if andel is None else vis_prosent(andel, 0)


def oppskrift(sektor: Sektor) -> Kort:
    """How the draws are made, so that others can make the same; as ``calc.simulering`` says it.
    ``usikkerhet.oppskrift(data)``.
    """
    valg = sektor.usikkerhet
    fro, antall = vis_tall(valg.fro.tallet), vis_tall(valg.trekk.tallet)
    punkter = [
        f"Generatoren er PCG64 i numpy, startet fra {fro}. Den trekker først {antall} standardnormale tall, *f*, som "
        f"er felles for alt. For hvert tiltak, i rekkefølgen {ramse(sektor.tiltak)}, og for hvert usikkert tall, i "
        "rekkefølgen på kortet, trekker den like mange nye, *e*. Er ingenting merket i et tiltak, er gevinsten og "
        "kostnaden de to tallene, i den rekkefølgen.",
        f"*z* er √ρ · *f* + √(1 − ρ) · *e*, der ρ er samvariasjonen, {valg.samvariasjon}, og *u* er Φ(*z*). Gir mer av "
        "tallet mindre effekt, brukes 1 − *u*, slik at en høy *u* alltid er at det går godt.",
        "Tallet er *u*-kvantilen i en trekantfordeling fra den nedre enden til den øvre, med toppen i tallet slik det "
        "er anslått. Har det en verdi for hvert år, brukes samme *u* i alle årene.",
        "Effekten er regnestykket på kortet med de trukne tallene, uten avrunding. Summen er tiltakene lagt sammen "
        "slik de telles ellers. En trekning når anslaget når summen er minst så stor som anslaget før avrunding.",
    ]
    if gjennomforing.har_utsikter(sektor):
        punkter += [
            f"Risikoen har en egen generator, PCG64 startet fra [{fro}, 1], som trekker jevnt mellom 0 og 1: først "
            f"{antall} tall for hver åpen premiss, i den rekkefølgen tiltakene nevner dem, så for hvert tiltak like "
            "mange for om det blir gjennomført, og like mange for hvor sent.",
            "En premiss slår til når tallet er under sjansen, og da for alle tiltakene den gjelder. Et tiltak blir "
            "gjennomført når tallet er under sjansen. Det er i tide når det andre tallet er under andelen som er det, "
            "så ett år for sent, så to. Et tiltak som bygger på et annet, faller bort og blir forsinket med det.",
            "Disse tallene samvarierer ikke med hverandre eller med tallene i anslagene, utover premissene.",
        ]
    return Kort([boks("oppskrift", Liste(punkter))])
