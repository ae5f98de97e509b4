"""nbval is the regression test of the published numbers: one changed number turns it red."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bygg
ROT = Path(__file__).parents[2]
_TABELL = ("hls/4-oppsummering", "tabeller.effekt_per_virksomhet(hls)")
_FIGUR = ("hls/4-oppsummering", "figurer.effekt_per_tiltak(hls)")
_KORT = ("hls/3-4-sykehjemsetaten", 'kort.tiltakskort(hls, "SYE1")')
_SIDE = ("hls/sye1", "tiltaksside.tiltaket(data, tiltak)")


def _nbval(kapitler: list[str], data: Path) -> dict[tuple[str, str], bool]:
    """Run nbval over the chapters with other data; which cells passed, by chapter and source."""
    kjort = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-vv",
         "--rootdir", str(ROT), *(str(ROT / "book" / f"{navn}.ipynb") for navn in kapitler)],
        cwd=ROT, env={**os.environ, "EFFEKT_DATA": str(data)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    import nbformat

    kilder = {
        (navn, nr): celle.source
        for navn in kapitler
        for nr, celle in enumerate(
            c for c in nbformat.read(ROT / f"book/{navn}.ipynb", 4).cells if c.cell_type == "code"
        )
    }
    utfall: dict[tuple[str, str], bool] = {}
    for navn, nr, ord_ in re.findall(r"book/(\S+?)(?:\.|::)ipynb::Cell (\d+)\S* (PASSED|FAILED)", kjort.stdout):
        utfall[navn, kilder[navn, int(nr)]] = ord_ == "PASSED"
    assert utfall, kjort.stdout + kjort.stderr
    return utfall


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROT / "data", tmp_path / "data"))


def test_changed_number_turns_table_figure_card_and_sentence_red(data: Path) -> None:
    fil = data / "hls" / "tiltak" / "sye1.yml"
    tekst = fil.read_text(encoding="utf-8")
    assert "verdi: 1180780" in tekst
    fil.write_text(tekst.replace("verdi: 1180780", "verdi: 1480780"), encoding="utf-8")

    utfall = _nbval(["hls/3-4-sykehjemsetaten", "hls/4-oppsummering", "hls/sye1", "hls/sye5"], data)

    assert not utfall[_TABELL]
    assert not utfall[_FIGUR]
    assert not utfall[_KORT]
    assert not utfall[_SIDE]
    rode = [kilde for (_, kilde), gikk in utfall.items() if not gikk]
    assert any(k.startswith("%%tekst") and "inntektstap" in k for k in rode)
    # What the number does not reach stays green.
    assert utfall["hls/3-4-sykehjemsetaten", 'kort.tiltakskort(hls, "SYE5")']
    assert utfall["hls/sye5", _SIDE[1]]


def test_unchanged_data_are_green_and_leave_the_book_alone(data: Path) -> None:
    for_kjoring = {p: p.read_bytes() for p in (ROT / "book").rglob("*") if p.is_file()}

    utfall = _nbval(["hls/4-oppsummering"], data)

    assert all(utfall.values())
    assert {p: p.read_bytes() for p in (ROT / "book").rglob("*") if p.is_file()} == for_kjoring
