"""What all tests share: nobody else's data, a browser, and that only tests/bok has read the published report."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from effekt.execution import version
from tests.helpers.kommune import (  # noqa: F401 - fixtures
    _bare_bokens_tester_leser_boken,
    _ingen_annens_data,
    bygd_kommune,
    kommunekopi,
    opp,
    tek,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# The made-up municipality is a book of its own, with data of its own.
collect_ignore = ["kommune"]

DATA = Path(__file__).parents[1] / "data"

# The same examples every time, on however busy a machine: a test is red because of the code.
settings.register_profile("effekt", deadline=None, derandomize=True)
settings.load_profile("effekt")


# --- the published report --------------------------------------------------------------------------

_BOKENS_TESTER = Path(__file__).parent / "bok"
# A new edition changes these; so it can turn no other tests red than the book's own.
_BOKEN = tuple(f"{DATA.parent / del_}{os.sep}" for del_ in ("data", "book/hls", "notebooks/hls"))
_apnet: list[str] | None = None


def _hor(hendelse: str, om: tuple[Any, ...]) -> None:
    if hendelse == "open" and _apnet is not None and isinstance(om[0], str | os.PathLike):
        sti = os.path.abspath(om[0])  # noqa: PTH100 - links stay links
        if sti.startswith(_BOKEN):
            _apnet.append(sti)


sys.addaudithook(_hor)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Listen while a test outside tests/bok and its fixtures run."""
    global _apnet
    _apnet = None if _BOKENS_TESTER in item.path.parents else []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail the test where it has opened a file of the published report in this process."""
    global _apnet
    yield
    apnet, _apnet = _apnet, None
    assert not apnet, f"bare testene i tests/bok kan lese rapporten som er publisert: {sorted(set(apnet))}"


@pytest.fixture
def kodekopi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library's files and of the lock, which fingerprints are taken of instead."""
    kopi = tmp_path / "kode"
    hopp = shutil.ignore_patterns("__pycache__")
    shutil.copytree(DATA.parent / "effekt", kopi / "effekt", ignore=hopp)
    shutil.copy(DATA.parent / "uv.lock", kopi)
    monkeypatch.setattr(version, "PAKKE", kopi / "effekt")
    monkeypatch.setattr(version, "LOCK_FILE", kopi / "uv.lock")
    return kopi


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
    # However busy the machine is.
    kontekst.set_default_timeout(120_000)
    yield kontekst.new_page()
    kontekst.close()
