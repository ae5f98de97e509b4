"""What a figure cannot be without, and when it is words and no drawing."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from effekt.base.faults import Byggfeil, Datafeil
from effekt.display.numbered import FLEST_ORD, Figur
from effekt.display.objects import Kilde
from effekt.display.records import les_poster
from effekt.execution.chapters import Kapittel
from effekt.reading.sektor import Sektor
from effekt.site.build import check_drawn_once


def _figur(sektor: Sektor, verdier: dict[str, int], tittel: str = "", adresse: str = "prove") -> Figur:
    return Figur(
        sektor=sektor,
        adresse=adresse,
        nummer="Figur 3",
        emne="Ansatte i etatene i 2027",
        tittel=tittel,
        undertittel="Antall ansatte",
        kilde=Kilde("Kilde: en prøve"),
        data=pd.DataFrame({"etat": list(verdier), "ar": 2027, "ansatte": list(verdier.values())}),
        hode=["Etat", "Ansatte"],
        rader=[[etat, str(antall)] for etat, antall in verdier.items()],
        alternativtekst="Stående søyler.",
        tegning=lambda akser, smal: akser.bar(list(verdier), list(verdier.values())) and None,
    )


TRE = {"Vei": 3, "Vann": 5, "Skole": 9}


def test_the_caption_is_what_it_shows_and_lists_have_what_it_is(tek: Sektor) -> None:
    figur = _figur(tek, TRE, "Skolen har flest ansatte")
    assert figur.navngitt == "**Figur 3.** Skolen har flest ansatte"
    assert figur.post().tittel == "Figur 3. Ansatte i etatene i 2027"
    assert figur.post().funn == "Skolen har flest ansatte"
    assert replace(figur, tittel="").navngitt == "**Figur 3.** Ansatte i etatene i 2027"


def test_a_title_is_a_claim_of_few_words_or_none(tek: Sektor) -> None:
    _figur(tek, TRE, " ".join(["ord"] * FLEST_ORD))
    with pytest.raises(Datafeil, match=r"Figur 3: tittelen «ord .*» har 13 ord, og kan ha 12"):
        _figur(tek, TRE, " ".join(["ord"] * (FLEST_ORD + 1)))
    with pytest.raises(ValueError, match="Figur 3: tittelen er emnet en gang til"):
        _figur(tek, TRE, "Ansatte i etatene i 2027")
    with pytest.raises(ValueError, match="uten emne"):
        replace(_figur(tek, TRE), emne="")


def test_fewer_than_three_numbers_are_said_and_not_drawn(
    tek: Sektor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EFFEKT_FILER", "skriv")
    monkeypatch.chdir(tmp_path)
    bunt = _figur(tek, {"Vei": 3, "Vann": 5}).vist()
    assert "Vei: 3. Vann: 5." in bunt["text/markdown"]
    assert "(tek-prove)=" in bunt["text/markdown"]
    assert "{figure}" not in bunt["text/markdown"]
    assert sorted(fil.name for fil in Path("filer").iterdir()) == ["prove.csv"]
    assert "{figure} filer/prove.svg" in _figur(tek, TRE).vist()["text/markdown"]
    assert sorted(fil.name for fil in Path("filer").iterdir()) == ["prove-smal.svg", "prove.csv", "prove.svg"]


def test_the_same_numbers_are_drawn_once(tek: Sektor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EFFEKT_FILER", "skriv")
    kapitler = []
    for navn, verdier in (("tek/en", TRE), ("tek/to", TRE | {"Skole": 8})):
        kapittel = Kapittel(navn, Path(f"{navn}.ipynb"), "tek")
        fil = tmp_path / kapittel.fil
        fil.parent.mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(fil.parent)
        ut = nbformat.v4.new_output("display_data", data=_figur(tek, verdier, adresse=navn[4:]).vist())
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("vis", outputs=[ut], id="a")]), fil)
        assert [post.slag for post in les_poster(fil)] == ["figur"]
        kapitler.append(kapittel)
    check_drawn_once(kapitler, tmp_path)
    csv = tmp_path / "book/tek/filer"
    (csv / "to.csv").write_bytes((csv / "en.csv").read_bytes())
    with pytest.raises(Byggfeil, match=r"i tek/en og «.*» i tek/to er tegnet av de samme tallene. Ta ut den ene"):
        check_drawn_once(kapitler, tmp_path)
    # Two measures may have the same amounts.
    check_drawn_once([replace(k, tiltak=f"VEI{nr}") for nr, k in enumerate(kapitler, 1)], tmp_path)
