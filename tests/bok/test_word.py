"""Word files: cards as tables, real headings, notes and header rows, the book's own numbers."""

import zipfile
from contextlib import nullcontext
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from effekt.base.numbers import vis_tall
from effekt.calc import beregning
from effekt.calc.usikkerhet import spenn
from effekt.calc.varighet import arstall
from effekt.export.word import lag_ordfil
from effekt.reading.sektor import Sektor
from tests.helpers.bokkopi import ROT, boken

KAPITTEL = "hls/3-3-helseetaten"
TILTAK = "HEL1"


def _i_mill(belop: Fraction) -> str:
    """Millions: whole where they are, one decimal elsewhere."""
    mill = belop / 1_000_000
    return vis_tall(mill, None if mill.denominator == 1 else 1)


def _les(fil: Path) -> docx.document.Document:
    return docx.Document(str(fil))


def _lag(ut: Path, kapitler: list[str], tiltak: list[str], papir: Path) -> docx.document.Document:
    return _les(lag_ordfil(boken(ROT), kapitler, tiltak, ut, lambda: nullcontext(papir)))


@pytest.mark.bygg
def test_card_is_a_table_with_the_books_numbers(tmp_path: Path, papir: Path, hls: Sektor) -> None:
    ordfil_ = _lag(tmp_path / "kort.docx", [], [TILTAK.lower()], papir)
    kort, forutsetninger, sikkert, _sjanse = ordfil_.tables
    rader = [[rute.text for rute in rad.cells] for rad in kort.rows]
    tiltak = hls.tiltak[TILTAK]
    assert rader[0][0].startswith(f"{TILTAK} · ")
    assert tiltak.navn in rader[0][0]
    effekt = beregning.effekt(tiltak, hls.info.periode)
    ar = next(nr for nr, rad in enumerate(rader) if rad[0] == str(hls.info.periode[0]))
    assert rader[ar] == [arstall(hls, a, TILTAK) for a in hls.info.periode]
    assert rader[ar + 1] == [vis_tall(effekt[a] / 1_000_000) for a in hls.info.periode]
    ett = spenn(hls, tiltak)
    assert [[rute.text for rute in rad.cells] for rad in sikkert.rows] == [
        ["Lav", "Anslag", "Høy"],
        [_i_mill(ende[hls.info.periode[-1]]) for ende in (ett.lav, ett.hoved, ett.hoy)],
    ]
    assert not kort._tbl.findall(f".//{qn('w:tc')}//{qn('w:tbl')}")
    merker = [p.text for p in ordfil_.paragraphs if p.style.name == "Merke"]
    assert {"Slik er det regnet", "Hele vurderingen", "Estimatusikkerhet", "Gjennomføringsusikkerhet"} <= set(merker)
    assert len(forutsetninger.rows) == 1 + len(tiltak.forutsetninger)
    assert [p.text for p in ordfil_.paragraphs if p.style.name == "Heading 1"] == [f"{TILTAK} {tiltak.navn}"]


@pytest.mark.bygg
def test_chapter_has_headings_captions_header_rows_and_is_the_same_twice(tmp_path: Path, papir: Path) -> None:
    ordfil_ = _lag(tmp_path / "a.docx", [KAPITTEL], [], papir)
    overskrifter = [p for p in ordfil_.paragraphs if p.style.name.startswith("Heading")]
    assert (overskrifter[0].style.name, overskrifter[0].text) == ("Heading 1", "3.3 Helseetaten")
    nivaer = [int(p.style.name[-1]) for p in overskrifter]
    assert all(etter - for_ <= 1 for for_, etter in pairwise(nivaer))
    assert all(p.text.strip() for p in overskrifter)
    for tabell in ordfil_.tables:
        assert tabell.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(rad._tr.trPr.find(qn("w:cantSplit")) is not None for rad in tabell.rows)
        assert tabell._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).strip()
    sprak = ordfil_.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert sprak.get(qn("w:val")) == "nb-NO"
    alt = " ".join(p.text for p in ordfil_.paragraphs)
    assert "Last ned" not in alt
    with zipfile.ZipFile(tmp_path / "a.docx") as fil:
        assert b"NTNU Samforsk" in fil.read("word/footnotes.xml")
        assert b"w:footnoteReference" in fil.read("word/document.xml")
        assert {info.date_time[0] for info in fil.infolist()} == {1980}
    _lag(tmp_path / "b.docx", [KAPITTEL], [], papir)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


@pytest.mark.bygg
def test_figures_are_pictures_with_their_words_and_their_numbers(tmp_path: Path, papir: Path) -> None:
    ordfil_ = _lag(tmp_path / "a.docx", ["hls/4-oppsummering"], [], papir)
    bilder = [form._inline.docPr.get("descr") for form in ordfil_.inline_shapes]
    assert bilder
    assert all("mill. kroner" in bilde for bilde in bilder)
    titler = [p.text for p in ordfil_.paragraphs if p.style.name == "Caption"]
    assert any(tittel.startswith("Figur 21. ") for tittel in titler)
    assert any(tittel.startswith("Tallene bak Figur 21") for tittel in titler)
