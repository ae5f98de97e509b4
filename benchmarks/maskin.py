"""What the benchmark ran on: the machine, Python, and the peers' versions."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

_PAKKER: Final = ("papermill", "nbclient", "nbconvert", "jupyter-book", "sphinx", "ipykernel")


def maskin() -> dict[str, str | int]:
    """Cores that this process may use, the processor's name, memory in GB, the system."""
    return {
        "kjerner": len(os.sched_getaffinity(0)),
        "prosessor": _linje("/proc/cpuinfo", "model name") or platform.machine(),
        "minne": round(int(_linje("/proc/meminfo", "MemTotal").split()[0]) / 1024**2),
        "system": f"{platform.system()} {platform.release()}",
    }


def versjoner() -> dict[str, str]:
    """Python's version and the packages'."""
    return {"Python": platform.python_version(), **{navn: version(navn) for navn in _PAKKER}}


def _linje(fil: str, navn: str) -> str:
    """What a file of the kernel's says under a name; empty where it does not."""
    for linje in Path(fil).read_text(encoding="utf-8").splitlines():
        nokkel, _, verdi = linje.partition(":")
        if nokkel.strip() == navn:
            return verdi.strip()
    return ""
