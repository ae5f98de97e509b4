"""The published report: its sector, a copy of its data that can be harmed, its site, and the whole of it on paper."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from effekt.base.book import DATAVARIABEL
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.bokkopi import ROT, boken, kopier_bok, kopier_utsjekk
from tests.helpers.engang import en_gang


@pytest.fixture(scope="session")
def hls() -> Sektor:
    """The sector as data/ has it; read once, since nothing can change it."""
    return les_sektor("hls")


@pytest.fixture
def datakopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of data/ that the library reads instead of the real one."""
    kopi = tmp_path / "data"
    shutil.copytree(ROT / "data", kopi)
    monkeypatch.setenv(DATAVARIABEL, str(kopi))
    return kopi


@pytest.fixture(scope="session")
def nettsted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this checkout's notebooks and data, built from nothing, once for all workers."""
    from effekt.site.build import build_book

    rot = en_gang(tmp_path_factory, "nettsted", lambda mappe: build_book(boken(kopier_bok(mappe)), lambda _: None))
    return rot / "_build" / "html"


@pytest.fixture(scope="session")
def papir(tmp_path_factory: pytest.TempPathFactory, nettsted: Path) -> Path:
    """The whole book's trees, as the PDF and the Word files are made of them."""
    from effekt.site.build import paper_edition

    def lag(mappe: Path) -> None:
        with paper_edition(boken(nettsted.parents[1]), lambda _: None) as utgave:
            shutil.copytree(utgave, mappe)

    return en_gang(tmp_path_factory, "papir", lag)


@pytest.fixture(scope="session")
def utsjekk(tmp_path_factory: pytest.TempPathFactory, nettsted: Path) -> Path:
    """A copy of the checkout in which the book has been built: to run commands in as a reader does."""

    def lag(mappe: Path) -> None:
        kopier_utsjekk(mappe)
        for bygd in ("book", "_build"):
            shutil.copytree(nettsted.parents[1] / bygd, mappe / bygd, dirs_exist_ok=True)

    return en_gang(tmp_path_factory, "utsjekk", lag)


@pytest.fixture(scope="session")
def hel_pdf(tmp_path_factory: pytest.TempPathFactory, utsjekk: Path) -> Path:
    """The report as a PDF, made by the command; its annex lies beside it, by a name that ends in «-vedlegg»."""

    def lag(mappe: Path) -> None:
        shutil.copytree(utsjekk, mappe)
        miljo = {**os.environ, "PYTHONPATH": str(mappe)}
        kommando = "import sys; from effekt.cli.main import main; sys.exit(main(['pdf']))"
        subprocess.run([sys.executable, "-c", kommando], cwd=mappe, env=miljo, check=True)

    rapport, _ = sorted(
        en_gang(tmp_path_factory, "hel-pdf", lag).glob("_build/pdf/*.pdf"), key=lambda fil: len(fil.name)
    )
    return rapport
