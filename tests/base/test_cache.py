"""Answers that are kept: the same as when made anew, and never one too old."""

import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from effekt.audit import kontroll
from effekt.base import cache
from effekt.base.book import DATAVARIABEL
from effekt.base.cache import MAPPEVARIABEL, Avtrykker, husket
from effekt.base.faults import Datafeil
from effekt.base.recording import JOURNALVARIABEL, tom_bruk
from effekt.check import report
from effekt.cli import main
from effekt.model.verdi import Adresse, skriv
from effekt.reading import sektorlesing
from effekt.reading.endringer import med_endringer
from effekt.reading.sektor import Sektor
from effekt.reading.sektorlesing import les_sektor
from effekt.review.rerun import les_sett
from tests.helpers.bokkopi import ROT
from tests.helpers.feildata import bytt

TUNGE = {"pydantic", "yaml", "jinja2", "numpy", "pandas", "matplotlib", "papermill", "nbformat"}


@pytest.fixture
def lager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of answers of the test's own; none are in memory."""
    monkeypatch.setenv(MAPPEVARIABEL, str(tmp_path / "_build"))
    monkeypatch.setattr(cache, "_I_MINNET", 0)
    monkeypatch.setattr(cache, "_fremmede", set())
    cache._programmet.cache_clear()
    return tmp_path / "_build/svar"


@pytest.fixture
def bok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder around an empty data/."""
    (tmp_path / "data").mkdir()
    monkeypatch.setenv(DATAVARIABEL, str(tmp_path / "data"))
    return tmp_path


class Telt:
    """A function that counts how often it is called, and reads a file each time."""

    def __init__(self, fil: Path | None = None, svar: object = "svar") -> None:
        self.antall = 0
        self._fil, self._svar = fil, svar

    def __call__(self) -> Any:
        self.antall += 1
        return self._fil.read_text() if self._fil else self._svar


# --- one answer ----------------------------------------------------------------------------------


def test_an_answer_is_made_once(lager: Path, tmp_path: Path) -> None:
    telt = Telt(svar=[Adresse("SYE1.x", "navn", Fraction(5, 24), "kr", ord_={"a": "b"})])
    forste, andre = (husket("x", lambda: ["lik"], telt) for _ in range(2))
    assert telt.antall == 1
    assert andre == forste
    assert andre[0].verdi == Fraction(5, 24)


def test_an_answer_with_another_name_is_another(lager: Path, tmp_path: Path) -> None:
    en, to = Telt(svar=1), Telt(svar=2)
    assert husket("x", list, en) == 1
    assert husket("y", list, to) == 2


def test_faults_are_kept_with_file_and_line(lager: Path, tmp_path: Path) -> None:
    telt = Telt(svar=[Datafeil("feil", tmp_path / "tall.yml", 7)])
    for _ in range(2):
        (feil,) = husket("x", list, telt)
        assert (feil.melding, feil.fil, feil.linje) == ("feil.", tmp_path / "tall.yml", 7)
        assert str(feil).endswith("tall.yml, linje 7: feil.")
    assert telt.antall == 1


def test_a_fault_that_stops_the_making_is_raised_every_time(lager: Path, tmp_path: Path) -> None:
    def feil() -> None:
        raise Datafeil("stopp")

    for _ in range(2):
        with pytest.raises(Datafeil, match="stopp"):
            husket("x", list, feil)


@pytest.mark.parametrize(
    "endre",
    [
        lambda mappe: (mappe / "a.yml").write_text("b"),
        lambda mappe: (mappe / "under/ny.yml").write_text("a"),
        lambda mappe: (mappe / "under/b.yml").unlink(),
        lambda mappe: (mappe / "a.yml").rename(mappe / "c.yml"),
        lambda mappe: shutil.rmtree(mappe),
    ],
    ids=["byte", "new file", "file gone", "new name", "all gone"],
)
def test_anything_changed_in_a_folder_makes_the_answer_anew(
    lager: Path, tmp_path: Path, endre: Callable[[Path], object]
) -> None:
    mappe = tmp_path / "data"
    (mappe / "under").mkdir(parents=True)
    for navn in ("a.yml", "under/b.yml"):
        (mappe / navn).write_text("a")
    telt = Telt()
    for _ in range(2):
        husket("x", lambda: [mappe], telt)
    assert telt.antall == 1
    endre(mappe)
    husket("x", lambda: [mappe], telt)
    assert telt.antall == 2


def test_the_same_size_and_time_do_not_hide_a_change(lager: Path, tmp_path: Path) -> None:
    fil = tmp_path / "tall.yml"
    fil.write_text("a")
    for_ = fil.stat()
    assert husket("x", lambda: [fil], fil.read_text) == "a"
    fil.write_text("b")
    os.utime(fil, ns=(for_.st_atime_ns, for_.st_mtime_ns))
    assert husket("x", lambda: [fil], fil.read_text) == "b"


def test_a_file_that_no_one_named_counts_when_it_was_opened(lager: Path, bok: Path) -> None:
    fil = bok / "annen/tall.yml"
    fil.parent.mkdir()
    fil.write_text("a")
    telt = Telt(fil)
    assert [husket("x", list, telt) for _ in range(2)] == ["a", "a"]
    assert telt.antall == 1
    fil.write_text("b")
    assert husket("x", list, telt) == "b"


def test_a_folder_that_was_looked_into_counts(lager: Path, bok: Path) -> None:
    mappe = bok / "annen"
    mappe.mkdir()

    def lag() -> list[str]:
        return sorted(fil.name for fil in mappe.glob("*"))

    assert husket("x", list, lag) == []
    (mappe / "ny").touch()
    assert husket("x", list, lag) == ["ny"]


def test_what_changes_while_the_answer_is_made_is_not_kept(lager: Path, tmp_path: Path) -> None:
    fil = tmp_path / "tall.yml"
    fil.write_text("a")

    def lag() -> str:
        lest = fil.read_text()
        fil.write_text("b")
        return lest

    assert husket("x", lambda: [fil], lag) == "a"
    fil.write_text("b")
    assert husket("x", lambda: [fil], fil.read_text) == "b"


@pytest.mark.parametrize("hva", ["Python", "package", "code"])
def test_another_program_makes_the_answer_anew(
    lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hva: str
) -> None:
    pakke, pakker = tmp_path / "effekt", tmp_path / "site-packages"
    (pakker / "jinja2-3.1.6.dist-info").mkdir(parents=True)
    pakke.mkdir()
    (pakke / "tall.py").write_text("1")
    (pakke / "__pycache__").mkdir()
    monkeypatch.setattr(cache, "_PAKKE", pakke)
    monkeypatch.setattr(sys, "path", [*sys.path, str(pakker)])
    monkeypatch.setattr(cache, "STARTET", time.time() + 60)
    telt = Telt()

    def be_om() -> None:
        cache._programmet.cache_clear()
        husket("x", list, telt)

    be_om()
    (pakke / "__pycache__/tall.pyc").write_text("made from the code")
    be_om()
    assert telt.antall == 1
    match hva:
        case "Python":
            monkeypatch.setattr(sys, "version", "4.0")
        case "package":
            (pakker / "jinja2-3.1.6.dist-info").rename(pakker / "jinja2-3.1.7.dist-info")
        case _:
            (pakke / "tall.py").write_text("2")
    be_om()
    assert telt.antall == 2


def test_code_that_is_newer_than_the_process_neither_keeps_nor_uses_an_answer(
    lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telt = Telt()
    husket("x", list, telt)
    pakke = tmp_path / "effekt"
    pakke.mkdir()
    (pakke / "tall.py").write_text("1")
    monkeypatch.setattr(cache, "_PAKKE", pakke)
    monkeypatch.setattr(cache, "STARTET", time.time() - 60)
    cache._programmet.cache_clear()
    for_ = {fil: fil.read_bytes() for fil in lager.iterdir()}
    for _ in range(2):
        husket("x", list, telt)
    assert telt.antall == 3
    assert {fil: fil.read_bytes() for fil in lager.iterdir()} == for_
    cache._programmet.cache_clear()


def test_while_a_journal_is_kept_everything_is_read(
    lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    telt = Telt()
    husket("x", list, telt)
    monkeypatch.setenv(JOURNALVARIABEL, str(tmp_path / "journal"))
    husket("x", list, telt)
    assert telt.antall == 2


# --- on disk -------------------------------------------------------------------------------------


class _Ond:
    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("ondt",))


def _ond(fil: Path) -> None:
    pakket = pickle.dumps(_Ond())
    fil.write_bytes(cache._sha(pakket).encode() + b"\n" + pakket)


@pytest.mark.parametrize(
    "skad",
    [
        lambda fil: fil.write_bytes(b""),
        lambda fil: fil.write_bytes(fil.read_bytes()[:-5]),
        lambda fil: fil.write_bytes(fil.read_bytes().replace(b"svar", b"juks")),
        lambda fil: fil.write_text("noe helt annet"),
        lambda fil: (fil.unlink(), fil.mkdir()),
        _ond,
    ],
    ids=["empty", "half", "altered", "foreign", "a folder", "code"],
)
def test_a_spoilt_answer_does_no_harm(
    lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, skad: Callable[[Path], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    telt = Telt()
    husket("x", list, telt)
    (fil,) = lager.iterdir()
    skad(fil)
    assert husket("x", list, telt) == "svar"
    assert telt.antall == 2
    assert not (tmp_path / "ondt").exists()


def test_where_nothing_can_be_written_answers_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fil").touch()
    monkeypatch.setenv(MAPPEVARIABEL, str(tmp_path / "fil/svar"))
    assert husket("x", list, Telt()) == "svar"


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(lager: Path, tmp_path: Path) -> None:
    telt = Telt(svar=lambda: "en funksjon")
    assert husket("x", list, telt)() == "en funksjon"
    assert not lager.exists()


def test_old_answers_make_room(lager: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nr in range(20):
        husket(str(nr), list, Telt())
    monkeypatch.setattr(cache, "_FLEST", 10)
    monkeypatch.setattr(cache, "_ryddet", set())
    husket("x", list, Telt())
    assert len(list(lager.iterdir())) == 11


def test_the_latest_answers_are_in_memory_where_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fil = tmp_path / "tall.yml"
    fil.write_text("a")
    telt = Telt(fil)
    assert [husket("x", lambda: [fil], telt, minne=True) for _ in range(2)] == ["a", "a"]
    assert telt.antall == 1
    fil.write_text("b")
    assert husket("x", lambda: [fil], telt, minne=True) == "b"
    for nr in range(30):
        husket(str(nr), list, Telt(), minne=True)
    assert len(cache._minne) <= 10


# --- the commands --------------------------------------------------------------------------------


def _kjor(*argv: str, i: Path = ROT, **miljo: str) -> tuple[int, str, str, set[str]]:
    """A command in a Python of its own: exit code, what it said, and the modules it imported."""
    program = (
        "import sys, json\nfrom effekt.cli import main\nkode = main(sys.argv[1:])\n"
        "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))\nsys.exit(kode)"
    )
    kjort = subprocess.run(
        [sys.executable, "-c", program, *argv],
        cwd=i, capture_output=True, text=True, check=False, env={**os.environ, **miljo},
    )  # fmt: skip
    ut, moduler = kjort.stdout.removesuffix("\n").rpartition("\n")[::2]
    return kjort.returncode, f"{ut}\n" if ut else "", kjort.stderr, set(json.loads(moduler))


@pytest.fixture(scope="module")
def felles_lager(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder of answers for commands of this checkout."""
    return str(tmp_path_factory.mktemp("mellomlager"))


@pytest.mark.parametrize(
    "argv",
    [
        "check --sector hls --format md",
        "check --format json",
        "check data/hls",
        "changes SYE1.inntektstap",
        "changes --format csv",
        "changes SYE1 --template",
    ],
)
def test_a_command_says_the_same_the_second_time_and_imports_nothing_heavy(
    felles_lager: str, capsys: pytest.CaptureFixture[str], argv: str
) -> None:
    uten = (main.main(argv.split()), *capsys.readouterr())
    for _ in range(2):
        andre = _kjor(*argv.split(), **{MAPPEVARIABEL: felles_lager})
    assert andre[:3] == uten
    assert not andre[3] & {*TUNGE, "argcomplete", "IPython"}


def test_faults_in_data_are_told_the_same_the_second_time(lager: Path, datakopi: Path) -> None:
    bytt(datakopi / "hls/tiltak/hel1.yml", "{{ tall.hel1_ansatte }}", "{{ tall.hel1_ansate }}")
    forste, andre = (_kjor("check") for _ in range(2))
    assert forste[:3] == andre[:3]
    assert forste[0] == 2
    assert "hel1_ansate" in andre[2]
    assert not andre[3] & TUNGE


@pytest.fixture
def laget(lager: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sectors that a report was made for, in order."""
    navn: list[str] = []
    lag = report._lag_rapport

    def noter(en: str, kapitler: Any) -> report.Rapport:
        navn.append(en)
        return lag(en, kapitler)

    monkeypatch.setattr(report, "_lag_rapport", noter)
    return navn


def _check(capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    kode = main.main(["check"])
    sagt = capsys.readouterr()
    return kode, sagt.out, sagt.err


@pytest.mark.parametrize(
    ("fil", "for_", "etter", "sagt"),
    [
        ("hls/tiltak/sye1.yml", "verdi: 1180780", "verdi: 1180781", "SYE1.inntektstap"),
        ("hls/tall.yml", "  arsverk_sektoren_2025:", "  arsverkene:", "arsverk_sektoren_2025"),
        ("hls/tabeller/rammekutt.csv", "2026,", "2026,1", "rammekutt"),
        ("hls/kontroller.yml", "utfall: avvik", "utfall: stemmer", "er ført som stemmer"),
        ("hls/tiltak/hel1.yml", "{{ tall.hel1_ansatte }}", "{{ tall.x }}", "hel1.yml"),
        ("felles/program.yml", "regneregler:", "regnereglar:", "program.yml"),
        ("felles/utgivelse.yml", "utgiver:", "utgjevar:", "utgivelse.yml"),
        ("kilder.yml", "sider: 66", "sider: 60", "har 60 sider"),
    ],
)
def test_a_change_in_data_gives_a_new_answer(
    capsys: pytest.CaptureFixture[str], laget: list[str], datakopi: Path, fil: str, for_: str, etter: str, sagt: str
) -> None:
    riktig = _check(capsys)
    assert _check(capsys) == riktig
    assert laget == ["hls"]
    innhold = (datakopi / fil).read_bytes()
    bytt(datakopi / fil, for_, etter)
    kode, ut, feil = _check(capsys)
    assert kode == 2
    assert sagt in ut + feil
    (datakopi / fil).write_bytes(innhold)
    assert _check(capsys) == riktig
    assert laget == ["hls"] * 3


@pytest.mark.parametrize("hva", ["prose", "contents", "page gone", "library"])
def test_a_change_in_the_book_or_the_library_gives_a_new_answer(lager: Path, tmp_path: Path, hva: str) -> None:
    rot = tmp_path / "bok"
    for navn in ("notebooks", "book", "data", "effekt"):
        shutil.copytree(ROT / navn, rot / navn, ignore=shutil.ignore_patterns("filer"))
    for navn in ("_toc.yml", "_config.yml"):
        shutil.copy(ROT / navn, rot)
    riktig = _kjor("check", i=rot)
    assert "tall stemmer med" in riktig[1]
    assert not _kjor("check", i=rot)[3] & TUNGE
    match hva:
        case "prose":
            bytt(rot / "notebooks/hls/3-4-sykehjemsetaten.ipynb", "%%tekst\\n", "%%tekst\\n{{ x }}")
        case "contents":
            bytt(rot / "_toc.yml", "book/hls/4-oppsummering", "book/hls/4-opsummering")
        case "page gone":
            next((rot / "book").glob("*.md")).unlink()
        case _:
            bytt(rot / "effekt/kontrollrapport.py", "mappe = vis_sti(", 'mappe = "x" + vis_sti(')
    ny = _kjor("check", i=rot)
    assert ny[:3] != riktig[:3]
    assert ny[3] >= {"pydantic"}


def test_an_executed_chapter_that_changed_gives_new_places(
    lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from effekt.review.changes_list import alle_linjer

    (tmp_path / "book").mkdir()
    assert {en.virkning.steder for en in alle_linjer(tmp_path, "hls")} == {None}
    shutil.copy(ROT / "book/hls/4-oppsummering.ipynb", tmp_path / "book/a.ipynb")
    nye = [en for en in alle_linjer(tmp_path, "hls") if en.virkning.steder]
    assert {sted.kapittel for en in nye for sted in en.virkning.steder or ()} == {"a"}


# --- several sectors -----------------------------------------------------------------------------


@pytest.fixture
def to_sektorer(datakopi: Path) -> Path:
    shutil.copytree(datakopi / "hls", datakopi / "to")
    bytt(datakopi / "to/sektor.yml", "id: hls", "id: to")
    return datakopi


def test_work_on_one_sector_leaves_the_answer_for_another(
    capsys: pytest.CaptureFixture[str], laget: list[str], to_sektorer: Path
) -> None:
    _check(capsys)
    assert laget == ["hls", "to"]
    bytt(to_sektorer / "to/tiltak/sye1.yml", "verdi: 1180780", "verdi: 1180781")
    kode, _, feil = _check(capsys)
    assert kode == 2
    assert "data/to/tiltak/sye1.yml" in feil
    assert laget == ["hls", "to", "to"]


def test_a_sector_that_reads_another_is_made_anew_with_it(
    capsys: pytest.CaptureFixture[str], laget: list[str], to_sektorer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    gammel = kontroll.feil_i_historikk

    def leser_andre(sektor: Any) -> list[Datafeil]:
        (to_sektorer / "to/tall.yml").read_bytes()
        return gammel(sektor)

    monkeypatch.setattr(kontroll, "feil_i_historikk", leser_andre)
    monkeypatch.setattr(cache, "_fremmede", set())
    _check(capsys)
    with (to_sektorer / "to/tall.yml").open("a") as fil:
        fil.write("# en merknad\n")
    _check(capsys)
    assert laget == ["hls", "to", "hls", "to"]


def test_no_sector_reads_more_than_it_is_said_to(
    lager: Path, to_sektorer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read beyond it makes the answers depend on more, and check slow in a large book.

    The last one's report has the chapters across sectors, which read them all.
    """
    monkeypatch.setattr(cache, "_fremmede", set())
    report.lag_rapporter(ROT, ["hls"], True)
    filer = {Path(sti).name for sti in cache._fremmede if Path(sti).is_file()}
    assert not filer - {"sektor.yml"}


def test_each_file_is_read_once_for_all_sectors(to_sektorer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lest: list[str] = []
    avtrykk = Avtrykker()
    vanlig = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda p: (lest.append(str(p)), vanlig(p))[1])
    for navn in ("hls", "to"):
        for del_ in [*cache.sektorens(navn), *cache.kapitlenes(ROT, navn)]:
            avtrykk(del_)
    assert len(lest) == len(set(lest))
    assert {f for f in lest if "/to/" in f}
    assert {f for f in lest if "/hls/" in f}


# --- what is read -------------------------------------------------------------------------------


@pytest.fixture
def lest(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The changes of each reading of a sector from its files."""
    alle: list[object] = []
    les = sektorlesing._les_sektor

    def noter(sektor: str, endringer: Any) -> Sektor:
        alle.append(dict(endringer))
        return les(sektor, endringer)

    monkeypatch.setattr(sektorlesing, "_les_sektor", noter)
    monkeypatch.setattr(cache, "_minne", {})
    return alle


def test_a_sector_that_was_kept_is_the_sector_that_was_read(lager: Path, lest: list[object]) -> None:
    for sett in ({}, {"SYE1.inntektstap": Fraction(5, 24)}, {"sektor.periode": (2026, 2027)}):
        lest.clear()
        forste, andre = (les_sektor("hls", sett) for _ in range(2))
        assert lest == [sett]
        assert andre is not forste
        assert andre == forste
        assert repr(andre) == repr(forste)
        assert andre.dokumenter == forste.dokumenter
        for adresse in ("sektor", "felles", "tall.*", "tiltak.SYE1", "tabell.rammekutt"):
            assert andre.avtrykk(adresse) == forste.avtrykk(adresse)
    assert les_sektor("hls", {"SYE1.inntektstap": Fraction(7)}).endringer


def test_a_sector_that_was_kept_tells_what_is_used_of_it(
    lager: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lest: list[object]
) -> None:
    les_sektor("hls")
    monkeypatch.setenv(JOURNALVARIABEL, str(tmp_path / "journal"))
    sektor = les_sektor("hls")
    assert len(lest) == 1
    tom_bruk()
    assert sektor.tiltak.SYE1.forutsetninger["inntektstap"].verdi
    assert "tiltak.SYE1" in (tmp_path / "journal").read_text()
    assert "SYE1.inntektstap" in tom_bruk()
    with pytest.raises(TypeError):
        sektor.info.virksomheter["NY"] = ""  # type: ignore[index]


def test_a_rerun_reads_the_sector_once_as_it_is_and_once_changed(lest: list[object]) -> None:
    sett = les_sett("hls", None, {"SYE1.inntektstap": "7"})
    for _ in range(2):
        med_endringer("hls", {a: skriv(e.verdi) for a, e in sett.endringer.items()})
    assert lest == [{}, {"SYE1.inntektstap": Fraction(7)}]


def test_a_check_reads_each_sector_once(
    capsys: pytest.CaptureFixture[str], lest: list[object], to_sektorer: Path
) -> None:
    _check(capsys)
    assert lest == [{}, {}]


def test_a_template_is_translated_once(lager: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from effekt.display import prose

    mal = "{% for x in alle %}{{ x }}{{ y }}{% endfor %}"
    forste, brukt = prose.les_mal(mal)
    assert brukt == {"alle", "y"}
    monkeypatch.setattr(prose, "_oversett", None)
    andre, brukt = prose.les_mal(mal)
    assert brukt == {"alle", "y"}
    assert andre.render(alle="ab", y="c") == forste.render(alle="ab", y="c") == "acbc"
    with pytest.raises(TypeError):
        prose.les_mal(mal + "!")
