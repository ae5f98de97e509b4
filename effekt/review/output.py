"""The folder that a rerun or a comparison writes: whole or not at all, and never over what is somebody else's.

A list of its files and their fingerprints lies in it. Only a folder that is as its list has it, with nothing else in
it, is replaced by a new one; and none that is a book, holds one, or lies in one.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from effekt.base.book import INNHOLD, PAKKE, WORK_FOLDER, program_folder
from effekt.base.faults import KILDEFIL, Datafeil
from effekt.base.locks import move_over
from effekt.base.workplace import own_folder
from effekt.site.publishing import SITE_FOLDER, can_be_renamed, exchange, folders_below, listing

RECORD: Final = ".laget-av-effekt.json"


@contextmanager
def new_folder(rot: Path, mappe: Path, bruker: Sequence[Path] = ()) -> Iterator[Path]:
    """Yield a folder to write to that becomes ``mappe`` when all is done; nothing is left otherwise.

    Replace what an earlier run left there. Raise Datafeil where anything else stands, for a place that is a book's
    (the one at ``rot`` has some below _build), and where there is something that the run is to read (``bruker``).
    """
    hel = mappe.resolve()
    _check_place(rot.resolve(), mappe, hel)
    if brukt := next((en for en in bruker if en.resolve().is_relative_to(hel)), None):
        raise Datafeil(f"--output {mappe}: der ligger «{brukt}», som skal leses. Velg en annen.")
    _check_replaceable(mappe, hel)
    with own_folder(rot, hel.with_name(f".{hel.name}")) as ramme:
        ny = ramme / "ny"
        ny.mkdir()
        yield ny
        (ny / RECORD).write_text(json.dumps({"filer": listing(ny)}, sort_keys=True), encoding="utf-8")
        _check_replaceable(mappe, hel)
        if not hel.exists():
            move_over(ny, hel)
        elif exchange(ny, hel):
            try:
                _check_replaceable(mappe, ny)  # what came in the last moment
            except BaseException:
                exchange(ny, hel)
                raise
        else:
            move_over(hel, ramme / "gammel")
            try:
                move_over(ny, hel)
            except BaseException:
                move_over(ramme / "gammel", hel)
                raise


def _check_place(rot: Path, mappe: Path, hel: Path) -> None:
    for del_ in (hel, *hel.parents):
        if del_.is_file():
            raise Datafeil(f"--output {mappe}: {del_} er en fil. Velg en mappe.")
    nettsted = rot / SITE_FOLDER
    if _is_in(hel, nettsted, nettsted.resolve(), rot / WORK_FOLDER):
        raise Datafeil(f"--output {mappe}: der ligger det som «effekt build» lager. Velg en annen.")
    bok = next((del_ for del_ in (hel, *hel.parents) if _is_book(del_)), None)
    bygget = rot / nettsted.parent
    if bok and bygget not in hel.parents:
        hva = "er" if bok == hel else "ligger i"
        raise Datafeil(f"--output {mappe}: mappen {hva} en bok ({bok}). Velg en utenfor, eller en under {bygget}.")
    if _is_in(hel, PAKKE, program_folder()) and not _is_in(hel, bygget):
        raise Datafeil(f"--output {mappe}: mappen er programmets. Velg en annen.")
    for brukes in (rot, program_folder(), Path.cwd().resolve()):
        if brukes.is_relative_to(hel):
            hva = "du står i mappen" if brukes == Path.cwd().resolve() else f"mappen har en bok i seg ({brukes})"
            raise Datafeil(f"--output {mappe}: {hva}. Velg en annen.")
    if hel.is_dir() and not can_be_renamed(hel):
        raise Datafeil(f"--output {mappe}: mappen kan ikke byttes ut der den er. Velg en ny mappe i den.")


def _is_in(hel: Path, *mapper: Path) -> bool:
    return any(hel.is_relative_to(mappe) for mappe in mapper)


def _is_book(mappe: Path) -> bool:
    """Whether a folder is a book's root, or its data/: by what a book is known by."""
    return any((mappe / navn).is_file() for navn in (INNHOLD, KILDEFIL, f"data/{KILDEFIL}"))


def _check_replaceable(mappe: Path, hel: Path) -> None:
    """Raise Datafeil for the first thing in the folder that was not made by a run, or is changed since."""
    if not hel.is_dir() or not any(hel.iterdir()):
        return
    try:
        laget = json.loads((hel / RECORD).read_text(encoding="utf-8"))["filer"]
        laget = {str(navn): str(var) for navn, var in laget.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        laget = {}
    na = {navn: er for navn, er in listing(hel).items() if navn != RECORD or not laget}
    egne = {sti for navn in laget for sti in Path(navn).parents}
    mapper = [sti for del_ in folders_below(hel) if (sti := del_.relative_to(hel)) not in egne]
    fremmede = sorted([*na.keys() - laget.keys(), *(f"{sti.as_posix()}/" for sti in mapper)])
    endret = sorted(navn for navn, er in na.items() if laget.get(navn, er) != er)
    if fremmede or endret:
        hva = "som effekt ikke har laget" if fremmede else "som er endret siden effekt laget den"
        raise Datafeil(
            f"--output {mappe}: mappen har «{(fremmede or endret)[0]}» i seg, {hva}. Flytt den, eller velg en tom "
            "eller ny mappe."
        )
