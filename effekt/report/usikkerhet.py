"""The chapter «Usikkerhet og følsomhet»: how sure the sum and each measure are, and what that comes of."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, rund, som_tall, vis_dekning, vis_prosent, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning, gjennomforing, usikkerhet
from effekt.calc.beregning import Arsbelop
from effekt.calc.dekning import Dekning, dekning, dekning_av, grunnar
from effekt.calc.drivere import GEVINST, KOSTNAD, Driver
from effekt.calc.simulering import PERSENTILER, Linje, Simulering, simuler
from effekt.calc.usikkerhet import TOTAL, Utslag
from effekt.display import drawings, rows
from effekt.display.blocks import Liste, boks
from effekt.display.captions import egne_valg, forutsetningene
from effekt.display.filters import antall
from effekt.display.labels import vis_kort
from effekt.display.numbered import Figur, Tabell
from effekt.display.objects import RAMMEKUTTENE, Kilde, Kort, Prosa, eller_mangelboks
from effekt.display.ranges import vis_en_verdi
from effekt.display.texts import sektorens_utelatte_i_ord, uten_tall
from effekt.model.storrelse import Storrelse, i_ar
from effekt.model.tiltak import KLASSER
from effekt.model.usikkerhet import ADRESSE, GJENNOMFORING
from effekt.reading.penger import Penger
from effekt.reading.program import har_del
from effekt.reading.sektor import Sektor, bokens_valg
from effekt.report.funn import hvor, klassefarge, klassenokkel, kort_nok, tiltaksadresse
from effekt.report.registre import valgets_grunn
from effekt.report.spennord import (
    desimaler_for,
    egen_analyse,
    kildear,
    med_fortegn,
    mellom_i_ord,
    spenn_i_ord,
    vurdering_i_ord,
)

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
    desimaler = desimaler_for(sektor, (u.tiltak for u in alle))
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

    def kort(belop: Fraction) -> str:
        vist = vis_kort(belop / penger.i_kroner)
        return f"+{vist}" if belop > 0 else vist

    def navn(u: Utslag) -> str:
        return sektor.tiltak[u.tiltak].vist_navn

    def i_ord(u: Utslag) -> str:
        return f"{u.vist} i {navn(u)} står for {andel(u)}, fra {endring(u.verst)} til {endring(u.best)} {penger.ord_}"

    return Figur(
        sektor=sektor,
        adresse="tornado-samlet",
        emne="Hva usikkerheten i summen kommer av",
        tittel=_mest_usikkert(sektor, andeler, alle),
        undertittel=(
            f"Endring i {penger.ord_} for {arene} til sammen når én ting om gangen går så dårlig og så godt den kan, "
            f"{hvor(sektor)}. Prosenten er andelen av usikkerheten i summen"
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
        tegning=lambda akser, smal: rows.tornado(
            akser,
            [
                rows.Stolpe(
                    f"{navn(u)}: {u.vist}", u.verst / penger.i_kroner, u.best / penger.i_kroner,
                    kort(u.verst), kort(u.best), andel(u), tiltaksadresse(sektor, u.tiltak),
                )
                for u in tegnet
            ],
            smal,
            "andel",
        ),
        hoyde=0.5 + len(tegnet) * 0.44,
        hoyde_smal=rows.hoyde_av_rader(len(tegnet), smal=True, over=0.4),
    )  # fmt: skip


def _mest_usikkert(
    sektor: Sektor, andeler: Mapping[tuple[str, tuple[str, ...]], Fraction], alle: Iterable[Utslag]
) -> str:
    """Which measure most of the uncertainty comes of; nothing where two share the place, or nothing varies."""
    per: dict[str, Fraction] = {}
    for u in alle:
        per[u.tiltak] = per.get(u.tiltak, Fraction(0)) + andeler.get((u.tiltak, u.navn), Fraction(0))
    etter = sorted(per, key=lambda id_: -per[id_])
    if len(etter) < _TO or per[etter[0]] == per[etter[1]] or per[etter[0]] <= 0:
        return ""
    navn, del_ = sektor.tiltak[etter[0]].vist_navn, vis_prosent(per[etter[0]], 0)
    return kort_nok(f"{navn} står for {del_} av usikkerheten i summen", f"{etter[0]} står for {del_} av usikkerheten")


_TO: Final = 2


def _datanavn(d: Driver) -> str:
    return {GEVINST: "gevinsten", KOSTNAD: "kostnaden"}.get(d.navn, d.navn)


def _ytterpunkter(sektor: Sektor, u: Utslag) -> str:
    """Between which limits the things of a row vary."""
    tiltak = sektor.tiltak[u.tiltak]
    ar = kildear(sektor, tiltak)

    def mellom(d: Driver) -> str:
        if d.navn not in tiltak.forutsetninger:
            return f"{vis_prosent(i_ar(d.hoy, ar) - 1)} til hver side"
        return mellom_i_ord(d, tiltak, ar, sektor.bok.penger).removeprefix(f"{d.vist} er ")

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
        kilde=Kilde(egne_valg(sektor)),
        data=pd.DataFrame(
            {"adresse": adresse, "hva": s.navn, "verdi": som_tall(s.tallet), "enhet": s.enhet}
            for adresse, s in alle.items()
        ),
        hode=["Adresse", "Hva", "Verdi", "Begrunnelse"],
        rader=[[adresse, s.navn, vis(s), valgets_grunn(sektor, s)] for adresse, s in alle.items()],
        alternativtekst=(f"{len(alle)} tall som ikke står i noen kilde, med adressen de kan endres ved."),
        klasse="effekt-tabell register",
    )


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
            yield [f"{navn}: dekning{merke}", *(STREK if andel is None else vis_dekning(andel) for andel in dekket)]
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
    uten = {id_: uten_tall(sektor.tiltak[id_], info.periode).get(siste, "") for id_ in rekkefolge}
    med = [id_ for id_ in rekkefolge if not uten[id_]] or rekkefolge
    bredest = max(med, key=lambda id_: ender[id_][2] - ender[id_][0])
    utfall = simuler(sektor)
    simulert = utfall.gjennomfort.persentiler

    def _atte_av_ti(id_: str) -> str:
        """From P10 to P90, as it is rounded."""
        fra, til = (
            vis_tall(simulert[id_][n][siste] / penger.i_kroner, utfall.desimaler(penger.i_kroner))
            for n in ("p10", "p90")
        )
        return f"{fra} til {til}"

    def _spennrad(id_: str) -> rows.Spennrad:
        lav, hoved, hoy = (b / penger.i_kroner for b in ender[id_])
        fra, til = (simulert[id_][n][siste] / penger.i_kroner for n in ("p10", "p90"))
        mest = (fra, til) if lav != hoy else None
        return rows.Spennrad(
            sektor.tiltak[id_].vist_navn, lav, hoved, hoy, mest, til=tiltaksadresse(sektor, id_), ar=str(siste)
        )

    return Figur(
        sektor=sektor,
        adresse="spenn-per-tiltak",
        emne=f"Hvert tiltak i {siste}: lavt, anslått og høyt",
        tittel=_mest_spenn(sektor, med, ender),
        undertittel=(
            f"Driftsvirkning i {penger.ord_}, {hvor(sektor)}, {siste}. Ringen er anslaget, den tykke streken åtte av "
            "ti trekninger, og den tynne det laveste og høyeste"
        ),
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
            if ar not in beregning.uoppgitte_ar(sektor.tiltak[id_], info.periode)
        ),
        noter=[
            "«Åtte av ti» er fra P10 til P90 i trekningene der tiltakene blir gjennomført",
            *sektorens_utelatte_i_ord(sektor),
        ],
        hode=["Tiltak", "Lav", "Anslag", "Høy", "Åtte av ti", "Hva som varierer, og mellom hva"],
        rader=[
            [
                id_,
                *([*vist[id_], _atte_av_ti(id_)] if not uten[id_] else [*[uten[id_]] * len(vist[id_]), STREK]),
                spenn_i_ord(sektor, sektor.tiltak[id_], alle[id_]),
            ]
            for id_ in rekkefolge
        ],
        alternativtekst=(
            f"Én linje for hvert tiltak, fra lavt til høyt, i {siste}. Bredest er {bredest}, fra "
            f"{vist[bredest][0]} til {vist[bredest][2]} {penger.ord_}. "
            + " ".join(
                f"{id_}: {lav}, anslått {hoved}, {hoy}." if not uten[id_] else f"{id_}: {uten[id_]}."
                for id_, (lav, hoved, hoy) in vist.items()
                if id_ != bredest
            )
        ),
        tegning=lambda akser, smal: rows.spennrader(akser, [_spennrad(id_) for id_ in med], smal, penger.kort),
        hoyde=rows.hoyde_av_rader(len(med), smal=False, over=0.1),
        hoyde_smal=rows.hoyde_av_rader(len(med), smal=True),
    )


def _mest_spenn(sektor: Sektor, med: Iterable[str], ender: Mapping[str, tuple[Fraction, Fraction, Fraction]]) -> str:
    """Which measures may cost more than they give; else which has the widest span."""
    penger = sektor.bok.penger
    under = [sektor.tiltak[id_].vist_navn for id_ in med if ender[id_][0] < 0 <= ender[id_][1]]
    if under:
        return kort_nok(
            f"{ramse(under)} kan ende med underskudd", f"{antall(under).capitalize()} tiltak kan ende med underskudd"
        )
    bredder = {id_: ender[id_][2] - ender[id_][0] for id_ in med}
    bredest = [id_ for id_, b in bredder.items() if b == max(bredder.values()) and b]
    if len(bredest) != 1:
        return ""
    lav, _, hoy = (vis_kort(b / penger.i_kroner) for b in ender[bredest[0]])
    return kort_nok(f"{sektor.tiltak[bredest[0]].vist_navn} er minst sikkert: fra {lav} til {hoy} {penger.ord_}")


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

    def ender_i(p: Mapping[str, Arsbelop], ar: int) -> tuple[Fraction, Fraction, Fraction]:
        return p["p10"][ar] / penger.i_kroner, p["p50"][ar] / penger.i_kroner, p["p90"][ar] / penger.i_kroner

    ender = {
        hva: {str(ar): ender_i(linje.persentiler[TOTAL], ar) for ar in info.periode}
        for hva, (linje, _) in linjer.items()
    }
    kutt = {ar: belop / penger.i_kroner for ar, belop in _kuttet(sektor).items()}
    band = [
        drawings.Band(
            _BANDNAVN[hva],
            {ar: b / penger.i_kroner for ar, b in ventet.items()},
            {ar: ender[hva][str(ar)][0] for ar in info.periode},
            {ar: ender[hva][str(ar)][2] for ar in info.periode},
            hva == _GJENNOMFORT,
        )
        for hva, (_, ventet) in linjer.items()
    ]
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
        tittel=_atte_av_ti(simulert.gjennomfort, penger, desimaler, info.periode[-1], flere=flere),
        undertittel=(
            f"Driftsvirkning i {penger.ord_} per år, {hvor(sektor)}: anslaget hvis tiltakene blir gjennomført"
            f"{f', og {_LINJENE}' if flere else ''}. Flaten rundt er åtte av ti trekninger"
            f"{', og trinnene er rammekuttene til sammen' if kutt else ''}"
        ),
        kilde=egen_analyse(sektor),
        noter=sektorens_utelatte_i_ord(sektor),
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
            f"{'To linjer' if flere else 'Én linje'} over årene, med flate fra P10 til P90. "
            + " ".join(
                f"I {ar}, {hva}: P10 er {lav}, P50 {midt} og P90 {hoy} {penger.ord_}."
                for hva, per_ar in ender.items()
                for ar, (lav, midt, hoy) in ((a, [vis_tall(b, desimaler) for b in tre]) for a, tre in per_ar.items())
            )
        ),
        tegning=lambda akser, smal: drawings.vifte(
            akser, band, ("kutt", kutt) if kutt else None, smal, penger.kort
        ),
        hoyde=4.0,
        hoyde_smal=4.0,
    )  # fmt: skip


_BANDNAVN: Final = {_GJENNOMFORT: "Anslag", _RISIKO: "Med risikoen"}


def _kuttet(sektor: Sektor) -> dict[int, Fraction]:
    """The cuts of all agencies in the years where they are known."""
    return {ar: d.kutt for ar, d in dekning(sektor)[TOTAL].items() if d.kutt}


def _atte_av_ti(linje: Linje, penger: Penger, desimaler: int, ar: int, *, flere: bool) -> str:
    """Between what most draws lie in the last year, if all is carried out; nothing where nothing varies.

    ``flere``: the drawing has the draws with the risk too, so that the title must say which of them it is of.
    """
    fra, til = (vis_tall(linje.persentiler[TOTAL][n][ar] / penger.i_kroner, desimaler) for n in ("p10", "p90"))
    sagt = f"Åtte av ti beregninger gir {fra} til {til} {penger.ord_}"
    mellom = f"{fra}\u2013{til}" if linje.persentiler[TOTAL]["p10"][ar] >= 0 else f"{fra} til {til}"
    alle, hvis = f"Åtte av ti beregninger: {mellom} {penger.ord_}", "hvis alt gjennomføres"
    if fra == til:
        return ""
    return kort_nok(f"{alle} i {ar}, {hvis}", f"{alle}, {hvis}") if flere else kort_nok(f"{sagt} i {ar}", sagt)


@eller_mangelboks("effekt-og-sikkerhet", "Hvor stort og hvor sikkert hvert tiltak er")
def effekt_og_sikkerhet(sektor: Sektor) -> Figur | Prosa:
    """Each measure by how sure its estimate is rated and what it gives in the last year, in the tone of its class.

    Nothing where no estimate is rated.
    ``usikkerhet.effekt_og_sikkerhet(data)``.
    """
    if not any(t.vurderinger.estimatusikkerhet.gitt for t in sektor.tiltak.values()):
        return Prosa("")
    penger, felles, siste = sektor.bok.penger, sektor.felles, sektor.info.periode[-1]
    effekt = beregning.effekter(sektor)
    periode = sektor.info.periode
    kjente = {id_: t for id_, t in sektor.tiltak.items() if beregning.er_kjent(t, periode, periode[-1])}
    tiltak = kjente or dict(sektor.tiltak)
    trinn = {id_: t.vurderinger.estimatusikkerhet.verdi for id_, t in tiltak.items()}
    klasse, med_klasse = {id_: t.samlet_vurdering.klasse for id_, t in tiltak.items()}, har_del(sektor, KLASSER)
    rekkefolge = sorted(tiltak, key=lambda id_: (list(felles.usikkerhet).index(trinn[id_]), -effekt[id_][siste], id_))
    grupper: dict[str, list[rows.Stolperad]] = {}
    for id_ in rekkefolge:
        rad = rows.Stolperad(
            tiltak[id_].vist_navn, effekt[id_][siste] / penger.i_kroner, klassefarge(felles, klasse[id_]),
            til=tiltaksadresse(sektor, id_), ar=str(siste),
        )  # fmt: skip
        grupper.setdefault(felles.usikkerhet[trinn[id_]].navn, []).append(rad)
    sum_ = {g: sum((r.verdi for r in rader), Fraction(0)) for g, rader in grupper.items()}
    return Figur(
        sektor=sektor,
        adresse="effekt-og-sikkerhet",
        emne=f"Hvor mye tiltakene gir i {siste}, og hvor usikre anslagene er vurdert å være",
        tittel=_mest_av_hva(penger, sum_, siste),
        undertittel=(
            f"Driftsvirkning i {penger.ord_}, {hvor(sektor)}, {siste}, etter hvor usikkert anslaget er vurdert å være"
            + (". Fargen er samlet vurdering" if med_klasse else "")
        ),
        kilde=Kilde.beregnet(sektor, forutsetningene(sektor).replace(" ", " og vurderingene ", 1)),
        noter=sektorens_utelatte_i_ord(sektor),
        data=pd.DataFrame(
            {
                "tiltak": id_,
                "navn": tiltak[id_].vist_navn,
                "estimatusikkerhet": felles.usikkerhet[trinn[id_]].navn,
                **({"samlet_vurdering": felles.klasser.get(klasse[id_], "")} if med_klasse else {}),
                "ar": siste,
                **penger.kolonner(effekt=effekt[id_][siste]),
            }
            for id_ in rekkefolge
        ),
        hode=[
            "Usikkerhet i anslaget",
            "Tiltak",
            stor_forbokstav(penger.ord_),
            *(["Samlet vurdering"] if med_klasse else []),
        ],
        rader=[
            [
                felles.usikkerhet[trinn[id_]].navn, tiltak[id_].vist_navn, penger.vis(effekt[id_][siste]),
                *([felles.klasser.get(klasse[id_], MANGLER)] if med_klasse else []),
            ]
            for id_ in rekkefolge
        ],
        alternativtekst="Ett felt for hvert trinn av usikkerhet, med en sirkel for hvert tiltak. "
        + " ".join(
            f"{g}: {ramse(f'{r.navn} {vis_kort(r.verdi)}' for r in rader)}." for g, rader in grupper.items()
        ),
        tegning=lambda akser, smal: rows.kvadrant(
            akser, grupper, klassenokkel(felles, set(klasse.values())), smal, penger.kort
        ),
        hoyde=rows.hoyde_av_kvadrant(grupper, smal=False),
        hoyde_smal=rows.hoyde_av_kvadrant(grupper, smal=True),
    )  # fmt: skip


def _mest_av_hva(penger: Penger, sum_: Mapping[str, Fraction], ar: int) -> str:
    """How sure most of the effect is; nothing where no step has more than the others, or parts are below zero."""
    alt, etter = sum(sum_.values(), Fraction(0)), sorted(sum_, key=lambda g: -sum_[g])
    if len(sum_) < _TO or min(sum_.values()) < 0 or sum_[etter[0]] == sum_[etter[1]]:
        return ""
    mest = vis_kort(sum_[etter[0]])
    return kort_nok(
        f"{mest} av {vis_kort(alt)} {penger.ord_} i {ar}: {etter[0].lower()}",
        f"{mest} av {vis_kort(alt)}: {etter[0].lower()}",
    )


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
            navn = ramse(sektor.tiltak[id_].vist_navn for id_ in skjeve)
            noter.append(
                f"{navn} har spenn som går lenger {vei} enn {motsatt}. Det trekker P50 {vei}, og betyr ikke "
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
    if sektor.tiltak:
        simulert = simuler(sektor)
        resultatet = [*_hvordan_trukket(sektor, simulert), *_skjevt(sektor), *_snittet(sektor, simulert)]
        punkter += [f"{note}." for note in resultatet]
    return Kort([boks("oppskrift", Liste(punkter))])
