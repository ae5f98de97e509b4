"""Chapters written as text: read as jupytext reads them, and what is wrong told with its line."""

from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effekt.base.faults import Datafeil
from effekt.cli.main import main
from effekt.reading.chapter_sources import PROSA, kan_kjores_som_den_er, kilder_i, les_kilde
from effekt.reading.notebooks import som_fil
from effekt.reading.text_notebooks import les_tekstceller
from tests.helpers.feildata import feilmelding

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


# --- what is run ---------------------------------------------------------------------------------


def _kjores(tekst: str, mappe: Path) -> list[tuple[int, str, str]]:
    kilde = les_kilde(_fil(mappe, tekst))
    return [(kilde.linjer[celle["id"]], celle["cell_type"], celle["source"]) for celle in kilde.celler]


def test_text_with_numbers_is_prose_and_headings_stay_headings(tmp_path: Path) -> None:
    tekst = "# En\n\nUten `{{ tall }}`.\n\n## To\n\nVi er {{ tall.ansatte }}, og `{{ kode }}`.\n\n## Tre\n\nSlutt."
    assert _kjores(tekst, tmp_path) == [
        (1, "markdown", "# En\n\nUten `{{ tall }}`.\n\n## To"),
        (7, "code", f"{PROSA} markdown\nVi er {{{{ tall.ansatte }}}}, og {{% raw %}}`{{{{ kode }}}}`{{% endraw %}}."),
        (9, "markdown", "## Tre\n\nSlutt."),
    ]


def test_a_heading_with_a_number_is_made_when_it_is_known(tmp_path: Path) -> None:
    celle = les_kilde(_fil(tmp_path, "## Vi er {{ tall.ansatte }}")).celler[0]
    assert celle["source"] == f"{PROSA} markdown\nVi er {{{{ tall.ansatte }}}}"
    assert celle["metadata"]["tags"] == ["tittel"]
    assert celle["metadata"]["overskriftsniva"] == 2


def test_what_is_to_be_written_is_shown_in_a_frame(tmp_path: Path) -> None:
    assert _kjores("# En\n\nSkriv her: Hva vi gjør,\nog for hvem.\n\nMer.", tmp_path) == [
        (1, "markdown", "# En"),
        (3, "markdown", "::::{container} uskrevet\n**Skriv her:** Hva vi gjør,\nog for hvem.\n::::"),
        (6, "markdown", "Mer."),
    ]


def test_a_cell_keeps_its_id_when_others_come_and_go_and_the_notebook_is_valid(tmp_path: Path) -> None:
    kilde = les_kilde(_fil(tmp_path, KAPITTEL))
    (ut := tmp_path / "x.ipynb").write_text(som_fil(kilde.notatbok), encoding="utf-8")
    nbformat.validate(nbformat.read(ut, 4))
    assert kan_kjores_som_den_er(ut)
    ider = [celle["id"] for celle in kilde.celler]
    flere = les_kilde(_fil(tmp_path, KAPITTEL.replace("# Om sektoren\n", "# Om sektoren\n\n```{code-cell}\n1\n```\n")))
    assert [celle["id"] for celle in flere.celler if celle["id"] in ider] == ider


# --- what is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tekst", "linje", "sagt"),
    [
        ("# En\n\n```{code-cell}\nx = 1\n", 3, "cellen som begynner her, er ikke lukket. Skriv ```"),
        ("```{code-cell}\nx = 1\n\n```{code-cell}\ny\n```\n", 1, "cellen som begynner her, er ikke lukket"),
        ("En.\n\n```\nkode\n", 3, "blokken som begynner her, er ikke lukket. Skriv ```"),
        ("En.\n\n:::{note}\nkode\n", 3, "blokken som begynner her, er ikke lukket. Skriv :::"),
        (":::{note}\n```{code-cell}\n1\n```\n:::\n", 2, "kodecellen står inne i blokken som begynner i linje 1"),
        ("```{code-celle}\n1\n```\n", 1, "ukjent slags celle «{code-celle}». Mente du code-cell?"),
        ("- punkt\n  ```{code-cell}\n  1\n  ```\n", 2, "cellen må begynne helt til venstre"),
        ("```{code-cell} julia\n1\n```\n", 1, "cellen er i språket «julia», men må være i Python"),
        ("```{code-cell}\n:tags: [parameter]\n1\n```\n", 2, "ukjent merke på cellen: «parameter». Mente du"),
        ("```{code-cell}\n:tag: [parameters]\n1\n```\n", 2, "ukjent opplysning om cellen: «tag». Mente du tags?"),
        ("```{code-cell}\n---\n\ttags: [x]\n---\n1\n```\n", 3, "tabulator"),
        ("En.\n\n+++ {tags: x}\n", 3, "etter +++ må det stå ingenting"),
        ("---\njupytext: {a: 1}\n\n# En\n", 1, "opplysningene øverst i filen er ikke avsluttet"),
        ("---\njupytekst:\n  a: 1\n---\n# En\n", 2, "ukjent nøkkel «jupytekst» øverst i filen. Mente du jupytext?"),
        ("---\nkernelspec:\n  name: x: y\n---\n# En\n", 3, "kolon inne i teksten"),
        ("---\njupytext: {text_representation: {format_name: markdown}}\n---\n# En\n", 1, "format «markdown»"),
        ("---\nkernelspec: {language: R}\n---\n# En\n", 1, "kapitlet er i språket «R», men må være i Python"),
        ("En.\n\n<div>\n", 3, "linjen begynner med «<div>», som HTML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, tekst: str, linje: int, sagt: str) -> None:
    fil = _fil(tmp_path, tekst)
    melding = feilmelding(lambda: les_kilde(fil))
    assert f"x.md, linje {linje}: " in melding
    assert sagt in melding


def test_a_chapter_has_one_file(tmp_path: Path) -> None:
    _fil(tmp_path, "# En")
    _fil(tmp_path, "{}", "x.ipynb")
    assert "x.md: kapitlet finnes også som «x.ipynb». Behold den ene" in feilmelding(lambda: kilder_i(tmp_path))


@pytest.mark.parametrize(
    ("tekst", "sagt"),
    [
        ("Vi er {{ tall.ansate }}.", "linje 25: ukjent enkelttall: «ansate»"),
        ("En.\nVi er {{ tall.ansatte.", "linje 26: teksten kan ikke leses. Se etter {{ }}"),
        ("En.\n\n- {{ total[2027] | mil }}", "linje 27: ukjent filter «mil». Mente du mill?"),
        ("# {{ total[2227] | mill }}", "linje 25: "),
        ("{% pastand total[2027] > 0 %}Ja.", "linje 25: teksten kan ikke leses"),
        ("Vi er { tall.ansatte }.", "linje 25: «{ tall.ansatte }» blir stående som det er skrevet"),
        ("Vi får {{ total[2030] | belop }}.[^a]\n\n# To\n\n[^a]: Her.", "linje 25: fotnoten [^a] står under en annen"),
    ],
)
def test_a_slip_in_a_text_is_told_with_the_line_of_its_file(
    kommunekopi: Path, capsys: pytest.CaptureFixture[str], tekst: str, sagt: str
) -> None:
    hode = KAPITTEL.partition("(om-oss)=")[0]
    (kommunekopi.parent / "notebooks/opp/tiltak.md").write_text(f"{hode.strip()}\n\n{tekst}\n", encoding="utf-8")
    assert main(["check", "--sector", "opp", "--data", str(kommunekopi)]) == 2
    assert f"notebooks/opp/tiltak.md, {sagt}" in capsys.readouterr().err


def test_nothing_of_a_text_from_others_is_run_by_a_check(kommunekopi: Path) -> None:
    spor = kommunekopi / "spor"
    ondt = f"```{{code-cell}}\nopen({str(spor)!r}, 'w')\n```\n\n```{{code-cell}}\n!touch {spor}\n```\n"
    with (kommunekopi.parent / "notebooks/opp/tiltak.md").open("a", encoding="utf-8") as fil:
        fil.write(f"\n{ondt}")
    assert main(["check", "--data", str(kommunekopi)]) < 2
    assert not spor.exists()
