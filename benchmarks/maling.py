"""Measuring a command: wall time, CPU time and peak memory of it and all that it starts."""

import contextlib
import os
import resource
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

# Seconds between two looks at the memory.
_HVERT = 0.05
_ser_minne: ContextVar[bool] = ContextVar("_ser_minne", default=False)


@dataclass(frozen=True)
class Maling:
    """One run: seconds of wall and CPU time, and the most memory at once, in MB, or 0 unseen.

    Memory is the sum of PSS over the processes, so that what forked processes share counts once.
    """

    vegg: float
    cpu: float
    minne: float = 0


@contextmanager
def ser_minne() -> Iterator[None]:
    """What is measured meanwhile has its memory looked at, which takes time from it."""
    for_ = _ser_minne.set(True)
    try:
        yield
    finally:
        _ser_minne.reset(for_)


def mal(kommando: Sequence[str], mappe: Path, miljo: Mapping[str, str]) -> Maling:
    """Run the command in the folder; raises RuntimeError with what it said when it fails."""
    for_ = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen(
        kommando, cwd=mappe, env={**os.environ, **miljo},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as prosess:  # fmt: skip
        vakt = _Minnevakt(prosess.pid)
        sagt, _ = prosess.communicate()
        vakt.stopp()
    vegg = time.perf_counter() - start
    etter = resource.getrusage(resource.RUSAGE_CHILDREN)
    if prosess.returncode:
        raise RuntimeError(f"{' '.join(kommando)}:\n{sagt.decode(errors='replace')[-3000:]}")
    cpu = etter.ru_utime + etter.ru_stime - for_.ru_utime - for_.ru_stime
    return Maling(vegg, cpu, vakt.mest)


def mal_i(pid: int, arbeid: Callable[[], None]) -> Maling:
    """Measure what a process that runs already, and its children, do while ``arbeid`` waits."""
    vakt, for_, start = _Minnevakt(pid), _cpu(pid), time.perf_counter()
    try:
        arbeid()
    finally:
        vakt.stopp()
    return Maling(time.perf_counter() - start, _cpu(pid) - for_, vakt.mest)


def _cpu(pid: int) -> float:
    """Seconds of CPU time of a process, and of the children that it has waited for."""
    felt = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, felt[11:15])) / os.sysconf("SC_CLK_TCK")


class _Minnevakt(threading.Thread):
    """Looks at the memory of a process and its descendants until told to stop; ``mest`` in MB.

    Outside ``ser_minne`` it does not look.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._slutt = pid, threading.Event()
        self.mest = 0.0
        if not _ser_minne.get():
            self._slutt.set()
        self.start()

    def run(self) -> None:
        while not self._slutt.wait(_HVERT):
            self.mest = max(self.mest, sum(_pss(pid) for pid in _slekt(self._pid)) / 1024)

    def stopp(self) -> None:
        self._slutt.set()
        self.join()


def _slekt(pid: int) -> list[int]:
    """The process and all that descend from it."""
    alle, neste = [], [pid]
    while neste:
        en = neste.pop()
        alle.append(en)
        for fil in Path(f"/proc/{en}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                neste += map(int, fil.read_text().split())
    return alle


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for linje in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if linje.startswith("Pss:"):
                return int(linje.split()[1])
    return 0


@dataclass(frozen=True)
class Fordeling:
    """Several measurements of one thing: the median, the least and the most."""

    midt: float
    minst: float
    mest: float

    @classmethod
    def av(cls, verdier: Sequence[float]) -> "Fordeling":
        """The distribution of the measured values, of which there is at least one."""
        return cls(statistics.median(verdier), min(verdier), max(verdier))

    def vis(self, desimaler: int = 1) -> str:
        """As in the tables: the median, and from least to most where they differ."""
        midt, minst, mest = (f"{v:.{desimaler}f}" for v in (self.midt, self.minst, self.mest))
        return midt if minst == mest else f"{midt} ({minst}–{mest})"


def forhold(over: Sequence[Maling], under: Sequence[Maling]) -> Fordeling:
    """The wall time of ``over`` in times that of ``under``, round by round.

    The rounds alternate, so that a machine that is slow for a while is slow for both.
    """
    return Fordeling.av([a.vegg / b.vegg for a, b in zip(over, under, strict=True)])
