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

VEI1 = "tek/tiltak/vei1.yml"
NY_SEKTOR = """\
id: ny
navn: Ny
kortnavn: NY
rapport: plan-2027
periode: [2027, 2028, 2029]
virksomheter:
  A: {navn: Etat A, kilde: plan-2027, side: 3}
  B: {navn: Etat B, kilde: plan-2027, side: 3}
  VEI: {navn: Etat VEI, kilde: plan-2027, side: 3}
  C: {navn: Etat C, kilde: plan-2027, side: 3}
"""


def test_measures_come_in_the_order_of_the_agencies_then_by_id(tek: Sektor) -> None:
    rekkefolge = list(tek.info.virksomheter)
    nokler = [(rekkefolge.index(t.virksomhet), id_) for id_, t in tek.tiltak.unrecorded().items()]
    assert nokler == sorted(nokler)


def test_every_assumption_and_figure_knows_its_address(tek: Sektor) -> None:
    forutsetninger = alle_forutsetninger(tek)
    assert all(
        tek.tiltak[adresse.split(".")[0]].forutsetninger[adresse.split(".")[1]] is f
        for adresse, f in forutsetninger.items()
    )
    assert all(t.adresse == f"tall.{navn}" for navn, t in tek.tall.unrecorded().items())


def test_the_first_sector_is_read_when_none_is_named(kommunekopi: Path) -> None:
    assert Bokmappe.her().sektorer() == ["opp", "tek"]
    assert les_sektor().info.id == "opp"


def test_a_second_sector_may_have_other_agencies_and_another_period(kommunekopi: Path) -> None:
    """Nothing of the first sector is in the library: a folder with other data is enough."""
    ny = kommunekopi / "ny"
    shutil.copytree(kommunekopi / "tek", ny)
    for fil in set(ny.glob("*.yml")) - {ny / "datapackage.yml", ny / "tall.yml"}:
        fil.unlink()
    (ny / "sektor.yml").write_text(NY_SEKTOR, encoding="utf-8")
    shutil.rmtree(ny / "oppgitt")
    pakke = ny / "datapackage.yml"
    beskrevet = yaml.safe_load(pakke.read_text(encoding="utf-8"))
    beskrevet["resources"] = [r for r in beskrevet["resources"] if r["path"].startswith("tabeller")]
    pakke.write_text(yaml.safe_dump(beskrevet, allow_unicode=True), encoding="utf-8")
    for fil in (ny / "tiltak").glob("*.yml"):
        if fil.name == "vei1.yml":
            bytt(fil, ", 2030: 1}", "}")
            bytt(fil, ", 2030: 420000}", "}")
        else:
            fil.unlink()

    sektor = les_sektor("ny")
    assert set(Bokmappe.her().sektorer()) == {"opp", "tek", "ny"}
    assert sektor.info.periode == (2027, 2028, 2029)
    assert list(sektor.info.virksomheter) == ["A", "B", "VEI", "C"]
    assert list(sektor.tiltak) == ["VEI1"]


def test_a_folder_with_data_but_no_sektor_file_is_not_passed_over(kommunekopi: Path) -> None:
    (kommunekopi / "ny/tiltak").mkdir(parents=True)
    (kommunekopi / "ny/tiltak/ny1.yml").touch()
    assert feilmelding(Bokmappe.her().sektorer) == "data/ny: mappen mangler sektor.yml. Legg den til."


# --- changes -------------------------------------------------------------------------------------


def test_changed_values_stand_where_the_old_ones_stood(tek: Sektor) -> None:
    sektor = les_sektor(
        "tek",
        {
            "VEI1.punkter": Fraction(2100),
            "VEI1.innfasing[2028]": Fraction(3, 4),
            "tall.ansatte": Fraction(21),
            "rammekutt[VEI, 2027]": Fraction(-1),
        },
    )
    f = sektor.tiltak["VEI1"].forutsetninger
    assert (f["punkter"].tallet, f["innfasing"].i_ar(2028)) == (2100, Fraction(3, 4))
    assert sektor.tall["ansatte"].tallet == 21
    assert sektor.tabeller["rammekutt"]["VEI", 2027].tallet == -1
    assert tek.tiltak["VEI1"].forutsetninger["punkter"].tallet == 2000


def test_a_changed_value_is_held_to_the_rules_of_the_data() -> None:
    melding = feilmelding(lambda: les_sektor("tek", {"VAN1.besparelse": Fraction(10)}))
    assert "forutsetninger.besparelse.verdi er 10 andel – mente du 0.1?" in melding


def test_a_change_that_makes_a_formula_divide_by_zero_is_refused(kommunekopi: Path) -> None:
    bytt(
        kommunekopi / VEI1,
        "formel: punkter * spart * innfasing",
        "formel: punkter * punkter * spart * innfasing / punkter",
    )
    les_sektor("tek")
    melding = feilmelding(lambda: les_sektor("tek", {"VEI1.punkter": Fraction(0)}))
    assert "deler på null i 2027" in melding


# --- fingerprints and the record of use ----------------------------------------------------------

ADRESSER = [
    "sektor", "felles", "usikkerhet", "kilde.plan-2027", "tall.ansatte", "tall.merforbruk", "tall.*", "tiltak.VEI1",
    "tiltak.VEI2", "tiltak.*", "tabell.rammekutt", "tabell.*",
]  # fmt: skip


def test_fingerprints_are_of_the_data_and_not_of_the_folder(tek: Sektor, kommunekopi: Path) -> None:
    kopi = les_sektor("tek")
    assert [kopi.avtrykk(a) for a in ADRESSER] == [tek.avtrykk(a) for a in ADRESSER]
    assert all(tek.avtrykk(a) for a in ADRESSER)


@pytest.mark.parametrize(
    ("fil", "fra", "til", "ventet"),
    [
        (VEI1, "verdi: 2000", "verdi: 2001", {"tiltak.VEI1"}),
        ("tek/tall.yml", "verdi: 20, enhet: ansatte", "verdi: 21, enhet: ansatte", {"tall.ansatte"}),
        ("tek/tall.yml", "  merforbruk:", "  et_merforbruk:", {"tall.merforbruk", "tall.*"}),
        ("tek/tabeller/rammekutt.csv", "-300", "-301", {"tabell.rammekutt"}),
        ("tek/sektor.yml", "navn: Vei og vann\n", "navn: Vann og vei\n", {"sektor"}),
        ("felles/program.yml", "Gjøres nå", "Straks", {"felles"}),
        ("felles/usikkerhet.yml", "verdi: 0.15", "verdi: 0.16", {"usikkerhet"}),
        ("kilder.yml", "dato: desember", "dato: november", {"kilde.plan-2027"}),
        ("tek/tiltak/van1.yml", "# yaml", "# YAML", set()),
    ],
)
def test_a_change_moves_the_fingerprints_of_what_it_changes_alone(
    tek: Sektor, kommunekopi: Path, fil: str, fra: str, til: str, ventet: set[str]
) -> None:
    bytt(kommunekopi / fil, fra, til)
    ny = les_sektor("tek")
    assert {a for a in ADRESSER if ny.avtrykk(a) != tek.avtrykk(a)} == ventet


def test_an_address_that_is_gone_has_the_empty_fingerprint(tek: Sektor) -> None:
    assert [tek.avtrykk(a) for a in ("tall.borte", "tiltak.X", "ukjent")] == ["", "", ""]


@pytest.mark.parametrize(
    ("bruk", "ventet"),
    [
        (lambda s: s.tall.ansatte, ["tek:tall.ansatte"]),
        (lambda s: s.tall["ansatte"], ["tek:tall.ansatte"]),
        (lambda s: list(s.tiltak), ["tek:tiltak.*"]),
        (lambda s: s.info.periode, ["tek:sektor"]),
        (lambda s: s.felles.klasser, ["tek:felles"]),
        (lambda s: ("x" in s.tall, len(s.tall)), ["tek:tall.x", "tek:tall.*"]),
        (lambda s: s.tall.unrecorded(), []),
        (lambda s: None, []),
    ],
)
def test_what_a_chapter_uses_is_recorded(
    tek: Sektor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bruk: Callable[[Sektor], object], ventet: list[str]
) -> None:
    journal = tmp_path / "journal.txt"
    journal.touch()
    monkeypatch.setenv(JOURNAL_VARIABLE, str(journal))
    bruk(tek)
    assert journal.read_text(encoding="utf-8").splitlines() == ventet


def test_an_unknown_entry_is_met_with_the_nearest() -> None:
    sporet = Recorded("tall.", {"ansatte": 15}, "enkelttall")
    with pytest.raises(Datafeil, match=r"ukjent enkelttall: «ansate». Mente du ansatte\?"):
        _ = sporet.ansate
    with pytest.raises(AttributeError):
        _ = sporet._ipython_display_


# --- the prose of the chapters -------------------------------------------------------------------


def _kapittel(mappe: Path, *celler: str) -> Kapittel:
    fil = mappe / "x.ipynb"
    innhold = [
        {"cell_type": "code", "id": f"prosa-{nr}", "source": celle.splitlines(keepends=True)}
        for nr, celle in enumerate(celler)
    ]
    fil.write_text(json.dumps({"nbformat": 4, "cells": innhold}), encoding="utf-8")
    return Kapittel("tek/x", fil, "tek")


@pytest.mark.parametrize(
    ("prosa", "ventet"),
    [
        ("Lillevik har {{ tall.ansate }}.", "ukjent enkelttall: «ansate». Mente du ansatte?"),
        ("{{ talet.ansatte }}", "ukjent navn «talet» i teksten. Mente du tall eller lest eller total?"),
        ("{{ sum_virksomhet[VEJ, 2027] | mill }}", "ukjent navn «VEJ» i teksten. Mente du VEI?"),
        ("{{ 1 / 2 }}", "står uten enhet i teksten. Bruk et filter:"),
        ("{{ total[2027] | mil }}", "ukjent filter «mil». Mente du mill?"),
        ("{{ total[2027] | mill }", "teksten kan ikke leses. Se etter {{ }}"),
    ],
)
def test_prose_that_cannot_be_filled_in_is_told_by_cell(tek: Sektor, tmp_path: Path, prosa: str, ventet: str) -> None:
    kapittel = _kapittel(tmp_path, "data = apne(sektor)", f"%%tekst\n{prosa}", "%%tekst\n{{ tall.ansatte }}")
    (feil,) = faults_in_prose(kapittel, kapittelkontekst(tek))
    assert "x.ipynb: celle 1 (prosa-1)" in str(feil)
    assert ventet in str(feil)


@pytest.mark.parametrize(
    ("celler", "ventet"),
    [
        (
            ["from effekt import apne, kortrekke"],
            ["celle 0 (prosa-0): effekt har ikke «kortrekke». Mente du rekker eller kort?"],
        ),
        (["from effekt import hest"], ["effekt har ikke «hest». Den har apne, apne_program, bytteverdier"]),
        (["from effekt import kort", "kort.alle_kortene(data)"], ["effekt.kort har ikke «alle_kortene». Mente"]),
        (["from effekt import kort", "%matplotlib inline\nkort.x"], []),
        (["from effekt import kort", "kort.alle_kort(data)"], []),
        (["from effekt import program", "program = apne()", "program.total"], []),
        (["program = apne_program()", "program.total"], []),
    ],
)  # fmt: skip
def test_what_a_chapter_takes_from_the_program_and_is_not_there_is_told_before_it_is_run(
    tek: Sektor, tmp_path: Path, celler: list[str], ventet: list[str]
) -> None:
    feil = [str(en) for en in faults_in_prose(_kapittel(tmp_path, *celler), kapittelkontekst(tek))]
    assert len(feil) == len(ventet)
    assert all(sagt in en for sagt, en in zip(ventet, feil, strict=True))


@pytest.mark.parametrize(
    "skrevet", ["Vi har {{ tall.ansatte }}.", "{% pastand tall.ansatte > 1 %}Flere.{% endpastand %}"]
)
def test_a_number_in_a_cell_of_markdown_is_as_in_a_cell_of_prose(tek: Sektor, tmp_path: Path, skrevet: str) -> None:
    kapittel = _kapittel(tmp_path, "data = apne(sektor)")
    fil = kapittel.kilde
    (apner,) = json.loads(fil.read_text(encoding="utf-8"))["cells"]
    om_oss = {"cell_type": "markdown", "id": "om-oss"}

    def funnet(*celler: dict[str, object]) -> list[str]:
        fil.write_text(json.dumps({"nbformat": 4, "cells": list(celler)}), encoding="utf-8")
        return [str(feil) for feil in faults_in_prose(kapittel, kapittelkontekst(tek))]

    tekst = {**om_oss, "source": [f"## Om oss\n\n{skrevet}"]}
    assert funnet(apner, tekst) == []
    assert (
        "celle 0 (om-oss), linje 3 i teksten: teksten har tall, men står over cellen med apne(…)"
        in funnet(tekst, apner)[0]
    )
    galt = {**om_oss, "source": [f"## Om oss\n\nTo.\n{skrevet}".replace("ansatte", "ansate")]}
    assert "x.ipynb: celle 1 (om-oss), linje 4 i teksten: ukjent enkelttall: «ansate»." in funnet(apner, galt)[0]
    assert funnet({**om_oss, "source": ["Skriv `{{ tall.ansatte }}` slik:\n\n```\n{% if %}\n```\n"]}) == []


@pytest.mark.parametrize(
    ("skrevet", "ventet"),
    [
        ("Vi er { tall.ansatte }.", "«{ tall.ansatte }» blir stående som det er skrevet"),
        ("Vi er tall.ansatte }}.", "«}}» er ikke åpnet. Skriv {{ foran"),
        ("Nei. {endpastand %}", "«%}» er ikke åpnet. Skriv {% foran"),
        ("Se {ref}`her`, [her](x){.liten} og {a, b}.", ""),
    ],
)
def test_braces_that_are_not_in_pairs_are_told(tek: Sektor, tmp_path: Path, skrevet: str, ventet: str) -> None:
    kapittel = _kapittel(tmp_path, "x = 1")
    celle = {"cell_type": "markdown", "id": "om-oss", "source": [f"Først.\n{skrevet}"]}
    kapittel.kilde.write_text(json.dumps({"nbformat": 4, "cells": [celle]}), encoding="utf-8")
    feil = [str(en) for en in faults_in_prose(kapittel, kapittelkontekst(tek))]
    assert [f"celle 0 (om-oss), linje 2 i teksten: {ventet}" in en for en in feil] == ([True] if ventet else [])


def test_the_whole_book_can_be_gone_through_without_a_kernel() -> None:
    assert raise_faults(Bokmappe.her(), "tek", chapters_by_sektor(Bokmappe.her())["tek"]) > 0
