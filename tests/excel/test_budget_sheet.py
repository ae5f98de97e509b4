"""A plain budget sheet read into measures: as people have them, unit, sign and sums told, nothing guessed."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effekt.authoring.new_book import order_book
from effekt.authoring.new_sector import legg
from effekt.base.faults import Datafeil
from effekt.excel.budget_import import BudgetDecisions, BudgetImport, BudgetSheet, answered, open_budget, read_unit
from effekt.excel.budget_layout import find_layout
from effekt.excel.csv_sheet import open_csv
from effekt.excel.importing import is_template
from effekt.excel.opening import apne_bok
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.documents import les_dokument
from effekt.reading.sektorlesing import les_sektor

Rad = list[Any]
UTEN = {"2029": "..", "2030": ".."}
SPART = BudgetDecisions(fortegn="innsparing", uten_belop=False, tittel="Budsjett 2027", dato="ikke oppgitt")
# Amounts in 1 000 kr, minus for savings, one that grows, and the sum: all said in the title.
INNSPARINGER = """# Lillevik kommune, handlingsprogram 2027-2030, Kultur (vedtatt 12.12.2026). Tall i 1000 kr. Minus = innsparing. Teksten sier 770 000 kr i 2029.
# https://lillevik.example/plan/kultur
Tiltak;HP 2027;Budsjett 2028;2029;2030
Kortere åpningstid;-110;-110;-110;-110
Færre vikarer;-430;-860;-1290;-1 720
Sum;-540;-970;-1 400;-1 830
"""  # noqa: E501 - as long as such a line is
# Amounts in mill. kr with decimals, both signs, one year only, a column of something else, and a note below.
BEGGE_VEIER: list[Rad] = [
    ["Endringer i rammen"], ["Beløp i mill. kr"], [],
    ["Tiltak", "Inv/drift", 2027, 2028, 2029, 2030],
    ["Salg av tomten", "D", -9.7],
    ["Ny kai", "D", 2.45, 2.45, 2.45, 2.45],
    ["Høyere leie", "D", -1.25, -1.3, -1.3, -1.3],
    ["Sum", None, -8.5, 1.15, 1.15, 1.15],
    ["Kilde: kommunedirektøren"],
]  # fmt: skip


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new book of one sector, without a measure."""
    return _book(tmp_path_factory.mktemp("bok") / "bok", {}).rot


@pytest.fixture
def bok(tmp_path: Path, laid: Path) -> Bokmappe:
    """A copy of it, to be written in."""
    rot = tmp_path / "bok"
    shutil.copytree(laid, rot)
    return Bokmappe(rot / "data", rot)


def _book(rot: Path, virksomheter: dict[str, str]) -> Bokmappe:
    legg(rot, order_book(rot, "Lillevik kommune", "Kultur", virksomheter, "2027-2030"))
    return Bokmappe(rot / "data", rot)


def _csv(bok: Bokmappe, tekst: str, navn: str = "innsparinger.csv", koding: str = "utf-8") -> BudgetSheet:
    fil = bok.rot / navn
    fil.write_bytes(tekst.encode(koding))
    return open_budget(bok, fil, open_csv(fil))


def _xlsx(bok: Bokmappe, *ark: list[Rad], form: dict[str, str] | None = None, **valg: str) -> BudgetSheet:
    arbeidsbok = openpyxl.Workbook()
    arbeidsbok.remove(arbeidsbok.active)
    for nr, rader in enumerate(ark, 1):
        side = arbeidsbok.create_sheet(f"Ark{nr}")
        for rad in rader:
            side.append(rad)
        for celle, tallformat in (form or {}).items():
            side[celle].number_format = tallformat
    fil = bok.rot / "budsjett.xlsx"
    arbeidsbok.save(fil)
    return open_budget(bok, fil, apne_bok(fil), **valg)


def _measures(bok: Bokmappe) -> dict[str, dict[str, Any]]:
    filer = sorted((bok.data / "kultur/tiltak").glob("*.yml"))
    return {str((ett := les_dokument(fil).innhold)["id"]): ett for fil in filer}


def _written(ark: BudgetSheet, valg: BudgetDecisions = SPART) -> BudgetImport:
    assert [punkt.felt for punkt in ark.open_points(valg)] == []
    lest = ark.read(valg)
    lest.require_faultless()
    lest.write()
    return lest


def _asked(ark: BudgetSheet, valg: BudgetDecisions | None = None) -> list[str]:
    return [punkt.felt for punkt in ark.open_points(valg or BudgetDecisions())]


# --- what people have ---------------------------------------------------------------------------------------------


def test_a_list_that_says_all_of_itself_is_read_without_a_question(bok: Bokmappe) -> None:
    ark = _csv(bok, INNSPARINGER)
    assert _asked(ark) == []
    lest = _written(ark, BudgetDecisions())
    assert _measures(bok) == {
        "KUL1": {
            "id": "KUL1", "navn": "Kortere åpningstid", "virksomhet": "KUL", "kilde": "innsparinger", "side": "rad 4",
            "oppgitt_i": "1 000 kr", "oppgitt": {"2027": "110", "2028": "110", "2029": "110", "2030": "110"},
        },
        "KUL2": {
            "id": "KUL2", "navn": "Færre vikarer", "virksomhet": "KUL", "kilde": "innsparinger", "side": "rad 5",
            "oppgitt_i": "1 000 kr", "oppgitt": {"2027": "430", "2028": "860", "2029": "1290", "2030": "1720"},
        },
    }  # fmt: skip
    assert les_dokument(bok.data / "kilder.yml").innhold["kilder"]["innsparinger"] == {
        "tittel": "Lillevik kommune, handlingsprogram 2027-2030, Kultur", "utgiver": "Lillevik kommune",
        "dato": "12.12.2026", "lisens": "ikke oppgitt", "adresse": "https://lillevik.example/plan/kultur",
    }  # fmt: skip
    sagt = "\n".join(lest.tell()).replace("\u00a0", " ")
    assert "Beløpene står i 1 000 kr (innsparinger!A1 sier «Tall i 1000 kr»)." in sagt
    assert "Minus er det som blir spart, og plusstall er økt kostnad" in sagt
    assert "Rad 6, «Sum», er summen av rad 4 og 5: den stemmer." in sagt
    sektor = les_sektor("kultur", bok=bok)
    assert [int(sektor.tiltak["KUL2"].oppgitt_effekt(ar)) for ar in sektor.info.periode] == [
        430_000, 860_000, 1_290_000, 1_720_000,
    ]  # fmt: skip


def test_amounts_are_shown_in_the_book_as_in_its_first_sheet(bok: Bokmappe) -> None:
    _written(_csv(bok, INNSPARINGER), BudgetDecisions())
    assert les_dokument(bok.data / "felles/program.yml").innhold["belopsenhet"] == "1 000 kr"
    assert bok.penger.ord_ == "tusen kroner"


def test_both_signs_decimals_and_one_year_alone(bok: Bokmappe) -> None:
    ark = _xlsx(bok, BEGGE_VEIER)
    assert _asked(ark) == ["fortegn", "dato"]
    lest = _written(ark)
    assert {id_: ett["oppgitt"] for id_, ett in _measures(bok).items()} == {
        "KUL1": {"2027": "9.7", "2028": "-", "2029": "-", "2030": "-"},
        "KUL2": dict.fromkeys(["2027", "2028", "2029", "2030"], "-2.45"),
        "KUL3": {"2027": "1.25", "2028": "1.3", "2029": "1.3", "2030": "1.3"},
    }
    assert {ett["side"] for ett in _measures(bok).values()} == {"Ark1, rad 5", "Ark1, rad 6", "Ark1, rad 7"}
    sagt = "\n".join(lest.tell())
    assert "Disse kolonnene er ikke lest: «Inv/drift»." in sagt
    assert "Ikke lest: rad 9 står under tabellen: «Kilde: kommunedirektøren»." in sagt


def test_minus_may_be_what_costs_more(bok: Bokmappe) -> None:
    ark = _xlsx(bok, BEGGE_VEIER)
    _written(ark, answered(SPART, "fortegn", "k"))
    assert _measures(bok)["KUL2"]["oppgitt"]["2027"] == "2.45"


def test_a_blank_year_is_not_told_where_no_sum_says_that_it_is_nothing(bok: Bokmappe) -> None:
    _written(_xlsx(bok, BEGGE_VEIER[:7]))
    assert _measures(bok)["KUL1"]["oppgitt"] == {"2027": "9.7", "2028": "..", "2029": "..", "2030": ".."}


def test_arsverk_without_kroner_are_measures_without_kroner(bok: Bokmappe) -> None:
    ark = _xlsx(
        bok, [["Nedbemanning"], ["Tiltak", "Årsverk"], ["Færre ledere", -12], ["Turnover", -3.5], ["Sum", -15.5]]
    )
    assert _asked(ark) == ["dato"]
    lest = _written(ark)
    assert _measures(bok)["KUL2"] == {
        "id": "KUL2", "navn": "Turnover", "virksomhet": "KUL", "kilde": "budsjett", "side": "Ark1, rad 4",
        "uten_belop": "Kilden oppgir årsverk, og ikke beløp.",
        "arsverk": [{"slag": "frigjort", "verdi": "3.5", "kilde": "budsjett", "side": "Ark1, rad 4"}],
    }  # fmt: skip
    sagt = "\n".join(lest.tell())
    assert "Rad 5, «Sum», er summen av rad 3 og 4: den stemmer." in sagt
    assert "Årsverk er lest som årsverk som blir frigjort." in sagt


def test_what_has_words_alone_among_arsverk_is_asked_of_and_not_left_out(bok: Bokmappe) -> None:
    ark = _xlsx(bok, [["Tiltak", "Årsverk"], ["Færre ledere", 12], ["Inntil 10 % lavere husleie"]])
    assert _asked(ark)[0] == "uten_belop"
    _written(ark, replace(SPART, uten_belop=True))
    assert [ett.get("arsverk") is None for ett in _measures(bok).values()] == [False, True]


def test_arsverk_beside_kroner(bok: Bokmappe) -> None:
    _written(_csv(bok, "Beløp i kr\nTiltak;Årsverk;2027;2028\nFærre ledere;2;100;200\n"))
    ett = _measures(bok)["KUL1"]
    assert ett["oppgitt"]["2028"] == "200"
    assert ett["arsverk"][0]["verdi"] == "2"


def test_a_table_of_text_is_measures_without_kroner(bok: Bokmappe) -> None:
    rader = [["Tiltak 2027–2030"], ["Tiltak", "Beskrivelse"], ["Slå sammen", "To blir én."], ["Inntil 10 % lavere"]]
    ark = _xlsx(bok, rader)
    assert _asked(ark) == ["dato"]
    _written(ark)
    assert [ett.get("beskrivelse") for ett in _measures(bok).values()] == ["To blir én.", None]
    assert {ett["uten_belop"] for ett in _measures(bok).values()} == {"Kilden oppgir ikke beløp."}


def test_a_sum_without_years_is_the_period_s(bok: Bokmappe) -> None:
    rader = [["mill. kr"], ["Tiltak", "Innsparing 2027-2030"], ["Færre kontorer", 40], ["Nye avtaler", 12.5]]
    _written(_xlsx(bok, rader))
    assert [(ett["oppgitt_i"], ett["oppgitt_sum"]) for ett in _measures(bok).values()] == [
        ("mill. kr", "40"), ("mill. kr", "12.5"),
    ]  # fmt: skip


def test_a_column_that_names_no_year_may_be_told_which(bok: Bokmappe) -> None:
    _written(_csv(bok, "Tiltak;Beløp (tkr)\nFærre kontorer;40\n"), BudgetDecisions(ar=2028, dato="x", tittel="y"))
    assert _measures(bok)["KUL1"]["oppgitt"] == {"2027": "..", "2028": "40", "2029": "..", "2030": ".."}
    with pytest.raises(Datafeil, match="--ar er 2026, men sektoren kultur har 2027–2030"):
        _csv(bok, "Tiltak;Beløp (tkr)\nFærre kontorer;40\n").read(BudgetDecisions(ar=2026))


def test_headings_that_are_agencies_say_whose_the_measures_are(tmp_path: Path) -> None:
    bok = _book(tmp_path / "bok", {"BIB": "Biblioteket", "MUS": "Museene"})
    rader: list[Rad] = [
        ["Innsparinger (NOK)"], [None, "Budsjett 2027", "Budsjett 2028"],
        ["Biblioteket"], ["Kortere dag", 100000, "200 000 kr"], ["Færre bøker", "kr 50 000", "50000"],
        ["Sum Biblioteket", 150000, 250000], ["MUS"], ["Dyrere billett", 1000, 1000], ["Sum Museene", 1000, 1000],
        ["Total billettpris", 7, 8], ["Totalt", 151007, 251008], ["Herav lønn", 1, 1],
    ]  # fmt: skip
    ark = _xlsx(bok, rader)
    assert _asked(ark) == ["dato"]
    with pytest.raises(Datafeil, match=r"sier ikke hvilken virksomhet .* BIB \(Biblioteket\) og MUS .*--virksomhet"):
        ark.read(SPART)
    lest = _written(ark, answered(BudgetDecisions(virksomhet="Museene"), "dato", "2026"))
    assert {id_: ett["navn"] for id_, ett in _measures(bok).items()} == {
        "BIB1": "Kortere dag", "BIB2": "Færre bøker", "MUS1": "Dyrere billett", "MUS2": "Total billettpris",
    }  # fmt: skip
    assert lest.mismatches == []
    assert "Ikke lest: rad 12 er en del av raden over: «Herav lønn | 1 | 1»." in "\n".join(lest.tell())


def test_a_column_of_agencies(tmp_path: Path) -> None:
    bok = _book(tmp_path / "bok", {"BIB": "Biblioteket", "MUS": "Museene"})
    tabell = "Tall i kr;;\nVirksomhet;Tiltak;2027\nMuseene;Dyrere billett;7\nBIB;Kortere dag;8\n"
    _written(_csv(bok, tabell))
    assert list(_measures(bok)) == ["BIB1", "MUS1"]
    with pytest.raises(Datafeil, match="«Teateret» er ikke blant virksomhetene"):
        _csv(bok, tabell.replace("Museene", "Teateret")).read(SPART)


def test_rows_without_a_number_are_asked_of(bok: Bokmappe) -> None:
    ark = _csv(bok, "Tall i tkr\nTiltak;2027;2028\nDrift;;\nFærre møter;1;2\nNye avtaler;;\nLavere leie;3;-\n")
    assert _asked(ark) == ["uten_belop", "tittel", "dato"]
    lest = ark.read(SPART)
    assert "Rad 3, «Drift», er lest som en overskrift." in "\n".join(lest.tell())
    assert len(lest.ider) == 2
    _written(ark, answered(SPART, "uten_belop", "ja"))
    assert _measures(bok)["KUL3"]["uten_belop"] == "Kilden oppgir ikke beløp."


# --- nothing is guessed -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("linjer", "enhet"),
    [
        ("Tall i hele 1000 (2018-kroner). Teksten: 770 000 kr i 2029", "1 000 kr"),
        ("Beløp i hele tusen", "1 000 kr"),
        ("kr 1000", "1 000 kr"),
        ("Alle tall i 1.000 kr", "1 000 kr"),
        ("(TNOK)", "1 000 kr"),
        ("Mill. kr", "mill. kr"),
        ("Beløp i millioner kroner", "mill. kr"),
        ("mnok", "mill. kr"),
        ("NOK", "kr"),
        ("Beløp i kroner", "kr"),
        ("Tall i mrd. kr", "mrd. kr"),
        ("Vi sparer 12 mill. kr, og 770 000 kr i 2029", None),
        ("2018-kroner", None),
        ("Beløp i mio. kr", None),
        ("Noen tall er kr, andre er tkr", None),
        ("Minimum av tiltak i kroken", None),
    ],
)
def test_the_unit_is_what_the_sheet_says_of_its_amounts(tmp_path: Path, linjer: str, enhet: str | None) -> None:
    fil = tmp_path / "a.csv"
    fil.write_text(f"{linjer}\nTiltak;2027;2028\nFærre møter;1;2\n", encoding="utf-8")
    layout = find_layout(open_csv(fil)[0])
    assert layout is not None
    assert (layout.enhet.hva if layout.enhet else None) == enhet


@pytest.mark.parametrize(
    ("sagt", "hva"),
    [
        ("Minus = innsparing", "innsparing"),
        ("minus er besparelse", "innsparing"),
        ("Negative tall er innsparinger", "innsparing"),
        ("Innsparinger står med minus", "innsparing"),
        ("- = redusert utgift", "innsparing"),
        ("Minus betyr økt utgift", "kostnad"),
        ("Innsparinger", None),
    ],
)
def test_the_sign_is_what_the_sheet_says(tmp_path: Path, sagt: str, hva: str | None) -> None:
    fil = tmp_path / "a.csv"
    fil.write_text(f"{sagt}\nTiltak;2027;2028\nFærre møter;-1;2\n", encoding="utf-8")
    layout = find_layout(open_csv(fil)[0])
    assert layout is not None
    assert (layout.fortegn.hva if layout.fortegn else None) == hva


def test_what_is_not_said_is_asked_and_answers_are_understood(bok: Bokmappe) -> None:
    ark = _csv(bok, "Tiltak;2027;2028\nFærre møter;-1;2\n", "tall.csv")
    assert _asked(ark) == ["enhet", "fortegn", "tittel", "dato"]
    valg = BudgetDecisions()
    for felt, svar in (("enhet", "1000 kr"), ("fortegn", "i"), ("tittel", "Budsjett"), ("dato", "2026")):
        valg = answered(valg, felt, svar)
    _written(ark, valg)
    assert _measures(bok)["KUL1"]["oppgitt"] == {"2027": "1", "2028": "-2", "2029": "..", "2030": ".."}
    for felt, galt in (("enhet", "kroker"), ("enhet", "EUR"), ("fortegn", ""), ("fortegn", "x"), ("uten_belop", "")):
        with pytest.raises(ValueError, match=r"[.:]"):
            answered(valg, felt, galt)


@pytest.mark.parametrize(
    ("svar", "enhet"), [("tkr", "1 000 kr"), ("1 000", "1 000 kr"), ("mill", "mill. kr"), ("kr", "kr")]
)
def test_a_unit_is_answered_as_people_write_it(svar: str, enhet: str) -> None:
    assert read_unit(svar) == enhet


@pytest.mark.parametrize("hode", ["Savings £000", "Beløb i 1.000 DKK", "mio. EUR", "Amounts in USD"])
def test_another_currency_is_refused_with_the_remedy(bok: Bokmappe, hode: str) -> None:
    with pytest.raises(Datafeil, match=r"ikke i norske kroner: .*Regn beløpene om i arket"):
        _csv(bok, f"{hode}\nTiltak;2027;2028\nFærre møter;1;2\n")


def test_a_rate_of_exchange_is_no_other_currency(bok: Bokmappe) -> None:
    assert _csv(bok, "Tall i kr. Kurs 1 EUR = 11,5 kr\nTiltak;2027\nFærre møter;1\n").layout.valuta is None


def test_a_sum_that_is_not_what_the_rows_give_is_told(bok: Bokmappe) -> None:
    lest = _csv(bok, INNSPARINGER.replace("-970", "-980")).read(BudgetDecisions())
    assert len(lest.mismatches) == 1
    sagt = "\n".join(lest.tell()).replace("\u2212", "-")
    assert "DEN STEMMER IKKE. 2028: arket har -980, radene gir -970." in sagt


def test_amounts_with_units_of_their_own_keep_them(bok: Bokmappe) -> None:
    _written(_csv(bok, 'Tall i 1000 kr\nTiltak;2027;2028\nFærre møter;"kr 830 000";830 tkr\n'))
    assert _measures(bok)["KUL1"]["oppgitt"] | UTEN == {"2027": "830", "2028": "830"} | UTEN


def test_thousands_that_a_number_format_hides_are_as_they_are_seen(bok: Bokmappe) -> None:
    _written(_xlsx(bok, [["Beløp i hele tusen"], ["Tiltak", 2027, 2028], ["Leie", 430400, 430]], form={"B3": "#,##0,"}))
    assert _measures(bok)["KUL1"]["oppgitt"] | UTEN == {"2027": "430.4", "2028": "430"} | UTEN


def test_years_outside_the_sector_are_told_and_others_refused(bok: Bokmappe) -> None:
    lest = _csv(bok, "Tall i kr\nTiltak;2026;2027\nLeie;1;2\n").read(SPART)
    sagt = "\n".join(lest.tell())
    assert "2026 er utenfor årene i sektoren, og er ikke lest." in sagt
    assert "ingen kolonne for 2028, 2029 og 2030" in sagt
    with pytest.raises(Datafeil, match=r"arket har årene 2019 og 2020, og sektoren kultur har 2027–2030"):
        _csv(bok, "Tall i kr\nTiltak;2019;2020\nLeie;1;2\n")


@pytest.mark.parametrize(
    ("tabell", "sagt"),
    [
        ("Tall i kr\nTiltak;2027;HP 2027\nLeie;1;2\n", r"«HP 2027» er for 2027, og det er en kolonne til"),
        ("Tall i kr\nTiltak;2027;2028\nLeie;1.180;2\n", r"B3: er «1.180», som kan være 1180 eller 1,180"),
        ("Tall i kr\nTiltak;2027;2028\nLeie;fem;2\n", r"B3: er «fem», som ikke er et tall"),
        ("Tall i kr\nTiltak;2027;2028\nLeie;1;2\n;5;6\n", r"raden har tall, men ikke noe navn"),
        ("Tall i kr\nTiltak;2027;2028\nLeie {{ tall.x }};1;2\n", r"har klammer"),
        ("noe;annet\n", r"finner ingen tabell over tiltak. En tabell over tiltak har navnene"),
        ("\n\n", r"filen er tom"),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_cell(bok: Bokmappe, tabell: str, sagt: str) -> None:
    with pytest.raises(Datafeil, match=sagt):
        _csv(bok, tabell).read(SPART)
    assert _measures(bok) == {}


def test_two_sheets_with_a_table_are_a_question_of_which(bok: Bokmappe) -> None:
    tabell: list[Rad] = [["kr"], ["Tiltak", 2027, 2028], ["Leie", 1, 2]]
    with pytest.raises(Datafeil, match=r"flere ark har en tabell over tiltak: Ark1 og Ark2\. .*--ark «Ark1»"):
        _xlsx(bok, tabell, tabell)
    assert _xlsx(bok, tabell, tabell, ark="Ark2").layout.side.navn == "Ark2"
    with pytest.raises(Datafeil, match=r"har ikke arket «Ark3»\. Mente du"):
        _xlsx(bok, tabell, tabell, ark="Ark3")


@pytest.mark.parametrize("koding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("tegn", [";", "\t", ","])
def test_a_csv_file_is_read_however_it_was_saved(bok: Bokmappe, koding: str, tegn: str) -> None:
    tabell = f"Beløp i hele tusen\nTiltak{tegn}2027{tegn}2028\nFærre møter på øya{tegn}10{tegn}20\n"
    _written(_csv(bok, tabell, koding=koding))
    assert _measures(bok)["KUL1"]["navn"] == "Færre møter på øya"


def test_a_sheet_called_as_one_of_the_template_s_is_still_a_budget_sheet(bok: Bokmappe) -> None:
    side = openpyxl.Workbook()
    side.active.title = "Tiltak"
    for rad in (["Tall i kr"], ["Tiltak", 2027, 2028], ["Leie", 1, 2]):
        side.active.append(rad)
    side.save(bok.rot / "a.xlsx")
    assert not is_template(apne_bok(bok.rot / "a.xlsx"))


# --- once more ----------------------------------------------------------------------------------------------------


def _changed(bok: Bokmappe, endre: Callable[[str], str]) -> BudgetImport:
    return _csv(bok, endre(INNSPARINGER)).read(BudgetDecisions())


def test_the_same_sheet_changes_nothing(bok: Bokmappe) -> None:
    _written(_csv(bok, INNSPARINGER), BudgetDecisions())
    assert not _changed(bok, lambda tekst: tekst).changes_something


def test_a_changed_sheet_changes_the_amounts_alone_and_shows_them(bok: Bokmappe) -> None:
    _written(_csv(bok, INNSPARINGER), BudgetDecisions())
    fil = bok.data / "kultur/tiltak/kul2.yml"
    eget = "# vår egen\nbeskrivelse: Vi ringer færre.\nkommunemal: []\n"
    fil.write_text(fil.read_text(encoding="utf-8") + eget, encoding="utf-8")
    lest = _changed(
        bok, lambda t: t.replace("-1 720", "-1 700").replace("-1 830", "-1 810").replace("Kortere", "Mye kortere")
    )
    sagt = "\n".join([*lest.tell(), *lest.tell_changes()])
    assert "KUL2.oppgitt[2030]: 1720 → 1700 (innsparinger!E5)" in sagt
    assert "KUL1, «Kortere åpningstid», er ikke i arket lenger. Det står som før i data/." in sagt
    assert lest.nye == {"KUL3"}
    lest.write()
    assert fil.read_text(encoding="utf-8").endswith(eget)
    assert _measures(bok)["KUL2"]["oppgitt"]["2030"] == "1700"


def test_amounts_are_moved_to_the_unit_that_a_measure_has(bok: Bokmappe) -> None:
    _written(_csv(bok, INNSPARINGER), BudgetDecisions())
    fil = bok.data / "kultur/tiltak/kul2.yml"
    tekst = fil.read_text(encoding="utf-8").replace("1 000 kr", "mill. kr")
    fil.write_text(re.sub(r"(20\d\d): (\d+)", lambda m: f"{m[1]}: {int(m[2]) / 1000}", tekst), encoding="utf-8")
    assert not _changed(bok, lambda tekst: tekst).changes_something
    _changed(bok, lambda t: t.replace("-860", "-870").replace("-970", "-980")).write()
    assert _measures(bok)["KUL2"]["oppgitt"]["2028"] == "0.87"


def test_an_amount_that_the_sheet_lost_stands_and_is_told(bok: Bokmappe) -> None:
    _written(_csv(bok, INNSPARINGER), BudgetDecisions())
    lest = _changed(bok, lambda t: t.replace("-430;-860", "-430;").replace("-970", "-110"))
    assert "KUL2.oppgitt[2028] er 860 i data/, og tom i arket. Det står." in "\n".join(lest.tell())
    assert not lest.changes_something


def test_measures_of_one_name_keep_their_order(bok: Bokmappe) -> None:
    to = "Tall i kr\nTiltak;2027\nLeie;1\nLeie;-1\n"
    _written(_csv(bok, to))
    assert [ett["oppgitt"]["2027"] for ett in _measures(bok).values()] == ["-1", "1"]
    _written(_csv(bok, to.replace("Leie;-1", "Leie;-5")))
    assert [ett["oppgitt"]["2027"] for ett in _measures(bok).values()] == ["-1", "5"]
