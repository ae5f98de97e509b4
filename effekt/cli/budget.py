"""A plain budget sheet imported: what it does not say is asked, what was understood is shown, then it is written."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from effekt.base.faults import Datafeil
from effekt.base.files import fingerprint_of
from effekt.cli import parser
from effekt.reading.bokmappe import Bokmappe

if TYPE_CHECKING:
    from effekt.excel.budget_import import BudgetDecisions, BudgetSheet, OpenPoint
    from effekt.excel.sheets import Arkside


def add_budget_options(les: Any) -> None:
    """Add the options of a budget sheet to the command that imports."""
    ark = les.add_argument_group("for en vanlig budsjettabell")
    ark.add_argument("--enhet", default="", metavar="ENHET", help="det beløpene står i: kr, 1 000 kr, mill. kr …")
    ark.add_argument("--ark", default="", metavar="NAVN", help="arket med tabellen, når flere ark har en")
    ark.add_argument("--virksomhet", default="", metavar="KODE", help="virksomheten tiltakene hører til")
    ark.add_argument(
        "--uten-belop", choices=("tiltak", "overskrift"), default="", metavar="HVA",
        help="hva rader uten beløp er: tiltak eller overskrift",
    )  # fmt: skip
    ark.add_argument("--ar", type=int, metavar="ÅR", help="året beløpene gjelder, når overskriften ikke sier det")
    ark.add_argument("--kilde", default="", metavar="ID", help="kildens id i kilder.yml; ellers etter filens navn")
    ark.add_argument("--tittel", default="", metavar="TITTEL", help="det dokumentet heter som tabellen er fra")
    ark.add_argument("--dato", default="", metavar="DATO", help="når dokumentet er fra")


def import_budget(valg: argparse.Namespace, sider: "list[Arkside]") -> int:
    """Read the measures of a budget sheet into a sector, with everything told first; return the exit code."""
    from effekt.excel.budget_import import open_budget
    from effekt.excel.known import note_workbook

    bok: Bokmappe = valg.bok
    ark = open_budget(bok, valg.fil, sider, valg.sector or "", valg.ark)
    kan_sporre = sys.stdin.isatty() and sys.stdout.isatty() and not (valg.yes or valg.dry_run)
    svar, ubesvart = _settle(ark, _decisions(valg), kan_sporre)
    lest = ark.read(svar)
    for linje in lest.tell():
        parser.say(linje)
    lest.require_faultless()
    if ubesvart:
        parser.say(f"Ingenting er skrevet. {' '.join(ubesvart)}")
        return parser.GIKK_BRA if valg.dry_run else parser.FEIL_I_BYGGING
    if not lest.changes_something:
        parser.say(f"Ingen forskjell: data/{ark.sektor} har de samme beløpene.")
        return parser.GIKK_BRA
    for linje in lest.tell_changes():
        parser.say(linje)
    if valg.dry_run:
        parser.say("Ingenting er skrevet.")
        return parser.GIKK_BRA
    galt = "Summene i arket stemmer ikke. " if lest.mismatches else ""
    sporsmal = f"{galt}Er dette rett, og skal det skrives?"
    if not valg.yes and (kode := parser.refused(sporsmal, kan_sporre)) is not None:
        return kode
    require_as_shown(valg)
    lest.write()
    note_workbook(bok, valg.fil, _as_options(ark, svar, valg.ark))
    parser.say(f"Skrevet til data/{ark.sektor}. Se boken med «effekt build», og det som gjenstår med «effekt check».")
    return parser.GIKK_BRA


def require_as_shown(valg: argparse.Namespace) -> None:
    """Raise Datafeil where the workbook is another than the one whose changes somebody has said yes to."""
    if valg.avtrykk and fingerprint_of(valg.fil) != valg.avtrykk:
        raise Datafeil("arbeidsboken er lagret igjen etter at forskjellen ble vist. Se den nye.", valg.fil)


def _as_options(ark: "BudgetSheet", svar: "BudgetDecisions", arket: str) -> list[str]:
    """What takes the same sheet in again without a question."""
    uten = {True: "tiltak", False: "overskrift", None: ""}[svar.uten_belop]
    sagt = {
        "sector": ark.sektor, "ark": arket, "enhet": svar.enhet, "fortegn": svar.fortegn, "uten-belop": uten,
        "ar": str(svar.ar or ""), "virksomhet": svar.virksomhet, "kilde": svar.kilde, "tittel": svar.tittel,
        "dato": svar.dato,
    }  # fmt: skip
    return [f"--{navn}={verdi}" for navn, verdi in sagt.items() if verdi]


def _decisions(valg: argparse.Namespace) -> "BudgetDecisions":
    from effekt.excel.budget_import import BudgetDecisions, read_unit

    try:
        enhet = read_unit(valg.enhet) if valg.enhet else ""
    except ValueError as grunn:
        raise Datafeil(f"--enhet: {grunn}") from None
    return BudgetDecisions(
        enhet, valg.fortegn, {"tiltak": True, "overskrift": False}.get(valg.uten_belop), valg.ar,
        valg.virksomhet, valg.kilde, valg.tittel, valg.dato,
    )  # fmt: skip


def _settle(ark: "BudgetSheet", valg: "BudgetDecisions", kan_sporre: bool) -> tuple["BudgetDecisions", list[str]]:
    """Ask about what is not said, each thing once; what it then is, and what is left unsaid with the option for it."""
    from effekt.excel.budget_import import answered

    ubesvart: list[str] = []
    spurt: set[str] = set()
    # What is answered may be what shows the next question: rows are read in the unit.
    while punkt := next((p for p in ark.open_points(valg) if p.felt not in spurt), None):
        spurt.add(punkt.felt)
        if kan_sporre:
            valg = _ask(punkt, valg)
        elif punkt.ellers is not None:
            valg = answered(valg, punkt.felt, punkt.ellers)
        else:
            for linje in punkt.om:
                parser.say(linje)
            ubesvart.append(f"Si det med {punkt.valg}.")
    return valg, ubesvart


def _ask(punkt: "OpenPoint", valg: "BudgetDecisions") -> "BudgetDecisions":
    """Ask till there is an answer that can be used."""
    from effekt.excel.budget_import import answered

    for linje in punkt.om:
        parser.say(linje)
    while True:
        try:
            return answered(valg, punkt.felt, parser.ask_again(f"{punkt.sporsmal} ") or punkt.ellers or "")
        except ValueError as grunn:
            parser.say(str(grunn))
