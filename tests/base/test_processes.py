"""Processes that end with the one that started them, and signals that end a command in order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from effekt.base.processes import Stopped, stopped_by_signals
from effekt.cli import data, main
from tests.helpers.notatbokkjoring import borte, vent_pa

# A process that starts one that follows it, and waits; the other one writes its number and sleeps.
_FORELDER = """
import os, subprocess, sys
subprocess.run([sys.executable, "-c", sys.argv[1], str(os.getpid())])
"""
_BARN = """
import os, pathlib, sys, time
from effekt.base import processes
if {uten_system}:
    processes._told_by_the_system = lambda: False
processes.end_with_parent(int(sys.argv[1]))
pathlib.Path({fil!r}).write_text(str(os.getpid()))
time.sleep(600)
"""


@pytest.mark.parametrize("uten_system", [False, True])
def test_a_process_does_not_outlive_the_one_that_started_it(tmp_path: Path, uten_system: bool) -> None:
    fil = tmp_path / "pid"
    barn = _BARN.format(uten_system=uten_system, fil=str(fil))
    forelder = subprocess.Popen([sys.executable, "-c", _FORELDER, barn])
    pid = int(vent_pa(fil))
    forelder.kill()
    forelder.wait()
    assert borte(pid)


def test_one_whose_parent_is_gone_already_ends_at_once(tmp_path: Path) -> None:
    kode = _BARN.format(uten_system=False, fil=str(tmp_path / "pid"))
    assert subprocess.run([sys.executable, "-c", kode, "1"], check=False, timeout=60).returncode == 1
    assert not (tmp_path / "pid").exists()


@pytest.fixture(autouse=True)
def _signaler() -> Iterator[None]:
    yield
    assert signal.getsignal(signal.SIGTERM) == signal.getsignal(signal.SIGHUP) == signal.SIG_DFL


@pytest.mark.parametrize("signalet", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_what_is_done_and_leaves_it_time_to_clear_up(signalet: signal.Signals) -> None:
    ryddet = []

    def gjor() -> None:
        with stopped_by_signals():
            try:
                os.kill(os.getpid(), signalet)
                time.sleep(600)
            finally:
                for igjen in (signal.SIGTERM, signal.SIGHUP):
                    os.kill(os.getpid(), igjen)
                ryddet.append(True)

    with pytest.raises(Stopped) as stoppet:
        gjor()
    assert (stoppet.value.number, ryddet) == (signalet, [True])


def test_what_the_process_was_started_to_ignore_it_ignores() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        with stopped_by_signals():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_in_a_thread_signals_are_the_main_threads() -> None:
    feil: list[BaseException] = []

    def gjor() -> None:
        try:
            with stopped_by_signals():
                pass
        except BaseException as grunn:
            feil.append(grunn)

    trad = threading.Thread(target=gjor)
    trad.start()
    trad.join()
    assert not feil


@pytest.mark.parametrize(("signalet", "kode"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_command_that_is_stopped_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], signalet: signal.Signals, kode: int
) -> None:
    def sjekk(_: object) -> None:
        os.kill(os.getpid(), signalet)
        time.sleep(600)

    monkeypatch.setattr(data, "_sjekk", sjekk)
    assert main.main(["check"]) == kode
    sagt = f"effekt: stoppet av signalet {signalet.name}. Boken og nettstedet er som de var.\n"
    assert capsys.readouterr() == ("", sagt)
