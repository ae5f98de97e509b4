"""The commands that look at data/, lay a sector, go by Excel, and fetch public statistics."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from effekt.base.faults import Datafeil, naermeste
from effekt.cli import complete, parser
from effekt.reading.bokmappe import Bokmappe

if TYPE_CHECKING:
    from effekt.model.offentlig import OffentligeTall


def add_sector_commands(kommandoer: parser.Commands) -> None:
    """Add the command to the parser."""
    ny = parser.add_command(kommandoer, "new-sector", help="legg en ny sektor klar til å fylles ut")
    ny.add_argument("kode", metavar="KODE", help="mappen i data/, for eksempel kon")
    ny.add_argument("--navn", metavar="NAVN", default="", help="sektorens navn")
    ny.add_argument(
        "--virksomheter", metavar="LISTE", default="",
        help='kode og navn: "BIB:Biblioteket,MUS:Museene" (ellers sektoren selv)',
    )  # fmt: skip
    ny.add_argument(
        "--periode", metavar="ÅR", default="", help="årene, for eksempel 2026-2029 (ellers som i den første sektoren)"
    )
    ny.add_argument(
        "--tiltak", metavar="LISTE", default="",
        help="tiltakene det legges filer for: BIB1,BIB2 (ellers ett for hver virksomhet)",
    )  # fmt: skip
    ny.add_argument("--kortnavn", metavar="NAVN", default="", help="forkortelsen, ellers koden: KON")
    ny.add_argument(
        "--rapport", metavar="TITTEL", default="", help="tittelen på sektorens trykte rapport, om det er noen"
    )
    ny.add_argument("--kommune", metavar="NAVN", default="", help="i en ny bok: hvem boken gjelder")
    ny.add_argument("--remove", action="store_true", help="fjern sektoren; stopper hvis noe er endret")
    ny.add_argument("--discard", action="store_true", help="med --remove: fjern også det som er endret")
    ny.set_defaults(kjor=_ny_sektor, egen_data=True)


def _ny_sektor(valg: argparse.Namespace) -> int:
    rot = _rot(valg.data)
    if valg.remove:
        from effekt.authoring.removed_sector import remove_sector

        fjernet = remove_sector(rot, valg.kode, built_of, forkast=valg.discard)
        parser.say(f"Sektoren {valg.kode} er fjernet: {len(fjernet.filer)} filer.")
        if fjernet.star:
            parser.say(f"Dette er ikke laget av new-sector, og står: {', '.join(fjernet.star)}.")
        return parser.GIKK_BRA
    if valg.discard:
        raise Datafeil("--discard hører til --remove.")
    if not valg.navn:
        raise Datafeil('--navn mangler. Skriv for eksempel --navn "Kultur og næring".')
    from effekt.authoring.new_sector import bestill, legg

    bestilling = bestill(
        rot, valg.kode, valg.navn,
        kortnavn=valg.kortnavn, virksomheter=valg.virksomheter, periode=valg.periode,
        tiltak=valg.tiltak, rapport=valg.rapport, kommune=valg.kommune,
    )  # fmt: skip
    for navn in legg(rot, bestilling):
        if not navn.endswith(".json"):
            parser.say(f"  {navn}")
    data = f" --data {valg.data}" if valg.data else ""
    parser.say(f"Sektoren {valg.kode} er lagt. Det som gjenstår: effekt check --sector {valg.kode}{data}")
    return parser.GIKK_BRA


def built_of(rot: Path) -> dict[Path, bool]:
    """What builds make in the book, and whether it is as they made it."""
    from effekt.base.files import written_files
    from effekt.execution.chapters import files_of, find_chapters, made_files

    try:
        kapitler = [
            fil for kapittel in find_chapters(Bokmappe(rot / "data", rot)) if (fil := rot / kapittel.fil).is_file()
        ]
    except Datafeil:  # pages without chapters, as a removal that was broken off leaves them
        kapitler = []
    bygd = {fil.parent / navn: False for fil in kapitler for navn in (fil.name, *files_of(fil))}
    for fil in written_files(rot / "book", "**/*.ipynb"):
        if (som_laget := made_files(fil)) is not None:
            bygd |= dict.fromkeys([fil, *som_laget], True)
    return bygd


def _rot(data: str | None) -> Path:
    """The book's root; of a folder that is not there or is empty, that folder.

    Without one that is the working folder, unless it is in a book, or EFFEKT_DATA says where one is.
    """
    from effekt.base.book import DATAVARIABEL, book_around_here, choose_data_folder

    ny = data if data is not None else None if os.environ.get(DATAVARIABEL) or book_around_here() else "."
    if ny is not None:
        mappe = Path(ny)
        if not mappe.exists() or (mappe.is_dir() and not any(mappe.iterdir())):
            return mappe.absolute()
    choose_data_folder(data)
    return Bokmappe.her().rot


def add_fetch_commands(kommandoer: parser.Commands) -> None:
    """Add the command to the parser."""
    hent = parser.add_command(kommandoer, "fetch", help="hent offentlige tall fra statistikkbankene inn i data/")
    uttak = hent.add_argument("uttak", nargs="*", metavar="UTTAK", help="bare disse uttakene (vanligvis alle)")
    parser.complete_argument(uttak, complete.complete_uttak)
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
    from effekt.model.offentlig import FILNAVN
    from effekt.reading.offentlig import les_erklaring

    if valg.liste and valg.prov:
        raise Datafeil("både --list og --dry-run er gitt. Bruk én av dem.")
    data = valg.bok.data
    lest = les_erklaring(data)
    if lest is None:
        raise Datafeil(f"data/felles har ikke {FILNAVN}, så det er ingenting å hente. Lag den.")
    tall = lest[0]
    for id_ in valg.uttak:
        if id_ not in tall.uttak:
            raise Datafeil(f"ukjent uttak «{id_}».{naermeste(id_, tall.uttak)} {FILNAVN} har {', '.join(tall.uttak)}.")
    ider = list(dict.fromkeys(valg.uttak)) or list(tall.uttak)
    return _vis_liste(data, tall, ider) if valg.liste else _hent_alle(valg.bok, tall, ider, valg.prov)


def _vis_liste(data: Path, tall: "OffentligeTall", ider: list[str]) -> int:
    from effekt.fetch.fetching import les_gammelt
    from effekt.fetch.report import uttakslinjer

    for id_ in ider:
        uttak = tall.uttak[id_]
        gammelt = les_gammelt(data, id_, uttak)
        for linje in uttakslinjer(
            id_, uttak, tall.banker[uttak.bank], gammelt.snapshot, gammelt.feil, datetime.now(UTC)
        ):
            parser.say(linje)
    return parser.GIKK_BRA


def _hent_alle(bok: Bokmappe, tall: "OffentligeTall", ider: list[str], prov: bool) -> int:
    from effekt.base.faults import vis_sti
    from effekt.display.virkning import lesere
    from effekt.fetch.client import Hentefeil, Klient
    from effekt.fetch.fetching import hent_uttak, les_gammelt, skriv_snapshot, snapshotforskjeller
    from effekt.fetch.report import endringslinjer
    from effekt.reading.offentlig import snapshotmappe
    from effekt.reading.tiltakssider import tiltakssider

    data = bok.data
    steder = lesere(bok.rot / "book", tiltakssider(bok))
    klienter: dict[str, Klient] = {}
    feilet = 0
    for id_ in ider:
        uttak = tall.uttak[id_]
        bank = tall.banker[uttak.bank]
        gammelt = les_gammelt(data, id_, uttak)
        if gammelt.feil:
            parser.say_progress(f"{id_}: det som er hentet før, kan ikke leses. {gammelt.feil}")
        parser.say_progress(f"{id_}: spør {bank.utgiver} om tabell {uttak.nummer}")
        klient = klienter.setdefault(uttak.bank, Klient(bank, parser.say_progress))
        try:
            nytt = hent_uttak(id_, uttak, bank, klient, snapshotmappe(data, id_), parser.say_progress)
        except Hentefeil as grunn:
            star = " Det som var hentet før, står." if gammelt.snapshot else ""
            sagt = str(grunn) if str(grunn).endswith((".", "?")) else f"{grunn}."
            parser.report_error(f"{id_}: {sagt} Ingenting er skrevet.{star}", parser.FEIL_I_BYGGING)
            feilet += 1
            continue
        ulikt = snapshotforskjeller(nytt, gammelt.tabeller)
        for linje in endringslinjer(nytt, ulikt, gammelt.snapshot, steder, uttak):
            parser.say(linje)
        if nytt.har_samme_tall(gammelt.snapshot):
            parser.say(f"  Svaret er det samme som før. {'' if prov else 'Ingenting er skrevet.'}".rstrip())
        elif not prov:
            parser.say(f"  Skrevet til {vis_sti(skriv_snapshot(data, nytt))}.")
    if prov:
        parser.say("Ingenting er skrevet.")
    return parser.FEIL_I_BYGGING if feilet else parser.GIKK_BRA


def add_data_commands(kommandoer: parser.Commands) -> None:
    """Add the commands to the parser."""
    sjekk = parser.add_command(kommandoer, "check", help="kontroller data/ mot kildene, og kildene mot seg selv")
    sjekk.add_argument(
        "sti", nargs="?", type=Path, metavar="MAPPE",
        help="en sektormappe et annet sted; ved siden av den ligger kilder.yml og felles/",
    )  # fmt: skip
    sektor = sjekk.add_argument("--sector", metavar="SEKTOR", help="bare denne sektoren, for eksempel hls")
    parser.complete_argument(sektor, complete.complete_sectors)
    sjekk.add_argument(
        "--format", choices=("text", "json", "md"), default="text", metavar="FORMAT",
        help="text (vanligvis), json eller md",
    )  # fmt: skip
    sjekk.set_defaults(kjor=_sjekk)

    skjema = parser.add_command(kommandoer, "schema", help="skriv JSON-skjemaene for YAML-filene i data/")
    skjema.set_defaults(kjor=_skjema)


def _sjekk(valg: argparse.Namespace) -> int:
    from effekt.base.faults import samlet_feil
    from effekt.check.report import REPORT_FORMATS, make_reports, sektor_folder

    if valg.sti and valg.sector:
        raise Datafeil("både MAPPE og --sector er gitt. Bruk én av dem.")
    bok = Bokmappe.med(sektor_folder(valg.sti).parent) if valg.sti else valg.bok
    gitt = valg.sti.resolve().name if valg.sti else valg.sector
    # A sector's folder elsewhere has chapters only where it is part of a book.
    med_kapitler = bok == valg.bok or bok.rot == bok.data.parent
    rapporter = make_reports(bok, [gitt] if gitt else bok.sektorer(), med_kapitler)
    feil = [ett for rapport in rapporter for ett in rapport.feil]
    if feil and valg.format == "text":
        parser.report_fault(samlet_feil(feil))
    if ut := REPORT_FORMATS[valg.format](rapporter):
        parser.say(ut)
    if feil:
        return parser.FEIL_I_DATA
    igjen = any(rapport.funn or rapport.gjenstar or rapport.uten_historikk for rapport in rapporter)
    return parser.FINDINGS_IN_SOURCES if igjen else parser.GIKK_BRA


def _skjema(valg: argparse.Namespace) -> int:
    from effekt.reading.schema import skriv_skjemaer

    for fil in skriv_skjemaer(valg.bok, valg.bok.data / "skjema"):
        parser.say(str(fil))
    return parser.GIKK_BRA
