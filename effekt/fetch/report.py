"""What ``effekt fetch`` says: what is declared, and what a fetch changed or would change."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from effekt.display.records import Poststed
from effekt.display.virkning import virkning
from effekt.fetch.fetching import Forskjell, Nytt
from effekt.model.offentlig import Bank, Snapshot, Uttak
from effekt.reading.offentlig import vis_tid
from effekt.reading.tabelldata import Celle, Tabelldata

_NEVNT: Final = 5  # values that are named of each kind
_BREDDE: Final = 100


def uttakslinjer(
    id_: str, uttak: Uttak, bank: Bank, snapshot: Snapshot | None, feil: str, na: datetime
) -> Iterator[str]:
    """A declared fetch: table, purpose, and how old its snapshot is."""
    yield f"{id_}: {bank.utgiver}, tabell {uttak.nummer}, {uttak.tittel}"
    yield from _avsnitt(uttak.formal)
    if feil:
        yield from _avsnitt(f"kan ikke leses: {feil}")
    elif snapshot is None:
        yield "  ikke hentet"
    else:
        yield (
            f"  hentet {vis_tid(snapshot.hentet)} ({_alder(snapshot.hentet, na)}), oppdatert hos kilden "
            f"{vis_tid(snapshot.oppdatert)}, {snapshot.rader} tall, lisens {snapshot.lisens}"
        )
    for navn, tabell in uttak.tabeller.items():
        brukt = f" ({', '.join(tabell.brukes_i)})" if tabell.brukes_i else ""
        yield f"  gir {navn}{brukt}"


def _alder(hentet: str, na: datetime) -> str:
    dager = (na - datetime.fromisoformat(hentet)).days
    return {0: "i dag", 1: "for 1 dag siden"}.get(dager, f"for {dager} dager siden")


def endringslinjer(
    nytt: Nytt,
    alle: Sequence[Forskjell],
    gammelt: Snapshot | None,
    lest: Mapping[str, Iterable[Poststed]],
    uttak: Uttak,
) -> Iterator[str]:
    """What came, how it differs from what the book has, and which figures move."""
    ny = nytt.snapshot
    for_ = f", før {vis_tid(gammelt.oppdatert)}" if gammelt else ""
    yield f"{nytt.id}: {ny.tittel}"
    yield f"  {ny.rader} tall, oppdatert hos kilden {vis_tid(ny.oppdatert)}{for_}"
    for en in alle:
        hva = [
            f"{len(funnet)} {ord_}"
            for funnet, ord_ in ((en.nye, "nye"), (en.endret, "endret"), (en.borte, "borte"))
            if funnet
        ]
        yield f"  {en.navn}: {_omfang(en.etter)}. {', '.join(hva) or 'Ingen endring'}."
        yield from _celler(en)
        if hva:
            yield from _avsnitt(f"flytter: {_flytter(en.navn, uttak, lest)}", "    ")


def _omfang(tabell: Tabelldata) -> str:
    """How many values, and the first and last year where the table has years."""
    antall = f"{len(tabell.celler)} verdier"
    kolonne = next((f.name for f in tabell.ressurs.tabell.felt if f.type == "year"), "")
    if not kolonne:
        return antall
    ar = [int(a) for a in tabell.nokkelverdier(kolonne)]
    return f"{antall}, {min(ar)}\u2013{max(ar)}"


def _celler(en: Forskjell) -> Iterator[str]:
    yield from _noen([f"ny      {c.adresse}: {_vist(c)}" for c in en.nye])
    yield from _noen([f"endret  {b.adresse}: {_vist(a)} \u2192 {_vist(b)}" for a, b in en.endret])
    yield from _noen([f"borte   {c.adresse}: {_vist(c)}" for c in en.borte])


def _vist(celle: Celle) -> str:
    return celle.uten_enhet().replace("\u00a0", " ")


def _noen(linjer: Sequence[str]) -> Iterator[str]:
    yield from (f"    {linje}" for linje in linjer[:_NEVNT])
    if len(linjer) > _NEVNT:
        yield f"    … og {len(linjer) - _NEVNT} til, den siste {linjer[-1].split(maxsplit=1)[1]}"


def _flytter(navn: str, uttak: Uttak, lest: Mapping[str, Iterable[Poststed]]) -> str:
    """The places in the book as built that read the table; else those that are declared."""
    steder = virkning(f"{navn}[]", lest).steder
    if steder:
        return ", ".join(dict.fromkeys(f"{s.navn} ({s.kapittel})" for s in steder))
    return ", ".join(uttak.tabeller[navn].brukes_i) or "ingen steder i boken"


def _avsnitt(tekst: str, innrykk: str = "  ") -> list[str]:
    return textwrap.wrap(
        tekst, _BREDDE, initial_indent=innrykk, subsequent_indent=innrykk + "  ",
        break_on_hyphens=False, break_long_words=False,
    )  # fmt: skip
