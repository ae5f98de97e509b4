"""A dask cluster runs the chapters as this machine does, also when a worker is lost underway."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from effekt.base.book import DATAVARIABEL
from effekt.base.faults import Byggfeil, Datafeil
from effekt.cli import main
from effekt.execution import cluster
from effekt.execution.chapters import Kapittel, find_chapters
from effekt.execution.cluster import Cluster, pack, place_of, unpacked
from effekt.execution.execute import RunSettings, run_all
from effekt.reading.bokmappe import Bokmappe
from tests.helpers.bokkopi import ROT
from tests.helpers.notatbokkjoring import borte, skriv_notatbok, vent_pa

pytest.importorskip("distributed")


@pytest.fixture
def adresse(tmp_path: Path) -> Iterator[str]:
    """A scheduler and two worker processes on this machine, each in a folder of its own."""
    from distributed import Client

    fil = tmp_path / "planlegger.json"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    miljo = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "false"}
    prosesser = [
        subprocess.Popen(
            [*dask, "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
             "--scheduler-file", fil],
            env=miljo, stderr=subprocess.DEVNULL,
        )
    ]  # fmt: skip
    try:
        vent_pa(fil)
        for navn in ("en", "to"):
            mappe = tmp_path / navn
            mappe.mkdir()
            prosesser.append(
                subprocess.Popen(
                    [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", fil,
                     "--no-nanny", "--nthreads", "1", "--name", navn, "--no-dashboard",
                     "--local-directory", mappe],
                    cwd=mappe, env=miljo, stderr=subprocess.DEVNULL,
                )
            )  # fmt: skip
        with Client(scheduler_file=str(fil), set_as_default=False) as klient:
            klient.wait_for_workers(2, timeout=300)
            planlegger = klient.scheduler.address
        yield planlegger
    finally:
        for prosess in reversed(prosesser):
            prosess.kill()
            prosess.wait()


def _filer(mappe: Path) -> dict[str, bytes]:
    return {p.relative_to(mappe).as_posix(): p.read_bytes() for p in (mappe / "book").rglob("*") if p.is_file()}


@pytest.mark.bygg
def test_chapters_of_a_cluster_are_those_of_this_machine(adresse: str, tmp_path: Path) -> None:
    kapitler = [k for k in find_chapters(Bokmappe.her()) if k.navn in {"tek/tiltak", "forside"}]
    her = {k.kapittel: k for k in run_all(Bokmappe.her(), kapitler, tmp_path / "her")}
    der = {k.kapittel: k for k in run_all(Bokmappe.her(), kapitler, tmp_path / "der", RunSettings(cluster=adresse))}
    assert len(kapitler) == 2
    assert _filer(tmp_path / "der") == _filer(tmp_path / "her")
    assert [der[k].addresses for k in her] == [k.addresses for k in her.values()]
    assert not any(k.fault for k in der.values())


@pytest.mark.bygg
def test_a_worker_lost_underway_loses_nothing_and_doubles_nothing(adresse: str, tmp_path: Path) -> None:
    kapitler = []
    for navn in "abcdef":
        (tmp_path / navn).mkdir()
        vent = ""
        if navn == "a":
            # The first to run it waits to be killed, and tells who it is; the next one does it.
            spor = tmp_path / "arbeider"
            vent = (
                "import os, time\n"
                f"if not os.path.exists({str(spor)!r}):\n"
                f"    open({str(spor)!r}, 'w').write(f'{{os.getpid()}}')\n"
                "    time.sleep(600)"
            )
        fil = skriv_notatbok(
            tmp_path / navn / f"{navn}.ipynb",
            ["sektor: str = ''\nendringer: dict = {}", vent or "None", f"'{navn}' * 3"],
            {0: ["parameters"]},
        )
        kapitler.append(Kapittel(f"hls/{navn}", fil, "hls"))
    kjort = run_all(Bokmappe.her(), kapitler, tmp_path / "ut", RunSettings(cluster=adresse))
    ferdige = [next(kjort)]
    barn = int(vent_pa(tmp_path / "arbeider"))
    arbeider = _daskarbeider_over(barn)
    os.kill(arbeider, signal.SIGKILL)
    ferdige += kjort
    assert sorted(k.kapittel for k in ferdige) == [f"hls/{navn}" for navn in "abcdef"]
    assert [k.fault for k in ferdige] == [""] * 6
    assert sorted(p.name for p in (tmp_path / "ut/book/hls").iterdir()) == [f"{navn}.ipynb" for navn in "abcdef"]
    assert borte(barn)


def _daskarbeider_over(pid: int) -> int:
    """The dask worker that a chapter's process descends from."""
    while b"dask_worker" not in Path(f"/proc/{pid}/cmdline").read_bytes():
        pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return pid


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    for adresse in ("tcp://127.0.0.1:9", "tull://x", "127.0.0.1:porten"):
        with pytest.raises(Datafeil, match=rf"--cluster {adresse}: får ikke kontakt"):
            Cluster(adresse)


def test_without_the_package_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Byggfeil, match=r'pip install "effekt\[[\w,]*cluster[\w,]*\]"'):
        Cluster("tcp://127.0.0.1:8786")


@pytest.mark.bygg
def test_a_worker_of_another_version_is_refused_with_what_differs(
    adresse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import Client

    vare = {**cluster.versions(), "pakkene": "en annen"}
    monkeypatch.setattr(cluster, "_versions_here", lambda: vare)
    with pytest.raises(Datafeil, match=r"arbeideren tcp://.* har en annen utgave av pakkene\."):
        Cluster(adresse)
    with Client(adresse, set_as_default=False) as klient:
        klient.retire_workers()
    with pytest.raises(Datafeil, match="har ingen arbeidere"):
        Cluster(adresse)


def test_the_package_has_all_that_a_chapter_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATAVARIABEL, str(ROT / "tests/kommune"))
    kapitler = find_chapters(Bokmappe.her())
    pakke = pack(Bokmappe.her(), kapitler)
    assert pakke == pack(Bokmappe.her(), kapitler)
    with unpacked(pakke) as (rot, data):
        for kapittel in kapitler:
            assert (rot / place_of(kapittel)).read_bytes() == kapittel.kilde.read_bytes()
        assert (data / "kilder.yml").is_file()
        assert (rot / "_toc.yml").is_file()
        innhold = {p.relative_to(data).as_posix(): p.read_bytes() for p in data.rglob("*.csv")}
    assert not rot.exists()
    ekte = Bokmappe.her().rot / "data"
    assert innhold == {p.relative_to(ekte).as_posix(): p.read_bytes() for p in ekte.rglob("*.csv")}


def test_a_single_chapter_is_not_for_a_cluster(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["rerun", "hls/4-oppsummering", "--cluster", "tcp://x:1"]) == 2
    assert "--cluster gjelder --all" in capsys.readouterr().err
