"""The commands of a reviewer: what can be changed, and what comes of it."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from effekt import fullforing
from effekt.kilder import Datafeil
from effekt.kommandolinje import GIKK_BRA, Kommandoer, fullfor, meld, si


def legg_til(kommandoer: Kommandoer) -> None:
    """Add the commands to the parser."""
    _legg_til_adresser(kommandoer)


def _legg_til_adresser(kommandoer: Kommandoer) -> None:
    adresser = kommandoer.add_parser(
        "changes",
        help="vis alt som kan endres, med adresse og hva det flytter",
        description=(
            "Viser adressen til hver verdi i data/, med verdi, enhet og side, og hva den flytter:\n"
            "effekten av et tiltak, og stedene i boken som er laget av den."
        ),
        epilog=(
            "eksempel:\n"
            "  effekt changes SYE1.innfasing --alt\n"
            "  effekt changes SYE1.innfasing --template --output endringer.yml"
        ),
    )
    sok = adresser.add_argument(
        "sok", nargs="?", default="", metavar="SØK", help="bare adresser og navn med dette"
    )
    fullfor(sok, fullforing.adresser)
    sektor = adresser.add_argument(
        "--sector", default="", metavar="SEKTOR", help="sektoren, for eksempel hls"
    )
    fullfor(sektor, fullforing.sektorer)
    adresser.add_argument(
        "--alt", action="store_true", help="nevn alle stedene i boken, ikke bare de første"
    )
    adresser.add_argument(
        "--format", choices=("text", "csv", "json"), default=None, metavar="FORMAT",
        help="text (vanligvis), csv eller json",
    )  # fmt: skip
    adresser.add_argument(
        "--template", action="store_true", help="skriv i stedet en endringer.yml til å fylle ut"
    )
    adresser.add_argument(
        "--output", type=Path, default=None, metavar="FIL",
        help="hvor --template skrives (vanligvis til skjermen)",
    )  # fmt: skip
    adresser.set_defaults(kjor=_adresser)


def _adresser(valg: argparse.Namespace) -> int:
    import shutil

    from effekt import endringsliste
    from effekt.kilder import naermeste, sektorer
    from effekt.mapper import rotmappe

    if valg.output and not valg.template:
        raise Datafeil("--output gjelder --template. Gi begge, eller ta bort --output.")
    if valg.template and (valg.format or valg.alt):
        raise Datafeil("--template kan ikke ha --format eller --alt. Ta dem bort.")
    alle = endringsliste.alle_linjer(rotmappe(), valg.sector or sektorer()[0])
    sokt = valg.sok.lower()
    linjer = [en for en in alle if sokt in f"{en.adresse.adresse} {en.adresse.navn}".lower()]
    if not linjer:
        kjente = _ledd(en.adresse.adresse for en in alle)
        raise Datafeil(f"ingen adresse har «{valg.sok}».{naermeste(valg.sok, kjente)}")
    if valg.template:
        return _skriv_mal(endringsliste.mal(linjer, valg.output), valg.output)
    vis = endringsliste.FORMATER[valg.format or "text"]
    si(vis(linjer, shutil.get_terminal_size().columns, valg.alt))
    if linjer[0].virkning.steder is None:
        meld("boken er bygd uten opplysning om hva tallene flytter. Kjør «effekt build».", 0)
    return GIKK_BRA


def _skriv_mal(mal: str, fil: Path | None) -> int:
    if fil is None:
        si(mal.rstrip())
        return GIKK_BRA
    try:
        with fil.open("x", encoding="utf-8") as ut:
            ut.write(mal)
    except FileExistsError:
        raise Datafeil(f"--output {fil}: finnes fra før. Velg et annet navn.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise Datafeil(f"--output {fil}: mappen finnes ikke. Lag den først.") from None
    si(str(fil))
    return GIKK_BRA


def _ledd(adresser: Iterable[str]) -> set[str]:
    """The addresses and their last parts, either of which a search may have meant."""
    return {ord_ for a in adresser for ord_ in (a, a.partition(".")[2].partition("[")[0]) if ord_}
