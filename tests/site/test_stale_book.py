"""In a build, without kernels and without jupyter-book: what is run, and when the site is made."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from effekt.base.book import FELLES_OPPSETT
from effekt.base.faults import Byggfeil
from effekt.execution.chapters import Kapittel, files_of, sign
from effekt.execution.execute import ChapterRun
from effekt.reading.bokmappe import Bokmappe
from effekt.reading.sektor import Sektor
from effekt.site import build
from tests.helpers.bokkopi import boken, eget_utseende, ny_versjon
from tests.helpers.kommune import bare
from tests.helpers.notatbokkjoring import skriv_notatbok

GIR = {"tek/tiltak": ["kutt.csv"], "tek/tall-og-kilder": ["kilder.csv", "kutt.csv", "tall.csv"]}
LEST = ["tek:sektor", "tek:tiltak.VEI1"]


@pytest.fixture
def gir(monkeypatch: pytest.MonkeyPatch, tek: Sektor) -> dict[str, list[str]]:
    """Chapters that give what GIR says, or what is put here, and read what LEST says; a site of one file."""
    gir: dict[str, list[str]] = {}

    def run_all(_bok: Bokmappe, kapitler: list[Kapittel], ut: Path, *_: object, **__: object) -> Iterator[ChapterRun]:
        for kapittel in kapitler:
            til = ut / kapittel.fil
            (til.parent / "filer").mkdir(parents=True, exist_ok=True)
            gitt = gir.get(kapittel.navn, GIR[kapittel.navn])
            skriv_notatbok(til, [f"'[{fil}](filer/{fil})'" for fil in gitt])
            for fil in gitt:
                (til.parent / "filer" / fil).write_text(f"innholdet i {fil}")
            sign(til)
            yield ChapterRun(kapittel.navn, 0.1, "", LEST)

    def bygg_html(_bok: Bokmappe, nytt: Path, kapitler: list[Kapittel], si: object) -> Path:
        (nytt / "_build/html").mkdir(parents=True)
        (nytt / "_build/html/index.html").write_text("side")
        return nytt / "_build/html"

    monkeypatch.setattr(build, "raise_faults", lambda *_: SimpleNamespace(sektor=tek, antall=1))
    monkeypatch.setattr(build, "run_all", run_all)
    monkeypatch.setattr(build, "build_html", bygg_html)
    return gir


@pytest.fixture
def lite(kommunekopi: Path, gir: dict[str, list[str]]) -> Path:
    """A book of two chapters that has been built."""
    rot = bare(kommunekopi.parent, "tek/tiltak", "tek/tall-og-kilder")
    shutil.copy(FELLES_OPPSETT, rot)
    (kommunekopi / "skjema").mkdir()
    (kommunekopi / "skjema/sektor.schema.json").write_text("{}")
    assert _bygg(rot) == (2, True)
    return rot


def _bygg(rot: Path, sagt: list[str] | None = None) -> tuple[int, bool]:
    resultat = build.build_book(boken(rot), (sagt if sagt is not None else []).append)
    return resultat.kjorte, resultat.nytt_nettsted


def test_a_build_twice_runs_nothing_and_makes_no_site(lite: Path) -> None:
    tilstand = lite / "_build/effekt/kapitler.json"
    for_ = tilstand.read_bytes()
    assert _bygg(lite) == (0, False)
    assert tilstand.read_bytes() == for_


def test_the_build_says_why_a_chapter_is_run(lite: Path) -> None:
    notatbok = lite / "notebooks/tek/tiltak.ipynb"
    notatbok.write_bytes(notatbok.read_bytes() + b" ")
    (lite / "book/tek/tall-og-kilder.ipynb").unlink()
    sagt: list[str] = []
    assert _bygg(lite, sagt) == (2, True)
    assert [linje for linje in sagt if linje.startswith("[")] == [
        "[1/2] tek/tiltak: 0,1 s (notatboken er endret)",
        "[2/2] tek/tall-og-kilder: 0,1 s (book/tek/tall-og-kilder.ipynb er ikke som den ble laget)",
    ]
    assert _bygg(lite) == (0, False)


def test_a_build_takes_away_what_a_build_has_written_and_nothing_else(lite: Path) -> None:
    mine = ["tek/utkast.ipynb", "tek/filer/mitt-bilde.png", "tek/filer/ny/figur.svg", "notater.md"]
    for navn in mine:
        (lite / "book" / navn).parent.mkdir(exist_ok=True)
        (lite / "book" / navn).write_text("mitt")
    ut = lite / "book/tek/tall-og-kilder.ipynb"
    egne = [ut.parent / navn for navn in files_of(ut)]
    beholdt = [ut.parent / navn for navn in files_of(ut.with_name("tiltak.ipynb"))]
    borte = sorted({ut, *egne} - {*beholdt})
    assert len(borte) > 2
    assert all(fil.is_file() for fil in borte)
    alle = {fil for fil in (lite / "book").rglob("*") if fil.is_file()}
    for alt in (False, True):
        build.build_book(boken(lite), lambda _: None, alt=alt)
        assert {fil for fil in (lite / "book").rglob("*") if fil.is_file()} == alle
    # A chapter that has gone out takes with it what it had, but not what somebody has changed.
    borte[-1].write_text("rettet for hånd")
    toc = lite / "_toc.yml"
    toc.write_text(toc.read_text().replace("chapters:\n  - file: book/tek/tall-og-kilder\n", ""))
    assert _bygg(lite)[0] == 0
    assert {fil for fil in (lite / "book").rglob("*") if fil.is_file()} == alle - {*borte[:-1]}


def test_a_file_that_its_chapter_no_longer_has_goes_out(lite: Path, gir: dict[str, list[str]]) -> None:
    filer = lite / "book/tek/filer"
    assert (filer / "tall.csv").is_file()
    gir["tek/tall-og-kilder"] = ["kilder.csv", "kutt.csv", "nye-tall.csv"]
    (lite / "book/tek/tall-og-kilder.ipynb").unlink()
    assert _bygg(lite)[0] == 1
    assert sorted(fil.name for fil in filer.iterdir()) == ["kilder.csv", "kutt.csv", "nye-tall.csv"]


def test_a_clean_clone_takes_nothing_away(lite: Path) -> None:
    (lite / "_build/effekt/kapitler.json").unlink()
    alle = {fil for fil in (lite / "book").rglob("*") if fil.is_file()}
    (lite / "_toc.yml").write_text("format: jb-book\nroot: book/tek/tiltak\n")
    assert _bygg(lite)[0] == 1
    assert {fil for fil in (lite / "book").rglob("*") if fil.is_file()} == alle


@pytest.mark.parametrize("hvor", ["run_all", "build_html", "_publish"])
def test_an_interrupted_build_has_learnt_nothing(
    lite: Path, kommunekopi: Path, monkeypatch: pytest.MonkeyPatch, hvor: str
) -> None:
    tilstand = lite / "_build/effekt/kapitler.json"
    for_ = tilstand.read_bytes()
    notatbok = lite / "notebooks/tek/tiltak.ipynb"
    notatbok.write_bytes(notatbok.read_bytes() + b" ")

    def avbryt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as avbrutt:
        avbrutt.setattr(build, hvor, avbryt)
        with pytest.raises(KeyboardInterrupt):
            _bygg(lite)
    assert tilstand.read_bytes() == for_
    assert _bygg(lite)[0] == 1


@pytest.mark.parametrize(
    ("fil", "nytt_nettsted"),
    [
        ("book/_templates/layout.html", True),
        ("book/_static/effekt.css", True),
        ("_config.yml", True),
        ("data/felles/utgivelse.yml", True),
        ("data/felles/synonymer.yml", True),
        ("data/skjema/sektor.schema.json", True),  # goes with the data that can be taken along
        ("effekt/site/extension.py", True),
        ("effekt/site/theme/layout.html", True),
        ("effekt/cli/parser.py", True),
        ("effekt/review/maler/test.txt", True),
        ("uv.lock: sphinx", True),
        ("data/.vei1.yml.swp", False),
        ("data/tek/~vei1.yml", False),
        ("book/notat.txt", False),
    ],
)
def test_the_site_is_made_anew_for_what_it_is_made_from_and_nothing_else(
    kodekopi: Path, lite: Path, kommunekopi: Path, fil: str, nytt_nettsted: bool
) -> None:
    assert _bygg(lite) == (0, False)
    _endre_litt(fil, kodekopi, lite, kommunekopi)
    kjorte, nytt = _bygg(lite)
    assert nytt is nytt_nettsted
    assert kjorte == (2 if fil.startswith(("effekt/", "uv.lock")) else 0)  # a changed program runs all


def _endre_litt(fil: str, kodekopi: Path, rot: Path, kommunekopi: Path) -> None:
    sted, _, rest = fil.partition("/")
    if fil.startswith("uv.lock"):
        ny_versjon(kodekopi / "uv.lock", fil.partition(": ")[2])
        return
    hel = {"data": kommunekopi / rest, "effekt": kodekopi / fil}.get(sted, rot / fil)
    if rest.startswith(("_static/", "_templates/")):  # the book has none of its own yet
        eget_utseende(rot, rest.replace("_static", "static").removeprefix("_templates/"))
        return
    tekst = hel.read_text(encoding="utf-8") if hel.exists() else ""
    hel.write_text(tekst + {".py": "X = 1\n", ".yml": "\n# noe\n"}.get(hel.suffix, "\n"), encoding="utf-8")


def test_the_same_data_in_another_folder_makes_neither_chapters_nor_site_anew(
    lite: Path, kommunekopi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(kommunekopi, tmp_path / "andre/data")
    monkeypatch.setenv("EFFEKT_DATA", str(tmp_path / "andre/data"))
    assert _bygg(lite) == (0, False)


# --- what was not made here ---------------------------------------------------------------------------


def _stopper(rot: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What stops the build of a changed notebook, before anything is run; and all is as it was."""
    notatbok = rot / "notebooks/tek/tiltak.ipynb"
    notatbok.write_bytes(notatbok.read_bytes() + b" ")

    def alt() -> dict[Path, bytes]:
        filer = (fil for navn in ("book", "_build/html") for fil in (rot / navn).rglob("*"))
        return {fil: fil.read_bytes() for fil in filer if fil.is_file()}

    for_ = alt()
    with monkeypatch.context() as m:
        m.setattr(build, "run_chapters", lambda *_, **__: pytest.fail("noe er gjort"))
        with pytest.raises(Byggfeil) as feil:
            _bygg(rot)
    assert alt() == for_
    return str(feil.value)


@pytest.mark.parametrize("kloning", [False, True])
@pytest.mark.parametrize("navn", ["tiltak.ipynb", "filer/kutt.csv"])
def test_a_chapter_changed_by_hand_is_not_written_over(
    lite: Path, monkeypatch: pytest.MonkeyPatch, navn: str, kloning: bool
) -> None:
    if kloning:  # nothing is known but what the chapters tell themselves
        shutil.rmtree(lite / "_build")
    fil = lite / "book/tek" / navn
    fil.write_text(fil.read_text(encoding="utf-8").replace("kutt.csv", "kutt!!.csv"), encoding="utf-8")
    sagt = _stopper(lite, monkeypatch)
    assert sagt.startswith(f"book/tek/{navn} er ikke slik effekt laget den")
    assert sagt.endswith("Boken og nettstedet er som de var.")
    fil.rename(lite / "tatt-vare-pa")  # what the message says
    assert _bygg(lite)[0] == (2 if kloning or navn.startswith("filer") else 1)


@pytest.mark.parametrize("slag", ["mappe", "lenke", "fil i veien for mappen"])
def test_what_cannot_be_written_over_stops_the_build_by_name(
    lite: Path, monkeypatch: pytest.MonkeyPatch, slag: str
) -> None:
    fil = lite / "book/tek/filer/kutt.csv"
    fil.unlink()
    if slag == "mappe":
        fil.mkdir()
        assert "book/tek/filer/kutt.csv er en mappe" in _stopper(lite, monkeypatch)
    elif slag == "lenke":
        fil.symlink_to(lite / "_toc.yml")
        assert "book/tek/filer/kutt.csv er en lenke" in _stopper(lite, monkeypatch)
    else:
        shutil.rmtree(fil.parent)
        fil.parent.write_text("mitt")
        assert "book/tek/filer er ikke en mappe" in _stopper(lite, monkeypatch)


def test_chapters_that_came_by_git_are_known_whatever_their_line_ends(lite: Path) -> None:
    shutil.rmtree(lite / "_build")
    for fil in (lite / "book").rglob("*.*"):
        fil.write_bytes(fil.read_bytes().replace(b"\n", b"\r\n"))
    (lite / "book/tek/filer/kutt.csv").write_bytes(b"innholdet i kutt.csv")
    assert _bygg(lite) == (2, True)


def test_chapters_of_a_version_that_left_no_record_are_taken_as_they_stand(lite: Path) -> None:
    shutil.rmtree(lite / "_build")
    fil = lite / "book/tek/tiltak.ipynb"
    innhold = json.loads(fil.read_text(encoding="utf-8"))
    del innhold["metadata"]["effekt"]
    fil.write_text(json.dumps(innhold), encoding="utf-8")
    with pytest.raises(Byggfeil, match=r"book/tek/tiltak\.ipynb er ikke slik"):  # somebody's own
        _bygg(lite)
    innhold["cells"][0]["id"] = "injected-parameters"  # as every chapter that was run has it
    fil.write_text(json.dumps(innhold), encoding="utf-8")
    assert _bygg(lite) == (2, True)


def test_a_strangers_file_where_a_new_one_is_to_lie_is_found_before_the_site_is_made(
    lite: Path, gir: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    gir["tek/tiltak"] = ["kutt.csv", "ny.csv"]
    (lite / "book/tek/filer/ny.csv").write_text("mitt")
    (lite / "book/tek/tiltak.ipynb").unlink()
    monkeypatch.setattr(build, "build_html", lambda *_: pytest.fail("nettstedet er bygd"))
    with pytest.raises(Byggfeil, match=r"book/tek/filer/ny\.csv er ikke slik effekt laget den"):
        _bygg(lite)
    assert (lite / "book/tek/filer/ny.csv").read_text() == "mitt"


@pytest.mark.parametrize("steg", ["run_all", "build_html"])
@pytest.mark.parametrize("fil", ["data/tek/tall.yml", "notebooks/tek/tiltak.ipynb", "_toc.yml"])
def test_what_is_edited_while_the_book_is_built_is_told_and_no_mix_is_published(
    lite: Path, monkeypatch: pytest.MonkeyPatch, steg: str, fil: str
) -> None:
    ekte = getattr(build, steg)

    def underveis(*arg: object, **valg: object) -> object:
        (lite / fil).write_text((lite / fil).read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return ekte(*arg, **valg)

    notatbok = lite / "notebooks/tek/tiltak.ipynb"
    notatbok.write_bytes(notatbok.read_bytes() + b" ")
    for_ = {fil: fil.read_bytes() for fil in (lite / "book").rglob("*.ipynb")}
    with monkeypatch.context() as m:
        m.setattr(build, steg, underveis)
        with pytest.raises(Byggfeil, match=f"{fil} er endret mens boken ble bygd"):
            _bygg(lite)
    assert {fil: fil.read_bytes() for fil in (lite / "book").rglob("*.ipynb")} == for_
    assert _bygg(lite)[1]
