"""The tables on uncertainty: what they show, and what they say that they do not."""

from dataclasses import replace
from fractions import Fraction

from effekt.display.numbered import Tabell
from effekt.reading.sektor import Sektor
from effekt.report import bytteverdier
from tests.helpers.kommune import med_formel

F = Fraction


def test_the_table_says_why_something_is_not_worked_out_and_only_then(tek: Sektor) -> None:
    rett = bytteverdier.bytteverdiene(tek)
    assert isinstance(rett, Tabell)
    assert rett.noter[0] == "Regnet før avrunding"
    assert not any("ikke en rett linje" in note for note in rett.noter)
    krum = med_formel(tek, "min(a, b)", 60, a=F(30), b=F(50))
    tabell = bytteverdier.bytteverdiene(replace(tek, tiltak=tek.tiltak.with_entries({krum.id: krum})))
    assert "Dette regnes ikke ut, fordi effekten ikke er en rett linje" in str(tabell)
