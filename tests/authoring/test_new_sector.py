"""A new sector: laid whole, read at once, filled in step by step, and taken away again."""

import hashlib
import json
from contextlib import AbstractContextManager
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter

from effekt.authoring import new_sector
from effekt.authoring.new_sector import Bestilling, bestill, legg, sektorfiler
from effekt.authoring.removed_sector import Fjernet
from effekt.authoring.removed_sector import remove_sector as remove
from effekt.base.faults import Datafeil
from effekt.base.writing import together
from effekt.check.checking import chapters_by_sektor, check_sektor
from effekt.check.todo import Step, TodoItem, todo_items
from effekt.cli.data import built_of
from effekt.display.objects import Mangelboks
from effekt.execution.chapters import find_chapters, sign
from effekt.model.tiltak import Tiltak
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import kort, registre, tabeller, tiltaksside
from effekt.site.addresses import find_addresses
from tests.helpers.bokkopi import boken
from tests.helpers.feildata import bytt, feilmelding

VIRKSOMHETER = "BIB:Biblioteket,MUS:Museene"


@pytest.fixture
def bok(kommunekopi: Path) -> Path:
    """A copy of Lillevik's book, with its two sectors in it."""
    return kommunekopi.parent


@pytest.fixture
def ny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality's whole new set with one sector."""
    rot = tmp_path / "lillevik"
    _legg(rot, kommune="Lillevik kommune", periode="2027-2030")
    monkeypatch.setenv("EFFEKT_DATA", str(rot / "data"))
    return rot


def _legg(rot: Path, kode: str = "kon", navn: str = "Kultur og næring", **valg: str) -> list[str]:
    valg = {"virksomheter": VIRKSOMHETER, "periode": "2026-2029", **valg}
    return legg(rot, bestill(rot, kode, navn, **valg))


def remove_sector(rot: Path, kode: str, *, forkast: bool = False) -> Fjernet:
    """As the command does it, with what builds have made."""
    return remove(rot, kode, built_of, forkast=forkast)


def _bygg(fil: Path) -> None:
    """A chapter as a build leaves it."""
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_text('{"cells": [], "metadata": {}}')
    sign(fil)


def _avtrykk(rot: Path) -> dict[str, str]:
    return {
        fil.relative_to(rot).as_posix(): hashlib.sha256(fil.read_bytes()).hexdigest()
        for fil in sorted(rot.rglob("*"))
        if fil.is_file()
    }


def _igjen(rot: Path, kode: str = "kon") -> list[TodoItem]:
    return [ett for ett in todo_items(les_sektor(kode), find_chapters(boken(rot))) if not ett.gjort]


# --- laid ----------------------------------------------------------------------------------------


def test_a_new_sector_is_read_without_faults_and_invents_no_numbers(bok: Path) -> None:
    _legg(bok, rapport="Delrapport 1")
    gjort = check_sektor(boken(bok), "kon", chapters_by_sektor(boken(bok))["kon"])
    assert gjort.feil == []
    assert dict(gjort.sektor.tiltak) == {}
    assert list(gjort.sektor.uferdige) == ["BIB1", "MUS1"]
    assert not {"rammekutt", "nokkeltall"} & set(gjort.sektor.tabeller)


def test_the_table_of_contents_keeps_its_comments_and_order(bok: Path) -> None:
    toc = bok / "_toc.yml"
    toc.write_text("# øverst\n" + toc.read_text(encoding="utf-8") + "# nederst\n", "utf-8")
    for_ = toc.read_text(encoding="utf-8").splitlines()
    _legg(bok)
    etter = toc.read_text(encoding="utf-8").splitlines()
    uendret = SequenceMatcher(None, for_, etter, autojunk=False).get_matching_blocks()
    assert [linje for bit in uendret for linje in for_[bit.a : bit.a + bit.size]] == for_
    alle = ["Vei og vann", "Oppvekst", "Kultur og næring"]
    assert _deler(bok) == {"Rekker det?": alle, "Rapporten": alle, "Grunnlaget": alle}
    assert {k.sektor for k in find_chapters(boken(bok))} == {"", "tek", "opp", "kon"}


def _deler(bok: Path) -> dict[str, list[str]]:
    """The sectors that the contents name, by part, in their order."""
    deler = yaml.safe_load((bok / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    navn = {d["caption"]: [ledd["title"] for ledd in d["chapters"] if "title" in ledd] for d in deler}
    return {del_: titler for del_, titler in navn.items() if titler and del_ != "Oppfølgingen"}


def test_contents_with_other_parts_have_the_sector_as_a_part_of_its_own(bok: Path) -> None:
    toc = bok / "_toc.yml"
    toc.write_text(
        "format: jb-book\nroot: book/forside\nparts:\n"
        "  - caption: Vei og vann\n    chapters:\n      - file: book/tek/tiltak\n"
        "  - caption: Om oss\n    chapters:\n      - file: book/last-ned\n"
    )
    for_ = toc.read_text()
    _legg(bok)
    deler = [d["caption"] for d in yaml.safe_load(toc.read_text())["parts"]]
    assert deler == ["Vei og vann", "Sektor for kultur og næring", "Om oss"]
    remove_sector(bok, "kon")
    assert toc.read_text() == for_


def test_an_unfinished_sector_is_not_what_the_front_page_is_about(bok: Path) -> None:
    _legg(bok, "byu", "Byutvikling", virksomheter="PBE:Plan og bygg")
    assert Bokmappe.her().sektorer() == ["opp", "tek", "byu"]


def test_an_unfinished_sector_has_no_permanent_addresses(bok: Path) -> None:
    _legg(bok)
    kapittel = next(k for k in find_chapters(boken(bok)) if k.navn == "kon/3-1-bib")
    ut = {"output_type": "display_data", "data": {"text/markdown": "(kon-kort-bib1)="}}
    celler = [{"cell_type": "code", "outputs": [ut]}]
    (bok / "book/kon").mkdir(parents=True)
    (bok / kapittel.fil).write_text(json.dumps({"nbformat": 4, "cells": celler}), "utf-8")
    assert find_addresses(boken(bok), [kapittel], bok) == {}
    bytt(bok / "data/kon/sektor.yml", "status: under_arbeid", "status: ferdig")
    assert find_addresses(boken(bok), [kapittel], bok) == {"kon/bib1": "kon-kort-bib1"}


def test_a_new_municipality_has_its_own_name_and_no_other(ny: Path) -> None:
    sektor = les_sektor("kon")
    assert sektor.felles.kommune == "Lillevik kommune"
    assert sektor.info.periode == (2027, 2028, 2029, 2030)
    assert "Oslo" not in "".join(f.read_text(encoding="utf-8") for f in ny.rglob("*") if f.is_file())
    assert check_sektor(boken(ny), "kon", chapters_by_sektor(boken(ny))["kon"]).feil == []


def test_two_new_sectors_stand_side_by_side(bok: Path) -> None:
    _legg(bok)
    _legg(bok, "byu", "Byutvikling", virksomheter="PBE:Plan og bygg", rapport="Om byutvikling")
    assert Bokmappe.her().sektorer() == ["opp", "tek", "byu", "kon"]
    alle = ["Vei og vann", "Oppvekst", "Kultur og næring", "Byutvikling"]
    assert _deler(bok) == {"Rekker det?": alle, "Rapporten": alle, "Grunnlaget": alle}
    for kode in ("kon", "byu", "tek", "opp"):
        assert check_sektor(boken(bok), kode, chapters_by_sektor(boken(bok))[kode]).feil == []


@pytest.mark.parametrize("antall", [1, 4])
@pytest.mark.parametrize("periode", ["2026", "2030-2039"])
def test_sectors_of_all_shapes_are_read_at_once(bok: Path, antall: int, periode: str) -> None:
    for nr in range(antall):
        hos = ",".join(f"V{nr}{chr(65 + i)}:Virksomhet {nr} {i}" for i in range(2 * nr + 1))
        rapport = f"Rapport {nr}" if nr % 2 else ""
        _legg(bok, f"s{nr}", f"Sektor {nr}", virksomheter=hos, periode=periode, rapport=rapport)
    for nr in range(antall):
        assert check_sektor(boken(bok), f"s{nr}", chapters_by_sektor(boken(bok))[f"s{nr}"]).feil == []
        assert len(_igjen(bok, f"s{nr}")) > 10


# --- refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kode", "valg", "ventet"),
    [
        ("Kon", {}, "koden «Kon» kan ikke brukes. Bruk små bokstaver a–z, tall og _, og begynn med "
         "en bokstav. Mente du kon?"),
        ("tek", {}, "koden «tek» er opptatt. Velg en annen."),
        ("felles", {}, "koden «felles» er opptatt. Velg en annen."),
        ("kon", {"navn": "oppvekst"}, "navnet «oppvekst» er brukt av sektoren opp. Velg et annet."),
        ("kon", {"kortnavn": "TEK"}, "kortnavnet «TEK» er brukt av sektoren tek."),
        ("kon", {"virksomheter": "VEI:Veg"}, "virksomheten «VEI» hører til sektoren tek."),
        ("kon", {"virksomheter": "bib:Biblioteket"}, "Mente du BIB?"),
        ("kon", {"virksomheter": "Biblioteket"}, "«Biblioteket» mangler kode eller navn."),
        ("kon", {"virksomheter": "A:En,A:To"}, "koden «A» er gitt to ganger."),
        ("kon", {"periode": "2029-2026"}, "--periode er «2029-2026». Skriv første og siste år"),
        ("kon", {"periode": "i fjor"}, "--periode er «i fjor»."),
        ("kon", {"tiltak": "XYZ1"}, "tiltaket «XYZ1» begynner ikke med koden til en virksomhet. "
         "Skriv kode og nummer, for eksempel BIB1."),
        ("kon", {"tiltak": "BIB1,BIB1"}, "tiltaket «BIB1» er gitt to ganger."),
        ("kon", {"kommune": "Lillevik"}, "boken gjelder Lillevik kommune (oppdiktet). Ta bort --kommune."),
    ],
)  # fmt: skip
def test_what_cannot_be_a_sector_is_refused_before_anything_is_laid(
    bok: Path, kode: str, valg: dict[str, str], ventet: str
) -> None:
    for_ = _avtrykk(bok)
    valg = {"navn": "Kultur", **valg}
    assert ventet in feilmelding(lambda: _legg(bok, kode, **valg))
    assert _avtrykk(bok) == for_


def test_a_sector_that_cannot_be_read_leaves_no_trace(bok: Path) -> None:
    """Here because the shared rules are broken: what is laid would not build."""
    bytt(bok / "data/felles/usikkerhet.yml", "verdi: 10000,", "verdi: 1,")
    for_ = _avtrykk(bok)
    assert "usikkerhet.yml" in feilmelding(lambda: _legg(bok, rapport="Rapport"))
    assert _avtrykk(bok) == for_
    assert not (bok / "data/kon").exists()


def test_all_faults_of_an_order_are_told_at_once(bok: Path) -> None:
    with pytest.raises(Datafeil) as feil:
        _legg(bok, "KON", virksomheter="bib:B", periode="x")
    assert len(str(feil.value).splitlines()) == 4


# --- taken away ----------------------------------------------------------------------------------


@pytest.mark.parametrize("rapport", ["", "Delrapport 1"])
def test_a_sector_that_is_removed_leaves_the_book_byte_for_byte(bok: Path, rapport: str) -> None:
    for_ = _avtrykk(bok)
    _legg(bok, rapport=rapport)
    (bok / "book/kon/filer").mkdir(parents=True)
    _bygg(bok / "book/kon/sammendrag.ipynb")
    assert _avtrykk(bok) != for_
    remove_sector(bok, "kon")
    assert _avtrykk(bok) == for_
    assert not any((bok / mappe / "kon").exists() for mappe in ("data", "notebooks", "book"))


def test_a_table_of_contents_without_a_last_newline_comes_back_as_it_was(bok: Path) -> None:
    toc = bok / "_toc.yml"
    deler = "parts:\n  - caption: Helse\n    chapters:\n      - file: book/hls/sammendrag"
    toc.write_text(f"format: jb-book\nroot: book/forside\n{deler}")
    for_ = _avtrykk(bok)
    _legg(bok)
    assert "book/kon/sammendrag" in toc.read_text()
    remove_sector(bok, "kon")
    assert _avtrykk(bok) == for_


def test_sectors_are_removed_in_any_order(bok: Path) -> None:
    for_ = _avtrykk(bok)
    _legg(bok, rapport="En")
    _legg(bok, "byu", "Byutvikling", virksomheter="PBE:Plan", rapport="To")
    remove_sector(bok, "kon")
    remove_sector(bok, "byu")
    assert _avtrykk(bok) == for_


def test_a_whole_new_book_is_removed_with_its_only_sector(tmp_path: Path) -> None:
    rot = tmp_path / "lillevik"
    _legg(rot, kommune="Lillevik kommune")
    remove_sector(rot, "kon")
    assert not rot.exists()


def test_an_analysts_work_is_not_removed_unless_asked_for(bok: Path) -> None:
    _legg(bok, rapport="Delrapport 1")
    bytt(bok / "data/kon/tiltak/bib1.yml", "\nnavn:", "\nnavn: Meråpent")
    bytt(bok / "data/kilder.yml", "dato: ikke oppgitt ennå", "dato: mai 2026")
    for_ = _avtrykk(bok)
    sagt = feilmelding(lambda: remove_sector(bok, "kon"))
    assert sagt == (
        "2 filer er endret siden de ble lagt, og ville gått tapt: data/kon/tiltak/bib1.yml, data/kilder.yml. "
        "Legg til --discard for å fjerne dem likevel."
    )
    assert _avtrykk(bok) == for_
    assert "skrevet om i data/kilder.yml. Ta den bort der selv." in feilmelding(
        lambda: remove_sector(bok, "kon", forkast=True)
    )
    kilder = (bok / "data/kilder.yml").read_text(encoding="utf-8")
    (bok / "data/kilder.yml").write_text(kilder[: kilder.index("  kon-rapport:")], encoding="utf-8")
    remove_sector(bok, "kon", forkast=True)
    assert not (bok / "data/kon").exists()
    assert "kon" not in (bok / "_toc.yml").read_text(encoding="utf-8").replace("kontroll", "").split("/")


@pytest.mark.parametrize("fil", ["data/kon/tiltak/mus2.yml", "notebooks/kon/utkast.ipynb", "book/kon/logo.png"])
def test_what_nobody_here_has_made_stops_the_removal_by_name(bok: Path, fil: str) -> None:
    _legg(bok)
    _bygg(bok / "book/kon/sammendrag.ipynb")
    (bok / fil).write_text("mitt")
    for_ = _avtrykk(bok)
    sagt = feilmelding(lambda: remove_sector(bok, "kon", forkast=True))
    assert f"slettes ikke: {fil}. Flytt eller slett dem selv, og kjør kommandoen igjen." in sagt
    assert _avtrykk(bok) == for_
    (bok / fil).rename(bok / "flyttet")
    remove_sector(bok, "kon")
    assert (bok / "flyttet").read_text() == "mitt"
    _legg(bok)


def test_what_an_editor_left_stays_and_stops_nothing(bok: Path) -> None:
    _legg(bok)
    kopi = bok / "notebooks/kon/.ipynb_checkpoints/sammendrag-checkpoint.ipynb"
    kopi.parent.mkdir()
    kopi.write_text("mitt")
    assert remove_sector(bok, "kon").star == ["notebooks/kon/.ipynb_checkpoints"]
    assert kopi.read_text() == "mitt"
    _legg(bok)


def test_a_chapter_that_was_changed_after_the_build_is_not_removed_unless_asked_for(bok: Path) -> None:
    _legg(bok)
    _bygg(bok / "book/kon/sammendrag.ipynb")
    (bok / "book/kon/sammendrag.ipynb").write_text('{"cells": [], "metadata": {"min": 1}}')
    assert "book/kon/sammendrag.ipynb. Legg til --discard" in feilmelding(lambda: remove_sector(bok, "kon"))
    remove_sector(bok, "kon", forkast=True)
    assert not (bok / "book/kon").exists()


def test_of_a_whole_new_book_what_is_somebodys_own_stays(tmp_path: Path) -> None:
    rot = tmp_path / "lillevik"
    _legg(rot, kommune="Lillevik kommune")
    (rot / "notater.md").write_text("mitt")
    (rot / "data/felles/tekster").mkdir()
    (rot / "data/felles/tekster/om.md").write_text("mitt")
    assert remove_sector(rot, "kon").star == ["data", "notater.md"]
    assert _avtrykk(rot).keys() == {"notater.md", "data/felles/tekster/om.md"}


def test_of_two_at_once_the_second_is_told_and_undoes_nothing(bok: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second had read the table of contents before the first put its own part there."""

    def forst_en_annen(*om: Any) -> AbstractContextManager[None]:
        monkeypatch.setattr(new_sector, "together", together)
        _legg(bok, "byu", "Byutvikling", virksomheter="PBE:Plan og bygg")
        return together(*om)

    monkeypatch.setattr(new_sector, "together", forst_en_annen)
    assert "_toc.yml: filen ble endret mens kommandoen arbeidet" in feilmelding(lambda: _legg(bok))
    assert not (bok / "data/kon").exists()
    _legg(bok)
    assert {"byu", "kon"} < set(Bokmappe.her().sektorer())


# --- what an earlier version of the program left --------------------------------------------------


def _lagt_til(bok: Path, antall: int) -> dict[str, str]:
    """As a sector lay that was being laid, and was killed before what says what is laid was written."""
    for_ = _avtrykk(bok)
    for navn, tekst in list(sektorfiler(bestill(bok, "kon", "Kultur", virksomheter=VIRKSOMHETER)).items())[:antall]:
        (bok / navn).parent.mkdir(parents=True, exist_ok=True)
        (bok / navn).write_text(tekst, encoding="utf-8")
    return for_


@pytest.mark.parametrize("antall", [1, 4, 7, 8, 10, 13])
def test_a_sector_that_was_laid_halfway_can_be_removed(bok: Path, antall: int) -> None:
    for_ = _lagt_til(bok, antall)
    assert "effekt new-sector kon --remove" in feilmelding(lambda: _legg(bok))
    remove_sector(bok, "kon")
    assert _avtrykk(bok) == for_
    _legg(bok)


def test_what_was_written_into_half_a_sector_is_not_removed(bok: Path) -> None:
    _lagt_til(bok, 9)
    bytt(bok / "data/kon/tiltak/bib1.yml", "\nnavn:", "\nnavn: Meråpent")
    assert "data/kon/tiltak/bib1.yml. Legg til --discard" in feilmelding(lambda: remove_sector(bok, "kon"))


def test_a_file_that_was_half_written_leaves_the_code_free(bok: Path) -> None:
    for_ = _avtrykk(bok)
    (bok / "data/kon").mkdir()
    (bok / "data/kon/.sektor.yml-4711.ny").write_text("id: k")
    assert "slett selv data/kon." in feilmelding(lambda: remove_sector(bok, "kon"))
    _legg(bok)
    remove_sector(bok, "kon")
    (bok / "data/kon/.sektor.yml-4711.ny").unlink()
    assert _avtrykk(bok) == for_


@pytest.mark.parametrize("uten", ["innskuddet", "alt"])
def test_a_sector_that_was_never_entered_in_the_contents_can_be_removed(bok: Path, uten: str) -> None:
    for_ = _avtrykk(bok)
    toc, kilder = ((bok / navn).read_bytes() for navn in ("_toc.yml", "data/kilder.yml"))
    _legg(bok, rapport="Rapport")
    (bok / "_toc.yml").write_bytes(toc)
    if uten == "alt":
        (bok / "data/kilder.yml").write_bytes(kilder)
    remove_sector(bok, "kon")
    assert _avtrykk(bok) == for_


@pytest.mark.parametrize("flyttet", [["data"], ["data", "notebooks"], ["data", "notebooks", "book"]])
@pytest.mark.parametrize("i_innholdet", [True, False])
def test_a_removal_that_was_broken_off_is_finished(bok: Path, flyttet: list[str], i_innholdet: bool) -> None:
    for_ = _avtrykk(bok)
    toc = (bok / "_toc.yml").read_bytes()
    _legg(bok)
    _bygg(bok / "book/kon/sammendrag.ipynb")
    (bok / ".fjernes-x1y2").mkdir()
    for mappe in flyttet:
        (bok / mappe / "kon").rename(bok / ".fjernes-x1y2" / mappe)
    if not i_innholdet and len(flyttet) == 3:
        (bok / "_toc.yml").write_bytes(toc)
    remove_sector(bok, "kon")
    igjen = {navn for navn in _avtrykk(bok) if navn.startswith("book/")}
    assert igjen <= {"book/kon/sammendrag.ipynb"}
    (bok / "book/kon/sammendrag.ipynb").unlink(missing_ok=True)
    assert _avtrykk(bok) == for_


def test_a_sector_that_was_not_laid_is_not_removed(bok: Path) -> None:
    _legg(bok)
    assert "Mente du kon?" in feilmelding(lambda: remove_sector(bok, "kom"))
    assert "er ikke laget med effekt new-sector" in feilmelding(lambda: remove_sector(bok, "tek"))


# --- filled in -----------------------------------------------------------------------------------

TILTAK = """\
id: BIB1
navn: Meråpent bibliotek
virksomhet: BIB
forutsetninger:
  timer: {navn: timer, verdi: 1000, enhet: timer per år, opphav: valgt, begrunnelse: Anslag.}
  lonn: {navn: lønn, verdi: 500, enhet: kr per time, opphav: valgt, begrunnelse: Anslag.}
formel: timer * lonn
"""
RESTEN = """\
beskrivelse: Åpent uten betjening.
formel_grunnlag: {opphav: valgt, begrunnelse: Timer ganger lønn.}
effekt_tekst: Færre timer.
vurderinger:
  estimatusikkerhet: {verdi: lav, tekst: Kjent.}
  gjennomforingsusikkerhet: {verdi: lav, tekst: Enkelt.}
  konsekvenser_samfunn: {verdi: noytral, tekst: Ingen.}
  konsekvenser_ansatte: {verdi: noytral, tekst: Ingen.}
samlet_vurdering: {klasse: beste, klasse_opphav: valgt, tekst: Bra.}
"""


def _tiltak(rot: Path, tekst: str) -> Sektor:
    (rot / "data/kon/tiltak/bib1.yml").write_text(tekst, encoding="utf-8")
    return les_sektor("kon")


def test_the_list_is_in_the_order_of_the_work_and_counts_what_is_done(bok: Path) -> None:
    _legg(bok, rapport="Delrapport 1")
    alle = todo_items(les_sektor("kon"), find_chapters(boken(bok)))
    assert [ett.steg for ett in alle] == sorted(ett.steg for ett in alle)
    assert {ett.steg for ett in alle if not ett.gjort} == set(Step) - {Step.SEKTOR}
    bib1 = next(ett for ett in alle if ett.hva.startswith("BIB1: oppgitt"))
    linjer = (bok / "data/kon/tiltak/bib1.yml").read_text(encoding="utf-8").splitlines()
    assert linjer[(bib1.linje or 0) - 1] == "oppgitt:"


def test_a_measure_shows_what_it_lacks_until_its_effect_can_be_worked_out(ny: Path) -> None:
    sektor = les_sektor("kon")
    vist = repr(tiltaksside.tiltaket(sektor, "BIB1"))
    assert "`data/kon/tiltak/bib1.yml`: navn, oppgitt (eller formel og forutsetninger" in vist
    assert isinstance(tabeller.effekt_per_tiltak(sektor), Mangelboks)

    sektor = _tiltak(ny, TILTAK.replace("formel: timer * lonn\n", ""))
    assert list(sektor.uferdige) == ["BIB1", "MUS1"]

    sektor = _tiltak(ny, TILTAK)
    assert list(sektor.uferdige) == ["MUS1"]
    kortene = repr(tiltaksside.tiltaket(sektor, "BIB1"))
    assert "0,5" in kortene
    assert "Mangler" not in kortene
    assert not isinstance(tabeller.effekt_per_tiltak(sektor), Mangelboks)
    assert "Ikke vurdert ennå" in repr(tabeller.effekt_per_klasse(sektor))

    sektor = _tiltak(ny, TILTAK + RESTEN)
    assert "Mangler" not in repr(tiltaksside.tiltaket(sektor, "BIB1"))
    assert "Ikke vurdert ennå" not in repr(tabeller.effekt_per_klasse(sektor))
    assert not [ett for ett in _igjen(ny) if ett.hva.startswith("BIB1")]


def test_each_thing_that_is_filled_in_leaves_the_list(ny: Path) -> None:
    igjen = [ett.hva for ett in _igjen(ny) if ett.hva.startswith("BIB1")]
    _tiltak(ny, TILTAK)
    etter = [ett.hva for ett in _igjen(ny) if ett.hva.startswith("BIB1")]
    assert {ett.partition(" (")[0] for ett in igjen} == {"BIB1: navn", "BIB1: kilde", "BIB1: oppgitt"}
    assert not etter


def test_an_assumption_without_origin_is_missing_and_gives_no_effect(ny: Path) -> None:
    sektor = _tiltak(ny, TILTAK.replace(", opphav: valgt, begrunnelse: Anslag.}\nformel", "}\nformel"))
    assert list(sektor.tiltak) == []
    assert "BIB1: forutsetninger.lonn.kilde" in [ett.hva for ett in _igjen(ny)]


def test_a_series_that_lacks_a_year_is_missing(ny: Path) -> None:
    sektor = _tiltak(ny, TILTAK.replace("verdi: 500", "verdi: {2027: 1, 2028: 1}"))
    assert list(sektor.tiltak) == []
    assert "BIB1: forutsetninger.lonn.verdi for 2029, 2030" in [ett.hva for ett in _igjen(ny)]


@pytest.mark.parametrize(
    ("gammelt", "nytt", "ventet"),
    [
        ("verdi: 500", "verdi: mange", "forutsetninger.lonn.verdi"),
        ("virksomhet: BIB", "virksomhet: BIV", "ukjent virksomhet «BIV». Mente du BIB?"),
        ("navn: Meråpent", "nvan: Meråpent", "ukjent nøkkel «nvan». Mente du navn?"),
        ("timer * lonn", "timer * lon", "formelen bruker «lon»"),
        ("verdi: 500", "verdi: {2026: 1}", "2026 er utenfor perioden 2027–2030"),
    ],
)
def test_what_cannot_be_right_stops_also_while_it_is_being_entered(
    ny: Path, gammelt: str, nytt: str, ventet: str
) -> None:
    assert ventet in feilmelding(lambda: _tiltak(ny, TILTAK.replace(gammelt, nytt)))


def test_a_finished_sector_lacks_nothing(ny: Path) -> None:
    bytt(ny / "data/kon/sektor.yml", "status: under_arbeid", "status: ferdig")
    sagt = feilmelding(lambda: les_sektor("kon"))
    assert "data/kon/tiltak/bib1.yml" in sagt
    assert "tom. Fyll den ut" in sagt


def test_without_a_printed_report_nothing_is_held_against_print(ny: Path) -> None:
    sektor = _tiltak(ny, TILTAK + RESTEN)
    assert check_sektor(boken(ny), "kon", chapters_by_sektor(boken(ny))["kon"]).antall == 0
    assert not [ett for ett in todo_items(sektor, find_chapters(boken(ny))) if ett.steg is Step.KONTROLL]
    assert "Oppgitt" not in repr(kort.alle_kort(sektor, "BIB"))


def test_cuts_are_shown_when_they_are_filled_in_and_have_a_source(ny: Path) -> None:
    assert "rammekutt.csv" in repr(tabeller.rammekutt(les_sektor("kon")))
    fil = ny / "data/kon/tabeller/rammekutt.csv"
    fil.write_text(fil.read_text().replace("BIB,2027,", "BIB,2027,-10").replace("MUS,2027,", "MUS,2027,-5"))
    assert isinstance(tabeller.rammekutt(les_sektor("kon")), Mangelboks)
    bytt(ny / "data/kilder.yml", "kilder: {}", "kilder:\n  b: {tittel: B, utgiver: U, dato: D, lisens: L}")
    pakke = ny / "data/kon/datapackage.yml"
    pakke.write_text(pakke.read_text().replace("    kilde:\n    side:", "    kilde: b\n    side: 4"))
    vist = repr(tabeller.rammekutt(les_sektor("kon")))
    assert "15" in vist
    assert "ikke oppgitt" in vist


def test_what_a_report_prints_is_compared_and_told_in_the_list(bok: Path) -> None:
    _legg(bok, rapport="Delrapport 1")
    oppgitt = "oppgitt: {2026: 1, 2027: 500000, 2028: 500000, 2029: 500000}\n"
    trykt = "kilde: kon-rapport\nsider: {omtale: 1, kort: 2}\n" + oppgitt
    _tiltak(bok, TILTAK + trykt)
    assert check_sektor(boken(bok), "kon", chapters_by_sektor(boken(bok))["kon"]).feil == []
    sagt = [ett.hva for ett in _igjen(bok) if ett.steg is Step.KONTROLL]
    assert any(hva.startswith("BIB1, 2026 (s. 2): kilden har 1 kr, regnestykket gir 500") for hva in sagt)


def test_registers_of_an_empty_sector_say_that_they_are_empty(ny: Path) -> None:
    assert "Ikke ført inn ennå" in repr(registre.alle_enkelttall(les_sektor("kon")))


def test_a_sector_without_a_report_has_nothing_of_what_a_report_has(ny: Path) -> None:
    sektor = les_sektor("kon")
    alle = [registre.figurer, registre.tabeller, registre.kort, registre.fotnoter, registre.avsnitt]
    assert [repr(lag(sektor)) for lag in alle] == [""] * len(alle)


def test_the_comments_of_a_measure_have_the_words_of_the_books_own_scales() -> None:
    ord_ = {"usikkerhet": ["sikkert", "gjetning"], "konsekvens": ["fint", "vondt"]}
    ny = Bestilling("kon", "K", "K", {"BIB": "B"}, (2027,), {"BIB1": "BIB"}, klasser=["na"], **ord_)
    mal = sektorfiler(ny)["data/kon/tiltak/bib1.yml"]
    assert "# usikkerhet: sikkert, gjetning.\n# konsekvenser: fint, vondt.\n" in mal


def test_how_measures_go_together_stands_in_the_file_and_can_be_used_as_it_is(bok: Path) -> None:
    _legg(bok)
    mal = (bok / "data/kon/tiltak/bib1.yml").read_text(encoding="utf-8")
    resten = mal[mal.index("# overlapper_med:") :]
    uten = "".join(linje.removeprefix("# ") for linje in resten.splitlines(keepends=True))
    felt = yaml.safe_load(uten.replace("ANNET1", "BIB2"))
    assert [*felt] == [
        *(
            "overlapper_med",
            "gjennomforing",
            "virksomheter",
            "avhenger_av",
            "selvkost",
            "beslutning",
            "gevinst",
            "arsverk",
            "berorte",
        ),
        *("kostnader", "budsjett", "lan"),
    ]
    for navn, verdi in felt.items():
        TypeAdapter(Tiltak.model_fields[navn].rebuild_annotation()).validate_python(verdi)


def test_what_the_templates_say_may_stay_blank_stops_no_finished_sector(kommunekopi: Path) -> None:
    (kommunekopi / "tek/tall.yml").write_text("tall:\n")
    bytt(
        kommunekopi / "tek/tiltak/vei2.yml",
        "formel_grunnlag: {kilde: plan-2027, side: 14}",
        "formel_grunnlag: {kilde: plan-2027, side: 14, opphav: , begrunnelse: }",
    )
    with pytest.raises(Datafeil) as feil:
        les_sektor("tek")
    assert "er tom" not in str(feil.value)
    assert "formel_grunnlag" not in str(feil.value)


@pytest.mark.parametrize(
    ("felt", "verdi", "sagt"),
    [
        ("filer", {"../utenfor.txt": "x"}, "nevner «../utenfor.txt», som ikke er i boken"),
        ("filer", {"/etc/passwd": "x"}, "nevner «/etc/passwd», som ikke er i boken"),
        ("innskudd", {"../a.yml": {"nytt": "a", "gammelt": ""}}, "nevner «../a.yml», som ikke er i boken"),
        ("innskudd", {"notebooks/x.ipynb": {"nytt": "a", "gammelt": "b"}}, "er endret, men det gjør ikke effekt"),
        ("filer", [1], "sier ikke lenger hva som ble lagt"),
        ("nytt_sett", None, "sier ikke lenger hva som ble lagt"),
    ],
)
def test_what_a_received_folder_says_was_laid_reaches_nothing_outside_it(
    bok: Path, felt: str, verdi: object, sagt: str
) -> None:
    _legg(bok)
    utenfor = bok.parent / "utenfor.txt"
    utenfor.write_text("x")
    fil = bok / "data/kon/.ny-sektor.json"
    merke = json.loads(fil.read_text(encoding="utf-8"))
    merke[felt] = verdi
    if verdi is None:
        del merke[felt]
    fil.write_text(json.dumps(merke), encoding="utf-8")
    with pytest.raises(Datafeil, match=sagt):
        remove_sector(bok, "kon", forkast=True)
    assert utenfor.read_text() == "x"
    assert (bok / "data/kon/sektor.yml").is_file()


@pytest.mark.parametrize("rapport", ["", "Delrapport 1"])
def test_only_a_sector_with_a_report_has_pages_about_one(rapport: str) -> None:
    alle = Bestilling("kon", "K", "K", {"B": "B"}, (2027,), {}, rapport).sider["Grunnlaget"]
    sider = {side.rpartition("/")[2] for side in alle}
    assert ({"kildekontroll", "sporbarhet"} <= sider) == bool(rapport)
    assert {"tall-og-kilder", "endringer"} <= sider
