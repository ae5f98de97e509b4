"""How a measure's effect is worked out: formula, assumptions, costs, loan, and whether it meets the print."""

import re
from collections.abc import Sequence
from typing import Final

from effekt.base.numbers import MANGLER, STREK, unit_behind, vis_tall
from effekt.calc import beregning
from effekt.calc.varighet import arstall
from effekt.display.blocks import Avsnitt, Blokk, Rutenett
from effekt.display.filters import antall
from effekt.display.texts import UTELATT, Utfyller
from effekt.model import formel
from effekt.model.storrelse import Opphav
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor
from effekt.report.lan import laneblokker
from effekt.report.okonomi import i_prisar, kostnadsblokker
from effekt.report.registre import UTLEDET, opphav_i_ord, verdi_med_spenn, vis_opphav

_TILPASSET: Final = (
    "Regnestykket er tilpasset slik at det gir kortets tall. At de er like, bekrefter derfor ikke at tallet er riktig."
)
_TILPASSET_NOEN_AR: Final = (
    "Der tallene er like, er regnestykket tilpasset til kortet. Det bekrefter derfor ikke at tallet er riktig."
)


def regnestykket(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> Sequence[Blokk]:
    """The formula in words, each assumption with its origin, what the print says, costs and loan."""
    ord_ = {navn: f.navn for navn, f in tiltak.forutsetninger.items()}
    return [
        Avsnitt(f"Effekt = {formel.formel_i_ord(tiltak.formel, ord_)}", "kort-formel"),
        *([Avsnitt(sagt, "kort-forbehold")] if (sagt := _grunnlag_i_ord(sektor, tiltak, utfyller)) else []),
        Rutenett(
            ["Forutsetning", "Verdi", "Opphav"],
            [
                [
                    f.navn,
                    f"{verdi_med_spenn(f)} {_enhetsord(f.enhet)}".strip() + i_prisar(sektor, f),
                    _opphav(sektor, navn, tiltak, utfyller),
                ]
                for navn, f in tiltak.forutsetninger.items()
            ],
            f"Forutsetninger for {tiltak.id}",
            klasse="effekt-tabell forutsetninger",
        ),
        *(_beregnet_mot_oppgitt(sektor, tiltak) if tiltak.oppgitt or sektor.info.rapport else []),
        *laneblokker(sektor, tiltak),
        *kostnadsblokker(sektor, tiltak),
    ]


def _enhetsord(enhet: str) -> str:
    """The unit as it stands after a value: none after a share, shown as a percentage; «prosent» as its sign.

    1 000 kr is in brackets, or it would be read on from the value.
    """
    return "" if enhet == "andel" else unit_behind(re.sub(r"^prosent\b", "%", enhet))


def _opphav(sektor: Sektor, navn: str, tiltak: Tiltak, utfyller: Utfyller) -> str:
    opphav = opphav_i_ord(sektor, tiltak.forutsetninger[navn], lambda mal: utfyller(mal, navn))
    return ". ".join(del_ for del_ in opphav if del_)


def _grunnlag_i_ord(sektor: Sektor, tiltak: Tiltak, utfyller: Utfyller) -> str:
    """Where the calculation is from, and how it is rounded; empty where neither is said."""
    grunnlag = tiltak.formel_grunnlag
    if grunnlag is None:
        setninger = []
    elif grunnlag.opphav is Opphav.KILDE:
        egne = any(f.opphav is not Opphav.KILDE for f in tiltak.forutsetninger.values())
        setninger = [
            f"Regnestykket står i kilden, {sektor.kilder[grunnlag.kilde or ''].sted(grunnlag.side or '')}"
            + (f", unntatt det som er merket «{UTLEDET}»." if egne else ".")
        ]
    else:
        setninger = [f"{vis_opphav(sektor, grunnlag)}: {utfyller(grunnlag.begrunnelse or '', 'formel')}"]
    if tiltak.avrunding and tiltak.avrundet_til:
        setninger.append(f"Avrundet til nærmeste {vis_tall(tiltak.avrundet_til)} kroner.")
        # Why a rounded amount is what it is, says nothing of one that is left out.
        if tiltak.avrunding.begrunnelse and tiltak.gjennomfores:
            setninger.append(utfyller(tiltak.avrunding.begrunnelse, "avrunding"))
    return " ".join(setninger)


def _beregnet_mot_oppgitt(sektor: Sektor, tiltak: Tiltak) -> Sequence[Blokk]:
    """What comes out against what is printed: a line where they are equal in every year, else a table."""
    beregnet = beregning.effekt(tiltak, sektor.info.periode)
    oppgitt = beregning.oppgitt_effekt(tiltak, sektor.info.periode)
    # What was worked out so that the two agree, proves nothing when they do.
    tilpasset = any(f.opphav is Opphav.AVLEDET for f in tiltak.forutsetninger.values())
    like = [ar for ar in sektor.info.periode if ar in oppgitt and beregnet[ar] == oppgitt[ar]]
    if tiltak.gjennomfores and len(like) == len(sektor.info.periode):
        forbehold = [Avsnitt(_TILPASSET, "kort-forbehold")] if tilpasset else []
        alle = f"alle {antall(len(like))} årene" if len(like) > 1 else f"{like[0]}"
        return [Avsnitt(f"✔ Lik kilden i {alle}.", "kort-lik"), *forbehold]
    lik = "tilpasset" if tilpasset else "ingen"
    rader = []
    for ar in sektor.info.periode:
        trykt, forskjell = MANGLER, STREK
        if ar in oppgitt:
            avvik = beregnet[ar] - oppgitt[ar]
            trykt = f"{STREK} (strek)" if tiltak.oppgitt[ar] == "-" else vis_tall(oppgitt[ar], 0)
            forskjell = lik if avvik == 0 else vis_tall(avvik, 0)
        regnet = vis_tall(beregnet[ar], 0)
        if not tiltak.gjennomfores:
            regnet, forskjell = UTELATT, STREK
        rader.append([arstall(sektor, ar, tiltak.id), regnet, trykt, forskjell])
    rutenett = Rutenett(
        ["År", "Beregnet", "Oppgitt på kortet", "Avvik"],
        rader,
        f"Beregnet og oppgitt effekt av {tiltak.id}, i hele kroner",
        klasse="effekt-tabell tall",
    )
    if tilpasset and tiltak.gjennomfores and like:
        return [rutenett, Avsnitt(_TILPASSET_NOEN_AR, "kort-forbehold")]
    return [rutenett]
