"""What the publisher decides, in one file: publisher, addresses, contact, declaration, repository.

What is blank is said to be so, and what cannot be used is told with file, line, key and remedy.
"""

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from effekt.model.historikk import Historikk, Historikkverdi, Utgave, siste_utgave
from effekt.model.utgivelse import Depot, Kontakt, Utgivelse, mangler
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.schema import json_skjema
from effekt.reading.utgivelse import les_utgivelse
from effekt.site.extension import binder_link, citation, utgivelse_in_words
from tests.helpers.feildata import bytt, feilmelding, linje_med

NOTATBOK = "notebooks/tek/tiltak.ipynb"
# Every key, left blank.
BLANK = """\
nettadresse:
utgiver:
  navn:
  organisasjonsnummer:
kontakt:
  navn:
  epost:
  nettside:
tilgjengelighetserklaring:
depot:
  url:
  gren: main
tema: [HEAL]
"""
# What Lillevik's pages say as long as nobody answers for them.
UOFFISIELL = (
    "Dette er en uoffisiell gjenfortelling av Økonomiplan 2027–2030. Lillevik kommune (oppdiktet) har verken laget "
    "eller godkjent den."
)
UTGAVE = Utgave(utgave="2", dato=date(2031, 2, 3), hva="Ny", hvorfor="Nye tall")


def _skriv(data: Path, *linjer: str) -> Path:
    fil = data / "felles/utgivelse.yml"
    fil.write_text("\n".join(["# utgivelsen", *linjer]) + "\n", encoding="utf-8")
    return fil


# --- the file ------------------------------------------------------------------------------------


def test_without_a_file_all_of_it_is_blank(kommunekopi: Path) -> None:
    (kommunekopi / "felles/utgivelse.yml").unlink()
    assert les_utgivelse(Bokmappe.her()) == Utgivelse(merknad=UOFFISIELL)
    assert len(mangler(les_utgivelse(Bokmappe.her()))) == 5


@pytest.mark.parametrize("tom", ["", ' ""', ' " "', " null"])
def test_a_key_left_blank_is_as_one_that_is_not_there(kommunekopi: Path, tom: str) -> None:
    nokler = [*Utgivelse.model_fields]
    _skriv(kommunekopi, *(f"{nokkel}:{tom}" for nokkel in nokler))
    assert les_utgivelse(Bokmappe.her()) == Utgivelse(merknad=UOFFISIELL)
    _skriv(kommunekopi, "kontakt:", f"  epost:{tom}", "depot:", f"  url:{tom}", f"  gren:{tom}")
    assert les_utgivelse(Bokmappe.her()) == Utgivelse(merknad=UOFFISIELL)
    assert les_utgivelse(Bokmappe.her()).depot.gren == "main"


@pytest.mark.parametrize(
    ("linje", "merknad"), [("utgiver: {navn: Lillevik kommune}", None), ("merknad: Et utkast", "Et utkast")]
)
def test_pages_are_unofficial_until_somebody_answers_for_them(
    kommunekopi: Path, linje: str, merknad: str | None
) -> None:
    _skriv(kommunekopi, linje)
    assert les_utgivelse(Bokmappe.her()).merknad == merknad


def test_a_book_that_retells_no_report_is_not_called_a_retelling(kommunekopi: Path) -> None:
    _skriv(kommunekopi, "tema: [GOVE]")
    for fil in kommunekopi.glob("*/sektor.yml"):
        tekst = fil.read_text(encoding="utf-8")
        fil.write_text("".join(linje for linje in tekst.splitlines(keepends=True) if "rapport:" not in linje), "utf-8")
    assert les_utgivelse(Bokmappe.her()).merknad is None


def test_what_is_filled_in_is_read_and_fits_the_schema(kommunekopi: Path) -> None:
    _skriv(
        kommunekopi,
        "nettadresse: https://rapport.eksempel.no/helse",
        "utgiver: {navn: Etaten, organisasjonsnummer: 123456785}",
        "kontakt: {epost: post@eksempel.no, nettside: 'https://eksempel.no/skjema?id=1#feil'}",
        "tilgjengelighetserklaring: https://uustatus.no/x",
        "depot: {url: https://github.com/a/b, gren: ny/gren}",
    )
    lest = les_utgivelse(Bokmappe.her())
    assert lest.adresse("x.html") == "https://rapport.eksempel.no/helse/x.html"
    assert lest.utgiver.organisasjonsnummer == "123456785"
    assert lest.kontakt.nettside == "https://eksempel.no/skjema?id=1#feil"
    assert (lest.depot.url, lest.depot.gren) == ("https://github.com/a/b", "ny/gren")
    skjema = Draft202012Validator(json_skjema("utgivelse", Bokmappe.her()))
    skjema.validate({**lest.model_dump(mode="json", exclude_none=True)})
    skjema.validate({"kontakt": None, "tema": None, "nettadresse": "", "depot": {"url": None}})
    for galt in ({"nettadresse": "eksempel.no"}, {"kontakt": {"epost": "x"}}, {"kontkat": None}):
        assert not skjema.is_valid(galt), galt


@pytest.mark.parametrize(
    ("gammelt", "nytt", "nokkel", "rad"),
    [
        ("nettadresse:", "nettadresse: rapport.no", "nettadresse er", "Skriv hele adressen"),
        ("nettadresse:", "nettadresse: https://a.no/?x=1", "nettadresse er", "uten ? og #"),
        ("organisasjonsnummer:", "organisasjonsnummer: 123", "utgiver.organ", "er ni sifre"),
        ("epost:", "epost: postmottak", "kontakt.epost er", "Skriv en e-postadresse"),
        ("epost:", "epost: ved behov@a.no", "kontakt.epost er", "Skriv en e-postadresse"),
        ("nettside:", "nettside: www.a.no", "kontakt.nettside er", "Skriv hele adressen"),
        ("klaring:", "klaring: uustatus.no", "tilgjengelighetserklaring er", "hele adressen"),
        ("url:", "url: github.com/a/b", "depot.url er", "Skriv hele adressen"),
        ("url:", "url: git@github.com:a/b.git", "depot.url er", "Skriv hele adressen"),
        ("tema: [HEAL", "tema: [HELSE", "tema er", "Mente du HEAL"),
        ("kontakt:", "kontkat:", "«kontkat»", "Mente du kontakt"),
        ("epost:", "epsot:", "«kontakt.epsot»", "Mente du epost"),
        ("depot:\n  url:\n  gren: main", "depot: main", "depot er «main»", "gruppe"),
    ],
)
def test_what_cannot_be_used_is_told_with_line_key_and_remedy(
    kommunekopi: Path, gammelt: str, nytt: str, nokkel: str, rad: str
) -> None:
    fil = _skriv(kommunekopi, *BLANK.splitlines())
    assert les_utgivelse(Bokmappe.her()) == Utgivelse(tema=("HEAL",), merknad=UOFFISIELL)
    bytt(fil, gammelt, nytt)
    sagt = feilmelding(lambda: les_utgivelse(Bokmappe.her()))
    linje = linje_med(fil, nytt)
    assert f"data/felles/utgivelse.yml, linje {linje}: " in sagt
    assert nokkel in sagt
    assert rad in sagt


# --- in words ------------------------------------------------------------------------------------


def test_what_is_blank_is_said_to_be_blank_and_readers_are_told_of_no_file() -> None:
    ord_ = utgivelse_in_words(Utgivelse())
    assert "ikke oppgitt noe sted å melde feil" in ord_["kontakt"]
    assert "ikke lagt inn noen erklæring" in ord_["tilgjengelighetserklaring"]
    assert all("data/" not in tekst for tekst in ord_.values())


def test_what_is_decided_is_put_into_words() -> None:
    ord_ = utgivelse_in_words(
        Utgivelse(
            kontakt=Kontakt(navn="Etaten", epost="post@eksempel.no"), tilgjengelighetserklaring="https://uustatus.no/x"
        )
    )
    assert ord_["kontakt"] == "Si fra til Etaten: [post@eksempel.no](mailto:post@eksempel.no)."
    assert "[https://uustatus.no/x](https://uustatus.no/x)" in ord_["tilgjengelighetserklaring"]
    begge = Kontakt(epost="post@eksempel.no", nettside="https://eksempel.no/feil")
    assert utgivelse_in_words(Utgivelse(kontakt=begge))["kontakt"] == (
        "Si fra: [post@eksempel.no](mailto:post@eksempel.no) eller "
        "[https://eksempel.no/feil](https://eksempel.no/feil)."
    )


@pytest.mark.parametrize(
    ("depot", "lenke"),
    [
        (Depot(), ""),
        (
            Depot(url="https://git.eksempel.no/a/effekt.git", gren="ny/gren"),
            "https://mybinder.org/v2/git/https%3A%2F%2Fgit.eksempel.no%2Fa%2Feffekt.git/ny%2Fgren"
            "?labpath=notebooks%2Ftek%2Ftiltak.ipynb",
        ),
        (
            Depot(url="https://github.com/a/effekt.git"),
            "https://mybinder.org/v2/gh/a/effekt/main?labpath=notebooks%2Ftek%2Ftiltak.ipynb",
        ),
    ],
)
def test_binder_has_an_address_only_when_the_repository_has(depot: Depot, lenke: str) -> None:
    assert binder_link(depot, NOTATBOK) == lenke


def test_a_page_is_cited_with_the_date_of_the_edition() -> None:
    assert citation("Etaten", "Boken", "Siden", UTGAVE, "https://x.no/s.html") == (
        "Etaten (2031). Siden. I Boken. Utgave av 3.\u00a0februar 2031. https://x.no/s.html"
    )
    assert citation("Etaten", "Boken", "Boken", UTGAVE, "") == ("Etaten (2031). Boken. Utgave av 3.\u00a0februar 2031.")
    assert citation("Etaten", "Boken", "Siden", None, "", "Byen: Planen (2030)").endswith(
        "I Boken. Gjenforteller Byen: Planen (2030)."
    )
    assert citation("Etaten", "Boken", "Siden", None, "") == "Etaten (uten år). Siden. I Boken."


def test_the_edition_is_the_newest_of_all_sectors() -> None:
    eldre = UTGAVE.model_copy(update={"utgave": "1", "dato": date(2030, 1, 1)})
    yngre = UTGAVE.model_copy(update={"utgave": "9", "dato": date(2032, 1, 1)})
    en, to = Historikk(utgaver=(eldre, yngre)), Historikk(utgaver=(UTGAVE,))
    assert siste_utgave([en, to]) == siste_utgave([to, en]) == yngre
    assert siste_utgave([Historikk(), to]) == UTGAVE
    assert siste_utgave([Historikk()]) is None


def test_a_change_of_a_number_to_a_group_is_told_in_words() -> None:
    with pytest.raises(ValidationError, match="må være ett tall"):
        TypeAdapter[object](Historikkverdi).validate_python({"a": "1"})
