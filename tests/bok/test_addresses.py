"""Permanent addresses: found in the chapters, kept in a list, never lost unnoticed."""

import json
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.execution.chapters import Kapittel
from effekt.reading.bokmappe import Bokmappe
from effekt.site.addresses import adresse_av, finn, les, oppdatert


@pytest.mark.parametrize(
    ("etikett", "adresse"),
    [
        ("hls-kort-sye1", "hls/sye1"),
        ("hls-figur-7", "hls/figur-7"),
        ("utd-tabell-12", "utd/tabell-12"),
        ("sidetittel", None),
        ("hlsx-figur-7", None),
    ],
)
def test_an_address_is_the_sector_and_the_name(etikett: str, adresse: str | None) -> None:
    assert adresse_av(etikett, ["hls", "utd"]) == adresse


def _kapittel(rot: Path, *markdown: str) -> Kapittel:
    utdata = [{"data": {"text/markdown": m.splitlines(keepends=True)}} for m in markdown]
    fil = rot / "book" / "hls" / "x.ipynb"
    fil.parent.mkdir(parents=True)
    fil.write_text(json.dumps({"cells": [{"outputs": utdata}, {"source": "tekst"}]}))
    return Kapittel("hls/x", fil, "hls")


def test_cards_figures_and_tables_of_a_chapter_are_found(tmp_path: Path) -> None:
    kapittel = _kapittel(
        tmp_path, "(hls-kort-sye1)=\n\n:::{container} kort\n:::", ":::{figure} x\n:name: hls-figur-7\n"
    )
    assert finn(Bokmappe.her(), [kapittel], tmp_path) == {"hls/sye1": "hls-kort-sye1", "hls/figur-7": "hls-figur-7"}


def test_two_objects_cannot_have_one_address(tmp_path: Path) -> None:
    kapittel = _kapittel(tmp_path, "(hls-kort-sye1)=\n", ":name: hls-sye1\n")
    with pytest.raises(Datafeil, match="adressen hls/sye1"):
        finn(Bokmappe.her(), [kapittel], tmp_path)


def _liste(mappe: Path, tekst: str) -> Path:
    fil = mappe / "faste-adresser.txt"
    fil.write_text(tekst)
    return fil


def test_new_addresses_come_in_and_old_lines_stay(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "# merknad\nhls/gammel -> hls/figur-9\nhls/figur-9\n")
    funnet = dict.fromkeys(["hls/figur-10", "hls/figur-9"], "")
    ny = oppdatert(fil, funnet)
    linjer = [linje for linje in ny.splitlines() if not linje.startswith("#")]
    assert linjer == ["hls/gammel -> hls/figur-9", "hls/figur-9", "hls/figur-10"]
    fil.write_text(ny)
    assert les(fil)["hls/gammel"] == "hls/figur-9"
    assert oppdatert(fil, funnet) == ny


def test_an_address_that_leads_nowhere_stops_and_says_what_to_do(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "hls/figur-7\nhls/figur-8\n")
    with pytest.raises(Datafeil) as feil:
        oppdatert(fil, {"hls/figur-8": ""})
    assert "hls/figur-7 er publisert, men fører ingen steder" in str(feil.value)
    assert "«hls/figur-7 -> …»" in str(feil.value)


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [
        ("hls/figur-7\nhls/figur-7\n", "linje 2: «hls/figur-7» står to ganger"),
        ("figur 7\n", "«figur 7» er ikke en adresse"),
        ("hls/figur-7 ->\n", "«» er ikke en adresse"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, tekst: str, melding: str) -> None:
    with pytest.raises(Datafeil, match=melding):
        les(_liste(tmp_path, tekst))
