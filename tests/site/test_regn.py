"""«Regn selv»: the script works out what Python does, to the last sign, and reads and refuses what the command does."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import vis_belop, vis_prosent, vis_tall
from effekt.base.recording import Recorded
from effekt.export.regn import regnedata, som_skript
from effekt.model.verdi import skriv_tall, vis
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from tests.helpers import regnprov
from tests.helpers.kommune import med_formel

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANTALL = 3_000


@pytest.fixture
def prove(side: "Page", tmp_path: Path, opp: Sektor, tek: Sektor) -> "Page":
    """A page with the scripts and the sectors' data."""
    regnprov.prov_side(side, tmp_path, [opp, tek])
    return side


@pytest.mark.nettleser
@pytest.mark.parametrize("navn", ["opp", "tek"])
def test_script_and_python_give_equal_strings(prove: "Page", navn: str, request: pytest.FixtureRequest) -> None:
    assert regnprov.ulike(prove, request.getfixturevalue(navn), ANTALL, fro=18) == []


@pytest.mark.nettleser
@pytest.mark.parametrize("navn", ["opp", "tek"])
def test_script_gives_what_a_rerun_reads(prove: "Page", navn: str, request: pytest.FixtureRequest) -> None:
    sektor: Sektor = request.getfixturevalue(navn)
    endringer = regnprov.trekninger(sektor, 60, fro=4)
    for endring, svar in zip(endringer, regnprov.skriptets_svar(prove, sektor, endringer), strict=True):
        antall_feil = next(nr for nr, linje in enumerate(svar) if linje.split(" ")[0] in sektor.tiltak.unrecorded()
                           and linje.split(" ")[1] in ("ja", "nei"))  # fmt: skip
        try:
            endret = med_endringer(navn, endring)
        except Datafeil as grunn:
            sagt = str(grunn)
            assert antall_feil
            assert all(linje.rstrip(".") in sagt for linje in svar[:antall_feil]), (endring, sagt)
        else:
            rort = sorted({a.partition(".")[0] for a in endring} & sektor.tiltak.unrecorded().keys())[:2]
            med_risiko = endringer.index(endring) % 5 == 0
            assert svar == regnprov.svaret(endret, [], rort, med_risiko), endring


@pytest.mark.nettleser
def test_numbers_are_read_and_refused_in_the_commands_words(prove: "Page", tek: Sektor, opp: Sektor) -> None:
    for sektor in (tek, opp):
        alle = regnprov.kjente(sektor)
        tallene = [a for a, k in alle.items() if not k.ord_ and not a.endswith("forsinkelse")]
        skrevet = regnprov.skrevne_tall(3000, fro=9)
        sporsmal = [[tallene[nr % len(tallene)], tekst] for nr, tekst in enumerate(skrevet)]
        svar = prove.evaluate(
            """([navn, alle]) => alle.map(([adresse, tekst]) => {
                try { return Regn.skrivTall(Regn.sektor(navn).lesEn(adresse, tekst)); } catch (e) { return e.message; }
            })""",
            [sektor.info.id, sporsmal],
        )
        for (adresse, tekst), fikk in zip(sporsmal, svar, strict=True):
            try:
                lest = alle[adresse].les(tekst)
                assert isinstance(lest, Fraction)
                ventet = skriv_tall(lest)
            except ValueError as grunn:
                ventet = str(grunn)
            assert fikk == ventet, (adresse, tekst)


@pytest.mark.nettleser
def test_numbers_are_shown_as_python_shows_them(prove: "Page", tek: Sektor) -> None:
    rng = random.Random(3)
    tall = [
        Fraction(rng.randrange(-(10 ** rng.randrange(1, 14)), 10**13), rng.choice((1, 1, 2, 3, 8, 10, 24, 1000, 7**5)))
        for _ in range(2000)
    ]
    svar = prove.evaluate(
        """(alle) => alle.map((en) => {
            const b = Regn.brok(en);
            const bok = Regn.sektor("tek");
            return [Regn.visTall(b), Regn.visTall(b, 0), Regn.visTall(b, 3), Regn.visBelop(b), Regn.visProsent(b),
              Regn.skrivTall(b), bok.penger.vis(b), bok.penger.vis(b, 1), Regn.visVerdi(b, { base: "andel" }),
              Regn.visVerdi(b, { base: "kr" })];
        })""",
        [str(en) for en in tall],
    )
    vis_i = tek.bok.penger.vis
    for en, fikk in zip(tall, svar, strict=True):
        assert fikk == [
            vis_tall(en), vis_tall(en, 0), vis_tall(en, 3), vis_belop(en), vis_prosent(en), skriv_tall(en),
            vis_i(en), vis_i(en, 1), vis(en, "andel"), vis(en, "kr"),
        ]  # fmt: skip


def _formel(rng: random.Random, dybde: int = 3) -> str:
    if dybde == 0 or rng.random() < 0.15:
        return rng.choice("abc")
    a, b = _formel(rng, dybde - 1), _formel(rng, dybde - 1)
    former = (
        f"({a} + {b})", f"({a} - {b})", f"{a} * {b}", f"{a} / {b}" if rng.random() < 0.5 else f"({a} - {b})", f"-({a})",
        f"min({a}, {b})", f"max({a}, {b}, c)", f"akkumulert({a})", f"min({a})",
    )  # fmt: skip
    return rng.choice(former)


def _med_formler(tek: Sektor, antall: int) -> Iterator[Sektor]:
    """The sector with VAN1's formula another, and values for each year."""
    rng = random.Random(11)
    while antall:
        tekst = f"{_formel(rng)} + a * b * c * a"
        verdier = {n: Fraction(rng.randrange(1, 4000), rng.choice((1, 3, 7))) for n in "abc"}
        ett = med_formel(tek, tekst, 0, **verdier)
        f = {
            navn: en.model_copy(update={"tillatt": (Fraction(-9000), Fraction(9000)), "adresse": f"VAN1.{navn}"})
            for navn, en in ett.forutsetninger.items()
        }
        f["c"] = f["c"].model_copy(
            update={"verdi": {ar: Fraction(rng.randrange(-9, 3000), 2) for ar in tek.info.periode}}
        )
        ett = ett.model_copy(update={"forutsetninger": f})
        if regnprov.umulig(ett, tek):
            continue
        antall -= 1
        alle = {**tek.tiltak.unrecorded(), "VAN1": ett}
        yield replace(tek, tiltak=Recorded("tiltak.", alle, "tiltak", "tek"))


@pytest.mark.nettleser
def test_every_formula_of_the_language_gives_the_same_and_so_does_its_span(prove: "Page", tek: Sektor) -> None:
    for sektor in _med_formler(tek, 150):
        alle = regnprov.kjente(sektor)
        endringer = [{}, *({f"VAN1.{rng}": tall} for rng, tall in (("a", "0"), ("b", "-7/3"), ("a", "8999,5")))]
        svar = prove.evaluate(
            """([data, alle]) => {
                const bok = new Regn.Sektor(JSON.parse(data));
                return alle.map((en) => svarAv(bok, en, false));
            }""",
            [json.dumps(regnedata(sektor)), endringer],
        )
        for endring, fikk in zip(endringer, svar, strict=True):
            assert fikk == regnprov.python_svar(sektor, alle, endring, med_risiko=False), sektor.tiltak["VAN1"].formel


def test_formula_that_the_script_cannot_run_stops_the_build(tek: Sektor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("effekt.export.regn._FUNKSJONER", frozenset({"min"}))
    ett = med_formel(tek, "akkumulert(a)", 0, a=Fraction(1))
    sektor = replace(tek, tiltak=Recorded("tiltak.", {"VAN1": ett}, "tiltak", "tek"))
    with pytest.raises(Datafeil, match=r"formelen til VAN1 har «akkumulert\(a\)», som «Regn selv»"):
        som_skript(sektor)


def test_text_of_data_cannot_end_the_script(tek: Sektor) -> None:
    ett = tek.tiltak["VAN1"].model_copy(update={"navn": "</script><script>alert(1)</script>", "kortnavn": None})
    sektor = replace(tek, tiltak=Recorded("tiltak.", {"VAN1": ett}, "tiltak", "tek"))
    assert "<" not in som_skript(sektor)
