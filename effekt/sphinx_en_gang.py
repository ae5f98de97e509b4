"""What a build works out once, though every page asks for it."""

from collections.abc import Callable
from typing import TypeVar

from sphinx.application import Sphinx

T = TypeVar("T")


def once(app: Sphinx, what: str, make: Callable[[], T]) -> T:
    """What ``make`` gives, made when it is first asked for by that name in this build."""
    made: dict[str, T] = app.__dict__.setdefault("effekt_once", {})
    if what not in made:
        made[what] = make()
    return made[what]
