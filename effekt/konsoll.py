"""A command of ``effekt`` and what it really says, for the pages that explain it."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from effekt.blokker import Blokk, Boks, Kode
from effekt.endringer import med_endringer
from effekt.kilder import Datafeil
from effekt.merking import merk
from effekt.sektor import Sektor
from effekt.steder import UTENBOKVARIABEL
from effekt.tekster import fyll_ut, kapittelkontekst
from effekt.visning import FILVARIABEL, Publiserbar, Tekst

_SETNING: Final = (
    "> Tiltakene gir til sammen {{ total[periode[-1]] | mill }} i {{ periode[-1] }}, når alt annet "
    "er som før."
)


@dataclass(frozen=True, repr=False)
class Konsoll(Publiserbar):
    """A command as typed, and its result; or lines alone, without a command."""

    kommando: str
    svar: str

    def blokker(self) -> Sequence[Blokk]:
        foran = f"$ {self.kommando}\n" if self.kommando else ""
        return [Boks("konsoll", [Kode(f"{foran}{self.svar}".rstrip())])]


def konsoll(kommando: str) -> Konsoll:
    """Run a command in an empty folder, and show its result.

    What it says of its progress and of other chapters is left out, since that differs from time to
    time. Raises Datafeil for anything but a command of effekt, and for one that fails.
    """
    navn, *valg = shlex.split(kommando)
    if navn != "effekt":
        raise Datafeil(f"«{kommando}» er ikke en kommando i effekt. Skriv effekt først.")
    miljo = {n: v for n, v in os.environ.items() if n != FILVARIABEL}
    with TemporaryDirectory() as mappe:
        kjort = subprocess.run(
            [str(Path(sys.executable).with_name(navn)), *valg],
            cwd=mappe, env={**miljo, "COLUMNS": "80", UTENBOKVARIABEL: "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if kjort.returncode:
        raise Datafeil(f"«{kommando}» stoppet: {kjort.stderr.strip()}")
    return Konsoll(kommando, kjort.stdout.strip())


def parametercelle(endringer: Mapping[str, object]) -> Konsoll:
    """The cell of a notebook that a reviewer changes, with these changes in it."""
    return Konsoll("", f"endringer: dict = {json.dumps(endringer, ensure_ascii=False)}")


def merket(sektor: Sektor, endringer: Mapping[str, object]) -> Tekst:
    """A sentence as it looks with the changes in place: what they made another is marked.

    Raises Datafeil as a rerun does.
    """
    endret = med_endringer(sektor._info.id, {**sektor.endringer, **endringer})
    for_, etter = (fyll_ut(_SETNING, kapittelkontekst(s), "setningen") for s in (sektor, endret))
    return Tekst(merk(for_.tekst, etter.tekst))
