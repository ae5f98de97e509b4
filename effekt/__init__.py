"""effekt: a report book in which every number is computed from data and traceable to a page.

Importing the package is cheap: what a name needs is imported when the name is first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from effekt.notatbok import apne as apne

__all__ = ["apne"]


def __getattr__(navn: str) -> Any:
    if navn == "apne":
        from effekt.notatbok import apne

        return apne
    raise AttributeError(f"module 'effekt' has no attribute {navn!r}")
