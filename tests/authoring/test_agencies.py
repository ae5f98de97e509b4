"""An agency added, renamed, split, moved and taken away: all that follows it does, and nothing is left behind."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from effekt.authoring.new_sector import bestill, legg
from effekt.cli import main
from effekt.execution.chapters import find_chapters
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.feildata import bytt


@pytest.fixture
def bok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A municipality with two sectors, as new-sector lays them, and a list of what is published."""
    rot = tmp_path / "lillevik"
    felles = {"periode": "2027-2030"}
    legg(rot, bestill(rot, "kon", "Kultur", virksomheter="BIB:Biblioteket,MUS:Museene", kommune="Lillevik", **felles))
    legg(rot, bestill(rot, "opp", "Oppvekst", virksomheter="SKO:Skolene,BAR:Barnehagene", **felles))
    _publiser(rot, "kon/bib1", "kon/effekt-bib1", "kon/figur-1 -> kon/bib1")
    monkeypatch.setenv("EFFEKT_DATA", str(rot / "data"))
    return rot


def _publiser(rot: Path, *adresser: str) -> None:
    side = rot / "book" / "kon" / "3-1-bib.ipynb"
    side.parent.mkdir(parents=True)
    side.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (rot / "book" / "faste-adresser.txt").write_text("\n".join([*adresser, ""]), encoding="utf-8")


def _sider(rot: Path) -> list[str]:
    def ord_i(ting: object) -> Iterator[str]:
        if isinstance(ting, dict):
            yield from ([str(ting["file"])] if "file" in ting else [])
            for del_ in ting.values():
                yield from ord_i(del_)
        elif isinstance(ting, list):
            for del_ in ting:
                yield from ord_i(del_)

    return [side for side in ord_i(yaml.safe_load((rot / "_toc.yml").read_text(encoding="utf-8"))) if "/3-" in side]


def _liste(rot: Path) -> list[str]:
    return (rot / "book" / "faste-adresser.txt").read_text(encoding="utf-8").splitlines()


def _tekst(rot: Path, fil: str) -> str:
    return (rot / fil).read_text(encoding="utf-8")


def _alt(rot: Path) -> dict[str, bytes]:
    return {
        fil.relative_to(rot).as_posix(): fil.read_bytes()
        for fil in rot.rglob("*")
        if fil.is_file() and "_build" not in fil.parts
    }


def test_a_new_one_gets_its_place_in_data_contents_and_tables(bok: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["virksomhet", "ny", "kon", "KIN:Kinoen", "--yes"]) == 0
    assert list(les_sektor("kon").info.virksomheter) == ["BIB", "MUS", "KIN"]
    assert "enum: [BIB, MUS, KIN]" in _tekst(bok, "data/kon/datapackage.yml")
    assert _sider(bok)[:3] == ["book/kon/3-1-bib", "book/kon/3-2-mus", "book/kon/3-3-kin"]
    kapittel = _tekst(bok, "notebooks/kon/3-3-kin.md")
    assert "# 3.3 Kinoen" in kapittel
    assert 'kort.alle_kort(data, "KIN")' in kapittel
    assert "kon/3-3-kin" in {k.navn for k in find_chapters(Bokmappe(bok / "data", bok))}
    assert "Gjenstår: legg tiltakene for Kinoen i data/kon/tiltak" in capsys.readouterr().out


def test_in_a_finished_sector_the_chapter_has_no_place_that_is_to_be_written(
    bok: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for fil in (bok / "notebooks" / "kon").glob("*.md"):
        fil.write_text(re.sub(r"^Skriv her:.*", "Tekst.", fil.read_text(encoding="utf-8"), flags=re.MULTILINE), "utf-8")
    for nr, (id_, hos) in enumerate((("BIB1", "BIB"), ("MUS1", "MUS")), 3):
        (bok / "data" / "kon" / "tiltak" / f"{id_.lower()}.yml").write_text(
            f"id: {id_}\nnavn: Tiltak {nr}\nvirksomhet: {hos}\nkilde: plan\nside: {nr}\n"
            "oppgitt: {2027: 1, 2028: 1, 2029: 1, 2030: 1}\n",
            encoding="utf-8",
        )
    kilde = "kilder:\n  plan: {tittel: Planen, utgiver: Lillevik, dato: 2026, sider: 9, lisens: ikke oppgitt}\n"
    (bok / "data" / "kilder.yml").write_text(kilde, encoding="utf-8")
    bytt(bok / "data" / "kon" / "sektor.yml", "status: under_arbeid", "status: ferdig")
    assert main.main(["virksomhet", "del", "kon", "BIB", "ARK:Arkivet", "--tiltak", "BIB1", "--yes"]) == 0
    assert "Skriv her" not in _tekst(bok, "notebooks/kon/3-3-ark.md")
    assert "Gjenstår: skriv om Arkivet i notebooks/kon/3-3-ark.md." in capsys.readouterr().out


def test_lines_end_as_they_did(bok: Path) -> None:
    fil = bok / "data" / "kon" / "sektor.yml"
    fil.write_bytes(fil.read_bytes().replace(b"\n", b"\r\n"))
    assert main.main(["virksomhet", "ny", "kon", "KIN:Kinoen", "--yes"]) == 0
    skrevet = fil.read_bytes()
    assert skrevet.count(b"\n") == skrevet.count(b"\r\n")


def test_without_an_answer_nothing_is_written(bok: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for_ = _alt(bok)
    assert main.main(["virksomhet", "ny", "kon", "KIN:Kinoen"]) == 1
    assert "data/kon/sektor.yml: KIN (Kinoen) er ny" in capsys.readouterr().out
    assert _alt(bok) == for_


def test_one_that_was_put_into_sektor_yml_by_hand_is_told_with_the_command_and_gets_its_chapter(
    bok: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = bok / "data" / "kon" / "sektor.yml"
    bytt(fil, '  MUS: {navn: "Museene"}\n', '  MUS: {navn: "Museene"}\n  KIN: {navn: "Kinoen"}\n')
    bytt(bok / "data" / "kon" / "tiltak" / "mus1.yml", "virksomhet: MUS", "virksomhet: KIN")
    assert main.main(["check", "--sector", "kon"]) == 2
    assert 'effekt virksomhet ny kon "KIN:Kinoen"' in capsys.readouterr().err
    assert main.main(["virksomhet", "ny", "kon", "KIN:Kinoen", "--yes"]) == 0
    assert main.main(["check", "--sector", "kon"]) == 1


def test_another_name_is_in_the_heading_too_and_the_rest_is_told(bok: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kapittel = bok / "notebooks" / "kon" / "2-om-sektoren.md"
    kapittel.write_text(kapittel.read_text(encoding="utf-8") + "\nBiblioteket er stort.\n", encoding="utf-8")
    assert main.main(["virksomhet", "endre", "kon", "BIB", "--navn", "Folkebiblioteket", "--yes"]) == 0
    assert les_sektor("kon").info.virksomheter["BIB"].navn == "Folkebiblioteket"
    assert "# 3.1 Folkebiblioteket" in _tekst(bok, "notebooks/kon/3-1-bib.md")
    ut = capsys.readouterr().out
    assert "Gjenstår: navnet «Biblioteket» står også i notebooks/kon/2-om-sektoren.md, linje" in ut


def test_another_code_follows_everywhere_and_the_old_page_leads_on(bok: Path) -> None:
    prosa = bok / "notebooks" / "kon" / "sammendrag.md"
    prosa.write_text(prosa.read_text(encoding="utf-8") + "\nSe {doc}`biblioteket <3-1-bib>`.\n", encoding="utf-8")
    assert main.main(["virksomhet", "endre", "kon", "BIB", "--kode", "FBI", "--yes"]) == 0
    assert list(les_sektor("kon").info.virksomheter) == ["FBI", "MUS"]
    assert "virksomhet: FBI" in _tekst(bok, "data/kon/tiltak/bib1.yml")
    assert "FBI,2027," in _tekst(bok, "data/kon/tabeller/rammekutt.csv")
    assert "BIB" not in _tekst(bok, "data/kon/datapackage.yml")
    assert 'kort.alle_kort(data, "FBI")' in _tekst(bok, "notebooks/kon/3-1-fbi.md")
    assert not (bok / "notebooks/kon/3-1-bib.md").exists()
    assert "<3-1-fbi>" in _tekst(bok, "notebooks/kon/sammendrag.md")
    assert _sider(bok)[0] == "book/kon/3-1-fbi"
    assert "book/kon/3-1-bib -> book/kon/3-1-fbi" in _liste(bok)
    assert "kon/bib1" in _liste(bok)


def test_a_part_becomes_one_of_its_own_after_the_old_one(bok: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["virksomhet", "del", "kon", "BIB", "ARK:Arkivet", "--tiltak", "BIB1", "--yes"]) == 0
    assert list(les_sektor("kon").info.virksomheter) == ["BIB", "ARK", "MUS"]
    assert "virksomhet: ARK" in _tekst(bok, "data/kon/tiltak/bib1.yml")
    assert _sider(bok)[:3] == ["book/kon/3-1-bib", "book/kon/3-3-ark", "book/kon/3-2-mus"]
    assert "rammekutt.csv har 4 rader for BIB" in capsys.readouterr().out


def test_one_is_taken_away_and_leaves_nothing(bok: Path) -> None:
    for fil in ("rammekutt.csv", "nokkeltall.csv"):
        sti = bok / "data/kon/tabeller" / fil
        linjer = sti.read_text(encoding="utf-8").splitlines(keepends=True)
        sti.write_text("".join(linje for linje in linjer if "MUS" not in linje), encoding="utf-8")
    felles = bok / "data/kon/tiltak/bib1.yml"
    felles.write_text(f"{felles.read_text(encoding='utf-8')}\nvirksomheter: [BIB, MUS]\n", encoding="utf-8")
    assert main.main(["virksomhet", "fjern", "kon", "BIB", "--til", "MUS", "--yes"]) == 0
    assert list(les_sektor("kon").info.virksomheter) == ["MUS"]
    assert "virksomhet: MUS" in _tekst(bok, "data/kon/tiltak/bib1.yml")
    assert "\nvirksomheter:" not in _tekst(bok, "data/kon/tiltak/bib1.yml")
    assert "MUS,2027," in _tekst(bok, "data/kon/tabeller/rammekutt.csv")
    assert not (bok / "notebooks/kon/3-1-bib.md").exists()
    assert "book/kon/3-1-bib" not in _sider(bok)
    assert "book/kon/3-1-bib -> book/kon/3-2-mus" in _liste(bok)
    assert {k.navn for k in find_chapters(Bokmappe(bok / "data", bok))} >= {"kon/3-2-mus"}


def test_one_moves_to_another_sector_and_its_addresses_lead_on(bok: Path) -> None:
    assert main.main(["virksomhet", "flytt", "kon", "BIB", "--til", "opp", "--yes"]) == 0
    assert list(les_sektor("kon").info.virksomheter) == ["MUS"]
    assert list(les_sektor("opp").info.virksomheter) == ["SKO", "BAR", "BIB"]
    assert not (bok / "data/kon/tiltak/bib1.yml").exists()
    assert (bok / "data/opp/tiltak/bib1.yml").is_file()
    assert "BIB,2027," in _tekst(bok, "data/opp/tabeller/rammekutt.csv")
    assert "BIB" not in _tekst(bok, "data/kon/tabeller/rammekutt.csv")
    assert "BIB" not in _tekst(bok, "data/kon/datapackage.yml")
    kapittel = _tekst(bok, "notebooks/opp/3-3-bib.md")
    assert "# 3.3 Biblioteket" in kapittel
    assert 'sektor: str = "opp"' in kapittel
    assert _sider(bok) == ["book/kon/3-2-mus", "book/opp/3-1-sko", "book/opp/3-2-bar", "book/opp/3-3-bib"]
    assert {
        "kon/bib1 -> opp/bib1",
        "kon/effekt-bib1 -> opp/effekt-bib1",
        "kon/figur-1 -> opp/bib1",
        "book/kon/3-1-bib -> book/opp/3-3-bib",
    } <= set(_liste(bok))


@pytest.mark.parametrize(
    ("argv", "sagt"),
    [
        ("ny kom KIN:Kinoen", "ukjent sektor «kom». Mente du kon?"),
        ("ny kon Kinoen", "«Kinoen» mangler kode eller navn"),
        ("ny kon kino:Kinoen", "begynn med en bokstav. Mente du KINO?"),
        ("ny kon SKO:Kinoen", "koden SKO er brukt av Skolene i opp"),
        ("ny kon KIN:Skolene", "navnet «Skolene» er brukt av SKO i opp"),
        ("ny kon BIB:Biblioteket", "har et kapittel fra før"),
        ("endre kon BIP --navn Nytt", "ukjent virksomhet «BIP». Mente du BIB?"),
        ("endre kon BIB", "Skriv et nytt navn med --navn, eller en ny kode med --kode"),
        ("endre kon BIB --kode MUS", "koden MUS er brukt av Museene i kon"),
        ("del kon BIB ARK:Arkivet", "--tiltak mangler. Si hvilke av BIB1"),
        ("del kon BIB ARK:Arkivet --tiltak MUS1", "Biblioteket (BIB) har ikke tiltaket «MUS1»"),
        ("fjern kon BIB", "Biblioteket har tiltakene BIB1"),
        ("fjern kon BIB --til BIB", "--til er BIB selv"),
        ("fjern kon BIB --til MUS", "både BIB og MUS har rader (Årsverk, BIB, årsverk)"),
        ("flytt kon BIB --til kon", "BIB er i kon fra før"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_what_to_do(
    bok: Path, capsys: pytest.CaptureFixture[str], argv: str, sagt: str
) -> None:
    for_ = _alt(bok)
    assert main.main(["virksomhet", *argv.split(), "--yes"]) == 2
    assert sagt in capsys.readouterr().err
    assert _alt(bok) == for_


def test_what_would_make_a_fault_in_the_book_is_not_done(kommunekopi: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for fil in (kommunekopi / "opp" / "tabeller").glob("*.csv"):
        tekst = fil.read_text(encoding="utf-8")
        fil.write_text("".join(linje for linje in tekst.splitlines(True) if "KUL" not in linje), encoding="utf-8")
    for_ = _alt(kommunekopi.parent)
    assert main.main(["virksomhet", "flytt", "opp", "KUL", "--til", "tek", "--yes"]) == 2
    sagt = capsys.readouterr().err
    assert "dette ville gi feil i boken, og ingenting er gjort" in sagt
    assert "data/opp/premisser.yml, linje 25: ukjent tiltak «KUL1»" in sagt
    assert _alt(kommunekopi.parent) == for_
