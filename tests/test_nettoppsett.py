"""What the publisher configures: edition, contact, declaration, repository; blank is said."""

from pathlib import Path

import pytest

from effekt.kilder import Datafeil
from effekt.nettoppsett import (
    Depot,
    Nettoppsett,
    Utgave,
    binderlenke,
    i_ord,
    les_nettoppsett,
    sitat,
)

NOTATBOK = "notebooks/hls/sammendrag.ipynb"


def _oppsett(mappe: Path, *linjer: str) -> Nettoppsett:
    rader = "".join(f"      {linje}\n" for linje in linjer)
    tekst = f"title: Bok\nsphinx:\n  config:\n    html_context:\n{rader}"
    (mappe / "_config.yml").write_text(tekst)
    return les_nettoppsett(mappe)


def test_blank_settings_are_said_to_be_blank(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text("title: Bok\n")
    ord_ = i_ord(les_nettoppsett(tmp_path))
    assert "ikke oppgitt noe sted å melde feil" in ord_["kontakt"]
    assert "ikke lagt inn noen erklæring" in ord_["tilgjengelighetserklaering"]


def test_settings_are_read_and_put_into_words(tmp_path: Path) -> None:
    oppsett = _oppsett(
        tmp_path,
        "bunnlenker: []",
        "utgave: {dato: 2031-02-03}",
        "kontakt: {navn: Etaten, epost: post@eksempel.no}",
        "tilgjengelighetserklaering: https://uustatus.no/x",
    )
    assert oppsett.utgave.i_ord == "3.\u00a0februar 2031"
    ord_ = i_ord(oppsett)
    assert ord_["kontakt"] == "Si fra til Etaten: [post@eksempel.no](mailto:post@eksempel.no)."
    assert "https://uustatus.no/x" in ord_["tilgjengelighetserklaering"]


@pytest.mark.parametrize(
    ("linje", "melding"),
    [
        ("utgave: {dato: 3. februar}", "linje 5: utgave.dato er «3. februar»"),
        ("kontakt: {epost: eksempel.no}", "kontakt.epost er «eksempel.no»"),
        ("kontakt: {tlf: 1}", "ukjent nøkkel «kontakt.tlf»"),
        ("depot: {url: github.com/a/b}", "depot.url er «github.com/a/b», men må være en hel"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told_with_its_line(
    tmp_path: Path, linje: str, melding: str
) -> None:
    with pytest.raises(Datafeil) as feil:
        _oppsett(tmp_path, linje)
    assert melding in str(feil.value)


@pytest.mark.parametrize(
    ("depot", "lenke"),
    [
        (Depot(), ""),
        (
            Depot(url="https://git.eksempel.no/a/effekt.git", gren="ny/gren"),
            "https://mybinder.org/v2/git/https%3A%2F%2Fgit.eksempel.no%2Fa%2Feffekt.git/ny%2Fgren"
            "?labpath=notebooks%2Fhls%2Fsammendrag.ipynb",
        ),
        (
            Depot(url="https://github.com/a/effekt.git"),
            "https://mybinder.org/v2/gh/a/effekt/main?labpath=notebooks%2Fhls%2Fsammendrag.ipynb",
        ),
    ],
)
def test_binder_has_an_address_only_when_the_repository_has(depot: Depot, lenke: str) -> None:
    assert binderlenke(depot, NOTATBOK) == lenke


def test_a_page_is_cited_with_the_declared_date() -> None:
    utgave = Utgave(dato="2031-02-03")
    assert sitat("Etaten", "Boken", "Siden", utgave, "https://x.no/s.html") == (
        "Etaten (2031). Siden. I Boken. Utgave av 3.\u00a0februar 2031. https://x.no/s.html"
    )
    assert sitat("Etaten", "Boken", "Siden", Utgave(), "") == "Etaten (uten år). Siden. I Boken."
