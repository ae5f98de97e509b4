"""A measure that is no longer in the plan: in no sum and no list but its own, with its page and its address."""

from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.calc import beregning
from effekt.display.numbered import Tabell
from effekt.reading.program import les_program
from effekt.reading.sektorlesing import les_sektor
from effekt.report import kort, tiltakene, tiltaksside
from tests.helpers.feildata import bytt

_UTGAR = "utgar: {hvorfor: Loven er endret., dato: 2027-03-01, kilde: plan-2027, side: 12}\n"


@pytest.fixture
def uten_kul1(kommunekopi: Path) -> Path:
    """Lillevik, where KUL1 has ended; its years are of an earlier plan, and a premise and a chapter tell of it."""
    fil = kommunekopi / "opp" / "tiltak" / "kul1.yml"
    tekst = fil.read_text(encoding="utf-8")
    fil.write_text(_UTGAR + tekst.replace("2027: 0, 2028:", "2026: 0, 2027: 0, 2028:"), encoding="utf-8")
    return kommunekopi


def test_it_is_in_no_sum_and_no_list_but_its_own(uten_kul1: Path) -> None:
    sektor = les_sektor("opp")
    assert "KUL1" not in sektor.tiltak
    assert "KUL1" not in beregning.effekter(sektor)
    program = les_program()
    alle, ute = tiltakene.alle_tiltak(program), tiltakene.som_utgar(program)
    assert isinstance(alle, Tabell)
    assert isinstance(ute, Tabell)
    assert not any("KUL1" in rad[0] for rad in alle.rader)
    assert [rad[2:4] for rad in ute.rader] == [["1.\u00a0mars 2027", "Loven er endret."]]


def test_its_page_says_why_and_keeps_its_labels(uten_kul1: Path) -> None:
    side = "\n".join(b.myst() for b in tiltaksside.tiltaket(les_sektor("opp"), "KUL1").blokker())
    assert "(opp-kort-kul1)=" in side
    assert "(opp-effekt-kul1)=" in side
    assert "Loven er endret" in side
    assert "Tiltaket er ikke med i noen sum" in side


def test_it_comes_last_where_its_agency_is_told_of(uten_kul1: Path) -> None:
    rekke = kort.alle_kort(les_sektor("opp"), "KUL")
    assert isinstance(rekke, kort.Kortrekke)
    assert [ett.post().tittel.partition(" ")[0] for ett in rekke.kort] == ["KUL1"]
    assert "Tiltaket utgår" in repr(rekke)


def test_who_depends_on_it_is_told(uten_kul1: Path) -> None:
    bytt(
        uten_kul1 / "opp" / "tiltak" / "sko2.yml",
        "formel_grunnlag:",
        "avhenger_av:\n  - {tiltak: KUL1, hvorfor: Samme hus., kilde: plan-2027, side: 12}\nformel_grunnlag:",
    )
    with pytest.raises(Datafeil, match="avhenger_av: KUL1 utgår, og kan ikke virke sammen med SKO2"):
        les_sektor("opp")


def test_it_says_why_and_when(uten_kul1: Path) -> None:
    bytt(uten_kul1 / "opp" / "tiltak" / "kul1.yml", "dato: 2027-03-01, ", "")
    with pytest.raises(Datafeil, match=r"utgar\.dato"):
        les_sektor("opp")
