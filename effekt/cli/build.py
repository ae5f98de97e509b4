"""The commands that make the book."""

import argparse
from pathlib import Path

from effekt.cli.parser import GIKK_BRA, Commands, add_run_options, run_settings, say, say_progress
from effekt.reading.bokmappe import Bokmappe


def add_build_commands(kommandoer: Commands) -> None:
    """Add the commands to the parser."""
    bygg = kommandoer.add_parser(
        "build",
        help="bygg hele boken til _build/html",
        description=(
            "Leser og kontrollerer data/, kjører kapitlene som er foreldet, og bygger nettstedet.\n"
            "Går noe galt, er boken og nettstedet som før."
        ),
    )
    bygg.add_argument("--all", action="store_true", dest="alt", help="kjør alle kapitlene")
    bygg.add_argument("--jobs", type=int, default=2, metavar="N", help="kapitler om gangen (vanligvis 2)")
    add_run_options(bygg)
    bygg.set_defaults(kjor=_bygg)

    vis = kommandoer.add_parser(
        "serve",
        help="vis boken i nettleseren mens du arbeider; siden følger med når du lagrer",
        description=(
            "Viser en forhåndsvisning av nettstedet på denne maskinen. Når data, prosa eller\n"
            "program endres, blir det som er berørt, laget på nytt, og siden i nettleseren lastes\n"
            "igjen. Feil står nederst på siden og i terminalen. Boken og nettstedet i\n"
            "_build/html er som før; publiser med effekt build."
        ),
    )
    vis.add_argument("--port", type=int, default=8000, metavar="PORT", help="vanligvis 8000; 0 er en ledig")
    vis.set_defaults(kjor=_vis)

    pdf = kommandoer.add_parser(
        "pdf",
        help="lag hele boken som PDF i _build/pdf",
        description=(
            "Lager boken som én PDF til papir og skjermleser (PDF/UA). Kapitler som er foreldet,\n"
            "blir kjørt først. Går noe galt, er en PDF fra før som den var."
        ),
    )
    add_run_options(pdf)
    pdf.set_defaults(kjor=_pdf)

    eksport = kommandoer.add_parser(
        "export",
        help="lag en Word-fil av boken, av kapitler eller av tiltakskort",
        description=(
            "Lager en Word-fil til å lime fra i en sak: hele boken, noen kapitler, eller kortene\n"
            "til noen tiltak. Tallene er de samme som i boken. Går noe galt, er en fil fra før\n"
            "som den var."
        ),
        epilog=(
            "Skriv for eksempel dette:\n"
            "  effekt export --docx hls/3-4-sykehjemsetaten\n"
            "  effekt export --docx --tiltak SYE1 --output sye1.docx"
        ),
    )
    eksport.add_argument("kapitler", nargs="*", metavar="KAPITTEL", help="uten noen: hele boken")
    eksport.add_argument("--docx", action="store_true", required=True, help="lag en Word-fil")
    eksport.add_argument("--tiltak", action="append", default=[], metavar="TILTAK", help="ta med dette tiltakets kort")
    eksport.add_argument("--output", metavar="FIL", help="hvor filen skal ligge (ellers _build/docx)")
    add_run_options(eksport)
    eksport.set_defaults(kjor=_eksport)

    lab = kommandoer.add_parser(
        "lab",
        help="åpne bokens egne kapitler i JupyterLab",
        description="Åpner mappen notebooks/ i JupyterLab. Kapitlene leser bokens data, og viser tallene der de står.",
    )
    lab.set_defaults(kjor=_lab)


def _bygg(valg: argparse.Namespace) -> int:
    from effekt.site.build import build_book

    resultat = build_book(valg.bok, say, alt=valg.alt, mate=run_settings(valg, max(1, valg.jobs)))
    gjort = f"{resultat.kjorte} av {resultat.kapitler} kapitler kjørt"
    gjort += ", nettstedet er bygd" if resultat.nytt_nettsted else ", nettstedet er som det var"
    say(f"{gjort}: {resultat.nettsted}/index.html")
    return GIKK_BRA


def _vis(valg: argparse.Namespace) -> int:
    from effekt.site.serve import follow

    try:
        follow(valg.bok, valg.port, say_progress)
    except KeyboardInterrupt:
        say_progress("")
    return GIKK_BRA


def _pdf(valg: argparse.Namespace) -> int:
    from effekt.export.pdf import lag_pdf
    from effekt.site.build import paper_edition

    bok: Bokmappe = valg.bok
    fil = lag_pdf(bok, say_progress, lambda: paper_edition(bok, say_progress, run_settings(valg)))
    say(str(fil))
    return GIKK_BRA


def _eksport(valg: argparse.Namespace) -> int:
    from effekt.base.extras import require
    from effekt.site.build import paper_edition

    require("papir", "Word-filen", "docx")
    from effekt.export.word import lag_ordfil

    bok: Bokmappe = valg.bok
    ut = Path(valg.output) if valg.output else None
    fil = lag_ordfil(bok, valg.kapitler, valg.tiltak, ut, lambda: paper_edition(bok, say_progress, run_settings(valg)))
    say(str(fil))
    return GIKK_BRA


def _lab(valg: argparse.Namespace) -> int:
    import os
    import subprocess
    import sys

    from effekt.base.book import DATAVARIABEL
    from effekt.base.extras import require

    require("lab", "effekt lab", "jupyterlab")
    kjort = subprocess.run(
        [sys.executable, "-P", "-m", "jupyterlab", valg.bok.rot / "notebooks"],
        env={**os.environ, DATAVARIABEL: str(valg.bok.data)}, check=False,
    )  # fmt: skip
    return kjort.returncode
