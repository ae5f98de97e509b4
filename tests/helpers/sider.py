"""Where the published report's pages are on the site."""

from effekt.reading.contents import pages_of
from effekt.site.page_addresses import own_addresses, written_to
from tests.helpers.bokkopi import ROT


def sidefil(side: str) -> str:
    """The file of a page, «book/hls/sammendrag», from the site's root: its own address where it has one."""
    return written_to(side, own_addresses(pages_of(ROT)[0]))
