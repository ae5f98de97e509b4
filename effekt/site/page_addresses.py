"""Where on the site a page is written, when that is not under the name of its file in book/.

The front page is the site's own ``index.html``. Under the file's name stands a page that leads on.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

INDEX: Final = "index"
_ENDING: Final = ".html"


def own_addresses(root: str) -> dict[str, str]:
    """Return the address of each page that has one of its own, without ending: «book/forside» is «index».

    ``root`` is the first page of _toc.yml.
    """
    return {root: INDEX} if root != INDEX else {}


def written_to(page: str, own: Mapping[str, str]) -> str:
    """Return the file that a page is written to, from the site's root."""
    return f"{own.get(page, page)}{_ENDING}"


def all_files(pages: Iterable[str], own: Mapping[str, str]) -> Iterator[str]:
    """Yield the files that the pages give: each its own, and what leads on to it from its name in book/."""
    for page in pages:
        yield written_to(page, own)
        if page in own:
            yield f"{page}{_ENDING}"
