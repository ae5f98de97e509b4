"""The front page of a book whose measures are still being entered."""

from types import SimpleNamespace
from typing import Any, cast

from effekt.display.objects import Mangelboks
from effekt.report import forside, program


def test_the_front_page_and_the_page_of_all_measures_have_addresses_of_their_own_without_measures() -> None:
    """Two sectors without a finished measure: an address that stood twice stopped the build."""
    tomt = cast(Any, SimpleNamespace(eneste=None, tiltak={}, bok=SimpleNamespace(penger=None)))
    foran, alle = forside.tiltakene(tomt), program.alle_tiltak(tomt)
    assert isinstance(foran, Mangelboks)
    assert isinstance(alle, Mangelboks)
    assert foran.adresse != alle.adresse
