"""A command that a page shows: run in a fork, it says what it says in a process of its own."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from effekt.base import processes, subcommand
from effekt.base.subcommand import can_fork_here

KOMMANDOER = (["changes", "VEI1.spart", "--sector", "tek"], ["changes", "tull"], ["chnges"], ["--help"])
# In a process without a test runner's threads; it has read the data, and changed its folder.
SPOR = """
import json, os, sys
from pathlib import Path
from effekt.base import subcommand
from effekt.reading.sektorlesing import les_sektor

kommandoer, endret, mappe = json.loads(sys.argv[1])
les_sektor("tek")
assert subcommand.can_fork_here()
for fil, (fra, til) in endret.items():
    tekst = Path(fil).read_text(encoding="utf-8")
    assert fra in tekst
    Path(fil).write_text(tekst.replace(fra, til), encoding="utf-8")
def alle():
    miljo = {**os.environ, "COLUMNS": "80"}
    kjort = [subcommand.run_command(k, Path(mappe), miljo) for k in kommandoer]
    return [[k.stdout, k.stderr, k.returncode] for k in kjort]
her = os.getcwd()
forgrenet = alle()
assert os.getcwd() == her
subcommand.can_fork_here = lambda: False
print(json.dumps([forgrenet, alle()]))
"""


def _spor(kommandoer: Any, endret: dict[str, tuple[str, str]], mappe: Path) -> Any:
    kjort = subprocess.run(
        [sys.executable, "-c", SPOR, json.dumps([kommandoer, endret, str(mappe)])],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert kjort.returncode == 0, kjort.stderr
    return json.loads(kjort.stdout)


def test_a_fork_says_what_a_new_process_says(tmp_path: Path) -> None:
    forgrenet, ny = _spor(KOMMANDOER, {}, tmp_path)
    assert forgrenet == ny
    assert [kode for _, _, kode in ny] == [0, 2, 2, 0]
    assert all(ut or feil for ut, feil, _ in ny)


def test_a_fork_has_forgotten_what_was_read(kommunekopi: Path, tmp_path: Path) -> None:
    fil = kommunekopi / "tek" / "tiltak" / "vei1.yml"
    forgrenet, _ = _spor(
        [["changes", "VEI1.spart", "--sector", "tek"]],
        {str(fil): ("navn: spart strøm for hvert punkt", "navn: et nytt navn")},
        tmp_path,
    )
    assert "et nytt navn" in forgrenet[0][0], forgrenet


# A chapter with a change is open in a shell, and in the middle of a cell that runs a command; the
# command tells what it finds of that, and what it found before.
APENT = """
import builtins, json, os, sys
import matplotlib.pyplot as plt
from pathlib import Path
from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
from effekt.base import recording, subcommand
from effekt.cli import main as cli

FLYTTER_IKKE = {"effekt.base.recording._listening"}  # Python's own audit hook
def funn():
    tilstand = {
        f"{navn}.{felt}": repr(verdi)
        for navn, modul in sorted(sys.modules.items()) if navn.startswith("effekt.")
        for felt, verdi in vars(modul).items()
        if isinstance(verdi, dict | list | set | bool | None) and not felt.startswith("__")
    }
    bygd = [n for n in ("get_ipython", "display", "__IPYTHON__") if hasattr(builtins, n)]
    skall = [repr(get_ipython()), bygd, repr(sys.displayhook), repr(sys.modules["__main__"])]
    figurer = [plt.get_fignums(), str(plt._REPL_DISPLAYHOOK)]
    return [{n: v for n, v in tilstand.items() if n not in FLYTTER_IKKE}, skall, figurer]
cli.main = lambda valg: print(json.dumps(funn())) or 0
import effekt.display.notebook
for_ = funn()
plt.switch_backend("agg")
skall = InteractiveShell.instance(config=Config({"HistoryManager": {"hist_file": ":memory:"}}))
os.environ[recording.JOURNAL_VARIABLE] = sys.argv[1] + "/journal"
kjort = []
def kjor():
    kjort.append(subcommand.run_command([], Path(sys.argv[1]), {}))
skall.push({"kjor": kjor, "plt": plt})
for celle in (
    "from effekt.display.notebook import apne; tek = apne('tek', {'VEI1.punkter': 12}); tek.tiltak['VEI1']",
    "plt.figure(); plt.install_repl_displayhook(); tek.tall; kjor()",
):
    skall.run_cell(celle).raise_error()
assert subcommand.can_fork_here()
assert funn()[0] != for_[0] and funn()[1] != for_[1] and funn()[2] != for_[2]
print(json.dumps([for_, json.loads(kjort[0].stdout)]))
"""


def test_nothing_of_the_chapter_that_is_open_is_left_in_a_fork(tmp_path: Path) -> None:
    kjort = subprocess.run(
        [sys.executable, "-c", APENT, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert kjort.returncode == 0, kjort.stderr
    for_, etter = json.loads(kjort.stdout.splitlines()[-1])
    assert etter == for_


def test_a_new_shell_in_the_same_process_is_no_concern_of_the_old_ones() -> None:
    with_changes = "from effekt.display.notebook import apne; apne('tek', {'VEI1.punkter': 12})"
    kode = f"""
from IPython.core.interactiveshell import InteractiveShell
for _ in range(2):
    skall = InteractiveShell.instance()
    skall.run_cell({with_changes!r}).raise_error()
    InteractiveShell.clear_instance()
"""
    subprocess.run([sys.executable, "-c", kode], check=True, cwd=Path(__file__).parents[2])


def test_another_thread_might_be_in_the_middle_of_something_so_there_is_no_fork(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("forked"))
    slutt = threading.Event()
    trad = threading.Thread(target=slutt.wait)
    trad.start()
    try:
        assert not can_fork_here()
        assert subcommand.run_command(["--help"], tmp_path, os.environ).returncode == 0
    finally:
        slutt.set()
        trad.join()


def test_a_watching_thread_does_not_keep_from_forking() -> None:
    slutt, for_ = threading.Event(), can_fork_here()
    trad = threading.Thread(target=slutt.wait, name=processes.WATCH_THREAD)
    trad.start()
    try:
        assert can_fork_here() == for_
    finally:
        slutt.set()
        trad.join()
