"""The commands about data/: the audit, and the schemas."""

import argparse
from pathlib import Path

from effekt import fullforing
from effekt.kilder import Datafeil
from effekt.kommandolinje import (
    FEIL_I_DATA,
    FUNN_I_KILDENE,
    GIKK_BRA,
    Kommandoer,
    fullfor,
    meld_feil,
    si,
)


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the commands to the parser."""
    sjekk = kommandoer.add_parser(
        "check",
        help="kontroller data/ mot kildene, og kildene mot seg selv",
        description=(
            "Leser alle data, og regner etter alt som kilden selv oppgir svaret på. Holder så det\n"
            "kildene oppgir, mot det de oppgir andre steder: summer, andeler, henvisninger.\n\n"
            "For en sektor som er under arbeid, er svaret en liste over det som gjenstår, i den\n"
            "rekkefølgen det er lurt å gjøre det: fil og linje, hva som mangler, og hvordan."
        ),
        epilog=(
            "Avslutter med 0 når alt holder, innenfor kildenes avrunding, 1 når kildene har noe\n"
            "som ikke går opp eller noe gjenstår i en sektor under arbeid, og 2 når\n"
            "data er feil.\n\n"
            "eksempel:\n"
            "  effekt check --sector bydeler --format md\n"
            "  effekt check /et/annet/sted/data/bydeler"
        ),
    )
    sjekk.add_argument(
        "sti", nargs="?", type=Path, metavar="MAPPE",
        help="en sektormappe et annet sted; ved siden av den ligger kilder.yml og felles/",
    )  # fmt: skip
    sektor = sjekk.add_argument(
        "--sector", metavar="SEKTOR", help="bare denne sektoren, for eksempel hls"
    )
    fullfor(sektor, fullforing.sektorer)
    sjekk.add_argument(
        "--format", choices=("text", "json", "md"), default="text", metavar="FORMAT",
        help="text (vanligvis), json eller md",
    )  # fmt: skip
    sjekk.set_defaults(kjor=_sjekk)

    skjema = kommandoer.add_parser(
        "schema",
        help="skriv JSON-skjemaene for YAML-filene i data/",
        description="Skriver ett JSON-skjema for hvert slag YAML-fil til data/skjema.",
    )
    skjema.set_defaults(kjor=_skjema)


def _sjekk(valg: argparse.Namespace) -> int:
    from effekt.kilder import datamappe, samlet_feil, sektorer, som_datamappe
    from effekt.kontrollrapport import FORMATER, lag_rapporter, sektormappe
    from effekt.mapper import rotmappe

    if valg.sti and valg.sector:
        raise Datafeil("både MAPPE og --sector er gitt. Bruk én av dem.")
    data = sektormappe(valg.sti).parent if valg.sti else None
    with som_datamappe(data) as egen:
        gitt = valg.sti.resolve().name if valg.sti else valg.sector
        # A sector's folder elsewhere has chapters only where it is part of a book.
        rot = rotmappe()
        med_kapitler = egen or rot == datamappe().parent
        rapporter = lag_rapporter(rot, [gitt] if gitt else sektorer(), med_kapitler)
        feil = [ett for rapport in rapporter for ett in rapport.feil]
        if feil and valg.format == "text":
            meld_feil(samlet_feil(feil))
        if ut := FORMATER[valg.format](rapporter):
            si(ut)
    if feil:
        return FEIL_I_DATA
    igjen = any(rapport.funn or rapport.gjenstar for rapport in rapporter)
    return FUNN_I_KILDENE if igjen else GIKK_BRA


def _skjema(valg: argparse.Namespace) -> int:
    from effekt.kilder import datamappe
    from effekt.skjema import skriv_skjemaer

    for fil in skriv_skjemaer(datamappe() / "skjema"):
        si(str(fil))
    return GIKK_BRA
