"""The extras that not everyone installs: «effekt[papir]», «effekt[cluster]», «effekt[lab]»."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from effekt.base.faults import Byggfeil

# A module by which each extra is known.
_EXTRAS: Final = {"cluster": "distributed", "lab": "jupyterlab", "papir": "weasyprint"}


def require(tillegg: str, til: str, *moduler: str) -> None:
    """Raise Byggfeil, with the command that installs it, where an extra's module is missing.

    ``til`` is what it is for: «PDF-en». Nothing is imported.
    """
    for modul in moduler:
        if not _is_installed(modul):
            raise Byggfeil(
                f"{til} trenger {modul}, som ikke er installert. Det følger med tillegget {tillegg}: "
                f"{install_command(tillegg)}"
            )


def install_command(tillegg: str, miljo: Path | None = None) -> str:
    """Return the command that installs an extra beside those that are there, the way the program was installed.

    uv and pipx leave a note in the environment that they made: ``miljo``, else the one that runs.
    """
    miljo = miljo or Path(sys.prefix)
    alle = sorted({tillegg, *(navn for navn, modul in _EXTRAS.items() if _is_installed(modul))})
    hva = f'"effekt[{",".join(alle)}]"'
    if (miljo / "uv-receipt.toml").is_file():
        return f"uv tool install {hva}"
    if (miljo / "pipx_metadata.json").is_file():
        return f"pipx install --force {hva}"
    return f"python -m pip install {hva}"


def _is_installed(modul: str) -> bool:
    try:
        return find_spec(modul) is not None
    except (ModuleNotFoundError, ValueError):  # the package around it; a module that is shut out
        return False
