"""effekt: a report book in which every number is computed from data and traceable to a page.

Importing the package is cheap: what a name needs is imported when the name is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from effekt.notatbok import apne as apne
    from effekt.notatbok import apne_program as apne_program

__all__ = ["apne", "apne_program"]


def __getattr__(navn: str) -> Any:
    if navn in __all__:
        from effekt import notatbok

        return getattr(notatbok, navn)
    raise AttributeError(f"module 'effekt' has no attribute {navn!r}")
