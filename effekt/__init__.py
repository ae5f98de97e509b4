"""effekt: a report book in which every number is computed from data and traceable to a page.

What notebooks call is named here, and nothing else of the package is meant for them:

- ``apne``, ``apne_program`` open a sector, or the whole programme, and make ``%%tekst`` ready.
- ``fellestekst``: a text that sectors share.
- ``kort``, ``tiltaksside``, ``figurer``, ``tabeller``, ``utvikling``, ``usikkerhet``, ``bytteverdier``,
  ``gjennomforing``, ``gevinster``, ``okonomi``, ``rekker``: what a sector's chapters show.
- ``forside``, ``program``, ``plan``, ``tiltakene``: the front page, what is told across sectors, and all measures.
- ``registre``, ``kontrollsider``, ``console``: the ground beneath: all numbers with their sources, the audit, commands
  and what they say.

Importing the package is cheap: what a name needs is imported when the name is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from effekt.display.notebook import apne, apne_program
    from effekt.display.objects import fellestekst
    from effekt.report import (
        bytteverdier,
        console,
        figurer,
        forside,
        gevinster,
        gjennomforing,
        kontrollsider,
        kort,
        okonomi,
        plan,
        program,
        registre,
        rekker,
        tabeller,
        tiltakene,
        tiltaksside,
        usikkerhet,
        utvikling,
    )

__all__ = [
    "apne",
    "apne_program",
    "bytteverdier",
    "console",
    "fellestekst",
    "figurer",
    "forside",
    "gevinster",
    "gjennomforing",
    "kontrollsider",
    "kort",
    "okonomi",
    "plan",
    "program",
    "registre",
    "rekker",
    "tabeller",
    "tiltakene",
    "tiltaksside",
    "usikkerhet",
    "utvikling",
]
# The module that each function lies in; every other name is a module of ``report``.
_FUNCTIONS = {"apne": "display.notebook", "apne_program": "display.notebook", "fellestekst": "display.objects"}


def __getattr__(navn: str) -> Any:
    if navn not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {navn!r}")
    if navn in _FUNCTIONS:
        return getattr(import_module(f"{__name__}.{_FUNCTIONS[navn]}"), navn)
    return import_module(f"{__name__}.report.{navn}")


def __dir__() -> list[str]:
    return sorted(__all__)
