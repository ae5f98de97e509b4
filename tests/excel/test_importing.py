"""Out to Excel and back: nothing is lost, and only what was changed is written."""

import difflib
import os
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from effekt.base.faults import Datafeil
from effekt.base.numbers import skriv_tall as skriv_tall
from effekt.cli import main
from effekt.excel.files import les_filer
from effekt.excel.importing import lag_mal, les_bok, skriv_import
from effekt.model.gevinst import GEVINSTNAVN, Gevinstplan
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.endringer import adresser
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers import arkhjelp
from tests.helpers.kommune import KOMMUNEDATA


def _innhold(mappe: Path) -> dict[str, bytes]:
    return {str(fil.relative_to(mappe)): fil.read_bytes() for fil in sorted(mappe.rglob("*")) if fil.is_file()}


def _endrede_linjer(for_: Mapping[str, bytes], etter: Mapping[str, bytes]) -> list[str]:
    linjer = []
    for fil in sorted({*for_, *etter}):
        a, b = (x.get(fil, b"").decode().splitlines() for x in (for_, etter))
        linjer += [ett for ett in difflib.ndiff(a, b) if ett[0] in "+-"]
    return linjer


def test_a_filled_template_imports_as_nothing_to_do(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for_ = _innhold(kommunekopi)
    fil = tmp_path / "tiltak.xlsx"
    assert main.main(["template", str(fil), "--sector", "tek"]) == 0
    assert main.main(["import", str(fil), "--yes"]) == 0
    ut = capsys.readouterr()
    assert "Ingen forskjell" in ut.out
    assert ut.err == ""
    assert _innhold(kommunekopi) == for_


def test_the_template_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    for navn in ("a.xlsx", "b.xlsx"):
        lag_mal(Bokmappe.her(), tmp_path / navn, "tek", "")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_saved_by_another_program_it_is_still_nothing_to_do(tmp_path: Path) -> None:
    """openpyxl drops what formulas gave; fractions are read from the formulas themselves."""
    fil = arkhjelp.med(arkhjelp.mal(tmp_path, hele=True), lambda bok: None)
    assert not arkhjelp.lest(fil).har_noe


@pytest.mark.parametrize(
    ("ark", "nokler", "kolonne", "verdi", "gammel", "ny"),
    [
        ("Forutsetninger", ("VAN1", "kostnad_per_stasjon"), "Verdi", 125000,
         "    verdi: 100000", "    verdi: 125000"),
        ("Forutsetninger", ("VEI1", "spart"), "Høy", 270, "hoy: 260,", "hoy: 270,"),
        ("Nøkkeltall", ("ansatte",), "Verdi", 22, "verdi: 20,", "verdi: 22,"),
        ("Tiltak", ("VEI1",), "Avrundet til", 5000, "til: 10000,", "til: 5000,"),
        ("Kilder", ("plan-2027",), "Dato", "januar 2027",
         "    dato: desember 2026", "    dato: januar 2027"),
        ("Virksomheter", ("VEI",), "Navn", "Etat for vei", "Veikontoret på øya", "Etat for vei"),
        ("Tabeller", ("rammekutt",), "Side", "18", 'side: "19"', 'side: "18"'),
        ("Kolonner", ("rammekutt", "ar"), "Størst", 2030, "maximum: 2029", "maximum: 2030"),
    ],
)  # fmt: skip
def test_one_changed_cell_is_one_changed_line(
    kommunekopi: Path, tmp_path: Path, ark: str, nokler: tuple[str, ...], kolonne: str,
    verdi: Any, gammel: str, ny: str,
) -> None:  # fmt: skip
    for_ = _innhold(kommunekopi)
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), ark, nokler, kolonne, verdi)
    assert main.main(["import", str(fil), "--yes"]) == 0
    linjer = _endrede_linjer(for_, _innhold(kommunekopi))
    assert [ett[0] for ett in linjer] == ["-", "+"]
    assert gammel in linjer[0]
    assert ny in linjer[1]
    assert linjer[0][2:].replace(gammel, ny, 1) == linjer[1][2:]


def test_a_changed_cell_of_a_table_is_one_line_of_its_file(kommunekopi: Path, tmp_path: Path) -> None:
    for_ = _innhold(kommunekopi)

    def endre(bok: Any) -> None:
        ark = bok["nokkeltall"]
        nr = arkhjelp.rad(ark, "Bemanning", "VAN")
        ark.cell(nr, arkhjelp.kolonne(ark, "Verdi")).value = 8.25

    arkhjelp.lest(arkhjelp.med(arkhjelp.mal(tmp_path), endre)).skriv()
    assert _endrede_linjer(for_, _innhold(kommunekopi)) == [
        "- Bemanning,VAN,årsverk,7.5",
        "+ Bemanning,VAN,årsverk,8.25",
    ]


def _annet(verdi: object, ord_: Mapping[str, str]) -> Any:
    """Another value of the same kind."""
    if isinstance(verdi, Fraction):
        return verdi / 2 if verdi else Fraction(1, 4)
    return next(ett for ett in ord_ if ett != verdi)


def test_every_address_can_be_changed_from_excel_and_nothing_else_moves(kommunekopi: Path, tmp_path: Path) -> None:
    """All addresses at once: each value in the files becomes the new one, all else is as it was."""
    sektor = les_sektor("tek")
    alle = adresser(sektor)
    nye: dict[str, Any] = {}
    bok = openpyxl.load_workbook(arkhjelp.mal(tmp_path, hele=True))
    for adresse, a in alle.items():
        if a.verdi is None or not _i_arbeidsboken(adresse):
            continue
        nye[adresse] = ny = _annet(a.verdi, a.ord_)
        celle = _rute_for(bok, sektor, adresse)
        celle.value = a.ord_[ny] if a.ord_ else f"={ny.numerator}/{ny.denominator}"
    # 13 of VEI1, 14 of VEI2 …: what the sector has of its own, but for what no sheet has.
    assert len(nye) > 60
    bok.save(tmp_path / "mal.xlsx")
    gamle = les_filer(kommunekopi, "tek")
    funnet = les_bok(Bokmappe.her(), tmp_path / "mal.xlsx")
    skriv_import(kommunekopi, funnet.inn.filer.tekster(), [])
    etter = les_filer(kommunekopi, "tek")
    fortalt = {e.adresse: e.ny for alle_ in funnet.endringer.values() for e in alle_}
    assert fortalt.keys() == nye.keys()
    for adresse, ny in nye.items():
        ventet = skriv_tall(ny) if isinstance(ny, Fraction) else ny
        assert fortalt[adresse] == ventet
    assert _antall_ulike(gamle.gamle, etter.gamle) + _ulike_rader(gamle.gamle_tabeller, etter.gamle_tabeller) == len(
        nye
    )


def _i_arbeidsboken(adresse: str) -> bool:
    felles = ("felles.", "usikkerhet.", "sektor.", "innbyggere[", "deflator[")
    # A chance that follows from the rating stands nowhere: it is a reviewer's to set.
    if ".gjennomforing." in adresse or adresse.startswith("premiss."):
        return False
    if adresse.endswith((".forsinkelse", ".gjennomfores")) or adresse.startswith(felles):
        return False
    return not adresse.startswith("tall.") or adresse.removeprefix("tall.") in _egne_tall()


@cache
def _egne_tall() -> set[str]:
    return set(les_filer(KOMMUNEDATA, "tek").gamle["tek/tall.yml"]["tall"])


def _rute_for(bok: Any, sektor: Sektor, adresse: str) -> Any:
    forst, _, rest = adresse.partition(".")
    if "[" in forst:
        tabell = sektor.tabeller.unrecorded()[adresse.partition("[")[0]]
        felt = tabell.ressurs.tabell.verdifelt
        assert felt is not None
        nr = [celle.adresse for celle in tabell.celler.values()].index(adresse)
        kolonne = [ett.name for ett in tabell.ressurs.tabell.felt].index(felt.name)
        return bok[tabell.ressurs.name].cell(arkhjelp.HODE + 1 + nr, kolonne + 1)
    if forst == "tall":
        navn, _, ende = rest.partition(".")
        return arkhjelp.rute(bok, "Nøkkeltall", (navn,), _spenn(ende))
    if rest in {"klasse", "avrunding", "status"}:
        overskrift = {"klasse": "Samlet vurdering", "avrunding": "Avrundet til", "status": "Status"}[rest]
        return arkhjelp.rute(bok, "Tiltak", (forst,), overskrift)
    if rest in _VURDERINGER:
        return arkhjelp.rute(bok, "Vurderinger", (forst, _VURDERINGER[rest]), "Verdi")
    navn, _, ar = rest.removesuffix("]").partition("[")
    if navn.partition(".")[0] in GEVINSTNAVN:
        return _gevinstrute(bok, sektor.gevinster.unrecorded()[forst], navn.split("."), ar)
    navn, _, ende = navn.partition(".")
    ark = "Kostnader" if navn in sektor.tiltak[forst].kostnader else "Forutsetninger"
    return arkhjelp.rute(bok, ark, (forst, navn), ar or _spenn(ende))


def _gevinstrute(bok: Any, plan: Gevinstplan, ledd: list[str], ar: str) -> Any:
    """The cell of a plan's number; the sector has one plan, so its rows stand as in its file."""
    if ledd[0] != "indikator":
        ark, nr = "Realisering", plan.gjeldende[ledd[0], int(ar)][0]
    elif ledd[2] == "malt":
        ark, nr = "Målinger", plan.malt[ledd[1], int(ar)][0]
    else:
        return arkhjelp.rute(bok, "Indikatorer", (plan.tiltak, ledd[1]), ar or "Nullpunkt: verdi")
    return bok[ark].cell(arkhjelp.HODE + 1 + nr, arkhjelp.kolonne(bok[ark], "Verdi"))


_VURDERINGER = {
    "estimatusikkerhet": "Estimatusikkerhet",
    "gjennomforingsusikkerhet": "Gjennomføringsusikkerhet",
    "konsekvenser_samfunn": "Konsekvenser for samfunn og innbyggere",
    "konsekvenser_ansatte": "Konsekvenser for organisasjon og ansatte",
}


def _spenn(ende: str) -> str:
    return {"lav": "Lav", "hoy": "Høy"}.get(ende, "Verdi")


def _antall_ulike(a: Any, b: Any) -> int:
    if isinstance(a, dict) and isinstance(b, dict):
        assert list(a) == list(b)
        return sum(_antall_ulike(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return sum(_antall_ulike(x, y) for x, y in zip(a, b, strict=True))
    return int(a != b)


def _ulike_rader(a: Mapping[str, str], b: Mapping[str, str]) -> int:
    return sum(x != y for fil in a for x, y in zip(a[fil].splitlines(), b[fil].splitlines(), strict=True))


def test_comments_order_and_folding_are_kept_where_a_text_changes(kommunekopi: Path, tmp_path: Path) -> None:
    fil = kommunekopi / "tek" / "tiltak" / "van1.yml"
    tekst = fil.read_text(encoding="utf-8")
    fil.write_text(
        tekst.replace("    verdi: 30\n", "    verdi: 30  # talt opp\n").replace(
            "formel: stasjoner", "# Formelen er kortets.\nformel: stasjoner"
        ),
        encoding="utf-8",
    )
    bok = arkhjelp.mal(tmp_path)
    for_ = _innhold(kommunekopi)
    arkhjelp.satt(bok, "Forutsetninger", ("VAN1", "stasjoner"), "Verdi", 31)
    arkhjelp.satt(bok, "Tiltak", ("VAN1",), "Formel", "kostnad_per_stasjon * stasjoner * besparelse * innfasing")
    arkhjelp.lest(bok).skriv()
    assert _endrede_linjer(for_, _innhold(kommunekopi)) == [
        "-     verdi: 30  # talt opp",
        "+     verdi: 31  # talt opp",
        "- formel: stasjoner * kostnad_per_stasjon * besparelse * innfasing",
        "+ formel: kostnad_per_stasjon * stasjoner * besparelse * innfasing",
    ]


def test_only_the_lines_of_a_long_text_that_differ_are_folded_anew(kommunekopi: Path, tmp_path: Path) -> None:
    for_ = _innhold(kommunekopi)
    fil = arkhjelp.mal(tmp_path)

    def endre(bok: Any) -> None:
        celle = arkhjelp.rute(bok, "Tiltak", ("VAN1",), "Beskrivelse")
        celle.value = celle.value.replace("lengre reisevei", "en lengre reisevei")

    arkhjelp.lest(arkhjelp.med(fil, endre)).skriv()
    linjer = [ett for ett in _endrede_linjer(for_, _innhold(kommunekopi)) if ett[0] in "+-"]
    assert [ett[0] for ett in linjer] == ["-", "+"]


def test_windows_line_ends_stay(kommunekopi: Path, tmp_path: Path) -> None:
    fil = kommunekopi / "tek" / "tiltak" / "van1.yml"
    fil.write_bytes(fil.read_bytes().replace(b"\n", b"\r\n"))
    for_ = fil.read_bytes()
    arkhjelp.lest(arkhjelp.satt(arkhjelp.mal(tmp_path), "Forutsetninger", ("VAN1", "stasjoner"), "Verdi", 31)).skriv()
    assert fil.read_bytes() == for_.replace(b"    verdi: 30\r\n", b"    verdi: 31\r\n")


def test_a_write_that_fails_leaves_everything_as_it_was(
    kommunekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bok = arkhjelp.mal(tmp_path)
    arkhjelp.satt(bok, "Forutsetninger", ("VAN1", "stasjoner"), "Verdi", 31)
    arkhjelp.satt(bok, "Nøkkeltall", ("ansatte",), "Verdi", 22)
    for_ = _innhold(kommunekopi)
    funnet = arkhjelp.lest(bok)
    ekte, kall = os.replace, []

    def annen_gang_full_disk(fra: Path, til: Path) -> None:
        kall.append(til)
        if len(kall) == 3:  # the first gives the folder its name
            raise OSError("ikke plass")
        ekte(fra, til)

    monkeypatch.setattr(os, "replace", annen_gang_full_disk)
    with pytest.raises(OSError, match="ikke plass"):
        funnet.skriv()
    assert len(kall) == 4  # the fourth puts the first file back
    assert _innhold(kommunekopi) == for_


def test_what_was_edited_while_the_question_stood_is_not_written_over(kommunekopi: Path, tmp_path: Path) -> None:
    funnet = arkhjelp.lest(arkhjelp.satt(arkhjelp.mal(tmp_path), "Nøkkeltall", ("ansatte",), "Verdi", 22))
    fil = kommunekopi / "tek/tall.yml"
    fil.write_text(fil.read_text(encoding="utf-8") + "# min\n", encoding="utf-8")
    for_ = _innhold(kommunekopi)
    with pytest.raises(
        Datafeil, match=r"data/tek/tall.yml: filen ble endret mens kommandoen arbeidet. Kjør den igjen."
    ):
        funnet.skriv()
    assert _innhold(kommunekopi) == for_


def test_what_does_not_read_is_never_written(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for_ = _innhold(kommunekopi)
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Tiltak", ("VEI1",), "Formel", "punkter * ukjent")
    assert main.main(["import", str(fil), "--yes"]) == 2
    sagt = capsys.readouterr().err
    assert "Tiltak!I6: formelen bruker «ukjent», som ikke er en forutsetning." in sagt
    assert "Forutsetninger!A10: forutsetningen «spart» er ikke med i formelen" in sagt
    assert _innhold(kommunekopi) == for_


def test_without_a_terminal_nothing_is_written_unless_told_to(
    kommunekopi: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for_ = _innhold(kommunekopi)
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Forutsetninger", ("VAN1", "stasjoner"), "Verdi", 31)
    assert main.main(["import", str(fil)]) == 1
    ut = capsys.readouterr().out
    assert "VAN1.stasjoner: 30 → 31 (Forutsetninger!D" in ut
    assert "--yes" in ut
    assert main.main(["import", str(fil), "--dry-run"]) == 0
    assert _innhold(kommunekopi) == for_


@pytest.mark.parametrize(("svar", "skrevet"), [("j", True), ("", False), ("nei", False)])
def test_a_person_is_asked_before_anything_is_written(
    kommunekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, svar: str, skrevet: bool
) -> None:
    for_ = _innhold(kommunekopi)
    fil = arkhjelp.satt(arkhjelp.mal(tmp_path), "Forutsetninger", ("VAN1", "stasjoner"), "Verdi", 31)
    monkeypatch.setattr("builtins.input", lambda sporsmal: svar)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert main.main(["import", str(fil)]) == 0
    assert (_innhold(kommunekopi) != for_) is skrevet


def test_a_row_that_is_gone_is_kept_and_told_of_until_deleting_is_asked_for(kommunekopi: Path, tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        ark = bok["Nøkkeltall"]
        ark.delete_rows(arkhjelp.rad(ark, "forbruk"))

    fil = arkhjelp.med(arkhjelp.mal(tmp_path), endre)
    uten = arkhjelp.lest(fil)
    assert not uten.har_noe
    assert [ett.partition("{")[0] for ett in uten.tell_gone()] == ["  Nøkkeltall forbruk: "]
    for_ = _innhold(kommunekopi)
    arkhjelp.lest(fil, slett=True).skriv()
    linjer = _endrede_linjer(for_, _innhold(kommunekopi))
    assert len(linjer) == 1
    assert linjer[0].startswith("-   forbruk: {")


def test_a_deleted_table_takes_its_file_with_it(kommunekopi: Path, tmp_path: Path) -> None:
    def endre(bok: Any) -> None:
        bok["Tabeller"].delete_rows(arkhjelp.rad(bok["Tabeller"], "investeringer"))
        ark = bok["rammekutt"]
        ark.delete_rows(5)

    fil = arkhjelp.med(arkhjelp.mal(tmp_path), endre)
    uten = arkhjelp.lest(fil)
    assert not uten.har_noe
    assert [ett.partition(": ")[0].strip() for ett in uten.tell_gone()] == [
        "tabellen investeringer", "rammekutt[VEI, 2026]",
    ]  # fmt: skip
    for_ = _innhold(kommunekopi)
    funnet = les_bok(Bokmappe.her(), fil, slett=True)
    assert "data/tek/tabeller/investeringer.csv slettes" in list(funnet.forskjell())
    skriv_import(kommunekopi, funnet.tekster, funnet.inn.filer.slettet)
    linjer = _endrede_linjer(for_, _innhold(kommunekopi))
    assert all(ett.startswith("-") for ett in linjer)
    assert sum("VEI,2026," in ett for ett in linjer) == 1


def test_a_deleted_measure_takes_its_file_with_it(kommunekopi: Path, tmp_path: Path) -> None:
    (kommunekopi / "tek" / "lenken_tilbake.yml").unlink()

    def endre(bok: Any) -> None:
        bok["Tiltak"].delete_rows(arkhjelp.rad(bok["Tiltak"], "VAN1"))

    fil = arkhjelp.med(arkhjelp.mal(tmp_path), endre)
    assert not arkhjelp.lest(fil).har_noe
    funnet = arkhjelp.lest(fil, slett=True)
    assert list(funnet.forskjell()) == ["data/tek/tiltak/van1.yml slettes"]
    funnet.skriv()
    assert not (kommunekopi / "tek" / "tiltak" / "van1.yml").exists()
    assert len(les_sektor("tek").tiltak) == 2
