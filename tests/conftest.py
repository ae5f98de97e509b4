"""What the tests share: the sector as data/ has it, and a copy of data/ that can be harmed."""

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from effekt.sektor import Sektor
from effekt.sektorlesing import les_sektor

DATA = Path(__file__).parents[1] / "data"

# The same examples every time, on however busy a machine: a test is red because of the code.
settings.register_profile("effekt", deadline=None, derandomize=True)
settings.load_profile("effekt")


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
