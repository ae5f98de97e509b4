"""An import never loses or changes anything without a word: what it cannot know it refuses, what goes is told."""

import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effekt.base.faults import Datafeil
from effekt.cli import main
from effekt.excel.differences import Importendring
from effekt.excel.importing import Decisions, open_workbook
from effekt.reading.bokmappe import Bokmappe
from tests.helpers import arkhjelp


def _med(mappe: Path, endre: Callable[[Any], None], **valg: Any) -> Path:
    return arkhjelp.med(arkhjelp.mal(mappe, **valg), endre)


# --- nothing recognised --------------------------------------------------------------------------


def _bare(*ark: str) -> Callable[[Any], None]:
    """A workbook with no other sheets; with no rows in them where there is «tom» first."""

    def endre(bok: Any) -> None:
        for navn in bok.sheetnames:
            if navn not in ark:
                bok.remove(bok[navn])
            elif ark[0] == "tom":
                bok[navn].delete_rows(5, 100)
        if not bok.sheetnames:
            bok.create_sheet("Budsjett")["A1"] = "noe"

    return endre


@pytest.mark.parametrize("argumenter", [[], ["--sector", "tek"]])
@pytest.mark.parametrize(
    ("endre", "sagt"),
    [
        (_bare(), "arkene i arbeidsboken (Budsjett) er ikke slike som malen har, så ingenting er lest"),
        (_bare("tom", "Les meg", "Nøkkeltall"), "arkene Nøkkeltall er kjent igjen, men ingen av dem har noen rad"),
    ],
)
def test_a_workbook_of_which_nothing_is_known_is_a_fault(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], endre: Any, sagt: str, argumenter: list[str]
) -> None:
    fil = _med(tmp_path, endre)
    assert main.main(["import", str(fil), *argumenter]) == 2
    ut = capsys.readouterr()
    assert sagt in ut.err
    assert "ngen forskjell" not in ut.out


def test_a_strict_workbook_is_named_with_the_remedy(tmp_path: Path) -> None:
    fil = arkhjelp.mal(tmp_path)
    streng = tmp_path / "streng.xlsx"
    with zipfile.ZipFile(fil) as fra, zipfile.ZipFile(streng, "w") as til:
        for navn in fra.namelist():
            innhold = fra.read(navn).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            til.writestr(navn, innhold)
    with pytest.raises(Datafeil, match=r"Strict Open XML.*Lagre den som «Excel-arbeidsbok \(.xlsx\)»"):
        arkhjelp.les(streng)


def test_a_workbook_of_another_sector_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Datafeil, match=r"arbeidsboken er for sektoren tek \(arket «Les meg»\), ikke for opp"):
        arkhjelp.les(arkhjelp.mal(tmp_path), sektor="opp")


@pytest.mark.parametrize("tomt", [True, False])
def test_a_known_sheet_without_its_headers_is_a_fault(tmp_path: Path, tomt: bool) -> None:
    sagt = arkhjelp.feil(_med(tmp_path, lambda bok: bok["Effekter"].delete_rows(1 if tomt else 4, 99 if tomt else 1)))
    assert any(ett.startswith("Effekter!A1: finner ikke overskriftene i arket") for ett in sagt)


def test_which_sheets_and_rows_were_read_is_always_told_and_what_was_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def endre(bok: Any) -> None:
        bok.create_sheet("Notater")["A1"] = "ring etaten"
        ark = bok["Forutsetninger"]
        ark.delete_cols(arkhjelp.kolonne(ark, "Høy"))

    assert main.main(["import", str(_med(tmp_path, endre))]) == 0
    ut = capsys.readouterr()
    assert ut.out.startswith("Lest: Sektor (1 rad), Virksomheter (2 rader), ")
    assert "Arket «Notater» er ikke med i malen, og er ikke lest." in ut.err
    assert "Forutsetninger: kolonnen Høy er ikke i arket. Det som står der i data/, er som før." in ut.err
    assert "Ingen forskjell" not in ut.out
    assert "Ingenting å skrive: " in ut.out


@pytest.mark.parametrize(
    ("ark", "kopi"),
    [
        ("Forutsetninger", "Forutsetninger (2)"),
        ("rammekutt", "rammekutt (2)"),
        ("Tiltak", "TILTAK "),
        ("Nøkkeltall", "Nøkkeltall_(3)"),
        ("Forutsetninger", "Forutsetninger - Kopi"),
        ("Forutsetninger", "Kopi av Forutsetninger"),
        ("Forutsetninger", "Forutsetninger kopi 2"),
        ("rammekutt", "rammekutt_2"),
    ],
)
def test_two_sheets_for_one_thing_stop_with_both_names(tmp_path: Path, ark: str, kopi: str) -> None:
    def endre(bok: Any) -> None:
        bok.copy_worksheet(bok[ark]).title = kopi

    fil = _med(tmp_path, endre)
    (sagt,) = arkhjelp.feil(fil)
    assert f"«{ark}» og «{kopi}» er begge arket for {ark}. Slett det som ikke gjelder, eller kall" in sagt
    assert not arkhjelp.lest(arkhjelp.med(fil, lambda bok: setattr(bok[kopi], "title", "Gammelt"))).har_noe


def test_two_renamed_copies_of_a_sheet_stop_too_and_one_alone_is_read(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        bok["Forutsetninger"].title = "Våre tall"
        bok.copy_worksheet(bok["Våre tall"]).title = "Våre tall (2)"

    fil = _med(tmp_path, endre)
    (sagt,) = arkhjelp.feil(fil)
    assert "«Våre tall» og «Våre tall (2)» er begge arket for Forutsetninger" in sagt
    assert not arkhjelp.lest(arkhjelp.med(fil, lambda bok: bok.remove(bok["Våre tall (2)"]))).har_noe


# --- years ---------------------------------------------------------------------------------------


def _arene_er(*nye: Any, ark: str = "Effekter", flere: bool = False) -> Callable[[Any], None]:
    """The headers of the years written otherwise; ``None`` takes the column out."""

    def endre(bok: Any) -> None:
        arket = bok[ark]
        for ar, ny in zip(range(2030, 2026, -1), reversed(nye), strict=True):
            nr = arkhjelp.kolonne(arket, str(ar))
            if ny is None:
                arket.delete_cols(nr)
            else:
                arket.cell(4, nr).value = ny
        if flere:
            arket.cell(4, 30).value, arket.cell(5, 30).value = "2027", 5

    return endre


@pytest.mark.parametrize("ark", ["Effekter", "Forutsetninger"])
@pytest.mark.parametrize(
    "nye",
    [
        ("HP 2027", "HP 2028", "HP 2029", "HP 2030"),
        ("Budsjett 2027", "Budsj. 2028", "ØP 2029", "økonomiplan 2030"),
        ("2027-budsjett", "År 2028", 2029, datetime(2030, 1, 1)),
    ],
)
def test_the_years_of_plans_and_budgets_are_understood(tmp_path: Path, ark: str, nye: tuple[Any, ...]) -> None:
    assert not arkhjelp.lest(_med(tmp_path, _arene_er(*nye, ark=ark))).har_noe


@pytest.mark.parametrize(
    ("nye", "sagt"),
    [
        (("2027", "2028", "2029", None), "data/ har tall for 2030, men ingen kolonne har den overskriften"),
        (("a", "b", "c", "d"), "data/ har tall for 2027, 2028, 2029 og 2030, men ingen kolonne"),
        (("2027-2030", "2028", "2029", "2030"), "«2027-2030», og det er uvisst hvilket år tallene gjelder"),
        (("Regnskap 2027", "2028", "2029", "2030"), "«Regnskap 2027», og det er uvisst hvilket år"),
        (("2027 (mill. kr)", "2028", "2029", "2030"), "det er uvisst hvilket år tallene gjelder. Skriv bare 2027"),
        (("HP 2028", "2028", "2029", "2030"), "overskriften «2028» er den samme kolonnen som «HP 2028» i C4"),
        (("=A1&2027", "2028", "2029", "2030"), "overskriften har formelen =A1&2027, men ingen utregnet verdi"),
    ],
)
def test_a_lost_or_doubtful_year_is_refused_and_never_emptied(tmp_path: Path, nye: tuple[Any, ...], sagt: str) -> None:
    funnet = arkhjelp.les(_med(tmp_path, _arene_er(*nye)), slett=True)
    assert any(sagt in str(ett) for ett in funnet.feil)
    assert not any(ett.ny == "" for alle in funnet.endringer.values() for ett in alle)


def test_a_year_over_two_columns_is_refused(tmp_path: Path) -> None:
    sagt = arkhjelp.feil(_med(tmp_path, _arene_er("2027", "2028", "2029", "2030", flere=True)))
    assert any("overskriften «2027» er den samme kolonnen som «2027» i C4. Slett den ene" in ett for ett in sagt)


# --- formulas ------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdi", ["=B2*2", "#REF!", "#SPILL!"])
def test_a_formula_without_a_value_and_an_error_are_refused_with_the_cell(tmp_path: Path, verdi: str) -> None:
    steder = []

    def endre(bok: Any) -> None:
        for ark, nokler, kolonne in (
            ("Forutsetninger", ("VAN1", "stasjoner"), "Verdi"),
            ("Effekter", ("VEI1",), "2028"),
            ("Tiltak", ("VEI1",), "Navn"),
            ("Nøkkeltall", ("ansatte",), "Enhet"),
            ("Virksomheter", ("VEI",), "Kode"),
            ("rammekutt", ("VAN",), "Kutt (1 000 kr)"),
            ("rammekutt", ("VEI",), "År"),
            ("nokkeltall", ("Bemanning",), "Enhet"),
        ):
            celle = arkhjelp.rute(bok, ark, nokler, kolonne)
            celle.value = verdi
            steder.append(f"{ark}!{celle.coordinate}")

    sagt = arkhjelp.feil(_med(tmp_path, endre))
    ventet = "men ingen utregnet verdi. Åpne arbeidsboken i Excel" if verdi.startswith("=") else f"viser {verdi}"
    assert [sted for sted in steder if not any(ett.startswith(f"{sted}: ") and ventet in ett for ett in sagt)] == []


@pytest.mark.parametrize(
    ("skrevet", "slag", "ventet"),
    [
        ("=punkter*spart*innfasing", "f", "Formel er regnearkets formel =punkter*spart*innfasing. Skriv"),
        ("#NAME?", "e", "Formel viser #NAME?: formelen bruker et navn som Excel ikke kjenner"),
        ("=punkter * spart * innfasing", "s", ""),
        ("punkter * spart * innfasing", "s", ""),
    ],
)
def test_the_formula_of_a_measure_is_text_with_an_equals_sign_or_without(
    tmp_path: Path, skrevet: str, slag: str, ventet: str
) -> None:
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Tiltak", ("VEI1",), "Formel", skrevet, data_type=slag)
    sagt = arkhjelp.feil(fil)
    her = arkhjelp.sted(fil, "Tiltak", ("VEI1",), "Formel")
    assert [ett.startswith(f"{her}: {ventet}") for ett in sagt] == ([True] if ventet else [])
    assert not arkhjelp.les(fil).har_noe


# --- what is gone --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ark", "nokler", "kolonne", "sagt"),
    [
        ("Forutsetninger", ("VEI1", "spart"), "Lav", "VEI1.spart.lav: 150 → (tom)"),
        ("Forutsetninger", ("VEI1", "innfasing"), "2029", "VEI1.innfasing[2029]: 1 → (tom)"),
        ("Effekter", ("VEI1",), "2028", "VEI1.oppgitt[2028]: 420000 → (tom)"),
        ("Tiltak", ("VEI1",), "Om effekten", "VEI1.effekt_tekst: Mindre strøm til gatelys. → (tom)"),
        ("rammekutt", ("VEI",), "Kutt (1 000 kr)", "rammekutt[VEI, 2026]: -1200 → (tom)"),
    ],
)
def test_an_emptied_cell_is_told_apart_and_goes_only_when_asked_for(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ark: str, nokler: tuple[str, ...],
    kolonne: str, sagt: str,
) -> None:  # fmt: skip
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), ark, nokler, kolonne, None)
    assert main.main(["import", str(fil), "--yes"]) == 1
    ut = capsys.readouterr().out
    assert "Tømt eller slettet i arbeidsboken, men ikke i data/:\n" in ut
    sagt += f" ({arkhjelp.sted(fil, ark, nokler, kolonne)})"
    assert f"  {sagt}\n" in ut
    assert "--delete eller --keep" in ut
    assert "ngen forskjell" not in ut
    assert main.main(["import", str(fil), "--yes", "--keep"]) == 0
    assert "står som før" in capsys.readouterr().out
    assert [str(ett) for alle in arkhjelp.les(fil, slett=True).endringer.values() for ett in alle] == [sagt]


def test_a_value_given_for_each_year_in_place_of_one_for_all_is_a_change_and_nothing_is_gone(tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        arkhjelp.rute(bok, "Forutsetninger", ("VAN1", "stasjoner"), "Verdi").value = None
        for ar in range(2027, 2031):
            arkhjelp.rute(bok, "Forutsetninger", ("VAN1", "stasjoner"), str(ar)).value = 30

    funnet = arkhjelp.lest(_med(tmp_path, endre))
    assert arkhjelp.endringer(funnet) == ["VAN1.stasjoner: 30 → {2027: 30, 2028: 30, 2029: 30, 2030: 30}"]
    assert not funnet.borte


# --- signs ---------------------------------------------------------------------------------------


def _med_minus(bok: Any) -> None:
    for id_, tall in (("VEI1", -300000), ("VAN1", -5)):
        for ar in range(2027, 2031):
            arkhjelp.rute(bok, "Effekter", (id_,), str(ar)).value = tall


def test_amounts_that_are_all_below_zero_are_asked_of_with_what_each_reading_gives(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = _med(tmp_path, _med_minus)
    assert main.main(["import", str(fil), "--yes"]) == 1
    ut = capsys.readouterr().out.replace("\u00a0", " ")
    assert "innsparing: minus betyr spart. Effekten av dem blir 300 005 kr i 2027, " in ut
    assert "kostnad: minus betyr økt kostnad. Effekten av dem blir −300 005 kr i 2027, " in ut
    assert "--fortegn innsparing eller --fortegn kostnad" in ut
    for ord_, tall in (("innsparing", "300000"), ("kostnad", "-300000")):
        funnet = arkhjelp.les(fil, fortegn=ord_)
        assert not funnet.has_signs_to_ask_of
        assert f"VEI1.oppgitt[2028]: 420000 → {tall}" in arkhjelp.endringer(funnet)


@pytest.mark.parametrize(("svar", "ventet"), [("i", "2028: 300000"), ("k", "2028: -300000"), ("", "2028: 420000")])
def test_a_person_is_asked_once_what_minus_means_and_whether_what_is_gone_shall_go(
    kommunekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, svar: str, ventet: str
) -> None:
    fil = arkhjelp.satt(_med(tmp_path, _med_minus), "Forutsetninger", ("VEI1", "spart"), "Lav", None)
    spurt: list[str] = []

    def svare(sporsmal: str) -> str:
        spurt.append(sporsmal)
        return svar if "[i/k/N]" in sporsmal else "n" if "slettes" in sporsmal else "j"

    monkeypatch.setattr("builtins.input", svare)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert main.main(["import", str(fil)]) == (0 if svar else 1)
    assert len(spurt) == (3 if svar else 2)
    tekst = (kommunekopi / "tek/tiltak/vei1.yml").read_text(encoding="utf-8")
    assert ventet in tekst
    assert "lav: 150" in tekst


def test_amounts_of_both_signs_and_those_that_data_has_already_are_not_asked_of(
    kommunekopi: Path, tmp_path: Path
) -> None:
    fil = arkhjelp.satt(_med(tmp_path, _med_minus), "Effekter", ("VEI1",), "2028", 430000)
    assert not arkhjelp.les(fil).has_signs_to_ask_of
    arkhjelp.lest(_med(tmp_path, _med_minus), fortegn="kostnad").skriv()
    assert not arkhjelp.les(_med(tmp_path, _med_minus)).has_signs_to_ask_of


def test_the_convention_and_the_unit_stand_where_the_amounts_are_entered(tmp_path: Path) -> None:
    bok = openpyxl.load_workbook(arkhjelp.mal(tmp_path))
    assert "Redusert kostnad skrives uten minus" in bok["Effekter"]["A2"].value
    assert "enheten på raden" in bok["Effekter"]["A2"].value
    assert "Beløp skrives uten minus" in bok["Forutsetninger"]["A2"].value
    assert any("redusert kostnad er et tall over null" in str(rad[0].value) for rad in bok["Les meg"].iter_rows())


# --- how a difference is shown -------------------------------------------------------------------

_LANG = "Etaten samler kontorene i ett bygg, og sier opp de andre avtalene, som først løper ut om noen år. "


@pytest.mark.parametrize(
    ("gammel", "ny", "ventet"),
    [
        (_LANG * 3, _LANG * 3 + "{{ tall.ansatte }}", None),
        (_LANG, _LANG.replace("Etaten", "[Her](https://x.no)"), None),
        (_LANG, _LANG + "<meta http-equiv=refresh>", None),
        ("A" + _LANG * 3, "B" + _LANG * 3, "A…ntorene"),
    ],
)
def test_texts_with_code_are_shown_whole_and_of_others_only_what_is_the_same_is_cut(
    gammel: str, ny: str, ventet: str | None
) -> None:
    endring = Importendring("f", "a", gammel, ny, "Tiltak!A1", ventet is None)
    if ventet is None:
        assert str(endring) == f"a: {gammel} → {ny} (Tiltak!A1)"
    else:
        assert len(str(endring)) < 150


@pytest.mark.parametrize("seed", range(40))
def test_what_differs_is_never_cut(seed: int) -> None:
    tilfeldig = random.Random(seed)
    gammel = _LANG * tilfeldig.randint(1, 4)
    steder = sorted(tilfeldig.sample(range(len(gammel)), tilfeldig.randint(1, 3)))
    ny = gammel
    for nr, sted in enumerate(steder):
        ny = ny[: sted + nr] + "\u2603" + ny[sted + nr :]
    vist = str(Importendring("f", "a", gammel, ny))
    assert vist.count("\u2603") == len(steder)


def test_signs_that_a_screen_does_not_show_are_numbered() -> None:
    assert str(Importendring("f", "a", "ab", "a\u202eb\x1b[2J\u200b")) == "a: ab → a\\u202eb\\u001b[2J\\u200b"
    assert str(Importendring("f", "a", "5 %", "5\u00a0%")) == "a: 5 % → 5\\u00a0%"
    assert str(Importendring("f", "a", "å", "a\u030a")) == "a: å → a\\u030a"


_HENDELSE = "{{ tall.ansatte }} og {% if x %}"


def test_code_in_any_new_text_is_shown_whole_and_said_also_in_new_files_and_rows(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def endre(bok: Any) -> None:
        celle = arkhjelp.rute(bok, "Tiltak", ("VAN1",), "Beskrivelse")
        celle.value = f"{celle.value} {_HENDELSE}"
        arkhjelp.legg_til(bok, "Tiltak", Tiltak="VAN9", Navn="Ny", Virksomhet="VAN", Beskrivelse=_LANG + _HENDELSE)
        arkhjelp.legg_til(bok, "Kilder", Id="ny", Tittel=_LANG + "{#x#}", Utgiver="U", Dato="2026", Lisens="x")
        bok["nokkeltall"]["A5"] = _LANG + "`rå`"

    lest = arkhjelp.les(_med(tmp_path, endre))
    vist = "\n".join(lest.forskjell())
    assert vist.count(_HENDELSE) == 2
    assert "{#x#}" in vist
    assert "`rå`" in vist
    assert len(lest.with_code) == 4
    celle = Path("b.xlsx")
    arkhjelp.satt(arkhjelp.mal(tmp_path), "Tiltak", ("VAN1",), "Merknader", _HENDELSE).rename(tmp_path / celle)
    assert main.main(["import", str(tmp_path / celle), "--dry-run"]) == 0
    assert "Tekst med klammer, lenker eller annen kode er vist i sin helhet: VAN1.merknader." in capsys.readouterr().out


def test_twenty_faults_are_told_and_how_many_more_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def endre(bok: Any) -> None:
        for nr in range(57):
            arkhjelp.legg_til(bok, "Nøkkeltall", Kode=f"tall_{nr}", Navn="x", Verdi="mye", Enhet="kr")

    assert main.main(["import", str(_med(tmp_path, endre))]) == 2
    linjer = capsys.readouterr().err.splitlines()
    assert linjer[-22] == "effekt: 57 feil:"
    assert linjer[-1] == "… og 37 til. De blir vist når disse er rettet."


@pytest.mark.parametrize(
    ("ark", "celler"),
    [
        ("Tiltak", {"Tiltak": "../../../UTE", "Navn": "x"}),
        ("Tabeller", {"Tabell": "ny", "Fil": "../../../ute.csv", "Tittel": "x", "Nøkkelkolonner": "a"}),
    ],
)
def test_a_workbook_names_no_file_outside_the_sector(
    kommunekopi: Path, tmp_path: Path, ark: str, celler: dict[str, str]
) -> None:
    def endre(bok: Any) -> None:
        arkhjelp.legg_til(bok, ark, **celler)
        arket = bok.create_sheet("ny")
        arket.append(["a", "b"])
        arket.append(["1", "2"])
        arkhjelp.legg_til(bok, "Kolonner", Tabell="ny", Kolonne="a", Slag="string", Tittel="a")

    funnet = arkhjelp.les(_med(tmp_path, endre))
    assert funnet.feil
    assert not any(".." in fil for fil in funnet.tekster)


# --- any cell ------------------------------------------------------------------------------------


def test_any_cell_changed_is_shown_as_that_change_or_refused(tmp_path: Path) -> None:
    """A sample; a key that changes is an entry gone and another new, and both are told."""
    bok = open_workbook(Bokmappe.her(), arkhjelp.mal(tmp_path))
    steder = [
        (nr, rad, kolonne)
        for nr, side in enumerate(bok.sider)
        if side.navn not in {"Les meg", "Lister"}
        for rad in side.rader
        for kolonne in side.rader[rad]
        if rad >= arkhjelp.HODE
    ]
    tilfeldig = random.Random(14)
    for sted in tilfeldig.sample(steder, 60):
        ark, rad, kolonne = sted
        rute = bok.sider[ark].rute(rad, kolonne)
        verdi = rute.verdi * 1.5 + 1 if isinstance(rute.verdi, int | float) else f"{rute.verdi} X"
        try:
            lest = arkhjelp.med_ruter(bok, {sted: tilfeldig.choice([verdi, None])}).read(Decisions())
        except Datafeil:
            continue
        if lest.feil or rute.tekst in {"kilde", "kr", "drift"} or (rad == arkhjelp.HODE and lest.inn.ulest):
            continue  # these are what a blank cell means too
        steder_vist = [ett.sted for alle in lest.endringer.values() for ett in alle] + [g.sted for g in lest.borte]
        assert rute.sted in steder_vist or any("nøkkelen er tom" in ett for ett in lest.merknader), rute
        assert len(steder_vist) <= 2, (rute, steder_vist)
