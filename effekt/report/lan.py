"""The loan of a measure on its card: three rules side by side, and why they differ where they do."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from effekt.base.numbers import vis_prosent, vis_tall
from effekt.base.words import ramse, stor_forbokstav
from effekt.calc import beregning
from effekt.calc.beregning import Arsbelop
from effekt.display.blocks import Avsnitt, Blokk, Rutenett
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor

ALDRI: Final = "blir aldri nedbetalt"
_LANENAVN: Final = {
    "forenklet": "Slik kortet regner: fast avdrag, og rente av hele lånet hvert år",
    "serielan": "Serielån: samme avdrag, men rente bare av det som gjenstår",
    "andelsregel": "Den generelle regelen: en fast andel av lånet hvert år",
}
_KORTNAVN: Final = {"forenklet": "kortet", "serielan": "serielånet", "andelsregel": "den generelle regelen"}


def laneblokker(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """The measure's effect with its loan reckoned in three ways; nothing for a measure without a loan."""
    if tiltak.lan is None:
        return []
    penger, periode = sektor.bok.penger, sektor.info.periode
    regel = sektor.felles.regneregler["laneandel"]
    beregninger = beregning.laneberegninger(tiltak, periode, regel.regnetall)
    start = tiltak.lan.forste_ar + tiltak.ar_senere

    kortet = beregninger["forenklet"] or {}

    def rad(belop: Arsbelop | None) -> list[str]:
        """The row; of a loan never repaid, what the card has until the loan begins."""
        vist = kortet if belop is None else belop
        return [ALDRI if belop is None and ar >= start else vis_tall(b / penger.i_kroner) for ar, b in vist.items()]

    navnene = {
        navn: ord_.replace("Den generelle regelen", f"{stor_forbokstav(sektor.rapporten)}s generelle regel")
        if sektor.rapporten
        else ord_
        for navn, ord_ in _LANENAVN.items()
    }
    side = f" ({sektor.kilder[regel.kilde].sted(regel.side)})" if regel.kilde and regel.side else ""
    return [
        Rutenett(
            ["Lånet regnet som", *map(str, periode)],
            [[navnene[navn], *rad(belop)] for navn, belop in beregninger.items()],
            f"Effekten av {tiltak.id} med tre måter å regne lånet på, i {penger.ord_}",
            klasse="effekt-tabell tall",
        ),
        Avsnitt(
            " ".join(
                [
                    f"Den generelle regelen{side} setter renter og avdrag til {regel} av "
                    "lånet hvert år til det er nedbetalt. De to siste linjene er våre beregninger.",
                    *_forbehold(sektor, tiltak, beregninger, regel.regnetall),
                ]
            ),
            "kort-forbehold",
        ),
    ]


def _forbehold(
    sektor: Sektor, tiltak: Tiltak, beregninger: dict[str, Arsbelop | None], andel: Fraction
) -> Iterator[str]:
    """What a reader must know of the three: a loan never repaid, one that the card goes on paying, unlike signs."""
    lan, penger = tiltak.lan, sektor.bok.penger
    if lan is None or not tiltak.gjennomfores:
        return
    forste, f = lan.forste_ar, tiltak.forutsetninger
    rente, belop, avdrag = f[lan.rentesats].i_formel(forste), f[lan.belop].i_formel(forste), _avdrag(tiltak)
    if beregninger["andelsregel"] is None:
        mot = "like mye som" if andel == rente else "mindre enn"
        yield (
            f"Etter den generelle regelen blir lånet aldri nedbetalt: {vis_prosent(andel)} av lånet i året er "
            f"{mot} renten på {vis_prosent(rente)}."
        )
    if beregninger["serielan"] is None:
        yield "Som serielån blir lånet aldri nedbetalt: avdraget er null."
    siste = sektor.info.periode[-1] - tiltak.ar_senere
    if avdrag > 0 and belop / avdrag <= siste - forste:
        yield "Kortets regnestykke har avdrag og renter også etter at lånet er nedbetalt."
    kjente = {navn: b for navn, b in beregninger.items() if b is not None}
    ulike = [ar for ar in sektor.info.periode if len({_fortegn(b[ar]) for b in kjente.values()}) > 1]
    if not ulike:
        return
    ar = ulike[-1]
    svar = [f"{_KORTNAVN[navn]} {vis_tall(b[ar] / penger.i_kroner)}" for navn, b in kjente.items()]
    hvor = ":" if ulike == [ar] else f". I {ar}:"
    yield f"Reglene gir ikke samme fortegn i {ramse([str(a) for a in ulike])}{hvor} {ramse(svar)} {penger.ord_}."
    if any(_fortegn(kjente["forenklet"][a]) != _fortegn(kjente["serielan"][a]) for a in ulike if "serielan" in kjente):
        yield "Serielånet har rente bare av det som gjenstår, og kortet av hele lånet."
    regelen = kjente.get("andelsregel")
    if regelen and belop and any(_fortegn(kjente["forenklet"][a]) != _fortegn(regelen[a]) for a in ulike):
        kortets = avdrag / belop + rente
        hva = "like mye" if kortets == andel else vis_prosent(kortets)
        yield f"Den generelle regelen tar {vis_prosent(andel)} av lånet i året, og kortet {hva}."


def _avdrag(tiltak: Tiltak) -> Fraction:
    return beregning.avdraget(tiltak, tiltak.lan.forste_ar) if tiltak.lan else Fraction(0)


def _fortegn(belop: Fraction) -> int:
    """The sign of an amount in whole kroner, which is how a card has it."""
    hele = round(belop)
    return (hele > 0) - (hele < 0)
