"""Where on the site a page is written, when that is not under the name of its file in book/.

The front page is the site's own ``index.html``, and a measure's page stands at the measure's permanent address. Under
the file's name stands a page that leads on.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from effekt.reading.bokmappe import Bokmappe
from effekt.reading.contents import pages_of
from effekt.reading.tiltakssider import tiltakssider

INDEX: Final = "index"
_ENDING: Final = ".html"


def own_addresses(bok: Bokmappe) -> dict[str, str]:
    """Return the address of each page that has one of its own, without ending: «book/forside» is «index»."""
    first = pages_of(bok.rot)[0]
    measures = {page: f"{measure.navn}/{INDEX}" for page, measure in tiltakssider(bok).items()}
    return {**({first: INDEX} if first != INDEX else {}), **measures}


def written_to(page: str, own: Mapping[str, str]) -> str:
    """Return the file that a page is written to, from the site's root."""
    return f"{own.get(page, page)}{_ENDING}"


def all_files(pages: Iterable[str], own: Mapping[str, str]) -> Iterator[str]:
    """Yield the files that the pages give: each its own, and what leads on to it from its name in book/."""
    for page in pages:
        yield written_to(page, own)
        if page in own:
            yield f"{page}{_ENDING}"
