"""«Regn selv»: the script works out what Python does, to the last sign, and reads and refuses what the command does."""

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from effekt.base.faults import Datafeil
from effekt.base.recording import Recorded
from effekt.export.regn import regnedata, som_skript
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers import regnprov
from tests.helpers.kommune import med_formel

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ANTALL = regnprov.antall(3_000)


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
def test_every_package_of_the_measures_gives_equal_strings(
    prove: "Page", navn: str, request: pytest.FixtureRequest
) -> None:
    assert regnprov.ulike_pakker(prove, request.getfixturevalue(navn), ["0", "1", "3"]) == []


@pytest.mark.nettleser
@pytest.mark.parametrize("navn", ["opp", "tek"])
def test_script_gives_what_a_rerun_reads(prove: "Page", navn: str, request: pytest.FixtureRequest) -> None:
    sektor: Sektor = request.getfixturevalue(navn)
    endringer = regnprov.trekninger(sektor, 60, fro=4)
    svarene = regnprov.skriptets_svar(prove, sektor, endringer)
    for nummer, (endring, svar) in enumerate(zip(endringer, svarene, strict=True)):
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
            med_risiko = nummer % 5 == 0
            assert svar == regnprov.svaret(endret, [], rort, med_risiko), endring


@pytest.mark.nettleser
@pytest.mark.parametrize("navn", ["opp", "tek"])
def test_numbers_are_read_and_refused_in_the_commands_words(
    prove: "Page", navn: str, request: pytest.FixtureRequest
) -> None:
    sporsmal, ventet = regnprov.lesesporsmal(request.getfixturevalue(navn), 3000, fro=9)
    svar = prove.evaluate("([navn, alle]) => lest(Regn.sektor(navn), alle)", [navn, sporsmal])
    assert [(en, f, v) for en, f, v in zip(sporsmal, svar, ventet, strict=True) if f != v] == []


@pytest.mark.nettleser
def test_values_outside_their_limits_are_told_in_the_commands_words(prove: "Page") -> None:
    sporsmal, ventet = regnprov.grensesporsmal()
    svar = prove.evaluate("(alle) => utenfor(alle)", sporsmal)
    assert [(en, f, v) for en, f, v in zip(sporsmal, svar, ventet, strict=True) if f != v] == []


@pytest.mark.nettleser
def test_numbers_are_shown_as_python_shows_them(prove: "Page", tek: Sektor) -> None:
    tall, ventet = regnprov.visesporsmal(tek, 2000, fro=3)
    svar = prove.evaluate("(alle) => vist(Regn.sektor('tek'), alle)", tall)
    assert [(en, f, v) for en, f, v in zip(tall, svar, ventet, strict=True) if f != v] == []


@pytest.mark.nettleser
def test_every_formula_of_the_language_gives_the_same_and_so_does_its_span(
    prove: "Page", opp: Sektor, tek: Sektor
) -> None:
    for sektor in regnprov.varianter(opp, tek, 100):
        alle = regnprov.kjente(sektor)
        egne = regnprov.FASTE if sektor.info.id == "tek" else regnprov.trekninger(sektor, 30, fro=6)
        svar = prove.evaluate(
            """([data, alle]) => {
                const bok = new Regn.Sektor(JSON.parse(data));
                return alle.map((en) => svarAv(bok, en, false));
            }""",
            [json.dumps(regnedata(sektor)), egne],
        )
        for endring, fikk in zip(egne, svar, strict=True):
            ventet = regnprov.python_svar(sektor, alle, endring, med_risiko=False)
            assert fikk == ventet, (endring, sektor.tiltak.unrecorded().get("VAN1"))


# What changes nothing that can be seen, by a piece of its line, and why.
_LIKEGYLDIGE = {
    "brok": {
        "nevner < 0n": "the lower number is never nothing here",
        "teller < 0n": "nothing has no sign",
        "abs() {": "nothing has no sign",
        "fortegn() {": "a side of nothing is a driver that does nothing",
        "return this.t < 0n && hel": "what is rounded has no sign; the slider's points are held below",
        "return verdi.t >= 0n": "nothing has no sign",
    },
    "formel": {
        "const FORAN": "of two that are alike, it is the same which is chosen",
        "const sider": "nothing has no sign",
        "(ut.t < 0n ? -ut.t : ut.t)": "nothing has no sign",
    },
    "modell": {"if (!lest.has(id)": "whether the data are there, which they are"},
    "spenn": {"const tillatt": "at the bound it is the bound"},
    "tall": {
        "const [hele, deler] = [(skalert": "nothing has no sign",
        "nevner.toString(2).length": "a whole number is found at once",
        "const teller = tall.t < 0n": "nothing has no sign",
        'return `${tall.t < 0n ? "-"': "nothing has no decimals",
        "skala.cmp(Regn.EN) > 0": "no scale is one",
    },
    "risiko": {
        "if (na.cmp(forrige) > 0)": "what has no chance counts nothing",
        "this.bok.ider.every(": "all have chances",
    },
}


@pytest.mark.nettleser
@pytest.mark.parametrize("navn", list(_LIKEGYLDIGE))
def test_every_changed_operator_is_seen(chromium: "Browser", opp: Sektor, tek: Sektor, navn: str) -> None:
    sporsmal, kode = _sporsmal(opp, tek), regnprov.skript(navn)
    overlever = []
    side = _klar_side(chromium, sporsmal)
    for sted, fra, til in regnprov.mutanter(navn):
        linje = kode[kode.rfind("\n", 0, sted) + 1 : kode.find("\n", sted)].strip()
        svar = _svar(side, regnprov.mutert(navn, sted, fra, til))
        if svar is None:  # it never ends
            side.close()
            side = _klar_side(chromium, sporsmal)
        elif svar and not any(kjent in linje for kjent in _LIKEGYLDIGE[navn]):
            overlever.append(f"{linje}: {fra.strip()} → {til.strip()}")
    side.close()
    assert not overlever, "\n".join(overlever)


def _klar_side(chromium: "Browser", sporsmal: list[tuple[str, list[dict[str, str]], list[list[str]]]]) -> "Page":
    """A page that has the questions, and what is to be answered."""
    side = chromium.new_page()
    tek = regnprov.med_tusen_og_prosent(les_sektor("opp"), les_sektor("tek"))
    side.evaluate(
        """([data, ...alle]) => {
            globalThis.tallene = [data, ...[1, 3, 5].map((nr) => JSON.stringify(alle[nr])), alle];
        }""",
        [
            json.dumps(regnedata(tek)),
            *regnprov.lesesporsmal(tek, 1500, fro=5),
            *regnprov.visesporsmal(tek, 300, fro=5),
            *regnprov.grensesporsmal(),
        ],
    )
    side.evaluate(
        "(alle) => { globalThis.sporsmal = alle.map(([d, e, s]) => [d, e, s.map((en) => JSON.stringify(en))]); }",
        sporsmal,
    )
    return side


def _sporsmal(opp: Sektor, tek: Sektor) -> list[tuple[str, list[dict[str, str]], list[list[str]]]]:
    """What is asked of a mutant: books, changes, and the answers; the quickest to tell first."""
    ut = []
    with regnprov.husket():
        for sektor, antall in [(opp, 60), (tek, 40), *((s, 8) for s in regnprov.varianter(opp, tek, 24))]:
            egne: Sequence[dict[str, str]] = [regnprov.FOR_STORT] if sektor is tek else regnprov.SKOLENES
            egne = regnprov.FASTE if sektor is not tek and sektor.info.id == "tek" else egne
            alle, endringer = regnprov.kjente(sektor), [*egne, *regnprov.trekninger(sektor, antall, fro=2)]
            svar = [regnprov.python_svar(sektor, alle, en) for en in endringer]
            ut.append((json.dumps(regnedata(sektor)), endringer, svar))
    return ut


def _svar(side: "Page", kode: str) -> bool | None:
    """Whether the scripts answer all of it as they should; None where they have no answer at all."""
    side.evaluate(
        """(kode) => {
            globalThis.likt = "";
            setTimeout(() => {
                try {
                    (0, eval)(kode);
                    const [tek, ...ventet] = globalThis.tallene;
                    const tall = new Regn.Sektor(JSON.parse(tek));
                    const sporsmal = ventet.pop();
                    const svar = [lest(tall, sporsmal[0]), vist(tall, sporsmal[2]), utenfor(sporsmal[4])];
                    const like = svar.every((en, nr) => JSON.stringify(en) === ventet[nr]);
                    if (!like) throw new Error("tall");
                    globalThis.likt = globalThis.sporsmal.every(([data, endringer, svar]) => {
                        const bok = new Regn.Sektor(JSON.parse(data));
                        return endringer.every((en, nr) => JSON.stringify(svarAv(bok, en, true)) === svar[nr]);
                    }) ? "ja" : "nei";
                } catch { globalThis.likt = "nei"; }
            });
        }""",
        kode,
    )
    try:
        return side.wait_for_function("() => globalThis.likt", timeout=15_000).json_value() == "ja"
    except PlaywrightTimeout:
        return None


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
