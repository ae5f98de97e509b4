"""The commands of a plan that lives: what has changed, its agencies, and another year."""

import argparse
import sys
from typing import TYPE_CHECKING

from effekt.base.faults import Datafeil
from effekt.cli import complete, parser

if TYPE_CHECKING:
    from effekt.authoring.planned import PlannedChange
    from effekt.reading.bokmappe import Bokmappe


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

    rull = parser.add_command(kommandoer, "rull", help="før en plan et år videre, og ta vare på den gamle")
    sektor = rull.add_argument("sektor", metavar="SEKTOR", help="sektoren planen gjelder")
    parser.complete_argument(sektor, complete.complete_sectors)
    rull.add_argument("--fra", type=int, default=0, metavar="ÅR", help="det første året i den nye planen")
    rull.add_argument("--til", type=int, default=0, metavar="ÅR", help="det siste året i den nye planen")
    _add_yes(rull)
    rull.set_defaults(kjor=_rull)
    _add_agency_commands(kommandoer)


def _add_agency_commands(kommandoer: parser.Commands) -> None:
    """Add what can be done with an agency, each with its own arguments."""
    virksomhet = parser.add_command(
        kommandoer, "virksomhet", help="legg til, gi nytt navn, del, flytt eller fjern en virksomhet"
    )
    handlinger = virksomhet.add_subparsers(
        title="handlinger", dest="handling", metavar="HANDLING", required=True, parser_class=parser.NorwegianParser
    )

    def handling(navn: str, hjelp: str) -> argparse.ArgumentParser:
        ny: argparse.ArgumentParser = handlinger.add_parser(navn, help=hjelp, description=hjelp.capitalize() + ".")
        sektor = ny.add_argument("sektor", metavar="SEKTOR", help="sektoren virksomheten er i")
        parser.complete_argument(sektor, complete.complete_sectors)
        _add_yes(ny)
        parser.add_book_option(ny)
        ny.set_defaults(kjor=_virksomhet)
        return ny

    def med_kode(navn: str, hjelp: str) -> argparse.ArgumentParser:
        ny = handling(navn, hjelp)
        ny.add_argument("kode", metavar="KODE", help="koden til virksomheten, for eksempel BIB")
        return ny

    ny = handling("ny", "legg til en virksomhet, med kapittel, eller kapitlet til en som mangler det")
    ny.add_argument("ny", metavar="KODE:NAVN", help='for eksempel "MUS:Museene"')
    endre = med_kode("endre", "gi en virksomhet nytt navn eller ny kode")
    endre.add_argument("--navn", default="", metavar="NAVN", help="det nye navnet")
    endre.add_argument("--kode", default="", dest="ny_kode", metavar="KODE", help="den nye koden")
    del_ = med_kode("del", "skill ut en del av en virksomhet som en egen")
    del_.add_argument("ny", metavar="KODE:NAVN", help='den som skilles ut, for eksempel "MUS:Museene"')
    del_.add_argument("--tiltak", default="", metavar="LISTE", help="tiltakene som følger med: BIB2,BIB3")
    flytt = med_kode("flytt", "flytt en virksomhet til en annen sektor")
    flytt.add_argument("--til", required=True, metavar="SEKTOR", help="sektoren den flyttes til")
    fjern = med_kode("fjern", "fjern en virksomhet, og gi tiltakene til en annen")
    fjern.add_argument("--til", default="", metavar="KODE", help="virksomheten som tar over tiltak og rader")


def _add_yes(kommando: argparse.ArgumentParser) -> None:
    kommando.add_argument("--yes", action="store_true", help="skriv uten å spørre")


def _endring(valg: argparse.Namespace) -> int:
    from effekt.review.history import Entry, enter_change, sector_with_changes

    navn = valg.sektor or sector_with_changes(valg.bok, valg.adresser)
    entry = Entry(valg.grunn, valg.kilde, valg.side, valg.hva, valg.dato, valg.rettelse, valg.for_)
    return carry_out(enter_change(valg.bok, navn, valg.adresser, entry), valg.yes)


def _rull(valg: argparse.Namespace) -> int:
    from effekt.authoring.rolling import roll_plan
    from effekt.check.proving import new_faults

    bok = _own_book(valg.bok)
    plan = roll_plan(bok, valg.sektor, valg.fra, valg.til)
    # That the years have moved on leaves things that only people can put right: they are told, and no obstacle.
    plan.left += [f"rett {feil}" for feil in new_faults(bok, plan)]
    return carry_out(plan, valg.yes)


def _own_book(bok: "Bokmappe") -> "Bokmappe":
    """The book, whose data/ is its own; raise Datafeil where it is another's."""
    if not bok.data.is_relative_to(bok.rot):
        raise Datafeil(f"{bok.data} er ikke i en bok. Gi boken med --data, eller gå til den.")
    return bok


def _virksomhet(valg: argparse.Namespace) -> int:
    from functools import partial

    from effekt.authoring import agencies
    from effekt.check.proving import new_faults
    from effekt.cli.data import built_of

    bok = _own_book(valg.bok)
    proof = partial(new_faults, bok)
    built = built_of(bok.rot) if valg.handling in {"flytt", "fjern"} else {}
    match valg.handling:
        case "ny":
            plan = agencies.add_agency(bok, valg.sektor, valg.ny, proof)
        case "endre":
            plan = agencies.rename_agency(bok, valg.sektor, valg.kode, valg.navn, valg.ny_kode, proof)
        case "del":
            tiltak = [ett.strip() for ett in valg.tiltak.split(",") if ett.strip()]
            plan = agencies.split_agency(bok, valg.sektor, valg.kode, valg.ny, tiltak, proof)
        case "flytt":
            plan = agencies.move_agency(bok, valg.sektor, valg.kode, valg.til, built, proof)
        case _:
            plan = agencies.remove_agency(bok, valg.sektor, valg.kode, valg.til, built, proof)
    return carry_out(plan, valg.yes)


def carry_out(plan: "PlannedChange", yes: bool) -> int:
    """Say what will be done, ask, and do it; say what is left for people to do."""
    for linje in plan.says:
        parser.say(linje)
    kan_sporre = sys.stdin.isatty() and sys.stdout.isatty()
    if plan.changes_anything and not yes and (kode := parser.refused("Skal dette gjøres?", kan_sporre)) is not None:
        return kode
    plan.carry_out()
    parser.say("Gjort." if plan.changes_anything else "Det er ingenting å endre.")
    for linje in plan.left:
        parser.say(f"Gjenstår: {linje}")
    return parser.GIKK_BRA
