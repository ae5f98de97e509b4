"""What the tests share: data/ as it is, a copy of it that can be harmed, the site, a browser."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from effekt.base.book import DATAVARIABEL
from effekt.execution import version
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The made-up municipality is a book of its own, with data of its own.
collect_ignore = ["kommune"]

DATA = Path(__file__).parents[1] / "data"

# The same examples every time, on however busy a machine: a test is red because of the code.
settings.register_profile("effekt", deadline=None, derandomize=True)
settings.load_profile("effekt")


@pytest.fixture(autouse=True)
def _ingen_annens_data() -> Iterator[None]:
    """A command that a test runs in this process (``--data``) leaves no data folder behind."""
    for_ = os.environ.get(DATAVARIABEL)
    yield
    if for_ is None:
        os.environ.pop(DATAVARIABEL, None)
    else:
        os.environ[DATAVARIABEL] = for_


@pytest.fixture(scope="session")
def hls() -> Sektor:
    """The sector as data/ has it; read once, since nothing can change it."""
    return les_sektor("hls")


@pytest.fixture
def datakopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of data/ that the library reads instead of the real one."""
    kopi = tmp_path / "data"
    shutil.copytree(DATA, kopi)
    monkeypatch.setenv("EFFEKT_DATA", str(kopi))
    return kopi


@pytest.fixture
def kodekopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library's files and of the lock, which fingerprints are taken of instead."""
    kopi = tmp_path / "kode"
    hopp = shutil.ignore_patterns("__pycache__")
    shutil.copytree(DATA.parent / "effekt", kopi / "effekt", ignore=hopp)
    shutil.copy(DATA.parent / "uv.lock", kopi)
    monkeypatch.setattr(version, "PAKKE", kopi / "effekt")
    monkeypatch.setattr(version, "LAASFIL", kopi / "uv.lock")
    return kopi


@pytest.fixture(scope="session")
def nettsted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of this checkout's notebooks and data, built from nothing, once for all workers."""
    from effekt.site.build import bygg
    from tests.helpers.bokkopi import kopier_bok

    felles = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        felles = felles.parent
    rot, ferdig = felles / "nettsted", felles / "nettsted.ferdig"
    with (felles / "nettsted.las").open("w") as las:
        fcntl.flock(las, fcntl.LOCK_EX)
        if not ferdig.exists():
            for_bygging = dict(os.environ)
            shutil.rmtree(rot, ignore_errors=True)
            bygg(kopier_bok(rot), lambda _: None)
            os.environ.clear()
            os.environ.update(for_bygging)
            ferdig.touch()
    return rot / "_build" / "html"


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        nettleser = p.chromium.launch(
            executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None,
            args=[
                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                "--disable-background-networking", "--disable-component-update",
            ],
        )  # fmt: skip
        yield nettleser
        nettleser.close()


@pytest.fixture
def side(chromium: "Browser") -> "Iterator[Page]":
    """A blank page in a window of its own, on a wide screen."""
    kontekst = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="nb-NO")
    yield kontekst.new_page()
    kontekst.close()
