"""A copy of the book's own files, to build in without touching the checkout."""

import shutil
from pathlib import Path

import nbformat

from effekt.base.book import LISTE, MALER, STILER, UTSEENDE
from effekt.reading.bokmappe import Bokmappe

ROT = Path(__file__).parents[2]


def boken(rot: Path) -> Bokmappe:
    """The book at ``rot``, with the data of this process."""
    return Bokmappe(Bokmappe.her().data, rot)


def kopier_bok(til: Path, sider: list[str] | None = None) -> Path:
    """The book's files in ``til``; only the named pages where some are named, the first as root."""
    til.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROT / "_config.yml", til)
    for mappe in ("book", "notebooks"):
        shutil.copytree(ROT / mappe, til / mappe)
    if sider is None:
        shutil.copy(ROT / "_toc.yml", til)
    else:
        kapitler = "".join(f"  - file: book/{side}\n" for side in sider[1:])
        toc = f"format: jb-book\nroot: book/{sider[0]}\n"
        # A part of the book does not keep the whole one's addresses.
        (til / LISTE).unlink()
        (til / "_toc.yml").write_text(toc + (f"chapters:\n{kapitler}" if kapitler else ""))
    return til


def eget_utseende(bok: Path, *navn: str) -> None:
    """Give the copy the program's templates («layout.html») and styles («static/effekt.css») as its own."""
    for fil in navn:
        til = bok / (STILER if fil.startswith("static/") else MALER) / Path(fil).name
        til.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(UTSEENDE / fil, til)


def kopier_utsjekk(til: Path) -> Path:
    """The whole checkout in ``til``, but for what is installed and what was built."""
    utenfor = shutil.ignore_patterns(".git", ".venv", ".uv", "_build", ".*_cache", ".hypothesis", ".coverage*")
    return Path(shutil.copytree(ROT, til, ignore=utenfor))


def uten_henvisninger(bok: Path, monster: str) -> None:
    """Take out of the copy's chapters what refers to pages that the copy does not have."""
    for notatbok in (bok / "notebooks").glob(monster):
        nb = nbformat.read(notatbok, 4)
        nb.cells = [c for c in nb.cells if "vis(" not in c.source and "{doc}" not in c.source]
        nbformat.write(nb, notatbok)


def ny_versjon(laas: Path, pakke: str) -> None:
    """Lock a package at another version."""
    for_, navn, etter = laas.read_text(encoding="utf-8").partition(f'name = "{pakke}"\nversion = "')
    assert navn
    laas.write_text(f"{for_}{navn}9{etter}", encoding="utf-8")
