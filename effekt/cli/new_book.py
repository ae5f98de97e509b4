"""``effekt ny``: a new book from four questions, or the options that answer them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from effekt.base.faults import Datafeil
from effekt.base.processes import Stopped
from effekt.cli import parser

T = TypeVar("T")
_SPORSMAL: Final = {
    "kommune": "Hvilken kommune gjelder boken, for eksempel Lillevik kommune? ",
    "navn": "Hva heter området eller planen, for eksempel Kultur eller Budsjett 2026? ",
    "virksomheter": (
        "Hvilke virksomheter har tiltakene? Skriv navnene med komma mellom. Trykk Enter om det er én, eller du ikke "
        "vet det ennå: "
    ),
    "periode": "Hvilke år gjelder tiltakene, for eksempel 2026-2029? ",
}
# Without these there is no book; the agencies can come later.
_MA: Final = ("kommune", "navn", "periode")


def add_new_book_command(kommandoer: parser.Commands) -> None:
    """Add the command to the parser."""
    ny = parser.add_command(kommandoer, "ny", help="lag en ny bok: fire spørsmål, og den kan bygges")
    ny.add_argument("mappe", nargs="?", type=Path, metavar="MAPPE", help="mappen boken skal ligge i; ellers denne")
    ny.add_argument("--kommune", metavar="NAVN", help="hvem boken gjelder")
    ny.add_argument("--navn", metavar="NAVN", help="hva området eller planen heter")
    ny.add_argument("--virksomheter", metavar="LISTE", help='navnene: "Biblioteket, Museene"; uten navn er det én')
    ny.add_argument("--periode", metavar="ÅR", help="årene, for eksempel 2026-2029")
    ny.set_defaults(kjor=_ny, egen_data=True)


def _ny(valg: argparse.Namespace) -> int:
    from effekt.authoring.new_book import order_book, read_agencies, read_name, read_years, require_room
    from effekt.authoring.new_sector import legg

    if valg.mappe and valg.data:
        raise Datafeil("både MAPPE og --data er gitt. Bruk én av dem.")
    gitt = Path(valg.mappe or valg.data or ".")
    mappe = gitt.absolute()
    parser.put_right(mappe)
    require_room(mappe)
    kan_sporre = sys.stdin.isatty() and sys.stdout.isatty()
    mangler = [f"--{navn}" for navn in _MA if getattr(valg, navn) is None]
    if mangler and not kan_sporre:
        raise Datafeil(
            f"ingen kan svare på spørsmål her. Gi det som mangler, som valg: {', '.join(mangler)}. Skriv for eksempel "
            "effekt ny lillevik --kommune Lillevik --navn Kultur --periode 2026-2029"
        )
    if mangler:
        parser.say(f"En ny bok i «{mappe}». Ctrl-C avbryter, og da er ingenting skrevet.")
    if valg.virksomheter is None and not mangler:
        valg.virksomheter = ""
    try:
        kommune = _answered(valg.kommune, "kommune", read_name)
        navn = _answered(valg.navn, "navn", read_name)
        virksomheter = _answered(valg.virksomheter, "virksomheter", read_agencies)
        periode = _answered(valg.periode, "periode", read_years)
    except KeyboardInterrupt as stopp:
        if isinstance(stopp, Stopped):
            raise
        return parser.report_error("avbrutt. Ingenting er skrevet.", parser.INTERRUPTED)
    bestilling = order_book(mappe, kommune, navn, virksomheter, periode)
    legg(mappe, bestilling)
    hos = ", ".join(f"{kode} ({hva})" for kode, hva in bestilling.virksomheter.items())
    parser.say(f"Boken er lagt i «{mappe}», med sektoren {bestilling.kode} og {hos}.")
    parser.say("Nå kan du:")
    if mappe != Path.cwd():
        parser.say(f"  gå dit:                        cd {gitt}")
    parser.say("  hente tiltakene fra en tabell: effekt import budsjett.xlsx")
    parser.say("  bygge nettstedet:              effekt build")
    parser.say("  se hva som gjenstår:           effekt check")
    return parser.GIKK_BRA


def _answered(gitt: str | None, felt: str, les: Callable[[str], T]) -> T:
    """What an option or a person says; a person is asked again till it can be used."""
    if gitt is not None:
        try:
            return les(gitt)
        except ValueError as grunn:
            raise Datafeil(f"--{felt}: {grunn}") from None
    while True:
        try:
            return les(parser.ask_again(_SPORSMAL[felt]))
        except ValueError as grunn:
            parser.say(str(grunn))
