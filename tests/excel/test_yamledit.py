"""YAML changed in place: the value that is meant, and not a byte besides."""

import copy
import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.excel.yamledit import Ordrett, ny_fil, rediger
from effekt.reading.documents import les_dokument
from tests.helpers.kommune import KOMMUNEDATA


def _endrede_linjer(gammel: str, ny: str) -> Iterator[str]:
    """The lines that differ between two texts, with «-» and «+» in front."""
    for linje in difflib.unified_diff(gammel.splitlines(), ny.splitlines(), n=0, lineterm=""):
        if not linje.startswith(("---", "+++", "@@")):
            yield linje


# A measure in blocks, measures on lines, and texts in the tables' description.
_FILER = [KOMMUNEDATA / "tek" / navn for navn in ("tiltak/van1.yml", "tiltak/vei2.yml", "sektor.yml")]
_FILER.append(KOMMUNEDATA / "opp" / "tiltak" / "ppt1.yml")


def _blader(ting: Any, sti: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(ting, dict):
        return [s for k, v in ting.items() for s in _blader(v, (*sti, k))]
    if isinstance(ting, list):
        return [s for nr, v in enumerate(ting) for s in _blader(v, (*sti, nr))]
    return [sti]


_STEDER = [(fil, sti) for fil in _FILER for sti in _blader(les_dokument(fil).innhold)]


def _over(innhold: Any, sti: tuple[Any, ...]) -> Any:
    for ledd in sti[:-1]:
        innhold = innhold[ledd]
    return innhold


@settings(max_examples=60)
@given(st.sampled_from(_STEDER), st.sampled_from(["77", "et ord", "nei: # ikke", "lang " * 40]))
def test_any_value_can_be_another_and_comments_and_the_other_lines_stay(
    sted: tuple[Path, tuple[Any, ...]], verdi: str
) -> None:
    fil, sti = sted
    tekst, ny = fil.read_text(encoding="utf-8"), copy.deepcopy(les_dokument(fil).innhold)
    _over(ny, sti)[sti[-1]] = verdi.strip()
    # ``rediger`` itself refuses a text that does not hold exactly what was meant.
    etter = rediger(tekst, ny)
    borte = [ett[1:] for ett in _endrede_linjer(tekst, etter) if ett[0] == "-"]
    assert not any(linje.lstrip().startswith("#") for linje in borte)
    gammel = str(_over(les_dokument(fil).innhold, sti)[sti[-1]])
    assert 0 < len(borte) <= 2 + len(gammel) // 40


@settings(max_examples=40)
@given(st.sampled_from([s for s in _STEDER if isinstance(s[1][-1], str)]))
def test_any_key_can_be_taken_out_with_its_own_lines_only(sted: tuple[Path, tuple[Any, ...]]) -> None:
    fil, sti = sted
    tekst, ny = fil.read_text(encoding="utf-8"), copy.deepcopy(les_dokument(fil).innhold)
    over = _over(ny, sti)
    if len(over) == 1:
        return
    del over[sti[-1]]
    etter = rediger(tekst, ny)
    nye = [ett[1:] for ett in _endrede_linjer(tekst, etter) if ett[0] == "+"]
    # In a group on one line that line is another; elsewhere lines only go.
    assert len(nye) <= 1


@pytest.mark.parametrize(
    ("for_", "ny", "etter"),
    [
        ("a: 1  # merket\nb: 2\n", {"a": Ordrett("3"), "b": "2"}, "a: 3  # merket\nb: 2\n"),
        ("a:   # fyll ut\nb: 2\n", {"a": "x", "b": "2"}, "a: x   # fyll ut\nb: 2\n"),
        ('a: "50, 51"\n', {"a": "50, 52"}, 'a: "50, 52"\n'),
        ("a: {x: 1, y: 2}\n", {"a": {"x": "1", "z": Ordrett("9"), "y": "2"}},
         "a: {x: 1, z: 9, y: 2}\n"),
        ("a: {x: 1, y: 2}\n", {"a": {"y": "2"}}, "a: {y: 2}\n"),
        ("a: {x: 1, y: 2}\n", {"a": {"x": "1"}}, "a: {x: 1}\n"),
        ("a:\n  x: 1\n\n# om b\nb: 2\n", {"a": {"x": "1", "y": "en"}, "b": "2"},
         "a:\n  x: 1\n  y: en\n\n# om b\nb: 2\n"),
        ("a:\n  - en\n  - to  # her\n", {"a": ["en", "ny", "to"]},
         "a:\n  - en\n  - ny\n  - to  # her\n"),
        ("a:\n- en\n- to\n", {"a": ["to"]}, "a:\n- to\n"),
        ("# bare en merknad\n", {"a": "b"}, "# bare en merknad\na: b\n"),
        ("a: []\n", {"a": ["en", "to"]}, "a:\n  - en\n  - to\n"),
        ("a: >-\n  tekst\n  her\n\nb: 1\n", {"a": "kort", "b": "1"}, "a: >-\n  kort\n\nb: 1\n"),
        ("a: 1", {"a": Ordrett("2")}, "a: 2\n"),
    ],
)  # fmt: skip
def test_edits_as_a_person_would_make_them(for_: str, ny: dict[str, Any], etter: str) -> None:
    assert rediger(for_, ny) == etter


@pytest.mark.parametrize(
    "verdi",
    ["ja", "no", "null", "1.5", "2026", "a: b", "# nei", "'", '"', "- x", "{{ A.x }}", "[a", "å",
     "to  mellomrom " * 12, "avsnitt\nto", "*stjerne", "@", "a,b", "", " kant "],
)  # fmt: skip
def test_any_text_in_a_new_file_reads_back_as_itself(tmp_path: Path, verdi: str) -> None:
    innhold = {"a": verdi, "sider": {"kort": verdi}, "c": [verdi, {"d": verdi}]}
    fil = tmp_path / "en.yml"
    fil.write_text(ny_fil(innhold, ""), encoding="utf-8")
    assert les_dokument(fil).innhold == innhold
