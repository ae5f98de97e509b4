"""Another period than the data's: every page follows, and no year is made up or left at zero."""

import ast
import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import MANGLER
from effekt.calc import beregning
from effekt.display.objects import Prosa, Publiserbar
from effekt.display.texts import fyll_ut, kapittelkontekst, programkontekst
from effekt.execution.chapters import Kapittel, find_chapters
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser, med_endringer
from effekt.reading.program import Program
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.report import figurer, forside, tabeller, tiltaksside

KAPITLER = find_chapters(Bokmappe.her())
MILL = 1_000_000

KORTERE = {"sektor.periode": "2026–2029"}
FORSKJOVET = {"sektor.periode": "2028-2029"}
LENGRE: dict[str, object] = {
    "sektor.periode": "2026-2031",
    "HEL1.innfasing[2031]": 1,
    "HEL2.innfasing[2031]": 1,
    "SYE1.innfasing[2031]": "50 %",
    "SYE2.innfasing[2031]": 1,
    "SYE3.besparelse[2031]": "40 mill.",
    "SYE3.i_drift[2031]": 1,
    "SYE4.innfasing[2031]": 1,
    "SYE5.innfasing[2031]": 1,
    "HLS1.innfasing[2031]": 1,
}


def _feil(endringer: dict[str, object]) -> str:
    with pytest.raises(Datafeil) as feil:
        med_endringer("hls", endringer)
    return str(feil.value)


@cache
def _sektor(navn: str) -> Sektor:
    return med_endringer("hls", {"kortere": KORTERE, "lengre": LENGRE, "forskjøvet": FORSKJOVET}[navn])


# --- every page ----------------------------------------------------------------------------------


def _vist(kapittel: Kapittel, sektor: Sektor) -> Iterator[Publiserbar]:
    """Everything that the chapter's cells show, with ``sektor`` for what its first cell opens."""
    navn: dict[str, Any] = {}
    program = Program(sektor.bok, {sektor.info.id: sektor})
    kontekst = kapittelkontekst(sektor) if kapittel.sektor else programkontekst(program)
    for celle in json.loads(kapittel.kilde.read_text(encoding="utf-8"))["cells"]:
        kode = "".join(celle["source"])
        if celle["cell_type"] != "code":
            continue
        if kode.startswith("%%tekst"):
            utfylt = fyll_ut(kode.partition("\n")[2], kontekst, celle["id"])
            yield Prosa(utfylt.tekst, tuple(utfylt.brutte))
            continue
        tre = ast.parse(kode)
        siste = tre.body.pop() if tre.body and isinstance(tre.body[-1], ast.Expr) else None
        exec(compile(tre, celle["id"], "exec"), navn)
        navn |= {n: sektor for n, verdi in navn.items() if isinstance(verdi, Sektor)}
        navn |= {n: program for n, verdi in navn.items() if isinstance(verdi, Program)}
        if isinstance(siste, ast.Expr):
            vist = eval(compile(ast.Expression(siste.value), celle["id"], "eval"), navn)
            if isinstance(vist, Publiserbar):
                yield vist


@pytest.mark.parametrize("periode", ["kortere", "lengre", "forskjøvet"])
@pytest.mark.parametrize("kapittel", KAPITLER, ids=lambda k: k.navn)
def test_every_cell_of_every_chapter_shows_itself(kapittel: Kapittel, periode: str) -> None:
    vist = list(_vist(kapittel, _sektor(periode)))
    assert vist
    # What has nothing to say of the data as they are, such as fixed kroner without a deflator, has not here either.
    tause = [nr for nr, ett in enumerate(_vist(kapittel, les_sektor("hls"))) if not repr(ett)]
    assert [nr for nr, ett in enumerate(vist) if not repr(ett)] == tause


# --- shorter -------------------------------------------------------------------------------------


def test_a_shorter_period_is_the_first_years_of_the_longer(hls: Sektor) -> None:
    kortere, total = _sektor("kortere"), beregning.total(hls)
    assert kortere.info.periode == (2026, 2027, 2028, 2029)
    assert beregning.total(kortere) == {ar: total[ar] for ar in kortere.info.periode}


def test_tables_figures_and_cards_end_where_the_period_does() -> None:
    kortere = _sektor("kortere")
    alle: list[Publiserbar] = [
        tabeller.effekt_per_virksomhet(kortere),
        tabeller.effekt_per_klasse(kortere),
        tabeller.effekt_per_tiltak(kortere),
        tabeller.lan(kortere, "SYE3"),
        forside.effekt_mot_rammekutt(kortere),
        figurer.effekt_per_tiltak(kortere),
        tiltaksside.tiltaket(kortere, "SYE1"),
    ]
    for ett in alle:
        assert "2029" in repr(ett)
        # A claim on the year is in its place, and says why it cannot be judged.
        assert "2030" not in repr(ett).replace(GRUNN, "")


def test_values_outside_the_period_have_no_address() -> None:
    alle = adresser(_sektor("kortere"))
    assert "SYE1.innfasing[2029]" in alle
    assert "SYE1.innfasing[2030]" not in alle
    feil = _feil({**KORTERE, "SYE1.innfasing[2030]": 1})
    assert feil == (
        "endringer: ukjent adresse «SYE1.innfasing[2030]». Året er utenfor perioden 2026–2029, som også er en endring."
    )


def _fyll(mal: str, endringer: dict[str, object] | None = None) -> tuple[str, list[str]]:
    sektor = _sektor("kortere") if endringer is None else med_endringer("hls", endringer)
    utfylt = fyll_ut(mal, kapittelkontekst(sektor), "prøve")
    return utfylt.tekst, utfylt.brutte


GRUNN = "2030 er utenfor perioden 2026–2029 i denne omregningen"


@pytest.mark.parametrize(
    "uttrykk",
    [
        "total[2030] | mill",
        "SYE1.effekt[2030] | kr",
        "(HEL1.effekt[2030] + HEL2.effekt[2029]) | mill(1)",
        "(HEL1.effekt[2029] - HEL2.effekt[2030]) | mill(1)",
        "(-total[2030] * 1000 / 2) | tallet",
        "sum_klasse[beste, 2030] | mill",
        "sum_virksomhet[HEL, 2030] | mill",
        "SYE1.oppgitt[2030] | mill",
        "SYE3.besparelse[2030] | mill",
        "([SYE1.effekt[2030], SYE2.effekt[2030]] | min) | mill",
        "(total[2029] / total[2030]) | prosent",
        "antall(total[2030])",
    ],
)
def test_a_value_of_a_year_outside_says_so_in_its_place(uttrykk: str) -> None:
    tekst, brutte = _fyll("Først dette. Så er den {{ " + uttrykk + " }} i året. Og så mer.")
    assert tekst == f"Først dette. Så er den **({GRUNN})** i året. Og så mer."
    assert brutte == [f"Så er den **({GRUNN})** i året."]


@pytest.mark.parametrize(
    "vilkar",
    [
        "total[2030] > 0",
        "0 < total[2030]",
        "total[2029] < total[2030]",
        "total[2028] < total[2029] < total[2030]",
        "SYE3.effekt[2029] <= 0 and SYE3.effekt[2030] > 0",
        "SYE3.effekt[2030] == 0 and SYE3.effekt[2029] > 99",
        "not total[2030] == 0",
        "([SYE1.effekt[2030], SYE2.effekt[2030]] | min) > ([HEL1.effekt[2030]] | max)",
    ],
)
def test_a_claim_on_a_year_outside_is_not_judged_and_is_reported(vilkar: str) -> None:
    tekst, brutte = _fyll(f"{{% pastand {vilkar} %}}Den øker.{{% endpastand %}} Resten står.")
    assert tekst == f"**Kan ikke vurderes, for {GRUNN}:** Den øker. Resten står."
    assert brutte == ["Den øker."]


def test_a_value_outside_does_not_spoil_a_claim_that_can_be_judged() -> None:
    mal = (
        "Den er {{ ([SYE1.effekt[2030], SYE2.effekt[2030]] | min) | mill }}. "
        "{% pastand total[2029] > 0 %}Sant.{% endpastand %} "
        "{% pastand total[2029] < 0 %}Usant.{% endpastand %}"
    )
    tekst, brutte = _fyll(mal)
    assert tekst.endswith(" Sant. **Stemmer ikke med tallene lenger:** Usant.")
    assert brutte == ["Usant.", f"Den er **({GRUNN})**."]


def test_what_a_condition_chose_by_a_year_outside_is_told() -> None:
    tekst, brutte = _fyll("Den {% if total[2030] > 0 %}øker{% else %}faller{% endif %}.")
    assert tekst == f"Den øker. **({GRUNN})**"
    assert brutte == [f"**({GRUNN})**"]


@pytest.mark.parametrize("endringer", [{}, {"sektor.periode": "2026–2030"}])
def test_without_another_period_an_unknown_year_is_a_fault_in_the_text(endringer: dict[str, object]) -> None:
    assert _fyll("{{ total[2030] | mill }}", endringer) == ("72\u00a0mill. kroner", [])
    with pytest.raises(Datafeil, match="ukjent navn «2037»"):
        _fyll("{{ SYE1.effekt[2037] | mill }}", {})


def test_a_card_reports_its_sentences_on_years_outside() -> None:
    vist = tiltaksside.tiltaket(_sektor("kortere"), "SYE3")
    assert any(GRUNN in setning for setning in vist.brutte_pastander)
    assert f"full effekt på ({GRUNN})" in repr(vist)


# --- longer --------------------------------------------------------------------------------------


def test_a_longer_period_lists_all_that_must_be_given_at_once() -> None:
    feil = _feil({"sektor.periode": "2026–2031", "SYE1.innfasing[2031]": 1})
    assert len(feil.splitlines()) == 1
    assert feil.startswith("endringer: perioden 2026–2031 har år som HLS ikke har tall for. ")
    manglende = feil.partition("Gi disse også: ")[2].rstrip(".").split(", ")
    assert manglende == [a for a in LENGRE if "[" in a and not a.startswith("SYE1")]


def test_years_of_a_longer_period_are_worked_out_from_what_is_given(hls: Sektor) -> None:
    """20 × 1 180 780 × 50 % = 11,8 → 12 mill.; 40 − 15 − 200 × 3,5 % − 3 = 15 mill."""
    lengre = _sektor("lengre")
    effekter = beregning.effekter(lengre)
    assert effekter["SYE1"][2031] == 12 * MILL
    assert effekter["SYE3"][2031] == 15 * MILL
    assert beregning.total(lengre)[2031] == (72 - 24 + 12 - 5 + 15) * MILL
    assert [beregning.total(lengre)[ar] for ar in hls.info.periode] == list(beregning.total(hls).values())


def test_what_the_source_does_not_print_for_a_year_says_so() -> None:
    lengre = _sektor("lengre")
    rad = next(linje for linje in repr(tiltaksside.tiltaket(lengre, "SYE1")).splitlines()
               if linje.startswith("2031") and "|" in linje)  # fmt: skip
    assert rad.split(" | ")[1:] == ["12\u00a0000\u00a0000", MANGLER, "–"]
    kutt = next(
        linje
        for linje in repr(tabeller.effekt_per_virksomhet(lengre)).splitlines()
        if linje.startswith("Vedtatt rammekutt |")
    )
    assert kutt.endswith(f"| {MANGLER} | {MANGLER} | {MANGLER}")
    assert 2031 not in beregning.oppgitt_effekt(lengre.tiltak["SYE1"], lengre.info.periode)
    tekst, _ = _fyll("{{ SYE1.oppgitt[2031] | mill }}", LENGRE)
    assert tekst == f"**({MANGLER})**"


def test_a_shifted_period_counts_its_own_years_only(hls: Sektor) -> None:
    """``akkumulert`` begins with the period; no measure of the sector uses it as it stands."""
    forskjovet = _sektor("forskjøvet")
    assert list(beregning.total(forskjovet)) == [2028, 2029]
    assert forskjovet.tiltak["SYE1"].forutsetninger["innfasing"].verdi == {2028: Fraction(10, 24), 2029: Fraction(1)}


@pytest.mark.parametrize("verdi", ["2029-2026", "2026, 2028", "fem år", "", "30"])
def test_an_impossible_period_is_refused_with_an_example(verdi: str) -> None:
    feil = _feil({"sektor.periode": verdi})
    assert feil.startswith("endringer: sektor.periode er «")
    assert "for eksempel 2026–2029" in feil


def test_data_with_years_outside_the_period_are_still_faults(datakopi: Path) -> None:
    fil = datakopi / "hls" / "sektor.yml"
    tekst = fil.read_text(encoding="utf-8")
    fil.write_text(tekst.replace("2029, 2030]", "2029]"), encoding="utf-8")
    assert "er utenfor perioden 2026–2029 i sektor.yml" in _feil({})
