"""The commands that make the book."""

import argparse
from functools import partial
from pathlib import Path
from typing import Final

from effekt.base.faults import Datafeil, naermeste
from effekt.base.processes import Stopped
from effekt.cli.complete import complete_sectors
from effekt.cli.parser import (
    GIKK_BRA,
    Commands,
    add_command,
    add_run_options,
    complete_argument,
    run_settings,
    say,
    say_progress,
)
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
    vis.add_argument("--uten-nettleser", "--no-browser", action="store_true", help="la være å åpne nettleseren")
    vis.set_defaults(kjor=_vis)

    pdf = add_command(
        kommandoer, "pdf", help="lag rapporten og vedlegget som PDF i _build/pdf, eller kapitler og tiltak du nevner"
    )
    pdf.add_argument("kapitler", nargs="*", metavar="KAPITTEL", help="for eksempel hls/3-3-helseetaten, eller HEL1")
    add_run_options(pdf)
    pdf.set_defaults(kjor=_pdf)

    eksport = add_command(
        kommandoer, "export", help="lag en Word-fil av boken eller deler av den, eller budsjettlinjer"
    )
    eksport.add_argument("kapitler", nargs="*", metavar="KAPITTEL", help="uten noen: hele boken")
    hva = eksport.add_mutually_exclusive_group(required=True)
    hva.add_argument("--docx", action="store_true", help="lag en Word-fil")
    hva.add_argument("--budsjett", action="store_true", help="lag budsjettlinjer av tiltakene, som CSV og arbeidsbok")
    sektor = eksport.add_argument("--sector", metavar="SEKTOR", help="med --budsjett: bare denne sektoren")
    complete_argument(sektor, complete_sectors)
    eksport.add_argument("--tiltak", action="append", default=[], metavar="TILTAK", help="ta med dette tiltakets kort")
    eksport.add_argument("--output", metavar="FIL", help="hvor filen skal ligge (ellers i _build)")
    eksport.add_argument("--force", action="store_true", help="skriv over en fil som finnes fra før")
    add_run_options(eksport)
    eksport.set_defaults(kjor=_eksport)

    lab = add_command(kommandoer, "lab", help="åpne bokens egne kapitler i JupyterLab")
    lab.add_argument(
        "til_lab", nargs="*", metavar="VALG", help="til JupyterLab, etter «--»: effekt lab -- --no-browser"
    )
    lab.set_defaults(kjor=_lab)


_LAB_SETTINGS: Final = Path(__file__).parent / "jupyter"


def _bygg(valg: argparse.Namespace) -> int:
    from effekt.site.build import build_book

    resultat = build_book(valg.bok, say, alt=valg.alt, mate=run_settings(valg, max(1, valg.jobs)))
    gjort = f"{resultat.kjorte} av {resultat.kapitler} kapitler kjørt"
    gjort += ", nettstedet er bygd" if resultat.nytt_nettsted else ", nettstedet er som det var"
    say(f"{gjort}: {resultat.nettsted}/index.html")
    return GIKK_BRA


def _vis(valg: argparse.Namespace) -> int:
    from effekt.site.serve import follow, open_browser

    try:
        follow(valg.bok, valg.port, say_progress, _shown_to_nobody if valg.uten_nettleser else open_browser)
    except Stopped:
        raise
    except KeyboardInterrupt:
        say_progress("")
    return GIKK_BRA


def _shown_to_nobody(_: str) -> None:
    """The address is in the terminal."""


def _pdf(valg: argparse.Namespace) -> int:
    from effekt.export.pdf import lag_pdf
    from effekt.site.build import paper_edition

    bok: Bokmappe = valg.bok
    for fil in lag_pdf(bok, valg.kapitler, say_progress, lambda: paper_edition(bok, say_progress, run_settings(valg))):
        say(str(fil))
    return GIKK_BRA


def _eksport(valg: argparse.Namespace) -> int:
    if valg.budsjett:
        return _budsjett(valg)
    if valg.sector:
        raise Datafeil("--sector hører til --budsjett.")
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


def _budsjett(valg: argparse.Namespace) -> int:
    from effekt.export.budsjett import MAPPE, skriv_budsjettbok, skriv_csv, uttrekk
    from effekt.reading.program import les_program

    if valg.kapitler or valg.tiltak:
        raise Datafeil("kapitler og --tiltak hører til --docx. Med --budsjett er alle tiltakene med.")
    bok: Bokmappe = valg.bok
    program = les_program(bok=bok)
    if valg.sector and valg.sector not in program.sektorer:
        kjente = list(program.sektorer)
        raise Datafeil(f"ukjent sektor «{valg.sector}».{naermeste(valg.sector, kjente)} data/ har {', '.join(kjente)}.")
    navn = valg.sector or (program.eneste.info.id if program.eneste else "program")
    filer = [Path(valg.output)] if valg.output else [bok.rot / MAPPE / f"{navn}.{form}" for form in ("csv", "xlsx")]
    if filer[0].suffix.lower() not in {".csv", ".xlsx"}:
        raise Datafeil(f"«{filer[0]}» må hete noe som slutter på .csv eller .xlsx.")
    lest = uttrekk(program, valg.sector or "")
    for fil in filer:
        if valg.output is None:
            fil.parent.mkdir(parents=True, exist_ok=True)
        elif not fil.parent.is_dir():
            raise Datafeil(f"mappen «{fil.parent}» finnes ikke. Lag den først.")
        elif fil.exists() and not valg.force:
            raise Datafeil(
                f"--output {fil}: filen finnes fra før. Velg et annet navn, eller skriv over den med --force."
            )
        if fil.suffix.lower() == ".csv":
            skriv_csv(fil, lest)
        else:
            skriv_budsjettbok(fil, lest, f"Tiltakene som budsjettlinjer: {navn}")
        say(str(fil))
    for linje in lest.om():
        say_progress(linje)
    return GIKK_BRA


def _lab(valg: argparse.Namespace) -> int:
    import os
    import subprocess
    import sys

    from effekt.base.book import DATAVARIABEL
    from effekt.base.extras import require

    require("lab", "effekt lab", "jupyterlab", "jupytext")
    # In place of this process: what ends the one ends the other.
    os.environ[DATAVARIABEL] = str(valg.bok.data)
    # Neither news nor updates are asked for at other hosts.
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(_LAB_SETTINGS), *([before] if before else [])])
    notatboker = str(valg.bok.rot / "notebooks")
    kommando = [sys.executable, "-P", "-m", "jupyterlab", notatboker, *valg.til_lab]
    if os.name != "nt":  # there, to put another in its place would leave the terminal to itself
        os.execv(sys.executable, kommando)
    return subprocess.run(kommando, check=False).returncode
