"""The commands for those who work in Excel: a workbook to fill in, and reading it back."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from effekt import fullforing
from effekt.kilder import Datafeil
from effekt.kommandolinje import FEIL_I_BYGGING, GIKK_BRA, Kommandoer, fremdrift, fullfor, si

if TYPE_CHECKING:
    from effekt.arkimport import Import

_ENDINGER = (".xlsx", ".xlsm")


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the commands to the parser."""
    mal = kommandoer.add_parser(
        "template",
        help="lag en arbeidsbok i Excel å fylle ut en sektor i",
        description=(
            "Skriver en arbeidsbok med ett ark for sektoren, virksomhetene, kildene, tiltakene,\n"
            "forutsetningene, effektene, vurderingene, nøkkeltallene og hver tabell. Har sektoren\n"
            "data, er de fylt inn. Ellers har arkene en eksempelrad, som aldri blir lest."
        ),
        epilog=(
            "Arket «Les meg» forklarer resten. «effekt import» leser arbeidsboken inn igjen.\n\n"
            "eksempel:\n  effekt template tiltak.xlsx --sector kon"
        ),
    )
    mal.add_argument("fil", type=Path, metavar="FIL.xlsx", help="arbeidsboken som skal skrives")
    sektor = mal.add_argument(
        "--sector", metavar="SEKTOR", help="sektoren, også en ny; ellers den første i data/"
    )
    fullfor(sektor, fullforing.sektorer)
    mal.add_argument(
        "--period", metavar="ÅR",
        help="årene i en ny sektor, for eksempel 2026–2029; ellers som i en annen sektor",
    )  # fmt: skip
    mal.add_argument("--force", action="store_true", help="skriv over en fil som finnes fra før")
    mal.set_defaults(kjor=_mal)

    les = kommandoer.add_parser(
        "import",
        help="les en arbeidsbok i Excel inn i data/",
        description=(
            "Leser arbeidsboken, og viser hva som blir annerledes i data/: adresse, gammelt og\n"
            "nytt tall, og ruten det kommer fra. Spør før noe blir skrevet. Feil blir meldt med\n"
            "ark og rute, alle på én gang, og da blir ingenting skrevet. Kommentarer, rekkefølge\n"
            "og linjer som ikke er endret, står som før."
        ),
        epilog=(
            "«14 mill.», «12 %», «3,5», tall som er tekst, datoer som er årstall, sammenslåtte og\n"
            "skjulte ruter blir forstått; det som er verdt å vite om det, blir sagt.\n\n"
            "Avslutter med 0 når alt er skrevet, når det ikke er noe å skrive, og ved --dry-run,\n"
            "1 når ingen kunne svare på om det skal skrives, og 2 når arbeidsboken har feil.\n\n"
            "eksempel:\n  effekt import tiltak.xlsx --sector kon\n"
            "  effekt import tiltak.xlsx --dry-run"
        ),
    )
    les.add_argument("fil", type=Path, metavar="FIL.xlsx", help="arbeidsboken")
    sektor = les.add_argument(
        "--sector", metavar="SEKTOR", help="sektoren; ellers den som arket «Les meg» nevner"
    )
    fullfor(sektor, fullforing.sektorer)
    les.add_argument("--yes", action="store_true", help="skriv uten å spørre")
    les.add_argument("--dry-run", action="store_true", help="vis forskjellen, og skriv ingenting")
    les.add_argument(
        "--delete", action="store_true",
        help="slett også det som har rad i data/, men ikke i arbeidsboken",
    )  # fmt: skip
    les.set_defaults(kjor=_import)


def _mal(valg: argparse.Namespace) -> int:
    from effekt.arkimport import lag_mal
    from effekt.kilder import datamappe

    fil: Path = valg.fil
    if fil.suffix.lower() != ".xlsx":
        raise Datafeil(f"«{fil}» må hete noe som slutter på .xlsx")
    if fil.resolve().is_relative_to(datamappe()):
        raise Datafeil(f"«{fil}» ligger i datamappen, der bare data kan ligge. Velg et annet sted")
    if fil.exists() and not valg.force:
        raise Datafeil(f"«{fil}» finnes. Velg et annet navn, eller skriv over den med --force")
    if not fil.parent.is_dir():
        raise Datafeil(f"mappen «{fil.parent}» finnes ikke. Lag den først")
    si(lag_mal(fil, valg.sector or "", valg.period or ""))
    return GIKK_BRA


def _import(valg: argparse.Namespace) -> int:
    from effekt.arkimport import les_bok

    lest = les_bok(valg.fil, valg.sector or "", valg.delete)
    for merknad in lest.merknader:
        fremdrift(f"Merk: {merknad}")
    lest.krev_feilfri()
    for linje in lest.forskjell():
        si(linje)
    if not lest.har_noe:
        si(f"Ingen forskjell: data/{lest.sektor} sier det samme som arbeidsboken.")
        return GIKK_BRA
    if valg.dry_run:
        si("Ingenting er skrevet.")
        return GIKK_BRA
    return _skriv_om_onsket(lest, valg)


def _skriv_om_onsket(lest: "Import", valg: argparse.Namespace) -> int:
    if not valg.yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            si("Ingenting er skrevet, for ingen kan svare her. Skriv med --yes.")
            return FEIL_I_BYGGING
        if input("Skal dette skrives? [j/N] ").strip().casefold() not in {"j", "ja", "y"}:
            si("Ingenting er skrevet.")
            return GIKK_BRA
    lest.skriv()
    si(f"Skrevet: {lest.antall_i_ord}. Kontroller med «effekt check --sector {lest.sektor}».")
    return GIKK_BRA
