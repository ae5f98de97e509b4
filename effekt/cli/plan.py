"""The commands of a plan that lives: what has changed, its agencies, and another year."""

import argparse
import sys
from typing import TYPE_CHECKING

from effekt.cli import complete, parser

if TYPE_CHECKING:
    from effekt.authoring.planned import PlannedChange


def add_plan_commands(kommandoer: parser.Commands) -> None:
    """Add the commands to the parser."""
    endring = parser.add_command(kommandoer, "endring", help="før i historikk.yml at publiserte tall er endret")
    adresser = endring.add_argument(
        "adresser", nargs="*", metavar="ADRESSE",
        help="tallene endringen gjelder, se «effekt changes»; ellers alle som er endret og ikke ført",
    )  # fmt: skip
    parser.complete_argument(adresser, complete.complete_addresses)
    endring.add_argument("--grunn", default="", metavar="TEKST", help="hvorfor tallet er nytt")
    endring.add_argument("--kilde", default="", metavar="ID", help="dokumentet i data/kilder.yml")
    endring.add_argument("--side", default="", metavar="SIDE", help="siden, eller stedet, i dokumentet")
    endring.add_argument("--hva", default="", metavar="TEKST", help="hva som er endret (vanligvis navnet på tallet)")
    endring.add_argument("--dato", default="", metavar="DATO", help="når (vanligvis i dag), for eksempel 2027-01-31")
    endring.add_argument(
        "--for", default="", dest="for_", metavar="TALL", help="det tallet var, om boken ikke viser det"
    )
    endring.add_argument(
        "--rettelse", action="store_true", help="boken hadde feil; ellers er det kilden eller verden som er ny"
    )
    sektor = endring.add_argument("--sektor", default="", metavar="SEKTOR", help="sektoren; ellers den som har tallet")
    parser.complete_argument(sektor, complete.complete_sectors)
    _add_yes(endring)
    endring.set_defaults(kjor=_endring)


def _add_yes(kommando: argparse.ArgumentParser) -> None:
    kommando.add_argument("--yes", action="store_true", help="skriv uten å spørre")


def _endring(valg: argparse.Namespace) -> int:
    from effekt.review.history import Entry, enter_change, sector_with_changes

    navn = valg.sektor or sector_with_changes(valg.bok, valg.adresser)
    entry = Entry(valg.grunn, valg.kilde, valg.side, valg.hva, valg.dato, valg.rettelse, valg.for_)
    return carry_out(enter_change(valg.bok, navn, valg.adresser, entry), valg.yes)


def carry_out(plan: "PlannedChange", yes: bool) -> int:
    """Say what will be done, ask, and do it; say what is left for people to do."""
    for linje in plan.says:
        parser.say(linje)
    if plan.changes_anything and not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            parser.say("Ingenting er skrevet, for ingen kan svare her. Skriv med --yes.")
            return parser.FEIL_I_BYGGING
        if parser.ask("Skal dette gjøres? [j/N] ").casefold() not in {"j", "ja", "y"}:
            parser.say("Ingenting er skrevet.")
            return parser.GIKK_BRA
    plan.carry_out()
    parser.say("Gjort." if plan.changes_anything else "Det er ingenting å endre.")
    for linje in plan.left:
        parser.say(f"Gjenstår: {linje}")
    return parser.GIKK_BRA
