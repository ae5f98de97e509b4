"""What it takes for a measure to give nothing: the switching values, in words and as a table."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import pandas as pd

from effekt.base.numbers import MANGLER, STREK, som_tall, vis_prosent
from effekt.base.words import ramse
from effekt.calc import beregning
from effekt.calc.drivere import er_innfasing
from effekt.calc.usikkerhet import Bytteverdi, Losning, alle_bytteverdier, vippepunkter
from effekt.display.numbered import Tabell
from effekt.display.objects import Prosa, eller_mangelboks
from effekt.model import formel
from effekt.reading.penger import Penger
from effekt.reading.sektor import Sektor
from effekt.report.spennord import desimaler_for, egen_analyse, med_fortegn, med_verdiens_enhet

_I_ORD: Final = 4


@eller_mangelboks("bytteverdier", "Hva som skal til før et tiltak ikke gir noe")
def bytteverdiene(sektor: Sektor) -> Tabell | Prosa:
    """What it takes for a measure to give nothing, nearest first over all of them, in words.
    ``bytteverdier.bytteverdiene(data)``.
    """
    penger = sektor.bok.penger
    alle = alle_bytteverdier(sektor)
    nare = list(_samlet(vippepunkter(sektor), sektor))
    siste = sektor.info.periode[-1]
    steg, desimaler = sektor.usikkerhet.steg, desimaler_for(sektor, (b.tiltak for b in alle))
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
                    (med_verdiens_enhet([b.verdi], b.forutsetning.enhet, penger), losning_i_ord(b.null, b, penger))
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
        if id_ not in i_tabellen and beregning.er_kjent(ett, sektor.info.periode, siste)
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


_REGNES_IKKE: Final = "regnes ikke ut"


def losning_i_ord(losning: Losning | None, bytteverdi: Bytteverdi, penger: Penger) -> str:
    """A switching value in a table cell, or why there is none."""
    svar = _svar(losning)
    return svar if isinstance(svar, str) else med_verdiens_enhet([svar], bytteverdi.forutsetning.enhet, penger)


def _svar(losning: Losning | None) -> Fraction | str:
    """The value, or why there is none to show."""
    if losning is None:
        return MANGLER
    if losning.alt_slik:
        return "er alt slik"
    if losning.verdi is None:
        return "finnes ikke" if losning.regnet else _REGNES_IKKE
    return losning.verdi
