"""What a reader copies, works: every command in README, the guides and the book's own guides, run as it stands.

Each document is walked from its beginning in a copy of the checkout, the whole book in it, built. What stands between
the commands for the reader to do (fill in a file, answer a question), and what the tests cannot do, is in the tables.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from effekt.authoring.new_book import order_book
from effekt.authoring.new_sector import legg
from effekt.cli import main
from effekt.reading.sektorlesing import les_sektor
from effekt.review.changes_file import Endringssett, read_endringsfil
from tests.bok.test_fetching import bruk_bank, tabeller
from tests.helpers.bokkopi import ROT
from tests.helpers.statistikkbank import Statistikkbank, i_drift

DOKUMENTER = [
    "README.md",
    *sorted(f"docs/{fil.name}" for fil in (ROT / "docs").glob("*.md")),
    "book/ny-sektor.ipynb",
    "book/hls/slik-regner-du-om.ipynb",
]
# A line or a span of code that begins so is a command; one that has … in it tells of many.
_PROGRAM = r"(?:\.venv/bin/)?(?:effekt|python3?|jupyter|papermill|pip|uv|dask|conda|git|make|eval|jupyter-book)"
_KOMMANDO = re.compile(rf"{_PROGRAM} +[^\s…][^…]*")
# In running text the bare name of a command tells of it; these are all that a reader has to write.
UTEN_ARGUMENTER = {"effekt build", "effekt check", "effekt fetch", "effekt pdf", "effekt serve"}
# What these run is run by its own name.
MAKE = {"make book": "effekt build", "make pdf": "effekt pdf"}
# What stands for something that the reader has.
PLASSHOLDERE = {
    "KAPITTEL": "hls/3-1-pagaende-prosesser",
    "in.ipynb": "notebooks/hls/3-1-pagaende-prosesser.ipynb",
    "out.ipynb": "ut.ipynb",
    "FOLDER": "mappe",
}
# Commands that are not run here, and why.
KJORES_IKKE = {
    r"make \S+": "installs packages; that there is such a target is held below",
    r"conda .*": "needs conda; environment.yml is held to the lock file by test_prosjekt.py",
    r"uv sync .*": "installs packages",
    r"uv build .*": "uv need not be in PATH; test_wheel.py builds the wheel, and a book from it",
    r"dask .*": "goes on until it is stopped; test_cluster.py starts a scheduler and workers",
    r"effekt lab .*": "goes on until it is stopped; test_lab.py opens it",
    r"jupyter lab .*": "goes on until it is stopped, and needs its own packages",
    r"git clone .*": "needs the network",
    r"(uv tool|pip) install .*": "installs packages; test_wheel.py installs the wheel",
    r"effekt ny": "asks, in an empty folder",
    r"effekt import FIL": "stands for a workbook of the reader's own",
    r"python -m benchmarks( --.*)?": "measures for minutes; test_benchmark.py holds what it writes",
}
# What a command says when all is well and it does not end with 0: a list of what is left, or of the source's faults.
KODER = {r"effekt check( --sector (kon|kul\w*)\b.*)?": 1}
SVAR = {r"effekt import .*": "j\n"}


def _fyll_ut_endringer(mappe: Path) -> None:
    """What the reviewer writes in the file that «effekt changes --template» made."""
    fil = mappe / "endringer.yml"
    tekst = fil.read_text(encoding="utf-8")
    for tomt, fylt in (
        ("tittel:\nforfatter:\n", "tittel: En prøve\nforfatter: Kari Nordmann\n"),
        ("  SYE1.inntektstap:\n    verdi:\n    begrunnelse:\n",
         "  SYE1.inntektstap:\n    verdi: 1250000\n    begrunnelse: Ny pris.\n"),
    ):  # fmt: skip
        assert tomt in tekst or fylt in tekst
        tekst = tekst.replace(tomt, fylt)
    fil.write_text(tekst, encoding="utf-8")


def _fyll_ut_scenarier(mappe: Path) -> None:
    """The same of the files that are set side by side: who, and the first value and its reason."""
    for navn, verdi in (("uten-sye1", "nei"), ("tolv-plasser", "12"), ("storre-kutt", "-16000")):
        fil = mappe / f"{navn}.yml"
        if fil.is_file():
            tekst = fil.read_text(encoding="utf-8")
            tekst = tekst.replace("tittel:\nforfatter:\n", "tittel: En prøve\nforfatter: Kari Nordmann\n")
            tomt, fylt = "    verdi:\n    begrunnelse:\n", f"    verdi: {verdi}\n    begrunnelse: En prøve.\n"
            assert tomt in tekst or fylt in tekst
            fil.write_text(tekst if fylt in tekst else tekst.replace(tomt, fylt, 1), encoding="utf-8")


def _to_innsjekkinger(mappe: Path) -> None:
    """The reader has the book in git, and an edition before this one."""

    def git(*argv: str) -> None:
        hvem = ["-c", "user.name=Kari", "-c", "user.email=kari@eksempel.no", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *hvem, *argv], cwd=mappe, check=True, capture_output=True)

    if not (mappe / ".git").exists():
        git("init", "-q")
        for melding in ("Boken", "Boken igjen"):
            git("add", "book", "notebooks", "data", "_toc.yml", "_config.yml")
            git("commit", "-q", "--allow-empty", "-m", melding)


def _en_tabell(mappe: Path) -> None:
    """The reader has a budget sheet, and a book without measures to put it in."""
    arket = openpyxl.Workbook()
    assert arket.active is not None
    for rad in (["Tall i 1000 kr"], ["Tiltak", 2026, 2027], ["Færre møter", 10, 20], ["Sum", 10, 20]):
        arket.active.append(rad)
    arket.save(mappe / "budsjett.xlsx")
    if not (mappe / "plan").exists():
        legg(mappe / "plan", order_book(mappe / "plan", "Lillevik kommune", "Kultur", {}, "2026-2029"))


# What takes long, and gives the same wherever it is told the same: the command, what it is told in, and its folder.
HELE_BOKEN = ("effekt rerun --all --from endringer.yml", "endringer.yml", "_build/omregnet/hele-boken")

# What the text has the reader do before a command, in the folder it is run in.
FORBERED: dict[str, Callable[[Path], None]] = {
    r"effekt import budsjett\.xlsx .*": _en_tabell,
    r"effekt rerun .*--from endringer\.yml.*": _fyll_ut_endringer,
    r"effekt scenarios .*": _fyll_ut_scenarier,
    r"effekt rerun .*--from uten-sye1\.yml.*": _fyll_ut_scenarier,
    r"effekt compare HEAD.*": _to_innsjekkinger,
}


@dataclass(frozen=True)
class Fil:
    """A file that a guide shows filled in."""

    sti: str
    tekst: str


# --- reading the documents -------------------------------------------------------------------------------


def _blokker(tekst: str) -> Iterator[tuple[bool, str]]:
    """The pieces of a text, fenced or not, in order."""
    for nr, del_ in enumerate(re.split(r"(?m)^\s*```", tekst)):
        yield (True, del_.partition("\n")[2]) if nr % 2 else (False, del_)


def _i_blokk(blokk: str) -> Iterator[str | Fil]:
    """The commands of a fenced block; or the file that it shows, named on its first line."""
    hel = blokk.replace("\\\n", " ")
    if vist := re.match(r"# (\S+/\S+\.\w+)\n", blokk):
        yield Fil(vist[1], blokk[vist.end() :])
        return
    for linje in hel.splitlines():
        if funnet := _KOMMANDO.fullmatch(re.sub(r"\s+# .*| +#$", "", linje.removeprefix("$ ").strip())):
            yield _likt(funnet[0])


def _likt(kommando: str) -> str:
    enlinjet = " ".join(kommando.split()).removeprefix(".venv/bin/")
    return MAKE.get(enlinjet, enlinjet)


def les_tekst(tekst: str) -> Iterator[str | Fil]:
    """Every command of a text, in the order of the text, and every file that it shows whole."""
    for i_blokk, del_ in _blokker(tekst):
        if i_blokk:
            yield from _i_blokk(del_)
        else:
            for kode in re.findall(r"(?<!`)`([^`]+)`(?!`)", del_):
                funnet = _KOMMANDO.fullmatch(_likt(kode))
                if funnet and (funnet[0] in UTEN_ARGUMENTER or not re.fullmatch(r"effekt [\w-]+", funnet[0])):
                    yield funnet[0]


def _tekst(dokument: str) -> str:
    """A page of the book as it was made: its prose, and what its cells show."""
    tekst = (ROT / dokument).read_text(encoding="utf-8")
    if dokument.endswith(".ipynb"):
        celler = json.loads(tekst)["cells"]
        tekst = "\n\n".join(
            "".join(del_)
            for celle in celler
            for del_ in (
                [celle["source"]]
                if celle["cell_type"] == "markdown"
                else [ut["data"]["text/markdown"] for ut in celle["outputs"] if "text/markdown" in ut.get("data", {})]
            )
        )
    return tekst


def les(dokument: str) -> list[str | Fil]:
    return [*les_tekst(_tekst(dokument))]


def _slik(tabell: dict[str, object], kommando: str) -> object:
    return next((verdi for monster, verdi in tabell.items() if re.fullmatch(monster, kommando)), None)


# --- running them --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def miljo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """As in a reader's shell: «effekt» is the copy's own, where the command is given."""
    bin_ = tmp_path_factory.mktemp("bin")
    effekt = bin_ / "effekt"
    effekt.write_text(
        f"#!{sys.executable}\nimport sys\nfrom effekt.cli.main import main\nsys.exit(main())\n", encoding="utf-8"
    )
    effekt.chmod(0o755)
    rent = {n: v for n, v in os.environ.items() if not n.startswith(("EFFEKT_", "PYTEST"))}
    return rent | {"PATH": f"{bin_}:{Path(sys.executable).parent}:{rent['PATH']}"}


def _kan_avbrytes() -> None:
    """Listen to Ctrl-C, as in a terminal: what a shell has started in the background does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Leser:
    """Someone who copies what a document says, in a folder of their own."""

    def __init__(self, mappe: Path, miljo: dict[str, str]) -> None:
        self.mappe, self.miljo = mappe, miljo | {"PYTHONPATH": str(mappe)}

    def gjor(self, steg: str | Fil, resten: list[str | Fil], hele_boken: list[tuple[Endringssett, Path]]) -> None:
        if steg == HELE_BOKEN[0]:
            self._regn_om_alt(hele_boken)
        elif isinstance(steg, Fil):
            (self.mappe / steg.sti).write_text(steg.tekst, encoding="utf-8")
        elif steg == "effekt serve":
            self._se_pa()
        else:
            self._kjor(steg, resten)

    def _kjor(self, kommando: str, resten: list[str | Fil]) -> None:
        for navn, verdi in PLASSHOLDERE.items():
            kommando = kommando.replace(navn, verdi)
        if forbered := _slik({**FORBERED}, kommando):
            assert callable(forbered)
            forbered(self.mappe)
        for_ = self._tatt_bort(kommando, resten)
        kjort = subprocess.run(
            ["bash", "-c", kommando], cwd=self.mappe, env=self.miljo, input=_slik({**SVAR}, kommando) or "",
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if for_:
            shutil.rmtree(self.mappe)
            for_.rename(self.mappe)
        assert kjort.returncode == (_slik({**KODER}, kommando) or 0), f"{kommando}\n{kjort.stdout}\n{kjort.stderr}"
        assert "Traceback" not in kjort.stdout + kjort.stderr, f"{kommando}\n{kjort.stderr}"

    def _regn_om_alt(self, hele_boken: list[tuple[Endringssett, Path]]) -> None:
        """Run the command; where another document has been told the same, its folder is this one's too."""
        kommando, fil, ut = HELE_BOKEN
        _fyll_ut_endringer(self.mappe)
        sett = read_endringsfil(les_sektor("hls"), self.mappe / fil)
        regnet = next((mappe for likt, mappe in hele_boken if likt == sett), None)
        if regnet:
            shutil.copytree(regnet, self.mappe / ut, dirs_exist_ok=True)
        else:
            self._kjor(kommando, [])
            hele_boken.append((sett, self.mappe / ut))

    def _tatt_bort(self, kommando: str, resten: list[str | Fil]) -> Path | None:
        """The folder as it was, where a command makes another of it than the document goes on with."""
        fjernet = re.match(r"effekt new-sector (\w+) .*--remove", kommando)
        savnes = fjernet and any(isinstance(k, str) and re.search(rf"\b{fjernet[1]}\b", k) for k in resten)
        # What the made-up bank gives, the checks of the sources refuse.
        if savnes or re.fullmatch(r"effekt fetch(?: \w+)*", kommando):
            return Path(shutil.copytree(self.mappe, self.mappe.with_name("for")))
        return None

    def _se_pa(self) -> None:
        """Start the preview, open the page that it names, and stop it as a reader does."""
        tjener = subprocess.Popen(
            ["bash", "-c", "exec effekt serve --port 0"], cwd=self.mappe, env=self.miljo, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_kan_avbrytes,
        )  # fmt: skip
        assert tjener.stdout
        sagt = []
        try:
            for linje in tjener.stdout:
                sagt.append(linje)
                if adresse := re.search(r"http://\S+/", linje):
                    with urllib.request.urlopen(adresse[0]) as svar:
                        assert svar.status == 200
                    break
            else:
                pytest.fail("".join(sagt))
        finally:
            os.killpg(tjener.pid, signal.SIGINT)
            tjener.communicate(timeout=120)
        assert tjener.returncode in {0, 130}, "".join(sagt)


@pytest.fixture(scope="module")
def bank() -> Iterator[Statistikkbank]:
    with i_drift(tabeller()) as drift:
        yield drift


@pytest.fixture(scope="module")
def hele_boken() -> list[tuple[Endringssett, Path]]:
    """Each set of changes that the whole book has been calculated with, and where."""
    return []


@pytest.mark.bygg
@pytest.mark.parametrize("dokument", DOKUMENTER)
def test_every_command_of_a_document_works_as_it_stands(
    dokument: str,
    utsjekk: Path,
    hel_pdf: Path,
    tmp_path: Path,
    miljo: dict[str, str],
    bank: Statistikkbank,
    hele_boken: list[tuple[Endringssett, Path]],
) -> None:
    kjores = [s for s in les(dokument) if isinstance(s, Fil) or not _slik({**KJORES_IKKE}, s)]
    leser = Leser(Path(shutil.copytree(utsjekk, tmp_path / "effekt")), miljo)
    bruk_bank(leser.mappe / "data", bank)
    for nr, ett in enumerate(kjores):
        if ett == "effekt pdf":
            # The fixture has run it, in such a copy.
            assert hel_pdf.is_file()
        # A build is one more where something has been changed since the last.
        elif ett not in kjores[:nr] or ett == "effekt build":
            leser.gjor(ett, kjores[nr + 1 :], hele_boken)


def test_commands_are_found_wherever_they_stand() -> None:
    tekst = (
        "Say `effekt changes A`, or `effekt rerun\n  B --all`; `effekt import` and `x = 1` are none.\n\n"
        "```\nmake book    # builds\n$ effekt new-sector k \\\n    --navn 'K #1'  # adds\nkort.kort(hls)\n```\n"
        "`.venv/bin/effekt …` neither.\n```text\n# a/b.yml\nid: B1\n```\n"
    )
    assert [*les_tekst(tekst)] == [
        "effekt changes A", "effekt rerun B --all", "effekt build", "effekt new-sector k --navn 'K #1'",
        Fil("a/b.yml", "id: B1\n"),
    ]  # fmt: skip


def test_the_documents_use_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["--help"])
    alle = set(re.findall(r"(?m)^    ([a-z][\w-]*)  ", capsys.readouterr().out))
    brukt = {s.split()[1] for dokument in DOKUMENTER for s in les(dokument) if isinstance(s, str)}
    # Schemas are written by who changes a model, and ARCHITECTURE.md tells of it.
    assert alle - {"schema"} <= brukt


def test_every_target_that_is_named_is_in_the_makefile() -> None:
    makefile = (ROT / "Makefile").read_text(encoding="utf-8")
    nevnt = re.findall(r"`make (\w+)`|(?m:^make (\w+))", "".join(map(_tekst, DOKUMENTER)))
    assert nevnt
    for navn in {a or b for a, b in nevnt}:
        assert re.search(rf"(?m)^{navn}:", makefile), navn
