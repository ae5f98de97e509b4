"""Permanent addresses: found in the chapters, kept in a list, never lost unnoticed."""

import json
from pathlib import Path

import pytest

from effekt.base.faults import Datafeil
from effekt.execution.chapters import Kapittel
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.fasteadresser import read_address_list, read_moved_pages
from effekt.site.addresses import address_of, find_addresses, updated_list


@pytest.mark.parametrize(
    ("etikett", "adresse"),
    [
        ("tek-kort-vei1", "tek/vei1"),
        ("tek-figur-7", "tek/figur-7"),
        ("utd-tabell-12", "utd/tabell-12"),
        ("sidetittel", None),
        ("tekx-figur-7", None),
    ],
)
def test_an_address_is_the_sector_and_the_name(etikett: str, adresse: str | None) -> None:
    assert address_of(etikett, ["tek", "utd"]) == adresse


def _kapittel(rot: Path, *markdown: str) -> Kapittel:
    utdata = [{"output_type": "display_data", "data": {"text/markdown": m.splitlines(keepends=True)}} for m in markdown]
    fil = rot / "book" / "tek" / "x.ipynb"
    fil.parent.mkdir(parents=True)
    celler = [{"cell_type": "code", "outputs": utdata}, {"cell_type": "markdown", "source": "tekst"}]
    fil.write_text(json.dumps({"nbformat": 4, "cells": celler}))
    return Kapittel("tek/x", fil, "tek")


def test_cards_figures_and_tables_of_a_chapter_are_found(tmp_path: Path) -> None:
    kapittel = _kapittel(
        tmp_path, "(tek-kort-vei1)=\n\n:::{container} kort\n:::", ":::{figure} x\n:name: tek-figur-7\n"
    )
    assert find_addresses(Bokmappe.her(), [kapittel], tmp_path) == {
        "tek/vei1": "tek-kort-vei1",
        "tek/figur-7": "tek-figur-7",
    }


def test_two_objects_cannot_have_one_address(tmp_path: Path) -> None:
    kapittel = _kapittel(tmp_path, "(tek-kort-vei1)=\n", ":name: tek-vei1\n")
    with pytest.raises(Datafeil, match="adressen tek/vei1"):
        find_addresses(Bokmappe.her(), [kapittel], tmp_path)


def _liste(mappe: Path, tekst: str) -> Path:
    fil = mappe / "faste-adresser.txt"
    fil.write_text(tekst)
    return fil


def test_new_addresses_come_in_and_old_lines_stay(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "# merknad\ntek/gammel -> tek/figur-9\ntek/figur-9\n")
    funnet = dict.fromkeys(["tek/figur-10", "tek/figur-9"], "")
    ny = updated_list(fil, funnet, [])
    linjer = [linje for linje in ny.splitlines() if not linje.startswith("#")]
    assert linjer == ["tek/gammel -> tek/figur-9", "tek/figur-9", "tek/figur-10"]
    fil.write_text(ny)
    assert read_address_list(fil)["tek/gammel"] == "tek/figur-9"
    assert updated_list(fil, funnet, []) == ny


def test_a_page_that_is_gone_leads_to_one_that_the_book_has(tmp_path: Path) -> None:
    tekst = "book/tek/gammel -> book/tek/ny\nbook/ute -> book/forside\ntek/figur-9\n"
    fil = _liste(tmp_path, tekst)
    assert updated_list(fil, {"tek/figur-9": ""}, ["book/forside", "book/tek/ny"]).endswith(tekst)
    assert read_address_list(fil) == {"tek/figur-9": "tek/figur-9"}
    assert read_moved_pages(fil) == {"book/tek/gammel": "book/tek/ny", "book/ute": "book/forside"}
    with pytest.raises(Datafeil, match="adressen book/tek/gammel er publisert, men fører ingen steder"):
        updated_list(fil, {"tek/figur-9": ""}, ["book/forside"])


def test_an_address_that_is_back_needs_no_other_to_lead_to(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "tek/figur-8 -> tek/figur-9\n")
    assert "tek/figur-8 -> tek/figur-9\n" in updated_list(fil, {"tek/figur-8": ""}, [])


def test_what_a_plan_that_is_being_entered_had_is_waited_for(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "opp/sko1\ntek/figur-8\n")
    assert updated_list(fil, {"tek/figur-8": ""}, [], ["opp"]).endswith("opp/sko1\ntek/figur-8\n")


def test_an_address_that_leads_nowhere_stops_and_says_what_to_do(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "tek/figur-7\ntek/figur-8\n")
    with pytest.raises(Datafeil) as feil:
        updated_list(fil, {"tek/figur-8": ""}, [])
    assert "tek/figur-7 er publisert, men fører ingen steder" in str(feil.value)
    assert "«tek/figur-7 -> …»" in str(feil.value)


def test_a_rerun_has_no_address_for_what_is_not_in_it(tmp_path: Path) -> None:
    fil = _liste(tmp_path, "tek/figur-7\ntek/figur-8\nbook/tek/ny -> book/borte\n")
    ny = updated_list(fil, {"tek/figur-8": ""}, [], scenario=True)
    assert [linje for linje in ny.splitlines() if not linje.startswith("#")] == ["tek/figur-8"]


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [
        ("tek/figur-7\ntek/figur-7\n", "linje 2: «tek/figur-7» står to ganger"),
        ("figur 7\n", "«figur 7» er ikke en adresse"),
        ("tek/figur-7 ->\n", "«» er ikke en adresse"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, tekst: str, melding: str) -> None:
    with pytest.raises(Datafeil, match=melding):
        read_address_list(_liste(tmp_path, tekst))
