"""A chapter is stale when what it was made from, or what it gave, is another; and else not."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from effekt.base.recording import EVERYTHING
from effekt.execution import version
from effekt.execution.chapters import Kapittel, files_of, find_chapters
from effekt.execution.execute import parameters_for
from effekt.execution.stale import BuildState
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from tests.helpers.bokkopi import boken, ny_versjon
from tests.helpers.feildata import bytt
from tests.helpers.kommune import KOMMUNE, bare
from tests.helpers.notatbokkjoring import skriv_notatbok

# What the one chapter has read: a measure, a single figure, a table, a text, and that one is not.
LEST = [
    "tek:sektor", "tek:tiltak.VEI1", "tek:tall.lyspunkter", "tek:tabell.rammekutt",
    "tek:tabell.finnes_ikke", "fil:data/tek/kontroller.yml", "fil:data/tek/mangler.txt",
]  # fmt: skip
VEI1, VEI2 = "tek/tiltak/vei1.yml", "tek/tiltak/vei2.yml"


@pytest.fixture
def ferskt(tmp_path: Path, kommunekopi: Path, tek: Sektor) -> tuple[Path, Kapittel]:
    """A book whose one chapter has just been run, having read what LEST says."""
    rot = tmp_path / "bok"
    (kommunekopi / "skjema").mkdir()
    (kommunekopi / "skjema/sektor.schema.json").write_text("{}")
    kapittel = Kapittel("tek/tiltak", rot / "notebooks/tek/tiltak.ipynb", "tek")
    kapittel.kilde.parent.mkdir(parents=True)
    shutil.copy(KOMMUNE / "notebooks/tek/tiltak.ipynb", kapittel.kilde)
    _gitt(rot, "tek/tiltak")
    _kjort(rot, kapittel, LEST, tek)
    return rot, kapittel


def _gitt(rot: Path, *navn: str) -> None:
    """What chapters gave: a notebook that refers to a table, and the table beside it."""
    for kapittel in navn:
        ut = rot / f"book/{kapittel}.ipynb"
        (ut.parent / "filer").mkdir(parents=True, exist_ok=True)
        (ut.parent / "filer/kutt.csv").write_text("ar,kutt\n2027,400\n")
        skriv_notatbok(ut, ["'[Last ned](filer/kutt.csv)'"])


def _kjort(rot: Path, kapittel: Kapittel, lest: list[str], tek: Sektor | None = None) -> None:
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her(), {"tek": tek} if tek else {})
    assert tilstand.is_stale(kapittel, rot)
    tilstand.remember([kapittel], rot, {kapittel.navn: lest})


def _hvorfor(rot: Path, kapittel: Kapittel, tek: Sektor | None = None) -> str:
    """Why the chapter is stale; empty where it is fresh. Without ``tek``, the data are read."""
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her(), {"tek": tek} if tek else {})
    foreldet = tilstand.is_stale(kapittel, rot)
    grunn = tilstand.why(kapittel)
    assert foreldet or not grunn
    return grunn or ("ny" if foreldet else "")


def test_nothing_changed_is_fresh(ferskt: tuple[Path, Kapittel]) -> None:
    assert _hvorfor(*ferskt) == ""


# --- data ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fil", "gammelt", "nytt", "grunn"),
    [
        (VEI1, "verdi: 210", "verdi: 211", "VEI1 er endret"),
        (VEI2, "verdi: 2000000", "verdi: 2000001", ""),
        (VEI1, "id: VEI1", "# en kommentar\nid: VEI1", ""),
        ("tek/tabeller/rammekutt.csv", "-300", "-301", "tabellen rammekutt er endret"),
        ("tek/tabeller/anlegg.csv", "kommunal,400", "kommunal,401", ""),
        ("tek/sektor.yml", "navn: Vei og vann\n", "navn: Vann og vei\n", "sektor.yml er endret"),
        ("tek/tall.yml", "verdi: 20, enhet: ansatte", "verdi: 21, enhet: ansatte", ""),
        ("tek/kontroller.yml", "er den som er trykt.", "stemmer.", "data/tek/kontroller.yml er endret"),
        ("felles/program.yml", "Gjøres nå", "Straks", ""),
        ("felles/synonymer.yml", "synonymer:", "# ord\nsynonymer:", ""),
        ("felles/utgivelse.yml", "bedre/", "verre/", ""),
        ("skjema/sektor.schema.json", "{", "{ ", ""),
    ],
)
def test_what_was_read_decides_and_nothing_else(
    ferskt: tuple[Path, Kapittel], kommunekopi: Path, fil: str, gammelt: str, nytt: str, grunn: str
) -> None:
    bytt(kommunekopi / fil, gammelt, nytt)
    assert _hvorfor(*ferskt) == grunn


def test_what_was_looked_for_and_not_there_counts_when_it_comes(
    ferskt: tuple[Path, Kapittel], kommunekopi: Path
) -> None:
    (kommunekopi / "tek/mangler_ikke.txt").write_text("noe annet")
    assert _hvorfor(*ferskt) == ""
    (kommunekopi / "tek/tabeller/finnes_ikke.csv").write_text("ar,verdi\n2027,1\n", encoding="utf-8")
    pakke = kommunekopi / "tek/datapackage.yml"
    bytt(pakke, "  - name: rammekutt", TABELL)
    assert _hvorfor(*ferskt) == "tabellen finnes_ikke er endret"


TABELL = """\
  - name: finnes_ikke
    path: tabeller/finnes_ikke.csv
    title: En ny tabell
    kilde: plan-2027
    side: 1
    format: csv
    mediatype: text/csv
    encoding: utf-8
    schema:
      primaryKey: [ar]
      fields:
        - {name: ar, title: År, type: year, constraints: {required: true}}
        - {name: verdi, title: Beløp, type: number, enhet: kr}
  - name: rammekutt"""


def test_a_file_that_is_gone_has_changed(ferskt: tuple[Path, Kapittel], kommunekopi: Path) -> None:
    (kommunekopi / "tek/kontroller.yml").unlink()
    assert _hvorfor(*ferskt) == "data/tek/kontroller.yml er endret"


def test_several_changes_are_told_as_some_and_how_many(ferskt: tuple[Path, Kapittel], kommunekopi: Path) -> None:
    for fil, gammelt, nytt in [
        (VEI1, "verdi: 210", "verdi: 211"),
        ("tek/tabeller/rammekutt.csv", "-300", "-301"),
        ("tek/sektor.yml", "navn: Vei og vann\n", "navn: Vann og vei\n"),
        ("tek/kontroller.yml", "er den som er trykt.", "stemmer."),
    ]:
        bytt(kommunekopi / fil, gammelt, nytt)
    assert _hvorfor(*ferskt) == "data/tek/kontroller.yml, sektor.yml, tabellen rammekutt og 1 til er endret"


@pytest.fixture
def to_sektorer(kommunekopi: Path) -> Path:
    """Data with a second sector, which has all that the first one has."""
    shutil.copytree(kommunekopi / "tek", kommunekopi / "xyz")
    bytt(kommunekopi / "xyz/sektor.yml", "id: tek", "id: xyz")
    return kommunekopi


def test_a_change_in_one_sector_leaves_the_chapters_of_another(to_sektorer: Path) -> None:
    rot = bare(to_sektorer.parent, "tek/tall-og-kilder", "xyz/tall-og-kilder")
    _gitt(rot, "tek/tall-og-kilder", "xyz/tall-og-kilder")
    tek, xyz = find_chapters(boken(rot))
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert [tilstand.is_stale(k, rot) for k in (tek, xyz)] == [True, True]
    lest = {k.navn: [f"{k.sektor}:{a}" for a in ("tiltak.VEI1", "tall.*")] for k in (tek, xyz)}
    tilstand.remember([tek, xyz], rot, lest)
    assert [_hvorfor(rot, k) for k in (tek, xyz)] == ["", ""]
    bytt(to_sektorer / "xyz/tiltak/vei1.yml", "verdi: 210", "verdi: 211")
    assert [_hvorfor(rot, k) for k in (tek, xyz)] == ["", "VEI1 er endret"]


def test_a_chapter_that_reads_two_sectors_follows_both(to_sektorer: Path) -> None:
    rot = bare(to_sektorer.parent, "tek/tiltak")
    _gitt(rot, "tek/tiltak")
    kapittel = find_chapters(boken(rot))[0]
    _kjort(rot, kapittel, ["tek:tall.lyspunkter", "xyz:tiltak.VEI2", ":sektorer"])
    assert _hvorfor(rot, kapittel) == ""
    bytt(to_sektorer / "xyz/tiltak/vei2.yml", "verdi: 2000000", "verdi: 2000001")
    assert _hvorfor(rot, kapittel) == "VEI2 er endret"
    shutil.rmtree(to_sektorer / "xyz")
    assert _hvorfor(rot, kapittel) == "listen over sektorer og VEI2 er endret"


# --- parameters, notebook, output ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("andre", "ventet"),
    [
        ({"endringer": {"VEI1.punkter": "25"}}, "parameteren endringer er endret"),
        ({"maal": "nb"}, "parameteren maal er endret"),
    ],
)
def test_other_parameters_make_it_stale(
    ferskt: tuple[Path, Kapittel], monkeypatch: pytest.MonkeyPatch, andre: dict[str, object], ventet: str
) -> None:
    monkeypatch.setattr("effekt.execution.stale.parameters_for", lambda k, e: {**parameters_for(k, e), **andre})
    assert _hvorfor(*ferskt) == ventet


def test_a_changed_notebook_makes_its_own_chapter_stale(ferskt: tuple[Path, Kapittel], tek: Sektor) -> None:
    rot, kapittel = ferskt
    (rot / "notebooks/tek/en-annen.ipynb").write_text("en annen")
    assert _hvorfor(rot, kapittel, tek) == ""
    kapittel.kilde.write_bytes(kapittel.kilde.read_bytes() + b" ")
    assert _hvorfor(rot, kapittel, tek) == "notatboken er endret"


@pytest.mark.parametrize("gjor", [lambda f: f.unlink(), lambda f: f.write_bytes(b"annet")])
def test_what_the_chapter_gave_must_lie_there_unchanged(
    ferskt: tuple[Path, Kapittel], gjor: Callable[[Path], object], tek: Sektor
) -> None:
    rot, kapittel = ferskt
    ut = rot / kapittel.fil
    (csv,) = files_of(ut)
    for fil, grunn in (
        (ut.parent / csv, f"{csv} er ikke som da det ble laget"),
        (ut, "book/tek/tiltak.ipynb er ikke som den ble laget"),
    ):
        for_ = fil.read_bytes()
        gjor(fil)
        assert _hvorfor(rot, kapittel, tek) == grunn
        fil.write_bytes(for_)
    assert _hvorfor(rot, kapittel, tek) == ""


# --- the program ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("endre", "grunn"),
    [
        (lambda kopi: bytt(kopi / "effekt/base/numbers.py", '"""\n\n', '"""\n\nX = 1\n'), "programmet er endret"),
        (lambda kopi: ny_versjon(kopi / "uv.lock", "matplotlib"), "programmet er endret"),
        (lambda kopi: (kopi / "effekt/base/.numbers.py.swp").write_text("åpen"), ""),
    ],
)
def test_a_changed_program_runs_every_chapter(
    kodekopi: Path, ferskt: tuple[Path, Kapittel], endre: Callable[[Path], object], grunn: str, tek: Sektor
) -> None:
    endre(kodekopi)
    assert _hvorfor(*ferskt, tek) == grunn
    if grunn:
        _kjort(*ferskt, LEST, tek)
        assert _hvorfor(*ferskt, tek) == ""


def test_another_python_runs_every_chapter(
    ferskt: tuple[Path, Kapittel], monkeypatch: pytest.MonkeyPatch, tek: Sektor
) -> None:
    monkeypatch.setattr(version, "python", lambda: "CPython 3.99.0")
    assert _hvorfor(*ferskt, tek) == "programmet er endret"


# --- a chapter that starts programs --------------------------------------------------------------


@pytest.mark.parametrize(
    "endre",
    [
        lambda data: bytt(data / VEI2, "verdi: 2000000", "verdi: 2000001"),
        lambda data: bytt(data / "felles/utgivelse.yml", "bedre/", "verre/"),
    ],
)
def test_one_that_starts_a_program_has_read_everything(
    ferskt: tuple[Path, Kapittel], kommunekopi: Path, endre: Callable[[Path], None]
) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").unlink()
    _kjort(rot, kapittel, [EVERYTHING])
    assert _hvorfor(rot, kapittel) == ""
    (kommunekopi / ".vei1.yml.swp").write_text("en redigerer har den åpen")
    assert _hvorfor(rot, kapittel) == ""
    endre(kommunekopi)
    assert _hvorfor(rot, kapittel) == "noe av det som kommandoene i kapitlet kan lese er endret"


# --- the state -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "innhold",
    [
        "", "{", "[]", "null", "7", '"tekst"', "\x00",
        '{"tek/tiltak": {"notatbok": "x", "bibliotek": "y", "data": {}}}',
        '{"utgave": 2}', '{"utgave": 2, "kapitler": []}', '{"utgave": 0, "kapitler": {}}',
        '{"utgave": 2, "kapitler": {"tek/tiltak": 3}}',
        '{"utgave": 2, "kapitler": {"tek/tiltak": {"data": {}}}}',
    ],
)  # fmt: skip
def test_a_state_that_cannot_be_read_is_no_state(ferskt: tuple[Path, Kapittel], innhold: str, tek: Sektor) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").write_text(innhold)
    assert _hvorfor(rot, kapittel, tek) == "ny"
    _kjort(rot, kapittel, LEST, tek)
    assert _hvorfor(rot, kapittel, tek) == ""


@pytest.mark.parametrize("felt", ["notatbok", "parametre", "data", "program", "ut", "filer"])
def test_a_post_with_a_field_gone_or_of_another_kind_is_no_post(
    ferskt: tuple[Path, Kapittel], felt: str, tek: Sektor
) -> None:
    rot, kapittel = ferskt
    fil = rot / "tilstand.json"
    innhold = json.loads(fil.read_text())
    uten = {n: v for n, v in innhold["kapitler"][kapittel.navn].items() if n != felt}
    for post in (uten, {**uten, felt: 3}):
        fil.write_text(json.dumps({**innhold, "kapitler": {kapittel.navn: post}}))
        assert _hvorfor(rot, kapittel, tek) == "ny"


def test_a_state_of_an_older_edition_is_no_state(ferskt: tuple[Path, Kapittel], tek: Sektor) -> None:
    rot, kapittel = ferskt
    fil = rot / "tilstand.json"
    innhold = json.loads(fil.read_text())
    fil.write_text(json.dumps({**innhold, "utgave": innhold["utgave"] - 1}))
    assert _hvorfor(rot, kapittel, tek) == "ny"


def test_a_clean_clone_trusts_nothing(kommunekopi: Path) -> None:
    rot = bare(kommunekopi.parent, "tek/tiltak", "opp/tiltak")
    _gitt(rot, "tek/tiltak", "opp/tiltak")
    tilstand = BuildState(rot / "_build/effekt/kapitler.json", Bokmappe.her())
    kapitler = find_chapters(boken(rot))
    assert all((rot / k.fil).exists() and tilstand.is_stale(k, rot) for k in kapitler)
    assert [tilstand.why(k) for k in kapitler] == ["", ""]


def test_a_chapter_that_was_not_run_keeps_what_was_known_of_it(
    ferskt: tuple[Path, Kapittel], kommunekopi: Path
) -> None:
    rot, kapittel = ferskt
    bytt(kommunekopi / VEI1, "verdi: 210", "verdi: 211")
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert tilstand.is_stale(kapittel, rot)
    tilstand.remember([kapittel], rot, {})
    assert _hvorfor(rot, kapittel) == "VEI1 er endret"
    BuildState(rot / "tilstand.json", Bokmappe.her()).remember([], rot, {})
    assert _hvorfor(rot, kapittel) == "ny"


@pytest.mark.parametrize(
    "endre",
    [
        lambda data, rot, k: bytt(data / VEI1, "verdi: 210", "verdi: 211"),
        lambda data, rot, k: bytt(data / "tek/kontroller.yml", "er den som er trykt.", "stemmer."),
        lambda data, rot, k: (data / "tek/kontroller.yml").unlink(),
        lambda data, rot, k: (data / "tek/mangler.txt").write_text("kom"),
        lambda data, rot, k: k.kilde.write_bytes(k.kilde.read_bytes() + b" "),
    ],
)
def test_what_changes_while_a_chapter_runs_makes_it_stale_the_next_time(
    ferskt: tuple[Path, Kapittel], kommunekopi: Path, endre: Callable[[Path, Path, Kapittel], object]
) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").unlink()
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her(), {"tek": les_sektor("tek")})
    assert tilstand.is_stale(kapittel, rot)
    endre(kommunekopi, rot, kapittel)
    tilstand.remember([kapittel], rot, {kapittel.navn: LEST})
    assert _hvorfor(rot, kapittel) != ""


def test_another_sector_that_changes_while_a_chapter_runs_is_not_taken_as_read(to_sektorer: Path) -> None:
    rot = bare(to_sektorer.parent, "tek/tiltak")
    _gitt(rot, "tek/tiltak")
    kapittel = find_chapters(boken(rot))[0]
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert tilstand.is_stale(kapittel, rot)
    bytt(to_sektorer / "xyz/tiltak/vei2.yml", "verdi: 2000000", "verdi: 2000001")
    tilstand.remember([kapittel], rot, {kapittel.navn: ["xyz:tiltak.VEI2"]})
    assert _hvorfor(rot, kapittel) == "VEI2 er endret"
