"""What a build puts in place: whole or not at all at every moment, and never over what is somebody else's."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from effekt.base.faults import Byggfeil
from effekt.base.workplace import PENDING, clear_dead, own_folder
from effekt.site import publishing
from effekt.site.publishing import Publication, PublishedSite, finish, listing

GAMMEL = {"index.html": "1", "tek/side.html": "1", "_static/stil.css": "1", "_static/borte.css": "1"}
NY = {"index.html": "2", "tek/side.html": "2", "_static/stil.css": "1", "_static/ny.css": "2"}
BOK_FOR = {"tek/tiltak.ipynb": "1", "tek/filer/a.csv": "1", "tek/filer/borte.csv": "1", "utkast.ipynb": "mitt"}
BOK_ETTER = {"tek/tiltak.ipynb": "2", "tek/filer/a.csv": "2", "tek/ny.ipynb": "2", "utkast.ipynb": "mitt"}
WRITES = {"os.rename", "os.link", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "shutil.copyfile"}


def _skriv(mappe: Path, filer: dict[str, str]) -> Path:
    for navn, tekst in filer.items():
        (mappe / navn).parent.mkdir(parents=True, exist_ok=True)
        (mappe / navn).write_text(tekst)
    return mappe


def _les(mappe: Path) -> dict[str, str]:
    return {fil.relative_to(mappe).as_posix(): fil.read_text() for fil in mappe.rglob("*") if fil.is_file()}


@pytest.fixture
def rot(tmp_path: Path) -> Path:
    """A book with a site, where a build has been."""
    _skriv(tmp_path / "book", BOK_FOR)
    _skriv(tmp_path / "_build/html", GAMMEL)
    return tmp_path


def _funnet(rot: Path) -> PublishedSite:
    return PublishedSite.found(rot, {"filer": listing(rot / "_build/html")})


def _publiser(rot: Path, nettsted: PublishedSite) -> None:
    """As a build does it: two chapters changed or new, one file that goes, and a site."""
    with ExitStack() as stabel:
        mappe = stabel.enter_context(own_folder(rot, rot / "_build/effekt/bygg"))
        ut = Publication(rot, mappe, stabel)
        ny = _skriv(mappe / "bok", {navn: tekst for navn, tekst in BOK_ETTER.items() if tekst == "2"})
        for navn in _les(ny):
            ut.put(ny / navn, rot / "book" / navn)
        ut.take_out(rot / "book/tek/filer/borte.csv")
        ut.put_site(_skriv(mappe / "html", NY), nettsted)
        ut.carry_out()


def _fil_for_fil(rot: Path) -> Callable[[], PublishedSite]:
    """A site that cannot be renamed, since somebody has a file in it."""
    (rot / "_build/html/CNAME").write_text("mitt")
    laget = listing(rot / "_build/html")
    del laget["CNAME"]
    return lambda: PublishedSite.found(rot, {"filer": laget})


@pytest.mark.parametrize("hel", [True, False])
def test_all_of_it_is_put_in_place_and_nothing_is_left(rot: Path, hel: bool) -> None:
    nettsted = _funnet(rot) if hel else _fil_for_fil(rot)()
    assert nettsted.whole is hel
    _publiser(rot, nettsted)
    assert _les(rot / "book") == BOK_ETTER
    assert _les(rot / "_build/html") == NY | ({} if hel else {"CNAME": "mitt"})
    assert not [fil for fil in (rot / "_build").rglob("*") if "html" not in fil.parts and fil.is_file()]


def _drept_ved(nr: int, gjor: Callable[[], None]) -> bool:
    """Do it in a child that is killed before its write number ``nr``; return whether it came so far."""
    pid = os.fork()
    if pid == 0:
        skrevet = 0

        def hor(hendelse: str, om: tuple[Any, ...]) -> None:
            nonlocal skrevet
            skriver = hendelse == "open" and isinstance(om[2], int) and om[2] & (os.O_WRONLY | os.O_RDWR)
            if hendelse in WRITES or skriver:
                skrevet += 1
                if skrevet == nr:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hor)
        try:
            gjor()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize(("hel", "bytter"), [(True, True), (True, False), (False, True)])
def test_killed_at_any_write_it_is_as_before_or_as_meant_when_the_next_one_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hel: bool, bytter: bool
) -> None:
    if not bytter:  # a system where two folders cannot change places
        monkeypatch.setattr(publishing, "exchange", lambda *_: False)
    utfall = set()
    for nr in range(1, 200):
        rot = tmp_path / str(nr)
        _skriv(rot / "book", BOK_FOR)
        _skriv(rot / "_build/html", GAMMEL)
        nettsted = _funnet(rot) if hel else _fil_for_fil(rot)()
        drept = _drept_ved(nr, partial(_publiser, rot, nettsted))
        alle = {**BOK_FOR, **BOK_ETTER}
        assert all(tekst in {BOK_FOR.get(n), BOK_ETTER.get(n)} for n, tekst in _les(rot / "book").items() if n in alle)
        if hel and bytter:
            assert _les(rot / "_build/html") in (GAMMEL, NY)
        # And killed once more while it is finished.
        _drept_ved(4, partial(finish, rot))
        finish(rot)
        clear_dead(rot)
        ekstra = {} if hel else {"CNAME": "mitt"}
        ferdig = (_les(rot / "book"), _les(rot / "_build/html"))
        assert ferdig in ((BOK_FOR, GAMMEL | ekstra), (BOK_ETTER, NY | ekstra)), nr
        assert not [fil for fil in (rot / "_build/effekt").rglob("*") if fil.suffix != ".ny" and fil.is_file()]
        utfall.add(ferdig[0] == BOK_ETTER)
        if not drept:
            break
    assert not drept
    assert nr > 20
    assert utfall == {True, False}


@pytest.mark.parametrize(("hel", "nr"), [*((True, nr) for nr in range(4)), *((False, nr) for nr in range(6))])
def test_where_a_move_fails_all_is_as_it_was(rot: Path, monkeypatch: pytest.MonkeyPatch, nr: int, hel: bool) -> None:
    nettsted = _funnet(rot) if hel else _fil_for_fil(rot)()
    for_ = _les(rot / "book"), _les(rot / "_build/html")
    ekte, ganger = os.replace, [0]

    def full(fra: Any, til: Any) -> None:
        if (rot / PENDING).is_dir() and Path(fra).is_relative_to(rot / PENDING) and ganger[0] >= 0:
            ganger[0] += 1
            if ganger[0] > nr:
                ganger[0] = -1  # once; what is put back is put back
                raise OSError(28, "No space left on device", str(til))
        ekte(fra, til)

    def opptatt(_: object) -> None:
        raise OSError(16, "Device or resource busy")

    if hel and nr == 3:  # the site, which is renamed otherwise
        monkeypatch.setattr(publishing, "_apply_folder", opptatt)
    else:
        monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError):
        _publiser(rot, nettsted)
    assert (_les(rot / "book"), _les(rot / "_build/html")) == for_
    assert not (rot / PENDING).exists()


def test_what_is_changed_in_the_last_moment_is_not_written_over(rot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ekte = publishing.finish

    def senere(rot: Path, **valg: bool) -> None:
        (rot / "book/tek/filer/a.csv").write_text("rettet for hånd")
        ekte(rot, **valg)

    monkeypatch.setattr(publishing, "finish", senere)
    with pytest.raises(Byggfeil, match=r"a\.csv ble endret mens boken ble bygd"):
        _publiser(rot, _funnet(rot))
    assert _les(rot / "book") == {**BOK_FOR, "tek/filer/a.csv": "rettet for hånd"}
    assert _les(rot / "_build/html") == GAMMEL


def test_what_is_changed_after_a_kill_is_left_when_the_rest_is_finished(rot: Path) -> None:
    nettsted = _funnet(rot)

    def til_den_er_bestemt() -> None:
        publishing.finish = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
        _publiser(rot, nettsted)

    assert _drept_ved(10_000, til_den_er_bestemt)
    (rot / "book/tek/filer/borte.csv").write_text("mitt nå")
    (rot / "book/tek/tiltak.ipynb").write_text("mitt nå")
    finish(rot)
    assert _les(rot / "book") == {**BOK_ETTER, "tek/filer/borte.csv": "mitt nå", "tek/tiltak.ipynb": "mitt nå"}
    assert _les(rot / "_build/html") == NY


# --- what is somebody else's ---------------------------------------------------------------------------


def test_a_changed_file_of_the_site_stops_the_build_by_name(rot: Path) -> None:
    post = {"filer": listing(rot / "_build/html")}
    (rot / "_build/html/tek/side.html").write_text("rettet for hånd")
    with pytest.raises(Byggfeil, match=r"_build/html/tek/side\.html er ikke slik effekt laget den"):
        PublishedSite.found(rot, post)
    (rot / "_build/html/tek/side.html").unlink()  # what the message says
    assert not PublishedSite.found(rot, post).complete


def test_a_strangers_file_stays_and_stops_only_what_is_to_lie_there(rot: Path) -> None:
    nettsted = _fil_for_fil(rot)()
    assert nettsted.others == {"CNAME"}
    nettsted.check_free_for(listing(rot / "book"))
    with pytest.raises(Byggfeil, match="_build/html/CNAME er ikke slik"):
        nettsted.check_free_for({"CNAME": "avtrykk"})
    uten = PublishedSite.found(rot, {})
    with pytest.raises(Byggfeil, match=r"_build/html/index\.html er ikke slik"):
        uten.check_free_for({"index.html": ""})


def test_a_site_whose_record_is_gone_stops_the_build_once_and_not_for_each_page(rot: Path) -> None:
    sider = {f"side-{nr}.html": "1" for nr in range(20)}
    _skriv(rot / "_build/html", sider)
    with pytest.raises(Byggfeil, match=r"I _build/html ligger det sider.* slett den, og bygg igjen") as feil:
        PublishedSite.found(rot, {}).check_free_for(dict.fromkeys(sider, ""))
    assert str(feil.value).count("\n") == 0
    shutil.rmtree(rot / "_build/html")  # what the message says
    PublishedSite.found(rot, {}).check_free_for(dict.fromkeys(sider, ""))


def test_a_site_that_an_older_version_made_is_known_as_whole(rot: Path) -> None:
    from effekt.base.files import fingerprint_of

    nettsted = PublishedSite.found(rot, {"html": fingerprint_of(rot / "_build/html")})
    assert (set(nettsted.made), nettsted.whole, nettsted.complete) == (set(GAMMEL), True, True)
    assert PublishedSite.found(rot, {"html": "et annet"}).others >= set(GAMMEL)


def test_the_site_may_be_a_link_and_the_link_stays(rot: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    der = tmp_path_factory.mktemp("webrot") / "html"
    (rot / "_build/html").rename(der)
    (rot / "_build/html").symlink_to(der)
    _publiser(rot, _funnet(rot))
    assert (rot / "_build/html").is_symlink()
    assert _les(der) == NY
    assert list(der.parent.iterdir()) == [der]


def test_a_link_to_nowhere_and_a_file_stop_the_build(rot: Path) -> None:
    (rot / "_build/html").rename(rot / "bort")
    (rot / "_build/html").symlink_to(rot / "finnes/ikke")
    with pytest.raises(Byggfeil, match="der det ikke er noen mappe"):
        _funnet(rot)
    (rot / "_build/html").unlink()
    (rot / "_build/html").write_text("mitt")
    with pytest.raises(Byggfeil, match="_build/html er en fil"):
        _funnet(rot)


def test_a_mount_is_filled_file_by_file_with_pages_after_what_they_show(
    rot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "can_be_renamed", lambda _: False)
    ny = _skriv(rot / "ny", NY)
    ut = Publication(rot, _skriv(rot / "stab", {"x": ""}), ExitStack())
    ut.put_site(ny, _funnet(rot))
    navn = [Path(endret.target).name for endret in ut._changes]
    assert navn == ["ny.css", "index.html", "side.html", "borte.css"]


def test_a_record_can_clear_no_folder_but_one_made_for_work(tmp_path: Path) -> None:
    mitt = _skriv(tmp_path / "dokumenter", {"brev.txt": "kjære"})
    arbeid = tmp_path / "bok/_build/effekt/arbeid"
    arbeid.mkdir(parents=True)
    for navn in ("0123456789abcdef" * 2, "../x", "tull"):
        (arbeid / Path(navn).name).write_text(str(mitt))
    clear_dead(tmp_path / "bok")
    assert _les(mitt) == {"brev.txt": "kjære"}


def test_a_folder_of_one_that_works_is_let_be_and_of_one_that_is_gone_is_cleared(tmp_path: Path) -> None:
    sted = tmp_path / "ut"
    with own_folder(tmp_path, sted) as min_:
        clear_dead(tmp_path)
        assert min_.is_dir()

        def dor() -> None:
            with own_folder(tmp_path, sted) as hans:
                (hans / "noe").write_text("x")
                os.kill(os.getpid(), signal.SIGKILL)

        assert _drept_ved(10_000, dor)
        assert len(list(tmp_path.glob("ut-*"))) == 2
        clear_dead(tmp_path)
        assert list(tmp_path.glob("ut-*")) == [min_]
    assert not list(tmp_path.glob("ut-*"))
    assert json.dumps([p.name for p in (tmp_path / "_build/effekt/arbeid").iterdir()]) == "[]"
