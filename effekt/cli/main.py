"""The command ``effekt``. Nothing heavy is imported before the command that needs it."""

import argparse
import atexit
import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from effekt.base.book import DATAVARIABEL, WORK_FOLDER, another_copy, book_around_here, choose_data_folder
from effekt.base.environment import keep_to_the_book
from effekt.base.faults import Byggfeil, Datafeil, os_fault, os_fault_in
from effekt.base.processes import Stopped, stopped_by_signals
from effekt.cli import parser
from effekt.cli.build import add_build_commands
from effekt.cli.data import add_data_commands, add_fetch_commands, add_sector_commands
from effekt.cli.excel import add_excel_commands
from effekt.cli.new_book import add_new_book_command
from effekt.cli.plan import add_plan_commands
from effekt.cli.review import add_comparison_commands, add_rerun_commands
from effekt.cli.start import what_to_do_first
from effekt.cli.terminal import let_all_be_written
from effekt.reading.bokmappe import Bokmappe

_FEILSOK: Final = "EFFEKT_FEILSOK"
_AS_BEFORE: Final = "Boken og nettstedet er som de var."


# The commands as help shows them, by what one is about to do.
_GROUPS: Final = {
    "begynn": ("ny", "import", "template", "new-sector"),
    "arbeid med boken": ("serve", "check", "build", "lab", "schema"),
    "før planen videre": ("virksomhet", "endring", "rull", "fetch"),
    "regn om og sammenlign": ("changes", "rerun", "scenarios", "compare"),
    "ta med deg": ("pdf", "export"),
}


def lag_tolker() -> argparse.ArgumentParser:
    """The parser of the command line, with every command and option."""
    tolker = parser.NorwegianParser(
        prog="effekt",
        description="Rapportboken der hvert tall er levende. effekt alene sier hva du kan gjøre først.",
        groups=_GROUPS,
        epilog=(
            "Avslutter med 0 når alt gikk bra, 1 når noe ikke lot seg bygge (check: når kildene\n"
            "har noe som ikke går opp), og 2 når data eller argumenter er feil. Datamappen er\n"
            "data/, eller den som --data eller EFFEKT_DATA peker på.\n\n"
            "Tabulator fullfører kommandoer, kapitler og adresser når skallet har fått vite det:\n"
            '  bash:  eval "$(register-python-argcomplete effekt)"\n'
            "  zsh:   autoload -U bashcompinit && bashcompinit, og så linjen for bash\n"
            "Programmet register-python-argcomplete ligger ved siden av effekt."
        ),
    )
    kommandoer = tolker.add_subparsers(
        title="kommandoer", dest="kommando", metavar="KOMMANDO", parser_class=parser.NorwegianParser
    )

    for add_commands in (
        add_new_book_command,
        add_build_commands,
        add_data_commands,
        add_sector_commands,
        add_plan_commands,
        add_excel_commands,
        add_fetch_commands,
        add_rerun_commands,
        add_comparison_commands,
    ):
        add_commands(kommandoer)
    parser.add_data_option(tolker, kommandoer)
    return tolker


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        return _run(argv)
    finally:
        parser.let_go_of_streams()


def _run(argv: Sequence[str] | None) -> int:
    # A command keeps what it reads to its end. To look through it for garbage, meanwhile and once more when the
    # process ends, takes a third of a check.
    gc.set_threshold(100_000, 50, 50)
    atexit.register(gc.freeze)
    # Pydantic would look for plugins among all that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    let_all_be_written()
    tolker = lag_tolker()
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(tolker, always_complete_options=False)
    valg = tolker.parse_args(argv)
    if valg.kommando is None:
        for linje in what_to_do_first(valg.data):
            parser.say(linje)
        return parser.GIKK_BRA
    try:
        with stopped_by_signals():
            parser.put_right(Path(valg.data or os.environ.get(DATAVARIABEL) or book_around_here() or ".").absolute())
            # A new book's data folder is not there yet.
            if not getattr(valg, "egen_data", False):
                choose_data_folder(valg.data)
                valg.bok = Bokmappe.her()
                valg.bok.krev_egne_filer()
                parser.put_right(valg.bok.rot)
                keep_to_the_book(valg.bok.rot / WORK_FOLDER)
                if programmet := another_copy(valg.bok.rot):
                    parser.say_progress(
                        f"Merk: boken ligger i «{valg.bok.rot}», men programmet som kjører, er det i «{programmet}». "
                        "Skriv make book i bokens mappe, så brukes bokens eget."
                    )
            return int(valg.kjor(valg))
    except Datafeil as feil:
        return parser.report_fault(feil)
    except Byggfeil as feil:
        return parser.report_error(str(feil), parser.FEIL_I_BYGGING)
    except Stopped as feil:
        return parser.report_error(f"stoppet av signalet {feil}. {_AS_BEFORE}", parser.BY_SIGNAL + feil.number)
    except KeyboardInterrupt:
        return parser.report_error(f"avbrutt. {_AS_BEFORE}", parser.INTERRUPTED)
    except Exception as feil:
        if os.environ.get(_FEILSOK):
            raise
        return parser.report_error(_uventet(feil), parser.FEIL_I_BYGGING)


def _uventet(feil: Exception) -> str:
    # shutil tells of several at once, in its own words.
    if isinstance(feil, OSError) and (sagt := os_fault(feil) or os_fault_in(str(feil))):
        return f"{sagt} {_AS_BEFORE}"
    return (
        f"uventet feil ({type(feil).__name__}: {feil}). Den ligger trolig i programmet, ikke i "
        f"data. Meld den til dem som vedlikeholder effekt; {_FEILSOK}=1 viser hvor."
    )
