"""Chapters written as text: read as jupytext reads them, and what is wrong told with its line."""

from pathlib import Path
from typing import Any

import jupytext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.base.faults import Datafeil
from effekt.reading.text_notebooks import les_tekstceller

HODE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""
KAPITTEL = f"""{HODE}
# Om sektoren

```{{code-cell}}
:tags: [parameters]

sektor: str = "tek"
endringer: dict = {{}}
```

```{{code-cell}}
data = apne(sektor, endringer)
```

(om-oss)=
## Om oss

Vi er {{{{ tall.ansatte }}}}, og skriver `{{{{ tall.navn }}}}`.

- se {{ref}}`om-oss`

### Mer

Uten tall.

+++ {{"tags": ["valgfri"]}}

## Kanskje

````{{code-cell}} ipython3
---
tags: [vedlegg]
jupyter:
  source_hidden: true
---
'''
```
'''
````
"""


def _fil(mappe: Path, tekst: str, navn: str = "x.md") -> Path:
    (fil := mappe / navn).write_text(tekst, encoding="utf-8")
    return fil


def _som_jupytext(tekst: str) -> list[tuple[str, str, dict[str, Any]]]:
    bok = jupytext.reads(tekst, fmt="md:myst")
    return [(celle.cell_type, celle.source.rstrip("\n"), dict(celle.metadata)) for celle in bok.cells]


def _vare(fil: Path) -> list[tuple[str, str, dict[str, Any]]]:
    return [(celle.slag, celle.kilde.rstrip("\n"), dict(celle.metadata)) for celle in les_tekstceller(fil)]


# --- as jupytext has it --------------------------------------------------------------------------


def test_a_text_has_the_cells_that_jupytext_finds_in_it(tmp_path: Path) -> None:
    fil = _fil(tmp_path, KAPITTEL)
    assert _vare(fil) == _som_jupytext(KAPITTEL)
    linjer = KAPITTEL.split("\n")
    for celle in les_tekstceller(fil):
        assert linjer[celle.linje - 1] == celle.kilde.split("\n")[0]


def test_what_jupytext_writes_of_a_text_is_read_alike_and_stays_as_it_is(tmp_path: Path) -> None:
    bok = jupytext.reads(KAPITTEL, fmt="md:myst")
    skrevet = jupytext.writes(bok, fmt="md:myst")
    assert _vare(_fil(tmp_path, skrevet)) == _vare(_fil(tmp_path, KAPITTEL, "y.md"))
    assert jupytext.writes(jupytext.reads(skrevet, fmt="md:myst"), fmt="md:myst") == skrevet


_LINJER = st.sampled_from(
    ["", "Tekst.", "# Overskrift", "- punkt", "  mer", "> sitat", "```", "````", "~~~", "```python", ":::", "+++",
     "::::{note}", "::::", "---", "{{ tall.a }}", "```{code-cell}", "```{code-cell} python", "x = 1",
     ":tags: [vedlegg]", '+++ {"tags": ["valgfri"]}', "| a | b |", "(navn)=", "    rykket", "1. en", "```{raw-cell}",
     "tags: [vedlegg]", "   ```", "<div>"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_LINJER, max_size=14))
def test_whatever_is_taken_jupytext_takes_alike(tmp_path_factory: pytest.TempPathFactory, linjer: list[str]) -> None:
    tekst = "\n".join([*linjer, "Slutt."])
    fil = _fil(tmp_path_factory.getbasetemp(), tekst, "hva-som-helst.md")
    try:
        vare = _vare(fil)
    except Datafeil as feil:
        assert feil.linje  # noqa: PT017
        return
    assert vare == _som_jupytext(tekst)
