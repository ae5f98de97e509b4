"""Forked workers: an executor as concurrent.futures has them, whose processes end with it."""

import os
import signal
import time
from concurrent.futures import Future, wait
from pathlib import Path

import pytest

from effekt.execution.pool import ForkPool, WorkerDied
from tests.helpers.notatbokkjoring import borte, egen_pid, forelder_og_modul


def test_calls_answer_or_raise_like_any_executors(monkeypatch: pytest.MonkeyPatch) -> None:
    with ForkPool(2) as utforer:
        svar = list(utforer.map(divmod, [7, 9], [2, 4]))
        feil = utforer.submit(int, "x")
        monkeypatch.setenv("EFFEKT_PROVE", "her")
        miljo = utforer.submit(os.getenv, "EFFEKT_PROVE")
        usendbart = utforer.submit(open, os.devnull)
        assert svar == [(3, 1), (2, 1)]
        with pytest.raises(ValueError, match="invalid literal"):
            feil.result()
        assert miljo.result() == "her"
        with pytest.raises(RuntimeError, match="kan ikke sendes"):
            usendbart.result()
        with pytest.raises(Exception, match="pickle"):
            utforer.submit(lambda: 1).result()
    with pytest.raises(RuntimeError):
        utforer.submit(os.getpid)


def test_a_worker_that_dies_fails_its_own_call_only() -> None:
    with ForkPool(1) as utforer:
        forst = utforer.submit(os.getpid)
        dod = utforer.submit(os._exit, 3)
        sist = utforer.submit(os.getpid)
        with pytest.raises(WorkerDied):
            dod.result()
        assert forst.result() != sist.result() != os.getpid()


def test_workers_are_forked_from_one_warm_process_without_threads() -> None:
    with ForkPool(2, ("colorsys",)) as utforer:
        foreldre = set(utforer.map(forelder_og_modul, range(4)))
    assert len(foreldre) == 1
    assert foreldre.pop()[1:] == (True, 1)


def test_what_is_cancelled_ends_now_and_leaves_no_process() -> None:
    utforer = ForkPool(2)
    pider = set(utforer.map(egen_pid, range(4)))
    lange: list[Future[None]] = [utforer.submit(time.sleep, 600) for _ in range(5)]
    while not (lange[0].running() and lange[1].running()):
        time.sleep(0.01)
    start = time.monotonic()
    utforer.shutdown(wait=True, cancel_futures=True)
    assert time.monotonic() - start < 60
    assert not wait(lange, timeout=0).not_done
    assert [f.cancelled() for f in lange] == [False, False, True, True, True]
    assert all(isinstance(f.exception(), WorkerDied) for f in lange[:2])
    assert all(borte(pid) for pid in pider)


def test_one_that_is_not_used_ends_at_once() -> None:
    utforer = ForkPool(1, ("pandas",))
    utforer.__exit__(KeyboardInterrupt, None, None)
    assert utforer._warm.returncode == -signal.SIGTERM


def test_workers_end_when_this_process_is_killed(tmp_path: Path) -> None:
    fil = tmp_path / "pid"
    pid = os.fork()
    if pid == 0:
        with ForkPool(1) as utforer:
            fil.write_text(str(utforer.submit(os.getpid).result()))
            utforer.submit(time.sleep, 600).result()
    while not fil.exists() or not fil.read_text():
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert borte(int(fil.read_text()))
