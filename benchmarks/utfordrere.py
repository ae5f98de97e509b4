"""The contenders: what is run, in which folder, and what is put right before each run."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from benchmarks.maling import Maling, mal, mal_i

ROT: Final = Path(__file__).parents[1]
_BIN: Final = Path(sys.executable).parent

# The names that the page goes by.
MOTOR, GRENSE = "effekt's engine", "plain Python, two processes (the limit)"
API, LOKKE = "papermill's API, two workers", "papermill in a loop"
BYGG, VISNING = "effekt build", "effekt serve, a figure of the text"
VISNING_TILTAK = "effekt serve, an assumption of a measure"
JB_AV, JB_RENT = "jupyter-book, execution off", "jupyter-book, clean, executing all"

# A figure of the text, which no check of the sources holds: a build accepts another one.
_I_TEKSTEN: Final = ("data/hls/tall.yml", r"(medarbeidere_administrasjon_sye: [^}]*?verdi: )(\d+)")
# An assumption of a measure. The source prints what follows: a preview accepts another one.
_I_TILTAKET: Final = ("data/hls/tiltak/sye1.yml", r"(inntektstap:\n    navn: .*\n    verdi: )(\d+)")
_KAPITTEL: Final = "hls/3-4-sykehjemsetaten"


@dataclass
class Utfordrer:
    """Someone who does the work: a name, and what one run of it measures."""

    navn: str
    kjor: Callable[[], Maling]


class Arena:
    """Copies of the book for the contenders, below a folder that is theirs alone."""

    def __init__(self, mappe: Path) -> None:
        self.mappe = mappe
        self.bok = _kopi(mappe / "effekt")
        self.kapitler = self._kapitler()

    def _kapitler(self) -> list[tuple[str, str, str]]:
        """The chapters' names, files and sectors."""
        svar = self._python(
            "import json; from effekt.execution.chapters import find_chapters; "
            "from effekt.reading.bokmappe import Bokmappe; "
            "print(json.dumps([(k.navn, str(k.kilde), k.sektor) "
            "for k in find_chapters(Bokmappe.her().rot)]))"
        )
        return [(navn, kilde, sektor) for navn, kilde, sektor in json.loads(svar)]

    def _python(self, kode: str) -> str:
        """What a line of Python prints that works on the book."""
        return subprocess.run(
            [sys.executable, "-c", kode], env={**os.environ, **_miljo(self.bok)}, cwd=ROT,
            stdout=subprocess.PIPE, text=True, check=True,
        ).stdout  # fmt: skip

    def _mal(self, kommando: Sequence[str], mappe: Path = ROT, **miljo: str) -> Maling:
        return mal(kommando, mappe, {**_miljo(self.bok), **miljo})

    def _tom(self, navn: str = "ut") -> Path:
        mappe = self.mappe / navn
        shutil.rmtree(mappe, ignore_errors=True)
        mappe.mkdir()
        return mappe

    # --- the chapters executed ---

    @contextmanager
    def utforing(self) -> Iterator[list[Utfordrer]]:
        """All chapters executed from nothing, two at a time where that can be."""

        def kontrollert(ut: Path, maling: Maling) -> Maling:
            """Nobody is through until every chapter is there."""
            borte = [n for n, _, _ in self.kapitler if not list(ut.rglob(f"{n}.ipynb"))]
            if borte:
                raise RuntimeError(f"no output: {', '.join(borte)}")
            return maling

        def klar() -> tuple[Path, dict[str, str]]:
            return self._tom(), {"EFFEKT_FILER": "skriv"}

        def python(modul: str, *valg: str) -> tuple[Path, Maling]:
            ut, miljo = klar()
            alle = [v.replace("UT", str(ut)) for v in valg]
            return ut, self._mal([sys.executable, "-m", modul, *alle], **miljo)

        def lokke(linje: Callable[[str, str, str, Path], str]) -> Maling:
            ut, miljo = klar()
            linjer = []
            for navn, kilde, sektor in self.kapitler:
                (ut / navn).parent.mkdir(parents=True, exist_ok=True)
                linjer.append(linje(navn, kilde, sektor, ut))
            return kontrollert(ut, self._mal(["bash", "-ec", "\n".join(linjer)], **miljo))

        def papermill(navn: str, kilde: str, sektor: str, ut: Path) -> str:
            parameter = f"-p sektor {sektor}" if sektor else ""
            return (
                f"{_BIN}/papermill {kilde} {ut}/{navn}.ipynb {parameter} --cwd {(ut / navn).parent} --no-progress-bar"
            )

        def nbconvert(navn: str, kilde: str, sektor: str, ut: Path) -> str:
            inn = (ut / navn).with_suffix(".inn.ipynb")
            inn.write_text(_med_sektor(kilde, sektor), encoding="utf-8")
            return (
                f"{_BIN}/jupyter-nbconvert --to notebook --execute --log-level ERROR --output {Path(navn).name} {inn}"
            )

        bok = str(self.bok)
        utfor = "benchmarks.utfor"
        yield [
            Utfordrer(MOTOR, lambda: kontrollert(*python(utfor, "effekt", bok, "UT"))),
            # It shows the objects, and writes no notebooks.
            Utfordrer(GRENSE, lambda: python("benchmarks.grense", bok, "UT", "2")[1]),
            Utfordrer(API, lambda: kontrollert(*python(utfor, "api", bok, "UT"))),
            Utfordrer(LOKKE, lambda: lokke(papermill)),
            Utfordrer("nbconvert in a loop", lambda: lokke(nbconvert)),
        ]

    # --- the site ---

    def _jupyter_book(self, hvordan: str) -> Path:
        """A book for jupyter-book alone; unless ``off``, it executes the chapters itself."""
        mappe = self.mappe / f"jupyter-book-{hvordan}"
        if mappe.exists():
            return mappe
        # With the downloads and the list of them, which jupyter-book does not make.
        self._python(
            "from pathlib import Path; from effekt.site.build import gather_book; "
            "from effekt.execution.chapters import find_chapters; "
            "from effekt.export.downloads import lag_nedlastinger; from effekt.reading.bokmappe import Bokmappe; "
            f"bok, nytt = Bokmappe.her(), Path({str(mappe)!r}); k = find_chapters(bok.rot); "
            "gather_book(bok, nytt, k, []); lag_nedlastinger(bok, nytt, k)"
        )
        if hvordan != "off":
            for navn, kilde, sektor in self.kapitler:
                fil = mappe / f"book/{navn}.ipynb"
                fil.write_text(_med_sektor(kilde, sektor), encoding="utf-8")
            fil = mappe / "_config.yml"
            oppsett = yaml.safe_load(fil.read_text(encoding="utf-8"))
            oppsett["execute"] = {"execute_notebooks": hvordan, "timeout": 600}
            fil.write_text(yaml.safe_dump(oppsett, allow_unicode=True), encoding="utf-8")
        return mappe

    def _jb(self, hvordan: str, rent: bool) -> Maling:
        mappe = self._jupyter_book(hvordan)
        if rent:
            shutil.rmtree(mappe / "_build", ignore_errors=True)
        maling = self._mal([f"{_BIN}/jupyter-book", "build", "."], mappe, EFFEKT_FILER="skriv")
        if feilet := list((mappe / "_build/html/reports").rglob("*.err.log")):
            raise RuntimeError(feilet[0].read_text(encoding="utf-8")[-3000:])
        return maling

    def _jb_fra_ingenting(self, hvordan: str) -> Maling:
        return self._jb(hvordan, rent=True)

    def _bygg(self) -> Maling:
        return self._mal([f"{_BIN}/effekt", "build"])

    @contextmanager
    def kald(self) -> Iterator[list[Utfordrer]]:
        """The whole site from nothing."""

        def effekt() -> Maling:
            shutil.rmtree(self.bok / "_build", ignore_errors=True)
            return self._bygg()

        yield [
            Utfordrer(BYGG, effekt),
            Utfordrer("jupyter-book, cache", lambda: self._jb_fra_ingenting("cache")),
            Utfordrer("jupyter-book, force", lambda: self._jb_fra_ingenting("force")),
        ]

    @contextmanager
    def uendret(self) -> Iterator[list[Utfordrer]]:
        """Nothing has changed since the last build."""
        self._bygg()
        for hvordan in ("off", "cache"):
            self._jb(hvordan, rent=False)
        yield [
            Utfordrer(BYGG, self._bygg),
            Utfordrer(JB_AV, lambda: self._jb("off", rent=False)),
            Utfordrer("jupyter-book, cache", lambda: self._jb("cache", rent=False)),
        ]

    # --- one number ---

    @contextmanager
    def ett_tall(self) -> Iterator[list[Utfordrer]]:
        """One number has changed in data/: until the finished page with it is there."""
        self._bygg()
        self._jupyter_book("force")
        with _forhandsvisning(self.mappe / "visning") as vis:

            def bygg() -> Maling:
                _endre(self.bok, _I_TEKSTEN)
                return self._bygg()

            def rent() -> Maling:
                _endre(self.bok, _I_TEKSTEN)
                return self._jb("force", rent=True)

            yield [
                Utfordrer(VISNING, lambda: vis(_I_TEKSTEN)),
                Utfordrer(VISNING_TILTAK, lambda: vis(_I_TILTAKET)),
                Utfordrer(BYGG, bygg),
                Utfordrer(JB_RENT, rent),
            ]

    @contextmanager
    def ett_kapittel(self) -> Iterator[list[Utfordrer]]:
        """One chapter is run again with another number, until its page can be opened."""
        kilde, sektor = next((k, s) for navn, k, s in self.kapitler if navn == _KAPITTEL)
        self._jb("off", rent=False)
        belop = iter(range(1_250_000, 2_000_000, 10))

        def effekt() -> Maling:
            ut = self.mappe / "ut"
            shutil.rmtree(ut, ignore_errors=True)
            return self._mal(
                [f"{_BIN}/effekt", "rerun", _KAPITTEL, "--set",
                 f"SYE1.inntektstap={next(belop)}", "--output", str(ut)]
            )  # fmt: skip

        def papermill() -> Maling:
            mappe = self._jupyter_book("off")
            side = mappe / f"book/{_KAPITTEL}.ipynb"
            gjort = (
                f"{_BIN}/papermill {kilde} {side} -p sektor {sektor} "
                f"-y 'endringer: {{SYE1.inntektstap: {next(belop)}}}' "
                f"--cwd {side.parent} --no-progress-bar && {_BIN}/jupyter-book build {mappe}"
            )
            return self._mal(["bash", "-ec", gjort], EFFEKT_FILER="skriv")

        def nbconvert() -> Maling:
            ut = self._tom()
            endret = _med_sektor(kilde, sektor).replace(
                "endringer: dict = {}", f"endringer: dict = {{'SYE1.inntektstap': {next(belop)}}}"
            )
            (ut / "kapittel.ipynb").write_text(endret, encoding="utf-8")
            return self._mal([f"{_BIN}/jupyter-nbconvert", "--to", "html", "--execute", "kapittel.ipynb"], ut)

        yield [
            Utfordrer("effekt rerun (page, comparison, notebook)", effekt),
            Utfordrer("papermill, then jupyter-book", papermill),
            Utfordrer("nbconvert to HTML (a page alone, unstyled)", nbconvert),
        ]


def _miljo(bok: Path) -> dict[str, str]:
    """What every contender finds in its environment: the book's data."""
    return {"EFFEKT_DATA": str(bok / "data"), "SOURCE_DATE_EPOCH": "0"}


def _kopi(til: Path) -> Path:
    """The book's own files as they lie in the checkout, and nothing that a build has made."""
    filer = subprocess.run(
        ["git", "ls-files", "-z", "data", "notebooks", "book", "_config.yml", "_toc.yml"],
        cwd=ROT, stdout=subprocess.PIPE, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    for fil in filter(None, filer):
        (til / fil).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROT / fil, til / fil)
    return til


def _med_sektor(kilde: str, sektor: str) -> str:
    """A notebook whose parameter is the sector, for those who cannot be given parameters."""
    tekst = Path(kilde).read_text(encoding="utf-8")
    return re.sub(r'sektor: str = \\"\w*\\"', rf'sektor: str = \\"{sektor}\\"', tekst, count=1)


def _endre(bok: Path, hvor: tuple[str, str]) -> None:
    """Another whole number at the place: one more for each time."""
    fil = bok / hvor[0]
    tekst = fil.read_text(encoding="utf-8")
    treff = re.search(hvor[1], tekst)
    if not treff:
        raise RuntimeError(f"{hvor[0]} has no number as {hvor[1]}")
    nytt = tekst[: treff.start(2)] + str(int(treff[2]) + 1) + tekst[treff.end(2) :]
    fil.write_text(nytt, encoding="utf-8")


@contextmanager
def _forhandsvisning(mappe: Path) -> Iterator[Callable[[tuple[str, str]], Maling]]:
    """``effekt serve`` on a copy of its own: changes a number, and waits for the new preview."""
    from effekt.reading.bokmappe import Bokmappe
    from effekt.site.serve import Builder

    shutil.rmtree(mappe, ignore_errors=True)
    bok = _kopi(mappe)
    for_, ekte = dict(os.environ), os.dup(2)
    os.environ.update(_miljo(bok))
    with (mappe.parent / "visning.log").open("wb") as logg:  # its progress is not ours
        os.dup2(logg.fileno(), 2)
        bygger = Builder(Bokmappe(bok / "data", bok))
        os.dup2(ekte, 2)
    os.close(ekte)
    os.environ.clear()
    os.environ.update(for_)

    def bygg() -> None:
        visning = bygger.build()
        if visning.fault or not visning.changed:
            raise RuntimeError(visning.fault or "nothing in the preview changed")

    def vis(hvor: tuple[str, str]) -> Maling:
        _endre(bok, hvor)
        return mal_i(bygger._process.pid, bygg)

    try:
        bygg()
        yield vis
    finally:
        bygger.stop()
