"""The wheel, installed where there is no checkout: the same books, from a folder of one's own or an empty one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.bokkopi import ROT
from tests.helpers.miljo import laaste_versjoner, uv

KOMMUNE = ROT / "tests" / "kommune"
NY_SEKTOR = (
    "new-sector", "kul", "--kommune", "Lillevik kommune", "--navn", "Kultur",
    "--virksomheter", "BIB:Biblioteket", "--periode", "2026-2029",
)  # fmt: skip
pytestmark = pytest.mark.bygg


@dataclass(frozen=True)
class Installert:
    """An environment with the wheel and its locked dependencies, and none of the extras."""

    mappe: Path

    def effekt(self, mappe: Path, *valg: str, kode: int = 0) -> str:
        """What the command says when it is run in a folder, by one who has nothing else installed."""
        kjort = subprocess.run(
            [self.mappe / "bin/effekt", *valg], cwd=mappe, env=_miljo(), capture_output=True, text=True, check=False
        )
        assert kjort.returncode == kode, kjort.stdout + kjort.stderr
        return kjort.stdout + kjort.stderr

    @property
    def pakke(self) -> Path:
        (pakke,) = self.mappe.glob("lib/python*/site-packages/effekt")
        return pakke


def _miljo() -> dict[str, str]:
    return {"PATH": os.defpath, **{navn: os.environ[navn] for navn in ("HOME", "TMPDIR") if navn in os.environ}}


def _innhold(*mapper: Path) -> dict[str, bytes]:
    return {
        f"{mappe.name}/{fil.relative_to(mappe)}": fil.read_bytes()
        for mappe in mapper
        for fil in mappe.rglob("*")
        if fil.is_file() and fil.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def installert(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installert]:
    rot = tmp_path_factory.mktemp("hjul")
    (rot / "krav.txt").write_text(laaste_versjoner(), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", rot],
        cwd=ROT, capture_output=True, check=True,
    )  # fmt: skip
    (hjul,) = rot.glob("*.whl")
    subprocess.run([uv(), "venv", "-q", "-p", sys.executable, rot / "miljo"], check=True)
    subprocess.run(
        [uv(), "pip", "install", "-q", "--no-deps", "-p", rot / "miljo/bin/python", "-r", rot / "krav.txt", hjul],
        check=True,
    )
    ferdig = Installert(rot / "miljo")
    for_ = _innhold(ferdig.pakke)
    yield ferdig
    assert _innhold(ferdig.pakke) == for_, "a command wrote to the installed package"


def test_a_book_of_its_own_becomes_the_same_bytes_as_from_the_checkout(installert: Installert, tmp_path: Path) -> None:
    her, der = tmp_path / "her", tmp_path / "der"
    for rot in (her, der):
        shutil.copytree(KOMMUNE, rot, ignore=shutil.ignore_patterns("_build"))
    kommando = [sys.executable, "-P", "-m", "effekt.cli", "build", "--data", der]
    subprocess.run(kommando, cwd=ROT, capture_output=True, check=True)
    assert "kapitler kjørt, nettstedet er bygd" in installert.effekt(her, "build")
    ventet = _innhold(der / "book", der / "_build/html")
    assert len(ventet) > 100
    fatt = _innhold(her / "book", her / "_build/html")
    assert fatt.keys() == ventet.keys()
    assert [navn for navn in ventet if fatt[navn] != ventet[navn]] == []

    # From a folder in the book too, nothing is stale without a lock beside the program.
    alle = len([*(her / "book").rglob("*.ipynb")])
    assert f"\n0 av {alle} kapitler kjørt, nettstedet er som det var" in installert.effekt(
        her / "notebooks/tek", "build"
    )
    sagt = installert.effekt(her, "rerun", "tek/tiltak", "--set", "VEI1.spart=300")
    assert "VEI1.spart: 210 → 300 kr per lyspunkt og år" in sagt
    assert (her / "_build/omregnet/tek-tiltak/effekt.css").is_file()


@pytest.mark.parametrize("data", [(), ("--data", ".")], ids=["said nothing of", "named"])
def test_an_empty_folder_becomes_a_finished_site(installert: Installert, tmp_path: Path, data: tuple[str, ...]) -> None:
    sagt = installert.effekt(tmp_path, "build", kode=2)
    assert "eller lag en ny med effekt new-sector i en tom mappe" in sagt
    installert.effekt(tmp_path, *NY_SEKTOR, *data)
    assert {fil.name for fil in tmp_path.iterdir()} - {"_build"} == {"data", "notebooks", "_toc.yml"}
    installert.effekt(tmp_path, "build", *data)
    html = tmp_path / "_build/html"
    side = (html / "book/kul/3-1-bib.html").read_text(encoding="utf-8")
    assert "Lillevik kommune" in side
    assert "_static/effekt.css?v=" in side
    # The drawings' colours are put after the program's own rules.
    egne = (ROT / "effekt/site/theme/static/effekt.css").read_bytes()
    assert (html / "_static/effekt.css").read_bytes().startswith(egne)
    assert (html / "book/tilgjengelighet.html").is_file()
    assert "BIB1" in installert.effekt(tmp_path, "check", *data, kode=1)
    sagt = installert.effekt(tmp_path, "new-sector", "kul", "--remove", *data)
    igjen = {fil.relative_to(tmp_path).as_posix() for fil in tmp_path.rglob("*") if fil.is_file()}
    # What was built stays where it is nobody's to take away, and is named.
    assert {navn for navn in igjen if not navn.startswith("_build/")} <= {"book/faste-adresser.txt"}
    assert "_build" in sagt


@pytest.mark.parametrize(
    ("kommando", "tillegg"),
    [
        (["pdf"], "papir"),
        (["export", "--docx"], "papir"),
        (["build", "--cluster", "tcp://127.0.0.1:9"], "cluster"),
        (["lab"], "lab"),
    ],
)
def test_who_lacks_an_extra_is_told_how_to_get_it(
    installert: Installert, tmp_path: Path, kommando: list[str], tillegg: str
) -> None:
    shutil.copytree(KOMMUNE, tmp_path / "bok", ignore=shutil.ignore_patterns("_build"))
    sagt = installert.effekt(tmp_path / "bok", *kommando, kode=1)
    assert sagt.endswith(f'. Det følger med tillegget {tillegg}: python -m pip install "effekt[{tillegg}]"\n')
    assert "Traceback" not in sagt
