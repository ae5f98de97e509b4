"""The extras that not everyone installs: «effekt[papir]», «effekt[excel]», «effekt[cluster]», «effekt[lab]»."""

from importlib.util import find_spec

from effekt.base.faults import Byggfeil


def require(tillegg: str, til: str, *moduler: str) -> None:
    """Raise Byggfeil, with the command that installs it, where an extra's module is missing.

    ``til`` is what it is for: «PDF-en». Nothing is imported.
    """
    for modul in moduler:
        if not _is_installed(modul):
            raise Byggfeil(
                f"{til} trenger {modul}, som ikke er installert. Det følger med tillegget {tillegg}: "
                f'pip install "effekt[{tillegg}]"'
            )


def _is_installed(modul: str) -> bool:
    try:
        return find_spec(modul) is not None
    except ModuleNotFoundError:  # the package around it
        return False
