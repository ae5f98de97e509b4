"""The guide for who makes a book: its commands are those that there are, and answer what it says that they answer."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from effekt.cli import main

ROT = Path(__file__).parents[2]
SIDER = ("forste-ettermiddag", "et-ar")
# What goes on till it is stopped, or takes a minute; other tests run them.
_KJORES_IKKE = ("serve", "build")
_HJEMME = "/home/kari"


@dataclass(frozen=True)
class Blokk:
    """A fenced block of a page, with the file that the line above it names."""

    slag: str
    tekst: str
    fil: str

    @property
    def kommandoer(self) -> list[list[str]]:
        """The arguments of each line that is an effekt command."""
        linjer = self.tekst.replace("\\\n", " ").splitlines()
        return [shlex.split(linje, comments=True)[1:] for linje in linjer if linje.startswith("effekt")]


def side_som_tekst(side: str) -> str:
    return (ROT / f"book/{side}.md").read_text(encoding="utf-8")


def blokker(side: str) -> list[Blokk]:
    """The blocks of a page, in its order."""
    monster = r"(?:^`([^`\n]+)`:\n\n)?^```(\w*)\n(.*?)^```$"
    funnet = re.finditer(monster, side_som_tekst(side), re.MULTILINE | re.DOTALL)
    return [Blokk(slag, tekst, fil or "") for fil, slag, tekst in (f.groups() for f in funnet)]


@pytest.mark.parametrize("side", SIDER)
def test_every_command_exists_with_its_options(side: str) -> None:
    i_linjen = [shlex.split(funnet)[1:] for funnet in re.findall(r"(?<!`)`(effekt\b[^`]*)`(?!`)", side_som_tekst(side))]
    i_blokk = [argv for blokk in blokker(side) if blokk.slag == "sh" for argv in blokk.kommandoer]
    assert len(i_blokk) > 4
    tolker = main.lag_tolker()
    for argv in i_linjen + i_blokk:
        if len(argv) == 1:
            # In running text a command is called by its name alone.
            with pytest.raises(SystemExit, match="0"):
                tolker.parse_args([*argv, "--help"])
        else:
            tolker.parse_args(argv)


class Leser:
    """Who follows a page: runs its commands, answers what is asked, writes what it says is to be written."""

    def __init__(self, bok: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.bok, self.capsys = bok, capsys
        self.svar: list[str] = []
        monkeypatch.chdir(bok)
        monkeypatch.delenv("EFFEKT_DATA", raising=False)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", self._answer)

    def _answer(self, sporsmal: str) -> str:
        linje = next(linje for linje in self.svar if linje.startswith(sporsmal.strip()))
        print(linje)
        return linje.removeprefix(sporsmal.strip()).strip()

    def follow(self, side: str) -> Iterator[str]:
        """Do what stands on a page, block for block; say which command is to be run next, so that hands can help."""
        alle = blokker(side)
        for blokk, neste in zip(alle, [*alle[1:], None], strict=True):
            if blokk.fil:
                self._write(blokk)
            for argv in blokk.kommandoer if blokk.slag == "sh" else ():
                yield " ".join(argv)
                if not argv or argv[0] not in _KJORES_IKKE:
                    ventet = neste.tekst if neste and neste.slag == "text" and not neste.fil else ""
                    self._run(argv, ventet.splitlines())

    def _run(self, argv: list[str], ventet: list[str]) -> None:
        self.svar = ventet
        main.main(argv)
        ut, feil = self.capsys.readouterr()
        sagt = (ut + feil).replace(str(self.bok.parent), _HJEMME).splitlines()
        rest = iter([*(" ".join(linje.split()) for linje in sagt), ""])
        for linje in ventet:
            if linje != "…":
                assert " ".join(linje.split()) in rest, f"effekt {shlex.join(argv)} sier ikke «{linje}»:\n{ut}{feil}"

    def _write(self, blokk: Blokk) -> None:
        fil = self.bok / blokk.fil
        if fil.suffix == ".md":
            self.replace(blokk.fil, r"Skriv her: .*?\n(?=\n)", blokk.tekst)
        elif fil.suffix == ".yml":
            self.replace(blokk.fil, r"\Z", f"\n{blokk.tekst}")
        else:
            fil.write_text(blokk.tekst, encoding="utf-8")

    def replace(self, fil: str, monster: str, ny: str) -> None:
        """What a hand mends in a file."""
        sti = self.bok / fil
        tekst, antall = re.subn(monster, lambda _: ny, sti.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert antall
        sti.write_text(tekst, encoding="utf-8")


def test_the_first_afternoon_and_the_year_go_as_they_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bok = tmp_path / "lillevik"
    bok.mkdir()
    leser = Leser(bok, monkeypatch, capsys)
    sjekk = 0
    for kommando in leser.follow("forste-ettermiddag"):
        sjekk += kommando == "check"
        if (kommando, sjekk) == ("check", 3):
            leser.replace("notebooks/kultur/sammendrag.md", "efekt", "effekt")
        elif kommando.startswith("rerun"):
            leser.replace("data/kultur/tiltak/kul3.yml", "750", "700")
        elif (kommando, sjekk) == ("check", 4):
            for fil in sorted((bok / "notebooks/kultur").glob("*.md")):
                if "Skriv her" in fil.read_text(encoding="utf-8"):
                    leser.replace(f"notebooks/kultur/{fil.name}", r"Skriv her: .*?\n(?=\n|\Z)", "Tekst.\n")
            leser.replace("data/kultur/sektor.yml", "status: under_arbeid", "status: ferdig")
    for kommando in leser.follow("et-ar"):
        if kommando.startswith("endring"):
            leser.replace("data/kultur/tiltak/kul4.yml", "2029: 1000", "2029: 1100")
        elif kommando.startswith("virksomhet del"):
            leser.replace("data/kultur/sektor.yml", "status: ferdig", "status: under_arbeid")
        elif kommando.startswith("rull"):
            leser.replace("notebooks/kultur/3-2-bib.md", r"Skriv her: .*?\n(?=\n)", "Tekst.\n")
            leser.replace("data/kultur/sektor.yml", "status: under_arbeid", "status: ferdig")
        elif kommando.startswith("compare"):
            for id_, belop in (("kul2", 90), ("kul3", 420), ("kul4", 1300)):
                leser.replace(f"data/kultur/tiltak/{id_}.yml", r"\n  2030:[^\n]*", f"\n  2030: {belop}")
            leser.replace("data/kultur/tiltak/kul3.yml", r"\n      2030:[^\n]*", "\n      2030: 12")
    assert main.main(["check"]) == 1  # what is left is who publishes it, and that it is done
