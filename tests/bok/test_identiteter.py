"""One number, wherever it is shown: sums agree, and table, figure, prose and card say the same.

Held on the source's data and on a reviewer's, for a book that only agrees with itself unchanged has
typed its numbers twice.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from effekt.base.numbers import HARDT_MELLOMROM, MANGLER, vis_tall
from effekt.base.words import ramse
from effekt.calc import beregning
from effekt.calc.dekning import dekning
from effekt.calc.usikkerhet import TOTAL
from effekt.calc.varighet import arstall
from effekt.display.markup import til_html_celle, til_tekst
from effekt.display.numbered import Figur, Tabell
from effekt.display.texts import fyll_ut, kapittelkontekst
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.report import figurer, forside, rekker, tabeller, tiltaksside

ROT = Path(__file__).parents[2]
MILL = 1_000_000
REVIEWERS: dict[str, dict[str, object]] = {
    "kildens": {},
    "dyrere plasser": {"SYE1.inntektstap": "1,9 mill."},
    "færre pasienter, høyere rente": {"HLS1.pasienter": 350, "SYE3.rentesats": "5 %"},
    "mindre kutt": {"rammekutt[HEL, 2026]": -4551, "HEL2.innfasing[2026]": "1/10"},
}


@pytest.fixture(params=REVIEWERS)
def data(request: pytest.FixtureRequest) -> Sektor:
    """The sector as it stands, and as some reviewers would have it."""
    return med_endringer("hls", REVIEWERS[request.param])


def _ruter(frame: pd.DataFrame, rad: str, kolonne: str) -> dict[tuple[str, int], float]:
    """What stands in a table's data for each row and year; what is missing is left out."""
    return {(str(r[rad]), int(r["ar"])): float(r[kolonne]) for r in frame.to_dict("records") if not pd.isna(r[kolonne])}


def _mill(belop: Mapping[int, Fraction]) -> dict[int, float]:
    return {ar: float(b / MILL) for ar, b in belop.items()}


def _rad(visning: Tabell | Figur, navn: str) -> list[str]:
    """The cells of the row with the given heading."""
    [rad] = [rad for rad in visning.rader if til_tekst(rad[0]) == navn]
    return [til_tekst(celle) for celle in rad[1:]]


# --- sums ----------------------------------------------------------------------------------------


def test_measures_virksomheter_and_klasser_have_the_same_total_in_every_year(data: Sektor) -> None:
    total = beregning.total(data)
    for summer in (beregning.effekter(data), beregning.sum_per_virksomhet(data), beregning.sum_per_klasse(data)):
        for ar in data.info.periode:
            assert sum(rad[ar] for rad in summer.values()) == total[ar]


def test_every_measure_is_in_one_virksomhet_and_one_klasse(hls: Sektor) -> None:
    for tiltak in hls.tiltak.values():
        assert tiltak.virksomhet in hls.info.virksomheter
        assert tiltak.samlet_vurdering.klasse in hls.felles.klasser


# --- the tables that the source prints -----------------------------------------------------------


def _oppgitt(navn: str) -> dict[tuple[str, int], float]:
    """What the source prints, straight from the file; blank cells are left out."""
    fil = ROT / "data" / "hls" / "oppgitt" / f"{navn}.csv"
    rader = csv.reader(io.StringIO(fil.read_text(encoding="utf-8")))
    next(rader)
    return {(rad, int(ar)): float(belop) for rad, ar, belop in rader if belop != ".."}


@pytest.mark.parametrize(
    ("navn", "vis"), [("tabell_1", tabeller.effekt_per_klasse_sammendrag), ("tabell_8", tabeller.effekt_per_klasse)]
)
def test_tabell_1_and_8_are_what_the_source_prints(hls: Sektor, navn: str, vis: Callable[[Sektor], Tabell]) -> None:
    tabell = vis(hls)
    navn_pa = {**hls.felles.klasser, "total": "Til sammen"}
    oppgitt = {(navn_pa[klasse], ar): b for (klasse, ar), b in _oppgitt(navn).items()}
    assert _ruter(tabell.data, "rad", "mill_kr") == oppgitt
    assert tabell.nummer == navn.replace("tabell_", "Tabell ")


def test_tabell_7_is_what_the_source_prints(hls: Sektor) -> None:
    """The source prints the cuts in whole millions; the book keeps what it rounds from."""
    tabell = tabeller.effekt_per_virksomhet(hls)
    navn_pa = {
        **{kode: v.navn for kode, v in hls.info.virksomheter.items()},
        "total": "Til sammen",
        "rammekutt": "Vedtatt rammekutt",
    }
    oppgitt = {(navn_pa[rad], ar): b for (rad, ar), b in _oppgitt("tabell_7").items()}
    assert {k: round(b) for k, b in _ruter(tabell.data, "rad", "mill_kr").items()} == oppgitt
    vist = {
        (til_tekst(rad[0]), ar): til_tekst(celle)
        for rad in tabell.rader
        for ar, celle in zip(hls.info.periode, rad[1:], strict=True)
    }
    assert {k: float(v) for k, v in vist.items() if v != MANGLER} == oppgitt
    assert _rad(tabell, "Vedtatt rammekutt") == ["26", "27", "37", MANGLER, MANGLER]


def test_tabell_6_is_what_the_source_prints_and_nothing_where_it_is_blank(hls: Sektor) -> None:
    tabell = tabeller.lan(hls, "SYE3")
    navn_pa = {
        "avdrag": "Avdrag på investeringen",
        "renter": "Renter",
        "lisens": "Lisenskostnader",
        "besparelse": "Besparelse",
        "samlet": "Samlet",
    }
    oppgitt = {(navn_pa[post], ar): b for (post, ar), b in _oppgitt("tabell_6").items()}
    assert {k: b for k, b in _ruter(tabell.data, "rad", "kr").items() if b} == oppgitt
    for rad in tabell.rader:
        assert rad[1:4] == ["0"] * 3


# --- table = figure = prose = card ---------------------------------------------------------------


def test_the_figure_of_measures_shows_the_last_column_of_their_table(data: Sektor) -> None:
    tabell = tabeller.effekt_per_tiltak(data)
    figur = figurer.effekt_per_tiltak(data)
    siste = data.info.periode[-1]
    i_tabellen = _ruter(tabell.data, "rad", "mill_kr")
    i_figuren = {(f"{r['tiltak']} {r['navn']}", siste): float(r["mill_kroner"]) for r in figur.data.to_dict("records")}
    assert i_figuren == {k: b for k, b in i_tabellen.items() if k[1] == siste and "sammen" not in k[0]}
    assert sum(i_figuren.values()) == pytest.approx(i_tabellen["Til sammen", siste])


def test_the_front_page_shows_what_tabell_7_does(data: Sektor) -> None:
    trykt = _ruter(tabeller.effekt_per_virksomhet(data).data, "rad", "mill_kr")
    figur = forside.effekt_mot_rammekutt(data)
    i_figuren = _ruter(figur.data, "rad", "mill_kroner")
    for (rad, ar), kutt in trykt.items():
        if rad == "Vedtatt rammekutt" and kutt == kutt:
            assert i_figuren[rad, ar] == pytest.approx(kutt)
            assert i_figuren["Dekket av kuttet", ar] + i_figuren["Mangler", ar] == pytest.approx(kutt)
    for ar in data.info.periode:
        assert i_figuren["Effekt av tiltakene", ar] == trykt["Til sammen", ar]
    per_virksomhet = rekker.kutt_mot_effekt(data).data
    for _, rad in per_virksomhet.iterrows():
        assert rad["effekt_mill_kroner"] == trykt[rad["virksomhet"], rad["ar"]]


def test_what_is_left_of_the_cuts_is_each_agencys_own_and_unknown_where_the_cut_is(data: Sektor) -> None:
    kutt, effekt = beregning.rammekutt_per_virksomhet(data), beregning.sum_per_virksomhet(data)
    for ar, samlet in dekning(data)[TOTAL].items():
        egne = [(k, effekt[kode][ar]) for kode, rad in kutt.items() if (k := rad[ar]) is not None]
        assert samlet.gjenstar == (sum(max(k - e, Fraction(0)) for k, e in egne) if egne else None)
        assert (samlet.effekt + samlet.utenfor) == beregning.total(data)[ar]


def test_all_tables_have_one_and_the_same_total(data: Sektor) -> None:
    total = _mill(beregning.total(data))
    for vis in (
        tabeller.effekt_per_klasse_sammendrag,
        tabeller.effekt_per_klasse,
        tabeller.effekt_per_virksomhet,
        tabeller.effekt_per_tiltak,
    ):
        ruter = _ruter(vis(data).data, "rad", "mill_kr")
        assert {ar: ruter["Til sammen", ar] for ar in data.info.periode} == total


@pytest.mark.parametrize("id_", ["HEL1", "HEL2", "SYE1", "SYE2", "SYE3", "SYE4", "SYE5", "HLS1"])
def test_the_card_shows_what_the_table_has_in_every_year(data: Sektor, id_: str) -> None:
    ruter = _ruter(tabeller.effekt_per_tiltak(data).data, "rad", "mill_kr")
    linjer = repr(tiltaksside.tiltaket(data, id_)).splitlines()
    start = next(nr for nr, ett in enumerate(linjer) if ett.startswith("Mill. kroner per år. Pos"))
    for nr, ar in enumerate(data.info.periode):
        vist_ar, vist = linjer[start + 1 + 2 * nr : start + 3 + 2 * nr]
        assert vist_ar.startswith(str(ar))
        belop = ruter[f"{id_} {data.tiltak[id_].navn}", ar]
        # Nothing is 0 here too where the printed card has a dash.
        assert vist == vis_tall(Fraction(str(belop)), None if belop == int(belop) else 1)


def test_the_loan_of_sye3_is_the_same_on_the_card_and_in_tabell_6(data: Sektor) -> None:
    samlet = _rad(tabeller.lan(data, "SYE3"), "Samlet")[-1]
    kortet = repr(tiltaksside.tiltaket(data, "SYE3")).splitlines()
    vist = kortet[kortet.index(arstall(data, data.info.periode[-1], "SYE3")) + 1]
    assert vist == data.bok.penger.vis(Fraction(samlet.replace("\u00a0", "").replace("\u2212", "-")))


def _prosa(kapittel: str, sektor: Sektor) -> str:
    """The chapter's prose with its numbers, one text."""
    innhold = json.loads((ROT / "notebooks" / "hls" / f"{kapittel}.ipynb").read_text("utf-8"))
    celler = ["".join(celle["source"]) for celle in innhold["cells"]]
    kontekst = kapittelkontekst(sektor)
    return "\n".join(
        " ".join(fyll_ut(celle.partition("\n")[2], kontekst, kapittel).tekst.split(" "))
        for celle in celler
        if celle.startswith("%%tekst")
    )


@pytest.mark.parametrize("kapittel", ["sammendrag", "4-oppsummering"])
def test_the_prose_says_the_total_that_the_tables_have(data: Sektor, kapittel: str) -> None:
    siste = data.info.periode[-1]
    total = _ruter(tabeller.effekt_per_virksomhet(data).data, "rad", "mill_kr")["Til sammen", siste]
    vist = vis_tall(Fraction(str(total))) + HARDT_MELLOMROM + "mill. kroner"
    assert f"{vist} i året fra og med {siste}" in _prosa(kapittel, data)


def test_the_prose_says_the_least_and_the_most_that_the_figure_shows(data: Sektor) -> None:
    belop = [float(b) for b in figurer.effekt_per_tiltak(data).data["mill_kroner"]]
    minst, mest = vis_tall(Fraction(str(min(belop)))), vis_tall(Fraction(str(max(belop))))
    prosa = " ".join(_prosa("4-oppsummering", data).split("\n"))
    assert f"fra {minst} til {mest}{HARDT_MELLOMROM}mill. kroner" in prosa


def test_the_alternative_text_says_what_the_figure_shows(data: Sektor) -> None:
    figur = figurer.effekt_per_tiltak(data)
    for ord_, belop in (("Størst effekt i", figur.rader[0][2]), ("minst har", figur.rader[-1][2])):
        navn = ramse(id_ for id_, _, mill, *_ in figur.rader if mill == belop)
        _, _, sagt = figur.alternativtekst.partition(ord_)
        assert re.match(rf"(?: \d+ har)? {navn} med {re.escape(belop)} mill\. kroner", sagt)


# --- one object, however it is shown -------------------------------------------------------------


def _alle(sektor: Sektor) -> list[Tabell | Figur]:
    return [
        tabeller.nokkeltall(sektor),
        tabeller.rammekutt(sektor),
        tabeller.tabell(sektor, "langtidshjem"),
        tabeller.effekt_per_klasse(sektor),
        tabeller.effekt_per_virksomhet(sektor),
        tabeller.effekt_per_tiltak(sektor),
        tabeller.lan(sektor, "SYE3"),
        figurer.figur(sektor, 7),
        figurer.figur(sektor, 8),
        figurer.figur(sektor, 9),
        figurer.effekt_per_tiltak(sektor),
        forside.effekt_mot_rammekutt(sektor),
    ]


def test_site_jupyterlab_and_plain_text_show_the_same_cells(data: Sektor) -> None:
    for visning in _alle(data):
        bunt = visning._repr_mimebundle_()
        for celle in (celle for rad in visning.rader for celle in rad[1:] if celle):
            assert til_html_celle(celle) in bunt["text/html"]
            assert celle in bunt["text/markdown"]


def test_the_downloaded_file_is_the_data_and_the_plain_text_ends_with_it(
    data: Sektor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for visning in _alle(data):
        if isinstance(visning, Tabell):
            visning.lagre()
            csv_tekst = (tmp_path / visning.csv_fil).read_text(encoding="utf-8")
            assert repr(visning).endswith(csv_tekst)
            lest = pd.read_csv(io.StringIO(csv_tekst))
            pd.testing.assert_frame_equal(lest, visning.data, check_dtype=False)


def test_the_sum_row_of_each_printed_table_is_the_sum_of_its_rows(data: Sektor) -> None:
    for tabell in (tabeller.rammekutt(data), tabeller.tabell(data, "langtidshjem")):
        *rader, sum_ = [[_tall(til_tekst(celle)) for celle in rad[1:]] for rad in tabell.rader]
        for kolonne, total in enumerate(sum_):
            if total is not None:
                assert total == sum(rad[kolonne] or 0 for rad in rader)


def _tall(celle: str) -> int | None:
    ren = celle.replace(HARDT_MELLOMROM, "").replace("\u2212", "-")
    return int(ren) if ren.lstrip("-").isdigit() else None


def test_what_is_shown_has_its_source_and_its_alternative_text(hls: Sektor) -> None:
    for visning in _alle(hls):
        assert visning.kilde.tekst.startswith("Kilde: ")
        assert visning.alternativtekst
