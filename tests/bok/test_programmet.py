"""Several sectors together: sums by hand, years that some lack, and what makes a chapter stale."""

import ast
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from effekt.base.faults import Datafeil
from effekt.base.recording import JOURNAL_VARIABLE
from effekt.calc import beregning, programsummer
from effekt.calc.usikkerhet import TOTAL
from effekt.display.markup import til_tekst
from effekt.display.numbered import Tabell
from effekt.display.objects import Publiserbar
from effekt.display.texts import fyll_ut, programkontekst, utelatt_i_ord, uten_kutt
from effekt.execution.chapters import Kapittel, find_chapters
from effekt.execution.stale import BuildState
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.program import Program, endringer_for, feil_mellom_sektorer, les_program, merket_for, sektor_for
from effekt.reading.sektor import Sektor
from effekt.report import forside, tiltakene
from effekt.report import program as programsider
from tests.helpers.bokkopi import ROT, boken, kopier_bok
from tests.helpers.feildata import bytt, feilmelding
from tests.helpers.oppdiktet import avhenger, lag_sektor, lag_tiltak, overlapper, selvkost

MILL = 1_000_000
KON, MOS = (2026, 2027, 2028, 2029), (2027, 2028, 2029, 2030)
TVERS = [k for k in find_chapters(boken(ROT)) if not k.sektor]


@pytest.fixture
def tre(datakopi: Path) -> Path:
    """HLS as it is, KON to 2029 with a cut in 2026, and MOS from 2027 without any table of cuts."""
    kon = lag_sektor(datakopi, "kon", KON, ["BIB", "MUS"], {("BIB", 2026): 30, ("MUS", 2026): 20})
    lag_tiltak(kon, "BIB1", "BIB", dict(zip(KON, (1, 2, 3, 4), strict=True)))
    lag_tiltak(kon, "MUS1", "MUS", dict(zip(KON, (10, 20, 30, 40), strict=True)), klasse="middels")
    mos = lag_sektor(datakopi, "mos", MOS, ["BYM"])
    lag_tiltak(mos, "BYM1", "BYM", dict.fromkeys(MOS, 100), klasse="darligste", usikkerhet="stor")
    return datakopi


def _mill(rad: dict[int, Any]) -> list[Any]:
    return [None if b is None else b / MILL for b in rad.values()]


def _legg_til(data: Path, tiltak: str, mer: str) -> None:
    with next(data.glob(f"*/tiltak/{tiltak.lower()}.yml")).open("a", encoding="utf-8") as fil:
        fil.write(mer)


# --- sums ----------------------------------------------------------------------------------------


def test_one_sector_alone_is_the_programme(hls: Sektor) -> None:
    program = les_program()
    assert program.eneste is not None
    assert program.info.periode == hls.info.periode
    assert programsummer.programmets_total(program) == beregning.total(hls)
    assert programsummer.per_klasse(program) == beregning.sum_per_klasse(hls)
    assert {k: v for (_, k), v in programsummer.per_virksomhet(program).items()} == (beregning.sum_per_virksomhet(hls))
    assert utelatt_i_ord(program) == []


def test_years_are_all_that_some_sector_has_and_a_missing_year_is_no_zero(tre: Path) -> None:
    program = les_program()
    assert list(program.sektorer) == ["kon", "mos", "hls"], "the programme's order"
    assert program.info.periode == (2026, 2027, 2028, 2029, 2030)
    assert programsummer.felles_ar(program) == [2027, 2028, 2029]
    rader = {n: _mill(rad) for n, rad in programsummer.per_sektor(program).items()}
    assert rader == {"kon": [11, 22, 33, 44, None], "mos": [None, 100, 100, 100, 100], "hls": [2, 27, 44, 62, 72]}
    assert _mill(programsummer.programmets_total(program)) == [13, 149, 177, 206, 172]
    assert utelatt_i_ord(program) == [
        "2026 er uten MOS, som ikke har tall for året",
        "2030 er uten KON, som ikke har tall for året",
    ]
    virksomheter = {k: _mill(rad) for k, rad in programsummer.per_virksomhet(program).items()}
    assert virksomheter["kon", "MUS"] == [10, 20, 30, 40, None]
    assert virksomheter["mos", "BYM"] == [None, 100, 100, 100, 100]
    assert _mill(programsummer.per_klasse(program)["darligste"]) == [0, 100, 100, 100, 100]


def test_coverage_sums_only_the_sectors_whose_cut_is_known(tre: Path) -> None:
    """2026: KON covers 11 of 50, HLS 2 of 26,064: 13 of 76,064 together. 2027: HLS alone."""
    program = les_program()
    dekning = programsummer.programmets_dekning(program)
    assert dekning["kon"][2026] is not None
    assert dekning["kon"][2026].andel == Fraction(11, 50)
    assert dekning["mos"][2026] is None
    assert (samlet := dekning[TOTAL][2026]) is not None
    assert (samlet.kutt, samlet.effekt) == (76_064_000, 13 * MILL)
    assert (samlet := dekning[TOTAL][2027]) is not None
    assert (samlet.effekt, samlet.utenfor) == (21 * MILL, 6 * MILL)
    assert dekning[TOTAL][2029] is None
    assert uten_kutt(program) == [
        "Dekningen for 2027 og 2028 er uten KON og MOS, der rammekuttet ikke er oppgitt",
        "Dekningen for 2029 er uten KON, MOS og HLS, der rammekuttet ikke er oppgitt",
        "Dekningen for 2030 er uten MOS og HLS, der rammekuttet ikke er oppgitt",
    ]


def test_overlap_between_sectors_counts_once_across_and_wholly_in_each(tre: Path) -> None:
    """A quarter of MUS1's 40 in 2029 is in BYM1: 206 - 10."""
    _legg_til(tre, "MUS1", overlapper("mos.BYM1", "det_andre", "0.25"))
    program = les_program()
    assert programsummer.programmets_total(program)[2029] == 196 * MILL
    assert programsummer.per_sektor(program)["kon"][2029] == 34 * MILL
    assert beregning.total(program.sektorer["kon"])[2029] == 44 * MILL
    assert (
        "25\u00a0% av KON\u00a0MUS1 (10 mill. kroner i 2029) er ikke regnet med i summene: "
        "overlapper med MOS\u00a0BYM1, som teller beløpet"
    ) in utelatt_i_ord(program)
    tabell = programsider.ikke_regnet_med(program)
    assert "KON\u00a0MUS1 | telles i MOS\u00a0BYM1 | 2,5 | 5 | 7,5 | 10 | ikke oppgitt" in repr(tabell)


def test_lower_fees_are_apart_across_sectors_too(tre: Path) -> None:
    _legg_til(tre, "BYM1", selvkost("vann"))
    _legg_til(tre, "BIB1", selvkost("vann", "0.5"))
    program = les_program()
    assert programsummer.programmets_total(program)[2029] == (206 - 100 - 2) * MILL
    assert "senker gebyrene for vann" in repr(programsider.ikke_regnet_med(program))


def test_same_id_in_two_sectors_is_two_measures(tre: Path) -> None:
    lag_tiltak(tre / "mos", "BIB1", "BYM", dict.fromkeys(MOS, 7))
    program = les_program()
    assert {"kon.BIB1", "mos.BIB1"} <= set(program.tiltak)
    assert programsummer.programmets_total(program)[2029] == 213 * MILL


def test_ring_between_sectors_is_refused_though_no_sector_sees_it_alone(tre: Path) -> None:
    _legg_til(tre, "MUS1", overlapper("mos.BYM1", "det_andre"))
    _legg_til(tre, "BYM1", overlapper("kon.MUS1", "det_andre"))
    assert "ingen av dem teller" in feilmelding(les_program)


def test_unknown_measure_of_another_sector_is_told_with_the_nearest(tre: Path) -> None:
    _legg_til(tre, "MUS1", avhenger("mos.BYM11"))
    assert "ukjent tiltak «BYM11» i data/mos. Mente du BYM1?" in feilmelding(les_program)


# --- changes -------------------------------------------------------------------------------------


def test_change_reaches_the_sector_that_has_the_address(tre: Path) -> None:
    program = les_program({"BYM1.belop[2029]": "50 mill."})
    assert programsummer.programmets_total(program)[2029] == 156 * MILL
    assert program.uendret is not None
    assert programsummer.programmets_total(program.uendret)[2029] == 206 * MILL


def test_dropped_measure_takes_dependents_in_other_sectors_with_it(tre: Path) -> None:
    _legg_til(tre, "BYM1", avhenger("kon.MUS1"))
    program = les_program({"kon.MUS1.gjennomfores": "nei"})
    assert programsummer.programmets_total(program)[2029] == (4 + 62) * MILL
    assert not program.tiltak["mos.BYM1"].gjennomfores


def test_shared_choice_changes_in_every_sector(tre: Path) -> None:
    program = les_program({"usikkerhet.stor": "0.4"})
    verdier = {s.usikkerhet.alle["stor"].tallet for s in program.sektorer.values()}
    assert verdier == {Fraction(2, 5)}


@pytest.mark.parametrize(
    ("adresse", "ventet"),
    [
        ("BYM9.belop[2029]", "ukjent adresse «BYM9.belop[2029]». Mente du BYM1?"),
        ("BIB1.belop[2029]", "flere sektorer har BIB1.belop[2029]. Skriv kon.BIB1.belop[2029]"),
        ("sektor.periode", "flere sektorer har sektor.periode. Skriv kon.sektor.periode eller"),
        ("kon.BIB1.belopp", "ukjent adresse «BIB1.belopp»"),
    ],
)
def test_change_that_is_nobodys_or_several_sectors_is_refused(tre: Path, adresse: str, ventet: str) -> None:
    lag_tiltak(tre / "mos", "BIB1", "BYM", dict.fromkeys(MOS, 7))
    assert ventet in feilmelding(lambda: les_program({adresse: 1}))


def test_each_sectors_chapters_get_the_changes_that_are_theirs(tre: Path) -> None:
    merket = merket_for(Bokmappe.her(), "kon", {"BIB1.belop[2029]": "1", "usikkerhet.stor": "0.4"})
    assert merket == {"kon.BIB1.belop[2029]": "1", "usikkerhet.stor": "0.4"}
    assert endringer_for(Bokmappe.her(), "kon", merket) == {"BIB1.belop[2029]": "1", "usikkerhet.stor": "0.4"}
    assert endringer_for(Bokmappe.her(), "hls", merket) == {"usikkerhet.stor": "0.4"}
    assert endringer_for(Bokmappe.her(), "", merket) == merket
    assert sektor_for(Bokmappe.her(), {"kon.BIB1.belop[2029]": "1"}) == ("kon", {"BIB1.belop[2029]": "1"})
    with pytest.raises(Datafeil, match="kan endre én sektor om gangen"):
        sektor_for(Bokmappe.her(), {"BIB1.belop[2029]": "1", "BYM1.belop[2029]": "1"})


# --- what is shown -------------------------------------------------------------------------------


def test_reports_have_status_and_only_those_with_pages_are_linked(tre: Path) -> None:
    tabell = programsider.rapportene(les_program())
    rader = {rad[0]: rad for rad in tabell.rader}
    assert len(rader) == 9
    assert rader["{doc}`Helse (HLS) </book/hls/rekker-det>`"][3] == "med tall her"
    assert rader["Kultur og næring (KON)"][3] == "med tall, men uten kapitler her"
    assert rader["Utdanning (UTD)"][1:4] == [
        "våren 2025, barnehagedelen høsten 2025", "ikke oppgitt", "uten tall her ennå",
    ]  # fmt: skip
    assert rader["Tverrgående problemstillinger"][1:3] == ["løpende i 2025", "9"]


def test_a_municipality_may_have_no_other_reports_and_none_across(datakopi: Path) -> None:
    program = datakopi / "felles/program.yml"
    tekst = program.read_text(encoding="utf-8")
    start, slutt = tekst.index("sektorer:\n"), tekst.index("# Det som ikke er omfattet")
    program.write_text(f"{tekst[:start]}sektorer: {{}}\n\n{tekst[slutt:]}", encoding="utf-8")
    lest = les_program()
    assert [r.rapport.navn for r in lest.rapporter] == ["Helse"]
    assert len(programsider.rapportene(lest).rader) == 1
    assert repr(programsider.avvikene(lest)) == ""


def test_all_measures_are_in_one_table_the_largest_first(tre: Path) -> None:
    tabell = tiltakene.alle_tiltak(les_program())
    assert isinstance(tabell, Tabell)
    assert len(tabell.rader) == 11
    assert [til_tekst(rute) for rute in tabell.rader[0][:5]] == [
        "Tiltaket BYM1 BYM1", "MOS", "100", "fra 2027", "Stor usikkerhet",
    ]  # fmt: skip
    assert tabell.rader[0][-1] == "Dårligste forhold"
    assert [rad[1] for rad in tabell.rader[:3]] == ["MOS", "KON", "HLS"]
    assert tabell.data["mill_kroner_2026"].isna().sum() == 1


def test_front_page_shows_the_programme_where_several_sectors_have_data(tre: Path) -> None:
    program = les_program()
    assert "gir 206 mill. kroner i 2029" in repr(forside.funnet(program))
    assert "2026 er uten MOS" in repr(forside.effekt_mot_rammekutt(program))
    figur = forside.effekt_mot_rammekutt(program)
    assert figur.etikett == "program-effekt-mot-rammekutt"
    # 13 of the cuts of 2026, 50 and 26,064, are covered, each agency its own.
    mangler = {rad[0]: rad[1:] for rad in figur.rader}["Mangler"]
    assert mangler == ["63,1", "7,2", "17,4", *["ikke oppgitt"] * 2]
    assert "De ti største tiltakene" in repr(forside.tiltakene(program))


def test_front_page_of_one_sector_keeps_its_look_and_its_addresses(hls: Sektor) -> None:
    program = les_program()
    assert forside.effekt_mot_rammekutt(program).etikett == "program-effekt-mot-rammekutt"
    assert "Alle tiltakene, størst effekt først" in repr(forside.tiltakene(program))


def _vist(kapittel: Kapittel, program: Program) -> Iterator[Publiserbar | str]:
    """What the chapter's cells show, with the programme for what its first cell opens."""
    navn: dict[str, Any] = {}
    for celle in json.loads(kapittel.kilde.read_text(encoding="utf-8"))["cells"]:
        kode = "".join(celle["source"])
        if celle["cell_type"] == "code" and kode.startswith("%%tekst"):
            yield fyll_ut(kode.partition("\n")[2], programkontekst(program), celle["id"]).tekst
        elif celle["cell_type"] == "code":
            tre = ast.parse(kode)
            siste = tre.body.pop() if isinstance(tre.body[-1], ast.Expr) else None
            exec(compile(tre, celle["id"], "exec"), navn)
            navn |= {"data": program} if "data" in navn else {}
            if isinstance(siste, ast.Expr):
                yield eval(compile(ast.Expression(siste.value), celle["id"], "eval"), navn)


@pytest.mark.parametrize("kapittel", TVERS, ids=lambda k: k.navn)
def test_every_chapter_across_sectors_shows_itself_with_three(tre: Path, kapittel: Kapittel) -> None:
    vist = list(_vist(kapittel, les_program()))
    assert len(vist) > 1
    for ett in vist:
        if isinstance(ett, Publiserbar):
            assert "".join(blokk.myst() for blokk in ett.blokker())


def test_stack_of_many_sectors_puts_the_smallest_together(datakopi: Path) -> None:
    for nr in range(8):
        sektor = lag_sektor(datakopi, f"s{nr}", (2026, 2027), ["A"])
        lag_tiltak(sektor, f"A{nr}", "A", {2026: nr, 2027: nr})
    rader = {n: rad for n, rad in programsummer.per_sektor(les_program()).items() if n != "hls"}
    deler = programsider.storste(rader, 2027)
    assert list(deler) == ["s3", "s4", "s5", "s6", "s7", "Andre"]
    assert deler["Andre"][2027] == (0 + 1 + 2) * MILL
    assert programsider.sektorenes_effekt(les_program()).svg()


# --- staleness -----------------------------------------------------------------------------------


@pytest.fixture
def ferskt(tre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Kapittel]:
    """A book whose chapter across sectors has just been run; its journal is a real one."""
    rot = kopier_bok(tmp_path / "bok", ["forside", "alle-tiltak"])
    kapittel = next(k for k in find_chapters(boken(rot)) if k.navn == "alle-tiltak")
    journal = tmp_path / "journal"
    monkeypatch.setenv(JOURNAL_VARIABLE, str(journal))
    for vis in (programsider.sektorenes_effekt, programsider.dekning_av_rammekuttene, programsider.klassenes_effekt):
        vis(les_program())
    monkeypatch.delenv(JOURNAL_VARIABLE)
    lest = sorted(set(journal.read_text(encoding="utf-8").splitlines()))
    assert {":program.*", "kon:tiltak.BIB1", "mos:sektor", "mos:tabell.rammekutt"} <= set(lest)
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert tilstand.is_stale(kapittel, rot)
    tilstand.remember([kapittel], rot, {kapittel.navn: lest})
    return rot, kapittel


def _ny_sektor(data: Path) -> None:
    lag_tiltak(lag_sektor(data, "set", (2026,), ["A"]), "A1", "A", {2026: 1})


def _uten_mos(data: Path) -> None:
    (data / "mos").rename(data.parent / "mos")


@pytest.mark.parametrize(
    ("endre", "foreldet"),
    [
        (lambda data: None, False),
        (lambda data: bytt(data / "mos/tiltak/bym1.yml", "100000000", "100000001"), True),
        (lambda data: bytt(data / "kon/tabeller/rammekutt.csv", "-30000", "-30001"), True),
        (lambda data: bytt(data / "kon/sektor.yml", "navn: Sektor KON", "navn: Kultur"), True),
        (lambda data: lag_tiltak(data / "kon", "BIB2", "BIB", dict.fromkeys(KON, 1)), True),
        (lambda data: bytt(data / "hls/tall.yml", "verdi: 15, enhet: b", "verdi: 16, enhet: b"), False),
        (lambda data: bytt(data / "hls/tabeller/langtidshjem.csv", "nal,72", "nal,73"), False),
        (_ny_sektor, True),
        (_uten_mos, True),
    ],
)
def test_chapter_across_sectors_is_stale_when_what_it_used_changed_and_only_then(
    ferskt: tuple[Path, Kapittel], tre: Path, endre: Callable[[Path], object], foreldet: bool
) -> None:
    rot, kapittel = ferskt
    endre(tre)
    assert BuildState(rot / "tilstand.json", Bokmappe.her()).is_stale(kapittel, rot) is foreldet


def test_what_sectors_say_of_each_other_is_checked_before_a_build(tre: Path) -> None:
    assert feil_mellom_sektorer(les_program()) == []
