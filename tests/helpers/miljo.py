"""environment.yml, made from uv.lock: conda brings Python, pip exactly the locked versions."""

import json
import subprocess
import sys
from pathlib import Path

ROT = Path(__file__).parents[2]
_HODE = """\
# Made by `make environment` from uv.lock; a test holds the two together. For conda and Binder:
#   conda env create -f environment.yml && conda activate effekt
name: effekt
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.12
  - pip
  - pip:
"""


def uv() -> str:
    """The program that make has installed, or that of the machine."""
    return next((str(p) for p in (ROT / ".uv/bin/uv", ROT / ".venv/bin/uv") if p.exists()), "uv")


def laaste_versjoner(*tillegg: str) -> str:
    """What pip is to install for the project and these extras of its own, a line for each package."""
    valg = [del_ for navn in tillegg for del_ in ("--extra", navn)]
    return subprocess.run(
        [uv(), "export", "--locked", "--offline", "--no-hashes", "--no-annotate", "--no-header",
         "--no-emit-project", *valg, "--quiet"],
        cwd=ROT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def miljo() -> str:
    """The file's text: every package of the book, of Excel and of JupyterLab at its locked version."""
    linjer = [linje.strip() for linje in laaste_versjoner("lab").splitlines() if linje.strip()]
    return _HODE + "".join(f"      - {json.dumps(krav)}\n" for krav in [*linjer, "-e ."])


if __name__ == "__main__":
    sys.stdout.write(miljo())
