"""argparse in bokmål, and what every command of ``effekt`` shares."""

import argparse
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from effekt.base.faults import Datafeil, FlereFeil, naermeste
from effekt.cli.complete import Completer

GIKK_BRA, FEIL_I_BYGGING, FEIL_I_DATA = 0, 1, 2
INTERRUPTED: Final = 130
BY_SIGNAL: Final = 128  # and the signal's number
FINDINGS_IN_SOURCES: Final = 1
_TRANSLATED: Final = (
    (r"the following arguments are required: (.+)", r"mangler \1"),
    (r"unrecognized arguments: (.+)", r"ukjent argument: \1"),
    (r"argument (\S+): expected one argument", r"\1 mangler en verdi"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 er «\2», men må være et helt tall"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 tar ingen verdi, men fikk «\2»"),
)


class NorwegianParser(argparse.ArgumentParser):
    """argparse with its few own words in bokmål."""

    def __init__(self, *args: Any, help_text: Path | None = None, **kwargs: Any) -> None:
        self._help_text = help_text
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **{**kwargs, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "argumenter"
        self._optionals.title = "valg"
        self.add_argument("-h", "--help", action="help", help="vis denne hjelpen")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "bruk: ", 1)

    def format_help(self) -> str:
        if self._help_text:
            text, _, examples = self._help_text.read_text(encoding="utf-8").partition("\n---\n")
            self.description, self.epilog = text.rstrip("\n"), examples.rstrip("\n") or None
        return super().format_help().replace("usage: ", "bruk: ", 1)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(FEIL_I_DATA, f"effekt: {_translated(message)}. Se «{self.prog} --help».\n")


def _translated(melding: str) -> str:
    valg = re.fullmatch(r"argument (\S+): invalid choice: '(.*)' \(choose from (.+)\)", melding)
    if valg:
        kjente = valg[3].replace("'", "").split(", ")
        rad = naermeste(valg[2], kjente)
        if valg[1].startswith("--"):
            return f"{valg[1]} er «{valg[2]}».{rad} Velg {', '.join(kjente)}"
        return f"ukjent kommando «{valg[2]}».{rad} Kommandoene er {', '.join(kjente)}"
    for engelsk, norsk in _TRANSLATED:
        melding = re.sub(engelsk, norsk, melding)
    return melding


# What ``add_subparsers`` gives; the type has no public name.
Commands = Any
# What a command's help says above and below its options, with a line of three hyphens between.
_HELP_TEXTS: Final = Path(__file__).with_name("hjelp")


def add_command(kommandoer: Commands, navn: str, **valg: Any) -> Any:
    """Add a command; its description and examples are in ``hjelp/``, and are read when its help is shown."""
    return kommandoer.add_parser(navn, help_text=_HELP_TEXTS / f"{navn}.txt", **valg)


def complete_argument(argument: Any, med: Completer) -> None:
    """Let the shell complete an argument; argcomplete looks for the attribute."""
    argument.completer = med


def add_data_option(tolker: argparse.ArgumentParser, kommandoer: Commands) -> None:
    """Let --data stand before the command and after it."""
    hjelp = "datamappen til en annen bok, eller mappen den ligger i (ellers EFFEKT_DATA)"
    tolker.add_argument("--data", metavar="MAPPE", help=hjelp)
    for kommando in kommandoer.choices.values():
        # Absent here, it must not undo what stands before the command.
        kommando.add_argument("--data", metavar="MAPPE", help=hjelp, default=argparse.SUPPRESS)


def add_run_options(kommando: Any) -> None:
    """Add the options of a command that runs chapters; ``run_settings`` reads them."""
    kommando.add_argument(
        "--engine", choices=("effekt", "papermill"), default="", metavar="MOTOR",
        help="effekt (vanligvis, der systemet har fork) eller papermill; boken blir den samme",
    )  # fmt: skip
    kommando.add_argument(
        "--cluster", default="", metavar="ADRESSE",
        help="la en dask-klynge kjøre kapitlene, for eksempel tcp://vert:8786",
    )  # fmt: skip


def run_settings(valg: argparse.Namespace, samtidige: int | None = None) -> Any:
    """Return how the chapters are to be run; raise Datafeil for what this system cannot do."""
    from effekt.execution.execute import WORKERS, RunSettings, choose_engine

    choose_engine(valg.engine)
    return RunSettings(samtidige or WORKERS, valg.engine, valg.cluster)


def say(linje: str) -> None:
    """Print a line of the command's result, on stdout."""
    print(linje, flush=True)


def say_progress(linje: str) -> None:
    """Print on stderr how far the command has come, which is no part of its result."""
    print(linje, file=sys.stderr, flush=True)


def report_error(melding: str, kode: int) -> int:
    """Say what went wrong on stderr, and return the exit code."""
    with suppress(OSError):  # the terminal may be gone
        print(f"effekt: {melding}", file=sys.stderr)
    return kode


def report_fault(feil: Datafeil) -> int:
    """Say what is wrong with data or arguments, and return the exit code for that."""
    flere = f"{len(feil.alle)} feil:\n" if isinstance(feil, FlereFeil) else ""
    return report_error(f"{flere}{feil}", FEIL_I_DATA)
