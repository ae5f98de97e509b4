"""The commands for Excel: a workbook out, and in again with everything told that it would change."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from effekt.base.faults import Datafeil
from effekt.cli import complete, parser
from effekt.cli.budget import add_budget_options, import_budget, require_as_shown

if TYPE_CHECKING:
    from effekt.excel.importing import Decisions, Import, OpenedWorkbook
    from effekt.excel.merging import Side
    from effekt.reading.documents import Sti


def add_excel_commands(kommandoer: parser.Commands) -> None:
    """Add the commands to the parser."""
    mal = parser.add_command(kommandoer, "template", help="lag en arbeidsbok i Excel å fylle ut en sektor i")
    mal.add_argument("fil", type=Path, metavar="FIL.xlsx", help="arbeidsboken som skal skrives")
    sektor = mal.add_argument("--sector", metavar="SEKTOR", help="sektoren, også en ny; ellers den første i data/")
    parser.complete_argument(sektor, complete.complete_sectors)
    mal.add_argument(
        "--period", metavar="ÅR", help="årene i en ny sektor, for eksempel 2026–2029; ellers som i en annen sektor"
    )
    mal.add_argument("--force", action="store_true", help="skriv over en fil som finnes fra før")
    mal.set_defaults(kjor=_mal)

    les = parser.add_command(kommandoer, "import", help="les en budsjettabell eller en arbeidsbok inn i data/")
    les.add_argument("fil", type=Path, metavar="FIL", help="arbeidsboken, eller tabellen: .xlsx eller .csv")
    hjelp = "sektoren; ellers den som arket «Les meg» nevner, eller den boken har"
    sektor = les.add_argument("--sector", "--sektor", dest="sector", metavar="SEKTOR", help=hjelp)
    parser.complete_argument(sektor, complete.complete_sectors)
    les.add_argument("--yes", action="store_true", help="skriv uten å spørre")
    les.add_argument("--dry-run", action="store_true", help="vis forskjellen, og skriv ingenting")
    les.add_argument("--delete", action="store_true", help="slett i data/ det som er tømt eller slettet i arbeidsboken")
    les.add_argument("--keep", action="store_true", help="la det stå")
    les.add_argument(
        "--fortegn", choices=("innsparing", "kostnad"), default="", metavar="HVA",
        help="hva minus betyr: innsparing eller kostnad",
    )  # fmt: skip
    les.add_argument(
        "--konflikt", choices=("arbeidsbok", "data"), metavar="HVEM",
        help="hvem sitt som gjelder der både arbeidsboken og data/ er endret: arbeidsbok eller data",
    )  # fmt: skip
    # What the preview has shown, and somebody has said yes to: nothing else is taken in.
    les.add_argument("--avtrykk", default="", help=argparse.SUPPRESS)
    add_budget_options(les)
    les.set_defaults(kjor=_import)


def _mal(valg: argparse.Namespace) -> int:
    from effekt.excel.importing import lag_mal
    from effekt.excel.known import note_workbook

    fil: Path = valg.fil
    if fil.suffix.lower() != ".xlsx":
        raise Datafeil(f"«{fil}» må hete noe som slutter på .xlsx")
    if fil.resolve().is_relative_to(valg.bok.data):
        raise Datafeil(f"«{fil}» ligger i datamappen, der bare data kan ligge. Velg et annet sted")
    if fil.exists() and not valg.force:
        raise Datafeil(f"«{fil}» finnes. Velg et annet navn, eller skriv over den med --force")
    if not fil.parent.is_dir():
        raise Datafeil(f"mappen «{fil.parent}» finnes ikke. Lag den først")
    parser.say(lag_mal(valg.bok, fil, valg.sector or "", valg.period or ""))
    note_workbook(valg.bok, fil, [f"--sector={valg.sector}"] if valg.sector else [])
    return parser.GIKK_BRA


def _import(valg: argparse.Namespace) -> int:
    from effekt.excel.csv_sheet import CSV_NAMES, open_csv
    from effekt.excel.importing import Decisions, is_template, open_workbook
    from effekt.excel.known import note_workbook
    from effekt.excel.opening import apne_bok

    require_as_shown(valg)
    fil: Path = valg.fil
    sider = open_csv(fil) if fil.suffix.lower() in CSV_NAMES else apne_bok(fil)
    if not is_template(sider):
        return import_budget(valg, sider)
    if valg.delete and valg.keep:
        raise Datafeil("både --delete og --keep er gitt. Bruk én av dem.")
    bok = open_workbook(valg.bok, fil, valg.sector or "", sider)
    slett = True if valg.delete else False if valg.keep else None
    lest = bok.read(Decisions(slett, valg.fortegn, valg.konflikt))
    parser.say(lest.lest)
    for merknad in lest.merknader:
        parser.say_progress(f"Merk: {merknad}")
    kan_sporre = sys.stdin.isatty() and sys.stdout.isatty() and not (valg.yes or valg.dry_run)
    _tell_gone(lest)
    lest.krev_feilfri()
    lest, ubesvart = _settle(bok, lest, kan_sporre)
    lest.krev_feilfri()
    for linje in lest.forskjell():
        parser.say(linje)
    if lest.with_code:
        parser.say(
            f"Tekst med klammer, lenker eller annen kode er vist i sin helhet: {', '.join(lest.with_code)}. "
            "Les den før du godtar den."
        )
    if ubesvart:
        parser.say(f"Ingenting er skrevet. {' '.join(ubesvart)}")
        return parser.GIKK_BRA if valg.dry_run else parser.FEIL_I_BYGGING
    if not lest.har_noe:
        likt = not (lest.inn.ulest or lest.borte or lest.flettet.others)
        hva = "sier det samme som arbeidsboken" if likt else "sier det samme som det som er lest, eller står som før"
        parser.say(f"{'Ingen forskjell' if likt else 'Ingenting å skrive'}: data/{lest.sektor} {hva}.")
        if likt and lest.edited and not valg.dry_run:
            bok.remember(lest)  # an import that was killed had not come to it
        return parser.GIKK_BRA
    if valg.dry_run:
        parser.say("Ingenting er skrevet.")
        return parser.GIKK_BRA
    if not valg.yes and (kode := parser.refused("Skal dette skrives?", kan_sporre)) is not None:
        return kode
    require_as_shown(valg)
    lest.skriv()
    note_workbook(valg.bok, fil, [f"--sector={lest.sektor}"])
    if not bok.remember(lest):
        parser.say_progress(
            f"Merk: «{valg.fil}» kan ikke skrives, så den husker ikke at dette er ført inn. Er den åpen i Excel? "
            "Lag en ny med «effekt template» før du endrer mer."
        )
    parser.say(f"Skrevet: {lest.antall_i_ord}. Kontroller med «effekt check --sector {lest.sektor}».")
    return parser.GIKK_BRA


def _tell_gone(lest: "Import") -> None:
    if lest.borte:
        parser.say("Tømt eller slettet i arbeidsboken, men ikke i data/:")
        for linje in lest.tell_gone():
            parser.say(linje)


def _settle(bok: "OpenedWorkbook", lest: "Import", kan_sporre: bool) -> tuple["Import", list[str]]:
    """Ask about what the workbook leaves open, each kind once; give what it then says, and what is left unsaid."""
    ubesvart: list[str] = []
    valg = lest.valg
    if lest.has_signs_to_ask_of:
        for linje in lest.tell_signs():
            parser.say(linje)
        svar = parser.ask("Er de innsparinger eller kostnader? [i/k/N] ").casefold() if kan_sporre else ""
        fortegn = {"i": "innsparing", "innsparing": "innsparing", "k": "kostnad", "kostnad": "kostnad"}.get(svar)
        if fortegn:
            valg = replace(valg, fortegn=fortegn)
        else:
            ubesvart.append("Si hva minus betyr, med --fortegn innsparing eller --fortegn kostnad.")
    if lest.borte and valg.slett is None:
        if kan_sporre:
            valg = replace(valg, slett=parser.says_yes("Skal det som er tømt eller slettet, slettes i data/ også?"))
        else:
            ubesvart.append("Si hva som skal skje med det som er tømt eller slettet, med --delete eller --keep.")
    if valg != lest.valg:
        lest = bok.read(valg)
    if lest.konflikter:
        valg, rad = _settle_conflicts(lest, valg, kan_sporre)
        ubesvart += rad
        if valg != lest.valg:
            lest = bok.read(valg)
    if lest.flettet.others:
        parser.say("Endret i data/ etter at arbeidsboken ble laget, og står som i data/:")
        for linje in lest.tell_others():
            parser.say(linje)
        parser.say("Skal arbeidsbokens verdier gjelde, må de skrives i en ny arbeidsbok fra «effekt template».")
    return lest, ubesvart


def _settle_conflicts(lest: "Import", valg: "Decisions", kan_sporre: bool) -> tuple["Decisions", list[str]]:
    parser.say("Konflikt: dette er endret både i arbeidsboken og i data/ etter at den ble laget.")
    svar: dict[tuple[str, Sti], Side] = {}
    for konflikt in lest.konflikter:
        for linje in lest.tell_conflict(konflikt):
            parser.say(linje)
        if kan_sporre:
            hvem = parser.ask("    Hva skal gjelde, arbeidsboken eller data/? [a/d/N] ").casefold()[:1]
            if hvem in {"a", "d"}:
                svar[konflikt.fil, konflikt.sti] = "arbeidsbok" if hvem == "a" else "data"
    if len(svar) == len(lest.konflikter):
        return replace(valg, konflikt=svar), []
    return valg, ["Si hva som gjelder, med --konflikt arbeidsbok eller --konflikt data, eller rett det ene stedet."]
