"""What a sector is without leaves no page, table, column or sentence behind."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from effekt.base.faults import Datafeil
from effekt.model.tiltak import Sektordel
from effekt.reading.contents import pages_of
from effekt.reading.deler import ubrukt_side, uten_deler
from effekt.reading.program import les_program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, forside, kort, program, registre, tabeller, usikkerhet
from tests.helpers.enkel import ID, lag_enkel
from tests.helpers.feildata import bytt

DELER: tuple[str, ...] = get_args(Sektordel)
# What shows each part, of a sector that is without it: nothing.
VISER: dict[str, Callable[[Sektor], Any]] = {
    "rammekutt": tabeller.rammekutt,
    "nokkeltall": tabeller.nokkeltall,
    "maal": lambda sektor: "".join(rad[0] for rad in registre.alle_inndelinger(sektor).rader if rad[1] == "Kommunemål"),
    "klasser": tabeller.effekt_per_klasse,
    "usikkerhet": usikkerhet.effekt_og_sikkerhet,
    "kort": lambda sektor: kort.alle_kort(sektor, "VAN"),
}


def _uten(data: Path, *deler: str) -> Sektor:
    bytt(data / "tek/sektor.yml", "id: tek\n", f"id: tek\nuten: [{', '.join(deler)}]\n")
    return les_sektor("tek")


@pytest.mark.parametrize("del_", DELER)
def test_a_part_is_left_out_by_one_key(kommunekopi: Path, tek: Sektor, del_: str) -> None:
    assert tek.unrecorded.info.uten == ()
    assert str(VISER[del_](tek)) != ""
    uten = _uten(kommunekopi, del_)
    assert uten.unrecorded.info.uten == (del_,)
    assert str(VISER[del_](uten)) == ""
    borte = {"rammekutt": "rekker-det", "usikkerhet": "usikkerhet"}.get(del_)
    sider = [f"book/tek/{navn}" for navn in ("rekker-det", "usikkerhet", "tall-og-kilder")]
    assert [s for s in pages_of(kommunekopi.parent) if s in sider] == sorted(
        (s for s in sider if not s.endswith(f"/{borte}")), key=sider.index
    )


def test_a_table_that_the_sector_is_without_need_not_say_where_it_is_from(kommunekopi: Path) -> None:
    fil = kommunekopi / "tek/datapackage.yml"
    hode, nokkeltall, rest = fil.read_text(encoding="utf-8").partition("  - name: nokkeltall\n")
    rest = re.sub(r"(?m)^    (kilde|side):.*$", r"    \1:", rest, count=2)
    fil.write_text(hode + nokkeltall + rest, encoding="utf-8")
    with pytest.raises(Datafeil, match=r"resources\.kilde er tom"):
        les_sektor("tek")
    assert str(tabeller.nokkeltall(_uten(kommunekopi, "nokkeltall"))) == ""


def test_all_parts_are_left_out_together(kommunekopi: Path) -> None:
    sektor = _uten(kommunekopi, *DELER)
    assert [str(vis(sektor)) for vis in VISER.values()] == [""] * len(DELER)
    figur = figurer.effekt_per_tiltak(sektor)
    assert figur.hode[1:] == ["Navn", "Tusen kroner"]
    assert "vurdering" not in figur.undertittel
    assert not any(ett.kommunemal or ett.samlet_vurdering.klasse for ett in sektor.tiltak.values())


def test_a_part_that_nobody_has_entered_is_out_by_itself(kommunekopi: Path) -> None:
    lag_enkel(kommunekopi)
    # One amount is said to be at most, which is a bound of the source's own.
    assert uten_deler(kommunekopi, ID) == set(DELER) - {"usikkerhet", "kort"}
    for fil in ("fri4.yml", "fri5.yml"):
        (kommunekopi / ID / "tiltak" / fil).unlink()
    assert uten_deler(kommunekopi, ID) == set(DELER) - {"kort"}
    sektor = les_sektor(ID)
    tekst = f"{figurer.effekt_per_tiltak(sektor)!r}{registre.alle_vurderinger(sektor)!r}"
    assert "Lavt" not in tekst
    assert "ikke oppgitt" not in tekst
    assert not sektor.usikkerhet.gjennomforing
    assert "usikkerhet.trekk" not in str(list(map(str, registre.alle_enkelttall(sektor).rader)))


def test_what_stands_blank_while_a_sector_is_entered_is_missing_and_not_left_out(kommunekopi: Path) -> None:
    lag_enkel(kommunekopi, status="under_arbeid")
    (kommunekopi / ID / "tiltak/fri8.yml").write_text("id: FRI8\nsamlet_vurdering:\n  klasse:\n", encoding="utf-8")
    assert "klasser" not in uten_deler(kommunekopi, ID)
    bytt(kommunekopi / ID / "sektor.yml", "under_arbeid", "ferdig")
    assert "klasser" in uten_deler(kommunekopi, ID)


def test_a_book_where_no_sector_has_a_part_has_nothing_of_it_across_sectors(kommunekopi: Path) -> None:
    for sektor in ("tek", "opp"):
        bytt(kommunekopi / sektor / "sektor.yml", f"id: {sektor}\n", f"id: {sektor}\nuten: [rammekutt, klasser]\n")
    data = les_program()
    assert str(program.klassenes_effekt(data)) == str(program.dekning_av_rammekuttene(data)) == ""
    assert "Udekket rammekutt" not in program.sektorene(data).hode
    assert forside.effekt_mot_rammekutt(data).adresse == "effekt-per-ar"


@pytest.mark.parametrize(
    ("side", "ubrukt"),
    [
        ("book/fri/rekker-det", True),
        ("book/fri/kildekontroll", True),
        ("book/fri/sporbarhet", True),
        ("book/fri/tall-og-kilder", False),
        ("book/tek/rekker-det", False),
        ("book/tek/kildekontroll", False),
        ("book/tek/sporbarhet", False),
        ("book/forside", False),
        ("forside", False),
    ],
)
def test_a_page_about_what_its_sector_lacks_is_not_in_the_book(kommunekopi: Path, side: str, ubrukt: bool) -> None:
    lag_enkel(kommunekopi)
    assert ubrukt_side(kommunekopi, side) is ubrukt


@pytest.mark.parametrize("rest", ["", "resources:\n", "resources: []\n"])
def test_the_last_table_can_be_taken_out_and_the_key_with_it(kommunekopi: Path, rest: str) -> None:
    lag_enkel(kommunekopi)
    (kommunekopi / ID / "datapackage.yml").write_text(f"name: fri\ntitle: Tabeller\n{rest}", encoding="utf-8")
    assert "rammekutt" in les_sektor(ID).unrecorded.info.uten
