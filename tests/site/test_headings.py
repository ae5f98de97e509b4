"""A heading with nothing shown under it is not on the page; one with anything under it is."""

from typing import Any

import pytest

from effekt.site.headings import without_empty_sections

MD = "text/markdown"


def _tekst(kilde: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": kilde}


def _kode(vist: str | None = None) -> dict[str, Any]:
    return {"cell_type": "code", "source": "x", "outputs": [] if vist is None else [{"data": {MD: vist}}]}


def _igjen(*celler: dict[str, Any]) -> list[str]:
    return [c["source"] for c in without_empty_sections(celler, MD) if c["cell_type"] == "markdown"]


@pytest.mark.parametrize("under", [[], [_kode()], [_kode("\n"), _kode("")], [_tekst("### B"), _kode("\n")]])
def test_a_heading_with_nothing_under_it_goes(under: list[dict[str, Any]]) -> None:
    assert _igjen(_tekst("# Siden"), _tekst("## A"), *under, _tekst("## Neste"), _kode("noe")) == [
        "# Siden",
        "## Neste",
    ]


@pytest.mark.parametrize(
    "under",
    [
        [_kode("\n"), _kode("noe")],
        [_tekst("Noen ord.")],
        [_tekst("### B"), _kode("noe")],
        [{"cell_type": "code", "source": "x", "outputs": [{"output_type": "error", "ename": "Feil"}]}],
    ],
)
def test_a_heading_with_anything_under_it_stays(under: list[dict[str, Any]]) -> None:
    assert "## A" in _igjen(_tekst("# Siden"), _tekst("## A"), *under, _tekst("## Neste"))


def test_what_is_under_the_next_heading_is_not_of_the_first_and_words_beside_a_heading_keep_it() -> None:
    assert _igjen(_tekst("## A"), _tekst("## B"), _kode("noe")) == ["## B"]
    assert _igjen(_tekst("## A\n\nNoen ord."), _kode()) == ["## A\n\nNoen ord."]
    assert _igjen(_tekst("# Siden"), _kode()) == ["# Siden"]
