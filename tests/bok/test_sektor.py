"""A sector as read: order, addresses, changes, and the record of who used what."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from effekt.base.faults import Datafeil
from effekt.base.recording import JOURNAL_VARIABLE, Recorded
from effekt.check.checking import chapters_by_sektor, faults_in_prose, raise_faults
from effekt.display.texts import kapittelkontekst
from effekt.execution.chapters import Kapittel
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor, alle_forutsetninger
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt, feilmelding

HEL1 = "hls/tiltak/hel1.yml"
NY_SEKTOR = """\
id: ny
navn: Ny
kortnavn: NY
rapport: delrapport-6
periode: [2026, 2027, 2028, 2029]
virksomheter:
  A: {navn: Etat A, kilde: delrapport-6, side: 3}
  B: {navn: Etat B, kilde: delrapport-6, side: 3}
  HEL: {navn: Etat HEL, kilde: delrapport-6, side: 3}
  C: {navn: Etat C, kilde: delrapport-6, side: 3}
"""


def test_measures_come_in_the_order_of_the_agencies_then_by_id(hls: Sektor) -> None:
    rekkefolge = list(hls.info.virksomheter)
    nokler = [(rekkefolge.index(t.virksomhet), id_) for id_, t in hls.tiltak.unrecorded().items()]
    assert nokler == sorted(nokler)


def test_every_assumption_and_figure_knows_its_address(hls: Sektor) -> None:
    forutsetninger = alle_forutsetninger(hls)
    assert all(
        hls.tiltak[adresse.split(".")[0]].forutsetninger[adresse.split(".")[1]] is f
        for adresse, f in forutsetninger.items()
    )
    assert all(t.adresse == f"tall.{navn}" for navn, t in hls.tall.unrecorded().items())


def test_the_first_sector_is_read_when_none_is_named(datakopi: Path) -> None:
    assert Bokmappe.her().sektorer() == ["hls"]
    assert les_sektor().info.id == "hls"


def test_a_second_sector_may_have_other_agencies_and_another_period(datakopi: Path) -> None:
    """Nothing of the first sector is in the library: a folder with other data is enough."""
    ny = datakopi / "ny"
    shutil.copytree(datakopi / "hls", ny)
    for fil in set(ny.glob("*.yml")) - {ny / "datapackage.yml", ny / "tall.yml"}:
        fil.unlink()
    (ny / "sektor.yml").write_text(NY_SEKTOR, encoding="utf-8")
    shutil.rmtree(ny / "oppgitt")
    pakke = ny / "datapackage.yml"
    beskrevet = yaml.safe_load(pakke.read_text(encoding="utf-8"))
    beskrevet["resources"] = [r for r in beskrevet["resources"] if r["path"].startswith("tabeller")]
    pakke.write_text(yaml.safe_dump(beskrevet, allow_unicode=True), encoding="utf-8")
    for fil in (ny / "tiltak").glob("*.yml"):
        if fil.name == "hel1.yml":
            bytt(fil, ", 2030: 1}", "}")
            bytt(fil, ", 2030: 3000000}", "}")
        else:
            fil.unlink()

    sektor = les_sektor("ny")
    assert Bokmappe.her().sektorer() == ["hls", "ny"]
    assert sektor.info.periode == (2026, 2027, 2028, 2029)
    assert list(sektor.info.virksomheter) == ["A", "B", "HEL", "C"]
    assert list(sektor.tiltak) == ["HEL1"]


def test_a_folder_with_data_but_no_sektor_file_is_not_passed_over(datakopi: Path) -> None:
    (datakopi / "ny/tiltak").mkdir(parents=True)
    assert feilmelding(Bokmappe.her().sektorer) == "data/ny: mappen mangler sektor.yml. Legg den til."


# --- changes -------------------------------------------------------------------------------------


def test_changed_values_stand_where_the_old_ones_stood(hls: Sektor) -> None:
    sektor = les_sektor(
        "hls",
        {
            "HEL1.arsverk": Fraction(31),
            "HEL1.innfasing[2027]": Fraction(1, 2),
            "tall.bydeler": Fraction(16),
            "rammekutt[HEL, 2026]": Fraction(-1),
        },
    )
    f = sektor.tiltak["HEL1"].forutsetninger
    assert (f["arsverk"].tallet, f["innfasing"].i_ar(2027)) == (31, Fraction(1, 2))
    assert sektor.tall["bydeler"].tallet == 16
    assert sektor.tabeller["rammekutt"]["HEL", 2026].tallet == -1
    assert hls.tiltak["HEL1"].forutsetninger["arsverk"].tallet == 30


def test_a_changed_value_is_held_to_the_rules_of_the_data() -> None:
    melding = feilmelding(lambda: les_sektor("hls", {"HEL1.besparelse": Fraction(10)}))
    assert "forutsetninger.besparelse.verdi er 10 andel – mente du 0.1?" in melding


def test_a_change_that_makes_a_formula_divide_by_zero_is_refused(datakopi: Path) -> None:
    bytt(datakopi / HEL1, "arsverk * kostnad", "kostnad")
    bytt(datakopi / HEL1, "* innfasing\n", "* innfasing / arsverk\n")
    les_sektor()
    melding = feilmelding(lambda: les_sektor("hls", {"HEL1.arsverk": Fraction(0)}))
    assert "deler på null i 2026" in melding


# --- fingerprints and the record of use ----------------------------------------------------------

ADRESSER = [
    "sektor", "felles", "usikkerhet", "kilde.delrapport-6", "tall.bydeler", "tall.*", "tiltak.HEL1",
    "tiltak.HEL2", "tiltak.*", "tabell.rammekutt", "tabell.*",
]  # fmt: skip


def test_fingerprints_are_of_the_data_and_not_of_the_folder(hls: Sektor, datakopi: Path) -> None:
    kopi = les_sektor()
    assert [kopi.avtrykk(a) for a in ADRESSER] == [hls.avtrykk(a) for a in ADRESSER]
    assert all(hls.avtrykk(a) for a in ADRESSER)


@pytest.mark.parametrize(
    ("fil", "fra", "til", "ventet"),
    [
        (HEL1, "verdi: 30", "verdi: 31", {"tiltak.HEL1"}),
        ("hls/tall.yml", "verdi: 15, enhet: bydeler", "verdi: 16, enhet: bydeler", {"tall.bydeler"}),
        ("hls/tall.yml", "  bydeler:", "  bydelene:", {"tall.bydeler", "tall.*"}),
        ("hls/tabeller/rammekutt.csv", "-14093", "-14094", {"tabell.rammekutt"}),
        ("hls/sektor.yml", "navn: Helse\n", "navn: Helsen\n", {"sektor"}),
        ("felles/program.yml", "Beste forhold", "Best", {"felles"}),
        ("felles/usikkerhet.yml", "verdi: 0.25", "verdi: 0.26", {"usikkerhet"}),
        ("kilder.yml", "dato: desember", "dato: november", {"kilde.delrapport-6"}),
        (HEL1, "# yaml", "# YAML", set()),
    ],
)
def test_a_change_moves_the_fingerprints_of_what_it_changes_alone(
    hls: Sektor, datakopi: Path, fil: str, fra: str, til: str, ventet: set[str]
) -> None:
    bytt(datakopi / fil, fra, til)
    ny = les_sektor()
    assert {a for a in ADRESSER if ny.avtrykk(a) != hls.avtrykk(a)} == ventet


def test_an_address_that_is_gone_has_the_empty_fingerprint(hls: Sektor) -> None:
    assert [hls.avtrykk(a) for a in ("tall.borte", "tiltak.X", "ukjent")] == ["", "", ""]


@pytest.mark.parametrize(
    ("bruk", "ventet"),
    [
        (lambda s: s.tall.bydeler, ["hls:tall.bydeler"]),
        (lambda s: s.tall["bydeler"], ["hls:tall.bydeler"]),
        (lambda s: list(s.tiltak), ["hls:tiltak.*"]),
        (lambda s: s.info.periode, ["hls:sektor"]),
        (lambda s: s.felles.klasser, ["hls:felles"]),
        (lambda s: ("x" in s.tall, len(s.tall)), ["hls:tall.x", "hls:tall.*"]),
        (lambda s: s.tall.unrecorded(), []),
        (lambda s: None, []),
    ],
)
def test_what_a_chapter_uses_is_recorded(
    hls: Sektor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bruk: Callable[[Sektor], object], ventet: list[str]
) -> None:
    journal = tmp_path / "journal.txt"
    journal.touch()
    monkeypatch.setenv(JOURNAL_VARIABLE, str(journal))
    bruk(hls)
    assert journal.read_text(encoding="utf-8").splitlines() == ventet


def test_an_unknown_entry_is_met_with_the_nearest() -> None:
    sporet = Recorded("tall.", {"bydeler": 15}, "enkelttall")
    with pytest.raises(Datafeil, match=r"ukjent enkelttall: «bydelar». Mente du bydeler\?"):
        _ = sporet.bydelar
    with pytest.raises(AttributeError):
        _ = sporet._ipython_display_


# --- the prose of the chapters -------------------------------------------------------------------


def _kapittel(mappe: Path, *celler: str) -> Kapittel:
    fil = mappe / "x.ipynb"
    innhold = [
        {"cell_type": "code", "id": f"prosa-{nr}", "source": celle.splitlines(keepends=True)}
        for nr, celle in enumerate(celler)
    ]
    fil.write_text(json.dumps({"cells": innhold}), encoding="utf-8")
    return Kapittel("hls/x", fil, "hls")


@pytest.mark.parametrize(
    ("prosa", "ventet"),
    [
        ("Oslo har {{ tall.bydelar }}.", "ukjent enkelttall: «bydelar». Mente du bydeler?"),
        ("{{ talet.bydeler }}", "ukjent navn «talet» i teksten. Mente du tall eller total?"),
        ("{{ sum_virksomhet.HEI[2027] | mill }}", "ukjent navn «HEI» i teksten. Mente du HEL?"),
        ("{{ total[2027] }}", "står uten enhet i teksten. Bruk et filter:"),
        ("{{ total[2027] | mil }}", "ukjent filter «mil». Mente du mill?"),
        ("{{ total[2027] | mill }", "teksten kan ikke leses. Se etter {{ }}"),
    ],
)
def test_prose_that_cannot_be_filled_in_is_told_by_cell(hls: Sektor, tmp_path: Path, prosa: str, ventet: str) -> None:
    kapittel = _kapittel(tmp_path, "x = 1", f"%%tekst\n{prosa}", "%%tekst\n{{ tall.bydeler }}")
    (feil,) = faults_in_prose(kapittel, kapittelkontekst(hls))
    assert "x.ipynb: celle 1 (prosa-1)" in str(feil)
    assert ventet in str(feil)


def test_the_whole_book_can_be_gone_through_without_a_kernel() -> None:
    assert raise_faults(Bokmappe.her(), "hls", chapters_by_sektor(Bokmappe.her())["hls"]) > 0
