"""The command that lays a new sector, and takes it away again."""

import argparse
from pathlib import Path

from effekt.kilder import Datafeil
from effekt.kommandolinje import GIKK_BRA, Kommandoer, si


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the command to the parser."""
    ny = kommandoer.add_parser(
        "new-sector",
        help="legg en ny sektor klar til å fylles ut",
        description=(
            "Legger data/KODE og notebooks/KODE av maler med forklaringer, og fører sektoren inn\n"
            "i innholdsfortegnelsen. Boken kan bygges med en gang; sidene sier hva som mangler.\n"
            "«effekt check --sector KODE» er listen over det som gjenstår. Med --data MAPPE, der\n"
            "mappen ikke finnes eller er tom, lages en hel ny bok."
        ),
        epilog=(
            "for eksempel:\n"
            "  effekt new-sector kultur --navn Kultur --virksomheter BIB:Biblioteket,MUS:Museene\n"
            "  effekt new-sector kultur --navn Kultur --tiltak KULTUR1,KULTUR2 --kortnavn KULTUR\n"
            "  effekt new-sector kultur --remove\n\n"
            "en ny bok, for eksempel: effekt new-sector kultur --navn Kultur \\\n"
            "    --periode ÅR-ÅR --data lillevik --kommune Lillevik"
        ),
    )
    ny.add_argument("kode", metavar="KODE", help="mappen i data/, for eksempel kon")
    ny.add_argument("--navn", metavar="NAVN", default="", help="sektorens navn")
    ny.add_argument(
        "--virksomheter", metavar="LISTE", default="",
        help='kode og navn: "BIB:Biblioteket,MUS:Museene" (ellers sektoren selv)',
    )  # fmt: skip
    ny.add_argument(
        "--periode", metavar="ÅR", default="",
        help="årene, for eksempel 2026-2029 (ellers som i den første sektoren)",
    )  # fmt: skip
    ny.add_argument(
        "--tiltak", metavar="LISTE", default="",
        help="tiltakene det legges filer for: BIB1,BIB2 (ellers ett for hver virksomhet)",
    )  # fmt: skip
    ny.add_argument(
        "--kortnavn", metavar="NAVN", default="", help="forkortelsen, ellers koden: KON"
    )
    ny.add_argument(
        "--rapport", metavar="TITTEL", default="",
        help="tittelen på sektorens trykte rapport, om det er noen",
    )  # fmt: skip
    ny.add_argument("--kommune", metavar="NAVN", default="", help="i en ny bok: hvem boken gjelder")
    ny.add_argument(
        "--remove", action="store_true", help="fjern sektoren; stopper hvis noe er endret"
    )
    ny.add_argument(
        "--discard", action="store_true", help="med --remove: fjern også det som er endret"
    )
    ny.set_defaults(kjor=_ny_sektor, egen_data=True)


def _ny_sektor(valg: argparse.Namespace) -> int:
    rot = _rot(valg.data)
    if valg.remove:
        from effekt.nysektor import fjern

        borte = fjern(rot, valg.kode, forkast=valg.discard)
        si(f"Sektoren {valg.kode} er fjernet: {len(borte)} filer.")
        return GIKK_BRA
    if valg.discard:
        raise Datafeil("--discard hører til --remove.")
    if not valg.navn:
        raise Datafeil('--navn mangler. Skriv for eksempel --navn "Kultur og næring".')
    from effekt.nysektor import legg
    from effekt.sektorbestilling import bestill

    bestilling = bestill(
        rot, valg.kode, valg.navn,
        kortnavn=valg.kortnavn, virksomheter=valg.virksomheter, periode=valg.periode,
        tiltak=valg.tiltak, rapport=valg.rapport, kommune=valg.kommune,
    )  # fmt: skip
    for navn in legg(rot, bestilling):
        if not navn.endswith(".json"):
            si(f"  {navn}")
    data = f" --data {valg.data}" if valg.data else ""
    si(f"Sektoren {valg.kode} er lagt. Det som gjenstår: effekt check --sector {valg.kode}{data}")
    return GIKK_BRA


def _rot(data: str | None) -> Path:
    """The book's root; of a folder that is not there or is empty, that folder."""
    from effekt.mapper import rotmappe, velg_datamappe

    if data is not None:
        mappe = Path(data)
        if not mappe.exists() or (mappe.is_dir() and not any(mappe.iterdir())):
            return mappe.absolute()
    velg_datamappe(data)
    return rotmappe()
