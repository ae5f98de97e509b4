"""The command that fetches public statistics: the only one that uses the network."""

import argparse
from pathlib import Path

from effekt import fullforing
from effekt.kilder import Datafeil, datamappe, naermeste
from effekt.kommandolinje import (
    FEIL_I_BYGGING,
    GIKK_BRA,
    Kommandoer,
    fremdrift,
    fullfor,
    meld,
    si,
)


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the command to the parser."""
    hent = kommandoer.add_parser(
        "fetch",
        help="hent offentlige tall fra statistikkbankene inn i data/",
        description=(
            "Henter tallene som data/felles/offentlige_tall.yml beskriver, og legger dem i\n"
            "data/felles/offentlig. Svaret lagres slik det kom, med adresse, tidspunkt, lisens\n"
            "og sha256. Det som var hentet før, står til det nye er helt. Bare denne kommandoen\n"
            "bruker nettet."
        ),
        epilog=(
            "Avslutter med 0 når alt ble hentet, 1 når noe ikke lot seg hente, og 2 når data\n"
            "eller argumenter er feil.\n\neksempel:\n"
            "  effekt fetch --list\n"
            "  effekt fetch folkemengde --dry-run"
        ),
    )
    uttak = hent.add_argument(
        "uttak", nargs="*", metavar="UTTAK", help="bare disse uttakene (vanligvis alle)"
    )
    fullfor(uttak, fullforing.uttak)
    hent.add_argument(
        "--dry-run", action="store_true", dest="prov",
        help="vis hva som ville bli endret, og hvilke figurer som flytter seg; skriv ingenting",
    )  # fmt: skip
    hent.add_argument(
        "--list", action="store_true", dest="liste",
        help="vis hva som kan hentes, når det ble hentet, og hvor gammelt det er",
    )  # fmt: skip
    hent.set_defaults(kjor=_hent)


def _hent(valg: argparse.Namespace) -> int:
    from effekt.offentlig import les_erklaring
    from effekt.offentligmodell import FILNAVN

    if valg.liste and valg.prov:
        raise Datafeil("både --list og --dry-run er gitt. Bruk én av dem.")
    data = datamappe()
    lest = les_erklaring(data)
    if lest is None:
        raise Datafeil(f"data/felles har ikke {FILNAVN}, så det er ingenting å hente. Lag den.")
    tall = lest[0]
    for id_ in valg.uttak:
        if id_ not in tall.uttak:
            raise Datafeil(
                f"ukjent uttak «{id_}».{naermeste(id_, tall.uttak)} "
                f"{FILNAVN} har {', '.join(tall.uttak)}."
            )
    ider = list(dict.fromkeys(valg.uttak)) or list(tall.uttak)
    if valg.liste:
        return _vis_liste(data, ider)
    return _hent_alle(data, ider, valg.prov)


def _vis_liste(data: Path, ider: list[str]) -> int:
    from effekt.henteliste import na, uttakslinjer
    from effekt.henting import les_gammelt
    from effekt.offentlig import les_erklaring

    lest = les_erklaring(data)
    assert lest is not None
    for id_ in ider:
        uttak = lest[0].uttak[id_]
        gammelt = les_gammelt(data, id_, uttak)
        bank = lest[0].banker[uttak.bank]
        for linje in uttakslinjer(id_, uttak, bank, gammelt.snapshot, gammelt.feil, na()):
            si(linje)
    return GIKK_BRA


def _hent_alle(data: Path, ider: list[str], prov: bool) -> int:
    from effekt.henteliste import endringslinjer
    from effekt.henting import forskjeller, hent, les_gammelt, skriv
    from effekt.kilder import vis_sti
    from effekt.nettklient import Hentefeil, Klient
    from effekt.offentlig import les_erklaring, snapshotmappe
    from effekt.virkning import lesere

    lest = les_erklaring(data)
    assert lest is not None
    steder = lesere()
    klienter: dict[str, Klient] = {}
    feilet = 0
    for id_ in ider:
        uttak = lest[0].uttak[id_]
        bank = lest[0].banker[uttak.bank]
        gammelt = les_gammelt(data, id_, uttak)
        if gammelt.feil:
            fremdrift(f"{id_}: det som er hentet før, kan ikke leses. {gammelt.feil}")
        fremdrift(f"{id_}: spør {bank.utgiver} om tabell {uttak.nummer}")
        klient = klienter.setdefault(uttak.bank, Klient(bank, fremdrift))
        try:
            nytt = hent(id_, uttak, bank, klient, snapshotmappe(data, id_), fremdrift)
        except Hentefeil as grunn:
            star = " Det som var hentet før, står." if gammelt.snapshot else ""
            sagt = str(grunn) if str(grunn).endswith((".", "?")) else f"{grunn}."
            meld(f"{id_}: {sagt} Ingenting er skrevet.{star}", FEIL_I_BYGGING)
            feilet += 1
            continue
        ulikt = forskjeller(nytt, gammelt.tabeller)
        for linje in endringslinjer(nytt, ulikt, gammelt.snapshot, steder, uttak):
            si(linje)
        if nytt.har_samme_tall(gammelt.snapshot):
            si(f"  Svaret er det samme som før. {'' if prov else 'Ingenting er skrevet.'}".rstrip())
        elif not prov:
            si(f"  Skrevet til {vis_sti(skriv(data, nytt))}.")
    if prov:
        si("Ingenting er skrevet.")
    return FEIL_I_BYGGING if feilet else GIKK_BRA
