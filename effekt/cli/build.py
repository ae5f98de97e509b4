"""The commands that make the book."""

import argparse
from functools import partial
from pathlib import Path

from effekt.base.processes import Stopped
from effekt.cli.parser import GIKK_BRA, Commands, add_command, add_run_options, run_settings, say, say_progress
from effekt.reading.bokmappe import Bokmappe


def add_build_commands(kommandoer: Commands) -> None:
    """Add the commands to the parser."""
    bygg = add_command(kommandoer, "build", help="bygg hele boken til _build/html")
    bygg.add_argument("--all", action="store_true", dest="alt", help="kjør alle kapitlene")
    bygg.add_argument("--jobs", type=int, default=2, metavar="N", help="kapitler om gangen (vanligvis 2)")
    add_run_options(bygg)
    bygg.set_defaults(kjor=_bygg)

    vis = add_command(
        kommandoer, "serve", help="vis boken i nettleseren mens du arbeider; siden følger med når du lagrer"
    )
    vis.add_argument("--port", type=int, default=8000, metavar="PORT", help="vanligvis 8000; 0 er en ledig")
    vis.set_defaults(kjor=_vis)

    pdf = add_command(kommandoer, "pdf", help="lag hele boken som PDF i _build/pdf")
    add_run_options(pdf)
    pdf.set_defaults(kjor=_pdf)

    eksport = add_command(kommandoer, "export", help="lag en Word-fil av boken, av kapitler eller av tiltakskort")
    eksport.add_argument("kapitler", nargs="*", metavar="KAPITTEL", help="uten noen: hele boken")
    eksport.add_argument("--docx", action="store_true", required=True, help="lag en Word-fil")
    eksport.add_argument("--tiltak", action="append", default=[], metavar="TILTAK", help="ta med dette tiltakets kort")
    eksport.add_argument("--output", metavar="FIL", help="hvor filen skal ligge (ellers _build/docx)")
    eksport.add_argument("--force", action="store_true", help="skriv over en fil som finnes fra før")
    add_run_options(eksport)
    eksport.set_defaults(kjor=_eksport)

    lab = add_command(kommandoer, "lab", help="åpne bokens egne kapitler i JupyterLab")
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
    except Stopped:
        raise
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
    papir = partial(paper_edition, bok, say_progress, run_settings(valg))
    fil = lag_ordfil(bok, valg.kapitler, valg.tiltak, ut, papir, over=valg.force)
    say(str(fil))
    return GIKK_BRA


def _lab(valg: argparse.Namespace) -> int:
    import os
    import sys

    from effekt.base.book import DATAVARIABEL
    from effekt.base.extras import require

    require("lab", "effekt lab", "jupyterlab")
    # In place of this process: what ends the one ends the other.
    os.environ[DATAVARIABEL] = str(valg.bok.data)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "jupyterlab", str(valg.bok.rot / "notebooks")])
