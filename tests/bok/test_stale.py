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
from tests.helpers.bokkopi import ROT, kopier_bok, ny_versjon
from tests.helpers.feildata import bytt

# What the one chapter has read: a measure, a single figure, a table, a text, and that one is not.
LEST = [
    "hls:sektor", "hls:tiltak.SYE1", "hls:tall.helsehus", "hls:tabell.rammekutt",
    "hls:tabell.finnes_ikke", "fil:data/hls/kontroller.yml", "fil:data/hls/mangler.txt",
]  # fmt: skip
SYE1, SYE2 = "hls/tiltak/sye1.yml", "hls/tiltak/sye2.yml"


@pytest.fixture
def ferskt(tmp_path: Path, datakopi: Path, hls: Sektor) -> tuple[Path, Kapittel]:
    """A book whose one chapter has just been run, having read what LEST says."""
    rot = tmp_path / "bok"
    kapittel = Kapittel("hls/sammendrag", rot / "notebooks/hls/sammendrag.ipynb", "hls")
    ut = ROT / kapittel.fil
    kopieres = [ROT / "notebooks/hls/sammendrag.ipynb", ut, *(ut.parent / f for f in files_of(ut))]
    for fil in kopieres:
        (rot / fil.relative_to(ROT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(fil, rot / fil.relative_to(ROT))
    _kjort(rot, kapittel, LEST, hls)
    return rot, kapittel


def _kjort(rot: Path, kapittel: Kapittel, lest: list[str], hls: Sektor | None = None) -> None:
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her(), {"hls": hls} if hls else {})
    assert tilstand.is_stale(kapittel, rot)
    tilstand.remember([kapittel], rot, {kapittel.navn: lest})


def _hvorfor(rot: Path, kapittel: Kapittel, hls: Sektor | None = None) -> str:
    """Why the chapter is stale; empty where it is fresh. Without ``hls``, the data are read."""
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her(), {"hls": hls} if hls else {})
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
        (SYE1, "verdi: 1180780", "verdi: 1180781", "SYE1 er endret"),
        (SYE2, "verdi: 14000000", "verdi: 14000001", ""),
        (SYE1, "id: SYE1", "# en kommentar\nid: SYE1", ""),
        ("hls/tabeller/rammekutt.csv", "-14093", "-14094", "tabellen rammekutt er endret"),
        ("hls/tabeller/langtidshjem.csv", "kommunal,72", "kommunal,73", ""),
        ("hls/sektor.yml", "navn: Helse\n", "navn: Helsen\n", "sektor.yml er endret"),
        ("hls/tall.yml", "verdi: 15, enhet: bydeler", "verdi: 16, enhet: bydeler", ""),
        ("hls/kontroller.yml", "går opp.", "stemmer.", "data/hls/kontroller.yml er endret"),
        ("felles/program.yml", "Beste forhold", "Best", ""),
        ("felles/synonymer.yml", "synonymer:", "# ord\nsynonymer:", ""),
        ("felles/utgivelse.yml", "url:", "url: https://git.eksempel.no/a", ""),
        ("skjema/sektor.schema.json", "{", "{ ", ""),
    ],
)
def test_what_was_read_decides_and_nothing_else(
    ferskt: tuple[Path, Kapittel], datakopi: Path, fil: str, gammelt: str, nytt: str, grunn: str
) -> None:
    bytt(datakopi / fil, gammelt, nytt)
    assert _hvorfor(*ferskt) == grunn


def test_what_was_looked_for_and_not_there_counts_when_it_comes(ferskt: tuple[Path, Kapittel], datakopi: Path) -> None:
    (datakopi / "hls/mangler_ikke.txt").write_text("noe annet")
    assert _hvorfor(*ferskt) == ""
    (datakopi / "hls/tabeller/finnes_ikke.csv").write_text("ar,verdi\n2026,1\n", encoding="utf-8")
    pakke = datakopi / "hls/datapackage.yml"
    bytt(pakke, "  - name: rammekutt", TABELL)
    assert _hvorfor(*ferskt) == "tabellen finnes_ikke er endret"


TABELL = """\
  - name: finnes_ikke
    path: tabeller/finnes_ikke.csv
    title: En ny tabell
    kilde: delrapport-6
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


def test_a_file_that_is_gone_has_changed(ferskt: tuple[Path, Kapittel], datakopi: Path) -> None:
    (datakopi / "hls/kontroller.yml").unlink()
    assert _hvorfor(*ferskt) == "data/hls/kontroller.yml er endret"


def test_several_changes_are_told_as_some_and_how_many(ferskt: tuple[Path, Kapittel], datakopi: Path) -> None:
    for fil, gammelt, nytt in [
        (SYE1, "verdi: 1180780", "verdi: 1180781"),
        ("hls/tabeller/rammekutt.csv", "-14093", "-14094"),
        ("hls/sektor.yml", "navn: Helse\n", "navn: Helsen\n"),
        ("hls/kontroller.yml", "går opp.", "stemmer."),
    ]:
        bytt(datakopi / fil, gammelt, nytt)
    assert _hvorfor(*ferskt) == "data/hls/kontroller.yml, sektor.yml, tabellen rammekutt og 1 til er endret"


@pytest.fixture
def to_sektorer(datakopi: Path) -> Path:
    """Data with a second sector, which has all that the first one has."""
    shutil.copytree(datakopi / "hls", datakopi / "xyz")
    bytt(datakopi / "xyz/sektor.yml", "id: hls", "id: xyz")
    return datakopi


def test_a_change_in_one_sector_leaves_the_chapters_of_another(to_sektorer: Path, tmp_path: Path) -> None:
    rot = kopier_bok(tmp_path / "bok", ["hls/tall-og-kilder"])
    shutil.copytree(rot / "book/hls", rot / "book/xyz")
    with (rot / "_toc.yml").open("a") as toc:
        toc.write("chapters:\n  - file: book/xyz/tall-og-kilder\n")
    hls, xyz = find_chapters(rot)
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert [tilstand.is_stale(k, rot) for k in (hls, xyz)] == [True, True]
    lest = {k.navn: [f"{k.sektor}:{a}" for a in ("tiltak.SYE1", "tall.*")] for k in (hls, xyz)}
    tilstand.remember([hls, xyz], rot, lest)
    assert [_hvorfor(rot, k) for k in (hls, xyz)] == ["", ""]
    bytt(to_sektorer / "xyz/tiltak/sye1.yml", "verdi: 1180780", "verdi: 1180781")
    assert [_hvorfor(rot, k) for k in (hls, xyz)] == ["", "SYE1 er endret"]


def test_a_chapter_that_reads_two_sectors_follows_both(to_sektorer: Path, tmp_path: Path) -> None:
    rot = kopier_bok(tmp_path / "bok", ["hls/sammendrag"])
    kapittel = find_chapters(rot)[0]
    _kjort(rot, kapittel, ["hls:tall.helsehus", "xyz:tiltak.SYE2", ":sektorer"])
    assert _hvorfor(rot, kapittel) == ""
    bytt(to_sektorer / "xyz/tiltak/sye2.yml", "verdi: 14000000", "verdi: 14000001")
    assert _hvorfor(rot, kapittel) == "SYE2 er endret"
    shutil.rmtree(to_sektorer / "xyz")
    assert _hvorfor(rot, kapittel) == "listen over sektorer og SYE2 er endret"


# --- parameters, notebook, output ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("andre", "ventet"),
    [
        ({"endringer": {"SYE1.plasser": "25"}}, "parameteren endringer er endret"),
        ({"maal": "nb"}, "parameteren maal er endret"),
    ],
)
def test_other_parameters_make_it_stale(
    ferskt: tuple[Path, Kapittel], monkeypatch: pytest.MonkeyPatch, andre: dict[str, object], ventet: str
) -> None:
    monkeypatch.setattr("effekt.execution.stale.parameters_for", lambda k, e: {**parameters_for(k, e), **andre})
    assert _hvorfor(*ferskt) == ventet


def test_a_changed_notebook_makes_its_own_chapter_stale(ferskt: tuple[Path, Kapittel], hls: Sektor) -> None:
    rot, kapittel = ferskt
    (rot / "notebooks/hls/4-oppsummering.ipynb").write_text("en annen")
    assert _hvorfor(rot, kapittel, hls) == ""
    kapittel.kilde.write_bytes(kapittel.kilde.read_bytes() + b" ")
    assert _hvorfor(rot, kapittel, hls) == "notatboken er endret"


@pytest.mark.parametrize("gjor", [lambda f: f.unlink(), lambda f: f.write_bytes(b"annet")])
def test_what_the_chapter_gave_must_lie_there_unchanged(
    ferskt: tuple[Path, Kapittel], gjor: Callable[[Path], object], hls: Sektor
) -> None:
    rot, kapittel = ferskt
    ut = rot / kapittel.fil
    csv = files_of(ut)[0]
    for fil, grunn in (
        (ut.parent / csv, f"{csv} er ikke som da det ble laget"),
        (ut, "book/hls/sammendrag.ipynb er ikke som den ble laget"),
    ):
        for_ = fil.read_bytes()
        gjor(fil)
        assert _hvorfor(rot, kapittel, hls) == grunn
        fil.write_bytes(for_)
    assert _hvorfor(rot, kapittel, hls) == ""


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
    kodekopi: Path, ferskt: tuple[Path, Kapittel], endre: Callable[[Path], object], grunn: str, hls: Sektor
) -> None:
    endre(kodekopi)
    assert _hvorfor(*ferskt, hls) == grunn
    if grunn:
        _kjort(*ferskt, LEST, hls)
        assert _hvorfor(*ferskt, hls) == ""


def test_another_python_runs_every_chapter(
    ferskt: tuple[Path, Kapittel], monkeypatch: pytest.MonkeyPatch, hls: Sektor
) -> None:
    monkeypatch.setattr(version, "python", lambda: "CPython 3.99.0")
    assert _hvorfor(*ferskt, hls) == "programmet er endret"


# --- a chapter that starts programs --------------------------------------------------------------


@pytest.mark.parametrize(
    "endre",
    [
        lambda data: bytt(data / SYE2, "verdi: 14000000", "verdi: 14000001"),
        lambda data: bytt(data / "felles/utgivelse.yml", "url:", "url: https://a.no/b"),
    ],
)
def test_one_that_starts_a_program_has_read_everything(
    ferskt: tuple[Path, Kapittel], datakopi: Path, endre: Callable[[Path], None]
) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").unlink()
    _kjort(rot, kapittel, [EVERYTHING])
    assert _hvorfor(rot, kapittel) == ""
    (datakopi / ".sye1.yml.swp").write_text("en redigerer har den åpen")
    assert _hvorfor(rot, kapittel) == ""
    endre(datakopi)
    assert _hvorfor(rot, kapittel) == "noe av det som kommandoene i kapitlet kan lese er endret"


# --- the state -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "innhold",
    [
        "", "{", "[]", "null", "7", '"tekst"', "\x00",
        '{"hls/sammendrag": {"notatbok": "x", "bibliotek": "y", "data": {}}}',
        '{"utgave": 2}', '{"utgave": 2, "kapitler": []}', '{"utgave": 0, "kapitler": {}}',
        '{"utgave": 2, "kapitler": {"hls/sammendrag": 3}}',
        '{"utgave": 2, "kapitler": {"hls/sammendrag": {"data": {}}}}',
    ],
)  # fmt: skip
def test_a_state_that_cannot_be_read_is_no_state(ferskt: tuple[Path, Kapittel], innhold: str, hls: Sektor) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").write_text(innhold)
    assert _hvorfor(rot, kapittel, hls) == "ny"
    _kjort(rot, kapittel, LEST, hls)
    assert _hvorfor(rot, kapittel, hls) == ""


@pytest.mark.parametrize("felt", ["notatbok", "parametre", "data", "program", "ut", "filer"])
def test_a_post_with_a_field_gone_or_of_another_kind_is_no_post(
    ferskt: tuple[Path, Kapittel], felt: str, hls: Sektor
) -> None:
    rot, kapittel = ferskt
    fil = rot / "tilstand.json"
    innhold = json.loads(fil.read_text())
    uten = {n: v for n, v in innhold["kapitler"][kapittel.navn].items() if n != felt}
    for post in (uten, {**uten, felt: 3}):
        fil.write_text(json.dumps({**innhold, "kapitler": {kapittel.navn: post}}))
        assert _hvorfor(rot, kapittel, hls) == "ny"


def test_a_state_of_an_older_edition_is_no_state(ferskt: tuple[Path, Kapittel], hls: Sektor) -> None:
    rot, kapittel = ferskt
    fil = rot / "tilstand.json"
    innhold = json.loads(fil.read_text())
    fil.write_text(json.dumps({**innhold, "utgave": innhold["utgave"] - 1}))
    assert _hvorfor(rot, kapittel, hls) == "ny"


def test_a_clean_clone_trusts_nothing(tmp_path: Path, datakopi: Path) -> None:
    rot = kopier_bok(tmp_path / "bok", ["hls/sammendrag", "hls/4-oppsummering"])
    tilstand = BuildState(rot / "_build/effekt/kapitler.json", Bokmappe.her())
    kapitler = find_chapters(rot)
    assert all((rot / k.fil).exists() and tilstand.is_stale(k, rot) for k in kapitler)
    assert [tilstand.why(k) for k in kapitler] == ["", ""]


def test_a_chapter_that_was_not_run_keeps_what_was_known_of_it(ferskt: tuple[Path, Kapittel], datakopi: Path) -> None:
    rot, kapittel = ferskt
    bytt(datakopi / SYE1, "verdi: 1180780", "verdi: 1180781")
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert tilstand.is_stale(kapittel, rot)
    tilstand.remember([kapittel], rot, {})
    assert _hvorfor(rot, kapittel) == "SYE1 er endret"
    BuildState(rot / "tilstand.json", Bokmappe.her()).remember([], rot, {})
    assert _hvorfor(rot, kapittel) == "ny"


@pytest.mark.parametrize(
    "endre",
    [
        lambda data, rot, k: bytt(data / SYE1, "verdi: 1180780", "verdi: 1180781"),
        lambda data, rot, k: bytt(data / "hls/kontroller.yml", "går opp.", "stemmer."),
        lambda data, rot, k: (data / "hls/kontroller.yml").unlink(),
        lambda data, rot, k: (data / "hls/mangler.txt").write_text("kom"),
        lambda data, rot, k: k.kilde.write_bytes(k.kilde.read_bytes() + b" "),
    ],
)
def test_what_changes_while_a_chapter_runs_makes_it_stale_the_next_time(
    ferskt: tuple[Path, Kapittel], datakopi: Path, endre: Callable[[Path, Path, Kapittel], object]
) -> None:
    rot, kapittel = ferskt
    (rot / "tilstand.json").unlink()
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her(), {"hls": les_sektor("hls")})
    assert tilstand.is_stale(kapittel, rot)
    endre(datakopi, rot, kapittel)
    tilstand.remember([kapittel], rot, {kapittel.navn: LEST})
    assert _hvorfor(rot, kapittel) != ""


def test_another_sector_that_changes_while_a_chapter_runs_is_not_taken_as_read(
    to_sektorer: Path, tmp_path: Path
) -> None:
    rot = kopier_bok(tmp_path / "bok", ["hls/sammendrag"])
    kapittel = find_chapters(rot)[0]
    tilstand = BuildState(rot / "tilstand.json", Bokmappe.her())
    assert tilstand.is_stale(kapittel, rot)
    bytt(to_sektorer / "xyz/tiltak/sye2.yml", "verdi: 14000000", "verdi: 14000001")
    tilstand.remember([kapittel], rot, {kapittel.navn: ["xyz:tiltak.SYE2"]})
    assert _hvorfor(rot, kapittel) == "SYE2 er endret"
