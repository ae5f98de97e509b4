"""What is said of how sure an estimate is: where low and high come from, on the cards and under the figures."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from effekt.base.numbers import MINUS, Enhet, vis_innlagt, vis_med_enhet, vis_prosent
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning
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
    opprinnelig,
)
from effekt.calc.usikkerhet import Spenn, spenn
from effekt.display.blocks import Avsnitt, Blokk, boks
from effekt.display.objects import Kilde
from effekt.display.ranges import utenfor_i_ord, vis_en_verdi
from effekt.model.program import IKKE_GJENGITT
from effekt.model.storrelse import i_ar
from effekt.model.tiltak import Tiltak
from effekt.model.units import factor_of
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor


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


def desimaler_for(sektor: Sektor, tiltak: Iterable[str]) -> int:
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
        ar = kildear(sektor, tiltak)
        mellom = ramse(mellom_i_ord(d, tiltak, ar, sektor.bok.penger) for d in ett.drivere)
        yield f"Lav og høy er ytterpunktene for regnestykket når {mellom}. Alt annet holdes fast."
        yield from _endene(ett.drivere)
        vurderinger = list(dict.fromkeys(d.vurdering for d in ett.drivere if VURDERINGEN in (d.lav_fra, d.hoy_fra)))
        for vurdert in vurderinger:
            gjelder = [d.vist for d in ett.drivere if d.vurdering == vurdert] if len(vurderinger) > 1 else []
            for_ = f" for {ramse(gjelder)}" if gjelder else ""
            hvilke = "Endene ellers" if any(d.lav_fra != d.hoy_fra for d in ett.drivere) else "Endene"
            yield f"{hvilke}{for_} ligger {vis_prosent(vurdert.spenn)} fra tallet. {_vurderingen(sektor, vurdert)}"


def kildear(sektor: Sektor, tiltak: Tiltak) -> int:
    """The year of the formula that the last year's effect comes from."""
    periode = sektor.info.periode
    return max(periode[-1] - tiltak.ar_senere, periode[0])


def mellom_i_ord(d: Driver, tiltak: Tiltak, ar: int, penger: Penger) -> str:
    """«anslått besparelse er 5 %–20 %»; an amount that is large in the book's unit, in that."""
    f = tiltak.forutsetninger[d.navn]
    ender = [i_ar(ende, ar) for ende in (d.lav, d.hoy)]
    nar = "" if isinstance(d.verdi, Fraction) else f" i {ar}"
    return f"{d.vist} er {med_verdiens_enhet(ender, f.enhet, penger)}{nar}"


def med_verdiens_enhet(verdier: Sequence[Fraction], enhet: str, penger: Penger) -> str:
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


def usikkerhetsblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """What a card says of how sure its effect is: low, main and high, and a start put off."""
    penger, siste = sektor.bok.penger, sektor.info.periode[-1]
    utsatt = (
        f"**Utsatt start: {tiltak.forsinkelse.antall_ar}\u00a0år.** Alle tallene er skjøvet så mange år fram. Det er "
        f"vår forutsetning{f', ikke {sektor.rapporten}s' if sektor.rapporten else ''}."
    )
    ett = spenn(sektor, tiltak)
    ender = {"Lav": ett.lav, "Anslag": ett.hoved, "Høy": ett.hoy}
    desimaler = penger.desimaler(ett.hoved.values())
    hvems = f"Vår egen analyse{f', ikke {sektor.rapporten}s.' if sektor.rapporten else '.'}"
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
