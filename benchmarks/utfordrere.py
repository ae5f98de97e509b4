"""The contenders: what is run, in which folder, and what is put right before each run."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.maling import Maling, mal

ROT = Path(__file__).parents[1]
_BIN = Path(sys.executable).parent
EFFEKT = "effekt"
# A number that no source prints, so that a build accepts another one.
_VALGT = ("data/felles/usikkerhet.yml", r"(\nstor:\n(?:  .*\n)*?  verdi: )([\d.]+)")
# One that the source prints: a preview and a rerun take another one.
_TRYKT = ("data/hls/tiltak/sye1.yml", r"(inntektstap:\n    navn: .*\n    verdi: )(\d+)")
KAPITTEL = "hls/3-4-sykehjemsetaten"


@dataclass
class Utfordrer:
    """Someone who does the work: a name, and what one run of it measures."""

    navn: str
    kjor: Callable[[], Maling]
    malinger: list[Maling] = field(default_factory=list)


class Arena:
    """Copies of the book for the contenders, below a folder that is theirs alone."""

    def __init__(self, mappe: Path) -> None:
        self.mappe = mappe
        self.bok = mappe / "effekt"
        self._kopier(self.bok)
        self.kapitler = self._kapitler()

    def _kopier(self, til: Path) -> None:
        filer = subprocess.run(
            ["git", "ls-files", "-z", "data", "notebooks", "book", "_config.yml", "_toc.yml"],
            cwd=ROT, capture_output=True, text=True, check=True,
        ).stdout.split("\0")  # fmt: skip
        for fil in filter(None, filer):
            (til / fil).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROT / fil, til / fil)

    def _kapitler(self) -> list[tuple[str, str, str]]:
        kode = (
            "import json; from effekt.kapitler import *; "
            "print(json.dumps([(k.navn, str(k.kilde), k.sektor) "
            "for k in finn_kapitler(rotmappe())]))"
        )
        svar = subprocess.run(
            [sys.executable, "-c", kode], env=self.miljo(self.bok), cwd=ROT,
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        return [tuple(k) for k in json.loads(svar)]

    @staticmethod
    def miljo(bok: Path) -> dict[str, str]:
        """What contenders find in their environment: the book's data, and quiet."""
        import os

        return {**os.environ, "EFFEKT_DATA": str(bok / "data"), "SOURCE_DATE_EPOCH": "0"}

    def mal(self, kommando: Sequence[str], mappe: Path, bok: Path, **miljo: str) -> Maling:
        """Measure a command that works on the book's data."""
        return mal(kommando, mappe, {**self.miljo(bok), **miljo})

    # --- the chapters executed ---

    def utforing(self) -> list[Utfordrer]:
        """All chapters executed from nothing, two at a time where that can be."""

        def nytt() -> str:
            ut = self.mappe / "ut"
            shutil.rmtree(ut, ignore_errors=True)
            shutil.rmtree(self.bok / "_build", ignore_errors=True)
            ut.mkdir()
            return str(ut)

        def python(modul: str, *valg: str) -> Maling:
            ut = nytt()
            kommando = [sys.executable, "-m", modul, *(v.replace("UT", ut) for v in valg)]
            return self.mal(kommando, ROT, self.bok)

        def lokke(linje: Callable[[str, str, str, str], str]) -> Maling:
            ut = nytt()
            linjer = [
                f"mkdir -p {Path(ut, navn).parent} && {linje(navn, kilde, sektor, ut)}"
                for navn, kilde, sektor in self.kapitler
            ]
            return self.mal(["bash", "-ec", "\n".join(linjer)], ROT, self.bok, EFFEKT_FILER="skriv")

        def papermill(navn: str, kilde: str, sektor: str, ut: str) -> str:
            parameter = f"-p sektor {sektor}" if sektor else ""
            return (
                f"{_BIN}/papermill {kilde} {ut}/{navn}.ipynb {parameter} "
                f"--cwd {Path(ut, navn).parent} --no-progress-bar"
            )

        def nbconvert(navn: str, kilde: str, sektor: str, ut: str) -> str:
            til = Path(ut, navn)
            return (
                f"cp {kilde} {til}.inn.ipynb && {_BIN}/jupyter nbconvert --to notebook --execute "
                f"--output {til.name} {til}.inn.ipynb"
            )

        return [
            Utfordrer(
                "effekt's engine", lambda: python("benchmarks.utfor", "effekt", str(self.bok), "UT")
            ),
            Utfordrer(
                "plain Python, two processes (the limit)",
                lambda: python("benchmarks.grense", str(self.bok), "UT", "2"),
            ),
            Utfordrer(
                "papermill's API, two workers",
                lambda: python("benchmarks.utfor", "api", str(self.bok), "UT"),
            ),
            Utfordrer("papermill in a loop", lambda: lokke(papermill)),
            Utfordrer("nbconvert in a loop", lambda: lokke(nbconvert)),
        ]

    # --- the site ---

    def _jupyter_book(self, hvordan: str) -> Path:
        """A book that jupyter-book executes itself: its pages are the chapters' notebooks."""
        mappe = self.mappe / f"jupyter-book-{hvordan}"
        if mappe.exists():
            return mappe
        # The downloads and the list of them, which jupyter-book does not make.
        kode = (
            "from pathlib import Path; from effekt.bok import samle_boken; "
            "from effekt.kapitler import *; from effekt.nedlastinger import *; "
            f"rot, nytt = rotmappe(), Path({str(mappe)!r}); k = finn_kapitler(rot); "
            "samle_boken(rot, nytt, k, []); lag_nedlastinger(nytt, k, rot / PNGLAGER)"
        )
        subprocess.run(
            [sys.executable, "-c", kode], env=self.miljo(self.bok), cwd=ROT, check=True,
            capture_output=True,
        )  # fmt: skip
        if hvordan != "off":
            for navn, kilde, sektor in self.kapitler:
                tekst = Path(kilde).read_text(encoding="utf-8")
                if sektor:
                    tekst = re.sub(
                        r'sektor: str = \\"\w*\\"', rf'sektor: str = \\"{sektor}\\"', tekst, count=1
                    )
                (mappe / f"book/{navn}.ipynb").write_text(tekst, encoding="utf-8")
            oppsett = mappe / "_config.yml"
            tekst = oppsett.read_text(encoding="utf-8")
            tekst = tekst.replace(
                'execute_notebooks: "off"', f'execute_notebooks: "{hvordan}"\n  timeout: 600', 1
            )
            oppsett.write_text(tekst, encoding="utf-8")
        return mappe

    def _jb(self, hvordan: str, rent: bool) -> Maling:
        mappe = self._jupyter_book(hvordan)
        if rent:
            shutil.rmtree(mappe / "_build", ignore_errors=True)
        shutil.rmtree(self.bok / "_build" / "effekt" / "svar", ignore_errors=True)
        return self.mal(
            [f"{_BIN}/jupyter-book", "build", "."], mappe, self.bok, EFFEKT_FILER="skriv"
        )

    def _bygg(self, *valg: str) -> Maling:
        return self.mal([f"{_BIN}/effekt", "build", *valg], ROT, self.bok)

    def kald(self) -> list[Utfordrer]:
        """The whole site from nothing."""

        def effekt() -> Maling:
            shutil.rmtree(self.bok / "_build", ignore_errors=True)
            return self._bygg()

        return [
            Utfordrer("effekt build", effekt),
            Utfordrer("jupyter-book, cache", lambda: self._jb("cache", rent=True)),
            Utfordrer("jupyter-book, force", lambda: self._jb("force", rent=True)),
        ]

    def uendret(self) -> list[Utfordrer]:
        """Nothing has changed since the last build."""
        self._bygg()
        for hvordan in ("off", "cache"):
            self._jb(hvordan, rent=False)
        return [
            Utfordrer("effekt build", self._bygg),
            Utfordrer("jupyter-book, execution off", lambda: self._jb("off", rent=False)),
            Utfordrer("jupyter-book, cache", lambda: self._jb("cache", rent=False)),
        ]

    # --- one number ---

    def _endre(self, hvor: tuple[str, str]) -> None:
        """Another number at the place: a little more for each time."""
        fil = self.bok / hvor[0]
        tekst = fil.read_text(encoding="utf-8")
        treff = re.search(hvor[1], tekst)
        assert treff, hvor
        nytt = f"{float(treff[2]) + 0.01:.2f}" if "." in treff[2] else str(int(treff[2]) + 10)
        fil.write_text(tekst[: treff.start(2)] + nytt + tekst[treff.end(2) :], encoding="utf-8")

    def ett_tall(self) -> list[Utfordrer]:
        """One number has changed in data/: until the page with it is there."""
        from effekt.tjener import Bygger

        self._bygg()

        def bygg() -> Maling:
            self._endre(_VALGT)
            return self._bygg()

        import os

        os.environ["EFFEKT_DATA"] = str(self.bok / "data")
        bygger = Bygger(self.bok)
        bygger.bygg()

        def vis() -> Maling:
            self._endre(_TRYKT)
            start = time.perf_counter()
            visning = bygger.bygg()
            assert not visning.feil, visning.feil
            assert visning.endret
            return Maling(time.perf_counter() - start, 0, 0)

        def rent() -> Maling:
            self._endre(_VALGT)
            return self._jb("force", rent=True)

        return [
            Utfordrer("effekt serve (the preview, warm)", vis),
            Utfordrer("effekt build (published)", bygg),
            Utfordrer("jupyter-book's clean way", rent),
        ]

    def ett_kapittel(self) -> list[Utfordrer]:
        """One chapter is run again with another number, until its page can be opened."""
        (sektor,) = [s for navn, _, s in self.kapitler if navn == KAPITTEL]
        kilde = next(k for navn, k, _ in self.kapitler if navn == KAPITTEL)
        ut = self.mappe / "ut"

        def effekt() -> Maling:
            shutil.rmtree(ut, ignore_errors=True)
            return self.mal(
                [f"{_BIN}/effekt", "rerun", KAPITTEL, "--set", "SYE1.inntektstap=1250000",
                 "--output", str(ut)], ROT, self.bok,
            )  # fmt: skip

        def papermill() -> Maling:
            mappe = self._jupyter_book("off")
            side = mappe / f"book/{KAPITTEL}.ipynb"
            gjort = (
                f"{_BIN}/papermill {kilde} {side} -p sektor {sektor} "
                '-y "endringer: {SYE1.inntektstap: 1250000}" '
                f"--cwd {side.parent} --no-progress-bar && {_BIN}/jupyter-book build {mappe}"
            )
            return self.mal(["bash", "-ec", gjort], ROT, self.bok, EFFEKT_FILER="skriv")

        def nbconvert() -> Maling:
            shutil.rmtree(ut, ignore_errors=True)
            ut.mkdir()
            notatbok = Path(kilde).read_text(encoding="utf-8")
            endret = re.sub(
                r"endringer: dict = \{\}", r"endringer: dict = {'SYE1.inntektstap': 1250000}",
                notatbok,
            )  # fmt: skip
            (ut / "kapittel.ipynb").write_text(endret, encoding="utf-8")
            return self.mal(
                [f"{_BIN}/jupyter", "nbconvert", "--to", "html", "--execute", "kapittel.ipynb"],
                ut, self.bok,
            )  # fmt: skip

        return [
            Utfordrer("effekt rerun (page, comparison, notebook)", effekt),
            Utfordrer("papermill, then jupyter-book's warm build", papermill),
            Utfordrer("nbconvert to HTML (no book, no comparison)", nbconvert),
        ]
