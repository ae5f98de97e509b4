"""An output in JupyterLab: the site's rules for what stands in it, and for nothing else in the Lab."""

import re

import pytest

from effekt.base.book import FILVARIABEL
from effekt.display import lab
from effekt.display.blocks import Avsnitt, Rutenett, boks
from effekt.display.objects import blokker_som_html
from effekt.reading.sektorlesing import les_sektor
from effekt.report import tiltaksside
from tests.helpers.kommune import tek  # noqa: F401 - a fixture

_CSS = """
:root { --effekt-ink: #111; --effekt-god: #0c6a5a; --effekt-luft: 1rem; --effekt-5: var(--effekt-luft); }
@media screen { :root[data-visning="mork"] { --effekt-ink: #eee; --effekt-god: #4fc2ab; } }
p { color: red; }
.innhold { width: 3rem; }
.innhold .kort { color: var(--effekt-ink); margin: var(--effekt-5); }
.kort > .kort-ar, .topp { display: flex; }
.kort:not(.annet) :is(.borte, .kort-ar) { gap: 1px; }
.kort :is(.borte, .vekk) { gap: 2px; }
.kort-trinn.tone-svak-god { color: var(--effekt-god); }
:root[data-visning="mork"] .kort { padding: 1px; }
ins.endret { color: green; }
@container (min-width: 4rem) { .kort-ar { gap: 3px; } .annet { gap: 4px; } }
@media print { :root { --effekt-luft: 0; } .kort { display: none; } }
@page { margin: 1mm; @bottom-right { content: "1"; } }
"""
_OWN = ":root { --effekt-ink: var(--jp-content-font-color1); } .effekt-lab { max-width: 9rem; }"


def _style(html: str) -> list[str]:
    return lab._style(html, _CSS, _OWN).removeprefix("<style>").removesuffix("</style>\n").splitlines()


def test_a_card_brings_its_own_rules_and_the_tokens_that_they_use() -> None:
    assert _style('<div class="kort"><div class="kort-ar"></div></div>') == [
        ".effekt-lab{--effekt-ink:var(--jp-content-font-color1);--effekt-luft:1rem;--effekt-5:var(--effekt-luft)}",
        ".effekt-lab.effekt-lab .kort{color: var(--effekt-ink); margin: var(--effekt-5);}",
        ".effekt-lab.effekt-lab .kort > .kort-ar{display: flex;}",
        ".effekt-lab.effekt-lab .kort:not(.annet) :is(.borte, .kort-ar){gap: 1px;}",
        '[data-jp-theme-light="false"] .effekt-lab.effekt-lab .kort{padding: 1px;}',
        "@container (min-width: 4rem){.effekt-lab.effekt-lab .kort-ar{gap: 3px;}}",
        ".effekt-lab.effekt-lab{max-width: 9rem;}",
    ]


def test_what_has_no_token_of_the_labs_is_the_books_in_its_dark_theme_too() -> None:
    assert _style('<p class="kort-trinn tone-svak-god">+</p>')[:2] == [
        ".effekt-lab{--effekt-god:#0c6a5a}",
        '[data-jp-theme-light="false"] .effekt-lab{--effekt-god:#4fc2ab}',
    ]


def test_plain_prose_needs_no_style() -> None:
    assert lab._style("<p>Prosa</p>", _CSS, _OWN) == ""


@pytest.fixture
def kortet(tek: object, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    """A card as the Lab gets it."""
    monkeypatch.delenv(FILVARIABEL, raising=False)
    return str(tiltaksside.tiltaket(les_sektor("tek"), "VEI1").vist()["text/html"])


def test_every_rule_of_a_card_is_limited_to_the_output(kortet: str) -> None:
    style = kortet.partition("<style>")[2].partition("</style>")[0]
    style = re.sub(r"@(container|media)[^{]*\{", "}", style)
    selectors = [one for found in re.findall(r"(?:^|\})([^{}]+)\{", style) for one in lab._parts(found.strip())]
    assert len(selectors) > 20
    assert [one for one in selectors if not re.match(r'(\[data-jp-theme-light="false"\] )?\.effekt-lab\b', one)] == []
    assert "print" not in style
    assert len(style) < 20_000


def test_a_drawing_is_in_the_colours_of_the_theme(kortet: str) -> None:
    assert "<img" not in kortet
    brukt = set(re.findall(r"var\((--tegnet-[0-9a-f]+)\)", kortet))
    lys, mork = (set(re.findall(r"(--tegnet-[0-9a-f]+):", regel)) for regel in kortet.splitlines()[:2])
    assert brukt
    assert brukt == lys == mork


def test_the_years_stand_beside_each_other_and_ratings_have_their_colours(kortet: str) -> None:
    assert re.search(r"\.kort-ar\{[^}]*display: (flex|grid)", kortet)
    assert 'class="tabellramme"' in kortet
    assert not re.search(r'class="[^"]*_', kortet)
    for tone in re.findall(r"kort-trinn (tone-[a-z-]+)", kortet):
        assert f").{tone}" in kortet


def test_what_is_built_has_no_style_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    blokker = [boks("kort", Avsnitt("Tekst"), Rutenett(["A"], [["1"]], "Tabell"))]
    for hvordan in ("skriv", "navn"):
        monkeypatch.setenv(FILVARIABEL, hvordan)
        assert "<style" not in blokker_som_html(blokker)
        assert lab.OUTPUT not in blokker_som_html(blokker)
