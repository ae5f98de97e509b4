"""A command of ``effekt`` and what it really says, for the pages that explain it.

Commands are run while the chapter runs, in an empty folder and with ``EFFEKT_UTEN_BOK``, since what is said of other
chapters would depend on which of them had been run. A walk is a chain of steps; each works in a copy of the folder of
the step before, so that a cell can be evaluated twice and be the same.
"""

import json
import os
import shlex
import shutil
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar, Final

from effekt.base import recording, subcommand
from effekt.base.book import FILVARIABEL, UTENBOKVARIABEL
from effekt.base.faults import Datafeil
from effekt.display.blocks import Blokk, Kodeblokk, boks
from effekt.display.marks import merk_tekst
from effekt.display.markup import Trygg
from effekt.display.objects import Prosa, Publiserbar
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor

# Made-up files that a guide fills in a made-up sector with.
_EKSEMPLER: Final = Path(__file__).parents[1] / "authoring" / "maler" / "eksempel"
# A command that lists what is left ends with 1 while something is.
GIKK_BRA, GJENSTAR = 0, 1
_SETNING: Final = (
    "Tiltakene gir til sammen {{ total[sektor.periode[-1]] | belop }} i {{ sektor.periode[-1] }}, "
    "når alt annet er som før."
)


@dataclass(frozen=True, repr=False)
class Konsoll(Publiserbar):
    """A command as typed, and its result; or lines alone, without a command."""

    kommando: str
    svar: str

    def blokker(self) -> Sequence[Blokk]:
        foran = f"$ {self.kommando}\n" if self.kommando else ""
        return [boks("konsoll", Kodeblokk(f"{foran}{self.svar}".rstrip()))]


def konsoll(kommando: str) -> Konsoll:
    """Run a command in an empty folder, and show its result.

    What it says of its progress and of other chapters is left out, since that differs from time to
    time. Raises Datafeil for anything but a command of effekt, and for one that fails.
    ``console.konsoll("effekt changes SYE1.inntektstap")``
    """
    with TemporaryDirectory() as mappe:
        return Konsoll(kommando, _svar(kommando, Path(mappe), {0}))


def _svar(kommando: str, mappe: Path, koder: Set[int]) -> str:
    """What a command says when it runs in this folder, and ends with one of these codes."""
    navn, *valg = shlex.split(kommando)
    if navn != subcommand.COMMAND:
        raise Datafeil(f"«{kommando}» er ikke en kommando i effekt. Skriv effekt først.")
    # With data of its own the command reads nothing of the book's; else it may read all of it.
    if "--data" not in valg:
        recording.write(recording.EVERYTHING)
    uten = {FILVARIABEL, recording.JOURNAL_VARIABLE}
    miljo = {n: v for n, v in os.environ.items() if n not in uten}
    kjort = subcommand.run_command(valg, mappe, {**miljo, "COLUMNS": "80", UTENBOKVARIABEL: "1"})
    if kjort.returncode not in koder:
        raise Datafeil(f"«{kommando}» stoppet: {kjort.stderr.strip()}")
    return kjort.stdout.strip("\n").rstrip()


@dataclass(frozen=True, repr=False)
class Konsollsteg(Konsoll):
    """A step of a walk through several: what it says, and the folder as it leaves it.

    The next step works in a copy, so that a step can be shown again and be the same.
    """

    slag: ClassVar[str] = "steg"

    mappe: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory, compare=False)

    def sa(self, kommando: str, linjer: int | None = None) -> "Konsollsteg":
        """The step after: a command, with the first lines of what it says. A list may be left."""
        ny = self._kopi()
        svar = _svar(kommando, Path(ny.name), {GIKK_BRA, GJENSTAR})
        alle = svar.splitlines()
        if linjer is not None and len(alle) > linjer:
            svar = "\n".join([*alle[:linjer], "…"])
        return Konsollsteg(kommando, svar, ny)

    def skriv(self, fil: str, eksempel: str) -> "Konsollsteg":
        """The step after: a file filled in as the example of that name is; its text is shown."""
        ny = self._kopi()
        tekst = (_EKSEMPLER / eksempel).read_text(encoding="utf-8")
        (Path(ny.name) / fil).write_text(tekst, encoding="utf-8")
        return Konsollsteg("", f"# {fil}\n{tekst}", ny)

    def vis(self, fil: str) -> Konsoll:
        """A file as it now stands, as it is in the folder."""
        tekst = (Path(self.mappe.name) / fil).read_text(encoding="utf-8")
        return Konsoll("", tekst.rstrip())

    def _kopi(self) -> "TemporaryDirectory[str]":
        ny = TemporaryDirectory()
        shutil.copytree(self.mappe.name, ny.name, dirs_exist_ok=True)
        return ny


def start(*linjer: str) -> Konsollsteg:
    """The first step of a walk, in an empty folder: a command, over one line or several.
    ``console.start("effekt new-sector kul", "--data lv")``.
    """
    forst = Konsollsteg("", "").sa(" ".join(linjer))
    return replace(forst, kommando=" \\\n    ".join(linjer))


def parametercelle(endringer: Mapping[str, object]) -> Konsoll:
    """The cell of a notebook that a reviewer changes, with these changes in it.
    ``console.parametercelle({"SYE1.inntektstap": 1250000})``.
    """
    return Konsoll("", f"endringer: dict = {json.dumps(endringer, ensure_ascii=False)}")


def merket(sektor: Sektor, endringer: Mapping[str, object]) -> Prosa:
    """A sentence as it looks with the changes in place: what they made another is marked.

    Raises Datafeil as a rerun does.
    ``console.merket(hls, {"SYE1.inntektstap": 1250000})``
    """
    endret = med_endringer(sektor.unrecorded.info.id, {**sektor.endringer, **endringer}, sektor.bok)
    for_, etter = (fyll_ut(_SETNING, kapittelkontekst(s), "setningen") for s in (sektor, endret))
    return Prosa(Trygg(f"> {merk_tekst(for_.tekst, etter.tekst)}"))
