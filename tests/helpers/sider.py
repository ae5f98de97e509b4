"""The published report's pages, and where on the site they are."""

from effekt.reading.tiltakssider import sider_i
from effekt.site.page_addresses import own_addresses, written_to
from tests.helpers.bokkopi import ROT, boken


def alle_sider() -> list[str]:
    """Every page: those of _toc.yml, and the measures'."""
    return sider_i(boken(ROT))


def sidefil(side: str) -> str:
    """The file of a page, «book/hls/sammendrag», from the site's root: its own address where it has one."""
    return written_to(side, own_addresses(boken(ROT)))
