"""The engine gives what a kernel gives, and tells in words how a child of its came to its end."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_markdown_cell, new_notebook
from papermill.exceptions import PapermillException, PapermillExecutionError

from effekt.execution.execute import PRELOAD
from effekt.execution.pool import ForkPool
from tests.helpers.feildata import bytt
from tests.helpers.notatbokkjoring import borte, kjor_notatbok, kjor_uansett, skriv_notatbok, vent_pa

pytestmark = pytest.mark.bygg
BINER = Path(sys.executable).parent

# Each a notebook of its own: its cells, and the tags of some of them.
NOTATBOKER: Mapping[str, tuple[Sequence[str], Mapping[int, list[str]]]] = {
    "svar": (["1 + 1", "'a'\n'b'", "3;", "None", "_, _1, In[1], Out[2]"], {}),
    "vis": (
        [
            "from IPython.display import HTML, clear_output, display, update_display\n"
            "h = display('forst', display_id='x'); display(HTML('<b>b</b>'))",
            "update_display('sist', display_id='x'); display('igjen', display_id='x')",
            "h.update(HTML('<i>til slutt</i>'))",
            "print('borte'); clear_output(); print('igjen')",
            "print('bytt'); clear_output(wait=True); print('ut'); display(1)",
        ],
        {},
    ),
    "strommer": (
        [
            "import sys\nprint('a'); print('feil', file=sys.stderr); print('b'); 7",
            "print('for'); display(1); print('etter', end='')",
            "print('ett', flush=True); print('to', flush=True)",
            "import warnings; warnings.warn('pass på')",
            "warnings.warn('gammelt', DeprecationWarning)",
            "import logging; logging.warning('logget')",
        ],
        {},
    ),
    "feil": (
        ["x = 1\n1 / 0", "def f(:\n  pass", "raise SystemExit(3)", "%finnes_ikke", "x"],
        {0: ["raises-exception"], 1: ["raises-exception"], 2: ["raises-exception"],
         3: ["raises-exception"]},
    ),
    "skall": (
        [
            "!echo hei; echo feil >&2",
            "ut = !echo en; echo to\nut",
            "%%bash\necho fra bash",
            "%%capture fanget\nprint('fanget')",
            "fanget.stdout",
            "%env MPLBACKEND",
        ],
        {},
    ),
    "asynkront": (
        [
            "import asyncio\nawait asyncio.sleep(0.01); 'ferdig'",
            "oppgave = asyncio.ensure_future(asyncio.sleep(0, 'senere'))",
            "await oppgave",
            "asyncio.get_running_loop().is_running()",
        ],
        {},
    ),
    "hendelser": (
        [
            "sett = []\nskall = get_ipython()\n"
            "skall.events.register('pre_run_cell', lambda info: sett.append(info.raw_cell))\n"
            "skall.events.register('post_run_cell', lambda svar: sett.append(svar.success))",
            "%%html\n<p>celle</p>",
            "sett",
            "skall.__class__.__name__, hasattr(skall, 'kernel'), skall.execution_count",
            "skall.history_manager.hist_file",
        ],
        {},
    ),
    "hopp": (["1", "2", "3"], {1: ["skip-execution"]}),
    "tegning": (
        [
            "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
            "plt.figure(); plt.bar([1], [2])",
        ],
        {},
    ),
    "tabell": (
        [
            "import pandas as pd\npd.DataFrame([list(range(30))])",
            "pd.get_option('display.max_columns')",
            "pd.reset_option('display.max_columns'); pd.get_option('display.max_columns')",
        ],
        {},
    ),
    "modul": (
        [
            "import pickle\nclass A:\n    pass\npickle.loads(pickle.dumps(A())).__module__",
            "import sys; sys.path, sys.argv[0], __name__, sys.stdin.read()",
            "import os; [os.environ.get(n) for n in ('TERM', 'PAGER', 'FORCE_COLOR')]",
        ],
        {},
    ),
}  # fmt: skip
_ULIKT = [(r"ipykernel_\d+", "ipykernel_N"), (r"(?m)^DeprecationWarning.*", "")]


@pytest.fixture
def kjor(tmp_path: Path) -> Callable[..., Any]:
    """Run cells under the engine; the executed notebook."""

    def _kjort(*celler: str, motor: str = "effekt", **valg: Any) -> Any:
        return kjor_notatbok(skriv_notatbok(tmp_path / "n.ipynb", celler), motor, **valg)

    return _kjort


def _sammenlignbart(celle: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The cell's count and outputs; a kernel may send one stream in several pieces."""
    ut: list[dict[str, Any]] = []
    for ett in celle.get("outputs", []):
        ny = dict(ett)
        if ny["output_type"] == "stream":
            for fra, til in _ULIKT:
                ny["text"] = re.sub(fra, til, ny["text"])
            if ut and (ut[-1]["output_type"], ut[-1].get("name")) == ("stream", ny["name"]):
                ut[-1]["text"] += ny["text"]
                continue
        ut.append(ny)
    return celle.get("execution_count"), ut


@pytest.fixture(scope="module")
def varm() -> Iterator[ForkPool]:
    """A worker as a build has it: all that chapters need is imported before the child is forked."""
    with ForkPool(1, PRELOAD) as varm:
        yield varm


@pytest.mark.parametrize("navn", NOTATBOKER)
def test_a_notebook_gives_the_same_as_with_a_kernel(navn: str, tmp_path: Path, varm: ForkPool) -> None:
    fil = skriv_notatbok(tmp_path / f"{navn}.ipynb", *NOTATBOKER[navn])
    utfall = []
    for motor in ("effekt", "nbclient"):
        varm.submit(kjor_uansett, fil, motor).result()
        nb = nbformat.read(fil.with_suffix(f".{motor}.ut.ipynb"), 4)
        utfall.append([_sammenlignbart(c) for c in nb.cells if c.cell_type == "code"])
        assert nb.metadata.language_info.name == "python"
    assert utfall[0] == utfall[1]
    assert any(ut for _, ut in utfall[0])


def test_every_writer_is_heard_in_the_order_of_writing(kjor: Callable[..., Any]) -> None:
    nb = kjor(
        "import os, subprocess, sys\nprint('en')\nsubprocess.run(['echo', 'to'])\n"
        "os.write(1, b'tre\\n')\nprint('fire')\n"
        "subprocess.run(['echo', 'fem'], stdout=sys.stdout); sys.__stdout__.write('seks\\n');"
        " sys.__stdout__.flush()",
        "import multiprocessing as m\n"
        "p = m.get_context('fork').Process(target=print, args=('fra en annen',))\n"
        "p.start(); p.join()",
        "subprocess.run(['sh', '-c', 'head -c 300000 /dev/zero | tr \"\\\\0\" x']); print('slutt')",
        "os.write(2, 'ø'.encode()[:1]); os.write(2, 'ø'.encode()[1:])",
    )
    tekst = [[(o.name, o.text) for o in c.outputs if "text" in o] for c in nb.cells]
    assert tekst[0] == [("stdout", "en\nto\ntre\nfire\nfem\nseks\n")]
    assert tekst[1] == [("stdout", "fra en annen\n")]
    assert tekst[2] == [("stdout", "x" * 300_000 + "slutt\n")]
    assert tekst[3] == [("stderr", "ø")]


@pytest.mark.parametrize("motor", ["effekt", "nbclient"])
def test_nobody_can_be_asked(kjor: Callable[..., Any], motor: str) -> None:
    for sporsmal in ("input('navn')", "import getpass; getpass.getpass()"):
        with pytest.raises(PapermillExecutionError, match="StdinNotImplementedError"):
            kjor(sporsmal, motor=motor)


def test_a_cell_that_takes_too_long_is_stopped_with_all_that_it_started(
    kjor: Callable[..., Any], tmp_path: Path
) -> None:
    start = (
        "import subprocess; p = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(p.pid))"
    )
    with pytest.raises(CellTimeoutError):
        kjor(start, "while True: pass", execution_timeout=5)
    assert borte(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(
    ("kode", "ventet"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL. Det kan være mangel"),
        ("import os; os.abort()", "signalet SIGABRT"),
        ("import os; os._exit(3)", "avsluttet seg selv med kode 3"),
        ("import ctypes; ctypes.string_at(0)", "signalet SIGSEGV"),
    ],
)
def test_a_child_that_dies_is_told_of_with_its_cell(kjor: Callable[..., Any], kode: str, ventet: str) -> None:
    with pytest.raises(DeadKernelError, match=rf"Prosessen .*{ventet}"):
        kjor("1", kode, "2")


def test_too_little_memory_is_an_error_of_the_cell(kjor: Callable[..., Any]) -> None:
    kode = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))\nbytearray(4 << 30)"
    with pytest.raises(PapermillExecutionError, match="MemoryError"):
        kjor(kode)


def test_exit_ends_the_notebook_where_it_stands(kjor: Callable[..., Any]) -> None:
    with pytest.raises(DeadKernelError, match="Prosessen avsluttet seg selv med kode 0"):
        kjor("exit()", "print('aldri')")


def test_what_the_cells_leave_for_the_end_is_done_then(kjor: Callable[..., Any], tmp_path: Path) -> None:
    merke = tmp_path / "ferdig"
    kjor(f"import atexit; atexit.register(open({str(merke)!r}, 'w').write, 'ja'); None")
    assert merke.read_text() == "ja"


def test_one_notebook_leaves_nothing_for_the_next(tmp_path: Path, varm: ForkPool) -> None:
    celler = [
        "import os, random, sys, warnings, matplotlib, numpy, effekt.display.notebook as n\n"
        "tall = random.random(), numpy.random.random()\n"
        "(os.environ.get('SPOR'), 'spor' in sys.modules, matplotlib.rcParams['lines.linewidth'],"
        " len(warnings.filters), os.getcwd(), n._lyttere)",
        "os.environ['SPOR'] = '1'; sys.modules['spor'] = os; os.chdir('/')\n"
        "matplotlib.rcParams['lines.linewidth'] = 9; n._lyttere.append(1)\n"
        "warnings.simplefilter('ignore')",
        "tall",
    ]
    utfall = []
    for nr in "12":
        fil = skriv_notatbok(tmp_path / f"{nr}.ipynb", celler)
        varm.submit(kjor_uansett, fil, "effekt").result()
        nb = nbformat.read(fil.with_suffix(".effekt.ut.ipynb"), 4)
        utfall.append([nb.cells[nr].outputs[0].data["text/plain"] for nr in (0, 2)])
    (en, tall), (to, andre_tall) = utfall
    assert en == to
    assert "None,\n False,\n 1.5," in en
    assert str(tmp_path) in en
    assert not set(eval(tall)) & set(eval(andre_tall))


def test_a_child_sees_data_as_they_are_when_it_starts(kommunekopi: Path, tmp_path: Path, varm: ForkPool) -> None:
    kode = "from effekt import apne\ntek = apne('tek')\n"
    kode += "str(tek.tiltak['VEI1'].forutsetninger['punkter'].verdi)"
    fil = skriv_notatbok(tmp_path / "n.ipynb", [kode])
    sett = []
    for var, verdi in (("2000", "2000"), ("2000", "2100")):
        bytt(kommunekopi / "tek/tiltak/vei1.yml", f"verdi: {var},", f"verdi: {verdi},")
        varm.submit(kjor_uansett, fil, "effekt").result()
        nb = nbformat.read(fil.with_suffix(".effekt.ut.ipynb"), 4)
        sett.append(nb.cells[0].outputs[0].data["text/plain"])
    assert sett == ["'2000'", "'2100'"]


def test_the_engine_is_papermills_by_its_command_too(tmp_path: Path) -> None:
    celler = ["navn = 'ingen'", "import os\nprint(navn, os.getcwd())"]
    fil = skriv_notatbok(tmp_path / "n.ipynb", celler, {0: ["parameters"]})
    ut = tmp_path / "ut.ipynb"
    subprocess.run(
        [BINER / "papermill", "--engine", "effekt", "-p", "navn", "Kari", fil, ut],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    nb = nbformat.read(ut, 4)
    assert nb.cells[-1].outputs[0].text == f"Kari {tmp_path}\n"
    assert nb.metadata.papermill.exception is None
    assert nb.cells[-1].metadata.papermill.status == "completed"


def test_another_language_is_refused(tmp_path: Path) -> None:
    nb = new_notebook(cells=[new_markdown_cell("x")])
    nb.metadata["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    nbformat.write(nb, tmp_path / "r.ipynb")
    with pytest.raises(PapermillException, match="kjører bare Python, ikke R"):
        papermill.execute_notebook(str(tmp_path / "r.ipynb"), None, engine_name="effekt", progress_bar=False)


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    merke = tmp_path / "pid"
    fil = skriv_notatbok(
        tmp_path / "n.ipynb", [f"import os, time\nopen({str(merke)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"]
    )
    ut = tmp_path / "ut.ipynb"
    kjoring = subprocess.Popen(
        [BINER / "papermill", "--engine", "effekt", "--no-progress-bar", fil, ut], stderr=subprocess.DEVNULL
    )
    pid = int(vent_pa(merke))
    kjoring.send_signal(signal.SIGKILL)
    kjoring.wait()
    assert borte(pid)
