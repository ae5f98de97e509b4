"""The preview: the pages that a build gives, made anew where they changed, and loaded again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from effekt.base.faults import Byggfeil
from effekt.base.workplace import one_at_a_time
from effekt.site.build import build_book
from effekt.site.desk import FaultPlace, Work
from effekt.site.preview import FOLDER, SITE, Preview, make_preview, mirror
from effekt.site.serve import NewsBoard, file_times
from tests.helpers.bokkopi import ROT, boken, eget_utseende, kopier_bok, uten_henvisninger

SIDER = ["hls/4-oppsummering", "hls/3-5-pa-tvers"]
SIDE = "book/hls/3-5-pa-tvers.html"


@pytest.fixture
def bok(tmp_path: Path, datakopi: Path) -> Iterator[Path]:
    """A book of two chapters around its own data."""
    for_kjoring = dict(os.environ)
    rot = kopier_bok(tmp_path, SIDER)
    uten_henvisninger(rot, "*/4-*.ipynb")
    uten_henvisninger(rot, "*/3-5-*.ipynb")
    yield rot
    os.environ.clear()
    os.environ.update(for_kjoring)


def _endre(fil: Path, gammelt: str, nytt: str) -> None:
    tekst = fil.read_text(encoding="utf-8")
    assert gammelt in tekst
    fil.write_text(tekst.replace(gammelt, nytt, 1), encoding="utf-8")


def _innhold(mappe: Path) -> dict[str, bytes]:
    return {p.relative_to(mappe).as_posix(): p.read_bytes() for p in mappe.rglob("*") if p.is_file()}


# --- the parts -----------------------------------------------------------------------------------


def test_a_mirror_holds_what_the_original_holds_and_leaves_alone_what_is_the_same(tmp_path: Path) -> None:
    fra, til = tmp_path / "fra", tmp_path / "til"
    for navn, tekst in {"lik": "1", "under/annen": "ny"}.items():
        (fra / navn).parent.mkdir(parents=True, exist_ok=True)
        (fra / navn).write_text(tekst)
    for navn, tekst in {"lik": "1", "under/annen": "gammel", "borte/x": "", "_build/x": ""}.items():
        (til / navn).parent.mkdir(parents=True, exist_ok=True)
        (til / navn).write_text(tekst)
    os.utime(til / "lik", (1, 1))

    assert mirror(fra, til, keep="_build")
    assert _innhold(til) == {"lik": b"1", "under/annen": b"ny", "_build/x": b""}
    assert not (til / "borte").exists()
    assert (til / "lik").stat().st_mtime == 1
    assert not mirror(fra, til, keep="_build")
    (til / "lik").unlink()
    assert mirror(fra, til, keep="_build")


def test_who_waits_hears_of_what_is_newer_than_they_have_seen() -> None:
    nyheter = NewsBoard("begynner")
    assert nyheter.after(None).message == "begynner"
    forst = nyheter.after(None)
    assert nyheter.after(forst.number, longest=0.01) == forst

    threading.Timer(0.05, nyheter.tell, ["ferdig", True]).start()
    ny = nyheter.after(forst.number, longest=10)
    assert (ny.message, ny.edition) == ("ferdig", forst.edition + 1)
    nyheter.tell("feil")
    assert nyheter.after(ny.number).edition == ny.edition


def test_only_what_the_book_is_made_from_is_followed(bok: Path) -> None:
    for_ = file_times(boken(bok))
    for navn in ("book/hls/3-5-pa-tvers.ipynb", "book/hls/filer/ny.csv", "data/.tall.yml.swp"):
        (bok / navn).parent.mkdir(parents=True, exist_ok=True)
        (bok / navn).write_text("annet")
    assert file_times(boken(bok)) == for_
    eget_utseende(bok, "layout.html", "static/effekt.css")
    fulgt = ("data/hls/tall.yml", "notebooks/hls/3-5-pa-tvers.ipynb", "book/_static/effekt.css")
    for navn in (*fulgt, "_toc.yml", "_config.yml", "book/_templates/layout.html"):
        for_ = file_times(boken(bok))
        (bok / navn).write_text((bok / navn).read_text() + " ")
        assert file_times(boken(bok)) != for_, navn
    assert str(ROT / "effekt" / "base" / "numbers.py") in for_


def test_an_outcome_is_told_from_one_process_to_another_on_one_line() -> None:
    visning = Preview("data/x.yml, linje 2: feil.\nEn til.", Work((FaultPlace("å", "x", 2, 1, ("a",)),)), 3, True, 1.5)
    assert "\n" not in visning.to_json()
    assert Preview.from_json(visning.to_json()) == visning


# --- the whole -----------------------------------------------------------------------------------


@pytest.mark.bygg
def test_the_preview_is_what_a_build_would_publish_after_each_kind_of_change(bok: Path) -> None:
    build_book(boken(bok), lambda _: None)
    publisert, kapitler = _innhold(bok / "_build/html"), _innhold(bok / "book")

    forst = make_preview(boken(bok), lambda _: None)
    assert (forst.fault, forst.work.faults, forst.executed) == ("", (), 0)
    assert _innhold(bok / SITE) == publisert
    igjen = make_preview(boken(bok), lambda _: None)
    assert (igjen.executed, igjen.changed) == (0, False)

    # A number that the source contradicts: a build would stop, the preview shows it and says so.
    tiltak = bok / "data/hls/tiltak/hls1.yml"
    for_tall = tiltak.read_text(encoding="utf-8")
    pasienter = re.search(r"pasienter:\n    navn: .*\n    verdi: (\d+)", for_tall)
    assert pasienter
    _endre(tiltak, f"verdi: {pasienter[1]}", f"verdi: {int(pasienter[1]) + 77}")
    endret = make_preview(boken(bok), lambda _: None)
    assert endret.changed
    assert endret.executed == 2
    assert endret.work.faults
    assert str(int(pasienter[1]) + 77) in (bok / SITE / SIDE).read_text(encoding="utf-8")

    # Bad data: the preview is as it was.
    vist = _innhold(bok / SITE)
    _endre(tiltak, "id: HLS1", "id: HLS1\nnavnet: nei")
    feil = make_preview(boken(bok), lambda _: None)
    assert "hls1.yml, linje" in feil.fault
    assert "navnet" in feil.fault
    assert "Traceback" not in feil.fault
    assert _innhold(bok / SITE) == vist

    # Back again, and prose and style changed: one chapter is run, and all is as a build has it.
    tiltak.write_text(for_tall, encoding="utf-8")
    _endre(bok / "notebooks/hls/3-5-pa-tvers.ipynb", "# 3.5 ", "# 3.5 Nytt: ")
    eget_utseende(bok, "layout.html", "static/effekt.css")
    _endre(bok / "book/_static/effekt.css", "/*", "/* Ny. ")
    _endre(bok / "book/_templates/layout.html", "<body", '<body data-ny="1"')
    til_slutt = make_preview(boken(bok), lambda _: None)
    assert (til_slutt.fault, til_slutt.executed) == ("", 2)
    # Nothing of it was published.
    assert _innhold(bok / "_build/html") == publisert
    eget = {"_static/effekt.css", "_templates/layout.html"}  # put there above
    assert _innhold(bok / "book").keys() == kapitler.keys() | eget
    assert (bok / "book/hls/3-5-pa-tvers.ipynb").read_bytes() == kapitler["hls/3-5-pa-tvers.ipynb"]
    build_book(boken(bok), lambda _: None)
    assert _innhold(bok / SITE) == _innhold(bok / "_build/html")


@pytest.mark.bygg
def test_there_is_one_preview_of_a_book_at_a_time(bok: Path) -> None:
    (bok / FOLDER).mkdir(parents=True)
    with one_at_a_time(bok / FOLDER / "las"):
        assert "pågår" in make_preview(boken(bok), lambda _: None).fault
        with pytest.raises(Byggfeil, match="pågår"), one_at_a_time(bok / FOLDER / "las"):
            pass


def _lever(gruppe: int) -> bool:
    """Whether a process of the group is running still."""
    try:
        os.killpg(gruppe, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.bygg
@pytest.mark.nettleser
def test_the_page_in_the_browser_follows_what_is_saved(bok: Path, side: Page) -> None:
    kommando = [str(Path(sys.executable).with_name("effekt")), "serve", "--port", "0", "--uten-nettleser"]
    with subprocess.Popen(kommando, stderr=subprocess.PIPE, text=True, cwd=bok, start_new_session=True) as tjener:
        try:
            assert tjener.stderr
            sagt = []
            for linje in tjener.stderr:
                sagt.append(linje)
                if treff := re.search(r"http://127\.0\.0\.1:\d+/", linje):
                    break
            assert treff, sagt
            side.goto(treff[0] + SIDE)
            overskrift = side.locator("h1")
            expect(overskrift).to_contain_text("3.5")

            _endre(bok / "notebooks/hls/3-5-pa-tvers.ipynb", "# 3.5 ", "# 3.5 Ny tittel: ")
            expect(overskrift).to_contain_text("Ny tittel", timeout=120_000)

            _endre(bok / "data/hls/sektor.yml", "navn: Helse", "navnet: Helse")
            melding = side.locator(".effekt-linje").filter(has_text="må rettes")
            expect(melding).to_contain_text("sektor.yml", timeout=120_000)
            expect(overskrift).to_contain_text("Ny tittel")
            _endre(bok / "data/hls/sektor.yml", "navnet: Helse", "navn: Helse")
            expect(melding).to_have_count(0, timeout=120_000)
        finally:
            os.killpg(tjener.pid, signal.SIGINT)
            tjener.wait(120)
    # What was started is over.
    frist = time.monotonic() + 120
    while _lever(tjener.pid) and time.monotonic() < frist:
        time.sleep(0.1)
    assert not _lever(tjener.pid)


def test_a_taken_port_is_told_in_words(bok: Path) -> None:
    kjort = subprocess.run(
        [str(Path(sys.executable).with_name("effekt")), "serve", "--port", "999999"],
        capture_output=True, text=True, check=False, cwd=bok,
    )  # fmt: skip
    assert kjort.returncode == 2
    assert "port 999999" in kjort.stderr
    assert "--port" in kjort.stderr
    assert "Traceback" not in kjort.stderr
