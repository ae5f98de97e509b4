"""The page of one measure: the answer first, each thing said once, and nothing said that is not so."""

from pathlib import Path

import pytest

from effekt.display.objects import Mangelboks
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import kort, tiltaksside
from effekt.report.tiltaksside import Kortside, forste_setning
from tests.helpers.feildata import bytt


def _siden(sektor: Sektor, id_: str) -> Kortside:
    side = tiltaksside.tiltaket(sektor, id_)
    assert isinstance(side, Kortside)
    return side


def test_the_title_is_the_short_name_and_the_printed_one_stands_beneath(kommunekopi: Path) -> None:
    assert repr(tiltaksside.overskrift(les_sektor("tek"), "VEI1")) == les_sektor("tek").tiltak["VEI1"].navn
    fil = kommunekopi / "tek/tiltak/vei1.yml"
    fil.write_text(fil.read_text("utf-8") + "kortnavn: Færre lys\n", "utf-8")
    tek = les_sektor("tek")
    assert repr(tiltaksside.overskrift(tek, "VEI1")) == "Færre lys"
    assert tek.tiltak["VEI1"].navn in repr(_siden(tek, "VEI1"))
    assert repr(tiltaksside.overskrift(tek)) == "Færre lys"


@pytest.mark.parametrize(
    ("sektor", "id_", "funn"),
    [("tek", "VEI1", "Gir 420 tusen kroner i 2030"), ("opp", "KUL1", "Koster 300 tusen kroner i året fra 2029")],
)
def test_the_figures_title_is_what_it_shows(sektor: str, id_: str, funn: str) -> None:
    figur = _siden(les_sektor(sektor), id_).figur
    assert figur
    assert figur.tittel == funn
    assert list(figur.data["ar"]) == [2027, 2028, 2029, 2030]


def test_a_measure_that_gives_nothing_or_is_left_out_has_no_figure(tek: Sektor) -> None:
    endret = med_endringer("tek", {"VEI1.gjennomfores": "nei"})
    side = _siden(endret, "VEI1")
    assert side.figur is None
    assert "2030\nutelatt" in repr(side)
    assert "Hvor sikkert er det?" not in repr(side)
    assert len(_siden(tek, "VEI1").post().deler) == 2
    assert len(side.post().deler) == 1


def test_what_meets_the_print_in_every_year_is_one_line_and_is_honest_about_why(tek: Sektor, opp: Sektor) -> None:
    assert "✔ Lik kilden i alle fire årene." in repr(_siden(opp, "SKO1"))
    assert "Oppgitt på kortet" not in repr(_siden(opp, "SKO1"))
    assert "tilpasset" not in repr(_siden(opp, "SKO1"))
    endret = med_endringer("opp", {"SKO1.antall": "4"})
    assert "Oppgitt på kortet" in repr(_siden(endret, "SKO1"))
    assert "✔" not in repr(_siden(endret, "SKO1"))


def test_a_remark_on_ratings_is_said_once_and_what_is_unknown_is_no_rating(opp: Sektor) -> None:
    vist = repr(_siden(opp, "PPT1"))
    # Numbered as they are met, whichever they are.
    assert "ukjent ¹" in vist
    assert "²" not in vist
    assert "Ikke gjengitt" not in vist
    # Once under each of the two places with ratings.
    assert vist.count("Fargekoden på kortet er ikke med") == 2


def test_what_is_missing_of_a_measure_being_entered_is_on_its_page(kommunekopi: Path) -> None:
    bytt(kommunekopi / "tek/sektor.yml", "id: tek\n", "id: tek\nstatus: under_arbeid\n")
    (kommunekopi / "tek/tiltak/van2.yml").write_text("id: VAN2\nnavn: Færre vakter\nvirksomhet: VAN\n", "utf-8")
    tek = les_sektor("tek")
    assert isinstance(tiltaksside.tiltaket(tek, "VAN2"), Mangelboks)
    assert repr(tiltaksside.overskrift(tek, "VAN2")) == "Færre vakter"
    sagt = repr(kort.alle_kort(tek, "VAN"))
    assert "Siden om tiltaket sier hva som mangler" in sagt
    assert "[tek-kort-van2]" not in sagt


def test_a_chapter_shows_the_way_to_the_page_and_no_label_twice(tek: Sektor) -> None:
    vist = kort.tiltakskort(tek, "VEI1")
    assert vist.etikett == ""
    assert "<tek-kort-vei1>" in "".join(blokk.myst() for blokk in vist.blokker())
    assert "2030\n420" in repr(vist)


def test_a_book_without_pages_for_the_measures_has_them_in_the_chapter(kommunekopi: Path) -> None:
    bytt(kommunekopi.parent / "_toc.yml", "  - caption: Tiltakene\n    chapters:\n      - file: book/alle-tiltak\n", "")
    assert kort.tiltakskort(les_sektor("tek"), "VEI1").etikett == "tek-kort-vei1"


@pytest.mark.parametrize(
    ("tekst", "forst", "resten"),
    [
        ("En setning.", "En setning.", ""),
        ("Først dette. Så dette. Og mer.", "Først dette.", "Så dette. Og mer."),
        (
            "Det koster 1.5 mill. kroner i året. Mer er det ikke.",
            "Det koster 1.5 mill. kroner i året.",
            "Mer er det ikke.",
        ),
        ("Se s. 4 om det", "Se s. 4 om det", ""),
        ("", "", ""),
    ],
)
def test_the_first_sentence_is_told_from_the_rest(tekst: str, forst: str, resten: str) -> None:
    assert forste_setning(tekst) == (forst, resten)
