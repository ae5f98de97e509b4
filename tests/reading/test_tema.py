"""A book's own colours: what may be said, what is too weak, and where they go."""

from pathlib import Path

import pytest

from effekt.base.book import style_sheet
from effekt.base.faults import Datafeil
from effekt.display import style
from effekt.display.numbered import Figur
from effekt.execution import stale
from effekt.model.tema import ADRESSE, TEGNEFARGER
from effekt.reading import penger, tema
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor
from effekt.report import utvikling
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE

CSS = style_sheet(KOMMUNE).read_text(encoding="utf-8")


@pytest.fixture
def skriv(kommunekopi: Path) -> "object":
    def _skriv(tekst: str) -> None:
        (kommunekopi / "felles" / "tema.yml").write_text(tekst, encoding="utf-8")

    return _skriv


def _feil() -> str:
    with pytest.raises(Datafeil) as feil:
        tema.les_tema(Bokmappe.her())
    return str(feil.value)


def test_without_the_file_all_is_as_the_style_sheet_has_it(kommunekopi: Path) -> None:
    (kommunekopi / "felles/tema.yml").unlink()
    assert tema.med_tema(CSS, Bokmappe.her().tema) == CSS
    assert tuple(Bokmappe.her().tegnefarger) == TEGNEFARGER


def test_own_colours_come_after_the_tokens_in_both_views(skriv) -> None:  # type: ignore[no-untyped-def]
    skriv('lys: {profil: "#5B2A86", lenke: "#5b2a86"}\nmork: {profil: "#d9b8ff"}\n')
    farger = tema.tokener(tema.med_tema(CSS, Bokmappe.her().tema))
    assert farger["lys"]["accent"] == farger["lys"]["link"] == "#5b2a86"
    assert farger["mork"]["accent"] == "#d9b8ff"
    assert farger["mork"]["link"] == tema.tokener(CSS)["mork"]["link"]
    assert "--effekt-accent: #5b2a86;" in tema.for_papir(Bokmappe.her())
    assert "#d9b8ff" not in tema.for_papir(Bokmappe.her())


@pytest.mark.parametrize(
    ("tekst", "ventet"),
    [
        ('lys: {lenke: "#88aaff"}', "lys.lenke #88aaff mot papir #ffffff har kontrasten 2,2 : 1"),
        ('lys: {papir: "#334455"}', "lys.papir #334455 mot blekk #1a222c har kontrasten 1,6 : 1"),
        ('mork: {profil: "#12436d"}', "mork.profil #12436d mot papir #14191f har kontrasten"),
        ('lys: {darlig: "#ffaaaa"}', "og trenger 3,0 : 1. Velg en mørkere farge, for eksempel #"),
        ("lys: {profil: #5b2a86}", ""),
        ('lys: {profil: "blå"}', "må være en farge med seks sifre"),
        ('lys: {profl: "#5b2a86"}', "har ukjent farge «profl». Her kan stå: papir, flate"),
        ('lys: {profil: ""}', 'er tom. Skriv fargen i anførselstegn: "#12436d"'),
        ("lys:\n  profil: #5b2a86\n", "lys.profil er tom"),
    ],
)
def test_what_cannot_be_used_is_told_with_the_ratio_and_the_remedy(  # type: ignore[no-untyped-def]
    skriv, tekst: str, ventet: str
) -> None:
    skriv(tekst)
    assert ventet in _feil()
    assert "tema.yml, linje" in _feil()


def test_the_colour_that_is_proposed_would_do(skriv) -> None:  # type: ignore[no-untyped-def]
    skriv('lys: {lenke: "#88aaff"}\n')
    forslag = _feil().splitlines()[0].rpartition("#")[2].rstrip(".")
    # What stands on paper must do on the surface too, which asks for more.
    assert tema.kontrast(f"#{forslag}", "#ffffff") >= tema.TEKST
    assert tema.kontrast(f"#{forslag}", "#ffffff") < tema.TEKST + 0.7


@pytest.mark.parametrize(
    ("farger", "ventet"),
    [
        (["#12436d", "#ffee88", "#801650", "#f46a25"], "farge 2, #ffee88, mot hvitt"),
        (["#12436d", "#28a197", "#2aa19a", "#801650"], "farge 2, #28a197, og den neste"),
        (["#12436d", "#28a197", "#801650"], "figurer har 3 ledd, men skal ha 4"),
    ],
)
def test_colours_of_drawings_differ_from_the_paper_and_from_their_neighbours(  # type: ignore[no-untyped-def]
    skriv, farger: list[str], ventet: str
) -> None:
    skriv(f"figurer: {farger}".replace("'", '"'))
    assert ventet in _feil()


def test_drawings_have_the_books_own_colours(skriv) -> None:  # type: ignore[no-untyped-def]
    skriv('figurer: ["#2f9a6c", "#6b1532", "#c27a00", "#0b3d2e"]\n')
    assert list(Bokmappe.her().tegnefarger) == ["#2f9a6c", "#6b1532", "#c27a00", "#0b3d2e"]
    assert style.Fargerekke(Bokmappe.her().tegnefarger).flate(5) == ("#6b1532", "//")
    figur = utvikling.fra_forste_til_siste(les_sektor("tek"))
    assert isinstance(figur, Figur)
    tegning = figur.svg()
    assert "#2f9a6c" in tegning
    # Neither the municipality's colours as they were, nor the program's.
    assert not [farge for farge in ("#4a1d73", *TEGNEFARGER) if farge.lower() in tegning.lower()]


def test_no_two_areas_look_alike_however_many() -> None:
    palett = style.Fargerekke(TEGNEFARGER)
    assert len({palett.flate(nr) for nr in range(4 * len(palett))}) == 4 * len(palett)


def test_what_a_chapter_drew_is_stale_when_the_colours_change(skriv, kommunekopi: Path) -> None:  # type: ignore[no-untyped-def]
    for_ = stale._of_the_book(Bokmappe.her(), ADRESSE)
    skriv('figurer: ["#2f9a6c", "#6b1532", "#c27a00", "#0b3d2e"]\n')
    assert stale._of_the_book(Bokmappe.her(), ADRESSE) != for_


def test_what_a_chapter_shows_is_stale_when_the_unit_of_amounts_changes(kommunekopi: Path) -> None:
    for_ = stale._of_the_book(Bokmappe.her(), penger.ADRESSE)
    bytt(kommunekopi / "felles/program.yml", "belopsenhet: 1 000 kr", "belopsenhet: kr")
    assert stale._of_the_book(Bokmappe.her(), penger.ADRESSE) != for_
