"""A sector is read once for as long as its files are the same, and never once too few."""

import os
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from effekt.audit import kildekontroll
from effekt.base.faults import Datafeil
from effekt.base.recording import JOURNAL_VARIABLE, take_used
from effekt.check import report
from effekt.reading import sektorlesing
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt

KOMMUNE = Path(__file__).parents[1] / "kommune" / "data"


@pytest.fixture
def kommune(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the made-up municipality's data; nothing of it has been read."""
    kopi = tmp_path / "data"
    shutil.copytree(KOMMUNE, kopi)
    monkeypatch.setenv("EFFEKT_DATA", str(kopi))
    sektorlesing._les_sektor.cache_clear()
    kildekontroll._les.cache_clear()
    return kopi


def _lest() -> int:
    """How many times a sector has been read from its files."""
    return sektorlesing._les_sektor.cache_info().misses


def test_a_sector_is_read_once(kommune: Path) -> None:
    assert les_sektor("opp") is les_sektor("opp")
    assert les_sektor("tek") is not les_sektor("opp")
    assert _lest() == 2


def test_other_changes_are_another_sector(kommune: Path) -> None:
    adresse = next(iter(les_sektor("opp").tiltak.unrecorded().values())).id + ".forsinkelse"
    endret = [les_sektor("opp", {adresse: Fraction(verdi)}) for verdi in (1, 1, 2)]
    assert endret[0] is endret[1]
    assert [ett.endringer[adresse] for ett in endret] == [1, 1, 2]
    assert not les_sektor("opp").endringer
    assert _lest() == 3


def test_changes_stay_in_the_order_that_they_were_given(kommune: Path) -> None:
    adresser = ["KUL1.forsinkelse", "BAR1.forsinkelse"]
    for valgt in (adresser, adresser[::-1]):
        assert list(les_sektor("opp", dict.fromkeys(valgt, Fraction(1))).endringer) == valgt


@pytest.mark.parametrize(
    "fil", ["opp/tall.yml", "opp/tiltak/kul1.yml", "felles/program.yml", "kilder.yml", "tek/tiltak/vei1.yml"]
)
def test_a_file_that_changed_makes_the_sector_anew(kommune: Path, fil: str) -> None:
    """Also one of another sector's, which this one's measures may say something of."""
    forst = les_sektor("opp")
    om, innhold = (kommune / fil).stat(), (kommune / fil).read_bytes()
    (kommune / fil).write_bytes(innhold)
    # The same size and time of change do not hide that it was written.
    os.utime(kommune / fil, ns=(om.st_atime_ns, om.st_mtime_ns))
    assert les_sektor("opp") is not forst


def test_a_file_that_comes_or_goes_makes_the_sector_anew(kommune: Path) -> None:
    forst = les_sektor("opp")
    shutil.copy(kommune / "opp/tiltak/kul1.yml", kommune / "opp/tiltak/kul2.yml")
    bytt(kommune / "opp/tiltak/kul2.yml", "id: KUL1", "id: KUL2")
    assert "KUL2" in les_sektor("opp").tiltak
    (kommune / "opp/tiltak/kul2.yml").unlink()
    assert les_sektor("opp").tiltak.unrecorded() == forst.tiltak.unrecorded()


def test_a_fault_is_told_every_time_and_no_longer_than_it_stands(kommune: Path) -> None:
    bytt(kommune / "opp/tiltak/kul1.yml", "id: KUL1", "idd: KUL1")
    for _ in range(2):
        with pytest.raises(Datafeil, match=r"kul1\.yml"):
            les_sektor("opp")
    bytt(kommune / "opp/tiltak/kul1.yml", "idd: KUL1", "id: KUL1")
    assert "KUL1" in les_sektor("opp").tiltak


def test_a_sector_read_before_tells_what_is_used_of_it(
    kommune: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    les_sektor("opp")
    monkeypatch.setenv(JOURNAL_VARIABLE, str(tmp_path / "journal"))
    sektor = les_sektor("opp")
    assert _lest() == 1
    take_used()
    navn, forutsetning = next(iter(sektor.tiltak.KUL1.forutsetninger.items()))
    assert forutsetning.verdi
    assert "opp:tiltak.KUL1" in (tmp_path / "journal").read_text().splitlines()
    assert f"KUL1.{navn}" in take_used()
    with pytest.raises(TypeError):
        sektor.info.virksomheter["NY"] = ""  # type: ignore[index]


def test_a_check_reads_each_sector_once(kommune: Path) -> None:
    rapporter = report.make_reports(Bokmappe.her(), ["opp", "tek"], med_kapitler=False)
    assert all(rapport.lest for rapport in rapporter)
    assert _lest() == 2


def test_checks_of_the_sources_are_read_anew_when_their_file_changes(
    kommune: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kildekontroll.les_kontroller(les_sektor("opp")) is None
    fil = kommune / "opp/kontroller.yml"
    fil.write_text("grupper: {}\nkontroller: {}\n", encoding="utf-8")
    lest = kildekontroll.les_kontroller(les_sektor("opp"))
    assert lest
    assert not lest[0].grupper
    assert kildekontroll.les_kontroller(les_sektor("opp")) is lest
    fil.write_text("grupper: {sum: Summer}\nkontroller: {}\n", encoding="utf-8")
    nytt = kildekontroll.les_kontroller(les_sektor("opp"))
    assert nytt
    assert nytt[0].grupper == {"sum": "Summer"}
