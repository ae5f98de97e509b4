"""In a build, without kernels and without jupyter-book: what is run, and when the site is made."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from effekt.base.book import FELLES_OPPSETT
from effekt.execution.chapters import Kapittel, files_of
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
            yield ChapterRun(kapittel.navn, 0.1, "", LEST)

    def bygg_html(_bok: Bokmappe, nytt: Path, kapitler: list[Kapittel]) -> Path:
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
