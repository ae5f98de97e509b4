"""argparse in bokmål, and what every command of ``effekt`` shares."""

import argparse
import errno
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from effekt.base.characters import visible
from effekt.base.faults import KILDEFIL, Byggfeil, Datafeil, FlereFeil, naermeste, os_fault
from effekt.cli.complete import Completer

GIKK_BRA, FEIL_I_BYGGING, FEIL_I_DATA = 0, 1, 2
INTERRUPTED: Final = 130
BY_SIGNAL: Final = 128  # and the signal's number
FINDINGS_IN_SOURCES: Final = 1
_TRANSLATED: Final = (
    (r"the following arguments are required: (.+)", r"mangler \1"),
    (r"one of the arguments (\S+) (\S+) is required", r"mangler \1 eller \2"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 kan ikke brukes sammen med \2"),
    (r"unrecognized arguments: (.+)", r"ukjent argument: \1"),
    (r"argument (\S+): expected one argument", r"\1 mangler en verdi"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 er «\2», men må være et helt tall"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 tar ingen verdi, men fikk «\2»"),
)


# The commands by what one is about to do.
CommandGroups = Mapping[str, Sequence[str]]


class NorwegianParser(argparse.ArgumentParser):
    """argparse with its few own words in bokmål."""

    def __init__(
        self, *args: Any, help_text: Path | None = None, groups: CommandGroups | None = None, **kwargs: Any
    ) -> None:
        self._help_text = help_text
        self._command_groups = groups or {}
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
        text = self._grouped_help() if self._command_groups else super().format_help()
        return text.replace("usage: ", "bruk: ", 1)

    def _grouped_help(self) -> str:
        """The help with the commands in groups, which argparse has no way to say; one in no group is among the last."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, [])
        formatter.add_text(self.description)
        listed = self._subparsers._group_actions[0]._get_subactions() if self._subparsers else []  # type: ignore[attr-defined]
        named = {name for names in self._command_groups.values() for name in names}
        rest = [action.dest for action in listed if action.dest not in named]
        for title, names in (*self._command_groups.items(), ("annet", rest)):
            formatter.start_section(title)
            formatter.add_arguments(each for name in names for each in listed if each.dest == name)
            formatter.end_section()
        formatter.start_section(self._optionals.title)
        formatter.add_arguments(self._optionals._group_actions)
        formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(FEIL_I_DATA, f"effekt: {visible(_translated(message))}. Se «{self.prog} --help».\n")


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


_DATA_HELP: Final = "datamappen til en annen bok, eller mappen den ligger i (ellers EFFEKT_DATA)"


def add_data_option(tolker: argparse.ArgumentParser, kommandoer: Commands) -> None:
    """Let --data stand before the command and after it."""
    tolker.add_argument("--data", metavar="MAPPE", help=_DATA_HELP)
    for kommando in kommandoer.choices.values():
        add_book_option(kommando)


def add_book_option(kommando: Any) -> None:
    """Let --data stand after a command; absent there, it must not undo what stands before the command."""
    kommando.add_argument("--data", metavar="MAPPE", help=_DATA_HELP, default=argparse.SUPPRESS)


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
    _write(linje, 1)


def say_progress(linje: str) -> None:
    """Print on stderr how far the command has come, which is no part of its result."""
    _write(linje, 2)


def _write(linje: str, fd: int) -> None:
    """Print; where nobody reads any more (a closed terminal, «| head»), the command goes on and says no more."""
    try:
        print(visible(linje), file=sys.stdout if fd == 1 else sys.stderr, flush=True)
    except OSError as error:
        _let_go(fd)
        if fd == 1 and error.errno not in _NOBODY_READS:
            error.filename = "utskriften (stdout)"
            raise Byggfeil(os_fault(error)) from None


_NOBODY_READS: Final = {errno.EPIPE, errno.EIO, errno.EBADF}


def let_go_of_streams() -> None:
    """Write what is left to be said, and stop nothing where it cannot be."""
    for fd, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            _let_go(fd)


def _let_go(fd: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, fd)
    os.close(nowhere)


def ask(sporsmal: str) -> str:
    """What the user answers; empty where there is no answer to be had."""
    try:
        return input(sporsmal).strip()
    except EOFError:
        say("")
        return ""


def says_yes(sporsmal: str) -> bool:
    """Whether the user says yes; no where there is no answer to be had."""
    return ask(f"{sporsmal} [j/N] ").casefold() in {"j", "ja", "y"}


def refused(sporsmal: str, kan_sporre: bool) -> int | None:
    """Ask before something is written: None for a yes, else the exit code, when it is told that nothing is."""
    if not kan_sporre:
        say("Ingenting er skrevet, for ingen kan svare her. Skriv med --yes.")
        return FEIL_I_BYGGING
    if says_yes(sporsmal):
        return None
    say("Ingenting er skrevet.")
    return GIKK_BRA


def ask_again(sporsmal: str) -> str:
    """What the user answers, where nothing can go on without; raise Datafeil where the answers have come to an end."""
    try:
        return input(sporsmal).strip()
    except EOFError:
        say("")
        raise Datafeil(
            "svaret mangler. Ingenting er skrevet. Kjør kommandoen igjen, eller gi svarene som valg."
        ) from None


def put_right(sted: Path) -> None:
    """Put back what a killed command had begun on in a book, named by its folder or its data/; say so."""
    from effekt.base.writing import heal

    for mappe in (sted, sted.parent) if (sted / KILDEFIL).is_file() else (sted,):
        tilbake, endret = heal(mappe)
        if tilbake:
            say_progress(
                "En kommando ble avbrutt før den var ferdig. Det den hadde begynt på, er satt tilbake som det var: "
                f"{', '.join(tilbake)}."
            )
        if endret:
            say_progress(f"Disse er endret siden den ble avbrutt, og står som de er. Se over dem: {', '.join(endret)}.")


def report_error(melding: str, kode: int) -> int:
    """Say what went wrong on stderr, and return the exit code."""
    say_progress(f"effekt: {melding}")
    return kode


def report_fault(feil: Datafeil) -> int:
    """Say what is wrong with data or arguments, and return the exit code for that."""
    flere = f"{len(feil.alle)} feil:\n" if isinstance(feil, FlereFeil) else ""
    return report_error(f"{flere}{feil}", FEIL_I_DATA)
