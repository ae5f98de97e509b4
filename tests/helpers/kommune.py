"""The made-up municipality of Lillevik, in tests/kommune: what every test outside tests/bok reads.

It is unlike Oslo on purpose, and small enough to be held in the head. What its measures give, in 1 000 kroner:

    measure  2027  2028  2029  2030  class
    VEI1      210   420   420   420  na
    VEI2        0     0  -100   100  vent   a loan of 2 000, 8 % or 200 a year
    VAN1        0   300   300   300  vent
    tek       210   720   620   820

    SKO1        0  1350  2700  2700  vent
    SKO2      200   200   200   200  na     all of it lowers a fee
    BAR1        0   800  1600  1600  na     a quarter is counted in SKO1
    KUL1        0  -100  -300  -300  na     costs more
    PPT1        0   600  1200  1200  nei    depends on BAR1, and has no ratings
    opp         0  2450  4800  4800
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import pytest

from effekt.base.book import DATAVARIABEL
from effekt.model.storrelse import Forutsetning
from effekt.model.tiltak import Tiltak
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor

KOMMUNE = Path(__file__).parents[1] / "kommune"
KOMMUNEDATA = KOMMUNE / "data"
_BOK = Path(__file__).parents[1] / "bok"


@contextmanager
def data_i(mappe: Path | None) -> Iterator[None]:
    """The data folder that the library reads meanwhile; None is the program's own."""
    with pytest.MonkeyPatch.context() as miljo:
        if mappe is None:
            miljo.delenv(DATAVARIABEL, raising=False)
        else:
            miljo.setenv(DATAVARIABEL, str(mappe))
        yield


@pytest.fixture(scope="module", autouse=True)
def _bare_bokens_tester_leser_boken(request: pytest.FixtureRequest) -> Iterator[None]:
    """Only the tests in tests/bok read the published data; for all others, Lillevik is the book."""
    with data_i(None if _BOK in request.path.parents else KOMMUNE):
        yield


@pytest.fixture(autouse=True)
def _ingen_annens_data() -> Iterator[None]:
    """A command that a test runs in this process (``--data``) leaves no data folder behind."""
    with data_i(Path(gitt) if (gitt := os.environ.get(DATAVARIABEL)) else None):
        yield


def _les(sektor: str) -> Sektor:
    with data_i(KOMMUNE):
        return les_sektor(sektor)


@pytest.fixture(scope="session")
def tek() -> Sektor:
    """Lillevik's roads and water: a loan, a printed report, tables of every kind."""
    return _les("tek")


@pytest.fixture(scope="session")
def opp() -> Sektor:
    """Lillevik's schools: overlap, dependence, fees, more costs, and no printed report."""
    return _les("opp")


@pytest.fixture
def kommunekopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data/ of a copy of Lillevik's book, which the library reads instead and a test can harm."""
    bok = tmp_path / "lillevik"
    shutil.copytree(KOMMUNE, bok, ignore=shutil.ignore_patterns("_build"))
    monkeypatch.setenv(DATAVARIABEL, str(bok / "data"))
    return bok / "data"


@pytest.fixture(scope="session")
def bygd_kommune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of Lillevik's book, built once with the command; not to be harmed."""
    from effekt.cli.main import main

    bok = tmp_path_factory.mktemp("lillevik") / "bok"
    shutil.copytree(KOMMUNE, bok, ignore=shutil.ignore_patterns("_build"))
    for_ = dict(os.environ)
    assert main(["--data", str(bok), "build"]) == 0
    os.environ.clear()
    os.environ.update(for_)
    return bok


def med_formel(sektor: Sektor, tekst: str, oppgitt: int, **verdier: Fraction) -> Tiltak:
    """VAN1 with another formula, over assumptions of these values, and the same printed effect each year."""
    forutsetninger = {
        navn: Forutsetning(navn=navn, verdi=v, enhet="kr", kilde="b", side="1") for navn, v in verdier.items()
    }
    return sektor.tiltak["VAN1"].model_copy(
        update={
            "formel": tekst,
            "forutsetninger": MappingProxyType(forutsetninger),
            "oppgitt": dict.fromkeys(sektor.info.periode, Fraction(oppgitt)),
        }
    )


def bare(bok: Path, *sider: str) -> Path:
    """The copy of Lillevik's book with these pages alone, the first as its way in."""
    kapitler = "".join(["chapters:\n"][: len(sider) - 1] + [f"  - file: book/{side}\n" for side in sider[1:]])
    (bok / "_toc.yml").write_text(f"format: jb-book\nroot: book/{sider[0]}\n{kapitler}", encoding="utf-8")
    return bok
