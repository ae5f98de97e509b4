"""A JupyterLab of a book, started as the book's command starts it, with nothing of whoever runs the tests."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from effekt.base.book import FILVARIABEL

_FOLDERS = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR", "LAB_SETTINGS_DIR", "LAB_WORKSPACES_DIR")
_SECONDS = 60


@contextmanager
def running_lab(bok: Path, arbeid: Path, *, dark: bool = False) -> Iterator[str]:
    """The address of ``effekt lab`` for a book, less its last part: «…/lab/tree/{}?token=…»; it is ended afterwards."""
    miljo = {navn.replace("_LAB", "LAB"): str(arbeid / navn) for navn in (f"JUPYTER_{del_}" for del_ in _FOLDERS)}
    if dark:
        temaet = arbeid / "JUPYTER_LAB_SETTINGS_DIR" / "@jupyterlab" / "apputils-extension"
        temaet.mkdir(parents=True)
        (temaet / "themes.jupyterlab-settings").write_text('{"theme": "JupyterLab Dark"}')
    # As for whoever works there: see FILVARIABEL.
    omgivelser = {navn: verdi for navn, verdi in os.environ.items() if navn != FILVARIABEL}
    nokkel = secrets.token_hex(16)
    valg = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    logg = arbeid / "logg.txt"
    with logg.open("wb") as ut:
        tjener = subprocess.Popen(
            [Path(sys.executable).parent / "effekt", "--data", str(bok), "lab", "--", *valg,
             f"--IdentityProvider.token={nokkel}"],
            env={**omgivelser, **miljo, "IPYTHONDIR": str(arbeid / "ipython")}, stdout=ut, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        frist = time.monotonic() + _SECONDS
        while not (om := list((arbeid / "JUPYTER_RUNTIME_DIR").glob("jpserver-*.json"))):
            assert tjener.poll() is None, logg.read_text()
            assert time.monotonic() < frist, logg.read_text()
            time.sleep(0.1)
        yield f"{json.loads(om[0].read_text())['url']}lab/tree/{{}}?token={nokkel}&reset"
    finally:
        tjener.terminate()
        try:
            tjener.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            tjener.kill()
            tjener.wait()
