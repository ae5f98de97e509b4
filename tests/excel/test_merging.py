"""A workbook made before data/ changed: what the person did is put in, what others did stands, and clashes are told."""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effekt.base.faults import Datafeil
from effekt.base.files import write_whole
from effekt.cli import main
from effekt.excel.exported import EXPORTED
from effekt.excel.importing import Decisions, Import, lag_mal, open_workbook
from effekt.reading.bokmappe import Bokmappe
from tests.helpers import arkhjelp
from tests.helpers.feildata import bytt

_VAN1 = ("VAN1", "stasjoner")  # 30 stations


def _satt(fil: Path, verdi: Any = 31) -> Path:
    return arkhjelp.satt(fil, "Forutsetninger", _VAN1, "Verdi", verdi)


def _konflikter(funnet: Import) -> list[list[str]]:
    return [[linje.strip() for linje in funnet.tell_conflict(ett)] for ett in funnet.konflikter]


def test_only_what_the_person_changed_is_written_and_what_others_changed_is_told(
    kommunekopi: Path, tmp_path: Path
) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    van1 = kommunekopi / "tek" / "tiltak" / "van1.yml"
    bytt(van1, "verdi: 100000", "verdi: 120000")
    funnet = arkhjelp.lest(fil)
    assert arkhjelp.endringer(funnet) == ["VAN1.stasjoner: 30 → 31"]
    assert list(funnet.tell_others()) == ["  VAN1.kostnad_per_stasjon: arbeidsboken har 100000, data/ har 120000"]
    funnet.skriv()
    tekst = van1.read_text(encoding="utf-8")
    assert "verdi: 31" in tekst
    assert "verdi: 120000" in tekst


def test_the_same_value_changed_to_two_things_is_one_conflict_and_nothing_is_written_before_it_is_settled(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    van1 = kommunekopi / "tek" / "tiltak" / "van1.yml"
    bytt(van1, "verdi: 30\n", "verdi: 33\n")
    bytt(van1, "verdi: 100000", "verdi: 120000")
    for_ = van1.read_bytes()
    assert _konflikter(arkhjelp.lest(fil)) == [
        ["VAN1.stasjoner", "arbeidsboken: 31 (Forutsetninger!D5)", "data/:        33", "før begge:    30"]
    ]
    assert main.main(["import", str(fil), "--yes"]) == 1
    assert "--konflikt arbeidsbok eller --konflikt data" in capsys.readouterr().out
    assert van1.read_bytes() == for_
    assert main.main(["import", str(fil), "--yes", "--konflikt", "data"]) == 0
    assert van1.read_bytes() == for_
    assert main.main(["import", str(fil), "--yes", "--konflikt", "arbeidsbok"]) == 0
    assert van1.read_bytes() == for_.replace(b"verdi: 33\n", b"verdi: 31\n")


@pytest.mark.parametrize(("svar", "ventet"), [("a", "31"), ("d", "33"), ("", "33")])
def test_a_person_is_asked_which_side_of_a_conflict_stands(
    kommunekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, svar: str, ventet: str
) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    van1 = kommunekopi / "tek" / "tiltak" / "van1.yml"
    bytt(van1, "verdi: 30\n", "verdi: 33\n")
    monkeypatch.setattr("builtins.input", lambda sporsmal: svar if "[a/d/N]" in sporsmal else "j")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    main.main(["import", str(fil)])
    assert f"verdi: {ventet}\n" in van1.read_text(encoding="utf-8")


def _fort_inn(fil: Path, *valg: str) -> int:
    return main.main(["import", str(fil), "--yes", *valg])


@pytest.mark.parametrize("neste", [32, 30])
def test_the_same_cell_changed_again_after_an_import_is_no_conflict_not_even_back_to_what_it_was(
    kommunekopi: Path, tmp_path: Path, neste: int
) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    assert _fort_inn(fil) == 0
    assert _fort_inn(_satt(fil, neste)) == 0
    assert f"verdi: {neste}\n" in (kommunekopi / "tek/tiltak/van1.yml").read_text(encoding="utf-8")


def test_a_colleagues_copy_of_the_workbook_does_not_undo_what_was_imported(kommunekopi: Path, tmp_path: Path) -> None:
    fil = arkhjelp.mal(tmp_path)
    kopi = tmp_path / "kollega.xlsx"
    kopi.write_bytes(fil.read_bytes())
    assert _fort_inn(_satt(fil)) == 0
    assert _fort_inn(arkhjelp.satt(kopi, "Nøkkeltall", ("ansatte",), "Verdi", 22)) == 0
    assert "verdi: 31\n" in (kommunekopi / "tek/tiltak/van1.yml").read_text(encoding="utf-8")
    assert "verdi: 22," in (kommunekopi / "tek/tall.yml").read_text(encoding="utf-8")


def test_an_import_changes_nothing_in_the_workbook_but_the_hidden_sheet(kommunekopi: Path, tmp_path: Path) -> None:
    fil = arkhjelp.mal(tmp_path)
    bytt(kommunekopi / "tek/tall.yml", "verdi: 20,", "verdi: 21,")
    _satt(fil)
    with zipfile.ZipFile(fil) as pakke:
        for_ = {navn: pakke.read(navn) for navn in pakke.namelist()}
    assert _fort_inn(fil) == 0
    with zipfile.ZipFile(fil) as pakke:
        ulike = [navn for navn in pakke.namelist() if pakke.read(navn) != for_[navn]]
    assert len(ulike) == 1
    assert [str(ett) for ett in arkhjelp.les(fil).feil] == []
    assert len(list(arkhjelp.les(fil).tell_others())) == 1


def test_a_workbook_that_cannot_be_written_is_told_of_and_data_is_written(
    kommunekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))

    def nekt(til: Path, innhold: bytes) -> None:
        if til == fil:
            raise PermissionError(13, "låst")
        write_whole(til, innhold)

    monkeypatch.setattr("effekt.excel.exported.write_whole", nekt)
    assert _fort_inn(fil) == 0
    assert "husker ikke at dette er ført inn. Er den åpen i Excel?" in capsys.readouterr().err
    assert "verdi: 31\n" in (kommunekopi / "tek/tiltak/van1.yml").read_text(encoding="utf-8")


def test_the_same_change_on_both_sides_is_nothing_to_do(kommunekopi: Path, tmp_path: Path) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    arkhjelp.lest(fil).skriv()
    igjen = arkhjelp.lest(fil)
    assert not igjen.har_noe
    assert not igjen.konflikter
    assert not list(igjen.tell_others())


@pytest.mark.parametrize(
    ("fil", "gammel", "ny"),
    [
        ("tabeller/nokkeltall.csv", "Bemanning,VAN,årsverk,7.5", "Bemanning,VAN,årsverk,7.75"),
        ("tall.yml", "verdi: 20,", "verdi: 21,"),
        ("sektor.yml", "navn: Veikontoret på øya", "navn: Veikontoret"),
        ("datapackage.yml", 'side: "19"', 'side: "18"'),
        ("tiltak/vei1.yml", "2028: 420000", "2028: 430000"),
    ],
)
def test_what_others_change_in_any_file_stands(
    kommunekopi: Path, tmp_path: Path, fil: str, gammel: str, ny: str
) -> None:
    arbeidsbok = _satt(arkhjelp.mal(tmp_path, hele=True))
    bytt(kommunekopi / "tek" / fil, gammel, ny)
    funnet = arkhjelp.lest(arbeidsbok)
    assert arkhjelp.endringer(funnet) == ["VAN1.stasjoner: 30 → 31"]
    assert len(list(funnet.tell_others())) == 1
    funnet.skriv()
    assert ny in (kommunekopi / "tek" / fil).read_text(encoding="utf-8")


def test_years_of_one_row_changed_by_two_are_both_kept(kommunekopi: Path, tmp_path: Path) -> None:
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Effekter", ("VEI1",), "2029", 440000)
    vei1 = kommunekopi / "tek" / "tiltak" / "vei1.yml"
    bytt(vei1, "2028: 420000", "2028: 430000")
    arkhjelp.lest(fil).skriv()
    assert "oppgitt: {2027: 210000, 2028: 430000, 2029: 440000, 2030: 420000}" in vei1.read_text(encoding="utf-8")


def test_rows_of_a_table_merge_by_their_keys_and_untouched_lines_stay_as_they_are(
    kommunekopi: Path, tmp_path: Path
) -> None:
    tabell = kommunekopi / "tek" / "tabeller" / "rammekutt.csv"
    arbeidsbok = arkhjelp.mal(tmp_path)

    def endre(bok: Any) -> None:
        bok["rammekutt"]["C5"] = -999
        bok["rammekutt"].append(["VAN", 2031, -7])

    arkhjelp.med(arbeidsbok, endre)
    linjer = tabell.read_text(encoding="utf-8").splitlines()
    nye = [*linjer[:3], linjer[3].rsplit(",", 1)[0] + ",-1", *linjer[4:], "VEI,2031,-8"]
    tabell.write_text("\n".join(nye) + "\n", encoding="utf-8")
    funnet = arkhjelp.les(arbeidsbok)
    assert not funnet.konflikter
    tekst = funnet.tekster["tek/tabeller/rammekutt.csv"].splitlines()
    assert tekst == [nye[0], linjer[1].rsplit(",", 1)[0] + ",-999", *nye[2:], "VAN,2031,-7"]


def test_a_row_changed_here_and_deleted_there_is_a_conflict(kommunekopi: Path, tmp_path: Path) -> None:
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Nøkkeltall", ("forbruk",), "Side", 99)
    tall = kommunekopi / "tek" / "tall.yml"
    linje = next(ett for ett in tall.read_text(encoding="utf-8").splitlines() if ett.startswith("  forbruk:"))
    bytt(tall, f"{linje}\n", "")
    (konflikt,) = _konflikter(arkhjelp.les(fil))
    assert konflikt[0] == "tall.forbruk"
    assert konflikt[2] == "data/:        (tom)"


def test_a_measure_that_others_have_added_is_not_gone(kommunekopi: Path, tmp_path: Path) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    ny = (kommunekopi / "tek/tiltak/van1.yml").read_text(encoding="utf-8").replace("id: VAN1", "id: VAN7")
    (kommunekopi / "tek/tiltak/van7.yml").write_text(ny, encoding="utf-8")
    funnet = arkhjelp.les(fil, slett=True)
    assert not funnet.inn.borte
    assert not funnet.inn.filer.slettet
    assert arkhjelp.endringer(funnet) == ["VAN1.stasjoner: 30 → 31"]


def test_a_measure_deleted_here_and_changed_there_is_a_conflict(kommunekopi: Path, tmp_path: Path) -> None:
    (kommunekopi / "tek" / "lenken_tilbake.yml").unlink()

    def endre(bok: Any) -> None:
        bok["Tiltak"].delete_rows(arkhjelp.rad(bok["Tiltak"], "VAN1"))

    fil = arkhjelp.med(arkhjelp.mal(tmp_path), endre)
    bytt(kommunekopi / "tek/tiltak/van1.yml", "verdi: 100000", "verdi: 120000")
    funnet = arkhjelp.les(fil, slett=True)
    assert [linjer[0] for linjer in _konflikter(funnet)] == ["data/tek/tiltak/van1.yml"]
    assert not funnet.inn.filer.slettet
    assert arkhjelp.les(fil, slett=True, konflikt="arbeidsbok").inn.filer.slettet == ["tek/tiltak/van1.yml"]


def _sorter(bok: Any) -> None:
    """As Excel sorts: the rows from the last to the first."""
    for navn in ("Forutsetninger", "Nøkkeltall", "Effekter"):
        ark = bok[navn]
        rader = [[(c.value, c.number_format) for c in rad] for rad in ark.iter_rows(min_row=5)]
        for nr, rad in enumerate(reversed([r for r in rader if any(verdi for verdi, _ in r)]), 5):
            for k, (verdi, vist) in enumerate(rad, 1):
                ark.cell(nr, k).value, ark.cell(nr, k).number_format = verdi, vist
        ark.auto_filter.ref = "A4:D40"


def _som_libreoffice(bok: Any) -> None:
    """It knows no «very hidden»: the sheet is hidden, and first here."""
    bok[EXPORTED].sheet_state = "hidden"
    bok.move_sheet(EXPORTED, -len(bok.sheetnames))


@pytest.mark.parametrize("endre", [_sorter, _som_libreoffice, lambda bok: bok["Forutsetninger"].insert_rows(1, 2)])
def test_sorted_filtered_moved_and_saved_by_others_it_still_knows_what_it_was_made_from(
    kommunekopi: Path, tmp_path: Path, endre: Callable[[Any], None]
) -> None:
    fil = arkhjelp.med(_satt(arkhjelp.mal(tmp_path)), endre)
    bytt(kommunekopi / "tek" / "tall.yml", "verdi: 20,", "verdi: 21,")
    funnet = arkhjelp.lest(fil)
    assert arkhjelp.endringer(funnet) == ["VAN1.stasjoner: 30 → 31"]
    assert len(list(funnet.tell_others())) == 1


# A cell of each kind: its sheet, its row's key, its header, and what it is called.
_RUTER = (
    ("Forutsetninger", ("VAN1", "stasjoner"), "Verdi", "VAN1.stasjoner"),
    ("Forutsetninger", ("VEI1", "spart"), "Høy", "VEI1.spart.hoy"),
    ("Effekter", ("VEI1",), "2029", "VEI1.oppgitt[2029]"),
    ("Effekter", ("VEI1",), "2030", "VEI1.oppgitt[2030]"),
    ("Nøkkeltall", ("ansatte",), "Verdi", "tall.ansatte"),
    ("Tiltak", ("VEI2",), "Om effekten", "VEI2.effekt_tekst"),
    ("Vurderinger", ("VEI1", "Estimatusikkerhet"), "Tekst", "VEI1.vurderinger.estimatusikkerhet.tekst"),
    ("Kilder", ("plan-2027",), "Tittel", "kilder.plan-2027.tittel"),
    ("Tabeller", ("rammekutt",), "Tittel", "rammekutt.title"),
    ("Kolonner", ("rammekutt", "ar"), "Størst", "rammekutt.schema.fields.ar.constraints.maximum"),
    ("rammekutt", ("VAN",), "Kutt (1 000 kr)", "rammekutt[VAN, 2026]"),
    ("nokkeltall", ("Bemanning",), "Enhet", "nokkeltall[Bemanning, VEI].enhet"),
)


@pytest.mark.parametrize("seed", range(5))
def test_any_mix_of_changes_on_both_sides_comes_out_as_it_should(kommunekopi: Path, tmp_path: Path, seed: int) -> None:
    """The other side is another copy of the workbook, imported first."""
    fil = arkhjelp.mal(tmp_path)
    ark = openpyxl.load_workbook(fil)
    steder = {}
    for navn, nokler, kolonne, adresse in _RUTER:
        celle = arkhjelp.rute(ark, navn, nokler, kolonne)
        steder[adresse] = ark.sheetnames.index(navn), celle.row, celle.column
    bok = open_workbook(Bokmappe.her(), fil)

    def endret(hvilke: dict[str, int]) -> Import:
        ruter = {}
        for adresse, nr in hvilke.items():
            gammel = bok.sider[steder[adresse][0]].rute(*steder[adresse][1:]).verdi
            ruter[steder[adresse]] = gammel + nr if isinstance(gammel, int | float) else f"{gammel} {nr}"
        return arkhjelp.med_ruter(bok, ruter).read(Decisions())

    tilfeldig = random.Random(seed)
    her = dict.fromkeys(tilfeldig.sample(sorted(steder), 6), 1)
    der = {adresse: tilfeldig.choice([1, 2]) for adresse in tilfeldig.sample(sorted(steder), 6)}
    endret(der).skriv()
    funnet = endret(her)
    assert [str(ett) for ett in funnet.feil] == []
    assert {linjer[0] for linjer in _konflikter(funnet)} == {a for a in her if der.get(a, 1) != 1}
    assert {e.partition(": ")[0] for e in arkhjelp.endringer(funnet)} == her.keys() - der.keys()
    assert {ett.partition(":")[0].strip() for ett in funnet.tell_others()} == der.keys() - her.keys()


def test_texts_with_many_spaces_and_strange_signs_are_remembered_too(kommunekopi: Path, tmp_path: Path) -> None:
    bytt(
        kommunekopi / "tek/tiltak/vei1.yml",
        "effekt_tekst: Mindre",
        "effekt_tekst: 'Mye  rom \u00a0 _x000D_ =1  Mindre'".replace("'", ""),
    )
    fil = tmp_path / "mal.xlsx"
    lag_mal(Bokmappe.her(), fil, "tek", "")
    arkhjelp.med(fil, lambda bok: None)
    funnet = arkhjelp.lest(fil)
    assert not funnet.har_noe
    assert not funnet.merknader


def _fjern(bok: Any) -> None:
    bok.remove(bok[EXPORTED])


def _rot_til(bok: Any) -> None:
    celle = bok[EXPORTED]["A3"]
    celle.value = celle.value.replace("VAN1", "VAN2")


@pytest.mark.parametrize("endre", [_fjern, _rot_til])
def test_a_workbook_that_has_lost_what_it_was_made_from_says_so(
    kommunekopi: Path, tmp_path: Path, endre: Callable[[Any], None]
) -> None:
    fil = arkhjelp.med(_satt(arkhjelp.mal(tmp_path)), endre)
    bytt(kommunekopi / "tek" / "tall.yml", "verdi: 20,", "verdi: 21,")
    funnet = arkhjelp.lest(fil)
    assert arkhjelp.endringer(funnet) == ["tall.ansatte: 21 → 20", "VAN1.stasjoner: 30 → 31"]
    assert any("ikke med seg det den ble laget av" in ett for ett in funnet.merknader)


def test_the_sheet_is_hidden_and_every_piece_has_room_in_a_cell(tmp_path: Path) -> None:
    ark = openpyxl.load_workbook(arkhjelp.mal(tmp_path))[EXPORTED]
    assert ark.sheet_state == "veryHidden"
    tekster = [str(rad[0].value) for rad in ark.iter_rows()]
    assert max(map(len, tekster)) < 32_767
    assert all(ett.isascii() and ett.startswith("|") for ett in tekster[1:])


def test_a_filled_workbook_of_another_book_is_refused(kommunekopi: Path, tmp_path: Path) -> None:
    fil = _satt(arkhjelp.mal(tmp_path))
    for ett in (kommunekopi / "tek").rglob("*"):
        if ett.is_file():
            ett.write_text(
                ett.read_text(encoding="utf-8").replace("VAN", "BRO").replace("VEI", "KAI"), encoding="utf-8"
            )
    with pytest.raises(Datafeil, match="for en annen bok"):
        arkhjelp.lest(fil)
