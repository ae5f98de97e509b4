"""The search page's two scripts as the data that they hold, and the page as a reader asks it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from effekt.site.search import FIRST_SCRIPT, SECOND_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page


def read_index(skript: Mapping[str, str]) -> tuple[Any, Any]:
    """What the two scripts hold, by their names."""
    forst, rest = (tekst[tekst.index("(") + 1 : tekst.rindex(")")] for tekst in map(skript.get, _NAVN) if tekst)
    return json.loads(forst), json.loads(rest)


def read_index_of(nettsted: Path) -> tuple[Any, Any]:
    """What the two scripts of a site hold."""
    return read_index({navn: (nettsted / "_static" / navn).read_text(encoding="utf-8") for navn in _NAVN})


def hits(side: "Page", nettsted: Path, sporsmal: str, slag: str = "") -> list[str]:
    """Where the hits lead, the best first, when all of the index is there."""
    side.goto((nettsted / "search.html").as_uri() + f"?q={quote(sporsmal)}&slag={slag}")
    side.wait_for_function("document.querySelector('#sok-slag .antall').textContent !== ''")
    lenker = side.locator("#sok-treff > li > a").evaluate_all("alle => alle.map(en => en.getAttribute('href'))")
    return [lenke.removeprefix("./") for lenke in lenker if not lenke.startswith("#")]


_NAVN = (FIRST_SCRIPT, SECOND_SCRIPT)
