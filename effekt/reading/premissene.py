"""Premises held against the measures, and what those that are known do to them.

A premise that is known to be otherwise than the estimates presume is a fact: the measures that it stops are not
carried out, like those that a reviewer leaves out, and those that it delays or scales do so in every sum. One that is
not known yet changes no estimate; it is a chance (``calc.gjennomforing``).

What depends on a measure goes with it: it stops where that one stops, and starts no earlier than that one lets it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

from effekt.base.faults import Datafeil, naermeste
from effekt.model.premisser import STOPPER, Premiss, Premissvirkning
from effekt.model.tiltak import Premissfakta, Tiltak
from effekt.model.usikkerhet import Usikkerhetsvalg
from effekt.reading.documents import Dokument, Sti
from effekt.reading.samspill import forutsatte, fullt_navn

# How many premises may delay or scale one measure: all that can happen together is reckoned through.
_FLEST: Final = 10


def feil_i_premisser(
    premisser: Mapping[str, Premiss],
    dokument: Dokument | None,
    tiltak: Mapping[str, Tiltak],
    uferdige: Collection[str],
    valg: Usikkerhetsvalg,
) -> Iterator[Datafeil]:
    """Measures that the premises name and the sector does not have, and premises that nobody has given a chance."""
    if dokument is None:
        return
    kjente = [*tiltak, *uferdige]
    for id_, premiss in premisser.items():
        sti: Sti = ("premisser", id_)
        for annet in premiss.virker_pa:
            if annet not in kjente:
                rad = naermeste(annet, kjente)
                yield dokument.feil(
                    (*sti, "virker_pa", annet), f"ukjent tiltak «{annet}».{rad} Tiltakene er {', '.join(kjente)}."
                )
        if premiss.apen and premiss.sjanse is None and valg.gjennomforing and valg.premiss is None:
            yield dokument.feil(
                sti,
                "premissen har ingen sjanse. Skriv sjanse på den, eller premiss i felles/usikkerhet.yml: sjansen for "
                "at det blir annerledes enn anslagene bygger på.",
            )
    for id_ in tiltak:
        mange = [p for p, v in _som_berorer(id_, premisser) if v.regnes and v.virkning != STOPPER]
        if len(mange) > _FLEST:
            yield dokument.feil(
                ("premisser", mange[_FLEST]),
                f"{id_} har {len(mange)} premisser som utsetter eller skalerer. Det kan være høyst {_FLEST}. "
                "Slå sammen noen av dem.",
            )


def _som_berorer(id_: str, premisser: Mapping[str, Premiss]) -> Iterator[tuple[str, Premissvirkning]]:
    """The premises that name the measure, and what they do to it."""
    for navn, premiss in premisser.items():
        if id_ in premiss.virker_pa:
            yield navn, premiss.virker_pa[id_]


def virkningene(id_: str, premisser: Iterable[Premiss]) -> list[tuple[Premiss, Premissvirkning]]:
    """Those of the premises that do something to the measure that can be reckoned with, and what."""
    alle = [(p, p.virker_pa[id_]) for p in premisser if id_ in p.virker_pa]
    return [(p, v) for p, v in alle if v.regnes]


def med_premisser(sektor: str, tiltak: Mapping[str, Tiltak], premisser: Mapping[str, Premiss]) -> dict[str, Tiltak]:
    """The sector's measures with what known premises do to them; those without any are as they were."""
    if not premisser:
        return dict(tiltak)
    alle = {fullt_navn(sektor, id_): ett for id_, ett in tiltak.items()}
    ut = {}
    for id_, ett in tiltak.items():
        egne = virkningene(id_, premisser.values())
        fakta = [(p, v) for p, v in egne if p.slatt_til]
        foran = [navn.partition(".")[2] for navn in forutsatte(fullt_navn(sektor, id_), alle)]
        senest = max((fast_utsettelse(annet, premisser.values()) for annet in (id_, *foran)), default=0)
        ganger = Fraction(1)
        for _, virkning in fakta:
            ganger *= virkning.ganger
        berorer = dict.fromkeys(p.id for annet in (id_, *foran) for p, _ in virkningene(annet, premisser.values()))
        endret: dict[str, object] = {}
        if berorer:
            endret["premissfakta"] = Premissfakta(utsatt=senest, skala=ganger, berorer=tuple(berorer))
        if any(v.virkning == STOPPER for _, v in fakta):
            endret["gjennomfores"] = False
        ut[id_] = ett.model_copy(update=endret) if endret else ett
    return ut


def fast_utsettelse(id_: str, premisser: Iterable[Premiss]) -> int:
    """How many years known premises delay the measure itself: each adds its own."""
    return sum(v.ar_senere for p, v in virkningene(id_, premisser) if p.slatt_til)
